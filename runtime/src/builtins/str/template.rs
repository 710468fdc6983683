//! `str.format` and `format_map`: filling in templates.

use super::of;
use crate::heap::Gc;
use crate::native::{Args, CallArgs};
use crate::object::string::Str;
use crate::text::format_template::{
    Field, FieldName, First, MAX_DEPTH, NO_POSITIONS, Numbering, Step, TOO_DEEP, Template, unknown_conversion,
};
use crate::text::{Chars, TextBuf};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::ops::Range;

/// The arguments of a call of `format`.
struct Arguments<'a> {
    given: Given<'a>,
    numbering: Numbering,
}

enum Given<'a> {
    /// As the call has them.
    Call(CallArgs<'a>),
    /// The argument of `format_map`.
    Mapping(Value),
}

pub(super) fn format(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    run(vm, receiver, &mut Arguments { given: Given::Call(args), numbering: Numbering::default() })
}

pub(super) fn format_map(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    run(vm, args[0], &mut Arguments { given: Given::Mapping(args[1]), numbering: Numbering::default() })
}

fn run(vm: &mut Vm, template: Value, arguments: &mut Arguments<'_>) -> PyResult<Value> {
    let template = of(template);
    let mut out = TextBuf::with_capacity(template.len() + 32);
    expand(vm, template.chars(), arguments, MAX_DEPTH, &mut out)?;
    Ok(vm.str_from_buf(&out)?.value())
}

fn expand(
    vm: &mut Vm,
    template: Chars<'_>,
    arguments: &mut Arguments<'_>,
    depth: usize,
    out: &mut TextBuf,
) -> PyResult<()> {
    if depth == 0 {
        return Err(vm.value_error(TOO_DEEP));
    }
    for piece in Template::new(template) {
        let piece = piece.map_err(|message| vm.value_error(message))?;
        out.push_chars(template.slice(piece.literal));
        if let Some(field) = piece.field {
            fill_in(vm, template, &field, arguments, depth, out)?;
        }
    }
    Ok(())
}

fn fill_in(
    vm: &mut Vm,
    template: Chars<'_>,
    field: &Field,
    arguments: &mut Arguments<'_>,
    depth: usize,
    out: &mut TextBuf,
) -> PyResult<()> {
    let value = look_up(vm, template, field.name.clone(), arguments)?;
    let value = match field.conversion.map(char::from_u32) {
        None => value,
        Some(Some('r')) => vm.repr(value)?.value(),
        Some(Some('s')) => vm.to_str(value)?.value(),
        Some(Some('a')) => crate::builtins::functions::ascii_of(vm, value)?.value(),
        Some(_) => {
            let message = unknown_conversion(field.conversion.unwrap_or(0));
            return Err(vm.value_error(&message));
        }
    };
    if field.conversion.is_none()
        && field.spec.is_empty()
        && !field.nested
        && crate::builtins::format::push_plain(vm, value, out)
    {
        return Ok(());
    }
    let spec = if field.nested {
        let mut spec = TextBuf::new();
        expand(vm, template.slice(field.spec.clone()), arguments, depth - 1, &mut spec)?;
        vm.str_from_buf(&spec)?
    } else if field.spec.is_empty() {
        vm.empty_str()
    } else {
        vm.str_from_chars(template.slice(field.spec.clone()))?
    };
    let text = vm.format(value, spec)?;
    out.push_chars(text.chars());
    Ok(())
}

fn look_up(vm: &mut Vm, template: Chars<'_>, name: Range<usize>, arguments: &mut Arguments<'_>) -> PyResult<Value> {
    let (first, path) = FieldName::split(template, name).map_err(|message| vm.value_error(message))?;
    let position = arguments.numbering.position(&first).map_err(|message| vm.value_error(message))?;
    let mut value = match (position, &first) {
        (Some(position), _) => {
            let Given::Call(args) = &arguments.given else { return Err(vm.value_error(NO_POSITIONS)) };
            if position >= args.positional() {
                let message = format!("Replacement index {position} out of range for positional args tuple");
                return Err(vm.index_error(&message));
            }
            args.values.get(position)
        }
        (None, First::Name(range)) => named(vm, &arguments.given, template.slice(range.clone()))?,
        (None, First::Auto | First::Index(_)) => Value::NONE,
    };
    for step in path {
        value = match step.map_err(|message| vm.value_error(message))? {
            Step::Attribute(range) => {
                let name = vm.str_from_chars(template.slice(range))?;
                let name: Gc<Str> = vm.intern_str(name);
                vm.get_attr(value, name)?
            }
            Step::Index(index) => vm.get_item(value, Value::len(index))?,
            Step::Key(range) => {
                let key = vm.str_from_chars(template.slice(range))?;
                vm.get_item(value, key.value())?
            }
        };
    }
    Ok(value)
}

/// An argument by name.
fn named(vm: &mut Vm, given: &Given<'_>, name: Chars<'_>) -> PyResult<Value> {
    let args = match given {
        Given::Mapping(mapping) => {
            let key = vm.str_from_chars(name)?;
            return vm.get_item(*mapping, key.value());
        }
        Given::Call(args) => args,
    };
    let known = args.names.and_then(|names| {
        let is_it = |key: &Value| key.cast::<Str>().is_some_and(|key| crate::text::compare::equal(key.chars(), name));
        names.items().iter().position(is_it)
    });
    match known {
        Some(at) => Ok(args.values.get(args.positional() + at)),
        None => {
            let key = vm.str_from_chars(name)?;
            Err(vm.key_error(key.value()))
        }
    }
}

/// `template % values`
pub(super) fn percent(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    use crate::builtins::format::percent::{Flavor, percent};
    let template = of(args[0]);
    let out = percent(vm, template.chars(), args[1], Flavor::Str)?;
    Ok(vm.str_from_buf(&out)?.value())
}

/// `values % template`, reached when the other operand is no str.
pub(super) fn reflected_percent(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Str>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    percent(vm, Args::new(&[args[1], args[0]]))
}
