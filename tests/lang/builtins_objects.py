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
assert getattr(a, "x") == 1 and getattr(a, "zz", "d") == "d" and hasattr(a, "y") and vars(a) == {"y": 2} and vars(A)["x"] == 1 and "x" in dir(a) and "y" not in dir(A)
setattr(a, "new", 3)
delattr(a, "y")
assert a.__dict__ == {"new": 3} and callable(A) and callable(len) and callable(lambda: 0) and not callable(a) and not callable(1)
assert id(a) == id(a) and id(a) != id(A())
assert isinstance(1, int) and isinstance(True, (str, int)) and issubclass(bool, int) and isinstance(A, type) and type(None).__name__ == "NoneType" and type(...).__name__ == "ellipsis" and type(NotImplemented).__name__ == "NotImplementedType"
assert repr(None) == "None" and repr(...) == "Ellipsis" and repr(NotImplemented) == "NotImplemented" and repr(int) == "<class 'int'>" and repr(type(len)) == "<class 'builtin_function_or_method'>"
assert abs(-3) == 3 and abs(-2.5) == 2.5 and abs(3 + 4j) == 5.0 and pow(2, 3) == 8 and pow(2, 3, 5) == 3 and pow(2.0, -1) == 0.5 and pow(base=2, exp=3) == 8 and divmod(7, 3) == (2, 1) and divmod(7.5, 2) == (3.0, 1.5)
assert bin(5) == "0b101" and oct(8) == "0o10" and hex(255) == "0xff" and hex(-1) == "-0x1" and chr(97) == "a" and ord("a") == 97 and ord(b"a") == 97 and ascii("é") == "'\\xe9'"
assert round(3.7) == 4 and round(3.14159, 2) == 3.14 and round(1234, -2) == 1200 and round(2.5) == 2 and round(-1.5) == -2 and round(5, 2) == 5 and round(1.5, None) == 2
assert hash(1) == hash(1.0) == hash(True) and hash(-1) == -2 and hash(2**61 - 1) == 0 and hash(2**61) == 1 and hash(None) == hash(None) and hash("") == hash(b"") == 0
assert len("abc") == 3 and len([1]) == 1 and len({}) == 0 and len(range(5)) == 5 and len(b"ab") == 2 and format(255, "x") == "ff" and format("a", ">3") == "  a"
assert sorted(vars().keys() & {"a", "A"}) == ["A", "a"] and isinstance(globals(), dict) and locals() is globals() and __name__ == "__main__" and callable(__import__) and __import__("sys") is sys
assert bool([]) is False and int("5") == 5 and float("1.5") == 1.5 and str(5) == "5" and list("ab") == ["a", "b"] and tuple([1]) == (1,) and dict(a=1) == {"a": 1} and set("aa") == {"a"} and bytes(2) == b"\0\0" and complex(1, 2) == 1 + 2j and object() is not object()


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


assert str(Reprs()) == "repr" and str(Strs()) == "str" and repr([Strs()]) == "[repr]" and f"{Strs()!r}" == "repr" and f"{Strs()}" == "str" and "%s %r" % (Strs(), Strs()) == "str repr"
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
assert round(r) == ("round", None) and round(r, 2) == ("round", 2) and abs(r) == "abs" and divmod(r, 1) == "divmod" and int(r) == 8 and float(r) == 1.5 and bin(r) == "0b1001" and chr(r) == "\t"
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
