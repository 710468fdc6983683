# Truth of objects of all kinds where it decides jumps, also when their class learns what truth is later.
import collections


class Node:
    def __init__(self, value):
        self.value = value


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class Stack(list):
    pass


class Meta(type):
    def __bool__(cls):
        return cls.__name__ == "A"


class A(metaclass=Meta):
    pass


class B(metaclass=Meta):
    pass


VALUES = [
    Node(0), None, [], [0], {}, {1: 2}, "", "x", (), (0,), set(), {0}, frozenset(), frozenset([1]), 0, 1, -1, 0.0, 0.5, 1 << 70,
    True, False, b"", b"a", bytearray(), bytearray(1), range(0), range(2), Sized(0), Sized(3), Stack(), Stack([1]), len, Node,
    A, B, collections.deque(), collections.deque([1]), collections.OrderedDict(), collections.Counter("a"), 0j, 1j, ...,
]


def count(values, n):
    found = 0
    for i in range(n):
        value = values[i % len(values)]
        if value:
            found += 1
        if not value:
            found += 1000
        while value:
            found += 1_000_000
            break
        found += 10_000_000 if value else 0
        found += 100_000_000 * bool(value)
    return found


def counter():
    """A function with feedback of its own."""
    scope = {}
    exec(SOURCE, scope)
    return scope["count"]


import inspect

SOURCE = inspect.getsource(count)
for value in VALUES:
    print(counter()([value], 300), end=" ")
    print(counter()([None, value], 300), counter()([value, 5], 300), counter()([value, Node(1), ""], 300))
print(counter()(VALUES, 3000))
late = counter()
nodes = [Node(1)] * 20
print(late(nodes, 3000))
Node.__bool__ = lambda self: self.value > 1
print(late(nodes, 3000))
del Node.__bool__
print(late(nodes, 3000))
Node.__len__ = lambda self: 0
print(late(nodes, 3000))
Node.__len__ = lambda self: -1
try:
    late(nodes, 3)
except ValueError as error:
    print(error)
del Node.__len__


class Other:
    def __len__(self):
        return 0


late = counter()
print(late(nodes, 3000))
nodes[3].__class__ = Other
print(late(nodes, 3000))


def drain(items, sizes):
    taken = 0
    while items:
        items.pop()
        taken += 1
        if sizes:
            taken += len(sizes)
            sizes.popitem()
    return taken


for n in (10, 3000):
    print(drain(list(range(n)), {i: i for i in range(n // 2)}), drain(set(range(n)), {}))
print("ok")
