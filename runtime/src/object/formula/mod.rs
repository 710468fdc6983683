//! Formulas: what small methods like `__hash__` and `__eq__` compute from attributes of their arguments, as expressions that are
//! evaluated without a frame. Keys of dicts and sets with such methods cost little more than strs do.
//!
//! A formula is read off the bytecode (`read.rs`), once for each code object. Evaluating it (`evaluate.rs`) runs no Python, allocates
//! nothing and changes nothing that a program sees: what is not plain has no answer, and then the method is called.

mod evaluate;
mod read;

use super::code::Code;
use super::function::Function;
use super::protocol::{BinaryOp, CompareOp};
use crate::heap::{Gc, Tracer};
use crate::value::Value;
use crate::vm::Vm;
use evaluate::{Evaluation, Scalar};
use std::cell::Cell;

/// What a method computes.
pub(crate) struct Formula {
    root: Expression,
    attributes: Vec<AttributeSite>,
    globals: Vec<GlobalSite>,
    /// How often in a row it had no answer.
    failures: Cell<u32>,
}

/// A part of a formula. Expressions have no effects, so those that occur twice may be evaluated twice.
#[derive(Clone, Debug)]
enum Expression {
    Argument(usize),
    /// A word that is no object.
    Word(Value),
    /// A constant of the code.
    Constant(usize),
    /// A global or builtin, by the number of its site.
    Global(usize),
    /// An attribute of an argument, by the number of its site.
    Field(usize, usize),
    /// An attribute of anything else.
    Attribute(Box<Expression>, usize),
    /// `x.__class__`
    Class(Box<Expression>),
    /// A tuple, which is only made to be hashed or compared.
    Tuple(Box<[Expression]>),
    /// A call of a global, by the number of its site.
    Call(usize, Box<[Expression]>),
    Arithmetic(BinaryOp, Box<[Expression; 2]>),
    Compare(CompareOp, Box<[Expression; 2]>),
    /// `x is y`
    Same(Box<[Expression; 2]>),
    Not(Box<Expression>),
    /// `y if x else z`
    Choice(Box<[Expression; 3]>),
}

/// Where a formula reads an attribute, and where it has found that in objects of some shapes.
struct AttributeSite {
    /// Number of the name.
    name: usize,
    /// By the last bits of the shape: a method of a base class meets objects of many classes.
    places: [Cell<Place>; PLACES],
}

const PLACES: usize = 16;

/// Where objects of a shape have an attribute, as long as their class has this version.
#[derive(Clone, Copy, Default)]
struct Place {
    shape: u32,
    /// Of the class; 0 is no version.
    version: u32,
    /// Byte offset of the attribute, or of the reference to the overflow array.
    start: u16,
    /// Index in that.
    overflow: Option<u16>,
}

/// Where a formula reads a global or builtin.
struct GlobalSite {
    /// Number of the name.
    name: usize,
    /// The cell that has it, or 0.
    cell: Cell<u64>,
    /// If that is one of the builtins, the version of the globals' keys, which lack it.
    version: Cell<Option<u32>>,
}

/// After so many failures in a row a formula is not tried again: its method works with what is not plain.
const MOST_FAILURES: u32 = 200;

/// Objects whose methods ask for those of others, and so on, are left to who counts how deep that goes.
const MOST_NESTED: u32 = 8;

impl Formula {
    /// Shows the cells that are remembered.
    pub(super) fn trace(&self, tracer: &mut Tracer<'_>) {
        for site in &self.globals {
            tracer.word(&site.cell);
        }
    }
}

impl Vm {
    /// The hash that a `__hash__` in Python gives of an object, without running it; none if only running it tells.
    #[inline(never)]
    pub(super) fn hash_by_formula(&self, method: Gc<Function>, object: Value) -> Option<u64> {
        let n = match self.evaluate(method, &[object])? {
            Scalar::Int(n) => n,
            Scalar::Value(value) => value.as_small_int()?,
        };
        // As C has it: -1 says "error".
        Some(if n == -1 { -2i64 as u64 } else { n as u64 })
    }

    /// Whether an `__eq__` in Python says that two objects of one class are equal; none if only running it tells.
    #[inline(never)]
    pub(super) fn equal_by_formula(&self, method: Gc<Function>, a: Value, b: Value) -> Option<bool> {
        // Both are asked where the first does not know; then identity decides.
        for operands in [[a, b], [b, a]] {
            match self.evaluate(method, &operands)? {
                Scalar::Value(value) if value.is_not_implemented() => {}
                Scalar::Value(value) => return value.as_bool(),
                Scalar::Int(_) => return None,
            }
        }
        Some(a == b)
    }

    fn evaluate(&self, method: Gc<Function>, arguments: &[Value]) -> Option<Scalar> {
        let code = method.code.get();
        // Who watches calls is to see them.
        let formula = code.formula().filter(|formula| formula.failures.get() < MOST_FAILURES && !self.is_watched())?;
        if usize::from(code.unit.arg_count) != arguments.len() || self.nested_formulas.get() == MOST_NESTED {
            return None;
        }
        self.nested_formulas.set(self.nested_formulas.get() + 1);
        let found = Evaluation { vm: self, formula, code, method, arguments }.scalar(&formula.root);
        self.nested_formulas.set(self.nested_formulas.get() - 1);
        let failures = if found.is_some() { 0 } else { formula.failures.get() + 1 };
        formula.failures.set(failures);
        found
    }
}

impl Code {
    /// What the code computes, if it is a formula.
    pub(super) fn formula(&self) -> Option<&Formula> {
        // Code from files is verified before it first runs.
        if !self.unit.is_trusted() && !self.is_prepared() {
            return None;
        }
        self.formula.get_or_init(|| read::formula(self).map(Box::new)).as_deref()
    }
}
