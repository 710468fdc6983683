# throw and close through generators that delegate to each other, and to iterators of other kinds.
import sys


def names():
    frame, found = sys._getframe(1), []
    while frame:
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    return found


def inner():
    try:
        yield 1
    except KeyError:
        yield names()
    except IndexError:
        return "returned"


def outer():
    got = yield from inner()
    yield got


g = outer()
assert next(g) == 1
assert g.throw(KeyError)[:2] == ["inner", "outer"]
g = outer()
next(g)
assert g.throw(IndexError()) == "returned"
g = outer()
next(g)
try:
    g.throw(OSError(1))
except OSError as error:
    entries, tb = [], error.__traceback__
    while tb:
        entries.append(tb.tb_frame.f_code.co_name)
        tb = tb.tb_next
    assert entries == ["<module>", "outer", "inner"], entries
assert g.gi_frame is None


class Iterator:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def throw(self, *args):
        self.args = args
        if args[0] is KeyError:
            return "thrown"
        raise StopIteration("stopped")

    def close(self):
        self.closed = True


def over(iterator):
    got = yield from iterator
    yield ("got", got)


iterator = Iterator()
g = over(iterator)
next(g)
assert g.throw(KeyError) == "thrown" and iterator.args == (KeyError,)
assert g.throw(ValueError) == ("got", "stopped")
g = over(iterator)
next(g)
g.close()
assert iterator.closed

# A value of another class becomes the argument of the exception.
g = inner()
next(g)
try:
    g.throw(ValueError, TypeError(1))
except ValueError as error:
    assert isinstance(error.args[0], TypeError)
else:
    raise AssertionError


async def coroutine():
    pass


c = coroutine()
try:
    c.send(None)
except StopIteration:
    pass
for again in (lambda: c.send(None), lambda: c.throw(ValueError)):
    try:
        again()
    except RuntimeError as error:
        assert str(error) == "cannot reuse already awaited coroutine"
    else:
        raise AssertionError

# A chain of contexts that closes on itself is no trap.
first = ValueError(1)
first.__context__ = first
try:
    try:
        raise first
    except ValueError:
        raise TypeError(2)
except TypeError as error:
    assert error.__context__ is first

print("ok")
