# What modules import is found in their code; time zones are found in the system's folder.

import os
import sysconfig
import tempfile
import time
from modulefinder import ModuleFinder

folder = tempfile.mkdtemp()
with open(os.path.join(folder, "main.py"), "w") as file:
    file.write("import first\nfrom second import name, other as o\nimport missing\nx = 1\n")
with open(os.path.join(folder, "first.py"), "w") as file:
    file.write("def f():\n    from pack.sub import thing\n")
with open(os.path.join(folder, "second.py"), "w") as file:
    file.write("name = other = 3\n")
os.mkdir(os.path.join(folder, "pack"))
with open(os.path.join(folder, "pack", "__init__.py"), "w") as file:
    file.write("from . import sub\n")
with open(os.path.join(folder, "pack", "sub.py"), "w") as file:
    file.write("from ..far import away\nthing = 2\n")

finder = ModuleFinder(path=[folder])
finder.run_script(os.path.join(folder, "main.py"))
assert sorted(finder.modules) == ["__main__", "first", "pack", "pack.sub", "second"], finder.modules
assert sorted(finder.modules["second"].globalnames) == ["name", "other"]
assert "missing" in finder.badmodules
assert "x" in finder.modules["__main__"].globalnames

zones = sysconfig.get_config_var("TZPATH").split(":")
assert "/usr/share/zoneinfo" in zones
if os.path.exists("/usr/share/zoneinfo/Europe/Berlin"):
    from zoneinfo import ZoneInfo

    assert ZoneInfo("Europe/Berlin").key == "Europe/Berlin"

# Tracing a long function takes no time that grows with the square of its length.
import sys

lines = 10_000
source = "def long(x):\n    x += 1\n    return x\n" + "".join(f"    x += {i}\n" for i in range(lines))
space = {}
exec(source, space)
seen = []


def trace(frame, event, arg):
    seen.append(event)
    return trace


begin = time.process_time()
sys.settrace(trace)
space["long"](1)
sys.settrace(None)
assert time.process_time() - begin < 15
assert seen[:4] == ["call", "line", "line", "return"], seen

print("ok")
