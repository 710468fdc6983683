//! `_thread._excepthook`: how exceptions that a thread has not caught are reported.

use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::structseq::StructSpec;
use runtime::object::tuple::Tuple;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `threading.ExceptHookArgs`
pub(super) static HOOK_ARGS: StructSpec = StructSpec::new(
    "_ExceptHookArgs",
    "_thread",
    "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
    4,
    struct_fields!("exc_type" 0, "exc_value" 1, "exc_traceback" 2, "thread" 3),
);

pub(super) fn excepthook(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.struct_type(&HOOK_ARGS)?;
    let hook = args[0].cast::<Tuple>().filter(|hook| vm.class_of(hook.value()) == class);
    let Some(hook) = hook else {
        return Err(vm.type_error("_thread.excepthook argument type must be ExceptHookArgs"));
    };
    let (kind, thread) = (hook.get(0), hook.get(3));
    if kind == vm.exc(Exc::SystemExit).value() {
        return Ok(Value::NONE);
    }
    let exception = if hook.get(1).is_none() { vm.call(kind, &[])? } else { hook.get(1) };
    if !hook.get(2).is_none() {
        vm.set_attr_text(exception, "__traceback__", hook.get(2))?;
    }
    let Some(file) = output(vm, thread)? else { return Ok(Value::NONE) };
    let name = if thread.is_none() { None } else { vm.get_attr_opt_text(thread, "name")? };
    let name = match name {
        Some(name) => vm.to_str(name)?.to_string_lossy(),
        None => vm.thread_ident().to_string(),
    };
    let text = format!("Exception in thread {name}:\n{}", vm.exception_report(exception));
    let text = vm.str(&text)?.value();
    vm.call_method(file, "write", &[text])?;
    vm.call_method(file, "flush", &[])?;
    Ok(Value::NONE)
}

/// `sys.stderr`, or else what it was when the thread was made.
fn output(vm: &mut Vm, thread: Value) -> PyResult<Option<Value>> {
    let sys = vm.sys;
    if let Some(file) = sys.get_text(vm, "stderr").filter(|file| !file.is_none()) {
        return Ok(Some(file));
    }
    if thread.is_none() {
        return Ok(None);
    }
    Ok(vm.get_attr_opt_text(thread, "_stderr")?.filter(|file| !file.is_none()))
}
