//! Exits: what the interpreter needs to go on where compiled code left.

use crate::doubts::Guess;
use crate::ir::{Function, HANDLED, InstId, OF_LEAF, OF_LOOP, Op, Reason, State, Type, UNBOUND_FLOAT, UNBOUND_INT};
use crate::remake::{Remade, is_made};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::tier::{self, Resume};
use runtime::value::Value;
use runtime::vm::Vm;

/// An exit's number is that of its unit shifted by so many bits, and its place among the unit's exits.
pub(crate) const EXIT_BITS: u32 = 20;

/// One frame that has to exist.
#[derive(Clone, Copy, Debug)]
struct ExitFrame {
    code: Gc<Code>,
    window: i32,
    /// Instruction at which it goes on, or that has called the next frame.
    pc: u32,
}

/// A register that compiled code has written, and in which form.
#[derive(Clone, Copy, Debug)]
struct Written {
    register: i32,
    ty: Type,
    /// An int that may be [`UNBOUND_INT`].
    perhaps_unbound: bool,
}

/// One way out of compiled code.
#[derive(Debug)]
pub(crate) struct Exit {
    /// The root first.
    frames: Vec<ExitFrame>,
    /// Registers that compiled code has written.
    writes: Vec<Written>,
    /// What is made of what it has left, and the registers for that.
    remade: Remade,
    /// Registers that are written only here, and what with.
    constants: Vec<(i32, u64)>,
    pub(crate) reason: Reason,
    /// How often it was taken.
    pub(crate) count: u32,
    /// See [`State::about`].
    about: Option<u16>,
    /// It raises, and is left because nothing had come to the handler for that so far.
    pub(crate) unreached: bool,
}

impl Exit {
    pub(crate) fn new(function: &Function, state: &State, reason: Reason, remade: Remade) -> Exit {
        let (mut writes, mut constants) = (Vec::new(), Vec::new());
        for &(register, id) in &state.writes {
            match constant(function, id) {
                Some(bits) => constants.push((register, bits)),
                None if is_made(function, id) => {}
                None => writes.push(Written {
                    register,
                    ty: function.ty(id),
                    perhaps_unbound: function.perhaps_unbound.contains(&id),
                }),
            }
        }
        let (mut frames, mut frame, mut pc) = (Vec::new(), state.frame, state.pc);
        loop {
            let described = function.frame(frame);
            frames.push(ExitFrame { code: described.code, window: described.window, pc });
            match described.parent {
                Some((parent, call)) => (frame, pc) = (parent, call),
                None => break,
            }
        }
        frames.reverse();
        let at = (function.frame(state.frame).code.word(), state.pc);
        let unreached = matches!(reason, Reason::Raised | Reason::NotCompiled) && function.unreached.contains(&at);
        Exit { frames, writes, remade, constants, reason, count: 0, about: state.about, unreached }
    }

    /// What was taken for granted here.
    pub(crate) fn guess(&self) -> Guess {
        let (code, pc) = self.place();
        Guess { code: code.word(), pc, about: self.about }
    }

    /// The `iter` instruction right behind which it leaves: that gave what it was given.
    pub(crate) fn iter_before(&self) -> Option<(Gc<Code>, usize)> {
        let innermost = self.frames.last()?;
        let before = (innermost.pc as usize).checked_sub(1)?;
        let op = runtime::bytecode::Op::from_byte(innermost.code.unit.code[before].op_byte());
        (op == Some(runtime::bytecode::Op::GetIter)).then_some((innermost.code, before))
    }

    /// The functions that run there, the innermost last, each at an instruction.
    pub(crate) fn frames(&self) -> impl DoubleEndedIterator<Item = (Gc<Code>, u32)> + '_ {
        self.frames.iter().map(|frame| (frame.code, frame.pc))
    }

    /// The classes of the operands in the frame that goes on, once it can: what was not as it had been.
    pub(crate) fn operand_classes(&self, vm: &Vm, base: *mut u64) -> String {
        let innermost = self.frames.last().expect("the root is a frame");
        let instr = innermost.code.unit.code[innermost.pc as usize];
        let registers = match self.about {
            Some(OF_LOOP) => Vec::new(),
            Some(register) if register != OF_LEAF => vec![usize::from(register)],
            _ => crate::build::registers_read(instr),
        };
        let value =
            |register: usize| Value::from_bits(tier::frame_word(base, innermost.window as isize + register as isize));
        let values = registers.into_iter().take(3).map(value).filter(|value| !value.is_empty());
        let names: Vec<String> = values.map(|value| vm.class_of(value).name_text()).collect();
        names.join(" and ")
    }

    /// Whether a function that stands for a builtin goes on: in the interpreter, slower than the builtin would be.
    pub(crate) fn is_in_stand_in(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.code.hidden.get())
    }

    /// The function and instruction where it leaves.
    pub(crate) fn place(&self) -> (Gc<Code>, u32) {
        // What stands in frames between an instruction and its method has no bytecode.
        let is_own = |frame: &&ExitFrame| {
            runtime::bytecode::Op::from_byte(frame.code.unit.code[frame.pc as usize].op_byte()).is_some()
        };
        let innermost = self.frames.iter().rev().find(is_own).expect("the root is a frame");
        (innermost.code, innermost.pc)
    }

    /// Boxes what compiled code has written unboxed. Numbers must not stand where the collector looks for references, so
    /// what needs memory comes last.
    fn box_registers(&self, vm: &mut Vm, base: *mut u64) {
        let mut large = Vec::new();
        // The exception that is handled is in no register.
        for &Written { register, ty, perhaps_unbound } in self.writes.iter().filter(|write| write.register != HANDLED) {
            let raw = tier::frame_word(base, register as isize);
            let value = match ty {
                Type::Value | Type::Nothing => continue,
                Type::Wide | Type::Complex => unreachable!("made of its pieces"),
                Type::Float if raw == UNBOUND_FLOAT => Value::EMPTY,
                Type::Float => Value::float(f64::from_bits(raw)),
                Type::Bool => Value::bool(raw & 1 == 1),
                Type::Int if perhaps_unbound && raw as i64 == UNBOUND_INT => Value::EMPTY,
                Type::Int => Value::small_int(raw as i64).unwrap_or_else(|| {
                    large.push((register, raw as i64));
                    Value::NONE
                }),
            };
            tier::set_frame_word(base, register as isize, value.bits());
        }
        for (register, n) in large {
            // Without memory for it the number is lost, and the frame sees None.
            let value = vm.int(n).unwrap_or(Value::NONE);
            tier::set_frame_word(base, register as isize, value.bits());
        }
    }

    /// Writes the frames at `base` for who looks at them.
    pub(crate) fn expose(&self, vm: &mut Vm, base: *mut u64) {
        let made = self.remade.make(vm, base);
        let at = |window: i32| base.wrapping_offset(window as isize);
        for pair in self.frames.windows(2) {
            let (caller, callee) = (pair[0], pair[1]);
            let back = tier::instruction_address(caller.code, caller.pc as usize + 1);
            tier::set_frame_word(at(callee.window), -3, callee.code.word());
            tier::set_frame_word(at(callee.window), -2, at(caller.window) as u64);
            tier::set_frame_word(at(callee.window), -1, back as u64);
        }
        if self.frames.len() > 1 {
            vm.headers_written();
        }
        let innermost = self.frames.last().expect("the root is a frame");
        vm.set_running(at(innermost.window), tier::instruction_address(innermost.code, innermost.pc as usize));
        for &(register, bits) in &self.constants {
            match register {
                HANDLED => vm.set_handled(Value::from_bits(bits)),
                _ => tier::set_frame_word(base, register as isize, bits),
            }
        }
        self.remade.write(vm, base, &made);
        self.box_registers(vm, base);
    }

    /// Brings the frames at `base` into the interpreter's form.
    pub(crate) fn leave(&self, vm: &mut Vm, base: *mut u64) -> Resume {
        self.expose(vm, base);
        vm.count_frames(self.frames.len() as i32 - 1);
        let at = |window: i32| base.wrapping_offset(window as isize);
        for frame in self.frames.iter().skip(1).filter(|frame| crate::build::suspends(frame.code)) {
            tier::generator_runs(vm, at(frame.window));
        }
        let raised = self.reason == Reason::Raised || self.reason == Reason::Disturbed && vm.take_poll_raised();
        if raised { Resume::Raise } else { Resume::Run }
    }
}

/// The bits of a value that is the same whenever compiled code is left: nothing has to write it there.
pub(crate) fn constant(function: &Function, id: InstId) -> Option<u64> {
    match function.inst(id).op {
        Op::Word { bits } => Some(bits),
        Op::Int { value } if !function.perhaps_unbound.contains(&id) => Value::small_int(value).map(Value::bits),
        Op::Float { bits: UNBOUND_FLOAT } => Some(Value::EMPTY.bits()),
        Op::Float { bits } => Some(Value::float(f64::from_bits(bits)).bits()),
        Op::Bool { value } => Some(Value::bool(value).bits()),
        _ => None,
    }
}
