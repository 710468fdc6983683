"""str.format and format_map: fields, attributes, items, conversions, nesting, errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y
        self.names = {"first": ["a", "b"]}

    def __format__(self, spec):
        return f"<{spec or 'plain'}>"

    def __repr__(self):
        return "Point"


p = Point(1, 2)
assert "{} {}".format(1, "a") == "1 a"
assert "{1} {0} {1}".format("a", "b") == "b a b"
assert "{x}{y}".format(x=1, y=2) == "12"
assert "{0.x} {0.names[first][1]} {p.y}".format(p, p=p) == "1 b 2"
assert "{0[1]} {1[key]}".format([5, 6], {"key": 7}) == "6 7"
assert "{!r} {!s} {!a}".format("é", "é", "é") == "'é' é '\\xe9'"
assert "{0!r:>8}".format("ab") == "    'ab'"
assert "{} {:abc} {!r:>6}".format(p, p, p) == "<plain> <abc>  Point"
assert "{:{}}|{:{w}.{p}}".format("a", 4, 3.14159, w=6, p=3) == "a   |  3.14"
assert "{{}} {{{}}}".format(1) == "{} {1}"
assert "".format(1, a=2) == ""
assert "{:%}".format(0.5) == "50.000000%"
assert "{0[a b]}".format({"a b": 1}) == "1"
assert "{0[-1]}".format({"-1": "text"}) == "text"
assert "{a}-{b}".format_map({"a": 1, "b": 2}) == "1-2"


class Default(dict):
    def __missing__(self, key):
        return f"<{key}>"


assert "{a} {b}".format_map(Default(a=1)) == "1 <b>"
assert "{:>5}{:<5}{:^5}".format("a", "b", "c") == "    ab      c  "

raises(IndexError, "Replacement index 1 out of range for positional args tuple", "{} {}".format, 1)
raises(KeyError, "'x'", "{x}".format)
raises(ValueError, "Single '}' encountered in format string", "}".format)
raises(ValueError, "Single '{' encountered in format string", "{".format)
raises(ValueError, "expected '}' before end of string", "{0".format, 1)
raises(ValueError, "cannot switch from manual field specification to automatic field numbering", "{0}{}".format, 1, 2)
raises(ValueError, "cannot switch from automatic field numbering to manual field specification", "{}{0}".format, 1, 2)
raises(AttributeError, "'int' object has no attribute 'nope'", "{0.nope}".format, 1)
raises(ValueError, "Unknown conversion specifier z", "{!z}".format, 1)
raises(ValueError, "Empty attribute in format string", "{0.}".format, 1)
raises(ValueError, "Only '.' or '[' may follow ']' in format field specifier", "{0[0]x}".format, [1])
raises(ValueError, "Max string recursion exceeded", "{:{:{}}}".format, 1, 2, 3)

print("ok")
