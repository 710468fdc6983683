# A function that is built into its caller and whose loop makes a frame object of its frame lets that go in the end: the
# frame that lies there later is another one.

import sys
from functools import partial


def probe(node):
    if node:
        seen.append(sys._getframe(1))


class Visitor:
    def visit(self, calls):
        for call in calls:
            call()


class Wrapped(Visitor):
    def visit(self, calls):
        super().visit(calls)
        return after(calls)


def after(calls):
    a, b, c, d, e, f, g, h = calls, 1, 2, 3, 4, 5, 6, 7
    return deeper(a, b, c, d, e, f, g, h)


def deeper(*args):
    return partial(sys._getframe, 0)().f_code.co_name, len(args)


seen = []
plain, looking = [partial(probe, 0)] * 3, [partial(probe, 0), partial(probe, 1)]
visitor = Wrapped()
for i in range(20_000):
    calls = looking if i % 97 == 96 else plain
    assert visitor.visit(calls) == ("deeper", 8)
assert len(seen) == 206
for frame in seen:
    assert frame.f_code.co_name == "visit", frame
    assert frame.f_locals["calls"] is looking
    assert set(frame.f_locals) == {"self", "calls", "call"}, frame.f_locals

print("ok")
