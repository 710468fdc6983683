"""Runs a program's work again and again in one process and writes how long each time took.

    repeat.py TIMES ITERATIONS SECONDS PROGRAM [ARGUMENT ...]

A program of bench/suites is loaded once, and its `run(size)` is the work; of any other program the work is all of it. The work ends after
ITERATIONS times, or after SECONDS and at least three times. TIMES gets a line for each: begin and end, in nanoseconds of a monotonic clock.
What the work prints or returns must be the same each time; it is printed once. Needs nothing that Python 3.6 has not.
"""

import io
import sys
import time
import types

LEAST = 3


def suite_work(module, size):
    """What repeats a program of bench/suites, loaded as `module`."""
    name = module.__file__.replace("\\", "/").rsplit("/", 1)[-1][:-3]
    return lambda: "%s %s %s\n" % (name, size, module.run(size))


def script_work(code, path):
    """What repeats a whole program, as if it had been started."""
    def work():
        module = types.ModuleType("__main__")
        module.__file__ = path
        kept, sys.modules["__main__"] = sys.modules["__main__"], module
        printed, out = io.StringIO(), sys.stdout
        sys.stdout = printed
        try:
            exec(code, module.__dict__)
        except SystemExit as stop:
            if stop.code not in (None, 0):
                raise RuntimeError("exit code %r" % (stop.code,)) from None
        finally:
            sys.stdout = out
            sys.modules["__main__"] = kept
        return printed.getvalue()
    return work


def load(path, arguments):
    """The work of the program at a path."""
    with open(path, "rb") as file:
        source = file.read()
    code = compile(source, path, "exec")
    sys.argv = [path] + arguments
    sys.path[0] = path.replace("\\", "/").rpartition("/")[0] or "."
    if b"\nSMALL, DEFAULT = " not in source:
        return script_work(code, path)
    module = types.ModuleType("program")
    module.__file__ = path
    sys.modules["program"] = module
    exec(code, module.__dict__)
    return suite_work(module, int(arguments[0]))


def repeat(work, iterations, seconds, clock):
    """Times of each iteration, and what all of them gave."""
    times, first = [], None
    end = clock() + int(seconds * 1e9)
    while len(times) < iterations and (len(times) < LEAST or clock() < end):
        begin = clock()
        result = work()
        times.append((begin, clock()))
        if first is None:
            first = result
        elif result != first:
            raise RuntimeError("iteration %d gives %r, the first gave %r" % (len(times), result, first))
    return times, first


def main():
    times_path, iterations, seconds, path = sys.argv[1:5]
    times, result = repeat(load(path, sys.argv[5:]), int(iterations), float(seconds), time.perf_counter_ns)
    with open(times_path, "w") as file:
        for begin, end in times:
            file.write("%d %d\n" % (begin, end))
    sys.stdout.write(result)


main()
