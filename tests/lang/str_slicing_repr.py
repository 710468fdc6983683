"""str: indexing, slicing with every sign of step, repr and ascii escapes, comparison, iteration over code points."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

s = "abcdefg"
assert s[0] == "a"
assert s[-1] == "g"
assert s[1:3] == "bc"
assert s[:-2] == "abcde"
assert s[-3:] == "efg"
assert s[:] is s
assert s[::2] == "aceg"
assert s[::-1] == "gfedcba"
assert s[5:1:-2] == "fd"
assert s[100:] == ""
assert s[-100:2] == "ab"
assert s[3:3] == ""
assert s[4:2] == ""
assert s[2:100:3] == "cf"
assert s[:None] == s
assert s[slice(1, 4)] == "bcd"
wide = "aé日𝒳z"
assert len(wide) == 5
assert wide[3] == "𝒳"
assert wide[::-1] == "z𝒳日éa"
assert list(wide) == ["a", "é", "日", "𝒳", "z"]
assert wide[1:2] == "é"
assert wide[:1] == "a"
assert ord(wide[3]) == 0x1D4B3
assert chr(0x10FFFF) == "\U0010ffff"

assert repr("it's") == '"it\'s"'
assert repr('say "hi"') == "'say \"hi\"'"
assert repr("'\"") == "'\\'\"'"
assert repr("\n\t\r\\\0\x7f\x80") == "'\\n\\t\\r\\\\\\x00\\x7f\\x80'"
assert repr("é日𝒳") == "'é日𝒳'"
assert repr("\ud800\u200b\u00a0\u2028") == "'\\ud800\\u200b\\xa0\\u2028'"
assert repr("\U000e0001") == "'\\U000e0001'"
assert ascii("é日𝒳a") == "'\\xe9\\u65e5\\U0001d4b3a'"
assert "\N{GREEK SMALL LETTER ALPHA}" == "α"
assert "\x41\101\u0041" == "AAA"
assert r"\n" == "\\n" and "a" "b" 'c' == "abc" and """x
y""" == "x\ny" and "a\
b" == "ab"

assert "a" < "b"
assert "Z" < "a"
assert "" < "a"
assert "a" < "aa"
assert "é" > "z"
assert "𝒳" > "日"
assert "a" <= "a"
assert "abc" == "abc"
assert "a" != 1 and ("a" == 1) is False and "a" != b"a"
assert "ab" * 3 == "ababab"
assert 0 * "ab" == ""
assert -1 * "ab" == ""
assert "a" + "é" + "日" == "aé日"
assert hash("abc") == hash("".join(["a", "bc"]))
assert max("hello") == "o"
assert sorted("hello") == ["e", "h", "l", "l", "o"]
assert "".join(reversed("abc")) == "cba"
assert str(b"abc", "ascii") == "abc"
assert str(1.5) == "1.5"
assert str() == ""
assert str(None) == "None"
assert str(object=3) == "3"
t = ""
for i in range(300):
    t += chr(i)
assert len(t) == 300
assert t[255] == "ÿ"
assert t[256] == "Ā"
assert t.encode("utf-8").decode() == t
u = "x"
v = u
u += "y"
assert v == "x" and u == "xy"

raises(TypeError, "'<' not supported between instances of 'str' and 'int'", lambda: "a" < 1)
raises(ValueError, "slice step cannot be zero", lambda: s[::0])
raises(TypeError, "slice indices must be integers or None or have an __index__ method", lambda: s["a":])
raises(TypeError, "ord() expected a character, but string of length 2 found", ord, "ab")
raises(TypeError, "ord() expected string of length 1, but int found", ord, 1)
raises(ValueError, "chr() arg not in range(0x110000)", chr, 0x110000)
raises(TypeError, "'str' object doesn't support item deletion", lambda: exec("del s[0]", {"s": s}))
raises(TypeError, "decoding str is not supported", str, "a", "b")

print("ok")
