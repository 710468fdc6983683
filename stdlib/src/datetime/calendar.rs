//! The proleptic Gregorian calendar: days, weeks and their numbers.

/// First and last year.
pub(super) const MIN_YEAR: i32 = 1;
pub(super) const MAX_YEAR: i32 = 9999;
/// Number of the last day of the last year.
pub(super) const MAX_ORDINAL: i32 = 3_652_059;

const BEFORE_MONTH: [i32; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const IN_MONTH: [u8; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// A day: year, month, day of the month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Day {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// Why a week date names no day.
pub(super) enum WeekMistake {
    Year,
    Week,
    Day,
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month.
pub(super) fn days_in_month(year: i32, month: u8) -> u8 {
    if month == 2 && is_leap(year) { 29 } else { IN_MONTH[usize::from(month)] }
}

fn before_year(year: i32) -> i32 {
    let y = year - 1;
    y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400)
}

impl Day {
    pub(super) fn new(year: i32, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    /// Days before it in its year.
    pub(super) fn before_in_year(self) -> i32 {
        BEFORE_MONTH[usize::from(self.month)] + i32::from(self.month > 2 && is_leap(self.year)) + i32::from(self.day)
            - 1
    }

    /// Its number; 1 January of year 1 has 1.
    pub(super) fn ordinal(self) -> i32 {
        before_year(self.year) + self.before_in_year() + 1
    }

    /// The day of a number, which is at least 1.
    pub(super) fn from_ordinal(ordinal: i32) -> Day {
        // Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms": years start in
        // March here, and there is one division.
        let n = 4 * (ordinal as u32 + 305) + 3;
        let (century, of_century) = (n / 146_097, n % 146_097 / 4);
        let product = 2_939_745 * u64::from(4 * of_century + 3);
        let (of_year, year) = (product as u32 / 2_939_745 / 4, 100 * century + (product >> 32) as u32);
        let n = 2141 * of_year + 197_913;
        let (month, day) = (n >> 16, (n & 0xffff) / 2141 + 1);
        let is_next_year = of_year >= 306;
        let month = if is_next_year { month - 12 } else { month };
        Day::new(year as i32 + i32::from(is_next_year), month as u8, day as u8)
    }

    /// 0 for Monday.
    pub(super) fn weekday(self) -> i32 {
        (self.ordinal() + 6) % 7
    }

    /// ISO year, week and weekday.
    pub(super) fn iso(self) -> (i32, i32, i32) {
        let mut year = self.year;
        let today = self.ordinal();
        let mut monday = first_monday(year);
        let mut week = (today - monday).div_euclid(7);
        let weekday = (today - monday).rem_euclid(7);
        if week < 0 {
            year -= 1;
            monday = first_monday(year);
            week = (today - monday).div_euclid(7);
        } else if week >= 52 && today >= first_monday(year + 1) {
            (year, week) = (year + 1, 0);
        }
        (year, week + 1, weekday + 1)
    }

    /// The day of a week date; its number may be past the last day.
    pub(super) fn from_iso(year: i32, week: i32, day: i32) -> Result<Day, WeekMistake> {
        if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
            return Err(WeekMistake::Year);
        }
        if !(1..=52).contains(&week) {
            // A year has 53 weeks if it starts with a Thursday, or with a Wednesday and is a leap year.
            let first = Day::new(year, 1, 1).weekday();
            if !(week == 53 && (first == 3 || (first == 2 && is_leap(year)))) {
                return Err(WeekMistake::Week);
            }
        }
        if !(1..=7).contains(&day) {
            return Err(WeekMistake::Day);
        }
        Ok(Day::from_ordinal(first_monday(year) + (week - 1) * 7 + day - 1))
    }
}

/// Number of the Monday that starts the first ISO week.
fn first_monday(year: i32) -> i32 {
    let first = before_year(year) + 1;
    let weekday = (first + 6).rem_euclid(7);
    if weekday > 3 { first - weekday + 7 } else { first - weekday }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_agree() {
        for ordinal in (1..MAX_ORDINAL).step_by(97).chain([1, 59, 60, 61, 365, 366, 367, MAX_ORDINAL]) {
            let day = Day::from_ordinal(ordinal);
            assert_eq!(day.ordinal(), ordinal, "{day:?}");
            assert!(day.day >= 1 && day.day <= days_in_month(day.year, day.month), "{day:?}");
            let (year, week, weekday) = day.iso();
            if year > 0 && year <= MAX_YEAR {
                assert_eq!(Day::from_iso(year, week, weekday).ok(), Some(day));
            }
        }
    }
}
