"""Random expressions of a wanted type; part of `generate.py`, whose rules hold here too."""

INT, FLOAT, STR, LIST, DICT, BOOL, SET, TUPLE, BYTES, ANY = (
    "int", "float", "str", "list", "dict", "bool", "set", "tuple", "bytes", "any")
TYPES = (INT, INT, FLOAT, STR, LIST, DICT, BOOL, SET, TUPLE, BYTES)

INTS = (0, 1, -1, 2, 3, 7, -13, 255, 256, 2**31 - 1, 2**31, -(2**31), 2**48 - 1, 2**48, -(2**48), 2**49, 2**62, 2**63 - 1, -(2**63),
        2**64, 10**20, 2**127, -(2**128), 10**40 + 7)
FLOATS = (0.0, -0.0, 0.5, 1.0, -2.5, 3.14159, 1e10, 1e-5, 1e308, 5e-324, 1e16, 123456789.125)
STRINGS = ("", "a", "abc", "Hello", " x ", "12", "-7", "é", "日本", "a,b,c", "%", "\n", "tab\t", "ß", "😀z", "aXbXc", "0x1f")
BYTE_STRINGS = (b"", b"a", b"abc\x00", b"\xff\xfe", b"x,y", b"12")
SPECS = ("", ">8", "<6", "^9", "05d", "+d", "x", "#b", ",", "_", "o", "e", ".2f", "10.3g", "%", "n", "*^12")


class Expressions:
    """Mostly of the wanted type, now and then of another, so that errors happen."""

    def expression(self, kind, depth=3):
        if self.chance(0.02):
            kind = self.pick([other for other in TYPES if other != SET])
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
        if kind == BYTES:
            return repr(self.pick(BYTE_STRINGS))
        if kind == BOOL:
            return self.pick(("True", "False"))
        items = [self.literal(INT) for _ in range(self.random.randint(0, 4))]
        if kind == LIST:
            return "[" + ", ".join(items) + "]"
        if kind == TUPLE:
            return "(" + "".join(item + ", " for item in items) + ")"
        if kind == SET:
            return "{" + ", ".join(items) + "}" if items else "set()"
        keys = self.random.sample(("'a'", "'b'", "'c'", "1", "2"), self.random.randint(0, 3))
        return "{" + ", ".join(f"{key}: {self.literal(INT)}" for key in keys) + "}"

    def with_variables(self, names, kind, depth):
        """An expression that may use more variables: those of a comprehension or lambda."""
        self.scopes.append(names)
        made = self.expression(kind, depth)
        self.scopes.pop()
        return made

    def shown(self, text, kind):
        """What may be printed of a value: sets of strings have no order of their own."""
        return f"show({text})" if kind in (SET, ANY) else text

    def make_any(self, depth):
        return self.expression(self.pick(TYPES), depth)

    def make_int(self, depth):
        a, b = (self.expression(INT, depth) for _ in range(2))
        choice = self.random.randrange(26)
        if choice < 6:
            return f"({a} {self.pick('+-*&|^')} {b})"
        if choice < 8:
            return f"({a} {self.pick(('//', '%'))} {b})"
        if choice == 8:
            return f"({a} {self.pick(('<<', '>>'))} ({b} & {self.pick((15, 63, 100))}))"
        if choice == 9:
            return f"({a} & {self.pick(('0xFF', '0xFFFFFFFF', '0xFFFFFFFFFFFFFFFF'))})"
        if choice == 10:
            return f"{self.pick(('-', '~', '+'))}({a})"
        if choice == 11:
            return f"len({self.expression(self.pick((STR, LIST, DICT, SET, TUPLE, BYTES)), depth)})"
        if choice == 12:
            return f"{self.expression(self.pick((LIST, TUPLE)), depth)}[{self.random.randint(-3, 3)}]"
        if choice == 13:
            return f"{self.pick(('min', 'max'))}({a}, {b})"
        if choice == 14:
            return f"({a} if {self.expression(BOOL, depth)} else {b})"
        if choice == 15:
            return f"(({a} & 63) ** {self.random.randint(0, 9)})"
        if choice == 16:
            return f"divmod({a}, {b})[{self.random.randint(0, 1)}]"
        if choice == 17:
            return self.pick((f"({a}).bit_length()", f"abs({a})", f"round({a}, -1)", f"hash({a})", f"({a}).bit_count()"))
        if choice == 18:
            name = self.fresh("g")
            body = self.with_variables({name: INT}, INT, depth)
            return f"sum({body} for {name} in {self.expression(self.pick((LIST, TUPLE)), depth)})"
        if choice == 19:
            return f"{self.expression(DICT, depth)}.get({self.pick(('1', repr('a'), repr('q')))}, {a})"
        if choice == 20:
            return f"int({self.pick((self.expression(FLOAT, depth), self.expression(STR, 0), f'str({a})'))})"
        if choice == 21:
            name = self.fresh("w")
            if self.in_comprehension or self.indent == 0:
                return f"({a} - {b})"
            return f"(({name} := {a}) + {name} * 2)"
        if choice == 22:
            return f"pow({a}, {self.random.randint(0, 20)}, {self.pick(('97', '2**61 - 1', b))})"
        if choice == 23:
            return f"(lambda p, q=2: p * q - {self.random.randint(0, 9)})({a})"
        if choice == 24:
            return f"{self.expression(STR, depth)}.{self.pick(('find', 'count', 'rfind', 'index'))}({self.literal(STR)})"
        return self.call(INT, depth)

    def make_float(self, depth):
        a, b = self.expression(FLOAT, depth), self.expression(self.pick((FLOAT, INT)), depth)
        return self.pick((
            f"({a} + {b})", f"({a} - {b})", f"({a} * {b})", f"({a} / {b})", f"({b} / {a})", f"abs({a})", f"({a} // {b})",
            f"round({a}, 3)", f"float({self.expression(INT, depth)})", f"(-{a})", f"({a} % {b})", f"divmod({a}, {b})[1]",
            f"float(repr({a}))", f"sum([{a}, {b}, 0.1])", f"max({a}, {b})", f"({a} if {a} == {a} else 0.0)",
        ))

    def make_str(self, depth):
        a, b = self.expression(STR, depth), self.expression(STR, depth)
        kind = self.pick((INT, FLOAT, LIST, TUPLE, BYTES, DICT))
        x = self.expression(kind, depth)
        number = self.expression(self.pick((INT, FLOAT)), depth)
        return self.pick((
            f"({a} + {b})", f"({a} * {self.random.randint(-1, 3)})", f"str({x})",
            f"{a}.{self.pick(('upper', 'lower', 'strip', 'title', 'swapcase', 'casefold', 'capitalize', 'lstrip'))}()", f"{a}[{self.slice()}]",
            f"','.join([str(v) for v in {self.expression(LIST, depth)}])", f"{a}.replace('a', {self.literal(STR)})",
            f"f'{{({x})!r}}|{{({a}):>6}}'", f"f'{{({number}):{self.pick(SPECS)}}} {{({x})!s:.9}}'", f"'%s %r' % ({a}, {x})",
            f"{a}[{self.random.randint(-2, 2)}]", f"format({number}, {self.pick(SPECS)!r})", f"'{{0}}-{{1!r:>5}}'.format({number}, {a})",
            f"repr({x})", f"{a}.{self.pick(('zfill', 'center', 'ljust', 'rjust'))}({self.random.randint(-1, 9)})",
            f"'%{self.pick(('d', 'x', '5.1f', 's', '+i', '08.3f', 'e', 'g', 'r'))}' % ({number},)",
            f"''.join(reversed({a}))", f"({a} or {b})", f"chr(({self.expression(INT, depth)}) % 55000)",
            f"''.join(sorted({a}))", f"{a}.encode().decode('latin-1')",
        ))

    def make_bytes(self, depth):
        a = self.expression(BYTES, depth)
        return self.pick((
            f"({a} + {self.literal(BYTES)})", f"{a}[{self.slice()}]", f"{self.expression(STR, depth)}.encode()", f"({a} * 2)",
            f"bytes(v & 255 for v in {self.expression(LIST, depth)})", f"{a}.replace(b'a', b'zz')", f"bytes(bytearray({a})[::-1])",
            f"(({self.expression(INT, depth)}) & 0xFFFFFF).to_bytes(4, {self.pick(('big', 'little'))!r})", f"{a}.upper()",
        ))

    def make_list(self, depth):
        a = self.expression(LIST, depth)
        name, other = self.fresh("v"), self.fresh("v")
        self.in_comprehension += 1
        body, test = self.with_variables({name: INT}, INT, depth), self.with_variables({name: INT}, BOOL, depth)
        two = self.with_variables({name: INT, other: INT}, INT, depth)
        self.in_comprehension -= 1
        return self.pick((
            f"({a} + {self.expression(LIST, depth)})", f"{a}[{self.slice()}]", f"sorted({a})", f"list(reversed({a}))",
            f"[{body} for {name} in {a}]", f"[{name} for {name} in {a} if {test}]", f"list(range({self.random.randint(0, 6)}))",
            f"list({self.expression(DICT, depth)}.values())", f"[{self.expression(INT, depth)}, *{a}]", f"({a} * 2)",
            f"[i * x for i, x in enumerate({a})]", f"list(map(lambda q: q + 1, {a}))", f"sorted({self.expression(SET, depth)})",
            f"[{two} for {name} in {a}[:4] for {other} in range(3)]", f"sorted({a}, key=lambda {name}: {body})",
            f"sorted({a}, reverse=True)", f"[x - y for x, y in zip({a}, {self.expression(LIST, depth)})]",
            f"list(filter(lambda {name}: {test}, {a}))", f"[*{a}, *{self.expression(TUPLE, depth)}]",
            f"[[{name}, {other}][{name} > 2] for {name}, {other} in enumerate({a})]", f"list({self.expression(BYTES, depth)})",
            f"[q() for q in [lambda: {name} for {name} in {a}]]", f"[q() for q in [lambda {name}={name}: {body} for {name} in {a}]]",
            f"list(twice({a}))", self.call(LIST, depth),
        ))

    def make_tuple(self, depth):
        a = self.expression(TUPLE, depth)
        return self.pick((
            f"({a} + {self.literal(TUPLE)})", f"tuple({self.expression(LIST, depth)})", f"{a}[{self.slice()}]",
            f"({self.expression(INT, depth)}, *{a})", f"divmod({self.expression(INT, depth)}, {self.expression(INT, depth)})",
            f"tuple(v + 1 for v in {a})", f"max({a}, {self.literal(TUPLE)})", f"({self.expression(INT, depth)}, {self.expression(INT, depth)})",
        ))

    def make_set(self, depth):
        a = self.expression(SET, depth)
        name = self.fresh("s")
        self.in_comprehension += 1
        body = self.with_variables({name: INT}, INT, depth)
        self.in_comprehension -= 1
        return self.pick((
            f"({a} {self.pick('&|-^')} {self.expression(SET, depth)})", f"set({self.expression(LIST, depth)})",
            f"{{{body} for {name} in {self.expression(LIST, depth)}}}", f"{{{self.expression(INT, depth)}, *{a}}}",
            f"{a}.union({self.expression(LIST, depth)})", f"frozenset({a})",
        ))

    def make_dict(self, depth):
        name = self.fresh("k")
        self.in_comprehension += 1
        value = self.with_variables({name: INT}, INT, depth)
        self.in_comprehension -= 1
        return self.pick((
            f"{{**{self.expression(DICT, depth)}, 'z': {self.expression(INT, depth)}}}",
            f"{{{name}: {value} for {name} in {self.expression(LIST, depth)}}}",
            f"({self.expression(DICT, depth)} | {self.literal(DICT)})", f"dict(zip('abc', {self.expression(LIST, depth)}))",
            f"dict(a={self.expression(INT, depth)}, **{{'y': 2}})", f"dict.fromkeys({self.expression(LIST, depth)}, {self.literal(INT)})",
            f"{{v: k for k, v in {self.expression(DICT, depth)}.items()}}",
        ))

    def make_bool(self, depth):
        kind = self.pick((INT, FLOAT, STR, LIST, TUPLE, SET))
        a, b = self.expression(kind, depth), self.expression(kind, depth)
        name = self.fresh("t")
        self.in_comprehension += 1
        test = self.with_variables({name: INT}, BOOL, depth)
        self.in_comprehension -= 1
        return self.pick((
            f"({a} {self.pick(('<', '<=', '==', '!=', '>', '>='))} {b})", f"(not {self.expression(BOOL, depth)})",
            f"({self.expression(BOOL, depth)} {self.pick(('and', 'or'))} {self.expression(BOOL, depth)})",
            f"({self.expression(INT, depth)} {self.pick(('in', 'not in'))} {self.expression(self.pick((LIST, SET, TUPLE, DICT)), depth)})",
            f"bool({a})", f"isinstance({a}, {self.pick(('int', 'str', '(int, float)', 'bool | list'))})",
            f"({a} < {b} < {self.expression(kind, depth)})", f"{self.pick(('any', 'all'))}({test} for {name} in {self.expression(LIST, depth)})",
            f"({a} is {self.pick(('None', 'True', 'NotImplemented'))})", f"{self.expression(STR, depth)}.startswith({self.literal(STR)})",
            f"({self.expression(STR, depth)} in {self.expression(STR, depth)})", f"{self.expression(SET, depth)}.isdisjoint({a})",
        ))

    def slice(self):
        part = lambda: self.pick(("", "", "1", "-1", "2", "-2", "9"))
        step = self.pick(("", "", ":2", ":-1"))
        return f"{part()}:{part()}{step}"

    def call(self, kind, depth):
        matching = [function for function in self.functions if function[1] == kind]
        if not matching or self.loops > 1 or self.in_comprehension:
            return self.literal(kind)
        name, _, parameters = self.pick(matching)
        given = [self.expression(parameter, depth - 1) for parameter in parameters]
        if given and self.chance(0.2):
            # The last arguments out of a sequence.
            at = self.random.randrange(len(given))
            given = [*given[:at], f"*[{', '.join(given[at:])}]"]
        return f"{name}({', '.join(given)})"
