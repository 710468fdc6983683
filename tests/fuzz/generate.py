"""Random small Python programs: seeded, terminating, with output that every Python 3.12 prints alike.

`python3 generate.py SEED` prints one program. Rules that keep a program comparable:

- loops run over short ranges or lists; functions call only functions defined before them, so there is no recursion;
- nothing prints addresses, hashes or the order of a set of strings; numbers are bounded by what is applied to them;
- every statement that may fail stands in a function whose call is wrapped: the exception's type and message are printed.
"""

import random
import sys

INT, FLOAT, STR, LIST, DICT, BOOL, ANY = "int", "float", "str", "list", "dict", "bool", "any"
TYPES = (INT, FLOAT, STR, LIST, DICT, BOOL)

INTS = (0, 1, -1, 2, 3, 7, -13, 255, 256, 2**31 - 1, 2**31, 2**48, 2**49, 2**62, 2**63 - 1, -(2**63), 2**64, 10**20)
FLOATS = (0.0, -0.0, 0.5, 1.0, -2.5, 3.14159, 1e10, 1e-5, 1e308, 5e-324)
STRINGS = ("", "a", "abc", "Hello", " x ", "12", "-7", "é", "日本", "a,b,c", "%", "\n", "tab\t")


class Generator:
    """Writes one program."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.indent = 0
        self.scopes = [{}]
        self.functions = []
        self.classes = []
        self.serial = 0
        self.loops = 0

    # Writing.

    def emit(self, text):
        self.lines.append("    " * self.indent + text)

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, share):
        return self.random.random() < share

    def fresh(self, stem):
        self.serial += 1
        return f"{stem}{self.serial}"

    def variable(self, kind):
        names = [name for scope in self.scopes for name, its in scope.items() if its == kind or kind == ANY]
        return self.pick(names) if names else None

    def declare(self, name, kind):
        self.scopes[-1][name] = kind

    # Expressions: mostly of the wanted type, now and then of another, so that errors happen.

    def expression(self, kind, depth=3):
        if self.chance(0.02):
            kind = self.pick(TYPES)
        if depth > 0 and self.chance(0.65):
            return getattr(self, f"make_{kind}")(depth - 1)
        name = self.variable(kind)
        return name if name and self.chance(0.7) else self.literal(kind)

    def literal(self, kind):
        if kind == INT:
            return repr(self.pick(INTS) if self.chance(0.3) else self.random.randint(-20, 20))
        if kind == FLOAT:
            return repr(self.pick(FLOATS) if self.chance(0.5) else round(self.random.uniform(-9, 9), 3))
        if kind == STR:
            return repr(self.pick(STRINGS))
        if kind == BOOL:
            return self.pick(("True", "False"))
        if kind == LIST:
            return "[" + ", ".join(self.literal(INT) for _ in range(self.random.randint(0, 4))) + "]"
        keys = self.random.sample(("'a'", "'b'", "'c'", "1", "2"), self.random.randint(0, 3))
        return "{" + ", ".join(f"{key}: {self.literal(INT)}" for key in keys) + "}"

    def make_any(self, depth):
        return self.expression(self.pick(TYPES), depth)

    def make_int(self, depth):
        a, b = (self.expression(INT, depth) for _ in range(2))
        choice = self.random.randrange(16)
        if choice < 6:
            return f"({a} {self.pick('+-*&|^')} {b})"
        if choice < 8:
            return f"({a} {self.pick(('//', '%'))} {b})"
        if choice == 8:
            return f"({a} {self.pick(('<<', '>>'))} ({b} & 15))"
        if choice == 9:
            return f"({a} & {self.pick(('0xFF', '0xFFFFFFFF', '0xFFFFFFFFFFFFFFFF'))})"
        if choice == 10:
            return f"{self.pick(('-', '~', '+'))}({a})"
        if choice == 11:
            return f"len({self.expression(self.pick((STR, LIST, DICT)), depth)})"
        if choice == 12:
            return f"{self.expression(LIST, depth)}[{self.random.randint(-3, 3)}]"
        if choice == 13:
            return f"{self.pick(('min', 'max'))}({a}, {b})"
        if choice == 14:
            return f"({a} if {self.expression(BOOL, depth)} else {b})"
        return self.call(INT, depth)

    def make_float(self, depth):
        a, b = self.expression(FLOAT, depth), self.expression(self.pick((FLOAT, INT)), depth)
        return self.pick((
            f"({a} + {b})", f"({a} - {b})", f"({a} * {b})", f"({a} / {b})", f"({b} / {a})", f"abs({a})", f"({a} // {b})",
            f"round({a}, 3)", f"float({self.expression(INT, depth)})", f"(-{a})",
        ))

    def make_str(self, depth):
        a = self.expression(STR, depth)
        x = self.expression(self.pick((INT, FLOAT, LIST)), depth)
        return self.pick((
            f"({a} + {self.expression(STR, depth)})", f"({a} * {self.random.randint(-1, 3)})", f"str({x})",
            f"{a}.{self.pick(('upper', 'lower', 'strip', 'title', 'swapcase'))}()", f"{a}[{self.slice()}]",
            f"','.join([str(v) for v in {self.expression(LIST, depth)}])", f"{a}.replace('a', {self.literal(STR)})",
            f"f'{{{self.bare(x)}!r}}|{{{self.bare(a)}:>6}}'" if "'" not in x + a and "\\" not in x + a else f"repr({a})",
            f"'%s %r' % ({x}, {a})", f"{a}[{self.random.randint(-2, 2)}]",
        ))

    def bare(self, text):
        return f"({text})"

    def make_list(self, depth):
        a = self.expression(LIST, depth)
        name = self.fresh("v")
        self.scopes.append({name: INT})
        body, test = self.expression(INT, depth), self.expression(BOOL, depth)
        self.scopes.pop()
        return self.pick((
            f"({a} + {self.expression(LIST, depth)})", f"{a}[{self.slice()}]", f"sorted({a})", f"list(reversed({a}))",
            f"[{body} for {name} in {a}]", f"[{name} for {name} in {a} if {test}]", f"list(range({self.random.randint(0, 6)}))",
            f"list({self.expression(DICT, depth)}.values())", f"[{self.expression(INT, depth)}, *{a}]", f"({a} * 2)",
            f"[i * x for i, x in enumerate({a})]", f"list(map(lambda q: q + 1, {a}))",
        ))

    def make_dict(self, depth):
        name = self.fresh("k")
        self.scopes.append({name: INT})
        value = self.expression(INT, depth)
        self.scopes.pop()
        return self.pick((
            f"{{**{self.expression(DICT, depth)}, 'z': {self.expression(INT, depth)}}}",
            f"{{{name}: {value} for {name} in {self.expression(LIST, depth)}}}",
            f"({self.expression(DICT, depth)} | {self.literal(DICT)})", f"dict(zip('abc', {self.expression(LIST, depth)}))",
        ))

    def make_bool(self, depth):
        kind = self.pick((INT, FLOAT, STR, LIST))
        a, b = self.expression(kind, depth), self.expression(kind, depth)
        return self.pick((
            f"({a} {self.pick(('<', '<=', '==', '!=', '>', '>='))} {b})", f"(not {self.expression(BOOL, depth)})",
            f"({self.expression(BOOL, depth)} {self.pick(('and', 'or'))} {self.expression(BOOL, depth)})",
            f"({self.expression(INT, depth)} in {self.expression(LIST, depth)})", f"bool({a})",
            f"isinstance({a}, {self.pick(('int', 'str', '(int, float)'))})", f"({a} < {b} < {self.expression(kind, depth)})",
        ))

    def slice(self):
        part = lambda: self.pick(("", "", "1", "-1", "2", "-2"))
        step = self.pick(("", "", ":2", ":-1"))
        return f"{part()}:{part()}{step}"

    def call(self, kind, depth):
        matching = [function for function in self.functions if function[1] == kind]
        if not matching or self.loops > 1:
            return self.literal(kind)
        name, _, parameters = self.pick(matching)
        return f"{name}({', '.join(self.expression(parameter, depth - 1) for parameter in parameters)})"

    # Statements.

    def block(self, count, returns=None):
        self.indent += 1
        self.scopes.append({})
        for _ in range(count):
            self.statement()
        if returns is not None:
            self.emit(f"return {self.expression(returns)}")
        self.scopes.pop()
        self.indent -= 1

    def statement(self):
        if self.indent > 4:
            return self.assign()
        self.pick((
            self.assign, self.assign, self.assign, self.augment, self.augment, self.show, self.branch, self.loop, self.attempt,
            self.store, self.unpack,
        ))()

    def assign(self):
        kind = self.pick(TYPES)
        name = self.variable(kind) if self.chance(0.4) else None
        local = name if name in self.scopes[-1] else self.fresh("x")
        value = self.expression(kind)
        if self.loops:
            # What grows with every turn of a loop would never end.
            value = {INT: f"({value}) % {2**63 + 9}", LIST: f"({value})[:9]", STR: f"({value})[-40:]"}.get(kind, value)
        self.emit(f"{local} = {value}")
        self.declare(local, kind)

    def augment(self):
        kind = self.pick((INT, INT, FLOAT, STR))
        name = self.variable(kind)
        if name is None or not any(name in scope for scope in self.scopes[1:]) and self.indent:
            return self.assign()
        # Products of variables in loops grow without bound: only sums, and integers are cut.
        self.emit(f"{name} += {self.expression(kind, 2)}")
        if kind == INT:
            self.emit(f"{name} %= {self.pick((1000003, 2**31, 2**61 - 1))}")
        elif kind == STR:
            self.emit(f"{name} = {name}[-40:]")

    def show(self):
        if self.loops:
            return self.augment()
        self.emit(f"print({self.expression(ANY)}, {self.expression(ANY, 1)})")

    def store(self):
        target = self.variable(self.pick((LIST, DICT)))
        if target is None:
            return self.assign()
        self.emit(f"{target}[{self.pick(('0', '1', '-1', repr('a')))}] = {self.expression(INT, 2)}")

    def unpack(self):
        a, b = self.fresh("p"), self.fresh("p")
        star = self.pick(("", "*"))
        self.emit(f"{a}, {star}{b} = {self.expression(LIST, 2)}")
        self.declare(a, INT)
        self.declare(b, LIST if star else INT)

    def branch(self):
        self.emit(f"if {self.expression(BOOL)}:")
        self.block(self.random.randint(1, 3))
        if self.chance(0.4):
            self.emit(f"elif {self.expression(BOOL)}:")
            self.block(1)
        if self.chance(0.5):
            self.emit("else:")
            self.block(self.random.randint(1, 2))

    def loop(self):
        if self.loops >= 2:
            return self.assign()
        name = self.fresh("i")
        if self.chance(0.7):
            self.emit(f"for {name} in {self.pick(('range(5)', 'range(40)', 'range(10, 0, -3)', self.expression(LIST, 1) + '[:9]'))}:")
            step = None
        else:
            self.emit(f"{name} = {self.random.randint(1, 30)}")
            self.emit(f"while {name} > 0:")
            step = f"{name} -= {self.random.randint(1, 3)}"
        self.declare(name, INT)
        self.loops += 1
        if step:
            self.indent += 1
            self.emit(step)
            self.indent -= 1
        self.block(self.random.randint(1, 3))
        if self.chance(0.4):
            self.indent += 1
            self.emit(f"if {self.expression(BOOL)}:")
            self.emit(f"    {self.pick(('break', 'continue'))}")
            self.indent -= 1
        self.loops -= 1
        if self.chance(0.2):
            self.emit("else:")
            self.block(1)

    def attempt(self):
        self.emit("try:")
        self.block(self.random.randint(1, 3))
        if self.chance(0.8):
            kinds = "(ZeroDivisionError, ValueError)", "TypeError", "(IndexError, KeyError)", "Exception"
            error = self.fresh("e")
            self.emit(f"except {self.pick(kinds)} as {error}:")
            self.emit(f"    print('handled', type({error}).__name__, {error})")
            if self.chance(0.2):
                self.emit("    raise")
            if self.chance(0.3):
                self.emit("else:")
                self.block(1)
            if self.chance(0.3):
                self.emit("finally:")
                self.block(1)
        else:
            self.emit("finally:")
            self.block(1)

    # Definitions.

    def function(self):
        name = self.fresh("f")
        kind = self.pick((INT, INT, FLOAT, STR, LIST))
        parameters = [self.pick(TYPES) for _ in range(self.random.randint(0, 3))]
        names = [self.fresh("a") for _ in parameters]
        self.emit(f"def {name}({', '.join(names)}):")
        self.scopes.append(dict(zip(names, parameters)))
        self.block(self.random.randint(1, 5), returns=kind)
        self.scopes.pop()
        self.emit("")
        self.functions.append((name, kind, parameters))

    def generator(self):
        name = self.fresh("g")
        self.emit(f"def {name}(n):")
        self.emit("    total = 0")
        self.emit("    for i in range(n):")
        self.scopes.append({"i": INT, "total": INT, "n": INT})
        self.emit(f"        got = yield {self.expression(INT)}")
        self.emit("        if got is not None:")
        self.emit("            total += got")
        self.emit(f"    return total + {self.expression(INT, 1)}")
        self.scopes.pop()
        self.emit("")
        self.emit(f"def drive_{name}():")
        self.emit(f"    it = {name}(4)")
        self.emit("    out = [next(it)]")
        self.emit("    try:")
        self.emit("        for value in (1, None, 2, 3):")
        self.emit("            out.append(it.send(value))")
        self.emit("    except StopIteration as stop:")
        self.emit("        out.append(stop.value)")
        self.emit("    return out")
        self.emit("")
        self.functions.append((f"drive_{name}", LIST, []))

    def klass(self):
        name = self.fresh("C")
        base = self.pick(self.classes) if self.classes and self.chance(0.5) else None
        self.emit(f"class {name}({base or ''}):")
        self.emit(f"    shared = {self.literal(INT)}")
        self.emit("    def __init__(self, n, m=1):")
        if base:
            self.emit("        super().__init__(n, m)")
        self.scopes.append({"n": INT, "m": INT, "self.a": INT, "self.shared": INT})
        self.emit(f"        self.a = {self.expression(INT, 2).replace('self.a', 'n')}")
        self.emit(f"    def method(self, n):")
        self.emit(f"        self.a = ({self.expression(INT)}) % 10007")
        self.emit("        return self.a")
        operator = self.pick(("add", "sub", "mul", "lt", "eq", "getitem", "call"))
        self.emit(f"    def __{operator}__(self, n):")
        self.emit("        n = n.a if hasattr(n, 'a') else n")
        self.emit(f"        return {self.expression(INT, 2)}")
        self.emit("    def __repr__(self):")
        self.emit(f"        return f'{name}({{self.a}})'")
        self.scopes.pop()
        self.emit("")
        self.emit(f"def use_{name}():")
        uses = {"add": "o + 3", "sub": "o - o", "mul": "o * 2", "lt": "o < 5", "eq": "o == 5", "getitem": "o[2]", "call": "o(4)"}
        self.emit(f"    o = {name}({self.literal(INT)})")
        self.emit(f"    return [o.method(i) for i in range(20)][-3:], {uses[operator]}, o, o.shared")
        self.emit("")
        self.classes.append(name)
        self.functions.append((f"use_{name}", ANY, []))

    def program(self):
        for _ in range(2):
            kind = self.pick(TYPES)
            name = self.fresh("x")
            self.emit(f"{name} = {self.literal(kind)}")
            self.declare(name, kind)
        self.emit("")
        for _ in range(self.random.randint(2, 6)):
            self.pick((self.function, self.function, self.function, self.generator, self.klass))()
        for name, _, parameters in self.functions:
            arguments = ", ".join(self.literal(kind) for kind in parameters)
            # Often enough that a compiler takes notice, the last results shown.
            self.emit(f"for turn in range({self.pick((1, 3, 60))}):")
            self.emit("    try:")
            self.emit(f"        result = {name}({arguments})")
            self.emit("    except Exception as error:")
            self.emit("        result = (type(error).__name__, str(error))")
            self.emit("print(result)")
        return "\n".join(self.lines) + "\n"


def program(seed):
    """The program of a seed."""
    return Generator(seed).program()


if __name__ == "__main__":
    sys.stdout.write(program(int(sys.argv[1])))
