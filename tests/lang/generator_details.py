# Throwing into generators, what they handle, walrus as left operand, `raise` without another traceback entry.
import sys
import weakref


def handling():
    try:
        assert sys.exception() is None
        yield
    except Exception as error:
        assert isinstance(sys.exception(), ValueError) and error.__context__ is None
        yield
        assert isinstance(sys.exception(), ValueError)
        yield "end"


g = handling()
next(g)
try:
    raise ValueError
except Exception as error:
    g.throw(error)
assert next(g) == "end" and sys.exception() is None


class Odd(Exception):
    def __new__(cls, *args):
        return cls


def swallow():
    try:
        yield
    except TypeError as error:
        yield str(error)


g = swallow()
next(g)
assert g.throw(Odd) == "calling <class '__main__.Odd'> should have returned an instance of BaseException, not type"
try:
    raise Odd
except TypeError as error:
    assert "should have returned an instance of BaseException, not <class 'type'>" in str(error)
assert weakref.ref(g)() is g


class Broken:
    def __iter__(self):
        return self

    def __next__(self):
        return 1


a, b = 1, 2
assert {(c := a): (a := b) + (b := a + c) - b for __ in range(6)} == {1: 2, 2: 3, 3: 5, 5: 8, 8: 13, 13: 21}


def entries():
    def inner():
        try:
            1 / 0
        except ZeroDivisionError:
            raise
    try:
        inner()
    except ZeroDivisionError as error:
        count, tb = 0, error.__traceback__
        while tb:
            count, tb = count + 1, tb.tb_next
        return count


assert entries() == 2

space, names = {}, {}
exec("""
def f():
    y = 1
    def g():
        global y
        return y
    return g()
y = 9
result = f()
""", space, names)
assert names["result"] == 9 and space["y"] == 9

deep = ValueError()
for i in range(5000):
    deep = ExceptionGroup("eg", [deep])
try:
    deep.split(TypeError)
except RecursionError:
    pass
else:
    raise AssertionError("no RecursionError")

try:
    try:
        raise ExceptionGroup("eg", [TypeError(1), ValueError(2)])
    except* TypeError:
        raise
except ExceptionGroup as error:
    assert error.message == "eg" and len(error.exceptions) == 2
print("ok")
