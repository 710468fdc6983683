# string.Formatter and Template: what _string reads templates with.
import _string
from string import Formatter, Template

pieces = list(_string.formatter_parser("a{b}c{0!r:>{w}}{{d}}"))
assert pieces == [("a", "b", "", None), ("c", "0", ">{w}", "r"), ("{", None, None, None), ("d}", None, None, None)], pieces
first, rest = _string.formatter_field_name_split("a.b[0][k].c")
assert first == "a" and list(rest) == [(True, "b"), (False, 0), (False, "k"), (True, "c")]
assert _string.formatter_field_name_split("12.x")[0] == 12
try:
    _string.formatter_parser(5)
    raise AssertionError
except TypeError as e:
    assert str(e) == "expected str, got int"
for bad, message in [("{", "Single '{' encountered in format string"), ("}", "Single '}' encountered in format string")]:
    try:
        list(_string.formatter_parser(bad))
        raise AssertionError
    except ValueError as e:
        assert str(e) == message
assert Formatter().format("{0:>5}|{x[k]!r}", 1, x={"k": "v"}) == "    1|'v'"
assert Template("$a-${b}-$$").substitute(a=1, b=2) == "1-2-$"
assert "aabc".translate({97: "x", 98: None}) == "xxc" and "abab".replace("ab", "c", 1) == "cab" and "aaa".replace("a", "b", 2) == "bba"
assert int.from_bytes(b"\xff\xfe", "big", signed=True) == -2 and (255).to_bytes(1) == b"\xff" and (-3).to_bytes(3, "little", signed=True) == b"\xfd\xff\xff"
print("ok")
