"""Runs generated programs in CPython and in krait; shows and shrinks those that differ.

    python3.12 tests/fuzz/compare.py --krait target/debug/krait [--seeds 1000] [--start 0] [--kind hot] [--modes all] [-- ARG...]

The CPython that runs this file is the one compared with. `--modes` names ways to run krait, separated by commas: see MODES;
`--kind` what programs are like: see generate.KINDS. Programs run many to a process (`batch.py`); the rest of a batch goes on in a
new process when one crashes. Arguments after `--` go to krait too. Failing programs are written, as small as they get, to
--out (default: a folder below the system's one for temporary files), and the exit code is 1.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import select
import subprocess
import sys
import tempfile
import time

import generate
from shrink import shrunk

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"PYTHONHASHSEED": "0"}
BATCH = str(pathlib.Path(__file__).with_name("batch.py"))
# What objects have no text for.
ADDRESS = re.compile(b"0x[0-9a-f]{6,}")
# Addresses a process may use: krait reserves many.
MEMORY = 8 << 30

# Krait's options by name of a mode, and how much longer than CPython a program may take.
MODES = {
    "interpreter": (["-X", "jit=off"], 3),
    "jit": (["--jit-threshold=1"], 6),
    "jit3": (["--jit-threshold=3"], 6),
    "jit20": (["--jit-threshold=20"], 6),
    "default": ([], 3),
    "deopt": (["--jit-threshold=1", "--check=deopt-stress"], 10),
    "deopt8": (["--jit-threshold=8", "--check=deopt-stress"], 10),
    "gc": (["-X", "jit=off", "--check=gc-stress:13"], 100),
    "jit-gc": (["--jit-threshold=1", "--check=gc-stress:13"], 100),
    "jit8-gc": (["--jit-threshold=8", "--check=gc-stress:7"], 100),
}


class Batch:
    """Programs in a folder, run many to a process."""

    def __init__(self, folder, limit):
        self.folder = folder
        # Seconds of processor time that a program may take in CPython.
        self.limit = limit

    def write(self, name, source):
        pathlib.Path(self.folder, f"{name}.py").write_text(source)

    def run(self, command, names, patience=1):
        """What ended each program and what it printed, by name."""
        outcomes = {}
        left = list(names)
        limit = self.limit * patience
        while left:
            with tempfile.TemporaryFile() as errors:
                process = subprocess.Popen(
                    [*command, BATCH, self.folder, str(limit), *left], stdout=subprocess.PIPE, stderr=errors, env=ENVIRONMENT,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)))
                crash = self.read(process, outcomes, left, limit)
                if left:
                    # What ran when the process ended is to blame.
                    errors.seek(0)
                    tail = errors.read().decode(errors="replace").strip().splitlines()[-3:]
                    outcomes[left.pop(0)] = crash, " | ".join(tail)
        return outcomes

    def read(self, process, outcomes, left, limit):
        """Takes results until the process ends, and says how it did."""
        pending = b""
        since = time.monotonic()
        while True:
            ready, _, _ = select.select([process.stdout], [], [], 5)
            if ready:
                piece = os.read(process.stdout.fileno(), 1 << 20)
                if not piece:
                    process.wait()
                    process.stdout.close()
                    return f"crashed ({process.returncode})"
                *lines, pending = (pending + piece).split(b"\n")
                for line in lines:
                    name, ended, output = json.loads(ADDRESS.sub(b"0x", line))
                    assert name == left.pop(0)
                    outcomes[name] = ended, output
                    since = time.monotonic()
            elif time.monotonic() - since > 10 * limit + 20:
                process.kill()
                process.wait()
                process.stdout.close()
                return "hangs"


class Comparison:
    def __init__(self, krait, modes, batch):
        self.krait = krait
        self.modes = modes
        self.batch = batch

    def command(self, mode):
        return [*self.krait[:1], *MODES[mode][0], *self.krait[1:]]

    def differing(self, names):
        """Name, mode and both outcomes of what differs; a program that CPython does not finish proves nothing."""
        expected = self.batch.run([sys.executable], names)
        crashes = [name for name in names if (expected[name][0] or "").startswith("crashed")]
        assert not crashes, expected[crashes[0]]
        names = [name for name in names if expected[name][0] != "timed out"]
        for mode in self.modes:
            actual = self.batch.run(self.command(mode), names, MODES[mode][1])
            for name in names:
                if actual[name] != expected[name]:
                    yield name, mode, expected[name], actual[name]

    def differs(self, source, mode):
        """Both outcomes when one program by itself differs."""
        self.batch.write("candidate", source)
        return next(((expected, actual) for _, _, expected, actual in Comparison(self.krait, [mode], self.batch).differing(["candidate"])), None)

    def failing(self, sources, mode):
        """Which of some programs differ."""
        names = [f"candidate{number}" for number in range(len(sources))]
        for name, source in zip(names, sources):
            self.batch.write(name, source)
        found = {name for name, *_ in Comparison(self.krait, [mode], self.batch).differing(names)}
        return [name in found for name in names]


def first_difference(expected, actual):
    if expected[0] == actual[0]:
        for number, (a, b) in enumerate(zip(expected[1].splitlines(), actual[1].splitlines()), 1):
            if a != b:
                return f"output line {number}\nCPython: {a:.300}\nkrait:   {b:.300}"
    return f"CPython: {expected[0]}, {len(expected[1])} characters\nkrait:   {actual[0]}, {len(actual[1])} characters, {actual[1][-300:]!r}"


def report(options, comparison, seed, mode, expected, actual):
    source = generate.program(seed, options.kind)
    path = options.out / f"{options.kind}{seed}-{mode}.py"
    alone = comparison.differs(source, mode)
    if alone is None:
        path.write_text(source)
        print(f"seed {seed} differs ({mode}) only after the programs before it: {path}")
        print(first_difference(expected, actual), flush=True)
        return
    small = source if options.whole else shrunk(source, lambda texts: comparison.failing(texts, mode))
    path.write_text(small)
    print(f"seed {seed} differs ({mode}), shrunk from {source.count(chr(10))} to {small.count(chr(10))} lines: {path}")
    again = comparison.differs(small, mode)
    print(first_difference(*again) if again else "does not fail every time", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--krait", required=True)
    parser.add_argument("--kind", default="small", choices=generate.KINDS)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--batch", type=int, default=100, help="programs to a process")
    parser.add_argument("--limit", type=float, default=5, help="seconds of processor time in CPython")
    parser.add_argument("--failures", type=int, default=3, help="stop after so many")
    parser.add_argument("--modes", default="interpreter", help=f"of {', '.join(MODES)}, or all")
    parser.add_argument("--whole", action="store_true", help="leave failing programs as large as they are")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "krait-fuzz")
    parser.add_argument("arguments", nargs="*", help="for krait, after --")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    modes = list(MODES) if options.modes == "all" else options.modes.split(",")
    failures = 0
    done = options.start
    end = options.start + options.seeds
    with tempfile.TemporaryDirectory() as folder:
        batch = Batch(folder, options.limit)
        comparison = Comparison([options.krait, *options.arguments], modes, batch)
        while done < end and failures < options.failures:
            seeds = range(done, min(done + options.batch, end))
            for seed in seeds:
                batch.write(f"{seed}", generate.program(seed, options.kind))
            failed = set()
            for name, mode, expected, actual in comparison.differing([f"{seed}" for seed in seeds]):
                if name not in failed and failures < options.failures:
                    failed.add(name)
                    failures += 1
                    report(options, comparison, int(name), mode, expected, actual)
            done = seeds.stop
            for seed in seeds:
                pathlib.Path(folder, f"{seed}.py").unlink()
            print(f"{done - options.start} programs, {failures} differ", file=sys.stderr, flush=True)
    print(f"{done - options.start} programs ({options.kind}) in {', '.join(modes)}: {failures} differ")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
