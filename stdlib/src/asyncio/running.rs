//! Which loop runs in a thread, which task in a loop, and which tasks there are.

use super::{EVENT_LOOP_POLICY, known};
use runtime::heap::Gc;
use runtime::native::Args;
use runtime::object::dict::Dict;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// For each thread: the loop that runs and the process in which it does, since a child inherits none.
static RUNNING: &str = "_asyncio running loop";
static CURRENT_TASKS: &str = "_asyncio current tasks";
static SCHEDULED: &str = "_asyncio scheduled tasks";
static EAGER: &str = "_asyncio eager tasks";

/// The attributes of the module that say which tasks there are.
pub(super) fn registries(vm: &mut Vm) -> PyResult<[(&'static str, Value); 3]> {
    let current = current_tasks(vm)?.value();
    let weakref = vm.import("weakref")?;
    let scheduled = vm.call_method(weakref, "WeakSet", &[])?;
    let set = vm.types.set.value();
    let eager = vm.call(set, &[])?;
    vm.set_module_state(SCHEDULED, scheduled);
    vm.set_module_state(EAGER, eager);
    Ok([("_current_tasks", current), ("_scheduled_tasks", scheduled), ("_eager_tasks", eager)])
}

fn current_tasks(vm: &mut Vm) -> PyResult<Gc<Dict>> {
    if let Some(dict) = vm.module_state(CURRENT_TASKS).and_then(|dict| dict.cast::<Dict>()) {
        return Ok(dict);
    }
    let dict = vm.dict()?;
    vm.set_module_state(CURRENT_TASKS, dict.value());
    Ok(dict)
}

/// The loop that runs in this thread.
pub(super) fn running_loop(vm: &Vm) -> Option<Value> {
    let pair = vm.thread_value(RUNNING)?.cast::<Tuple>()?;
    (pair.get(1) == Value::len(std::process::id() as usize)).then(|| pair.get(0)).filter(|running| !running.is_none())
}

pub(super) fn get_running_loop_or_none(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(running_loop(vm).unwrap_or(Value::NONE))
}

pub(super) fn get_running_loop(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    running_loop(vm).ok_or_else(|| vm.runtime_error("no running event loop"))
}

pub(super) fn set_running_loop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let pair = vm.tuple(&[args[0], Value::len(std::process::id() as usize)])?.value();
    vm.set_thread_value(RUNNING, pair);
    Ok(Value::NONE)
}

/// The loop that runs, or that of the policy.
pub(super) fn event_loop(vm: &mut Vm) -> PyResult<Value> {
    if let Some(running) = running_loop(vm) {
        return Ok(running);
    }
    let get_policy = known(vm, EVENT_LOOP_POLICY)?;
    let policy = vm.call(get_policy, &[])?;
    vm.call_method(policy, "get_event_loop", &[])
}

pub(super) fn get_event_loop(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    event_loop(vm)
}

pub(super) fn current_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let of = match args.not_none(0) {
        Some(of) => of,
        None => running_loop(vm).ok_or_else(|| vm.runtime_error("no running event loop"))?,
    };
    Ok(current_tasks(vm)?.get(vm, of)?.unwrap_or(Value::NONE))
}

/// Says that a task of a loop runs now.
pub(super) fn enter(vm: &mut Vm, of: Value, task: Value) -> PyResult<()> {
    let current = current_tasks(vm)?;
    if let Some(other) = current.get(vm, of)? {
        let message = format!(
            "Cannot enter into task {} while another task {} is being executed.",
            vm.repr_text(task)?,
            vm.repr_text(other)?
        );
        return Err(vm.runtime_error(&message));
    }
    current.set(vm, of, task)
}

/// Says that it does not any more.
pub(super) fn leave(vm: &mut Vm, of: Value, task: Value) -> PyResult<()> {
    let current = current_tasks(vm)?;
    let item = current.get(vm, of)?;
    if item != Some(task) {
        let message = format!(
            "Leaving task {} does not match the current task {}.",
            vm.repr_text(task)?,
            vm.repr_text(item.unwrap_or(Value::NONE))?
        );
        return Err(vm.runtime_error(&message));
    }
    current.remove(vm, of).map(|_| ())
}

/// Makes a task, or none, the one that runs; the one that did.
pub(super) fn swap(vm: &mut Vm, of: Value, task: Value) -> PyResult<Value> {
    let current = current_tasks(vm)?;
    let previous = current.get(vm, of)?;
    if task.is_none() {
        current.remove(vm, of)?;
    } else {
        current.set(vm, of, task)?;
    }
    Ok(previous.unwrap_or(Value::NONE))
}

pub(super) fn enter_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    enter(vm, args[0], args[1]).map(|()| Value::NONE)
}

pub(super) fn leave_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    leave(vm, args[0], args[1]).map(|()| Value::NONE)
}

pub(super) fn swap_current_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    swap(vm, args[0], args[1])
}

fn change(vm: &mut Vm, registry: &'static str, method: &str, task: Value) -> PyResult<Value> {
    let registry = vm.module_state(registry).unwrap_or(Value::NONE);
    vm.call_method(registry, method, &[task])?;
    Ok(Value::NONE)
}

/// Adds a task to those that are known.
pub(super) fn register(vm: &mut Vm, task: Value) -> PyResult<()> {
    change(vm, SCHEDULED, "add", task).map(|_| ())
}

/// Adds a task to those that run before the loop has had them.
pub(super) fn register_eager(vm: &mut Vm, task: Value) -> PyResult<()> {
    change(vm, EAGER, "add", task).map(|_| ())
}

/// Removes it from those.
pub(super) fn unregister_eager(vm: &mut Vm, task: Value) -> PyResult<()> {
    change(vm, EAGER, "discard", task).map(|_| ())
}

pub(super) fn register_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change(vm, SCHEDULED, "add", args[0])
}

pub(super) fn register_eager_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change(vm, EAGER, "add", args[0])
}

pub(super) fn unregister_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change(vm, SCHEDULED, "discard", args[0])
}

pub(super) fn unregister_eager_task(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change(vm, EAGER, "discard", args[0])
}
