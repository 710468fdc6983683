"""property: getter, setter, deleter, inheritance, doc, errors; attribute hooks."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Celsius:
    def __init__(self, degrees=0):
        self._degrees = degrees

    @property
    def fahrenheit(self):
        "Degrees Fahrenheit."
        return self._degrees * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self._degrees = (value - 32) * 5 / 9

    @fahrenheit.deleter
    def fahrenheit(self):
        self._degrees = None

    @property
    def fixed(self):
        return 1

    def _hidden(self, value):
        self.wrote = value

    write_only = property(None, _hidden)


c = Celsius(100)
assert c.fahrenheit == 212
assert Celsius.fahrenheit.__doc__ == "Degrees Fahrenheit."
assert isinstance(Celsius.__dict__["fixed"], property)
c.fahrenheit = 32
assert c._degrees == 0
del c.fahrenheit
assert c._degrees is None
c.write_only = 5
assert c.wrote == 5
raises(AttributeError, "property 'fixed' of 'Celsius' object has no setter", setattr, c, "fixed", 2)
raises(AttributeError, "property 'fixed' of 'Celsius' object has no deleter", delattr, c, "fixed")
raises(AttributeError, "property 'write_only' of 'Celsius' object has no getter", lambda: c.write_only)
c.__dict__["fixed"] = "shadow"
assert c.fixed == 1


class Kelvin(Celsius):
    @property
    def fixed(self):
        return super().fixed + 1

    @Celsius.fahrenheit.getter
    def fahrenheit(self):
        return "overridden"


k = Kelvin(1)
assert k.fixed == 2 and k.fahrenheit == "overridden"
k.fahrenheit = 50
assert k._degrees == 10
raises(TypeError, "unsupported operand type(s) for *: 'NoneType' and 'int'", lambda: c.fahrenheit)


class Dynamic:
    def __init__(self):
        self.log = []

    def __getattr__(self, name):
        if name.startswith("dyn_"):
            return name[4:]
        raise AttributeError(f"no {name}")

    def __setattr__(self, name, value):
        if name != "log":
            self.log.append((name, value))
        super().__setattr__(name, value)

    def __delattr__(self, name):
        self.log.append(name)
        object.__delattr__(self, name)


d = Dynamic()
d.x = 1
assert d.dyn_abc == "abc"
assert d.x == 1
assert d.log == [("x", 1)]
assert not hasattr(d, "other")
assert getattr(d, "q", None) is None
del d.x
assert d.log == [("x", 1), "x"]
raises(AttributeError, "no x", lambda: d.x)


class Everything:
    y = 2

    def __getattribute__(self, name):
        if name == "secret":
            return "seen"
        if name == "gone":
            raise AttributeError("gone")
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        return f"fallback {name}"


e = Everything()
assert e.secret == "seen"
assert e.gone == "fallback gone"
assert e.y == 2
assert e.zz == "fallback zz"
assert type(e).y == 2


class Failing:
    @property
    def x(self):
        return self.missing

    def __getattr__(self, name):
        return f"instead of {name}"


assert Failing().x == "instead of missing"


class Dir:
    def __dir__(self):
        return ["b", "a"]


assert dir(Dir()) == ["a", "b"] and "y" in dir(e) and "__init__" in dir(Dir)

print("ok")
