//! Async generators as Python objects: what awaiting their next value, `asend`, `athrow` and `aclose` does, and the hooks that
//! see them begin and die.

use super::generator::{
    Closing, code, delegate, frame, get_name, get_qualname, of, repr, set_name, set_qualname, suspended, throw_given,
    warn_of_signature,
};
use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native, Tracer};
use crate::native::{Args, TypeSpec, getset, method, readonly};
use crate::object::generator::{Generator, GeneratorState};
use crate::object::header::Kind;
use crate::object::tuple::Tuple;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};
use std::cell::Cell;

/// What the interpreter keeps for asynchronous programs.
pub struct AsyncState {
    /// Frames that new coroutines remember of where they were made.
    pub origin_depth: u32,
    /// Called with an async generator that is iterated over for the first time, or EMPTY.
    pub firstiter: Value,
    /// Called with an async generator that dies before its end, or EMPTY.
    pub finalizer: Value,
}

impl AsyncState {
    pub(crate) const NEW: AsyncState = AsyncState { origin_depth: 0, firstiter: Value::EMPTY, finalizer: Value::EMPTY };

    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        tracer.root(&mut self.firstiter);
        tracer.root(&mut self.finalizer);
    }
}

/// Bits of [`Generator::async_state`].
pub(super) mod flag {
    /// A step is under way.
    pub(crate) const RUNNING: u8 = 1;
    /// It is being closed, or has ended.
    pub(crate) const CLOSED: u8 = 2;
    /// The hooks have been looked at.
    pub(crate) const HOOKED: u8 = 4;
}

fn has(generator: Gc<Generator>, bit: u8) -> bool {
    generator.async_state.get() & bit != 0
}

fn add(generator: Gc<Generator>, bit: u8) {
    generator.async_state.set(generator.async_state.get() | bit);
}

fn remove(generator: Gc<Generator>, bit: u8) {
    generator.async_state.set(generator.async_state.get() & !bit);
}

/// A value yielded by an async generator, as against one it awaits.
pub struct Wrapped {
    value: Field<Value>,
}
crate::native_data!(Wrapped, [value]);

static WRAPPED: TypeSpec =
    TypeSpec { name: "async_generator_wrapped_value", flags: type_flag::NO_NEW, ..TypeSpec::EMPTY };

/// Marks a value as yielded by an async generator.
pub(crate) fn wrap_async_value(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let class = vm.native_type(&WRAPPED)?;
    Ok(vm.native(class, Wrapped { value: Field::new(value) })?.value())
}

/// What awaiting `__anext__`, `asend`, `athrow` or `aclose` of an async generator does.
pub struct Step {
    generator: Field<Gc<Generator>>,
    /// `asend`: what to send. `athrow`: a tuple of the arguments.
    argument: Field<Value>,
    kind: StepKind,
    state: Cell<StepState>,
}
crate::native_data!(Step, [generator, argument]);

#[derive(Clone, Copy, PartialEq, Eq)]
enum StepKind {
    Send,
    Throw,
    Close,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StepState {
    New,
    Running,
    Closed,
}

fn step(vm: &mut Vm, generator: Value, argument: Value, kind: StepKind) -> PyResult<Value> {
    init_hooks(vm, of(generator))?;
    let class = vm.native_type(if kind == StepKind::Send { &ASEND } else { &ATHROW })?;
    let data = Step {
        generator: Field::new(of(generator)),
        argument: Field::new(argument),
        kind,
        state: Cell::new(StepState::New),
    };
    Ok(vm.native(class, data)?.value())
}

fn init_hooks(vm: &mut Vm, generator: Gc<Generator>) -> PyResult<()> {
    if has(generator, flag::HOOKED) {
        return Ok(());
    }
    add(generator, flag::HOOKED);
    let (firstiter, finalizer) = (vm.async_state.firstiter, vm.async_state.finalizer);
    generator.extra.set(vm, generator, finalizer);
    if !firstiter.is_empty() {
        vm.call(firstiter, &[generator.value()])?;
    }
    Ok(())
}

/// The awaitable of the next value.
pub(super) fn anext(vm: &mut Vm, generator: Value) -> PyResult<Value> {
    step(vm, generator, Value::NONE, StepKind::Send)
}

fn agen_anext(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    anext(vm, args[0])
}

fn agen_asend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    step(vm, args[0], args[1], StepKind::Send)
}

fn agen_athrow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    warn_of_signature(vm, args.from(1), "athrow")?;
    let given = args.from(1).as_slice().iter().take_while(|value| !value.is_empty()).count();
    let arguments = vm.tuple(&args.from(1).as_slice()[..given])?;
    step(vm, args[0], arguments.value(), StepKind::Throw)
}

fn agen_aclose(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    step(vm, args[0], Value::EMPTY, StepKind::Close)
}

fn step_of(value: Value) -> Gc<Native<Step>> {
    value.cast::<Native<Step>>().expect("the receiver is an async generator's awaitable")
}

fn is_end(vm: &mut Vm, error: Value) -> bool {
    vm.is_instance(error, vm.exc(Exc::StopAsyncIteration)) || vm.is_instance(error, vm.exc(Exc::GeneratorExit))
}

/// What the generator did, as whoever awaits a value of it sees it: a yielded value ends the waiting (the inner `Err`).
fn unwrap(
    vm: &mut Vm,
    generator: Gc<Generator>,
    result: PyResult<Result<Value, Value>>,
) -> PyResult<Result<Value, Value>> {
    let raised = match result {
        Ok(Ok(value)) => match value.cast::<Native<Wrapped>>() {
            Some(wrapped) => {
                remove(generator, flag::RUNNING);
                return Ok(Err(wrapped.data.value.get()));
            }
            None => return Ok(Ok(value)),
        },
        Ok(Err(_)) => vm.raise_args(Exc::StopAsyncIteration, &[]),
        Err(raised) => raised,
    };
    let error = vm.take_exception(raised);
    if is_end(vm, error) {
        add(generator, flag::CLOSED);
    }
    remove(generator, flag::RUNNING);
    Err(vm.set_exception(error))
}

/// As `send` and `__next__` say what happened.
fn as_method(vm: &mut Vm, outcome: Result<Value, Value>) -> PyResult<Value> {
    outcome.map_err(|returned| vm.stop_iteration(returned))
}

/// What the generator did, as whoever awaits `aclose` sees it: it may not yield, and its end ends the waiting.
fn unwrap_close(vm: &mut Vm, this: Gc<Native<Step>>, result: PyResult<Result<Value, Value>>) -> PyResult<Value> {
    let generator = this.data.generator.get();
    let raised = match result {
        Ok(Ok(value)) if value.is::<Native<Wrapped>>() => vm.runtime_error("async generator ignored GeneratorExit"),
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(_)) => vm.raise_args(Exc::StopAsyncIteration, &[]),
        Err(raised) => raised,
    };
    remove(generator, flag::RUNNING);
    this.data.state.set(StepState::Closed);
    let error = vm.take_exception(raised);
    if is_end(vm, error) { Err(vm.stop_iteration(Value::NONE)) } else { Err(vm.set_exception(error)) }
}

fn finish(vm: &mut Vm, this: Gc<Native<Step>>, result: PyResult<Result<Value, Value>>) -> PyResult<Value> {
    if this.data.kind == StepKind::Close {
        return unwrap_close(vm, this, result);
    }
    match unwrap(vm, this.data.generator.get(), result) {
        Ok(Ok(value)) => Ok(value),
        ended => {
            this.data.state.set(StepState::Closed);
            as_method(vm, ended?)
        }
    }
}

fn reused(vm: &mut Vm, kind: StepKind) -> Raised {
    let what = match kind {
        StepKind::Send => "__anext__()/asend()",
        StepKind::Throw | StepKind::Close => "aclose()/athrow()",
    };
    vm.runtime_error(&format!("cannot reuse already awaited {what}"))
}

/// The first resumption of the awaitable; an error if another one of the generator is under way.
fn start(vm: &mut Vm, this: Gc<Native<Step>>) -> PyResult<()> {
    if has(this.data.generator.get(), flag::RUNNING) {
        let what = match this.data.kind {
            StepKind::Send => "anext",
            StepKind::Throw => "athrow",
            StepKind::Close => "aclose",
        };
        this.data.state.set(StepState::Closed);
        return Err(vm.runtime_error(&format!("{what}(): asynchronous generator is already running")));
    }
    Ok(())
}

/// The step that awaiting the next value of an async generator is, if the object is one.
pub(crate) fn next_step(object: Value) -> Option<Gc<Native<Step>>> {
    object.cast::<Native<Step>>().filter(|step| step.data.kind == StepKind::Send)
}

/// Resumes the generator: what it awaits, or what it yielded (the inner `Err`).
pub(crate) fn resume_step(vm: &mut Vm, this: Gc<Native<Step>>, mut value: Value) -> PyResult<Result<Value, Value>> {
    let generator = this.data.generator.get();
    match this.data.state.get() {
        StepState::Closed => return Err(reused(vm, StepKind::Send)),
        StepState::New => {
            start(vm, this)?;
            if value.is_none() {
                value = this.data.argument.get();
            }
            this.data.state.set(StepState::Running);
        }
        StepState::Running => {}
    }
    add(generator, flag::RUNNING);
    let result = if generator.state.get() == GeneratorState::Created && !value.is_none() {
        Err(vm.type_error("can't send non-None value to a just-started async generator"))
    } else {
        vm.resume_generator(generator, value)
    };
    let outcome = unwrap(vm, generator, result);
    if !matches!(outcome, Ok(Ok(_))) {
        this.data.state.set(StepState::Closed);
    }
    outcome
}

fn asend_send(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let outcome = resume_step(vm, step_of(args[0]), args[1])?;
    as_method(vm, outcome)
}

fn asend_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    asend_send(vm, Args::new(&[args[0], Value::NONE]))
}

fn athrow_send(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = step_of(args[0]);
    let generator = this.data.generator.get();
    if this.data.state.get() == StepState::Closed {
        return Err(reused(vm, this.data.kind));
    }
    if generator.state.get() == GeneratorState::Finished {
        this.data.state.set(StepState::Closed);
        return Err(vm.stop_iteration(Value::NONE));
    }
    if this.data.state.get() == StepState::Running {
        let result = vm.resume_generator(generator, args[1]);
        return finish(vm, this, result);
    }
    start(vm, this)?;
    if has(generator, flag::CLOSED) {
        this.data.state.set(StepState::Closed);
        return Err(vm.raise_args(Exc::StopAsyncIteration, &[]));
    }
    if !args[1].is_none() {
        return Err(vm.runtime_error("can't send non-None value to a just-started coroutine"));
    }
    this.data.state.set(StepState::Running);
    add(generator, flag::RUNNING);
    let result = match this.data.argument.get().cast::<Tuple>() {
        Some(arguments) => {
            let given = [0, 1, 2].map(|index| arguments.items().get(index).copied().unwrap_or(Value::EMPTY));
            throw_given(vm, generator, Args::new(&given), Closing::Nothing)
        }
        None => {
            add(generator, flag::CLOSED);
            let exit = vm.exc(Exc::GeneratorExit).value();
            throw_given(vm, generator, Args::new(&[exit]), Closing::Nothing)
        }
    };
    finish(vm, this, result)
}

fn athrow_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    athrow_send(vm, Args::new(&[args[0], Value::NONE]))
}

fn step_throw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = step_of(args[0]);
    if this.data.state.get() == StepState::Closed {
        return Err(reused(vm, this.data.kind));
    }
    warn_of_signature(vm, args.from(1), "throw")?;
    let result = throw_given(vm, this.data.generator.get(), args.from(1), Closing::Delegates);
    finish(vm, this, result)
}

fn step_close(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    step_of(args[0]).data.state.set(StepState::Closed);
    Ok(Value::NONE)
}

static ASEND: TypeSpec = TypeSpec {
    name: "async_generator_asend",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__await__", "()", super::iterators::itself),
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", asend_next),
        method("send", "(value, /)", asend_send),
        method("throw", "(type, value=None, traceback=None, /)", step_throw),
        method("close", "()", step_close),
    ],
    ..TypeSpec::EMPTY
};

static ATHROW: TypeSpec = TypeSpec {
    name: "async_generator_athrow",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__await__", "()", super::iterators::itself),
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", athrow_next),
        method("send", "(value, /)", athrow_send),
        method("throw", "(type, value=None, traceback=None, /)", step_throw),
        method("close", "()", step_close),
    ],
    ..TypeSpec::EMPTY
};

fn running(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(has(of(value), flag::RUNNING)))
}

/// `types.AsyncGeneratorType`
pub static ASYNC_GENERATOR: TypeSpec = TypeSpec {
    name: "async_generator",
    kind: Kind::Generator,
    flags: type_flag::NO_NEW | type_flag::HAS_WEAKREF,
    methods: &[
        method("__aiter__", "()", super::iterators::itself),
        method("__anext__", "()", agen_anext),
        method("asend", "(value, /)", agen_asend),
        method("athrow", "(type, value=None, traceback=None, /)", agen_athrow),
        method("aclose", "()", agen_aclose),
        method("__repr__", "()", repr),
        super::generic_alias::CLASS_GETITEM,
    ],
    getset: &[
        getset("__name__", get_name, set_name),
        getset("__qualname__", get_qualname, set_qualname),
        readonly("ag_code", code),
        readonly("ag_frame", frame),
        readonly("ag_running", running),
        readonly("ag_suspended", suspended),
        readonly("ag_await", delegate),
    ],
    ..TypeSpec::EMPTY
};
