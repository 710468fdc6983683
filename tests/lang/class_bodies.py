"""What a class statement does: namespaces, __build_class__ edge cases, kwargs, decorators, class cell, deletion."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

log = []


def build(function, name, *bases, **kwargs):
    return __build_class__(function, name, *bases, **kwargs)


def body():
    x = 1


raises(TypeError, "__build_class__: not enough arguments", __build_class__)
raises(TypeError, "__build_class__: func must be a function", __build_class__, 1, "C")
raises(TypeError, "__build_class__: name is not a string", __build_class__, body, 1)
C = build(body, "Named")
assert C.__name__ == "Named" and not hasattr(C, "x")
raises(TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases", lambda: build(body, "X", type("M1", (type,), {})("A", (), {}), type("M2", (type,), {})("B", (), {})))
raises(TypeError, "M.__prepare__() must return a mapping, not int", lambda: build(body, "X", metaclass=type("M", (type,), {"__prepare__": classmethod(lambda *a: 5)})))
raises(TypeError, "X.__init_subclass__() takes no keyword arguments", lambda: build(body, "X", odd=1))
raises(TypeError, "int() takes at most 2 arguments (3 given)", lambda: build(body, "X", metaclass=int))


class Computed:
    names = [f"m{i}" for i in range(3)]
    for name in names:
        locals()[name] = lambda self, name=name: name
    del name, names


assert Computed().m2() == "m2" and not hasattr(Computed, "name")


class Conditional:
    if True:
        def chosen(self):
            return "yes"
    else:
        def chosen(self):
            return "no"
    try:
        missing_name
    except NameError:
        fallback = "caught"
    with open(__file__) as handle:
        pass
    while False:
        pass
    else:
        looped = True


assert Conditional().chosen() == "yes"
assert Conditional.fallback == "caught"
assert Conditional.looped
assert Conditional.handle.closed


def factory(base, **attrs):
    class Made(base):
        vars().update(attrs)
        inherited = base

        def me(self):
            return __class__, super().__init__()

    return Made


M = factory(dict, color="red")
assert M.color == "red"
assert M.inherited is dict
assert M().me() == (M, None)
assert M.__qualname__ == "factory.<locals>.Made"
assert factory(list) is not factory(list)


class Self:
    def method(self):
        return Self

    alias = method
    both = property(method)


assert Self().alias() is Self and Self().both is Self and Self.alias is Self.method
Old = Self


class Self(Old):
    pass


assert Old().method() is Self


class Doc:
    "documented"
    __slots__ = ()
    __qualname__ = "Other.Name"


class NoDoc:
    1 + 1
    "not documentation"


assert Doc.__doc__ == "documented"
assert NoDoc.__doc__ is None
assert Doc.__qualname__ == "Other.Name"
assert repr(Doc) == "<class '__main__.Other.Name'>"
raises(TypeError, "type __qualname__ must be a str, not int", lambda: type("Q", (), {"__qualname__": 1}))


class Deleted:
    a = 1
    b = a
    del a


assert Deleted.b == 1 and not hasattr(Deleted, "a")


def uses_class_variables():
    class Inner:
        value = 1

        class Deeper:
            try:
                seen = value
            except NameError as e:
                seen = str(e)

        def method(self):
            return value

    return Inner


I = uses_class_variables()
assert I.Deeper.seen == "name 'value' is not defined"
raises(NameError, "name 'value' is not defined", I().method)


class Meta(type):
    def __new__(m, name, bases, ns):
        ns["order"] = [k for k in ns if not k.startswith("__")]
        return type.__new__(m, name, bases, ns)


class Ordered(metaclass=Meta):
    b = 1

    def a(self):
        pass

    c = 2


assert Ordered.order == ["b", "a", "c"]
assert list(vars(Ordered))[:3] == ["__module__", "b", "a"]
x = "module"


def shadow(x):
    class K:
        y = x
        x = "class"
        z = x

    return K.y, K.z


assert shadow("arg") == ("module", "class")


class BadCell(type):
    def __new__(m, name, bases, ns):
        ns.pop("__classcell__", None)
        return super().__new__(m, name, bases, ns)


def bad_cell():
    class X(metaclass=BadCell):
        def f(self):
            return __class__


raises(RuntimeError, "__class__ not set defining 'X' as <class '__main__.bad_cell.<locals>.X'>. Was __classcell__ propagated to type.__new__?", bad_cell)
assert type("T", (), {}).__module__ == "__main__" and type("", (), {}).__name__ == ""
raises(ValueError, "type name must not contain null characters", lambda: type("a\0b", (), {}))
T = type("T", (), {})
T.__name__ = "Renamed"
assert repr(T).startswith("<class '__main__.") and T.__name__ == "Renamed"
raises(TypeError, "can only assign string to Renamed.__name__, not 'int'", setattr, T, "__name__", 1)

print("ok")
