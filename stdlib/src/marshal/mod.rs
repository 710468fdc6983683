//! `marshal`: CPython's version 4 for values; code objects in krait's own form, under the tag of the bytecode.

mod read;
mod write;

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::object::string::Bytes;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The newest version, which is the default.
const VERSION: i64 = 4;

/// Deepest nesting of containers, written or read.
const MAX_DEPTH: u32 = 2000;

/// First bytes of values.
mod code {
    pub(super) const NULL: u8 = b'0';
    pub(super) const NONE: u8 = b'N';
    pub(super) const FALSE: u8 = b'F';
    pub(super) const TRUE: u8 = b'T';
    pub(super) const STOP_ITERATION: u8 = b'S';
    pub(super) const ELLIPSIS: u8 = b'.';
    pub(super) const INT: u8 = b'i';
    pub(super) const INT64: u8 = b'I';
    pub(super) const LONG: u8 = b'l';
    pub(super) const FLOAT_TEXT: u8 = b'f';
    pub(super) const FLOAT: u8 = b'g';
    pub(super) const COMPLEX_TEXT: u8 = b'x';
    pub(super) const COMPLEX: u8 = b'y';
    pub(super) const BYTES: u8 = b's';
    pub(super) const INTERNED: u8 = b't';
    pub(super) const UNICODE: u8 = b'u';
    pub(super) const ASCII: u8 = b'a';
    pub(super) const ASCII_INTERNED: u8 = b'A';
    pub(super) const SHORT_ASCII: u8 = b'z';
    pub(super) const SHORT_ASCII_INTERNED: u8 = b'Z';
    pub(super) const REFERENCE: u8 = b'r';
    pub(super) const TUPLE: u8 = b'(';
    pub(super) const SMALL_TUPLE: u8 = b')';
    pub(super) const LIST: u8 = b'[';
    pub(super) const DICT: u8 = b'{';
    pub(super) const SET: u8 = b'<';
    pub(super) const FROZEN_SET: u8 = b'>';
    pub(super) const CODE: u8 = b'c';
    /// Set in the first byte of a value that later ones may refer to.
    pub(super) const REFERABLE: u8 = 0x80;
}

fn version(vm: &mut Vm, args: Args<'_>, index: usize) -> PyResult<i64> {
    args.opt(index).map_or(Ok(VERSION), |version| vm.index_i64(version, Exc::OverflowError))
}

fn dumps(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let version = version(vm, args, 1)?;
    vm.audit("marshal.dumps", &[args[0], Value::int_unchecked(version)])?;
    let bytes = write::dump(vm, args[0], version)?;
    Ok(vm.bytes(&bytes)?.value())
}

fn dump(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let version = version(vm, args, 2)?;
    vm.audit("marshal.dumps", &[args[0], Value::int_unchecked(version)])?;
    let bytes = write::dump(vm, args[0], version)?;
    let bytes = vm.bytes(&bytes)?.value();
    vm.call_method(args[1], "write", &[bytes])
}

fn loads(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = match args[0].cast::<Bytes>() {
        Some(bytes) => bytes.bytes().to_vec(),
        None => crate::bytes_like(vm, args[0])?,
    };
    if vm.has_audit_hooks {
        let bytes = vm.bytes(&data)?.value();
        vm.audit("marshal.loads", &[bytes])?;
    }
    read::load(vm, read::Input::Memory { data: &data, at: 0 })
}

fn load(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let nothing = vm.call_method(args[0], "read", &[Value::int32(0)])?;
    if !nothing.is::<Bytes>() {
        let message = format!("file.read() returned not bytes but {}", vm.type_name(nothing));
        return Err(vm.type_error(&message));
    }
    vm.audit("marshal.load", &[])?;
    read::load(vm, read::Input::File(args[0]))
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    module.dict.get().set_text(vm, "version", Value::int_unchecked(VERSION))
}

/// `marshal`
pub(crate) static MARSHAL: ModuleSpec = ModuleSpec {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.",
    functions: &[
        func("dump", "(value, file, version=4, /)", dump),
        func("load", "(file, /)", load),
        func("dumps", "(value, version=4, /)", dumps),
        func("loads", "(bytes, /)", loads),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
