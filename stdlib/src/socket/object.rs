//! `_socket.socket`: the object, and how its calls wait.

use super::address;
use super::{default_timeout, os_error, timeout_of, timeout_value};
use crate::convert::{c_int, c_int_or, data};
use crate::posix::path::check;
use crate::receiver::{class_arg, this};
use crate::system::{self, net};
use crate::time::monotonic;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, member, method, readonly};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::Cell;

/// A socket; its descriptor is -1 once it is closed.
pub(super) struct Socket {
    pub(super) fd: Cell<i32>,
    pub(super) family: Cell<i32>,
    kind: Cell<i32>,
    protocol: Cell<i32>,
    /// Nanoseconds that a call waits at most; none waits for ever.
    timeout: Cell<Option<i64>>,
}

impl NativeData for Socket {
    runtime::native_info!(Socket);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.fd.get() >= 0 {
            system::close(self.fd.get());
        }
    }
}

pub(super) type This = Gc<Native<Socket>>;

pub(super) fn of(value: Value) -> This {
    this(value)
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = Socket {
        fd: Cell::new(-1),
        family: Cell::new(-1),
        kind: Cell::new(0),
        protocol: Cell::new(0),
        timeout: Cell::new(None),
    };
    Ok(vm.native(class_arg(args), socket)?.value())
}

fn option(fd: i32, name: i32) -> Result<i32, i32> {
    let mut value = [0; 4];
    net::getsockopt(fd, libc::SOL_SOCKET, name, &mut value).map(|_| i32::from_ne_bytes(value))
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let mut family = c_int_or(vm, args.opt(1), -1)?;
    let mut kind = c_int_or(vm, args.opt(2), -1)?;
    let mut protocol = c_int_or(vm, args.opt(3), -1)?;
    vm.audit("socket.__new__", &[args[0], Value::int32(family), Value::int32(kind), Value::int32(protocol)])?;
    let fd = if let Some(given) = args.not_none(4) {
        let fd = c_int(vm, given)?;
        if fd < 0 {
            return Err(vm.value_error("negative file descriptor"));
        }
        let known = net::own_address(fd);
        match known {
            Ok(address) if family == -1 => family = address_family(&address),
            Err(code @ (libc::EBADF | libc::ENOTSOCK)) => return Err(os_error(vm, code)),
            Err(code) if family == -1 => return Err(os_error(vm, code)),
            Ok(_) | Err(_) => {}
        }
        for (value, name) in [(&mut kind, libc::SO_TYPE), (&mut protocol, libc::SO_PROTOCOL)] {
            if *value == -1 {
                *value = option(fd, name).map_err(|code| os_error(vm, code))?;
            }
        }
        fd
    } else {
        family = if family == -1 { libc::AF_INET } else { family };
        kind = if kind == -1 { libc::SOCK_STREAM } else { kind };
        protocol = protocol.max(0);
        let fd = net::socket(family, kind | libc::SOCK_CLOEXEC, protocol);
        if fd < 0 {
            let code = system::errno();
            return Err(os_error(vm, code));
        }
        fd
    };
    set_up(vm, socket, fd, [family, kind, protocol]);
    Ok(Value::NONE)
}

fn address_family(address: &net::Address) -> i32 {
    match address.view() {
        net::View::Nothing => libc::AF_UNSPEC,
        net::View::V4 { .. } => libc::AF_INET,
        net::View::V6 { .. } => libc::AF_INET6,
        net::View::Unix(_) => libc::AF_UNIX,
        net::View::Netlink { .. } => libc::AF_NETLINK,
        net::View::Other { family, .. } => family,
    }
}

fn set_up(vm: &mut Vm, socket: This, fd: i32, [family, kind, protocol]: [i32; 3]) {
    let data = &socket.data;
    data.fd.set(fd);
    data.family.set(family);
    data.kind.set(kind & !(libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK));
    data.protocol.set(protocol);
    if kind & libc::SOCK_NONBLOCK != 0 {
        data.timeout.set(Some(0));
        return;
    }
    data.timeout.set(default_timeout(vm));
    if data.timeout.get().is_some() {
        net::set_blocking(fd, false);
    }
}

fn timed_out(vm: &mut Vm) -> Raised {
    vm.raise_text(Exc::TimeoutError, "timed out")
}

/// When the waiting of a call that starts now is over.
pub(super) fn deadline(socket: This) -> Option<i128> {
    socket.data.timeout.get().filter(|&timeout| timeout > 0).map(|timeout| monotonic() + i128::from(timeout))
}

/// Whether calls wait until they can go on.
pub(super) fn waits(socket: This) -> bool {
    socket.data.timeout.get() != Some(0)
}

/// Waits until the socket is ready.
fn wait(vm: &mut Vm, socket: This, writing: bool, deadline: i128) -> PyResult<()> {
    loop {
        let left = deadline - monotonic();
        if left <= 0 {
            return Err(timed_out(vm));
        }
        let milliseconds = i32::try_from((left + 999_999) / 1_000_000).unwrap_or(i32::MAX);
        let fd = socket.data.fd.get();
        match vm.allow_threads(|| net::wait(fd, writing, milliseconds)) {
            Ok(0) => return Err(timed_out(vm)),
            Ok(_) => return Ok(()),
            Err(libc::EINTR) => vm.check_signals()?,
            Err(code) => return Err(os_error(vm, code)),
        }
    }
}

/// Makes a system call, waiting before it as the socket's timeout says; what it returned.
pub(super) fn call<T>(
    vm: &mut Vm,
    socket: This,
    writing: bool,
    deadline: Option<i128>,
    mut work: impl FnMut(i32) -> Result<T, i32>,
) -> PyResult<T> {
    loop {
        if let Some(deadline) = deadline {
            wait(vm, socket, writing, deadline)?;
        }
        let fd = socket.data.fd.get();
        match vm.allow_threads(|| work(fd)) {
            Ok(result) => return Ok(result),
            Err(libc::EINTR) => vm.check_signals()?,
            Err(libc::EAGAIN) if deadline.is_some() => {}
            Err(code) => return Err(os_error(vm, code)),
        }
    }
}

/// The count that a call returned, or the error number.
pub(super) fn count(result: isize) -> Result<usize, i32> {
    usize::try_from(result).map_err(|_| system::errno())
}

fn accept(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let limit = deadline(socket);
    let (fd, from) = call(vm, socket, false, limit, |fd| {
        let (fd, from) = net::accept(fd);
        if fd < 0 { Err(system::errno()) } else { Ok((fd, from)) }
    })?;
    let from = match address::value(vm, &from) {
        Ok(from) => from,
        Err(raised) => {
            system::close(fd);
            return Err(raised);
        }
    };
    Ok(vm.tuple(&[Value::int32(fd), from])?.value())
}

fn bind(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let address = address::parse(vm, socket.data.family.get(), args[1], "bind")?;
    vm.audit("socket.bind", &[args[0], args[1]])?;
    let fd = socket.data.fd.get();
    let result = vm.allow_threads(|| (net::bind(fd, &address), system::errno()));
    if result.0 < 0 { Err(os_error(vm, result.1)) } else { Ok(Value::NONE) }
}

/// Connects; the error number if the system refuses.
fn connect_to(vm: &mut Vm, socket: This, address: &net::Address) -> PyResult<Result<(), i32>> {
    let (fd, timeout) = (socket.data.fd.get(), socket.data.timeout.get());
    let (result, code) = vm.allow_threads(|| (net::connect(fd, address), system::errno()));
    if result >= 0 {
        return Ok(Ok(()));
    }
    let waits = match code {
        libc::EINTR => {
            vm.check_signals()?;
            timeout != Some(0)
        }
        libc::EINPROGRESS => timeout.is_some_and(|timeout| timeout > 0),
        _ => false,
    };
    if !waits {
        return Ok(Err(code));
    }
    let limit = deadline(socket).unwrap_or(i128::MAX);
    wait(vm, socket, true, limit)?;
    match option(socket.data.fd.get(), libc::SO_ERROR) {
        Ok(0 | libc::EISCONN) => Ok(Ok(())),
        Ok(code) | Err(code) => Ok(Err(code)),
    }
}

fn connect(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let address = address::parse(vm, socket.data.family.get(), args[1], "connect")?;
    vm.audit("socket.connect", &[args[0], args[1]])?;
    match connect_to(vm, socket, &address)? {
        Ok(()) => Ok(Value::NONE),
        Err(code) => Err(os_error(vm, code)),
    }
}

fn connect_ex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let address = address::parse(vm, socket.data.family.get(), args[1], "connect_ex")?;
    vm.audit("socket.connect", &[args[0], args[1]])?;
    match connect_to(vm, socket, &address) {
        Ok(Ok(())) => Ok(Value::int32(0)),
        Ok(Err(code)) => Ok(Value::int32(code)),
        Err(raised) => {
            vm.catch(raised, Exc::TimeoutError)?;
            Ok(Value::int32(libc::EWOULDBLOCK))
        }
    }
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = of(args[0]).data.fd.replace(-1);
    if fd >= 0 {
        let (result, code) = vm.allow_threads(|| (system::close(fd), system::errno()));
        if result < 0 && code != libc::ECONNRESET {
            return Err(os_error(vm, code));
        }
    }
    Ok(Value::NONE)
}

fn detach(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(of(args[0]).data.fd.replace(-1)))
}

fn fileno(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(of(args[0]).data.fd.get()))
}

fn getsockname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let found = net::own_address(of(args[0]).data.fd.get());
    address::value_or_error(vm, found)
}

fn getpeername(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let found = net::peer_address(of(args[0]).data.fd.get());
    address::value_or_error(vm, found)
}

fn listen(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let backlog = c_int_or(vm, args.opt(1), 128)?.max(0);
    check(vm, net::listen(of(args[0]).data.fd.get(), backlog))
}

fn shutdown(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let how = c_int(vm, args[1])?;
    check(vm, net::shutdown(of(args[0]).data.fd.get(), how))
}

fn set_timeout(vm: &mut Vm, socket: This, timeout: Option<i64>) -> PyResult<Value> {
    socket.data.timeout.set(timeout);
    check(vm, net::set_blocking(socket.data.fd.get(), timeout.is_none()))
}

fn settimeout(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let timeout = timeout_of(vm, args[1])?;
    set_timeout(vm, of(args[0]), timeout)
}

fn setblocking(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let blocking = vm.is_true(args[1])?;
    set_timeout(vm, of(args[0]), if blocking { None } else { Some(0) })
}

fn gettimeout(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(timeout_value(of(args[0]).data.timeout.get()))
}

fn getblocking(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(of(args[0]).data.timeout.get() != Some(0)))
}

fn getsockopt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = of(args[0]).data.fd.get();
    let (level, name, len) = (c_int(vm, args[1])?, c_int(vm, args[2])?, c_int_or(vm, args.opt(3), 0)?);
    if len == 0 {
        let mut value = [0; 4];
        return match net::getsockopt(fd, level, name, &mut value) {
            Ok(_) => Ok(Value::int32(i32::from_ne_bytes(value))),
            Err(code) => Err(os_error(vm, code)),
        };
    }
    if !(0..=1024).contains(&len) {
        return Err(vm.raise_text(Exc::OSError, "getsockopt buflen out of range"));
    }
    let mut value = vec![0; len as usize];
    match net::getsockopt(fd, level, name, &mut value) {
        Ok(len) => Ok(vm.bytes(&value[..len.min(value.len())])?.value()),
        Err(code) => Err(os_error(vm, code)),
    }
}

fn setsockopt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = of(args[0]).data.fd.get();
    let (level, name) = (c_int(vm, args[1])?, c_int(vm, args[2])?);
    if let Some(len) = args.opt(4) {
        if !args[3].is_none() {
            let message = format!("setsockopt() argument 3 must be None, not {}", vm.arg_type_name(args[3]));
            return Err(vm.type_error(&message));
        }
        let len = crate::binascii::masked(vm, len)?;
        return check(vm, net::setsockopt_none(fd, level, name, len));
    }
    if args[3].is_int() {
        let value = c_int(vm, args[3])?;
        return check(vm, net::setsockopt(fd, level, name, &value.to_ne_bytes()));
    }
    let value = data(vm, args[3])?;
    check(vm, net::setsockopt(fd, level, name, &value))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &of(args[0]).data;
    let [fd, family, kind, protocol] = [&data.fd, &data.family, &data.kind, &data.protocol].map(Cell::get);
    let text = format!("<socket object, fd={fd}, family={family}, type={kind}, proto={protocol}>");
    Ok(vm.str(&text)?.value())
}

/// Warns of a socket that dies open, and closes it.
fn del(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if of(args[0]).data.fd.get() >= 0 {
        let warned = (|| {
            let message = format!("unclosed {}", vm.repr_text(args[0])?);
            crate::warnings::warn(vm, Exc::ResourceWarning, &message, Some(args[0]))
        })();
        if let Err(raised) = warned {
            vm.report_unraisable(raised, args[0]);
        }
        let fd = of(args[0]).data.fd.replace(-1);
        if fd >= 0 {
            system::close(fd);
        }
    }
    Ok(Value::NONE)
}

fn get_family(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(of(value).data.family.get()))
}

fn get_type(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(of(value).data.kind.get()))
}

fn get_proto(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(of(value).data.protocol.get()))
}

fn get_timeout(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(timeout_value(of(value).data.timeout.get()))
}

/// `_socket.socket`
pub(super) static SOCKET: TypeSpec = TypeSpec {
    name: "socket",
    module: "_socket",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(family=-1, type=-1, proto=-1, fileno=None)", init),
        method("_accept", "()", accept),
        method("bind", "(address, /)", bind),
        method("close", "()", close),
        method("connect", "(address, /)", connect),
        method("connect_ex", "(address, /)", connect_ex),
        method("detach", "()", detach),
        method("fileno", "()", fileno),
        method("getpeername", "()", getpeername),
        method("getsockname", "()", getsockname),
        method("getsockopt", "(level, option, buffersize=0, /)", getsockopt),
        method("listen", "(backlog=_, /)", listen),
        method("recv", "(bufsize, flags=0, /)", super::transfer::recv),
        method("recv_into", "(buffer, nbytes=0, flags=0)", super::transfer::recv_into),
        method("recvfrom", "(bufsize, flags=0, /)", super::transfer::recvfrom),
        method("recvfrom_into", "(buffer, nbytes=0, flags=0)", super::transfer::recvfrom_into),
        method("recvmsg", "(bufsize, ancbufsize=0, flags=0, /)", super::transfer::recvmsg),
        method("recvmsg_into", "(buffers, ancbufsize=0, flags=0, /)", super::transfer::recvmsg_into),
        method("send", "(data, flags=0, /)", super::transfer::send),
        method("sendall", "(data, flags=0, /)", super::transfer::sendall),
        method("sendto", "(*args)", super::transfer::sendto),
        method("sendmsg", "(buffers, ancdata=(), flags=0, address=None, /)", super::transfer::sendmsg),
        method("setblocking", "(flag, /)", setblocking),
        method("getblocking", "()", getblocking),
        method("settimeout", "(timeout, /)", settimeout),
        method("gettimeout", "()", gettimeout),
        method("setsockopt", "(level, option, value, optlen=_, /)", setsockopt),
        method("shutdown", "(flag, /)", shutdown),
        method("__repr__", "()", repr),
        method("__del__", "()", del),
    ],
    getset: &[
        member("family", get_family),
        member("type", get_type),
        member("proto", get_proto),
        readonly("timeout", get_timeout),
    ],
    doc: "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\nsocket(family=-1, type=-1, proto=-1, fileno=None) -> socket object\n\nOpen a socket of the given type.",
    ..TypeSpec::EMPTY
};
