"""What gc.collect() counts, and that temporaries of a running frame keep nothing alive."""

import gc
import weakref


class Node:
    pass


def lists():
    one = []
    one.append(one)


def dicts():
    one = {}
    one[1] = one


def pairs():
    one = []
    one.append((one,))


def hanging():
    one = []
    one.append(one)
    one.append([[], []])


def plain():
    return [[], [[]], {}]


def automatic():
    return gc.get_stats()[0]["collections"]


gc.collect()
for make, expected in [(lists, 1), (dicts, 1), (pairs, 2), (hanging, 4), (plain, 0)]:
    gc.collect()
    before = automatic()
    make()
    found = gc.collect()
    # What was collected meanwhile is not found any more.
    assert found == expected or automatic() != before, make.__name__


def views_of_cycles():
    for view in (dict.items, dict.values, dict.keys):
        node = Node()
        ref = weakref.ref(node)
        container = {node: 1}
        node.view = view(container)
        node.iterator = iter(node.view)
        del node, container
        gc.collect()
        assert ref() is None, view


def unpacked():
    def pair():
        node = Node()
        return weakref.ref(node), node

    ref, node = pair()
    del node
    gc.collect()
    assert ref() is None


views_of_cycles()
unpacked()

itself = {}
itself["itself"] = itself
assert gc.is_tracked(itself) and not gc.is_tracked({}) and not gc.is_tracked({"a": 1})

gc.collect(0)
before = gc.get_count()
gc.collect(1)
after = gc.get_count()
gc.collect()
assert (before[1], after[1:]) == (1, (0, 1)) and gc.get_count()[1:] == (0, 0)

gc.freeze()
assert gc.get_freeze_count() > 0
gc.unfreeze()
assert gc.get_freeze_count() == 0

thresholds = gc.get_threshold()
gc.set_threshold(1)
for _ in range(1000):
    lists()
gc.set_threshold(*thresholds)
assert gc.get_threshold() == thresholds
assert sorted(gc.get_referents([1, 2], {3: 4}, (0, 0, 0))) == [0, 0, 0, 1, 2, 3, 4]
assert gc.get_referents(1, "a", 4j) == []


class Number(int):
    pass


assert gc.is_tracked(Number(1)) and not gc.is_tracked(bytearray(b"a")) and not gc.is_tracked(1.5)
old = gc.get_stats()
gc.collect(0)
new = gc.get_stats()
assert new[0]["collections"] > old[0]["collections"] and new[1] == old[1]
gc.collect(1)
gc.collect(2)
last = gc.get_stats()
assert last[1]["collections"] == new[1]["collections"] + 1 and last[2]["collections"] > new[2]["collections"]
print("ok")
