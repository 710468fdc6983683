"""Patterns of `match` in hot code: subjects of several classes and shapes, and what changes under the code's feet."""

from collections import OrderedDict, defaultdict, deque, namedtuple, UserDict
from dataclasses import dataclass


@dataclass
class Num:
    value: object


@dataclass
class Add:
    left: object
    right: object


class Neg:
    __match_args__ = ("inner",)
    __slots__ = ("inner",)

    def __init__(self, inner):
        self.inner = inner


class Lazy:
    __match_args__ = ("twice", "plain")

    def __init__(self, plain):
        self.plain = plain

    @property
    def twice(self):
        return self.plain * 2


class Special(Num):
    pass


def evaluate(node):
    match node:
        case Num(int(value)):
            return value
        case Num(value=float(value)):
            return value / 2
        case Add(Num(0), other) | Add(other, Num(0)):
            return evaluate(other)
        case Add(left, right):
            return evaluate(left) + evaluate(right)
        case Neg(Neg(inner)):
            return evaluate(inner)
        case Neg(inner):
            return -evaluate(inner)
        case Lazy(twice, plain=plain):
            return twice + plain
        case None:
            return 0
        case int() | bool():
            return node
        case _:
            return "?"


def trees():
    total = 0
    nodes = [
        Num(3), Num(2.5), Add(Num(0), Num(4)), Add(Num(5), Num(0)), Add(Num(1), Neg(Num(2))), Neg(Neg(Num(7))), None,
        5, True, Special(6), Lazy(4),
    ]
    for _ in range(300):
        for node in nodes:
            total += evaluate(node)
    return total


assert trees() == 300 * (3 + 1.25 + 4 + 5 - 1 + 7 + 0 + 5 + 1 + 6 + 12), trees()
assert evaluate("x") == "?" and evaluate(2.5) == "?" and evaluate([]) == "?"


# More shapes than a site remembers, and attributes that are not there.
class Part:
    pass


def part(index):
    made = Part()
    for name in range(index):
        setattr(made, f"extra{name}", name)
    made.a = index
    if index % 3:
        made.b = index * 2
    return made


def ends(item):
    match item:
        case Part(a=a, b=b):
            return a + b
        case Part(a=a):
            return a
        case Part():
            return -1
    return None


parts = [part(index) for index in range(14)]
want = [index * 3 if index % 3 else index for index in range(14)]
for _ in range(200):
    assert [ends(item) for item in parts] == want
del parts[4].b
assert ends(parts[4]) == 4
del parts[4].a
assert ends(parts[4]) == -1
slotted = Neg(1)
del slotted.inner


def of_slot(item):
    match item:
        case Neg(x):
            return x
        case _:
            return "unset"


for _ in range(300):
    assert of_slot(Neg(3)) == 3
assert of_slot(slotted) == "unset" and of_slot(Neg(4)) == 4


# What a class says of its positional patterns changes; so does what the name of the class stands for.
class Pair:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def first(item):
    match item:
        case Pair(x):
            return x
    return "none"


for _ in range(400):
    assert first(Pair(1, 2)) == 1
Pair.__match_args__ = ("y", "x")
assert first(Pair(1, 2)) == 2
Pair.__match_args__ = ()
try:
    first(Pair(1, 2))
except TypeError as error:
    assert str(error) == "Pair() accepts 0 positional sub-patterns (1 given)", error
Pair.__match_args__ = ["x"]
try:
    first(Pair(1, 2))
except TypeError as error:
    assert str(error) == "Pair.__match_args__ must be a tuple (got list)", error
Pair.__match_args__ = ("x", 3)
assert first(Pair(1, 2)) == 1


def both(item):
    match item:
        case Pair(x, y):
            return x, y
        case Pair(x, x=y):
            return "twice"


def error_of(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


assert error_of(both, Pair(1, 2)) == "TypeError: __match_args__ elements must be strings (got int)"
Pair.__match_args__ = ("x", "x")
assert error_of(both, Pair(1, 2)) == "TypeError: Pair() got multiple sub-patterns for attribute 'x'"


def keyword_too(item):
    match item:
        case Pair(x, x=y):
            return "twice"
    return "no"


for _ in range(200):
    assert error_of(keyword_too, Pair(1, 2)) == "TypeError: Pair() got multiple sub-patterns for attribute 'x'"
    assert keyword_too(1) == "no"
Old, Pair = Pair, Num
assert first(Num(9)) == 9 and first(Old(1, 2)) == "none"
Pair = 5
assert error_of(first, 5) == "TypeError: called match pattern must be a class"


# Classes that are asked.
class Meta(type):
    def __instancecheck__(cls, item):
        return item == 8

    @property
    def __match_args__(cls):
        return ("real",)


class Eight(metaclass=Meta):
    pass


def asked(item):
    match item:
        case Eight(real):
            return real
        case int(real=real, imag=imag):
            return real, imag
        case str(text):
            return text
        case bytes(data) | bytearray(data):
            return len(data)
        case list(items):
            return items[:1]
        case dict(things):
            return len(things)
        case float(number):
            return number
        case set() | frozenset() | tuple():
            return "set or tuple"


class Text(str):
    pass


class Shy:
    def __getattr__(self, name):
        if name == "a":
            return 1
        raise AttributeError(name)


for _ in range(150):
    assert asked(8) == 8 and asked(9) == (9, 0) and asked("t") == "t" and asked(Text("u")) == "u"
    assert asked(b"ab") == 2 and asked(bytearray(3)) == 3 and asked([1, 2]) == [1] and asked({}) == 0
    assert asked(1.5) == 1.5 and asked(()) == "set or tuple" and asked({1}) == "set or tuple"
    assert asked(True) == (1, 0) and asked(None) is None


def shy(item):
    match item:
        case Shy(a=a, b=b):
            return "both"
        case Shy(a=a):
            return a
        case Shy():
            return "neither"


for _ in range(200):
    assert shy(Shy()) == 1


class Shown:
    __class__ = Num

    def __init__(self, value):
        self.value = value


class Late:
    value = 3

    @property
    def __class__(self):
        return Num


def shown(item):
    match item:
        case Num(value):
            return value
        case Neg():
            return "neg"
    return "no"


for turn in range(300):
    assert (shown(Shown(turn)), shown(Late()), shown(Num(1)), shown(Neg(2)), shown(3)) == (turn, 3, 1, "neg", "no")


# Mappings.
def route(message):
    match message:
        case {"op": "add", "a": a, "b": b}:
            return a + b
        case {"op": "neg", "a": int(a)}:
            return -a
        case {"op": op, **rest}:
            return op, rest
        case {1: one, None: nothing}:
            return one, nothing
        case {}:
            return "mapping"
    return "no"


class Loud(UserDict):
    def get(self, key, default=None):
        return default if key == "b" else super().get(key, default)


class Short(UserDict):
    def __len__(self):
        return 0


for _ in range(200):
    assert route({"op": "add", "a": 1, "b": 2}) == 3
    assert route({"op": "neg", "a": 4}) == -4
    assert route({"op": "x", "c": 1}) == ("x", {"c": 1})
    assert route({1: 2, None: 3}) == (2, 3)
    assert route({"z": 1}) == "mapping" and route([]) == "no" and route(None) == "no"
    filled = defaultdict(int, op="neg")
    assert route(filled) == ("neg", {}) and list(filled) == ["op"]
    assert route(OrderedDict(op="add", a=3, b=4)) == 7
    assert route(Loud(op="add", a=3, b=4)) == ("add", {"a": 3, "b": 4})
    assert route(Short(op="neg", a=4)) == "mapping"


class Keys:
    first = "k"
    second = "k"


def repeated(item):
    match item:
        case {Keys.first: a, Keys.second: b}:
            return a, b
    return "no"


assert repeated({}) == "no"
assert error_of(repeated, {"k": 1}) == "no"
assert error_of(repeated, {"k": 1, "m": 2}) == "ValueError: mapping pattern checks duplicate key ('k')"
Keys.second = "l"
for _ in range(200):
    assert repeated({"k": 1, "l": 2}) == (1, 2) and repeated({"k": 1}) == "no"


# Sequences.
Point = namedtuple("Point", "x y")


def shape(item):
    match item:
        case []:
            return 0
        case [x]:
            return x
        case (x, [y, *_]):
            return x, y
        case [x, y]:
            return x + y
        case [x, *rest, y]:
            return x, rest, y
        case str():
            return "text"
    return "none"


for _ in range(200):
    assert shape([]) == 0 and shape((1,)) == 1 and shape([1, [2, 3]]) == (1, 2) and shape(Point(1, 2)) == 3
    assert shape(range(4)) == (0, [1, 2], 3) and shape(deque([1, 2])) == 3 and shape("ab") == "text"
    assert shape(b"ab") == "none" and shape({}) == "none" and shape(5) == "none" and shape(None) == "none"
    assert shape({1, 2}) == "none" and shape(iter([1])) == "none"


# One kind of subject at first, and then others.
def only_lists(item):
    match item:
        case [a, b]:
            return a * b
        case {"a": a}:
            return a
    return None


for _ in range(500):
    assert only_lists([2, 3]) == 6
for _ in range(500):
    assert only_lists((2, 4)) == 8 and only_lists({"a": 1}) == 1 and only_lists(7) is None and only_lists("ab") is None


# In generators, comprehensions and nested functions.
def values(nodes):
    for node in nodes:
        match node:
            case Num(value=v) | Neg(inner=v):
                yield v
            case Add(l, r):
                yield from values([l, r])


nodes = [Num(1), Neg(2), Add(Num(3), Add(Neg(4), Num(5)))] * 50
assert sum(values(nodes)) == 50 * 15


def held(node):
    match node:
        case Add(Num(a), Num(b)) if a < b:
            return lambda: (a, b)
        case Add(Num(a), _):
            return lambda: a


assert [held(Add(Num(n % 3), Num(1)))() for n in range(300)] == [(0, 1), 1, 2] * 100
print("ok")
