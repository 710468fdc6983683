"""Short searches, stripping, cases and predicates of ASCII text; sets of chosen elements; dicts derived from dict."""

import re
from collections import Counter, OrderedDict, defaultdict


def naive_find(hay, needle):
    for at in range(len(hay) - len(needle) + 1):
        if all(hay[at + i] == needle[i] for i in range(len(needle))):
            return at
    return -1


hay = "abcabdabcabeabcabfxyzzyabcabcabcabd" * 3
for size in range(1, 40):
    for start in range(0, len(hay) - size, 7):
        needle = hay[start : start + size]
        assert hay.find(needle) == naive_find(hay, needle), needle
        assert needle in hay
        assert hay.count(needle) == len(hay.split(needle)) - 1
        assert hay.replace(needle, "") == "".join(hay.split(needle))
        assert hay.replace(needle, "<>", 1) == "<>".join(hay.split(needle, 1))
    assert hay.find("q" * size) == -1 and "q" * size not in hay
assert "aaaa".count("aa") == 2 and "aaa".replace("aa", "b") == "ba"
assert "a" * 100 + "b" in "a" * 300 + "b" and "a" * 17 not in "a" * 16

for n in range(0, 70):
    left, right = "x" * n, "x" * n
    assert left == right and hash(left) == hash(right)
    for at in range(n):
        other = left[:at] + "y" + left[at + 1 :]
        assert other != right and not other == right and {right: 1}.get(other) is None
        assert other.startswith(right[:at]) and not other.startswith(right[: at + 1])

assert "..,word;!".strip(".,;!") == "word" and "wörd..".rstrip(".") == "wörd" and "éaé".strip("é") == "a"
assert "aXbY".lower() == "axby" and "aXbY".upper() == "AXBY" and "abc".lower() == "abc" and "A".lower() == "a"
assert "ßẞ".casefold() == "ssss" and "ÀÉ".lower() == "àé" and "".upper() == ""
for code in range(0x180):
    c = chr(code)
    for word in (c, "a" + c, "A" + c, "1" + c, " " + c):
        assert word.isalpha() == all(x.isalpha() for x in word)
        assert word.isalnum() == all(x.isalnum() for x in word)
        assert word.isspace() == all(x.isspace() for x in word)
        assert word.isdigit() == all(x.isdigit() for x in word)
        assert word.isprintable() == all(x.isprintable() for x in word)
assert "aB1".isupper() is False and "AB1".isupper() and "ab1".islower() and not "12".islower() and not "".isupper()
assert [c for c in map(chr, range(128)) if c.isspace()] == list("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f ")

assert "".join(reversed("hello")) == "olleh" and list(reversed([1, 2, 3])) == [3, 2, 1]
assert list(reversed("aπb")) == ["b", "π", "a"] and tuple(reversed((1, 2))) == (2, 1)
shrinking = [1, 2, 3, 4]
steps = reversed(shrinking)
assert next(steps) == 4
del shrinking[1:]
assert list(steps) == []
assert sum([True, False, True]) == 2 and sum(x > 2 for x in range(5)) == 2 and sum([True, 1.5]) == 2.5
assert type(sum([True])) is int and set("banana") == {"b", "a", "n"} and frozenset("aπ") == {"a", "π"}


class Equal:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return hash(self.n)

    def __eq__(self, other):
        return self.n == (other.n if isinstance(other, Equal) else other)


for size in (0, 1, 5, 31, 32, 33, 64, 65, 1000):
    a, b = set(range(size)), set(range(size // 2, size * 2))
    assert a & b == set(range(size // 2, size)) and len(a & b) == size - size // 2
    assert a - b == set(range(size // 2)) and a | b == set(range(size * 2)) if size else True
    assert a ^ b == (a | b) - (a & b)
    mixed = {Equal(n) if n % 7 == 3 else n for n in range(size)}
    assert len(mixed & b) == size - size // 2 and len(mixed - b) == size // 2
    assert len(mixed | a) == size
grown = (set(range(10)) & set(range(5))) | {100, 101}
grown.add(102)
assert sorted(grown) == [0, 1, 2, 3, 4, 100, 101, 102]


class Loud(dict):
    def __missing__(self, key):
        return key * 2


class Shut(dict):
    def __getitem__(self, key):
        return "own"

    def __contains__(self, key):
        return True


def use(d, keys):
    out = []
    for key in keys:
        out.append((key in d, d[key]))
    return out


loud, shut, plain = Loud({1: "one"}), Shut({1: "one"}), {1: "one"}
for _ in range(200):
    assert use(loud, [1, 2]) == [(True, "one"), (False, 4)]
    assert use(shut, [1, 2]) == [(True, "own"), (True, "own")]
    assert use(plain, [1]) == [(True, "one")]


def count(words, d):
    for word in words:
        d[word] += 1
    return d


for _ in range(100):
    assert count("abcab", defaultdict(int)) == {"a": 2, "b": 2, "c": 1}
    assert count("abcab", Counter()) == Counter("abcab")
    ordered = count("ab", OrderedDict.fromkeys("ba", 0))
    assert list(ordered.items()) == [("b", 1), ("a", 1)]


class Writes(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value + 10)


def write(d):
    for n in range(300):
        d[n % 3] = n
    return d


assert write(Writes()) == {0: 307, 1: 308, 2: 309} and write({}) == {0: 297, 1: 298, 2: 299}

m = re.match(r"(\w)(\w)?", "a")
assert m.group() == "a" and m.group(0, 1, 2) == ("a", "a", None) and m.group(1) == "a"
try:
    m.group(x=1)
except TypeError as error:
    assert str(error) == "Match.group() takes no keyword arguments", error
try:
    m.group(3)
except IndexError as error:
    assert str(error) == "no such group"
print("ok")
