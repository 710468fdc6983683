//! Runs Python programs in krait and in other runtimes and compares what they print, how long they take and
//! how much memory they need. Knows krait only as a binary.
//!
//! ```text
//! cli → compare  → suite, workload   which programs, at which size, how repeated
//!                → runtimes          which commands run them
//!                → runner, counters  one process: output, times, peak memory, instructions, time limit
//!                → warm_up           the same work again and again in one process
//!                → statistics        medians, means, intervals
//!                → report            tables, JSON, a page with plots
//!     → baseline → callgrind         two builds of krait: what was lost
//!     → native                       krait and the machine's limit
//! ```
//!
//! The tests under `tests/` use `runner`, `runtimes` and `suite` as well.

pub mod baseline;
pub mod callgrind;
pub mod cli;
pub mod compare;
pub mod counters;
pub mod machine;
pub mod native;
mod progress;
pub mod report;
pub mod runner;
pub mod runtimes;
pub mod statistics;
pub mod suite;
pub mod warm_up;
pub mod workload;
