"""Floats: arithmetic, special values, repr, rounding, conversion, hex, methods."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

inf = float("inf")
nan = float("nan")
assert 0.1 + 0.2 == 0.30000000000000004
assert repr(0.1) == "0.1"
assert 1e16 == 10000000000000000.0
assert repr(1e16) == "1e+16"
assert repr(123456789012345680.0) == "1.2345678901234568e+17"
assert repr(1e15) == "1000000000000000.0"
assert repr(1e-4) == "0.0001"
assert repr(1e-5) == "1e-05"
assert repr(5e-324) == "5e-324"
assert repr(-0.0) == "-0.0"
assert repr(1.7976931348623157e308) == "1.7976931348623157e+308"
assert repr(2.0**-1074) == "5e-324"
assert str(inf) == "inf"
assert str(-inf) == "-inf"
assert str(nan) == "nan"
assert repr(1.0) == "1.0"
assert 7.5 // 2 == 3.0
assert -7.5 // 2 == -4.0
assert 7.5 % 2 == 1.5
assert -7.5 % 2 == 0.5
assert 7.5 % -2 == -0.5
assert divmod(7.5, 2) == (3.0, 1.5) and divmod(-7.5, 2) == (-4.0, 0.5)
assert 2.0**0.5 == 1.4142135623730951
assert 4**0.5 == 2.0
assert 2.0**-2 == 0.25
assert (-8) ** (1 / 3) != -2
assert type((-8) ** 0.5) is complex
assert inf > 10**400
assert -inf < -(10**400)
assert inf == inf
assert nan != nan
assert not nan < 1
assert not nan > 1
assert inf - inf != inf - inf
assert inf * 0 != 0
assert 1 / inf == 0.0
assert str(-1 / inf) == "-0.0"
assert 0.0 == -0.0
assert hash(0.0) == hash(-0.0) == hash(0)
assert hash(1.5) != hash(1)
assert hash(2.0) == hash(2)
assert hash(inf) == 314159 and hash(-inf) == -314159
assert 1.0 == 1
assert 2**53 == float(2**53)
assert 2**53 + 1 != float(2**53)
assert 2**53 + 1 > float(2**53)
assert 10**400 > 1e308 and not 10**400 < 1e308

assert round(0.5) == 0
assert round(1.5) == 2
assert round(2.5) == 2
assert round(-0.5) == 0
assert type(round(0.5)) is int
assert round(2.675, 2) == 2.67
assert round(1234.5678, 2) == 1234.57
assert round(1234.5678, -2) == 1200.0
assert round(5e15 + 0.5) == 5000000000000000
assert round(1e300) == int(1e300)
assert round(1.25, 1) == 1.2
assert type(round(1.0, 0)) is float and str(round(-0.4, 0)) == "-0.0"

assert float(" 1_0.5e-1 ") == 1.05
assert float("1e400") == inf
assert float("-Infinity") == -inf
assert float("+nan") != 1
assert float(b"2.5") == 2.5
assert float() == 0.0
assert float("١.٥") == 1.5
assert float(".5") == 0.5
assert float("5.") == 5.0
assert 1_000.5 == 1000.5 and 1e3 == 1000.0 and 0x10 == 16.0 and 1.e2 == 100.0
assert (0.5).as_integer_ratio() == (1, 2)
assert (0.1).as_integer_ratio() == (3602879701896397, 36028797018963968)
assert (3.0).is_integer() and not (3.5).is_integer() and not inf.is_integer()
assert (1.5).hex() == "0x1.8000000000000p+0"
assert float.fromhex("0x1.8p1") == 3.0
assert float.fromhex("-0X.8P0") == -0.5
assert (0.1).hex() == "0x1.999999999999ap-4" and float.fromhex((0.1).hex()) == 0.1
assert (1.5).real == 1.5 and (1.5).imag == 0.0 and (1.5).conjugate() == 1.5
assert max(1.0, nan) == 1.0 and str(max(nan, 1.0)) == "nan" and min(0.0, -0.0) == 0
assert sum([0.1] * 10) == 1.0 and sum([1e100, 1.0, -1e100]) == 1.0

raises(ValueError, "could not convert string to float: 'abc'", float, "abc")
raises(ValueError, "could not convert string to float: ''", float, "")
raises(TypeError, "float() argument must be a string or a real number, not 'list'", float, [])
raises(ZeroDivisionError, "float division by zero", lambda: 1.0 / 0)
raises(ZeroDivisionError, "float floor division by zero", lambda: 1.0 // 0)
raises(ZeroDivisionError, "float modulo", lambda: 1.0 % 0)
raises(ZeroDivisionError, "float divmod()", divmod, 1.0, 0)
raises(ZeroDivisionError, "0.0 cannot be raised to a negative power", lambda: 0.0**-1)
raises(OverflowError, "(34, 'Numerical result out of range')", lambda: 10.0**400)
raises(OverflowError, "cannot convert float infinity to integer", round, inf)
raises(OverflowError, "cannot convert Infinity to integer ratio", inf.as_integer_ratio)
raises(ValueError, "cannot convert NaN to integer ratio", nan.as_integer_ratio)
raises(TypeError, "unsupported operand type(s) for //: 'float' and 'str'", lambda: 1.0 // "a")

# A NaN that is negated, or looked for by what it is, in compiled code too.
def negated(turns):
    nan = float("nan")
    for _ in range(turns):
        values = {1: -nan, 2: [nan, -nan, -(-nan)]}
        assert values[2][0] is nan and str(values) == "{1: nan, 2: [nan, nan, nan]}"
        assert values[1] != values[1] and nan in values[2]
    return values[1]


for turns in (1, 3, 300):
    negated(turns)

import array, marshal, struct

nan = float("nan")
bits = "000000000000f87f"
assert struct.pack("<d", nan).hex() == array.array("d", [nan]).tobytes().hex() == marshal.dumps(nan)[1:].hex() == bits
assert struct.pack("<d", negated(5)).hex() == "000000000000f8ff" and struct.pack("<f", nan).hex() == "0000c07f"
assert array.array("f", [nan]).tobytes().hex() == "0000c07f" and marshal.dumps(complex(nan, 0))[1:].hex() == bits + "00" * 8



# Methods of floats, asked of ints and others as well where floats have been met.
def whole(values):
    return [value.is_integer() for value in values]


class Own:
    def is_integer(self):
        return "own"


for turns in (1, 2, 500):
    for _ in range(turns):
        assert whole([1.0, 1.5, -0.0, inf, nan, 2.0**60, 5e-324]) == [True, False, True, False, False, True, False]
    assert whole([3, True, 1 << 80, 2.5, Own()]) == [True, True, True, False, "own"]
    raises(AttributeError, "'str' object has no attribute 'is_integer'", whole, [1.0, "a"])

print("ok")
