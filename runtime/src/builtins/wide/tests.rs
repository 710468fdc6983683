//! Two-word arithmetic against that of big integers.

use super::{Wide, binary, power_mod};
use crate::object::protocol::BinaryOp;
use num_bigint::BigInt as Big;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

fn wide(n: &Big) -> Option<Wide> {
    Some(Wide { negative: n.is_negative(), magnitude: n.magnitude().to_u128()? })
}

fn expected(op: BinaryOp, a: &Big, b: &Big) -> Option<Big> {
    Some(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::LShift => a << b.to_usize().filter(|&n| n < 1000)?,
        BinaryOp::RShift => a >> b.to_usize().unwrap_or(usize::MAX).min(1000),
        BinaryOp::FloorDiv if !b.is_zero() => a.div_floor(b),
        BinaryOp::Mod if !b.is_zero() => a.mod_floor(b),
        _ => return None,
    })
}

#[test]
fn results_equal_those_of_big_integers() {
    let mut numbers = vec![Big::from(0)];
    for shift in [0, 1, 7, 31, 32, 48, 62, 63, 64, 65, 100, 127] {
        for delta in [-1, 0, 1] {
            let n: Big = (Big::from(1) << shift) + delta;
            numbers.push(-n.clone());
            numbers.push(n);
        }
    }
    let ops = [
        BinaryOp::Add,
        BinaryOp::Sub,
        BinaryOp::Mul,
        BinaryOp::And,
        BinaryOp::Or,
        BinaryOp::Xor,
        BinaryOp::LShift,
        BinaryOp::RShift,
        BinaryOp::FloorDiv,
        BinaryOp::Mod,
    ];
    for a in &numbers {
        for b in &numbers {
            for op in ops {
                let (Some(x), Some(y)) = (wide(a), wide(b)) else { continue };
                let Some(result) = binary(op, x, y) else { continue };
                assert_eq!(Some(result.to_big()), expected(op, a, b), "{a} {op:?} {b}");
                assert!(result.magnitude != 0 || !result.negative, "there is one zero: {a} {op:?} {b}");
            }
        }
    }
}

#[test]
fn powers_are_taken_modulo_a_word() {
    assert_eq!(power_mod(3, 200, 13), 9);
    assert_eq!(power_mod(2, 10, 1), 0);
    let prime = 18_446_744_073_709_551_557;
    assert_eq!(power_mod(123_456_789_012_345_678, prime - 1, prime), 1);
}
