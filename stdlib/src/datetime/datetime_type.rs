//! `datetime`: the type and what makes instances; `datetime_methods.rs` has the other methods.

use super::calendar::Day;
use super::datetime_methods as methods;
use super::delta::{self, Span};
use super::moment::{
    self, Parts, build_datetime, check_clock, check_day, datetime_of, datetime_of_class, int_arg, int_or, moment_of,
};
use super::text::Clock;
use super::time::{self, Time, is_zone};
use super::{date, iso, local, zone};
use crate::receiver::class_arg;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Native;
use runtime::native::{Args, Convention, LeafRule, TypeSpec, class_method, method, readonly};
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let Some(first) = args.opt(1) else { return Err(moment::missing(vm, "year", 1)) };
    if (3..=9).all(|index| args.opt(index).is_none())
        && let Some(bytes) = date::state(first, 10, 2)
    {
        let zone = args.opt(2).unwrap_or(Value::NONE);
        if !is_zone(zone) {
            return Err(vm.type_error("bad tzinfo state arg"));
        }
        let micros = u32::from(bytes[7]) << 16 | u32::from(bytes[8]) << 8 | u32::from(bytes[9]);
        let clock = Clock { hour: bytes[4], minute: bytes[5], second: bytes[6], micros };
        let parts = Parts { day: date::day_of_state(&bytes), clock, fold: bytes[2] & 0x80 != 0 };
        return datetime_of_class(vm, class, parts, zone);
    }
    let year = int_arg(vm, first)?;
    let Some(month) = args.opt(2) else { return Err(moment::missing(vm, "month", 2)) };
    let month = int_arg(vm, month)?;
    let Some(day) = args.opt(3) else { return Err(moment::missing(vm, "day", 3)) };
    let day = int_arg(vm, day)?;
    let mut clock = [0; 4];
    for (index, part) in clock.iter_mut().enumerate() {
        *part = int_or(vm, args.opt(4 + index), 0)?;
    }
    let fold = int_or(vm, args.opt(9), 0)?;
    let zone = args.opt(8).unwrap_or(Value::NONE);
    let day = check_day(vm, year, month, day)?;
    let clock = check_clock(vm, clock, fold)?;
    zone::check(vm, zone)?;
    datetime_of_class(vm, class, Parts { day, clock, fold: fold != 0 }, zone)
}

fn at(vm: &mut Vm, args: Args<'_>, time: (i64, i64), zone: Value) -> PyResult<Value> {
    let told_in = if zone.is_none() { local::Zone::Local } else { local::Zone::Utc };
    let parts = local::parts_at(vm, time.0, time.1, told_in, true)?;
    let made = build_datetime(vm, class_arg(args), parts, zone)?;
    if zone.is_none() {
        return Ok(made);
    }
    vm.call_method(zone, "fromutc", &[made])
}

fn now(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let zone = args.opt(1).unwrap_or(Value::NONE);
    zone::check(vm, zone)?;
    let time = local::now(vm)?;
    at(vm, args, time, zone)
}

fn from_timestamp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let zone = args.opt(2).unwrap_or(Value::NONE);
    zone::check(vm, zone)?;
    let time = local::seconds_and_micros(vm, args[1])?;
    at(vm, args, time, zone)
}

fn deprecated(vm: &mut Vm, name: &str, instead: &str) -> PyResult<()> {
    let text = format!(
        "datetime.datetime.{name}() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.{instead}."
    );
    vm.warn(Exc::DeprecationWarning, &text, 1)
}

fn utc_now(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm, "utcnow", "now(datetime.UTC)")?;
    let time = local::now(vm)?;
    let parts = local::parts_at(vm, time.0, time.1, local::Zone::Utc, false)?;
    build_datetime(vm, class_arg(args), parts, Value::NONE)
}

fn utc_from_timestamp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    deprecated(vm, "utcfromtimestamp", "fromtimestamp(timestamp, datetime.UTC)")?;
    let time = local::seconds_and_micros(vm, args[1])?;
    let parts = local::parts_at(vm, time.0, time.1, local::Zone::Utc, false)?;
    build_datetime(vm, class_arg(args), parts, Value::NONE)
}

fn strptime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    for index in [1, 2] {
        if !args[index].is::<Str>() {
            let name = vm.arg_type_name(args[index]);
            return Err(vm.type_error(&format!("strptime() argument {index} must be str, not {name}")));
        }
    }
    let module = vm.import("_strptime")?;
    vm.call_method(module, "_strptime_datetime", &[args[0], args[1], args[2]])
}

fn combine(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(date) = moment_of(args[1]) else {
        let name = vm.arg_type_name(args[1]);
        return Err(vm.type_error(&format!("combine() argument 1 must be datetime.date, not {name}")));
    };
    let Some(time) = args[2].cast::<Native<Time>>() else {
        let name = vm.arg_type_name(args[2]);
        return Err(vm.type_error(&format!("combine() argument 2 must be datetime.time, not {name}")));
    };
    let zone = args.opt(3).unwrap_or(time.data.zone.get());
    zone::check(vm, zone)?;
    let parts = Parts { day: date.data.day, clock: time.data.clock, fold: time.data.fold.get() };
    build_datetime(vm, class_arg(args), parts, zone)
}

/// The text with one character, of one byte, between date and time; where that is.
fn separated(text: &Str) -> Option<(Vec<u8>, usize)> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut wide = None;
    for (index, c) in text.chars().iter().enumerate() {
        match u8::try_from(c).ok().filter(u8::is_ascii) {
            Some(byte) => bytes.push(byte),
            // Only the separator may be any character.
            None if wide.is_none() => {
                wide = Some(index);
                bytes.push(b'T');
            }
            None => return None,
        }
    }
    if bytes.len() < 7 {
        return None;
    }
    let at = iso::separator(&bytes)?;
    (at <= bytes.len() && wide.is_none_or(|wide| wide == at)).then_some((bytes, at))
}

fn from_iso_format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(text) = args[1].cast::<Str>() else {
        return Err(vm.type_error("fromisoformat: argument must be str"));
    };
    let parsed = separated(&text).and_then(|(bytes, at)| {
        let day = iso::date(&bytes[..at])?;
        let time = if bytes.len() > at { iso::time(&bytes[at + 1..])? } else { ([0; 4], None) };
        Some((day, time))
    });
    let Some((day, (clock, offset))) = parsed else { return Err(date::invalid(vm, args[1])) };
    let zone = time::zone_of_offset(vm, offset)?;
    let day = check_day(vm, day.year, day.month.into(), day.day.into())?;
    let clock = check_clock(vm, clock.map(|part| part as i32), 0)?;
    build_datetime(vm, class_arg(args), Parts { day, clock, fold: false }, zone)
}

/// Adds the class's constants.
pub(super) fn init(vm: &mut Vm) -> PyResult<()> {
    let class = vm.native_type(&DATETIME)?;
    let first = Parts { day: Day::new(1, 1, 1), clock: moment::MIDNIGHT, fold: false };
    let clock = Clock { hour: 23, minute: 59, second: 59, micros: 999_999 };
    let last = Parts { day: Day::new(9999, 12, 31), clock, fold: false };
    let first = moment::datetime(vm, first, Value::NONE)?;
    let last = moment::datetime(vm, last, Value::NONE)?;
    let resolution = delta::make(vm, Span { days: 0, seconds: 0, micros: 1 })?;
    for (name, value) in [("min", first), ("max", last), ("resolution", resolution)] {
        let name = vm.intern(name);
        vm.set_type_attr(class, name, value)?;
    }
    Ok(())
}

fn clock_of(value: Value) -> Clock {
    datetime_of(value).map_or(moment::MIDNIGHT, |moment| moment.data.clock)
}

pub(super) static DATETIME: TypeSpec = TypeSpec {
    name: "datetime",
    module: "datetime",
    base: Some(&date::DATE),
    flags: type_flag::BASE_TYPE,
    key: Some(&methods::KEY),
    methods: &[
        method(
            "__new__",
            "(year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)",
            new,
        ),
        method("__repr__", "()", methods::repr),
        method("__hash__", "()", methods::hash),
        method("__str__", "()", methods::to_str),
        method("__lt__", "(value, /)", methods::lt).leaf(methods::SAME_ZONE),
        method("__le__", "(value, /)", methods::le).leaf(methods::SAME_ZONE),
        method("__eq__", "(value, /)", methods::eq).leaf(methods::SAME_ZONE),
        method("__ne__", "(value, /)", methods::ne).leaf(methods::SAME_ZONE),
        method("__gt__", "(value, /)", methods::gt).leaf(methods::SAME_ZONE),
        method("__ge__", "(value, /)", methods::ge).leaf(methods::SAME_ZONE),
        method("__add__", "(value, /)", methods::add).leaf(LeafRule::Always),
        method("__radd__", "(value, /)", methods::add),
        method("__sub__", "(value, /)", methods::sub).leaf(methods::SAME_ZONE),
        method("__rsub__", "(value, /)", methods::rsub),
        class_method("now", "(tz=None)", now).doc(
            "Returns new datetime object representing current time local to tz.\n\n  tz\n    Timezone object.\n\nIf no tz is specified, uses local timezone.",
        ),
        class_method("utcnow", "()", utc_now).doc("Return a new datetime representing UTC day and time."),
        class_method("fromtimestamp", "(timestamp, tz=None)", from_timestamp)
            .doc("timestamp[, tz] -> tz's local time from POSIX timestamp."),
        class_method("utcfromtimestamp", "(timestamp, /)", utc_from_timestamp)
            .doc("Construct a naive UTC datetime from a POSIX timestamp."),
        class_method("strptime", "(string, format, /)", strptime)
            .convention(Convention::Parse)
            .doc("string, format -> new datetime parsed from a string (like time.strptime())."),
        class_method("combine", "(date, time, tzinfo=<unrepresentable>)", combine)
            .doc("date, time -> datetime with same date and time fields"),
        class_method("fromisoformat", "(string, /)", from_iso_format)
            .doc("string -> datetime from a string in most ISO 8601 formats"),
        method("date", "()", methods::date).doc("Return date object with same year, month and day."),
        method("time", "()", methods::time).doc("Return time object with same time but with tzinfo=None."),
        method("timetz", "()", methods::timetz).doc("Return time object with same time and tzinfo."),
        method("ctime", "()", methods::ctime).doc("Return ctime() style string."),
        method("timetuple", "()", methods::time_tuple).doc("Return time tuple, compatible with time.localtime()."),
        method("timestamp", "()", methods::timestamp).doc("Return POSIX timestamp as float."),
        method("utctimetuple", "()", methods::utc_time_tuple)
            .doc("Return UTC time tuple, compatible with time.localtime()."),
        method("isoformat", "(sep='T', timespec='auto')", methods::iso_format).doc(
            "[sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\nsep is used to separate the year from the time, and defaults to 'T'.\nThe optional argument timespec specifies the number of additional terms\nof the time to include. Valid options are 'auto', 'hours', 'minutes',\n'seconds', 'milliseconds' and 'microseconds'.\n",
        ),
        method("utcoffset", "()", methods::utc_offset).doc("Return self.tzinfo.utcoffset(self)."),
        method("tzname", "()", methods::tzname).doc("Return self.tzinfo.tzname(self)."),
        method("dst", "()", methods::dst).doc("Return self.tzinfo.dst(self)."),
        method(
            "replace",
            "(year=<unrepresentable>, month=<unrepresentable>, day=<unrepresentable>, hour=<unrepresentable>, minute=<unrepresentable>, second=<unrepresentable>, microsecond=<unrepresentable>, tzinfo=<unrepresentable>, *, fold=<unrepresentable>)",
            methods::replace,
        )
        .doc("Return datetime with new specified fields."),
        method("astimezone", "(tz=None)", methods::as_timezone)
            .doc("tz -> convert to local time in new timezone tz\n"),
        method("__reduce_ex__", "(proto, /)", methods::reduce_ex).doc("__reduce_ex__(proto) -> (cls, state)"),
        method("__reduce__", "()", methods::reduce).doc("__reduce__() -> (cls, state)"),
    ],
    getset: &[
        readonly("hour", |_, value| Ok(Value::int32(clock_of(value).hour.into()))),
        readonly("minute", |_, value| Ok(Value::int32(clock_of(value).minute.into()))),
        readonly("second", |_, value| Ok(Value::int32(clock_of(value).second.into()))),
        readonly("microsecond", |_, value| Ok(Value::int32(clock_of(value).micros as i32))),
        readonly("tzinfo", |_, value| Ok(datetime_of(value).map_or(Value::NONE, |moment| moment.data.zone.get()))),
        readonly("fold", |_, value| {
            Ok(Value::int32(datetime_of(value).is_some_and(|moment| moment.data.fold.get()).into()))
        }),
    ],
    doc: "datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])\n\nThe year, month and day arguments are required. tzinfo may be None, or an\ninstance of a tzinfo subclass. The remaining arguments may be ints.",
    ..TypeSpec::EMPTY
};
