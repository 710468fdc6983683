//! `Context`: precision, rounding, limits, flags and traps; which one is the current one.

use super::num::{MAX_EMAX, MAX_PREC, MIN_EMIN, Rounding, Work, flag};
use super::object;
use super::signals::{self, Which};
use crate::receiver::{class_arg, this};
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, Convention, TypeSpec, getset, method};
use runtime::object::dict::Dict;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

pub(super) struct Context {
    prec: Cell<i64>,
    pub(super) rounding: Cell<Rounding>,
    emin: Cell<i64>,
    emax: Cell<i64>,
    pub(super) capitals: Cell<bool>,
    clamp: Cell<bool>,
    pub(super) status: Cell<u32>,
    pub(super) traps: Cell<u32>,
    /// Views of the last two, once they have been asked for; else EMPTY.
    flags_view: Field<Value>,
    traps_view: Field<Value>,
}

impl NativeData for Context {
    runtime::native_info!(Context);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.flags_view);
        tracer.field(&self.traps_view);
    }
}

pub(super) type ContextRef = Gc<Native<Context>>;

impl Context {
    pub(super) fn bits(&self, which: Which) -> &Cell<u32> {
        match which {
            Which::Flags => &self.status,
            Which::Traps => &self.traps,
        }
    }

    pub(super) fn work(&self) -> Work {
        Work {
            prec: self.prec.get(),
            rounding: self.rounding.get(),
            emin: self.emin.get(),
            emax: self.emax.get(),
            clamp: self.clamp.get(),
            status: 0,
        }
    }
}

/// Notes the conditions that an operation met, and raises those that are trapped.
#[inline]
pub(super) fn finish(vm: &mut Vm, context: ContextRef, status: u32) -> PyResult<()> {
    if status == 0 {
        return Ok(());
    }
    let data = &context.data;
    data.status.set(data.status.get() | status);
    let trapped = status & (data.traps.get() | flag::MALLOC_ERROR);
    if trapped != 0 { Err(signals::raise(vm, trapped)) } else { Ok(()) }
}

const USUAL_TRAPS: u32 = flag::ANY_INVALID | flag::DIVISION_BY_ZERO | flag::OVERFLOW;

/// What contexts are at first, and the three that the module has.
struct Values {
    prec: i64,
    rounding: Rounding,
    traps: u32,
}

const USUAL: Values = Values { prec: 28, rounding: Rounding::HalfEven, traps: USUAL_TRAPS };
const BASIC: Values =
    Values { prec: 9, rounding: Rounding::HalfUp, traps: USUAL_TRAPS | flag::UNDERFLOW | flag::CLAMPED };
const EXTENDED: Values = Values { prec: 9, rounding: Rounding::HalfEven, traps: 0 };

fn of_values(values: &Values) -> Context {
    Context {
        prec: Cell::new(values.prec),
        rounding: Cell::new(values.rounding),
        emin: Cell::new(-999_999),
        emax: Cell::new(999_999),
        capitals: Cell::new(true),
        clamp: Cell::new(false),
        status: Cell::new(0),
        traps: Cell::new(values.traps),
        flags_view: Field::new(Value::EMPTY),
        traps_view: Field::new(Value::EMPTY),
    }
}

/// The names under which the module's own contexts and its variable are kept.
const DEFAULT: &str = "decimal DefaultContext";
const OTHERS: [&str; 2] = ["decimal BasicContext", "decimal ExtendedContext"];
const VARIABLE: &str = "decimal context";

fn default_context(vm: &Vm) -> Option<ContextRef> {
    vm.module_state(DEFAULT).and_then(|context| context.cast())
}

/// Makes the module's own contexts; they and the variable of the current one.
pub(super) fn init(vm: &mut Vm, dict: Gc<runtime::object::dict::Dict>) -> PyResult<()> {
    let class = vm.native_type(&CONTEXT)?;
    let rows = [
        (DEFAULT, "DefaultContext", USUAL),
        (OTHERS[0], "BasicContext", BASIC),
        (OTHERS[1], "ExtendedContext", EXTENDED),
    ];
    for (key, name, values) in rows {
        let context = match vm.module_state(key) {
            Some(context) => context,
            None => vm.native(class, of_values(&values))?.value(),
        };
        vm.set_module_state(key, context);
        dict.set_text(vm, name, context)?;
    }
    if vm.module_state(VARIABLE).is_some() {
        return Ok(());
    }
    let contextvars = vm.import("_contextvars")?;
    let class = vm.get_attr_text(contextvars, "ContextVar")?;
    let name = vm.str("decimal_context")?.value();
    let variable = vm.call(class, &[name])?;
    vm.set_module_state(VARIABLE, variable);
    Ok(())
}

fn copied(context: &Context) -> Context {
    Context {
        prec: context.prec.clone(),
        rounding: context.rounding.clone(),
        emin: context.emin.clone(),
        emax: context.emax.clone(),
        capitals: context.capitals.clone(),
        clamp: context.clamp.clone(),
        status: context.status.clone(),
        traps: context.traps.clone(),
        flags_view: Field::new(Value::EMPTY),
        traps_view: Field::new(Value::EMPTY),
    }
}

fn copy_of(vm: &mut Vm, context: ContextRef) -> PyResult<ContextRef> {
    let class = vm.native_type(&CONTEXT)?;
    vm.native(class, copied(&context.data))
}

/// The context that arithmetic uses now.
#[inline]
pub(super) fn current(vm: &mut Vm) -> PyResult<ContextRef> {
    match vm.context_cache.cast() {
        Some(context) => Ok(context),
        None => look_up_current(vm),
    }
}

/// Whether the current context is known and has no traps but those that it has at first.
pub(super) fn is_quiet(vm: &Vm) -> bool {
    vm.context_cache.cast::<Native<Context>>().is_some_and(|context| context.data.traps.get() & !USUAL_TRAPS == 0)
}

#[cold]
fn look_up_current(vm: &mut Vm) -> PyResult<ContextRef> {
    let Some(variable) = vm.module_state(VARIABLE) else {
        return Err(vm.system_error("the module decimal is not there yet"));
    };
    if let Some(context) =
        crate::contextvars::value_of(vm, variable)?.and_then(|context| context.cast::<Native<Context>>())
    {
        vm.context_cache = context.value();
        return Ok(context);
    }
    let Some(template) = default_context(vm) else {
        return Err(vm.system_error("the module decimal is not there yet"));
    };
    let context = copy_of(vm, template)?;
    context.data.status.set(0);
    vm.call_method(variable, "set", &[context.value()])?;
    Ok(context)
}

fn set_current(vm: &mut Vm, context: ContextRef) -> PyResult<()> {
    // The module's own contexts are not changed by arithmetic.
    let own = [DEFAULT, OTHERS[0], OTHERS[1]].iter().any(|key| vm.module_state(key) == Some(context.value()));
    let context = if own {
        let copy = copy_of(vm, context)?;
        copy.data.status.set(0);
        copy
    } else {
        context
    };
    let variable = vm.module_state(VARIABLE).unwrap_or(Value::NONE);
    vm.call_method(variable, "set", &[context.value()])?;
    Ok(())
}

/// A context in an argument; the current one if it was not given or is None.
pub(super) fn optional(vm: &mut Vm, value: Option<Value>) -> PyResult<ContextRef> {
    match value.filter(|value| !value.is_none()) {
        None => current(vm),
        Some(value) => match value.cast::<Native<Context>>() {
            Some(context) => Ok(context),
            None => Err(vm.type_error("optional argument must be a context")),
        },
    }
}

pub(super) fn own(value: Value) -> ContextRef {
    this::<Context>(value)
}

/// `getcontext()`
pub(super) fn get_context(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(current(vm)?.value())
}

/// `setcontext(context)`
pub(super) fn set_context(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(context) = args[0].cast::<Native<Context>>() else {
        return Err(vm.type_error("argument must be a context"));
    };
    set_current(vm, context)?;
    Ok(Value::NONE)
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = match default_context(vm) {
        Some(template) => copied(&template.data),
        None => of_values(&USUAL),
    };
    data.status.set(0);
    Ok(vm.native(class_arg(args), data)?.value())
}

type Set = fn(&mut Vm, Value, Value) -> PyResult<()>;

/// What can be set, in the order of the constructor's arguments.
const SETTERS: [(&str, Set); 8] = [
    ("prec", set_prec),
    ("rounding", set_rounding),
    ("Emin", set_emin),
    ("Emax", set_emax),
    ("capitals", set_capitals),
    ("clamp", set_clamp),
    ("flags", init_flags),
    ("traps", init_traps),
];

fn init_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    for (index, (_, set)) in SETTERS.iter().enumerate() {
        if let Some(value) = args.not_none(1 + index) {
            set(vm, args[0], value)?;
        }
    }
    Ok(Value::NONE)
}

/// `localcontext(ctx=None, **kwargs)`
pub(super) fn local_context(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let saved = current(vm)?;
    let base = optional(vm, args.opt(0))?;
    let local = copy_of(vm, base)?;
    let keywords = args[1].cast::<Dict>().expect("**kwargs is bound to a dict");
    let known = |key: Value| SETTERS.iter().any(|(name, _)| key.cast::<Str>().is_some_and(|key| key.is_text(name)));
    if let Some((key, _)) = keywords.items().find(|&(key, _)| !known(key)) {
        let key = vm.to_str(key)?.to_string_lossy();
        return Err(vm.type_error(&format!("'{key}' is an invalid keyword argument for this function")));
    }
    for (name, set) in SETTERS {
        if let Some(value) = keywords.get_text(vm, name).filter(|value| !value.is_none()) {
            set(vm, local.value(), value)?;
        }
    }
    let class = vm.native_type(&MANAGER)?;
    let manager = Manager { local: Field::new(local), saved: Field::new(saved) };
    Ok(vm.native(class, manager)?.value())
}

struct Manager {
    local: Field<ContextRef>,
    saved: Field<ContextRef>,
}
runtime::native_data!(Manager, [local, saved]);

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let local = this::<Manager>(args[0]).data.local.get();
    set_current(vm, local)?;
    Ok(local.value())
}

fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let saved = this::<Manager>(args[0]).data.saved.get();
    set_current(vm, saved)?;
    Ok(Value::FALSE)
}

static MANAGER: TypeSpec = TypeSpec {
    name: "ContextManager",
    module: "decimal",
    flags: type_flag::NO_NEW,
    methods: &[method("__enter__", "()", enter), method("__exit__", "(*args)", exit)],
    ..TypeSpec::EMPTY
};

fn not_deleted(vm: &mut Vm, value: Value) -> PyResult<()> {
    if value.is_empty() {
        return Err(vm.attribute_error_text("context attributes cannot be deleted"));
    }
    Ok(())
}

fn integer(vm: &mut Vm, value: Value) -> PyResult<i64> {
    not_deleted(vm, value)?;
    if !value.is_int() {
        return Err(vm.type_error("an integer is required"));
    }
    value.as_i64().ok_or_else(|| vm.overflow_error("Python int too large to convert to C ssize_t"))
}

macro_rules! limited {
    ($($set:ident $field:ident $low:expr, $high:expr, $message:literal;)*) => {$(
        fn $set(vm: &mut Vm, context: Value, value: Value) -> PyResult<()> {
            let n = integer(vm, value)?;
            if !($low..=$high).contains(&n) {
                return Err(vm.value_error($message));
            }
            own(context).data.$field.set(n);
            Ok(())
        }
    )*};
}
limited! {
    set_prec prec 1, MAX_PREC, "valid range for prec is [1, MAX_PREC]";
    set_emin emin MIN_EMIN, 0, "valid range for Emin is [MIN_EMIN, 0]";
    set_emax emax 0, MAX_EMAX, "valid range for Emax is [0, MAX_EMAX]";
}

fn set_capitals(vm: &mut Vm, context: Value, value: Value) -> PyResult<()> {
    match integer(vm, value)? {
        n @ (0 | 1) => own(context).data.capitals.set(n == 1),
        _ => return Err(vm.value_error("valid values for capitals are 0 or 1")),
    }
    Ok(())
}

fn set_clamp(vm: &mut Vm, context: Value, value: Value) -> PyResult<()> {
    match integer(vm, value)? {
        n @ (0 | 1) => own(context).data.clamp.set(n == 1),
        _ => return Err(vm.value_error("valid values for clamp are 0 or 1")),
    }
    Ok(())
}

/// The rounding of a name.
pub(super) fn rounding_of(vm: &mut Vm, value: Value) -> PyResult<Rounding> {
    let found = value.cast::<Str>().and_then(|name| Rounding::ALL.iter().find(|r| name.is_text(r.name())));
    match found {
        Some(rounding) => Ok(*rounding),
        None => Err(vm.type_error(
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
        )),
    }
}

fn set_rounding(vm: &mut Vm, context: Value, value: Value) -> PyResult<()> {
    not_deleted(vm, value)?;
    let rounding = rounding_of(vm, value)?;
    own(context).data.rounding.set(rounding);
    Ok(())
}

fn set_flags(vm: &mut Vm, context: Value, value: Value) -> PyResult<()> {
    not_deleted(vm, value)?;
    let flags = signals::flags_in_dict(vm, value)?;
    own(context).data.status.set(flags);
    Ok(())
}

fn set_traps(vm: &mut Vm, context: Value, value: Value) -> PyResult<()> {
    not_deleted(vm, value)?;
    let flags = signals::flags_in_dict(vm, value)?;
    own(context).data.traps.set(flags);
    Ok(())
}

/// As the constructor takes them: a list will do too.
fn init_flags(vm: &mut Vm, context: Value, value: Value) -> PyResult<()> {
    let flags = signals::flags_in(vm, value)?;
    own(context).data.status.set(flags);
    Ok(())
}

/// As the constructor takes them: a list will do too.
fn init_traps(vm: &mut Vm, context: Value, value: Value) -> PyResult<()> {
    let flags = signals::flags_in(vm, value)?;
    own(context).data.traps.set(flags);
    Ok(())
}

fn get_flags(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let context = own(value);
    if let Some(view) = context.data.flags_view.get().given() {
        return Ok(view);
    }
    let view = signals::view(vm, context, Which::Flags)?;
    context.data.flags_view.set(vm, context, view);
    Ok(view)
}

fn get_traps(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let context = own(value);
    if let Some(view) = context.data.traps_view.get().given() {
        return Ok(view);
    }
    let view = signals::view(vm, context, Which::Traps)?;
    context.data.traps_view.set(vm, context, view);
    Ok(view)
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &own(args[0]).data;
    let text = format!(
        "Context(prec={}, rounding={}, Emin={}, Emax={}, capitals={}, clamp={}, flags={}, traps={})",
        data.prec.get(),
        data.rounding.get().name(),
        data.emin.get(),
        data.emax.get(),
        u8::from(data.capitals.get()),
        u8::from(data.clamp.get()),
        signals::names_of(data.status.get()),
        signals::names_of(data.traps.get())
    );
    Ok(vm.str(&text)?.value())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = &own(args[0]).data;
    let (prec, emin, emax) = (vm.int(data.prec.get())?, vm.int(data.emin.get())?, vm.int(data.emax.get())?);
    let rounding = vm.str(data.rounding.get().name())?.value();
    let (capitals, clamp) = (i32::from(data.capitals.get()), i32::from(data.clamp.get()));
    let flags = signals::list_of(vm, data.status.get())?;
    let traps = signals::list_of(vm, data.traps.get())?;
    let state = [prec, rounding, emin, emax, Value::int32(capitals), Value::int32(clamp), flags, traps];
    let state = vm.tuple(&state)?.value();
    let class = vm.class_of(args[0]).value();
    Ok(vm.tuple(&[class, state])?.value())
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(copy_of(vm, own(args[0]))?.value())
}

fn clear_flags(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    own(args[0]).data.status.set(0);
    Ok(Value::NONE)
}

fn clear_traps(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    own(args[0]).data.traps.set(0);
    Ok(Value::NONE)
}

fn etiny(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.int(own(args[0]).data.work().etiny())
}

fn etop(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    vm.int(own(args[0]).data.work().etop())
}

/// Methods that are no arithmetic.
pub(super) const OWN_METHODS: [FnSpec; 12] = [
    method("__new__", "(*args, **kwargs)", new).class_only(),
    method(
        "__init__",
        "(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
        init_method,
    ),
    method("__repr__", "()", repr),
    method("__reduce__", "()", reduce),
    method("__copy__", "()", copy),
    method("copy", "()", copy).doc("Return a duplicate of the context with all flags cleared."),
    method("clear_flags", "()", clear_flags).doc("Reset all flags to False."),
    method("clear_traps", "()", clear_traps).doc("Set all traps to False."),
    method("Etiny", "()", etiny)
        .doc("Return a value equal to Emin - prec + 1, which is the minimum exponent value\nfor subnormal results."),
    method("Etop", "()", etop).doc("Return a value equal to Emax - prec + 1."),
    method("create_decimal", "(num='0', /)", object::create_decimal)
        .convention(Convention::Nameless)
        .doc("Create a new Decimal instance from num, using self as the context."),
    method("create_decimal_from_float", "(f, /)", object::create_decimal_from_float)
        .doc("Create a new Decimal instance from float f."),
];

pub(super) static CONTEXT: TypeSpec = TypeSpec {
    name: "Context",
    module: "decimal",
    flags: type_flag::BASE_TYPE,
    methods: super::tables::CONTEXT_METHODS,
    getset: &[
        getset("prec", |vm, value| vm.int(own(value).data.prec.get()), set_prec),
        getset("Emax", |vm, value| vm.int(own(value).data.emax.get()), set_emax),
        getset("Emin", |vm, value| vm.int(own(value).data.emin.get()), set_emin),
        getset("rounding", |vm, value| Ok(vm.intern(own(value).data.rounding.get().name()).value()), set_rounding),
        getset("capitals", |_, value| Ok(Value::int32(own(value).data.capitals.get().into())), set_capitals),
        getset("clamp", |_, value| Ok(Value::int32(own(value).data.clamp.get().into())), set_clamp),
        getset("flags", get_flags, set_flags),
        getset("traps", get_traps, set_traps),
    ],
    doc: "The context affects almost all operations and controls rounding,\nOver/Underflow, raising of exceptions and much more.",
    ..TypeSpec::EMPTY
};
