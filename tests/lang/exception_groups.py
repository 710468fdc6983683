"""ExceptionGroup and except*: construction, split, subgroup, derive, matching, re-raising, naked exceptions."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

group = ExceptionGroup("msg", [ValueError(1), TypeError("t"), ExceptionGroup("inner", [ValueError(2), OSError("o")])])
assert group.message == "msg"
assert len(group.exceptions) == 3
assert str(group) == "msg (3 sub-exceptions)"
assert group.args == ("msg", list(group.exceptions))
assert repr(ExceptionGroup("m", [ValueError(1)])) == "ExceptionGroup('m', [ValueError(1)])"
assert str(ExceptionGroup("m", [KeyError()])) == "m (1 sub-exception)"
match, rest = group.split(ValueError)
assert repr(match) == "ExceptionGroup('msg', [ValueError(1), ExceptionGroup('inner', [ValueError(2)])])"
assert repr(rest) == "ExceptionGroup('msg', [TypeError('t'), ExceptionGroup('inner', [OSError('o')])])"
assert group.subgroup(KeyError) is None
assert group.split(KeyError)[0] is None
assert repr(group.split(KeyError)[1]) == repr(group)
assert group.subgroup(Exception) is group
assert repr(group.subgroup(lambda e: isinstance(e, OSError))) == "ExceptionGroup('msg', [ExceptionGroup('inner', [OSError('o')])])"
assert len(group.subgroup((ValueError, TypeError)).exceptions) == 3
assert type(BaseExceptionGroup("b", [ValueError()])) is ExceptionGroup
assert type(BaseExceptionGroup("b", [KeyboardInterrupt()])) is BaseExceptionGroup


class Mine(ExceptionGroup):
    def derive(self, excs):
        return Mine(self.message, excs)


assert type(Mine("m", [ValueError(), KeyError()]).subgroup(KeyError)) is Mine
raises(TypeError, "Cannot nest BaseExceptions in an ExceptionGroup", ExceptionGroup, "m", [KeyboardInterrupt()])
raises(ValueError, "second argument (exceptions) must be a non-empty sequence", ExceptionGroup, "m", [])
raises(TypeError, "second argument (exceptions) must be a sequence", ExceptionGroup, "m", 1)
raises(ValueError, "Item 0 of second argument (exceptions) is not an exception", ExceptionGroup, "m", [1])
raises(TypeError, "BaseExceptionGroup.__new__() takes exactly 2 arguments (1 given)", ExceptionGroup, "m")
log = []


def handle(error):
    try:
        raise error
    except* ValueError as caught:
        log.append(("value", [e.args[0] for e in caught.exceptions if not isinstance(e, ExceptionGroup)]))
    except* (TypeError, KeyError) as caught:
        log.append(("type", len(caught.exceptions)))
    else:
        log.append("else")
    finally:
        log.append("finally")


handle(ExceptionGroup("g", [ValueError(1), TypeError(2), ValueError(3)]))
assert log == [("value", [1, 3]), ("type", 1), "finally"]
log.clear()
handle(ValueError("naked"))
assert log == [("value", ["naked"]), "finally"]
log.clear()
raises(OSError, "alone", handle, OSError("alone"))
assert log == ["finally"]
try:
    handle(ExceptionGroup("g", [ValueError(1), OSError("x"), ExceptionGroup("n", [OSError("y")])]))
except ExceptionGroup as left:
    assert repr(left) == "ExceptionGroup('g', [OSError('x'), ExceptionGroup('n', [OSError('y')])])"


def reraises():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise
    except* TypeError as group:
        raise KeyError("new") from group


try:
    reraises()
except ExceptionGroup as result:
    assert result.message == "" and len(result.exceptions) == 2
    kinds = sorted(type(e).__name__ for e in result.exceptions)
    assert kinds == ["ExceptionGroup", "KeyError"], kinds


def new_from_star():
    try:
        raise ExceptionGroup("g", [ValueError(1)])
    except* ValueError:
        raise RuntimeError("r")


# One exception alone, raised by a handler, is not wrapped.
try:
    new_from_star()
except RuntimeError as result:
    assert type(result.__context__) is ExceptionGroup
name = "kept"
try:
    raise ExceptionGroup("g", [ValueError()])
except* ValueError as name:
    pass
assert "name" not in globals()


def no_error():
    try:
        pass
    except* ValueError:
        log.append("never")
    else:
        return "else"


assert no_error() == "else"
for source, message in [
    ("def f():\n try: pass\n except* ValueError: return 1", "'break', 'continue' and 'return' cannot appear in an except* block"),
    ("for x in y:\n try: pass\n except* ValueError: break", "'break', 'continue' and 'return' cannot appear in an except* block"),
    ("try: pass\nexcept*: pass", "expected one or more exception types"),
    ("try: pass\nexcept ValueError: pass\nexcept* KeyError: pass", "cannot have both 'except' and 'except*' on the same 'try'"),
]:
    try:
        compile(source, "<t>", "exec")
    except SyntaxError as error:
        assert error.msg == message, error.msg
    else:
        raise AssertionError(source)
raises(TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead.", lambda: exec("try: raise ValueError\nexcept* ExceptionGroup: pass"))

print("ok")
