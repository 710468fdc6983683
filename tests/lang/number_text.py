# Numbers as text and text as numbers: limits, protocols, exactness, and the words of errors.
import sys


def raises(exc, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except exc as e:
        return str(e)
    raise AssertionError("nothing raised")


# float: shortest digits, ties to even, exact formatting.
assert repr(5.9604644775390625e-07) == "5.960464477539062e-07" and repr(1e16) == "1e+16" and repr(0.0001) == "0.0001"
assert repr(1e-05) == "1e-05" and repr(123456789012345680.0) == "1.2345678901234568e+17" and repr(5e-324) == "5e-324"
assert [format(x, ".0f") for x in (0.5, 1.5, 2.5)] == ["0", "2", "2"] and format(1.125, ".2f") == "1.12"
assert format(123.0, ".3") == "1.23e+02" and format(123.0, ".3g") == "123" and format(0.1, ".60f")[:30] == "0.1000000000000000055511151231"
assert format(-0.0001, "z.2f") == "0.00" and format(1e300, "+,.3e") == "+1.000e+300" and "%.0f|%#.0f" % (2.5, 2.5) == "2|2."
assert round(2.675, 2) == 2.67 and round(1234567.0, -3) == 1235000.0 and round(5e15 + 0.5) == 5000000000000000
assert raises(OverflowError, round, 1.7e308, -308) == "rounded value too large to represent"
assert (0.1).hex() == "0x1.999999999999ap-4" and (5e-324).hex() == "0x0.0000000000001p-1022" and (-0.0).hex() == "-0x0.0p+0"
assert float.fromhex("0x.8p1") == 1.0 and float.fromhex(" -inf ") == float("-inf") and float.fromhex("1.8") == 1.5
assert raises(ValueError, float.fromhex, "0xg") == "invalid hexadecimal floating-point string"
assert raises(OverflowError, float.fromhex, "0x1p1024") == "hexadecimal value too large to represent as a float"
assert float(" 1_000.5e1 ") == 10005.0 and float("\u0661\u0662.5") == 12.5 and float(b"1") == float(bytearray(b"1")) == 1.0
assert raises(ValueError, float, "1__0") == "could not convert string to float: '1__0'"
assert float.__getformat__("double") in ("IEEE, little-endian", "IEEE, big-endian")

# int: prefixes, underscores, bases, the limit of digits.
assert int("0x_ff", 0) == int("ff", 16) == 255 and int(" -0b11 ", 0) == -3 and int("\u0663\u0664") == 34
assert raises(ValueError, int, "09", 0) == "invalid literal for int() with base 0: '09'"
assert raises(ValueError, int, "1", 1) == "int() base must be >= 2 and <= 36, or 0"
assert raises(TypeError, int, 5, 10) == "int() can't convert non-string with explicit base"
assert raises(ValueError, int, "9" * 4301).startswith("Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits")
assert raises(ValueError, str, 10**4300).startswith("Exceeds the limit (4300 digits) for integer string conversion; use")
sys.set_int_max_str_digits(0)
big = 7**100_000
text = str(big)
assert len(text) == 84510 and int(text) == big and str(-big) == "-" + text
assert int(str(10**20_000 + 1)) == 10**20_000 + 1 and str(10**20_000) == "1" + "0" * 20_000
q, r = divmod(big, 3**60_000)
assert q * 3**60_000 + r == big and 0 <= r < 3**60_000
assert divmod(-big, 3**60_000) == (-q - 1, 3**60_000 - r)
sys.set_int_max_str_digits(4300)
assert raises(ValueError, sys.set_int_max_str_digits, 5) == "maxdigits must be 0 or larger than 640"
assert (-1).to_bytes(2, "little", signed=True) == b"\xff\xff" and int.from_bytes([1, 0]) == 256
assert raises(OverflowError, (128).to_bytes, 1, signed=True) == "int too big to convert"
assert raises(TypeError, int.from_bytes, 5) == "cannot convert 'int' object to bytes"
assert pow(3, -1, 7) == 5 and pow(2, 5, -7) == -3 and raises(ValueError, pow, 2, -1, 4) == "base is not invertible for the given modulus"
assert raises(ZeroDivisionError, lambda: 1 % 0) == "integer modulo by zero"
assert 2**53 + 1 != float(2**53 + 1) and 2**53 + 1 > 2.0**53 and hash(2**61 - 1) == 0 and hash(0.5) == 1 << 60
assert 10**400 / 10**399 == 10.0 and raises(OverflowError, lambda: 10**400 / 3) == "integer division result too large for a float"

# complex: from text, as text.
assert complex(" ( 1.5-2j ) ".replace("( ", "(").replace(" )", ")")) == 1.5 - 2j and complex("-j") == -1j and complex("1_0+nanj").real == 10
assert raises(ValueError, complex, "1+") == "complex() arg is a malformed string"
assert raises(TypeError, complex, "1", 2) == "complex() can't take second arg if first is a string"
assert format(1 + 2.5j, ">12.1f") == "    1.0+2.5j" and format(3j, "") == "3j" and format(1j, ".3") == "1j" and repr(-0.0 + 1j) == "1j"
assert raises(ValueError, lambda: pow(1j, 2, 3)) == "complex modulo"

# The format mini-language.
assert format(1234567, "_b") == "1_0010_1101_0110_1000_0111" and format(1234, "012,") == "0,000,001,234" and format(255, "#06x") == "0x00ff"
assert format(3, "*^+9") == "***+3****" and format(True, "d") == "1" and format("abc", "*>6.2") == "****ab" and format(97, "c") == "a"
for value, spec, message in [
    (5, ",,", "Cannot specify ',' with ','."),
    (5, ",_", "Cannot specify both ',' and '_'."),
    ("a", ",", "Cannot specify ',' with 's'."),
    ("a", " ", "Space not allowed in string format specifier"),
    (5, ".2", "Precision not allowed in integer format specifier"),
    (5.0, "d", "Unknown format code 'd' for object of type 'float'"),
    (5, "5d5", "Invalid format specifier '5d5' for object of type 'int'"),
    (5, ".", "Format specifier missing precision"),
    (1j, "05", "Zero padding is not allowed in complex format specifier"),
]:
    assert raises(ValueError, format, value, spec) == message, (value, spec)

# The operator %.
assert "%5.1f|%-5d|%+05d|%#x|%%|%c" % (2.25, 3, 4, 255, "x") == "  2.2|3    |+0004|0xff|%|x"
assert b"%s %b %a %5.2f %c" % (b"a", bytearray(b"b"), "\xe9", 1.5, 65) == b"a b '\\xe9'  1.50 A"
assert "%(a)s %(b)r" % {"a": 1, "b": "x"} == "1 'x'" and b"%(k)d" % {b"k": 5} == b"5" and "%.3s|%*d" % ("abcdef", 4, 7) == "abc|   7"
assert raises(TypeError, lambda: "%d" % "x") == "%d format: a real number is required, not str"
assert raises(TypeError, lambda: b"%b" % "x") == "%b requires a bytes-like object, or an object that implements __bytes__, not 'str'"
assert raises(ValueError, lambda: "%y" % 1) == "unsupported format character 'y' (0x79) at index 1"
assert raises(TypeError, lambda: "%s %s" % (1,)) == "not enough arguments for format string"


class Index:
    def __index__(self):
        return 7


class Float:
    def __float__(self):
        return 2.5


assert int(Index()) == 7 and float(Index()) == 7.0 and float(Float()) == 2.5 and "%x %.1f" % (Index(), Float()) == "7 2.5"
assert complex(Float(), Index()) == 2.5 + 7j
print("ok")
