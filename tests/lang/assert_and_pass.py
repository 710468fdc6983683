"""assert, pass, del, annotations and expression statements: what they evaluate and in which order."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

log = []


def note(value):
    log.append(value)
    return value


assert note(1), note("message")
assert log == [1]
raises(AssertionError, "message", lambda: exec("assert 0, 'message'"))
raises(AssertionError, "None", lambda: exec("assert [], None"))
raises(AssertionError, "", lambda: exec("assert ''"))
log.clear()
try:
    assert note(0), note("why")
except AssertionError as error:
    assert error.args == ("why",)
assert log == [0, "why"]
pass
...
"a string statement"
note("expression")
log.clear()
a = b = note([1, 2, 3])
assert a is b and log == [[1, 2, 3]]
del a[note(0)]
assert b == [2, 3]
del a
raises(NameError, "name 'a' is not defined", lambda: a)
x, y, z = 1, 2, 3
del x, (y, [z])
raises(NameError, "name 'z' is not defined", lambda: z)
log.clear()
annotated: note("annotation") = note("value")
assert log == ["value", "annotation"]
log.clear()
bare: note("only annotation")
assert log == ["only annotation"]
raises(NameError, "name 'bare' is not defined", lambda: bare)


def local_annotations():
    inner: note("never evaluated") = 1
    other: undefined_name
    return inner


log.clear()
assert local_annotations() == 1 and log == []
assert local_annotations.__annotations__ == {}


class Holder:
    pass


h = Holder()
h.attr: note("attribute annotation") = 5
h.items = {}
h.items[note("key")]: int = note("item")
assert h.attr == 5 and h.items == {"key": "item"}
assert "attr" not in __annotations__ and "annotated" in __annotations__
log.clear()
result = note(1) if note(0) else note(2)
assert log == [0, 2] and result == 2
log.clear()
note(1) and note(0) and note(2) or note(3)
assert log == [1, 0, 3]
log.clear()
lst = [0, 0]
lst[note(0)], lst[note(1)] = note("a"), note("b")
assert log == ["a", "b", 0, 1] and lst == ["a", "b"]
log.clear()
d = {}
d[note("k")] = d.get(note("q"), note("default"))
assert log == ["q", "default", "k"]
log.clear()
t = note(1), note(2)
t += (note(3),)
assert t == (1, 2, 3) and log == [1, 2, 3]
if True: c = 1; e = 2
assert c + e == 3
for _ in range(2): c += 1; e += 1
assert (c, e) == (3, 4)

print("ok")
