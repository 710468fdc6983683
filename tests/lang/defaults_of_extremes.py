"""`min` and `max` of generators with a default, built in; lengths and slices of bytes-like objects."""


def least(values, limit):
    return min((value for value in values if value <= limit), default=None)


def most(values, limit, other):
    return max((value for value in values if value > limit), default=other)


def most_of_pairs(pairs):
    return max(((b, a) for a, b in pairs), default=("none", 0))


def steps(n):
    if n > 3:
        yield n
    for i in range(n):
        yield i * i - 2 * n


def least_step(n):
    return min(steps(n), default=99)


def shadowed(values):
    def min(iterable, default):
        return [default, *iterable]

    return min((value for value in values), default="mine")


def raising(values):
    try:
        return max((value for value in values), default=0)
    except TypeError as error:
        return str(error)


def unknown_keyword(values):
    try:
        return max((value for value in values), defaults=0)
    except TypeError as error:
        return str(error)


def empty_without(values):
    try:
        return min(value for value in values)
    except ValueError as error:
        return str(error)


class Loud(bytes):
    def __len__(self):
        return 1000

    def __getitem__(self, key):
        return "item", key


class Quiet(bytearray):
    pass


def lengths(things):
    return [len(thing) for thing in things]


def slices(thing):
    return [thing[1:3], thing[:], thing[-2:], thing[5:2], thing[:100]]


things = [b"abc", bytearray(b"abcd"), Loud(b"xy"), Quiet(b"xyz"), frozenset("ab"), memoryview(b"abcdef"), range(7), b""]
for repeat in range(80):
    result = [
        [least([3, 1, 2], limit) for limit in range(4)],
        [most([3, 1.5, 2], limit, "other") for limit in range(4)],
        most_of_pairs([]), most_of_pairs({"a": 3, "b": 7, "c": 7}.items()),
        [least_step(n) for n in range(7)],
        shadowed([1, 2]),
        raising([1, "a"]), raising([]), raising(["b", "a"]),
        unknown_keyword([1]), empty_without([]), empty_without([2, 1]),
        lengths(things),
        [slices(thing) for thing in (b"abcdef", bytearray(b"abcdef"), Quiet(b"abcdef"), Loud(b"ab"), "abcdef")],
        [type(part).__name__ for part in slices(Quiet(b"abc"))],
    ]
    if repeat == 0:
        first = result
        print(*result, sep="\n")
    assert result == first, (repeat, result)
whole = b"whole"
assert whole[:] is whole
changing = bytearray(b"changing")
part = changing[2:5]
part[0] = 0
print(changing, part)
print("ok")
