# Native functions and operators in hot loops, at the edges of what they take a short way for.
from operator import itemgetter


def hot(function, *args):
    results = [function(*args) for _ in range(60)]
    assert all(result == results[0] for result in results)
    return results[0]


def starts(words, start):
    return [word.startswith(start) for word in words]


def ends(words, end):
    return [word.endswith(end) for word in words]


words = ["", "w", "w1", "w12", "x" * 40 + "w1", "\u0100w1", "w1\u0100", "\U0001f600w1", "w1é"]
assert hot(starts, words, "w1") == [False, False, True, True, False, False, True, False, True]
assert hot(ends, words, "w1") == [False, False, True, False, True, True, False, True, False]
assert hot(starts, words, "") == [True] * 9 == hot(ends, words, "")
assert hot(starts, words, ("é", "x" * 40)) == [False] * 4 + [True] + [False] * 4
assert hot(ends, words, "\u0100") == [False] * 6 + [True] + [False] * 2
assert hot(starts, words, "w1\u0100") == [False] * 6 + [True] + [False] * 2


class Text(str):
    pass


assert hot(starts, [Text("abc"), "abd"], Text("ab")) == [True, True]
try:
    starts(words, 3)
except TypeError as error:
    assert str(error) == "startswith first arg must be str or a tuple of str, not int"

class Own(str):
    def startswith(self, start):
        return "own"


def affixes(texts, part):
    return [text.startswith(part) for text in texts], [text.endswith(part) for text in texts]


for _ in range(60):
    assert affixes(["ab", Text("ab"), "b"], "a") == ([True, True, False], [False] * 3)
    assert affixes(["ab", "ba"], ("x", "a")) == ([True, False], [False, True])
    assert affixes(["ab", "ba"], Text("b")) == ([False, True], [True, False])
    assert affixes(["ab"], ()) == ([False], [False])
    assert affixes([Own("ab"), "ab"], "a") == (["own", True], [False, False])
    for bad in (1, ("b", 1), None):
        try:
            affixes(["ab"], bad)
        except TypeError as error:
            assert "must" in str(error)
        else:
            assert False
    try:
        str.startswith(3, "a")
    except TypeError:
        pass
    else:
        assert False


def order(words):
    return [(x < y, x <= y, x > y, x >= y) for x in words for y in words]


texts = ["", "a", "ab", "abcdefgh", "abcdefghi", "abcdefgha", "abcdefgg", "b", "é", "\u0100", "a\u0100", "abcdefgh\u0100"]
points = [tuple(map(ord, text)) for text in texts]
assert hot(order, texts) == hot(order, points)
assert sorted(texts) == ["".join(map(chr, codes)) for codes in sorted(points)]

nan = float("nan")
items = [(1, 2), (1, 3), (1,), (), (1.0, 2), (True, 2), ("a", 1), ("a", 2), (None, 1), (nan, 1), ((1, 2), 3), ((1, 3), 3)]


def equal(xs):
    return [(x == y, x != y) for x in xs for y in xs]


assert hot(equal, items) == hot(equal, [list(item) for item in items])
assert (nan, 1) != (float("nan"), 1) and (nan, 1) == (nan, 1) and not (nan, 1) < (nan, 1) and (nan, 1) < (nan, 2)
numbers = [item for item in items if len(item) == 2 and type(item[0]) is int]
assert hot(order, [(1, 2), (1, 3), (1, -3), (0, 9), (1,)]) == hot(order, [[1, 2], [1, 3], [1, -3], [0, 9], [1]])
assert hot(order, [(2**70, 1), (2**70, 0), (2**70 + 1, 0)]) == hot(order, [2, 1, 3])
for left, right in (((1,), ("a",)), ((None,), (1,))):
    try:
        left < right
    except TypeError as error:
        assert "not supported between instances" in str(error)
    else:
        assert False


def delete(keys, table):
    table = dict(table)
    for key in keys:
        del table[key]
    return table


class Table(dict):
    def __delitem__(self, key):
        raise ValueError(key)


assert hot(delete, [1, "a", (2, 3)], {1: 1, "a": 2, (2, 3): 3, 4: 5}) == {4: 5}
for key in (7, (1, [])):
    try:
        delete([key], {1: 1})
    except (KeyError, TypeError) as error:
        assert type(error) is (KeyError if key == 7 else TypeError)
    else:
        assert False


def delete_of(tables, key):
    deleted = 0
    for table in tables:
        try:
            del table[key]
            deleted += 1
        except (KeyError, ValueError, IndexError):
            pass
    return deleted


assert delete_of([{1: 2}, [1, 2], {}, Table({1: 2}), [], {1: 3}] * 50, 1) == 3

assert hot(max, [3, 9, 2]) == 9 and hot(min, [3, -9, 2]) == -9 and hot(max, [3, 9.5, 2]) == 9.5
assert max([3, True, 2]) == 3 and min([True, 3]) is True and max([1, 2**60, 3]) == 2**60 and min([-(2**48), 2**48 - 1]) == -(2**48)
assert max([1]) == 1 and type(max([1, 1.0])) is int and max([2, "a"][:1]) == 2
try:
    max([1, "a"])
except TypeError as error:
    assert "'>' not supported between instances of 'str' and 'int'" in str(error)


def among(items, wanted):
    return [one in items for one in wanted]


many = list(range(37))
assert hot(among, many, [0, 7, 8, 36, 37, -1, 8.0, True, None, "a"]) == [True] * 4 + [False] * 2 + [True] * 2 + [False] * 2
many[20] = 8.5
assert hot(among, many, [8.5, 19, 20, 21, 36, 100]) == [True, True, False, True, True, False]

for size in (0, 1, 2, 7, 40, 100):
    up = list(range(size))
    down = up[::-1]
    for given in (up, down, up + [5], [5] + up, up + down, [3] * size):
        expected = sorted([(n, 0) for n in given])
        assert sorted(given) == [n for n, _ in expected] == sorted(given, reverse=True)[::-1]
        given = given[:]
        given.sort(reverse=True)
        assert given == [n for n, _ in expected][::-1]
assert sorted([True, 0, 1, False]) == [0, False, True, 1] and sorted([2, 1.5, 1]) == [1, 1.5, 2]
assert sorted([1, 2, 2**70, 0]) == [0, 1, 2, 2**70]

pairs = [(i * 7 % 10, i) for i in range(30)]
assert sorted(pairs, key=itemgetter(0)) == sorted(pairs, key=lambda pair: pair[0])
assert sorted(pairs, key=itemgetter(-1)) == pairs and sorted(pairs, key=itemgetter(0, 1)) == sorted(pairs)
assert sorted(["b", "A", "c"], key=str.lower) == ["A", "b", "c"] and sorted([-3, 1, 2], key=abs) == [1, 2, -3]
assert sorted(["10", "9"], key=int) == ["9", "10"] and sorted([[1, 2], []], key=len) == [[], [1, 2]]
for bad in (itemgetter(5), itemgetter("a"), 3, len):
    try:
        sorted(pairs if bad is not len else [1], key=bad)
    except (IndexError, TypeError):
        pass
    else:
        assert False


class Caller:
    def __call__(self, item):
        return -item


assert sorted([1, 3, 2], key=Caller()) == [3, 2, 1]
assert list(map(Caller(), [1, 2])) == [-1, -2] and list(map(str, (1, None))) == ["1", "None"]
assert list(map(abs, iter([-1, 2]))) == [1, 2] and list(map(int, "12")) == [1, 2] and list(map(pow, [2, 3], [3, 2])) == [8, 9]
assert list(filter(None, [0, 1, "", "a", None, 2.0, []])) == [1, "a", 2.0]
assert list(filter(bool, [0, 1])) == [1] and list(filter(str.isdigit, "a1b2")) == ["1", "2"]
assert list(filter(lambda n: n & 1, range(6))) == [1, 3, 5] == list(filter(Caller(), [1, 0, 3, 5]))


# A StopIteration from the function ends it; other exceptions come through, and what was taken is gone.
def ends_at(n):
    def function(item):
        if item == n:
            raise StopIteration
        return item

    return function


for make in (map, filter):
    source = iter(range(1, 10))
    assert list(make(ends_at(4), source)) == [1, 2, 3] and next(source) == 5
    source = iter([1, 2, 3, "a", 4])
    try:
        list(make(lambda item: item + 1, source))
    except TypeError:
        pass
    else:
        assert False
    assert next(source) == 4

grown = [1, 2, 3]
grown.extend(map(lambda item: item if len(grown) < 10 else ends_at(item)(item), grown))
assert grown == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1]


class Mapped(map):
    def __iter__(self):
        return iter("own")


assert list(Mapped(abs, [1])) == ["o", "w", "n"]
print("ok")
