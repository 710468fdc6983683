//! The standard library: native modules in Rust, Python modules packed into the binary.

mod sys;
mod time;

use runtime::native::ModuleSpec;
use runtime::vm::Vm;

/// All native modules.
pub static MODULES: &[&ModuleSpec] = &[&sys::SYS, &time::TIME];

/// Makes the library importable.
pub fn install(vm: &mut Vm) {
    vm.add_native_modules(MODULES);
    sys::install(vm);
}
