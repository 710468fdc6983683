"""`faulthandler`: tracebacks after a time and at signals, of all threads; `sys._current_frames`."""

import faulthandler
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time


def waits(seconds):
    time.sleep(seconds)


def written(file):
    file.seek(0)
    text = file.read().decode()
    file.seek(0)
    file.truncate()
    return re.sub("0x[0-9a-f]{16}", "ID", text)


with tempfile.TemporaryFile() as file:
    faulthandler.dump_traceback_later(0.05, repeat=True, file=file)
    waits(0.4)
    faulthandler.cancel_dump_traceback_later()
    text = written(file)
    blocks = re.findall(r"Timeout \(0:00:00.050000\)!\nThread ID \(most recent call first\):\n  File .* in waits\n", text)
    assert len(blocks) > 1, text
    time.sleep(0.1)
    assert written(file) == ""

    faulthandler.register(signal.SIGUSR1, file=file, all_threads=False)
    os.kill(os.getpid(), signal.SIGUSR1)
    assert faulthandler.unregister(signal.SIGUSR1) and not faulthandler.unregister(signal.SIGUSR1)
    text = written(file)
    assert text.startswith("Stack (most recent call first):\n  File ") and text.endswith("in <module>\n"), text

    # Chained to a handler of Python's.
    heard = []
    signal.signal(signal.SIGUSR1, lambda number, frame: heard.append(number))
    faulthandler.register(signal.SIGUSR1, file=file, chain=True)
    os.kill(os.getpid(), signal.SIGUSR1)
    assert heard == [signal.SIGUSR1] and "Current thread ID (most recent call first):\n" in written(file)
    faulthandler.unregister(signal.SIGUSR1)
    os.kill(os.getpid(), signal.SIGUSR1)
    assert heard == [signal.SIGUSR1] * 2 and written(file) == ""

    # All threads, that which began last.
    started, stop = threading.Event(), threading.Event()

    def other():
        secret = 42
        started.set()
        stop.wait()

    thread = threading.Thread(target=other)
    thread.start()
    started.wait()
    time.sleep(0.05)
    faulthandler.dump_traceback(file)
    text = written(file)
    assert re.search(r"^Thread ID \(most recent call first\):\n(.*\n)+.* in other\n(.*\n)+\nCurrent thread ID ", text), text

    frame = sys._current_frames()[thread.ident]
    names = []
    while frame:
        names.append(frame.f_code.co_name)
        if names[-1] == "other":
            assert frame.f_locals["secret"] == 42 and frame.f_lineno == other.__code__.co_firstlineno + 3
        frame = frame.f_back
    assert names[-4:] == ["other", "run", "_bootstrap_inner", "_bootstrap"], names
    assert sys._current_frames()[threading.get_ident()] is sys._getframe()
    stop.set()
    thread.join()

for call, problem in [
    (lambda: faulthandler.dump_traceback_later(0), "timeout must be greater than 0"),
    (lambda: faulthandler.register(0), "signal number out of range"),
    (lambda: faulthandler.register(signal.SIGSEGV), "signal 11 cannot be registered, use enable() instead"),
]:
    try:
        call()
    except (ValueError, RuntimeError) as error:
        assert str(error) == problem, error
    else:
        assert False, problem

# Faults end the process, and say where.
for call, name in [("_sigsegv", "Segmentation fault"), ("_sigfpe", "Floating point exception"), ("_sigabrt", "Aborted")]:
    script = f"import faulthandler\ndef inner():\n  faulthandler.{call}()\ninner()"
    ended = subprocess.run([sys.executable, "-X", "faulthandler", "-c", script], capture_output=True, text=True)
    assert ended.returncode < 0, ended
    head = f"Fatal Python error: {name}\n\nCurrent thread ID (most recent call first):\n"
    trace = '  File "<string>", line 3 in inner\n  File "<string>", line 4 in <module>\n'
    assert re.sub("0x[0-9a-f]{16}", "ID", ended.stderr).startswith(head + trace), ended.stderr
print("ok")
