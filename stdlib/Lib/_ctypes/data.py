"""What all of C's types have, and the simple ones."""

import _ctypes
import _libffi
import sys

# Classes and functions are those of the package, whose name they show.
__name__ = "_ctypes"

__version__ = "1.1.0"
FUNCFLAG_CDECL, FUNCFLAG_PYTHONAPI, FUNCFLAG_USE_ERRNO, FUNCFLAG_USE_LASTERROR = 1, 4, 8, 16
RTLD_LOCAL, RTLD_GLOBAL = 0, 0x100
SIZEOF_TIME_T = 8
CTYPES_MAX_ARGCOUNT = 1024
_BIG = sys.byteorder == "big"


class ArgumentError(Exception):
    """An argument of a foreign function is of no use."""


ArgumentError.__module__ = "ctypes"

_load, _store, _read, _write = _libffi.load, _libffi.store, _libffi.read, _libffi.write


def _named(value):
    return type(value).__name__


class _CDataType(type):
    """What all classes of C types have."""

    # How C sees the type: `_spec` for libffi, size, alignment, the buffer protocol's format and shape.
    _spec, _size, _align, _format, _shape, _swapped = None, None, None, None, (), False

    def from_address(cls, address, /):
        """C.from_address(integer) -> C instance\naccess a C instance at the specified address"""
        if not isinstance(address, int):
            raise TypeError("integer expected")
        _check_size(cls)
        return _at(cls, address, None)

    def from_buffer(cls, source, offset=0, /):
        """C.from_buffer(object, offset=0) -> C instance\ncreate a C instance from a writeable buffer"""
        _check_size(cls)
        view = memoryview(source)
        if view.readonly:
            raise TypeError("underlying buffer is not writable")
        if not view.c_contiguous:
            raise TypeError("underlying buffer is not C contiguous")
        _check_room(cls, view, offset)
        made = _at(cls, _libffi.address_of(view) + offset, view)
        made._objects = {"ffffffff": view}
        return made

    def from_buffer_copy(cls, source, offset=0, /):
        """C.from_buffer_copy(object, offset=0) -> C instance\ncreate a C instance from a readable buffer"""
        _check_size(cls)
        view = memoryview(source)
        _check_room(cls, view, offset)
        made = _blank(cls)
        _write(made._addr, bytes(view.cast("B")[offset:offset + cls._size]))
        return made

    def in_dll(cls, dll, name, /):
        """C.in_dll(dll, name) -> C instance\naccess a C instance in a dll"""
        try:
            address = _libffi.symbol(dll._handle, name)
        except AttributeError as e:
            raise ValueError(str(e)) from None
        return _at(cls, address, None)

    def from_param(cls, value, /):
        """Convert a Python object into a function call parameter."""
        if isinstance(value, cls):
            return value
        if isinstance(value, _Param) and isinstance(value._object, cls):
            return value
        given = getattr(value, "_as_parameter_", None)
        if given is not None:
            return cls.from_param(given)
        raise TypeError(f"expected {cls.__name__} instance instead of {_named(value)}")

    def __mul__(cls, length):
        if not isinstance(length, int):
            raise TypeError(f"can't multiply sequence by non-int of type '{_named(length)}'")
        if length < 0:
            raise ValueError(f"Array length must be >= 0, not {length}")
        _check_size(cls)
        known = _arrays.get((cls, length))
        if known is None:
            known = _arrays[cls, length] = _ctypes.PyCArrayType(
                f"{cls.__name__}_Array_{length}", (_ctypes.Array,), {"_length_": length, "_type_": cls, "__module__": cls.__module__})
        return known

    __rmul__ = __mul__


_arrays = {}


def _check_size(cls):
    if cls._size is None:
        raise TypeError("abstract class")


def _check_room(cls, view, offset):
    if offset < 0:
        raise ValueError("offset cannot be negative")
    if cls._size > view.nbytes - offset:
        raise ValueError(f"Buffer size too small ({view.nbytes} instead of at least {cls._size + offset} bytes)")


def _at(cls, address, owner):
    """An instance at an address; `owner` keeps the memory."""
    self = object.__new__(cls)
    self._addr, self._mem, self._bytes = address, owner, cls._size
    self._b_base_ = self._objects = None
    return self


def _blank(cls):
    """An instance with memory of its own."""
    memory = _libffi.Memory(cls._size)
    self = _at(cls, memory.address, memory)
    if isinstance(cls, _ctypes.PyCStructType) and not cls.__dict__.get("_final"):
        cls._final = True
    return self


def _part(cls, base, offset, key):
    """An instance within another one."""
    self = _at(cls, base._addr + offset, base)
    self._b_base_, self._key = base, key
    return self


def _keep(instance, key, what):
    """Keeps `what` alive for as long as the memory that refers to it."""
    if what is None:
        return
    keys = [key]
    while instance._b_base_ is not None:
        keys.append(instance._key)
        instance = instance._b_base_
    if instance._objects is None:
        instance._objects = {}
    if isinstance(instance._objects, dict):
        instance._objects[":".join(f"{key:x}" for key in keys)] = what


class _CData:
    """The base of all instances of C types."""

    __slots__ = ("_addr", "_mem", "_bytes", "_b_base_", "_key", "_objects", "__weakref__")

    @property
    def _b_needsfree_(self):
        return isinstance(self._mem, _libffi.Memory)

    def __buffer__(self, flags, /):
        cls = type(self)
        memory = self._mem if isinstance(self._mem, _libffi.Memory) else _Foreign(self)
        view = memoryview(memory) if isinstance(memory, _libffi.Memory) else memory.view
        view = view[:self._bytes]
        format, shape = cls._format, cls._shape
        if view.nbytes and len(format) == 2 and format[0] in "<>" and format[1] in "cbBhHiIlLqQfd?" and (format[0] == "<") != _BIG:
            native = {"l": "q", "L": "Q"}.get(format[1], format[1])
            return view.cast(native, shape) if shape else view.cast(native, ())
        return view

    def __ctypes_from_outparam__(self):
        return self

    def __reduce__(self):
        if type(self)._has_pointers():
            raise ValueError("ctypes objects containing pointers cannot be pickled")
        return _unpickle, (type(self), (getattr(self, "__dict__", {}), _read(self._addr, self._bytes)))

    @classmethod
    def _has_pointers(cls):
        return "P" in str(cls._spec) or isinstance(cls, _ctypes.PyCPointerType)

    def __setstate__(self, state):
        attributes, data = state
        self.__dict__.update(attributes)
        _write(self._addr, data)

    def __hash__(self):
        raise TypeError("unhashable type")


_CData.__module__ = "_ctypes"
_CData.__hash__ = None


class _Foreign:
    """A view of memory that no object of ours has: a copy, or that of the object it came from."""

    def __init__(self, instance):
        base, offset = instance, instance._addr
        while base._b_base_ is not None:
            base = base._b_base_
        if isinstance(base._mem, _libffi.Memory):
            start = offset - base._addr
            self.view = memoryview(base._mem)[start:start + instance._bytes]
        elif isinstance(base._mem, memoryview):
            start = offset - _libffi.address_of(base._mem)
            self.view = base._mem.cast("B")[start:start + instance._bytes]
        else:
            self.view = memoryview(bytearray(_read(offset, instance._bytes)))


def _unpickle(cls, state):
    made = cls.__new__(cls)
    made.__setstate__(state)
    return made


class _Param:
    """A converted argument of a call."""

    __slots__ = ("_code", "_value", "_object", "_kept")

    def __init__(self, code, value, object, kept=None):
        self._code, self._value, self._object, self._kept = code, value, object, kept

    @property
    def _obj(self):
        return self._object

    def __repr__(self):
        if isinstance(self._code, str) and self._code in "cbBhHiIlLqQfd":
            return f"<cparam '{self._code}' ({self._value if self._code != 'c' else repr(bytes([self._value]))[1:]})>"
        if self._code in ("P", "z", "Z"):
            return f"<cparam '{self._code}' (0x{self._value:x})>"
        return f"<cparam '{self._code}' at 0x{id(self):x}>"


_Param.__name__ = _Param.__qualname__ = "CArgObject"

# Simple types ---------------------------------------------------------------------------------------------------------

_SIZES = {"c": 1, "b": 1, "B": 1, "?": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 8, "L": 8, "q": 8, "Q": 8, "f": 4, "d": 8,
          "g": 16, "u": 4, "z": 8, "Z": 8, "P": 8, "O": 8, "v": 2}
_FORMATS = {"u": "w", "z": "&<c", "Z": "&<w", "P": "P", "O": "O", "g": "g"}
_SIGNED = "bhilq"


def _int(value):
    if isinstance(value, float):
        raise TypeError("int expected instead of float instance")
    return value.__index__() if hasattr(value, "__index__") else _not_int(value)


def _not_int(value):
    raise TypeError(f"'{_named(value)}' object cannot be interpreted as an integer")


def _text_address(value, wide):
    """Memory with a text, and what keeps it."""
    data = value.encode("utf-32-le" if not _BIG else "utf-32-be") + bytes(4) if wide else value + b"\0"
    memory = _libffi.Memory(len(data))
    _write(memory.address, data)
    return memory


def _set_simple(code, address, value, swapped=False):
    """Stores a value; what has to be kept for it."""
    if code == "c":
        if isinstance(value, (bytes, bytearray)) and len(value) == 1:
            value = value[0]
        elif not isinstance(value, int) or not 0 <= value < 256:
            raise TypeError("one character bytes, bytearray or integer expected")
    elif code == "u":
        if not isinstance(value, str):
            raise TypeError(f"unicode string expected instead of {_named(value)} instance")
        if len(value) != 1:
            raise TypeError("one character unicode string expected")
        value = ord(value)
    elif code == "?":
        value = bool(value)
    elif code == "v":
        _store(address, "h", -1 if value else 0)
        return None
    elif code in "fdg":
        if not isinstance(value, (float, int)) and not hasattr(value, "__float__") and not hasattr(value, "__index__"):
            raise TypeError(f"must be real number, not {_named(value)}")
        value = float(value)
    elif code in "zZ":
        wide = code == "Z"
        kept = None
        if value is None:
            value = 0
        elif isinstance(value, str if wide else bytes):
            memory = _text_address(value, wide)
            kept = (_KeptStr if wide else _KeptBytes)(value)
            kept.memory = memory
            value = memory.address
        elif not isinstance(value, int):
            what = "unicode string" if wide else "bytes"
            raise TypeError(f"{what} or integer address expected instead of {_named(value)} instance")
        _store(address, "P", value)
        return kept
    elif code == "P":
        if value is None:
            value = 0
        elif not isinstance(value, int):
            raise TypeError("cannot be converted to pointer")
    elif code == "O":
        _objects_by_id[id(value)] = value
        _store(address, "P", id(value))
        return value
    else:
        value = _int(value)
    _store(address, code, value)
    if swapped:
        _write(address, _read(address, _SIZES[code])[::-1])
    return None


class _KeptBytes(bytes):
    """A text that C has a pointer to, with the memory that it points to."""


class _KeptStr(str):
    """The same of a wide text."""


# Objects that C has been told of.
_objects_by_id = {}


def _get_simple(code, address, swapped=False):
    if swapped:
        memory = _libffi.Memory(_SIZES[code])
        _write(memory.address, _read(address, _SIZES[code])[::-1])
        address = memory.address
    if code == "c":
        return _read(address, 1)
    if code == "u":
        return chr(_load(address, "I"))
    if code == "v":
        return _load(address, "h") != 0
    if code in "zZPO":
        value = _load(address, "P")
        if code == "P":
            return value or None
        if code == "O":
            if not value:
                raise ValueError("PyObject is NULL")
            return _objects_by_id[value]
        if not value:
            return None
        return _read(value, -1) if code == "z" else _libffi.read_wide(value, -1)
    return _load(address, code)


class PyCSimpleType(_CDataType):
    """The class of simple types."""

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        code = getattr(cls, "_type_", None)
        if code is None:
            if bases != (_CData,):
                raise AttributeError("class must define a '_type_' attribute")
            return
        if not isinstance(code, str):
            raise TypeError("class must define a '_type_' string attribute")
        if len(code) != 1:
            raise ValueError("class must define a '_type_' attribute which must be a string of length 1")
        if code not in _SIZES:
            raise AttributeError("class must define a '_type_' attribute which must be\na single character string containing one of "
                                 "'cbBhHiIlLdfuzZqQPXOv?g'.")
        cls._spec = {"c": "B", "u": "I", "z": "P", "Z": "P", "O": "P", "v": "h"}.get(code, code)
        cls._size = cls._align = _SIZES[code]
        swapped = namespace.get("_swapped", False)
        cls._swapped = swapped
        order = "<" if _BIG == swapped else ">"
        cls._format = ("" if code in "zZ" else order) + _FORMATS.get(code, code)
        # What structures of the other byte order are made of.
        if not swapped and _SIZES[code] > 1 and code in "hHiIlLqQfd" and bases[0] is _SimpleCData:
            other = PyCSimpleType(name, bases, {"_type_": code, "_swapped": True, "__module__": cls.__module__})
            for known in (cls, other):
                known.__ctype_le__, known.__ctype_be__ = (other, cls) if _BIG else (cls, other)

    def from_param(cls, value, /):
        """Convert a Python object into a function call parameter."""
        if isinstance(value, cls):
            return value
        code = cls._type_
        if code in "zZ":
            return cls._text_param(value, code)
        if code == "P":
            return cls._pointer_param(value)
        try:
            memory = _libffi.Memory(_SIZES[code])
            _set_simple(code, memory.address, value)
            return _Param(cls._spec if code not in "cu" else code, _load(memory.address, cls._spec), value)
        except TypeError:
            given = getattr(value, "_as_parameter_", None)
            if given is None:
                raise
        return cls.from_param(given)

    def _text_param(cls, value, code):
        if value is None:
            return None
        if isinstance(value, bytes if code == "z" else str):
            kept = _text_address(value, code == "Z")
            return _Param(code, kept.address, value, kept)
        if isinstance(value, (_ctypes.Array, _ctypes._Pointer)) and getattr(type(value)._type_, "_type_", None) == ("c" if code == "z" else "u"):
            return value
        if isinstance(value, _Param) and isinstance(value._object, _CData):
            if getattr(type(value._object), "_type_", None) == ("c" if code == "z" else "u"):
                return value
        given = getattr(value, "_as_parameter_", None)
        if given is not None:
            return cls.from_param(given)
        raise TypeError("wrong type")

    def _pointer_param(cls, value):
        if value is None:
            return None
        if isinstance(value, int):
            return _Param("P", value, None)
        if isinstance(value, (bytes, str)):
            kept = _text_address(value, isinstance(value, str))
            return _Param("Z" if isinstance(value, str) else "z", kept.address, value, kept)
        if isinstance(value, (_ctypes.Array, _ctypes._Pointer, _Param)):
            return value
        if isinstance(value, _ctypes.CFuncPtr):
            return _Param("P", _load(value._addr, "P"), value)
        if isinstance(value, _SimpleCData) and value._type_ in "zZ":
            return _Param("Z", _load(value._addr, "P"), value)
        given = getattr(value, "_as_parameter_", None)
        if given is not None:
            return cls.from_param(given)
        raise TypeError("wrong type")


class _SimpleCData(_CData, metaclass=PyCSimpleType):
    """A value without parts."""

    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        _check_size(cls)
        return _blank(cls)

    def __init__(self, *value):
        if len(value) > 1:
            raise TypeError(f"{type(self).__name__} expected at most 1 argument, got {len(value)}")
        if value:
            self.value = value[0]

    @property
    def value(self):
        """current value"""
        return _get_simple(self._type_, self._addr, type(self)._swapped)

    @value.setter
    def value(self, value):
        kept = _set_simple(self._type_, self._addr, value, type(self)._swapped)
        self._objects = kept if self._b_base_ is None else None
        if self._b_base_ is not None:
            _keep(self._b_base_, self._key, kept)

    @value.deleter
    def value(self):
        raise TypeError("can't delete attribute")

    def __bool__(self):
        return any(_read(self._addr, self._bytes))

    def __repr__(self):
        if type(self).__base__ is not _SimpleCData:
            return f"<{type(self).__name__} object at 0x{id(self):x}>"
        return f"{type(self).__name__}({self.value!r})"

    def __ctypes_from_outparam__(self):
        return self.value if type(self).__base__ is _SimpleCData else self


_SimpleCData.__module__ = "_ctypes"


def _is_plain(cls):
    """Whether instances are seen as their values."""
    return isinstance(cls, PyCSimpleType) and cls.__base__ is _SimpleCData


def _get(cls, owner, offset, key):
    """The value of a part."""
    if _is_plain(cls):
        return _get_simple(cls._type_, owner._addr + offset, cls._swapped)
    return _part(cls, owner, offset, key)


def _set(cls, owner, offset, key, value):
    """Sets a part."""
    address = owner._addr + offset
    if isinstance(cls, PyCSimpleType) and not isinstance(value, _CData):
        _keep(owner, key, _set_simple(cls._type_, address, value, cls._swapped))
    elif isinstance(value, cls):
        _write(address, _read(value._addr, cls._size))
        if value._objects is None:
            value._objects = {}
        _keep(owner, key, value._objects)
    elif isinstance(cls, _ctypes.PyCPointerType) and value is None:
        _store(address, "P", 0)
    elif isinstance(cls, _ctypes.PyCPointerType) and isinstance(value, _ctypes.Array) and issubclass(type(value)._type_, cls._type_):
        _store(address, "P", value._addr)
        _keep(owner, key, value)
    elif isinstance(cls, (_ctypes.PyCStructType, _ctypes.UnionType, _ctypes.PyCArrayType)) and isinstance(value, tuple):
        try:
            made = cls(*value)
        except Exception as e:
            raise RuntimeError(f"({cls.__name__}) {type(e).__name__}: {e}") from None
        _write(address, _read(made._addr, cls._size))
        _keep(owner, key, made._objects)
    elif isinstance(cls, _ctypes.PyCArrayType) and isinstance(value, (bytes, str)) and getattr(cls._type_, "_type_", None) in ("c", "u"):
        _part(cls, owner, offset, key).value = value
    elif isinstance(cls, _ctypes.PyCFuncPtrType) and callable(value):
        made = cls(value)
        _write(address, _read(made._addr, 8))
        _keep(owner, key, made)
    else:
        raise TypeError(f"incompatible types, {_named(value)} instance instead of {cls.__name__} instance")
