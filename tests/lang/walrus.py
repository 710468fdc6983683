"""Assignment expressions: where they bind, in conditions, comprehensions, arguments and f-strings."""

if (n := len([1, 2, 3])) > 2:
    assert n == 3
assert (a := 1) == 1 and a == 1
assert [y := 1, y + 1, y * 5] == [1, 2, 5]

data = [5, 8, 0, 3]
out = []
stream = iter(data)
while value := next(stream, None):
    out.append(value)
assert out == [5, 8] and value == 0


def comprehension_binds_outside():
    found = [last := x for x in range(4)]
    assert last == 3 and found == [0, 1, 2, 3]
    if any((hit := x) > 10 for x in [3, 12, 20]):
        assert hit == 12
    return [(half, x) for x in range(6) if (half := x // 2) % 2]


assert comprehension_binds_outside() == [(1, 2), (1, 3)]


def nested():
    total = 0
    sums = [[total := total + x for x in row] for row in ([1, 2], [3])]
    return sums, total


assert nested() == ([[1, 3], [6]], 6)


def with_nonlocal():
    count = 0

    def bump():
        nonlocal count
        return [(count := count + 1) for _ in range(3)]

    bump()
    return count


assert with_nonlocal() == 3


def identity(*args, **kwargs):
    return args, kwargs


assert identity((p := 3), q=(r := 4)) == ((3,), {"q": 4}) and (p, r) == (3, 4)
assert f"{(w := 7)}{w}" == "77"
assert f"{w:=10}" == "         7"
items = [1, 2, 3]
assert items[(i := 1)] == 2 and i == 1
assert items[(s := 0):(e := 2)] == [1, 2] and (s, e) == (0, 2)
x = (t := 5, 6)
assert x == (5, 6) and t == 5
f = lambda: (inner := 3) + inner
assert f() == 6
assert not (z := 0) and z == 0
assert {(k := "a"): (v := 1)} == {"a": 1} and (k, v) == ("a", 1)

for source, message in [
    ("(a.b := 1)", "cannot use assignment expressions with attribute"),
    ("(a[0] := 1)", "cannot use assignment expressions with subscript"),
    ("((a, b) := 1)", "cannot use assignment expressions with tuple"),
    ("[i := 0 for i in range(5)]", "assignment expression cannot rebind comprehension iteration variable 'i'"),
    ("[x for x in (j := [1])]", "assignment expression cannot be used in a comprehension iterable expression"),
    ("x := 1", "invalid syntax"),
]:
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        assert error.msg == message, (source, error.msg)
    else:
        raise AssertionError(source)
try:
    exec("class C:\n    [y := 1 for x in [1]]")
except SyntaxError as error:
    assert error.msg == "assignment expression within a comprehension cannot be used in a class body"

print("ok")
