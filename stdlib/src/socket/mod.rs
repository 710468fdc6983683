//! `_socket`: sockets, and names of what is on the network.

mod address;
mod constants;
mod names;
mod object;
mod transfer;

use crate::convert::{self, c_int, c_int_or, c_unsigned_long};
use crate::errors::ErrorClass;
use crate::posix::path::error;
use crate::system::{self, net};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

static GAI_ERROR: ErrorClass = ErrorClass::new("socket.gaierror", Exc::OSError, "");
static HOST_ERROR: ErrorClass = ErrorClass::new("socket.herror", Exc::OSError, "");

/// The exception for an error number.
fn os_error(vm: &mut Vm, code: i32) -> Raised {
    error(vm, code)
}

fn coded_error(vm: &mut Vm, class: &'static ErrorClass, code: i32, message: &str) -> Raised {
    let made = class.class(vm).and_then(|class| {
        let message = vm.str(message)?.value();
        vm.call(class, &[Value::int32(code), message])
    });
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

/// The exception for a code of `getaddrinfo`.
fn gai_error(vm: &mut Vm, code: i32, errno: i32) -> Raised {
    if code == libc::EAI_SYSTEM {
        return os_error(vm, errno);
    }
    coded_error(vm, &GAI_ERROR, code, &net::gai_message(code))
}

/// The exception for a code of the resolver.
fn host_error(vm: &mut Vm, code: i32) -> Raised {
    coded_error(vm, &HOST_ERROR, code, &net::resolver_message(code))
}

static DEFAULT_TIMEOUT: &str = "_socket default timeout";

/// Timeout of new sockets in nanoseconds; none waits for ever.
fn default_timeout(vm: &Vm) -> Option<i64> {
    vm.module_state(DEFAULT_TIMEOUT).and_then(|timeout| timeout.as_i64())
}

/// Nanoseconds of a timeout argument; none for None.
fn timeout_of(vm: &mut Vm, value: Value) -> PyResult<Option<i64>> {
    if value.is_none() {
        return Ok(None);
    }
    let timeout = crate::time::seconds(vm, value)?;
    if timeout < 0 {
        return Err(vm.value_error("Timeout value out of range"));
    }
    match i64::try_from(timeout) {
        Ok(timeout) => Ok(Some(timeout)),
        Err(_) => Err(vm.overflow_error("timeout doesn't fit into C timeval")),
    }
}

fn timeout_value(timeout: Option<i64>) -> Value {
    timeout.map_or(Value::NONE, |timeout| Value::float(timeout as f64 / 1e9))
}

fn getdefaulttimeout(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(timeout_value(default_timeout(vm)))
}

fn setdefaulttimeout(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let timeout = match timeout_of(vm, args[0])? {
        Some(timeout) => vm.int(timeout)?,
        None => Value::NONE,
    };
    vm.set_module_state(DEFAULT_TIMEOUT, timeout);
    Ok(Value::NONE)
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    let (result, code) = vm.allow_threads(|| (system::close(fd), system::errno()));
    if result < 0 && code != libc::ECONNRESET { Err(os_error(vm, code)) } else { Ok(Value::NONE) }
}

fn dup(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[0])?;
    match system::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) {
        -1 => {
            let code = system::errno();
            Err(os_error(vm, code))
        }
        new => Ok(Value::int32(new)),
    }
}

fn socketpair(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let family = c_int_or(vm, args.opt(0), libc::AF_UNIX)?;
    let kind = c_int_or(vm, args.opt(1), libc::SOCK_STREAM)?;
    let protocol = c_int_or(vm, args.opt(2), 0)?;
    let fds = match net::socketpair(family, kind, protocol) {
        Ok(fds) => fds,
        Err(code) => return Err(os_error(vm, code)),
    };
    let class = vm.native_type(&object::SOCKET)?.value();
    let mut pair = [Value::NONE; 2];
    for (socket, fd) in pair.iter_mut().zip(fds) {
        *socket = vm.call(class, &[family, kind, protocol, fd].map(Value::int32))?;
    }
    Ok(vm.tuple(&pair)?.value())
}

fn short(vm: &mut Vm, value: Value, function: &str) -> PyResult<u16> {
    let n = c_int(vm, value)?;
    if n < 0 {
        let message = format!("{function}: can't convert negative Python int to C 16-bit unsigned integer");
        return Err(vm.overflow_error(&message));
    }
    u16::try_from(n).map_err(|_| {
        vm.overflow_error(&format!("{function}: Python int too large to convert to C 16-bit unsigned integer"))
    })
}

fn htons(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(short(vm, args[0], "htons")?.to_be().into()))
}

fn ntohs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(short(vm, args[0], "ntohs")?.to_be().into()))
}

fn htonl(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is_int() {
        let message = format!("expected int, {} found", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    let n = c_unsigned_long(vm, args[0])?;
    match u32::try_from(n) {
        Ok(n) => vm.int(n.to_be().into()),
        Err(_) => Err(vm.overflow_error("int larger than 32 bits")),
    }
}

/// The argument of `CMSG_LEN` and `CMSG_SPACE`.
fn control_len(vm: &mut Vm, value: Value, function: &str) -> PyResult<usize> {
    let len = convert::size(vm, value)?;
    match usize::try_from(len).ok().filter(|&len| len <= 0x7fff_ffff) {
        Some(len) => Ok(len),
        None => Err(vm.overflow_error(&format!("{function}() argument out of range"))),
    }
}

fn cmsg_len(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(net::cmsg_len(control_len(vm, args[0], "CMSG_LEN")?)))
}

fn cmsg_space(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(net::cmsg_space(control_len(vm, args[0], "CMSG_SPACE")?)))
}

/// `_socket`
pub(crate) static SOCKET: ModuleSpec = ModuleSpec {
    name: "_socket",
    doc: "Implementation module for socket operations.\n\nSee the socket module for documentation.",
    functions: &[
        func("close", "(fd, /)", close),
        func("dup", "(fd, /)", dup),
        func("socketpair", "(family=_, type=_, proto=0, /)", socketpair),
        func("htons", "(x, /)", htons),
        func("ntohs", "(x, /)", ntohs),
        func("htonl", "(x, /)", htonl),
        func("ntohl", "(x, /)", htonl),
        func("CMSG_LEN", "(length, /)", cmsg_len),
        func("CMSG_SPACE", "(length, /)", cmsg_space),
        func("getdefaulttimeout", "()", getdefaulttimeout),
        func("setdefaulttimeout", "(timeout, /)", setdefaulttimeout),
        func("getaddrinfo", "(host, port, family=0, type=0, proto=0, flags=0)", names::getaddrinfo),
        func("getnameinfo", "(sockaddr, flags, /)", names::getnameinfo),
        func("gethostbyaddr", "(host, /)", names::gethostbyaddr),
        func("gethostbyname", "(host, /)", names::gethostbyname),
        func("gethostbyname_ex", "(host, /)", names::gethostbyname_ex),
        func("gethostname", "()", names::gethostname),
        func("sethostname", "(name, /)", names::sethostname),
        func("getservbyname", "(servicename, protocolname=_, /)", names::getservbyname),
        func("getservbyport", "(port, protocolname=_, /)", names::getservbyport),
        func("getprotobyname", "(name, /)", names::getprotobyname),
        func("if_nameindex", "()", names::if_nameindex),
        func("if_nametoindex", "(name, /)", names::if_nametoindex),
        func("if_indextoname", "(index, /)", names::if_indextoname),
        func("inet_aton", "(ip_addr, /)", names::inet_aton),
        func("inet_ntoa", "(packed_ip, /)", names::inet_ntoa),
        func("inet_pton", "(af, ip, /)", names::inet_pton),
        func("inet_ntop", "(af, packed_ip, /)", names::inet_ntop),
    ],
    types: &[&object::SOCKET],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in constants::CONSTANTS {
        let value = vm.int(value)?;
        dict.set_text(vm, name, value)?;
    }
    dict.set_text(vm, "has_ipv6", Value::TRUE)?;
    let class = vm.native_type(&object::SOCKET)?.value();
    dict.set_text(vm, "SocketType", class)?;
    for (name, exc) in [("error", Exc::OSError), ("timeout", Exc::TimeoutError)] {
        let class = vm.exc(exc).value();
        dict.set_text(vm, name, class)?;
    }
    GAI_ERROR.add_to(vm, module)?;
    HOST_ERROR.add_to(vm, module)
}
