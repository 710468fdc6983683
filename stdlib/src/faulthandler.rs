//! `faulthandler`: tracebacks written straight to a descriptor, when asked, after a time, at a signal, or at a fault.

use crate::convert::{c_int, file_descriptor, truth};
use crate::system::{self, faults, signals};
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::code::Code;
use runtime::object::dict::Dict;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::signals::{Action, set_action};
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::fmt::{self, Write};
use std::time::Duration;

static ENABLED: &str = "faulthandler: the file that was given";
static WATCHED: &str = "faulthandler: the file of a watch";
/// What was given by number of the signal: file, descriptor, all threads, chain.
static REGISTERED: &str = "faulthandler: signals";

/// Frames shown of a thread.
const MOST_FRAMES: usize = 100;
/// Threads shown.
const MOST_THREADS: usize = 100;
/// Characters shown of a name.
const LONGEST: usize = 500;
/// So much native stack is used before it counts as having no end.
const DEEPEST: usize = 100 << 20;

/// Text on its way to a descriptor, without memory of its own: it may be a fault that is reported.
struct Output {
    fd: i32,
    buffer: [u8; 512],
    len: usize,
}

impl Output {
    fn new(fd: i32) -> Output {
        Output { fd, buffer: [0; 512], len: 0 }
    }

    fn flush(&mut self) {
        let mut rest = &self.buffer[..self.len];
        while !rest.is_empty() {
            match system::write(self.fd, rest) {
                count if count > 0 => rest = &rest[(count as usize).min(rest.len())..],
                _ if system::errno() == libc::EINTR => {}
                _ => break,
            }
        }
        self.len = 0;
    }

    /// A name as ASCII, shortened.
    fn name(&mut self, name: &Str) -> fmt::Result {
        for c in name.chars().iter().take(LONGEST) {
            match c {
                0x20..0x7f => self.write_char(c as u8 as char)?,
                0..0x100 => write!(self, "\\x{c:02x}")?,
                0x100..0x1_0000 => write!(self, "\\u{c:04x}")?,
                _ => write!(self, "\\U{c:08x}")?,
            }
        }
        if name.len() > LONGEST { self.write_str("...") } else { Ok(()) }
    }

    /// A thread's frames, innermost first.
    fn frames(&mut self, vm: &Vm, thread: i64) -> fmt::Result {
        let mut count = 0;
        let mut result = Ok(());
        let some = vm.show_frames(thread, |code, line| {
            count += 1;
            if count > MOST_FRAMES {
                result = self.write_str("  ...\n");
                return false;
            }
            result = self.place(code, line);
            result.is_ok()
        });
        result?;
        if some { Ok(()) } else { self.write_str("  <no Python frame>\n") }
    }

    /// A line of a traceback.
    fn place(&mut self, code: Gc<Code>, line: u32) -> fmt::Result {
        self.write_str("  File \"")?;
        self.name(&code.filename.get())?;
        write!(self, "\", line {line} in ")?;
        self.name(&code.name.get())?;
        self.write_str("\n")
    }

    /// All threads, that which is `current` among them, or its frames only.
    fn threads(&mut self, vm: &Vm, current: Option<i64>, all: bool) -> fmt::Result {
        if let Some(current) = current.filter(|_| !all) {
            self.write_str("Stack (most recent call first):\n")?;
            return self.frames(vm, current);
        }
        for (count, thread) in vm.threads().enumerate() {
            if count > 0 {
                self.write_str("\n")?;
            }
            if count == MOST_THREADS {
                return self.write_str("...\n");
            }
            let which = if current == Some(thread) { "Current thread" } else { "Thread" };
            writeln!(self, "{which} 0x{thread:016x} (most recent call first):")?;
            self.frames(vm, thread)?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for &byte in text.as_bytes() {
            if self.len == self.buffer.len() {
                self.flush();
            }
            self.buffer[self.len] = byte;
            self.len += 1;
        }
        Ok(())
    }
}

/// Writes what `text` makes of it to a descriptor; nobody is there to hear of errors.
fn report(fd: i32, text: impl FnOnce(&mut Output) -> fmt::Result) {
    let mut output = Output::new(fd);
    let _written = text(&mut output);
    output.flush();
}

/// Reports a fault, in its handler.
fn report_fault(vm: &Vm, fd: i32, name: &str, all: bool) {
    let current = runtime::threads::current();
    report(fd, |output| {
        write!(output, "Fatal Python error: {name}\n\n")?;
        output.threads(vm, vm.threads().find(|&thread| thread == current), all)
    });
}

/// The descriptor to write to.
fn output(vm: &mut Vm, file: Option<Value>) -> PyResult<i32> {
    let file = match file {
        Some(file) if !file.is_none() => file,
        Some(_) | None => {
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
        // What cannot be flushed is written to all the same.
        if let Err(raised) = vm.call_method(file, "flush", &[]) {
            vm.take_exception(raised);
        }
    }
    Ok(fd)
}

fn dump_traceback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = output(vm, args.opt(0))?;
    let all = truth(vm, args.opt(1), true)?;
    report(fd, |output| output.threads(vm, Some(vm.thread_ident()), all));
    vm.check_signals()?;
    Ok(Value::NONE)
}

fn enable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = output(vm, args.opt(0))?;
    let all = truth(vm, args.opt(1), true)?;
    vm.set_module_state(ENABLED, args.get(0).or_none());
    faults::enable(vm, fd, all, report_fault);
    Ok(Value::NONE)
}

fn is_on(vm: &Vm) -> bool {
    vm.module_state(ENABLED).is_some_and(|file| !file.is_empty())
}

fn disable(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let was_on = is_on(vm);
    if was_on {
        faults::disable();
    }
    vm.set_module_state(ENABLED, Value::EMPTY);
    Ok(Value::bool(was_on))
}

fn is_enabled(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(is_on(vm)))
}

/// `Timeout (0:00:01.500000)!`
fn header(time: Duration) -> String {
    let (seconds, micros) = (time.as_secs(), time.subsec_micros());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
    format!("Timeout ({hours}:{minutes:02}:{seconds:02}{fraction})!\n")
}

fn dump_traceback_later(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let nanos = crate::time::seconds(vm, args[0])?;
    // What is less than a microsecond counts as one.
    let micros = (nanos + 999).div_euclid(1000);
    if micros <= 0 {
        return Err(vm.value_error("timeout must be greater than 0"));
    }
    let Ok(micros) = u64::try_from(micros) else {
        return Err(vm.overflow_error("timeout value is too large"));
    };
    let repeat = truth(vm, args.opt(1), false)?;
    let fd = output(vm, args.opt(2))?;
    let exit = truth(vm, args.opt(3), false)?;
    let time = Duration::from_micros(micros);
    let head = header(time);
    vm.set_module_state(WATCHED, args.opt(2).unwrap_or(Value::NONE));
    let started = vm.watch(time, move |vm| {
        report(fd, |output| {
            output.write_str(&head)?;
            output.threads(vm, None, true)
        });
        if exit {
            system::exit_now(1);
        }
        repeat
    });
    if !started {
        return Err(vm.runtime_error("unable to start watchdog thread"));
    }
    Ok(Value::NONE)
}

fn cancel_dump_traceback_later(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.cancel_watch();
    vm.set_module_state(WATCHED, Value::EMPTY);
    Ok(Value::NONE)
}

/// The number of a signal at which tracebacks may be written.
fn signal(vm: &mut Vm, value: Value) -> PyResult<i32> {
    let signal = c_int(vm, value)?;
    if faults::is_fatal(signal) {
        return Err(vm.runtime_error(&format!("signal {signal} cannot be registered, use enable() instead")));
    }
    if !(1..signals::LIMIT).contains(&signal) {
        return Err(vm.value_error("signal number out of range"));
    }
    Ok(signal)
}

fn register(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let signal = signal(vm, args[0])?;
    let fd = output(vm, args.opt(1))?;
    let (all, chain) = (truth(vm, args.opt(2), true)?, truth(vm, args.opt(3), false)?);
    let registered = match vm.module_state(REGISTERED).and_then(|table| table.cast::<Dict>()) {
        Some(table) => table,
        None => {
            // The module calls what is registered here.
            vm.import("_signal")?;
            let table = vm.dict()?;
            vm.set_module_state(REGISTERED, table.value());
            table
        }
    };
    let file = args.opt(1).unwrap_or(Value::NONE);
    let entry = vm.tuple(&[file, Value::int32(fd), Value::bool(all), Value::bool(chain)])?;
    registered.set(vm, Value::int32(signal), entry.value())?;
    if !set_action(signal, Action::Note) {
        return Err(crate::posix::path::error(vm, system::errno()));
    }
    Ok(Value::NONE)
}

fn unregister(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let signal = signal(vm, args[0])?;
    let registered = vm.module_state(REGISTERED).and_then(|table| table.cast::<Dict>());
    let Some(registered) = registered else { return Ok(Value::FALSE) };
    if registered.remove(vm, Value::int32(signal))?.is_none() {
        return Ok(Value::FALSE);
    }
    let action = crate::signal::action_of(vm, signal)?;
    set_action(signal, action);
    Ok(Value::TRUE)
}

/// A signal has arrived: writes what is to be written; whether nobody else is to hear of it.
pub(crate) fn arrived(vm: &mut Vm, signal: i32) -> PyResult<bool> {
    let registered = vm.module_state(REGISTERED).and_then(|table| table.cast::<Dict>());
    let Some(registered) = registered else { return Ok(false) };
    let entry = registered.get(vm, Value::int32(signal))?;
    let Some(entry) = entry.and_then(|entry| entry.cast::<Tuple>()) else { return Ok(false) };
    let fd = entry.get(1).as_i64().and_then(|fd| i32::try_from(fd).ok()).unwrap_or(2);
    let (all, chain) = (entry.get(2) == Value::TRUE, entry.get(3) == Value::TRUE);
    report(fd, |output| output.threads(vm, Some(vm.thread_ident()), all));
    if !chain {
        return Ok(true);
    }
    if crate::signal::action_of(vm, signal)? == Action::Default {
        set_action(signal, Action::Default);
        signals::raise(signal);
        set_action(signal, Action::Note);
    }
    Ok(false)
}

/// Raises a signal in this thread, with or without the interpreter's lock.
fn raise(vm: &mut Vm, signal: i32, release: Option<Value>) -> PyResult<Value> {
    if truth(vm, release, false)? {
        vm.allow_threads(|| signals::raise(signal));
    } else {
        signals::raise(signal);
    }
    Ok(Value::NONE)
}

fn read_null(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    raise(vm, libc::SIGSEGV, None)
}

fn sigsegv(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    raise(vm, libc::SIGSEGV, args.opt(0))
}

fn sigfpe(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    raise(vm, libc::SIGFPE, None)
}

fn sigabrt(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    system::abort()
}

/// Uses native stack until `limit` is reached; how much of it.
#[inline(never)]
fn descend(start: usize, calls: &mut usize) -> usize {
    let room = std::hint::black_box([*calls as u8; 4096]);
    *calls += 1;
    let used = start.abs_diff(std::ptr::from_ref(&room) as usize);
    let deepest = if used < DEEPEST { descend(start, calls) } else { used };
    std::hint::black_box(room);
    deepest
}

fn stack_overflow(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let (start, mut calls) = (0u8, 0);
    let used = descend(std::ptr::from_ref(&start) as usize, &mut calls);
    let text = "unable to raise a stack overflow";
    Err(vm.runtime_error(&format!("{text} (allocated {used} bytes on the stack, {calls} recursive calls)")))
}

/// A fatal error in a thread that runs no Python.
fn fatal_error_c_thread(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    faults::disable();
    report(2, |output| {
        output.write_str("Fatal Python error: faulthandler_fatal_error_thread: in new thread\n")?;
        output.write_str("Python runtime state: initialized\n\n")?;
        output.threads(vm, None, true)
    });
    system::abort()
}

/// `-X faulthandler` and `PYTHONFAULTHANDLER`
pub(crate) fn start(vm: &mut Vm) -> PyResult<()> {
    if !vm.options.faulthandler {
        return Ok(());
    }
    vm.set_module_state(ENABLED, Value::NONE);
    faults::enable(vm, 2, true, report_fault);
    Ok(())
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
        func("dump_traceback_later", "(timeout, repeat=False, file=_, exit=False)", dump_traceback_later).doc(
            "Dump the traceback of all threads in timeout seconds,\nor each timeout seconds if repeat is True. If exit is True, call _exit(1) which is not safe.",
        ),
        func("cancel_dump_traceback_later", "()", cancel_dump_traceback_later)
            .doc("Cancel the previous call to dump_traceback_later()."),
        func("register", "(signum, file=_, all_threads=True, chain=False)", register).doc(
            "Register a handler for the signal 'signum': dump the traceback of the current thread, or of all threads if all_threads is True, into file.",
        ),
        func("unregister", "(signum, /)", unregister)
            .doc("Unregister the handler of the signal 'signum' registered by register()."),
        func("_read_null", "()", read_null).doc("Read from NULL, raise a SIGSEGV or SIGBUS signal depending on the platform."),
        func("_sigsegv", "(release_gil=False, /)", sigsegv).doc("Raise a SIGSEGV signal."),
        func("_sigabrt", "()", sigabrt).doc("Raise a SIGABRT signal."),
        func("_sigfpe", "()", sigfpe).doc("Raise a SIGFPE signal."),
        func("_fatal_error_c_thread", "()", fatal_error_c_thread).doc("Call Py_FatalError() in a new C thread."),
        func("_stack_overflow", "()", stack_overflow).doc("Recursive call to raise a stack overflow."),
    ],
    ..ModuleSpec::EMPTY
};
