//! The standard library: native modules in Rust, Python modules packed into the binary.

mod bisect;
mod collections;
mod convert;
mod errno;
mod functools;
mod heapq;
mod imp;
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
mod weakref;

use runtime::native::ModuleSpec;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// All native modules.
pub static MODULES: &[&ModuleSpec] = &[
    &sys::SYS,
    &imp::IMP,
    &marshal::MARSHAL,
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
];

/// Makes the library importable.
pub fn install(vm: &mut Vm) {
    vm.add_native_modules(MODULES);
    vm.set_packed_lookup(packed::lookup);
    sys::install(vm);
}

/// Starts the import system. Until then only native modules can be imported.
///
/// # Errors
/// What the packed start of the library raised.
pub fn start(vm: &mut Vm) -> PyResult<()> {
    let imp = vm.make_native_module(&imp::IMP)?;
    // Until `_thread` is native.
    vm.run_early("_thread")?;
    // `importlib` names `_io` but the functions that use it are replaced by `_packed`.
    let stands_in = vm.native_module("_io").is_none();
    if stands_in {
        let io = vm.module("_io", None)?.value();
        let modules = vm.modules;
        modules.set_text(vm, "_io", io)?;
    }
    vm.start_imports(imp)?;
    if stands_in {
        let key = vm.intern("_io");
        let modules = vm.modules;
        modules.remove_str(vm, key);
    }
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
