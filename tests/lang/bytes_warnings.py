"""What the options `-b` and `-bb` say of bytes that are taken for text, and what errors of imports show."""
import os
import subprocess
import sys
import tempfile

CODE = '''
import sys
print(sys.flags.bytes_warning)
for f in (lambda: str(b"x"), lambda: b"x" == "x", lambda: "x" == b"x", lambda: "x" != b"x", lambda: b"a" == 97, lambda: 97 == b"a",
          lambda: bytearray(b"x") == "x", lambda: "%s" % b"x", lambda: f"{b'x'}", lambda: str(bytearray(b"x")), lambda: "x" in [b"x"],
          lambda: "{}".format(b"x"), lambda: repr(b"x"), lambda: print(b"x"), lambda: str(b"x", "ascii"), lambda: b"x" == 1.5,
          lambda: b"a" < b"b", lambda: [b"x"].index("x"), lambda: b"x".__eq__("x"), lambda: b"%s" % b"x", lambda: ("x",) == (b"x",)):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
def loop(a, b):
    for i in range(3000):
        a == b
        if i == 2990:
            b = "text"
try:
    loop(b"a", b"b")
    print("none")
except BytesWarning as error:
    print(error)
'''


def run(*arguments):
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=folder, env={'PATH': '/bin'})
    return done.returncode, done.stdout, done.stderr.replace(folder, 'FOLDER')


with tempfile.TemporaryDirectory() as folder:
    print(run('-c', CODE))
    print(run('-bb', '-c', CODE))
    print(run('-b', '-W', 'error', '-c', CODE))
    print(run('-b', '-c', 'str(b"x")\nb"x" == "x"'))
    with open(os.path.join(folder, 'broken.py'), 'w') as file:
        file.write('x = (\n')
    with open(os.path.join(folder, 'middle.py'), 'w') as file:
        file.write('import broken\n')
    # No frame of importlib is between the import and the error.
    print(run('-c', 'import broken'))
    print(run('-c', 'import middle'))
    with open(os.fsencode(folder) + b'/\xff.py', 'w') as file:
        file.write('def f():\n    1/0\nf()\n')
    print(run(b'\xff.py'))
    print(run('-c', 'raise ValueError("\\udcff", "\\ud800")'), run('-c', 'raise ValueError("\\ud800é")'))
    print(run('-c', 'open(99)')[2].splitlines()[-1])
print('ok')
