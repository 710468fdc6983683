//! What awaiting a future does: gives the future to the task that awaits it, then its result.

use super::future::{Future, State, This, result_of};
use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::exception::{Exception, Traceback};
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

struct FutureIter {
    /// None once there was a result.
    future: Field<Option<This>>,
}
runtime::native_data!(FutureIter, [future]);

/// `__iter__` and `__await__` of futures.
pub(super) fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let future = this::<Future>(args[0]);
    if future.data.owner.get().is_empty() {
        return Err(vm.runtime_error("Future object is not initialized."));
    }
    let class = vm.native_type(&FUTURE_ITER)?;
    Ok(vm.native_without_finalizer(class, FutureIter { future: Field::new(Some(future)) })?.value())
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = this::<FutureIter>(args[0]);
    let Some(future) = iterator.data.future.get() else { return Ok(Value::EMPTY) };
    if future.data.state.get() == State::Pending {
        if future.data.blocking.replace(true) {
            return Err(vm.runtime_error("await wasn't used with future"));
        }
        return Ok(future.value());
    }
    iterator.data.future.set(vm, iterator, None);
    let result = result_of(vm, future)?;
    if result.is_none() { Ok(Value::EMPTY) } else { Err(vm.stop_iteration(result)) }
}

fn send(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match next(vm, args)? {
        value if value.is_empty() => Err(vm.stop_iteration(Value::NONE)),
        value => Ok(value),
    }
}

fn throw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator = this::<FutureIter>(args[0]);
    if args.opt(2).is_some() {
        let text = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
        vm.warn(Exc::DeprecationWarning, text, 1)?;
    }
    let traceback = args.not_none(3);
    if traceback.is_some_and(|traceback| !traceback.is::<Native<Traceback>>()) {
        return Err(vm.type_error("throw() third argument must be a traceback"));
    }
    let (kind, value) = (args[1], args.not_none(2));
    let exception = if kind.cast::<Type>().is_some_and(|class| class.has(type_flag::EXCEPTION)) {
        match value {
            Some(value) if value.is::<Exception>() => value,
            Some(value) => vm.call(kind, &[value])?,
            None => vm.call(kind, &[])?,
        }
    } else if kind.is::<Exception>() {
        if value.is_some() {
            return Err(vm.type_error("instance exception may not have a separate value"));
        }
        kind
    } else {
        return Err(vm.type_error("exceptions must be classes deriving BaseException or instances of such a class"));
    };
    if let (Some(traceback), Some(object)) = (traceback, exception.cast::<Exception>()) {
        object.traceback.set(vm, object, traceback);
    }
    iterator.data.future.set(vm, iterator, None);
    Err(vm.set_exception(exception))
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let iterator: Gc<Native<FutureIter>> = this(args[0]);
    iterator.data.future.set(vm, iterator, None);
    Ok(Value::NONE)
}

fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

static FUTURE_ITER: TypeSpec = TypeSpec {
    name: "FutureIter",
    module: "_asyncio",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", itself),
        method("__next__", "()", next),
        method("send", "(arg, /)", send),
        method("throw", "(typ, val=_, tb=_, /)", throw),
        method("close", "()", close),
    ],
    ..TypeSpec::EMPTY
};
