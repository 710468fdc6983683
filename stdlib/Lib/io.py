"""Files and streams.

`open` opens a file. The classes come from the native module `_io`; those that others derive from or ask `isinstance`
about are given an abstract metaclass here.
"""

import _io
import abc
from _io import (
    DEFAULT_BUFFER_SIZE,
    BlockingIOError,
    BufferedRandom,
    BufferedReader,
    BufferedRWPair,
    BufferedWriter,
    BytesIO,
    FileIO,
    IncrementalNewlineDecoder,
    StringIO,
    TextIOWrapper,
    UnsupportedOperation,
    open,
    open_code,
    text_encoding,
)

__all__ = [
    "BlockingIOError", "open", "open_code", "IOBase", "RawIOBase", "FileIO", "BytesIO", "StringIO", "BufferedIOBase",
    "BufferedReader", "BufferedWriter", "BufferedRWPair", "BufferedRandom", "TextIOBase", "TextIOWrapper",
    "UnsupportedOperation", "SEEK_SET", "SEEK_CUR", "SEEK_END", "DEFAULT_BUFFER_SIZE", "text_encoding",
    "IncrementalNewlineDecoder",
]

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2


# The abstract classes are the native ones with registration added. The native classes of files derive from the native
# ones; they are registered.

class IOBase(_io._IOBase, metaclass=abc.ABCMeta):
    __doc__ = _io._IOBase.__doc__


def _abstract(name, *implementations):
    native = getattr(_io, f"_{name}")
    made = abc.ABCMeta(name, (native, IOBase), {"__module__": __name__, "__doc__": native.__doc__})
    for implementation in implementations:
        made.register(implementation)
    return made


RawIOBase = _abstract("RawIOBase", FileIO)
BufferedIOBase = _abstract("BufferedIOBase", BytesIO, BufferedReader, BufferedWriter, BufferedRandom, BufferedRWPair)
TextIOBase = _abstract("TextIOBase", StringIO, TextIOWrapper)


def __getattr__(name):
    if name == "OpenWrapper":
        import warnings

        warnings.warn("OpenWrapper is deprecated, use open instead", DeprecationWarning, stacklevel=2)
        globals()["OpenWrapper"] = open
        return open
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
