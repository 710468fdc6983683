# XZ and LZMA compression.
import io
import lzma

data = b"abc" * 5000 + bytes(range(256)) * 20
assert lzma.decompress(lzma.compress(data)) == data and lzma.compress(b"").startswith(b"\xfd7zXZ\0")
for check in (lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256):
    packed = lzma.compress(data, check=check)
    decompressor = lzma.LZMADecompressor()
    assert decompressor.decompress(packed + b"rest") == data and decompressor.check == check
    assert decompressor.eof and decompressor.unused_data == b"rest"
alone = lzma.compress(data, lzma.FORMAT_ALONE, preset=9)
assert lzma.decompress(alone) == data and alone[0] == 0x5D
chain = [{"id": lzma.FILTER_DELTA, "dist": 5}, {"id": lzma.FILTER_LZMA2, "preset": 7, "dict_size": 1 << 20}]
raw = lzma.compress(data, lzma.FORMAT_RAW, filters=chain)
assert lzma.decompress(raw, lzma.FORMAT_RAW, filters=chain) == data
assert lzma.decompress(lzma.compress(data, filters=chain) + lzma.compress(b"more")) == data + b"more"
assert lzma._encode_filter_properties({"id": lzma.FILTER_LZMA1, "pb": 1, "lc": 2}) == b"\x2f\x00\x00\x80\x00"
assert lzma._encode_filter_properties(chain[1]) == b"\x10" and lzma._encode_filter_properties(chain[0]) == b"\x04"
assert lzma._decode_filter_properties(lzma.FILTER_LZMA2, b"\x10") == {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}
decompressor, out = lzma.LZMADecompressor(), b""
packed = lzma.compress(data)
for at in range(0, len(packed), 7):
    out += decompressor.decompress(packed[at : at + 7], max_length=100)
    while not decompressor.needs_input and not decompressor.eof:
        out += decompressor.decompress(b"", max_length=1000)
assert out == data
file = io.BytesIO()
with lzma.open(file, "wt", encoding="utf-8") as text:
    text.write("line\nsecond\n")
file.seek(0)
assert lzma.open(file, "rt", encoding="utf-8").readlines() == ["line\n", "second\n"]


def raises(kind, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert str(error) == text, str(error)
    else:
        raise AssertionError(f"{text} was not raised")


raises(lzma.LZMAError, "Input format not supported by decoder", lzma.decompress, b"this is no xz stream")
raises(lzma.LZMAError, "Corrupt input data", lzma.decompress, packed[:40] + b"???" + packed[43:])
raises(lzma.LZMAError, "Compressed data ended before the end-of-stream marker was reached", lzma.decompress, packed[:-5])
raises(ValueError, "Must specify filters for FORMAT_RAW", lzma.compress, b"", lzma.FORMAT_RAW)
raises(ValueError, "Cannot specify both preset and filter chain", lzma.LZMACompressor, preset=1, filters=chain)
print("ok")
