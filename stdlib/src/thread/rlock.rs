//! `_thread.RLock`

use super::timeout;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::threads::Lock;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

/// A lock that its owner may take again; owner and count change only under the interpreter's lock.
pub(crate) struct RLockObject {
    lock: Arc<Lock>,
    owner: Cell<i64>,
    count: Cell<u64>,
}
runtime::native_data!(RLockObject, []);

fn of(value: Value) -> Gc<Native<RLockObject>> {
    value.cast::<Native<RLockObject>>().expect("the receiver is an RLock")
}

/// A lock, for those who are no callers in Python.
pub(crate) type RLock = Gc<Native<RLockObject>>;

fn free() -> RLockObject {
    RLockObject { lock: Arc::default(), owner: Cell::new(0), count: Cell::new(0) }
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    Ok(vm.native(class, free())?.value())
}

/// A new lock.
pub(crate) fn make(vm: &mut Vm) -> PyResult<RLock> {
    let class = vm.native_type(&RLOCK)?;
    vm.native(class, free())
}

/// Takes a lock, waiting no longer than `timeout`; whether that was long enough.
pub(crate) fn take(vm: &mut Vm, this: RLock, timeout: Option<Duration>) -> PyResult<bool> {
    let me = vm.thread_ident();
    if this.data.owner.get() == me {
        this.data.count.set(this.data.count.get() + 1);
        return Ok(true);
    }
    let lock = Arc::clone(&this.data.lock);
    if !vm.acquire_lock(&lock, timeout)? {
        return Ok(false);
    }
    this.data.owner.set(me);
    this.data.count.set(1);
    Ok(true)
}

/// Gives a lock back once, if this thread has it.
pub(crate) fn give_back(vm: &Vm, this: RLock) -> bool {
    let data = &this.data;
    if !is_own(vm, this) {
        return false;
    }
    data.count.set(data.count.get() - 1);
    if data.count.get() == 0 {
        data.owner.set(0);
        data.lock.release();
    }
    true
}

/// Whether any thread has a lock.
pub(crate) fn is_held(this: RLock) -> bool {
    this.data.count.get() > 0
}

fn acquire(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let timeout = timeout(vm, args)?;
    Ok(Value::bool(take(vm, of(args[0]), timeout)?))
}

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(take(vm, of(args[0]), None)?))
}

fn release(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if give_back(vm, of(args[0])) { Ok(Value::NONE) } else { Err(vm.runtime_error("cannot release un-acquired lock")) }
}

/// Whether this thread has a lock.
pub(crate) fn is_own(vm: &Vm, this: RLock) -> bool {
    this.data.owner.get() == vm.thread_ident()
}

fn is_owned(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(is_own(vm, of(args[0]))))
}

fn recursion_count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &of(args[0]).data;
    let owned = data.owner.get() == vm.thread_ident();
    Ok(Value::len(if owned { data.count.get() as usize } else { 0 }))
}

/// Gives the lock up whole; what `_acquire_restore` needs to take it back.
fn release_save(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &of(args[0]).data;
    if data.count.get() == 0 {
        return Err(vm.runtime_error("cannot release un-acquired lock"));
    }
    let (count, owner) = (data.count.replace(0), data.owner.replace(0));
    data.lock.release();
    let owner = vm.int(owner)?;
    Ok(vm.tuple(&[Value::len(count as usize), owner])?.value())
}

fn acquire_restore(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(state) = args[1].cast::<Tuple>().filter(|state| state.len() == 2) else {
        return Err(vm.type_error("_acquire_restore() argument must be a tuple of two"));
    };
    let count = vm.index_i64(state.get(0), Exc::OverflowError)?;
    let owner = vm.index_i64(state.get(1), Exc::OverflowError)?;
    let lock = Arc::clone(&of(args[0]).data.lock);
    vm.acquire_lock(&lock, None)?;
    let data = &of(args[0]).data;
    data.count.set(count as u64);
    data.owner.set(owner);
    Ok(Value::NONE)
}

fn reinit(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &of(args[0]).data;
    data.lock.release();
    data.count.set(0);
    data.owner.set(0);
    Ok(Value::NONE)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (id, class) = (vm.id(args[0]), vm.class_of(args[0]));
    let class = vm.qualified_type_name(class);
    let data = &of(args[0]).data;
    let state = if data.count.get() > 0 { "locked" } else { "unlocked" };
    let (owner, count) = (data.owner.get(), data.count.get());
    Ok(vm.str(&format!("<{state} {class} object owner={owner} count={count} at {id:#x}>"))?.value())
}

/// `_thread.RLock`
pub(super) static RLOCK: TypeSpec = TypeSpec {
    name: "RLock",
    module: "_thread",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("acquire", "(blocking=True, timeout=-1)", acquire),
        method("release", "()", release),
        method("_is_owned", "()", is_owned),
        method("_recursion_count", "()", recursion_count),
        method("_release_save", "()", release_save),
        method("_acquire_restore", "(state, /)", acquire_restore),
        method("_at_fork_reinit", "()", reinit),
        method("__enter__", "()", enter),
        method("__exit__", "(*args)", release),
        method("__repr__", "()", repr),
    ],
    ..TypeSpec::EMPTY
};
