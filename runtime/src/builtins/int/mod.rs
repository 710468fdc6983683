//! `int`
//!
//! - `arith.rs`: operators; `large.rs`: those of large numbers; `text.rs`: digits; `bytes.rs`: `to_bytes`, `from_bytes`.

mod arith;
mod bytes;
mod large;
mod text;

pub(crate) use arith::{fast_binary, int_binary, reflected_with_big};
pub(crate) use large::to_f64;
pub use text::to_text;
pub(crate) use text::{ascii_for_number, decimal_text};

use crate::builtins::bytes::construct::known;
use crate::exceptions::hierarchy::Exc;
use crate::limbs;
use crate::native::{Args, LeafRule, TypeSpec, class_method, method, readonly};
use crate::object::Special;
use crate::object::buffer::Request;
use crate::object::header::Kind;
use crate::object::int::IntRef;
use crate::object::protocol::CompareOp;
use crate::object::string::Str;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The modulus of Python's numeric hashes.
const HASH_MODULUS: u64 = (1 << 61) - 1;

/// Hash of an int, as the bits of CPython's `Py_hash_t`.
pub fn hash_int(n: IntRef<'_>) -> u64 {
    let (negative, magnitude) = match n {
        IntRef::Small(n) => (n < 0, n.unsigned_abs() % HASH_MODULUS),
        IntRef::Big(n) => {
            // 2^64 is 8 modulo 2^61 - 1.
            let step = |hash: u64, limb: &u64| {
                let wide = (u128::from(hash) << 3) + u128::from(*limb);
                let sum = (wide as u64 & HASH_MODULUS) + (wide >> 61) as u64;
                if sum >= HASH_MODULUS { sum - HASH_MODULUS } else { sum }
            };
            (n.negative, n.limbs.iter().rev().fold(0, step))
        }
    };
    let hash = if negative { -(magnitude as i64) } else { magnitude as i64 };
    if hash == -1 { -2i64 as u64 } else { hash as u64 }
}

fn compare(_: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    if let (Some(a), Some(b)) = (args[0].as_wide(), args[1].as_wide()) {
        return Ok(Value::bool(op.holds(a.compare(b))));
    }
    let (Some(a), Some(b)) = (args[0].as_int(), args[1].as_int()) else { return Ok(Value::NOT_IMPLEMENTED) };
    Ok(Value::bool(op.holds(a.signed(&mut [0]).compare(b.signed(&mut [0])))))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    if let Some(n) = value.as_small_int() {
        return Ok(small_text(vm, n)?.value());
    }
    let text = match value.as_int() {
        Some(IntRef::Big(big)) if big.limbs.len() <= limbs::radix::FEW_LIMBS => {
            let mut buffer = [0; limbs::radix::FEW_DIGITS + 1];
            let mut at = limbs::radix::write_few(&mut buffer, big.limbs);
            if big.negative {
                at -= 1;
                buffer[at] = b'-';
            }
            return Ok(vm.str_from_latin1(&buffer[at..])?.value());
        }
        Some(n) => decimal_text(vm, n)?,
        None => String::new(),
    };
    Ok(vm.str(&text)?.value())
}

/// Decimal text of a small int, written without a detour.
pub(crate) fn small_text(vm: &mut Vm, n: i64) -> PyResult<crate::heap::Gc<Str>> {
    let mut buffer = [0; 20];
    let mut at = limbs::radix::write_decimal(&mut buffer, n.unsigned_abs());
    if n < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    if at + 1 == buffer.len() {
        return vm.str_from_char(u32::from(buffer[at]));
    }
    vm.str_from_latin1(&buffer[at..])
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

impl Vm {
    /// The plain int of an int, bool or instance of a subclass.
    pub fn exact_int(&mut self, value: Value) -> PyResult<Value> {
        exact(self, value)
    }
}

/// The plain int of an int, bool or instance of a subclass.
pub(crate) fn exact(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if value.is_small_int() || vm.class_of(value) == vm.types.int {
        return Ok(value);
    }
    match value.as_int() {
        Some(IntRef::Small(n)) => vm.int(n),
        Some(IntRef::Big(n)) => vm.int_of_limbs(n.negative, n.limbs),
        None => Ok(value),
    }
}

fn float(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    match value.as_int() {
        Some(IntRef::Small(n)) => Ok(Value::float(n as f64)),
        Some(IntRef::Big(n)) => Ok(Value::float(to_f64(vm, n)?)),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn round(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(digits) = args.opt(1) else { return exact(vm, args[0]) };
    let digits = vm.index_clipped(digits)?;
    let mut word = [0];
    let bits = args[0].as_int().map_or(0, bit_length_of);
    if digits >= 0 {
        return exact(vm, args[0]);
    }
    // Each digit has more than three bits: beyond all digits there is nothing but zero.
    if digits.unsigned_abs() > bits / 3 + 2 {
        return Ok(Value::int32(0));
    }
    if let Some(rounded) = args[0].as_int().and_then(|n| round_word(n, digits.unsigned_abs())) {
        return vm.int(rounded);
    }
    let n = args[0].as_int().unwrap_or(IntRef::Small(0)).signed(&mut word);
    let unit = limbs::power::power(&[10], digits.unsigned_abs());
    let (mut quotient, rest) = limbs::divide::div_rem(n.limbs, &unit);
    let twice = limbs::radix::shifted(&rest, 1);
    let up = match limbs::add::compare(&twice, &unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient.first().is_some_and(|limb| limb & 1 != 0),
        std::cmp::Ordering::Greater => true,
    };
    if up {
        quotient.push(0);
        limbs::add::add_one(&mut quotient);
    }
    let product = limbs::multiply::product(&quotient, &unit);
    vm.int_of_limbs(n.negative, &product)
}

/// A number of one word, rounded to a multiple of a power of ten, halves to an even one.
fn round_word(n: IntRef<'_>, digits: u64) -> Option<i64> {
    let IntRef::Small(n) = n else { return None };
    let unit = 10u64.checked_pow(u32::try_from(digits).ok()?)?;
    let (quotient, rest) = (n.unsigned_abs() / unit, n.unsigned_abs() % unit);
    let up = match rest.cmp(&(unit - rest)) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => quotient & 1,
        std::cmp::Ordering::Greater => 1,
    };
    let rounded = i64::try_from((quotient + up).checked_mul(unit)?).ok()?;
    Some(if n < 0 { -rounded } else { rounded })
}

fn bit_length_of(n: IntRef<'_>) -> u64 {
    match n {
        IntRef::Small(n) => u64::from(64 - n.unsigned_abs().leading_zeros()),
        IntRef::Big(n) => n.bits(),
    }
}

fn bit_length(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    let bits = value.as_int().map_or(0, bit_length_of);
    vm.int(bits as i64)
}

fn bit_count(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    let ones = match value.as_int() {
        Some(IntRef::Small(n)) => u64::from(n.unsigned_abs().count_ones()),
        Some(IntRef::Big(n)) => n.limbs.iter().map(|limb| u64::from(limb.count_ones())).sum(),
        None => 0,
    };
    vm.int(ones as i64)
}

fn is_integer(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::TRUE)
}

fn as_integer_ratio(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = exact(vm, args[0])?;
    Ok(vm.tuple(&[n, Value::int32(1)])?.value())
}

fn sizeof(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    let digits = value.as_int().map_or(0, bit_length_of).div_ceil(30).max(1);
    Ok(Value::len(24 + 4 * digits as usize))
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
    if class == vm.types.bool {
        return Err(vm.type_error("int.__new__(bool) is not safe, use bool.__new__()"));
    }
    let value = construct(vm, args.get(1), args.get(2))?;
    if class == vm.types.int {
        return exact(vm, value);
    }
    match value.as_int() {
        Some(n) => vm.int_of_class(class, n),
        None => Ok(value),
    }
}

/// The value of `int(value, base)`; EMPTY is what was not given.
pub(crate) fn construct(vm: &mut Vm, value: Value, base: Value) -> PyResult<Value> {
    let Some(base) = base.given() else {
        return if value.is_empty() { Ok(Value::int32(0)) } else { of_number(vm, value) };
    };
    if value.is_empty() {
        return Err(vm.type_error("int() missing string argument"));
    }
    let base = vm.index_clipped(base)?;
    if base != 0 && !(2..=36).contains(&base) {
        return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
    }
    match text_of(value) {
        Some(digits) => {
            let shown = as_shown(vm, value, &digits)?;
            text::parse(vm, &digits, base as u32, shown)
        }
        None => Err(vm.type_error("int() can't convert non-string with explicit base")),
    }
}

/// What messages show of what an int was to be read from: of buffers their bytes.
fn as_shown(vm: &mut Vm, value: Value, digits: &[u8]) -> PyResult<Value> {
    if value.is::<Str>() { Ok(value) } else { Ok(vm.bytes(digits)?.value()) }
}

fn text_of(value: Value) -> Option<Vec<u8>> {
    match value.cast::<Str>() {
        Some(s) => Some(ascii_for_number(&s).into_owned()),
        None => known(value).map(<[u8]>::to_vec),
    }
}

/// `int(value)`, as `PyNumber_Long`.
fn of_number(vm: &mut Vm, value: Value) -> PyResult<Value> {
    if value.is_small_int() || vm.class_of(value) == vm.types.int {
        return Ok(value);
    }
    if let Some(f) = value.as_float() {
        return super::float::truncate(vm, f);
    }
    if let Some(s) = value.cast::<Str>()
        && vm.class_of(value) == vm.types.str
    {
        return text::parse(vm, &ascii_for_number(&s), 10, value);
    }
    if let Some(result) = vm.call_special(value, Special::Int, &[])? {
        return checked(vm, result, "__int__");
    }
    if vm.special_of(value, Special::Index).is_some() {
        let result = vm.index(value)?;
        return exact(vm, result);
    }
    if vm.special_of(value, Special::Trunc).is_some() {
        return truncated(vm, value);
    }
    if let Some(digits) = text_of(value) {
        let shown = as_shown(vm, value, &digits)?;
        return text::parse(vm, &digits, 10, shown);
    }
    if vm.has_buffer(value) {
        let buffer = vm.buffer(value, Request::SIMPLE)?;
        let digits = buffer.bytes(vm).to_vec();
        buffer.release(vm);
        let shown = as_shown(vm, value, &digits)?;
        return text::parse(vm, &digits, 10, shown);
    }
    let name = vm.type_name(value);
    Err(vm.type_error(&format!("int() argument must be a string, a bytes-like object or a real number, not '{name}'")))
}

/// The result of `__int__` and its like: an int, and for a while yet also an instance of a subclass.
pub(crate) fn checked(vm: &mut Vm, result: Value, method: &str) -> PyResult<Value> {
    if result.is_small_int() || vm.class_of(result) == vm.types.int {
        return Ok(result);
    }
    let name = vm.type_name(result);
    if result.as_int().is_none() {
        return Err(vm.type_error(&format!("{method} returned non-int (type {name})")));
    }
    let message = format!(
        "{method} returned non-int (type {name}).  The ability to return an instance of a strict subclass of int is deprecated, and may not be supported in a future version of Python."
    );
    crate::builtins::warn(vm, Exc::DeprecationWarning, &message)?;
    exact(vm, result)
}

fn truncated(vm: &mut Vm, value: Value) -> PyResult<Value> {
    crate::builtins::warn(vm, Exc::DeprecationWarning, "The delegation of int() to __trunc__ is deprecated.")?;
    let result = vm.call_special(value, Special::Trunc, &[])?.unwrap_or(Value::NONE);
    if result.as_int().is_some() {
        return exact(vm, result);
    }
    if vm.special_of(result, Special::Index).is_none() {
        let message = format!("__trunc__ returned non-Integral (type {})", vm.type_name(result));
        return Err(vm.type_error(&message));
    }
    let result = vm.index(result)?;
    exact(vm, result)
}

fn getnewargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = exact(vm, args[0])?;
    Ok(vm.tuple(&[n])?.value())
}

fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::format::format_int(vm, args[0], args[1])
}

/// `int`
pub static INT: TypeSpec = TypeSpec {
    name: "int",
    kind: Kind::Int64,
    flags: type_flag::BASE_TYPE | type_flag::MATCH_SELF,
    methods: &[
        method("__new__", "(x=0, /, base=10)", new).leaf(LeafRule::OfPlain),
        method("__add__", "(value, /)", arith::add),
        method("__radd__", "(value, /)", arith::radd),
        method("__sub__", "(value, /)", arith::sub),
        method("__rsub__", "(value, /)", arith::rsub),
        method("__mul__", "(value, /)", arith::mul),
        method("__rmul__", "(value, /)", arith::rmul),
        method("__floordiv__", "(value, /)", arith::floordiv),
        method("__rfloordiv__", "(value, /)", arith::rfloordiv),
        method("__mod__", "(value, /)", arith::mod_),
        method("__rmod__", "(value, /)", arith::rmod),
        method("__divmod__", "(value, /)", arith::divmod),
        method("__rdivmod__", "(value, /)", arith::rdivmod),
        method("__truediv__", "(value, /)", arith::truediv),
        method("__rtruediv__", "(value, /)", arith::rtruediv),
        method("__lshift__", "(value, /)", arith::lshift),
        method("__rlshift__", "(value, /)", arith::rlshift),
        method("__rshift__", "(value, /)", arith::rshift),
        method("__rrshift__", "(value, /)", arith::rrshift),
        method("__and__", "(value, /)", arith::and),
        method("__rand__", "(value, /)", arith::rand),
        method("__or__", "(value, /)", arith::or),
        method("__ror__", "(value, /)", arith::ror),
        method("__xor__", "(value, /)", arith::xor),
        method("__rxor__", "(value, /)", arith::rxor),
        method("__pow__", "(value, mod=None, /)", arith::pow),
        method("__rpow__", "(value, mod=None, /)", arith::rpow),
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
        method("__trunc__", "()", itself).doc("Truncating an Integral returns itself."),
        method("__floor__", "()", itself).doc("Flooring an Integral returns itself."),
        method("__ceil__", "()", itself).doc("Ceiling of an Integral returns itself."),
        method("__pos__", "()", itself),
        method("conjugate", "()", itself).doc("Returns self, the complex conjugate of any int."),
        method("__neg__", "()", arith::neg),
        method("__abs__", "()", arith::abs),
        method("__invert__", "()", arith::invert),
        method("__float__", "()", float),
        method("__round__", "(ndigits=<unrepresentable>, /)", round)
            .doc("Rounding an Integral returns itself.\n\nRounding with an ndigits argument also returns an integer."),
        method("__format__", "(format_spec, /)", format).doc("Convert to a string according to format_spec."),
        method("__getnewargs__", "()", getnewargs),
        method("__sizeof__", "()", sizeof).doc("Returns size in memory, in bytes."),
        method("bit_length", "()", bit_length).leaf(LeafRule::OfPlain)
            .doc("Number of bits necessary to represent self in binary.\n\n>>> bin(37)\n'0b100101'\n>>> (37).bit_length()\n6"),
        method("bit_count", "()", bit_count).leaf(LeafRule::OfPlain).doc(
            "Number of ones in the binary representation of the absolute value of self.\n\nAlso known as the population count.\n\n>>> bin(13)\n'0b1101'\n>>> (13).bit_count()\n3",
        ),
        method("is_integer", "()", is_integer)
            .doc("Returns True. Exists for duck type compatibility with float.is_integer."),
        method("as_integer_ratio", "()", as_integer_ratio)
            .doc("Return a pair of integers, whose ratio is equal to the original int.\n\nThe ratio is in lowest terms and has a positive denominator.\n\n>>> (10).as_integer_ratio()\n(10, 1)\n>>> (-10).as_integer_ratio()\n(-10, 1)\n>>> (0).as_integer_ratio()\n(0, 1)"),
        method("to_bytes", "(length=1, byteorder='big', *, signed=False)", bytes::to_bytes).leaf(LeafRule::OfPlain)
            .doc("Return an array of bytes representing an integer."),
        class_method("from_bytes", "(bytes, byteorder='big', *, signed=False)", bytes::from_bytes)
            .leaf(LeafRule::OfPlain)
            .doc("Return the integer represented by the given array of bytes."),
    ],
    getset: &[
        readonly("real", real),
        readonly("imag", imag),
        readonly("numerator", real),
        readonly("denominator", denominator),
    ],
    doc: "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no arguments\nare given.  If x is a number, return x.__int__().  For floating point\nnumbers, this truncates towards zero.\n\nIf x is not a number or if base is given, then x must be a string,\nbytes, or bytearray instance representing an integer literal in the\ngiven base.  The literal can be preceded by '+' or '-' and be surrounded\nby whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.\nBase 0 means to interpret the base from the string as an integer literal.\n>>> int('0b100', base=0)\n4",
    ..TypeSpec::EMPTY
};

fn is_negative(n: IntRef<'_>) -> bool {
    match n {
        IntRef::Small(n) => n < 0,
        IntRef::Big(n) => n.negative,
    }
}
