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
assert Alias.__value__ == list[int] and Alias.__name__ == "Alias" and repr(Alias) == "Alias" and Alias.__type_params__ == () and type(Alias).__name__ == "TypeAliasType"
assert [p.__name__ for p in Pair.__type_params__] == ["A", "B"] and repr(Pair[int, str]) == "Pair[int, str]" and Pair[int, str].__args__ == (int, str) and Pair[int, str].__origin__ is Pair
type Lazy = undefined_name
raises(NameError, "name 'undefined_name' is not defined", lambda: Lazy.__value__)
undefined_name = str
assert Lazy.__value__ is str


def first[T](items: list[T]) -> T:
    return items[0]


assert first([3]) == 3 and first.__type_params__[0].__name__ == "T" and repr(first.__annotations__["return"]) == "T" and first.__annotations__["return"] is first.__type_params__[0]


def bounded[T: int, U: (int, str), *Ts, **P](x: T) -> U:
    return T


t, u, ts, p = bounded.__type_params__
assert t.__bound__ is int and t.__constraints__ == () and u.__constraints__ == (int, str) and u.__bound__ is None and type(ts).__name__ == "TypeVarTuple" and type(p).__name__ == "ParamSpec"
assert bounded(1) is t and repr(t) == "T" and repr(ts) == "Ts" and repr(p) == "P" and t.__infer_variance__ is True


class Box[T]:
    kind = T

    def __init__(self, value: T):
        self.value = value

    def map[U](self, f) -> "Box[U]":
        return Box[U](f(self.value))

    def param(self):
        return T


assert Box[int](5).value == 5 and Box.__type_params__[0] is Box.kind is Box(1).param() and Box(2).map(str).value == "2" and Box[int].__args__ == (int,) and Box[int].__origin__ is Box
assert [b.__name__ for b in Box.__mro__] == ["Box", "Generic", "object"] and Box.__orig_bases__[0].__args__ == Box.__type_params__ and not hasattr(Box, "T") and "T" not in globals()


class Sub[K, V](Box[K], dict):
    pass


assert issubclass(Sub, Box) and issubclass(Sub, dict) and len(Sub.__parameters__) == 2 and Sub[int, str].__args__ == (int, str)
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


assert Method().m(3) == 3 and Method.c(4) == (Method, 4) and Method.m.__type_params__[0].__name__ == "S" and Method.m.__qualname__ == "Method.m"


def nested():
    def inner[Q]():
        type Local = Q

        return Local

    return inner()


assert repr(nested().__value__) == "Q"
assert list[int] == list[int] and repr(list[int]) == "list[int]" and repr(dict[str, list[int]]) == "dict[str, list[int]]" and list[int]() == [] and type(list[int]).__name__ == "GenericAlias" and hash(list[int]) == hash(list[int])
assert list[int].__origin__ is list and tuple[int, ...].__args__ == (int, ...) and repr(tuple[int, ...]) == "tuple[int, ...]" and repr(tuple[()]) == "tuple[()]" and repr(type[int]) == "type[int]"
assert repr(int | None) == "int | None" and (int | str) == (str | int) and (int | str).__args__ == (int, str) and (int | int) is int and isinstance(1, int | str) and not isinstance(1.5, int | None) and isinstance(None, int | None)
assert repr(list[int] | None) == "list[int] | None" and repr(Alias | None) == "Alias | None" and type(int | str).__name__ == "UnionType"
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
