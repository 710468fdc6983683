//! Arithmetic: small ints and floats inline, everything else by the number protocol.

use super::call::{enter_prepared, kind_is};
use super::operator::{ENTERED, enter_binary, enter_direct};
use super::{Operands, a, aux, b, c, go, handler, record, sc, tail, throw, value_op, word};
use crate::builtins::wide::Wide;
use crate::bytecode::Op;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::seen;
use crate::object::header::Kind;
use crate::object::protocol::BinaryOp;
use crate::object::string::Str;
use crate::value::{INT_SHIFT, INT_TAG, Value};
use crate::vm::Vm;

macro_rules! both_ints {
    ($x:expr, $y:expr) => {
        ($x & $y) >= INT_TAG
    };
}

/// `add`, `sub`: overflow shows at the top of the shifted words.
macro_rules! additive {
    ($name:ident, $slow:ident, $float:ident, $checked:ident, $op:tt) => {
        handler! { $name(pc, base, i, vm, d) {
            let (x, y) = (*base.add(b!(pc)), *base.add(c!(i)));
            if both_ints!(x, y) {
                let (r, overflow) = ((x << INT_SHIFT) as i64).$checked((y << INT_SHIFT) as i64);
                if !overflow {
                    record!(pc, d, seen::INT);
                    *base.add(a!(i)) = (r as u64 >> INT_SHIFT) | INT_TAG;
                    go!(pc.add(1), base, vm, d);
                }
                tail!($slow, pc, base, i, vm, d);
            }
            tail!($float, pc, base, i, vm, d)
        } }

        handler! { $float(pc, base, i, vm, d) {
            let (x, y) = (Value::from_bits(*base.add(b!(pc))), Value::from_bits(*base.add(c!(i))));
            if x.is_float() {
                let y = if y.is_float() {
                    y.float_payload()
                } else if y.is_small_int() {
                    record!(pc, d, seen::MIXED);
                    y.int_payload() as f64
                } else {
                    tail!($slow, pc, base, i, vm, d)
                };
                record!(pc, d, seen::FLOAT);
                *base.add(a!(i)) = Value::float(x.float_payload() $op y).bits();
                go!(pc.add(1), base, vm, d);
            }
            if x.is_small_int() && y.is_float() {
                record!(pc, d, seen::FLOAT | seen::MIXED);
                *base.add(a!(i)) = Value::float(x.int_payload() as f64 $op y.float_payload()).bits();
                go!(pc.add(1), base, vm, d);
            }
            tail!($slow, pc, base, i, vm, d)
        } }
    };
}

additive!(add, add_slow, add_float, overflowing_add, +);
additive!(sub, sub_slow, sub_float, overflowing_sub, -);

handler! { mul(pc, base, i, vm, d) {
    let (x, y) = (*base.add(b!(pc)), *base.add(c!(i)));
    if both_ints!(x, y) {
        let (r, overflow) = (((x << INT_SHIFT) as i64) >> INT_SHIFT).overflowing_mul((y << INT_SHIFT) as i64);
        if !overflow {
            record!(pc, d, seen::INT);
            *base.add(a!(i)) = (r as u64 >> INT_SHIFT) | INT_TAG;
            go!(pc.add(1), base, vm, d);
        }
        tail!(mul_slow, pc, base, i, vm, d);
    }
    tail!(mul_float, pc, base, i, vm, d)
} }

handler! { mul_float(pc, base, i, vm, d) {
    let (x, y) = (Value::from_bits(*base.add(b!(pc))), Value::from_bits(*base.add(c!(i))));
    if x.is_float() {
        let y = if y.is_float() {
            y.float_payload()
        } else if y.is_small_int() {
            record!(pc, d, seen::MIXED);
            y.int_payload() as f64
        } else {
            tail!(mul_slow, pc, base, i, vm, d)
        };
        record!(pc, d, seen::FLOAT);
        *base.add(a!(i)) = Value::float(x.float_payload() * y).bits();
        go!(pc.add(1), base, vm, d);
    }
    if x.is_small_int() && y.is_float() {
        record!(pc, d, seen::FLOAT | seen::MIXED);
        *base.add(a!(i)) = Value::float(x.int_payload() as f64 * y.float_payload()).bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(mul_slow, pc, base, i, vm, d)
} }

handler! { true_div(pc, base, i, vm, d) {
    let (x, y) = (Value::from_bits(*base.add(b!(pc))), Value::from_bits(*base.add(c!(i))));
    // Ints of 49 bits are exact as floats, so their quotient is rounded once.
    let n = if x.is_float() { x.float_payload() } else if x.is_small_int() { x.int_payload() as f64 } else {
        tail!(true_div_slow, pc, base, i, vm, d)
    };
    let m = if y.is_float() { y.float_payload() } else if y.is_small_int() { y.int_payload() as f64 } else {
        tail!(true_div_slow, pc, base, i, vm, d)
    };
    if m == 0.0 {
        tail!(true_div_slow, pc, base, i, vm, d);
    }
    record!(pc, d, match (x.is_float(), y.is_float()) {
        (true, true) => seen::FLOAT,
        (false, false) => seen::INT,
        _ => seen::FLOAT | seen::MIXED,
    });
    *base.add(a!(i)) = Value::float(n / m).bits();
    go!(pc.add(1), base, vm, d)
} }

handler! { floor_div(pc, base, i, vm, d) {
    let (x, y) = (Value::from_bits(*base.add(b!(pc))), Value::from_bits(*base.add(c!(i))));
    if both_ints!(x.bits(), y.bits()) && y.int_payload() > 0 {
        record!(pc, d, seen::INT);
        *base.add(a!(i)) = {
            let (n, m) = (x.int_payload(), y.int_payload());
            // A 32-bit division takes a fraction of the time.
            let q = if (n | m) >> 32 == 0 { i64::from(n as u32 / (m as u32).max(1)) } else { n.div_euclid(m) };
            Value::int_unchecked(q).bits()
        };
        go!(pc.add(1), base, vm, d);
    }
    tail!(floor_div_slow, pc, base, i, vm, d)
} }

handler! { mod_(pc, base, i, vm, d) {
    let (x, y) = (Value::from_bits(*base.add(b!(pc))), Value::from_bits(*base.add(c!(i))));
    if both_ints!(x.bits(), y.bits()) && y.int_payload() > 0 {
        record!(pc, d, seen::INT);
        *base.add(a!(i)) = {
            let (n, m) = (x.int_payload(), y.int_payload());
            let r = if (n | m) >> 32 == 0 { i64::from(n as u32 % (m as u32).max(1)) } else { n.rem_euclid(m) };
            Value::int_unchecked(r).bits()
        };
        go!(pc.add(1), base, vm, d);
    }
    tail!(mod_slow, pc, base, i, vm, d)
} }

/// Bitwise operators on two ints work on the tagged words.
macro_rules! bitwise {
    ($name:ident, $slow:ident, $op:tt) => {
        handler! { $name(pc, base, i, vm, d) {
            let (x, y) = (*base.add(b!(pc)), *base.add(c!(i)));
            if both_ints!(x, y) {
                record!(pc, d, seen::INT);
                *base.add(a!(i)) = (x $op y) | INT_TAG;
                go!(pc.add(1), base, vm, d);
            }
            tail!($slow, pc, base, i, vm, d)
        } }
    };
}
bitwise!(and, and_slow, &);
bitwise!(or, or_slow, |);
bitwise!(xor, xor_slow, ^);

handler! { lshift(pc, base, i, vm, d) {
    let (x, y) = (Value::from_bits(*base.add(b!(pc))), Value::from_bits(*base.add(c!(i))));
    if both_ints!(x.bits(), y.bits()) && (y.int_payload() as u64) < 48 {
        let (n, shift) = (x.int_payload(), y.int_payload() as u32);
        let r = n << shift;
        // All bits shifted out equal the sign.
        if (r << INT_SHIFT) >> INT_SHIFT >> shift == n && (r << INT_SHIFT) >> INT_SHIFT == r {
            record!(pc, d, seen::INT);
            *base.add(a!(i)) = Value::int_unchecked(r).bits();
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(lshift_slow, pc, base, i, vm, d)
} }

handler! { rshift(pc, base, i, vm, d) {
    let (x, y) = (Value::from_bits(*base.add(b!(pc))), Value::from_bits(*base.add(c!(i))));
    if both_ints!(x.bits(), y.bits()) && y.int_payload() >= 0 {
        record!(pc, d, seen::INT);
        *base.add(a!(i)) = Value::int_unchecked(x.int_payload() >> y.int_payload().min(63)).bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(rshift_slow, pc, base, i, vm, d)
} }

handler! { add_int(pc, base, i, vm, d) {
    let x = *base.add(b!(pc));
    if x >= INT_TAG {
        let (r, overflow) = ((x << INT_SHIFT) as i64).overflowing_add((sc!(i) as i64) << INT_SHIFT);
        if !overflow {
            record!(pc, d, seen::INT);
            *base.add(a!(i)) = (r as u64 >> INT_SHIFT) | INT_TAG;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(add_int_slow, pc, base, i, vm, d)
} }

handler! { sub_int(pc, base, i, vm, d) {
    let x = *base.add(b!(pc));
    if x >= INT_TAG {
        let (r, overflow) = ((x << INT_SHIFT) as i64).overflowing_sub((sc!(i) as i64) << INT_SHIFT);
        if !overflow {
            record!(pc, d, seen::INT);
            *base.add(a!(i)) = (r as u64 >> INT_SHIFT) | INT_TAG;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(sub_int_slow, pc, base, i, vm, d)
} }

handler! { mul_int(pc, base, i, vm, d) {
    let x = *base.add(b!(pc));
    if x >= INT_TAG {
        let (r, overflow) = ((x << INT_SHIFT) as i64).overflowing_mul(sc!(i) as i64);
        if !overflow {
            record!(pc, d, seen::INT);
            *base.add(a!(i)) = (r as u64 >> INT_SHIFT) | INT_TAG;
            go!(pc.add(1), base, vm, d);
        }
    }
    let x = Value::from_bits(x);
    if x.is_float() {
        record!(pc, d, seen::FLOAT);
        *base.add(a!(i)) = Value::float(x.float_payload() * sc!(i) as f64).bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(mul_int_slow, pc, base, i, vm, d)
} }

handler! { floor_div_int(pc, base, i, vm, d) {
    let x = Value::from_bits(*base.add(b!(pc)));
    let m = sc!(i) as i64;
    if x.is_small_int() && m > 0 {
        record!(pc, d, seen::INT);
        let n = x.int_payload();
        // A 32-bit division takes a fraction of the time.
        let q = if n >= 0 && n <= i64::from(u32::MAX) { i64::from(n as u32 / m as u32) } else { n.div_euclid(m) };
        *base.add(a!(i)) = Value::int_unchecked(q).bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(floor_div_int_slow, pc, base, i, vm, d)
} }

handler! { mod_int(pc, base, i, vm, d) {
    let x = Value::from_bits(*base.add(b!(pc)));
    let m = sc!(i) as i64;
    if x.is_small_int() && m > 0 {
        record!(pc, d, seen::INT);
        let n = x.int_payload();
        let r = if n >= 0 && n <= i64::from(u32::MAX) { i64::from(n as u32 % m as u32) } else { n.rem_euclid(m) };
        *base.add(a!(i)) = Value::int_unchecked(r).bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(mod_int_slow, pc, base, i, vm, d)
} }

handler! { and_int(pc, base, i, vm, d) {
    let x = *base.add(b!(pc));
    if x >= INT_TAG {
        record!(pc, d, seen::INT);
        *base.add(a!(i)) = (x & sc!(i) as u64) | INT_TAG;
        go!(pc.add(1), base, vm, d);
    }
    tail!(and_int_slow, pc, base, i, vm, d)
} }

handler! { lshift_int(pc, base, i, vm, d) {
    let x = Value::from_bits(*base.add(b!(pc)));
    if x.is_small_int() && c!(i) < 48 {
        let (n, shift) = (x.int_payload(), c!(i) as u32);
        let r = n << shift;
        if (r << INT_SHIFT) >> INT_SHIFT == r && r >> shift == n {
            record!(pc, d, seen::INT);
            *base.add(a!(i)) = Value::int_unchecked(r).bits();
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(lshift_int_slow, pc, base, i, vm, d)
} }

handler! { rshift_int(pc, base, i, vm, d) {
    let x = Value::from_bits(*base.add(b!(pc)));
    if x.is_small_int() {
        record!(pc, d, seen::INT);
        *base.add(a!(i)) = Value::int_unchecked(x.int_payload() >> (c!(i) & 63)).bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(rshift_int_slow, pc, base, i, vm, d)
} }

/// `op` is known where this becomes part of the caller: of the operators of ints of up to 128 bits one is left.
#[inline(always)]
fn binary_slow(vm: &mut Vm, pc: *mut u64, i: u64, x: Value, y: Value, op: BinaryOp) -> u64 {
    if op == BinaryOp::Pow
        && let Some(seen) = power_seen(x, y)
    {
        note(vm, pc, seen);
        return word(vm.binary(BinaryOp::Pow, x, y));
    }
    if let (Some(a), Some(b)) = (x.exact_wide(), y.exact_wide())
        && let Some(result) = crate::builtins::wide::binary(op, a, b)
    {
        note(vm, pc, if x.is_small_int() && y.is_small_int() { seen::OVERFLOW } else { seen::WIDE });
        return match result.to_i64().and_then(Value::small_int) {
            Some(small) => small.bits(),
            None => wide_object(vm, result.negative, result.magnitude as u64, (result.magnitude >> 64) as u64),
        };
    }
    if op == BinaryOp::Add
        && let (Some(a), Some(b)) = (exact_text(x), exact_text(y))
    {
        note(vm, pc, seen::OTHER);
        return word(vm.concat_str(a, b).map(|s| s.value()));
    }
    binary_general(vm, pc, i, x, y, op)
}

/// What is noted of the operands of a power that compiled code may have a form for.
#[inline(always)]
fn power_seen(x: Value, y: Value) -> Option<u16> {
    match (x.is_float(), y.is_float()) {
        (true, true) => Some(seen::FLOAT),
        (true, false) if y.is_small_int() => Some(seen::FLOAT | seen::MIXED),
        (false, false) if x.is_small_int() && y.as_small_int().is_some_and(|n| (0..4).contains(&n)) => Some(seen::INT),
        _ => None,
    }
}

#[inline(always)]
fn exact_text(value: Value) -> Option<Gc<Str>> {
    let header = value.header()?;
    (header.shape().0 == Kind::Str as u32).then(|| header.cast_unchecked())
}

/// An int that is an object.
#[inline(never)]
fn wide_object(vm: &mut Vm, negative: bool, low: u64, high: u64) -> u64 {
    word(vm.wide_int(Wide { negative, magnitude: u128::from(high) << 64 | u128::from(low) }))
}

#[inline(never)]
fn binary_general(vm: &mut Vm, pc: *mut u64, i: u64, x: Value, y: Value, op: BinaryOp) -> u64 {
    let what = if x.is_small_int() && y.is_small_int() {
        seen::OVERFLOW
    } else if x.is_wide_int() && y.is_wide_int() {
        seen::WIDE
    } else if [x, y].iter().any(|&operand| crate::tier::complex_parts(operand).is_some()) {
        seen::OTHER | seen::COMPLEX
    } else {
        seen::OTHER
    };
    note(vm, pc, what);
    word(if let Some(result) = crate::builtins::int::fast_binary(vm, op, x, y) {
        if matches!(result, Ok(value) if what == seen::WIDE && !value.is_wide_int()) {
            note(vm, pc, seen::OTHER);
        }
        result
    } else if aux!(i) != 0 {
        vm.in_place(op, x, y)
    } else if let Some(result) = crate::builtins::set::exact_operation(vm, op, x, y) {
        result
    } else {
        vm.binary(op, x, y)
    })
}

/// Records what the running instruction has seen, from a slow path.
pub(super) fn note(vm: &mut Vm, pc: *mut u64, bit: u16) {
    let code = crate::frame::stack::frame_code(vm.stack.base);
    let feedback = code.feedback(code.index_of(pc));
    feedback.seen.set(feedback.seen.get() | bit);
}

/// Defines the handler that does `$work`, unless an operand's method is a Python function, which it enters.
macro_rules! operator_slow {
    ($name:ident, $op:ident, $immediate:literal, $work:path) => {
        handler! { $name(pc, base, i, vm, d) {
            (*vm).stack.pc = pc;
            (*vm).stack.base = base;
            let y_is_instance = !$immediate && kind_is!(*base.add(c!(i)), Kind::Instance);
            if (y_is_instance || kind_is!(*base.add(b!(pc)), Kind::Instance))
                && enter_binary(&mut *vm, pc, Operands::new(base, i), BinaryOp::$op, $immediate) == ENTERED
            {
                tail!(note_and_enter, pc, base, i, vm, d);
            }
            let value = $work(&mut *vm, pc, base, i);
            if value == 0 {
                tail!(throw, pc, base, i, vm, d);
            }
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d)
        } }
    };
}

handler! { note_and_enter(pc, base, i, vm, d) {
    record!(pc, d, seen::OTHER);
    tail!(enter_prepared, pc, base, i, vm, d)
} }

macro_rules! slow_binary {
    ($($name:ident $op:ident;)*) => {
        $(operator_slow!($name, $op, false, slow::$name);)*
        mod slow {
            use super::{BinaryOp, Operands, Vm, binary_slow};
            $(
                #[cold]
                #[inline(never)]
                pub(super) fn $name(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
                    let o = Operands::new(base, i);
                    binary_slow(vm, pc, i, o.b(), o.c(), BinaryOp::$op)
                }
            )*
        }
    };
}
slow_binary! {
    add_slow Add;
    sub_slow Sub;
    mul_slow Mul;
    floor_div_slow FloorDiv;
    mod_slow Mod;
    and_slow And;
    lshift_slow LShift;
    rshift_slow RShift;
    or_slow Or;
    xor_slow Xor;
    true_div_slow TrueDiv;
    mat_mul MatMul;
    pow Pow;
}

/// The function that does the work of an arithmetic instruction of two operands.
pub(super) fn binary_work(op: Op) -> Option<super::native::Work> {
    Some(match op {
        Op::Add => slow::add_slow,
        Op::Sub => slow::sub_slow,
        Op::Mul => slow::mul_slow,
        Op::MatMul => slow::mat_mul,
        Op::TrueDiv => slow::true_div_slow,
        Op::FloorDiv => slow::floor_div_slow,
        Op::Mod => slow::mod_slow,
        Op::Pow => slow::pow,
        Op::LShift => slow::lshift_slow,
        Op::RShift => slow::rshift_slow,
        Op::And => slow::and_slow,
        Op::Or => slow::or_slow,
        Op::Xor => slow::xor_slow,
        Op::AddInt => slow_int::add_int_slow,
        Op::SubInt => slow_int::sub_int_slow,
        Op::MulInt => slow_int::mul_int_slow,
        Op::FloorDivInt => slow_int::floor_div_int_slow,
        Op::ModInt => slow_int::mod_int_slow,
        Op::AndInt => slow_int::and_int_slow,
        Op::LShiftInt => slow_int::lshift_int_slow,
        Op::RShiftInt => slow_int::rshift_int_slow,
        _ => return None,
    })
}

/// The same for the opcodes whose right operand is the int in field C.
macro_rules! slow_binary_int {
    ($($name:ident $op:ident;)*) => {
        $(operator_slow!($name, $op, true, slow_int::$name);)*
        mod slow_int {
            use super::{BinaryOp, Operands, Value, Vm, binary_slow};
            $(
                #[cold]
                #[inline(never)]
                pub(super) fn $name(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
                    let o = Operands::new(base, i);
                    let n = Value::int_unchecked(i64::from(o.c_field() as u16 as i16));
                    binary_slow(vm, pc, i, o.b(), n, BinaryOp::$op)
                }
            )*
        }
    };
}
slow_binary_int! {
    add_int_slow Add;
    sub_int_slow Sub;
    mul_int_slow Mul;
    floor_div_int_slow FloorDiv;
    mod_int_slow Mod;
    and_int_slow And;
    lshift_int_slow LShift;
    rshift_int_slow RShift;
}

handler! { neg(pc, base, i, vm, d) {
    let x = Value::from_bits(*base.add(b!(pc)));
    if x.is_float() {
        record!(pc, d, seen::FLOAT);
        *base.add(a!(i)) = Value::float(-x.float_payload()).bits();
        go!(pc.add(1), base, vm, d);
    }
    if x.is_small_int() && let Some(r) = Value::small_int(-x.int_payload()) {
        record!(pc, d, seen::INT);
        *base.add(a!(i)) = r.bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(neg_slow, pc, base, i, vm, d)
} }

/// Defines the function and the handlers of a unary operator of anything.
macro_rules! unary_slow {
    ($name:ident, $any:ident, $work:ident, $enter:ident, $special:ident, $symbol:literal) => {
        pub(super) fn $work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
            word(vm.unary(Special::$special, $symbol, Operands::new(base, i).b()))
        }
        value_op!($any, $work);

        handler! { $name(pc, base, i, vm, d) {
            record!(pc, d, seen::OTHER);
            if kind_is!(*base.add(b!(pc)), Kind::Instance) && $enter(&mut *vm, pc, base, i) == ENTERED {
                tail!(enter_prepared, pc, base, i, vm, d);
            }
            tail!($any, pc, base, i, vm, d)
        } }

        #[inline(never)]
        fn $enter(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
            enter_direct(vm, pc, base, Special::$special, &[Operands::new(base, i).b()])
        }
    };
}
unary_slow!(neg_slow, neg_any, neg_work, enter_neg, Neg, "-");
unary_slow!(pos, pos_any, pos_work, enter_pos, Pos, "+");
unary_slow!(invert_slow, invert_any, invert_work, enter_invert, Invert, "~");

handler! { invert(pc, base, i, vm, d) {
    if let Some(n) = Value::from_bits(*base.add(b!(pc))).as_small_int() {
        record!(pc, d, seen::INT);
        *base.add(a!(i)) = Value::int_unchecked(!n).bits();
        go!(pc.add(1), base, vm, d);
    }
    tail!(invert_slow, pc, base, i, vm, d)
} }
