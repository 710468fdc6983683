"""Built-in complex numbers and an own Gaussian-integer class: polynomial roots, Julia sets, reflected operators."""

import sys

SMALL, DEFAULT = 30, 40_000
KNOWN = {SMALL: "40+45i 183", DEFAULT: "2566+5553i 368553"}


class Gauss:
    """A complex number with integer parts."""

    __slots__ = ("re", "im")

    def __init__(self, re, im=0):
        self.re = re
        self.im = im

    @staticmethod
    def of(value):
        return value if isinstance(value, Gauss) else Gauss(value)

    def __repr__(self):
        return f"{self.re}{self.im:+d}i"

    def __eq__(self, other):
        other = Gauss.of(other)
        return self.re == other.re and self.im == other.im

    def __hash__(self):
        return hash((self.re, self.im))

    def __add__(self, other):
        other = Gauss.of(other)
        return Gauss(self.re + other.re, self.im + other.im)

    __radd__ = __add__

    def __sub__(self, other):
        other = Gauss.of(other)
        return Gauss(self.re - other.re, self.im - other.im)

    def __rsub__(self, other):
        return Gauss.of(other) - self

    def __mul__(self, other):
        other = Gauss.of(other)
        return Gauss(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)

    __rmul__ = __mul__

    def __pow__(self, exponent):
        result = Gauss(1)
        for _ in range(exponent):
            result *= self
        return result

    def norm(self):
        return self.re * self.re + self.im * self.im

    def __divmod__(self, other):
        """The nearest quotient, so that the remainder is smaller than the divisor."""
        size = other.norm()
        exact = self * Gauss(other.re, -other.im)
        quotient = Gauss((2 * exact.re + size) // (2 * size), (2 * exact.im + size) // (2 * size))
        return quotient, self - quotient * other

    def __mod__(self, other):
        return divmod(self, other)[1]

    def __bool__(self):
        return bool(self.re or self.im)


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def evaluate(coefficients, x):
    total = 0j
    for coefficient in coefficients:
        total = total * x + coefficient
    return total


def roots(coefficients):
    """All roots at once, by Durand and Kerner's iteration."""
    degree = len(coefficients) - 1
    guesses = [(0.4 + 0.9j) ** k for k in range(degree)]
    for _ in range(60):
        for i, guess in enumerate(guesses):
            divisor = coefficients[0]
            for j, other in enumerate(guesses):
                if i != j:
                    divisor *= guess - other
            guesses[i] = guess - evaluate(coefficients, guess) / divisor
    return guesses


def julia(size):
    c = complex(-0.4, 0.6)
    total = 0
    for y in range(size):
        for x in range(size):
            z = complex(3.0 * x / size - 1.5, 3.0 * y / size - 1.5)
            steps = 0
            while steps < 40 and z.real * z.real + z.imag * z.imag <= 4.0:
                z = z * z + c
                steps += 1
            total += steps
    return total


def run(count):
    sums = Gauss(0)
    for k in range(1, count):
        a, b = Gauss(k, k % 17 + 1) * Gauss(2, 1), 3 * Gauss(k % 23, 5) * Gauss(2, 1)
        common = gcd(a, b)
        assert not a % common and not b % common and not common % Gauss(2, 1)
        sums = 1 + sums + common - 1
    assert Gauss(1, 2) ** 3 == Gauss(-11, -2) and 5 - Gauss(1, 1) == Gauss(4, -1)
    worst = 0.0
    for k in range(1, max(2, count // 100)):
        for degree in (3, 5):
            coefficients = [1, *(complex(k % 7 - 3, (k + i) % 5 - 2) for i in range(degree - 1)), complex(k % 5 + 1, 1)]
            found = roots(coefficients)
            worst = max(worst, min(abs(evaluate(coefficients, root)) for root in found))
    assert worst < 1e-6
    return f"{sums} {julia(max(4, int(count ** 0.5)))}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("complex_numbers", size, result)
