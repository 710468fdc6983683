//! The tables of multibyte codecs, stored by `tools/make_multibyte_tables.py`, which also says in what form.

use std::collections::HashMap;
use std::io::Read;

/// A table's words that stand for strings that are no character of the BMP.
const STRINGS: std::ops::Range<u16> = 0xd800..0xe000;
/// Marks a lead byte among single bytes.
const LEAD: u16 = 0xffff;

/// What a codec or character set maps.
pub(super) struct Table {
    /// Single bytes: a character, 0 or LEAD.
    singles: Vec<u16>,
    /// By lead byte, where the row of trail bytes starts in `two`.
    rows: [Option<u32>; 256],
    two: Vec<u16>,
    strings: Vec<Vec<u32>>,
    /// The same for sequences that 8F starts.
    three_rows: [Option<u32>; 256],
    three: Vec<u16>,
    /// Runs of GB 18030's four bytes: number, character, length.
    pub(super) runs: Vec<(u32, u32, u32)>,
    /// Characters to sequences of up to three bytes, the length in the top byte.
    encode: HashMap<u32, u32>,
    /// Two characters that are encoded together.
    pairs: HashMap<(u32, u32), u32>,
}

/// Every table of a family is read when one of its codecs is asked for.
static FAMILIES: &[(&[&str], &[u8])] = &[
    (&["gb2312", "gbk", "gb18030"], include_bytes!("tables/cn.xz")),
    (
        &["shift_jis", "cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004", "euc_jisx0213", "shift_jisx0213"],
        include_bytes!("tables/jp.xz"),
    ),
    (&["euc_kr", "cp949", "johab"], include_bytes!("tables/kr.xz")),
    (&["big5", "cp950", "big5hkscs"], include_bytes!("tables/tw.xz")),
];

static SETS: &[u8] = include_bytes!("tables/iso2022.xz");

/// The table of a codec.
pub(super) fn of_codec(name: &str) -> Option<Table> {
    let (_, packed) = FAMILIES.iter().find(|(members, _)| members.contains(&name))?;
    find(packed, name)
}

/// The table of a character set of ISO 2022.
pub(super) fn of_set(name: &str) -> Option<Table> {
    find(SETS, name)
}

fn find(packed: &[u8], name: &str) -> Option<Table> {
    let mut data = Vec::new();
    liblzma::read::XzDecoder::new(packed).read_to_end(&mut data).ok()?;
    let mut rest = &data[..];
    while let Some((len, tail)) = rest.split_first_chunk::<4>() {
        let (table, tail) = tail.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let (title, table) = table.split_at(memchr::memchr(b'\n', table)? + 1);
        if title[..title.len() - 1] == *name.as_bytes() {
            return read(&mut Reader(table));
        }
        rest = tail;
    }
    None
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<u16> {
        let bytes = self.take(2)?;
        Some(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn long(&mut self) -> Option<u32> {
        let bytes = self.take(4)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn words(&mut self, out: &mut Vec<u16>) -> Option<()> {
        let mut last = 0u16;
        for pair in self.take(512)?.chunks_exact(2) {
            last = last.wrapping_add(u16::from_le_bytes([pair[0], pair[1]]));
            out.push(last);
        }
        Some(())
    }

    fn rows(&mut self) -> Option<([Option<u32>; 256], Vec<u16>)> {
        let (mut rows, mut words) = ([None; 256], Vec::new());
        for _ in 0..self.short()? {
            let lead = self.take(1)?[0];
            rows[lead as usize] = Some(words.len() as u32);
            self.words(&mut words)?;
        }
        Some((rows, words))
    }
}

/// A sequence of bytes as a word of `encode`.
fn pack(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |word, &byte| word << 8 | u32::from(byte)) | (bytes.len() as u32) << 24
}

fn read(reader: &mut Reader<'_>) -> Option<Table> {
    let mut singles = Vec::new();
    reader.words(&mut singles)?;
    let (rows, two) = reader.rows()?;
    let len = reader.short()? as usize;
    let strings = std::str::from_utf8(reader.take(len)?).ok()?.trim_end_matches('\n');
    let strings = strings.split('\0').filter(|text| !text.is_empty());
    let strings = strings.map(|text| text.chars().map(u32::from).collect()).collect();
    let (three_rows, three) = reader.rows()?;
    let mut runs = Vec::new();
    for _ in 0..reader.short()? {
        runs.push((reader.long()?, reader.long()?, reader.long()?));
    }
    let (encode, pairs) = (HashMap::new(), HashMap::new());
    let mut table = Table { singles, rows, two, strings, three_rows, three, runs, encode, pairs };
    table.invert();
    for _ in 0..reader.short()? {
        let (code, len) = (reader.long()?, reader.take(1)?[0] as usize);
        let bytes = reader.take(len)?;
        match len {
            0 => table.encode.remove(&code),
            _ => table.encode.insert(code, pack(bytes)),
        };
    }
    Some(table)
}

impl Table {
    /// Fills the maps for encoding; the first of several sequences counts.
    fn invert(&mut self) {
        let mut found: Vec<(u16, u32)> = Vec::new();
        let singles = self.singles.iter().enumerate().filter(|&(_, &word)| word != 0 && word != LEAD);
        found.extend(singles.map(|(byte, &word)| (word, pack(&[byte as u8]))));
        let all = [(&self.rows, &self.two, None), (&self.three_rows, &self.three, Some(0x8f))];
        for (rows, words, prefix) in all {
            for (lead, start) in rows.iter().enumerate().filter_map(|(lead, start)| Some((lead, (*start)? as usize))) {
                for (trail, &word) in words[start..start + 256].iter().enumerate().filter(|(_, word)| **word != 0) {
                    let bytes = [prefix.unwrap_or(0), lead as u8, trail as u8];
                    found.push((word, pack(if prefix.is_some() { &bytes } else { &bytes[1..] })));
                }
            }
        }
        for (word, bytes) in found {
            match self.expand(word) {
                Decoded::One(code) => drop(self.encode.entry(code).or_insert(bytes)),
                Decoded::Two(a, b) => drop(self.pairs.entry((a, b)).or_insert(bytes)),
            }
        }
        if self.singles.first() == Some(&0) && self.singles.get(1) == Some(&1) {
            self.encode.insert(0, pack(&[0]));
        }
    }

    fn expand(&self, word: u16) -> Decoded {
        if !STRINGS.contains(&word) {
            return Decoded::One(word.into());
        }
        match self.strings.get((word - STRINGS.start) as usize).map(Vec::as_slice) {
            Some(&[a, b]) => Decoded::Two(a, b),
            Some(&[a]) => Decoded::One(a),
            _ => Decoded::One(0xfffd),
        }
    }

    /// The character that a byte is alone.
    pub(super) fn single(&self, byte: u8) -> Single {
        match self.singles[byte as usize] {
            LEAD => Single::Lead,
            0 if byte != 0 => Single::Illegal,
            word => Single::Char(word.into()),
        }
    }

    pub(super) fn two(&self, lead: u8, trail: u8) -> Option<Decoded> {
        let word = self.two[self.rows[lead as usize]? as usize + trail as usize];
        (word != 0).then(|| self.expand(word))
    }

    pub(super) fn three(&self, lead: u8, trail: u8) -> Option<Decoded> {
        let word = self.three[self.three_rows[lead as usize]? as usize + trail as usize];
        (word != 0).then(|| self.expand(word))
    }

    pub(super) fn has_three(&self) -> bool {
        !self.three.is_empty()
    }

    pub(super) fn encode(&self, code: u32) -> Option<Encoded> {
        self.encode.get(&code).copied().map(Encoded)
    }

    pub(super) fn encode_pair(&self, a: u32, b: u32) -> Option<Encoded> {
        self.pairs.get(&(a, b)).copied().map(Encoded)
    }

    /// Whether a character may be encoded together with one that follows.
    pub(super) fn starts_pair(&self, code: u32) -> bool {
        !self.pairs.is_empty() && self.pairs.keys().any(|(first, _)| *first == code)
    }
}

/// What a byte is alone.
pub(super) enum Single {
    Char(u32),
    Lead,
    Illegal,
}

/// What a sequence is decoded to.
#[derive(Clone, Copy)]
pub(super) enum Decoded {
    One(u32),
    Two(u32, u32),
}

impl Decoded {
    pub(super) fn push_to(self, out: &mut Vec<u32>) {
        match self {
            Decoded::One(code) => out.push(code),
            Decoded::Two(a, b) => out.extend([a, b]),
        }
    }
}

/// A sequence of one to three bytes.
#[derive(Clone, Copy)]
pub(super) struct Encoded(u32);

impl Encoded {
    pub(super) fn push_to(self, out: &mut Vec<u8>) {
        let bytes = self.0.to_be_bytes();
        out.extend(&bytes[4 - bytes[0] as usize..]);
    }
}
