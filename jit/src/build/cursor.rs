//! Cursors: iterators of ranges, lists, tuples and strs whose positions live in SSA while a loop runs; those of lists and
//! tuples also below `enumerate` and `zip`, those of lists below `reversed`.
//!
//! A `for` loop's iterator is in a register that nothing else reads, unless what the loop is over was an iterator already
//! that something else has. So its fields need not be true while compiled code runs: exits write them, and nothing else does.

use super::env::{Cursor, Env, Walk};
use super::join::Incoming;
use super::{Bail, Builder, Class, Gc, Guess, IteratorMade};
use crate::ir::Edge;
use crate::ir::{Cond, InstId, Op as Ir, Terminator, Type};
use runtime::bytecode::{Instr, Op};
use runtime::object::header::Kind;
use runtime::tier::{
    self, CodeAt, SeenItems, iterator_seen, layout, operands_seen, seen_bits as seen, tuples_zipped,
    typed_items_iterated,
};

impl Builder<'_> {
    /// The `for` instructions that drive the loop with the header at `start`, with the registers of their iterators, of which
    /// `own` tells whether nobody else has them.
    fn driving(&mut self, start: usize, own: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
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
                && own(register)
            {
                found.push((pc, register));
            }
        }
        found
    }

    /// Makes cursors for the iterators of a loop, on a way into it that is the only one then.
    pub(super) fn make_cursors(&mut self, start: usize, incoming: &mut Vec<Incoming>) {
        let code = self.code();
        let first = incoming[0].env.frames.last().map(|frame| frame.registers.clone()).unwrap_or_default();
        let known: Vec<bool> =
            first.iter().map(|slot| slot.is_some_and(|slot| self.iterators_made.contains_key(&slot.value))).collect();
        let same = |register: usize| {
            let there = |way: &Incoming| way.env.frames.last().and_then(|frame| frame.registers[register]);
            incoming.iter().all(|way| there(way).map(|slot| slot.value) == first[register].map(|slot| slot.value))
        };
        let made =
            |register: usize| first[register].filter(|_| known[register] && same(register)).map(|slot| slot.value);
        let alone: Vec<bool> = (0..first.len())
            .map(|register| match made(register) {
                Some(object) => incoming.iter().all(|way| !self.is_shared(&way.env, object, start, register)),
                None => is_own(code, register),
            })
            .collect();
        let driving = self.driving(start, |register| alone[register]);
        let mut wanted = Vec::new();
        for (pc, register) in driving {
            let guess = Guess { about: Some(register as u16), ..self.guess_of(start) };
            let seen = operands_seen(code, pc);
            let in_ssa = incoming.iter().all(|way| {
                let slot = way.env.frames.last().and_then(|frame| frame.registers[register]);
                slot.is_some_and(|slot| way.env.suspended.iter().all(|generator| generator.object != slot.value))
            });
            let object = first[register].filter(|_| same(register)).map(|slot| slot.value);
            let made = made(register);
            let walk = match seen {
                _ if made.is_some_and(|made| self.makes_pairs(made)) => match self.pairs_walked(pc, made) {
                    Some(walk) => walk,
                    None => continue,
                },
                _ if let Some(walk) = self.walked(pc, object) => walk,
                _ if made.is_some() && self.is_reversed_list(pc) => Walk::Back,
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

    /// Whether anything but `register` of the innermost frame refers to an iterator that was made here: a register that is read
    /// later, an object, or the runtime.
    fn is_shared(&self, env: &Env, object: InstId, start: usize, register: usize) -> bool {
        let innermost = env.frames.len() - 1;
        let held = env.frames.iter().enumerate().any(|(index, frame)| {
            let region = self.regions.iter().find(|region| region.frame == frame.id);
            let is_read = |at: usize| match (region, env.frames.get(index + 1)) {
                (Some(region), Some(callee)) => {
                    let (_, call) = self.function.frame(callee.id).parent.expect("only the root has no caller");
                    [call as usize, call as usize + 1].iter().any(|&pc| region.analysis.is_live(pc, at))
                }
                (Some(region), None) => region.analysis.is_live(start, at),
                (None, _) => true,
            };
            let slots = frame.registers.iter().enumerate();
            let own = |at: usize| index == innermost && at == register;
            slots.filter_map(|(at, slot)| slot.filter(|slot| slot.value == object && !own(at)).map(|_| at)).any(is_read)
        });
        let place = self.function.frame(env.frames[innermost].id).window + register as i32;
        let leaves_alone = |op: &Ir, args: &[InstId]| match op {
            // Its own fields, when it was made.
            Ir::Store { .. } => args[1] != object,
            Ir::GuardAnswer
            | Ir::Barrier
            | Ir::Load { .. }
            | Ir::LoadInt { .. }
            | Ir::GuardShape { .. }
            | Ir::GuardFixedShape { .. } => true,
            Ir::StoreRegister { at } => *at == place,
            _ => false,
        };
        let insts = self.function.blocks.iter().flat_map(|block| &block.insts).map(|&id| self.function.inst(id));
        held || insts.filter(|inst| !leaves_alone(&inst.op, &inst.args)).any(|inst| inst.args.contains(&object))
    }

    fn make_cursor(&mut self, start: usize, pc: usize, register: usize, walk: Walk) {
        let Some(slot) = self.env.top().registers[register] else { return };
        let (object, frame) = (slot.value, self.env.top().id);
        if self.ty(object) != Type::Value || self.env.cursors.iter().any(|cursor| cursor.object == object) {
            return;
        }
        if matches!(walk, Walk::Enumerate { .. } | Walk::Zip { .. } | Walk::Back) {
            return self.make_cursor_of_made(start, register, object, walk);
        }
        let state = self.state_about(self.pc_of(start), register);
        let code = self.code();
        let shape = match walk {
            Walk::Range => Kind::RangeIterator as u32,
            Walk::Tuple => self.vm.types.tuple_iterator.root_shape.get().0,
            Walk::List | Walk::Either | Walk::Back | Walk::Enumerate { .. } | Walk::Zip { .. } => {
                Kind::SequenceIterator as u32
            }
            Walk::Text | Walk::Typed { .. } => iterator_seen(code, pc).unwrap_or_default(),
        };
        let guard = match walk {
            Walk::Either => {
                let second = self.vm.types.tuple_iterator.root_shape.get().0;
                Ir::GuardShapes { first: shape, second }
            }
            _ => Ir::GuardShape { shape },
        };
        self.emit_at(guard, vec![object], state);
        let made = self.function.inst(object).clone();
        let walked = self.walked.contains(&object);
        let mut load = |offset| {
            // What a range was made of here is known, until it has been walked along.
            let known = match (made.op, offset) {
                (Ir::NewRangeIterator, layout::RANGE_NEXT) if !walked => Some(made.args[0]),
                (Ir::NewRangeIterator, layout::RANGE_STEP) => Some(made.args[2]),
                _ => None,
            };
            (object, offset, known.unwrap_or_else(|| self.emit(Ir::LoadInt { offset }, vec![object])))
        };
        let (fields, fixed) = match walk {
            Walk::Range => {
                let fields = vec![load(layout::RANGE_NEXT), load(layout::RANGE_LEFT)];
                (fields, load(layout::RANGE_STEP).2)
            }
            _ => {
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
        let fixed = vec![fixed];
        self.env.cursors.push(Cursor { object, frame, register, header: start, walk, fixed, fields });
        self.last_state = None;
    }

    /// A cursor for what was made of lists and tuples: there are no other references to their iterators.
    fn make_cursor_of_made(&mut self, start: usize, register: usize, object: InstId, walk: Walk) {
        let Some(IteratorMade { class, sources }) = self.iterators_made.get(&object).cloned() else { return };
        let wanted = match walk {
            Walk::Zip { .. } => sources.len(),
            _ => 1,
        };
        let is_so = |this: &Self, index: usize, source: InstId| {
            let known = this.ty(source) == Type::Value && !this.iterators_made.contains_key(&source);
            known && !this.known_other_than(source, walk.kind_of(index))
        };
        if sources.len() < wanted
            || !sources.iter().take(wanted).enumerate().all(|(index, &source)| is_so(self, index, source))
        {
            return;
        }
        let lists = sources[..wanted].to_vec();
        let state = self.state_about(self.pc_of(start), register);
        for (index, &list) in lists.iter().enumerate() {
            let shape = walk.kind_of(index) as u32;
            self.emit_at(Ir::GuardFixedShape { shape }, vec![list], state);
            self.env.shapes.push((list, shape));
        }
        let shape = if walk == Walk::Back { tier::list_reverse_iterator(self.vm) } else { class.root_shape.get().0 };
        self.emit_at(Ir::GuardShape { shape }, vec![object], state);
        let iterators: Vec<InstId> = match walk {
            Walk::Zip { .. } => {
                let all = self.emit(Ir::Load { offset: layout::ZIP_ITERATORS }, vec![object]);
                let value = wanted as i64;
                self.emit_at(Ir::GuardLoad { offset: layout::TUPLE_LEN, value }, vec![all], state);
                let offsets = (0..wanted as i32).map(|index| layout::TUPLE_ITEMS + 8 * index);
                offsets.map(|offset| self.emit(Ir::Load { offset }, vec![all])).collect()
            }
            Walk::Enumerate { .. } => vec![self.emit(Ir::Load { offset: layout::ENUMERATE_ITERATOR }, vec![object])],
            _ => vec![object],
        };
        let mut fields = Vec::new();
        for iterator in iterators {
            let offset = layout::SEQUENCE_INDEX;
            fields.push((iterator, offset, self.emit(Ir::LoadInt { offset }, vec![iterator])));
        }
        let mut fixed = lists;
        if matches!(walk, Walk::Enumerate { .. }) {
            let offset = layout::ENUMERATE_COUNT;
            let count = self.emit(Ir::Load { offset }, vec![object]);
            let number = self.emit_at(Ir::GuardInt, vec![count], state);
            // There is room to count all items.
            let most = self.emit(Ir::Int { value: 1 << 47 }, vec![]);
            let room = self.emit(Ir::WordSub, vec![most, number]);
            self.emit_at(Ir::GuardAtLeast { least: 0 }, vec![room], state);
            fixed.push(self.emit(Ir::WordSub, vec![number, fields[0].2]));
            fields.push((object, offset, count));
        }
        let frame = self.env.top().id;
        self.env.cursors.push(Cursor { object, frame, register, header: start, walk, fixed, fields });
        self.last_state = None;
    }

    fn is_class(&mut self, class: Gc<Class>, name: &str) -> bool {
        let builtins = self.vm.builtins;
        builtins.get_text(self.vm, name) == Some(class.value())
    }

    fn makes_pairs(&mut self, made: InstId) -> bool {
        let class = self.iterators_made.get(&made).map(|made| made.class);
        class.is_some_and(|class| !self.is_class(class, "reversed"))
    }

    /// How the `for` instruction at `pc` walks along what `enumerate` or `zip` made, whose items its body unpacks.
    fn pairs_walked(&mut self, pc: usize, made: Option<InstId>) -> Option<Walk> {
        let IteratorMade { class, sources } = self.iterators_made.get(&made?)?.clone();
        self.pairs_over(pc, class, sources.len())
    }

    /// How the `for` instruction at `pc` walks along what a call of `class` with so many sources makes.
    pub(super) fn pairs_over(&mut self, pc: usize, class: Gc<Class>, sources: usize) -> Option<Walk> {
        let code = self.code();
        let target = super::analysis::jump_target(pc, code.unit.code[pc])?;
        let unpack = code.unit.code[target];
        let unpacks = Op::from_byte(unpack.op_byte()) == Some(Op::UnpackSequence) && code.unit.code[pc].aux() == 1;
        let count = usize::from(unpack.c());
        if !unpacks || self.top().analysis.is_peeled(pc) || self.was_reached(pc) {
            return None;
        }
        if self.is_class(class, "zip") {
            let tuples = tuples_zipped(self.vm, code, pc)?;
            return (sources == count && (1..=4).contains(&count)).then_some(Walk::Zip { tuples });
        }
        if !self.is_class(class, "enumerate") {
            return None;
        }
        let seen = iterator_seen(code, pc)?;
        let tuple = seen == self.vm.types.tuple_iterator.root_shape.get().0;
        let plain = tuple || seen == tier::list_iterator(self.vm);
        (count == 2 && sources > 0 && plain).then_some(Walk::Enumerate { tuple })
    }

    /// Whether the `for` instruction at `pc` has been over a list from its end.
    fn is_reversed_list(&mut self, pc: usize) -> bool {
        let code = self.code();
        iterator_seen(code, pc) == Some(tier::list_reverse_iterator(self.vm))
    }

    /// Whether `iter` of a value is known to give that itself, since it was made here; of what `reversed` gave if the loop
    /// that follows has been over a list or range from the end.
    pub(super) fn is_iterator_made(&mut self, pc: usize, instr: Instr, value: InstId) -> bool {
        let Some(IteratorMade { class, sources }) = self.iterators_made.get(&value).cloned() else { return false };
        if !self.is_class(class, "reversed") {
            return true;
        }
        let Some(header) = super::generator::header_after(self.code(), pc, instr) else { return false };
        let code = self.code();
        let kind = match operands_seen(code, header) {
            0 | seen::INT if !self.top().cold.contains(&(header + 1)) => Kind::Range,
            _ if self.is_reversed_list(header) => Kind::List,
            _ => return false,
        };
        let [source] = sources[..] else { return false };
        if self.ty(source) != Type::Value || self.known_other_than(source, kind) || self.was_reached(pc) {
            return false;
        }
        self.guard_shape(source, kind as u32, pc);
        true
    }

    /// Gives the iterator that a cursor stands for its fields back.
    pub(super) fn write_fields(&mut self, cursor: Cursor) {
        self.walked.insert(cursor.object);
        for (object, offset, value) in cursor.fields {
            let op = store(self.ty(value), offset);
            self.emit(op, vec![object, value]);
        }
    }

    /// `for` by a cursor: the next item and a jump, or on with the next instruction at the end.
    pub(super) fn for_cursor(&mut self, pc: usize, instr: Instr, at: usize) -> Result<bool, Bail> {
        let a = usize::from(instr.a());
        let target = super::analysis::jump_target(pc, instr).ok_or(Bail::Target)?;
        let Cursor { walk, fixed, fields, .. } = self.env.cursors[at].clone();
        match walk {
            Walk::Enumerate { .. } | Walk::Zip { .. } => return self.for_pair_cursor(pc, at, target),
            Walk::Back => return self.for_cursor_back(pc, a, at, target),
            _ => {}
        }
        let fixed = fixed[0];
        let ended = match walk {
            Walk::Range => {
                let zero = self.emit(Ir::Int { value: 0 }, vec![]);
                self.emit(Ir::IntCompare { cond: Cond::Eq }, vec![fields[1].2, zero])
            }
            Walk::Either => {
                let state = self.state(pc);
                let len = self.emit_at(Ir::SequenceLen, vec![fixed], state);
                self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![fields[0].2, len])
            }
            Walk::List | Walk::Tuple | Walk::Back | Walk::Enumerate { .. } | Walk::Zip { .. } => {
                let len = self.sequence_len(fixed, walk.kind_of(0));
                self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![fields[0].2, len])
            }
            Walk::Text => {
                let len = self.emit(Ir::TextLen, vec![fixed]);
                self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![fields[0].2, len])
            }
            Walk::Typed { place, code } => {
                let len = self.items_len(fixed, place, code);
                self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![fields[0].2, len])
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
        let current = fields[0].2;
        let item = match walk {
            Walk::Range => {
                let next = self.emit(Ir::WordAdd, vec![current, fixed]);
                let left = self.emit(Ir::WordSub, vec![fields[1].2, one]);
                self.move_cursor(at, &[next, left]);
                self.function.small.insert(current);
                current
            }
            _ => {
                let item = match walk {
                    Walk::Text => self.text_item(fixed, current, pc),
                    Walk::Either => {
                        let state = self.state(pc);
                        let items = self.emit_at(Ir::SequenceItems, vec![fixed], state);
                        self.emit(Ir::HeldItem, vec![items, current])
                    }
                    Walk::Typed { place, code } => {
                        let address = self.emit(Ir::ItemsAddress { place }, vec![fixed]);
                        self.load_item(address, current, code, pc)
                    }
                    _ => self.sequence_item_there(fixed, current, walk.kind_of(0)),
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
            field.2 = value;
        }
        self.last_state = None;
    }

    /// The end of the loop of a cursor if `ended` holds; else it goes on.
    fn end_of_cursor(&mut self, pc: usize, at: usize, ended: InstId, target: usize) -> Result<(), Bail> {
        let (end_block, next_block) = self.open_branch(ended, pc + 1, target);
        let env = self.env.clone();
        self.block = end_block;
        self.env.cursors.remove(at);
        self.edge(pc + 1)?;
        self.block = next_block;
        self.env = env;
        self.last_state = None;
        Ok(())
    }

    /// `for` over a list from its end.
    fn for_cursor_back(&mut self, pc: usize, a: usize, at: usize, target: usize) -> Result<bool, Bail> {
        let Cursor { fixed, fields, .. } = self.env.cursors[at].clone();
        let (list, current) = (fixed[0], fields[0].2);
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        let ended = self.emit(Ir::IntCompare { cond: Cond::Lt }, vec![current, zero]);
        self.end_of_cursor(pc, at, ended, target)?;
        let len = self.emit(Ir::Length { offset: layout::LIST_LEN }, vec![list]);
        let beyond = self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![current, len]);
        self.end_of_cursor(pc, at, beyond, target)?;
        let item = self.list_item_there(list, current);
        let one = self.emit(Ir::Int { value: 1 }, vec![]);
        let next = self.emit(Ir::WordSub, vec![current, one]);
        self.move_cursor(at, &[next]);
        self.set(a, item);
        self.edge(target)?;
        Ok(false)
    }

    /// `for` over `enumerate` or `zip` of lists: the items into the registers into which the body unpacks them.
    fn for_pair_cursor(&mut self, pc: usize, at: usize, target: usize) -> Result<bool, Bail> {
        let Cursor { walk, fixed, fields, .. } = self.env.cursors[at].clone();
        let to = usize::from(self.code().unit.code[target].a());
        let is_enumerate = matches!(walk, Walk::Enumerate { .. });
        let lists = if is_enumerate { &fixed[..1] } else { &fixed[..] };
        for (at_list, (&list, &(.., index))) in lists.iter().zip(&fields).enumerate() {
            let len = self.sequence_len(list, walk.kind_of(at_list));
            let ended = self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![index, len]);
            self.end_of_cursor(pc, at, ended, target)?;
        }
        let one = self.emit(Ir::Int { value: 1 }, vec![]);
        let (mut items, mut next) = (Vec::new(), Vec::new());
        for (at_list, (&list, &(.., index))) in lists.iter().zip(&fields).enumerate() {
            items.push(self.sequence_item_there(list, index, walk.kind_of(at_list)));
            next.push(self.emit(Ir::WordAdd, vec![index, one]));
        }
        if is_enumerate {
            let number = self.emit(Ir::WordAdd, vec![fields[0].2, fixed[1]]);
            self.function.small.insert(number);
            items.insert(0, number);
            let following = self.emit(Ir::WordAdd, vec![next[0], fixed[1]]);
            next.push(self.emit(Ir::BoxSmall, vec![following]));
        }
        self.move_cursor(at, &next);
        for (index, item) in items.into_iter().enumerate() {
            self.set(to + index, item);
        }
        self.edge(target + 1)?;
        Ok(false)
    }

    /// On a way back to a loop's header: iterators for which the loop has no cursor get their fields back.
    pub(super) fn drop_cursors(&mut self, start: usize, there: &Env) {
        let top = self.env.top().id;
        for cursor in self.env.cursors.clone() {
            let known = there.cursors.iter().any(|other| other.object == cursor.object);
            if known || cursor.frame == top && !self.top().analysis.is_live(start, cursor.register) {
                continue;
            }
            self.write_fields(cursor);
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
                for &(object, offset, value) in &cursor.fields {
                    let op = store(self.ty(value), offset);
                    let store = self.function.new_inst(op, vec![object, value], None);
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
    /// Kind of the list or tuple that is walked along, of several that at `index`.
    pub(super) fn kind_of(self, index: usize) -> Kind {
        let is_tuple = match self {
            Walk::Tuple | Walk::Enumerate { tuple: true } => true,
            Walk::Zip { tuples } => tuples >> index & 1 != 0,
            _ => false,
        };
        if is_tuple { Kind::Tuple } else { Kind::List }
    }

    /// Kind of what is walked along, where that says all.
    fn kind(self) -> Option<Kind> {
        match self {
            Walk::List | Walk::Tuple | Walk::Back | Walk::Enumerate { .. } | Walk::Zip { .. } => Some(self.kind_of(0)),
            Walk::Text => Some(Kind::Str),
            Walk::Range | Walk::Either | Walk::Typed { .. } => None,
        }
    }
}

/// What writes a field: a plain number, or a small int in its box.
fn store(ty: Type, offset: i32) -> Ir {
    if ty == Type::Int { Ir::StoreInt { offset } } else { Ir::Store { offset } }
}

/// Whether no loop over this register was over an iterator.
fn is_own(code: runtime::heap::Gc<runtime::object::code::Code>, register: usize) -> bool {
    code.unit.code.iter().enumerate().all(|(pc, instr)| {
        let sets = Op::from_byte(instr.op_byte()) == Some(Op::GetIter) && usize::from(instr.a()) == register;
        !sets || operands_seen(code, pc) & seen::OTHER == 0
    })
}
