"""list: methods, slices and their assignment, operators, comparison, repr of cycles, errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

a = [3, 1, 2]
a.append(4)
a.extend((5, 6))
a.insert(0, 0)
a.insert(-1, 9)
a.insert(100, 7)
assert a == [0, 3, 1, 2, 4, 5, 9, 6, 7]
assert a.pop() == 7
assert a.pop(0) == 0
assert a.pop(-2) == 9
a.remove(1)
assert a == [3, 2, 4, 5, 6]
assert a.index(4) == 2
assert a.index(6, 1) == 4
assert a.count(3) == 1
assert a.copy() == a
a.reverse()
assert a == [6, 5, 4, 2, 3]
assert sorted(a) == [2, 3, 4, 5, 6]
assert a[::-1] == [3, 2, 4, 5, 6]
assert a[1:-1] == [5, 4, 2]
a[1:3] = []
assert a == [6, 2, 3]
a[1:1] = "xy"
assert a == [6, "x", "y", 2, 3]
a[::2] = [1, 2, 3]
assert a == [1, "x", 2, 2, 3]
a[5:] = [4]
a[-1:] = range(2)
assert a == [1, "x", 2, 2, 3, 0, 1]
del a[0], a[-1], a[1:3]
assert a == ["x", 3, 0]
a[:] = a * 2
assert a == ["x", 3, 0, "x", 3, 0]
del a[::2]
assert a == [3, "x", 0]
b = a
b += [1]
assert a is b and a == [3, "x", 0, 1]
b = b + [2]
assert a != b and [1] * 3 == [1, 1, 1] and 2 * [1, 2] == [1, 2, 1, 2] and [1] * -1 == []
b *= 2
assert len(b) == 10
assert [1, 2] < [1, 3]
assert [1] < [1, 0]
assert [2] > [1, 5]
assert [] == []
assert [1, 2] != (1, 2)
assert [1] <= [1]
a.clear()
assert a == []
assert not a
assert list("ab") == ["a", "b"]
assert list({1: 2}) == [1]
assert 1 in [True]
assert 1.0 in [1]
nan = float("nan")
assert nan in [nan]
assert [nan] == [nan]
assert [nan].index(nan) == 0
assert [float("nan")] != [nan]
cycle = [1]
cycle.append(cycle)
assert repr(cycle) == "[1, [...]]"
assert repr([1, "a", None, [2.0]]) == "[1, 'a', None, [2.0]]"
c = [1, 2, 3]
c[1:2] = c
assert c == [1, 1, 2, 3, 3]
c.extend(c)
assert len(c) == 10
grown = [0]
for item in grown:
    if item < 5:
        grown.append(item + 1)
assert grown == [0, 1, 2, 3, 4, 5]
shrunk = list(range(6))
for item in shrunk:
    shrunk.remove(item)
assert shrunk == [1, 3, 5]

raises(IndexError, "list index out of range", lambda: [][0])
raises(IndexError, "list assignment index out of range", [].__setitem__, 0, 1)
raises(IndexError, "list assignment index out of range", [].__delitem__, 0)
raises(IndexError, "pop from empty list", [].pop)
raises(IndexError, "pop index out of range", [1].pop, 3)
raises(ValueError, "list.remove(x): x not in list", [].remove, 1)
raises(ValueError, "'x' is not in list", [1].index, "x")
raises(TypeError, "list indices must be integers or slices, not str", lambda: [1]["a"])
raises(TypeError, 'can only concatenate list (not "tuple") to list', lambda: [1] + (2,))
raises(TypeError, "can't multiply sequence by non-int of type 'float'", lambda: [1] * 1.5)
raises(TypeError, "'int' object is not iterable", list, 1)
raises(TypeError, "unhashable type: 'list'", hash, [])
raises(TypeError, "can only assign an iterable", [1].__setitem__, slice(0, 1), 1)
raises(ValueError, "attempt to assign sequence of size 1 to extended slice of size 2", [1, 2, 3].__setitem__, slice(None, None, 2), [1])
raises(TypeError, "'<' not supported between instances of 'int' and 'str'", lambda: [1] < ["a"])
raises(TypeError, "list.append() takes exactly one argument (0 given)", [].append)
raises(TypeError, "list.append() takes exactly one argument (2 given)", [].append, 1, 2)

print("ok")
