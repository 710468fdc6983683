"""Integer algorithms on bits: rotations, counts, masks at 32 and 64 bits, two's complement, Gray code, CRC, isqrt."""

M32, M64 = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF


def rotl32(x, n):
    return (x << n | x >> (32 - n)) & M32


def rotl64(x, n):
    return (x << n | x >> (64 - n)) & M64


def signed(x, bits):
    x &= (1 << bits) - 1
    return x - (1 << bits) if x >> (bits - 1) else x


assert rotl32(0x80000001, 1) == 3
assert rotl32(0x12345678, 8) == 0x34567812
assert rotl64(1 << 63, 1) == 1
assert rotl64(0x0123456789ABCDEF, 16) == 0x456789ABCDEF0123
assert signed(0xFF, 8) == -1
assert signed(0x80, 8) == -128
assert signed(0x7FFFFFFF, 32) == 2**31 - 1
assert signed(0x80000000, 32) == -(2**31)
assert signed(2**64 - 1, 64) == -1
for n in (0, 1, 5, 2**31, 2**32 - 1, 2**48, 2**49 - 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1):
    assert bin(n).count("1") == n.bit_count()
    assert n.bit_length() == len(bin(n)) - 2 - (n == 0)
    assert (n & -n) == (1 << (len(bin(n)) - len(bin(n).rstrip("0"))) if n else 0)
    assert n & M32 == n % 2**32
    assert n >> 32 == n // 2**32
    assert n ^ M64 == M64 - n
    assert ~n & M64 == M64 - n
    assert (n | 1) - (n & 1 ^ 1) == n
    assert -n & M64 == (2**64 - n) % 2**64
    assert (n ^ n >> 1).bit_length() == n.bit_length()
    assert (n << 64 | n) & M64 == n
    assert (n * 0x9E3779B97F4A7C15) & M64 == n * 0x9E3779B97F4A7C15 % 2**64
    assert (n + M64) & M64 == (n - 1) & M64


def gray(n):
    return n ^ n >> 1


def ungray(g):
    n = 0
    while g:
        n ^= g
        g >>= 1
    return n


assert [ungray(gray(n)) for n in range(50)] == list(range(50))
assert all((gray(n) ^ gray(n + 1)).bit_count() == 1 for n in range(100))


def reverse_bits(x, width):
    out = 0
    for _ in range(width):
        out = out << 1 | x & 1
        x >>= 1
    return out


assert reverse_bits(0b1101, 4) == 0b1011
assert reverse_bits(reverse_bits(0xDEADBEEF, 32), 32) == 0xDEADBEEF
assert reverse_bits(1, 64) == 1 << 63


def lcg(state):
    return (state * 6364136223846793005 + 1442695040888963407) & M64


state = 1
for _ in range(1000):
    state = lcg(state)
check = 1
for _ in range(1000):
    check = (check * 6364136223846793005 + 1442695040888963407) % 2**64
assert state == check and 0 <= state < 2**64


def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & M64
    return h


assert fnv(b"") == 0xCBF29CE484222325
assert fnv(b"a") == 0xAF63DC4C8601EC8C
assert fnv(b"foobar") == 0x85944171F73967E8


def crc32(data):
    crc = M32
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc ^ M32


assert crc32(b"123456789") == 0xCBF43926 and crc32(b"") == 0


def isqrt(n):
    x = 1 << (n.bit_length() + 1) // 2
    while True:
        y = (x + n // x) >> 1
        if y >= x:
            return x
        x = y


assert all(isqrt(n) ** 2 <= n < (isqrt(n) + 1) ** 2 for n in list(range(1, 200)) + [2**62, 2**64 - 1, 10**30])


def mulhi(a, b):
    return a * b >> 64


assert mulhi(M64, M64) == M64 - 1
assert mulhi(2**63, 2) == 1
assert mulhi(2**32, 2**32) == 1
assert mulhi(3, 5) == 0
x = -1
assert x >> 70 == -1
assert x & 0xFF == 255
assert x | 0 == -1
assert x ^ 0xF0 == -241
assert x << 3 == -8
assert (-5) // 2 == -3
assert -5 >> 1 == -3
assert -5 & 3 == 3
assert -(2**63) >> 63 == -1
assert -(2**64) >> 1 == -(2**63)
assert (2**100 & 2**100 - 1) == 0
assert (2**100 - 1 & 2**64) == 2**64
assert 2**100 ^ 2**100 == 0
assert (-(2**100) & 2**100) == 2**100
assert ~(2**100) == -(2**100) - 1
assert 2**100 | 1 == 2**100 + 1
bits = [i for i in range(64) if 0x8421_0000_0000_8421 >> i & 1]
assert bits == [0, 5, 10, 15, 48, 53, 58, 63]
assert sum(1 << i for i in bits) == 0x8421000000008421
assert int("".join("1" if i in bits else "0" for i in range(63, -1, -1)), 2) == 0x8421000000008421

print("ok")
