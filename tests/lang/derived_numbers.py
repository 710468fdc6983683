# Operators of classes derived from int, float and str: inherited, overridden, and overridden later.
from enum import IntEnum, IntFlag, StrEnum


class I(int):
    pass


class F(float):
    pass


class S(str):
    pass


class Odd(int):
    def __eq__(self, other):
        return "odd"

    def __radd__(self, other):
        return "radd"

    __hash__ = int.__hash__


class InPlace(int):
    def __iadd__(self, other):
        return "iadd"


class Loud(str):
    def __eq__(self, other):
        return isinstance(other, Loud) or str.__eq__(self, other)

    def __hash__(self):
        return 1 if len(self) > 5 else hash(str(self)) + 1


class Color(IntEnum):
    RED = 1
    GREEN = 2


class Flags(IntFlag):
    A = 1
    B = 2


class Name(StrEnum):
    X = "x"
    Y = "y"


def check():
    assert I(3) == 3 and 3 == I(3) and I(3) == I(3) and I(3) != I(4) and not I(3) == 4
    assert I(3) < 4 <= I(4) and I(5) > 4.5 and F(2.5) == 2.5 and F(2.5) > 2 and 2.5 < F(2.75) and F(1) == I(1)
    assert I(2**62) == 2**62 and I(2**80) == 2**80 and I(2**80) > I(2**62) and I(2**47) != 2**48
    assert (I(3) + 4, I(3) * I(5), 7 - I(2), I(7) // 2, I(7) % 4, I(2) ** 3, I(1) << 4, I(6) & 3, I(7) / 2) == (
        7, 15, 5, 3, 3, 8, 16, 2, 3.5)
    assert type(I(3) + 4) is int and type(F(1.5) * 2) is float and type(I(1) + F(0.5)) is float
    assert F("nan") != F("nan") and not F("nan") < 1 and -F(0.0) == 0
    assert S("a") == "a" and "a" == S("a") and S("a") < "b" and S("b") > S("a") and S("a") != "b" and S("a") + "b" == "ab"
    assert (Odd(1) == 1) == "odd" and (1 == Odd(1)) == "odd" and (I(1) == Odd(1)) is True
    assert 1 + Odd(2) == "radd" and I(1) + Odd(2) == 3
    x = InPlace(1)
    x += 1
    assert x == "iadd" and InPlace(1) + 1 == 2
    assert Color.RED == 1 and Color.RED < Color.GREEN and Color.RED + 1 == 2 and Color(2) is Color.GREEN
    assert (Flags.A | Flags.B) == 3 and type(Flags.A | Flags.B) is Flags and Flags.A & 1 == Flags.A
    assert Name.X == "x" and Name.X < Name.Y and Name.X != Name.Y and {Name.X: 1}["x"] == 1
    d = {S("a"): 1, "b": 2, S("c"): 3}
    assert d["a"] == 1 and d[S("b")] == 2 and d[S("c")] == 3 and S("d") not in d and "e" not in d and len({S("x"), "x", S("x")}) == 1
    assert d == {"a": 1, "b": 2, "c": 3} and Loud("a") not in d and {Loud("a"): 1}.get("a") is None and {Loud("longer"): 2}[Loud("other one")] == 2
    for bad in (lambda: I(1) + "x", lambda: I(1) < "x", lambda: I(1) // 0, lambda: F(1) % 0, lambda: I(1) @ 2):
        try:
            bad()
        except (TypeError, ZeroDivisionError) as error:
            assert "I" in str(error) or "zero" in str(error) or "modulo" in str(error), error
        else:
            assert False


for _ in range(60):
    check()

I.__eq__ = lambda self, other: "changed"
I.__add__ = lambda self, other: "sum"
for _ in range(30):
    assert (I(3) == 4) == "changed" and I(3) + 4 == "sum" and I(3) < 4 and I(3) * 2 == 6
print("ok")
