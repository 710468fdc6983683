//! `_asyncio`: futures and tasks, and which loop and task run.
//!
//! `future.rs` has the objects, tasks being futures with a coroutine, `iterate.rs` what awaiting a future does, `task.rs` the methods of tasks
//! and `step.rs` how they run; `running.rs` the functions of the module.

mod future;
mod iterate;
mod running;
mod step;
mod task;

use runtime::heap::Gc;
use runtime::native::{ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// What `asyncio` and others define in Python: the key of the module's state, which is its path.
static EVENT_LOOP_POLICY: &str = "asyncio.events.get_event_loop_policy";
static INVALID_STATE: &str = "asyncio.exceptions.InvalidStateError";
static CANCELLED: &str = "asyncio.exceptions.CancelledError";
static FUTURE_REPR: &str = "asyncio.base_futures._future_repr";
static TASK_REPR: &str = "asyncio.base_tasks._task_repr";
static TASK_STACK: &str = "asyncio.base_tasks._task_get_stack";
static TASK_PRINT: &str = "asyncio.base_tasks._task_print_stack";
static IS_COROUTINE: &str = "asyncio.coroutines.iscoroutine";
static EXTRACT_STACK: &str = "traceback.extract_stack";

/// The object that a path names.
fn known(vm: &mut Vm, path: &'static str) -> PyResult<Value> {
    if let Some(value) = vm.module_state(path) {
        return Ok(value);
    }
    let (module, name) = path.rsplit_once('.').unwrap_or(("builtins", path));
    let module = vm.import(module)?;
    let value = vm.get_attr_text(module, name)?;
    vm.set_module_state(path, value);
    Ok(value)
}

/// Sets an `InvalidStateError`.
#[cold]
fn invalid_state(vm: &mut Vm, message: &str) -> Raised {
    let made = known(vm, INVALID_STATE).and_then(|class| {
        let message = vm.str(message)?.value();
        vm.call(class, &[message])
    });
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

/// `_asyncio`
pub(crate) static ASYNCIO: ModuleSpec = ModuleSpec {
    name: "_asyncio",
    doc: "Accelerator module for asyncio",
    functions: &[
        func("current_task", "(loop=None)", running::current_task).doc("Return a currently executed task."),
        func("get_event_loop", "()", running::get_event_loop).doc("Return an asyncio event loop.\n\nWhen called from a coroutine or a callback (e.g. scheduled with\ncall_soon or similar API), this function will always return the\nrunning event loop.\n\nIf there is no running event loop set, the function will return\nthe result of `get_event_loop_policy().get_event_loop()` call."),
        func("get_running_loop", "()", running::get_running_loop).doc("Return the running event loop.  Raise a RuntimeError if there is none.\n\nThis function is thread-specific."),
        func("_get_running_loop", "()", running::get_running_loop_or_none).doc("Return the running event loop or None.\n\nThis is a low-level function intended to be used by event loops.\nThis function is thread-specific."),
        func("_set_running_loop", "(loop, /)", running::set_running_loop).doc("Set the running event loop.\n\nThis is a low-level function intended to be used by event loops.\nThis function is thread-specific."),
        func("_register_task", "(task)", running::register_task).doc("Register a new task in asyncio as executed by loop.\n\nReturns None."),
        func("_register_eager_task", "(task)", running::register_eager_task).doc("Register a new task in asyncio as executed by loop.\n\nReturns None."),
        func("_unregister_task", "(task)", running::unregister_task).doc("Unregister a task.\n\nReturns None."),
        func("_unregister_eager_task", "(task)", running::unregister_eager_task).doc("Unregister a task.\n\nReturns None."),
        func("_enter_task", "(loop, task)", running::enter_task).doc("Enter into task execution or resume suspended task.\n\nTask belongs to loop.\n\nReturns None."),
        func("_leave_task", "(loop, task)", running::leave_task).doc("Leave task execution or suspend a task.\n\nTask belongs to loop.\n\nReturns None."),
        func("_swap_current_task", "(loop, task)", running::swap_current_task).doc("Temporarily swap in the supplied task and return the original one (or None).\n\nThis is intended for use during eager coroutine execution."),
    ],
    types: &[&future::FUTURE, &task::TASK],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for (name, value) in running::registries(vm)? {
        dict.set_text(vm, name, value)?;
    }
    Ok(())
}
