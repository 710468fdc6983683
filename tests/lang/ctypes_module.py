# C by ctypes: types, memory, calls, callbacks.
import ctypes
from ctypes import *

libc = CDLL(None)
assert libc.abs(-5) == 5
libc.strlen.argtypes, libc.strlen.restype = [c_char_p], c_size_t
assert libc.strlen(b"hello") == 5
libc.strtod.restype, libc.strtod.argtypes = c_double, [c_char_p, POINTER(c_char_p)]
rest = c_char_p()
assert libc.strtod(b"2.5x", byref(rest)) == 2.5 and rest.value == b"x"
buffer = create_string_buffer(32)
assert libc.snprintf(buffer, c_size_t(32), b"%d %s %.1f", 7, b"abc", c_double(1.5)) == 9 and buffer.value == b"7 abc 1.5"

assert (c_int(2**32 + 5).value, c_ubyte(-1).value, c_short(40000).value) == (5, 255, -25536)
assert repr(c_int(3)) == "c_int(3)" and sizeof(c_long) == 8 and c_bool(7).value is True
assert c_wchar_p("añ").value == "añ" and c_char(b"x").value == b"x" and c_void_p(None).value is None


class Point(Structure):
    _fields_ = [("x", c_byte), ("y", c_int), ("z", c_double)]


assert sizeof(Point) == 16 and (Point.x.offset, Point.y.offset, Point.z.offset) == (0, 4, 8)
p = Point(1, y=2)
p.z = 3.5
assert (p.x, p.y, p.z) == (1, 2, 3.5) and bytes(p)[:1] == b"\x01" and repr(Point.y) == "<Field type=c_int, ofs=4, size=4>"


class Bits(Structure):
    _fields_ = [("a", c_int, 3), ("b", c_uint, 5), ("c", c_int)]


b = Bits(a=-1, b=17, c=9)
assert (b.a, b.b, b.c, sizeof(Bits)) == (-1, 17, 9, 8)


class Number(Union):
    _fields_ = [("i", c_uint32), ("f", c_float)]


class Tagged(Structure):
    _anonymous_ = ["u"]
    _fields_ = [("tag", c_char), ("u", Number), ("points", Point * 2)]


t = Tagged(b"f")
t.f = 1.0
t.points[1].y = 8
assert t.i == 0x3F800000 and t.u.i == t.i and t.points[1].y == 8 and sizeof(Tagged) == 40


class Big(BigEndianStructure):
    _fields_ = [("n", c_uint16), ("m", c_uint32)]


assert bytes(Big(1, 2)) == b"\0\1\0\0\0\0\0\2"

array = (c_int * 5)(5, 1, 4, 2, 3)
assert list(array) == [5, 1, 4, 2, 3] and array[1:3] == [1, 4] and len(array) == 5
Compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
libc.qsort(array, c_size_t(5), c_size_t(sizeof(c_int)), Compare(lambda a, b: a[0] - b[0]))
assert array[:] == [1, 2, 3, 4, 5]
pointer_ = pointer(array)
assert pointer_.contents[4] == 5 and cast(array, POINTER(c_int))[2] == 3 and not POINTER(c_int)()
assert string_at(buffer, 3) == b"7 a" and wstring_at(create_unicode_buffer("añb"), 2) == "añ"
memset(buffer, ord("z"), 3)
memmove(addressof(buffer) + 3, b"!\0", 2)
assert buffer.value == b"zzz!"
view = memoryview(array)
assert (view.format, view.shape) == ("i", (5,)) or view.nbytes == 20
data = bytearray(8)
c_int.from_buffer(data, 4).value = 1
assert data == b"\0\0\0\0\1\0\0\0" and c_int.from_buffer_copy(b"\2\0\0\0").value == 2

libc.div.restype = type("div_t", (Structure,), {"_fields_": [("quot", c_int), ("rem", c_int)]})
d = libc.div(17, 5)
assert (d.quot, d.rem) == (3, 2)
double = CFUNCTYPE(c_double, c_double, c_int)(lambda x, n: x * n)
assert double(1.5, 4) == 6.0
errno_lib = CDLL(None, use_errno=True)
set_errno(0)
assert errno_lib.open(b"/no/such/file", 0) == -1 and get_errno() == 2
for kind, bad in ((ArgumentError, lambda: libc.strlen(5)), (TypeError, lambda: c_int("a")), (TypeError, lambda: Point(1, 2, 3, 4)),
                  (ValueError, lambda: POINTER(c_int)().contents), (IndexError, lambda: array[9]), (OSError, lambda: CDLL("no.so")),
                  (AttributeError, lambda: libc.no_such_function)):
    try:
        bad()
    except kind:
        pass
    else:
        assert False, kind
print("ok")
