"""eval, exec, compile: modes, namespaces, closures, code objects, positions of syntax errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert eval("1 + 2") == 3
assert eval(" 3 ") == 3
assert eval("x * 2", {"x": 4}) == 8
assert eval("a + b", {"a": 1}, {"b": 2}) == 3
assert eval(b"5") == 5
scope = {}
exec("y = 5\ndef f(n):\n    return n + y", scope)
assert scope["f"](1) == 6 and "__builtins__" in scope and exec("pass") is None
local = {}
exec("z = 1", {}, local)
assert local == {"z": 1}


def function_scope():
    x = 1
    exec("x = 2")
    eval("(x := 3)")
    return x, eval("x")


assert function_scope() == (1, 1)


def explicit_locals():
    namespace = {}
    exec("value = 10", globals(), namespace)
    return namespace["value"]


assert explicit_locals() == 10
code = compile("a + 1", "<name>", "eval")
assert eval(code, {"a": 1}) == 2
assert code.co_filename == "<name>"
assert code.co_names == ("a",)
assert repr(code).startswith("<code object <module> at 0x")
statements = compile("b = 1\nb += 1", "s.py", "exec")
ns = {}
exec(statements, ns)
assert ns["b"] == 2
assert eval(statements, ns) is None
assert statements.co_name == "<module>"
assert statements.co_firstlineno == 1
shown = []
import sys

old, sys.displayhook = sys.displayhook, shown.append
exec(compile("1 + 1", "<i>", "single"))
sys.displayhook = old
assert shown == [2]
raises(TypeError, "eval() arg 1 must be a string, bytes or code object", eval, 1)
raises(TypeError, "exec() arg 1 must be a string, bytes or code object", exec, 1)
raises(TypeError, "globals must be a dict", eval, "1", 1)
raises(TypeError, "locals must be a mapping", eval, "1", {}, 1)
raises(TypeError, "exec() globals must be a dict, not int", exec, "1", 1)
raises(ValueError, "compile() mode must be 'exec', 'eval' or 'single'", compile, "1", "f", "x")
raises(SyntaxError, "source code string cannot contain null bytes", compile, "a\0b", "f", "exec")
raises(NameError, "name 'zzz' is not defined", eval, "zzz")
raises(NameError, "name 'len' is not defined", eval, "len", {"__builtins__": {}})


def free_code():
    x = 1

    def inner():
        return x

    return inner.__code__


raises(TypeError, "code object requires a closure of exactly length 1", lambda: exec(free_code()))


def where(source, mode="exec"):
    try:
        compile(source, "<t>", mode)
    except SyntaxError as error:
        return type(error).__name__, error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset
    return None


assert where("x = = 1") == ("SyntaxError", "invalid syntax", 1, 5, 1, 6)
assert where("a b") == ("SyntaxError", "invalid syntax", 1, 3, 1, 4)
assert where("f(a b)") == ("SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 3, 1, 6)
assert where("if x = 1: pass") == ("SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 4, 1, 9)
assert where("(1, 2") == ("SyntaxError", "'(' was never closed", 1, 1, 1, 0)
assert where("x = ')'\n)") == ("SyntaxError", "unmatched ')'", 2, 1, 2, 1)
assert where("if 1:\npass") == ("IndentationError", "expected an indented block after 'if' statement on line 1", 2, 1, 2, 5)
assert where("  x") == ("IndentationError", "unexpected indent", 1, 2, 1, -1)
assert where("if 1:\n    a\n  b")[:3] == ("IndentationError", "unindent does not match any outer indentation level", 3)
assert where("if 1:\n\ta\n        b")[:2] == ("TabError", "inconsistent use of tabs and spaces in indentation")
assert where("1 +", "eval") == ("SyntaxError", "invalid syntax", 1, 0, 1, 0)
assert where("x = 1", "eval")[1] == "invalid syntax"
assert where("'abc") == ("SyntaxError", "unterminated string literal (detected at line 1)", 1, 1, 1, 1)
assert where("while True print(1)") == ("SyntaxError", "invalid syntax", 1, 12, 1, 17)
assert where("class = 1")[1] == "invalid syntax"
assert where("def f(x, x): pass")[1] == "duplicate argument 'x' in function definition"
assert where("return 1")[1] == "'return' outside function"
assert where("yield 1")[1] == "'yield' outside function"
assert where("break")[1] == "'break' outside loop"
assert where("continue")[1] == "'continue' not properly in loop"
assert where("from __future__ import nope")[1] == "future feature nope is not defined"
assert where("x = 1\nfrom __future__ import division")[1] == "from __future__ imports must occur at the beginning of the file"
assert where("f(**a, *b)")[1] == "iterable argument unpacking follows keyword argument unpacking"
assert where("f(a=1, b)")[1] == "positional argument follows keyword argument"
assert where("f(a=1, a=2)")[1] == "keyword argument repeated: a"
assert where("f(1=2)")[1] == 'expression cannot contain assignment, perhaps you meant "=="?'
assert where("f(True=1)")[1] == "cannot assign to True"
assert where("print 1")[1] == "Missing parentheses in call to 'print'. Did you mean print(...)?"
assert where("0777")[1] == "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers"
assert where("1_")[1] == "invalid decimal literal"
assert where("0b12")[1] == "invalid digit '2' in binary literal"
assert where("1__0")[1] == "invalid decimal literal"
assert where("a, b += 1")[1] == "'tuple' is an illegal expression for augmented assignment"
assert where("lambda *: 1")[1] == "named arguments must follow bare *"
assert where("def f(a, *): pass")[1] == "named arguments must follow bare *"
assert where("def f(/, a): pass")[1] == "at least one argument must precede /"
assert where("def f(a=1, b): pass")[1] == "parameter without a default follows parameter with a default"
assert where("def f(**k, a): pass")[1] == "arguments cannot follow var-keyword argument"
assert where("try: pass")[1] == "expected 'except' or 'finally' block"
assert where("import a.b as c.d")[1] == "invalid syntax"
assert where("from a import *, b")[1] == "invalid syntax"
assert where("from a import (b, c")[1] == "'(' was never closed"
assert where("x = {1: 2, 3}")[1] == "':' expected after dictionary key"
assert where("x = {1:}")[1] == "expression expected after dictionary key and ':'"
assert where("1 if 2")[1] == "expected 'else' after 'if' expression"
assert where("a $ b")[1] == "invalid syntax"
assert where("b'é'")[1] == "bytes can only contain ASCII literal characters"
assert where("'\\N{nope}'")[1].startswith("(unicode error) 'unicodeescape' codec can't decode bytes in position 0-7: unknown Unicode character name")
assert where("é = 1") is None
assert where("a = 1; b = 2;") is None
assert where("x = \\\n 1") is None
assert where("") is None
assert where("\n\n# only\n") is None

assert eval(b"# coding: latin9\n'\xa4'") == "\u20ac"
assert eval(b"# coding: l10\n'\xa4'") == "\u20ac"
print("ok")
