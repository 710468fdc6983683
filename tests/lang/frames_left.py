# Frames that an exception leaves, as its traceback shows them: their variables, lines, and what called them.
import sys

TURNS = 60


class Deep(Exception):
    def __init__(self, where, depth):
        super().__init__(where, depth)
        self.depth = depth


def dive(depth, kept):
    local = depth * 2
    if depth == 0:
        raise Deep("bottom", local)
    return dive(depth - 1, kept) + local


def cleans(depth, log):
    try:
        return dive(depth, log)
    finally:
        log.append(depth)


class Made:
    def __init__(self, depth):
        self.depth = depth
        self.value = dive(depth, [])

    def __add__(self, other):
        return cleans(other, [])

    def __iter__(self):
        yield 1
        yield dive(2, [])


def makes(depth):
    return Made(depth)


def adds(depth):
    made = Made.__new__(Made)
    return made + depth


def iterates(depth):
    made = Made.__new__(Made)
    total = depth
    for item in made:
        total += item
    return total


def looks(depth):
    frame = sys._getframe()
    frame.f_locals
    return dive(depth, frame)


def again(depth):
    try:
        dive(depth, [])
    except Deep as error:
        error.depth += 1
        raise


def other(depth):
    try:
        dive(depth, [])
    except Deep as error:
        raise ValueError(depth) from error


def shown(error):
    entries, entry = [], error.__traceback__
    while entry is not None:
        frame, backs = entry.tb_frame, []
        while frame is not None:
            backs.append(frame.f_code.co_name)
            if frame.f_code.co_name == "__iter__":
                # What resumed a generator that has finished.
                break
            frame = frame.f_back
        local = {name: value for name, value in entry.tb_frame.f_locals.items() if isinstance(value, int)}
        if entry.tb_frame.f_code.co_name == "<module>":
            local = {}
        entries.append((entry.tb_frame.f_code.co_name, entry.tb_lineno - entry.tb_frame.f_code.co_firstlineno, local, backs))
        entry = entry.tb_next
    return entries


def caught(function, depth):
    try:
        function(depth)
    except (Deep, ValueError) as error:
        return error


for function in (makes, adds, iterates, looks, again, other, lambda depth: dive(depth, []), lambda depth: cleans(depth, [])):
    last = None
    for turn in range(TURNS):
        error = caught(function, turn % 3)
        if turn % 3 == 2:
            seen = shown(error)
            assert last is None or last == seen, (last, seen)
            last = seen
    print(function.__name__, error.args)
    for line in last:
        print("   ", line)
    if error.__cause__:
        print("    cause", [entry[0] for entry in shown(error.__cause__)], shown(error.__cause__)[-1][3])

kept = caught(makes, 1)
frame = kept.__traceback__.tb_next.tb_frame
frame.clear()
print(frame.f_locals, frame.f_lineno > 0, frame.f_back.f_code.co_name)


def traced():
    events = []

    def trace(frame, event, arg):
        if event in ("exception", "return"):
            events.append((frame.f_code.co_name, event, arg is None))
        return trace

    sys.settrace(trace)
    try:
        caught(makes, 1)
    finally:
        sys.settrace(None)
    return events


print(traced())
print("ok")
