"""range and slice objects: arithmetic, membership, equality, hashing, indices()."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

r = range(2, 20, 3)
assert list(r) == [2, 5, 8, 11, 14, 17]
assert len(r) == 6
assert r[0] == 2
assert r[-1] == 17
assert r[1:3] == range(5, 11, 3)
assert r[::-1] == range(17, -1, -3)
assert 8 in r
assert 9 not in r
assert "a" not in r
assert 8.0 in r
assert r.index(11) == 3
assert r.count(5) == 1
assert r.count(6) == 0
assert (r.start, r.stop, r.step) == (2, 20, 3)
assert range(0) == range(2, 1) == range(5, 5)
assert range(0, 3, 2) == range(0, 4, 2)
assert hash(range(0, 3, 2)) == hash(range(0, 4, 2))
assert range(3) != [0, 1, 2]
assert repr(range(3)) == "range(0, 3)"
assert repr(range(1, 2, 3)) == "range(1, 2, 3)"
assert list(range(5, 0, -2)) == [5, 3, 1]
assert list(reversed(range(4))) == [3, 2, 1, 0]
assert not range(0)
assert bool(range(1))
assert max(range(10)) == 9
assert sum(range(101)) == 5050
assert range(10**30)[10**29] == 10**29
assert 10**25 in range(10**30)
assert len(range(-5, 5)) == 10
assert list(range(-3, -10, -3)) == [-3, -6, -9]
assert range(3)[:2] == range(2)
assert list(range(True, 3)) == [1, 2]
big = range(2**64, 2**64 + 3)
assert list(big) == [2**64, 2**64 + 1, 2**64 + 2]
assert big[-1] == 2**64 + 2
assert list(reversed(big))[0] == big[-1]

s = slice(1, 10, 2)
assert (s.start, s.stop, s.step) == (1, 10, 2)
assert repr(s) == "slice(1, 10, 2)"
assert slice(5) == slice(None, 5, None)
assert slice(1) < slice(2)
assert s.indices(6) == (1, 6, 2)
assert slice(None, None, -1).indices(4) == (3, -1, -1)
assert slice(-3, -1).indices(5) == (2, 4, 1)
assert slice(10, 0, -3).indices(5) == (4, 0, -3)
assert hash(slice(1, 2)) == hash(slice(1, 2)) and {slice(1): 1}[slice(1)] == 1


class Grid:
    def __getitem__(self, key):
        return key


g = Grid()
assert g[1] == 1
assert g[1:2] == slice(1, 2)
assert g[1:2, ...] == (slice(1, 2), Ellipsis)
assert g[::] == slice(None)
assert g[1, 2] == (1, 2)
assert g[()] == ()
assert g[*"ab"] == ("a", "b")
assert g["a":"b":None] == slice("a", "b", None)
assert g[(1, 2)] == (1, 2)
assert g[1,] == (1,)
assert g[...] is ...

raises(IndexError, "range object index out of range", lambda: r[6])
raises(TypeError, "range indices must be integers or slices, not str", lambda: r["a"])
raises(ValueError, "range() arg 3 must not be zero", range, 1, 2, 0)
raises(TypeError, "range expected at least 1 argument, got 0", range)
raises(TypeError, "range expected at most 3 arguments, got 4", range, 1, 2, 3, 4)
raises(TypeError, "'str' object cannot be interpreted as an integer", range, "1")
raises(ValueError, "9 is not in range", r.index, 9)
raises(OverflowError, "Python int too large to convert to C ssize_t", len, range(2**70))
raises(AttributeError, "readonly attribute", setattr, r, "start", 1)
raises(ValueError, "slice step cannot be zero", s.__class__(None, None, 0).indices, 5)
raises(ValueError, "length should not be negative", s.indices, -1)

print("ok")
