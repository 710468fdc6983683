"""Operators whose methods are Python functions: who is asked, in which order, and what jumps make of the answer."""

import traceback


class Left:
    def __init__(self, answer=NotImplemented):
        self.answer = answer
        self.asked = []

    def __add__(self, other):
        self.asked.append("add")
        return self.answer

    def __mul__(self, other):
        return ("mul", other)

    def __lt__(self, other):
        self.asked.append("lt")
        return self.answer

    def __eq__(self, other):
        self.asked.append("eq")
        return self.answer

    __hash__ = None


class Right:
    def __radd__(self, other):
        return ("radd", other)

    def __rsub__(self, other):
        return NotImplemented

    def __rmul__(self, other):
        return ("rmul", other)

    def __gt__(self, other):
        return "gt"

    def __eq__(self, other):
        return []


class Derived(Left):
    def __radd__(self, other):
        return "derived first"

    def __gt__(self, other):
        return True


def error(f, *args):
    try:
        f(*args)
    except TypeError as e:
        return str(e)
    return None


def add(a, b):
    return a + b


def add_in_place(a, b):
    a += b
    return a


def add_one(a):
    return a + 1


def less(a, b):
    if a < b:
        return "yes"
    return "no"


def not_less(a, b):
    if not a < b:
        return "no"
    return "yes"


def less_one(a):
    return "yes" if a < 1 else "no"


for _ in range(3):
    left, right = Left(), Right()
    assert add(Left(5), right) == 5
    assert add(left, right) == ("radd", left)
    assert add(2, right) == ("radd", 2)
    assert add(2.5, right) == ("radd", 2.5)
    assert 3 * right == ("rmul", 3)
    assert left * 3 == ("mul", 3)
    assert add(left, Derived()) == "derived first"
    assert left.asked == ["add"]
    assert error(add, Left(), Left()) == "unsupported operand type(s) for +: 'Left' and 'Left'"
    assert error(add_one, Left()) == "unsupported operand type(s) for +: 'Left' and 'int'"
    assert error(add_in_place, Left(), 1) == "unsupported operand type(s) for +=: 'Left' and 'int'"
    assert error(lambda: 1 - Right()) == "unsupported operand type(s) for -: 'int' and 'Right'"
    assert add_in_place(Left(7), 1) == 7

    assert less(Left(True), 1) == "yes" and not_less(Left(True), 1) == "yes"
    assert less(Left(0), 1) == "no" and not_less(Left([]), 1) == "no"
    assert less(Left("x"), 1) == "yes"
    assert (Left("x") < 1) == "x"
    assert less(Left(), Right()) == "yes" and (Left() < Right()) == "gt"
    assert less(Left(False), Derived()) == "yes"
    assert less_one(Left(())) == "no" and less_one(Left(True)) == "yes"
    assert error(less, Left(), 1) == "'<' not supported between instances of 'Left' and 'int'"
    assert error(less_one, Left()) == "'<' not supported between instances of 'Left' and 'int'"
    assert (Left() == 3) is False and (Left() != 3) is True
    a = Left()
    assert (a == a) is True
    assert (Left() == Right()) == []


class Raises:
    def __add__(self, other):
        raise ValueError("in add")

    def __getitem__(self, key):
        raise KeyError(key)

    def __lt__(self, other):
        return self

    def __bool__(self):
        raise ValueError("in bool")

    def __call__(self, *args, key=None, **rest):
        return args, key, rest


def names(e):
    return [frame.name for frame in traceback.extract_tb(e.__traceback__)]


def run():
    return Raises() + 1


def item():
    return Raises()["k"]


def truth():
    if Raises() < 1:
        return 1


for f, kind, called in [(run, ValueError, "__add__"), (item, KeyError, "__getitem__"), (truth, ValueError, "__bool__")]:
    try:
        f()
    except kind as e:
        assert names(e) == ["<module>", f.__name__, called], names(e)
    else:
        raise AssertionError

called = Raises()
assert called(1, 2, key=3, more=4) == ((1, 2), 3, {"more": 4})
assert called() == ((), None, {})
assert called(*[1], **{"key": 2}) == ((1,), 2, {})


class Deep:
    def __init__(self, depth):
        self.depth = depth

    def __add__(self, n):
        return n if self.depth == 0 else Deep(self.depth - 1) + (n + 1)

    def __getitem__(self, n):
        return self[n]


assert Deep(100) + 0 == 100
try:
    Deep(0)[0]
except RecursionError:
    pass
else:
    raise AssertionError


class Gen:
    """Operators inside a generator, and yields between them."""

    def __add__(self, other):
        return list(other)

    def __getitem__(self, n):
        return n * 2


def produce():
    g = Gen()
    for i in range(3):
        yield g + (j for j in range(i))
        yield g[i]


assert list(produce()) == [[], 0, [0], 2, [0, 1], 4]
assert (None == 1) is False and (None != 1) is True and (None == None) is True and ("" == None) is False
assert ([] != None) is True and (1.5 == None) is False and (True == 1) is True and (None == False) is False


def in_thread():
    assert Deep(20) + 0 == 20 and (Left(True) < 1) is True
    done.append(1)


import threading

done = []
threads = [threading.Thread(target=in_thread) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert done == [1, 1, 1]
print("ok")
