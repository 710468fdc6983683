import os
import pkgutil
import sys
import tempfile
import warnings
import zipfile
import zipimport

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "packed.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("krait_packed/__init__.py", "NAME = __name__\n")
        archive.writestr("krait_packed/inner.py", "def file():\n    return __file__\n")
        archive.writestr("krait_packed/data.txt", "data")
    sys.path.insert(0, path)
    try:
        from krait_packed import NAME, inner

        assert NAME == "krait_packed"
        assert inner.file() == os.path.join(path, "krait_packed", "inner.py"), inner.file()
        assert type(inner.__loader__) is zipimport.zipimporter
        assert pkgutil.get_data("krait_packed", "data.txt") == b"data"
        assert [m.name for m in pkgutil.iter_modules(sys.modules["krait_packed"].__path__)] == ["inner"]
    finally:
        sys.path.remove(path)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert pkgutil.find_loader("krait_missing") is None
    assert pkgutil.get_loader(os) is os.__loader__
assert [w.category for w in caught] == [DeprecationWarning] * 2
try:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pkgutil.find_loader(".relative")
except ImportError as error:
    assert str(error) == "Relative module name '.relative' not supported", error
else:
    raise AssertionError
print("ok")
