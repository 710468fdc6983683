# A memory map is closed when nothing uses it, also if memoryviews of it were not released.
import mmap
import struct

made = mmap.mmap(-1, 100)


def look(memory):
    view = memoryview(memory)
    return struct.unpack_from("<I", view[4:], 0)[0], bytes(memoryview(memory)[:3])


assert look(made) == (0, b"\0\0\0")
made.close()

made = mmap.mmap(-1, 100)
kept = [memoryview(made)[2:]]
try:
    made.close()
except BufferError as error:
    assert str(error) == "cannot close exported pointers exist"
else:
    raise AssertionError
kept[0].release()
made.close()
print("ok")
