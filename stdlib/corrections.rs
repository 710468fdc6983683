//! Where the library's modules do what another runtime needs, or lag behind Python 3.12: what they say, and what they should.
//! A text that is not found any more fails the build.

/// In module, each occurrence of text, becomes.
pub(crate) const CORRECTIONS: &[(&str, &str, &str)] = &[
    (
        "types",
        "    # XXX RUSTPYTHON TODO: iterable coroutine\n    if (False and func.__class__ is FunctionType",
        "    if (func.__class__ is FunctionType",
    ),
    (
        "inspect",
        "    # TODO: RUSTPYTHON\n    # TPFLAGS_IS_ABSTRACT is not being set for abstract classes, so this implementation differs from CPython.\n    # if object.__flags__ & TPFLAGS_IS_ABSTRACT:\n    #     return True\n",
        "    if object.__flags__ & TPFLAGS_IS_ABSTRACT:\n        return True\n",
    ),
    (
        "inspect",
        "        # return False\n        return bool(getattr(object, '__abstractmethods__'))\n",
        "        return False\n",
    ),
    // An instance may have slots.
    ("_weakrefset", "                getattr(self, '__dict__', None))", "                self.__getstate__())"),
    // Of a group of exceptions, those that are meant.
    (
        "contextlib",
        "        return exctype is not None and issubclass(exctype, self._exceptions)\n",
        "        if exctype is None or issubclass(exctype, self._exceptions):\n            return exctype is not None\n        if not issubclass(exctype, BaseExceptionGroup):\n            return False\n        rest = excinst.split(self._exceptions)[1]\n        if rest is not None:\n            raise rest\n        return True\n",
    ),
    ("sysconfig", "# XXX: RUSTPYTHON; Trick to make sysconfig work as RustPython\nexec(r'''\n", ""),
    ("sysconfig", "\n'''.replace(\"Python\", \"RustPython\").replace(\"/python\", \"/rustpython\"))", ""),
    ("sysconfig", "/python{py_version_short}", "/krait{py_version_short}"),
    (
        "site",
        "        # XXX: RUSTPYTHON; please keep this change for site-packages\n        return joinuser(base, \"RustPython\")",
        "        return joinuser(base, \"Krait\")",
    ),
    ("site", "{userbase}\\\\RustPython{ver_nodot}", "{userbase}\\\\Krait{ver_nodot}"),
    ("site", "/lib/rustpython", "/lib/krait"),
    (
        "site",
        "                                    # XXX: RUSTPYTHON; please keep this change for site-packages\n                                    \"rustpython%d.%d\"",
        "                                    \"krait%d.%d\"",
    ),
    (
        "timeit",
        "        # XXX RUSTPYTHON TODO: gc module implementation\n        # gcold = gc.isenabled()\n        # gc.disable()\n        # try:\n        #     timing = self.inner(it, self.timer)\n        # finally:\n        #     if gcold:\n        #         gc.enable()\n        # return timing\n        return self.inner(it, self.timer)\n",
        "        gcold = gc.isenabled()\n        gc.disable()\n        try:\n            timing = self.inner(it, self.timer)\n        finally:\n            if gcold:\n                gc.enable()\n        return timing\n",
    ),
];
