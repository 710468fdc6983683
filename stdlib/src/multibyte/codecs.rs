//! The codecs: what a few bytes or characters become, and the states of those that switch character sets.

use super::tables::{self, Decoded, Single, Table};

/// Why a codec stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// The input ends within a sequence.
    TooFew,
    /// So many bytes or characters are none of the encoding.
    Illegal(usize),
}

/// How much of the input was used.
type Used = Result<usize, Stop>;

/// The state between calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct State(pub(super) [u8; 8]);

/// A codec.
pub(super) struct MultibyteCodec {
    pub(super) name: &'static str,
    kind: Kind,
}

enum Kind {
    /// One table says it all.
    Stateless(Table),
    /// JIS X 0213 as it was in 2000, and what came later.
    Of2000(Table, &'static [[u8; 2]; 10]),
    Gb18030(Table),
    EucKr(Table),
    Hz(Table),
    Iso2022(Iso2022),
}

/// Names by the module that has them.
pub(super) static NAMES: &[(&str, &[&str])] = &[
    ("_codecs_cn", &["gb2312", "gbk", "gb18030", "hz"]),
    ("_codecs_hk", &["big5hkscs"]),
    (
        "_codecs_iso2022",
        &[
            "iso2022_kr",
            "iso2022_jp",
            "iso2022_jp_1",
            "iso2022_jp_2",
            "iso2022_jp_2004",
            "iso2022_jp_3",
            "iso2022_jp_ext",
        ],
    ),
    (
        "_codecs_jp",
        &["shift_jis", "cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004", "euc_jisx0213", "shift_jisx0213"],
    ),
    ("_codecs_kr", &["euc_kr", "cp949", "johab"]),
    ("_codecs_tw", &["big5", "cp950"]),
];

/// The codec of a name.
pub(super) fn find(name: &'static str) -> Option<MultibyteCodec> {
    let kind = match name {
        "gb18030" => Kind::Gb18030(tables::of_codec(name)?),
        "euc_kr" => Kind::EucKr(tables::of_codec(name)?),
        "euc_jisx0213" => Kind::Of2000(tables::of_codec(name)?, OF_2004[0]),
        "shift_jisx0213" => Kind::Of2000(tables::of_codec(name)?, OF_2004[1]),
        "hz" => Kind::Hz(tables::of_codec("gb2312")?),
        _ if name.starts_with("iso2022") => Kind::Iso2022(Iso2022::new(name)?),
        _ => Kind::Stateless(tables::of_codec(name)?),
    };
    Some(MultibyteCodec { name, kind })
}

impl MultibyteCodec {
    /// The state that decoding starts with.
    pub(super) fn decode_start(&self) -> State {
        let mut state = self.encode_start();
        if matches!(self.kind, Kind::Iso2022(_)) {
            state.0[2] = ASCII;
        }
        state
    }

    /// The state that encoding starts with.
    pub(super) fn encode_start(&self) -> State {
        match self.kind {
            Kind::Iso2022(_) => State([ASCII, ASCII, 0, 0, 0, 0, 0, 0]),
            Kind::Stateless(_) | Kind::Of2000(..) | Kind::Gb18030(_) | Kind::EucKr(_) | Kind::Hz(_) => State::default(),
        }
    }

    /// Decodes what is next.
    pub(super) fn decode(&self, state: &mut State, input: &[u8], out: &mut Vec<u32>) -> Used {
        match &self.kind {
            Kind::Stateless(table) => decode_stateless(table, input, out),
            Kind::Of2000(table, later) => decode_2000(table, later, input, out),
            Kind::Gb18030(table) => decode_gb18030(table, input, out),
            Kind::EucKr(table) => decode_euc_kr(table, input, out),
            Kind::Hz(table) => decode_hz(table, state, input, out),
            Kind::Iso2022(sets) => sets.decode(state, input, out),
        }
    }

    /// Encodes what is next; `last` says that nothing comes after the input.
    pub(super) fn encode(&self, state: &mut State, input: &[u32], last: bool, out: &mut Vec<u8>) -> Used {
        match &self.kind {
            Kind::Stateless(table) | Kind::Of2000(table, _) => encode_stateless(table, input, last, out),
            Kind::Gb18030(table) => encode_gb18030(table, input, out),
            Kind::EucKr(table) => encode_euc_kr(table, input, out),
            Kind::Hz(table) => encode_hz(table, state, input[0], out),
            Kind::Iso2022(sets) => sets.encode(state, input, last, out),
        }
    }

    /// Ends the output: goes back to the state to start with.
    pub(super) fn encode_reset(&self, state: &mut State, out: &mut Vec<u8>) {
        match &self.kind {
            Kind::Hz(_) if state.0[0] != 0 => out.extend(b"~}"),
            Kind::Iso2022(_) => {
                if state.0[FLAGS] & SHIFTED != 0 {
                    out.push(SI);
                }
                if state.0[0] != ASCII {
                    out.extend([ESC, b'(', b'B']);
                }
            }
            Kind::Stateless(_) | Kind::Of2000(..) | Kind::Gb18030(_) | Kind::EucKr(_) | Kind::Hz(_) => {}
        }
        *state = self.encode_start();
    }

    /// Forgets what was decoded before.
    pub(super) fn decode_reset(&self, state: &mut State) {
        match self.kind {
            // Only what lasts to the end of a line.
            Kind::Iso2022(_) => {
                state.0[0] = ASCII;
                state.0[FLAGS] &= !SHIFTED;
            }
            Kind::Stateless(_) | Kind::Of2000(..) | Kind::Gb18030(_) | Kind::EucKr(_) | Kind::Hz(_) => {
                *state = self.decode_start()
            }
        }
    }
}

fn need(input: &[u8], count: usize) -> Result<(), Stop> {
    if input.len() < count { Err(Stop::TooFew) } else { Ok(()) }
}

fn push(found: Option<Decoded>, used: usize, out: &mut Vec<u32>) -> Used {
    found.ok_or(Stop::Illegal(1))?.push_to(out);
    Ok(used)
}

fn decode_stateless(table: &Table, input: &[u8], out: &mut Vec<u32>) -> Used {
    match table.single(input[0]) {
        Single::Char(code) => {
            out.push(code);
            Ok(1)
        }
        Single::Illegal => Err(Stop::Illegal(1)),
        Single::Lead if input[0] == 0x8f && table.has_three() => {
            need(input, 3)?;
            push(table.three(input[1], input[2]), 3, out)
        }
        Single::Lead => {
            need(input, 2)?;
            push(table.two(input[0], input[1]), 2, out)
        }
    }
}

/// What JIS X 0213 got in 2004, in EUC and in Shift JIS; the codecs of 2000 reject both bytes.
static OF_2004: [&[[u8; 2]; 10]; 2] = [
    &[
        [0xae, 0xa1],
        [0xaf, 0xfe],
        [0xcf, 0xd4],
        [0xcf, 0xfe],
        [0xf4, 0xa7],
        [0xfe, 0xfa],
        [0xfe, 0xfb],
        [0xfe, 0xfc],
        [0xfe, 0xfd],
        [0xfe, 0xfe],
    ],
    &[
        [0x87, 0x9f],
        [0x88, 0x9e],
        [0x98, 0x73],
        [0x98, 0x9e],
        [0xea, 0xa5],
        [0xef, 0xf8],
        [0xef, 0xf9],
        [0xef, 0xfa],
        [0xef, 0xfb],
        [0xef, 0xfc],
    ],
];

fn decode_2000(table: &Table, later: &[[u8; 2]; 10], input: &[u8], out: &mut Vec<u32>) -> Used {
    if input.len() >= 2 && later.iter().any(|bytes| input.starts_with(bytes)) {
        return Err(Stop::Illegal(2));
    }
    decode_stateless(table, input, out)
}

fn encode_stateless(table: &Table, input: &[u32], last: bool, out: &mut Vec<u8>) -> Used {
    if input[0] > 0x7f && table.starts_pair(input[0]) {
        match input.get(1) {
            Some(&next) => {
                if let Some(pair) = table.encode_pair(input[0], next) {
                    pair.push_to(out);
                    return Ok(2);
                }
            }
            None if !last => return Err(Stop::TooFew),
            None => {}
        }
    }
    table.encode(input[0]).ok_or(Stop::Illegal(1))?.push_to(out);
    Ok(1)
}

/// The number of four bytes, each of its range.
fn four_number(bytes: &[u8]) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    let letter = |byte: u8| (0x81..=0xfe).contains(&byte).then(|| u32::from(byte - 0x81));
    Some(((letter(bytes[0])? * 10 + digit(bytes[1])?) * 126 + letter(bytes[2])?) * 10 + digit(bytes[3])?)
}

/// The number of the first character behind the BMP.
const SUPPLEMENTARY: u32 = 15 * 12600;

fn decode_gb18030(table: &Table, input: &[u8], out: &mut Vec<u32>) -> Used {
    if input[0] < 0x80 {
        out.push(input[0].into());
        return Ok(1);
    }
    need(input, 2)?;
    if !input[1].is_ascii_digit() {
        return push(table.two(input[0], input[1]), 2, out);
    }
    need(input, 4)?;
    let number = four_number(input).ok_or(Stop::Illegal(1))?;
    let code = if number >= SUPPLEMENTARY {
        Some(number - SUPPLEMENTARY + 0x10000).filter(|&code| code <= 0x10ffff)
    } else {
        let run = table.runs.iter().find(|(first, _, len)| (*first..first + len).contains(&number));
        run.map(|(first, code, _)| code + (number - first))
    };
    push(code.map(Decoded::One), 4, out)
}

fn encode_gb18030(table: &Table, input: &[u32], out: &mut Vec<u8>) -> Used {
    let code = input[0];
    if let Some(bytes) = table.encode(code) {
        bytes.push_to(out);
        return Ok(1);
    }
    let number = if code >= 0x10000 {
        code - 0x10000 + SUPPLEMENTARY
    } else {
        let run = table.runs.iter().find(|(_, first, len)| (*first..first + len).contains(&code));
        run.map(|(number, first, _)| number + (code - first)).ok_or(Stop::Illegal(1))?
    };
    let (rest, d) = (number / 10, number % 10);
    let (rest, c) = (rest / 126, rest % 126);
    out.extend([0x81 + (rest / 10) as u8, 0x30 + (rest % 10) as u8, 0x81 + c as u8, 0x30 + d as u8]);
    Ok(1)
}

/// Trail bytes of the letters that a Hangul syllable of eight bytes is made of (KS X 1001, annex 3).
static INITIALS: [u8; 19] =
    [0xa1, 0xa2, 0xa4, 0xa7, 0xa8, 0xa9, 0xb1, 0xb2, 0xb3, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe];
static MEDIAL: u8 = 0xbf;
static FINALS: [u8; 28] = [
    0xd4, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf, 0xb0, 0xb1, 0xb2, 0xb4,
    0xb5, 0xb6, 0xb7, 0xb8, 0xba, 0xbb, 0xbc, 0xbd, 0xbe,
];
/// What a syllable of eight bytes starts with, and each letter of it.
const LETTER: u8 = 0xa4;
const FILLER: u8 = 0xd4;

fn decode_euc_kr(table: &Table, input: &[u8], out: &mut Vec<u32>) -> Used {
    if input.len() < 2 || input[0] != LETTER || input[1] != FILLER {
        return decode_stateless(table, input, out);
    }
    need(input, 8)?;
    let letters = input[2] == LETTER && input[4] == LETTER && input[6] == LETTER;
    let initial = INITIALS.iter().position(|&byte| byte == input[3]);
    let medial = (MEDIAL..MEDIAL + 21).contains(&input[5]).then(|| (input[5] - MEDIAL) as usize);
    let last = FINALS.iter().position(|&byte| byte == input[7]);
    match (initial, medial, last) {
        (Some(initial), Some(medial), Some(last)) if letters => {
            out.push(0xac00 + (initial * 588 + medial * 28 + last) as u32);
            Ok(8)
        }
        _ => Err(Stop::Illegal(1)),
    }
}

fn encode_euc_kr(table: &Table, input: &[u32], out: &mut Vec<u8>) -> Used {
    let code = input[0];
    match table.encode(code) {
        Some(bytes) => bytes.push_to(out),
        None if (0xac00..=0xd7a3).contains(&code) => {
            let n = (code - 0xac00) as usize;
            out.extend([LETTER, FILLER, LETTER, INITIALS[n / 588], LETTER, MEDIAL + (n / 28 % 21) as u8]);
            out.extend([LETTER, FINALS[n % 28]]);
        }
        None => return Err(Stop::Illegal(1)),
    }
    Ok(1)
}

fn decode_hz(table: &Table, state: &mut State, input: &[u8], out: &mut Vec<u32>) -> Used {
    let in_gb = state.0[0] != 0;
    if input[0] == b'~' {
        need(input, 2)?;
        match (input[1], in_gb) {
            (b'~', false) => out.push(b'~'.into()),
            (b'{', false) => state.0[0] = 1,
            (b'\n', false) => {}
            (b'}', true) => state.0[0] = 0,
            _ => return Err(Stop::Illegal(1)),
        }
        return Ok(2);
    }
    if input[0] & 0x80 != 0 {
        return Err(Stop::Illegal(1));
    }
    if !in_gb {
        out.push(input[0].into());
        return Ok(1);
    }
    need(input, 2)?;
    push(table.two(input[0] | 0x80, input[1] | 0x80).filter(|_| input[1] < 0x80), 2, out)
}

fn encode_hz(table: &Table, state: &mut State, code: u32, out: &mut Vec<u8>) -> Used {
    if code < 0x80 {
        if std::mem::take(&mut state.0[0]) != 0 {
            out.extend(b"~}");
        }
        out.push(code as u8);
        if code == u32::from(b'~') {
            out.push(b'~');
        }
        return Ok(1);
    }
    let mut bytes = Vec::new();
    table.encode(code).ok_or(Stop::Illegal(1))?.push_to(&mut bytes);
    if std::mem::replace(&mut state.0[0], 1) == 0 {
        out.extend(b"~{");
    }
    out.extend(bytes.iter().map(|byte| byte & 0x7f));
    Ok(1)
}

const ESC: u8 = 0x1b;
const SO: u8 = 0x0e;
const SI: u8 = 0x0f;
/// Where the flags are in the state; the character sets of G0 to G2 are before them.
const FLAGS: usize = 4;
const SHIFTED: u8 = 1;
/// An escape sequence of no meaning is passed on.
const ESCAPE_THROUGH: u8 = 2;
const ASCII: u8 = b'B';
/// Marks sets of two bytes.
const DOUBLE: u8 = 0x80;

/// What a set maps, and its mark.
enum Set {
    Table(Box<Table>),
    /// JIS X 0201's Latin half: a yen sign and an overline.
    Roman,
    /// JIS X 0201's katakana half.
    Kana,
    /// The right half of ISO 8859-1, of which only G2 is made.
    Latin1,
    /// That of ISO 8859-7.
    Greek,
}

/// A set as a codec uses it.
struct Designation {
    mark: u8,
    plane: usize,
    set: usize,
    /// Only two characters together are encoded in it.
    pairs_only: bool,
}

/// A codec that switches between character sets.
struct Iso2022 {
    sets: Vec<Set>,
    designations: Vec<Designation>,
    /// JIS X 0213 as it was in 2000.
    of_2000: bool,
    no_shift: bool,
    use_g2: bool,
    use_0208_ext: bool,
}

/// Sets by what codecs call them: mark and table.
fn set_of(name: &str) -> Option<(u8, Set)> {
    let double = |mark: u8, table: &str| Some((mark | DOUBLE, Set::Table(Box::new(tables::of_set(table)?))));
    match name {
        "jisx0208" => double(b'B', "jisx0208"),
        "jisx0208_o" => double(b'@', "jisx0208"),
        "jisx0212" => double(b'D', "jisx0212"),
        "gb2312" => double(b'A', "gb2312"),
        "ksx1001" => double(b'C', "ksx1001"),
        "jisx0213_1_2000" => double(b'O', "jisx0213_1_2000"),
        "jisx0213_1_2004" => double(b'Q', "jisx0213_1_2004"),
        "jisx0213_2" => double(b'P', "jisx0213_2"),
        "roman" => Some((b'J', Set::Roman)),
        "kana" => Some((b'I', Set::Kana)),
        "latin1" => Some((b'A', Set::Latin1)),
        "greek" => Some((b'F', Set::Greek)),
        _ => None,
    }
}

impl Iso2022 {
    fn new(name: &str) -> Option<Iso2022> {
        let names: &[&str] = match name {
            "iso2022_kr" => &["ksx1001"],
            "iso2022_jp" => &["jisx0208", "roman", "jisx0208_o"],
            "iso2022_jp_1" => &["jisx0208", "jisx0212", "roman", "jisx0208_o"],
            "iso2022_jp_2" => &["jisx0208", "jisx0212", "ksx1001", "gb2312", "roman", "jisx0208_o", "latin1", "greek"],
            "iso2022_jp_2004" => &["jisx0213_1_2004", "jisx0208", "jisx0213_1_2004", "jisx0213_2"],
            "iso2022_jp_3" => &["jisx0213_1_2000", "jisx0208", "jisx0213_1_2000", "jisx0213_2"],
            _ => &["jisx0208", "jisx0212", "roman", "kana", "jisx0208_o"],
        };
        let (mut sets, mut designations, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for (at, &set) in names.iter().enumerate() {
            let index = match seen.iter().position(|&(known, _)| known == set) {
                Some(index) => index,
                None => {
                    let (mark, found) = set_of(set)?;
                    seen.push((set, mark));
                    sets.push(found);
                    seen.len() - 1
                }
            };
            let plane = match set {
                "latin1" | "greek" => 2,
                _ => usize::from(name == "iso2022_kr"),
            };
            let pairs_only = at == 0 && set.starts_with("jisx0213");
            designations.push(Designation { mark: seen[index].1, plane, set: index, pairs_only });
        }
        let no_shift = name != "iso2022_kr";
        let (use_g2, use_0208_ext) = (name == "iso2022_jp_2", no_shift);
        let of_2000 = name == "iso2022_jp_3";
        Some(Iso2022 { sets, designations, of_2000, no_shift, use_g2, use_0208_ext })
    }

    fn decode(&self, state: &mut State, input: &[u8], out: &mut Vec<u32>) -> Used {
        let byte = input[0];
        if state.0[FLAGS] & ESCAPE_THROUGH != 0 {
            out.push(byte.into());
            if is_escape_end(byte) {
                state.0[FLAGS] &= !ESCAPE_THROUGH;
            }
            return Ok(1);
        }
        match byte {
            ESC => {
                need(input, 2)?;
                if matches!(input[1], b'(' | b')' | b'$' | b'.' | b'&') {
                    return self.escape(state, input);
                }
                if self.use_g2 && input[1] == b'N' {
                    need(input, 3)?;
                    return decode_g2(state.0[2], input[2], out);
                }
                out.push(ESC.into());
                state.0[FLAGS] |= ESCAPE_THROUGH;
                return Ok(1);
            }
            SI if !self.no_shift => {
                state.0[FLAGS] &= !SHIFTED;
                return Ok(1);
            }
            SO if !self.no_shift => {
                state.0[FLAGS] |= SHIFTED;
                return Ok(1);
            }
            b'\n' => {
                state.0[FLAGS] &= !SHIFTED;
                out.push(byte.into());
                return Ok(1);
            }
            0..0x20 => {
                out.push(byte.into());
                return Ok(1);
            }
            0x80.. => return Err(Stop::Illegal(1)),
            _ => {}
        }
        let mark = if state.0[FLAGS] & SHIFTED != 0 { state.0[1] } else { state.0[0] };
        if mark == ASCII {
            out.push(byte.into());
            return Ok(1);
        }
        let width = if mark & DOUBLE != 0 { 2 } else { 1 };
        need(input, width)?;
        let found = self.designations.iter().find(|known| known.mark == mark);
        let decoded = found.and_then(|known| match &self.sets[known.set] {
            Set::Table(table) => table.two(input[0], input[1]),
            Set::Roman => match byte {
                b'\\' => Some(Decoded::One(0xa5)),
                b'~' => Some(Decoded::One(0x203e)),
                byte => Some(Decoded::One(byte.into())),
            },
            Set::Kana => (0x21..=0x5f).contains(&byte).then(|| Decoded::One(0xff40 + u32::from(byte))),
            Set::Latin1 | Set::Greek => None,
        });
        decoded.ok_or(Stop::Illegal(width))?.push_to(out);
        Ok(width)
    }

    /// Reads an escape sequence and makes its set current.
    fn escape(&self, state: &mut State, input: &[u8]) -> Used {
        const LONGEST: usize = 16;
        let (mut at, mut len) = (1, 0);
        while at < LONGEST {
            if at >= input.len() {
                return Err(Stop::TooFew);
            }
            if is_escape_end(input[at]) {
                len = at + 1;
                break;
            }
            if self.use_0208_ext && input[at..].starts_with(b"&@") {
                at += 2;
            }
            at += 1;
        }
        let (mark, plane) = match (len, input[1]) {
            (0, _) => return Err(Stop::Illegal(1)),
            (3, b'$') => (input[2] | DOUBLE, 0),
            (3, b'(') => (input[2], 0),
            (3, b')') => (input[2], 1),
            (3, b'.') if self.use_g2 => (input[2], 2),
            (4, b'$') if input[2] == b'(' => (input[3] | DOUBLE, 0),
            (4, b'$') if input[2] == b')' => (input[3] | DOUBLE, 1),
            (6, _) if self.use_0208_ext && input[3..6] == [ESC, b'$', b'B'] => (b'B' | DOUBLE, 0),
            _ => return Err(Stop::Illegal(len)),
        };
        if mark != ASCII && !self.designations.iter().any(|known| known.mark == mark) {
            return Err(Stop::Illegal(len));
        }
        state.0[plane] = mark;
        Ok(len)
    }

    /// How a character, or two, are encoded in a set; the bytes and how many characters they are for.
    fn in_set(&self, known: &Designation, input: &[u32], last: bool) -> Result<Option<(Vec<u8>, usize)>, Stop> {
        let (code, mut bytes) = (input[0], Vec::new());
        match &self.sets[known.set] {
            Set::Table(table) => {
                if known.pairs_only {
                    if !table.starts_pair(code) {
                        return Ok(None);
                    }
                    let Some(&next) = input.get(1) else {
                        return if last { Ok(None) } else { Err(Stop::TooFew) };
                    };
                    let Some(pair) = table.encode_pair(code, next) else { return Ok(None) };
                    pair.push_to(&mut bytes);
                    return Ok(Some((bytes, 2)));
                }
                // In 2000 one character of plane 2 was another, though it was never decoded to it.
                let code = match code {
                    0x9b1c if self.of_2000 && known.mark == b'P' | DOUBLE => return Ok(None),
                    0x9b1d if self.of_2000 && known.mark == b'P' | DOUBLE => 0x9b1c,
                    code => code,
                };
                let Some(found) = table.encode(code) else { return Ok(None) };
                found.push_to(&mut bytes);
            }
            Set::Roman => match code {
                0xa5 => bytes.push(b'\\'),
                0x203e => bytes.push(b'~'),
                _ => return Ok(None),
            },
            Set::Kana if (0xff61..=0xff9f).contains(&code) => bytes.push((code - 0xff40) as u8),
            Set::Kana | Set::Latin1 | Set::Greek => return Ok(None),
        }
        Ok(Some((bytes, 1)))
    }

    fn encode(&self, state: &mut State, input: &[u32], last: bool, out: &mut Vec<u8>) -> Used {
        let code = input[0];
        if code < 0x80 {
            if state.0[0] != ASCII {
                out.extend([ESC, b'(', b'B']);
                state.0[0] = ASCII;
            }
            if state.0[FLAGS] & SHIFTED != 0 {
                out.push(SI);
                state.0[FLAGS] &= !SHIFTED;
            }
            out.push(code as u8);
            return Ok(1);
        }
        for known in &self.designations {
            let Some((bytes, used)) = self.in_set(known, input, last)? else { continue };
            designate(state, known, out);
            out.extend(bytes);
            return Ok(used);
        }
        Err(Stop::Illegal(1))
    }
}

fn is_escape_end(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte == b'@'
}

fn decode_g2(mark: u8, byte: u8, out: &mut Vec<u32>) -> Used {
    let code = match mark {
        ASCII if byte < 0x80 => Some(byte.into()),
        b'A' if byte < 0x80 => Some(u32::from(byte) + 0x80),
        b'F' => greek(byte | 0x80),
        _ => None,
    };
    out.push(code.ok_or(Stop::Illegal(3))?);
    Ok(3)
}

/// ISO 8859-7, right half.
fn greek(byte: u8) -> Option<u32> {
    Some(match byte {
        0xa0 | 0xa3 | 0xa6..=0xa9 | 0xab..=0xad | 0xb0..=0xb3 | 0xb7 | 0xbb | 0xbd => byte.into(),
        0xa1 => 0x2018,
        0xa2 => 0x2019,
        0xaf => 0x2015,
        0xb4..=0xb6 | 0xb8..=0xba | 0xbc | 0xbe..=0xd1 | 0xd3..=0xfe => u32::from(byte) + 0x2d0,
        _ => return None,
    })
}

/// Makes a set current before its first character.
fn designate(state: &mut State, known: &Designation, out: &mut Vec<u8>) {
    let letter = known.mark & !DOUBLE;
    let double = known.mark & DOUBLE != 0;
    if known.plane == 0 {
        if state.0[FLAGS] & SHIFTED != 0 {
            out.push(SI);
            state.0[FLAGS] &= !SHIFTED;
        }
        if state.0[0] != known.mark {
            match (double, letter) {
                (false, _) => out.extend([ESC, b'(', letter]),
                (true, b'B') => out.extend([ESC, b'$', letter]),
                (true, _) => out.extend([ESC, b'$', b'(', letter]),
            }
            state.0[0] = known.mark;
        }
        return;
    }
    if state.0[1] != known.mark {
        out.extend([ESC, b'$', b')', letter]);
        state.0[1] = known.mark;
    }
    if state.0[FLAGS] & SHIFTED == 0 {
        out.push(SO);
        state.0[FLAGS] |= SHIFTED;
    }
}
