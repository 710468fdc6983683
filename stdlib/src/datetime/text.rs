//! Dates and times as text: `isoformat` and `strftime`.

use super::delta::Span;
use super::zone;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// An offset as `+hh:mm`, with seconds and microseconds if it has any.
pub(super) fn offset(span: Span, separator: &str) -> String {
    let total = span.total();
    let (sign, total) = if total < 0 { ('-', -total) } else { ('+', total) };
    let (seconds, micros) = (total / 1_000_000, total % 1_000_000);
    let mut text = format!("{sign}{:02}{separator}{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 != 0 || micros != 0 {
        text += &format!("{separator}{:02}", seconds % 60);
    }
    if micros != 0 {
        text += &format!(".{micros:06}");
    }
    text
}

/// `n` in so many digits.
pub(super) fn digits(to: &mut Vec<u8>, n: u32, count: usize) {
    let start = to.len();
    to.resize(start + count, b'0');
    let mut n = n;
    for byte in to[start..].iter_mut().rev() {
        *byte = b'0' + (n % 10) as u8;
        n /= 10;
    }
}

/// How exact a time is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exactness {
    Hours,
    Minutes,
    Seconds,
    Millis,
    Micros,
}

/// Time of the day: hour, minute, second, microsecond.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) micros: u32,
}

/// Appends a time as `isoformat` writes it, to the exactness that `timespec` names.
pub(super) fn time(vm: &mut Vm, to: &mut Vec<u8>, clock: Clock, timespec: Option<Value>) -> PyResult<()> {
    let exactness = match timespec {
        None => None,
        Some(value) => {
            let Some(name) = value.cast::<Str>() else {
                let name = vm.arg_type_name(value);
                return Err(vm.type_error(&format!("isoformat() argument 1 must be str, not {name}")));
            };
            match name.as_ascii() {
                Some("auto") => None,
                Some("hours") => Some(Exactness::Hours),
                Some("minutes") => Some(Exactness::Minutes),
                Some("seconds") => Some(Exactness::Seconds),
                Some("milliseconds") => Some(Exactness::Millis),
                Some("microseconds") => Some(Exactness::Micros),
                _ => return Err(vm.value_error("Unknown timespec value")),
            }
        }
    };
    let automatic = if clock.micros == 0 { Exactness::Seconds } else { Exactness::Micros };
    let exactness = exactness.unwrap_or(automatic);
    digits(to, clock.hour.into(), 2);
    if exactness == Exactness::Hours {
        return Ok(());
    }
    to.push(b':');
    digits(to, clock.minute.into(), 2);
    if exactness == Exactness::Minutes {
        return Ok(());
    }
    to.push(b':');
    digits(to, clock.second.into(), 2);
    match exactness {
        Exactness::Millis => {
            to.push(b'.');
            digits(to, clock.micros / 1000, 3);
        }
        Exactness::Micros => {
            to.push(b'.');
            digits(to, clock.micros, 6);
        }
        Exactness::Hours | Exactness::Minutes | Exactness::Seconds => {}
    }
    Ok(())
}

/// Texts that `strftime` puts in by itself, made when first asked for.
struct Replaced {
    zone: Value,
    zone_arg: Value,
    micros: u32,
}

impl Replaced {
    fn offset(&self, vm: &mut Vm, separator: &str) -> PyResult<String> {
        Ok(zone::utc_offset(vm, self.zone, self.zone_arg)?.map_or(String::new(), |span| offset(span, separator)))
    }

    fn name(&self, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let name = zone::name(vm, self.zone, self.zone_arg)?;
        let Some(name) = name.cast::<Str>() else { return Ok(Vec::new()) };
        if vm.class_of(name.value()) != vm.types.str {
            let (percent, twice) = (vm.str("%")?.value(), vm.str("%%")?.value());
            let replaced = vm.call_method(name.value(), "replace", &[percent, twice])?;
            let Some(replaced) = replaced.cast::<Str>() else {
                return Err(vm.type_error("tzname.replace() did not return a string"));
            };
            return Ok(replaced.to_wtf8());
        }
        // The system's `strftime` sees it again.
        Ok(name.to_wtf8().iter().flat_map(|&b| if b == b'%' { vec![b, b] } else { vec![b] }).collect())
    }
}

/// `strftime` of an object: `tuple` is what `time.strftime` gets; `zone_arg` is what the zone is asked about.
pub(super) fn strftime(
    vm: &mut Vm,
    format: Value,
    tuple: Value,
    zone: Value,
    zone_arg: Value,
    micros: u32,
) -> PyResult<Value> {
    let Some(format) = format.cast::<Str>() else {
        let name = vm.arg_type_name(format);
        return Err(vm.type_error(&format!("strftime() argument 1 must be str, not {name}")));
    };
    let replaced = Replaced { zone, zone_arg, micros };
    let format = expand(vm, &format.to_wtf8(), &replaced)?;
    let format = vm.str_from_wtf8(&format)?.value();
    let time = vm.import("time")?;
    let function = vm.get_attr_text(time, "strftime")?;
    vm.call(function, &[format, tuple])
}

/// The format with `%z`, `%:z`, `%Z` and `%f` replaced.
fn expand(vm: &mut Vm, format: &[u8], replaced: &Replaced) -> PyResult<Vec<u8>> {
    let mut out = Vec::with_capacity(format.len());
    let mut at = 0;
    while let Some(&byte) = format.get(at) {
        let next = format.get(at + 1).copied();
        let len = match (byte, next) {
            (b'%', Some(b'z')) => {
                out.extend(replaced.offset(vm, "")?.bytes());
                2
            }
            (b'%', Some(b':')) if format.get(at + 2) == Some(&b'z') => {
                out.extend(replaced.offset(vm, ":")?.bytes());
                3
            }
            (b'%', Some(b'Z')) => {
                out.extend(replaced.name(vm)?);
                2
            }
            (b'%', Some(b'f')) => {
                digits(&mut out, replaced.micros, 6);
                2
            }
            (b'%', Some(other)) => {
                out.extend([b'%', other]);
                2
            }
            _ => {
                out.push(byte);
                1
            }
        };
        at += len;
    }
    Ok(out)
}
