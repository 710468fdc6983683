//! The functions `aiter` and `anext`, and what awaiting `anext(iterator, default)` does.

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native};
use crate::native::{Args, TypeSpec, method};
use crate::object::Special;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// `aiter(value)`
pub(crate) fn aiter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(iterator) = vm.call_special(args[0], Special::AIter, &[])? else {
        let message = format!("'{}' object is not an async iterable", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    if vm.special_of(iterator, Special::ANext).is_none() {
        let message = format!("aiter() returned not an async iterator of type '{}'", vm.type_name(iterator));
        return Err(vm.type_error(&message));
    }
    Ok(iterator)
}

/// `anext(iterator, default)`
pub(crate) fn anext(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(wrapped) = vm.call_special(args[0], Special::ANext, &[])? else {
        let message = format!("'{}' object is not an async iterator", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let Some(default) = args.opt(1) else { return Ok(wrapped) };
    let class = vm.native_type(&ANEXT_AWAITABLE)?;
    let data = AnextAwaitable { wrapped: Field::new(wrapped), default: Field::new(default) };
    Ok(vm.native(class, data)?.value())
}

/// An awaitable of `__anext__` that gives a default at the end.
pub struct AnextAwaitable {
    wrapped: Field<Value>,
    default: Field<Value>,
}
crate::native_data!(AnextAwaitable, [wrapped, default]);

fn of(args: Args<'_>) -> Gc<Native<AnextAwaitable>> {
    args[0].cast::<Native<AnextAwaitable>>().expect("the receiver is an anext_awaitable")
}

/// The iterator behind what is wrapped.
fn iterator(vm: &mut Vm, this: Gc<Native<AnextAwaitable>>) -> PyResult<Value> {
    let wrapped = this.data.wrapped.get();
    let iterator = super::coroutine::awaitable(vm, wrapped, 0)?;
    if vm.special_of(iterator, Special::Next).is_some() {
        return Ok(iterator);
    }
    // A coroutine is no iterator, but what awaiting it gives is one.
    match vm.call_special(iterator, Special::Await, &[])? {
        Some(iterator) if vm.special_of(iterator, Special::Next).is_some() => Ok(iterator),
        Some(_) | None => {
            let name = vm.type_name(iterator);
            let message = format!("__await__() returned non-iterator of type '{name}'");
            Err(vm.type_error(&message))
        }
    }
}

/// Turns the end of the async iteration into the default.
fn outcome(vm: &mut Vm, this: Gc<Native<AnextAwaitable>>, result: PyResult<Value>) -> PyResult<Value> {
    match result {
        Ok(value) => Ok(value),
        Err(raised) => {
            vm.catch(raised, Exc::StopAsyncIteration)?;
            Err(vm.stop_iteration(this.data.default.get()))
        }
    }
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args);
    let iterator = iterator(vm, this)?;
    let result = match vm.next_or_return(iterator) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(value)) => Err(vm.stop_iteration(value)),
        Err(raised) => Err(raised),
    };
    outcome(vm, this, result)
}

macro_rules! proxies {
    ($($function:ident $name:literal;)*) => {
        $(fn $function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let this = of(args);
            let iterator = iterator(vm, this)?;
            let given = args.from(1).as_slice().iter().copied().take_while(|value| !value.is_empty()).count();
            let result = vm.call_method(iterator, $name, &args.from(1).as_slice()[..given]);
            outcome(vm, this, result)
        })*
    };
}
proxies! { send "send"; throw "throw"; close "close"; }

static ANEXT_AWAITABLE: TypeSpec = TypeSpec {
    name: "anext_awaitable",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__await__", "()", super::iterators::itself),
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", next),
        method("send", "(value, /)", send),
        method("throw", "(type, value=None, traceback=None, /)", throw),
        method("close", "()", close),
    ],
    ..TypeSpec::EMPTY
};
