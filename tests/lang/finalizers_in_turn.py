import gc
import weakref

log = []


def work():
    return [i for i in range(3)]


class Node:
    def __init__(self, name):
        self.name = name
        self.me = self

    def __del__(self):
        log.append(("begin", self.name))
        for _ in range(50):
            work()
        log.append(("end", self.name))


# One that has survived a collection comes before those made after it, and each ends before the next one begins.
first = Node(0)
gc.collect()
second, third = Node(1), Node(2)
del first, second, third
gc.collect()
gc.collect()
assert log == [(what, n) for n in range(3) for what in ("begin", "end")], log

# Callbacks of one object: the newest reference first; objects in order.
log.clear()


class Plain:
    def __init__(self):
        self.me = self


def note(name):
    def callback(_):
        log.append(("begin", name))
        for _ in range(50):
            work()
        log.append(("end", name))

    return callback


def make():
    a, b = Plain(), Plain()
    return weakref.ref(a, note("a1")), weakref.ref(b, note("b1")), weakref.ref(a, note("a2")), weakref.ref(b, note("b2"))


references = make()
gc.collect()
gc.collect()
assert log == [(what, n) for n in ("a2", "a1", "b2", "b1") for what in ("begin", "end")], log
print("ok")
