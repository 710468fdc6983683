"""Iterators that loops in compiled code make in place: over dicts and sets with holes, that change, over namespaces; enumerate and zip."""

import sys
from collections import Counter, OrderedDict, defaultdict


def items(table):
    total = 0
    for key, value in table.items():
        total += key * 3 + value
    return total


def keys_values(table):
    found = [key for key in table]
    for value in table.values():
        found.append(value)
    for key in table.keys():
        found.append(-key)
    return found


def elements(of):
    total = 0
    for element in of:
        total += element
    return total


def holes(turn):
    table = {number: number + 1 for number in range(12)}
    for number in (0, 3, 4, 11):
        del table[number]
    some = set(range(12)) - {0, 5, 11}
    some.discard(turn % 12)
    assert items(table) == 200, items(table)
    assert keys_values(table) == [1, 2, 5, 6, 7, 8, 9, 10, 2, 3, 6, 7, 8, 9, 10, 11, -1, -2, -5, -6, -7, -8, -9, -10]
    assert elements(some) == 50 - (turn % 12 if turn % 12 not in (0, 5, 11) else 0)
    assert items({}) == elements(set()) == elements(frozenset()) == 0


def changes(table, at, how):
    seen = 0
    try:
        for key, value in table.items():
            seen += 1
            if key == at:
                how(table)
    except RuntimeError as error:
        return seen, str(error)
    return seen, None


def grow(table):
    table[len(table) + 100] = 1


def swap(table):
    del table[0]
    table[1000] = 1


def replace(table):
    table[2] = 50


def changed_sizes():
    first = {number: number for number in range(4)}
    assert changes(dict(first), 1, grow) == (2, "dictionary changed size during iteration")
    assert changes(dict(first), 3, grow) == (4, "dictionary changed size during iteration")
    assert changes(dict(first), 3, swap) == (4, "dictionary keys changed during iteration")
    assert changes(dict(first), 1, replace) == (4, None)
    assert changes(dict(first), 9, replace) == (4, None)
    some = {1, 2, 3}
    try:
        for element in some:
            some.add(element + 10)
    except RuntimeError as error:
        assert str(error) == "Set changed size during iteration"
    else:
        assert False


class Names:
    one = 1
    two = 2


def namespaces():
    assert sum(value for key, value in vars(Names).items() if not key.startswith("_")) == 3
    count = 0
    for key, value in globals().items():
        count += isinstance(key, str)
    assert count == len(globals())
    for name in vars(sys):
        count += 1
    assert count == len(globals()) + len(vars(sys))


class Doubled(dict):
    def __iter__(self):
        return iter([1, 2])

    def items(self):
        return [(5, 5)]


def kinds(turn):
    assert items(defaultdict(int, {1: 2})) == items(Counter({1: 2})) == items(OrderedDict({1: 2})) == 5
    assert items(Doubled({1: 1})) == 20
    assert [key for key in Doubled({7: 1})] == [1, 2]
    table = {1: 2, 3: 4}
    view = table.items()
    iterator = iter(view)
    assert next(iterator) == (1, 2)
    rest = 0
    for key, value in iterator:
        rest += key * value
    assert rest == 12 and list(iterator) == []


def numbered(values, others):
    total = 0
    for index, value in enumerate(values):
        for place, other in enumerate(others, 1):
            if other == value:
                break
            total += index * place
        else:
            total += 100
    return total


def paired(values, others):
    total = 0
    for value in values:
        for one, other in zip(values, others):
            total += one * other
        for one, other, third in zip(values, others, values):
            if third == 3:
                break
            total += one + other + third
    return total


def left_over(values, others):
    """A list that is shorter is walked to its end, the other one is not gone on with."""
    pairs = zip(values, others)
    for one, other in pairs:
        pass
    return next(pairs, None), list(enumerate(values))[-1]


def grows():
    values = [1]
    for index, value in enumerate(values):
        if index < 5:
            values.append(value + index)
    return values


for turn in range(400):
    holes(turn)
    changed_sizes()
    kinds(turn)
    assert numbered([1, 2, 3], [3, 2]) == 101, numbered([1, 2, 3], [3, 2])
    assert numbered((1, 2, 3), [9]) == 303
    assert paired([1, 2, 3], (4, 5, 6)) == 141, paired([1, 2, 3], (4, 5, 6))
    assert left_over([1, 2, 3], [4, 5]) == (None, (2, 3))
    assert grows() == [1, 1, 2, 4, 7, 11]
    if turn % 20 == 0:
        namespaces()
print("ok")
