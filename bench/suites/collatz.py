"""Lengths of Collatz chains: integer loops with branches, plain and remembered in a dict."""

import sys

SMALL, DEFAULT = 400, 320_000
KNOWN = {SMALL: "327 144 97 119", DEFAULT: "230631 443 77031 351"}


def chain_length(n):
    steps = 1
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def longest_plain(limit):
    best = start = 0
    for n in range(1, limit):
        steps = chain_length(n)
        if steps > best:
            best, start = steps, n
    return start, best


def longest_remembered(limit):
    known = {1: 1}
    best, start = 1, 1
    for n in range(2, limit):
        trail = []
        m = n
        while m not in known:
            trail.append(m)
            m = m >> 1 if m & 1 == 0 else 3 * m + 1
        steps = known[m]
        for m in reversed(trail):
            steps += 1
            known[m] = steps
        if known[n] > best:
            best, start = known[n], n
    return start, best


def run(limit):
    remembered = longest_remembered(limit)
    # The plain loop costs about ten times as much per number.
    small = limit // 4
    plain = longest_plain(small)
    assert plain == longest_remembered(small)
    assert chain_length(27) == 112
    return f"{remembered[0]} {remembered[1]} {plain[0]} {plain[1]}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("collatz", size, result)
