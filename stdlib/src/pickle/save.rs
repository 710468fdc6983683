//! Pickling: the state of a pickler at work, its output with frames, and what has opcodes of its own.

use super::memo::Memo;
use super::opcode as op;
use super::{containers, globals, reduce};
use num_bigint::BigInt;
use runtime::heap::Gc;
use runtime::object::dict::Dict;
use runtime::object::header::Kind;
use runtime::object::int::IntRef;
use runtime::object::list::List;
use runtime::object::set::Set;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type;
use runtime::value::{Value, plain_nan};
use runtime::vm::{PyResult, Vm};

/// A frame that has so many bytes ends.
const FRAME_TARGET: usize = 64 * 1024;
/// One of fewer is none.
const FRAME_LEAST: usize = 4;
/// The opcode and eight bytes of length.
const FRAME_HEADER: usize = 9;

/// A pickler at work. It lives on the stack of the call that pickles, which is a root.
pub(super) struct Save {
    pub(super) out: Vec<u8>,
    framing: bool,
    frame: Option<usize>,
    pub(super) memo: Memo,
    /// The objects in the memo.
    pub(super) kept: Gc<List>,
    pub(super) protocol: u8,
    pub(super) fix_imports: bool,
    pub(super) fast: bool,
    /// Containers that are being saved in fast mode, once there are many.
    pub(super) nesting: usize,
    pub(super) nested: Memo,
    /// `write` of the file; EMPTY if the result is wanted.
    pub(super) write: Value,
    /// The functions of the pickler; EMPTY if it has none.
    pub(super) persistent_id: Value,
    pub(super) dispatch_table: Value,
    pub(super) reducer_override: Value,
    /// None if there is none.
    pub(super) buffer_callback: Value,
    /// `copyreg.dispatch_table` and `copyreg._extension_registry`, once they have been asked for.
    pub(super) reducers: Option<Gc<Dict>>,
    pub(super) extensions: Option<Gc<Dict>>,
}

/// Where an object comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// It may have a persistent id.
    Ordinary,
    /// It is a persistent id.
    Persistent,
}

impl Save {
    pub(super) fn new(vm: &mut Vm, protocol: u8) -> PyResult<Save> {
        let kept = vm.list(&[])?;
        Ok(Save {
            out: Vec::with_capacity(128),
            framing: false,
            frame: None,
            memo: Memo::default(),
            kept,
            protocol,
            fix_imports: protocol < 3,
            fast: false,
            nesting: 0,
            nested: Memo::default(),
            write: Value::EMPTY,
            persistent_id: Value::EMPTY,
            dispatch_table: Value::EMPTY,
            reducer_override: Value::EMPTY,
            buffer_callback: Value::NONE,
            reducers: None,
            extensions: None,
        })
    }

    pub(super) fn is_binary(&self) -> bool {
        self.protocol > 0
    }

    #[inline]
    fn open_frame(&mut self) {
        if self.framing && self.frame.is_none() {
            self.frame = Some(self.out.len());
            self.out.extend([0; FRAME_HEADER]);
        }
    }

    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        self.open_frame();
        self.out.push(byte);
    }

    #[inline]
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.open_frame();
        self.out.extend_from_slice(bytes);
    }

    fn close_frame(&mut self) {
        let Some(start) = self.frame.take() else { return };
        let len = self.out.len() - start - FRAME_HEADER;
        if len >= FRAME_LEAST {
            self.out[start] = op::FRAME;
            self.out[start + 1..start + FRAME_HEADER].copy_from_slice(&(len as u64).to_le_bytes());
        } else {
            self.out.drain(start..start + FRAME_HEADER);
        }
    }

    fn flush(&mut self, vm: &mut Vm) -> PyResult<()> {
        if self.write.is_empty() || self.out.is_empty() {
            return Ok(());
        }
        let bytes = vm.bytes(&self.out)?.value();
        self.out.clear();
        vm.call(self.write, &[bytes])?;
        Ok(())
    }

    /// Between objects: a frame that is long enough ends.
    #[inline]
    fn boundary(&mut self, vm: &mut Vm) -> PyResult<()> {
        match self.frame {
            Some(start) if self.out.len() - start - FRAME_HEADER >= FRAME_TARGET => {
                self.close_frame();
                self.flush(vm)
            }
            _ => Ok(()),
        }
    }

    /// An opcode with its length, and the data that follows; much data stays out of frames.
    pub(super) fn data(&mut self, vm: &mut Vm, header: &[u8], data: &[u8], object: Option<Value>) -> PyResult<()> {
        if data.len() < FRAME_TARGET {
            self.bytes(header);
            self.out.extend_from_slice(data);
            return Ok(());
        }
        let framing = self.framing;
        self.close_frame();
        self.framing = false;
        self.out.extend_from_slice(header);
        if self.write.is_empty() {
            self.out.extend_from_slice(data);
        } else {
            self.flush(vm)?;
            let bytes = match object {
                Some(object) => object,
                None => vm.bytes(data)?.value(),
            };
            vm.call(self.write, &[bytes])?;
        }
        self.framing = framing;
        Ok(())
    }

    /// Pickles an object: a whole stream.
    pub(super) fn dump(&mut self, vm: &mut Vm, object: Value) -> PyResult<()> {
        if self.protocol >= 2 {
            self.bytes(&[op::PROTO, self.protocol]);
            self.framing = self.protocol >= 4;
        }
        self.save(vm, object, Asked::Ordinary)?;
        self.byte(op::STOP);
        self.close_frame();
        self.framing = false;
        self.flush(vm)
    }

    /// Numbers an object.
    pub(super) fn memoize(&mut self, vm: &mut Vm, object: Value) -> PyResult<()> {
        if self.fast {
            return Ok(());
        }
        let number = self.memo.len() as u32;
        if let Some(header) = object.header() {
            vm.pin(header);
        }
        self.memo.put(object.bits(), number);
        self.kept.push(vm, object)?;
        self.say_memoized(number);
        Ok(())
    }

    /// The opcode that numbers what was made last.
    fn say_memoized(&mut self, number: u32) {
        if self.protocol >= 4 {
            self.byte(op::MEMOIZE);
        } else if !self.is_binary() {
            self.bytes(format!("p{number}\n").as_bytes());
        } else if let Ok(number) = u8::try_from(number) {
            self.bytes(&[op::BINPUT, number]);
        } else {
            self.byte(op::LONG_BINPUT);
            self.bytes(&number.to_le_bytes());
        }
    }

    /// Refers to an object by its number.
    pub(super) fn refer(&mut self, number: u32) {
        if !self.is_binary() {
            self.bytes(format!("g{number}\n").as_bytes());
        } else if let Ok(number) = u8::try_from(number) {
            self.bytes(&[op::BINGET, number]);
        } else {
            self.byte(op::LONG_BINGET);
            self.bytes(&number.to_le_bytes());
        }
    }

    /// Pickles one object.
    pub(super) fn save(&mut self, vm: &mut Vm, object: Value, asked: Asked) -> PyResult<()> {
        if !self.persistent_id.is_empty() && asked == Asked::Ordinary && self.persistent(vm, object)? {
            return self.boundary(vm);
        }
        let Some(header) = object.header() else {
            if let Some(n) = object.as_small_int() {
                self.int(vm, n)?;
                return self.boundary(vm);
            }
            return self.constant(vm, object);
        };
        let kind = header.kind();
        let exact = header.shape() == vm.shape_of_kind(kind);
        if matches!(kind, Kind::Int64 | Kind::WideInt | Kind::BigInt) && exact {
            match object.as_int() {
                Some(IntRef::Small(n)) => self.int(vm, n)?,
                Some(IntRef::Big(n)) => self.large_int(vm, object, &n.to_big())?,
                None => {}
            }
            return self.boundary(vm);
        }
        if exact && kind == Kind::Str && !self.fast {
            // Nothing else gets a number between looking for this one and giving it.
            let number = self.memo.len() as u32;
            if let Some(number) = self.memo.get_or_put(object.bits(), number) {
                self.refer(number);
                return self.boundary(vm);
            }
            vm.pin(header);
            self.kept.push(vm, object)?;
            let text = object.cast::<Str>().expect("the kind was looked at");
            self.text(vm, text)?;
            self.say_memoized(number);
            return self.boundary(vm);
        }
        if let Some(number) = self.memo.get(object.bits()) {
            self.refer(number);
            return self.boundary(vm);
        }
        if exact && kind == Kind::Str {
            let text = object.cast::<Str>().expect("the kind was looked at");
            self.text(vm, text)?;
        } else if exact && kind == Kind::Bytes {
            let bytes = object.cast::<Bytes>().expect("the kind was looked at");
            self.byte_string(vm, bytes)?;
        } else {
            vm.recurse(" while pickling an object", |vm| self.compound(vm, object, kind, exact))?;
        }
        self.boundary(vm)
    }

    fn compound(&mut self, vm: &mut Vm, object: Value, kind: Kind, exact: bool) -> PyResult<()> {
        match kind {
            Kind::Dict if exact => return containers::dict(vm, self, object),
            Kind::List if exact => return containers::list(vm, self, object),
            Kind::Tuple if exact => {
                let tuple = object.cast::<Tuple>().expect("the kind was looked at");
                return containers::tuple(vm, self, tuple);
            }
            Kind::Set => {
                let class = vm.class_of(object);
                let set = object.cast::<Set>().expect("the kind was looked at");
                if class == vm.types.set {
                    return containers::set(vm, self, set);
                }
                if class == vm.types.frozenset {
                    return containers::frozen_set(vm, self, set);
                }
            }
            Kind::Native => {
                if vm.class_of(object) == vm.native_type(&runtime::builtins::bytearray::BYTEARRAY)? {
                    return containers::bytearray(vm, self, object);
                }
                if super::buffer::is_buffer(object) {
                    return containers::buffer(vm, self, object);
                }
            }
            _ => {}
        }
        if let Some(function) = self.reducer_override.given() {
            let reduced = vm.call(function, &[object])?;
            if !reduced.is_not_implemented() {
                return reduce::reduced(vm, self, object, reduced);
            }
        }
        if object.is::<Type>() && vm.class_of(object) == vm.types.type_ {
            return globals::class(vm, self, object);
        }
        if kind == Kind::Function {
            return globals::global(vm, self, object, None);
        }
        reduce::object(vm, self, object)
    }

    /// None, bools and floats, and constants that are reduced.
    fn constant(&mut self, vm: &mut Vm, object: Value) -> PyResult<()> {
        if object.is_none() {
            self.byte(op::NONE);
        } else if let Some(truth) = object.as_bool() {
            match (self.protocol >= 2, truth) {
                (true, true) => self.byte(op::NEWTRUE),
                (true, false) => self.byte(op::NEWFALSE),
                (false, true) => self.bytes(b"I01\n"),
                (false, false) => self.bytes(b"I00\n"),
            }
        } else if let Some(f) = object.as_float() {
            if self.is_binary() {
                self.byte(op::BINFLOAT);
                self.bytes(&plain_nan(f).to_be_bytes());
            } else {
                let text = runtime::builtins::float::to_text(f);
                self.bytes(format!("F{text}\n").as_bytes());
            }
        } else {
            match self.memo.get(object.bits()) {
                Some(number) => self.refer(number),
                None => self.compound(vm, object, Kind::Instance, false)?,
            }
        }
        self.boundary(vm)
    }

    fn int(&mut self, vm: &mut Vm, n: i64) -> PyResult<()> {
        let Ok(short) = i32::try_from(n) else {
            if self.protocol >= 2 {
                let bytes = n.to_le_bytes();
                // As many bytes as show the sign.
                let spare = if n < 0 { (!n).leading_zeros() } else { n.leading_zeros() };
                let len = 8 - (spare as usize - 1) / 8;
                self.bytes(&[op::LONG1, len as u8]);
                self.bytes(&bytes[..len]);
                return Ok(());
            }
            let object = vm.int(n)?;
            return self.large_int(vm, object, &BigInt::from(n));
        };
        if !self.is_binary() {
            self.bytes(format!("I{short}\n").as_bytes());
        } else if let Ok(n) = u8::try_from(n) {
            self.bytes(&[op::BININT1, n]);
        } else if let Ok(n) = u16::try_from(n) {
            let [low, high] = n.to_le_bytes();
            self.bytes(&[op::BININT2, low, high]);
        } else {
            let [a, b, c, d] = short.to_le_bytes();
            self.bytes(&[op::BININT, a, b, c, d]);
        }
        Ok(())
    }

    fn large_int(&mut self, vm: &mut Vm, object: Value, n: &BigInt) -> PyResult<()> {
        if self.protocol < 2 {
            let text = vm.repr_text(object)?;
            self.bytes(format!("L{text}L\n").as_bytes());
            return Ok(());
        }
        let bytes = n.to_signed_bytes_le();
        match u8::try_from(bytes.len()) {
            Ok(len) => self.bytes(&[op::LONG1, len]),
            Err(_) => {
                let Ok(len) = i32::try_from(bytes.len()) else {
                    return Err(vm.overflow_error("int too large to pickle"));
                };
                self.byte(op::LONG4);
                self.bytes(&len.to_le_bytes());
            }
        }
        self.bytes(&bytes);
        Ok(())
    }

    fn text(&mut self, vm: &mut Vm, text: Gc<Str>) -> PyResult<()> {
        if !self.is_binary() {
            self.byte(op::UNICODE);
            let escaped = raw_unicode_escape(&text);
            self.bytes(&escaped);
            self.byte(b'\n');
            return Ok(());
        }
        match text.as_ascii() {
            Some(ascii) => self.utf8(vm, ascii.as_bytes()),
            None => self.utf8(vm, &text.to_wtf8()),
        }
    }

    fn utf8(&mut self, vm: &mut Vm, data: &[u8]) -> PyResult<()> {
        if self.protocol >= 4
            && let Ok(len) = u8::try_from(data.len())
        {
            self.bytes(&[op::SHORT_BINUNICODE, len]);
            self.out.extend_from_slice(data);
            return Ok(());
        }
        let mut header = [0; 9];
        let len = sized(&mut header, data.len(), self.protocol >= 4, op::SHORT_BINUNICODE, op::BINUNICODE);
        if let Some(len) = len {
            return self.data(vm, &header[..len], data, None);
        }
        if self.protocol < 4 {
            return Err(
                vm.overflow_error("serializing a string larger than 4 GiB requires pickle protocol 4 or higher")
            );
        }
        header[0] = op::BINUNICODE8;
        header[1..].copy_from_slice(&(data.len() as u64).to_le_bytes());
        self.data(vm, &header, data, None)
    }

    fn byte_string(&mut self, vm: &mut Vm, bytes: Gc<Bytes>) -> PyResult<()> {
        if self.protocol < 3 {
            return reduce::old_bytes(vm, self, bytes);
        }
        self.byte_data(vm, bytes.bytes(), Some(bytes.value()))?;
        self.memoize(vm, bytes.value())
    }

    /// Bytes, as one of the opcodes for them.
    pub(super) fn byte_data(&mut self, vm: &mut Vm, data: &[u8], object: Option<Value>) -> PyResult<()> {
        let mut header = [0; 9];
        if let Some(len) = sized(&mut header, data.len(), true, op::SHORT_BINBYTES, op::BINBYTES) {
            return self.data(vm, &header[..len], data, object);
        }
        if self.protocol < 4 {
            return Err(
                vm.overflow_error("serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher")
            );
        }
        header[0] = op::BINBYTES8;
        header[1..].copy_from_slice(&(data.len() as u64).to_le_bytes());
        self.data(vm, &header, data, object)
    }

    /// Asks for a persistent id; whether there is one, which is saved.
    fn persistent(&mut self, vm: &mut Vm, object: Value) -> PyResult<bool> {
        let id = vm.call(self.persistent_id, &[object])?;
        if id.is_none() {
            return Ok(false);
        }
        if self.is_binary() {
            self.save(vm, id, Asked::Persistent)?;
            self.byte(op::BINPERSID);
            return Ok(true);
        }
        let text = vm.to_str(id)?;
        let Some(ascii) = text.as_ascii() else {
            return Err(super::PICKLING_ERROR.raise(vm, "persistent IDs in protocol 0 must be ASCII strings"));
        };
        self.byte(op::PERSID);
        self.bytes(ascii.as_bytes());
        self.byte(b'\n');
        Ok(true)
    }
}

/// Opcode and length in one byte or four; none if the length has more.
fn sized(header: &mut [u8; 9], len: usize, may_be_short: bool, short: u8, long: u8) -> Option<usize> {
    if let (Ok(len), true) = (u8::try_from(len), may_be_short) {
        (header[0], header[1]) = (short, len);
        return Some(2);
    }
    let len = u32::try_from(len).ok()?;
    header[0] = long;
    header[1..5].copy_from_slice(&len.to_le_bytes());
    Some(5)
}

/// Text on one line of Latin-1.
fn raw_unicode_escape(text: &Str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars().iter() {
        match c {
            0x10000.. => out.extend(format!("\\U{c:08x}").bytes()),
            0x100.. | 0x5c | 0 | 0x0a | 0x0d | 0x1a => out.extend(format!("\\u{c:04x}").bytes()),
            _ => out.push(c as u8),
        }
    }
    out
}
