"""str: searching, counting, splitting, joining, partitioning, prefixes."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

s = "hello world"
assert s.find("o") == 4
assert s.rfind("o") == 7
assert s.find("z") == -1
assert s.find("o", 5) == 7
assert s.find("o", -3) == -1
assert s.index("lo") == 3
assert s.rindex("l") == 9
assert s.count("l") == 3
assert s.count("l", 4) == 1
assert s.count("") == 12
assert "".find("") == 0
assert "abc".find("", 3) == 3
assert "abc".find("", 4) == -1
assert "abc".rfind("") == 3
assert "aaaa".count("aa") == 2
assert "lo w" in s and "" in s and "x" not in s and "日" in "日本"
assert s.startswith("hell")
assert s.startswith(("x", "he"))
assert s.endswith("ld")
assert s.endswith(("x", ""))
assert not s.startswith(())
assert s.startswith("world", 6)
assert s.endswith("hello", 0, 5)
assert "".startswith("")
assert not "a".startswith("a", 2)

assert "a b  c ".split() == ["a", "b", "c"]
assert "a b  c ".split(" ") == ["a", "b", "", "c", ""]
assert "".split() == []
assert "".split(",") == [""]
assert "a,b,c".split(",", 1) == ["a", "b,c"]
assert "a b c".split(None, 1) == ["a", "b c"]
assert "a,b,c".rsplit(",", 1) == ["a,b", "c"]
assert " a b ".rsplit(None, 1) == [" a", "b"]
assert "a--b".split("--") == ["a", "b"]
assert "  a  b  ".split(maxsplit=1) == ["a", "b  "]
assert "abc".split("abc") == ["", ""]
assert "a b".split(sep=None, maxsplit=0) == ["a b"]
assert "a\nb\r\nc\rd\x0be\x85f\u2028g".splitlines() == ["a", "b", "c", "d", "e", "f", "g"]
assert "a\nb\n".splitlines(True) == ["a\n", "b\n"]
assert "".splitlines() == []
assert "\n\n".splitlines() == ["", ""]
assert "a=b=c".partition("=") == ("a", "=", "b=c")
assert "a=b=c".rpartition("=") == ("a=b", "=", "c")
assert "abc".partition("x") == ("abc", "", "")
assert "abc".rpartition("x") == ("", "", "abc")
assert ",".join("abc") == "a,b,c"
assert "".join([]) == ""
assert "-".join(x for x in ("a", "b")) == "a-b"
assert ", ".join({"k": 1}) == "k"
only = "only"
assert "".join([only]) == only and "x".join(["é", "日"]) == "éx日"

raises(ValueError, "substring not found", s.index, "z")
raises(ValueError, "empty separator", s.split, "")
raises(ValueError, "empty separator", s.partition, "")
raises(TypeError, "must be str or None, not int", s.split, 1)
raises(TypeError, "sequence item 1: expected str instance, int found", ",".join, ["a", 1])
raises(TypeError, "can only join an iterable", ",".join, 1)
raises(TypeError, "startswith first arg must be str or a tuple of str, not int", s.startswith, 1)
raises(TypeError, "tuple for startswith must only contain str, not int", s.startswith, (1,))
raises(TypeError, "must be str, not int", s.find, 1)
raises(TypeError, "'in <string>' requires string as left operand, not int", lambda: 1 in s)
raises(TypeError, "'str' object does not support item assignment", s.__class__.__call__ and (lambda: exec("s[0] = 'x'", {"s": s})))
raises(TypeError, 'can only concatenate str (not "int") to str', lambda: s + 1)
raises(TypeError, "can't multiply sequence by non-int of type 'str'", lambda: s * "a")
raises(IndexError, "string index out of range", lambda: s[11])
raises(TypeError, "string indices must be integers, not 'str'", lambda: s["a"])

print("ok")
