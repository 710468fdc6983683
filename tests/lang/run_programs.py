# Running programs with subprocess.
import errno
import os
import signal
import subprocess


def fails(kind, text, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except kind as error:
        assert str(error) == text, (str(error), text)
        return error
    raise AssertionError(f"{kind} expected")


run = subprocess.run(["sh", "-c", "cat; echo err >&2; exit 3"], input="hello", capture_output=True, text=True)
assert (run.returncode, run.stdout, run.stderr) == (3, "hello", "err\n")
assert subprocess.check_output(["pwd"], cwd="/", env={"PATH": os.environ["PATH"]}) == b"/\n"
error = fails(FileNotFoundError, "[Errno 2] No such file or directory: '/no/such'", subprocess.run, ["/no/such"])
assert error.errno == errno.ENOENT
process = subprocess.Popen(["sleep", "10"], start_new_session=True)
process.terminate()
assert process.wait() == -signal.SIGTERM
print("ok")
