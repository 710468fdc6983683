//! The buffer between a raw file and its reader or writer: positions, filling, flushing.
//!
//! ```text
//!   raw file:  ... ──────────┤ raw_pos (relative to the buffer)
//!   buffer:      [ 0 .. pos .. read_end )      data read and not yet taken: pos .. read_end
//!                [ 0 .. write_pos .. write_end ) data to be written: write_pos .. write_end
//! ```
//!
//! A buffer may hold both kinds of data; names and rules are those of CPython's `bufferedio.c`. While a raw file is
//! called, which may run Python, the buffer's bytes are taken out of it, and [`Core::enter`] keeps other users away.

use super::fileio::Descriptor;
use runtime::threads::Lock;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A buffer, shared by the buffered file and the text file above it, so that what is left in it is written when the
/// last of them goes away.
pub(super) struct Core {
    /// The raw file's descriptor, when the raw file is an exact `FileIO`.
    pub(super) file: RefCell<Option<Rc<Descriptor>>>,
    pub(super) bytes: RefCell<Vec<u8>>,
    pub(super) size: Cell<usize>,
    pub(super) pos: Cell<usize>,
    pub(super) raw_pos: Cell<i64>,
    /// End of the data that was read; none if there is no such data.
    pub(super) read_end: Cell<Option<usize>>,
    pub(super) write_pos: Cell<usize>,
    /// End of the data to be written; none if there is no such data.
    pub(super) write_end: Cell<Option<usize>>,
    /// Position in the raw file; none if it has to be asked.
    pub(super) abs_pos: Cell<Option<i64>>,
    pub(super) readable: Cell<bool>,
    pub(super) writable: Cell<bool>,
    /// Whether it is among those that are flushed when the interpreter ends.
    pub(super) until_exit: Cell<bool>,
    /// The thread that uses the buffer; 0 for none.
    user: Cell<i64>,
    /// Threads that wait for it; they are let through one by one.
    waiting: Cell<usize>,
    turn: Lock,
}

impl Core {
    pub(super) fn new() -> Core {
        Core {
            file: RefCell::new(None),
            bytes: RefCell::new(Vec::new()),
            size: Cell::new(0),
            pos: Cell::new(0),
            raw_pos: Cell::new(0),
            read_end: Cell::new(None),
            write_pos: Cell::new(0),
            write_end: Cell::new(None),
            abs_pos: Cell::new(None),
            readable: Cell::new(false),
            writable: Cell::new(false),
            until_exit: Cell::new(false),
            user: Cell::new(0),
            waiting: Cell::new(0),
            turn: Lock::new_held(),
        }
    }

    /// Starts anew with a buffer of `size` bytes.
    pub(super) fn reset(&self, size: usize) {
        *self.bytes.borrow_mut() = vec![0; size];
        self.size.set(size);
        self.pos.set(0);
        self.raw_pos.set(0);
        self.read_end.set(None);
        self.write_pos.set(0);
        self.write_end.set(None);
        self.abs_pos.set(None);
    }

    /// Takes the buffer for the running thread until [`Core::leave`], waiting for other threads; false if this thread uses
    /// it already.
    pub(super) fn enter(&self, vm: &mut Vm) -> PyResult<bool> {
        let me = vm.thread_ident();
        while self.user.get() != 0 {
            if self.user.get() == me {
                return Ok(false);
            }
            self.waiting.set(self.waiting.get() + 1);
            let got = vm.acquire_lock(&self.turn, None);
            self.waiting.set(self.waiting.get() - 1);
            got?;
        }
        self.user.set(me);
        Ok(true)
    }

    pub(super) fn leave(&self) {
        self.user.set(0);
        if self.waiting.get() > 0 {
            self.turn.release();
        }
    }

    pub(super) fn has_read_data(&self) -> bool {
        self.readable.get() && self.read_end.get().is_some()
    }

    pub(super) fn has_write_data(&self) -> bool {
        self.writable.get() && self.write_end.get().is_some()
    }

    /// Bytes read ahead and not yet taken.
    pub(super) fn ahead(&self) -> usize {
        if !self.readable.get() {
            return 0;
        }
        self.read_end.get().map_or(0, |end| end.saturating_sub(self.pos.get()))
    }

    /// By how much the raw file's position is beyond that of the buffered file.
    pub(super) fn raw_offset(&self) -> i64 {
        if (self.has_read_data() || self.has_write_data()) && self.raw_pos.get() >= 0 {
            self.raw_pos.get() - self.pos.get() as i64
        } else {
            0
        }
    }

    /// Moves the position in the buffer; data that was read and is passed over counts as read.
    pub(super) fn set_pos(&self, pos: usize) {
        self.pos.set(pos);
        if self.has_read_data() && self.read_end.get().is_some_and(|end| end < pos) {
            self.read_end.set(Some(pos));
        }
    }

    pub(super) fn drop_read_data(&self) {
        self.read_end.set(None);
    }

    pub(super) fn drop_write_data(&self) {
        self.write_pos.set(0);
        self.write_end.set(None);
    }

    /// Takes up to `count` bytes that were read ahead.
    pub(super) fn take(&self, count: usize) -> Vec<u8> {
        let (pos, count) = (self.pos.get(), count.min(self.ahead()));
        self.pos.set(pos + count);
        self.bytes.borrow()[pos..pos + count].to_vec()
    }

    /// Puts bytes at the position if there is room, as data to be written; false if there is not.
    #[inline]
    pub(super) fn put(&self, data: &[u8]) -> bool {
        if !self.has_read_data() && !self.has_write_data() {
            self.pos.set(0);
            self.raw_pos.set(0);
        }
        let pos = self.pos.get();
        if data.len() > self.size.get().saturating_sub(pos) {
            return false;
        }
        let end = pos + data.len();
        self.bytes.borrow_mut()[pos..end].copy_from_slice(data);
        if !self.has_write_data() || self.write_pos.get() > pos {
            self.write_pos.set(pos);
        }
        self.set_pos(end);
        if self.write_end.get().is_none_or(|write_end| write_end < end) {
            self.write_end.set(Some(end));
        }
        true
    }

    /// Writes what is left without an interpreter; whether that worked.
    pub(super) fn flush_quietly(&self) -> bool {
        let (Some(end), true) = (self.write_end.get(), self.writable.get()) else { return true };
        let Ok(file) = self.file.try_borrow() else { return false };
        let (Some(file), Ok(bytes)) = (file.as_ref(), self.bytes.try_borrow()) else { return false };
        let start = self.write_pos.get();
        if start >= end || end > bytes.len() || self.user.get() != 0 {
            return true;
        }
        // What was read ahead has moved the file's position beyond the place that the data belongs to.
        let rewind = self.raw_offset() + self.pos.get() as i64 - start as i64;
        if rewind != 0
            && let Some(fd) = file.number()
        {
            crate::system::lseek(fd, -rewind, libc::SEEK_CUR);
        }
        let written = file.write_quietly(&bytes[start..end]);
        self.drop_write_data();
        written
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.flush_quietly();
    }
}

/// What a raw file answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// So many bytes.
    Count(usize),
    /// It would have to wait.
    WouldBlock,
}

/// A raw file: how a buffer reaches it.
#[derive(Clone)]
pub(super) struct Raw {
    /// The object; on the native stack, so it lives.
    pub(super) object: Value,
    /// Its descriptor, when it is an exact `FileIO`.
    pub(super) file: Option<Rc<Descriptor>>,
}
