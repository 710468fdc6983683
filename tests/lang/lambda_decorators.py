"""Lambdas and decorators in odd places: defaults, nesting, classes as decorators, stacking on methods, arguments."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def tag(name):
    def apply(function):
        function.tags = getattr(function, "tags", []) + [name]
        return function

    return apply


class Memo:
    def __init__(self, function):
        self.function = function
        self.cache = {}

    def __call__(self, *args):
        if args not in self.cache:
            self.cache[args] = self.function(*args)
        return self.cache[args]

    def __get__(self, instance, owner):
        return lambda *args: self(instance, *args) if instance is not None else self


class Repeat:
    def __init__(self, times):
        self.times = times

    def __call__(self, function):
        return lambda *a: [function(*a) for _ in range(self.times)]


@tag("outer")
@tag("inner")
def tagged():
    pass


@Memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@Repeat(3)
def hello(x):
    return x


assert tagged.tags == ["inner", "outer"]
assert fib(80) == 23416728348467685
assert len(fib.cache) == 81
assert hello("a") == ["a", "a", "a"]


class Service:
    calls = 0

    @Memo
    def compute(self, n):
        Service.calls += 1
        return n * 2

    @classmethod
    @tag("class")
    def create(cls):
        return cls()

    @staticmethod
    @tag("static")
    def helper():
        return "help"

    @property
    @tag("property")
    def prop(self):
        return "prop"

    @(lambda f: lambda self: f(self) + "!")
    def shout(self):
        return "hey"


s = Service.create()
assert s.compute(2) == 4
assert s.compute(2) == 4
assert Service.calls == 1
assert Service.helper.tags == ["static"]
assert Service.create.__func__.tags == ["class"]
assert s.prop == "prop"
assert Service.prop.fget.tags == ["property"]
assert s.shout() == "hey!"
buttons = [lambda f: f, tag("indexed")]


@buttons[1]
@buttons[0]
def indexed():
    pass


@tag("class")
class Tagged:
    pass


@lambda cls: cls.__name__
class Name:
    pass


assert indexed.tags == ["indexed"] and Tagged.tags == ["class"] and Name == "Name"
add = lambda a, b=10, *args, c, **kw: (a, b, args, c, kw)
assert add(1, c=2) == (1, 10, (), 2, {})
assert add(1, 2, 3, c=4, d=5) == (1, 2, (3,), 4, {"d": 5})
curry = lambda f: lambda a: lambda b: f(a, b)
assert curry(lambda a, b: a - b)(10)(3) == 7
assert (lambda f, n: f(f, n))(lambda f, n: 1 if n == 0 else n * f(f, n - 1), 6) == 720
table = {"+": lambda a, b: a + b, "-": lambda a, b: a - b}
assert [table[op](6, 2) for op in "+-"] == [8, 4]
assert (lambda: (yield_ := 5) + 1)() == 6
assert sorted([3, 1, 2], key=lambda x, s=-1: s * x) == [3, 2, 1]
assert (lambda x: [y for y in range(x) if (lambda z: z % 2)(y)])(6) == [1, 3, 5]
assert [f(2) for f in [lambda x, n=n: x**n for n in range(3)]] == [1, 2, 4]
y_combinator = lambda f: (lambda x: x(x))(lambda x: f(lambda *args: x(x)(*args)))
assert y_combinator(lambda self: lambda n: n if n < 2 else self(n - 1) + self(n - 2))(15) == 610
assert (lambda *, k: k)(k=1) == 1
assert (lambda a, /: a)(1) == 1
assert (lambda: ...)() is ...
assert (lambda x: x if x else lambda: "inner")(0)() == "inner"
raises(TypeError, "<lambda>() missing 1 required positional argument: 'x'", lambda x: x)
raises(TypeError, "<lambda>() takes 0 positional arguments but 1 was given", lambda: 0, 1)
raises(TypeError, "'NoneType' object is not callable", lambda: exec("@None\ndef f(): pass"))

print("ok")
