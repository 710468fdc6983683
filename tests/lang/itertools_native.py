"""itertools: every iterator's items, argument checks, reprs and states."""

import itertools as it
import operator


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def take(n, iterable):
    return list(it.islice(iterable, n))


assert take(3, it.count()) == [0, 1, 2] and take(3, it.count(2.5, 0.5)) == [2.5, 3.0, 3.5]
assert take(3, it.count(2**63 - 2)) == [2**63 - 2, 2**63 - 1, 2**63]
assert [repr(it.count(True)), repr(it.count(1, 1.0)), repr(it.count(2.5)), repr(it.count(1, 2))] == [
    "count(1)", "count(1, 1.0)", "count(2.5)", "count(1, 2)"]
raises(TypeError, "a number is required", it.count, "a")
raises(TypeError, "count() takes at most 2 arguments (3 given)", it.count, 1, 2, 3)
assert take(5, it.cycle("ab")) == ["a", "b", "a", "b", "a"] and list(it.cycle([])) == []
raises(TypeError, "cycle expected 1 argument, got 0", it.cycle)
raises(TypeError, "cycle() takes no keyword arguments", it.cycle, x=1)
assert list(it.repeat(1, 3)) == [1, 1, 1] and repr(it.repeat(1)) == "repeat(1)" and repr(it.repeat(1, 3)) == "repeat(1, 3)"
assert operator.length_hint(it.repeat(1, 3)) == 3 and list(it.repeat(1, -3)) == [] and list(it.repeat(1, times=1)) == [1]
raises(TypeError, "len() of unsized object", it.repeat(1).__length_hint__)
raises(TypeError, "'y' is an invalid keyword argument for repeat()", it.repeat, 1, y=2)

assert list(it.chain("ab", [1])) == ["a", "b", 1] and list(it.chain()) == []
assert list(it.chain.from_iterable(["ab", "", "c"])) == ["a", "b", "c"]
raises(TypeError, "'int' object is not iterable", list, it.chain([1], 2))
assert list(it.compress("abcd", [1, 0, True])) == ["a", "c"]
assert list(it.pairwise("abc")) == [("a", "b"), ("b", "c")] and list(it.pairwise("a")) == []
assert list(it.starmap(pow, [(2, 3), [3, 2]])) == [8, 9]
assert list(it.zip_longest("ab", "c", fillvalue=0)) == [("a", "c"), ("b", 0)] and list(it.zip_longest()) == []
raises(TypeError, "zip_longest() got an unexpected keyword argument", it.zip_longest, x=1)
assert list(it.takewhile(bool, [1, 2, 0, 3])) == [1, 2] and list(it.dropwhile(bool, [1, 0, 2])) == [0, 2]
assert list(it.filterfalse(None, [0, 1, ""])) == [0, ""] and list(it.filterfalse(str.isupper, "aBc")) == ["a", "c"]
raises(TypeError, "filterfalse expected 2 arguments, got 1", it.filterfalse, 1)

source = iter(range(100))
assert list(it.islice(source, 2, 10, 3)) == [2, 5, 8] and next(source) == 10
assert list(it.islice(range(5), None)) == [0, 1, 2, 3, 4] and list(it.islice(range(5), 3, None)) == [3, 4]
raises(ValueError, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.", it.islice, [], -1)
raises(ValueError, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.", it.islice, [], -2, 1)
raises(ValueError, "Step for islice() must be a positive integer or None.", it.islice, [], 1, 2, 0)
raises(TypeError, "islice expected at least 2 arguments, got 1", it.islice, [])

assert list(it.accumulate([1, 2, 3])) == [1, 3, 6] and list(it.accumulate([2, 3], operator.mul)) == [2, 6]
assert list(it.accumulate([1], initial=9)) == [9, 10] and list(it.accumulate([])) == []
raises(TypeError, "accumulate() takes at most 2 positional arguments (3 given)", it.accumulate, [], 1, 2)
assert list(it.batched("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)]
raises(ValueError, "n must be at least one", it.batched, [], 0)
raises(TypeError, "batched() takes at most 2 arguments (3 given)", it.batched, [], 2, 3)

assert [(k, list(g)) for k, g in it.groupby("aab")] == [("a", ["a", "a"]), ("b", ["b"])]
assert [k for k, g in it.groupby([1, -1, 2], abs)] == [1, 2]
groups = it.groupby("aab")
first = next(groups)[1]
next(groups)
assert list(first) == []
raises(TypeError, "groupby() missing required argument 'iterable' (pos 1)", it.groupby)

assert list(it.product("ab", [1, 2])) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
assert list(it.product([0, 1], repeat=2)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
assert list(it.product()) == [()] and list(it.product([], [1])) == [] and list(it.product([1], repeat=0)) == [()]
raises(ValueError, "repeat argument cannot be negative", lambda: it.product([1], repeat=-1))
assert list(it.permutations([1, 2, 3], 2)) == [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)]
assert len(list(it.permutations(range(5)))) == 120 and list(it.permutations([1], 2)) == [] and list(it.permutations([])) == [()]
assert list(it.combinations("abc", 2)) == [("a", "b"), ("a", "c"), ("b", "c")] and list(it.combinations("ab", 3)) == []
assert list(it.combinations_with_replacement("ab", 2)) == [("a", "a"), ("a", "b"), ("b", "b")]
assert list(it.combinations_with_replacement("", 0)) == [()] and list(it.combinations_with_replacement("", 1)) == []
raises(ValueError, "r must be non-negative", it.combinations, [], -1)
raises(TypeError, "Expected int as r", it.permutations, [], "a")

a, b = it.tee(range(200))
assert take(100, a) == list(range(100)) and list(b) == list(range(200)) and list(a) == list(range(100, 200))
assert it.tee([], 0) == () and len(it.tee("a", 4)) == 4
raises(ValueError, "n must be >= 0", it.tee, [], -1)
raises(TypeError, "itertools.tee() takes no keyword arguments", it.tee, [], n=3)
c = a.__copy__()
assert type(c) is type(a)


class Own(it.count):
    pass


own = Own(3)
own.x = 1
assert next(own) == 3 and own.x == 1 and repr(own) == "Own(4)"
assert it.chain[int].__args__ == (int,)
raises(TypeError, "'itertools.count' object is not callable", it.count())
print("ok")
