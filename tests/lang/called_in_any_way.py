"""Calls of what is not known before: bound methods, callbacks in attributes, classes; `isinstance` of builtin classes."""

TURNS = 3000


class Machine:
    def __init__(self):
        self.total = 0
        self.log = []
        self.table = [self.add, self.subtract, self.note, self.fail]
        self.callback = lambda value: value * 2
        self.bound = self.add

    def add(self, value):
        self.total += value
        return self.total

    def subtract(self, value):
        self.total -= value
        return -1

    def note(self, value, more=7):
        if len(self.log) < 5:
            self.log.append((value, more))
        return more

    def fail(self, value):
        if value % 3 == 0:
            raise ValueError(value)
        return value


def dispatched(turns):
    machine = Machine()
    returned = failed = 0
    for turn in range(turns):
        try:
            returned += machine.table[turn & 3](turn)
        except ValueError as error:
            failed += 1
            trace = error.__traceback__
            names = []
            while trace:
                names.append((trace.tb_frame.f_code.co_name, sorted(trace.tb_frame.f_locals)[:2]))
                trace = trace.tb_next
            assert names == [("dispatched", ["error", "failed"]), ("fail", ["self", "value"])], names
    return machine.total, machine.log, returned, failed


def callbacks(turns):
    first, second = Machine(), Machine()
    second.callback = second.subtract
    third = Machine()
    third.callback = len
    total = 0
    for turn in range(turns):
        for machine in (first, second, third):
            argument = "abc" if machine is third else turn
            total += machine.callback(argument)
        total += first.bound(turn)
        if turn == turns // 2:
            first.callback = str.isdigit.__get__("12")
            first.callback = lambda value, more=1: value + more
    return total, second.total


class Plain:
    def __init__(self, value):
        self.value = value


class Other(Plain):
    def __init__(self, value):
        Plain.__init__(self, value + 1)
        self.more = value


class Strange(Plain):
    def __init__(self, value):
        self.value = value
        if value == STRANGE_AT:
            return value


class Raising(Plain):
    def __init__(self, value):
        if value % 100 == 0:
            raise KeyError(value)
        self.value = value


class Deleted(Plain):
    count = 0

    def __init__(self, value):
        self.value = value

    def __del__(self):
        Deleted.count += 1


STRANGE_AT = 2500


def made(turns):
    classes = [Plain, Other, Strange, Raising, Deleted]
    total = wrong = missing = 0
    for turn in range(turns):
        for cls in classes:
            try:
                total += cls(turn).value
            except TypeError as error:
                assert str(error) == "__init__() should return None, not 'int'", error
                wrong += 1
            except KeyError as error:
                assert error.__traceback__.tb_next.tb_frame.f_code.co_name == "__init__"
                missing += 1
    return total, wrong, missing


class Text(str):
    pass


class Numbers(list):
    pass


class Lying:
    @property
    def __class__(self):
        return str


class LyingList(list):
    @property
    def __class__(self):
        return dict


class Small(int):
    pass


def kinds(turns):
    values = [1, 2.5, True, None, "a", Text("b"), b"c", (1,), [2], Numbers(), {}, {1}, 10 ** 20, 2 ** 62, Small(3)]
    values += [1j, Plain(1), Lying(), LyingList(), frozenset(), float("nan"), -0.0, ..., int, Small, range(3)]
    counts = [0] * 8
    for turn in range(turns // 10):
        for value in values:
            if isinstance(value, int):
                counts[0] += 1
            if isinstance(value, float):
                counts[1] += 1
            if isinstance(value, str):
                counts[2] += 1
            if isinstance(value, (list, tuple)):
                counts[3] += 1
            if isinstance(value, dict):
                counts[4] += 1
            if isinstance(value, bool):
                counts[5] += 1
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                counts[6] += 1
            if isinstance(value, (bytes, dict)):
                counts[7] += 1
    return [count // (turns // 10) for count in counts]


class Visitor:
    def visit(self, node):
        return getattr(self, "visit_" + type(node).__name__, self.other)(node)

    def visit_int(self, node):
        return node

    def visit_str(self, node):
        return len(node)

    def visit_list(self, node):
        return sum(self.visit(item) for item in node)

    def other(self, node):
        return 100


def visited(turns):
    visitor = Visitor()
    tree = [1, "ab", [3, [4, "x"]], 2.5]
    total = 0
    for turn in range(turns // 10):
        total += visitor.visit(tree)
        if turn == 100:
            Visitor.visit_float = lambda self, node: 1000
        if turn == 200:
            visitor.visit_int = lambda node: -node
    return total


for name, function, expected in [
    ("dispatched", dispatched, (-750, [(2, 7), (6, 7), (10, 7), (14, 7), (18, 7)], 1598625, 250)),
    ("callbacks", callbacks, (4505631249, -4498500)),
    ("made", made, (22449500, 1, 30)),
    ("kinds", kinds, [5, 3, 3, 4, 2, 1, 7, 3]),
    ("visited", visited, 210816),
]:
    found = function(TURNS)
    assert found == expected, (name, found)
print("ok")
