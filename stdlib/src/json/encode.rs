//! The encoder: Python objects to JSON text. With an indentation it writes what `json.encoder` does.

use super::strings;
use crate::receiver::{class_arg, this};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::function::NativeFunction;
use runtime::object::list::List;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::text::{Chars, TextBuf};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// How strings are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strings {
    Ascii,
    Unicode,
    /// By the encoder function.
    Custom,
}

/// The encoder's settings.
struct Encoder {
    /// The dict of containers being encoded, or None.
    markers: Field<Value>,
    default: Field<Value>,
    encoder: Field<Value>,
    indent: Field<Value>,
    key_separator: Field<Gc<Str>>,
    item_separator: Field<Gc<Str>>,
    sort_keys: bool,
    skip_keys: bool,
    allow_nan: bool,
    strings: Strings,
}
runtime::native_data!(Encoder, [markers, default, encoder, indent, key_separator, item_separator]);

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let markers = args[1];
    if !markers.is_none() && !markers.is::<Dict>() {
        let message = format!("make_encoder() argument 1 must be dict or None, not {}", vm.type_name(markers));
        return Err(vm.type_error(&message));
    }
    let text = |vm: &mut Vm, index: usize| match args[index].cast::<Str>() {
        Some(text) => Ok(text),
        None => {
            let message = format!("make_encoder() argument {index} must be str, not {}", vm.arg_type_name(args[index]));
            Err(vm.type_error(&message))
        }
    };
    let (key_separator, item_separator) = (text(vm, 5)?, text(vm, 6)?);
    let (sort_keys, skip_keys, allow_nan) = (vm.is_true(args[7])?, vm.is_true(args[8])?, vm.is_true(args[9])?);
    let strings = match args[3].cast::<NativeFunction>().map(|function| function.spec.name) {
        Some("encode_basestring_ascii") => Strings::Ascii,
        Some("encode_basestring") => Strings::Unicode,
        _ => Strings::Custom,
    };
    let data = Encoder {
        markers: Field::new(markers),
        default: Field::new(args[2]),
        encoder: Field::new(args[3]),
        indent: Field::new(args[4]),
        key_separator: Field::new(key_separator),
        item_separator: Field::new(item_separator),
        sort_keys,
        skip_keys,
        allow_nan,
        strings,
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let encoder = this::<Encoder>(args[0]);
    let mut out = TextBuf::with_capacity(64);
    let level = vm.index_i64(args[2], Exc::OverflowError)?;
    write(vm, encoder, args[1], usize::try_from(level).unwrap_or(0), &mut out)?;
    let text = vm.str_from_buf(&out)?.value();
    Ok(vm.tuple(&[text])?.value())
}

type This = Gc<Native<Encoder>>;

fn write_str(vm: &mut Vm, encoder: This, text: Gc<Str>, out: &mut TextBuf) -> PyResult<()> {
    match encoder.data.strings {
        Strings::Ascii => strings::write(out, text, true),
        Strings::Unicode => strings::write(out, text, false),
        Strings::Custom => {
            let encoded = vm.call(encoder.data.encoder.get(), &[text.value()])?;
            match encoded.cast::<Str>() {
                Some(encoded) => out.push_chars(encoded.chars()),
                None => {
                    let message = format!("encoder() must return a string, not {}", vm.type_name(encoded));
                    return Err(vm.type_error(&message));
                }
            }
        }
    }
    Ok(())
}

fn write_float(vm: &mut Vm, encoder: This, x: f64, out: &mut TextBuf) -> PyResult<()> {
    if !x.is_finite() {
        if !encoder.data.allow_nan {
            let message =
                format!("Out of range float values are not JSON compliant: {}", runtime::builtins::float::to_text(x));
            return Err(vm.value_error(&message));
        }
        out.push_str(match x {
            x if x.is_nan() => "NaN",
            x if x > 0.0 => "Infinity",
            _ => "-Infinity",
        });
        return Ok(());
    }
    out.push_str(&runtime::builtins::float::to_text(x));
    Ok(())
}

/// Writes a value without parts; false if it has some or is of another type.
fn write_simple(vm: &mut Vm, encoder: This, value: Value, out: &mut TextBuf) -> PyResult<bool> {
    if value.is_none() {
        out.push_str("null");
    } else if let Some(b) = value.as_bool() {
        out.push_str(if b { "true" } else { "false" });
    } else if let Some(text) = value.cast::<Str>() {
        write_str(vm, encoder, text, out)?;
    } else if let Some(n) = value.as_int() {
        match n {
            runtime::object::int::IntRef::Small(n) => {
                let mut digits = [0; 20];
                let at = runtime::limbs::radix::write_decimal(&mut digits, n.unsigned_abs());
                if n < 0 {
                    out.push(u32::from('-'));
                }
                out.push_chars(Chars::One(&digits[at..]));
            }
            runtime::object::int::IntRef::Big(_) => out.push_str(&runtime::builtins::int::to_text(n)),
        }
    } else if let Some(x) = value.as_f64() {
        write_float(vm, encoder, x, out)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn write(vm: &mut Vm, encoder: This, value: Value, level: usize, out: &mut TextBuf) -> PyResult<()> {
    if write_simple(vm, encoder, value, out)? {
        return Ok(());
    }
    vm.recurse(" while encoding a JSON object", |vm| {
        if value.is::<List>() || value.is::<Tuple>() {
            return write_list(vm, encoder, value, level, out);
        }
        if let Some(dict) = value.cast::<Dict>() {
            return write_dict(vm, encoder, dict, level, out);
        }
        let marker = mark(vm, encoder, value)?;
        let replacement = vm.call(encoder.data.default.get(), &[value])?;
        write(vm, encoder, replacement, level, out)?;
        unmark(vm, encoder, marker)
    })
}

/// Notes that a container is being encoded.
fn mark(vm: &mut Vm, encoder: This, value: Value) -> PyResult<Option<Value>> {
    let Some(markers) = encoder.data.markers.get().cast::<Dict>() else { return Ok(None) };
    let id = vm.id(value);
    let key = vm.int(id as i64)?;
    if markers.get(vm, key)?.is_some() {
        return Err(vm.value_error("Circular reference detected"));
    }
    markers.set(vm, key, value)?;
    Ok(Some(key))
}

fn unmark(vm: &mut Vm, encoder: This, marker: Option<Value>) -> PyResult<()> {
    if let (Some(markers), Some(key)) = (encoder.data.markers.get().cast::<Dict>(), marker) {
        markers.remove(vm, key)?;
    }
    Ok(())
}

/// Starts a line that is indented, if there is an indentation.
fn new_line(encoder: This, level: usize, out: &mut TextBuf) {
    if let Some(indent) = encoder.data.indent.get().cast::<Str>() {
        out.push(u32::from('\n'));
        (0..level).for_each(|_| out.push_chars(indent.chars()));
    }
}

fn write_list(vm: &mut Vm, encoder: This, value: Value, level: usize, out: &mut TextBuf) -> PyResult<()> {
    let items = match value.cast::<List>() {
        Some(list) if vm.class_of(value) == vm.types.list => list,
        Some(_) | None => vm.collect_list(value)?,
    };
    if items.is_empty() {
        out.push_str("[]");
        return Ok(());
    }
    let marker = mark(vm, encoder, value)?;
    let separator = encoder.data.item_separator.get();
    out.push(u32::from('['));
    let mut index = 0;
    while let Some(item) = items.get(index) {
        if index > 0 {
            out.push_chars(separator.chars());
        }
        new_line(encoder, level + 1, out);
        write(vm, encoder, item, level + 1, out)?;
        index += 1;
    }
    new_line(encoder, level, out);
    out.push(u32::from(']'));
    unmark(vm, encoder, marker)
}

/// Keys and values of a dict one after the other, sorted if that is asked for.
fn flat_items(vm: &mut Vm, encoder: This, dict: Gc<Dict>) -> PyResult<Gc<List>> {
    let flat = vm.list(&[])?;
    if vm.class_of(dict.value()) == vm.types.dict && !encoder.data.sort_keys {
        let mut at = 0;
        while let Some((entry, key, value)) = dict.next_item(at) {
            at = entry + 1;
            flat.push(vm, key)?;
            flat.push(vm, value)?;
        }
        return Ok(flat);
    }
    let items = vm.call_method(dict.value(), "items", &[])?;
    let items = vm.collect_list(items)?;
    if encoder.data.sort_keys {
        vm.call_method(items.value(), "sort", &[])?;
    }
    for index in 0..items.len() {
        let pair = items.items()[index].cast::<Tuple>().filter(|pair| pair.len() == 2);
        let Some(pair) = pair else { return Err(vm.value_error("items must return 2-tuples")) };
        flat.push(vm, pair.get(0))?;
        flat.push(vm, pair.get(1))?;
    }
    Ok(flat)
}

fn write_dict(vm: &mut Vm, encoder: This, dict: Gc<Dict>, level: usize, out: &mut TextBuf) -> PyResult<()> {
    if dict.is_empty() {
        out.push_str("{}");
        return Ok(());
    }
    let marker = mark(vm, encoder, dict.value())?;
    let flat = flat_items(vm, encoder, dict)?;
    let (item_separator, key_separator) = (encoder.data.item_separator.get(), encoder.data.key_separator.get());
    out.push(u32::from('{'));
    new_line(encoder, level + 1, out);
    let mut first = true;
    for index in (0..flat.len()).step_by(2) {
        let (key, value) = (flat.items()[index], flat.items()[index + 1]);
        let is_key = key.is::<Str>() || key.is_none() || key.as_int().is_some() || key.as_f64().is_some();
        if !is_key {
            if encoder.data.skip_keys {
                continue;
            }
            let name = vm.type_name(key);
            return Err(vm.type_error(&format!("keys must be str, int, float, bool or None, not {name}")));
        }
        if !first {
            out.push_chars(item_separator.chars());
            new_line(encoder, level + 1, out);
        }
        first = false;
        write_key(vm, encoder, key, out)?;
        out.push_chars(key_separator.chars());
        write(vm, encoder, value, level + 1, out)?;
    }
    new_line(encoder, level, out);
    out.push(u32::from('}'));
    unmark(vm, encoder, marker)
}

/// Writes a key: what is no string as the string of its text.
fn write_key(vm: &mut Vm, encoder: This, key: Value, out: &mut TextBuf) -> PyResult<()> {
    if let Some(text) = key.cast::<Str>() {
        return write_str(vm, encoder, text, out);
    }
    let mut text = TextBuf::new();
    write_simple(vm, encoder, key, &mut text)?;
    let text = vm.str_from_buf(&text)?;
    write_str(vm, encoder, text, out)
}

macro_rules! attributes {
    ($($name:ident)*) => {
        $(fn $name(_: &mut Vm, value: Value) -> PyResult<Value> {
            Ok(this::<Encoder>(value).data.$name.get())
        })*
    };
}
attributes! { markers default encoder indent }

fn key_separator(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Encoder>(value).data.key_separator.get().value())
}

fn item_separator(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Encoder>(value).data.item_separator.get().value())
}

fn sort_keys(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Encoder>(value).data.sort_keys))
}

fn skipkeys(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Encoder>(value).data.skip_keys))
}

/// `_json.make_encoder`
pub(super) static ENCODER: TypeSpec = TypeSpec {
    name: "make_encoder",
    module: "_json",
    flags: runtime::object::type_object::type_flag::BASE_TYPE,
    methods: &[
        method(
            "__new__",
            "(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
            new,
        ),
        method("__call__", "(obj, _current_indent_level)", call),
    ],
    getset: &[
        readonly("markers", markers),
        readonly("default", default),
        readonly("encoder", encoder),
        readonly("indent", indent),
        readonly("key_separator", key_separator),
        readonly("item_separator", item_separator),
        readonly("sort_keys", sort_keys),
        readonly("skipkeys", skipkeys),
    ],
    doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    ..TypeSpec::EMPTY
};
