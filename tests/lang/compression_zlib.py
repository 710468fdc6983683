import gzip
import io
import zlib
import zipfile

data = b"the quick brown fox jumps over the lazy dog. " * 500
for level in (-1, 0, 1, 6, 9):
    for wbits in (15, -15, 31, 9):
        packed = zlib.compress(data, level, wbits)
        assert zlib.decompress(packed, wbits) == data
assert zlib.crc32(b"hello") == 907060870 and zlib.adler32(b"hello") == 103547413
assert zlib.crc32(b"lo", zlib.crc32(b"hel")) == zlib.crc32(b"hello")
assert zlib.adler32(b"lo", zlib.adler32(b"hel")) == zlib.adler32(b"hello")

# Streams.
pack = zlib.compressobj(9)
out = b"".join(pack.compress(data[at:at + 100]) for at in range(0, len(data), 100))
copy = pack.copy()
assert zlib.decompress(out + copy.flush()) == data and zlib.decompress(out + pack.flush()) == data
packed = zlib.compress(data)
unpack = zlib.decompressobj()
pieces = [unpack.decompress(packed, 10)]
while unpack.unconsumed_tail:
    pieces.append(unpack.decompress(unpack.unconsumed_tail, 1000))
pieces.append(unpack.flush())
assert b"".join(pieces) == data and unpack.eof and unpack.unused_data == b""
unpack = zlib.decompressobj()
assert unpack.decompress(packed + b"rest") == data and unpack.unused_data == b"rest"
with_dictionary = zlib.compressobj(zdict=data[:100])
packed = with_dictionary.compress(data) + with_dictionary.flush()
assert zlib.decompressobj(zdict=data[:100]).decompress(packed) == data

for wrong, kind, message in (
    (lambda: zlib.decompress(b""), zlib.error, "Error -5 while decompressing data: incomplete or truncated stream"),
    (lambda: zlib.decompress(b"nonsense"), zlib.error, "Error -3 while decompressing data: incorrect header check"),
    (lambda: zlib.compress(b"", 99), zlib.error, "Bad compression level"),
    (lambda: zlib.compressobj(99), ValueError, "Invalid initialization option"),
    (lambda: zlib.decompressobj().decompress(b"", -1), ValueError, "max_length must be non-negative"),
    (lambda: zlib.decompressobj().flush(0), ValueError, "length must be greater than zero"),
    (lambda: zlib.compress("text"), TypeError, "a bytes-like object is required, not 'str'"),
):
    try:
        wrong()
    except kind as error:
        assert str(error) == message, error
    else:
        raise AssertionError(message)

# What stands on it.
assert gzip.decompress(gzip.compress(data)) == data
file = io.BytesIO()
with gzip.GzipFile(fileobj=file, mode="wb") as packed:
    packed.write(data)
file.seek(0)
with gzip.open(file, "rt") as text:
    assert text.read() == data.decode()
file = io.BytesIO()
with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("a.txt", data)
    archive.writestr("b/c.txt", "text")
with zipfile.ZipFile(file) as archive:
    assert archive.namelist() == ["a.txt", "b/c.txt"] and archive.read("a.txt") == data and archive.testzip() is None
print("ok")
