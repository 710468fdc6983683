"""Digits of pi, e and a square root: multiplication, division and printing of integers of thousands of bits."""

import math
import sys

SMALL, DEFAULT = 30, 4_500
KNOWN = {SMALL: "6264338327 9574966967 912297024", DEFAULT: "3596145890 5500915430 1167052826"}


def spigot():
    """Digits of pi one by one, from a product of linear fractional transformations."""
    a, b, c, d = 1, 0, 0, 1
    k = 1
    while True:
        low = (3 * a + b) // (3 * c + d)
        if low == (4 * a + b) // (4 * c + d):
            yield low
            a, b = 10 * (a - low * c), 10 * (b - low * d)
        else:
            a, b, c, d = a * k, (2 * a + b) * (2 * k + 1), c * k, (2 * c + d) * (2 * k + 1)
            k += 1


def arctan_inverse(x, unity):
    """unity * arctan(1/x) by the alternating series."""
    power = unity // x
    total = power
    divisor = 1
    square = x * x
    while power:
        power = -power // square
        divisor += 2
        total += power // divisor
    return total


def pi_by_machin(digits):
    unity = 10 ** (digits + 10)
    return 4 * (4 * arctan_inverse(5, unity) - arctan_inverse(239, unity)) // 10**10


def e_by_series(digits):
    def split(low, high):
        if high - low == 1:
            return 1, high
        middle = (low + high) // 2
        p1, q1 = split(low, middle)
        p2, q2 = split(middle, high)
        return p1 * q2 + p2, q1 * q2

    terms = 10
    while math.lgamma(terms) < (digits + 5) * math.log(10):
        terms += 10
    p, q = split(0, terms)
    return (p + q) * 10**digits // q


def root_of_two(digits):
    target = 2 * 10 ** (2 * digits)
    guess = 10**digits * 3 // 2
    while True:
        better = (guess + target // guess) // 2
        if better >= guess:
            return guess
        guess = better


def run(digits):
    sys.set_int_max_str_digits(0)
    stream = spigot()
    pi = "".join(str(next(stream)) for _ in range(digits))
    assert pi == str(pi_by_machin(digits))[:digits]
    root = root_of_two(4 * digits)
    assert root == math.isqrt(2 * 10 ** (8 * digits))
    euler = str(e_by_series(2 * digits))
    assert euler.startswith("27182818284590452353602874713526"[:digits])
    assert int(euler) % 9 == sum(map(int, euler)) % 9
    return f"{pi[-10:]} {euler[-10:]} {root % 10**10}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("pi_digits", size, result)
