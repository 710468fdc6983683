# Pickling: opcodes by protocol, recursion, reducers, persistent ids, buffers, and what damaged pickles raise.
import copyreg
import io
import pickle


def raises(kind, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert str(error) == text, str(error)
    else:
        raise AssertionError(f"{text} was not raised")


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    class Inner:
        pass


class Slotted:
    __slots__ = ("a", "b")


class Numbers(list):
    """A list with attributes."""


class Keyworded:
    def __new__(cls, *, size):
        self = super().__new__(cls)
        self.size = size
        return self

    def __getnewargs_ex__(self):
        return (), {"size": self.size}


assert pickle.dumps([1, 300, 70000, -1, 1 << 40, "é", b"b"], 2) == (
    b"\x80\x02]q\x00(K\x01M,\x01Jp\x11\x01\x00J\xff\xff\xff\xff\x8a\x06\x00\x00\x00\x00\x00\x01X\x02\x00\x00\x00\xc3\xa9q\x01"
    b"c_codecs\nencode\nq\x02X\x01\x00\x00\x00bq\x03X\x06\x00\x00\x00latin1q\x04\x86q\x05Rq\x06e."
)
assert pickle.dumps((1.5, None, True, {2: 3}), 0) == b"(F1.5\nNI01\n(dp0\nI2\nI3\nstp1\n."
assert pickle.dumps({"k": {1}}) == b"\x80\x04\x95\x0e\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01k\x94\x8f\x94(K\x01\x90s."
for n in [2**31, -(2**31) - 1, 127 << 24, -128, -(2**63), 2**63, -(2**127), 10**300, -(10**700)]:
    for protocol in range(6):
        assert pickle.loads(pickle.dumps(n, protocol)) == n

loop = Point(1, [])
loop.y.append(loop)
pair = ([],)
pair[0].append(pair)
slotted = Slotted()
slotted.a = 5
numbers = Numbers([1, 2])
numbers.name = "n"
for protocol in range(6):
    copied = pickle.loads(pickle.dumps((loop, pair, numbers, Point.Inner, ..., type(None), "\ud800\n\\", b"x" * 70000), protocol))
    assert copied[0].y[0] is copied[0] and copied[1][0][0] is copied[1]
    assert copied[2] == [1, 2] and copied[2].name == "n" and type(copied[2]) is Numbers
    assert copied[3:] == (Point.Inner, ..., type(None), "\ud800\n\\", b"x" * 70000)
    if protocol >= 2:
        assert pickle.loads(pickle.dumps(slotted, protocol)).a == 5
        assert pickle.loads(pickle.dumps(Keyworded(size=3), protocol)).size == 3


class Ids(pickle.Pickler):
    def persistent_id(self, object):
        return "point" if object is loop else None

    def reducer_override(self, object):
        return (complex, (1, 2)) if object is slotted else NotImplemented


class Finds(pickle.Unpickler):
    def persistent_load(self, id):
        return {"point": loop}[id]

    def find_class(self, module, name):
        assert (module, name) == ("builtins", "complex")
        return complex


file = io.BytesIO()
Ids(file, 4).dump([loop, slotted])
file.seek(0)
assert Finds(file).load() == [loop, 1 + 2j]

file = io.BytesIO()
for item in ["first", {"second": 2}, list(range(3000))]:
    pickle.dump(item, file)
file.write(b"rest")
file.seek(0)
assert [pickle.load(file) for _ in range(3)] == ["first", {"second": 2}, list(range(3000))] and file.read() == b"rest"

copyreg.pickle(Point.Inner, lambda inner: "SAME")
SAME = Point.Inner()
assert pickle.loads(pickle.dumps(SAME)) is SAME
buffers = []
data = pickle.dumps(pickle.PickleBuffer(bytearray(b"abc")), 5, buffer_callback=buffers.append)
assert data == b"\x80\x05\x97." and bytes(pickle.loads(data, buffers=buffers)) == b"abc"

raises(EOFError, "Ran out of input", pickle.loads, b"")
raises(pickle.UnpicklingError, "invalid load key, 'x'.", pickle.loads, b"x")
raises(pickle.UnpicklingError, "pickle data was truncated", pickle.loads, b"\x8c\x05ab")
raises(pickle.UnpicklingError, "unexpected MARK found", pickle.loads, b"(.")
raises(pickle.UnpicklingError, "Memo value not found at index 7", pickle.loads, b"h\x07.")
raises(ValueError, "unsupported pickle protocol: 9", pickle.loads, b"\x80\x09.")
raises(ValueError, "pickle protocol must be <= 5", pickle.dumps, 1, 6)
raises(TypeError, "cannot pickle 'generator' object", pickle.dumps, (n for n in ()))
deep = []
for _ in range(100000):
    deep = [deep]
try:
    pickle.dumps(deep)
except RecursionError as error:
    assert "while pickling an object" in str(error)
print("ok")
