//! Files that nobody has closed.
//!
//! `open(path, "w").write(text)` leaves no reference to the file. CPython closes it there and then; here it dies when the
//! collector finds out. So where a program looks at a file from outside, by opening it, by asking for its size or by
//! starting a process, garbage is collected first if it may include a file with data that is not written yet.

use super::fileio::Descriptor;
use super::open_files;
use crate::system::{self, Zeroed};
use runtime::native::Args;
use runtime::native::spec::NativeFn;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CStr;
use std::rc::Rc;

/// Which file a path leads to: device and number there.
pub(crate) type Identity = (u64, u64);

/// A file that is still referenced after so many collections is not asked about any more.
const ATTEMPTS: u8 = 3;

/// Which file is looked at from outside.
#[derive(Clone, Copy)]
pub(crate) enum Look<'a> {
    At(Identity),
    AtPath(&'a CStr),
    /// Whatever a process may look at.
    AtAny,
}

/// Closes the files that nobody refers to if there is something to be written to one that is looked at; whether it tried.
pub(crate) fn close_abandoned(vm: &mut Vm, look: Look<'_>) -> bool {
    let waiting = waiting_files(vm);
    if waiting.is_empty() {
        return false;
    }
    let identity = match look {
        Look::At(identity) => Some(identity),
        Look::AtAny => None,
        Look::AtPath(path) => {
            let mut st = libc::stat::zeroed();
            if system::fstatat(libc::AT_FDCWD, path, &mut st, 0) != 0 {
                return false;
            }
            Some(identity_of(&st))
        }
    };
    let mut tries = false;
    for file in waiting {
        let of_interest = file.identity.get().is_some_and(|own| identity.is_none_or(|wanted| wanted == own));
        if of_interest && file.attempts.get() < ATTEMPTS {
            file.attempts.set(file.attempts.get() + 1);
            tries = true;
        }
    }
    if tries {
        vm.collect_garbage();
    }
    tries
}

/// Calls a function that may call [`close_abandoned`]: a word that an earlier call has left where this one puts its frames
/// must not look like a reference to a file.
#[inline(never)]
pub(crate) fn looking(vm: &mut Vm, args: Args<'_>, function: NativeFn) -> PyResult<Value> {
    if is_waiting(vm) {
        runtime::heap::clear_dead_stack();
    }
    function(vm, args)
}

/// Whether something is to be written to a file that nobody may refer to any more.
#[inline(never)]
fn is_waiting(vm: &mut Vm) -> bool {
    !waiting_files(vm).is_empty()
}

pub(crate) fn identity_of(st: &libc::stat) -> Identity {
    (st.st_dev, st.st_ino)
}

/// The descriptors that something is to be written to, but those of the standard streams.
fn waiting_files(vm: &mut Vm) -> Vec<Rc<Descriptor>> {
    let mut waiting = Vec::new();
    let files = match open_files(vm) {
        Ok(files) => files,
        Err(raised) => {
            vm.take_exception(raised);
            return waiting;
        }
    };
    // What is closed is not asked about again, and need not be flushed at the end either.
    files.data.texts.borrow_mut().retain(|text| {
        let Some(text) = text.upgrade() else { return false };
        let file = text.core.borrow().as_ref().and_then(|core| core.file.borrow().clone());
        if !text.bytes.borrow().is_empty() {
            waiting.extend(file);
            return true;
        }
        let open = is_open(file);
        text.until_exit.set(open);
        open
    });
    files.data.cores.borrow_mut().retain(|core| {
        let Some(core) = core.upgrade() else { return false };
        let file = core.file.borrow().clone();
        if core.has_write_data() {
            waiting.extend(file);
            return true;
        }
        let open = is_open(file);
        core.until_exit.set(open);
        open
    });
    waiting.retain(|file| file.number().is_some_and(|fd| fd > 2));
    waiting
}

/// Whether something may be written to a file, or to what takes its place.
fn is_open(file: Option<Rc<Descriptor>>) -> bool {
    file.is_none_or(|file| file.number().is_some())
}
