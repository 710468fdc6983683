"""pygments: lexers, formatters, styles, guessing."""
from pygments import highlight, lex
from pygments.formatters import HtmlFormatter, LatexFormatter, TerminalFormatter, get_all_formatters
from pygments.lexers import get_all_lexers, get_lexer_by_name, guess_lexer_for_filename

SOURCES = {
    'python': 'class A(B):\n    """Doc."""\n    async def f(self, x: int = 0x1F) -> str:\n        return f"{x!r:>{10}} é"  # note\n',
    'c': '#include <stdio.h>\nint main(void) { /* a */ printf("%d\\n", 1 << 3); return 0; }\n',
    'html': '<!DOCTYPE html><a href="x" class=\'y\'>&amp;<script>let a = `t${1}`;</script></a>\n',
    'sql': "SELECT a.*, COUNT(1) FROM t AS a WHERE x LIKE '%y' -- why\n",
    'rust': "fn main() { let x: Vec<&'static str> = vec![\"a\"]; println!(\"{:?}\", x); }\n",
    'bash': 'for f in *.py; do echo "${f%.py}" | sed s/a/b/; done\n', 'json': '{"a": [1, 2.5e3, null, true], "b": "\\u00e9"}\n',
    'yaml': 'a: &x\n  - 1\n  - "two"\nb: *x\n', 'javascript': 'const f = async (a = /re+/g) => ({...a, [`k`]: 1n});\n',
}
for name, source in SOURCES.items():
    lexer = get_lexer_by_name(name)
    print(name, [(str(kind), text) for kind, text in lex(source, lexer)])
    print(highlight(source, lexer, HtmlFormatter(linenos='inline')), highlight(source, lexer, TerminalFormatter()))
print(HtmlFormatter(style='monokai').get_style_defs('.h')[:500], highlight('x = 1', get_lexer_by_name('python'), LatexFormatter()))
print(len(list(get_all_lexers())) > 400, len(list(get_all_formatters())), guess_lexer_for_filename('a.py', 'import x').name)
