"""Classes being changed and abused: bases, __class__, mro methods, odd descriptors, code objects, abstract classes."""

import abc
import types


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


# Keywords of builtin constructors are a subclass's affair once it has the other constructor.
class NewList(list):
    def __new__(cls, items, extra=None):
        self = super().__new__(cls, items)
        self.extra = extra
        return self


class InitTuple(tuple):
    def __init__(self, items, extra=None):
        self.extra = extra


class NewSet(set):
    def __new__(cls, items, extra=None):
        return super().__new__(cls, items)


assert NewList([1], extra=2).extra == 2 and InitTuple([1], extra=2).extra == 2 and NewSet([1]) == {1}
raises(TypeError, "set() takes no keyword arguments", NewSet, [1], extra=2)
raises(TypeError, "list() takes no keyword arguments", type("Sub", (list,), {}), sequence=())
raises(TypeError, "Sub.__init__() takes exactly one argument (the instance to initialize)", type("Sub", (), {})().__init__, 1)


# A data descriptor without __get__ gives way to the instance, and an undecided __getattribute__ is bound like any other.
class OnlySet:
    def __set__(self, instance, value):
        instance.__dict__["x"] = value


class WithSetter(metaclass=type("Meta", (type,), {"m": OnlySet()})):
    x = OnlySet()
    m = 5


instance = WithSetter()
assert isinstance(instance.x, OnlySet) and WithSetter.m == 5
instance.x = 3
assert instance.x == 3


class Getter:
    def __get__(self, instance, owner):
        return lambda name: f"got {name}"


assert type("Odd", (), {"__getattribute__": Getter()})().anything == "got anything"


def failing(self):
    raise AttributeError("no")


class NoEq:
    __eq__ = property(failing)


assert (NoEq() == NoEq()) is False
raises(TypeError, "can't apply this __delattr__ to type object", object.__delattr__, str, "lower")


# __class__ and __bases__ may be exchanged only for classes of the same layout.
def slotted(*names, base=object):
    return type("S", (base,), {"__slots__": names})


a = slotted("a", "b")()
a.a = 1
a.__class__ = slotted("b", "a")
assert a.a == 1
for other in (slotted("a", "c"), slotted("a"), slotted("a", "b", "__dict__"), type("Plain", (), {})):
    raises(TypeError, f"__class__ assignment: '{other.__name__}' object layout differs from 'S'", setattr, a, "__class__", other)
raises(TypeError, "__class__ assignment only supported for mutable types or ModuleType subclasses", setattr, 5, "__class__", bool)


class A:
    name = "A"


class B:
    name = "B"


class C(A):
    pass


class D(C):
    pass


C.__bases__ = (B,)
assert D().name == "B" and C in B.__subclasses__() and C not in A.__subclasses__() and D.__mro__ == (D, C, B, object)
raises(TypeError, "a __bases__ item causes an inheritance cycle", setattr, B, "__bases__", (D,))
raises(TypeError, "__bases__ assignment: 'list' object layout differs from 'B'", setattr, C, "__bases__", (list,))
raises(TypeError, "can only assign non-empty tuple to C.__bases__, not ()", setattr, C, "__bases__", ())


class Failing(type):
    broken = False

    def mro(cls):
        if Failing.broken:
            raise RuntimeError("no mro")
        return super().mro()


class E(C, metaclass=Failing):
    pass


before = C.__mro__, D.__mro__, E.__mro__, C.__bases__
Failing.broken = True
raises(RuntimeError, "no mro", setattr, C, "__bases__", (A,))
assert before == (C.__mro__, D.__mro__, E.__mro__, C.__bases__) and D().name == "B"
raises(TypeError, "mro() returned base with unsuitable layout ('dict')", type("M", (type,), {"mro": lambda cls: [cls, dict, object]}), "X", (), {})
raises(TypeError, "mro() returned a non-class ('int')", type("M", (type,), {"mro": lambda cls: [cls, 1]}), "X", (), {})
seen = []
type("M", (type,), {"mro": lambda cls: seen.append((cls.__mro__, sorted(cls.__dict__)[-1])) or type.mro(cls)})("X", (), {"z": 1})
assert seen == [(None, "z")]


# Metaclasses keep no dict of their own beside that of the class.
class Meta(type):
    pass


raises(AttributeError, "attribute '__dict__' of 'type' objects is not writable", setattr, Meta("Y", (), {}), "__dict__", {})
module = type("M", (types.ModuleType,), {"__dict__": property(lambda self: 8)})("m")
raises(TypeError, "<module>.__dict__ is not a dictionary", dir, module)


# Class methods may wrap other descriptors.
class Wrapped:
    @classmethod
    @property
    def name(cls):
        return cls.__name__


assert Wrapped.name == "Wrapped" and Wrapped().name == "Wrapped"


# Code objects are equal when they do the same, and can be copied with changes.
def function(a, b=2, *args, c, **kwargs):
    "Doc"
    return a + b + c + 1


source = "def f(x):\n    return x + 1\n"
first, second, other = (compile(text, name, "exec") for text, name in [(source, "a"), (source, "b"), (source.replace("1", "2"), "a")])
assert first == second and hash(first) == hash(second) and first != other
code = function.__code__
renamed = code.replace(co_name="renamed", co_filename="elsewhere", co_firstlineno=7)
assert (renamed.co_name, renamed.co_filename, renamed.co_firstlineno) == ("renamed", "elsewhere", 7) and renamed != code
assert code.replace() == code and code.replace() is not code
assert types.FunctionType(renamed, {})(1, 2, c=3) == 7
bumped = code.replace(co_consts=tuple(10 if constant == 1 and constant is not True else constant for constant in code.co_consts))
assert types.FunctionType(bumped, {})(1, 2, c=3) in (7, 16)
raises(TypeError, "replace() takes no positional arguments", code.replace, 1)
assert code.co_varnames == ("a", "b", "c", "args", "kwargs") and code.co_flags & 0xC == 0xC
assert code.co_argcount == 2 and code.co_kwonlyargcount == 1 and code.co_nlocals == 5 and code.co_consts[0] == "Doc"


def other_globals():
    return missing


namespace = {"missing": "found"}
exec("def f():\n    return missing\n", namespace)
namespace["f"].__code__ = other_globals.__code__
assert namespace["f"]() == "found"


# Registered classes match the patterns of what they are registered with.
class Registered:
    def __len__(self):
        return 1

    def __getitem__(self, index):
        if index:
            raise IndexError
        return "item"


from collections.abc import Sequence

token = abc.get_cache_token()
assert not isinstance(Registered(), Sequence)
Sequence.register(Registered)
assert isinstance(Registered(), Sequence) and abc.get_cache_token() != token
match Registered():
    case [item]:
        assert item == "item"
    case _:
        raise AssertionError
raises(TypeError, "Can only register classes", Sequence.register, 5)
raises(TypeError, "issubclass() arg 1 must be a class", issubclass, 5, Sequence)


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

    @property
    @abc.abstractmethod
    def name(self): ...


assert Shape.__abstractmethods__ == frozenset({"area", "name"})
raises(RuntimeError, "Refusing to create an inheritance cycle", type("Sub", (Shape,), {}).register, Shape)
raises(AttributeError, "__abstractmethods__", lambda: type.__abstractmethods__)

# Instances of builtin types are the same objects where nothing changes.
pair = (1, 2)
assert pair * 1 is pair and pair + () is pair and () + pair is pair and pair[:] is pair

print("ok")
