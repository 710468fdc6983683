"""Comparison: rich methods, chains, identity, reflected forms, total results, hashing and equality."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n if isinstance(other, Version) else NotImplemented

    def __lt__(self, other):
        return self.n < other.n if isinstance(other, Version) else NotImplemented

    def __le__(self, other):
        return self.n <= other.n if isinstance(other, Version) else NotImplemented


a, b = Version(1), Version(2)
assert a < b and b > a and a <= b and b >= a and a != b and a == Version(1) and not a == 1 and a != 1
raises(TypeError, "'<' not supported between instances of 'Version' and 'int'", lambda: a < 1)
raises(TypeError, "'>' not supported between instances of 'int' and 'Version'", lambda: 1 > a)
raises(TypeError, "unhashable type: 'Version'", hash, a)
evaluated = []


def note(x):
    evaluated.append(x)
    return x


assert note(1) < note(2) < note(3) and evaluated == [1, 2, 3]
evaluated.clear()
assert not note(3) < note(2) < note(1) and evaluated == [3, 2]
assert 1 < 2 > 1 != 3 == 3 and 1 < 3 in [3] and not (1 == 1 != 1) and (1 < 2) == True and 1 == True == 1.0
x = 5
assert 0 < x < 10 and not 0 < x < 5 and 5 <= x <= 5 and x is x is not None
assert None is None and (1, 2) < (1, 2, 0) and [1, [2]] == [1, [2]] and "a" < "b" < "c" and b"a" < b"b" and {1} < {1, 2}


class Strange:
    def __eq__(self, other):
        return []

    def __lt__(self, other):
        return "less"

    def __contains__(self, item):
        return "truthy"


s = Strange()
assert (s == 1) == [] and (s < 1) == "less" and (1 > s) == "less" and (3 in s) is True and (3 not in s) is False and (s != 1) is True


class Base:
    def __lt__(self, other):
        return "base lt"

    def __gt__(self, other):
        return "base gt"


class Child(Base):
    def __gt__(self, other):
        return "child gt"


assert (Base() < Child()) == "child gt" and (Base() < Base()) == "base lt" and (Child() < Base()) == "base lt"


class HashOnly:
    def __hash__(self):
        return 5


class EqBoth:
    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


assert hash(HashOnly()) == 5 and hash(EqBoth()) is not None and HashOnly() != HashOnly() and EqBoth() == 0 and EqBoth.__hash__ is object.__hash__ and Version.__hash__ is None


class BadHash:
    def __hash__(self):
        return "x"


class BigHash:
    def __hash__(self):
        return 2**70


raises(TypeError, "__hash__ method should return an integer", hash, BadHash())
assert hash(BigHash()) == hash(2**70)


class Contains:
    def __iter__(self):
        return iter([1, 2])


class OldIter:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * 10


assert 2 in Contains() and 3 not in Contains() and 20 in OldIter() and list(OldIter()) == [0, 10, 20] and 5 not in OldIter()
raises(TypeError, "argument of type 'int' is not iterable", lambda: 1 in 2)
raises(TypeError, "'<' not supported between instances of 'NoneType' and 'int'", lambda: None < 1)
raises(TypeError, "'>=' not supported between instances of 'list' and 'tuple'", lambda: [] >= ())
raises(TypeError, "'<=' not supported between instances of 'object' and 'object'", lambda: object() <= object())
o = object()
assert o == o and o != object() and (o.__eq__(1)) is NotImplemented and (1).__lt__("a") is NotImplemented and not (o is not o)

print("ok")
