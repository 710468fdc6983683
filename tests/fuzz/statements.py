"""Random statements; part of `generate.py`, whose rules hold here too."""

from expressions import ANY, BOOL, BYTES, DICT, FLOAT, INT, LIST, SET, STR, TUPLE, TYPES

ERRORS = ("(ZeroDivisionError, ValueError)", "TypeError", "(IndexError, KeyError)", "Exception", "LookupError", "Oops",
          "ArithmeticError")
# What is applied when a value is kept in a loop: what grows with every turn would never end.
KEPT = {INT: "({}) % 9223372036854775817", LIST: "({})[:9]", STR: "({})[-40:]", TUPLE: "({})[:9]", BYTES: "({})[:40]"}


class Statements:
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
            self.store, self.unpack, self.manage, self.match, self.change, self.inner_function, self.raise_something, self.update,
        ))()

    def assign(self):
        kind = self.pick(TYPES)
        name = self.variable(kind) if self.chance(0.4) else None
        local = name if name in self.scopes[-1] else self.fresh("x")
        value = self.expression(kind)
        if self.loops:
            value = KEPT.get(kind, "{}").format(value)
        self.emit(f"{local} = {value}")
        self.declare(local, kind)

    def augment(self):
        kind = self.pick((INT, INT, FLOAT, STR, LIST, SET))
        name = self.variable(kind)
        if name is None or not any(name in scope for scope in self.scopes[1:]) and self.indent:
            return self.assign()
        if kind == INT:
            operator = self.pick(("+", "-", "*", "//", "%", "&", "|", "^", ">>", "<<"))
            value = self.expression(kind, 2)
            self.emit(f"{name} {operator}= {f'({value}) & 31' if operator in ('<<', '>>') else value}")
            self.emit(f"{name} %= {self.pick((1000003, 2**31, 2**61 - 1))}")
        elif kind == FLOAT:
            self.emit(f"{name} {self.pick('+-*/')}= {self.expression(kind, 2)}")
        elif kind == SET:
            self.emit(f"{name} {self.pick('|&-^')}= {self.expression(kind, 1)}")
        else:
            self.emit(f"{name} += {self.expression(kind, 2)}")
            self.emit(f"{name} = {name}[-40:]" if kind == STR else f"del {name}[12:]")

    def show(self):
        if self.loops:
            return self.augment()
        self.emit(f"print(show({self.expression(ANY)}), show({self.expression(ANY, 1)}))")

    def store(self):
        target = self.variable(self.pick((LIST, DICT)))
        if target is None:
            return self.assign()
        key = self.pick(("0", "1", "-1", repr("a"), self.expression(INT, 1)))
        self.emit(self.pick((f"{target}[{key}] = {self.expression(INT, 2)}", f"{target}[{key}] {self.pick('+-|')}= {self.expression(INT, 1)}")))

    def change(self):
        """Methods and slices that change a container in place."""
        target = self.variable(LIST)
        if target is None or self.loops:
            return self.assign()
        value = self.expression(INT, 1)
        self.emit(self.pick((
            f"{target}[{self.slice()}] = {self.expression(LIST, 1)}", f"del {target}[{self.slice()}]", f"{target}.append({value})",
            f"{target}.insert({self.random.randint(-2, 3)}, {value})", f"print({target}.pop())", f"{target}.extend({self.expression(TUPLE, 1)})",
            f"{target}.sort(key=lambda q: -q)", f"{target}.reverse()", f"{target}.remove({value})", f"del {target}[{self.random.randint(-2, 2)}]",
        )))

    def update(self):
        """The same for dicts and sets."""
        target, other = self.variable(DICT), self.variable(SET)
        if target is None or other is None:
            return self.assign()
        key, value = self.pick(("1", repr("a"), repr("q"))), self.expression(INT, 1)
        self.emit(self.pick((
            f"{target}.setdefault({key}, {value})", f"{target}.update({self.literal(DICT)})", f"{target}.pop({key}, None)",
            f"del {target}[{key}]", f"{other}.add({value})", f"{other}.discard({value})", f"{target} |= {self.literal(DICT)}",
        )))

    def unpack(self):
        a, b = self.fresh("p"), self.fresh("p")
        star = self.pick(("", "*"))
        source = self.expression(self.pick((LIST, TUPLE)), 2)
        if self.chance(0.3):
            c = self.fresh("p")
            self.emit(f"{a}, ({star}{b}, {c}) = {self.expression(INT, 1)}, {source}")
            self.declare(c, INT)
        else:
            self.emit(f"{a}, {star}{b} = {source}")
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
            source = self.pick((
                "range(5)", "range(40)", "range(10, 0, -3)", self.expression(LIST, 1) + "[:9]", self.expression(TUPLE, 1) + "[:9]",
                f"twice({self.expression(LIST, 1)}[:5])", f"sorted({self.expression(SET, 1)})[:9]", f"(q * 2 for q in {self.expression(LIST, 1)}[:9])",
            ))
            if self.chance(0.2):
                index = self.fresh("i")
                self.emit(f"for {index}, {name} in {self.pick(('enumerate', 'zip'))}({source}{f', {source}' if self.chance(0.3) else ''}):")
                self.declare(index, INT)
            else:
                self.emit(f"for {name} in {source}:")
            step = None
        else:
            self.emit(f"{name} = {self.random.randint(1, 30)}")
            self.emit(f"while {name} > 0:")
            step = f"{name} -= {self.random.randint(1, 3)}"
        self.declare(name, INT)
        self.loops += 1
        self.breakable += 1
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
        self.breakable -= 1
        self.loops -= 1
        if self.chance(0.2):
            self.emit("else:")
            self.block(1)

    def attempt(self):
        self.emit("try:")
        self.block(self.random.randint(1, 3))
        if self.chance(0.8):
            star = self.chance(0.1)
            for _ in range(self.random.randint(1, 2)):
                error = self.fresh("e")
                self.emit(f"except{'*' if star else ''} {self.pick(ERRORS)} as {error}:")
                self.emit(f"    print('handled', type({error}).__name__, {'' if star else error})")
                if self.chance(0.2):
                    self.emit(f"    {self.pick(('raise', f'raise Oops(1) from {error}', 'raise ValueError(3)', f'del {error}'))}")
                elif self.chance(0.3):
                    self.block(1)
            if self.chance(0.3):
                self.emit("else:")
                self.block(1)
            if not self.chance(0.3):
                return
        self.emit("finally:")
        self.block(1)
        if self.chance(0.15) and self.breakable:
            self.emit(f"    {self.pick(('break', 'continue'))}")
        elif self.chance(0.1) and self.in_function:
            self.emit(f"    return {self.expression(INT, 1)}")

    def raise_something(self):
        if self.chance(0.5):
            return self.assign()
        error = self.pick(("Oops(2)", "ValueError('v')", "KeyError(1)", "StopIteration", "IndexError", "Oops"))
        self.emit(f"if {self.expression(BOOL, 2)}:")
        self.emit(f"    raise {error}" if self.chance(0.7) else f"    assert {self.expression(BOOL, 1)}, {self.literal(INT)}")

    def manage(self):
        swallow = self.pick(("True", "False"))
        name = self.fresh("m")
        more = f", Manager({self.random.randint(0, 9)}, False)" if self.chance(0.2) else ""
        self.emit(f"with Manager({self.random.randint(0, 9)}, {swallow}) as {name}{more}:")
        self.declare(name, INT)
        self.block(self.random.randint(1, 2))
        if self.chance(0.1) and self.breakable:
            self.emit(f"    {self.pick(('break', 'continue'))}")
        elif self.chance(0.1) and self.in_function:
            self.emit(f"    return {self.expression(INT, 1)}")

    def match(self):
        kind = self.pick((INT, LIST, TUPLE, DICT, STR))
        self.emit(f"match {self.expression(kind, 2)}:")
        self.indent += 1
        for _ in range(self.random.randint(1, 3)):
            a, b = self.fresh("c"), self.fresh("c")
            pattern, names = self.pick((
                (self.literal(INT), {}), (f"int({a})", {a: INT}), (f"[{a}, *{b}]", {a: INT, b: LIST}), (f"[{a}, {b}]", {a: INT, b: INT}),
                (f"{{'a': {a}, **{b}}}", {a: INT, b: DICT}), ("str() | bytes()", {}), (f"(1 | 2 | 3) as {a}", {a: INT}),
                ("None | True", {}), (f"[_, [*_], {a}]", {a: INT}), (f"Point({a}, {b})", {a: INT, b: INT}),
            ))
            guard = ""
            if self.chance(0.4):
                self.scopes.append(names)
                guard = f" if {self.expression(BOOL, 1)}"
                self.scopes.pop()
            self.emit(f"case {pattern}{guard}:")
            self.scopes.append(names)
            self.block(1)
            self.scopes.pop()
        if self.chance(0.5):
            self.emit("case _:")
            self.block(1)
        self.indent -= 1

    def inner_function(self):
        """A closure that changes a variable around it."""
        name = self.variable(INT)
        if not self.in_function or self.indent > 3 or self.loops or name not in self.locals_of_function():
            return self.assign()
        inner = self.fresh("h")
        self.emit(f"def {inner}(q, *rest, k=1):")
        self.emit(f"    nonlocal {name}")
        self.scopes.append({"q": INT, "k": INT})
        self.emit(f"    {name} = ({self.expression(INT, 2)}) % 1000003")
        self.emit(f"    return {name} + len(rest) * k + ({self.expression(INT, 2)})")
        self.scopes.pop()
        result = self.fresh("x")
        self.emit(f"{result} = {inner}({self.pick(('1', '2, 3', '*[1, 2, 3]', '1, k=5', '**dict(q=2)'))})")
        self.declare(result, INT)

    def locals_of_function(self):
        return {name for scope in self.scopes[self.function_scope:] for name in scope if "." not in name}
