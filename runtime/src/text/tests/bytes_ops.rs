//! Cases of bytes.

use super::case::{Case, show_bool, show_bytes, show_list, show_position};
use super::str_ops::show_changed;
use crate::text::lines::{LineEnds, split_bytes_lines};
use crate::text::translate::{make_bytes_table, translate_bytes};
use crate::text::{Chars, Side, bytes, pad, replace, repr, search, split, strip_any, strip_bytes_whitespace};
use std::ops::Range;

pub(super) fn run(name: &str, case: &mut Case<'_>) -> String {
    if name == "fromhex" {
        return match bytes::from_hex(case.text().chars()) {
            Ok(data) => show_bytes(&data),
            Err(at) => format!("non-hexadecimal number found in fromhex() arg at position {at}"),
        };
    }
    let data = case.bytes();
    let known = predicate(name, &data).map(show_bool);
    let known = known.or_else(|| mapping(name, &data).map(|data| show_bytes(&data)));
    let known = known.or_else(|| {
        let pieces = pieces(name, &data, case)?;
        Some(show_list(pieces.into_iter().map(|piece| show_bytes(&data[piece]))))
    });
    known.unwrap_or_else(|| other(name, &data, case))
}

fn predicate(name: &str, data: &[u8]) -> Option<bool> {
    Some(match name {
        "isalpha" => bytes::is_alpha(data),
        "isalnum" => bytes::is_alnum(data),
        "isdigit" => bytes::is_digit(data),
        "isspace" => bytes::is_whitespace(data),
        "isupper" => bytes::is_upper(data),
        "islower" => bytes::is_lower(data),
        "istitle" => bytes::is_title(data),
        "isascii" => Chars::One(data).is_ascii(),
        _ => return None,
    })
}

fn mapping(name: &str, data: &[u8]) -> Option<Vec<u8>> {
    Some(match name {
        "lower" => bytes::lower(data),
        "upper" => bytes::upper(data),
        "title" => bytes::title(data),
        "capitalize" => bytes::capitalize(data),
        "swapcase" => bytes::swapcase(data),
        "repr" => repr::repr_bytes(data).into_bytes().expect("a literal is ASCII"),
        _ => return None,
    })
}

fn pieces(name: &str, data: &[u8], case: &mut Case<'_>) -> Option<Vec<Range<usize>>> {
    let text = Chars::One(data);
    Some(match name {
        "split" | "rsplit" => {
            let separator = case.optional_bytes();
            let limit = case.limit();
            match (name, &separator) {
                ("split", None) => split::split_bytes_whitespace(data, limit),
                ("split", Some(separator)) => split::split(text, Chars::One(separator), limit),
                (_, None) => split::rsplit_bytes_whitespace(data, limit),
                (_, Some(separator)) => split::rsplit(text, Chars::One(separator), limit),
            }
            .into_vec()
        }
        "splitlines" => split_bytes_lines(data, if case.word() == "True" { LineEnds::Keep } else { LineEnds::Drop }),
        "strip" | "lstrip" | "rstrip" => {
            let side = match name {
                "strip" => Side::Both,
                "lstrip" => Side::Left,
                _ => Side::Right,
            };
            vec![match case.optional_bytes() {
                Some(set) => strip_any(text, Chars::One(&set), side),
                None => strip_bytes_whitespace(data, side),
            }]
        }
        _ => return None,
    })
}

fn other(name: &str, data: &[u8], case: &mut Case<'_>) -> String {
    let text = Chars::One(data);
    match name {
        "find" => show_position(search::find(text, Chars::One(&case.bytes()))),
        "rfind" => show_position(search::rfind(text, Chars::One(&case.bytes()))),
        "count" => search::count(text, Chars::One(&case.bytes()), usize::MAX).to_string(),
        "replace" => {
            let (old, new, limit) = (case.bytes(), case.bytes(), case.limit());
            show_changed(text, replace(text, Chars::One(&old), Chars::One(&new), limit, "replace bytes is too long"))
        }
        "center" => show_changed(text, pad::center(text, case.number(), u32::from(case.bytes()[0]))),
        "zfill" => show_changed(text, pad::zfill(text, case.number())),
        "expandtabs" => show_changed(text, pad::expand_tabs(text, case.number(), "result too long")),
        "hex" => {
            let separator = case.optional_bytes().map(|separator| separator[0]);
            bytes::hex(data, separator, case.number())
        }
        "translate" => {
            let (from, to, delete) = (case.bytes(), case.bytes(), case.bytes());
            let table = make_bytes_table(&from, &to).expect("recorded pairs have equal lengths");
            show_bytes(&translate_bytes(data, Some(&table), &delete))
        }
        _ => panic!("{name}: no such operation"),
    }
}
