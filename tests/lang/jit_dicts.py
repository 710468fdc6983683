# Compiled code looks for an entry of a dict once, and again where a key may have been added or removed.
def count(words):
    d = {}
    for w in words:
        if w in d:
            d[w] += 1
        else:
            d[w] = 1
    e = {}
    for w in words:
        e[w] = e.get(w, 0) + 1
    return d, e


for _ in range(40):
    for words in (["a", "b", "a"], [1, 2, 1, 1], [(1, 2), (1, 2)], list("mississippi" * 3), [1, 1.0, True]):
        d, e = count(words)
        assert d == e and sum(d.values()) == len(words) and list(d) == list(e)
        assert all(words.count(k) == n for k, n in d.items())


def rewrite(d, k, other):
    before = d[k]
    d[other] = 0
    middle = d[k]
    d[k] = middle + 1
    del d[k]
    assert k not in d
    d[k] = before
    after = d[k]
    for n in range(20):
        d[n] = n
    return before, middle, after, d[k], k in d


for _ in range(100):
    assert rewrite({"x": 1}, "x", "y") == (1, 1, 1, 1, True)


class Key:
    def __init__(self, n, d=None):
        self.n, self.d = n, d

    def __hash__(self):
        return hash(self.n)

    def __eq__(self, other):
        if self.d is not None:
            self.d.clear()
            self.d = None
        return self.n == (other.n if isinstance(other, Key) else other)


def get(d, k):
    return (d[k] if k in d else None), d.get(k), d.get(k, "none")


for _ in range(100):
    assert get({"x": 1, 2: 3}, "x") == (1, 1, 1) and get({}, 2) == (None, None, "none")
assert get({Key(5): 7}, 5) == (7, 7, 7) and get({Key(5): 7}, Key(5)) == (7, 7, 7) and get({5: 7}, Key(6))[0] is None
d = {}
d[Key(5, d)] = 1
assert 5 not in d or d == {}


class Missing(dict):
    def __missing__(self, k):
        return k * 2

    def get(self, k, default=None):
        return "mine"


for _ in range(50):
    assert get({"x": 1}, "x") == (1, 1, 1)
assert Missing()["ab"] == "abab" and get(Missing(x=1), "x") == (1, "mine", "mine")


def item(d, k):
    return d[k]


for _ in range(100):
    assert item({"x": 1}, "x") == 1
for _ in range(100):
    try:
        item({}, "x")
    except KeyError as error:
        assert error.args == ("x",)
    else:
        assert False
assert item(Missing(), "x") == "xx" and item([1], 0) == 1 and item("ab", 1) == "b"


def kept(n):
    d = {"list": []}
    for i in range(n):
        if "list" in d:
            d["list"] = [i, d["list"]]
            d["list"] = [str(i) + "!"]
    return d


for _ in range(10):
    assert kept(500) == {"list": ["499!"]}


def module_level(n):
    names = globals()
    for i in range(n):
        names["shared_name"] = i
        assert names["shared_name"] == i and "shared_name" in names and shared_name == i
        if i % 7 == 0:
            del names["shared_name"]
            assert "shared_name" not in names and names.get("shared_name") is None


module_level(300)


def changing(n):
    d = {0: 0}
    for i in range(n):
        if i in d:
            d[i] += 5
            d[i + 1] = d[i]
    return d[n]


assert [changing(n) for n in (1, 2, 100)] == [5, 10, 500]


def calls(d, k, f):
    a = d[k]
    f(d, k)
    return a, d.get(k), k in d


for _ in range(60):
    assert calls({1: 2}, 1, lambda d, k: None) == (2, 2, True)
assert calls({1: 2}, 1, lambda d, k: d.clear()) == (2, None, False)
assert calls({1: 2}, 1, lambda d, k: d.update({n: n for n in range(50)})) == (2, 1, True)
assert calls({1: 2}, 1, dict.pop) == (2, None, False)
print("ok")
