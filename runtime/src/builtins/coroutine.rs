//! Coroutines as Python objects, the await protocol, and what is said of coroutines that nobody awaited.

use super::generator::{
    close, close_generator, code, delegate, frame, get_name, get_qualname, of, repr, running, send, set_name,
    set_qualname, suspended, throw,
};
use crate::bytecode::unit::flags;
use crate::exceptions::hierarchy::Exc;
use crate::heap::{Field, Gc, Native};
use crate::native::{Args, TypeSpec, getset, method, readonly};
use crate::object::Special;
use crate::object::generator::Generator;
use crate::object::header::Kind;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

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
        readonly("cr_origin", origin),
    ],
    ..TypeSpec::EMPTY
};

fn origin(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).extra.get().or_none())
}

/// Keeps where a new coroutine was made: file, line and function of as many frames as `sys` was told to track.
pub(crate) fn remember_origin(vm: &mut Vm, generator: Gc<Generator>) -> PyResult<()> {
    let depth = vm.async_state.origin_depth as usize;
    // The innermost frame is the coroutine's own.
    let known = vm.frames().skip(1).take(depth).count();
    let entries = vm.list(&[])?;
    for index in 0..known {
        let Some(frame) = vm.frames().nth(index + 1) else { break };
        let line = frame.code.unit.positions.get(frame.instruction).line;
        let (file, name) = (frame.code.filename.get().value(), frame.code.name.get().value());
        let entry = vm.tuple(&[file, Value::int32(line as i32), name])?;
        entries.push(vm, entry.value())?;
    }
    let entries = vm.collect_tuple(entries.value())?;
    generator.extra.set(vm, generator, entries.value());
    Ok(())
}

/// Warns of a coroutine that was never awaited; `warnings` words it, if that can be imported.
pub(super) fn warn_never_awaited(vm: &mut Vm, coroutine: Gc<Generator>) {
    let mut warned = false;
    match warn_by_module(vm, coroutine) {
        Ok(known) => warned = known,
        Err(raised) => {
            warned |= vm.is_instance(vm.exception, vm.exc(Exc::RuntimeWarning));
            vm.report_unraisable(raised, coroutine.value());
        }
    }
    if !warned {
        let message = format!("coroutine '{}' was never awaited", coroutine.qualname.get().to_string_lossy());
        if let Err(raised) = vm.warn(Exc::RuntimeWarning, &message, 1) {
            vm.report_unraisable(raised, coroutine.value());
        }
    }
}

fn warn_by_module(vm: &mut Vm, coroutine: Gc<Generator>) -> PyResult<bool> {
    let modules = vm.modules;
    let module = match modules.get_text(vm, "warnings") {
        Some(module) => module,
        None if vm.is_finalizing => return Ok(false),
        None => vm.import("warnings")?,
    };
    match vm.get_attr_opt_text(module, "_warn_unawaited_coroutine")? {
        Some(function) => vm.call(function, &[coroutine.value()]).map(|_| true),
        None => Ok(false),
    }
}

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
    if vm.class_of(value) == vm.types.async_generator {
        return super::async_generator::anext(vm, value);
    }
    let Some(next) = vm.call_special(value, Special::ANext, &[])? else {
        let message = format!("'async for' requires an iterator with __anext__ method, got {}", vm.type_name(value));
        return Err(vm.type_error(&message));
    };
    match awaitable(vm, next, 0) {
        Ok(iterator) => Ok(iterator),
        Err(raised) => {
            let cause = vm.take_exception(raised);
            let message = format!("'async for' received an invalid object from __anext__: {}", vm.type_name(next));
            Err(vm.raise_from(Exc::TypeError, &message, cause))
        }
    }
}
