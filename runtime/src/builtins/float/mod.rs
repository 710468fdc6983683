//! `float`
//!
//! - `parse.rs`: floats from text and numbers; `hex.rs`: hexadecimal text. Decimal text is written by [`super::format::decimal`].

mod hex;
mod parse;

pub use parse::{as_double, to_float};
pub(crate) use parse::{prefix, trim, without_underscores};

use crate::exceptions::hierarchy::Exc;
use crate::native::{Args, LeafRule, TypeSpec, class_method, method, readonly};
use crate::object::header::Kind;
use crate::object::int::{BigRef, IntRef};
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn operand(vm: &mut Vm, value: Value) -> PyResult<Option<f64>> {
    if let Some(f) = value.as_f64() {
        return Ok(Some(f));
    }
    match value.as_int() {
        Some(IntRef::Small(n)) => Ok(Some(n as f64)),
        Some(IntRef::Big(n)) => super::int::to_f64(vm, n).map(Some),
        None => Ok(None),
    }
}

/// `x op y` where one is a float and the other a float or int; none if the operator is none of floats'.
pub(crate) fn float_binary(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> PyResult<Option<Value>> {
    if matches!(
        op,
        BinaryOp::LShift | BinaryOp::RShift | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::MatMul
    ) {
        return Ok(None);
    }
    let (Some(a), Some(b)) = (operand(vm, x)?, operand(vm, y)?) else { return Ok(None) };
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::TrueDiv if b == 0.0 => return Err(vm.zero_division_error("float division by zero")),
        BinaryOp::TrueDiv => a / b,
        BinaryOp::FloorDiv if b == 0.0 => return Err(vm.zero_division_error("float floor division by zero")),
        BinaryOp::FloorDiv => divmod(a, b).0,
        BinaryOp::Mod if b == 0.0 => return Err(vm.zero_division_error("float modulo")),
        BinaryOp::Mod => divmod(a, b).1,
        BinaryOp::DivMod if b == 0.0 => return Err(vm.zero_division_error("float divmod()")),
        BinaryOp::DivMod => {
            let (q, r) = divmod(a, b);
            return Ok(Some(vm.tuple(&[Value::float(q), Value::float(r)])?.value()));
        }
        BinaryOp::Pow => return power(vm, a, b).map(Some),
        BinaryOp::LShift | BinaryOp::RShift | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::MatMul => {
            return Ok(None);
        }
    };
    Ok(Some(Value::float(result)))
}

/// Floor division and modulo, as CPython's `_float_div_mod`.
pub(crate) fn divmod(a: f64, b: f64) -> (f64, f64) {
    let mut r = a % b;
    let mut q = (a - r) / b;
    if r != 0.0 {
        if (b < 0.0) != (r < 0.0) {
            r += b;
            q -= 1.0;
        }
    } else {
        r = 0.0f64.copysign(b);
    }
    let q = if q != 0.0 {
        let floor = q.floor();
        if q - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0.0f64.copysign(a / b)
    };
    (q, r)
}

/// What the library's `pow` gives.
pub(crate) fn plain_power(a: f64, b: f64) -> f64 {
    if b == 2.0
        && let Some(square) = certain_square(a)
    {
        return square;
    }
    // Of the power of 2 that it sees, LLVM makes a product, which may differ in the last bit.
    a.powf(std::hint::black_box(b))
}

/// `pow` is right to 0.04 of the last place: the middle between two floats is so far away in 256ths of that.
pub const SQUARE_MARGIN: i64 = 13;
/// Squares of numbers with exponents up to this, and down to its opposite, are neither too large nor too small.
pub const SQUARE_EXPONENTS: i64 = 400;

/// The square of a number, unless the exact one is so near to the middle between two floats that `pow`, which is not exact to
/// the last bit, may give the other of them.
///
/// Compiled code does the same.
fn certain_square(a: f64) -> Option<f64> {
    const BIAS: u64 = 1023;
    const EXPONENTS: u64 = SQUARE_EXPONENTS as u64;
    const FRACTION: u64 = (1 << 52) - 1;
    let bits = a.to_bits();
    // Neither too large for a square, nor one that has fewer bits.
    if !(BIAS - EXPONENTS..BIAS + EXPONENTS).contains(&(bits >> 52 & 0x7FF)) {
        return None;
    }
    let digits = u128::from(bits & FRACTION | 1 << 52);
    let square = digits * digits;
    // A square of 53 bits has 105 or 106, of which a float has the first 53.
    let dropped = if square >> 105 != 0 { 53 } else { 52 };
    let next = (square >> (dropped - 8)) as u8;
    if i64::from(next.abs_diff(128)) > SQUARE_MARGIN { Some(a * a) } else { None }
}

/// `a ** b`
pub(crate) fn power(vm: &mut Vm, a: f64, b: f64) -> PyResult<Value> {
    if a == 0.0 && b < 0.0 && b.is_finite() {
        return Err(vm.zero_division_error("0.0 cannot be raised to a negative power"));
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor() {
        return super::complex::power(vm, (a, 0.0), (b, 0.0));
    }
    let result = plain_power(a, b);
    if result.is_infinite() && a.is_finite() && b.is_finite() {
        return Err(vm.raise_args_errno(Exc::OverflowError, 34, "Numerical result out of range"));
    }
    Ok(Value::float(result))
}

fn binary(vm: &mut Vm, op: BinaryOp, x: Value, y: Value) -> PyResult<Value> {
    Ok(float_binary(vm, op, x, y)?.unwrap_or(Value::NOT_IMPLEMENTED))
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
    add radd Add; sub rsub Sub; mul rmul Mul; truediv rtruediv TrueDiv; floordiv rfloordiv FloorDiv; mod_ rmod Mod;
    divmod_ rdivmod DivMod; plain_pow plain_rpow Pow;
}

fn no_modulus(vm: &mut Vm, args: Args<'_>) -> PyResult<()> {
    match args.not_none(2) {
        None => Ok(()),
        Some(_) => Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers")),
    }
}

fn pow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    no_modulus(vm, args)?;
    plain_pow(vm, args)
}

fn rpow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    no_modulus(vm, args)?;
    plain_rpow(vm, args)
}

fn compare(_: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let (x, y) = (args[0], args[1]);
    let Some(a) = x.as_f64() else { return Ok(Value::NOT_IMPLEMENTED) };
    if let Some(b) = y.as_f64() {
        return Ok(Value::bool(op.holds_f64(a, b)));
    }
    let Some(n) = y.as_int() else { return Ok(Value::NOT_IMPLEMENTED) };
    if a.is_nan() {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    if a.is_infinite() {
        return Ok(Value::bool(op.holds_f64(a, 0.0)));
    }
    if let IntRef::Small(n) = n
        && n.unsigned_abs() < 1 << 53
    {
        return Ok(Value::bool(op.holds_f64(a, n as f64)));
    }
    // Exact: compare the int with the float's integral part, then look at the fraction.
    let floor = a.floor();
    let magnitude = crate::limbs::float::from_f64(floor.abs());
    let whole = BigRef { negative: floor < 0.0, limbs: &magnitude };
    let ordering = whole.compare(n.signed(&mut [0])).then(if a.fract() == 0.0 {
        std::cmp::Ordering::Equal
    } else {
        std::cmp::Ordering::Greater
    });
    Ok(Value::bool(op.holds(ordering)))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

/// `repr` of a float: the shortest digits that read back as the same number.
pub fn to_text(f: f64) -> String {
    super::format::decimal::repr(f)
}

fn value_of(args: Args<'_>) -> f64 {
    args[0].as_f64().unwrap_or(0.0)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.str(&to_text(value_of(args)))?.value())
}

/// Hash of a float: equal to that of an equal int (CPython's `_Py_HashDouble`).
pub fn hash_f64(f: f64) -> i64 {
    const BITS: u32 = 61;
    const MODULUS: u64 = (1 << BITS) - 1;
    // Whole numbers far below the modulus are the commonest.
    if f.abs() < (1u64 << 53) as f64 && f == f.trunc() {
        return if f == -1.0 { -2 } else { f as i64 };
    }
    if f.is_infinite() {
        return if f > 0.0 { 314_159 } else { -314_159 };
    }
    let bits = f.abs().to_bits();
    let (mut mantissa, mut exponent) = (bits & ((1 << 52) - 1), (bits >> 52) as i64);
    if exponent == 0 {
        exponent = 1
    } else {
        mantissa |= 1 << 52
    }
    exponent -= 1075;
    let shift = exponent.rem_euclid(i64::from(BITS)) as u32;
    let mut hash = mantissa % MODULUS;
    hash = ((hash << shift) & MODULUS) | (hash >> (BITS - shift));
    hash %= MODULUS;
    let hash = if f < 0.0 { -(hash as i64) } else { hash as i64 };
    if hash == -1 { -2 } else { hash }
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let f = value_of(args);
    if f.is_nan() {
        let hash = hash_nan(vm, args[0]);
        return vm.int(hash);
    }
    vm.int(hash_f64(f))
}

/// Hash of an object that is or holds a NaN: by its identity.
pub(crate) fn hash_nan(vm: &mut Vm, value: Value) -> i64 {
    crate::object::plain::identity_hash(vm.id(value)) as i64
}

fn to_bool(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(value_of(args) != 0.0))
}

fn neg(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(-value_of(args)))
}

fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(value_of(args)))
}

fn abs(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(value_of(args).abs()))
}

/// The int a float truncates to.
pub(crate) fn truncate(vm: &mut Vm, f: f64) -> PyResult<Value> {
    if f.is_nan() {
        return Err(vm.value_error("cannot convert float NaN to integer"));
    }
    if f.is_infinite() {
        return Err(vm.overflow_error("cannot convert float infinity to integer"));
    }
    if f.abs() < 9e18 {
        return vm.int(f as i64);
    }
    let magnitude = crate::limbs::float::from_f64(f.trunc().abs());
    vm.int_of_limbs(f < 0.0, &magnitude)
}

fn int(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    truncate(vm, value_of(args))
}

fn floor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    truncate(vm, value_of(args).floor())
}

fn ceil(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    truncate(vm, value_of(args).ceil())
}

fn round(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let f = value_of(args);
    let Some(digits) = args.not_none(1) else {
        return truncate(vm, f.round_ties_even());
    };
    let digits = vm.index_clipped(digits)?;
    if !f.is_finite() || digits > 323 {
        return Ok(Value::float(f));
    }
    if digits < -308 {
        return Ok(Value::float(0.0f64.copysign(f)));
    }
    if digits >= 0 {
        use super::format::scaled::{POWERS, scaled};
        if let Some(n) = scaled(f.abs(), digits.min(23) as i32)
            && n < 1 << 53
        {
            // Both are exact, so the quotient is rounded once.
            return Ok(Value::float((n as f64 / POWERS[digits as usize]).copysign(f)));
        }
        // The formatter rounds the exact value half to even.
        let text = format!("{f:.*}", digits as usize);
        return Ok(Value::float(text.parse().unwrap_or(f)));
    }
    use crate::limbs;
    let unit = limbs::power::power(&[10], digits.unsigned_abs());
    let (mut quotient, rest) = limbs::divide::div_rem(&limbs::float::from_f64(f.abs().trunc()), &unit);
    let up = match limbs::add::compare(&limbs::radix::shifted(&rest, 1), &unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => f.fract() != 0.0 || quotient.first().is_some_and(|limb| limb & 1 != 0),
        std::cmp::Ordering::Greater => true,
    };
    if up {
        quotient.push(0);
        limbs::add::add_one(&mut quotient);
    }
    let result = limbs::float::to_f64(&limbs::multiply::product(&quotient, &unit), 0, false);
    if result.is_infinite() {
        return Err(vm.overflow_error("rounded value too large to represent"));
    }
    Ok(Value::float(result.copysign(f)))
}

fn is_integer(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let f = value_of(args);
    Ok(Value::bool(f.is_finite() && f.fract() == 0.0))
}

fn as_integer_ratio(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let f = value_of(args);
    if f.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer ratio"));
    }
    if f.is_infinite() {
        return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
    }
    if f == f.trunc() {
        let numerator = truncate(vm, f)?;
        return Ok(vm.tuple(&[numerator, Value::int32(1)])?.value());
    }
    // mantissa · 2⁻ᵉˣᵖᵒⁿᵉⁿᵗ, the mantissa odd.
    let biased = (f.to_bits() >> 52 & 0x7ff) as u32;
    let (mantissa, biased) = (f.to_bits() & ((1 << 52) - 1) | u64::from(biased > 0) << 52, biased.max(1));
    let exponent = 1075 - biased - mantissa.trailing_zeros();
    let magnitude = (mantissa >> mantissa.trailing_zeros()) as i64;
    let numerator = vm.int(if f < 0.0 { -magnitude } else { magnitude })?;
    if exponent < 63 {
        let denominator = vm.int(1 << exponent)?;
        return Ok(vm.tuple(&[numerator, denominator])?.value());
    }
    let mut denominator = vec![0; exponent as usize / 64 + 1];
    denominator[exponent as usize / 64] = 1 << (exponent % 64);
    let denominator = vm.int_of_limbs(false, &denominator)?;
    Ok(vm.tuple(&[numerator, denominator])?.value())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let f = match args.opt(1) {
        Some(value) => to_float(vm, value)?,
        None => 0.0,
    };
    if class == vm.types.float { Ok(Value::float(f)) } else { vm.float_of_class(class, f) }
}

fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::format::format_float(vm, args[0], args[1])
}

fn real(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::float(value.as_f64().unwrap_or(0.0)))
}

fn imag(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::float(0.0))
}

fn getformat(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(kind) = args[1].cast::<Str>() else {
        let message = format!("__getformat__() argument must be str, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    if !kind.is_text("double") && !kind.is_text("float") {
        return Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'"));
    }
    let order = if cfg!(target_endian = "little") { "IEEE, little-endian" } else { "IEEE, big-endian" };
    Ok(vm.str(order)?.value())
}

fn getnewargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.tuple(&[Value::float(value_of(args))])?.value())
}

/// `float`
pub static FLOAT: TypeSpec = TypeSpec {
    name: "float",
    kind: Kind::FloatObject,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF,
    methods: &[
        method("__new__", "(x=0, /)", new).leaf(LeafRule::OfPlain),
        method("__add__", "(value, /)", add),
        method("__radd__", "(value, /)", radd),
        method("__sub__", "(value, /)", sub),
        method("__rsub__", "(value, /)", rsub),
        method("__mul__", "(value, /)", mul),
        method("__rmul__", "(value, /)", rmul),
        method("__truediv__", "(value, /)", truediv),
        method("__rtruediv__", "(value, /)", rtruediv),
        method("__floordiv__", "(value, /)", floordiv),
        method("__rfloordiv__", "(value, /)", rfloordiv),
        method("__mod__", "(value, /)", mod_),
        method("__rmod__", "(value, /)", rmod),
        method("__divmod__", "(value, /)", divmod_),
        method("__rdivmod__", "(value, /)", rdivmod),
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
        method("__neg__", "()", neg),
        method("__pos__", "()", itself),
        method("__abs__", "()", abs),
        method("__float__", "()", itself),
        method("conjugate", "()", itself),
        method("__int__", "()", int),
        method("__trunc__", "()", int),
        method("__floor__", "()", floor),
        method("__ceil__", "()", ceil),
        method("__round__", "(ndigits=None, /)", round),
        method("__format__", "(format_spec, /)", format),
        method("__getnewargs__", "()", getnewargs),
        method("is_integer", "()", is_integer).leaf(LeafRule::OfPlain).doc("Return True if the float is an integer."),
        method("as_integer_ratio", "()", as_integer_ratio).doc(
            "Return a pair of integers, whose ratio is exactly equal to the original float.\n\nThe ratio is in lowest terms and has a positive denominator.  Raise\nOverflowError on infinities and a ValueError on NaNs.\n\n>>> (10.0).as_integer_ratio()\n(10, 1)\n>>> (0.0).as_integer_ratio()\n(0, 1)\n>>> (-.25).as_integer_ratio()\n(-1, 4)",
        ),
        method("hex", "()", hex::hex).doc(
            "Return a hexadecimal representation of a floating-point number.\n\n>>> (-0.1).hex()\n'-0x1.999999999999ap-4'\n>>> 3.14159.hex()\n'0x1.921f9f01b866ep+1'",
        ),
        class_method("fromhex", "(string, /)", hex::fromhex).doc(
            "Create a floating-point number from a hexadecimal string.\n\n>>> float.fromhex('0x1.ffffp10')\n2047.984375\n>>> float.fromhex('-0x1p-1074')\n-5e-324",
        ),
        class_method("__getformat__", "(typestr, /)", getformat).doc(
            "You probably don't want to use this function.\n\n  typestr\n    Must be 'double' or 'float'.\n\nIt exists mainly to be used in Python's test suite.\n\nThis function returns whichever of 'unknown', 'IEEE, big-endian' or 'IEEE,\nlittle-endian' best describes the format of floating-point numbers used by the\nC type named by typestr.",
        ),
    ],
    getset: &[readonly("real", real), readonly("imag", imag)],
    doc: "Convert a string or number to a floating point number, if possible.",
    ..TypeSpec::EMPTY
};
