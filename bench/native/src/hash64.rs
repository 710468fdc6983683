//! 64-bit generators and a keyed hash.

use std::collections::HashSet;

fn splitmix(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }
}

struct XorShift {
    state: u64,
}

impl XorShift {
    fn next(&mut self) -> u64 {
        let mut x = self.state;
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        self.state = x;
        x.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
}

/// SipHash over whole words: two rounds for each, four at the end.
fn siphash(key0: u64, key1: u64, words: &[u64]) -> u64 {
    let mut v0 = key0 ^ 0x736F_6D65_7073_6575;
    let mut v1 = key1 ^ 0x646F_7261_6E64_6F6D;
    let mut v2 = key0 ^ 0x6C79_6765_6E65_7261;
    let mut v3 = key1 ^ 0x7465_6462_7974_6573;
    for position in 0..=words.len() {
        let (word, rounds) = if position < words.len() { (words[position], 2) } else { (0, 4) };
        if position == words.len() {
            v2 ^= 0xFF;
        }
        v3 ^= word;
        for _ in 0..rounds {
            v0 = v0.wrapping_add(v1);
            v1 = v1.rotate_left(13) ^ v0;
            v0 = v0.rotate_left(32);
            v2 = v2.wrapping_add(v3);
            v3 = v3.rotate_left(16) ^ v2;
            v0 = v0.wrapping_add(v3);
            v3 = v3.rotate_left(21) ^ v0;
            v2 = v2.wrapping_add(v1);
            v1 = v1.rotate_left(17) ^ v2;
            v2 = v2.rotate_left(32);
        }
        v0 ^= word;
    }
    v0 ^ v1 ^ v2 ^ v3
}

pub(crate) fn run(count: usize) -> String {
    assert_eq!(splitmix(0)(), 0xE220_A839_7B1D_CDAF);
    let mut mixed = 0u64;
    let mut words = splitmix(42);
    for _ in 0..count {
        mixed = mixed.wrapping_mul(0x100_0000_01B3) ^ words();
    }
    let mut shift = XorShift { state: 88_172_645_463_325_252 };
    for _ in 0..count {
        mixed = mixed.wrapping_add(shift.next());
    }
    let mut tail = Vec::new();
    for number in 0..count as u64 / 10 {
        mixed ^= siphash(mixed, number, &[number, mixed]);
        tail.push(mixed);
    }
    assert_eq!(tail.iter().collect::<HashSet<_>>().len(), tail.len());
    format!("{mixed:016x}")
}
