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


gc.collect()
for make, expected in [(lists, 1), (dicts, 1), (pairs, 2), (hanging, 4), (plain, 0)]:
    gc.collect()
    make()
    assert gc.collect() == expected, make.__name__


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
print("ok")
