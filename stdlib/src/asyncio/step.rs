//! How a task runs: a step of its coroutine, and what becomes of what that yields.

use super::future::{
    State, This, add_callback, call_soon, cancel_now, cancelled_error, context_keyword, exact, outcome, set_exception,
    set_result,
};
use super::{CANCELLED, invalid_state, known, running};
use crate::receiver::this;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Field;
use runtime::native::spec::FnSpec;
use runtime::native::{CallArgs, TypeSpec, readonly};
use runtime::object::generator::Generator;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// What a loop calls to have a task make a step.
struct Step {
    task: Field<This>,
    /// To be raised in the coroutine; EMPTY for none.
    exception: Field<Value>,
}
runtime::native_data!(Step, [task, exception]);

/// What a future calls that a task waits for.
struct Wakeup {
    task: Field<This>,
}
runtime::native_data!(Wakeup, [task]);

fn step_task(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Step>(value).data.task.get().value())
}

fn wakeup_task(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Wakeup>(value).data.task.get().value())
}

fn step_name(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let coroutine = this::<Step>(value).data.task.get().data.coroutine.get().or_none();
    vm.get_attr_text(coroutine, "__qualname__")
}

fn wakeup_name(vm: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(vm.intern("task_wakeup").value())
}

fn wakeup_qualname(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let task = this::<Wakeup>(value).data.task.get().value();
    let name = format!("{}.task_wakeup", vm.class_of(task).name_text());
    Ok(vm.str(&name)?.value())
}

fn call_step(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    if args.names.is_some_and(|names| !names.is_empty()) {
        return Err(vm.type_error("function takes no keyword arguments"));
    }
    if !args.values.is_empty() {
        return Err(vm.type_error("function takes no positional arguments"));
    }
    let step = this::<Step>(receiver);
    run(vm, step.data.task.get(), step.data.exception.get())
}

fn call_wakeup(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    if args.names.is_some_and(|names| !names.is_empty()) {
        return Err(vm.type_error("Task.task_wakeup() takes no keyword arguments"));
    }
    if args.values.len() != 1 {
        let message = format!("Task.task_wakeup() takes exactly one argument ({} given)", args.values.len());
        return Err(vm.type_error(&message));
    }
    wake(vm, this::<Wakeup>(receiver).data.task.get(), args.values.get(0))
}

static STEP: TypeSpec = TypeSpec {
    name: "TaskStepMethWrapper",
    module: "_asyncio",
    flags: type_flag::NO_NEW,
    methods: &[FnSpec::raw_method("__call__", "(*args, **kwargs)", call_step)],
    getset: &[readonly("__self__", step_task), readonly("__qualname__", step_name)],
    ..TypeSpec::EMPTY
};

static WAKEUP: TypeSpec = TypeSpec {
    name: "TaskWakeupMethWrapper",
    module: "_asyncio",
    flags: type_flag::NO_NEW,
    methods: &[FnSpec::raw_method("__call__", "(*args, **kwargs)", call_wakeup)],
    getset: &[
        readonly("__self__", wakeup_task),
        readonly("__name__", wakeup_name),
        readonly("__qualname__", wakeup_qualname),
    ],
    ..TypeSpec::EMPTY
};

/// Has the loop make a step of the task soon, in which `exception` is raised unless it is EMPTY.
pub(super) fn step_soon(vm: &mut Vm, task: This, exception: Value) -> PyResult<()> {
    let class = vm.native_type(&STEP)?;
    let data = Step { task: Field::new(task), exception: Field::new(exception) };
    let step = vm.native_without_finalizer(class, data)?.value();
    call_soon(vm, task.data.owner.get(), step, None, task.data.context.get())
}

/// What wakes the task up; one for each task.
fn wakeup(vm: &mut Vm, task: This) -> PyResult<Value> {
    if let Some(wakeup) = task.data.wakeup.get().given() {
        return Ok(wakeup);
    }
    let class = vm.native_type(&WAKEUP)?;
    let wakeup = vm.native_without_finalizer(class, Wakeup { task: Field::new(task) })?.value();
    task.data.wakeup.set(vm, task, wakeup);
    Ok(wakeup)
}

/// Goes on after a future that the task waited for.
fn wake(vm: &mut Vm, task: This, future: Value) -> PyResult<Value> {
    let outcome = match exact(vm, future)? {
        Some(future) => outcome(vm, future),
        None => vm.call_method(future, "result", &[]).map(Ok),
    };
    let exception = match outcome {
        Ok(Ok(_)) => Value::EMPTY,
        Ok(Err(exception)) => exception,
        Err(raised) => vm.take_exception(raised),
    };
    run(vm, task, exception)
}

/// Makes a step as the task that the loop runs.
fn run(vm: &mut Vm, task: This, exception: Value) -> PyResult<Value> {
    let owner = task.data.owner.get().or_none();
    running::enter(vm, owner, task.value())?;
    let result = step(vm, task, exception);
    match result {
        Ok(()) => running::leave(vm, owner, task.value())?,
        Err(raised) => {
            let exception = vm.take_exception(raised);
            if let Err(other) = running::leave(vm, owner, task.value()) {
                vm.take_exception(other);
            }
            return Err(vm.set_exception(exception));
        }
    }
    Ok(Value::NONE)
}

/// Makes a step.
pub(super) fn step(vm: &mut Vm, task: This, exception: Value) -> PyResult<()> {
    let data = &task.data;
    let mut exception = exception;
    if data.state.get() != State::Pending {
        let message =
            format!("__step(): already done: {} {}", vm.repr_text(task.value())?, vm.repr_text(exception.or_none())?);
        return Err(invalid_state(vm, &message));
    }
    if data.must_cancel.get() {
        let class = known(vm, CANCELLED)?;
        if exception.is_empty() || !vm.isinstance(exception, class)? {
            exception = cancelled_error(vm, task)?;
        }
        data.must_cancel.set(false);
    }
    data.waiter.set(vm, task, Value::EMPTY);
    let Some(coroutine) = data.coroutine.get().given() else {
        return Err(vm.runtime_error("uninitialized Task object"));
    };
    let sent = match exception.given() {
        None => vm.next_or_return(coroutine),
        Some(exception) => match vm.call_method(coroutine, "throw", &[exception]) {
            Ok(yielded) => Ok(Ok(yielded)),
            Err(raised) => vm.stop_value(raised).map(Err),
        },
    };
    match sent {
        Ok(Ok(yielded)) => wait_for(vm, task, yielded),
        Ok(Err(_)) if data.must_cancel.get() => {
            data.must_cancel.set(false);
            let message = data.cancel_message.get().or_none();
            cancel_now(vm, task, message).map(|_| ())
        }
        Ok(Err(returned)) => set_result(vm, task, returned),
        Err(raised) => {
            let exception = vm.take_exception(raised);
            failed(vm, task, exception)
        }
    }
}

/// The coroutine has raised.
fn failed(vm: &mut Vm, task: This, exception: Value) -> PyResult<()> {
    let class = known(vm, CANCELLED)?;
    if vm.isinstance(exception, class)? {
        task.data.cancelled_error.set(vm, task, exception);
        return cancel_now(vm, task, Value::NONE).map(|_| ());
    }
    set_exception(vm, task, exception)?;
    let fatal = [Exc::KeyboardInterrupt, Exc::SystemExit].map(|exc| vm.exc(exc));
    if fatal.into_iter().any(|class| vm.is_instance(exception, class)) {
        return Err(vm.set_exception(exception));
    }
    Ok(())
}

/// Has an error raised in the next step.
fn error_soon(vm: &mut Vm, task: This, message: &str) -> PyResult<()> {
    let message = vm.str(message)?.value();
    let exception = vm.new_exception(Exc::RuntimeError, &[message])?.value();
    step_soon(vm, task, exception)
}

fn yielded_instead(vm: &mut Vm, task: This, what: Value) -> PyResult<()> {
    let message = format!(
        "yield was used instead of yield from in task {} with {}",
        vm.repr_text(task.value())?,
        vm.repr_text(what)?
    );
    error_soon(vm, task, &message)
}

fn of_other_loop(vm: &mut Vm, task: This, future: Value) -> PyResult<()> {
    let message = format!(
        "Task {} got Future {} attached to a different loop",
        vm.repr_text(task.value())?,
        vm.repr_text(future)?
    );
    error_soon(vm, task, &message)
}

/// The coroutine has yielded: it waits for a future, or only for its next turn.
fn wait_for(vm: &mut Vm, task: This, what: Value) -> PyResult<()> {
    if what == task.value() {
        let message = format!("Task cannot await on itself: {}", vm.repr_text(what)?);
        return error_soon(vm, task, &message);
    }
    if what.is_none() {
        return step_soon(vm, task, Value::EMPTY);
    }
    if let Some(future) = exact(vm, what)? {
        if future.data.owner.get() != task.data.owner.get() {
            return of_other_loop(vm, task, what);
        }
        if !future.data.blocking.replace(false) {
            return yielded_instead(vm, task, what);
        }
        let wakeup = wakeup(vm, task)?;
        add_callback(vm, future, wakeup, task.data.context.get())?;
        return waits(vm, task, what);
    }
    let blocking = vm.get_attr_opt_text(what, "_asyncio_future_blocking")?.filter(|blocking| !blocking.is_none());
    if let Some(blocking) = blocking {
        let blocking = vm.is_true(blocking)?;
        if loop_of(vm, what)? != task.data.owner.get() {
            return of_other_loop(vm, task, what);
        }
        if !blocking {
            return yielded_instead(vm, task, what);
        }
        vm.set_attr_text(what, "_asyncio_future_blocking", Value::FALSE)?;
        let (wakeup, names) = (wakeup(vm, task)?, context_keyword(vm)?);
        let add = vm.get_attr_text(what, "add_done_callback")?;
        vm.call_kw(add, &[wakeup, task.data.context.get()], names)?;
        return waits(vm, task, what);
    }
    let shown = vm.repr_text(what)?;
    let message = if what.is::<Generator>() && vm.class_of(what) == vm.types.generator {
        let task = vm.repr_text(task.value())?;
        format!("yield was used instead of yield from for generator in task {task} with {shown}")
    } else {
        format!("Task got bad yield: {shown}")
    };
    error_soon(vm, task, &message)
}

/// The task waits for a future, which is cancelled if the task was meanwhile.
fn waits(vm: &mut Vm, task: This, future: Value) -> PyResult<()> {
    task.data.waiter.set(vm, task, future);
    if task.data.must_cancel.get() {
        let message = task.data.cancel_message.get().or_none();
        if cancel_waiter(vm, future, message)? {
            task.data.must_cancel.set(false);
        }
    }
    Ok(())
}

/// `future.cancel(msg=message)`; whether it says that it will be.
pub(super) fn cancel_waiter(vm: &mut Vm, future: Value, message: Value) -> PyResult<bool> {
    let cancel = vm.get_attr_text(future, "cancel")?;
    let name = vm.intern("msg").value();
    let names = vm.tuple(&[name])?;
    let answer = vm.call_kw(cancel, &[message], names)?;
    vm.is_true(answer)
}

/// The loop of something like a future.
fn loop_of(vm: &mut Vm, future: Value) -> PyResult<Value> {
    match vm.get_attr_opt_text(future, "get_loop")? {
        Some(get_loop) => vm.call(get_loop, &[]),
        None => vm.get_attr_text(future, "_loop"),
    }
}
