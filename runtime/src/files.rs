//! Files as the runtime needs them: where `print` writes and `input` reads.
//!
//! The types of files are the library's. It installs [`FileHooks`], through which text goes to files of its own without
//! calls of Python methods; any other object's `write` and `readline` are called.

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// What the library does with its own text files.
#[derive(Clone, Copy)]
pub struct FileHooks {
    /// Writes text; false if the object is no such file.
    pub write: fn(&mut Vm, Value, Gc<Str>) -> PyResult<bool>,
    /// Reads a line, empty at the end; none if the object is no such file.
    pub read_line: fn(&mut Vm, Value) -> PyResult<Option<Gc<Str>>>,
}

impl Vm {
    /// Installs the library's file functions.
    pub fn set_file_hooks(&mut self, hooks: FileHooks) {
        self.file_hooks = Some(hooks);
    }

    /// `file.write(text)`
    pub fn write_file(&mut self, file: Value, text: Gc<Str>) -> PyResult<()> {
        if let Some(hooks) = self.file_hooks
            && (hooks.write)(self, file, text)?
        {
            return Ok(());
        }
        let write = self.names.special(Special::Write);
        let (write, receiver) = self.load_method(file, write)?;
        match receiver.given() {
            Some(receiver) => self.call_unbound(write, receiver, &[text.value()])?,
            None => self.call(write, &[text.value()])?,
        };
        Ok(())
    }

    /// A line of a file without its line end; none at the end (`PyFile_GetLine`).
    pub fn read_file_line(&mut self, file: Value) -> PyResult<Option<Gc<Str>>> {
        let line = match self.file_hooks {
            Some(hooks) => (hooks.read_line)(self, file)?,
            None => None,
        };
        let line = match line {
            Some(line) => line,
            None => {
                let line = self.call_method(file, "readline", &[])?;
                match line.cast::<Str>() {
                    Some(line) => line,
                    None => return Err(self.type_error("object.readline() returned non-string")),
                }
            }
        };
        if line.is_empty() {
            return Ok(None);
        }
        let end = line.len() - usize::from(line.char_at(line.len() - 1) == 0x0a);
        self.substring(line, 0, end).map(Some)
    }

    /// `sys.stdout` and the like, if it is there and not None.
    pub fn standard_file(&mut self, name: &str) -> Option<Value> {
        let sys = self.sys;
        sys.get_text(self, name).filter(|file| !file.is_none())
    }

    /// Writes to `sys.stdout`.
    pub fn write_stdout(&mut self, bytes: &[u8], flush: bool) -> PyResult<()> {
        let Some(file) = self.standard_file("stdout") else { return Ok(()) };
        let text = self.str_from_wtf8(bytes)?;
        self.write_file(file, text)?;
        if flush {
            self.call_method(file, "flush", &[])?;
        }
        Ok(())
    }

    /// Writes text to `sys.stderr`, or the process's own stream when that is not set.
    pub fn write_stderr(&mut self, text: &str) -> PyResult<()> {
        let sys = self.sys;
        let Some(file) = sys.get_text(self, "stderr") else {
            eprint!("{text}");
            return Ok(());
        };
        if file.is_none() {
            return Ok(());
        }
        let text = self.str(text)?;
        self.write_file(file, text)
    }

    /// Flushes `sys.stdout` and `sys.stderr`, as far as they are there and open.
    pub fn flush_stdout(&mut self) -> PyResult<()> {
        for name in ["stderr", "stdout"] {
            if let Some(file) = self.standard_file(name) {
                self.call_method(file, "flush", &[])?;
            }
        }
        Ok(())
    }

    /// The exception that is set, if one is, to be put back with [`Vm::restore_exception`].
    pub fn pending_exception(&mut self) -> Value {
        std::mem::replace(&mut self.exception, Value::EMPTY)
    }

    /// Sets the exception that [`Vm::pending_exception`] took.
    pub fn restore_exception(&mut self, exception: Value) {
        self.exception = exception;
    }

    /// The file that `print` writes to; none if there is no `sys.stdout` to speak of.
    pub(crate) fn print_file(&mut self, given: Option<Value>) -> PyResult<Option<Value>> {
        if let Some(file) = given {
            return Ok(Some(file));
        }
        let (sys, name) = (self.sys, self.names.special(Special::Stdout));
        match sys.get_str(self, name) {
            Some(file) => Ok(Some(file).filter(|file| !file.is_none())),
            None => Err(self.runtime_error("lost sys.stdout")),
        }
    }

    /// A standard stream that `input` needs.
    pub(crate) fn input_file(&mut self, name: &str) -> PyResult<Value> {
        match self.standard_file(name) {
            Some(file) => Ok(file),
            None => Err(self.raise_text(Exc::RuntimeError, &format!("input(): lost sys.{name}"))),
        }
    }
}
