"""enumerate, zip, map, filter, reversed, sum, any, all, min, max, sorted on all kinds of input."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert list(enumerate("ab")) == [(0, "a"), (1, "b")]
assert list(enumerate("a", start=5)) == [(5, "a")]
assert list(enumerate([], 1)) == []
assert next(enumerate("x", 2**70)) == (2**70, "x")
assert list(zip()) == []
assert list(zip([1, 2], "ab")) == [(1, "a"), (2, "b")]
assert list(zip([1, 2, 3], "a")) == [(1, "a")]
assert list(zip("ab", strict=True)) == [("a",), ("b",)]
raises(ValueError, "zip() argument 2 is shorter than argument 1", list, zip([1, 2], "a", strict=True))
raises(ValueError, "zip() argument 2 is longer than argument 1", list, zip([1], "ab", strict=True))
raises(ValueError, "zip() argument 3 is shorter than arguments 1-2", list, zip([1], "a", [], strict=True))
left, right = iter([1, 2, 3]), iter([1])
assert list(zip(left, right)) == [(1, 1)] and next(left) == 3
assert list(map(str, [1, 2])) == ["1", "2"]
assert list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])) == [11, 22]
assert list(map(None.__class__, [])) == []
assert list(filter(None, [0, 1, "", "a"])) == [1, "a"]
assert list(filter(lambda x: x > 1, [1, 2, 3])) == [2, 3]
assert list(filter(str.isdigit, "a1b2")) == ["1", "2"]
assert sum([]) == 0
assert sum([1, 2], 10) == 13
assert sum([[1], [2]], []) == [1, 2]
assert sum((0.5, 1)) == 1.5
assert sum([True, True]) == 2
assert sum([1], start=5) == 6
assert sum([2**62, 2**62]) == 2**63
assert any([]) is False
assert all([]) is True
assert any([0, 1]) is True
assert all([1, 0]) is False
assert any(x == 2 for x in [1, 2])
assert not all(c.isupper() for c in "Aa")
assert min(3, 1, 2) == 1
assert max([3, 1]) == 3
assert min("b", "a") == "a"
assert max(1, 1.0) == 1
assert type(max(1, 1.0)) is int
assert type(max(1.0, 1)) is float
assert min([], default=5) == 5
assert max(["aa", "b"], key=len) == "aa"
assert min({"x": 1, "y": 0}, key={"x": 1, "y": 0}.get) == "y"
assert max((1, 2), (1, 3)) == (1, 3)
assert min(iter([4, 2])) == 2
it = map(int, ["1", "x", "3"])
assert next(it) == 1
raises(ValueError, "invalid literal for int() with base 10: 'x'", next, it)
assert next(it) == 3
consumed = []


def source():
    for i in range(5):
        consumed.append(i)
        yield i


assert any(x > 1 for x in source()) and consumed == [0, 1, 2]
raises(TypeError, "min expected at least 1 argument, got 0", min)
raises(ValueError, "max() iterable argument is empty", max, [])
raises(TypeError, "'int' object is not iterable", max, 5)
raises(TypeError, "'>' not supported between instances of 'str' and 'int'", max, 1, "a")
raises(TypeError, "Cannot specify a default for max() with multiple positional arguments", lambda: max(1, 2, default=3))
raises(TypeError, "sum() can't sum strings [use ''.join(seq) instead]", sum, ["a"], "")
raises(TypeError, "unsupported operand type(s) for +: 'int' and 'str'", sum, ["a"])
raises(TypeError, "map() must have at least two arguments.", map, len)
raises(TypeError, "filter expected 2 arguments, got 1", filter, None)
raises(TypeError, "enumerate() missing required argument 'iterable'", enumerate)
raises(TypeError, "'int' object is not iterable", zip, 1)
raises(TypeError, "'NoneType' object is not callable", list, map(None, [1]))

print("ok")
