"""`isinstance` in compiled code of objects whose class is known: classes that change, lie, or say themselves what is an instance."""


class Number:
    __slots__ = ("n",)

    def __init__(self, n):
        self.n = n

    @staticmethod
    def of(value):
        return value if isinstance(value, Number) else Number(value)

    def __add__(self, other):
        if not isinstance(other, (Number, int)):
            return NotImplemented
        other = Number.of(other)
        return Number(self.n + other.n)

    __radd__ = __add__


class Derived(Number):
    pass


class Liar:
    @property
    def __class__(self):
        return Number

    n = 5


class Late:
    n = 7


class Meta(type):
    def __instancecheck__(cls, instance):
        return instance == 3 or type.__instancecheck__(cls, instance)


class Odd(metaclass=Meta):
    pass


def sums(items):
    total = Number(0)
    for item in items:
        total = total + item
    return total.n


def kinds(n):
    out = []
    for i in range(n):
        x = i * 0.5
        out.append((isinstance(i, int), isinstance(x, float), isinstance(x, (int, str)), isinstance(i > 2, int)))
    return out


def is_odd(values):
    return [isinstance(value, Odd) for value in values]


def counted(n):
    count = 0
    for i in range(n):
        if isinstance(i, Odd):
            count += 1
        if isinstance(None, (int, str)) or isinstance("", (bytes, str)):
            count += 10
    return count


def is_number(make, n):
    found = []
    for _ in range(n):
        x = make()
        found.append((x.n, isinstance(x, Number)))
    return found


for _ in range(60):
    assert sums([Number(1), 2, Derived(3), 4]) == 10
    assert kinds(4) == [(True, True, False, True)] * 4
    assert is_odd([Odd(), 3, 4]) == [True, True, False]
    assert counted(5) == 51
    assert is_number(Liar, 3) == [(5, True)] * 3
    assert is_number(Late, 3) == [(7, False)] * 3
try:
    sums([1, "x"])
except TypeError:
    pass
else:
    raise AssertionError
Late.__getattribute__ = lambda self, name: Number if name == "__class__" else 7
assert is_number(Late, 3) == [(7, True)] * 3
del Late.__getattribute__
assert is_number(Late, 3) == [(7, False)] * 3


class Other:
    n = 1


class Moves(Other):
    pass


for _ in range(60):
    assert is_number(Moves, 2) == [(1, False)] * 2
Plain = type("Plain", (), {"n": 1})
Base = type("Base", (), {})
Child = type("Child", (Base,), {"n": 2})


def of_base(n):
    return [isinstance(Child(), Other) for _ in range(n)]


for _ in range(60):
    assert of_base(3) == [False] * 3
Child.__bases__ = (Other,)
assert of_base(3) == [True] * 3
Number = int
assert kinds(1) == [(True, True, False, True)]

# Tuples of classes may be nested, but not for ever.
def nested(check, depth):
    classes = (str,)
    for _ in range(depth):
        classes = (classes,)
        assert check("", classes)


nested(isinstance, 200)
for check in (isinstance, issubclass):
    try:
        nested(lambda x, classes: check(x if check is isinstance else str, classes), 200_000)
        assert False
    except RecursionError:
        pass
print("ok")
