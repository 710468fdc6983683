"""Random expressions as hot code has them; part of `hot.py`, whose rules hold here too."""

# Kinds of variables. Ints stay below 2**45 or so, WIDE ones grow and are cut back; an OBJECT has `x`, `y`, `step` and operators.
INT, WIDE, FLOAT, STR, INTS, FLOATS, DICT, SET, OBJECT, PAIR, BYTES = (
    "int", "wide", "float", "str", "ints", "floats", "dict", "set", "object", "pair", "bytes")
KINDS = (INT, INT, INT, WIDE, FLOAT, FLOAT, STR, INTS, INTS, FLOATS, DICT, SET, OBJECT, OBJECT, PAIR, BYTES)
EDGES = (2**31 - 1, 2**32, 2**47, 2**48 - 1, 2**48, -(2**48), -(2**48) - 1, 2**49, 2**62, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64 - 1, 2**64,
         2**126, 2**127 - 1, 2**127, -(2**127), 2**128, 10**40)
SPECIALS = ("0.0", "-0.0", "1e308", "5e-324", "INF", "-INF", "NAN", "9007199254740993.0", "2.0**63", "0.1", "1e16")
MASKS = ("0xFF", "0xFFFF", "0x7FFFFFFF", "0xFFFFFFFF", "0xFFFFFFFFFFFFFFFF", "(1 << 48) - 1", "0x7FFFFFFFFFFFFFFF")


class HotExpressions:
    def of(self, kind, depth=2):
        """An expression of a kind."""
        if depth <= 0 or self.chance(0.15):
            return self.leaf(kind)
        return getattr(self, f"hot_{kind}")(depth - 1)

    def leaf(self, kind):
        name = self.named(kind)
        return name if name and self.chance(0.8) else self.constant(kind)

    def named(self, kind):
        """A variable of a kind."""
        names = [name for name, its in self.variables.items() if its == kind]
        return self.pick(names) if names else None

    def constant(self, kind):
        small = lambda: str(self.random.randint(-9, 20))
        return {
            INT: small, WIDE: lambda: repr(self.pick(EDGES) + self.random.randint(-1, 1)),
            FLOAT: lambda: self.pick(SPECIALS) if self.chance(0.15) else repr(round(self.random.uniform(-50, 50), 2)),
            STR: lambda: repr(self.pick(("a", "abc", "xyz", "é", "日本x", "0", "key", "", "q" * 20))),
            INTS: lambda: f"[{', '.join(small() for _ in range(self.random.randint(1, 6)))}]",
            FLOATS: lambda: f"[{', '.join(self.constant(FLOAT) for _ in range(self.random.randint(1, 4)))}]",
            DICT: lambda: self.pick(("{1: 2, 3: 4}", "{i: i * i for i in range(6)}", "{0: 5}", "{}")),
            SET: lambda: self.pick(("{1, 2, 3}", "{0}", "set(range(5))")),
            OBJECT: lambda: f"{self.pick(self.classes)}({small()}, {self.constant(FLOAT)})",
            PAIR: lambda: f"({small()}, {small()})", BYTES: lambda: self.pick(("b'abc'", "b'\\x00\\xff'", "bytes(range(9))")),
        }[kind]()

    def index(self, sequence):
        """A place in a sequence, mostly one that exists."""
        if self.chance(0.04):
            return self.of(INT, 1)
        return f"({self.of(INT, 1)}) % (len({sequence}) or 1)" if self.chance(0.7) else self.pick(("0", "-1", "len({}) // 2".format(sequence)))

    def element(self, kind):
        sequence = self.named(kind) or self.constant(kind)
        return f"{sequence}[{self.index(sequence)}]"

    def arguments(self, parameters, depth):
        given = [self.of(kind, depth) for kind in parameters]
        roll = self.random.random()
        if given and roll < 0.08:
            return f"*[{', '.join(given)}]"
        if given and roll < 0.15:
            return ", ".join([*given[:-1], f"p{len(given) - 1}={given[-1]}"])
        if given and roll < 0.2:
            return ", ".join([*given[:-1], f"**{{'p{len(given) - 1}': {given[-1]}}}"])
        return ", ".join(given)

    def called(self, kind, depth):
        """A call of a function of the program that gives the kind."""
        matching = [function for function in self.callable_functions if function[1] == kind]
        if not matching or self.depth > 2:
            return self.leaf(kind)
        name, _, parameters = self.pick(matching)
        return f"{name}({self.arguments(parameters, depth)})"

    def hot_int(self, depth):
        a, b = self.of(INT, depth), self.of(INT, depth)
        o = self.named(OBJECT) or self.constant(OBJECT)
        v = self.fresh("v")
        return self.pick((
            lambda: f"({a} + {b})", lambda: f"({a} - {b})", lambda: f"({a} * {b})", lambda: f"({a} {self.pick('&|^')} {b})",
            lambda: f"(({a} * {self.pick((31, 1103515245, 6364136223846793005))} + {b}) & {self.pick(MASKS[:4])})",
            lambda: f"((({a} << {self.random.randint(1, 40)}) ^ {b}) & {self.pick(MASKS[:4])})", lambda: f"({a} >> {self.random.randint(0, 9)})",
            lambda: f"({a} // {self.pick(('3', '-7', '8', f'({b} | 1)', b))})", lambda: f"({a} % {self.pick(('3', '-7', '8', '10007', f'({b} | 1)', b))})",
            lambda: f"(-{a})", lambda: f"(~{a})", lambda: f"abs({a})", lambda: f"{self.pick(('min', 'max'))}({a}, {b})",
            lambda: f"len({self.leaf(self.pick((STR, INTS, DICT, SET, PAIR, BYTES)))})", lambda: self.element(INTS), lambda: self.element(INTS),
            lambda: self.element(PAIR), lambda: self.element(BYTES), lambda: f"ord({self.element(STR)})", lambda: f"{o}.x", lambda: f"{o}.x",
            lambda: f"{o}.step({a})", lambda: f"{o}.step({a})", lambda: f"{o}.twice", lambda: f"{o}[{a}]", lambda: f"{o}({a})", lambda: f"len({o})",
            lambda: f"{o}.kind()", lambda: f"{o}.shared", lambda: f"{self.pick(self.classes)}.make({a})", lambda: f"{o}.outer({a}, {b})",
            lambda: f"({a} if {self.condition(depth)} else {b})", lambda: f"{self.leaf(DICT)}.get({a}, {b})", lambda: f"({self.condition(depth)}) + {a}",
            lambda: f"sum({self.with_loop_variable(v, INT, depth)} for {v} in {self.source()})", lambda: f"int({self.of(FLOAT, depth)})",
            lambda: f"sum([{self.with_loop_variable(v, INT, depth)} for {v} in {self.source()} if {self.with_loop_variable(v, None, depth)}])",
            lambda: f"divmod({a}, {self.pick(('7', '-3', b))})[{self.random.randint(0, 1)}]", lambda: f"({a} & 15) ** {self.random.randint(0, 4)}",
            lambda: f"({a}).bit_length()", lambda: f"({self.of(WIDE, depth)} & {self.pick(MASKS[:4])})", lambda: f"({self.of(WIDE, depth)} % 10007)",
            lambda: f"({self.of(WIDE, depth)} >> 90)", lambda: self.called(INT, depth), lambda: self.called(INT, depth), lambda: f"(lambda q, r=2: q * r + {b})({a})",
            lambda: f"({a} and {b})", lambda: f"({a} or {b})", lambda: f"G1", lambda: f"{self.leaf(INTS)}.count({a})", lambda: f"int(str({a}))",
            lambda: f"max({self.leaf(INTS)}, default={a})", lambda: f"round({self.of(FLOAT, 0)})", lambda: f"(w := {a}) + w" if self.may_name else a,
            lambda: f"next(({v} for {v} in {self.source()} if {self.with_loop_variable(v, None, depth)}), {a})",
            lambda: f"max({self.source()}, key=lambda q: q % 5, default={a})", lambda: f"sorted({self.source()})[0]",
            lambda: f"(isinstance({self.leaf(self.pick((INT, FLOAT, OBJECT)))}, {self.pick(('int', 'float', self.pick(self.classes)))}) + {a})",
        ))()

    def hot_wide(self, depth):
        a, b = self.of(WIDE, depth), self.of(self.pick((INT, WIDE)), depth)
        return self.pick((
            f"({a} + {b})", f"({a} - {b})", f"({a} * {self.of(INT, 0)})", f"({a} {self.pick('&|^')} {b})", f"(({a} * {b}) & {self.pick(MASKS)})",
            f"({a} >> {self.random.randint(0, 70)})", f"(({a} << {self.random.randint(0, 40)}) & {self.pick(MASKS)})", f"({a} + 1)", f"({a} * 3)",
            f"({a} // {self.random.choice((3, -5, 2**32, 2**64))})", f"(-{a})", f"(~{a})", f"abs({a})", f"min({a}, {b})", f"({b} + {a} * 2)",
            f"({a} ^ ({a} >> {self.random.randint(1, 40)})) * {self.pick(('0x9E3779B97F4A7C15', '31'))} & {self.pick(MASKS)}",
            f"(({a} << 13 | {a} >> 51) & 0xFFFFFFFFFFFFFFFF)", f"({a} % {self.pick(('(2**61 - 1)', '-1000003', '2**40'))})", f"({a} + {self.pick(EDGES)})",
        ))

    def hot_float(self, depth):
        a, b = self.of(FLOAT, depth), self.of(self.pick((FLOAT, FLOAT, INT)), depth)
        o = self.named(OBJECT) or self.constant(OBJECT)
        v = self.fresh("v")
        return self.pick((
            lambda: f"({a} + {b})", lambda: f"({b} - {a})", lambda: f"({a} * {b})", lambda: f"({a} + {b})", lambda: f"({a} * {a})",
            lambda: f"({a} / {self.pick((f'({b} or 1)', '3', '0.5', b))})", lambda: f"({self.of(INT, depth)} / {self.pick(('7', '2', f'({b} or 1)'))})",
            lambda: f"(-{a})", lambda: f"abs({a})", lambda: f"{self.pick(('min', 'max'))}({a}, {b})", lambda: f"math.sqrt(abs({a}))", lambda: f"{o}.y",
            lambda: self.element(FLOATS), lambda: self.element(FLOATS), lambda: f"float({self.of(INT, depth)})", lambda: f"({a} if {self.condition(depth)} else {b})",
            lambda: f"({a} // {self.pick(('0.7', '3', f'({b} or 1)'))})", lambda: f"({a} % {self.pick(('0.7', '-3', f'({b} or 1)'))})", lambda: f"round({a}, 2)",
            lambda: f"sum({self.leaf(FLOATS)})", lambda: f"sum({v} * {self.of(FLOAT, 0)} for {v} in {self.leaf(FLOATS)})", lambda: self.called(FLOAT, depth),
            lambda: f"({self.of(FLOAT, 0)} ** {self.pick(('2', '0.5', '-1', '3'))})", lambda: f"math.{self.pick(('sin', 'cos', 'atan'))}({self.of(FLOAT, 0)})",
            lambda: f"math.floor({self.of(FLOAT, 0)}) * 0.5", lambda: f"({self.of(WIDE, 0)} * 0.5)", lambda: f"float('%.3f' % {self.of(FLOAT, 0)})",
        ))()

    def hot_str(self, depth):
        a, b = self.of(STR, depth), self.of(STR, depth)
        n, f = self.of(INT, depth), self.of(FLOAT, 0)
        s = self.named(STR) or self.constant(STR)
        return self.pick((
            f"({a} + {b})", f"{s}[{self.index(s)}]", f"{s}[{self.cut()}]", f"str({n})", f"f'{{{n}}}:{{{a}}}'", f"f'{{{f}:.2f}}|{{{n}:>4}}'", f"chr(97 + ({n}) % 26)",
            f"'%s-%d' % ({a}, {n})", f"{a}.upper()", f"({a} * 2)", f"','.join([str(q) for q in {self.leaf(INTS)}])", f"({a} if {self.condition(depth)} else {b})",
            f"''.join([{a}, {b}])", f"{s}.replace('a', 'bb')", f"repr({n})", f"{s}[::-1]", f"({a} or {b})", f"{a}.strip()", self.called(STR, depth), f"type({n}).__name__",
        ))

    def hot_ints(self, depth):
        v = self.fresh("v")
        a = self.leaf(INTS)
        return self.pick((
            lambda: f"[{self.with_loop_variable(v, INT, depth)} for {v} in {self.source()}]", lambda: f"{a}[{self.cut()}]", lambda: f"({a} + {self.leaf(INTS)})",
            lambda: f"[{self.with_loop_variable(v, INT, depth)} for {v} in {self.source()} if {self.with_loop_variable(v, None, depth)}]",
            lambda: f"sorted({a})", lambda: f"list(map(lambda q: q + {self.of(INT, 0)}, {a}))", lambda: f"[{self.of(INT, depth)}] * 3", lambda: f"list(gen({self.random.randint(0, 6)}))",
            lambda: f"[*{a}, {self.of(INT, depth)}]", lambda: f"list(range({self.random.randint(0, 9)}))", lambda: f"sorted({a}, key=lambda q: -q)",
            lambda: f"list({self.leaf(DICT)})", lambda: f"list(filter(None, {a}))", lambda: f"[q + r for q, r in zip({a}, {self.leaf(INTS)})]",
            lambda: f"[q * r for q, r in enumerate({a})]", lambda: f"list(reversed({a}))", lambda: self.called(INTS, depth),
        ))()

    def hot_floats(self, depth):
        v = self.fresh("v")
        a = self.leaf(FLOATS)
        return self.pick((
            f"[{v} * {self.of(FLOAT, depth)} for {v} in {a}]", f"{a}[{self.cut()}]", f"({a} + [{self.of(FLOAT, depth)}])", f"[{self.of(FLOAT, depth)}] * 4",
            f"[float({v}) for {v} in {self.source()}]", f"[{v} + {self.of(FLOAT, 0)} for {v} in {a} if {v} < {self.of(FLOAT, 0)}]",
        ))

    def hot_dict(self, depth):
        v = self.fresh("v")
        return self.pick((
            f"{{{v}: {self.with_loop_variable(v, INT, depth)} for {v} in {self.source()}}}", f"{{**{self.leaf(DICT)}, {self.of(INT, depth)}: 1}}",
            f"dict(zip({self.leaf(INTS)}, {self.leaf(INTS)}))", f"dict({self.leaf(DICT)})", f"({self.leaf(DICT)} | {{1: 7}})",
        ))

    def hot_set(self, depth):
        v = self.fresh("v")
        return self.pick((f"{{{self.with_loop_variable(v, INT, depth)} for {v} in {self.source()}}}", f"set({self.leaf(INTS)})",
                          f"({self.leaf(SET)} {self.pick('|&-^')} {self.leaf(SET)})", f"{{{self.of(INT, depth)}, 2}}"))

    def hot_object(self, depth):
        o = self.leaf(OBJECT)
        return self.pick((
            f"{self.pick(self.classes)}({self.of(INT, depth)}, {self.of(FLOAT, depth)})", f"({o} + {self.leaf(OBJECT)})", f"({o} * {self.of(INT, 0)})", f"(-{o})",
            f"({o} if {self.condition(depth)} else {self.leaf(OBJECT)})", f"{o}.copy()", f"max({o}, {self.leaf(OBJECT)})", self.called(OBJECT, depth),
        ))

    def hot_pair(self, depth):
        return self.pick((f"({self.of(INT, depth)}, {self.of(INT, depth)})", f"{self.leaf(PAIR)}[::-1]", f"divmod({self.of(INT, depth)}, 7)", self.called(PAIR, depth),
                          f"tuple([{self.of(INT, depth)}, {self.of(INT, 0)}])"))

    def hot_bytes(self, depth):
        a = self.leaf(BYTES)
        return self.pick((f"({a} + bytes([{self.of(INT, depth)} & 255]))", f"{a}[{self.cut()}]", f"{self.leaf(STR)}.encode()", f"bytes(reversed({a}))"))

    def condition(self, depth):
        a, b = self.of(INT, depth), self.of(INT, depth)
        f = self.of(FLOAT, depth)
        operator = self.pick(("<", "<=", "==", "!=", ">", ">="))
        return self.pick((
            lambda: f"{a} {operator} {b}", lambda: f"{a} {operator} {b}", lambda: f"{a} % {self.random.randint(2, 7)} == {self.random.randint(0, 3)}", lambda: f"{a} & 1",
            lambda: f"{f} {operator} {self.of(FLOAT, depth)}", lambda: f"{f} {operator} {a}", lambda: f"{self.of(WIDE, depth)} {operator} {self.of(self.pick((INT, WIDE, FLOAT)), depth)}",
            lambda: f"{self.of(STR, depth)} {operator} {self.leaf(STR)}", lambda: f"{a} {self.pick(('in', 'not in'))} {self.leaf(self.pick((INTS, SET, DICT, PAIR)))}",
            lambda: f"{self.leaf(STR)} in {self.leaf(STR)}", lambda: f"not {a}", lambda: f"({self.condition(0)} and {self.condition(0)})", lambda: f"({self.condition(0)} or {b})",
            lambda: f"{a} < {b} <= {self.of(INT, 0)}", lambda: f"{self.leaf(OBJECT)} {operator} {self.leaf(OBJECT)}", lambda: f"{self.leaf(OBJECT)} is {self.leaf(OBJECT)}",
            lambda: f"isinstance({self.leaf(OBJECT)}, {self.pick(self.classes)})", lambda: f"{self.leaf(self.pick((INTS, STR, DICT, OBJECT)))}",
            lambda: f"any(q > {b} for q in {self.source()})", lambda: f"all(q != {b} for q in {self.source()})", lambda: f"{self.leaf(PAIR)} {operator} {self.leaf(PAIR)}",
            lambda: f"{self.leaf(INTS)} {operator} {self.leaf(INTS)}", lambda: f"{self.leaf(self.pick((OBJECT, INT)))} is {self.pick(('None', 'not None'))}",
            lambda: f"hasattr({self.leaf(OBJECT)}, {self.pick(('x', 'extra', 'late'))!r})", lambda: f"{a} in {self.leaf(OBJECT)}", lambda: f"{f} != {f}",
        ))()

    def source(self):
        """Something short to iterate over that gives ints."""
        return self.pick((f"range({self.random.randint(0, 8)})", f"{self.leaf(INTS)}[:8]", self.leaf(PAIR), f"gen({self.random.randint(0, 6)})", f"{self.leaf(BYTES)}[:8]",
                          f"range({self.random.randint(3, 20)}, 0, -{self.random.randint(2, 4)})", f"sorted({self.leaf(SET)})[:8]", f"list({self.leaf(DICT)})[:8]",
                          f"delegate({self.random.randint(0, 4)})"))

    def cut(self):
        part = lambda: self.pick(("", "1", "-1", "2", "-3", "i & 3" if "i" in self.variables else "3"))
        return f"{part()}:{part()}{self.pick(('', '', ':2', ':-1'))}"

    def with_loop_variable(self, name, kind, depth):
        """An expression, or with no kind a condition, that may use one more int."""
        self.variables[name] = INT
        may_name, self.may_name = self.may_name, False
        made = self.of(kind, depth) if kind else self.condition(min(depth, 1))
        self.may_name = may_name
        del self.variables[name]
        return made
