import unicodedata as u

assert u.unidata_version == "15.0.0" and u.ucd_3_2_0.unidata_version == "3.2.0"
assert u.category("A") == "Lu" and u.category("\u0378") == "Cn" and u.bidirectional("\u05d0") == "R"
assert u.combining("\u0301") == 230 and u.mirrored("(") == 1 and u.east_asian_width("\uff21") == "F"
assert u.name("\u2603") == "SNOWMAN" and u.name("\uac00") == "HANGUL SYLLABLE GA" and u.name("\0", None) is None
assert u.lookup("snowman") == "\u2603" and u.lookup("LATIN SMALL LETTER E WITH ACUTE") == "\xe9"
assert u.lookup("LINE FEED") == "\n" and u.name("\u4e00") == "CJK UNIFIED IDEOGRAPH-4E00"
assert u.decimal("\u0663") == 3 and u.digit("\xb2") == 2 and u.numeric("\xbd") == 0.5 and u.digit("x", -1) == -1
assert u.decomposition("\xe9") == "0065 0301" and u.decomposition("\ufb01") == "<compat> 0066 0069"
assert u.normalize("NFD", "\xe9") == "e\u0301" and u.normalize("NFC", "e\u0301") == "\xe9"
assert u.normalize("NFKC", "\ufb01\u2460") == "fi1" and u.normalize("NFKD", "\ud55c") == "\u1112\u1161\u11ab"
assert u.is_normalized("NFC", "\xe9") and not u.is_normalized("NFD", "\xe9")
assert u.ucd_3_2_0.category("\u20ff") == "Cn" and u.ucd_3_2_0.category("\U0001f600") == "Cn"
for wrong, kind, message in (
    (lambda: u.category("ab"), TypeError, "category() argument must be a unicode character, not str"),
    (lambda: u.name("\ud800"), ValueError, "no such name"),
    (lambda: u.lookup("no such"), KeyError, "\"undefined character name 'no such'\""),
    (lambda: u.decimal("a"), ValueError, "not a decimal"),
    (lambda: u.normalize("x", "a"), ValueError, "invalid normalization form"),
    (lambda: u.normalize("NFC", 1), TypeError, "normalize() argument 2 must be str, not int"),
    (lambda: u.UCD(), TypeError, "cannot create 'unicodedata.UCD' instances"),
):
    try:
        wrong()
    except kind as error:
        assert str(error) == message, error
    else:
        raise AssertionError(message)
assert "b\xfccher.example".encode("idna") == b"xn--bcher-kva.example"
print("ok")
