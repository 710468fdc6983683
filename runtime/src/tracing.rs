//! `sys.settrace` and `sys.setprofile`: which instructions of a code object are events, and calling the functions.
//!
//! While a function is set, the opcode bytes of instructions with events are [`Quick::Traced`], in all code objects; its
//! handler calls the functions, then runs the instruction in its unquickened form. Nothing is paid before.
//! When no function is set any more, such instructions get their bytes back as they are met.

mod jump;
mod marks;

pub(crate) use jump::MayJump;
pub(crate) use marks::Marks;

use crate::bytecode::opcodes::{IMPLICIT, Operand};
use crate::bytecode::unit::flags;
use crate::bytecode::{CodeUnit, Instr, Op};
use crate::frame::object::FrameObject;
use crate::frame::stack::{frame_code, frame_function, register};
use crate::heap::{Gc, Native, Tracer};
use crate::object::code::Code;
use crate::object::exception::Exception;
use crate::object::function::{BoundMethod, NativeFunction};
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::collections::HashMap;
use std::sync::Arc;

/// What happens at an instruction.
mod event {
    /// A function begins.
    pub(super) const CALL: u8 = 1;
    /// A generator goes on.
    pub(super) const RESUME: u8 = 2;
    /// A line begins, or is jumped to.
    pub(super) const LINE: u8 = 4;
    /// The frame is left with the value of register A.
    pub(super) const RETURN: u8 = 8;
    /// The frame is left with None.
    pub(super) const RETURN_NONE: u8 = 16;
    /// The frame is left with the value of register B.
    pub(super) const YIELD: u8 = 32;
    /// Something is called that may be native.
    pub(super) const CALL_SITE: u8 = 64;
    /// The instruction after such a call.
    pub(super) const AFTER_CALL: u8 = 128;
}

/// Events by instruction, and the code that they are of.
type Plan = (Arc<CodeUnit>, Arc<[u8]>);

/// The functions that are told of events.
pub struct Tracing {
    /// `sys.gettrace()`, or EMPTY.
    pub trace: Value,
    /// `sys.getprofile()`, or EMPTY.
    pub profile: Value,
    /// One of the functions runs: it is not told of itself.
    busy: bool,
    /// A native function that has been called, and the base of the frame that called it.
    native: Value,
    native_base: usize,
    plans: HashMap<usize, Plan>,
}

impl Tracing {
    pub(crate) fn new() -> Tracing {
        Tracing {
            trace: Value::EMPTY,
            profile: Value::EMPTY,
            busy: false,
            native: Value::EMPTY,
            native_base: 0,
            plans: HashMap::new(),
        }
    }

    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        tracer.root(&mut self.trace);
        tracer.root(&mut self.profile);
        tracer.root(&mut self.native);
    }

    /// Whether a function is set.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        !self.trace.is_empty() || !self.profile.is_empty()
    }
}

/// Where an instruction may jump to.
fn target(index: usize, instr: Instr) -> Option<usize> {
    let op = Op::from_byte(instr.op_byte())?;
    let offset = match (op.info().operands[2], op.info().operands[1]) {
        (Operand::Jump, _) => i64::from(instr.c() as i16),
        (_, Operand::WideJump) => i64::from(instr.wide_operand() as i32),
        _ => return None,
    };
    usize::try_from(index as i64 + offset).ok()
}

/// Where an instruction stands among those of its line: a loop's `for` instruction, which is at its end, comes before its body.
fn place(unit: &CodeUnit, index: usize) -> usize {
    match unit.code.get(index) {
        Some(&instr) if instr.op_byte() == Op::ForIter as u8 => match target(index, instr) {
            Some(body) if body <= index => 2 * body - 1,
            _ => 2 * index,
        },
        _ => 2 * index,
    }
}

/// The end of a block, which no line says.
fn is_implicit_return(instr: Instr) -> bool {
    instr.op_byte() == Op::ReturnNone as u8 && instr.aux() == IMPLICIT
}

/// A jump that no statement says: its position is that of the statement before.
fn is_implicit_jump(instr: Instr) -> bool {
    instr.op_byte() == Op::Jump as u8 && instr.aux() == IMPLICIT
}

/// Whether trace functions hear of no line at an instruction.
fn is_silent(unit: &CodeUnit, lines: &[u32], index: usize) -> bool {
    let instr = unit.code[index];
    let bookkeeping = matches!(Op::from_byte(instr.op_byte()), Some(Op::PushExc | Op::PopExc));
    bookkeeping || is_implicit_jump(instr) || is_implicit_return(instr) || lines[index] == 0
}

/// The line of each instruction. A single position takes time that grows with the place.
fn line_numbers(unit: &CodeUnit) -> Vec<u32> {
    unit.positions.iter().map(|position| position.line).collect()
}

/// Has a line begin where is jumped to.
fn begin_line(unit: &CodeUnit, lines: &[u32], events: &mut [u8], mut target: usize) {
    while let Some(&instr) = unit.code.get(target) {
        if !is_silent(unit, lines, target) {
            events[target] |= event::LINE;
            return;
        }
        // What an implicit jump leads to begins a line anyway.
        if is_implicit_jump(instr) || is_implicit_return(instr) {
            return;
        }
        target += 1;
    }
}

fn plan(unit: &CodeUnit) -> Arc<[u8]> {
    let mut events = vec![0u8; unit.code.len() + 1];
    let lines = line_numbers(unit);
    let generator = unit.flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR) != 0;
    if !generator {
        events[0] |= event::CALL;
    }
    // What gets the frame ready stands on no line.
    let (mut last, mut preparing) = (0, true);
    for (index, &instr) in unit.code.iter().enumerate() {
        let line = lines[index];
        let is_preparation = matches!(
            Op::from_byte(instr.op_byte()),
            Some(Op::ClearLocals | Op::MakeCell | Op::CopyFree | Op::ReturnGenerator)
        );
        preparing &= is_preparation;
        if line != 0 && line != last && !preparing && !is_silent(unit, &lines, index) {
            events[index] |= event::LINE;
            last = line;
        }
        if let Some(target) = target(index, instr) {
            begin_line(unit, &lines, &mut events, target);
        }
        match Op::from_byte(instr.op_byte()) {
            Some(Op::ReturnGenerator) => events[index + 1] |= event::CALL,
            Some(Op::Return) => events[index] |= event::RETURN,
            Some(Op::ReturnNone) => events[index] |= event::RETURN_NONE,
            Some(Op::Yield) => {
                events[index] |= event::YIELD;
                events[index + 1] |= event::RESUME;
            }
            Some(Op::Call | Op::CallMethod | Op::CallKw | Op::CallMethodKw | Op::CallEx) => {
                events[index] |= event::CALL_SITE;
                events[index + 1] |= event::AFTER_CALL;
            }
            _ => {}
        }
    }
    for entry in &unit.exceptions {
        begin_line(unit, &lines, &mut events, entry.target as usize);
    }
    events.pop();
    events.into()
}

impl Vm {
    /// `sys.settrace`: EMPTY for no function.
    pub fn set_trace_function(&mut self, function: Value) {
        if !function.is_empty() {
            self.mark_all_code();
        }
        self.tracing.trace = function;
    }

    /// `sys.setprofile`: EMPTY for no function.
    pub fn set_profile_function(&mut self, function: Value) {
        if !function.is_empty() {
            self.mark_all_code();
        }
        self.tracing.profile = function;
        self.tracing.native = Value::EMPTY;
    }

    /// Has events of a code object noticed.
    pub(crate) fn trace_code(&mut self, code: Gc<Code>) {
        if [self.stack.entry_code, self.stack.init_code, self.stack.operator_code].contains(&Some(code)) {
            return;
        }
        let events = self.plan_of(code);
        code.forget_native();
        for (index, &events) in events.iter().enumerate() {
            if events != 0 {
                code.set_traced(index);
            }
        }
    }

    fn plan_of(&mut self, code: Gc<Code>) -> Arc<[u8]> {
        let unit = &code.unit;
        let (_, events) =
            self.tracing.plans.entry(Arc::as_ptr(unit) as usize).or_insert_with(|| (Arc::clone(unit), plan(unit)));
        Arc::clone(events)
    }

    /// Tells of the events at the instruction at `stack.pc` before it runs. Gives the one that the frame is to go on with instead,
    /// if its trace function says so.
    pub(crate) fn trace_instruction(&mut self) -> PyResult<Option<usize>> {
        let (base, pc) = (self.stack.base, self.stack.pc);
        let code = frame_code(base);
        let index = code.index_of(pc);
        if !self.tracing.is_on() {
            if !self.other_threads_trace() {
                code.untrace(index);
                self.marks.lost(code);
            }
            return Ok(None);
        }
        if self.tracing.busy || frame_function(base).is_none() {
            return Ok(None);
        }
        let events = self.plan_of(code)[index];
        let Some(frame) = self.frames().next() else { return Ok(None) };
        let frame = self.frame_of(frame)?;
        if events & event::AFTER_CALL != 0 {
            self.trace_native_end(frame, base, "c_return")?;
        }
        self.trace_begin(frame, index, events)?;
        if let Some(target) = self.take_jump(frame, base, index) {
            return Ok(Some(target));
        }
        self.trace_line(frame, index, events)?;
        if let Some(target) = self.take_jump(frame, base, index) {
            return Ok(Some(target));
        }
        if events & event::CALL_SITE != 0 && !self.tracing.profile.is_empty() {
            self.trace_native_call(frame, base, code.unit.code[index])?;
        }
        let instr = code.unit.code[index];
        frame.data.suspended.set(events & event::YIELD != 0);
        let left_with = match events {
            _ if events & event::RETURN != 0 => register(base, instr.a().into()),
            _ if events & event::YIELD != 0 => register(base, instr.b().into()),
            _ if events & event::RETURN_NONE != 0 => Value::NONE,
            _ => return Ok(None),
        };
        let placed = !is_implicit_return(instr) && code.unit.positions.get(index).line != 0;
        if !placed && frame.data.traced_line.get() != 0 {
            frame.data.called_at.set(Some(frame.data.traced_line.get()));
        }
        let told = match self.tell_trace(frame, "return", left_with) {
            Ok(()) => self.tell_profile(frame, "return", left_with),
            raised => raised,
        };
        frame.data.called_at.set(None);
        told?;
        Ok(self.take_jump(frame, base, index))
    }

    fn trace_begin(&mut self, frame: Gc<Native<FrameObject>>, index: usize, events: u8) -> PyResult<()> {
        // What follows a `yield` may be jumped to as well. Frames that were not traced from their beginning have none to tell of.
        let suspended = frame.data.suspended.get() || !frame.data.entered.get();
        let begins = events & event::CALL != 0 && !frame.data.entered.replace(true);
        let resumes = events & event::RESUME != 0 && suspended;
        if !begins && !resumes {
            return Ok(());
        }
        frame.data.entered.set(true);
        let unit = &frame.data.code.get().unit;
        frame.data.called_at.set(Some(if begins { unit.first_line } else { unit.positions.get(index - 1).line }));
        let told = match self.tell_trace(frame, "call", Value::NONE) {
            Ok(()) => self.tell_profile(frame, "call", Value::NONE),
            raised => raised,
        };
        frame.data.called_at.set(None);
        told
    }

    fn trace_line(&mut self, frame: Gc<Native<FrameObject>>, index: usize, events: u8) -> PyResult<()> {
        if self.tracing.trace.is_empty() {
            return Ok(());
        }
        let code = frame.data.code.get();
        let line = code.unit.positions.get(index).line;
        let (last_line, last_index) = (frame.data.traced_line.get(), frame.data.traced_index.get());
        if events & event::LINE != 0 && line != 0 {
            frame.data.traced_line.set(line);
            frame.data.traced_index.set(index as u32);
            if frame.data.trace_lines.get()
                && (line != last_line || place(&code.unit, index) <= place(&code.unit, last_index as usize))
            {
                self.tell_trace(frame, "line", Value::NONE)?;
            }
        }
        if frame.data.trace_opcodes.get() {
            for index in 0..code.unit.code.len() {
                code.set_traced(index);
            }
            self.tell_trace(frame, "opcode", Value::NONE)?;
        }
        Ok(())
    }

    fn trace_native_call(&mut self, frame: Gc<Native<FrameObject>>, base: *mut u64, instr: Instr) -> PyResult<()> {
        let callee = register(base, instr.b().into());
        let function = callee.cast::<BoundMethod>().map_or(callee, |method| method.function.get());
        if !function.is::<NativeFunction>() {
            return Ok(());
        }
        self.tell_profile(frame, "c_call", callee)?;
        if !self.tracing.profile.is_empty() {
            self.tracing.native = callee;
            self.tracing.native_base = base as usize;
        }
        Ok(())
    }

    fn trace_native_end(&mut self, frame: Gc<Native<FrameObject>>, base: *mut u64, event: &str) -> PyResult<()> {
        if self.tracing.native.is_empty() || self.tracing.native_base != base as usize {
            return Ok(());
        }
        let callee = std::mem::replace(&mut self.tracing.native, Value::EMPTY);
        self.tell_profile(frame, event, callee)
    }

    /// Tells of the exception that is set, which the frame at `stack.base` has raised or got from a call.
    pub(crate) fn trace_exception(&mut self) {
        if self.tracing.busy {
            return;
        }
        let exception = std::mem::replace(&mut self.exception, Value::EMPTY);
        let told = self.tell_of_exception(exception);
        if told.is_ok() {
            self.exception = exception;
        }
    }

    fn tell_of_exception(&mut self, exception: Value) -> PyResult<()> {
        let Some(frame) = self.frames().next() else { return Ok(()) };
        let base = frame.base;
        let frame = self.frame_of(frame)?;
        self.trace_native_end(frame, base, "c_exception")?;
        if self.tracing.trace.is_empty() || frame.data.trace.get().is_empty() {
            return Ok(());
        }
        let class = self.class_of(exception).value();
        let traceback =
            exception.cast::<Exception>().map_or(Value::NONE, |exception| exception.traceback.get().or_none());
        let arguments = self.tuple(&[class, exception, traceback])?.value();
        self.tell_trace(frame, "exception", arguments)
    }

    /// Tells that the exception that is set leaves the frame at `stack.base`.
    pub(crate) fn trace_unwind(&mut self) {
        if self.tracing.busy {
            return;
        }
        let exception = std::mem::replace(&mut self.exception, Value::EMPTY);
        let innermost = self.frames().next();
        let told = match innermost {
            Some(frame) => self.frame_of(frame).and_then(|frame| {
                self.tell_trace(frame, "return", Value::NONE)?;
                self.tell_profile(frame, "return", Value::NONE)
            }),
            None => Ok(()),
        };
        if told.is_ok() {
            self.exception = exception;
        }
    }

    /// Calls the trace function of a frame, or the global one for a call; what it returns is the frame's from then on.
    fn tell_trace(&mut self, frame: Gc<Native<FrameObject>>, event: &str, argument: Value) -> PyResult<()> {
        if self.tracing.trace.is_empty() || self.tracing.busy {
            return Ok(());
        }
        let function = if event == "call" { self.tracing.trace } else { frame.data.trace.get() };
        if function.is_empty() || function.is_none() {
            return Ok(());
        }
        frame.data.may_jump.set(match event {
            "line" => MayJump::Yes,
            "call" if !frame.data.suspended.get() => MayJump::NewFrame,
            "call" => MayJump::Yes,
            "return" if frame.data.suspended.get() => MayJump::Yes,
            _ => MayJump::Other,
        });
        let told = self.tell(function, frame, event, argument);
        frame.data.may_jump.set(MayJump::Untold);
        match told {
            Ok(local) => {
                if !local.is_none() {
                    frame.data.trace.set(self, frame, local);
                }
                Ok(())
            }
            Err(raised) => {
                frame.data.jump.set(None);
                self.tracing.trace = Value::EMPTY;
                frame.data.trace.set_no_barrier(Value::EMPTY);
                Err(raised)
            }
        }
    }

    fn tell_profile(&mut self, frame: Gc<Native<FrameObject>>, event: &str, argument: Value) -> PyResult<()> {
        let function = self.tracing.profile;
        if function.is_empty() || self.tracing.busy {
            return Ok(());
        }
        match self.tell(function, frame, event, argument) {
            Ok(_) => Ok(()),
            Err(raised) => {
                self.tracing.profile = Value::EMPTY;
                Err(raised)
            }
        }
    }

    fn tell(
        &mut self,
        function: Value,
        frame: Gc<Native<FrameObject>>,
        event: &str,
        argument: Value,
    ) -> PyResult<Value> {
        let event = self.intern(event).value();
        self.tracing.busy = true;
        let result = self.call(function, &[frame.value(), event, argument]);
        self.tracing.busy = false;
        result
    }

    /// Calls `function` with events told of, also from within a trace function.
    pub fn call_traced(&mut self, function: Value, arguments: &[Value]) -> PyResult<Value> {
        let busy = std::mem::replace(&mut self.tracing.busy, false);
        let result = self.call(function, arguments);
        self.tracing.busy = busy;
        result
    }
}
