//! Text of any objects: `repr`, `str`, `format`.

use crate::heap::Gc;
use crate::object::names::Special;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

impl Vm {
    /// `repr(value)`
    pub fn repr(&mut self, value: Value) -> PyResult<Gc<Str>> {
        if let Some(n) = value.as_small_int() {
            return self.small_int_text(n);
        }
        if let Some(s) = value.cast::<Str>().filter(|_| self.class_of(value) == self.types.str) {
            // Most texts need no escape, and a copy between quotes is made at once.
            if let Some(text) = s.as_ascii()
                && let Some(quote) = crate::text::repr::plain_quote(text.as_bytes())
                && let Some(quoted) = self.padded_str(s, 1, 1, quote)?
            {
                return Ok(quoted);
            }
            return self.str_from_buf(&crate::text::repr::repr(s.chars()));
        }
        let result =
            self.recurse(" while getting the repr of an object", |vm| vm.call_special(value, Special::Repr, &[]))?;
        let result = result.unwrap_or(Value::NONE);
        self.expect_str(result, "__repr__ returned non-string")
    }

    /// Decimal text of a small int.
    pub(super) fn small_int_text(&mut self, n: i64) -> PyResult<Gc<Str>> {
        let mut digits = [0u8; 20];
        let (mut at, mut rest) = (digits.len(), n.unsigned_abs());
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if n < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        if at + 1 == digits.len() {
            return self.str_from_char(digits[at].into());
        }
        self.str_from_latin1(&digits[at..])
    }

    /// `str(value)`
    pub fn to_str(&mut self, value: Value) -> PyResult<Gc<Str>> {
        if let Some(s) = value.cast::<Str>()
            && self.class_of(value) == self.types.str
        {
            return Ok(s);
        }
        if let Some(n) = value.as_small_int() {
            return self.small_int_text(n);
        }
        match self.special_of(value, Special::Str) {
            Some(method) => {
                let result =
                    self.recurse(" while getting the str of an object", |vm| vm.call_unbound(method, value, &[]))?;
                self.expect_str(result, "__str__ returned non-string")
            }
            None => self.repr(value),
        }
    }

    pub(crate) fn expect_str(&mut self, result: Value, message: &str) -> PyResult<Gc<Str>> {
        match result.cast::<Str>() {
            Some(s) => Ok(s),
            None => {
                let message = format!("{message} (type {})", self.type_name(result));
                Err(self.type_error(&message))
            }
        }
    }

    /// `format(value, spec)`
    pub fn format(&mut self, value: Value, spec: Gc<Str>) -> PyResult<Gc<Str>> {
        if spec.is_empty() && (value.is_small_int() || self.class_of(value) == self.types.str) {
            return self.to_str(value);
        }
        // The builtin types' own __format__ without looking it up.
        if value.is_float() {
            let text = crate::builtins::format::format_float(self, value, spec.value())?;
            return self.expect_str(text, "__format__ returned non-string");
        }
        if value.is_small_int() {
            let text = crate::builtins::format::format_int(self, value, spec.value())?;
            return self.expect_str(text, "__format__ returned non-string");
        }
        match self.call_special(value, Special::Format, &[spec.value()])? {
            Some(result) => self.checked_format(result),
            None => {
                let message = format!("unsupported format string passed to {}.__format__", self.type_name(value));
                Err(self.type_error(&message))
            }
        }
    }

    /// What `__format__` has returned.
    pub(crate) fn checked_format(&mut self, result: Value) -> PyResult<Gc<Str>> {
        match result.cast::<Str>() {
            Some(s) => Ok(s),
            None => {
                let message = format!("__format__ must return a str, not {}", self.type_name(result));
                Err(self.type_error(&message))
            }
        }
    }

    /// `repr(value)` as Rust text, for messages.
    pub fn repr_text(&mut self, value: Value) -> PyResult<String> {
        Ok(self.repr(value)?.to_string_lossy())
    }
}
