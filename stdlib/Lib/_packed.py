"""The library inside the binary as an entry of sys.path, and the hook for zip files."""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import _imp
import marshal
import sys
from _frozen_importlib import ModuleSpec, _verbose_message
from _frozen_importlib_external import FileLoader, SourceFileLoader, SourceLoader

ROOT = sys._stdlib_dir


class PackedLoader(SourceFileLoader):
    """Loads a module that came with the binary, precompiled."""

    def __init__(self, fullname, path, packed):
        self.name = fullname
        self.path = path
        self._packed = packed

    def get_code(self, fullname):
        return _imp.packed_code(self._packed, self.path)

    def get_data(self, path):
        if path == self.path:
            return _imp.packed_source(self._packed)
        return super().get_data(path)

    def path_stats(self, path):
        return {"mtime": 0, "size": len(self.get_data(path))}


class PackedFinder:
    """Finds modules in the binary, and then in the library's folder, should there be one; its path is that folder or that
    of a package in it."""

    def __init__(self, path):
        if path == ROOT:
            self._prefix = ""
        elif path.startswith(ROOT + "/"):
            self._prefix = path[len(ROOT) + 1 :].replace("/", ".") + "."
            if _imp.find_packed(self._prefix[:-1]) is None:
                raise ImportError(f"not a package of the library: {path!r}", path=path)
        else:
            raise ImportError("only the library's own folder is supported", path=path)
        self.path = path
        self._files = None

    def __repr__(self):
        return f"{type(self).__name__}({self.path!r})"

    def find_spec(self, fullname, target=None):
        tail = fullname.rpartition(".")[2]
        packed = self._prefix + tail
        is_package = _imp.find_packed(packed)
        if is_package is None:
            return None if self._prefix else self._find_file(fullname, target)
        file = f"{self.path}/{tail}/__init__.py" if is_package else f"{self.path}/{tail}.py"
        spec = ModuleSpec(fullname, PackedLoader(fullname, file, packed), origin=file, is_package=is_package)
        spec._set_fileattr = True
        if is_package:
            spec.submodule_search_locations.append(f"{self.path}/{tail}")
        return spec

    def _find_file(self, fullname, target):
        if self._files is None:
            self._files = _external.FileFinder(self.path, *_external._get_supported_file_loaders())
        return self._files.find_spec(fullname, target)

    def iter_modules(self, prefix=""):
        for name, is_package in _imp.packed_names(self._prefix):
            yield prefix + name, is_package

    def invalidate_caches(self):
        if self._files is not None:
            self._files.invalidate_caches()


def zip_hook(path):
    """Path hook that imports zipimport once a path might be, or be in, a zip file."""
    head = path
    while head:
        kind = _imp.path_kind(head)
        if kind == "file":
            from zipimport import zipimporter

            return zipimporter(path)
        if kind == "folder":
            break
        head = head.rpartition("/")[0]
    raise ImportError("not a Zip file", path=path)


class StaleCache(Exception):
    """A bytecode cache that must be made again: it is damaged, or another build wrote it."""


def compile_bytecode(data, name=None, bytecode_path=None, source_path=None):
    try:
        code = marshal.loads(data)
    except (EOFError, TypeError, ValueError):
        if source_path is None:
            raise
        raise StaleCache(bytecode_path) from None
    if not isinstance(code, CodeType):
        raise ImportError(f"Non-code object in {bytecode_path!r}", name=name, path=bytecode_path)
    _verbose_message("code object from {!r}", bytecode_path)
    if source_path is not None:
        _imp._fix_co_filename(code, source_path)
    return code


def get_code(self, fullname):
    try:
        return cached_code(self, fullname)
    except StaleCache as stale:
        cache = stale.args[0]
    path = self.get_filename(fullname)
    source = self.get_data(path)
    code = self.source_to_code(source, path)
    if not sys.dont_write_bytecode:
        stats = self.path_stats(path)
        data = _external._code_to_timestamp_pyc(code, stats["mtime"], len(source))
        self._cache_bytecode(path, cache, data)
    return code


def get_data(self, path):
    """Return the data from path as raw bytes."""
    return _imp.read_file(str(path))


def module_repr_from_spec(spec):
    name = "?" if spec.name is None else spec.name
    if spec.origin is not None:
        return f"<module {name!r} from {spec.origin!r}>" if spec.has_location else f"<module {name!r} ({spec.origin})>"
    if spec.loader is None:
        return f"<module {name!r}>"
    if isinstance(spec.loader, _external.NamespaceLoader):
        return f"<module {name!r} (namespace) from {list(spec.loader._path)}>"
    return f"<module {name!r} ({spec.loader!r})>"


CodeType = type(get_code.__code__)
cached_code = SourceLoader.get_code
get_code.__doc__ = cached_code.__doc__
get_code.__qualname__ = "SourceLoader.get_code"
get_data.__qualname__ = "FileLoader.get_data"
SourceLoader.get_code = get_code
FileLoader.get_data = get_data
_bootstrap._module_repr_from_spec = module_repr_from_spec
_external._compile_bytecode = compile_bytecode
_external._write_atomic = _imp.write_atomic
sys.path_hooks.insert(0, PackedFinder)
sys.path_hooks.insert(0, zip_hook)
