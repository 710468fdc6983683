"""Copies of some thousand bytes and characters, which are made where they will stay."""

import array
import gc
import zlib

data = bytes(range(256)) * 40
mutable = bytearray(data)
view = memoryview(mutable)
for source in data, mutable, view, memoryview(data), array.array("B", data), array.array("i", range(2560)):
    expected = memoryview(source).tobytes()
    copy, other = bytes(source), bytearray(source)
    assert copy == expected and other == expected and type(copy) is bytes and type(other) is bytearray
    assert copy is not source or type(source) is bytes
assert bytes(view[::2]) == data[::2] and bytearray(view[::-3]) == data[::-3] and bytes(view[5:9000]) == data[5:9000]
copy = bytearray(mutable)
copy[0] = 99
assert mutable[0] == 0 and copy[1:] == mutable[1:]
assert bytes(mutable) == data and bytes(bytearray(63)) == bytes(63) and bytes(bytearray()) == b"" == bytes(memoryview(b""))
view.release()
mutable.__init__(mutable)
assert mutable == b""


class Bytes(bytes):
    def __bytes__(self):
        return b"by method"


class Exported:
    def __init__(self):
        self.calls = 0

    def __buffer__(self, flags):
        self.calls += 1
        return memoryview(data)


assert bytes(Bytes(data)) == b"by method" and bytearray(Bytes(data)) == data
exported = Exported()
assert bytes(exported) == data and bytearray(exported) == data and exported.calls == 2
for wrong in (bytes, bytearray):
    try:
        wrong(data, "utf-8")
    except TypeError as error:
        assert str(error) == "encoding without a string argument", error
    else:
        raise AssertionError

# Strings: of other widths, longer than a piece of the codecs, and with what cannot be encoded at the end.
latin, greek, astral = "caf\xe9 " * 700, "αβγ " * 700, "a\U0001f600" * 700
assert latin.encode("latin-1") == bytes(map(ord, latin)) and latin.encode("iso8859-1").decode("latin-1") == latin
for text in latin, greek, astral, "plain " * 700:
    for order in "le", "be":
        byteorder = "little" if order == "le" else "big"
        assert text.encode("utf-32-" + order) == b"".join(ord(c).to_bytes(4, byteorder) for c in text)
        assert text.encode("utf-16-" + order).decode("utf-16-" + order) == text
    assert text.encode("utf-32").decode("utf-32") == text and text.encode("utf-16").decode("utf-16") == text
assert greek.encode("utf-16-be") == b"".join(ord(c).to_bytes(2, "big") for c in greek)
for codec in "latin-1", "ascii":
    try:
        (latin + "€").encode(codec)
    except UnicodeEncodeError as error:
        assert error.start == (len(latin) if codec == "latin-1" else 3), error
for codec in "utf-16", "utf-32":
    try:
        (greek + "\ud800").encode(codec)
    except UnicodeEncodeError as error:
        assert error.start == len(greek), error

# Each is a prefix of the buffer that the next was appended to.
text, made = "0123456789" * 30, []
for number in range(400):
    text += str(number)
    made.append((text, len(text)))
    if number % 50 == 0:
        gc.collect()
first = made[0][0]
branch = first + "branch"
assert all(made[-1][0].startswith(part) and len(part) == length for part, length in made)
assert branch == "0123456789" * 30 + "0branch" and made[1][0].endswith("01")

# Compression uses the stream of the last call again, if that was made in the same way.
small = b"hello" * 3
plain = [zlib.compress(small, level) for level in (1, 6, 9)]
for level, expected in zip((1, 6, 9, 6, 6, 1), plain + [plain[1], plain[1], plain[0]]):
    assert zlib.compress(small, level) == expected
assert zlib.decompress(zlib.compress(data)) == data and zlib.compress(small) == zlib.compress(small, -1)
assert zlib.decompress(zlib.compress(data, wbits=-15), wbits=-15) == data
assert zlib.decompress(zlib.compress(small, wbits=31), wbits=31) == small
try:
    zlib.compress(small, 20)
except zlib.error as error:
    assert str(error) == "Bad compression level", error
assert zlib.compress(small, 6) == plain[1]
print("ok")
