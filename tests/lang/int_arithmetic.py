"""Integers: operators, division towards minus infinity, bit operations, growth past machine words."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert 7 // 2 == 3 and -7 // 2 == -4 and 7 // -2 == -4 and -7 // -2 == 3
assert 7 % 3 == 1 and -7 % 3 == 2 and 7 % -3 == -2 and -7 % -3 == -1
assert divmod(-7, 2) == (-4, 1) and divmod(7, -2) == (-4, -1)
assert 7 / 2 == 3.5 and type(6 / 3) is float
assert 2**10 == 1024
assert 2**-1 == 0.5
assert (-2) ** 3 == -8
assert -(2**2) == -4
assert 0**0 == 1
assert 2**64 == 18446744073709551616 and 2**100 >> 98 == 4
assert (1 << 70) - 1 == 1180591620717411303423
assert -1 >> 100 == -1 and -5 >> 1 == -3 and 5 >> 1 == 2 and 1 << 0 == 1
assert 6 & 3 == 2 and 6 | 3 == 7 and 6 ^ 3 == 5 and ~6 == -7
assert -1 & 0xFF == 255 and -256 | 1 == -255 and -1 ^ 1 == -2
assert (-(2**70)) & (2**72 - 1) == 2**72 - 2**70
assert (2**70 | -1) == -1 and (2**70 ^ -1) == -(2**70) - 1

for bits in (30, 31, 32, 47, 48, 49, 50, 62, 63, 64, 65, 127, 128):
    n = 1 << bits
    assert n - 1 + 1 == n and (n * n) // n == n and -n // 2 == -(n // 2)
    assert (n - 1) ^ (n - 1) == 0
    assert n.bit_length() == bits + 1
    assert (n - 1).bit_count() == bits
    assert n % 7 == pow(2, bits, 7)
    assert (n + 1) * (n - 1) == n * n - 1
    assert -n < n - 1 < n < n + 1
    assert n == int(str(n))
    assert hash(n) == hash(n + 2**61 - 1)
    assert -(-n) == n and abs(-n) == n and +n == n and int(float(n)) == n

assert 12345678901234567890 * 98765432109876543210 == 1219326311370217952237463801111263526900
assert 1219326311370217952237463801111263526900 // 98765432109876543210 == 12345678901234567890
assert 10**40 % (10**20 + 7) == 49
assert divmod(-(10**40), 10**20 + 7) == (-(10**20) + 6, 99999999999999999958)
assert 3**200 % 1000 == 1
assert pow(3, 200, 1000) == 1
assert pow(3, -1, 7) == 5
assert pow(38, -1, 97) == 23
assert pow(2, 5, -7) == -3
assert round(1234, -2) == 1200
assert round(1250, -2) == 1200
assert round(1350, -2) == 1400
assert round(7) == 7

raises(ZeroDivisionError, "integer division or modulo by zero", lambda: 1 // 0)
raises(ZeroDivisionError, "integer modulo by zero", lambda: 1 % 0)
raises(ZeroDivisionError, "division by zero", lambda: 1 / 0)
raises(ZeroDivisionError, "integer division or modulo by zero", divmod, 1, 0)
raises(ZeroDivisionError, "0.0 cannot be raised to a negative power", lambda: 0**-1)
raises(ValueError, "negative shift count", lambda: 1 << -1)
raises(ValueError, "pow() 3rd argument cannot be 0", pow, 2, 3, 0)
raises(ValueError, "base is not invertible for the given modulus", pow, 2, -1, 4)
raises(TypeError, "unsupported operand type(s) for +: 'int' and 'str'", lambda: 1 + "a")
raises(TypeError, "unsupported operand type(s) for ** or pow(): 'int' and 'str'", lambda: 1 ** "a")
raises(TypeError, "unsupported operand type(s) for &: 'int' and 'float'", lambda: 1 & 1.0)
raises(TypeError, "bad operand type for unary ~: 'float'", lambda: ~1.5)
raises(OverflowError, "int too large to convert to float", float, 10**400)
raises(OverflowError, "integer division result too large for a float", lambda: 10**400 / 3)
assert 10**400 / 10**399 == 10.0

print("ok")
