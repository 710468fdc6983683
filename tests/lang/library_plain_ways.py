# Operations of the library that treat plain values without asking their methods, and where they must ask.
import array
import math
import random
import unicodedata

# Lists sorted by their items.
random.seed(5)
nan = float("nan")


class Noted:
    compared = 0

    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        Noted.compared += 1
        return self.n == other.n

    def __lt__(self, other):
        Noted.compared += 1
        return self.n < other.n

    def __repr__(self):
        return f"N{self.n}"


class Listed(list):
    def __lt__(self, other):
        return len(self) < len(other)


rows = [[random.randrange(4), random.choice(["a", "b", 1.5])] for _ in range(50)]
print(sorted(row for row in rows if row[1] != 1.5))
print(sorted([[1, 2], [1], [], [1, 2, 0], [0, 9], [1, 2.0], [True]]))
print(sorted([["b", 1], ["a", 2], ["a", 1], ["ä", 0]]), sorted([[2**70], [2**69], [-(2**70)], [1.5]]))
print(sorted([[1, Noted(2)], [1, Noted(1)], [0, Noted(3)]]), Noted.compared > 0)
print(sorted([[nan], [1.0], [0.5]]), sorted([[[2], 1], [[1], 2]]))
print(sorted([Listed([3, 3]), Listed([9]), Listed()]))
try:
    sorted([[1, "a"], [1, 2]])
except TypeError as error:
    print(error)

# Views of keys and sets.
keys = dict.fromkeys(range(5)).keys()
print(keys == set(range(5)), keys == set(range(1, 6)), keys == {0, 1}, keys != {0, 1, 2, 3, 4}, keys == {0.0, 1, 2, 3, True + 3})
print(keys < set(range(6)), keys <= frozenset(range(5)), keys > {1}, keys >= {1, 7}, keys == dict.fromkeys([4, 3, 2, 1, 0]).keys())
print({}.keys() == set(), {"a": 1}.keys() == {"a"}, {("a", 1): 1}.keys() == {("a", 1)}, {1: 2}.items() == {(1, 2)})


class Loud(set):
    def __contains__(self, item):
        print("asked", item)
        return True


print({1: 1}.keys() == Loud([2]))


class Same:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n

    def __eq__(self, other):
        return getattr(other, "n", other) == self.n


print({Same(1): 1, Same(2): 2}.keys() == {1, 2}, {1: 1}.keys() == {Same(1)}, {1: 1}.keys() == {Same(2)})
changing = {1: 1}


class Adds(Same):
    __hash__ = Same.__hash__

    def __eq__(self, other):
        changing[len(changing) + 10] = 1
        return True


try:
    print(changing.keys() == {Adds(1)})
except RuntimeError as error:
    print(error)

# Slices with steps.
numbers = list(range(10))
numbers[::2] = [0] * 5
print(numbers)
numbers[::-1] = numbers
print(numbers)
numbers[1::3] = ("a", "b", "c")
numbers[8::-4] = (x for x in "xyz")
print(numbers)
numbers[2:4] = numbers
print(numbers)
for wrong in ([1], range(3), 5):
    try:
        numbers[::5] = wrong
    except (ValueError, TypeError) as error:
        print(error)


class Odd:
    def __init__(self, of):
        self.of = of

    def __index__(self):
        self.of.append("more")
        return 2


given = [1, 2, 3]
target = list(range(6))
try:
    target[:: Odd(given)] = given
    print(target)
except ValueError as error:
    print("refused")

# Items of memoryviews.
for code in "bBhHiIlLqQfd":
    items = array.array(code, [0, 1, 2, 100] * 40)
    view = memoryview(items)
    print(code, view.tolist() == list(items), view[::-3].tolist() == list(items)[::-3], view[:0].tolist())
print(memoryview(array.array("q", [-(2**63), 2**63 - 1, 2**48])).tolist(), memoryview(array.array("Q", [2**64 - 1])).tolist())
data = memoryview(bytes(range(24)))
print(data.cast("B", (2, 3, 4)).tolist(), data.cast("c")[:2].tolist(), data[:3].cast("?").tolist(), data.cast("b")[::9].tolist())

# Exact sums.
print(math.fsum([0.1] * 10), math.fsum([1e100, 1.0, -1e100]), math.fsum([1, 2.5, True, 2**60]), math.fsum(x / 3 for x in range(50)))
print(math.fsum([]), math.fsum([-0.0]), math.fsum([math.inf, 1]), math.fsum([nan]), math.fsum([1e308, 1e308, -1e308]) if 0 else "")
values = [random.uniform(-1, 1) * 10.0 ** random.randrange(-200, 200) for _ in range(2000)]
print(math.fsum(values), math.fsum(values + [-x for x in values]))
for wrong in ([1e308, 1e308], [math.inf, -math.inf], ["a"]):
    try:
        print(math.fsum(wrong))
    except (OverflowError, ValueError, TypeError) as error:
        print(type(error).__name__, error)
shrinking = [1.0, 2.0, 3.0, 4.0]


class Shrinks:
    def __float__(self):
        del shrinking[-1]
        return 0.5


shrinking[0] = Shrinks()
print(math.fsum(shrinking))

# Normal forms.
texts = ["abc", "Åé", "A\u030a\u0327e\u0301", "ﬁ½²", "\u0340\u0344\u0374", "한글", "\u1112\u1161\u11ab", "\xa0\xaf", "\u0300a", "Ω\u2126", "\u1e9b\u0323", "\U0001d15e", "𐑂\U0002f868"]
for text in texts:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        result = unicodedata.normalize(form, text)
        print(form, ascii(result), unicodedata.is_normalized(form, text), end="; ")
    print(ascii(unicodedata.ucd_3_2_0.normalize("NFC", text)))
every = "".join(map(chr, range(0x20, 0x3000)))
print([hash(tuple(map(ord, unicodedata.normalize(form, every)))) for form in ("NFC", "NFD", "NFKC", "NFKD")])

# UTF-32.
for text in ("", "abc", "aé\u0444\U0001f600", "a\ud800b", "\udfff", "ab\udc80"):
    for name in ("utf-32", "utf-32-le", "utf-32-be"):
        for errors in ("strict", "replace", "surrogatepass", "backslashreplace"):
            try:
                print(text.encode(name, errors).hex(), end=" ")
            except UnicodeEncodeError as error:
                print(error, end=" ")
    print()
print("ok")
