"""match: every kind of pattern, guards, bindings, class patterns, errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Color:
    RED = "red"
    LEVEL = 3


def m(value):
    match value:
        case 0:
            return "zero"
        case -1 | -1.5:
            return "negative"
        case 1 + 2j:
            return "complex"
        case "a" "b":
            return "ab"
        case b"bytes":
            return "bytes"
        case None:
            return "none"
        case True:
            return "true"
        case Color.RED | Color.LEVEL:
            return "color"
        case []:
            return "empty"
        case [x]:
            return "one", x
        case [1, 2, *rest] if rest:
            return "rest", rest
        case (a, [b, c]):
            return "nested", a, b, c
        case [first, *_, last] if first == last:
            return "ends", first
        case {"k": v, "t": str(t), **others}:
            return "mapping", v, t, others
        case {"k": v}:
            return "k", v
        case {}:
            return "any mapping"
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=yy):
            return "y axis", yy
        case Point(xx, yy) if xx == yy:
            return "diagonal", xx
        case Point():
            return "point"
        case int() as n if n > 100:
            return "large", n
        case int(n) | float(n):
            return "number", n
        case str() as s:
            return "str", s
        case _:
            return "other"


assert [m(v) for v in (0, 0.0, False, -1, -1.5, 1 + 2j, "ab", b"bytes", None, True)] == ["zero", "zero", "zero", "negative", "negative", "complex", "ab", "bytes", "none", "true"]
assert m(1) == ("number", 1)
assert m(1.5) == ("number", 1.5)
assert m("red") == "color"
assert m(3) == "color"
assert m(500) == ("large", 500)
assert m("zz") == ("str", "zz")
assert m([]) == m(()) == "empty"
assert m([5]) == ("one", 5)
assert m((1, 2, 3)) == ("rest", [3])
assert m([1, 2]) == "other"
assert m((1, (2, 3))) == ("nested", 1, 2, 3)
assert m([7, 8, 9, 7]) == ("ends", 7)
assert m({"k": 1, "t": "s", "z": 2}) == ("mapping", 1, "s", {"z": 2})
assert m({"k": 1, "t": 5}) == ("k", 1)
assert m({"q": 1}) == "any mapping"
assert m({}) == "any mapping"
assert m(Point(0, 0)) == "origin"
assert m(Point(0, 5)) == ("y axis", 5)
assert m(Point(4, 4)) == ("diagonal", 4)
assert m(Point(1, 2)) == "point"
assert m({1, 2}) == "other"
assert m(object()) == "other"
assert m(iter([1])) == "other"
assert m(bytearray(b"ab")) == "other"
assert m(range(1)) == ("one", 0)
assert m(b"x") == "other"


def binding_stays(v):
    match v:
        case [x, 0]:
            return "zero"
        case [_, _]:
            return x


raises(UnboundLocalError, "cannot access local variable 'x' where it is not associated with a value", binding_stays, [5, 1])


def no_match(v):
    result = "none"
    match v:
        case 1:
            result = "one"
    return result


assert no_match(2) == "none" and no_match(1) == "one"


def alternatives(v):
    match v:
        case ("go" | "run") as verb, (("n" | "s") as way) | {"way": way}:
            return verb, way
        case [("a" | "b") | "c", *_]:
            return "abc"
        case ((x, 1) | (1, x)) as both:
            return x, both


assert alternatives(["go", "n"]) == ("go", "n")
assert alternatives(("run", {"way": "x"})) == ("run", "x")
assert alternatives(["b"]) == "abc"
assert alternatives((5, 1)) == (5, (5, 1))
assert alternatives((1, 6)) == (6, (1, 6))


def builtin_classes(v):
    match v:
        case bool(b):
            return "bool", b
        case dict(d):
            return "dict", d
        case list([a, *_]) | tuple([a, *_]):
            return "seq", a
        case bytes(b) | bytearray(b) | set(b) | frozenset(b):
            return type(b).__name__
        case float(f):
            return f


assert builtin_classes(True) == ("bool", True)
assert builtin_classes({}) == ("dict", {})
assert builtin_classes((1,)) == ("seq", 1)
assert builtin_classes({1}) == "set"
assert builtin_classes(1.0) == 1.0
assert builtin_classes([]) is None
calls = []


class Lazy:
    @property
    def a(self):
        calls.append("a")
        return 1

    @property
    def b(self):
        calls.append("b")
        raise AttributeError


match Lazy():
    case Lazy(a=2, b=_):
        pass
    case Lazy(b=_):
        pass
    case Lazy(a=1):
        calls.append("matched")
assert calls == ["a", "b", "b", "a", "matched"]
match = 1
case = {"match": match}
match case:
    case {"match": case}:
        assert case == 1
match (1):
    case 1: pass
match 1, 2:
    case 1, x: assert x == 2
match *[1, 2], 3:
    case [*all_of]: assert all_of == [1, 2, 3]
type = 5
_ = type + match
assert _ == 6
del type


class TooFew:
    __match_args__ = ("x",)


class BadArgs:
    __match_args__ = ["x"]


class BadName:
    __match_args__ = (1,)


def positional(subject, cls, count):
    match subject:
        case cls(a) if count == 1:
            return a
        case cls(a, b):
            return a, b


raises(TypeError, "TooFew() accepts 1 positional sub-pattern (2 given)", positional, TooFew(), TooFew, 2)
raises(TypeError, "object() accepts 0 positional sub-patterns (1 given)", positional, 1, object, 1)
raises(TypeError, "BadArgs.__match_args__ must be a tuple (got list)", positional, BadArgs(), BadArgs, 1)
raises(TypeError, "__match_args__ elements must be strings (got int)", positional, BadName(), BadName, 1)
raises(TypeError, "int() accepts 1 positional sub-pattern (2 given)", positional, 1, int, 2)
raises(TypeError, "called match pattern must be a class", positional, 1, 5, 1)
for source, message in [
    ("match x:\n case a: pass\n case 1: pass", "name capture 'a' makes remaining patterns unreachable"),
    ("match x:\n case _: pass\n case 1: pass", "wildcard makes remaining patterns unreachable"),
    ("match x:\n case [a, a]: pass", "multiple assignments to name 'a' in pattern"),
    ("match x:\n case a | 1: pass", "name capture 'a' makes remaining patterns unreachable"),
    ("match x:\n case [a] | [b]: pass", "alternative patterns bind different names"),
    ("match x:\n case [*a, *b]: pass", "multiple starred names in sequence pattern"),
    ("match x:\n case {**a, 'k': 1}: pass", "invalid syntax"),
    ("match x:\n case {'a': 1, 'a': 2}: pass", "mapping pattern checks duplicate key ('a')"),
    ("match x:\n case P(a=1, a=2): pass", "attribute name repeated in class pattern: a"),
    ("match x:\n case P(a=1, 2): pass", "positional patterns follow keyword patterns"),
    ("match x:\n case 1 as _: pass", "cannot use '_' as a target"),
]:
    try:
        compile(source, "<t>", "exec")
    except SyntaxError as error:
        assert error.msg == message, (source, error.msg)
    else:
        raise AssertionError(source)

print("ok")
