//! `_string`: what `string.Formatter` stands on.

use crate::receiver::this;
use runtime::builtins::iterators::itself;
use runtime::heap::{Field, Gc};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method};
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::text::format_template::{FieldName, First, Piece, Step, Template};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// The pieces of a template, or with `path` the steps of a field name, all read at the start.
struct Parts {
    items: Field<Gc<runtime::object::list::List>>,
    at: Cell<usize>,
    /// Raised after the last item; EMPTY if nothing is.
    error: Field<Value>,
}
runtime::native_data!(Parts, [items, error]);

fn text_arg(vm: &mut Vm, value: Value) -> PyResult<Gc<Str>> {
    match value.cast::<Str>() {
        Some(text) => Ok(text),
        None => {
            let message = format!("expected str, got {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

fn piece_tuple(vm: &mut Vm, text: Gc<Str>, piece: Piece) -> PyResult<Value> {
    let literal = vm.substring(text, piece.literal.start, piece.literal.end)?.value();
    let Some(field) = piece.field else {
        return Ok(vm.tuple(&[literal, Value::NONE, Value::NONE, Value::NONE])?.value());
    };
    let name = vm.substring(text, field.name.start, field.name.end)?.value();
    let spec = vm.substring(text, field.spec.start, field.spec.end)?.value();
    let conversion = match field.conversion {
        Some(c) => vm.str_from_char(c)?.value(),
        None => Value::NONE,
    };
    Ok(vm.tuple(&[literal, name, spec, conversion])?.value())
}

fn make(
    vm: &mut Vm,
    spec: &'static TypeSpec,
    items: Gc<runtime::object::list::List>,
    error: Option<&str>,
) -> PyResult<Value> {
    let class = vm.native_type(spec)?;
    let error = match error {
        Some(error) => vm.str(error)?.value(),
        None => Value::EMPTY,
    };
    Ok(vm.native(class, Parts { items: Field::new(items), at: Cell::new(0), error: Field::new(error) })?.value())
}

fn parse(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text_arg(vm, args[0])?;
    let items = vm.list(&[])?;
    let pieces: Vec<_> = Template::new(text.chars()).collect();
    let mut error = None;
    for piece in pieces {
        match piece {
            Ok(piece) => {
                let piece = piece_tuple(vm, text, piece)?;
                items.push(vm, piece)?;
            }
            Err(message) => {
                error = Some(message);
                break;
            }
        }
    }
    make(vm, &FORMATTER_ITERATOR, items, error)
}

fn split(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text_arg(vm, args[0])?;
    let (first, steps) = match FieldName::split(text.chars(), 0..text.len()) {
        Ok((first, path)) => (first, path.collect::<Vec<_>>()),
        Err(message) => return Err(vm.value_error(message)),
    };
    let first = match first {
        First::Auto => vm.empty_str().value(),
        First::Index(index) => Value::len(index),
        First::Name(range) => vm.substring(text, range.start, range.end)?.value(),
    };
    let items = vm.list(&[])?;
    let mut error = None;
    for step in steps {
        let (is_attribute, value) = match step {
            Ok(Step::Attribute(range)) => (true, vm.substring(text, range.start, range.end)?.value()),
            Ok(Step::Key(range)) => (false, vm.substring(text, range.start, range.end)?.value()),
            Ok(Step::Index(index)) => (false, Value::len(index)),
            Err(message) => {
                error = Some(message);
                break;
            }
        };
        let item = vm.tuple(&[Value::bool(is_attribute), value])?.value();
        items.push(vm, item)?;
    }
    let rest = make(vm, &FIELD_ITERATOR, items, error)?;
    Ok(vm.tuple(&[first, rest])?.value())
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parts = this::<Parts>(args[0]);
    let at = parts.data.at.get();
    if let Some(item) = parts.data.items.get().get(at) {
        parts.data.at.set(at + 1);
        return Ok(item);
    }
    match parts.data.error.get().cast::<Str>() {
        Some(message) => Err(vm.value_error(&message.to_string_lossy())),
        None => Ok(Value::EMPTY),
    }
}

static FORMATTER_ITERATOR: TypeSpec = TypeSpec {
    name: "formatteriterator",
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", itself), method("__next__", "()", next)],
    ..TypeSpec::EMPTY
};

static FIELD_ITERATOR: TypeSpec = TypeSpec {
    name: "fieldnameiterator",
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", itself), method("__next__", "()", next)],
    ..TypeSpec::EMPTY
};

/// `_string`
pub(crate) static STRING: ModuleSpec = ModuleSpec {
    name: "_string",
    doc: "string helper module",
    functions: &[
        func("formatter_parser", "(string, /)", parse).doc("parse the argument as a format string"),
        func("formatter_field_name_split", "(string, /)", split).doc("split the argument as a field name"),
    ],
    ..ModuleSpec::EMPTY
};
