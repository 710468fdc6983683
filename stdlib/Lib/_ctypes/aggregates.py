"""Structures, unions, arrays and pointers."""

import _ctypes
import _libffi
import sys
from _ctypes.data import (
    _at, _BIG, _blank, _CData, _CDataType, _check_size, _get, _int, _is_plain, _keep, _load, _named, _Param,
    PyCSimpleType, _read, _set, _SIGNED, _SimpleCData, _store, _write,
)

# As in `data`.
__name__ = "_ctypes"


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
            return _ctypes.byref(value)
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
