"""Iterators: __iter__, __next__, __getitem__ fallback, iter with a sentinel, next with a default, exhaustion, length hints."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Count:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Fresh:
    def __iter__(self):
        return Count(2)


f = Fresh()
assert list(Count(3)) == [2, 1, 0]
assert list(f) == [1, 0] == list(f)
assert [*Count(2)] == [1, 0]
assert sum(Count(4)) == 6
assert tuple(Count(1)) == (0,)
assert next(Count(5)) == 4
assert next(Count(0), "d") == "d"
assert next(iter([]), None) is None
values = iter([1, 2, 0, 3])
assert list(iter(lambda: next(values), 0)) == [1, 2] and next(values) == 3
i = iter([1, 2])
assert iter(i) is i and next(i) == 1 and list(i) == [2] and list(i) == []
growing = [1]
g = iter(growing)
assert next(g) == 1 and next(g, "end") == "end"
growing.append(2)
assert next(g, "end") == "end"


class Indexed:
    def __getitem__(self, i):
        if i == 3:
            raise IndexError
        return i * i


assert list(Indexed()) == [0, 1, 4]
assert 4 in Indexed()
assert list(zip(Indexed(), "ab")) == [(0, "a"), (1, "b")]


class Raises:
    def __getitem__(self, i):
        raise KeyError(i)


raises(KeyError, "0", list, Raises())


class NoNext:
    def __iter__(self):
        return 5


class NotIterable:
    __iter__ = None

    def __getitem__(self, i):
        return 1


raises(TypeError, "iter() returned non-iterator of type 'int'", iter, NoNext())
raises(TypeError, "'NotIterable' object is not iterable", iter, NotIterable())
raises(TypeError, "'int' object is not iterable", iter, 5)
raises(TypeError, "iter(object, sentinel): object must be callable", iter, 5, 1)
raises(TypeError, "'list' object is not an iterator", next, [])
raises(StopIteration, "", next, iter(()))
raises(TypeError, "'int' object is not iterable", lambda: [x for x in 5])
assert type(iter([])).__name__ == "list_iterator"
assert type(iter(())).__name__ == "tuple_iterator"
assert type(iter("")).__name__ == "str_ascii_iterator"
assert type(iter("é")).__name__ == "str_iterator"
assert type(iter({})).__name__ == "dict_keyiterator"
assert type(iter(set())).__name__ == "set_iterator"
assert type(iter(range(0))).__name__ == "range_iterator"
assert type(iter({}.items())).__name__ == "dict_itemiterator"
assert type(reversed([])).__name__ == "list_reverseiterator"
assert iter([1, 2, 3]).__length_hint__() == 3 and iter(range(4)).__length_hint__() == 4


class Rev:
    def __reversed__(self):
        return "reversed!"


class Seq:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return i * 10


assert reversed(Rev()) == "reversed!"
assert list(reversed(Seq())) == [20, 10, 0]
assert list(reversed((1, 2))) == [2, 1]
assert list(reversed({1: 2, 3: 4}.items())) == [(3, 4), (1, 2)]
raises(TypeError, "'set' object is not reversible", reversed, {1})
raises(TypeError, "'generator' object is not reversible", reversed, (x for x in []))


def loops():
    out = []
    for x in Count(5):
        if x == 3:
            continue
        if x == 1:
            break
        out.append(x)
    return out


assert loops() == [4, 2]


class Leaky:
    def __iter__(self):
        raise ValueError("no iter")


raises(ValueError, "no iter", lambda: list(Leaky()))
raises(ValueError, "no iter", lambda: exec("for x in L(): pass", {"L": Leaky}))


class LyingHint:
    def __iter__(self):
        return iter([1, 2])

    def __length_hint__(self):
        return 1000


class BadHint(LyingHint):
    def __length_hint__(self):
        return -1


assert list(LyingHint()) == [1, 2]
raises(ValueError, "__length_hint__() should return >= 0", list, BadHint())

print("ok")
