import os
import sys

ROOT = f"/tmp/krait_import_machinery_{os.getpid()}"
FILES = {
    "circle_a.py": "import circle_b",
    "circle_b.py": "import circle_a\ncircle_a.thing",
    "raising.py": "1 / 0",
    "plain.py": "value = 1",
    "pack/__init__.py": "from . import first\nown = __package__",
    "pack/first.py": "import pack\nname = __name__\nspec = __spec__",
    "pack/second.py": "from .first import name\nfrom . import first as again",
    "pack/wrong.py": "from .first import nothing",
    "spread/inner/leaf.py": "depth = __name__.count('.')",
    "star.py": "__all__ = ['shown', '_too']\nshown = 1\n_too = 2\nhidden = 3",
    "star_wrong.py": "__all__ = [1]",
    "lazy.py": "def __getattr__(name):\n    if name == 'late':\n        return 5\n    raise AttributeError(name)",
    "replaced.py": "import sys\nsys.modules[__name__] = 'something else'",
}


def write(path, text):
    parts = path.split("/")
    for depth in range(len(parts)):
        try:
            os.mkdir("/".join([ROOT, *parts[:depth]]))
        except FileExistsError:
            pass
    handle = os.open(f"{ROOT}/{path}", os.O_WRONLY | os.O_CREAT, 0o666)
    os.write(handle, text.encode())
    os.close(handle)


def remove(path):
    for name in os.listdir(path):
        inner = f"{path}/{name}"
        if os.stat(inner).st_mode & 0o170000 == 0o040000:
            remove(inner)
        else:
            os.unlink(inner)
    os.rmdir(path)


def fails(statement, kind):
    try:
        exec(statement, {"__name__": "__main__"})
    except BaseException as error:
        assert type(error) is kind, (statement, error)
        return error
    raise AssertionError(statement)


for path, text in FILES.items():
    write(path, text)
sys.path.insert(0, ROOT)
sys.dont_write_bytecode = False

import plain

assert plain.__name__ == "plain" and plain.__file__ == f"{ROOT}/plain.py"
assert plain.__spec__.name == "plain" and plain.__spec__.origin == plain.__file__ and not plain.__spec__._initializing
assert plain.__loader__ is plain.__spec__.loader and type(plain.__loader__).__name__ == "SourceFileLoader"
assert plain.__cached__ == f"{ROOT}/__pycache__/plain.{sys.implementation.cache_tag}.pyc" == plain.__spec__.cached
assert os.path.exists(plain.__cached__)
assert plain.__package__ == "" and not hasattr(plain, "__path__")

import pack.second as second

assert second.name == "pack.first" and second.again is sys.modules["pack.first"] is sys.modules["pack"].first
assert sys.modules["pack"].own == "pack" and sys.modules["pack"].__path__ == [f"{ROOT}/pack"]
assert second.__spec__.parent == "pack" and sys.modules["pack"].__spec__.submodule_search_locations == [f"{ROOT}/pack"]

import spread.inner.leaf

assert spread.inner.leaf.depth == 2 and list(spread.__path__) == [f"{ROOT}/spread"] and spread.__spec__.origin is None
assert repr(spread).startswith("<module 'spread' (namespace) from ["), repr(spread)

error = fails("import circle_a", AttributeError)
assert str(error) == (
    "partially initialized module 'circle_a' has no attribute 'thing' (most likely due to a circular import)"
), error
assert "circle_a" not in sys.modules and "circle_b" not in sys.modules

error = fails("import raising", ZeroDivisionError)
files = []
traceback = error.__traceback__
while traceback:
    files.append(traceback.tb_frame.f_code.co_filename)
    traceback = traceback.tb_next
assert files[-2:] == ["<string>", f"{ROOT}/raising.py"] and len(files) == 3, files

error = fails("import pack.wrong", ImportError)
assert str(error) == f"cannot import name 'nothing' from 'pack.first' ({ROOT}/pack/first.py)", error
assert (error.name, error.path, error.name_from) == ("pack.first", f"{ROOT}/pack/first.py", "nothing")

error = fails("import nowhere.at_all", ModuleNotFoundError)
assert str(error) == "No module named 'nowhere'" and error.name == "nowhere" and error.path is None
error = fails("import sys.nothing", ModuleNotFoundError)
assert str(error) == "No module named 'sys.nothing'; 'sys' is not a package" and error.name == "sys.nothing"
error = fails("from spread import nothing", ImportError)
assert str(error) == "cannot import name 'nothing' from 'spread' (unknown location)"
assert str(fails("from . import x", ImportError)) == "attempted relative import with no known parent package"
assert str(fails("from star_wrong import *", TypeError)) == "Item in star_wrong.__all__ must be str, not int"
assert str(fails("__import__('')", ValueError)) == "Empty module name"
assert str(fails("__import__('x', level=-1)", ValueError)) == "level must be >= 0"
sys.modules["blocked"] = None
assert str(fails("import blocked", ModuleNotFoundError)) == "import of blocked halted; None in sys.modules"

namespace = {}
exec("from star import *", namespace)
assert namespace["shown"] == 1 and namespace["_too"] == 2 and "hidden" not in namespace

from lazy import late
import replaced

assert late == 5 and replaced == "something else"


class Finder:
    seen = []

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        cls.seen.append(name)
        if name == "made_up":
            return type(plain.__spec__)(name, cls)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        module.answer = 42


sys.meta_path.insert(0, Finder)
import made_up

assert made_up.answer == 42 and made_up.__spec__.loader is Finder and Finder.seen == ["made_up"]
sys.meta_path.remove(Finder)

# A damaged cache is made again.
cache = plain.__cached__
for damage in (b"", b"garbage", b"\0" * 200):
    handle = os.open(cache, os.O_WRONLY | os.O_TRUNC)
    os.write(handle, damage)
    os.close(handle)
    del sys.modules["plain"]
    import plain

    assert plain.value == 1
    assert os.stat(cache).st_size > 100 or sys.implementation.name == "cpython"

# A source that changed wins over its cache.
write("plain.py", "value = 100 + 1")
del sys.modules["plain"]
import plain

assert plain.value == 101

import builtins

calls = []
original = builtins.__import__
builtins.__import__ = lambda name, *rest: calls.append((name, rest[3])) or original(name, *rest)
import os.path as _
builtins.__import__ = original
assert calls == [("os.path", 0)], calls

sys.path.remove(ROOT)
remove(ROOT)
print("ok")
