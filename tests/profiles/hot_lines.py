"""A loop, and a function that is built into its caller; the test knows the lines."""
import sys


def loop(count):
    total = 0
    for n in range(count):
        total += n * 3
        total ^= n
        if total > 1 << 40:
            total -= 1 << 40
    return total


def small(n, total):
    total = (total * 5 + n) % 1000003
    total = (total * 7 + n) % 1000033
    total = (total * 11 + n) % 1000037
    return total


def caller(count):
    total = 1
    for n in range(count):
        total = small(n, total)
    return total


def main(what, count):
    print(loop(count) if what == "loop" else caller(count))


main(sys.argv[1], int(sys.argv[2]))
