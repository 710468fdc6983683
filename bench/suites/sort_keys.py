"""Sorting records: key functions, tuples, comparison methods, stability, bisect, and sorts written by hand."""

import functools
import sys
from bisect import bisect_left, insort
from operator import attrgetter, itemgetter

SMALL, DEFAULT = 300, 105_000
KNOWN = {SMALL: "p599 87 34300 198 (1, 12, 94) 31863", DEFAULT: "p976 87 65500 82518 (1, 12, 99) 32896"}


class Version:
    def __init__(self, major, minor, patch):
        self.parts = (major, minor, patch)

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


class Person:
    def __init__(self, name, age, city):
        self.name = name
        self.age = age
        self.city = city


def numbers(count):
    state = 4711
    for _ in range(count):
        state = (state * 22695477 + 1) & 0xFFFFFFFF
        yield state >> 16


def people(count):
    cities = ("Oslo", "Lima", "Cairo", "Quito", "Hanoi")
    return [Person(f"p{n % 977:03}", n % 90, cities[n % 5]) for n in numbers(count)]


def quicksort(values):
    """In place, middle element as the pivot, the smaller side first."""
    stack = [(0, len(values) - 1)]
    while stack:
        low, high = stack.pop()
        if low >= high:
            continue
        pivot = values[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        stack.append((low, j))
        stack.append((i, high))


def merge_sorted(values):
    if len(values) < 2:
        return values
    middle = len(values) // 2
    left, right = merge_sorted(values[:middle]), merge_sorted(values[middle:])
    result = []
    i = j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            result.append(right[j])
            j += 1
        else:
            result.append(left[i])
            i += 1
    return result + left[i:] + right[j:]


def run(count):
    crowd = people(count)
    by_city = sorted(crowd, key=attrgetter("city"))
    by_age = sorted(by_city, key=lambda person: -person.age)
    assert all((a.age, b.city) >= (b.age, a.city) for a, b in zip(by_age, by_age[1:])), "sorts are stable"
    ranked = sorted(crowd, key=lambda person: (person.city, -person.age, person.name), reverse=True)

    values = list(numbers(count))
    expected = sorted(values)
    by_hand = values[:]
    quicksort(by_hand)
    assert by_hand == merge_sorted(values) == expected
    halves = sorted(values[: count // 4], key=functools.cmp_to_key(lambda a, b: a % 100 - b % 100 or b - a))
    versions = sorted(Version(n % 4, n % 13, n % 101) for n in values[: count // 4])
    assert versions[0].parts <= versions[-1].parts

    window = []
    for value in values[:2000]:
        insort(window, value)
    assert bisect_left(window, window[len(window) // 2]) <= len(window) // 2
    pairs = sorted(enumerate(values), key=itemgetter(1))
    middle = f"{versions[count // 8].parts} {expected[count // 2]}"
    return f"{ranked[0].name} {ranked[-1].age} {halves[0]} {pairs[0][0]} {middle}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("sort_keys", size, result)
