"""Matches with named groups, positions that are too large, patterns that matched nothing before."""

import re

match = re.match(r"(?P<year>\d+)-(?P<month>\d+)(?P<day>-\d+)?", "2024-05")
assert match.groupdict() == {"year": "2024", "month": "05", "day": None}
assert match.groupdict("none")["day"] == "none"
found = [m.groupdict() for m in re.finditer(r"(?=<(?P<tag>\w+)/?>(?:(?P<text>.+?)</(?P=tag)>)?)", "<a>Hello</a><b/>")]
assert found == [{"tag": "a", "text": "Hello"}, {"tag": "b", "text": None}]
for call in (lambda: re.compile("a").match("a", 2**70), lambda: re.compile("a").search(b"a", 2**70)):
    try:
        call()
    except OverflowError as error:
        assert str(error) == "Python int too large to convert to C ssize_t"
    else:
        raise AssertionError("no OverflowError")
print("ok")
