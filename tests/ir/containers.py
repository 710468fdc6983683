# scan has: TextItem SameText CharIn
# scan lacks: Next
def scan(text):
    n = 0
    for c in text:
        if c == " " or c in "aeiou":
            n += 1
    return n


# count has: DictFind SetDictValue DictValueOr
# count lacks: DictGetOr
def count(words):
    d = {}
    for w in words:
        d[w] = d.get(w, 0) + 1
    return d


# total has: NextEntry EntryWord
def total(d):
    n = 0
    for k, v in d.items():
        n += v
    return n


# among has: IntOr
# among lacks: Contains
def among(n):
    found = 0
    for i in range(n):
        if i in (1, 5):
            found += 1
    return found


# words has: Native
# words lacks: Raise
def words(texts):
    n = 0
    for text in texts:
        n += len(text.lower().split())
    return n


# codes has: CharCode CharOf TextLen
# codes lacks: Ord Chr Len
def codes(text):
    n = 0
    for c in text:
        n += ord(c) + len(c)
        chr(n & 127)
    return n


for _ in range(40):
    scan("ab c" * 10)
    count(["a", "b", "a"] * 4)
    total({"a": 1, "b": 2})
    among(8)
    words(["A b C"] * 4)
    codes("abcd")
