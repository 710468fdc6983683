"""Stands in for pyperf, so that the programs of pyperformance run without it, once and in this process.

The environment says what to do: BENCH_TIMES names a file that gets a line for each iteration, begin and end in nanoseconds;
BENCH_ITERATIONS and BENCH_SECONDS say when to stop (default: one iteration); BENCH_LOOPS names a file of benchmarks and how many
calls make an iteration. Runs that find no such file write it, so that other runtimes do the same work.
"""

import argparse
import os
import sys
import time

perf_counter = time.perf_counter
VERSION = (2, 11, 0)
__version__ = "2.11.0"

# An iteration takes about as many seconds in the runtime that says how many calls it is.
ITERATION = 0.05
LEAST = 3


class _Loops:
    """How many calls make an iteration, by benchmark; kept in a file that other runtimes read."""

    def __init__(self, path):
        self.path, self.known = path, {}
        if path and os.path.exists(path):
            with open(path) as file:
                for line in file:
                    name, _, count = line.rstrip("\n").rpartition(" ")
                    self.known[name] = int(count)

    def of(self, name, call):
        if name not in self.known:
            count = 1
            while self.path and call(count) < ITERATION / 2 and count < 1 << 20:
                count *= 2
            self.known[name] = count
            if self.path:
                with open(self.path, "a") as file:
                    file.write("%s %d\n" % (name, count))
        return self.known[name]


class Runner:
    """What a benchmark program makes one of, gives options to, and hands its functions to."""

    def __init__(self, values=None, processes=None, loops=0, min_time=0.1, metadata=None, show_name=True,
                 program_args=None, add_cmdline_args=None, _argparser=None, warmups=None):
        self.metadata = dict(metadata or {})
        self.argparser = _argparser or argparse.ArgumentParser()
        self.args = None
        self._loops = _Loops(os.environ.get("BENCH_LOOPS"))
        self._iterations = int(os.environ.get("BENCH_ITERATIONS", 1))
        self._seconds = float(os.environ.get("BENCH_SECONDS", 0))
        self._times = os.environ.get("BENCH_TIMES")

    def parse_args(self, args=None):
        if self.args is None:
            self.args = self.argparser.parse_args(args)
        return self.args

    def bench_func(self, name, func, *args, inner_loops=None, metadata=None):
        """An iteration calls `func(*args)` so many times."""
        def call(loops):
            begin = perf_counter()
            for _ in range(loops):
                func(*args)
            return perf_counter() - begin
        return self._bench(name, call)

    def bench_time_func(self, name, time_func, *args, inner_loops=None, metadata=None):
        """An iteration is one call of `time_func(loops, *args)`, which says how long it took."""
        return self._bench(name, lambda loops: time_func(loops, *args))

    def bench_async_func(self, name, func, *args, inner_loops=None, metadata=None, loop_factory=None):
        """An iteration awaits `func(*args)` so many times."""
        import asyncio

        async def timed(loops):
            begin = perf_counter()
            for _ in range(loops):
                await func(*args)
            return perf_counter() - begin

        def call(loops):
            if loop_factory is None:
                return asyncio.run(timed(loops))
            loop = loop_factory()
            try:
                return loop.run_until_complete(timed(loops))
            finally:
                loop.close()
        return self._bench(name, call)

    def bench_command(self, name, command):
        """An iteration runs a command."""
        import subprocess

        def call(loops):
            begin = perf_counter()
            for _ in range(loops):
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            return perf_counter() - begin
        return self._bench(name, call)

    def timeit(self, name, stmt=None, setup="pass", teardown="pass", inner_loops=None, duplicate=None, metadata=None,
               globals=None):
        """An iteration runs a statement."""
        import timeit
        timer = timeit.Timer(stmt or name, setup, globals=globals)
        return self._bench(name, timer.timeit)

    def _bench(self, name, call):
        self.parse_args()
        loops = self._loops.of(name, call)
        times = []
        end = time.perf_counter() + self._seconds
        while len(times) < self._iterations and (len(times) < LEAST or time.perf_counter() < end):
            begin = time.perf_counter_ns()
            took = call(loops)
            times.append((begin, begin + int(took * 1e9)))
        if self._times:
            with open(self._times, "a") as file:
                file.write("# %s\n" % name)
                for begin, finish in times:
                    file.write("%d %d\n" % (begin, finish))
        print(name)
        return None


def python_implementation():
    return sys.implementation.name


def python_has_jit():
    return sys.implementation.name in ("pypy", "krait")
