"""What sysconfig tells of how this Python was built: it is not built from C, so there is little to tell."""

build_time_vars = {
    "ABIFLAGS": "",
    "EXT_SUFFIX": ".krait-312-x86_64-linux-gnu.so",
    "HOST_GNU_TYPE": "x86_64-pc-linux-gnu",
    "MACHDEP": "linux",
    "MULTIARCH": "x86_64-linux-gnu",
    "PY_CORE_CFLAGS": "-fno-omit-frame-pointer",
    "PY_HAVE_PERF_TRAMPOLINE": 1,
    "Py_DEBUG": 0,
    "Py_ENABLE_SHARED": 0,
    "SHLIB_SUFFIX": ".so",
    "SIZEOF_VOID_P": 8,
    "SOABI": "krait-312-x86_64-linux-gnu",
    "VERSION": "3.12",
    "WITH_DOC_STRINGS": 1,
    "WITH_PYMALLOC": 0,
}
