"""sys: exit codes as exceptions, hooks, flags, limits, version facts."""

import sys


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert sys.version_info[:2] == (3, 12)
assert sys.version_info >= (3, 12)
assert sys.version_info.major == 3
assert sys.version.startswith("3.12.")
assert sys.hexversion >> 16 == 0x030C
assert sys.maxsize == 2**63 - 1
assert sys.maxunicode == 0x10FFFF
assert sys.byteorder in ("little", "big")
assert sys.float_info.max == 1.7976931348623157e308
assert sys.float_info.epsilon == 2**-52
assert sys.float_info.dig == 15
assert sys.int_info.default_max_str_digits == 4300
assert sys.hash_info.width == 64
assert sys.hash_info.modulus == 2**61 - 1
assert sys.hash_info.inf == 314159
assert sys.getdefaultencoding() == "utf-8"
assert sys.flags.optimize == 0
assert isinstance(sys.argv, list)
assert isinstance(sys.path, list)
assert sys.stdin is not None
assert sys.stdout.writable()
assert sys.stderr.writable()
assert sys.getfilesystemencoding() == "utf-8"
assert sys.is_finalizing() is False
assert isinstance(sys.platform, str)
assert isinstance(sys.executable, str)
raises(SystemExit, "3", sys.exit, 3)
try:
    sys.exit()
except SystemExit as error:
    assert error.code is None and error.args == ()
try:
    sys.exit("message")
except SystemExit as error:
    assert error.code == "message"
raises(TypeError, "exit expected at most 1 argument, got 2", sys.exit, 1, 2)
seen = []
old = sys.unraisablehook
sys.unraisablehook = lambda info: seen.append((type(info.exc_value).__name__, str(info.exc_value)))


class Noisy:
    def __del__(self):
        raise ValueError("in del")


def make():
    Noisy()


import gc

make()
gc.collect()
sys.unraisablehook = old
assert seen == [("ValueError", "in del")]
shown = []
sys.displayhook, saved = shown.append, sys.displayhook
exec(compile("1 + 1; None; 'x'", "<s>", "single"))
sys.displayhook = saved
assert shown == [2, None, "x"]
old_limit = sys.getrecursionlimit()
sys.setrecursionlimit(old_limit + 10)
assert sys.getrecursionlimit() == old_limit + 10
sys.setrecursionlimit(old_limit)
assert sys.getsizeof([]) > 0
assert sys.getsizeof(1) > 0
assert sys.intern("abc") == "abc"
assert sys.getswitchinterval() > 0
raises(TypeError, "intern() argument must be str, not int", sys.intern, 1)


class Capture:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text
        return len(text)

    def flush(self):
        pass


real, sys.stdout = sys.stdout, Capture()
print("captured", 1)
print("no newline", end="")
captured, sys.stdout = sys.stdout.text, real
assert captured == "captured 1\nno newline"
real, sys.stderr = sys.stderr, Capture()
try:
    1 / 0
except ZeroDivisionError:
    sys.excepthook(*sys.exc_info())
text, sys.stderr = sys.stderr.text, real
assert text.startswith("Traceback (most recent call last):\n")
assert text.endswith("ZeroDivisionError: division by zero\n")
assert sys.exception() is None and sys.implementation.name and sys.modules["sys"] is sys and "math" in sys.builtin_module_names or "sys" in sys.builtin_module_names
assert sys.call_tracing(lambda a: a + 1, (1,)) == 2
assert sys.audit("krait.test") is None
assert sys.gettrace() is None
assert sys.getprofile() is None

print("ok")
