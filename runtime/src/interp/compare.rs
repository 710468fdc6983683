//! Comparisons, to a value or fused with a jump, and truth.

use super::call::{enter_prepared, kind_is};
use super::iterate::exact;
use super::operator::{Demand, ENTERED, Task, Use, enter_comparison, enter_special, enter_truth, note_truth};
use super::{Operands, a, b, c, go, handler, record, sc, tail, value_op, word};
use crate::object::Special;
use crate::object::code::seen;
use crate::object::header::Kind;
use crate::object::protocol::CompareOp;
use crate::object::string::Str;
use crate::value::{INT_SHIFT, INT_TAG, Value};
use crate::vm::{PyResult, Vm};

pub(super) fn compare_work(vm: &mut Vm, op: CompareOp, x: Value, y: Value) -> u64 {
    word(vm.compare(op, x, y))
}

/// Truth of a comparison as a handler's word: 0 exception, 1 false, 2 true.
fn truth(result: PyResult<bool>) -> u64 {
    match result {
        Ok(b) => 1 + u64::from(b),
        Err(_) => 0,
    }
}

/// Goes on in the Python method of the left operand, if it is an instance whose class has one.
macro_rules! enter_method {
    ($x:expr, $op:ident, $how:expr, $pc:ident, $base:ident, $i:ident, $vm:ident, $d:ident) => {
        if kind_is!($x, Kind::Instance)
            && enter_comparison(&mut *$vm, $pc, Operands::new($base, $i), CompareOp::$op, $how) == ENTERED
        {
            tail!(enter_prepared, $pc, $base, $i, $vm, $d);
        }
    };
}

/// What was seen of operands that are neither two small ints nor two floats.
macro_rules! others_seen {
    ($x:expr, $y:expr) => {{
        let (x, y) = (Value::from_bits($x), Value::from_bits($y));
        if x.is_float() && y.is_small_int() || x.is_small_int() && y.is_float() {
            seen::FLOAT | seen::MIXED
        } else if exact!($x, Kind::Str) && exact!($y, Kind::Str) {
            seen::OTHER | seen::TEXT
        } else {
            seen::OTHER | seen::OBJECT
        }
    }};
}

macro_rules! compare_ops {
    ($($name:ident $slow:ident $jump:ident $jump_not:ident $jump_slow:ident $jump_not_slow:ident $jump_int:ident $jump_not_int:ident $int_slow:ident $not_int_slow:ident $op:ident $symbol:tt;)*) => {
        $(
            handler! { $name(pc, base, i, vm, d) {
                let (x, y) = (*base.add(b!(pc)), *base.add(c!(i)));
                if (x & y) >= INT_TAG {
                    *base.add(a!(i)) = Value::bool(((x << INT_SHIFT) as i64) $symbol ((y << INT_SHIFT) as i64)).bits();
                    go!(pc.add(1), base, vm, d);
                }
                let (x, y) = (Value::from_bits(x), Value::from_bits(y));
                if x.is_float() && y.is_float() {
                    record!(pc, d, seen::FLOAT);
                    *base.add(a!(i)) = Value::bool(x.float_payload() $symbol y.float_payload()).bits();
                    go!(pc.add(1), base, vm, d);
                }
                record!(pc, d, others_seen!(x.bits(), y.bits()));
                tail!($slow, pc, base, i, vm, d)
            } }

            handler! { $slow(pc, base, i, vm, d) {
                let (x, y) = (*base.add(b!(pc)), *base.add(c!(i)));
                if matches!(CompareOp::$op, CompareOp::Eq | CompareOp::Ne)
                    && exact!(x, Kind::Str)
                    && exact!(y, Kind::Str)
                {
                    let holds = same_text(x, y) == matches!(CompareOp::$op, CompareOp::Eq);
                    *base.add(a!(i)) = Value::bool(holds).bits();
                    go!(pc.add(1), base, vm, d);
                }
                (*vm).stack.pc = pc;
                (*vm).stack.base = base;
                enter_method!(*base.add(b!(pc)), $op, Use::Value, pc, base, i, vm, d);
                let value = works::$name(&mut *vm, pc, base, i);
                if value == 0 {
                    tail!(super::throw, pc, base, i, vm, d);
                }
                *base.add(a!(i)) = value;
                go!(pc.add(1), base, vm, d)
            } }

            compare_ops!(@jump $jump $jump_slow $op $symbol true works::$jump);
            compare_ops!(@jump $jump_not $jump_not_slow $op $symbol false works::$jump);
            compare_ops!(@jump_int $jump_int $int_slow $op $symbol true works::$jump_int);
            compare_ops!(@jump_int $jump_not_int $not_int_slow $op $symbol false works::$jump_int);
        )*

        mod works {
            use super::{CompareOp, Operands, Value, Vm, compare_work, truth};
            $(
                #[cold]
                #[inline(never)]
                pub(super) fn $name(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
                    let o = Operands::new(base, i);
                    compare_work(vm, CompareOp::$op, o.b(), o.c())
                }
                #[cold]
                #[inline(never)]
                pub(super) fn $jump(vm: &mut Vm, base: *mut u64, i: u64) -> u64 {
                    let o = Operands::new(base, i);
                    truth(vm.compare_bool(CompareOp::$op, o.a(), o.b()))
                }
                #[cold]
                #[inline(never)]
                pub(super) fn $jump_int(vm: &mut Vm, base: *mut u64, i: u64) -> u64 {
                    let o = Operands::new(base, i);
                    let n = Value::int_unchecked(i64::from(o.b_field() as u16 as i16));
                    truth(vm.compare_bool(CompareOp::$op, o.a(), n))
                }
            )*
        }
    };
    (@jump $name:ident $slow:ident $op:ident $symbol:tt $sense:literal $work:path) => {
        handler! { $name(pc, base, i, vm, d) {
            let (x, y) = (*base.add(a!(i)), *base.add(b!(pc)));
            if (x & y) >= INT_TAG {
                if (((x << INT_SHIFT) as i64) $symbol ((y << INT_SHIFT) as i64)) == $sense {
                    if (*vm).stack.breaker != 0 {
                        tail!(super::control::take_break_jump, pc, base, i, vm, d);
                    }
                    go!(pc.offset(sc!(i)), base, vm, d);
                }
                go!(pc.add(1), base, vm, d);
            }
            let (x, y) = (Value::from_bits(x), Value::from_bits(y));
            if x.is_float() && y.is_float() {
                record!(pc, d, seen::FLOAT);
                if (x.float_payload() $symbol y.float_payload()) == $sense {
                    if (*vm).stack.breaker != 0 {
                        tail!(super::control::take_break_jump, pc, base, i, vm, d);
                    }
                    go!(pc.offset(sc!(i)), base, vm, d);
                }
                go!(pc.add(1), base, vm, d);
            }
            tail!($slow, pc, base, i, vm, d)
        } }

        handler! { $slow(pc, base, i, vm, d) {
            let (x, y) = (*base.add(a!(i)), *base.add(b!(pc)));
            record!(pc, d, others_seen!(x, y));
            (*vm).stack.pc = pc;
            (*vm).stack.base = base;
            let is_equality = matches!(CompareOp::$op, CompareOp::Eq | CompareOp::Ne);
            let holds = if is_equality && exact!(x, Kind::Str) && exact!(y, Kind::Str) {
                same_text(x, y) == matches!(CompareOp::$op, CompareOp::Eq)
            } else {
                enter_method!(x, $op, Use::Jump($sense), pc, base, i, vm, d);
                match $work(&mut *vm, base, i) {
                    0 => tail!(super::throw, pc, base, i, vm, d),
                    result => result == 2,
                }
            };
            if holds == $sense {
                if (*vm).stack.breaker != 0 {
                    tail!(super::control::take_break_jump, pc, base, i, vm, d);
                }
                go!(pc.offset(sc!(i)), base, vm, d);
            }
            go!(pc.add(1), base, vm, d)
        } }
    };
    (@jump_int $name:ident $slow:ident $op:ident $symbol:tt $sense:literal $work:path) => {
        handler! { $name(pc, base, i, vm, d) {
            let x = *base.add(a!(i));
            if x >= INT_TAG {
                let n = i64::from((i >> 32) as u16 as i16);
                if ((((x << INT_SHIFT) as i64) >> INT_SHIFT) $symbol n) == $sense {
                    if (*vm).stack.breaker != 0 {
                        tail!(super::control::take_break_jump, pc, base, i, vm, d);
                    }
                    go!(pc.offset(sc!(i)), base, vm, d);
                }
                go!(pc.add(1), base, vm, d);
            }
            tail!($slow, pc, base, i, vm, d)
        } }

        handler! { $slow(pc, base, i, vm, d) {
            let is_float = Value::from_bits(*base.add(a!(i))).is_float();
            record!(pc, d, if is_float { seen::FLOAT | seen::MIXED } else { seen::OTHER });
            (*vm).stack.pc = pc;
            (*vm).stack.base = base;
            enter_method!(*base.add(a!(i)), $op, Use::JumpInt($sense), pc, base, i, vm, d);
            let holds = match $work(&mut *vm, base, i) {
                0 => tail!(super::throw, pc, base, i, vm, d),
                result => result == 2,
            };
            if holds == $sense {
                if (*vm).stack.breaker != 0 {
                    tail!(super::control::take_break_jump, pc, base, i, vm, d);
                }
                go!(pc.offset(sc!(i)), base, vm, d);
            }
            go!(pc.add(1), base, vm, d)
        } }
    };
}

compare_ops! {
    lt lt_slow jump_if_lt jump_if_not_lt jump_if_lt_slow jump_if_not_lt_slow jump_if_lt_int jump_if_not_lt_int lt_int_slow not_lt_int_slow Lt <;
    le le_slow jump_if_le jump_if_not_le jump_if_le_slow jump_if_not_le_slow jump_if_le_int jump_if_not_le_int le_int_slow not_le_int_slow Le <=;
    eq eq_slow jump_if_eq jump_if_not_eq jump_if_eq_slow jump_if_not_eq_slow jump_if_eq_int jump_if_not_eq_int eq_int_slow not_eq_int_slow Eq ==;
    ne ne_slow jump_if_ne jump_if_not_ne jump_if_ne_slow jump_if_not_ne_slow jump_if_ne_int jump_if_not_ne_int ne_int_slow not_ne_int_slow Ne !=;
    gt gt_slow jump_if_gt jump_if_not_gt jump_if_gt_slow jump_if_not_gt_slow jump_if_gt_int jump_if_not_gt_int gt_int_slow not_gt_int_slow Gt >;
    ge ge_slow jump_if_ge jump_if_not_ge jump_if_ge_slow jump_if_not_ge_slow jump_if_ge_int jump_if_not_ge_int ge_int_slow not_ge_int_slow Ge >=;
}

/// Whether two exact strs are equal.
#[inline(always)]
fn same_text(x: u64, y: u64) -> bool {
    let text = |word: u64| Value::from_bits(word).cast::<Str>();
    x == y || text(x).zip(text(y)).is_some_and(|(x, y)| x.equals(&y))
}

/// Identity: equal ints and floats that are words are the same object.
macro_rules! identity {
    ($name:ident, $jump:ident, $symbol:tt) => {
        handler! { $name(pc, base, i, vm, d) {
            *base.add(a!(i)) = Value::bool(*base.add(b!(pc)) $symbol *base.add(c!(i))).bits();
            go!(pc.add(1), base, vm, d)
        } }

        handler! { $jump(pc, base, i, vm, d) {
            if *base.add(a!(i)) $symbol *base.add(b!(pc)) {
                if (*vm).stack.breaker != 0 {
                    tail!(super::control::take_break_jump, pc, base, i, vm, d);
                }
                go!(pc.offset(sc!(i)), base, vm, d);
            }
            go!(pc.add(1), base, vm, d)
        } }
    };
}
identity!(is, jump_if_is, ==);
identity!(is_not, jump_if_is_not, !=);

#[inline(never)]
pub(super) fn contains_work(vm: &mut Vm, container: Value, item: Value) -> u64 {
    truth(crate::builtins::dict::fast_contains(vm, container, item))
}

/// Whether a container is an exact dict, as a bit of what was seen.
macro_rules! container_seen {
    ($container:expr) => {{
        let container = Value::from_bits($container);
        let is_dict = container.header().is_some_and(|header| header.shape().0 == Kind::Dict as u32);
        if is_dict { seen::DICT } else { seen::OBJECT }
    }};
}

macro_rules! membership {
    ($name:ident, $slow:ident, $work:ident, $jump:ident, $sense:literal) => {
        pub(super) fn $work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
            let o = Operands::new(base, i);
            super::arithmetic::note(vm, pc, container_seen!(o.c().bits()));
            match contains_work(vm, o.c(), o.b()) {
                0 => 0,
                result => Value::bool((result == 2) == $sense).bits(),
            }
        }
        value_op!($slow, $work);

        handler! { $name(pc, base, i, vm, d) {
            let (item, container) = (*base.add(b!(pc)), *base.add(c!(i)));
            if kind_is!(container, Kind::Instance)
                && enter_contains(&mut *vm, pc, base, container, item, if $sense { Task::SENSE } else { 0 }) == ENTERED
            {
                record!(pc, d, seen::OBJECT);
                tail!(enter_prepared, pc, base, i, vm, d);
            }
            tail!($slow, pc, base, i, vm, d)
        } }

        handler! { $jump(pc, base, i, vm, d) {
            (*vm).stack.pc = pc;
            (*vm).stack.base = base;
            let o = Operands::new(base, i);
            let (item, container) = (*base.add(a!(i)), *base.add(b!(pc)));
            record!(pc, d, container_seen!(container));
            let bits = Task::JUMP | if $sense { Task::SENSE } else { 0 };
            if kind_is!(container, Kind::Instance)
                && enter_contains(&mut *vm, pc, base, container, item, bits) == ENTERED
            {
                tail!(enter_prepared, pc, base, i, vm, d);
            }
            let holds = match contains_work(&mut *vm, o.b(), o.a()) {
                0 => tail!(super::throw, pc, base, i, vm, d),
                result => result == 2,
            };
            if holds == $sense {
                if (*vm).stack.breaker != 0 {
                    tail!(super::control::take_break_jump, pc, base, i, vm, d);
                }
                go!(pc.offset(sc!(i)), base, vm, d);
            }
            go!(pc.add(1), base, vm, d)
        } }
    };
}
membership!(in_, in_slow, in_work, jump_if_in, true);
membership!(not_in, not_in_slow, not_in_work, jump_if_not_in, false);

/// `item in container` by a method in Python.
#[inline(never)]
fn enter_contains(vm: &mut Vm, pc: *mut u64, base: *mut u64, container: u64, item: u64, bits: i64) -> u64 {
    let arguments = [Value::from_bits(container), Value::from_bits(item)];
    enter_special(vm, pc, base, Special::Contains, bits | Task::demanding(Demand::Truth), &arguments)
}

pub(super) fn not_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    match vm.is_true(Operands::new(base, i).b()) {
        Ok(b) => Value::bool(!b).bits(),
        Err(_) => 0,
    }
}
value_op!(not_slow, not_work);

handler! { not(pc, base, i, vm, d) {
    let x = Value::from_bits(*base.add(b!(pc)));
    if x.is_bool() {
        *base.add(a!(i)) = Value::bool(x == Value::FALSE).bits();
        go!(pc.add(1), base, vm, d);
    }
    record!(pc, d, seen::OTHER);
    if kind_is!(x.bits(), Kind::Instance) && enter_truth(&mut *vm, pc, base, x, 0) == ENTERED {
        tail!(enter_prepared, pc, base, i, vm, d);
    }
    note_truth(&mut *vm, pc, base, x.bits());
    tail!(not_slow, pc, base, i, vm, d)
} }

pub(super) fn to_bool_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    match vm.is_true(Operands::new(base, i).b()) {
        Ok(b) => Value::bool(b).bits(),
        Err(_) => 0,
    }
}
value_op!(to_bool_slow, to_bool_work);

handler! { to_bool(pc, base, i, vm, d) {
    let x = Value::from_bits(*base.add(b!(pc)));
    if x.is_bool() {
        *base.add(a!(i)) = x.bits();
        go!(pc.add(1), base, vm, d);
    }
    record!(pc, d, seen::OTHER);
    if kind_is!(x.bits(), Kind::Instance) && enter_truth(&mut *vm, pc, base, x, Task::SENSE) == ENTERED {
        tail!(enter_prepared, pc, base, i, vm, d);
    }
    tail!(to_bool_slow, pc, base, i, vm, d)
} }
