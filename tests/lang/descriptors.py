"""Descriptors: data and non-data precedence, __set_name__, deletion, class access, functions as descriptors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Data:
    def __set_name__(self, owner, name):
        self.owner, self.name = owner, name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, "unset")

    def __set__(self, instance, value):
        if value == "bad":
            raise ValueError("bad value")
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        instance.__dict__.pop(self.name)


class NonData:
    def __get__(self, instance, owner=None):
        return ("got", instance, owner)


class Host:
    data = Data()
    plain = NonData()


h = Host()
assert Host.data.name == "data"
assert Host.data.owner is Host
assert h.data == "unset"
assert isinstance(Host.data, Data)
h.data = 5
assert h.data == 5 and h.__dict__ == {"data": 5}
h.__dict__["data"] = 6
assert h.data == 6
del h.data
assert h.data == "unset"
raises(ValueError, "bad value", setattr, h, "data", "bad")
assert h.plain == ("got", h, Host) and Host.plain == ("got", None, Host)
h.__dict__["plain"] = "own"
assert h.plain == "own"
del h.plain
assert h.plain[0] == "got"


class OnlySet:
    def __set__(self, instance, value):
        instance.__dict__["x"] = value * 2


class Setter:
    x = OnlySet()


s = Setter()
assert isinstance(s.x, OnlySet)
s.x = 4
assert s.x == 8
raises(AttributeError, "__delete__", delattr, s, "x")


class Getter:
    x = Data()
    del Data.__delete__


raises(AttributeError, "__delete__", delattr, Getter(), "x")


def method(self, y):
    return self, y


bound = method.__get__(3)
assert bound(4) == (3, 4)
assert bound.__self__ == 3
assert method.__get__(None, int) is method
Host.late = method
assert h.late(1) == (h, 1)
h.own = method
raises(TypeError, "method() missing 1 required positional argument: 'y'", lambda: h.own(1))
Host.builtin = len
raises(TypeError, "len() takes exactly one argument (0 given)", lambda: h.builtin())


class Lazy:
    def __init__(self, function):
        self.function = function

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Circle:
    calls = 0

    @Lazy
    def area(self):
        Circle.calls += 1
        return 3


c = Circle()
assert c.area == 3 and c.area == 3 and Circle.calls == 1


class Static:
    f = staticmethod(lambda *a: a)
    g = classmethod(lambda *a: a)


assert Static().f(1) == (1,)
assert Static.g(1) == (Static, 1)
assert Static.__dict__["f"].__func__(2) == (2,)
assert staticmethod(len)([1]) == 1
raises(TypeError, "'classmethod' object is not callable", Static.__dict__["g"])


class BadName:
    def __set_name__(self, owner, name):
        raise ValueError("in set_name")


try:
    type("T", (), {"bad": BadName()})
except ValueError as error:
    assert str(error) == "in set_name"
    assert error.__notes__ == ["Error calling __set_name__ on 'BadName' instance 'bad' in 'T'"]

print("ok")
