//! Objects that instructions make, slices and texts: by leaf functions.

use super::{Bail, Builder};
use crate::ir::{Helper, InstId, Leaf, Op as Ir};
use crate::lower::MAX_ARGUMENTS;
use runtime::bytecode::{Instr, Op};
use runtime::object::header::Kind;
use runtime::tier::Demand;
use runtime::value::Value;

impl Builder<'_> {
    /// Builds an instruction that makes an object of a builtin type, or adds to one; false if it is none.
    pub(super) fn display(&mut self, pc: usize, instr: Instr, op: Op) -> bool {
        let (a, b, c) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        if self.was_reached(pc) {
            return false;
        }
        let (leaf, kind) = match op {
            Op::BuildTuple => (Leaf::Tuple, Kind::Tuple),
            Op::BuildList => (Leaf::List, Kind::List),
            Op::BuildSet => (Leaf::Set, Kind::Set),
            Op::BuildMap => (Leaf::Dict, Kind::Dict),
            Op::BuildString => (Leaf::Text, Kind::Str),
            Op::FormatValue => return self.format_value(pc, instr),
            Op::GetSlice => {
                let args = vec![self.get_boxed(b), self.get_boxed(c), self.get_boxed(c + 1)];
                let sequence = args[0];
                let value = self.in_stages(pc, Leaf::Slice, args, |this| this.interpreted(pc, a));
                self.know_sliced(sequence, value);
                self.set(a, value);
                return true;
            }
            Op::BuildSlice => return self.steps(pc, instr),
            Op::DeleteItem => {
                let args = vec![self.get_boxed(a), self.get_boxed(b)];
                self.in_stages(pc, Leaf::DeleteItem, args, |this| this.done(pc));
                return true;
            }
            Op::UnpackEx => return self.unpack_rest(pc, instr),
            Op::SetAdd => {
                let args = vec![self.get_boxed(a), self.get_boxed(b)];
                self.in_stages(pc, Leaf::SetAdd, args, |this| this.done(pc));
                return true;
            }
            Op::MapAdd => {
                let args = vec![self.get_boxed(a), self.get_boxed(b), self.get_boxed(c)];
                self.in_stages(pc, Leaf::SetItem, args, |this| this.done(pc));
                return true;
            }
            _ => return false,
        };
        if c > MAX_ARGUMENTS {
            return false;
        }
        let args = (b..b + c).map(|register| self.get_boxed(register)).collect();
        let value = self.in_stages(pc, leaf, args, |this| this.interpreted(pc, a));
        self.env.shapes.push((value, kind as u32));
        self.set(a, value);
        true
    }

    /// `a, *rest, b = sequence`, of a list or tuple.
    fn unpack_rest(&mut self, pc: usize, instr: Instr) -> bool {
        /// More items are for the runtime.
        const MOST: u16 = 4;
        let (first, before, after) = (usize::from(instr.a()), u16::from(instr.aux()), instr.c());
        let leaf = Leaf::Rest { before, after };
        if before + after > MOST || !self.has_answer(pc, leaf) {
            return false;
        }
        let sequence = self.get_boxed(usize::from(instr.b()));
        let rest = self.in_stages(pc, leaf, vec![sequence], |this| this.interpreted(pc, first));
        self.env.shapes.push((rest, Kind::List as u32));
        // They are there, as there is a rest.
        let indices = (0..i32::from(before)).chain(-i32::from(after)..0);
        let items: Vec<InstId> = indices
            .map(|index| {
                let index = self.word(Value::int32(index));
                self.emit(Ir::Leaf { leaf: Leaf::Item }, vec![sequence, index])
            })
            .collect();
        let (before, after) = items.split_at(before.into());
        let values = before.iter().chain([&rest]).chain(after);
        values.enumerate().for_each(|(index, &value)| self.set(first + index, value));
        true
    }

    /// A slice that is wanted for nothing but the next instruction, which reads an item by it: both at once.
    fn steps(&mut self, pc: usize, instr: Instr) -> bool {
        let (a, b) = (usize::from(instr.a()), usize::from(instr.b()));
        let code = self.code();
        let Some(&next) = code.unit.code.get(pc + 1) else { return false };
        let reads = Op::from_byte(next.op_byte()) == Some(Op::GetItem) && usize::from(next.c()) == a;
        let named = a < code.unit.registers.len();
        if named || !reads || self.top().analysis.runs.contains_key(&(pc + 1)) || self.was_reached(pc + 1) {
            // What it is a key of knows that it is no int.
            let slice = self.interpreted(pc, a);
            self.env.shapes.push((slice, Kind::Slice as u32));
            self.set(a, slice);
            return true;
        }
        let sequence = self.get_boxed(usize::from(next.b()));
        let args = vec![sequence, self.get_boxed(b), self.get_boxed(b + 1), self.get_boxed(b + 2)];
        let value = self.in_stages(pc, Leaf::Steps, args, |this| {
            let slice = this.interpreted(pc, a);
            this.with_register(a, slice, |this| this.interpreted(pc + 1, usize::from(next.a())))
        });
        self.know_sliced(sequence, value);
        self.set(usize::from(next.a()), value);
        self.done = Some(pc + 1);
        true
    }

    /// Slices of these are of the same class.
    fn know_sliced(&mut self, sequence: InstId, slice: InstId) {
        let kinds = [Kind::List, Kind::Tuple, Kind::Str, Kind::Bytes];
        let same = kinds.into_iter().find(|&kind| self.is_exact(sequence, kind));
        self.env.shapes.extend(same.map(|kind| (slice, kind as u32)));
    }

    /// Whether a value is known to be of a builtin class.
    fn is_exact(&self, value: InstId, kind: Kind) -> bool {
        match self.function.inst(value).op {
            Ir::Word { bits } => Value::from_bits(bits).header().is_some_and(|header| header.shape().0 == kind as u32),
            _ => self.env.shapes.contains(&(value, kind as u32)),
        }
    }

    /// A value as text by a method in Python; none if it is not known to be that, false if it never ends.
    pub(super) fn format_by_method(&mut self, pc: usize, instr: Instr, op: Op) -> Result<Option<bool>, Bail> {
        if op != Op::FormatValue || instr.aux() > 2 || !self.knows_method(pc) {
            return Ok(None);
        }
        let (object, spec) = (self.get(usize::from(instr.b())), usize::from(instr.c()));
        let demand = if instr.aux() == 2 { Demand::Repr } else { Demand::Str };
        // Only `object.__format__` without a specification asks for other text.
        if spec == 0
            && let Some(outcome) = self.special_call(pc, vec![object], demand, 0)?
        {
            return Ok(Some(self.gives(instr.a().into(), outcome)));
        }
        if instr.aux() != 0 {
            return Ok(None);
        }
        let spec = match spec {
            0 => self.vm.empty_str().value(),
            register => return self.format_with(pc, instr, object, register - 1),
        };
        let spec = self.constant(spec);
        let outcome = self.special_call(pc, vec![object, spec], Demand::Format, 0)?;
        Ok(outcome.map(|outcome| self.gives(instr.a().into(), outcome)))
    }

    fn format_with(&mut self, pc: usize, instr: Instr, object: InstId, spec: usize) -> Result<Option<bool>, Bail> {
        let spec = self.get(spec);
        let outcome = self.special_call(pc, vec![object, spec], Demand::Format, 0)?;
        Ok(outcome.map(|outcome| self.gives(instr.a().into(), outcome)))
    }

    /// A value as text.
    fn format_value(&mut self, pc: usize, instr: Instr) -> bool {
        let (a, c) = (usize::from(instr.a()), usize::from(instr.c()));
        let value = self.get_boxed(usize::from(instr.b()));
        let (leaf, args) = match (instr.aux(), c) {
            (0 | 1, 0) => (Leaf::ToStr, vec![value]),
            (0, spec) => (Leaf::Format, vec![value, self.get_boxed(spec - 1)]),
            _ => return false,
        };
        let text = self.in_stages(pc, leaf, args, |this| this.interpreted(pc, a));
        self.set(a, text);
        true
    }

    /// Has the runtime execute an instruction without a result.
    pub(super) fn done(&mut self, pc: usize) -> InstId {
        let done = self.call_runtime(pc, Helper::Interpret, vec![]);
        self.check_epoch(pc + 1);
        done
    }
}
