//! `time`: the time of a day.

use super::calendar::Day;
use super::delta::{self, NO_HASH, Span, hash_of};
use super::moment::{self, check_clock, hash_bytes, int_or};
use super::text::{self, Clock};
use super::{date, iso, zone};
use crate::receiver::{class_arg, this};
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, KeySpec, TypeSpec, class_method, method, readonly};
use runtime::object::protocol::CompareOp;
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

pub(super) struct Time {
    pub(super) clock: Clock,
    pub(super) fold: Cell<bool>,
    /// A tzinfo or None.
    pub(super) zone: Field<Value>,
    hash: Cell<u64>,
}

impl NativeData for Time {
    runtime::native_info!(Time);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.zone);
    }
}

/// A time of exactly this class, whatever constructor it has.
fn make_of(vm: &mut Vm, class: Gc<Type>, clock: Clock, fold: bool, zone: Value) -> PyResult<Value> {
    let time = Time { clock, fold: Cell::new(fold), zone: Field::new(zone), hash: Cell::new(NO_HASH) };
    Ok(vm.native(class, time)?.value())
}

/// A plain time.
pub(super) fn make(vm: &mut Vm, clock: Clock, fold: bool, zone: Value) -> PyResult<Value> {
    let class = vm.native_type(&TIME)?;
    make_of(vm, class, clock, fold, zone)
}

/// The time in the six bytes of a state, the first of which may have the fold in its top bit.
fn of_state(bytes: &[u8]) -> (Clock, bool) {
    let micros = u32::from(bytes[3]) << 16 | u32::from(bytes[4]) << 8 | u32::from(bytes[5]);
    (Clock { hour: bytes[0] & 0x7f, minute: bytes[1], second: bytes[2], micros }, bytes[0] & 0x80 != 0)
}

/// A pickled state: bytes, or text of Latin-1 that Python 2 wrote.
fn state(value: Value) -> Option<Vec<u8>> {
    let bytes = match (value.cast::<Bytes>(), value.cast::<Str>()) {
        (Some(bytes), _) => bytes.bytes().to_vec(),
        (None, Some(text)) => text.chars().iter().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<u8>>>()?,
        (None, None) => return None,
    };
    (bytes.len() == 6 && bytes[0] & 0x7f < 24).then_some(bytes)
}

/// The time as bytes.
pub(super) fn state_of(clock: Clock) -> [u8; 6] {
    let micros = clock.micros;
    [clock.hour, clock.minute, clock.second, (micros >> 16) as u8, (micros >> 8) as u8, micros as u8]
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    if let Some(first) = args.opt(1)
        && (3..=6).all(|index| args.opt(index).is_none())
        && let Some(bytes) = state(first)
    {
        let zone = args.opt(2).unwrap_or(Value::NONE);
        if !is_zone(zone) {
            return Err(vm.type_error("bad tzinfo state arg"));
        }
        let (clock, fold) = of_state(&bytes);
        return make_of(vm, class, clock, fold, zone);
    }
    let mut parts = [0; 4];
    for (index, part) in parts.iter_mut().enumerate() {
        *part = int_or(vm, args.opt(1 + index), 0)?;
    }
    let fold = int_or(vm, args.opt(6), 0)?;
    let zone = args.opt(5).unwrap_or(Value::NONE);
    let clock = check_clock(vm, parts, fold)?;
    zone::check(vm, zone)?;
    make_of(vm, class, clock, fold != 0, zone)
}

/// Whether a value is None or a tzinfo.
pub(super) fn is_zone(value: Value) -> bool {
    value.is_none() || value.is::<Native<zone::Zone>>()
}

fn own(value: Value) -> Gc<Native<Time>> {
    this::<Time>(value)
}

fn from_iso_format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(text) = args[1].cast::<Str>() else {
        return Err(vm.type_error("fromisoformat: argument must be str"));
    };
    let bytes = text.to_wtf8();
    let Some((parts, offset)) = iso::time(bytes.strip_prefix(b"T").unwrap_or(&bytes)) else {
        return Err(date::invalid(vm, args[1]));
    };
    let zone = zone_of_offset(vm, offset)?;
    let class = class_arg(args);
    let clock = check_clock(vm, parts.map(|part| part as i32), 0)?;
    if class == vm.native_type(&TIME)? {
        return make_of(vm, class, clock, false, zone);
    }
    let numbers = parts.map(|part| Value::int32(part as i32));
    vm.call(class.value(), &[numbers[0], numbers[1], numbers[2], numbers[3], zone])
}

/// The zone of an offset in a text.
pub(super) fn zone_of_offset(vm: &mut Vm, offset: Option<iso::Offset>) -> PyResult<Value> {
    let Some(offset) = offset else { return Ok(Value::NONE) };
    // CPython looks at the seconds alone.
    if offset.seconds == 0 {
        return zone::utc(vm);
    }
    let span = delta::checked(vm, Span::of(0, offset.seconds, offset.micros))?;
    zone::of_offset(vm, span, Value::EMPTY)
}

fn iso_format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = own(args[0]);
    let mut text = Vec::with_capacity(24);
    text::time(vm, &mut text, time.data.clock, args.opt(1))?;
    if let Some(span) = zone::utc_offset(vm, time.data.zone.get(), Value::NONE)? {
        text.extend(text::offset(span, ":").bytes());
    }
    Ok(vm.str_from_latin1(&text)?.value())
}

fn to_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.call_method(args[0], "isoformat", &[])
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = own(args[0]);
    let class = vm.class_of(args[0]);
    let clock = time.data.clock;
    let mut text = format!("{}({}, {}", vm.qualified_type_name(class), clock.hour, clock.minute);
    push_seconds(&mut text, clock);
    finish_repr(vm, text, time.data.zone.get(), time.data.fold.get())
}

/// Seconds and microseconds, as far as there are any.
pub(super) fn push_seconds(text: &mut String, clock: Clock) {
    if clock.second != 0 || clock.micros != 0 {
        *text += &format!(", {}", clock.second);
    }
    if clock.micros != 0 {
        *text += &format!(", {}", clock.micros);
    }
}

/// Zone and fold, as far as there are any.
pub(super) fn finish_repr(vm: &mut Vm, text: String, zone: Value, fold: bool) -> PyResult<Value> {
    let mut text = text.into_bytes();
    if fold {
        text.extend(b", fold=1");
    }
    if !zone.is_none() {
        text.extend(b", tzinfo=");
        text.extend(vm.repr(zone)?.to_wtf8());
    }
    text.push(b')');
    Ok(vm.str_from_wtf8(&text)?.value())
}

fn strftime(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = own(args[0]);
    let clock = time.data.clock;
    let day = Day::new(1900, 1, 1);
    let parts = [1900, 1, 1, clock.hour.into(), clock.minute.into(), clock.second.into(), day.weekday(), 1, -1];
    let tuple = vm.tuple(&parts.map(Value::int32))?.value();
    text::strftime(vm, args[1], tuple, time.data.zone.get(), Value::NONE, clock.micros)
}

fn format(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    moment::format(vm, args[0], args[1])
}

fn utc_offset(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let span = zone::utc_offset(vm, own(args[0]).data.zone.get(), Value::NONE)?;
    zone::span_or_none(vm, span)
}

fn dst(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let span = zone::dst(vm, own(args[0]).data.zone.get(), Value::NONE)?;
    zone::span_or_none(vm, span)
}

fn tzname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    zone::name(vm, own(args[0]).data.zone.get(), Value::NONE)
}

fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = own(args[0]);
    let clock = time.data.clock;
    let known = [clock.hour.into(), clock.minute.into(), clock.second.into(), clock.micros as i32];
    let mut parts = known;
    for (index, part) in parts.iter_mut().enumerate() {
        *part = int_or(vm, args.opt(1 + index), known[index])?;
    }
    let zone = args.opt(5).unwrap_or(time.data.zone.get());
    let fold = int_or(vm, args.opt(6), time.data.fold.get().into())?;
    let clock = check_clock(vm, parts, fold)?;
    zone::check(vm, zone)?;
    let class = vm.class_of(args[0]);
    make_of(vm, class, clock, fold != 0, zone)
}

/// The hash, if it is known or depends on no zone.
fn plain_hash(vm: &Vm, value: Value) -> Option<u64> {
    let time = value.cast::<Native<Time>>()?;
    if time.data.hash.get() == NO_HASH {
        if !time.data.zone.get().is_none() {
            return None;
        }
        time.data.hash.set(hash_bytes(vm, &state_of(time.data.clock)));
    }
    Some(time.data.hash.get())
}

/// Whether two are equal, if they are of one zone.
fn same_time(a: Value, b: Value) -> Option<bool> {
    let (a, b) = (a.cast::<Native<Time>>()?, b.cast::<Native<Time>>()?);
    (a.data.zone.get() == b.data.zone.get()).then(|| a.data.clock.key() == b.data.clock.key())
}

static KEY: KeySpec = KeySpec { hash: plain_hash, same: same_time };

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = own(args[0]);
    if plain_hash(vm, args[0]).is_none() {
        let zone = time.data.zone.get();
        let hash = match zone::utc_offset(vm, zone, Value::NONE)? {
            None => hash_bytes(vm, &state_of(time.data.clock)),
            Some(offset) => {
                let clock = time.data.clock;
                let seconds = clock.whole_seconds() - offset.whole_seconds();
                let micros = i64::from(clock.micros) - i64::from(offset.micros);
                let span = delta::checked(vm, Span::of(0, seconds, micros))?;
                hash_of(span)
            }
        };
        time.data.hash.set(hash);
    }
    vm.int(time.data.hash.get() as i64)
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<Time>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let this = own(args[0]);
    let (a, b) = (this.data.clock, other.data.clock);
    let (zone_a, zone_b) = (this.data.zone.get(), other.data.zone.get());
    if zone_a == zone_b {
        return Ok(Value::bool(op.holds(a.key().cmp(&b.key()))));
    }
    let offset_a = zone::utc_offset(vm, zone_a, Value::NONE)?;
    let offset_b = zone::utc_offset(vm, zone_b, Value::NONE)?;
    if offset_a == offset_b {
        return Ok(Value::bool(op.holds(a.key().cmp(&b.key()))));
    }
    let (Some(offset_a), Some(offset_b)) = (offset_a, offset_b) else {
        return match op {
            CompareOp::Eq => Ok(Value::FALSE),
            CompareOp::Ne => Ok(Value::TRUE),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
                Err(vm.type_error("can't compare offset-naive and offset-aware times"))
            }
        };
    };
    let key = |clock: Clock, offset: Span| (clock.whole_seconds() - offset.whole_seconds(), clock.micros);
    Ok(Value::bool(op.holds(key(a, offset_a).cmp(&key(b, offset_b)))))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            compare(vm, args, CompareOp::$op)
        }
    )*};
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn reduce_of(vm: &mut Vm, value: Value, protocol: i32) -> PyResult<Value> {
    let time = own(value);
    let mut state = state_of(time.data.clock);
    if protocol > 3 && time.data.fold.get() {
        state[0] |= 0x80;
    }
    let state = vm.bytes(&state)?.value();
    let zone = time.data.zone.get();
    let parts = [state, zone];
    let args = vm.tuple(&parts[..1 + usize::from(!zone.is_none())])?.value();
    let class = vm.class_of(value).value();
    Ok(vm.tuple(&[class, args])?.value())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    reduce_of(vm, args[0], 2)
}

fn reduce_ex(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let protocol = moment::int_arg(vm, args[1])?;
    reduce_of(vm, args[0], protocol)
}

fn hour(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(own(value).data.clock.hour.into()))
}

fn minute(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(own(value).data.clock.minute.into()))
}

fn second(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(own(value).data.clock.second.into()))
}

fn microsecond(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(own(value).data.clock.micros as i32))
}

fn tzinfo(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(own(value).data.zone.get())
}

fn fold(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(own(value).data.fold.get().into()))
}

/// Adds the class's constants.
pub(super) fn init(vm: &mut Vm) -> PyResult<()> {
    let class = vm.native_type(&TIME)?;
    let first = make(vm, moment::MIDNIGHT, false, Value::NONE)?;
    let last = make(vm, Clock { hour: 23, minute: 59, second: 59, micros: 999_999 }, false, Value::NONE)?;
    let resolution = delta::make(vm, Span { days: 0, seconds: 0, micros: 1 })?;
    for (name, value) in [("min", first), ("max", last), ("resolution", resolution)] {
        let name = vm.intern(name);
        vm.set_type_attr(class, name, value)?;
    }
    Ok(())
}

pub(super) static TIME: TypeSpec = TypeSpec {
    name: "time",
    module: "datetime",
    flags: type_flag::BASE_TYPE,
    key: Some(&KEY),
    methods: &[
        method("__new__", "(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)", new),
        method("__repr__", "()", repr),
        method("__hash__", "()", hash),
        method("__str__", "()", to_str),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
        method("isoformat", "(timespec='auto')", iso_format).doc(
            "Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\n\nThe optional argument timespec specifies the number of additional terms\nof the time to include. Valid options are 'auto', 'hours', 'minutes',\n'seconds', 'milliseconds' and 'microseconds'.\n",
        ),
        method("strftime", "(format)", strftime).doc("format -> strftime() style string."),
        method("__format__", "(format, /)", format).doc("Formats self with strftime."),
        method("utcoffset", "()", utc_offset).doc("Return self.tzinfo.utcoffset(self)."),
        method("tzname", "()", tzname).doc("Return self.tzinfo.tzname(self)."),
        method("dst", "()", dst).doc("Return self.tzinfo.dst(self)."),
        method(
            "replace",
            "(hour=<unrepresentable>, minute=<unrepresentable>, second=<unrepresentable>, microsecond=<unrepresentable>, tzinfo=<unrepresentable>, *, fold=<unrepresentable>)",
            replace,
        )
        .doc("Return time with new specified fields."),
        class_method("fromisoformat", "(string, /)", from_iso_format)
            .doc("string -> time from a string in ISO 8601 format"),
        method("__reduce_ex__", "(proto, /)", reduce_ex).doc("__reduce_ex__(proto) -> (cls, state)"),
        method("__reduce__", "()", reduce).doc("__reduce__() -> (cls, state)"),
    ],
    getset: &[
        readonly("hour", hour),
        readonly("minute", minute),
        readonly("second", second),
        readonly("microsecond", microsecond),
        readonly("tzinfo", tzinfo),
        readonly("fold", fold),
    ],
    doc: "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object\n\nAll arguments are optional. tzinfo may be None, or an instance of\na tzinfo subclass. The remaining arguments may be ints.",
    ..TypeSpec::EMPTY
};
