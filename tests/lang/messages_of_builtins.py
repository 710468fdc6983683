"""Messages of what programs catch, with names of any kind and length."""


def text_of(f, kind):
    try:
        f()
    except kind as e:
        return str(e)
    raise AssertionError("nothing raised")


class Plain:
    pass


Long = type("L" * 150, (), {})
Wide = type("\u4e00lass", (), {})
plain, long, wide = Plain(), Long(), Wide()
shown = "L" * 100
assert text_of(lambda: plain.foo, AttributeError) == "'Plain' object has no attribute 'foo'"
assert text_of(lambda: Plain.foo, AttributeError) == "type object 'Plain' has no attribute 'foo'"
assert text_of(lambda: (1).foo, AttributeError) == "'int' object has no attribute 'foo'"
assert text_of(lambda: long.foo, AttributeError) == f"'{shown}' object has no attribute 'foo'"
assert text_of(lambda: Long.foo, AttributeError) == f"type object '{shown}' has no attribute 'foo'"
assert text_of(lambda: wide.foo, AttributeError) == "'\u4e00lass' object has no attribute 'foo'"
assert text_of(lambda: getattr(plain, "\u00fcber"), AttributeError) == "'Plain' object has no attribute '\u00fcber'"
for name in ("\udc80", "x" * 300, "\U0001f600", ""):
    assert text_of(lambda: getattr(plain, name), AttributeError) == f"'Plain' object has no attribute '{name}'"
try:
    plain.foo
except AttributeError as e:
    assert e.name == "foo" and e.obj is plain
import collections, datetime

assert text_of(lambda: collections.deque().foo, AttributeError) == "'collections.deque' object has no attribute 'foo'"
assert text_of(lambda: collections.foo, AttributeError) == "module 'collections' has no attribute 'foo'"

for left, right, symbol, f in [
    (1, "", "+", lambda: 1 + ""),
    (plain, 1, "-", lambda: plain - 1),
    (1, None, "**=", lambda: exec("a = 1\na **= None")),
    (1, None, "** or pow()", lambda: 1**None),
    (1, None, ">>", lambda: 1 >> None),
    (datetime.date.today(), 1, "+", lambda: datetime.date.today() + 1),
    (wide, 1, "@", lambda: wide @ 1),
]:
    full = lambda value: "datetime.date" if isinstance(value, datetime.date) else type(value).__name__
    expected = f"unsupported operand type(s) for {symbol}: '{full(left)}' and '{full(right)}'"
    assert text_of(f, TypeError) == expected, text_of(f, TypeError)
assert text_of(lambda: long + 1, TypeError) == f"unsupported operand type(s) for +: '{shown}' and 'int'"
assert text_of(lambda: exec("a = 1\na += ''"), TypeError) == "unsupported operand type(s) for +=: 'int' and 'str'"
assert text_of(lambda: print >> 1, TypeError) == (
    "unsupported operand type(s) for >>: 'builtin_function_or_method' and 'int'. "
    'Did you mean "print(<message>, file=<output_stream>)"?'
)
assert text_of(lambda: "" + 1, TypeError) == 'can only concatenate str (not "int") to str'
assert text_of(lambda: [] + wide, TypeError) == 'can only concatenate list (not "\u4e00lass") to list'
assert text_of(lambda: [] * "", TypeError) == "can't multiply sequence by non-int of type 'str'"

assert text_of(lambda: int("x"), ValueError) == "invalid literal for int() with base 10: 'x'"
assert text_of(lambda: int("\u4e00", 7), ValueError) == "invalid literal for int() with base 7: '\u4e00'"
assert text_of(lambda: int("x" * 300), ValueError) == "invalid literal for int() with base 10: '" + "x" * 199
assert text_of(lambda: int(b"x'"), ValueError) == "invalid literal for int() with base 10: b\"x'\""
assert text_of(lambda: float("x\n"), ValueError) == "could not convert string to float: 'x\\n'"
assert text_of(lambda: float("x" * 300), ValueError) == "could not convert string to float: '" + "x" * 300 + "'"


def unpack(items):
    a, b, c = items


def unpack_some(items):
    a, *b, c = items


assert text_of(lambda: unpack([1]), ValueError) == "not enough values to unpack (expected 3, got 1)"
assert text_of(lambda: unpack(range(12)), ValueError) == "too many values to unpack (expected 3)"
assert text_of(lambda: unpack((1, 2, 3, 4)), ValueError) == "too many values to unpack (expected 3)"
assert text_of(lambda: unpack_some([1]), ValueError) == "not enough values to unpack (expected at least 2, got 1)"


def unbound():
    if plain is None:
        name = 1
    return name


def free():
    def inner():
        return later

    inner()
    later = 1


assert text_of(lambda: nonesuch, NameError) == "name 'nonesuch' is not defined"
assert text_of(unbound, UnboundLocalError) == "cannot access local variable 'name' where it is not associated with a value"
assert text_of(free, NameError) == (
    "cannot access free variable 'later' where it is not associated with a value in enclosing scope"
)
try:
    nonesuch
except NameError as e:
    assert e.name == "nonesuch"
print("ok")
