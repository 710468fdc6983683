"""What sysconfig tells of how this Python was built: it is not built from C, so there is little to tell.

Of the C compiler it says what distutils needs in order to call one: packages whose extension modules are optional try
to build them, and go on in Python when the compiler does not find Python.h.
"""

build_time_vars = {
    "ABIFLAGS": "",
    "AR": "ar",
    "ARFLAGS": "rcs",
    "CC": "gcc",
    "CCSHARED": "-fPIC",
    "CFLAGS": "-O2 -Wall",
    "CXX": "g++",
    "EXT_SUFFIX": ".krait-312-x86_64-linux-gnu.so",
    "HOST_GNU_TYPE": "x86_64-pc-linux-gnu",
    "LDCXXSHARED": "g++ -shared",
    "LDFLAGS": "",
    "LDSHARED": "gcc -shared",
    "MACHDEP": "linux",
    "MULTIARCH": "x86_64-linux-gnu",
    "PY_CORE_CFLAGS": "-fno-omit-frame-pointer",
    "PY_HAVE_PERF_TRAMPOLINE": 1,
    "Py_DEBUG": 0,
    "Py_ENABLE_SHARED": 0,
    "SHLIB_SUFFIX": ".so",
    "SIZEOF_VOID_P": 8,
    "SOABI": "krait-312-x86_64-linux-gnu",
    "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
    "VERSION": "3.12",
    "WITH_DOC_STRINGS": 1,
    "WITH_PYMALLOC": 0,
}
