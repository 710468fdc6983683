# Files of bytes and text: opening, reading, writing, positions, line ends.
import _io
import io
import os
import sys

base = f"/tmp/krait-files-{os.getpid()}"
os.mkdir(base)
path = base + "/file"


def fails(kind, text, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except kind as error:
        assert str(error) == text, (str(error), text)
        return error
    raise AssertionError(f"{kind} expected")


with open(path, "w") as f:
    assert f.write("hello\nwörld\n") == 12
    print("third", 3, file=f, sep="-")
    assert not f.readable() and f.writable() and f.mode == "w" and f.name == path
    fails(io.UnsupportedOperation, "not readable", f.read)
assert f.closed
fails(ValueError, "I/O operation on closed file.", f.write, "x")
fails(ValueError, "I/O operation on closed file.", f.readline)

with open(path) as f:
    assert repr(f) == f"<_io.TextIOWrapper name={path!r} mode='r' encoding={f.encoding!r}>"
    assert f.readline() == "hello\n" and f.read(3) == "wör"
    place = f.tell()
    rest = f.read()
    f.seek(place)
    assert f.read() == rest == "ld\nthird-3\n"
    f.seek(0)
    assert list(f) == ["hello\n", "wörld\n", "third-3\n"]
    fails(io.UnsupportedOperation, "not writable", f.write, "x")
    fails(TypeError, "write() argument must be str, not bytes", f.write, b"x")
with open(path, "rb") as f:
    assert isinstance(f, io.BufferedReader) and f.peek(2)[:2] == b"he"
    assert f.readlines() == [b"hello\n", b"w\xc3\xb6rld\n", b"third-3\n"]
    assert f.tell() == 21 and f.seek(-4, 2) == 17 and f.read1() == b"d-3\n"
    buffer = bytearray(5)
    f.seek(0)
    assert f.readinto(buffer) == 5 and buffer == b"hello"
    assert isinstance(f.raw, io.FileIO) and f.raw.mode == "rb" and f.raw.closefd
with open(path, "r+b") as f:
    f.write(b"HE")
    f.seek(0, 2)
    f.write(b"end\n")
    f.seek(1)
    assert f.read(4) == b"Ello"
    f.write(b"!")
    f.seek(0)
    assert f.read() == b"HEllo!w\xc3\xb6rld\nthird-3\nend\n"
    assert f.truncate(3) == 3
assert os.stat(path).st_size == 3
with open(path, "ab", buffering=0) as f:
    assert isinstance(f, io.FileIO) and f.tell() == 3 and f.write(b"xyz") == 3
with open(path, "x") if not os.path.exists(path) else open(path, "a+") as f:
    f.seek(0)
    assert f.read() == "HElxyz"
fails(FileExistsError, f"[Errno 17] File exists: {path!r}", open, path, "x")
fails(FileNotFoundError, "[Errno 2] No such file or directory: '/nope'", open, "/nope")
fails(IsADirectoryError, f"[Errno 21] Is a directory: {base!r}", open, base)
fails(ValueError, "invalid mode: 'rz'", open, path, "rz")
fails(ValueError, "can't have text and binary mode at once", open, path, "rbt")
fails(ValueError, "must have exactly one of create/read/write/append mode", open, path, "rw")
fails(ValueError, "Must have exactly one of create/read/write/append mode and at most one plus", open, path, "")
fails(ValueError, "binary mode doesn't take an encoding argument", open, path, "rb", encoding="utf-8")
fails(ValueError, "can't have unbuffered text I/O", open, path, "w", 0)
fails(ValueError, "negative file descriptor", open, -1)
fails(TypeError, "expected str, bytes or os.PathLike object, not NoneType", open, None)
fails(LookupError, "unknown encoding: nonsense", open, path, encoding="nonsense")

# Line ends.
with open(path, "wb") as f:
    f.write(b"a\r\nb\rc\nd")
for newline, lines, seen in [
    (None, ["a\n", "b\n", "c\n", "d"], ("\r", "\n", "\r\n")),
    ("", ["a\r\n", "b\r", "c\n", "d"], ("\r", "\n", "\r\n")),
    ("\n", ["a\r\n", "b\rc\n", "d"], None),
    ("\r", ["a\r", "\nb\r", "c\nd"], None),
    ("\r\n", ["a\r\n", "b\rc\nd"], None),
]:
    with open(path, newline=newline) as f:
        assert list(f) == lines, (newline, lines)
        assert f.newlines == seen
    with open(path, newline=newline) as f:
        f._CHUNK_SIZE = 1
        assert f.readlines() == lines, (newline, lines)
for newline, data in [(None, b"x\ny"), ("", b"x\ny"), ("\r", b"x\ry"), ("\r\n", b"x\r\ny")]:
    with open(path, "w", newline=newline) as f:
        f.write("x\ny")
    with open(path, "rb") as f:
        assert f.read() == data
fails(ValueError, "illegal newline value: x", open, path, newline="x")

# Encodings and errors.
with open(path, "wb") as f:
    f.write(b"caf\xe9 \xff")
with open(path, encoding="latin-1") as f:
    assert f.read() == "café ÿ"
with open(path, encoding="utf-8", errors="replace") as f:
    assert f.read() == "caf\ufffd \ufffd"
with open(path, encoding="ascii", errors="surrogateescape") as f:
    assert f.read() == "caf\udce9 \udcff"
with open(path, encoding="utf-8") as f:
    fails(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xe9 in position 3: invalid continuation byte", f.read)
with open(path, "w", encoding="utf-16") as f:
    f.write("hi")
    f.write("!")
with open(path, "rb") as f:
    assert f.read() == b"\xff\xfeh\0i\0!\0"
with open(path, encoding="utf-16") as f:
    assert f.read(1) == "h" and f.tell() and f.read() == "i!"

# Memory.
s = io.StringIO("one\ntwo")
assert s.readline() == "one\n" and s.read() == "two" and s.getvalue() == "one\ntwo"
s.seek(0)
s.write("ONE")
s.seek(10)
s.write("x")
assert s.getvalue() == "ONE\ntwo\0\0\0x" and s.truncate(3) == 3 and s.getvalue() == "ONE"
fails(TypeError, "string argument expected, got 'bytes'", s.write, b"x")
b = io.BytesIO(b"one\ntwo")
assert b.readline() == b"one\n" and b.read() == b"two"
b.seek(2)
b.write(b"XXXXXXXX")
assert b.getvalue() == b"onXXXXXXXX" and b.tell() == 10
fails(TypeError, "a bytes-like object is required, not 'str'", b.write, "x")
b.close()
fails(ValueError, "I/O operation on closed file.", b.read)
t = io.TextIOWrapper(io.BytesIO(b"x\r\ny"), encoding="utf-8")
assert t.read() == "x\ny" and t.newlines == "\r\n"


class Raw(io.RawIOBase):
    def __init__(self, pieces):
        self.pieces = pieces
    def readable(self):
        return True
    def readinto(self, buffer):
        piece = self.pieces.pop(0) if self.pieces else b""
        buffer[:len(piece)] = piece
        return len(piece)


assert io.BufferedReader(Raw([b"ab", b"c\nd", b"e"])).readlines() == [b"abc\n", b"de"]
assert Raw([b"abc", b"d"]).read() == b"abcd" and Raw([b"abc"]).read(2000) == b"abc"
assert io.TextIOWrapper(io.BufferedReader(Raw([b"\xc3", b"\xa9\n"])), "utf-8").readline() == "é\n"
fails(io.UnsupportedOperation, "fileno", Raw([]).fileno)
assert issubclass(io.UnsupportedOperation, OSError) and issubclass(io.UnsupportedOperation, ValueError)
reader, writer = os.pipe()
pair = io.BufferedRWPair(open(reader, "rb", 0), open(writer, "wb", 0))
pair.write(b"through")
pair.flush()
assert pair.read(7) == b"through"
pair.close()

# What is written is there after the file has gone, closed or not.
def leave_open():
    f = open(path, "w")
    f.write("left open")

leave_open()
assert sys.stdout.writable() and sys.stdin.name == "<stdin>" and sys.stderr.errors == "backslashreplace"
os.unlink(path)
os.rmdir(base)
print("ok")
