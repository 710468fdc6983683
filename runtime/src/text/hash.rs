//! Hashes of str and bytes: SipHash-1-3 of the storage bytes under a key that `PYTHONHASHSEED` decides, as in CPython.

use super::unit::{Chars, CodeUnit};

/// The key of an interpreter's str and bytes hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HashKey(pub u64, pub u64);

/// What `PYTHONHASHSEED` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashSeed {
    /// Unset, empty or `random`: a key that nobody can foresee.
    Random,
    /// A number: always the same key; 0 is the zero key.
    Fixed(u32),
}

/// What CPython says about any other value of the variable.
pub const BAD_SEED: &str = "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]";

impl HashSeed {
    /// Reads the variable's value; none if it is neither.
    pub fn parse(value: &str) -> Option<Self> {
        match value {
            "" | "random" => Some(HashSeed::Random),
            _ => {
                // As strtoul reads it: after white space and a sign, which makes the number wrap around.
                let number = value.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
                let negative = number.starts_with('-');
                let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
                if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                let number: u64 = digits.parse().ok()?;
                let number = if negative { number.wrapping_neg() } else { number };
                u32::try_from(number).ok().map(HashSeed::Fixed)
            }
        }
    }
}

/// SipHash-1-3 of bytes under a key of one word: what hash-based bytecode caches keep of their source.
pub fn keyed_bytes(key: u64, data: &[u8]) -> u64 {
    HashKey(key, 0).raw::<u8, 8>(data)
}

impl HashKey {
    /// The key for a seed; an error if the system has no random bytes.
    pub fn new(seed: HashSeed) -> Result<Self, std::io::Error> {
        let mut bytes = [0; 16];
        match seed {
            HashSeed::Random => getrandom::getrandom(&mut bytes)?,
            HashSeed::Fixed(0) => {}
            HashSeed::Fixed(seed) => {
                let mut state = seed;
                for byte in &mut bytes {
                    state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
                    *byte = (state >> 16) as u8;
                }
            }
        }
        let key = u128::from_le_bytes(bytes);
        Ok(HashKey(key as u64, (key >> 64) as u64))
    }

    /// `hash(text)` of a str. The hash of the empty text is 0, and -1 is no hash.
    #[inline]
    pub fn hash(self, text: Chars<'_>) -> u64 {
        match text {
            Chars::One(units) => self.hash_units::<u8, 8>(units),
            Chars::Two(units) => self.hash_units::<u16, 4>(units),
            Chars::Four(units) => self.hash_units::<u32, 2>(units),
        }
    }

    /// `hash(data)` of bytes.
    #[inline]
    pub fn hash_bytes(self, data: &[u8]) -> u64 {
        self.hash_units::<u8, 8>(data)
    }

    /// The hash of units of which `PER_WORD` make a word.
    #[inline]
    fn hash_units<U: CodeUnit, const PER_WORD: usize>(self, units: &[U]) -> u64 {
        if units.is_empty() {
            return 0;
        }
        match self.raw::<U, PER_WORD>(units) {
            u64::MAX => u64::MAX - 1,
            hash => hash,
        }
    }

    #[inline(always)]
    fn raw<U: CodeUnit, const PER_WORD: usize>(self, units: &[U]) -> u64 {
        if let Chars::One(bytes) = U::view(units) {
            return self.raw_bytes(bytes);
        }
        let gather = |units: &[U]| {
            let bits = 64 / PER_WORD;
            units.iter().rev().fold(0u64, |word, &unit| word << bits | u64::from(unit.code()))
        };
        let mut state = Sip::new(self);
        let (words, rest) = units.as_chunks::<PER_WORD>();
        for word in words {
            state.absorb(gather(word));
        }
        state.absorb((size_of_val(units) as u64) << 56 | gather(rest));
        state.finish()
    }

    /// As `raw`, a load for each word.
    #[inline(always)]
    fn raw_bytes(self, bytes: &[u8]) -> u64 {
        let mut state = Sip::new(self);
        let (words, rest) = bytes.as_chunks::<8>();
        for &word in words {
            state.absorb(u64::from_le_bytes(word));
        }
        let last = rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        state.absorb((bytes.len() as u64) << 56 | last);
        state.finish()
    }
}

/// The state of SipHash-1-3: one round per word, three at the end.
struct Sip([u64; 4]);

impl Sip {
    fn new(HashKey(k0, k1): HashKey) -> Self {
        // The initial values spell "somepseudorandomlygeneratedbytes".
        Sip([
            k0 ^ 0x736f_6d65_7073_6575,
            k1 ^ 0x646f_7261_6e64_6f6d,
            k0 ^ 0x6c79_6765_6e65_7261,
            k1 ^ 0x7465_6462_7974_6573,
        ])
    }

    #[inline(always)]
    fn round(&mut self) {
        let [a, b, c, d] = &mut self.0;
        *a = a.wrapping_add(*b);
        *c = c.wrapping_add(*d);
        *b = b.rotate_left(13) ^ *a;
        *d = d.rotate_left(16) ^ *c;
        *a = a.rotate_left(32).wrapping_add(*d);
        *c = c.wrapping_add(*b);
        *d = d.rotate_left(21) ^ *a;
        *b = b.rotate_left(17) ^ *c;
        *c = c.rotate_left(32);
    }

    #[inline(always)]
    fn absorb(&mut self, word: u64) {
        self.0[3] ^= word;
        self.round();
        self.0[0] ^= word;
    }

    fn finish(mut self) -> u64 {
        self.0[2] ^= 0xff;
        (0..3).for_each(|_| self.round());
        self.0.iter().fold(0, |hash, part| hash ^ part)
    }
}
