//! Addresses as Python values: what `bind` takes and `getsockname` gives.

use super::{gai_error, os_error};
use crate::convert::{c_int, data, fs_decode};
use crate::posix::path::fs_bytes;
use crate::system::net::{self, Address, Hints, View};
use runtime::builtins::bytearray::ByteArray;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Native;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CString;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An IPv6 address as the C library writes it.
pub(super) fn v6_text(host: [u8; 16]) -> String {
    let words: [u16; 8] = Ipv6Addr::from(host).segments();
    if words[..6] == [0; 6] && words[6] != 0 {
        return format!("::{}", Ipv4Addr::from([host[12], host[13], host[14], host[15]]));
    }
    Ipv6Addr::from(host).to_string()
}

/// The Python value of an address.
pub(super) fn value(vm: &mut Vm, address: &Address) -> PyResult<Value> {
    let parts = match address.view() {
        View::Nothing => return Ok(Value::NONE),
        View::V4 { host, port } => {
            let host = vm.str(&Ipv4Addr::from(host).to_string())?.value();
            vm.tuple(&[host, Value::int32(port.into())])?
        }
        View::V6 { host, port, flow, scope } => {
            let host = vm.str(&v6_text(host))?.value();
            let (flow, scope) = (vm.int(flow.into())?, vm.int(scope.into())?);
            vm.tuple(&[host, Value::int32(port.into()), flow, scope])?
        }
        View::Unix(path) if path.first() == Some(&0) => return Ok(vm.bytes(&path)?.value()),
        View::Unix(path) => return fs_decode(vm, &path),
        View::Netlink { pid, groups } => {
            let (pid, groups) = (vm.int(pid.into())?, vm.int(groups.into())?);
            vm.tuple(&[pid, groups])?
        }
        View::Other { family, bytes } => {
            let bytes = vm.bytes(&bytes)?.value();
            vm.tuple(&[Value::int32(family), bytes])?
        }
    };
    Ok(parts.value())
}

/// A host name as the resolver takes it.
pub(super) fn host_name(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    let bytes = if let Some(text) = value.cast::<Str>() {
        match text.as_ascii() {
            Some(text) => text.as_bytes().to_vec(),
            None => idna(vm, value)?,
        }
    } else if let Some(bytes) = value.cast::<Bytes>() {
        bytes.bytes().to_vec()
    } else if value.is::<Native<ByteArray>>() {
        data(vm, value)?.to_vec()
    } else {
        let message = format!("str, bytes or bytearray expected, not {}", vm.type_name(value));
        return Err(vm.type_error(&message));
    };
    if bytes.contains(&0) {
        return Err(vm.type_error("host name must not contain null character"));
    }
    Ok(bytes)
}

/// A text in the encoding of internationalised host names.
pub(super) fn idna(vm: &mut Vm, text: Value) -> PyResult<Vec<u8>> {
    let codec = vm.str("idna")?.value();
    let encoded = vm.call_method(text, "encode", &[codec])?;
    Ok(data(vm, encoded)?.to_vec())
}

pub(super) fn c_string(vm: &mut Vm, bytes: &[u8]) -> PyResult<CString> {
    CString::new(bytes).map_err(|_| vm.value_error("embedded null character"))
}

/// The address of a host, its port left 0.
pub(super) fn resolve(vm: &mut Vm, name: &[u8], family: i32) -> PyResult<Address> {
    let is_v4 = family == libc::AF_INET || family == libc::AF_UNSPEC;
    let is_v6 = family == libc::AF_INET6 || family == libc::AF_UNSPEC;
    if name.is_empty() {
        return Ok(if family == libc::AF_INET6 { Address::v6([0; 16], 0, 0, 0) } else { Address::v4([0; 4], 0) });
    }
    if name == b"<broadcast>" || name == b"255.255.255.255" {
        if !is_v4 {
            return Err(vm.raise_text(Exc::OSError, "address family mismatched"));
        }
        return Ok(Address::v4([255; 4], 0));
    }
    let text = String::from_utf8_lossy(name);
    if is_v4 && let Ok(host) = text.parse::<Ipv4Addr>() {
        return Ok(Address::v4(host.octets(), 0));
    }
    if is_v6 && let Ok(host) = text.parse::<Ipv6Addr>() {
        return Ok(Address::v6(host.octets(), 0, 0, 0));
    }
    let name = c_string(vm, name)?;
    let hints = Hints { family, ..Hints::default() };
    match vm.allow_threads(|| net::getaddrinfo(Some(&name), None, hints)) {
        Ok(found) => match found.first() {
            Some(info) => Ok(info.address),
            None => Err(vm.raise_text(Exc::OSError, "unknown address family")),
        },
        Err((code, errno)) => Err(gai_error(vm, code, errno)),
    }
}

fn checked_port(vm: &mut Vm, function: &str, port: i32) -> PyResult<u16> {
    u16::try_from(port).map_err(|_| vm.overflow_error(&format!("{function}(): port must be 0-65535.")))
}

fn tuple_for<'a>(
    vm: &mut Vm,
    function: &str,
    family: &str,
    value: &'a Option<runtime::heap::Gc<Tuple>>,
    given: Value,
) -> PyResult<&'a [Value]> {
    match value {
        Some(tuple) => Ok(tuple.items()),
        None => {
            let message = format!("{function}(): {family} address must be tuple, not {}", vm.type_name(given));
            Err(vm.type_error(&message))
        }
    }
}

/// An unsigned C int of an address.
fn unsigned(vm: &mut Vm, value: Option<&Value>) -> PyResult<u32> {
    value.map_or(Ok(0), |&value| crate::binascii::masked(vm, value))
}

/// The address that a Python value stands for, in the socket's family; `function` is named in errors.
pub(super) fn parse(vm: &mut Vm, family: i32, given: Value, function: &str) -> PyResult<Address> {
    let tuple = given.cast::<Tuple>();
    match family {
        libc::AF_INET => {
            let items = tuple_for(vm, function, "AF_INET", &tuple, given)?;
            let [host, service] = *items else {
                return Err(vm.type_error("AF_INET address must be a pair (host, port)"));
            };
            let name = host_name(vm, host)?;
            let number = c_int(vm, service)?;
            let View::V4 { host, .. } = resolve(vm, &name, libc::AF_INET)?.view() else {
                return Err(vm.raise_text(Exc::OSError, "address family mismatched"));
            };
            Ok(Address::v4(host, checked_port(vm, function, number)?))
        }
        libc::AF_INET6 => {
            let items = tuple_for(vm, function, "AF_INET6", &tuple, given)?;
            if !(2..=4).contains(&items.len()) {
                let message = "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])";
                return Err(vm.type_error(message));
            }
            let name = host_name(vm, items[0])?;
            let number = c_int(vm, items[1])?;
            let (flow, scope) = (unsigned(vm, items.get(2))?, unsigned(vm, items.get(3))?);
            let View::V6 { host, scope: found, .. } = resolve(vm, &name, libc::AF_INET6)?.view() else {
                return Err(vm.raise_text(Exc::OSError, "address family mismatched"));
            };
            let number = checked_port(vm, function, number)?;
            if flow > 0xfffff {
                return Err(vm.overflow_error(&format!("{function}(): flowinfo must be 0-1048575.")));
            }
            let scope = if items.len() < 4 { found } else { scope };
            Ok(Address::v6(host, number, flow, scope))
        }
        libc::AF_UNIX => {
            let path = match given.is::<Str>() {
                true if given.cast::<Str>().is_some_and(|text| !text.is_empty() && text.char_at(0) == 0) => {
                    crate::convert::fs_encode(vm, given.cast::<Str>().expect("it is a str"))?
                }
                true => fs_bytes(vm, given)?.into_bytes(),
                false => data(vm, given)?.to_vec(),
            };
            Address::unix(&path).ok_or_else(|| vm.raise_text(Exc::OSError, "AF_UNIX path too long"))
        }
        libc::AF_NETLINK => {
            let items = tuple_for(vm, function, "AF_NETLINK", &tuple, given)?;
            let [pid, groups] = *items else {
                return Err(vm.type_error("AF_NETLINK address must be a pair (pid, groups)"));
            };
            Ok(Address::netlink(unsigned(vm, Some(&pid))?, unsigned(vm, Some(&groups))?))
        }
        _ => Err(vm.raise_text(Exc::OSError, &format!("{function}(): bad family"))),
    }
}

/// The address of a result, or the system's error.
pub(super) fn value_or_error(vm: &mut Vm, address: Result<Address, i32>) -> PyResult<Value> {
    match address {
        Ok(address) => value(vm, &address),
        Err(code) => Err(os_error(vm, code)),
    }
}
