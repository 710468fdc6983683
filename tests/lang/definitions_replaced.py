"""Functions, classes and methods that are replaced, deleted or given other code and defaults while hot code calls them."""
import math


def f(x):
    return x + 1


def g(x):
    return x + 2


class A:
    def m(self, x=10):
        return x

    kind = int


def hot(n):
    total = 0
    for i in range(n):
        total += f(i)
    return total


a = A()


def methods(n):
    total = 0
    for i in range(n):
        total += a.m() + a.m(i)
    return total


assert hot(3000) == sum(range(3000)) + 3000
f = g
assert hot(3000) == sum(range(3000)) + 6000
f = lambda x: x
assert hot(3000) == sum(range(3000))
del f
try:
    hot(3)
    assert False
except NameError as error:
    assert str(error) == "name 'f' is not defined"
exec("def f(x): return -x")
assert hot(3000) == -sum(range(3000))
globals()["f"] = g
assert hot(3000) == sum(range(3000)) + 6000
vars().update(f=abs)
assert hot(3000) == sum(range(3000))

assert methods(3000) == 30000 + sum(range(3000))
A.m.__defaults__ = (20,)
assert methods(3000) == 60000 + sum(range(3000))
A.m.__code__ = (lambda self, x: -x).__code__
assert methods(3000) == -60000 - sum(range(3000))
A.m = lambda self, x=1: x * 2
assert methods(3000) == 6000 + 2 * sum(range(3000))


# Within the loop itself, by itself, by a callee and by a finalizer.
def first():
    return 1


def second():
    return 2


def swap():
    global current
    current = second if current is first else first


current = first


def swapping(n):
    total = 0
    for i in range(n):
        total = total * 3 % 1000003 + current()
        if i % 700 == 699:
            swap()
    return total


def expected(n):
    total, now = 0, 1
    for i in range(n):
        total = total * 3 % 1000003 + now
        if i % 700 == 699:
            now = 3 - now
    return total


assert swapping(5000) == expected(5000)


def itself(n):
    global current
    current = first
    total = 0
    for i in range(n):
        total += current()
        if i == n // 2:
            current = second
    return total


assert itself(4000) == 4000 + 1999, itself(4000)


class Finalized:
    def __del__(self):
        global late
        late = second


late = first


def finalizing(n):
    held = Finalized()
    total = 0
    for i in range(n):
        total += late()
        if i == 2000:
            held.__del__()
    return total


assert finalizing(4000) == 4000 + 1999

# A class and a module.
Class = A


def classes(n):
    made = 0
    for i in range(n):
        made += type(Class()) is Class
    return made, Class.__name__


assert classes(3000) == (3000, "A")
Class = type("B", (), {})
assert classes(3000) == (3000, "B")


def roots(n):
    return sum(math.sqrt(i * i) for i in range(n))


assert roots(2000) == sum(range(2000))
kept = math.sqrt
math.sqrt = lambda x: 1
assert roots(2000) == 2000
math.sqrt = kept
assert roots(2000) == sum(range(2000))
kept = math
math = type("M", (), {"sqrt": staticmethod(lambda x: 2)})
assert roots(2000) == 4000


class Poly:
    def area(self):
        return 1


class Square(Poly):
    def area(self):
        return 4


class Circle(Poly):
    def area(self):
        return 3


def areas(shapes, n):
    total = 0
    for i in range(n):
        for shape in shapes:
            total += shape.area()
    return total


shapes = [Square(), Circle(), Poly()]
assert areas(shapes, 1000) == 8000
Circle.area = lambda self: 30
assert areas(shapes, 1000) == 35000
del Square.area
assert areas(shapes, 1000) == 32000
print("ok")
