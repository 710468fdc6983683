//! Hooks: `displayhook`, `excepthook`, `unraisablehook`, `breakpointhook`, audit hooks, those of asynchronous generators.

use super::structs;
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

pub(super) fn displayhook(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let value = args[0];
    let modules = vm.modules;
    let Some(builtins) = modules.get_text(vm, "builtins") else {
        return Err(vm.runtime_error("lost builtins module"));
    };
    if value.is_none() {
        return Ok(Value::NONE);
    }
    // Against recursion, and so that `_` is right when printing fails.
    vm.set_attr_text(builtins, "_", Value::NONE)?;
    let sys = vm.sys;
    let Some(out) = sys.get_text(vm, "stdout").filter(|out| !out.is_none()) else {
        return Err(vm.runtime_error("lost sys.stdout"));
    };
    let text = vm.repr(value)?;
    if let Err(raised) = vm.call_method(out, "write", &[text.value()]) {
        vm.catch(raised, Exc::UnicodeEncodeError)?;
        write_escaped(vm, out, text.value())?;
    }
    let newline = vm.str("\n")?.value();
    vm.call_method(out, "write", &[newline])?;
    vm.set_attr_text(builtins, "_", value)?;
    Ok(Value::NONE)
}

/// Writes text with what the stream cannot encode as escapes.
fn write_escaped(vm: &mut Vm, out: Value, text: Value) -> PyResult<()> {
    let encoding = vm.get_attr_text(out, "encoding")?;
    let errors = vm.str("backslashreplace")?.value();
    let bytes = vm.call_method(text, "encode", &[encoding, errors])?;
    if let Some(buffer) = vm.get_attr_opt_text(out, "buffer")? {
        vm.call_method(buffer, "write", &[bytes])?;
        return Ok(());
    }
    let strict = vm.str("strict")?.value();
    let text = vm.call_method(bytes, "decode", &[encoding, strict])?;
    vm.call_method(out, "write", &[text]).map(|_: Value| ())
}

pub(super) fn excepthook(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let exception = args[1];
    let base = vm.exc(Exc::BaseException);
    if vm.is_instance(exception, base) {
        if args[2] != Value::NONE && vm.get_attr_text(exception, "__traceback__")?.is_none() {
            vm.set_attr_text(exception, "__traceback__", args[2])?;
        }
        vm.print_exception(exception)?;
    } else {
        let kind = vm.type_name(exception);
        vm.write_stderr(&format!("TypeError: print_exception(): Exception expected for value, {kind} found\n"))?;
    }
    Ok(Value::NONE)
}

pub(super) fn breakpointhook(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let variable = std::env::var("PYTHONBREAKPOINT").ok().filter(|name| !name.is_empty());
    let name = match variable.filter(|_| !vm.options.ignore_environment) {
        Some(name) => name,
        None => "pdb.set_trace".to_owned(),
    };
    if name == "0" {
        return Ok(Value::NONE);
    }
    let (module, attribute) = name.rsplit_once('.').unwrap_or(("builtins", &name));
    let found = match vm.import(module) {
        Ok(module) => vm.get_attr_opt_text(module, attribute)?,
        Err(raised) => {
            vm.catch(raised, Exc::ImportError)?;
            None
        }
    };
    let Some(hook) = found else {
        let message = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{name}\"");
        vm.warn(Exc::RuntimeWarning, &message, 1)?;
        return Ok(Value::NONE);
    };
    let Some(positional) = args[0].cast::<Tuple>() else { return vm.call(hook, &[]) };
    let keywords = args.opt(1).and_then(|kwargs| kwargs.cast());
    vm.call_dict(hook, positional.items(), keywords)
}

pub(super) fn addaudithook(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match vm.audit("sys.addaudithook", &[]) {
        Ok(()) => {}
        Err(raised) => {
            // A hook that raises an ordinary exception vetoes the new one silently.
            vm.catch(raised, Exc::Exception)?;
            return Ok(Value::NONE);
        }
    }
    vm.add_audit_hook(args[0]).map(|()| Value::NONE)
}

pub(super) fn audit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(event) = args[0].cast::<Str>() else {
        let message = format!("expected str for argument 'event', not {}", vm.type_name(args[0]));
        return Err(vm.type_error(&message));
    };
    let event = event.to_string_lossy();
    let rest = args[1].cast::<Tuple>();
    let rest = rest.as_ref().map_or(&[][..], |rest| rest.items());
    vm.audit(&event, rest).map(|()| Value::NONE)
}

pub(super) fn unraisablehook(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let exception = vm.get_attr_text(args[0], "exc_value")?;
    let message = vm.get_attr_text(args[0], "err_msg")?;
    let object = vm.get_attr_text(args[0], "object")?;
    vm.print_unraisable(exception, message, object);
    Ok(Value::NONE)
}

pub(super) fn get_asyncgen_hooks(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let hooks = [vm.async_state.firstiter.or_none(), vm.async_state.finalizer.or_none()];
    structs::asyncgen_hooks(vm, hooks)
}

pub(super) fn set_asyncgen_hooks(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    for (index, name) in [(1, "finalizer"), (0, "firstiter")] {
        let Some(hook) = args.opt(index) else { continue };
        if !hook.is_none() && !vm.is_callable(hook) {
            let message = format!("callable {name} expected, got {}", vm.type_name(hook));
            return Err(vm.type_error(&message));
        }
        let hook = if hook.is_none() { Value::EMPTY } else { hook };
        if index == 0 {
            vm.async_state.firstiter = hook;
        } else {
            vm.async_state.finalizer = hook;
        }
    }
    Ok(Value::NONE)
}
