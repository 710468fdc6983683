//! `Future`: a result that is there later, and callbacks that wait for it.

use super::{CANCELLED, EXTRACT_STACK, FUTURE_REPR, invalid_state, iterate, known, running, task};
use crate::receiver::{class_arg, this};
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, getset, method, readonly};
use runtime::object::exception::Exception;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::Cell;

/// Whether there is a result.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Cancelled,
    Finished,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Pending => "PENDING",
            State::Cancelled => "CANCELLED",
            State::Finished => "FINISHED",
        }
    }
}

/// A future, or a task. What is not there is EMPTY.
pub(super) struct Future {
    /// EMPTY until `__init__` was called.
    pub(super) owner: Field<Value>,
    callback: Field<Value>,
    callback_context: Field<Value>,
    /// Pairs of callback and context, behind the first callback.
    callbacks: Field<Option<Gc<List>>>,
    pub(super) result: Field<Value>,
    pub(super) exception: Field<Value>,
    traceback: Field<Value>,
    source_traceback: Field<Value>,
    pub(super) cancel_message: Field<Value>,
    /// The exception that cancelled a task, to be raised once.
    pub(super) cancelled_error: Field<Value>,
    pub(super) state: Cell<State>,
    pub(super) log_traceback: Cell<bool>,
    pub(super) blocking: Cell<bool>,
    /// What a task has besides; EMPTY and false in futures.
    pub(super) coroutine: Field<Value>,
    pub(super) name: Field<Value>,
    /// The number in its name, which is made when it is asked for.
    pub(super) number: Cell<u64>,
    pub(super) context: Field<Value>,
    /// What it waits for.
    pub(super) waiter: Field<Value>,
    /// What wakes it up.
    pub(super) wakeup: Field<Value>,
    pub(super) must_cancel: Cell<bool>,
    pub(super) log_destroy_pending: Cell<bool>,
    pub(super) cancel_requests: Cell<i32>,
    /// Nobody gave its class another finalizer.
    plain: Cell<bool>,
}

impl NativeData for Future {
    runtime::native_info!(Future);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        let fields = [
            &self.owner,
            &self.callback,
            &self.callback_context,
            &self.result,
            &self.exception,
            &self.traceback,
            &self.source_traceback,
            &self.cancel_message,
            &self.cancelled_error,
            &self.coroutine,
            &self.name,
            &self.context,
            &self.waiter,
            &self.wakeup,
        ];
        fields.into_iter().for_each(|field| tracer.field(field));
        tracer.field(&self.callbacks);
    }
}

pub(super) type This = Gc<Native<Future>>;

/// `__new__` of futures and tasks. Those whose class has no `__del__` of its own ask for their finalizer when there is something to be said.
pub(super) fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let none = || Field::new(Value::EMPTY);
    let data = Future {
        owner: none(),
        callback: none(),
        callback_context: none(),
        callbacks: Field::new(None),
        result: none(),
        exception: none(),
        traceback: none(),
        source_traceback: none(),
        cancel_message: none(),
        cancelled_error: none(),
        state: Cell::new(State::Pending),
        log_traceback: Cell::new(false),
        blocking: Cell::new(false),
        coroutine: none(),
        name: none(),
        number: Cell::new(0),
        context: none(),
        waiter: none(),
        wakeup: none(),
        must_cancel: Cell::new(false),
        log_destroy_pending: Cell::new(false),
        cancel_requests: Cell::new(0),
        plain: Cell::new(!class.has(type_flag::HAS_DEL)),
    };
    Ok(vm.native(class, data)?.value())
}

/// A future or task of the very classes, of which everything is known.
pub(super) fn exact(vm: &mut Vm, value: Value) -> PyResult<Option<This>> {
    let Some(future) = value.cast::<Native<Future>>() else { return Ok(None) };
    Ok(if is_exact(vm, vm.class_of(value))? { Some(future) } else { None })
}

fn is_exact(vm: &mut Vm, class: Gc<Type>) -> PyResult<bool> {
    Ok(class == vm.native_type(&task::TASK)? || class == vm.native_type(&FUTURE)?)
}

/// The finalizer of a plain object is wanted, or is not any more.
pub(super) fn wants_finalizer(vm: &mut Vm, future: This, wanted: bool) {
    if !future.data.plain.get() {
        return;
    }
    if wanted {
        vm.register_finalizable(future.value());
    } else {
        vm.spare_finalizer(future.value());
    }
}

/// Makes a future of a loop what it is at first.
pub(super) fn start(vm: &mut Vm, future: This, owner: Option<Value>) -> PyResult<()> {
    let data = &future.data;
    let fields = [
        &data.owner,
        &data.callback,
        &data.callback_context,
        &data.result,
        &data.exception,
        &data.traceback,
        &data.source_traceback,
        &data.cancel_message,
        &data.cancelled_error,
    ];
    fields.into_iter().for_each(|field| field.set_no_barrier(Value::EMPTY));
    data.callbacks.set(vm, future, None);
    data.state.set(State::Pending);
    data.log_traceback.set(false);
    data.blocking.set(false);
    let owner = match owner {
        Some(owner) => owner,
        None => running::event_loop(vm)?,
    };
    data.owner.set(vm, future, owner);
    let debug = vm.call_method(owner, "get_debug", &[])?;
    if vm.is_true(debug)? && !vm.is_finalizing {
        let extract = known(vm, EXTRACT_STACK)?;
        let stack = vm.call(extract, &[])?;
        data.source_traceback.set(vm, future, stack);
    }
    Ok(())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    start(vm, this(args[0]), args.not_none(1)).map(|()| Value::NONE)
}

/// The future, which `__init__` has made one.
fn alive(vm: &mut Vm, value: Value) -> PyResult<This> {
    let future = this::<Future>(value);
    if future.data.owner.get().is_empty() {
        return Err(vm.runtime_error("Future object is not initialized."));
    }
    Ok(future)
}

/// `loop.call_soon(callback[, argument], context=context)`
pub(super) fn call_soon(
    vm: &mut Vm,
    owner: Value,
    callback: Value,
    argument: Option<Value>,
    context: Value,
) -> PyResult<()> {
    let name = vm.intern("call_soon");
    let (function, receiver) = vm.load_method(owner, name)?;
    let mut words = [Value::EMPTY; 4];
    let mut count = 0;
    for word in receiver.given().into_iter().chain([callback]).chain(argument) {
        words[count] = word;
        count += 1;
    }
    if context.is_empty() {
        return vm.call(function, &words[..count]).map(|_| ());
    }
    words[count] = context;
    let names = context_keyword(vm)?;
    vm.call_kw(function, &words[..=count], names).map(|_| ())
}

static CONTEXT_KEYWORD: &str = "_asyncio: ('context',)";

/// The names of a call whose only keyword is `context`.
pub(super) fn context_keyword(vm: &mut Vm) -> PyResult<Gc<Tuple>> {
    if let Some(names) = vm.module_state(CONTEXT_KEYWORD).and_then(|names| names.cast::<Tuple>()) {
        return Ok(names);
    }
    let name = vm.intern("context").value();
    let names = vm.tuple(&[name])?;
    vm.set_module_state(CONTEXT_KEYWORD, names.value());
    Ok(names)
}

fn schedule_callbacks(vm: &mut Vm, future: This) -> PyResult<()> {
    let (data, argument) = (&future.data, Some(future.value()));
    let (callback, context) = (data.callback.get(), data.callback_context.get());
    let callbacks = data.callbacks.get();
    data.callback.set(vm, future, Value::EMPTY);
    data.callback_context.set(vm, future, Value::EMPTY);
    data.callbacks.set(vm, future, None);
    let owner = data.owner.get();
    if !callback.is_empty() {
        call_soon(vm, owner, callback, argument, context)?;
    }
    let Some(callbacks) = callbacks else { return Ok(()) };
    let mut at = 0;
    while let Some(pair) = callbacks.get(at).and_then(|pair| pair.cast::<Tuple>()) {
        call_soon(vm, owner, pair.get(0), argument, pair.get(1))?;
        at += 1;
    }
    Ok(())
}

/// Adds a callback, or has it called if the future is done.
pub(super) fn add_callback(vm: &mut Vm, future: This, callback: Value, context: Value) -> PyResult<()> {
    let data = &future.data;
    if data.owner.get().is_empty() {
        return Err(vm.runtime_error("uninitialized Future object"));
    }
    if data.state.get() != State::Pending {
        return call_soon(vm, data.owner.get(), callback, Some(future.value()), context);
    }
    if data.callback.get().is_empty() && data.callbacks.get().is_none() {
        data.callback.set(vm, future, callback);
        data.callback_context.set(vm, future, context);
        return Ok(());
    }
    let pair = vm.tuple(&[callback, context])?.value();
    match data.callbacks.get() {
        Some(callbacks) => callbacks.push(vm, pair),
        None => {
            let callbacks = vm.list(&[pair])?;
            data.callbacks.set(vm, future, Some(callbacks));
            Ok(())
        }
    }
}

fn add_done_callback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = match args.opt(2) {
        Some(context) => context,
        None => crate::contextvars::copy_of_current(vm)?,
    };
    add_callback(vm, this(args[0]), args[1], context)?;
    Ok(Value::NONE)
}

fn remove_done_callback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let future = alive(vm, args[0])?;
    let data = &future.data;
    let mut removed = 0;
    let first = data.callback.get();
    if !first.is_empty() && vm.equal(first, args[1])? {
        data.callback.set(vm, future, Value::EMPTY);
        data.callback_context.set(vm, future, Value::EMPTY);
        removed = 1;
    }
    let Some(callbacks) = data.callbacks.get() else { return Ok(Value::len(removed)) };
    let left = vm.list(&[])?;
    let mut at = 0;
    while let Some(pair) = data.callbacks.get().and_then(|callbacks| callbacks.get(at)) {
        let callback = pair.cast::<Tuple>().map_or(Value::NONE, |pair| pair.get(0));
        if !vm.equal(callback, args[1])? {
            left.push(vm, pair)?;
        }
        at += 1;
    }
    removed += callbacks.len().saturating_sub(left.len());
    // Comparing may have changed the callbacks.
    if data.callbacks.get().is_some() {
        data.callbacks.set(vm, future, if left.is_empty() { None } else { Some(left) });
    }
    Ok(Value::len(removed))
}

/// Sets the result.
pub(super) fn set_result(vm: &mut Vm, future: This, result: Value) -> PyResult<()> {
    if future.data.state.get() != State::Pending {
        return Err(invalid_state(vm, "invalid state"));
    }
    future.data.result.set(vm, future, result);
    future.data.state.set(State::Finished);
    wants_finalizer(vm, future, false);
    schedule_callbacks(vm, future)
}

/// Sets the exception, given as an object or class.
pub(super) fn set_exception(vm: &mut Vm, future: This, exception: Value) -> PyResult<()> {
    let data = &future.data;
    if data.state.get() != State::Pending {
        return Err(invalid_state(vm, "invalid state"));
    }
    let mut exception = exception;
    if exception.cast::<Type>().is_some_and(|class| class.has(type_flag::EXCEPTION)) {
        exception = vm.call(exception, &[])?;
        if data.state.get() != State::Pending {
            return Err(invalid_state(vm, "invalid state"));
        }
    }
    let Some(object) = exception.cast::<Exception>() else {
        return Err(vm.type_error("invalid exception object"));
    };
    let stop = vm.exc(Exc::StopIteration);
    if vm.is_instance(exception, stop) {
        let message = "StopIteration interacts badly with generators and cannot be raised into a Future";
        return Err(vm.type_error(message));
    }
    data.exception.set(vm, future, exception);
    data.traceback.set(vm, future, object.traceback.get());
    data.state.set(State::Finished);
    schedule_callbacks(vm, future)?;
    data.log_traceback.set(true);
    wants_finalizer(vm, future, true);
    Ok(())
}

/// Cancels a future; whether it was pending.
pub(super) fn cancel_now(vm: &mut Vm, future: This, message: Value) -> PyResult<bool> {
    let data = &future.data;
    data.log_traceback.set(false);
    if data.state.get() != State::Pending {
        return Ok(false);
    }
    data.state.set(State::Cancelled);
    data.cancel_message.set(vm, future, message);
    wants_finalizer(vm, future, false);
    schedule_callbacks(vm, future)?;
    Ok(true)
}

/// The `CancelledError` that a cancelled future raises.
pub(super) fn cancelled_error(vm: &mut Vm, future: This) -> PyResult<Value> {
    let data = &future.data;
    if let Some(error) = data.cancelled_error.get().given() {
        data.cancelled_error.set(vm, future, Value::EMPTY);
        return Ok(error);
    }
    let class = known(vm, CANCELLED)?;
    match data.cancel_message.get().or_none() {
        message if message.is_none() => vm.call(class, &[]),
        message => vm.call(class, &[message]),
    }
}

fn raise_cancelled(vm: &mut Vm, future: This) -> Raised {
    match cancelled_error(vm, future) {
        Ok(error) => vm.raise(error),
        Err(raised) => raised,
    }
}

/// The result: a value, or the exception that was set.
pub(super) fn outcome(vm: &mut Vm, future: This) -> PyResult<Result<Value, Value>> {
    let data = &future.data;
    match data.state.get() {
        State::Cancelled => return Err(raise_cancelled(vm, future)),
        State::Pending => return Err(invalid_state(vm, "Result is not set.")),
        State::Finished => {}
    }
    data.log_traceback.set(false);
    let Some(exception) = data.exception.get().given() else { return Ok(Ok(data.result.get())) };
    wants_finalizer(vm, future, false);
    if let Some(object) = exception.cast::<Exception>() {
        object.traceback.set(vm, object, data.traceback.get());
        data.traceback.set(vm, future, Value::EMPTY);
    }
    Ok(Err(exception))
}

/// `result()`
pub(super) fn result_of(vm: &mut Vm, future: This) -> PyResult<Value> {
    if future.data.owner.get().is_empty() {
        return Err(invalid_state(vm, "Future object is not initialized."));
    }
    match outcome(vm, future)? {
        Ok(result) => Ok(result),
        Err(exception) => Err(vm.raise(exception)),
    }
}

fn result(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    result_of(vm, this(args[0]))
}

fn exception(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let future = this::<Future>(args[0]);
    if future.data.owner.get().is_empty() {
        return Err(invalid_state(vm, "Future object is not initialized."));
    }
    match future.data.state.get() {
        State::Cancelled => return Err(raise_cancelled(vm, future)),
        State::Pending => return Err(invalid_state(vm, "Exception is not set.")),
        State::Finished => {}
    }
    if future.data.exception.get().is_empty() {
        return Ok(Value::NONE);
    }
    future.data.log_traceback.set(false);
    wants_finalizer(vm, future, false);
    Ok(future.data.exception.get())
}

fn set_result_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let future = alive(vm, args[0])?;
    set_result(vm, future, args[1]).map(|()| Value::NONE)
}

fn set_exception_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let future = alive(vm, args[0])?;
    set_exception(vm, future, args[1]).map(|()| Value::NONE)
}

fn cancel(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let future = alive(vm, args[0])?;
    Ok(Value::bool(cancel_now(vm, future, args.get(1).or_none())?))
}

fn has_state(value: Value, wanted: impl FnOnce(State) -> bool) -> Value {
    let future = this::<Future>(value);
    Value::bool(!future.data.owner.get().is_empty() && wanted(future.data.state.get()))
}

fn cancelled(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(has_state(args[0], |state| state == State::Cancelled))
}

fn done(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(has_state(args[0], |state| state != State::Pending))
}

fn get_loop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(alive(vm, args[0])?.data.owner.get())
}

fn make_cancelled_error(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    cancelled_error(vm, this(args[0]))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    alive(vm, args[0])?;
    let function = known(vm, FUTURE_REPR)?;
    vm.call(function, &[args[0]])
}

/// Tells the loop's exception handler about an object that died.
pub(super) fn complain(vm: &mut Vm, future: This, context: &[(&str, Value)]) -> PyResult<()> {
    let dict = vm.dict()?;
    for &(key, value) in context {
        dict.set_text(vm, key, value)?;
    }
    if let Some(source) = future.data.source_traceback.get().given() {
        dict.set_text(vm, "source_traceback", source)?;
    }
    let owner = future.data.owner.get().or_none();
    let handler = vm.get_attr_text(owner, "call_exception_handler")?;
    if let Err(raised) = vm.call(handler, &[dict.value()]) {
        vm.report_unraisable(raised, handler);
    }
    Ok(())
}

/// The finalizer of futures: an exception that nobody asked for is told of.
pub(super) fn finalize(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let future = this::<Future>(args[0]);
    if !future.data.log_traceback.replace(false) {
        return Ok(Value::NONE);
    }
    let message = format!("{} exception was never retrieved", vm.class_of(args[0]).name_text());
    let message = vm.str(&message)?.value();
    let exception = future.data.exception.get().or_none();
    complain(vm, future, &[("message", message), ("exception", exception), ("future", args[0])])?;
    Ok(Value::NONE)
}

fn get_state(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let name = alive(vm, value)?.data.state.get().name();
    Ok(vm.intern(name).value())
}

fn get_blocking(_: &mut Vm, value: Value) -> PyResult<Value> {
    let future = this::<Future>(value);
    Ok(Value::bool(!future.data.owner.get().is_empty() && future.data.blocking.get()))
}

/// The new value of an attribute that cannot be deleted.
pub(super) fn given(vm: &mut Vm, new: Value) -> PyResult<Value> {
    match new.given() {
        Some(new) => Ok(new),
        None => Err(vm.raise_text(Exc::AttributeError, "cannot delete attribute")),
    }
}

fn set_blocking(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    let future = alive(vm, value)?;
    let new = given(vm, new)?;
    future.data.blocking.set(vm.is_true(new)?);
    Ok(())
}

fn get_owner(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Future>(value).data.owner.get().or_none())
}

fn get_callbacks(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let future = alive(vm, value)?;
    let data = &future.data;
    if data.callback.get().is_empty() {
        return Ok(data.callbacks.get().map_or(Value::NONE, Gc::value));
    }
    let first = vm.tuple(&[data.callback.get(), data.callback_context.get()])?.value();
    let all = vm.list(&[first])?;
    let mut at = 0;
    while let Some(pair) = data.callbacks.get().and_then(|callbacks| callbacks.get(at)) {
        all.push(vm, pair)?;
        at += 1;
    }
    Ok(all.value())
}

fn get_result(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(alive(vm, value)?.data.result.get().or_none())
}

fn get_exception(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(alive(vm, value)?.data.exception.get().or_none())
}

fn get_log_traceback(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(alive(vm, value)?.data.log_traceback.get()))
}

fn set_log_traceback(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    let new = given(vm, new)?;
    if vm.is_true(new)? {
        return Err(vm.value_error("_log_traceback can only be set to False"));
    }
    this::<Future>(value).data.log_traceback.set(false);
    Ok(())
}

fn get_source_traceback(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Future>(value).data.source_traceback.get().or_none())
}

fn get_cancel_message(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Future>(value).data.cancel_message.get().or_none())
}

fn set_cancel_message(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    let new = given(vm, new)?;
    let future = this::<Future>(value);
    future.data.cancel_message.set(vm, future, new);
    Ok(())
}

/// `_asyncio.Future`
pub(super) static FUTURE: TypeSpec = TypeSpec {
    name: "Future",
    module: "_asyncio",
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(*, loop=None)", init),
        method("__repr__", "()", repr),
        method("__iter__", "()", iterate::iter),
        method("__await__", "()", iterate::iter),
        method("__del__", "()", finalize).asked_for(),
        method("result", "()", result).doc("Return the result this future represents.\n\nIf the future has been cancelled, raises CancelledError.  If the\nfuture's result isn't yet available, raises InvalidStateError.  If\nthe future is done and has an exception set, this exception is raised."),
        method("exception", "()", exception).doc("Return the exception that was set on this future.\n\nThe exception (or None if no exception was set) is returned only if\nthe future is done.  If the future has been cancelled, raises\nCancelledError.  If the future isn't done yet, raises\nInvalidStateError."),
        method("set_result", "(result, /)", set_result_method).doc("Mark the future done and set its result.\n\nIf the future is already done when this method is called, raises\nInvalidStateError."),
        method("set_exception", "(exception, /)", set_exception_method).doc("Mark the future done and set an exception.\n\nIf the future is already done when this method is called, raises\nInvalidStateError."),
        method("add_done_callback", "(fn, /, *, context=<unrepresentable>)", add_done_callback).doc("Add a callback to be run when the future becomes done.\n\nThe callback is called with a single argument - the future object. If\nthe future is already done when this is called, the callback is\nscheduled with call_soon."),
        method("remove_done_callback", "(fn, /)", remove_done_callback).doc("Remove all instances of a callback from the \"call when done\" list.\n\nReturns the number of callbacks removed."),
        method("cancel", "(msg=None)", cancel).doc("Cancel the future and schedule callbacks.\n\nIf the future is already done or cancelled, return False.  Otherwise,\nchange the future's state to cancelled, schedule the callbacks and\nreturn True."),
        method("cancelled", "()", cancelled).doc("Return True if the future was cancelled."),
        method("done", "()", done).doc("Return True if the future is done.\n\nDone means either that a result / exception are available, or that the\nfuture was cancelled."),
        method("get_loop", "()", get_loop).doc("Return the event loop the Future is bound to."),
        method("_make_cancelled_error", "()", make_cancelled_error).doc("Create the CancelledError to raise if the Future is cancelled.\n\nThis should only be called once when handling a cancellation since\nit erases the context exception value."),
        CLASS_GETITEM,
    ],
    getset: &[
        readonly("_state", get_state),
        getset("_asyncio_future_blocking", get_blocking, set_blocking),
        readonly("_loop", get_owner),
        readonly("_callbacks", get_callbacks),
        readonly("_result", get_result),
        readonly("_exception", get_exception),
        getset("_log_traceback", get_log_traceback, set_log_traceback),
        readonly("_source_traceback", get_source_traceback),
        getset("_cancel_message", get_cancel_message, set_cancel_message),
    ],
    doc: "This class is *almost* compatible with concurrent.futures.Future.\n\n    Differences:\n\n    - result() and exception() do not take a timeout argument and\n      raise an exception when the future isn't done yet.\n\n    - Callbacks registered with add_done_callback() are always called\n      via the event loop's call_soon_threadsafe().\n\n    - This class is not compatible with the wait() and as_completed()\n      methods in the concurrent.futures package.",
    ..TypeSpec::EMPTY
};
