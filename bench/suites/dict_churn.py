"""Dictionaries growing, shrinking and being asked: int, str and tuple keys, counters, an LRU cache, merges."""

import sys
from collections import Counter, OrderedDict, defaultdict

SMALL, DEFAULT = 400, 400_000
KNOWN = {
    SMALL: "48 590 w64 4 379 3 1345400 231 24047 0",
    DEFAULT: "49926 613301 w3 1654 4096 115 1314121160 256431 23991924 38",
}


class LruCache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.entries = OrderedDict()
        self.hits = 0

    def get(self, key, compute):
        try:
            value = self.entries[key]
        except KeyError:
            value = self.entries[key] = compute(key)
            if len(self.entries) > self.capacity:
                self.entries.popitem(last=False)
        else:
            self.hits += 1
            self.entries.move_to_end(key)
        return value


def numbers(count, bound):
    state = 1
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        yield (state >> 7) % bound


def churn(count):
    """Insert and delete so that the table is rebuilt again and again."""
    table = {}
    removed = 0
    for number in numbers(count, count // 4 + 1):
        if number in table:
            removed += table.pop(number)
        else:
            table[number] = number & 7
    return len(table), removed


def words(count):
    tally = {}
    for number in numbers(count, 997):
        word = f"w{number % 331}"
        tally[word] = tally.get(word, 0) + 1
    assert sum(tally.values()) == count
    assert sum(Counter(f"w{number % 331}" for number in numbers(count // 4, 997)).values()) == count // 4
    return max(tally.items(), key=lambda item: (item[1], item[0]))


def grid(count):
    cells = defaultdict(list)
    for index, number in enumerate(numbers(count, 4096)):
        cells[number & 63, number >> 6].append(index)
    merged = {}
    for (x, y), members in cells.items():
        merged.setdefault(x, {}).update({y: len(members)})
    assert sum(sum(row.values()) for row in merged.values()) == count
    return len(cells), max(map(len, cells.values()))


def cached(count):
    cache = LruCache(64)
    total = 0
    for number in numbers(count, 100):
        total += cache.get(number, lambda key: key * key)
    assert cache.hits > count // 3 and len(cache.entries) <= 64
    return total, cache.hits


def merged(count):
    base = {key: key for key in range(50)}
    total = 0
    for number in numbers(count // 20, 50):
        layered = base | {number: -1, "extra": number}
        total += sum(value for key, value in layered.items() if key != "extra")
        base[number] = base.pop(number)
    assert sorted(base) == list(range(50))
    return total, next(iter(base))


def run(count):
    parts = churn(count) + words(count) + grid(count) + cached(count) + merged(count)
    return " ".join(map(str, parts))


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("dict_churn", size, result)
