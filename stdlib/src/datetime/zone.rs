//! `tzinfo` and `timezone`, and asking a time zone for its offset and name.

use super::delta::{self, DAY_MICROS, Delta, NO_HASH, Span, hash_of, span_of};
use super::delta_number::sum;
use super::moment::{self, moment_of};
use crate::receiver::class_arg;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::string::Str;
use runtime::object::type_object::{Type, type_flag};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// The data of `tzinfo` objects and of `timezone`s, which have an offset.
pub(super) struct Zone {
    /// Of `timezone`s.
    fixed: Option<Fixed>,
}

struct Fixed {
    /// The timedelta.
    offset: Field<Gc<Native<Delta>>>,
    /// A str; EMPTY if it has none.
    name: Field<Value>,
    hash: Cell<u64>,
}

impl NativeData for Zone {
    runtime::native_info!(Zone);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        if let Some(fixed) = &self.fixed {
            tracer.field(&fixed.offset);
            tracer.field(&fixed.name);
        }
    }
}

const STRICTLY: &str = "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)";

fn zone_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(vm.native(class_arg(args), Zone { fixed: None })?.value())
}

/// Whether a value may be a time's `tzinfo`: None or an instance of a subclass.
pub(super) fn check(vm: &mut Vm, value: Value) -> PyResult<()> {
    if value.is_none() || value.is::<Native<Zone>>() {
        return Ok(());
    }
    let message = format!("tzinfo argument must be None or of a tzinfo subclass, not type '{}'", vm.type_name(value));
    Err(vm.type_error(&message))
}

/// The fixed offset of a plain `timezone`, whose methods nobody can have replaced.
fn fixed_of(vm: &mut Vm, zone: Value) -> PyResult<Option<Gc<Native<Zone>>>> {
    let Some(native) = zone.cast::<Native<Zone>>() else { return Ok(None) };
    if native.data.fixed.is_none() {
        return Ok(None);
    }
    let class = vm.native_type(&TIMEZONE)?;
    Ok((vm.class_of(zone) == class).then_some(native))
}

fn fixed_part(zone: &Native<Zone>) -> &Fixed {
    zone.data.fixed.as_ref().expect("timezones have an offset")
}

fn ask(vm: &mut Vm, zone: Value, time: Value, name: &str) -> PyResult<Option<Span>> {
    if zone.is_none() {
        return Ok(None);
    }
    if let Some(fixed) = fixed_of(vm, zone)? {
        return Ok((name == "utcoffset").then(|| fixed_part(&fixed).offset.get().data.span));
    }
    let offset = vm.call_method(zone, name, &[time])?;
    if offset.is_none() {
        return Ok(None);
    }
    let Some(span) = span_of(offset) else {
        let message = format!("tzinfo.{name}() must return None or a timedelta, not '{}'", vm.type_name(offset));
        return Err(vm.type_error(&message));
    };
    if !span.is_offset() {
        return Err(vm.value_error(&format!("{STRICTLY}.")));
    }
    Ok(Some(span))
}

/// What the zone says its distance from UTC is.
pub(super) fn utc_offset(vm: &mut Vm, zone: Value, time: Value) -> PyResult<Option<Span>> {
    ask(vm, zone, time, "utcoffset")
}

/// What the zone says of daylight saving time.
pub(super) fn dst(vm: &mut Vm, zone: Value, time: Value) -> PyResult<Option<Span>> {
    ask(vm, zone, time, "dst")
}

/// What the zone says its name is: a str or None.
pub(super) fn name(vm: &mut Vm, zone: Value, time: Value) -> PyResult<Value> {
    if zone.is_none() {
        return Ok(Value::NONE);
    }
    if let Some(fixed) = fixed_of(vm, zone)? {
        return fixed_name(vm, fixed);
    }
    let name = vm.call_method(zone, "tzname", &[time])?;
    if name.is_none() || name.is::<Str>() {
        return Ok(name);
    }
    let message = format!("tzinfo.tzname() must return None or a string, not '{}'", vm.type_name(name));
    Err(vm.type_error(&message))
}

/// An optional span as Python sees it.
pub(super) fn span_or_none(vm: &mut Vm, span: Option<Span>) -> PyResult<Value> {
    span.map_or(Ok(Value::NONE), |span| delta::make(vm, span))
}

macro_rules! to_implement {
    ($($function:ident $name:literal;)*) => {$(
        fn $function(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
            Err(vm.not_implemented_error(concat!("a tzinfo subclass must implement ", $name, "()")))
        }
    )*};
}
to_implement! { base_tzname "tzname"; base_utcoffset "utcoffset"; base_dst "dst"; }

fn base_fromutc(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let time = args[1];
    let Some(moment) = moment_of(time).filter(|moment| moment.data.is_datetime) else {
        return Err(vm.type_error("fromutc: argument must be a datetime"));
    };
    if moment.data.zone.get() != args[0] {
        return Err(vm.value_error("fromutc: dt.tzinfo is not self"));
    }
    let Some(offset) = utc_offset(vm, args[0], time)? else {
        return Err(vm.value_error("fromutc: non-None utcoffset() result required"));
    };
    let Some(saved) = dst(vm, args[0], time)? else {
        return Err(vm.value_error("fromutc: non-None dst() result required"));
    };
    let standard = sum(vm, offset, saved, -1)?;
    let result = moment::add_span(vm, time, standard, 1)?;
    let zone = moment_of(result).map_or(Value::NONE, |moment| moment.data.zone.get());
    let Some(saved) = dst(vm, zone, result)? else {
        return Err(vm.value_error("fromutc: tz.dst() gave inconsistent results; cannot convert"));
    };
    if saved.is_zero() {
        return Ok(result);
    }
    moment::add_span(vm, result, saved, 1)
}

fn base_reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let init_args = match vm.get_attr_opt_text(args[0], "__getinitargs__")? {
        Some(method) => vm.call(method, &[])?,
        None => vm.tuple(&[])?.value(),
    };
    let state = vm.call_method(args[0], "__getstate__", &[])?;
    let class = vm.class_of(args[0]).value();
    Ok(vm.tuple(&[class, init_args, state])?.value())
}

pub(super) static TZINFO: TypeSpec = TypeSpec {
    name: "tzinfo",
    module: "datetime",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", zone_new),
        method("tzname", "(dt, /)", base_tzname).doc("datetime -> string name of time zone."),
        method("utcoffset", "(dt, /)", base_utcoffset)
            .doc("datetime -> timedelta showing offset from UTC, negative values indicating West of UTC"),
        method("dst", "(dt, /)", base_dst).doc("datetime -> DST offset as timedelta positive east of UTC."),
        method("fromutc", "(dt, /)", base_fromutc).doc("datetime in UTC -> datetime in local time."),
        method("__reduce__", "()", base_reduce).doc("-> (cls, state)"),
    ],
    doc: "Abstract base class for time zone info objects.",
    ..TypeSpec::EMPTY
};

/// Where the zone UTC is kept.
const UTC: &str = "_datetime utc";

/// `timezone.utc`
pub(super) fn utc(vm: &mut Vm) -> PyResult<Value> {
    if let Some(utc) = vm.module_state(UTC) {
        return Ok(utc);
    }
    let class = vm.native_type(&TIMEZONE)?;
    let utc = fixed(vm, class, Span::ZERO, Value::EMPTY)?;
    vm.set_module_state(UTC, utc);
    Ok(utc)
}

fn fixed(vm: &mut Vm, class: Gc<Type>, span: Span, name: Value) -> PyResult<Value> {
    let offset = delta::make(vm, span)?;
    fixed_with(vm, class, offset, name)
}

fn fixed_with(vm: &mut Vm, class: Gc<Type>, offset: Value, name: Value) -> PyResult<Value> {
    let offset = offset.cast::<Native<Delta>>().expect("callers pass timedeltas");
    let fixed = Fixed { offset: Field::new(offset), name: Field::new(name), hash: Cell::new(NO_HASH) };
    Ok(vm.native(class, Zone { fixed: Some(fixed) })?.value())
}

/// The zone of this offset from UTC: UTC itself for none, unless it has a name.
pub(super) fn of_offset(vm: &mut Vm, span: Span, name: Value) -> PyResult<Value> {
    if span.is_zero() && name.is_empty() {
        return utc(vm);
    }
    let class = vm.native_type(&TIMEZONE)?;
    check_offset(vm, span)?;
    fixed(vm, class, span, name)
}

fn check_offset(vm: &mut Vm, span: Span) -> PyResult<()> {
    if span.is_offset() {
        return Ok(());
    }
    let offset = delta::make(vm, span)?;
    let shown = vm.repr_text(offset)?;
    Err(vm.value_error(&format!("{STRICTLY}, not {shown}.")))
}

fn timezone_new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(span) = span_of(args[1]) else {
        let message = format!("timezone() argument 1 must be datetime.timedelta, not {}", vm.arg_type_name(args[1]));
        return Err(vm.type_error(&message));
    };
    if let Some(name) = args.opt(2)
        && !name.is::<Str>()
    {
        let message = format!("timezone() argument 2 must be str, not {}", vm.arg_type_name(name));
        return Err(vm.type_error(&message));
    }
    if span.is_zero() && args.opt(2).is_none() {
        return utc(vm);
    }
    check_offset(vm, span)?;
    fixed_with(vm, class_arg(args), args[1], args[2])
}

fn own(value: Value) -> Gc<Native<Zone>> {
    value.cast::<Native<Zone>>().expect("a method's receiver is an instance of its class")
}

fn check_time(vm: &mut Vm, value: Value, name: &str) -> PyResult<()> {
    if value.is_none() || moment_of(value).is_some_and(|moment| moment.data.is_datetime) {
        return Ok(());
    }
    let message = format!("{name}(dt) argument must be a datetime instance or None, not {}", vm.type_name(value));
    Err(vm.type_error(&message))
}

fn fixed_name(vm: &mut Vm, zone: Gc<Native<Zone>>) -> PyResult<Value> {
    let fixed = fixed_part(&zone);
    if let Some(name) = fixed.name.get().given() {
        return Ok(name);
    }
    let span = fixed.offset.get().data.span;
    if span.is_zero() {
        return Ok(vm.str("UTC")?.value());
    }
    let text = format!("UTC{}", super::text::offset(span, ":"));
    Ok(vm.str(&text)?.value())
}

fn timezone_tzname(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_time(vm, args[1], "tzname")?;
    fixed_name(vm, own(args[0]))
}

fn timezone_str(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    fixed_name(vm, own(args[0]))
}

fn timezone_utcoffset(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_time(vm, args[1], "utcoffset")?;
    Ok(fixed_part(&own(args[0])).offset.get().value())
}

fn timezone_dst(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_time(vm, args[1], "dst")?;
    Ok(Value::NONE)
}

fn timezone_fromutc(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(moment) = moment_of(args[1]).filter(|moment| moment.data.is_datetime) else {
        return Err(vm.type_error("fromutc: argument must be a datetime"));
    };
    if moment.data.zone.get() != args[0] {
        return Err(vm.value_error("fromutc: dt.tzinfo is not self"));
    }
    let span = fixed_part(&own(args[0])).offset.get().data.span;
    moment::add_span(vm, args[1], span, 1)
}

fn timezone_repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args[0] == utc(vm)? {
        return Ok(vm.str("datetime.timezone.utc")?.value());
    }
    let zone = own(args[0]);
    let class = vm.class_of(args[0]);
    let mut text = vm.qualified_type_name(class).into_bytes();
    text.push(b'(');
    text.extend(vm.repr(fixed_part(&zone).offset.get().value())?.to_wtf8());
    if let Some(name) = fixed_part(&zone).name.get().given() {
        text.extend(b", ");
        text.extend(vm.repr(name)?.to_wtf8());
    }
    text.push(b')');
    Ok(vm.str_from_wtf8(&text)?.value())
}

fn timezone_hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let zone = own(args[0]);
    let fixed = fixed_part(&zone);
    if fixed.hash.get() == NO_HASH {
        let hash = hash_of(fixed.offset.get().data.span);
        fixed.hash.set(hash);
    }
    vm.int(fixed.hash.get() as i64)
}

fn same_offset(args: Args<'_>) -> Option<bool> {
    let other = args[1].cast::<Native<Zone>>()?;
    let other = other.data.fixed.as_ref()?;
    Some(fixed_part(&own(args[0])).offset.get().data.span == other.offset.get().data.span)
}

fn timezone_eq(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(same_offset(args).map_or(Value::NOT_IMPLEMENTED, Value::bool))
}

fn timezone_ne(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(same_offset(args).map_or(Value::NOT_IMPLEMENTED, |same| Value::bool(!same)))
}

fn timezone_initargs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let zone = own(args[0]);
    let (offset, name) = (fixed_part(&zone).offset.get().value(), fixed_part(&zone).name.get());
    let parts = [offset, name];
    Ok(vm.tuple(&parts[..1 + usize::from(!name.is_empty())])?.value())
}

/// Adds the class's constants.
pub(super) fn init(vm: &mut Vm) -> PyResult<()> {
    let class = vm.native_type(&TIMEZONE)?;
    let utc = utc(vm)?;
    let name = vm.intern("utc");
    vm.set_type_attr(class, name, utc)?;
    let minute = 60_000_000;
    for (name, total) in [("min", minute - DAY_MICROS), ("max", DAY_MICROS - minute)] {
        let span = delta::of_total(vm, Some(total))?;
        let zone = fixed(vm, class, span, Value::EMPTY)?;
        let name = vm.intern(name);
        vm.set_type_attr(class, name, zone)?;
    }
    Ok(())
}

pub(super) static TIMEZONE: TypeSpec = TypeSpec {
    name: "timezone",
    module: "datetime",
    base: Some(&TZINFO),
    methods: &[
        method("__new__", "(offset, name=<unrepresentable>)", timezone_new),
        method("__repr__", "()", timezone_repr),
        method("__str__", "()", timezone_str),
        method("__hash__", "()", timezone_hash),
        method("__eq__", "(value, /)", timezone_eq),
        method("__ne__", "(value, /)", timezone_ne),
        method("tzname", "(dt, /)", timezone_tzname)
            .doc("If name is specified when timezone is created, returns the name.  Otherwise returns offset as 'UTC(+|-)HH:MM'."),
        method("utcoffset", "(dt, /)", timezone_utcoffset).doc("Return fixed offset."),
        method("dst", "(dt, /)", timezone_dst).doc("Return None."),
        method("fromutc", "(dt, /)", timezone_fromutc).doc("datetime in UTC -> datetime in local time."),
        method("__getinitargs__", "()", timezone_initargs).doc("pickle support"),
    ],
    doc: "Fixed offset from UTC implementation of tzinfo.",
    ..TypeSpec::EMPTY
};
