//! Frames that exceptions have left, as tracebacks show them.
//!
//! An exception that leaves many frames makes an entry of the traceback for each, but hardly anybody asks for `tb_frame`. So the entry
//! of a frame that had no frame object keeps the function and the registers, and the frame object is made of these when somebody
//! asks. `f_back` of that is the frame of the entry that was added next, or the frame that handled the exception.

use super::object::FrameObject;
use super::stack::FrameRef;
use crate::heap::{Field, Gc, Native};
use crate::object::array::Array;
use crate::object::code::Code;
use crate::object::exception::{Exception, Traceback};
use crate::object::function::Function;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// What a traceback's entry knows of a frame.
pub(crate) enum Shown {
    /// Its frame object.
    Object(Value),
    /// What [`Vm::left_frame`] keeps, until somebody asks for the frame object.
    Left(Gc<Array>),
}

impl Vm {
    /// What is kept of a frame that is left: its function, then its named registers.
    pub(crate) fn left_frame(
        &mut self,
        function: Gc<Function>,
        named: impl ExactSizeIterator<Item = Value>,
    ) -> PyResult<Gc<Array>> {
        let left = Array::new(self, 1 + named.len())?;
        left.set(self, 0, function.value());
        for (index, value) in named.enumerate() {
            left.set(self, 1 + index, value);
        }
        Ok(left)
    }

    /// What is kept of a running frame that is about to be left.
    pub(crate) fn left_window(&mut self, frame: FrameRef) -> PyResult<Gc<Array>> {
        let count = frame.code.unit.registers.len();
        let left = Array::new(self, 1 + count)?;
        left.set(self, 0, frame.function.value());
        for index in 0..count {
            let value = self.live_register(frame.base, index);
            left.set(self, 1 + index, value);
        }
        Ok(left)
    }

    /// A new entry of a traceback, before `next`, for what instruction `instruction` of a frame has raised or whose callee has.
    pub(crate) fn new_entry(
        &mut self,
        next: Value,
        shown: Shown,
        code: Gc<Code>,
        instruction: u32,
    ) -> PyResult<Gc<Native<Traceback>>> {
        let class = self.types.traceback;
        let (frame, left) = match shown {
            Shown::Object(frame) => (frame, Value::EMPTY),
            Shown::Left(left) => (Value::EMPTY, left.value()),
        };
        let traceback = Traceback {
            next: Field::new(next),
            frame: Field::new(frame),
            left: Field::new(left),
            outer: Field::new(Value::EMPTY),
            code: Field::new(code),
            instruction: Cell::new(instruction),
            line: Cell::new(0),
            last: Cell::new(None),
        };
        self.native(class, traceback)
    }

    /// Puts an entry before those of the traceback of an exception.
    pub(crate) fn push_entry(
        &mut self,
        exception: Gc<Exception>,
        shown: Shown,
        code: Gc<Code>,
        instruction: usize,
    ) -> PyResult<Gc<Native<Traceback>>> {
        let next = exception.traceback.get();
        let entry = self.new_entry(next, shown, code, instruction as u32)?;
        exception.traceback.set(self, exception, entry.value());
        Ok(entry)
    }

    /// `tb_frame`: the frame object of an entry, which is made if nobody has asked for it before, with those of the frames that
    /// called it.
    pub(crate) fn frame_of_entry(&mut self, entry: Gc<Native<Traceback>>) -> PyResult<Value> {
        let (mut inner, mut at): (Option<Gc<Native<FrameObject>>>, Value) = (None, entry.value());
        while let Some(outer) = at.cast::<Native<Traceback>>() {
            let known = outer.data.frame.get();
            if !known.is_empty() {
                at = known;
                break;
            }
            let frame = self.frame_of_left(outer)?;
            outer.data.frame.set(self, outer, frame.value());
            outer.data.left.set_no_barrier(Value::EMPTY);
            if let Some(inner) = inner.replace(frame) {
                inner.data.back.set(self, inner, frame.value());
            }
            at = outer.data.outer.get();
            outer.data.outer.set_no_barrier(Value::EMPTY);
        }
        if let Some(inner) = inner {
            inner.data.back.set(self, inner, at);
        }
        Ok(entry.data.frame.get())
    }

    fn frame_of_left(&mut self, entry: Gc<Native<Traceback>>) -> PyResult<Gc<Native<FrameObject>>> {
        let kept =
            entry.data.left.get().cast::<Array>().expect("an entry without a frame object has what is kept of it");
        let function = kept.get(0).cast::<Function>().expect("frames of functions are kept");
        let frame = self.new_frame_object(function, entry.data.code.get(), Value::EMPTY)?;
        frame.data.instruction.set(entry.data.instruction.get());
        let registers = Array::new(self, entry.data.code.get().unit.registers.len())?;
        for index in 1..kept.len() {
            registers.set(self, index - 1, kept.get(index));
        }
        frame.data.registers.set(self, frame, registers.value());
        Ok(frame)
    }

    /// Says which frame called that of `left`, the entry that keeps it or its frame object, if it is given: that of `caller`, which is
    /// either as well.
    pub(crate) fn set_caller(&mut self, left: Value, caller: Value) {
        let entry = left.cast::<Native<Traceback>>();
        let known = entry.map_or(left, |entry| entry.data.frame.get());
        if let Some(entry) = entry.filter(|_| known.is_empty()) {
            entry.data.outer.set(self, entry, caller);
            return;
        }
        let Some(frame) = known.cast::<Native<FrameObject>>() else { return };
        let back = match caller.cast::<Native<Traceback>>() {
            Some(entry) => self.frame_of_entry(entry),
            None => Ok(caller),
        };
        match back {
            Ok(back) => frame.data.back.set(self, frame, back),
            // Out of memory: it is not known what called it.
            Err(raised) => drop(self.take_exception(raised)),
        }
    }
}
