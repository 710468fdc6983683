"""Writes src/multibyte/tables/*.xz: what CPython's multibyte codecs map to what, asked of CPython 3.12.

    python3.12 make_multibyte_tables.py

A file holds the tables of a family, each: name; 256 words for single bytes; a count of lead bytes and for each the lead byte
and 256 words; a count of strings that are no character of the BMP, each in UTF-8; the same rows of sequences that start
with 8F; ranges of GB 18030's four bytes; characters that are encoded otherwise than by inversion. A word is a character,
or 0 for nothing, D800 + n for string n; of single bytes FFFF for a lead byte. Words are differences to the word before.
"""

import lzma
import pathlib
import struct

FAMILIES = {
    "cn": ["gb2312", "gbk", "gb18030"],
    "jp": ["shift_jis", "cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004", "euc_jisx0213", "shift_jisx0213"],
    "kr": ["euc_kr", "cp949", "johab"],
    "tw": ["big5", "cp950", "big5hkscs"],
    # Character sets of ISO 2022: a codec that has them and the sequence that switches to them.
    "iso2022": [
        ("jisx0208", "iso2022_jp", b"\x1b$B"),
        ("jisx0212", "iso2022_jp_1", b"\x1b$(D"),
        ("gb2312", "iso2022_jp_2", b"\x1b$A"),
        ("ksx1001", "iso2022_jp_2", b"\x1b$(C"),
        ("jisx0213_1_2000", "iso2022_jp_3", b"\x1b$(O"),
        ("jisx0213_1_2004", "iso2022_jp_2004", b"\x1b$(Q"),
        ("jisx0213_2", "iso2022_jp_3", b"\x1b$(P"),
    ],
}


def decode(codec, data):
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


class Table:
    def __init__(self):
        self.strings = []
        self.inverse = {}

    def word(self, text, data):
        if text is None:
            return 0
        self.inverse.setdefault(text, data)
        if len(text) == 1 and ord(text) < 0x10000:
            return ord(text)
        if text not in self.strings:
            self.strings.append(text)
        return 0xD800 + self.strings.index(text)


def words(values):
    last, out = 0, bytearray()
    for value in values:
        out += struct.pack("<H", (value - last) & 0xFFFF)
        last = value
    return bytes(out)


def rows(table, leads, look_up):
    out, count = bytearray(), 0
    for lead in leads:
        values = [table.word(look_up(lead, trail), bytes([lead, trail])) for trail in range(256)]
        if any(values):
            out += bytes([lead]) + words(values)
            count += 1
    return struct.pack("<H", count) + out


def four_bytes(codec):
    """Runs of four-byte sequences of the BMP: first number, first character, length."""
    runs = []
    for number in range(39420):
        n, d = divmod(number, 10)
        n, c = divmod(n, 126)
        a, b = divmod(n, 10)
        text = decode(codec, bytes([0x81 + a, 0x30 + b, 0x81 + c, 0x30 + d]))
        if text is None:
            continue
        if runs and runs[-1][0] + runs[-1][2] == number and runs[-1][1] + runs[-1][2] == ord(text):
            runs[-1][2] += 1
        else:
            runs.append([number, ord(text), 1])
    return runs


def make(name, codec, escape):
    table = Table()
    if escape is None:
        singles = []
        for byte in range(256):
            text = decode(codec, bytes([byte]))
            if text is not None:
                table.inverse.setdefault(text, bytes([byte]))
                singles.append(ord(text) if byte else 0)
            else:
                try:
                    bytes([byte]).decode(codec)
                except UnicodeDecodeError as e:
                    singles.append(0xFFFF if e.reason.startswith("incomplete") else 0)
        leads = [byte for byte in range(256) if singles[byte] == 0xFFFF]
        two = rows(table, leads, lambda a, b: decode(codec, bytes([a, b])))
        three = rows(table, range(0xA1, 0xFF), lambda a, b: decode(codec, bytes([0x8F, a, b]))) if codec.startswith("euc_j") else b"\0\0"
    else:
        singles = [0] * 256
        leads = range(0x21, 0x7F)

        def look_up(a, b):
            text = decode(codec, escape + bytes([a, b])) if 0x21 <= b < 0x7F else None
            return text
        two, three = rows(table, leads, look_up), b"\0\0"
    # The inverse of rows with a prefix has the prefix.
    runs = four_bytes(codec) if codec == "gb18030" else []
    inverse = dict(table.inverse)
    if escape is None:
        for text, data in list(inverse.items()):
            if codec.startswith("euc_j") and decode(codec, data) != text:
                inverse[text] = b"\x8f" + data
    exceptions = []
    in_runs = {cp + n for _, cp, length in runs for n in range(length)}
    for cp in range(0x110000):
        if 0xD800 <= cp < 0xE000:
            continue
        char = chr(cp)
        if escape is not None:
            # Only what decodes is encoded by a set, and by one sequence.
            continue
        try:
            data = char.encode(codec)
        except UnicodeEncodeError:
            data = None
        known = inverse.get(char)
        if data != known:
            if codec == "gb18030" and len(data or b"") == 4 and known is None and (cp in in_runs or cp > 0xFFFF):
                continue
            if codec == "euc_kr" and data is not None and len(data) == 8:
                continue
            exceptions.append((cp, data or b""))
    strings = "\0".join(table.strings).encode() + b"\n"
    out = name.encode() + b"\n" + words(singles) + two + struct.pack("<H", len(strings)) + strings + three
    out += struct.pack("<H", len(runs)) + b"".join(struct.pack("<III", *run) for run in runs)
    out += struct.pack("<H", len(exceptions))
    out += b"".join(struct.pack("<IB", cp, len(data)) + data for cp, data in exceptions)
    print(name, len(out), len(table.strings), len(runs), len(exceptions), exceptions[:3])
    return out


folder = pathlib.Path(__file__).parent.parent / "src/multibyte/tables"
for family, members in FAMILIES.items():
    made = [make(*(member if isinstance(member, tuple) else (member, member, None))) for member in members]
    data = b"".join(struct.pack("<I", len(table)) + table for table in made)
    (folder / f"{family}.xz").write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME, check=lzma.CHECK_CRC32))
