"""Integer matrix products three ways: indices, rows zipped with columns, and powers modulo a prime."""

import sys

SMALL, DEFAULT = 20, 185
KNOWN = {SMALL: "107 56 830242336", DEFAULT: "107 -22 985922743"}

PRIME = 998_244_353


def by_index(a, b):
    n, inner, m = len(a), len(b), len(b[0])
    result = [[0] * m for _ in range(n)]
    for i in range(n):
        row = a[i]
        out = result[i]
        for j in range(m):
            total = 0
            for k in range(inner):
                total += row[k] * b[k][j]
            out[j] = total
    return result


def by_columns(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def modular(a, b):
    columns = list(zip(*b))
    result = []
    for row in a:
        line = []
        for column in columns:
            total = 0
            for x, y in zip(row, column):
                total = (total + x * y) % PRIME
            line.append(total)
        result.append(line)
    return result


def power(matrix, exponent):
    size = len(matrix)
    result = [[int(i == j) for j in range(size)] for i in range(size)]
    while exponent:
        if exponent & 1:
            result = modular(result, matrix)
        matrix = modular(matrix, matrix)
        exponent >>= 1
    return result


def run(size):
    a = [[(i * 7 + j * 3) % 11 - 5 for j in range(size)] for i in range(size)]
    b = [[(i * 5 - j * 2) % 13 - 6 for j in range(size)] for i in range(size)]
    first = by_index(a, b)
    assert first == by_columns(a, b)
    assert [[x % PRIME for x in row] for row in first] == modular(a, b)
    steps = 10**12 + size
    fibonacci = power([[1, 1], [1, 0]], steps)
    assert (fibonacci[0][0] - fibonacci[0][1] - fibonacci[1][1]) % PRIME == 0
    cyclic = power([[int((i + 1) % 12 == j) for j in range(12)] for i in range(12)], 12 * size)
    assert all(cyclic[i][j] == (i == j) for i in range(12) for j in range(12))
    trace = sum(first[i][i] for i in range(size))
    return f"{trace} {sum(map(sum, first))} {fibonacci[0][1]}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("matmul_int", size, result)
