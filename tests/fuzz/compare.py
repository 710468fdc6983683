"""Runs generated programs in CPython and in krait; shows and shrinks the first that differ.

    python3.12 tests/fuzz/compare.py --krait target/debug/krait [--seeds 200] [--start 0] [--limit 10] [--modes all] [-- ARG...]

The CPython that runs this file is the one compared with. `--modes` names ways to run krait, separated by commas: see MODES.
Arguments after `--` go to krait too. Failing programs are written, as small as they get, to --out (default: a folder
below the system's one for temporary files), and the exit code is 1.
"""

import argparse
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import warnings

import generate

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def outcome(command, path, limit):
    """What a program printed and how it ended; standard error only tells of crashes. `limit` counts seconds of processor time."""

    def restrict():
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))

    try:
        done = subprocess.run([*command, path], capture_output=True, timeout=30 * limit, env=ENVIRONMENT, preexec_fn=restrict)
    except subprocess.TimeoutExpired:
        return "timed out"
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timed out"
    last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
    return done.returncode, done.stdout.decode(errors="replace"), last if done.returncode else []


# Krait's options by name of a mode.
MODES = {
    "interpreter": [],
    "jit": ["-X", "jit=on", "--jit-threshold=1"],
    "deopt": ["-X", "jit=on", "--jit-threshold=1", "--check=deopt-stress"],
    "gc": ["--check=gc-stress:13"],
    "jit-gc": ["-X", "jit=on", "--jit-threshold=1", "--check=gc-stress:13"],
}


class Comparison:
    def __init__(self, krait, modes, limit, folder):
        self.krait = krait
        self.modes = modes
        self.limit = limit
        self.path = str(pathlib.Path(folder) / "candidate.py")

    def differs(self, source, modes=None):
        """The mode and both outcomes when one differs; a program that CPython does not finish proves nothing."""
        pathlib.Path(self.path).write_text(source)
        expected = outcome([sys.executable], self.path, self.limit)
        if expected == "timed out":
            return None
        for mode in modes or self.modes:
            actual = outcome([*self.krait[:1], *MODES[mode], *self.krait[1:]], self.path, self.limit * 3)
            if actual != expected:
                return mode, expected, actual
        return None


def shrunk(source, still_fails):
    """Removes lines with all that is nested in them, as long as the program goes on to fail."""
    lines = source.splitlines()
    changed = True
    while changed:
        changed = False
        at = 0
        while at < len(lines):
            end = at + 1
            depth = indentation(lines[at])
            while end < len(lines) and (not lines[end].strip() or indentation(lines[end]) > depth):
                end += 1
            for replacement in ([], [" " * depth + "pass"]):
                if lines[at:end] == replacement:
                    continue
                candidate = lines[:at] + replacement + lines[end:]
                if valid(candidate) and still_fails("\n".join(candidate) + "\n"):
                    lines = candidate
                    changed = True
                    break
            else:
                at += 1
    return "\n".join(lines) + "\n"


def indentation(line):
    return len(line) - len(line.lstrip())


def valid(lines):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile("\n".join(lines), "candidate", "exec")
    except SyntaxError:
        return False
    return True


def first_difference(expected, actual):
    if "timed out" in (expected, actual):
        return f"CPython: {expected!r:.200}\nkrait:   {actual!r:.200}"
    for number, (a, b) in enumerate(zip(expected[1].splitlines(), actual[1].splitlines()), 1):
        if a != b:
            return f"output line {number}\nCPython: {a:.300}\nkrait:   {b:.300}"
    return f"CPython: exit {expected[0]}, {len(expected[1])} bytes {expected[2]}\n" \
           f"krait:   exit {actual[0]}, {len(actual[1])} bytes {actual[2]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--krait", required=True)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--limit", type=int, default=10)
    parser.add_argument("--failures", type=int, default=3, help="stop after so many")
    parser.add_argument("--modes", default="interpreter", help=f"of {', '.join(MODES)}, or all")
    parser.add_argument("--whole", action="store_true", help="leave failing programs as large as they are")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "krait-fuzz")
    parser.add_argument("arguments", nargs="*", help="for krait, after --")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    modes = list(MODES) if options.modes == "all" else options.modes.split(",")
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison([options.krait, *options.arguments], modes, options.limit, folder)
        for seed in range(options.start, options.start + options.seeds):
            if seed % 100 == 0 and seed > options.start:
                print(f"{seed - options.start} programs, {failures} differ", file=sys.stderr, flush=True)
            source = generate.program(seed)
            difference = comparison.differs(source)
            if difference is None:
                continue
            failures += 1
            mode = difference[0]
            small = source if options.whole else shrunk(source, lambda text: comparison.differs(text, [mode]) is not None)
            path = options.out / f"seed{seed}.py"
            path.write_text(small)
            print(f"seed {seed} differs ({mode}), shrunk from {source.count(chr(10))} to {small.count(chr(10))} lines: {path}")
            difference = comparison.differs(small, [mode])
            print(first_difference(*difference[1:]) if difference else "does not fail every time", flush=True)
            if failures == options.failures:
                break
        else:
            print(f"{options.seeds} programs, {failures} differ")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
