//! Constant folding, with the limits that CPython's `ast_opt.c` has.

use super::expression::text;
use crate::bytecode::{Constant, Text};
use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};
use parser::ast::{self, Expr as E, Operator as O};

/// Largest int, in bits, and sizes of tuples, text and nested tuples, that multiplying, shifting or raising may give.
const MAX_INT_BITS: u64 = 128;
const MAX_TUPLE: usize = 256;
const MAX_TEXT: usize = 4096;
const MAX_ITEMS: usize = 1024;

pub(super) fn int_constant(n: &BigInt) -> Constant {
    n.to_i64().map_or_else(|| Constant::BigInt(n.clone()), Constant::Int)
}

/// The compiler's form of a constant of the tree.
pub(crate) fn constant_of(constant: &ast::Constant) -> Constant {
    match constant {
        ast::Constant::None => Constant::None,
        ast::Constant::Bool(b) => Constant::Bool(*b),
        ast::Constant::Str(s) => Constant::Str(text(s)),
        ast::Constant::Bytes(b) => Constant::Bytes(b.as_slice().into()),
        ast::Constant::Int(n) => int_constant(n),
        ast::Constant::Tuple(items) => Constant::Tuple(items.iter().map(constant_of).collect()),
        ast::Constant::Float(f) => Constant::Float(*f),
        ast::Constant::Complex { real, imag } => Constant::Complex(*real, *imag),
        ast::Constant::Ellipsis => Constant::Ellipsis,
    }
}

/// The value of an expression of constants, if CPython computes it when compiling.
pub(super) fn fold(expr: &E) -> Option<Constant> {
    match expr {
        E::Constant(e) => Some(constant_of(&e.value)),
        E::UnaryOp(e) => unary(e.op, fold(&e.operand)?),
        E::BinOp(e) => {
            // The right operand is rarely nested: look at it first.
            let right = fold(&e.right)?;
            binary(fold(&e.left)?, e.op, right)
        }
        E::Tuple(e) if matches!(e.ctx, ast::ExprContext::Load) => {
            e.elts.iter().map(fold).collect::<Option<Vec<_>>>().map(Constant::Tuple)
        }
        E::Subscript(e) if matches!(e.ctx, ast::ExprContext::Load) => item(&fold(&e.value)?, &fold(&e.slice)?),
        _ => None,
    }
}

/// Whether a constant is true.
pub(super) fn truth(constant: &Constant) -> bool {
    match constant {
        Constant::None => false,
        Constant::Bool(b) => *b,
        Constant::Ellipsis | Constant::BigInt(_) => true,
        Constant::Int(n) => *n != 0,
        Constant::Float(f) => *f != 0.0,
        Constant::Complex(re, im) => *re != 0.0 || *im != 0.0,
        Constant::Str(s) => !s.0.is_empty(),
        Constant::Bytes(b) => !b.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
    }
}

fn unary(op: ast::UnaryOp, operand: Constant) -> Option<Constant> {
    use ast::UnaryOp as U;
    Some(match (op, operand) {
        (U::Not, constant) => Constant::Bool(!truth(&constant)),
        (U::USub, Constant::Float(f)) => Constant::Float(-f),
        (U::USub, Constant::Complex(re, im)) => Constant::Complex(-re, -im),
        (U::UAdd, constant @ (Constant::Float(_) | Constant::Complex(..))) => constant,
        (U::Invert, Constant::Int(n)) => Constant::Int(!n),
        (U::USub, constant) => int_constant(&-as_int(&constant)?),
        (U::UAdd, constant) => int_constant(&as_int(&constant)?),
        (U::Invert, Constant::BigInt(n)) => int_constant(&(-n - 1)),
        (U::Invert, _) => return None,
    })
}

fn as_int(constant: &Constant) -> Option<BigInt> {
    match constant {
        Constant::Bool(b) => Some(BigInt::from(u8::from(*b))),
        Constant::Int(n) => Some(BigInt::from(*n)),
        Constant::BigInt(n) => Some(n.clone()),
        _ => None,
    }
}

fn as_float(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Float(f) => Some(*f),
        Constant::Bool(b) => Some(f64::from(u8::from(*b))),
        // Exact ones only: others are left to the int type's rounding.
        Constant::Int(n) if n.unsigned_abs() <= 1 << 53 => Some(*n as f64),
        _ => None,
    }
}

fn binary(left: Constant, op: O, right: Constant) -> Option<Constant> {
    match (&left, op, &right) {
        (Constant::Bool(a), O::BitAnd, Constant::Bool(b)) => return Some(Constant::Bool(a & b)),
        (Constant::Bool(a), O::BitOr, Constant::Bool(b)) => return Some(Constant::Bool(a | b)),
        (Constant::Bool(a), O::BitXor, Constant::Bool(b)) => return Some(Constant::Bool(a ^ b)),
        (Constant::Str(a), O::Add, Constant::Str(b)) => {
            return Some(Constant::Str(Text([&*a.0, &b.0].concat().into())));
        }
        (Constant::Bytes(a), O::Add, Constant::Bytes(b)) => return Some(Constant::Bytes([&**a, b].concat().into())),
        (Constant::Tuple(a), O::Add, Constant::Tuple(b)) => {
            return Some(Constant::Tuple([a.as_slice(), b].concat()));
        }
        _ => {}
    }
    if let (Some(a), Some(b)) = (as_int(&left), as_int(&right)) {
        return ints(&a, op, &b);
    }
    if op == O::Mult {
        if let Some(count) = as_int(&right) {
            return repeat(&left, &count);
        }
        if let Some(count) = as_int(&left) {
            return repeat(&right, &count);
        }
    }
    if let (Some(a), Some(b)) = (as_float(&left), as_float(&right)) {
        return floats(a, op, b).map(Constant::Float);
    }
    match (as_float(&left), op, right) {
        (Some(a), O::Add, Constant::Complex(re, im)) => Some(Constant::Complex(a + re, im)),
        (Some(a), O::Sub, Constant::Complex(re, im)) => Some(Constant::Complex(a - re, 0.0 - im)),
        _ => None,
    }
}

fn floats(a: f64, op: O, b: f64) -> Option<f64> {
    match op {
        O::Add => Some(a + b),
        O::Sub => Some(a - b),
        O::Mult => Some(a * b),
        O::Div if b != 0.0 => Some(a / b),
        _ => None,
    }
}

fn ints(a: &BigInt, op: O, b: &BigInt) -> Option<Constant> {
    let result = match op {
        O::Add => a + b,
        O::Sub => a - b,
        O::Mult if a.is_zero() || b.is_zero() => BigInt::ZERO,
        O::Mult if a.bits() + b.bits() <= MAX_INT_BITS => a * b,
        O::FloorDiv if !b.is_zero() => a.div_floor(b),
        O::Mod if !b.is_zero() => a.mod_floor(b),
        O::Div if !b.is_zero() && a.bits() <= 53 && b.bits() <= 53 => {
            return Some(Constant::Float(a.to_f64()? / b.to_f64()?));
        }
        O::Pow if b.sign() != Sign::Minus => {
            let exponent = b.to_u32()?;
            let small = a.is_zero() || u64::from(exponent) * a.bits() <= MAX_INT_BITS;
            if !small {
                return None;
            }
            Pow::pow(a, exponent)
        }
        O::LShift if b.sign() != Sign::Minus => {
            let shift = b.to_u64()?;
            if !a.is_zero() && (shift > MAX_INT_BITS || a.bits() + shift > MAX_INT_BITS) {
                return None;
            }
            a << shift
        }
        O::RShift if b.sign() != Sign::Minus => a >> b.to_u64()?,
        O::BitAnd => a & b,
        O::BitOr => a | b,
        O::BitXor => a ^ b,
        _ => return None,
    };
    Some(int_constant(&result))
}

/// Nested items of a tuple, or none if there are too many.
fn total_items(items: &[Constant], mut limit: usize) -> Option<usize> {
    for item in items {
        if let Constant::Tuple(inner) = item {
            limit = limit.checked_sub(inner.len())?;
            limit = total_items(inner, limit)?;
        }
    }
    Some(limit)
}

fn repeat(constant: &Constant, count: &BigInt) -> Option<Constant> {
    let count = if count.is_negative() { 0 } else { count.to_usize()? };
    let fits = |len: usize, most: usize| len == 0 || count <= most / len;
    match constant {
        Constant::Str(s) if fits(s.0.len(), MAX_TEXT) => Some(Constant::Str(Text(s.0.repeat(count).into()))),
        Constant::Bytes(b) if fits(b.len(), MAX_TEXT) => Some(Constant::Bytes(b.repeat(count).into())),
        Constant::Tuple(items) if fits(items.len(), MAX_TUPLE) => {
            total_items(items, MAX_ITEMS / count.max(1))?;
            Some(Constant::Tuple(items.iter().cycle().take(items.len() * count).cloned().collect()))
        }
        _ => None,
    }
}

fn item(value: &Constant, index: &Constant) -> Option<Constant> {
    let index = as_int(index)?.to_i64()?;
    let at = |len: usize| {
        let index = if index < 0 { index + i64::try_from(len).ok()? } else { index };
        usize::try_from(index).ok().filter(|&index| index < len)
    };
    match value {
        Constant::Tuple(items) => items.get(at(items.len())?).cloned(),
        Constant::Bytes(bytes) => bytes.get(at(bytes.len())?).map(|&byte| Constant::Int(byte.into())),
        Constant::Str(s) => {
            let s = s.as_str()?;
            let c = s.chars().nth(at(s.chars().count())?)?;
            Some(Constant::Str(Text::from(&*c.to_string())))
        }
        _ => None,
    }
}
