"""Random programs like what hot code is made of: loops of many turns over ints, floats, strings, containers, objects, generators.

Part of `generate.py`. Besides its rules:

- every function has its variables bound before its loop, counts its turns in `count`, and gives all variables back, so that a wrong
  value anywhere shows; what happens on the way goes to `note`, of which a sum is printed;
- classes have the same attributes and methods in different forms, so that call sites see several kinds of object;
- now and then, late, something changes that compiled code took for granted.
"""

import random

from hot_expressions import DICT, FLOAT, FLOATS, INT, INTS, KINDS, OBJECT, PAIR, STR, WIDE, HotExpressions
from hot_statements import HotStatements

PREAMBLE = '''\
import gc
import math
import sys

INF = float("inf")
NAN = INF - INF
G1 = 3
total = []
counted = 0
notes = []
events = 0


class Oops(Exception):
    pass


class Manager:
    def __init__(self, n, swallow):
        self.n = n
        self.swallow = swallow

    def __enter__(self):
        return self.n

    def __exit__(self, kind, error, traceback):
        if kind is not None:
            note(kind.__name__)
        return self.swallow


class Thing:
    shared = 1

    def __init__(self, x, y=0.5):
        self.x = x
        self.y = y

    def step(self, n):
        self.x = (self.x + n) & 0xFFFF
        return self.x

    @property
    def twice(self):
        return self.x * 2

    @twice.setter
    def twice(self, n):
        self.x = n

    def __getitem__(self, n):
        return self.x ^ n

    def __setitem__(self, n, m):
        self.x = n & m

    def __call__(self, n):
        return n + 1

    def __len__(self):
        return 3

    def __contains__(self, n):
        return n == 3

    def kind(self):
        return 1

    @staticmethod
    def make(n):
        return n

    def outer(self, a, b=2, *rest, k=1, **more):
        return a + b * k

    def __add__(self, other):
        return Thing(self.x + other.x & 0xFFFF, self.y)

    def __mul__(self, n):
        return Thing(self.x * n % 97, self.y)

    def __neg__(self):
        return Thing(-self.x, -self.y)

    def __lt__(self, other):
        return self.x < other.x

    def __gt__(self, other):
        return self.x > other.x

    def __le__(self, other):
        return self.x <= other.x

    def __ge__(self, other):
        return self.x >= other.x

    def copy(self):
        return Thing(self.x, self.y)

    def __repr__(self):
        return f"Thing({self.x!r}, {self.y!r})"


def note(what):
    if len(notes) < 5000:
        notes.append(what)


def lines(error):
    found = []
    trace = error.__traceback__
    while trace is not None:
        found.append(trace.tb_lineno)
        trace = trace.tb_next
    return found


def fail(n):
    if n % 3 == 1:
        raise Oops(n)
    if n % 7 == 2:
        raise ValueError("seven")
    return n


def helper(n):
    return n + 2


def global_count():
    global counted
    counted += G1
    if counted > 1000:
        counted = 0


def gen(n):
    for q in range(n):
        yield q * 3 % 7


def delegate(n):
    yield -1
    yield from gen(n)
    yield 8


def tracer(frame, event, arg):
    global events
    events += 1
    return tracer


def shown(value):
    """Text that is the same everywhere."""
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(shown, value))) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(shown, value)) + "]"
    if callable(value):
        return "callable"
    return repr(value)


def check(text):
    sum = 7
    for letter in text:
        sum = (sum * 31 + ord(letter)) & 0xFFFFFFFF
    return sum


def rerun(function, turns, *arguments, len=len):
    results = []
    for turn in range(turns):
        try:
            result = function(*arguments[turn % len(arguments)])
        except Exception as error:
            result = type(error).__name__, str(error), lines(error)
        sys.settrace(None)
        results.append(shown(result))
        result = None
        gc.collect()
    if function.__name__.startswith("use"):
        # Generators that are left are closed at other times.
        notes.sort(key=shown)
    print(function.__name__, results[-1][:400], check("".join(results)), check(shown(notes)), counted, events > 0)
    notes.clear()

'''


class Hot(HotExpressions, HotStatements):
    """Writes one program."""

    def __init__(self, seed):
        self.random = random.Random(f"hot {seed}")
        self.lines = []
        self.indent = 0
        self.serial = 0
        # What is declared, by name: its kind; what is not assigned to.
        self.variables = {}
        self.fixed = set()
        # Name, kind of result, kinds of parameters.
        self.callable_functions = []
        self.classes = ["Thing"]
        # Loops around the place, with their variables.
        self.loop_names = []
        self.depth = 0
        self.may_name = True
        self.returning = True
        self.at_module = False

    emit = lambda self, text: self.lines.append("    " * self.indent + text)

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, share):
        return self.random.random() < share

    def fresh(self, stem):
        self.serial += 1
        return f"{stem}{self.serial}"

    def program(self):
        self.lines.extend(PREAMBLE.splitlines())
        self.emit("")
        for _ in range(self.random.randint(2, 4)):
            self.hot_class()
        for _ in range(self.random.randint(1, 3)):
            self.small_function()
        if self.chance(0.5):
            self.recursive_function()
        runs = []
        for _ in range(self.random.randint(1, 4)):
            runs.append(self.pick((self.hot_function, self.hot_function, self.hot_function, self.hot_generator))())
        for run in runs:
            self.emit(run)
        if self.chance(0.2):
            self.module_loop()
        return "\n".join(self.lines) + "\n"

    def hot_class(self):
        """A class; all have the same attributes, methods and operators, in different forms."""
        name = self.fresh("C")
        base = self.pick(self.classes) if self.chance(0.5) else None
        self.variables = {"n": INT, "self.x": INT}
        self.emit(f"class {name}{f'({base})' if base else ''}:")
        self.indent += 1
        self.emit("__match_args__ = ('x', 'y')")
        if not base and self.chance(0.4):
            self.emit("__slots__ = ('x', 'y')")
        self.emit(f"shared = {self.random.randint(0, 9)}")
        if not base or self.chance(0.4):
            self.emit("def __init__(self, x, y=0.5):")
            self.emit(self.pick(("    self.x = x; self.y = y", "    self.y = y; self.x = x", "    self.x = x & 255; self.y = y * 1")
                                if not base else ("    super().__init__(x, y)", "    super().__init__(x + 1, y)", "    self.x = x; self.y = y")))
        self.hot_methods(name, base)
        self.indent -= 1
        self.emit("")
        self.classes.append(name)

    def hot_methods(self, name, base):
        step = self.of(INT, 2)
        methods = [
            (("def step(self, n):", f"    self.x = ({step}) % 1009", "    return self.x + n"), ("def step(self, n):", f"    return ({step}) & 0xFFFF"),
             ("def step(self, n, m=2):", "    if n < 3:", "        return m", f"    return ({self.of(INT, 1)}) % 97 + n")) +
            ((("def step(self, n):", "    return super().step(n) + 1"),) if base else ()),
            (("@property", "def twice(self):", "    return self.x * 2", "@twice.setter", "def twice(self, n):", "    self.x = n"),
             ("@property", "def twice(self):", f"    return ({self.of(INT, 1)}) & 255", "@twice.setter", "def twice(self, n):", "    self.x = n // 2")),
            (("def __getitem__(self, n):", "    return self.x + n"), ("def __getitem__(self, n):", "    if n > 900: raise IndexError(n)", "    return n & 7")),
            (("def __setitem__(self, n, m):", "    self.x = n ^ m & 255"),), (("def __call__(self, n):", f"    return ({self.of(INT, 1)}) & 127"),),
            (("def __len__(self):", "    return self.x & 7"),), (("def __contains__(self, n):", "    return n == self.x"),),
            (("def kind(self):", f"    return {self.random.randint(0, 99)}"), ("@staticmethod", "def kind():", f"    return {self.random.randint(0, 99)}"),
             ("@classmethod", "def kind(cls):", "    return cls.shared")),
            (("@staticmethod", "def make(n):", "    return n & 63"), ("@classmethod", "def make(cls, n):", "    return cls(n).x & 63")),
            (("def outer(self, a, b=1, *rest, k=3, **more):", "    return (a * k - b + len(rest)) & 0xFFF"),),
            ((f"def __add__(self, other):", f"    return {name}((self.x + other.x) & 0xFFFF, self.y)"), ("def __add__(self, other):", "    return self")),
            ((f"def __mul__(self, n):", f"    return {name}((self.x * n) % 1009, self.y * 0.5)"),), ((f"def __neg__(self):", f"    return {name}(-self.x, -self.y)"),),
            (("def __lt__(self, other):", "    return self.x < other.x", "def __gt__(self, other):", "    return self.x > other.x"),),
            (("def __eq__(self, other):", "    return self.x == getattr(other, 'x', None)", "def __hash__(self):", "    return hash(self.x)"), ("pass",)),
            (("def __le__(self, other):", "    return self.x <= other.x", "def __ge__(self, other):", "    return not self < other"),),
            ((f"def copy(self):", "    return type(self)(self.x, self.y)"),), (("def __getattr__(self, name):", "    if name in ('late', 'extra'): return 4", "    raise AttributeError(name)"), ("pass",)),
            (("def __bool__(self):", "    return self.x % 3 != 0"), ("pass",)), (("def __iadd__(self, other):", "    self.x = (self.x + other.x) & 0xFFFF", "    return self"), ("pass",)),
            (("def __repr__(self):", f"    return f'{name}({{getattr(self, \"x\", None)!r}}, {{getattr(self, \"y\", None)!r}})'"),),
        ]
        for forms in methods:
            if base and self.chance(0.6) and forms[0][0] != "def __repr__(self):":
                continue
            for line in self.pick(forms):
                self.emit(line)

    def small_function(self):
        """A function worth inlining."""
        name = self.fresh("f")
        parameters = [self.pick((INT, INT, FLOAT, OBJECT, INTS, STR)) for _ in range(self.random.randint(1, 3))]
        self.variables = {f"p{index}": kind for index, kind in enumerate(parameters)}
        result = self.pick((INT, INT, INT, FLOAT, STR, PAIR, INTS, OBJECT))
        self.emit(f"def {name}({', '.join(self.variables)}{self.pick(('', '', ', q=2', ', *rest', ', *, k=1', ', **more'))}):")
        self.indent += 1
        if self.chance(0.4):
            self.emit(f"if {self.condition(1)}:")
            self.emit(f"    return {self.of(result, 1)}")
        if self.chance(0.2):
            self.emit(f"for q in {self.source()}:")
            self.emit(f"    if {self.condition(1)}: break")
        if self.chance(0.2):
            self.emit("try:")
            self.emit(f"    fail({self.of(INT, 1)})")
            self.emit("except Oops:")
            self.emit(f"    return {self.of(result, 1)}")
        self.emit(f"return {self.of(result, 2)}")
        self.indent -= 1
        self.emit("")
        self.callable_functions.append((name, result, parameters))

    def recursive_function(self):
        name = self.fresh("r")
        self.variables = {"n": INT, "p0": INT}
        self.emit(f"def {name}(p0, n=5):")
        self.emit("    if n <= 0:")
        self.emit(f"        return ({self.of(INT, 1)}) & 255")
        self.emit(f"    return ({name}(p0, n - 1){self.pick(('', f' + {name}(p0 + 1, n - 2)'))} + ({self.of(INT, 1)})) % 10007")
        self.emit("")
        self.callable_functions.append((name, INT, [INT]))

    def outcome(self):
        return "(" + "".join(f"{name}, " for name in self.returned) + ")"

    def start(self, parameters):
        """Binds a function's variables."""
        self.variables = dict(parameters)
        for kind in sorted({self.pick(KINDS) for _ in range(self.random.randint(4, 9))} | {INT}):
            for _ in range(self.random.randint(1, 2)):
                self.variables[self.fresh(kind[0])] = kind
        self.returned = [*self.variables, "count"]
        self.fixed = set()
        self.loop_names = []
        self.indent += 1
        self.emit("count = 0")
        for name, kind in list(self.variables.items()):
            if name not in parameters:
                known, self.variables = self.variables, {}
                self.emit(f"{name} = {self.constant(kind)}")
                self.variables = known

    def main_loop(self, parameters):
        """A loop of many turns."""
        turns = self.pick((30, 60, 120, 300))
        head = self.pick((f"for i in range({turns}):", f"for i in range({turns}):", f"for i in list(range({turns})):", f"while count < {turns}:", f"for i in gen({turns}):",
                          f"for i, i2 in zip(range({turns}), delegate({turns})):", f"for i in [1, 2, 3] * {turns // 3}:", f"for i in range({turns}, 0, -1):",
                          f"for i, i2 in enumerate(range({turns})):", f"for i in range({-turns // 2}, {turns // 2}):", f"for i in range({-turns}, 0):", "while True:"))
        self.emit(head)
        self.indent += 1
        self.emit("count += 1")
        if head == "while True:":
            self.emit(f"if count > {turns}: break")
        known = dict(self.variables)
        for name in ("i", "i2"):
            if f" {name} " in head or f" {name}," in head:
                self.variables[name] = INT
                self.fixed.add(name)
        self.indent -= 1
        self.loop_names.append("i")
        safe = self.chance(0.5)
        if safe:
            self.indent += 1
            self.emit("try:")
        self.body(self.random.randint(2, 7))
        if safe:
            self.emit("except Exception as error:")
            self.emit("    note(type(error).__name__); note(lines(error))")
            self.indent -= 1
        self.loop_names.pop()
        self.variables = known

    def run(self, name, parameters):
        """The statement that runs a function, with arguments of other kinds now and then."""
        self.variables = {}
        sets = [[self.constant(kind) for kind in parameters.values()] for _ in range(self.random.randint(1, 3))]
        if parameters and self.chance(0.3):
            sets[-1][0] = self.constant(self.pick((FLOAT, INT, WIDE, STR)))
        return f"rerun({name}, {self.pick((1, 2, 5, 12))}, {', '.join(f'({", ".join(one)}{"," if one else ""})' for one in sets)})"

    def hot_function(self):
        name = self.fresh("hot")
        parameters = {f"p{index}": self.pick((INT, FLOAT, INTS, OBJECT, STR)) for index in range(self.random.randint(0, 2))}
        self.emit(f"def {name}({', '.join(parameters)}):")
        self.start(parameters)
        for _ in range(self.pick((1, 1, 1, 2))):
            self.main_loop(parameters)
        self.emit(f"return {self.outcome()}")
        self.indent -= 1
        self.emit("")
        return self.run(name, parameters)

    def hot_generator(self):
        name = self.fresh("made")
        parameters = {"p0": INT}
        self.emit(f"def {name}(p0):")
        self.start(parameters)
        at = len(self.lines)
        self.main_loop(parameters)
        # Some lines of the loop give something.
        for index in range(len(self.lines) - 1, at, -1):
            line = self.lines[index]
            if line.strip().startswith("count += 1") or self.chance(0.1) and line.strip().startswith(("note(", "total.")):
                depth = line[:len(line) - len(line.lstrip())]
                self.lines.insert(index + 1, depth + self.pick(("yield count", "yield count", "got = yield count", "yield (count, count * 2)[0]", "yield from gen(2)")))
        self.emit("yield " + self.outcome())
        self.emit("return count")
        self.indent -= 1
        self.emit("")
        user = self.fresh("use")
        self.emit(f"def {user}(p0):")
        self.emit("    seen = 0")
        self.emit(self.pick((
            f"    for value in {name}(p0):\n        if isinstance(value, int): seen += value & 1023\n    return seen, value",
            f"    for value in {name}(p0):\n        seen += 1\n        if seen > {self.random.randint(5, 90)}: break\n    return seen, value",
            f"    return [shown(value)[:200] for value in {name}(p0)]", f"    return sum(isinstance(value, int) and value for value in {name}(p0))",
            f"    return any(value == {self.random.randint(3, 60)} for value in {name}(p0)), all(isinstance(value, int) for value in {name}(p0))",
            f"    for value, other in zip({name}(p0), {name}(p0 + 1)):\n        seen += value == other\n    return seen, value, other",
            f"    def around():\n        result = yield from {name}(p0)\n        yield 'done', result\n    return [shown(value)[:100] for value in around()]",
            f"    it = {name}(p0)\n    next(it)\n    try:\n        while True:\n            seen += bool(it.send(seen))\n    except StopIteration as stop:\n        return seen, stop.value",
            f"    it = {name}(p0)\n    for value in it:\n        seen += 1\n        if seen == 30:\n            try:\n                it.throw(Oops(1))\n            except (Oops, StopIteration) as error:\n"
            f"                note(type(error).__name__)\n    return seen",
        )))
        self.emit("")
        return self.run(user, parameters)

    def module_loop(self):
        """Variables of the module in a loop."""
        self.at_module = True
        self.returning = False
        self.indent -= 1
        self.start({})
        self.emit("try:")
        self.indent += 1
        self.main_loop({})
        self.indent -= 1
        self.emit("except Exception as error:")
        self.emit("    print(type(error).__name__, error)")
        self.emit(f"print(shown([globals().get(q) for q in {self.returned!r}])[:400], check(shown(notes)))")
