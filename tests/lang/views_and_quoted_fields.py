# Views that are cast and copied, fields of CSV files in quotes, and short parts that are joined.
import array
import csv

view = memoryview(bytearray(range(64)))
for letter, size in zip("cbB?hHiIlLqQnNefdP", (1, 1, 1, 1, 2, 2, 4, 4, 8, 8, 8, 8, 8, 8, 2, 4, 8, 8)):
    for name in (letter, "@" + letter):
        cast = view.cast(name)
        assert (cast.format, cast.itemsize, cast.shape, cast.strides) == (name, size, (64 // size,), (size,))
        assert cast.tobytes() == bytes(range(64)) and not cast.readonly and cast.nbytes == 64
for bad in ("", "x", "<i", "ii", "@"):
    try:
        view.cast(bad)
    except ValueError as error:
        assert "destination format must be a native single character format" in str(error)
    else:
        raise AssertionError(bad)
assert view[3:9].cast("H").tolist() == [0x403, 0x605, 0x807]
assert view[3:9].tobytes() == bytes(range(3, 9)) and view[::20].tobytes() == bytes((0, 20, 40, 60))
assert view.cast("I", [2, 8]).tobytes() == bytes(range(64)) and memoryview(b"").cast("I").shape == (0,)
try:
    view[::2].cast("H")
except TypeError as error:
    assert str(error) == "memoryview: casts are restricted to C-contiguous views"
else:
    raise AssertionError
numbers = array.array("h", [1, 2, 3])
assert numbers.tobytes() == memoryview(numbers).tobytes() == b"\1\0\2\0\3\0"
assert memoryview(numbers)[1:].tobytes() == b"\2\0\3\0" and array.array("h").tobytes() == b""


def rows(*lines, **options):
    try:
        return list(csv.reader(lines, **options))
    except csv.Error as error:
        return str(error)


assert rows('"a","b ""x""",c\n', '"",""\r\n', 'd,"e"') == [["a", 'b "x"', "c"], ["", ""], ["d", "e"]]
assert rows('"a\n', 'b","c\n', '\n', 'd"\n') == [["a\nb", "c\n\nd"]]
assert rows('"a"x,"b" ,"c"') == [["ax", "b ", "c"]]
assert rows('"a"x', strict=True) == "',' expected after '\"'"
assert rows('"a', strict=True) == "unexpected end of data" and rows('"a') == [["a"]]
assert rows("'a','b''c'", quotechar="'") == [["a", "b'c"]]
assert rows('"a\\"b","c\\d"', escapechar="\\", doublequote=False) == [['a"b', "cd"]]
assert rows('"1",2', quoting=csv.QUOTE_NONNUMERIC) == [["1", 2.0]]
assert rows('"a","b"', quoting=csv.QUOTE_NONE) == [['"a"', '"b"']]
assert rows('a, "b"', skipinitialspace=True) == [["a", "b"]] and rows('a, "b"') == [["a", ' "b"']]
assert rows('"\u20ac","\U0001f600""x"') == [["\u20ac", '\U0001f600"x']]
before = csv.field_size_limit(5)
assert rows('"12345","1234""5"') == "field larger than field limit (5)"
assert rows('"12345","123""5"') == [["12345", '123"5']]
assert rows('"123456"') == rows("123456") == rows('"1234""56"') == "field larger than field limit (5)"
csv.field_size_limit(before)

for length in range(40):
    parts = ["abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"[:length], "", "y" * (length // 2), "z"]
    for separator in ("", ",", ", ", "separated"):
        text = separator.join(parts)
        assert text == parts[0] + separator + separator + parts[2] + separator + "z"
print("ok")
