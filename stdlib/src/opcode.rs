//! `_opcode`, and `_uuid`, which says that the C library makes no UUIDs here.

use runtime::bytecode::Op;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// krait's instructions use registers.
fn stack_effect(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let opcode = crate::convert::c_int(vm, args[0])?;
    if let Some(jump) = args.not_none(2)
        && jump.as_bool().is_none()
    {
        return Err(vm.value_error("stack_effect: jump must be False, True or None"));
    }
    if !(0..256).contains(&opcode) {
        return Err(vm.value_error("invalid opcode or oparg"));
    }
    Ok(Value::int32(0))
}

fn get_specialization_stats(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

/// Tells `dis` what the instructions are called.
fn init_opcode(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let names = vm.list(&[])?;
    for op in (0..=u8::MAX).map_while(Op::from_byte) {
        let name = vm.str(op.info().name)?;
        names.push(vm, name.value())?;
    }
    module.dict.get().set_text(vm, "_names", names.value())
}

/// `_opcode`
pub(crate) static OPCODE: ModuleSpec = ModuleSpec {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: &[
        func("stack_effect", "(opcode, oparg=None, /, *, jump=None)", stack_effect)
            .doc("Compute the stack effect of the opcode."),
        func("get_specialization_stats", "()", get_specialization_stats).doc("Return the specialization stats"),
    ],
    init: Some(init_opcode),
    ..ModuleSpec::EMPTY
};

fn init_uuid(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    module.dict.get().set_text(vm, "has_uuid_generate_time_safe", Value::int32(0))
}

/// `_uuid`
pub(crate) static UUID: ModuleSpec = ModuleSpec { name: "_uuid", init: Some(init_uuid), ..ModuleSpec::EMPTY };
