"""Runs many programs in one process and says of each what it printed and how it ended; run by `compare.py` in every runtime.

    krait batch.py FOLDER SECONDS NAME...

SECONDS of processor time are what a program may take. For every name, `FOLDER/NAME.py` runs as `__main__`, and a line of JSON is written: the name, the
exception that ended it, and the output.
"""

import gc
import io
import json
import signal
import sys
import warnings

# Where results go; programs print elsewhere.
RESULTS = sys.stdout


class TooLong(BaseException):
    """A program that does not end; only raised where a limit is given."""


def stop(signum, frame):
    raise TooLong


def run(path):
    """What ended the program, and what it printed."""
    sys.stdout = output = io.StringIO()
    ended = None
    try:
        with open(path, encoding="utf-8") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
        exec(code, {"__name__": "__main__", "__builtins__": __builtins__})
    except TooLong:
        ended = "timed out"
    except SyntaxError as error:
        # Without the line: CPython has none for some.
        ended = f"SyntaxError: {error.msg}"
    except BaseException as error:
        ended = f"{type(error).__name__}: {error}"
    finally:
        sys.settrace(None)
        sys.stdout = RESULTS
    return ended, output.getvalue()


def main(folder, names, limit):
    warnings.simplefilter("ignore")
    if limit:
        signal.signal(signal.SIGVTALRM, stop)
    for name in names:
        if limit:
            # Again and again: a program may swallow the exception.
            signal.setitimer(signal.ITIMER_VIRTUAL, limit, 0.1)
        try:
            ended, output = run(f"{folder}/{name}.py")
        except TooLong:
            ended, output = "timed out", ""
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        RESULTS.write(json.dumps([name, ended, output]) + "\n")
        RESULTS.flush()
    gc.collect()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[3:], float(sys.argv[2]))
