"""Unpacking: nested targets, stars, swaps, from any iterable, displays, messages."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

a, b = 1, 2
a, b = b, a
assert (a, b) == (2, 1)
(a, b), [c, d] = "xy", (1, 2)
assert (a, b, c, d) == ("x", "y", 1, 2)
a, *b, c = range(5)
assert (a, b, c) == (0, [1, 2, 3], 4)
*a, b = "x"
assert (a, b) == ([], "x")
a, *_, (b, *c) = 1, 2, 3, [4, 5]
assert (a, b, c) == (1, 4, [5])
[x] = {5}
(y,) = [6]
assert (x, y) == (5, 6)
i = 0
data = [1, 2, 3]
i, data[i] = 2, "changed"
assert data == [1, 2, "changed"]
first = second = []
first.append(1)
assert second == [1]
k, v = {"k": 1, "v": 2}
assert (k, v) == ("k", "v")


class Target:
    pass


t = Target()
t.x, t.y, *data[0:2] = 1, 2, 3, 4, 5
assert (t.x, t.y, data) == (1, 2, [3, 4, 5, "changed"])
a = b, c = 1, 2
assert a == (1, 2) and (b, c) == (1, 2)


def gen():
    yield 1
    yield 2


p, q = gen()
assert (p, q) == (1, 2)
assert [*gen(), *"ab", *{}] == [1, 2, "a", "b"]
assert (*[], ) == ()
assert {*gen(), *[2, 3]} == {1, 2, 3}
assert {**{"a": 1}, "b": 2, **{"a": 3}} == {"a": 3, "b": 2} and [*range(2)][1] == 1
d = dict([*{"a": 1}.items(), ("b", 2)])
assert d == {"a": 1, "b": 2}


def returns():
    rest = [2, 3]
    return 1, *rest


def yields():
    yield 1, *[2]


assert returns() == (1, 2, 3) and list(yields()) == [(1, 2)]
subscript = {}
subscript[1, *[2, 3]] = "x"
assert subscript == {(1, 2, 3): "x"}
for a, *rest in ["abc", "d"]:
    pass
assert a == "d" and rest == []


def unpack2(x):
    a, b = x


def unpack_star(x):
    a, b, *c = x


raises(ValueError, "not enough values to unpack (expected 2, got 1)", unpack2, [1])
raises(ValueError, "too many values to unpack (expected 2)", unpack2, [1, 2, 3])
raises(ValueError, "too many values to unpack (expected 2)", unpack2, iter("abc"))
raises(ValueError, "not enough values to unpack (expected at least 2, got 1)", unpack_star, [1])
raises(TypeError, "cannot unpack non-iterable int object", unpack2, 5)
raises(TypeError, "cannot unpack non-iterable NoneType object", unpack2, None)
raises(TypeError, "Value after * must be an iterable, not int", lambda: [*1])
raises(TypeError, "'int' object is not a mapping", lambda: {**1})


class Failing:
    def __iter__(self):
        yield 1
        raise KeyError("inside")


raises(KeyError, "'inside'", unpack2, Failing())
for source, message in [
    ("*a = 1", "starred assignment target must be in a list or tuple"),
    ("*a, *b = x", "multiple starred expressions in assignment"),
    ("a = *b", "can't use starred expression here"),
    ("f() = 1", "cannot assign to function call here. Maybe you meant '==' instead of '='?"),
    ("(a, 1) = x", "cannot assign to literal"),
    ("a + 1 = 2", "cannot assign to expression here. Maybe you meant '==' instead of '='?"),
    ("None = 1", "cannot assign to None"),
    ("(a, b) += 1", "'tuple' is an illegal expression for augmented assignment"),
    ("del f()", "cannot delete function call"),
    ("for 1 in x: pass", "cannot assign to literal"),
    ("with a as 1: pass", "cannot assign to literal"),
    ("[x for f() in y]", "cannot assign to function call"),
    ("x: int: str", "invalid syntax"),
]:
    try:
        compile(source, "<t>", "exec")
    except SyntaxError as error:
        assert error.msg == message, (source, error.msg)
    else:
        raise AssertionError(source)

print("ok")
