"""Solving linear systems by LU decomposition with partial pivoting: float lists of lists, row swaps."""

import sys

SMALL, DEFAULT = 24, 370
KNOWN = {SMALL: "-1 0.041621 88", DEFAULT: "1 1.392817 24253"}


class Random:
    """A small linear congruential generator, so that every runtime sees the same matrix."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self.state >> 33) / 2147483648.0 - 0.5


def decompose(matrix):
    """Factor in place; returns the permutation and its sign."""
    size = len(matrix)
    order = list(range(size))
    sign = 1
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(matrix[row][column]))
        if pivot != column:
            matrix[column], matrix[pivot] = matrix[pivot], matrix[column]
            order[column], order[pivot] = order[pivot], order[column]
            sign = -sign
        top = matrix[column]
        inverse = 1.0 / top[column]
        for row in range(column + 1, size):
            current = matrix[row]
            factor = current[column] * inverse
            current[column] = factor
            if factor != 0.0:
                for k in range(column + 1, size):
                    current[k] -= factor * top[k]
    return order, sign


def solve(factors, order, right):
    size = len(factors)
    x = [right[i] for i in order]
    for i in range(size):
        row = factors[i]
        x[i] -= sum(row[j] * x[j] for j in range(i))
    for i in reversed(range(size)):
        row = factors[i]
        x[i] = (x[i] - sum(row[j] * x[j] for j in range(i + 1, size))) / row[i]
    return x


def run(size):
    random = Random(size)
    matrix = [[random() for _ in range(size)] for _ in range(size)]
    truth = [float(i % 7 - 3) for i in range(size)]
    right = [sum(a * b for a, b in zip(row, truth)) for row in matrix]
    factors = [row[:] for row in matrix]
    order, sign = decompose(factors)
    answer = solve(factors, order, right)
    assert max(abs(a - b) for a, b in zip(answer, truth)) < 1e-6
    negative = sum(1 for i in range(size) if factors[i][i] < 0.0)
    return f"{sign if negative % 2 == 0 else -sign} {abs(factors[-1][-1]):.6f} {sum(order[::3])}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("lu", size, result)
