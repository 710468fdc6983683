"""Comparisons of OrderedDicts, by items and, among themselves, by order."""
from collections import OrderedDict


class Picky:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        if other.name == 'broken':
            raise ValueError('broken')
        return self.name == other.name


class Derived(OrderedDict):
    pass


one, two = OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)
for _ in range(500):
    assert one == one.copy() and not one != one.copy()
    assert one != two and not one == two
    assert one == {'b': 2, 'a': 1} and {'b': 2, 'a': 1} == one
    assert one != {'a': 1} and one != {'a': 1, 'b': 3} and one != 5
    assert Derived(one) == one and Derived(one) != two and one == Derived(one)
    assert OrderedDict([((1, 2), [])]) == OrderedDict([((1, 2), [])])
    assert OrderedDict(a=float('nan')) != OrderedDict(a=float('nan'))
assert OrderedDict([(Picky('x'), 1), (Picky('y'), 2)]) == OrderedDict([(Picky('x'), 1), (Picky('y'), 2)])
assert OrderedDict([(Picky('x'), 1), (Picky('y'), 2)]) != OrderedDict([(Picky('y'), 2), (Picky('x'), 1)])
two.move_to_end('b')
assert one == two
assert OrderedDict.__eq__(one, 5) is NotImplemented
print('ok')
