"""The format mini-language for str, int, float, and types without one."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert f"{'ab':5}|{'ab':>5}|{'ab':^5}|{'ab':*<5}|{'abc':.2}" == "ab   |   ab| ab  |ab***|ab"
assert f"{42:5}|{42:<5}|{42:^5}|{42:05}|{42:+}|{42: }|{-42:=5}" == "   42|42   | 42  |00042|+42| 42|-  42"
assert f"{255:b} {255:o} {255:x} {255:X} {255:#b} {255:#o} {255:#x} {255:#X}" == "11111111 377 ff FF 0b11111111 0o377 0xff 0XFF"
assert f"{1234567:,} {1234567:_} {0xFFFFFF:_x} {1234567:012,}" == "1,234,567 1_234_567 ff_ffff 0,001,234,567"
assert f"{65:c} {3:d} {3:n} {True:d} {True}" == "A 3 3 1 True"
assert f"{-255:#010x}" == "-0x00000ff"
assert f"{7:08b}" == "00000111"
assert f"{3.14159:.2f} {3.14159:8.3f} {3.14159:<8.1f}| {3.14159:e} {3.14159:.0f}" == "3.14    3.142 3.1     | 3.141590e+00 3"
assert f"{0.5:%} {0.256:.1%} {1e10:g} {1e5:g} {1e-5:g} {123456789.0:g}" == "50.000000% 25.6% 1e+10 100000 1e-05 1.23457e+08"
assert f"{1234567.891:,.2f} {1234567.891:_.1f} {1e20:,}" == "1,234,567.89 1_234_567.9 1e+20"
assert f"{1.0}" == "1.0"
assert f"{1e16}" == "1e+16"
assert f"{1.5:10}|" == "       1.5|"
assert f"{1.0:.3}" == "1.0"
assert f"{12345.678:.3}" == "1.23e+04"
assert f"{float('nan'):5}|{float('inf'):+}|{-0.0:z}|{-0.0}|{-0.001:z.1f}" == "  nan|+inf|0.0|-0.0|0.0"
assert f"{1:.2f} {10**20:e} {True:.1f}" == "1.00 1.000000e+20 1.0"
assert f"{1.5:#.0f}" == "2."
assert f"{2:#g}" == "2.00000"
assert f"{'x':>{5}}" == "    x"
assert f"{3.14159:{8}.{3}}" == "    3.14"
assert f"{'é':日^5}" == "日日é日日"
assert format(3, "") == "3"
assert format("a") == "a"
assert format(None, "") == "None"
assert format([1], "") == "[1]"
assert "{:>{w}}".format("a", w=3) == "  a"
assert f"{'a':<}" == "a"
assert f"{1:0<5}" == "10000"
assert f"{-1:05}" == "-0001"
assert f"{-5:0>5}" == "000-5" and f"{'ab':05}" == "ab000" and f"{b'x'}" == "b'x'"

raises(ValueError, "Unknown format code 'd' for object of type 'str'", format, "a", "d")
raises(ValueError, "Unknown format code 's' for object of type 'int'", format, 1, "s")
raises(ValueError, "Unknown format code 'x' for object of type 'float'", format, 1.0, "x")
raises(ValueError, "Precision not allowed in integer format specifier", format, 1, ".2")
raises(ValueError, "Sign not allowed in string format specifier", format, "a", "+")
raises(ValueError, "'=' alignment not allowed in string format specifier", format, "a", "=5")
raises(ValueError, "Cannot specify ',' with 's'.", format, "a", ",")
raises(ValueError, "Cannot specify ',' with 'x'.", format, 1, ",x")
raises(ValueError, "Cannot specify both ',' and '_'.", format, 1, ",_")
raises(ValueError, "Format specifier missing precision", format, 1.0, ".")
raises(ValueError, "Invalid format specifier '5x5' for object of type 'int'", format, 1, "5x5")
raises(ValueError, "Too many decimal digits in format string", format, 1, "9" * 30)
raises(ValueError, "Alternate form (#) not allowed in string format specifier", format, "a", "#")
raises(ValueError, "Sign not allowed with integer format specifier 'c'", format, 65, "+c")
raises(TypeError, "unsupported format string passed to list.__format__", format, [], "5")
raises(TypeError, "unsupported format string passed to NoneType.__format__", format, None, "5")
raises(TypeError, "format() argument 2 must be str, not int", format, 1, 1)

print("ok")
