"""Context managers in Python in loops that get hot: what enters, what exits, what is raised and seen."""
import sys
import traceback


class Depth:
    def __init__(self):
        self.depth = 0
        self.log = []

    def __enter__(self):
        self.depth += 1
        return self.depth

    def __exit__(self, kind, error, trace):
        self.depth -= 1
        self.log.append(kind and kind.__name__)
        return kind is KeyError


class Star(Depth):
    def __exit__(self, *what):
        self.depth -= 1
        return len(what) != 3


def plain(manager, times):
    total = 0
    for turn in range(times):
        with manager as depth:
            total += depth * turn
        with manager:
            with manager as inner:
                total += inner
    return total, manager.depth


for manager in [Depth(), Star(), Depth(), Star()]:
    assert plain(manager, 300) == (299 * 300 // 2 + 600, 0)


def raising(manager, times):
    found = []
    for turn in range(times):
        try:
            with manager as depth:
                if turn % 7 == 3:
                    raise KeyError(turn)
                if turn % 11 == 5:
                    raise ValueError(turn)
                found.append(depth)
                if turn % 5 == 1:
                    continue
            found.append("after")
        except ValueError as error:
            found.append(error.args[0])
    return found, manager.log


def expected(times):
    found, log = [], []
    for turn in range(times):
        if turn % 7 == 3:
            log.append("KeyError")
            found.append("after")
        elif turn % 11 == 5:
            log.append("ValueError")
            found.append(turn)
        else:
            log.append(None)
            found.append(1)
            if turn % 5 != 1:
                found.append("after")
    return found, log


for times in [5, 50, 400]:
    assert raising(Depth(), times) == expected(times)


def left_early(manager, turn):
    with manager as depth:
        if turn % 3:
            return depth + turn
    return -1


manager = Depth()
assert [left_early(manager, turn) for turn in range(300)] == [turn + 1 if turn % 3 else -1 for turn in range(300)]
assert manager.depth == 0 and manager.log == [None] * 300


# What raises while entering or leaving.
class Broken(Depth):
    def __init__(self, when):
        super().__init__()
        self.when = when
        self.count = 0

    def __enter__(self):
        self.count += 1
        if self.count == self.when:
            raise OSError("enter")
        return self

    def __exit__(self, kind, error, trace):
        if self.count == self.when + 1:
            raise OSError("exit")


def broken(when, times):
    manager = Broken(when)
    body = 0
    errors = []
    for turn in range(times):
        try:
            with manager:
                body += 1
        except OSError as error:
            names = [entry.name for entry in traceback.extract_tb(error.__traceback__)]
            errors.append((turn, str(error), names))
    return body, errors


for when in [3, 90, 250]:
    assert broken(when, 300) == (
        299,
        [(when - 1, "enter", ["broken", "__enter__"]), (when, "exit", ["broken", "__exit__"])],
    )


# Attributes of the object do not count, and classes may change.
class Changing:
    def __enter__(self):
        return "one"

    def __exit__(self, *what):
        pass


def changing(manager, times, at):
    found = set()
    for turn in range(times):
        if turn == at:
            Changing.__enter__ = lambda self: "two"
        if turn == at + 10:
            manager.__enter__ = lambda: "wrong"
        if turn == at + 20:
            Changing.__exit__ = lambda self, *what: found.add(len(what))
        with manager as got:
            found.add(got)
    return found


assert changing(Changing(), 300, 200) == {"one", "two", 3}


def several(managers):
    return [type(manager).__name__ + str(got) for manager in managers for got in [entered(manager)]]


def entered(manager):
    with manager as got:
        return got if isinstance(got, int) else "-"


assert several([Depth(), Star(), Broken(-5), Depth()] * 80) == ["Depth1", "Star1", "Broken-", "Depth1"] * 80


# No context managers.
class Half:
    def __enter__(self):
        return self


def refused(values):
    found = []
    for value in values:
        try:
            with value:
                found.append("in")
        except TypeError as error:
            found.append(str(error))
    return found


for _ in range(3):
    got = refused([Depth()] * 60 + [Half(), 5])
    assert got[:60] == ["in"] * 60
    assert got[60:] == [
        "'Half' object does not support the context manager protocol (missed __exit__ method)",
        "'int' object does not support the context manager protocol",
    ], got


# Frames and what is being handled.
class Looks:
    def __enter__(self):
        self.names = [sys._getframe().f_code.co_name, sys._getframe(1).f_code.co_name]
        return self

    def __exit__(self, kind, error, trace):
        assert sys.exc_info()[1] is error
        self.line = sys._getframe(1).f_lineno


def looked_at():
    looks = Looks()
    with looks:
        pass
    return looks.names, looks.line - sys._getframe().f_lineno


for _ in range(100):
    assert looked_at() == (["__enter__", "looked_at"], -2)


def nested_errors(times):
    chains = set()
    for turn in range(times):
        try:
            with Replaces():
                raise LookupError("first")
        except RuntimeError as error:
            chains.add((type(error.__context__).__name__, error.__cause__))
    return chains


class Replaces:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        raise RuntimeError("second")


assert nested_errors(200) == {("LookupError", None)}


# Generators with managers around what they yield.
def guarded(values, log):
    with Depth() as depth:
        for value in values:
            yield value * depth
    log.append("left")


log = []
for turn in range(100):
    assert sum(guarded(range(5), log)) == 10
    it = guarded(range(5), log)
    next(it)
    it.close()
assert log == ["left"] * 100

print("ok")
