//! Items of arrays: type codes, values to bytes and back.

use runtime::builtins::float::as_double;
use runtime::exceptions::hierarchy::Exc;
use runtime::object::int::IntRef;
use runtime::object::string::Str;
use runtime::value::{Value, plain_nan};
use runtime::vm::{PyResult, Raised, Vm};

/// All type codes, as `array.typecodes`.
pub(super) const TYPECODES: &str = "bBuhHiIlLqQfd";

/// A type code: the character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Code(u8);

impl Code {
    /// The code of this character.
    pub(super) fn of(c: u32) -> Option<Code> {
        let letter = u8::try_from(c).ok()?;
        TYPECODES.as_bytes().contains(&letter).then_some(Code(letter))
    }

    /// The character.
    pub(super) fn letter(self) -> char {
        self.0 as char
    }

    /// Whether items are characters.
    pub(super) fn is_text(self) -> bool {
        self.0 == b'u'
    }

    /// Bytes of an item.
    #[inline(always)]
    pub(super) fn size(self) -> usize {
        match self.0 {
            b'b' | b'B' => 1,
            b'h' | b'H' => 2,
            b'i' | b'I' | b'f' | b'u' => 4,
            _ => 8,
        }
    }

    /// What buffers call the format.
    pub(super) fn format(self) -> &'static str {
        match self.0 {
            b'u' => "w",
            letter => {
                let at = TYPECODES.bytes().position(|known| known == letter).unwrap_or(0);
                &TYPECODES[at..=at]
            }
        }
    }

    /// The machine format code of pickles.
    pub(super) fn machine_format(self) -> i64 {
        let big = i64::from(cfg!(target_endian = "big"));
        match self.0 {
            b'b' => 1,
            b'B' => 0,
            b'u' => 20 + big,
            b'f' => 14 + big,
            b'd' => 16 + big,
            letter => {
                let signed = letter.is_ascii_lowercase();
                let base = match self.size() {
                    2 => 2,
                    4 => 6,
                    _ => 10,
                };
                base + if signed { 2 } else { 0 } + big
            }
        }
    }

    /// The value of an item whose bytes are the low ones of a word.
    #[inline]
    pub(super) fn value_of(self, vm: &mut Vm, word: u64) -> PyResult<Value> {
        match self.0 {
            b'd' => Ok(Value::float(f64::from_bits(word))),
            b'f' => Ok(Value::float(f64::from(f32::from_bits(word as u32)))),
            b'b' => Ok(Value::int32(i32::from(word as i8))),
            b'h' => Ok(Value::int32(i32::from(word as i16))),
            b'i' => Ok(Value::int32(word as i32)),
            b'B' | b'H' | b'I' => Ok(Value::int_unchecked(word as i64)),
            b'l' | b'q' => vm.int(word as i64),
            b'u' => match word as u32 {
                c if c > 0x10_ffff => {
                    let message = format!("character U+{c:x} is not in range [U+0000; U+10ffff]");
                    Err(vm.value_error(&message))
                }
                c => Ok(vm.str_from_char(c)?.value()),
            },
            _ => crate::structs::unsigned(vm, word),
        }
    }

    /// The bytes of a value, in the low end of a word.
    #[inline(always)]
    pub(super) fn word(self, vm: &mut Vm, value: Value) -> PyResult<u64> {
        if let Some(n) = value.as_small_int()
            && self.holds(n)
        {
            return Ok(n as u64);
        }
        if let Some(x) = value.as_float() {
            match self.0 {
                b'd' => return Ok(plain_nan(x).to_bits()),
                b'f' => return Ok(u64::from((plain_nan(x) as f32).to_bits())),
                _ => {}
            }
        }
        self.word_slow(vm, value)
    }

    /// Whether this is a code of ints, among which `n` is.
    fn holds(self, n: i64) -> bool {
        match self.0 {
            b'b' => i8::try_from(n).is_ok(),
            b'B' => u8::try_from(n).is_ok(),
            b'h' => i16::try_from(n).is_ok(),
            b'H' => u16::try_from(n).is_ok(),
            b'i' => i32::try_from(n).is_ok(),
            b'I' => u32::try_from(n).is_ok(),
            b'l' | b'q' => true,
            b'L' | b'Q' => n >= 0,
            _ => false,
        }
    }

    #[inline(never)]
    fn word_slow(self, vm: &mut Vm, value: Value) -> PyResult<u64> {
        match self.0 {
            b'f' => return Ok(u64::from((plain_nan(as_double(vm, value, false)?) as f32).to_bits())),
            b'd' => return Ok(plain_nan(as_double(vm, value, false)?).to_bits()),
            b'u' => {
                return match value.cast::<Str>().filter(|text| text.len() == 1) {
                    Some(text) => Ok(u64::from(text.char_at(0))),
                    None => Err(vm.type_error("array item must be unicode character")),
                };
            }
            _ => {}
        }
        let n = vm.index(value)?;
        let message = match n.as_int() {
            Some(IntRef::Small(n)) if self.holds(n) => return Ok(n as u64),
            Some(IntRef::Small(n)) => self.too_far(n),
            Some(IntRef::Big(n)) => match (self.0, n.negative, n.to_u64()) {
                (b'L' | b'Q', false, Some(n)) => return Ok(n),
                (b'I', false, Some(_)) => "unsigned int is greater than maximum",
                (b'I' | b'L', true, _) => "can't convert negative value to unsigned int",
                (b'I' | b'L', false, _) => "Python int too large to convert to C unsigned long",
                (b'Q', true, _) => "can't convert negative int to unsigned",
                (b'q' | b'Q', ..) => "int too big to convert",
                _ => "Python int too large to convert to C long",
            },
            None => "an integer is required",
        };
        Err(overflow(vm, message))
    }

    /// Message for an int of 64 bits that does not fit.
    fn too_far(self, n: i64) -> &'static str {
        match (self.0, n < 0) {
            (b'b', low) if i16::try_from(n).is_ok() => {
                if low {
                    "signed char is less than minimum"
                } else {
                    "signed char is greater than maximum"
                }
            }
            (b'b' | b'h', true) => "signed short integer is less than minimum",
            (b'b' | b'h', false) => "signed short integer is greater than maximum",
            (b'B', true) => "unsigned byte integer is less than minimum",
            (b'B', false) => "unsigned byte integer is greater than maximum",
            (b'H', low) if i32::try_from(n).is_ok() => {
                if low {
                    "unsigned short is less than minimum"
                } else {
                    "unsigned short is greater than maximum"
                }
            }
            (b'H' | b'i', true) => "signed integer is less than minimum",
            (b'H' | b'i', false) => "signed integer is greater than maximum",
            (b'I' | b'L', true) => "can't convert negative value to unsigned int",
            (b'I', false) => "unsigned int is greater than maximum",
            _ => "can't convert negative int to unsigned",
        }
    }
}

#[cold]
fn overflow(vm: &mut Vm, message: &str) -> Raised {
    vm.raise_text(Exc::OverflowError, message)
}
