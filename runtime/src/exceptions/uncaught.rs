//! What happens to an exception that reaches the top: `SystemExit` is obeyed, others go to `sys.excepthook`.

use crate::exceptions::hierarchy::Exc;
use crate::object::exception::Exception;
use crate::object::function::NativeFunction;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// Exit status of a program that a KeyboardInterrupt ended; the process should then die of the signal.
pub const INTERRUPTED: i32 = 130;

impl Vm {
    /// Reports an uncaught exception, or obeys a SystemExit unless `-i` wants to look at it; the exit status.
    pub fn report_uncaught(&mut self, raised: Raised) -> i32 {
        let exception = self.take_exception(raised);
        self.handled = Value::EMPTY;
        let exits = self.is_instance(exception, self.exc(Exc::SystemExit));
        if exits && !self.options.inspect {
            return self.exit_status(exception);
        }
        let interrupted = self.is_instance(exception, self.exc(Exc::KeyboardInterrupt));
        let status = if let Err(raised) = self.call_excepthook(exception) {
            self.report_broken_hook(raised, exception)
        } else {
            1
        };
        if interrupted && status == 1 { INTERRUPTED } else { status }
    }

    /// Calls `sys.excepthook` after setting `sys.last_exc` and the like.
    fn call_excepthook(&mut self, exception: Value) -> PyResult<()> {
        let sys = self.sys;
        let class = self.class_of(exception).value();
        let traceback = exception.cast::<Exception>().map_or(Value::NONE, |e| e.traceback.get().or_none());
        for (name, value) in
            [("last_exc", exception), ("last_type", class), ("last_value", exception), ("last_traceback", traceback)]
        {
            sys.set_text(self, name, value)?;
        }
        let hook = sys.get_text(self, "excepthook");
        if let Err(raised) = self.audit("sys.excepthook", &[hook.unwrap_or(Value::NONE), class, exception, traceback]) {
            self.take_exception(raised);
            return Ok(());
        }
        match hook {
            // The hook's own code, without the way through Python.
            Some(hook) if hook.is::<NativeFunction>() => self.print_exception(exception),
            Some(hook) => self.call(hook, &[class, exception, traceback]).map(|_: Value| ()),
            None => {
                self.write_stderr("sys.excepthook is missing\n")?;
                self.print_exception(exception)
            }
        }
    }

    fn report_broken_hook(&mut self, raised: Raised, original: Value) -> i32 {
        let second = self.take_exception(raised);
        if self.is_instance(second, self.exc(Exc::SystemExit)) {
            return self.exit_status(second);
        }
        let printed = self
            .write_stderr("Error in sys.excepthook:\n")
            .and_then(|()| self.print_exception(second))
            .and_then(|()| self.write_stderr("\nOriginal exception was:\n"))
            .and_then(|()| self.print_exception(original));
        if let Err(raised) = printed {
            self.take_exception(raised);
        }
        1
    }

    /// The exit status that a SystemExit asks for; a text is printed.
    fn exit_status(&mut self, exception: Value) -> i32 {
        let code = match self.get_attr_opt_text(exception, "code") {
            Ok(code) => code.unwrap_or(Value::NONE),
            Err(raised) => {
                self.take_exception(raised);
                Value::NONE
            }
        };
        if code.is_none() {
            return 0;
        }
        if code.as_int().is_some() {
            return code.as_i64().map_or(-1, |n| n as i32) & 0xFF;
        }
        let shown = self.flush_stdout().and_then(|()| self.to_str(code)).and_then(|text| {
            let text = text.to_shown();
            self.write_stderr(&format!("{text}\n"))
        });
        if let Err(raised) = shown {
            self.take_exception(raised);
        }
        1
    }
}
