"""Function objects: attributes, annotations, code, defaults, qualified names, decorators."""

import functools


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def f(a: int, b: "text" = 2, *args: list, c: float = 1.0, **kw: dict) -> bool:
    "Doc of f."
    return True


assert f.__name__ == "f"
assert f.__qualname__ == "f"
assert f.__doc__ == "Doc of f."
assert f.__module__ == "__main__"
assert f.__defaults__ == (2,)
assert f.__kwdefaults__ == {"c": 1.0}
assert f.__annotations__ == {"a": int, "b": "text", "args": list, "c": float, "kw": dict, "return": bool}
assert f.__dict__ == {}
assert f.__globals__ is globals()
code = f.__code__
assert code.co_name == "f"
assert code.co_argcount == 2
assert code.co_kwonlyargcount == 1
assert code.co_posonlyargcount == 0
assert code.co_varnames[:5] == ("a", "b", "c", "args", "kw")
assert code.co_flags & 0x0C == 0x0C
f.attribute = 1
assert f.attribute == 1 and f.__dict__ == {"attribute": 1}
f.__name__ = "renamed"
f.__qualname__ = "Some.renamed"
assert repr(f).startswith("<function Some.renamed at 0x")
raises(TypeError, "__name__ must be set to a string object", setattr, f, "__name__", 1)
raises(TypeError, "Some.renamed() missing 1 required positional argument: 'a'", f)
g = lambda x: x
assert g.__name__ == "<lambda>"
assert g.__doc__ is None
assert (lambda: 0).__qualname__ == "<lambda>"


def outer():
    def inner():
        return [lambda: 0]

    class Local:
        def method(self):
            pass

    return inner, Local


inner, Local = outer()
assert inner.__qualname__ == "outer.<locals>.inner"
assert Local.__qualname__ == "outer.<locals>.Local"
assert Local.method.__qualname__ == "outer.<locals>.Local.method"
assert inner()[0].__qualname__ == "outer.<locals>.inner.<locals>.<lambda>"
trace = []


def deco(label):
    trace.append(f"make {label}")

    def apply(function):
        trace.append(f"apply {label}")

        @functools.wraps(function)
        def wrapper(*args):
            return (label, function(*args))

        return wrapper

    return apply


@deco("a")
@deco("b")
def decorated(x):
    "Decorated doc."
    return x


assert trace == ["make a", "make b", "apply b", "apply a"]
assert decorated(1) == ("a", ("b", 1))
assert decorated.__name__ == "decorated"
assert decorated.__doc__ == "Decorated doc."
assert decorated.__wrapped__.__wrapped__(5) == 5
registry = {}


@registry.setdefault("key", lambda f: f)
def registered():
    return 1


@(lambda f: [f, f])
def doubled():
    return 2


assert registered() == 1 and doubled[0]() == 2 and doubled[0] is doubled[1]


def swap_code():
    return "old"


swap_code.__code__ = (lambda: "new").__code__
assert swap_code() == "new"
raises(ValueError, "swap_code() requires a code object with 0 free vars, not 1", setattr, swap_code, "__code__", (lambda y: lambda: y)(1).__code__)


def nodoc():
    x = 1
    "not a doc"


assert nodoc.__doc__ is None
part = functools.partial(lambda *a, **k: (a, k), 1, x=2)
assert part(3, y=4) == ((1, 3), {"x": 2, "y": 4})
assert part.args == (1,)
assert part.keywords == {"x": 2}


@functools.lru_cache(maxsize=2)
def square(x):
    trace.append(x)
    return x * x


trace.clear()
assert [square(n) for n in (1, 1, 2, 3, 1)] == [1, 1, 4, 9, 1]
assert trace == [1, 2, 3, 1]
assert square.cache_info() == (1, 4, 2, 2)
assert functools.reduce(lambda a, b: a + b, [1, 2, 3], 10) == 16


@functools.singledispatch
def kind(x):
    return "object"


@kind.register
def _(x: int):
    return "int"


@kind.register(list)
def _(x):
    return "list"


assert kind(1) == "int"
assert kind([]) == "list"
assert kind(True) == "int"
assert kind("") == "object"


@functools.total_ordering
class Num:
    def __init__(self, n):
        self.n = n

    def __eq__(self, o):
        return self.n == o.n

    def __lt__(self, o):
        return self.n < o.n


assert Num(1) <= Num(1) and Num(2) > Num(1) and Num(2) >= Num(1)
assert f.__type_params__ == ()
assert f.__builtins__ is not None
assert f.__get__(1).__self__ == 1

# Globals without builtins inherit those of the code that makes the function.
restricted = {"__builtins__": {"None": None}, "type": type}
exec("def first(): pass\nsecond = type(first)(first.__code__, {})", restricted)
assert restricted["first"].__builtins__ is restricted["__builtins__"]
assert restricted["second"].__builtins__ is restricted["__builtins__"]


# More defaults than parameters: the last ones count.
def one(a):
    return a


def star(a, *rest, k=1):
    return a, rest, k


one.__defaults__ = star.__defaults__ = (1, 2, 3)
assert one() == 3 and star() == (3, (), 1)
for call, text in ((lambda: one(1, 2), "from -2 to 1 positional arguments but 2 were given"),):
    try:
        call()
    except TypeError as error:
        assert str(error) == "one() takes " + text, error
    else:
        raise AssertionError
space = {"six": 6}
type(lambda: 0)(compile("result = six * 7", "", "exec"), space)()
assert space["result"] == 42
print("ok")
