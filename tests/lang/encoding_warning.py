"""`-X warn_default_encoding`, and what encodings are called."""

import io
import subprocess
import sys

script = f"""
import pathlib
with open({__file__!r}) as file:
    pass
pathlib.Path({__file__!r}).read_text()
open({__file__!r}, encoding="utf-8").close()
"""
ended = subprocess.run([sys.executable, "-X", "warn_default_encoding", "-c", script], capture_output=True, text=True)
warned = [line.partition(": ") for line in ended.stderr.splitlines()]
assert [(where, what) for where, _, what in warned] == [
    ("<string>:3", "EncodingWarning: 'encoding' argument not specified"),
    ("<string>:5", "EncodingWarning: 'encoding' argument not specified"),
], ended.stderr
for mode, name in (("0", "locale"), ("1", "utf-8")):
    command = [sys.executable, "-X", f"utf8={mode}", "-c", "import io; print(io.text_encoding(None))"]
    assert subprocess.run(command, capture_output=True, text=True).stdout == name + "\n"
try:
    io.TextIOWrapper(io.BytesIO(), encoding="\udcfe")
except UnicodeEncodeError:
    pass
else:
    assert False
print("ok")
