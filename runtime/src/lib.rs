//! Values, heap, objects, the bytecode compiler and the interpreter.

pub mod bytecode;
pub mod text;
