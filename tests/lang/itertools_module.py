"""itertools: finite and endless iterators, combinatorics, grouping, laziness."""

from itertools import (accumulate, batched, chain, combinations, combinations_with_replacement, compress, count, cycle,
                       dropwhile, filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap,
                       takewhile, tee, zip_longest)



def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


assert list(islice(count(3), 3)) == [3, 4, 5]
assert list(islice(count(1.5, -0.5), 3)) == [1.5, 1.0, 0.5]
assert list(islice(cycle("ab"), 5)) == list("ababa")
assert list(repeat(7, 2)) == [7, 7]
assert list(islice(cycle([]), 1)) == []
assert list(accumulate([1, 2, 3])) == [1, 3, 6]
assert list(accumulate([2, 3, 4], lambda a, b: a * b)) == [2, 6, 24]
assert list(accumulate([1, 2], initial=10)) == [10, 11, 13]
assert list(accumulate([])) == []
assert list(chain("ab", [1])) == ["a", "b", 1]
assert list(chain.from_iterable([[1], [2, 3]])) == [1, 2, 3]
assert list(compress("abcd", [1, 0, 1])) == ["a", "c"]
assert list(chain()) == []
assert list(takewhile(lambda x: x < 3, [1, 2, 5, 1])) == [1, 2]
assert list(dropwhile(lambda x: x < 3, [1, 5, 1])) == [5, 1]
assert list(filterfalse(lambda x: x % 2, range(5))) == [0, 2, 4]
assert list(filterfalse(None, [0, 1])) == [0]
assert list(islice("abcdef", 1, 5, 2)) == ["b", "d"]
assert list(islice("abc", 2)) == ["a", "b"]
assert list(islice("abc", 1, None)) == ["b", "c"]
assert list(pairwise("abc")) == [("a", "b"), ("b", "c")]
assert list(pairwise("a")) == []
assert list(starmap(pow, [(2, 3), (3, 2)])) == [8, 9]
assert list(zip_longest("ab", "x", fillvalue="-")) == [("a", "x"), ("b", "-")]
assert list(batched("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)]
assert list(product("ab", [1, 2])) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
assert list(product([0, 1], repeat=2)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
assert list(product()) == [()]
assert list(product("ab", [])) == []
assert ["".join(p) for p in permutations("abc", 2)] == ["ab", "ac", "ba", "bc", "ca", "cb"]
assert len(list(permutations(range(4)))) == 24
assert list(permutations("a", 2)) == []
assert list(permutations([])) == [()]
assert ["".join(c) for c in combinations("abcd", 3)] == ["abc", "abd", "acd", "bcd"]
assert list(combinations([1, 2], 0)) == [()]
assert list(combinations_with_replacement("ab", 2)) == [("a", "a"), ("a", "b"), ("b", "b")]
assert [(k, list(g)) for k, g in groupby("aabca")] == [("a", ["a", "a"]), ("b", ["b"]), ("c", ["c"]), ("a", ["a"])]
assert [(k, len(list(g))) for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)] == [(1, 2), (0, 2), (1, 1)]
groups = [(k, g) for k, g in groupby("ab")]
assert [list(g) for _, g in groups] == [[], []]
a, b, c = tee(iter([1, 2, 3]), 3)
assert list(a) == [1, 2, 3]
assert next(b) == 1
assert list(c) == [1, 2, 3]
assert list(b) == [2, 3]
assert tee([], 0) == ()
source = iter(range(10))
assert list(islice(source, 3)) == [0, 1, 2]
assert next(source) == 3
assert list(takewhile(lambda x: x < 6, source)) == [4, 5]
assert next(source) == 7
assert repr(count(5)) == "count(5)"
assert repr(repeat(1, 3)) == "repeat(1, 3)"
assert repr(count(1, 2)) == "count(1, 2)"
assert next(count(2**63)) == 2**63
raises(ValueError, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.", islice, "abc", -1, 2)
raises(ValueError, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.", islice, "abc", -1)
raises(ValueError, "n must be at least one", batched, "abc", 0)
raises(ValueError, "r must be non-negative", combinations, "ab", -1)
raises(TypeError, "'int' object is not iterable", lambda: chain.from_iterable(5))
raises(TypeError, "a number is required", count, "a")

print("ok")
