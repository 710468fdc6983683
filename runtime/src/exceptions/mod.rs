//! Exceptions: the hierarchy, raising, tracebacks.

pub mod hierarchy;
pub(crate) mod message;
pub mod raise;
pub mod render;
pub(crate) mod suggestions;
pub mod uncaught;
pub mod unraisable;
pub mod warnings;
