//! What no recorded case can show: costs, sizes nobody can allocate, callers that go on after an error themselves.

use crate::text::codecs::{Codec, CodecError, Decoder, Encoder, Handler, Input, Names, Refusal, Replacement};
use crate::text::hash::{HashKey, HashSeed};
use crate::text::translate::{Translation, translate};
use crate::text::{Chars, TextBuf, TextError, WrittenChars, pad, replace, search};
use std::convert::Infallible;

/// A text of one character so often, then another one.
fn run_then(code: u16, count: usize, last: u16) -> Vec<u16> {
    let mut units = vec![code; count];
    units.push(last);
    units
}

#[test]
fn searches_that_almost_match_everywhere_take_linear_time() {
    // The simple way compares 2 × 10¹⁰ units here.
    let hay = vec![0x3b1; 200_000];
    for needle in [run_then(0x3b1, 100_000, 0x3b2), [vec![0x3b1; 50_000], run_then(0x3b2, 50_000, 0x3b1)].concat()] {
        assert_eq!(search::find(Chars::Two(&hay), Chars::Two(&needle)), None);
        assert_eq!(search::rfind(Chars::Two(&hay), Chars::Two(&needle)), None);
        let mut reversed = needle.clone();
        reversed.reverse();
        assert_eq!(search::find(Chars::Two(&hay), Chars::Two(&reversed)), None);
        assert_eq!(search::rfind(Chars::Two(&hay), Chars::Two(&reversed)), None);
    }
}

#[test]
fn long_periodic_needles_are_found_from_both_ends() {
    let needle = [0x3b1, 0x3b2, 0x3b1].repeat(500);
    let wrong = [run_then(0x3b1, 3, 0x3b2), [0x3b1, 0x3b2, 0x3b1].repeat(499)].concat();
    let hay = [wrong.clone(), wrong.clone(), needle.clone(), wrong.clone(), needle.clone(), wrong].concat();
    let naive: Vec<usize> = (0..=hay.len() - needle.len()).filter(|&at| hay[at..].starts_with(&needle)).collect();
    assert_eq!(search::find(Chars::Two(&hay), Chars::Two(&needle)), naive.first().copied());
    assert_eq!(search::rfind(Chars::Two(&hay), Chars::Two(&needle)), naive.last().copied());
}

#[test]
fn absurd_sizes_are_errors() {
    let text = Chars::One(b"text");
    assert_eq!(pad::ljust(text, isize::MAX, 32).err(), Some(TextError::Memory));
    assert_eq!(pad::expand_tabs(Chars::One(b"a\tb"), isize::MAX, "long").err(), Some(TextError::TooLong("long")));
    // More than any address space holds, so that no system can promise it.
    let (letters, long) = (vec![b'a'; 1 << 24], vec![b'b'; 1 << 24]);
    let result = replace(Chars::One(&letters), Chars::One(b"a"), Chars::One(&long), usize::MAX, "long");
    assert_eq!(result.err(), Some(TextError::Memory));
}

#[test]
fn text_under_construction_is_as_wide_as_its_widest_character() {
    let mut text = TextBuf::from("abc");
    assert!(text.is_ascii() && matches!(text.as_chars(), Chars::One(_)));
    text.push(0xe9);
    assert!(!text.is_ascii() && matches!(text.as_chars(), Chars::One(_)));
    text.push_chars(Chars::Four(&[0x41]));
    assert!(matches!(text.as_chars(), Chars::One(_)));
    text.push_repeated(0xd800, 2);
    assert!(matches!(text.as_chars(), Chars::Two(_)));
    text.push_str("\u{1f600}");
    assert!(matches!(text.as_chars(), Chars::Four(&[0x61, 0x62, 0x63, 0xe9, 0x41, 0xd800, 0xd800, 0x1f600])));
    assert_eq!(text.into_bytes(), None);
}

#[test]
fn characters_are_copied_to_any_width_that_holds_them() {
    let mut narrow = [0; 2];
    Chars::Four(&[0x61, 0xe9]).copy_to(WrittenChars::One(&mut narrow));
    assert_eq!(narrow, [0x61, 0xe9]);
    let mut wide = [0; 2];
    Chars::One(&narrow).copy_to(WrittenChars::Two(&mut wide));
    assert_eq!(wide, [0x61, 0xe9]);
}

#[test]
fn a_caller_may_answer_errors_itself() {
    let mut decoder = Decoder::new(Codec::Utf8, b"a\xffb\xc3", Input::Final, Names::NONE);
    let error = decoder.step().expect_err("0xff starts nothing");
    assert_eq!((error.start, error.end, error.reason), (1, 2, "invalid start byte"));
    decoder.out.push_str("<>");
    decoder.resume(2);
    let error = decoder.step().expect_err("the last character is cut off");
    assert_eq!((error.start, error.end, error.reason), (3, 4, "unexpected end of data"));
    decoder.replace_input(b"a.b.\xc3\xa9");
    decoder.resume(4);
    assert_eq!(decoder.step(), Ok(()));
    assert_eq!(decoder.finish().text.as_chars().to_string_lossy(), "a<>b\u{e9}");

    let mut encoder = Encoder::new(Codec::Ascii, Chars::One(b"a\xe9\xe8b"));
    let error = encoder.step().expect_err("two characters are not ASCII");
    assert_eq!((error.start, error.end), (1, 3));
    assert!(!encoder.push_replacement(&Replacement::Text(TextBuf::from("\u{e9}"))));
    assert!(encoder.push_replacement(&Replacement::Text(TextBuf::from("e"))));
    encoder.resume(3);
    assert_eq!(encoder.step(), Ok(()));
    assert_eq!(encoder.out, b"aeb");
}

#[test]
fn a_translation_table_is_asked_what_cpython_asks_it() {
    let text = |text: &str| Translation::Text(TextBuf::from(text));
    let check = |subject: &str, of_c: Translation, expected: &str, asked: &str| {
        let mut log = TextBuf::new();
        let result = translate(TextBuf::from(subject).as_chars(), |code| -> Result<_, Infallible> {
            log.push(code);
            Ok(if code == u32::from(b'c') { of_c.clone() } else { Translation::Keep })
        });
        let Ok(result) = result;
        assert_eq!(result.as_chars().to_string_lossy(), expected);
        assert_eq!(log.as_chars().to_string_lossy(), asked, "{subject}");
    };
    check("aabbcaab", Translation::Delete, "aabbaab", "abc");
    check("aabbcaab", Translation::Char(0x78), "aabbxaab", "abc");
    check("aabbcaab", text("x"), "aabbxaab", "abc");
    check("aabbcaab", text("xy"), "aabbxyaab", "abccaab");
    check("aabbcaab", text(""), "aabbaab", "abccaab");
    check("aabbcaab", Translation::Char(0xe9), "aabb\u{e9}aab", "abccaab");
    check("aab\u{e9}c", text("xy"), "aab\u{e9}xy", "aab\u{e9}c");
}

#[test]
fn surrogate_escapes_stand_for_at_most_four_bytes_at_a_time() {
    let error = CodecError { encoding: "custom", start: 1, end: 7, reason: "" };
    let mut out = TextBuf::new();
    assert_eq!(Handler::SurrogateEscape.decode_error(&error, b"a\x80\x81\x82\x83\x84\x85", &mut out), Ok(5));
    assert!(out.as_chars().iter().eq([0xdc80, 0xdc81, 0xdc82, 0xdc83]));
    assert_eq!(Handler::SurrogateEscape.decode_error(&error, b"abcdefg", &mut out), Err(Refusal::Raise));
}

#[test]
fn errors_of_senseless_positions_are_harmless() {
    let names = ["ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass", "xmlcharrefreplace"];
    for (name, (start, end)) in names.iter().flat_map(|name| [(name, (50, 70)), (name, (2, 1)), (name, (70, 0))]) {
        let error = CodecError { encoding: "utf-8", start, end, reason: "" };
        let handler = Handler::from_name(name).expect("the handler is built in");
        let mut decoder = Decoder::new(Codec::Utf8, b"abc", Input::Final, Names::NONE);
        if let Ok(at) = handler.decode_error(&error, b"abc", &mut decoder.out) {
            decoder.resume(at);
            assert_eq!(decoder.step(), Ok(()));
        }
        let mut encoder = Encoder::new(Codec::Utf8, Chars::One(b"abc"));
        if let Ok((replacement, at)) = handler.encode_error(&error, Chars::One(b"abc"), Names::NONE) {
            encoder.push_replacement(&replacement);
            encoder.resume(at);
            assert_eq!(encoder.step(), Ok(()));
        }
    }
}

#[test]
fn seeds_are_read_as_cpython_reads_them() {
    let cases = [
        ("", Some(HashSeed::Random)),
        ("random", Some(HashSeed::Random)),
        ("0", Some(HashSeed::Fixed(0))),
        ("4294967295", Some(HashSeed::Fixed(u32::MAX))),
        ("4294967296", None),
        ("\t+05", Some(HashSeed::Fixed(5))),
        ("-0", Some(HashSeed::Fixed(0))),
        ("-18446744073709551611", Some(HashSeed::Fixed(5))),
        ("-18446744073709551616", None),
        ("-1", None),
        ("-", None),
        ("+-5", None),
        ("5 ", None),
        ("1x", None),
        ("x", None),
    ];
    for (value, seed) in cases {
        assert_eq!(HashSeed::parse(value), seed, "{value}");
    }
    let keys = [HashSeed::Random; 2].map(|seed| HashKey::new(seed).expect("the system has random bytes"));
    assert_ne!(keys[0], keys[1]);
}
