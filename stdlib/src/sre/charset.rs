//! Characters that one item of a pattern matches: [`Single`], [`CharSet`], and [`First`], the characters that a whole
//! piece can start with.
//!
//! Characters below 256 are looked up in a bitmap that is made once, with case and categories worked in; only wider
//! ones go through the set's operations.

use runtime::text::unicode;

/// How a character is folded before it is compared, by the flags IGNORECASE with ASCII, LOCALE or UNICODE.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fold {
    /// Not at all.
    No,
    /// ASCII letters to lower case. The locale's rules are those of the C locale, which are these.
    Ascii,
    /// To the simple lower case.
    Unicode,
}

impl Fold {
    #[inline]
    pub(super) fn apply(self, c: u32) -> u32 {
        match self {
            Fold::No => c,
            Fold::Ascii => ascii_lower(c),
            Fold::Unicode => unicode::simple_lower(c),
        }
    }
}

/// The lower case of an ASCII letter.
#[inline]
pub(super) fn ascii_lower(c: u32) -> u32 {
    if (0x41..=0x5A).contains(&c) { c + 0x20 } else { c }
}

/// A class of characters, such as `\d`, and whether it is the opposite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Category {
    class: Class,
    unicode: bool,
    negated: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    Digit,
    Space,
    Word,
    LineBreak,
}

impl Category {
    /// The category of a code: its position in `CHCODES` of `re._constants`.
    pub(super) fn from_code(code: u32) -> Option<Category> {
        let (class, unicode) = match code >> 1 {
            0 => (Class::Digit, false),
            1 => (Class::Space, false),
            2 | 4 => (Class::Word, false),
            3 => (Class::LineBreak, false),
            5 => (Class::Digit, true),
            6 => (Class::Space, true),
            7 => (Class::Word, true),
            8 => (Class::LineBreak, true),
            _ => return None,
        };
        Some(Category { class, unicode, negated: code & 1 == 1 })
    }

    pub(super) fn holds(self, c: u32) -> bool {
        let holds = match (self.class, self.unicode) {
            (Class::Digit, false) => (0x30..0x3A).contains(&c),
            (Class::Digit, true) => unicode::is_decimal(c),
            (Class::Space, false) => c == 0x20 || (9..=13).contains(&c),
            (Class::Space, true) => unicode::is_space(c),
            (Class::Word, unicode) => is_word(c, unicode),
            (Class::LineBreak, false) => c == 0x0A,
            (Class::LineBreak, true) => unicode::is_line_break(c),
        };
        holds != self.negated
    }
}

/// `\w`
#[inline]
pub(super) fn is_word(c: u32, unicode: bool) -> bool {
    c == 0x5F || if unicode { unicode::is_alnum(c) } else { c < 0x80 && (c as u8).is_ascii_alphanumeric() }
}

/// One operation of a set, in the order in which they are asked.
#[derive(Debug)]
pub(super) enum SetOp {
    Negate,
    Literal(u32),
    Range(u32, u32),
    /// A range that the upper case may also be in.
    RangeIgnoreCase(u32, u32),
    Bitmap(Box<[u32]>),
    /// Numbers of 256-bit chunks by high byte, then the chunks.
    BigBitmap {
        chunks: Box<[u32]>,
        bits: Box<[u32]>,
    },
    Category(Category),
}

/// A set of characters.
#[derive(Debug)]
pub(super) struct CharSet {
    low: [u64; 4],
    fold: Fold,
    ops: Vec<SetOp>,
}

impl CharSet {
    pub(super) fn new(fold: Fold, ops: Vec<SetOp>) -> CharSet {
        let mut set = CharSet { low: [0; 4], fold, ops };
        for c in 0..256u32 {
            if set.decide(c) {
                set.low[(c >> 6) as usize] |= 1 << (c & 63);
            }
        }
        set
    }

    #[inline(always)]
    pub(super) fn contains(&self, c: u32) -> bool {
        if c < 256 { self.low[(c >> 6) as usize] >> (c & 63) & 1 == 1 } else { self.decide(c) }
    }

    fn decide(&self, c: u32) -> bool {
        let c = self.fold.apply(c);
        let mut found = true;
        for op in &self.ops {
            let hit = match op {
                SetOp::Negate => {
                    found = !found;
                    false
                }
                SetOp::Literal(literal) => c == *literal,
                SetOp::Range(first, last) => (*first..=*last).contains(&c),
                SetOp::RangeIgnoreCase(first, last) => {
                    (*first..=*last).contains(&c) || (*first..=*last).contains(&unicode::simple_upper(c))
                }
                SetOp::Bitmap(bits) => c < 256 && bits[(c >> 5) as usize] >> (c & 31) & 1 == 1,
                SetOp::BigBitmap { chunks, bits } => {
                    c < 0x1_0000 && {
                        let high = (c >> 8) as usize;
                        let chunk = (chunks[high / 4] >> (high % 4 * 8) & 0xFF) as usize;
                        bits.get(chunk * 8 + (c as usize & 255) / 32).is_some_and(|word| word >> (c & 31) & 1 == 1)
                    }
                }
                SetOp::Category(category) => category.holds(c),
            };
            if hit {
                return found;
            }
        }
        !found
    }
}

/// What matches exactly one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Single {
    /// Any character but a newline.
    Any,
    /// Any character.
    AnyAll,
    /// This character.
    Literal(u32),
    /// Any other character.
    NotLiteral(u32),
    /// A character in the set of this number.
    Set(u32),
}

impl Single {
    #[inline(always)]
    pub(super) fn matches(self, sets: &[CharSet], c: u32) -> bool {
        match self {
            Single::Any => c != 0x0A,
            Single::AnyAll => true,
            Single::Literal(literal) => c == literal,
            Single::NotLiteral(literal) => c != literal,
            Single::Set(set) => sets[set as usize].contains(c),
        }
    }

    /// The characters it matches.
    pub(super) fn first(self, sets: &[CharSet]) -> First {
        match self {
            Single::Any => First::LOW_BUT.without(0x0A),
            Single::AnyAll => First { end: false, ..First::ALL },
            Single::Literal(literal) => First::EMPTY.with(literal),
            Single::NotLiteral(literal) => First::LOW_BUT.without(literal),
            Single::Set(set) => First { low: sets[set as usize].low, high: true, end: false },
        }
    }
}

/// An over-approximation of what can come next where a piece matches: characters below 256, any other character, the
/// end of the text (or nothing at all, if the piece can match the empty text and nothing is asked after it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct First {
    pub(super) low: [u64; 4],
    pub(super) high: bool,
    pub(super) end: bool,
}

impl First {
    pub(super) const EMPTY: First = First { low: [0; 4], high: false, end: false };
    pub(super) const ALL: First = First { low: [!0; 4], high: true, end: true };
    const LOW_BUT: First = First { low: [!0; 4], high: true, end: false };

    fn with(mut self, c: u32) -> First {
        if c < 256 {
            self.low[(c >> 6) as usize] |= 1 << (c & 63);
        } else {
            self.high = true;
        }
        self
    }

    fn without(mut self, c: u32) -> First {
        if c < 256 {
            self.low[(c >> 6) as usize] &= !(1 << (c & 63));
        }
        self
    }

    pub(super) fn union(mut self, other: First) -> First {
        for (a, b) in self.low.iter_mut().zip(other.low) {
            *a |= b;
        }
        self.high |= other.high;
        self.end |= other.end;
        self
    }

    /// Whether nothing can be in both.
    pub(super) fn disjoint(self, other: First) -> bool {
        self.low.iter().zip(other.low).all(|(a, b)| a & b == 0)
            && !(self.high && other.high)
            && !(self.end && other.end)
    }

    /// Whether the character, or the end of the text for `None`, may come next.
    #[inline(always)]
    pub(super) fn admits(&self, next: Option<u32>) -> bool {
        match next {
            Some(c) if c < 256 => self.low[(c >> 6) as usize] >> (c & 63) & 1 == 1,
            Some(_) => self.high,
            None => self.end,
        }
    }
}
