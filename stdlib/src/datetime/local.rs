//! The system's clock and its idea of local time.

use super::calendar::{Day, MAX_YEAR, MIN_YEAR};
use super::delta::{MICROS, Span};
use super::moment::Parts;
use super::text::Clock;
use super::zone;
use crate::posix::path::error;
use crate::system::clock;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Seconds from 1 January of year 1 to 1970.
const EPOCH: i64 = 719_163 * 86_400;
/// How far apart two times of the same name can be.
const MAX_FOLD: i64 = 24 * 3600;

/// Which time a number of seconds is to be told in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    Local,
    Utc,
}

const OUT_OF_RANGE: &str = "timestamp out of range for platform time_t";

/// An argument in seconds since the epoch: whole seconds and microseconds, rounded half to even.
pub(super) fn seconds_and_micros(vm: &mut Vm, value: Value) -> PyResult<(i64, i64)> {
    let Some(f) = value.as_f64() else { return Ok((whole_seconds(vm, value)?, 0)) };
    if f.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)"));
    }
    let mut whole = f.trunc();
    let mut micros = (f.fract() * 1e6).round_ties_even();
    if micros >= 1e6 {
        (whole, micros) = (whole + 1.0, micros - 1e6);
    } else if micros < 0.0 {
        (whole, micros) = (whole - 1.0, micros + 1e6);
    }
    if !(-9.2e18..9.2e18).contains(&whole) {
        return Err(vm.overflow_error(OUT_OF_RANGE));
    }
    Ok((whole as i64, micros as i64))
}

/// An argument in seconds since the epoch, rounded down.
pub(super) fn whole_seconds(vm: &mut Vm, value: Value) -> PyResult<i64> {
    if let Some(f) = value.as_f64() {
        if f.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let whole = f.floor();
        if !(-9.2e18..9.2e18).contains(&whole) {
            return Err(vm.overflow_error(OUT_OF_RANGE));
        }
        return Ok(whole as i64);
    }
    let n = vm.index(value)?;
    n.as_i64().ok_or_else(|| vm.overflow_error(OUT_OF_RANGE))
}

/// Seconds and microseconds since the epoch.
pub(super) fn now(vm: &mut Vm) -> PyResult<(i64, i64)> {
    match clock::now(libc::CLOCK_REALTIME) {
        Ok(time) => Ok((time.tv_sec, time.tv_nsec / 1000)),
        Err(code) => Err(error(vm, code)),
    }
}

/// Year, month, day, hour, minute, second.
pub(super) fn broken_down(vm: &mut Vm, time: i64, zone: Zone) -> PyResult<(i32, i32, i32, i32, i32, i32)> {
    let parts = match zone {
        Zone::Local => clock::local(time),
        Zone::Utc => clock::universal(time),
    };
    match parts {
        Ok(parts) => {
            let second = parts.tm_sec.min(59);
            let year = parts.tm_year.saturating_add(1900);
            Ok((year, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, second))
        }
        Err(code) => Err(error(vm, code)),
    }
}

/// Seconds of a time since 1 January of year 1, as if it were UTC.
pub(super) fn as_utc(day: Day, clock: Clock) -> i64 {
    i64::from(day.ordinal()) * 86_400 + clock.whole_seconds()
}

/// What local time shows `time` seconds after 1 January of year 1, as such seconds.
fn local(vm: &mut Vm, time: i64) -> PyResult<i64> {
    let (year, month, day, hour, minute, second) = broken_down(vm, time - EPOCH, Zone::Local)?;
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        return Err(vm.value_error(&format!("year {year} is out of range")));
    }
    let day = Day::new(year, month as u8, day as u8);
    Ok(as_utc(day, Clock { hour: hour as u8, minute: minute as u8, second: second as u8, micros: 0 }))
}

/// The parts of local time or UTC at so many seconds since the epoch; whether it is the second time of this name.
pub(super) fn parts_at(vm: &mut Vm, time: i64, micros: i64, zone: Zone, folds: bool) -> PyResult<Parts> {
    let (year, month, day, hour, minute, second) = broken_down(vm, time, zone)?;
    let day = super::moment::check_day(vm, year, month, day)?;
    let clock = Clock { hour: hour as u8, minute: minute as u8, second: second as u8, micros: micros as u32 };
    let mut fold = false;
    if folds && zone == Zone::Local {
        let shown = as_utc(day, clock);
        let before = local(vm, EPOCH + time - MAX_FOLD)?;
        let transition = shown - before - MAX_FOLD;
        fold = transition < 0 && local(vm, EPOCH + time + transition)? == shown;
    }
    Ok(Parts { day, clock, fold })
}

/// Seconds since the epoch when local time shows this.
pub(super) fn to_seconds(vm: &mut Vm, parts: Parts) -> PyResult<i64> {
    let t = as_utc(parts.day, parts.clock);
    let a = local(vm, t)? - t;
    let u1 = t - a;
    let t1 = local(vm, u1)?;
    let b = if t1 == t {
        // One solution; look for the other one.
        let u2 = if parts.fold { u1 + MAX_FOLD } else { u1 - MAX_FOLD };
        let b = local(vm, u2)? - u2;
        if a == b {
            return Ok(u1 - EPOCH);
        }
        b
    } else {
        t1 - u1
    };
    let u2 = t - b;
    let t2 = local(vm, u2)?;
    let u = if t2 == t {
        u2
    } else if t1 == t {
        u1
    } else if parts.fold {
        // Nobody's clock shows this: it was skipped.
        u1.min(u2)
    } else {
        u1.max(u2)
    };
    Ok(u - EPOCH)
}

/// The local zone at so many seconds since the epoch, as a `timezone`.
pub(super) fn zone_at(vm: &mut Vm, time: i64) -> PyResult<Value> {
    let parts = clock::local(time).map_err(|code| error(vm, code))?;
    let name = vm.str(&clock::zone_of(&parts))?.value();
    let span = super::delta::checked(vm, Span::of(0, parts.tm_gmtoff, 0))?;
    zone::of_offset(vm, span, name)
}

/// The local zone when UTC shows this.
pub(super) fn zone_of_utc(vm: &mut Vm, parts: Parts) -> PyResult<Value> {
    zone_at(vm, as_utc(parts.day, parts.clock) - EPOCH)
}

/// Seconds since the epoch when UTC shows this.
pub(super) fn since_epoch(parts: Parts) -> (i64, i64) {
    (as_utc(parts.day, parts.clock) - EPOCH, i64::from(parts.clock.micros))
}

/// Seconds and microseconds as a float.
pub(super) fn timestamp(seconds: i64, micros: i64) -> f64 {
    seconds as f64 + micros as f64 / MICROS as f64
}

/// A `time.struct_time`.
pub(super) fn struct_time(vm: &mut Vm, day: Day, clock: Clock, dst: i32) -> PyResult<Value> {
    let parts = [
        day.year,
        day.month.into(),
        day.day.into(),
        clock.hour.into(),
        clock.minute.into(),
        clock.second.into(),
        day.weekday(),
        day.before_in_year() + 1,
        dst,
    ];
    let parts = parts.map(Value::int32);
    let parts = vm.tuple(&parts)?.value();
    let time = vm.import("time")?;
    vm.call_method(time, "struct_time", &[parts])
}
