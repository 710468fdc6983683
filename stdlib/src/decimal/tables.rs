//! The methods of `Decimal` and of `Context`: what both have is written once.

use super::context::{self, finish, rounding_of};
use super::logic::{self, Extreme, Logic};
use super::num::{Class, Num, Rounding, Work};
use super::object::{self, make, make_short, own, required, short_of};
use super::operators as operator;
use runtime::native::spec::{FnSpec, NativeFn};
use runtime::native::{Args, Convention, class_method};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// A method; of those that are no special methods, messages do not say the name.
const fn method(name: &'static str, signature: &'static str, call: NativeFn) -> FnSpec {
    let spec = runtime::native::method(name, signature, call);
    if name.as_bytes()[0] == b'_' { spec } else { spec.convention(Convention::Nameless) }
}

macro_rules! unary {
    ($($decimal:ident $context:ident $body:expr;)*) => {$(
        fn $decimal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let context = context::optional(vm, args.opt(1))?;
            let mut work = context.data.work();
            let body: fn(&mut Work, &Num) -> Num = $body;
            let result = body(&mut work, &own(args[0]));
            finish(vm, context, work.status)?;
            make(vm, result)
        }
        fn $context(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let context = context::own(args[0]);
            let n = required(vm, args[1])?;
            let mut work = context.data.work();
            let body: fn(&mut Work, &Num) -> Num = $body;
            let result = body(&mut work, &n);
            finish(vm, context, work.status)?;
            make(vm, result)
        }
    )*};
}
unary! {
    exp context_exp Work::exp;
    ln context_ln Work::ln;
    log10 context_log10 Work::log10;
    sqrt context_sqrt Work::sqrt;
    normalize context_normalize Work::normalize;
    next_minus context_next_minus Work::next_minus;
    next_plus context_next_plus Work::next_plus;
    logb context_logb Work::logb;
    logical_invert context_logical_invert Work::logical_invert;
    copy_abs context_copy_abs |_, a| a.clone().abs();
    copy_negate context_copy_negate |_, a| a.clone().negated();
}

macro_rules! of_context {
    ($($name:ident ($($n:ident $index:literal)+) $op:ident;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let context = context::own(args[0]);
            $(let $n = required(vm, args[$index])?;)+
            let mut work = context.data.work();
            let result = work.$op($(&$n),+);
            finish(vm, context, work.status)?;
            make(vm, result)
        }
    )*};
}
of_context! {
    context_plus (a 1) plus;
    context_minus (a 1) minus;
    context_abs (a 1) abs;
    context_quantize (a 1 b 2) quantize;
    context_add (a 1 b 2) add;
    context_subtract (a 1 b 2) sub;
    context_multiply (a 1 b 2) mul;
    context_divide (a 1 b 2) div;
    context_divide_int (a 1 b 2) div_int;
    context_remainder (a 1 b 2) rem;
    context_fma (a 1 b 2 c 3) fma;
}

macro_rules! binary {
    ($($decimal:ident $context:ident $body:expr;)*) => {$(
        fn $decimal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let context = context::optional(vm, args.opt(2))?;
            let b = required(vm, args[1])?;
            let mut work = context.data.work();
            let body: fn(&mut Work, &Num, &Num) -> Num = $body;
            let result = body(&mut work, &own(args[0]), &b);
            finish(vm, context, work.status)?;
            make(vm, result)
        }
        fn $context(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let context = context::own(args[0]);
            let (a, b) = (required(vm, args[1])?, required(vm, args[2])?);
            let mut work = context.data.work();
            let body: fn(&mut Work, &Num, &Num) -> Num = $body;
            let result = body(&mut work, &a, &b);
            finish(vm, context, work.status)?;
            make(vm, result)
        }
    )*};
}
binary! {
    compare context_compare Work::compare;
    compare_signal context_compare_signal Work::compare_signal;
    compare_total context_compare_total |_, a, b| Num::small(logic::total_order(a, b) as i64);
    compare_total_mag context_compare_total_mag |_, a, b| Num::small(logic::total_magnitude_order(a, b) as i64);
    copy_sign context_copy_sign |_, a, b| Num { negative: b.negative, ..a.clone() };
    logical_and context_logical_and |w, a, b| w.logic(a, b, Logic::And);
    logical_or context_logical_or |w, a, b| w.logic(a, b, Logic::Or);
    logical_xor context_logical_xor |w, a, b| w.logic(a, b, Logic::Xor);
    max context_max |w, a, b| w.extreme(a, b, Extreme::Max, false);
    max_mag context_max_mag |w, a, b| w.extreme(a, b, Extreme::Max, true);
    min context_min |w, a, b| w.extreme(a, b, Extreme::Min, false);
    min_mag context_min_mag |w, a, b| w.extreme(a, b, Extreme::Min, true);
    next_toward context_next_toward Work::next_toward;
    remainder_near context_remainder_near Work::rem_near;
    rotate context_rotate Work::rotate;
    scaleb context_scaleb Work::scaleb;
    shift context_shift Work::shift;
}

macro_rules! asked {
    ($($decimal:ident $context:ident $body:expr;)*) => {$(
        fn $decimal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let context = context::optional(vm, args.opt(1))?;
            let body: fn(&Work, &Num) -> bool = $body;
            Ok(Value::bool(body(&context.data.work(), &own(args[0]))))
        }
        fn $context(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let n = required(vm, args[1])?;
            let body: fn(&Work, &Num) -> bool = $body;
            Ok(Value::bool(body(&context::own(args[0]).data.work(), &n)))
        }
    )*};
}
asked! {
    is_finite context_is_finite |_, a| a.is_finite();
    is_infinite context_is_infinite |_, a| a.is_infinite();
    is_nan context_is_nan |_, a| a.is_nan();
    is_qnan context_is_qnan |_, a| a.class == Class::QuietNan;
    is_snan context_is_snan |_, a| a.class == Class::SignalingNan;
    is_signed context_is_signed |_, a| a.negative;
    is_zero context_is_zero |_, a| a.is_zero();
    is_normal context_is_normal |w, a| w.is_normal(a);
    is_subnormal context_is_subnormal |w, a| w.is_subnormal(a);
}

fn is_canonical(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::TRUE)
}

fn number_class(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = context::optional(vm, args.opt(1))?;
    let name = context.data.work().class_name(&own(args[0]));
    Ok(vm.str(name)?.value())
}

fn context_number_class(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = required(vm, args[1])?;
    let name = context::own(args[0]).data.work().class_name(&n);
    Ok(vm.str(name)?.value())
}

fn same_quantum(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    context::optional(vm, args.opt(2))?;
    let b = required(vm, args[1])?;
    Ok(Value::bool(logic::same_quantum(&own(args[0]), &b)))
}

fn context_same_quantum(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, b) = (required(vm, args[1])?, required(vm, args[2])?);
    Ok(Value::bool(logic::same_quantum(&a, &b)))
}

/// `quantize(exp, rounding=None, context=None)`
fn quantize(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = context::optional(vm, args.opt(3))?;
    let mut work = context.data.work();
    if let Some(rounding) = args.not_none(2) {
        work.rounding = rounding_of(vm, rounding)?;
    }
    if let (Some(a), Some(b)) = (short_of(args[0]), short_of(args[1]))
        && let Some(result) = work.short_quantize(a, b.exp)
    {
        finish(vm, context, work.status)?;
        return make_short(vm, result);
    }
    let b = required(vm, args[1])?;
    let result = work.quantize(&own(args[0]), &b);
    finish(vm, context, work.status)?;
    make(vm, result)
}

/// `to_integral…(rounding=None, context=None)`
fn integral(vm: &mut Vm, args: Args<'_>, tell: bool) -> PyResult<Value> {
    let context = context::optional(vm, args.opt(2))?;
    let mut work = context.data.work();
    if let Some(rounding) = args.not_none(1) {
        work.rounding = rounding_of(vm, rounding)?;
    }
    let result = work.integral(&own(args[0]), tell);
    finish(vm, context, work.status)?;
    make(vm, result)
}

fn to_integral_value(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    integral(vm, args, false)
}

fn to_integral_exact(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    integral(vm, args, true)
}

fn context_integral(vm: &mut Vm, args: Args<'_>, tell: bool) -> PyResult<Value> {
    let context = context::own(args[0]);
    let n = required(vm, args[1])?;
    let mut work = context.data.work();
    let result = work.integral(&n, tell);
    finish(vm, context, work.status)?;
    make(vm, result)
}

fn context_to_integral_value(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    context_integral(vm, args, false)
}

fn context_to_integral_exact(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    context_integral(vm, args, true)
}

fn fma(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = context::optional(vm, args.opt(3))?;
    let (b, c) = (required(vm, args[1])?, required(vm, args[2])?);
    let mut work = context.data.work();
    let result = work.fma(&own(args[0]), &b, &c);
    finish(vm, context, work.status)?;
    make(vm, result)
}

fn context_power(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = context::own(args[0]);
    let (a, b) = (required(vm, args[1])?, required(vm, args[2])?);
    let mut work = context.data.work();
    let result = match args.not_none(3) {
        Some(modulus) => {
            let modulus = required(vm, modulus)?;
            work.pow_mod(&a, &b, &modulus)
        }
        None => work.pow(&a, &b),
    };
    finish(vm, context, work.status)?;
    make(vm, result)
}

fn context_divmod(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (a, b) = (required(vm, args[1])?, required(vm, args[2])?);
    operator::pair(vm, context::own(args[0]), &a, &b)
}

fn adjusted(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = own(args[0]);
    vm.int(if n.is_finite() { n.adjusted() } else { 0 })
}

fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

/// `Context.canonical(x)`, `Context.copy_decimal(x)`
fn context_itself(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let n = required(vm, args[1])?;
    make(vm, n)
}

/// Rounds a number to the context.
fn context_apply(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let context = context::own(args[0]);
    let n = required(vm, args[1])?;
    let mut work = context.data.work();
    let result = work.fix(n);
    finish(vm, context, work.status)?;
    make(vm, result)
}

fn context_is_canonical(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if object::num_of(args[1]).is_none() {
        return Err(vm.type_error("argument must be a Decimal"));
    }
    Ok(Value::TRUE)
}

fn context_canonical(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if object::num_of(args[1]).is_none() {
        return Err(vm.type_error("argument must be a Decimal"));
    }
    Ok(args[1])
}

fn radix(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    make(vm, Num::small(10))
}

fn trunc(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    object::rounded_int(vm, args[0], Rounding::Down)
}

fn floor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    object::rounded_int(vm, args[0], Rounding::Floor)
}

fn ceil(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    object::rounded_int(vm, args[0], Rounding::Ceiling)
}

fn sizeof(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let digits = own(args[0]).coef.digits();
    vm.int(104 + if digits > 76 { digits / 19 * 8 } else { 0 })
}

const UNARY: &str = "(context=None)";
const BINARY: &str = "(other, context=None)";
const INTEGRAL: &str = "(rounding=None, context=None)";

pub(super) const DECIMAL_METHODS: &[FnSpec] = &[
    method("__new__", "(value='0', context=None)", object::new).convention(Convention::Nameless),
    method("__repr__", "()", object::repr),
    method("__str__", "()", object::to_str),
    method("__hash__", "()", object::hash),
    method("__lt__", "(value, /)", operator::lt).leaf(operator::COMPARES_SHORT),
    method("__le__", "(value, /)", operator::le).leaf(operator::COMPARES_SHORT),
    method("__eq__", "(value, /)", operator::eq).leaf(operator::COMPARES_SHORT),
    method("__ne__", "(value, /)", operator::ne).leaf(operator::COMPARES_SHORT),
    method("__gt__", "(value, /)", operator::gt).leaf(operator::COMPARES_SHORT),
    method("__ge__", "(value, /)", operator::ge).leaf(operator::COMPARES_SHORT),
    method("__add__", "(value, /)", operator::add).leaf(operator::QUIET_AND_SHORT),
    method("__radd__", "(value, /)", operator::radd).leaf(operator::QUIET_AND_SHORT),
    method("__sub__", "(value, /)", operator::sub).leaf(operator::QUIET_AND_SHORT),
    method("__rsub__", "(value, /)", operator::rsub).leaf(operator::QUIET_AND_SHORT),
    method("__mul__", "(value, /)", operator::mul).leaf(operator::QUIET_AND_SHORT),
    method("__rmul__", "(value, /)", operator::rmul).leaf(operator::QUIET_AND_SHORT),
    method("__truediv__", "(value, /)", operator::true_div).leaf(operator::QUIET_AND_SHORT),
    method("__rtruediv__", "(value, /)", operator::rtrue_div).leaf(operator::QUIET_AND_SHORT),
    method("__floordiv__", "(value, /)", operator::floor_div).leaf(operator::QUIET_AND_SHORT),
    method("__rfloordiv__", "(value, /)", operator::rfloor_div).leaf(operator::QUIET_AND_SHORT),
    method("__mod__", "(value, /)", operator::modulo).leaf(operator::QUIET_AND_SHORT),
    method("__rmod__", "(value, /)", operator::rmodulo).leaf(operator::QUIET_AND_SHORT),
    method("__divmod__", "(value, /)", operator::div_mod),
    method("__rdivmod__", "(value, /)", operator::rdiv_mod),
    method("__pow__", "(value, mod=None, /)", operator::pow).leaf(operator::QUIET_AND_SHORT),
    method("__rpow__", "(value, mod=None, /)", operator::rpow),
    method("__neg__", "()", operator::neg).leaf(operator::QUIET_AND_SHORT),
    method("__pos__", "()", operator::pos).leaf(operator::QUIET_AND_SHORT),
    method("__abs__", "()", operator::abs).leaf(operator::QUIET_AND_SHORT),
    method("__bool__", "()", operator::bool),
    method("__int__", "()", trunc),
    method("__float__", "()", object::to_float),
    method("__trunc__", "()", trunc),
    method("__floor__", "()", floor),
    method("__ceil__", "()", ceil),
    method("__round__", "(ndigits=<unrepresentable>, /)", object::round).convention(Convention::Nameless),
    method("__complex__", "()", object::to_complex),
    method("__copy__", "()", itself),
    method("__deepcopy__", "(memo, /)", itself),
    method("__format__", "(fmtarg, override=<unrepresentable>, /)", object::format_method).convention(Convention::Nameless),
    method("__reduce__", "()", object::reduce),
    method("__sizeof__", "()", sizeof),
    method("adjusted", "()", adjusted).doc("Return the adjusted exponent of the number.  Defined as exp + digits - 1."),
    method("as_tuple", "()", object::as_tuple).doc("Return a tuple representation of the number."),
    method("as_integer_ratio", "()", object::as_integer_ratio)
        .doc("Decimal.as_integer_ratio() -> (int, int)\n\nReturn a pair of integers, whose ratio is exactly equal to the original\nDecimal and with a positive denominator. The ratio is in lowest terms."),
    method("canonical", "()", itself).doc("Return the canonical encoding of the argument."),
    method("conjugate", "()", itself).doc("Return self."),
    method("radix", "()", radix).doc("Return Decimal(10), the radix (base) in which the Decimal class does\nall its arithmetic."),
    class_method("from_float", "(f, /)", object::from_float)
        .doc("Class method that converts a float to a decimal number, exactly."),
    method("exp", UNARY, exp).doc("Return the value of the (natural) exponential function e**x at the given\nnumber."),
    method("ln", UNARY, ln).doc("Return the natural (base e) logarithm of the operand."),
    method("log10", UNARY, log10).doc("Return the base ten logarithm of the operand."),
    method("sqrt", UNARY, sqrt).doc("Return the square root of the argument to full precision."),
    method("normalize", UNARY, normalize)
        .doc("Normalize the number by stripping the rightmost trailing zeros and\nconverting any result equal to Decimal('0') to Decimal('0e0')."),
    method("next_minus", UNARY, next_minus)
        .doc("Return the largest number representable in the given context (or in the\ncurrent default context if no context is given) that is smaller than the\ngiven operand."),
    method("next_plus", UNARY, next_plus)
        .doc("Return the smallest number representable in the given context (or in the\ncurrent default context if no context is given) that is larger than the\ngiven operand."),
    method("logb", UNARY, logb)
        .doc("For a non-zero number, return the adjusted exponent of the operand as a\nDecimal instance."),
    method("logical_invert", UNARY, logical_invert).doc("Return the digit-wise inversion of the (logical) operand."),
    method("copy_abs", "()", copy_abs).doc("Return the absolute value of the argument."),
    method("copy_negate", "()", copy_negate).doc("Return the negation of the argument."),
    method("to_integral", INTEGRAL, to_integral_value)
        .doc("Identical to the to_integral_value() method."),
    method("to_integral_value", INTEGRAL, to_integral_value)
        .doc("Round to the nearest integer without signaling Inexact or Rounded."),
    method("to_integral_exact", INTEGRAL, to_integral_exact)
        .doc("Round to the nearest integer, signaling Inexact or Rounded as appropriate if\nrounding occurs."),
    method("to_eng_string", UNARY, object::to_eng_string).doc("Convert to an engineering-type string."),
    method("number_class", UNARY, number_class).doc("Return a string describing the class of the operand."),
    method("is_canonical", "()", is_canonical),
    method("is_finite", "()", is_finite),
    method("is_infinite", "()", is_infinite),
    method("is_nan", "()", is_nan),
    method("is_qnan", "()", is_qnan),
    method("is_snan", "()", is_snan),
    method("is_signed", "()", is_signed),
    method("is_zero", "()", is_zero),
    method("is_normal", UNARY, is_normal),
    method("is_subnormal", UNARY, is_subnormal),
    method("compare", BINARY, compare).doc("Compare self to other.  Return a decimal value."),
    method("compare_signal", BINARY, compare_signal).doc("Identical to compare, except that all NaNs signal."),
    method("compare_total", BINARY, compare_total)
        .doc("Compare two operands using their abstract representation rather than\ntheir numerical value."),
    method("compare_total_mag", BINARY, compare_total_mag)
        .doc("Compare two operands using their abstract representation rather than their\nvalue as in compare_total(), but ignoring the sign of each operand."),
    method("copy_sign", BINARY, copy_sign)
        .doc("Return a copy of the first operand with the sign set to be the same as the\nsign of the second operand."),
    method("logical_and", BINARY, logical_and).doc("Return the digit-wise 'and' of the two (logical) operands."),
    method("logical_or", BINARY, logical_or).doc("Return the digit-wise 'or' of the two (logical) operands."),
    method("logical_xor", BINARY, logical_xor).doc("Return the digit-wise 'exclusive or' of the two (logical) operands."),
    method("max", BINARY, max).doc("Maximum of self and other.  If one operand is a quiet NaN and the other is\nnumeric, the numeric operand is returned."),
    method("max_mag", BINARY, max_mag).doc("Similar to the max() method, but the comparison is done using the absolute\nvalues of the operands."),
    method("min", BINARY, min).doc("Minimum of self and other. If one operand is a quiet NaN and the other is\nnumeric, the numeric operand is returned."),
    method("min_mag", BINARY, min_mag).doc("Similar to the min() method, but the comparison is done using the absolute\nvalues of the operands."),
    method("next_toward", BINARY, next_toward)
        .doc("If the two operands are unequal, return the number closest to the first\noperand in the direction of the second operand."),
    method("remainder_near", BINARY, remainder_near).doc("Return the remainder from dividing self by other."),
    method("rotate", BINARY, rotate)
        .doc("Return the result of rotating the digits of the first operand by an amount\nspecified by the second operand."),
    method("scaleb", BINARY, scaleb).doc("Return the first operand with the exponent adjusted the second."),
    method("shift", BINARY, shift)
        .doc("Return the result of shifting the digits of the first operand by an amount\nspecified by the second operand."),
    method("same_quantum", BINARY, same_quantum)
        .doc("Test whether self and other have the same exponent or whether both are NaN."),
    method("quantize", "(exp, rounding=None, context=None)", quantize)
        .doc("Return a value equal to the first operand after rounding and having the\nexponent of the second operand."),
    method("fma", "(other, third, context=None)", fma)
        .doc("Fused multiply-add.  Return self*other+third with no rounding of the\nintermediate product."),
];

const ONE: &str = "(x, /)";
const TWO: &str = "(x, y, /)";

pub(super) const CONTEXT_METHODS: &[FnSpec] = &{
    let [a, b, c, d, e, f, g, h, i, j, k, l] = context::OWN_METHODS;
    [
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        k,
        l,
        method("radix", "()", radix).doc("Return 10."),
        method("exp", ONE, context_exp).doc("Return e ** x."),
        method("ln", ONE, context_ln).doc("Return the natural (base e) logarithm of x."),
        method("log10", ONE, context_log10).doc("Return the base 10 logarithm of x."),
        method("sqrt", ONE, context_sqrt)
            .doc("Square root of a non-negative number to context precision."),
        method("normalize", ONE, context_normalize)
            .doc("Reduce x to its simplest form. Alias for reduce(x)."),
        method("next_minus", ONE, context_next_minus).doc("Return the largest representable number smaller than x."),
        method("next_plus", ONE, context_next_plus).doc("Return the smallest representable number larger than x."),
        method("logb", ONE, context_logb).doc("Return the exponent of the magnitude of the operand's MSD."),
        method("logical_invert", ONE, context_logical_invert).doc("Invert all digits of x."),
        method("copy_abs", ONE, context_copy_abs).doc("Return a copy of x with the sign set to 0."),
        method("copy_negate", ONE, context_copy_negate).doc("Return a copy of x with the sign inverted."),
        method("copy_decimal", ONE, context_itself).doc("Return a copy of Decimal x."),
        method("canonical", ONE, context_canonical).doc("Return a new instance of x."),
        method("plus", ONE, context_plus)
            .doc("Plus corresponds to the unary prefix plus operator in Python, but applies the\ncontext to the result."),
        method("_apply", ONE, context_apply),
        method("minus", ONE, context_minus)
            .doc("Minus corresponds to the unary prefix minus operator in Python, but applies\nthe context to the result."),
        method("abs", ONE, context_abs).doc("Return the absolute value of x."),
        method("to_integral", ONE, context_to_integral_value).doc("Identical to to_integral_value(x)."),
        method("to_integral_value", ONE, context_to_integral_value).doc("Round to an integer."),
        method("to_integral_exact", ONE, context_to_integral_exact)
            .doc("Round to an integer. Signal if the result is rounded or inexact."),
        method("to_sci_string", ONE, object::context_sci).doc("Convert a number to a string using scientific notation."),
        method("to_eng_string", ONE, object::context_eng).doc("Convert a number to a string, using engineering notation."),
        method("number_class", ONE, context_number_class).doc("Return an indication of the class of x."),
        method("is_canonical", ONE, context_is_canonical),
        method("is_finite", ONE, context_is_finite),
        method("is_infinite", ONE, context_is_infinite),
        method("is_nan", ONE, context_is_nan),
        method("is_qnan", ONE, context_is_qnan),
        method("is_snan", ONE, context_is_snan),
        method("is_signed", ONE, context_is_signed),
        method("is_zero", ONE, context_is_zero),
        method("is_normal", ONE, context_is_normal),
        method("is_subnormal", ONE, context_is_subnormal),
        method("add", TWO, context_add).doc("Return the sum of x and y."),
        method("subtract", TWO, context_subtract).doc("Return the difference between x and y."),
        method("multiply", TWO, context_multiply).doc("Return the product of x and y."),
        method("divide", TWO, context_divide).doc("Return x divided by y."),
        method("divide_int", TWO, context_divide_int).doc("Return x divided by y, truncated to an integer."),
        method("divmod", TWO, context_divmod).doc("Return quotient and remainder of the division x / y."),
        method("remainder", TWO, context_remainder).doc("Return the remainder from integer division."),
        method("remainder_near", TWO, context_remainder_near)
            .doc("Return x - y * n, where n is the integer nearest the exact value of x / y."),
        method("compare", TWO, context_compare).doc("Compare x and y numerically."),
        method("compare_signal", TWO, context_compare_signal).doc("Compare x and y numerically.  All NaNs signal."),
        method("compare_total", TWO, context_compare_total).doc("Compare x and y using their abstract representation."),
        method("compare_total_mag", TWO, context_compare_total_mag)
            .doc("Compare x and y using their abstract representation, ignoring sign."),
        method("copy_sign", TWO, context_copy_sign).doc("Copy the sign from y to x."),
        method("logical_and", TWO, context_logical_and).doc("Digit-wise and of x and y."),
        method("logical_or", TWO, context_logical_or).doc("Digit-wise or of x and y."),
        method("logical_xor", TWO, context_logical_xor).doc("Digit-wise xor of x and y."),
        method("max", TWO, context_max).doc("Compare the values numerically and return the maximum."),
        method("max_mag", TWO, context_max_mag)
            .doc("Compare the values numerically with their sign ignored."),
        method("min", TWO, context_min).doc("Compare the values numerically and return the minimum."),
        method("min_mag", TWO, context_min_mag)
            .doc("Compare the values numerically with their sign ignored."),
        method("next_toward", TWO, context_next_toward)
            .doc("Return the number closest to x, in the direction towards y."),
        method("quantize", TWO, context_quantize).doc("Return a value equal to x (rounded), having the exponent of y."),
        method("rotate", TWO, context_rotate).doc("Return a copy of x, rotated by y places."),
        method("scaleb", TWO, context_scaleb).doc("Return the first operand after adding the second value to its exp."),
        method("shift", TWO, context_shift).doc("Return a copy of x, shifted by y places."),
        method("same_quantum", TWO, context_same_quantum)
            .doc("Return True if the two operands have the same exponent."),
        method("power", "(a, b, modulo=None)", context_power)
            .doc("Compute a**b. If 'a' is negative, then 'b' must be integral. The result will be inexact unless 'a' is integral and the result is finite and can be expressed exactly in 'precision' digits."),
        method("fma", "(x, y, z, /)", context_fma).doc("Return x multiplied by y, plus z."),
    ]
};
