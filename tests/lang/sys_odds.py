"""Odds and ends of `sys`: statuses, limits of tracebacks, what threads handle."""

import subprocess
import sys
import threading

try:
    sys.exit((42,))
except SystemExit as error:
    assert error.code == 42 and error.args == (42,)

flags = sys.getdlopenflags()
sys.setdlopenflags(flags + 1)
assert sys.getdlopenflags() == flags + 1
sys.setdlopenflags(flags)

hook = sys.displayhook
del sys.displayhook
try:
    eval(compile("42", "<string>", "single"))
except RuntimeError as error:
    assert str(error) == "lost sys.displayhook"
else:
    assert False
sys.displayhook = hook

script = "import sys\nsys.tracebacklimit = {}\ndef f():\n  1 / 0\ndef g():\n  f()\ng()"
lines = ['  File "<string>", line 7, in <module>', '  File "<string>", line 6, in g', '  File "<string>", line 4, in f']
for limit, shown in [(10, lines), (2, lines[1:]), (1, lines[2:]), (0, []), (-1, []), (1 << 100, lines), (-1 << 100, [])]:
    ended = subprocess.run([sys.executable, "-c", script.format(limit)], capture_output=True, text=True)
    head = ["Traceback (most recent call last):"] if shown else []
    assert ended.stderr.splitlines() == head + shown + ["ZeroDivisionError: division by zero"], (limit, ended.stderr)

ready, done = threading.Event(), threading.Event()


def handle():
    try:
        raise KeyError("other")
    except KeyError:
        ready.set()
        done.wait()


thread = threading.Thread(target=handle)
thread.start()
ready.wait()
handled = sys._current_exceptions()
assert repr(handled[thread.ident]) == "KeyError('other')" and handled[threading.get_ident()] is None
done.set()
thread.join()
print("ok")
