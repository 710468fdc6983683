"""`==`, `!=` and `in` of objects that are equal to themselves only, beside others that are not, while classes change."""

from enum import Enum, Flag, IntEnum


class Op(Enum):
    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Kind(str, Enum):
    A = "a"
    B = "b"


class Bits(Flag):
    X = 1
    Y = 2


class Never:
    def __eq__(self, other):
        return False


class Always:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


class Told:
    def __eq__(self, other):
        return "eq"

    def __ne__(self, other):
        return "ne"


class Plain:
    pass


class Derived(Plain):
    def __eq__(self, other):
        return "derived"


def number(op):
    if op == Op.ADD:
        return 1
    elif op == Op.SUB:
        return 2
    elif Op.MUL == op:
        return 3
    if op != Op.DIV:
        return 0
    return 4


def among(op):
    return op in (Op.ADD, Op.DIV), op not in (Op.SUB,), op in [Op.ADD, Level.LOW]


def values(op):
    return op == Op.ADD, op != Op.ADD, Op.ADD == op, Op.ADD != op


others = [None, 1, "+", 2.5, (), [], Plain(), Never(), Bits.X, Kind.A, Level.LOW, type, Op, len]
for _ in range(200):
    assert [number(op) for op in Op] == [1, 2, 3, 4]
    assert [number(other) for other in others] == [0] * len(others)
    assert [among(op) for op in Op] == [(True, True, True), (False, False, False), (False, True, False), (True, True, False)]
    assert among(None) == (False, True, False) and among(1) == (False, True, True)
    assert among(Level.LOW) == (False, True, True) and among(Always()) == (True, False, True)
    assert number(Always()) == 1 and number(Never()) == 0
    assert values(Op.ADD) == (True, False, True, False) and values(Op.SUB) == (False, True, False, True)
    assert values(Told()) == ("eq", "ne", "eq", "ne") and values(3) == (False, True, False, True)


def classes(value):
    of = type(value)
    if of == int:
        return "int"
    elif of == str or of == Plain:
        return "str or plain"
    return "none" if of != float else "float"


plain = Plain()


def same(x):
    return x == plain, x != plain, plain == x, x in (plain, None)


for _ in range(300):
    assert classes(1) == "int" and classes("") == "str or plain" and classes(plain) == "str or plain"
    assert classes(2.5) == "float" and classes(None) == "none" and classes(True) == "none"
    assert same(plain) == (True, False, True, True) and same(Plain()) == (False, True, False, False)
    assert same(Derived()) == ("derived", False, "derived", True) and same(None) == (False, True, False, True)
    assert same(Told()) == ("eq", "ne", "eq", True)
Plain.__eq__ = lambda self, other: "patched"
assert same(Plain()) == ("patched", False, "patched", True), same(Plain())
del Plain.__eq__
assert same(Plain()) == (False, True, False, False)
Plain.__ne__ = lambda self, other: "different"
assert same(Plain()) == (False, "different", False, False)
del Plain.__ne__
moved = Plain()
moved.__class__ = Told
assert same(moved) == ("eq", "ne", "eq", True)
plain.__class__ = Told
assert same(Plain()) == ("eq", "ne", "eq", True)


# What a name stands for changes.
def compares(x):
    return x == limit, x in (limit, limit)


limit = Op.ADD
for _ in range(300):
    assert compares(Op.ADD) == (True, True) and compares(Op.SUB) == (False, False)
limit = 3
assert compares(3) == (True, True) and compares(Op.ADD) == (False, False)
limit = Told()
assert compares(3) == ("eq", True)
limit = Op.SUB
assert compares(Op.SUB) == (True, True)


class Meta(type):
    def __eq__(cls, other):
        return "meta"

    __hash__ = type.__hash__


class Odd(metaclass=Meta):
    pass


for _ in range(100):
    assert classes(Odd()) == "int"


# Numbers of classes derived from int.
class Own(int):
    pass


class Backwards(int):
    def __lt__(self, other):
        return int(self) > int(other)

    def __eq__(self, other):
        return "own"

    __hash__ = int.__hash__


bound = Level.HIGH
own = Own(2)
huge = Own(2**62)


def orders(x):
    return x == bound, x != bound, x < bound, x >= bound, bound > x, own == x, own <= x


def far(x):
    return x < huge, x == huge, huge != x


for _ in range(300):
    assert orders(1) == (False, True, True, False, True, False, False)
    assert orders(Level.LOW) == (False, True, True, False, True, False, False)
    assert orders(Level.HIGH) == (True, False, False, True, False, True, True) == orders(2) == orders(Own(2))
    assert orders(2.5) == (False, True, False, True, False, False, True)
    assert orders(True) == orders(1) and orders(2**70) == (False, True, False, True, False, False, True)
    assert orders(Backwards(3)) == ("own", True, True, True, False, False, True)
    assert far(2**62) == (False, True, False) and far(5) == (True, False, True) and far(Own(7)) == (True, False, True)
    assert orders(Own(2**70)) == (False, True, False, True, False, False, True)
    assert far(2**80) == (False, False, True) and far(-(2**80)) == (True, False, True)
try:
    orders("a")
except TypeError as error:
    assert str(error) == "'<' not supported between instances of 'str' and 'Level'", error


class Word(str):
    pass


class Loud(str):
    def __eq__(self, other):
        return "loud"

    __hash__ = str.__hash__


word = Word("a")


def texts(x):
    return x == Kind.A, x != Kind.A, Kind.B == x, word == x, word != x, x in (Kind.A, Kind.B)


for _ in range(300):
    assert texts(Kind.A) == (True, False, False, True, False, True) == texts("a") == texts(word) == texts(Word("a"))
    assert texts(Kind.B) == (False, True, True, False, True, True) == texts("b")
    assert texts(5) == (False, True, False, False, True, False) == texts(None) == texts("c") == texts(b"a")
    assert texts(Loud("q")) == ("loud", True, False, False, True, False)
Word.__eq__ = lambda self, other: "word"
assert texts(word)[3] == "word" and texts("a")[3] == "word" and texts("a")[0] is True
Own.__eq__ = lambda self, other: "patched"
assert orders(2)[5] == "patched" and far(3)[1] == "patched" and orders(Own(2))[0] == "patched"
bound = 7
assert orders(3)[:5] == (False, True, True, False, True) and orders(7)[0] is True
print("ok")
