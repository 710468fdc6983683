"""bytearray and memoryview: mutation, slices of other lengths, views that write through, resizing while exported."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

a = bytearray(b"hello")
a[0] = 72
a[1:3] = b"EEE"
assert a == b"HEEElo"
assert repr(a) == "bytearray(b'HEEElo')"
assert isinstance(a[1:2], bytearray)
a.append(33)
a.extend([1, 2])
a += b"xy"
assert a == b"HEEElo!\x01\x02xy" and a.pop() == 121 and a.pop(0) == 72
a.insert(0, 65)
a.remove(1)
del a[-2:]
assert a == b"AEEElo!" and len(a) == 7
a.reverse()
assert a == b"!olEEEA" and a.copy() == a and a.copy() is not a
a[::2] = b"1234"
assert a == b"1o2E3E4"
del a[::3]
assert a == b"o23E"
a *= 2
assert a == b"o23Eo23E"
assert a.find(b"E") == 3
assert a.upper() == b"O23EO23E"
assert type(a.upper()) is bytearray
a.clear()
assert a == b""
assert not a
assert bytearray(3) == b"\0\0\0"
assert bytearray("é", "utf-8") == b"\xc3\xa9"
assert bytearray(b"a") + b"b" == b"ab"
assert type(b"a" + bytearray(b"b")) is bytes
assert bytearray(b"ab") == b"ab"

data = bytearray(b"abcdef")
view = memoryview(data)
assert view[0] == 97
assert bytes(view[1:3]) == b"bc"
assert len(view) == 6
assert view.readonly is False
assert view.format == "B"
view[0] = 65
view[1:3] = b"XY"
assert data == b"AXYdef"
assert view.tolist() == [65, 88, 89, 100, 101, 102]
assert view == b"AXYdef"
assert view[::-1].tobytes() == b"fedYXA"
assert view.nbytes == 6
assert view.shape == (6,)
assert view.itemsize == 1
assert view.obj is data
assert memoryview(b"x").readonly
words = memoryview(bytearray(8)).cast("I")
words[1] = 7
assert words.tolist() == [0, 7] and len(words) == 2 and words.itemsize == 4
raises(BufferError, "Existing exports of data: object cannot be re-sized", data.append, 1)
view.release()
words.release()
data.append(1)
with memoryview(b"abc") as short:
    assert short.hex() == "616263"
raises(ValueError, "operation forbidden on released memoryview object", lambda: short[0])
raises(ValueError, "byte must be in range(0, 256)", bytearray().append, 256)
raises(IndexError, "bytearray index out of range", lambda: bytearray()[0])
raises(IndexError, "pop from empty bytearray", bytearray().pop)
raises(ValueError, "value not found in bytearray", bytearray().remove, 1)
raises(TypeError, "unhashable type: 'bytearray'", hash, bytearray())
raises(TypeError, "cannot modify read-only memory", lambda: memoryview(b"a").__setitem__(0, 1))
raises(TypeError, "memoryview: a bytes-like object is required, not 'str'", memoryview, "a")
raises(ValueError, "attempt to assign bytes of size 1 to extended slice of size 2", bytearray(b"abc").__setitem__, slice(0, 3, 2), b"x")

print("ok")
