//! Instructions and cycles of what is run, where the kernel and the machine count them.
//!
//! The counters belong to the thread that opens them and are handed on to the processes that it starts: the numbers hold what starting a
//! process takes, and leave the kernel out.

/// Counts of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Instructions, if counted.
    pub instructions: Option<u64>,
    /// Cycles, if counted.
    pub cycles: Option<u64>,
}

#[cfg(target_os = "linux")]
mod kernel {
    use perf_event::events::Hardware;
    use perf_event::{Builder, Counter};

    use super::Counts;

    /// Open counters.
    #[derive(Debug)]
    pub struct Counters {
        instructions: Counter,
        cycles: Counter,
    }

    impl Counters {
        /// Opens them, or says why there are none.
        pub fn open() -> Result<Counters, String> {
            let open = |event| {
                let mut builder = Builder::new().kind(event);
                builder.inherit(true);
                builder.build().map_err(|error| reason(&error))
            };
            Ok(Counters { instructions: open(Hardware::INSTRUCTIONS)?, cycles: open(Hardware::CPU_CYCLES)? })
        }

        /// Starts to count from zero.
        pub fn start(&mut self) {
            for counter in [&mut self.instructions, &mut self.cycles] {
                // A counter that fails here gives no count below.
                let _ = counter.reset().and_then(|()| counter.enable());
            }
        }

        /// What was counted since the start.
        pub fn stop(&mut self) -> Counts {
            let read = |counter: &mut Counter| {
                counter.disable().ok()?;
                let read = counter.read_count_and_time().ok()?;
                // The kernel takes turns when there are more counters than the machine has.
                let share = read.time_enabled as f64 / read.time_running as f64;
                if read.time_running > 0 { Some((read.count as f64 * share) as u64) } else { None }
            };
            Counts { instructions: read(&mut self.instructions), cycles: read(&mut self.cycles) }
        }
    }

    fn reason(error: &std::io::Error) -> String {
        match error.raw_os_error() {
            Some(libc::ENOENT | libc::EOPNOTSUPP) => {
                "this machine has none (virtual machines often lack them)".to_owned()
            }
            Some(libc::EACCES | libc::EPERM) => {
                "the kernel forbids them (see /proc/sys/kernel/perf_event_paranoid)".to_owned()
            }
            _ => error.to_string(),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    use super::Counts;

    /// No counters: only Linux has the interface.
    #[derive(Debug)]
    pub struct Counters(());

    impl Counters {
        /// Says that there are none.
        pub fn open() -> Result<Counters, String> {
            Err("only Linux has them".to_owned())
        }

        /// Nothing to start.
        pub fn start(&mut self) {}

        /// Nothing was counted.
        pub fn stop(&mut self) -> Counts {
            Counts::default()
        }
    }
}

pub use kernel::Counters;
