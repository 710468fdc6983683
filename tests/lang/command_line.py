import os
import sys

ROOT = f"/tmp/krait_command_line_{os.getpid()}"
os.mkdir(ROOT)


def run(*arguments, stdin="", **variables):
    """Runs the interpreter; status, what it wrote."""
    out, given = f"{ROOT}/out", f"{ROOT}/in"
    write(given, stdin)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | variables
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(given, os.O_RDONLY), 0)
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, *arguments], environment)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    handle = os.open(out, os.O_RDONLY)
    text = os.read(handle, 100000).decode()
    os.close(handle)
    return status, text


def write(path, text):
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.write(handle, text.encode())
    os.close(handle)


def check(expected, *arguments, status=0, **rest):
    got = run(*arguments, **rest)
    assert got == (status, expected), (arguments, got)


check("Python 3.12.1\n", "-V")
check("['-c', 'a', '-x'] True\n", "-Ic", "import sys; print(sys.argv, sys.flags.isolated == 1)", "a", "-x")
check("2 False\n", "-OO", "-c", "import sys; print(sys.flags.optimize, __debug__)")
check("1 1 True\n", "-c", "import sys; print(sys.flags.optimize, sys.flags.verbose if 0 else 1, sys.dont_write_bytecode)",
      PYTHONOPTIMIZE="1", PYTHONDONTWRITEBYTECODE="x")
check("0 False\n", "-E", "-c", "import sys; print(sys.flags.optimize, sys.dont_write_bytecode)",
      PYTHONOPTIMIZE="1", PYTHONDONTWRITEBYTECODE="x")
check("['default', 'ignore', 'error::BytesWarning'] {'a': 'b', 'c': True}\n", "-bb", "-Wignore", "-Xa=b", "-X", "c", "-c",
      "import sys; print(sys.warnoptions, sys._xoptions)", PYTHONWARNINGS="default")
check("4\n", "-", stdin="print(2 + 2)")
check("4\n", stdin="print(2 + 2)")
check("", "-c", "raise SystemExit", status=0)
check("", "-c", "raise SystemExit(5)", status=5)
check("over\n", "-c", "raise SystemExit('over')", status=1)
check("bye\n", "-c", "import atexit; atexit.register(print, 'bye')")

write(f"{ROOT}/script.py", "import sys\nprint(__name__, __file__, sys.argv, sys.path[0], __spec__)")
check(f"__main__ {ROOT}/script.py ['script.py', '1'] {ROOT} None\n", "script.py", "1")
write(f"{ROOT}/shebang.py", "not python at all\nprint('fine')")
check("fine\n", "-x", "shebang.py")
os.mkdir(f"{ROOT}/folder")
write(f"{ROOT}/folder/__main__.py", "import sys\nprint(__package__ == '', sys.path[0], __spec__.name)")
check(f"True {ROOT}/folder __main__\n", "folder")
write(f"{ROOT}/folder/__init__.py", "")
write(f"{ROOT}/folder/part.py", "import sys\nprint(__name__, __package__, sys.argv[0])")
check(f"__main__ folder {ROOT}/folder/part.py\n", "-m", "folder.part")
check(f"False {ROOT} folder.__main__\n", "-m", "folder")

code, text = run("missing.py")
assert code == 2 and text.endswith(f": can't open file '{ROOT}/missing.py': [Errno 2] No such file or directory\n"), text
code, text = run("-m", "missing_module")
assert code == 1 and text.endswith(": No module named missing_module\n"), text
code, text = run("-Z")
assert code == 2 and text.startswith("Unknown option: -Z\nusage: "), text
code, text = run("-X", "int_max_str_digits=5", "-c", "")
assert code == 1 and text.startswith("Fatal Python error: config_init_int_max_str_digits: "), text

code, text = run("-i", "-q", stdin="x = 1\nx\nif x:\n    print(x + 2)\n\nx / 0\nexit(4)\n")
assert code == 4 and "1\n" in text and "3\n" in text, (code, text)
assert 'Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\nZeroDivisionError' in text, text
code, text = run("-i", "-c", "y = 40 + 2", stdin="print(y)\n")
assert code == 0 and "42\n" in text, (code, text)

for path in ("folder/__main__.py", "folder/__init__.py", "folder/part.py", "script.py", "shebang.py", "out", "in"):
    os.unlink(f"{ROOT}/{path}")
for name in os.listdir(f"{ROOT}/folder"):
    for inner in os.listdir(f"{ROOT}/folder/{name}"):
        os.unlink(f"{ROOT}/folder/{name}/{inner}")
    os.rmdir(f"{ROOT}/folder/{name}")
os.rmdir(f"{ROOT}/folder")
os.rmdir(ROOT)
print("ok")
