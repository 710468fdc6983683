# Compiled code handles characters of strs, their equality and their membership in constants.
def scan(text):
    spaces = vowels = marks = others = 0
    for c in text:
        if c == " ":
            spaces += 1
        elif c in "aeiou":
            vowels += 1
        elif c in ("!", "?", None, 3):
            marks += 1
        elif c in {"\u20ac", "ß"}:
            marks += 10
        elif c != "z":
            others += 1
    return spaces, vowels, marks, others


for text, expected in [
    ("the quick brown fox! why? ", (5, 5, 2, 14)),
    ("", (0, 0, 0, 0)),
    ("\u20ac ß é z \U0001f600", (4, 0, 20, 2)),
]:
    for _ in range(60):
        assert scan(text * 3) == tuple(3 * n for n in expected), (text, scan(text * 3))


def at(text, indices):
    return "".join([text[i] for i in indices])


for text in ["abcdefgh", "äbcdefgh", "\u20acbcdefgh", "\U0001f600bcdefgh"]:
    for _ in range(60):
        assert at(text, [0, -1, 3, -8]) == text[:1] + "hd" + text[:1]
for text in ["abc", "\u20acbc"]:
    try:
        at(text, [0, 3])
    except IndexError as error:
        assert str(error) == "string index out of range"
    else:
        assert False


def grown(n):
    text = ""
    for i in range(n):
        text += chr(97 + i % 26)
    return text


def letters(text):
    total = 0
    for i in range(len(text)):
        total += ord(text[i]) - 97
    for c in text:
        total -= ord(c) - 97
    return total


for n in [0, 1, 300, 1000]:
    for _ in range(20):
        text = grown(n)
        assert len(text) == n and letters(text) == 0


def same(a, b):
    return [x == y for x, y in zip(a, b)], [x != y for x, y in zip(a, b)]


one = ["a", "", "word", "x" * 400, "ä", "\u20ac", "a", "abc", "ab" + "c"]
other = ["a", "", "".join(["wo", "rd"]), "".join(["x"] * 400), "a", "\u20ac", "b", "abd", "abc"]
wanted = [True, True, True, True, False, True, False, False, True]
for _ in range(60):
    assert same(one, other) == (wanted, [not w for w in wanted])


class Text(str):
    def __eq__(self, other):
        return "mine"

    __hash__ = str.__hash__


def equal(a, b):
    return a == b


for _ in range(100):
    assert equal("ab", "a" + "b") is True
assert equal(Text("ab"), "ab") == "mine" and equal("ab", Text("ab")) == "mine"
assert equal(1, "1") is False and equal(None, "") is False
for _ in range(100):
    assert equal(1, 1) and not equal("a", 1) and equal("ab", "ab")


def classes(text):
    return [
        (c.isdigit(), c.isalpha(), c.isspace(), c.isalnum(), c.isupper(), c.islower(), c.isidentifier()) for c in text
    ]


for _ in range(60):
    assert classes("a1 _Zß") == [
        (False, True, False, True, False, True, True),
        (True, False, False, True, False, False, False),
        (False, False, True, False, False, False, False),
        (False, False, False, False, False, False, True),
        (False, True, False, True, True, False, True),
        (False, True, False, True, False, True, True),
    ]
    assert classes("\u0660\u20ac") == [
        (True, False, False, True, False, False, False),
        (False, False, False, False, False, False, False),
    ]
    assert [w.isdigit() for w in ["12", "", "1a", "\u0660"]] == [True, False, False, True]


def codes(values):
    return [chr(ord(c) + 1) for c in values]


for _ in range(60):
    assert codes("abÿ") == ["b", "c", "\u0100"]
for wrong in ["ab", ""]:
    try:
        codes([wrong])
    except TypeError as error:
        assert str(error) == f"ord() expected a character, but string of length {len(wrong)} found"
    else:
        assert False
assert codes([b"a", "b"]) == ["b", "c"]


def numbered(text):
    return [(i, c) for i, c in enumerate(text, 2)]


for _ in range(60):
    assert numbered("ab\u20ac") == [(2, "a"), (3, "b"), (4, "\u20ac")]
assert numbered([1]) == [(2, 1)] and numbered("") == [] and numbered(iter("x")) == [(2, "x")]


def small(values):
    return [v in (1, 3, 5) for v in values], [v + 0 not in (1, 3) for v in values]


for _ in range(60):
    assert small(range(4)) == ([False, True, False, True], [True, False, True, False])
assert small([1.0, 2]) == ([True, False], [False, True])
print("ok")
