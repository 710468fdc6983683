//! `_abc`: what abstract base classes rest on.
//!
//! Classes are kept by strong references: they live as long as the interpreter.

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method};
use runtime::object::Special;
use runtime::object::set::Set;
use runtime::object::string::Str;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// What an abstract base class knows: registered classes, and cached answers.
struct AbcData {
    registry: Field<Gc<Set>>,
    /// Classes known to be subclasses.
    cache: Field<Gc<Set>>,
    /// Classes known not to be, as long as `version` is the number of registrations.
    negative: Field<Gc<Set>>,
    version: Cell<i64>,
}
runtime::native_data!(AbcData, [registry, cache, negative]);

type This = Gc<Native<AbcData>>;

static ABC_DATA: TypeSpec = TypeSpec {
    name: "_abc_data",
    module: "_abc",
    methods: &[method("__new__", "()", new)],
    doc: "Internal state held by ABC machinery.",
    ..TypeSpec::EMPTY
};

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let (registry, cache, negative) = (vm.set()?, vm.set()?, vm.set()?);
    let version = registrations(vm);
    let data = AbcData {
        registry: Field::new(registry),
        cache: Field::new(cache),
        negative: Field::new(negative),
        version: Cell::new(version),
    };
    Ok(vm.native(class, data)?.value())
}

/// Key of the number of registrations of any class.
static REGISTRATIONS: &str = "_abc registrations";

fn registrations(vm: &Vm) -> i64 {
    vm.module_state(REGISTRATIONS).and_then(Value::as_small_int).unwrap_or(0)
}

fn data_of(vm: &mut Vm, class: Value) -> PyResult<This> {
    let name = vm.known_name(Special::AbcImpl);
    let data = vm.get_attr(class, name)?;
    data.cast::<Native<AbcData>>().ok_or_else(|| vm.type_error("_abc_impl is set to a wrong type"))
}

fn is_abstract(vm: &mut Vm, value: Value) -> PyResult<bool> {
    match vm.get_attr_opt_text(value, "__isabstractmethod__")? {
        Some(flag) => vm.is_true(flag),
        None => Ok(false),
    }
}

/// Names that the class or its bases declare abstract and that it does not implement.
fn compute_abstract_methods(vm: &mut Vm, class: Value) -> PyResult<()> {
    let names = vm.set_of_class(vm.types.frozenset)?;
    let namespace = vm.get_attr_text(class, "__dict__")?;
    let items = vm.call_method(namespace, "items", &[])?;
    let items = vm.collect_list(items)?;
    for index in 0..items.len() {
        let Some(pair) = items.get(index) else { break };
        let (name, value) = (vm.get_item(pair, Value::int32(0))?, vm.get_item(pair, Value::int32(1))?);
        if is_abstract(vm, value)? {
            names.add(vm, name)?;
        }
    }
    let bases = vm.get_attr_text(class, "__bases__")?;
    vm.for_each(bases, |vm, base| {
        let Some(inherited) = vm.get_attr_opt_text(base, "__abstractmethods__")? else { return Ok(()) };
        vm.for_each(inherited, |vm, name| {
            let Some(key) = name.cast::<Str>() else { return Ok(()) };
            if let Some(value) = vm.get_attr_opt(class, key)?
                && is_abstract(vm, value)?
            {
                names.add(vm, name)?;
            }
            Ok(())
        })
    })?;
    vm.set_attr_text(class, "__abstractmethods__", names.value())
}

/// CPython's flags of classes that match sequence or mapping patterns.
const PATTERN_BITS: i64 = 1 << 5 | 1 << 6;

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    compute_abstract_methods(vm, args[0])?;
    let data_class = vm.native_type(&ABC_DATA)?;
    let data = vm.call(data_class.value(), &[])?;
    vm.set_attr_text(args[0], "_abc_impl", data)?;
    // `__abc_tpflags__` of Sequence and Mapping says which patterns their subclasses match.
    let Some(class) = args[0].cast::<Type>() else { return Ok(Value::NONE) };
    if let Some(flags) = class.dict.get().get_text(vm, "__abc_tpflags__").and_then(Value::as_small_int) {
        if flags & PATTERN_BITS == PATTERN_BITS {
            return Err(vm.type_error("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING"));
        }
        for (bit, flag) in [(1 << 5, type_flag::SEQUENCE), (1 << 6, type_flag::MAPPING)] {
            if flags & bit != 0 {
                class.flags.set(class.flags.get() | flag);
            }
        }
        let name = vm.intern("__abc_tpflags__");
        vm.delete_attr(args[0], name)?;
    }
    Ok(Value::NONE)
}

/// Makes a class and its subclasses match the patterns that `flags` stand for.
fn add_pattern_flags(class: Gc<Type>, flags: u32) {
    const PATTERNS: u32 = type_flag::SEQUENCE | type_flag::MAPPING;
    if class.flags.get() & PATTERNS == flags || !class.has(type_flag::HEAP_TYPE) {
        return;
    }
    class.flags.set(class.flags.get() & !PATTERNS | flags);
    let Some(subclasses) = class.subclasses.get() else { return };
    for index in 0..subclasses.len() {
        if let Some(subclass) = subclasses.get(index).and_then(|s| s.cast::<Type>()) {
            add_pattern_flags(subclass, flags);
        }
    }
}

fn register(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (class, subclass) = (args[0], args[1]);
    if !subclass.is::<Type>() {
        return Err(vm.type_error("Can only register classes"));
    }
    if vm.issubclass(subclass, class)? {
        return Ok(subclass);
    }
    if vm.issubclass(class, subclass)? {
        return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
    }
    let data = data_of(vm, class)?;
    data.data.registry.get().add(vm, subclass)?;
    let count = registrations(vm) + 1;
    vm.set_module_state(REGISTRATIONS, Value::int_unchecked(count));
    if let (Some(class), Some(subclass)) = (class.cast::<Type>(), subclass.cast::<Type>()) {
        let flags = class.flags.get() & (type_flag::SEQUENCE | type_flag::MAPPING);
        if flags != 0 {
            add_pattern_flags(subclass, flags);
        }
    }
    Ok(subclass)
}

/// Whether a set has a class; what has no hash is in none.
fn has(vm: &mut Vm, set: Gc<Set>, class: Value) -> PyResult<bool> {
    if set.is_empty() {
        return Ok(false);
    }
    match set.contains(vm, class) {
        Err(raised) => vm.catch(raised, Exc::TypeError).map(|_| false),
        found => found,
    }
}

fn instancecheck(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (class, instance) = (args[0], args[1]);
    let data = data_of(vm, class)?;
    let name = vm.known_name(Special::Class);
    let subclass = vm.get_attr(instance, name)?;
    if has(vm, data.data.cache.get(), subclass)? {
        return Ok(Value::TRUE);
    }
    let actual = vm.class_of(instance).value();
    if actual == subclass {
        if data.data.version.get() == registrations(vm) && has(vm, data.data.negative.get(), subclass)? {
            return Ok(Value::FALSE);
        }
        return vm.call_method(class, "__subclasscheck__", &[subclass]);
    }
    let answer = vm.call_method(class, "__subclasscheck__", &[subclass])?;
    if vm.is_true(answer)? {
        return Ok(answer);
    }
    vm.call_method(class, "__subclasscheck__", &[actual])
}

fn subclasscheck(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (class, subclass) = (args[0], args[1]);
    if !subclass.is::<Type>() {
        return Err(vm.type_error("issubclass() arg 1 must be a class"));
    }
    let data = data_of(vm, class)?;
    if has(vm, data.data.cache.get(), subclass)? {
        return Ok(Value::TRUE);
    }
    let now = registrations(vm);
    if data.data.version.get() < now {
        data.data.negative.get().clear(vm)?;
        data.data.version.set(now);
    } else if has(vm, data.data.negative.get(), subclass)? {
        return Ok(Value::FALSE);
    }
    let answer = decide(vm, data, class, subclass)?;
    let set = if answer { data.data.cache.get() } else { data.data.negative.get() };
    set.add(vm, subclass)?;
    Ok(Value::bool(answer))
}

fn decide(vm: &mut Vm, data: This, class: Value, subclass: Value) -> PyResult<bool> {
    let hook = vm.call_method(class, "__subclasshook__", &[subclass])?;
    if let Some(answer) = hook.as_bool() {
        return Ok(answer);
    }
    if !hook.is_not_implemented() {
        return Err(
            vm.raise_text(Exc::AssertionError, "__subclasshook__ must return either False, True, or NotImplemented")
        );
    }
    if subclass.cast::<Type>().is_some_and(|subclass| subclass.mro.get().items().contains(&class)) {
        return Ok(true);
    }
    if has(vm, data.data.registry.get(), subclass)? {
        return Ok(true);
    }
    // A copy: checks may run code that registers classes.
    let registered = vm.collect_list(data.data.registry.get().value())?;
    for index in 0..registered.len() {
        let Some(other) = registered.get(index) else { break };
        if vm.issubclass(subclass, other)? {
            return Ok(true);
        }
    }
    let derived = vm.call_method(class, "__subclasses__", &[])?;
    let Some(derived) = derived.cast::<runtime::object::list::List>() else {
        return Err(vm.type_error("__subclasses__() must return a list"));
    };
    for index in 0..derived.len() {
        let Some(other) = derived.get(index) else { break };
        if vm.issubclass(subclass, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn cache_token(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int_unchecked(registrations(vm)))
}

fn dump(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = data_of(vm, args[0])?;
    let version = Value::int_unchecked(data.data.version.get());
    let (registry, cache) = (data.data.registry.get().value(), data.data.cache.get().value());
    Ok(vm.tuple(&[registry, cache, data.data.negative.get().value(), version])?.value())
}

fn reset_registry(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    data_of(vm, args[0])?.data.registry.get().clear(vm).map(|()| Value::NONE)
}

fn reset_caches(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = data_of(vm, args[0])?;
    data.data.cache.get().clear(vm)?;
    data.data.negative.get().clear(vm).map(|()| Value::NONE)
}

/// `_abc`
pub(crate) static ABC: ModuleSpec = ModuleSpec {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: &[
        func("get_cache_token", "()", cache_token)
            .doc("Returns the current ABC cache token.\n\nThe token is an opaque object (supporting equality testing) identifying the\ncurrent version of the ABC cache for virtual subclasses. The token changes\nwith every call to register() on any ABC."),
        func("_abc_init", "(self, /)", init).doc("Internal ABC helper for class set-up. Should be never used outside abc module."),
        func("_abc_register", "(self, subclass, /)", register)
            .doc("Internal ABC helper for subclasss registration. Should be never used outside abc module."),
        func("_abc_instancecheck", "(self, instance, /)", instancecheck)
            .doc("Internal ABC helper for instance checks. Should be never used outside abc module."),
        func("_abc_subclasscheck", "(self, subclass, /)", subclasscheck)
            .doc("Internal ABC helper for subclasss checks. Should be never used outside abc module."),
        func("_get_dump", "(self, /)", dump).doc("Internal ABC helper for cache and registry debugging."),
        func("_reset_registry", "(self, /)", reset_registry).doc("Internal ABC helper to reset registry of a given class."),
        func("_reset_caches", "(self, /)", reset_caches).doc("Internal ABC helper to reset both caches of a given class."),
    ],
    ..ModuleSpec::EMPTY
};
