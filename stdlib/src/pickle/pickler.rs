//! `Pickler`, and the functions `dump` and `dumps`.

use super::memo::Memo;
use super::save::Save;
use super::{PICKLING_ERROR, opcode as op};
use crate::receiver::{class_arg, this};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, getset, method};
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

struct Pickler {
    /// EMPTY until `__init__` has run.
    write: Field<Value>,
    buffer_callback: Field<Value>,
    /// EMPTY unless they were set.
    persistent_id: Field<Value>,
    dispatch_table: Field<Value>,
    kept: Field<Gc<List>>,
    memo: RefCell<Memo>,
    protocol: Cell<u8>,
    fix_imports: Cell<bool>,
    fast: Cell<bool>,
}

impl NativeData for Pickler {
    runtime::native_info!(Pickler);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.write);
        tracer.field(&self.buffer_callback);
        tracer.field(&self.persistent_id);
        tracer.field(&self.dispatch_table);
        tracer.field(&self.kept);
    }
}

type This = Gc<Native<Pickler>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let kept = vm.list(&[])?;
    let pickler = Pickler {
        write: Field::new(Value::EMPTY),
        buffer_callback: Field::new(Value::NONE),
        persistent_id: Field::new(Value::EMPTY),
        dispatch_table: Field::new(Value::EMPTY),
        kept: Field::new(kept),
        memo: RefCell::new(Memo::default()),
        protocol: Cell::new(op::DEFAULT as u8),
        fix_imports: Cell::new(true),
        fast: Cell::new(false),
    };
    Ok(vm.native(class_arg(args), pickler)?.value())
}

/// The protocol in an argument.
fn protocol(vm: &mut Vm, value: Option<Value>) -> PyResult<u8> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(op::DEFAULT as u8) };
    let n = crate::convert::c_long(vm, value)?;
    if n < 0 {
        return Ok(op::HIGHEST as u8);
    }
    if n > op::HIGHEST {
        return Err(vm.value_error(&format!("pickle protocol must be <= {}", op::HIGHEST)));
    }
    Ok(n as u8)
}

/// The function that takes buffers out of band.
fn callback(vm: &mut Vm, value: Option<Value>, protocol: u8) -> PyResult<Value> {
    let value = value.unwrap_or(Value::NONE);
    if !value.is_none() && protocol < 5 {
        return Err(vm.value_error("buffer_callback needs protocol >= 5"));
    }
    Ok(value)
}

/// The method of a file, which must have it.
fn write_of(vm: &mut Vm, file: Value) -> PyResult<Value> {
    match vm.get_attr_opt_text(file, "write")? {
        Some(write) => Ok(write),
        None => Err(vm.type_error("file must have a 'write' attribute")),
    }
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pickler = this::<Pickler>(args[0]);
    let protocol = protocol(vm, args.opt(2))?;
    let fix_imports = crate::convert::truth(vm, args.opt(3), true)?;
    let write = write_of(vm, args[1])?;
    let callback = callback(vm, args.opt(4), protocol)?;
    pickler.data.protocol.set(protocol);
    pickler.data.fix_imports.set(fix_imports && protocol < 3);
    pickler.data.write.set(vm, pickler, write);
    pickler.data.buffer_callback.set(vm, pickler, callback);
    pickler.data.fast.set(false);
    pickler.data.memo.borrow_mut().clear();
    let kept = vm.list(&[])?;
    pickler.data.kept.set(vm, pickler, kept);
    // A subclass may have a table of its own.
    let table = vm.get_attr_opt_text(args[0], "dispatch_table")?.unwrap_or(Value::EMPTY);
    pickler.data.dispatch_table.set(vm, pickler, table);
    Ok(Value::NONE)
}

fn dump_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pickler = this::<Pickler>(args[0]);
    let data = &pickler.data;
    if data.write.get().is_empty() {
        let name = vm.type_name(args[0]);
        let message = format!("Pickler.__init__() was not called by {name}.__init__()");
        return Err(PICKLING_ERROR.raise(vm, &message));
    }
    let mut save = Save::new(vm, data.protocol.get())?;
    save.fix_imports = data.fix_imports.get();
    save.fast = data.fast.get();
    save.write = data.write.get();
    save.buffer_callback = data.buffer_callback.get();
    save.dispatch_table = data.dispatch_table.get();
    save.persistent_id = match data.persistent_id.get().given() {
        Some(function) => function,
        None => vm.get_attr_opt_text(args[0], "persistent_id")?.unwrap_or(Value::EMPTY),
    };
    save.reducer_override = vm.get_attr_opt_text(args[0], "reducer_override")?.unwrap_or(Value::EMPTY);
    save.kept = data.kept.get();
    save.memo = data.memo.take();
    let result = save.dump(vm, args[1]);
    data.memo.replace(std::mem::take(&mut save.memo));
    result?;
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm, pickler: This) -> PyResult<()> {
    pickler.data.memo.borrow_mut().clear();
    let kept = vm.list(&[])?;
    pickler.data.kept.set(vm, pickler, kept);
    Ok(())
}

fn clear_memo(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    clear(vm, this::<Pickler>(args[0]))?;
    Ok(Value::NONE)
}

fn sizeof(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let entries = this::<Pickler>(args[0]).data.memo.borrow().len();
    vm.int((size_of::<Native<Pickler>>() + 32 * entries) as i64)
}

fn truth_attr(value: Value, read: impl Fn(&Pickler) -> bool) -> Value {
    Value::int32(read(&this::<Pickler>(value).data).into())
}

fn set_fast(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    if new.is_empty() {
        return Err(vm.type_error("can't delete numeric/char attribute"));
    }
    let fast = crate::convert::c_long(vm, new)? != 0;
    this::<Pickler>(value).data.fast.set(fast);
    Ok(())
}

fn set_bin(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    if new.is_empty() {
        return Err(vm.type_error("can't delete numeric/char attribute"));
    }
    let binary = crate::convert::c_long(vm, new)? != 0;
    let data = &this::<Pickler>(value).data;
    if binary != (data.protocol.get() > 0) {
        data.protocol.set(u8::from(binary));
    }
    Ok(())
}

fn get_dispatch_table(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match this::<Pickler>(value).data.dispatch_table.get().given() {
        Some(table) => Ok(table),
        None => Err(vm.attribute_error_text("dispatch_table")),
    }
}

fn set_dispatch_table(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    let pickler = this::<Pickler>(value);
    pickler.data.dispatch_table.set(vm, pickler, new);
    Ok(())
}

fn get_persistent_id(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match this::<Pickler>(value).data.persistent_id.get().given() {
        Some(function) => Ok(function),
        None => Err(vm.attribute_error_text("persistent_id")),
    }
}

fn set_persistent_id(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    if new.is_empty() {
        return Err(vm.type_error("attribute deletion is not supported"));
    }
    if !vm.is_callable(new) {
        return Err(vm.type_error("persistent_id must be a callable taking one argument"));
    }
    let pickler = this::<Pickler>(value);
    pickler.data.persistent_id.set(vm, pickler, new);
    Ok(())
}

struct MemoProxy {
    pickler: Field<This>,
}
runtime::native_data!(MemoProxy, [pickler]);

fn get_memo(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let class = vm.native_type(&MEMO_PROXY)?;
    Ok(vm.native(class, MemoProxy { pickler: Field::new(this::<Pickler>(value)) })?.value())
}

fn set_memo(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    if new.is_empty() {
        return Err(vm.type_error("attribute deletion is not supported"));
    }
    let pickler = this::<Pickler>(value);
    let entries = match (new.cast::<Native<MemoProxy>>(), new.cast::<Dict>()) {
        (Some(proxy), _) => copy_of(vm, proxy.data.pickler.get())?,
        (None, Some(dict)) => dict,
        (None, None) => {
            let name = vm.type_name(new);
            let message = format!("'memo' attribute must be a PicklerMemoProxy object or dict, not {name}");
            return Err(vm.type_error(&message));
        }
    };
    clear(vm, pickler)?;
    let mut at = 0;
    while let Some((entry, _, value)) = entries.next_item(at) {
        at = entry + 1;
        let Some(pair) = value.cast::<Tuple>().filter(|pair| pair.len() == 2) else {
            return Err(vm.type_error("'memo' values must be 2-item tuples"));
        };
        let number = vm.index_i64(pair.get(0), Exc::OverflowError)?;
        let object = pair.get(1);
        vm.id(object);
        pickler.data.memo.borrow_mut().put(object.bits(), number as u32);
        pickler.data.kept.get().push(vm, object)?;
    }
    Ok(())
}

/// The memo as a dict: identity to number and object.
fn copy_of(vm: &mut Vm, pickler: This) -> PyResult<Gc<Dict>> {
    let dict = vm.dict()?;
    let kept = pickler.data.kept.get();
    for index in 0..kept.len() {
        let Some(object) = kept.get(index) else { break };
        let Some(number) = pickler.data.memo.borrow().get(object.bits()) else { continue };
        let id = vm.id(object);
        let id = vm.int(id as i64)?;
        let pair = vm.tuple(&[Value::int32(number as i32), object])?.value();
        dict.set(vm, id, pair)?;
    }
    Ok(dict)
}

fn proxied(value: Value) -> This {
    this::<MemoProxy>(value).data.pickler.get()
}

fn memo_clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    clear(vm, proxied(args[0]))?;
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
    name: "PicklerMemoProxy",
    module: "_pickle",
    flags: type_flag::NO_NEW,
    methods: &[
        method("clear", "()", memo_clear).doc("Remove all items from memo."),
        method("copy", "()", memo_copy).doc("Copy the memo to a new object."),
        method("__reduce__", "()", memo_reduce).doc("Implement pickle support."),
    ],
    ..TypeSpec::EMPTY
};

pub(super) static PICKLER: TypeSpec = TypeSpec {
    name: "Pickler",
    module: "_pickle",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(file, protocol=None, fix_imports=True, buffer_callback=None)", init),
        method("dump", "(obj, /)", dump_method).doc("Write a pickled representation of the given object to the open file."),
        method("clear_memo", "()", clear_memo).doc(
            "Clears the pickler's \"memo\".\n\nThe memo is the data structure that remembers which objects the\npickler has already seen, so that shared or recursive objects are\npickled by reference and not by value.  This method is useful when\nre-using picklers.",
        ),
        method("__sizeof__", "()", sizeof).doc("Returns size in memory, in bytes."),
    ],
    getset: &[
        getset("bin", |_, value| Ok(truth_attr(value, |pickler| pickler.protocol.get() > 0)), set_bin),
        getset("fast", |_, value| Ok(truth_attr(value, |pickler| pickler.fast.get())), set_fast),
        getset("dispatch_table", get_dispatch_table, set_dispatch_table),
        getset("memo", get_memo, set_memo),
        getset("persistent_id", get_persistent_id, set_persistent_id),
    ],
    doc: "This takes a binary file for writing a pickle data stream.",
    ..TypeSpec::EMPTY
};

/// `dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)`
pub(super) fn dumps(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut save = prepared(vm, args, 1)?;
    save.dump(vm, args[0])?;
    Ok(vm.bytes(&save.out)?.value())
}

/// `dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)`
pub(super) fn dump(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut save = prepared(vm, args, 2)?;
    save.write = write_of(vm, args[1])?;
    save.dump(vm, args[0])?;
    Ok(Value::NONE)
}

/// A pickler by the arguments from `at` on: protocol, whether to fix imports, callback.
fn prepared(vm: &mut Vm, args: Args<'_>, at: usize) -> PyResult<Save> {
    let protocol = protocol(vm, args.opt(at))?;
    let fix_imports = crate::convert::truth(vm, args.opt(at + 1), true)?;
    let callback = callback(vm, args.opt(at + 2), protocol)?;
    let mut save = Save::new(vm, protocol)?;
    save.fix_imports = fix_imports && protocol < 3;
    save.buffer_callback = callback;
    Ok(save)
}
