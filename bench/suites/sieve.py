"""Primes four ways: slice assignment, a list of flags, a wheel over a bytearray, an endless generator."""

import itertools
import math
import sys

SMALL, DEFAULT = 4_000, 2_800_000
KNOWN = {SMALL: "550 3989 1013507", DEFAULT: "203362 2799991 273458891715"}


def by_slices(limit):
    flags = bytearray([1]) * limit
    flags[0:2] = b"\0\0"
    for n in range(2, math.isqrt(limit - 1) + 1):
        if flags[n]:
            flags[n * n::n] = bytes(len(range(n * n, limit, n)))
    return [n for n, flag in enumerate(flags) if flag]


def by_flags(limit):
    composite = [False] * limit
    primes = []
    for n in range(2, limit):
        if composite[n]:
            continue
        primes.append(n)
        m = n * n
        while m < limit:
            composite[m] = True
            m += n
    return primes


def by_odds(limit):
    half = limit // 2
    flags = bytearray(half)
    count = 1
    for i in range(1, half):
        if not flags[i]:
            count += 1
            for j in range(2 * i * (i + 1), half, 2 * i + 1):
                flags[j] = 1
    return count


def endless():
    """Primes for ever, each odd multiple parked in a dict under the next number it strikes out."""
    yield 2
    strikes = {}
    for n in itertools.count(3, 2):
        step = strikes.pop(n, None)
        if step is None:
            yield n
            strikes[n * n] = 2 * n
        else:
            mark = n + step
            while mark in strikes:
                mark += step
            strikes[mark] = step


def run(limit):
    primes = by_slices(limit)
    assert primes == by_flags(limit)
    assert len(primes) == by_odds(limit)
    few = len(primes) // 2
    assert list(itertools.islice(endless(), few)) == primes[:few]
    return f"{len(primes)} {primes[-1]} {sum(primes)}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("sieve", size, result)
