//! `Decimal` objects: their memory, making them from other values, and what other values are made from them.

use super::coef::Coef;
use super::context::{self, ContextRef, finish};
use super::num::{Class, Num, Rounding, Work, flag};
use super::short::{MOST_EXP, Short};
use super::text::{Notation, parse, to_text};
use super::words::Words;
use super::{format, tables};
use crate::receiver::{class_arg, this};
use num_bigint::BigUint;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, KeySpec, TypeSpec};
use runtime::object::dict::Dict;
use runtime::object::int::IntRef;
use runtime::object::list::List;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// The data of a Decimal. It owns no memory outside of the heap: large coefficients are ints.
pub(super) struct Decimal {
    /// A coefficient of 128 bits.
    low: u64,
    high: u64,
    exp: i64,
    negative: bool,
    class: Class,
    /// A larger coefficient, else EMPTY: an int object whose limbs are words of decimal digits.
    large: Field<Value>,
}

impl NativeData for Decimal {
    runtime::native_info!(Decimal);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.large);
    }
}

impl Decimal {
    fn coef(&self) -> Coef {
        let large = self.large.get();
        if large.is_empty() {
            return Coef::Small(u128::from(self.high) << 64 | u128::from(self.low));
        }
        match large.as_int() {
            Some(IntRef::Big(n)) => Coef::Large(Words::from_slice(n.limbs)),
            Some(IntRef::Small(n)) => Coef::Small(n.unsigned_abs().into()),
            None => Coef::ZERO,
        }
    }

    pub(super) fn num(&self) -> Num {
        Num { negative: self.negative, class: self.class, coef: self.coef(), exp: self.exp }
    }

    #[inline]
    fn short(&self) -> Option<Short> {
        let short = self.large.get().is_empty() && self.class == Class::Finite && self.exp.unsigned_abs() < MOST_EXP;
        let coef = u128::from(self.high) << 64 | u128::from(self.low);
        short.then_some(Short { negative: self.negative, coef, exp: self.exp })
    }
}

/// The number of a Decimal, if the value is one.
#[inline]
pub(super) fn num_of(value: Value) -> Option<Num> {
    value.cast::<Native<Decimal>>().map(|decimal| decimal.data.num())
}

pub(super) fn own(value: Value) -> Num {
    this::<Decimal>(value).data.num()
}

/// A short number: a Decimal's or a small int.
#[inline]
pub(super) fn short_of(value: Value) -> Option<Short> {
    match value.as_small_int() {
        Some(n) => Some(Short { negative: n < 0, coef: n.unsigned_abs().into(), exp: 0 }),
        None => value.cast::<Native<Decimal>>()?.data.short(),
    }
}

/// A Decimal that is a short number.
#[inline]
pub(super) fn make_short(vm: &mut Vm, n: Short) -> PyResult<Value> {
    let class = vm.native_type(&DECIMAL)?;
    let data = Decimal {
        low: n.coef as u64,
        high: (n.coef >> 64) as u64,
        exp: n.exp,
        negative: n.negative,
        class: Class::Finite,
        large: Field::new(Value::EMPTY),
    };
    Ok(vm.native(class, data)?.value())
}

/// A Decimal of exactly the class.
pub(super) fn make_of(vm: &mut Vm, class: Gc<Type>, n: Num) -> PyResult<Value> {
    let (small, large) = match n.coef {
        Coef::Small(small) => (small, Value::EMPTY),
        Coef::Large(words) => (0, vm.int_of_limbs(false, &words)?),
    };
    let data = Decimal {
        low: small as u64,
        high: (small >> 64) as u64,
        exp: n.exp,
        negative: n.negative,
        class: n.class,
        large: Field::new(large),
    };
    Ok(vm.native(class, data)?.value())
}

#[inline]
pub(super) fn make(vm: &mut Vm, n: Num) -> PyResult<Value> {
    let class = vm.native_type(&DECIMAL)?;
    make_of(vm, class, n)
}

/// An int as a number.
fn of_int(value: Value) -> Option<Num> {
    Some(match value.as_int()? {
        IntRef::Small(n) => Num::small(n),
        IntRef::Big(n) => Num::finite(n.negative, Coef::of_limbs(n.limbs), 0),
    })
}

/// An operand: a Decimal or an int; none if it is something else.
#[inline]
pub(super) fn operand(value: Value) -> Option<Num> {
    num_of(value).or_else(|| of_int(value))
}

#[cold]
fn no_conversion(vm: &mut Vm, value: Value) -> Raised {
    let name = vm.type_name(value);
    vm.type_error(&format!("conversion from {name} to Decimal is not supported"))
}

/// An operand of a method, which must be one.
pub(super) fn required(vm: &mut Vm, value: Value) -> PyResult<Num> {
    match operand(value) {
        Some(n) => Ok(n),
        None => Err(no_conversion(vm, value)),
    }
}

/// A float as the number that it is.
pub(super) fn of_float(f: f64) -> Num {
    let negative = f.is_sign_negative();
    if f.is_infinite() {
        return Num::infinity(negative);
    }
    if f.is_nan() {
        return Num { negative, ..Num::nan() };
    }
    let (mantissa, exponent, _) = num_traits::float::FloatCore::integer_decode(f);
    if mantissa == 0 {
        return Num::finite(negative, Coef::ZERO, 0);
    }
    let zeros = mantissa.trailing_zeros();
    let (mantissa, exponent) = (BigUint::from(mantissa >> zeros), i32::from(exponent) + zeros as i32);
    if exponent >= 0 {
        return Num::finite(negative, Coef::from(mantissa << exponent as u32), 0);
    }
    let power = BigUint::from(5u32).pow(exponent.unsigned_abs());
    Num::finite(negative, Coef::from(mantissa * power), exponent.into())
}

/// The characters of a text as ASCII: digits of all scripts, without space around, and without underscores if these are allowed.
fn ascii(text: &Str, lenient: bool) -> Option<Vec<u8>> {
    let is_space = |c: u32| char::from_u32(c).is_some_and(char::is_whitespace) || matches!(c, 0x1c..=0x1f);
    let chars: Vec<u32> = text.chars().iter().collect();
    let mut part = &chars[..];
    if lenient {
        while let [first, rest @ ..] = part
            && is_space(*first)
        {
            part = rest;
        }
        while let [rest @ .., last] = part
            && is_space(*last)
        {
            part = rest;
        }
    }
    let mut out = Vec::with_capacity(part.len());
    for &c in part {
        match c {
            0x5f if lenient => {}
            0..=0x7f => out.push(c as u8),
            _ => out.push(b'0' + runtime::text::unicode::decimal_value(c)?),
        }
    }
    Some(out)
}

/// Fits a number that was read exactly into the largest context; what does not fit is invalid.
fn exact(status: &mut u32, n: Num) -> Num {
    let mut work = Work::max();
    let fixed = work.fix(n);
    if work.status & (flag::INEXACT | flag::ROUNDED | flag::CLAMPED | flag::OVERFLOW) != 0 {
        *status |= flag::INVALID_OPERATION;
        return Num::nan();
    }
    fixed
}

/// Text as a number, exactly.
fn of_text(status: &mut u32, text: &Str) -> Num {
    // What is not plain digits goes the way of all scripts, spaces and underscores.
    let plain = text.as_ascii().and_then(|ascii| parse(ascii.as_bytes()));
    match plain.or_else(|| ascii(text, true).and_then(|ascii| parse(&ascii))) {
        Some(n) => exact(status, n),
        None => {
            *status |= flag::CONVERSION_SYNTAX;
            Num::nan()
        }
    }
}

/// Sign, digits and exponent as a number.
fn of_parts(vm: &mut Vm, parts: &[Value]) -> PyResult<Num> {
    let &[sign, digits, exponent] = parts else {
        return Err(vm.value_error("argument must be a sequence of length 3"));
    };
    let negative = match sign.as_i64() {
        Some(n @ (0 | 1)) => n == 1,
        _ => return Err(vm.value_error("sign must be an integer with the value 0 or 1")),
    };
    let (class, exp) = if let Some(text) = exponent.cast::<Str>() {
        match text.as_ascii() {
            Some("F") => (Class::Infinite, 0),
            Some("n") => (Class::QuietNan, 0),
            Some("N") => (Class::SignalingNan, 0),
            _ => return Err(vm.value_error("string argument in the third position must be 'F', 'n' or 'N'")),
        }
    } else {
        if !exponent.is_int() {
            return Err(vm.value_error("exponent must be an integer"));
        }
        match exponent.as_i64() {
            Some(n) => (Class::Finite, n),
            None => return Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        }
    };
    let not_digits = "coefficient must be a tuple of digits";
    let digits = match (digits.cast::<Tuple>(), digits.cast::<List>()) {
        (Some(digits), _) => digits,
        (None, Some(list)) => vm.tuple(list.items())?,
        (None, None) => return Err(vm.value_error(not_digits)),
    };
    let mut text = Vec::with_capacity(digits.len());
    for &digit in digits.items() {
        match digit.as_i64() {
            Some(n @ 0..=9) => text.push(b'0' + n as u8),
            _ => return Err(vm.value_error(not_digits)),
        }
    }
    let coef = if class == Class::Infinite { Coef::ZERO } else { Coef::parse(&text) };
    Ok(Num { negative, class, coef, exp: exp.clamp(-4_000_000_000_000_000_000, 4_000_000_000_000_000_000) })
}

/// Any value that a Decimal is made from, exactly.
fn of_value(vm: &mut Vm, value: Value, context: ContextRef) -> PyResult<Num> {
    if let Some(n) = num_of(value) {
        return Ok(n);
    }
    let mut status = 0;
    let n = if let Some(text) = value.cast::<Str>() {
        of_text(&mut status, &text)
    } else if let Some(n) = of_int(value) {
        exact(&mut status, n)
    } else if let Some(tuple) = value.cast::<Tuple>() {
        let n = of_parts(vm, tuple.items())?;
        exact(&mut status, n)
    } else if let Some(list) = value.cast::<List>() {
        let tuple = vm.tuple(list.items())?;
        let n = of_parts(vm, tuple.items())?;
        exact(&mut status, n)
    } else if let Some(f) = value.as_f64() {
        status |= flag::FLOAT_OPERATION;
        of_float(f)
    } else {
        return Err(no_conversion(vm, value));
    };
    finish(vm, context, status)?;
    Ok(n)
}

pub(super) fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let context = context::optional(vm, args.opt(2))?;
    let Some(value) = args.opt(1) else { return make_of(vm, class, Num::small(0)) };
    let plain = vm.native_type(&DECIMAL)?;
    if class == plain && value.is::<Native<Decimal>>() && vm.class_of(value) == plain {
        return Ok(value);
    }
    let n = of_value(vm, value, context)?;
    make_of(vm, class, n)
}

/// `Context.create_decimal(num)`
pub(super) fn create_decimal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = context::own(args[0]);
    let Some(value) = args.opt(1) else { return make(vm, Num::small(0)) };
    let mut work = context.data.work();
    let n = if let Some(text) = value.cast::<Str>() {
        match ascii(&text, false).and_then(|ascii| parse(&ascii)) {
            Some(n) if n.is_nan() && !n.coef.is_zero() && n.coef.digits() > work.prec - i64::from(work.clamp) => {
                work.invalid(flag::CONVERSION_SYNTAX)
            }
            Some(n) => work.fix(n),
            None => work.invalid(flag::CONVERSION_SYNTAX),
        }
    } else if value.is::<Tuple>() || value.is::<List>() {
        let parts = vm.collect_tuple(value)?;
        let n = of_parts(vm, parts.items())?;
        work.fix(n)
    } else {
        let n = of_value(vm, value, context)?;
        if n.is_nan() && n.coef.digits() > work.prec - i64::from(work.clamp) {
            work.invalid(flag::CONVERSION_SYNTAX)
        } else {
            work.fix(n)
        }
    };
    finish(vm, context, work.status)?;
    make(vm, n)
}

fn float_arg(vm: &mut Vm, value: Value) -> PyResult<Num> {
    if let Some(n) = of_int(value) {
        return Ok(n);
    }
    match value.as_f64() {
        Some(f) => Ok(of_float(f)),
        None => Err(vm.type_error("argument must be int or float")),
    }
}

/// `Context.create_decimal_from_float(f)`
pub(super) fn create_decimal_from_float(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = context::own(args[0]);
    let n = float_arg(vm, args[1])?;
    let mut work = context.data.work();
    let n = work.fix(n);
    finish(vm, context, work.status)?;
    make(vm, n)
}

/// `Decimal.from_float(f)`
pub(super) fn from_float(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = float_arg(vm, args[1])?;
    let (class, plain) = (class_arg(args), vm.native_type(&DECIMAL)?);
    let decimal = make(vm, n)?;
    if class == plain { Ok(decimal) } else { vm.call(class.value(), &[decimal]) }
}

/// The text of a Decimal by the current context's taste.
fn text(vm: &mut Vm, value: Value, notation: Notation, context: Option<Value>) -> PyResult<String> {
    let context = context::optional(vm, context)?;
    Ok(to_text(&own(value), notation, context.data.capitals.get()))
}

pub(super) fn to_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text(vm, args[0], Notation::Scientific, None)?;
    Ok(vm.str(&text)?.value())
}

pub(super) fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text(vm, args[0], Notation::Scientific, None)?;
    Ok(vm.str(&format!("Decimal('{text}')"))?.value())
}

pub(super) fn to_eng_string(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = text(vm, args[0], Notation::Engineering, args.opt(1))?;
    Ok(vm.str(&text)?.value())
}

/// `Context.to_sci_string(x)`
pub(super) fn context_sci(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = required(vm, args[1])?;
    let text = to_text(&n, Notation::Scientific, context::own(args[0]).data.capitals.get());
    Ok(vm.str(&text)?.value())
}

/// `Context.to_eng_string(x)`
pub(super) fn context_eng(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = required(vm, args[1])?;
    let text = to_text(&n, Notation::Engineering, context::own(args[0]).data.capitals.get());
    Ok(vm.str(&text)?.value())
}

/// An integer as an int.
fn int_of(vm: &mut Vm, negative: bool, coef: Coef) -> PyResult<Value> {
    match coef {
        Coef::Small(n) if i64::try_from(n).is_ok() => vm.int(if negative { -(n as i64) } else { n as i64 }),
        coef => vm.int_of_limbs(negative, &coef.limbs()),
    }
}

/// The number, rounded to an int.
pub(super) fn rounded_int(vm: &mut Vm, value: Value, rounding: Rounding) -> PyResult<Value> {
    let n = own(value);
    if n.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer"));
    }
    if n.is_infinite() {
        return Err(vm.overflow_error("cannot convert Infinity to integer"));
    }
    let mut work = Work::max();
    let (n, _) = work.rescaled(&n, 0, rounding);
    if work.status & flag::MALLOC_ERROR != 0 {
        return Err(vm.memory_error());
    }
    int_of(vm, n.negative, n.coef)
}

pub(super) fn to_float(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = own(args[0]);
    if n.class == Class::SignalingNan {
        return Err(vm.value_error("cannot convert signaling NaN to float"));
    }
    if n.is_nan() {
        return Ok(Value::float(if n.negative { -f64::NAN } else { f64::NAN }));
    }
    let text = to_text(&n, Notation::Scientific, true);
    match text.parse::<f64>() {
        Ok(f) => Ok(Value::float(f)),
        Err(_) => Err(vm.value_error("could not convert string to float")),
    }
}

/// `2**61 - 1`, modulo which numbers are hashed.
const HASH_MODULUS: u64 = (1 << 61) - 1;

/// A product modulo [`HASH_MODULUS`] of numbers below it.
const fn hash_product(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    let sum = (product as u64 & HASH_MODULUS) + (product >> 61) as u64;
    if sum >= HASH_MODULUS { sum - HASH_MODULUS } else { sum }
}

/// `pow(base, n, 2**61 - 1)`
fn hash_power(mut base: u64, mut n: u64) -> u64 {
    let mut result = 1;
    while n > 0 {
        if n & 1 == 1 {
            result = hash_product(result, base);
        }
        base = hash_product(base, base);
        n >>= 1;
    }
    result
}

/// `10 ** exp` modulo [`HASH_MODULUS`].
fn hash_of_exponent(exp: i64) -> u64 {
    const TEN_INVERSE: u64 = 2_075_258_708_292_324_556;
    /// Of the exponents 0, -1, -2 and so on, which most numbers have.
    const FRACTIONS: [u64; 32] = {
        let mut powers = [1; 32];
        let mut at = 1;
        while at < 32 {
            powers[at] = hash_product(powers[at - 1], TEN_INVERSE);
            at += 1;
        }
        powers
    };
    match exp {
        -31..=0 => FRACTIONS[exp.unsigned_abs() as usize],
        1.. => hash_power(10, exp as u64),
        _ => hash_power(TEN_INVERSE, exp.unsigned_abs()),
    }
}

/// The hash of a finite number whose coefficient is `coef` modulo [`HASH_MODULUS`].
fn hash_of_finite(negative: bool, coef: u64, exp: i64) -> i64 {
    let hash = hash_product(coef, hash_of_exponent(exp)) as i64;
    let hash = if negative { -hash } else { hash };
    if hash == -1 { -2 } else { hash }
}

/// The hash of a short number.
fn plain_hash(_: &Vm, value: Value) -> Option<u64> {
    let n = short_of(value)?;
    let coef = u64::try_from(n.coef).ok()?;
    Some(hash_of_finite(n.negative, coef % HASH_MODULUS, n.exp) as u64)
}

static KEY: KeySpec = KeySpec {
    hash: plain_hash,
    same: |a, b| super::short::order(short_of(a)?, short_of(b)?).map(std::cmp::Ordering::is_eq),
};

/// Numbers that are equal have the same hash, whatever their types.
pub(super) fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(hash) = plain_hash(vm, args[0]) {
        return vm.int(hash as i64);
    }
    let n = own(args[0]);
    let hash = match n.class {
        Class::SignalingNan => return Err(vm.type_error("Cannot hash a signaling NaN value")),
        Class::QuietNan => (vm.id(args[0]) >> 4) as i64,
        Class::Infinite => {
            if n.negative {
                -314_159
            } else {
                314_159
            }
        }
        Class::Finite => {
            let coef = n.coef.rem_word(HASH_MODULUS);
            hash_of_finite(n.negative, coef, n.exp)
        }
    };
    vm.int(hash)
}

pub(super) fn as_tuple(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = own(args[0]);
    let sign = Value::int32(n.negative.into());
    let exponent = match n.class {
        Class::Finite => vm.int(n.exp)?,
        Class::Infinite => vm.str("F")?.value(),
        Class::QuietNan => vm.str("n")?.value(),
        Class::SignalingNan => vm.str("N")?.value(),
    };
    let text = if n.is_nan() && n.coef.is_zero() { String::new() } else { n.coef.text() };
    let digits: Vec<i32> = text.bytes().map(|b| i32::from(b - b'0')).collect();
    let tuple = vm.tuple_with_len(digits.len())?;
    for (index, &digit) in digits.iter().enumerate() {
        tuple.init(vm, index, Value::int32(digit));
    }
    let class = vm.module_state(super::TUPLE).unwrap_or(Value::NONE);
    vm.call(class, &[sign, tuple.value(), exponent])
}

pub(super) fn as_integer_ratio(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = own(args[0]);
    if n.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer ratio"));
    }
    if n.is_infinite() {
        return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
    }
    let mut work = Work::max();
    let (mut top, mut bottom) = (n.coef.clone(), Coef::Small(1));
    if n.exp >= 0 {
        top = work.pad(&top, n.exp);
    } else if !top.is_zero() {
        bottom = work.pad(&bottom, -n.exp);
    }
    if work.status & flag::MALLOC_ERROR != 0 {
        return Err(vm.memory_error());
    }
    let divisor = Coef::from(num_integer::Integer::gcd(&top.big(), &bottom.big()));
    if !divisor.is_zero() {
        (top, bottom) = (top.div_rem(&divisor).0, bottom.div_rem(&divisor).0);
    }
    let top = int_of(vm, n.negative, top)?;
    let bottom = int_of(vm, false, bottom)?;
    Ok(vm.tuple(&[top, bottom])?.value())
}

pub(super) fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = vm.to_str(args[0])?.value();
    let class = vm.class_of(args[0]).value();
    let args = vm.tuple(&[text])?.value();
    Ok(vm.tuple(&[class, args])?.value())
}

pub(super) fn to_complex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let f = to_float(vm, args)?;
    vm.complex(f.as_f64().unwrap_or(0.0), 0.0)
}

pub(super) fn round(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(digits) = args.opt(1) else { return rounded_int(vm, args[0], Rounding::HalfEven) };
    if !digits.is_int() {
        return Err(vm.type_error("optional arg must be an integer"));
    }
    let Some(digits) = digits.as_i64() else {
        return Err(vm.overflow_error("Python int too large to convert to C ssize_t"));
    };
    let context = context::current(vm)?;
    let mut work = context.data.work();
    let quantum = Num::finite(false, Coef::Small(1), digits.saturating_neg());
    let n = work.quantize(&own(args[0]), &quantum);
    finish(vm, context, work.status)?;
    make(vm, n)
}

/// What the locale says: decimal point, separator, grouping.
fn locale(vm: &mut Vm) -> PyResult<(String, String, Vec<usize>)> {
    let module = vm.import("_locale")?;
    let conventions = vm.call_method(module, "localeconv", &[])?;
    let mut texts = Vec::new();
    for key in ["decimal_point", "thousands_sep"] {
        let key = vm.str(key)?.value();
        let text = vm.get_item(conventions, key)?;
        texts.push(vm.to_str(text)?.to_string_lossy());
    }
    let key = vm.str("grouping")?.value();
    let groups = vm.get_item(conventions, key)?;
    let groups = vm.collect_list(groups)?;
    let sizes = group_sizes(groups.items().iter().filter_map(|size| size.as_i64()));
    Ok((texts.swap_remove(0), texts.swap_remove(0), sizes))
}

/// Sizes of groups as C has them: 127 (`CHAR_MAX`) ends the grouping, here 0; 0 repeats the last one, which goes without saying.
fn group_sizes(sizes: impl Iterator<Item = i64>) -> Vec<usize> {
    sizes.filter(|&size| size > 0).map(|size| if size == 127 { 0 } else { size as usize }).collect()
}

/// Takes point, separator and grouping from a dict.
fn override_spec(vm: &mut Vm, spec: &mut format::Spec, overrides: Value) -> PyResult<()> {
    let Some(dict) = overrides.cast::<Dict>() else {
        return Err(vm.type_error("optional argument must be a dict"));
    };
    let invalid = "invalid override dict";
    for key in ["decimal_point", "thousands_sep", "grouping"] {
        let Some(value) = dict.get_text(vm, key) else { continue };
        let Some(text) = value.cast::<Str>() else { return Err(vm.value_error(invalid)) };
        let text = text.to_string_lossy();
        let fits = match key {
            "decimal_point" => {
                spec.point = text.into();
                (1..=4).contains(&spec.point.len())
            }
            "thousands_sep" => {
                spec.separator = text;
                spec.separator.len() <= 4
            }
            _ => {
                spec.grouping = group_sizes(text.chars().map(|c| c as i64));
                text.chars().all(|c| c as u32 <= 127)
            }
        };
        if !fits {
            return Err(vm.value_error(invalid));
        }
    }
    Ok(())
}

pub(super) fn format_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(spec) = args[1].cast::<Str>() else { return Err(vm.type_error("format argument must be str")) };
    let context = context::current(vm)?;
    if spec.is_empty() {
        return to_str(vm, args);
    }
    let conventions = if spec.as_ascii().is_some_and(|spec| spec.ends_with('n')) { Some(locale(vm)?) } else { None };
    let spec = format::parse(&spec.to_string_lossy(), || conventions.unwrap_or_default());
    let Some(mut spec) = spec else { return Err(vm.raise_text(Exc::ValueError, "invalid format string")) };
    if let Some(overrides) = args.opt(2) {
        override_spec(vm, &mut spec, overrides)?;
    }
    let mut work = Work::max();
    work.rounding = context.data.work().rounding;
    let text = format::format(&mut work, &own(args[0]), &spec, context.data.capitals.get());
    Ok(vm.str(&text)?.value())
}

pub(super) static DECIMAL: TypeSpec = TypeSpec {
    name: "Decimal",
    module: "decimal",
    flags: type_flag::BASE_TYPE,
    key: Some(&KEY),
    methods: tables::DECIMAL_METHODS,
    getset: &[
        runtime::native::readonly("real", |_, value| Ok(value)),
        runtime::native::readonly("imag", |vm, _| make(vm, Num::small(0))),
    ],
    doc: "Construct a new Decimal object. 'value' can be an integer, string, tuple,\nor another Decimal object. If no value is given, return Decimal('0').\nThe context does not affect the conversion and is only passed to determine\nif the InvalidOperation trap is active.",
    ..TypeSpec::EMPTY
};
