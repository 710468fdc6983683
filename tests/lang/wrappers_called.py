"""Wrappers with `*args` and `**kwargs` in hot code: what they pass on, and what changes while they run."""

import functools


def plain(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper


def counting(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)
    wrapper.calls = 0
    return wrapper


def adding(**extra):
    def decorate(function):
        def wrapper(*args, **kwargs):
            kwargs.update(extra)
            return function(*args, **kwargs)
        return wrapper
    return decorate


def dropping(function):
    def wrapper(*args, **kwargs):
        kwargs.pop("unused", None)
        if "flag" in kwargs:
            del kwargs["flag"]
        return function(*args[:2], **kwargs)
    return wrapper


@plain
def add(x, y=10):
    return x + y


@counting
def counted(x, *, scale=2):
    return x * scale


@adding(z=5)
def three(x, y=1, z=0):
    return x, y, z


@dropping
def two(x, y=7):
    return x, y


@plain
@counting
@plain
def stacked(x, y=2, *, z=3):
    return x + y + z


class Account:
    def __init__(self, balance):
        self.balance = balance

    @plain
    def deposit(self, amount, fee=1):
        self.balance += amount - fee
        return self.balance

    @classmethod
    @plain
    def make(cls, balance=3):
        return cls(balance)

    @staticmethod
    @plain
    def rate(x=1, **more):
        return x + sum(more.values())

    @property
    @plain
    def double(self):
        return self.balance * 2


@plain
def numbers(stop, step=1):
    for number in range(0, stop, step):
        yield number


@plain
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def error_of(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


account = Account(100)
for turn in range(300):
    assert add(1) == 11 and add(1, 2) == 3 and add(1, y=3) == 4 and add(x=1, y=4) == 5
    assert add(*[1, 5]) == 6 and add(**{"x": 2, "y": 2}) == 4
    assert counted(3) == 6 and counted(3, scale=5) == 15
    assert three(1) == (1, 1, 5) and three(1, y=2) == (1, 2, 5) and three(1, z=9) == (1, 1, 5)
    assert two(1) == (1, 7) and two(1, 2, 3) == (1, 2) and two(1, unused=3, flag=4, y=5) == (1, 5)
    assert stacked(1) == 6 and stacked(1, z=4) == 7 and stacked(1, 5, z=1) == 7
    assert account.deposit(3) == 102 + 3 * turn and account.deposit(2, fee=1) == 103 + 3 * turn
    assert Account.make().balance == 3 and account.make(balance=4).balance == 4
    assert Account.rate() == 1 and Account.rate(2, a=3, b=4) == 9 and account.double == account.balance * 2
    assert sum(numbers(5)) == 10 and list(numbers(6, step=2)) == [0, 2, 4]
assert counted.calls == 600 and fib(16) == 987
assert error_of(add) == "TypeError: add() missing 1 required positional argument: 'x'"
assert error_of(add, 1, x=2) == "TypeError: add() got multiple values for argument 'x'"
assert error_of(add, 1, w=2) == "TypeError: add() got an unexpected keyword argument 'w'"
assert error_of(counted, 1, 2) == "TypeError: counted() takes 1 positional argument but 2 were given"

# Defaults, code and closures that change.
add.__wrapped__.__defaults__ = (20,)
assert add(1) == 21
add.__wrapped__.__code__ = (lambda x, y: x * y).__code__
assert add(3) == 60 and add(3, y=5) == 15
counted.__wrapped__.__kwdefaults__ = {"scale": 7}
assert counted(2) == 14


def switched():
    function = None

    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    def switch(other):
        nonlocal function
        function = other
    return wrapper, switch


wrapper, switch = switched()
switch(lambda a, b=1: a + b)
for _ in range(300):
    assert wrapper(1) == 2 and wrapper(1, b=3) == 4
switch(lambda a: a)
assert wrapper(5) == 5 and error_of(wrapper, 1, 2).endswith("takes 1 positional argument but 2 were given")
switch(max)
assert wrapper(1, 9) == 9 and wrapper([], default=4) == 4
switch(dict)
assert wrapper(a=1) == {"a": 1}


# Keywords as a dict.
def keyed(**options):
    return options["a"], options.get("b", 0), "c" in options, len(options)


def changed(**options):
    options["a"] += 1
    first = options["a"]
    options.setdefault("b", 5)
    del options["a"]
    return first, options


def missing(**options):
    return options["nothing"]


def passed(**options):
    other = options
    other["a"] = "other"
    return options["a"]


def seen(**options):
    def inner():
        options["a"] = "inner"
    inner()
    return options["a"]


for turn in range(300):
    assert keyed(a=turn) == (turn, 0, False, 1) and keyed(a=1, b=2, c=3) == (1, 2, True, 3)
    assert changed(a=turn) == (turn + 1, {"b": 5}) and changed(a=1, b=2) == (2, {"b": 2})
    assert error_of(missing, a=turn) == "KeyError: 'nothing'"
    assert passed(a=turn) == "other" and seen(a=turn) == "inner"


def merged(a=1, b=2, c=3):
    return a, b, c


def forwards(options, **more):
    return merged(**options, **more)


for _ in range(300):
    assert forwards({}) == (1, 2, 3) and forwards({"a": 5}) == (5, 2, 3) and forwards({}, c=6) == (1, 2, 6)
    assert forwards({"b": 4}, a=0) == (0, 4, 3)
    assert error_of(forwards, {"a": 1}, a=2).endswith("merged() got multiple values for keyword argument 'a'")
    assert error_of(forwards, 5).endswith("merged() argument after ** must be a mapping, not int")


# Attributes of functions and of other objects whose `__dict__` has been asked for.
class Box:
    pass


box = Box()
box.__dict__["count"] = 0


def count_up(target):
    target.count += 1
    return target.count


counted.count = 0
for turn in range(1, 300):
    assert count_up(box) == turn and count_up(counted) == turn


class Fixed:
    __slots__ = ("count",)


class Refusing:
    count = 1

    def __setattr__(self, name, value):
        raise AttributeError(f"no {name}")


assert error_of(count_up, Refusing()) == "AttributeError: no count"
assert error_of(count_up, 5).startswith("AttributeError: 'int' object has no attribute 'count'")
fixed = Fixed()
fixed.count = 4
assert count_up(fixed) == 5
print("ok")
