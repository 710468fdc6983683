//! `factorial`, `comb`, `perm`, `isqrt`, `gcd`, `lcm`.

use runtime::limbs::{self, add, divide, gcd, multiply, power, root};
use runtime::native::{Args, CallArgs};
use runtime::object::int::{BigRef, IntRef};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Factorials that are words.
const SMALL_FACTORIALS: [u64; 21] = {
    let (mut all, mut n) = ([1; 21], 1);
    while n < all.len() {
        all[n] = all[n - 1] * n as u64;
        n += 1;
    }
    all
};

pub(super) fn factorial(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(&small) = args[0].as_small_int().and_then(|n| SMALL_FACTORIALS.get(usize::try_from(n).ok()?)) {
        return vm.int(small as i64);
    }
    let n = vm.index(args[0])?;
    match n.as_int() {
        Some(IntRef::Small(n)) if n >= 0 => vm.int_of_limbs(false, &power::range_product(0, n as u64)),
        Some(IntRef::Big(n)) if !n.negative => {
            let message = format!("factorial() argument should not exceed {}", i64::MAX);
            Err(vm.overflow_error(&message))
        }
        _ => Err(vm.value_error("factorial() not defined for negative values")),
    }
}

/// The product of the `k` ints down from `n`.
fn falling(n: &[u64], k: u64) -> Vec<u64> {
    match limbs::to_u64(n) {
        Some(n) => power::range_product(n - k, n),
        None if k == 0 => vec![1],
        None if k == 1 => n.to_vec(),
        None => {
            let mut rest = vec![0; n.len()];
            add::subtract(&mut rest, n, &[k / 2]);
            limbs::trim(&mut rest);
            multiply::product(&falling(n, k / 2), &falling(&rest, k - k / 2))
        }
    }
}

/// `n` and `k` of comb and perm, both at least 0.
fn counts(vm: &mut Vm, n: Value, k: Value) -> PyResult<(Value, Value)> {
    let n = vm.index(n)?;
    let k = vm.index(k)?;
    if sign_and_limbs(&n, &mut [0]).negative {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if sign_and_limbs(&k, &mut [0]).negative {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    Ok((n, k))
}

fn sign_and_limbs<'a>(n: &'a Value, word: &'a mut [u64; 1]) -> BigRef<'a> {
    n.as_int().unwrap_or(IntRef::Small(0)).signed(word)
}

/// Greatest `n` for which all `comb(n, k)` are words.
const MOST_SMALL: usize = 62;

/// The odd part of each factorial, modulo 2⁶⁴, and its inverse.
const ODD_FACTORIALS: [(u64, u64); MOST_SMALL + 1] = {
    let mut made = [(1u64, 1u64); MOST_SMALL + 1];
    let mut n = 1;
    while n <= MOST_SMALL {
        let odd = made[n - 1].0.wrapping_mul(n as u64 >> n.trailing_zeros());
        // Each step of Newton's method doubles the bits that are right, of which an odd number has three by itself.
        let (mut inverse, mut step) = (odd, 0);
        while step < 5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
            step += 1;
        }
        made[n] = (odd, inverse);
        n += 1;
    }
    made
};

/// `comb(n, k)` for `k <= n <= MOST_SMALL`: the quotient of the factorials' odd parts, which is exact, and so the product with
/// the inverses; and the twos, of which `n!` has `n` less its bits that are set.
fn small_comb(n: usize, k: usize) -> i64 {
    let odd = ODD_FACTORIALS[n].0.wrapping_mul(ODD_FACTORIALS[k].1).wrapping_mul(ODD_FACTORIALS[n - k].1);
    (odd << (k.count_ones() + (n - k).count_ones() - n.count_ones())) as i64
}

pub(super) fn comb(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let (Some(n), Some(k)) = (args[0].as_small_int(), args[1].as_small_int())
        && (0..=MOST_SMALL as i64).contains(&n)
        && (0..=n).contains(&k)
    {
        return vm.int(small_comb(n as usize, k as usize));
    }
    let (n_value, k_value) = counts(vm, args[0], args[1])?;
    let (mut n_word, mut k_word) = ([0], [0]);
    let (n, k) = (sign_and_limbs(&n_value, &mut n_word).limbs, sign_and_limbs(&k_value, &mut k_word).limbs);
    if add::compare(k, n).is_gt() {
        return Ok(Value::int32(0));
    }
    let mut other = vec![0; n.len()];
    add::subtract(&mut other, n, k);
    limbs::trim(&mut other);
    let k = if add::compare(k, &other).is_gt() { &other } else { k };
    let Some(k) = limbs::to_u64(k).filter(|&k| k >> 63 == 0) else {
        let message = format!("min(n - k, k) must not exceed {}", i64::MAX);
        return Err(vm.overflow_error(&message));
    };
    let (quotient, _) = divide::div_rem(&falling(n, k), &power::range_product(0, k));
    vm.int_of_limbs(false, &quotient)
}

pub(super) fn perm(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(k) = args.not_none(1) else { return factorial(vm, args) };
    let (n_value, k_value) = counts(vm, args[0], k)?;
    let (mut n_word, mut k_word) = ([0], [0]);
    let (n, k) = (sign_and_limbs(&n_value, &mut n_word).limbs, sign_and_limbs(&k_value, &mut k_word).limbs);
    if add::compare(k, n).is_gt() {
        return Ok(Value::int32(0));
    }
    let Some(k) = limbs::to_u64(k).filter(|&k| k >> 63 == 0) else {
        let message = format!("k must not exceed {}", i64::MAX);
        return Err(vm.overflow_error(&message));
    };
    let product = falling(n, k);
    vm.int_of_limbs(false, &product)
}

pub(super) fn isqrt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = vm.index(args[0])?;
    match n.as_int() {
        Some(IntRef::Small(n)) if n >= 0 => vm.int(n.isqrt()),
        Some(IntRef::Big(n)) if !n.negative => {
            let root = root::square_root(n.limbs);
            vm.int_of_limbs(false, &root)
        }
        _ => Err(vm.value_error("isqrt() argument must be nonnegative")),
    }
}

/// Folds a function over the magnitudes of ints.
fn fold(
    vm: &mut Vm,
    (all, name): (CallArgs<'_>, &str),
    start: u64,
    of: fn(&[u64], &[u64]) -> Vec<u64>,
    of_words: fn(u64, u64) -> Option<u64>,
) -> PyResult<Value> {
    if all.names.is_some_and(|names| !names.is_empty()) {
        return Err(vm.type_error(&format!("math.{name}() takes no keyword arguments")));
    }
    let all = all.values;
    let mut word = start;
    for index in 0..all.len() {
        let n = vm.index(all.get(index))?;
        match n.as_i64().and_then(|n| of_words(word, n.unsigned_abs())) {
            Some(next) => word = next,
            None => {
                let mut result = limbs::trimmed(&[word]).to_vec();
                for index in index..all.len() {
                    let n = vm.index(all.get(index))?;
                    result = of(&result, sign_and_limbs(&n, &mut [0]).limbs);
                }
                return vm.int_of_limbs(false, &result);
            }
        }
    }
    vm.int_of_limbs(false, &[word])
}

pub(super) fn gcd(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    fold(vm, (args, "gcd"), 0, gcd::gcd, |a, b| Some(gcd::of_words(a, b)))
}

pub(super) fn lcm(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let of_words = |a: u64, b: u64| if a == 0 || b == 0 { Some(0) } else { (a / gcd::of_words(a, b)).checked_mul(b) };
    let of = |a: &[u64], b: &[u64]| {
        if a.is_empty() || b.is_empty() {
            return Vec::new();
        }
        multiply::product(&divide::div_rem(a, &gcd::gcd(a, b)).0, b)
    };
    fold(vm, (args, "lcm"), 1, of, of_words)
}
