//! The tables against a checksum of what CPython says about every code point.

use super::*;

/// CRC-32 (reflected, polynomial 0xEDB88320).
struct Crc {
    table: [u32; 256],
    state: u32,
}

impl Crc {
    fn new() -> Self {
        let entry = |byte: u32| (0..8).fold(byte, |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 });
        Crc { table: std::array::from_fn(|byte| entry(byte as u32)), state: !0 }
    }

    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.state = self.table[(self.state as u8 ^ byte) as usize] ^ self.state >> 8;
        }
    }
}

#[test]
fn all_facts_match_the_recorded_checksum() {
    let mut crc = Crc::new();
    for code in 0..0x11_0000 {
        crc.add(&(flags(code) & !flag::SPECIAL).to_le_bytes());
        crc.add(&[decimal_value(code).unwrap_or(255), digit_value(code).unwrap_or(255)]);
        crc.add(&numeric_value(code).unwrap_or(-1.0).to_le_bytes());
        for mapping in [lower(code), upper(code), title(code), fold(code)] {
            crc.add(&[mapping.as_slice().len() as u8]);
            mapping.as_slice().iter().for_each(|c| crc.add(&c.to_le_bytes()));
        }
    }
    assert_eq!(!crc.state, tables::CHECKSUM);
}

#[test]
fn what_is_beyond_unicode_has_no_properties() {
    for code in [0x11_0000, u32::MAX] {
        assert_eq!(flags(code), 0);
        assert_eq!(lower(code).as_slice(), [code]);
        assert_eq!(numeric_value(code), None);
    }
}
