//! The optimising compiler: hot bytecode becomes native code.
//!
//! ```text
//!   code + feedback ──build──▶ IR ──passes──▶ IR ──lower──▶ CLIF ──Cranelift──▶ installed code
//!                                                                          │
//!                     interpreter ◀──────────── exits ◀────────────────────┘
//! ```
//!
//! Compiled code works on the interpreter's own window of registers: it holds values unboxed in machine registers, and
//! writes them back where it leaves or calls out.

mod backend;
mod bail;
mod build;
mod compile;
mod doubts;
mod exits;
mod explain;
mod ir;
mod lower;
mod passes;
mod remake;
mod stubs;
mod worker;

pub use backend::{install, install_explained};
pub use explain::{Compiled, Explained, Explanation, Function, Line, Remark, Role, Severity, Times, Topic};
pub use passes::is_pass;
