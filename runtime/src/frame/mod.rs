//! Frames: register windows on the register stack, the header words between them, and unwinding.
//!
//! ```text
//!   base[-4]  function (or generator) that runs; the callee slot of the caller's call window
//!   base[-3]  its code object
//!   base[-2]  base of the calling frame
//!   base[-1]  address at which the calling frame goes on
//!   base[0]…  registers
//! ```
//!
//! A frame entered from Rust is called by an *entry frame*: a frame of the entry code object with one register, which
//! receives the result.

pub(crate) mod left;
pub(crate) mod live;
pub mod object;
pub mod stack;
pub mod unwind;
mod windows;
