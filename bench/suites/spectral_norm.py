"""Power iteration on an implicit matrix: float division, function calls in inner loops, generator sums."""

import math
import sys

SMALL, DEFAULT = 24, 480
KNOWN = {SMALL: "1.273989980", DEFAULT: "1.274224111"}


def entry(i, j):
    diagonal = i + j
    return 1.0 / (diagonal * (diagonal + 1) // 2 + i + 1)


def times(vector):
    indices = range(len(vector))
    return [sum(entry(i, j) * vector[j] for j in indices) for i in indices]


def transposed_times(vector):
    size = len(vector)
    result = []
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += entry(j, i) * vector[j]
        result.append(total)
    return result


def run(size):
    u = [1.0] * size
    v = u
    for _ in range(6):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    uv = sum(a * b for a, b in zip(u, v))
    vv = sum(b * b for b in v)
    norm = math.sqrt(uv / vv)
    assert 1.2 < norm < 1.3
    return f"{norm:.9f}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("spectral_norm", size, result)
