//! Sending and receiving.

use super::address;
use super::object::{This, call, count, deadline, of, waits};
use crate::convert::{self, Data, c_int, c_int_or, data};
use crate::system::net::{self, Control};
use runtime::heap::Gc;
use runtime::native::Args;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// The size of a buffer to receive into.
fn buffer_size(vm: &mut Vm, value: Value, function: &str) -> PyResult<usize> {
    let size = convert::size(vm, value)?;
    usize::try_from(size).map_err(|_| vm.value_error(&format!("negative buffersize in {function}")))
}

/// Largest buffer that is kept for the next call: what asyncio asks for.
const KEPT: usize = 256 << 10;

/// For fewer bytes nobody asks how many there are; objects of so many do not move.
const MUCH: usize = 32 << 10;

thread_local! {
    /// A buffer to receive into. Programs ask for much more than what comes, and zeroing new memory would take longer than receiving.
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Receives, and makes something of what came.
fn receive<R>(
    vm: &mut Vm,
    socket: This,
    size: usize,
    flags: i32,
    take: impl FnOnce(&mut Vm, &[u8]) -> PyResult<R>,
) -> PyResult<R> {
    let mut buffer = SPARE.take();
    if buffer.len() < size {
        buffer = vec![0; size];
    }
    let limit = deadline(socket);
    let got = call(vm, socket, false, limit, |fd| count(net::recv(fd, &mut buffer[..size], flags)));
    let made = got.and_then(|got| take(vm, &buffer[..got]));
    if buffer.len() <= KEPT {
        SPARE.set(buffer);
    }
    made
}

/// Receives `size` bytes, which are there, to where they stay.
fn receive_bytes(vm: &mut Vm, socket: This, size: usize, flags: i32) -> PyResult<Value> {
    let bytes = vm.bytes_with_len(size)?;
    let limit = deadline(socket);
    let got = call(vm, socket, false, limit, |fd| count(net::recv(fd, bytes.new_bytes(), flags)))?;
    if got == size {
        return Ok(bytes.value());
    }
    // Somebody else has received some of them.
    Ok(vm.bytes(&bytes.new_bytes()[..got])?.value())
}

pub(super) fn recv(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (size, flags) = (buffer_size(vm, args[1], "recv")?, c_int_or(vm, args.opt(2), 0)?);
    if size == 0 {
        return Ok(vm.bytes(&[])?.value());
    }
    let socket = of(args[0]);
    if size >= MUCH {
        let there = net::available(socket.data.fd.get()).min(size);
        if there >= MUCH {
            return receive_bytes(vm, socket, there, flags);
        }
    }
    receive(vm, socket, size, flags, |vm, bytes| Ok(vm.bytes(bytes)?.value()))
}

/// How much goes into the target of `recv_into`.
fn target_size(vm: &mut Vm, target: Value, wanted: Option<Value>, function: &str) -> PyResult<usize> {
    let buffer = vm.writable_buffer(target, &format!("{function}() argument 1"))?;
    let room = buffer.len;
    buffer.release(vm);
    let wanted = wanted.map_or(Ok(0), |wanted| buffer_size(vm, wanted, function))?;
    match wanted {
        0 => Ok(room),
        wanted if wanted > room => Err(vm.value_error(if function == "recv_into" {
            "buffer too small for requested bytes"
        } else {
            "nbytes is greater than the length of the buffer"
        })),
        wanted => Ok(wanted),
    }
}

fn put(vm: &mut Vm, target: Value, bytes: &[u8], function: &str) -> PyResult<()> {
    let buffer = vm.writable_buffer(target, &format!("{function}() argument 1"))?;
    buffer.write(vm, 0, bytes);
    buffer.release(vm);
    Ok(())
}

pub(super) fn recv_into(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = target_size(vm, args[1], args.opt(2), "recv_into")?;
    let flags = c_int_or(vm, args.opt(3), 0)?;
    if size == 0 {
        return Ok(Value::int32(0));
    }
    receive(vm, of(args[0]), size, flags, |vm, bytes| {
        put(vm, args[1], bytes, "recv_into")?;
        Ok(Value::len(bytes.len()))
    })
}

fn receive_from(vm: &mut Vm, socket: This, size: usize, flags: i32) -> PyResult<(Vec<u8>, Value)> {
    let mut buffer = vec![0; size];
    let limit = deadline(socket);
    let (got, from) = call(vm, socket, false, limit, |fd| {
        let (got, from) = net::recvfrom(fd, &mut buffer, flags);
        Ok((count(got)?, from))
    })?;
    buffer.truncate(got);
    let from = address::value(vm, &from)?;
    Ok((buffer, from))
}

pub(super) fn recvfrom(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (size, flags) = (buffer_size(vm, args[1], "recvfrom")?, c_int_or(vm, args.opt(2), 0)?);
    let (bytes, from) = receive_from(vm, of(args[0]), size, flags)?;
    let bytes = vm.bytes(&bytes)?.value();
    Ok(vm.tuple(&[bytes, from])?.value())
}

pub(super) fn recvfrom_into(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = target_size(vm, args[1], args.opt(2), "recvfrom_into")?;
    let flags = c_int_or(vm, args.opt(3), 0)?;
    let (bytes, from) = receive_from(vm, of(args[0]), size, flags)?;
    put(vm, args[1], &bytes, "recvfrom_into")?;
    Ok(vm.tuple(&[Value::len(bytes.len()), from])?.value())
}

/// Receives a message: data, control messages as a list of tuples, flags, address.
fn receive_message(vm: &mut Vm, args: Args<'_>, size: usize, function: &str) -> PyResult<(Vec<u8>, [Value; 3])> {
    let socket = of(args[0]);
    let room = args.opt(2).map_or(Ok(0), |room| convert::size(vm, room))?;
    let flags = c_int_or(vm, args.opt(3), 0)?;
    let Some(room) = usize::try_from(room).ok().filter(|&room| room <= u32::MAX as usize) else {
        let _ = function;
        return Err(vm.value_error("invalid ancillary data buffer length"));
    };
    let mut buffer = vec![0; size];
    let limit = deadline(socket);
    let message = call(vm, socket, false, limit, |fd| net::recvmsg(fd, &mut buffer, room, flags))?;
    buffer.truncate(message.count);
    let list = vm.list(&[])?;
    for (level, kind, bytes) in &message.controls {
        let bytes = vm.bytes(bytes)?.value();
        let item = vm.tuple(&[Value::int32(*level), Value::int32(*kind), bytes])?.value();
        list.push(vm, item)?;
    }
    let from = address::value(vm, &message.address)?;
    Ok((buffer, [list.value(), Value::int32(message.flags), from]))
}

pub(super) fn recvmsg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let size = convert::size(vm, args[1])?;
    let Ok(size) = usize::try_from(size) else {
        return Err(vm.value_error("negative buffer size in recvmsg()"));
    };
    let (bytes, [controls, flags, from]) = receive_message(vm, args, size, "recvmsg")?;
    let bytes = vm.bytes(&bytes)?.value();
    Ok(vm.tuple(&[bytes, controls, flags, from])?.value())
}

pub(super) fn recvmsg_into(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    const WHAT: &str = "recvmsg_into() argument 1 items";
    let targets = vm.collect_list(args[1])?;
    let mut room = 0;
    for index in 0..targets.len() {
        let target = targets.get(index).unwrap_or(Value::NONE);
        let buffer = vm.writable_buffer(target, WHAT)?;
        room += buffer.len;
        buffer.release(vm);
    }
    let (bytes, [controls, flags, from]) = receive_message(vm, args, room, "recvmsg_into")?;
    let mut at = 0;
    for index in 0..targets.len() {
        let target = targets.get(index).unwrap_or(Value::NONE);
        let buffer = vm.writable_buffer(target, WHAT)?;
        at += buffer.write(vm, 0, &bytes[at..]);
        buffer.release(vm);
    }
    Ok(vm.tuple(&[Value::len(bytes.len()), controls, flags, from])?.value())
}

pub(super) fn send(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let (bytes, flags) = (data(vm, args[1])?, c_int_or(vm, args.opt(2), 0)?);
    let limit = deadline(socket);
    let sent = call(vm, socket, true, limit, |fd| count(net::send(fd, &bytes, flags)))?;
    Ok(Value::len(sent))
}

pub(super) fn sendall(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let (bytes, flags) = (data(vm, args[1])?, c_int_or(vm, args.opt(2), 0)?);
    let limit = deadline(socket);
    let mut at = 0;
    while at < bytes.len() {
        at += call(vm, socket, true, limit, |fd| count(net::send(fd, &bytes[at..], flags)))?;
        vm.check_signals()?;
    }
    Ok(Value::NONE)
}

pub(super) fn sendto(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let given = args[1].cast::<Tuple>();
    let given = given.as_ref().map_or(&[][..], |given| given.items());
    let (bytes, flags, to) = match *given {
        [bytes, to] => (bytes, 0, to),
        [bytes, flags, to] => (bytes, c_int(vm, flags)?, to),
        _ => {
            let message = format!("sendto() takes 2 or 3 arguments ({} given)", given.len());
            return Err(vm.type_error(&message));
        }
    };
    let bytes = data(vm, bytes)?;
    let address = address::parse(vm, socket.data.family.get(), to, "sendto")?;
    vm.audit("socket.sendto", &[args[0], to])?;
    let limit = deadline(socket);
    let sent = call(vm, socket, true, limit, |fd| count(net::sendto(fd, &bytes, flags, &address)))?;
    Ok(Value::len(sent))
}

fn control(vm: &mut Vm, item: Value) -> PyResult<Control> {
    const WHAT: &str = "[sendmsg() ancillary data items]() argument must be";
    if vm.special_of(item, runtime::object::Special::GetItem).is_none() {
        let message = format!("{WHAT} 3-item sequence, not {}", vm.type_name(item));
        return Err(vm.type_error(&message));
    }
    let parts = vm.collect_list(item)?;
    let [level, kind, bytes] = *parts.items() else {
        return Err(vm.type_error(&format!("{WHAT} sequence of length 3, not {}", parts.len())));
    };
    let (level, kind) = (c_int(vm, level)?, c_int(vm, kind)?);
    Ok((level, kind, data(vm, bytes)?.to_vec()))
}

/// What is sent at once.
struct Parts {
    /// The first parts, as they are: references to objects, which have to be on the stack.
    first: [Option<Data>; Parts::FIRST],
    /// Copies of the others.
    others: Vec<Vec<u8>>,
}

impl Parts {
    const FIRST: usize = 16;
    /// Bytes of which no more are copied for a socket that does not wait: it has no room for as many.
    const ENOUGH: usize = 1 << 20;

    fn of(vm: &mut Vm, socket: This, objects: Gc<List>) -> PyResult<Parts> {
        let mut parts = Parts { first: [const { None }; Parts::FIRST], others: Vec::new() };
        let waits = waits(socket);
        let mut total = 0;
        for index in 0..objects.len() {
            let part = data(vm, objects.get(index).unwrap_or(Value::NONE))?;
            if !waits && total >= Parts::ENOUGH {
                continue;
            }
            total += part.len();
            match parts.first.get_mut(index) {
                Some(first) => *first = Some(part),
                None => parts.others.push(part.to_vec()),
            }
        }
        Ok(parts)
    }

    fn slices(&self) -> Vec<&[u8]> {
        self.first.iter().flatten().map(|part| &**part).chain(self.others.iter().map(Vec::as_slice)).collect()
    }
}

pub(super) fn sendmsg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let socket = of(args[0]);
    let not_iterable = |vm: &mut Vm, raised, argument: u32| {
        vm.catch(raised, runtime::exceptions::hierarchy::Exc::TypeError).map_or_else(
            |raised| raised,
            |_| vm.type_error(&format!("sendmsg() argument {argument} must be an iterable")),
        )
    };
    let objects = match vm.iter(args[1]) {
        Ok(objects) => vm.collect_list(objects)?,
        Err(raised) => return Err(not_iterable(vm, raised, 1)),
    };
    let parts = Parts::of(vm, socket, objects)?;
    let mut controls = Vec::new();
    if let Some(given) = args.opt(2) {
        let given = match vm.iter(given) {
            Ok(given) => vm.collect_list(given)?,
            Err(raised) => return Err(not_iterable(vm, raised, 2)),
        };
        for index in 0..given.len() {
            let item = given.get(index).unwrap_or(Value::NONE);
            controls.push(control(vm, item)?);
        }
    }
    let flags = c_int_or(vm, args.opt(3), 0)?;
    let to = match args.not_none(4) {
        Some(to) => Some(address::parse(vm, socket.data.family.get(), to, "sendmsg")?),
        None => None,
    };
    vm.audit("socket.sendmsg", &[args[0], args.get(4).or_none()])?;
    let slices = parts.slices();
    let limit = deadline(socket);
    let sent = call(vm, socket, true, limit, |fd| count(net::sendmsg(fd, &slices, &controls, flags, to.as_ref())))?;
    Ok(Value::len(sent))
}
