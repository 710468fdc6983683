# What caches and compiled code know of a class is forgotten when the class changes: special methods that come after hot use,
# one of a group that decides together with others, attributes of classes themselves, of bases, and of metaclasses.


def turns(f, n=300):
    for _ in range(n):
        result = f()
    return result


# Operators: by identity before, then by methods.
class Point:
    def __init__(self, x):
        self.x = x


a, b = Point(1), Point(1)


def same():
    return a == b, a != b, hash(a) == hash(b), a in [b], {a: 1}.get(b)


assert turns(same) == (False, True, False, False, None)
setattr(Point, "__eq__", lambda self, other: self.x == other.x)
Point.__hash__ = lambda self: 7
assert turns(same) == (True, False, True, True, 1)
del Point.__eq__
assert turns(same)[:2] == (False, True)


class Sum:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return Sum(self.n + (other.n if isinstance(other, Sum) else other))


class Derived(Sum):
    pass


def add(x, y):
    return (x + y).n


def add_in_place(x, y):
    x += y
    return x.n


assert turns(lambda: add(Sum(1), 2)) == 3
assert turns(lambda: add(Sum(1), Derived(2))) == 3
assert turns(lambda: add_in_place(Sum(1), 2)) == 3
Sum.__iadd__ = lambda self, other: Sum(100)
assert turns(lambda: add_in_place(Sum(1), 2)) == 100
setattr(Derived, "__ra" + "dd__", lambda self, other: Sum(50))
assert turns(lambda: add(Sum(1), Derived(2))) == 50
Sum.__add__ = lambda self, other: Sum(-1)
assert turns(lambda: add(Sum(1), 2)) == -1
del Sum.__iadd__
assert turns(lambda: add_in_place(Sum(1), 2)) == -1


# Text, truth, length.
class Word:
    def __repr__(self):
        return "repr"


word = Word()


def texts():
    return f"{word}", str(word), repr(word), "%s" % word


assert turns(texts) == ("repr",) * 4
Word.__str__ = lambda self: "str"
assert turns(texts) == ("str", "str", "repr", "str")
Word.__format__ = lambda self, spec: "format"
assert turns(texts) == ("format", "str", "repr", "str")


class Bag:
    pass


bag = Bag()


def truth():
    return 1 if bag else 0


assert turns(truth) == 1
Bag.__len__ = lambda self: 0
assert turns(truth) == 0
Bag.__bool__ = lambda self: True
assert turns(truth) == 1
del Bag.__bool__
assert turns(truth) == 0


# What calling a class does.
class Made:
    def __init__(self):
        self.how = "init"


def make():
    return Made().how


assert turns(make) == "init"


def new(cls):
    made = object.__new__(cls)
    made.how = "new"
    return made


Made.__new__ = new
assert turns(make) == "init"
del Made.__init__
assert turns(make) == "new"


class Meta(type):
    pass


class Made2(metaclass=Meta):
    def __init__(self):
        self.how = "init"


def make2():
    return Made2().how


assert turns(make2) == "init"
Meta.__call__ = lambda cls: Point.__new__(Point) if cls is Point else word
word.how = "meta"
assert turns(make2) == "meta"


# Items and iteration.
class Items:
    def __getitem__(self, index):
        if index > 2:
            raise IndexError
        return index


items = Items()


def listed():
    return [item for item in items], 2 in items, items[1]


assert turns(listed) == ([0, 1, 2], True, 1)
Items.__iter__ = lambda self: iter("ab")
assert turns(listed) == (["a", "b"], False, 1)
Items.__contains__ = lambda self, item: True
assert turns(listed) == (["a", "b"], True, 1)
Items.__getitem__ = lambda self, index: "item"
assert turns(listed) == (["a", "b"], True, "item")


class Words(dict):
    pass


words = Words(a=1)


def look_up():
    return words["a"]


assert turns(look_up) == 1
Words.__getitem__ = lambda self, key: key * 2
assert turns(look_up) == "aa"


# Attributes of instances: hooks, descriptors, properties.
class Holder:
    def __init__(self):
        self.value = 1


holder = Holder()


def read():
    return holder.value


def write():
    holder.value = holder.value
    return holder.value


assert turns(read) == 1
Holder.value = property(lambda self: 2, lambda self, value: None)
assert turns(read) == 2 and turns(write) == 2
del Holder.value
assert turns(read) == 1
Holder.__getattribute__ = lambda self, name: 3
assert turns(read) == 3
del Holder.__getattribute__
assert turns(write) == 1
written = []
Holder.__setattr__ = lambda self, name, value: written.append(name)
assert turns(write) == 1 and len(written) == 300


class Descriptor:
    pass


class Owner:
    attribute = Descriptor()


owner = Owner()


def is_plain():
    return owner.attribute.__class__ is Descriptor


assert turns(is_plain)
Descriptor.__get__ = lambda self, instance, cls: 5
assert not turns(is_plain)


# Attributes of classes themselves: found in a base, then in the class; gone again; of another kind.
class Root:
    setting = "root"

    def method():
        return "root's"


class Leaf(Root):
    pass


def setting():
    return Leaf.setting, Root.setting, Leaf.method()


assert turns(setting) == ("root", "root", "root's")
Leaf.setting = "leaf"
assert turns(setting) == ("leaf", "root", "root's")
Leaf.setting = 5
assert turns(setting) == (5, "root", "root's")
Leaf.method = lambda: "leaf's"
assert turns(setting) == (5, "root", "leaf's")
Leaf.method = classmethod(lambda cls: cls.__name__)
assert turns(setting) == (5, "root", "Leaf")
Leaf.method = staticmethod(lambda: "static")
assert turns(setting) == (5, "root", "static")
del Leaf.setting, Leaf.method
assert turns(setting) == ("root", "root", "root's")
for turn in range(30):
    Leaf.setting = "leaf" if turn % 2 else turn
    assert turns(setting, 5)[0] == Leaf.__dict__["setting"]
    del Leaf.setting
    assert turns(setting, 5)[0] == "root"


# The same of many classes at one place, which change while they are read.
def pick(cls):
    return cls.picked


class Base:
    picked = 0


made = []
for number in range(200):
    cls = type(f"C{number}", (Base,), {})
    assert pick(cls) == 0
    cls.picked = number if number % 3 else str(number)
    assert pick(cls) == (number if number % 3 else str(number))
    made.append(cls)
for cls in made:
    del cls.picked
    assert pick(cls) == 0
Base.picked = "base"
assert {pick(cls) for cls in made} == {"base"}


# Metaclasses: an attribute of theirs, a property, a hook.
class Type(type):
    pass


class Typed(metaclass=Type):
    shown = 1


def shown():
    return Typed.shown


assert turns(shown) == 1
Type.shown = property(lambda cls: 2)
assert turns(shown) == 2
del Type.shown
assert turns(shown) == 1
Type.__getattribute__ = lambda cls, name: 3
assert turns(shown) == 3


# Bases, and the class of a class.
class First:
    def name(self):
        return "first"


class Second:
    def name(self):
        return "second"


class FirstType(type):
    pass


class Third(First, metaclass=FirstType):
    pass


third = Third()


def name():
    return third.name(), Third.name(third)


assert turns(name) == ("first", "first")
Third.__bases__ = (Second,)
assert turns(name) == ("second", "second")


class OtherType(type):
    @property
    def name(cls):
        return lambda self: "other"


Third.__class__ = OtherType
assert turns(name) == ("second", "other")

# Through super.
class Above:
    def call(self):
        return "above"


class Between(Above):
    pass


class Below(Between):
    def call(self):
        return super().call()

    @classmethod
    def make(cls):
        return super().make()


below = Below()
assert turns(below.call) == "above"
Between.call = lambda self: "between"
assert turns(below.call) == "between"
Above.make = classmethod(lambda cls: ("above", cls.__name__))
assert turns(Below.make) == ("above", "Below")
Between.make = classmethod(lambda cls: ("between", cls.__name__))
assert turns(Below.make) == ("between", "Below")

# Finalizers that come later.
gone = []


class Final:
    pass


def drop():
    Final()


turns(drop)
Final.__del__ = lambda self: gone.append(1)
turns(drop)
import gc

gc.collect()
assert len(gone) >= 250
print("ok")
