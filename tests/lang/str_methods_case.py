"""str: case, classification, stripping, padding, translation."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert "hello World".capitalize() == "Hello world"
assert "hello wOrld".title() == "Hello World"
assert "aBc".swapcase() == "AbC"
assert "they're bill's".title() == "They'Re Bill'S"
assert "straße".upper() == "STRASSE"
assert "ǆ".title() == "ǅ"
assert "İ".lower() == "i̇"
assert "ΑΣ".lower() == "ας"
assert "ß".casefold() == "ss"
assert "ﬁ".upper() == "FI"
assert "abc".isalpha()
assert not "ab1".isalpha()
assert "日本".isalpha()
assert "123".isdigit()
assert "²".isdigit()
assert not "²".isdecimal()
assert "½".isnumeric()
assert not "½".isdigit()
assert "ab1".isalnum()
assert not "".isalnum()
assert "abc_1".isidentifier()
assert not "1a".isidentifier()
assert "名".isidentifier()
assert "class".isidentifier()
assert "aB".islower() is False
assert "a1".islower()
assert "A1".isupper()
assert "Ab Cd".istitle()
assert not "AB".istitle()
assert " \t\n\u2003".isspace()
assert not "".isspace()
assert "a b".isprintable()
assert not "a\n".isprintable()
assert "".isprintable()
assert "abc".isascii() and not "é".isascii() and "".isascii()

assert "  x y ".strip() == "x y"
assert "xxabcx".strip("x") == "abc"
assert "abc".lstrip("ba") == "c"
assert "abc".rstrip("cb") == "a"
assert "\u3000x\x1f".strip() == "x" and "mississippi".strip("ipsm") == ""
assert "prefix-x".removeprefix("prefix-") == "x"
assert "x.py".removesuffix(".py") == "x"
assert "x".removesuffix("") == "x"
assert "ab".center(7, "*") == "***ab**"
assert "abc".center(6) == " abc  "
assert "ab".ljust(4, ".") == "ab.."
assert "ab".rjust(1) == "ab"
assert "42".zfill(5) == "00042"
assert "-42".zfill(5) == "-0042"
assert "+x".zfill(4) == "+00x"
assert "".zfill(2) == "00"
assert ["".capitalize(), "x".capitalize(), "HELLO wORLD z".capitalize(), "éA".capitalize()] == ["", "X", "Hello world z", "Éa"]
assert "no tabs\n".expandtabs(3) == "no tabs\n" and "αβ\tγ".expandtabs(4) == "αβ  γ" and "αβ".expandtabs() == "αβ"
assert "a\tbc\td".expandtabs() == "a       bc      d"
assert "a\tb".expandtabs(4) == "a   b"
assert "\t\n\tx".expandtabs(2) == "  \n  x"
table = str.maketrans({"a": "1", "b": None, 99: "cc", "d": 68})
assert "abcd".translate(table) == "1ccD"
assert "abc".translate(str.maketrans("ab", "xy", "c")) == "xy"
assert str.maketrans("a", "b") == {97: 98}
assert "abc".replace("b", "") == "ac"
assert "aaa".replace("a", "b", 2) == "bba"
assert "abc".replace("", "-") == "-a-b-c-"
assert "ab".replace("", "-", 2) == "-a-b" and "aaaa".replace("aa", "b") == "bb"

raises(TypeError, "The fill character must be exactly one character long", "a".center, 5, "ab")
raises(TypeError, "replace expected at least 2 arguments, got 1", "a".replace, "a")
raises(ValueError, "the first two maketrans arguments must have equal length", str.maketrans, "a", "bc")
raises(TypeError, "if you give only one argument to maketrans it must be a dict", str.maketrans, "a")
raises(ValueError, "string keys in translate table must be of length 1", str.maketrans, {"ab": 1})
raises(TypeError, "strip arg must be None or str", "a".strip, 1)
raises(TypeError, "removeprefix() argument must be str, not int", "a".removeprefix, 1)

print("ok")
