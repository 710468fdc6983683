//! `date`, and what its `isocalendar` gives.

use super::calendar::{Day, MAX_ORDINAL, WeekMistake};
use super::delta::{self, NO_HASH, Span, span_of};
use super::moment::{self, build_date, cannot_compare, check_day, int_arg, int_or, later, moment_of, own};
use super::{iso, local, text};
use crate::receiver::class_arg;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, Convention, KeySpec, LeafRule, TypeSpec, class_method, method, readonly};
use runtime::object::header::Kind;
use runtime::object::protocol::CompareOp;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The bytes of a pickled state: bytes, or text of Latin-1 that Python 2 wrote.
pub(super) fn state(value: Value, len: usize, month_at: usize) -> Option<Vec<u8>> {
    let bytes = match (value.cast::<Bytes>(), value.cast::<Str>()) {
        (Some(bytes), _) => bytes.bytes().to_vec(),
        (None, Some(text)) => text.chars().iter().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<u8>>>()?,
        (None, None) => return None,
    };
    let valid = |&month: &u8| (1..=12).contains(&(month & 0x7f));
    (bytes.len() == len && bytes.get(month_at).is_some_and(valid)).then_some(bytes)
}

fn year_of(bytes: &[u8]) -> i32 {
    i32::from(bytes[0]) << 8 | i32::from(bytes[1])
}

/// The day in the first four bytes of a state.
pub(super) fn day_of_state(bytes: &[u8]) -> Day {
    Day::new(year_of(bytes), bytes[2] & 0x7f, bytes[3])
}

/// The day as bytes.
pub(super) fn state_of(day: Day) -> [u8; 4] {
    [(day.year >> 8) as u8, day.year as u8, day.month, day.day]
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let Some(first) = args.opt(1) else { return Err(moment::missing(vm, "year", 1)) };
    if args.opt(2).is_none()
        && args.opt(3).is_none()
        && let Some(bytes) = state(first, 4, 2)
    {
        return moment::date_of(vm, class, day_of_state(&bytes));
    }
    let year = int_arg(vm, first)?;
    let Some(month) = args.opt(2) else { return Err(moment::missing(vm, "month", 2)) };
    let month = int_arg(vm, month)?;
    let Some(day) = args.opt(3) else { return Err(moment::missing(vm, "day", 3)) };
    let day = int_arg(vm, day)?;
    let day = check_day(vm, year, month, day)?;
    moment::date_of(vm, class, day)
}

fn today(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = vm.import("time")?;
    let now = vm.call_method(time, "time", &[])?;
    vm.call_method(args[0], "fromtimestamp", &[now])
}

fn from_timestamp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = local::whole_seconds(vm, args[1])?;
    let (year, month, day, ..) = local::broken_down(vm, time, local::Zone::Local)?;
    let day = check_day(vm, year, month, day)?;
    build_date(vm, class_arg(args), day)
}

fn from_ordinal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let ordinal = int_arg(vm, args[1])?;
    if ordinal < 1 {
        return Err(vm.value_error("ordinal must be >= 1"));
    }
    if ordinal > MAX_ORDINAL {
        let year = Day::from_ordinal(ordinal).year;
        return Err(vm.value_error(&format!("year {year} is out of range")));
    }
    let class = class_arg(args);
    build_date(vm, class, Day::from_ordinal(ordinal))
}

/// `ValueError` of a text that is no date or time.
pub(super) fn invalid(vm: &mut Vm, value: Value) -> runtime::vm::Raised {
    match vm.repr_text(value) {
        Ok(text) => vm.value_error(&format!("Invalid isoformat string: {text}")),
        Err(raised) => raised,
    }
}

fn from_iso_format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(text) = args[1].cast::<Str>() else {
        return Err(vm.type_error("fromisoformat: argument must be str"));
    };
    let bytes = text.to_wtf8();
    let day = Some(&bytes).filter(|bytes| matches!(bytes.len(), 7 | 8 | 10)).and_then(|bytes| iso::date(bytes));
    let Some(day) = day else { return Err(invalid(vm, args[1])) };
    check_day(vm, day.year, day.month.into(), day.day.into())?;
    build_date(vm, class_arg(args), day)
}

fn from_iso_calendar(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut parts = [0; 3];
    for (index, part) in parts.iter_mut().enumerate() {
        *part = match int_arg(vm, args[1 + index]) {
            Ok(n) => n,
            Err(raised) => {
                vm.catch(raised, Exc::OverflowError)?;
                return Err(vm.value_error("ISO calendar component out of range"));
            }
        };
    }
    let [year, week, weekday] = parts;
    let day = match Day::from_iso(year, week, weekday) {
        Ok(day) => day,
        Err(WeekMistake::Year) => return Err(vm.value_error(&format!("Year is out of range: {year}"))),
        Err(WeekMistake::Week) => return Err(vm.value_error(&format!("Invalid week: {week}"))),
        Err(WeekMistake::Day) => return Err(vm.value_error(&format!("Invalid day: {weekday} (range is [1, 7])"))),
    };
    build_date(vm, class_arg(args), day)
}

/// `Mon Jan  1 00:00:00 2024`
pub(super) fn ctime_text(day: Day, clock: text::Clock) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!(
        "{} {} {:2} {:02}:{:02}:{:02} {:04}",
        DAYS[day.weekday() as usize],
        MONTHS[usize::from(day.month) - 1],
        day.day,
        clock.hour,
        clock.minute,
        clock.second,
        day.year
    )
}

fn ctime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = ctime_text(own(args[0]).data.day, moment::MIDNIGHT);
    Ok(vm.str(&text)?.value())
}

fn strftime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // A datetime inherits this method; its own time tuple and zone count.
    let tuple = vm.call_method(args[0], "timetuple", &[])?;
    let data = &own(args[0]).data;
    let (zone, micros) = (data.zone.get(), data.clock.micros);
    text::strftime(vm, args[1], tuple, zone, args[0], micros)
}

fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    moment::format(vm, args[0], args[1])
}

fn iso_text(day: Day) -> Vec<u8> {
    let mut out = Vec::with_capacity(10);
    text::digits(&mut out, day.year as u32, 4);
    out.push(b'-');
    text::digits(&mut out, day.month.into(), 2);
    out.push(b'-');
    text::digits(&mut out, day.day.into(), 2);
    out
}

/// `2024-01-31`, to be gone on with.
pub(super) fn push_iso(day: Day) -> Vec<u8> {
    iso_text(day)
}

fn iso_format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = iso_text(own(args[0]).data.day);
    Ok(vm.str_from_latin1(&text)?.value())
}

fn to_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.call_method(args[0], "isoformat", &[])
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let day = own(args[0]).data.day;
    let class = vm.class_of(args[0]);
    let text = format!("{}({}, {}, {})", vm.qualified_type_name(class), day.year, day.month, day.day);
    Ok(vm.str(&text)?.value())
}

fn iso_weekday(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(own(args[0]).data.day.weekday() + 1))
}

fn weekday(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(own(args[0]).data.day.weekday()))
}

fn to_ordinal(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(own(args[0]).data.day.ordinal()))
}

fn iso_calendar(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (year, week, weekday) = own(args[0]).data.day.iso();
    let class = vm.native_type(&ISO_CALENDAR_DATE)?;
    let parts = [year, week, weekday].map(Value::int32);
    Ok(vm.tuple_of_class(class, &parts)?.value())
}

fn time_tuple(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    local::struct_time(vm, own(args[0]).data.day, moment::MIDNIGHT, -1)
}

fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let day = own(args[0]).data.day;
    let year = int_or(vm, args.opt(1), day.year)?;
    let month = int_or(vm, args.opt(2), day.month.into())?;
    let number = int_or(vm, args.opt(3), day.day.into())?;
    let day = check_day(vm, year, month, number)?;
    let class = vm.class_of(args[0]);
    moment::date_of(vm, class, day)
}

fn hash_own(vm: &Vm, value: Value) -> Option<u64> {
    let moment = moment_of(value)?;
    if moment.data.hash.get() == NO_HASH {
        let hash = moment::hash_bytes(vm, &state_of(moment.data.day));
        moment.data.hash.set(hash);
    }
    Some(moment.data.hash.get())
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let hash = hash_own(vm, args[0]).expect("a method's receiver is an instance of its class");
    vm.int(hash as i64)
}

static KEY: KeySpec = KeySpec { hash: hash_own, same: |a, b| Some(moment_of(a)?.data.day == moment_of(b)?.data.day) };

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]).value();
    let state = vm.bytes(&state_of(own(args[0]).data.day))?.value();
    let state = vm.tuple(&[state])?.value();
    Ok(vm.tuple(&[class, state])?.value())
}

fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    // What is a datetime too has methods of its own.
    let Some(span) = span_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    add_days(vm, args[0], span.days.into())
}

fn add_days(vm: &mut Vm, date: Value, days: i64) -> PyResult<Value> {
    let day = later(vm, own(date).data.day, days)?;
    let class = vm.class_of(date);
    build_date(vm, class, day)
}

fn sub(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(other) = moment_of(args[1]) {
        if other.data.is_datetime {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let days = own(args[0]).data.day.ordinal() - other.data.day.ordinal();
        return delta::make(vm, Span { days, seconds: 0, micros: 0 });
    }
    let Some(span) = span_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    add_days(vm, args[0], -i64::from(span.days))
}

fn rsub(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = moment_of(args[1]).filter(|other| !other.data.is_datetime) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let days = other.data.day.ordinal() - own(args[0]).data.day.ordinal();
    delta::make(vm, Span { days, seconds: 0, micros: 0 })
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let Some(other) = moment_of(args[1]) else { return Ok(Value::NOT_IMPLEMENTED) };
    let this = own(args[0]);
    if this.data.is_datetime != other.data.is_datetime && !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Err(cannot_compare(vm, args[1], args[0]));
    }
    Ok(Value::bool(op.holds(this.data.day.cmp(&other.data.day))))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            compare(vm, args, CompareOp::$op)
        }
    )*};
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn year(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(own(value).data.day.year))
}

fn month(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(own(value).data.day.month.into()))
}

fn day(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(own(value).data.day.day.into()))
}

/// Adds the class's constants.
pub(super) fn init(vm: &mut Vm) -> PyResult<()> {
    let class = vm.native_type(&DATE)?;
    let first = moment::date_of(vm, class, Day::new(1, 1, 1))?;
    let last = moment::date_of(vm, class, Day::new(9999, 12, 31))?;
    let resolution = delta::make(vm, Span { days: 1, seconds: 0, micros: 0 })?;
    for (name, value) in [("min", first), ("max", last), ("resolution", resolution)] {
        let name = vm.intern(name);
        vm.set_type_attr(class, name, value)?;
    }
    Ok(())
}

pub(super) static DATE: TypeSpec = TypeSpec {
    name: "date",
    module: "datetime",
    flags: type_flag::BASE_TYPE,
    key: Some(&KEY),
    methods: &[
        method("__new__", "(year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>)", new),
        method("__repr__", "()", repr),
        method("__hash__", "()", hash),
        method("__str__", "()", to_str),
        method("__lt__", "(value, /)", lt).leaf(LeafRule::Always),
        method("__le__", "(value, /)", le).leaf(LeafRule::Always),
        method("__eq__", "(value, /)", eq).leaf(LeafRule::Always),
        method("__ne__", "(value, /)", ne).leaf(LeafRule::Always),
        method("__gt__", "(value, /)", gt).leaf(LeafRule::Always),
        method("__ge__", "(value, /)", ge).leaf(LeafRule::Always),
        method("__add__", "(value, /)", add).leaf(LeafRule::Always),
        method("__radd__", "(value, /)", add),
        method("__sub__", "(value, /)", sub).leaf(LeafRule::Always),
        method("__rsub__", "(value, /)", rsub),
        class_method("fromtimestamp", "(timestamp, /)", from_timestamp).doc(
            "Create a date from a POSIX timestamp.\n\nThe timestamp is a number, e.g. created via time.time(), that is interpreted\nas local time.",
        ),
        class_method("fromordinal", "(ordinal, /)", from_ordinal)
            .convention(Convention::Parse)
            .doc("int -> date corresponding to a proleptic Gregorian ordinal."),
        class_method("fromisoformat", "(string, /)", from_iso_format)
            .doc("str -> Construct a date from a string in ISO 8601 format."),
        class_method("fromisocalendar", "(year, week, day)", from_iso_calendar).doc(
            "int, int, int -> Construct a date from the ISO year, week number and weekday.\n\nThis is the inverse of the function date.isocalendar()",
        ),
        class_method("today", "()", today).doc("Current date or datetime:  same as self.__class__.fromtimestamp(time.time())."),
        method("ctime", "()", ctime).doc("Return ctime() style string."),
        method("strftime", "(format)", strftime).doc("format -> strftime() style string."),
        method("__format__", "(format, /)", format).doc("Formats self with strftime."),
        method("timetuple", "()", time_tuple).doc("Return time tuple, compatible with time.localtime()."),
        method("isocalendar", "()", iso_calendar).doc("Return a named tuple containing ISO year, week number, and weekday."),
        method("isoformat", "()", iso_format).doc("Return string in ISO 8601 format, YYYY-MM-DD."),
        method("isoweekday", "()", iso_weekday)
            .doc("Return the day of the week represented by the date.\nMonday == 1 ... Sunday == 7"),
        method("toordinal", "()", to_ordinal)
            .doc("Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1."),
        method("weekday", "()", weekday)
            .doc("Return the day of the week represented by the date.\nMonday == 0 ... Sunday == 6"),
        method("replace", "(year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>)", replace)
            .doc("Return date with new specified fields."),
        method("__reduce__", "()", reduce).doc("__reduce__() -> (cls, state)"),
    ],
    getset: &[readonly("year", year), readonly("month", month), readonly("day", day)],
    doc: "date(year, month, day) --> date object",
    ..TypeSpec::EMPTY
};

fn week_date(value: Value) -> Gc<Tuple> {
    value.cast::<Tuple>().expect("a method's receiver is an instance of its class")
}

fn week_date_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut parts = [Value::NONE; 3];
    for (index, part) in parts.iter_mut().enumerate() {
        *part = Value::int32(int_arg(vm, args[1 + index])?);
    }
    let class: Gc<Type> = class_arg(args);
    Ok(vm.tuple_of_class(class, &parts)?.value())
}

fn week_date_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parts = week_date(args[0]);
    let class = vm.class_of(args[0]);
    let mut text = vm.qualified_type_name(class);
    for (index, before) in ["(year=", ", week=", ", weekday="].iter().enumerate() {
        text += before;
        text += &vm.repr_text(parts.get(index))?;
    }
    text.push(')');
    Ok(vm.str(&text)?.value())
}

fn week_date_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parts = week_date(args[0]);
    let plain = vm.tuple(parts.items())?.value();
    let args = vm.tuple(&[plain])?.value();
    let class = vm.types.tuple.value();
    Ok(vm.tuple(&[class, args])?.value())
}

static ISO_CALENDAR_DATE: TypeSpec = TypeSpec {
    name: "IsoCalendarDate",
    module: "datetime",
    base: Some(&runtime::builtins::tuple::TUPLE),
    kind: Kind::Tuple,
    methods: &[
        method("__new__", "(year, week, weekday)", week_date_new),
        method("__repr__", "()", week_date_repr),
        method("__reduce__", "()", week_date_reduce),
    ],
    getset: &[
        readonly("year", |_, value| Ok(week_date(value).get(0))),
        readonly("week", |_, value| Ok(week_date(value).get(1))),
        readonly("weekday", |_, value| Ok(week_date(value).get(2))),
    ],
    doc: "The result of date.isocalendar() or datetime.isocalendar()\n\nThis object may be accessed either as a tuple of\n  ((year, week, weekday))\nor via the object attributes as named in the above tuple.",
    ..TypeSpec::EMPTY
};
