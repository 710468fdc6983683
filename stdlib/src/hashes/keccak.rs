//! Keccak: SHA-3 and SHAKE. The permutation is compiled for processors with BMI1 too, whose `andn` is what a third of it
//! consists of; which is used is chosen as the program runs.
//!
//! [CPU] a function for certain instructions is only called once the processor was seen to have them.
#![expect(unsafe_code, reason = "functions for certain processors are unsafe to call; each call cites [CPU]")]

/// A hash that is being computed.
#[derive(Clone)]
pub(super) struct Keccak {
    state: [u64; 25],
    /// Bytes of the state that take in data.
    rate: usize,
    /// How many of these have been taken in since the last permutation.
    filled: usize,
    /// What follows the data.
    suffix: u8,
    /// Bytes of the digest; 0: as many as are asked for.
    size: usize,
}

impl Keccak {
    /// SHA-3 with blocks of so many bytes.
    pub(super) fn sha3(rate: usize) -> Keccak {
        Keccak { state: [0; 25], rate, filled: 0, suffix: 0x06, size: (200 - rate) / 2 }
    }

    /// SHAKE with blocks of so many bytes.
    pub(super) fn shake(rate: usize) -> Keccak {
        Keccak { state: [0; 25], rate, filled: 0, suffix: 0x1f, size: 0 }
    }

    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.filled == 0 && bytes.len() >= self.rate {
                let (block, rest) = bytes.split_at(self.rate);
                for (lane, word) in self.state.iter_mut().zip(block.as_chunks::<8>().0) {
                    *lane ^= u64::from_le_bytes(*word);
                }
                permute(&mut self.state);
                bytes = rest;
                continue;
            }
            let (taken, rest) = bytes.split_at(bytes.len().min(self.rate - self.filled));
            for (at, &byte) in (self.filled..).zip(taken) {
                self.mix_in(at, byte);
            }
            self.filled += taken.len();
            bytes = rest;
            if self.filled == self.rate {
                permute(&mut self.state);
                self.filled = 0;
            }
        }
    }

    /// The digest; its first `len` bytes where the function leaves open how many there are.
    pub(super) fn digest(&self, len: usize) -> Vec<u8> {
        let len = if self.size > 0 { self.size } else { len };
        let mut last = self.clone();
        last.mix_in(last.filled, last.suffix);
        last.mix_in(last.rate - 1, 0x80);
        let mut out = Vec::with_capacity(len);
        while out.len() < len {
            permute(&mut last.state);
            let left = (len - out.len()).min(last.rate);
            out.extend(last.state.iter().flat_map(|lane| lane.to_le_bytes()).take(left));
        }
        out
    }

    fn mix_in(&mut self, at: usize, byte: u8) {
        self.state[at / 8] ^= u64::from(byte) << (8 * (at % 8));
    }
}

fn permute(state: &mut [u64; 25]) {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("bmi1") && std::is_x86_feature_detected!("bmi2") {
        // SAFETY: [CPU]: asked for just now.
        return unsafe { permute_bmi(state) };
    }
    rounds(state);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "bmi1,bmi2")]
fn permute_bmi(state: &mut [u64; 25]) {
    rounds(state);
}

#[inline(always)]
fn rounds(state: &mut [u64; 25]) {
    let mut a = *state;
    for constant in ROUNDS {
        let c: [u64; 5] = std::array::from_fn(|x| a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
        let d: [u64; 5] = std::array::from_fn(|x| c[(x + 4) % 5] ^ c[(x + 1) % 5].rotate_left(1));
        // A lane with its column mixed in, rotated.
        let turned = |from: usize, by: u32| (a[from] ^ d[from % 5]).rotate_left(by);
        let b = [
            turned(0, 0),
            turned(6, 44),
            turned(12, 43),
            turned(18, 21),
            turned(24, 14),
            turned(3, 28),
            turned(9, 20),
            turned(10, 3),
            turned(16, 45),
            turned(22, 61),
            turned(1, 1),
            turned(7, 6),
            turned(13, 25),
            turned(19, 8),
            turned(20, 18),
            turned(4, 27),
            turned(5, 36),
            turned(11, 10),
            turned(17, 15),
            turned(23, 56),
            turned(2, 62),
            turned(8, 55),
            turned(14, 39),
            turned(15, 41),
            turned(21, 2),
        ];
        for row in [0, 5, 10, 15, 20] {
            a[row] = b[row] ^ (!b[row + 1] & b[row + 2]);
            a[row + 1] = b[row + 1] ^ (!b[row + 2] & b[row + 3]);
            a[row + 2] = b[row + 2] ^ (!b[row + 3] & b[row + 4]);
            a[row + 3] = b[row + 3] ^ (!b[row + 4] & b[row]);
            a[row + 4] = b[row + 4] ^ (!b[row] & b[row + 1]);
        }
        a[0] ^= constant;
    }
    *state = a;
}

/// What each round adds.
const ROUNDS: [u64; 24] = [
    0x0000000000000001,
    0x0000000000008082,
    0x800000000000808a,
    0x8000000080008000,
    0x000000000000808b,
    0x0000000080000001,
    0x8000000080008081,
    0x8000000000008009,
    0x000000000000008a,
    0x0000000000000088,
    0x0000000080008009,
    0x000000008000000a,
    0x000000008000808b,
    0x800000000000008b,
    0x8000000000008089,
    0x8000000000008003,
    0x8000000000008002,
    0x8000000000000080,
    0x000000000000800a,
    0x800000008000000a,
    0x8000000080008081,
    0x8000000000008080,
    0x0000000080000001,
    0x8000000080008008,
];
