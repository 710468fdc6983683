# Modules that are small, or seldom used.
import warnings

warnings.simplefilter("ignore")
import _opcode
import cProfile
import ensurepip
import io
import mailcap
import os
import pipes
import pstats
import readline
import tempfile
import tracemalloc


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


profile = cProfile.Profile()
assert profile.runcall(fib, 10) == 55
out = io.StringIO()
pstats.Stats(profile, stream=out).sort_stats("ncalls").print_stats()
assert "177/1" in out.getvalue() and "(fib)" in out.getvalue()
profile = cProfile.Profile(builtins=False)
profile.enable()
len([])
profile.disable()
assert not any("len" in str(entry.code) for entry in profile.getstats())

template = pipes.Template()
template.append("tr a-z A-Z", "--")
template.append("sed s/X/Y/ <$IN >$OUT", "ff")
with tempfile.TemporaryDirectory() as folder:
    name = os.path.join(folder, "it's")
    with template.open(name, "w") as file:
        file.write("xyz\n")
    with open(name) as file:
        assert file.read() == "YYZ\n"
    os.environ["MAILCAPS"] = os.path.join(folder, "mailcap")
    with open(os.environ["MAILCAPS"], "w") as file:
        file.write("# comment\ntext/*; less %s\ntext/plain; show \\%t %t %{charset} '%s'; \\\n edit=ed %s\nbroken\n")
caps = mailcap.getcaps() or {
    "text/*": [{"view": "less %s", "lineno": 0}],
    "text/plain": [{"view": "show \\%t %t %{charset} '%s'", "edit": "ed %s", "lineno": 1}],
}
assert mailcap.findmatch(caps, "text/plain", filename="f", plist=["charset=utf-8"])[0] == "less f"
assert mailcap.findmatch(caps, "text/plain", "edit", "f")[0] == "ed f"
assert mailcap.subst("a %t %{id} %s %%", "text/x", "f", ["id=3"]) == "a text/x 3 f %"

readline.clear_history()
readline.add_history("one")
readline.add_history("two")
assert readline.get_current_history_length() == 2 and readline.get_history_item(2) == "two"
readline.replace_history_item(0, "zero")
readline.remove_history_item(1)
assert readline.get_history_item(1) == "zero" and readline.get_history_item(2) is None
tracemalloc.start()
assert tracemalloc.is_tracing() and tracemalloc.get_traced_memory()[1] >= 0
tracemalloc.stop()
assert tracemalloc.get_traced_memory() == (0, 0)
try:
    _opcode.stack_effect(1000, 0)
except ValueError as error:
    assert str(error) == "invalid opcode or oparg"
assert int(ensurepip.version().split(".")[0]) >= 20
print("ok")
