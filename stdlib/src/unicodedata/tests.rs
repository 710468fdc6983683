//! What the functions say of single characters, without an interpreter.

use super::normalize::{Form, normalize};
use super::{Version, character_named, name_of};

fn check(form: &str, text: &str, expect: &str) {
    let chars: Vec<u32> = text.chars().map(u32::from).collect();
    let form = Form::named(form).expect("one of the four forms");
    let expect: Vec<u32> = expect.chars().map(u32::from).collect();
    assert_eq!(normalize(form, Version::Current, &chars), expect, "{text}");
}

#[test]
fn forms() {
    check("NFD", "\u{e9}\u{ac01}", "e\u{301}\u{1100}\u{1161}\u{11a8}");
    check("NFC", "e\u{301}\u{1100}\u{1161}\u{11a8}", "\u{e9}\u{ac01}");
    check("NFC", "a\u{323}\u{307}", "\u{1ea1}\u{307}");
    check("NFC", "a\u{307}\u{323}", "\u{1ea1}\u{307}");
    check("NFKC", "\u{fb01}\u{2460}", "fi1");
    check("NFC", "\u{958}", "\u{915}\u{93c}");
    check("NFC", "\u{1100}\u{300}\u{1161}", "\u{1100}\u{300}\u{1161}");
}

#[test]
fn names() {
    assert_eq!(name_of(Version::Current, 0x2603).as_deref(), Some("SNOWMAN"));
    assert_eq!(name_of(Version::Old, 0x1f600), None);
    assert_eq!(character_named(Version::Current, "latin small letter e with acute"), Some(0xe9));
    assert_eq!(character_named(Version::Current, "LATINSMALLLETTERE"), None);
}
