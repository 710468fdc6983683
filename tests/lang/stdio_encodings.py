"""Standard streams in encodings of the library, and what a session or a start says that ends at once."""

import os
import subprocess
import sys


def run(*arguments, encoding=None, given=b""):
    env = dict(os.environ)
    env.pop("PYTHONIOENCODING", None)
    if encoding is not None:
        env["PYTHONIOENCODING"] = encoding
    done = subprocess.run([sys.executable, *arguments], input=given, capture_output=True, env=env)
    return done.returncode, done.stdout, done.stderr


ECHO = "import sys; print(ascii(sys.stdin.read()), '\\u00e9\\u20ac', sys.stdout.encoding, sys.stdout.errors)"
assert run("-c", ECHO, encoding="cp1252", given=b"\x80") == (0, b"'\\u20ac' \xe9\x80 cp1252 strict\n", b"")
assert run("-c", ECHO, encoding="iso8859-15", given=b"\xa4") == (0, b"'\\u20ac' \xe9\xa4 iso8859-15 strict\n", b"")
assert run("-c", ECHO, encoding="koi8-r:replace", given=b"\xd1") == (0, b"'\\u044f' ?? koi8-r replace\n", b"")
assert run("-c", ECHO, encoding="iso8859-1:replace", given=b"\xd1") == (0, b"'\\xd1' \xe9? iso8859-1 replace\n", b"")
assert run("-c", "print('ab'); print('c')", encoding="utf-16-le") == (0, "ab\nc\n".encode("utf-16-le"), b"")
assert run("-c", "print('ab'); print('c')", encoding="utf-16") == (0, "ab\nc\n".encode("utf-16")[2:], b"")

status, out, error = run("-c", "print('never')", encoding="bogus")
assert (status, out) == (1, b""), (status, out)
lines = error.decode().splitlines()
assert lines[0] == (
    "Fatal Python error: init_stdio_encoding: failed to get the Python codec name of the stdio encoding"
), lines
assert lines[2] == "LookupError: unknown encoding: bogus", lines

# A session ends its line when its input ends.
status, out, error = run("-i", "-q", "-c", "x = 1", given=b"print(x)\n")
assert (status, out, error) == (0, b"1\n", b">>> >>> \n"), (status, out, error)

# CPython tells where in a file a null byte is, and not where in a text.
status, out, error = run("-", given=b"print(1)\nx = 2\0\n")
assert (status, out) == (1, b""), (status, out)
assert error.decode().splitlines() == [
    '  File "<stdin>", line 2',
    "    x = 2",
    "SyntaxError: source code cannot contain null bytes",
], error
for text in "x = 1\0", b"x = 1\0", b"\xff\0":
    try:
        compile(text, "f", "exec")
    except SyntaxError as error:
        assert error.args == ("source code string cannot contain null bytes",), error.args
    else:
        raise AssertionError

print("ok")
