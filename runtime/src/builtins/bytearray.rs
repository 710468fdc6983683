//! `bytearray` and `memoryview`

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native, NativeData, Tracer};
use crate::native::{Args, TypeSpec, method, readonly};
use crate::object::list::SequenceIterator;
use crate::object::protocol::CompareOp;
use crate::object::slice::Slice;
use crate::object::string::Bytes;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::RefCell;

/// A bytearray's data.
#[derive(Default)]
pub struct ByteArray {
    bytes: RefCell<Vec<u8>>,
}

impl NativeData for ByteArray {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

type This = Gc<Native<ByteArray>>;

fn of(value: Value) -> This {
    value.cast::<Native<ByteArray>>().expect("the receiver of a method of bytearray is one")
}

/// The bytes of a bytes-like object.
pub fn bytes_like(value: Value) -> Option<Vec<u8>> {
    if let Some(bytes) = value.cast::<Bytes>() {
        return Some(bytes.bytes().to_vec());
    }
    if let Some(array) = value.cast::<Native<ByteArray>>() {
        return Some(array.data.bytes.borrow().clone());
    }
    let view = value.cast::<Native<MemoryView>>()?;
    bytes_like(view.data.object.get())
}

fn make(vm: &mut Vm, class: Gc<Type>, bytes: Vec<u8>) -> PyResult<Value> {
    Ok(vm.native(class, ByteArray { bytes: RefCell::new(bytes) })?.value())
}

fn plain(vm: &mut Vm, bytes: Vec<u8>) -> PyResult<Value> {
    let class = vm.native_type(&BYTEARRAY)?;
    make(vm, class, bytes)
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    make(vm, class, Vec::new())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = match args.opt(1) {
        None => Vec::new(),
        Some(source) => match bytes_like(source) {
            Some(bytes) => bytes,
            None => {
                let class = vm.types.bytes.value();
                let given: &[Value] = match args.opt(2) {
                    Some(encoding) => &[source, encoding],
                    None => &[source],
                };
                let made = vm.call(class, given)?;
                bytes_like(made).unwrap_or_default()
            }
        },
    };
    *of(args[0]).data.bytes.borrow_mut() = bytes;
    Ok(Value::NONE)
}

fn byte(vm: &mut Vm, value: Value) -> PyResult<u8> {
    let n = vm.index_i64(value, Exc::ValueError)?;
    u8::try_from(n).map_err(|_| vm.value_error("byte must be in range(0, 256)"))
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(of(args[0]).data.bytes.borrow().len()))
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let count = this.data.bytes.borrow().len();
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, count)?;
        let picked = indices.iter().map(|at| this.data.bytes.borrow()[at]).collect();
        return plain(vm, picked);
    }
    let n = super::tuple::sequence_index(vm, args[1], "bytearray")?;
    let at = super::tuple::position(vm, n, count, "bytearray index out of range")?;
    Ok(Value::int32(i32::from(this.data.bytes.borrow()[at])))
}

fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if let Some(slice) = args[1].cast::<Slice>() {
        let with = match bytes_like(args[2]) {
            Some(bytes) => bytes,
            None => {
                let class = vm.types.bytes.value();
                let made = vm.call(class, &[args[2]])?;
                bytes_like(made).unwrap_or_default()
            }
        };
        let count = this.data.bytes.borrow().len();
        let indices = super::slice::indices(vm, slice, count)?;
        if indices.step == 1 {
            let start = indices.start as usize;
            this.data.bytes.borrow_mut().splice(start..start + indices.count, with);
        } else if with.len() == indices.count {
            for (at, byte) in indices.iter().zip(with) {
                this.data.bytes.borrow_mut()[at] = byte;
            }
        } else {
            let message =
                format!("attempt to assign bytes of size {} to extended slice of size {}", with.len(), indices.count);
            return Err(vm.value_error(&message));
        }
        return Ok(Value::NONE);
    }
    let n = super::tuple::sequence_index(vm, args[1], "bytearray")?;
    let count = this.data.bytes.borrow().len();
    let at = super::tuple::position(vm, n, count, "bytearray index out of range")?;
    let value = byte(vm, args[2])?;
    this.data.bytes.borrow_mut()[at] = value;
    Ok(Value::NONE)
}

fn delete_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let count = this.data.bytes.borrow().len();
    if let Some(slice) = args[1].cast::<Slice>() {
        let indices = super::slice::indices(vm, slice, count)?;
        let doomed: Vec<usize> = indices.iter().collect();
        let mut at = 0;
        this.data.bytes.borrow_mut().retain(|_| {
            at += 1;
            !doomed.contains(&(at - 1))
        });
        return Ok(Value::NONE);
    }
    let n = super::tuple::sequence_index(vm, args[1], "bytearray")?;
    let at = super::tuple::position(vm, n, count, "bytearray index out of range")?;
    this.data.bytes.borrow_mut().remove(at);
    Ok(Value::NONE)
}

fn append(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = byte(vm, args[1])?;
    of(args[0]).data.bytes.borrow_mut().push(value);
    Ok(Value::NONE)
}

fn extend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    match bytes_like(args[1]) {
        Some(bytes) => this.data.bytes.borrow_mut().extend(bytes),
        None => vm.for_each(args[1], |vm, item| {
            let value = byte(vm, item)?;
            this.data.bytes.borrow_mut().push(value);
            Ok(())
        })?,
    }
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let n = args.opt(1).map_or(Ok(-1), |n| vm.index_i64(n, Exc::IndexError))?;
    let count = this.data.bytes.borrow().len();
    if count == 0 {
        return Err(vm.index_error("pop from empty bytearray"));
    }
    let at = super::tuple::position(vm, n, count, "pop index out of range")?;
    let value = this.data.bytes.borrow_mut().remove(at);
    Ok(Value::int32(i32::from(value)))
}

fn clear(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).data.bytes.borrow_mut().clear();
    Ok(Value::NONE)
}

fn reverse(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).data.bytes.borrow_mut().reverse();
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]).data.bytes.borrow().clone();
    plain(vm, bytes)
}

fn operand(vm: &mut Vm, args: Args<'_>) -> PyResult<Vec<u8>> {
    match bytes_like(args[1]) {
        Some(bytes) => Ok(bytes),
        None => {
            let message = format!("can't concat {} to bytearray", vm.type_name(args[1]));
            Err(vm.type_error(&message))
        }
    }
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut bytes = of(args[0]).data.bytes.borrow().clone();
    bytes.extend(operand(vm, args)?);
    plain(vm, bytes)
}

fn iadd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let other = operand(vm, args)?;
    of(args[0]).data.bytes.borrow_mut().extend(other);
    Ok(args[0])
}

fn mul(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]).data.bytes.borrow().clone();
    let Some(n) = super::tuple::repeat_count(vm, args[1], bytes.len())? else { return Ok(Value::NOT_IMPLEMENTED) };
    plain(vm, bytes.repeat(n))
}

fn contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]).data.bytes.borrow().clone();
    let made = vm.bytes(&bytes)?;
    Ok(Value::bool(vm.contains(made.value(), args[1])?))
}

fn compare(_: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    match bytes_like(args[1]) {
        Some(other) => Ok(Value::bool(op.holds(of(args[0]).data.bytes.borrow().cmp(&other)))),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = of(args[0]).data.bytes.borrow().clone();
    let inner = vm.bytes(&bytes)?;
    let text = format!("{}({})", vm.type_name(args[0]), vm.repr_text(inner.value())?);
    Ok(vm.str(&text)?.value())
}

/// Methods that bytes has too work on a copy as bytes.
fn as_bytes(vm: &mut Vm, args: Args<'_>, name: &str) -> PyResult<Value> {
    let bytes = bytes_like(args[0]).unwrap_or_default();
    let made = vm.bytes(&bytes)?;
    vm.call_method(made.value(), name, args.from(1).as_slice())
}

fn decode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = bytes_like(args[0]).unwrap_or_default();
    let made = vm.bytes(&bytes)?;
    match args.opt(1) {
        Some(encoding) => vm.call_method(made.value(), "decode", &[encoding]),
        None => vm.call_method(made.value(), "decode", &[]),
    }
}

fn hex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    as_bytes(vm, args, "hex")
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&BYTEARRAY_ITERATOR)?;
    Ok(vm.sequence_iterator(class, args[0], 0)?.value())
}

fn next(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = args[0].cast::<SequenceIterator>().expect("the receiver is a bytearray iterator");
    let Some(array) = iterator.sequence.get().cast::<Native<ByteArray>>() else { return Ok(Value::EMPTY) };
    let index = iterator.index.get();
    let item = array.data.bytes.borrow().get(index as usize).copied();
    match item {
        Some(byte) => {
            iterator.index.set(index + 1);
            Ok(Value::int32(i32::from(byte)))
        }
        None => {
            iterator.sequence.set_no_barrier(Value::EMPTY);
            Ok(Value::EMPTY)
        }
    }
}

/// Iterator over a bytearray.
pub static BYTEARRAY_ITERATOR: TypeSpec = TypeSpec {
    name: "bytearray_iterator",
    kind: crate::object::header::Kind::SequenceIterator,
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", super::iterators::itself), method("__next__", "()", next)],
    ..TypeSpec::EMPTY
};

/// `bytearray`
pub static BYTEARRAY: TypeSpec = TypeSpec {
    name: "bytearray",
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(source=b'', encoding=None, errors=None)", init),
        method("__len__", "()", len),
        method("__getitem__", "(key, /)", get_item),
        method("__setitem__", "(key, value, /)", set_item),
        method("__delitem__", "(key, /)", delete_item),
        method("append", "(item, /)", append),
        method("extend", "(iterable_of_ints, /)", extend),
        method("pop", "(index=-1, /)", pop),
        method("clear", "()", clear),
        method("reverse", "()", reverse),
        method("copy", "()", copy),
        method("__add__", "(value, /)", add),
        method("__iadd__", "(value, /)", iadd),
        method("__mul__", "(value, /)", mul),
        method("__rmul__", "(value, /)", mul),
        method("__contains__", "(key, /)", contains),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__repr__", "()", repr),
        method("__iter__", "()", iter),
        method("decode", "(encoding='utf-8', errors='strict')", decode),
        method("hex", "()", hex),
    ],
    doc: "bytearray(iterable_of_ints) -> bytearray",
    ..TypeSpec::EMPTY
};

/// A memoryview's data: a view of a whole bytes or bytearray.
pub struct MemoryView {
    object: Field<Value>,
}
crate::native_data!(MemoryView, [object]);

fn view_of(value: Value) -> Gc<Native<MemoryView>> {
    value.cast::<Native<MemoryView>>().expect("the receiver is a memoryview")
}

fn view_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if bytes_like(args[1]).is_none() {
        let message = format!("memoryview: a bytes-like object is required, not '{}'", vm.type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    let class = vm.native_type(&MEMORYVIEW)?;
    Ok(vm.native(class, MemoryView { object: Field::new(args[1]) })?.value())
}

fn view_len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = view_of(args[0]).data.object.get();
    Ok(Value::len(vm.len(object)?))
}

fn view_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = view_of(args[0]).data.object.get();
    let item = vm.get_item(object, args[1])?;
    if args[1].is::<Slice>() {
        let class = vm.native_type(&MEMORYVIEW)?;
        return Ok(vm.native(class, MemoryView { object: Field::new(item) })?.value());
    }
    Ok(item)
}

fn view_set(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = view_of(args[0]).data.object.get();
    if object.is::<Bytes>() {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    vm.set_item(object, args[1], args[2]).map(|()| Value::NONE)
}

fn tobytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = bytes_like(args[0]).unwrap_or_default();
    Ok(vm.bytes(&bytes)?.value())
}

fn view_obj(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(view_of(value).data.object.get())
}

/// `memoryview`
pub static MEMORYVIEW: TypeSpec = TypeSpec {
    name: "memoryview",
    methods: &[
        method("__new__", "(object)", view_new),
        method("__len__", "()", view_len),
        method("__getitem__", "(key, /)", view_get),
        method("__setitem__", "(key, value, /)", view_set),
        method("tobytes", "()", tobytes),
    ],
    getset: &[readonly("obj", view_obj)],
    doc: "Create a new memoryview object which references the given object.",
    ..TypeSpec::EMPTY
};
