"""Random statements as hot code has them; part of `hot.py`, whose rules hold here too.

What a loop keeps is cut back (`kept`), so that no value grows for ever; now and then a turn of a loop changes a type, a class or a
function that what is compiled by then takes for granted (`surprise`).
"""

from hot_expressions import BYTES, DICT, FLOAT, FLOATS, INT, INTS, KINDS, OBJECT, PAIR, SET, STR, WIDE

ERRORS = ("ZeroDivisionError", "(IndexError, KeyError)", "Exception", "TypeError", "Oops", "ArithmeticError", "(ValueError, Oops)", "LookupError")
# Arithmetic operators of augmented assignments.
AUGMENTS = {INT: ("+", "-", "*", "&", "|", "^", "//", "%", ">>"), WIDE: ("+", "-", "*", "|", "^", "&"), FLOAT: ("+", "-", "*", "/")}


class HotStatements:
    def body(self, count):
        """A block."""
        self.indent += 1
        for _ in range(count):
            self.hot_statement()
        self.indent -= 1

    def hot_statement(self):
        simple = (self.keep, self.keep, self.keep, self.augmented, self.augmented, self.element_store, self.element_store, self.container_call,
                  self.attribute_store, self.attribute_store, self.method_call, self.swap, self.conditional_jump, self.surprise, self.global_use)
        compound = (self.when, self.when, self.inner_loop, self.inner_loop, self.guarded, self.managed, self.matched, self.closure, self.raise_now,
                    self.unbind, self.look)
        self.pick(simple if self.depth > 2 or self.indent > 7 or self.chance(0.6) else compound)()

    def kept(self, name, kind, value):
        """Assigns so that what grows with every turn stays small."""
        if kind == INT:
            value = self.pick((f"({value}) % {self.pick((10007, 97, 1000003))}", f"({value}) & {self.pick(('0xFFFF', '0xFFFFFFFF', '1023'))}"))
        self.emit(f"{name} = {value}")
        self.cut_back(name, kind)

    def cut_back(self, name, kind):
        text = {
            WIDE: f"if {name}.bit_length() > {self.pick((66, 130, 260))}: {name} = {self.pick((1, -3, 2**31, 2**62))}",
            FLOAT: f"if not -1e100 < {name} < 1e100: {name} = {self.pick(('0.5', '-1.25', '3.0'))}" if self.chance(0.9) else None,
            STR: f"if len({name}) > 30: {name} = {name}[-5:]", INTS: f"del {name}[12:]", FLOATS: f"if len({name}) > 9: {name} = {name}[:3]",
            DICT: f"if len({name}) > 9: {name}.clear()", SET: f"if len({name}) > 9: {name} = set()", BYTES: f"{name} = {name}[-20:]",
        }.get(kind)
        if text:
            self.emit(text)

    def target(self, *kinds):
        """A variable that may be assigned to, with its kind."""
        kind = self.pick(kinds or KINDS)
        names = [name for name, its in self.variables.items() if its == kind and name not in self.fixed]
        return (self.pick(names), kind) if names else (None, kind)

    def keep(self):
        name, kind = self.target()
        if name:
            self.kept(name, kind, self.of(kind, 3))
        else:
            self.emit("count += 1")

    def augmented(self):
        name, kind = self.target(INT, INT, WIDE, FLOAT, STR)
        if name is None:
            return self.keep()
        if kind == STR:
            self.emit(f"{name} += {self.of(STR, 2)}")
        else:
            operator = self.pick(AUGMENTS[kind])
            value = self.of(INT if kind == WIDE else kind, 2)
            if operator in ("//", "%", "/"):
                value = f"({value} or 1)" if self.chance(0.9) else value
            self.emit(f"{name} {operator}= {f'({value}) & 15' if operator == '>>' else value}")
        if kind == INT:
            self.emit(f"{name} %= {self.pick((10007, 2**31, 65536))}")
        self.cut_back(name, kind)

    def element_store(self):
        name, kind = self.target(INTS, FLOATS, DICT)
        if name is None:
            return self.keep()
        value = self.of(FLOAT if kind == FLOATS else INT, 2)
        if kind == DICT:
            key = f"({self.of(INT, 1)}) % 11" if self.chance(0.8) else self.leaf(self.pick((STR, PAIR, FLOAT)))
            self.emit(self.pick((f"{name}[{key}] = ({value}) & 0xFFFF", f"{name}[{key}] = {name}.get({key}, 0) + 1", f"{name}[{key}] += 1")))
        else:
            place = f"{name}[{self.index(name)}]"
            self.emit(f"{place} = {value if kind == FLOATS else f'({value}) & 0xFFFFFF'}")
            if self.chance(0.3):
                self.emit(f"{place} {self.pick('+-')}= {self.of(FLOAT if kind == FLOATS else INT, 0)}")

    def container_call(self):
        name, kind = self.target(INTS, INTS, DICT, SET)
        if name is None:
            return self.keep()
        n = f"({self.of(INT, 1)}) & 0xFFFF"
        self.emit(self.pick({
            INTS: (f"{name}.append({n})", f"{name}.append({n})", f"{name} and {name}.pop()", f"{name}.insert(0, {n})", f"{name}[{self.cut()}] = {self.leaf(INTS)}" if self.chance(0.5) else
                   f"{name}.extend({self.leaf(PAIR)})", f"{name}.sort()", f"{name}.reverse()", f"del {name}[{self.pick((':1', '-1:', '2:3', '0'))}]", f"{name} += [{n}]", f"{name}.remove({n})"),
            DICT: (f"{name}.setdefault({n} % 7, {self.of(INT, 0)})", f"{name}.pop({n} % 7, None)", f"del {name}[{n} % 5]", f"{name}.update({{3: {n}}})"),
            SET: (f"{name}.add({n} % 13)", f"{name}.discard({n} % 13)", f"{name} |= {{{n} % 5}}", f"{name}.remove({n} % 13)"),
        }[kind]))
        self.cut_back(name, kind)

    def attribute_store(self):
        name = self.named(OBJECT)
        if name is None:
            return self.keep()
        self.emit(self.pick((
            f"{name}.x = ({self.of(INT, 2)}) % 1009", f"{name}.x += {self.of(INT, 1)} & 7", f"{name}.y = {self.of(FLOAT, 2)}", f"{name}.y *= 0.5",
            f"{name}.twice = {self.of(INT, 1)} & 255", f"{name}.x = ({name}.x + {self.of(INT, 1)}) & 0xFFFF", f"{name}[{self.of(INT, 0)}] = {self.of(INT, 1)} & 31",
        )))

    def method_call(self):
        name, target = self.named(OBJECT), self.target(INT)[0]
        if name is None or target is None:
            return self.keep()
        self.emit(self.pick((f"{name}.step({self.of(INT, 1)} & 63)", f"{target} = {name}.step({self.of(INT, 1)} & 255) & 0xFFFF", f"{name} += {self.leaf(OBJECT)}",
                             f"{target} = {self.called(INT, 1)} % 10007", f"bound = {name}.step; {target} = (bound(1) + bound(2)) % 997")))

    def swap(self):
        one, two = self.target(INT)[0], self.target(INT)[0]
        if one is None:
            return self.keep()
        self.emit(self.pick((f"{one}, {two} = {two}, ({self.of(INT, 1)}) % 997", f"{one}, *rest = {self.of(PAIR, 1)}", f"*rest, {one} = {self.of(INTS, 1)}",
                             f"{one} = {two} = ({self.of(INT, 1)}) & 127", f"({one}, {two}), rest = {self.of(PAIR, 1)}, 0")))

    def conditional_jump(self):
        if not self.loop_names or self.returning and self.chance(0.2):
            return self.emit(f"if {self.condition(1)} and count > {self.random.randint(5, 50)}: return {self.outcome()}")
        self.emit(f"if {self.condition(2)}{f' and count % {self.random.randint(2, 9)} == 1' if self.chance(0.5) else ''}: {self.pick(('continue', 'continue', 'break'))}")

    def turn(self):
        """True in few turns, late."""
        return f"count == {self.pick((3, 8, 25, 40, 70))}" if self.chance(0.8) else f"count % {self.pick((10, 23))} == 9"

    def surprise(self):
        name, kind = self.target()
        instance = self.named(OBJECT)
        klass, other = self.pick(self.classes), self.pick(self.classes)
        functions = [function for function in self.callable_functions if function[1] == INT]
        choices = [f"{klass}.step = lambda self, n: n * 3 + 1", f"{klass}.shared += 1", f"{klass}.twice = property(lambda self: 11)", f"{klass}.__add__ = lambda self, other: self",
                   f"globals()['G1'] = {self.constant(self.pick((INT, WIDE, FLOAT)))}", f"{klass}.__len__ = lambda self: 4", f"globals()['helper'] = lambda n: n - 5",
                   f"{klass}.extra = 5", f"{klass}.kind = {other}.kind", f"globals()['len'] = lambda q: 3", f"globals().pop('len', None)"]
        if name and kind not in (OBJECT, WIDE):
            choices += [f"{name} = {self.constant(self.pick((INT, FLOAT, WIDE, STR, INTS)))}"] * 4 + [f"{name} = True"] * (kind == INT)
        if instance and instance not in self.fixed:
            choices += [f"{instance}.late = 1", f"{instance} = {self.constant(OBJECT)}", f"{instance} = {self.constant(OBJECT)}", f"{instance}.x = {self.constant(self.pick((FLOAT, WIDE)))}",
                        f"{instance}.y = {self.constant(INT)}", f"del {instance}.x", f"{instance}.step = lambda n: 6", f"{instance}.__class__ = {other}"]
        if functions:
            choices.append(f"globals()[{self.pick(functions)[0]!r}] = helper")
        self.emit(f"if {self.turn()}: {self.pick(choices)}")

    def global_use(self):
        self.emit(self.pick(("global_count()", f"total.append(({self.of(INT, 1)}) % 97)", "del total[4:]", f"note({self.of(self.pick((INT, FLOAT, STR)), 1)})")))

    def when(self):
        self.emit(f"if {self.condition(2)}:")
        self.body(self.random.randint(1, 3))
        if self.chance(0.3):
            self.emit(f"elif {self.condition(1)}:")
            self.body(1)
        if self.chance(0.4):
            self.emit("else:")
            self.body(self.random.randint(1, 2))

    def inner_loop(self):
        """A loop of few turns in the loop around it."""
        name = self.fresh("j")
        self.depth += 1
        other = None
        if self.chance(0.75):
            source = self.pick((self.source(), self.source(), f"range({self.random.randint(2, 12)})", f"{self.of(INTS, 1)}[:8]"))
            if self.chance(0.35):
                other = self.fresh("j")
                source = self.pick((f"enumerate({source})", f"zip({source}, {self.source()})", f"zip({self.source()}, {source})", f"sorted({self.leaf(DICT)}.items(), key=str)[:6]",
                                    f"[{self.of(PAIR, 0)}, {self.of(PAIR, 0)}]", f"enumerate({source}, 5)"))
                self.emit(f"for {name}, {other} in {source}:")
            else:
                source = self.pick((source, source, source, f"reversed({self.leaf(INTS)}[:6])", f"map(lambda q: q * 2, {source})", f"(q + 1 for q in {source})"))
                self.emit(f"for {name} in {source}:")
            step = None
        else:
            self.emit(f"{name} = {self.random.randint(1, 9)}")
            self.emit(f"while {name} > 0:")
            step = f"    {name} -= {self.random.randint(1, 3)}"
        if step:
            self.emit(step)
        known = dict(self.variables)
        for loop_variable in (name, other):
            if loop_variable:
                self.variables[loop_variable] = INT
                self.fixed.add(loop_variable)
        self.loop_names.append(name)
        self.body(self.random.randint(1, 4))
        self.loop_names.pop()
        self.variables = known
        if self.chance(0.15):
            self.emit("else:")
            self.body(1)
        self.depth -= 1

    def guarded(self):
        self.emit("try:")
        self.body(self.random.randint(1, 3))
        if self.chance(0.6):
            self.emit(f"    {self.pick((f'fail({self.of(INT, 1)})', f'fail(count)', 'if count % 5 == 2: raise Oops(count)', f'1 // ({self.of(INT, 1)} % 3)'))}")
        finish = self.chance(0.3)
        if not finish or self.chance(0.6):
            for _ in range(self.random.randint(1, 2)):
                self.emit(f"except {self.pick(ERRORS)} as error:")
                self.emit(f"    {self.pick(('note(type(error).__name__)', 'note(str(error))', 'note(lines(error))', 'caught = error', 'count += 1'))}")
                if self.chance(0.4):
                    self.body(1)
                if self.chance(0.12):
                    self.emit(f"    {self.pick(('raise', 'raise Oops(7) from error', 'raise KeyError(count)'))}")
            if self.chance(0.25):
                self.emit("else:")
                self.body(1)
        else:
            finish = True
        if finish:
            self.emit("finally:")
            self.body(1)
            if self.loop_names and self.chance(0.1):
                self.emit(f"    if count % 7 == 6: {self.pick(('break', 'continue'))}")

    def managed(self):
        self.emit(f"with Manager({self.of(INT, 0)}, {self.pick(('True', 'False', 'True'))}){f' as {self.fresh("m")}' if self.chance(0.5) else ''}:")
        self.body(self.random.randint(1, 2))
        if self.chance(0.4):
            self.emit("    fail(count)")

    def matched(self):
        self.emit(f"match {self.of(self.pick((INT, PAIR, INTS, OBJECT, STR, DICT)), 1)}:")
        self.indent += 1
        for _ in range(self.random.randint(1, 3)):
            a, b = self.fresh("c"), self.fresh("c")
            pattern, names = self.pick((
                (str(self.random.randint(-2, 9)), ()), (f"int() as {a}", (a,)), (f"({a}, {b})", ()), (f"[{a}, *_]", ()), ("0 | 1 | 2", ()), (f"str() as {a}", ()),
                (f"{self.pick(self.classes)}(x={a})", ()), (f"{self.pick(self.classes)}({a}, y={b})", ()), (f"{{1: {a}}}", ()), ("'a' | 'abc'", ()), ("float()", ()),
            ))
            known = dict(self.variables)
            self.variables |= {name: INT for name in names}
            self.emit(f"case {pattern}{f' if {self.condition(1)}' if self.chance(0.3) else ''}:")
            self.body(1)
            self.variables = known
        self.emit("case _:")
        self.body(1)
        self.indent -= 1

    def closure(self):
        """A function made in the loop, over variables that it may change."""
        inner = self.fresh("h")
        name = self.target(INT)[0]
        if name is None or self.at_module:
            return self.keep()
        if self.chance(0.4):
            self.emit(f"{inner} = lambda q, r={self.of(INT, 0)}: (q + r * {name}) & 1023")
        else:
            self.emit(f"def {inner}(q, r={self.of(INT, 0)}, *more, k=2):")
            if self.chance(0.6):
                self.emit(f"    nonlocal {name}")
                self.emit(f"    {name} = ({name} + q) & 1023")
            self.emit(f"    return (q * r + {name} + len(more) * k) & 1023")
        result = self.target(INT)[0]
        call = self.pick((f"{inner}({self.of(INT, 1)})", f"{inner}({self.of(INT, 0)}, {self.of(INT, 0)})", f"sum(map({inner}, {self.source()}))", f"{inner}(r=2, q=3)",
                          f"sum([{inner}(q) for q in {self.source()}])"))
        self.emit(f"{result} = ({call}) % 10007")

    def raise_now(self):
        self.emit(f"if {self.turn()}: {self.pick(('raise Oops(count)', 'raise ValueError(count)', 'fail(5)', 'assert False, count', 'raise KeyError(1)', 'raise StopIteration(3)'))}")

    def unbind(self):
        name, kind = self.target()
        if name is None:
            return self.keep()
        self.emit(f"if {self.turn()}: del {name}")
        if self.chance(0.7):
            self.emit("else:")
            self.emit(f"    {name} = {self.of(kind, 1)}")
            self.indent += 1
            self.cut_back(name, kind)
            self.indent -= 1
            if self.chance(0.6):
                self.emit(f"if count % 10 == 9 or count < 9: {name} = {self.constant(kind)}")

    def look(self):
        """Looks at the running frame."""
        self.emit(f"if {self.turn()}: " + self.pick((
            "note(sorted(q for q in locals() if q != 'caught'))", "note(sys._getframe().f_lineno)", "note(sys._getframe().f_code.co_name)",
            "note(shown(sorted(sys._getframe().f_locals.items()))[:300])", "note(sys._getframe(1).f_code.co_name)", "sys.settrace(tracer)", "sys.settrace(None)",
            "note(shown(sorted(locals().items()))[:300])", "sys.setprofile(tracer); sys.setprofile(None)")))
