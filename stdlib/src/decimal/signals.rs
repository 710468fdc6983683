//! The exceptions of decimal arithmetic, and the dict-like views of a context's flags and traps.

use super::context::{Context, ContextRef};
use super::num::flag;
use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::Cell;

/// A class of exceptions and the conditions it stands for.
pub(super) struct Signal {
    pub(super) name: &'static str,
    key: &'static str,
    pub(super) flags: u32,
}

macro_rules! signals {
    ($($name:literal $flags:ident;)*) => {
        &[$(Signal { name: $name, key: concat!("decimal.", $name), flags: flag::$flags },)*]
    };
}

/// What contexts have flags and traps for, in CPython's order.
pub(super) static SIGNALS: &[Signal] = signals! {
    "InvalidOperation" ANY_INVALID;
    "FloatOperation" FLOAT_OPERATION;
    "DivisionByZero" DIVISION_BY_ZERO;
    "Overflow" OVERFLOW;
    "Underflow" UNDERFLOW;
    "Subnormal" SUBNORMAL;
    "Inexact" INEXACT;
    "Rounded" ROUNDED;
    "Clamped" CLAMPED;
};

/// The conditions that are invalid operations.
static CONDITIONS: &[Signal] = signals! {
    "InvalidOperation" INVALID_OPERATION;
    "ConversionSyntax" CONVERSION_SYNTAX;
    "DivisionImpossible" DIVISION_IMPOSSIBLE;
    "DivisionUndefined" DIVISION_UNDEFINED;
    "InvalidContext" INVALID_CONTEXT;
};

fn make_class(vm: &mut Vm, key: &'static str, name: &str, bases: &[Value]) -> PyResult<Value> {
    // The module may be imported anew; its classes stay.
    if let Some(class) = vm.module_state(key) {
        return Ok(class);
    }
    let bases = vm.tuple(bases)?.value();
    let namespace = vm.dict()?;
    let module = vm.str("decimal")?.value();
    namespace.set_text(vm, "__module__", module)?;
    let (type_, name) = (vm.types.type_.value(), vm.str(name)?.value());
    let class = vm.call(type_, &[name, bases, namespace.value()])?;
    vm.set_module_state(key, class);
    Ok(class)
}

/// Makes the classes and puts them into the module.
pub(super) fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let arithmetic = vm.exc(Exc::ArithmeticError).value();
    let base = make_class(vm, "decimal.DecimalException", "DecimalException", &[arithmetic])?;
    let dict = module.dict.get();
    dict.set_text(vm, "DecimalException", base)?;
    let zero_division = vm.exc(Exc::ZeroDivisionError).value();
    for signal in SIGNALS {
        let second = match signal.name {
            "FloatOperation" => vm.exc(Exc::TypeError).value(),
            "DivisionByZero" => zero_division,
            // They need classes that come later in the list.
            "Overflow" | "Underflow" => continue,
            _ => Value::EMPTY,
        };
        let bases = [base, second];
        make_class(vm, signal.key, signal.name, &bases[..1 + usize::from(!second.is_empty())])?;
    }
    let state = |vm: &Vm, key: &'static str| vm.module_state(key).unwrap_or(Value::NONE);
    let (inexact, rounded) = (state(vm, "decimal.Inexact"), state(vm, "decimal.Rounded"));
    let (subnormal, invalid) = (state(vm, "decimal.Subnormal"), state(vm, "decimal.InvalidOperation"));
    make_class(vm, "decimal.Overflow", "Overflow", &[inexact, rounded])?;
    make_class(vm, "decimal.Underflow", "Underflow", &[inexact, rounded, subnormal])?;
    for condition in &CONDITIONS[1..] {
        let bases: &[Value] =
            if condition.name == "DivisionUndefined" { &[invalid, zero_division] } else { &[invalid] };
        make_class(vm, condition.key, condition.name, bases)?;
    }
    for signal in SIGNALS.iter().chain(&CONDITIONS[1..]) {
        let class = state(vm, signal.key);
        dict.set_text(vm, signal.name, class)?;
    }
    make_dict_class(vm)
}

fn class_of(vm: &Vm, signal: &Signal) -> Value {
    vm.module_state(signal.key).unwrap_or(Value::NONE)
}

/// The exception of conditions that are trapped.
#[cold]
pub(super) fn raise(vm: &mut Vm, status: u32) -> Raised {
    if status & flag::MALLOC_ERROR != 0 {
        return vm.memory_error();
    }
    let made = trapped(vm, status);
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

fn trapped(vm: &mut Vm, status: u32) -> PyResult<Value> {
    let first = SIGNALS.iter().find(|signal| signal.flags & status != 0).unwrap_or(&SIGNALS[0]);
    let list = vm.list(&[])?;
    for signal in CONDITIONS.iter().chain(&SIGNALS[1..]) {
        if signal.flags & status != 0 {
            let class = class_of(vm, signal);
            list.push(vm, class)?;
        }
    }
    let class = class_of(vm, first);
    vm.call(class, &[list.value()])
}

/// The classes of the signals among these conditions.
pub(super) fn list_of(vm: &mut Vm, status: u32) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for signal in SIGNALS {
        if signal.flags & status != 0 {
            let class = class_of(vm, signal);
            list.push(vm, class)?;
        }
    }
    Ok(list.value())
}

/// The names of the signals among these conditions, as `[A, B]`.
pub(super) fn names_of(status: u32) -> String {
    let mut signals: Vec<&Signal> = SIGNALS.iter().filter(|signal| signal.flags & status != 0).collect();
    signals.sort_by_key(|signal| signal.flags.trailing_zeros());
    let names: Vec<&str> = signals.iter().map(|signal| signal.name).collect();
    format!("[{}]", names.join(", "))
}

#[cold]
fn unknown(vm: &mut Vm) -> Raised {
    vm.raise_text(
        Exc::KeyError,
        "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]",
    )
}

fn flags_of(vm: &mut Vm, class: Value) -> PyResult<u32> {
    match SIGNALS.iter().find(|signal| class_of(vm, signal) == class) {
        Some(signal) => Ok(signal.flags),
        None => Err(unknown(vm)),
    }
}

/// Conditions in an argument: a list of signals, or a dict that says of each whether it is meant.
pub(super) fn flags_in(vm: &mut Vm, value: Value) -> PyResult<u32> {
    if let Some(list) = value.cast::<List>() {
        let mut flags = 0;
        for index in 0..list.len() {
            if let Some(class) = list.get(index) {
                flags |= flags_of(vm, class)?;
            }
        }
        return Ok(flags);
    }
    flags_in_dict(vm, value)
}

/// Conditions in an argument: a dict that says of each signal whether it is meant.
pub(super) fn flags_in_dict(vm: &mut Vm, value: Value) -> PyResult<u32> {
    if let Some(view) = value.cast::<Native<SignalDict>>() {
        let (context, which) = view_of(vm, view)?;
        return Ok(context.data.bits(which).get());
    }
    let Some(dict) = value.cast::<Dict>() else {
        return Err(vm.type_error("argument must be a signal dict"));
    };
    if dict.len() != SIGNALS.len() {
        return Err(vm.raise_text(Exc::KeyError, "invalid signal dict"));
    }
    let mut flags = 0;
    for signal in SIGNALS {
        let class = class_of(vm, signal);
        match dict.get(vm, class)? {
            Some(value) if vm.is_true(value)? => flags |= signal.flags,
            Some(_) => {}
            None => return Err(vm.raise_text(Exc::KeyError, "invalid signal dict")),
        }
    }
    Ok(flags)
}

/// Which of a context's two sets of conditions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Flags,
    Traps,
}

struct SignalDict {
    /// EMPTY if it is nobody's.
    context: Field<Value>,
    which: Cell<Which>,
}

impl NativeData for SignalDict {
    runtime::native_info!(SignalDict);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.context);
    }
}

fn view_of(vm: &mut Vm, view: Gc<Native<SignalDict>>) -> PyResult<(ContextRef, Which)> {
    match view.data.context.get().cast::<Native<Context>>() {
        Some(context) => Ok((context, view.data.which.get())),
        None => Err(vm.value_error("invalid signal dict")),
    }
}

fn bits(vm: &mut Vm, value: Value) -> PyResult<u32> {
    let (context, which) = view_of(vm, this::<SignalDict>(value))?;
    Ok(context.data.bits(which).get())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = crate::receiver::class_arg(args);
    let data = SignalDict { context: Field::new(Value::EMPTY), which: Cell::new(Which::Flags) };
    Ok(vm.native(class, data)?.value())
}

/// The view of a context's flags or traps.
pub(super) fn view(vm: &mut Vm, context: ContextRef, which: Which) -> PyResult<Value> {
    let class = vm.module_state(CLASS).and_then(|class| class.cast::<Type>());
    let Some(class) = class else { return Err(vm.system_error("the module decimal is not there yet")) };
    let data = SignalDict { context: Field::new(context.value()), which: Cell::new(which) };
    Ok(vm.native(class, data)?.value())
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bits = bits(vm, args[0])?;
    let wanted = flags_of(vm, args[1])?;
    Ok(Value::bool(bits & wanted != 0))
}

fn set_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (context, which) = view_of(vm, this::<SignalDict>(args[0]))?;
    let wanted = flags_of(vm, args[1])?;
    let on = vm.is_true(args[2])?;
    let cell = context.data.bits(which);
    cell.set(if on { cell.get() | wanted } else { cell.get() & !wanted });
    Ok(Value::NONE)
}

fn delete_item(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.value_error("signal keys cannot be deleted"))
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    bits(vm, args[0])?;
    let all = list_of(vm, u32::MAX)?;
    vm.iter(all)
}

fn len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    bits(vm, args[0])?;
    Ok(Value::len(SIGNALS.len()))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bits = bits(vm, args[0])?;
    let entry = |signal: &Signal| {
        let truth = if bits & signal.flags != 0 { "True" } else { "False" };
        format!("<class 'decimal.{}'>:{truth}", signal.name)
    };
    let entries: Vec<String> = SIGNALS.iter().map(entry).collect();
    Ok(vm.str(&format!("{{{}}}", entries.join(", ")))?.value())
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bits = bits(vm, args[0])?;
    let dict = vm.dict()?;
    for signal in SIGNALS {
        let class = class_of(vm, signal);
        dict.set(vm, class, Value::bool(bits & signal.flags != 0))?;
    }
    Ok(dict.value())
}

fn is_equal(vm: &mut Vm, args: Args<'_>) -> PyResult<Option<bool>> {
    let own = bits(vm, args[0])?;
    if let Some(other) = args[1].cast::<Native<SignalDict>>() {
        let (context, which) = view_of(vm, other)?;
        return Ok(Some(own == context.data.bits(which).get()));
    }
    if !args[1].is::<Dict>() {
        return Ok(None);
    }
    match flags_in(vm, args[1]) {
        Ok(flags) => Ok(Some(own == flags)),
        Err(raised) => {
            vm.catch(raised, Exc::LookupError)?;
            Ok(Some(false))
        }
    }
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(is_equal(vm, args)?.map_or(Value::NOT_IMPLEMENTED, Value::bool))
}

fn ne(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(is_equal(vm, args)?.map_or(Value::NOT_IMPLEMENTED, |equal| Value::bool(!equal)))
}

static MIXIN: TypeSpec = TypeSpec {
    name: "SignalDictMixin",
    module: "decimal",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "()", |_, _| Ok(Value::NONE)),
        method("__getitem__", "(key, /)", get_item),
        method("__setitem__", "(key, value, /)", set_item),
        method("__delitem__", "(key, /)", delete_item),
        method("__iter__", "()", iter),
        method("__len__", "()", len),
        method("__repr__", "()", repr),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("copy", "()", copy),
    ],
    ..TypeSpec::EMPTY
};

/// Where the class of the views is kept: the mixin with what mappings have.
const CLASS: &str = "decimal SignalDict";

fn make_dict_class(vm: &mut Vm) -> PyResult<()> {
    if vm.module_state(CLASS).is_some() {
        return Ok(());
    }
    let abc = vm.import("collections.abc")?;
    let mapping = vm.get_attr_text(abc, "MutableMapping")?;
    let mixin = vm.native_type(&MIXIN)?.value();
    let bases = vm.tuple(&[mixin, mapping])?.value();
    let namespace = vm.dict()?.value();
    let name = vm.str("SignalDict")?.value();
    let metaclass = vm.class_of(mapping).value();
    let class = vm.call(metaclass, &[name, bases, namespace])?;
    vm.set_module_state(CLASS, class);
    Ok(())
}
