"""Binary records: struct packing, bytearray edits, memory views, arrays, base64 and LZ compression by hand."""

import struct
import sys
from array import array

SMALL, DEFAULT = 6, 34_000
KNOWN = {SMALL: "216 15880 50 14214 -306042 0", DEFAULT: "1224000 98772429 68079 84759717 -399451 680"}

RECORD = struct.Struct("<HbIdq4s")
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def records(count):
    for number in range(count):
        small, hashed = number % 200 - 100, number * 2654435761 % 2**32
        yield number % 65536, small, hashed, number / 7, -number**3, b"%04d" % (number % 10000)


def packed(count):
    buffer = bytearray(RECORD.size * count)
    for index, record in enumerate(records(count)):
        RECORD.pack_into(buffer, index * RECORD.size, *record)
    return buffer


def base64(data):
    out = bytearray()
    for start in range(0, len(data), 3):
        group = data[start:start + 3]
        bits = int.from_bytes(group, "big") << 8 * (3 - len(group))
        for shift in (18, 12, 6, 0)[:len(group) + 1]:
            out.append(ALPHABET[bits >> shift & 63])
        out += b"=" * (3 - len(group))
    return bytes(out)


def unbase64(text):
    values = {byte: value for value, byte in enumerate(ALPHABET)}
    out = bytearray()
    for start in range(0, len(text), 4):
        group = text[start:start + 4].rstrip(b"=")
        bits = 0
        for byte in group:
            bits = bits << 6 | values[byte]
        bits <<= 6 * (4 - len(group))
        out += bits.to_bytes(3, "big")[:len(group) - 1]
    return bytes(out)


def compressed(data):
    """LZ77 with a table of the last place of each three bytes: (distance, length) pairs and literal bytes."""
    out = []
    places = {}
    at = 0
    while at < len(data):
        key = bytes(data[at:at + 3])
        before = places.get(key)
        places[key] = at
        length = 0
        if before is not None and len(key) == 3:
            while at + length < len(data) and length < 255 and data[before + length] == data[at + length]:
                length += 1
        if length >= 4:
            out.append((at - before, length))
            at += length
        else:
            out.append(data[at])
            at += 1
    return out


def expanded(codes):
    out = bytearray()
    for code in codes:
        if isinstance(code, tuple):
            distance, length = code
            for _ in range(length):
                out.append(out[-distance])
        else:
            out.append(code)
    return out


def mixed(samples):
    """Sound samples as 16-bit integers: amplify with clipping, then fold to bytes."""
    wave = array("h", (i * 37 % 2001 - 1000 for i in range(samples)))
    for i, value in enumerate(wave):
        louder = value * 40
        wave[i] = 32767 if louder > 32767 else -32768 if louder < -32768 else louder
    raw = wave.tobytes()
    assert array("h", raw) == wave
    return sum(memoryview(raw)[::2]), sum(wave)


def run(count):
    buffer = packed(count)
    assert [RECORD.unpack_from(buffer, i * RECORD.size) for i in range(count)] == list(records(count))
    assert list(RECORD.iter_unpack(buffer)) == list(records(count))
    text = base64(bytes(buffer))
    assert unbase64(text) == buffer
    log = b"".join(b"GET /item/%d?page=%d HTTP/1.1\r\n" % (i % 50, i % 9) for i in range(count))
    codes = compressed(log)
    assert expanded(codes) == log and len(codes) < len(log)
    view = memoryview(buffer)[RECORD.size:]
    view[0:2] = b"\xff\xfe"
    assert buffer[RECORD.size] == 255 and buffer.find(b"\xff\xfe") >= 0
    folded = mixed(count * 20)
    return f"{len(text)} {sum(text)} {len(codes)} {folded[0]} {folded[1]} {log.upper().count(b'ITEM/7?')}"


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    result = run(size)
    assert result == KNOWN.get(size, result), result
    print("bytes_struct", size, result)
