//! Values to bytes.

use super::{MAX_DEPTH, code};
use crate::pickle::memo::Memo;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::import::BYTECODE_TAG;
use runtime::object::code::Code;
use runtime::object::dict::Dict;
use runtime::object::header::{Header, Kind};
use runtime::object::list::List;
use runtime::object::set::Set;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::value::{Value, plain_nan};
use runtime::vm::{PyResult, Vm};

/// The value's marshalled form.
pub(super) fn dump(vm: &mut Vm, value: Value, version: i64) -> PyResult<Vec<u8>> {
    let kept = vm.list(&[])?;
    let numbers = [0; SMALL_INTS];
    let mut writer = Writer {
        out: Vec::with_capacity(64),
        version,
        depth: 0,
        kept,
        keeps: false,
        seen: Memo::default(),
        numbers,
        count: 0,
    };
    writer.value(vm, value)?;
    Ok(writer.out)
}

/// Ints that are one object each in CPython: from -5 on.
const SMALL_INTS: usize = 262;

struct Writer {
    out: Vec<u8>,
    version: i64,
    depth: u32,
    /// The objects that may be referred to, from [`Writer::keep`] on.
    kept: Gc<List>,
    keeps: bool,
    /// The numbers of objects by address.
    seen: Memo,
    /// The numbers of small ints, plus one; 0 for none.
    numbers: [u32; SMALL_INTS],
    /// How many values have numbers.
    count: u32,
}

impl Writer {
    fn long(&mut self, n: usize) {
        self.out.extend_from_slice(&(n as u32).to_le_bytes());
    }

    fn value(&mut self, vm: &mut Vm, value: Value) -> PyResult<()> {
        let referable = self.version >= 3;
        let flag = if referable { code::REFERABLE } else { 0 };
        let Some(header) = value.header() else { return self.word(vm, value, flag) };
        if value == vm.exc(Exc::StopIteration).value() {
            self.out.push(code::STOP_ITERATION);
            return Ok(());
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("object too deeply nested to marshal"));
        }
        if referable {
            if let Some(number) = self.seen.get_or_put(value.bits(), self.count) {
                self.refer(number);
                self.depth -= 1;
                return Ok(());
            }
            self.count += 1;
            if self.keeps {
                vm.pin(header);
                self.kept.push(vm, value)?;
            }
        }
        self.object(vm, value, header, flag)?;
        self.depth -= 1;
        Ok(())
    }

    /// What is no object of the heap: constants, small ints and floats.
    fn word(&mut self, vm: &mut Vm, value: Value, flag: u8) -> PyResult<()> {
        match value {
            Value::NONE => self.out.push(code::NONE),
            Value::FALSE => self.out.push(code::FALSE),
            Value::TRUE => self.out.push(code::TRUE),
            Value::ELLIPSIS => self.out.push(code::ELLIPSIS),
            _ => {
                // Numbers count as a level, as in CPython.
                if self.depth >= MAX_DEPTH {
                    return Err(vm.value_error("object too deeply nested to marshal"));
                }
                let small = value.as_small_int();
                if flag != 0 {
                    let slot = small.and_then(|n| self.numbers.get_mut(usize::try_from(n + 5).ok()?));
                    if let Some(slot) = slot {
                        if let Some(number) = slot.checked_sub(1) {
                            self.refer(number);
                            return Ok(());
                        }
                        *slot = self.count + 1;
                    }
                    self.count += 1;
                }
                match small.map(i32::try_from) {
                    Some(Ok(n)) => self.int32(n, flag),
                    Some(Err(_)) => self.big_int(value, flag),
                    None => return self.float(vm, value.as_f64().unwrap_or(0.0), flag),
                }
            }
        }
        Ok(())
    }

    fn refer(&mut self, number: u32) {
        self.out.push(code::REFERENCE);
        self.long(number as usize);
    }

    /// To be called before what may allocate or run Python: until then objects stay alive and where they are, as the memo needs.
    fn keep(&mut self, vm: &mut Vm) -> PyResult<()> {
        if std::mem::replace(&mut self.keeps, true) || self.version < 3 {
            return Ok(());
        }
        let values = || self.seen.words().map(Value::from_bits);
        values().filter_map(Value::header).for_each(|header| vm.pin(header));
        for value in values() {
            self.kept.push(vm, value)?;
        }
        Ok(())
    }

    fn object(&mut self, vm: &mut Vm, value: Value, header: Gc<Header>, flag: u8) -> PyResult<()> {
        let kind = header.kind();
        if header.shape() != vm.shape_of_kind(kind) {
            return self.other(vm, value, flag);
        }
        const KNOWN: &str = "the kind was looked at";
        match kind {
            Kind::Str => self.str(value.cast().expect(KNOWN), flag),
            Kind::Int64 | Kind::WideInt | Kind::BigInt => self.big_int(value, flag),
            Kind::Bytes => self.bytes(value.cast::<Bytes>().expect(KNOWN).bytes(), flag),
            Kind::Tuple => self.tuple(vm, value.cast().expect(KNOWN), flag)?,
            Kind::List => {
                let list = value.cast::<List>().expect(KNOWN);
                self.out.push(code::LIST | flag);
                self.long(list.len());
                vm.check_native_stack()?;
                for index in 0..list.len() {
                    self.value(vm, list.get(index).unwrap_or(Value::NONE))?;
                }
            }
            Kind::Dict => {
                let dict = value.cast::<Dict>().expect(KNOWN);
                self.out.push(code::DICT | flag);
                vm.check_native_stack()?;
                let mut at = 0;
                while let Some((entry, key, value)) = dict.next_item(at) {
                    self.value(vm, key)?;
                    self.value(vm, value)?;
                    at = entry + 1;
                }
                self.out.push(code::NULL);
            }
            _ => return self.other(vm, value, flag),
        }
        Ok(())
    }

    fn tuple(&mut self, vm: &mut Vm, tuple: Gc<Tuple>, flag: u8) -> PyResult<()> {
        if self.version >= 4 && tuple.len() < 256 {
            self.out.extend([code::SMALL_TUPLE | flag, tuple.len() as u8]);
        } else {
            self.out.push(code::TUPLE | flag);
            self.long(tuple.len());
        }
        vm.check_native_stack()?;
        for index in 0..tuple.len() {
            self.value(vm, tuple.get(index))?;
        }
        Ok(())
    }

    /// What may need memory or Python.
    fn other(&mut self, vm: &mut Vm, value: Value, flag: u8) -> PyResult<()> {
        vm.check_native_stack()?;
        self.keep(vm)?;
        let class = vm.class_of(value);
        if class == vm.types.complex {
            let (real, imag) = (vm.get_attr_text(value, "real")?, vm.get_attr_text(value, "imag")?);
            let parts = [real, imag].map(|part| part.as_f64().unwrap_or(0.0));
            return self.complex_number(vm, parts, flag);
        }
        if class == vm.types.set || class == vm.types.frozenset {
            return self.set(vm, value, flag);
        }
        match value.cast::<Code>() {
            Some(object) => self.code(object, flag),
            None => return self.buffer(vm, value, flag),
        }
        Ok(())
    }

    fn big_int(&mut self, value: Value, flag: u8) {
        let n = value.as_int().map(runtime::object::int::IntRef::to_big).unwrap_or_default();
        self.int(&n, flag);
    }

    fn int32(&mut self, n: i32, flag: u8) {
        let [a, b, c, d] = n.to_le_bytes();
        self.out.extend_from_slice(&[code::INT | flag, a, b, c, d]);
    }

    fn int(&mut self, n: &BigInt, flag: u8) {
        if let Some(small) = n.to_i32() {
            return self.int32(small, flag);
        }
        let mut digits = Vec::new();
        let (mut pending, mut bits) = (0u64, 0);
        for word in n.magnitude().iter_u32_digits() {
            pending |= u64::from(word) << bits;
            bits += 32;
            while bits >= 15 {
                digits.push((pending & 0x7FFF) as u16);
                pending >>= 15;
                bits -= 15;
            }
        }
        digits.push(pending as u16);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        self.out.push(code::LONG | flag);
        let count = digits.len() as i32;
        let count = if n.sign() == num_bigint::Sign::Minus { -count } else { count };
        self.out.extend_from_slice(&count.to_le_bytes());
        digits.iter().for_each(|digit| self.out.extend_from_slice(&digit.to_le_bytes()));
    }

    fn float(&mut self, vm: &mut Vm, value: f64, flag: u8) -> PyResult<()> {
        if self.version > 1 {
            let mut bytes = [code::FLOAT | flag; 9];
            bytes[1..].copy_from_slice(&plain_nan(value).to_le_bytes());
            self.out.extend_from_slice(&bytes);
            return Ok(());
        }
        self.out.push(code::FLOAT_TEXT | flag);
        self.float_text(vm, value)
    }

    fn float_text(&mut self, vm: &mut Vm, value: f64) -> PyResult<()> {
        self.keep(vm)?;
        let text = vm.repr_text(Value::float(value))?;
        self.out.push(text.len() as u8);
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn complex_number(&mut self, vm: &mut Vm, parts: [f64; 2], flag: u8) -> PyResult<()> {
        if self.version > 1 {
            self.out.push(code::COMPLEX | flag);
            parts.iter().for_each(|&part| self.out.extend_from_slice(&plain_nan(part).to_le_bytes()));
            return Ok(());
        }
        self.out.push(code::COMPLEX_TEXT | flag);
        parts.into_iter().try_for_each(|part| self.float_text(vm, part))
    }

    fn str(&mut self, text: Gc<Str>, flag: u8) {
        let interned = text.is_interned();
        if let (Some(ascii), true) = (text.as_ascii(), self.version >= 4) {
            if ascii.len() < 256 {
                let code = if interned { code::SHORT_ASCII_INTERNED } else { code::SHORT_ASCII };
                self.out.extend([code | flag, ascii.len() as u8]);
            } else {
                self.out.push(if interned { code::ASCII_INTERNED } else { code::ASCII } | flag);
                self.long(ascii.len());
            }
            self.out.extend_from_slice(ascii.as_bytes());
            return;
        }
        let bytes = text.to_wtf8();
        self.out.push(if self.version >= 3 && interned { code::INTERNED } else { code::UNICODE } | flag);
        self.long(bytes.len());
        self.out.extend_from_slice(&bytes);
    }

    fn bytes(&mut self, bytes: &[u8], flag: u8) {
        self.out.push(code::BYTES | flag);
        self.long(bytes.len());
        self.out.extend_from_slice(bytes);
    }

    /// Items in the order of their marshalled forms, so that equal sets have equal forms.
    fn set(&mut self, vm: &mut Vm, value: Value, flag: u8) -> PyResult<()> {
        let frozen = vm.class_of(value) == vm.types.frozenset;
        if value.cast::<Set>().is_none() {
            return Err(vm.value_error("unmarshallable object"));
        }
        self.out.push(if frozen { code::FROZEN_SET } else { code::SET } | flag);
        let items = vm.collect_list(value)?;
        self.long(items.len());
        let mut order = Vec::with_capacity(items.len());
        for index in 0..items.len() {
            let item = items.get(index).unwrap_or(Value::NONE);
            order.push((dump(vm, item, self.version)?, index));
        }
        order.sort();
        for (_, index) in order {
            self.value(vm, items.get(index).unwrap_or(Value::NONE))?;
        }
        Ok(())
    }

    /// A code object: the tag, its file and its stored form, each with its length, and a checksum of the last.
    fn code(&mut self, object: Gc<Code>, flag: u8) {
        self.out.push(code::CODE | flag);
        let unit = runtime::bytecode::store::encode(&object.unit);
        let filename = object.filename.get().to_wtf8();
        for block in [BYTECODE_TAG.as_bytes(), &filename, &unit] {
            self.long(block.len());
            self.out.extend_from_slice(block);
        }
        let sum = runtime::text::hash::keyed_bytes(super::read::CHECKSUM_KEY, &unit);
        self.out.extend_from_slice(&sum.to_le_bytes());
    }

    fn buffer(&mut self, vm: &mut Vm, value: Value, flag: u8) -> PyResult<()> {
        match crate::bytes_like(vm, value) {
            Ok(bytes) => {
                self.bytes(&bytes, flag);
                Ok(())
            }
            Err(raised) => {
                vm.take_exception(raised);
                Err(vm.value_error("unmarshallable object"))
            }
        }
    }
}
