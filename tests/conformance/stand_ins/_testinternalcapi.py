"""Stands in for CPython's module of tests of its internals: what tests of the language ask of it, in Python.

A test that asks for more is skipped.
"""

import sys
import unittest

SIZEOF_PYGC_HEAD = 0


def get_config():
    return {"code_debug_ranges": 1, "faulthandler": 0, "int_max_str_digits": sys.get_int_max_str_digits()}


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise unittest.SkipTest(f"{name} is of CPython's internals")
