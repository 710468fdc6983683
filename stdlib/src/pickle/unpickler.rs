//! `Unpickler`, and the functions `load` and `loads`.

use super::input::Input;
use super::load::Load;
use super::{UNPICKLING_ERROR, find};
use crate::receiver::{class_arg, this};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, getset, method};
use runtime::object::array::Array;
use runtime::object::dict::Dict;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

struct Unpickler {
    /// EMPTY until `__init__` has run.
    read: Field<Value>,
    readline: Field<Value>,
    peek: Field<Value>,
    buffers: Field<Value>,
    /// EMPTY unless it was set.
    persistent_load: Field<Value>,
    memo: Field<Gc<Array>>,
    memo_len: Cell<usize>,
    protocol: Cell<u8>,
    fix_imports: Cell<bool>,
    /// Encoding and error handler for what Python 2 called `str`.
    names: RefCell<(String, String)>,
}

impl NativeData for Unpickler {
    runtime::native_info!(Unpickler);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.read);
        tracer.field(&self.readline);
        tracer.field(&self.peek);
        tracer.field(&self.buffers);
        tracer.field(&self.persistent_load);
        tracer.field(&self.memo);
    }
}

type This = Gc<Native<Unpickler>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let memo = Array::new(vm, 32)?;
    let empty = || Field::new(Value::EMPTY);
    let unpickler = Unpickler {
        read: empty(),
        readline: empty(),
        peek: empty(),
        buffers: empty(),
        persistent_load: empty(),
        memo: Field::new(memo),
        memo_len: Cell::new(0),
        protocol: Cell::new(0),
        fix_imports: Cell::new(true),
        names: RefCell::default(),
    };
    Ok(vm.native(class_arg(args), unpickler)?.value())
}

/// The methods of a file that are needed to read from it: `read`, `readline`, `peek` (EMPTY if it has none).
fn methods_of(vm: &mut Vm, file: Value) -> PyResult<(Value, Value, Value)> {
    let peek = vm.get_attr_opt_text(file, "peek")?.unwrap_or(Value::EMPTY);
    let read = vm.get_attr_opt_text(file, "read")?;
    let readline = vm.get_attr_opt_text(file, "readline")?;
    match (read, readline) {
        (Some(read), Some(readline)) => Ok((read, readline, peek)),
        _ => Err(vm.type_error("file must have 'read' and 'readline' attributes")),
    }
}

/// Encoding, error handler and buffers, from argument `at` on.
struct Named {
    fix_imports: bool,
    names: (String, String),
    buffers: Value,
}

fn named(vm: &mut Vm, function: &str, args: Args<'_>, at: usize) -> PyResult<Named> {
    let fix_imports = crate::convert::truth(vm, args.opt(at), true)?;
    let encoding = vm.codec_name(function, "encoding", args.opt(at + 1))?;
    let errors = vm.codec_name(function, "errors", args.opt(at + 2))?;
    let buffers = match args.not_none(at + 3) {
        Some(buffers) => vm.iter(buffers)?,
        None => Value::EMPTY,
    };
    let names = (encoding.unwrap_or_else(|| "ASCII".to_owned()), errors.unwrap_or_else(|| "strict".to_owned()));
    Ok(Named { fix_imports, names, buffers })
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let unpickler = this::<Unpickler>(args[0]);
    let (read, readline, peek) = methods_of(vm, args[1])?;
    let named = named(vm, "Unpickler", args, 2)?;
    let data = &unpickler.data;
    data.read.set(vm, unpickler, read);
    data.readline.set(vm, unpickler, readline);
    data.peek.set(vm, unpickler, peek);
    data.buffers.set(vm, unpickler, named.buffers);
    data.fix_imports.set(named.fix_imports);
    data.names.replace(named.names);
    data.protocol.set(0);
    reset_memo(vm, unpickler)?;
    Ok(Value::NONE)
}

fn reset_memo(vm: &mut Vm, unpickler: This) -> PyResult<()> {
    let memo = Array::new(vm, 32)?;
    unpickler.data.memo.set(vm, unpickler, memo);
    unpickler.data.memo_len.set(0);
    Ok(())
}

fn load_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let unpickler = this::<Unpickler>(args[0]);
    let data = &unpickler.data;
    if data.read.get().is_empty() {
        let name = vm.type_name(args[0]);
        let message = format!("Unpickler.__init__() was not called by {name}.__init__()");
        return Err(UNPICKLING_ERROR.raise(vm, &message));
    }
    let input = Input::of_file(data.read.get(), data.readline.get(), data.peek.get());
    let mut load = Load::new(vm, input)?;
    load.fix_imports = data.fix_imports.get();
    (load.encoding, load.errors) = data.names.borrow().clone();
    load.buffers = data.buffers.get();
    load.persistent_load = match data.persistent_load.get().given() {
        Some(function) => function,
        None => vm.get_attr_opt_text(args[0], "persistent_load")?.unwrap_or(Value::EMPTY),
    };
    // A subclass may find classes in its own way.
    let class = vm.native_type(&UNPICKLER)?;
    if vm.class_of(args[0]) != class {
        load.finder = args[0];
    }
    load.memo = data.memo.get();
    load.memo_len = data.memo_len.get();
    let result = load.load(vm);
    data.memo.set(vm, unpickler, load.memo);
    data.memo_len.set(load.memo_len);
    data.protocol.set(load.protocol);
    result
}

fn text_arg(vm: &mut Vm, value: Value) -> PyResult<Gc<Str>> {
    match value.cast::<Str>() {
        Some(text) => Ok(text),
        None => vm.to_str(value),
    }
}

fn find_class(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &this::<Unpickler>(args[0]).data;
    let (protocol, fix) = (data.protocol.get(), data.fix_imports.get());
    let (module, name) = (text_arg(vm, args[1])?, text_arg(vm, args[2])?);
    find::plain(vm, protocol, fix, module, name)
}

fn sizeof(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let entries = this::<Unpickler>(args[0]).data.memo.get().len();
    vm.int((size_of::<Native<Unpickler>>() + 8 * entries) as i64)
}

fn get_persistent_load(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match this::<Unpickler>(value).data.persistent_load.get().given() {
        Some(function) => Ok(function),
        None => Err(vm.attribute_error_text("persistent_load")),
    }
}

fn set_persistent_load(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    if new.is_empty() {
        return Err(vm.type_error("attribute deletion is not supported"));
    }
    if !vm.is_callable(new) {
        return Err(vm.type_error("persistent_load must be a callable taking one argument"));
    }
    let unpickler = this::<Unpickler>(value);
    unpickler.data.persistent_load.set(vm, unpickler, new);
    Ok(())
}

struct MemoProxy {
    unpickler: Field<This>,
}
runtime::native_data!(MemoProxy, [unpickler]);

fn get_memo(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let class = vm.native_type(&MEMO_PROXY)?;
    Ok(vm.native(class, MemoProxy { unpickler: Field::new(this::<Unpickler>(value)) })?.value())
}

fn set_memo(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    if new.is_empty() {
        return Err(vm.type_error("attribute deletion is not supported"));
    }
    let unpickler = this::<Unpickler>(value);
    let entries = match (new.cast::<Native<MemoProxy>>(), new.cast::<Dict>()) {
        (Some(proxy), _) => copy_of(vm, proxy.data.unpickler.get())?,
        (None, Some(dict)) => dict,
        (None, None) => {
            let name = vm.type_name(new);
            let message = format!("'memo' attribute must be an UnpicklerMemoProxy object or dict, not {name}");
            return Err(vm.type_error(&message));
        }
    };
    let mut memo = Array::new(vm, 32)?;
    let (mut at, mut len) = (0, 0);
    while let Some((entry, key, value)) = entries.next_item(at) {
        at = entry + 1;
        if !key.is_int() {
            return Err(vm.type_error("memo key must be integers"));
        }
        let index = vm.index_i64(key, Exc::OverflowError)?;
        let Ok(index) = usize::try_from(index) else {
            return Err(vm.value_error("memo key must be positive integers."));
        };
        if index >= memo.len() {
            memo = Array::resized(vm, memo, memo.len(), (index + 1).saturating_mul(2))?;
        }
        memo.set(vm, index, value);
        len += 1;
    }
    unpickler.data.memo.set(vm, unpickler, memo);
    unpickler.data.memo_len.set(len);
    Ok(())
}

/// The memo as a dict: number to object.
fn copy_of(vm: &mut Vm, unpickler: This) -> PyResult<Gc<Dict>> {
    let dict = vm.dict()?;
    let memo = unpickler.data.memo.get();
    for index in 0..memo.len() {
        if let Some(value) = memo.get(index).given() {
            dict.set(vm, Value::len(index), value)?;
        }
    }
    Ok(dict)
}

fn proxied(value: Value) -> This {
    this::<MemoProxy>(value).data.unpickler.get()
}

fn memo_clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    reset_memo(vm, proxied(args[0]))?;
    Ok(Value::NONE)
}

fn memo_copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(copy_of(vm, proxied(args[0]))?.value())
}

fn memo_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let copy = copy_of(vm, proxied(args[0]))?.value();
    let copy = vm.tuple(&[copy])?.value();
    let class = vm.types.dict.value();
    Ok(vm.tuple(&[class, copy])?.value())
}

static MEMO_PROXY: TypeSpec = TypeSpec {
    name: "UnpicklerMemoProxy",
    module: "_pickle",
    flags: type_flag::NO_NEW,
    methods: &[
        method("clear", "()", memo_clear).doc("Remove all items from memo."),
        method("copy", "()", memo_copy).doc("Copy the memo to a new object."),
        method("__reduce__", "()", memo_reduce).doc("Implement pickling support."),
    ],
    ..TypeSpec::EMPTY
};

pub(super) static UNPICKLER: TypeSpec = TypeSpec {
    name: "Unpickler",
    module: "_pickle",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())", init),
        method("load", "()", load_method).doc(
            "Load a pickle.\n\nRead a pickled object representation from the open file object given\nin the constructor, and return the reconstituted object hierarchy\nspecified therein.",
        ),
        method("find_class", "(module_name, global_name, /)", find_class)
            .doc("Return an object from a specified module.\n\nIf necessary, the module will be imported."),
        method("__sizeof__", "()", sizeof).doc("Returns size in memory, in bytes."),
    ],
    getset: &[
        getset("memo", get_memo, set_memo),
        getset("persistent_load", get_persistent_load, set_persistent_load),
    ],
    doc: "This takes a binary file for reading a pickle data stream.",
    ..TypeSpec::EMPTY
};

fn run(vm: &mut Vm, input: Input, named: Named) -> PyResult<Value> {
    let mut load = Load::new(vm, input)?;
    load.fix_imports = named.fix_imports;
    (load.encoding, load.errors) = named.names;
    load.buffers = named.buffers;
    load.load(vm)
}

/// `loads(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())`
pub(super) fn loads(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let input = Input::of_bytes(vm, args[0])?;
    let named = named(vm, "loads", args, 1)?;
    run(vm, input, named)
}

/// `load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())`
pub(super) fn load(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (read, readline, peek) = methods_of(vm, args[0])?;
    let named = named(vm, "load", args, 1)?;
    run(vm, Input::of_file(read, readline, peek), named)
}
