"""Runs `syntax.py` or `bytecode.py` in krait, seed by seed, and says which cases brought it down.

    python3.12 tests/fuzz/fuzz.py --krait target/debug/krait syntax|bytecode [--seconds 600] [--start 0] [--cases 2000] FILE|FOLDER...

A finding is a crash, a panic, an exception that should not be, or a case that takes longer than --limit seconds; the exit
code is 1 if there are any. What `syntax` compiles is compared with the CPython that runs this file when --compare is given.
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent


class Seed:
    """The cases of one seed, run in krait until one brings it down."""

    def __init__(self, options, seed, status):
        script = HERE / f"{options.what}.py"
        self.command = [str(script), str(seed), str(options.cases), *options.paths]
        self.environment = {**os.environ, "FUZZ_STATUS": status}
        self.status = pathlib.Path(status)
        self.limit = options.limit

    def run(self, program, extra=()):
        """Output and, when it failed, what went wrong."""
        self.status.write_text("0")
        process = subprocess.Popen([*program, *self.command, *extra], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            return self.watch(process)
        finally:
            # Also when this process is told to end: what hangs would run for ever.
            process.kill()

    def watch(self, process):
        last, since = None, time.monotonic()
        while True:
            try:
                out, err = process.communicate(timeout=1)
                break
            except subprocess.TimeoutExpired:
                case = self.status.read_text()
                if case != last:
                    last, since = case, time.monotonic()
                elif time.monotonic() - since > self.limit:
                    process.kill()
                    process.communicate()
                    return "", f"case {self.status.read_text().strip()} takes longer than {self.limit} s"
        if process.returncode != 0:
            tail = " | ".join(err.decode(errors="replace").strip().splitlines()[-4:])
            return "", f"case {self.status.read_text().strip()} ends with {process.returncode}: {tail}"
        return out.decode(), None


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--krait", required=True)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--limit", type=float, default=20)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--option", action="append", default=[], help="for krait")
    parser.add_argument("what", choices=("syntax", "bytecode"))
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    end, seed, findings = time.monotonic() + options.seconds, options.start, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            one = Seed(options, seed, os.path.join(folder, "status"))
            extra = ["--outcomes"] if options.compare else []
            out, finding = one.run([options.krait, *options.option], extra)
            if finding:
                findings += 1
                print(f"seed {seed}: {finding}", flush=True)
            elif options.compare:
                expected, _ = one.run([sys.executable], extra)
                for mine, theirs in zip(out.splitlines(), expected.splitlines()):
                    if ("compiles" in mine) != ("compiles" in theirs):
                        findings += 1
                        print(f"seed {seed}: krait says {mine}, CPython {theirs}", flush=True)
            seed += 1
    print(f"{seed - options.start} seeds of {options.cases} cases, {findings} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
