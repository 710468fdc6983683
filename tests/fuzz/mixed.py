"""Random programs of what the other kinds have little of: exceptions that cross calls, generators of several yields, `yield from`,
coroutines, hierarchies with `super`, star arguments, dicts, sets and strs that are probed and iterated, complex, slices, big ints.

Part of `generate.py`; rules as in `hot.py`. A program is made of fragments: definitions, and statements that use them in hot loops.
Fragments keep to `acc` (an int), `text` (a str), `items` (a list of ints), `table` (a dict) and `i`, the turn.
"""

import random

PREAMBLE = '''\
import gc
import sys


class Oops(Exception):
    pass


class Worse(Oops):
    def __init__(self, n, *rest):
        super().__init__(n, *rest)
        self.n = n


class Paused:
    def __init__(self, n):
        self.n = n

    def __await__(self):
        return (yield self.n)


class Manager:
    def __init__(self, log, swallow):
        self.log = log
        self.swallow = swallow

    def __enter__(self):
        self.log.append(1)
        return self

    def __exit__(self, kind, error, trace):
        self.log.append(0 if kind is None else len(kind.__name__))
        del self.log[6:]
        return self.swallow and kind is not None and issubclass(kind, Oops)


def drive(coroutine, n):
    total = 0
    try:
        got = coroutine.send(None)
        for _ in range(20):
            total += got
            got = coroutine.send(got + n)
    except StopIteration as stop:
        return total, stop.value
    return total, None


def lines(error):
    found = []
    trace = error.__traceback__
    while trace is not None:
        found.append(trace.tb_lineno)
        trace = trace.tb_next
    return found


def run(function, turns, *arguments):
    results = []
    for turn in range(turns):
        try:
            results.append(repr(function(*arguments[turn % len(arguments)])))
        except Exception as error:
            results.append(repr((type(error).__name__, str(error).partition(" object at ")[0], lines(error))))
        gc.collect()
    sum = 7
    for letter in "".join(results):
        sum = (sum * 31 + ord(letter)) & 0xFFFFFFFF
    print(function.__name__, results[-1][:300], sum)

'''


class Mixed:
    """Writes one program."""

    def __init__(self, seed):
        self.random = random.Random(f"mixed {seed}")
        self.lines = []
        self.indent = 0
        self.serial = 0
        # Expressions of ints that use what is defined; `{i}` and `{a}` are ints.
        self.ints = ["{i}", "{a}", "{i} * 3 + {a}", "len(text)", "len(items)", "({a} if {i} & 1 else {i})", "len(table)", "sum(items)", "max(items, default={i})"]
        # Statements, as lines.
        self.statements = []

    def pick(self, things):
        return self.random.choice(things)

    def number(self):
        return self.random.randint(0, 12)

    def fresh(self, stem):
        self.serial += 1
        return f"{stem}{self.serial}"

    def emit(self, text):
        for line in text.splitlines():
            self.lines.append("    " * self.indent + line)

    def value(self, i="i", a="acc"):
        """An int."""
        return "(" + self.pick(self.ints).format(i=i, a=a) + ")"

    def condition(self, i="i"):
        return self.pick((f"{i} % {self.random.randint(2, 7)} == {self.random.randint(0, 2)}", f"{i} > {self.random.randint(5, 90)}", f"{self.value(i)} & {self.pick((1, 2, 4))}",
                          f"{i} in table", f"str({i})[-1] in text", f"{self.value(i)} < {self.value(i)}", f"{i} not in items", f"text[:1] == {self.pick(('a', 'b', ''))!r}"))

    def program(self):
        self.emit(PREAMBLE)
        makers = [self.raiser, self.generator, self.delegating, self.coroutine, self.hierarchy, self.stars, self.finalizing, self.async_generator, self.iterator, self.consumer, self.holder, self.number_pair, self.nested_generators, self.several_yields, self.recursive_generator, self.many_arguments]
        for maker in self.random.sample(makers, self.random.randint(3, 6)):
            maker()
            self.emit("\n")
        for _ in range(self.random.randint(1, 3)):
            name = self.hot()
            arguments = ", ".join(f"({self.pick((0, 1, 5, 40, 2**31, 2**48 + 1, 2**70))}, {self.pick(('', 'ab', 'xyzé', '日本'))!r})" for _ in range(self.random.randint(1, 3)))
            self.emit(f"run({name}, {self.pick((1, 2, 6))}, {arguments})")
        return "\n".join(self.lines) + "\n"

    def raiser(self):
        outer, inner = self.fresh("outer"), self.fresh("inner")
        n = self.random.randint(2, 6)
        self.emit(f'''\
def {inner}(n, k=2):
    if n % {n} == 1:
        raise {self.pick(("Oops(n)", "Worse(n, 1)", "KeyError(n)", "ValueError('v')", "Oops"))}
    if n % {n + 1} == 2:
        return {self.pick(("[][n]", "{}[n]", "n // 0", "n.missing", "int('x')", "None + n", "(1, 2)[n:][9]"))}
    return n * k & 255


def {outer}(n):
    try:
        return {inner}(n) + 1
    except {self.pick(("Oops", "(KeyError, Oops)", "ArithmeticError", "Exception"))} as error:
        if n & {self.pick((1, 4, 8))}:
            raise{self.pick(("", " Worse(n) from error", " ValueError(n) from None", " Oops(*error.args)"))}
        return {self.pick(("-1", "len(error.args)", "len(type(error).__name__)", "error.__traceback__.tb_lineno & 7"))}
    finally:
        {self.pick(("n += 1", "COUNT[0] += 1", "pass", f"n = {inner}(0)"))}
''')
        self.emit("COUNT = [0]") if "COUNT" in "\n".join(self.lines[-14:]) else None
        self.ints.append(outer + "({i}) ")
        self.statements += [
            f"try:\n    acc += {outer}(i)\nexcept (Oops, LookupError, ValueError) as error:\n    acc ^= len(str(error))\nexcept Exception as error:\n    acc += len(lines(error))",
            f"try:\n    try:\n        acc += {inner}(i)\n    finally:\n        acc += 1\nexcept Exception:\n    if i % 9 == 8: continue\nelse:\n    acc -= 2",
            f"for j in range(4):\n    try:\n        acc += {inner}(i + j)\n    except Oops:\n        break\n    except Exception as error:\n        caught = error\n        continue\n    finally:\n        acc += j\nelse:\n    acc += 5",
            f"try:\n    raise Worse(i)\nexcept Worse as error:\n    acc += error.n & 7 if error.n else 0",
            f"log = []\nwith Manager(log, {self.pick(('True', 'False'))}) as m, Manager(log, True):\n    acc += {inner}(i)\n    if i % 5 == 4: raise Oops(i)\nacc += sum(log)",
        ]

    def generator(self):
        name = self.fresh("gen")
        self.emit(f'''\
def {name}(n, step=1):
    total = 0
    for q in range(n):
        got = yield q * step
        if got is not None:
            total += got
            yield -total
        {self.pick(("if q == 3: yield 'x' and 9", "if q % 3 == 1: continue", "total += 1", "if q > 5: return total"))}
    try:
        yield total
    finally:
        total += 1
    return total
''')
        self.ints += [f"sum({name}({{i}} % 7))", f"max({name}({{i}} & 3, -1), default=1)", f"sum(x * x for x in {name}(4, {{i}} & 7))"]
        self.statements += [
            f"for x in {name}(i % 6):\n    acc += x\n    if acc & 64: break", f"items[:] = [x for x in {name}(5) if x != i % 4]",
            f"it = {name}(3)\nnext(it)\ntry:\n    acc += it.send(i)\n    acc += sum(it)\nexcept StopIteration as stop:\n    acc += stop.value",
            f"it = {name}(2)\nfor x in it:\n    acc += x\nacc += next(it, 3)", f"a, *b = {name}(4)\nacc += a + len(b)",
            f"for x, y in zip({name}(4), {name}(i % 5, 2)):\n    acc += x * y", f"it = {name}(9)\nnext(it)\nit.close()\nacc += len(list(it))",
        ]

    def nested_generators(self):
        """A generator that loops over another one, a new one for each turn, and yields within that."""
        inner, outer = self.fresh("bits"), self.fresh("pairs")
        mask = self.pick((0xFF, 2**50 + 7, (1 << 62) | 5, 2**70 + 3))
        body = self.pick(("yield k + bit", "if bit & 1:\n                yield k\n                yield bit\n            else:\n                yield -bit", "if bit % 3 == 1: continue\n            yield k * bit"))
        self.emit(f'''\
def {inner}(n):
    while n:
        highest = n.bit_length() - 1
        yield highest
        n ^= 1 << highest


def {outer}(n, mask={mask}):
    for k in range(n):
        for bit in {inner}({self.pick(("mask", "mask >> k", "mask * k & 0xFFFFFFFFFFFF", "k or mask"))}):
            {body}
''')
        self.ints += [f"sum({outer}({{i}} % 5))", f"len(list({outer}(3, {{i}})))", f"sum(1 for bit in {inner}({{i}} * 77) if bit & 1)"]
        self.statements += [
            f"for x in {outer}(i % 4):\n    acc += x\n    if acc & 512: break",
            f"for n, x in enumerate({outer}(2, i)):\n    acc ^= x << (n & 3)",
            f"it = {outer}(3)\nacc += next(it) + sum(it)",
        ]

    def several_yields(self):
        """A generator with several yields, of values and of variables that differ between them."""
        name = self.fresh("steps")
        value = lambda: self.pick(("k", "-k", "k * 0.5", "n - k", "(k, n)[k & 1]", "mark", "True", "k << 61", "last"))
        loop = self.pick(("for k in range(n):", "for k in range(n, 0, -2):", "for at, k in enumerate([3, n, 2.0, n + 1]):"))
        then = self.pick((
            f"if k % 3 == 0:\n            yield {value()}\n            continue", f"last = {value()}\n        yield last",
            f"if n > 4: mark = k\n        else: yield {value()}", "if k == 7: return", f"for q in (k, n): yield q + {value()}"))
        self.emit(f'''\
def {name}(n, mark=1):
    last = n
    {self.pick(("yield n", "pass", "if n & 1: yield mark", "k = 5; yield k"))}
    {loop}
        yield {value()}
        {then}
        yield {value()}
    {self.pick(("yield last", "for k in (1, 2): yield k", "pass"))}
''')
        self.ints += [f"int(sum({name}({{i}} % 9)))", f"len(list({name}(4, {{i}})))", f"sum(1 for x in {name}({{i}} & 7) if x)"]
        self.statements += [
            f"for x in {name}(i % 11, i):\n    acc += int(x)\n    if acc & 2048: break",
            f"for x in {name}(5, 2):\n    for y in {name}(i & 3):\n        acc ^= int(x * y)",
            f"it = {name}(i % 8)\nfor x in it:\n    acc += int(x)\n    if x == 2: break\nacc += int(sum(it))",
        ]

    def recursive_generator(self):
        """A generator that delegates to itself, some levels deep, and what is done with it half way."""
        name = self.fresh("walk")
        around = self.pick(("yield from {0}(lo, middle)", "for x in {0}(lo, middle): yield x", "left = yield from {0}(lo, middle)"))
        self.emit(f'''\
def {name}(lo, hi):
    if lo < hi:
        middle = (lo + hi) // 2
        {around.format(name)}
        try:
            {self.pick(("yield middle", "got = yield middle; middle += got or 0", "if middle & 1: yield middle"))}
        except {self.pick(("Oops", "Exception"))} as error:
            yield -len(error.args)
        {self.pick(("yield from {0}(middle + 1, hi)", "return (yield from {0}(middle + 1, hi))")).format(name)}
    return lo
''')
        self.ints += [f"sum({name}(0, {{i}} % 40))", f"max({name}({{i}} & 7, 30), default=2)"]
        self.statements += [
            f"for x, y in zip({name}(0, 40), {name}(i % 9, 50)):\n    acc += x ^ y",
            f"it = {name}(0, 33)\nfor x in it:\n    acc += x\n    if x > i % 30:\n        try:\n            acc += it.throw(Oops(i))\n        except StopIteration:\n            pass\n        except Oops:\n            acc -= 3",
            f"it = {name}(0, 60)\nfor x in it:\n    if x == i % 70: break\nacc += x + sum(it) + (it.gi_yieldfrom is None)",
            f"it = {name}(0, 21)\nnext(it)\nwhile True:\n    try:\n        acc += it.send(i & 3)\n    except StopIteration as stop:\n        acc += stop.value or 0\n        break",
        ]

    def many_arguments(self):
        """Calls of many arguments and keywords, of classes too, and displays of many items."""
        init, new, taker = self.fresh("Init"), self.fresh("New"), self.fresh("taker")
        self.emit(f'''\
class {init}:
    def __init__(self, *given, **named):
        self.given, self.named = given, named


class {new}:
    def __new__(cls, *given):
        self = object.__new__(cls)
        self.given = given
        return self


def {taker}(*given, **named):
    return len(given) + sum(named.values())
''')
        count = self.random.randint(6, 24)
        keywords = ", ".join(f"k{n}={self.pick(('i', 'acc & 7', str(n)))}" for n in range(count))
        numbers = ", ".join(self.pick(("i", "acc & 3", str(n))) for n in range(count))
        self.ints += [f"sum(dict({keywords.replace('acc', '{a}').replace('=i', '={i}')}).values())", f"{taker}({numbers.replace('acc', '{a}').replace('i', '{i}')})"]
        self.statements += [
            f"acc += sum(dict({keywords}).values())", f"acc += {taker}({numbers}, {keywords})", f"acc += sum(({numbers})) + sum([{numbers}]) + len({{{numbers}}})",
            f"acc += len({init}(*[str(x) + text for x in range(i % 30)], **dict({keywords})).given[-1:])",
            f"acc += len({new}(*[str(x) + text for x in range(i % 30)]).given)", f"made = [{taker}(*items, {keywords}) for x in range(3)]\nacc += sum(made)",
        ]

    def delegating(self):
        inner, outer = self.fresh("part"), self.fresh("whole")
        self.emit(f'''\
def {inner}(n):
    try:
        x = yield n
        yield x or n + 1
    except {self.pick(("Oops", "ValueError", "Exception"))}:
        yield -5
    return n * 2


def {outer}(n):
    first = yield from {inner}(n)
    second = yield from {self.pick((f"{inner}(first)", "range(2)", "[1, 2]", "(n, 3)", "'ab'"))}
    return first, second
''')
        self.statements += [
            f"acc += sum(x for x in {outer}(i) if isinstance(x, int))",
            f"it = {outer}(i & 15)\ntry:\n    acc += next(it)\n    acc += it.throw(Oops(i))\n    while True:\n        acc += len(str(next(it)))\nexcept StopIteration as stop:\n    acc += stop.value[0]\nexcept Oops as error:\n    acc -= 1",
        ]

    def coroutine(self):
        inner, outer = self.fresh("co"), self.fresh("task")
        self.emit(f'''\
async def {inner}(n):
    x = await Paused(n & 7)
    if x > {self.random.randint(4, 20)}:
        raise Oops(x)
    return x + 1


async def {outer}(n, m=2):
    total = 0
    for q in range(n % 4 + 1):
        try:
            total += await {inner}(q + m)
        except Oops as error:
            total -= len(error.args)
    return total
''')
        self.statements += [f"one, two = drive({outer}(i), i & 3)\nacc += one + (two or 0)", f"acc += drive({outer}(acc & 3, m=i), 1)[0] & 1023"]

    def async_generator(self):
        name, user = self.fresh("stream"), self.fresh("reader")
        self.emit(f'''\
async def {name}(n):
    for q in range(n):
        got = await Paused(q)
        yield got - q
        {self.pick(("if q == 2: return", "yield q", "pass"))}


async def {user}(n):
    total = 0
    async for x in {name}(n):
        total += x
        if total > {self.random.randint(5, 60)}: break
    else:
        total = -total
    return total + sum([x async for x in {name}(2)])
''')
        self.statements.append(f"one, two = drive({user}(i % 5), i & 7)\nacc += one + (two or 0)")

    def hierarchy(self):
        a, b, c, d = (self.fresh("K") for _ in range(4))
        slots = self.pick(("", "    __slots__ = ('n', 'm')\n"))
        self.emit(f'''\
class {a}:
{slots}    made = 0

    def __init__(self, n, m=1):
        self.n = n
        self.m = m

    def step(self, k, *more, scale=1):
        return (self.n + k * scale + len(more)) & 1023

    @property
    def size(self):
        return self.n & 15

    @classmethod
    def make(cls, n):
        return cls(n, 2)

    def __eq__(self, other):
        return isinstance(other, {a}) and self.n == other.n

    def __hash__(self):
        return hash(self.n)

    def __add__(self, other):
        return type(self)(self.n + getattr(other, "n", other) & 4095)


class {b}({a}):
    def step(self, k, *more, **options):
        return super().step(k + 1, *more, **options) + {self.number()}

    @property
    def size(self):
        return super().size + 1


class {c}({a}):
    def __init__(self, n, m=3):
        super().__init__(n + 1, m=m)
        self.n += {self.number()}

    def step(self, k, *more, scale=2):
        {self.pick(("self.n = self.n + k & 255", "self.m += 1", "pass"))}
        return super().step(k, 5, *more, scale=scale)

    def __getattr__(self, name):
        if name == "late": return 6
        raise AttributeError(name)


class {d}({b}, {c}):
    def step(self, k, *more, **options):
        return super().step(*(k, *more), **{{**options, "scale": 1}})

    @property
    def size(self):
        return super().size * 2
''')
        kinds = f"({a}, {b}, {c}, {d})"
        self.emit(f"KINDS{self.serial} = {kinds}")
        self.ints += [f"KINDS{self.serial}[{{i}} % 4]({{i}} & 255).step({{i}} & 3)", f"KINDS{self.serial}[{{i}} & 1]({{i}}).size", f"{d}.make({{i}} & 63).step(1, 2, scale=3)"]
        kind = f"KINDS{self.serial}[{self.pick(('i % 4', 'i & 1', '1', '3', 'i // 40 % 4'))}]"
        self.statements += [
            f"o = {kind}(i & 63)\nacc += o.step(i & 7) + o.size", f"o = {kind}.make(i & 31)\nacc += o.step(1, *items[:2], scale=i & 3)\nacc += (o + o).n",
            f"table[{kind}(i & 3)] = i\nacc += table.get({a}(i & 3), 1)", f"o = {kind}(3)\ntry:\n    acc += o.late\nexcept AttributeError as error:\n    acc += len(error.name or '')",
            f"acc += len({{{kind}(j & 3) for j in range(i % 6)}})", f"acc += [{kind}(j) for j in range(4)].index({a}(2)) if i % 4 < 2 else 0",
            f"match {kind}(i & 7):\n    case {b}(n=3): acc += 1\n    case {c}(n=n, m=3) if n > 4: acc += n\n    case {a}(n=0 | 1): acc += 4\n    case _: acc -= 1",
            f"if i == {self.random.randint(3, 60)}: {b}.step = lambda self, k, *more, **options: k + {self.number()}",
        ]

    def stars(self):
        name = self.fresh("star")
        self.emit(f'''\
def {name}(a, b=2, /, c=3, *rest, d=4, **more):
    return a + b * c + len(rest) * d + sum(more.values())
''')
        self.ints += [f"{name}({{i}})", f"{name}({{i}}, {{a}}, d=1)", f"{name}(*({{i}}, 2), c=5)", f"{name}(*items[:4], 1)", f"{name}({{i}}, **{{{{'d': 2, 'e': 3}}}})"]
        self.statements += [
            f"try:\n    acc += {name}(*items[:i % 5], **({{'c': 1}} if i % 3 else {{'d': 2, 'x': i}}))\nexcept TypeError as error:\n    acc += len(str(error))",
            f"acc += (lambda *p, q=1, **r: len(p) + q + len(r))(*text, i, **dict.fromkeys('ab', 1))",
            f"first, *middle, last = [*items, i, *range(i % 3), 7, 8]\nacc += first + len(middle) + last",
            f"args = (i, *items[-1:])\nacc += {name}(*args) + {name}(*args, *args, d=i & 1)",
        ]

    def finalizing(self):
        name = self.fresh("way")
        self.emit(f'''\
def {name}(n):
    for q in range(6):
        try:
            if q == n % 7:
                return q * 10
            if q == n % 5:
                continue
            if q > n % 11:
                break
        finally:
            n += 1
            {self.pick(("if n % 13 == 0: return -n", "if q == 4: break", "pass"))}
    else:
        return n + 1000
    return n
''')
        self.ints.append(f"{name}({{i}})")
        self.statements.append(f"acc += {name}(i) - {name}(acc & 15)")

    def iterator(self):
        name = self.fresh("Count")
        self.emit(f'''\
class {name}:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration{self.pick(("", "(self.n)"))}
        self.n -= {self.pick((1, 2))}
        return self.n

    def __len__(self):
        return max(self.n, 0)

    def __contains__(self, x):
        return x == self.n

    def __getitem__(self, x):
        if isinstance(x, slice): return x.start or 0
        if x > 3: raise IndexError(x)
        return self.n + x
''')
        self.ints += [f"sum({name}({{i}} % 5))", f"{name}(4)[{{i}} & 3]", f"len({name}({{i}} % 9))"]
        self.statements += [f"for x in {name}(i % 7):\n    acc += x\n    if x == 2: continue\n    acc ^= 1", f"acc += {name}(3)[i % 5:] + (i % 4 in {name}(2))", f"items += {name}(i & 3)\ndel items[9:]"]

    def consumer(self):
        """A loop over this and that, among it iterators that others have as well."""
        name, outer = self.fresh("taken"), self.fresh("through")
        self.emit(f'''\
def {name}(things, most=99):
    total = n = 0
    for x in things:
        total += x
        n += 1
        if n >= most:
            break
    return total


def {outer}(things, most):
    return {self.pick((f"{name}(things, most)", f"{name}((x for x in things), most)", "sum(things)", f"{name}(things, 2) * 7 + {name}(things, most)", f"{name}(sorted(things, key=lambda x: -x), most)"))}
''')
        things = ("[1, 2, {i}]", "(3, 4)", "()", "[]", "range({i} % 6)", "{{5, 6}}", "dict.fromkeys(range({i} % 4))", "iter([7, 8, 9])", "(x for x in (1, {i}))", "items", "map(len, [text])",
                  "bytes(3)", "reversed([1, 2])", "{{1: 2}}.values()", "table.get({i}, ())", "items[1:]", "(i, *items)")
        some = [self.pick(things) for _ in range(3)]
        self.ints += [f"{outer}({thing}, {self.pick((1, 2, 9))})" for thing in some if "table" not in thing]
        switch = " if i % 3 else ".join(thing.format(i="i") for thing in some[:2])
        self.statements += [
            f"acc += {outer}({switch}, {self.pick((2, 9))})", f"it = iter(items)\nacc += {outer}(it, 2) * 3 + {outer}(it, 9)", f"it = iter(tuple(items))\nacc += {name}(it, 1) + {name}(it) - {name}(it)",
            f"it = iter(range(i % 9))\nfor x in it:\n    acc += x\n    if x == 3: break\nacc += {outer}(it, 3) + sum(it)", f"shared = shared if i % 5 else iter({some[2].format(i='i')})\nacc += {outer}(shared, 2)",
            f"acc += sorted(({some[0].format(i='i')}), key=lambda q: (q ^ i) & 15)[:1] == [i]", f"acc += max({some[1].format(i='i')}, key=lambda q: -(q ^ i), default=3)",
        ]

    def holder(self):
        """An object that holds now a function in Python, now a native one."""
        name = self.fresh("Holder")
        self.emit(f'''\
class {name}:
    def __init__(self, f, start):
        self.f = f
        self.value = start

    def feed(self, x):
        self.value = self.f(self.value, x)
        return self.value

    def kin(self):
        return self.__class__(self.f, {self.pick(("0", "self.value"))})
''')
        functions = [self.pick(("min", "max", "lambda p, q: p + q", "lambda p, q: p - q & 255", "divmod", "pow", "isinstance", "[].__class__", "int.__add__", "(3).__rmul__")) for _ in range(3)]
        self.statements += [
            f"h = {name}({functions[0]} if i % {self.number() + 2} else {functions[1]}, i & 7)\ntry:\n    acc += bool(h.feed(3)) + bool(h.kin().feed(i & 3))\nexcept TypeError as error:\n    acc += len(lines(error))",
            f"h = {name}({functions[2]} if i & 64 else {functions[1]}, 2)\ntry:\n    acc += h.feed(i & 3) == 3\nexcept (TypeError, ValueError):\n    acc -= 1\nacc += h.__class__ is {name}",
        ]

    def number_pair(self):
        """Arithmetic on fields that hold ints and floats in turn."""
        name = self.fresh("Pair")
        self.emit(f'''\
class {name}:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def dot(self, other):
        return self.x * other.x + self.y * other.y {self.pick(("- self.x", "+ 1", "- 0.5", "* other.y"))}

    def less(self, other):
        return self.x {self.pick(("<", "<=", ">"))} other.x or self.y == other.y
''')
        numbers = ("i", "i / 2", "2", "-1.5", "i - 40", "acc % 7", "i * 0.25", "2 ** 40", "True", "-0.0", "1e300", "1 << 60")
        pairs = [f"{name}({self.pick(numbers)}, {self.pick(numbers)} if i % {self.number() + 2} else {self.pick(numbers)})" for _ in range(4)]
        self.statements += [
            f"p, q = {pairs[0]}, {pairs[1]}\nd = p.dot(q)\nacc += int(d) & 1023 if abs(d) < 1e15 else 1\nacc += p.less(q) + isinstance(d, float)",
            f"p, q = {pairs[2]}, {pairs[3]}\ntext = (text + str(p.dot(q)))[-12:]\nacc += q.less(p)",
        ]

    BASIC = (
        "for k, v in table.items():\n    acc += v if isinstance(v, int) else 1", "for k in list(table):\n    if k == i % 9: del table[k]", "table[i % 9] = table.get(i % 9, 0) + 1",
        "table[f'k{i % 5}'] = len(text)", "acc += f'k{i % 7}' in table", "acc += table.setdefault(text[:2], i)", "acc += sum(table.pop(k, 0) for k in (1, 'k1'))",
        "try:\n    for k in table:\n        table[k, i] = 1\n        if len(table) > 30: table.clear()\nexcept RuntimeError as error:\n    acc += len(str(error))",
        "for c in text:\n    acc += ord(c) & 7", "text += chr(97 + i % 26)\nif len(text) > 20: text = text[3:9]", "acc += text.find(text[-2:]) + text.count('a')", "acc += len({*text}) + len(set(items) & {1, 2, i})",
        "s = set(items)\ns.add(i % 4)\ns.discard(2)\nacc += len(s) + (3 in s)\nfor x in sorted(s): acc += x", "z = complex(i & 7, acc & 3)\nz = z * z + 1j / (z or 1)\nacc += int(abs(z)) + (z.real > 2)",
        "items[1:3] = [i, i]\ndel items[::3]\nitems[:0] = [acc & 7]\ndel items[12:]", "items = items[::-1] + [i & 3]\nacc += sum(items[1::2]) - len(items[-3:])", "items.append(acc & 255)\nif len(items) > 9: items.pop(0)",
        "big = (acc | 1) << (i % 90)\nacc += big % 1009 + (big >> 70) % 7 + big.bit_length()", "acc += pow(i, 5, 97) + (i ** 9) % 31 + divmod(-i, 7)[1]", "acc = acc * 6364136223846793005 + 1442695040888963407 & 0xFFFFFFFFFFFFFFFF",
        "acc ^= int.from_bytes((acc & 0xFFFFFFFF).to_bytes(8, 'little'), 'big') >> 40", "f = i / 7 + 0.5\nacc += int(f * 3) + round(f, 1).is_integer() + (f // 1 == i // 7)", "acc += len(f'{i:>5}|{acc & 255:x}|{i / 3:.2f}|{text!r:.4}')",
        "match [i % 3, text[:1], *items[:2]]:\n    case [0, str() as s, *rest]: acc += len(rest) + len(s)\n    case [1, 'a' | 'b', x, *_]: acc += x\n    case [n, *_] if n > 1: acc += n\n    case _: acc -= 3",
        "match {'a': i, **({'b': 2} if i & 1 else {})}:\n    case {'b': b, **rest}: acc += b + len(rest)\n    case {'a': int(a)}: acc += a & 3", "fs = [lambda q, j=j: q + j + i for j in range(3)]\nacc += sum(f(1) for f in fs)",
        "def bump(q):\n    nonlocal acc\n    acc += q\n    return acc & 7\nacc += bump(i) + sum(map(bump, (1, 2)))", "acc += sum(x * y for x, y in zip(items, range(i % 5))) + any(x > 200 for x in items)", "acc += sorted(items, key=lambda q: -q % 5)[0] if items else 0",
        "while acc & 3:\n    acc += 1\n    if acc % 50 == 7: break\nelse:\n    acc += 2", "if i == 41: items = [1.5, *items]\nelif i == 44: items = [int(x) for x in items]", "if i % 37 == 36: acc = float(acc & 1023)\nelif isinstance(acc, float): acc = int(acc)",
        "text = text.replace('a', 'bb')[:12] or 'q'\nacc += text < 'm'", "acc += len(str(table.get((i % 3, i), None))) + (None is table.get(text))", "b = bytearray(items and [x & 255 for x in items if isinstance(x, int)])\nb.append(i & 255)\nacc += b[-1] + len(b[1:])",
        "assert acc >= 0 or i < 200, acc", "a, b = b, a + 1 if i else 0", "acc += [*range(10)][i % 11 - 1]", "acc += ('abc' * 2)[i % 6 - 3] == text[:1]",
    )

    def hot(self):
        name = self.fresh("hot")
        self.emit(f"def {name}(acc, text):")
        self.indent = 1
        self.emit("items, table, a, b, shared = [3, 1, 2], {}, 0, 1, ()")
        turns = self.pick((40, 90, 250))
        self.emit(self.pick((f"for i in range({turns}):", f"for i in range({turns}):", f"for i in reversed(range({turns})):", f"for i, extra in enumerate('x' * {turns}):")))
        self.indent = 2
        if self.pick((True, False)):
            self.emit("try:")
            self.indent = 3
        for _ in range(self.random.randint(2, 6)):
            self.fragment()
        if self.indent == 3:
            self.indent = 2
            self.emit("except Exception as error:\n    acc = len(str(error)) + len(lines(error))")
        self.emit("if isinstance(acc, int) and acc.bit_length() > 80: acc &= 0xFFFFF")
        self.emit("if len(table) > 12: table.clear()")
        self.emit("del items[12:]")
        self.indent = 1
        self.emit("return acc, text, items, len(table), a, b")
        self.indent = 0
        self.emit("\n")
        return name

    def fragment(self):
        roll = self.random.random()
        if roll < 0.2:
            self.emit(f"if {self.condition()}:")
            self.indent += 1
            self.fragment() if self.indent < 6 else self.emit("acc += 1")
            self.indent -= 1
            if self.pick((True, False)):
                self.emit("else:")
                self.indent += 1
                self.emit(f"acc = (acc {self.pick('+-^')} {self.value()}) & 0xFFFFFF")
                self.indent -= 1
        elif roll < 0.35 or not self.statements:
            self.emit(f"acc {self.pick(('+=', '-=', '^=', '+='))} {self.value()}")
        elif roll < 0.7:
            self.emit(self.pick(self.statements))
        else:
            self.emit(self.pick(self.BASIC))
