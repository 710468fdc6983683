//! Bytes to values.

use super::{MAX_DEPTH, code};
use num_bigint::{BigInt, BigUint, Sign};
use runtime::bytecode::{Text, store};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::import::BYTECODE_TAG;
use runtime::object::list::List;
use runtime::object::string::Bytes;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::borrow::Cow;
use std::sync::Arc;

/// Key of the checksum of stored code.
pub(super) const CHECKSUM_KEY: u64 = 0x6b72_6169_7470_7963;

/// Where bytes come from.
pub(super) enum Input<'a> {
    Memory {
        data: &'a [u8],
        at: usize,
    },
    /// A file object, read piece by piece: what follows the value is left in it.
    File(Value),
}

/// What a value is part of, for messages.
#[derive(Clone, Copy)]
enum Place {
    Object,
    Tuple,
    List,
    Set,
    Dict,
}

/// Reads one value.
pub(super) fn load(vm: &mut Vm, input: Input<'_>) -> PyResult<Value> {
    let references = vm.list(&[])?;
    let mut reader = Reader { input, references, depth: 0 };
    match reader.value(vm)? {
        Some(value) => Ok(value),
        None => Err(null(vm, Place::Object)),
    }
}

fn null(vm: &mut Vm, place: Place) -> Raised {
    let place = match place {
        Place::Object => "object",
        Place::Tuple => "tuple",
        Place::List => "list",
        Place::Set => "set",
        Place::Dict => "dict",
    };
    vm.type_error(&format!("NULL object in marshal data for {place}"))
}

fn bad(vm: &mut Vm, what: &str) -> Raised {
    vm.value_error(&format!("bad marshal data ({what})"))
}

struct Reader<'a> {
    input: Input<'a>,
    references: Gc<List>,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, vm: &mut Vm, len: usize) -> PyResult<Cow<'a, [u8]>> {
        match &mut self.input {
            Input::Memory { data, at } => match data.get(*at..).and_then(|rest| rest.get(..len)) {
                Some(bytes) => {
                    *at += len;
                    Ok(Cow::Borrowed(bytes))
                }
                None => Err(vm.raise_text(Exc::EOFError, "marshal data too short")),
            },
            Input::File(file) => {
                let read = vm.call_method(*file, "read", &[Value::len(len)])?;
                let Some(read) = read.cast::<Bytes>() else {
                    let message = format!("file.read() returned not bytes but {}", vm.type_name(read));
                    return Err(vm.type_error(&message));
                };
                if read.len() > len {
                    let message =
                        format!("read() returned too much data: {len} bytes requested, {} returned", read.len());
                    return Err(vm.value_error(&message));
                }
                if read.len() < len {
                    return Err(vm.raise_text(Exc::EOFError, "EOF read where not expected"));
                }
                Ok(Cow::Owned(read.bytes().to_vec()))
            }
        }
    }

    fn array<const N: usize>(&mut self, vm: &mut Vm) -> PyResult<[u8; N]> {
        let bytes = self.bytes(vm, N)?;
        Ok(*bytes.first_chunk().expect("as many bytes as asked for"))
    }

    fn byte(&mut self, vm: &mut Vm) -> PyResult<u8> {
        Ok(self.array::<1>(vm)?[0])
    }

    fn long(&mut self, vm: &mut Vm) -> PyResult<i32> {
        Ok(i32::from_le_bytes(self.array(vm)?))
    }

    fn size(&mut self, vm: &mut Vm, what: &str) -> PyResult<usize> {
        let size = self.long(vm)?;
        usize::try_from(size).map_err(|_| bad(vm, &format!("{what} size out of range")))
    }

    fn block(&mut self, vm: &mut Vm) -> PyResult<Cow<'a, [u8]>> {
        let size = self.size(vm, "string")?;
        self.bytes(vm, size)
    }

    /// One value; `None` for the mark that ends dicts.
    fn value(&mut self, vm: &mut Vm) -> PyResult<Option<Value>> {
        let first = match self.byte(vm) {
            Ok(first) => first,
            Err(raised) => {
                vm.catch(raised, Exc::EOFError)?;
                return Err(vm.raise_text(Exc::EOFError, "EOF read where object expected"));
            }
        };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("recursion limit exceeded"));
        }
        vm.check_native_stack()?;
        let referable = first & code::REFERABLE != 0;
        let value = self.body(vm, first & !code::REFERABLE, referable)?;
        self.depth -= 1;
        Ok(value)
    }

    fn body(&mut self, vm: &mut Vm, first: u8, referable: bool) -> PyResult<Option<Value>> {
        let value = match first {
            code::NULL => return Ok(None),
            code::NONE => Value::NONE,
            code::FALSE => Value::FALSE,
            code::TRUE => Value::TRUE,
            code::ELLIPSIS => Value::ELLIPSIS,
            code::STOP_ITERATION => vm.exc(Exc::StopIteration).value(),
            code::REFERENCE => {
                let index = self.long(vm)?;
                let value = usize::try_from(index).ok().and_then(|index| self.references.get(index));
                return match value.filter(|value| !value.is_none()) {
                    Some(value) => Ok(Some(value)),
                    None => Err(bad(vm, "invalid reference")),
                };
            }
            code::TUPLE | code::SMALL_TUPLE | code::LIST | code::DICT | code::SET | code::FROZEN_SET => {
                return self.container(vm, first, referable).map(Some);
            }
            code::CODE => {
                // As in CPython, code takes its number before what it is made of.
                let index = self.reserve(vm, referable)?;
                let value = self.code(vm)?;
                if let Some(index) = index {
                    self.references.set(vm, index, value);
                }
                return Ok(Some(value));
            }
            _ => self.scalar(vm, first)?,
        };
        if referable {
            self.references.push(vm, value)?;
        }
        Ok(Some(value))
    }

    fn scalar(&mut self, vm: &mut Vm, first: u8) -> PyResult<Value> {
        Ok(match first {
            code::INT => Value::int32(self.long(vm)?),
            code::INT64 => {
                let n = i64::from_le_bytes(self.array(vm)?);
                vm.int(n)?
            }
            code::LONG => self.big_int(vm)?,
            code::FLOAT => Value::float(f64::from_le_bytes(self.array(vm)?)),
            code::FLOAT_TEXT => Value::float(self.float_text(vm)?),
            code::COMPLEX => {
                let real = f64::from_le_bytes(self.array(vm)?);
                let imag = f64::from_le_bytes(self.array(vm)?);
                vm.complex(real, imag)?
            }
            code::COMPLEX_TEXT => {
                let (real, imag) = (self.float_text(vm)?, self.float_text(vm)?);
                vm.complex(real, imag)?
            }
            code::BYTES => {
                let size = self.size(vm, "bytes object")?;
                let bytes = self.bytes(vm, size)?;
                vm.bytes(&bytes)?.value()
            }
            code::UNICODE | code::INTERNED => {
                let bytes = self.block(vm)?;
                let text = vm.str_from_wtf8(&bytes)?;
                if first == code::INTERNED { vm.intern_str(text).value() } else { text.value() }
            }
            code::ASCII | code::ASCII_INTERNED => {
                let bytes = self.block(vm)?;
                let text = vm.str_from_latin1(&bytes)?;
                if first == code::ASCII_INTERNED { vm.intern_str(text).value() } else { text.value() }
            }
            code::SHORT_ASCII | code::SHORT_ASCII_INTERNED => {
                let size = self.byte(vm)?;
                let bytes = self.bytes(vm, size.into())?;
                let text = vm.str_from_latin1(&bytes)?;
                if first == code::SHORT_ASCII_INTERNED { vm.intern_str(text).value() } else { text.value() }
            }
            _ => return Err(bad(vm, "unknown type code")),
        })
    }

    fn big_int(&mut self, vm: &mut Vm) -> PyResult<Value> {
        let count = self.long(vm)?;
        if count == i32::MIN {
            return Err(bad(vm, "long size out of range"));
        }
        let bytes = self.bytes(vm, count.unsigned_abs() as usize * 2)?;
        let mut bits = BigUint::default();
        let digits: Vec<u32> =
            bytes.chunks_exact(2).map(|pair| u32::from(u16::from_le_bytes([pair[0], pair[1]]))).collect();
        if digits.iter().any(|&digit| digit > 0x7FFF) {
            return Err(bad(vm, "digit out of range in long"));
        }
        if digits.last() == Some(&0) {
            return Err(bad(vm, "unnormalized long data"));
        }
        if !digits.is_empty() {
            let mut packed = vec![0u8; digits.len() * 15 / 8 + 8];
            for (index, digit) in digits.iter().enumerate() {
                let bit = index * 15;
                let spread = (u64::from(*digit)) << (bit % 8);
                for (byte, slot) in spread.to_le_bytes().iter().zip(&mut packed[bit / 8..bit / 8 + 3]) {
                    *slot |= byte;
                }
            }
            bits = BigUint::from_bytes_le(&packed);
        }
        let sign = if count < 0 { Sign::Minus } else { Sign::Plus };
        vm.big_int(BigInt::from_biguint(sign, bits))
    }

    fn float_text(&mut self, vm: &mut Vm) -> PyResult<f64> {
        let size = self.byte(vm)?;
        let bytes = self.bytes(vm, size.into())?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match text.parse() {
            Ok(value) => Ok(value),
            Err(_) => Err(vm.value_error(&format!("could not convert string to float: '{text}'"))),
        }
    }

    fn reserve(&mut self, vm: &mut Vm, referable: bool) -> PyResult<Option<usize>> {
        if !referable {
            return Ok(None);
        }
        self.references.push(vm, Value::NONE)?;
        Ok(Some(self.references.len() - 1))
    }

    fn container(&mut self, vm: &mut Vm, first: u8, referable: bool) -> PyResult<Value> {
        match first {
            code::LIST => {
                let size = self.size(vm, "list")?;
                let list = vm.list(&[])?;
                if referable {
                    self.references.push(vm, list.value())?;
                }
                self.items(vm, size, Place::List, |vm, item| list.push(vm, item))?;
                Ok(list.value())
            }
            code::DICT => {
                let dict = vm.dict()?;
                if referable {
                    self.references.push(vm, dict.value())?;
                }
                while let Some(key) = self.value(vm)? {
                    let Some(value) = self.value(vm)? else { return Err(null(vm, Place::Dict)) };
                    dict.set(vm, key, value)?;
                }
                Ok(dict.value())
            }
            code::SET => {
                let size = self.size(vm, "set")?;
                let set = vm.set_of_class(vm.types.set)?;
                if referable {
                    self.references.push(vm, set.value())?;
                }
                self.items(vm, size, Place::Set, |vm, item| set.add(vm, item).map(|_| ()))?;
                Ok(set.value())
            }
            _ => self.immutable(vm, first, referable),
        }
    }

    fn immutable(&mut self, vm: &mut Vm, first: u8, referable: bool) -> PyResult<Value> {
        let (size, place) = match first {
            code::SMALL_TUPLE => (self.byte(vm)?.into(), Place::Tuple),
            code::TUPLE => (self.size(vm, "tuple")?, Place::Tuple),
            _ => (self.size(vm, "set")?, Place::Set),
        };
        let index = self.reserve(vm, referable)?;
        let list = vm.list(&[])?;
        self.items(vm, size, place, |vm, item| list.push(vm, item))?;
        let value = if matches!(place, Place::Set) {
            let set = vm.set_of_class(vm.types.frozenset)?;
            for index in 0..list.len() {
                set.add(vm, list.get(index).unwrap_or(Value::NONE))?;
            }
            set.value()
        } else {
            vm.tuple(list.items())?.value()
        };
        if let Some(index) = index {
            self.references.set(vm, index, value);
        }
        Ok(value)
    }

    fn items(
        &mut self,
        vm: &mut Vm,
        count: usize,
        place: Place,
        mut add: impl FnMut(&mut Vm, Value) -> PyResult<()>,
    ) -> PyResult<()> {
        for _ in 0..count {
            match self.value(vm)? {
                Some(item) => add(vm, item)?,
                None => return Err(null(vm, place)),
            }
        }
        Ok(())
    }

    fn code(&mut self, vm: &mut Vm) -> PyResult<Value> {
        let (tag, filename, unit) = (self.block(vm)?, self.block(vm)?, self.block(vm)?);
        let sum = u64::from_le_bytes(self.array(vm)?);
        if tag != BYTECODE_TAG.as_bytes() || sum != runtime::text::hash::keyed_bytes(CHECKSUM_KEY, &unit) {
            return Err(bad(vm, "code of another version"));
        }
        match store::decode(&unit, &Arc::new(Text(filename.into()))) {
            Some(unit) => Ok(vm.code(&Arc::new(unit))?.value()),
            None => Err(bad(vm, "invalid code")),
        }
    }
}
