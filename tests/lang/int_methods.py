"""int's methods and attributes, bool as a subclass, construction from text."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert (5).bit_length() == 3 and (-5).bit_length() == 3 and (0).bit_length() == 0
assert (255).bit_count() == 8 and (-7).bit_count() == 3
assert (1024).to_bytes(2, "big") == b"\x04\x00"
assert (1024).to_bytes(4, "little") == b"\x00\x04\x00\x00"
assert (-2).to_bytes(2, "big", signed=True) == b"\xff\xfe" and (0).to_bytes() == b"\0"
assert int.from_bytes(b"\x04\x00", "big") == 1024
assert int.from_bytes(b"\xff\xfe", "big", signed=True) == -2
assert int.from_bytes([1, 2, 3]) == 66051
assert (3).numerator == 3
assert (3).denominator == 1
assert (3).real == 3
assert (3).imag == 0
assert (3).conjugate() == 3
assert (3).as_integer_ratio() == (3, 1) and (3).is_integer()
assert (10).__index__() == 10
assert (7).__floordiv__(2) == 3
assert (7).__add__("x") is NotImplemented
assert int("42") == 42
assert int("  -42\n") == -42
assert int("+1_000") == 1000
assert int("٣") == 3
assert int("ff", 16) == 255
assert int("0xff", 16) == 255
assert int("0b101", 0) == 5
assert int("0o17", 0) == 15
assert int("z", 36) == 35
assert int(b"12") == 12
assert int(3.99) == 3
assert int(-3.99) == -3
assert int() == 0
assert int(True) == 1 and type(int(True)) is int
assert 0b1010 == 10 and 0o17 == 15 and 0xDEAD_BEEF == 3735928559 and 1_000_000 == 10**6

assert True + True == 2
assert type(True + 1) is int
assert isinstance(True, int)
assert bool.__mro__ == (bool, int, object)
assert repr(True) == "True" and str(False) == "False" and True == 1 and hash(True) == 1
assert (True & False) is False
assert (True | False) is True
assert (True ^ True) is False
assert type(True & 1) is int
assert ~int(True) == -2
assert -True == -1
assert bool("") is False
assert bool("0") is True
assert bool() is False
assert {True: "a"}[1] == "a" and [10, 20][True] == 20


class Index:
    def __index__(self):
        return 3


assert int(Index()) == 3
assert [0, 1, 2, 3][Index()] == 3
assert hex(Index()) == "0x3"
assert range(Index())[-1] == 2


class Five(int):
    def __repr__(self):
        return "five"

    def __add__(self, other):
        return "added"


five = Five(5)
assert five + 1 == "added"
assert five * 2 == 10
assert type(five * 2) is int
assert repr(five) == "five"
assert f"{five}" == "five"
assert f"{five:d}" == "5"
assert str(five) == "five"
assert five == 5
assert hash(five) == hash(5)
assert int(five) == 5

raises(ValueError, "invalid literal for int() with base 10: 'x1'", int, "x1")
raises(ValueError, "invalid literal for int() with base 10: ''", int, "")
raises(ValueError, "invalid literal for int() with base 10: '1__0'", int, "1__0")
raises(ValueError, "invalid literal for int() with base 2: '2'", int, "2", 2)
raises(ValueError, "int() base must be >= 2 and <= 36, or 0", int, "1", 1)
raises(TypeError, "int() can't convert non-string with explicit base", int, 1, 2)
raises(TypeError, "int() argument must be a string, a bytes-like object or a real number, not 'list'", int, [])
raises(ValueError, "cannot convert float NaN to integer", int, float("nan"))
raises(OverflowError, "cannot convert float infinity to integer", int, float("inf"))
raises(OverflowError, "int too big to convert", (256).to_bytes, 1, "big")
raises(OverflowError, "can't convert negative int to unsigned", (-1).to_bytes, 1, "big")
raises(ValueError, "byteorder must be either 'little' or 'big'", (1).to_bytes, 1, "middle")
raises(TypeError, "'float' object cannot be interpreted as an integer", range, 1.0)
raises(AttributeError, "'int' object has no attribute 'x'", lambda: (1).x)

print("ok")
