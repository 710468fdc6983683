"""Programs whose surroundings fail them: closed or full files, odd streams, ignored signals, sizes beyond the machine."""
import os
import subprocess
import sys


def run(program, shell="{} -c {}", **options):
    """Exit code, output, last line of the errors."""
    quoted = "'" + program.replace("'", "'\\''") + "'"
    done = subprocess.run(["sh", "-c", shell.format(sys.executable, quoted)], capture_output=True, text=True, **options)
    return done.returncode, done.stdout, done.stderr.strip().splitlines()[-1:]


os.environ.pop("PYTHONUNBUFFERED", None)
NOTHING = (0, "", [])
assert run("print(1)", "{} -c {} >&-") == NOTHING
assert run("import sys; print(sys.stdout, sys.__stdout__, file=sys.stderr)", "{} -c {} >&-") == (0, "", ["None None"])
assert run("import sys; print(sys.stderr); raise ValueError", "{} -c {} 2>&-") == (1, "None\n", [])
assert run("input()", "{} -c {} <&-") == (1, "", ["RuntimeError: input(): lost sys.stdin"])
assert run("print(1)", "{} -c {} >/dev/full") == (120, "", ["OSError: [Errno 28] No space left on device"])
assert run("print(1, flush=True)", "{} -c {} >/dev/full")[0] == 120
assert run("f = open('/dev/full', 'w'); f.write('x'); f.close()") == (1, "", ["OSError: [Errno 28] No space left on device"])
assert run("for i in range(10 ** 5): print(i)", "{} -c {} | head -n 1") == (0, "0\n", ["BrokenPipeError: [Errno 32] Broken pipe"])
assert run("open('/')") == (1, "", ["IsADirectoryError: [Errno 21] Is a directory: '/'"])
assert run("import sys; sys.stdout = None; print(1); sys.stderr = None; raise ValueError") == (1, "", [])

# Streams that are no files.
program = "import sys\nclass W:\n    def write(self, text): raise OSError(5, 'no')\nsys.{} = W()\n{}"
assert run(program.format("stdout", "print(1)"))[0] == 120
assert run(program.format("stderr", "pass")) == (120, "", [])

# Signals that whoever started the program has it ignore.
program = "import os, signal\nprint(signal.getsignal(2) == signal.SIG_IGN)\nos.kill(os.getpid(), 2)\nprint('alive')"
assert run(program, "trap '' INT; {} -c {}") == (0, "True\nalive\n", [])
program = "import os\ntry:\n    os.kill(os.getpid(), 2)\n    while True: pass\nfinally:\n    print('finally')"
assert run(program, "exec {} -c {}") == (-2, "finally\n", ["KeyboardInterrupt"])

# What atexit's callbacks raise is reported, whatever it is.
assert run("import atexit, sys\natexit.register(sys.exit, 3)") == (0, "", ["SystemExit: 3"])


def out_of_memory(make):
    try:
        make()
    except MemoryError:
        return True
    return False


HUGE = 10**14
for make in (
    lambda: b"a" * HUGE, lambda: "a" * HUGE, lambda: [0] * HUGE, lambda: (0,) * HUGE, lambda: bytes(HUGE), lambda: bytearray(HUGE),
    lambda: bytearray(b"a") * HUGE, lambda: list(range(HUGE)), lambda: "%100000000000000d" % 3, lambda: f"{3:100000000000000}",
    lambda: "a".ljust(HUGE), lambda: b"a".zfill(HUGE), lambda: (1).to_bytes(HUGE), lambda: format(1.5, "100000000000000"),
):
    assert out_of_memory(make)
print("ok")
