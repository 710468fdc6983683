"""The words of common TypeErrors, AttributeErrors and others, operation by operation."""

import math


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class C:
    def m(self):
        pass


c = C()
raises(TypeError, "unsupported operand type(s) for +: 'NoneType' and 'int'", lambda: None + 1)
raises(TypeError, "unsupported operand type(s) for -: 'str' and 'str'", lambda: "a" - "b")
raises(TypeError, "can't multiply sequence by non-int of type 'list'", lambda: [] * [])
raises(TypeError, "can't multiply sequence by non-int of type 'float'", lambda: "a" * 1.5)
raises(TypeError, "unsupported operand type(s) for /: 'list' and 'int'", lambda: [] / 1)
raises(TypeError, "unsupported operand type(s) for %: 'C' and 'int'", lambda: c % 1)
raises(TypeError, "unsupported operand type(s) for <<: 'float' and 'int'", lambda: 1.0 << 1)
raises(TypeError, "unsupported operand type(s) for |: 'dict' and 'set'", lambda: {} | set())
raises(TypeError, 'can only concatenate str (not "NoneType") to str', lambda: "a" + None)
raises(TypeError, 'can only concatenate list (not "int") to list', lambda: [] + 1)
raises(TypeError, "unsupported operand type(s) for +: 'int' and 'list'", lambda: 1 + [])
raises(TypeError, "bad operand type for unary -: 'str'", lambda: -"a")
raises(TypeError, "bad operand type for unary +: 'list'", lambda: +[])
raises(TypeError, "bad operand type for unary ~: 'str'", lambda: ~"a")
raises(TypeError, "'NoneType' object is not subscriptable", lambda x=None: x[0])
raises(TypeError, "'int' object is not subscriptable", lambda x=1: x[0])
raises(TypeError, "'builtin_function_or_method' object is not subscriptable", lambda x=len: x[0])
raises(TypeError, "'C' object does not support item assignment", lambda: exec("c[0] = 1", {"c": c}))
raises(TypeError, "'C' object doesn't support item deletion", lambda: exec("del c[0]", {"c": c}))
raises(TypeError, "'int' object does not support item assignment", lambda: exec("x = 1\nx[0] = 1"))
raises(TypeError, "'NoneType' object is not callable", lambda x=None: x())
raises(TypeError, "'str' object is not callable", lambda x="a": x())
raises(TypeError, "'module' object is not callable", lambda: math())
raises(TypeError, "'NoneType' object is not iterable", lambda: list(None))
raises(TypeError, "argument of type 'NoneType' is not iterable", lambda: 1 in None)
raises(TypeError, "list indices must be integers or slices, not float", lambda x=[1]: x[0.0])
raises(TypeError, "list indices must be integers or slices, not tuple", lambda x=[1]: x[0, 1])
raises(TypeError, "tuple indices must be integers or slices, not NoneType", lambda x=(1,): x[None])
raises(TypeError, "string indices must be integers, not 'float'", lambda x="a": x[1.0])
raises(IndexError, "cannot fit 'int' into an index-sized integer", lambda: [1][2**70])
raises(IndexError, "tuple index out of range", lambda: ()[0])
raises(AttributeError, "'NoneType' object has no attribute 'x'", lambda: None.x)
raises(AttributeError, "'str' object has no attribute 'foo'", lambda: "a".foo)
raises(AttributeError, "'list' object has no attribute 'push'", lambda: [].push)
raises(AttributeError, "'function' object has no attribute 'nope'", lambda: (lambda: 0).nope)
raises(AttributeError, "module 'math' has no attribute 'nope'", lambda: math.nope)
raises(AttributeError, "type object 'int' has no attribute 'nope'", lambda: int.nope)
raises(AttributeError, "'C' object has no attribute 'nope'", lambda: c.nope)
raises(AttributeError, "'int' object has no attribute 'x'", setattr, 1, "x", 1)
raises(AttributeError, "'list' object attribute 'append' is read-only", setattr, [], "append", 1)
raises(AttributeError, "'C' object has no attribute 'y'", delattr, c, "y")
raises(AttributeError, "type object 'C' has no attribute 'y'", delattr, C, "y")
raises(TypeError, "C.m() takes 1 positional argument but 2 were given", lambda: c.m(1))
raises(TypeError, "C.m() missing 1 required positional argument: 'self'", lambda: C.m())
raises(TypeError, "C() takes no arguments", C, 1)
raises(TypeError, "C() takes no arguments", lambda: C(a=1))
raises(TypeError, "unbound method dict.keys() needs an argument", dict.keys)
raises(TypeError, "descriptor 'keys' for 'dict' objects doesn't apply to a 'list' object", dict.keys, [])
raises(TypeError, "descriptor '__add__' requires a 'int' object but received a 'str'", int.__add__, "a", 1)
raises(TypeError, "split() takes at most 2 arguments (3 given)", "a".split, 1, 2, 3)
raises(TypeError, "'x' is an invalid keyword argument for split()", lambda: "a".split(x=1))
raises(TypeError, "list expected at most 1 argument, got 2", list, 1, 2)
raises(TypeError, "list() takes no keyword arguments", lambda: list(a=1))
raises(TypeError, "pop expected at most 1 argument, got 2", [].pop, 1, 2)
raises(TypeError, "insert expected 2 arguments, got 1", [].insert, 1)
raises(TypeError, "dict.get() takes no keyword arguments", lambda: {}.get(key=1))
raises(TypeError, "get expected at least 1 argument, got 0", {}.get)
raises(TypeError, "must be real number, not str", math.sqrt, "a")
raises(ValueError, "math domain error", math.sqrt, -1)
raises(TypeError, "math.sqrt() takes exactly one argument (0 given)", math.sqrt)
raises(TypeError, "__main__.C() argument after * must be an iterable, not int", lambda: C(*1))
raises(TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union", isinstance, 1, "int")
raises(TypeError, "unhashable type: 'list'", lambda: {[1]: 2})
raises(TypeError, "unhashable type: 'bytearray'", lambda: {bytearray()})
raises(TypeError, "'tuple' object cannot be interpreted as an integer", range, ())
raises(TypeError, "sequence item 0: expected str instance, bytes found", ",".join, [b"a"])
raises(TypeError, "'int' object is not callable", sorted, [1], key=1)
raises(TypeError, "__init__() should return None, not 'str'", type("I", (), {"__init__": lambda self: "s"}))


class D:
    def __len__(self, x):
        pass


raises(TypeError, "D.__len__() missing 1 required positional argument: 'x'", lambda: len(D()))
raises(TypeError, "super() argument 1 must be a type, not int", super, 1)
raises(TypeError, "cannot set 'x' attribute of immutable type 'int'", setattr, int, "x", 1)
raises(ImportError, "cannot import name 'nope' from 'sys' (unknown location)", lambda: exec("from sys import nope"))
raises(ModuleNotFoundError, "No module named 'no_such_module'", lambda: exec("import no_such_module"))
raises(ModuleNotFoundError, "No module named 'math.x'; 'math' is not a package", lambda: exec("import math.x"))
raises(UnicodeEncodeError, "'latin-1' codec can't encode character '\\u65e5' in position 0: ordinal not in range(256)", "日".encode, "latin-1")
raises(ValueError, "1 is not in list", [].index, 1)
raises(ValueError, "could not convert string to float: 'x'", float, "x")
raises(ValueError, "invalid literal for int() with base 10: '1.5'", int, "1.5")
raises(OverflowError, "cannot fit 'int' into an index-sized integer", lambda: "a" * 2**70)
raises(OverflowError, "math range error", math.exp, 1000)
raises(NotImplementedError, "", lambda: exec("raise NotImplementedError"))
raises(StopIteration, "", lambda: next(iter([])))

print("ok")
