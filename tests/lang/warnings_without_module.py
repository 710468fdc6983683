"""Warnings that builtins issue are shown by programs that never import `warnings`, once a place and as the filters say."""
import subprocess
import sys

PROGRAM = """
def f(x):
    return ~x
for _ in range(3): f(True)
class Odd:
    def __index__(self): return True
    def __complex__(self): return C(1)
class C(complex): pass
complex(Odd())
[1, 2][Odd()]
"""


def run(*args):
    done = subprocess.run([sys.executable, *args], capture_output=True, text=True)
    return done.returncode, [line for line in done.stderr.splitlines() if "Warning" in line or "Error" in line]


INVERSION = "DeprecationWarning: Bitwise inversion '~' on bool is deprecated."
code, lines = run("-c", PROGRAM)
assert code == 0 and len(lines) == 3, lines
assert lines[0].startswith("<string>:3: " + INVERSION) and "<string>:9: DeprecationWarning: " in lines[1], lines
assert run("-W", "ignore", "-c", PROGRAM) == (0, [])
code, lines = run("-W", "error", "-c", PROGRAM)
assert code == 1 and lines[-1].startswith(INVERSION), lines
code, lines = run("-W", "always", "-c", PROGRAM)
assert code == 0 and len(lines) == 5, lines
print("ok")
