//! Source positions of instructions, compressed: most instructions share the line of the one before.

use super::unit::Position;

/// Positions by instruction index, run-length and delta coded.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PositionTable {
    bytes: Vec<u8>,
    len: u32,
}

fn put(bytes: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        bytes.push(n as u8 | 0x80);
        n >>= 7;
    }
    bytes.push(n as u8);
}

fn put_signed(bytes: &mut Vec<u8>, n: i64) {
    put(bytes, ((n << 1) ^ (n >> 63)) as u64);
}

/// Reads the table from its start.
#[derive(Clone, Debug)]
pub struct Positions<'a> {
    bytes: &'a [u8],
    at: usize,
    repeat: u64,
    position: Position,
}

impl Positions<'_> {
    fn number(&mut self) -> Option<u64> {
        let (mut n, mut shift) = (0, 0);
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            n |= u64::from(byte & 0x7F) << (shift & 63);
            if byte < 0x80 {
                return Some(n);
            }
            shift += 7;
        }
    }

    fn delta(&mut self, from: u32) -> Option<u32> {
        let n = self.number()?;
        Some(from.wrapping_add(((n >> 1) as i64 ^ -((n & 1) as i64)) as u32))
    }

    fn read(&mut self) -> Option<()> {
        self.repeat = self.number()?;
        let line = self.delta(self.position.line)?;
        let end_line = self.delta(line)?;
        let column = self.delta(self.position.column)?;
        let end_column = self.delta(column)?;
        self.position = Position { line, end_line, column, end_column };
        Some(())
    }
}

impl Iterator for Positions<'_> {
    type Item = Position;

    fn next(&mut self) -> Option<Position> {
        if self.repeat == 0 {
            self.read()?;
        }
        self.repeat = self.repeat.checked_sub(1)?;
        Some(self.position)
    }
}

impl PositionTable {
    /// Compresses the positions of consecutive instructions.
    pub fn new(positions: &[Position]) -> PositionTable {
        let (mut bytes, mut last) = (Vec::new(), Position::default());
        for run in positions.chunk_by(|a, b| a == b) {
            let p = run[0];
            put(&mut bytes, run.len() as u64);
            put_signed(&mut bytes, i64::from(p.line) - i64::from(last.line));
            put_signed(&mut bytes, i64::from(p.end_line) - i64::from(p.line));
            put_signed(&mut bytes, i64::from(p.column) - i64::from(last.column));
            put_signed(&mut bytes, i64::from(p.end_column) - i64::from(p.column));
            last = p;
        }
        PositionTable { bytes, len: positions.len() as u32 }
    }

    /// The table whose encoded form is `bytes`, as [`PositionTable::encoded`] gave it; damaged ones give short iterators.
    pub fn from_encoded(bytes: Vec<u8>, len: u32) -> PositionTable {
        PositionTable { bytes, len }
    }

    /// The encoded form, for bytecode caches.
    pub fn encoded(&self) -> (&[u8], u32) {
        (&self.bytes, self.len)
    }

    /// Number of instructions.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are no instructions.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All positions in order.
    pub fn iter(&self) -> Positions<'_> {
        Positions { bytes: &self.bytes, at: 0, repeat: 0, position: Position::default() }
    }

    /// Position of instruction `index`, decoding from the start: for tracebacks, not for loops.
    pub fn get(&self, index: usize) -> Position {
        self.iter().nth(index).unwrap_or_default()
    }
}
