"""Fibonacci numbers, factorials and binomials that fill thousands of bits: addition, shifts, products, conversion."""

import math
import sys

SMALL, DEFAULT = 300, 30_000
KNOWN = {SMALL: "756 10 4165 871 156", DEFAULT: "84636 3276 416544 186486 15621"}


def by_adding(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def by_doubling(n):
    if n == 0:
        return 0, 1
    a, b = by_doubling(n >> 1)
    c = a * ((b << 1) - a)
    d = a * a + b * b
    return (d, c + d) if n & 1 else (c, d)


def factorial(low, high):
    """The product of range(low, high + 1), halves first."""
    if high - low < 8:
        product = 1
        for n in range(low, high + 1):
            product *= n
        return product
    middle = (low + high) // 2
    return factorial(low, middle) * factorial(middle + 1, high)


def pascal(rows):
    row = [1]
    for _ in range(rows):
        row = [1, *map(int.__add__, row, row[1:]), 1]
    return row


def digit_sum(n):
    return sum(map(int, str(n)))


def bits(n):
    """Counts bits by hand, a word at a time."""
    count = 0
    while n:
        word = n & 0xFFFFFFFF
        while word:
            word &= word - 1
            count += 1
        n >>= 32
    return count


def run(n):
    sys.set_int_max_str_digits(0)
    small = by_adding(3 * n)
    assert small == by_doubling(3 * n)[0]
    large = by_doubling(20 * n)[0]
    assert math.gcd(large, by_doubling(15 * n)[0]) == by_doubling(5 * n)[0]
    product = factorial(1, n)
    assert product == math.factorial(n)
    row = pascal(n // 12)
    assert sum(row) == 1 << n // 12 and row[len(row) // 2] == math.comb(n // 12, n // 24)
    assert bits(large) == large.bit_count()
    quotient, remainder = divmod(large, product)
    assert quotient * product + remainder == large
    text = f"{small:x}"
    assert int(text, 16) == small
    return f"{digit_sum(small)} {digit_sum(row[len(row) // 2])} {large.bit_length()} {bits(product)} {len(text)}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("fibonacci_big", size, result)
