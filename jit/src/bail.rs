//! Why code is not compiled.

/// A reason not to compile; the code stays interpreted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Bail {
    /// The function is too large.
    TooLarge,
    /// A loop's types did not settle; within the builder: build again with the hints.
    Rebuild,
    /// A generator or coroutine.
    Generator,
    /// An opcode that compiled code does not have.
    Opcode,
    /// The back end refused the function.
    BackEnd,
}
