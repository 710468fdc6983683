//! `int`

use super::wide::Wide;
use crate::exceptions::hierarchy::Exc;
use crate::native::{Args, TypeSpec, class_method, method, readonly};
use crate::object::Special;
use crate::object::header::Kind;
use crate::object::int::IntRef;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::string::{Bytes, Str};
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use num_bigint::{BigInt as Big, Sign};
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};
use std::borrow::Cow;

/// The modulus of Python's numeric hashes.
const HASH_MODULUS: u64 = (1 << 61) - 1;

/// Hash of an int, as the bits of CPython's `Py_hash_t`.
pub fn hash_int(n: IntRef<'_>) -> u64 {
    let (negative, magnitude) = match n {
        IntRef::Small(n) => (n < 0, n.unsigned_abs() % HASH_MODULUS),
        IntRef::Big(n) => (n.sign() == Sign::Minus, (n.magnitude() % HASH_MODULUS).to_u64().unwrap_or(0)),
    };
    let hash = if negative { -(magnitude as i64) } else { magnitude as i64 };
    if hash == -1 { -2i64 as u64 } else { hash as u64 }
}

fn big(value: &Value) -> Option<Cow<'_, Big>> {
    Some(match value.as_int()? {
        IntRef::Small(n) => Cow::Owned(Big::from(n)),
        IntRef::Big(n) => n,
    })
}

/// Arithmetic of two ints (bools and subclasses too) or of ints and floats; none if the operands are something else.
pub(crate) fn fast_binary(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> Option<PyResult<Value>> {
    let exact = |v: Value, vm: &Vm| {
        v.is_small_int()
            || v.header().is_some_and(|h| {
                matches!(h.kind(), Kind::Int64 | Kind::WideInt | Kind::BigInt)
                    && h.shape() == vm.shape_of_kind(h.kind())
            })
    };
    if op == BinaryOp::MatMul {
        return None;
    }
    if exact(x, vm) && exact(y, vm) {
        return Some(int_binary(vm, op, x, y));
    }
    if (x.is_float() && (y.is_float() || exact(y, vm))) || (y.is_float() && exact(x, vm)) {
        return super::float::float_binary(vm, op, x, y).transpose();
    }
    if op == BinaryOp::Add
        && let (Some(a), Some(b)) = (x.header(), y.header())
    {
        let shape = vm.shape_of_kind(Kind::Str);
        if a.shape() == shape && b.shape() == shape {
            let (a, b) = (x.cast::<Str>()?, y.cast::<Str>()?);
            return Some(vm.concat_str(a, b).map(|s| s.value()));
        }
    }
    None
}

/// `x op y` of two ints.
pub(crate) fn int_binary(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> PyResult<Value> {
    if let (Some(a), Some(b)) = (x.as_i64(), y.as_i64())
        && let Some(result) = small_binary(vm, op, a, b)
    {
        return result;
    }
    if let (Some(a), Some(b)) = (x.as_wide(), y.as_wide())
        && let Some(result) = super::wide::binary(op, a, b)
    {
        return vm.wide_int(result);
    }
    let (Some(a), Some(b)) = (big(&x), big(&y)) else { return Ok(Value::NOT_IMPLEMENTED) };
    big_binary(vm, op, &a, &b)
}

fn small_binary(vm: &mut Vm, op: BinaryOp, a: i64, b: i64) -> Option<PyResult<Value>> {
    let result = match op {
        BinaryOp::Add => a.checked_add(b)?,
        BinaryOp::Sub => a.checked_sub(b)?,
        BinaryOp::Mul => a.checked_mul(b)?,
        BinaryOp::FloorDiv if b != 0 => {
            let q = a.checked_div(b)?;
            if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }
        }
        BinaryOp::Mod if b != 0 => {
            let r = a.checked_rem(b)?;
            if r != 0 && (r < 0) != (b < 0) { r + b } else { r }
        }
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::RShift if b >= 0 => a >> b.min(63),
        BinaryOp::LShift if (0..63).contains(&b) && (a << b) >> b == a => a << b,
        BinaryOp::Pow if b >= 0 => a.checked_pow(u32::try_from(b).ok()?)?,
        BinaryOp::TrueDiv if b != 0 && a.unsigned_abs() < 1 << 53 && b.unsigned_abs() < 1 << 53 => {
            return Some(Ok(Value::float(a as f64 / b as f64)));
        }
        _ => return None,
    };
    Some(vm.int(result))
}

fn big_binary(vm: &mut Vm, op: BinaryOp, a: &Big, b: &Big) -> PyResult<Value> {
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::DivMod if b.is_zero() => {
            return Err(vm.zero_division_error("integer division or modulo by zero"));
        }
        BinaryOp::FloorDiv => a.div_floor(b),
        BinaryOp::Mod => a.mod_floor(b),
        BinaryOp::DivMod => {
            let (q, r) = a.div_mod_floor(b);
            let q = vm.big_int(q)?;
            let r = vm.big_int(r)?;
            return Ok(vm.tuple(&[q, r])?.value());
        }
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::LShift | BinaryOp::RShift if b.is_negative() => return Err(vm.value_error("negative shift count")),
        BinaryOp::LShift if a.is_zero() => Big::from(0),
        BinaryOp::LShift => match b.to_usize() {
            Some(shift) if shift < 1 << 40 => a << shift,
            Some(_) | None => return Err(vm.overflow_error("too many digits in integer")),
        },
        BinaryOp::RShift => match b.to_usize() {
            Some(shift) => a >> shift,
            None if a.is_negative() => Big::from(-1),
            None => Big::from(0),
        },
        BinaryOp::Pow if b.is_negative() => {
            if a.is_zero() {
                return Err(vm.zero_division_error("0.0 cannot be raised to a negative power"));
            }
            let (a, b) = (to_f64(vm, a)?, to_f64(vm, b)?);
            return super::float::power(vm, a, b);
        }
        BinaryOp::Pow => match b.to_u32() {
            Some(b) => Pow::pow(a, b),
            None if a.is_zero() || *a == Big::from(1) => a.clone(),
            None if *a == Big::from(-1) => {
                if b.is_even() {
                    Big::from(1)
                } else {
                    a.clone()
                }
            }
            None => return Err(vm.memory_error()),
        },
        BinaryOp::TrueDiv => return true_divide(vm, a, b),
        BinaryOp::MatMul => return Ok(Value::NOT_IMPLEMENTED),
    };
    vm.big_int(result)
}

/// The float nearest to an int, ties to even.
pub(crate) fn to_f64(vm: &mut Vm, n: &Big) -> PyResult<f64> {
    match n.to_f64() {
        Some(f) if f.is_finite() => Ok(f),
        Some(_) | None => Err(vm.overflow_error("int too large to convert to float")),
    }
}

/// The quotient of two ints, correctly rounded.
fn true_divide(vm: &mut Vm, a: &Big, b: &Big) -> PyResult<Value> {
    if b.is_zero() {
        return Err(vm.zero_division_error("division by zero"));
    }
    if a.is_zero() {
        return Ok(Value::float(0.0));
    }
    // Scale so that the quotient has at least 66 bits (or is at the bottom of the subnormals), then round it once, with a
    // sticky bit for the remainder.
    let shift = (b.bits() as i64 - a.bits() as i64 + 66).min(1200);
    let (n, d) = if shift >= 0 { (a.abs() << shift, b.abs()) } else { (a.abs(), b.abs() << -shift) };
    let (q, r) = n.div_rem(&d);
    let q = if r.is_zero() { q << 1 } else { (q << 1) + 1 };
    let scale = -(shift + 1);
    let mantissa = crate::builtins::float::scale_exact(&q, scale);
    if mantissa.is_infinite() {
        return Err(vm.overflow_error("integer division result too large for a float"));
    }
    Ok(Value::float(if a.is_negative() != b.is_negative() { -mantissa } else { mantissa }))
}

/// Bitwise operators of bool with operands that are no words.
pub(crate) fn reflected_with_big(vm: &mut Vm, args: Args<'_>, method: &str) -> PyResult<Value> {
    let op = match method {
        "__and__" => BinaryOp::And,
        "__or__" => BinaryOp::Or,
        _ => BinaryOp::Xor,
    };
    binary(vm, op, args[0], args[1])
}

fn binary(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> PyResult<Value> {
    if !x.is_int() || !y.is_int() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    int_binary(vm, op, x, y)
}

macro_rules! operators {
    ($($direct:ident $reflected:ident $op:ident;)*) => {
        $(
            fn $direct(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                binary(vm, BinaryOp::$op, args[0], args[1])
            }
            fn $reflected(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
                binary(vm, BinaryOp::$op, args[1], args[0])
            }
        )*
    };
}
operators! {
    add radd Add; sub rsub Sub; mul rmul Mul; floordiv rfloordiv FloorDiv; mod_ rmod Mod; divmod rdivmod DivMod;
    truediv rtruediv TrueDiv; lshift rlshift LShift; rshift rrshift RShift; and rand And; or ror Or; xor rxor Xor;
    rpow_only rpow Pow;
}

fn pow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(modulus) = args.not_none(2) else { return rpow_only(vm, args) };
    if let (Some(a), Some(b), Some(m)) = (args[0].as_wide(), args[1].as_wide(), modulus.as_wide())
        && !a.negative
        && !b.negative
        && !m.negative
        && m.magnitude != 0
        && let (Ok(b), Ok(m)) = (u64::try_from(b.magnitude), u64::try_from(m.magnitude))
    {
        let power = super::wide::power_mod((a.magnitude % u128::from(m)) as u64, b, m);
        return vm.wide_int(Wide { negative: false, magnitude: power.into() });
    }
    let (Some(a), Some(b), Some(m)) = (big(&args[0]), big(&args[1]), big(&modulus)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if m.is_zero() {
        return Err(vm.value_error("pow() 3rd argument cannot be 0"));
    }
    let magnitude = m.abs();
    let (base, exponent) = if b.is_negative() {
        match a.modinv(&magnitude) {
            Some(inverse) => (Cow::Owned(inverse), Cow::Owned(-b.into_owned())),
            None => return Err(vm.value_error("base is not invertible for the given modulus")),
        }
    } else {
        (a, b)
    };
    let result = base.mod_floor(&magnitude).modpow(&exponent, &magnitude);
    let result = if m.is_negative() && !result.is_zero() { result + &*m } else { result };
    vm.big_int(result)
}

fn compare(_: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    if let (Some(a), Some(b)) = (args[0].as_wide(), args[1].as_wide()) {
        return Ok(Value::bool(op.holds(a.compare(b))));
    }
    let (Some(a), Some(b)) = (args[0].as_int(), args[1].as_int()) else { return Ok(Value::NOT_IMPLEMENTED) };
    let ordering = match (a, b) {
        (IntRef::Small(a), IntRef::Small(b)) => a.cmp(&b),
        (IntRef::Big(a), IntRef::Big(b)) => a.cmp(&b),
        (a, b) => a.to_big().cmp(&b.to_big()),
    };
    Ok(Value::bool(op.holds(ordering)))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// Decimal text of an int.
pub fn to_text(n: IntRef<'_>) -> String {
    match n {
        IntRef::Small(n) => n.to_string(),
        IntRef::Big(n) => n.to_string(),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    let text = match value.as_int() {
        Some(n) => {
            if let IntRef::Big(big) = &n
                && big.bits() > 14_284
                && big.magnitude() >= &num_bigint::BigUint::from(10u32).pow(4300u32)
            {
                return Err(vm.value_error(
                    "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit",
                ));
            }
            to_text(n)
        }
        None => String::new(),
    };
    Ok(vm.str(&text)?.value())
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    let hash = value.as_int().map_or(0, hash_int);
    vm.int(hash as i64)
}

fn to_bool(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(args[0].as_i64() != Some(0)))
}

fn itself(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    exact(vm, args[0])
}

/// The plain int of an int, bool or instance of a subclass.
pub(crate) fn exact(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if value.is_small_int() || vm.class_of(value) == vm.types.int {
        return Ok(value);
    }
    match value.as_int() {
        Some(IntRef::Small(n)) => vm.int(n),
        Some(IntRef::Big(n)) => {
            let n = n.into_owned();
            vm.big_int(n)
        }
        None => Ok(value),
    }
}

fn neg(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    int_binary(vm, BinaryOp::Sub, Value::int32(0), args[0])
}

fn abs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    let negative = match value.as_int() {
        Some(IntRef::Small(n)) => n < 0,
        Some(IntRef::Big(n)) => n.is_negative(),
        None => false,
    };
    if negative { neg(vm, args) } else { exact(vm, value) }
}

fn invert(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    int_binary(vm, BinaryOp::Sub, Value::int32(-1), args[0])
}

fn float(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    match value.as_int() {
        Some(IntRef::Small(n)) => Ok(Value::float(n as f64)),
        Some(IntRef::Big(n)) => Ok(Value::float(to_f64(vm, &n)?)),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn round(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(digits) = args.not_none(1) else { return exact(vm, args[0]) };
    let digits = vm.index_i64(digits, Exc::OverflowError)?;
    if digits >= 0 {
        return exact(vm, args[0]);
    }
    let n = big(&args[0]).unwrap_or_default();
    let unit = Pow::pow(Big::from(10), digits.unsigned_abs() as u32);
    let (mut q, r) = n.div_mod_floor(&unit);
    let twice: Big = &r * 2;
    if twice > unit || (twice == unit && q.is_odd()) {
        q += 1;
    }
    vm.big_int(q * unit)
}

fn bit_length(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bits = big(&args[0]).map_or(0, |n| n.bits());
    vm.int(bits as i64)
}

fn bit_count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let ones = big(&args[0]).map_or(0, |n| n.magnitude().count_ones());
    vm.int(ones as i64)
}

fn is_integer(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::TRUE)
}

fn as_integer_ratio(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = exact(vm, args[0])?;
    Ok(vm.tuple(&[n, Value::int32(1)])?.value())
}

fn real(vm: &mut Vm, value: Value) -> PyResult<Value> {
    exact(vm, value)
}

fn imag(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::int32(0))
}

fn denominator(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::int32(1))
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let value = construct(vm, args.get(1), args.get(2))?;
    if class == vm.types.int {
        return exact(vm, value);
    }
    match value.as_int() {
        Some(n) => vm.int_of_class(class, n),
        None => Ok(value),
    }
}

fn construct(vm: &mut Vm, value: Value, base: Value) -> PyResult<Value> {
    if let Some(base) = base.given() {
        let base = vm.index_i64(base, Exc::OverflowError)?;
        if base != 0 && !(2..=36).contains(&base) {
            return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
        }
        let Some(text) = text_of(value) else {
            let message = if value.is_empty() {
                "int() missing string argument"
            } else {
                "int() can't convert non-string with explicit base"
            };
            return Err(vm.type_error(message));
        };
        return parse(vm, &text, base as u32, value);
    }
    if value.is_empty() {
        return Ok(Value::int32(0));
    }
    if value.as_int().is_some() {
        return Ok(value);
    }
    if let Some(f) = value.as_float() {
        return super::float::truncate(vm, f);
    }
    for special in [Special::Int, Special::Index, Special::Trunc] {
        if let Some(result) = vm.call_special(value, special, &[])? {
            if result.as_int().is_some() {
                return Ok(result);
            }
            let message = format!("{} returned non-int (type {})", special.name(), vm.type_name(result));
            return Err(vm.type_error(&message));
        }
    }
    match text_of(value) {
        Some(text) => parse(vm, &text, 10, value),
        None => {
            let message = format!(
                "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                vm.type_name(value)
            );
            Err(vm.type_error(&message))
        }
    }
}

fn text_of(value: Value) -> Option<String> {
    if let Some(s) = value.cast::<Str>() {
        // Decimal digits of any script count as such.
        return Some(s.to_string_lossy().chars().map(|c| super::str::ascii_digit(c).unwrap_or(c)).collect());
    }
    value.cast::<Bytes>().map(|bytes| String::from_utf8_lossy(bytes.bytes()).into_owned())
}

/// `int(text, base)`
fn parse(vm: &mut Vm, text: &str, base: u32, original: Value) -> PyResult<Value> {
    match parse_digits(text, base) {
        Some(n) => vm.big_int(n),
        None => {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            if base == 10 && digits > 4300 && text.trim().chars().all(|c| c.is_ascii_digit() || c == '_') {
                let message = format!(
                    "Exceeds the limit (4300 digits) for integer string conversion: value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit"
                );
                return Err(vm.value_error(&message));
            }
            let repr = vm.repr_text(original)?;
            Err(vm.value_error(&format!("invalid literal for int() with base {base}: {repr}")))
        }
    }
}

/// An int literal in `base` (0: by its prefix), with sign, underscores and surrounding white space.
fn parse_digits(text: &str, mut base: u32) -> Option<Big> {
    let text = text.trim();
    let (negative, mut digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let prefix = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => Some(16),
        Some("0o") => Some(8),
        Some("0b") => Some(2),
        _ => None,
    };
    if let Some(prefix) = prefix.filter(|&prefix| base == 0 || base == prefix) {
        base = prefix;
        digits = &digits[2..];
        digits = digits.strip_prefix('_').unwrap_or(digits);
    } else if base == 0 {
        if digits.starts_with('0') && digits.chars().any(|c| c != '0' && c != '_') {
            return None;
        }
        base = 10;
    }
    if digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") || digits.is_empty() {
        return None;
    }
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let plain = digits.replace('_', "");
    if plain.len() > 4300 && !base.is_power_of_two() {
        return None;
    }
    let n = Big::parse_bytes(plain.as_bytes(), base)?;
    Some(if negative { -n } else { n })
}

fn getnewargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = exact(vm, args[0])?;
    Ok(vm.tuple(&[n])?.value())
}

fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::str::format_number(vm, args[0], args[1])
}

fn to_bytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = big(&args[0]).unwrap_or_default();
    let length = match args.opt(1) {
        Some(length) => vm.index_i64(length, Exc::OverflowError)?,
        None => 1,
    };
    if length < 0 {
        return Err(vm.value_error("length argument must be non-negative"));
    }
    let little = byte_order(vm, args.get(2))?;
    let signed = args.opt(3).map_or(Ok(false), |signed| vm.is_true(signed))?;
    if n.is_negative() && !signed {
        return Err(vm.overflow_error("can't convert negative int to unsigned"));
    }
    let length = length as usize;
    let mut bytes = if signed { n.to_signed_bytes_le() } else { n.magnitude().to_bytes_le() };
    if n.is_zero() {
        bytes.clear();
    }
    let fill = if n.is_negative() { 0xFF } else { 0 };
    while bytes.len() > length
        && bytes.last() == Some(&fill)
        && (!signed || bytes.len() < 2 || (bytes[bytes.len() - 2] ^ fill) < 0x80)
    {
        bytes.pop();
    }
    if bytes.len() > length {
        return Err(vm.overflow_error("int too big to convert"));
    }
    bytes.resize(length, fill);
    if !little {
        bytes.reverse();
    }
    Ok(vm.bytes(&bytes)?.value())
}

fn byte_order(vm: &mut Vm, value: Value) -> PyResult<bool> {
    match value.cast::<Str>() {
        None if value.is_empty() => Ok(false),
        Some(s) if s.is_text("little") => Ok(true),
        Some(s) if s.is_text("big") => Ok(false),
        Some(_) | None => Err(vm.value_error("byteorder must be either 'little' or 'big'")),
    }
}

fn from_bytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("a class method");
    let little = byte_order(vm, args.get(2))?;
    let signed = args.opt(3).map_or(Ok(false), |signed| vm.is_true(signed))?;
    let bytes = vm.call(vm.types.bytes.value(), &[args[1]])?;
    let bytes = bytes.cast::<Bytes>().expect("bytes() makes bytes");
    let mut raw = bytes.bytes().to_vec();
    if !little {
        raw.reverse();
    }
    let n = if signed { Big::from_signed_bytes_le(&raw) } else { Big::from_bytes_le(Sign::Plus, &raw) };
    let n = vm.big_int(n)?;
    if class == vm.types.int { Ok(n) } else { vm.call(class.value(), &[n]) }
}

/// `int`
pub static INT: TypeSpec = TypeSpec {
    name: "int",
    kind: Kind::Int64,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF,
    methods: &[
        method("__new__", "(x=0, /, base=10)", new),
        method("__add__", "(value, /)", add),
        method("__radd__", "(value, /)", radd),
        method("__sub__", "(value, /)", sub),
        method("__rsub__", "(value, /)", rsub),
        method("__mul__", "(value, /)", mul),
        method("__rmul__", "(value, /)", rmul),
        method("__floordiv__", "(value, /)", floordiv),
        method("__rfloordiv__", "(value, /)", rfloordiv),
        method("__mod__", "(value, /)", mod_),
        method("__rmod__", "(value, /)", rmod),
        method("__divmod__", "(value, /)", divmod),
        method("__rdivmod__", "(value, /)", rdivmod),
        method("__truediv__", "(value, /)", truediv),
        method("__rtruediv__", "(value, /)", rtruediv),
        method("__lshift__", "(value, /)", lshift),
        method("__rlshift__", "(value, /)", rlshift),
        method("__rshift__", "(value, /)", rshift),
        method("__rrshift__", "(value, /)", rrshift),
        method("__and__", "(value, /)", and),
        method("__rand__", "(value, /)", rand),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
        method("__xor__", "(value, /)", xor),
        method("__rxor__", "(value, /)", rxor),
        method("__pow__", "(value, mod=None, /)", pow),
        method("__rpow__", "(value, mod=None, /)", rpow),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("__repr__", "()", repr),
        method("__hash__", "()", hash),
        method("__bool__", "()", to_bool),
        method("__int__", "()", itself),
        method("__index__", "()", itself),
        method("__trunc__", "()", itself),
        method("__floor__", "()", itself),
        method("__ceil__", "()", itself),
        method("__pos__", "()", itself),
        method("conjugate", "()", itself),
        method("__neg__", "()", neg),
        method("__abs__", "()", abs),
        method("__invert__", "()", invert),
        method("__float__", "()", float),
        method("__round__", "(ndigits=None, /)", round),
        method("__format__", "(format_spec, /)", format),
        method("__getnewargs__", "()", getnewargs),
        method("bit_length", "()", bit_length),
        method("bit_count", "()", bit_count),
        method("is_integer", "()", is_integer),
        method("as_integer_ratio", "()", as_integer_ratio),
        method("to_bytes", "(length=1, byteorder='big', *, signed=False)", to_bytes),
        class_method("from_bytes", "(bytes, byteorder='big', *, signed=False)", from_bytes),
    ],
    getset: &[
        readonly("real", real),
        readonly("imag", imag),
        readonly("numerator", real),
        readonly("denominator", denominator),
    ],
    doc: "int([x]) -> integer\nint(x, base=10) -> integer",
    ..TypeSpec::EMPTY
};
