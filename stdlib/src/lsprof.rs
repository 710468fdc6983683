//! `_lsprof`: the counters of `cProfile`, told of calls as `sys.setprofile` is.

use crate::receiver::{class_arg, this};
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, method};
use runtime::object::dict::Dict;
use runtime::object::function::NativeFunction;
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::structseq::StructSpec;
use runtime::object::type_object::type_flag;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Instant;

/// Calls of a function, or of one function by another.
#[derive(Default, Clone)]
struct Counts {
    calls: i64,
    recursive: i64,
    total: i64,
    own: i64,
    /// Calls that have not returned.
    level: i64,
}

impl Counts {
    fn enter(&mut self) {
        self.level += 1;
    }

    fn leave(&mut self, total: i64, own: i64) {
        self.level -= 1;
        if self.level == 0 {
            self.total += total;
        } else {
            self.recursive += 1;
        }
        self.own += own;
        self.calls += 1;
    }
}

/// A function that was called.
#[derive(Default)]
struct Entry {
    counts: Counts,
    /// By the functions it called, as indices.
    callees: HashMap<usize, Counts>,
}

/// The tool of `sys.monitoring` that profilers are.
const PROFILER_ID: usize = 2;

/// A call that runs.
struct Running {
    entry: usize,
    start: i64,
    /// Time spent in what it called.
    inside: i64,
}

#[derive(Default)]
struct State {
    entries: Vec<Entry>,
    running: Vec<Running>,
}

struct Profiler {
    /// A function that tells the time; None for the clock.
    timer: Field<Value>,
    /// Code objects and texts to indices of entries.
    index: Field<Gc<Dict>>,
    /// The same by index.
    keys: Field<Gc<List>>,
    unit: Cell<f64>,
    subcalls: Cell<bool>,
    builtins: Cell<bool>,
    enabled: Cell<bool>,
    origin: Instant,
    state: RefCell<State>,
}

impl NativeData for Profiler {
    runtime::native_info!(Profiler);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.timer);
        tracer.field(&self.index);
        tracer.field(&self.keys);
    }
}

type This = Gc<Native<Profiler>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (index, keys) = (vm.dict()?, vm.list(&[])?);
    let profiler = Profiler {
        timer: Field::new(Value::NONE),
        index: Field::new(index),
        keys: Field::new(keys),
        unit: Cell::new(0.0),
        subcalls: Cell::new(true),
        builtins: Cell::new(true),
        enabled: Cell::new(false),
        origin: Instant::now(),
        state: RefCell::default(),
    };
    Ok(vm.native(class_arg(args), profiler)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let profiler = this::<Profiler>(args[0]);
    let timer = args.opt(1).unwrap_or(Value::NONE);
    let unit = match args.opt(2) {
        Some(unit) => runtime::builtins::float::as_double(vm, unit, false)?,
        None => 0.0,
    };
    let subcalls = crate::convert::truth(vm, args.opt(3), true)?;
    let builtins = crate::convert::truth(vm, args.opt(4), true)?;
    profiler.data.timer.set(vm, profiler, timer);
    profiler.data.unit.set(unit);
    profiler.data.subcalls.set(subcalls);
    profiler.data.builtins.set(builtins);
    Ok(Value::NONE)
}

/// The time in the profiler's units.
fn now(vm: &mut Vm, profiler: This) -> i64 {
    let timer = profiler.data.timer.get();
    if timer.is_none() {
        return profiler.data.origin.elapsed().as_nanos() as i64;
    }
    match vm.call(timer, &[]) {
        Ok(time) if profiler.data.unit.get() > 0.0 => time.as_i64().unwrap_or(0),
        Ok(time) => (time.as_f64().or_else(|| time.as_i64().map(|n| n as f64)).unwrap_or(0.0) * 1e9) as i64,
        Err(raised) => {
            vm.report_unraisable(raised, timer);
            0
        }
    }
}

/// Seconds of one unit.
fn unit_of(profiler: This) -> f64 {
    let unit = profiler.data.unit.get();
    if profiler.data.timer.get().is_none() || unit <= 0.0 { 1e-9 } else { unit }
}

/// What a native function is known by: `<method 'append' of 'list' objects>`.
fn native_key(vm: &mut Vm, function: Value) -> PyResult<Value> {
    let Some(native) = function.cast::<NativeFunction>() else { return Ok(vm.repr(function)?.value()) };
    let name = native.spec.name;
    let receiver = native.receiver.get();
    let text = if receiver.is_empty() || receiver.is::<Module>() {
        let module = vm.get_attr_opt_text(function, "__module__")?.and_then(|module| module.cast::<Str>());
        match module {
            Some(module) if !module.is_text("builtins") => format!("<{}.{name}>", module.to_string_lossy()),
            _ if native.is_method() => return Ok(vm.repr(function)?.value()),
            _ => format!("<{name}>"),
        }
    } else {
        let class = vm.class_of(receiver);
        let name = vm.intern(name);
        match vm.lookup(class, name) {
            Some(method) => return Ok(vm.repr(method)?.value()),
            None => return Ok(vm.repr(function)?.value()),
        }
    };
    // CPython calls functions of modules so.
    let text = if text.contains('.') {
        format!("<built-in method {}", &text[1..])
    } else {
        format!("<built-in method builtins.{}", &text[1..])
    };
    Ok(vm.str(&text)?.value())
}

fn entry_of(vm: &mut Vm, profiler: This, key: Value) -> PyResult<usize> {
    let index = profiler.data.index.get();
    if let Some(known) = index.get(vm, key)?.and_then(|known| known.as_i64()) {
        return Ok(known as usize);
    }
    let keys = profiler.data.keys.get();
    let at = keys.len();
    keys.push(vm, key)?;
    index.set(vm, key, Value::len(at))?;
    profiler.data.state.borrow_mut().entries.push(Entry::default());
    Ok(at)
}

fn enter(vm: &mut Vm, profiler: This, key: Value) -> PyResult<()> {
    let entry = entry_of(vm, profiler, key)?;
    let start = now(vm, profiler);
    let mut state = profiler.data.state.borrow_mut();
    state.entries[entry].counts.enter();
    if profiler.data.subcalls.get()
        && let Some(caller) = state.running.last().map(|running| running.entry)
    {
        state.entries[caller].callees.entry(entry).or_default().enter();
    }
    state.running.push(Running { entry, start, inside: 0 });
    Ok(())
}

fn leave(vm: &mut Vm, profiler: This) {
    if profiler.data.state.borrow().running.is_empty() {
        return;
    }
    let now = now(vm, profiler);
    let mut state = profiler.data.state.borrow_mut();
    let Some(ended) = state.running.pop() else { return };
    let total = now - ended.start;
    let own = total - ended.inside;
    let caller = state.running.last_mut().map(|caller| {
        caller.inside += total;
        caller.entry
    });
    state.entries[ended.entry].counts.leave(total, own);
    if profiler.data.subcalls.get()
        && let Some(caller) = caller
        && let Some(counts) = state.entries[caller].callees.get_mut(&ended.entry)
    {
        counts.leave(total, own);
    }
}

/// What `sys.setprofile` calls.
fn event(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let profiler = this::<Profiler>(args[0]);
    let Some(name) = args[2].cast::<Str>() else { return Ok(Value::NONE) };
    match name.as_ascii() {
        Some("call") => {
            let code = vm.get_attr_text(args[1], "f_code")?;
            enter(vm, profiler, code)?;
        }
        Some("return") => leave(vm, profiler),
        Some("c_call") if profiler.data.builtins.get() => {
            let key = native_key(vm, args[3])?;
            enter(vm, profiler, key)?;
        }
        Some("c_return" | "c_exception") if profiler.data.builtins.get() => leave(vm, profiler),
        _ => {}
    }
    Ok(Value::NONE)
}

fn enable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let profiler = this::<Profiler>(args[0]);
    // What is not given stays as it is.
    let subcalls = crate::convert::truth(vm, args.opt(1), profiler.data.subcalls.get())?;
    let builtins = crate::convert::truth(vm, args.opt(2), profiler.data.builtins.get())?;
    let other = !vm.tracing.profile.is_empty() || !vm.monitoring.name(PROFILER_ID).is_empty();
    if !profiler.data.enabled.get() && other {
        return Err(vm.value_error("Another profiling tool is already active"));
    }
    profiler.data.subcalls.set(subcalls);
    profiler.data.builtins.set(builtins);
    profiler.data.enabled.set(true);
    let function = vm.get_attr_text(args[0], "_event")?;
    let name = vm.str("cProfile")?.value();
    vm.monitoring.set_name(PROFILER_ID, name);
    vm.set_profile_function(function);
    Ok(Value::NONE)
}

fn disable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let profiler = this::<Profiler>(args[0]);
    if profiler.data.enabled.replace(false) {
        vm.set_profile_function(Value::EMPTY);
        vm.monitoring.set_name(PROFILER_ID, Value::EMPTY);
    }
    // What has not returned counts up to now.
    while !profiler.data.state.borrow().running.is_empty() {
        leave(vm, profiler);
    }
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let profiler = this::<Profiler>(args[0]);
    let (index, keys) = (vm.dict()?, vm.list(&[])?);
    profiler.data.index.set(vm, profiler, index);
    profiler.data.keys.set(vm, profiler, keys);
    *profiler.data.state.borrow_mut() = State::default();
    Ok(Value::NONE)
}

/// The first five fields of an entry.
fn fields(key: Value, counts: &Counts, unit: f64) -> [Value; 5] {
    [
        key,
        Value::int_unchecked(counts.calls),
        Value::int_unchecked(counts.recursive),
        Value::float(counts.total as f64 * unit),
        Value::float(counts.own as f64 * unit),
    ]
}

fn get_stats(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    disable(vm, args)?;
    let profiler = this::<Profiler>(args[0]);
    let (unit, keys) = (unit_of(profiler), profiler.data.keys.get());
    let key = |index: usize| keys.get(index).unwrap_or(Value::NONE);
    let list = vm.list(&[])?;
    let count = profiler.data.state.borrow().entries.len();
    for index in 0..count {
        let (counts, mut callees) = {
            let state = profiler.data.state.borrow();
            let entry = &state.entries[index];
            let callees: Vec<(usize, Counts)> =
                entry.callees.iter().map(|(&at, counts)| (at, counts.clone())).collect();
            (entry.counts.clone(), callees)
        };
        if counts.calls == 0 {
            continue;
        }
        callees.retain(|(_, counts)| counts.calls != 0);
        callees.sort_by_key(|callee| callee.0);
        let calls = if callees.is_empty() {
            Value::NONE
        } else {
            let calls = vm.list(&[])?;
            for (at, counts) in &callees {
                let entry = vm.struct_sequence(&SUBENTRY, &fields(key(*at), counts, unit))?;
                calls.push(vm, entry)?;
            }
            calls.value()
        };
        let [code, number, recursive, total, own] = fields(key(index), &counts, unit);
        let entry = vm.struct_sequence(&ENTRY, &[code, number, recursive, total, own, calls])?;
        list.push(vm, entry)?;
    }
    Ok(list.value())
}

static ENTRY: StructSpec = StructSpec::new(
    "profiler_entry",
    "_lsprof",
    "",
    6,
    struct_fields!("code" 0, "callcount" 1, "reccallcount" 2, "totaltime" 3, "inlinetime" 4, "calls" 5),
);

static SUBENTRY: StructSpec = StructSpec::new(
    "profiler_subentry",
    "_lsprof",
    "",
    5,
    struct_fields!("code" 0, "callcount" 1, "reccallcount" 2, "totaltime" 3, "inlinetime" 4),
);

static PROFILER: TypeSpec = TypeSpec {
    name: "Profiler",
    module: "_lsprof",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(timer=None, timeunit=0.0, subcalls=True, builtins=True)", init),
        method("enable", "(subcalls=True, builtins=True)", enable)
            .doc("enable(subcalls=True, builtins=True)\n\nStart collecting profiling information."),
        method("disable", "()", disable).doc("disable()\n\nStop collecting profiling information.\n"),
        method("clear", "()", clear).doc("clear()\n\nClear all profiling information collected so far.\n"),
        method("getstats", "()", get_stats).doc("getstats() -> list of profiler_entry objects"),
        method("_event", "(frame, event, arg, /)", event),
    ],
    doc: "Profiler(timer=None, timeunit=None, subcalls=True, builtins=True)\n\n    Builds a profiler object using the specified timer function.\n    The default timer is a fast built-in one based on real time.\n    For custom timer functions returning integers, 'timeunit' can\n    be a float specifying a scale (that is, how long each integer unit\n    is, in seconds).\n",
    ..TypeSpec::EMPTY
};

fn init_module(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let (entry, subentry) = (vm.struct_type(&ENTRY)?.value(), vm.struct_type(&SUBENTRY)?.value());
    module.dict.get().set_text(vm, "profiler_entry", entry)?;
    module.dict.get().set_text(vm, "profiler_subentry", subentry)
}

/// `_lsprof`
pub(crate) static LSPROF: ModuleSpec = ModuleSpec {
    name: "_lsprof",
    doc: "Fast profiler",
    types: &[&PROFILER],
    init: Some(init_module),
    ..ModuleSpec::EMPTY
};
