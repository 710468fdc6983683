"""Generators in combinations that a compiler starts to build in and then leaves to the runtime."""

items = []


def bits(n):
    highest = 0
    yield highest


def pairs(n, mask):
    for bit in bits(mask):
        yield bit + mask


def refused(turns):
    """Deleting a slice has no quick way: what is compiled again after that makes fewer guesses."""
    found = []
    for i in range(turns):
        for n, x in enumerate(pairs(2, i)):
            found.append((n, x))
        for n, x in zip(pairs(2, i), "a"):
            found.append((n, x))
        for x in map(str, pairs(2, i)):
            found.append(x)
        for n, x in enumerate(filter(None, pairs(2, i))):
            found.append(x)
        del items[12:]
    return found


expected = []
for i in range(90):
    expected += [(0, i), (i, "a"), str(i)] + ([i] if i else [])
for _ in range(3):
    assert refused(90) == expected
for turn in range(90):
    for number, value in enumerate(pairs(2, turn)):
        assert (number, value) == (0, turn)
    del items[12:]
print("ok")
