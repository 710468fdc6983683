//! Memory that is read into: the argument of `readinto`.

use runtime::object::buffer::Buffer;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// A writable object of bytes. To be given back with [`Target::release`].
pub(super) struct Target {
    buffer: Buffer,
}

impl Target {
    /// The memory of an argument; `what` names it in the message.
    pub(super) fn new(vm: &mut Vm, object: Value, what: &str) -> PyResult<Target> {
        Ok(Target { buffer: vm.writable_buffer(object, what)? })
    }

    /// Bytes of room.
    pub(super) fn len(&self) -> usize {
        self.buffer.len
    }

    /// Writes data from byte `at` on.
    pub(super) fn write(&self, vm: &mut Vm, at: usize, data: &[u8]) {
        self.buffer.write(vm, at, data);
    }

    /// Lets go of the memory.
    pub(super) fn release(self, vm: &mut Vm) {
        self.buffer.release(vm);
    }
}
