"""None, Ellipsis, NotImplemented, True and False: identity, construction, use as keys, errors on assignment."""

import sys
import warnings


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert type(None)() is None
assert type(...)() is ...
assert type(NotImplemented)() is NotImplemented
assert bool(1) is True
assert bool(0) is False
assert None is None
assert not None
assert None == None
assert None != 0
assert None != False
assert (None == 0) is False
assert hash(None) == hash(None)
assert {None: 1, ...: 2, NotImplemented: 3, True: 4}[None] == 1
assert {None, None} == {None}
assert [None] * 2 == [None, None]
assert sorted([True, False, True]) == [False, True, True]
assert repr((None, ..., NotImplemented)) == "(None, Ellipsis, NotImplemented)"
assert str(None) + str(True) == "NoneTrue"
assert f"{None}{...}" == "NoneEllipsis"
assert None.__class__ is type(None)
assert (None).__bool__() is False
assert None.__eq__(None) is True
assert None.__eq__(1) is NotImplemented
assert isinstance(None, type(None))
assert True + 1 == 2
assert True * 3 == 3
assert True / 2 == 0.5
assert -True == -1
assert True << 2 == 4
assert True == 1.0
assert int(True) == 1
assert float(False) == 0.0
assert complex(True) == 1
assert str(True) == "True"
assert [1, 2][False] == 1
assert "ab" * True == "ab"
assert range(True) == range(1)
assert sum([True] * 3) == 3
assert (True and False) is False
assert (True & 1) == 1
assert type(True & True) is bool
assert type(True & 1) is int
assert (True ^ True) is False
assert (True | False) is True
assert type(True + True) is int
assert True.real == 1
assert True.bit_length() == 1
assert (True).__and__(False) is False
assert True.__repr__() == "True"
assert int.__repr__(True) == "1"
assert "%d %s" % (True, True) == "1 True"
assert f"{True:d} {True:>5}" == "1     1"
assert max(True, 0) is True
assert min(1, True) == 1
assert divmod(True, True) == (1, 0)
assert pow(True, 2) == 1
assert abs(True) == 1
assert round(True) == 1
assert True.conjugate() == 1
assert hex(True) == "0x1"
for name in ("None", "True", "False", "__debug__"):
    for template in ("{} = 1", "def f({}): pass", "for {} in x: pass", "del {}", "f({}=1)", "import a as {}", "lambda {}: 1", "({} := 1)"):
        source = template.format(name)
        try:
            compile(source, "<t>", "exec")
        except SyntaxError as error:
            assert error.msg.startswith(("cannot assign to", "cannot delete", "invalid syntax", "cannot use assignment expressions with", "invalid syntax. Perhaps")) or "__debug__" in error.msg or "None" in error.msg or "True" in error.msg or "False" in error.msg or "expected" in error.msg, (source, error.msg)
        else:
            raise AssertionError(source)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert bool(NotImplemented) is True
assert [str(w.message) for w in caught] == ["NotImplemented should not be used in a boolean context"]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert ~True == -2
    exec("x = 1\nx is 1")
    exec("assert (1, 'always true')")
assert sorted(str(w.message).split(".")[0] for w in caught)[0].startswith(('"is" with', "assertion is always true", "Bitwise inversion"))
raises(TypeError, "NoneType takes no arguments", type(None), 1)
raises(TypeError, "EllipsisType takes no arguments", type(...), 1)
raises(TypeError, "bool expected at most 1 argument, got 2", bool, 1, 2)
raises(AttributeError, "'NoneType' object has no attribute 'x'", setattr, None, "x", 1)
raises(AttributeError, "'NoneType' object has no attribute 'upper'", lambda: None.upper())
raises(TypeError, "'ellipsis' object is not callable", lambda: (lambda x: x())(...))
raises(TypeError, "unsupported operand type(s) for +: 'NoneType' and 'NoneType'", lambda: (lambda n: n + n)(None))
raises(TypeError, "'<' not supported between instances of 'NoneType' and 'NoneType'", sorted, [None, None])
raises(TypeError, "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'", int, None)
raises(TypeError, "'NoneType' object cannot be interpreted as an integer", range, None)
raises(TypeError, "list indices must be integers or slices, not NoneType", lambda: [1].__getitem__(None))
assert sys.intern("a") is sys.intern("a")

print("ok")
