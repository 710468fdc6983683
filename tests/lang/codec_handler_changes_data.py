# Error handlers may give the decoder other data to go on with.
import codecs

BAD = [
    ("ascii", b"\xff"),
    ("utf-7", b"++"),
    ("utf-8", b"\xff"),
    ("utf-16", b"\xff"),
    ("unicode-escape", b"\\u123g"),
    ("cp1252", b"\x81"),
]


def no_bytes(error):
    error.object = 42
    return "x", 0


def empty(error):
    error.object = b""
    return "\u4242", 0


def more(error):
    error.object = b"+" if error.encoding == "utf7" else b"abc"
    return "-", 0


codecs.register_error("test.no_bytes", no_bytes)
codecs.register_error("test.empty", empty)
codecs.register_error("test.more", more)
for encoding, data in BAD:
    try:
        data.decode(encoding, "test.no_bytes")
    except TypeError as error:
        assert str(error) == "object attribute must be bytes", (encoding, error)
    else:
        raise AssertionError(encoding)
    assert data.decode(encoding, "test.empty") == "\u4242", encoding
assert b"\x81".decode("cp1252", "test.more") == "-abc"
assert b"\xff".decode("ascii", "test.more") == "-abc"

print("ok")
