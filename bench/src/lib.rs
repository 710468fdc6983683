//! Runs Python programs in krait and in other runtimes and compares what they print, how long they take and
//! how much memory they need. Knows krait only as a binary.
//!
//! ```text
//! cli → compare → suite      which programs, at which size
//!               → runtimes   which commands run them
//!               → runner     one process: output, wall time, peak memory, time limit
//!               → statistics medians and means
//!               → report     table and JSON
//! ```
//!
//! The tests under `tests/` use `runner`, `runtimes` and `suite` as well.

pub mod cli;
pub mod compare;
pub mod report;
pub mod runner;
pub mod runtimes;
pub mod statistics;
pub mod suite;
