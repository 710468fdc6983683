# Large ints against identities that hold whatever algorithm computes them.
import math
import sys

sys.set_int_max_str_digits(0)


class Numbers:
    def __init__(self):
        self.state = 88172645463325252

    def word(self):
        x = self.state
        x ^= x << 13 & (1 << 64) - 1
        x ^= x >> 7
        x ^= x << 17 & (1 << 64) - 1
        self.state = x
        return x

    def number(self, words):
        n = 0
        for _ in range(self.word() % (words + 1)):
            kind = self.word() % 5
            n = n << 64 | (0, (1 << 64) - 1, 1 << self.word() % 64, self.word(), self.word())[kind]
        return -n if self.word() & 1 else n


def schoolbook(a, b):
    """A product by words of 16 bits."""
    sign = -1 if (a < 0) != (b < 0) else 1
    a, b = abs(a), abs(b)
    total, shift = 0, 0
    while b:
        total += (a * (b & 0xFFFF)) << shift
        b >>= 16
        shift += 16
    return sign * total


def power(base, exponent, modulus):
    result = 1 % modulus
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


numbers = Numbers()
for words in (1, 2, 3, 5, 40, 130):
    for _ in range(20):
        a, b = numbers.number(words), numbers.number(words)
        c = numbers.number(words // 2 + 1)
        assert a + b - b == a and (a - b) + b == a and -(-a) == a and a + (-a) == 0
        assert a * b == schoolbook(a, b) and a * a == schoolbook(a, a)
        assert (a + b) * c == a * c + b * c
        if c:
            q, r = divmod(a, c)
            assert q * c + r == a and (0 <= r < c or c < r <= 0)
            assert a // c == q and a % c == r
            assert (a * c) // c == a and (a * c) % c == 0
            assert math.gcd(a * c, b * c) == math.gcd(a, b) * abs(c)
            if abs(c) > 1:
                e = abs(b) & (1 << 80) - 1
                assert pow(a, e, c) % c == power(a, e, abs(c)) % c
                if math.gcd(a, c) == 1:
                    assert pow(a, -1, c) * a % c == 1 % c
                else:
                    try:
                        pow(a, -1, c)
                    except ValueError as error:
                        assert str(error) == "base is not invertible for the given modulus"
                    else:
                        raise AssertionError((a, c))
        for shift in (0, 1, 63, 64, 65, 200):
            assert a << shift == a * 2**shift and a >> shift == a // 2**shift
            assert (a >> shift << shift) + (a & (1 << shift) - 1) == a
        assert (a & b) + (a | b) == a + b and (a ^ b) == (a | b) - (a & b) and ~a == -a - 1
        assert int(str(a)) == a and int(hex(a), 16) == a and int(oct(a), 8) == a and int(bin(a), 2) == a
        assert f"{a:x}" == hex(a).replace("0x", "") and f"{a:_d}".replace("_", "") == str(a)
        assert (a < b) == (a - b < 0) and (a == b) == (a - b == 0) and (a >= b) == (not a < b)
        assert hash(a) == (abs(a) % ((1 << 61) - 1)) * (-1 if a < 0 else 1) or hash(a) == -2
        size = a.bit_length() // 8 + 1
        for order in ("little", "big"):
            assert int.from_bytes(a.to_bytes(size, order, signed=True), order, signed=True) == a
            assert int.from_bytes(abs(a).to_bytes(size, order), order) == abs(a)
        root = math.isqrt(abs(a))
        assert root * root <= abs(a) < (root + 1) ** 2
        assert abs(a).bit_count() == bin(a).count("1")

assert (-128).to_bytes(1, "big", signed=True) == b"\x80" and (-(1 << 127)).to_bytes(16, "little", signed=True)[-1] == 0x80
try:
    (1 << 127).to_bytes(16, "big", signed=True)
except OverflowError as error:
    assert str(error) == "int too big to convert"
assert int.from_bytes(b"\x80" + b"\0" * 15, "big", signed=True) == -(1 << 127)
assert int.from_bytes(b"\xff" * 20, "big", signed=True) == -1 and int.from_bytes(b"\0" * 20, "little") == 0

assert [x**y for x in (-3, 10, 2**70, -(6**30)) for y in (0, 1, 2, 3, 7)] == [
    math.prod([x] * y) for x in (-3, 10, 2**70, -(6**30)) for y in (0, 1, 2, 3, 7)]
assert 10**200 // 10**199 == 10 and str(10**5000) == "1" + "0" * 5000 and int("9" * 3000) == 10**3000 - 1
assert (10**400) / (10**399) == 10.0 and (2**1075) / (2**2149) == 5e-324 and 3 / 2**1076 == 5e-324 and 1 / 2**1075 == 0.0
assert (2**53 + 1) / 1 == 2.0**53 and (2**54 + 3) / 2 == 2.0**53 + 2 and -(10**30) / 3 == -3.3333333333333333e29
assert float(2**1023) == 2.0**1023 and float((1 << 1024) - (1 << 970) - 1) == sys.float_info.max
for text in ("float(1 << 1024)", "float((1 << 1024) - (1 << 970))", "(1 << 3000) / 3"):
    try:
        eval(text)
    except OverflowError:
        pass
    else:
        raise AssertionError(text)
assert int(1e22) == 10**22 and int(-1.5e300) == -int(1.5e300) and 1e22 == 10**22 and 1e23 != 10**23 and 10**400 > 1e308
assert round(123456789012345678901234567890, -20) == 123456789000000000000000000000 - 0
assert round(25 * 10**40, -41) == 2 * 10**41 and round(35 * 10**40, -41) == 4 * 10**41
assert math.factorial(100) // math.factorial(98) == 9900 and math.comb(300, 7) == math.perm(300, 7) // math.factorial(7)
assert [math.comb(62, k) for k in range(63)] == [math.factorial(62) // math.factorial(k) // math.factorial(62 - k) for k in range(63)]
assert math.comb(10**30, 2) == 10**30 * (10**30 - 1) // 2 and math.comb(2**64, 2**64 - 1) == 2**64
assert math.lcm(2**70, 3**50) == 2**70 * 3**50 and math.gcd(2**100 * 15, 2**90 * 25, 5) == 5 and math.gcd(0, -(2**70)) == 2**70


class Sub(int):
    def __init__(self, *args):
        self.note = "attribute"


big = Sub(3**100)
assert big == 3**100 and big + 1 == 3**100 + 1 and type(+big) is int and big.note == "attribute" and -Sub(-(3**100)) == big
print("ok")
