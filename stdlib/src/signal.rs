//! `_signal`

use crate::convert::{self, c_int, file_descriptor};
use crate::posix::path::{check, error};
use crate::system::{self, signals};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::function::NativeRole;
use runtime::object::list::List;
use runtime::object::module::Module;
use runtime::object::structseq::StructSpec;
use runtime::object::type_object::Type;
use runtime::signals::{Action, set_action, set_wakeup as runtime_set_wakeup};
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

const LIMIT: i32 = signals::LIMIT;

macro_rules! constants {
    ($($name:ident)*) => {
        static CONSTANTS: &[(&str, i32)] = &[$((stringify!($name), libc::$name as i32),)*];
    };
}
constants! {
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGIOT SIGABRT SIGFPE SIGKILL SIGBUS SIGSEGV SIGSYS SIGPIPE SIGALRM SIGTERM SIGUSR1
    SIGUSR2 SIGCHLD SIGPWR SIGIO SIGURG SIGWINCH SIGPOLL SIGSTOP SIGTSTP SIGCONT SIGTTIN SIGTTOU SIGVTALRM SIGPROF
    SIGXCPU SIGXFSZ SIGSTKFLT SIG_BLOCK SIG_UNBLOCK SIG_SETMASK ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF
}

/// `signal.struct_siginfo`
static SIGINFO: StructSpec = StructSpec::new(
    "struct_siginfo",
    "signal",
    "struct_siginfo: Result from sigwaitinfo or sigtimedwait.\n\nThis object may be accessed either as a tuple of\n(si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band),\nor via the attributes si_signo, si_code, and so on.",
    7,
    struct_fields!("si_signo" 0, "si_code" 1, "si_errno" 2, "si_pid" 3, "si_uid" 4, "si_status" 5, "si_band" 6),
);

/// What Python does about each signal: 0 for the default, 1 for nothing, a function, or None for what is not Python's.
fn handlers(vm: &mut Vm) -> PyResult<Gc<List>> {
    const KEY: &str = "signal handlers";
    if let Some(list) = vm.module_state(KEY).and_then(|list| list.cast()) {
        return Ok(list);
    }
    let list = vm.list(&[])?;
    for signal in 0..LIMIT {
        let handler = match signals::disposition(signal) {
            Some(signals::Disposition::Default) => Value::int32(0),
            Some(signals::Disposition::Ignored) => Value::int32(1),
            Some(signals::Disposition::Handled) | None => Value::NONE,
        };
        list.push(vm, handler)?;
    }
    vm.set_module_state(KEY, list.value());
    Ok(list)
}

/// Whether Python handles the signal.
pub(crate) fn is_handled(vm: &mut Vm, signal: i32) -> PyResult<bool> {
    let handler = handlers(vm)?.get(signal as usize).unwrap_or(Value::NONE);
    Ok(handler != Value::int32(0) && handler != Value::int32(1))
}

/// What is to happen to a signal by what Python code has said.
pub(crate) fn action_of(vm: &mut Vm, signal: i32) -> PyResult<Action> {
    let handler = handlers(vm)?.get(signal as usize).unwrap_or(Value::NONE);
    Ok(match handler.as_i64() {
        Some(1) => Action::Ignore,
        Some(_) => Action::Default,
        None if handler.is_none() => Action::Default,
        None => Action::Note,
    })
}

/// Calls the handler of a signal that has arrived.
fn arrived(vm: &mut Vm, signal: i32) -> PyResult<()> {
    if crate::faulthandler::arrived(vm, signal)? {
        return Ok(());
    }
    let handler = handlers(vm)?.get(signal as usize).unwrap_or(Value::NONE);
    if handler.is_none() || handler == Value::int32(0) || handler == Value::int32(1) {
        return Ok(());
    }
    let frame = vm.current_frame(0)?.unwrap_or(Value::NONE);
    vm.call(handler, &[Value::int32(signal), frame])?;
    Ok(())
}

fn number(vm: &mut Vm, value: Value) -> PyResult<i32> {
    let signal = c_int(vm, value)?;
    if (1..LIMIT).contains(&signal) { Ok(signal) } else { Err(vm.value_error("signal number out of range")) }
}

fn signal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.is_main_thread() {
        return Err(vm.value_error("signal only works in main thread of the main interpreter"));
    }
    let signal = number(vm, args[0])?;
    let is = |value: i64| args[1].as_i64() == Some(value);
    let (action, handler) = if is(0) {
        (Action::Default, Value::int32(0))
    } else if is(1) {
        (Action::Ignore, Value::int32(1))
    } else if vm.is_callable(args[1]) {
        (Action::Note, args[1])
    } else {
        return Err(vm.type_error("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"));
    };
    vm.check_signals()?;
    let list = handlers(vm)?;
    if !set_action(signal, action) {
        let code = system::errno();
        return Err(error(vm, code));
    }
    let old = list.get(signal as usize).unwrap_or(Value::NONE);
    list.set(vm, signal as usize, handler);
    Ok(old)
}

fn getsignal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let signal = number(vm, args[0])?;
    Ok(handlers(vm)?.get(signal as usize).unwrap_or(Value::NONE))
}

fn default_int_handler(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.raise_args(Exc::KeyboardInterrupt, &[]))
}

fn raise_signal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let signal = c_int(vm, args[0])?;
    check(vm, if signals::raise(signal) == 0 { 0 } else { -1 })?;
    vm.check_signals()?;
    Ok(Value::NONE)
}

fn strsignal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let signal = number(vm, args[0])?;
    match signals::describe(signal) {
        Some(text) => Ok(vm.str(&text)?.value()),
        None => Ok(Value::NONE),
    }
}

fn alarm(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let seconds = c_int(vm, args[0])?;
    Ok(Value::int_unchecked(signals::alarm(seconds as u32).into()))
}

fn pause(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    vm.allow_threads(signals::pause);
    vm.check_signals()?;
    Ok(Value::NONE)
}

fn siginterrupt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (signal, flag) = (number(vm, args[0])?, c_int(vm, args[1])?);
    check(vm, signals::siginterrupt(signal, flag))
}

fn set_wakeup_fd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.is_main_thread() {
        return Err(vm.value_error("set_wakeup_fd only works in main thread of the main interpreter"));
    }
    let fd = c_int(vm, args[0])?;
    if fd != -1 {
        let flags = system::fcntl(fd, libc::F_GETFL, 0);
        check(vm, flags)?;
        if flags & libc::O_NONBLOCK == 0 {
            return Err(vm.value_error(&format!("the fd {fd} must be in non-blocking mode")));
        }
    }
    Ok(Value::int32(runtime_set_wakeup(fd)))
}

/// `signal.itimer_error`
fn itimer_error_class(vm: &mut Vm) -> PyResult<Gc<Type>> {
    const KEY: &str = "signal.itimer_error";
    if let Some(class) = vm.module_state(KEY).and_then(|class| class.cast()) {
        return Ok(class);
    }
    let bases = vm.tuple(&[vm.exc(Exc::OSError).value()])?.value();
    let (name, namespace, module) = (vm.str("itimer_error")?.value(), vm.dict()?, vm.str("signal")?.value());
    namespace.set_text(vm, "__module__", module)?;
    let metaclass = vm.types.type_.value();
    let class = vm.call(metaclass, &[name, bases, namespace.value()])?;
    vm.set_module_state(KEY, class);
    Ok(class.cast().expect("type makes classes"))
}

#[cold]
fn itimer_error(vm: &mut Vm, code: i32) -> Raised {
    let made = (|| {
        let class = itimer_error_class(vm)?.value();
        let text = vm.str(&system::strerror(code))?.value();
        vm.call(class, &[Value::int32(code), text])
    })();
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

fn timeval(vm: &mut Vm, value: Value) -> PyResult<libc::timeval> {
    let seconds = crate::time::seconds(vm, value)?;
    Ok(libc::timeval {
        tv_sec: seconds.div_euclid(1_000_000_000) as i64,
        tv_usec: (seconds.rem_euclid(1_000_000_000) / 1000) as i64,
    })
}

fn timer_value(vm: &mut Vm, value: &libc::itimerval) -> PyResult<Value> {
    let seconds = |time: libc::timeval| Value::float(time.tv_sec as f64 + 1e-6 * time.tv_usec as f64);
    Ok(vm.tuple(&[seconds(value.it_value), seconds(value.it_interval)])?.value())
}

fn setitimer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let which = c_int(vm, args[0])?;
    let it_value = timeval(vm, args[1])?;
    let it_interval = timeval(vm, args.opt(2).unwrap_or(Value::int32(0)))?;
    match signals::setitimer(which, libc::itimerval { it_value, it_interval }) {
        Ok(old) => timer_value(vm, &old),
        Err(code) => Err(itimer_error(vm, code)),
    }
}

fn getitimer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let which = c_int(vm, args[0])?;
    match signals::getitimer(which) {
        Ok(value) => timer_value(vm, &value),
        Err(code) => Err(itimer_error(vm, code)),
    }
}

/// Signals in an iterable.
fn sigset(vm: &mut Vm, value: Value) -> PyResult<libc::sigset_t> {
    let mut found = Vec::new();
    vm.for_each(value, |vm, item| {
        let n = vm.index(item)?;
        match n.as_i64().filter(|n| (1..i64::from(LIMIT)).contains(n)) {
            Some(signal) => {
                found.push(signal as i32);
                Ok(())
            }
            None => {
                let shown = vm.repr_text(n)?;
                Err(vm.value_error(&format!("signal number {shown} out of range [1; {}]", LIMIT - 1)))
            }
        }
    })?;
    Ok(signals::set_of(found))
}

fn set_value(vm: &mut Vm, found: Vec<i32>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for signal in found {
        list.push(vm, Value::int32(signal))?;
    }
    let class = vm.types.set.value();
    vm.call(class, &[list.value()])
}

fn pthread_sigmask(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (how, set) = (c_int(vm, args[0])?, sigset(vm, args[1])?);
    match signals::sigmask(how, &set) {
        Ok(old) => {
            vm.check_signals()?;
            set_value(vm, signals::members(&old))
        }
        Err(code) => Err(error(vm, code)),
    }
}

fn sigpending(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    match signals::pending() {
        Ok(set) => set_value(vm, signals::members(&set)),
        Err(code) => Err(error(vm, code)),
    }
}

fn sigwait(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = sigset(vm, args[0])?;
    match vm.allow_threads(|| signals::wait(&set)) {
        Ok(signal) => Ok(Value::int32(signal)),
        Err(code) => Err(error(vm, code)),
    }
}

fn siginfo(vm: &mut Vm, info: &libc::siginfo_t) -> PyResult<Value> {
    let mut values = [Value::NONE; 7];
    for (value, field) in values.iter_mut().zip(signals::info_fields(info)) {
        *value = vm.int(field)?;
    }
    vm.struct_sequence(&SIGINFO, &values)
}

fn sigwaitinfo(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = sigset(vm, args[0])?;
    loop {
        match vm.allow_threads(|| signals::wait_info(&set, None)) {
            Ok(info) => return siginfo(vm, &info),
            Err(libc::EINTR) => vm.check_signals()?,
            Err(code) => return Err(error(vm, code)),
        }
    }
}

fn sigtimedwait(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let set = sigset(vm, args[0])?;
    let timeout = crate::time::seconds(vm, args[1])?;
    if timeout < 0 {
        return Err(vm.value_error("timeout must be non-negative"));
    }
    let deadline = crate::time::monotonic() + timeout;
    loop {
        let left = (deadline - crate::time::monotonic()).max(0);
        match vm.allow_threads(|| signals::wait_info(&set, Some(crate::time::timespec(left)))) {
            Ok(info) => return siginfo(vm, &info),
            Err(libc::EAGAIN) => return Ok(Value::NONE),
            Err(libc::EINTR) => vm.check_signals()?,
            Err(code) => return Err(error(vm, code)),
        }
    }
}

fn pthread_kill(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (thread, signal) = (convert::c_unsigned_long(vm, args[0])?, c_int(vm, args[1])?);
    match signals::kill_thread(thread, signal) {
        0 => {
            vm.check_signals()?;
            Ok(Value::NONE)
        }
        code => Err(error(vm, code)),
    }
}

fn pidfd_send_signal(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (fd, signal) = (file_descriptor(vm, args[0])?, c_int(vm, args[1])?);
    if args.not_none(2).is_some() {
        return Err(vm.type_error("siginfo must be None"));
    }
    let flags = convert::c_int_or(vm, args.opt(3), 0)?;
    check(vm, signals::pidfd_send_signal(fd, signal, flags as u32))
}

fn valid_signals(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    set_value(vm, signals::valid())
}

/// `_signal`
pub(crate) static SIGNAL: ModuleSpec = ModuleSpec {
    name: "_signal",
    doc: "This module provides mechanisms to use signal handlers in Python.",
    functions: &[
        func("default_int_handler", "(signalnum, frame, /)", default_int_handler),
        func("signal", "(signalnum, handler, /)", signal),
        func("getsignal", "(signalnum, /)", getsignal),
        func("raise_signal", "(signalnum, /)", raise_signal),
        func("strsignal", "(signalnum, /)", strsignal),
        func("alarm", "(seconds, /)", alarm),
        func("setitimer", "(which, seconds, interval=0.0, /)", setitimer),
        func("getitimer", "(which, /)", getitimer),
        func("pause", "()", pause),
        func("siginterrupt", "(signalnum, flag, /)", siginterrupt),
        func("set_wakeup_fd", "(fd, /, *, warn_on_full_buffer=True)", set_wakeup_fd),
        func("pthread_sigmask", "(how, mask, /)", pthread_sigmask),
        func("pthread_kill", "(thread_id, signalnum, /)", pthread_kill),
        func("sigpending", "()", sigpending),
        func("sigwait", "(sigset, /)", sigwait),
        func("sigwaitinfo", "(sigset, /)", sigwaitinfo),
        func("sigtimedwait", "(sigset, timeout, /)", sigtimedwait),
        func("pidfd_send_signal", "(pidfd, signalnum, siginfo=None, flags=0, /)", pidfd_send_signal),
        func("valid_signals", "()", valid_signals),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    vm.set_signal_hook(arrived);
    let dict = module.dict.get();
    for &(name, value) in CONSTANTS {
        dict.set_text(vm, name, Value::int32(value))?;
    }
    let numbers = [
        ("SIG_DFL", 0),
        ("SIG_IGN", 1),
        ("NSIG", LIMIT),
        ("SIGCLD", libc::SIGCHLD),
        ("SIGRTMIN", libc::SIGRTMIN()),
        ("SIGRTMAX", libc::SIGRTMAX()),
    ];
    for (name, value) in numbers {
        dict.set_text(vm, name, Value::int32(value))?;
    }
    let class = itimer_error_class(vm)?.value();
    dict.set_text(vm, "ItimerError", class)?;
    let class = vm.struct_type(&SIGINFO)?.value();
    dict.set_text(vm, "struct_siginfo", class)?;
    let list = handlers(vm)?;
    if list.get(libc::SIGINT as usize).is_some_and(|handler| handler.is_none()) {
        let handler = match dict.get_text(vm, "default_int_handler") {
            Some(handler) => handler,
            None => {
                let spec = &SIGNAL.functions[0];
                vm.native_function(spec, NativeRole::Function, Value::EMPTY, module.value())?.value()
            }
        };
        list.set(vm, libc::SIGINT as usize, handler);
    }
    Ok(())
}
