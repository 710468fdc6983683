//! `select`: waiting for descriptors by select, poll and epoll.

use crate::convert::{self, c_int, file_descriptor};
use crate::posix::path::{check, error};
use crate::system::{self, poll as calls};
use crate::time::{monotonic, seconds};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, class_method, func, method, readonly};
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

macro_rules! constants {
    ($($name:ident)*) => {
        static CONSTANTS: &[(&str, i64)] = &[$((stringify!($name), libc::$name as u32 as i64),)*
            // Linux has it although the crate `libc` does not tell.
            ("POLLMSG", 0x400),
        ];
    };
}
constants! {
    POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM POLLWRBAND POLLRDHUP
    EPOLLIN EPOLLOUT EPOLLPRI EPOLLERR EPOLLHUP EPOLLRDHUP EPOLLET EPOLLONESHOT EPOLLEXCLUSIVE EPOLLRDNORM EPOLLRDBAND
    EPOLLWRNORM EPOLLWRBAND EPOLLMSG EPOLL_CLOEXEC
}

/// A timeout in nanoseconds; none for "for ever".
fn timeout(vm: &mut Vm, value: Option<Value>, unit: f64) -> PyResult<Option<i128>> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(None) };
    if unit != 1.0 {
        // Milliseconds, rounded up like seconds are.
        if let Some(f) = value.as_f64() {
            return Ok(Some((f * 1e6).ceil() as i128).filter(|&nanos| nanos >= 0));
        }
        let n = match vm.index(value) {
            Ok(n) => n,
            Err(raised) => {
                vm.catch(raised, Exc::TypeError)?;
                return Err(vm.type_error("timeout must be an integer or None"));
            }
        };
        let Some(n) = n.as_i64().filter(|n| i32::try_from(*n).is_ok()) else {
            return Err(vm.overflow_error("timeout is too large"));
        };
        return Ok(Some(i128::from(n) * 1_000_000).filter(|&nanos| nanos >= 0));
    }
    match seconds(vm, value) {
        Ok(nanos) => Ok(Some(nanos)),
        Err(raised) => {
            vm.catch(raised, Exc::TypeError)?;
            Err(vm.type_error("timeout must be a float or None"))
        }
    }
}

/// Milliseconds until a deadline, -1 for none.
fn left(deadline: Option<i128>) -> i32 {
    match deadline {
        None => -1,
        Some(deadline) => {
            let nanos = (deadline - monotonic()).max(0);
            i32::try_from((nanos + 999_999) / 1_000_000).unwrap_or(i32::MAX)
        }
    }
}

/// Objects to wait for with their descriptors.
fn waited(vm: &mut Vm, value: Value) -> PyResult<(Gc<List>, Vec<i32>)> {
    let objects = match vm.collect_list(value) {
        Ok(objects) => objects,
        Err(raised) => {
            vm.catch(raised, Exc::TypeError)?;
            return Err(vm.type_error("arguments 1-3 must be sequences"));
        }
    };
    let mut fds = Vec::new();
    let mut index = 0;
    while let Some(object) = objects.get(index) {
        let fd = file_descriptor(vm, object)?;
        if fd >= libc::FD_SETSIZE as i32 {
            return Err(vm.value_error("filedescriptor out of range in select()"));
        }
        fds.push(fd);
        index += 1;
    }
    Ok((objects, fds))
}

fn select(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = timeout(vm, args.opt(3), 1.0)?;
    if limit.is_some_and(|limit| limit < 0) {
        return Err(vm.value_error("timeout must be non-negative"));
    }
    let (read, read_fds) = waited(vm, args[0])?;
    let (write, write_fds) = waited(vm, args[1])?;
    let (except, except_fds) = waited(vm, args[2])?;
    let most = [&read_fds, &write_fds, &except_fds].iter().flat_map(|fds| fds.iter()).max().map_or(0, |&fd| fd + 1);
    let deadline = limit.map(|limit| monotonic() + limit);
    let sets = loop {
        let mut sets = [&read_fds, &write_fds, &except_fds].map(|fds| calls::FdSet::of(fds));
        let time = deadline.map(|deadline| {
            let nanos = (deadline - monotonic()).max(0);
            ((nanos / 1_000_000_000) as i64, (nanos % 1_000_000_000 / 1000) as i64)
        });
        match vm.allow_threads(|| calls::select(most, &mut sets, time)) {
            Ok(_) => break sets,
            Err(libc::EINTR) => vm.check_signals()?,
            Err(code) => return Err(error(vm, code)),
        }
    };
    let mut ready = [Value::NONE; 3];
    for (at, (objects, fds)) in [(read, read_fds), (write, write_fds), (except, except_fds)].into_iter().enumerate() {
        let list = vm.list(&[])?;
        for (index, &fd) in fds.iter().enumerate() {
            if sets[at].has(fd)
                && let Some(object) = objects.get(index)
            {
                list.push(vm, object)?;
            }
        }
        ready[at] = list.value();
    }
    Ok(vm.tuple(&ready)?.value())
}

/// Descriptors and the events that are waited for.
struct Poll {
    fds: RefCell<Vec<(i32, i16)>>,
    running: Cell<bool>,
}

impl NativeData for Poll {
    runtime::native_info!(Poll);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

fn poll_of(value: Value) -> Gc<Native<Poll>> {
    value.cast().expect("the receiver is a poll object")
}

fn poll(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&POLL)?;
    Ok(vm.native(class, Poll { fds: RefCell::default(), running: Cell::new(false) })?.value())
}

/// An event mask: an unsigned short.
fn mask(vm: &mut Vm, value: Option<Value>, default: i64) -> PyResult<i16> {
    let n = match value {
        Some(value) => vm.index(value)?.as_i64(),
        None => Some(default),
    };
    match n {
        Some(n) if n < 0 => Err(vm.value_error("value must be positive")),
        Some(n) if n <= 0xffff => Ok(n as u16 as i16),
        Some(_) | None => Err(vm.overflow_error("Python int too large for C unsigned short")),
    }
}

fn poll_register(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[1])?;
    let events = mask(vm, args.opt(2), (libc::POLLIN | libc::POLLPRI | libc::POLLOUT).into())?;
    let this = poll_of(args[0]);
    let mut fds = this.data.fds.borrow_mut();
    match fds.iter_mut().find(|(known, _)| *known == fd) {
        Some(entry) => entry.1 = events,
        None => fds.push((fd, events)),
    }
    Ok(Value::NONE)
}

fn poll_modify(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, events) = (file_descriptor(vm, args[1])?, mask(vm, args.opt(2), 0)?);
    let this = poll_of(args[0]);
    let found = this.data.fds.borrow_mut().iter_mut().find(|(known, _)| *known == fd).map(|entry| entry.1 = events);
    match found {
        Some(()) => Ok(Value::NONE),
        None => Err(error(vm, libc::ENOENT)),
    }
}

fn poll_unregister(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = file_descriptor(vm, args[1])?;
    let this = poll_of(args[0]);
    let at = this.data.fds.borrow().iter().position(|(known, _)| *known == fd);
    match at {
        Some(at) => {
            this.data.fds.borrow_mut().remove(at);
            Ok(Value::NONE)
        }
        None => Err(vm.key_error(Value::int32(fd))),
    }
}

fn poll_poll(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = poll_of(args[0]);
    let limit = timeout(vm, args.opt(1), 1e-3)?;
    if this.data.running.replace(true) {
        return Err(vm.runtime_error("concurrent poll() invocation"));
    }
    let result = wait_poll(vm, this, limit);
    this.data.running.set(false);
    result
}

fn wait_poll(vm: &mut Vm, this: Gc<Native<Poll>>, limit: Option<i128>) -> PyResult<Value> {
    let deadline = limit.map(|limit| monotonic() + limit);
    let mut fds: Vec<libc::pollfd> =
        this.data.fds.borrow().iter().map(|&(fd, events)| libc::pollfd { fd, events, revents: 0 }).collect();
    loop {
        match vm.allow_threads(|| calls::poll(&mut fds, left(deadline))) {
            Ok(_) => break,
            Err(libc::EINTR) => vm.check_signals()?,
            Err(code) => return Err(error(vm, code)),
        }
    }
    let list = vm.list(&[])?;
    for fd in fds.iter().filter(|fd| fd.revents != 0) {
        let pair = vm.tuple(&[Value::int32(fd.fd), Value::int32((fd.revents as u16).into())])?.value();
        list.push(vm, pair)?;
    }
    Ok(list.value())
}

static POLL: TypeSpec = TypeSpec {
    name: "poll",
    module: "select",
    flags: type_flag::NO_NEW,
    methods: &[
        method("register", "(fd, eventmask=7, /)", poll_register),
        method("modify", "(fd, eventmask, /)", poll_modify),
        method("unregister", "(fd, /)", poll_unregister),
        method("poll", "(timeout=None, /)", poll_poll),
    ],
    ..TypeSpec::EMPTY
};

/// An epoll descriptor; -1 once closed.
struct Epoll {
    fd: Cell<i32>,
}

impl Drop for Epoll {
    fn drop(&mut self) {
        if self.fd.get() >= 0 {
            system::close(self.fd.get());
        }
    }
}

impl NativeData for Epoll {
    runtime::native_info!(Epoll);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

fn epoll_of(value: Value) -> Gc<Native<Epoll>> {
    value.cast().expect("the receiver is an epoll object")
}

fn epoll_fd(vm: &mut Vm, value: Value) -> PyResult<i32> {
    match epoll_of(value).data.fd.get() {
        fd if fd >= 0 => Ok(fd),
        _ => Err(vm.value_error("I/O operation on closed epoll object")),
    }
}

fn epoll_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let size = convert::c_int_or(vm, args.opt(1), -1)?;
    let flags = convert::c_int_or(vm, args.opt(2), 0)?;
    if size != -1 && size <= 0 {
        return Err(vm.value_error("negative sizehint"));
    }
    if flags & !libc::EPOLL_CLOEXEC != 0 {
        return Err(vm.raise_text(Exc::OSError, "invalid flags"));
    }
    let fd = calls::epoll_create(libc::EPOLL_CLOEXEC);
    check(vm, fd)?;
    Ok(vm.native(class, Epoll { fd: Cell::new(fd) })?.value())
}

fn epoll_fromfd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("a class method's class");
    let fd = c_int(vm, args[1])?;
    Ok(vm.native(class, Epoll { fd: Cell::new(fd) })?.value())
}

fn epoll_close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = epoll_of(args[0]).data.fd.replace(-1);
    if fd >= 0 {
        check(vm, system::close(fd))?;
    }
    Ok(Value::NONE)
}

fn epoll_fileno(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(epoll_fd(vm, args[0])?))
}

fn event_mask(vm: &mut Vm, value: Option<Value>, default: i32) -> PyResult<u32> {
    match value {
        Some(value) => Ok(convert::c_unsigned_long(vm, value)? as u32),
        None => Ok(default as u32),
    }
}

fn control(vm: &mut Vm, args: Args<'_>, operation: i32, events: u32) -> PyResult<Value> {
    let (epoll, fd) = (epoll_fd(vm, args[0])?, file_descriptor(vm, args[1])?);
    check(vm, calls::epoll_control(epoll, operation, fd, events))
}

fn epoll_register(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let events = event_mask(vm, args.opt(2), libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT)?;
    control(vm, args, libc::EPOLL_CTL_ADD, events)
}

fn epoll_modify(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let events = event_mask(vm, args.opt(2), 0)?;
    control(vm, args, libc::EPOLL_CTL_MOD, events)
}

fn epoll_unregister(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    control(vm, args, libc::EPOLL_CTL_DEL, 0)
}

fn epoll_poll(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = epoll_fd(vm, args[0])?;
    let limit = timeout(vm, args.opt(1), 1.0)?.filter(|&limit| limit >= 0);
    let most = convert::c_int_or(vm, args.opt(2), -1)?;
    if most != -1 && most < 1 {
        return Err(vm.value_error(&format!("maxevents must be greater than 0, got {most}")));
    }
    let most = if most == -1 { libc::FD_SETSIZE - 1 } else { most as usize };
    let deadline = limit.map(|limit| monotonic() + limit);
    let events = loop {
        match vm.allow_threads(|| calls::epoll_wait(fd, most, left(deadline))) {
            Ok(events) => break events,
            Err(libc::EINTR) => vm.check_signals()?,
            Err(code) => return Err(error(vm, code)),
        }
    };
    let list = vm.list(&[])?;
    for (fd, events) in events {
        let pair = vm.tuple(&[Value::int32(fd), Value::int_unchecked(events.into())])?.value();
        list.push(vm, pair)?;
    }
    Ok(list.value())
}

fn epoll_enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    epoll_fd(vm, args[0])?;
    Ok(args[0])
}

fn get_epoll_closed(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(epoll_of(value).data.fd.get() < 0))
}

static EPOLL: TypeSpec = TypeSpec {
    name: "epoll",
    module: "select",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(sizehint=-1, flags=0)", epoll_new),
        class_method("fromfd", "(fd, /)", epoll_fromfd),
        method("close", "()", epoll_close),
        method("fileno", "()", epoll_fileno),
        method("register", "(fd, eventmask=7)", epoll_register),
        method("modify", "(fd, eventmask)", epoll_modify),
        method("unregister", "(fd)", epoll_unregister),
        method("poll", "(timeout=None, maxevents=-1)", epoll_poll),
        method("__enter__", "()", epoll_enter),
        method("__exit__", "(exc_type=None, exc_value=None, exc_tb=None, /)", epoll_close),
    ],
    getset: &[readonly("closed", get_epoll_closed)],
    ..TypeSpec::EMPTY
};

/// `select`
pub(crate) static SELECT: ModuleSpec = ModuleSpec {
    name: "select",
    doc: "This module supports asynchronous I/O on multiple file descriptors.\n\n*** IMPORTANT NOTICE ***\nOn Windows, only sockets are supported; on Unix, all file descriptors.",
    functions: &[func("select", "(rlist, wlist, xlist, timeout=None, /)", select), func("poll", "()", poll)],
    types: &[&EPOLL],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in CONSTANTS {
        // Masks of 16 bits were widened with their sign.
        let value = if name.starts_with("POLL") { value & 0xffff } else { value };
        dict.set_text(vm, name, Value::int_unchecked(value))?;
    }
    dict.set_text(vm, "PIPE_BUF", Value::len(libc::PIPE_BUF))?;
    let error = vm.exc(Exc::OSError).value();
    dict.set_text(vm, "error", error)
}
