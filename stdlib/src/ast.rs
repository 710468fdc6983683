//! `_ast`: the classes of syntax trees, which the runtime makes from the grammar.

use runtime::heap::Gc;
use runtime::native::ModuleSpec;
use runtime::object::module::Module;
use runtime::vm::{PyResult, Vm};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    runtime::builtins::ast::fill_module(vm, module.dict.get())
}

/// `_ast`
pub(crate) static AST: ModuleSpec = ModuleSpec { name: "_ast", init: Some(init), ..ModuleSpec::EMPTY };
