//! Messages of exceptions that programs catch often, put together without memory between: formatting one takes longer than all
//! else that raising and catching an exception does.

use super::hierarchy::Exc;
use crate::heap::Gc;
use crate::object::string::Str;
use crate::object::type_object::Type;
use crate::text::{Chars, TextBuf};
use crate::vm::{PyResult, Raised, Vm};

/// A part of a message.
#[derive(Clone, Copy)]
pub(crate) enum Piece<'a> {
    /// Text that we wrote, in ASCII.
    Text(&'a str),
    /// A str as it is.
    Str(Gc<Str>),
    /// What messages call a class, as far as CPython's `%.100s` shows it.
    Class(Gc<Type>),
    /// A number.
    Count(usize),
}

/// As much of a class's name as messages have.
const LONGEST_NAME: usize = 100;
/// Room for most messages.
const ROOM: usize = 192;

/// What has been put together, while that is ASCII and has room.
struct Short {
    bytes: [u8; ROOM],
    len: usize,
}

impl Short {
    #[inline(always)]
    fn put(&mut self, text: &[u8]) -> Option<()> {
        self.bytes.get_mut(self.len..self.len + text.len())?.copy_from_slice(text);
        self.len += text.len();
        Some(())
    }

    fn put_piece(&mut self, piece: Piece<'_>) -> Option<()> {
        match piece {
            Piece::Text(text) => self.put(text.as_bytes()),
            Piece::Str(text) => self.put(ascii(&text)?),
            Piece::Class(class) => {
                let name = class.name.get();
                let name = ascii(&name)?;
                let module = class.tp_module();
                if module.len() + 1 + name.len() > LONGEST_NAME {
                    return None;
                }
                if !module.is_empty() {
                    self.put(module.as_bytes())?;
                    self.put(b".")?;
                }
                self.put(name)
            }
            Piece::Count(mut n) => {
                let (mut digits, mut at) = ([0; 20], 20);
                loop {
                    at -= 1;
                    digits[at] = b'0' + (n % 10) as u8;
                    n /= 10;
                    if n == 0 {
                        break;
                    }
                }
                self.put(&digits[at..])
            }
        }
    }
}

/// The bytes of a str that is ASCII.
#[inline(always)]
fn ascii(text: &Str) -> Option<&[u8]> {
    match text.chars() {
        Chars::One(units) if text.is_ascii() => Some(units),
        Chars::One(_) | Chars::Two(_) | Chars::Four(_) => None,
    }
}

impl Vm {
    /// A text of these parts.
    pub(crate) fn message(&mut self, pieces: &[Piece<'_>]) -> PyResult<Gc<Str>> {
        let mut short = Short { bytes: [0; ROOM], len: 0 };
        if pieces.iter().all(|&piece| short.put_piece(piece).is_some()) {
            return self.str_from_latin1(&short.bytes[..short.len]);
        }
        let mut text = TextBuf::new();
        for piece in pieces {
            match *piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Str(part) => text.push_chars(part.chars()),
                Piece::Class(class) => {
                    let name = class.tp_name();
                    text.push_str(&name[..name.floor_char_boundary(LONGEST_NAME)]);
                }
                Piece::Count(n) => text.push_str(&n.to_string()),
            }
        }
        self.str_from_buf(&text)
    }

    /// Sets an exception of class `exc` with a message of these parts.
    #[cold]
    pub(crate) fn raise_pieces(&mut self, exc: Exc, pieces: &[Piece<'_>]) -> Raised {
        match self.message(pieces) {
            Ok(message) => self.raise_value(exc, message.value()),
            Err(raised) => raised,
        }
    }
}
