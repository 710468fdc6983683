//! Operators of ints that are more than two limbs long, or whose results may be: results are computed where they will stay.

use crate::limbs::bits::Bitwise;
use crate::limbs::{self, add, bits, divide, multiply};
use crate::object::int::BigRef;
use crate::object::protocol::BinaryOp;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cmp::Ordering;

/// Memory for limbs on the way: on the stack if there are few.
struct Scratch {
    few: [u64; 24],
    many: Vec<u64>,
}

impl Scratch {
    #[inline]
    fn new(len: usize) -> Scratch {
        Scratch { few: [0; 24], many: if len > 24 { vec![0; len] } else { Vec::new() } }
    }

    #[inline]
    fn limbs(&mut self, len: usize) -> &mut [u64] {
        if len > 24 { &mut self.many } else { &mut self.few[..len] }
    }
}

/// `a op b`
pub(super) fn binary(vm: &mut Vm, op: BinaryOp, a: BigRef<'_>, b: BigRef<'_>) -> PyResult<Value> {
    match op {
        BinaryOp::Add => sum(vm, a, b),
        BinaryOp::Sub => sum(vm, a, BigRef { negative: !b.negative, ..b }),
        BinaryOp::Mul => product(vm, a, b),
        BinaryOp::FloorDiv | BinaryOp::DivMod if b.limbs.is_empty() => {
            Err(vm.zero_division_error("integer division or modulo by zero"))
        }
        BinaryOp::Mod if b.limbs.is_empty() => Err(vm.zero_division_error("integer modulo by zero")),
        BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::DivMod => division(vm, op, a, b),
        BinaryOp::And => bitwise(vm, Bitwise::And, a, b),
        BinaryOp::Or => bitwise(vm, Bitwise::Or, a, b),
        BinaryOp::Xor => bitwise(vm, Bitwise::Xor, a, b),
        BinaryOp::LShift | BinaryOp::RShift => shift(vm, op, a, b),
        BinaryOp::Pow => power(vm, a, b),
        BinaryOp::TrueDiv => true_divide(vm, a, b),
        BinaryOp::MatMul => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn sum(vm: &mut Vm, a: BigRef<'_>, b: BigRef<'_>) -> PyResult<Value> {
    if a.negative == b.negative {
        let (long, short) = if a.limbs.len() >= b.limbs.len() { (a, b) } else { (b, a) };
        let out = vm.int_room(long.limbs.len() + 1)?;
        add::add(out.room(), long.limbs, short.limbs);
        return vm.finish_int(out, a.negative);
    }
    let (large, small) = match add::compare(a.limbs, b.limbs) {
        Ordering::Equal => return Ok(Value::int32(0)),
        Ordering::Greater => (a, b),
        Ordering::Less => (b, a),
    };
    let out = vm.int_room(large.limbs.len())?;
    add::subtract(out.room(), large.limbs, small.limbs);
    vm.finish_int(out, large.negative)
}

fn product(vm: &mut Vm, a: BigRef<'_>, b: BigRef<'_>) -> PyResult<Value> {
    if a.limbs.is_empty() || b.limbs.is_empty() {
        return Ok(Value::int32(0));
    }
    let out = vm.int_room(a.limbs.len() + b.limbs.len())?;
    if std::ptr::eq(a.limbs, b.limbs) {
        multiply::square(out.room(), a.limbs);
    } else {
        multiply::multiply(out.room(), a.limbs, b.limbs);
    }
    vm.finish_int(out, a.negative != b.negative)
}

/// Floor division, modulo, or both; `b` is not 0.
fn division(vm: &mut Vm, op: BinaryOp, a: BigRef<'_>, b: BigRef<'_>) -> PyResult<Value> {
    let (n, d) = (a.limbs, b.limbs);
    let differ = a.negative != b.negative;
    if n.len() < d.len() && !differ {
        return match op {
            BinaryOp::FloorDiv => Ok(Value::int32(0)),
            BinaryOp::Mod => vm.int_of_limbs(a.negative, n),
            _ => {
                let rest = vm.int_of_limbs(a.negative, n)?;
                Ok(vm.tuple(&[Value::int32(0), rest])?.value())
            }
        };
    }
    // A limb more than the quotient has: the floor may be further from zero by one.
    let quotient_len = (n.len() + 2).saturating_sub(d.len()).max(1);
    let scratch_len = if d.len() == 1 || n.len() < d.len() { d.len() } else { divide::scratch_len(n, d) };
    let own = if op == BinaryOp::Mod { quotient_len } else { 0 };
    let mut scratch = Scratch::new(scratch_len + own);
    let (rest, unwanted) = scratch.limbs(scratch_len + own).split_at_mut(scratch_len);
    let out = if op == BinaryOp::Mod { None } else { Some(vm.int_room(quotient_len)?) };
    let quotient = match &out {
        Some(out) => out.room(),
        None => unwanted,
    };
    quotient[quotient_len - 1] = 0;
    if n.len() < d.len() {
        rest[..n.len()].copy_from_slice(n);
        rest[n.len()..].fill(0);
    } else if let &[word] = d {
        rest[0] = divide::divide_word(quotient, n, word);
    } else {
        divide::divide(quotient, rest, n, d);
    }
    let rest = &mut rest[..d.len()];
    if differ && rest.iter().any(|&limb| limb != 0) {
        add::add_one(quotient);
        add::negate_modulo(rest, d);
    }
    let quotient = match out {
        Some(out) => vm.finish_int(out, differ)?,
        None => return vm.int_of_limbs(b.negative, rest),
    };
    if op == BinaryOp::FloorDiv {
        return Ok(quotient);
    }
    let rest = vm.int_of_limbs(b.negative, rest)?;
    Ok(vm.tuple(&[quotient, rest])?.value())
}

fn bitwise(vm: &mut Vm, op: Bitwise, mut a: BigRef<'_>, mut b: BigRef<'_>) -> PyResult<Value> {
    let len = if op == Bitwise::And && !a.negative && !b.negative {
        let len = a.limbs.len().min(b.limbs.len());
        (a.limbs, b.limbs) = (&a.limbs[..len], &b.limbs[..len]);
        len
    } else {
        a.limbs.len().max(b.limbs.len()) + 1
    };
    let out = vm.int_room(len)?;
    let negative = bits::bitwise(out.room(), op, (a.negative, a.limbs), (b.negative, b.limbs));
    vm.finish_int(out, negative)
}

fn shift(vm: &mut Vm, op: BinaryOp, a: BigRef<'_>, b: BigRef<'_>) -> PyResult<Value> {
    if b.negative {
        return Err(vm.value_error("negative shift count"));
    }
    if a.limbs.is_empty() {
        return Ok(Value::int32(0));
    }
    match (op, b.to_u64()) {
        (BinaryOp::LShift, Some(shift)) if shift < 1 << 36 => {
            let out = vm.int_room(bits::shift_left_len(a.limbs, shift))?;
            bits::shift_left(out.room(), a.limbs, shift);
            vm.finish_int(out, a.negative)
        }
        (BinaryOp::LShift, Some(shift)) if shift >> 63 == 0 => Err(vm.memory_error()),
        (BinaryOp::LShift, _) => Err(vm.overflow_error("too many digits in integer")),
        (_, Some(shift)) if shift < a.bits() => {
            let out = vm.int_room(a.limbs.len() - (shift / 64) as usize + 1)?;
            bits::shift_right(out.room(), a.limbs, shift, a.negative);
            vm.finish_int(out, a.negative)
        }
        _ => Ok(Value::int32(if a.negative { -1 } else { 0 })),
    }
}

fn power(vm: &mut Vm, a: BigRef<'_>, b: BigRef<'_>) -> PyResult<Value> {
    if b.negative {
        if a.limbs.is_empty() {
            return Err(vm.zero_division_error("0.0 cannot be raised to a negative power"));
        }
        let (a, b) = (to_f64(vm, a)?, to_f64(vm, b)?);
        return crate::builtins::float::power(vm, a, b);
    }
    let odd = b.limbs.first().is_some_and(|limb| limb & 1 != 0);
    if b.limbs.is_empty() || a.limbs == [1] {
        return Ok(Value::int32(if a.negative && odd { -1 } else { 1 }));
    }
    if a.limbs.is_empty() {
        return Ok(Value::int32(0));
    }
    match b.to_u64() {
        Some(b) if b.checked_mul(a.bits()).is_some_and(|bits| bits < 1 << 36) => {
            let power = limbs::power::power(a.limbs, b);
            vm.int_of_limbs(a.negative && odd, &power)
        }
        Some(_) | None => Err(vm.memory_error()),
    }
}

/// `pow(a, b, m)`
pub(super) fn power_modulo(vm: &mut Vm, a: BigRef<'_>, b: BigRef<'_>, m: BigRef<'_>) -> PyResult<Value> {
    if m.limbs.is_empty() {
        return Err(vm.value_error("pow() 3rd argument cannot be 0"));
    }
    if m.limbs == [1] {
        return Ok(Value::int32(0));
    }
    let mut base = limbs::divide::div_rem(a.limbs, m.limbs).1;
    if a.negative && !base.is_empty() {
        base.resize(m.limbs.len(), 0);
        add::negate_modulo(&mut base, m.limbs);
        limbs::trim(&mut base);
    }
    if b.negative {
        base = match limbs::gcd::inverse(&base, m.limbs) {
            Some(inverse) => inverse,
            None => return Err(vm.value_error("base is not invertible for the given modulus")),
        };
    }
    let mut power = if b.limbs == [1] { base } else { limbs::power::power_modulo(&base, b.limbs, m.limbs) };
    if m.negative && !power.is_empty() {
        power.resize(m.limbs.len(), 0);
        add::negate_modulo(&mut power, m.limbs);
    }
    vm.int_of_limbs(m.negative, &power)
}

/// The float nearest to an int, ties to even.
pub(crate) fn to_f64(vm: &mut Vm, n: BigRef<'_>) -> PyResult<f64> {
    let f = n.to_f64();
    if f.is_infinite() {
        return Err(vm.overflow_error("int too large to convert to float"));
    }
    Ok(f)
}

/// The quotient of two ints, correctly rounded.
fn true_divide(vm: &mut Vm, a: BigRef<'_>, b: BigRef<'_>) -> PyResult<Value> {
    if b.limbs.is_empty() {
        return Err(vm.zero_division_error("division by zero"));
    }
    // The quotient gets at least 66 bits and is rounded once, with what is left below as one bit.
    let scale = (b.bits() as i64 - a.bits() as i64 + 66).min(1200);
    let (mut n, lost) = if scale >= 0 {
        let mut n = vec![0; bits::shift_left_len(a.limbs, scale as u64)];
        bits::shift_left(&mut n, a.limbs, scale as u64);
        (n, false)
    } else {
        let cut = scale.unsigned_abs();
        let mut n = vec![0; a.limbs.len() - (cut / 64) as usize];
        bits::shift_right(&mut n, a.limbs, cut, false);
        (n, limbs::float::any_below(a.limbs, cut))
    };
    limbs::trim(&mut n);
    let (quotient, rest) = limbs::divide::div_rem(&n, b.limbs);
    let f = limbs::float::to_f64(&quotient, -scale, lost || !rest.is_empty());
    if f.is_infinite() {
        return Err(vm.overflow_error("integer division result too large for a float"));
    }
    Ok(Value::float(if a.negative != b.negative { -f } else { f }))
}
