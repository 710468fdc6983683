"""beautifulsoup4: searching and changing trees of html.parser and html5lib."""
import re

from bs4 import BeautifulSoup, SoupStrainer

TEXT = '''<html><head><title>The title</title></head><body><p class="story big" id="one">Once <a href="/a?x=1&y=2" class="sister">Elsie</a>,
<a href="/b" class="sister" data-n="2">Lacie</a> and <b>bold</b>.</p><!-- note --><p>End &eacute;</p><br><ul><li>1<li>2</ul></body>'''
for parser in ('html.parser', 'html5lib'):
    soup = BeautifulSoup(TEXT, parser)
    print(soup.title.string, [a['href'] for a in soup.find_all('a')], soup.find(id='one')['class'], soup.p.get_text('|', strip=True))
    print(soup.select('p.story > a[data-n="2"]'), soup.select_one('li:nth-of-type(2)'), soup.find_all(string=re.compile('E')))
    print([tag.name for tag in soup.b.parents], soup.a.next_sibling, soup.a.find_next('b'), len(list(soup.descendants)))
    soup.b.replace_with(soup.new_tag('em', attrs={'k': 'v'}))
    soup.a.unwrap()
    soup.find_all('p')[-1].insert(0, 'new <text> ')
    soup.ul.li.decompose()
    print(soup.prettify())
    print(soup.encode('ascii'))
print(BeautifulSoup('<a>ż</a>'.encode('iso-8859-2'), 'html.parser', from_encoding='iso-8859-2'), BeautifulSoup(TEXT, 'html.parser', parse_only=SoupStrainer('a')))
