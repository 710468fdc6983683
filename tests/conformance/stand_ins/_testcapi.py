"""Stands in for CPython's module of tests of its C API: what tests of the language ask of it, in Python.

A test that asks for more is skipped.
"""

import operator
import sys
import traceback
import unittest

CHAR_MAX, CHAR_MIN, UCHAR_MAX = 2**7 - 1, -(2**7), 2**8 - 1
SHRT_MAX, SHRT_MIN, USHRT_MAX = 2**15 - 1, -(2**15), 2**16 - 1
INT_MAX, INT_MIN, UINT_MAX = 2**31 - 1, -(2**31), 2**32 - 1
LONG_MAX, LONG_MIN, ULONG_MAX = 2**63 - 1, -(2**63), 2**64 - 1
LLONG_MAX, LLONG_MIN, ULLONG_MAX = LONG_MAX, LONG_MIN, ULONG_MAX
PY_SSIZE_T_MAX, PY_SSIZE_T_MIN, SIZE_MAX = LONG_MAX, LONG_MIN, ULONG_MAX
SIZEOF_TIME_T = SIZEOF_VOID_P = SIZEOF_WCHAR_T = 8
DBL_MAX, DBL_MIN = sys.float_info.max, sys.float_info.min
WITH_PYMALLOC = False
LIMITED_API_AVAILABLE = False
unicode_legacy_string = None

sequence_getitem = operator.getitem
sequence_setitem = operator.setitem
sequence_delitem = operator.delitem


def exception_print(exception, legacy=False):
    if not isinstance(exception, BaseException):
        name = type(exception).__name__
        print(f"TypeError: print_exception(): Exception expected for value, {name} found", file=sys.stderr)
    else:
        sys.__excepthook__(type(exception), exception, exception.__traceback__)


def traceback_print(trace, file):
    print("Traceback (most recent call last):", file=file)
    traceback.print_tb(trace, file=file)


def getbuffer_with_null_view(exporter):
    raise BufferError("PyObject_GetBuffer: view==NULL argument is obsolete")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise unittest.SkipTest(f"{name} is of CPython's C API")
