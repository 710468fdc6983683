"""Builtins on objects: getattr family, isinstance, callable, id, hash, repr, type, vars, dir, format, print, input-free."""

import sys


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class A:
    x = 1

    def __init__(self):
        self.y = 2


a = A()
assert getattr(a, "x") == 1
assert getattr(a, "zz", "d") == "d"
assert hasattr(a, "y")
assert vars(a) == {"y": 2}
assert vars(A)["x"] == 1
assert "x" in dir(a)
assert "y" not in dir(A)
setattr(a, "new", 3)
delattr(a, "y")
assert a.__dict__ == {"new": 3}
assert callable(A)
assert callable(len)
assert callable(lambda: 0)
assert not callable(a)
assert not callable(1)
assert id(a) == id(a) and id(a) != id(A())
assert isinstance(1, int)
assert isinstance(True, (str, int))
assert issubclass(bool, int)
assert isinstance(A, type)
assert type(None).__name__ == "NoneType"
assert type(...).__name__ == "ellipsis"
assert type(NotImplemented).__name__ == "NotImplementedType"
assert repr(None) == "None"
assert repr(...) == "Ellipsis"
assert repr(NotImplemented) == "NotImplemented"
assert repr(int) == "<class 'int'>"
assert repr(type(len)) == "<class 'builtin_function_or_method'>"
assert abs(-3) == 3
assert abs(-2.5) == 2.5
assert abs(3 + 4j) == 5.0
assert pow(2, 3) == 8
assert pow(2, 3, 5) == 3
assert pow(2.0, -1) == 0.5
assert pow(base=2, exp=3) == 8
assert divmod(7, 3) == (2, 1)
assert divmod(7.5, 2) == (3.0, 1.5)
assert bin(5) == "0b101"
assert oct(8) == "0o10"
assert hex(255) == "0xff"
assert hex(-1) == "-0x1"
assert chr(97) == "a"
assert ord("a") == 97
assert ord(b"a") == 97
assert ascii("é") == "'\\xe9'"
assert round(3.7) == 4
assert round(3.14159, 2) == 3.14
assert round(1234, -2) == 1200
assert round(2.5) == 2
assert round(-1.5) == -2
assert round(5, 2) == 5
assert round(1.5, None) == 2
assert hash(1) == hash(1.0) == hash(True)
assert hash(-1) == -2
assert hash(2**61 - 1) == 0
assert hash(2**61) == 1
assert hash(None) == hash(None)
assert hash("") == hash(b"") == 0
assert len("abc") == 3
assert len([1]) == 1
assert len({}) == 0
assert len(range(5)) == 5
assert len(b"ab") == 2
assert format(255, "x") == "ff"
assert format("a", ">3") == "  a"
assert sorted(vars().keys() & {"a", "A"}) == ["A", "a"]
assert isinstance(globals(), dict)
assert locals() is globals()
assert __name__ == "__main__"
assert callable(__import__)
assert __import__("sys") is sys
assert bool([]) is False
assert int("5") == 5
assert float("1.5") == 1.5
assert str(5) == "5"
assert list("ab") == ["a", "b"]
assert tuple([1]) == (1,)
assert dict(a=1) == {"a": 1}
assert set("aa") == {"a"}
assert bytes(2) == b"\0\0"
assert complex(1, 2) == 1 + 2j
assert object() is not object()


class Out:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        self.text += "<flush>"


out = Out()
print("a", 1, None, file=out)
print(file=out)
print("x", "y", sep="-", end="!\n", file=out)
print(*"abc", sep="", end="", file=out, flush=True)
print("n", sep=None, end=None, file=out)
assert out.text == "a 1 None\n\nx-y!\nabc<flush>n\n"
raises(TypeError, "sep must be None or a string, not int", lambda: print("a", sep=1))
raises(TypeError, "end must be None or a string, not int", lambda: print("a", end=1))
raises(AttributeError, "'int' object has no attribute 'write'", lambda: print("a", file=1))


class Reprs:
    def __repr__(self):
        return "repr"


class Strs(Reprs):
    def __str__(self):
        return "str"


class BadRepr:
    def __repr__(self):
        return 5


assert str(Reprs()) == "repr"
assert str(Strs()) == "str"
assert repr([Strs()]) == "[repr]"
assert f"{Strs()!r}" == "repr"
assert f"{Strs()}" == "str"
assert "%s %r" % (Strs(), Strs()) == "str repr"
raises(TypeError, "__repr__ returned non-string (type int)", repr, BadRepr())
raises(TypeError, "__str__ returned non-string (type int)", str, type("S", (), {"__str__": lambda s: 1})())


class Rounds:
    def __round__(self, n=None):
        return ("round", n)

    def __abs__(self):
        return "abs"

    def __divmod__(self, o):
        return "divmod"

    def __trunc__(self):
        return 7

    def __index__(self):
        return 9

    def __int__(self):
        return 8

    def __float__(self):
        return 1.5


r = Rounds()
assert round(r) == ("round", None)
assert round(r, 2) == ("round", 2)
assert abs(r) == "abs"
assert divmod(r, 1) == "divmod"
assert int(r) == 8
assert float(r) == 1.5
assert bin(r) == "0b1001"
assert chr(r) == "\t"
raises(TypeError, "type A doesn't define __round__ method", round, a)
raises(TypeError, "bad operand type for abs(): 'A'", abs, a)
raises(TypeError, "'A' object cannot be interpreted as an integer", bin, a)
raises(TypeError, "vars() argument must have __dict__ attribute", vars, 1)
raises(TypeError, "object of type 'int' has no len()", len, 1)
raises(TypeError, "attribute name must be string, not 'int'", hasattr, a, 1)
raises(TypeError, "unsupported operand type(s) for divmod(): 'int' and 'str'", divmod, 1, "a")
raises(TypeError, "unsupported operand type(s) for ** or pow(): 'str' and 'int'", pow, "a", 2)
raises(TypeError, "object() takes no arguments", object, 1)
raises(TypeError, "int() takes at most 2 arguments (3 given)", int, 1, 2, 3)
raises(TypeError, "NoneType takes no arguments", type(None), 1)
raises(TypeError, "function() missing required argument 'code' (pos 1)", type(lambda: 0))
raises(TypeError, "cannot create 'generator' instances", type((x for x in [])))

print("ok")
