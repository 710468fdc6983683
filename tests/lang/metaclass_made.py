# Instances that metaclasses make in Python: how much room they have shows nowhere.
import enum


class Plain(enum.Enum):
    X = 1
    Y = 2


class Rich(enum.Enum):
    X = 1
    Y = 2

    def __init__(self, value):
        self.extra = value
        self.more = -value


class Bits(enum.Flag):
    R = 1
    W = 2


class Number(enum.IntEnum):
    P = 1
    Q = 2


for cls in (Plain, Rich, Bits, Number):
    members = list(cls)
    assert [member.value for member in members] == [1, 2] and [member._name_ for member in members] == list(cls.__members__)
    assert [set(vars(member)) for member in members] == [set(vars(members[0]))] * 2
assert [vars(member)["more"] for member in Rich] == [-1, -2]
for _ in range(60):
    assert Bits.R | Bits.W is Bits(3) and Bits.W | Bits.W is Bits.W and Bits.R & Bits(3) is Bits.R and not Bits.R & Bits.W
    assert Number.P + 1 == 2 and 1 - Number.Q == -1 and Number.P * Number.Q == 2 and divmod(Number.Q, 2) == (1, 0)
    assert Number.P < Number.Q and Number.Q // Number.P == 2 and Number.P / Number.Q == 0.5 and 2**Number.Q == 4


class Meta(type):
    def __call__(cls, *values):
        made = cls.__new__(cls)
        for index, value in enumerate(values):
            setattr(made, f"a{index}", value)
        return made


class Base(metaclass=Meta):
    pass


class Child(Base):
    pass


class Slotted(Base):
    __slots__ = ("q",)


class Below(Slotted):
    pass


class Table(Base, dict):
    pass


def check(cls, count):
    made = cls(*range(count))
    assert vars(made) == {f"a{index}": index for index in range(count)}
    return made


for count in (20, 1, 50, 3, 120, 0):
    for cls in (Child, Base, Below, Table):
        check(cls, count)
slotted = Slotted()
slotted.q = 5
below = check(Below, 4)
below.q = 6
assert slotted.q == 5 and below.q == 6 and not hasattr(Slotted(), "q")


class Later(Child):
    pass


later = check(Later, 2)
later.z = 3
del later.a0
assert vars(later) == {"a1": 1, "z": 3}
print("ok")
