//! `frame.f_lineno = line` in a trace function: the frame goes on elsewhere.
//!
//! Where it may go is a matter of what temporaries hold: the instruction jumped to needs no more of them than the one left
//! has, and each of the same sort. That makes bodies of `for`, `with` and `except` reachable from within them only, and is
//! what CPython checks of its stack.

use super::plan::{is_silent, line_numbers};
use crate::bytecode::flow::{ends_flow, jump_target, live_registers, operands};
use crate::bytecode::unit::{Position, flags};
use crate::bytecode::{CodeUnit, Op, RegisterKind};
use crate::exceptions::hierarchy::Exc;
use crate::frame::object::FrameObject;
use crate::frame::stack::{register, set_register};
use crate::heap::{Gc, Native};
use crate::object::code::Code;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Whether a frame may be made to go on elsewhere, by the event that its trace function is told of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MayJump {
    /// None is told.
    Untold,
    /// The call of its function.
    NewFrame,
    /// A line, or a value that a generator gives or gets.
    Yes,
    /// Something else.
    Other,
}

/// What a temporary holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    Unknown,
    Object,
    /// What a loop goes through.
    Iterator,
    /// The exception that a handler has got.
    Raised,
    /// The exception that was being handled before.
    Handled,
}

impl Sort {
    fn is_exception(self) -> bool {
        matches!(self, Sort::Raised | Sort::Handled)
    }

    /// Whether what needs a temporary of sort `needed` may have this one.
    fn serves(self, needed: Sort) -> bool {
        needed == Sort::Object || needed == self
    }
}

/// What is known of the temporaries before each instruction.
struct Temporaries {
    /// Sorts by register, of each instruction that can be reached.
    sorts: Vec<Option<Vec<Sort>>>,
    /// Those that are read later on, ascending.
    live: Vec<Vec<usize>>,
}

impl Temporaries {
    fn of(unit: &CodeUnit) -> Temporaries {
        let named = unit.registers.len();
        let count = unit.register_count as usize;
        let live = live_registers(unit);
        let live = live.iter().map(|live| (named..count).filter(|&at| live.contains(at)).collect()).collect();
        let mut sorts: Vec<Option<Vec<Sort>>> = vec![None; unit.code.len()];
        if let Some(first) = sorts.first_mut() {
            *first = Some(vec![Sort::Unknown; count]);
        }
        let mut changed = true;
        while changed {
            changed = false;
            for (index, &instr) in unit.code.iter().enumerate() {
                let Some(before) = sorts[index].clone() else { continue };
                for entry in unit.exceptions.iter().filter(|entry| entry.covers(index)) {
                    let mut state = before.clone();
                    set_sort(&mut state, entry.register.into(), Sort::Raised);
                    changed |= merge(&mut sorts, entry.target as usize, &state);
                }
                let mut after = before;
                let sort = match Op::from_byte(instr.op_byte()) {
                    Some(Op::GetIter | Op::GetAIter) => Sort::Iterator,
                    Some(Op::PushExc) => Sort::Handled,
                    Some(_) | None => Sort::Object,
                };
                for register in operands(instr).writes {
                    set_sort(&mut after, register, sort);
                }
                let next = (!ends_flow(instr)).then_some(index + 1);
                for target in next.into_iter().chain(jump_target(index, instr)) {
                    changed |= merge(&mut sorts, target, &after);
                }
            }
        }
        Temporaries { sorts, live }
    }

    fn sort(&self, index: usize, register: usize) -> Sort {
        let sorts = self.sorts[index].as_ref();
        sorts.and_then(|sorts| sorts.get(register).copied()).unwrap_or(Sort::Unknown)
    }

    /// Whether all that `to` needs is there at `from`.
    fn suffice(&self, from: usize, to: usize) -> bool {
        self.live[to].iter().all(|&register| {
            self.live[from].contains(&register) && self.sort(from, register).serves(self.sort(to, register))
        })
    }

    /// Why something is missing at an instruction.
    fn explain(&self, to: usize) -> &'static str {
        let innermost = self.live[to].last().map(|&register| self.sort(to, register));
        match innermost {
            _ if self.sorts[to].is_none() => "can't jump into an exception handler, or code may be unreachable",
            Some(sort) if sort.is_exception() => "can't jump into an 'except' block as there's no exception",
            Some(Sort::Iterator) => "can't jump into the body of a for loop",
            Some(_) | None => "incompatible stacks",
        }
    }
}

fn set_sort(state: &mut [Sort], register: usize, sort: Sort) {
    if let Some(known) = state.get_mut(register) {
        *known = sort;
    }
}

/// Adds what is known on one way to an instruction; whether that was new.
fn merge(sorts: &mut [Option<Vec<Sort>>], target: usize, state: &[Sort]) -> bool {
    let Some(known) = sorts.get_mut(target) else { return false };
    let Some(known) = known else {
        *known = Some(state.to_vec());
        return true;
    };
    let mut changed = false;
    for (known, &new) in known.iter_mut().zip(state) {
        let both = match (*known, new) {
            (Sort::Unknown, new) => new,
            (known, Sort::Unknown) => known,
            (known, new) if known == new => known,
            (_, _) => Sort::Object,
        };
        changed |= both != *known;
        *known = both;
    }
    changed
}

/// Whether an instruction may be the first of what a frame goes on with: the first at its position. A loop that is jumped to
/// begins anew.
fn is_start(unit: &CodeUnit, positions: &[Position], lines: &[u32], index: usize) -> bool {
    let is_for = |index: usize| unit.code.get(index).is_some_and(|instr| instr.op_byte() == Op::ForIter as u8);
    let instr = unit.code[index];
    let to_for = instr.op_byte() == Op::Jump as u8 && jump_target(index, instr).is_some_and(is_for);
    let same = index > 0 && positions[index] == positions[index - 1];
    !is_silent(unit, lines, index) && !same && !is_for(index) && !to_for
}

/// The instruction to go on with for a line that a frame at `from` is to jump to, or why there is none.
fn destination(unit: &CodeUnit, from: usize, line: i64) -> Result<usize, String> {
    if line < i64::from(unit.first_line) {
        return Err(format!("line {line} comes before the current code block"));
    }
    let lines = line_numbers(unit);
    let positions: Vec<Position> = unit.positions.iter().collect();
    let begins = |index: usize| is_start(unit, &positions, &lines, index).then(|| i64::from(lines[index]));
    let Some(line) = (0..lines.len()).filter_map(begins).filter(|&begun| begun >= line).min() else {
        return Err(format!("line {line} comes after the current code block"));
    };
    let temporaries = Temporaries::of(unit);
    if temporaries.sorts[from].is_none() {
        return Err("can't jump from unreachable code".to_owned());
    }
    let (mut best, mut wrong) = (None, None);
    for index in (0..lines.len()).filter(|&index| begins(index) == Some(line)) {
        let depth = temporaries.live[index].len();
        if temporaries.sorts[index].is_some() && temporaries.suffice(from, index) {
            if best.is_none_or(|(_, deepest)| depth > deepest) {
                best = Some((index, depth));
            }
        } else {
            wrong = wrong.or(Some(temporaries.explain(index)));
        }
    }
    let wrong = wrong.unwrap_or("cannot find bytecode for specified line");
    best.map(|(index, _)| index).ok_or_else(|| wrong.to_owned())
}

impl Vm {
    /// Setting `f_lineno`: EMPTY deletes.
    pub(crate) fn set_frame_line(&mut self, frame: Gc<Native<FrameObject>>, line: Value) -> PyResult<()> {
        if line.is_empty() {
            return Err(self.attribute_error_text("cannot delete attribute"));
        }
        if self.class_of(line) != self.types.int {
            return Err(self.value_error("lineno must be an integer"));
        }
        let problem = match frame.data.may_jump.get() {
            MayJump::Yes => None,
            MayJump::Untold => Some("f_lineno can only be set in a trace function"),
            MayJump::NewFrame => Some("can't jump from the 'call' trace event of a new frame"),
            MayJump::Other => Some("can only jump from a 'line' trace event"),
        };
        if let Some(problem) = problem {
            return Err(self.value_error(problem));
        }
        let Some(line) = line.as_i64().filter(|&line| i32::try_from(line).is_ok()) else {
            return Err(self.value_error("lineno out of range"));
        };
        let Some(running) = self.running_frame(frame) else {
            return Err(self.value_error("f_lineno can only be set in a trace function"));
        };
        let code = frame.data.code.get();
        let from = frame.data.jump.get().map_or(running.instruction, |jump| jump as usize);
        match destination(&code.unit, from, line) {
            Ok(index) => {
                self.bind_all_locals(code, running.base)?;
                frame.data.jump.set(Some(index as u32));
                Ok(())
            }
            Err(problem) => Err(self.value_error(&problem)),
        }
    }

    /// Code that relies on variables having been set is not to find them unset.
    fn bind_all_locals(&mut self, code: Gc<Code>, base: *mut u64) -> PyResult<()> {
        if code.has(flags::NAMESPACE) {
            return Ok(());
        }
        let is_unset = |vm: &mut Vm, index: usize| {
            let kind = code.register_kind(index);
            matches!(kind, Some(RegisterKind::Local | RegisterKind::Hidden)) && vm.live_register(base, index).is_empty()
        };
        let unset: Vec<usize> = (0..code.unit.registers.len()).filter(|&index| is_unset(self, index)).collect();
        if unset.is_empty() {
            return Ok(());
        }
        let plural = if unset.len() == 1 { "" } else { "s" };
        let text = format!("assigning None to {} unbound local{plural}", unset.len());
        self.warn(Exc::RuntimeWarning, &text, 0)?;
        for index in unset {
            set_register(base, index, Value::NONE);
        }
        Ok(())
    }

    /// Where the frame at `base`, whose trace function has been told of `index`, goes on if that is elsewhere. It handles no
    /// exceptions there whose handlers it has left.
    pub(super) fn take_jump(&mut self, frame: Gc<Native<FrameObject>>, base: *mut u64, index: usize) -> Option<usize> {
        let target = frame.data.jump.take()? as usize;
        let code = frame.data.code.get();
        let temporaries = Temporaries::of(&code.unit);
        let left = temporaries.live[index].iter().rev().filter(|at| !temporaries.live[target].contains(at));
        for &at in left {
            if temporaries.sort(index, at) == Sort::Handled {
                self.restore_handled(base, register(base, at));
            }
        }
        frame.data.suspended.set(false);
        Some(target)
    }
}
