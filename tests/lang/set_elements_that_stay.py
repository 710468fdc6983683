"""Which of equal elements are in an intersection, and how much of an iterable set methods look at."""

# Those of the smaller operand, of operands of one size those of the second.
assert repr({1} & {1.0}) == '{1.0}'
assert repr({1, 2} & {1.0}) == '{1.0}'
assert repr({1} & {1.0, 2}) == '{1}'
assert repr({1}.intersection([1.0])) == '{1.0}'
assert repr({1}.intersection([1.0, 1])) == '{1.0}'
assert repr({1}.intersection({1.0: 2})) == '{1.0}'
assert repr(frozenset({1}) & {1.0}) == 'frozenset({1.0})'
assert repr({1: 1}.keys() & {1.0: 1}.keys()) == '{1.0}'
assert repr({1: 1}.keys() & {1.0}) == '{1}'
assert repr({1: 1, 2: 2}.keys() & {1.0}) == '{1.0}'
assert repr({1: 1}.keys() | {1.0}) == '{1}'
assert {3: 1, 1: 2}.keys() | {4: 1, 1: 2}.keys() == {1, 3, 4}
s = {1}
s &= {1.0}
assert repr(s) == '{1.0}'

# `isdisjoint` stops at the first element that is there.
seen = []


def items(*values):
    for value in values:
        seen.append(value)
        yield value


assert not {1}.isdisjoint(items(3, 1, 2)) and seen == [3, 1]
assert not {1}.isdisjoint([1, []])
assert {1}.isdisjoint([2, 3]) and {1}.isdisjoint(()) and not {1}.isdisjoint({1: 2})
for method in (set.isdisjoint, set.intersection, set.difference):
    try:
        method({1}, [2, []])
        assert False
    except TypeError as e:
        assert str(e) == "unhashable type: 'list'", e
    try:
        method({1}, [{2}])
        assert False
    except TypeError as e:
        assert str(e) == "unhashable type: 'set'", e

a = {1, 2, 3}
assert a.intersection() == a and a.intersection() is not a and a.difference() == a and a.difference() is not a
assert a.intersection([1, 2, 5], {2, 7}) == {2} and a.difference([1], {2}) == {3} and a.difference({1}, [2]) == {3}
assert a == {1, 2, 3}


# Items of dicts are compared without tuples, where somebody may look.
class Loud:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        if self.value == 'grow':
            grown[len(grown) + 100] = 1
        return self.value == getattr(other, 'value', other)


nan = float('nan')
assert {1: nan}.items() == {1: nan}.items() and {1: float('nan')}.items() != {1: nan}.items()
assert {1: Loud(2)}.items() == {1: 2}.items() and {1: Loud(2), 3: 4}.items() >= {1: 2}.items()
assert not {1: 2, 3: 4}.items() <= {1: 2, 3: 5}.items() and {1: 2}.items() < {1.0: 2.0, 3: 5}.items()
grown = {1: Loud('grow'), 2: 3}
try:
    assert grown.items() == {1: 'grow', 2: 3}.items()
    assert False
except RuntimeError as e:
    assert str(e) == 'dictionary changed size during iteration'


# The keys of a dict are not hashed again by what takes them out of a set.
class Hashed:
    count = 0

    def __hash__(self):
        Hashed.count += 1
        return 7


d = {Hashed(): 1}
assert Hashed.count == 1 and set(d).difference(d) == set() and len(set(d)) == 1 and Hashed.count == 1

print('ok')
