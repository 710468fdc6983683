//! Bytecode: the opcode table and all that derives from it.

pub mod dis;
pub mod flow;
pub mod opcodes;
pub mod positions;
pub mod store;
pub mod unit;
pub mod verify;

pub use opcodes::{Effect, Instr, Intrinsic, Op, Operand};
pub use positions::PositionTable;
pub use unit::{Child, CodeUnit, Constant, ExceptionEntry, NamedRegister, Position, RegisterKind, Text};
