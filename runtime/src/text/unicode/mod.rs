//! Properties and case mappings of characters: Unicode 15.0.0 as Python 3.12 shows it.
//!
//! A code point's page number and its place in the page give a record number, the record all its properties; Latin-1 has
//! its flags in a table of its own. Every function takes any `u32`; what is beyond Unicode has no property.

mod tables;
#[cfg(test)]
mod tests;

use tables::{LEAVES, NUMERIC, PAGE_BITS, PAGES, RECORDS, SPECIAL, flag};

/// The properties that many characters share.
struct Record {
    flags: u16,
    /// Distance to the lower case, likewise the others; 0 if [`SPECIAL`] has it.
    lower: i32,
    upper: i32,
    title: i32,
    /// Value as a digit, or 255.
    digit: u8,
}

/// A code point and its full mappings: lower, upper, title, fold.
type Special = (u32, [[u32; 3]; 4]);

/// First and last code point, value of the first, growth per character.
type NumericRun = (u32, u32, f64, f64);

/// The bytes that a table's hexadecimal text stands for.
const fn unhex<const N: usize>(text: &str) -> [u8; N] {
    const fn digit(c: u8) -> u8 {
        if c <= b'9' { c - b'0' } else { c - b'a' + 10 }
    }
    let text = text.as_bytes();
    assert!(text.len() == N * 2);
    let mut out = [0; N];
    let mut at = 0;
    while at < N {
        out[at] = digit(text[at * 2]) << 4 | digit(text[at * 2 + 1]);
        at += 1;
    }
    out
}

static LATIN1: [u16; 256] = {
    let mut flags = [0; 256];
    let mut code = 0;
    while code < 256 {
        flags[code] = RECORDS[LEAVES[(PAGES[0] as usize) << PAGE_BITS | code] as usize].flags;
        code += 1;
    }
    flags
};

#[inline]
fn record(code: u32) -> &'static Record {
    // Whatever is beyond Unicode looks like U+10FFFF, which has no properties.
    let code = code.min(0x10_ffff) as usize;
    let page = usize::from(PAGES[code >> PAGE_BITS]);
    &RECORDS[usize::from(LEAVES[page << PAGE_BITS | (code & ((1 << PAGE_BITS) - 1))])]
}

#[inline]
fn flags(code: u32) -> u16 {
    match LATIN1.get(code as usize) {
        Some(&flags) => flags,
        None => record(code).flags,
    }
}

macro_rules! properties {
    ($($(#[$doc:meta])* $name:ident = $($flag:ident)|+;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name(code: u32) -> bool {
            flags(code) & ($(flag::$flag)|+) != 0
        }
    )*};
}

properties! {
    /// `str.isalpha` of one character.
    is_alpha = ALPHA;
    /// `str.isdecimal` of one character.
    is_decimal = DECIMAL;
    /// `str.isdigit` of one character.
    is_digit = DIGIT;
    /// `str.isnumeric` of one character.
    is_numeric = NUMERIC;
    /// `str.isalnum` of one character.
    is_alnum = ALPHA | DECIMAL | DIGIT | NUMERIC;
    /// `str.isspace` of one character.
    is_space = SPACE;
    /// `str.isprintable` of one character.
    is_printable = PRINTABLE;
    /// `str.isupper` of one character.
    is_upper = UPPER;
    /// `str.islower` of one character.
    is_lower = LOWER;
    /// A title-case letter, such as U+01C5.
    is_title = TITLE;
    /// May start an identifier (XID_Start or `_`).
    is_identifier_start = IDENTIFIER_START;
    /// May go on in an identifier (XID_Continue).
    is_identifier_continue = IDENTIFIER_CONTINUE;
    /// Has a case (Cased).
    is_cased = CASED;
    /// Is looked through when cases are matched (Case_Ignorable).
    is_case_ignorable = CASE_IGNORABLE;
    /// Ends a line for `str.splitlines`.
    is_line_break = LINE_BREAK;
}

/// The value of a decimal digit.
#[inline]
pub fn decimal_value(code: u32) -> Option<u8> {
    if code < 0x80 {
        return code.checked_sub(u32::from(b'0')).filter(|&value| value < 10).map(|value| value as u8);
    }
    let record = record(code);
    (record.flags & flag::DECIMAL != 0).then_some(record.digit)
}

/// The value of a digit, decimal or not (superscripts, circled digits).
pub fn digit_value(code: u32) -> Option<u8> {
    let record = record(code);
    (record.flags & flag::DIGIT != 0).then_some(record.digit)
}

/// The value of a numeric character.
pub fn numeric_value(code: u32) -> Option<f64> {
    if let Some(digit) = digit_value(code) {
        return Some(f64::from(digit));
    }
    let at = NUMERIC.partition_point(|&(_, last, _, _)| last < code);
    let &(first, _, value, step) = NUMERIC.get(at)?;
    (first <= code).then(|| value + step * f64::from(code - first))
}

/// What a character becomes in another case: one to three characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping([u32; 3]);

impl Mapping {
    /// The characters.
    #[inline]
    pub fn as_slice(&self) -> &[u32] {
        // No mapping but that of U+0000 to itself has a zero in it.
        let len = if self.0[1] == 0 {
            1
        } else if self.0[2] == 0 {
            2
        } else {
            3
        };
        &self.0[..len]
    }
}

#[inline]
fn mapping(code: u32, special: usize, delta: fn(&Record) -> i32) -> Mapping {
    let record = record(code);
    if record.flags & flag::SPECIAL != 0
        && let Ok(at) = SPECIAL.binary_search_by_key(&code, |&(code, _)| code)
    {
        return Mapping(SPECIAL[at].1[special]);
    }
    Mapping([code.wrapping_add_signed(delta(record)), 0, 0])
}

/// `str.lower` of one character that is not a final sigma.
#[inline]
pub fn lower(code: u32) -> Mapping {
    mapping(code, 0, |record| record.lower)
}

/// `str.upper` of one character.
#[inline]
pub fn upper(code: u32) -> Mapping {
    mapping(code, 1, |record| record.upper)
}

/// `str.title` of one character.
#[inline]
pub fn title(code: u32) -> Mapping {
    mapping(code, 2, |record| record.title)
}

/// `str.casefold` of one character.
#[inline]
pub fn fold(code: u32) -> Mapping {
    mapping(code, 3, |record| record.lower)
}

/// The one character that matches without regard to case use: the first of the full mapping, as in CPython.
#[inline]
pub fn simple_lower(code: u32) -> u32 {
    lower(code).0[0]
}

/// See [`simple_lower`].
#[inline]
pub fn simple_upper(code: u32) -> u32 {
    upper(code).0[0]
}

/// See [`simple_lower`].
#[inline]
pub fn simple_title(code: u32) -> u32 {
    title(code).0[0]
}
