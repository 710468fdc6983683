//! What the figures were measured on.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// The machine and the hour.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// How many threads run at once.
    pub threads: usize,
    /// The operating system and its version.
    pub system: String,
    /// The load average of the last minute.
    pub load: Option<f64>,
    /// Seconds since 1970.
    pub time: u64,
}

impl Machine {
    /// This machine, now.
    pub fn here() -> Machine {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let information = read("/proc/cpuinfo");
        let processor = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Machine {
            processor: processor.map_or(std::env::consts::ARCH, |(_, name)| name).to_owned(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {}", std::env::consts::OS, read("/proc/sys/kernel/osrelease").trim()).trim().to_owned(),
            load: read("/proc/loadavg").split(' ').next().and_then(|load| load.parse().ok()),
            time: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()),
        }
    }

    /// The day in UTC, as `2026-02-03`.
    pub fn day(&self) -> String {
        // Days are counted from a first of March, so that the leap day is a year's last; see Howard Hinnant's "chrono-Compatible
        // Low-Level Date Algorithms".
        let days = self.time / 86_400 + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        format!("{year}-{month:02}-{day:02}")
    }

    /// Why the figures are rough, if the machine has other things to do.
    pub fn warning(&self) -> Option<String> {
        let load = self.load.filter(|load| *load > self.threads as f64 / 2.0)?;
        Some(format!("the machine was busy (load {load} on {} threads): figures are rough", self.threads))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        let day = |time| Machine { time, ..Machine::default() }.day();
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(1_798_675_199), "2026-12-30");
    }

    #[test]
    fn a_busy_machine_is_told() {
        let busy = Machine { load: Some(7.5), threads: 2, ..Machine::default() };
        assert!(busy.warning().is_some_and(|text| text.contains("load 7.5 on 2 threads")));
        assert_eq!(Machine { load: Some(0.5), threads: 2, ..Machine::default() }.warning(), None);
    }
}
