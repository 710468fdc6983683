"""abc, numbers of special methods through collections.abc, duck typing by __subclasshook__ and register."""

import abc
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableSequence, Sequence, Sized


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Shape(abc.ABC):
    @property
    @abc.abstractmethod
    def area(self):
        ...

    @abc.abstractmethod
    def scale(self, by):
        "Scale."

    @classmethod
    @abc.abstractmethod
    def make(cls):
        ...

    def describe(self):
        return f"area {self.area}"


class Square(Shape):
    def __init__(self, side):
        self.side = side

    @property
    def area(self):
        return self.side**2

    def scale(self, by):
        return Square(self.side * by)

    @classmethod
    def make(cls):
        return cls(1)


class Half(Shape):
    def scale(self, by):
        return super().scale(by)


assert Square(3).describe() == "area 9"
assert Square.make().scale(4).area == 16
assert Shape.__abstractmethods__ == {"area", "scale", "make"}
assert not Square.__abstractmethods__
raises(TypeError, "Can't instantiate abstract class Shape without an implementation for abstract methods 'area', 'make', 'scale'", Shape)
raises(TypeError, "Can't instantiate abstract class Half without an implementation for abstract methods 'area', 'make'", Half)


class Quacks(abc.ABC):
    @classmethod
    def __subclasshook__(cls, other):
        if cls is Quacks:
            return any("quack" in vars(base) for base in other.__mro__) or NotImplemented
        return NotImplemented


class Duck:
    def quack(self):
        pass


class Robot:
    pass


assert isinstance(Duck(), Quacks)
assert issubclass(Duck, Quacks)
assert not isinstance(Robot(), Quacks)
Quacks.register(Robot)
assert isinstance(Robot(), Quacks) and Quacks not in Robot.__mro__


@Quacks.register
class Decorated:
    pass


assert issubclass(Decorated, Quacks)


class Bag:
    def __iter__(self):
        return iter([])

    def __len__(self):
        return 0


assert isinstance(Bag(), Iterable)
assert isinstance(Bag(), Sized)
assert not isinstance(Bag(), Iterator)
assert not isinstance(Bag(), Sequence)
assert isinstance(iter([]), Iterator)
assert isinstance(len, Callable)
assert not isinstance([], Hashable)
assert isinstance((), Hashable)
assert isinstance({}, Mapping)
assert issubclass(list, MutableSequence)
assert issubclass(tuple, Sequence)
assert not issubclass(set, Sequence)
assert isinstance("", Sequence)
assert isinstance(range(1), Sequence)
assert issubclass(dict, Mapping)
assert isinstance((x for x in []), Iterator)


class Letters(Sequence):
    def __init__(self, text):
        self.text = text

    def __getitem__(self, i):
        return self.text[i]

    def __len__(self):
        return len(self.text)


s = Letters("hello")
assert list(s) == list("hello")
assert "e" in s
assert s.index("l") == 2
assert s.count("l") == 2
assert list(reversed(s)) == list("olleh")
assert s[1:3] == "el"


class Table(Mapping):
    def __init__(self, **data):
        self.data = data

    def __getitem__(self, key):
        return self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


t = Table(a=1, b=2)
assert t.get("z", 0) == 0
assert "a" in t
assert list(t.items()) == [("a", 1), ("b", 2)]
assert t == {"a": 1, "b": 2}
assert dict(**t) == {"a": 1, "b": 2}
assert list(t.keys()) == ["a", "b"]
assert t.keys() & {"a"} == {"a"}


class Log(MutableSequence):
    def __init__(self):
        self.items = []

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, v):
        self.items[i] = v

    def __delitem__(self, i):
        del self.items[i]

    def __len__(self):
        return len(self.items)

    def insert(self, i, v):
        self.items.insert(i, v)


log = Log()
log.append(1)
log.extend([2, 3])
log += [4]
log.remove(2)
assert log.pop() == 4 and list(log) == [1, 3]
log.reverse()
log.clear()
assert len(log) == 0
raises(TypeError, "Can't instantiate abstract class Bad without an implementation for abstract methods '__getitem__', '__len__'", type("Bad", (Sequence,), {}))
raises(KeyError, "'q'", lambda: t["q"])
assert (abc.ABCMeta, type) == (type(Shape), type(type(Shape)))

print("ok")
