//! `timedelta`: the type, its construction and its text; `delta_number.rs` has its arithmetic.

use super::delta_number as number;
use crate::receiver::{class_arg, this};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::spec::member;
use runtime::native::{Args, KeySpec, LeafRule, TypeSpec, method};
use runtime::object::int::IntRef;
use runtime::object::tuple::hash_of_ints;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

pub(super) const MAX_DAYS: i64 = 999_999_999;
pub(super) const MICROS: i64 = 1_000_000;
pub(super) const DAY_SECONDS: i64 = 86_400;
pub(super) const DAY_MICROS: i128 = DAY_SECONDS as i128 * MICROS as i128;
/// What hash fields hold as long as nobody has asked.
pub(super) const NO_HASH: u64 = u64::MAX;

/// A duration, normalised: `0 <= seconds < 86400`, `0 <= micros < 1000000`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Span {
    pub(super) days: i32,
    pub(super) seconds: i32,
    pub(super) micros: i32,
}

pub(super) struct Delta {
    pub(super) span: Span,
    hash: Cell<u64>,
}

impl NativeData for Delta {
    runtime::native_info!(Delta);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl Span {
    pub(super) const ZERO: Span = Span { days: 0, seconds: 0, micros: 0 };

    /// The duration of so many days, seconds and microseconds, which need not be normal; none if it is too long.
    pub(super) fn of(days: i64, seconds: i64, micros: i64) -> Result<Span, i64> {
        let seconds = seconds + micros.div_euclid(MICROS);
        let micros = micros.rem_euclid(MICROS);
        let days = days + seconds.div_euclid(DAY_SECONDS);
        let seconds = seconds.rem_euclid(DAY_SECONDS);
        if !(-MAX_DAYS..=MAX_DAYS).contains(&days) {
            return Err(days);
        }
        Ok(Span { days: days as i32, seconds: seconds as i32, micros: micros as i32 })
    }

    /// All of it in microseconds.
    pub(super) fn total(self) -> i128 {
        i128::from(self.days) * DAY_MICROS + i128::from(self.seconds) * i128::from(MICROS) + i128::from(self.micros)
    }

    pub(super) fn is_zero(self) -> bool {
        self == Span::ZERO
    }

    /// Less than a day, in either direction.
    pub(super) fn is_offset(self) -> bool {
        let total = self.total();
        -DAY_MICROS < total && total < DAY_MICROS
    }

    /// Seconds, without the microseconds.
    pub(super) fn whole_seconds(self) -> i64 {
        i64::from(self.days) * DAY_SECONDS + i64::from(self.seconds)
    }
}

/// A duration that may be too long.
pub(super) fn checked(vm: &mut Vm, span: Result<Span, i64>) -> PyResult<Span> {
    span.map_err(|days| vm.overflow_error(&format!("days={days}; must have magnitude <= {MAX_DAYS}")))
}

/// The duration of so many microseconds.
pub(super) fn of_total(vm: &mut Vm, total: Option<i128>) -> PyResult<Span> {
    let days = total.map(|total| total.div_euclid(DAY_MICROS)).and_then(|days| i32::try_from(days).ok());
    let (Some(days), Some(total)) = (days, total) else {
        return Err(vm.overflow_error("Python int too large to convert to C int"));
    };
    let rest = total.rem_euclid(DAY_MICROS) as i64;
    checked(vm, Span::of(days.into(), 0, rest))
}

/// The span of a value that is a timedelta.
pub(super) fn span_of(value: Value) -> Option<Span> {
    value.cast::<Native<Delta>>().map(|delta| delta.data.span)
}

/// A timedelta.
pub(super) fn make(vm: &mut Vm, span: Span) -> PyResult<Value> {
    let class = vm.native_type(&TIMEDELTA)?;
    make_of(vm, class, span)
}

pub(super) fn make_of(vm: &mut Vm, class: Gc<Type>, span: Span) -> PyResult<Value> {
    Ok(vm.native(class, Delta { span, hash: Cell::new(NO_HASH) })?.value())
}

/// Microseconds being added up; `rest` is what is less than one.
struct Sum {
    whole: Whole,
    rest: f64,
}

enum Whole {
    Word(i128),
    Big(BigInt),
}

impl Sum {
    fn add(&mut self, n: &BigInt, factor: i64) {
        let product = n * factor;
        self.whole = match &self.whole {
            Whole::Word(sum) => Whole::Big(product + *sum),
            Whole::Big(sum) => Whole::Big(product + sum),
        };
    }

    fn add_word(&mut self, n: i64, factor: i64) {
        let sum = match &self.whole {
            Whole::Word(sum) => i128::from(n).checked_mul(factor.into()).and_then(|product| sum.checked_add(product)),
            Whole::Big(_) => None,
        };
        match sum {
            Some(sum) => self.whole = Whole::Word(sum),
            None => self.add(&BigInt::from(n), factor),
        }
    }

    fn is_odd(&self) -> bool {
        match &self.whole {
            Whole::Word(sum) => sum & 1 == 1,
            Whole::Big(sum) => sum.bit(0),
        }
    }

    /// Rounds what is less than one to the nearest, half to even, and gives all.
    fn total(mut self) -> Option<i128> {
        if self.rest != 0.0 {
            let mut whole = self.rest.round();
            if (whole - self.rest).abs() == 0.5 {
                let odd = f64::from(u8::from(self.is_odd()));
                whole = 2.0 * ((self.rest + odd) * 0.5).round() - odd;
            }
            self.add_word(whole as i64, 1);
        }
        match self.whole {
            Whole::Word(sum) => Some(sum),
            Whole::Big(sum) => sum.to_i128(),
        }
    }
}

/// The whole part of a float as an int.
fn add_float(vm: &mut Vm, sum: &mut Sum, f: f64, factor: i64) -> PyResult<()> {
    if f.is_infinite() {
        return Err(vm.overflow_error("cannot convert float infinity to integer"));
    }
    if f.is_nan() {
        return Err(vm.value_error("cannot convert float NaN to integer"));
    }
    let mut add_whole = |f: f64, factor: i64| {
        if f.abs() < 9e18 {
            sum.add_word(f as i64, factor);
        } else if let Some(n) = num_traits::FromPrimitive::from_f64(f) {
            sum.add(&n, factor);
        }
    };
    add_whole(f.trunc(), factor);
    let rest = f.fract();
    if rest != 0.0 {
        let scaled = rest * factor as f64;
        add_whole(scaled.trunc(), 1);
        sum.rest += scaled.fract();
    }
    Ok(())
}

fn add_part(vm: &mut Vm, sum: &mut Sum, value: Value, name: &str, factor: i64) -> PyResult<()> {
    match value.as_int() {
        Some(IntRef::Small(n)) => sum.add_word(n, factor),
        Some(IntRef::Big(n)) => sum.add(&n.to_big(), factor),
        None => {
            let Some(f) = value.as_f64() else {
                let message = format!("unsupported type for timedelta {name} component: {}", vm.type_name(value));
                return Err(vm.type_error(&message));
            };
            add_float(vm, sum, f, factor)?;
        }
    }
    Ok(())
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // In the order in which CPython adds them up: it shows in how floats are rounded.
    const PARTS: [(usize, &str, i64); 7] = [
        (3, "microseconds", 1),
        (4, "milliseconds", 1000),
        (2, "seconds", MICROS),
        (5, "minutes", 60 * MICROS),
        (6, "hours", 3600 * MICROS),
        (1, "days", DAY_SECONDS * MICROS),
        (7, "weeks", 7 * DAY_SECONDS * MICROS),
    ];
    let mut sum = Sum { whole: Whole::Word(0), rest: 0.0 };
    for (index, name, factor) in PARTS {
        if let Some(value) = args.opt(index) {
            add_part(vm, &mut sum, value, name, factor)?;
        }
    }
    let span = of_total(vm, sum.total())?;
    make_of(vm, class_arg(args), span)
}

pub(super) fn hash_of(span: Span) -> u64 {
    hash_of_ints(&[span.days, span.seconds, span.micros])
}

fn hash_own(_: &Vm, value: Value) -> Option<u64> {
    let delta = value.cast::<Native<Delta>>()?;
    if delta.data.hash.get() == NO_HASH {
        delta.data.hash.set(hash_of(delta.data.span));
    }
    Some(delta.data.hash.get())
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = hash_own(vm, args[0]).expect("a method's receiver is an instance of its class");
    vm.int(hash as i64)
}

static KEY: KeySpec = KeySpec { hash: hash_own, same: |a, b| Some(span_of(a)? == span_of(b)?) };

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Span { days, seconds, micros } = this::<Delta>(args[0]).data.span;
    let parts: Vec<String> = [("days", days), ("seconds", seconds), ("microseconds", micros)]
        .iter()
        .filter(|part| part.1 != 0)
        .map(|(name, n)| format!("{name}={n}"))
        .collect();
    let parts = if parts.is_empty() { "0".to_owned() } else { parts.join(", ") };
    let class = vm.class_of(args[0]);
    let text = format!("{}({parts})", vm.qualified_type_name(class));
    Ok(vm.str(&text)?.value())
}

fn to_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Span { days, seconds, micros } = this::<Delta>(args[0]).data.span;
    let mut text = match days {
        0 => String::new(),
        1 | -1 => format!("{days} day, "),
        _ => format!("{days} days, "),
    };
    text += &format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if micros != 0 {
        text += &format!(".{micros:06}");
    }
    Ok(vm.str(&text)?.value())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Span { days, seconds, micros } = this::<Delta>(args[0]).data.span;
    let class = vm.class_of(args[0]).value();
    let state = vm.tuple(&[days, seconds, micros].map(Value::int32))?.value();
    Ok(vm.tuple(&[class, state])?.value())
}

fn total_seconds(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let total = this::<Delta>(args[0]).data.span.total();
    if total.unsigned_abs() < 1 << 53 {
        return Ok(Value::float(total as f64 / 1e6));
    }
    let (total, million) = (number::int(vm, total)?, Value::int32(MICROS as i32));
    vm.binary(runtime::object::protocol::BinaryOp::TrueDiv, total, million)
}

fn days(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(this::<Delta>(value).data.span.days))
}

fn seconds(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(this::<Delta>(value).data.span.seconds))
}

fn microseconds(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(this::<Delta>(value).data.span.micros))
}

/// Adds the class's constants.
pub(super) fn init(vm: &mut Vm) -> PyResult<()> {
    let class = vm.native_type(&TIMEDELTA)?;
    let constants = [
        ("min", Span { days: -MAX_DAYS as i32, seconds: 0, micros: 0 }),
        ("max", Span { days: MAX_DAYS as i32, seconds: DAY_SECONDS as i32 - 1, micros: MICROS as i32 - 1 }),
        ("resolution", Span { days: 0, seconds: 0, micros: 1 }),
    ];
    for (name, span) in constants {
        let value = make(vm, span)?;
        let name = vm.intern(name);
        vm.set_type_attr(class, name, value)?;
    }
    Ok(())
}

pub(super) static TIMEDELTA: TypeSpec = TypeSpec {
    name: "timedelta",
    module: "datetime",
    flags: type_flag::BASE_TYPE,
    key: Some(&KEY),
    methods: &[
        method("__new__", "(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)", new),
        method("__repr__", "()", repr),
        method("__str__", "()", to_str),
        method("__hash__", "()", hash),
        method("__lt__", "(value, /)", number::lt).leaf(LeafRule::Always),
        method("__le__", "(value, /)", number::le).leaf(LeafRule::Always),
        method("__eq__", "(value, /)", number::eq).leaf(LeafRule::Always),
        method("__ne__", "(value, /)", number::ne).leaf(LeafRule::Always),
        method("__gt__", "(value, /)", number::gt).leaf(LeafRule::Always),
        method("__ge__", "(value, /)", number::ge).leaf(LeafRule::Always),
        method("__add__", "(value, /)", number::add).leaf(LeafRule::Always),
        method("__radd__", "(value, /)", number::add),
        method("__sub__", "(value, /)", number::sub).leaf(LeafRule::Always),
        method("__rsub__", "(value, /)", number::rsub),
        method("__mul__", "(value, /)", number::mul),
        method("__rmul__", "(value, /)", number::mul),
        method("__truediv__", "(value, /)", number::true_div),
        method("__rtruediv__", "(value, /)", number::not_reflected),
        method("__floordiv__", "(value, /)", number::floor_div),
        method("__rfloordiv__", "(value, /)", number::not_reflected),
        method("__mod__", "(value, /)", number::modulo),
        method("__rmod__", "(value, /)", number::not_reflected),
        method("__divmod__", "(value, /)", number::div_mod),
        method("__rdivmod__", "(value, /)", number::not_reflected),
        method("__neg__", "()", number::neg),
        method("__pos__", "()", number::pos),
        method("__abs__", "()", number::abs),
        method("__bool__", "()", number::bool),
        method("__reduce__", "()", reduce).doc("__reduce__() -> (cls, state)"),
        method("total_seconds", "()", total_seconds).doc("Total seconds in the duration."),
    ],
    getset: &[member("days", days), member("seconds", seconds), member("microseconds", microseconds)],
    doc: "Difference between two datetime values.\n\ntimedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)\n\nAll arguments are optional and default to 0.\nArguments may be integers or floats, and may be positive or negative.",
    ..TypeSpec::EMPTY
};
