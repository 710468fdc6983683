//! `time`

use crate::convert::{self, c_int};
use crate::posix::path::error;
use crate::system::{Zeroed, clock};
use num_bigint::BigInt;
use runtime::heap::Gc;
use runtime::native::{Args, LeafRule, ModuleSpec, func};
use runtime::object::int::IntRef;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::structseq::StructSpec;
use runtime::object::tuple::Tuple;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CString;

const NANOS: i128 = 1_000_000_000;

/// `time.struct_time`
static STRUCT_TIME: StructSpec = StructSpec::new(
    "struct_time",
    "time",
    "The time value as returned by gmtime(), localtime(), and strptime(), and\n accepted by asctime(), mktime() and strftime().  May be considered as a\n sequence of 9 integers.\n\n Note that several fields' values are not the same as those defined by\n the C language standard for struct tm.  For example, the value of the\n field tm_year is the actual year, not year - 1900.  See individual\n fields' descriptions for details.",
    9,
    struct_fields!(
        "tm_year" 0, "tm_mon" 1, "tm_mday" 2, "tm_hour" 3, "tm_min" 4, "tm_sec" 5, "tm_wday" 6, "tm_yday" 7,
        "tm_isdst" 8;
        "tm_zone" 0, "tm_gmtoff" 1
    ),
);

/// Nanoseconds of an argument in seconds, rounded up as timeouts are.
pub(crate) fn seconds(vm: &mut Vm, value: Value) -> PyResult<i128> {
    const LARGE: &str = "timestamp too large to convert to C _PyTime_t";
    if let Some(f) = value.as_f64() {
        if f.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let nanos = f * 1e9;
        let nanos = if nanos >= 0.0 { nanos.ceil() } else { nanos.floor() };
        if !(-9.3e18..9.3e18).contains(&nanos) {
            return Err(vm.overflow_error(LARGE));
        }
        return Ok(nanos as i128);
    }
    let n = vm.index(value)?;
    match n.as_i64().and_then(|n| n.checked_mul(NANOS as i64)) {
        Some(nanos) => Ok(nanos.into()),
        None => Err(vm.overflow_error(LARGE)),
    }
}

/// Nanoseconds of the monotonic clock.
pub(crate) fn monotonic() -> i128 {
    clock::now(libc::CLOCK_MONOTONIC).map_or(0, nanos)
}

/// Nanoseconds as C wants them.
pub(crate) fn timespec(nanos: i128) -> libc::timespec {
    libc::timespec { tv_sec: nanos.div_euclid(NANOS) as i64, tv_nsec: nanos.rem_euclid(NANOS) as i64 }
}

fn nanos(time: libc::timespec) -> i128 {
    i128::from(time.tv_sec) * NANOS + i128::from(time.tv_nsec)
}

fn as_float(time: libc::timespec) -> Value {
    Value::float(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
}

fn as_int(vm: &mut Vm, time: libc::timespec) -> PyResult<Value> {
    match i64::try_from(nanos(time)) {
        Ok(n) => vm.int(n),
        Err(_) => vm.big_int(BigInt::from(nanos(time))),
    }
}

fn now(vm: &mut Vm, id: i32) -> PyResult<libc::timespec> {
    clock::now(id).map_err(|code| error(vm, code))
}

macro_rules! clocks {
    ($($float:ident $int:ident $clock:ident;)*) => {$(
        fn $float(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
            Ok(as_float(now(vm, libc::$clock)?))
        }
        fn $int(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
            let time = now(vm, libc::$clock)?;
            as_int(vm, time)
        }
    )*};
}
clocks! {
    time time_ns CLOCK_REALTIME;
    monotonic_time monotonic_ns CLOCK_MONOTONIC;
    process_time process_time_ns CLOCK_PROCESS_CPUTIME_ID;
    thread_time thread_time_ns CLOCK_THREAD_CPUTIME_ID;
}

fn clock_gettime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = c_int(vm, args[0])?;
    Ok(as_float(now(vm, id)?))
}

fn clock_gettime_ns(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = c_int(vm, args[0])?;
    let time = now(vm, id)?;
    as_int(vm, time)
}

fn clock_getres(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = c_int(vm, args[0])?;
    match clock::resolution(id) {
        Ok(time) => Ok(as_float(time)),
        Err(code) => Err(error(vm, code)),
    }
}

fn clock_settime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (id, time) = (c_int(vm, args[0])?, seconds(vm, args[1])?);
    crate::posix::path::check(vm, clock::set(id, timespec(time)))
}

fn clock_settime_ns(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (id, time) = (c_int(vm, args[0])?, convert::c_long(vm, args[1])?);
    crate::posix::path::check(vm, clock::set(id, timespec(time.into())))
}

fn pthread_getcpuclockid(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let thread = convert::c_unsigned_long(vm, args[0])?;
    let threads = vm.import("_thread")?;
    let own = vm.call_method(threads, "get_ident", &[])?;
    // The system would follow any number as an address.
    if own.as_i64() != i64::try_from(thread).ok() {
        return Err(error(vm, libc::ESRCH));
    }
    match clock::of_this_thread() {
        Ok(id) => Ok(Value::int32(id)),
        Err(code) => Err(error(vm, code)),
    }
}

fn sleep(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = seconds(vm, args[0])?;
    if time < 0 {
        return Err(vm.value_error("sleep length must be non-negative"));
    }
    let deadline = monotonic() + time;
    loop {
        match vm.allow_threads(|| clock::sleep_until(timespec(deadline))) {
            0 => return Ok(Value::NONE),
            libc::EINTR => vm.check_signals()?,
            code => return Err(error(vm, code)),
        }
    }
}

/// Seconds since the epoch in an argument, rounded down; now if there is none.
fn epoch_seconds(vm: &mut Vm, value: Option<Value>) -> PyResult<i64> {
    const LARGE: &str = "timestamp out of range for platform time_t";
    let Some(value) = value.filter(|value| !value.is_none()) else {
        return Ok(now(vm, libc::CLOCK_REALTIME)?.tv_sec);
    };
    if let Some(f) = value.as_f64() {
        if f.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let f = f.floor();
        if !(-9.2e18..9.2e18).contains(&f) {
            return Err(vm.overflow_error(LARGE));
        }
        return Ok(f as i64);
    }
    let n = vm.index(value)?;
    n.as_i64().ok_or_else(|| vm.overflow_error(LARGE))
}

fn struct_time(vm: &mut Vm, parts: &libc::tm) -> PyResult<Value> {
    let numbers = [
        parts.tm_mon + 1,
        parts.tm_mday,
        parts.tm_hour,
        parts.tm_min,
        parts.tm_sec,
        (parts.tm_wday + 6) % 7,
        parts.tm_yday + 1,
        parts.tm_isdst,
    ];
    let mut values = [Value::NONE; 11];
    values[0] = vm.int(i64::from(parts.tm_year) + 1900)?;
    for (value, number) in values[1..].iter_mut().zip(numbers) {
        *value = Value::int32(number);
    }
    values[9] = vm.str(&clock::zone_of(parts))?.value();
    values[10] = vm.int(parts.tm_gmtoff)?;
    vm.struct_sequence(&STRUCT_TIME, &values)
}

fn localtime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = epoch_seconds(vm, args.opt(0))?;
    match clock::local(time) {
        Ok(parts) => struct_time(vm, &parts),
        Err(code) => Err(error(vm, code)),
    }
}

fn gmtime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = epoch_seconds(vm, args.opt(0))?;
    match clock::universal(time) {
        Ok(parts) => struct_time(vm, &parts),
        Err(code) => Err(error(vm, code)),
    }
}

/// Broken-down time in an argument: a tuple of nine ints.
fn parts(vm: &mut Vm, value: Value, function: &str) -> PyResult<libc::tm> {
    let Some(tuple) = value.cast::<Tuple>() else {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    };
    let illegal = format!("{function}(): illegal time tuple argument");
    if tuple.len() != 9 {
        return Err(vm.type_error(&illegal));
    }
    let mut numbers = [0i32; 9];
    for (index, number) in numbers.iter_mut().enumerate() {
        let n = vm.index(tuple.get(index))?;
        *number = match n.as_int() {
            Some(IntRef::Small(n)) if i32::try_from(n).is_ok() => n as i32,
            Some(_) | None => {
                return Err(vm.overflow_error("signed integer is greater than maximum"));
            }
        };
    }
    let [year, month, day, hour, minute, second, weekday, yearday, dst] = numbers;
    let Some(year) = year.checked_sub(1900) else { return Err(vm.overflow_error("year out of range")) };
    let mut out = libc::tm::zeroed();
    out.tm_year = year;
    out.tm_mon = month.wrapping_sub(1);
    out.tm_mday = day;
    out.tm_hour = hour;
    out.tm_min = minute;
    out.tm_sec = second;
    out.tm_wday = (weekday.wrapping_add(1)) % 7;
    out.tm_yday = yearday.wrapping_sub(1);
    out.tm_isdst = dst;
    Ok(out)
}

/// Checks and mends broken-down time for the functions that look things up by it (`checktm`).
fn checked(vm: &mut Vm, mut parts: libc::tm) -> PyResult<libc::tm> {
    if parts.tm_mon == -1 {
        parts.tm_mon = 0;
    }
    if parts.tm_mday == 0 {
        parts.tm_mday = 1;
    }
    if parts.tm_yday == -1 {
        parts.tm_yday = 0;
    }
    let message = if !(0..=11).contains(&parts.tm_mon) {
        "month out of range"
    } else if !(1..=31).contains(&parts.tm_mday) {
        "day of month out of range"
    } else if !(0..=23).contains(&parts.tm_hour) {
        "hour out of range"
    } else if !(0..=59).contains(&parts.tm_min) {
        "minute out of range"
    } else if !(0..=61).contains(&parts.tm_sec) {
        "seconds out of range"
    } else if parts.tm_wday < 0 {
        "day of week out of range"
    } else if !(0..=365).contains(&parts.tm_yday) {
        "day of year out of range"
    } else {
        return Ok(parts);
    };
    Err(vm.value_error(message))
}

fn asctime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parts = match args.opt(0) {
        Some(value) => {
            let parts = parts(vm, value, "asctime")?;
            checked(vm, parts)?
        }
        None => {
            let time = epoch_seconds(vm, None)?;
            clock::local(time).map_err(|code| error(vm, code))?
        }
    };
    ascii_time(vm, &parts)
}

fn ascii_time(vm: &mut Vm, parts: &libc::tm) -> PyResult<Value> {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        DAYS[parts.tm_wday as usize % 7],
        MONTHS[parts.tm_mon as usize % 12],
        parts.tm_mday,
        parts.tm_hour,
        parts.tm_min,
        parts.tm_sec,
        i64::from(parts.tm_year) + 1900
    );
    Ok(vm.str(&text)?.value())
}

fn ctime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = epoch_seconds(vm, args.opt(0))?;
    match clock::local(time) {
        Ok(parts) => ascii_time(vm, &parts),
        Err(code) => Err(error(vm, code)),
    }
}

fn mktime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parts = parts(vm, args[0], "mktime")?;
    match clock::make(parts) {
        Some(time) => Ok(Value::float(time as f64)),
        None => Err(vm.overflow_error("mktime argument out of range")),
    }
}

fn strftime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(format) = args[0].cast::<Str>() else {
        let message = format!("strftime() argument 1 must be str, not {}", vm.arg_type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let mut parts = match args.opt(1) {
        Some(value) => {
            let parts = parts(vm, value, "strftime")?;
            checked(vm, parts)?
        }
        None => {
            let time = epoch_seconds(vm, None)?;
            clock::local(time).map_err(|code| error(vm, code))?
        }
    };
    parts.tm_isdst = parts.tm_isdst.clamp(-1, 1);
    let bytes = convert::fs_encode(vm, format)?;
    let Ok(format) = CString::new(bytes) else { return Err(vm.value_error("embedded null character")) };
    let out = clock::format(&format, &parts);
    convert::fs_decode(vm, &out)
}

fn strptime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let module = vm.import("_strptime")?;
    match args.opt(1) {
        Some(format) => vm.call_method(module, "_strptime_time", &[args[0], format]),
        None => vm.call_method(module, "_strptime_time", &[args[0]]),
    }
}

/// Sets what the module says of the time zone.
fn set_zone(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    clock::read_zone();
    // The offsets of January and July tell winter from summer on either half of the earth.
    let year = 365 * 24 * 3600 + 6 * 3600;
    let start = now(vm, libc::CLOCK_REALTIME)?.tv_sec / year * year;
    let offsets = [start, start + year / 2].map(|time| {
        clock::local(time)
            .map_or((0, String::new(), 0), |parts| (-parts.tm_gmtoff, clock::zone_of(&parts), parts.tm_isdst))
    });
    let [(january, january_name, _), (july, july_name, _)] = offsets;
    let (zone, alternate, names, daylight) = if january < july {
        (july, january, [july_name, january_name], january != july)
    } else {
        (january, july, [january_name, july_name], january != july)
    };
    let dict = module.dict.get();
    for (name, value) in [("timezone", zone), ("altzone", alternate), ("daylight", i64::from(daylight))] {
        let value = vm.int(value)?;
        dict.set_text(vm, name, value)?;
    }
    let known = clock::zone_names();
    let names = [&names[0], if daylight { &names[1] } else { &known[1] }];
    let names = [vm.str(names[0])?.value(), vm.str(names[1])?.value()];
    let names = vm.tuple(&names)?.value();
    dict.set_text(vm, "tzname", names)
}

fn tzset(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let module = vm.import("time")?;
    if let Some(module) = module.cast::<Module>() {
        set_zone(vm, module)?;
    }
    Ok(Value::NONE)
}

fn get_clock_info(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(name) = args[0].cast::<Str>() else {
        let message = format!("get_clock_info() argument 1 must be str, not {}", vm.arg_type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let known = [
        ("time", libc::CLOCK_REALTIME, "clock_gettime(CLOCK_REALTIME)", false, true),
        ("monotonic", libc::CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true, false),
        ("perf_counter", libc::CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true, false),
        ("process_time", libc::CLOCK_PROCESS_CPUTIME_ID, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false),
        ("thread_time", libc::CLOCK_THREAD_CPUTIME_ID, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false),
    ];
    let Some(&(_, id, implementation, monotonic, adjustable)) = known.iter().find(|(known, ..)| name.is_text(known))
    else {
        return Err(vm.value_error("unknown clock"));
    };
    let resolution = clock::resolution(id).map_or(Value::float(1e-9), as_float);
    let types = vm.import("types")?;
    let info = vm.call_method(types, "SimpleNamespace", &[])?;
    let implementation = vm.str(implementation)?.value();
    let fields = [
        ("implementation", implementation),
        ("monotonic", Value::bool(monotonic)),
        ("adjustable", Value::bool(adjustable)),
        ("resolution", resolution),
    ];
    for (name, value) in fields {
        vm.set_attr_text(info, name, value)?;
    }
    Ok(info)
}

/// `time`
pub(crate) static TIME: ModuleSpec = ModuleSpec {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        func("time", "()", time).leaf(LeafRule::Always),
        func("time_ns", "()", time_ns),
        func("monotonic", "()", monotonic_time).leaf(LeafRule::Always),
        func("monotonic_ns", "()", monotonic_ns).leaf(LeafRule::Always),
        func("perf_counter", "()", monotonic_time).leaf(LeafRule::Always),
        func("perf_counter_ns", "()", monotonic_ns).leaf(LeafRule::Always),
        func("process_time", "()", process_time),
        func("process_time_ns", "()", process_time_ns),
        func("thread_time", "()", thread_time),
        func("thread_time_ns", "()", thread_time_ns),
        func("clock_gettime", "(clk_id, /)", clock_gettime),
        func("clock_gettime_ns", "(clk_id, /)", clock_gettime_ns),
        func("clock_getres", "(clk_id, /)", clock_getres),
        func("clock_settime", "(clk_id, time, /)", clock_settime),
        func("clock_settime_ns", "(clk_id, time, /)", clock_settime_ns),
        func("pthread_getcpuclockid", "(thread_id, /)", pthread_getcpuclockid),
        func("sleep", "(seconds, /)", sleep),
        func("localtime", "(seconds=None, /)", localtime),
        func("gmtime", "(seconds=None, /)", gmtime),
        func("asctime", "(tuple=None, /)", asctime),
        func("ctime", "(seconds=None, /)", ctime),
        func("mktime", "(tuple, /)", mktime),
        func("strftime", "(format, tuple=None, /)", strftime),
        func("strptime", "(string, format=None, /)", strptime),
        func("tzset", "()", tzset),
        func("get_clock_info", "(name, /)", get_clock_info),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let class = vm.struct_type(&STRUCT_TIME)?.value();
    dict.set_text(vm, "struct_time", class)?;
    dict.set_text(vm, "_STRUCT_TM_ITEMS", Value::int32(11))?;
    for (name, id) in [
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
        ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
        ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
        ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
        ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
        ("CLOCK_TAI", libc::CLOCK_TAI),
    ] {
        dict.set_text(vm, name, Value::int32(id))?;
    }
    set_zone(vm, module)
}
