//! Frame objects: what `sys._getframe()` and tracebacks show of a frame.
//!
//! While its frame runs a frame object reads the register window, while the frame is suspended the generator's registers,
//! and afterwards its own copy of them; see [`super::live`].

use super::stack::{FrameRef, register};
use crate::bytecode::unit::flags;
use crate::bytecode::{Op, RegisterKind};
use crate::heap::{Field, Gc, Native};
use crate::object::array::Array;
use crate::object::code::Code;
use crate::object::dict::Dict;
use crate::object::function::{CellObject, Function};
use crate::tracing::MayJump;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A frame object's data.
pub struct FrameObject {
    /// The function that runs in it.
    pub function: Field<Gc<Function>>,
    /// Its code.
    pub code: Field<Gc<Code>>,
    /// The generator whose frame it is, while that has not finished; else EMPTY.
    pub generator: Field<Value>,
    /// Base of the running frame of a function; null before and after.
    pub(crate) base: Cell<*mut u64>,
    /// Index of the instruction at which the frame was left.
    pub instruction: Cell<u32>,
    /// The named registers when the frame was left, or EMPTY.
    pub registers: Field<Value>,
    /// `f_locals` of a function, once asked for; else EMPTY.
    pub locals: Field<Value>,
    /// `f_back` when the frame was left, or EMPTY.
    pub back: Field<Value>,
    /// `f_trace` or EMPTY.
    pub trace: Field<Value>,
    /// `f_trace_lines`
    pub trace_lines: Cell<bool>,
    /// `f_trace_opcodes`
    pub trace_opcodes: Cell<bool>,
    /// Trace functions have been told that the function was called.
    pub(crate) entered: Cell<bool>,
    /// They have been told that the generator gave a value, and not yet that it goes on.
    pub(crate) suspended: Cell<bool>,
    /// The line at which the frame is while they are told of a call: the function's first, or that of the `yield`.
    pub(crate) called_at: Cell<Option<u32>>,
    /// The line that they were told of last, and its instruction.
    pub(crate) traced_line: Cell<u32>,
    pub(crate) traced_index: Cell<u32>,
    /// What is no Python function and has been called, with its first argument, or EMPTY; and by which instruction.
    pub(crate) called: Field<Value>,
    pub(crate) called_with: Field<Value>,
    pub(crate) calling: Cell<u32>,
    /// The instruction that may have jumped, of which tools have not been told yet.
    pub(crate) branched_at: Cell<Option<u32>>,
    /// Where an instruction of which they have been told jumped to.
    pub(crate) jumped_to: Cell<Option<u32>>,
    /// Whether `f_lineno` may be set.
    pub(crate) may_jump: Cell<MayJump>,
    /// The instruction that the frame is to go on with, when `f_lineno` was set.
    pub(crate) jump: Cell<Option<u32>>,
}
crate::native_data!(FrameObject, [function, code, generator, registers, locals, back, trace, called, called_with]);

/// What the variable in a register holds, if it has a name, is bound and can be seen where the code is.
fn bound_value(code: &Code, registers: Gc<Array>, index: usize, instruction: usize) -> Option<Value> {
    let kind = code.register_kind(index)?;
    let value = (index < registers.len()).then(|| registers.get(index))?;
    let value = match value.cast::<CellObject>() {
        Some(cell) if matches!(kind, RegisterKind::Cell | RegisterKind::Free) => cell.get(),
        _ => value,
    };
    let name = code.register_name(index)?;
    let is_named = !name.is_empty() && name.char_at(0) != u32::from('.');
    let is_seen = kind != RegisterKind::Hidden || is_visible(code, index, instruction);
    (is_named && is_seen).then_some(value)?.given()
}

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
    /// A register's value, EMPTY if it holds nothing but what a call left there: an address of code or of a frame, or of an
    /// object long dead.
    pub(crate) fn live_register(&mut self, base: *mut u64, index: usize) -> Value {
        let value = register(base, index);
        let stale = value.is_heap() && !self.heap.is_object(value.bits());
        if stale { Value::EMPTY } else { value }
    }

    /// The frame object of the running frame, or of one `depth` calls further out.
    pub fn current_frame(&mut self, depth: usize) -> PyResult<Option<Value>> {
        let frame = self.frames().nth(depth);
        match frame {
            Some(frame) => Ok(Some(self.frame_of(frame)?.value())),
            None => Ok(None),
        }
    }

    /// What `locals()` gives in a frame: its namespace, or the dict of its bound variables.
    pub(crate) fn frame_locals(&mut self, frame: FrameRef) -> PyResult<Value> {
        let count = frame.code.unit.registers.len();
        if !frame.code.has(flags::NAMESPACE) {
            let object = self.frame_of(frame)?;
            return self.object_locals(object);
        }
        let namespace = register(frame.base, 0);
        let is_more = |index: usize| {
            frame.code.register_kind(index) == Some(RegisterKind::Hidden)
                && is_visible(&frame.code, index, frame.instruction)
        };
        // Only in comprehensions is there more than the namespace.
        if !(1..count).any(is_more) {
            return Ok(namespace);
        }
        let copy = self.dict()?;
        crate::builtins::dict::update(self, copy, namespace)?;
        let registers = self.registers_of(frame.base, count)?;
        self.add_locals(copy, frame.code, registers, frame.instruction)?;
        Ok(copy.value())
    }

    /// `f_locals`: the namespace, or a dict that is brought up to date whenever it is asked for.
    pub(crate) fn object_locals(&mut self, object: Gc<Native<FrameObject>>) -> PyResult<Value> {
        let code = object.data.code.get();
        if code.has(flags::NAMESPACE)
            && let Some(frame) = self.running_frame(object)
        {
            return self.frame_locals(frame);
        }
        let registers = self.frame_registers(object)?;
        if code.has(flags::NAMESPACE) {
            return Ok(registers.get(0).or_none());
        }
        let instruction = self.frame_instruction(object);
        let dict = match object.data.locals.get().cast::<Dict>() {
            Some(dict) => {
                // What is bound stays where it is in the dict. A comprehension's variable may have another one's name.
                let count = code.unit.registers.len();
                let is_bound = |index| bound_value(&code, registers, index, instruction).is_some();
                for index in (0..count).filter(|&index| !is_bound(index)) {
                    let Some(name) = code.register_name(index) else { continue };
                    let is_other = |other: usize| code.register_name(other) == Some(name) && is_bound(other);
                    if code.register_kind(index) != Some(RegisterKind::Hidden) || !(0..count).any(is_other) {
                        dict.remove_str(self, name);
                    }
                }
                dict
            }
            None => {
                let dict = self.dict()?;
                object.data.locals.set(self, object, dict.value());
                dict
            }
        };
        self.add_locals(dict, code, registers, instruction)?;
        Ok(dict.value())
    }

    /// The first `count` registers of a live frame.
    pub(crate) fn registers_of(&mut self, base: *mut u64, count: usize) -> PyResult<Gc<Array>> {
        let registers = Array::new(self, count)?;
        let mut has_dict = false;
        for index in 0..count {
            let value = self.live_register(base, index);
            has_dict |= value.is::<Dict>();
            registers.set(self, index, value);
        }
        if has_dict && !self.keywords_shown.get() && self.frames().any(|frame| frame.code.has(flags::VARKEYWORDS)) {
            self.keywords_shown.set(true);
            self.forget_native();
        }
        Ok(registers)
    }

    /// Adds the bound variables among named registers of code that is at `instruction`.
    fn add_locals(&mut self, dict: Gc<Dict>, code: Gc<Code>, registers: Gc<Array>, instruction: usize) -> PyResult<()> {
        for index in 0..registers.len() {
            if let Some(value) = bound_value(&code, registers, index, instruction)
                && let Some(name) = code.register_name(index)
            {
                dict.set_str(self, name, value)?;
            }
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
        let mut object = self.live_register(frame.base, 0);
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
        let class = self.live_register(frame.base, index).cast::<CellObject>().map_or(Value::EMPTY, |cell| cell.get());
        if class.is_empty() {
            return Err(self.runtime_error("super(): empty __class__ cell"));
        }
        Ok((class, object))
    }
}
