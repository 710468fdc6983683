"""with: order of calls, exceptions suppressed and not, several items, targets, return and break inside."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

log = []


class Manager:
    def __init__(self, name, suppress=False, fail_enter=False, fail_exit=False):
        self.name, self.suppress, self.fail_enter, self.fail_exit = name, suppress, fail_enter, fail_exit

    def __enter__(self):
        log.append(f"enter {self.name}")
        if self.fail_enter:
            raise RuntimeError("enter")
        return self.name

    def __exit__(self, kind, value, traceback):
        log.append(f"exit {self.name} {kind.__name__ if kind else None}")
        if self.fail_exit:
            raise KeyError("exit")
        return self.suppress


def taken():
    result = log[:]
    log.clear()
    return result


with Manager("a") as a, Manager("b") as b:
    log.append(a + b)
assert taken() == ["enter a", "enter b", "ab", "exit b None", "exit a None"]
with (Manager("x") as x, Manager("y"),):
    pass
assert taken() == ["enter x", "enter y", "exit y None", "exit x None"]
with Manager("s", suppress=True):
    raise ValueError("hidden")
assert taken() == ["enter s", "exit s ValueError"]


def propagates():
    with Manager("outer"), Manager("inner"):
        1 / 0


raises(ZeroDivisionError, "division by zero", propagates)
assert taken() == ["enter outer", "enter inner", "exit inner ZeroDivisionError", "exit outer ZeroDivisionError"]


def inner_suppresses():
    with Manager("outer"):
        with Manager("inner", suppress=True):
            raise ValueError
        return "after"


assert inner_suppresses() == "after"
assert taken() == ["enter outer", "enter inner", "exit inner ValueError", "exit outer None"]


def returns():
    for i in range(3):
        with Manager(i):
            if i == 0:
                continue
            if i == 1:
                return i


assert returns() == 1
assert taken() == ["enter 0", "exit 0 None", "enter 1", "exit 1 None"]


def enter_fails():
    with Manager("one"), Manager("two", fail_enter=True):
        log.append("never")


raises(RuntimeError, "enter", enter_fails)
assert taken() == ["enter one", "enter two", "exit one RuntimeError"]


def exit_fails():
    with Manager("e", fail_exit=True):
        raise ValueError("first")


try:
    exit_fails()
except KeyError as error:
    assert isinstance(error.__context__, ValueError)
taken()


class Target:
    pass


t = Target()
items = [0, 0]
with Manager("p") as t.attr, Manager("q") as items[1], Manager("rs") as (r, s):
    pass
assert t.attr == "p" and items == [0, "q"] and (r, s) == ("r", "s")
taken()


def body_value():
    with Manager("m", suppress=True):
        return 1 / 0
    return "suppressed"


assert body_value() == "suppressed"


class NoExit:
    def __enter__(self):
        pass


class Instance:
    pass


raises(TypeError, "'int' object does not support the context manager protocol", lambda: exec("with 1: pass"))
raises(TypeError, "'NoExit' object does not support the context manager protocol (missed __exit__ method)", lambda: exec("with N(): pass", {"N": NoExit}))
i = Instance()
i.__enter__ = i.__exit__ = lambda *a: None
raises(TypeError, "'Instance' object does not support the context manager protocol", lambda: exec("with i: pass", {"i": i}))


class Async:
    async def __aenter__(self):
        log.append("aenter")
        return 5

    async def __aexit__(self, *exc):
        log.append(exc[0])
        return True


async def use():
    async with Async() as v, Async():
        log.append(v)
        raise ValueError
    return "done"


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value


log.clear()
assert run(use()) == "done" and log == ["aenter", "aenter", 5, ValueError, None]


async def wrong():
    async with Manager("sync"):
        pass


raises(TypeError, "'Manager' object does not support the asynchronous context manager protocol", lambda: run(wrong()))
raises(TypeError, "'Async' object does not support the context manager protocol", lambda: exec("with A(): pass", {"A": Async}))


def generator_with():
    with Manager("g"):
        yield 1
        yield 2


log.clear()
g = generator_with()
next(g)
g.close()
assert log == ["enter g", "exit g GeneratorExit"]


# What leaving calls is placed at the whole statement.
class Failing(Manager):
    def __exit__(self, *details):
        raise KeyError


for text in ("with Manager('a') as a, Failing('b'): pass", "with Failing('a'):\n    pass", "with Failing('a'):\n    1 / 0"):
    try:
        exec(text)
    except KeyError as error:
        code = error.__traceback__.tb_next.tb_frame.f_code
        place = list(code.co_positions())[error.__traceback__.tb_next.tb_lasti // 2]
        lines = text.split("\n")
        assert place == (1, len(lines), 0, len(lines[-1])), place

print("ok")
