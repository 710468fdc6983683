"""Operator overloading: all binary operators, reflected and in-place forms, NotImplemented, unary, priority of subclasses."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Log:
    def __init__(self, name):
        self.name = name


def method(name):
    def forward(self, *others):
        return (name, self.name, *(getattr(other, "name", other) for other in others))

    return forward


BINARY = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift", "and", "or", "xor", "divmod"]
for name in BINARY:
    setattr(Log, f"__{name}__", method(name))
    setattr(Log, f"__r{name}__", method("r" + name))
for name in ("neg", "pos", "invert", "abs"):
    setattr(Log, f"__{name}__", method(name))
a, b = Log("a"), Log("b")
assert a + b == ("add", "a", "b")
assert a + 1 == ("add", "a", 1)
assert 1 + a == ("radd", "a", 1)
assert "s" + a == ("radd", "a", "s")
assert [1] + a == ("radd", "a", [1])
assert a - 1 == ("sub", "a", 1)
assert 1 - a == ("rsub", "a", 1)
assert a * 2 == ("mul", "a", 2)
assert 2 * a == ("rmul", "a", 2)
assert "x" * a == ("rmul", "a", "x")
assert a / 2 == ("truediv", "a", 2)
assert 2.0 / a == ("rtruediv", "a", 2.0)
assert a // 2 == ("floordiv", "a", 2)
assert 2 // a == ("rfloordiv", "a", 2)
assert a % 2 == ("mod", "a", 2)
assert 2 % a == ("rmod", "a", 2)
assert a**2 == ("pow", "a", 2)
assert 2**a == ("rpow", "a", 2)
assert pow(a, 2, 3) == ("pow", "a", 2, 3)
assert a @ b == ("matmul", "a", "b")
assert 1 @ a == ("rmatmul", "a", 1)
assert a << 1 == ("lshift", "a", 1)
assert 1 >> a == ("rrshift", "a", 1)
assert a & 1 == ("and", "a", 1)
assert 1 | a == ("ror", "a", 1)
assert {1} ^ a == ("rxor", "a", {1})
assert divmod(a, 2) == ("divmod", "a", 2)
assert divmod(2, a) == ("rdivmod", "a", 2)
assert -a == ("neg", "a")
assert +a == ("pos", "a")
assert ~a == ("invert", "a")
assert abs(a) == ("abs", "a")


class Base:
    def __add__(self, other):
        return "base add"

    def __radd__(self, other):
        return "base radd"


class Child(Base):
    def __radd__(self, other):
        return "child radd"


assert Base() + Base() == "base add"
assert Base() + Child() == "child radd"
assert Child() + Base() == "base add"
assert 1 + Base() == "base radd"


class Refuses:
    def __add__(self, other):
        return NotImplemented

    def __eq__(self, other):
        return NotImplemented

    def __lt__(self, other):
        return NotImplemented


class Accepts:
    def __radd__(self, other):
        return "accepted"

    def __eq__(self, other):
        return "eq"

    def __gt__(self, other):
        return "gt"


assert Refuses() + Accepts() == "accepted"
assert (Refuses() == Accepts()) == "eq"
assert (Refuses() < Accepts()) == "gt"
assert (Refuses() == 1) is False
raises(TypeError, "unsupported operand type(s) for +: 'Refuses' and 'int'", lambda: Refuses() + 1)
raises(TypeError, "unsupported operand type(s) for +: 'Refuses' and 'Refuses'", lambda: Refuses() + Refuses())
raises(TypeError, "unsupported operand type(s) for -: 'Refuses' and 'int'", lambda: Refuses() - 1)
raises(TypeError, "bad operand type for unary -: 'Refuses'", lambda: -Refuses())
raises(TypeError, "'<' not supported between instances of 'Refuses' and 'int'", lambda: Refuses() < 1)
raises(TypeError, "unsupported operand type(s) for @: 'int' and 'int'", lambda: 1 @ 1)
raises(TypeError, "bad operand type for abs(): 'str'", abs, "a")


class InPlace:
    def __init__(self):
        self.log = []

    def __iadd__(self, other):
        self.log.append(other)
        return self

    def __isub__(self, other):
        return NotImplemented

    def __sub__(self, other):
        return "sub"

    def __imul__(self, other):
        return "replaced"


i = j = InPlace()
i += 1
assert i is j and j.log == [1]
i -= 1
assert i == "sub"
j *= 2
assert j == "replaced"


def inplace_fails():
    x = 1
    x += "a"


raises(TypeError, "unsupported operand type(s) for +=: 'int' and 'str'", inplace_fails)
holder = {"k": [1]}
holder["k"] += (2,)
holder["k"][0] -= 5
assert holder == {"k": [-4, 2]}
calls = []


def key():
    calls.append("key")
    return "k"


holder[key()][0] *= 3
assert calls == ["key"] and holder["k"][0] == -12
n = 7
n //= 2
n **= 3
n <<= 1
n |= 1
n ^= 3
n &= 0x3E
n >>= 1
n %= 20
assert n == 6
n /= 4
assert n == 1.5
n @= type("M", (), {"__rmatmul__": lambda self, other: ("r", other)})()
assert n == ("r", 1.5)

print("ok")
