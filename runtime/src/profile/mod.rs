//! Profiling by Linux `perf`: who is told of machine code that came to be, and in what form interpreted functions are
//! machine code too.
//!
//! While a profile is active, calls of Python functions that are interpreted go through a *trampoline*, a few instructions
//! of machine code that each code object has of its own, and so stand on the native stack under their names
//! (`interp/level.rs`). Compiled code stands there anyway. An observer hears of both.

mod trampoline;

use crate::heap::Gc;
use crate::object::code::Code;
use crate::vm::Vm;
use std::collections::HashSet;
use trampoline::Trampolines;

/// What `perf` is to be told of code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Address, size and name: `perf`.
    Names,
    /// Also the code itself and its lines: `perf_jit`.
    Lines,
}

/// From an offset in machine code on, it belongs to a line.
#[derive(Clone, Copy, Debug)]
pub struct SourceLine<'a> {
    /// The offset.
    pub offset: u32,
    /// The line, from 1 on.
    pub line: u32,
    /// Path of the source.
    pub file: &'a str,
}

/// Who is told of machine code.
pub trait CodeObserver {
    /// Machine code is at `address` from now on, for good.
    fn code_added(&mut self, name: &str, address: usize, code: &[u8], lines: &[SourceLine<'_>]);

    /// Bytes that must stay unused behind code of this size.
    fn room_after(&self, size: usize) -> usize;
}

/// Makes an observer that writes files of the running process; none if that cannot be.
pub type OpenObserver = fn(Format) -> Option<Box<dyn CodeObserver>>;

/// An interpreter's profile.
#[derive(Default)]
pub(crate) struct Profile {
    open: Option<OpenObserver>,
    format: Option<Format>,
    active: bool,
    /// Stays when the profile is deactivated: what it has written is still true.
    observer: Option<Box<dyn CodeObserver>>,
    /// Addresses of code that the observer knows.
    known: HashSet<usize>,
    trampolines: Trampolines,
}

impl Profile {
    fn add(&mut self, name: &str, address: usize, code: &[u8], lines: &[SourceLine<'_>]) {
        if let Some(observer) = &mut self.observer
            && self.known.insert(address)
        {
            observer.code_added(name, address, code, lines);
        }
    }

    fn open(&mut self, format: Format) {
        self.known.clear();
        // The parent's, or that of another format, ends before its file may be replaced.
        self.observer = None;
        self.observer = self.open.and_then(|open| open(format));
        self.format = Some(format);
    }
}

/// The name of a function's machine code.
fn name_of(code: Gc<Code>) -> String {
    format!("py::{}:{}", code.qualname.get().to_string_lossy(), code.filename.get().to_string_lossy())
}

impl Vm {
    /// Says who is to be told of machine code.
    pub fn set_observer(&mut self, open: OpenObserver) {
        self.profile.open = Some(open);
    }

    /// `sys.activate_stack_trampoline`; false if nobody is to be told.
    pub fn activate_profile(&mut self, format: Format) -> bool {
        if self.profile.open.is_none() || !Trampolines::EXIST {
            return false;
        }
        if self.profile.format != Some(format) {
            self.profile.open(format);
        }
        self.profile.active = true;
        self.set_levels(true);
        self.show_all_code();
        true
    }

    /// `sys.deactivate_stack_trampoline`
    pub fn deactivate_profile(&mut self) {
        if std::mem::take(&mut self.profile.active) {
            self.set_levels(false);
        }
    }

    /// `sys.is_stack_trampoline_active`
    pub fn is_profile_active(&self) -> bool {
        self.profile.active
    }

    /// In the child of a fork, which has files of its own.
    pub fn restart_profile(&mut self) {
        let Some(format) = self.profile.format.take() else { return };
        self.profile.trampolines.leave_arena();
        if self.profile.active {
            self.profile.open(format);
            self.show_all_code();
        } else {
            self.profile.observer = None;
        }
    }

    /// Tells the observer of all machine code that it does not know.
    fn show_all_code(&mut self) {
        self.show_trampolines();
        if let Some(mut backend) = self.jit.take() {
            backend.show_all(self);
            self.jit = Some(backend);
        }
    }

    /// The process ends.
    pub fn end_profile(&mut self) {
        self.profile.active = false;
        self.profile.observer = None;
    }

    /// Whether anybody is told of machine code.
    pub fn observes_code(&self) -> bool {
        self.profile.active && self.profile.observer.is_some()
    }

    /// Whether anybody is told of lines.
    pub fn observes_lines(&self) -> bool {
        self.observes_code() && self.profile.format == Some(Format::Lines)
    }

    /// Bytes that must stay unused behind machine code of this size.
    pub fn room_after_code(&self, size: usize) -> usize {
        match &self.profile.observer {
            Some(observer) if self.profile.active => observer.room_after(size),
            Some(_) | None => 0,
        }
    }

    /// Machine code of `code` was installed at `address`.
    pub fn observe_code(&mut self, code: Gc<Code>, address: usize, size: usize, lines: &[SourceLine<'_>]) {
        if self.observes_code() {
            self.profile.add(&name_of(code), address, trampoline::bytes_at(address, size), lines);
        }
    }
}
