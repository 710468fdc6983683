"""Classes: instances, attributes, methods, class and static methods, dict, names, bound methods."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Dog:
    "A dog."
    kind = "canine"
    tricks = []

    def __init__(self, name):
        self.name = name

    def speak(self, times=1):
        return f"{self.name}: " + "woof " * times

    @classmethod
    def make(cls, *names):
        return [cls(name) for name in names]

    @staticmethod
    def add(a, b):
        return a + b


rex, fido = Dog.make("Rex", "Fido")
assert rex.kind == "canine"
assert rex.__dict__ == {"name": "Rex"}
assert rex.speak(2) == "Rex: woof woof "
assert Dog.speak(fido) == "Fido: woof "
rex.kind = "wolf"
assert rex.kind == "wolf" and fido.kind == "canine" and Dog.kind == "canine"
Dog.kind = "dog"
assert fido.kind == "dog"
del rex.kind
assert rex.kind == "dog" and Dog.add(1, 2) == 3 == rex.add(1, 2)
rex.tricks.append("sit")
assert fido.tricks == ["sit"]
assert Dog.__name__ == "Dog"
assert Dog.__doc__ == "A dog."
assert Dog.__module__ == "__main__"
assert Dog.__qualname__ == "Dog"
assert type(rex) is Dog
assert rex.__class__ is Dog
assert isinstance(rex, object)
assert Dog.__bases__ == (object,)
assert Dog.__dict__["kind"] == "dog"
bound = rex.speak
assert bound.__self__ is rex
assert bound.__func__ is Dog.speak
assert bound.__name__ == "speak"
assert bound() == rex.speak()
assert rex.speak == rex.speak
assert rex.speak is not rex.speak
assert hash(rex.speak) == hash(bound)
assert rex.speak != fido.speak
assert Dog.make.__self__ is Dog
assert repr(bound).startswith("<bound method Dog.speak of <__main__.Dog object at 0x")
assert repr(Dog) == "<class '__main__.Dog'>"
assert repr(Dog.speak).startswith("<function Dog.speak at 0x")
assert repr(len) == "<built-in function len>"
assert repr([].append).startswith("<built-in method append of list object at 0x")
setattr(rex, "age", 3)
assert getattr(rex, "age") == 3
assert hasattr(rex, "age")
assert not hasattr(rex, "nope")
assert getattr(rex, "nope", 7) == 7
delattr(rex, "age")
raises(AttributeError, "'Dog' object has no attribute 'age'", lambda: rex.age)
raises(AttributeError, "'Dog' object has no attribute 'age'", delattr, rex, "age")
raises(AttributeError, "type object 'Dog' has no attribute 'age'", lambda: Dog.age)
raises(TypeError, "Dog.__init__() missing 1 required positional argument: 'name'", Dog)
raises(TypeError, "Dog.speak() takes from 1 to 2 positional arguments but 3 were given", rex.speak, 1, 2)
raises(TypeError, "'Dog' object is not callable", lambda: rex())
raises(TypeError, "'Dog' object is not subscriptable", lambda: rex[0])
raises(TypeError, "'Dog' object is not iterable", lambda: list(rex))
raises(TypeError, "object of type 'Dog' has no len()", len, rex)
raises(TypeError, "'Dog' object does not support item assignment", lambda: exec("rex[0] = 1", {"rex": rex}))
raises(TypeError, "attribute name must be string, not 'int'", getattr, rex, 1)


class Plain:
    pass


raises(TypeError, "Plain() takes no arguments", Plain, 1)
p = Plain()
p.__dict__["x"] = 1
assert p.x == 1 and vars(p) == {"x": 1}
p.__dict__ = {"y": 2}
assert p.y == 2 and not hasattr(p, "x")
p.__class__ = Dog
assert p.kind == "dog"
raises(TypeError, "__class__ must be set to a class, not 'int' object", setattr, p, "__class__", 1)
raises(TypeError, "__dict__ must be set to a dictionary, not a 'int'", setattr, p, "__dict__", 1)


class Call:
    def __call__(self, *args, **kwargs):
        return args, kwargs


assert Call()(1, a=2) == ((1,), {"a": 2}) and callable(Call()) and not callable(p)
instance = Call()
instance.__call__ = lambda: "instance"
assert instance() == ((), {}) and instance.__call__() == "instance"


class BadInit:
    def __init__(self):
        return 1


raises(TypeError, "__init__() should return None, not 'int'", BadInit)


class Truth:
    def __bool__(self):
        return "yes"


raises(TypeError, "__bool__ should return bool, returned str", bool, Truth())


class Outer:
    class Inner:
        def method(self):
            pass


assert Outer.Inner.__qualname__ == "Outer.Inner"
assert Outer.Inner.method.__qualname__ == "Outer.Inner.method"

print("ok")
