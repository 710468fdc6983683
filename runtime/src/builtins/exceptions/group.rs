//! Exception groups: making, splitting, and what `except*` does with them.

use super::of;
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::{Args, FnSpec, GetSetSpec, class_method, method};
use crate::object::Special;
use crate::object::exception::Exception;
use crate::object::list::List;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::Type;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn group_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    if positional.len() != 2 {
        let message = format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)", positional.len());
        return Err(vm.type_error(&message));
    }
    let (message, members) = (positional.get(0), positional.get(1));
    if !message.is::<Str>() {
        let text = format!("BaseExceptionGroup.__new__() argument 1 must be str, not {}", vm.arg_type_name(message));
        return Err(vm.type_error(&text));
    }
    if vm.special_of(members, Special::GetItem).is_none() || members.is::<crate::object::dict::Dict>() {
        return Err(vm.type_error("second argument (exceptions) must be a sequence"));
    }
    let members = vm.collect_tuple(members)?;
    if members.is_empty() {
        return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let plain = vm.exc(Exc::Exception);
    let mut all_plain = true;
    for (index, &member) in members.items().iter().enumerate() {
        if !member.is::<Exception>() {
            let text = format!("Item {index} of second argument (exceptions) is not an exception");
            return Err(vm.value_error(&text));
        }
        all_plain &= vm.is_instance(member, plain);
    }
    let group = exception_group(vm)?;
    let mut class = class;
    if class == vm.exc(Exc::BaseExceptionGroup) {
        if all_plain {
            class = group;
        }
    } else if !all_plain && class.is_subclass(plain) {
        let text = if class == group {
            "Cannot nest BaseExceptions in an ExceptionGroup".to_owned()
        } else {
            format!("Cannot nest BaseExceptions in '{}'", class.name_text())
        };
        return Err(vm.type_error(&text));
    }
    let exception = vm.exception_of_class(class, positional)?;
    let pair = vm.tuple(&[message, members.value()])?;
    exception.data.set(vm, exception, pair.value());
    Ok(exception.value())
}

/// The class `ExceptionGroup`.
pub(crate) fn exception_group(vm: &mut Vm) -> PyResult<Gc<Type>> {
    const KEY: &str = "ExceptionGroup class";
    if let Some(class) = vm.module_state(KEY).and_then(|class| class.cast::<Type>()) {
        return Ok(class);
    }
    let bases = vm.tuple(&[vm.exc(Exc::BaseExceptionGroup).value(), vm.exc(Exc::Exception).value()])?;
    let (name, namespace, kwargs) = (vm.intern("ExceptionGroup"), vm.dict()?, vm.dict()?);
    let module = vm.str("builtins")?;
    namespace.set_text(vm, "__module__", module.value())?;
    let class = crate::builtins::type_type::make_class(vm, vm.types.type_, name, bases, namespace, kwargs)?;
    vm.set_module_state(KEY, class.value());
    Ok(class)
}

fn members_of(group: Value) -> Gc<Tuple> {
    let pair = of(group).data.get().cast::<Tuple>().expect("set by __new__");
    pair.get(1).cast::<Tuple>().expect("set by __new__")
}

fn group_message(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.get().cast::<Tuple>().map_or(Value::NONE, |pair| pair.get(0)))
}

fn group_exceptions(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(members_of(value).value())
}

fn group_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let message = group_message(vm, args[0])?;
    let n = members_of(args[0]).len();
    let plural = if n == 1 { "" } else { "s" };
    let text = format!("{} ({n} sub-exception{plural})", vm.to_str(message)?.to_string_lossy());
    Ok(vm.str(&text)?.value())
}

fn group_derive(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let message = group_message(vm, args[0])?;
    let class = vm.exc(Exc::BaseExceptionGroup);
    vm.call(class.value(), &[message, args[1]])
}

/// A group like `group` of these members, with its context, cause, traceback and notes.
fn derive_like(vm: &mut Vm, group: Value, members: Gc<List>) -> PyResult<Value> {
    let derived = vm.call_method(group, "derive", &[members.value()])?;
    let (Some(new), old) = (derived.cast::<Exception>(), of(group)) else {
        return Err(vm.type_error("derive must return an instance of BaseExceptionGroup"));
    };
    new.context.set(vm, new, old.context.get());
    new.cause.set(vm, new, old.cause.get());
    new.traceback.set(vm, new, old.traceback.get());
    let name = vm.names.special(Special::Notes);
    if let Some(notes) = vm.get_attr_opt(group, name)?
        && (notes.is::<List>() || notes.is::<Tuple>())
    {
        let notes = vm.collect_list(notes)?;
        vm.set_attr(derived, name, notes.value())?;
    }
    Ok(derived)
}

/// How deeply groups may nest that are split; CPython's limit for recursion in C.
const MAX_DEPTH: usize = 1500;

/// Splits a group: (what matches, the rest), each None if empty.
fn split_group(
    vm: &mut Vm,
    exception: Value,
    depth: usize,
    matches: &mut impl FnMut(&mut Vm, Value) -> PyResult<bool>,
) -> PyResult<(Value, Value)> {
    vm.check_native_stack()?;
    if depth >= MAX_DEPTH {
        return Err(vm.recursion_error("maximum recursion depth exceeded in exceptiongroup_split_recursive"));
    }
    if matches(vm, exception)? {
        return Ok((exception, Value::NONE));
    }
    if !vm.is_instance(exception, vm.exc(Exc::BaseExceptionGroup)) {
        return Ok((Value::NONE, exception));
    }
    let (yes, no) = (vm.list(&[])?, vm.list(&[])?);
    let members = members_of(exception);
    for index in 0..members.len() {
        let (matched, rest) = split_group(vm, members.get(index), depth + 1, matches)?;
        if !matched.is_none() {
            yes.push(vm, matched)?;
        }
        if !rest.is_none() {
            no.push(vm, rest)?;
        }
    }
    let matched = if yes.is_empty() { Value::NONE } else { derive_like(vm, exception, yes)? };
    let rest = if no.is_empty() { Value::NONE } else { derive_like(vm, exception, no)? };
    Ok((matched, rest))
}

fn condition(vm: &mut Vm, condition: Value) -> PyResult<bool> {
    let is_class =
        |v: Value| v.cast::<Type>().is_some_and(|class| class.has(crate::object::type_object::type_flag::EXCEPTION));
    if is_class(condition) || condition.cast::<Tuple>().is_some_and(|t| t.items().iter().all(|&c| is_class(c))) {
        return Ok(true);
    }
    if condition.is::<crate::object::function::Function>() {
        return Ok(false);
    }
    Err(vm.type_error("expected a function, exception type or tuple of exception types"))
}

fn split_by(vm: &mut Vm, group: Value, test: Value) -> PyResult<(Value, Value)> {
    let by_class = condition(vm, test)?;
    split_group(vm, group, 0, &mut |vm, exception| {
        if by_class {
            return vm.exception_matches(exception, test);
        }
        let answer = vm.call(test, &[exception])?;
        vm.is_true(answer)
    })
}

fn group_split(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (matched, rest) = split_by(vm, args[0], args[1])?;
    Ok(vm.tuple(&[matched, rest])?.value())
}

fn group_subgroup(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(split_by(vm, args[0], args[1])?.0)
}

fn group_init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::no_keywords(vm, args)?;
    let exception = of(args[0]);
    exception.args.set(vm, exception, args[1].cast().expect("bound as *args"));
    Ok(Value::NONE)
}

fn class_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    crate::builtins::generic_alias::make(vm, args[0], args[1])
}

/// Methods of BaseExceptionGroup.
pub const GROUP_METHODS: &[FnSpec] = &[
    method("__new__", "(*args, **kwargs)", group_new),
    method("__init__", "(*args, **kwargs)", group_init),
    method("__str__", "()", group_str),
    method("derive", "(excs, /)", group_derive),
    method("split", "(matcher_value, /)", group_split),
    method("subgroup", "(matcher_value, /)", group_subgroup),
    class_method("__class_getitem__", "(item, /)", class_getitem),
];

/// Attributes of BaseExceptionGroup.
pub const GROUP_GETSET: &[GetSetSpec] =
    &[crate::native::readonly("message", group_message), crate::native::readonly("exceptions", group_exceptions)];

/// What `except* of` takes from an exception: (the rest, what matches), each None if empty.
pub(crate) fn group_match(vm: &mut Vm, exception: Value, of: Value) -> PyResult<(Value, Value)> {
    let group = vm.exc(Exc::BaseExceptionGroup);
    let names_group = |v: Value| v.cast::<Type>().is_some_and(|class| class.is_subclass(group));
    if names_group(of) || of.cast::<Tuple>().is_some_and(|t| t.items().iter().any(|&c| names_group(c))) {
        return Err(vm.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
    }
    if exception.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    let is_group = vm.is_instance(exception, group);
    if !is_group {
        if !vm.exception_matches(exception, of)? {
            return Ok((exception, Value::NONE));
        }
        // A naked exception is wrapped.
        let message = vm.empty_str();
        let members = vm.tuple(&[exception])?;
        let wrapped = vm.call(group.value(), &[message.value(), members.value()])?;
        return Ok((Value::NONE, wrapped));
    }
    let (matched, rest) = split_group(vm, exception, 0, &mut |vm, exception| vm.exception_matches(exception, of))?;
    Ok((rest, matched))
}

/// What is raised after `except*` clauses, from what they raised and what nobody handled; None if nothing.
pub(crate) fn prepare_reraise_star(vm: &mut Vm, original: Value, raised: Value) -> PyResult<Value> {
    let raised = raised.cast::<List>().expect("the compiler builds a list");
    let rest = vm.list(&[])?;
    for index in 0..raised.len() {
        let one = raised.items()[index];
        if !one.is_none() && !one.is::<Exception>() {
            return Err(vm.system_error("only exceptions are raised"));
        }
        if !one.is_none() {
            rest.push(vm, one)?;
        }
    }
    if rest.is_empty() {
        return Ok(Value::NONE);
    }
    if !vm.is_instance(original, vm.exc(Exc::BaseExceptionGroup)) {
        // A naked exception that nobody handled goes on as it was; anything else was raised by a handler.
        return Ok(rest.items()[0]);
    }
    // Parts of the original that were raised again are merged back into its structure.
    let (again, new) = (vm.list(&[])?, vm.list(&[])?);
    for index in 0..rest.len() {
        let one = rest.items()[index];
        let (a, b) = (of(one), of(original));
        let notes = vm.names.special(Special::Notes);
        let same = a.traceback.get() == b.traceback.get()
            && a.context.get() == b.context.get()
            && a.cause.get() == b.cause.get()
            && vm.get_attr_opt(one, notes)? == vm.get_attr_opt(original, notes)?;
        let target = if same { again } else { new };
        target.push(vm, one)?;
    }
    let mut merged = Value::NONE;
    if !again.is_empty() {
        let leaves = vm.set()?;
        for index in 0..again.len() {
            collect_leaves(vm, again.items()[index], leaves)?;
        }
        merged = split_group(vm, original, 0, &mut |vm, exception| {
            if vm.is_instance(exception, vm.exc(Exc::BaseExceptionGroup)) {
                Ok(false)
            } else {
                {
                    // By identity: exceptions may define equality, or forbid hashing.
                    let id = vm.id(exception);
                    let id = vm.big_int(num_bigint::BigInt::from(id))?;
                    leaves.contains(vm, id)
                }
            }
        })?
        .0;
        if new.is_empty() {
            return Ok(merged);
        }
    }
    if !merged.is_none() {
        new.push(vm, merged)?;
    }
    if new.len() == 1 {
        return Ok(new.items()[0]);
    }
    let message = vm.empty_str();
    let group = vm.exc(Exc::BaseExceptionGroup);
    vm.call(group.value(), &[message.value(), new.value()])
}

fn collect_leaves(vm: &mut Vm, exception: Value, into: Gc<crate::object::set::Set>) -> PyResult<()> {
    vm.check_native_stack()?;
    if !vm.is_instance(exception, vm.exc(Exc::BaseExceptionGroup)) {
        let id = vm.id(exception);
        let id = vm.big_int(num_bigint::BigInt::from(id))?;
        into.add(vm, id)?;
        return Ok(());
    }
    let members = members_of(exception);
    for index in 0..members.len() {
        collect_leaves(vm, members.get(index), into)?;
    }
    Ok(())
}
