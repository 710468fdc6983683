//! Writers of the two files through which Linux `perf` learns about generated code. They know no compiler and no runtime.
//!
//! - [`PerfMap`], `/tmp/perf-PID.map`: address, size and name of each piece of code. `perf report` reads it as it is.
//! - [`JitDump`], `jit-PID.dump`: also the code itself, source lines and how to unwind; `perf inject --jit` makes it part
//!   of a recording.

mod eh_frame;
mod jitdump;
mod perf_map;
mod system;
#[cfg(test)]
mod tests;

pub use jitdump::{JitDump, Line, Machine, room_after};
pub use perf_map::PerfMap;
pub use system::keep_map_to_ourselves;
