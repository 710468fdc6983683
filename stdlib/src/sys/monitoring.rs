//! `sys.monitoring` (PEP 669): tools and events can be named and asked for; no event is ever sent yet.

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Names of the tools by number, None for those not in use.
static TOOLS: &str = "sys.monitoring: tools";
/// Events asked for by each tool.
static EVENTS: &str = "sys.monitoring: events";
const TOOL_COUNT: i64 = 8;
/// Tools below this may be used by Python code.
const USABLE: i64 = 6;

const EVENT_NAMES: &[(&str, i32)] = &[
    ("PY_START", 1 << 0),
    ("PY_RESUME", 1 << 1),
    ("PY_RETURN", 1 << 2),
    ("PY_YIELD", 1 << 3),
    ("CALL", 1 << 4),
    ("LINE", 1 << 5),
    ("INSTRUCTION", 1 << 6),
    ("JUMP", 1 << 7),
    ("BRANCH", 1 << 8),
    ("STOP_ITERATION", 1 << 9),
    ("RAISE", 1 << 10),
    ("EXCEPTION_HANDLED", 1 << 11),
    ("PY_UNWIND", 1 << 12),
    ("PY_THROW", 1 << 13),
    ("RERAISE", 1 << 14),
    ("C_RETURN", 1 << 15),
    ("C_RAISE", 1 << 16),
    ("NO_EVENTS", 0),
];
const ALL_EVENTS: i64 = (1 << 17) - 1;
/// Sent with `CALL` only.
const C_EVENTS: i64 = 3 << 15;

fn tool(vm: &mut Vm, value: Value) -> PyResult<usize> {
    let tool = vm.index_i64(value, Exc::OverflowError)?;
    if !(0..USABLE).contains(&tool) {
        return Err(vm.value_error(&format!("invalid tool {tool} (must be between 0 and 5)")));
    }
    Ok(tool as usize)
}

fn table(vm: &mut Vm, key: &'static str, initial: Value) -> PyResult<Gc<List>> {
    if let Some(table) = vm.module_state(key).and_then(|table| table.cast()) {
        return Ok(table);
    }
    let table = vm.list(&[initial; TOOL_COUNT as usize])?;
    vm.set_module_state(key, table.value());
    Ok(table)
}

fn used(vm: &mut Vm, value: Value) -> PyResult<usize> {
    let tool = tool(vm, value)?;
    let names = table(vm, TOOLS, Value::NONE)?;
    match names.get(tool) {
        Some(name) if !name.is_none() => Ok(tool),
        _ => Err(vm.value_error(&format!("tool {tool} is not in use"))),
    }
}

fn use_tool_id(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = tool(vm, args[0])?;
    if !args[1].is::<Str>() {
        return Err(vm.value_error("tool name must be a str"));
    }
    let names = table(vm, TOOLS, Value::NONE)?;
    if names.get(tool).is_some_and(|name| !name.is_none()) {
        return Err(vm.value_error(&format!("tool {tool} is already in use")));
    }
    names.set(vm, tool, args[1]);
    Ok(Value::NONE)
}

fn free_tool_id(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = tool(vm, args[0])?;
    table(vm, TOOLS, Value::NONE)?.set(vm, tool, Value::NONE);
    table(vm, EVENTS, Value::int32(0))?.set(vm, tool, Value::int32(0));
    Ok(Value::NONE)
}

fn get_tool(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = tool(vm, args[0])?;
    Ok(table(vm, TOOLS, Value::NONE)?.get(tool).unwrap_or(Value::NONE))
}

fn register_callback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    tool(vm, args[0])?;
    let event = vm.index_i64(args[1], Exc::OverflowError)?;
    if event <= 0 || event.count_ones() != 1 {
        return Err(vm.value_error("The callback can only be set for one event at a time"));
    }
    if event > ALL_EVENTS {
        return Err(vm.value_error(&format!("invalid event {event}")));
    }
    Ok(Value::NONE)
}

fn events(vm: &mut Vm, value: Value) -> PyResult<i64> {
    let events = vm.index_i64(value, Exc::OverflowError)?;
    if !(0..=ALL_EVENTS).contains(&events) {
        return Err(vm.value_error(&format!("invalid event set 0x{events:x}")));
    }
    if events & C_EVENTS != 0 && events & C_EVENTS != C_EVENTS {
        return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
    }
    Ok(events)
}

fn get_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = used(vm, args[0])?;
    Ok(table(vm, EVENTS, Value::int32(0))?.get(tool).unwrap_or(Value::int32(0)))
}

fn set_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = used(vm, args[0])?;
    let events = events(vm, args[1])?;
    table(vm, EVENTS, Value::int32(0))?.set(vm, tool, Value::int_unchecked(events));
    Ok(Value::NONE)
}

fn get_local_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    used(vm, args[0])?;
    Ok(Value::int32(0))
}

fn set_local_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    used(vm, args[0])?;
    events(vm, args[2]).map(|_| Value::NONE)
}

fn restart_events(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

/// `sys.monitoring`
static MONITORING: ModuleSpec = ModuleSpec {
    name: "sys.monitoring",
    functions: &[
        func("use_tool_id", "(tool_id, name, /)", use_tool_id),
        func("free_tool_id", "(tool_id, /)", free_tool_id),
        func("get_tool", "(tool_id, /)", get_tool),
        func("register_callback", "(tool_id, event, func, /)", register_callback),
        func("get_events", "(tool_id, /)", get_events),
        func("set_events", "(tool_id, event_set, /)", set_events),
        func("get_local_events", "(tool_id, code, /)", get_local_events),
        func("set_local_events", "(tool_id, code, event_set, /)", set_local_events),
        func("restart_events", "()", restart_events),
    ],
    ..ModuleSpec::EMPTY
};

pub(super) fn install(vm: &mut Vm, sys: Gc<Module>) -> PyResult<()> {
    let module = vm.make_native_module(&MONITORING)?;
    let dict = module.dict.get();
    for (name, tool) in [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)] {
        dict.set_text(vm, name, Value::int32(tool))?;
    }
    let names = vm.dict()?;
    for (name, bits) in EVENT_NAMES {
        names.set_text(vm, name, Value::int32(*bits))?;
    }
    // `_sysobjects` makes a `SimpleNamespace` of it.
    dict.set_text(vm, "events", names.value())?;
    for name in ["DISABLE", "MISSING"] {
        let object = vm.call(vm.types.object.value(), &[])?;
        dict.set_text(vm, name, object)?;
    }
    let modules = vm.modules;
    modules.set_text(vm, "sys.monitoring", module.value())?;
    sys.dict.get().set_text(vm, "monitoring", module.value())
}
