//! `gc`: the collector as a module.
//!
//! Collections of krait's generations are not those of CPython's: of the thresholds only a low first one has an effect, and
//! disabling has none, since without reference counts nothing else would free memory.

use runtime::heap::{Gc, Statistics};
use runtime::native::spec::{Effects, Known};
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

const DISABLED: &str = "gc.disabled";
const THRESHOLDS: &str = "gc.thresholds";
/// How much garbage `gc.collect()` has counted so far.
const COLLECTED: &str = "gc.collected";
const DEBUG: &str = "gc.debug";
const CALLBACKS: &str = "gc.callbacks";
/// Collections of the young and of the middle generation since older ones were collected.
const COUNTS: &str = "gc.counts";
/// Collections of the young and of the middle generation that the program has asked for.
const ASKED_FOR: &str = "gc.asked_for";
/// How many objects `gc.freeze()` has set aside.
const FROZEN: &str = "gc.frozen";
/// CPython's first threshold: objects allocated between collections.
const DEFAULT_THRESHOLD: i32 = 700;
/// Bytes that an object takes, about.
const OBJECT_SIZE: usize = 64;

/// `DEBUG_*` flags.
const FLAGS: &[(&str, i32)] = &[
    ("DEBUG_STATS", 1),
    ("DEBUG_COLLECTABLE", 2),
    ("DEBUG_UNCOLLECTABLE", 4),
    ("DEBUG_SAVEALL", 32),
    ("DEBUG_LEAK", 38),
];

fn collect(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let generation = match args.opt(0) {
        Some(generation) => vm.index_c_int(generation)?,
        None => 2,
    };
    if !(0..=2).contains(&generation) {
        return Err(vm.value_error("invalid generation"));
    }
    call_callbacks(vm, "start", generation, 0)?;
    let collected = vm.collect_now();
    let total = vm.module_state(COLLECTED).and_then(Value::as_i64).unwrap_or(0);
    let total = vm.int(total + collected as i64)?;
    vm.set_module_state(COLLECTED, total);
    note_collection(vm, generation)?;
    call_callbacks(vm, "stop", generation, collected)?;
    Ok(Value::len(collected))
}

/// Two numbers of the module's state.
fn pair(vm: &Vm, name: &'static str) -> (i64, i64) {
    let known = vm.module_state(name).and_then(|pair| pair.cast::<Tuple>());
    known.map_or((0, 0), |pair| (pair.get(0).as_i64().unwrap_or(0), pair.get(1).as_i64().unwrap_or(0)))
}

fn set_pair(vm: &mut Vm, name: &'static str, (first, second): (i64, i64)) -> PyResult<()> {
    let pair = [vm.int(first)?, vm.int(second)?];
    let pair = vm.tuple(&pair)?.value();
    vm.set_module_state(name, pair);
    Ok(())
}

fn note_collection(vm: &mut Vm, generation: i64) -> PyResult<()> {
    let ((young, middle), (asked_young, asked_middle)) = (pair(vm, COUNTS), pair(vm, ASKED_FOR));
    match generation {
        0 => {
            set_pair(vm, COUNTS, (young + 1, middle))?;
            set_pair(vm, ASKED_FOR, (asked_young + 1, asked_middle))
        }
        1 => {
            set_pair(vm, COUNTS, (0, middle + 1))?;
            set_pair(vm, ASKED_FOR, (asked_young, asked_middle + 1))
        }
        _ => set_pair(vm, COUNTS, (0, 0)),
    }
}

/// Calls `gc.callbacks`; what they raise is reported, not raised.
fn call_callbacks(vm: &mut Vm, phase: &str, generation: i64, collected: usize) -> PyResult<()> {
    let Some(callbacks) = vm.module_state(CALLBACKS).and_then(|list| list.cast::<List>()) else { return Ok(()) };
    if callbacks.is_empty() {
        return Ok(());
    }
    let info = vm.dict()?;
    info.set_text(vm, "generation", Value::int32(generation as i32))?;
    info.set_text(vm, "collected", Value::len(collected))?;
    info.set_text(vm, "uncollectable", Value::int32(0))?;
    let phase = vm.str(phase)?.value();
    let mut index = 0;
    while let Some(callback) = callbacks.get(index) {
        if let Err(raised) = vm.call(callback, &[phase, info.value()]) {
            vm.report_unraisable(raised, callback);
        }
        index += 1;
    }
    Ok(())
}

fn enable(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.set_module_state(DISABLED, Value::FALSE);
    Ok(Value::NONE)
}

fn disable(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.set_module_state(DISABLED, Value::TRUE);
    Ok(Value::NONE)
}

fn is_enabled(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.module_state(DISABLED) != Some(Value::TRUE)))
}

fn freeze(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let objects = vm.tracked_objects()?;
    let count = objects.values().iter().take_while(|value| !value.is_empty()).count();
    vm.set_module_state(FROZEN, Value::len(count));
    Ok(Value::NONE)
}

fn unfreeze(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.set_module_state(FROZEN, Value::int32(0));
    Ok(Value::NONE)
}

fn get_freeze_count(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.module_state(FROZEN).unwrap_or(Value::int32(0)))
}

fn get_count(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let (young, middle) = pair(vm, COUNTS);
    let objects = Value::len(vm.allocated_since_collection() / (OBJECT_SIZE / 2));
    let counts = [objects, vm.int(young)?, vm.int(middle)?];
    Ok(vm.tuple(&counts)?.value())
}

fn get_threshold(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    match vm.module_state(THRESHOLDS) {
        Some(thresholds) => Ok(thresholds),
        None => Ok(vm.tuple(&[Value::int32(DEFAULT_THRESHOLD), Value::int32(10), Value::int32(10)])?.value()),
    }
}

fn set_threshold(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let given = args[0].cast::<Tuple>().expect("starred parameters are tuples");
    if given.is_empty() || given.len() > 3 {
        let few = if given.is_empty() { "at least 1 argument" } else { "at most 3 arguments" };
        return Err(vm.type_error(&format!("set_threshold expected {few}, got {}", given.len())));
    }
    let known = get_threshold(vm, args)?.cast::<Tuple>().expect("thresholds are a tuple");
    let mut values = [known.get(0), known.get(1), known.get(2)];
    for (index, value) in values.iter_mut().enumerate().take(given.len()) {
        *value = Value::int32(vm.index_c_int(given.get(index))? as i32);
    }
    let thresholds = vm.tuple(&values)?.value();
    vm.set_module_state(THRESHOLDS, thresholds);
    let first = values[0].as_i64().filter(|first| (1..i64::from(DEFAULT_THRESHOLD)).contains(first));
    vm.limit_nursery(first.map(|objects| objects as usize * OBJECT_SIZE));
    Ok(Value::NONE)
}

fn get_debug(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.module_state(DEBUG).unwrap_or(Value::int32(0)))
}

fn set_debug(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flags = vm.index_c_int(args[0])?;
    vm.set_module_state(DEBUG, Value::int32(flags as i32));
    Ok(Value::NONE)
}

fn get_stats(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let Statistics { minor, full } = vm.collections();
    let list = vm.list(&[])?;
    let collected = vm.module_state(COLLECTED).unwrap_or(Value::int32(0));
    // Those of younger generations that were asked for have been full ones.
    let (young, middle) = pair(vm, ASKED_FOR);
    let (young, middle) = (young as usize, middle as usize);
    let old = full.saturating_sub(young + middle);
    for (collections, collected) in [(minor + young, Value::int32(0)), (middle, Value::int32(0)), (old, collected)] {
        let dict = vm.dict()?;
        dict.set_text(vm, "collections", Value::len(collections))?;
        dict.set_text(vm, "collected", collected)?;
        dict.set_text(vm, "uncollectable", Value::int32(0))?;
        list.push(vm, dict.value())?;
    }
    Ok(list.value())
}

fn get_objects(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.audit("gc.get_objects", &[args.not_none(0).unwrap_or(Value::int32(-1))])?;
    if let Some(generation) = args.not_none(0) {
        let generation = vm.index_c_int(generation)?;
        if generation >= 3 {
            return Err(
                vm.value_error("generation parameter must be less than the number of available generations (3)")
            );
        }
        if generation < 0 {
            return Err(vm.value_error("generation parameter cannot be negative"));
        }
        // After the collection that looking takes, all objects are old.
        if generation < 2 {
            return Ok(vm.list(&[])?.value());
        }
    }
    let array = vm.tracked_objects()?;
    let count = array.values().iter().take_while(|value| !value.is_empty()).count();
    Ok(vm.list_from_array(array, count)?.value())
}

fn get_referents(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.audit("gc.get_referents", &[args[0]])?;
    let objects = args[0].cast::<Tuple>().expect("starred parameters are tuples");
    let list = vm.list(&[])?;
    for index in 0..objects.len() {
        let referents = vm.referents(objects.get(index))?;
        for at in 0..referents.len() {
            list.push(vm, referents.get(at))?;
        }
    }
    Ok(list.value())
}

fn get_referrers(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.audit("gc.get_referrers", &[args[0]])?;
    let targets = args[0].cast::<Tuple>().expect("starred parameters are tuples");
    let all = vm.tracked_objects()?;
    let list = vm.list(&[])?;
    for at in 0..all.len() {
        let object = all.get(at);
        if !object.is_empty() && object != targets.value() && vm.refers_to(object, targets.items()) {
            list.push(vm, object)?;
        }
    }
    Ok(list.value())
}

fn is_tracked(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.is_tracked(args[0])))
}

fn is_finalized(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(vm.is_finalized(args[0])))
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let garbage = vm.list(&[])?.value();
    dict.set_text(vm, "garbage", garbage)?;
    let callbacks = vm.list(&[])?.value();
    dict.set_text(vm, "callbacks", callbacks)?;
    vm.set_module_state(CALLBACKS, callbacks);
    for &(name, value) in FLAGS {
        dict.set_text(vm, name, Value::int32(value))?;
    }
    Ok(())
}

/// `gc`
pub(crate) static GC: ModuleSpec = ModuleSpec {
    name: "gc",
    doc: "This module provides access to the garbage collector for reference cycles.",
    functions: &[
        func("collect", "(generation=2)", collect).effects(Effects::TELLS_GARBAGE, Known::Int),
        func("enable", "()", enable),
        func("disable", "()", disable),
        func("isenabled", "()", is_enabled),
        func("freeze", "()", freeze),
        func("unfreeze", "()", unfreeze),
        func("get_freeze_count", "()", get_freeze_count),
        func("get_count", "()", get_count),
        func("get_threshold", "()", get_threshold),
        func("set_threshold", "(*thresholds)", set_threshold),
        func("get_debug", "()", get_debug),
        func("set_debug", "(flags, /)", set_debug),
        func("get_stats", "()", get_stats),
        func("get_objects", "(generation=None)", get_objects),
        func("get_referents", "(*objs)", get_referents),
        func("get_referrers", "(*objs)", get_referrers),
        func("is_tracked", "(obj, /)", is_tracked),
        func("is_finalized", "(obj, /)", is_finalized),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
