//! The standard library: native modules in Rust, Python modules packed into the binary.

mod ast;
mod bisect;
mod codecs;
mod collections;
mod convert;
mod errno;
mod functools;
mod heapq;
mod imp;
mod io;
mod itertools;
mod marshal;
mod math;
mod operator;
mod packed;
mod posix;
mod receiver;
mod sre;
mod stat;
mod sys;
mod system;
mod time;
mod warnings;
mod weakref;

use runtime::native::ModuleSpec;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// All native modules.
pub static MODULES: &[&ModuleSpec] = &[
    &sys::SYS,
    &imp::IMP,
    &marshal::MARSHAL,
    &ast::AST,
    &time::TIME,
    &math::MATH,
    &weakref::WEAKREF,
    &weakref::GC,
    &collections::COLLECTIONS,
    &sre::SRE,
    &errno::ERRNO,
    &stat::STAT,
    &posix::POSIX,
    &functools::FUNCTOOLS,
    &operator::OPERATOR,
    &heapq::HEAPQ,
    &bisect::BISECT,
    &itertools::ITERTOOLS,
    &io::IO,
    &codecs::CODECS,
];

/// Makes the library importable.
pub fn install(vm: &mut Vm) {
    vm.add_native_modules(MODULES);
    vm.set_packed_lookup(packed::lookup);
    sys::install(vm);
    if let Err(raised) = io::install(vm) {
        vm.take_exception(raised);
    }
}

/// Writes what is still in files when the program has ended; the exit status, given what it would be.
pub fn finish(vm: &mut Vm, status: i32) -> i32 {
    if io::flush_at_exit(vm) { status } else { 120 }
}

/// Starts the import system. Until then only native modules can be imported.
///
/// # Errors
/// What the packed start of the library raised.
pub fn start(vm: &mut Vm) -> PyResult<()> {
    let imp = vm.make_native_module(&imp::IMP)?;
    // Until `_thread` is native.
    vm.run_early("_thread")?;
    vm.start_imports(imp)?;
    vm.run_early("_packed")?;
    Ok(())
}

/// A copy of the bytes of a bytes-like object.
fn bytes_like(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    match vm.bytes_like(value)? {
        Some(bytes) => Ok(bytes),
        None => Err(vm.not_bytes_like(value)),
    }
}
