# Symbol tables and tokens of source text.
import io
import symtable
import token
import tokenize

SOURCE = """
import os
def outer[T](a, b=1, *c) -> int:
    global g
    x = [y for y in a if b]
    def inner():
        nonlocal x
        return x, os
    class C:
        z: int = a
    return (i for i in c)
"""

top = symtable.symtable(SOURCE, "f.py", "exec")
assert repr(top) == "<SymbolTable for module f.py>" and top.get_type() == "module" and not top.is_nested()
assert sorted(top.get_identifiers()) == ["g", "os", "outer"]
assert top.lookup("os").is_imported() and top.lookup("g").is_global()
[params] = top.get_children()
assert params.get_type() == "type parameter" and params.get_name() == "outer" and params.get_lineno() == 3
[outer] = params.get_children()
assert repr(outer) == "<Function SymbolTable for outer in f.py>"
assert outer.get_parameters() == ("a", "b", "c") and outer.get_globals() == ("g",)
assert sorted(outer.get_locals()) == ["C", "a", "b", "c", "inner", "x", "y"]
assert [child.get_name() for child in outer.get_children()] == ["inner", "C", "genexpr"]
inner, klass, genexpr = outer.get_children()
assert inner.get_frees() == ("x",) and inner.get_nonlocals() == ("x",) and inner.get_globals() == ("os",)
assert klass.lookup("z").is_annotated() and klass.lookup("a").is_free()
assert genexpr.get_parameters() == (".0",)
assert outer.lookup("inner").get_namespace() is inner
try:
    symtable.symtable("def f(a, a): pass", "f.py", "exec")
except SyntaxError as e:
    assert (e.msg, e.lineno, e.offset) == ("duplicate argument 'a' in function definition", 1, 10), e.args
else:
    assert False

TEXT = 'if é:\r\n\tf"{a!r:>{w}}"  # c\nx = (1,\n2)\n'
tokens = list(tokenize.tokenize(io.BytesIO(TEXT.encode()).readline))
assert [t.string for t in tokens[:7]] == ["utf-8", "if", "é", ":", "\r\n", "\t", 'f"']
assert [token.tok_name[t.type] for t in tokens[6:12]] == ["FSTRING_START", "OP", "NAME", "OP", "NAME", "OP"]
assert all(t.line.endswith("\n") for t in tokens[1:-1])
assert tokens[4].end == (1, 7) and tokens[-1].start == (5, 0) and tokens[-1].type == token.ENDMARKER
assert any(t.type == token.NL for t in tokens) and tokens[3].exact_type == token.COLON
assert tokenize.untokenize(tokens).decode().replace("\r", "") == TEXT.replace("\r", "")
for bad, message in (("(", "unexpected EOF in multi-line statement"), ("'a", "unterminated string literal (detected at line 1)")):
    try:
        list(tokenize.generate_tokens(io.StringIO(bad).readline))
    except tokenize.TokenError as e:
        assert e.args[0] == message, e.args
    else:
        assert False
assert list(tokenize.tokenize(io.BytesIO(b"").readline))[1:] == [(token.ENDMARKER, "", (1, 0), (1, 0), "")]
print("ok")
