//! The standard library: native modules in Rust, Python modules packed into the binary.

mod abc;
mod array;
mod ast;
mod asyncio;
mod atexit;
mod audioop;
mod binascii;
mod bisect;
mod bz2;
mod cmath;
mod codecs;
mod collections;
mod contextvars;
mod convert;
mod csv;
mod datetime;
mod decimal;
mod decompressor;
mod elementtree;
mod errno;
mod errors;
mod expat;
mod faulthandler;
mod fcntl;
mod ffi;
mod functools;
mod gc;
mod hashes;
mod heapq;
mod imp;
mod io;
mod itertools;
mod json;
mod libm;
mod locale;
mod lsprof;
mod lzma;
mod marshal;
mod math;
mod mmap;
mod multibyte;
mod multiprocessing;
mod opcode;
mod operator;
mod packed;
mod passwords;
mod pickle;
mod posix;
mod queue;
mod random;
mod receiver;
mod resource;
mod select;
mod signal;
mod socket;
mod sqlite;
mod sre;
mod stat;
mod statistics;
mod string;
mod structs;
mod subprocess;
mod symtable;
mod sys;
mod syslog;
mod system;
mod termios;
mod thread;
mod time;
mod tls;
mod tokenize;
mod tracemalloc;
mod types;
mod unicodedata;
mod users;
mod warnings;
mod weakref;
mod zlib;

use runtime::native::ModuleSpec;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// All native modules.
pub static MODULES: &[&ModuleSpec] = &[
    &sys::SYS,
    &atexit::ATEXIT,
    &imp::IMP,
    &marshal::MARSHAL,
    &ast::AST,
    &thread::THREAD,
    &time::TIME,
    &math::MATH,
    &weakref::WEAKREF,
    &gc::GC,
    &collections::COLLECTIONS,
    &sqlite::SQLITE,
    &sre::SRE,
    &errno::ERRNO,
    &stat::STAT,
    &string::STRING,
    &posix::POSIX,
    &ffi::LIBFFI,
    &functools::FUNCTOOLS,
    &operator::OPERATOR,
    &heapq::HEAPQ,
    &bisect::BISECT,
    &itertools::ITERTOOLS,
    &io::IO,
    &codecs::CODECS,
    &cmath::CMATH,
    &random::RANDOM,
    &structs::STRUCT_MODULE,
    &array::ARRAY_MODULE,
    &contextvars::CONTEXTVARS,
    &asyncio::ASYNCIO,
    &hashes::MD5_MODULE,
    &hashes::SHA1_MODULE,
    &hashes::SHA2_MODULE,
    &hashes::SHA256_MODULE,
    &hashes::SHA512_MODULE,
    &hashes::SHA3_MODULE,
    &hashes::blake2::BLAKE2,
    &hashes::openssl::HASHLIB,
    &binascii::BINASCII,
    &pickle::PICKLE,
    &json::JSON,
    &fcntl::FCNTL,
    &locale::LOCALE,
    &resource::RESOURCE,
    &select::SELECT,
    &signal::SIGNAL,
    &subprocess::POSIX_SUBPROCESS,
    &termios::TERMIOS,
    &unicodedata::UNICODEDATA,
    &zlib::ZLIB,
    &audioop::AUDIOOP,
    &bz2::BZ2,
    &expat::PYEXPAT,
    &elementtree::ELEMENTTREE,
    &faulthandler::FAULTHANDLER,
    &mmap::MMAP_MODULE,
    &multibyte::CODECS_CN,
    &multibyte::CODECS_HK,
    &multibyte::CODECS_ISO2022,
    &multibyte::CODECS_JP,
    &multibyte::CODECS_KR,
    &multibyte::CODECS_TW,
    &multibyte::MULTIBYTECODEC,
    &multiprocessing::MULTIPROCESSING,
    &multiprocessing::POSIX_SHMEM,
    &statistics::STATISTICS,
    &symtable::SYMTABLE,
    &syslog::SYSLOG,
    &tls::RUSTLS,
    &tokenize::TOKENIZE,
    &socket::SOCKET,
    &queue::QUEUE,
    &csv::CSV,
    &datetime::DATETIME,
    &decimal::DECIMAL,
    &lsprof::LSPROF,
    &lzma::LZMA,
    &opcode::OPCODE,
    &opcode::UUID,
    &passwords::CRYPT,
    &passwords::SPWD,
    &tracemalloc::TRACEMALLOC,
    &users::PWD,
    &users::GRP,
    &abc::ABC,
    &types::TYPES,
    &types::TYPING,
];

/// Makes the library importable.
pub fn install(vm: &mut Vm) {
    vm.add_native_modules(MODULES);
    vm.set_packed_lookup(packed::lookup);
    if let Err(raised) = sys::install(vm).and_then(|()| sys::set_paths(vm)).and_then(|()| io::install(vm)) {
        // What this lacks shows as missing attributes of `sys`, not as a failure to start.
        vm.take_exception(raised);
    }
}

/// Starts the import system. Until then only native modules can be imported.
///
/// # Errors
/// What the packed start of the library raised.
pub fn start(vm: &mut Vm) -> PyResult<()> {
    let imp = vm.make_native_module(&imp::IMP)?;
    vm.start_imports(imp)?;
    vm.run_early("_packed")?;
    if let Err(raised) = io::install_encoding(vm) {
        no_encoding(vm, raised);
    }
    faulthandler::start(vm)
}

/// Ends a process whose standard streams are to have an encoding that does not exist.
fn no_encoding(vm: &mut Vm, raised: Raised) -> ! {
    eprintln!("Fatal Python error: init_stdio_encoding: failed to get the Python codec name of the stdio encoding");
    eprintln!("Python runtime state: core initialized");
    vm.report_uncaught(raised);
    eprintln!("\nCurrent thread {:#018x} (most recent call first):\n  <no Python frame>", vm.thread_ident());
    std::process::exit(1)
}

/// Ends the program: waits for threads, runs what `atexit` holds, writes what is still in files. The exit status, given what
/// it would be.
pub fn finish(vm: &mut Vm, status: i32) -> i32 {
    let modules = vm.modules;
    if let Some(threading) = modules.get_text(vm, "threading").filter(|threading| !threading.is_none())
        && let Err(raised) = vm.call_method(threading, "_shutdown", &[])
    {
        let exception = vm.take_exception(raised);
        unraisable(vm, exception, "Exception ignored on threading shutdown", threading);
    }
    vm.refuse_new_threads();
    if let Err(raised) = atexit::run(vm) {
        vm.take_exception(raised);
    }
    vm.stop_other_threads();
    vm.finalize_all();
    vm.is_finalizing = true;
    if io::flush_at_exit(vm) { status } else { 120 }
}

/// Reports an exception that nobody can catch.
fn unraisable(vm: &mut Vm, exception: Value, message: &str, object: Value) {
    let shown = vm
        .repr_text(object)
        .and_then(|object| vm.write_stderr(&format!("{message}: {object}\n")))
        .and_then(|()| vm.print_exception(exception));
    if let Err(raised) = shown {
        vm.take_exception(raised);
    }
}

/// A copy of the bytes of a bytes-like object.
fn bytes_like(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    match vm.bytes_like(value)? {
        Some(bytes) => Ok(bytes),
        None => Err(vm.not_bytes_like(value)),
    }
}
