"""import: forms, names, errors, sys.modules, module attributes, packages made in memory."""

import sys
import types
import os.path
import os.path as path_alias
from math import pi, sqrt as root
from collections import *


def raises(kind, message, function, *args, **kwargs):
    """Checks the exact type and message of the exception that a call raises."""
    try:
        function(*args, **kwargs)
    except BaseException as error:
        assert type(error) is kind and str(error) == message, f"{type(error).__name__}: {error}"
    else:
        raise AssertionError(f"{kind.__name__} not raised: {message}")

assert os.path is path_alias
assert "path" in dir(os)
assert pi > 3
assert root(4) == 2.0
assert OrderedDict
assert defaultdict
assert "math" in sys.modules
assert "math" not in globals()
m = types.ModuleType("made", "doc")
assert m.__name__ == "made"
assert m.__doc__ == "doc"
assert repr(m) == "<module 'made'>"
assert m.__loader__ is None
assert m.__spec__ is None
m.value = 5
m.__all__ = ["value"]
m._hidden = 6
sys.modules["made"] = m
import made
from made import value
from made import _hidden as hidden

assert made is m and value == 5 and hidden == 6
space = {}
exec("from made import *", space)
assert "value" in space and "_hidden" not in space
m.__all__ = ["missing"]
raises(AttributeError, "module 'made' has no attribute 'missing'", lambda: exec("from made import *", {}))
raises(ImportError, "cannot import name 'nope' from 'made' (unknown location)", lambda: exec("from made import nope"))
raises(AttributeError, "module 'made' has no attribute 'nope'", lambda: made.nope)
m.__getattr__ = lambda name: f"dynamic {name}"
from made import anything

assert made.other == "dynamic other" and anything == "dynamic anything"
del m.__getattr__
sys.modules["blocked"] = None
raises(ModuleNotFoundError, "import of blocked halted; None in sys.modules", lambda: exec("import blocked"))
raises(ModuleNotFoundError, "No module named 'does_not_exist'", lambda: exec("import does_not_exist.sub"))
raises(ModuleNotFoundError, "No module named 'made.sub'; 'made' is not a package", lambda: exec("import made.sub"))
raises(ImportError, "attempted relative import with no known parent package", lambda: exec("from . import x", {"__name__": "__main__", "__package__": None, "__spec__": None}))
package = types.ModuleType("pack")
package.__path__ = []
sys.modules["pack"] = package
sub = types.ModuleType("pack.sub")
sub.inner = "inside"
sys.modules["pack.sub"] = sub
from pack.sub import inner
import pack.sub as aliased

assert inner == "inside" and aliased is sub
relative = {"__name__": "pack.other", "__package__": "pack"}
exec("from .sub import inner\nfrom . import sub as s", relative)
assert relative["inner"] == "inside" and relative["s"] is sub
raises(ImportError, "attempted relative import beyond top-level package", lambda: exec("from ..x import y", dict(relative)))
assert __import__("pack.sub") is package
assert __import__("pack.sub", fromlist=["inner"]) is sub
raises(ValueError, "Empty module name", __import__, "")
raises(TypeError, "__import__() missing required argument 'name' (pos 1)", __import__)


def local_import():
    import math as local_name

    return local_name.floor(2.5), "local_name" in globals()


assert local_import() == (2, False)


class Scope:
    from math import ceil
    import sys as system


assert Scope.ceil(1.2) == 2 and Scope.system is sys
try:
    import nonexistent_thing
except ImportError as error:
    assert error.name == "nonexistent_thing"
    assert error.msg == "No module named 'nonexistent_thing'"
assert sys.modules["__main__"].__dict__ is globals()
assert __name__ == "__main__"
assert __spec__ is None
assert __package__ is None
assert __file__.endswith("imports.py")
assert __doc__.startswith("import:")
del m.value
import sys as first, math as second

assert first is sys
assert second.pi == pi
assert isinstance(sys.path, list)
assert __file__.endswith(sys.argv[0])

print("ok")
