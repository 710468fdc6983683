//! Cursors: iterators of ranges, lists and strs whose positions live in SSA while a loop runs.
//!
//! A `for` loop's iterator is in a register that nothing else reads, unless what the loop is over was an iterator already.
//! So its fields need not be true while compiled code runs: exits write them, and nothing else does.

use super::env::{Cursor, Env, Walk};
use super::join::Incoming;
use super::{Bail, Builder, Guess};
use crate::ir::Edge;
use crate::ir::{Cond, InstId, Op as Ir, Terminator, Type};
use runtime::bytecode::{Instr, Op};
use runtime::object::header::Kind;
use runtime::tier::{CodeAt, SeenItems, iterator_seen, layout, operands_seen, seen_bits as seen, typed_items_iterated};

impl Builder<'_> {
    /// The `for` instructions that drive the loop with the header at `start`, with the registers of their iterators.
    fn driving(&mut self, start: usize) -> Vec<(usize, usize)> {
        let code = self.code();
        let region = self.top();
        let Some(this) = region.analysis.loops.get(&start) else { return Vec::new() };
        let inner = |run: usize| {
            let within = |(header, other): (&usize, &super::analysis::Loop)| {
                *header != start && this.body.contains(header) && other.body.contains(&run)
            };
            region.analysis.loops.iter().any(within)
        };
        let mut found = Vec::new();
        for &run in &this.body {
            let Some(run) = region.analysis.runs.get(&run) else { continue };
            let pc = region.analysis.instruction(run.end - 1);
            let instr = code.unit.code[pc];
            let register = usize::from(instr.b());
            if Op::from_byte(instr.op_byte()) == Some(Op::ForIter)
                && !inner(run.start)
                && !this.writes.contains(register)
                && register >= code.unit.registers.len()
                && is_own(code, register)
            {
                found.push((pc, register));
            }
        }
        found
    }

    /// Makes cursors for the iterators of a loop, on a way into it that is the only one then.
    pub(super) fn make_cursors(&mut self, start: usize, incoming: &mut Vec<Incoming>) {
        let driving = self.driving(start);
        let code = self.code();
        let mut wanted = Vec::new();
        for (pc, register) in driving {
            let guess = Guess { about: Some(register as u16), ..self.guess(start) };
            let seen = operands_seen(code, pc);
            let in_ssa = incoming.iter().all(|way| {
                let slot = way.env.frames.last().and_then(|frame| frame.registers[register]);
                slot.is_some_and(|slot| way.env.suspended.iter().all(|generator| generator.object != slot.value))
            });
            let walk = match seen {
                0 => Walk::Range,
                seen::LIST => Walk::List,
                _ if seen & !seen::OTHER != 0 || code.unit.code[pc].aux() == 1 => continue,
                _ if self.texts_iterated(pc) => Walk::Text,
                _ => match typed_items_iterated(self.vm, code, pc) {
                    Some(SeenItems { items, code, .. }) => Walk::Typed { place: items.place, code },
                    None => continue,
                },
            };
            if in_ssa && !self.doubts.any(guess) && !self.hopeless(pc) {
                wanted.push((pc, register, walk));
            }
        }
        if wanted.is_empty() {
            return;
        }
        let depth = self.depth_at(start).saturating_sub(1);
        let block = self.function.new_block(depth);
        if incoming.len() == 1 {
            let only = incoming.remove(0);
            self.function.blocks[only.block.index()].end = Terminator::Jump(Edge { to: block, args: Vec::new() });
            self.env = only.env;
        } else {
            (self.env, _) = self.merge(start, block, incoming, false);
        }
        self.block = block;
        for (pc, register, walk) in wanted {
            self.make_cursor(start, pc, register, walk);
        }
        *incoming = vec![Incoming { block: self.block, env: std::mem::take(&mut self.env) }];
    }

    fn make_cursor(&mut self, start: usize, pc: usize, register: usize, walk: Walk) {
        let Some(slot) = self.env.top().registers[register] else { return };
        let (object, frame) = (slot.value, self.env.top().id);
        if self.ty(object) != Type::Value || self.env.cursors.iter().any(|cursor| cursor.object == object) {
            return;
        }
        let state = self.state_about(start, register);
        let code = self.code();
        let shape = match walk {
            Walk::Range => Kind::RangeIterator as u32,
            Walk::List => Kind::SequenceIterator as u32,
            Walk::Text | Walk::Typed { .. } => iterator_seen(code, pc).unwrap_or_default(),
        };
        self.emit_at(Ir::GuardShape { shape }, vec![object], state);
        let mut load = |offset| (offset, self.emit(Ir::LoadInt { offset }, vec![object]));
        let (fields, fixed) = match walk {
            Walk::Range => {
                let fields = vec![load(layout::RANGE_NEXT), load(layout::RANGE_LEFT)];
                (fields, load(layout::RANGE_STEP).1)
            }
            Walk::List | Walk::Text | Walk::Typed { .. } => {
                let fields = vec![load(layout::SEQUENCE_INDEX)];
                let sequence = self.emit(Ir::Load { offset: layout::SEQUENCE }, vec![object]);
                if let Some(kind) = walk.kind() {
                    self.emit_at(Ir::GuardKind { kind: kind as u8 }, vec![sequence], state);
                } else if let Some(SeenItems { shape, items, code }) = typed_items_iterated(self.vm, code, pc) {
                    self.emit_at(Ir::GuardShape { shape }, vec![sequence], state);
                    if let CodeAt::Fixed(offset) | CodeAt::Offset(offset) = items.read {
                        self.emit_at(Ir::GuardByte { offset, value: code }, vec![sequence], state);
                    }
                }
                (fields, sequence)
            }
        };
        self.env.cursors.push(Cursor { object, frame, register, header: start, walk, fixed, fields });
        self.last_state = None;
    }

    /// `for` by a cursor: the next item and a jump, or on with the next instruction at the end.
    pub(super) fn for_cursor(&mut self, pc: usize, instr: Instr, at: usize) -> Result<bool, Bail> {
        let a = usize::from(instr.a());
        let target = super::analysis::jump_target(pc, instr).ok_or(Bail::Target)?;
        let Cursor { walk, fixed, fields, .. } = self.env.cursors[at].clone();
        let ended = match walk {
            Walk::Range => {
                let zero = self.emit(Ir::Int { value: 0 }, vec![]);
                self.emit(Ir::IntCompare { cond: Cond::Eq }, vec![fields[1].1, zero])
            }
            Walk::List => {
                let len = self.emit(Ir::LoadInt { offset: layout::LIST_LEN }, vec![fixed]);
                self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![fields[0].1, len])
            }
            Walk::Text => {
                let len = self.emit(Ir::TextLen, vec![fixed]);
                self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![fields[0].1, len])
            }
            Walk::Typed { place, code } => {
                let len = self.items_len(fixed, place, code);
                self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![fields[0].1, len])
            }
        };
        let (end_block, next_block) = self.open_branch(ended, pc + 1, target);
        let env = self.env.clone();
        self.block = end_block;
        self.env.cursors.remove(at);
        self.edge(pc + 1)?;
        self.block = next_block;
        self.env = env;
        self.last_state = None;
        let one = self.emit(Ir::Int { value: 1 }, vec![]);
        let current = fields[0].1;
        let item = match walk {
            Walk::Range => {
                let next = self.emit(Ir::WordAdd, vec![current, fixed]);
                let left = self.emit(Ir::WordSub, vec![fields[1].1, one]);
                self.move_cursor(at, &[next, left]);
                self.function.small.insert(current);
                current
            }
            Walk::List | Walk::Text | Walk::Typed { .. } => {
                let item = match walk {
                    Walk::Text => self.text_item(fixed, current, pc),
                    Walk::Typed { place, code } => {
                        let address = self.emit(Ir::ItemsAddress { place }, vec![fixed]);
                        self.load_item(address, current, code, pc)
                    }
                    Walk::List | Walk::Range => self.list_item_there(fixed, current),
                };
                let next = self.emit(Ir::WordAdd, vec![current, one]);
                self.move_cursor(at, &[next]);
                item
            }
        };
        self.set(a, item);
        self.edge(target)?;
        Ok(false)
    }

    fn move_cursor(&mut self, at: usize, values: &[InstId]) {
        for (field, &value) in self.env.cursors[at].fields.iter_mut().zip(values) {
            field.1 = value;
        }
        self.last_state = None;
    }

    /// On a way back to a loop's header: iterators for which the loop has no cursor get their fields back.
    pub(super) fn drop_cursors(&mut self, start: usize, there: &Env) {
        let top = self.env.top().id;
        for cursor in self.env.cursors.clone() {
            let known = there.cursors.iter().any(|other| other.object == cursor.object);
            if known || cursor.frame == top && !self.top().analysis.is_live(start, cursor.register) {
                continue;
            }
            for (offset, value) in cursor.fields {
                self.emit(Ir::StoreInt { offset }, vec![cursor.object, value]);
            }
        }
    }

    /// Keeps the cursors that all ways have; the iterators of others get their fields back where they may be needed.
    pub(super) fn merge_cursors(&mut self, start: usize, env: &mut Env, incoming: &[Incoming]) {
        let innermost = env.frames.len() - 1;
        let top = env.frames[innermost].id;
        let all = |cursor: &Cursor| incoming.iter().all(|way| way.env.cursors.contains(cursor));
        let is_live = |this: &mut Self, cursor: &Cursor| {
            cursor.frame != top || this.top().analysis.is_live(start, cursor.register)
        };
        for way in incoming {
            for cursor in &way.env.cursors {
                if all(cursor) || !is_live(self, cursor) {
                    continue;
                }
                for &(offset, value) in &cursor.fields {
                    let store = self.function.new_inst(Ir::StoreInt { offset }, vec![cursor.object, value], None);
                    self.function.blocks[way.block.index()].insts.push(store);
                }
            }
        }
        let kept: Vec<Cursor> =
            env.cursors.iter().filter(|cursor| all(cursor) && is_live(self, cursor)).cloned().collect();
        env.cursors = kept;
    }
}

impl Walk {
    /// Kind of what is walked along, where that says all.
    fn kind(self) -> Option<Kind> {
        match self {
            Walk::List => Some(Kind::List),
            Walk::Text => Some(Kind::Str),
            Walk::Range | Walk::Typed { .. } => None,
        }
    }
}

/// Whether no loop over this register was over an iterator.
fn is_own(code: runtime::heap::Gc<runtime::object::code::Code>, register: usize) -> bool {
    code.unit.code.iter().enumerate().all(|(pc, instr)| {
        let sets = Op::from_byte(instr.op_byte()) == Some(Op::GetIter) && usize::from(instr.a()) == register;
        !sets || operands_seen(code, pc) & seen::OTHER == 0
    })
}
