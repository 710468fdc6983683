"""Mixed arithmetic of bool, int, float, complex: result types, comparisons, hashing, rounding of large values."""

from fractions import Fraction


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert type(1 + 1.0) is float
assert type(1 + 1j) is complex
assert type(1.0 + 1j) is complex
assert type(True + 1.0) is float
assert type(2**0.5) is float
assert type(4 // 2.0) is float
assert type(7 % 2.0) is float
assert 1 == 1.0 == (1 + 0j) == True
assert hash(1) == hash(1.0) == hash(1 + 0j) == hash(True)
assert {1: "a", 1.0: "b", True: "c"} == {1: "c"}
assert 0.5 == Fraction(1, 2)
assert hash(0.5) == hash(Fraction(1, 2))
assert 2**53 == 2.0**53
assert 2**53 + 1 != 2.0**53
assert 2**53 + 1 > 2.0**53
assert float(2**53 + 1) == 2.0**53
assert int(2.0**60) == 2**60
assert 2**1024 > 1.7e308
assert -(2**1024) < -1.7e308
assert 10**23 != 1e23
assert 10**22 == 1e22
assert int(1e23) == 99999999999999991611392
assert int(-1.5) == -1
assert int(1e300) == 10**300 + (int(1e300) - 10**300)
assert float(10**308) == 1e308
assert (2**64 - 1) / 2**64 == 1.0
assert (2**53 + 1) * 1.0 == 9007199254740992.0
assert 1 / 3 == 0.3333333333333333
assert 10**30 / 10**10 == 1e20
assert 3 / 2 == 1.5
assert -1 / 2 == -0.5
assert 2**100 / 3 == 4.2255020007607644e29
assert (10**400 + 1) / 10**400 == 1.0
assert 1 / 10**320 == 1e-320
assert 5 // 0.3 == 16.0
assert round(5 % 0.3, 10) == 0.2
assert -5 // 0.3 == -17.0
assert 1e308 * 10 == float("inf")
assert -1e308 * 10 == float("-inf")
assert 5e-324 / 2 == 0.0
assert 0.1 + 0.7 == 0.7999999999999999
assert 1e16 + 1 == 1e16
assert 0.1 * 3 == 0.30000000000000004
assert 1.1 + 2.2 == 3.3000000000000003
assert 1e100 % 3 == int(1e100) % 3
assert (1 + 2j) * 3 == 3 + 6j
assert (1 + 2j) * 1.5 == 1.5 + 3j
assert 2 ** (1 + 0j) == 2
assert (1j) ** 2 == -1
assert 1 - 1j == 1 - 1j
assert 2 / 1j == -2j
assert abs(3 - 4j) == 5.0
assert round(2.5) == 2
assert round(3.5) == 4
assert round(-2.5) == -2
assert round(2.675, 2) == 2.67
assert round(1e22) == 10**22
assert round(12345, -2) == 12300
assert round(15, -1) == 20
assert round(25, -1) == 20
assert round(5, -1) == 0
assert round(6, -1) == 10
assert round(-15, -1) == -20
assert (0.1).as_integer_ratio() == (3602879701896397, 36028797018963968)
assert (10**20).as_integer_ratio() == (10**20, 1)
assert (2.5).is_integer() is False
assert (1e300).is_integer()
assert divmod(7.5, 2) == (3.0, 1.5)
assert divmod(-7, 2.0) == (-4.0, 1.0)
assert divmod(2**70, 2**35) == (2**35, 0)
assert divmod(-(2**70), 3) == (-393530540239137101142, 2)
assert 2**70 % -7 == -5
assert max(1, 2.5, True) == 2.5
assert min(0, -0.0) == 0
assert sorted([3, 1.5, True, -2]) == [-2, True, 1.5, 3]
assert sum([1, 0.5, True]) == 2.5
assert 3 in [3.0]
assert [1, 2].index(2.0) == 1
assert range(5).index(2.0) == 2
assert 2.5 not in range(5)
assert pow(2, -1) == 0.5
assert pow(0, 0) == 1
assert pow(0.0, 0) == 1.0
assert pow(-8, 1 / 3).__class__ is complex
assert pow(2, 10, 1000) == 24
assert pow(-2, 3, 5) == 2
assert pow(2, 2**20, 7) == 2
assert (-2) ** 0.5 == pow(-2, 0.5)
for n in (0, 1, -1, 2**31, -(2**31), 2**53, 2**63, -(2**63), 2**64, 10**20):
    assert int(str(n)) == n and n + 0 == n and n * 1 == n and n - n == 0 and (n ^ n) == 0 and n | 0 == n and (n << 3) >> 3 == n and -(-n) == n and ~~n == n and n // 1 == n and float(n) == n or abs(n) > 2**53
    assert divmod(n, 7)[0] * 7 + divmod(n, 7)[1] == n
    assert 0 <= n % 7 < 7
    assert -7 < n % -7 <= 0
    assert (n > 0) - (n < 0) == (1 if n > 0 else -1 if n < 0 else 0)
total = 0
for i in range(70):
    total += 1 << i
assert total == 2**70 - 1
x = 1
for i in range(1, 30):
    x *= i
assert x == 8841761993739701954543616000000
y = 2**62
for _ in range(4):
    y += y
assert y == 2**66
z = 2**66
for _ in range(66):
    z >>= 1
assert z == 1
w = 0
for i in range(100):
    w = (w * 31 + i) & 0xFFFFFFFF
assert w == 58926130
raises(TypeError, "unsupported operand type(s) for +: 'float' and 'str'", lambda: 1.0 + "a")
raises(TypeError, "can't multiply sequence by non-int of type 'float'", lambda: 1.5 * "a")
raises(ZeroDivisionError, "float modulo", lambda: 1 % 0.0)
raises(ZeroDivisionError, "float division by zero", lambda: 1 / 0.0)
raises(ZeroDivisionError, "division by zero", lambda: True / False)
raises(OverflowError, "int too large to convert to float", lambda: 10**400 * 1.0)
raises(OverflowError, "int too large to convert to float", lambda: 1.0 + 10**400)

print("ok")
