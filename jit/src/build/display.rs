//! Objects that instructions make, slices and texts: by leaf functions.

use super::Builder;
use crate::ir::{Helper, InstId, Leaf, Op as Ir};
use crate::lower::MAX_ARGUMENTS;
use runtime::bytecode::{Instr, Op};
use runtime::object::header::Kind;
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
                let value = self.in_stages(Leaf::Slice, args, |this| this.interpreted(pc, a));
                // Slices of these are of the same class.
                let kinds = [Kind::List, Kind::Tuple, Kind::Str, Kind::Bytes];
                let same = kinds.into_iter().find(|&kind| self.is_exact(sequence, kind));
                self.env.shapes.extend(same.map(|kind| (value, kind as u32)));
                self.set(a, value);
                return true;
            }
            Op::DeleteItem => {
                let args = vec![self.get_boxed(a), self.get_boxed(b)];
                self.in_stages(Leaf::DeleteItem, args, |this| this.done(pc));
                return true;
            }
            Op::SetAdd => {
                let args = vec![self.get_boxed(a), self.get_boxed(b)];
                self.in_stages(Leaf::SetAdd, args, |this| this.done(pc));
                return true;
            }
            Op::MapAdd => {
                let args = vec![self.get_boxed(a), self.get_boxed(b), self.get_boxed(c)];
                self.in_stages(Leaf::SetItem, args, |this| this.done(pc));
                return true;
            }
            _ => return false,
        };
        if c > MAX_ARGUMENTS {
            return false;
        }
        let args = (b..b + c).map(|register| self.get_boxed(register)).collect();
        let value = self.in_stages(leaf, args, |this| this.interpreted(pc, a));
        self.env.shapes.push((value, kind as u32));
        self.set(a, value);
        true
    }

    /// Whether a value is known to be of a builtin class.
    fn is_exact(&self, value: InstId, kind: Kind) -> bool {
        match self.function.inst(value).op {
            Ir::Word { bits } => Value::from_bits(bits).header().is_some_and(|header| header.shape().0 == kind as u32),
            _ => self.env.shapes.contains(&(value, kind as u32)),
        }
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
        let text = self.in_stages(leaf, args, |this| this.interpreted(pc, a));
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
