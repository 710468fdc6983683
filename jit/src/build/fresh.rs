//! Objects that are made in place, without a call of their class: the iterators of loops, and tuples.

use super::call::Site;
use super::{Bail, Builder};
use crate::ir::{InstId, Op as Ir, Type};
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::header::Kind;
use runtime::object::type_object::Type as Class;
use runtime::tier::{MAX_TUPLE, operands_seen, seen_bits as seen};

impl Builder<'_> {
    /// `range(...)` whose iterator is all that is wanted: makes that, for the next instruction too.
    pub(super) fn range_call(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> bool {
        if class != self.vm.types.range || !(1..=3).contains(&site.given) || site.names.is_some() {
            return false;
        }
        let code = self.code();
        let Some(&next) = code.unit.code.get(site.pc + 1) else { return false };
        let named = site.result < code.unit.registers.len();
        let is_iterated = Op::from_byte(next.op_byte()) == Some(Op::GetIter) && usize::from(next.b()) == site.result;
        if named || !is_iterated || self.top().analysis.runs.contains_key(&(site.pc + 1)) || self.was_reached(site.pc) {
            return false;
        }
        let mut numbers = Vec::new();
        for index in 0..site.given {
            let value = self.get(site.first + index);
            if self.known_other(value) && self.ty(value) == Type::Value {
                return false;
            }
            let Some(number) = self.int(value, site.pc) else { return false };
            numbers.push(number);
        }
        self.guard_object(callee, class.value(), site.pc);
        if numbers.len() == 1 {
            numbers.insert(0, self.emit(Ir::Int { value: 0 }, vec![]));
        }
        if numbers.len() == 2 {
            numbers.push(self.emit(Ir::Int { value: 1 }, vec![]));
        }
        let state = self.state(site.pc);
        let iterator = self.emit_at(Ir::NewRangeIterator, numbers, state);
        self.env.shapes.push((iterator, Kind::RangeIterator as u32));
        self.set(usize::from(next.a()), iterator);
        self.done = Some(site.pc + 1);
        true
    }

    /// The iterator of a list or tuple for the loop that follows, if that has been over nothing else.
    pub(super) fn sequence_iterator(&mut self, pc: usize, instr: Instr, source: InstId) -> Option<InstId> {
        let code = self.code();
        let jump = *code.unit.code.get(pc + 1)?;
        let is_jump = Op::from_byte(jump.op_byte()) == Some(Op::Jump);
        let header = super::analysis::jump_target(pc + 1, jump).filter(|_| is_jump)?;
        let next = *code.unit.code.get(header)?;
        let drives = Op::from_byte(next.op_byte()) == Some(Op::ForIter) && next.b() == instr.a();
        if !drives || self.ty(source) != Type::Value || self.was_reached(pc) || self.hopeless(header) {
            return None;
        }
        let (kind, class) = match operands_seen(code, header) {
            seen::LIST => (Kind::List, Kind::SequenceIterator as u32),
            seen::TUPLE => (Kind::Tuple, self.vm.types.tuple_iterator.root_shape.get().0),
            _ => return None,
        };
        self.guard_shape(source, kind as u32, pc);
        let state = self.state(pc);
        let iterator = self.emit_at(Ir::NewSequenceIterator { tuple: kind == Kind::Tuple }, vec![source], state);
        self.env.shapes.push((iterator, class));
        Some(iterator)
    }

    /// A tuple of a run of registers.
    pub(super) fn build_tuple(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (a, first, count) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        if !(1..=MAX_TUPLE).contains(&count) {
            return self.interpret(pc, instr);
        }
        let items: Vec<InstId> = (first..first + count).map(|register| self.get(register)).collect();
        let boxed = items.iter().map(|&item| self.boxed(item)).collect();
        let state = self.state(pc);
        let tuple = self.emit_at(Ir::NewTuple, boxed, state);
        self.tuples.insert(tuple, items);
        self.env.shapes.push((tuple, Kind::Tuple as u32));
        self.set(a, tuple);
        Ok(true)
    }
}
