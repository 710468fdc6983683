"""bytes: literals, indexing, methods, conversion, comparison, repr, errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

b = b"hello"
assert b[0] == 104
assert b[1:3] == b"el"
assert b[-1:] == b"o"
assert b[::-1] == b"olleh"
assert list(b"ab") == [97, 98]
assert len(b"\x00\xff") == 2
assert b"a" b"b" == b"ab"
assert rb"\n" == b"\\n"
assert b"\x41\101\n" == b"AA\n"
assert bytes(3) == b"\0\0\0"
assert bytes([1, 2]) == b"\x01\x02"
assert bytes("é", "utf-8") == b"\xc3\xa9"
assert bytes("é", "latin-1") == b"\xe9"
assert bytes() == b""
assert bytes(b) is b
assert bytes(range(3)) == b"\0\1\2"
assert repr(b"a'b") == 'b"a\'b"'
assert repr(b'a"\'') == "b'a\"\\''"
assert repr(b"\x00\t\n\r\\\x7f\xff") == "b'\\x00\\t\\n\\r\\\\\\x7f\\xff'"
assert b + b" x" == b"hello x"
assert b * 2 == b"hellohello"
assert b"ell" in b
assert 104 in b
assert b"" in b
assert b < b"help"
assert b == b"hello" != "hello"
assert b.upper() == b"HELLO"
assert b"aBc".swapcase() == b"AbC"
assert b"ab cd".title() == b"Ab Cd"
assert b.capitalize() == b"Hello"
assert b"A".lower() == b"a"
assert b.find(b"l") == 2
assert b.find(108) == 2
assert b.rfind(b"l") == 3
assert b.index(b"lo") == 3
assert b.count(b"l") == 2
assert b.count(108) == 2
assert b.find(b"z") == -1
assert b.replace(b"l", b"L") == b"heLLo"
assert b"a,b,,c".split(b",") == [b"a", b"b", b"", b"c"]
assert b" a b ".split() == [b"a", b"b"]
assert b"a b c".rsplit(None, 1) == [b"a b", b"c"]
assert b",".join([b"a", bytearray(b"b")]) == b"a,b"
assert b"a=b".partition(b"=") == (b"a", b"=", b"b")
assert b"a\nb\r\n".splitlines() == [b"a", b"b"]
assert b"\x85\x1c".splitlines() == [b"\x85\x1c"]
assert b"  x ".strip() == b"x"
assert b"xxaxx".strip(b"x") == b"a"
assert b"ab".center(5, b"-") == b"--ab-"
assert b"7".zfill(3) == b"007"
assert b"a\tb".expandtabs(4) == b"a   b"
assert b"ab".startswith(b"a")
assert b"ab".endswith((b"x", b"b"))
assert b"ab".removeprefix(b"a") == b"b"
assert b"abc".translate(bytes.maketrans(b"ab", b"xy"), b"c") == b"xy"
assert b"123".isdigit()
assert b"ab".isalpha()
assert b" ".isspace()
assert b"Ab".istitle()
assert b"a".islower()
assert not b"\xe9".isalpha()
assert b"a".isascii()
assert b"\xde\xad".hex() == "dead"
assert b"\xde\xad\xbe".hex(":") == "de:ad:be"
assert b"\1\2\3".hex("-", 2) == "01-0203"
assert bytes.fromhex(" de AD") == b"\xde\xad"
assert b"\xc3\xa9".decode() == "é"
assert b"\xff".decode("latin-1") == "ÿ"
assert b"a\xffb".decode("ascii", "replace") == "a\ufffdb"
assert b"a\xffb".decode(errors="ignore") == "ab"
assert b"\xff".decode("utf-8", "backslashreplace") == "\\xff"
assert b"\xff".decode("utf-8", "surrogateescape") == "\udcff"
assert hash(b"a") == hash(b"a")
assert "\udcff".encode("utf-8", "surrogateescape") == b"\xff"
assert "é".encode("ascii", "xmlcharrefreplace") == b"&#233;"
assert "é".encode("ascii", "namereplace") == b"\\N{LATIN SMALL LETTER E WITH ACUTE}"
assert "日".encode("utf-16-le") == b"\xe5\x65"
assert "a".encode("utf-32-be") == b"\0\0\0a"
assert "a".encode("utf-16")[:2] in (b"\xff\xfe", b"\xfe\xff")


class HasBytes:
    def __bytes__(self):
        return b"made"


assert bytes(HasBytes()) == b"made"

raises(IndexError, "index out of range", lambda: b[9])
raises(TypeError, "byte indices must be integers or slices, not str", lambda: b["a"])
raises(TypeError, "can't concat str to bytes", lambda: b + "a")
raises(TypeError, "a bytes-like object is required, not 'str'", lambda: "a" in b)
raises(ValueError, "bytes must be in range(0, 256)", bytes, [256])
raises(ValueError, "negative count", bytes, -1)
raises(TypeError, "string argument without an encoding", bytes, "a")
raises(TypeError, "encoding without a string argument", bytes, b"a", "utf-8")
raises(TypeError, "cannot convert 'float' object to bytes", bytes, 1.5)
raises(ValueError, "non-hexadecimal number found in fromhex() arg at position 0", bytes.fromhex, "zz")
raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte", b"a\xff".decode)
raises(UnicodeDecodeError, "'ascii' codec can't decode byte 0x80 in position 0: ordinal not in range(128)", b"\x80".decode, "ascii")
raises(UnicodeDecodeError, "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data", b"\xe2\x82".decode)
raises(UnicodeEncodeError, "'ascii' codec can't encode character '\\xe9' in position 0: ordinal not in range(128)", "é".encode, "ascii")
raises(LookupError, "unknown encoding: nope", b.decode, "nope")
raises(TypeError, "sequence item 0: expected a bytes-like object, str found", b",".join, ["a"])

print("ok")
