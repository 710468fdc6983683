# Attributes in a trace function: of objects of several classes at one place, and without memory for each time.
import resource
import sys


class Data:
    def __init__(self):
        self.lines = 0


class Other:
    def __init__(self):
        self.before = None
        self.lines = 0


class Recorder:
    def __init__(self):
        self.kinds = (Data(), Other())
        self.stack = []
        self.turn = 0

    def trace(self, frame, event, arg):
        if event == "call":
            self.stack.append((frame.f_code.co_name, frame.f_lineno))
        elif event == "line":
            self.turn += 1
            kept = self.kinds[self.turn % 2]
            kept.lines += 1
        elif event == "return":
            self.stack.pop()
        return self.trace


def fib(n):
    if n <= 1:
        return n
    return fib(n - 1) + fib(n - 2)


def traced(n):
    recorder = Recorder()
    sys.settrace(recorder.trace)
    result = fib(n)
    sys.settrace(None)
    return result, recorder


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


result, recorder = traced(16)
assert result == 987
calls = 3193
# Two lines for each call.
assert [kept.lines for kept in recorder.kinds] == [calls, calls], [kept.lines for kept in recorder.kinds]
assert recorder.stack == []
before = peak()
for _ in range(12):
    traced(16)
assert peak() - before < 12, (before, peak())


# What ran quickened before it was traced, while it was, and afterwards.
class A:
    x = 1


class B:
    x = 2

    def __init__(self):
        self.y = 3


class C:
    __slots__ = ("x",)

    def __init__(self):
        self.x = 4


def total(objects):
    n = 0
    for o in objects:
        n += o.x
        n += LIMIT
    return n


LIMIT = 10
several = [A(), B(), C()] * 5
assert total([A()] * 20) == 220
events = []
sys.settrace(lambda frame, event, arg: events.append(event))
assert total([A()] * 2) == 22
assert total(several) == 185
LIMIT = 20
assert total(several) == 335
sys.settrace(None)
assert events == ["call"] * 3, events
B.x = 5
C.__init__(several[2])
assert total(several) == 350
LIMIT = 0
assert total(several) == 50
print("ok")
