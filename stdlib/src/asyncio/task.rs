//! `Task`: a future that runs a coroutine.

use super::future::{FUTURE, Future, State, This, complain, finalize, given, new, start, wants_finalizer};
use super::step::{cancel_waiter, step, step_soon};
use super::{IS_COROUTINE, TASK_PRINT, TASK_REPR, TASK_STACK, known, running};
use crate::receiver::this;
use runtime::builtins::generic_alias::CLASS_GETITEM;
use runtime::native::{Args, TypeSpec, getset, method, readonly};
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

static COUNTER: &str = "_asyncio task counter";

/// The number of the next task without a name.
fn next_number(vm: &mut Vm) -> PyResult<u64> {
    let last = vm.module_state(COUNTER).and_then(Value::as_small_int).unwrap_or(0);
    let number = vm.int(last + 1)?;
    vm.set_module_state(COUNTER, number);
    Ok(last as u64 + 1)
}

fn is_coroutine(vm: &mut Vm, value: Value) -> PyResult<bool> {
    if vm.class_of(value) == vm.types.coroutine {
        return Ok(true);
    }
    let function = known(vm, IS_COROUTINE)?;
    let answer = vm.call(function, &[value])?;
    vm.is_true(answer)
}

/// A name as a str of the very class.
fn name_value(vm: &mut Vm, name: Value) -> PyResult<Value> {
    if name.is::<Str>() && vm.class_of(name) == vm.types.str { Ok(name) } else { Ok(vm.to_str(name)?.value()) }
}

/// `Task(coro, *, loop=None, name=None, context=None, eager_start=False)`
fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let task = this::<Future>(args[0]);
    let data = &task.data;
    start(vm, task, args.not_none(2))?;
    if !is_coroutine(vm, args[1])? {
        data.log_destroy_pending.set(false);
        let message = format!("a coroutine was expected, got {}", vm.repr_text(args[1])?);
        return Err(vm.type_error(&message));
    }
    let context = match args.not_none(4) {
        Some(context) => context,
        None => crate::contextvars::copy_of_current(vm)?,
    };
    data.context.set(vm, task, context);
    data.waiter.set(vm, task, Value::EMPTY);
    data.must_cancel.set(false);
    data.log_destroy_pending.set(true);
    data.cancel_requests.set(0);
    data.coroutine.set(vm, task, args[1]);
    match args.not_none(3) {
        None => {
            data.name.set(vm, task, Value::EMPTY);
            data.number.set(next_number(vm)?);
        }
        Some(name) => {
            let name = name_value(vm, name)?;
            data.name.set(vm, task, name);
        }
    }
    wants_finalizer(vm, task, true);
    if let Some(eager) = args.opt(5)
        && vm.is_true(eager)?
    {
        let owner = data.owner.get();
        let running = vm.call_method(owner, "is_running", &[])?;
        if vm.is_true(running)? {
            start_eagerly(vm, task)?;
            return Ok(Value::NONE);
        }
    }
    step_soon(vm, task, Value::EMPTY)?;
    running::register(vm, args[0])?;
    Ok(Value::NONE)
}

/// Makes the first step at once.
fn start_eagerly(vm: &mut Vm, task: This) -> PyResult<()> {
    let owner = task.data.owner.get();
    let previous = running::swap(vm, owner, task.value())?;
    running::register_eager(vm, task.value())?;
    let context = task.data.context.get();
    let result = crate::contextvars::within(vm, context, |vm| step(vm, task, Value::EMPTY));
    let raised = result.err().map(|raised| vm.take_exception(raised));
    running::swap(vm, owner, previous)?;
    running::unregister_eager(vm, task.value())?;
    if let Some(exception) = raised {
        return Err(vm.set_exception(exception));
    }
    if task.data.state.get() == State::Pending {
        running::register(vm, task.value())?;
    } else {
        task.data.coroutine.set(vm, task, Value::EMPTY);
    }
    Ok(())
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let function = known(vm, TASK_REPR)?;
    vm.call(function, &[args[0]])
}

fn cancel(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let task = this::<Future>(args[0]);
    let data = &task.data;
    data.log_traceback.set(false);
    if data.state.get() != State::Pending {
        return Ok(Value::FALSE);
    }
    data.cancel_requests.set(data.cancel_requests.get() + 1);
    let message = args.get(1).or_none();
    if let Some(waiter) = data.waiter.get().given()
        && cancel_waiter(vm, waiter, message)?
    {
        return Ok(Value::TRUE);
    }
    data.must_cancel.set(true);
    data.cancel_message.set(vm, task, message);
    Ok(Value::TRUE)
}

fn cancelling(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(this::<Future>(args[0]).data.cancel_requests.get()))
}

fn uncancel(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let requests = &this::<Future>(args[0]).data.cancel_requests;
    requests.set((requests.get() - 1).max(0));
    Ok(Value::int32(requests.get()))
}

fn set_result(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.runtime_error("Task does not support set_result operation"))
}

fn set_exception(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.runtime_error("Task does not support set_exception operation"))
}

fn get_stack(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let function = known(vm, TASK_STACK)?;
    vm.call(function, &[args[0], args.get(1).or_none()])
}

fn print_stack(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let function = known(vm, TASK_PRINT)?;
    vm.call(function, &[args[0], args.get(1).or_none(), args.get(2).or_none()])
}

fn get_name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let task = this::<Future>(args[0]);
    if let Some(name) = task.data.name.get().given() {
        return Ok(name);
    }
    let number = task.data.number.get();
    if number == 0 {
        return Ok(Value::NONE);
    }
    let name = vm.str(&format!("Task-{number}"))?.value();
    task.data.name.set(vm, task, name);
    Ok(name)
}

fn set_name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = name_value(vm, args[1])?;
    let task = this::<Future>(args[0]);
    task.data.name.set(vm, task, name);
    Ok(Value::NONE)
}

fn get_coro(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(this::<Future>(args[0]).data.coroutine.get().or_none())
}

fn get_context(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(this::<Future>(args[0]).data.context.get().or_none())
}

/// A task that dies while it waits is told of, too.
fn finalize_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let task = this::<Future>(args[0]);
    if task.data.state.get() == State::Pending
        && task.data.log_destroy_pending.get()
        && !task.data.owner.get().is_empty()
    {
        let message = vm.str("Task was destroyed but it is pending!")?.value();
        complain(vm, task, &[("task", args[0]), ("message", message)])?;
    }
    finalize(vm, args)
}

fn get_log_destroy_pending(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Future>(value).data.log_destroy_pending.get()))
}

fn set_log_destroy_pending(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    let new = given(vm, new)?;
    let wanted = vm.is_true(new)?;
    this::<Future>(value).data.log_destroy_pending.set(wanted);
    Ok(())
}

fn get_must_cancel(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Future>(value).data.must_cancel.get()))
}

fn coroutine(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Future>(value).data.coroutine.get().or_none())
}

fn waiter(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Future>(value).data.waiter.get().or_none())
}

/// `_asyncio.Task`
pub(super) static TASK: TypeSpec = TypeSpec {
    name: "Task",
    module: "_asyncio",
    base: Some(&FUTURE),
    flags: type_flag::BASE_TYPE | type_flag::HAS_DICT | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(coro, *, loop=None, name=None, context=None, eager_start=False)", init),
        method("__repr__", "()", repr),
        method("__del__", "()", finalize_task).asked_for(),
        method("set_result", "(result, /)", set_result),
        method("set_exception", "(exception, /)", set_exception),
        method("cancel", "(msg=None)", cancel).doc("Request that this task cancel itself.\n\nThis arranges for a CancelledError to be thrown into the\nwrapped coroutine on the next cycle through the event loop.\nThe coroutine then has a chance to clean up or even deny\nthe request using try/except/finally.\n\nUnlike Future.cancel, this does not guarantee that the\ntask will be cancelled: the exception might be caught and\nacted upon, delaying cancellation of the task or preventing\ncancellation completely.  The task may also return a value or\nraise a different exception.\n\nImmediately after this method is called, Task.cancelled() will\nnot return True (unless the task was already cancelled).  A\ntask will be marked as cancelled when the wrapped coroutine\nterminates with a CancelledError exception (even if cancel()\nwas not called).\n\nThis also increases the task's count of cancellation requests."),
        method("cancelling", "()", cancelling).doc("Return the count of the task's cancellation requests.\n\nThis count is incremented when .cancel() is called\nand may be decremented using .uncancel()."),
        method("uncancel", "()", uncancel).doc("Decrement the task's count of cancellation requests.\n\nThis should be used by tasks that catch CancelledError\nand wish to continue indefinitely until they are cancelled again.\n\nReturns the remaining number of cancellation requests."),
        method("get_stack", "(*, limit=None)", get_stack).doc("Return the list of stack frames for this task's coroutine.\n\nIf the coroutine is not done, this returns the stack where it is\nsuspended.  If the coroutine has completed successfully or was\ncancelled, this returns an empty list.  If the coroutine was\nterminated by an exception, this returns the list of traceback\nframes.\n\nThe frames are always ordered from oldest to newest.\n\nThe optional limit gives the maximum number of frames to\nreturn; by default all available frames are returned.  Its\nmeaning differs depending on whether a stack or a traceback is\nreturned: the newest frames of a stack are returned, but the\noldest frames of a traceback are returned.  (This matches the\nbehavior of the traceback module.)\n\nFor reasons beyond our control, only one stack frame is\nreturned for a suspended coroutine."),
        method("print_stack", "(*, limit=None, file=None)", print_stack).doc("Print the stack or traceback for this task's coroutine.\n\nThis produces output similar to that of the traceback module,\nfor the frames retrieved by get_stack().  The limit argument\nis passed to get_stack().  The file argument is an I/O stream\nto which the output is written; by default output is written\nto sys.stderr."),
        method("get_name", "()", get_name),
        method("set_name", "(value, /)", set_name),
        method("get_coro", "()", get_coro),
        method("get_context", "()", get_context),
        CLASS_GETITEM,
    ],
    getset: &[
        getset("_log_destroy_pending", get_log_destroy_pending, set_log_destroy_pending),
        readonly("_must_cancel", get_must_cancel),
        readonly("_coro", coroutine),
        readonly("_fut_waiter", waiter),
    ],
    doc: "A coroutine wrapped in a Future.",
    ..TypeSpec::EMPTY
};
