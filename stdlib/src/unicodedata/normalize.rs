//! The four normal forms.

use super::tables::{COMPOSITIONS, OLD_DECOMPOSITIONS};
use super::{FIRST_COMBINING, Version, combining_class, decomposition_of};

/// A normal form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Form {
    compatible: bool,
    composed: bool,
}

impl Form {
    /// The form that Python calls so.
    pub(super) fn named(name: &str) -> Option<Form> {
        let (compatible, composed) = match name {
            "NFC" => (false, true),
            "NFKC" => (true, true),
            "NFD" => (false, false),
            "NFKD" => (true, false),
            _ => return None,
        };
        Some(Form { compatible, composed })
    }
}

/// No character below this has a decomposition.
const FIRST_DECOMPOSED: u32 = 0xa0;
/// No character below this has one that is canonical.
const FIRST_CANONICAL: u32 = 0xc0;

/// Hangul syllables are composed by arithmetic.
mod hangul {
    pub(super) const S: u32 = 0xac00;
    pub(super) const L: u32 = 0x1100;
    pub(super) const V: u32 = 0x1161;
    pub(super) const T: u32 = 0x11a7;
    pub(super) const LS: u32 = 19;
    pub(super) const VS: u32 = 21;
    pub(super) const TS: u32 = 28;
    pub(super) const SYLLABLES: u32 = LS * VS * TS;
}

fn decompose(form: Form, version: Version, code: u32, out: &mut Vec<u32>) {
    if code < FIRST_DECOMPOSED {
        out.push(code);
        return;
    }
    let syllable = code.wrapping_sub(hangul::S);
    if syllable < hangul::SYLLABLES {
        out.push(hangul::L + syllable / (hangul::VS * hangul::TS));
        out.push(hangul::V + syllable % (hangul::VS * hangul::TS) / hangul::TS);
        if !syllable.is_multiple_of(hangul::TS) {
            out.push(hangul::T + syllable % hangul::TS);
        }
        return;
    }
    if version == Version::Old {
        if let Ok(at) = OLD_DECOMPOSITIONS.binary_search_by_key(&code, |&(code, _)| code) {
            out.push(OLD_DECOMPOSITIONS[at].1);
            return;
        }
        if !version.is_assigned(code) {
            out.push(code);
            return;
        }
    }
    match decomposition_of(code) {
        Some((prefix, parts)) if prefix.is_empty() || form.compatible => {
            parts.iter().for_each(|&part| decompose(form, version, part, out));
        }
        Some(_) | None => out.push(code),
    }
}

/// Sorts runs of combining characters by their class.
fn reorder(chars: &mut [u32]) {
    let mut at = 0;
    while at < chars.len() {
        if combining_class(chars[at]) == 0 {
            at += 1;
            continue;
        }
        let end = chars[at..].iter().position(|&code| combining_class(code) == 0).map_or(chars.len(), |len| at + len);
        chars[at..end].sort_by_key(|&code| combining_class(code));
        at = end;
    }
}

fn pair(first: u32, second: u32) -> Option<u32> {
    let (l, v) = (first.wrapping_sub(hangul::L), second.wrapping_sub(hangul::V));
    if l < hangul::LS && v < hangul::VS {
        return Some(hangul::S + (l * hangul::VS + v) * hangul::TS);
    }
    let (s, t) = (first.wrapping_sub(hangul::S), second.wrapping_sub(hangul::T));
    if s < hangul::SYLLABLES && s.is_multiple_of(hangul::TS) && (1..hangul::TS).contains(&t) {
        return Some(first + t);
    }
    if second < FIRST_COMBINING {
        return None;
    }
    let at = COMPOSITIONS.binary_search_by_key(&(first, second), |&(first, second, _)| (first, second)).ok()?;
    Some(COMPOSITIONS[at].2)
}

/// Composes in place what is decomposed and in order.
fn compose(chars: &mut Vec<u32>) {
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    let mut kept = 0;
    for at in 0..chars.len() {
        let code = chars[at];
        let class = combining_class(code);
        if let Some(start) = starter {
            // Nothing of this class or a higher one, and no other starter, stands between.
            let adjacent = kept == start + 1;
            if (adjacent || (last_class != 0 && last_class < class))
                && let Some(composed) = pair(chars[start], code)
            {
                chars[start] = composed;
                continue;
            }
        }
        if class == 0 {
            starter = Some(kept);
        }
        last_class = class;
        chars[kept] = code;
        kept += 1;
    }
    chars.truncate(kept);
}

/// Whether nothing about a text changes, as its characters alone show.
pub(super) fn is_normal(form: Form, chars: &[u32]) -> bool {
    let bound = match (form.composed, form.compatible) {
        (true, false) => FIRST_COMBINING,
        (false, false) => FIRST_CANONICAL,
        (_, true) => FIRST_DECOMPOSED,
    };
    chars.iter().all(|&code| code < bound)
}

/// The text in a normal form.
pub(super) fn normalize(form: Form, version: Version, chars: &[u32]) -> Vec<u32> {
    let mut out = Vec::with_capacity(2 * chars.len());
    chars.iter().for_each(|&code| decompose(form, version, code, &mut out));
    reorder(&mut out);
    if form.composed {
        compose(&mut out);
    }
    out
}
