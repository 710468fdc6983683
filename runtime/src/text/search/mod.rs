//! Finding text in text: `find`, `rfind`, `index`, `count`, `in`, `startswith`, `endswith`.
//!
//! A needle is brought to the width of the haystack first; one that does not fit occurs nowhere. Bytes are searched by the
//! memchr crate. Wider units are searched for the needle's first (or last) unit, and by the two-way algorithm as soon as
//! that meets too many false starts, so the time is linear whatever the texts.

mod two_way;

use super::compare::same_bytes;
use super::unit::{Chars, CodeUnit, with_units};
use smallvec::SmallVec;
use std::ops::{Deref, Range};
use two_way::TwoWay;

/// The part of a text of length `len` that the `start` and `end` of a search name; none if it ends before it starts, and
/// so not even an empty text occurs in it.
pub fn search_range(start: isize, end: isize, len: usize) -> Option<Range<usize>> {
    let from_end = |at: isize| if at < 0 { len.saturating_sub(at.unsigned_abs()) } else { at.unsigned_abs() };
    let range = from_end(start)..from_end(end).min(len);
    (range.start <= range.end).then_some(range)
}

/// Where `needle` occurs first.
pub fn find(hay: Chars<'_>, needle: Chars<'_>) -> Option<usize> {
    if needle.len() > hay.len() {
        return None;
    }
    with_units!(hay, units => Needle::new(needle)?.find(units))
}

/// Where `needle` occurs last.
pub fn rfind(hay: Chars<'_>, needle: Chars<'_>) -> Option<usize> {
    if needle.len() > hay.len() {
        return None;
    }
    with_units!(hay, units => Needle::new(needle)?.rfind(units))
}

/// Whether `needle` occurs.
pub fn contains(hay: Chars<'_>, needle: Chars<'_>) -> bool {
    find(hay, needle).is_some()
}

/// How often `needle` occurs without overlap, counted up to `limit`. The empty text occurs around every character.
pub fn count(hay: Chars<'_>, needle: Chars<'_>, limit: usize) -> usize {
    if needle.is_empty() {
        return limit.min(hay.len().saturating_add(1));
    }
    with_units!(hay, units => Needle::new(needle).map_or(0, |needle| needle.count(units, limit)))
}

/// Where a character occurs first.
pub fn find_char(hay: Chars<'_>, code: u32) -> Option<usize> {
    fn find<U: CodeUnit>(units: &[U], code: u32) -> Option<usize> {
        U::find(units, U::from_code(code)?)
    }
    with_units!(hay, units => find(units, code))
}

/// Whether `hay` starts with `prefix`.
pub fn starts_with(hay: Chars<'_>, prefix: Chars<'_>) -> bool {
    if let (Chars::One(hay), Chars::One(prefix)) = (hay, prefix) {
        return hay.get(..prefix.len()).is_some_and(|start| same_bytes(start, prefix));
    }
    prefix.len() <= hay.len() && super::compare::equal(hay.slice(0..prefix.len()), prefix)
}

/// Whether `hay` ends with `suffix`.
pub fn ends_with(hay: Chars<'_>, suffix: Chars<'_>) -> bool {
    if let (Chars::One(hay), Chars::One(suffix)) = (hay, suffix) {
        let start = hay.len().checked_sub(suffix.len());
        return start.is_some_and(|start| same_bytes(&hay[start..], suffix));
    }
    suffix.len() <= hay.len() && super::compare::equal(hay.slice(hay.len() - suffix.len()..hay.len()), suffix)
}

/// Texts of at most this many bytes are searched by [`find_short`]: preparing a cleverer search takes longer.
pub(crate) const SHORT: usize = 512;

/// Where a needle of at least one byte occurs first, found by its first and last bytes, at 16 places at a time.
pub(crate) fn find_short(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match (hay.len() + 1).checked_sub(needle.len())? {
        places @ 0..8 => {
            let (&first, &last) = (needle.first()?, needle.last()?);
            let (starts, ends) = (&hay[..places], &hay[needle.len() - 1..]);
            let matches = |at: usize| same_bytes(&hay[at..at + needle.len()], needle);
            (0..places).find(|&at| starts[at] == first && ends[at] == last && matches(at))
        }
        places @ 8..16 => find_eights(hay, needle, places),
        places => find_sixteens(hay, needle, places),
    }
}

/// Of so many bytes each place is looked at, from the end on.
const FEW: usize = 64;

/// Where a needle of at least one byte occurs last.
fn rfind_few(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let (places, &first) = ((hay.len() + 1).checked_sub(needle.len())?, needle.first()?);
    (0..places).rev().find(|&at| hay[at] == first && same_bytes(&hay[at..at + needle.len()], needle))
}

/// The same with at least as many places as are looked at at a time: of the last so many, some may have been looked at before.
#[inline(always)]
fn find_sixteens(hay: &[u8], needle: &[u8], places: usize) -> Option<usize> {
    const LANES: usize = 16;
    let (&first, &last) = (needle.first()?, needle.last()?);
    let mut from = 0;
    loop {
        let (starts, ends) = (&hay[from..from + LANES], &hay[from + needle.len() - 1..][..LANES]);
        let mut both = [0u8; LANES];
        for ((both, &start), &end) in both.iter_mut().zip(starts).zip(ends) {
            *both = if start == first && end == last { 0xFF } else { 0 };
        }
        let mut bits = u128::from_le_bytes(both);
        while bits != 0 {
            let lane = bits.trailing_zeros() / 8;
            let at = from + lane as usize;
            if same_bytes(&hay[at..at + needle.len()], needle) {
                return Some(at);
            }
            bits &= !(0xFF << (8 * lane));
        }
        if from + LANES >= places {
            return None;
        }
        from = (from + LANES).min(places - LANES);
    }
}

/// The same in words, since vectors do not pay for so little.
#[inline(always)]
fn find_eights(hay: &[u8], needle: &[u8], places: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let (first, last) = (ONES * u64::from(*needle.first()?), ONES * u64::from(*needle.last()?));
    let word = |at: usize| hay.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    for from in [0, places - 8] {
        let differs = (word(from)? ^ first) | (word(from + needle.len() - 1)? ^ last);
        // The top bit of each byte that is 0.
        let mut bits = !(((differs & LOW) + LOW) | differs | LOW);
        while bits != 0 {
            let at = from + (bits.trailing_zeros() / 8) as usize;
            if same_bytes(&hay[at..at + needle.len()], needle) {
                return Some(at);
            }
            bits &= bits - 1;
        }
    }
    None
}

/// A text to search for, in units of the haystack's width.
pub(crate) struct Needle<'n, U: CodeUnit>(Units<'n, U>);

/// Units of a text as it has them, or made wider.
enum Units<'n, U: CodeUnit> {
    Borrowed(&'n [U]),
    Made(SmallVec<[U; 16]>),
}

impl<U: CodeUnit> Deref for Units<'_, U> {
    type Target = [U];

    fn deref(&self) -> &[U] {
        match self {
            Units::Borrowed(units) => units,
            Units::Made(units) => units,
        }
    }
}

impl<'n, U: CodeUnit> Needle<'n, U> {
    /// None if a character does not fit the unit, and so occurs in no text of that width.
    pub(crate) fn new(needle: Chars<'n>) -> Option<Self> {
        if let Some(units) = U::units_of(needle) {
            return Some(Needle(Units::Borrowed(units)));
        }
        if needle.max_code() > U::MAX {
            return None;
        }
        // No character is left out, so that the length is known beforehand and room is made once.
        let made = |code: u32| U::from_code(code).expect("no character is larger than the unit's largest");
        let units = with_units!(needle, units => units.iter().map(|unit| made(unit.code())).collect());
        Some(Needle(Units::Made(units)))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The needle's units.
    pub(crate) fn units(&self) -> &[U] {
        &self.0
    }

    /// Both the text and the needle as bytes, if bytes they are.
    pub(crate) fn bytes<'a>(&'a self, hay: &'a [U]) -> Option<(&'a [u8], &'a [u8])> {
        bytes_of(hay, &self.0)
    }

    /// Where the needle occurs first; the empty one does at the start.
    pub(crate) fn find(&self, hay: &[U]) -> Option<usize> {
        match &*self.0 {
            [] => Some(0),
            &[unit] => U::find(hay, unit),
            _ if self.len() > hay.len() => None,
            needle => match bytes_of(hay, needle) {
                Some((hay, needle)) if hay.len() <= SHORT => find_short(hay, needle),
                Some((hay, needle)) => memchr::memmem::find(hay, needle),
                None => find_wide(hay, needle),
            },
        }
    }

    /// Where the needle occurs last; the empty one does at the end.
    pub(crate) fn rfind(&self, hay: &[U]) -> Option<usize> {
        match &*self.0 {
            [] => Some(hay.len()),
            &[unit] => U::rfind(hay, unit),
            _ if self.len() > hay.len() => None,
            needle => match bytes_of(hay, needle) {
                Some((hay, needle)) if hay.len() <= FEW => rfind_few(hay, needle),
                Some((hay, needle)) => memchr::memmem::rfind(hay, needle),
                None => rfind_wide(hay, needle),
            },
        }
    }

    /// How often the needle, which is not empty, occurs without overlap, counted up to `limit`.
    pub(crate) fn count(&self, hay: &[U], limit: usize) -> usize {
        if let [unit] = *self.0 {
            return U::count(hay, unit).min(limit);
        }
        if let Some((mut hay, needle)) = bytes_of(hay, &self.0).filter(|(hay, _)| hay.len() <= SHORT) {
            let mut count = 0;
            while count < limit
                && let Some(at) = find_short(hay, needle)
            {
                hay = &hay[at + needle.len()..];
                count += 1;
            }
            return count;
        }
        self.matches(hay).take(limit).count()
    }

    /// Where the needle, which is not empty, occurs without overlap, from the start on.
    pub(crate) fn matches<'a>(&'a self, hay: &'a [U]) -> Box<dyn Iterator<Item = usize> + 'a> {
        if let [unit] = *self.0 {
            let mut from = 0;
            return Box::new(std::iter::from_fn(move || {
                let at = from + U::find(&hay[from..], unit)?;
                from = at + 1;
                Some(at)
            }));
        }
        if let Some((hay, needle)) = bytes_of(hay, &self.0) {
            if hay.len() > SHORT {
                return Box::new(memchr::memmem::find_iter(hay, needle));
            }
            let mut from = 0;
            return Box::new(std::iter::from_fn(move || {
                let at = from + find_short(&hay[from..], needle)?;
                from = at + needle.len();
                Some(at)
            }));
        }
        let mut from = 0;
        let mut search = WideSearch::new(&self.0);
        Box::new(std::iter::from_fn(move || {
            let at = from + search.find::<false>(&hay[from..])?;
            from = at + search.needle.len();
            Some(at)
        }))
    }

    /// Where the needle, which is not empty, occurs without overlap, from the end on.
    pub(crate) fn rmatches<'a>(&'a self, hay: &'a [U]) -> Box<dyn Iterator<Item = usize> + 'a> {
        let mut to = hay.len();
        if let [unit] = *self.0 {
            return Box::new(std::iter::from_fn(move || {
                to = U::rfind(&hay[..to], unit)?;
                Some(to)
            }));
        }
        if let Some((hay, needle)) = bytes_of(hay, &self.0) {
            if hay.len() <= FEW {
                return Box::new(std::iter::from_fn(move || {
                    to = rfind_few(&hay[..to], needle)?;
                    Some(to)
                }));
            }
            let finder = memchr::memmem::FinderRev::new(needle);
            return Box::new(std::iter::from_fn(move || {
                to = finder.rfind(&hay[..to])?;
                Some(to)
            }));
        }
        let mut search = WideSearch::new(&self.0);
        Box::new(std::iter::from_fn(move || {
            to = search.find::<true>(&hay[..to])?;
            Some(to)
        }))
    }
}

/// Both texts as bytes, if bytes they are.
fn bytes_of<'a, U: CodeUnit>(hay: &'a [U], needle: &'a [U]) -> Option<(&'a [u8], &'a [u8])> {
    Some((u8::units_of(U::view(hay))?, u8::units_of(U::view(needle))?))
}

fn find_wide<U: CodeUnit>(hay: &[U], needle: &[U]) -> Option<usize> {
    WideSearch::new(needle).find::<false>(hay)
}

fn rfind_wide<U: CodeUnit>(hay: &[U], needle: &[U]) -> Option<usize> {
    WideSearch::new(needle).find::<true>(hay)
}

/// A search for a needle of several wide units. What it learns in one search (that the simple way does not pay) serves the next.
struct WideSearch<'n, U> {
    needle: &'n [U],
    two_way: Option<TwoWay<'n, U>>,
    /// Units that may still be compared in vain before the two-way algorithm takes over.
    patience: usize,
}

impl<'n, U: CodeUnit> WideSearch<'n, U> {
    fn new(needle: &'n [U]) -> Self {
        WideSearch { needle, two_way: None, patience: 256 }
    }

    /// The first match, or the last one. One search instance is only used in one direction.
    fn find<const LAST: bool>(&mut self, hay: &[U]) -> Option<usize> {
        let &[first, .., last] = self.needle else { unreachable!("callers treat single characters apart") };
        let len = self.needle.len();
        // The candidates that are left: positions at which a match may start.
        let mut range = 0..(hay.len() + 1).checked_sub(len)?;
        while self.two_way.is_none() {
            let at = if LAST {
                range.start + U::rfind(&hay[range.clone()], first)?
            } else {
                range.start + U::find(&hay[range.clone()], first)?
            };
            if hay[at + len - 1] == last {
                let same = self.needle.iter().zip(&hay[at..]).take_while(|(a, b)| a == b).count();
                if same == len {
                    return Some(at);
                }
                self.patience = self.patience.saturating_sub(same);
            }
            self.patience = self.patience.saturating_sub(1);
            let passed = if LAST { range.end - at } else { at + 1 - range.start };
            // Units passed over quickly pay for some that are compared in vain.
            self.patience += passed / 8;
            range = if LAST { range.start..at } else { at + 1..range.end };
            if self.patience == 0 {
                self.two_way = Some(TwoWay::new::<LAST>(self.needle));
            }
        }
        let from = range.start;
        let part = &hay[from..range.end + len - 1];
        self.two_way.as_ref().and_then(|search| search.find::<LAST>(part)).map(|at| from + at)
    }
}
