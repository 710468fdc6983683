"""Random functions, generators and classes; part of `generate.py`, whose rules hold here too."""

from expressions import ANY, BOOL, DICT, FLOAT, INT, LIST, STR, TUPLE, TYPES

# What every program begins with.
PREAMBLE = '''\
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
            print("leaving", self.n, kind.__name__, str(error))
        return self.swallow and kind is not GeneratorExit


class Point:
    __match_args__ = ("x", "y")
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


def show(value):
    return sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value


def twice(items):
    for item in items:
        yield item
        yield item
'''

OPERATORS = (
    ("__add__", "o + 3"), ("__sub__", "o - o"), ("__mul__", "o * 2"), ("__lt__", "o < 5"), ("__eq__", "o == 5"), ("__getitem__", "o[2]"),
    ("__call__", "o(4)"), ("__radd__", "3 + o"), ("__and__", "o & 7"), ("__contains__", "3 in o"), ("__floordiv__", "o // 2"),
    ("__iadd__", "(o := o + 1) is None"), ("__matmul__", "o @ 3"), ("__rsub__", "9 - o"), ("__ge__", "sorted([o, o]) == 1"),
)
UNARY = (("__neg__", "-o"), ("__len__", "len(o)"), ("__bool__", "bool(o)"), ("__hash__", "len({o, o})"), ("__index__", "[1, 2, 3][o:]"), ("__invert__", "~o"))


class Definitions:
    def function(self):
        name = self.fresh("f")
        kind = self.pick((INT, INT, FLOAT, STR, LIST, TUPLE))
        parameters = [self.pick(TYPES) for _ in range(self.random.randint(0, 3))]
        names = [self.fresh("a") for _ in parameters]
        written = list(names)
        extra = {}
        if self.chance(0.3):
            default, star, keyword = self.fresh("d"), self.fresh("r"), self.fresh("k")
            written += [f"{default}={self.literal(INT)}", f"*{star}", f"{keyword}={self.literal(INT)}"]
            extra = {default: INT, star: TUPLE, keyword: INT}
            if self.chance(0.5):
                written.append("**more")
                extra["more"] = DICT
        self.emit(f"def {name}({', '.join(written)}):")
        self.body(dict(zip(names, parameters)) | extra, kind)
        self.functions.append((name, kind, parameters))

    def body(self, variables, returns):
        self.function_scope = len(self.scopes)
        self.in_function += 1
        self.scopes.append(variables)
        self.block(self.random.randint(1, 5), returns=returns)
        self.scopes.pop()
        self.in_function -= 1
        self.emit("")

    def recursive_function(self):
        name = self.fresh("f")
        self.emit(f"def {name}(n, acc=0):")
        self.scopes.append({"n": INT, "acc": INT})
        self.emit("    if n <= 0:")
        self.emit(f"        return {self.expression(INT, 1)}")
        self.emit(f"    return ({name}(n - {self.random.randint(1, 2)}, {self.expression(INT, 1)}) + ({self.expression(INT, 2)})) % 1000003")
        self.scopes.pop()
        self.emit("")
        self.emit(f"def start_{name}():")
        self.emit(f"    return {name}({self.random.randint(1, 40)})")
        self.emit("")
        self.functions.append((f"start_{name}", INT, []))

    def generator(self):
        name = self.fresh("g")
        self.emit(f"def {name}(n):")
        self.emit("    total = 0")
        self.emit("    try:")
        self.emit("        for i in range(n):")
        self.scopes.append({"i": INT, "total": INT, "n": INT})
        if self.chance(0.3):
            self.emit(f"            yield from {self.pick(('twice([i, 7])', '[total, i]', f'({self.expression(INT, 1)} for _ in range(2))'))}")
        self.emit(f"            got = yield {self.expression(INT)}")
        self.emit("            if got is not None:")
        self.emit("                total += got")
        self.emit(f"        return total + {self.expression(INT, 1)}")
        error = self.pick(("ValueError", "Oops", "GeneratorExit"))
        self.emit(f"    except {error} as error:")
        after = self.pick(("raise", "return -1", "total += 5", "raise Oops(9) from error"))
        self.emit(f"        {after}")
        self.emit("    finally:")
        self.emit(f"        print('closed', total, show({self.expression(ANY, 1)}))")
        self.scopes.pop()
        self.emit("")
        self.emit(f"def drive_{name}():")
        self.emit(f"    it = {name}({self.random.randint(0, 6)})")
        self.emit("    out = []")
        self.emit("    try:")
        self.emit("        out.append(next(it))")
        self.emit("        for value in (1, None, 2, 3):")
        self.emit("            out.append(it.send(value))")
        if self.chance(0.5):
            self.emit(f"        out.append(it.throw({self.pick(('ValueError(4)', 'Oops(5)', 'GeneratorExit', 'KeyError'))}))")
        if self.chance(0.3):
            self.emit("        it.close()")
        self.emit("    except StopIteration as stop:")
        self.emit("        out.append(stop.value)")
        self.emit("    except Exception as error:")
        self.emit("        out.append(type(error).__name__)")
        self.emit("    finally:")
        self.emit("        it.close()")
        self.emit(f"    return out + [sum(v for v in {name}(3) if isinstance(v, int))]")
        self.emit("")
        self.functions.append((f"drive_{name}", LIST, []))

    def klass(self):
        name = self.fresh("C")
        base = self.pick(self.classes) if self.classes and self.chance(0.5) else None
        self.emit(f"class {name}({base or ''}):")
        self.emit(f"    shared = {self.literal(INT)}")
        if not base and self.chance(0.3):
            self.emit("    __slots__ = ('a', 'b')")
        self.emit("    def __init__(self, n, m=1):")
        if base:
            self.emit("        super().__init__(n, m)")
        self.scopes.append({"n": INT, "m": INT, "self.a": INT, "self.shared": INT})
        self.emit(f"        self.a = {self.expression(INT, 2).replace('self.a', 'n')}")
        self.emit("    def method(self, n):")
        self.emit(f"        self.a = ({self.expression(INT)}) % 10007")
        if base and self.chance(0.5):
            self.emit("        self.a += super().method(n)")
        self.emit("        return self.a")
        self.emit("    @property")
        self.emit("    def half(self):")
        self.emit(f"        return ({self.expression(INT, 1)}) // 2")
        self.emit("    @half.setter")
        self.emit("    def half(self, n):")
        self.emit(f"        self.a = {self.expression(INT, 1)}")
        self.emit(f"    @{self.pick(('classmethod', 'staticmethod'))}")
        self.emit("    def make(*args):")
        self.emit("        return len(args) + C_count(args)")
        uses = []
        for special, use in self.random.sample(OPERATORS, 2):
            self.emit(f"    def {special}(self, n):")
            self.emit("        n = n.a if hasattr(n, 'a') else n")
            self.emit(f"        return {self.expression(INT, 2)}")
            uses.append(use)
        special, use = self.pick(UNARY)
        self.emit(f"    def {special}(self):")
        self.emit(f"        return {self.expression(INT, 2)}")
        uses.append(use)
        self.emit("    def __repr__(self):")
        self.emit(f"        return f'{name}({{self.a}})'")
        self.scopes.pop()
        self.emit("")
        self.emit(f"def use_{name}():")
        self.emit("    results = []")
        self.emit(f"    o = {name}({self.literal(INT)})")
        self.emit("    o.half = o.half + 1")
        self.emit("    results.append([o.method(i) for i in range(20)][-3:])")
        for use in uses:
            self.emit("    try:")
            self.emit(f"        results.append({use})")
            self.emit("    except Exception as error:")
            self.emit("        results.append((type(error).__name__, str(error)))")
        self.emit("    return results, o, o.shared, o.half, o.make(1)")
        self.emit("")
        self.classes.append(name)
        self.functions.append((f"use_{name}", ANY, []))
