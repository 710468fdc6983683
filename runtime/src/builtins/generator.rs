//! Generators as Python objects, and what coroutines and async generators have in common with them.

use super::async_generator::flag as agen_flag;
use crate::bytecode::unit::flags;
use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Native};
use crate::interp::throw::Thrown;
use crate::native::{Args, TypeSpec, getset, method, readonly};
use crate::object::exception::{Exception, Traceback};
use crate::object::generator::{Generator, GeneratorState};
use crate::object::header::Kind;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

pub(super) fn of(value: Value) -> Gc<Generator> {
    value.cast::<Generator>().expect("the receiver is a generator")
}

/// A resumption's outcome as `send` gives it: the value, or StopIteration.
pub(super) fn outcome(vm: &mut Vm, result: Result<Value, Value>) -> PyResult<Value> {
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

pub(crate) fn send(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let generator = of(args[0]);
    if generator.state.get() == GeneratorState::Created && !args[1].is_none() {
        let what = if vm.class_of(args[0]) == vm.types.coroutine { "coroutine" } else { "generator" };
        return Err(vm.type_error(&format!("can't send non-None value to a just-started {what}")));
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
        let is_instance = kind.cast::<Type>().is_some_and(|class| !value.is_empty() && vm.is_instance(value, class));
        let made = match value.cast::<Tuple>() {
            _ if is_instance => value,
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
        vm.set_attr_text(exception, "__traceback__", traceback)?;
    }
    Ok(exception)
}

pub(super) fn throw(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    warn_of_signature(vm, args.from(1), "throw")?;
    let result = throw_given(vm, of(args[0]), args.from(1), Closing::Delegates)?;
    outcome(vm, result)
}

/// Whether a `GeneratorExit` that is thrown closes what the generator delegates to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    Delegates,
    Nothing,
}

/// Throws what the arguments `type`, `value` and `traceback` say.
pub(super) fn throw_given(
    vm: &mut Vm,
    generator: Gc<Generator>,
    args: Args<'_>,
    closing: Closing,
) -> PyResult<Result<Value, Value>> {
    let exception = thrown_exception(vm, args)?;
    let given = args.as_slice().iter().take_while(|value| !value.is_empty()).count();
    let arguments = &args.as_slice()[..given];
    vm.throw_into_generator(generator, Thrown { exception, arguments, closes: closing == Closing::Delegates })
}

fn thrown_exception(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if args.opt(2).is_some_and(|traceback| !traceback.is_none() && !traceback.is::<Native<Traceback>>()) {
        return Err(vm.type_error("throw() third argument must be a traceback object"));
    }
    let is_class = args[0].cast::<Type>().is_some_and(|class| class.has(type_flag::EXCEPTION));
    match thrown(vm, args[0], args.get(1), args.get(2)) {
        // What goes wrong in making the exception is thrown in its place.
        Err(raised) if is_class => Ok(vm.take_exception(raised)),
        result => result,
    }
}

/// Three arguments are deprecated.
pub(super) fn warn_of_signature(vm: &mut Vm, args: Args<'_>, of: &str) -> PyResult<()> {
    if args.opt(1).is_none() {
        return Ok(());
    }
    let text = &format!("the (type, exc, tb) signature of {of}() is deprecated, use the single-arg signature instead.");
    vm.warn(Exc::DeprecationWarning, text, 1)
}

/// Closes what a generator delegates to.
pub(crate) fn close_iterator(vm: &mut Vm, iterator: Value) -> PyResult<()> {
    let class = vm.class_of(iterator);
    if let Some(generator) = iterator.cast::<Generator>()
        && (class == vm.types.generator || class == vm.types.coroutine)
    {
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

pub(super) fn close_generator(vm: &mut Vm, generator: Gc<Generator>) -> PyResult<Value> {
    match vm.state_of(generator) {
        GeneratorState::Created => {
            generator.state.set(GeneratorState::Finished);
            return Ok(Value::NONE);
        }
        GeneratorState::Finished => return Ok(Value::NONE),
        GeneratorState::Suspended | GeneratorState::Running | GeneratorState::Chained => {}
    }
    let exit = vm.new_exception(Exc::GeneratorExit, &[])?;
    let (exception, class) = (exit.value(), vm.exc(Exc::GeneratorExit).value());
    match vm.throw_into_generator(generator, Thrown { exception, arguments: &[class], closes: true }) {
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

pub(super) fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    close_generator(vm, of(args[0]))
}

impl Vm {
    /// Closes a generator that was collected; false if the object is none.
    pub(crate) fn finalize_generator(&mut self, object: Value) -> bool {
        let Some(generator) = object.cast::<Generator>() else { return false };
        if generator.state.get() == GeneratorState::Finished {
            return true;
        }
        let code = generator.function.get().code.get();
        let hook = generator.extra.get();
        if code.has(flags::ASYNC_GENERATOR) && !hook.is_empty() && generator.async_state.get() & agen_flag::CLOSED == 0
        {
            if let Err(raised) = self.call(hook, &[object]) {
                self.report_unraisable(raised, object);
            }
            return true;
        }
        if generator.state.get() == GeneratorState::Created && code.has(flags::COROUTINE) {
            super::coroutine::warn_never_awaited(self, generator);
        } else if let Err(raised) = close_generator(self, generator) {
            self.report_unraisable(raised, object);
        }
        true
    }
}

pub(super) fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = vm.id(args[0]);
    let text =
        format!("<{} object {} at {id:#x}>", vm.type_name(args[0]), of(args[0]).qualname.get().to_string_lossy());
    Ok(vm.str(&text)?.value())
}

pub(super) fn get_name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).name.get().value())
}

pub(super) fn set_name(vm: &mut Vm, value: Value, name: Value) -> PyResult<()> {
    match name.cast::<Str>() {
        Some(name) => {
            of(value).name.set(vm, of(value), name);
            Ok(())
        }
        None => Err(vm.type_error("__name__ must be set to a string object")),
    }
}

pub(super) fn get_qualname(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).qualname.get().value())
}

pub(super) fn set_qualname(vm: &mut Vm, value: Value, name: Value) -> PyResult<()> {
    match name.cast::<Str>() {
        Some(name) => {
            of(value).qualname.set(vm, of(value), name);
            Ok(())
        }
        None => Err(vm.type_error("__qualname__ must be set to a string object")),
    }
}

pub(super) fn code(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).function.get().code.get().value())
}

pub(super) fn running(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(vm.state_of(of(value)) == GeneratorState::Running))
}

pub(super) fn suspended(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(vm.state_of(of(value)) == GeneratorState::Suspended))
}

pub(super) fn delegate(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(vm.delegate_of(of(value)).unwrap_or(Value::NONE))
}

pub(super) fn frame(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let generator = of(value);
    if generator.state.get() == GeneratorState::Finished {
        return Ok(Value::NONE);
    }
    Ok(vm.frame_of_generator(generator)?.value())
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
