"""struct and array: formats, sizes, byte orders, errors."""

import struct
from array import array


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert struct.pack("<hBi", -2, 255, 1) == b"\xfe\xff\xff\x01\x00\x00\x00"
assert struct.unpack(">I", b"\0\0\1\0") == (256,)
assert struct.calcsize("<hBi") == 7
assert struct.calcsize("@hi") == 8
assert struct.calcsize("=hi") == 6
assert struct.pack(">d", 1.5) == b"\x3f\xf8\0\0\0\0\0\0"
assert struct.unpack("<f", struct.pack("<f", 0.5)) == (0.5,)
assert struct.pack("3s2x?", b"ab", True) == b"ab\0\0\0\1"
assert struct.unpack("4s", b"abcd") == (b"abcd",)
assert struct.pack("<e", 1.0) == b"\0\x3c"
assert struct.unpack("<qQ", struct.pack("<qQ", -(2**63), 2**64 - 1)) == (-(2**63), 2**64 - 1)
assert struct.pack("2H", 1, 2) == struct.pack("HH", 1, 2)
assert struct.pack("p", b"") == b"\0"
assert struct.pack("5p", b"abc") == b"\3abc\0"
assert struct.pack("c", b"x") == b"x"
s = struct.Struct("<HH")
buffer = bytearray(6)
s.pack_into(buffer, 1, 1, 2)
assert buffer == b"\0\1\0\2\0\0"
assert s.unpack_from(buffer, 1) == (1, 2)
assert list(s.iter_unpack(b"\1\0\2\0\3\0\4\0")) == [(1, 2), (3, 4)]
assert s.size == 4
assert s.format == "<HH"
raises(struct.error, "unpack requires a buffer of 4 bytes", s.unpack, b"abc")
raises(struct.error, "pack expected 2 items for packing (got 1)", s.pack, 1)
raises(struct.error, "'H' format requires 0 <= number <= 65535", s.pack, 70000, 1)
raises(struct.error, "bad char in struct format", struct.pack, "y", 1)
raises(struct.error, "required argument is not an integer", s.pack, "a", 1)
raises(struct.error, "'B' format requires 0 <= number <= 255", struct.pack, "B", 256)
raises(struct.error, "argument for 's' must be a bytes object", struct.pack, "s", "a")
raises(struct.error, "required argument is not a float", struct.pack, "d", "a")
raises(struct.error, "pack_into requires a buffer of at least 7 bytes for packing 4 bytes at offset 3 (actual buffer size is 6)", s.pack_into, buffer, 3, 1, 2)
a = array("i", [1, 2, 3])
a.append(4)
a.extend([5])
a.insert(0, 0)
assert a.tolist() == [0, 1, 2, 3, 4, 5]
assert a[1:3] == array("i", [1, 2])
assert a[-1] == 5
assert len(a) == 6
assert a.itemsize == 4
assert a.typecode == "i"
assert repr(a[:2]) == "array('i', [0, 1])"
assert repr(array("d")) == "array('d')"
assert a.index(3) == 3
assert a.count(2) == 1
a[0] = 9
a[1:3] = array("i", [7])
del a[-1]
a.reverse()
assert a.tolist() == [4, 3, 7, 9]
assert a.pop() == 9
assert a + a == array("i", [4, 3, 7, 4, 3, 7])
assert a * 2 == a + a
assert 7 in a
assert array("i", a.tobytes()) == a
assert array("d", [1, 2]).tolist() == [1.0, 2.0]
assert list(array("B", b"ab")) == [97, 98]
f = array("f", [0.1])
assert f[0] != 0.1
assert abs(f[0] - 0.1) < 1e-7
assert array("u", "ab").tounicode() == "ab"
assert array("h", [1]) < array("h", [2])
assert array("i", [1]) == array("d", [1.0])
b = array("H", [1, 256])
b.byteswap()
assert b.tolist() == [256, 1]
assert memoryview(b).nbytes == 4
assert bytes(array("B", [1, 2])) == b"\1\2"
assert b.buffer_info()[1] == 2
b.frombytes(b"\1\0")
b.fromlist([5])
assert b.tolist() == [256, 1, 1, 5]
raises(OverflowError, "signed char is greater than maximum", array, "b", [200])
raises(OverflowError, "unsigned byte integer is less than minimum", array, "B", [-1])
raises(TypeError, "'str' object cannot be interpreted as an integer", array, "i", ["a"])
raises(ValueError, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)", array, "y")
raises(TypeError, "must be real number, not str", array, "d", ["a"])
raises(IndexError, "array index out of range", lambda: a[10])
raises(IndexError, "array assignment index out of range", a.__setitem__, 10, 1)
raises(ValueError, "bytes length not a multiple of item size", array("i").frombytes, b"abc")
raises(TypeError, "can only append array (not \"list\") to array", lambda: a + [1])

print("ok")
