"""What `type()` refuses: slots twice, names and docstrings that are no text; what it leaves alone."""


def fails(kind, message, *args):
    try:
        type(*args)
    except kind as error:
        assert str(error) == message, error
        return
    raise AssertionError(f"no {kind}")


fails(TypeError, "__dict__ slot disallowed: we already got one", "A", (), {"__slots__": ("__dict__", "__dict__")})
fails(TypeError, "__weakref__ slot disallowed: we already got one", "A", (), {"__slots__": ["__weakref__"] * 2})
surrogate = "'utf-8' codec can't encode character '\\udcdc' in position 1: surrogates not allowed"
fails(UnicodeEncodeError, surrogate, "A\udcdc", (), {})
fails(UnicodeEncodeError, surrogate, "A", (), {"__doc__": "x\udcdc"})


class Own:
    @property
    def __dict__(self):
        return {"own": 1}


assert vars(Own()) == {"own": 1}


class Negative:
    def __len__(self):
        return -(10**30)


for work, kind in [
    (lambda: len(Negative()), ValueError),
    (lambda: sum([bytearray(b"a")], bytearray(b"")), TypeError),
]:
    try:
        work()
    except kind:
        continue
    raise AssertionError(kind)

separator = bytearray(b"-")


def changing():
    yield b"a"
    separator.extend(b"+")


try:
    separator.join(changing())
except BufferError:
    separator.extend(b"+")
else:
    raise AssertionError("no BufferError")
assert separator.join([b"a", b"b"]) == b"a-+b"
import collections.abc

try:

    class Both(collections.abc.Collection):
        __abc_tpflags__ = collections.abc.Sequence.__flags__ | collections.abc.Mapping.__flags__

except TypeError as error:
    assert str(error) == "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING"
else:
    raise AssertionError("no TypeError")
try:
    exec("print(1)", {"__builtins__": 123})
except TypeError as error:
    assert str(error) == "'int' object is not subscriptable"
else:
    raise AssertionError("no TypeError")
print("ok")
