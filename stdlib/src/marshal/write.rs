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
use runtime::object::list::List;
use runtime::object::set::Set;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The value's marshalled form.
pub(super) fn dump(vm: &mut Vm, value: Value, version: i64) -> PyResult<Vec<u8>> {
    // Pins what is referred to twice: addresses stay what the table says.
    let kept = vm.list(&[])?;
    let mut writer = Writer { out: Vec::new(), version, depth: 0, kept, seen: Memo::default(), count: 0 };
    writer.value(vm, value)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
    version: i64,
    depth: u32,
    /// The objects that may be referred to.
    kept: Gc<List>,
    /// The numbers of values by identity.
    seen: Memo,
    /// How many values have numbers.
    count: u32,
}

impl Writer {
    fn long(&mut self, n: usize) {
        self.out.extend_from_slice(&(n as u32).to_le_bytes());
    }

    fn value(&mut self, vm: &mut Vm, value: Value) -> PyResult<()> {
        let singleton = match value {
            Value::NONE => Some(code::NONE),
            Value::FALSE => Some(code::FALSE),
            Value::TRUE => Some(code::TRUE),
            Value::ELLIPSIS => Some(code::ELLIPSIS),
            _ if value == vm.exc(Exc::StopIteration).value() => Some(code::STOP_ITERATION),
            _ => None,
        };
        if let Some(singleton) = singleton {
            self.out.push(singleton);
            return Ok(());
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("object too deeply nested to marshal"));
        }
        vm.check_native_stack()?;
        let referable = self.version >= 3;
        if referable && !self.is_new(vm, value)? {
            self.depth -= 1;
            return Ok(());
        }
        self.complex(vm, value, if referable { code::REFERABLE } else { 0 })?;
        self.depth -= 1;
        Ok(())
    }

    /// Writes a reference if the value has been written before. Small ints are one object, as in CPython.
    fn is_new(&mut self, vm: &mut Vm, value: Value) -> PyResult<bool> {
        let small = value.as_i64().is_some_and(|n| (-5..=256).contains(&n));
        if small || value.header().is_some() {
            let id = vm.id(value);
            if let Some(index) = self.seen.get(id) {
                self.out.push(code::REFERENCE);
                self.long(index as usize);
                return Ok(false);
            }
            self.seen.put(id, self.count);
            if !small {
                self.kept.push(vm, value)?;
            }
        }
        self.count += 1;
        Ok(true)
    }

    fn complex(&mut self, vm: &mut Vm, value: Value, flag: u8) -> PyResult<()> {
        let class = vm.class_of(value);
        let types = &vm.types;
        if let Some(text) = value.cast::<Str>().filter(|_| class == types.str) {
            self.str(text, flag);
        } else if class == types.int {
            match value.as_small_int().and_then(|n| i32::try_from(n).ok()) {
                Some(n) => self.int32(n, flag),
                None => {
                    let n = value.as_int().map(runtime::object::int::IntRef::to_big).unwrap_or_default();
                    self.int(&n, flag);
                }
            }
        } else if class == types.float {
            self.float(vm, value.as_f64().unwrap_or(0.0), flag)?;
        } else if class == types.complex {
            let (real, imag) = (vm.get_attr_text(value, "real")?, vm.get_attr_text(value, "imag")?);
            let parts = [real, imag].map(|part| part.as_f64().unwrap_or(0.0));
            self.complex_number(vm, parts, flag)?;
        } else if let Some(bytes) = value.cast::<Bytes>().filter(|_| class == types.bytes) {
            self.bytes(bytes.bytes(), flag);
        } else if let Some(tuple) = value.cast::<Tuple>().filter(|_| class == types.tuple) {
            if self.version >= 4 && tuple.len() < 256 {
                self.out.extend([code::SMALL_TUPLE | flag, tuple.len() as u8]);
            } else {
                self.out.push(code::TUPLE | flag);
                self.long(tuple.len());
            }
            for index in 0..tuple.len() {
                self.value(vm, tuple.get(index))?;
            }
        } else if let Some(list) = value.cast::<List>().filter(|_| class == types.list) {
            self.out.push(code::LIST | flag);
            self.long(list.len());
            for index in 0..list.len() {
                self.value(vm, list.get(index).unwrap_or(Value::NONE))?;
            }
        } else if let Some(dict) = value.cast::<Dict>().filter(|_| class == types.dict) {
            self.out.push(code::DICT | flag);
            let mut at = 0;
            while let Some((entry, key, value)) = dict.next_item(at) {
                self.value(vm, key)?;
                self.value(vm, value)?;
                at = entry + 1;
            }
            self.out.push(code::NULL);
        } else if class == types.set || class == types.frozenset {
            self.set(vm, value, flag)?;
        } else if let Some(object) = value.cast::<Code>() {
            self.code(object, flag);
        } else {
            return self.buffer(vm, value, flag);
        }
        Ok(())
    }

    fn int32(&mut self, n: i32, flag: u8) {
        self.out.push(code::INT | flag);
        self.out.extend_from_slice(&n.to_le_bytes());
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
            self.out.push(code::FLOAT | flag);
            self.out.extend_from_slice(&value.to_le_bytes());
            return Ok(());
        }
        self.out.push(code::FLOAT_TEXT | flag);
        self.float_text(vm, value)
    }

    fn float_text(&mut self, vm: &mut Vm, value: f64) -> PyResult<()> {
        let text = vm.repr_text(Value::float(value))?;
        self.out.push(text.len() as u8);
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn complex_number(&mut self, vm: &mut Vm, parts: [f64; 2], flag: u8) -> PyResult<()> {
        if self.version > 1 {
            self.out.push(code::COMPLEX | flag);
            parts.iter().for_each(|part| self.out.extend_from_slice(&part.to_le_bytes()));
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
