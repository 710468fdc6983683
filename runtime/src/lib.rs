//! Values, heap, objects, the bytecode compiler and the interpreter.

mod audit;
pub mod builtins;
pub mod bytecode;
pub mod codecs;
pub mod compiler;
pub mod exceptions;
pub mod files;
mod finalization;
pub mod frame;
pub mod heap;
pub mod import;
mod interp;
pub mod limbs;
pub mod native;
pub mod object;
pub mod options;
pub mod profile;
pub mod signals;
mod startup;
pub mod text;
pub mod threads;
pub mod tier;
pub mod tracing;
pub mod value;
pub mod vm;
