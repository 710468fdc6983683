"""Objects of the module sys that are easiest made in Python; run once at start-up with `sys` in hand."""

import sys


class SimpleNamespace:
    """A simple attribute-based namespace."""

    def __init__(self, /, **kwargs):
        self.__dict__.update(kwargs)

    def __repr__(self):
        items = (f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{'namespace' if type(self) is SimpleNamespace else type(self).__name__}({', '.join(items)})"

    def __eq__(self, other):
        if isinstance(self, SimpleNamespace) and isinstance(other, SimpleNamespace):
            return self.__dict__ == other.__dict__
        return NotImplemented


SimpleNamespace.__module__ = "types"


def _structure(name, fields):
    """A tuple with named items, as the interpreter's own structures are."""

    def make(position):
        return property(lambda self: self[position])

    def show(self):
        return f"{name}({', '.join(f'{field}={value!r}' for field, value in zip(fields, self))})"

    namespace = {field: make(position) for position, field in enumerate(fields)}
    namespace.update(__slots__=(), __repr__=show, n_fields=len(fields), n_sequence_fields=len(fields), __module__="sys")
    return type(name.rpartition(".")[2], (tuple,), namespace)


sys.version_info = _structure("sys.version_info", ("major", "minor", "micro", "releaselevel", "serial"))(
    (3, 12, 1, "final", 0)
)
sys.implementation = SimpleNamespace(
    name="krait", cache_tag="krait-312", version=sys.version_info, hexversion=sys.hexversion, _multiarch="x86_64-linux-gnu"
)
sys.hash_info = _structure(
    "sys.hash_info",
    ("width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"),
)((64, 2**61 - 1, 314159, 0, 1000003, "siphash13", 64, 128, 0))
sys.float_info = _structure(
    "sys.float_info",
    ("max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig", "epsilon", "radix", "rounds"),
)((1.7976931348623157e308, 1024, 308, 2.2250738585072014e-308, -1021, -307, 15, 53, 2.220446049250313e-16, 2, 1))
sys.int_info = _structure(
    "sys.int_info",
    ("bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"),
)((30, 4, 4300, 640))
sys.flags = _structure(
    "sys.flags",
    (
        "debug",
        "inspect",
        "interactive",
        "optimize",
        "dont_write_bytecode",
        "no_user_site",
        "no_site",
        "ignore_environment",
        "verbose",
        "bytes_warning",
        "quiet",
        "hash_randomization",
        "isolated",
        "dev_mode",
        "utf8_mode",
        "warn_default_encoding",
        "safe_path",
        "int_max_str_digits",
    ),
)(sys._flags)
del sys._flags
