//! `BufferedRWPair`: a reader and a writer as one file.

use super::base::{BUFFERED_IO_BASE, FLAGS, NOT_READABLE, NOT_WRITABLE, check_ability};
use super::buffered_types::{BUFFERED_READER, BUFFERED_WRITER};
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The two files; EMPTY before `__init__`.
struct Pair {
    reader: Field<Value>,
    writer: Field<Value>,
}
runtime::native_data!(Pair, [reader, writer]);

fn of(value: Value) -> Gc<Native<Pair>> {
    value.cast().expect("the receiver of a method of BufferedRWPair is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let data = Pair { reader: Field::new(Value::EMPTY), writer: Field::new(Value::EMPTY) };
    Ok(vm.native(class, data)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    check_ability(vm, args[1], "readable", NOT_READABLE)?;
    check_ability(vm, args[2], "writable", NOT_WRITABLE)?;
    let size = args.opt(3).unwrap_or(Value::len(super::base::DEFAULT_BUFFER_SIZE));
    let class = vm.native_type(&BUFFERED_READER)?.value();
    let reader = vm.call(class, &[args[1], size])?;
    this.data.reader.set(vm, this, reader);
    let class = vm.native_type(&BUFFERED_WRITER)?.value();
    let writer = vm.call(class, &[args[2], size])?;
    this.data.writer.set(vm, this, writer);
    Ok(Value::NONE)
}

fn part(vm: &mut Vm, field: &Field<Value>) -> PyResult<Value> {
    match field.get().given() {
        Some(file) => Ok(file),
        None => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

macro_rules! forwarded {
    ($($name:ident $field:ident $method:literal;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let file = part(vm, &of(args[0]).data.$field)?;
            let given = args.from(1);
            let count = given.as_slice().iter().take_while(|arg| !arg.is_empty()).count();
            vm.call_method(file, $method, &given.as_slice()[..count])
        }
    )*};
}
forwarded! {
    read reader "read"; peek reader "peek"; read1 reader "read1"; readinto reader "readinto";
    readinto1 reader "readinto1"; write writer "write"; flush writer "flush"; readable reader "readable";
    writable writer "writable";
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let writer = part(vm, &of(args[0]).data.writer).and_then(|writer| vm.call_method(writer, "close", &[]));
    super::both(vm, writer, |vm| {
        let reader = part(vm, &of(args[0]).data.reader)?;
        vm.call_method(reader, "close", &[])
    })
    .map(|(_, closed)| closed)
}

fn isatty(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let writer = part(vm, &of(args[0]).data.writer)?;
    let answer = vm.call_method(writer, "isatty", &[])?;
    if answer != Value::FALSE {
        return Ok(answer);
    }
    let reader = part(vm, &of(args[0]).data.reader)?;
    vm.call_method(reader, "isatty", &[])
}

fn get_closed(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match of(value).data.writer.get().given() {
        Some(writer) => vm.get_attr_text(writer, "closed"),
        None => Err(vm.runtime_error("the BufferedRWPair object is being garbage-collected")),
    }
}

/// `_io.BufferedRWPair`
pub(super) static BUFFERED_RW_PAIR: TypeSpec = TypeSpec {
    name: "BufferedRWPair",
    module: "_io",
    base: Some(&BUFFERED_IO_BASE),
    flags: FLAGS,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(reader, writer, buffer_size=8192, /)", init),
        method("read", "(size=-1, /)", read),
        method("peek", "(size=0, /)", peek),
        method("read1", "(size=-1, /)", read1),
        method("readinto", "(buffer, /)", readinto),
        method("readinto1", "(buffer, /)", readinto1),
        method("write", "(buffer, /)", write),
        method("flush", "()", flush),
        method("readable", "()", readable),
        method("writable", "()", writable),
        method("close", "()", close),
        method("isatty", "()", isatty),
    ],
    getset: &[readonly("closed", get_closed), runtime::builtins::object::DICT_GETSET],
    doc: "A buffered reader and writer object together.\n\nA buffered reader object and buffered writer object put together to\nform a sequential IO object that can read and write. This is typically\nused with a socket or two-way pipe.\n\nreader and writer are RawIOBase objects that are readable and\nwriteable respectively. If the buffer_size is omitted it defaults to\nDEFAULT_BUFFER_SIZE.",
    ..TypeSpec::EMPTY
};
