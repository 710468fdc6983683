"""Modular exponentiation with own and built-in pow: prime tests, a toy RSA, Pollard's rho, CRT."""

import math
import sys

SMALL, DEFAULT = 3, 700
KNOWN = {SMALL: "136393698665736391 34519", DEFAULT: "1405582379220165645 1000000004191"}

SMALL_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


def power(base, exponent, modulus):
    result = 1
    base %= modulus
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def is_prime(n):
    """Miller and Rabin's test with fixed bases: certain below 3.3e24, good enough above."""
    if n < 2:
        return False
    for p in SMALL_PRIMES:
        if n % p == 0:
            return n == p
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd //= 2
        twos += 1
    for base in SMALL_PRIMES[:13]:
        x = power(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def next_prime(n):
    n |= 1
    while not is_prime(n):
        n += 2
    return n


def inverse(a, modulus):
    """By Euclid's extended algorithm."""
    old, new = a, modulus
    x, following = 1, 0
    while new:
        quotient = old // new
        old, new = new, old - quotient * new
        x, following = following, x - quotient * following
    assert old == 1
    return x % modulus


class Rsa:
    def __init__(self, bits, seed):
        self.p = next_prime((1 << bits) + seed * 7919)
        self.q = next_prime((1 << bits) * 3 // 2 + seed * 104729)
        self.modulus = self.p * self.q
        self.public = 65537
        self.private = inverse(self.public, (self.p - 1) * (self.q - 1))

    def encrypt(self, message):
        return power(message, self.public, self.modulus)

    def decrypt(self, cipher):
        """Through the two primes and the Chinese remainder theorem."""
        p, q = self.p, self.q
        at_p = power(cipher, self.private % (p - 1), p)
        at_q = power(cipher, self.private % (q - 1), q)
        return at_q + q * ((at_p - at_q) * inverse(q, p) % p)


def factor(n):
    """Pollard's rho with Floyd's tortoise and hare."""
    if n == 1:
        return []
    if is_prime(n):
        return [n]
    for p in SMALL_PRIMES:
        if n % p == 0:
            return [p, *factor(n // p)]
    shift = 1
    while True:
        slow = fast = 2
        divisor = 1
        while divisor == 1:
            slow = (slow * slow + shift) % n
            fast = (fast * fast + shift) % n
            fast = (fast * fast + shift) % n
            divisor = math.gcd(slow - fast, n)
        if divisor != n:
            return sorted(factor(divisor) + factor(n // divisor))
        shift += 1


def run(size):
    checksum = 0
    for seed in range(size):
        rsa = Rsa(40 + 10 * (seed % 8), seed)
        message = int.from_bytes(b"attack at dawn"[: 4 + seed % 6], "big")
        cipher = rsa.encrypt(message)
        assert cipher == pow(message, rsa.public, rsa.modulus)
        assert rsa.decrypt(cipher) == message == pow(cipher, rsa.private, rsa.modulus)
        checksum = (checksum * 65599 + cipher) % (2**61 - 1)
    largest = 0
    for n in range(10**12 + 1, 10**12 + 1 + 6 * size, 2):
        primes = factor(n)
        assert math.prod(primes) == n
        largest = max(largest, primes[0])
    assert power(3, 2**127 - 2, 2**127 - 1) == 1
    return f"{checksum} {largest}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("modpow", size, result)
