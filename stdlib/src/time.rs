//! `time`

use runtime::native::{Args, ModuleSpec, func};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn monotonic_duration() -> Duration {
    use std::sync::OnceLock;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed() + Duration::from_secs(1000)
}

fn time(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(since_epoch().as_secs_f64()))
}

fn time_ns(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.int(since_epoch().as_nanos() as i64)
}

fn monotonic(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::float(monotonic_duration().as_secs_f64()))
}

fn monotonic_ns(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.int(monotonic_duration().as_nanos() as i64)
}

fn sleep(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let seconds = runtime::builtins::float::as_double(vm, args[0], false)?;
    if seconds < 0.0 {
        return Err(vm.value_error("sleep length must be non-negative"));
    }
    std::thread::sleep(Duration::from_secs_f64(seconds));
    Ok(Value::NONE)
}

/// `time`
pub(crate) static TIME: ModuleSpec = ModuleSpec {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        func("time", "()", time),
        func("time_ns", "()", time_ns),
        func("monotonic", "()", monotonic),
        func("monotonic_ns", "()", monotonic_ns),
        func("perf_counter", "()", monotonic),
        func("perf_counter_ns", "()", monotonic_ns),
        func("process_time", "()", monotonic),
        func("process_time_ns", "()", monotonic_ns),
        func("sleep", "(secs, /)", sleep),
    ],
    ..ModuleSpec::EMPTY
};
