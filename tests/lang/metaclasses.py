"""Metaclasses: __new__, __init__, __call__, __prepare__, keyword arguments, conflicts, type() with three arguments."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Meta(type):
    log = []

    @classmethod
    def __prepare__(mcls, name, bases, **kwargs):
        mcls.log.append(("prepare", name, kwargs))
        return {"injected": 1}

    def __new__(mcls, name, bases, namespace, **kwargs):
        mcls.log.append(("new", name, sorted(k for k in namespace if not k.startswith("__"))))
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)
        cls.options = kwargs

    def __call__(cls, *args, **kwargs):
        instance = super().__call__(*args, **kwargs)
        instance.created = True
        return instance

    def on_class(cls):
        return cls.__name__

    @property
    def shout(cls):
        return cls.__name__.upper()

    def __len__(cls):
        return 42

    def __iter__(cls):
        return iter("xyz")

    def __contains__(cls, item):
        return item == "in"

    def __getitem__(cls, key):
        return key * 2

    def __repr__(cls):
        return f"<{cls.__name__}!>"


class Thing(metaclass=Meta, color="red"):
    x = 1

    def __init__(self, value):
        self.value = value


assert Meta.log == [("prepare", "Thing", {"color": "red"}), ("new", "Thing", ["injected", "x"])]
assert Thing.options == {"color": "red"}
assert Thing.injected == 1
assert type(Thing) is Meta
assert Thing(3).created
assert Thing(3).value == 3
assert Thing.on_class() == "Thing"
assert Thing.shout == "THING"
assert len(Thing) == 42
assert list(Thing) == ["x", "y", "z"]
assert "in" in Thing
assert Thing[4] == 8
assert repr(Thing) == "<Thing!>"
assert not hasattr(Thing(1), "on_class")


class Sub(Thing):
    pass


assert type(Sub) is Meta
assert Sub.options == {}
assert Meta.log[-2] == ("prepare", "Sub", {})
Made = type("Made", (Thing,), {"y": 2, "__module__": "m"})
assert type(Made) is Meta and Made.y == 2 and Made.__module__ == "m"
Simple = type("Simple", (), dict(a=1, f=lambda self: self.a))
assert Simple().f() == 1
assert type(Simple) is type
assert type(3) is int
assert type("s", (), {}).__name__ == "s"


class Singleton(type):
    cache = {}

    def __call__(cls, *args):
        if cls not in Singleton.cache:
            Singleton.cache[cls] = super().__call__(*args)
        return Singleton.cache[cls]


class One(metaclass=Singleton):
    pass


assert One() is One()


class OtherMeta(type):
    pass


class O(metaclass=OtherMeta):
    pass


raises(
    TypeError,
    "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
    lambda: type("X", (Thing, O), {}),
)


def function_meta(name, bases, namespace, **kwargs):
    return (name, bases, sorted(k for k in namespace if k[0] != "_"), kwargs)


class NotAClass(metaclass=function_meta, flag=1):
    a = 1


assert NotAClass == ("NotAClass", (), ["a"], {"flag": 1})


class Ordered(type):
    @classmethod
    def __prepare__(mcls, name, bases):
        class Recorder(dict):
            def __setitem__(self, key, value):
                self.setdefault("order", []).append(key) if key != "order" else None
                super().__setitem__(key, value)

        return Recorder()


class Rec(metaclass=Ordered):
    b = 1
    a = 2
    b = 3


assert Rec.order == ["__module__", "__qualname__", "b", "a", "b"]
raises(TypeError, "type() takes 1 or 3 arguments", type, 1, 2)
raises(TypeError, "type.__new__() argument 1 must be str, not int", type, 1, (), {})
raises(TypeError, "X.__init_subclass__() takes no keyword arguments", lambda: type("X", (), {}, a=1))
raises(TypeError, "type 'function' is not an acceptable base type", lambda: type("X", (type(lambda: 0),), {}))
assert type.__call__(int, "5") == 5
assert isinstance(type, type)
assert isinstance(object, type)
assert type.__bases__ == (object,)
assert type(type) is type

print("ok")
