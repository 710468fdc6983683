//! `sys.monitoring` (PEP 669), over what the runtime's `tracing::monitoring` knows of tools and events.

use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::code::Code;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::tracing::monitoring::{EVENTS, Event, TOOL_COUNT};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

const ALL_EVENTS: i64 = (1 << EVENTS.len()) - 1;
/// Sent to those who ask for `CALL`, and only together with it.
const C_EVENTS: i64 = (Event::CReturn.bit() | Event::CRaise.bit()) as i64;
const CALL_EVENTS: i64 = C_EVENTS | Event::Call.bit() as i64;

fn tool(vm: &mut Vm, value: Value) -> PyResult<usize> {
    let tool = vm.index_c_int(value)?;
    match usize::try_from(tool) {
        Ok(tool) if tool < TOOL_COUNT => Ok(tool),
        _ => Err(vm.value_error(&format!("invalid tool {tool} (must be between 0 and {})", TOOL_COUNT - 1))),
    }
}

fn used(vm: &mut Vm, tool: usize) -> PyResult<()> {
    if vm.monitoring.name(tool).is_empty() {
        return Err(vm.value_error(&format!("tool {tool} is not in use")));
    }
    Ok(())
}

fn use_tool_id(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = tool(vm, args[0])?;
    if !args[1].is::<Str>() {
        return Err(vm.value_error("tool name must be a str"));
    }
    if !vm.monitoring.name(tool).is_empty() {
        return Err(vm.value_error(&format!("tool {tool} is already in use")));
    }
    vm.monitoring.set_name(tool, args[1]);
    Ok(Value::NONE)
}

fn free_tool_id(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = tool(vm, args[0])?;
    if !vm.monitoring.name(tool).is_empty() {
        vm.set_monitoring_events(tool, 0);
    }
    vm.monitoring.set_name(tool, Value::EMPTY);
    Ok(Value::NONE)
}

fn get_tool(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = tool(vm, args[0])?;
    Ok(vm.monitoring.name(tool).or_none())
}

fn register_callback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = tool(vm, args[0])?;
    let event = vm.index_c_int(args[1])?;
    if event <= 0 || event.count_ones() != 1 {
        return Err(vm.value_error("The callback can only be set for one event at a time"));
    }
    let Some(&(event, _)) = EVENTS.get(event.trailing_zeros() as usize) else {
        return Err(vm.value_error(&format!("invalid event {event}")));
    };
    vm.audit("sys.monitoring.register_callback", &[args[2]])?;
    let callback = if args[2].is_none() { Value::EMPTY } else { args[2] };
    Ok(vm.monitoring.set_callback(tool, event, callback).or_none())
}

/// Checks an event set of which `C_RETURN` and `C_RAISE` come with `CALL` only.
fn independent(vm: &mut Vm, events: i64) -> PyResult<i64> {
    if events & C_EVENTS != 0 && events & CALL_EVENTS != CALL_EVENTS {
        return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
    }
    Ok(events & !C_EVENTS)
}

fn get_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = tool(vm, args[0])?;
    Ok(Value::len(vm.monitoring.events(tool) as usize))
}

fn set_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (tool, events) = (tool(vm, args[0])?, vm.index_c_int(args[1])?);
    if !(0..=ALL_EVENTS).contains(&events) {
        return Err(vm.value_error(&format!("invalid event set 0x{:x}", events as u32)));
    }
    let events = independent(vm, events)?;
    used(vm, tool)?;
    vm.set_monitoring_events(tool, events as u32);
    Ok(Value::NONE)
}

fn code(vm: &mut Vm, value: Value) -> PyResult<Gc<Code>> {
    value.cast().ok_or_else(|| vm.type_error("code must be a code object"))
}

fn get_local_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tool = vm.index_c_int(args[0])?;
    let code = code(vm, args[1])?;
    let tool = self::tool(vm, Value::int_unchecked(tool))?;
    Ok(Value::len(vm.monitoring.local_events(tool, code) as usize))
}

fn set_local_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (tool, events) = (vm.index_c_int(args[0])?, vm.index_c_int(args[2])?);
    let code = code(vm, args[1])?;
    let tool = self::tool(vm, Value::int_unchecked(tool))?;
    let events = independent(vm, events)?;
    let local: u32 = EVENTS.iter().filter(|(event, _)| event.is_local()).map(|(event, _)| event.bit()).sum();
    if !(0..=i64::from(local)).contains(&events) {
        return Err(vm.value_error(&format!("invalid local event set 0x{:x}", events as u32)));
    }
    used(vm, tool)?;
    vm.set_local_monitoring_events(tool, code, events as u32);
    Ok(Value::NONE)
}

fn restart_events(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.restart_monitoring_events();
    Ok(Value::NONE)
}

fn all_events(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let all = vm.dict()?;
    for &(event, name) in EVENTS {
        let tools = vm.monitoring.tools_of(event);
        if tools != 0 {
            all.set_text(vm, name, Value::int32(tools.into()))?;
        }
    }
    Ok(all.value())
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
        func("_all_events", "()", all_events),
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
    for &(event, name) in EVENTS {
        names.set_text(vm, name, Value::len(event.bit() as usize))?;
    }
    names.set_text(vm, "NO_EVENTS", Value::int32(0))?;
    // `_sysobjects` makes a `SimpleNamespace` of it.
    dict.set_text(vm, "events", names.value())?;
    let object = vm.types.object.value();
    vm.monitoring.disable = vm.call(object, &[])?;
    vm.monitoring.missing = vm.call(object, &[])?;
    dict.set_text(vm, "DISABLE", vm.monitoring.disable)?;
    dict.set_text(vm, "MISSING", vm.monitoring.missing)?;
    let modules = vm.modules;
    modules.set_text(vm, "sys.monitoring", module.value())?;
    sys.dict.get().set_text(vm, "monitoring", module.value())
}
