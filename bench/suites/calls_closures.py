"""Every way to call: positional, keyword, defaults, *args, **kwargs, closures, bound methods, partials, decorators."""

import functools
import operator
import sys

SMALL, DEFAULT = 500, 340_000
KNOWN = {SMALL: "754000 500742 279745 39140", DEFAULT: "346802720000 231539509500 60213826600 60469"}


def plain(a, b, c):
    return a + 2 * b + 3 * c


def defaults(a, b=5, *, scale=1):
    return (a + b) * scale


def variadic(*numbers, **options):
    total = sum(numbers)
    return -total if options.get("negate") else total


def forward(function, *args, **kwargs):
    return function(*args, **kwargs)


def counter(start=0):
    count = start

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


def compose(*functions):
    def composed(value):
        for function in functions:
            value = function(value)
        return value

    return composed


def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)

    wrapper.calls = 0
    return wrapper


@counted
def clamp(value, low=0, high=1000):
    return low if value < low else high if value > high else value


class Account:
    interest = 3

    def __init__(self, balance):
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount
        return self

    def __call__(self, amount):
        return self.balance + amount

    @property
    def doubled(self):
        return self.balance * 2

    @staticmethod
    def fee(amount):
        return amount // 100 + 1

    @classmethod
    def yearly(cls, amount):
        return amount * cls.interest // 100


def functions(count):
    total = 0
    for i in range(count):
        total += plain(i, 1, 2) + plain(c=i, a=1, b=2) + defaults(i) + defaults(i, 2, scale=3)
        total -= variadic(i, 1, 2, 3) + variadic(i, negate=True) + forward(plain, 1, i, c=2)
    return total


def closures(count):
    step = counter()
    shift = compose(lambda x: x + 1, lambda x: x * 2, functools.partial(operator.add, -3))
    adders = [lambda x, k=k: x + k for k in range(8)]
    total = 0
    for i in range(count):
        total += step() + shift(i) + adders[i & 7](i) + clamp(i - 500)
    assert step(0) == count and clamp.calls >= count
    return total


def methods(count):
    account = Account(100)
    deposit = account.deposit
    total = 0
    for i in range(count):
        account.deposit(1).deposit(2)
        deposit(-3)
        total += account(i) + account.doubled + Account.fee(i) + account.yearly(i)
    assert account.balance == 100
    return total


@functools.lru_cache(maxsize=None)
def paths(width, height):
    return 1 if width == 0 or height == 0 else paths(width - 1, height) + paths(width, height - 1)


def higher_order(count):
    squares = map(lambda x: x * x, filter(lambda x: x % 3, range(count)))
    return functools.reduce(lambda a, b: (a * 31 + b) % 65537, squares, 7)


def run(count):
    paths.cache_clear()
    grid = paths(60, 60)
    assert grid % 1_000_003 == paths(60, 59) * 2 % 1_000_003
    return f"{functions(count)} {closures(count)} {methods(count)} {higher_order(count)}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("calls_closures", size, result)
