"""Loops over `enumerate` and generators that code goes on in, and that an outer loop begins anew: ways with another generator meet."""


def small(items):
    for number, item in zip(range(9), items):
        yield number, item


def by_enumerate(rows, stop):
    for row in range(rows):
        count = 0
        while count < 3:
            count += 1
            yield row, count
        for pair in enumerate("ab"):
            yield pair
            if pair[0] == stop:
                break


def by_generator(rows, stop):
    for row in range(rows):
        count = 0
        while count < 3:
            count += 1
            yield row, count
        for pair in small("ab"):
            yield pair
            if pair[0] == stop:
                break


def seen_alone(items):
    """What the loop is over is no text itself."""
    found = []
    for pair in enumerate(items):
        if pair[1] != "b":
            found.append(pair)
    return found


for turn in range(1500):
    for made in (by_enumerate, by_generator):
        found = list(made(4, turn % 3))
        items = sum(1 for pair in found if isinstance(pair[1], str))
        assert (len(found), items) == ((16, 4) if turn % 3 == 0 else (20, 8)), (made, turn, found)
    assert seen_alone("abc") == [(0, "a"), (2, "c")]
assert seen_alone(["a", "b"]) == [(0, "a")]
print("ok")
