"""Records what CPython's str, bytes and codecs do, as cases for runtime/src/text/tests.

Run under CPython 3.12, from anywhere:

    python runtime/tools/record_text_cases.py                             the committed cases.txt
    python runtime/tools/record_text_cases.py --random 100000 --seed 1 F  random cases, to the file F
    python runtime/tools/record_text_cases.py --characters F              all properties of every code point

and then  KRAIT_TEXT_CASES=F cargo test -p krait-runtime further_cases -- --nocapture
"""

import _sre
import _string
import argparse
import codecs
import encodings.utf_8_sig
import os
import pathlib
import random
import struct
import subprocess
import sys
import unicodedata
import warnings
import zlib

CASES = pathlib.Path(__file__).parents[1] / "src/text/tests/cases.txt"


# How values are written: see tests/case.rs.

def text(value):
    if value is None:
        return "~"
    if isinstance(value, (bytes, bytearray)):
        value = value.decode("latin-1")
    return '"' + "".join(c if " " <= c <= "~" and c not in "\\|" else f"\\{{{ord(c):x}}}" for c in value)


def items(values):
    return "[" + "".join(value + "|" for value in values)


def write(value):
    if isinstance(value, (str, bytes, bytearray)) or value is None:
        return text(value)
    if isinstance(value, (list, tuple)):
        return items(map(write, value))
    return str(value)


def line(operation, arguments, result):
    return "\t".join([operation, *map(write, arguments), "=", result])


# Operations that are a method of the first argument.

def method(name):
    def record(subject, *arguments):
        return write(getattr(subject, name)(*arguments))
    return record


def stripped(name):
    return lambda subject, chars: items([write(getattr(subject, name)(chars))])


def partitioned(name):
    def record(subject, separator):
        parts = getattr(subject, name)(separator)
        return write(parts if separator in subject else [])
    return record


def template(subject):
    out = []
    try:
        for literal, name, spec, conversion in _string.formatter_parser(subject):
            out.append(text(literal))
            if name is not None:
                conversion = "~" if conversion is None else f"{ord(conversion):x}"
                out.append(f"{text(name)} {conversion} {text(spec)}")
    except ValueError as error:
        out.append(str(error))
    return items(out)


def field(subject):
    try:
        first, path = _string.formatter_field_name_split(subject)
    except ValueError as error:
        return items([str(error)])
    out = [write(first)]
    try:
        for attribute, key in path:
            out.append(("." if attribute else "") + write(key))
    except ValueError as error:
        out.append(str(error))
    # The field's number after a field that has been numbered by hand.
    if isinstance(first, int):
        out.append(str(first))
    elif first:
        out.append("~")
    else:
        out.append("cannot switch from manual field specification to automatic field numbering")
    return items(out)


def properties(c):
    flags = (c.isalpha(), c.isdecimal(), c.isdigit(), c.isnumeric(), c.isspace(), c.isprintable(), c.isupper(),
             c.islower(), c.isidentifier(), ("a" + c).isidentifier(), len(("a" + c + "b").splitlines()) == 2)
    mappings = ("".join(f"{ord(x):x} " for x in s) for s in (c.lower(), c.upper(), c.title(), c.casefold()))
    digits = (str(unicodedata.decimal(c, "~")), str(unicodedata.digit(c, "~")))
    numeric = unicodedata.numeric(c, None)
    numeric = "~" if numeric is None else f"{struct.unpack('<Q', struct.pack('<d', numeric))[0]:x}"
    return items(["".join("01"[f] for f in flags), *mappings, *digits, numeric, f"{_sre.unicode_tolower(ord(c)):x}"])


def translate(subject, source, target, delete):
    return write(subject.translate(str.maketrans(source, target, delete)))


def translate_bytes(subject, source, target, delete):
    return write(subject.translate(bytes.maketrans(source, target), delete))


def fromhex(subject):
    try:
        return write(bytes.fromhex(subject))
    except ValueError as error:
        return str(error)


def hexed(subject, separator, group):
    return subject.hex(separator, group) if separator is not None else subject.hex()


def failure(error):
    if isinstance(error, TypeError):
        return "TypeError"
    return f"{error.encoding} {error.start} {error.end} {error.reason}"


def charmap(function):
    def record(subject, table):
        try:
            mapping = table if function is codecs.charmap_decode else {
                ord(c): byte for byte, c in enumerate(table) if c != "\ufffe"}
            return write(function(subject, "strict", mapping)[0])
        except UnicodeError as error:
            return failure(error)
    return record


STR_OPERATIONS = {name: method(name) for name in (
    "isalpha isalnum isdecimal isdigit isnumeric isspace isprintable isidentifier isupper islower istitle isascii "
    "lower upper title capitalize swapcase casefold find rfind count startswith endswith split rsplit splitlines "
    "ljust rjust center zfill expandtabs replace").split()}
STR_OPERATIONS |= {
    "contains": lambda subject, needle: str(needle in subject),
    "compare": lambda a, b: str((a > b) - (a < b)),
    "partition": partitioned("partition"), "rpartition": partitioned("rpartition"),
    "strip": stripped("strip"), "lstrip": stripped("lstrip"), "rstrip": stripped("rstrip"),
    "repr": lambda subject: write(repr(subject)), "ascii": lambda subject: write(ascii(subject)),
    "join": lambda subject, *pieces: write(subject.join(pieces)),
    "translate": translate, "template": template, "field": field, "props": properties,
}
BYTES_OPERATIONS = {name: method(name) for name in (
    "isalpha isalnum isdigit isspace isupper islower istitle isascii lower upper title capitalize swapcase "
    "find rfind count split rsplit splitlines center zfill expandtabs replace").split()}
BYTES_OPERATIONS |= {
    "strip": stripped("strip"), "lstrip": stripped("lstrip"), "rstrip": stripped("rstrip"),
    "repr": lambda subject: write(repr(subject)), "hex": hexed, "fromhex": fromhex, "translate": translate_bytes,
}
CHARMAP_OPERATIONS = {"charmap_decode": charmap(codecs.charmap_decode), "charmap_encode": charmap(codecs.charmap_encode)}


def case(group, name, *arguments):
    operations = {"str": STR_OPERATIONS, "bytes": BYTES_OPERATIONS, "codec": CHARMAP_OPERATIONS}[group]
    return line(f"{group}.{name}", arguments, operations[name](*arguments))


# Codecs.

DECODERS = {
    "utf-8": codecs.utf_8_decode, "utf-16-le": codecs.utf_16_le_decode, "utf-16-be": codecs.utf_16_be_decode,
    "utf-32-le": codecs.utf_32_le_decode, "utf-32-be": codecs.utf_32_be_decode,
    "latin-1": lambda data, errors, final: codecs.latin_1_decode(data, errors),
    "ascii": lambda data, errors, final: codecs.ascii_decode(data, errors),
    "unicode-escape": codecs.unicode_escape_decode, "raw-unicode-escape": codecs.raw_unicode_escape_decode,
}
MARKED = {"utf-16": codecs.utf_16_ex_decode, "utf-32": codecs.utf_32_ex_decode}
ENCODINGS = [*DECODERS, *MARKED, "utf-8-sig"]
HANDLERS = ("strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass",
            "xmlcharrefreplace", "namereplace")


def invalid_escape(data):
    """Where the first escape stands that a literal would be warned of; found by decoding ever longer beginnings."""
    at = 0
    while at < len(data):
        if data[at:at + 1] != b"\\":
            at += 1
            continue
        after = data[at + 1:at + 2]
        if after.isdigit() and after < b"8":
            digits = 1
            while digits < 3 and data[at + 1 + digits:at + 2 + digits] in (b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7"):
                digits += 1
            if int(data[at + 1:at + 1 + digits], 8) > 0o377:
                return at + 1
            at += 1 + digits
        elif after and after not in (b"\n", b"\\", b"'", b'"', *(bytes([c]) for c in b"bftnrvaxuUN")):
            return at + 1
        else:
            at += 2
    return -1


def decode_case(encoding, handler, final, data):
    arguments = (encoding, handler, "final" if final else "partial")
    prefix = "\t".join(["codec.decode", *arguments, text(data), "=", ""])
    order, invalid = 0, -1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if encoding in MARKED:
                out, consumed, _ = MARKED[encoding](data, handler, 0, final)
                width = 2 if encoding == "utf-16" else 4
                mark = data[:width]
                little = codecs.BOM_UTF16_LE if width == 2 else codecs.BOM_UTF32_LE
                order = -1 if mark == little else 1 if mark == little[::-1] else 0
            elif encoding == "utf-8-sig":
                if final:
                    out, consumed = encodings.utf_8_sig.decode(data, handler)
                else:
                    decoder = encodings.utf_8_sig.IncrementalDecoder(handler)
                    out = decoder.decode(data)
                    consumed = len(data) - len(decoder.buffer)
            else:
                out, consumed = DECODERS[encoding](data, handler, final)
    except (UnicodeError, TypeError) as error:
        return prefix + failure(error)
    if encoding == "unicode-escape":
        invalid = invalid_escape(data[:consumed])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                codecs.unicode_escape_decode(data, "strict", final)
        except UnicodeError:
            # Where a handler had something to do it is not clear what was read as an escape.
            invalid = "any"
    return prefix + items([text(out), str(consumed), str(order), str(invalid)])


# The characters with names that the tests know.
NAMED = "\u03b1\u20ac\U0001f600"


def encode_case(encoding, handler, subject):
    if handler == "namereplace" and any(c > "~" and c not in NAMED and unicodedata.name(c, None) for c in subject):
        return None
    prefix = "\t".join(["codec.encode", encoding, handler, text(subject), "=", ""])
    try:
        return prefix + text(subject.encode(encoding, handler))
    except (UnicodeError, TypeError) as error:
        return prefix + failure(error)


# Hashes depend on a variable that is only read at the start.

def hash_cases(subjects, seeds=("0", "123", "4294967295")):
    program = "import sys\nfor s in eval(sys.stdin.read()): print(hash(s))"
    for seed in seeds:
        done = subprocess.run([sys.executable, "-c", program], input=ascii(subjects), text=True, check=True,
                              stdout=subprocess.PIPE, env={**os.environ, "PYTHONHASHSEED": seed})
        for subject, value in zip(subjects, done.stdout.split(), strict=True):
            yield line("str.hash", (subject,), "")[:-2] + f"{seed}\t=\t{value}"


# The committed cases.

TEXTS = ("", "a", "Hello World", "hello world", "HELLO", "  padded \t\n", "a,b,,c,", ",", "aaa", "abcabcabc", "\t",
         "x\ty\tz", "one\r\ntwo\rthree\nfour\x0bfive\x1csix\x85seven\u2028eight", "+12", "-7", "\u00e9t\u00e9",
         "\u0130stanbul", "stra\u00dfe", "\u039f\u0394\u039f\u03a3", "\u03a3", "A\u03a3 \u03a3b \u00ad\u03a3\u0301",
         "\ufb03ne", "\u01c5ungla", "\u01c4\u01c6", "they're bill's", "\u4e2d\u6587 \u5b57", "\u3000wide\u2003",
         "\U0001f600x\U0001f600", "\ud800", "a\udc80b", "\U00010400\U00010428", "it's", 'say "hi"', "'\"", "back\\slash",
         "\x00\x1f\x7f\x80\xa0\xad\xff", "_x1", "1x", "x\u00b7", "\u2118", "\u00b2", "\u0661\u0662", "\u2155", "\u0345a",
         "a\U0010ffffb", "na\u00efve caf\u00e9", "\u1e9e", "\u0149a", "\x85", "A", "Z\u00c0")
NEEDLES = ("", "a", "abc", ",", "l", "\u00e9", "\u4e2d", "\U0001f600", " ", "bc", "aa", "\ud800", "\u03a3")
BYTES = (b"", b"a", b"Hello World", b"  pad\t\n\x0b\x0c\r", b"\xa0x\x85", b"a,b,,c,", b"aaa", b"HELLO", b"They're", b"+12",
         b"-7", b"one\r\ntwo\rthree\nfour\x0bfive", b"x\ty\tz", b"'\"\\", b"it's", b"\x00\x7f\x80\xff", b"12", b"\xe9A\xc9b")
TEMPLATES = ("", "plain", "{}", "{0}", "{a}", "{{}}", "a{{b}}c", "{", "}", "x{", "x}", "{!r}", "{!r:>5}", "{:>{w}}", "{a.b[c].d}",
             "{a[}]}", "{a[}", "{a{b}}", "{0!}", "{0!r", "{0!rx}", "{0!", "{0:", "{0:{", "{0:{}", "{:}}", "}}{", "{}}", "{{{}}}",
             "{0[a:b]!s:x}", "\u00e9{\u00e9!\u00e9:\u00e9}\U0001f600", "{a!r}{b:{c:{d}}}", "{!:}", "{0:}}", "{[}", "{[]}", "{a]}")
FIELDS = ("", "a", "0", "00", "12.x", "a.b", "a[b]", "a[0]", "a[", "a[b", "a[]", "a.", "a..b", ".a", "[a]", "[0]x", "a[b]c",
          "a[b].c[1][x.y]", "\u0661", "\u00b2", "99999999999999999999", "a[99999999999999999999]", "9223372036854775807",
          "9223372036854775808", "-1", "a[-1]", "a]b", "\u00e9[\u0661]")
UNICODE_DATA = ("abc", "\u00e9\u4e2d\U0001f600", "\ud800", "a\udc80\udcff\ud800b", "\x80\xff\u0100", "\udc80\udc7f", "\u20ac\u03b1",
                "\\\t\n\r\x00\x7f\u2028\U0010ffff", "", "\ud83d\ude00", "\ufeffx")
DATA = (b"", b"abc", b"\xc3\xa9", b"\xc3", b"\xff", b"a\xe4\xb8", b"\xed\xa0\x80", b"\xed\xa0", b"a\xed\xbf", b"\xed\xb2\x80z", b"\xf0\x9f\x98\x80",
        b"\xf0\x9f\x98", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xe0\x80\x80", b"\x80abc\xf5", b"\xef\xbb\xbfx",
        b"\xef\xbb", b"\xff\xfea\x00", b"\xfe\xff\x00a", b"\xff\xfe\x00\x00a\x00\x00\x00", b"\x00\x00\xfe\xff\x00\x00\x00a",
        b"a\x00b", b"\x3d\xd8\x00\xde", b"\x3d\xd8", b"\x3d\xd8a\x00", b"\x00\xde", b"\x00\xd8\x00\x00", b"\x00\x00\x11\x00", b"\xff\xfe",
        b"\\n\\x41\\u00e9\\U0001F600\\101\\777\\z", b"\\", b"\\x4", b"\\xg1", b"\\u12", b"\\u12g4", b"\\U00110000", b"\\U0011",
        b"\\N", b"\\Nx", b"\\N{", b"\\N{}", b"\\N{DIGIT ONE}", b"\\N{no such}", b"\\N{digit one}z", b"\\\\u0041", b"\\u0041\\q", b"a\\\nb",
        b"\\ud83d\\ude00", b"tail\\", b"\\\\\\", b"\\8\\400")


def is_kept(case_line):
    share = {"str.find": 12, "str.rfind": 12, "str.count": 12, "str.startswith": 12, "str.endswith": 12, "str.compare": 4,
             "str.replace": 6, "str.split": 6, "str.rsplit": 6, "str.partition": 6, "str.rpartition": 6,
             "codec.decode": 4, "codec.encode": 3, "str.template": 1, "str.field": 1, "bytes.fromhex": 1, "str.hash": 1}
    return zlib.crc32(case_line.encode()) % share.get(case_line.split("\t")[0], 2) == 0 or case_line.startswith("#")


def committed():
    """A part of all combinations, the same each time; random cases see to the others."""
    yield "# Written by runtime/tools/record_text_cases.py under CPython 3.12; case.rs says how values are written."
    for subject in TEXTS:
        for name in ("isalpha isalnum isdecimal isdigit isnumeric isspace isprintable isidentifier isupper islower istitle "
                     "isascii lower upper title capitalize swapcase casefold repr ascii").split():
            yield case("str", name, subject)
        for name in ("split", "rsplit"):
            for limit in (-1, 0, 1, 2):
                yield case("str", name, subject, None, limit)
        for name in ("strip", "lstrip", "rstrip"):
            yield case("str", name, subject, None)
            yield case("str", name, subject, "a \u00e9\U0001f600,")
        for keep in (True, False):
            yield case("str", "splitlines", subject, keep)
        yield case("str", "center", subject, 12, "*")
        yield case("str", "center", subject, 13, "\u4e2d")
        yield case("str", "ljust", subject, 9, ".")
        yield case("str", "rjust", subject, 9, ".")
        yield case("str", "zfill", subject, 6)
        for size in (0, 1, 4, 8, -1):
            yield case("str", "expandtabs", subject, size)
        for needle in NEEDLES:
            for name in ("find", "rfind", "count", "startswith", "endswith"):
                for start, end in ((0, sys.maxsize), (1, -1), (2, 1), (-3, 100)):
                    if needle or (start, end) != (0, sys.maxsize) or name in ("count", "rfind"):
                        yield case("str", name, subject, needle, start, end)
            yield case("str", "compare", subject, needle)
            yield case("str", "replace", subject, needle, "<>", -1)
            yield case("str", "replace", subject, needle, "\U0001f600", 2)
            if needle:
                for name in ("split", "rsplit"):
                    for limit in (-1, 1):
                        yield case("str", name, subject, needle, limit)
                yield case("str", "partition", subject, needle)
                yield case("str", "rpartition", subject, needle)
        yield case("str", "join", subject, "a", "\u4e2d", subject)
        yield case("str", "translate", subject, "ab\u00e9l", "AB\u4e2d\u00e9", "o")
    for data in BYTES:
        for name in ("isalpha isalnum isdigit isspace isupper islower istitle isascii lower upper title capitalize swapcase "
                     "repr").split():
            yield case("bytes", name, data)
        for name in ("split", "rsplit"):
            for limit in (-1, 1):
                yield case("bytes", name, data, None, limit)
                yield case("bytes", name, data, b",", limit)
        for name in ("strip", "lstrip", "rstrip"):
            yield case("bytes", name, data, None)
            yield case("bytes", name, data, b"aH,\xe9")
        for keep in (True, False):
            yield case("bytes", "splitlines", data, keep)
        for needle in (b"", b"a", b"l", b"aa", b"\xff", b"one"):
            yield case("bytes", "find", data, needle)
            yield case("bytes", "rfind", data, needle)
            yield case("bytes", "count", data, needle)
            yield case("bytes", "replace", data, needle, b"<>", -1)
        yield case("bytes", "center", data, 12, b"*")
        yield case("bytes", "zfill", data, 6)
        yield case("bytes", "expandtabs", data, 4)
        yield case("bytes", "translate", data, b"abl", b"ABL", b"o\xff")
        for separator, group in ((None, 1), (b":", 1), (b"-", 2), (b"_", -3), (b".", 100), (b".", 0)):
            yield case("bytes", "hex", data, separator, group)
    for subject in ("", "00ff", " 0 0", "0a 0B\t0c\n", "0", "0g", "zz", "00\u00e9", "0x", "0000 0", "g\u00e9", "\x1c00", "00 "):
        yield case("bytes", "fromhex", subject)
    for subject in TEMPLATES:
        yield case("str", "template", subject)
    for subject in FIELDS:
        yield case("str", "field", subject)
    for encoding in ENCODINGS:
        for handler in HANDLERS:
            for data in DATA:
                # All handlers where the bytes are bad, one where they are good.
                strict = decode_case(encoding, "strict", True, data)
                if handler == "strict" or (strict and not strict.split("\t=\t")[1].startswith("[")):
                    yield decode_case(encoding, handler, True, data)
                    if handler in ("strict", "replace"):
                        yield decode_case(encoding, handler, False, data)
            for subject in UNICODE_DATA:
                strict = encode_case(encoding, "strict", subject).split("\t=\t")[1]
                if handler == "strict" or not strict.startswith('"'):
                    yield encode_case(encoding, handler, subject)
    table = "".join(map(chr, range(128))) + "\u20ac\ufffe\u0416\u00e9"
    for data in (b"abc", b"\x80\x82", b"a\x81", b"\x90", b"\x83"):
        yield case("codec", "charmap_decode", data, table)
    for subject in ("abc", "\u20ac\u0416", "a\u00e8\u4e2db", "\u00e9", "\U0001f600"):
        yield case("codec", "charmap_encode", subject, table)
    yield from hash_cases([*TEXTS, "abcdefg", "abcdefgh", "abcdefghi", "\u00e9" * 7, "\u4e2d" * 4, "\U0001f600" * 3])


# Random cases: short texts of few characters, so that what is looked for is often there.

ALPHABETS = ("ab", "aB c", "ab,\t\n\r ", "\u00e9\u00dfa\xa0\x85B", "\u03a3\u03b1'\u0345 A\u00ad", "\u4e2d\u6587a\u3000\u2028",
             "\U0001f600a\U00010400\ud800", "\ud800\udc80\udcffa\u20ac\u00e9", "\u01c5\u01c4\u01c6 \ufb03\u0149\u1e9e\u0130i",
             "0123+-\u0661\u00b2\u2155", "\\'\"\x00\x7f\x80\u200b\U000e0001", "{}!:[].a0", "{}:!r\u0661[]")


def random_text(rng, longest=14):
    kind = rng.random()
    if kind < 0.05:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(5)))
    if kind < 0.10:
        return "".join(chr(rng.randrange(0x250)) for _ in range(rng.randrange(longest)))
    alphabet = rng.choice(ALPHABETS)
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(longest)))


def random_bytes(rng, encoding):
    """Bytes that give the decoder of an encoding something to do, more often than not."""
    if rng.random() < 0.15:
        return random_text(rng).encode("latin-1", "replace")
    if "escape" in encoding and rng.random() < 0.8:
        pieces = (b"\\", b"\\u", b"\\U", b"\\x", b"\\N{", b"}", b"0", b"12", b"4e2d", b"0001f600", b"a", b"\n", b"7", b"\\777",
                  b"\\q", b"DIGIT ONE", b"\\N{greek small letter alpha}", b"\xe9", b"0011", b"\\0", b"\\N{}", b"\\U00110000", b"\\UFFFFFFFF",
                  b"\\U0010ffff")
        return b"".join(rng.choice(pieces) for _ in range(rng.randrange(9)))
    if encoding.startswith("utf-8") and rng.random() < 0.7:
        # The bounds of what may follow what.
        lead = (b"\xc1", b"\xc2", b"\xdf", b"\xe0", b"\xe1", b"\xec", b"\xed", b"\xee", b"\xef", b"\xf0", b"\xf1", b"\xf4", b"\xf5", b"\xff")
        more = (b"a", b"\x7f", b"\x80", b"\x8f", b"\x90", b"\x9f", b"\xa0", b"\xa5", b"\xb2", b"\xbf", b"\xc0")
        good = ("\u00e9".encode(), "\u4e2d".encode(), "\U0001f600".encode(), b"abc", b"\xef\xbb\xbf")
        parts = [rng.choice(good) if rng.random() < 0.3 else
                 rng.choice(lead) + b"".join(rng.choice(more) for _ in range(rng.randrange(4))) for _ in range(rng.randrange(4))]
        return b"".join(parts)
    if encoding.startswith(("utf-16", "utf-32")) and rng.random() < 0.7:
        units = (b"\x00\xd8", b"\xd8\x00", b"\x00\xdc", b"\xdc\x00", b"\xff\xdf", b"\xff\xdb", b"a\x00", b"\x00a", b"\x00\x00", b"\x11\x00",
                 b"\x00\x11", b"\x10\x00", b"\x00\x10", b"\xff\xfe", b"\xfe\xff", b"\x2d\x4e")
        data = b"".join(rng.choice(units) for _ in range(rng.randrange(9)))
        return data[:rng.randrange(len(data) + 1)] if rng.random() < 0.3 else data
    fitting = encoding if encoding.startswith("utf") else "utf-8"
    data = random_text(rng).encode(fitting, "surrogatepass")
    return data[:rng.randrange(len(data) + 1)] if rng.random() < 0.4 else data


def random_case(rng):
    kind = rng.random()
    if kind < 0.22:
        encoding, handler, final = rng.choice(ENCODINGS), rng.choice(HANDLERS), rng.random() < 0.7
        return decode_case(encoding, handler, final, random_bytes(rng, encoding))
    if kind < 0.34:
        return encode_case(rng.choice(ENCODINGS), rng.choice(HANDLERS), random_text(rng))
    subject = random_text(rng)
    if kind < 0.50:
        return random_bytes_case(rng, subject.encode("latin-1", "replace"))
    name = rng.choice([name for name in STR_OPERATIONS if name != "props"])
    part = subject[(at := rng.randrange(len(subject) + 1)):at + rng.randrange(4)] if rng.random() < 0.6 else random_text(rng, 4)
    bound = lambda: rng.randrange(-8, 18)
    match name:
        case "find" | "rfind" | "count" | "startswith" | "endswith":
            arguments = (part, bound(), bound()) if rng.random() < 0.5 else (part, 0, sys.maxsize)
        case "split" | "rsplit":
            arguments = (part or None, rng.randrange(-1, 4))
        case "partition" | "rpartition":
            arguments = (part or "a",)
        case "contains" | "compare":
            arguments = (part,)
        case "strip" | "lstrip" | "rstrip":
            arguments = (rng.choice((None, part, subject[:2] + subject[-1:])),)
        case "splitlines":
            arguments = (rng.random() < 0.5,)
        case "ljust" | "rjust" | "center":
            arguments = (rng.randrange(-2, 24), rng.choice(" *\u4e2d\U0001f600"))
        case "zfill" | "expandtabs":
            arguments = (rng.randrange(-2, 20),)
        case "replace":
            arguments = (part, random_text(rng, 4), rng.randrange(-1, 5))
        case "join":
            arguments = (random_text(rng), random_text(rng), random_text(rng))
        case "translate":
            source, target = random_text(rng, 6), random_text(rng, 6)
            size = min(len(source), len(target))
            arguments = (source[:size], target[:size], random_text(rng, 4))
        case "template":
            subject, arguments = "".join(rng.choice("{}!:[]ar0\u00e9{}") for _ in range(rng.randrange(14))), ()
        case "field":
            subject, arguments = "".join(rng.choice("[].a0\u06611[.]") for _ in range(rng.randrange(10))), ()
        case _:
            arguments = ()
    return case("str", name, subject, *arguments)


def random_bytes_case(rng, subject):
    name = rng.choice(list(BYTES_OPERATIONS))
    part = subject[(at := rng.randrange(len(subject) + 1)):at + rng.randrange(4)]
    match name:
        case "find" | "rfind" | "count":
            arguments = (part,)
        case "split" | "rsplit":
            arguments = (part or None, rng.randrange(-1, 4))
        case "strip" | "lstrip" | "rstrip":
            arguments = (rng.choice((None, part)),)
        case "splitlines":
            arguments = (rng.random() < 0.5,)
        case "center":
            arguments = (rng.randrange(-2, 24), b"*")
        case "zfill" | "expandtabs":
            arguments = (rng.randrange(-2, 20),)
        case "replace":
            arguments = (part, b"<>"[:rng.randrange(3)], rng.randrange(-1, 5))
        case "hex":
            arguments = (rng.choice((None, b":")), rng.randrange(-6, 7))
        case "fromhex":
            subject, arguments = "".join(rng.choice("0aF9 \tg\u00e9") if rng.random() < 0.2 else "4" for _ in range(rng.randrange(10))), ()
        case "translate":
            arguments = (b"ab ", b"AB\xff", part)
        case _:
            arguments = ()
    return case("bytes", name, subject, *arguments)


def long_search_case(rng):
    """A search in wide text long enough for the two-way algorithm to take over."""
    alphabet = rng.choice(("\u03b1\u03b2", "\u03b1\u03b1\u03b1\u03b2", "\U0001f600\u03b1", "\u03b1\u03b2\u03b3"))
    seed = "".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 9)))
    hay = seed * rng.randrange(20, 60) + "".join(rng.choice(alphabet) for _ in range(rng.randrange(40)))
    hay = hay + rng.choice(("", seed[::-1])) + hay[:rng.randrange(len(hay))]
    at = rng.randrange(len(hay))
    needle = hay[at:at + rng.randrange(2, 60)] if rng.random() < 0.6 else seed * rng.randrange(2, 9) + rng.choice(alphabet)
    name = rng.choice(("find", "rfind", "count"))
    return case("str", name, hay, needle, 0, sys.maxsize) if needle else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--random", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--characters", action="store_true")
    parser.add_argument("file", nargs="?", type=pathlib.Path, default=CASES)
    options = parser.parse_args()
    if options.characters:
        lines = (case("str", "props", chr(code)) for code in range(0x110000))
    elif options.random:
        rng = random.Random(options.seed)
        lines = [random_case(rng) if rng.random() < 0.95 else long_search_case(rng) for _ in range(options.random)]
        lines += hash_cases([random_text(rng, 40) for _ in range(options.random // 50)])
    else:
        lines = (case_line for case_line in committed() if case_line and is_kept(case_line))
    with options.file.open("w") as out:
        for case_line in lines:
            if case_line is not None:
                print(case_line, file=out)


main()
