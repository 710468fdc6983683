"""Aliasing, copying and identity: assignment, arguments, default values, shallow and deep copies, pickling hooks."""

import copy


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

a = [1, [2, 3]]
b = a
c = a[:]
d = copy.copy(a)
e = copy.deepcopy(a)
a[0] = 9
a[1].append(4)
assert b is a
assert c == [1, [2, 3, 4]]
assert d == c
assert e == [1, [2, 3]]
assert c[1] is a[1]
assert e[1] is not a[1]


def mutate(x, y=[]):
    x.append(1)
    y.append(len(x))
    x = [0]
    return x, y


lst = []
assert mutate(lst) == ([0], [1]) and lst == [1] and mutate(lst)[1] == [1, 2]
rows = [[0] * 2] * 2
rows[0][0] = 1
assert rows == [[1, 0], [1, 0]] and rows[0] is rows[1]
x = y = []
x += [1]
assert y == [1]
x = x + [2]
assert y == [1] and x == [1, 2]
t = (1, 2)
assert copy.copy(t) is t
assert copy.deepcopy(t) is t
assert copy.deepcopy(([],)) is not None
assert t[:] is t
assert tuple(t) is t
assert frozenset([1]) == copy.copy(frozenset([1]))
cyclic = [1]
cyclic.append(cyclic)
twin = copy.deepcopy(cyclic)
assert twin[1] is twin and twin is not cyclic
shared = [0]
pair = copy.deepcopy([shared, shared])
assert pair[0] is pair[1] and pair[0] is not shared


class Node:
    def __init__(self, value):
        self.value = value
        self.links = []

    def __eq__(self, other):
        return self.value == other.value and self.links == other.links


n = Node(1)
n.links.append([5])
m, k = copy.copy(n), copy.deepcopy(n)
n.links[0].append(6)
assert m.links is n.links and k.links == [[5]] and type(k) is Node and k != n


class Custom:
    def __init__(self):
        self.log = []

    def __copy__(self):
        return "copied"

    def __deepcopy__(self, memo):
        return "deep"


class Reduced:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __reduce__(self):
        return Reduced, (self.a, self.b + 1)


class Slotted:
    __slots__ = ("p", "q")


class State:
    def __init__(self):
        self.keep, self.drop = 1, 2

    def __getstate__(self):
        return {"keep": self.keep}

    def __setstate__(self, state):
        self.__dict__.update(state, restored=True)


assert copy.copy(Custom()) == "copied"
assert copy.deepcopy([Custom()]) == ["deep"]
assert copy.copy(Reduced(1, 2)).b == 3
s = Slotted()
s.p = [1]
r = copy.copy(s)
assert r.p is s.p and not hasattr(r, "q") and copy.deepcopy(s).p is not s.p
st = copy.copy(State())
assert st.__dict__ == {"keep": 1, "restored": True}
f = lambda: 0
assert copy.copy(f) is f
assert copy.deepcopy(len) is len
assert copy.copy(int) is int
assert copy.deepcopy({"k": [1]}) == {"k": [1]}
assert copy.copy({1, 2}) == {1, 2}
assert copy.deepcopy(range(3)) == range(3)
assert id(a) != id(c) and a is not None
raises(TypeError, "cannot pickle 'generator' object", copy.copy, (i for i in []))
big = 10**30
assert big == 10**30 and copy.copy(big) is big and copy.deepcopy("text") == "text"
d1 = {"a": {"b": 1}}
d2 = dict(d1)
d3 = {**d1}
d1["a"]["b"] = 2
assert d2 == d3 == {"a": {"b": 2}} and d2["a"] is d1["a"]
del a[0], b
assert a == [[2, 3, 4]]
args = [1, 2]


def star(*inner):
    return inner is not args and inner == (1, 2)


assert star(*args)


def kwargs_copy(**kw):
    kw["a"] = 2
    return kw


original = {"a": 1}
assert kwargs_copy(**original) == {"a": 2} and original == {"a": 1}
class_list = type("C", (), {"items": []})
i1, i2 = class_list(), class_list()
i1.items.append(1)
i2.items = i2.items + [2]
assert i1.items == [1] and i2.items == [1, 2] and class_list.items == [1]

print("ok")
