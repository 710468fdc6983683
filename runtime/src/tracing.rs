//! `sys.settrace`, `sys.setprofile` and `sys.monitoring`: what happens at instructions with events.
//!
//! While a function is set, the opcode bytes of instructions with events are [`Quick::Traced`], in all code objects; its
//! handler calls the functions, then runs the instruction in its unquickened form. Nothing is paid before.
//! When no function is set any more, such instructions get their bytes back as they are met.

mod calls;
mod jump;
mod marks;
pub mod monitoring;
mod plan;

pub(crate) use jump::MayJump;
pub(crate) use marks::Marks;
pub(crate) use plan::Planned;

use crate::bytecode::CodeUnit;
use crate::frame::object::FrameObject;
use crate::frame::stack::{FrameRef, frame_code, frame_function, register};
use crate::heap::{Gc, Native, Tracer};
use crate::object::code::Code;
use crate::object::exception::Exception;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use monitoring::{Event, offset};
use plan::{event, is_implicit_return, place, target};
use std::collections::HashMap;
use std::sync::Arc;

/// What is planned by instruction, and the code that it is of.
type Plan = (Arc<CodeUnit>, Arc<[Planned]>);

/// The functions that are told of events.
pub struct Tracing {
    /// `sys.gettrace()`, or EMPTY.
    pub trace: Value,
    /// `sys.getprofile()`, or EMPTY.
    pub profile: Value,
    /// One of the functions runs: it is not told of itself.
    busy: bool,
    plans: HashMap<usize, Plan>,
}

impl Tracing {
    pub(crate) fn new() -> Tracing {
        Tracing { trace: Value::EMPTY, profile: Value::EMPTY, busy: false, plans: HashMap::new() }
    }

    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        tracer.root(&mut self.trace);
        tracer.root(&mut self.profile);
    }

    /// Whether a function is set.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        !self.trace.is_empty() || !self.profile.is_empty()
    }
}

/// Whether there are other lines than `line` in the loop that jumps back to, or from, `index`.
fn has_lines(code: Gc<Code>, index: usize, line: u32) -> bool {
    let unit = &code.unit;
    let (start, end) = match target(index, unit.code[index]) {
        Some(body) if body < index => (body, index),
        _ => (index, unit.code.len()),
    };
    let other = |position: &u32| *position != 0 && *position != line;
    unit.positions.iter().skip(start).take(end - start).map(|position| position.line).any(|line| other(&line))
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
    }

    /// Whether anybody may have to be told of events.
    #[inline]
    pub(crate) fn is_watched(&self) -> bool {
        self.tracing.is_on() || self.monitoring.is_on()
    }

    /// Has events of a code object noticed: all of those of trace functions, or what tools ask for.
    pub(crate) fn trace_code(&mut self, code: Gc<Code>, all: bool) {
        if self.stack.is_stub(code) {
            return;
        }
        let plan = self.plan_of(code);
        let mut forgotten = false;
        for (index, &Planned { events, .. }) in plan.iter().enumerate() {
            if all && events & event::TRACED != 0 || self.monitoring.wants(&code.unit, index, events) {
                if !std::mem::replace(&mut forgotten, true) {
                    code.forget_native();
                }
                code.set_traced(index);
            }
        }
    }

    fn plan_of(&mut self, code: Gc<Code>) -> Arc<[Planned]> {
        let plan = code.plan.get_or_init(|| {
            let unit = &code.unit;
            let plans = &mut self.tracing.plans;
            let (_, plan) =
                plans.entry(Arc::as_ptr(unit) as usize).or_insert_with(|| (Arc::clone(unit), plan::plan(unit)));
            Arc::clone(plan)
        });
        Arc::clone(plan)
    }

    #[inline]
    fn planned(&mut self, code: Gc<Code>, index: usize) -> Planned {
        match code.plan.get() {
            Some(plan) => plan[index],
            None => self.plan_of(code)[index],
        }
    }

    /// Tells of the events at the instruction at `stack.pc` before it runs. Gives the one that the frame is to go on with instead,
    /// if its trace function says so.
    pub(crate) fn trace_instruction(&mut self) -> PyResult<Option<usize>> {
        // What functions that are told run is marked as well.
        if self.tracing.busy {
            return Ok(None);
        }
        let (base, pc) = (self.stack.base, self.stack.pc);
        let code = frame_code(base);
        let index = code.index_of(pc);
        let Planned { events, line } = self.planned(code, index);
        if !self.tracing.is_on() && !self.monitoring.wants(&code.unit, index, events) {
            if !self.other_threads_trace() {
                code.untrace(index);
                self.marks.lost(code);
            }
            return Ok(None);
        }
        if frame_function(base).is_none() {
            return Ok(None);
        }
        let Some(frame) = self.frames().next() else { return Ok(None) };
        let frame = self.frame_of(frame)?;
        if events & event::AFTER_CALL != 0 {
            self.trace_call_end(frame, index - 1, true)?;
        }
        let told = self.monitoring.is_on() || events & event::AFTER_SEND != 0;
        let jumped = told && self.monitor_arrival(frame, base, index, events)?;
        self.trace_begin(frame, index, events)?;
        if let Some(target) = self.take_jump(frame, base, index) {
            return Ok(Some(target));
        }
        self.trace_line(frame, index, events, line)?;
        if let Some(target) = self.take_jump(frame, base, index) {
            return Ok(Some(target));
        }
        if self.monitoring.is_on() {
            self.monitor(code, index, Event::Instruction, &[offset(index)])?;
        }
        self.monitor_departure(frame, index, events, jumped)?;
        if events & event::CALL_SITE != 0 {
            self.trace_call(frame, base, index)?;
        }
        let instr = code.unit.code[index];
        frame.data.suspended.set(events & event::YIELD != 0);
        let left_with = match events {
            _ if events & event::RETURN != 0 => register(base, instr.a().into()),
            _ if events & event::YIELD != 0 => register(base, instr.b().into()),
            _ if events & event::RETURN_NONE != 0 => Value::NONE,
            _ => return Ok(None),
        };
        let placed = !is_implicit_return(instr) && line != 0;
        if !placed && frame.data.traced_line.get() != 0 {
            frame.data.called_at.set(Some(frame.data.traced_line.get()));
        }
        let told = self.tell_of_end(frame, index, events, left_with);
        frame.data.called_at.set(None);
        told?;
        Ok(self.take_jump(frame, base, index))
    }

    /// Tells that a frame is left with a value.
    fn tell_of_end(&mut self, frame: Gc<Native<FrameObject>>, index: usize, events: u16, value: Value) -> PyResult<()> {
        let event = if events & event::YIELD != 0 { Event::PyYield } else { Event::PyReturn };
        self.monitor(frame.data.code.get(), index, event, &[offset(index), value])?;
        self.tell_trace(frame, "return", value)?;
        self.tell_profile(frame, "return", value)
    }

    fn trace_begin(&mut self, frame: Gc<Native<FrameObject>>, index: usize, events: u16) -> PyResult<()> {
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
        let told = self.tell_of_begin(frame, index, if begins { Event::PyStart } else { Event::PyResume });
        frame.data.called_at.set(None);
        told
    }

    fn tell_of_begin(&mut self, frame: Gc<Native<FrameObject>>, index: usize, event: Event) -> PyResult<()> {
        self.monitor(frame.data.code.get(), index, event, &[offset(index)])?;
        self.tell_trace(frame, "call", Value::NONE)?;
        self.tell_profile(frame, "call", Value::NONE)
    }

    fn trace_line(&mut self, frame: Gc<Native<FrameObject>>, index: usize, events: u16, line: u32) -> PyResult<()> {
        if self.tracing.trace.is_empty() && !self.monitoring.hears(Event::Line) {
            return Ok(());
        }
        let code = frame.data.code.get();
        let (last_line, last_index) = (frame.data.traced_line.get(), frame.data.traced_index.get());
        if events & event::LINE != 0 && line != 0 {
            frame.data.traced_line.set(line);
            frame.data.traced_index.set(index as u32);
            let back = place(&code.unit, index) <= place(&code.unit, last_index as usize);
            // Tools hear of a jump back only if other lines were between, of which they may have disabled the events.
            if line != last_line || back && self.monitoring.has_disabled(&code.unit) && has_lines(code, index, line) {
                self.monitor(code, index, Event::Line, &[Value::len(line as usize)])?;
            }
            if frame.data.trace_lines.get() && (line != last_line || back) {
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
        let (code, index) = (frame.code, frame.instruction);
        let frame = self.frame_of(frame)?;
        frame.data.branched_at.set(None);
        self.trace_call_end(frame, index, false)?;
        self.monitor(code, index, Event::Raise, &[offset(index), exception])?;
        self.tell_of_raised(frame, exception)
    }

    fn tell_of_raised(&mut self, frame: Gc<Native<FrameObject>>, exception: Value) -> PyResult<()> {
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
            Some(frame) => self.tell_of_unwind(frame, exception),
            None => Ok(()),
        };
        if told.is_ok() {
            self.exception = exception;
        }
    }

    fn tell_of_unwind(&mut self, frame: FrameRef, exception: Value) -> PyResult<()> {
        let (code, index) = (frame.code, frame.instruction);
        let frame = self.frame_of(frame)?;
        self.monitor(code, index, Event::PyUnwind, &[offset(index), exception])?;
        self.tell_trace(frame, "return", Value::NONE)?;
        self.tell_profile(frame, "return", Value::NONE)
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

    /// Calls `function` with no events told of.
    pub(crate) fn call_untraced(&mut self, function: Value, arguments: &[Value]) -> PyResult<Value> {
        let busy = std::mem::replace(&mut self.tracing.busy, true);
        let result = self.call(function, arguments);
        self.tracing.busy = busy;
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
