//! `translate` and `maketrans` of str and bytes.

use super::buf::TextBuf;
use super::unit::Chars;

/// What a table says about a character.
#[derive(Clone, Debug)]
pub enum Translation {
    /// It has no entry, and stays.
    Keep,
    /// `None`: it goes.
    Delete,
    /// Another character takes its place.
    Char(u32),
    /// A text takes its place.
    Text(TextBuf),
}

/// In place of an ASCII character: the table has not been asked about it.
const UNKNOWN: u8 = 0xfe;
/// In place of an ASCII character: it goes.
const GONE: u8 = 0xff;

/// So many characters are translated at a time.
const STRETCH: usize = 128;

/// `text.translate(table)`, where `look_up` asks the table about a character.
///
/// A table sees what it is asked, and is asked as in CPython: in ASCII text once about each character, as long as the
/// answers are single ASCII characters or `None`. At the first other answer that ends, and beginning with the same
/// character the table is asked about each one, however often it occurs.
pub fn translate<E>(text: Chars<'_>, mut look_up: impl FnMut(u32) -> Result<Translation, E>) -> Result<TextBuf, E> {
    let mut out = TextBuf::new();
    let mut from = 0;
    if let Chars::One(units) = text
        && units.is_ascii()
    {
        // What stands for an ASCII character, once it is known.
        let mut known = [UNKNOWN; 128];
        let mut goes = false;
        from = units.len();
        let mut bytes = vec![0; units.len()];
        let mut done = 0;
        while done < from {
            // Answers are put down for a stretch before it is asked whether all were known.
            let end = from.min(done + STRETCH);
            let (stretch, answers) = (&units[done..end], &mut bytes[done..end]);
            answers.iter_mut().zip(stretch).for_each(|(to, &unit)| *to = known[usize::from(unit & 0x7f)]);
            let Some(next) = memchr::memchr(UNKNOWN, answers) else {
                done = end;
                continue;
            };
            done += next;
            let unit = units[done];
            match look_up(u32::from(unit))?.as_ascii(u32::from(unit)) {
                Some(answer) => {
                    known[usize::from(unit & 0x7f)] = answer.unwrap_or(GONE);
                    goes |= answer.is_none();
                }
                None => from = done,
            }
        }
        bytes.truncate(from);
        if goes {
            let len = compact(&mut bytes, |answer| (answer, answer != GONE));
            bytes.truncate(len);
        }
        out = TextBuf::from_latin1(bytes);
    }
    for code in text.slice(from..text.len()).iter() {
        match look_up(code)? {
            Translation::Keep => out.push(code),
            Translation::Delete => {}
            Translation::Char(code) => out.push(code),
            Translation::Text(text) => out.push_chars(text.as_chars()),
        }
    }
    Ok(out)
}

impl Translation {
    /// What an ASCII character becomes, if that is at most one ASCII character.
    fn as_ascii(&self, code: u32) -> Option<Option<u8>> {
        let single = match self {
            Translation::Delete => return Some(None),
            Translation::Keep => code,
            Translation::Char(code) => *code,
            Translation::Text(text) if text.len() == 1 => text.as_chars().at(0),
            Translation::Text(_) => return None,
        };
        u8::try_from(single).ok().filter(u8::is_ascii).map(Some)
    }
}

/// `data.translate(table, delete)`; without a table, bytes that are not deleted stay.
pub fn translate_bytes(data: &[u8], table: Option<&[u8; 256]>, delete: &[u8]) -> Vec<u8> {
    if let (Some(table), []) = (table, delete) {
        return data.iter().map(|&byte| table[usize::from(byte)]).collect();
    }
    let mut stays = [true; 256];
    delete.iter().for_each(|&byte| stays[usize::from(byte)] = false);
    let mut out = data.to_vec();
    let len = match table {
        Some(table) => compact(&mut out, |byte| (table[usize::from(byte)], stays[usize::from(byte)])),
        None => compact(&mut out, |byte| (byte, stays[usize::from(byte)])),
    };
    out.truncate(len);
    out
}

/// Moves the bytes that stay to the front, as what they become: how many these are.
///
/// Without branches: which bytes go is hard to predict.
#[inline(always)]
fn compact(bytes: &mut [u8], becomes: impl Fn(u8) -> (u8, bool)) -> usize {
    let cells = std::cell::Cell::from_mut(bytes).as_slice_of_cells();
    let mut len = 0;
    for cell in cells {
        let (byte, stays) = becomes(cell.get());
        // There are at least as many cells as have been looked at.
        if let Some(to) = cells.get(len) {
            to.set(byte);
        }
        len += usize::from(stays);
    }
    len
}

/// `bytes.maketrans(from, to)`; none if the two differ in length.
pub fn make_bytes_table(from: &[u8], to: &[u8]) -> Option<[u8; 256]> {
    if from.len() != to.len() {
        return None;
    }
    let mut table: [u8; 256] = std::array::from_fn(|byte| byte as u8);
    for (&from, &to) in from.iter().zip(to) {
        table[usize::from(from)] = to;
    }
    Some(table)
}
