"""Texts that are short enough for ways of their own: searched, replaced, quoted, encoded."""
import random

# Searching and replacing, of needles and texts of every small length.
def find(text, needle):
    for at in range(len(text) - len(needle) + 1):
        if text[at : at + len(needle)] == needle:
            return at
    return -1


def replace(text, old, new, count=-1):
    out, at = [], 0
    while at < len(text):
        if count != 0 and text[at : at + len(old)] == old:
            out.append(new)
            at += len(old)
            count -= 1
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


rng = random.Random(7)
for alphabet in ("ab", "aб", "ab\xe9", "\u4e00\u4e01", "a\U0001f600"):
    for size in list(range(0, 40)) + [100, 600]:
        text = "".join(rng.choice(alphabet) for _ in range(size))
        for length in (1, 2, 3, 5, 9):
            needle = "".join(rng.choice(alphabet) for _ in range(length))
            at = find(text, needle)
            assert text.find(needle) == at and (needle in text) == (at >= 0), (text, needle)
            assert text.count(needle) == (len(text) - len(replace(text, needle, ""))) // length
            for new in ("", "x", "xyz", "\u4e09", "\u4e09b", "\U0001f601"):
                assert text.replace(needle, new) == replace(text, needle, new), (text, needle, new)
                assert text.replace(needle, new, 1) == replace(text, needle, new, 1)
                assert hash(text.replace(needle, new)) == hash(replace(text, needle, new))
assert "\u4e00a\u4e00".replace("\u4e00", "b") == "bab" and "\u4e00a\u4e00".replace("\u4e00", "b").isascii()
assert "\u4e00\xe9".replace("\u4e00", "") == "\xe9"
assert "\u4e00".replace("\U0001f600", "b") == "\u4e00"
for length in range(1, 30):
    hay = "x" * length + "yz"
    assert hay.find("yz") == length and hay.find("xy") == length - 1 and hay.find("zy") == -1
    assert hay.encode().find(b"yz") == length

# Literals.
assert repr("") == "''" and repr("a") == "'a'" and repr("it's") == '"it\'s"' and repr("a\"'") == "'a\"\\''"
assert repr('say "x"') == "'say \"x\"'" and repr("a\\b") == "'a\\\\b'" and repr("\x7f\n") == "'\\x7f\\n'"
assert repr("a" * 50 + "'") == '"' + "a" * 50 + "'\"" and repr("\xe9") == "'\xe9'"


class Text(str):
    pass


assert repr(Text("ab")) == "'ab'" and f"{Text('a')!r}" == "'a'"

# Encodings.
samples = ["", "a", "hello", "\xe9t\xe9", "\u4e00a", "\u07ff\u0800", "\U0001f600", "a\U0010ffff\xff", "x" * 1000 + "\u4e00"]
for text in samples:
    utf8 = b"".join(
        bytes([n])
        if n < 0x80
        else bytes([0xC0 | n >> 6, 0x80 | n & 63])
        if n < 0x800
        else bytes([0xE0 | n >> 12, 0x80 | n >> 6 & 63, 0x80 | n & 63])
        if n < 0x10000
        else bytes([0xF0 | n >> 18, 0x80 | n >> 12 & 63, 0x80 | n >> 6 & 63, 0x80 | n & 63])
        for n in map(ord, text)
    )
    assert text.encode() == text.encode("utf-8") == text.encode("UTF8", "strict") == text.encode(errors="ignore") == utf8
    utf32 = b"".join(ord(c).to_bytes(4, "little") for c in text)
    assert text.encode("utf-32") == b"\xff\xfe\0\0" + utf32 and text.encode("utf-32-le") == utf32
    utf16 = text.encode("utf-16")
    assert utf16 == b"\xff\xfe" + text.encode("utf-16-le") and utf16.decode("utf-16") == text
    swapped = b"\xfe\xff" + text.encode("utf-16-be")
    assert swapped.decode("utf-16") == text and text.encode("utf-16-le").decode("utf-16") == text
    assert all(len(c.encode("utf-16-le")) == (4 if ord(c) > 0xFFFF else 2) for c in text)
    assert utf16.decode("UTF-16") == text and hash(utf16.decode("utf_16")) == hash(text)
assert "\xe9".encode("latin-1") == "\xe9".encode("Latin 1") == b"\xe9" and "a".encode("ascii") == b"a"
for encoding in ("utf-8", "utf-16", "utf-32", "latin-1", "ascii"):
    for text in ("\ud800", "a\udc80b", "\u4e00\udfff\U0001f600"):
        try:
            text.encode(encoding)
            assert False
        except UnicodeEncodeError as e:
            assert (e.start, e.object) == ([at for at, c in enumerate(text) if encoding in ("latin-1", "ascii") and c > "\xff" or "\ud800" <= c < "\ue000"][0], text), e
assert "a\udc80".encode("utf-8", "surrogateescape") == b"a\x80" and "\ud800".encode("utf-16-le", "surrogatepass") == b"\0\xd8"
for bad in (b"a", b"\xff\xfea", b"\0\xd8", b"\0\xdc", b"\0\xd8a\0"):
    try:
        bad.decode("utf-16")
        assert False
    except UnicodeDecodeError as e:
        assert e.encoding in ("utf-16-le", "utf-16") and bad.decode("utf-16", "replace").endswith("\ufffd") or bad == b"\0\xd8a\0"
for wrong in (3, b"utf-8", "no\0", "no such"):
    try:
        "a".encode(wrong)
        assert False
    except (TypeError, ValueError, LookupError) as e:
        expected = {3: "encode() argument 'encoding' must be str, not int", b"utf-8": "encode() argument 'encoding' must be str, not bytes", "no\0": "embedded null character", "no such": "unknown encoding: no such"}
        assert str(e) == expected[wrong], e
print("ok")
