//! Throwing into suspended generators: the frames of the generators that one delegates to go on the register stack above
//! its own, each waiting in its `send`, so that the exception travels through them as through other callers.

use super::generator::forget_wait;
use super::{a, sc};
use crate::bytecode::Op;
use crate::exceptions::hierarchy::Exc;
use crate::frame::stack::{HEADER, frame_code, set_register};
use crate::frame::unwind::Trace;
use crate::heap::Gc;
use crate::object::code::Code;
use crate::object::generator::{Generator, GeneratorState};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// What `throw` and `close` throw.
#[derive(Clone, Copy)]
pub(crate) struct Thrown<'a> {
    /// The exception object.
    pub(crate) exception: Value,
    /// The arguments of `throw` as they were given, for delegates with a method `throw` of their own.
    pub(crate) arguments: &'a [Value],
    /// Whether `GeneratorExit` closes what the generators delegate to.
    pub(crate) closes: bool,
}

/// Where a generator's frame goes on the register stack.
#[derive(Clone, Copy)]
struct Place {
    callee: *mut u64,
    return_pc: *mut u64,
    caller: *mut u64,
}

/// How execution goes on.
enum Next {
    /// At this instruction of the innermost frame.
    At(*mut u64),
    /// The exception is raised by this instruction of the innermost frame.
    Raise(*mut u64, Value),
}

/// The `send` by whose `yield`, the instruction before `pc`, a generator waits for what it delegates to.
fn delegating_send(code: Gc<Code>, pc: *mut u64) -> *mut u64 {
    let before = &code.unit.code[..code.index_of(pc) - 1];
    let send = before.iter().rposition(|instr| instr.op_byte() == Op::Send as u8);
    code.entry().wrapping_add(send.expect("a delegating yield stands after its send"))
}

impl Vm {
    /// Raises an exception inside a suspended generator: what it yields, or what it returns.
    pub(crate) fn throw_into_generator(
        &mut self,
        generator: Gc<Generator>,
        thrown: Thrown<'_>,
    ) -> PyResult<Result<Value, Value>> {
        match self.state_of(generator) {
            GeneratorState::Running | GeneratorState::Chained => return Err(self.already_executing(generator)),
            GeneratorState::Finished => return Err(self.throw_into_finished(generator, thrown)),
            GeneratorState::Suspended | GeneratorState::Created => {}
        }
        self.check_native_stack()?;
        let entry = self.push_entry_frame()?;
        let entry_code = self.stack.entry_code.expect("made with the interpreter");
        let place = Place {
            callee: entry.wrapping_add(1 + HEADER),
            return_pc: entry_code.entry().wrapping_add(1),
            caller: entry,
        };
        let next = match self.enter_delegation(generator, place, thrown) {
            Ok(next) => next,
            Err(raised) => {
                self.pop_entry_frame(entry);
                return Err(raised);
            }
        };
        match next {
            Next::At(pc) => self.stack.pc = pc,
            Next::Raise(at, exception) => {
                let _set = self.set_exception(exception);
                self.monitor_throw(at);
                match self.unwind(at, self.stack.base, Trace::Add) {
                    Some(target) => (self.stack.pc, self.stack.base) = (target.pc, target.base),
                    None => {
                        self.pop_entry_frame(entry);
                        let exception = self.exception;
                        return Err(self.set_exception(exception));
                    }
                }
            }
        }
        let value = self.run_to_entry(entry)?;
        Ok(if generator.state.get() == GeneratorState::Finished { Err(value) } else { Ok(value) })
    }

    #[cold]
    fn throw_into_finished(&mut self, generator: Gc<Generator>, thrown: Thrown<'_>) -> crate::vm::Raised {
        if self.class_of(generator.value()) == self.types.coroutine {
            return self.runtime_error("cannot reuse already awaited coroutine");
        }
        self.set_exception(thrown.exception)
    }

    /// Puts the frame of `outermost` and those of what it delegates to in place, and has what the innermost delegates to see the
    /// exception. Fails if not even the first frame fits.
    fn enter_delegation(&mut self, outermost: Gc<Generator>, mut place: Place, thrown: Thrown<'_>) -> PyResult<Next> {
        let mut delegate = self.delegate_of(outermost);
        let mut current = outermost;
        self.resume_frame(outermost, place.callee, place.return_pc, place.caller, Value::NONE)?;
        while let Some(inner) = delegate {
            let send = delegating_send(frame_code(place.callee), self.stack.pc);
            self.stack.pc = send;
            forget_wait(place.callee);
            if thrown.closes && self.is_instance(thrown.exception, self.exc(Exc::GeneratorExit)) {
                let error = match crate::builtins::generator::close_iterator(self, inner) {
                    Ok(()) => return Ok(self.raise_at(current, send, thrown)),
                    Err(raised) => self.take_exception(raised),
                };
                return Ok(Next::Raise(send, error));
            }
            let class = self.class_of(inner);
            let generator =
                inner.cast::<Generator>().filter(|_| class == self.types.generator || class == self.types.coroutine);
            let Some(generator) = generator else { return Ok(self.throw_into_other(current, inner, send, thrown)) };
            delegate = self.delegate_of(generator);
            let size = frame_code(place.callee).register_count as usize;
            let above = Place {
                callee: place.callee.wrapping_add(size + HEADER),
                return_pc: send.wrapping_add(1),
                caller: place.callee,
            };
            let entered = match self.state_of(generator) {
                GeneratorState::Running | GeneratorState::Chained => Err(self.already_executing(generator)),
                GeneratorState::Finished => Err(self.throw_into_finished(generator, thrown)),
                GeneratorState::Suspended | GeneratorState::Created => {
                    self.resume_frame(generator, above.callee, above.return_pc, above.caller, Value::NONE)
                }
            };
            if let Err(raised) = entered {
                return Ok(Next::Raise(send, self.take_exception(raised)));
            }
            (place, current) = (above, generator);
        }
        Ok(self.raise_at(current, self.stack.pc.wrapping_sub(1), thrown))
    }

    /// The exception is raised in a generator: in the context of what that handles itself, not of what its caller does.
    fn raise_at(&mut self, generator: Gc<Generator>, pc: *mut u64, thrown: Thrown<'_>) -> Next {
        if generator.handled.get().is_empty() {
            return Next::Raise(pc, thrown.exception);
        }
        let raised = self.raise(thrown.exception);
        Next::Raise(pc, self.take_exception(raised))
    }

    /// Throws into the iterator that the frame on top delegates to by the instruction `send`.
    fn throw_into_other(&mut self, generator: Gc<Generator>, inner: Value, send: *mut u64, thrown: Thrown<'_>) -> Next {
        let base = self.stack.base;
        let result = match self.get_attr_opt_text(inner, "throw") {
            Ok(None) => return self.raise_at(generator, send, thrown),
            Ok(Some(method)) => self.call(method, thrown.arguments),
            Err(raised) => Err(raised),
        };
        // SAFETY: [CODE]: `send` is an instruction of the frame's code.
        let instruction = unsafe { *send };
        match result {
            Ok(value) => {
                set_register(base, a!(instruction), value);
                Next::At(send.wrapping_add(1))
            }
            Err(raised) => match self.stop_value(raised) {
                Ok(value) => {
                    set_register(base, a!(instruction), value);
                    Next::At(send.wrapping_offset(sc!(instruction)))
                }
                Err(raised) => Next::Raise(send, self.take_exception(raised)),
            },
        }
    }
}
