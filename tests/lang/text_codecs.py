# Encoding and decoding of text: names, error handlers, messages, incremental codecs.
import codecs


def fails(kind, text, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except kind as error:
        assert str(error) == text, (str(error), text)
        return error
    raise AssertionError(f"{kind} expected")


assert "aé€😀".encode() == b"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" == bytes("aé€😀", "UTF8")
assert b"a\xc3\xa9".decode() == "aé" == str(b"a\xc3\xa9", "utf-8") and str(bytearray(b"\xe9"), "latin-1") == "é"
assert "é".encode("Latin-1") == b"\xe9" and "é".encode("utf-16-le") == b"\xe9\0" and "a".encode("cp037") == b"\x81"
assert "ÿ".encode("iso8859-15") == b"\xff" and b"\x80".decode("cp1252") == "€" and "€".encode("cp1252") == b"\x80"

error = fails(UnicodeEncodeError, "'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)",
              "aéèb".encode, "ascii")
assert (error.encoding, error.object, error.start, error.end, error.reason) == (
    "ascii", "aéèb", 1, 3, "ordinal not in range(128)")
error = fails(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte", b"a\xff".decode)
assert (error.encoding, error.object, error.start, error.end) == ("utf-8", b"a\xff", 1, 2)
fails(UnicodeEncodeError, "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed",
      "\ud800".encode)
fails(UnicodeDecodeError, "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data", b"\xe2\x82".decode)
fails(LookupError, "unknown encoding: nope", "".encode, "nope")
fails(LookupError, "unknown error handler name 'nope'", "é".encode, "ascii", "nope")
fails(LookupError, "'rot13' is not a text encoding; use codecs.encode() to handle arbitrary codecs", "".encode, "rot13")
fails(TypeError, "encode() argument 'encoding' must be str, not int", "".encode, 1)

for handler, encoded in [
    ("ignore", b"ab"), ("replace", b"a?b"), ("backslashreplace", b"a\\xe9b"), ("xmlcharrefreplace", b"a&#233;b"),
    ("namereplace", b"a\\N{LATIN SMALL LETTER E WITH ACUTE}b"),
]:
    assert "aéb".encode("ascii", handler) == encoded, handler
for handler, decoded in [
    ("ignore", "ab"), ("replace", "a\ufffdb"), ("backslashreplace", "a\\xffb"), ("surrogateescape", "a\udcffb"),
]:
    assert b"a\xffb".decode("utf-8", handler) == decoded, handler
assert "a\udcffb".encode("utf-8", "surrogateescape") == b"a\xffb"
assert "\ud800".encode("utf-8", "surrogatepass") == b"\xed\xa0\x80"

def handler(error):
    if isinstance(error, UnicodeEncodeError):
        return f"[{error.object[error.start:error.end]!a}]", error.end
    return "<?>", error.start + 1

codecs.register_error("test.handler", handler)
assert codecs.lookup_error("test.handler") is handler
assert "aéèb".encode("ascii", "test.handler") == b"a['\\xe9\\xe8']b"
assert b"a\xff\xfeb".decode("ascii", "test.handler") == "a<?><?>b"
assert "é€".encode("cp1252", "test.handler") == b"\xe9\x80" and "ā".encode("cp1252", "test.handler") == b"['\\u0101']"
codecs.register_error("test.bad", lambda error: 42)
fails(TypeError, "encoding error handler must return (str/bytes, int) tuple", "é".encode, "ascii", "test.bad")
assert codecs.ignore_errors(UnicodeDecodeError("x", b"abc", 1, 2, "r")) == ("", 2)

info = codecs.lookup("UTF-8")
assert info.name == "utf-8" and info.encode("é") == (b"\xc3\xa9", 1) and info.decode(b"\xc3\xa9") == ("é", 2)
decoder = codecs.getincrementaldecoder("utf-8")()
assert [decoder.decode(bytes([b])) for b in "é€".encode()] == ["", "é", "", "", "€"]
decoder = codecs.getincrementaldecoder("utf-16")()
assert decoder.decode(b"\xfe\xff\0") == "" and decoder.decode(b"a\0b") == "ab"
assert codecs.utf_16_ex_decode(b"\xff\xfea\0") == ("a", 4, -1)
assert codecs.utf_8_decode(b"a\xc3") == ("a", 1) and codecs.escape_decode(rb"\x41\n\101") == (b"A\nA", 10)
assert codecs.unicode_escape_decode(r"\u20ac\N{BULLET}\x41") == ("€•A", 20)
assert codecs.escape_encode(b"a'\n\xff") == (b"a\\'\\n\\xff", 4)
assert codecs.charmap_encode("ab", "strict", {97: 1, 98: b"xy"}) == (b"\x01xy", 2)
assert codecs.charmap_decode(b"\0\1", "strict", {0: "zero", 1: 65}) == ("zeroA", 2)
fails(UnicodeDecodeError, "'charmap' codec can't decode byte 0x02 in position 0: character maps to <undefined>",
      codecs.charmap_decode, b"\2", "strict", {})
assert codecs.decode("nop", "rot13") == "abc"
assert "A≢Α.+é~😀-".encode("utf-7") == b"A+ImIDkQ.+-+AOkAftg93gA--"
assert b"A+ImIDkQ.+-+AOkAftg93gA--".decode("utf-7") == "A≢Α.+é~😀-"
decoder = codecs.getincrementaldecoder("utf-7")()
assert "".join(decoder.decode(bytes([b])) for b in b"+AOk-x+AOk-") == "éxé"
fails(UnicodeDecodeError, "'utf7' codec can't decode bytes in position 0-2: unterminated shift sequence", b"+AO".decode, "utf-7")
print("ok")
