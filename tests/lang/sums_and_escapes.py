# What has short ways of its own: sums of arrays, escapes of what an encoding lacks, inverses, equality of deques and namespaces.
import array
import collections
import itertools
import types

for code in "bBhHiIlLqQfd":
    numbers = array.array(code, [1, 2, 3, 100])
    assert sum(numbers) == 106 and sum(numbers, 5) == 111 and sum(numbers, 1.5) == 107.5
    empty = sum(array.array(code), 7)
    assert empty == 7 and type(empty) is int
    assert type(sum(numbers)) is (float if code in "fd" else int)
assert sum(array.array("d", [0.1] * 10)) == sum([0.1] * 10) == 1.0
assert sum(array.array("d", [1e100, 1.0, -1e100])) == 1.0
assert sum(array.array("d", [1e308, 1e308, -1e308])) == float("inf")
assert str(sum(array.array("d", [1.0, float("inf"), -float("inf")]))) == "nan"
assert sum(array.array("Q", [2**64 - 1] * 3)) == 3 * (2**64 - 1)
assert sum(array.array("q", [-(2**63)] * 3), 2**70) == 2**70 - 3 * 2**63


class Own(array.array):
    def __iter__(self):
        return iter([5])


assert sum(Own("d", [1.0])) == 5

wide = "a\u20ac\xe9\U0001f600\ud800b"
assert wide.encode("ascii", "xmlcharrefreplace") == b"a&#8364;&#233;&#128512;&#55296;b"
assert wide.encode("latin-1", "xmlcharrefreplace") == b"a&#8364;\xe9&#128512;&#55296;b"
assert wide.encode("ascii", "backslashreplace") == b"a\\u20ac\\xe9\\U0001f600\\ud800b"
assert wide.encode("latin-1", "backslashreplace") == b"a\\u20ac\xe9\\U0001f600\\ud800b"
assert wide.encode("utf-8", "xmlcharrefreplace") == b"a\xe2\x82\xac\xc3\xa9\xf0\x9f\x98\x80&#55296;b"
assert "\U0010ffff".encode("ascii", "xmlcharrefreplace") == b"&#1114111;"
for text in ("abc\u20ac\xe9" * 50, "abc\U0001f600" * 50, "a" * 40 + "\xff" + "b" * 40, "\u0800\u07ff\x7f\x80\uffff\U00010000", ""):
    for length in range(len(text)):
        part = text[length:]
        data = part.encode()
        assert data.decode() == part
        assert data == b"".join(c.encode() for c in part)

for modulus in (2, -2, 101, -101, 2**61 - 1, 2**64 - 59, 2**70 + 1):
    for base in (1, 2, 3, -3, 100, 2**63, 10**30):
        try:
            inverse = pow(base, -1, modulus)
        except ValueError as error:
            assert str(error) == "base is not invertible for the given modulus"
        else:
            assert base * inverse % modulus == 1 % modulus
assert pow(5, -3, 1) == 0

assert "ab\tc\n\td\te\r\tx".expandtabs() == "ab      c\n        d       e\r        x"
assert "ab\tc\n\td\te\r\tx".expandtabs(3) == "ab c\n   d  e\r   x"
assert "\ta\u20ac\tb".expandtabs(0) == "a\u20acb"
assert b"ab\t\tc\t".expandtabs(2) == b"ab    c "
assert b"hello world".translate(None, b"lo") == b"he wrd"
assert b"hello world".translate(bytes(range(255, -1, -1)), b"lo") == bytes(255 - c for c in b"he wrd")
assert bytearray(b"hello").translate(None, b"") == b"hello"

deque = collections.deque
items = [(), (1,), (1, 2), (1, 3), (1, 2, 3)]
for a, b in itertools.product(items, repeat=2):
    assert (deque(a) == deque(b)) is (a == b) and (deque(a) != deque(b)) is (a != b)
    assert (deque(a) < deque(b)) is (a < b) and (deque(a) <= deque(b)) is (a <= b)
    assert (deque(a) > deque(b)) is (a > b) and (deque(a) >= deque(b)) is (a >= b)


class Grows:
    def __eq__(self, other):
        grown.append(1)
        return True


grown = deque([Grows(), Grows()])
try:
    grown == deque([1, 2])
except RuntimeError as error:
    assert str(error) == "deque mutated during iteration"
else:
    raise AssertionError

ordered = collections.OrderedDict
nan = float("nan")
assert ordered(a=1, b=2) == ordered(a=1, b=2) != ordered(b=2, a=1) == dict(a=1, b=2)
assert ordered(a=1.5) == ordered(a=1.5) and ordered(a=nan) == ordered(a=nan) and ordered(a=nan) != ordered(a=2)
assert ordered(a=1) != ordered(a=1, b=2) and ordered({1: 2}) == ordered({1.0: 2})
space = types.SimpleNamespace
assert space(a=1, b=2) == space(b=2, a=1) and space(a=1) != space(a=2) and not space() != space() and space() != 5
print("ok")
