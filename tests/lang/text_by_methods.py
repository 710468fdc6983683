# `str`, `repr`, `format` and f-strings of objects whose text methods are in Python, inherited ones among them.


class Plain:
    def __init__(self, x):
        self.x = x

    def __str__(self):
        return f"Plain {self.x}"


class OnlyRepr:
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return "OnlyRepr(" + repr(self.x) + ")"


class Formatted(OnlyRepr):
    def __format__(self, spec):
        return f"[{self.x}|{spec}]"


class Derived(str):
    pass


class Odd:
    def __init__(self, result):
        self.result = result

    def __str__(self):
        return self.result

    def __repr__(self):
        return self.result

    def __format__(self, spec):
        return self.result


class Raising:
    def __str__(self):
        raise ValueError("no text")


class Nested:
    def __init__(self, parts):
        self.parts = parts

    def __str__(self):
        return "<" + ",".join([str(part) for part in self.parts]) + ">"

    def __repr__(self):
        return f"Nested({self.parts!r})"


def attempt(work, *args):
    try:
        return work(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def texts(n):
    total = 0
    for i in range(n):
        p, r, f = Plain(i), OnlyRepr(i), Formatted(i)
        total += len(str(p)) + len(repr(r)) + len(str(r)) + len(f"{p}") + len(f"{r}") + len(f"{f}")
        total += len(f"{f:>5}") + len(f"{p!s}{r!r}{r!s}") + len(format(f, "x")) + len(f"{p!s:>20}")
    return total


def odd(o):
    return str(o)


def odd_repr(o):
    return repr(o)


def odd_format(o):
    return f"{o}"


def odd_conversions(o):
    return f"{o!r}{o!s}"


def oddities(n):
    seen = {}
    for i in range(n):
        result = "plain"
        if i % 50 == 7:
            result = Derived("derived")
        if i % 50 == 8:
            result = i
        if i % 50 == 9:
            result = None
        o = Odd(result)
        for work in (odd, odd_repr, odd_format, odd_conversions):
            text = attempt(work, o)
            key = (work.__name__, type(text).__name__, str(text))
            seen[key] = seen.get(key, 0) + 1
        if i % 100 == 3:
            key = attempt(odd, Raising())
            seen[key] = seen.get(key, 0) + 1
            key = attempt(odd_format, Raising())
            seen[key] = seen.get(key, 0) + 1
            seen[odd(i)] = seen[odd_format(1.5)] = odd_repr("x")
    return sorted(seen.items(), key=str)


def changing(n):
    class Changes:
        def __repr__(self):
            return "repr"

    o, found = Changes(), []
    for i in range(n):
        text = str(o) + f"{o}" + repr(o)
        if not found or found[-1] != text:
            found.append(text)
        if i == n // 3:
            Changes.__str__ = lambda self: "str"
        if i == n // 2:
            Changes.__format__ = lambda self, spec: "format"
        if i == 2 * n // 3:
            Changes.__repr__ = lambda self: "other"
        if i == 3 * n // 4:
            del Changes.__str__, Changes.__format__
    return found


print(texts(2000))
for line in oddities(2000):
    print(line)
print(changing(2000))
print(str(Nested([Nested([1, Plain(2)]), OnlyRepr("x")])), repr(Nested([Formatted(1)])))
print("ok")
