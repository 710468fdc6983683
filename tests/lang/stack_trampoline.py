"""sys.activate_stack_trampoline and its sisters."""
import os
import sys


def message(function, *arguments):
    try:
        function(*arguments)
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


activate, deactivate = sys.activate_stack_trampoline, sys.deactivate_stack_trampoline
is_active = sys.is_stack_trampoline_active

assert message(activate, "x") == "ValueError: invalid backend: x"
assert message(activate, 1) == "TypeError: activate_stack_trampoline() argument must be str, not int"
assert message(activate, None) == "TypeError: activate_stack_trampoline() argument must be str, not None"
assert message(activate, "perf\0") == "ValueError: embedded null character"
assert message(activate, "\udc80").endswith("'\\udc80' in position 0: surrogates not allowed")
assert message(activate) == "TypeError: sys.activate_stack_trampoline() takes exactly one argument (0 given)"
assert message(deactivate, 1) == "TypeError: sys.deactivate_stack_trampoline() takes no arguments (1 given)"
assert message(is_active, 1) == "TypeError: sys.is_stack_trampoline_active() takes no arguments (1 given)"

was_active = is_active()
deactivate()
assert is_active() is False


def unnamed():
    return sys._getframe(1).f_code.co_name


def numbers(count):
    for n in range(count):
        yield n
    return "end"


def delegating(count):
    return (yield from numbers(count))


class Number:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Number(self.value + other.value)

    def __lt__(self, other):
        return self.value < other.value


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def fails(n):
    if n == 0:
        raise KeyError("deep")
    fails(n - 1)


def named():
    assert is_active() is True
    activate("perf")
    assert unnamed() == "named"
    assert sum(delegating(10)) == 45
    assert sum(n for n in delegating(5)) == 10
    generator = delegating(3)
    assert next(generator) == 0
    try:
        generator.throw(OSError("thrown"))
    except OSError as error:
        assert str(error) == "thrown"
    assert (Number(1) + Number(2)).value == 3
    assert [n.value for n in sorted([Number(3), Number(1), Number(2)])] == [1, 2, 3]
    assert deep(300) == 300
    try:
        deep(100_000)
    except RecursionError:
        pass
    else:
        raise AssertionError("no recursion is that deep")
    try:
        fails(20)
    except KeyError as error:
        depth, traceback = 0, error.__traceback__
        while traceback:
            depth, traceback = depth + 1, traceback.tb_next
        assert depth == 22
    # Frames that have a level keep it when the profile ends.
    deactivate()
    return unnamed()


def several():
    for n in range(3):
        activate("perf")
        yield n
        deactivate()


before = set(os.listdir("/tmp"))
activate("perf")
assert named() == "named"
assert is_active() is False
assert list(several()) == [0, 1, 2]

# A frame that ran before the profile began calls one that runs after.
activate("perf")
if sys.implementation.name != "cpython":
    # There a trampoline takes from the C stack, of which little is left then.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(60_000)
    assert deep(50_000) == 50_000
    sys.setrecursionlimit(limit)
assert unnamed() == "<module>"
deactivate()

path = f"/tmp/perf-{os.getpid()}.map"
if f"perf-{os.getpid()}.map" not in before and os.path.exists(path):
    with open(path) as file:
        entries = [line.split(" ", 2) for line in file.read().splitlines()]
    assert all(int(address, 16) and int(size, 16) for address, size, _ in entries)
    names = [name for _, _, name in entries]
    for function in ("named", "deep", "fails", "numbers", "delegating", "Number.__add__"):
        assert f"py::{function}:{__file__}" in names, function
    os.remove(path)
if was_active:
    activate("perf")

print("ok")
