//! `_thread.lock`

use super::timeout;
use runtime::heap::{Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::type_object::type_flag;
use runtime::threads::Lock;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::sync::Arc;

/// A lock as Python sees it.
pub(super) struct LockObject {
    pub(super) lock: Arc<Lock>,
}
runtime::native_data!(LockObject, []);

pub(super) fn new_lock(vm: &mut Vm) -> PyResult<Gc<Native<LockObject>>> {
    let class = vm.native_type(&LOCK)?;
    vm.native(class, LockObject { lock: Arc::default() })
}

fn of(value: Value) -> Arc<Lock> {
    let object = value.cast::<Native<LockObject>>().expect("the receiver is a lock");
    Arc::clone(&object.data.lock)
}

fn acquire(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let timeout = timeout(vm, args)?;
    let lock = of(args[0]);
    Ok(Value::bool(vm.acquire_lock(&lock, timeout)?))
}

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let lock = of(args[0]);
    Ok(Value::bool(vm.acquire_lock(&lock, None)?))
}

fn release(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if of(args[0]).release() { Ok(Value::NONE) } else { Err(vm.runtime_error("release unlocked lock")) }
}

fn locked(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(of(args[0]).is_held()))
}

fn reinit(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    of(args[0]).release();
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let state = if of(args[0]).is_held() { "locked" } else { "unlocked" };
    let id = vm.id(args[0]);
    Ok(vm.str(&format!("<{state} _thread.lock object at {id:#x}>"))?.value())
}

/// `_thread.LockType`
pub(super) static LOCK: TypeSpec = TypeSpec {
    name: "lock",
    module: "_thread",
    flags: type_flag::NO_NEW | type_flag::HAS_WEAKREF,
    methods: &[
        method("acquire", "(blocking=True, timeout=-1)", acquire),
        method("acquire_lock", "(blocking=True, timeout=-1)", acquire),
        method("release", "()", release),
        method("release_lock", "()", release),
        method("locked", "()", locked),
        method("locked_lock", "()", locked),
        method("_at_fork_reinit", "()", reinit),
        method("__enter__", "()", enter),
        method("__exit__", "(*args)", release),
        method("__repr__", "()", repr),
    ],
    doc: "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().",
    ..TypeSpec::EMPTY
};
