//! `factorial`, `comb`, `perm`, `isqrt`, `gcd`, `lcm`.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use runtime::native::Args;
use runtime::object::int::IntRef;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn big(vm: &mut Vm, value: Value) -> PyResult<BigInt> {
    let n = vm.index(value)?;
    Ok(n.as_int().map(IntRef::to_big).unwrap_or_default())
}

pub(super) fn factorial(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = vm.index(args[0])?;
    match n.as_int() {
        Some(IntRef::Small(n)) if n >= 0 => vm.big_int(product(0, n as u64)),
        Some(IntRef::Big(n)) if n.is_positive() => {
            let message = format!("factorial() argument should not exceed {}", i64::MAX);
            Err(vm.overflow_error(&message))
        }
        _ => Err(vm.value_error("factorial() not defined for negative values")),
    }
}

/// The product of `low + 1 ..= high`, by halves.
fn product(low: u64, high: u64) -> BigInt {
    match high.saturating_sub(low) {
        0 => BigInt::from(1),
        1 => BigInt::from(high),
        n if n <= 8 => {
            let mut small = 1u64;
            let mut result = BigInt::from(1);
            for factor in low + 1..=high {
                match small.checked_mul(factor) {
                    Some(next) => small = next,
                    None => {
                        result *= small;
                        small = factor;
                    }
                }
            }
            result * small
        }
        n => product(low, low + n / 2) * product(low + n / 2, high),
    }
}

/// The product of the `k` ints down from `n`.
fn falling(n: &BigInt, k: u64) -> BigInt {
    match n.to_u64() {
        Some(n) => product(n - k, n),
        None if k == 0 => BigInt::from(1),
        None if k == 1 => n.clone(),
        None => falling(n, k / 2) * falling(&(n - k / 2), k - k / 2),
    }
}

/// `n` and `k` of comb and perm, both at least 0.
fn counts(vm: &mut Vm, n: Value, k: Value) -> PyResult<(BigInt, BigInt)> {
    let n = big(vm, n)?;
    let k = big(vm, k)?;
    if n.is_negative() {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    Ok((n, k))
}

pub(super) fn comb(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let (Some(n), Some(k)) = (args[0].as_small_int(), args[1].as_small_int())
        && (0..=62).contains(&n)
        && (0..=n).contains(&k)
    {
        let k = k.min(n - k);
        // Each step is itself a binomial coefficient, so it divides without rest.
        return vm.int((1..=k).fold(1i128, |c, i| c * i128::from(n - k + i) / i128::from(i)) as i64);
    }
    let (n, k) = counts(vm, args[0], args[1])?;
    let other = &n - &k;
    if other.is_negative() {
        return Ok(Value::int32(0));
    }
    let k = k.min(other);
    let Some(k) = k.to_i64() else {
        let message = format!("min(n - k, k) must not exceed {}", i64::MAX);
        return Err(vm.overflow_error(&message));
    };
    vm.big_int(falling(&n, k as u64) / product(0, k as u64))
}

pub(super) fn perm(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(k) = args.not_none(1) else { return factorial(vm, args) };
    let (n, k) = counts(vm, args[0], k)?;
    if k > n {
        return Ok(Value::int32(0));
    }
    let Some(k) = k.to_i64() else {
        let message = format!("k must not exceed {}", i64::MAX);
        return Err(vm.overflow_error(&message));
    };
    vm.big_int(falling(&n, k as u64))
}

pub(super) fn isqrt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = vm.index(args[0])?;
    match n.as_int() {
        Some(IntRef::Small(n)) if n >= 0 => vm.int(n.isqrt()),
        Some(IntRef::Big(n)) if n.is_positive() => vm.big_int(n.sqrt()),
        _ => Err(vm.value_error("isqrt() argument must be nonnegative")),
    }
}

fn small_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Folds a function over ints, first while they are small, then as big ones.
fn fold(
    vm: &mut Vm,
    all: Value,
    start: u64,
    small: fn(u64, u64) -> Option<u64>,
    large: fn(&BigInt, &BigInt) -> BigInt,
) -> PyResult<Value> {
    let all = all.cast::<Tuple>().expect("bound as *args");
    let mut result = start;
    for index in 0..all.len() {
        let n = vm.index(all.get(index))?;
        match n.as_i64().and_then(|n| small(result, n.unsigned_abs())) {
            Some(next) => result = next,
            None => {
                let mut result = BigInt::from(result);
                for index in index..all.len() {
                    let n = big(vm, all.get(index))?;
                    result = large(&result, &n);
                }
                return vm.big_int(result);
            }
        }
    }
    match i64::try_from(result) {
        Ok(n) => vm.int(n),
        Err(_) => vm.big_int(BigInt::from(result)),
    }
}

pub(super) fn gcd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    fold(vm, args[0], 0, |a, b| Some(small_gcd(a, b)), |a, b| a.gcd(b))
}

pub(super) fn lcm(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let small = |a: u64, b: u64| if a == 0 || b == 0 { Some(0) } else { (a / small_gcd(a, b)).checked_mul(b) };
    let large = |a: &BigInt, b: &BigInt| if a.is_zero() || b.is_zero() { BigInt::zero() } else { a.lcm(b) };
    fold(vm, args[0], 1, small, large)
}
