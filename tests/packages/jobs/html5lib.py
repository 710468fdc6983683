"""html5lib: what no parser would take, as a tree, and back."""
import html5lib
from html5lib import serializer, treewalkers

SOURCES = ['<p>a<p>b<table><tr><td>1<b>x</td></table>y', '<!doctype html><title>&lt;t&copy &notin;</title><ul><li>1<li>2</ul><svg><path/></svg>',
           '<a href=x>1<a>2</a><div><!-- c --></div></p>', '<select><option>a<option selected>b</select><textarea>\n<b></textarea>',
           '\x00<b><i>mis</b>nested</i><br/></br>', '<math><mi>x</mi></math><script>if (a<b) "</div>"</script>', 'ż 日本 &#x1F600; &#0; &#128;']
for source in SOURCES:
    for builder in ('etree', 'dom'):
        tree = html5lib.parse(source, treebuilder=builder)
        walker = treewalkers.getTreeWalker(builder)
        print(builder, ''.join(serializer.HTMLSerializer(omit_optional_tags=False, quote_attr_values='always').serialize(walker(tree))))
    parser = html5lib.HTMLParser()
    parser.parseFragment(source)
    print(parser.errors[:6])
