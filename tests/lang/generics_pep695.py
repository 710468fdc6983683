"""Type parameters and type statements: scopes, laziness, attributes, bounds, unions, generic aliases."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

type Alias = list[int]
type Pair[A, B] = tuple[A, B]
type Recursive = int | list[Recursive]
assert Alias.__value__ == list[int]
assert Alias.__name__ == "Alias"
assert repr(Alias) == "Alias"
assert Alias.__type_params__ == ()
assert type(Alias).__name__ == "TypeAliasType"
assert [p.__name__ for p in Pair.__type_params__] == ["A", "B"]
assert repr(Pair[int, str]) == "Pair[int, str]"
assert Pair[int, str].__args__ == (int, str)
assert Pair[int, str].__origin__ is Pair
type Lazy = undefined_name
raises(NameError, "name 'undefined_name' is not defined", lambda: Lazy.__value__)
undefined_name = str
assert Lazy.__value__ is str


def first[T](items: list[T]) -> T:
    return items[0]


assert first([3]) == 3
assert first.__type_params__[0].__name__ == "T"
assert repr(first.__annotations__["return"]) == "T"
assert first.__annotations__["return"] is first.__type_params__[0]


def bounded[T: int, U: (int, str), *Ts, **P](x: T) -> U:
    return T


t, u, ts, p = bounded.__type_params__
assert t.__bound__ is int
assert t.__constraints__ == ()
assert u.__constraints__ == (int, str)
assert u.__bound__ is None
assert type(ts).__name__ == "TypeVarTuple"
assert type(p).__name__ == "ParamSpec"
assert bounded(1) is t
assert repr(t) == "T"
assert repr(ts) == "Ts"
assert repr(p) == "P"
assert t.__infer_variance__ is True


class Box[T]:
    kind = T

    def __init__(self, value: T):
        self.value = value

    def map[U](self, f) -> "Box[U]":
        return Box[U](f(self.value))

    def param(self):
        return T


assert Box[int](5).value == 5
assert Box.__type_params__[0] is Box.kind is Box(1).param()
assert Box(2).map(str).value == "2"
assert Box[int].__args__ == (int,)
assert Box[int].__origin__ is Box
assert [b.__name__ for b in Box.__mro__] == ["Box", "Generic", "object"]
assert Box.__orig_bases__[0].__args__ == Box.__type_params__
assert not hasattr(Box, "T")
assert "T" not in globals()


class Sub[K, V](Box[K], dict):
    pass


assert issubclass(Sub, Box)
assert issubclass(Sub, dict)
assert len(Sub.__parameters__) == 2
assert Sub[int, str].__args__ == (int, str)
T = "outer"


def shadow[T](x: T):
    return T


assert repr(shadow(1)) == "T" and T == "outer"


def decorated[T](x: T, default=T) -> T:
    return default


assert decorated(1) == "outer"


class Method:
    def m[S](self, s: S) -> S:
        return s

    @classmethod
    def c[S](cls, s: S):
        return cls, s


assert Method().m(3) == 3
assert Method.c(4) == (Method, 4)
assert Method.m.__type_params__[0].__name__ == "S"
assert Method.m.__qualname__ == "Method.m"


def nested():
    def inner[Q]():
        type Local = Q

        return Local

    return inner()


assert repr(nested().__value__) == "Q"
assert list[int] == list[int]
assert repr(list[int]) == "list[int]"
assert repr(dict[str, list[int]]) == "dict[str, list[int]]"
assert list[int]() == []
assert type(list[int]).__name__ == "GenericAlias"
assert hash(list[int]) == hash(list[int])
assert list[int].__origin__ is list
assert tuple[int, ...].__args__ == (int, ...)
assert repr(tuple[int, ...]) == "tuple[int, ...]"
assert repr(tuple[()]) == "tuple[()]"
assert repr(type[int]) == "type[int]"
assert repr(int | None) == "int | None"
assert (int | str) == (str | int)
assert (int | str).__args__ == (int, str)
assert (int | int) is int
assert isinstance(1, int | str)
assert not isinstance(1.5, int | None)
assert isinstance(None, int | None)
assert repr(list[int] | None) == "list[int] | None"
assert repr(Alias | None) == "Alias | None"
assert type(int | str).__name__ == "UnionType"
raises(TypeError, "isinstance() argument 2 cannot be a parameterized generic", isinstance, [], list[int])
raises(TypeError, "list[int] is not a generic class", lambda: list[int][str])
raises(TypeError, "type 'int' is not subscriptable", lambda: int[str])
raises(TypeError, "unsupported operand type(s) for |: 'type' and 'int'", lambda: int | 1)
raises(AttributeError, "readonly attribute", setattr, Alias, "__name__", "x")
soft = type
type = lambda x: soft(x)
assert type(1) is int
type = soft
for source, message in [
    ("def f[T, T](): pass", "duplicate type parameter 'T'"),
    ("type A[T] = (x := 1)", "named expression cannot be used within a type alias"),
    ("def f[T: (yield)](): pass", "yield expression cannot be used within a TypeVar bound"),
    ("class C[T]((yield)): pass", "yield expression cannot be used within the definition of a generic"),
]:
    try:
        compile(source, "<t>", "exec")
    except SyntaxError as error:
        assert error.msg == message, (source, error.msg)
    else:
        raise AssertionError(source)

print("ok")
