"""try/except/else/finally: matching, binding, re-raising, hierarchy, args, custom classes, messages."""


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")


def kind(function):
    try:
        function()
    except (KeyError, IndexError) as error:
        return "lookup", type(error).__name__
    except ArithmeticError:
        return "arithmetic"
    except Exception as error:
        return "other", str(error)
    else:
        return "none"


assert kind(lambda: {}[1]) == ("lookup", "KeyError")
assert kind(lambda: 1 / 0) == "arithmetic"
assert kind(lambda: int("x"))[0] == "other"
assert kind(lambda: 1) == "none"
error = "before"
try:
    raise ValueError("v")
except ValueError as error:
    caught = error
assert "error" not in globals()
assert caught.args == ("v",)
assert str(caught) == "v"
assert repr(caught) == "ValueError('v')"
assert str(ValueError()) == ""
assert str(ValueError(1, 2)) == "(1, 2)"
assert repr(ValueError("a", 1)) == "ValueError('a', 1)"
assert str(KeyError("k")) == "'k'"
assert str(KeyError(1, 2)) == "(1, 2)"
assert issubclass(KeyError, LookupError)
assert issubclass(FileNotFoundError, OSError)
assert IOError is OSError
assert issubclass(UnicodeDecodeError, ValueError)
assert not issubclass(KeyboardInterrupt, Exception)
assert issubclass(ModuleNotFoundError, ImportError)
assert issubclass(RecursionError, RuntimeError)
assert issubclass(NotImplementedError, RuntimeError)
assert issubclass(UnboundLocalError, NameError)
assert issubclass(TabError, IndentationError)


class Custom(Exception):
    def __init__(self, code, *args):
        super().__init__(*args)
        self.code = code


class WithStr(Custom):
    def __str__(self):
        return f"code {self.code}"


try:
    raise WithStr(5, "a")
except Custom as e:
    assert e.code == 5
    assert e.args == ("a",)
    assert str(e) == "code 5"
    assert repr(e) == "WithStr('a')"


def reraise():
    try:
        try:
            raise ValueError("x")
        except ValueError:
            raise
    except ValueError as error:
        return str(error)


assert reraise() == "x"


def raise_nothing():
    raise


raises(RuntimeError, "No active exception to reraise", raise_nothing)
raises(TypeError, "exceptions must derive from BaseException", lambda: exec("raise 1"))
raises(TypeError, "exceptions must derive from BaseException", lambda: exec("raise int"))
raises(TypeError, "exception causes must derive from BaseException", lambda: exec("raise ValueError from 1"))
raises(TypeError, "catching classes that do not inherit from BaseException is not allowed", lambda: exec("try: 1/0\nexcept 1: pass"))
raises(TypeError, "catching classes that do not inherit from BaseException is not allowed", lambda: exec("try: 1/0\nexcept (ValueError, int): pass"))
exec("try: pass\nexcept 1: pass")


def evaluated():
    log = []

    def choose(x):
        log.append(x)
        return KeyError if x == 1 else ValueError

    try:
        raise ValueError
    except choose(1):
        pass
    except choose(2):
        log.append("here")
    except choose(3):
        pass
    return log


assert evaluated() == [1, 2, "here"]


def handler_raises():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raise KeyError("new")
        finally:
            pass
    except KeyError as error:
        return type(error.__context__).__name__


assert handler_raises() == "ZeroDivisionError"


def bare():
    try:
        raise KeyboardInterrupt
    except Exception:
        return "exception"
    except:
        return "bare"


assert bare() == "bare"
e = OSError(2, "No such file", "name.txt")
assert isinstance(e, FileNotFoundError)
assert e.errno == 2
assert e.strerror == "No such file"
assert e.filename == "name.txt"
assert str(e) == "[Errno 2] No such file: 'name.txt'"
assert e.args == (2, "No such file")
assert type(OSError(13, "x")) is PermissionError
assert type(OSError(17, "")) is FileExistsError
assert str(OSError("only")) == "only"
assert OSError(1).errno is None
s = StopIteration(7)
assert s.value == 7
assert StopIteration().value is None
assert SystemExit(3).code == 3
assert SystemExit().code is None
assert SystemExit(1, 2).code == (1, 2)
u = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")
assert (u.encoding, u.object, u.start, u.end, u.reason) == ("utf-8", b"\xff", 0, 1, "bad")
assert str(u) == "'utf-8' codec can't decode byte 0xff in position 0: bad"
i = ImportError("m", name="n", path="p")
assert (i.msg, i.name, i.path) == ("m", "n", "p")
try:
    nope
except NameError as error:
    assert error.name == "nope"
try:
    (5).nope
except AttributeError as error:
    assert error.name == "nope" and error.obj == 5
x = SyntaxError("msg", ("f.py", 1, 2, "text", 1, 5))
assert (x.msg, x.filename, x.lineno, x.offset, x.text, x.end_lineno, x.end_offset) == ("msg", "f.py", 1, 2, "text", 1, 5)
assert str(x) == "msg (f.py, line 1)"
assert ValueError("a") != ValueError("a")
assert BaseException.__subclasses__()[0] is not None
assert Exception("a").with_traceback(None).__traceback__ is None
n = ValueError("noted")
n.add_note("one")
assert n.__notes__ == ["one"]
raises(TypeError, "note must be a str, not 'int'", n.add_note, 1)
raises(AssertionError, "", lambda: exec("assert 0"))
raises(AssertionError, "(1, 2)", lambda: exec("assert 0, (1, 2)"))
raises(TypeError, "ValueError() takes no keyword arguments", lambda: ValueError(a=1))

print("ok")
