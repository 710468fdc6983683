# East Asian encodings: tables, states, error handlers, incremental and stream classes.
import codecs
import io

for name, text, data in (
    ("gb2312", "中a", b"\xd6\xd0a"), ("gbk", "€镕", None), ("gb18030", "€\u0100\U0001f600", b"\xa2\xe3\x81\x30\x8b\x38\x94\x39\xfc\x36"),
    ("hz", "a~中\n", b"a~~~{VP~}\n"), ("big5", "中", b"\xa4\xa4"), ("cp950", "中", b"\xa4\xa4"),
    ("big5hkscs", "\u00ca\u0304x\U00020021", None), ("shift_jis", "日ｱ", b"\x93\xfa\xb1"), ("cp932", "①", b"\x87\x40"),
    ("euc_jp", "日ｱ丂", b"\xc6\xfc\x8e\xb1\x8f\xb0\xa1"), ("euc_jis_2004", "か\u309a", b"\xa4\xf7"),
    ("shift_jis_2004", "か\u309aか", b"\x82\xf5\x82\xa9"), ("euc_kr", "가뷁", b"\xb0\xa1\xa4\xd4\xa4\xb2\xa4\xce\xa4\xaa"),
    ("cp949", "뷁", b"\x94\xee"), ("johab", "가", b"\x88a"), ("iso2022_jp", "日¥a", b"\x1b$BF|\x1b(J\\\x1b(Ba"),
    ("iso2022_kr", "가a", b"\x1b$)C\x0e0!\x0fa"), ("iso2022_jp_2", "中日", None), ("iso2022_jp_3", "か\u309a", None),
):
    if data is not None:
        assert text.encode(name) == data, (name, text.encode(name))
    try:
        encoded = text.encode(name)
    except UnicodeEncodeError as e:
        assert name == "gbk", e
        continue
    assert encoded.decode(name) == text, name

try:
    "a\u0e01".encode("euc_jp")
except UnicodeEncodeError as e:
    assert (e.encoding, e.start, e.end, e.reason) == ("euc_jp", 1, 2, "illegal multibyte sequence")
else:
    assert False
for data, reason, end in ((b"\x81", "incomplete multibyte sequence", 1), (b"\x81\x20a", "illegal multibyte sequence", 1)):
    try:
        data.decode("shift_jis")
    except UnicodeDecodeError as e:
        assert (e.start, e.end, e.reason) == (0, end, reason)
    else:
        assert False
assert "a\u0e01b".encode("big5", "replace") == b"a?b"
assert "a\u0e01b".encode("big5", "xmlcharrefreplace") == b"a&#3585;b"
assert b"a\xffb".decode("gbk", "replace") == "a\ufffdb"
codecs.register_error("test.multibyte", lambda e: ("日", e.end))
assert "\u0e01".encode("iso2022_jp", "test.multibyte") == b"\x1b$BF|\x1b(B"
assert b"\xff".decode("euc_kr", "test.multibyte") == "日"

encoder = codecs.getincrementalencoder("iso2022_jp")()
assert encoder.getstate() == 4342272
assert encoder.encode("日") + encoder.encode("本") + encoder.encode("", True) == b"\x1b$BF|K\\\x1b(B"
encoder = codecs.getincrementalencoder("euc_jis_2004")()
assert encoder.encode("か") == b"" and encoder.encode("\u309a") == b"\xa4\xf7"
state = encoder.getstate()
encoder.setstate(state)
decoder = codecs.getincrementaldecoder("shift_jis")()
assert decoder.decode(b"\x93") == "" and decoder.getstate() == (b"\x93", 0) and decoder.decode(b"\xfa") == "日"
reader = codecs.getreader("euc_jp")(io.BytesIO("日本\n語".encode("euc_jp")))
assert reader.readline() == "日本\n" and reader.read() == "語"
writer = codecs.getwriter("hz")(io.BytesIO())
writer.write("中")
writer.reset()
assert writer.stream.getvalue() == b"~{VP"
print("ok")
