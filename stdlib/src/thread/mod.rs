//! `_thread`: threads, locks, identities and thread-local data.

mod hook;
mod local;
mod lock;
pub(crate) mod rlock;

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native};
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::dict::Dict;
use runtime::object::module::Module;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::sync::Arc;
use std::time::Duration;

/// Longest timeout in seconds: what nanoseconds in 64 bits hold.
const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// What `acquire(blocking, timeout)` asks for: `None` waits for ever.
fn timeout(vm: &mut Vm, args: Args<'_>) -> PyResult<Option<Duration>> {
    let blocking = args.opt(1).map_or(Ok(true), |blocking| vm.is_true(blocking))?;
    const FOREVER: i128 = -1_000_000_000;
    let timeout = args.opt(2).map_or(Ok(FOREVER), |timeout| crate::time::seconds(vm, timeout))?;
    if !blocking && timeout != FOREVER {
        return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
    }
    if timeout < 0 && timeout != FOREVER {
        return Err(vm.value_error("timeout value must be a non-negative number"));
    }
    if timeout > (TIMEOUT_MAX * 1e9) as i128 {
        return Err(vm.overflow_error("timeout value is too large"));
    }
    Ok(match blocking {
        false => Some(Duration::ZERO),
        true => u64::try_from(timeout).ok().map(Duration::from_nanos),
    })
}

fn start_new_thread(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.is_callable(args[0]) {
        return Err(vm.type_error("first arg must be callable"));
    }
    if !args[1].is::<Tuple>() {
        return Err(vm.type_error("2nd arg must be a tuple"));
    }
    let kwargs = args.get(2);
    if !kwargs.is_empty() && !kwargs.is::<Dict>() {
        return Err(vm.type_error("optional 3rd arg must be a dictionary"));
    }
    vm.audit("_thread.start_new_thread", &[args[0], args[1], kwargs.or_none()])?;
    let ident = vm.start_thread(args[0], args[1], kwargs.or_none())?;
    vm.int(ident)
}

fn allocate_lock(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    lock::new_lock(vm).map(|lock| lock.value())
}

fn set_sentinel(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let lock: Gc<Native<lock::LockObject>> = lock::new_lock(vm)?;
    vm.set_thread_sentinel(Arc::clone(&lock.data.lock));
    Ok(lock.value())
}

fn get_ident(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.int(vm.thread_ident())
}

fn get_native_id(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.int(crate::system::thread_id())
}

fn count(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(vm.started_threads()))
}

fn exit(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.raise_args(Exc::SystemExit, &[]))
}

fn interrupt_main(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let signal = args.opt(0).map_or(Ok(2), |signal| vm.index_i64(signal, Exc::OverflowError))?;
    if !(1..=64).contains(&signal) {
        return Err(vm.value_error("signal number out of range"));
    }
    if crate::signal::is_handled(vm, signal as i32)? {
        runtime::signals::simulate(signal as i32);
        if vm.is_main_thread() {
            vm.check_signals()?;
        }
    }
    Ok(Value::NONE)
}

fn stack_size(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let new = args.opt(0).map_or(Ok(None), |size| vm.index_i64(size, Exc::OverflowError).map(Some))?;
    if let Some(size) = new {
        if size < 0 {
            return Err(vm.value_error("size must be 0 or a positive value"));
        }
        if size != 0 && size < 32 << 10 {
            return Err(vm.value_error(&format!("size not valid: {size} bytes")));
        }
    }
    let old = vm.thread_stack_size(new.map(|size| size as usize));
    Ok(Value::len(old))
}

fn thread_ended(vm: &mut Vm) {
    local::forget_thread(vm);
}

fn yes(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::TRUE)
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let error = vm.exc(Exc::RuntimeError).value();
    dict.set_text(vm, "error", error)?;
    dict.set_text(vm, "TIMEOUT_MAX", Value::float(TIMEOUT_MAX))?;
    let class = vm.native_type(&lock::LOCK)?.value();
    dict.set_text(vm, "LockType", class)?;
    let class = vm.struct_type(&hook::HOOK_ARGS)?.value();
    dict.set_text(vm, "_ExceptHookArgs", class)?;
    vm.set_thread_end_hook(thread_ended);
    Ok(())
}

/// `_thread`
pub(crate) static THREAD: ModuleSpec = ModuleSpec {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
    functions: &[
        func("start_new_thread", "(function, args, kwargs={}, /)", start_new_thread),
        func("start_new", "(function, args, kwargs={}, /)", start_new_thread),
        func("allocate_lock", "()", allocate_lock),
        func("allocate", "()", allocate_lock),
        func("_set_sentinel", "()", set_sentinel),
        func("get_ident", "()", get_ident),
        func("get_native_id", "()", get_native_id),
        func("_count", "()", count),
        func("exit", "()", exit),
        func("exit_thread", "()", exit),
        func("_excepthook", "(args, /)", hook::excepthook),
        func("interrupt_main", "(signum=2, /)", interrupt_main),
        func("stack_size", "(size=0, /)", stack_size),
        func("daemon_threads_allowed", "()", yes),
        func("_is_main_interpreter", "()", yes),
    ],
    types: &[&rlock::RLOCK, &local::LOCAL],
    init: Some(init),
};
