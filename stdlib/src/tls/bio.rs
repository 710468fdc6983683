//! `MemoryBIO`: bytes on their way between a program and a session, and what sessions do with them without Python between.
//!
//! Records are taken in one by one, as OpenSSL does: what follows one stays where it is, to be read after a farewell.

use super::{Session, Stage, feed_bytes, put_out, verdict};
use crate::convert::size;
use crate::receiver::{class_arg, this};
use runtime::heap::{NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};
use std::io::Write;

/// Bytes that come in at the end and leave at the front.
struct Bio {
    bytes: RefCell<Vec<u8>>,
    /// Where the bytes start that have not left.
    start: Cell<usize>,
    /// Whether nothing may come in any more.
    ended: Cell<bool>,
}

impl NativeData for Bio {
    runtime::native_info!(Bio);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl Bio {
    fn len(&self) -> usize {
        self.bytes.borrow().len() - self.start.get()
    }

    /// The first `count` bytes have left.
    fn skip(&self, count: usize) {
        let start = self.start.get() + count;
        let mut bytes = self.bytes.borrow_mut();
        if start == bytes.len() {
            bytes.clear();
            self.start.set(0);
        } else if start > bytes.len() / 2 {
            // As many bytes have left as are moved, so that each byte is moved about once.
            bytes.drain(..start);
            self.start.set(0);
        } else {
            self.start.set(start);
        }
    }
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bio = Bio { bytes: RefCell::default(), start: Cell::new(0), ended: Cell::new(false) };
    Ok(vm.native(class_arg(args), bio)?.value())
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let most = args.opt(1).map_or(Ok(-1), |most| size(vm, most))?;
    let bio = this::<Bio>(args[0]);
    let count = usize::try_from(most).map_or(bio.data.len(), |most| most.min(bio.data.len()));
    let start = bio.data.start.get();
    let taken = vm.bytes(&bio.data.bytes.borrow()[start..start + count])?;
    bio.data.skip(count);
    Ok(taken.value())
}

/// How many bytes came in; None if none may.
fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bio = this::<Bio>(args[0]);
    vm.with_bytes(args[1], |_, bytes| {
        if bio.data.ended.get() {
            return Value::NONE;
        }
        bio.data.bytes.borrow_mut().extend_from_slice(bytes);
        Value::len(bytes.len())
    })
}

fn write_eof(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    this::<Bio>(args[0]).data.ended.set(true);
    Ok(Value::NONE)
}

fn pending(_: &mut Vm, bio: Value) -> PyResult<Value> {
    Ok(Value::len(this::<Bio>(bio).data.len()))
}

fn eof(_: &mut Vm, bio: Value) -> PyResult<Value> {
    let bio = this::<Bio>(bio);
    Ok(Value::bool(bio.data.ended.get() && bio.data.len() == 0))
}

/// How far the record has come in that is being received.
#[derive(Default)]
pub(super) struct Progress {
    head: [u8; Progress::HEAD],
    /// Bytes of the head that are known.
    known: usize,
    /// Bytes of the body that are missing, if the head is known.
    missing: usize,
}

impl Progress {
    /// The length of a record's head.
    const HEAD: usize = 5;

    /// How many of `bytes`, which come next, are of the present record.
    fn advance(&mut self, bytes: &[u8]) -> usize {
        let head = (Progress::HEAD - self.known).min(bytes.len());
        if head > 0 {
            self.head[self.known..self.known + head].copy_from_slice(&bytes[..head]);
            self.known += head;
            self.missing = usize::from(u16::from_be_bytes([self.head[3], self.head[4]]));
        }
        if self.known < Progress::HEAD {
            return head;
        }
        let body = self.missing.min(bytes.len() - head);
        self.missing -= body;
        if self.missing == 0 {
            self.known = 0;
        }
        head + body
    }
}

fn bio_argument(vm: &mut Vm, value: Value) -> PyResult<runtime::heap::Gc<runtime::heap::Native<Bio>>> {
    value.cast().ok_or_else(|| vm.type_error("a MemoryBIO is required"))
}

/// Takes in at most a record of what a `MemoryBIO` has: None, or what is wrong with it; False if there is nothing.
pub(super) fn draw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (session, bio) = (this::<Session>(args[0]), bio_argument(vm, args[1])?);
    if bio.data.len() == 0 {
        return Ok(Value::FALSE);
    }
    let (count, result) = {
        let bytes = bio.data.bytes.borrow();
        let rest = &bytes[bio.data.start.get()..];
        let count = session.data.progress.borrow_mut().advance(rest);
        (count, feed_bytes(session, &rest[..count]))
    };
    bio.data.skip(count);
    verdict(vm, session, result)
}

/// Moves what is to be sent to the peer into a `MemoryBIO`.
pub(super) fn take_into(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (session, bio) = (this::<Session>(args[0]), bio_argument(vm, args[1])?);
    put_out(session, &mut bio.data.bytes.borrow_mut());
    Ok(Value::NONE)
}

/// Encrypts all of some bytes into a `MemoryBIO`; how many were taken.
pub(super) fn write_into(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (session, bio) = (this::<Session>(args[0]), bio_argument(vm, args[2])?);
    vm.with_bytes(args[1], |_, bytes| {
        let mut at = 0;
        while at < bytes.len() {
            let taken = match &mut *session.data.stage.borrow_mut() {
                Stage::Talking(connection) => connection.writer().write(&bytes[at..]).unwrap_or(0),
                Stage::Waiting(_) | Stage::Greeted(_) | Stage::Broken => 0,
            };
            if taken == 0 {
                break;
            }
            at += taken;
            put_out(session, &mut bio.data.bytes.borrow_mut());
        }
        Value::len(at)
    })
}

/// `MemoryBIO` but for what it raises.
pub(super) static MEMORY_BIO: TypeSpec = TypeSpec {
    name: "MemoryBIO",
    module: "_rustls",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "()", new),
        method("read", "(size=-1, /)", read).doc("Read up to size bytes from the memory BIO."),
        method("write", "(b, /)", write),
        method("write_eof", "()", write_eof).doc("Write an EOF marker to the memory BIO."),
    ],
    getset: &[
        readonly("pending", pending).doc("The number of bytes pending in the memory BIO."),
        readonly("eof", eof).doc("Whether the memory BIO is at EOF."),
    ],
    ..TypeSpec::EMPTY
};
