import mmap
import os
import tempfile


def error(work, *args):
    try:
        work(*args)
    except Exception as problem:
        return type(problem), str(problem)
    raise AssertionError("nothing was raised")


m = mmap.mmap(-1, 16)
assert m.write(b"hello world") == 11 and m.tell() == 11 and len(m) == 16
assert m.find(b"o", 0) == 4 and m.rfind(b"o", 0) == 7 and m.find(b"zz") == -1
m.seek(0)
assert m.read(5) == b"hello" and m.read() == b" world" + bytes(5) and m.read() == b""
m.seek(-16, os.SEEK_END)
assert m.readline() == b"hello world" + bytes(5) and m[0] == 104 and m[1:9:2] == b"el o"
m[0:5] = b"HELLO"
m[15] = 33
m.move(10, 0, 5)
assert m[:] == b"HELLO worlHELLO!"
assert error(m.seek, 100) == (ValueError, "seek out of range")
assert error(m.write, b"x" * 20) == (ValueError, "data out of range")
assert error(lambda: m["a"]) == (TypeError, "mmap indices must be integers")
assert error(lambda: m[99]) == (IndexError, "mmap index out of range")
assert error(m.__setitem__, 0, 999) == (ValueError, "mmap item value must be in range(0, 256)")
view = memoryview(m)
view[0] = 65
assert m[0] == 65 and error(m.close) == (BufferError, "cannot close exported pointers exist")
assert error(m.resize, 32) == (BufferError, "mmap can't resize with extant buffers exported.")
view.release()
m.resize(8192)
assert len(m) == 8192 and repr(m) == "<mmap.mmap closed=False, access=ACCESS_DEFAULT, length=8192, pos=16, offset=0>"
m.close()
assert m.closed and error(m.read) == (ValueError, "mmap closed or invalid")

with tempfile.TemporaryFile() as file:
    assert error(mmap.mmap, file.fileno(), 0) == (ValueError, "cannot mmap an empty file")
    file.write(b"abc" * 2000)
    file.flush()
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as m:
        assert len(m) == m.size() == 6000 and m[:3] == b"abc"
        with memoryview(m) as view:
            assert view.readonly
        assert error(m.write, b"x") == (TypeError, "mmap can't modify a readonly memory map.")
    with mmap.mmap(file.fileno(), 0) as m:
        m[0:3] = b"xyz"
        m.flush()
    file.seek(0)
    assert file.read(6) == b"xyzabc"
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as m:
        m[0:3] = b"123"
    file.seek(0)
    assert file.read(3) == b"xyz"
    assert error(mmap.mmap, file.fileno(), 99999) == (ValueError, "mmap length is greater than file size")
assert error(mmap.mmap, -1, -1) == (OverflowError, "memory mapped length must be positive")

# The position may be left behind the end.
m = mmap.mmap(-1, 8192)
m.seek(8000)
m.resize(4096)
assert m.read(10) == b"" and m.readline() == b"" and error(m.read_byte) == (ValueError, "read byte out of range")
assert error(m.write, b"x") == (ValueError, "data out of range")
assert error(m.madvise, mmap.MADV_NORMAL, 4096) == (ValueError, "madvise start out of bounds")
assert error(m.madvise, mmap.MADV_NORMAL, 1, 2**63 - 1) == (OverflowError, "madvise length too large")
print("ok")
