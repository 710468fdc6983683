"""Loops and builtins over `enumerate`, `zip`, `map` and `filter` of everything, which a compiler may build in."""

import functools
import operator
import sys
import traceback

TURNS = 120
numbers = list(range(9))
text = "abcdefghi"
wide = "äbcdéfghї"


class Count:
    """An iterator in Python."""

    def __init__(self, most):
        self.most, self.at = most, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.at == self.most:
            raise StopIteration
        self.at += 1
        return self.at


def generator(most):
    at = 0
    while at < most:
        yield at
        at += 1


SOURCES = {
    "list": lambda: numbers,
    "tuple": lambda: tuple(numbers),
    "range": lambda: range(9),
    "text": lambda: text,
    "wide": lambda: wide,
    "bytes": lambda: b"123456789",
    "bytearray": lambda: bytearray(b"123456789"),
    "keys": lambda: dict.fromkeys(numbers),
    "values": lambda: dict(zip(numbers, text)).values(),
    "items": lambda: dict(zip(numbers, text)).items(),
    "set": lambda: set(numbers),
    "generator": lambda: generator(9),
    "iterator": lambda: iter(numbers),
    "own": lambda: Count(9),
    "reversed": lambda: reversed(numbers),
    "map": lambda: map(abs, numbers),
    "zip": lambda: zip(numbers, text),
    "enumerate": lambda: enumerate(text, 5),
    "filter": lambda: filter(None, numbers),
}
ITEMS = {name: list(make()) for name, make in SOURCES.items()}

LOOP = """
def loop(source, other):
    found = []
    for {target} in {over}:
        found.append({item})
    return found
"""
FORMS = [
    ("number, item", "enumerate(source)", "(number, item)", lambda a, b: [(n, a[n]) for n in range(len(a))]),
    ("number, item", "enumerate(source, 7)", "(number, item)", lambda a, b: [(n + 7, a[n]) for n in range(len(a))]),
    ("pair", "enumerate(source)", "pair", lambda a, b: [(n, a[n]) for n in range(len(a))]),
    ("item, another", "zip(source, other)", "(another, item)", lambda a, b: [(b[n], a[n]) for n in range(min(len(a), len(b)))]),
    ("item", "map(repr, source)", "item", lambda a, b: [repr(item) for item in a]),
    ("item", "map(lambda item: (item, 1), source)", "item", lambda a, b: [(item, 1) for item in a]),
    ("item", "map(lambda item, another: (another, item), source, other)", "item", lambda a, b: [(b[n], a[n]) for n in range(min(len(a), len(b)))]),
    ("item", "filter(None, source)", "item", lambda a, b: [item for item in a if item]),
    ("item", "filter(lambda item: item not in (2, 'c', 51), source)", "item", lambda a, b: [item for item in a if item not in (2, "c", 51)]),
    ("number, (item, another)", "enumerate(zip(source, other))", "(number, item, another)", lambda a, b: [(n, a[n], b[n]) for n in range(min(len(a), len(b)))]),
    ("item", "map(str, filter(None, source))", "item", lambda a, b: [str(item) for item in a if item]),
]


def each_form():
    for target, over, item, expected in FORMS:
        for name, make in SOURCES.items():
            space = {}
            exec(LOOP.format(target=target, over=over, item=item), space)
            loop = space["loop"]
            want = expected(ITEMS[name], ITEMS["text"])
            for _ in range(25):
                assert loop(make(), text) == want, (over, name)
            # What was seen of the first source says nothing about another one.
            for other in ("list", "generator", "wide", "own"):
                assert loop(SOURCES[other](), text) == expected(ITEMS[other], ITEMS["text"]), (over, name, other)
        # Nor of the second.
        for name, make in SOURCES.items():
            want = expected(ITEMS["list"], ITEMS[name])
            for _ in range(6):
                assert loop(numbers, make()) == want, (over, name)


def consumed(values):
    return (
        list(map(lambda value: value + 1, values)),
        sum(map(lambda a, b: a * b, values, values)),
        max(filter(lambda value: value % 5, values)),
        any(map(lambda value: value > 7, values)),
        tuple(enumerate(values, 3))[-1],
        sorted(zip(values, values), reverse=True)[0],
        min(values, key=lambda value: -value),
        ",".join(map(str, values)),
        [number * value for number, value in enumerate(map(abs, values))],
        {a: b for a, b in zip(values, text)}[3],
    )


def shared():
    iterator = iter(numbers)
    pairs = [(a, b) for a, b in zip(iterator, iterator)]
    more = iter(text)
    left = []
    for number, letter in enumerate(more):
        if number == 3:
            break
        for following in zip(more, "x"):
            left.append((letter, following))
            break
    return pairs, left, list(more)


def grows():
    values = [1, 2, 3]
    for number, value in enumerate(map(lambda value: value * 2, values)):
        if number < 4:
            values.append(value)
    return values


def stops():
    """StopIteration that comes out of the function ends the loop, as it does with the builtin."""

    def function(value):
        if value == 4:
            raise StopIteration("enough")
        return value

    found = []
    for value in map(function, numbers):
        found.append(value)
    return found, list(map(function, range(10)))


def fails(values, caught):
    found = []
    try:
        for value in map(lambda value: 10 // value, values):
            found.append(value)
    except ZeroDivisionError as error:
        caught.extend(entry.name for entry in traceback.extract_tb(error.__traceback__))
        found.append("caught")
    return found


def callers():
    return [sys._getframe(0).f_code.co_name, sys._getframe(1).f_code.co_name, sys._getframe(2).f_code.co_name]


def seen():
    found = None
    for names in map(lambda _: callers(), numbers):
        found = names
    return found


class Halves(map):
    def __next__(self):
        return super().__next__() / 2


def derived():
    return [half for half in Halves(int, numbers)], [pair for pair in zip(numbers, text, strict=True)][-1]


def unequal():
    try:
        return [pair for pair in zip(numbers, "ab", strict=True)]
    except ValueError as error:
        return str(error)


def large():
    found = 0
    for number, value in enumerate(text, (1 << 47) - 4):
        found ^= number
    return found


def long(most):
    """One loop that is entered while it runs."""
    total = 0
    for number, (a, b) in enumerate(zip(map(lambda value: value ^ 3, range(most)), generator(most))):
        total += number * a - b
    for value in filter(lambda value: value & 1, map(lambda value: value + 1, range(most))):
        total += value
    return total


def wrong():
    found = []
    for make in (lambda: map(None, 5), lambda: zip(3), lambda: enumerate(4.5), lambda: filter(None, object)):
        try:
            for item in make():
                found.append(item)
        except TypeError as error:
            found.append(str(error))
    for function in (None, 3):
        try:
            for item in map(function, numbers):
                found.append(item)
        except TypeError as error:
            found.append(str(error))
    return found


def kept(function, values):
    found = []
    for value in filter(function, values):
        found.append(value)
    return found


each_form()
for _ in range(TURNS):
    assert kept(lambda value: value > 2, [0, 1, 3]) == [3]
for turn in range(TURNS):
    assert kept(None if turn % 3 == 0 else abs, [0, 1, 3]) == [1, 3]
for check in (shared, grows, stops, seen, derived, unequal, large, wrong, lambda: consumed(numbers)):
    first = check()
    for _ in range(TURNS):
        assert check() == first, check
assert shared() == ([(0, 1), (2, 3), (4, 5), (6, 7)], [("a", ("b", "x")), ("c", ("d", "x")), ("e", ("f", "x"))], ["h", "i"]), shared()
assert grows() == [1, 2, 3, 2, 4, 6, 4], grows()
assert stops() == ([0, 1, 2, 3], [0, 1, 2, 3])
assert seen() == ["callers", "<lambda>", "seen"]
assert derived()[1] == (8, "i") and unequal() == "zip() argument 2 is shorter than argument 1"
assert large() == 0 ^ functools.reduce(operator.xor, range((1 << 47) - 4, (1 << 47) + 5))
assert consumed(numbers)[:4] == ([1, 2, 3, 4, 5, 6, 7, 8, 9], 204, 8, True)
for _ in range(TURNS):
    names = []
    assert fails([5, 2, 0, 1], names) == [2, 5, "caught"] and names == ["fails", "<lambda>"], names
plain = sum(n * (n ^ 3) - n for n in range(30000)) + sum(v for v in range(1, 30001) if v & 1)
assert long(30000) == plain
print("ok")
