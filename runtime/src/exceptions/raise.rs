//! Making and setting exceptions from Rust.

use super::hierarchy::Exc;
use super::message::Piece;
use crate::heap::Gc;
use crate::native::Args;
use crate::native::signature::CallArgs;
use crate::object::exception::Exception;
use crate::object::list::List;
use crate::object::module::Module;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

macro_rules! raisers {
    ($($name:ident = $exc:ident,)*) => {
        impl Vm {
            $(
                #[doc = concat!("Sets a `", stringify!($exc), "` with this message.")]
                #[cold]
                pub fn $name(&mut self, message: &str) -> Raised {
                    self.raise_text(Exc::$exc, message)
                }
            )*
        }
    };
}

raisers! {
    type_error = TypeError,
    value_error = ValueError,
    index_error = IndexError,
    attribute_error_text = AttributeError,
    runtime_error = RuntimeError,
    overflow_error = OverflowError,
    zero_division_error = ZeroDivisionError,
    lookup_error = LookupError,
    buffer_error = BufferError,
    system_error = SystemError,
    recursion_error = RecursionError,
    reference_error = ReferenceError,
    name_error_text = NameError,
    not_implemented_error = NotImplementedError,
    assertion_error = AssertionError,
    import_error_text = ImportError,
}

impl Vm {
    /// Sets an exception of class `exc` with a message.
    #[cold]
    pub fn raise_text(&mut self, exc: Exc, message: &str) -> Raised {
        match self.str(message) {
            Ok(message) => self.raise_value(exc, message.value()),
            Err(raised) => raised,
        }
    }

    /// Sets an exception of class `exc` with one argument.
    #[cold]
    pub fn raise_value(&mut self, exc: Exc, arg: Value) -> Raised {
        self.raise_args(exc, &[arg])
    }

    /// Sets an exception of class `exc` with these arguments.
    #[cold]
    pub fn raise_args(&mut self, exc: Exc, args: &[Value]) -> Raised {
        match self.new_exception(exc, args) {
            Ok(exception) => self.raise(exception.value()),
            Err(raised) => raised,
        }
    }

    /// An exception object of class `exc`, as calling the class makes it.
    pub fn new_exception(&mut self, exc: Exc, args: &[Value]) -> PyResult<Gc<Exception>> {
        let class = self.exc(exc);
        // Builtin classes stay as they are: what most of them do need not be looked up and called.
        let made = match self.make_exception(class, CallArgs { values: Args::new(args), names: None })? {
            Some((exception, true)) => exception,
            _ => self.call(class.value(), args)?,
        };
        Ok(made.cast().expect("exception classes make exceptions"))
    }

    /// Sets an exception object, with what is being handled as its context.
    pub fn raise(&mut self, exception: Value) -> Raised {
        let handled = self.handled;
        if let (Some(exception), false) = (exception.cast::<Exception>(), handled.is_empty())
            && exception.value() != handled
        {
            self.set_context(exception, handled);
        }
        self.set_exception(exception)
    }

    /// Sets `__context__`, first breaking a cycle that it would close (as `_PyErr_SetObject` does).
    fn set_context(&mut self, exception: Gc<Exception>, context: Value) {
        let (mut at, mut slow, mut steps) = (context, context, 0u64);
        while let Some(current) = at.cast::<Exception>() {
            let next = current.context.get();
            if next == exception.value() {
                current.context.set(self, current, Value::EMPTY);
                break;
            }
            // A cycle that the program made: half as fast, the other pointer is met sooner or later.
            if next == slow {
                break;
            }
            steps += 1;
            if steps.is_multiple_of(2) {
                slow = slow.cast::<Exception>().map_or(Value::EMPTY, |slower| slower.context.get());
            }
            at = next;
        }
        exception.context.set(self, exception, context);
    }

    /// `MemoryError` unless so many bytes may be had at all.
    pub fn check_memory(&mut self, bytes: usize) -> PyResult<()> {
        if bytes > self.heap.most { Err(self.memory_error()) } else { Ok(()) }
    }

    /// Zeros for a program that says how many.
    pub fn zeroed(&mut self, len: usize) -> PyResult<Vec<u8>> {
        self.check_memory(len)?;
        let mut bytes = Vec::new();
        if bytes.try_reserve_exact(len).is_err() {
            return Err(self.memory_error());
        }
        bytes.resize(len, 0);
        Ok(bytes)
    }

    /// Sets an exception of class `exc` with a message, caused by the exception object `cause`.
    #[cold]
    pub fn raise_from(&mut self, exc: Exc, message: &str, cause: Value) -> Raised {
        let raised = self.raise_text(exc, message);
        if let (Some(exception), true) = (self.exception.cast::<Exception>(), cause.is::<Exception>()) {
            exception.cause.set(self, exception, cause);
            exception.context.set(self, exception, cause);
            exception.suppress_context.set(true);
        }
        raised
    }

    /// `MemoryError`, set without allocating more than a little.
    #[cold]
    pub fn memory_error(&mut self) -> Raised {
        let class = self.exc(Exc::MemoryError);
        let Some(args) = self.empty_tuple else { return self.set_exception(Value::NONE) };
        match self.exception_of_class(class, args) {
            Ok(exception) => self.raise(exception.value()),
            // Not even the exception fits: nothing sensible is left to do.
            Err(raised) => raised,
        }
    }

    /// `KeyError(key)`
    #[cold]
    pub fn key_error(&mut self, key: Value) -> Raised {
        self.raise_value(Exc::KeyError, key)
    }

    /// `StopIteration(value)`, without argument for None.
    #[cold]
    pub fn stop_iteration(&mut self, value: Value) -> Raised {
        if value.is_none() || value.is_empty() {
            self.raise_args(Exc::StopIteration, &[])
        } else {
            self.raise_value(Exc::StopIteration, value)
        }
    }

    /// `AttributeError` for a missing attribute, with `name` and `obj` set for suggestions.
    #[cold]
    pub fn attribute_error(&mut self, object: Value, name: Gc<Str>) -> Raised {
        use crate::object::type_object::Type;
        let text = Piece::Text;
        let message = if let Some(class) = object.cast::<Type>() {
            let class = Piece::Class(class);
            self.message(&[text("type object '"), class, text("' has no attribute '"), Piece::Str(name), text("'")])
        } else if let Some(module) = object.cast::<Module>() {
            self.missing_module_attribute(module, name).and_then(|message| self.str(&message))
        } else {
            let class = Piece::Class(self.class_of(object));
            self.message(&[text("'"), class, text("' object has no attribute '"), Piece::Str(name), text("'")])
        };
        match message {
            Ok(message) => self.attribute_error_of(object, name, message),
            Err(raised) => raised,
        }
    }

    fn missing_module_attribute(&mut self, module: Gc<Module>, name: Gc<Str>) -> PyResult<String> {
        let attribute = name.to_string_lossy();
        let dict = module.dict.get();
        let Some(own) = dict.get_text(self, "__name__").and_then(|name| name.cast::<Str>()) else {
            return Ok(format!("module has no attribute '{attribute}'"));
        };
        let own = own.to_string_lossy();
        if self.is_initializing(module.value())? {
            return Ok(format!(
                "partially initialized module '{own}' has no attribute '{attribute}' (most likely due to a circular import)"
            ));
        }
        let spec = dict.get_text(self, "__spec__").filter(|spec| !spec.is_none());
        if let Some(spec) = spec
            && let Some(waiting) = self.get_attr_opt_text(spec, "_uninitialized_submodules")?
            && waiting.is::<List>()
            && self.contains(waiting, name.value())?
        {
            return Ok(format!(
                "cannot access submodule '{attribute}' of module '{own}' (most likely due to a circular import)"
            ));
        }
        Ok(format!("module '{own}' has no attribute '{attribute}'"))
    }

    /// `AttributeError` with this message and `name` and `obj` set.
    #[cold]
    pub fn attribute_error_for(&mut self, object: Value, name: Gc<Str>, message: &str) -> Raised {
        match self.str(message) {
            Ok(message) => self.attribute_error_of(object, name, message),
            Err(raised) => raised,
        }
    }

    fn attribute_error_of(&mut self, object: Value, name: Gc<Str>, message: Gc<Str>) -> Raised {
        let exception = match self.new_exception(Exc::AttributeError, &[message.value()]) {
            Ok(exception) => exception,
            Err(raised) => return raised,
        };
        if let Err(raised) = crate::builtins::exceptions::set_attribute_error(self, exception, object, name) {
            return raised;
        }
        self.raise(exception.value())
    }

    /// `NameError: name 'x' is not defined`, with `name` set for suggestions.
    #[cold]
    pub fn name_error(&mut self, name: Gc<Str>) -> Raised {
        self.name_error_for(Exc::NameError, name, ["name '", "' is not defined"])
    }

    /// A `NameError` or subclass with this text around the name, and `name` set.
    #[cold]
    pub(crate) fn name_error_for(&mut self, exc: Exc, name: Gc<Str>, around: [&str; 2]) -> Raised {
        let message = match self.message(&[Piece::Text(around[0]), Piece::Str(name), Piece::Text(around[1])]) {
            Ok(message) => message.value(),
            Err(raised) => return raised,
        };
        let exception = match self.new_exception(exc, &[message]) {
            Ok(exception) => exception,
            Err(raised) => return raised,
        };
        // As CPython does: names of locals are not to be guessed.
        if exc == Exc::NameError
            && let Err(raised) = crate::builtins::exceptions::set_name_error(self, exception, name)
        {
            return raised;
        }
        self.raise(exception.value())
    }
}
