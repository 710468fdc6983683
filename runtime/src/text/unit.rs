//! The vocabulary of text: a view of characters, and the units they are stored in.

use std::ops::Range;

/// A borrowed view of characters in one of the three storage widths.
#[derive(Clone, Copy, Debug)]
pub enum Chars<'a> {
    /// Latin-1 code points.
    One(&'a [u8]),
    /// Code points below 2¹⁶, lone surrogates included.
    Two(&'a [u16]),
    /// Any code points.
    Four(&'a [u32]),
}

/// A view of characters that are written to, in place.
#[derive(Debug)]
pub enum WrittenChars<'a> {
    /// Latin-1 code points.
    One(&'a mut [u8]),
    /// Code points below 2¹⁶.
    Two(&'a mut [u16]),
    /// Any code points.
    Four(&'a mut [u32]),
}

/// Evaluates an expression with the units of a view, whichever their width.
macro_rules! with_units {
    ($chars:expr, $units:ident => $body:expr) => {
        match $chars {
            $crate::text::Chars::One($units) => $body,
            $crate::text::Chars::Two($units) => $body,
            $crate::text::Chars::Four($units) => $body,
        }
    };
}
pub(crate) use with_units;

/// A unit that stores one code point.
pub trait CodeUnit: Copy + Eq + Ord + std::fmt::Debug + 'static {
    /// The largest code point that fits.
    const MAX: u32;

    /// The code point.
    fn code(self) -> u32;

    /// The unit of a code point, if it fits.
    fn from_code(code: u32) -> Option<Self>;

    /// A view of units.
    fn view(units: &[Self]) -> Chars<'_>;

    /// The units of a view, if that is their width.
    fn units_of(chars: Chars<'_>) -> Option<&[Self]>;

    /// Where a unit occurs first.
    fn find(units: &[Self], unit: Self) -> Option<usize>;

    /// Where a unit occurs last.
    fn rfind(units: &[Self], unit: Self) -> Option<usize>;

    /// How often a unit occurs.
    fn count(units: &[Self], unit: Self) -> usize;
}

impl CodeUnit for u8 {
    const MAX: u32 = 0xff;

    #[inline(always)]
    fn code(self) -> u32 {
        u32::from(self)
    }

    fn from_code(code: u32) -> Option<Self> {
        u8::try_from(code).ok()
    }

    fn view(units: &[Self]) -> Chars<'_> {
        Chars::One(units)
    }

    fn units_of(chars: Chars<'_>) -> Option<&[Self]> {
        if let Chars::One(units) = chars { Some(units) } else { None }
    }

    fn find(units: &[Self], unit: Self) -> Option<usize> {
        memchr::memchr(unit, units)
    }

    fn rfind(units: &[Self], unit: Self) -> Option<usize> {
        memchr::memrchr(unit, units)
    }

    fn count(units: &[Self], unit: Self) -> usize {
        memchr::memchr_iter(unit, units).count()
    }
}

macro_rules! wide_unit {
    ($unit:ty, $variant:ident, $max:expr, $to_code:expr) => {
        impl CodeUnit for $unit {
            const MAX: u32 = $max;

            #[inline(always)]
            fn code(self) -> u32 {
                $to_code(self)
            }

            fn from_code(code: u32) -> Option<Self> {
                <$unit>::try_from(code).ok()
            }

            fn view(units: &[Self]) -> Chars<'_> {
                Chars::$variant(units)
            }

            fn units_of(chars: Chars<'_>) -> Option<&[Self]> {
                if let Chars::$variant(units) = chars { Some(units) } else { None }
            }

            fn find(units: &[Self], unit: Self) -> Option<usize> {
                find_wide(units, unit)
            }

            fn rfind(units: &[Self], unit: Self) -> Option<usize> {
                rfind_wide(units, unit)
            }

            fn count(units: &[Self], unit: Self) -> usize {
                units.iter().filter(|&&u| u == unit).count()
            }
        }
    };
}

wide_unit!(u16, Two, 0xffff, u32::from);
wide_unit!(u32, Four, 0x10ffff, |code| code);

/// Units compared at once: a loop without an exit, which the compiler turns into vector code.
const CHUNK: usize = 16;

fn find_wide<U: CodeUnit>(units: &[U], unit: U) -> Option<usize> {
    let (chunks, _) = units.as_chunks::<CHUNK>();
    let hit = chunks.iter().position(|chunk| chunk.iter().fold(false, |hit, &u| hit | (u == unit)));
    let from = hit.unwrap_or(chunks.len()) * CHUNK;
    units[from..].iter().position(|&u| u == unit).map(|at| from + at)
}

fn rfind_wide<U: CodeUnit>(units: &[U], unit: U) -> Option<usize> {
    let (_, chunks) = units.as_rchunks::<CHUNK>();
    let hit = chunks.iter().rposition(|chunk| chunk.iter().fold(false, |hit, &u| hit | (u == unit)));
    let to = hit.map_or(units.len() % CHUNK, |chunk| units.len() % CHUNK + (chunk + 1) * CHUNK);
    units[..to].iter().rposition(|&u| u == unit)
}

impl<'a> Chars<'a> {
    /// Length in characters.
    #[inline]
    pub fn len(self) -> usize {
        with_units!(self, units => units.len())
    }

    /// Whether there are no characters.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code point at a position, which must be in range.
    #[inline]
    pub fn at(self, index: usize) -> u32 {
        with_units!(self, units => units[index].code())
    }

    /// The code point at a position, if it is in range.
    #[inline]
    pub fn get(self, index: usize) -> Option<u32> {
        with_units!(self, units => units.get(index).map(|&unit| unit.code()))
    }

    /// The characters of a range, which must be in bounds.
    #[inline]
    pub fn slice(self, range: Range<usize>) -> Chars<'a> {
        match self {
            Chars::One(units) => Chars::One(&units[range]),
            Chars::Two(units) => Chars::Two(&units[range]),
            Chars::Four(units) => Chars::Four(&units[range]),
        }
    }

    /// The code points in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + 'a {
        (0..self.len()).map(move |index| self.at(index))
    }

    /// Whether all characters are ASCII.
    pub fn is_ascii(self) -> bool {
        match self {
            Chars::One(units) => units.is_ascii(),
            Chars::Two(units) => bits_of(units) < 0x80,
            Chars::Four(units) => bits_of(units) < 0x80,
        }
    }

    /// The disjunction of code points, of all unless it is known before that units of this width are needed, or that not all are ASCII:
    /// below 0x80, 0x100 or 0x10000 exactly if all code points are.
    pub fn code_bits(self) -> u32 {
        with_units!(self, units => bits_of(units))
    }

    /// The largest code point, 0 if there is none.
    pub fn max_code(self) -> u32 {
        with_units!(self, units => units.iter().max().map_or(0, |&unit| unit.code()))
    }

    /// Log2 of the bytes of a unit.
    pub fn width_log2(self) -> u32 {
        match self {
            Chars::One(_) => 0,
            Chars::Two(_) => 1,
            Chars::Four(_) => 2,
        }
    }

    /// The characters as Rust text; lone surrogates become U+FFFD.
    pub fn to_string_lossy(self) -> String {
        self.iter().map(|code| char::from_u32(code).unwrap_or('\u{fffd}')).collect()
    }

    /// Copies the characters to units that hold each of them; both are of the same length.
    pub fn copy_to(self, target: WrittenChars<'_>) {
        match (self, target) {
            (Chars::One(from), WrittenChars::One(to)) => to.copy_from_slice(from),
            (Chars::Two(from), WrittenChars::Two(to)) => to.copy_from_slice(from),
            (Chars::Four(from), WrittenChars::Four(to)) => to.copy_from_slice(from),
            (Chars::One(from), WrittenChars::Two(to)) => convert(from, to, u16::from),
            (Chars::One(from), WrittenChars::Four(to)) => convert(from, to, u32::from),
            (Chars::Two(from), WrittenChars::Four(to)) => convert(from, to, u32::from),
            (Chars::Two(from), WrittenChars::One(to)) => convert(from, to, |c| c as u8),
            (Chars::Four(from), WrittenChars::One(to)) => convert(from, to, |c| c as u8),
            (Chars::Four(from), WrittenChars::Two(to)) => convert(from, to, |c| c as u16),
        }
    }
}

fn convert<A: Copy, B>(from: &[A], to: &mut [B], unit: impl Fn(A) -> B) {
    assert_eq!(from.len(), to.len(), "text is copied to a place of its length");
    for (to, &from) in to.iter_mut().zip(from) {
        *to = unit(from);
    }
}

fn bits_of<U: CodeUnit>(units: &[U]) -> u32 {
    let widest = match size_of::<U>() {
        1 => 0x7f,
        2 => 0xff,
        _ => 0xffff,
    };
    let mut bits = 0;
    for run in units.chunks(128) {
        bits = run.iter().fold(bits, |bits, &unit| bits | unit.code());
        if bits > widest {
            break;
        }
    }
    bits
}
