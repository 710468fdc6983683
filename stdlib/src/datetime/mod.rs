//! `_datetime`: dates, times, durations and zones.
//!
//! `calendar.rs` is the Gregorian calendar, `local.rs` asks the system; `moment.rs` is what `date` and `datetime` share.

mod calendar;
mod date;
mod datetime_methods;
mod datetime_type;
mod delta;
mod delta_number;
mod iso;
mod local;
mod moment;
mod text;
mod time;
mod zone;

use runtime::heap::Gc;
use runtime::native::ModuleSpec;
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    delta::init(vm)?;
    zone::init(vm)?;
    date::init(vm)?;
    time::init(vm)?;
    datetime_type::init(vm)?;
    let dict = module.dict.get();
    let utc = zone::utc(vm)?;
    dict.set_text(vm, "UTC", utc)?;
    dict.set_text(vm, "MINYEAR", Value::int32(calendar::MIN_YEAR))?;
    dict.set_text(vm, "MAXYEAR", Value::int32(calendar::MAX_YEAR))
}

/// `_datetime`
pub(crate) static DATETIME: ModuleSpec = ModuleSpec {
    name: "_datetime",
    doc: "Fast implementation of the datetime type.",
    types: &[&date::DATE, &datetime_type::DATETIME, &time::TIME, &delta::TIMEDELTA, &zone::TZINFO, &zone::TIMEZONE],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
