# Methods that are read before they are called, in hot code: of Python classes and builtin ones, of one class and of several,
# replaced while code runs that has them, and raised through.
import io
import operator
import traceback


class A:
    def __init__(self):
        self.k = 2

    def m(self, x, y=1):
        return x + self.k + y

    def fail(self, x):
        raise ValueError(x)

    def negated(self, x):
        return -x

    def run(self, n):
        total = 0
        for i in range(n):
            f = self.m
            total += f(i) + f(i, 2) + f(x=i) + f(*(i,))
        return total

    def keep(self, n):
        f, out = self.m, []
        for i in range(n):
            out.append(f)
        return len(out), out[0] == out[-1], out[0] is out[1], out[-1].__self__ is self, out[-1].__func__ is A.m

    def sort(self, n):
        for i in range(n):
            got = sorted([3, 1, 2], key=self.negated)
        return got


class B(A):
    def m(self, x, y=1):
        return x - 1


class S(list):
    def total(self):
        return sum(self)


def several(n):
    objects = [A(), B(), A()]
    objects[2].m = lambda x: 1000
    total = 0
    for i in range(n):
        f = objects[i % 3].m
        total += f(i)
    return total


def builtin_methods(n):
    out, text, table, found = [], [], {}, 0
    s = S()
    for i in range(n):
        a, get, up, add = out.append, table.get, "ab".upper, s.append
        a(i)
        table[i & 7] = get(i & 7, 0) + 1
        text.append(up())
        add(i)
        t = s.total
    return len(out), table, text[-1], t() == sum(out), len(s)


def hoisted(n):
    out = []
    push, pop, put = out.append, out.pop, out.insert
    seen = set()
    add = seen.add
    for i in range(n):
        push(i)
        push(i + 1)
        put(0, pop())
        add(i & 15)
        if i & 3 == 0:
            pop(0)
    return len(out), out[:3], len(seen)


def either(n):
    lists, total = [[], S()], 0
    for i in range(n):
        push = lists[i & 1].append
        push(i)
    other = []
    for target in (lists[0].append, lists[1].append, other.append, other.extend, seen_by.append):
        for i in range(n):
            try:
                target(i)
            except TypeError as error:
                total += 1
    return [len(x) for x in lists], len(other), total


seen_by = S()


def tables(n):
    of = {"+": operator.add, "-": operator.sub, "*": operator.mul, "<": operator.lt, "=": operator.eq, "is": operator.is_}
    names, out = list(of), []
    for i in range(n):
        out.append(of[names[i % 6]](i, 7))
        out.append(of[names[i % 2]]("a" if i % 2 == 0 else 3.5, "b" if i % 2 == 0 else 2))
    return out[:12], out[-12:]


def raising(n):
    a, caught = A(), 0
    for i in range(n):
        f = a.fail
        try:
            f(i)
        except ValueError as error:
            caught += error.args[0]
            names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    return caught, names


def replaced(a, n):
    total = 0
    for i in range(n):
        f = a.m
        total += f(i)
    return total


class Asked:
    def __getattr__(self, name):
        return lambda x: (name, x)


class Given:
    @property
    def write(self):
        return lambda x: ("given", x)


class Written:
    def write(self, x):
        return "written", x


def of_several(n):
    # A method, a property and __getattr__ at one place.
    files, out = [io.BytesIO(), Asked(), Given(), Written()], []
    for i in range(n):
        write = files[i % 4].write
        out.append(write(b"ab"))
    return out[-4:], files[0].tell()


def of_two(files, n):
    out = None
    for i in range(n):
        write = files[i % 2].write
        out = write(b"cd")
    return out


for _ in range(3):
    print(of_several(200), of_two([io.BytesIO(), Given()], 200), of_two([Asked(), Written()], 200))
    print(A().run(200), B().run(200), A().keep(200), A().sort(60))
    print(several(300), builtin_methods(300), hoisted(300), either(60))
    print(tables(120))
    print(raising(100))

a = A()
print(replaced(a, 300))
A.m = lambda self, x: x * 2
print(replaced(a, 300))
A.m = staticmethod(lambda x: x * 3)
print(replaced(a, 300))
A.m = classmethod(lambda cls, x: len(cls.__name__) + x)
print(replaced(a, 300))
A.m = abs
print(replaced(a, 300))
A.m = property(lambda self: self.negated)
print(replaced(a, 300))
A.m = lambda self, x: x
a.m = lambda x: 1
print(replaced(a, 300))
del A.m, a.m
try:
    replaced(a, 3)
except AttributeError as error:
    print(error)

print("ok")
