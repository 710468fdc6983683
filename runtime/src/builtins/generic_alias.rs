//! `types.GenericAlias`: `list[int]`, and putting arguments in the place of type parameters.

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native};
use crate::native::{Args, FnSpec, TypeSpec, class_method, member, method, readonly};
use crate::object::Special;
use crate::object::list::List;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// `__class_getitem__` of generic builtin types.
pub const CLASS_GETITEM: FnSpec = class_method("__class_getitem__", "(item, /)", class_getitem).doc("See PEP 585");

fn class_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, args[0], args[1])
}

/// A generic alias.
pub struct GenericAlias {
    origin: Field<Value>,
    args: Field<Gc<Tuple>>,
    /// `__parameters__`, EMPTY until asked for.
    parameters: Field<Value>,
    /// Stands unpacked, as in `tuple[*tuple[int, ...]]`.
    starred: bool,
}
crate::native_data!(GenericAlias, [origin, args, parameters]);

/// `origin[item]`
pub fn make(vm: &mut Vm, origin: Value, item: Value) -> PyResult<Value> {
    let class = vm.types.generic_alias;
    alias(vm, class, origin, item, false)
}

fn alias(vm: &mut Vm, class: Gc<Type>, origin: Value, item: Value, starred: bool) -> PyResult<Value> {
    let args = match item.cast::<Tuple>() {
        Some(args) => args,
        None => vm.tuple(&[item])?,
    };
    let data = GenericAlias {
        origin: Field::new(origin),
        args: Field::new(args),
        parameters: Field::new(Value::EMPTY),
        starred,
    };
    Ok(vm.native(class, data)?.value())
}

fn of(value: Value) -> Gc<Native<GenericAlias>> {
    value.cast::<Native<GenericAlias>>().expect("the receiver is a generic alias")
}

/// Whether a value is a generic alias.
pub(crate) fn is_alias(value: Value) -> bool {
    value.is::<Native<GenericAlias>>()
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    alias(vm, class, args[1], args[2], false)
}

fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let object = vm.call_dict(of(args[0]).data.origin.get(), positional.items(), args[2].cast())?;
    if let Err(raised) = vm.set_attr_text(object, "__orig_class__", args[0]) {
        let raised = match vm.catch(raised, Exc::AttributeError) {
            Ok(_) => return Ok(object),
            Err(raised) => raised,
        };
        vm.catch(raised, Exc::TypeError)?;
    }
    Ok(object)
}

/// How a type is written inside brackets.
pub(crate) fn item_text(vm: &mut Vm, item: Value) -> PyResult<String> {
    if item == Value::ELLIPSIS {
        return Ok("...".to_owned());
    }
    let is_generic =
        vm.get_attr_opt_text(item, "__origin__")?.is_some() && vm.get_attr_opt_text(item, "__args__")?.is_some();
    if is_generic {
        return vm.repr_text(item);
    }
    let qualname = vm.names.special(Special::Qualname);
    let module = vm.names.special(Special::Module);
    let Some(qualname) = vm.get_attr_opt(item, qualname)? else { return vm.repr_text(item) };
    let Some(module) = vm.get_attr_opt(item, module)?.filter(|module| !module.is_none()) else {
        return vm.repr_text(item);
    };
    let qualname = vm.to_str(qualname)?.to_string_lossy();
    match module.cast::<Str>() {
        Some(module) if module.is_text("builtins") => Ok(qualname),
        _ => Ok(format!("{}.{qualname}", vm.to_str(module)?.to_string_lossy())),
    }
}

/// Items of a list among the arguments: the parameters of a callable.
fn list_text(vm: &mut Vm, list: Gc<List>) -> PyResult<String> {
    let mut parts = Vec::new();
    let mut index = 0;
    while let Some(item) = list.get(index) {
        parts.push(item_text(vm, item)?);
        index += 1;
    }
    Ok(format!("[{}]", parts.join(", ")))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let mut parts = Vec::new();
    for &item in this.data.args.get().items() {
        parts.push(match item.cast::<List>() {
            Some(list) => list_text(vm, list)?,
            None => item_text(vm, item)?,
        });
    }
    let inner = if parts.is_empty() { "()".to_owned() } else { parts.join(", ") };
    let star = if this.data.starred { "*" } else { "" };
    let text = format!("{star}{}[{inner}]", item_text(vm, this.data.origin.get())?);
    Ok(vm.str(&text)?.value())
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<GenericAlias>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let this = of(args[0]);
    let same = this.data.starred == other.data.starred
        && vm.equal(this.data.origin.get(), other.data.origin.get())?
        && vm.equal(this.data.args.get().value(), other.data.args.get().value())?;
    Ok(Value::bool(same))
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let hash = vm.hash(this.data.origin.get())? ^ vm.hash(this.data.args.get().value())?;
    vm.int(hash as i64)
}

/// Attributes of the alias itself; all others are the origin's.
const OWN: &[&str] = &[
    "__class__",
    "__bases__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
    "__deepcopy__",
];

fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = super::object::attribute_name(vm, args, 1)?;
    if !OWN.iter().any(|own| name.is_text(own)) {
        return vm.get_attr(of(args[0]).data.origin.get(), name);
    }
    match vm.generic_get_attr(args[0], name)? {
        Some(value) => Ok(value),
        None => Err(vm.attribute_error(args[0], name)),
    }
}

fn dir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let function = super::iterators::builtin(vm, "dir")?;
    let names = vm.call(function, &[of(args[0]).data.origin.get()])?;
    let names = vm.collect_list(names)?;
    for own in OWN {
        let own = vm.intern(own).value();
        if !super::dict::fast_contains(vm, names.value(), own)? {
            names.push(vm, own)?;
        }
    }
    Ok(names.value())
}

fn mro_entries(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.tuple(&[of(args[0]).data.origin.get()])?.value())
}

fn instance_check(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
}

fn subclass_check(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let (origin, items) = (this.data.origin.get(), this.data.args.get().value());
    if this.data.starred {
        let plain = make(vm, origin, items)?;
        let iterator = vm.iter(plain)?;
        let next = super::iterators::builtin(vm, "next")?;
        return super::iterators::reduced(vm, next, iterator, None);
    }
    let class = vm.class_of(args[0]).value();
    let parts = vm.tuple(&[origin, items])?.value();
    Ok(vm.tuple(&[class, parts])?.value())
}

/// Iterator over a generic alias: yields it unpacked, once.
pub struct AliasIterator {
    /// The alias; EMPTY once exhausted.
    alias: Field<Value>,
}
crate::native_data!(AliasIterator, [alias]);

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&ALIAS_ITERATOR)?;
    Ok(vm.native(class, AliasIterator { alias: Field::new(args[0]) })?.value())
}

fn iterator_of(args: Args<'_>) -> Gc<Native<AliasIterator>> {
    args[0].cast::<Native<AliasIterator>>().expect("the receiver is an iterator over a generic alias")
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = iterator_of(args);
    let Some(whole) = iterator.data.alias.get().given() else { return Ok(Value::EMPTY) };
    let this = of(whole);
    let starred = alias(vm, vm.class_of(whole), this.data.origin.get(), this.data.args.get().value(), true)?;
    iterator.data.alias.set_no_barrier(Value::EMPTY);
    Ok(starred)
}

fn iterator_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let function = super::iterators::builtin(vm, "iter")?;
    let whole = match iterator_of(args).data.alias.get().given() {
        Some(whole) => whole,
        None => vm.tuple(&[])?.value(),
    };
    super::iterators::reduced(vm, function, whole, None)
}

static ALIAS_ITERATOR: TypeSpec = TypeSpec {
    name: "generic_alias_iterator",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", next),
        method("__reduce__", "()", iterator_reduce),
    ],
    ..TypeSpec::EMPTY
};

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let parameters = parameters_of(vm, args[0])?;
    let new_args = substitute(vm, args[0], this.data.args.get(), parameters, args[1])?;
    let class = vm.types.generic_alias;
    alias(vm, class, this.data.origin.get(), new_args.value(), this.data.starred)
}

fn origin(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.origin.get())
}

fn alias_args(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.args.get().value())
}

fn unpacked(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.starred))
}

fn unpacked_tuple_args(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let this = of(value);
    if this.data.starred && this.data.origin.get() == vm.types.tuple.value() {
        return Ok(this.data.args.get().value());
    }
    Ok(Value::NONE)
}

fn parameters_of(vm: &mut Vm, value: Value) -> PyResult<Gc<Tuple>> {
    let this = of(value);
    if let Some(known) = this.data.parameters.get().cast::<Tuple>() {
        return Ok(known);
    }
    let found = collect_parameters(vm, this.data.args.get())?;
    this.data.parameters.set(vm, this, found.value());
    Ok(found)
}

fn parameters(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(parameters_of(vm, value)?.value())
}

fn push_new(vm: &mut Vm, found: Gc<List>, item: Value) -> PyResult<()> {
    if found.items().contains(&item) { Ok(()) } else { found.push(vm, item) }
}

/// The type parameters in a tuple of arguments, each once, in order.
pub(crate) fn collect_parameters(vm: &mut Vm, args: Gc<Tuple>) -> PyResult<Gc<Tuple>> {
    let found = vm.list(&[])?;
    for index in 0..args.len() {
        let item = args.get(index);
        // A class's `__parameters__` are its own.
        if item.is::<Type>() {
            continue;
        }
        if vm.get_attr_opt_text(item, "__typing_subst__")?.is_some() {
            push_new(vm, found, item)?;
        } else if let Some(inner) = vm.get_attr_opt_text(item, "__parameters__")?.and_then(|p| p.cast::<Tuple>()) {
            for at in 0..inner.len() {
                push_new(vm, found, inner.get(at))?;
            }
        }
    }
    vm.tuple(found.items())
}

/// The items of an argument that stands unpacked: a tuple of fixed length.
fn unpacked_items(vm: &mut Vm, item: Value) -> PyResult<Option<Gc<Tuple>>> {
    if item.is::<Type>() {
        return Ok(None);
    }
    let items = vm.get_attr_opt_text(item, "__typing_unpacked_tuple_args__")?.and_then(|items| items.cast::<Tuple>());
    Ok(items.filter(|items| items.items().last() != Some(&Value::ELLIPSIS)))
}

/// Arguments in brackets with the unpacked ones among them spread out.
fn spread(vm: &mut Vm, item: Value) -> PyResult<Value> {
    let given = match item.cast::<Tuple>() {
        Some(items) => items,
        None => vm.tuple(&[item])?,
    };
    let out = vm.list(&[])?;
    for index in 0..given.len() {
        match unpacked_items(vm, given.get(index))? {
            Some(items) => out.splice(vm, out.len(), out.len(), items.items())?,
            None => out.push(vm, given.get(index))?,
        }
    }
    if out.len() == 1 && !item.is::<Tuple>() {
        return Ok(out.items()[0]);
    }
    Ok(vm.tuple(out.items())?.value())
}

/// `args` with `item` in the place of `parameters` (`_Py_subs_parameters`).
pub(crate) fn substitute(
    vm: &mut Vm,
    generic: Value,
    args: Gc<Tuple>,
    parameters: Gc<Tuple>,
    item: Value,
) -> PyResult<Gc<Tuple>> {
    if parameters.is_empty() {
        let message = format!("{} is not a generic class", vm.repr_text(generic)?);
        return Err(vm.type_error(&message));
    }
    let mut item = spread(vm, item)?;
    for index in 0..parameters.len() {
        if let Some(prepare) = vm.get_attr_opt_text(parameters.get(index), "__typing_prepare_subst__")?
            && !prepare.is_none()
        {
            let given = match item.cast::<Tuple>() {
                Some(_) => item,
                None => vm.tuple(&[item])?.value(),
            };
            item = vm.call(prepare, &[generic, given])?;
        }
    }
    let given = match item.cast::<Tuple>() {
        Some(given) => given,
        None => vm.tuple(&[item])?,
    };
    if given.len() != parameters.len() {
        let word = if given.len() > parameters.len() { "many" } else { "few" };
        let message = format!(
            "Too {word} arguments for {}; actual {}, expected {}",
            vm.repr_text(generic)?,
            given.len(),
            parameters.len()
        );
        return Err(vm.type_error(&message));
    }
    let out = vm.list(&[])?;
    for index in 0..args.len() {
        let arg = args.get(index);
        if arg.is::<Type>() {
            out.push(vm, arg)?;
            continue;
        }
        let unpack = match vm.get_attr_opt_text(arg, "__typing_is_unpacked_typevartuple__")? {
            Some(flag) => vm.is_true(flag)?,
            None => false,
        };
        let replaced = match vm.get_attr_opt_text(arg, "__typing_subst__")? {
            Some(subst) => {
                let at = parameters.items().iter().position(|&p| p == arg).unwrap_or(0);
                vm.call(subst, &[given.get(at)])?
            }
            None => substitute_inside(vm, arg, parameters, given)?,
        };
        match replaced.cast::<Tuple>().filter(|_| unpack) {
            Some(items) => out.splice(vm, out.len(), out.len(), items.items())?,
            None => out.push(vm, replaced)?,
        }
    }
    vm.tuple(out.items())
}

/// An argument that is generic itself with its parameters replaced.
fn substitute_inside(vm: &mut Vm, arg: Value, parameters: Gc<Tuple>, given: Gc<Tuple>) -> PyResult<Value> {
    let Some(inner) = vm.get_attr_opt_text(arg, "__parameters__")?.and_then(|p| p.cast::<Tuple>()) else {
        return Ok(arg);
    };
    if inner.is_empty() {
        return Ok(arg);
    }
    let out = vm.list(&[])?;
    for index in 0..inner.len() {
        let parameter = inner.get(index);
        let Some(at) = parameters.items().iter().position(|&p| p == parameter) else {
            out.push(vm, parameter)?;
            continue;
        };
        let value = given.get(at);
        // A TypeVarTuple stands for any number of arguments.
        let variadic = vm.special_of(parameters.get(at), Special::Iter).is_some();
        match value.cast::<Tuple>().filter(|_| variadic) {
            Some(items) => out.splice(vm, out.len(), out.len(), items.items())?,
            None => out.push(vm, value)?,
        }
    }
    let key = vm.tuple(out.items())?;
    vm.get_item(arg, key.value())
}

fn alias_or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::union_type::union(vm, args[0], args[1])
}

fn alias_ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::union_type::union(vm, args[1], args[0])
}

/// `types.GenericAlias`
pub static GENERIC_ALIAS: TypeSpec = TypeSpec {
    name: "GenericAlias",
    module: "types",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(origin, args, /)", new),
        method("__call__", "(*args, **kwargs)", call),
        method("__repr__", "()", repr),
        method("__eq__", "(value, /)", eq),
        method("__hash__", "()", hash),
        method("__getattribute__", "(name, /)", getattribute),
        method("__getitem__", "(key, /)", get_item),
        method("__iter__", "()", iter),
        method("__dir__", "()", dir),
        method("__mro_entries__", "(bases, /)", mro_entries),
        method("__instancecheck__", "(instance, /)", instance_check),
        method("__subclasscheck__", "(subclass, /)", subclass_check),
        method("__reduce__", "()", reduce),
        method("__or__", "(value, /)", alias_or),
        method("__ror__", "(value, /)", alias_ror),
    ],
    getset: &[
        member("__origin__", origin),
        member("__args__", alias_args),
        member("__unpacked__", unpacked),
        readonly("__parameters__", parameters),
        readonly("__typing_unpacked_tuple_args__", unpacked_tuple_args),
    ],
    doc: "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    ..TypeSpec::EMPTY
};
