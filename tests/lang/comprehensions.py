"""List, set, dict and generator comprehensions: nesting, conditions, scopes, laziness, async-free edge cases."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert [x * x for x in range(4)] == [0, 1, 4, 9]
assert {x % 2 for x in range(5)} == {0, 1}
assert {x: -x for x in range(2)} == {0: 0, 1: -1}
assert [(x, y) for x in range(3) for y in range(x)] == [(1, 0), (2, 0), (2, 1)]
assert [x for x in range(10) if x % 2 if x > 4] == [5, 7, 9]
assert [[y for y in range(x)] for x in range(3)] == [[], [0], [0, 1]]
assert [y for row in [[1], [2, 3]] for y in row] == [1, 2, 3]
assert sum(x for x in range(4)) == 6
assert list(c for c in "abc") == ["a", "b", "c"]
assert max((len(w), w) for w in ["a", "bcd"]) == (3, "bcd")
x = "outer"
inner = [x for x in range(3)]
assert x == "outer"
assert [x for _ in "a"] == ["outer"]
assert [i for i in range(3) if x == "outer"] == [0, 1, 2]
assert [a + b for a, b in [(1, 2), (3, 4)]] == [3, 7]
assert [first for first, *_ in ["ab", "cd"]] == ["a", "c"]
assert [k for k, in [(1,), (2,)]] == [1, 2]
lazy = (print("never") for _ in range(3))
log = []


def note(value):
    log.append(value)
    return value


g = (note(i) for i in note(range(3)))
assert log == [range(3)]
assert next(g) == 0 and log == [range(3), 0]
raises(TypeError, "'int' object is not iterable", lambda: (i for i in 5))
assert list(g) == [1, 2] and list(g) == []


def closures():
    return [lambda: i for i in range(3)], [(lambda j: lambda: j)(i) for i in range(3)]


late, early = closures()
assert [f() for f in late] == [2, 2, 2] and [f() for f in early] == [0, 1, 2]


def arguments(items, factor):
    return [item * factor for item in items if item in {k for k in range(factor)}]


assert arguments([1, 2, 5], 3) == [3, 6]


def deep():
    n = 2
    return [[[i + j + k + n for i in range(2)] for j in range(2)] for k in range(2)]


assert deep() == [[[2, 3], [3, 4]], [[3, 4], [4, 5]]]


class Body:
    items = [1, 2]
    copied = [i for i in items]
    try:
        pairs = [(i, items) for i in range(1)]
    except NameError as error:
        message = str(error)


assert Body.copied == [1, 2] and Body.message == "name 'items' is not defined"


def shadow_restore():
    i = "kept"
    values = [i for i in range(2)]
    total = {i: [i for i in "ab"] for i in range(1)}
    return i, values, total


assert shadow_restore() == ("kept", [0, 1], {0: ["a", "b"]})


def raises_inside():
    i = "kept"
    try:
        [1 // i for i in (1, 0)]
    except ZeroDivisionError:
        return i


assert raises_inside() == "kept"


def names():
    a = 1
    return [sorted(locals()) for b in range(1)][0]


assert names() == ["a", "b"]
assert [x if x else -1 for x in (0, 1)] == [-1, 1]
assert [(yield_ := x) for x in "a"] == ["a"]
assert [*(x for x in "ab")] == ["a", "b"]
assert {k: v for k, v in zip("ab", [1, 2])} == {"a": 1, "b": 2}
assert {**{k: 1 for k in "a"}} == {"a": 1}
assert dict((k, 1) for k in "ab") == {"a": 1, "b": 1}
order = []


def n(v):
    order.append(v)
    return v


{n(1): n(2) for _ in "a"}
assert order == [1, 2]
assert [i for i in range(5) if i not in (1, 3)] == [0, 2, 4]
assert [not i for i in (0, 1)] == [True, False]
assert [lambda: 1 for _ in "a"][0]() == 1
assert "".join(c.upper() for c in "abc" if c != "b") == "AC"
assert any(x > 2 for x in [1, 3])
assert not all(x for x in [1, 0])
gen = (i for i in range(3))
assert gen.__name__ == "<genexpr>"
assert repr(gen).startswith("<generator object <genexpr> at 0x")
assert iter(gen) is gen
for source, message in [
    ("[x, y for x in z]", "did you forget parentheses around the comprehension target?"),
    ("{**x for x in y}", "dict unpacking cannot be used in dict comprehension"),
    ("[*x for x in y]", "iterable unpacking cannot be used in comprehension"),
    ("f(x for x in y, 1)", "Generator expression must be parenthesized"),
    ("class C: [(yield 1) for x in y]", "'yield' inside list comprehension"),
]:
    try:
        compile(source, "<t>", "exec")
    except SyntaxError as error:
        assert error.msg == message, (source, error.msg)
    else:
        raise AssertionError(source)

print("ok")
