"""Damages stored code and runs what is still let through: it must be refused or run, but not bring the interpreter down.

    krait tests/fuzz/bytecode.py SEED COUNT FILE...

The stored form is that of `runtime/src/bytecode/store.rs` inside `marshal`'s; checksums are made to fit. Code runs for a few
hundredths of a second, with few builtins. See `syntax.py` for FUZZ_STATUS and for a single case (`SEED=CASE`).
"""

import _imp
import builtins
import io
import marshal
import os
import random
import signal
import sys

KEY = 0x6B72_6169_7470_7963
# Modules that mutated programs may import: they leave the machine alone.
MODULES = {"math", "itertools", "functools", "collections", "operator", "re", "string", "types", "heapq", "bisect", "json", "copy", "abc", "enum", "typing",
           "contextlib", "random", "weakref", "array", "struct", "cmath", "dataclasses"}
FORBIDDEN = ("open", "exec", "eval", "compile", "input", "breakpoint", "exit", "quit", "help", "__import__")
SECONDS = 0.03


class Stored:
    """Where things stand in a stored unit."""

    def __init__(self, data):
        self.data = data
        self.at = 0
        self.instructions = []
        self.numbers = []
        self.unit()

    def number(self):
        start, n, shift = self.at, 0, 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            n |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if self.at == start + 1:
            self.numbers.append(start)
        return n

    def block(self):
        length = self.number()
        self.numbers.pop() if self.numbers and self.numbers[-1] == self.at - 1 else None
        self.at += length

    def unit(self):
        self.block()
        self.block()
        for _ in range(6):
            self.number()
        count = self.number()
        self.instructions.extend(range(self.at, self.at + 8 * count, 8))
        self.at += 8 * count
        self.number()
        self.block()
        for _ in range(self.number()):
            for _ in range(4):
                self.number()
        for _ in range(self.number()):
            self.constant()
        for _ in range(self.number()):
            self.block()
        for _ in range(self.number()):
            self.block()
            self.numbers.append(self.at)
            self.at += 1
        for _ in range(self.number()):
            self.number()
            self.unit()

    def constant(self):
        kind = self.data[self.at]
        self.numbers.append(self.at)
        self.at += 1
        if kind == 4:
            self.number()
        elif kind in (5, 8, 9):
            self.block()
        elif kind == 6:
            self.at += 8
        elif kind == 7:
            self.at += 16
        elif kind in (10, 11):
            for _ in range(self.number()):
                self.constant()


def blocks(data):
    """Tag, file name and unit of marshalled code."""
    out, at = [], 1
    for _ in range(3):
        length = int.from_bytes(data[at : at + 4], "little")
        out.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return out


def sealed(tag, filename, unit):
    parts = b"".join(len(part).to_bytes(4, "little") + part for part in (tag, filename, unit))
    return b"c" + parts + _imp.source_hash(KEY, unit)


def mutate(pick, stored):
    data = bytearray(stored.data)
    for _ in range(pick.choice((1, 1, 1, 2, 3, 6))):
        how = pick.random()
        at = pick.choice(stored.instructions)
        other = pick.choice(stored.instructions)
        field = at + pick.choice((2, 4, 6))
        if how < 0.15:
            data[at] = pick.randrange(200)
        elif how < 0.40:
            value = int.from_bytes(data[field : field + 2], "little") + pick.choice((-2, -1, 1, 1, 2, 4, 7))
            data[field : field + 2] = (value & 0xFFFF).to_bytes(2, "little")
        elif how < 0.50:
            source = other + pick.choice((2, 4, 6))
            data[field : field + 2] = data[source : source + 2]
        elif how < 0.55:
            data[at + 1] = pick.randrange(18)
        elif how < 0.65:
            data[at : at + 8], data[other : other + 8] = data[other : other + 8], data[at : at + 8]
        elif how < 0.75:
            data[at : at + 8] = data[other : other + 8]
        elif how < 0.95:
            place = pick.choice(stored.numbers)
            data[place] = max(0, min(127, data[place] + pick.choice((-3, -2, -1, 1, 2, 5))))
        else:
            data[pick.randrange(len(data))] = pick.randrange(256)
    if pick.random() < 0.02:
        del data[pick.randrange(len(data)) :]
    return bytes(data)


class Stop(BaseException):
    pass


def stop(*_):
    raise Stop


def guarded_import(name, *rest):
    if name.partition(".")[0] not in MODULES:
        raise ImportError(name)
    return __import__(name, *rest)


def run(code):
    """Runs code for a while: as a module, then the functions it made, with few arguments."""
    safe = {name: value for name, value in vars(builtins).items() if name not in FORBIDDEN}
    safe["__import__"] = guarded_import
    namespace = {"__name__": "case", "__builtins__": safe}
    out, sys.stdout = sys.stdout, io.StringIO()
    try:
        signal.setitimer(signal.ITIMER_REAL, SECONDS, SECONDS)
        exec(code, namespace)
        for value in list(namespace.values()):
            if hasattr(value, "__code__"):
                value(*[1, "a", [2], None][: value.__code__.co_argcount])
    except BaseException as error:
        # As a traceback would be shown.
        trace = error.__traceback__
        while trace is not None:
            trace.tb_lineno, dict(trace.tb_frame.f_locals) if trace.tb_frame.f_code.co_flags & 1 else None
            trace = trace.tb_next
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout = out


def main():
    seed, count, paths = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    seed, _, only = seed.partition("=")
    signal.signal(signal.SIGALRM, stop)
    originals = []
    # A few files a seed: reading them all takes longer than the cases.
    for path in random.Random(seed).sample(paths, min(12, len(paths))):
        with open(path, "rb") as file:
            tag, filename, unit = blocks(marshal.dumps(compile(file.read(), os.path.basename(path), "exec", dont_inherit=True)))
        if marshal.loads(sealed(tag, filename, unit)) is None:
            raise AssertionError("stored code is refused")
        originals.append((tag, filename, Stored(unit)))
    status = os.open(os.environ.get("FUZZ_STATUS", os.devnull), os.O_WRONLY | os.O_CREAT, 0o600)
    refused = ran = 0
    for number in [int(only)] if only else range(count):
        os.pwrite(status, b"%12d" % number, 0)
        pick = random.Random(f"{seed}:{number}")
        tag, filename, stored = pick.choice(originals)
        try:
            code = marshal.loads(sealed(tag, filename, mutate(pick, stored)))
        except (ValueError, EOFError, TypeError):
            refused += 1
            continue
        ran += 1
        try:
            run(code)
        except Stop:
            # It came too late for the inner handler.
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.stdout = sys.__stdout__
    print(f"{refused} refused, {ran} run")


if __name__ == "__main__":
    main()
