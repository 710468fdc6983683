"""Collections asked for by what builtins call while they make something: compiled code alone holds it."""
import gc


def pairs(n):
    for i in range(n):
        yield (i, i)
        gc.collect()


def numbers(n):
    for i in range(n):
        gc.collect()
        yield 2.0**70 * i


class Item:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        gc.collect()
        return self.value < other.value


def listed():
    return list(pairs(20))


def summed():
    return sum(numbers(20))


def joined():
    return ",".join(str(x) * 3 for x, _ in pairs(20))


def least():
    return min(Item(i) for i, _ in pairs(20)).value


def keyed():
    def key(item):
        gc.collect()
        return (-item.value, "x" * item.value)

    return [item.value for item in sorted([Item(i) for i in range(10)], key=key)]


def nested():
    return [[(x, [y]) for y, _ in pairs(4)] for x, _ in pairs(5)]


for _ in range(8):
    assert listed() == [(i, i) for i in range(20)]
    assert summed() == 2.0**70 * 190
    assert joined() == ",".join(str(i) * 3 for i in range(20))
    assert least() == 0
    assert keyed() == list(range(9, -1, -1))
    assert nested() == [[(x, [y]) for y in range(4)] for x in range(5)]
print("ok")
