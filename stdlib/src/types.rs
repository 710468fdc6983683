//! `_types` and `_typing`: types that Python modules of the library need and that no object leads to.

use runtime::builtins::typing;
use runtime::native::{Args, ModuleSpec, func};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `_types`
pub(crate) static TYPES: ModuleSpec = ModuleSpec {
    name: "_types",
    doc: "Types of the runtime that nothing else leads to.",
    types: &[&runtime::builtins::namespace::SIMPLE_NAMESPACE],
    ..ModuleSpec::EMPTY
};

fn idfunc(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

/// `_typing`
pub(crate) static TYPING: ModuleSpec = ModuleSpec {
    name: "_typing",
    doc: "Primitives and accelerators for the typing module.\n",
    functions: &[func("_idfunc", "(x, /)", idfunc)],
    types: &[
        &typing::TYPE_VAR,
        &typing::TYPE_VAR_TUPLE,
        &typing::PARAM_SPEC,
        &typing::PARAM_SPEC_ARGS,
        &typing::PARAM_SPEC_KWARGS,
        &typing::TYPE_ALIAS,
        &typing::GENERIC,
    ],
    ..ModuleSpec::EMPTY
};
