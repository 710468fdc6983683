"""Literals and small syntax: numbers, strings, continuation, semicolons, ellipsis, comments, soft keywords, Unicode names."""

assert 0xFF == 0XfF == 255
assert 0o17 == 0O17 == 15
assert 0b11 == 0B11 == 3
assert 1_000 == 1000
assert 0_0 == 0
assert 00 == 0
assert 0x_f == 15
assert 1.5e3 == 1500.0
assert 1E-2 == 0.01
assert .5 == 0.5
assert 5. == 5.0
assert 1_0.0_1 == 10.01
assert 1e1_0 == 1e10
assert 3j == 3J
assert 1.5j.imag == 1.5
assert 0xe+1 == 15
assert "\a\b\f\n\r\t\v\\\'\"" == "\x07\x08\x0c\x0a\x0d\x09\x0b\x5c\x27\x22"
assert "\0\12\377" == "\x00\n\xff"
assert "\u00e9\U000000e9\xe9" == "ééé"
assert "\N{DIGIT ONE}" == "1"
assert "a\
b" == "ab" and '''a
b''' == "a\nb" and """"quoted" """ == '"quoted" ' and r"\x" == "\\x" and R"\"" == '\\"' and u"x" == "x" and b"\x00\xff" == bytes([0, 255]) and Br"\d" == b"\\d" and rB"\d" == b"\\d"
assert ("multi" "ple" 'parts') == "multipleparts"
assert ("a" f"{1}" r"\b") == "a1\\b"
assert b"a" b"b" == b"ab"
x = 1; y = 2; assert x + y == 3
if x: y = 3; z = 4
assert (y, z) == (3, 4)
total = 1 + \
    2 + \
    3
assert total == 6 and (1 +  # comment
                       2) == 3
values = [
    1,
    2,  # trailing comma

    3,
]
assert values == [1, 2, 3]
assert (1,) == tuple([1])
assert {1: 2,} == {1: 2}
assert {1,} == {1}
assert [[],][0] == []
assert ... is Ellipsis
assert type(...) is type(Ellipsis)
assert __debug__ is True
assert None is None


def stub(): ...


class Stub: ...


assert stub() is None and Stub().__class__ is Stub
def one_line(a, b=2): return a + b


assert one_line(1) == 3
match, case, type, _ = 1, 2, 3, 4
assert match + case + type + _ == 10
match = {"case": [lambda type: type]}
assert match["case"][0](5) == 5
del match, case, type
type X = int
assert X.__value__ is int
größe, 変数, ñ, _x1, Ω = 1, 2, 3, 4, 5
assert größe + 変数 + ñ + _x1 + Ω == 15
ﬁ = "ligature"
assert fi == "ligature" and "fi" in globals() and "ﬁ" not in globals()
ª = 1
assert a == 1
assert (lambda: 1)() == 1
assert (lambda *a, **k: (a, k))(1, b=2) == ((1,), {"b": 2})
assert (lambda a, /, b=2, *, c: (a, b, c))(1, c=3) == (1, 2, 3)
assert not False is True
assert (not False) is True
assert -2 ** 2 == -4
assert (-2) ** 2 == 4
assert 2 ** -1 == 0.5
assert 2 ** 3 ** 2 == 512
assert -1 ** 2 == -1
assert 1 + 2 * 3 == 7
assert 10 - 2 - 3 == 5
assert 2 * 3 % 4 == 2
assert 7 // 2 * 2 == 6
assert 1 << 2 + 1 == 8
assert 1 | 2 & 3 ^ 1 == 3
assert ~1 & 3 == 2
assert not 1 == 2
assert -3 % 5 == 2
assert (1 if 0 else 2 if 0 else 3) == 3
assert (lambda: 1 if 0 else 2)() == 2
assert [1, 2][0] + [3][-1] == 4
assert "a" "b" * 2 == "abab"
assert 1 < 2 == 2
assert (1 in [1]) == True
assert [1, 2, 3][1:][0] == 2
assert {"a": {"b": 1}}["a"]["b"] == 1
assert "abc".upper()[::-1].lower() == "cba"
assert (1).real.imag == 0
assert 1 .real == 1
assert 1..real == 1.0
pass; pass
if True: pass
elif False: pass
else: pass
for i in (): pass
while False: pass
try: pass
finally: pass
with open(__file__) as f, open(__file__) as g: pass
assert f.closed and g.closed
x: int = 5
y: "not evaluated" = 6
q: int
assert __annotations__["x"] is int
assert __annotations__["y"] == "not evaluated"
assert "q" not in globals()
values[0]: str = 9
assert values[0] == 9
global at_module_level
at_module_level = 1
assert at_module_level == 1
assert (a := 5, b := 6) == (5, 6) and a == 5 and b == 6
@lambda f: "decorated"
def never(): pass


assert never == "decorated"
if 1:
	tab = 1
	if tab:
		tab = 2
assert tab == 2
assert """\
first
""" == "first\n" and "\
" == "" and len("""
""") == 1

print("ok")
