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
assert a < b
assert b > a
assert a <= b
assert b >= a
assert a != b
assert a == Version(1)
assert not a == 1
assert a != 1
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
assert 1 < 2 > 1 != 3 == 3
assert 1 < 3 in [3]
assert not (1 == 1 != 1)
assert (1 < 2) == True
assert 1 == True == 1.0
x = 5
assert 0 < x < 10 and not 0 < x < 5 and 5 <= x <= 5 and x is x is not None
assert None is None
assert (1, 2) < (1, 2, 0)
assert [1, [2]] == [1, [2]]
assert "a" < "b" < "c"
assert b"a" < b"b"
assert {1} < {1, 2}


class Strange:
    def __eq__(self, other):
        return []

    def __lt__(self, other):
        return "less"

    def __contains__(self, item):
        return "truthy"


s = Strange()
assert (s == 1) == []
assert (s < 1) == "less"
assert (1 > s) == "less"
assert (3 in s) is True
assert (3 not in s) is False
assert (s != 1) is True


class Base:
    def __lt__(self, other):
        return "base lt"

    def __gt__(self, other):
        return "base gt"


class Child(Base):
    def __gt__(self, other):
        return "child gt"


assert (Base() < Child()) == "child gt"
assert (Base() < Base()) == "base lt"
assert (Child() < Base()) == "base lt"


class HashOnly:
    def __hash__(self):
        return 5


class EqBoth:
    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


assert hash(HashOnly()) == 5
assert hash(EqBoth()) is not None
assert HashOnly() != HashOnly()
assert EqBoth() == 0
assert EqBoth.__hash__ is object.__hash__
assert Version.__hash__ is None


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


assert 2 in Contains()
assert 3 not in Contains()
assert 20 in OldIter()
assert list(OldIter()) == [0, 10, 20]
assert 5 not in OldIter()
raises(TypeError, "argument of type 'int' is not iterable", lambda: 1 in 2)
raises(TypeError, "'<' not supported between instances of 'NoneType' and 'int'", lambda: None < 1)
raises(TypeError, "'>=' not supported between instances of 'list' and 'tuple'", lambda: [] >= ())
raises(TypeError, "'<=' not supported between instances of 'object' and 'object'", lambda: object() <= object())
o = object()
assert o == o
assert o != object()
assert (o.__eq__(1)) is NotImplemented
assert (1).__lt__("a") is NotImplemented
assert not (o is not o)

print("ok")
