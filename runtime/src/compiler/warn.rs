//! `SyntaxWarning`s that CPython's compiler gives.

use super::fold::fold;
use super::{CompileWarning, Compiler};
use crate::bytecode::Constant;
use parser::ast::{self, Expr as E, Ranged};

fn constant_type(constant: &Constant) -> &'static str {
    match constant {
        Constant::None => "NoneType",
        Constant::Bool(_) => "bool",
        Constant::Ellipsis => "ellipsis",
        Constant::Int(_) | Constant::BigInt(_) => "int",
        Constant::Float(_) => "float",
        Constant::Complex(..) => "complex",
        Constant::Str(_) => "str",
        Constant::Bytes(_) => "bytes",
        Constant::Tuple(_) => "tuple",
        Constant::FrozenSet(_) => "frozenset",
    }
}

/// The name of the type that an expression certainly has.
fn type_of(expr: &E) -> Option<&'static str> {
    if let Some(constant) = fold(expr) {
        return Some(constant_type(&constant));
    }
    Some(match expr {
        E::Tuple(_) => "tuple",
        E::List(_) | E::ListComp(_) => "list",
        E::Dict(_) | E::DictComp(_) => "dict",
        E::Set(_) | E::SetComp(_) => "set",
        E::GeneratorExp(_) => "generator",
        E::Lambda(_) => "function",
        E::JoinedStr(_) | E::FormattedValue(_) => "str",
        _ => return None,
    })
}

/// Whether comparing the identity of the expression makes sense.
fn has_identity(expr: &E) -> bool {
    match fold(expr) {
        Some(constant) => matches!(constant, Constant::None | Constant::Bool(_) | Constant::Ellipsis),
        None => true,
    }
}

impl Compiler<'_> {
    fn warn(&mut self, node: &impl Ranged, message: String) {
        let position = self.places.position((node.start().into(), node.end().into()));
        // `finally` bodies, among others, are compiled more than once.
        let known = self.warnings.iter().any(|known| known.position == position && known.message == message);
        if !known {
            self.warnings.push(CompileWarning { message, position });
        }
    }

    pub(super) fn warn_if_not_callable(&mut self, callee: &E) {
        let kind = match callee {
            E::Lambda(_) => None,
            other => type_of(other),
        };
        if let Some(kind) = kind {
            self.warn(callee, format!("'{kind}' object is not callable; perhaps you missed a comma?"));
        }
    }

    pub(super) fn warn_of_subscript(&mut self, value: &E, index: &E) {
        let Some(kind) = type_of(value) else { return };
        match kind {
            "NoneType" | "ellipsis" | "int" | "bool" | "float" | "complex" | "frozenset" | "set" | "generator"
            | "function" => {
                self.warn(value, format!("'{kind}' object is not subscriptable; perhaps you missed a comma?"));
            }
            "str" | "bytes" | "tuple" | "list" => {
                if let Some(index) = type_of(index).filter(|index| !matches!(*index, "int" | "bool")) {
                    let message =
                        format!("{kind} indices must be integers or slices, not {index}; perhaps you missed a comma?");
                    self.warn(value, message);
                }
            }
            _ => {}
        }
    }

    pub(super) fn warn_of_identity(&mut self, e: &ast::ExprCompare) {
        let mut left = &*e.left;
        for (op, right) in e.ops.iter().zip(&e.comparators) {
            let word = match op {
                ast::CmpOp::Is => Some(("is", "==")),
                ast::CmpOp::IsNot => Some(("is not", "!=")),
                _ => None,
            };
            if let Some((word, meant)) = word
                && let Some(literal) = [left, right].into_iter().find(|side| !has_identity(side))
            {
                let kind = type_of(literal).unwrap_or("object");
                let message = format!("\"{word}\" with '{kind}' literal. Did you mean \"{meant}\"?");
                return self.warn(e, message);
            }
            left = right;
        }
    }

    pub(super) fn warn_of_assertion(&mut self, s: &ast::StmtAssert) {
        let elements = match &*s.test {
            E::Tuple(tuple) => tuple.elts.len(),
            E::Constant(c) => match &c.value {
                ast::Constant::Tuple(items) => items.len(),
                _ => 0,
            },
            _ => 0,
        };
        if elements > 0 {
            self.warn(s, "assertion is always true, perhaps remove parentheses?".to_owned());
        }
    }
}
