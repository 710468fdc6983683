//! `fsum`, `sumprod`, `prod`, `hypot`, `dist`: sums that keep what rounding loses.

use runtime::builtins::float::as_double;
use runtime::heap::Gc;
use runtime::native::{Args, CallArgs};
use runtime::object::list::List;
use runtime::object::protocol::BinaryOp;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use smallvec::SmallVec;

/// `a + b` and its rounding error, for `|a| >= |b|`.
fn fast_sum(a: f64, b: f64) -> (f64, f64) {
    let high = a + b;
    (high, (a - high) + b)
}

/// `a + b` and its rounding error.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let high = a + b;
    let z = high - a;
    (high, (a - (high - z)) + (b - z))
}

/// `a` as a sum of two floats of half as many digits (Veltkamp), for what is neither huge nor tiny.
#[inline(always)]
fn halves(a: f64) -> (f64, f64) {
    let scaled = a * 134_217_729.0;
    let high = scaled - (scaled - a);
    (high, a - high)
}

/// `a * b` and its rounding error by Dekker's method, for numbers about 1: a call of `fma` costs more.
#[inline(always)]
fn small_product(a: f64, b: f64) -> (f64, f64) {
    let high = a * b;
    let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
    (high, a2 * b2 - (((high - a1 * b1) - a2 * b1) - a1 * b2))
}

/// `a * b` and its rounding error.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let high = a * b;
    (high, a.mul_add(b, -high))
}

/// The Euclidean norm: squares of values scaled by a power of two are summed without loss, and the root is corrected once.
fn norm(values: &mut [f64]) -> f64 {
    let largest = values.iter().fold(0.0f64, |most, &v| if v > most { v } else { most });
    if largest.is_infinite() {
        return largest;
    }
    if values.iter().any(|v| v.is_nan()) {
        return f64::NAN;
    }
    if largest == 0.0 || values.len() <= 1 {
        return largest;
    }
    let biased = (largest.to_bits() >> 52) as i32;
    let exponent = if biased > 0 { biased - 1022 } else { super::floats::split(largest).1 };
    if exponent < -1023 {
        // Subnormals become normal, so that the scale is finite.
        values.iter_mut().for_each(|v| *v /= f64::MIN_POSITIVE);
        return f64::MIN_POSITIVE * norm(values);
    }
    let scale = match 1023 - exponent {
        normal @ 1..2047 => f64::from_bits((normal as u64) << 52),
        _ => super::floats::scale(1.0, -exponent),
    };
    let (mut sum, mut products, mut sums) = (1.0, 0.0, 0.0);
    for v in values {
        let x = *v * scale;
        let (high, low) = small_product(x, x);
        let (next, lost) = fast_sum(sum, high);
        sum = next;
        products += low;
        sums += lost;
    }
    let mut root = (sum - 1.0 + (products + sums)).sqrt();
    let (high, low) = small_product(-root, root);
    let (next, lost) = fast_sum(sum, high);
    products += low;
    sums += lost;
    let rest = next - 1.0 + (products + sums);
    root += rest / (2.0 * root);
    root / scale
}

pub(super) fn hypot(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    if args.names.is_some_and(|names| !names.is_empty()) {
        return Err(vm.type_error("math.hypot() takes no keyword arguments"));
    }
    let mut values = SmallVec::<[f64; 6]>::new();
    for index in 0..args.values.len() {
        values.push(as_double(vm, args.values.get(index), false)?.abs());
    }
    Ok(Value::float(norm(&mut values)))
}

pub(super) fn dist(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (p, q) = (vm.collect_tuple(args[0])?, vm.collect_tuple(args[1])?);
    if p.len() != q.len() {
        return Err(vm.value_error("both points must have the same number of dimensions"));
    }
    let mut values = SmallVec::<[f64; 6]>::new();
    for index in 0..p.len() {
        values.push((as_double(vm, p.get(index), false)? - as_double(vm, q.get(index), false)?).abs());
    }
    Ok(Value::float(norm(&mut values)))
}

pub(super) fn prod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut total = args.opt(1).unwrap_or(Value::int32(1));
    let iterator = vm.iter(args[0])?;
    while let Some(item) = vm.next(iterator)? {
        total = match (total.as_small_int(), item.as_small_int(), total.as_float(), item.as_float()) {
            (Some(a), Some(b), ..) if a.checked_mul(b).is_some() => vm.int(a * b)?,
            (_, _, Some(a), Some(b)) => Value::float(a * b),
            _ => vm.binary(BinaryOp::Mul, total, item)?,
        };
    }
    Ok(total)
}

/// A sum of products in three floats.
#[derive(Clone, Copy, Default)]
struct TripleSum {
    high: f64,
    low: f64,
    tiny: f64,
}

impl TripleSum {
    fn plus_product(self, x: f64, y: f64) -> TripleSum {
        let (product, product_low) = two_product(x, y);
        let (high, lost) = two_sum(self.high, product);
        let (r1, r1_low) = two_sum(self.low, product_low);
        let (r2, r2_low) = two_sum(r1, lost);
        TripleSum { high, low: r2, tiny: self.tiny + r1_low + r2_low }
    }

    fn total(self) -> f64 {
        let (high, low) = two_sum(self.low, self.high);
        self.tiny + low + high
    }
}

/// The totals of `sumprod`: while all is ints, an int; then, while all is floats and ints, floats; then any numbers.
struct SumProduct {
    total: Value,
    ints: Option<i64>,
    ints_used: bool,
    floats: Option<TripleSum>,
    floats_used: bool,
}

impl SumProduct {
    fn finish_ints(&mut self, vm: &mut Vm) -> PyResult<()> {
        if let Some(ints) = self.ints.take()
            && self.ints_used
        {
            let ints = vm.int(ints)?;
            self.total = vm.binary(BinaryOp::Add, self.total, ints)?;
        }
        Ok(())
    }

    fn finish_floats(&mut self, vm: &mut Vm) -> PyResult<()> {
        if let Some(floats) = self.floats.take()
            && self.floats_used
        {
            self.total = vm.binary(BinaryOp::Add, self.total, Value::float(floats.total()))?;
        }
        Ok(())
    }

    fn add(&mut self, vm: &mut Vm, p: Value, q: Value) -> PyResult<()> {
        if let Some(ints) = self.ints {
            let is_int = |vm: &Vm, value: Value| value.is_small_int() || vm.class_of(value) == vm.types.int;
            let pair = if is_int(vm, p) && is_int(vm, q) { p.as_i64().zip(q.as_i64()) } else { None };
            if let Some(sum) = pair.and_then(|(p, q)| ints.checked_add(p.checked_mul(q)?)) {
                self.ints = Some(sum);
                self.ints_used = true;
                return Ok(());
            }
            self.finish_ints(vm)?;
        }
        if let Some(floats) = self.floats {
            let pair = match (p.as_float(), q.as_float()) {
                (Some(p), Some(q)) => Some((p, q)),
                (Some(p), None) => int_as_float(vm, q)?.map(|q| (p, q)),
                (None, Some(q)) => int_as_float(vm, p)?.map(|p| (p, q)),
                (None, None) => None,
            };
            if let Some(sum) = pair.map(|(p, q)| floats.plus_product(p, q)).filter(|sum| sum.high.is_finite()) {
                self.floats = Some(sum);
                self.floats_used = true;
                return Ok(());
            }
            self.finish_floats(vm)?;
        }
        let product = vm.binary(BinaryOp::Mul, p, q)?;
        self.total = vm.binary(BinaryOp::Add, self.total, product)?;
        Ok(())
    }
}

/// An exact int or bool as a float; none if it is something else or too large.
fn int_as_float(vm: &mut Vm, value: Value) -> PyResult<Option<f64>> {
    if !value.is_small_int() && !value.is_bool() && vm.class_of(value) != vm.types.int {
        return Ok(None);
    }
    match as_double(vm, value, false) {
        Ok(f) => Ok(Some(f)),
        Err(raised) => vm.catch(raised, runtime::exceptions::hierarchy::Exc::OverflowError).map(|_| None),
    }
}

pub(super) fn sumprod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let p = vm.iter(args[0])?;
    let q = vm.iter(args[1])?;
    let mut sum = SumProduct {
        total: Value::int32(0),
        ints: Some(0),
        ints_used: false,
        floats: Some(TripleSum::default()),
        floats_used: false,
    };
    loop {
        match (vm.next(p)?, vm.next(q)?) {
            (Some(p), Some(q)) => sum.add(vm, p, q)?,
            (None, None) => break,
            _ => return Err(vm.value_error("Inputs are not the same length")),
        }
    }
    sum.finish_ints(vm)?;
    sum.finish_floats(vm)?;
    Ok(sum.total)
}

/// The items of an iterable.
enum Items {
    /// A list that nobody has derived from, and the next index.
    List(Gc<List>, usize),
    /// An iterator.
    Iterator(Value),
}

impl Items {
    fn of(vm: &mut Vm, iterable: Value) -> PyResult<Items> {
        match iterable.cast().filter(|_| vm.class_of(iterable) == vm.types.list) {
            Some(list) => Ok(Items::List(list, 0)),
            None => vm.iter(iterable).map(Items::Iterator),
        }
    }

    #[inline]
    fn next(&mut self, vm: &mut Vm) -> PyResult<Option<Value>> {
        match self {
            Items::List(list, at) => {
                *at += 1;
                Ok(list.get(*at - 1))
            }
            Items::Iterator(iterator) => vm.next(*iterator),
        }
    }
}

/// The partial sums of `fsum`, from small to large, without overlap (Shewchuk 1997).
fn add_partial(partials: &mut Vec<f64>, item: f64) -> f64 {
    let mut x = item;
    let mut kept = 0;
    let known = partials.as_mut_slice();
    for index in 0..known.len() {
        // Which is greater cannot be predicted, but an error mostly is left: were it kept without a branch, the next reads would
        // wait to know where it went.
        let (high, low) = two_sum(x, known[index]);
        if low != 0.0 {
            known[kept] = low;
            kept += 1;
        }
        x = high;
    }
    partials.truncate(kept);
    x
}

pub(super) fn fsum(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinities) = (0.0, 0.0);
    let mut items = Items::of(vm, args[0])?;
    while let Some(item) = items.next(vm)? {
        let item = match item.as_float() {
            Some(item) => item,
            None => as_double(vm, item, false)?,
        };
        let x = add_partial(&mut partials, item);
        if x == 0.0 {
            continue;
        }
        if x.is_finite() {
            partials.push(x);
            continue;
        }
        if item.is_finite() {
            return Err(vm.overflow_error("intermediate overflow in fsum"));
        }
        if item.is_infinite() {
            infinities += item;
        }
        special += item;
        partials.clear();
    }
    if special != 0.0 {
        if infinities.is_nan() {
            return Err(vm.value_error("-inf + inf in fsum"));
        }
        return Ok(Value::float(special));
    }
    Ok(Value::float(round_partials(partials)))
}

/// The sum of the partials, rounded half to even across all of them.
fn round_partials(mut partials: Vec<f64>) -> f64 {
    let Some(mut high) = partials.pop() else { return 0.0 };
    let mut low = 0.0;
    while let Some(y) = partials.pop() {
        (high, low) = fast_sum(high, y);
        if low != 0.0 {
            break;
        }
    }
    if let Some(&next) = partials.last()
        && ((low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0))
    {
        let y = low * 2.0;
        let x = high + y;
        if y == x - high {
            high = x;
        }
    }
    high
}
