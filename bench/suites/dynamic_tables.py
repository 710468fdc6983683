"""Dynamic programming: knapsack, common subsequence, matrix chains, coin change, shortest paths for all pairs."""

import math
import sys

SMALL, DEFAULT = 20, 540
KNOWN = {SMALL: "189 25 32193 58030 8.0 3253 76 6", DEFAULT: "7193 687 481399 319489917004 216.0 2040814 165 44"}


def numbers(count, low, high, seed=9):
    state = seed
    result = []
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        result.append(low + (state >> 8) % (high - low + 1))
    return result


def knapsack(weights, values, capacity):
    best = [0] * (capacity + 1)
    for weight, value in zip(weights, values):
        for room in range(capacity, weight - 1, -1):
            candidate = best[room - weight] + value
            if candidate > best[room]:
                best[room] = candidate
    return best[capacity]


def common_subsequence(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        row, following = table[i], table[i + 1]
        for j, y in enumerate(b):
            following[j + 1] = row[j] + 1 if x == y else max(row[j + 1], following[j])
    result = []
    i, j = len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1]:
            result.append(a[i - 1])
            i -= 1
            j -= 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return result[::-1]


def matrix_chain(sizes):
    """The fewest multiplications for a chain of matrices, and where to split."""
    count = len(sizes) - 1
    cost = {(i, i): 0 for i in range(count)}
    split = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            cost[i, j], split[i, j] = min(
                (cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j))

    def shown(i, j):
        return f"m{i}" if i == j else f"({shown(i, split[i, j])}{shown(split[i, j] + 1, j)})"

    return cost[0, count - 1], shown(0, count - 1)


def coin_ways(coins, total):
    ways = [1] + [0] * total
    for coin in coins:
        for amount in range(coin, total + 1):
            ways[amount] += ways[amount - coin]
    return ways[total]


def fewest_coins(coins, total):
    fewest = [0.0] + [math.inf] * total
    for amount in range(1, total + 1):
        fewest[amount] = 1 + min((fewest[amount - coin] for coin in coins if coin <= amount), default=math.inf)
    return fewest[total]


def all_pairs(count):
    distance = [[math.inf] * count for _ in range(count)]
    for i, step in enumerate(numbers(count * 3, 1, 30)):
        distance[i % count][(i * 7 + step) % count] = step
    for i in range(count):
        distance[i][i] = 0
        distance[i][(i + 1) % count] = min(distance[i][(i + 1) % count], 40)
    for k in range(count):
        through = distance[k]
        for row in distance:
            first = row[k]
            for j in range(count):
                way = first + through[j]
                if way < row[j]:
                    row[j] = way
    return sum(map(sum, distance)), max(map(max, distance))


def longest_rising(values):
    best = []
    for i, value in enumerate(values):
        best.append(1 + max((best[j] for j in range(i) if values[j] < value), default=0))
    return max(best)


def run(size):
    weights, values = numbers(size // 2, 5, 60), numbers(size // 2, 1, 99, 3)
    packed = knapsack(weights, values, size * 4)
    assert packed <= sum(values)
    letters = "ACGT"
    a = "".join(letters[n] for n in numbers(size * 2, 0, 3))
    b = "".join(letters[n] for n in numbers(size * 2, 0, 3, 77))
    common = common_subsequence(a, b)
    for text in (a, b):
        rest = iter(text)
        assert all(ch in rest for ch in common), "a subsequence of both"
    assert matrix_chain([40, 20, 30, 10, 30])[0] == 26000
    cost, shown = matrix_chain(numbers(size // 4 + 2, 5, 50))
    assert shown.count("(") == size // 4
    assert coin_ways((1, 5, 10, 25, 50), 100) == 292
    ways = coin_ways((1, 2, 5, 10, 25, 50), size * 10)
    fewest = fewest_coins((4, 9, 25), size * 10)
    total, farthest = all_pairs(size // 3 + 4)
    return f"{packed} {len(common)} {cost} {ways} {fewest} {total} {farthest} {longest_rising(numbers(size, 0, 9999))}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("dynamic_tables", size, result)
