//! What the grammar lets through and CPython's does not. The checks only say that a tree is invalid and where; the
//! words for it are the diagnosis's.

use rustpython_parser::ast::{Expr, Pattern, Stmt};

use crate::tokenizer::Token;

/// A node that CPython's grammar does not know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invalid {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

type Checked = Result<(), Invalid>;

pub(crate) fn stmt(_stmt: &Stmt, _tokens: &[Token]) -> Checked {
    Ok(())
}

pub(crate) fn expr(_expr: &Expr, _tokens: &[Token]) -> Checked {
    Ok(())
}

pub(crate) fn pattern(_pattern: &Pattern) -> Checked {
    Ok(())
}
