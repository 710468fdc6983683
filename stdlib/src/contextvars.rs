//! `_contextvars`: context variables, whose values belong to the context that runs.
//!
//! A context is a dict from variables to values. The one that runs stands at the end of a list, below it those that
//! `Context.run` left.

use crate::receiver::{class_arg, this};
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::heap::{Field, Gc, Native};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, CallArgs, ModuleSpec, TypeSpec, func, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::protocol::CompareOp;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

struct Context {
    values: Field<Gc<Dict>>,
    entered: Cell<bool>,
}
runtime::native_data!(Context, [values]);

type ContextRef = Gc<Native<Context>>;

/// Where the contexts that run are kept, for each thread.
static STACK: &str = "_contextvars stack";

fn stack(vm: &mut Vm) -> PyResult<Gc<List>> {
    match vm.thread_value(STACK).and_then(|stack| stack.cast::<List>()) {
        Some(stack) => Ok(stack),
        None => {
            let stack = vm.list(&[])?;
            vm.set_thread_value(STACK, stack.value());
            Ok(stack)
        }
    }
}

fn new_context(vm: &mut Vm, values: Gc<Dict>) -> PyResult<ContextRef> {
    let class = vm.native_type(&CONTEXT)?;
    vm.native(class, Context { values: Field::new(values), entered: Cell::new(false) })
}

/// The context that runs; made if there is none yet.
fn current(vm: &mut Vm) -> PyResult<ContextRef> {
    if let Some(context) = vm.running_context.cast() {
        return Ok(context);
    }
    let context = current_of_stack(vm)?;
    vm.running_context = context.value();
    Ok(context)
}

fn current_of_stack(vm: &mut Vm) -> PyResult<ContextRef> {
    let stack = stack(vm)?;
    if let Some(context) = stack.items().last().and_then(|context| context.cast()) {
        return Ok(context);
    }
    let values = vm.dict()?;
    let context = new_context(vm, values)?;
    context.data.entered.set(true);
    stack.push(vm, context.value())?;
    Ok(context)
}

/// What a variable is in the context that runs, if it has been set there.
pub(crate) fn value_of(vm: &mut Vm, variable: Value) -> PyResult<Option<Value>> {
    let values = current(vm)?.data.values.get();
    let hash = vm.id(variable) >> 4;
    Ok(values.find(vm, variable, hash)?.map(|entry| values.entry_value(entry)))
}

fn context_new(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let values = vm.dict()?;
    Ok(new_context(vm, values)?.value())
}

fn copy_context(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    copy_of_current(vm)
}

/// A copy of the context that runs.
pub(crate) fn copy_of_current(vm: &mut Vm) -> PyResult<Value> {
    let values = current(vm)?.data.values.get().copy(vm)?;
    Ok(new_context(vm, values)?.value())
}

/// Does `work` with a context as the one that runs.
pub(crate) fn within<R>(vm: &mut Vm, context: Value, work: impl FnOnce(&mut Vm) -> PyResult<R>) -> PyResult<R> {
    let Some(entered) = context.cast::<Native<Context>>() else {
        return Err(vm.type_error("an instance of Context was expected"));
    };
    if entered.data.entered.get() {
        let text = vm.repr_text(context)?;
        return Err(vm.runtime_error(&format!("cannot enter context: {text} is already entered")));
    }
    current(vm)?;
    let stack = stack(vm)?;
    stack.push(vm, context)?;
    (vm.context_cache, vm.running_context) = (Value::EMPTY, context);
    entered.data.entered.set(true);
    let result = work(vm);
    entered.data.entered.set(false);
    (vm.context_cache, vm.running_context) = (Value::EMPTY, Value::EMPTY);
    stack.pop();
    result
}

fn context_copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let values = this::<Context>(args[0]).data.values.get().copy(vm)?;
    Ok(new_context(vm, values)?.value())
}

fn context_run(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    if args.positional() == 0 {
        return Err(vm.type_error("run() missing 1 required positional argument"));
    }
    within(vm, receiver, |vm| {
        vm.call_args(args.values.get(0), CallArgs { values: args.values.from(1), names: args.names })
    })
}

fn variable(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if value.is::<Native<Variable>>() {
        return Ok(value);
    }
    let text = vm.repr_text(value)?;
    Err(vm.type_error(&format!("a ContextVar key was expected, got {text}")))
}

fn context_get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = variable(vm, args[1])?;
    match this::<Context>(args[0]).data.values.get().get(vm, key)? {
        Some(value) => Ok(value),
        None => Err(vm.key_error(key)),
    }
}

fn context_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = variable(vm, args[1])?;
    let value = this::<Context>(args[0]).data.values.get().get(vm, key)?;
    Ok(value.unwrap_or(args[2].or_none()))
}

fn context_contains(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let key = variable(vm, args[1])?;
    Ok(Value::bool(this::<Context>(args[0]).data.values.get().get(vm, key)?.is_some()))
}

fn context_len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(this::<Context>(args[0]).data.values.get().len()))
}

fn context_iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let values = this::<Context>(args[0]).data.values.get().copy(vm)?;
    vm.iter(values.value())
}

macro_rules! views {
    ($($name:ident $method:literal;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let values = this::<Context>(args[0]).data.values.get().copy(vm)?;
            let view = vm.call_method(values.value(), $method, &[])?;
            vm.iter(view)
        })*
    };
}
views! { context_keys "keys"; context_values "values"; context_items "items"; }

fn context_compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<Context>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let own = this::<Context>(args[0]).data.values.get().value();
    vm.compare(op, own, other.data.values.get().value())
}

fn context_eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    context_compare(vm, args, CompareOp::Eq)
}

fn context_ne(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    context_compare(vm, args, CompareOp::Ne)
}

static CONTEXT: TypeSpec = TypeSpec {
    name: "Context",
    module: "_contextvars",
    flags: type_flag::HAS_WEAKREF | type_flag::MAPPING,
    methods: &[
        method("__new__", "()", context_new),
        FnSpec::raw_method("run", "(callable, *args, **kwargs)", context_run),
        method("copy", "()", context_copy).doc("Return a shallow copy of the context object."),
        method("get", "(key, default=None, /)", context_get).doc(
            "Return the value for `key` if `key` has the value in the context object.\n\nIf `key` does not exist, return `default`. If `default` is not given,\nreturn None.",
        ),
        method("keys", "()", context_keys).doc("Return a list of all variables in the context object."),
        method("values", "()", context_values)
            .doc("Return a list of all variables' values in the context object."),
        method("items", "()", context_items).doc(
            "Return all variables and their values in the context object.\n\nThe result is returned as a list of 2-tuples (variable, value).",
        ),
        method("__getitem__", "(key, /)", context_get_item),
        method("__contains__", "(key, /)", context_contains),
        method("__len__", "()", context_len),
        method("__iter__", "()", context_iter),
        method("__eq__", "(value, /)", context_eq),
        method("__ne__", "(value, /)", context_ne),
    ],
    ..TypeSpec::EMPTY
};

struct Variable {
    name: Field<Gc<Str>>,
    /// EMPTY if there is none.
    default: Field<Value>,
}
runtime::native_data!(Variable, [name, default]);

fn variable_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(name) = args[1].cast::<Str>() else {
        return Err(vm.type_error("context variable name must be a str"));
    };
    let data = Variable { name: Field::new(name), default: Field::new(args[2]) };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn variable_hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    vm.int((id >> 4) as i64)
}

fn variable_get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(value) = value_of(vm, args[0])? {
        return Ok(value);
    }
    if let Some(default) = args.opt(1).or_else(|| this::<Variable>(args[0]).data.default.get().given()) {
        return Ok(default);
    }
    Err(vm.raise_value(runtime::exceptions::hierarchy::Exc::LookupError, args[0]))
}

fn variable_set(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.context_cache = Value::EMPTY;
    let context = current(vm)?;
    let values = context.data.values.get();
    let old = values.get(vm, args[0])?.unwrap_or(Value::EMPTY);
    values.set(vm, args[0], args[1])?;
    let class = vm.native_type(&TOKEN)?;
    let token = Token {
        context: Field::new(context),
        variable: Field::new(args[0]),
        old: Field::new(old),
        used: Cell::new(false),
    };
    Ok(vm.native(class, token)?.value())
}

fn variable_reset(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(token) = args[1].cast::<Native<Token>>() else {
        let text = vm.repr_text(args[1])?;
        return Err(vm.type_error(&format!("expected an instance of Token, got {text}")));
    };
    let text = |vm: &mut Vm| vm.repr_text(args[1]);
    if token.data.used.get() {
        let text = text(vm)?;
        return Err(vm.runtime_error(&format!("{text} has already been used once")));
    }
    if token.data.variable.get() != args[0] {
        let text = text(vm)?;
        return Err(vm.value_error(&format!("{text} was created by a different ContextVar")));
    }
    let context = current(vm)?;
    if token.data.context.get() != context {
        let text = text(vm)?;
        return Err(vm.value_error(&format!("{text} was created in a different Context")));
    }
    token.data.used.set(true);
    vm.context_cache = Value::EMPTY;
    let values = context.data.values.get();
    match token.data.old.get().given() {
        Some(old) => values.set(vm, args[0], old)?,
        None => {
            values.remove(vm, args[0])?;
        }
    }
    Ok(Value::NONE)
}

fn variable_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let variable = this::<Variable>(args[0]);
    let name = vm.repr_text(variable.data.name.get().value())?;
    let default = match variable.data.default.get().given() {
        Some(default) => format!(" default={}", vm.repr_text(default)?),
        None => String::new(),
    };
    let id = vm.id(args[0]);
    Ok(vm.str(&format!("<ContextVar name={name}{default} at {id:#x}>"))?.value())
}

fn variable_name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Variable>(value).data.name.get().value())
}

static VARIABLE: TypeSpec = TypeSpec {
    name: "ContextVar",
    module: "_contextvars",
    methods: &[
        method("__new__", "(name, /, *, default=<unrepresentable>)", variable_new),
        method("__hash__", "()", variable_hash),
        method("__repr__", "()", variable_repr),
        method("get", "(default=<unrepresentable>, /)", variable_get).doc(
            "Return a value for the context variable for the current context.\n\nIf there is no value for the variable in the current context, the method will:\n * return the value of the default argument of the method, if provided; or\n * return the default value for the context variable, if it was created\n   with one; or\n * raise a LookupError.",
        ),
        method("set", "(value, /)", variable_set).doc(
            "Call to set a new value for the context variable in the current context.\n\nThe required *value* argument is the new value for the context variable.\n\nReturns a Token object that can be used to restore the variable to its previous\nvalue via the `ContextVar.reset()` method.",
        ),
        method("reset", "(token, /)", variable_reset).doc(
            "Reset the context variable.\n\nThe variable is reset to the value it had before the `ContextVar.set()` that\ncreated the token was used.",
        ),
        CLASS_GETITEM,
    ],
    getset: &[readonly("name", variable_name)],
    ..TypeSpec::EMPTY
};

struct Token {
    context: Field<ContextRef>,
    variable: Field<Value>,
    /// EMPTY if there was no value.
    old: Field<Value>,
    used: Cell<bool>,
}
runtime::native_data!(Token, [context, variable, old]);

/// Where `Token.MISSING` is kept.
static MISSING: &str = "_contextvars missing";

fn missing(vm: &mut Vm) -> PyResult<Value> {
    if let Some(missing) = vm.module_state(MISSING) {
        return Ok(missing);
    }
    let class = vm.native_type(&MISSING_TYPE)?;
    let missing = vm.native(class, MissingMarker)?.value();
    vm.set_module_state(MISSING, missing);
    Ok(missing)
}

struct MissingMarker;
runtime::native_data!(MissingMarker, []);

fn missing_repr(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.str("<Token.MISSING>")?.value())
}

static MISSING_TYPE: TypeSpec = TypeSpec {
    name: "Token.MISSING",
    flags: type_flag::NO_NEW,
    methods: &[method("__repr__", "()", missing_repr)],
    ..TypeSpec::EMPTY
};

fn token_variable(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Token>(value).data.variable.get())
}

fn token_old(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match this::<Token>(value).data.old.get().given() {
        Some(old) => Ok(old),
        None => missing(vm),
    }
}

fn token_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let token = this::<Token>(args[0]);
    let used = if token.data.used.get() { " used" } else { "" };
    let variable = vm.repr_text(token.data.variable.get())?;
    let id = vm.id(args[0]);
    Ok(vm.str(&format!("<Token{used} var={variable} at {id:#x}>"))?.value())
}

fn token_new(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.runtime_error("Tokens can only be created by ContextVars"))
}

static TOKEN: TypeSpec = TypeSpec {
    name: "Token",
    module: "_contextvars",
    methods: &[method("__new__", "(*args, **kwargs)", token_new), method("__repr__", "()", token_repr), CLASS_GETITEM],
    getset: &[readonly("var", token_variable), readonly("old_value", token_old)],
    ..TypeSpec::EMPTY
};

/// `_contextvars`
pub(crate) static CONTEXTVARS: ModuleSpec = ModuleSpec {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[func("copy_context", "()", copy_context)],
    types: &[&CONTEXT, &VARIABLE, &TOKEN],
    init: Some(init),
};

fn init(vm: &mut Vm, _: Gc<Module>) -> PyResult<()> {
    let missing = missing(vm)?;
    let class = vm.native_type(&TOKEN)?;
    let name = vm.intern("MISSING");
    vm.set_type_attr(class, name, missing)?;
    Ok(())
}
