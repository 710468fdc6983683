//! Calls of what may be native, as profile functions and tools hear of them; and for tools, where branches lead.

use super::monitoring::{Event, offset};
use super::plan::{event, is_implicit_jump, target};
use crate::bytecode::{CodeUnit, Instr, Op};
use crate::frame::object::FrameObject;
use crate::frame::stack::{HEADER, frame_code, register};
use crate::heap::{Gc, Native};
use crate::object::function::{BoundMethod, Function, NativeFunction};
use crate::object::generator::Generator;
use crate::object::list::List;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// What a callee runs, without its receiver.
fn function_of(callee: Value) -> Value {
    callee.cast::<BoundMethod>().map_or(callee, |method| method.function.get())
}

/// The first argument of a call, the receiver of a method included; EMPTY if there is none.
fn first_argument(base: *mut u64, instr: Instr) -> Value {
    let (window, count) = (usize::from(instr.b()) + HEADER, usize::from(instr.c()));
    match Op::from_byte(instr.op_byte()) {
        Some(Op::CallEx) => {
            let arguments = register(base, window);
            let first = arguments.cast::<Tuple>().and_then(|tuple| tuple.items().first().copied());
            // CPython 3.12 has None here and the marker for a missing argument elsewhere.
            first.or_else(|| arguments.cast::<List>().and_then(|list| list.get(0))).unwrap_or(Value::NONE)
        }
        Some(Op::CallMethod | Op::CallMethodKw) => match register(base, window) {
            receiver if !receiver.is_empty() => receiver,
            _ if count > 0 => register(base, window + 1),
            _ => Value::EMPTY,
        },
        Some(_) | None if count > 0 => register(base, window),
        Some(_) | None => Value::EMPTY,
    }
}

/// Whether CPython has no jump where this one is: it begins a loop at its `for`, which stands at the loop's end, leads over a
/// handler, to the end of the function or to what comes next anyway, or waits for what the frame delegates to.
fn is_untold(unit: &CodeUnit, index: usize, to: usize) -> bool {
    let op = |at: usize| unit.code.get(at).and_then(|instr| Op::from_byte(instr.op_byte()));
    match op(to) {
        Some(Op::ForIter) => return target(to, unit.code[to]).is_some_and(|body| body > index),
        Some(Op::Send) => return true,
        _ => {}
    }
    let next = index + 1;
    is_implicit_jump(unit.code[index])
        && (to == next || op(next) == Some(Op::PushExc) || matches!(op(to), Some(Op::Return | Op::ReturnNone)))
}

/// Where a jump leads in the end.
fn destination(unit: &CodeUnit, index: usize) -> Option<usize> {
    let mut to = target(index, unit.code[index])?;
    // Jumps do not lead in circles without there being an instruction between.
    for _ in 0..unit.code.len() {
        let instr = *unit.code.get(to)?;
        match target(to, instr) {
            Some(further) if is_implicit_jump(instr) => to = further,
            _ => break,
        }
    }
    Some(to)
}

impl Vm {
    /// Tells of a call that is about to be made, and remembers it if it is not that of a Python function.
    pub(super) fn trace_call(&mut self, frame: Gc<Native<FrameObject>>, base: *mut u64, index: usize) -> PyResult<()> {
        let code = frame.data.code.get();
        let instr = code.unit.code[index];
        let callee = register(base, instr.b().into());
        let function = function_of(callee);
        let is_python = function.is::<Function>();
        frame.data.called.set_no_barrier(Value::EMPTY);
        let monitored = self.monitoring.hears(Event::Call);
        let first = match first_argument(base, instr) {
            first if first.is_empty() => self.monitoring.missing,
            first => first,
        };
        // As in CPython 3.12, which does not tell of this one.
        if monitored && !(is_python && instr.op_byte() == Op::CallEx as u8) {
            self.monitor(code, index, Event::Call, &[offset(index), callee, first])?;
        }
        if function.is::<NativeFunction>() && !self.tracing.profile.is_empty() {
            self.tell_profile(frame, "c_call", callee)?;
        }
        if !is_python && (monitored || !self.tracing.profile.is_empty()) {
            frame.data.called.set(self, frame, callee);
            frame.data.called_with.set(self, frame, first);
            frame.data.calling.set(index as u32);
        }
        Ok(())
    }

    /// Tells that what the instruction `index` has called has returned or raised.
    pub(super) fn trace_call_end(
        &mut self,
        frame: Gc<Native<FrameObject>>,
        index: usize,
        returned: bool,
    ) -> PyResult<()> {
        let (callee, first) = (frame.data.called.get(), frame.data.called_with.get());
        if callee.is_empty() || frame.data.calling.get() as usize != index {
            return Ok(());
        }
        frame.data.called.set_no_barrier(Value::EMPTY);
        frame.data.called_with.set_no_barrier(Value::EMPTY);
        let event = if returned { Event::CReturn } else { Event::CRaise };
        if self.monitoring.hears(event) {
            self.monitor(frame.data.code.get(), index, event, &[offset(index), callee, first])?;
        }
        if !function_of(callee).is::<NativeFunction>() {
            return Ok(());
        }
        self.tell_profile(frame, if returned { "c_return" } else { "c_exception" }, callee)
    }

    /// Tells of the jump or branch by which the instruction `index` was reached, if by one.
    pub(super) fn monitor_arrival(
        &mut self,
        frame: Gc<Native<FrameObject>>,
        base: *mut u64,
        index: usize,
        events: u16,
    ) -> PyResult<bool> {
        let code = frame.data.code.get();
        if events & (event::AFTER_BRANCH | event::AFTER_SEND) != 0
            && let Some(from) = frame.data.branched_at.take()
        {
            self.monitor_branch(frame, base, from as usize, index)?;
        }
        let jumped = frame.data.jumped_to.take() == Some(index as u32);
        if events & event::LOOP != 0 && !jumped {
            self.monitor(code, index, Event::Jump, &[offset(index.saturating_sub(1)), offset(index)])?;
        }
        Ok(jumped)
    }

    fn monitor_branch(
        &mut self,
        frame: Gc<Native<FrameObject>>,
        base: *mut u64,
        from: usize,
        to: usize,
    ) -> PyResult<()> {
        let code = frame.data.code.get();
        let instr = code.unit.code[from];
        let taken = target(from, instr) == Some(to);
        if !taken && to != from + 1 {
            return Ok(());
        }
        if taken {
            frame.data.jumped_to.set(Some(to as u32));
        }
        let op = Op::from_byte(instr.op_byte());
        let ends = match op {
            Some(Op::ForIter) => !taken && self.monitoring.hears(Event::StopIteration),
            Some(Op::Send) => taken,
            Some(_) | None => false,
        };
        if ends && register(base, instr.b().into()).is::<Generator>() {
            let value = if op == Some(Op::Send) { register(base, instr.a().into()) } else { Value::NONE };
            let raised = self.stop_iteration(value);
            let exception = self.take_exception(raised);
            self.monitor(code, from, Event::StopIteration, &[offset(from), exception])?;
            if op == Some(Op::Send) {
                self.tell_of_raised(frame, exception)?;
            }
        }
        match op {
            Some(Op::Send) => Ok(()),
            // The loop's variable, where CPython's branch leads, is set by the instruction itself.
            Some(Op::ForIter) if taken => self.monitor(code, from, Event::Branch, &[offset(from), offset(from)]),
            Some(_) | None => {
                self.monitor(code, from, Event::Branch, &[offset(from), offset(to)])?;
                // CPython has a jump back between.
                if taken && code.unit.code[to].op_byte() == Op::ForIter as u8 {
                    self.monitor(code, from, Event::Jump, &[offset(from), offset(to)])?;
                }
                Ok(())
            }
        }
    }

    /// Tells of the jump that an instruction makes, or remembers that it may make one.
    pub(super) fn monitor_departure(
        &mut self,
        frame: Gc<Native<FrameObject>>,
        index: usize,
        events: u16,
        arrived_by_jump: bool,
    ) -> PyResult<()> {
        if events & (event::BRANCH | event::SEND) != 0 {
            frame.data.branched_at.set(Some(index as u32));
        }
        let code = frame.data.code.get();
        if events & event::JUMP == 0 {
            return Ok(());
        }
        let Some(next) = target(index, code.unit.code[index]) else { return Ok(()) };
        frame.data.jumped_to.set(Some(next as u32));
        let Some(to) = destination(&code.unit, index) else { return Ok(()) };
        if is_untold(&code.unit, index, to) || arrived_by_jump && is_implicit_jump(code.unit.code[index]) {
            return Ok(());
        }
        self.monitor(code, index, Event::Jump, &[offset(index), offset(to)])
    }

    /// An exception that is set is thrown into the generator whose frame is the innermost, at the instruction at `pc`.
    pub(crate) fn monitor_throw(&mut self, pc: *mut u64) {
        if !self.is_watched() {
            return;
        }
        let code = frame_code(self.stack.base);
        self.stack.pc = pc;
        // What it raises takes the place of the exception.
        let _told: PyResult<()> = self.monitor_exception(code, code.index_of(pc), Event::PyThrow);
    }
}
