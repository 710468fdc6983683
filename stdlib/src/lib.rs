//! The standard library: native modules in Rust, Python modules packed into the binary.

mod bisect;
mod collections;
mod convert;
mod errno;
mod functools;
mod heapq;
mod itertools;
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
use runtime::vm::Vm;

/// All native modules.
pub static MODULES: &[&ModuleSpec] = &[
    &sys::SYS,
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
    vm.set_source_lookup(packed::lookup);
    sys::install(vm);
}
