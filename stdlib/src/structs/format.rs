//! Formats of `struct`: text to a plan of items with offsets.

/// What an item is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// `c`
    Char,
    /// Signed int.
    Signed,
    /// Unsigned int.
    Unsigned,
    /// `P`
    Pointer,
    /// `?`
    Bool,
    /// `e`, `f`, `d`
    Float,
    /// `s`
    Bytes,
    /// `p`
    Pascal,
}

/// One group of equal items.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// What it is.
    pub(super) kind: Kind,
    /// The format character.
    pub(super) letter: u8,
    /// Bytes of one item.
    pub(super) size: usize,
    /// Where the first one starts.
    pub(super) offset: usize,
    /// How many.
    pub(super) repeat: usize,
    /// Most significant byte first.
    pub(super) big_endian: bool,
    /// As the C compiler stores it: floats too large become infinite.
    pub(super) native: bool,
}

/// A parsed format.
#[derive(Debug)]
pub(super) struct Plan {
    /// All groups but padding.
    pub(super) items: Vec<Item>,
    /// Bytes in all.
    pub(super) size: usize,
    /// Values in all.
    pub(super) count: usize,
}

/// Kind, standard size (0: none), native size, native alignment of a format character.
fn code(letter: u8) -> Option<(Kind, usize, usize, usize)> {
    Some(match letter {
        b'c' => (Kind::Char, 1, 1, 1),
        b'b' => (Kind::Signed, 1, 1, 1),
        b'B' => (Kind::Unsigned, 1, 1, 1),
        b'?' => (Kind::Bool, 1, 1, 1),
        b'h' => (Kind::Signed, 2, 2, 2),
        b'H' => (Kind::Unsigned, 2, 2, 2),
        b'i' => (Kind::Signed, 4, 4, 4),
        b'I' => (Kind::Unsigned, 4, 4, 4),
        b'l' => (Kind::Signed, 4, 8, 8),
        b'L' => (Kind::Unsigned, 4, 8, 8),
        b'q' => (Kind::Signed, 8, 8, 8),
        b'Q' => (Kind::Unsigned, 8, 8, 8),
        b'n' => (Kind::Signed, 0, 8, 8),
        b'N' => (Kind::Unsigned, 0, 8, 8),
        b'P' => (Kind::Pointer, 0, 8, 8),
        b'e' => (Kind::Float, 2, 2, 2),
        b'f' => (Kind::Float, 4, 4, 4),
        b'd' => (Kind::Float, 8, 8, 8),
        b's' => (Kind::Bytes, 1, 1, 1),
        b'p' => (Kind::Pascal, 1, 1, 1),
        _ => return None,
    })
}

const TOO_LONG: &str = "total struct size too long";

impl Plan {
    /// Parses a format; the message on failure.
    pub(super) fn parse(format: &[u8]) -> Result<Plan, &'static str> {
        let (native, big_endian, mut rest) = match format.first() {
            Some(b'<') => (false, false, &format[1..]),
            Some(b'>' | b'!') => (false, true, &format[1..]),
            Some(b'=') => (false, cfg!(target_endian = "big"), &format[1..]),
            Some(b'@') => (true, cfg!(target_endian = "big"), &format[1..]),
            _ => (true, cfg!(target_endian = "big"), format),
        };
        let mut plan = Plan { items: Vec::new(), size: 0, count: 0 };
        while let Some((&first, tail)) = rest.split_first() {
            rest = tail;
            if first.is_ascii_whitespace() || first == 0x0b {
                continue;
            }
            let mut letter = first;
            let mut repeat = 1usize;
            if first.is_ascii_digit() {
                repeat = usize::from(first - b'0');
                loop {
                    let Some((&next, tail)) = rest.split_first() else {
                        return Err("repeat count given without format specifier");
                    };
                    rest = tail;
                    if !next.is_ascii_digit() {
                        letter = next;
                        break;
                    }
                    let grown = repeat.checked_mul(10).and_then(|n| n.checked_add(usize::from(next - b'0')));
                    repeat = grown.filter(|&n| n <= isize::MAX as usize).ok_or(TOO_LONG)?;
                }
            }
            plan.add(letter, repeat, native, big_endian)?;
        }
        Ok(plan)
    }

    fn add(&mut self, letter: u8, repeat: usize, native: bool, big_endian: bool) -> Result<(), &'static str> {
        let grow =
            |size: usize, by: usize| size.checked_add(by).filter(|&size| size <= isize::MAX as usize).ok_or(TOO_LONG);
        if letter == b'x' {
            self.size = grow(self.size, repeat)?;
            return Ok(());
        }
        let (kind, standard, native_size, alignment) = code(letter).ok_or("bad char in struct format")?;
        let mut size = if native { native_size } else { standard };
        if size == 0 {
            return Err("bad char in struct format");
        }
        if native {
            let gap = self.size.next_multiple_of(alignment) - self.size;
            self.size = grow(self.size, gap)?;
        }
        let mut groups = repeat;
        if matches!(kind, Kind::Bytes | Kind::Pascal) {
            size = repeat;
            groups = 1;
        }
        let offset = self.size;
        let bytes = size.checked_mul(groups).ok_or(TOO_LONG)?;
        self.size = grow(self.size, bytes)?;
        self.count += groups;
        if groups > 0 {
            self.items.push(Item { kind, letter, size, offset, repeat: groups, big_endian, native });
        }
        Ok(())
    }
}
