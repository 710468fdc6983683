//! Frame objects of running frames: each follows its frame until that is left, and keeps its variables then.
//!
//! Noticing that a frame is left costs nothing while it has no frame object. Making the object puts a *trampoline* in the
//! place of the frame's return address: a copy of the calling instruction, which the return reads, and a `leave_frame`,
//! which lets the frame object go and continues at the real address. Generators know their frame objects themselves.

use super::object::FrameObject;
use super::stack::{FrameRef, frame_code, set_word, word};
use crate::bytecode::{Instr, Op};
use crate::heap::{Field, Gc, Native, Tracer};
use crate::object::array::Array;
use crate::object::code::Code;
use crate::object::function::Function;
use crate::object::generator::{Generator, GeneratorState};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// A frame that has a frame object.
pub(crate) struct LiveFrame {
    base: *mut u64,
    /// Where the calling frame really goes on.
    return_pc: *mut u64,
    /// What stands in the frame's header instead.
    trampoline: Box<[u64; 2]>,
    object: Gc<Native<FrameObject>>,
}

/// The frames that have frame objects, outermost first.
#[derive(Default)]
pub(crate) struct LiveFrames(Vec<LiveFrame>);

impl LiveFrames {
    fn at(&self, base: *mut u64) -> Option<&LiveFrame> {
        // Frames lie on the stack in the order in which they were entered.
        self.0.binary_search_by_key(&base, |live| live.base).ok().map(|index| &self.0[index])
    }

    /// Where the frame at `base` returns to.
    pub(crate) fn return_pc(&self, base: *mut u64) -> *mut u64 {
        match self.at(base) {
            Some(live) => live.return_pc,
            None => word(base, -1) as *mut u64,
        }
    }

    /// Shows the frame objects, which are roots.
    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        for live in &mut self.0 {
            tracer.root_gc(&mut live.object);
        }
    }
}

impl Vm {
    /// Where the frame at `base` returns to.
    pub(crate) fn return_pc(&self, base: *mut u64) -> *mut u64 {
        crate::interp::real_return_pc(self.live_frames.return_pc(base))
    }

    /// The frame object of a running frame.
    pub(crate) fn frame_of(&mut self, frame: FrameRef) -> PyResult<Gc<Native<FrameObject>>> {
        if let Some(generator) = Value::from_bits(word(frame.base, -4)).cast::<Generator>() {
            return self.frame_of_generator(generator);
        }
        if let Some(live) = self.live_frames.at(frame.base) {
            return Ok(live.object);
        }
        let object = self.new_frame_object(frame.function, frame.code, Value::EMPTY)?;
        let return_pc = word(frame.base, -1) as *mut u64;
        let call = word(return_pc, -1);
        let trampoline = Box::new([call, Instr::abc(Op::LeaveFrame, 0, 0, 0).0]);
        set_word(frame.base, -1, &raw const trampoline[1] as u64);
        let live = LiveFrame { base: frame.base, return_pc, trampoline, object };
        debug_assert!(live.trampoline[0] == call, "the copy is what returns decode");
        let at = self.live_frames.0.partition_point(|other| other.base < frame.base);
        self.live_frames.0.insert(at, live);
        self.note_live_top();
        object.data.base.set(frame.base);
        Ok(object)
    }

    /// Whether the frame at `base` has a frame object.
    pub(crate) fn has_frame_object(&self, base: *mut u64) -> bool {
        self.live_top >= base as u64 && self.live_frames.at(base).is_some()
    }

    /// Tells compiled code where the innermost frame with a frame object is.
    fn note_live_top(&mut self) {
        self.live_top = self.live_frames.0.last().map_or(0, |live| live.base as u64);
    }

    /// A frame object that shows what a frame is at now, as if it were left.
    pub(crate) fn frame_snapshot(&mut self, frame: FrameRef) -> PyResult<Gc<Native<FrameObject>>> {
        let object = self.new_frame_object(frame.function, frame.code, Value::EMPTY)?;
        object.data.instruction.set(frame.instruction as u32);
        self.keep_registers(object, frame.base);
        Ok(object)
    }

    /// The frame object of a generator that has not finished.
    pub(crate) fn frame_of_generator(&mut self, generator: Gc<Generator>) -> PyResult<Gc<Native<FrameObject>>> {
        if let Some(known) = generator.frame.get().cast::<Native<FrameObject>>() {
            return Ok(known);
        }
        let function = generator.function.get();
        let object = self.new_frame_object(function, function.code.get(), generator.value())?;
        generator.frame.set(self, generator, object.value());
        Ok(object)
    }

    /// The frame at `base` is being left: its frame object, if it has one, keeps the variables from now on.
    pub(crate) fn detach_frame(&mut self, base: *mut u64) -> Option<Gc<Native<FrameObject>>> {
        let live = self.live_frames.0.pop_if(|live| live.base == base)?;
        self.note_live_top();
        set_word(base, -1, live.return_pc as u64);
        live.object.data.base.set(std::ptr::null_mut());
        self.keep_registers(live.object, base);
        Some(live.object)
    }

    /// As [`Vm::detach_frame`], for the frame of a generator that finishes.
    pub(crate) fn detach_generator_frame(&mut self, generator: Gc<Generator>, base: *mut u64) {
        if let Some(object) = generator.frame.get().cast::<Native<FrameObject>>() {
            object.data.generator.set_no_barrier(Value::EMPTY);
            generator.frame.set_no_barrier(Value::EMPTY);
            self.keep_registers(object, base);
        }
    }

    /// Copies the named registers at `base` to a frame object.
    fn keep_registers(&mut self, object: Gc<Native<FrameObject>>, base: *mut u64) {
        let count = frame_code(base).unit.registers.len();
        let kept = Array::new(self, count).map(|registers| {
            for index in 0..count {
                let value = self.live_register(base, index);
                registers.set(self, index, value);
            }
            object.data.registers.set(self, object, registers.value());
        });
        // Out of memory: the frame object has no variables.
        if let Err(raised) = kept {
            self.take_exception(raised);
        }
    }

    /// Says which frame called the one of `left`, which is no more on the stack: the innermost one there.
    /// `left` is its frame object, or the entry of a traceback that keeps it.
    pub(crate) fn link_back(&mut self, left: Value) {
        let caller = self.frames().next();
        let Some(caller) = caller else { return };
        match self.frame_of(caller) {
            Ok(caller) => self.set_caller(left, caller.value()),
            Err(raised) => {
                let raised: Raised = raised;
                self.take_exception(raised);
            }
        }
    }

    /// A frame with a frame object has returned to the frame at `caller`: where that goes on.
    pub(crate) fn leave_frame(&mut self, trampoline: *mut u64, caller: *mut u64) -> *mut u64 {
        let live = self.live_frames.0.last().expect("trampolines belong to live frames");
        debug_assert!(
            &raw const live.trampoline[1] == trampoline.cast_const(),
            "the innermost live frame returns first"
        );
        let (base, return_pc) = (live.base, live.return_pc);
        // What the callee's registers hold must survive a collection until it is copied.
        let extra_top = self.stack.extra_top;
        self.stack.base = caller;
        self.stack.pc = crate::interp::real_return_pc(return_pc).wrapping_sub(1);
        self.stack.extra_top = base.wrapping_add(frame_code(base).register_count as usize);
        if let Some(object) = self.detach_frame(base) {
            self.stack.extra_top = extra_top;
            self.link_back(object.value());
        }
        self.stack.extra_top = extra_top;
        return_pc
    }

    /// Compiled code has returned from the frame at `left`, and from what it called, to the frame at `caller`.
    pub(crate) fn leave_native_frames(&mut self, pc: *mut u64, caller: *mut u64, left: *mut u64) {
        (self.stack.base, self.stack.pc) = (caller, pc);
        let extra_top = self.stack.extra_top;
        while let Some(base) = self.live_frames.0.last().map(|live| live.base).filter(|&base| base >= left) {
            self.stack.extra_top = base.wrapping_add(frame_code(base).register_count as usize);
            let object = self.detach_frame(base);
            self.stack.extra_top = extra_top;
            if let Some(object) = object {
                self.link_back(object.value());
            }
        }
    }

    /// Puts the trampolines back into headers that compiled code has written anew.
    pub(crate) fn restore_trampolines(&mut self) {
        for live in &self.live_frames.0 {
            if !crate::interp::has_stand_in(live.base) {
                set_word(live.base, -1, &raw const live.trampoline[1] as u64);
            }
        }
    }

    /// Where the frame of a frame object is, if it is running.
    pub(crate) fn running_frame(&self, object: Gc<Native<FrameObject>>) -> Option<FrameRef> {
        if let Some(generator) = object.data.generator.get().cast::<Generator>() {
            if !matches!(generator.state.get(), GeneratorState::Running | GeneratorState::Chained) {
                return None;
            }
            return self.frames().find(|frame| word(frame.base, -4) == generator.word());
        }
        let base = object.data.base.get();
        if base.is_null() { None } else { self.frames().find(|frame| frame.base == base) }
    }

    /// The instruction that a frame object's frame is at.
    pub(crate) fn frame_instruction(&self, object: Gc<Native<FrameObject>>) -> usize {
        if let Some(frame) = self.running_frame(object) {
            return frame.instruction;
        }
        match object.data.generator.get().cast::<Generator>() {
            Some(generator) => object.data.code.get().index_of(generator.pc.get()).saturating_sub(1),
            None => object.data.instruction.get() as usize,
        }
    }

    /// The named registers of a frame object's frame.
    pub(crate) fn frame_registers(&mut self, object: Gc<Native<FrameObject>>) -> PyResult<Gc<Array>> {
        let count = object.data.code.get().unit.registers.len();
        if let Some(frame) = self.running_frame(object) {
            return self.registers_of(frame.base, count);
        }
        if let Some(generator) = object.data.generator.get().cast::<Generator>() {
            return Ok(generator.registers.get());
        }
        match object.data.registers.get().cast::<Array>() {
            Some(registers) => Ok(registers),
            None => Array::new(self, count),
        }
    }

    /// A frame object that does not know of its frame yet.
    pub(super) fn new_frame_object(
        &mut self,
        function: Gc<Function>,
        code: Gc<Code>,
        generator: Value,
    ) -> PyResult<Gc<Native<FrameObject>>> {
        let class = self.types.frame;
        let frame = FrameObject {
            function: Field::new(function),
            code: Field::new(code),
            generator: Field::new(generator),
            base: std::cell::Cell::new(std::ptr::null_mut()),
            instruction: std::cell::Cell::new(0),
            registers: Field::new(Value::EMPTY),
            locals: Field::new(Value::EMPTY),
            back: Field::new(Value::EMPTY),
            trace: Field::new(Value::EMPTY),
            trace_lines: std::cell::Cell::new(true),
            trace_opcodes: std::cell::Cell::new(false),
            entered: std::cell::Cell::new(false),
            suspended: std::cell::Cell::new(false),
            called_at: std::cell::Cell::new(None),
            traced_line: std::cell::Cell::new(0),
            traced_index: std::cell::Cell::new(0),
            called: Field::new(Value::EMPTY),
            called_with: Field::new(Value::EMPTY),
            calling: std::cell::Cell::new(0),
            branched_at: std::cell::Cell::new(None),
            jumped_to: std::cell::Cell::new(None),
            may_jump: std::cell::Cell::new(crate::tracing::MayJump::Untold),
            jump: std::cell::Cell::new(None),
        };
        self.native(class, frame)
    }
}
