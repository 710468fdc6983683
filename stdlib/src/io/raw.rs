//! Calls of raw files, straight to the system where the file is an exact `FileIO`.

use super::buffer::{Answer, Core, Raw};
use crate::convert;
use runtime::exceptions::hierarchy::Exc;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

impl Raw {
    /// Whether the file is closed.
    pub(super) fn is_closed(&self, vm: &mut Vm) -> PyResult<bool> {
        match &self.file {
            Some(file) => Ok(file.is_closed()),
            None => super::base::is_closed(vm, self.object),
        }
    }

    /// Reads into `buffer` and counts the position on.
    pub(super) fn read(&self, vm: &mut Vm, core: &Core, buffer: &mut [u8]) -> PyResult<Answer> {
        let count = match &self.file {
            Some(file) => file.read(vm, buffer)?,
            None => self.read_by_method(vm, buffer)?,
        };
        let Some(count) = count else { return Ok(Answer::WouldBlock) };
        if count > 0 {
            core.abs_pos.set(core.abs_pos.get().map(|at| at + count as i64));
        }
        Ok(Answer::Count(count))
    }

    fn read_by_method(&self, vm: &mut Vm, buffer: &mut [u8]) -> PyResult<Option<usize>> {
        let class = super::builtin(vm, "bytearray");
        let target = vm.call(class, &[Value::len(buffer.len())])?;
        let class = super::builtin(vm, "memoryview");
        let view = vm.call(class, &[target])?;
        let answer = vm.call_method(self.object, "readinto", &[view]);
        super::release_view(vm, view);
        let answer = answer?;
        if answer.is_none() {
            return Ok(None);
        }
        let count = match vm.index_i64(answer, Exc::OverflowError) {
            Ok(count) => count,
            Err(raised) => {
                let cause = vm.take_exception(raised);
                let raised = vm.raise_text(Exc::OSError, "raw readinto() failed");
                let exception = vm.take_exception(raised);
                vm.set_attr_text(exception, "__cause__", cause)?;
                return Err(vm.set_exception(exception));
            }
        };
        if count < 0 || count as usize > buffer.len() {
            let message = format!(
                "raw readinto() returned invalid length {count} (should have been between 0 and {})",
                buffer.len()
            );
            return Err(vm.raise_text(Exc::OSError, &message));
        }
        let data = convert::data(vm, target)?;
        let data = data.get(..count as usize).unwrap_or(&[]);
        buffer[..data.len()].copy_from_slice(data);
        Ok(Some(data.len()))
    }

    /// Writes what the file takes of `data` and counts the position on.
    pub(super) fn write(&self, vm: &mut Vm, core: &Core, data: &[u8]) -> PyResult<Answer> {
        let count = match &self.file {
            Some(file) => file.write(vm, data)?,
            None => self.write_by_method(vm, data)?,
        };
        let Some(count) = count else { return Ok(Answer::WouldBlock) };
        core.abs_pos.set(core.abs_pos.get().map(|at| at + count as i64));
        Ok(Answer::Count(count))
    }

    fn write_by_method(&self, vm: &mut Vm, data: &[u8]) -> PyResult<Option<usize>> {
        let bytes = vm.bytes(data)?.value();
        let class = super::builtin(vm, "memoryview");
        let view = vm.call(class, &[bytes])?;
        let answer = loop {
            match vm.call_method(self.object, "write", &[view]) {
                Ok(answer) => break answer,
                Err(raised) => vm.catch(raised, Exc::InterruptedError).map(|_| ())?,
            }
        };
        super::release_view(vm, view);
        if answer.is_none() {
            return Ok(None);
        }
        let count = vm.index_i64(answer, Exc::ValueError)?;
        if count < 0 || count as usize > data.len() {
            let message =
                format!("raw write() returned invalid length {count} (should have been between 0 and {})", data.len());
            return Err(vm.raise_text(Exc::OSError, &message));
        }
        Ok(Some(count as usize))
    }

    /// Asks for the position.
    pub(super) fn tell(&self, vm: &mut Vm, core: &Core) -> PyResult<i64> {
        let at = match &self.file {
            Some(file) => file.seek(vm, 0, libc::SEEK_CUR)?,
            None => {
                let answer = vm.call_method(self.object, "tell", &[])?;
                self.position(vm, answer)?
            }
        };
        core.abs_pos.set(Some(at));
        Ok(at)
    }

    /// The position as it is known, or else asked for.
    pub(super) fn known_position(&self, vm: &mut Vm, core: &Core) -> PyResult<i64> {
        match core.abs_pos.get() {
            Some(at) => Ok(at),
            None => self.tell(vm, core),
        }
    }

    /// Moves the position.
    pub(super) fn seek(&self, vm: &mut Vm, core: &Core, offset: i64, whence: i32) -> PyResult<i64> {
        let at = match &self.file {
            Some(file) => file.seek(vm, offset, whence)?,
            None => {
                let offset = vm.int(offset)?;
                let answer = vm.call_method(self.object, "seek", &[offset, Value::int32(whence)])?;
                self.position(vm, answer)?
            }
        };
        core.abs_pos.set(Some(at));
        Ok(at)
    }

    fn position(&self, vm: &mut Vm, answer: Value) -> PyResult<i64> {
        let at = convert::size(vm, answer)?;
        if at < 0 {
            let message = format!("Raw stream returned invalid position {at}");
            return Err(vm.raise_text(Exc::OSError, &message));
        }
        Ok(at)
    }
}

/// `BlockingIOError` with the number of bytes that were written after all.
#[cold]
pub(super) fn blocking(vm: &mut Vm, written: usize) -> Raised {
    let text = match vm.str("write could not complete without blocking") {
        Ok(text) => text.value(),
        Err(raised) => return raised,
    };
    vm.raise_args(Exc::BlockingIOError, &[Value::int32(libc::EAGAIN), text, Value::len(written)])
}
