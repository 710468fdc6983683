"""C's types, functions and libraries for ctypes, on top of `_libffi`."""

import _libffi
import _thread
import sys

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
            known = _arrays[cls, length] = PyCArrayType(
                f"{cls.__name__}_Array_{length}", (Array,), {"_length_": length, "_type_": cls, "__module__": cls.__module__})
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
    if isinstance(cls, PyCStructType) and not cls.__dict__.get("_final"):
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
        return "P" in str(cls._spec) or isinstance(cls, PyCPointerType)

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
        if isinstance(value, (Array, _Pointer)) and getattr(type(value)._type_, "_type_", None) == ("c" if code == "z" else "u"):
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
        if isinstance(value, (Array, _Pointer, _Param)):
            return value
        if isinstance(value, CFuncPtr):
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
    elif isinstance(cls, PyCPointerType) and value is None:
        _store(address, "P", 0)
    elif isinstance(cls, PyCPointerType) and isinstance(value, Array) and issubclass(type(value)._type_, cls._type_):
        _store(address, "P", value._addr)
        _keep(owner, key, value)
    elif isinstance(cls, (PyCStructType, UnionType, PyCArrayType)) and isinstance(value, tuple):
        try:
            made = cls(*value)
        except Exception as e:
            raise RuntimeError(f"({cls.__name__}) {type(e).__name__}: {e}") from None
        _write(address, _read(made._addr, cls._size))
        _keep(owner, key, made._objects)
    elif isinstance(cls, PyCArrayType) and isinstance(value, (bytes, str)) and getattr(cls._type_, "_type_", None) in ("c", "u"):
        _part(cls, owner, offset, key).value = value
    elif isinstance(cls, PyCFuncPtrType) and callable(value):
        made = cls(value)
        _write(address, _read(made._addr, 8))
        _keep(owner, key, made)
    else:
        raise TypeError(f"incompatible types, {_named(value)} instance instead of {cls.__name__} instance")


# Structures and unions ------------------------------------------------------------------------------------------------

class CField:
    """Structure/Union member"""

    def __init__(self, name, cls, offset, bits, key):
        self._name, self._cls, self.offset, self._bits, self._key = name, cls, offset, bits, key
        # Arrays of characters are seen as texts.
        self._is_text = isinstance(cls, PyCArrayType) and getattr(cls._type_, "_type_", None) in ("c", "u")
        self.size = cls._size if bits is None else bits[1] << 16 | bits[0]

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if not isinstance(instance, _CData):
            raise TypeError("not a ctype instance")
        if self._bits is None:
            found = _get(self._cls, instance, self.offset, self._key)
            return found.value if self._is_text else found
        start, count = self._bits
        bits = self._word(instance) >> start & (1 << count) - 1
        code = self._cls._type_
        if code == "?":
            return bool(bits)
        return bits - (1 << count) if code in _SIGNED and bits >> count - 1 else bits

    def _word(self, instance):
        data = _read(instance._addr + self.offset, self._cls._size)
        return int.from_bytes(data, "big" if self._cls._swapped != _BIG else "little")

    def __set__(self, instance, value):
        if not isinstance(instance, _CData):
            raise TypeError("not a ctype instance")
        if self._is_text and isinstance(value, bytes):
            # A text ends at a zero.
            value = value.partition(b"\0")[0]
        if self._bits is None:
            return _set(self._cls, instance, self.offset, self._key, value)
        start, count = self._bits
        value = value.value if isinstance(value, _SimpleCData) else value
        value = int(bool(value)) if self._cls._type_ == "?" else _int(value)
        mask = (1 << count) - 1 << start
        word = self._word(instance) & ~mask | value << start & mask
        _write(instance._addr + self.offset, word.to_bytes(self._cls._size, "big" if self._cls._swapped != _BIG else "little"))

    def __delete__(self, instance):
        raise TypeError("can't delete attribute")

    def __repr__(self):
        if self._bits is None:
            return f"<Field type={self._cls.__name__}, ofs={self.offset}, size={self.size}>"
        return f"<Field type={self._cls.__name__}, ofs={self.offset}:{self._bits[0]}, bits={self._bits[1]}>"


def _round(n, to):
    return -(-n // to) * to


def _lay_out(cls, fields, union):
    """Gives a class its fields."""
    if cls.__dict__.get("_final"):
        raise AttributeError("_fields_ is final")
    if not isinstance(fields, (tuple, list)):
        raise TypeError("_fields_ must be a sequence of pairs")
    pack = getattr(cls, "_pack_", None)
    if pack is not None and (not isinstance(pack, int) or pack < 0):
        raise ValueError("_pack_ must be a non-negative integer")
    swap = hasattr(cls, "_swappedbytes_")
    base = next((known for known in cls.__mro__[1:] if "_layout" in known.__dict__), None)
    offset, align, specs, format = 0, 1, [], []
    index = 0
    if base is not None:
        offset, align, specs, format, index = base._size, base._align, list(base._parts), list(base._formats), base._count
    end, unit, used = offset, 0, 0
    for field in fields:
        if not isinstance(field, tuple) or len(field) not in (2, 3) or not isinstance(field[0], str):
            raise TypeError("_fields_ must be a sequence of (name, C type) pairs")
        name, kind = field[:2]
        if not isinstance(kind, _CDataType) or kind._size is None:
            raise TypeError("second item in _fields_ tuple (index %d) must be a C type" % (index - (base._count if base else 0)))
        if isinstance(kind, (PyCStructType, UnionType)):
            kind._final = True
        if swap:
            kind = _swapped_type(kind)
        size, own = kind._size, min(kind._align, pack) if pack else kind._align
        bits = None
        if len(field) == 3:
            if not isinstance(kind, PyCSimpleType) or kind._type_ in "fdguzZPOc":
                raise TypeError(f"bit fields not allowed for type {kind.__name__}")
            count = field[2]
            if not isinstance(count, int) or not 0 < count <= size * 8:
                raise ValueError("number of bits invalid for bit field")
            if union:
                bits, at = (0, count), 0
            elif unit and size * 8 >= unit and used + count <= size * 8:
                at = start
                if size * 8 > unit:
                    at = start = start // size * size if start % size == 0 else start
                    end, unit = max(end, at + size), size * 8
                bits = (used, count)
                used += count
            else:
                at = start = _round(end, own)
                end, unit, used = at + size, size * 8, count
                bits = (0, count)
            if swap or _BIG:
                bits = (size * 8 - bits[0] - bits[1], count)
        else:
            unit = 0
            at = 0 if union else _round(end, own)
            if not union:
                end = at + size
        if union:
            end = max(end, size)
        align = max(align, own)
        _set_attribute(cls, name, CField(name, kind, at, bits, index))
        if bits is None or bits[0] == 0 or not specs:
            specs.append(kind._spec)
        format.append(f"{kind._buffer_format()}:{name}:")
        index += 1
    cls._size, cls._align, cls._count = _round(end, align), align, index
    cls._parts, cls._formats, cls._layout = specs, format, True
    # libffi lays structures out by itself: those that it would lay out otherwise are passed as bytes.
    spec = tuple(specs)
    if union or pack or not spec or _libffi.sizes(spec) != (cls._size, align):
        spec = tuple(["B"] * cls._size) if align == 1 else tuple([{2: "H", 4: "I"}.get(align, "Q")] * (cls._size // min(align, 8)))
    cls._spec = spec or ("B",)
    cls._format = "B" if union else "T{" + "".join(format) + "}"
    for name in getattr(cls, "_anonymous_", ()):
        _lift(cls, name)


def _lift(cls, name):
    """Makes the members of an anonymous member the class's own."""
    outer = cls.__dict__.get(name)
    if not isinstance(outer, CField):
        raise AttributeError(name) if outer is None else TypeError(f"'{name}' is specified in _anonymous_ but not in _fields_")
    for known in reversed(outer._cls.__mro__):
        for inner_name, inner in list(known.__dict__.items()):
            if isinstance(inner, CField) and inner_name not in cls.__dict__:
                _set_attribute(cls, inner_name, CField(inner_name, inner._cls, outer.offset + inner.offset, inner._bits, outer._key))


def _set_attribute(cls, name, value):
    type.__setattr__(cls, name, value)


def _swapped_type(kind):
    name = "__ctype_le__" if _BIG else "__ctype_be__"
    if hasattr(kind, name):
        return getattr(kind, name)
    if isinstance(kind, PyCArrayType):
        return _swapped_type(kind._type_) * kind._length_
    if isinstance(kind, (PyCStructType, UnionType)):
        return kind
    raise TypeError(f"This type does not support other endian: {kind}")


def _buffer_format(cls):
    """The format of a type as part of a structure."""
    if isinstance(cls, PyCArrayType):
        shape = ",".join(map(str, cls._shape))
        return f"({shape}){cls._format}"
    return cls._format


_CDataType._buffer_format = _buffer_format


class PyCStructType(_CDataType):
    """The class of structures."""

    _is_union = False

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        if "_abstract_" in namespace or bases == (_CData,):
            return
        for base in bases:
            if isinstance(base, PyCStructType) and base.__base__ is not _Fields and not base.__dict__.get("_final"):
                base._final = True
        if "_fields_" in namespace:
            _lay_out(cls, namespace["_fields_"], cls._is_union)
        elif "_layout" not in cls.__dict__ and cls._size is None:
            cls._size, cls._align, cls._spec, cls._format = 0, 1, ("B",), "B"
            cls._pending = True

    def __setattr__(cls, name, value):
        if name == "_fields_":
            if cls.__dict__.get("_final") or "_layout" in cls.__dict__:
                raise AttributeError("_fields_ is final")
            super().__setattr__(name, value)
            _lay_out(cls, value, cls._is_union)
        else:
            super().__setattr__(name, value)

    def __delattr__(cls, name):
        super().__delattr__(name)


class UnionType(PyCStructType):
    """The class of unions."""

    _is_union = True


class _Fields(_CData):
    """What structures and unions share."""

    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        if cls in (Structure, Union) or "_abstract_" in cls.__dict__:
            raise TypeError("abstract class")
        return _blank(cls)

    def __init__(self, *args, **kwargs):
        names = [field[0] for known in reversed(type(self).__mro__) for field in known.__dict__.get("_fields_", ())]
        if len(args) > len(names):
            raise TypeError("too many initializers")
        for name, value in zip(names, args):
            if name in kwargs:
                raise TypeError(f"duplicate values for field {name!r}")
            setattr(self, name, value)
        for name, value in kwargs.items():
            setattr(self, name, value)


class Structure(_Fields, metaclass=PyCStructType):
    """Structure base class"""

    __slots__ = ()
    _abstract_ = 0


class Union(_Fields, metaclass=UnionType):
    """Union base class"""

    __slots__ = ()
    _abstract_ = 0


for _class in (Structure, Union):
    _class._size = None
    type.__delattr__(_class, "_abstract_")
    _class.__module__ = "_ctypes"


# Arrays ---------------------------------------------------------------------------------------------------------------

class PyCArrayType(_CDataType):
    """The class of arrays."""

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        if bases == (_CData,):
            return
        length, kind = getattr(cls, "_length_", None), getattr(cls, "_type_", None)
        if length is None:
            raise AttributeError("class must define a '_length_' attribute")
        if not isinstance(length, int):
            raise TypeError("The '_length_' attribute must be an integer")
        if length < 0:
            raise ValueError("The '_length_' attribute must not be negative")
        if kind is None:
            raise AttributeError("class must define a '_type_' attribute")
        if not isinstance(kind, _CDataType) or kind._size is None:
            raise TypeError("_type_ must have storage info")
        cls._size, cls._align = length * kind._size, kind._align
        if cls._size > sys.maxsize:
            raise OverflowError("array too large")
        cls._spec = (kind._spec,) * min(length, 64) if length else ("B",)
        cls._format, cls._shape = kind._format, (length, *kind._shape)
        if getattr(kind, "_type_", None) == "c" and isinstance(kind, PyCSimpleType):
            _set_attribute(cls, "value", property(_get_bytes, _set_bytes, _no_delete, doc="string value"))
            _set_attribute(cls, "raw", property(lambda self: _read(self._addr, self._bytes), _set_raw, doc="value"))
        elif getattr(kind, "_type_", None) == "u" and isinstance(kind, PyCSimpleType):
            _set_attribute(cls, "value", property(_get_wide, _set_wide, _no_delete, doc="string value"))

    def from_param(cls, value, /):
        """Convert a Python object into a function call parameter."""
        if cls._size is None:
            raise TypeError("abstract class")
        code = getattr(cls._type_, "_type_", None)
        if isinstance(value, bytes) and code == "c" or isinstance(value, str) and code == "u":
            if len(value) > cls._length_:
                raise ValueError("Invalid length")
            made = cls()
            made.value = value
            return made
        if isinstance(value, tuple):
            return cls(*value)
        return super().from_param(value)


def _no_delete(self):
    raise TypeError("can't delete attribute")


def _get_bytes(self):
    data = _read(self._addr, self._bytes)
    end = data.find(b"\0")
    return data if end < 0 else data[:end]


def _set_bytes(self, value):
    if not isinstance(value, bytes):
        raise TypeError(f"bytes expected instead of {_named(value)} instance")
    if len(value) > self._bytes:
        raise ValueError("byte string too long")
    _write(self._addr, value if len(value) == self._bytes else value + b"\0")


def _set_raw(self, value):
    data = bytes(memoryview(value))
    if len(data) > self._bytes:
        raise ValueError("byte string too long")
    _write(self._addr, data)


def _get_wide(self):
    text = _libffi.read_wide(self._addr, self._bytes // 4)
    end = text.find("\0")
    return text if end < 0 else text[:end]


def _set_wide(self, value):
    if not isinstance(value, str):
        raise TypeError(f"unicode string expected instead of {_named(value)} instance")
    if len(value) > self._bytes // 4:
        raise ValueError("string too long")
    data = value.encode("utf-32-be" if _BIG else "utf-32-le", "surrogatepass")
    _write(self._addr, data if len(value) == self._bytes // 4 else data + bytes(4))


def _slice(self, key, at):
    """Items of an array or pointer by a slice."""
    kind = type(self)._type_
    code = getattr(kind, "_type_", None) if isinstance(kind, PyCSimpleType) else None
    if code == "c":
        return b"".join(_read(_start_of(self) + index, 1) for index in at)
    if code == "u":
        return "".join(_libffi.read_wide(_start_of(self) + 4 * index, 1) for index in at)
    return [self[index] for index in at]


def _start_of(self):
    return _load(self._addr, "P") if isinstance(self, _Pointer) else self._addr


class Array(_CData, metaclass=PyCArrayType):
    """Abstract base class for arrays."""

    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        _check_size(cls)
        return _blank(cls)

    def __init__(self, *args):
        if len(args) > self._length_:
            raise IndexError("invalid index")
        for index, value in enumerate(args):
            self[index] = value

    def __len__(self):
        return self._length_

    def _index(self, index):
        index = index.__index__()
        at = index + self._length_ if index < 0 else index
        if not 0 <= at < self._length_:
            raise IndexError("invalid index")
        return at

    def __getitem__(self, key):
        if isinstance(key, slice):
            return _slice(self, key, range(*key.indices(self._length_)))
        if not hasattr(key, "__index__"):
            raise TypeError("indices must be integers")
        at = self._index(key)
        return _get(self._type_, self, at * self._type_._size, at)

    def __setitem__(self, key, value):
        if isinstance(key, slice):
            at = range(*key.indices(self._length_))
            if len(value) != len(at):
                raise ValueError("Can only assign sequence of same size")
            for index, item in zip(at, value):
                self[index] = item
            return
        if not hasattr(key, "__index__"):
            raise TypeError("indices must be integer")
        at = self._index(key)
        _set(self._type_, self, at * self._type_._size, at, value)

    def __delitem__(self, key):
        raise TypeError("Array does not support item deletion")

    @classmethod
    def __class_getitem__(cls, item, /):
        """See PEP 585"""
        import types
        return types.GenericAlias(cls, item)


Array.__module__ = "_ctypes"

# Pointers -------------------------------------------------------------------------------------------------------------


class PyCPointerType(_CDataType):
    """The class of pointers."""

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        if bases == (_CData,):
            return
        cls._spec, cls._size, cls._align = "P", 8, 8
        kind = namespace.get("_type_")
        if kind is not None:
            cls.set_type(kind)
        else:
            cls._format = "X{}"

    def set_type(cls, kind, /):
        """Says what instances point to."""
        if not isinstance(kind, _CDataType):
            raise TypeError("_type_ must have storage info")
        cls._type_ = kind
        cls._format = "&" + kind._buffer_format() if kind._format else "&B"

    def from_param(cls, value, /):
        """Convert a Python object into a function call parameter."""
        if value is None:
            return None
        if getattr(cls, "_type_", None) is None:
            raise TypeError("abstract class")
        kind = cls._type_
        if isinstance(value, kind):
            return byref(value)
        if isinstance(value, _Param) and isinstance(value._object, kind):
            return value
        if isinstance(value, (Array, _Pointer)) and issubclass(type(value)._type_, kind):
            return value
        return super().from_param(value)


class _Pointer(_CData, metaclass=PyCPointerType):
    """A pointer."""

    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        if getattr(cls, "_type_", None) is None:
            raise TypeError("Cannot create instance: has no _type_")
        return _blank(cls)

    def __init__(self, value=None, /):
        if value is not None:
            self.contents = value

    @property
    def contents(self):
        """the object this pointer points to (read-write)"""
        address = _load(self._addr, "P")
        if not address:
            raise ValueError("NULL pointer access")
        return _at(self._type_, address, (self._objects, self._mem))

    @contents.setter
    def contents(self, value):
        if not isinstance(value, self._type_):
            raise TypeError(f"expected {self._type_.__name__} instead of {_named(value)}")
        _store(self._addr, "P", value._addr)
        _keep(self, 1, value)

    def __bool__(self):
        return _load(self._addr, "P") != 0

    def _target(self, index):
        address = _load(self._addr, "P")
        if not address:
            raise ValueError("NULL pointer access")
        return _at(self._type_, address + index * self._type_._size, (self._objects, self._mem))

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self._range(key)
        if not hasattr(key, "__index__"):
            raise TypeError("Pointer indices must be integer")
        target = self._target(key.__index__())
        return target.value if _is_plain(self._type_) else target

    def _range(self, key):
        step = 1 if key.step is None else key.step
        if step == 0:
            raise ValueError("slice step cannot be zero")
        if key.start is None and step < 0:
            raise ValueError("slice start is required for step < 0")
        if key.stop is None:
            raise ValueError("slice stop is required")
        return _slice(self, key, range(key.start or 0, key.stop, step))

    def __setitem__(self, index, value):
        if not hasattr(index, "__index__"):
            raise TypeError("Pointer does not support item assignment" if isinstance(index, slice) else "Pointer indices must be integer")
        index = index.__index__()
        target = self._target(index)
        _set(self._type_, target, 0, 0, value)
        for kept in (target._objects or {}).values():
            _keep(self, index, kept)

    def __delitem__(self, index):
        raise TypeError("Pointer does not support item deletion")


_Pointer.__module__ = "_ctypes"
_pointer_type_cache = {}


def POINTER(cls, /):
    """Create and return a new ctypes pointer type."""
    known = _pointer_type_cache.get(cls)
    if known is not None:
        return known
    if isinstance(cls, str):
        made = PyCPointerType(f"LP_{cls}", (_Pointer,), {})
        _pointer_type_cache[id(made)] = made
        return made
    if not isinstance(cls, type):
        raise TypeError("must have a ctypes type")
    made = PyCPointerType(f"LP_{cls.__name__}", (_Pointer,), {"_type_": cls, "__module__": cls.__module__})
    _pointer_type_cache[cls] = made
    return made


def pointer(instance, /):
    """Create a new pointer instance, pointing to 'instance'."""
    if not isinstance(instance, _CData):
        raise TypeError("_type_ must have storage info")
    return POINTER(type(instance))(instance)


# Functions ------------------------------------------------------------------------------------------------------------

_memmove_addr, _memset_addr, _string_at_addr, _cast_addr, _wstring_at_addr = range(1, 6)


def _address(value):
    """The address that an argument `void *` has."""
    param = _convert(value, 1)
    return param[1]


def _cast(object, source, kind):
    if not (isinstance(kind, (PyCPointerType, PyCFuncPtrType)) or isinstance(kind, PyCSimpleType) and kind._type_ in "PzZs"):
        raise TypeError("cast() argument 2 must be a pointer, not " + getattr(kind, "__name__", _named(kind)))
    made = kind()
    _store(made._addr, "P", _address(object))
    # What the address belongs to is kept alive, as for the object that it came from.
    if isinstance(source, _CData):
        if not isinstance(source._objects, dict):
            source._objects = {} if source._objects is None else {id(source._objects): source._objects}
        made._objects = source._objects
        made._objects[id(source)] = source
    return made


def _memmove(target, source, count):
    data = _read(_address(source), count)
    _write(_address(target), data)
    return _address(target)


def _memset(target, byte, count):
    _write(_address(target), bytes([byte & 0xff]) * count)
    return _address(target)


_OWN = {
    _memmove_addr: _memmove,
    _memset_addr: _memset,
    _string_at_addr: lambda object, size=-1: _read(_address(object), size),
    _wstring_at_addr: lambda object, size=-1: _libffi.read_wide(_address(object), size),
    _cast_addr: _cast,
}


def _convert(value, number):
    """Type and value of an argument for libffi, and what has to live during the call."""
    if value is None:
        return "P", 0, None
    if isinstance(value, _Param):
        code = value._code
        return {"c": "B", "u": "I", "z": "P", "Z": "P", "O": "P"}.get(code, code), value._value, value
    if isinstance(value, int):
        return "i", value, None
    if isinstance(value, (bytes, str)):
        kept = _text_address(value, isinstance(value, str))
        return "P", kept.address, kept
    if isinstance(value, _CData):
        cls = type(value)
        if isinstance(value, Array):
            return "P", value._addr, value
        if isinstance(cls._spec, tuple):
            return cls._spec, _read(value._addr, cls._size), value
        return cls._spec, _load(value._addr, cls._spec), value
    given = getattr(value, "_as_parameter_", None)
    if given is not None:
        return _convert(given, number)
    raise TypeError(f"Don't know how to convert parameter {number}")


class _Errno(_thread._local):
    """Each thread's copy of errno."""

    value = 0


_errno = _Errno()


def get_errno():
    """The copy of errno that belongs to ctypes."""
    return _errno.value


def set_errno(value, /):
    """Sets the copy of errno that belongs to ctypes; what it was."""
    old, _errno.value = _errno.value, value
    return old


class PyCFuncPtrType(_CDataType):
    """The class of function types."""

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        if bases == (_CData,):
            return
        cls._spec, cls._size, cls._align, cls._format = "P", 8, 8, "X{}"
        if not isinstance(getattr(cls, "_flags_", None), int):
            raise TypeError("class must define _flags_ which must be an integer")
        _check_argtypes(getattr(cls, "_argtypes_", None))


def _check_argtypes(types):
    if types is None:
        return None
    if not isinstance(types, (tuple, list)):
        raise TypeError("_argtypes_ must be a sequence of types")
    for number, kind in enumerate(types, 1):
        if not hasattr(kind, "from_param"):
            raise TypeError(f"item {number} in _argtypes_ has no from_param method")
    return tuple(types)


class CFuncPtr(_CData, metaclass=PyCFuncPtrType):
    """Function Pointer"""

    def __new__(cls, *args, **kwargs):
        if not hasattr(cls, "_flags_"):
            raise TypeError("abstract class")
        self = _blank(cls)
        self._restype, self._argtypes = getattr(cls, "_restype_", None), getattr(cls, "_argtypes_", None)
        if "_restype_" not in cls.__dict__ and not hasattr(cls, "_restype_"):
            self._restype = _default_result()
        self._errcheck = self._callback = self._paramflags = self._own = None
        return self

    def __init__(self, target=None, paramflags=None, /):
        if target is None:
            return
        if isinstance(target, int) and not isinstance(target, bool):
            self._own = _OWN.get(target)
            _store(self._addr, "P", target)
        elif isinstance(target, tuple):
            name, library = target
            if isinstance(name, bytes):
                name = name.decode()
            if isinstance(name, int):
                raise TypeError("a function is found by its name")
            handle = getattr(library, "_handle", None)
            if not isinstance(handle, int):
                raise TypeError("the _handle attribute of the second argument must be an integer")
            try:
                address = _libffi.symbol(handle, name)
            except AttributeError as e:
                raise AttributeError(str(e)) from None
            _store(self._addr, "P", address)
            self._objects = library
            self._paramflags = paramflags
            self.__name__ = name
        elif callable(target):
            self._make_callback(target)
        else:
            raise TypeError("argument must be callable or integer function address")

    def _make_callback(self, function):
        types = type(self)._argtypes_ if getattr(type(self), "_argtypes_", None) is not None else None
        if types is None:
            raise TypeError("cannot construct instance of this class: no argtypes")
        result = self._restype
        if result is not None and not isinstance(result, PyCSimpleType) and not isinstance(result, (PyCPointerType, PyCFuncPtrType)):
            raise TypeError("invalid result type for callback function")

        def run(*values):
            args = []
            for kind, value in zip(types, values):
                made = _blank(kind)
                if isinstance(kind._spec, tuple):
                    _write(made._addr, value)
                else:
                    _store(made._addr, kind._spec, value)
                args.append(made.value if _is_plain(kind) else made)
            if type(self)._flags_ & FUNCFLAG_USE_ERRNO:
                _swap_errno()
            try:
                value = function(*args)
            except BaseException as e:
                sys.unraisablehook(_Unraisable(e, function))
                return None
            finally:
                if type(self)._flags_ & FUNCFLAG_USE_ERRNO:
                    _swap_errno()
            if result is None:
                return None
            try:
                made = value if isinstance(value, result) else result(value) if value is not None else result()
            except BaseException as e:
                sys.unraisablehook(_Unraisable(e, function))
                return None
            self._kept = made
            return _load(made._addr, result._spec)

        spec = "v" if result is None else result._spec
        self._callback = _libffi.Callback(run, spec, tuple(kind._spec for kind in types))
        self._function = function
        _store(self._addr, "P", self._callback.address)
        self._objects = {"0": self._callback}

    @property
    def restype(self):
        """specify the result type"""
        return self._restype

    @restype.setter
    def restype(self, kind):
        if kind is not None and not isinstance(kind, _CDataType) and not callable(kind):
            raise TypeError("restype must be a type, a callable, or None")
        self._restype = kind

    @restype.deleter
    def restype(self):
        self._restype = getattr(type(self), "_restype_", None)

    @property
    def argtypes(self):
        """specify the argument types"""
        return self._argtypes

    @argtypes.setter
    def argtypes(self, types):
        self._argtypes = _check_argtypes(types)

    @argtypes.deleter
    def argtypes(self):
        self._argtypes = None

    @property
    def errcheck(self):
        """a function to check for errors"""
        return self._errcheck

    @errcheck.setter
    def errcheck(self, function):
        if not callable(function):
            raise TypeError("the errcheck attribute must be callable")
        self._errcheck = function

    def __bool__(self):
        return _load(self._addr, "P") != 0

    def __repr__(self):
        return f"<{type(self).__name__} object at 0x{id(self):x}>"

    def __call__(self, *args, **kwargs):
        if self._own is not None:
            result = self._own(*args)
            return result
        args, outs = self._bind(args, kwargs)
        types = self._argtypes
        specs, values, kept = [], [], []
        if types is not None:
            if len(args) < len(types):
                few = len(types)
                raise TypeError(f"this function takes at least {few} argument{'s' * (few != 1)} ({len(args)} given)")
            converted = []
            for number, (kind, value) in enumerate(zip(types, args), 1):
                try:
                    converted.append(kind.from_param(value))
                except Exception as e:
                    raise ArgumentError(f"argument {number}: {type(e).__name__}: {e}") from None
            converted += args[len(types):]
        else:
            converted = args
        for number, value in enumerate(converted, 1):
            try:
                spec, value, keep = _convert(value, number)
            except Exception as e:
                raise ArgumentError(f"argument {number}: {type(e).__name__}: {e}") from None
            specs.append(spec)
            values.append(value)
            kept.append(keep)
        result = self._restype
        if isinstance(result, _CDataType):
            spec = result._spec
        else:
            spec = "v" if result is None else "i"
        fixed = len(types) if types is not None and len(types) < len(specs) else -1
        flags = type(self)._flags_
        if flags & FUNCFLAG_USE_ERRNO:
            _swap_errno()
        raw = _libffi.call(_load(self._addr, "P"), spec, tuple(specs), tuple(values), fixed, bool(flags & FUNCFLAG_PYTHONAPI))
        if flags & FUNCFLAG_USE_ERRNO:
            _swap_errno()
        value = self._result(result, spec, raw)
        if self._errcheck is not None:
            value = self._errcheck(value, self, tuple(args))
        if outs:
            found = [args[index].__ctypes_from_outparam__() if isinstance(args[index], _CData)
                     else args[index]._object.__ctypes_from_outparam__() for index in outs]
            return found[0] if len(found) == 1 else tuple(found)
        return value

    def _result(self, kind, spec, raw):
        if kind is None:
            return None
        if not isinstance(kind, _CDataType):
            return kind(raw)
        made = _blank(kind)
        if isinstance(spec, tuple):
            _write(made._addr, raw)
            return made
        _store(made._addr, spec, raw)
        return made.value if _is_plain(kind) else made

    def _bind(self, args, kwargs):
        """Arguments by the flags of a prototype."""
        flags = self._paramflags
        if not flags:
            if kwargs:
                raise TypeError("call takes no keyword arguments")
            return list(args), []
        bound, outs, at = [], [], 0
        for index, parameter in enumerate(flags):
            flag = parameter[0] or 1
            name = parameter[1] if len(parameter) > 1 else None
            default = parameter[2:] if len(parameter) > 2 else ()
            if flag & 2 and not flag & 1:
                made = self._argtypes[index]._type_()
                bound.append(byref(made))
                outs.append(index)
                continue
            if flag & 4 and not at < len(args) and name not in kwargs:
                value = default[0] if default else 0
            elif at < len(args):
                value = args[at]
                at += 1
            elif name in kwargs:
                value = kwargs[name]
            elif default:
                value = default[0]
            else:
                raise TypeError(f"required argument '{name}' missing" if name else "not enough arguments")
            if flag & 2:
                outs.append(index)
                value = byref(value) if isinstance(value, _SimpleCData) else byref(self._argtypes[index]._type_(value))
            bound.append(value)
        if at < len(args):
            raise TypeError(f"call takes exactly {len(flags)} arguments ({len(args) + len(kwargs)} given)")
        return bound, outs


CFuncPtr.__module__ = "_ctypes"


class _Unraisable:
    def __init__(self, error, object):
        self.exc_type, self.exc_value, self.exc_traceback = type(error), error, error.__traceback__
        self.err_msg, self.object = "Exception ignored on calling ctypes callback function", object


def _default_result():
    import ctypes
    return ctypes.c_int


def _swap_errno():
    ours, _errno.value = _errno.value, _libffi.get_errno()
    _libffi.set_errno(ours)


# The module's functions -----------------------------------------------------------------------------------------------

def sizeof(value, /):
    """Return the size in bytes of a C instance."""
    if isinstance(value, _CData):
        return value._bytes
    if isinstance(value, _CDataType) and value._size is not None:
        return value._size
    raise TypeError("this type has no size")


def alignment(value, /):
    """Return the alignment requirements of a C instance."""
    cls = value if isinstance(value, type) else type(value)
    if isinstance(cls, _CDataType) and cls._align is not None:
        return cls._align
    raise TypeError("no alignment info")


def addressof(instance, /):
    """Return the address of the C instance internal buffer"""
    if not isinstance(instance, _CData):
        raise TypeError("invalid type")
    return instance._addr


def byref(instance, offset=0, /):
    """Return a pointer lookalike to a C instance, only usable as function argument"""
    if not isinstance(instance, _CData):
        raise TypeError(f"byref() argument must be a ctypes instance, not '{_named(instance)}'")
    return _Param("P", instance._addr + offset, instance)


def resize(instance, size, /):
    """Resize the memory buffer of a ctypes instance"""
    if not isinstance(instance, _CData):
        raise TypeError("excepted ctypes instance")
    if size < type(instance)._size:
        raise ValueError(f"minimum size is {type(instance)._size}")
    if not isinstance(instance._mem, _libffi.Memory):
        raise ValueError("Memory cannot be resized because this object doesn't own it")
    memory = _libffi.Memory(size)
    _write(memory.address, _read(instance._addr, min(size, instance._bytes)))
    instance._mem, instance._addr, instance._bytes = memory, memory.address, size


def dlopen(name, flag=RTLD_LOCAL, /):
    """dlopen(name, flag={RTLD_GLOBAL|RTLD_LOCAL}) open a shared library"""
    if name is not None:
        import os
        sys.audit("ctypes.dlopen", name)
        name = os.fsencode(name)
    return _libffi.open(name, flag)


def dlclose(handle, /):
    """dlclose a library"""
    if _libffi.close(handle):
        raise OSError("dlclose failed")


def dlsym(handle, name, /):
    """find symbol in shared library"""
    try:
        return _libffi.symbol(handle, name)
    except AttributeError as e:
        raise OSError(str(e)) from None


def call_function(address, arguments, /):
    """Calls a function that returns an int."""
    converted = [_convert(value, number) for number, value in enumerate(arguments, 1)]
    return _libffi.call(address, "i", tuple(c[0] for c in converted), tuple(c[1] for c in converted), -1, False)


call_cdeclfunction = call_function


def buffer_info(cls, /):
    """Return buffer interface information"""
    cls = cls if isinstance(cls, type) else type(cls)
    return cls._format, len(cls._shape), cls._shape


def PyObj_FromPtr(address, /):
    """The object that ctypes passed to C as an address."""
    return _objects_by_id[address]


def Py_INCREF(object, /):
    """Keeps an object that C has."""
    _objects_by_id[id(object)] = object
    return object


def Py_DECREF(object, /):
    """C has an object no more."""
    _objects_by_id.pop(id(object), None)
    return object
