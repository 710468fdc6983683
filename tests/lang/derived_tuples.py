"""Comparisons of tuples of derived classes: those of tuple, until a class has its own."""
from collections import namedtuple
from typing import NamedTuple
import os

P = namedtuple('P', 'x y')
Q = namedtuple('Q', 'x y')


class Own(tuple):
    def __eq__(self, other):
        return 'own'

    def __lt__(self, other):
        return NotImplemented

    __hash__ = None


class Plain(tuple):
    pass


class Sub(P):
    def __gt__(self, other):
        return 'sub'


class Typed(NamedTuple):
    x: int
    y: float = 2.5


values = [P(1, 2), Q(1, 2), (1, 2), (1, 2, 0), P(1, 3), Plain((1, 2)), Plain(), (), Sub(1, 2), Own((1, 2)), Typed(1), [1, 2], None]
for a in values:
    row = []
    for b in values:
        row.append(str(a == b)[0] + str(a != b)[0])
        try:
            row.append(str(a < b)[0] + str(a > b)[0] + str(a <= b)[0])
        except TypeError as e:
            row.append('E')
    print(type(a).__name__, *row)
try:
    P(1, 2) < [1]
except TypeError as e:
    print(e)


def loop(n):
    p, q, count = P(1, 2), Plain((1, 'a')), 0
    for i in range(n):
        count += (p == (1, 2)) + (p != (i, 2)) + (p < (1, i)) + ((1, 2) == p) + (q == (1, 'a')) + (p == P(i, 2)) + (p in [(0, 0), q, (1, 2)])
    return count


print(loop(3000))


def later(n):
    p, out = Plain((1, 2)), []
    for i in range(n):
        if i == n // 2:
            Plain.__eq__ = lambda self, other: 'changed'
        out.append(p == (1, 2))
    return out[0], out[-1], bool(Plain() == ())


print(later(3000))
del Plain.__eq__
print(Plain((1,)) == (1,), Plain((1,)) == (2,))


class Item:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return ['less', self.n < other.n]


print(P(Item(1), Item(2)) < P(Item(1), Item(3)), P(Item(1), 2) == (Item(1), 2), sorted([Typed(2), Typed(1), Typed(1, 0.5)]))
deep = ()
for _ in range(100000):
    deep = P(deep, 0)
other = ()
for _ in range(100000):
    other = P(other, 0)
try:
    print(deep == other)
except RecursionError as e:
    print(type(e).__name__)
print(os.stat('.') == os.stat('.'), max(P(1, 2), P(2, 0)), {P(1, 2): 'a'}[(1, 2)], P(1, 2) in {(1, 2)})
print('ok')
