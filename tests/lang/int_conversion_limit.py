"""int and str conversion: bases, big values, the limit on digits."""

import sys


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

n = 3**1000
assert int(str(n)) == n
assert int(hex(n), 16) == n
assert int(bin(n), 2) == n
assert int(oct(n), 8) == n
assert len(str(n)) == 478 and str(n)[:10] == "1322070819" and str(n)[-6:] == "220001"
assert str(-(10**30)) == "-1" + "0" * 30 and repr(2**63) == "9223372036854775808"
assert hex(-255) == "-0xff"
assert oct(8) == "0o10"
assert bin(-5) == "-0b101"
assert bin(0) == "0b0"
assert "%x" % 255 == "ff"
assert "%#X" % 255 == "0XFF"
assert "%o" % -8 == "-10"
assert "%d" % 10**20 == "1" + "0" * 20
assert f"{10**20:,}" == "100,000,000,000,000,000,000"
assert f"{2**64:x}" == "1" + "0" * 16
assert f"{255:_b}" == "1111_1111"

assert sys.get_int_max_str_digits() == 4300
assert len(str(10**4299)) == 4300 and int("9" * 4300) == 10**4300 - 1
raises(
    ValueError,
    "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit",
    str,
    10**4300,
)
raises(
    ValueError,
    "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; "
    "use sys.set_int_max_str_digits() to increase the limit",
    int,
    "1" * 4301,
)
assert int("f" * 5000, 16) == 16**5000 - 1 and len(hex(16**5000)) == 5003
sys.set_int_max_str_digits(0)
assert len(str(10**6000)) == 6001 and int("1" + "0" * 6000) == 10**6000
sys.set_int_max_str_digits(640)
raises(ValueError, "maxdigits must be 0 or larger than 640", sys.set_int_max_str_digits, 639)

print("ok")
