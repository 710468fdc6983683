//! What types that are called tell of their parameters (`__text_signature__`): `inspect.signature` reads it. Other types tell nothing,
//! as in CPython, even where their `__new__` would have something to tell.

use super::spec::TypeSpec;

/// Signatures by module and name, in order.
const SIGNATURES: &[(&str, &str, &str)] = &[
    ("_asyncio", "Future", "(*, loop=None)"),
    ("_asyncio", "Task", "(coro, *, loop=None, name=None, context=None, eager_start=False)"),
    ("_bz2", "BZ2Compressor", "(compresslevel=9, /)"),
    ("_bz2", "BZ2Decompressor", "()"),
    ("_hashlib", "HASH", "(name, string=b'')"),
    ("_hashlib", "HASHXOF", "(name, string=b'')"),
    ("_io", "BufferedRWPair", "(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)"),
    ("_io", "BufferedRandom", "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"),
    ("_io", "BufferedReader", "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"),
    ("_io", "BufferedWriter", "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"),
    ("_io", "BytesIO", "(initial_bytes=b'')"),
    ("_io", "FileIO", "(file, mode='r', closefd=True, opener=None)"),
    ("_io", "IncrementalNewlineDecoder", "(decoder, translate, errors='strict')"),
    ("_io", "StringIO", "(initial_value='', newline='\\n')"),
    (
        "_io",
        "TextIOWrapper",
        "(buffer, encoding=None, errors=None, newline=None,\n              line_buffering=False, write_through=False)",
    ),
    ("_lzma", "LZMADecompressor", "(format=FORMAT_AUTO, memlimit=None, filters=None)"),
    ("_pickle", "Pickler", "(file, protocol=None, fix_imports=True, buffer_callback=None)"),
    ("_pickle", "Unpickler", "(file, *, fix_imports=True, encoding='ASCII', errors='strict',\n          buffers=())"),
    ("_queue", "SimpleQueue", "()"),
    ("builtins", "cell", "([contents])"),
    ("builtins", "complex", "(real=0, imag=0)"),
    ("builtins", "enumerate", "(iterable, start=0)"),
    ("builtins", "float", "(x=0, /)"),
    ("builtins", "function", "(code, globals, name=None, argdefs=None, closure=None)"),
    ("builtins", "list", "(iterable=(), /)"),
    ("builtins", "memoryview", "(object)"),
    ("builtins", "method", "(function, instance, /)"),
    ("builtins", "module", "(name, doc=None)"),
    ("builtins", "object", "()"),
    ("builtins", "property", "(fget=None, fset=None, fdel=None, doc=None)"),
    ("builtins", "reversed", "(sequence, /)"),
    ("builtins", "tuple", "(iterable=(), /)"),
    (
        "decimal",
        "Context",
        "(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
    ),
    ("decimal", "Decimal", "(value=\"0\", context=None)"),
    ("itertools", "_tee", "(iterable, /)"),
    ("itertools", "accumulate", "(iterable, func=None, *, initial=None)"),
    ("itertools", "batched", "(iterable, n)"),
    ("itertools", "combinations", "(iterable, r)"),
    ("itertools", "combinations_with_replacement", "(iterable, r)"),
    ("itertools", "compress", "(data, selectors)"),
    ("itertools", "count", "(start=0, step=1)"),
    ("itertools", "cycle", "(iterable, /)"),
    ("itertools", "dropwhile", "(predicate, iterable, /)"),
    ("itertools", "filterfalse", "(function, iterable, /)"),
    ("itertools", "groupby", "(iterable, key=None)"),
    ("itertools", "pairwise", "(iterable, /)"),
    ("itertools", "permutations", "(iterable, r=None)"),
    ("itertools", "starmap", "(function, iterable, /)"),
    ("itertools", "takewhile", "(predicate, iterable, /)"),
    ("operator", "attrgetter", "(attr, /, *attrs)"),
    ("operator", "itemgetter", "(item, /, *items)"),
    ("operator", "methodcaller", "(name, /, *args, **kwargs)"),
    ("posix", "sched_param", "(sched_priority)"),
    ("zlib", "_ZlibDecompressor", "(wbits=15, zdict=b'')"),
];

/// What a type tells of its parameters, if anything.
pub(crate) fn type_signature(spec: &TypeSpec) -> Option<&'static str> {
    let at = SIGNATURES.binary_search_by_key(&(spec.module, spec.name), |&(module, name, _)| (module, name)).ok()?;
    Some(SIGNATURES[at].2)
}
