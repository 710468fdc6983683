//! `unicodedata`: Unicode 15.0.0, and 3.2.0 as `ucd_3_2_0` for `stringprep`.

mod normalize;
mod tables;
#[cfg(test)]
mod tests;

use normalize::Form;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, method, readonly};
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::text::unicode;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use tables::{
    BIDIRECTIONAL, CATEGORIES, DECOMPOSED, DECOMPOSITIONS, LEAVES, OLD, PAGE_BITS, PAGES, PREFIXES, RECORDS, WIDTHS,
};

/// Numbers of category and bidirectional class, combining class, and width and mirroring.
#[derive(Clone, Copy)]
struct Record([u8; 4]);

/// First and last code point and their record.
struct Old(u32, u32, Record);

/// Which version of Unicode is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Version {
    /// 15.0.0
    Current,
    /// 3.2.0
    Old,
}

impl Version {
    fn record(self, code: u32) -> Record {
        if self == Version::Old {
            let at = OLD.partition_point(|&Old(_, last, _)| last < code);
            if let Some(&Old(first, _, record)) = OLD.get(at)
                && first <= code
            {
                return record;
            }
        }
        let page = usize::from(PAGES[(code >> PAGE_BITS) as usize]);
        RECORDS[usize::from(LEAVES[page << PAGE_BITS | (code & ((1 << PAGE_BITS) - 1)) as usize])]
    }

    fn is_assigned(self, code: u32) -> bool {
        self.record(code).0[0] != 0
    }
}

/// No character below this is a second part of a composition, has a combining class, or is changed by composition.
const FIRST_COMBINING: u32 = 0x300;

#[inline]
fn combining_class(code: u32) -> u8 {
    if code < FIRST_COMBINING {
        return 0;
    }
    Version::Current.record(code).0[2]
}

/// Bits of a code point below its page of the decompositions.
const DECOMPOSITION_BITS: u32 = 4;
const DECOMPOSED_PAGES: usize = (DECOMPOSITIONS[DECOMPOSITIONS.len() - 1].0 >> DECOMPOSITION_BITS) as usize + 1;

/// Where the decompositions of a page begin.
static DECOMPOSITION_PAGES: [u16; DECOMPOSED_PAGES + 1] = {
    let mut starts = [0; DECOMPOSED_PAGES + 1];
    let (mut page, mut at) = (0, 0);
    while page <= DECOMPOSED_PAGES {
        while at < DECOMPOSITIONS.len() && (DECOMPOSITIONS[at].0 >> DECOMPOSITION_BITS) < page as u32 {
            at += 1;
        }
        starts[page] = at as u16;
        page += 1;
    }
    starts
};

/// The prefix and the characters of a decomposition.
fn decomposition_of(code: u32) -> Option<(&'static str, &'static [u32])> {
    let page = (code >> DECOMPOSITION_BITS) as usize;
    let (from, to) = (*DECOMPOSITION_PAGES.get(page)?, *DECOMPOSITION_PAGES.get(page + 1)?);
    let of_page = &DECOMPOSITIONS[from.into()..to.into()];
    let at = of_page.binary_search_by_key(&code, |&(code, ..)| code).ok()?;
    let (_, prefix, start, len) = of_page[at];
    let start = usize::from(start);
    Some((PREFIXES[usize::from(prefix)], &DECOMPOSED[start..start + usize::from(len)]))
}

/// Ideographs that have names by rule in the crate, and none in Python.
fn is_tangut_ideograph(code: u32) -> bool {
    matches!(code, 0x17000..=0x187f7 | 0x18d00..=0x18d08)
}

fn name_of(version: Version, code: u32) -> Option<String> {
    if !version.is_assigned(code) || is_tangut_ideograph(code) {
        return None;
    }
    let words = char::from_u32(code).and_then(unicode_names2::name)?;
    Some(words.fold(String::with_capacity(64), |name, word| name + word))
}

/// The character of this name or alias, written as Unicode writes it but for case.
fn character_named(version: Version, name: &str) -> Option<u32> {
    if !name.is_ascii() {
        return None;
    }
    let found = unicode_names2::character(name)?;
    let code = u32::from(found);
    if !version.is_assigned(code) || is_tangut_ideograph(code) {
        return None;
    }
    // The crate forgives missing and doubled spaces and hyphens; aliases have other names.
    let Some(canonical) = unicode_names2::name(found).map(|name| name.to_string()) else { return Some(code) };
    let strip = |text: &str| -> String { text.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect() };
    let exact = canonical.eq_ignore_ascii_case(name) || !strip(&canonical).eq_ignore_ascii_case(&strip(name));
    exact.then_some(code)
}

fn character(vm: &mut Vm, value: Value, function: &str, position: &str) -> PyResult<u32> {
    match value.cast::<Str>() {
        Some(s) if s.len() == 1 => Ok(s.char_at(0)),
        _ => {
            let name = vm.arg_type_name(value);
            Err(vm.type_error(&format!("{function}() argument{position} must be a unicode character, not {name}")))
        }
    }
}

fn text(vm: &mut Vm, text: &str) -> PyResult<Value> {
    Ok(vm.str(text)?.value())
}

/// The default, if one was given.
fn or_default(vm: &mut Vm, value: Option<Value>, default: Option<Value>, message: &str) -> PyResult<Value> {
    match value.or(default) {
        Some(value) => Ok(value),
        None => Err(vm.value_error(message)),
    }
}

fn decimal(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "decimal", " 1")?;
    let value = if version.is_assigned(code) { unicode::decimal_value(code) } else { None };
    or_default(vm, value.map(|value| Value::int32(value.into())), args[1].given(), "not a decimal")
}

fn digit(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "digit", " 1")?;
    let value = if version.is_assigned(code) { unicode::digit_value(code) } else { None };
    or_default(vm, value.map(|value| Value::int32(value.into())), args[1].given(), "not a digit")
}

fn numeric(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "numeric", " 1")?;
    let value = if version.is_assigned(code) { unicode::numeric_value(code) } else { None };
    or_default(vm, value.map(Value::float), args[1].given(), "not a numeric character")
}

fn name(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "name", " 1")?;
    let name = match name_of(version, code) {
        Some(name) => Some(text(vm, &name)?),
        None => None,
    };
    or_default(vm, name, args[1].given(), "no such name")
}

fn category(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "category", "")?;
    text(vm, CATEGORIES[usize::from(version.record(code).0[0])])
}

fn bidirectional(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "bidirectional", "")?;
    text(vm, BIDIRECTIONAL[usize::from(version.record(code).0[1])])
}

fn combining(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "combining", "")?;
    Ok(Value::int32(version.record(code).0[2].into()))
}

fn mirrored(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "mirrored", "")?;
    Ok(Value::int32((version.record(code).0[3] & 1).into()))
}

fn east_asian_width(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "east_asian_width", "")?;
    text(vm, WIDTHS[usize::from(version.record(code).0[3] >> 1)])
}

fn decomposition(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let code = character(vm, args[0], "decomposition", "")?;
    let found = if version.is_assigned(code) { decomposition_of(code) } else { None };
    let Some((prefix, parts)) = found else { return text(vm, "") };
    let mut words: Vec<String> = parts.iter().map(|part| format!("{part:04X}")).collect();
    if !prefix.is_empty() {
        words.insert(0, prefix.to_owned());
    }
    text(vm, &words.join(" "))
}

fn lookup(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    const LONGEST: usize = 256;
    let name = match args[0].cast::<Str>() {
        Some(name) => String::from_utf8_lossy(&name.to_wtf8()).into_owned(),
        None => String::from_utf8_lossy(&crate::bytes_like(vm, args[0])?).into_owned(),
    };
    if name.len() > LONGEST {
        return Err(vm.raise_text(Exc::KeyError, "name too long"));
    }
    match character_named(version, &name) {
        Some(code) => Ok(vm.str_from_char(code)?.value()),
        None => Err(vm.raise_text(Exc::KeyError, &format!("undefined character name '{name}'"))),
    }
}

/// The form and the text of `normalize` and `is_normalized`; no form for an unknown name.
fn form_and_text(vm: &mut Vm, args: [Value; 2], function: &str) -> PyResult<(Option<Form>, Gc<Str>)> {
    let [form, s] = [0, 1].map(|index| args[index].cast::<Str>().ok_or(index));
    match (form, s) {
        (Ok(form), Ok(s)) => Ok((Form::named(&form.to_string_lossy()), s)),
        (Err(index), _) | (_, Err(index)) => {
            let name = vm.arg_type_name(args[index]);
            Err(vm.type_error(&format!("{function}() argument {} must be str, not {name}", index + 1)))
        }
    }
}

fn is_normalized(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let (form, s) = form_and_text(vm, args, "is_normalized")?;
    if s.is_empty() {
        return Ok(Value::TRUE);
    }
    let Some(form) = form else { return Err(vm.value_error("invalid normalization form")) };
    if s.is_ascii() {
        return Ok(Value::TRUE);
    }
    let chars: Vec<u32> = s.chars().iter().collect();
    let normal = normalize::is_normal(form, &chars) || normalize::normalize(form, version, &chars) == chars;
    Ok(Value::bool(normal))
}

fn normalize(vm: &mut Vm, version: Version, args: [Value; 2]) -> PyResult<Value> {
    let (form, s) = form_and_text(vm, args, "normalize")?;
    if s.is_empty() {
        return Ok(s.value());
    }
    let Some(form) = form else { return Err(vm.value_error("invalid normalization form")) };
    if s.is_ascii() {
        return Ok(s.value());
    }
    let chars: Vec<u32> = s.chars().iter().collect();
    if normalize::is_normal(form, &chars) {
        return Ok(s.value());
    }
    let normalized = normalize::normalize(form, version, &chars);
    if normalized == chars { Ok(s.value()) } else { Ok(vm.str_from_u32(&normalized)?.value()) }
}

/// `unicodedata.UCD`: a version of the database as an object.
struct Ucd;

impl NativeData for Ucd {
    runtime::native_info!(Ucd);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

macro_rules! functions {
    ($($name:ident $signature:literal $doc:literal;)*) => {
        mod current {
            use super::{Args, PyResult, Value, Version, Vm};
            $(pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                super::$name(vm, Version::Current, [args.get(0), args.get(1)])
            })*
        }
        mod old {
            use super::{Args, PyResult, Value, Version, Vm};
            $(pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                super::$name(vm, Version::Old, [args.get(1), args.get(2)])
            })*
        }

        static UCD: TypeSpec = TypeSpec {
            name: "UCD",
            module: "unicodedata",
            flags: type_flag::NO_NEW,
            methods: &[$(method(stringify!($name), $signature, old::$name).doc($doc)),*],
            getset: &[readonly("unidata_version", old_version)],
            ..TypeSpec::EMPTY
        };

        /// `unicodedata`
        pub(crate) static UNICODEDATA: ModuleSpec = ModuleSpec {
            name: "unicodedata",
            doc: "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters.",
            functions: &[$(func(stringify!($name), $signature, current::$name).doc($doc)),*],
            types: &[&UCD],
            init: Some(init),
        };
    };
}
functions! {
    bidirectional "(chr, /)" "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an empty string is returned.";
    category "(chr, /)" "Returns the general category assigned to the character chr as string.";
    combining "(chr, /)" "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining class is defined.";
    decimal "(chr, default=_, /)" "Converts a Unicode character into its equivalent decimal value.";
    decomposition "(chr, /)" "Returns the character decomposition mapping assigned to the character chr as string.\n\nAn empty string is returned in case no such mapping is defined.";
    digit "(chr, default=_, /)" "Converts a Unicode character into its equivalent digit value.";
    east_asian_width "(chr, /)" "Returns the east asian width assigned to the character chr as string.";
    is_normalized "(form, unistr, /)" "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.";
    lookup "(name, /)" "Look up character by name.";
    mirrored "(chr, /)" "Returns the mirrored property assigned to the character chr as integer.";
    name "(chr, default=_, /)" "Returns the name assigned to the character chr as a string.";
    normalize "(form, unistr, /)" "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.";
    numeric "(chr, default=_, /)" "Converts a Unicode character into its equivalent numeric value.";
}

fn old_version(vm: &mut Vm, _: Value) -> PyResult<Value> {
    text(vm, "3.2.0")
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let version = text(vm, "15.0.0")?;
    dict.set_text(vm, "unidata_version", version)?;
    let class = vm.native_type(&UCD)?;
    let old = vm.native(class, Ucd)?.value();
    dict.set_text(vm, "ucd_3_2_0", old)
}
