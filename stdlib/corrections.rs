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
    // `os.process_cpu_count` is 3.13's.
    ("concurrent.futures.thread", "os.process_cpu_count()", "os.cpu_count()"),
    ("concurrent.futures.process", "os.process_cpu_count()", "os.cpu_count()"),
    // The native encoder indents, too.
    (
        "json.encoder",
        "        if (_one_shot and c_make_encoder is not None\n                and self.indent is None):\n            _iterencode = c_make_encoder(\n                markers, self.default, _encoder, self.indent,\n",
        "        if _one_shot and c_make_encoder is not None:\n            indent = self.indent\n            if indent is not None and not isinstance(indent, str):\n                indent = ' ' * indent\n            _iterencode = c_make_encoder(\n                markers, self.default, _encoder, indent,\n",
    ),
    (
        "logging.handlers",
        "import copy\nimport io\nimport logging\n",
        "import copy\nimport io\nimport logging\nfrom stat import ST_DEV, ST_INO, ST_MTIME\n",
    ),
    // In 3.12 an empty file may be rolled over.
    (
        "logging.handlers",
        "            pos = self.stream.tell()\n            if not pos:\n                # gh-116263: Never rollover an empty file\n                return False\n",
        "            pos = self.stream.tell()\n",
    ),
    (
        "fileinput",
        "    if encoding is None:  # EncodingWarning is emitted in FileInput() already.\n",
        "    if encoding is None and \"b\" not in mode:  # EncodingWarning is emitted in FileInput() already.\n",
    ),
    // No query has no fields, even where fields are asked for strictly.
    (
        "urllib.parse",
        "    for name_value in qs.split(separator):\n        if not name_value and not strict_parsing:\n",
        "    for name_value in qs.split(separator) if qs else ():\n        if not name_value and not strict_parsing:\n",
    ),
    (
        "urllib.request",
        "    def http_error_401(self, url, fp, errcode, errmsg, headers, data=None,\n            retry=False):\n",
        "    def http_error_308(self, url, fp, errcode, errmsg, headers, data=None):\n        if data is not None:\n            return self.http_error_default(url, fp, errcode, errmsg, headers)\n        return self.http_error_301(url, fp, errcode, errmsg, headers, data)\n\n    def http_error_401(self, url, fp, errcode, errmsg, headers, data=None,\n            retry=False):\n",
    ),
    // 3.12 looks for the records of large archives right before what points to them, and forgives other places.
    (
        "zipfile",
        "    if reloff > offset:\n        raise BadZipFile(\"Corrupt zip64 end of central directory locator\")\n    # First, check the assumption that there is no prepended data.\n    fpin.seek(reloff)\n    extrasz = offset - reloff\n    data = fpin.read(sizeEndCentDir64)\n    if len(data) != sizeEndCentDir64:\n        raise OSError(\"Unknown I/O error\")\n    if not data.startswith(stringEndArchive64) and reloff != offset:\n        # Since we already have seen the Zip64 EOCD Locator, it's\n        # possible we got here because there is prepended data.\n        # Assume no 'zip64 extensible data'\n        fpin.seek(offset)\n        extrasz = 0\n        data = fpin.read(sizeEndCentDir64)\n        if len(data) != sizeEndCentDir64:\n            raise OSError(\"Unknown I/O error\")\n",
        "    fpin.seek(offset)\n    extrasz = 0\n    data = fpin.read(sizeEndCentDir64)\n    if len(data) != sizeEndCentDir64:\n        return endrec\n",
    ),
    (
        "zipfile",
        "    if not data.startswith(stringEndArchive64):\n        raise BadZipFile(\"Zip64 end of central directory record not found\")\n\n",
        "    if not data.startswith(stringEndArchive64):\n        return endrec\n\n",
    ),
    (
        "zipfile",
        "    if (diroffset + dirsize != reloff or\n        sz + 12 != sizeEndCentDir64 + extrasz):\n        raise BadZipFile(\"Corrupt zip64 end of central directory record\")\n\n",
        "",
    ),
    (
        "zipfile",
        "def _check_zipfile(fp):\n",
        "def _strip_extra(extra, xids):\n    return _Extra.strip(extra, xids)\n\n\ndef _check_zipfile(fp):\n",
    ),
    ("zipfile", "' name=%r' % (self.name,)", "' name=%r mode=%r' % (self.name, self.mode)"),
    ("zipfile", "mode + 'b'", "mode"),
    // Zstandard came with 3.14.
    ("zipfile", "           \"ZIP_ZSTANDARD\", ", "           "),
    // Kinds of answers came with 3.12.
    (
        "http",
        "        obj.description = description\n        return obj\n",
        "        obj.description = description\n        return obj\n\n    is_informational = property(lambda self: 100 <= self < 200)\n    is_success = property(lambda self: 200 <= self < 300)\n    is_redirection = property(lambda self: 300 <= self < 400)\n    is_client_error = property(lambda self: 400 <= self < 500)\n    is_server_error = property(lambda self: 500 <= self < 600)\n",
    ),
    // 3.12 says of a message that it is in UTF-8 in the literal itself.
    (
        "imaplib",
        "        literal = MapCRLF.sub(CRLF, message)\n        self.literal = literal\n",
        "        literal = MapCRLF.sub(CRLF, message)\n        if self.utf8_enabled:\n            literal = b'UTF8 (' + literal + b')'\n        self.literal = literal\n",
    ),
    (
        "imaplib",
        "                if self.utf8_enabled:\n                    data = data + bytes(' UTF8 (~{%s}' % len(literal), self._encoding)\n                    literal = literal + b')'\n                else:\n                    data = data + bytes(' {%s}' % len(literal), self._encoding)\n",
        "                data = data + bytes(' {%s}' % len(literal), self._encoding)\n",
    ),
    // An instance may have slots.
    ("_weakrefset", "                getattr(self, '__dict__', None))", "                self.__getstate__())"),
    // Of a group of exceptions, those that are meant.
    (
        "contextlib",
        "        return exctype is not None and issubclass(exctype, self._exceptions)\n",
        "        if exctype is None or issubclass(exctype, self._exceptions):\n            return exctype is not None\n        if not issubclass(exctype, BaseExceptionGroup):\n            return False\n        rest = excinst.split(self._exceptions)[1]\n        if rest is not None:\n            raise rest\n        return True\n",
    ),
    // What dataclasses generate is not to clash with fields, and has slots for weak references.
    ("dataclasses", "'_return_type'", "'__dataclass_return_type__'"),
    ("dataclasses", "->_return_type", "->__dataclass_return_type__"),
    ("dataclasses", "_dflt_{f.name}", "__dataclass_dflt_{f.name}__"),
    ("dataclasses", "_type_{f.name}", "__dataclass_type_{f.name}__"),
    ("dataclasses", "is _HAS_DEFAULT_FACTORY '", "is __dataclass_HAS_DEFAULT_FACTORY__ '"),
    ("dataclasses", "'=_HAS_DEFAULT_FACTORY'", "'=__dataclass_HAS_DEFAULT_FACTORY__'"),
    ("dataclasses", "'_HAS_DEFAULT_FACTORY':", "'__dataclass_HAS_DEFAULT_FACTORY__':"),
    ("dataclasses", "        'MISSING': MISSING,\n", ""),
    ("dataclasses", "kw_only, slots)", "kw_only, slots, weakref_slot)"),
    ("dataclasses", "slots=False)", "slots=False, weakref_slot=False)"),
    ("dataclasses", "slots=slots)", "slots=slots, weakref_slot=weakref_slot)"),
    (
        "dataclasses",
        "match_args=True, kw_only=False, slots=False, weakref_slot=False):\n    \"\"\"Return a new dynamically",
        "match_args=True, kw_only=False, slots=False, weakref_slot=False, module=None):\n    \"\"\"Return a new dynamically",
    ),
    (
        "modulefinder",
        "        spec.loader, (\n            importlib.machinery.ExtensionFileLoader,\n            importlib.machinery.AppleFrameworkLoader,\n        )\n",
        "        spec.loader, importlib.machinery.ExtensionFileLoader\n",
    ),
    (
        "html.parser",
        "        self.convert_charrefs = convert_charrefs\n        self.reset()\n",
        "        super().__init__()\n        self.convert_charrefs = convert_charrefs\n        self.reset()\n",
    ),
    // 3.12 knows no zstd, colours no help, and shows modes without what kind of file it is.
    ("tarfile", "ArgumentParser(description=description, color=True)", "ArgumentParser(description=description)"),
    ("tarfile", "        \"zst\": \"zstopen\",   # zstd compressed tar\n", ""),
    ("tarfile", "        elif self.buf.startswith(b\"\\x28\\xb5\\x2f\\xfd\"):\n            return \"zst\"\n", ""),
    (
        "tarfile",
        "                    modetype = type2mode.get(tarinfo.type, 0)\n                    _safe_print(stat.filemode(modetype | tarinfo.mode))\n",
        "                    _safe_print(stat.filemode(tarinfo.mode))\n",
    ),
    // 3.12 has no dbm.sqlite3.
    (
        "dbm",
        "_names = ['dbm.sqlite3', 'dbm.gnu', 'dbm.ndbm', 'dbm.dumb']",
        "_names = ['dbm.gnu', 'dbm.ndbm', 'dbm.dumb']",
    ),
    ("dbm", "    if s16 == b\"SQLite format 3\\0\":\n        return \"dbm.sqlite3\"\n", ""),
    // What the packed copy leaves out of the shell and the dump.
    ("sqlite3.__main__", "def main():\n", "def main(*args):\n"),
    ("sqlite3.__main__", "parser.parse_args()", "parser.parse_args(*args)"),
    (
        "sqlite3.__main__",
        "            execute(self._cur, source)\n            return False\n",
        "            execute(self._cur, source)\n        return False\n",
    ),
    ("sqlite3.__main__", "\n\nmain()\n", "    sys.exit(0)\n\n\nif __name__ == \"__main__\":\n    main(sys.argv[1:])\n"),
    (
        "sqlite3.dump",
        "        # NOTE: Virtual table support not implemented\n",
        "        elif sql.startswith('CREATE VIRTUAL TABLE'):\n            if not writeable_schema:\n                writeable_schema = True\n                yield 'PRAGMA writable_schema=ON;'\n            name, text = table_name.replace(\"'\", \"''\"), sql.replace(\"'\", \"''\")\n            yield (\"INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)\"\n                   f\"VALUES('table','{name}','{name}',0,'{text}');\")\n            continue\n",
    ),
    ("sqlite3.dump", "    cu = connection.cursor()\n", "    writeable_schema = False\n    cu = connection.cursor()\n"),
    (
        "sqlite3.dump",
        "    yield('COMMIT;')",
        "    if writeable_schema:\n        yield 'PRAGMA writable_schema=OFF;'\n    yield('COMMIT;')",
    ),
    // 3.12's default contexts do not check certificates as strictly.
    (
        "ssl",
        "    context.verify_flags |= (_ssl.VERIFY_X509_PARTIAL_CHAIN |\n                             _ssl.VERIFY_X509_STRICT)\n",
        "",
    ),
    // HTTPS connections take a context and nothing else; 308 is a redirection.
    ("urllib.request", "(301, 302, 303, 307) and m in", "(301, 302, 303, 307, 308) and m in"),
    (
        "urllib.request",
        "http_error_303 = http_error_307 = http_error_302",
        "http_error_303 = http_error_307 = http_error_308 = http_error_302",
    ),
    (
        "urllib.request",
        "    def __init__(self, debuglevel=0):\n        self._debuglevel = debuglevel\n",
        "    def __init__(self, debuglevel=None):\n        self._debuglevel = debuglevel if debuglevel is not None else http.client.HTTPConnection.debuglevel\n",
    ),
    (
        "urllib.request",
        "        def __init__(self, debuglevel=0, context=None, check_hostname=None):\n",
        "        def __init__(self, debuglevel=None, context=None, check_hostname=None):\n            if debuglevel is None:\n                debuglevel = http.client.HTTPSConnection.debuglevel\n            if context is None:\n                context = http.client._create_https_context(http.client.HTTPSConnection._http_vsn)\n            if check_hostname is not None:\n                context.check_hostname = check_hostname\n",
    ),
    ("urllib.request", "            self._check_hostname = check_hostname\n", ""),
    ("urllib.request", "context=self._context, check_hostname=self._check_hostname)", "context=self._context)"),
    (
        "urllib.request",
        "            return http.client.HTTPSConnection(host,\n                                           key_file=self.key_file,\n                                           cert_file=self.cert_file)",
        "            context = None\n            if self.key_file or self.cert_file:\n                context = http.client._create_https_context(http.client.HTTPSConnection._http_vsn)\n                context.load_cert_chain(self.cert_file, self.key_file)\n            return http.client.HTTPSConnection(host, context=context)",
    ),
    // 3.13 has these in public, by which programs know which one runs.
    (
        "ssl",
        "    def get_verified_chain(self):\n        \"\"\"Returns verified certificate chain provided by the other\n        end of the SSL channel as a list of DER-encoded bytes.\n\n        If certificate verification was disabled method acts the same as\n        ``SSLSocket.get_unverified_chain``.\n        \"\"\"\n        chain = self._sslobj.get_verified_chain()\n\n        if chain is None:\n            return []\n\n        return [cert.public_bytes(_ssl.ENCODING_DER) for cert in chain]\n\n    def get_unverified_chain(self):\n        \"\"\"Returns raw certificate chain provided by the other\n        end of the SSL channel as a list of DER-encoded bytes.\n        \"\"\"\n        chain = self._sslobj.get_unverified_chain()\n\n        if chain is None:\n            return []\n\n        return [cert.public_bytes(_ssl.ENCODING_DER) for cert in chain]\n\n",
        "",
    ),
    (
        "ssl",
        "    @_sslcopydoc\n    def get_verified_chain(self):\n        chain = self._sslobj.get_verified_chain()\n\n        if chain is None:\n            return []\n\n        return [cert.public_bytes(_ssl.ENCODING_DER) for cert in chain]\n\n    @_sslcopydoc\n    def get_unverified_chain(self):\n        chain = self._sslobj.get_unverified_chain()\n\n        if chain is None:\n            return []\n\n        return [cert.public_bytes(_ssl.ENCODING_DER) for cert in chain]\n\n",
        "",
    ),
    ("ctypes.wintypes", "BYTE = ctypes.c_byte\n", "BYTE = ctypes.c_ubyte\n"),
    // No template strings.
    (
        "tokenize",
        "_valid_string_prefixes = ['b', 'r', 'u', 'f', 't', 'br', 'fr', 'tr']",
        "_valid_string_prefixes = ['b', 'r', 'u', 'f', 'br', 'fr']",
    ),
    ("tokenize", "in {FSTRING_MIDDLE, TSTRING_MIDDLE}", "== FSTRING_MIDDLE"),
    ("tokenize", "in {FSTRING_START, TSTRING_START}", "== FSTRING_START"),
    ("tokenize", "in {FSTRING_END, TSTRING_END}", "== FSTRING_END"),
    ("tokenize", "in_fstring_or_tstring", "in_fstring"),
    ("tokenize", "group(r'\\\\\\r?\\n|\\z'", "group(r'\\\\\\r?\\n|\\Z'"),
    ("tokenize", "argparse.ArgumentParser(color=True)", "argparse.ArgumentParser(prog='python -m tokenize')"),
    ("tokenize", "\"untokenize\", \"TokenInfo\", \"open\", \"TokenError\"]", "\"untokenize\", \"TokenInfo\"]"),
    // Modules of the library are in no file.
    (
        "trace",
        "            with open(filename, 'rb') as fp:\n                encoding, _ = tokenize.detect_encoding(fp.readline)\n",
        "            try:\n                with open(filename, 'rb') as fp:\n                    encoding, _ = tokenize.detect_encoding(fp.readline)\n            except OSError:\n                encoding = None\n",
    ),
    // What 3.13 and later have.
    ("tarfile", "os.path.realpath(dest_path, strict=os.path.ALLOW_MISSING)", "os.path.realpath(dest_path)"),
    (
        "tarfile",
        "os.path.realpath(os.path.join(dest_path, name),\n                                   strict=os.path.ALLOW_MISSING)",
        "os.path.realpath(os.path.join(dest_path, name))",
    ),
    (
        "tarfile",
        "os.path.realpath(target_path,\n                                           strict=os.path.ALLOW_MISSING)",
        "os.path.realpath(target_path)",
    ),
    (
        "tarfile",
        "            if filter is None:\n                return data_filter\n",
        "            if filter is None:\n                import warnings\n                warnings.warn(\n                    'Python 3.14 will, by default, filter extracted tar '\n                    + 'archives and reject files or modify their metadata. '\n                    + 'Use the filter argument to control this behavior.',\n                    DeprecationWarning)\n                return fully_trusted_filter\n",
    ),
    (
        "tarfile",
        "        if fileobj is None and tarinfo.isreg() and tarinfo.size != 0:\n            raise ValueError(\"fileobj not provided for non zero-size regular file\")\n\n",
        "",
    ),
    ("_pydecimal", "\n    \\z\n", "\n    \\Z\n"),
    ("_pydecimal", "\n\\z\n", "\n\\Z\n"),
    ("_pydecimal", "'localcontext', 'IEEEContext',", "'localcontext',"),
    ("_pydecimal", ", 'IEEE_CONTEXT_MAX_BITS',", ","),
    ("_pydecimal", "    IEEE_CONTEXT_MAX_BITS = 512\n", ""),
    ("_pydecimal", "    IEEE_CONTEXT_MAX_BITS = 256\n", ""),
    (
        "_pydecimal",
        "def IEEEContext(bits, /):\n    \"\"\"\n    Return a context object initialized to the proper values for one of the\n    IEEE interchange formats.  The argument must be a multiple of 32 and less\n    than IEEE_CONTEXT_MAX_BITS.\n    \"\"\"\n    if bits <= 0 or bits > IEEE_CONTEXT_MAX_BITS or bits % 32:\n        raise ValueError(\"argument must be a multiple of 32, \"\n                         f\"with a maximum of {IEEE_CONTEXT_MAX_BITS}\")\n\n    ctx = Context()\n    ctx.prec = 9 * (bits//32) - 2\n    ctx.Emax = 3 * (1 << (bits//16 + 3))\n    ctx.Emin = 1 - ctx.Emax\n    ctx.rounding = ROUND_HALF_EVEN\n    ctx.clamp = 1\n    ctx.traps = dict.fromkeys(_signals, False)\n\n    return ctx\n\n\n",
        "",
    ),
    (
        "_pydecimal",
        "    @classmethod\n    def from_number(cls, number):\n        \"\"\"Converts a real number to a decimal number, exactly.\n\n        >>> Decimal.from_number(314)              # int\n        Decimal('314')\n        >>> Decimal.from_number(0.1)              # float\n        Decimal('0.1000000000000000055511151231257827021181583404541015625')\n        >>> Decimal.from_number(Decimal('3.14'))  # another decimal instance\n        Decimal('3.14')\n        \"\"\"\n        if isinstance(number, (int, Decimal, float)):\n            return cls(number)\n        raise TypeError(\"Cannot convert %r to Decimal\" % number)\n\n",
        "",
    ),
    (
        "_pydecimal",
        "(?P<minimumwidth>\\d+)?\n(?P<thousands_sep>[,_])?\n(?:\\.\n    (?=[\\d,_])  # lookahead for digit or separator\n    (?P<precision>\\d+)?\n    (?P<frac_separators>[,_])?\n)?\n",
        "(?P<minimumwidth>(?!0)\\d+)?\n(?P<thousands_sep>,)?\n(?:\\.(?P<precision>0|(?!0)\\d+))?\n(?P<frac_separators>)\n",
    ),
    ("_pydecimal", "def __rpow__(self, other, modulo=None, context=None):", "def __rpow__(self, other, context=None):"),
    ("_pydecimal", "other.__pow__(self, modulo, context=context)", "other.__pow__(self, context=context)"),
    ("zipfile._path.glob", "return rf'(?s:{pattern})\\z'", "return pattern"),
    ("zipfile._path.glob", "return rf'{pattern}[/]?'", "return pattern"),
    ("zipfile._path.glob", "        self.restrict_rglob(pattern)\n", ""),
    ("zipfile._path.glob", "separate(self.star_not_empty(pattern))", "separate(pattern)"),
    ("zipfile._path.glob", ".replace('\\\\?', r'[^/]')", ".replace('\\\\?', r'.')"),
    (
        "zipfile._path",
        "        info = self.root.getinfo(self.at)\n        mode = info.external_attr >> 16\n        return stat.S_ISLNK(mode)\n",
        "        return False\n",
    ),
    (
        "zipfile._path",
        "pathlib.PurePosixPath(self.at) if self.at else self.filename",
        "pathlib.PurePosixPath(self.at or self.root.filename)",
    ),
    ("zipfile", "ArgumentParser(description=description, color=True)", "ArgumentParser(description=description)"),
    (
        "random",
        "formatter_class=argparse.RawTextHelpFormatter, color=True)",
        "formatter_class=argparse.RawTextHelpFormatter)",
    ),
    (
        "random",
        "types are:\\n'\n                            'None, int,",
        "types are: None,\\n'\n                            'int,",
    ),
    ("lzma", "from compression._common import _streams\n", "import _compression as _streams\n"),
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
        "threading",
        "    def acquire(self, blocking=True, timeout=None):\n        \"\"\"Acquire a semaphore, decrementing",
        "    def __repr__(self):\n        kind = type(self)\n        return f\"<{kind.__module__}.{kind.__qualname__} at {id(self):#x}: value={self._value}>\"\n\n    def acquire(self, blocking=True, timeout=None):\n        \"\"\"Acquire a semaphore, decrementing",
    ),
    (
        "threading",
        "        self._initial_value = value\n",
        "        self._initial_value = value\n\n    def __repr__(self):\n        return super().__repr__()[:-1] + f\"/{self._initial_value}>\"\n",
    ),
    (
        "threading",
        "    def is_set(self):\n        \"\"\"Return true if and only if the internal flag is true.\"\"\"\n",
        "    def __repr__(self):\n        kind, state = type(self), \"set\" if self._flag else \"unset\"\n        return f\"<{kind.__module__}.{kind.__qualname__} at {id(self):#x}: {state}>\"\n\n    def is_set(self):\n        \"\"\"Return true if and only if the internal flag is true.\"\"\"\n",
    ),
    (
        "threading",
        "    def wait(self, timeout=None):\n        \"\"\"Wait for the barrier.",
        "    def __repr__(self):\n        kind = type(self)\n        state = \"broken\" if self.broken else f\"waiters={self.n_waiting}/{self.parties}\"\n        return f\"<{kind.__module__}.{kind.__qualname__} at {id(self):#x}: {state}>\"\n\n    def wait(self, timeout=None):\n        \"\"\"Wait for the barrier.",
    ),
    (
        "threading",
        "def gettrace():\n",
        "def settrace_all_threads(func):\n    \"\"\"Set a trace function for threads to come and for those that run.\"\"\"\n    settrace(func)\n    _sys._settraceallthreads(func)\n\ndef setprofile_all_threads(func):\n    \"\"\"Set a profile function for threads to come and for those that run.\"\"\"\n    setprofile(func)\n    _sys._setprofileallthreads(func)\n\ndef gettrace():\n",
    ),
    (
        "threading",
        "'gettrace', 'getprofile']",
        "'gettrace', 'getprofile',\n           'setprofile_all_threads', 'settrace_all_threads']",
    ),
    (
        "threading",
        "    # Internal methods used by condition variables\n\n    def _acquire_restore(self, state):\n",
        "    def _recursion_count(self):\n        return self._count if self._is_owned() else 0\n\n    # Internal methods used by condition variables\n\n    def _acquire_restore(self, state):\n",
    ),
    // Most locks have none of these, and looking is cheaper than an exception for each.
    (
        "threading",
        "        try:\n            self._release_save = lock._release_save\n        except AttributeError:\n            pass\n        try:\n            self._acquire_restore = lock._acquire_restore\n        except AttributeError:\n            pass\n        try:\n            self._is_owned = lock._is_owned\n        except AttributeError:\n            pass\n",
        "        if hasattr(lock, '_release_save'):\n            self._release_save = lock._release_save\n        if hasattr(lock, '_acquire_restore'):\n            self._acquire_restore = lock._acquire_restore\n        if hasattr(lock, '_is_owned'):\n            self._is_owned = lock._is_owned\n",
    ),
    // All who wait are told at once.
    (
        "threading",
        "            for i in range(n):\n                self._cond.notify()\n",
        "            self._cond.notify(n)\n",
    ),
    // 3.12 reads no archives with 64-bit sizes, and so has no such function.
    (
        "zipimport",
        "import _unpack_uint16, _unpack_uint32, _unpack_uint64\n",
        "import _unpack_uint16, _unpack_uint32\n\n\ndef _unpack_uint64(data):\n    return int.from_bytes(data, 'little')\n\n\n",
    ),
    // Caches are of the form that this interpreter writes, whoever runs the module's source.
    (
        "importlib._bootstrap_external",
        "MAGIC_NUMBER = (3531).to_bytes(2, 'little') + b'\\r\\n'",
        "MAGIC_NUMBER = _imp.magic",
    ),
    ("zipimport", "_imp.pyc_magic_number_token", "_bootstrap_external._RAW_MAGIC_NUMBER"),
    (
        "zipimport",
        "    def invalidate_caches(self):\n",
        "    @property\n    def _files(self):\n        return self._get_files()\n\n\n    def invalidate_caches(self):\n",
    ),
    // Methods of requests came with 3.11.
    (
        "http",
        "from enum import IntEnum\n\n__all__ = ['HTTPStatus']\n",
        "from enum import IntEnum, StrEnum\n\n__all__ = ['HTTPStatus', 'HTTPMethod']\n",
    ),
    // What the other runtime lacked.
    (
        "xmlrpc.client",
        "# XXX RUSTPYTHON TODO: pyexpat\n# from xml.parsers import expat\n",
        "from xml.parsers import expat\n",
    ),
    // The native class tells of itself by where it is found, classes derived from it by their names.
    (
        "zoneinfo._zoneinfo",
        "    def __repr__(self):\n        if self._key is not None:\n            return f\"{self.__class__.__name__}(key={self._key!r})\"\n        else:\n            return f\"{self.__class__.__name__}.from_file({self._file_repr})\"\n",
        "    def __repr__(self):\n        kind = type(self)\n        name = \"zoneinfo.ZoneInfo\" if kind is ZoneInfo else kind.__name__\n        if self._key is not None:\n            return f\"{name}(key={self._key!r})\"\n        return f\"{name}.from_file({self._file_repr})\"\n",
    ),
];
