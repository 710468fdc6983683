# Results that have short cuts of their own equal what the general ways give.
import base64
import binascii
import contextvars
import decimal
import io
import threading
from decimal import Decimal as D

# decimals of any distance and size
cases = ["0", "-0", "1", "-7", "0.1", "2.50", "99.995", "1E+3", "-1E-9", "123456789012345678901234567.89", "1E-40"]
add = {("99.995", "1E-40"): "99.99500000000000000000000000", ("1", "1E-40"): "1.000000000000000000000000000"}
for (a, b), expected in add.items():
    assert str(D(a) + D(b)) == expected, (a, b, D(a) + D(b))
assert str(D("1") - D("1E-40")) == "1.000000000000000000000000000"
with decimal.localcontext() as context:
    context.rounding = decimal.ROUND_FLOOR
    assert str(D("1") - D("1E-40")) == "0.9999999999999999999999999999"
    assert str(D("1.5") - D("1.5")) == "-0.0"
for a in cases:
    for b in cases:
        x, y = D(a), D(b)
        assert x + y == y + x and x - y == -(y - x) and x * y == y * x
        assert (x < y) == (y > x) and (x == y) == (not x != y)
        if y:
            assert abs(x / y * y - x) <= abs(x) * D("1E-26"), (a, b)
assert str(D("1") / D("8")) == "0.125" and str(D("100") / D("4")) == "25" and str(D("2") / D("3")) == "0." + "6" * 27 + "7"
assert str(D("2.675").quantize(D("0.01"))) == "2.68" and str(D("2.665").quantize(D("0.01"))) == "2.66"
assert str(D("-0.001").quantize(D("0.01"))) == "-0.00" and str(D("5").quantize(D("0.001"))) == "5.000"
assert sum([D("0.1")] * 10) == 1 and 3 * D("0.1") == D("0.3") and 1 - D("0.9") == D("0.1")
assert [str(D(t)) for t in ("1E+5", "0.00", "1E-7", "0.000001", " 12_3 ", "12345678901234567890123")] == [
    "1E+5", "0.00", "1E-7", "0.000001", "123", "12345678901234567890123"]
assert f"{D('1234.5'):.2f} {D('-0.5'):f} {D('12'):.0f} {D('1234.5'):,.2f} {D('1.5'):8.1f}|" == "1234.50 -0.5 12 1,234.50      1.5|"

# the current context is that of the running thread and of the running contextvars context
decimal.getcontext().prec = 5
assert str(D(1) / D(3)) == "0.33333"
seen = []
thread = threading.Thread(target=lambda: seen.append(str(D(1) / D(3))))
thread.start()
thread.join()
assert seen == ["0." + "3" * 28], seen
assert str(D(1) / D(3)) == "0.33333"


def inner():
    decimal.getcontext().prec
    decimal.setcontext(decimal.Context(prec=3))
    return str(D(1) / D(3))


assert contextvars.copy_context().run(inner) == "0.333"
assert str(D(1) / D(3)) == "0.33333"

# base64 and hexadecimal
for size in list(range(20)) + [255, 256, 257]:
    data = bytes((i * 37 + size) & 255 for i in range(size))
    text = base64.b64encode(data)
    assert len(text) == (size + 2) // 3 * 4 and base64.b64decode(text) == data
    assert base64.b64decode(base64.encodebytes(data)) == data
    assert binascii.b2a_base64(data) == text + b"\n"
    assert binascii.unhexlify(binascii.hexlify(data)) == data == bytes.fromhex(data.hex()) == bytes.fromhex(data.hex(" "))
    assert data.hex() == binascii.hexlify(data).decode() == "".join("%02x" % byte for byte in data)
assert base64.b64decode(b"YW\nJj*ZA==") == b"abcd"
for wrong in (b"abc", b"a", b"ab=c"):
    try:
        base64.b64decode(wrong)
        raise AssertionError(wrong)
    except binascii.Error:
        pass
try:
    binascii.unhexlify(b"0g")
    raise AssertionError
except binascii.Error as error:
    assert str(error) == "Non-hexadecimal digit found"

# replacing and padding
text = "the cat and the hat"
assert text.replace("the", "a") == "a cat and a hat" and text.replace("t", "T") == "The caT and The haT"
assert text.replace("the", "", 1) == " cat and the hat" and text.replace("zz", "y") is text
assert text.replace("t", "T", 2) == "The caT and the hat" and "aaa".replace("aa", "b") == "ba"
assert "é-é".replace("-", "é") == "ééé" and "a-a".replace("-", "é") == "aéa" and "".replace("a", "b") == ""
assert "7".zfill(3) == "007" and "-7".zfill(4) == "-007" and "+".zfill(2) == "+0" and "777".zfill(2) == "777"
assert "é".rjust(3) == "  é" and "a".ljust(3, "é") == "aéé" and "ab".center(5) == "  ab " and "abc".center(6) == " abc  "
assert "a,b,,c".split(",") == ["a", "b", "", "c"] and "a,b,c".split(",", 1) == ["a", "b,c"]
assert b"a,b".split(b",") == [b"a", b"b"] and ",".join(str(i) for i in range(40)).split(",") == [str(i) for i in range(40)]

# lists of iterators
items = list(range(5))
assert list(reversed(items)) == [4, 3, 2, 1, 0] and list(range(3, 0, -1)) == [3, 2, 1]
backwards = reversed(items)
assert next(backwards) == 4 and list(backwards) == [3, 2, 1, 0] and list(backwards) == []
numbers = iter(range(4))
assert next(numbers) == 0 and list(numbers) == [1, 2, 3] and list(numbers) == []
backwards = reversed(items)
items.clear()
assert list(backwards) == []
assert list("aé") == ["a", "é"] and sorted({1, 2, 3}) == [1, 2, 3] and list({1: 2}.items()) == [(1, 2)]
items = [1, 2]
items.extend(reversed(items))
assert items == [1, 2, 2, 1]
assert set([1, 1.0, True, 2]) == {1, 2} and len(set(range(1000)) | set(range(500, 1500))) == 1500
assert {1, 2} <= {1, 2, 3} and {1, 2}.isdisjoint({3}) and not {1}.isdisjoint([1])

# dict() and update() with names
assert dict(a=1, b=2) == {"a": 1, "b": 2} and dict({"a": 0}, a=1) == {"a": 1} and dict([("x", 1)], y=2) == {"x": 1, "y": 2}
names = {}
names.update(a=1)
names.update({"a": 3}, self=2)
assert names == {"a": 3, "self": 2}
for call in (lambda: dict(1, 2), lambda: {}.update(1, 2)):
    try:
        call()
        raise AssertionError
    except TypeError as error:
        assert "expected at most 1 argument, got 2" in str(error)


class Sub(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


assert Sub(a=1) == {"a": 1} and dict.__new__(Sub, 1, 2, x=3) == {}


# files in memory: only those of subclasses are closed when they die
class Closing(io.StringIO):
    def close(self):
        closed.append(True)
        super().close()


closed = []
Closing("x")
import gc
gc.collect()
assert closed == [True], closed
assert io.StringIO("ab").read() == "ab" and io.BytesIO(b"ab").read() == b"ab"

# JSON with an indentation
import json

value = {"a": [1, [], {}, [2.5, None]], "b": {"c": True}, 3: "\u00e9"}
assert json.dumps(value, indent=1) == """{
 "a": [
  1,
  [],
  {},
  [
   2.5,
   null
  ]
 ],
 "b": {
  "c": true
 },
 "3": "\\u00e9"
}"""
assert json.dumps([1, {"a": 2}], indent="\t") == '[\n\t1,\n\t{\n\t\t"a": 2\n\t}\n]'
assert json.dumps({(1,): 2}, indent=2, skipkeys=True) == "{\n  \n}" and json.dumps([1], indent=0) == "[\n1\n]"
assert json.loads(json.dumps(value, indent=4)) == {**{str(key): item for key, item in value.items()}}
endless = []
endless.append(endless)
try:
    json.dumps(endless, indent=1)
    raise AssertionError
except ValueError as error:
    assert str(error) == "Circular reference detected"
for wrong in ('"a', '"a\x01"', '"\\x"', '["a" 1]'):
    try:
        json.loads(wrong)
        raise AssertionError(wrong)
    except json.JSONDecodeError:
        pass

# parts of memoryviews
view = memoryview(bytearray(range(10)))
assert bytes(view[2:5]) == b"\2\3\4" and bytes(view[5:2:-1]) == b"\5\4\3" and view[::-3].strides == (-3,)
view[2:4] = b"xy"
assert view[1:].tobytes()[:3] == b"\1xy" and view.cast("H").shape == (5,)

# operators of native types of different classes
from datetime import date, datetime, timedelta

assert datetime(2024, 2, 28, 23) + timedelta(hours=2) == datetime(2024, 2, 29, 1) == timedelta(hours=2) + datetime(2024, 2, 28, 23)
assert datetime(1, 1, 1) - datetime(1, 1, 1) == timedelta() and timedelta(1) * 3 == 3 * timedelta(1) == timedelta(3)
days = [date.fromordinal(n) for n in range(1, 3_652_060, 1009)] + [date.fromordinal(n) for n in (59, 60, 61, 365, 366, 146097)]
assert all(date.fromisoformat(str(day)).toordinal() == day.toordinal() for day in days)
assert date.fromordinal(3_652_059) == date.max and date.fromordinal(1) == date.min


class Later(timedelta):
    def __radd__(self, other):
        return "later"


assert datetime(2024, 1, 1) + Later(1) == datetime(2024, 1, 2) and timedelta(1) + Later(1) == "later"
for wrong in (lambda: datetime(2024, 1, 1) + 1, lambda: timedelta(1) + D(1), lambda: D(1) + [1]):
    try:
        wrong()
        raise AssertionError
    except TypeError as error:
        assert "unsupported operand type(s) for +: " in str(error), error
assert [hex(0), hex(-255), bin(5), bin(-(2**48)), oct(8), hex(2**70)] == [
    "0x0", "-0xff", "0b101", "-0b1" + "0" * 48, "0o10", "0x400000000000000000"]
# A character for a character, in texts of every width, and texts that become narrower by it.
for text, old, new, made in [
    ("żółć ę ę", "ę", "e", "żółć e e"),
    ("ę", "ę", "e", "e"),
    ("żółć", "q", "e", "żółć"),
    ("żółć", "😀", "e", "żółć"),
    ("żółć", "ł", "😀", "żó😀ć"),
    ("a😀b😀", "😀", "é", "aébé"),
    ("a😀b", "b", "😀", "a😀😀"),
    ("żabab", "a", "b", "żbbbb"),
]:
    assert text.replace(old, new) == made, (text, old, new)
    assert text.replace(old, new).isascii() == made.isascii()
assert "żabab".replace("a", "b", 1) == "żbbab" and "ęę".replace("ę", "e", 0) == "ęę"

# Tables that delete, keep, and stop being asked once for all.
table = str.maketrans("abc", "xyz", "d")
assert ("abcd dcba" * 50).translate(table) == "xyz zyx" * 50
assert "dddd".translate(table) == "" and "".translate(table) == ""
assert ("abc" * 3).translate({97: "long", 98: None}) == "longc" * 3

# Views that are contiguous and such that are not.
view = memoryview(bytearray(range(200)))
assert view.tobytes() == bytes(range(200)) and view[5:9].tobytes() == bytes([5, 6, 7, 8])
assert view[::50].tobytes() == bytes([0, 50, 100, 150]) and view[3:3].tobytes() == b""
assert view.cast("B", (20, 10)).tobytes() == bytes(range(200))

print("ok")
