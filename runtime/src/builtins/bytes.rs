//! `bytes`

use crate::heap::Gc;
use crate::native::{Args, TypeSpec, method};
use crate::object::header::Kind;
use crate::object::list::SequenceIterator;
use crate::object::protocol::CompareOp;
use crate::object::slice::Slice;
use crate::object::string::{Bytes, Str};
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn of(value: Value) -> Gc<Bytes> {
    value.cast::<Bytes>().expect("the receiver of a method of bytes is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let data = match args.opt(1) {
        None => Vec::new(),
        Some(source) => {
            if let Some(bytes) = super::bytearray::bytes_like(source) {
                bytes
            } else if let Some(s) = source.cast::<Str>() {
                if args.opt(2).is_none() {
                    return Err(vm.type_error("string argument without an encoding"));
                }
                s.to_wtf8()
            } else if let Some(n) = source.as_i64() {
                if n < 0 {
                    return Err(vm.value_error("negative count"));
                }
                if n > 1 << 40 {
                    return Err(vm.memory_error());
                }
                vec![0; n as usize]
            } else if let Some(made) = vm.call_special(source, crate::object::Special::Bytes, &[])? {
                return Ok(made);
            } else {
                let mut data = Vec::new();
                vm.for_each(source, |vm, item| {
                    let n = vm.index_i64(item, crate::exceptions::hierarchy::Exc::ValueError)?;
                    match u8::try_from(n) {
                        Ok(byte) => {
                            data.push(byte);
                            Ok(())
                        }
                        Err(_) => Err(vm.value_error("bytes must be in range(0, 256)")),
                    }
                })?;
                data
            }
        }
    };
    if class == vm.types.bytes { Ok(vm.bytes(&data)?.value()) } else { Ok(vm.bytes_of_class(class, &data)?.value()) }
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).len()))
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, bytes.len())?;
        let data: Vec<u8> = indices.iter().map(|at| bytes.bytes()[at]).collect();
        return Ok(vm.bytes(&data)?.value());
    }
    let n = super::tuple::sequence_index(vm, args[1], "byte")?;
    let at = super::tuple::position(vm, n, bytes.len(), "index out of range")?;
    Ok(Value::int32(i32::from(bytes.bytes()[at])))
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Bytes>() else {
        let message = format!("can't concat {} to bytes", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    let data = [of(args[0]).bytes(), other.bytes()].concat();
    Ok(vm.bytes(&data)?.value())
}

fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]);
    let Some(n) = super::tuple::repeat_count(vm, args[1], bytes.len())? else { return Ok(Value::NOT_IMPLEMENTED) };
    let data = bytes.bytes().repeat(n);
    Ok(vm.bytes(&data)?.value())
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hay = of(args[0]);
    if let Some(n) = args[1].as_i64() {
        return match u8::try_from(n) {
            Ok(byte) => Ok(Value::bool(hay.bytes().contains(&byte))),
            Err(_) => Err(vm.value_error("byte must be in range(0, 256)")),
        };
    }
    match args[1].cast::<Bytes>() {
        Some(pin) => Ok(Value::bool(pin.len() == 0 || hay.bytes().windows(pin.len()).any(|w| w == pin.bytes()))),
        None => {
            let message = format!("a bytes-like object is required, not '{}'", vm.type_name(args[1]));
            Err(vm.type_error(&message))
        }
    }
}

fn compare(_: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    match args[1].cast::<Bytes>() {
        Some(other) => Ok(Value::bool(op.holds(of(args[0]).bytes().cmp(other.bytes())))),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = of(args[0]).hash(vm);
    vm.int(hash as i64)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]);
    let data = bytes.bytes();
    let quote = if data.contains(&b'\'') && !data.contains(&b'"') { '"' } else { '\'' };
    let mut out = format!("b{quote}");
    for &b in data {
        match b {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ if char::from(b) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(char::from(b)),
            _ => out.push_str(&format!("\\x{b:02x}")),
        }
    }
    out.push(quote);
    Ok(vm.str(&out)?.value())
}

fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]);
    let latin = args
        .opt(1)
        .and_then(|e| e.cast::<Str>())
        .is_some_and(|e| matches!(&*e.to_string_lossy().to_ascii_lowercase(), "latin-1" | "latin1" | "iso-8859-1"));
    if latin {
        return Ok(vm.str_from_latin1(bytes.bytes())?.value());
    }
    let text = String::from_utf8_lossy(bytes.bytes()).into_owned();
    Ok(vm.str(&text)?.value())
}

fn hex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text: String = of(args[0]).bytes().iter().map(|b| format!("{b:02x}")).collect();
    Ok(vm.str(&text)?.value())
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&BYTES_ITERATOR)?;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

fn next(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<SequenceIterator>().expect("the receiver is a bytes iterator");
    let Some(bytes) = iterator.sequence.get().cast::<Bytes>() else { return Ok(Value::EMPTY) };
    let index = iterator.index.get();
    match bytes.bytes().get(index as usize) {
        Some(&byte) => {
            iterator.index.set(index + 1);
            Ok(Value::int32(i32::from(byte)))
        }
        None => {
            iterator.sequence.set_no_barrier(Value::EMPTY);
            Ok(Value::EMPTY)
        }
    }
}

/// Iterator over bytes.
pub static BYTES_ITERATOR: TypeSpec = TypeSpec {
    name: "bytes_iterator",
    kind: Kind::SequenceIterator,
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", super::iterators::itself), method("__next__", "()", next)],
    ..TypeSpec::EMPTY
};

/// `bytes`
pub static BYTES: TypeSpec = TypeSpec {
    name: "bytes",
    kind: Kind::Bytes,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF,
    methods: &[
        method("__new__", "(source=b'', encoding=None, errors=None)", new),
        method("__len__", "()", len),
        method("__getitem__", "(key, /)", get_item),
        method("__add__", "(value, /)", add),
        method("__mul__", "(value, /)", mul),
        method("__rmul__", "(value, /)", mul),
        method("__contains__", "(key, /)", contains),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__hash__", "()", hash),
        method("__repr__", "()", repr),
        method("__iter__", "()", iter),
        method("decode", "(encoding='utf-8', errors='strict')", decode),
        method("hex", "()", hex),
    ],
    doc: "bytes(iterable_of_ints) -> bytes",
    ..TypeSpec::EMPTY
};
