//! `defaultdict`: a dict whose factory stands in a slot of the instance.

use crate::receiver::class_arg;
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::heap::Gc;
use runtime::native::{Args, CallArgs, FnSpec, TypeSpec, member_set, method};
use runtime::object::dict::Dict;
use runtime::object::header::{Header, Kind};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Slot of the factory.
const FACTORY: usize = 0;

fn object(value: Value) -> Gc<Header> {
    value.header().expect("a dict is a heap object")
}

fn factory_of(vm: &Vm, value: Value) -> Value {
    vm.get_slot(object(value), FACTORY).or_none()
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.dict_of_class(class_arg(args))?.value())
}

fn init(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let given = usize::from(args.positional() > 0);
    let factory = if given == 1 { args.values.get(0) } else { Value::NONE };
    if !factory.is_none() && !vm.is_callable(factory) {
        return Err(vm.type_error("first argument must be callable or None"));
    }
    vm.set_slot(object(receiver), FACTORY, factory)?;
    let rest = CallArgs { values: args.values.from(given), names: args.names };
    runtime::builtins::dict::update_from(vm, receiver, rest, "dict")
}

fn missing(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let factory = factory_of(vm, args[0]);
    if factory.is_none() {
        return Err(vm.key_error(args[1]));
    }
    let value = vm.call(factory, &[])?;
    vm.set_item(args[0], args[1], value)?;
    Ok(value)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let dict = vm.types.dict.value();
    let base = vm.get_attr_text(dict, "__repr__")?;
    let inner = vm.call(base, &[args[0]])?;
    let inner = vm.to_str(inner)?;
    let factory = factory_of(vm, args[0]);
    // The factory may refer to the dict: it is printed under a guard of its own.
    let guard = if factory.is_none() { args[0] } else { factory };
    let text = if factory.is_none() {
        b"None".to_vec()
    } else if vm.enter_repr(guard) {
        let text = vm.repr(factory);
        vm.leave_repr(guard);
        text?.to_wtf8()
    } else {
        b"...".to_vec()
    };
    let mut out = format!("{}(", vm.class_of(args[0]).name_text()).into_bytes();
    out.extend(text);
    out.extend(b", ");
    out.extend(inner.to_wtf8());
    out.push(b')');
    Ok(vm.str_from_wtf8(&out)?.value())
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let factory = factory_of(vm, args[0]);
    vm.call(class, &[factory, args[0]])
}

fn or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is::<Dict>() || !args[1].is::<Dict>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let new = vm.call_method(args[0], "copy", &[])?;
    vm.call_method(new, "update", &[args[1]])?;
    Ok(new)
}

fn ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[1].is::<Dict>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let class = vm.class_of(args[0]).value();
    let factory = factory_of(vm, args[0]);
    let new = vm.call(class, &[factory, args[1]])?;
    vm.call_method(new, "update", &[args[0]])?;
    Ok(new)
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let factory = factory_of(vm, args[0]);
    let given = if factory.is_none() { vm.tuple(&[])? } else { vm.tuple(&[factory])? };
    let items = vm.call_method(args[0], "items", &[])?;
    let items = vm.iter(items)?;
    Ok(vm.tuple(&[class, given.value(), Value::NONE, Value::NONE, items])?.value())
}

fn get_factory(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(factory_of(vm, value))
}

fn set_factory(vm: &mut Vm, value: Value, factory: Value) -> PyResult<()> {
    vm.set_slot(object(value), FACTORY, factory)
}

/// `collections.defaultdict`
pub(super) static DEFAULT_DICT: TypeSpec = TypeSpec {
    name: "defaultdict",
    module: "collections",
    base: Some(&runtime::builtins::dict::DICT),
    kind: Kind::Dict,
    flags: type_flag::BASE_TYPE,
    slots: 1,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        FnSpec::raw_method("__init__", "(*args, **kwargs)", init),
        method("__missing__", "(key, /)", missing).doc(
            "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value\n",
        ),
        method("__repr__", "()", repr),
        method("copy", "()", copy).doc("D.copy() -> a shallow copy of D."),
        method("__copy__", "()", copy).doc("D.copy() -> a shallow copy of D."),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
        method("__reduce__", "()", reduce).doc("Return state information for pickling."),
        CLASS_GETITEM,
    ],
    getset: &[member_set("default_factory", get_factory, set_factory)],
    doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.",
    ..TypeSpec::EMPTY
};
