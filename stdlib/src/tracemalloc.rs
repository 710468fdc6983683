//! `_tracemalloc`: how much memory there is; who allocated it is not recorded, so that there are no traces.

use crate::convert::c_int;
use runtime::native::{Args, ModuleSpec, func};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Where the state is kept: the limit of frames while tracing, and the largest amount seen.
const LIMIT: &str = "_tracemalloc limit";
const PEAK: &str = "_tracemalloc peak";
const BASE: &str = "_tracemalloc base";

fn number(vm: &Vm, key: &'static str) -> i64 {
    vm.module_state(key).and_then(|n| n.as_i64()).unwrap_or(0)
}

fn put(vm: &mut Vm, key: &'static str, n: i64) {
    vm.set_module_state(key, Value::int_unchecked(n));
}

fn is_tracing(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(number(vm, LIMIT) > 0))
}

/// Bytes allocated since tracing began or the last collection was made, whichever is later.
fn amount(vm: &Vm) -> i64 {
    let now = vm.allocated_since_collection() as i64;
    let base = number(vm, BASE);
    if now >= base { now - base } else { now }
}

fn start(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = match args.opt(0) {
        Some(limit) => c_int(vm, limit)?,
        None => 1,
    };
    if !(1..=65_535).contains(&limit) {
        return Err(vm.value_error("the number of frames must be in range [1; 65535]"));
    }
    if number(vm, LIMIT) == 0 {
        put(vm, LIMIT, limit.into());
        put(vm, PEAK, 0);
        let now = vm.allocated_since_collection() as i64;
        put(vm, BASE, now);
    }
    Ok(Value::NONE)
}

fn stop(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    put(vm, LIMIT, 0);
    Ok(Value::NONE)
}

fn clear_traces(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    if number(vm, LIMIT) > 0 {
        put(vm, PEAK, 0);
        let now = vm.allocated_since_collection() as i64;
        put(vm, BASE, now);
    }
    Ok(Value::NONE)
}

fn get_traces(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.list(&[])?.value())
}

fn get_object_traceback(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn get_traceback_limit(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int_unchecked(number(vm, LIMIT).max(1)))
}

fn get_tracemalloc_memory(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(0))
}

fn get_traced_memory(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    if number(vm, LIMIT) == 0 {
        return Ok(vm.tuple(&[Value::int32(0), Value::int32(0)])?.value());
    }
    let now = amount(vm);
    let peak = now.max(number(vm, PEAK));
    put(vm, PEAK, peak);
    Ok(vm.tuple(&[Value::int_unchecked(now), Value::int_unchecked(peak)])?.value())
}

fn reset_peak(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let now = amount(vm);
    put(vm, PEAK, now);
    Ok(Value::NONE)
}

/// `_tracemalloc`
pub(crate) static TRACEMALLOC: ModuleSpec = ModuleSpec {
    name: "_tracemalloc",
    doc: "Debug module to trace memory blocks allocated by Python.",
    functions: &[
        func("is_tracing", "()", is_tracing)
            .doc("Return True if the tracemalloc module is tracing Python memory allocations."),
        func("start", "(nframe=1, /)", start).doc("Start tracing Python memory allocations."),
        func("stop", "()", stop).doc("Stop tracing Python memory allocations."),
        func("clear_traces", "()", clear_traces).doc("Clear traces of memory blocks allocated by Python."),
        func("_get_traces", "()", get_traces).doc("Get traces of all memory blocks allocated by Python."),
        func("_get_object_traceback", "(obj, /)", get_object_traceback)
            .doc("Get the traceback where the Python object obj was allocated."),
        func("get_traceback_limit", "()", get_traceback_limit)
            .doc("Get the maximum number of frames stored in the traceback of a trace."),
        func("get_tracemalloc_memory", "()", get_tracemalloc_memory)
            .doc("Get the memory usage in bytes of the tracemalloc module."),
        func("get_traced_memory", "()", get_traced_memory)
            .doc("Get the current size and peak size of memory blocks traced by tracemalloc."),
        func("reset_peak", "()", reset_peak)
            .doc("Set the peak size of memory blocks traced by tracemalloc to the current size."),
    ],
    ..ModuleSpec::EMPTY
};
