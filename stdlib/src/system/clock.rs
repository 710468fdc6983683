//! Clocks, sleeping and the calendar.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] or [NEW] of the parent module")]

use super::{Zeroed, errno};
use libc::{c_int, time_t, timespec, tm};
use std::ffi::CStr;

unsafe extern "C" {
    fn tzset();
    static tzname: [*const libc::c_char; 2];
}

/// The time of a clock, or the error number.
pub(crate) fn now(clock: c_int) -> Result<timespec, i32> {
    let mut out = timespec::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::clock_gettime(clock, &mut out) } == 0 { Ok(out) } else { Err(errno()) }
}

/// The resolution of a clock, or the error number.
pub(crate) fn resolution(clock: c_int) -> Result<timespec, i32> {
    let mut out = timespec::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::clock_getres(clock, &mut out) } == 0 { Ok(out) } else { Err(errno()) }
}

/// Sets a clock.
pub(crate) fn set(clock: c_int, time: timespec) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::clock_settime(clock, &time) }
}

/// The clock of this thread's processor time, or the error number.
pub(crate) fn of_this_thread() -> Result<c_int, i32> {
    let mut clock = 0;
    // SAFETY: [ARGUMENTS]
    match unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &mut clock) } {
        0 => Ok(clock),
        code => Err(code),
    }
}

/// Sleeps until the monotonic clock shows `deadline`; an error number, 0 if all went well.
pub(crate) fn sleep_until(deadline: timespec) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &deadline, std::ptr::null_mut()) }
}

/// Local time, or the error number.
pub(crate) fn local(time: time_t) -> Result<tm, i32> {
    let mut out = tm::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::localtime_r(&time, &mut out) }.is_null() { Err(errno()) } else { Ok(out) }
}

/// Universal time, or the error number.
pub(crate) fn universal(time: time_t) -> Result<tm, i32> {
    let mut out = tm::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::gmtime_r(&time, &mut out) }.is_null() { Err(errno()) } else { Ok(out) }
}

/// Seconds since the epoch of local time; none if there is no such time.
pub(crate) fn make(mut parts: tm) -> Option<time_t> {
    parts.tm_wday = -1;
    // SAFETY: [ARGUMENTS]
    let time = unsafe { libc::mktime(&mut parts) };
    // -1 is also a time; the day of the week tells.
    (time != -1 || parts.tm_wday != -1).then_some(time)
}

/// Time in the words of a format.
pub(crate) fn format(format: &CStr, parts: &tm) -> Vec<u8> {
    let mut room = 1024.max(format.count_bytes() * 4);
    loop {
        let mut buffer = vec![0u8; room];
        // SAFETY: [ARGUMENTS]
        let len = unsafe { libc::strftime(buffer.as_mut_ptr().cast(), room, format.as_ptr(), parts) };
        // Nothing may be a result too, as with `%p` in some places; a longer buffer would not change it.
        if len > 0 || room >= 256 * format.count_bytes().max(16) {
            buffer.truncate(len);
            return buffer;
        }
        room *= 2;
    }
}

/// Reads the time zone from the environment.
pub(crate) fn read_zone() {
    // SAFETY: [ARGUMENTS]; one thread runs Python, and nothing else changes the environment meanwhile.
    unsafe { tzset() }
}

/// The names of the zone in winter and in summer.
pub(crate) fn zone_names() -> [String; 2] {
    // SAFETY: `tzset` has filled both with strings that stay until it is called again.
    let names = unsafe { tzname };
    names.map(|name| {
        if name.is_null() {
            return String::new();
        }
        // SAFETY: as above.
        unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned()
    })
}

/// Abbreviation of the zone that a broken-down time is in.
pub(crate) fn zone_of(parts: &tm) -> String {
    if parts.tm_zone.is_null() {
        return String::new();
    }
    // SAFETY: the system's own string, which stays.
    unsafe { CStr::from_ptr(parts.tm_zone) }.to_string_lossy().into_owned()
}
