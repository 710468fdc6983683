//! Python values to SQLite's and back: adapters, converters, text factories.

use super::connection::Connection;
use super::errors::{OPERATIONAL, PROGRAMMING};
use super::raw::{Column, Datum, Stmt};
use runtime::builtins::bytearray;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native};
use runtime::native::Args;
use runtime::object::buffer::Request;
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Where the interpreter keeps the module's dict of adapters, by type and protocol.
pub(super) const ADAPTERS: &str = "_sqlite3.adapters";
/// The same of converters, by upper-case name.
pub(super) const CONVERTERS: &str = "_sqlite3.converters";
/// Present once a builtin type that is bound as it is got an adapter.
const BASE_ADAPTED: &str = "_sqlite3.base_adapted";

fn registry(vm: &mut Vm, key: &'static str) -> PyResult<Gc<Dict>> {
    match vm.module_state(key).and_then(|known| known.cast::<Dict>()) {
        Some(known) => Ok(known),
        None => {
            let made = vm.dict()?;
            vm.set_module_state(key, made.value());
            Ok(made)
        }
    }
}

/// The registry of adapters.
pub(super) fn adapters(vm: &mut Vm) -> PyResult<Gc<Dict>> {
    registry(vm, ADAPTERS)
}

/// The registry of converters.
pub(super) fn converters(vm: &mut Vm) -> PyResult<Gc<Dict>> {
    registry(vm, CONVERTERS)
}

pub(super) fn register_adapter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0];
    let byte_array = vm.native_type(&bytearray::BYTEARRAY)?;
    let base = [vm.types.int.value(), vm.types.float.value(), vm.types.str.value(), byte_array.value()];
    if base.contains(&class) {
        vm.set_module_state(BASE_ADAPTED, Value::TRUE);
    }
    let protocol = vm.native_type(&super::PREPARE_PROTOCOL)?.value();
    let key = vm.tuple(&[class, protocol])?.value();
    adapters(vm)?.set(vm, key, args[1])?;
    Ok(Value::NONE)
}

pub(super) fn register_converter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is::<Str>() {
        let message = format!("register_converter() argument 1 must be str, not {}", vm.arg_type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    let name = vm.call_method(args[0], "upper", &[])?;
    converters(vm)?.set(vm, name, args[1])?;
    Ok(Value::NONE)
}

/// `adapt(obj, proto, alternate)`: what stands for an object, `alternate` or an exception if nothing does.
pub(super) fn adapt_to(vm: &mut Vm, object: Value, protocol: Value, alternate: Option<Value>) -> PyResult<Value> {
    let class = vm.class_of(object).value();
    let key = vm.tuple(&[class, protocol])?.value();
    if let Some(adapter) = adapters(vm)?.get(vm, key)? {
        return vm.call(adapter, &[object]);
    }
    for (owner, name, argument) in [(protocol, "__adapt__", object), (object, "__conform__", protocol)] {
        if let Some(method) = vm.get_attr_opt_text(owner, name)? {
            match vm.call(method, &[argument]) {
                Ok(adapted) if adapted.is_none() => {}
                Ok(adapted) => return Ok(adapted),
                Err(raised) => drop(vm.catch(raised, Exc::TypeError)?),
            }
        }
    }
    match alternate {
        Some(alternate) => Ok(alternate),
        None => Err(PROGRAMMING.raise(vm, "can't adapt")),
    }
}

pub(super) fn adapt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let protocol = match args.opt(1) {
        Some(protocol) => protocol,
        None => vm.native_type(&super::PREPARE_PROTOCOL)?.value(),
    };
    adapt_to(vm, args[0], protocol, args.opt(2))
}

fn is_byte_array(class: Gc<Type>) -> bool {
    class.spec.get().is_some_and(|spec| std::ptr::eq(spec, &bytearray::BYTEARRAY))
}

/// Whether a value is bound as it is.
fn is_plain(vm: &mut Vm, value: Value) -> bool {
    if vm.module_state(BASE_ADAPTED).is_some() {
        return false;
    }
    let class = vm.class_of(value);
    let known = [vm.types.int, vm.types.float, vm.types.str];
    known.iter().any(|known| known.value() == class.value()) || is_byte_array(class)
}

/// A str in UTF-8.
pub(super) fn utf8(vm: &mut Vm, text: Gc<Str>) -> PyResult<Vec<u8>> {
    if let Some(ascii) = text.as_ascii() {
        return Ok(ascii.as_bytes().to_vec());
    }
    let encoding = vm.str("utf-8")?.value();
    let bytes = vm.call_method(text.value(), "encode", &[encoding])?;
    Ok(bytes.cast::<Bytes>().map_or(Vec::new(), |bytes| bytes.bytes().to_vec()))
}

/// A Python value as SQLite has it; none if it is of no type that SQLite knows.
pub(super) fn datum(vm: &mut Vm, value: Value) -> PyResult<Option<Datum>> {
    if value.is_none() {
        return Ok(Some(Datum::Null));
    }
    if value.as_int().is_some() {
        return match value.as_i64() {
            Some(n) => Ok(Some(Datum::Int(n))),
            None => Err(vm.overflow_error("Python int too large to convert to SQLite INTEGER")),
        };
    }
    if let Some(f) = value.as_float().or_else(|| value.as_f64()) {
        return Ok(Some(Datum::Float(f)));
    }
    if let Some(text) = value.cast::<Str>() {
        return Ok(Some(Datum::Text(utf8(vm, text)?)));
    }
    if !vm.has_buffer(value) {
        return Ok(None);
    }
    let buffer = vm.buffer(value, Request::SIMPLE)?;
    let bytes = buffer.bytes(vm).to_vec();
    buffer.release(vm);
    Ok(Some(Datum::Blob(bytes)))
}

/// A parameter as SQLite has it. `name` is how messages call it.
pub(super) fn parameter(vm: &mut Vm, value: Value, name: &str) -> PyResult<Datum> {
    let adapted = if is_plain(vm, value) {
        value
    } else {
        let protocol = vm.native_type(&super::PREPARE_PROTOCOL)?.value();
        adapt_to(vm, value, protocol, Some(value))?
    };
    if let Some(text) = adapted.cast::<Str>()
        && text.len() > i32::MAX as usize
    {
        return Err(vm.overflow_error("string longer than INT_MAX bytes"));
    }
    match datum(vm, adapted)? {
        Some(datum) => Ok(datum),
        None => {
            let message = format!("Error binding parameter {name}: type '{}' is not supported", vm.type_name(adapted));
            Err(PROGRAMMING.raise(vm, &message))
        }
    }
}

/// A value of SQLite's as a function's argument.
pub(super) fn argument(vm: &mut Vm, datum: Datum) -> PyResult<Value> {
    match datum {
        Datum::Null => Ok(Value::NONE),
        Datum::Int(n) => vm.int(n),
        Datum::Float(f) => Ok(Value::float(f)),
        Datum::Text(text) => decoded(vm, &text),
        Datum::Blob(blob) => Ok(vm.bytes(&blob)?.value()),
    }
}

/// UTF-8 as a str, strictly.
pub(super) fn decoded(vm: &mut Vm, text: &[u8]) -> PyResult<Value> {
    if let Ok(text) = std::str::from_utf8(text) {
        return Ok(vm.str(text)?.value());
    }
    let (bytes, encoding) = (vm.bytes(text)?.value(), vm.str("utf-8")?.value());
    vm.call_method(bytes, "decode", &[encoding])
}

/// Column types that tell a factory apart from the rest.
enum Text {
    Str,
    Bytes,
    ByteArray,
    Other(Value),
}

fn text_kind(vm: &Vm, factory: Value) -> Text {
    match factory.cast::<Type>() {
        Some(class) if class.value() == vm.types.str.value() => Text::Str,
        Some(class) if class.value() == vm.types.bytes.value() => Text::Bytes,
        Some(class) if is_byte_array(class) => Text::ByteArray,
        _ => Text::Other(factory),
    }
}

/// The value of a column of the current row.
pub(super) fn column(vm: &mut Vm, connection: Gc<Native<Connection>>, stmt: &Stmt, index: usize) -> PyResult<Value> {
    let kind = text_kind(vm, connection.data.text_factory.get());
    let value = stmt.column(index, |column| match column {
        Column::Null => Ok(Ok(Value::NONE)),
        Column::Int(n) => vm.int(n).map(Ok),
        Column::Float(f) => Ok(Ok(Value::float(f))),
        Column::Blob(blob) => vm.bytes(blob).map(|bytes| Ok(bytes.value())),
        Column::Text(text) => match kind {
            Text::Str => match std::str::from_utf8(text) {
                Ok(text) => vm.str(text).map(|text| Ok(text.value())),
                Err(_) => Ok(Err(text.to_vec())),
            },
            Text::Bytes => vm.bytes(text).map(|bytes| Ok(bytes.value())),
            Text::ByteArray => bytearray::plain(vm, text).map(Ok),
            Text::Other(_) => Ok(Err(text.to_vec())),
        },
    })?;
    let text = match value {
        Ok(value) => return Ok(value),
        Err(text) => text,
    };
    if let Text::Other(factory) = text_kind(vm, connection.data.text_factory.get()) {
        let bytes = vm.bytes(&text)?.value();
        return vm.call(factory, &[bytes]);
    }
    let name = stmt.column_name(index).unwrap_or_default();
    let shown = String::from_utf8_lossy(&text);
    Err(OPERATIONAL.raise(vm, &format!("Could not decode to UTF-8 column '{name}' with text '{shown}'")))
}

/// The converters of a statement's columns, None where there is none.
pub(super) fn converters_of(vm: &mut Vm, detect: i32, stmt: &Stmt) -> PyResult<Value> {
    if detect & (super::PARSE_DECLTYPES | super::PARSE_COLNAMES) == 0 {
        return Ok(Value::NONE);
    }
    let (found, known) = (vm.list(&[])?, converters(vm)?);
    for index in 0..stmt.column_count() {
        let mut converter = None;
        if detect & super::PARSE_COLNAMES != 0
            && let Some(name) = stmt.column_name(index)
            && let Some((_, rest)) = name.split_once('[')
            && let Some((kind, _)) = rest.split_once(']')
        {
            converter = look_up(vm, known, kind)?;
        }
        if converter.is_none()
            && detect & super::PARSE_DECLTYPES != 0
            && let Some(declared) = stmt.column_type_name(index)
        {
            let kind = declared.split([' ', '(']).next().unwrap_or_default();
            converter = look_up(vm, known, kind)?;
        }
        found.push(vm, converter.unwrap_or(Value::NONE))?;
    }
    Ok(found.value())
}

fn look_up(vm: &mut Vm, known: Gc<Dict>, name: &str) -> PyResult<Option<Value>> {
    let name = vm.str(name)?.value();
    let name = vm.call_method(name, "upper", &[])?;
    known.get(vm, name)
}

/// The current row.
pub(super) fn row(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    stmt: &Stmt,
    converters: Option<Gc<List>>,
) -> PyResult<Value> {
    let count = stmt.data_count();
    let row = vm.tuple_with_len(count)?;
    for index in 0..count {
        let converter = converters.and_then(|all| all.get(index)).filter(|converter| !converter.is_none());
        let value = match converter {
            Some(converter) => match stmt.column_bytes(index) {
                None => Value::NONE,
                Some(bytes) => {
                    let bytes = vm.bytes(&bytes)?.value();
                    vm.call(converter, &[bytes])?
                }
            },
            None => column(vm, connection, stmt, index)?,
        };
        row.init(vm, index, value);
    }
    Ok(row.value())
}
