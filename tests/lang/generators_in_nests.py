"""Generators that go on in the middle of several loops: `break`, `continue` and returns lead to the outer ones."""

TURNS = 400


def moves(board, directions):
    """Goes on within a `while` loop in two `for` loops, which it leaves by `break`."""
    for place, piece in enumerate(board):
        if not piece.isupper():
            continue
        for step in directions.get(piece, ()):
            at = place
            while True:
                at += step
                if not 0 <= at < len(board) or board[at].isupper():
                    break
                yield place, at, piece
                if piece == "K" or board[at].islower():
                    break


def pairs(limit):
    """A `while` loop within one, each of which ends in several ways."""
    i = 0
    while i < limit:
        j = 0
        while True:
            j += 1
            if j > i:
                break
            if (i + j) % 3 == 0:
                continue
            yield i, j
            if j == 5:
                i += 1
                break
        else:
            yield "never"
        i += 1
    return "end"


def handled(values):
    """Handlers within the loops."""
    for value in values:
        count = 0
        while True:
            try:
                count += 1
                if count == 3:
                    raise KeyError(value)
                if value % 7 == 0:
                    raise ValueError(value)
                sent = yield value, count
                if sent:
                    count += sent
            except KeyError as error:
                yield "key", error.args[0]
                break
            except ValueError:
                if count < 2:
                    continue
                yield "value"
                break
            finally:
                count += 0
        yield "next"


def three(a, b, c):
    for x in range(a):
        for y in range(b):
            z = 0
            while z < c:
                z += 1
                if z == y:
                    break
                got = yield x * 100 + y * 10 + z
                if got == "x":
                    break
            else:
                yield -1
            if x == y:
                continue
            for w in enumerate("ab"):
                yield w
                if w[0] == x:
                    break


def delegating(depth):
    while depth > 0:
        for item in range(depth):
            if item == 3:
                break
            yield from three(2, depth, 2)
            if depth % 2:
                break
        depth -= 1


def driven(turns):
    total = 0
    generator = three(3, 4, 3)
    for turn in range(turns):
        try:
            item = generator.send("x" if turn % 11 == 5 else None)
        except StopIteration:
            generator = three(3, 4, 3)
            next(generator)
            continue
        total += item if isinstance(item, int) else item[0]
    return total


board = ".K..q.R...p.B.kN..Q.."
directions = {"K": (1, -1, 4, -4), "R": (1, -1, 7, -7), "B": (6, 8, -6, -8), "Q": (1, -1, 6, 7, 8)}
for turn in range(TURNS):
    found = [place * at for place, at, piece in moves(board, directions)]
    assert (len(found), sum(found)) == (17, 2047), (len(found), sum(found))
    found = list(pairs(14))
    assert (len(found), sum(i * j for i, j in found)) == (37, 1678), (len(found), sum(i * j for i, j in found))
    found = list(handled(range(12)))
    assert (len(found), found.count("next"), found.count("value"), found[-3:]) == (44, 12, 2, [(11, 2), ("key", 11), "next"]), found
    found = list(delegating(4))
    assert (len(found), sum(item for item in found if isinstance(item, int))) == (109, 2968), found
assert driven(5000) == 313115, driven(5000)
print("ok")
