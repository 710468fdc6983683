# Compiled code reads and writes the items of arrays, bytes, bytearrays and memoryviews itself.
from array import array


def relax(a, n):
    for i in range(1, n - 1):
        a[i] = (a[i - 1] + a[i + 1]) * 0.5
    a[0] = 3
    a[-1] = a[-2]
    return sum(a)


for _ in range(40):
    assert relax(array("d", [0, 0, 4, 8]), 4) == 3 + 2 + 5 + 5
    assert relax([0, 0, 4, 8], 4) == 15
assert relax(array("f", [0, 0, 4, 8]), 4) == 15


def fill(a, values):
    for i in range(len(values)):
        a[i] = values[i]
    total = 0
    for i in range(len(a)):
        total += a[i]
    return total


edges = {
    "b": (-128, 127), "B": (0, 255), "h": (-32768, 32767), "H": (0, 65535), "i": (-2**31, 2**31 - 1), "I": (0, 2**32 - 1),
    "l": (-2**63, 2**63 - 1), "q": (-2**63, 2**63 - 1), "L": (0, 2**64 - 1), "Q": (0, 2**64 - 1),
}
for code, (low, high) in edges.items():
    for _ in range(30):
        assert fill(array(code, [0] * 4), [1, 2, low, high]) == 3 + low + high
    for wrong in (low - 1, high + 1):
        try:
            fill(array(code, [0]), [wrong])
        except OverflowError:
            pass
        else:
            assert False, (code, wrong)
    try:
        fill(array(code, [0]), [1.5])
    except TypeError:
        pass
    else:
        assert False


def get(a, i):
    return a[i]


for _ in range(60):
    assert get(array("i", [5, 6, 7]), -1) == 7 and get(array("i", [5, 6, 7]), 0) == 5
for a, i in ((array("i", [5]), 1), (array("i", [5]), -2), (array("i"), 0)):
    try:
        get(a, i)
    except IndexError as error:
        assert str(error) == "array index out of range"
    else:
        assert False
assert get(array("d", [5]), 0) == 5.0 and get(array("u", "ab"), 1) == "b" and get("ab", 1) == "b" and get({0: 1}, 0) == 1


def shifted(a):
    b = array("h", a)
    del b[0]
    b.append(9)
    total = 0
    for i in range(len(b)):
        b[i] += 1
        total = total * 10 + b[i]
    return total


for _ in range(60):
    assert shifted([1, 2, 3]) == 340 + 10


class Mine(array):
    def __getitem__(self, i):
        return "mine"


for _ in range(60):
    assert get(array("i", [1]), 0) == 1
assert get(Mine("i", [1]), 0) == "mine"


# bytes, bytearray, memoryview
def total(data):
    n = 0
    for i in range(len(data)):
        n = n * 3 + data[i]
    for x in data:
        n += x
    return n + data[-1] + data[0]


def total_of_memory(data):
    n = 0
    for i in range(len(data)):
        n = n * 3 + data[i]
    for x in data:
        n += x
    return n + data[-1] + data[0]


def total_of_numbers(data):
    n = 0
    for x in data:
        n += x
    return n


raw = bytes([1, 2, 250])
expected = (1 * 9 + 2 * 3 + 250) + 253 + 251
for _ in range(60):
    assert total(raw) == expected
    assert total_of_memory(memoryview(raw)) == expected
    assert total_of_numbers(array("i", [1, -2, 3])) == 2
assert total(bytearray(raw)) == expected and total([1, 2, 250]) == expected and total(memoryview(raw)) == expected
assert total_of_memory(memoryview(raw + raw)[:3]) == expected == total_of_memory(memoryview(raw[::-1])[::-1])
assert total_of_memory(memoryview(array("b", [1, 2, -6]))) == 9 + 6 - 6 - 3 - 5
assert total_of_numbers(array("d", [0.5, 0.25])) == 0.75 and total_of_numbers(array("Q", [2**64 - 1, 1])) == 2**64


def swap(data, i, value):
    old = data[i]
    data[i] = value
    return old


target = bytearray(4)
for i in range(80):
    assert swap(target, i & 3, i) == (i - 4 if i > 3 else 0)
assert target == bytes([76, 77, 78, 79])
for wrong, exc, message in (
    (256, ValueError, "byte must be in range(0, 256)"),
    (-1, ValueError, "byte must be in range(0, 256)"),
    (2**70, ValueError, "byte must be in range(0, 256)"),
    ("x", TypeError, "'str' object cannot be interpreted as an integer"),
):
    try:
        swap(target, 0, wrong)
    except exc as error:
        assert str(error) == message, error
    else:
        assert False
for index in (4, -5):
    try:
        swap(target, index, 1)
    except IndexError as error:
        assert str(error) == "bytearray index out of range"
    else:
        assert False
try:
    swap(b"abc", 0, 1)
except TypeError as error:
    assert str(error) == "'bytes' object does not support item assignment"
else:
    assert False


# Memory that two share.
def shared(store, view, n):
    for i in range(n):
        store[i] = 1
        view[i] = view[i] + store[i] * 2
        store[i] += view[i]
    return sum(view)


for _ in range(60):
    store = bytearray(5)
    assert shared(store, memoryview(store), 5) == 30
store = array("i", [0] * 5)
assert shared(store, memoryview(store), 5) == 30
words = bytearray(16)


def overlapped(words, view):
    n = 0
    for i in range(len(view)):
        words[4 * i] = 1
        view[i] += 256
        n += words[4 * i + 1] + view[i]
        words[4 * i + 2] += 1
    return n


for turn in range(60):
    assert overlapped(words, memoryview(words).cast("i")) == sum(
        (turn + 1) % 256 + (turn << 16) + 1 + 256 * (turn + 1) for _ in range(4)
    ), turn


# Memory that grows, shrinks and is released meanwhile.
def growing(data):
    n = 0
    for x in data:
        n += x
        if len(data) < 50:
            data.append(x + 1)
        data[0] = 1
    return n, len(data)


def shrinking(data):
    n = 0
    for x in data:
        n += x
        data.pop()
    return n


for _ in range(60):
    assert growing(bytearray([0])) == (sum(range(50)), 50)
    assert shrinking(bytearray(range(10))) == 10
    assert growing(array("b", [0])) == (sum(range(50)), 50)


def until_released(view, n):
    i = 0
    try:
        while True:
            if i == n:
                view.release()
            view[i & 1] = view[i & 1] ^ 1
            i += 1
    except ValueError as error:
        assert str(error) == "operation forbidden on released memoryview object"
    return i


for _ in range(20):
    assert until_released(memoryview(bytearray(2)), 30) == 30


def read_only(view, n):
    try:
        for i in range(n):
            view[0] = i
    except TypeError as error:
        return str(error)


for _ in range(60):
    assert read_only(memoryview(bytearray(1)), 5) is None
assert read_only(memoryview(b"a"), 5) == "cannot modify read-only memory"
for _ in range(20):
    assert read_only(memoryview(b"a"), 5) == "cannot modify read-only memory"


# Memory may hold any float; views may be anywhere in it.
from struct import pack


def first(view):
    return [view[0], view[0] == view[0]]


for bits in (0x7FF0000000000001, 0xFFFFFFFFFFFFFFFF, 0x8000000000000000, 0x7FF8000000000000, 0xFFF8DEADBEEF0000):
    for _ in range(40):
        a = array("d", pack("Q", bits))
        x, same = first(a)
        assert same == (bits == 0x8000000000000000) and str(x) == ("-0.0" if same else "nan")
for bits in (0x7F800001, 0xFFFFFFFF, 0x7F800000, 1):
    x, same = first(array("f", pack("I", bits)))
    assert same == (bits in (0x7F800000, 1))
odd = memoryview(b"?" + pack("id", -5, 1.5))
for _ in range(40):
    assert first(odd[1:5].cast("i"))[0] == -5 and first(odd[9:17].cast("d"))[0] == 1.5


def stored(a, x):
    a[0] = x
    return a[0]


for _ in range(40):
    assert stored(array("f", [0]), 1e300) == float("inf") and stored(array("f", [0]), 0.1) != 0.1
    assert stored(array("d", [0]), 2**53 + 1) == 2.0**53 and stored(array("d", [0]), True) == 1.0
    assert stored(array("d", [0]), 3) == 3.0 and type(stored(array("d", [0]), 3)) is float
for x in (None, "a", 2**2000):
    try:
        stored(array("d", [0]), x)
    except (TypeError, OverflowError):
        pass
    else:
        assert False
assert stored(memoryview(array("d", [0])), 7) == 7.0
for _ in range(40):
    assert stored(array("i", [0]), True) == 1
    assert stored(array("Q", [0]), 2**64 - 1) == 2**64 - 1 and stored(array("Q", [0]), 5) == 5


# Iterators that the loop leaves, and that it did not make.
def leaves(data):
    it = iter(data)
    for x in it:
        if x > 2:
            break
    return x, list(it)


for _ in range(60):
    assert leaves(b"\1\2\3\4") == (3, [4]) and leaves(array("h", [1, 2, 3, 4])) == (3, [4])
assert leaves(bytearray(b"\1\3\4\5")) == (3, [4, 5])
it = iter(array("i", [1, 2]))
assert [next(it), next(it), next(it, None), next(it, None)] == [1, 2, None, None]
print("ok")
