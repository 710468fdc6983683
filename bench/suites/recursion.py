"""Deep and wide recursion: Ackermann, Takeuchi, towers, Fibonacci, mutual recursion, permutations."""

import sys

SMALL, DEFAULT = 1, 1_000
KNOWN = {SMALL: "299", DEFAULT: "377078"}


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


class Towers:
    def __init__(self, disks):
        self.pegs = [list(range(disks, 0, -1)), [], []]
        self.moves = 0

    def move(self, count, source, target, spare):
        if count == 0:
            return
        self.move(count - 1, source, spare, target)
        disk = self.pegs[source].pop()
        assert not self.pegs[target] or self.pegs[target][-1] > disk
        self.pegs[target].append(disk)
        self.moves += 1
        self.move(count - 1, spare, target, source)


def permutations(items):
    if not items:
        return [[]]
    return [[item, *rest] for i, item in enumerate(items) for rest in permutations(items[:i] + items[i + 1:])]


def flatten(nested):
    if isinstance(nested, list):
        return sum((flatten(item) for item in nested), ())
    return (nested,)


def nest(depth):
    return [nest(depth - 1), depth, nest(depth - 1)] if depth else 0


def run(rounds):
    checksum = 0
    for number in range(rounds):
        # Inner calls nest as deep as Ackermann's value; the default limit of 1000 must do.
        deep = ackermann(2, 20 + number % 10)
        assert deep == 43 + 2 * (number % 10)
        wide = ackermann(3, 3)
        assert wide == 61
        takeuchi = tak(10, 6, number % 5)
        fib = fibonacci(15)
        assert fib == 610
        assert is_even(800) and not is_even(801)
        towers = Towers(9)
        towers.move(9, 0, 2, 1)
        assert towers.moves == 511 and len(towers.pegs[2]) == 9
        orders = permutations(list(range(5)))
        leaves = flatten(nest(7))
        assert len(orders) == 120 and sum(leaves) == 2**8 - 9
        checksum = (checksum * 31 + deep + takeuchi + orders[number % 120][0] + len(leaves)) % 1_000_003
    return f"{checksum}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("recursion", size, result)
