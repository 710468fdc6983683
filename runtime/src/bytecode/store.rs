//! [`CodeUnit`]s as bytes: what bytecode caches, the packed library and `marshal` hold.
//!
//! Numbers are LEB128, instructions eight bytes each. A nested block is preceded by its length, so that it can be skipped
//! and read when the function is first made ([`decode_lazily`], for what came with the binary). What comes from a file goes
//! through [`decode`], which reads everything; most of it never runs, so each function is verified when it first does.
//! The form has no version of its own: whoever keeps it keeps `import::BYTECODE_TAG` beside it.

use super::positions::PositionTable;
use super::unit::{Child, CodeUnit, Constant, ExceptionEntry, NamedRegister, RegisterKind, Text, flags};
use super::verify;
use crate::bytecode::Instr;
use num_bigint::BigInt;
use std::sync::Arc;

/// Deepest nesting of blocks or constants that is read; CPython's parser allows 100 of either in a source.
const MAX_DEPTH: u32 = 400;

/// The stored form of a unit without its file name.
pub fn encode(unit: &CodeUnit) -> Vec<u8> {
    let mut out = Writer { bytes: Vec::new() };
    out.unit(unit);
    out.bytes
}

/// Reads a unit and all nested ones, none of which [is trusted](CodeUnit::is_trusted); `None` if they are obviously damaged.
pub fn decode(bytes: &[u8], filename: &Arc<Text>) -> Option<CodeUnit> {
    Reader { bytes, at: 0, filename, depth: 0 }.nested()
}

/// What makes a unit fit to be looked at, and to make functions from, is checked at once.
fn untrusted(mut unit: CodeUnit) -> Option<CodeUnit> {
    unit.flags |= flags::UNVERIFIED;
    verify::is_well_formed(&unit).then_some(unit)
}

/// Reads a unit that came with the binary, nested ones later.
pub fn decode_lazily(bytes: &'static [u8], filename: &Arc<Text>) -> Option<CodeUnit> {
    let mut reader = Reader { bytes, at: 0, filename, depth: 0 };
    reader.unit(|reader, bytes| Some(Child::Stored(bytes, Arc::clone(reader.filename))))
}

/// Stored constants begin with one of these.
mod tag {
    pub(super) const NONE: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    pub(super) const ELLIPSIS: u8 = 3;
    pub(super) const INT: u8 = 4;
    pub(super) const BIG_INT: u8 = 5;
    pub(super) const FLOAT: u8 = 6;
    pub(super) const COMPLEX: u8 = 7;
    pub(super) const STR: u8 = 8;
    pub(super) const BYTES: u8 = 9;
    pub(super) const TUPLE: u8 = 10;
    pub(super) const FROZEN_SET: u8 = 11;
}

struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    fn len(&mut self, n: usize) {
        self.number(n as u64);
    }

    fn block(&mut self, bytes: &[u8]) {
        self.len(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    fn unit(&mut self, unit: &CodeUnit) {
        self.block(&unit.name.0);
        self.block(&unit.qualname.0);
        self.number((unit.flags & !flags::UNVERIFIED).into());
        for count in [unit.arg_count, unit.posonly_count, unit.kwonly_count] {
            self.number(count.into());
        }
        self.number(unit.register_count.into());
        self.number(unit.first_line.into());
        self.len(unit.code.len());
        for instr in &unit.code {
            self.bytes.extend_from_slice(&instr.0.to_le_bytes());
        }
        let (positions, count) = unit.positions.encoded();
        self.number(count.into());
        self.block(positions);
        self.len(unit.exceptions.len());
        for entry in &unit.exceptions {
            for n in [entry.start, entry.end, entry.target, entry.register.into()] {
                self.number(n.into());
            }
        }
        self.len(unit.constants.len());
        unit.constants.iter().for_each(|constant| self.constant(constant));
        self.len(unit.names.len());
        unit.names.iter().for_each(|name| self.block(&name.0));
        self.len(unit.registers.len());
        for register in &unit.registers {
            self.block(&register.name.0);
            self.bytes.push(register.kind as u8);
        }
        self.len(unit.children.len());
        for child in &unit.children {
            self.block(&encode(&child.unit()));
        }
    }

    fn constant(&mut self, constant: &Constant) {
        match constant {
            Constant::None => self.bytes.push(tag::NONE),
            Constant::Bool(false) => self.bytes.push(tag::FALSE),
            Constant::Bool(true) => self.bytes.push(tag::TRUE),
            Constant::Ellipsis => self.bytes.push(tag::ELLIPSIS),
            Constant::Int(n) => {
                self.bytes.push(tag::INT);
                self.number(((n << 1) ^ (n >> 63)) as u64);
            }
            Constant::BigInt(n) => {
                self.bytes.push(tag::BIG_INT);
                self.block(&n.to_signed_bytes_le());
            }
            Constant::Float(f) => {
                self.bytes.push(tag::FLOAT);
                self.bytes.extend_from_slice(&f.to_le_bytes());
            }
            Constant::Complex(real, imag) => {
                self.bytes.push(tag::COMPLEX);
                self.bytes.extend_from_slice(&real.to_le_bytes());
                self.bytes.extend_from_slice(&imag.to_le_bytes());
            }
            Constant::Str(text) => {
                self.bytes.push(tag::STR);
                self.block(&text.0);
            }
            Constant::Bytes(bytes) => {
                self.bytes.push(tag::BYTES);
                self.block(bytes);
            }
            Constant::Tuple(items) => self.constants(tag::TUPLE, items),
            Constant::FrozenSet(items) => self.constants(tag::FROZEN_SET, items),
        }
    }

    fn constants(&mut self, tag: u8, items: &[Constant]) {
        self.bytes.push(tag);
        self.len(items.len());
        items.iter().for_each(|item| self.constant(item));
    }
}

struct Reader<'a, 'f> {
    bytes: &'a [u8],
    at: usize,
    filename: &'f Arc<Text>,
    depth: u32,
}

impl<'a> Reader<'a, '_> {
    fn nested(&mut self) -> Option<CodeUnit> {
        if self.depth > MAX_DEPTH {
            return None;
        }
        let unit = self.unit(|reader, bytes| {
            let mut inner = Reader { bytes, at: 0, filename: reader.filename, depth: reader.depth + 1 };
            inner.nested().map(|unit| Child::Ready(Arc::new(unit)))
        })?;
        if self.at == self.bytes.len() { untrusted(unit) } else { None }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<u64> {
        let (mut n, mut shift) = (0u64, 0);
        loop {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(n);
            }
            shift += 7;
        }
    }

    fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        T::try_from(self.number()?).ok()
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(len)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn block(&mut self) -> Option<&'a [u8]> {
        let len = self.small()?;
        self.take(len)
    }

    fn text(&mut self) -> Option<Text> {
        self.block().map(|bytes| Text(bytes.into()))
    }

    /// `count` items; a count that the rest cannot hold is not believed.
    fn many<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count: usize = self.small()?;
        if count > self.bytes.len() - self.at {
            return None;
        }
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Some(items)
    }

    fn unit(&mut self, mut child: impl FnMut(&mut Self, &'a [u8]) -> Option<Child>) -> Option<CodeUnit> {
        let (name, qualname) = (self.text()?, self.text()?);
        let flags = self.small()?;
        let (arg_count, posonly_count, kwonly_count) = (self.small()?, self.small()?, self.small()?);
        let (register_count, first_line) = (self.small()?, self.small()?);
        let count: usize = self.small()?;
        let words = self.take(count.checked_mul(8)?)?;
        let words = words.chunks_exact(8).map(|word| Instr(u64::from_le_bytes(word.try_into().unwrap_or_default())));
        let code = words.collect();
        let positions = self.small()?;
        let positions = PositionTable::from_encoded(self.block()?.into(), positions);
        let exceptions = self.many(|reader| {
            let (start, end, target) = (reader.small()?, reader.small()?, reader.small()?);
            Some(ExceptionEntry { start, end, target, register: reader.small()? })
        })?;
        let constants = self.many(Self::constant)?;
        let names = self.many(Self::text)?;
        let registers =
            self.many(|reader| Some(NamedRegister { name: reader.text()?, kind: reader.register_kind()? }))?;
        let children = self.many(|reader| {
            let bytes = reader.block()?;
            child(reader, bytes)
        })?;
        Some(CodeUnit {
            name,
            qualname,
            filename: Arc::clone(self.filename),
            flags,
            arg_count,
            posonly_count,
            kwonly_count,
            register_count,
            first_line,
            code,
            positions,
            exceptions,
            constants,
            names,
            registers,
            children,
        })
    }

    fn register_kind(&mut self) -> Option<RegisterKind> {
        [RegisterKind::Local, RegisterKind::Cell, RegisterKind::Free, RegisterKind::Hidden]
            .into_iter()
            .nth(self.byte()?.into())
    }

    fn float(&mut self) -> Option<f64> {
        Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn constant(&mut self) -> Option<Constant> {
        Some(match self.byte()? {
            tag::NONE => Constant::None,
            tag::FALSE => Constant::Bool(false),
            tag::TRUE => Constant::Bool(true),
            tag::ELLIPSIS => Constant::Ellipsis,
            tag::INT => {
                let n = self.number()?;
                Constant::Int((n >> 1) as i64 ^ -((n & 1) as i64))
            }
            tag::BIG_INT => Constant::BigInt(BigInt::from_signed_bytes_le(self.block()?)),
            tag::FLOAT => Constant::Float(self.float()?),
            tag::COMPLEX => Constant::Complex(self.float()?, self.float()?),
            tag::STR => Constant::Str(self.text()?),
            tag::BYTES => Constant::Bytes(self.block()?.into()),
            tag::TUPLE => Constant::Tuple(self.constants()?),
            tag::FROZEN_SET => Constant::FrozenSet(self.constants()?),
            _ => return None,
        })
    }

    fn constants(&mut self) -> Option<Vec<Constant>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let items = self.many(Self::constant);
        self.depth -= 1;
        items
    }
}
