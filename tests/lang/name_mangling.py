"""Private name mangling in attributes, methods, imports, globals, slots, keywords, nested classes."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Base:
    __secret = "base"

    def __init__(self):
        self.__value = 1
        self.__dunder__ = 2
        self._single = 3

    def __hidden(self):
        return "hidden"

    def reveal(self):
        return self.__secret, self.__value, self.__hidden(), self.__dunder__

    def local(self):
        __x = 5
        return __x, sorted(n for n in locals() if "x" in n)

    def argument(self, __arg=1, *, __kw=2):
        return __arg + __kw

    def delete(self):
        del self.__value

    def nested(self):
        def inner():
            return self.__value

        return inner(), [self.__value for _ in "a"], (lambda: self.__value)()

    class __Inner:
        pass

    def make(self):
        return self.__Inner.__name__


class Child(Base):
    __secret = "child"

    def reveal_child(self):
        return self.__secret


c = Child()
assert c.reveal() == ("base", 1, "hidden", 2)
assert c.reveal_child() == "child"
assert c._Base__secret == "base"
assert c._Child__secret == "child"
assert sorted(c.__dict__) == ["_Base__value", "__dunder__", "_single"]
assert c._Base__hidden() == "hidden"
assert c.local() == (5, ["_Base__x"])
assert c.argument(3) == 5
assert c.argument(_Base__arg=10, _Base__kw=1) == 11
assert c.nested() == (1, [1], 1)
assert c.make() == "__Inner"
raises(TypeError, "Base.argument() got an unexpected keyword argument '__arg'", lambda: c.argument(__arg=1))
raises(AttributeError, "'Child' object has no attribute '__value'", lambda: c.__value)
c.delete()
raises(AttributeError, "'Child' object has no attribute '_Base__value'", c.reveal)


class _Under:
    __x = 1

    def get(self):
        return self.__x


class __Double:
    __y = 2


class ___:
    __z = 3


assert _Under().get() == 1
assert "_Under__x" in vars(_Under)
assert "_Double__y" in vars(__Double)
assert "__z" in vars(___)
_Uses__module = "module level"


class Uses:
    def read(self):
        return __module

    def write(self):
        global __made
        __made = "made"

    def string(self):
        return getattr(self, "__attr", "not mangled")

    def keyword(self):
        return dict(__k=1)

    def nonlocals(self):
        __n = 1

        def bump():
            nonlocal __n
            __n += 1

        bump()
        return __n

    def handler(self):
        try:
            raise ValueError
        except ValueError as __error:
            return sorted(locals())

    def walrus(self):
        return (__w := 4), "_Uses__w" in locals()

    def importing(self):
        import sys as __sys

        return "_Uses__sys" in locals()


u = Uses()
assert u.read() == "module level"
assert u.write() is None
assert _Uses__made == "made"
assert u.string() == "not mangled"
assert u.keyword() == {"__k": 1}
assert u.nonlocals() == 2
assert u.handler() == ["_Uses__error", "self"]
assert u.walrus() == (4, True)
assert u.importing()


class Slotted:
    __slots__ = ("__private", "public")

    def __init__(self):
        self.__private = 1


assert Slotted()._Slotted__private == 1


class Outer:
    class Inner:
        def get(self):
            return self.__deep

    __deep = "outer"


i = Outer.Inner()
i._Inner__deep = "inner"
assert i.get() == "inner" and Outer._Outer__deep == "outer"


class Annotated:
    __a: int = 1


assert Annotated.__annotations__ == {"_Annotated__a": int}


def in_function():
    __plain = 1
    return locals()


assert in_function() == {"__plain": 1}

print("ok")
