//! Operators of `Decimal`: arithmetic and comparison.

use super::arith::order;
use super::context::{self, ContextRef, finish};
use super::num::{Class, Num, Work, flag};
use super::object::{make, make_short, of_float, operand, own, short_of};
use super::short::{self, Short, Sign};
use runtime::native::{Args, LeafRule};
use runtime::object::int::Complex;
use runtime::object::protocol::CompareOp;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

type Binary = fn(&mut Work, &Num, &Num) -> Num;
type ShortBinary = fn(&mut Work, Short, Short) -> Option<Short>;

/// Applies an operation in the current context.
fn apply(vm: &mut Vm, a: Value, b: Value, op: Binary) -> PyResult<Value> {
    let (Some(a), Some(b)) = (operand(a), operand(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let context = context::current(vm)?;
    let mut work = context.data.work();
    let result = op(&mut work, &a, &b);
    finish(vm, context, work.status)?;
    make(vm, result)
}

/// The same with a form for short numbers, which is tried first.
#[inline(always)]
fn apply_short(vm: &mut Vm, a: Value, b: Value, short: ShortBinary, op: Binary) -> PyResult<Value> {
    if let (Some(x), Some(y)) = (short_of(a), short_of(b)) {
        let context = context::current(vm)?;
        let mut work = context.data.work();
        if let Some(result) = short(&mut work, x, y) {
            finish(vm, context, work.status)?;
            return make_short(vm, result);
        }
    }
    apply(vm, a, b, op)
}

/// Comparisons of short numbers look at nothing else.
pub(super) const COMPARES_SHORT: LeafRule = LeafRule::When(|_, args| are_short(args));

/// Nor does arithmetic with them, unless the context wants an exception of what is usual.
pub(super) const QUIET_AND_SHORT: LeafRule = LeafRule::When(|vm, args| are_short(args) && context::is_quiet(vm));

fn are_short(args: &[Value]) -> bool {
    args.iter().all(|&arg| short_of(arg).is_some())
}

macro_rules! binary {
    ($($name:ident $reflected:ident $op:ident $($short:ident)?;)*) => {$(
        pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            binary!(vm, args[0], args[1], $op $($short)?)
        }
        pub(super) fn $reflected(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            binary!(vm, args[1], args[0], $op $($short)?)
        }
    )*};
    ($vm:ident, $a:expr, $b:expr, $op:ident) => { apply($vm, $a, $b, Work::$op) };
    ($vm:ident, $a:expr, $b:expr, $op:ident $short:ident) => { apply_short($vm, $a, $b, Work::$short, Work::$op) };
}
binary! {
    add radd add short_add;
    sub rsub sub short_sub;
    mul rmul mul short_mul;
    true_div rtrue_div div short_div;
    floor_div rfloor_div div_int short_div_int;
    modulo rmodulo rem short_rem;
}

/// Quotient and remainder as a tuple.
pub(super) fn pair(vm: &mut Vm, context: ContextRef, a: &Num, b: &Num) -> PyResult<Value> {
    let mut work = context.data.work();
    let (quotient, rest) = work.div_mod(a, b);
    finish(vm, context, work.status)?;
    let (quotient, rest) = (make(vm, quotient)?, make(vm, rest)?);
    Ok(vm.tuple(&[quotient, rest])?.value())
}

fn divided(vm: &mut Vm, a: Value, b: Value) -> PyResult<Value> {
    let (Some(a), Some(b)) = (operand(a), operand(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let context = context::current(vm)?;
    pair(vm, context, &a, &b)
}

pub(super) fn div_mod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    divided(vm, args[0], args[1])
}

pub(super) fn rdiv_mod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    divided(vm, args[1], args[0])
}

fn raised(vm: &mut Vm, a: Value, b: Value, modulus: Option<Value>) -> PyResult<Value> {
    if modulus.is_none() {
        return apply_short(vm, a, b, Work::short_pow, Work::pow);
    }
    let (Some(a), Some(b)) = (operand(a), operand(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let Some(modulus) = modulus.and_then(operand) else { return Ok(Value::NOT_IMPLEMENTED) };
    let context = context::current(vm)?;
    let mut work = context.data.work();
    let result = work.pow_mod(&a, &b, &modulus);
    finish(vm, context, work.status)?;
    make(vm, result)
}

pub(super) fn pow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    raised(vm, args[0], args[1], args.not_none(2))
}

pub(super) fn rpow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    raised(vm, args[1], args[0], args.not_none(2))
}

macro_rules! unary {
    ($($name:ident $op:ident $sign:ident;)*) => {$(
        pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let context = context::current(vm)?;
            let mut work = context.data.work();
            if let Some(n) = short_of(args[0])
                && let Some(result) = work.short_signed(n, Sign::$sign)
            {
                finish(vm, context, work.status)?;
                return make_short(vm, result);
            }
            let result = work.$op(&own(args[0]));
            finish(vm, context, work.status)?;
            make(vm, result)
        }
    )*};
}
unary! { pos plus Same; neg minus Other; abs abs None; }

pub(super) fn bool(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(!own(args[0]).is_zero()))
}

/// The numbers to compare instead of `a` and a value that is no Decimal; none if there is no order.
fn comparable(vm: &mut Vm, context: ContextRef, a: Num, value: Value, equality: bool) -> PyResult<Option<(Num, Num)>> {
    if let Some(b) = operand(value) {
        return Ok(Some((a, b)));
    }
    let float = match value.cast::<Complex>() {
        Some(complex) if equality && complex.imag == 0.0 => Some(complex.real),
        _ => value.as_f64(),
    };
    if let Some(f) = float {
        if equality {
            // Noted, but never raised.
            context.data.status.set(context.data.status.get() | flag::FLOAT_OPERATION);
        } else {
            finish(vm, context, flag::FLOAT_OPERATION)?;
        }
        return Ok(Some((a, of_float(f))));
    }
    let numbers = vm.import("numbers")?;
    let rational = vm.get_attr_text(numbers, "Rational")?;
    if !vm.isinstance(value, rational)? {
        return Ok(None);
    }
    let (top, bottom) = (vm.get_attr_text(value, "numerator")?, vm.get_attr_text(value, "denominator")?);
    let (Some(top), Some(bottom)) = (operand(top), operand(bottom)) else { return Ok(None) };
    if !a.is_finite() {
        return Ok(Some((a, top)));
    }
    let scaled = Num::finite(a.negative, a.coef.mul(&bottom.coef), a.exp);
    Ok(Some((scaled, top)))
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    if let (Some(a), Some(b)) = (short_of(args[0]), short_of(args[1]))
        && let Some(order) = short::order(a, b)
    {
        return Ok(Value::bool(op.holds(order)));
    }
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    let context = context::current(vm)?;
    let Some((a, b)) = comparable(vm, context, own(args[0]), args[1], equality)? else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if a.is_nan() || b.is_nan() {
        if !equality || a.class == Class::SignalingNan || b.class == Class::SignalingNan {
            finish(vm, context, flag::INVALID_OPERATION)?;
        }
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    Ok(Value::bool(op.holds(order(&a, &b))))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {$(
        pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            compare(vm, args, CompareOp::$op)
        }
    )*};
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }
