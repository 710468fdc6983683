//! Where pickles are read from: bytes, or a file, a piece at a time.

use super::UNPICKLING_ERROR;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::object::string::Bytes;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::ops::Range;

/// How much is looked at ahead in files that allow it.
const PREFETCH: usize = 128 * 1024;

/// Data that is being read, and the file that more comes from.
pub(super) struct Input {
    bytes: Option<Gc<Bytes>>,
    owned: Vec<u8>,
    pos: usize,
    /// The methods of the file; EMPTY if there is none.
    pub(super) read: Value,
    pub(super) readline: Value,
    pub(super) peek: Value,
    /// Bytes up to here were read from the file, what follows was only peeked at.
    taken: usize,
}

impl Input {
    fn new(bytes: Option<Gc<Bytes>>, owned: Vec<u8>) -> Input {
        let empty = Value::EMPTY;
        Input { bytes, owned, pos: 0, read: empty, readline: empty, peek: empty, taken: 0 }
    }

    /// All the data.
    pub(super) fn of_bytes(vm: &mut Vm, value: Value) -> PyResult<Input> {
        match value.cast::<Bytes>() {
            Some(bytes) => Ok(Input::new(Some(bytes), Vec::new())),
            None => Ok(Input::new(None, vm.with_bytes(value, |_, bytes| bytes.to_vec())?)),
        }
    }

    /// A file by its methods.
    pub(super) fn of_file(read: Value, readline: Value, peek: Value) -> Input {
        Input { read, readline, peek, ..Input::new(None, Vec::new()) }
    }

    #[inline]
    pub(super) fn data(&self) -> &[u8] {
        match &self.bytes {
            Some(bytes) => bytes.bytes(),
            None => &self.owned,
        }
    }

    #[cold]
    fn truncated(vm: &mut Vm) -> Raised {
        UNPICKLING_ERROR.raise(vm, "pickle data was truncated")
    }

    /// The next opcode.
    #[inline]
    pub(super) fn opcode(&mut self, vm: &mut Vm) -> PyResult<u8> {
        if let Some(&byte) = self.data().get(self.pos) {
            self.pos += 1;
            return Ok(byte);
        }
        if self.read.is_empty() || !self.fill(vm, 1)? {
            return Err(vm.raise_text(Exc::EOFError, "Ran out of input"));
        }
        self.pos += 1;
        Ok(self.data()[self.pos - 1])
    }

    /// Where the next `len` bytes are.
    #[inline]
    pub(super) fn take(&mut self, vm: &mut Vm, len: usize) -> PyResult<Range<usize>> {
        if self.data().len() - self.pos < len && (self.read.is_empty() || !self.fill(vm, len)?) {
            return Err(Input::truncated(vm));
        }
        let start = self.pos;
        self.pos += len;
        Ok(start..self.pos)
    }

    /// Where the rest of the line is, with its end.
    pub(super) fn line(&mut self, vm: &mut Vm) -> PyResult<Range<usize>> {
        let start = self.pos;
        if let Some(at) = memchr::memchr(b'\n', &self.data()[start..]) {
            self.pos = start + at + 1;
            return Ok(start..self.pos);
        }
        if self.read.is_empty() {
            return Err(Input::truncated(vm));
        }
        let rest = self.rest(vm)?;
        let line = vm.call(self.readline, &[])?;
        self.append(vm, rest, line)?;
        let end = self.data().len();
        if !self.data().ends_with(b"\n") {
            return Err(Input::truncated(vm));
        }
        self.pos = end;
        Ok(0..end)
    }

    /// What is left of the data that was read, and tells the file that it was.
    fn rest(&mut self, vm: &mut Vm) -> PyResult<Vec<u8>> {
        self.consume(vm)?;
        Ok(self.data().get(self.pos..self.taken.max(self.pos)).unwrap_or(&[]).to_vec())
    }

    /// Reads what was only peeked at, up to where the pickle has been read.
    pub(super) fn consume(&mut self, vm: &mut Vm) -> PyResult<()> {
        if self.read.is_empty() || self.pos <= self.taken {
            return Ok(());
        }
        let len = Value::len(self.pos - self.taken);
        self.taken = self.pos;
        vm.call(self.read, &[len])?;
        Ok(())
    }

    /// Makes `len` bytes available; false if the file ends.
    #[cold]
    fn fill(&mut self, vm: &mut Vm, len: usize) -> PyResult<bool> {
        let rest = self.rest(vm)?;
        if !self.peek.is_empty() && rest.is_empty() && len < PREFETCH {
            match vm.call(self.peek, &[Value::len(PREFETCH)]) {
                Ok(seen) => {
                    let seen = piece(vm, seen)?;
                    if seen.len() >= len {
                        (self.owned, self.pos, self.taken) = (seen, 0, 0);
                        return Ok(true);
                    }
                }
                Err(raised) => {
                    vm.catch(raised, Exc::NotImplementedError)?;
                    self.peek = Value::EMPTY;
                }
            }
        }
        let wanted = Value::len(len - rest.len());
        let more = vm.call(self.read, &[wanted])?;
        self.append(vm, rest, more)?;
        Ok(self.owned.len() >= len)
    }

    fn append(&mut self, vm: &mut Vm, mut rest: Vec<u8>, more: Value) -> PyResult<()> {
        let more = piece(vm, more)?;
        if rest.is_empty() {
            rest = more;
        } else {
            rest.extend(more);
        }
        (self.owned, self.pos) = (rest, 0);
        self.taken = self.owned.len();
        Ok(())
    }
}

/// What a method of a file returned.
fn piece(vm: &mut Vm, value: Value) -> PyResult<Vec<u8>> {
    if !vm.has_buffer(value) {
        let name = vm.type_name(value);
        return Err(vm.type_error(&format!("a bytes-like object is required, not '{name}'")));
    }
    vm.with_bytes(value, |_, bytes| bytes.to_vec())
}

impl Input {
    /// Reads a frame, which is there as a whole.
    pub(super) fn frame(&mut self, vm: &mut Vm, len: usize) -> PyResult<()> {
        let range = self.take(vm, len)?;
        self.pos = range.start;
        Ok(())
    }
}
