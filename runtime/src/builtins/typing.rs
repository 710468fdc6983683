//! Type parameters and aliases of PEP 695 and 484: TypeVar, ParamSpec, TypeVarTuple, TypeAliasType, Generic.
//!
//! What depends on the library's other type constructs (checks of arguments, unions, `Unpack`) is asked of the module
//! `typing`, as CPython does.

use crate::heap::{Field, Gc, Native};
use crate::native::{Args, FnSpec, TypeSpec, class_method, member, method, readonly};
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::header::Kind;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A type parameter.
pub struct TypeParameter {
    name: Field<Value>,
    /// What computes the bound, then the bound; EMPTY: none.
    bound: Field<Value>,
    /// What computes the constraints, then the tuple; EMPTY: none.
    constraints: Field<Value>,
    evaluated: Cell<bool>,
    covariant: bool,
    contravariant: bool,
    infer_variance: bool,
}
crate::native_data!(TypeParameter, [name, bound, constraints]);

fn parameter(vm: &mut Vm, spec: &'static TypeSpec, name: Value, bound: Value, constraints: Value) -> PyResult<Value> {
    let class = vm.native_type(spec)?;
    let data = TypeParameter {
        name: Field::new(name),
        bound: Field::new(bound),
        constraints: Field::new(constraints),
        evaluated: Cell::new(false),
        covariant: false,
        contravariant: false,
        infer_variance: !std::ptr::eq(spec, &TYPE_VAR_TUPLE),
    };
    // Parameters made by syntax have no module of their own.
    Ok(vm.native(class, data)?.value())
}

/// Sets `__module__` to that of the running code.
fn note_module(vm: &mut Vm, object: Value) -> PyResult<()> {
    let Some(header) = object.header() else { return Ok(()) };
    let module = vm.current_module_name().unwrap_or(Value::NONE);
    let name = vm.names.special(Special::Module);
    vm.set_instance_attr(header, name, module).map(|_| ())
}

/// `TypeVar(name)` with functions that compute bound or constraints.
pub(crate) fn type_var(vm: &mut Vm, name: Value, bound: Value, constraints: Value) -> PyResult<Value> {
    parameter(vm, &TYPE_VAR, name, bound, constraints)
}

/// `ParamSpec(name)`
pub(crate) fn param_spec(vm: &mut Vm, name: Value) -> PyResult<Value> {
    parameter(vm, &PARAM_SPEC, name, Value::EMPTY, Value::EMPTY)
}

/// `TypeVarTuple(name)`
pub(crate) fn type_var_tuple(vm: &mut Vm, name: Value) -> PyResult<Value> {
    parameter(vm, &TYPE_VAR_TUPLE, name, Value::EMPTY, Value::EMPTY)
}

fn of(value: Value) -> Gc<Native<TypeParameter>> {
    value.cast::<Native<TypeParameter>>().expect("the receiver is a type parameter")
}

/// Calls `typing.name(*args)`.
fn ask_typing(vm: &mut Vm, name: &str, args: &[Value]) -> PyResult<Value> {
    let typing = vm.import("typing")?;
    vm.call_method(typing, name, args)
}

fn evaluate(vm: &mut Vm, this: Gc<Native<TypeParameter>>) -> PyResult<()> {
    if this.data.evaluated.get() {
        return Ok(());
    }
    for field in [&this.data.bound, &this.data.constraints] {
        if let Some(function) = field.get().given() {
            let value = vm.call(function, &[])?;
            field.set(vm, this, value);
        }
    }
    this.data.evaluated.set(true);
    Ok(())
}

fn name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.name.get())
}

fn bound(vm: &mut Vm, value: Value) -> PyResult<Value> {
    // What there is not needs no evaluation of the other.
    if of(value).data.bound.get().is_empty() {
        return Ok(Value::NONE);
    }
    evaluate(vm, of(value))?;
    Ok(of(value).data.bound.get().or_none())
}

fn constraints(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if of(value).data.constraints.get().is_empty() {
        return Ok(vm.tuple(&[])?.value());
    }
    evaluate(vm, of(value))?;
    match of(value).data.constraints.get().given() {
        Some(constraints) => Ok(constraints),
        None => Ok(vm.tuple(&[])?.value()),
    }
}

fn covariant(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.covariant))
}

fn contravariant(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.contravariant))
}

fn infer_variance(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.infer_variance))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let variance = match (this.data.infer_variance, this.data.covariant, this.data.contravariant) {
        (true, ..) => return Ok(this.data.name.get()),
        (_, true, _) => "+",
        (_, _, true) => "-",
        _ => "~",
    };
    let text = format!("{variance}{}", vm.to_str(this.data.name.get())?.to_string_lossy());
    Ok(vm.str(&text)?.value())
}

/// A new parameter by its Python constructor; `flags` are the arguments for variance.
fn construct(
    vm: &mut Vm,
    class: Value,
    name: Value,
    (bound, constraints): (Value, Value),
    flags: [Option<Value>; 3],
) -> PyResult<Value> {
    if !name.is::<Str>() {
        let class = class.cast::<Type>().map_or(String::new(), |class| class.name_text());
        let message = format!("{}() argument 'name' must be str, not {}", class.to_lowercase(), vm.arg_type_name(name));
        return Err(vm.type_error(&message));
    }
    let mut set = [false; 3];
    for (flag, value) in set.iter_mut().zip(flags) {
        *flag = value.map_or(Ok(false), |value| vm.is_true(value))?;
    }
    let [covariant, contravariant, infer_variance] = set;
    if covariant && contravariant {
        return Err(vm.value_error("Bivariant types are not supported."));
    }
    if infer_variance && (covariant || contravariant) {
        return Err(vm.value_error("Variance cannot be specified with infer_variance."));
    }
    let data = TypeParameter {
        name: Field::new(name),
        bound: Field::new(bound),
        constraints: Field::new(constraints),
        evaluated: Cell::new(true),
        covariant,
        contravariant,
        infer_variance,
    };
    let class = class.cast().expect("checked by the caller");
    let parameter = vm.native(class, data)?.value();
    note_module(vm, parameter)?;
    Ok(parameter)
}

fn checked_bound(vm: &mut Vm, bound: Option<Value>) -> PyResult<Value> {
    let Some(bound) = bound else { return Ok(Value::EMPTY) };
    let message = vm.str("Bound must be a type.")?;
    ask_typing(vm, "_type_check", &[bound, message.value()])
}

fn new_type_var(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bound = checked_bound(vm, args.not_none(3))?;
    let constraints = args[2].cast::<Tuple>().expect("bound as *constraints");
    if constraints.len() == 1 {
        return Err(vm.type_error("A single constraint is not allowed"));
    }
    if !constraints.is_empty() && !bound.is_empty() {
        return Err(vm.type_error("Constraints cannot be combined with bound=..."));
    }
    let constraints = if constraints.is_empty() { Value::EMPTY } else { constraints.value() };
    construct(vm, args[0], args[1], (bound, constraints), [args.opt(4), args.opt(5), args.opt(6)])
}

fn new_param_spec(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bound = checked_bound(vm, args.not_none(2))?;
    construct(vm, args[0], args[1], (bound, Value::EMPTY), [args.opt(3), args.opt(4), args.opt(5)])
}

fn new_type_var_tuple(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    construct(vm, args[0], args[1], (Value::EMPTY, Value::EMPTY), [None; 3])
}

fn or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let typing = vm.import("typing")?;
    let union = vm.get_attr_text(typing, "Union")?;
    let pair = vm.tuple(&[args[0], args[1]])?;
    vm.get_item(union, pair.value())
}

fn ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    or(vm, Args::new(&[args[1], args[0]]))
}

fn reduce(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(of(args[0]).data.name.get())
}

fn mro_entries(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).name.get().to_string_lossy();
    let message = format!("Cannot subclass an instance of {class}");
    Err(vm.type_error(&message))
}

/// Calls a function of `typing`; an older one that does not have it lets the last argument pass.
fn substitution(vm: &mut Vm, function: &str, args: &[Value]) -> PyResult<Value> {
    let typing = vm.import("typing")?;
    match vm.get_attr_opt_text(typing, function)? {
        Some(function) => vm.call(function, args),
        None => Ok(args.last().copied().unwrap_or(Value::NONE)),
    }
}

fn type_var_subst(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    substitution(vm, "_typevar_subst", &[args[0], args[1]])
}

fn param_spec_subst(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    substitution(vm, "_paramspec_subst", &[args[0], args[1]])
}

fn param_spec_prepare(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    substitution(vm, "_paramspec_prepare_subst", &[args[0], args[1], args[2]])
}

fn type_var_tuple_subst(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.type_error("Substitution of bare TypeVarTuple is not supported"))
}

fn type_var_tuple_prepare(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let all = [args[0], args[1], args[2]];
    substitution(vm, "_typevartuple_prepare_subst", &all)
}

/// `typing.Unpack[parameter]`
fn unpack(vm: &mut Vm, parameter: Value) -> PyResult<Value> {
    let typing = vm.import("typing")?;
    match vm.get_attr_opt_text(typing, "Unpack")? {
        Some(unpack) => vm.get_item(unpack, parameter),
        None => Ok(parameter),
    }
}

fn type_var_tuple_iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let unpacked = unpack(vm, args[0])?;
    let items = vm.tuple(&[unpacked])?;
    vm.iter(items.value())
}

const PARAMETER: u32 = type_flag::HAS_DICT | type_flag::HAS_WEAKREF;
const REDUCE: FnSpec = method("__reduce__", "()", reduce);
const MRO_ENTRIES: FnSpec = method("__mro_entries__", "(bases, /)", mro_entries);

/// `typing.TypeVar`
pub static TYPE_VAR: TypeSpec = TypeSpec {
    name: "TypeVar",
    module: "typing",
    flags: PARAMETER,
    methods: &[
        method(
            "__new__",
            "(name, *constraints, bound=None, covariant=False, contravariant=False, infer_variance=False)",
            new_type_var,
        ),
        method("__repr__", "()", repr),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
        method("__typing_subst__", "(arg, /)", type_var_subst),
        REDUCE,
        MRO_ENTRIES,
    ],
    getset: &[
        member("__name__", name),
        member("__covariant__", covariant),
        member("__contravariant__", contravariant),
        member("__infer_variance__", infer_variance),
        readonly("__bound__", bound),
        readonly("__constraints__", constraints),
    ],
    doc: "Type variable.",
    ..TypeSpec::EMPTY
};

/// `typing.ParamSpec`
pub static PARAM_SPEC: TypeSpec = TypeSpec {
    name: "ParamSpec",
    module: "typing",
    flags: PARAMETER,
    methods: &[
        method(
            "__new__",
            "(name, *, bound=None, covariant=False, contravariant=False, infer_variance=False)",
            new_param_spec,
        ),
        method("__repr__", "()", repr),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
        method("__typing_subst__", "(arg, /)", param_spec_subst),
        method("__typing_prepare_subst__", "(alias, args, /)", param_spec_prepare),
        REDUCE,
        MRO_ENTRIES,
    ],
    getset: &[
        member("__name__", name),
        member("__bound__", bound),
        member("__covariant__", covariant),
        member("__contravariant__", contravariant),
        member("__infer_variance__", infer_variance),
        readonly("args", args_of),
        readonly("kwargs", kwargs_of),
    ],
    doc: "Parameter specification variable.",
    ..TypeSpec::EMPTY
};

/// `typing.TypeVarTuple`
pub static TYPE_VAR_TUPLE: TypeSpec = TypeSpec {
    name: "TypeVarTuple",
    module: "typing",
    flags: PARAMETER,
    methods: &[
        method("__new__", "(name)", new_type_var_tuple),
        method("__repr__", "()", reduce),
        method("__iter__", "()", type_var_tuple_iter),
        method("__typing_subst__", "(arg, /)", type_var_tuple_subst),
        method("__typing_prepare_subst__", "(alias, args, /)", type_var_tuple_prepare),
        REDUCE,
        MRO_ENTRIES,
    ],
    getset: &[member("__name__", name)],
    doc: "Type variable tuple.",
    ..TypeSpec::EMPTY
};

/// `P.args` and `P.kwargs` of a ParamSpec.
pub struct ParamSpecPart {
    origin: Field<Value>,
}
crate::native_data!(ParamSpecPart, [origin]);

fn part(vm: &mut Vm, spec: &'static TypeSpec, origin: Value) -> PyResult<Value> {
    let class = vm.native_type(spec)?;
    Ok(vm.native(class, ParamSpecPart { origin: Field::new(origin) })?.value())
}

fn args_of(vm: &mut Vm, value: Value) -> PyResult<Value> {
    part(vm, &PARAM_SPEC_ARGS, value)
}

fn kwargs_of(vm: &mut Vm, value: Value) -> PyResult<Value> {
    part(vm, &PARAM_SPEC_KWARGS, value)
}

fn part_of(value: Value) -> Gc<Native<ParamSpecPart>> {
    value.cast::<Native<ParamSpecPart>>().expect("the receiver is a part of a ParamSpec")
}

fn part_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast().expect("checked by the caller");
    Ok(vm.native(class, ParamSpecPart { origin: Field::new(args[1]) })?.value())
}

fn part_origin(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(part_of(value).data.origin.get())
}

fn part_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let origin = part_of(args[0]).data.origin.get();
    let positional = vm.native_type(&PARAM_SPEC_ARGS)?;
    let what = if vm.class_of(args[0]) == positional { "args" } else { "kwargs" };
    let name = match origin.cast::<Native<TypeParameter>>() {
        Some(parameter) => vm.to_str(parameter.data.name.get())?.to_string_lossy(),
        None => vm.repr_text(origin)?,
    };
    Ok(vm.str(&format!("{name}.{what}"))?.value())
}

fn part_eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let same_class = vm.class_of(args[0]) == vm.class_of(args[1]);
    let Some(other) = args[1].cast::<Native<ParamSpecPart>>().filter(|_| same_class) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same = vm.equal(part_of(args[0]).data.origin.get(), other.data.origin.get())?;
    Ok(Value::bool(same))
}

macro_rules! param_spec_part {
    ($const:ident, $name:literal) => {
        #[doc = concat!("`typing.", $name, "`")]
        pub static $const: TypeSpec = TypeSpec {
            name: $name,
            module: "typing",
            flags: type_flag::HAS_WEAKREF,
            methods: &[
                method("__new__", "(origin)", part_new),
                method("__repr__", "()", part_repr),
                method("__eq__", "(value, /)", part_eq),
                MRO_ENTRIES,
            ],
            getset: &[member("__origin__", part_origin)],
            ..TypeSpec::EMPTY
        };
    };
}
param_spec_part!(PARAM_SPEC_ARGS, "ParamSpecArgs");
param_spec_part!(PARAM_SPEC_KWARGS, "ParamSpecKwargs");

/// Asks `typing` if it is loaded and has `function`.
fn ask_if_loaded(vm: &mut Vm, function: &str) -> PyResult<Option<Value>> {
    let modules = vm.modules;
    match modules.get_text(vm, "typing") {
        Some(typing) => vm.get_attr_opt_text(typing, function),
        None => Ok(None),
    }
}

fn generic_class_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (class, item) = (args[0], args[1]);
    if let Some(function) = ask_if_loaded(vm, "_generic_class_getitem")? {
        return vm.call(function, &[class, item]);
    }
    let given = match item.cast::<Tuple>() {
        Some(given) => given,
        None => vm.tuple(&[item])?,
    };
    if class == vm.native_type(&GENERIC)?.value() {
        if given.is_empty() {
            return Err(vm.type_error("Parameter list to Generic[...] cannot be empty"));
        }
        for (index, &parameter) in given.items().iter().enumerate() {
            if given.items()[..index].contains(&parameter) {
                return Err(vm.type_error("Parameters to Generic[...] must all be unique"));
            }
        }
        return super::generic_alias::make(vm, class, given.value());
    }
    let parameters = match vm.get_attr_opt_text(class, "__parameters__")?.and_then(|p| p.cast::<Tuple>()) {
        Some(parameters) => parameters,
        None => vm.tuple(&[])?,
    };
    let new_args = super::generic_alias::substitute(vm, class, parameters, parameters, item)?;
    super::generic_alias::make(vm, class, new_args.value())
}

fn generic_init_subclass(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0];
    let kwargs = args[1].cast::<Dict>();
    if let Some(function) = ask_if_loaded(vm, "_generic_init_subclass")? {
        return vm.call_dict(function, &[class], kwargs);
    }
    // `super(Generic, cls).__init_subclass__(**kwargs)`
    let generic = vm.native_type(&GENERIC)?.value();
    let super_class = vm.types.super_.value();
    let parent = vm.call(super_class, &[generic, class])?;
    let next = vm.get_attr_text(parent, "__init_subclass__")?;
    vm.call_dict(next, &[], kwargs)?;
    let bases = vm.names.special(Special::OrigBases);
    let own = class.cast::<Type>().and_then(|class| class.dict.get().get_str(vm, bases));
    let parameters = match own.and_then(|bases| bases.cast::<Tuple>()) {
        Some(bases) => super::generic_alias::collect_parameters(vm, bases)?,
        None => vm.tuple(&[])?,
    };
    vm.set_attr_text(class, "__parameters__", parameters.value())?;
    Ok(Value::NONE)
}

/// `typing.Generic`
pub static GENERIC: TypeSpec = TypeSpec {
    name: "Generic",
    module: "typing",
    kind: Kind::Instance,
    flags: type_flag::BASE_TYPE,
    methods: &[
        class_method("__class_getitem__", "(item, /)", generic_class_getitem)
            .doc("Parameterizes a generic class.\n\nAt least, parameterizing a generic class is the *main* thing this\nmethod does. For example, for some generic class `Foo`, this is called\nwhen we do `Foo[int]` - there, with `cls=Foo` and `params=int`.\n\nHowever, note that this method is also called when defining generic\nclasses in the first place with `class Foo[T]: ...`."),
        class_method("__init_subclass__", "(**kwargs)", generic_init_subclass)
            .doc("Function to initialize subclasses."),
    ],
    doc: "Abstract base class for generic types.",
    ..TypeSpec::EMPTY
};

/// `typing.Generic[params]`
pub(crate) fn subscript_generic(vm: &mut Vm, params: Value) -> PyResult<Value> {
    let generic = vm.native_type(&GENERIC)?.value();
    let given = match params.cast::<Tuple>() {
        Some(given) => given,
        None => vm.tuple(&[params])?,
    };
    // A TypeVarTuple among the parameters stands unpacked.
    let variadic = given.items().iter().any(|&parameter| vm.special_of(parameter, Special::Iter).is_some());
    if !variadic {
        return generic_class_getitem(vm, Args::new(&[generic, given.value()]));
    }
    let unpacked = unpack_variadic(vm, given)?;
    super::generic_alias::make(vm, generic, unpacked.value())
}

/// Parameters with each TypeVarTuple unpacked.
fn unpack_variadic(vm: &mut Vm, parameters: Gc<Tuple>) -> PyResult<Gc<Tuple>> {
    let out = vm.tuple_with_len(parameters.len())?;
    for index in 0..parameters.len() {
        let parameter = parameters.get(index);
        let variadic = vm.special_of(parameter, Special::Iter).is_some();
        let parameter = if variadic { unpack(vm, parameter)? } else { parameter };
        out.init(vm, index, parameter);
    }
    Ok(out)
}

/// `typing.TypeAliasType`
pub struct TypeAlias {
    name: Field<Value>,
    params: Field<Value>,
    /// The function that computes the value; EMPTY once it has.
    compute: Field<Value>,
    value: Field<Value>,
    module: Field<Value>,
}
crate::native_data!(TypeAlias, [name, params, compute, value, module]);

/// Whether a value is a type alias of PEP 695.
pub(crate) fn is_type_alias(value: Value) -> bool {
    value.is::<Native<TypeAlias>>()
}

/// A type alias from (name, parameters, function).
pub(crate) fn type_alias(vm: &mut Vm, parts: Value) -> PyResult<Value> {
    let parts = parts.cast::<Tuple>().expect("the compiler builds a tuple");
    let class = vm.native_type(&TYPE_ALIAS)?;
    let module = vm.current_module_name().unwrap_or(Value::EMPTY);
    let data = TypeAlias {
        name: Field::new(parts.get(0)),
        params: Field::new(parts.get(1)),
        compute: Field::new(parts.get(2)),
        value: Field::new(Value::EMPTY),
        module: Field::new(module),
    };
    Ok(vm.native(class, data)?.value())
}

fn alias_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast().expect("checked by the caller");
    if !args[1].is::<Str>() {
        let message = format!("typealias() argument 'name' must be str, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    }
    let params = match args.opt(3) {
        Some(params) if !params.is::<Tuple>() => return Err(vm.type_error("type_params must be a tuple")),
        Some(params) if params.cast::<Tuple>().is_some_and(|params| !params.is_empty()) => params,
        Some(_) | None => Value::NONE,
    };
    let module = vm.current_module_name().unwrap_or(Value::EMPTY);
    let data = TypeAlias {
        name: Field::new(args[1]),
        params: Field::new(params),
        compute: Field::new(Value::EMPTY),
        value: Field::new(args[2]),
        module: Field::new(module),
    };
    Ok(vm.native(class, data)?.value())
}

fn alias_of(value: Value) -> Gc<Native<TypeAlias>> {
    value.cast::<Native<TypeAlias>>().expect("the receiver is a type alias")
}

fn alias_name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(alias_of(value).data.name.get())
}

fn alias_module(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(alias_of(value).data.module.get().or_none())
}

fn alias_value(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let alias = alias_of(value);
    if let Some(compute) = alias.data.compute.get().given() {
        let computed = vm.call(compute, &[])?;
        alias.data.value.set(vm, alias, computed);
        alias.data.compute.set_no_barrier(Value::EMPTY);
    }
    Ok(alias.data.value.get())
}

fn alias_params(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match alias_of(value).data.params.get() {
        params if params.is_none() => Ok(vm.tuple(&[])?.value()),
        params => Ok(params),
    }
}

fn alias_parameters(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let params = alias_params(vm, value)?;
    match params.cast::<Tuple>() {
        Some(params) => Ok(unpack_variadic(vm, params)?.value()),
        None => Ok(params),
    }
}

fn alias_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = alias_of(args[0]).data.name.get();
    match name.cast::<Str>() {
        Some(name) => Ok(name.value()),
        None => Ok(vm.repr(name)?.value()),
    }
}

fn alias_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if alias_of(args[0]).data.params.get().is_none() {
        return Err(vm.type_error("Only generic type aliases are subscriptable"));
    }
    super::generic_alias::make(vm, args[0], args[1])
}

fn alias_reduce(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(alias_of(args[0]).data.name.get())
}

fn alias_or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::union_type::union(vm, args[0], args[1])
}

fn alias_ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::union_type::union(vm, args[1], args[0])
}

/// `typing.TypeAliasType`
pub static TYPE_ALIAS: TypeSpec = TypeSpec {
    name: "TypeAliasType",
    module: "typing",
    methods: &[
        method("__new__", "(name, value, *, type_params=())", alias_new),
        method("__repr__", "()", alias_repr),
        method("__getitem__", "(item, /)", alias_getitem),
        method("__or__", "(value, /)", alias_or),
        method("__ror__", "(value, /)", alias_ror),
        method("__reduce__", "()", alias_reduce),
    ],
    getset: &[
        member("__name__", alias_name),
        readonly("__value__", alias_value),
        readonly("__type_params__", alias_params),
        readonly("__parameters__", alias_parameters),
        readonly("__module__", alias_module),
    ],
    doc: "Type alias.",
    ..TypeSpec::EMPTY
};
