//! Cases of str.

use super::case::{Case, show, show_bool, show_buf, show_list, show_position};
use crate::text::format_template::{FieldName, First, Numbering, Step, Template};
use crate::text::hash::{HashKey, HashSeed};
use crate::text::lines::{LineEnds, split_lines};
use crate::text::translate::{Translation, translate};
use crate::text::{
    Chars, Side, TextBuf, TextError, case, compare, joined_size, pad, predicates, replace, repr, search, split,
    strip_any, strip_whitespace, unicode,
};
use std::ops::Range;

pub(super) fn run(name: &str, case: &mut Case<'_>) -> String {
    let stored = case.text();
    let text = stored.chars();
    let known = predicate(name, text).map(show_bool);
    let known = known.or_else(|| mapping(name, text).map(|text| show_buf(&text)));
    let known = known.or_else(|| in_text(name, text, case));
    let known = known.or_else(|| pieces(name, text, case).map(|pieces| show_ranges(text, pieces)));
    let known = known.or_else(|| padded(name, text, case).map(|padded| show_changed(text, padded)));
    known.unwrap_or_else(|| other(name, text, case))
}

fn predicate(name: &str, text: Chars<'_>) -> Option<bool> {
    let predicate = match name {
        "isalpha" => predicates::is_alpha,
        "isalnum" => predicates::is_alnum,
        "isdecimal" => predicates::is_decimal,
        "isdigit" => predicates::is_digit,
        "isnumeric" => predicates::is_numeric,
        "isspace" => predicates::is_space,
        "isprintable" => predicates::is_printable,
        "isidentifier" => predicates::is_identifier,
        "isupper" => predicates::is_upper,
        "islower" => predicates::is_lower,
        "istitle" => predicates::is_title,
        "isascii" => |text: Chars<'_>| text.is_ascii(),
        _ => return None,
    };
    Some(predicate(text))
}

fn mapping(name: &str, text: Chars<'_>) -> Option<TextBuf> {
    Some(match name {
        "lower" => case::lower(text),
        "upper" => case::upper(text),
        "title" => case::title(text),
        "capitalize" => case::capitalize(text),
        "swapcase" => case::swapcase(text),
        "casefold" => case::casefold(text),
        "repr" => repr::repr(text),
        "ascii" => repr::ascii(text),
        _ => return None,
    })
}

fn in_text(name: &str, text: Chars<'_>, case: &mut Case<'_>) -> Option<String> {
    if !matches!(name, "find" | "rfind" | "count" | "startswith" | "endswith" | "contains" | "compare") {
        return None;
    }
    let stored = case.text();
    let needle = stored.chars();
    if name == "contains" {
        return Some(show_bool(search::contains(text, needle)));
    }
    if name == "compare" {
        let order = compare::compare(text, needle);
        assert_eq!(order.is_eq(), compare::equal(text, needle));
        return Some((order as i8).to_string());
    }
    let range = search::search_range(case.number(), case.number(), text.len());
    let part = range.clone().map(|range| text.slice(range));
    let start = range.map_or(0, |range| range.start);
    let at = |found: Option<usize>| show_position(found.map(|at| at + start));
    Some(match name {
        "find" => at(part.and_then(|part| search::find(part, needle))),
        "rfind" => at(part.and_then(|part| search::rfind(part, needle))),
        "count" => part.map_or(0, |part| search::count(part, needle, usize::MAX)).to_string(),
        "startswith" => show_bool(part.is_some_and(|part| search::starts_with(part, needle))),
        _ => show_bool(part.is_some_and(|part| search::ends_with(part, needle))),
    })
}

fn pieces(name: &str, text: Chars<'_>, case: &mut Case<'_>) -> Option<Vec<Range<usize>>> {
    Some(match name {
        "split" | "rsplit" => {
            let separator = case.optional_text();
            let limit = case.limit();
            match (name, &separator) {
                ("split", None) => split::split_whitespace(text, limit),
                ("split", Some(separator)) => split::split(text, separator.chars(), limit),
                (_, None) => split::rsplit_whitespace(text, limit),
                (_, Some(separator)) => split::rsplit(text, separator.chars(), limit),
            }
            .into_vec()
        }
        "splitlines" => split_lines(text, if case.word() == "True" { LineEnds::Keep } else { LineEnds::Drop }),
        "partition" => split::partition(text, case.text().chars()).into_iter().flatten().collect(),
        "rpartition" => split::rpartition(text, case.text().chars()).into_iter().flatten().collect(),
        "strip" | "lstrip" | "rstrip" => {
            let side = match name {
                "strip" => Side::Both,
                "lstrip" => Side::Left,
                _ => Side::Right,
            };
            vec![match case.optional_text() {
                Some(set) => strip_any(text, set.chars(), side),
                None => strip_whitespace(text, side),
            }]
        }
        _ => return None,
    })
}

fn show_ranges(text: Chars<'_>, pieces: Vec<Range<usize>>) -> String {
    show_list(pieces.into_iter().map(|piece| show(text.slice(piece))))
}

fn padded(name: &str, text: Chars<'_>, case: &mut Case<'_>) -> Option<Result<Option<TextBuf>, TextError>> {
    Some(match name {
        "ljust" => pad::ljust(text, case.number(), case.text().chars().at(0)),
        "rjust" => pad::rjust(text, case.number(), case.text().chars().at(0)),
        "center" => pad::center(text, case.number(), case.text().chars().at(0)),
        "zfill" => pad::zfill(text, case.number()),
        "expandtabs" => pad::expand_tabs(text, case.number(), "new string is too long"),
        "replace" => {
            let (old, new, limit) = (case.text(), case.text(), case.limit());
            replace(text, old.chars(), new.chars(), limit, "replace string is too long")
        }
        _ => return None,
    })
}

/// Writes a text that may have stayed as it was.
pub(super) fn show_changed(text: Chars<'_>, changed: Result<Option<TextBuf>, TextError>) -> String {
    match changed {
        Ok(Some(changed)) => show_buf(&changed),
        Ok(None) => show(text),
        Err(TextError::TooLong(message)) => message.to_string(),
        Err(TextError::Memory) => "MemoryError".to_string(),
    }
}

fn other(name: &str, text: Chars<'_>, case: &mut Case<'_>) -> String {
    match name {
        "join" => {
            let pieces = [case.text(), case.text(), case.text()];
            let size = joined_size(text, pieces.iter().map(|piece| piece.chars()), "too long").expect("it is short");
            let mut out = TextBuf::for_chars(size.len, size.bits).expect("it is short");
            for (index, piece) in pieces.iter().enumerate() {
                if index > 0 {
                    out.push_chars(text);
                }
                out.push_chars(piece.chars());
            }
            assert_eq!((out.len(), out.code_bits()), (size.len, size.bits));
            show_buf(&out)
        }
        "translate" => {
            // The table: the first and second text pair characters with their replacements, the third deletes.
            let (from, to, delete) = (case.text(), case.text(), case.text());
            let table = |code| -> Result<Translation, std::convert::Infallible> {
                if search::find_char(delete.chars(), code).is_some() {
                    return Ok(Translation::Delete);
                }
                let at = from.chars().iter().rposition(|from| from == code);
                Ok(at.map_or(Translation::Keep, |at| Translation::Char(to.chars().at(at))))
            };
            let Ok(text) = translate(text, table);
            show_buf(&text)
        }
        "hash" => {
            let seed = HashSeed::parse(case.word()).expect("the seed is a number");
            let key = HashKey::new(seed).expect("no random bytes are needed");
            // The bytes hashed are those of the narrowest form, which alone occurs.
            let narrow = super::case::Stored::new(&text.iter().collect::<Vec<_>>(), super::case::Width::Narrowest);
            (key.hash(narrow.chars()) as i64).to_string()
        }
        "template" => template(text),
        "field" => field_name(text),
        "props" => properties(text.at(0)),
        _ => panic!("{name}: no such operation"),
    }
}

/// What a template consists of, how its fields are numbered, up to the first error.
fn template(text: Chars<'_>) -> String {
    let mut items = Vec::new();
    for piece in Template::new(text) {
        match piece {
            Ok(piece) => {
                items.push(show(text.slice(piece.literal)));
                items.extend(piece.field.map(|field| {
                    let conversion = field.conversion.map_or("~".to_string(), |code| format!("{code:x}"));
                    show(text.slice(field.name)) + " " + &conversion + " " + &show(text.slice(field.spec))
                }));
            }
            Err(message) => {
                items.push(message.to_string());
                break;
            }
        }
    }
    show_list(items)
}

/// The parts of a field name, and what a template of it twice says of the numbering.
fn field_name(text: Chars<'_>) -> String {
    let (first, path) = match FieldName::split(text, 0..text.len()) {
        Ok(parts) => parts,
        Err(message) => return show_list([message.to_string()]),
    };
    let mut items = vec![match &first {
        First::Auto => "\"".to_string(),
        First::Index(index) => index.to_string(),
        First::Name(range) => show(text.slice(range.clone())),
    }];
    for step in path {
        match step {
            Ok(Step::Attribute(range)) => items.push(format!(".{}", show(text.slice(range)))),
            Ok(Step::Index(index)) => items.push(index.to_string()),
            Ok(Step::Key(range)) => items.push(show(text.slice(range))),
            Err(message) => {
                items.push(message.to_string());
                break;
            }
        }
    }
    let mut numbering = Numbering::default();
    numbering.position(&First::Index(7)).expect("any mode will do at first");
    items.push(match numbering.position(&first) {
        Ok(position) => position.map_or("~".to_string(), |position| position.to_string()),
        Err(message) => message.to_string(),
    });
    show_list(items)
}

/// All that is known of a character.
fn properties(code: u32) -> String {
    let flags = [
        unicode::is_alpha(code),
        unicode::is_decimal(code),
        unicode::is_digit(code),
        unicode::is_numeric(code),
        unicode::is_space(code),
        unicode::is_printable(code),
        unicode::is_upper(code),
        unicode::is_lower(code),
        unicode::is_identifier_start(code),
        unicode::is_identifier_continue(code),
        unicode::is_line_break(code),
    ];
    let flags: String = flags.iter().map(|&flag| if flag { '1' } else { '0' }).collect();
    let mappings = [unicode::lower(code), unicode::upper(code), unicode::title(code), unicode::fold(code)];
    let mappings = mappings.map(|mapping| mapping.as_slice().iter().map(|code| format!("{code:x} ")).collect());
    let digits = [unicode::decimal_value(code), unicode::digit_value(code)];
    let digits = digits.map(|digit| digit.map_or("~".to_string(), |digit| digit.to_string()));
    // Bits, since the digits of a fraction are nobody's business here.
    let numeric = unicode::numeric_value(code).map_or("~".to_string(), |value| format!("{:x}", value.to_bits()));
    let simple = format!("{:x}", unicode::simple_lower(code));
    show_list([flags].into_iter().chain(mappings).chain(digits).chain([numeric, simple]))
}
