"""isinstance of classes that change after compiled code has asked about them, and except clauses by such classes."""

from abc import ABC


class Animal:
    pass


class Dog(Animal):
    pass


class Cat(Animal):
    pass


class Stone:
    pass


class Meta(type):
    pass


class Odd(metaclass=Meta):
    pass


class Even(Odd):
    pass


def counts(things):
    animals = cats = either = odd = anything = numbers = 0
    for thing in things:
        if isinstance(thing, Animal):
            animals += 1
        if isinstance(thing, Cat):
            cats += 1
        if isinstance(thing, (Dog, Stone)):
            either += 1
        if isinstance(thing, Odd):
            odd += 1
        if isinstance(thing, (Stone, object)):
            anything += 1
        if isinstance(thing, (Stone, int, float)):
            numbers += 1
    return animals, cats, either, odd, anything, numbers


things = [Dog(), Cat(), Stone(), Even(), 1, 2.5, None, True, "text", (1,), 1 << 70, Dog, Ellipsis]
for _ in range(200):
    assert counts(things) == (2, 1, 2, 1, 13, 5), counts(things)

# Bases.
class Base:
    pass


class Derived(Base):
    pass


class Other:
    pass


def is_other(thing, times):
    return sum(isinstance(thing, Other) for _ in range(times))


derived = Derived()
assert is_other(derived, 300) == 0
Derived.__bases__ = (Other,)
assert is_other(derived, 300) == 300
Derived.__bases__ = (Base,)
assert is_other(derived, 300) == 0

# The class of an object, and what it shows as its class.
derived.__class__ = type("Late", (Other,), {})
assert is_other(derived, 300) == 300
derived.__class__ = Derived
assert is_other(derived, 300) == 0


class Shows(Base):
    __class__ = property(lambda self: Other)


for _ in range(5):
    assert is_other(derived, 300) == 0 and is_other(Shows(), 300) == 300

# The metaclass.
Meta.__instancecheck__ = lambda cls, thing: thing == 1
for _ in range(50):
    assert counts(things)[3] == 2, counts(things)
del Meta.__instancecheck__
for _ in range(50):
    assert counts(things)[3] == 1


class Other(ABC):  # noqa: F811
    pass


for _ in range(50):
    assert is_other(derived, 10) == 0
Other.register(Derived)
for _ in range(50):
    assert is_other(derived, 10) == 10


# Many classes share the places where answers are kept.
classes = [type(f"C{i}", (Animal if i % 3 else object,), {}) for i in range(400)]
objects = [cls() for cls in classes]
for _ in range(5):
    assert counts(objects) == (266, 0, 0, 0, 400, 0)


class Problem(Exception):
    pass


class Failure(Problem):
    pass


class Late(Problem):
    pass


def caught(errors):
    found = []
    for error in errors:
        try:
            raise error
        except Failure:
            found.append("failure")
        except (LookupError, Late):
            found.append("lookup")
        except Exception:
            found.append("other")
    return found


errors = [Failure(), KeyError(1), ValueError(), Late()] * 20
for _ in range(20):
    assert caught(errors) == ["failure", "lookup", "other", "lookup"] * 20
Late.__bases__ = (Failure,)
for _ in range(20):
    assert caught(errors) == ["failure", "lookup", "other", "failure"] * 20
print("ok")
