//! From a raised exception to its handler: the exception table, frame by frame, building the traceback on the way.

use super::left::Shown;
use super::object::FrameObject;
use super::stack::{FrameRef, frame_code, frame_function, set_register, word};
use crate::bytecode::Op;
use crate::bytecode::opcodes::IMPLICIT;
use crate::bytecode::unit::flags;
use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Native};
use crate::object::code::Code;
use crate::object::exception::{Exception, Traceback};
use crate::object::generator::{Generator, GeneratorState};
use crate::object::header::flag;
use crate::tracing::monitoring::Event;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

/// Where execution goes on.
pub(crate) struct Target {
    pub(crate) pc: *mut u64,
    pub(crate) base: *mut u64,
}

/// Whether the raising instruction gets a traceback entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trace {
    /// The usual case.
    Add,
    /// `reraise`: the entry is there already.
    Skip,
}

impl Vm {
    /// Finds the handler of the exception that is set, popping frames; none when an entry frame is reached, whose base is
    /// then the running one.
    pub(crate) fn unwind(&mut self, pc: *mut u64, base: *mut u64, trace: Trace) -> Option<Target> {
        self.unwind_until(pc, base, trace, std::ptr::null_mut())
    }

    /// The same, but none also when the frame at `end` is reached, from which the exception is to be unwound next.
    pub(crate) fn unwind_until(
        &mut self,
        mut pc: *mut u64,
        mut base: *mut u64,
        mut trace: Trace,
        end: *mut u64,
    ) -> Option<Target> {
        // The frame above, which is to be told what called it: its entry or its frame object.
        let mut above = self.unlinked_above(base);
        loop {
            let code = frame_code(base);
            self.stack.base = base;
            if Some(code) == self.stack.entry_code || base == end {
                self.stack.pc = pc;
                if base == end && above.is_some() && above == self.innermost_left() {
                    self.stack.unlinked = base;
                } else {
                    self.link_above(above);
                }
                return None;
            }
            self.stack.pc = pc;
            let instruction = code.index_of(pc);
            if trace == Trace::Add
                && self.is_left_unseen(base, code, instruction)
                && let Some(left) = self.leave_shown(base, code, instruction)
            {
                if let Some(above) = above {
                    self.set_caller(above, left);
                }
                above = Some(left);
                (pc, base) = self.pop_frame(base);
                continue;
            }
            self.link_above(above.take());
            let exception = self.exception;
            if trace == Trace::Add && frame_function(base).is_some() {
                self.add_traceback(exception, code, base, instruction);
                if self.is_watched() {
                    self.trace_exception();
                }
            } else if frame_function(base).is_some() {
                // What it raises takes the place of the exception.
                let _told: PyResult<()> = self.monitor_exception(code, instruction, Event::Reraise);
            }
            trace = Trace::Add;
            let site = self.raise_site(code, base, instruction);
            if let Some((number, entry)) = code.unit.handler_of(instruction) {
                code.mark_handler(number);
                if self.monitor_exception(code, entry.target as usize, Event::ExceptionHandled).is_err() {
                    pc = code.entry().wrapping_add(entry.target as usize);
                    continue;
                }
                // Adding the traceback may have replaced it by a MemoryError.
                let exception = std::mem::replace(&mut self.exception, Value::EMPTY);
                self.stack.raise_site = (base as usize, site);
                set_register(base, entry.register.into(), exception);
                return Some(Target { pc: code.entry().wrapping_add(entry.target as usize), base });
            }
            if code.hidden.get()
                && let Some(end) = self.end_of_hidden(code)
            {
                self.link_above(above.take());
                return Some(Target { pc: code.entry().wrapping_add(end), base });
            }
            if self.is_watched() && frame_function(base).is_some() {
                // Who looks at the frame sees what raised, not what ended a handler.
                self.stack.pc = code.entry().wrapping_add(site as usize);
                self.trace_unwind();
                self.stack.pc = pc;
            }
            let suspends = code.has(flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR);
            let of_generator = if suspends { self.leave_generator_frame(base, code) } else { None };
            let left = self.detach_frame(base);
            if let Some(left) = left {
                left.data.instruction.set(site);
            }
            above = left.or(of_generator).map(Gc::value);
            (pc, base) = self.pop_frame(base);
        }
    }

    /// Where a generator that stands for a builtin iterator goes on when StopIteration comes to it, which is gone then: at its
    /// end, since such iterators pass it on to whoever asks for the next item.
    fn end_of_hidden(&mut self, code: Gc<Code>) -> Option<usize> {
        let stop = self.exc(Exc::StopIteration);
        if !code.has(flags::GENERATOR) || !self.is_instance(self.exception, stop) {
            return None;
        }
        let end = code.unit.code.iter().rposition(|instr| instr.op_byte() == Op::ReturnNone as u8)?;
        self.exception = Value::EMPTY;
        Some(end)
    }

    /// A frame is gone: the instruction that called it, and the frame of that.
    fn pop_frame(&mut self, base: *mut u64) -> (*mut u64, *mut u64) {
        self.stack.depth_left += 1;
        (self.return_pc(base).wrapping_sub(1), word(base, -2) as *mut u64)
    }

    /// The frame above the one at `base`, which an exception has left, if it has not been told what called it.
    fn unlinked_above(&mut self, base: *mut u64) -> Option<Value> {
        let unlinked = std::mem::replace(&mut self.stack.unlinked, std::ptr::null_mut());
        if unlinked == base { self.innermost_left() } else { None }
    }

    /// The frame of the first entry of the exception's traceback: its frame object, or the entry that keeps it.
    fn innermost_left(&self) -> Option<Value> {
        let entry = self.exception.cast::<Exception>()?.traceback.get().cast::<Native<Traceback>>()?;
        let frame = entry.data.frame.get();
        Some(if frame.is_empty() { entry.value() } else { frame })
    }

    /// Tells the frame that is gone which frame called it: the innermost one there is.
    fn link_above(&mut self, above: Option<Value>) {
        if let Some(above) = above {
            let pending = std::mem::replace(&mut self.exception, Value::EMPTY);
            self.link_back(above);
            self.exception = pending;
        }
    }

    /// Whether an exception leaves a frame at once, and nobody has looked at that or is told of it.
    fn is_left_unseen(&self, base: *mut u64, code: Gc<Code>, instruction: usize) -> bool {
        frame_function(base).is_some()
            && !code.has(flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR)
            && code.unit.handler_of(instruction).is_none()
            && !self.is_watched()
            && !self.has_frame_object(base)
    }

    /// Adds the entry of a frame that is left to the traceback, which keeps it. None without memory.
    fn leave_shown(&mut self, base: *mut u64, code: Gc<Code>, instruction: usize) -> Option<Value> {
        let exception = self.exception.cast::<Exception>()?;
        let function = frame_function(base).expect("only frames of functions are shown");
        let pending = std::mem::replace(&mut self.exception, Value::EMPTY);
        let left = self.left_window(FrameRef { base, function, code, instruction });
        let made = left.and_then(|left| self.push_entry(exception, Shown::Left(left), code, instruction));
        let made = made.map_err(|raised| self.take_exception(raised)).ok();
        self.exception = pending;
        made.map(Gc::value)
    }

    /// Which instruction of a frame an exception comes from: what ends a handler raises for another one, as in CPython.
    fn raise_site(&self, code: Gc<Code>, base: *mut u64, instruction: usize) -> u32 {
        let instr = code.unit.code[instruction];
        if Op::from_byte(instr.op_byte()) != Some(Op::Reraise) {
            return instruction as u32;
        }
        let (frame, site) = self.stack.raise_site;
        if instr.aux() == IMPLICIT {
            let traceback = self.exception.cast::<Exception>().map(|exception| exception.traceback.get());
            let entry = traceback.and_then(|entry| entry.cast::<Native<Traceback>>());
            return entry.map_or(instruction as u32, |entry| entry.data.instruction.get());
        }
        let own = frame != base as usize || code.is_placed(instruction);
        if own { instruction as u32 } else { site }
    }

    /// A generator's frame is left by an exception: its frame object, if it has one.
    fn leave_generator_frame(&mut self, base: *mut u64, code: Gc<Code>) -> Option<Gc<Native<FrameObject>>> {
        // Else the frame was left before it became a generator (its arguments were wrong).
        let generator = Value::from_bits(word(base, -4)).cast::<Generator>()?;
        let object = generator.frame.get().cast::<Native<FrameObject>>();
        if let Some(frame) = object {
            frame.data.instruction.set(code.index_of(self.stack.pc) as u32);
            self.detach_generator_frame(generator, base);
        }
        self.finish_generator(generator, base);
        let exception = self.exception;
        let what = if code.has(flags::ASYNC_GENERATOR) {
            "async generator"
        } else if code.has(flags::COROUTINE) {
            "coroutine"
        } else {
            "generator"
        };
        let stop = self.exc(Exc::StopIteration);
        let async_stop = self.exc(Exc::StopAsyncIteration);
        let name = if self.is_instance(exception, stop) {
            "StopIteration"
        } else if code.has(flags::ASYNC_GENERATOR) && self.is_instance(exception, async_stop) {
            "StopAsyncIteration"
        } else {
            return object;
        };
        self.exception = Value::EMPTY;
        let _set: Raised = self.runtime_error(&format!("{what} raised {name}"));
        if let Some(new) = self.exception.cast::<Exception>() {
            new.cause.set(self, new, exception);
            new.context.set(self, new, exception);
            // The traceback begins with the caller: in CPython the handler around the body raises it again, without an entry.
            new.suppress_context.set(true);
        }
        object
    }

    /// Marks a generator, whose frame is at `base`, as finished and gives the handled exception back to its caller.
    pub(crate) fn finish_generator(&mut self, generator: Gc<Generator>, base: *mut u64) {
        if base == self.chains.top {
            self.shorten_chain();
        }
        generator.state.set(GeneratorState::Finished);
        // There is nothing to close any more.
        generator.header().remove_flags(flag::FINALIZE);
        self.handled = generator.caller_handled.get();
        generator.caller_handled.set_no_barrier(Value::EMPTY);
        generator.handled.set_no_barrier(Value::EMPTY);
    }

    fn add_traceback(&mut self, exception: Value, code: Gc<Code>, base: *mut u64, instruction: usize) {
        let Some(exception) = exception.cast::<Exception>() else { return };
        let pending = std::mem::replace(&mut self.exception, Value::EMPTY);
        let made = self.new_traceback(exception, code, base, instruction);
        // Out of memory while making the entry: the traceback stays shorter.
        if let Err(raised) = made {
            self.take_exception(raised);
        }
        self.exception = pending;
    }

    fn new_traceback(
        &mut self,
        exception: Gc<Exception>,
        code: Gc<Code>,
        base: *mut u64,
        instruction: usize,
    ) -> PyResult<()> {
        let function = frame_function(base).expect("only frames of functions are shown");
        let frame = self.frame_of(FrameRef { base, function, code, instruction })?.value();
        self.push_entry(exception, Shown::Object(frame), code, instruction)?;
        Ok(())
    }
}
