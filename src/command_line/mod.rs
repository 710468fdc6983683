//! The command line: one table of flags, from which parser and help derive, and the variables that complete it.

mod environment;
mod help;
mod parse;
mod table;

#[cfg(test)]
mod tests;

pub(crate) use environment::Environment;
pub(crate) use parse::{Invocation, Stop, Task, parse};
