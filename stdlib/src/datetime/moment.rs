//! What `date` and `datetime` share: their data, making them, adding durations.

use super::calendar::{Day, MAX_ORDINAL, MAX_YEAR, MIN_YEAR, days_in_month};
use super::delta::{NO_HASH, Span};
use super::text::Clock;
use super::{date::DATE, datetime_type::DATETIME};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::object::int::IntRef;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// The data of a date or datetime.
pub(super) struct Moment {
    pub(super) day: Day,
    /// Zero in dates.
    pub(super) clock: Clock,
    pub(super) fold: Cell<bool>,
    pub(super) is_datetime: bool,
    /// A tzinfo or None.
    pub(super) zone: Field<Value>,
    pub(super) hash: Cell<u64>,
}

impl NativeData for Moment {
    runtime::native_info!(Moment);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.zone);
    }
}

pub(super) const MIDNIGHT: Clock = Clock { hour: 0, minute: 0, second: 0, micros: 0 };

/// All that a datetime consists of but for its zone.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) day: Day,
    pub(super) clock: Clock,
    pub(super) fold: bool,
}

impl Clock {
    pub(super) fn whole_seconds(self) -> i64 {
        i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second)
    }

    /// For comparison.
    pub(super) fn key(self) -> (u8, u8, u8, u32) {
        (self.hour, self.minute, self.second, self.micros)
    }

    /// The time so many seconds after midnight.
    pub(super) fn at(seconds: u32, micros: u32) -> Clock {
        let minutes = seconds / 60;
        let hour = minutes / 60;
        Clock { hour: hour as u8, minute: (minutes - 60 * hour) as u8, second: (seconds - 60 * minutes) as u8, micros }
    }
}

impl Moment {
    pub(super) fn parts(&self) -> Parts {
        Parts { day: self.day, clock: self.clock, fold: self.fold.get() }
    }
}

/// The object, if it is a date or datetime.
pub(super) fn moment_of(value: Value) -> Option<Gc<Native<Moment>>> {
    value.cast::<Native<Moment>>()
}

/// The object, if it is a datetime.
pub(super) fn datetime_of(value: Value) -> Option<Gc<Native<Moment>>> {
    moment_of(value).filter(|moment| moment.data.is_datetime)
}

/// The receiver of a method.
pub(super) fn own(value: Value) -> Gc<Native<Moment>> {
    moment_of(value).expect("a method's receiver is an instance of its class")
}

/// An argument read by the format `i`.
pub(super) fn int_arg(vm: &mut Vm, value: Value) -> PyResult<i32> {
    let n = vm.index(value)?;
    match n.as_int() {
        Some(IntRef::Small(n)) => match i32::try_from(n) {
            Ok(n) => Ok(n),
            Err(_) if n < 0 => Err(vm.overflow_error("signed integer is less than minimum")),
            Err(_) => Err(vm.overflow_error("signed integer is greater than maximum")),
        },
        _ => Err(vm.overflow_error("Python int too large to convert to C long")),
    }
}

/// An optional one, with its default.
pub(super) fn int_or(vm: &mut Vm, value: Option<Value>, default: i32) -> PyResult<i32> {
    value.map_or(Ok(default), |value| int_arg(vm, value))
}

/// Checks that there is such a day.
pub(super) fn check_day(vm: &mut Vm, year: i32, month: i32, day: i32) -> PyResult<Day> {
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        return Err(vm.value_error(&format!("year {year} is out of range")));
    }
    if !(1..=12).contains(&month) {
        return Err(vm.value_error("month must be in 1..12"));
    }
    if day < 1 || day > i32::from(days_in_month(year, month as u8)) {
        return Err(vm.value_error("day is out of range for month"));
    }
    Ok(Day::new(year, month as u8, day as u8))
}

/// Checks that there is such a time.
pub(super) fn check_clock(vm: &mut Vm, parts: [i32; 4], fold: i32) -> PyResult<Clock> {
    let [hour, minute, second, micros] = parts;
    let message = if !(0..=23).contains(&hour) {
        "hour must be in 0..23"
    } else if !(0..=59).contains(&minute) {
        "minute must be in 0..59"
    } else if !(0..=59).contains(&second) {
        "second must be in 0..59"
    } else if !(0..=999_999).contains(&micros) {
        "microsecond must be in 0..999999"
    } else if !(0..=1).contains(&fold) {
        "fold must be either 0 or 1"
    } else {
        return Ok(Clock { hour: hour as u8, minute: minute as u8, second: second as u8, micros: micros as u32 });
    };
    Err(vm.value_error(message))
}

/// A date of exactly this class, whatever constructor it has.
pub(super) fn date_of(vm: &mut Vm, class: Gc<Type>, day: Day) -> PyResult<Value> {
    let moment = Moment {
        day,
        clock: MIDNIGHT,
        fold: Cell::new(false),
        is_datetime: false,
        zone: Field::new(Value::NONE),
        hash: Cell::new(NO_HASH),
    };
    Ok(vm.native(class, moment)?.value())
}

/// A datetime of exactly this class, whatever constructor it has.
pub(super) fn datetime_of_class(vm: &mut Vm, class: Gc<Type>, parts: Parts, zone: Value) -> PyResult<Value> {
    let Parts { day, clock, fold } = parts;
    let (fold, hash) = (Cell::new(fold), Cell::new(NO_HASH));
    let moment = Moment { day, clock, fold, is_datetime: true, zone: Field::new(zone), hash };
    Ok(vm.native(class, moment)?.value())
}

/// A plain date.
pub(super) fn date(vm: &mut Vm, day: Day) -> PyResult<Value> {
    let class = vm.native_type(&DATE)?;
    date_of(vm, class, day)
}

/// A plain datetime.
pub(super) fn datetime(vm: &mut Vm, parts: Parts, zone: Value) -> PyResult<Value> {
    let class = vm.native_type(&DATETIME)?;
    datetime_of_class(vm, class, parts, zone)
}

/// A date as calling the class makes it.
pub(super) fn build_date(vm: &mut Vm, class: Gc<Type>, day: Day) -> PyResult<Value> {
    let plain = vm.native_type(&DATE)?;
    if class == plain {
        check_day(vm, day.year, day.month.into(), day.day.into())?;
        return date_of(vm, class, day);
    }
    vm.call(class.value(), &[Value::int32(day.year), Value::int32(day.month.into()), Value::int32(day.day.into())])
}

/// Whether the class is `datetime` itself.
fn is_plain(class: Gc<Type>) -> bool {
    class.spec.get().is_some_and(|spec| std::ptr::eq(spec, &DATETIME))
}

/// A datetime as calling the class makes it.
pub(super) fn build_datetime(vm: &mut Vm, class: Gc<Type>, parts: Parts, zone: Value) -> PyResult<Value> {
    if is_plain(class) {
        let day = parts.day;
        check_day(vm, day.year, day.month.into(), day.day.into())?;
        return datetime_of_class(vm, class, parts, zone);
    }
    let Parts { day, clock, fold } = parts;
    let numbers = [
        day.year,
        day.month.into(),
        day.day.into(),
        clock.hour.into(),
        clock.minute.into(),
        clock.second.into(),
        clock.micros as i32,
    ];
    let mut args = [zone; 8];
    for (arg, number) in args.iter_mut().zip(numbers) {
        *arg = Value::int32(number);
    }
    let made = vm.call(class.value(), &args)?;
    // The fold is not the constructor's business.
    if let Some(moment) = datetime_of(made) {
        moment.data.fold.set(fold);
    }
    Ok(made)
}

/// The day so many days later.
pub(super) fn later(vm: &mut Vm, day: Day, days: i64) -> PyResult<Day> {
    // Most stay within the month.
    if let Ok(number) = u8::try_from(i64::from(day.day) + days)
        && (1..=days_in_month(day.year, day.month)).contains(&number)
    {
        return Ok(Day::new(day.year, day.month, number));
    }
    let ordinal = i64::from(day.ordinal()) + days;
    if !(1..=i64::from(MAX_ORDINAL)).contains(&ordinal) {
        return Err(vm.overflow_error("date value out of range"));
    }
    Ok(Day::from_ordinal(ordinal as i32))
}

/// The parts of a datetime later or earlier by a duration, without fold.
pub(super) fn shifted(vm: &mut Vm, parts: Parts, span: Span, sign: i64) -> PyResult<Parts> {
    if span.seconds == 0 && span.micros == 0 {
        let day = later(vm, parts.day, sign * i64::from(span.days))?;
        return Ok(Parts { day, fold: false, ..parts });
    }
    let signed = |n: i32| if sign < 0 { -n } else { n };
    let (micros, carry) = wrapped(parts.clock.micros as i32 + signed(span.micros), 1_000_000);
    let (seconds, carry) = wrapped(parts.clock.whole_seconds() as i32 + signed(span.seconds) + carry, 86_400);
    let days = signed(span.days) + carry;
    let day = if days == 0 { parts.day } else { later(vm, parts.day, days.into())? };
    Ok(Parts { day, clock: Clock::at(seconds as u32, micros as u32), fold: false })
}

/// The rest of a division by `unit` and the quotient, of what is at most one unit too low or too high.
#[inline]
fn wrapped(n: i32, unit: i32) -> (i32, i32) {
    if n < 0 {
        (n + unit, -1)
    } else if n >= unit {
        (n - unit, 1)
    } else {
        (n, 0)
    }
}

/// A datetime plus or minus a duration.
pub(super) fn add_span(vm: &mut Vm, value: Value, span: Span, sign: i64) -> PyResult<Value> {
    let moment = own(value);
    let parts = shifted(vm, moment.data.parts(), span, sign)?;
    let class = vm.class_of(value);
    if is_plain(class) {
        return datetime_of_class(vm, class, parts, moment.data.zone.get());
    }
    build_datetime(vm, class, parts, moment.data.zone.get())
}

/// `TypeError` of two values that have no order.
pub(super) fn cannot_compare(vm: &mut Vm, a: Value, b: Value) -> runtime::vm::Raised {
    let (a, b) = (vm.class_of(a), vm.class_of(b));
    let message = format!("can't compare {} to {}", vm.qualified_type_name(a), vm.qualified_type_name(b));
    vm.type_error(&message)
}

/// Hash of the bytes that stand for a value when it is pickled.
pub(super) fn hash_bytes(vm: &Vm, bytes: &[u8]) -> u64 {
    vm.options.hash_key.hash_bytes(bytes)
}

/// What `__format__` does: `str()` for no format, else the method `strftime`.
pub(super) fn format(vm: &mut Vm, value: Value, format: Value) -> PyResult<Value> {
    let Some(text) = format.cast::<runtime::object::string::Str>() else {
        let name = vm.arg_type_name(format);
        return Err(vm.type_error(&format!("__format__() argument 1 must be str, not {name}")));
    };
    if text.is_empty() {
        return Ok(vm.to_str(value)?.value());
    }
    vm.call_method(value, "strftime", &[format])
}

/// Error of a missing argument of a constructor, which CPython does not name.
pub(super) fn missing(vm: &mut Vm, name: &str, position: usize) -> runtime::vm::Raised {
    vm.raise_text(Exc::TypeError, &format!("function missing required argument '{name}' (pos {position})"))
}
