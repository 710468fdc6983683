//! Names of hosts, services, protocols and interfaces.

use super::address::{self, c_string, host_name, idna, resolve};
use super::{gai_error, host_error, os_error};
use crate::convert::{c_int, c_int_or, c_unsigned_long, data, fs_decode};
use crate::system::net::{self, Hints, Host, View};
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CString;
use std::net::Ipv4Addr;

fn text(vm: &mut Vm, bytes: &[u8]) -> PyResult<Value> {
    fs_decode(vm, bytes)
}

/// The host of `getaddrinfo`.
fn wanted_host(vm: &mut Vm, value: Value) -> PyResult<Option<CString>> {
    let bytes = if value.is_none() {
        return Ok(None);
    } else if let Some(name) = value.cast::<Str>() {
        let labels = |name: &str| name.split('.').all(|label| (1..64).contains(&label.len()));
        match name.as_ascii().filter(|name| labels(name.strip_suffix('.').unwrap_or(name))) {
            Some(name) => name.as_bytes().to_vec(),
            None if name.is_empty() => Vec::new(),
            None => idna(vm, value)?,
        }
    } else if let Some(bytes) = value.cast::<Bytes>() {
        bytes.bytes().to_vec()
    } else {
        return Err(vm.type_error("getaddrinfo() argument 1 must be string or None"));
    };
    c_string(vm, &bytes).map(Some)
}

/// The port of `getaddrinfo`.
fn wanted_service(vm: &mut Vm, value: Value) -> PyResult<Option<CString>> {
    let bytes = if value.is_none() {
        return Ok(None);
    } else if value.is_int() {
        vm.to_str(value)?.to_wtf8()
    } else if let Some(name) = value.cast::<Str>() {
        name.to_wtf8()
    } else if let Some(bytes) = value.cast::<Bytes>() {
        bytes.bytes().to_vec()
    } else {
        return Err(vm.raise_text(Exc::OSError, "Int or String expected"));
    };
    c_string(vm, &bytes).map(Some)
}

pub(super) fn getaddrinfo(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let [family, kind, protocol, flags] = [2, 3, 4, 5].map(|index| args.opt(index));
    let hints = Hints {
        family: c_int_or(vm, family, 0)?,
        kind: c_int_or(vm, kind, 0)?,
        protocol: c_int_or(vm, protocol, 0)?,
        flags: c_int_or(vm, flags, 0)?,
    };
    let host = wanted_host(vm, args[0])?;
    let service = wanted_service(vm, args[1])?;
    let numbers = [hints.family, hints.kind, hints.protocol].map(Value::int32);
    vm.audit("socket.getaddrinfo", &[args[0], args[1], numbers[0], numbers[1], numbers[2]])?;
    let found = match vm.allow_threads(|| net::getaddrinfo(host.as_deref(), service.as_deref(), hints)) {
        Ok(found) => found,
        Err((code, errno)) => return Err(gai_error(vm, code, errno)),
    };
    let list = vm.list(&[])?;
    for info in found {
        let name = text(vm, &info.canonical)?;
        let address = address::value(vm, &info.address)?;
        let numbers = [info.family, info.kind, info.protocol].map(Value::int32);
        let item = vm.tuple(&[numbers[0], numbers[1], numbers[2], name, address])?.value();
        list.push(vm, item)?;
    }
    Ok(list.value())
}

pub(super) fn getnameinfo(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flags = c_int(vm, args[1])?;
    let Some(given) = args[0].cast::<Tuple>() else {
        return Err(vm.type_error("getnameinfo() argument 1 must be a tuple"));
    };
    let items = given.items();
    if !(2..=4).contains(&items.len()) || !items[0].is::<Str>() {
        return Err(vm.type_error("getnameinfo(): illegal sockaddr argument"));
    }
    let port = c_int(vm, items[1])?;
    let mut numbers = [0; 2];
    for (number, &item) in numbers.iter_mut().zip(&items[2..]) {
        *number = crate::binascii::masked(vm, item)?;
    }
    let [flow, scope] = numbers;
    if flow > 0xfffff {
        return Err(vm.overflow_error("getnameinfo(): flowinfo must be 0-1048575."));
    }
    vm.audit("socket.getnameinfo", &[args[0]])?;
    let name = host_name(vm, items[0])?;
    let name = c_string(vm, &name)?;
    let service = c_string(vm, port.to_string().as_bytes())?;
    let hints = Hints { kind: libc::SOCK_DGRAM, flags: libc::AI_NUMERICHOST, ..Hints::default() };
    let found = match vm.allow_threads(|| net::getaddrinfo(Some(&name), Some(&service), hints)) {
        Ok(found) => found,
        Err((code, errno)) => return Err(gai_error(vm, code, errno)),
    };
    let [info] = &found[..] else {
        return Err(vm.raise_text(Exc::OSError, "sockaddr resolved to multiple addresses"));
    };
    let address = match info.address.view() {
        View::V4 { .. } if items.len() != 2 => {
            return Err(vm.raise_text(Exc::OSError, "IPv4 sockaddr must be 2 tuple"));
        }
        View::V6 { host, port, .. } => net::Address::v6(host, port, flow, scope),
        _ => info.address,
    };
    match vm.allow_threads(|| net::getnameinfo(&address, flags)) {
        Ok((host, service)) => {
            let (host, service) = (text(vm, &host)?, text(vm, &service)?);
            Ok(vm.tuple(&[host, service])?.value())
        }
        Err((code, errno)) => Err(gai_error(vm, code, errno)),
    }
}

fn address_text(family: i32, bytes: &[u8]) -> Option<String> {
    match family {
        libc::AF_INET => <[u8; 4]>::try_from(bytes).ok().map(|bytes| Ipv4Addr::from(bytes).to_string()),
        libc::AF_INET6 => <[u8; 16]>::try_from(bytes).ok().map(address::v6_text),
        _ => None,
    }
}

fn host_value(vm: &mut Vm, host: &Host) -> PyResult<Value> {
    let name = text(vm, &host.name)?;
    let (aliases, addresses) = (vm.list(&[])?, vm.list(&[])?);
    for alias in &host.aliases {
        let alias = text(vm, alias)?;
        aliases.push(vm, alias)?;
    }
    for bytes in &host.addresses {
        if let Some(address) = address_text(host.family, bytes) {
            let address = vm.str(&address)?.value();
            addresses.push(vm, address)?;
        }
    }
    Ok(vm.tuple(&[name, aliases.value(), addresses.value()])?.value())
}

pub(super) fn gethostbyname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = host_name(vm, args[0])?;
    vm.audit("socket.gethostbyname", &[args[0]])?;
    let address = resolve(vm, &name, libc::AF_INET)?;
    match address.view() {
        View::V4 { host, .. } => Ok(vm.str(&Ipv4Addr::from(host).to_string())?.value()),
        _ => Err(vm.raise_text(Exc::OSError, "unsupported address family")),
    }
}

pub(super) fn gethostbyname_ex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = host_name(vm, args[0])?;
    vm.audit("socket.gethostbyname", &[args[0]])?;
    resolve(vm, &name, libc::AF_INET)?;
    let name = c_string(vm, &name)?;
    match net::host_by_name(&name) {
        Ok(host) => host_value(vm, &host),
        Err(code) => Err(host_error(vm, code)),
    }
}

pub(super) fn gethostbyaddr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = host_name(vm, args[0])?;
    vm.audit("socket.gethostbyaddr", &[args[0]])?;
    let address = resolve(vm, &name, libc::AF_UNSPEC)?;
    let found = match address.view() {
        View::V4 { host, .. } => net::host_by_address(libc::AF_INET, &host),
        View::V6 { host, .. } => net::host_by_address(libc::AF_INET6, &host),
        _ => return Err(vm.raise_text(Exc::OSError, "unsupported address family")),
    };
    match found {
        Ok(host) => host_value(vm, &host),
        Err(code) => Err(host_error(vm, code)),
    }
}

pub(super) fn gethostname(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.audit("socket.gethostname", &[])?;
    match net::host_name() {
        Ok(name) => text(vm, &name),
        Err(code) => Err(os_error(vm, code)),
    }
}

pub(super) fn sethostname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = crate::posix::path::fs_bytes(vm, args[0])?;
    vm.audit("socket.sethostname", &[args[0]])?;
    crate::posix::path::check(vm, net::set_host_name(name.as_bytes()))
}

/// A name that is looked up in a table of the system.
fn table_name(vm: &mut Vm, value: Value, function: &str, argument: u32) -> PyResult<CString> {
    match value.cast::<Str>() {
        Some(name) => c_string(vm, &name.to_wtf8()),
        None => {
            let name = vm.arg_type_name(value);
            Err(vm.type_error(&format!("{function}() argument {argument} must be str, not {name}")))
        }
    }
}

fn protocol_name(vm: &mut Vm, value: Option<Value>, function: &str) -> PyResult<Option<CString>> {
    value.map_or(Ok(None), |value| table_name(vm, value, function, 2).map(Some))
}

pub(super) fn getservbyname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = table_name(vm, args[0], "getservbyname", 1)?;
    let protocol = protocol_name(vm, args.opt(1), "getservbyname")?;
    vm.audit("socket.getservbyname", &[args[0], args.get(1).or_none()])?;
    match net::service_by_name(&name, protocol.as_deref()) {
        Some(port) => Ok(Value::int32(port.into())),
        None => Err(vm.raise_text(Exc::OSError, "service/proto not found")),
    }
}

pub(super) fn getservbyport(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let port = c_int(vm, args[0])?;
    let protocol = protocol_name(vm, args.opt(1), "getservbyport")?;
    let Ok(port) = u16::try_from(port) else {
        return Err(vm.overflow_error("getservbyport: port must be 0-65535."));
    };
    vm.audit("socket.getservbyport", &[args[0], args.get(1).or_none()])?;
    match net::service_by_port(port, protocol.as_deref()) {
        Some(name) => text(vm, name.as_bytes()),
        None => Err(vm.raise_text(Exc::OSError, "port/proto not found")),
    }
}

pub(super) fn getprotobyname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = table_name(vm, args[0], "getprotobyname", 1)?;
    match net::protocol_by_name(&name) {
        Some(number) => Ok(Value::int32(number)),
        None => Err(vm.raise_text(Exc::OSError, "protocol not found")),
    }
}

pub(super) fn if_nameindex(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let found = match net::interfaces() {
        Ok(found) => found,
        Err(code) => return Err(os_error(vm, code)),
    };
    let list = vm.list(&[])?;
    for (number, name) in found {
        let name = text(vm, &name)?;
        let number = vm.int(number.into())?;
        let pair = vm.tuple(&[number, name])?.value();
        list.push(vm, pair)?;
    }
    Ok(list.value())
}

pub(super) fn if_nametoindex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = crate::posix::path::fs_bytes(vm, args[0])?;
    match net::interface_number(&name) {
        0 => Err(vm.raise_text(Exc::OSError, "no interface with this name")),
        number => vm.int(number.into()),
    }
}

pub(super) fn if_indextoname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let number = c_unsigned_long(vm, args[0])?;
    let Ok(number) = u32::try_from(number) else {
        return Err(vm.overflow_error("index is too large"));
    };
    match net::interface_name(number) {
        Ok(name) => text(vm, &name),
        Err(code) => Err(os_error(vm, code)),
    }
}

pub(super) fn inet_aton(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = table_name(vm, args[0], "inet_aton", 1)?;
    match net::inet_aton(&name) {
        Some(bytes) => Ok(vm.bytes(&bytes)?.value()),
        None => Err(vm.raise_text(Exc::OSError, "illegal IP address string passed to inet_aton")),
    }
}

pub(super) fn inet_ntoa(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bytes = data(vm, args[0])?;
    match address_text(libc::AF_INET, &bytes) {
        Some(address) => Ok(vm.str(&address)?.value()),
        None => Err(vm.raise_text(Exc::OSError, "packed IP wrong length for inet_ntoa")),
    }
}

pub(super) fn inet_pton(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let family = c_int(vm, args[0])?;
    let name = table_name(vm, args[1], "inet_pton", 2)?;
    let name = name.to_string_lossy();
    let bytes = match family {
        libc::AF_INET => name.parse::<Ipv4Addr>().ok().map(|host| host.octets().to_vec()),
        libc::AF_INET6 => name.parse::<std::net::Ipv6Addr>().ok().map(|host| host.octets().to_vec()),
        _ => return Err(os_error(vm, libc::EAFNOSUPPORT)),
    };
    match bytes {
        Some(bytes) => Ok(vm.bytes(&bytes)?.value()),
        None => Err(vm.raise_text(Exc::OSError, "illegal IP address string passed to inet_pton")),
    }
}

pub(super) fn inet_ntop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let family = c_int(vm, args[0])?;
    let bytes = data(vm, args[1])?;
    if family != libc::AF_INET && family != libc::AF_INET6 {
        return Err(vm.value_error(&format!("unknown address family {family}")));
    }
    match address_text(family, &bytes) {
        Some(address) => Ok(vm.str(&address)?.value()),
        None => Err(vm.value_error("invalid length of packed IP address string")),
    }
}
