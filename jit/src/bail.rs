//! Why code is not compiled.

use runtime::bytecode::Op;

/// A reason not to compile; the code stays interpreted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bail {
    /// The function is too large.
    TooLarge,
    /// A loop's types did not settle; within the builder: build again with the hints.
    Rebuild,
    /// An opcode that compiled code does not have.
    Opcode(Op),
    /// A jump to nowhere.
    Target,
    /// The back end refused the function.
    BackEnd,
}
