//! Texts: characters, equality, order, and how they start and end.

use super::tried;
use crate::heap::Gc;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::text::Chars;
use crate::value::Value;
use crate::vm::Vm;

/// Character `index`, which is there, of a str that is not of Latin-1 characters.
pub extern "C" fn leaf_text_item(vm: &mut Vm, text: u64, index: u64) -> u64 {
    let Some(text) = Value::from_bits(text).cast::<Str>() else { return 0 };
    let made = vm.postponing(|vm| vm.str_from_char(text.char_at(index as usize)));
    tried(vm, Some(made.map(Gc::value)))
}

/// The code of a str of one character, whatever its width; `u64::MAX` if it has fewer or more.
pub extern "C" fn leaf_char_code(text: u64) -> u64 {
    let text = Value::from_bits(text).cast::<Str>().filter(|text| text.len() == 1);
    text.map_or(u64::MAX, |text| text.char_at(0).into())
}

/// Whether two strs have the same characters.
pub extern "C" fn leaf_same_text(x: u64, y: u64) -> u64 {
    let (x, y) = (Value::from_bits(x).cast::<Str>(), Value::from_bits(y).cast::<Str>());
    u64::from(x.zip(y).is_some_and(|(x, y)| x.equals(&y)))
}

/// The order of two strs: negative, 0 or positive.
pub extern "C" fn leaf_text_order(x: u64, y: u64) -> i64 {
    let (x, y) = (Value::from_bits(x).cast::<Str>(), Value::from_bits(y).cast::<Str>());
    x.zip(y).map_or(0, |(x, y)| crate::text::compare::compare(x.chars(), y.chars()) as i64)
}

/// `text.startswith(prefix)`, whatever the classes that are derived from `str`.
pub extern "C" fn leaf_starts_with(_: &mut Vm, text: u64, prefix: u64) -> u64 {
    has_affix(text, prefix, crate::text::search::starts_with)
}

/// `text.endswith(suffix)`
pub extern "C" fn leaf_ends_with(_: &mut Vm, text: u64, suffix: u64) -> u64 {
    has_affix(text, suffix, crate::text::search::ends_with)
}

/// Whether a text passes a test with another, or one of those in a tuple.
#[inline(always)]
fn has_affix(text: u64, affix: u64, test: fn(Chars<'_>, Chars<'_>) -> bool) -> u64 {
    let affix = Value::from_bits(affix);
    let Some(text) = Value::from_bits(text).cast::<Str>() else { return 0 };
    if let Some(one) = affix.cast::<Str>() {
        return Value::bool(test(text.chars(), one.chars())).bits();
    }
    let Some(several) = affix.cast::<Tuple>() else { return 0 };
    for &one in several.items() {
        let Some(one) = one.cast::<Str>() else { return 0 };
        if test(text.chars(), one.chars()) {
            return Value::TRUE.bits();
        }
    }
    Value::FALSE.bits()
}
