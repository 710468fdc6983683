//! `_string`: what `string.Formatter` reads templates and field names with.

use runtime::heap::{Field as HeapField, Gc, Native};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method};
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::text::format_template::{FieldName, First, Step, Template};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;
use std::ops::Range;

/// A template or field name that is being read.
struct Reader {
    text: HeapField<Gc<Str>>,
    at: Cell<usize>,
}
runtime::native_data!(Reader, [text]);

fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

fn text_arg(vm: &mut Vm, value: Value) -> PyResult<Gc<Str>> {
    match value.cast::<Str>() {
        Some(text) => Ok(text),
        None => {
            let message = format!("expected str, got {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

fn part(vm: &mut Vm, text: Gc<Str>, range: Range<usize>) -> PyResult<Value> {
    Ok(vm.substring(text, range.start, range.end)?.value())
}

fn new_reader(vm: &mut Vm, spec: &'static TypeSpec, text: Gc<Str>, at: usize) -> PyResult<Value> {
    let class = vm.native_type(spec)?;
    Ok(vm.native(class, Reader { text: HeapField::new(text), at: Cell::new(at) })?.value())
}

fn formatter_parser(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text_arg(vm, args[0])?;
    new_reader(vm, &FORMATTER_ITERATOR, text, 0)
}

fn reader(value: Value) -> Gc<Native<Reader>> {
    value.cast().expect("the receiver is a reader of templates")
}

fn next_piece(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = reader(args[0]);
    let text = this.data.text.get();
    let mut template = Template::resume(text.chars(), this.data.at.get());
    let Some(piece) = template.next() else { return Ok(Value::EMPTY) };
    let piece = piece.map_err(|message| vm.value_error(message))?;
    this.data.at.set(template.position());
    let literal = part(vm, text, piece.literal)?;
    let items = match piece.field {
        None => [literal, Value::NONE, Value::NONE, Value::NONE],
        Some(field) => {
            let conversion = match field.conversion {
                Some(code) => vm.str_from_char(code)?.value(),
                None => Value::NONE,
            };
            [literal, part(vm, text, field.name)?, part(vm, text, field.spec)?, conversion]
        }
    };
    Ok(vm.tuple(&items)?.value())
}

fn field_name_split(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text_arg(vm, args[0])?;
    let (first, path) = FieldName::split(text.chars(), 0..text.len()).map_err(|message| vm.value_error(message))?;
    let at = path.position();
    let first = match first {
        First::Auto => vm.str("")?.value(),
        First::Index(index) => Value::len(index),
        First::Name(range) => part(vm, text, range)?,
    };
    let rest = new_reader(vm, &FIELD_NAME_ITERATOR, text, at)?;
    Ok(vm.tuple(&[first, rest])?.value())
}

fn next_step(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = reader(args[0]);
    let text = this.data.text.get();
    let mut path = FieldName::resume(text.chars(), this.data.at.get());
    let Some(step) = path.next() else { return Ok(Value::EMPTY) };
    let step = step.map_err(|message| vm.value_error(message))?;
    this.data.at.set(path.position());
    let (is_attribute, key) = match step {
        Step::Attribute(range) => (true, part(vm, text, range)?),
        Step::Index(index) => (false, Value::len(index)),
        Step::Key(range) => (false, part(vm, text, range)?),
    };
    Ok(vm.tuple(&[Value::bool(is_attribute), key])?.value())
}

static FORMATTER_ITERATOR: TypeSpec = TypeSpec {
    name: "formatteriterator",
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", itself), method("__next__", "()", next_piece)],
    ..TypeSpec::EMPTY
};

static FIELD_NAME_ITERATOR: TypeSpec = TypeSpec {
    name: "fieldnameiterator",
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", itself), method("__next__", "()", next_step)],
    ..TypeSpec::EMPTY
};

/// `_string`
pub(crate) static STRING: ModuleSpec = ModuleSpec {
    name: "_string",
    doc: "string helper module",
    functions: &[
        func("formatter_parser", "(object, /)", formatter_parser).doc("parse the argument as a format string"),
        func("formatter_field_name_split", "(object, /)", field_name_split).doc("split the argument as a field name"),
    ],
    ..ModuleSpec::EMPTY
};
