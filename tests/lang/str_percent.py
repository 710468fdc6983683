"""%-formatting: conversions, flags, widths, mappings, errors."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert "%s %r %a" % ("é", "é", "é") == "é 'é' '\\xe9'"
assert "%d%%" % 5 == "5%"
assert "%c%c" % ("a", 98) == "ab"
assert "%5d|%-5d|%05d|%+d|% d" % (42, 42, 42, 42, 42) == "   42|42   |00042|+42| 42"
assert "%5.1f|%.0f|%e|%g|%G" % (3.14159, 2.5, 12345.678, 1e-10, 1e20) == "  3.1|2|1.234568e+04|1e-10|1E+20"
assert "%x|%X|%#x|%o|%#o" % (255, 255, 255, 8, 8) == "ff|FF|0xff|10|0o10"
assert "%i %u" % (3, 4) == "3 4"
assert "%.3s|%10s|%-10s|" % ("abcdef", "ab", "ab") == "abc|        ab|ab        |"
assert "%*.*f" % (8, 2, 3.14159) == "    3.14"
assert "%(a)s-%(b)03d" % {"a": 1, "b": 2} == "1-002"
assert "%(x)s" % {"x": (1, 2)} == "(1, 2)"
assert "%s" % [1] == "[1]"
assert "%s" % (None,) == "None"
assert "%d" % 3.99 == "3"
assert "%d" % True == "1"
assert "%s" % ((1, 2),) == "(1, 2)"
assert "%f" % float("inf") == "inf"
assert "%05.1f" % -2.5 == "-02.5"
assert "%F" % float("nan") == "NAN"
assert "%+.2e" % 0 == "+0.00e+00"
assert "%#.3g" % 1 == "1.00"
assert "%g" % 100000 == "100000"
assert "%g" % 1000000 == "1e+06"
assert "%.2g" % 0.00012345 == "0.00012"
assert "%.10d" % 42 == "0000000042"
assert "%x" % -255 == "-ff"
assert "%s%%" % "a" == "a%"
assert "no" % {} == "no"
assert "" % () == ""
assert b"%s|%d|%a|%b" % (b"x", 3, "é", b"y") == b"x|3|'\\xe9'|y"

raises(TypeError, "not enough arguments for format string", lambda: "%s %s" % 1)
raises(TypeError, "not all arguments converted during string formatting", lambda: "%s" % (1, 2))
raises(TypeError, "not all arguments converted during string formatting", lambda: "x" % 1)
raises(TypeError, "%d format: a real number is required, not str", lambda: "%d" % "a")
raises(TypeError, "%x format: an integer is required, not float", lambda: "%x" % 1.5)
raises(TypeError, "must be real number, not str", lambda: "%f" % "a")
raises(TypeError, "%c requires int or char", lambda: "%c" % "ab")
raises(OverflowError, "%c arg not in range(0x110000)", lambda: "%c" % 0x110000)
raises(ValueError, "unsupported format character 'y' (0x79) at index 1", lambda: "%y" % 1)
raises(ValueError, "incomplete format", lambda: "%" % 1)
raises(TypeError, "format requires a mapping", lambda: "%(a)s" % 1)
raises(KeyError, "'a'", lambda: "%(a)s" % {})
raises(ValueError, "incomplete format key", lambda: "%(a" % {})
raises(TypeError, "* wants int", lambda: "%*d" % ("a", 1))


for n in (0, 1, 7, 8, 15, 16, 255, 4095, 2**47, 2**48 - 1, 2**48, 2**70):
    for value in (n, -n):
        sign = "-" if value < 0 else ""
        assert "%x" % value == sign + hex(n)[2:] and "%X" % (value,) == sign + hex(n)[2:].upper()
        assert "<%o|%x|%s>" % (value, value, value) == f"<{value:o}|{value:x}|{value}>"
        assert "%#x" % value == sign + hex(n) and b"%x" % value == ("%x" % value).encode()
assert "%x" % True == "1" and "%(a)x" % {"a": 255} == "ff"
for bad in ("a", 1.5, None):
    try:
        "%x" % bad
        assert False
    except TypeError as e:
        assert str(e) == f"%x format: an integer is required, not {type(bad).__name__}"

print("ok")
