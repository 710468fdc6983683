//! Exceptions that nobody can catch: raised by finalizers and callbacks. They go to `sys.unraisablehook`.

use crate::heap::{Field, Gc, Native};
use crate::native::{TypeSpec, readonly};
use crate::object::exception::Exception;
use crate::object::header::Kind;
use crate::object::type_object::type_flag;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// What `sys.unraisablehook` is called with.
struct HookArgs {
    exception: Field<Value>,
    message: Field<Value>,
    object: Field<Value>,
}
crate::native_data!(HookArgs, [exception, message, object]);

fn of(value: Value) -> Gc<Native<HookArgs>> {
    value.cast::<Native<HookArgs>>().expect("the receiver is made of hook arguments")
}

fn exc_type(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(vm.class_of(of(value).data.exception.get()).value())
}

fn exc_value(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.exception.get())
}

fn exc_traceback(_: &mut Vm, value: Value) -> PyResult<Value> {
    let exception = of(value).data.exception.get().cast::<Exception>();
    Ok(exception.map_or(Value::NONE, |exception| exception.traceback.get().or_none()))
}

fn err_msg(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.message.get())
}

fn object(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.object.get())
}

static HOOK_ARGS: TypeSpec = TypeSpec {
    name: "UnraisableHookArgs",
    module: "sys",
    kind: Kind::Native,
    flags: type_flag::NO_NEW,
    getset: &[
        readonly("exc_type", exc_type),
        readonly("exc_value", exc_value),
        readonly("exc_traceback", exc_traceback),
        readonly("err_msg", err_msg),
        readonly("object", object),
    ],
    ..TypeSpec::EMPTY
};

impl Vm {
    /// Reports an exception that `object` (a finalizer, a callback) raised where nobody can catch it.
    pub fn report_unraisable(&mut self, raised: Raised, object: Value) {
        let exception = self.take_exception(raised);
        self.unraisable_with_message(exception, Value::NONE, object);
    }

    /// As [`Vm::report_unraisable`], with a text instead of "Exception ignored in".
    pub fn unraisable_with_message(&mut self, exception: Value, message: Value, object: Value) {
        let reported = self.call_unraisable_hook(exception, message, object);
        if let Err(raised) = reported {
            let second = self.take_exception(raised);
            let sys = self.sys;
            let hook = sys.get_text(self, "unraisablehook").unwrap_or(Value::NONE);
            let text = self.str("Exception ignored in sys.unraisablehook").map_or(Value::NONE, |text| text.value());
            self.print_unraisable(second, text, hook);
        }
    }

    fn call_unraisable_hook(&mut self, exception: Value, message: Value, object: Value) -> PyResult<()> {
        let sys = self.sys;
        match sys.get_text(self, "unraisablehook").filter(|hook| !hook.is_none()) {
            Some(hook) => {
                let class = self.native_type(&HOOK_ARGS)?;
                let args = HookArgs {
                    exception: Field::new(exception),
                    message: Field::new(message),
                    object: Field::new(object),
                };
                let args = self.native(class, args)?.value();
                self.call(hook, &[args]).map(|_| ())
            }
            None => {
                self.print_unraisable(exception, message, object);
                Ok(())
            }
        }
    }

    /// What `sys.__unraisablehook__` prints.
    pub fn print_unraisable(&mut self, exception: Value, message: Value, object: Value) {
        let mut out = match message.cast::<crate::object::string::Str>() {
            Some(message) => message.to_string_lossy(),
            None => "Exception ignored in".to_owned(),
        };
        if object.is_none() {
            out.push_str(":\n");
        } else {
            let text = self.repr_text(object).unwrap_or_else(|raised| {
                self.take_exception(raised);
                "<object repr() failed>".to_owned()
            });
            out.push_str(&format!(": {text}\n"));
        }
        if let Err(raised) = self.render(exception, &mut out, "") {
            self.take_exception(raised);
            out.push_str("<exception str() failed>\n");
        }
        if let Err(raised) = self.write_stderr(&out) {
            self.take_exception(raised);
        }
    }
}
