import csv
import io


def rows(text, **options):
    return list(csv.reader(io.StringIO(text, newline=""), **options))


def line(row, **options):
    out = io.StringIO(newline="")
    csv.writer(out, **options).writerow(row)
    return out.getvalue()


def error(work, *args, **options):
    try:
        work(*args, **options)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"
    raise AssertionError("nothing was raised")


assert rows('a,b,c\r\n1,"x, ""y""",\r\n') == [["a", "b", "c"], ["1", 'x, "y"', ""]]
assert rows('a,"b\nc"\n\nd') == [["a", "b\nc"], [], ["d"]]
assert rows("a; b;'c;d'", delimiter=";", quotechar="'", skipinitialspace=True) == [["a", "b", "c;d"]]
assert rows("1,'2',3.5", quoting=csv.QUOTE_NONNUMERIC, quotechar="'") == [[1.0, "2", 3.5]]
assert rows("a\\,b,c\\", escapechar="\\") == [["a,b", "c\n"]]
assert rows("\u20ac,\U0001f600,\xe9") == [["\u20ac", "\U0001f600", "\xe9"]]
assert rows('a,"b"c,d') == [["a", "bc", "d"]] and rows('"a') == [["a"]]
assert error(rows, '"a', strict=True) == "Error: unexpected end of data"
assert error(rows, '"a"b', strict=True) == "Error: ',' expected after '\"'"
assert error(lambda: list(csv.reader([b"a"]))).startswith("Error: iterator should return strings, not bytes")
reader = csv.reader(["a,b", "c"])
assert next(reader) == ["a", "b"] and reader.line_num == 1 and reader.dialect.delimiter == ","

assert line(["a", 1, None, 2.5, True]) == "a,1,,2.5,True\r\n" and line([]) == "\r\n" and line([""]) == '""\r\n'
assert line(['say "x"', "a,b", "c\nd"], lineterminator="\n") == '"say ""x""","a,b","c\nd"\n'
assert line([1, "a", None], quoting=csv.QUOTE_ALL) == '"1","a",""\r\n'
assert line([1, "a", 2.0, None], quoting=csv.QUOTE_NONNUMERIC) == '1,"a",2.0,""\r\n'
assert line([1, "a", None], quoting=csv.QUOTE_STRINGS) == '1,"a",\r\n'
assert line([1, "a", None], quoting=csv.QUOTE_NOTNULL) == '"1","a",\r\n'
assert line(["a,b"], quoting=csv.QUOTE_NONE, escapechar="\\") == "a\\,b\r\n"
assert error(line, ["a,b"], quoting=csv.QUOTE_NONE) == "Error: need to escape, but no escapechar set"
assert error(line, [None], quoting=csv.QUOTE_NONE) == "Error: single empty field record must be quoted"
assert error(line, 5) == "Error: iterable expected, not int"

assert error(csv.reader, [], delimiter="ab") == 'TypeError: "delimiter" must be a 1-character string'
assert error(csv.reader, [], quoting=9) == 'TypeError: bad "quoting" value'
assert error(csv.reader, [], quotechar=None, quoting=1) == "TypeError: quotechar must be set if quoting enabled"
assert error(csv.get_dialect, "nothing") == "Error: unknown dialect"


class Piped(csv.excel):
    delimiter = "|"


csv.register_dialect("piped", Piped)
assert rows("a|b", dialect="piped") == [["a", "b"]] and "piped" in csv.list_dialects()
csv.unregister_dialect("piped")
old = csv.field_size_limit(3)
assert error(rows, "abcd") == "Error: field larger than field limit (3)" and csv.field_size_limit(old) == 3
table = list(csv.DictReader(io.StringIO("name,age\nAda,36\nAlan,41\n")))
assert table == [{"name": "Ada", "age": "36"}, {"name": "Alan", "age": "41"}]
out = io.StringIO()
writer = csv.DictWriter(out, ["name", "age"])
writer.writeheader()
writer.writerows(table)
assert out.getvalue() == "name,age\r\nAda,36\r\nAlan,41\r\n"
assert csv.Sniffer().sniff("a;b;c\n1;2;3\n").delimiter == ";"
print("ok")
