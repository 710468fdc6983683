//! Reading ISO 8601 texts: the forms that `fromisoformat` takes.

use super::calendar::Day;

/// An offset in a text, in seconds and microseconds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    pub(super) seconds: i64,
    pub(super) micros: i64,
}

/// Characters, with zeros after the end.
#[derive(Clone, Copy)]
struct Text<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Text<'_> {
    fn peek(self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn next(&mut self) -> u8 {
        let byte = self.peek();
        self.at += 1;
        byte
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let mut n = 0;
        for _ in 0..count {
            let byte = self.next();
            if !byte.is_ascii_digit() {
                return None;
            }
            n = n * 10 + u32::from(byte - b'0');
        }
        Some(n)
    }
}

/// Reads a date at the start of a text. What follows it nobody looks at: CPython accepts it too.
pub(super) fn date(bytes: &[u8]) -> Option<Day> {
    let mut text = Text { bytes, at: 0 };
    let year = text.digits(4)? as i32;
    let separated = text.peek() == b'-';
    if separated {
        text.at += 1;
    }
    if text.peek() == b'W' {
        text.at += 1;
        let week = text.digits(2)?;
        let mut day = 1;
        if text.at < bytes.len() {
            if separated && text.next() != b'-' {
                return None;
            }
            day = text.digits(1)?;
        }
        return Day::from_iso(year, week as i32, day as i32).ok();
    }
    let month = text.digits(2)?;
    if separated && text.next() != b'-' {
        return None;
    }
    let day = text.digits(2)?;
    Some(Day::new(year, month as u8, day as u8))
}

/// Where the date of a text ends.
pub(super) fn separator(bytes: &[u8]) -> Option<usize> {
    let len = bytes.len();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if len == 7 {
        return Some(7);
    }
    if bytes[4] == b'-' {
        if bytes[5] != b'W' {
            return Some(10);
        }
        if len > 8 && bytes[8] == b'-' {
            // YYYY-Www-D, or YYYY-Www and a time after a hyphen.
            return if len == 9 { None } else { Some(if digit(10) { 8 } else { 10 }) };
        }
        return Some(8);
    }
    if bytes[4] != b'W' {
        return Some(8);
    }
    let mut at = 7;
    while digit(at) {
        at += 1;
    }
    // Digits may go on into the time: how many there are tells whether there is a weekday.
    Some(if at < 9 { at } else { 7 + at % 2 })
}

/// Hours, minutes, seconds and microseconds from `text` on, and whether something follows; none if they are malformed.
fn clock(text: &mut Text<'_>, end: usize) -> Option<([u32; 4], bool)> {
    let mut out = [0; 4];
    let mut separated = true;
    for index in 0..3 {
        out[index] = text.digits(2)?;
        let c = text.next();
        if index == 0 {
            separated = c == b':';
        }
        if text.at >= end {
            return Some((out, c != 0));
        }
        if separated && c == b':' {
            continue;
        }
        if c == b'.' || c == b',' {
            break;
        }
        if separated {
            return None;
        }
        text.at -= 1;
    }
    let count = end.saturating_sub(text.at).min(6);
    let fraction = text.digits(count)?;
    out[3] = fraction * 10u32.pow(6 - count as u32);
    while text.peek().is_ascii_digit() {
        text.at += 1;
    }
    Some((out, text.peek() != 0))
}

/// Reads a time, and the offset after it if there is one.
pub(super) fn time(bytes: &[u8]) -> Option<([u32; 4], Option<Offset>)> {
    let mut text = Text { bytes, at: 0 };
    let zone = bytes.iter().position(|b| matches!(b, b'+' | b'-' | b'Z'));
    let (parts, more) = clock(&mut text, zone.unwrap_or(bytes.len()))?;
    let Some(zone) = zone else { return (!more).then_some((parts, None)) };
    if bytes[zone] == b'Z' {
        let last = zone + 1 == bytes.len();
        return last.then_some((parts, Some(Offset { seconds: 0, micros: 0 })));
    }
    let sign = if bytes[zone] == b'-' { -1 } else { 1 };
    text.at = zone + 1;
    let ([hour, minute, second, micros], more) = clock(&mut text, bytes.len())?;
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    let offset = Offset { seconds: sign * seconds, micros: sign * i64::from(micros) };
    (!more).then_some((parts, Some(offset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_forms() {
        let day = Some(Day::new(2020, 1, 2));
        for text in ["2020-01-02", "20200102", "2020-W01-4", "2020W014"] {
            assert_eq!(date(text.as_bytes()), day, "{text}");
        }
        for text in ["2020-0102", "202001-02", "2020-1-02", "2020-W54", "2020W", ""] {
            assert_eq!(date(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn times_end_where_they_should() {
        assert!(time(b"12:30:15.5").is_some_and(|t| t.0 == [12, 30, 15, 500_000] && t.1.is_none()));
        assert!(time(b"1230+0100").is_some_and(|t| t.1 == Some(Offset { seconds: 3600, micros: 0 })));
        for text in ["12:3", "12:30:15.", "12:30Z0", "24x"] {
            assert!(time(text.as_bytes()).is_none(), "{text}");
        }
    }
}
