//! `bool`

use crate::native::{Args, TypeSpec, method};
use crate::object::header::Kind;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args.opt(1) {
        Some(value) => Ok(Value::bool(vm.is_true(value)?)),
        None => Ok(Value::FALSE),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.str(if args[0] == Value::TRUE { "True" } else { "False" })?.value())
}

macro_rules! logic {
    ($($name:ident $method:literal $op:tt;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            if let (Some(a), Some(b)) = (args[0].as_bool(), args[1].as_bool()) {
                return Ok(Value::bool(a $op b));
            }
            match (args[0].as_i64(), args[1].as_i64()) {
                (Some(a), Some(b)) => vm.int(a $op b),
                _ => super::int::reflected_with_big(vm, args, $method),
            }
        })*
    };
}
logic! {
    and "__and__" &;
    or "__or__" |;
    xor "__xor__" ^;
}

fn invert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let message = "Bitwise inversion '~' on bool is deprecated. This returns the bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.";
    super::warn(vm, crate::exceptions::hierarchy::Exc::DeprecationWarning, message)?;
    Ok(Value::int32(if args[0] == Value::TRUE { -2 } else { -1 }))
}

/// `bool`
pub static BOOL: TypeSpec = TypeSpec {
    name: "bool",
    base: Some(&super::int::INT),
    kind: Kind::Int64,
    flags: type_flag::MATCH_SELF,
    methods: &[
        method("__new__", "(object=False, /)", new),
        method("__repr__", "()", repr),
        method("__invert__", "()", invert),
        method("__and__", "(value, /)", and),
        method("__rand__", "(value, /)", and),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", or),
        method("__xor__", "(value, /)", xor),
        method("__rxor__", "(value, /)", xor),
    ],
    doc: "bool(x) -> bool\n\nReturns True when the argument x is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    ..TypeSpec::EMPTY
};
