"""Searches for patterns of which the first few characters are known, as literals, sets or alternatives of those."""

import re


def spans(pattern, text, flags=0):
    return [match.span() for match in re.finditer(pattern, text, flags)]


# Alternatives, also more than eight, that end with the text or do not fit in what is left of it.
dna = "agggtaaac" * 3 + "tttaccctagggta"
assert spans("agggtaaa|tttaccct", dna) == [(0, 8), (9, 17), (18, 26), (27, 35)]
assert spans("agggta[cgt]|[acg]ttaccct|ta", dna) == [(4, 6), (13, 15), (22, 24), (29, 31), (34, 36), (39, 41)]
words = "one two three four five six seven eight nine ten eleven twelve".split()
assert re.findall("|".join(words), "".join(words)) == words
assert re.findall("|".join(words), "onetwtw") == ["one"]

# What is optional, empty or seen only by looking.
assert spans(r"-?\d\d", "1-23 456-7-8") == [(1, 4), (5, 7)]
assert spans(r"(?=ab)a.|cd", "abcdaab") == [(0, 2), (2, 4), (5, 7)]
assert spans(r"(?<=x)ab|\bcd", "ab xab cd xcd") == [(4, 6), (7, 9)]
assert spans(r"(a|bc){2}x", "aax abcx bcbcx ax") == [(0, 3), (4, 8), (9, 14)]
assert spans("ab|", "xab") == [(0, 0), (1, 3), (3, 3)]

# Any case, wide characters, bytes, and a search between positions.
assert spans("stra(?:ß|ss)e", "STRASSE Straße", re.I) == [(0, 7), (8, 14)]
assert spans("жу|ук|zz", "жук жуук zz") == [(0, 2), (4, 6), (6, 8), (9, 11)]
assert [match.start() for match in re.finditer(rb"[\xf0-\xff]a|b.", b"a\xffab\nbcb")] == [1, 5]
assert re.compile("ab|ba").search("ababab", 1, 3).span() == (1, 3)
assert re.compile("abc|bcd").search("xabcd", 0, 3) is None

# Groups of an attempt that failed are not seen in the next one.
match = re.search(r"(a)?(?:b(x)|a(y)b|c)", "abac")
assert match.regs == ((2, 4), (2, 3), (-1, -1), (-1, -1)) and match.lastindex == 1, match.regs
assert [m.groups() for m in re.finditer(r"(a)(b)?c|(a)(d)", "abad ac")] == [(None, None, "a", "d"), ("a", None, None, None)]

print("ok")
