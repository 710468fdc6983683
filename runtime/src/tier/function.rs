//! Functions that compiled code makes: what those of a `def`, `lambda` or generator expression have in common.

use super::layout;
use crate::bytecode::{Instr, Op};
use crate::heap::Gc;
use crate::object::code::Code;
use crate::object::function::Function;
use crate::object::header::{Kind, ShapeId};
use crate::object::names::Special;
use crate::value::Value;
use crate::vm::Vm;

/// A function as an instruction makes it, but for what differs from one time to the next.
pub struct PlainFunction {
    /// Its code.
    pub code: Gc<Code>,
    /// First word of new functions.
    pub header: u64,
    /// How many bytes they take.
    pub size: u32,
    /// Their shape.
    pub shape: u32,
    /// Fields that are always the same, by offset.
    pub fields: Vec<(i32, Value)>,
    /// Where the first of the registers goes that are given, the second and so on.
    pub given: Vec<i32>,
    /// The cell that has `__module__`.
    pub module: Value,
    /// The cell of `__builtins__`, and what it must hold for all this to be so.
    pub builtins: (Value, Value),
}

/// What the instruction `instr` of `code` makes; none if it is not known, or not a function.
pub fn plain_function(vm: &mut Vm, code: Gc<Code>, instr: Instr) -> Option<PlainFunction> {
    let (globals, builtins) = (code.globals.get()?, code.builtins.get()?);
    if Op::from_byte(instr.op_byte()) != Some(Op::MakeFunction) || !globals.is_cell_mode() {
        return None;
    }
    let child = vm.child_code(code, instr.c().into()).ok()?;
    let child = vm.code_for_globals(child, globals, builtins).ok()?;
    if child.is_unbound.get() || vm.builtins_of(globals).ok()? != builtins {
        return None;
    }
    let [module, held] = [Special::Name, Special::Builtins].map(|special| vm.names.special(special));
    let (module, held) = (globals.cell_of(vm, module)?, globals.cell_of(vm, held)?);
    let header = vm.header_for(vm.types.function, Kind::Function);
    let size = size_of::<Function>() + 8 * header.attrs();
    let places = [layout::FUNCTION_DEFAULTS, layout::FUNCTION_KWDEFAULTS, layout::FUNCTION_ANNOTATIONS];
    let places = places.into_iter().chain([layout::FUNCTION_CLOSURE]).enumerate();
    Some(PlainFunction {
        code: child,
        header: header.word(),
        size: size as u32,
        shape: header.shape().0,
        fields: vec![
            (layout::FUNCTION_CODE, child.value()),
            (layout::FUNCTION_GLOBALS, globals.value()),
            (layout::FUNCTION_BUILTINS, builtins.value()),
            (layout::FUNCTION_NAME, child.name.get().value()),
            (layout::FUNCTION_QUALNAME, child.qualname.get().value()),
            (layout::FUNCTION_DOC, child.docstring()),
        ],
        given: places.filter(|(bit, _)| instr.aux() & 1 << bit != 0).map(|(_, place)| place).collect(),
        module: module.value(),
        builtins: (held.value(), held.get()),
    })
}

/// A new function of the shape that this first word of an object tells, all of whose fields are still to be written. 0 without
/// memory for it. Collects nothing.
pub extern "C" fn function(vm: &mut Vm, header: u64, code: u64) -> u64 {
    let code: Gc<Code> = Value::from_bits(code).cast().expect("compiled code gives it");
    vm.postponing(|vm| crate::interp::word(vm.function_of_shape(ShapeId(header as u32), code).map(Gc::value)))
}
