"""str: case, classification, stripping, padding, translation."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert "hello World".capitalize() == "Hello world" and "hello wOrld".title() == "Hello World" and "aBc".swapcase() == "AbC"
assert "they're bill's".title() == "They'Re Bill'S" and "straße".upper() == "STRASSE" and "ǆ".title() == "ǅ"
assert "İ".lower() == "i̇" and "ΑΣ".lower() == "ας" and "ß".casefold() == "ss" and "ﬁ".upper() == "FI"
assert "abc".isalpha() and not "ab1".isalpha() and "日本".isalpha() and "123".isdigit() and "²".isdigit()
assert not "²".isdecimal() and "½".isnumeric() and not "½".isdigit() and "ab1".isalnum() and not "".isalnum()
assert "abc_1".isidentifier() and not "1a".isidentifier() and "名".isidentifier() and "class".isidentifier()
assert "aB".islower() is False and "a1".islower() and "A1".isupper() and "Ab Cd".istitle() and not "AB".istitle()
assert " \t\n\u2003".isspace() and not "".isspace() and "a b".isprintable() and not "a\n".isprintable() and "".isprintable()
assert "abc".isascii() and not "é".isascii() and "".isascii()

assert "  x y ".strip() == "x y" and "xxabcx".strip("x") == "abc" and "abc".lstrip("ba") == "c" and "abc".rstrip("cb") == "a"
assert "\u3000x\x1f".strip() == "x" and "mississippi".strip("ipsm") == ""
assert "prefix-x".removeprefix("prefix-") == "x" and "x.py".removesuffix(".py") == "x" and "x".removesuffix("") == "x"
assert "ab".center(7, "*") == "***ab**" and "abc".center(6) == " abc  " and "ab".ljust(4, ".") == "ab.." and "ab".rjust(1) == "ab"
assert "42".zfill(5) == "00042" and "-42".zfill(5) == "-0042" and "+x".zfill(4) == "+00x" and "".zfill(2) == "00"
assert "a\tbc\td".expandtabs() == "a       bc      d" and "a\tb".expandtabs(4) == "a   b" and "\t\n\tx".expandtabs(2) == "  \n  x"
table = str.maketrans({"a": "1", "b": None, 99: "cc", "d": 68})
assert "abcd".translate(table) == "1ccD" and "abc".translate(str.maketrans("ab", "xy", "c")) == "xy"
assert str.maketrans("a", "b") == {97: 98}
assert "abc".replace("b", "") == "ac" and "aaa".replace("a", "b", 2) == "bba" and "abc".replace("", "-") == "-a-b-c-"
assert "ab".replace("", "-", 2) == "-a-b" and "aaaa".replace("aa", "b") == "bb"

raises(TypeError, "The fill character must be exactly one character long", "a".center, 5, "ab")
raises(TypeError, "replace expected at least 2 arguments, got 1", "a".replace, "a")
raises(ValueError, "the first two maketrans arguments must have equal length", str.maketrans, "a", "bc")
raises(TypeError, "if you give only one argument to maketrans it must be a dict", str.maketrans, "a")
raises(ValueError, "string keys in translate table must be of length 1", str.maketrans, {"ab": 1})
raises(TypeError, "strip arg must be None or str", "a".strip, 1)
raises(TypeError, "removeprefix() argument must be str, not int", "a".removeprefix, 1)

print("ok")
