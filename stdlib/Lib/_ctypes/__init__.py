"""C's types, functions and libraries for ctypes, on top of `_libffi`."""

import _libffi
import _thread
import sys
from _ctypes.data import (
    ArgumentError, _blank, _CData, _CDataType, CTYPES_MAX_ARGCOUNT, FUNCFLAG_CDECL, FUNCFLAG_PYTHONAPI,
    FUNCFLAG_USE_ERRNO, FUNCFLAG_USE_LASTERROR, _is_plain, _load, _named, _objects_by_id, _Param, PyCSimpleType,
    _read, RTLD_GLOBAL, RTLD_LOCAL, _SimpleCData, SIZEOF_TIME_T, _store, _text_address, _unpickle, __version__,
    _write,
)
from _ctypes.aggregates import (
    Array, CField, POINTER, _Pointer, pointer, _pointer_type_cache, PyCArrayType, PyCPointerType, PyCStructType,
    Structure, Union, UnionType,
)

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
