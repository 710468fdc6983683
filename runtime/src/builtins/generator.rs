//! Generators, coroutines and async generators as Python objects, and the await protocol.

use crate::bytecode::unit::flags;
use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native};
use crate::native::{Args, TypeSpec, getset, method, readonly};
use crate::object::Special;
use crate::object::exception::Exception;
use crate::object::generator::{Generator, GeneratorState};
use crate::object::header::Kind;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

fn of(value: Value) -> Gc<Generator> {
    value.cast::<Generator>().expect("the receiver is a generator")
}

/// A resumption's outcome as `send` gives it: the value, or StopIteration.
fn outcome(vm: &mut Vm, result: Result<Value, Value>) -> PyResult<Value> {
    match result {
        Ok(value) => Ok(value),
        Err(returned) => Err(vm.stop_iteration(returned)),
    }
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match vm.resume_generator(of(args[0]), Value::NONE)? {
        Ok(value) => Ok(value),
        Err(returned) if returned.is_none() => Ok(Value::EMPTY),
        Err(returned) => Err(vm.stop_iteration(returned)),
    }
}

fn send(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let generator = of(args[0]);
    if generator.state.get() == GeneratorState::Created && !args[1].is_none() {
        let what = if vm.class_of(args[0]) == vm.types.coroutine { "coroutine" } else { "generator" };
        return Err(vm.type_error(&format!("can't send non-None value to a just-started {what}")));
    }
    if generator.state.get() == GeneratorState::Finished && vm.class_of(args[0]) == vm.types.coroutine {
        return Err(vm.runtime_error("cannot reuse already awaited coroutine"));
    }
    let result = vm.resume_generator(generator, args[1])?;
    outcome(vm, result)
}

/// The exception that `throw(type, value, traceback)` means.
fn thrown(vm: &mut Vm, kind: Value, value: Value, traceback: Value) -> PyResult<Value> {
    let exception = if kind.is::<Exception>() {
        if !value.is_empty() && !value.is_none() {
            return Err(vm.type_error("instance exception may not have a separate value"));
        }
        kind
    } else if kind.cast::<Type>().is_some_and(|class| class.has(type_flag::EXCEPTION)) {
        let made = match value.cast::<Tuple>() {
            _ if value.is::<Exception>() => value,
            _ if value.is_empty() || value.is_none() => vm.call(kind, &[])?,
            Some(arguments) => {
                let arguments = arguments.items().to_vec();
                vm.call(kind, &arguments)?
            }
            None => vm.call(kind, &[value])?,
        };
        if !made.is::<Exception>() {
            let (called, got) = (vm.repr_text(kind)?, vm.type_name(made));
            let message = format!("calling {called} should have returned an instance of BaseException, not {got}");
            return Err(vm.type_error(&message));
        }
        made
    } else {
        let message =
            format!("exceptions must be classes or instances deriving from BaseException, not {}", vm.type_name(kind));
        return Err(vm.type_error(&message));
    };
    if !traceback.is_empty() && !traceback.is_none() {
        if !traceback.is::<crate::heap::Native<crate::object::exception::Traceback>>() {
            return Err(vm.type_error("throw() third argument must be a traceback object"));
        }
        vm.set_attr_text(exception, "__traceback__", traceback)?;
    }
    Ok(exception)
}

fn throw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    warn_of_signature(vm, args)?;
    let is_class = args[1].is::<Type>();
    let exception = match thrown(vm, args[1], args.get(2), args.get(3)) {
        Ok(exception) => exception,
        // What goes wrong in making the exception is thrown in its place.
        Err(raised) if is_class && !vm.is_instance(vm.exception, vm.exc(Exc::TypeError)) => vm.take_exception(raised),
        Err(raised) => {
            let made_wrongly = args[1].cast::<Type>().is_some_and(|class| class.has(type_flag::EXCEPTION));
            if !made_wrongly || args.get(3).given().is_some_and(|traceback| !traceback.is_none()) {
                return Err(raised);
            }
            vm.take_exception(raised)
        }
    };
    let result = throw_exception(vm, of(args[0]), exception)?;
    outcome(vm, result)
}

/// Three arguments are deprecated.
fn warn_of_signature(vm: &mut Vm, args: Args<'_>) -> PyResult<()> {
    if args.opt(2).is_none() {
        return Ok(());
    }
    let text = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
    vm.warn(Exc::DeprecationWarning, text, 1)
}

/// Throws into a generator, first into the iterator it delegates to.
fn throw_exception(vm: &mut Vm, generator: Gc<Generator>, exception: Value) -> PyResult<Result<Value, Value>> {
    let Some(inner) = vm.delegate_of(generator) else { return vm.throw_into_generator(generator, exception) };
    if vm.is_instance(exception, vm.exc(Exc::GeneratorExit)) {
        return match close_iterator(vm, inner) {
            Ok(()) => vm.throw_into_generator(generator, exception),
            Err(raised) => {
                let error = vm.take_exception(raised);
                vm.throw_into_generator(generator, error)
            }
        };
    }
    let Some(method) = vm.get_attr_opt_text(inner, "throw")? else {
        return vm.throw_into_generator(generator, exception);
    };
    generator.state.set(GeneratorState::Running);
    let result = vm.call(method, &[exception]);
    generator.state.set(GeneratorState::Suspended);
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(raised) => {
            let stop = vm.exc(Exc::StopIteration);
            let error = vm.take_exception(raised);
            if vm.is_instance(error, stop) {
                let value = super::exceptions::stop_iteration_value(error);
                return vm.resume_after_delegate(generator, value);
            }
            vm.throw_into_generator(generator, error)
        }
    }
}

fn close_iterator(vm: &mut Vm, iterator: Value) -> PyResult<()> {
    if let Some(generator) = iterator.cast::<Generator>() {
        return close_generator(vm, generator).map(|_| ());
    }
    match vm.get_attr_opt_text(iterator, "close") {
        Ok(Some(close)) => vm.call(close, &[]).map(|_| ()),
        Ok(None) => Ok(()),
        Err(raised) => {
            vm.report_unraisable(raised, iterator);
            Ok(())
        }
    }
}

fn close_generator(vm: &mut Vm, generator: Gc<Generator>) -> PyResult<Value> {
    match generator.state.get() {
        GeneratorState::Created => {
            generator.state.set(GeneratorState::Finished);
            return Ok(Value::NONE);
        }
        GeneratorState::Finished => return Ok(Value::NONE),
        GeneratorState::Suspended | GeneratorState::Running => {}
    }
    let exit = vm.new_exception(Exc::GeneratorExit, &[])?;
    match throw_exception(vm, generator, exit.value()) {
        Ok(Ok(_)) => {
            let code = generator.function.get().code.get();
            let what = if code.has(flags::COROUTINE) {
                "coroutine"
            } else if code.has(flags::ASYNC_GENERATOR) {
                "async generator"
            } else {
                "generator"
            };
            Err(vm.runtime_error(&format!("{what} ignored GeneratorExit")))
        }
        Ok(Err(_)) => Ok(Value::NONE),
        Err(raised) => {
            let error = vm.take_exception(raised);
            let quiet =
                vm.is_instance(error, vm.exc(Exc::GeneratorExit)) || vm.is_instance(error, vm.exc(Exc::StopIteration));
            if quiet { Ok(Value::NONE) } else { Err(vm.set_exception(error)) }
        }
    }
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    close_generator(vm, of(args[0]))
}

impl Vm {
    /// Closes a generator that was collected; false if the object is none.
    pub(crate) fn finalize_generator(&mut self, object: Value) -> bool {
        let Some(generator) = object.cast::<Generator>() else { return false };
        let code = generator.function.get().code.get();
        if generator.state.get() == GeneratorState::Created && code.has(flags::COROUTINE) {
            let message = format!("coroutine '{}' was never awaited", generator.qualname.get().to_string_lossy());
            if let Err(raised) = super::warn(self, Exc::RuntimeWarning, &message) {
                self.report_unraisable(raised, object);
            }
        }
        if let Err(raised) = close_generator(self, generator) {
            self.report_unraisable(raised, object);
        }
        true
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    let text =
        format!("<{} object {} at {id:#x}>", vm.type_name(args[0]), of(args[0]).qualname.get().to_string_lossy());
    Ok(vm.str(&text)?.value())
}

fn get_name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).name.get().value())
}

fn set_name(vm: &mut Vm, value: Value, name: Value) -> PyResult<()> {
    match name.cast::<Str>() {
        Some(name) => {
            of(value).name.set(vm, of(value), name);
            Ok(())
        }
        None => Err(vm.type_error("__name__ must be set to a string object")),
    }
}

fn get_qualname(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).qualname.get().value())
}

fn set_qualname(vm: &mut Vm, value: Value, name: Value) -> PyResult<()> {
    match name.cast::<Str>() {
        Some(name) => {
            of(value).qualname.set(vm, of(value), name);
            Ok(())
        }
        None => Err(vm.type_error("__qualname__ must be set to a string object")),
    }
}

fn code(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).function.get().code.get().value())
}

fn running(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).state.get() == GeneratorState::Running))
}

fn suspended(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).state.get() == GeneratorState::Suspended))
}

fn delegate(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(vm.delegate_of(of(value)).unwrap_or(Value::NONE))
}

fn frame(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let generator = of(value);
    if generator.state.get() == GeneratorState::Finished {
        return Ok(Value::NONE);
    }
    Ok(vm.frame_of_generator(generator)?.value())
}

fn none(_: &mut Vm, _: Value) -> PyResult<Value> {
    Ok(Value::NONE)
}

/// `types.GeneratorType`
pub static GENERATOR: TypeSpec = TypeSpec {
    name: "generator",
    kind: Kind::Generator,
    flags: type_flag::NO_NEW | type_flag::HAS_WEAKREF,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", next),
        method("send", "(value, /)", send),
        method("throw", "(type, value=None, traceback=None, /)", throw),
        method("close", "()", close),
        method("__repr__", "()", repr),
    ],
    getset: &[
        getset("__name__", get_name, set_name),
        getset("__qualname__", get_qualname, set_qualname),
        readonly("gi_code", code),
        readonly("gi_frame", frame),
        readonly("gi_running", running),
        readonly("gi_suspended", suspended),
        readonly("gi_yieldfrom", delegate),
    ],
    ..TypeSpec::EMPTY
};

/// `coroutine.__await__()`
pub struct CoroutineWrapper {
    coroutine: Field<Value>,
}
crate::native_data!(CoroutineWrapper, [coroutine]);

fn coroutine_await(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&COROUTINE_WRAPPER)?;
    Ok(vm.native(class, CoroutineWrapper { coroutine: Field::new(args[0]) })?.value())
}

fn wrapped(value: Value) -> Gc<Generator> {
    let wrapper = value.cast::<Native<CoroutineWrapper>>().expect("the receiver is a coroutine wrapper");
    of(wrapper.data.coroutine.get())
}

fn wrapper_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    send(vm, Args::new(&[wrapped(args[0]).value(), Value::NONE]))
}

fn wrapper_send(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    send(vm, Args::new(&[wrapped(args[0]).value(), args[1]]))
}

fn wrapper_throw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    throw(vm, Args::new(&[wrapped(args[0]).value(), args[1], args.get(2), args.get(3)]))
}

fn wrapper_close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    close_generator(vm, wrapped(args[0]))
}

static COROUTINE_WRAPPER: TypeSpec = TypeSpec {
    name: "coroutine_wrapper",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", wrapper_next),
        method("send", "(value, /)", wrapper_send),
        method("throw", "(type, value=None, traceback=None, /)", wrapper_throw),
        method("close", "()", wrapper_close),
    ],
    ..TypeSpec::EMPTY
};

/// `types.CoroutineType`
pub static COROUTINE: TypeSpec = TypeSpec {
    name: "coroutine",
    kind: Kind::Generator,
    flags: type_flag::NO_NEW | type_flag::HAS_WEAKREF,
    methods: &[
        method("__await__", "()", coroutine_await),
        method("send", "(value, /)", send),
        method("throw", "(type, value=None, traceback=None, /)", throw),
        method("close", "()", close),
        method("__repr__", "()", repr),
    ],
    getset: &[
        getset("__name__", get_name, set_name),
        getset("__qualname__", get_qualname, set_qualname),
        readonly("cr_code", code),
        readonly("cr_frame", frame),
        readonly("cr_running", running),
        readonly("cr_suspended", suspended),
        readonly("cr_await", delegate),
        readonly("cr_origin", none),
    ],
    ..TypeSpec::EMPTY
};

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
    /// `asend`: what to send. `athrow`: the exception. `aclose`: EMPTY.
    argument: Field<Value>,
    kind: StepKind,
    state: std::cell::Cell<u8>,
}
crate::native_data!(Step, [generator, argument]);

#[derive(Clone, Copy, PartialEq, Eq)]
enum StepKind {
    Send,
    Throw,
    Close,
}

fn step(vm: &mut Vm, generator: Value, argument: Value, kind: StepKind) -> PyResult<Value> {
    let class = vm.native_type(&STEP)?;
    let data = Step {
        generator: Field::new(of(generator)),
        argument: Field::new(argument),
        kind,
        state: std::cell::Cell::new(0),
    };
    Ok(vm.native(class, data)?.value())
}

fn agen_anext(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    step(vm, args[0], Value::NONE, StepKind::Send)
}

fn agen_asend(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    step(vm, args[0], args[1], StepKind::Send)
}

fn agen_athrow(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let exception = thrown(vm, args[1], args.get(2), args.get(3))?;
    step(vm, args[0], exception, StepKind::Throw)
}

fn agen_aclose(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    step(vm, args[0], Value::EMPTY, StepKind::Close)
}

fn step_of(value: Value) -> Gc<Native<Step>> {
    value.cast::<Native<Step>>().expect("the receiver is an async generator's awaitable")
}

/// Turns what the generator did into what the awaiting coroutine sees.
fn step_outcome(vm: &mut Vm, this: Gc<Native<Step>>, result: PyResult<Result<Value, Value>>) -> PyResult<Value> {
    let generator = this.data.generator.get();
    match result {
        Ok(Ok(value)) => match value.cast::<Native<Wrapped>>() {
            Some(wrapped) => {
                this.data.state.set(2);
                generator.async_state.set(0);
                if this.data.kind == StepKind::Close {
                    return Err(vm.runtime_error("async generator ignored GeneratorExit"));
                }
                Err(vm.stop_iteration(wrapped.data.value.get()))
            }
            None => Ok(value),
        },
        Ok(Err(_)) => {
            this.data.state.set(2);
            generator.async_state.set(0);
            if this.data.kind == StepKind::Close {
                return Err(vm.stop_iteration(Value::NONE));
            }
            Err(vm.raise_args(Exc::StopAsyncIteration, &[]))
        }
        Err(raised) => {
            this.data.state.set(2);
            generator.async_state.set(0);
            if this.data.kind == StepKind::Close {
                let error = vm.take_exception(raised);
                let quiet = vm.is_instance(error, vm.exc(Exc::StopAsyncIteration))
                    || vm.is_instance(error, vm.exc(Exc::GeneratorExit));
                return if quiet { Err(vm.stop_iteration(Value::NONE)) } else { Err(vm.set_exception(error)) };
            }
            Err(raised)
        }
    }
}

fn step_send(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = step_of(args[0]);
    let generator = this.data.generator.get();
    match this.data.state.get() {
        2 => {
            let what = match this.data.kind {
                StepKind::Send => "__anext__()/asend()",
                StepKind::Throw | StepKind::Close => "aclose()/athrow()",
            };
            Err(vm.runtime_error(&format!("cannot reuse already awaited {what}")))
        }
        0 => {
            if generator.async_state.get() != 0 {
                this.data.state.set(2);
                let what = match this.data.kind {
                    StepKind::Send => "anext(): asynchronous generator is already running",
                    StepKind::Throw => "athrow(): asynchronous generator is already running",
                    StepKind::Close => "aclose(): asynchronous generator is already running",
                };
                return Err(vm.runtime_error(what));
            }
            this.data.state.set(1);
            if generator.state.get() == GeneratorState::Finished {
                this.data.state.set(2);
                return match this.data.kind {
                    StepKind::Close => Err(vm.stop_iteration(Value::NONE)),
                    StepKind::Send | StepKind::Throw => Err(vm.raise_args(Exc::StopAsyncIteration, &[])),
                };
            }
            generator.async_state.set(1);
            let result = match this.data.kind {
                StepKind::Send => {
                    let value = if args[1].is_none() { this.data.argument.get() } else { args[1] };
                    if generator.state.get() == GeneratorState::Created && !value.is_none() {
                        generator.async_state.set(0);
                        return Err(vm.type_error("can't send non-None value to a just-started async generator"));
                    }
                    vm.resume_generator(generator, value)
                }
                StepKind::Throw => throw_exception(vm, generator, this.data.argument.get()),
                StepKind::Close if generator.state.get() == GeneratorState::Created => {
                    generator.state.set(GeneratorState::Finished);
                    Ok(Err(Value::NONE))
                }
                StepKind::Close => {
                    let exit = vm.new_exception(Exc::GeneratorExit, &[])?;
                    throw_exception(vm, generator, exit.value())
                }
            };
            step_outcome(vm, this, result)
        }
        _ => {
            let result = vm.resume_generator(generator, args[1]);
            step_outcome(vm, this, result)
        }
    }
}

fn step_next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    step_send(vm, Args::new(&[args[0], Value::NONE]))
}

fn step_throw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = step_of(args[0]);
    if this.data.state.get() == 2 {
        return Err(vm.runtime_error("cannot reuse already awaited __anext__()/asend()"));
    }
    let exception = thrown(vm, args[1], args.get(2), args.get(3))?;
    this.data.state.set(1);
    let result = throw_exception(vm, this.data.generator.get(), exception);
    step_outcome(vm, this, result)
}

fn step_close(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = step_of(args[0]);
    this.data.state.set(2);
    Ok(Value::NONE)
}

static STEP: TypeSpec = TypeSpec {
    name: "async_generator_asend",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__await__", "()", super::iterators::itself),
        method("__iter__", "()", super::iterators::itself),
        method("__next__", "()", step_next),
        method("send", "(value, /)", step_send),
        method("throw", "(type, value=None, traceback=None, /)", step_throw),
        method("close", "()", step_close),
    ],
    ..TypeSpec::EMPTY
};

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
        readonly("ag_await", delegate),
    ],
    ..TypeSpec::EMPTY
};

/// The iterator to await `value` on.
pub(crate) fn awaitable(vm: &mut Vm, value: Value, position: u8) -> PyResult<Value> {
    if let Some(generator) = value.cast::<Generator>() {
        let code = generator.function.get().code.get();
        if code.has(flags::COROUTINE) {
            if vm.delegate_of(generator).is_some() {
                return Err(vm.runtime_error("coroutine is being awaited already"));
            }
            return Ok(value);
        }
        if code.has(flags::ITERABLE_COROUTINE) {
            return Ok(value);
        }
    }
    let Some(iterator) = vm.call_special(value, Special::Await, &[])? else {
        return Err(not_awaitable(vm, value, position));
    };
    if iterator.cast::<Generator>().is_some() && vm.class_of(iterator) == vm.types.coroutine {
        return Err(vm.type_error("__await__() returned a coroutine"));
    }
    if vm.special_of(iterator, Special::Next).is_none() {
        let message = format!("__await__() returned non-iterator of type '{}'", vm.type_name(iterator));
        return Err(vm.type_error(&message));
    }
    Ok(iterator)
}

fn not_awaitable(vm: &mut Vm, value: Value, position: u8) -> Raised {
    let name = vm.type_name(value);
    let message = match position {
        1 => format!("'async with' received an object from __aenter__ that does not implement __await__: {name}"),
        2 => format!("'async with' received an object from __aexit__ that does not implement __await__: {name}"),
        _ => format!("object {name} can't be used in 'await' expression"),
    };
    vm.type_error(&message)
}

/// `aiter(value)` as `async for` does it.
pub(crate) fn aiter(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let Some(iterator) = vm.call_special(value, Special::AIter, &[])? else {
        let message = format!("'async for' requires an object with __aiter__ method, got {}", vm.type_name(value));
        return Err(vm.type_error(&message));
    };
    if vm.special_of(iterator, Special::ANext).is_none() {
        let message = format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {}",
            vm.type_name(iterator)
        );
        return Err(vm.type_error(&message));
    }
    Ok(iterator)
}

/// The awaitable of `value.__anext__()`.
pub(crate) fn anext(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let Some(next) = vm.call_special(value, Special::ANext, &[])? else {
        let message = format!("'async for' requires an iterator with __anext__ method, got {}", vm.type_name(value));
        return Err(vm.type_error(&message));
    };
    match awaitable(vm, next, 0) {
        Ok(iterator) => Ok(iterator),
        Err(raised) => {
            vm.take_exception(raised);
            let message = format!("'async for' received an invalid object from __anext__: {}", vm.type_name(next));
            Err(vm.type_error(&message))
        }
    }
}
