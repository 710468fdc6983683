# Special methods that are replaced by functions after code that uses them has become hot.


class C:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return 1

    def __eq__(self, other):
        return False

    def __lt__(self, other):
        return False

    def __len__(self):
        return 1

    def __bool__(self):
        return False

    def __getitem__(self, key):
        return 1

    def __call__(self):
        return 1

    def __iter__(self):
        return iter([1])

    def __contains__(self, item):
        return False

    def __hash__(self):
        return 1

    def __neg__(self):
        return 1

    def __enter__(self):
        return 1

    def __exit__(self, *exc):
        return None

    @property
    def p(self):
        return 1

    def m(self):
        return 1


class Empty:
    def __init__(self):
        global made
        made = 1


def make():
    return C(1).v


def make_empty():
    Empty()
    return made


def use_with(x):
    with x as value:
        return value


def in_loop(x):
    for item in x:
        pass
    return item


USES = {
    "__init__": (make, lambda self, v: setattr(self, "v", 2)),
    "__add__": (lambda: x + x, lambda self, other: 2),
    "__eq__": (lambda: 2 if x == 5 else 1, lambda self, other: True),
    "__lt__": (lambda: 2 if x < 5 else 1, lambda self, other: True),
    "__len__": (lambda: len(x), lambda self: 2),
    "__bool__": (lambda: 2 if x else 1, lambda self: True),
    "__getitem__": (lambda: x[0], lambda self, key: 2),
    "__call__": (lambda: x(), lambda self: 2),
    "__iter__": (lambda: in_loop(x), lambda self: iter([2])),
    "__contains__": (lambda: 2 if 3 in x else 1, lambda self, item: True),
    "__hash__": (lambda: hash(x), lambda self: 2),
    "__neg__": (lambda: -x, lambda self: 2),
    "__enter__": (lambda: use_with(x), lambda self: 2),
    "p": (lambda: x.p, property(lambda self: 2)),
    "m": (lambda: x.m(), lambda self: 2),
}
x = C(0)
for name, (use, new) in USES.items():
    for _ in range(300):
        assert use() == 1, name
    setattr(C, name, new)
    for _ in range(3):
        assert use() == 2, name


def init(self):
    global made
    made = 2


for _ in range(300):
    assert make_empty() == 1
Empty.__init__ = init
assert make_empty() == 2
print("ok")
