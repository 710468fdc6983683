//! `faulthandler`: tracebacks written straight to a descriptor.

use crate::convert::{file_descriptor, truth};
use crate::system;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

static ENABLED: &str = "faulthandler: the file that was given";

/// Frames shown of a thread.
const MOST_FRAMES: usize = 100;
/// Characters shown of a name.
const LONGEST: usize = 500;

/// The descriptor to write to.
fn output(vm: &mut Vm, file: Option<Value>) -> PyResult<i32> {
    let file = match file {
        Some(file) => file,
        None => {
            let sys = vm.sys;
            match sys.get_text(vm, "stderr") {
                Some(file) if file.is_none() => return Err(vm.runtime_error("sys.stderr is None")),
                Some(file) => file,
                None => return Err(vm.runtime_error("unable to get sys.stderr")),
            }
        }
    };
    let fd = file_descriptor(vm, file)?;
    if !file.is_int() {
        vm.call_method(file, "flush", &[])?;
    }
    Ok(fd)
}

/// A name as ASCII, shortened.
fn shown(name: Value) -> String {
    let Some(name) = name.cast::<Str>() else { return "???".to_owned() };
    let mut text = String::new();
    for c in name.chars().iter().take(LONGEST) {
        match c {
            0x20..0x7f => text.push(c as u8 as char),
            0..0x100 => text.push_str(&format!("\\x{c:02x}")),
            0x100..0x1_0000 => text.push_str(&format!("\\u{c:04x}")),
            _ => text.push_str(&format!("\\U{c:08x}")),
        }
    }
    if name.len() > LONGEST {
        text.push_str("...");
    }
    text
}

/// The calling thread's frames, innermost first.
fn traceback(vm: &mut Vm, head: &str) -> PyResult<String> {
    let mut text = format!("{head} (most recent call first):\n");
    let mut frame = vm.current_frame(0)?.unwrap_or(Value::NONE);
    if frame.is_none() {
        text.push_str("  <no Python frame>\n");
    }
    let mut count = 0;
    while !frame.is_none() {
        if count == MOST_FRAMES {
            text.push_str("  ...\n");
            break;
        }
        count += 1;
        let code = vm.get_attr_text(frame, "f_code")?;
        let (file, name) = (vm.get_attr_text(code, "co_filename")?, vm.get_attr_text(code, "co_name")?);
        let line = vm.get_attr_text(frame, "f_lineno")?;
        let line = vm.to_str(line)?.to_string_lossy();
        text.push_str(&format!("  File \"{}\", line {line} in {}\n", shown(file), shown(name)));
        frame = vm.get_attr_text(frame, "f_back")?;
    }
    Ok(text)
}

fn dump_traceback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = output(vm, args.opt(0))?;
    let all = truth(vm, args.opt(1), true)?;
    let head = if all { format!("Current thread 0x{:016x}", vm.thread_ident()) } else { "Stack".to_owned() };
    let text = traceback(vm, &head)?;
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        match system::retry(vm, || system::write(fd, rest))? {
            Ok(count) => rest = &rest[(count as usize).min(rest.len())..],
            Err(_) => break,
        }
    }
    Ok(Value::NONE)
}

fn enable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    output(vm, args.opt(0))?;
    truth(vm, args.opt(1), true)?;
    vm.set_module_state(ENABLED, args.get(0).or_none());
    Ok(Value::NONE)
}

fn is_on(vm: &Vm) -> bool {
    vm.module_state(ENABLED).is_some_and(|file| !file.is_empty())
}

fn disable(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let was_on = is_on(vm);
    vm.set_module_state(ENABLED, Value::EMPTY);
    Ok(Value::bool(was_on))
}

fn is_enabled(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(is_on(vm)))
}

/// Nothing waits to be written.
fn cancel_dump_traceback_later(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

/// `faulthandler`
pub(crate) static FAULTHANDLER: ModuleSpec = ModuleSpec {
    name: "faulthandler",
    doc: "faulthandler module.",
    functions: &[
        func("enable", "(file=_, all_threads=True)", enable).doc("Enable the fault handler."),
        func("disable", "()", disable).doc("Disable the fault handler."),
        func("is_enabled", "()", is_enabled).doc("Check if the handler is enabled."),
        func("dump_traceback", "(file=_, all_threads=True)", dump_traceback)
            .doc("Dump the traceback of the current thread, or of all threads if all_threads is True, into file."),
        func("cancel_dump_traceback_later", "()", cancel_dump_traceback_later)
            .doc("cancel the previous call to dump_traceback_later()."),
    ],
    ..ModuleSpec::EMPTY
};
