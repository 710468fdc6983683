# `%` and `format` of constant templates in hot functions.
def plain(x, y):
    return "%d-%s" % (x, y)


def one(x):
    return "<%s>" % (x,)


def bare(x):
    return "<%s>" % x


def number(x):
    return "n=%d" % x


def several(x, y, z):
    return "%s %5d%% %05d %x|%s" % (x, y, y, y, z)


def floats(x):
    return "%.2f %8.3f %g %e %G %.0f" % (x, x, x, x, x, x)


def lone(x):
    return "%s" % (x,)


def precise(x):
    return "%5s|%-5s|%.2s|%+d|% d|%-4d|%#x|%.3d|%r|%a|%c|%i" % (x, x, x, 3, 3, 3, 30, 3, x, x, "c", 7)


def keyed(x):
    return "%(a)s-%(b)d" % {"a": x, "b": 2}


def hot(function, *args):
    results = [function(*args) for _ in range(60)]
    assert all(result == results[0] and type(result) is str for result in results)
    return results[0]


class Named:
    def __str__(self):
        return "named"

    def __repr__(self):
        return "Named()"


class Count(int):
    def __str__(self):
        return "count"


class Text(str):
    def __str__(self):
        return "text"


assert hot(plain, 1, 2) == "1-2"
assert hot(plain, -7, "a") == "-7-a" and hot(plain, 2**70, None) == f"{2**70}-None"
assert hot(plain, True, Named()) == "1-named" and hot(plain, 2.9, Count(3)) == "2-count"
assert hot(plain, Count(5), Text("a")) == "5-text" and hot(plain, 0, (1, "x")) == "0-(1, 'x')"
for x, y in ((3, 4), ("a", 1), (None, 1), (4, "é\u0100")):
    try:
        assert plain(x, y) == f"{x}-{y}" and type(x) is int
    except TypeError as error:
        assert str(error) == f"%d format: a real number is required, not {type(x).__name__}"
assert hot(one, 5) == "<5>" and hot(one, (1, 2)) == "<(1, 2)>" and hot(one, "ab") == "<ab>" and hot(one, Text("q")) == "<text>"
assert hot(bare, 5) == "<5>" and hot(bare, "x") == "<x>" and hot(bare, (4,)) == "<4>" and hot(bare, [1]) == "<[1]>"
for given, message in (((1, 2), "not all arguments converted during string formatting"), ((), "not enough arguments for format string")):
    try:
        bare(given)
    except TypeError as error:
        assert str(error) == message
    else:
        assert False
assert hot(number, 5) == "n=5" and hot(number, (7,)) == "n=7" and hot(number, -1.5) == "n=-1"
assert hot(several, "a", 42, None) == "a    42% 00042 2a|None" and hot(several, 1, -42, 2) == "1   -42% -0042 -2a|2"
assert hot(several, 1, 2**60, "") == f"1 {2**60}% {2**60} {2**60:x}|"
assert hot(floats, 1.5) == "1.50    1.500 1.5 1.500000e+00 1.5 2" and hot(floats, 3) == "3.00    3.000 3 3.000000e+00 3 3"
assert hot(floats, float("inf")) == "inf      inf inf inf INF inf" and hot(floats, -0.0) == "-0.00   -0.000 -0 -0.000000e+00 -0 -0"
assert hot(floats, float("nan")) == "nan      nan nan nan NAN nan" and hot(floats, True) == "1.00    1.000 1 1.000000e+00 1 1"
assert hot(lone, 3) == "3" and hot(lone, Text("s")) == "text"
assert hot(precise, "abc") == "  abc|abc  |ab|+3| 3|3   |0x1e|003|'abc'|'abc'|c|7"
assert hot(keyed, 1) == "1-2"


def table(items):
    lines = []
    for index, (name, value) in enumerate(items):
        lines.append("%3d %s = %.1f\n" % (index, name, value))
    return "".join(lines)


assert hot(table, [("a", 1.25), ("b\u0100", 2), ("c", 3.0)] * 3) == "".join(
    f"{i:3d} {n} = {v:.1f}\n" for i, (n, v) in enumerate([("a", 1.25), ("b\u0100", 2), ("c", 3.0)] * 3)
)


# str.format
def joined(x, y):
    return "{}:{:>5}".format(x, y)


def numbered(x, y):
    return "{1}-{0}-{1:04d}".format(x, y)


def escaped(x):
    return "{{{}}}éĀ{:.2f}|".format(x, x)


def unlike(x, y):
    return "{0!r}|{x}|{0.real}|{y[0]}".format(x, x=x, y=y)


def spread(*args):
    return "{}+{}".format(*args)


def wide(x, y):
    return "{:{}}|{}".format(x, y, 3)


def mixed(x):
    return "{}-{0}".format(x)


def short(x):
    return "{}-{}".format(x)


def open_ended(x):
    return "{}-{".format(x)


def closed(x):
    return "{}-}".format(x)


def spare(x):
    return "a{}b".format(x, 1, 2)


class Formatted:
    def __format__(self, spec):
        return f"<{spec}>"


assert hot(joined, 1, 2) == "1:    2" and hot(joined, "a", "b") == "a:    b" and hot(joined, None, 2.5) == "None:  2.5"
assert hot(joined, Formatted(), Formatted()) == "<>:<>5>" and hot(joined, Text("q"), Count(3)) == "text:    3"
assert hot(joined, Named(), True) == "named:    1" and hot(joined, (1, 2), 2**70) == f"(1, 2):{2**70}"
assert hot(numbered, 1, 2) == "2-1-0002" and hot(numbered, "x", -7) == "-7-x--007"
assert hot(escaped, 1.5) == "{1.5}éĀ1.50|" and hot(escaped, 2) == "{2}éĀ2.00|"
assert hot(unlike, 3, [4]) == "3|3|3|4"
assert hot(spread, 1, "b") == "1+b" and hot(wide, 5, 3) == "  5|3" and hot(spare, "-") == "a-b"
for function, argument, kind, message in (
    (mixed, 1, ValueError, "cannot switch from automatic field numbering to manual field specification"),
    (short, 1, IndexError, "Replacement index 1 out of range for positional args tuple"),
    (open_ended, 1, ValueError, "Single '{' encountered in format string"),
    (closed, 1, ValueError, "Single '}' encountered in format string"),
    (escaped, "s", ValueError, "Unknown format code 'f' for object of type 'str'"),
    (escaped, None, TypeError, "unsupported format string passed to NoneType.__format__"),
):
    for _ in range(60):
        try:
            function(argument)
        except kind as error:
            assert str(error) == message, error
        else:
            assert False


# Numbers of classes derived from int, as operands, indices and in comparisons.
import enum


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Odd(int):
    def __add__(self, other):
        return "odd"

    def __lt__(self, other):
        return "less"

    def __index__(self):
        raise ValueError

    def __eq__(self, other):
        return False

    __hash__ = None


def sums(items):
    return [(x + 1, 2 * x, x - x, x & 3, x == 1, x < 2, 1 < x, x != Level.HIGH, x / 2, x**2, -x) for x in items]


assert hot(lambda: str(sums([Level.LOW, Level.HIGH]))) == str(sums([1, 2]))
assert [type(x) for x in sums([Level.LOW])[0][:4]] == [int] * 4
assert hot(lambda: str([Odd(1) + 1, 1 + Odd(1), Odd(2) - 1, Odd(1) < 2, 3 > Odd(1), Odd(1) == 1, 1 == Odd(1), Odd(1) > 0])) == (
    "['odd', 2, 1, 'less', 'less', False, False, True]"
)


def items(sequence, index):
    return sequence[index]


for sequence in ([4, 5, 6], (4, 5, 6), "456", b"456", bytearray(b"456"), range(4, 7)):
    for index in (1, Level.LOW, True, Level.HIGH, Odd(-1)):
        assert hot(lambda: str(items(sequence, index))) == str(items(sequence, int(index)))
for index in (2**40, Level(1) + 5, Odd(3), Odd(-4), Odd(2**62), Odd(-(2**63))):
    try:
        items([4, 5, 6], index)
    except IndexError as error:
        assert str(error) == "list index out of range"
    else:
        assert False


# isinstance with metaclasses.
class Meta(type):
    pass


class Asked(type):
    def __instancecheck__(cls, instance):
        return instance == 3


class Made(metaclass=Meta):
    pass


class Below(Made):
    pass


class Liar(metaclass=Asked):
    pass


def check(x, cls):
    return isinstance(x, cls)


for _ in range(60):
    assert check(Made(), Made) and check(Below(), Made) and not check(Made(), Below) and not check(1, Made)
    assert check(3, Liar) and not check(4, Liar) and check(Liar(), Liar) and check(Level.LOW, Level) and not check(1, Level)
    assert check(Below(), (int, Made)) and not check(2, (str, Made, Liar)) and check(3, (str, Made, Liar))
Meta.__instancecheck__ = lambda cls, instance: "yes"
assert check(1, Made) and isinstance(None, Below)
del Meta.__instancecheck__
assert not check(1, Made) and not isinstance(None, Below)
print("ok")
