"""`sys.monitoring`: what tools are told of, and that they can stop it."""

import gc
import sys

monitoring = sys.monitoring
events = monitoring.events
TOOL, OTHER = 3, 4
FIRST = sys._getframe().f_lineno


def line(number):
    return number - FIRST


class Recorder:
    """Notes events by name, with what its table makes of the arguments."""

    def __init__(self, *names, local=None, tool=TOOL):
        self.names, self.local, self.tool, self.log = names, local, tool, []
        self.answer = None

    def __enter__(self):
        monitoring.use_tool_id(self.tool, "recorder")
        wanted = 0
        for name in self.names:
            event = getattr(events, name)
            wanted |= event
            monitoring.register_callback(self.tool, event, self.callback(name))
        if self.local:
            monitoring.set_local_events(self.tool, self.local.__code__, wanted)
        else:
            monitoring.set_events(self.tool, wanted)
        return self.log

    def callback(self, name):
        def note(code, where, *rest):
            if code.co_name not in ("__enter__", "__exit__", "<module>", "note"):
                shown = [getattr(value, "__name__", value) for value in rest]
                shown = [repr(value) if isinstance(value, BaseException) else value for value in shown]
                self.log.append((name, code.co_name, *([line(where)] if name == "LINE" else []), *shown))
            return self.answer

        return note

    def __exit__(self, *_):
        if self.local:
            monitoring.set_local_events(self.tool, self.local.__code__, 0)
        else:
            monitoring.set_events(self.tool, 0)
        for name in self.names:
            monitoring.register_callback(self.tool, getattr(events, name), None)
        monitoring.free_tool_id(self.tool)


def count():
    got = yield 1
    try:
        yield got
    except ValueError:
        yield 3


def drive():
    generator = count()
    next(generator)
    generator.send(2)
    generator.throw(ValueError)
    generator.close()


with Recorder("PY_START", "PY_YIELD", "PY_RESUME", "PY_THROW", "PY_RETURN", "PY_UNWIND") as log:
    drive()
assert log == [
    ("PY_START", "drive"),
    ("PY_START", "count"),
    ("PY_YIELD", "count", 1),
    ("PY_RESUME", "count"),
    ("PY_YIELD", "count", 2),
    ("PY_THROW", "count", "ValueError()"),
    ("PY_YIELD", "count", 3),
    ("PY_THROW", "count", "GeneratorExit()"),
    ("PY_UNWIND", "count", "GeneratorExit()"),
    ("PY_RETURN", "drive", None),
], log


class Thing:
    def method(self, argument):
        return sorted([argument], key=lambda item: len(str(item)))


def calls():
    thing = Thing()
    thing.method(1)
    Thing.method(thing, argument=2)
    try:
        int("x")
    except ValueError:
        pass


thing = None
# What imports have left behind calls back when it is collected, which is no matter of these calls.
gc.collect()
with Recorder("CALL", "C_RETURN", "C_RAISE") as log:
    calls()
log = [entry[:3] for entry in log]
method = [
    ("CALL", "calls", "method"),
    ("CALL", "method", "sorted"),
    ("CALL", "<lambda>", "str"),
    ("C_RETURN", "<lambda>", "str"),
    ("CALL", "<lambda>", "len"),
    ("C_RETURN", "<lambda>", "len"),
    ("C_RETURN", "method", "sorted"),
]
assert log == [
    ("CALL", "calls", "Thing"),
    ("C_RETURN", "calls", "Thing"),
    *method,
    *method,
    ("CALL", "calls", "int"),
    ("C_RAISE", "calls", "int"),
], log


def loops(limit):
    for index in range(limit):
        if index:
            limit = 0
    while limit: limit -= 1


here = loops.__code__.co_firstlineno
with Recorder("LINE", local=loops) as log:
    loops(2)
assert [entry[2] + FIRST - here for entry in log] == [1, 2, 1, 2, 3, 1, 4], log

with Recorder("JUMP", "BRANCH", local=loops) as log:
    loops(2)
assert [name for name, *_ in log] == ["BRANCH", "BRANCH", "JUMP", "BRANCH", "BRANCH", "JUMP", "BRANCH", "BRANCH"], log


def handled():
    try:
        try:
            raise KeyError
        except ValueError:
            pass
    except LookupError:
        pass


with Recorder("RAISE", "RERAISE", "EXCEPTION_HANDLED", "PY_UNWIND") as log:
    handled()
assert len(log) % 2 == 0 and {name for name, *_ in log[1::2]} == {"EXCEPTION_HANDLED"}, log
assert [name for name, *_ in log[::2]][:2] == ["RAISE", "RERAISE"], log

# A line whose event is disabled is not told again until events are restarted.
recorder = Recorder("LINE", local=loops)
with recorder as log:
    recorder.answer = monitoring.DISABLE
    loops(3)
    assert {entry[2] + FIRST - here for entry in log} == {1, 2, 3, 4} and len(log) < 6, log
    log.clear()
    loops(3)
    assert log == [], log
    monitoring.restart_events()
    recorder.answer = None
    loops(1)
    assert [entry[2] + FIRST - here for entry in log] == [1, 2, 1, 4], log

# Events that belong to no instruction cannot be disabled.
recorder = Recorder("RAISE")
recorder.answer = monitoring.DISABLE
with recorder:
    try:
        1 / 0
    except ValueError as error:
        problem = str(error)
assert problem == "Cannot disable RAISE events. Callback removed.", problem

# Two tools hear of the same, the one with the lower number first; what one raises, the other one does not hear.
with Recorder("PY_START", local=handled) as log, Recorder("PY_START", local=handled, tool=OTHER) as other:
    handled()
    assert log == other == [("PY_START", "handled")]


# Code that has been compiled is left as soon as a tool asks for events.
def add(a, b):
    return a + b


def total(count):
    sum = 0
    for index in range(count):
        sum = add(sum, index)
        if index == count - 3:
            monitoring.set_events(TOOL, events.PY_RETURN)
    return sum


monitoring.use_tool_id(TOOL, "late")
assert total(20000) == sum(range(20000)) and monitoring.get_events(TOOL) == events.PY_RETURN
monitoring.set_events(TOOL, 0)
monitoring.set_events(TOOL, 0) if monitoring.get_tool(TOOL) else None
heard = []
monitoring.register_callback(TOOL, events.PY_RETURN, lambda code, where, value: heard.append((code.co_name, value)))
assert total(20000) == sum(range(20000))
monitoring.set_events(TOOL, 0)
monitoring.free_tool_id(TOOL)
assert heard == [("add", sum(range(19999))), ("add", sum(range(20000))), ("total", sum(range(20000)))], heard

for wrong, text in [
    (lambda: monitoring.set_events(TOOL, 1), "tool 3 is not in use"),
    (lambda: monitoring.use_tool_id(6, "x"), "invalid tool 6 (must be between 0 and 5)"),
    (lambda: monitoring.set_local_events(TOOL, add.__code__, events.RAISE), "invalid local event set 0x400"),
    (lambda: monitoring.register_callback(TOOL, 3, None), "The callback can only be set for one event at a time"),
    (lambda: monitoring.set_events(TOOL, events.C_RAISE), "cannot set C_RETURN or C_RAISE events independently"),
]:
    try:
        wrong()
    except ValueError as error:
        assert str(error) == text, error
    else:
        assert False, text
assert monitoring._all_events() == {}
print("ok")
