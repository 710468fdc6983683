//! Frame objects: what `sys._getframe()` and tracebacks show of a frame.
//!
//! A frame object is a snapshot: the function, where it was, and its named registers at that moment.

use super::stack::{FrameRef, frame_code, frame_function, register};
use crate::bytecode::unit::flags;
use crate::bytecode::{Op, RegisterKind};
use crate::heap::{Field, Gc};
use crate::object::array::Array;
use crate::object::code::Code;
use crate::object::dict::Dict;
use crate::object::function::{CellObject, Function};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A frame object's data.
pub struct FrameObject {
    /// The function that runs in it.
    pub function: Field<Gc<Function>>,
    /// Index of the instruction.
    pub instruction: Cell<u32>,
    /// The named registers.
    pub registers: Field<Gc<Array>>,
    /// `f_back` or EMPTY if it was not asked for while the frame ran.
    pub back: Field<Value>,
}
crate::native_data!(FrameObject, [function, registers, back]);

/// Whether a variable of an inlined comprehension can be seen at `instruction`: `clear_locals` with aux 1 begins a
/// comprehension, with aux 2 ends it.
fn is_visible(code: &Code, register: usize, instruction: usize) -> bool {
    let before = code.unit.code.iter().take(instruction + 1).rev();
    let mut marks = before.filter(|instr| {
        let covered = usize::from(instr.a())..usize::from(instr.a()) + usize::from(instr.b());
        instr.op_byte() == Op::ClearLocals as u8 && instr.aux() != 0 && covered.contains(&register)
    });
    marks.next().is_some_and(|instr| instr.aux() == 1)
}

impl Vm {
    /// A frame object for the live frame at `base`.
    pub(crate) fn frame_object(&mut self, base: *mut u64, instruction: usize) -> PyResult<Value> {
        let function = frame_function(base).expect("only frames of functions are shown");
        let code = frame_code(base);
        let count = code.unit.registers.len();
        let registers = Array::new(self, count)?;
        for index in 0..count {
            let value = self.live_register(base, index);
            registers.set(self, index, value);
        }
        let class = self.types.frame;
        let frame = FrameObject {
            function: Field::new(function),
            instruction: Cell::new(instruction as u32),
            registers: Field::new(registers),
            back: Field::new(Value::EMPTY),
        };
        Ok(self.native(class, frame)?.value())
    }

    /// A register's value, EMPTY if it holds nothing but what a call left there: an address of code or of a frame, or of an
    /// object long dead.
    pub(crate) fn live_register(&self, base: *mut u64, index: usize) -> Value {
        let value = register(base, index);
        let stale = value.is_heap() && !self.heap.is_object(value.bits());
        if stale { Value::EMPTY } else { value }
    }

    /// Frame objects for the running frame and all that called it, linked; from `depth` frames out. None if there are not so many.
    pub fn current_frame(&mut self, depth: usize) -> PyResult<Option<Value>> {
        let count = self.frames().count();
        if depth >= count {
            return Ok(None);
        }
        let mut back = Value::EMPTY;
        for at in (depth..count).rev() {
            let frame = self.frames().nth(at).expect("counted above");
            let object = self.frame_object(frame.base, frame.instruction)?;
            if let Some(native) = object.cast::<crate::heap::Native<FrameObject>>() {
                native.data.back.set(self, native, back);
            }
            back = object;
        }
        Ok(Some(back))
    }

    /// What `locals()` gives in a frame: its namespace, or a new dict of its bound variables.
    pub(crate) fn frame_locals(&mut self, frame: FrameRef) -> PyResult<Value> {
        let hidden = |index: usize| is_visible(&frame.code, index, frame.instruction);
        let count = frame.code.unit.registers.len();
        if frame.code.has(flags::NAMESPACE) {
            let namespace = register(frame.base, 0);
            // Only in comprehensions is there more than the namespace.
            let more =
                (1..count).any(|index| frame.code.register_kind(index) == Some(RegisterKind::Hidden) && hidden(index));
            if !more {
                return Ok(namespace);
            }
            let copy = self.dict()?;
            crate::builtins::dict::update(self, copy, namespace)?;
            let registers = self.registers_of(frame.base, count)?;
            self.add_locals(copy, frame.code, registers, frame.instruction)?;
            return Ok(copy.value());
        }
        let count = frame.code.unit.registers.len();
        let registers = self.registers_of(frame.base, count)?;
        Ok(self.locals_dict(frame.code, registers, frame.instruction)?.value())
    }

    /// The first `count` registers of a live frame.
    fn registers_of(&mut self, base: *mut u64, count: usize) -> PyResult<Gc<Array>> {
        let registers = Array::new(self, count)?;
        for index in 0..count {
            let value = self.live_register(base, index);
            registers.set(self, index, value);
        }
        Ok(registers)
    }

    /// A dict of the bound variables among named registers of code that is at `instruction`.
    pub fn locals_dict(&mut self, code: Gc<Code>, registers: Gc<Array>, instruction: usize) -> PyResult<Gc<Dict>> {
        let dict = self.dict()?;
        self.add_locals(dict, code, registers, instruction)?;
        Ok(dict)
    }

    fn add_locals(&mut self, dict: Gc<Dict>, code: Gc<Code>, registers: Gc<Array>, instruction: usize) -> PyResult<()> {
        for index in 0..registers.len() {
            let Some(kind) = code.register_kind(index) else { break };
            let mut value = registers.get(index);
            if matches!(kind, RegisterKind::Cell | RegisterKind::Free) {
                value = match value.cast::<CellObject>() {
                    Some(cell) => cell.get(),
                    None => value,
                };
            }
            let Some(name) = code.register_name(index) else { continue };
            if name.is_empty() || value.is_empty() || name.char_at(0) == u32::from('.') {
                continue;
            }
            if kind == RegisterKind::Hidden && !is_visible(&code, index, instruction) {
                continue;
            }
            dict.set_str(self, name, value)?;
        }
        Ok(())
    }

    /// The class and object that `super()` without arguments means in the running frame.
    pub(crate) fn super_arguments(&mut self) -> PyResult<(Value, Value)> {
        let innermost = self.frames().next();
        let frame = match innermost {
            Some(frame) => frame,
            None => return Err(self.runtime_error("super(): no current frame")),
        };
        if frame.code.unit.arg_count == 0 {
            return Err(self.runtime_error("super(): no arguments"));
        }
        let mut object = register(frame.base, 0);
        if frame.code.register_kind(0) == Some(RegisterKind::Cell)
            && let Some(cell) = object.cast::<CellObject>()
        {
            object = cell.get();
        }
        if object.is_empty() {
            return Err(self.runtime_error("super(): arg[0] deleted"));
        }
        let index = (0..frame.code.unit.registers.len()).find(|&index| {
            frame.code.register_kind(index) == Some(RegisterKind::Free)
                && frame.code.register_name(index).is_some_and(|name| name.is_text("__class__"))
        });
        let Some(index) = index else {
            return Err(self.runtime_error("super(): __class__ cell not found"));
        };
        let class = register(frame.base, index).cast::<CellObject>().map_or(Value::EMPTY, |cell| cell.get());
        if class.is_empty() {
            return Err(self.runtime_error("super(): empty __class__ cell"));
        }
        Ok((class, object))
    }
}
