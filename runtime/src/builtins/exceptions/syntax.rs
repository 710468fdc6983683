//! SyntaxError.

use super::fields::{base_init, field, get, set, set_field};
use super::of;
use crate::native::{Args, FnSpec, GetSetSpec, member_set, method};
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    base_init(vm, args)?;
    let exception = of(args[0]);
    let values = exception.args.get();
    if let Some(&message) = values.items().first() {
        set_field(vm, exception, 0, message)?;
    }
    if values.len() != 2 {
        return Ok(Value::NONE);
    }
    let details = vm.collect_tuple(values.get(1))?;
    let problem = match details.len() {
        n @ 0..4 => Some(format!("function takes at least 4 arguments ({n} given)")),
        n @ 7.. => Some(format!("function takes at most 6 arguments ({n} given)")),
        _ => None,
    };
    if let Some(problem) = problem {
        return Err(vm.type_error(&problem));
    }
    for index in 0..details.len() {
        set_field(vm, exception, index + 1, details.get(index))?;
    }
    if details.len() == 5 {
        return Err(vm.type_error("end_offset must be provided when end_lineno is provided"));
    }
    Ok(Value::NONE)
}

fn str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let exception = of(args[0]);
    let message = field(exception, 0).unwrap_or(Value::NONE);
    let text = vm.to_str(message)?.to_string_lossy();
    let base = field(exception, 1).and_then(|file| file.cast::<Str>()).map(|file| {
        let file = file.to_string_lossy();
        file.rsplit('/').next().unwrap_or(&file).to_owned()
    });
    let line = field(exception, 2).filter(|line| vm.class_of(*line) == vm.types.int).and_then(|line| line.as_i64());
    let text = match (base, line) {
        (Some(base), Some(line)) => format!("{text} ({base}, line {line})"),
        (Some(base), None) => format!("{text} ({base})"),
        (None, Some(line)) => format!("{text} (line {line})"),
        (None, None) => text,
    };
    Ok(vm.str(&text)?.value())
}

/// Methods of SyntaxError.
pub const SYNTAX_ERROR_METHODS: &[FnSpec] =
    &[method("__init__", "(*args, **kwargs)", init), method("__str__", "()", str)];
/// Attributes of SyntaxError.
pub const SYNTAX_ERROR_GETSET: &[GetSetSpec] = &[
    member_set("msg", get::<0>, set::<0>),
    member_set("filename", get::<1>, set::<1>),
    member_set("lineno", get::<2>, set::<2>),
    member_set("offset", get::<3>, set::<3>),
    member_set("text", get::<4>, set::<4>),
    member_set("end_lineno", get::<5>, set::<5>),
    member_set("end_offset", get::<6>, set::<6>),
    member_set("print_file_and_line", get::<7>, set::<7>),
];
