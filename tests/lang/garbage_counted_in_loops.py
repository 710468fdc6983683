# What `gc.collect` counts in loops that are compiled: what was just let go of is garbage at once.
import gc


class Node:
    def __init__(self):
        self.next = None
        self.prev = None

    def link(self, other):
        self.next = other
        self.next.prev = self


def cycle(node, links):
    current = node
    for _ in range(links):
        following = Node()
        current.link(following)
        current = following
    current.link(node)


def cycles(count, links):
    made = []
    for _ in range(count):
        node = Node()
        made.append(node)
        cycle(node, links)
    return made


def collected(turns):
    found = []
    for _ in range(turns):
        gc.collect()
        kept = cycles(20, 10)
        del kept
        found.append(gc.collect())
    return found


for _ in range(8):
    assert collected(10) == [220] * 10, collected(10)
print("ok")
