//! What the bytecode compiler produces: a tree of plain Rust data that knows no heap.
//!
//! A [`CodeUnit`] is turned into a code object when it is first needed, and is what bytecode caches store.

use super::opcodes::Instr;
use num_bigint::BigInt;
use std::sync::Arc;

/// Text that may contain lone surrogates, as generalised UTF-8 (WTF-8 without the pairing rule).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(pub Box<[u8]>);

impl Text {
    /// The text as UTF-8, unless it holds a lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text(text.as_bytes().into())
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        String::from_utf8_lossy(&self.0).fmt(f)
    }
}

/// A constant of a code object.
#[derive(Clone, PartialEq, Debug)]
pub enum Constant {
    /// `None`
    None,
    /// `False`, `True`
    Bool(bool),
    /// `...`
    Ellipsis,
    /// An int of 64 bits.
    Int(i64),
    /// A larger int.
    BigInt(BigInt),
    /// A float.
    Float(f64),
    /// A complex number: real and imaginary part.
    Complex(f64, f64),
    /// A str.
    Str(Text),
    /// A bytes object.
    Bytes(Box<[u8]>),
    /// A tuple.
    Tuple(Vec<Constant>),
    /// A frozenset, in the source's order.
    FrozenSet(Vec<Constant>),
}

/// What a named register holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum RegisterKind {
    /// A local variable or parameter, EMPTY while unbound.
    Local,
    /// A cell made by this function; also when the variable is a parameter.
    Cell,
    /// A cell of an enclosing function.
    Free,
    /// A variable of an inlined comprehension: has a name for messages and is not in `locals()` of the function.
    Hidden,
}

/// A register with a name: register number = its position in [`CodeUnit::registers`]. In bodies of modules and classes
/// register 0, the namespace, is there as a `Hidden` one with an empty name.
#[derive(Clone, PartialEq, Debug)]
pub struct NamedRegister {
    /// The variable's name, mangled if the source is in a class.
    pub name: Text,
    /// What it holds.
    pub kind: RegisterKind,
}

/// Where an instruction comes from. Lines count from 1, columns are UTF-8 byte offsets from 0; line 0 means "nowhere".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Position {
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Column of the first byte.
    pub column: u32,
    /// Column after the last byte.
    pub end_column: u32,
}

/// An exception raised in `start..end` goes on at `target` with the exception in register `register`. The first entry
/// that covers an instruction is the innermost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExceptionEntry {
    /// First instruction covered.
    pub start: u32,
    /// First instruction after them.
    pub end: u32,
    /// Handler.
    pub target: u32,
    /// Register that receives the exception.
    pub register: u16,
}

impl ExceptionEntry {
    /// Whether what an instruction raises goes to the handler.
    pub fn covers(&self, instruction: usize) -> bool {
        (self.start as usize..self.end as usize).contains(&instruction)
    }
}

impl CodeUnit {
    /// Whether it may be run: it was compiled here, came with the binary, or was verified.
    pub fn is_trusted(&self) -> bool {
        self.flags & flags::UNVERIFIED == 0
    }

    /// The entry of the exception table that what an instruction raises goes by, and its number.
    pub fn handler_of(&self, instruction: usize) -> Option<(usize, &ExceptionEntry)> {
        self.exceptions.iter().enumerate().find(|(_, entry)| entry.covers(instruction))
    }
}

/// Flags of a code object, with CPython's bits where it has them (`co_flags`).
pub mod flags {
    /// Locals are in registers.
    pub const OPTIMIZED: u32 = 0x1;
    /// A new namespace for each call (functions).
    pub const NEWLOCALS: u32 = 0x2;
    /// Has `*args`.
    pub const VARARGS: u32 = 0x4;
    /// Has `**kwargs`.
    pub const VARKEYWORDS: u32 = 0x8;
    /// Defined inside a function.
    pub const NESTED: u32 = 0x10;
    /// A generator.
    pub const GENERATOR: u32 = 0x20;
    /// A coroutine.
    pub const COROUTINE: u32 = 0x80;
    /// `types.coroutine`: its generator may be awaited.
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    /// An async generator.
    pub const ASYNC_GENERATOR: u32 = 0x200;
    /// `from __future__ import annotations`.
    pub const FUTURE_ANNOTATIONS: u32 = 0x100_0000;
    /// krait's own: register 0 holds the namespace.
    pub const NAMESPACE: u32 = 0x1000_0000;
    /// krait's own: the first constant is the docstring.
    pub const DOCSTRING: u32 = 0x2000_0000;
    /// krait's own: came from a file, and is verified before it first runs; see [`CodeUnit::is_trusted`].
    pub const UNVERIFIED: u32 = 0x4000_0000;
    /// The bits that Python code sees.
    pub const PYTHON_VISIBLE: u32 = 0x0FFF_FFFF;
}

/// One compiled code block with those nested in it.
#[derive(Clone, PartialEq, Debug)]
pub struct CodeUnit {
    /// `co_name`
    pub name: Text,
    /// `co_qualname`
    pub qualname: Text,
    /// `co_filename`
    pub filename: Arc<Text>,
    /// [`flags`]
    pub flags: u32,
    /// Positional parameters, positional-only ones included.
    pub arg_count: u16,
    /// Positional-only parameters.
    pub posonly_count: u16,
    /// Keyword-only parameters. Registers: positional, keyword-only, `*args`, `**kwargs`.
    pub kwonly_count: u16,
    /// Registers used, call windows included.
    pub register_count: u32,
    /// `co_firstlineno`
    pub first_line: u32,
    /// The instructions.
    pub code: Vec<Instr>,
    /// Position of each instruction, compressed; see `positions`.
    pub positions: super::positions::PositionTable,
    /// Handlers, innermost first.
    pub exceptions: Vec<ExceptionEntry>,
    /// Constants by index.
    pub constants: Vec<Constant>,
    /// Names by index (globals, attributes, …).
    pub names: Vec<Text>,
    /// Named registers, from register 0 on.
    pub registers: Vec<NamedRegister>,
    /// Nested code blocks by index.
    pub children: Vec<Child>,
}

/// A nested code block.
#[derive(Clone, PartialEq, Debug)]
pub enum Child {
    /// As compiled, or read and verified.
    Ready(Arc<CodeUnit>),
    /// Stored form that came with the binary, read when it is first needed, and its `co_filename`.
    Stored(&'static [u8], Arc<Text>),
}

impl Child {
    /// The code block.
    ///
    /// # Panics
    /// When what came with the binary is not what `store::encode` makes.
    pub fn unit(&self) -> Arc<CodeUnit> {
        match self {
            Child::Ready(unit) => Arc::clone(unit),
            Child::Stored(bytes, filename) => {
                let unit = super::store::decode_lazily(bytes, filename);
                Arc::new(unit.expect("the build script stores valid code"))
            }
        }
    }
}

/// Appends a code point as generalised UTF-8.
pub fn push_wtf8(out: &mut Vec<u8>, c: u32) {
    match char::from_u32(c) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend_from_slice(&[0xE0 | (c >> 12) as u8, 0x80 | (c >> 6 & 0x3F) as u8, 0x80 | (c & 0x3F) as u8]),
    }
}
