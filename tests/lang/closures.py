"""Closures: cells, late binding, nonlocal, nesting, cell contents, deleted cells."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    def peek():
        return count

    return step, peek


step, peek = counter()
other, _ = counter()
assert step() == 1 and step() == 2 and peek() == 2 and other() == 1
assert step.__closure__[0].cell_contents == 2
assert step.__closure__[0] is peek.__closure__[0]
assert step.__code__.co_freevars == ("count",)
step.__closure__[0].cell_contents = 10
assert step() == 11
assert counter.__closure__ is None
assert counter.__code__.co_cellvars == ("count",)

late = [lambda: i for i in range(3)]
assert [f() for f in late] == [2, 2, 2]
early = [lambda i=i: i for i in range(3)]
assert [f() for f in early] == [0, 1, 2]
made = [(lambda n: lambda: n)(i) for i in range(3)]
assert [f() for f in made] == [0, 1, 2]


def three(a):
    def two(b):
        def one(c):
            nonlocal a
            a += b + c
            return a

        return one

    return two


one = three(1)(2)
assert one(3) == 6 and one(3) == 11


def argument_cell(x, *args, y=2, **kwargs):
    return lambda: (x, args, y, kwargs)


assert argument_cell(1, 5, z=3)() == (1, (5,), 2, {"z": 3})


def unbound():
    def inner():
        return later

    try:
        inner()
    except NameError as error:
        message = str(error)
    later = 1
    return message, inner()


assert unbound() == ("cannot access free variable 'later' where it is not associated with a value in enclosing scope", 1)


def deleted():
    value = 1

    def inner():
        return value

    del value
    return inner


raises(NameError, "cannot access free variable 'value' where it is not associated with a value in enclosing scope", deleted())


def empty_cell():
    def inner():
        return x

    if False:
        x = 1
    return inner


raises(ValueError, "Cell is empty", lambda: empty_cell().__closure__[0].cell_contents)
x = "global"


def shadows():
    class Body:
        y = x
        x = "class"

        def method(self):
            return x

    return Body.y, Body.x, Body().method()


assert shadows() == ("global", "class", "global")


def class_closure():
    x = "local"

    class Body:
        seen = x
        pairs = [(x, i) for i in range(2)]

        def method(self):
            return x

    return Body.seen, Body.pairs, Body().method()


assert class_closure() == ("local", [("local", 0), ("local", 1)], "local")


def loop_cells():
    out = []
    for i in range(2):
        def f():
            return i
        out.append(f)
    return [f() for f in out], out[0].__closure__[0] is out[1].__closure__[0]


assert loop_cells() == ([1, 1], True)


def recursive(n):
    def fact(k):
        return 1 if k == 0 else k * fact(k - 1)

    return fact(n)


assert recursive(10) == 3628800

print("ok")
