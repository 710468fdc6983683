# Native methods of containers where they take short cuts: copies, sorts, comparisons, collecting.
nan = float("nan")


class Loud:
    """Equal to everything of its kind with the same number; counts comparisons."""

    seen = 0

    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        Loud.seen += 1
        return isinstance(other, Loud) and self.n == other.n

    def __hash__(self):
        return self.n % 3

    def __lt__(self, other):
        return self.n < other.n

    def __repr__(self):
        return f"L{self.n}"


# Copies keep order, and forget what was deleted.
d = {i: str(i) for i in range(50)}
for i in range(0, 50, 3):
    del d[i]
c = d.copy()
assert c == d and list(c) == list(d) and list(c.items()) == list(d.items())
c["new"] = 1
assert "new" not in d and len(c) == len(d) + 1
for key in list(c):
    del c[key]
assert not c and len(d) == 33
e = {}
e.update(d)
e.update({1: "one", 2: "two"})
assert e[1] == "one" and d[1] == "1" and len(e) == 33 + 0
f = dict(d)
f.popitem()
f[1000] = 2
assert list(f)[-1] == 1000 and dict(f) == f and (d | f)[1000] == 2 and {**d}.keys() == d.keys()
assert dict([(1, 2), [3, 4], "56", (k for k in (7, 8))]) == {1: 2, 3: 4, "5": "6", 7: 8}
for bad in ([(1, 2, 3)], [1], [(1,)]):
    try:
        dict(bad)
    except (TypeError, ValueError) as error:
        message = str(error)
    assert "dictionary update sequence element #0" in message or "cannot convert" in message, message
loud = {Loud(i): i for i in range(10)}
assert loud.copy() == loud and {**loud} == loud and dict(loud) == loud


class Sub(dict):
    def __iter__(self):
        return iter(["x"])

    def keys(self):
        return ["x", "y"]

    def __getitem__(self, key):
        return key * 2


assert list(Sub(a=1)) == ["x"] and dict(Sub(a=1)) == {"x": "xx", "y": "yy"} and list(Sub(a=1).items()) == [("a", 1)]

# Sets.
a, b = set(range(20)), {Loud(i) for i in range(9)}
assert a | b == b | a and len(a | b) == 29 and a & b == set() and a - b == a and (a ^ b) == a | b
assert {Loud(3), Loud(4)} & b == {Loud(3), Loud(4)} and b - {Loud(3)} == {Loud(i) for i in range(9) if i != 3}
assert a.isdisjoint(b) and not a.isdisjoint([5, "x"]) and not b.isdisjoint({Loud(8), 1}) and frozenset(a) == a
s = set(a)
s -= {1, 2, 100}
s -= s & {3}
assert s == set(range(20)) - {1, 2, 3}
s -= s
assert s == set()
s = set(a)
s.difference_update([0, 1], {2: 3}, "ab", range(5, 30))
assert s == {3, 4}
s |= {9}
s ^= {3, 10}
s &= {4, 9, 10, 11}
assert s == {4, 9, 10}
try:
    s -= [1]
except TypeError as error:
    assert "unsupported operand" in str(error)
try:
    s.difference_update([[]])
except TypeError as error:
    assert str(error) == "unhashable type: 'list'"
t = set()
t.update(b)
assert t == b and t is not b
t.clear()
assert len(b) == 9


class Shrinking:
    """Changes the set that is being gone through while it is compared."""

    def __init__(self, target):
        self.target = target

    def __hash__(self):
        return 5

    def __eq__(self, other):
        self.target.discard(7)
        self.target.add(7)
        return False


target = set(range(4, 12))
target.add(Shrinking(target))
other = set(range(20))
both = target & other
assert sorted(both) == sorted(set(both)) and len(list(both)) == len(set(both))

# Comparisons start where the sequences differ.
x, y = [1, 2, nan, "a", Loud(1)], [1, 2, nan, "a", Loud(2)]
assert x < y and x != y and not x > y and x[:4] == y[:4] and [1, 2] < [1, 2, 0] and not [1, 2, 0] < [1, 2] and (1, "a") < (1, "b")
assert [1, 2] == [1.0, True + 1] and (1, 2) == (1.0, 2) and [] < [1] and not [] < [] and [[1], 2] < [[1], 3]
try:
    [1, "a"] < [1, 2]
except TypeError as error:
    assert str(error) == "'<' not supported between instances of 'str' and 'int'"

# Sorting: by all kinds of items, stable, in both directions.
texts = ["b", "a\0b", "a", "abcdefgh", "abcdefghi", "abcdefg\xff", "", "a\0", "zz\xe9", "zz"] * 3
assert sorted(texts) == sorted(texts, key=lambda t: [ord(c) for c in t])
wide = texts + ["\u4e2d", "\U0001f600", "abcdefgh\u0100"]
assert sorted(wide, reverse=True) == sorted(wide, key=lambda t: [-ord(c) for c in t] + [1])
pairs = [(i % 3, str(i % 5), -i) for i in range(60)]
assert sorted(pairs) == sorted(pairs, key=lambda p: (p[0] * 5 + int(p[1])) * 100 + p[2])
assert [p[2] for p in sorted(pairs, key=lambda p: p[0])] == [-i for r in range(3) for i in range(r, 60, 3)]
assert [p[2] for p in sorted(pairs, key=lambda p: p[0], reverse=True)] == [-i for r in (2, 1, 0) for i in range(r, 60, 3)]
assert sorted([(1, nan), (1, nan), (0, nan)])[0][0] == 0 and sorted([(1, 2.5), (1, 2), (1.0, 1)]) == [(1.0, 1), (1, 2), (1, 2.5)]
assert sorted([(Loud(2), 0), (Loud(1), 5), (Loud(1), 3)])[0][1] == 3 and sorted([(1, 2), (1,), ()]) == [(), (1,), (1, 2)]
assert sorted([3, True, 2.5, False, -1]) == [-1, False, True, 2.5, 3] and sorted([2**70, 5, -(2**70)]) == [-(2**70), 5, 2**70]
try:
    sorted([(1, "a"), (1, 2)])
except TypeError as error:
    assert str(error) == "'<' not supported between instances of 'int' and 'str'"

# Lists of whatever a container holds.
assert list("héllo中") == ["h", "é", "l", "l", "o", "中"] and list({1: 2, 3: 4}.items()) == [(1, 2), (3, 4)]
assert list({1: 2}.values()) == [2] and list({"a", "b"} & {"a"}) == ["a"] and [*range(3), *(4, 5), *"ab", *[6]] == [0, 1, 2, 4, 5, "a", "b", 6]
grow = [1, 2]
grow.extend(grow)
grow += grow
assert grow == [1, 2] * 4 and [0] * 3 == [0, 0, 0] and [1, 2] * 3 == [1, 2, 1, 2, 1, 2] and [] * 5 == [] and [1] * 0 == []
assert sum([1, 2, True, 2**62, 2**62]) == 2**63 + 4 and sum([0.1] * 10) == 1.0 and sum([1, 0.5, 2]) == 3.5 and sum([[1], [2]], []) == [1, 2]
assert sum([2**47] * 5) == 5 * 2**47 and sum([2**48, 2**48, -1]) == 2**49 - 1 and type(sum([True])) is int and sum([], 2.5) == 2.5
assert "-".join(["a" * 20, "", "b"]) == "a" * 20 + "--b" and "".join(["é", "中", "a"]) == "é中a" and ", ".join(("x", "y")) == "x, y"
assert ("é" * 3 + "中" + "\U0001f600").encode().decode() == "ééé中\U0001f600" and "é\u0800".encode() == b"\xc3\xa9\xe0\xa0\x80"
try:
    "aé\ud800\udc00z".encode()
except UnicodeEncodeError as error:
    assert (error.start, error.end) == (2, 4)
assert "é\ud800中".encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass") == "é\ud800中"

# Searches for short text in short and long text.
for scale in (1, 100):
    text = "banana split aaa " * scale
    assert text.count("an") == 2 * scale and text.count("aa") == scale and text.count("aaa ") == scale and text.count("xyz") == 0
    assert text.replace("an", "<>").count("<>") == 2 * scale
    assert "na".join(text.split("na")) == text and text.encode().count(b"an") == 2 * scale and text.find("split") == 7
print("ok")
