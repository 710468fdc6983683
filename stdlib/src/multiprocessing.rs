//! `_multiprocessing` and `_posixshmem`: semaphores and memory that processes share.

use crate::convert::{c_int, c_long, truth};
use crate::posix::path::{check, error, fs_bytes};
use crate::receiver::{class_arg, this};
use crate::system::semaphore::{self, Semaphore};
use crate::system::{self, clock};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, class_method, func, member, method};
use runtime::object::module::Module;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

const RECURSIVE_MUTEX: i32 = 0;
const SEMAPHORE: i32 = 1;
/// The largest value of a semaphore.
const MAX: i64 = 0x7fff_ffff;

struct SemLock {
    semaphore: Semaphore,
    kind: i32,
    max: i64,
    /// How often the thread `owner` holds it.
    count: Cell<i64>,
    owner: Cell<i64>,
    name: Field<Value>,
}

impl NativeData for SemLock {
    runtime::native_info!(SemLock);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.name);
    }
}

impl Drop for SemLock {
    fn drop(&mut self) {
        self.semaphore.close();
    }
}

type This = Gc<Native<SemLock>>;

fn make(vm: &mut Vm, class: Gc<Type>, semaphore: Semaphore, kind: i32, max: i64, name: Value) -> PyResult<Value> {
    let lock = SemLock { semaphore, kind, max, count: Cell::new(0), owner: Cell::new(0), name: Field::new(name) };
    Ok(vm.native(class, lock)?.value())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (kind, value, max) = (c_int(vm, args[1])?, c_int(vm, args[2])?, c_int(vm, args[3])?);
    let name = fs_bytes(vm, args[4])?;
    let unlink = vm.is_true(args[5])?;
    if kind != RECURSIVE_MUTEX && kind != SEMAPHORE {
        return Err(vm.value_error("unrecognized kind"));
    }
    let semaphore = match Semaphore::create(&name, value as u32) {
        Ok(semaphore) => semaphore,
        Err(code) => return Err(error(vm, code)),
    };
    if unlink && semaphore::sem_unlink(&name) < 0 {
        let code = system::errno();
        semaphore.close();
        return Err(error(vm, code));
    }
    let shown = if unlink { Value::NONE } else { args[4] };
    make(vm, class_arg(args), semaphore, kind, max.into(), shown)
}

fn rebuild(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let (kind, max) = (c_int(vm, args[2])?, c_int(vm, args[3])?);
    let name = fs_bytes(vm, args[4])?;
    match Semaphore::open(&name) {
        Ok(semaphore) => make(vm, class, semaphore, kind, max.into(), args[4]),
        Err(code) => Err(error(vm, code)),
    }
}

fn is_mine(vm: &Vm, lock: This) -> bool {
    lock.data.count.get() > 0 && lock.data.owner.get() == vm.thread_ident()
}

fn acquire(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let lock = this::<SemLock>(args[0]);
    let block = truth(vm, args.opt(1), true)?;
    if lock.data.kind == RECURSIVE_MUTEX && is_mine(vm, lock) {
        lock.data.count.set(lock.data.count.get() + 1);
        return Ok(Value::TRUE);
    }
    let until = match args.not_none(2) {
        Some(timeout) if block => {
            let left = crate::time::seconds(vm, timeout)?.max(0);
            let now = clock::now(libc::CLOCK_REALTIME).map_err(|code| error(vm, code))?;
            let nanos = i128::from(now.tv_sec) * 1_000_000_000 + i128::from(now.tv_nsec) + left;
            Some(crate::time::timespec(nanos))
        }
        Some(_) | None => None,
    };
    let semaphore = lock.data.semaphore;
    let mut result = semaphore.try_wait();
    while block && matches!(result, Err(libc::EAGAIN | libc::EINTR)) {
        result = vm.allow_threads(|| semaphore.wait(until));
        if result == Err(libc::EINTR) {
            vm.check_signals()?;
        }
    }
    match result {
        Ok(()) => {
            lock.data.count.set(lock.data.count.get() + 1);
            lock.data.owner.set(vm.thread_ident());
            Ok(Value::TRUE)
        }
        Err(libc::EAGAIN | libc::ETIMEDOUT) => Ok(Value::FALSE),
        Err(code) => Err(error(vm, code)),
    }
}

fn release(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let lock = this::<SemLock>(args[0]);
    if lock.data.kind == RECURSIVE_MUTEX {
        if !is_mine(vm, lock) {
            let message = "attempt to release recursive lock not owned by thread";
            return Err(vm.raise_text(Exc::AssertionError, message));
        }
        if lock.data.count.get() > 1 {
            lock.data.count.set(lock.data.count.get() - 1);
            return Ok(Value::NONE);
        }
    } else {
        match lock.data.semaphore.value() {
            Ok(value) if i64::from(value) >= lock.data.max => {
                return Err(vm.value_error("semaphore or lock released too many times"));
            }
            Ok(_) => {}
            Err(code) => return Err(error(vm, code)),
        }
    }
    if let Err(code) = lock.data.semaphore.post() {
        return Err(error(vm, code));
    }
    lock.data.count.set(lock.data.count.get() - 1);
    Ok(Value::NONE)
}

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let receiver = [args[0]];
    acquire(vm, Args::new(&receiver))
}

fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    release(vm, args)
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.int(this::<SemLock>(args[0]).data.count.get())
}

fn mine(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(is_mine(vm, this(args[0]))))
}

fn current(vm: &mut Vm, lock: This) -> PyResult<i32> {
    lock.data.semaphore.value().map_err(|code| error(vm, code))
}

fn get_value(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(current(vm, this(args[0]))?.max(0)))
}

fn is_zero(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(current(vm, this(args[0]))? == 0))
}

fn after_fork(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    this::<SemLock>(args[0]).data.count.set(0);
    Ok(Value::NONE)
}

fn get_handle(vm: &mut Vm, value: Value) -> PyResult<Value> {
    vm.int(this::<SemLock>(value).data.semaphore.handle())
}

fn get_kind(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(this::<SemLock>(value).data.kind))
}

fn get_max(vm: &mut Vm, value: Value) -> PyResult<Value> {
    vm.int(this::<SemLock>(value).data.max)
}

fn get_name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<SemLock>(value).data.name.get())
}

static SEM_LOCK: TypeSpec = TypeSpec {
    name: "SemLock",
    module: "_multiprocessing",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(kind, value, maxvalue, name, unlink)", new),
        method("acquire", "(block=True, timeout=None)", acquire).doc("Acquire the semaphore/lock."),
        method("release", "()", release).doc("Release the semaphore/lock."),
        method("__enter__", "()", enter).doc("Enter the semaphore/lock."),
        method("__exit__", "(exc_type=None, exc_value=None, exc_tb=None, /)", exit).doc("Exit the semaphore/lock."),
        method("_count", "()", count).doc("Num of `acquire()`s minus num of `release()`s for this process."),
        method("_is_mine", "()", mine).doc("Whether the lock is owned by this thread."),
        method("_get_value", "()", get_value).doc("Get the value of the semaphore."),
        method("_is_zero", "()", is_zero).doc("Return whether semaphore has value zero."),
        method("_after_fork", "()", after_fork).doc("Rezero the net acquisition count after fork()."),
        class_method("_rebuild", "(handle, kind, maxvalue, name, /)", rebuild),
    ],
    getset: &[
        member("handle", get_handle),
        member("kind", get_kind),
        member("maxvalue", get_max),
        member("name", get_name),
    ],
    doc: "Semaphore/Mutex type",
    ..TypeSpec::EMPTY
};

fn sem_unlink(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = fs_bytes(vm, args[0])?;
    check(vm, semaphore::sem_unlink(&name))
}

/// `_multiprocessing`
pub(crate) static MULTIPROCESSING: ModuleSpec = ModuleSpec {
    name: "_multiprocessing",
    functions: &[func("sem_unlink", "(name, /)", sem_unlink)],
    types: &[&SEM_LOCK],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let class = vm.native_type(&SEM_LOCK)?;
    let max = vm.int(MAX)?;
    class.dict.get().set_text(vm, "SEM_VALUE_MAX", max)?;
    let flags = vm.dict()?;
    for name in ["HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT", "HAVE_FD_TRANSFER"] {
        flags.set_text(vm, name, Value::int32(1))?;
    }
    module.dict.get().set_text(vm, "flags", flags.value())
}

fn shm_open(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = fs_bytes(vm, args[0])?;
    let flags = c_int(vm, args[1])?;
    let mode = args.opt(2).map_or(Ok(0o777), |mode| c_long(vm, mode))?;
    match system::retry(vm, || semaphore::shm_open(&name, flags, mode as u32))? {
        Ok(fd) => Ok(Value::int32(fd)),
        Err(code) => Err(crate::posix::path::error_of(vm, code, &[args[0]])),
    }
}

fn shm_unlink(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = fs_bytes(vm, args[0])?;
    match system::retry(vm, || semaphore::shm_unlink(&name))? {
        Ok(_) => Ok(Value::NONE),
        Err(code) => Err(crate::posix::path::error_of(vm, code, &[args[0]])),
    }
}

/// `_posixshmem`
pub(crate) static POSIX_SHMEM: ModuleSpec = ModuleSpec {
    name: "_posixshmem",
    doc: "POSIX shared memory module",
    functions: &[
        func("shm_open", "(path, flags, mode=511)", shm_open)
            .doc("Open a shared memory object.  Returns a file descriptor (integer)."),
        func("shm_unlink", "(path)", shm_unlink).doc("Remove a shared memory object (similar to unlink())."),
    ],
    ..ModuleSpec::EMPTY
};
