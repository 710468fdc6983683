# What was written to files that nobody closed, and nobody refers to any more, is there for all who look.

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

folder = tempfile.mkdtemp()
os.chdir(folder)


def write(name, text, mode="w"):
    open(name, mode).write(text)


write("a", "one")
assert open("a").read() == "one"
write("a", "a longer text")
write("a", "two")
assert open("a").read() == "two"
write("a", " and three", "a")
assert Path("a").read_text() == "two and three"
open("b", "wb").write(b"bytes")
assert os.path.getsize("b") == 5
write("c.py", "print('child')")
assert subprocess.run([sys.executable, "c.py"], capture_output=True, text=True).stdout == "child\n"
write("d", "shell")
assert os.system("grep -q shell d") == 0

with open("e", "w") as file:
    file.write("kept")
    file.flush()
    file.write(" back")
    assert open("e").read() == "kept"
assert open("e").read() == "kept back"

# Descriptors do not run out.
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
for i in range(300):
    assert open("b", "rb").read() == b"bytes"

for name in os.listdir():
    if os.path.isfile(name):
        os.remove(name)
os.chdir("/")
print("ok")
