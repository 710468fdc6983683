"""Frozensets as keys; elements counted; names that are met twice."""

import sys
from collections import Counter

groups = {}
for n in range(3000):
    groups.setdefault(frozenset((n % 7, n % 11, "k")), []).append(n)
assert len(groups) == 56 and groups[frozenset(["k", 3, 5])][0] == 38, len(groups)
assert hash(frozenset("abc")) == hash(frozenset("cba")) and frozenset("abc") in {frozenset("cba")}
assert frozenset([1, 2]) not in {frozenset([1, 3])} and {frozenset(): 1}[frozenset()] == 1


class Elt:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n

    def __eq__(self, other):
        return isinstance(other, Elt) and self.n == other.n


assert frozenset([Elt(1), Elt(2)]) in {frozenset([Elt(2), Elt(1)])}
assert frozenset([Elt(1)]) not in {frozenset([1])} and {frozenset([1.0])} == {frozenset([1])}
assert frozenset([(1, frozenset([2]))]) in {frozenset([(1, frozenset([2]))]): 0}
assert frozenset([True, None, ("a", 1)]) in {frozenset([1, None, ("a", 1)])}


class Derived(frozenset):
    def __hash__(self):
        return 5


assert Derived([1]) in {Derived([1])} and hash(Derived([1])) == 5 and Derived([1]) == frozenset([1])
assert set([1, 2]) in {frozenset([1, 2])}

deep, same = frozenset(), frozenset()
for _ in range(100000):
    deep, same = frozenset([deep]), frozenset([same])
assert hash(deep) == hash(same)
try:
    assert deep in {same}
except RecursionError:
    pass

counts = Counter("mississippi")
assert counts == {"m": 1, "i": 4, "s": 4, "p": 2}
counts.update({"m": 1 << 60, "x": 0.5})
counts.update("mx")
assert counts["m"] == (1 << 60) + 2 and counts["x"] == 1.5


class Odd(Counter):
    def __setitem__(self, key, value):
        super().__setitem__(key, value + 100)


assert Odd("aa")["a"] == 202
assert "".join(reversed("straße")) == "eßarts" and "".join(c for c in "abc") == "abc" and "-".join(reversed("ab")) == "b-a"
names = [sys.intern(f"name_{n % 5000}") for n in range(20000)]
assert all(names[n] is names[n + 5000] for n in range(15000)) and len(set(map(id, names))) == 5000
assert sys.intern("é" * 3) is sys.intern("éé" + "é")
exec("name_1 = 5; assert name_1 == 5")
print("ok")
