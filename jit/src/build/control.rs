//! Truth, identity, conditional jumps, variables in cells.

use super::join::Incoming;
use super::operators::Outcome;
use super::{Bail, Builder};
use crate::ir::{Cond, Helper, InstId, Leaf, Op as Ir, Type};
use runtime::bytecode::{Instr, Op};
use runtime::object::function::Function;
use runtime::tier::{Demand, ShapeTruth, Task, layout, operands_seen, truth_of_shape, truth_seen};
use runtime::value::Value;

impl Builder<'_> {
    /// Truth of a register, negated without [`Task::SENSE`] unless `bits` say that it decides a jump.
    pub(super) fn truth(&mut self, register: usize, pc: usize, bits: i64) -> Result<Outcome, Bail> {
        let value = self.get(register);
        if let Some(outcome) = self.special_call(pc, vec![value], Demand::Bool, bits)? {
            return Ok(outcome);
        }
        let truth = self.truth_of(value, pc);
        let negated = bits & (Task::JUMP | Task::SENSE) == 0;
        Ok(Outcome::Value(if negated { self.emit(Ir::Not, vec![truth]) } else { truth }))
    }

    /// Truth of what has no method in Python for that, or may have.
    pub(super) fn truth_of(&mut self, value: InstId, pc: usize) -> InstId {
        match self.ty(value) {
            Type::Bool => value,
            Type::Int => {
                let zero = self.emit(Ir::Int { value: 0 }, vec![]);
                self.emit(Ir::IntCompare { cond: Cond::Ne }, vec![value, zero])
            }
            Type::Wide => {
                let zero = self.emit(Ir::Wide { value: 0 }, vec![]);
                self.emit(Ir::WideCompare { cond: Cond::Ne }, vec![value, zero])
            }
            Type::Float => {
                let zero = self.emit(Ir::Float { bits: 0 }, vec![]);
                self.emit(Ir::FloatCompare { cond: Cond::Ne }, vec![value, zero])
            }
            Type::Complex => self.complex_truth(value),
            Type::Value | Type::Nothing => {
                let code = self.code();
                let guess = operands_seen(code, pc) == 0 && !self.analyses.is_hidden(code);
                if guess && !self.known_other(value) && !self.hopeless(pc) {
                    let state = self.state(pc);
                    let truth = self.emit_at(Ir::GuardBool, vec![value], state);
                    self.refine(value, truth);
                    return truth;
                }
                if let Some(truth) = self.truth_of_object(value, pc) {
                    return truth;
                }
                self.truth_of_any(value, pc)
            }
        }
    }

    fn truth_of_any(&mut self, value: InstId, pc: usize) -> InstId {
        let answer =
            self.in_stages(pc, Leaf::Truth, vec![value], |this| this.call_runtime(pc, Helper::Truth, vec![value]));
        self.answer(answer)
    }

    /// Truth of an object of a shape that is known, or of what is None or an object of the shape that was seen; none if nothing is
    /// known of the object, or of what has truth by a method.
    fn truth_of_object(&mut self, value: InstId, pc: usize) -> Option<InstId> {
        if let Some(&(_, shape)) = self.env.shapes.iter().find(|(known, _)| *known == value) {
            return self.truth_of_shaped(value, shape);
        }
        let shape = truth_seen(self.code(), pc)?;
        if truth_of_shape(self.vm, shape) == ShapeTruth::Unknown {
            return None;
        }
        let no = self.only_if(Ir::HasShape { shape }, vec![value]);
        self.env.shapes.push((value, shape));
        let truth = self.truth_of_shaped(value, shape)?;
        let mut ways = vec![(Incoming { block: self.block, env: std::mem::take(&mut self.env) }, truth)];
        self.go_on_at(no);
        let none = self.emit(Ir::Word { bits: Value::NONE.bits() }, vec![]);
        let other = self.only_if(Ir::Same, vec![value, none]);
        let truth = self.emit(Ir::Bool { value: false }, vec![]);
        ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, truth));
        self.go_on_at(other);
        let truth = self.truth_of_any(value, pc);
        ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, truth));
        self.join_ways(pc, ways)
    }

    fn truth_of_shaped(&mut self, value: InstId, shape: u32) -> Option<InstId> {
        match truth_of_shape(self.vm, shape) {
            ShapeTruth::True => Some(self.emit(Ir::Bool { value: true }, vec![])),
            ShapeTruth::Length => {
                let len = self.inline_native(Leaf::Len, &[value], 0)?;
                let zero = self.emit(Ir::Int { value: 0 }, vec![]);
                Some(self.emit(Ir::IntCompare { cond: Cond::Ne }, vec![len, zero]))
            }
            ShapeTruth::Unknown => None,
        }
    }

    /// `B is C`, or its opposite.
    pub(super) fn identity(&mut self, b: usize, c: usize, opposite: bool) -> InstId {
        let (left, right) = (self.get_boxed(b), self.get_boxed(c));
        if let (Ir::Word { bits: left }, Ir::Word { bits: right }) =
            (self.function.inst(left).op, self.function.inst(right).op)
        {
            return self.emit(Ir::Bool { value: (left == right) != opposite }, vec![]);
        }
        let same = self.emit(Ir::Same, vec![left, right]);
        if opposite { self.emit(Ir::Not, vec![same]) } else { same }
    }

    /// `item in container`, negated without [`Task::SENSE`] unless `bits` say that it decides a jump.
    pub(super) fn contains(&mut self, item: usize, container: usize, bits: i64, pc: usize) -> Result<Outcome, Bail> {
        let arguments = vec![self.get(container), self.get(item)];
        if let Some(outcome) = self.special_call(pc, arguments, Demand::Truth, bits)? {
            return Ok(outcome);
        }
        let opposite = bits & (Task::JUMP | Task::SENSE) == 0;
        Ok(Outcome::Value(self.contains_any(item, container, opposite, pc)))
    }

    fn contains_any(&mut self, item: usize, container: usize, opposite: bool, pc: usize) -> InstId {
        let (known, container) = (self.get(item), self.get_boxed(container));
        if let Some(found) = self.among_identities(known, container, pc) {
            return if opposite { self.emit(Ir::Not, vec![found]) } else { found };
        }
        if let Some(found) = self.member_of_constant(known, container, pc) {
            return if opposite { self.emit(Ir::Not, vec![found]) } else { found };
        }
        let item = self.boxed(known);
        if self.is_dict(container, pc) {
            let found = self.in_dict(container, item, pc);
            return if opposite { self.emit(Ir::Not, vec![found]) } else { found };
        }
        let answer = self.in_stages(pc, Leaf::Contains, vec![container, item], |this| {
            this.call_runtime(pc, Helper::Contains, vec![container, item])
        });
        let found = self.answer(answer);
        if opposite { self.emit(Ir::Not, vec![found]) } else { found }
    }

    /// Builds a conditional jump, if the instruction is one.
    pub(super) fn conditional_jump(
        &mut self,
        pc: usize,
        instr: Instr,
        op: Op,
    ) -> Result<Option<Result<bool, Bail>>, Bail> {
        let (a, b) = (usize::from(instr.a()), usize::from(instr.b()));
        let jump = |sense: bool| Task::JUMP | if sense { Task::SENSE } else { 0 };
        let (outcome, sense) = match op {
            Op::JumpIfTrue | Op::JumpIfFalse => {
                let sense = op == Op::JumpIfTrue;
                (self.truth(a, pc, jump(sense) | Task::WIDE)?, sense)
            }
            Op::JumpIfNone | Op::JumpIfNotNone => {
                let value = self.get_boxed(a);
                let none = self.word(Value::NONE);
                (Outcome::Value(self.emit(Ir::Same, vec![value, none])), op == Op::JumpIfNone)
            }
            Op::JumpIfIs | Op::JumpIfIsNot => (Outcome::Value(self.identity(a, b, false)), op == Op::JumpIfIs),
            Op::JumpIfIn | Op::JumpIfNotIn => {
                let sense = op == Op::JumpIfIn;
                (self.contains(a, b, jump(sense), pc)?, sense)
            }
            _ => match compare_jump(op) {
                Some((cond, sense, immediate)) => {
                    let left = self.get(a);
                    let right = if immediate {
                        self.emit(Ir::Int { value: i64::from(instr.b() as i16) }, vec![])
                    } else {
                        self.get(b)
                    };
                    let sense_bit = if sense { Task::SENSE } else { 0 };
                    let task = sense_bit | if immediate { Task::IMMEDIATE } else { 0 };
                    (self.compare(cond, left, right, pc, task)?, sense)
                }
                None => return Ok(None),
            },
        };
        let Outcome::Value(condition) = outcome else { return Ok(Some(Ok(false))) };
        let target = super::analysis::jump_target(pc, instr).ok_or(Bail::Target)?;
        let (then, otherwise) = if sense { (target, pc + 1) } else { (pc + 1, target) };
        self.branch(condition, then, otherwise)?;
        Ok(Some(Ok(false)))
    }

    /// Leaves if a local is unbound.
    pub(super) fn check_bound(&mut self, register: usize, pc: usize) {
        let value = self.get(register);
        if self.ty(value) == Type::Value {
            let state = self.state(pc);
            self.emit_at(Ir::GuardBound, vec![value], state);
        }
    }

    pub(super) fn load_cell(&mut self, a: usize, b: usize, pc: usize) {
        let cell = self.get(b);
        let value = self.emit(Ir::Load { offset: layout::CELL_VALUE }, vec![cell]);
        let state = self.state(pc);
        self.emit_at(Ir::GuardBound, vec![value], state);
        self.set(a, value);
    }

    pub(super) fn store_cell(&mut self, a: usize, b: usize) {
        let cell = self.get(a);
        let value = self.get_boxed(b);
        self.emit(Ir::Store { offset: layout::CELL_VALUE }, vec![cell, value]);
        self.env.cells.clear();
        self.emit(Ir::Barrier, vec![cell]);
    }

    /// The cells of the running function's closure.
    pub(super) fn copy_free(&mut self, a: usize, count: usize, pc: usize) {
        let Some(function) = self.env.top().function else {
            // The root's function is in its header.
            let window = self.window();
            let function = self.emit(Ir::Register { at: window - 4 }, vec![]);
            self.copy_cells(function, a, count);
            return;
        };
        let _ = pc;
        self.copy_cells(function.value, a, count);
    }

    fn copy_cells(&mut self, function: InstId, a: usize, count: usize) {
        // A function has the same cells for ever.
        if let Ir::Word { bits } = self.function.inst(function).op
            && let Some(closure) = Value::from_bits(bits).cast::<Function>().and_then(|known| known.closure.get())
            && closure.len() >= count
        {
            for index in 0..count {
                let cell = self.constant(closure.get(index));
                self.set(a + index, cell);
            }
            return;
        }
        let closure = self.emit(Ir::Load { offset: layout::FUNCTION_CLOSURE }, vec![function]);
        for index in 0..count {
            let offset = layout::TUPLE_ITEMS + 8 * index as i32;
            let cell = self.emit(Ir::Load { offset }, vec![closure]);
            self.set(a + index, cell);
        }
    }
}

/// The comparison of a jump, whether it jumps when that holds, whether the right operand is in the instruction.
fn compare_jump(op: Op) -> Option<(Cond, bool, bool)> {
    Some(match op {
        Op::JumpIfLt => (Cond::Lt, true, false),
        Op::JumpIfLe => (Cond::Le, true, false),
        Op::JumpIfEq => (Cond::Eq, true, false),
        Op::JumpIfNe => (Cond::Ne, true, false),
        Op::JumpIfGt => (Cond::Gt, true, false),
        Op::JumpIfGe => (Cond::Ge, true, false),
        Op::JumpIfNotLt => (Cond::Lt, false, false),
        Op::JumpIfNotLe => (Cond::Le, false, false),
        Op::JumpIfNotEq => (Cond::Eq, false, false),
        Op::JumpIfNotNe => (Cond::Ne, false, false),
        Op::JumpIfNotGt => (Cond::Gt, false, false),
        Op::JumpIfNotGe => (Cond::Ge, false, false),
        Op::JumpIfLtInt => (Cond::Lt, true, true),
        Op::JumpIfLeInt => (Cond::Le, true, true),
        Op::JumpIfEqInt => (Cond::Eq, true, true),
        Op::JumpIfNeInt => (Cond::Ne, true, true),
        Op::JumpIfGtInt => (Cond::Gt, true, true),
        Op::JumpIfGeInt => (Cond::Ge, true, true),
        Op::JumpIfNotLtInt => (Cond::Lt, false, true),
        Op::JumpIfNotLeInt => (Cond::Le, false, true),
        Op::JumpIfNotEqInt => (Cond::Eq, false, true),
        Op::JumpIfNotNeInt => (Cond::Ne, false, true),
        Op::JumpIfNotGtInt => (Cond::Gt, false, true),
        Op::JumpIfNotGeInt => (Cond::Ge, false, true),
        _ => return None,
    })
}
