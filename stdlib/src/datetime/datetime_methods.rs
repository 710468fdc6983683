//! Methods of `datetime`.

use super::delta::{self, NO_HASH, Span, hash_of, span_of};
use super::delta_number;
use super::moment::{
    self, Moment, Parts, add_span, cannot_compare, check_clock, check_day, datetime_of, hash_bytes, int_arg, int_or,
    moment_of, own, shifted,
};
use super::{date as dates, local, text, time as times, zone};
use runtime::heap::{Gc, Native};
use runtime::native::{Args, KeySpec, LeafRule};
use runtime::object::protocol::CompareOp;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cmp::Ordering;

type This = Gc<Native<Moment>>;

fn offset_of(vm: &mut Vm, moment: This) -> PyResult<Option<Span>> {
    zone::utc_offset(vm, moment.data.zone.get(), moment.value())
}

pub(super) fn date(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    moment::date(vm, own(args[0]).data.day)
}

pub(super) fn time(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &own(args[0]).data;
    let (clock, fold) = (data.clock, data.fold.get());
    times::make(vm, clock, fold, Value::NONE)
}

pub(super) fn timetz(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &own(args[0]).data;
    let (clock, fold, zone) = (data.clock, data.fold.get(), data.zone.get());
    times::make(vm, clock, fold, zone)
}

pub(super) fn ctime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &own(args[0]).data;
    let text = dates::ctime_text(data.day, data.clock);
    Ok(vm.str(&text)?.value())
}

pub(super) fn time_tuple(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let moment = own(args[0]);
    let saved = zone::dst(vm, moment.data.zone.get(), args[0])?;
    let flag = saved.map_or(-1, |span| i32::from(!span.is_zero()));
    local::struct_time(vm, moment.data.day, moment.data.clock, flag)
}

pub(super) fn utc_time_tuple(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let moment = own(args[0]);
    let mut parts = moment.data.parts();
    if let Some(offset) = offset_of(vm, moment)? {
        parts = shifted(vm, parts, offset, -1)?;
    }
    local::struct_time(vm, parts.day, parts.clock, 0)
}

pub(super) fn timestamp(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let moment = own(args[0]);
    let parts = moment.data.parts();
    if moment.data.zone.get().is_none() {
        let seconds = local::to_seconds(vm, parts)?;
        return Ok(Value::float(local::timestamp(seconds, parts.clock.micros.into())));
    }
    let Some(offset) = offset_of(vm, moment)? else {
        return Err(vm.type_error("can't subtract offset-naive and offset-aware datetimes"));
    };
    let (seconds, micros) = local::since_epoch(parts);
    let total = i128::from(seconds) * 1_000_000 + i128::from(micros) - offset.total();
    // Exact as a float up to the year 2255.
    if total.unsigned_abs() < 1 << 53 {
        return Ok(Value::float(total as f64 / 1e6));
    }
    let (total, million) = (delta_number::int(vm, total)?, Value::int32(1_000_000));
    vm.binary(runtime::object::protocol::BinaryOp::TrueDiv, total, million)
}

pub(super) fn iso_format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let moment = own(args[0]);
    let separator = match args.opt(1) {
        None => u32::from(b'T'),
        Some(value) => match value.cast::<Str>() {
            Some(text) if text.len() == 1 => text.char_at(0),
            Some(_) => {
                return Err(vm.type_error("isoformat() argument 1 must be a unicode character, not str"));
            }
            None => {
                let name = vm.arg_type_name(value);
                return Err(vm.type_error(&format!("isoformat() argument 1 must be a unicode character, not {name}")));
            }
        },
    };
    if let Some(timespec) = args.opt(2)
        && !timespec.is::<Str>()
    {
        let name = vm.arg_type_name(timespec);
        return Err(vm.type_error(&format!("isoformat() argument 2 must be str, not {name}")));
    }
    let mut out = dates::push_iso(moment.data.day);
    out.push(b'T');
    text::time(vm, &mut out, moment.data.clock, args.opt(2))?;
    if let Some(span) = offset_of(vm, moment)? {
        out.extend(text::offset(span, ":").bytes());
    }
    if let Ok(byte) = u8::try_from(separator) {
        out[10] = byte;
        return Ok(vm.str_from_latin1(&out)?.value());
    }
    let mut wide: Vec<u32> = out.iter().map(|&byte| byte.into()).collect();
    wide[10] = separator;
    Ok(vm.str_from_u32(&wide)?.value())
}

pub(super) fn to_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let space = vm.str(" ")?.value();
    vm.call_method(args[0], "isoformat", &[space])
}

pub(super) fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let moment = own(args[0]);
    let class = vm.class_of(args[0]);
    let Parts { day, clock, fold } = moment.data.parts();
    let name = vm.qualified_type_name(class);
    let mut text = format!("{name}({}, {}, {}, {}, {}", day.year, day.month, day.day, clock.hour, clock.minute);
    times::push_seconds(&mut text, clock);
    times::finish_repr(vm, text, moment.data.zone.get(), fold)
}

pub(super) fn utc_offset(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let span = offset_of(vm, own(args[0]))?;
    zone::span_or_none(vm, span)
}

pub(super) fn dst(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let span = zone::dst(vm, own(args[0]).data.zone.get(), args[0])?;
    zone::span_or_none(vm, span)
}

pub(super) fn tzname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    zone::name(vm, own(args[0]).data.zone.get(), args[0])
}

pub(super) fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let moment = own(args[0]);
    let Parts { day, clock, fold } = moment.data.parts();
    let mut numbers = [
        day.year,
        day.month.into(),
        day.day.into(),
        clock.hour.into(),
        clock.minute.into(),
        clock.second.into(),
        clock.micros as i32,
    ];
    for (index, number) in numbers.iter_mut().enumerate() {
        *number = int_or(vm, args.opt(1 + index), *number)?;
    }
    let zone = args.opt(8).unwrap_or(moment.data.zone.get());
    let fold = int_or(vm, args.opt(9), fold.into())?;
    let [year, month, day, hour, minute, second, micros] = numbers;
    let day = check_day(vm, year, month, day)?;
    let clock = check_clock(vm, [hour, minute, second, micros], fold)?;
    zone::check(vm, zone)?;
    let class = vm.class_of(args[0]);
    moment::datetime_of_class(vm, class, Parts { day, clock, fold: fold != 0 }, zone)
}

/// The zone that a naive datetime is in.
fn local_zone(vm: &mut Vm, parts: Parts) -> PyResult<Value> {
    let seconds = local::to_seconds(vm, parts)?;
    let other = local::to_seconds(vm, Parts { fold: !parts.fold, ..parts })?;
    // In a gap it is the other way round.
    let in_gap = other != seconds && (other > seconds) == parts.fold;
    local::zone_at(vm, if in_gap { other } else { seconds })
}

pub(super) fn as_timezone(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let wanted = args.opt(1).unwrap_or(Value::NONE);
    zone::check(vm, wanted)?;
    let moment = own(args[0]);
    let mut own_zone = moment.data.zone.get();
    if own_zone.is_none() {
        own_zone = local_zone(vm, moment.data.parts())?;
    }
    if own_zone == wanted {
        return Ok(args[0]);
    }
    let mut offset = zone::utc_offset(vm, own_zone, args[0])?;
    if offset.is_none() {
        // A zone that does not know leaves it naive.
        own_zone = local_zone(vm, moment.data.parts())?;
        if own_zone == wanted {
            return Ok(args[0]);
        }
        offset = zone::utc_offset(vm, own_zone, args[0])?;
    }
    let utc = shifted(vm, moment.data.parts(), offset.unwrap_or(Span::ZERO), -1)?;
    let wanted = if wanted.is_none() { local::zone_of_utc(vm, utc)? } else { wanted };
    let class = vm.class_of(args[0]);
    let result = moment::build_datetime(vm, class, utc, wanted)?;
    vm.call_method(wanted, "fromutc", &[result])
}

/// The hash, if it is known or depends on no zone.
fn plain_hash(vm: &Vm, value: Value) -> Option<u64> {
    let moment = moment_of(value)?;
    if moment.data.hash.get() == NO_HASH {
        if !moment.data.zone.get().is_none() {
            return None;
        }
        moment.data.hash.set(hash_bytes(vm, &state_of(moment.data.parts())));
    }
    Some(moment.data.hash.get())
}

/// Whether two are equal, if they are of one zone.
fn same_moment(a: Value, b: Value) -> Option<bool> {
    let (a, b) = (moment_of(a)?, moment_of(b)?);
    (a.data.zone.get() == b.data.zone.get()).then(|| key(a.data.parts()) == key(b.data.parts()))
}

pub(super) static KEY: KeySpec = KeySpec { hash: plain_hash, same: same_moment };

pub(super) fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let moment = own(args[0]);
    if plain_hash(vm, args[0]).is_none() {
        let parts = moment.data.parts();
        // Times that differ in fold alone are equal, and so must hash alike.
        let asked = if parts.fold {
            let zone = moment.data.zone.get();
            let plain = moment::datetime(vm, Parts { fold: false, ..parts }, zone)?;
            own(plain)
        } else {
            moment
        };
        let hash = match offset_of(vm, asked)? {
            None => hash_bytes(vm, &state_of(parts)),
            Some(offset) => {
                let seconds = parts.clock.whole_seconds() - i64::from(offset.seconds);
                let micros = i64::from(parts.clock.micros) - i64::from(offset.micros);
                let days = i64::from(parts.day.ordinal()) - i64::from(offset.days);
                let span = delta::checked(vm, Span::of(days, seconds, micros))?;
                hash_of(span)
            }
        };
        moment.data.hash.set(hash);
    }
    vm.int(moment.data.hash.get() as i64)
}

fn state_of(parts: Parts) -> [u8; 10] {
    let mut state = [0; 10];
    state[..4].copy_from_slice(&dates::state_of(parts.day));
    state[4..].copy_from_slice(&times::state_of(parts.clock));
    state
}

fn reduce_of(vm: &mut Vm, value: Value, protocol: i32) -> PyResult<Value> {
    let moment = own(value);
    let mut state = state_of(moment.data.parts());
    if protocol > 3 && moment.data.fold.get() {
        state[2] |= 0x80;
    }
    let state = vm.bytes(&state)?.value();
    let zone = moment.data.zone.get();
    let parts = [state, zone];
    let args = vm.tuple(&parts[..1 + usize::from(!zone.is_none())])?.value();
    let class = vm.class_of(value).value();
    Ok(vm.tuple(&[class, args])?.value())
}

pub(super) fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    reduce_of(vm, args[0], 2)
}

pub(super) fn reduce_ex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let protocol = int_arg(vm, args[1])?;
    reduce_of(vm, args[0], protocol)
}

pub(super) fn add(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match span_of(args[1]) {
        Some(span) => add_span(vm, args[0], span, 1),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// Only datetimes of different zones ask these, which may be in Python, for their offsets.
pub(super) const SAME_ZONE: LeafRule = LeafRule::When(|_, args| {
    datetime_of(args[1]).is_none_or(|other| other.data.zone.get() == own(args[0]).data.zone.get())
});

fn key(parts: Parts) -> (super::calendar::Day, (u8, u8, u8, u32)) {
    (parts.day, parts.clock.key())
}

/// What lies between two datetimes as their clocks show them, plus how their offsets differ.
fn between(vm: &mut Vm, a: This, b: This, offsets: (Option<Span>, Option<Span>)) -> PyResult<Span> {
    let (pa, pb) = (a.data.parts(), b.data.parts());
    let days = i64::from(pa.day.ordinal()) - i64::from(pb.day.ordinal());
    let seconds = pa.clock.whole_seconds() - pb.clock.whole_seconds();
    let micros = i64::from(pa.clock.micros) - i64::from(pb.clock.micros);
    let span = delta::checked(vm, Span::of(days, seconds, micros))?;
    match offsets {
        (Some(a), Some(b)) if a != b => {
            let difference = delta_number::sum(vm, a, b, -1)?;
            delta_number::sum(vm, span, difference, -1)
        }
        _ => Ok(span),
    }
}

fn difference(vm: &mut Vm, a: This, b: This) -> PyResult<Value> {
    let mut offsets = (None, None);
    if a.data.zone.get() != b.data.zone.get() {
        offsets = (offset_of(vm, a)?, offset_of(vm, b)?);
        if offsets.0.is_some() != offsets.1.is_some() {
            return Err(vm.type_error("can't subtract offset-naive and offset-aware datetimes"));
        }
    }
    let span = between(vm, a, b, offsets)?;
    delta::make(vm, span)
}

pub(super) fn sub(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if let Some(other) = datetime_of(args[1]) {
        return difference(vm, own(args[0]), other);
    }
    match span_of(args[1]) {
        Some(span) => add_span(vm, args[0], span, -1),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

pub(super) fn rsub(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match datetime_of(args[1]) {
        Some(other) => difference(vm, other, own(args[0])),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// Whether the offset depends on the fold: then a time is equal to none in another zone (PEP 495).
fn depends_on_fold(vm: &mut Vm, moment: This, offset: Option<Span>) -> PyResult<bool> {
    let parts = moment.data.parts();
    let zone = moment.data.zone.get();
    let flipped = moment::datetime(vm, Parts { fold: !parts.fold, ..parts }, zone)?;
    Ok(offset_of(vm, own(flipped))? != offset)
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    let this = own(args[0]);
    let Some(other) = datetime_of(args[1]) else {
        if moment_of(args[1]).is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        return if equality { Ok(Value::bool(op == CompareOp::Ne)) } else { Err(cannot_compare(vm, args[0], args[1])) };
    };
    let (a, b) = (this.data.parts(), other.data.parts());
    if this.data.zone.get() == other.data.zone.get() {
        return Ok(Value::bool(op.holds(key(a).cmp(&key(b)))));
    }
    let offsets = (offset_of(vm, this)?, offset_of(vm, other)?);
    let order = if offsets.0 == offsets.1 {
        key(a).cmp(&key(b))
    } else if offsets.0.is_some() && offsets.1.is_some() {
        between(vm, this, other, offsets)?.cmp(&Span::ZERO)
    } else if equality {
        return Ok(Value::bool(op == CompareOp::Ne));
    } else {
        return Err(vm.type_error("can't compare offset-naive and offset-aware datetimes"));
    };
    if equality
        && order == Ordering::Equal
        && (depends_on_fold(vm, this, offsets.0)? || depends_on_fold(vm, other, offsets.1)?)
    {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    Ok(Value::bool(op.holds(order)))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {$(
        pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            compare(vm, args, CompareOp::$op)
        }
    )*};
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }
