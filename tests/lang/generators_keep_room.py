"""Generators whose first expression makes a function: what they keep while they wait fits where it is kept."""


def sorted_first(items):
    items.sort(key=lambda item: -item)
    yield items[0]


def largest(items):
    yield max(items, key=lambda item: item % 5)


def two(items):
    yield sorted(items, key=lambda item: -item)[0]
    yield from map(lambda item: item + 1, items)


def work():
    total = 0
    items = list(range(12))
    for turn in range(3000):
        for item in list(sorted_first(items)):
            total += item
        total += sum(max(largest(items), default=turn) for _ in (0,))
        total += max(two(items), key=lambda item: item % 7, default=turn)
    return total


assert work() == 3000 * (11 + 9 + 6), work()
print("ok")
