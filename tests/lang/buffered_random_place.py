"""A file that is read and written goes on where it was after what was written has been flushed."""

import io
import tempfile


def check(raw):
    file = io.BufferedRandom(raw)
    assert file.read(2) == b"ab"
    file.write(b"12")
    assert file.read(2) == b"ef" and file.tell() == 6
    file.flush()
    assert file.tell() == 6 and file.read() == b"ghi"
    file.seek(0)
    assert file.read(4) == b"ab12"
    file.write(b"123f")
    file.seek(0)
    assert file.read() == b"ab12123fi"
    file.seek(3)
    file.write(b"ZZ")
    assert file.tell() == 5 and file.peek(2)[:2] == b"23" and file.read(1) == b"2"
    file.write(b"Q")
    assert file.tell() == 7
    file.seek(0)
    assert file.read() == b"ab1ZZ2Qfi"


class Slow(io.RawIOBase):
    """Takes a few bytes at a time, then none until it is asked again."""

    def __init__(self):
        self.taken, self.room = b"", 3

    def writable(self):
        return True

    def write(self, data):
        if not self.room:
            self.room = 3
            return None
        piece = bytes(data[: self.room])
        self.taken += piece
        self.room -= len(piece)
        return len(piece)


check(io.BytesIO(b"abcdefghi"))
with tempfile.TemporaryFile(buffering=0) as raw:
    raw.write(b"abcdefghi")
    raw.seek(0)
    check(raw)

raw = Slow()
file = io.BufferedWriter(raw, 8)
file.write(b"12345678")
sent = b"12345678"
for piece in (b"abc", b"defgh", b"ijklmnop"):
    try:
        sent += piece[: file.write(piece)]
    except BlockingIOError as error:
        sent += piece[: error.characters_written]
while True:
    try:
        file.flush()
        break
    except BlockingIOError:
        pass
assert raw.taken == sent, (raw.taken, sent)
print("ok")
