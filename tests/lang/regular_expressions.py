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
import weakref

pattern = re.compile(r"\Ax+y")
assert weakref.proxy(pattern).pattern == pattern.pattern
assert pattern.search("-xy") is None and pattern.search("xxy").span() == (0, 3) and pattern.search("xxy", 1) is None
assert re.compile(r"\A").sub("-", "ab") == "-ab" and re.findall(r"\A|b", "ab") == ["", "b"]
print("ok")
