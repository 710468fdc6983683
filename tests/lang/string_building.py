"""Long and growing strings: +=, join, repetition, slices of slices, mixed widths, translation, comparison of ropes."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

s = ""
for i in range(5000):
    s += "ab"[i % 2]
assert len(s) == 5000
assert s[:4] == "abab"
assert s[-1] == "b"
assert s.count("ab") == 2500
assert s == "ab" * 2500
assert hash(s) == hash("ab" * 2500)
t = s + "é"
u = t + "日" + "𝒳"
assert len(u) == 5003
assert u[4999] == "b"
assert u[5000] == "é"
assert u[5001] == "日"
assert u[5002] == "𝒳"
assert u[:5000] == s
assert u.encode("utf-8")[-9:] == "é日𝒳".encode()
assert (s + "x") + ("y" + s) == s + "xy" + s
assert ("a" * 1000 + "b") > "a" * 1000
assert "a" * 1000 < "a" * 1001
assert s + "" is not None
assert "" + s == s
parts = []
for i in range(1000):
    parts.append(str(i))
joined = ",".join(parts)
assert joined.split(",") == parts
assert len(joined) == 2890 + 999
assert joined.count(",") == 999
tree = "x"
for _ in range(14):
    tree = tree + tree
assert len(tree) == 2**14
assert set(tree) == {"x"}
assert tree.strip("x") == ""
assert tree.replace("xx", "y") == "y" * 2**13
left, right = "", ""
for ch in "hello world":
    left = left + ch
    right = ch + right
assert left == "hello world" and right == "dlrow olleh" and right[::-1] == left
d = {}
key = ""
for i in range(100):
    key += chr(97 + i % 26)
    d[key] = i
assert len(d) == 100
assert d["abc"] == 2
assert d["abcdefghijklmnopqrstuvwxyz" * 3 + "abcdefghijklmnopqrstuv"] == 99
copy = key
key += "!"
assert copy + "!" == key
assert copy != key
assert key.startswith(copy)
assert key.endswith("!")
assert key[:-1] == copy
assert key.find("zab") == 25
b = b""
for i in range(300):
    b += bytes([i % 256])
assert len(b) == 300 and b[256] == 0 and b[:3] == b"\0\1\2"
table = []
for row in range(3):
    line = ""
    for col in range(3):
        line += f"{row * col:>3}"
    table.append(line)
assert "\n".join(table) == "  0  0  0\n  0  1  2\n  0  2  4"
assert ("-" * 20).replace("-", "=-", 3) == "=-=-=-" + "-" * 17
assert "abc" * 0 == ""
assert "%s" * 3 % ("a", "b", "c") == "abc"
assert "{}{}".format(s[:2], s[2:4]) == "abab"


def shared():
    base = "x" * 100
    branches = [base + str(i) for i in range(10)]
    return base, branches


base, branches = shared()
assert all(branch[:100] == base for branch in branches)
assert [branch[100:] for branch in branches] == list("0123456789")
attr = type("Box", (), {"text": ""})()
for i in range(50):
    attr.text += str(i % 10)
items = [""]
for i in range(50):
    items[0] += str(i % 10)
assert attr.text == items[0] == "0123456789" * 5
assert "".join(reversed("a" * 3 + "b")) == "baaa"
assert "".join(sorted("hello" * 2)) == "eehhlllloo"
assert max("ab" * 100) == "b"
assert "ab" * 50 in s
assert "ba" * 2499 in s
assert "aa" not in s
assert s.rfind("ab") == 4998
assert s.index("ba", 100) == 101
assert s.split("b", 2) == ["a", "a", "ab" * 2498]
assert s.partition("ba") == ("a", "ba", s[3:])
raises(OverflowError, "cannot fit 'int' into an index-sized integer", lambda: "ab" * 2**64)

print("ok")
