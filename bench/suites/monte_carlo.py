"""Random walks, pi and an integral by sampling: a generator object with state, mixed int and float arithmetic."""

import math
import sys

SMALL, DEFAULT = 3_000, 720_000
KNOWN = {SMALL: "3.181333 3.085985 1 7 64", DEFAULT: "3.140700 3.141053 -200 58 898"}


class Lehmer:
    """The minimal-standard generator: small integers only, the same numbers everywhere."""

    MODULUS = 2147483647
    FACTOR = 48271

    def __init__(self, seed):
        self.state = seed

    def integer(self, bound):
        self.state = self.state * self.FACTOR % self.MODULUS
        return self.state % bound

    def unit(self):
        self.state = self.state * self.FACTOR % self.MODULUS
        return self.state / self.MODULUS


def circle(random, samples):
    hits = 0
    for _ in range(samples):
        x = random.unit()
        y = random.unit()
        if x * x + y * y <= 1.0:
            hits += 1
    return 4.0 * hits / samples


def integral(random, samples):
    """The area under x*sin(x) from 0 to pi, which is pi."""
    total = 0.0
    sin = math.sin
    for _ in range(samples):
        x = math.pi * random.unit()
        total += x * sin(x)
    return math.pi * total / samples


def walk(random, steps):
    x = y = farthest = 0
    for _ in range(steps):
        direction = random.integer(4)
        if direction == 0:
            x += 1
        elif direction == 1:
            x -= 1
        elif direction == 2:
            y += 1
        else:
            y -= 1
        farthest = max(farthest, abs(x) + abs(y))
    return x, y, farthest


def run(samples):
    random = Lehmer(20_240_229)
    pi = circle(random, samples)
    area = integral(random, samples)
    x, y, farthest = walk(random, samples)
    tolerance = 10.0 / math.sqrt(samples)
    assert abs(pi - math.pi) < tolerance and abs(area - math.pi) < tolerance
    assert (x + y - samples) % 2 == 0 and farthest >= abs(x) + abs(y)
    return f"{pi:.6f} {area:.6f} {x} {y} {farthest}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("monte_carlo", size, result)
