# What methods of builtin types and of modules say of arguments of odd types when they are called by name.
import array
import collections
import datetime
import decimal
import io
import logging.handlers
import os
import select
import termios
import urllib.parse
import zipfile


def says(call, *args):
    try:
        return repr(call(*args))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def check(call, *args):
    expected = args[-1]
    got = says(call, *args[:-1])
    assert got == expected, got


# Sequences do not say NotImplemented: what the right operand's class can do is asked before.
NO_INT = "TypeError: 'str' object cannot be interpreted as an integer"
for sequence in ([1], (1,), "a", b"a", bytearray(b"a"), array.array("i", [1]), collections.deque([1])):
    check(sequence.__mul__, "x", NO_INT)
    check(sequence.__rmul__, "x", NO_INT)
    check(sequence.__mul__, "TypeError:  expected 1 argument, got 0")
for sequence in ([1], bytearray(b"a"), array.array("i", [1]), collections.deque([1])):
    check(sequence.__imul__, "x", NO_INT)
check([1].__add__, 2, 'TypeError: can only concatenate list (not "int") to list')
check((1,).__add__, [2], 'TypeError: can only concatenate tuple (not "list") to tuple')
check((5).__mul__, "TypeError: expected 1 argument, got 0")


class Right:
    def __radd__(self, other):
        return "radd"

    def __rmul__(self, other):
        return "rmul"


for sequence in ([1], (1,), "a", b"a", bytearray(b"a"), array.array("i", [1]), collections.deque([1])):
    assert sequence + Right() == "radd"
    assert sequence * Right() == "rmul"
    assert says(lambda: sequence * 1.5) == "TypeError: can't multiply sequence by non-int of type 'float'"
    copy = sequence
    copy *= Right()
    assert copy == "rmul"
assert says(lambda: [1] + (2,)) == 'TypeError: can only concatenate list (not "tuple") to list'
assert says(lambda: (2,) + [1]) == 'TypeError: can only concatenate tuple (not "list") to tuple'

# Where `index` starts and ends is no slice.
NO_BOUND = "TypeError: slice indices must be integers or have an __index__ method"
check([1, 2].index, 1, None, NO_BOUND)
check((1, 2).index, 1, 0, "x", NO_BOUND)
check("ab".index, "b", None, "1")
check(slice(1, 5, 2).indices, True, "(1, 1, 2)")

# Methods are named after the class of what they are bound to, else after where they are from.
class Lists(list):
    pass


check(Lists().append, "TypeError: Lists.append() takes exactly one argument (0 given)")
check(True.bit_length, 1, "TypeError: bool.bit_length() takes no arguments (1 given)")
check(lambda: Lists().append(), "TypeError: list.append() takes exactly one argument (0 given)")
check(list.append, Lists(), "TypeError: list.append() takes exactly one argument (0 given)")
check(collections.deque.append, "TypeError: unbound method deque.append() needs an argument")
check(collections.deque().insert, "TypeError: insert() takes exactly 2 arguments (0 given)")
check(collections.deque().index, "TypeError: index() takes at least 1 argument (0 given)")
check(datetime.date.fromordinal, "TypeError: fromordinal() takes exactly 1 argument (0 given)")
check(datetime.datetime.strptime, "a", "TypeError: strptime() takes exactly 2 arguments (1 given)")
check(decimal.Decimal(1).compare, "TypeError: function missing required argument 'other' (pos 1)")
check(decimal.Decimal, 1, 1, 1, "TypeError: function takes at most 2 arguments (3 given)")
check(decimal.Context().add, 1, "TypeError: function takes exactly 2 arguments (1 given)")
check(decimal.Context().abs, "TypeError: Context.abs() takes exactly one argument (0 given)")

# None is told by its name where arguments are.
check("a".encode, None, "TypeError: encode() argument 'encoding' must be str, not None")
check((1).__format__, None, "TypeError: __format__() argument must be str, not None")
check([].__format__, None, "TypeError: __format__() argument must be str, not None")
check(type, None, (), {}, "TypeError: type.__new__() argument 1 must be str, not None")
check(array.array, None, "TypeError: array() argument 1 must be a unicode character, not None")

check(int, bytearray(b"x"), "ValueError: invalid literal for int() with base 10: b'x'")
check(int, memoryview(b"x"), "ValueError: invalid literal for int() with base 10: b'x'")
check(object.__delattr__, object, None, "TypeError: can't apply this __delattr__ to type object")
assert {}.keys().__init__(1) is None
check(ExceptionGroup("a", [ValueError(1)]).split, len, "TypeError: expected a function, exception type or tuple of exception types")
check(ExceptionGroup("a", [ValueError(1)]).split, lambda e: False, "(None, ExceptionGroup('a', [ValueError(1)]))")
for file in (io.BytesIO(b"a"), io.StringIO("a")):
    check(file.truncate, 1.5, "TypeError: argument should be integer or None, not 'float'")

# Names of modules.
assert select.POLLMSG == 0x400
assert logging.handlers.ST_INO == 1
assert "ZIP_ZSTANDARD" not in zipfile.__all__
assert urllib.parse.parse_qs("", strict_parsing=True) == {}
check(termios.tcsetwinsize, 0, (1, 2, 3), "TypeError: tcsetwinsize, arg 2: must be a two-item sequence")

master, slave = os.openpty()
termios.tcsetwinsize(slave, (33, 77))
assert termios.tcgetwinsize(master) == (33, 77)
check(termios.tcsetwinsize, slave, (1, 1 << 20), "OverflowError: winsize value(s) out of range.")
os.close(master)
os.close(slave)
print("ok")
