"""Compares krait's syntax trees, positions included, with those of the Python that runs this script.

    cargo build --release -p krait-parser --example serve
    python3.12 tests/fuzz/trees.py target/release/examples/serve [FILE or FOLDER ...]

Without arguments it reads every file of CPython's own library and test-suite. Files that CPython itself does not parse must
fail in krait too, with the same class, message and place.
"""

import ast
import pathlib
import subprocess
import sys
import warnings


def files(arguments):
    folders = arguments or [pathlib.Path(ast.__file__).parent]
    for folder in map(pathlib.Path, folders):
        yield from sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]


def expected(path):
    source = path.read_bytes()
    try:
        return "ok", ast.dump(ast.parse(source, str(path)), include_attributes=True)
    except SyntaxError as error:
        place = f"{error.lineno} {error.offset} {error.end_lineno} {error.end_offset}"
        return "error", f"{type(error).__name__}\n{error.msg}\n{place}"


def ask(parser, path):
    parser.stdin.write(f"exec\t{path}\n".encode())
    parser.stdin.flush()
    status, length = parser.stdout.readline().decode().split()
    answer = parser.stdout.read(int(length)).decode("utf-8", "surrogatepass")
    return status, answer if status == "ok" else "\n".join(answer.split("\n")[:3])


def first_difference(a, b):
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return f"  CPython …{a[max(0, at - 60):at + 100]}\n  krait   …{b[max(0, at - 60):at + 100]}"


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10_000)
    parser = subprocess.Popen(sys.argv[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    total = different = invalid = 0
    for path in files(sys.argv[2:]):
        want, got = expected(path), ask(parser, path)
        total += 1
        invalid += want[0] == "error"
        # An error without a place has its own rules in CPython; its class and message count.
        if want != got and not (want[0] == got[0] == "error" and want[1].split("\n")[:2] == got[1].split("\n")[:2]):
            different += 1
            print(path)
            print(first_difference(*(side[1] if want[0] == got[0] else str(side) for side in (want, got))))
    print(f"{total} files ({invalid} of them invalid): {total - different} equal, {different} different")
    return different > 0


if __name__ == "__main__":
    sys.exit(main())
