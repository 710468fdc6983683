"""__init_subclass__, __set_name__ order, __class_getitem__, the __class__ cell, class keyword arguments."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

registry = []


class Plugin:
    def __init_subclass__(cls, /, key=None, **kwargs):
        super().__init_subclass__(**kwargs)
        registry.append((cls.__name__, key))


class First(Plugin, key="one"):
    pass


class Second(First):
    pass


assert registry == [("First", "one"), ("Second", None)]
raises(TypeError, "Third.__init_subclass__() takes no keyword arguments", lambda: type("Third", (Plugin,), {}, bogus=1))
raises(TypeError, "Fourth.__init_subclass__() takes no keyword arguments", lambda: type("Fourth", (), {}, x=1))
order = []


class Named:
    def __init__(self, label):
        self.label = label

    def __set_name__(self, owner, name):
        order.append((self.label, name, owner.__name__))


class Base:
    def __init_subclass__(cls):
        order.append("init_subclass")


class Uses(Base):
    b = Named(1)
    a = Named(2)


assert order == [(1, "b", "Uses"), (2, "a", "Uses"), "init_subclass"]
Uses.late = Named(3)
assert len(order) == 3


class Cell:
    def which(self):
        return __class__

    @classmethod
    def cls(cls):
        return __class__, cls

    @staticmethod
    def static():
        return __class__


class SubCell(Cell):
    pass


assert SubCell().which() is Cell
assert SubCell.cls() == (Cell, SubCell)
assert SubCell.static() is Cell


class Nested:
    def outer(self):
        def inner():
            return super().__repr__()[:9], __class__

        return inner()


def check_nested():
    class Explicit(Nested):
        def outer(self):
            return super().outer()

    return Explicit


raises(TypeError, "super(type, obj): obj must be an instance or subtype of type", lambda: super(Cell, 1).x)


class Doubled:
    values = [1, 2]
    total = sum(values)
    doubled = [v * 2 for v in values]

    if total > 2:
        big = True
    for i in range(3):
        pass
    del i


assert Doubled.total == 3
assert Doubled.doubled == [2, 4]
assert Doubled.big
assert not hasattr(Doubled, "i")
namespace = {}
exec("class Quick(list): z = 1", namespace)
assert namespace["Quick"].__module__ == "builtins" and namespace["Quick"]().z == 1


def keyword_bases():
    bases = (dict,)
    options = {"metaclass": type}

    class Star(*bases, **options):
        pass

    return Star


assert issubclass(keyword_bases(), dict)
events = []


def note(name):
    events.append(name)
    return object


def decorate(label):
    events.append(f"make {label}")

    def apply(cls):
        events.append(f"apply {label}")
        cls.label = label
        return cls

    return apply


@decorate("outer")
@decorate("inner")
class Evaluated(note("base")):
    events.append("body")


assert events == ["make outer", "make inner", "base", "body", "apply inner", "apply outer"]
assert Evaluated.label == "outer"


class Annotated:
    x: int
    y: str = "a"
    (z): float = 1.0


assert Annotated.__annotations__ == {"x": int, "y": str}
assert Annotated.y == "a"
assert not hasattr(Annotated, "x")

print("ok")
