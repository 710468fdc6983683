//! Where ways meet: merging environments, loop headers, and edges back to them.

use super::env::{Env, Slot};
use super::{Bail, Builder, Guess};
use crate::ir::{BlockId, Edge, InstId, OF_LOOP, Op, Terminator, Type};

/// A way into a run: the block it comes from, which is not ended yet.
pub(super) struct Incoming {
    pub(super) block: BlockId,
    pub(super) env: Env,
}

/// A loop header that has been built.
pub(super) struct Header {
    block: BlockId,
    env: Env,
    /// The block's parameters, and what they are.
    params: Vec<(Param, InstId)>,
}

/// What a loop header's parameter is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Param {
    /// A register of the innermost frame that the loop writes.
    Register(usize),
    /// A field of the iterator that a cursor stands for.
    Field(InstId, usize),
    /// A register of a generator that the loop resumes.
    Suspended(InstId, usize),
    /// Where a generator that the loop resumes goes on.
    Which(InstId),
    /// Something that the loop does not change.
    Fixed,
}

impl Builder<'_> {
    /// Ends the current block with a jump to the run at `start`.
    pub(super) fn edge(&mut self, start: usize) -> Result<(), Bail> {
        let region = self.top();
        let start = region.analysis.destination(region.current, start);
        if self.top().headers.contains_key(&start) && self.is_within_loop(start) {
            return self.edge_back(start);
        }
        if self.top().entered.contains(&start) {
            let pc = self.top().analysis.instruction(start);
            self.exit(pc, crate::ir::Reason::NotCompiled);
            return Ok(());
        }
        let incoming = Incoming { block: self.block, env: std::mem::take(&mut self.env) };
        self.top().pending.entry(start).or_default().push(incoming);
        self.last_state = None;
        Ok(())
    }

    /// Whether the run that is being built is in the loop of the header at `start`.
    fn is_within_loop(&mut self, start: usize) -> bool {
        let region = self.top();
        region.analysis.loops.get(&start).is_some_and(|found| found.body.contains(&region.current))
    }

    /// Ends the current block with a branch to two runs.
    pub(super) fn branch(&mut self, condition: InstId, then: usize, otherwise: usize) -> Result<(), Bail> {
        if let Op::Bool { value } = self.function.inst(condition).op {
            return self.edge(if value { then } else { otherwise });
        }
        let region = self.top();
        let place = |to| region.analysis.destination(region.current, to);
        let (then_place, otherwise_place) = (place(then), place(otherwise));
        let (then_depth, otherwise_depth) = (self.depth_at(then_place), self.depth_at(otherwise_place));
        let (then_block, otherwise_block) =
            (self.function.new_block(then_depth), self.function.new_block(otherwise_depth));
        let to = |block| Edge { to: block, args: Vec::new() };
        self.end(Terminator::Branch { condition, then: to(then_block), otherwise: to(otherwise_block) });
        let env = self.env.clone();
        self.block = then_block;
        self.edge(then)?;
        self.block = otherwise_block;
        self.env = env;
        self.edge(otherwise)
    }

    /// Starts building the run at `start`.
    pub(super) fn enter(&mut self, start: usize, mut incoming: Vec<Incoming>) -> Result<(), Bail> {
        self.last_state = None;
        let depth = self.depth_at(start);
        let is_loop = self.top().analysis.loops.contains_key(&start);
        if is_loop {
            self.make_cursors(start, &mut incoming);
            self.last_state = None;
        }
        if incoming.len() == 1 && !is_loop {
            let only = incoming.remove(0);
            self.env = only.env;
            let block = self.function.new_block(depth);
            self.function.blocks[only.block.index()].end = Terminator::Jump(Edge { to: block, args: Vec::new() });
            self.block = block;
            return Ok(());
        }
        let block = self.function.new_block(depth);
        let (env, params) = self.merge(start, block, &mut incoming, is_loop);
        self.block = block;
        self.env = env;
        if is_loop {
            let header = Header { block, env: self.env.clone(), params };
            self.top().headers.insert(start, header);
            let guess = Guess { about: Some(OF_LOOP), ..self.guess_of(start) };
            if self.doubts.any(guess) {
                self.function.settled.insert(block);
            }
            let state = self.state(self.pc_of(start));
            self.emit_at(Op::Poll, vec![], state);
        }
        Ok(())
    }

    /// Merges the environments of `incoming` into parameters of `block`, and ends the blocks they come from.
    pub(super) fn merge(
        &mut self,
        start: usize,
        block: BlockId,
        incoming: &mut [Incoming],
        is_loop: bool,
    ) -> (Env, Vec<(Param, InstId)>) {
        let mut env = incoming[0].env.clone();
        for other in incoming.iter().skip(1) {
            env.keep_common_facts(&other.env);
        }
        if is_loop {
            env.probes.clear();
            self.keywords_in_loop(start, &mut env);
            env.forget_shapes(self.vm);
            env.slots.clear();
            env.cells.clear();
        }
        self.merge_cursors(start, &mut env, incoming);
        self.merge_suspended(start, &mut env, incoming);
        let mut args: Vec<Vec<InstId>> = vec![Vec::new(); incoming.len()];
        let mut params = Vec::new();
        if is_loop {
            self.cursor_params(start, block, &mut env, &mut args, &mut params);
        }
        self.suspended_params(start, block, &mut env, incoming, is_loop, &mut args, &mut params);
        let innermost = env.frames.len() - 1;
        for frame in 0..env.frames.len() {
            for register in 0..env.frames[frame].registers.len() {
                let place = Place { frame, register };
                let written =
                    is_loop && frame == innermost && self.top().analysis.loops[&start].writes.contains(register);
                let live = frame != innermost || self.top().analysis.is_live(start, register);
                let merged = if innermost == 0 && self.is_spilled(start, register) {
                    incoming.iter_mut().for_each(|way| self.write_back(way, place));
                    None
                } else if live {
                    self.merge_register(block, incoming, place, start, written, &mut args)
                } else {
                    None
                };
                if let Some(slot) = merged
                    && self.function.block(block).params.last() == Some(&slot.value)
                    && params.last().is_none_or(|(_, last)| *last != slot.value)
                {
                    params.push((if written { Param::Register(register) } else { Param::Fixed }, slot.value));
                }
                env.frames[frame].registers[register] = merged;
            }
            let linked = incoming.iter().all(|way| way.env.frames[frame].linked);
            env.frames[frame].linked = linked;
            // What the loop does is not known yet.
            let exposed = is_loop || incoming.iter().any(|way| way.env.frames[frame].exposed);
            env.frames[frame].exposed = exposed;
            if let Some(function) = &mut env.frames[frame].function {
                let dirty = |way: &Incoming| way.env.frames[frame].function.is_some_and(|slot| slot.dirty);
                function.dirty = !linked || incoming.iter().any(dirty);
            }
        }
        self.merge_handled(&mut env, incoming, is_loop);
        // Under another name it might be changed.
        env.keywords.retain(|(dict, _)| !args.iter().flatten().any(|passed| passed == dict));
        for (way, args) in incoming.iter().zip(args) {
            self.function.blocks[way.block.index()].end = Terminator::Jump(Edge { to: block, args });
        }
        (env, params)
    }

    /// Whether a variable is kept in the window from instruction `start` on. Nothing reads it before it
    /// is written again but who looks into the frame, so it would only make each exit, and each way around a loop, longer.
    fn is_spilled(&mut self, start: usize, register: usize) -> bool {
        register < self.code().unit.registers.len() && !self.top().analysis.is_needed(start, register)
    }

    /// Parameters for the cursors that drive the loop at `start`, into which there is only one way then.
    fn cursor_params(
        &mut self,
        start: usize,
        block: BlockId,
        env: &mut Env,
        args: &mut [Vec<InstId>],
        params: &mut Vec<(Param, InstId)>,
    ) {
        let top = env.top().id;
        for cursor in env.cursors.iter_mut().filter(|cursor| cursor.header == start && cursor.frame == top) {
            for (index, field) in cursor.fields.iter_mut().enumerate() {
                args.iter_mut().for_each(|args| args.push(field.2));
                field.2 = self.function.param(block, self.function.ty(field.2));
                params.push((Param::Field(cursor.object, index), field.2));
            }
        }
    }

    fn merge_register(
        &mut self,
        block: BlockId,
        incoming: &mut [Incoming],
        place: Place,
        start: usize,
        written: bool,
        args: &mut [Vec<InstId>],
    ) -> Option<Slot> {
        if written {
            incoming.iter_mut().for_each(|way| self.load_in(way, place));
        }
        let slot = |way: &Incoming| way.env.frames[place.frame].registers[place.register];
        let slots: Vec<Option<Slot>> = incoming.iter().map(slot).collect();
        if slots.iter().any(Option::is_none) {
            // The window is where all have it.
            for way in incoming.iter_mut() {
                self.write_back(way, place);
            }
            return None;
        }
        let slots: Vec<Slot> = slots.into_iter().flatten().collect();
        let dirty = slots.iter().any(|slot| slot.dirty);
        if !written && slots.iter().all(|slot| slot.value == slots[0].value) {
            return Some(Slot { value: slots[0].value, dirty });
        }
        let first = self.ty(slots[0].value);
        let same = slots.iter().all(|slot| self.ty(slot.value) == first);
        let hint = if written { self.hint(start, place.register) } else { None };
        let numbers = slots.iter().all(|slot| matches!(self.ty(slot.value), Type::Int | Type::Wide));
        let ty = match hint {
            Some(Type::Wide) if numbers => Type::Wide,
            Some(_) => Type::Value,
            None if same => first,
            None if numbers => Type::Wide,
            None => Type::Value,
        };
        for (index, slot) in slots.iter().enumerate() {
            let value = self.converted_in(&mut incoming[index], slot.value, ty);
            args[index].push(value);
        }
        let value = self.function.param(block, ty);
        Some(Slot { value, dirty: dirty || written })
    }

    /// The type that a loop's register must have, as far as that is known.
    fn hint(&mut self, start: usize, register: usize) -> Option<Type> {
        let guess = Guess { about: Some(register as u16), ..self.guess_of(start) };
        if self.doubts.any(guess) || self.doubts.several(guess.code, guess.pc) {
            return Some(Type::Value);
        }
        let key = self.top().key;
        self.hints.get(&(key, start, register)).copied()
    }

    /// A value in the form of a type at the end of a way.
    fn converted_in(&mut self, way: &mut Incoming, value: InstId, ty: Type) -> InstId {
        match ty {
            Type::Value => self.boxed_in(way, value),
            Type::Wide if self.ty(value) == Type::Int => {
                let wide = self.function.new_inst(Op::IntToWide, vec![value], None);
                self.function.blocks[way.block.index()].insts.push(wide);
                wide
            }
            _ => value,
        }
    }

    /// Boxes a value at the end of a way.
    fn boxed_in(&mut self, way: &mut Incoming, value: InstId) -> InstId {
        let (block, env) = (self.block, std::mem::replace(&mut self.env, std::mem::take(&mut way.env)));
        self.block = way.block;
        let boxed = self.boxed(value);
        self.block = block;
        way.env = std::mem::replace(&mut self.env, env);
        boxed
    }

    /// Makes the value of a register known at the end of a way. What the window holds may be no value yet; then nothing
    /// looks at it before the loop has written it.
    fn load_in(&mut self, way: &mut Incoming, place: Place) {
        if way.env.frames[place.frame].registers[place.register].is_some() {
            return;
        }
        let window = self.function.frame(way.env.frames[place.frame].id).window;
        let value = self.function.new_inst(Op::Register { at: window + place.register as i32 }, vec![], None);
        self.function.blocks[way.block.index()].insts.push(value);
        way.env.frames[place.frame].registers[place.register] = Some(Slot { value, dirty: false });
    }

    /// Writes a register to the window at the end of a way.
    fn write_back(&mut self, way: &mut Incoming, place: Place) {
        let Some(Slot { value, dirty: true }) = way.env.frames[place.frame].registers[place.register] else { return };
        let boxed = self.boxed_in(way, value);
        let window = self.function.frame(way.env.frames[place.frame].id).window;
        let id = self.function.new_inst(Op::StoreRegister { at: window + place.register as i32 }, vec![boxed], None);
        self.function.blocks[way.block.index()].insts.push(id);
    }

    /// Ends the current block with a jump back to a loop's header.
    fn edge_back(&mut self, start: usize) -> Result<(), Bail> {
        if self.env.stale {
            self.check_epoch(self.pc_of(start));
        }
        let region = self.top();
        let key = region.key;
        let header = &region.headers[&start];
        let (block, params, there) = (header.block, header.params.clone(), header.env.clone());
        let innermost = there.frames.len() - 1;
        let mut args = Vec::new();
        for (register, param) in params {
            let register = match register {
                Param::Register(register) => register,
                Param::Field(object, index) => {
                    let cursor = self.env.cursors.iter().find(|cursor| cursor.object == object);
                    args.push(cursor.ok_or(Bail::Target)?.fields[index].2);
                    continue;
                }
                Param::Suspended(object, register) => {
                    let value = self.suspended_register(object, register).ok_or(Bail::Target)?;
                    match self.plainly_converted(value, self.ty(param)) {
                        Some(value) => args.push(value),
                        None => return self.settle_type(key ^ SUSPENDED, start, register, value, self.ty(param)),
                    }
                    continue;
                }
                Param::Which(object) => {
                    args.push(self.env.which(object).ok_or(Bail::Target)?);
                    continue;
                }
                Param::Fixed => {
                    args.push(param);
                    continue;
                }
            };
            let value = self.get(register);
            let wanted = self.ty(param);
            let converted = match (self.ty(value), wanted) {
                (have, want) if have == want || want == Type::Value || have == Type::Int && want == Type::Wide => {
                    self.plainly_converted(value, wanted)
                }
                (Type::Value, Type::Int | Type::Wide | Type::Float | Type::Complex | Type::Bool)
                    if !self.known_other(value) && self.top().analysis.is_needed(start, register) =>
                {
                    let state = self.state_about(self.pc_of(start), register);
                    let op = match wanted {
                        Type::Int => Op::GuardInt,
                        Type::Wide => Op::GuardWide,
                        Type::Complex => Op::GuardComplex,
                        Type::Float => Op::GuardFloat,
                        _ => Op::GuardBool,
                    };
                    Some(self.emit_at(op, vec![value], state))
                }
                _ => None,
            };
            match converted {
                Some(value) => args.push(value),
                None => return self.settle_type(key, start, register, value, wanted),
            }
        }
        self.drop_cursors(start, &there);
        self.write_handled();
        // What the header expects in the window has to be there.
        for frame in 0..there.frames.len() {
            for register in 0..there.frames[frame].registers.len() {
                let live = frame != innermost || self.top().analysis.is_live(start, register);
                if !live || there.frames[frame].registers[register].is_some_and(|slot| slot.dirty) {
                    continue;
                }
                let Some(Slot { value, dirty: true }) = self.env.frames[frame].registers[register] else { continue };
                let value = self.boxed(value);
                let window = self.function.frame(self.env.frames[frame].id).window;
                self.emit(Op::StoreRegister { at: window + register as i32 }, vec![value]);
            }
        }
        self.end(Terminator::Jump(Edge { to: block, args }));
        self.last_state = None;
        Ok(())
    }
}

impl Builder<'_> {
    /// A value in the form of a type, where that takes no guard.
    fn plainly_converted(&mut self, value: InstId, wanted: Type) -> Option<InstId> {
        match (self.ty(value), wanted) {
            (have, want) if have == want => Some(value),
            (_, Type::Value) => Some(self.boxed(value)),
            (Type::Int, Type::Wide) => Some(self.emit(Op::IntToWide, vec![value])),
            _ => None,
        }
    }

    /// A way back brings a loop's parameter a value of another type: the function is built anew.
    fn settle_type(
        &mut self,
        key: u64,
        start: usize,
        register: usize,
        value: InstId,
        wanted: Type,
    ) -> Result<(), Bail> {
        let ints = matches!((self.ty(value), wanted), (Type::Wide, Type::Int));
        self.hints.insert((key, start, register), if ints { Type::Wide } else { Type::Value });
        Err(Bail::Rebuild)
    }

    /// Parameters for registers of generators: what a loop that resumes them changes, and what differs between the ways.
    #[expect(clippy::too_many_arguments, reason = "a step of merging, which has all this at hand")]
    fn suspended_params(
        &mut self,
        start: usize,
        block: BlockId,
        env: &mut Env,
        incoming: &mut [Incoming],
        is_loop: bool,
        args: &mut [Vec<InstId>],
        params: &mut Vec<(Param, InstId)>,
    ) {
        let key = self.top().key ^ SUSPENDED;
        for index in 0..env.suspended.len() {
            let object = env.suspended[index].object;
            let resumed = is_loop && self.is_resumed_in(start, env, object);
            if let Some(ways) = incoming.iter().map(|way| way.env.which(object)).collect::<Option<Vec<InstId>>>()
                && (resumed || ways.iter().any(|&which| which != ways[0]))
            {
                ways.into_iter().zip(&mut *args).for_each(|(which, args)| args.push(which));
                let param = self.function.param(block, Type::Int);
                env.suspended[index].which = Some(param);
                params.push((if resumed { Param::Which(object) } else { Param::Fixed }, param));
            }
            let written = super::generator::written(env.suspended[index].code);
            for register in 0..env.suspended[index].registers.len() {
                let ways: Vec<Option<InstId>> =
                    incoming.iter().map(|way| way.env.suspended_register(object, register)).collect();
                let Some(ways) = ways.into_iter().collect::<Option<Vec<InstId>>>() else {
                    env.suspended[index].registers[register] = None;
                    continue;
                };
                let changes = resumed && written.contains(register);
                if !changes && ways.iter().all(|&value| value == ways[0]) {
                    continue;
                }
                let first = self.ty(ways[0]);
                let same = ways.iter().all(|&value| self.ty(value) == first);
                let numbers = ways.iter().all(|&value| matches!(self.ty(value), Type::Int | Type::Wide));
                let ty = match self.hints.get(&(key, start, register)).filter(|_| changes) {
                    Some(Type::Wide) if numbers => Type::Wide,
                    Some(_) => Type::Value,
                    None if same => first,
                    None if numbers => Type::Wide,
                    None => Type::Value,
                };
                for (way, &value) in ways.iter().enumerate() {
                    let value = self.converted_in(&mut incoming[way], value, ty);
                    args[way].push(value);
                }
                let param = self.function.param(block, ty);
                env.suspended[index].registers[register] = Some(param);
                params.push((if changes { Param::Suspended(object, register) } else { Param::Fixed }, param));
            }
        }
    }
}

/// Distinguishes hints about registers of generators.
const SUSPENDED: u64 = 1 << 63;

/// A register of a frame.
#[derive(Clone, Copy)]
struct Place {
    frame: usize,
    register: usize,
}

impl Builder<'_> {
    /// Ends the current block with a branch to two new blocks, on the ways to two runs.
    pub(super) fn open_branch(&mut self, condition: InstId, then: usize, otherwise: usize) -> (BlockId, BlockId) {
        let region = self.top();
        let place = |to| region.analysis.destination(region.current, to);
        let (then_place, otherwise_place) = (place(then), place(otherwise));
        let (then_depth, otherwise_depth) = (self.depth_at(then_place), self.depth_at(otherwise_place));
        let blocks = (self.function.new_block(then_depth), self.function.new_block(otherwise_depth));
        let to = |block| Edge { to: block, args: Vec::new() };
        self.end(Terminator::Branch { condition, then: to(blocks.0), otherwise: to(blocks.1) });
        self.last_state = None;
        blocks
    }

    /// A branch to two runs, with a register set on either way.
    pub(super) fn branch_with(
        &mut self,
        condition: InstId,
        then: (usize, Option<(usize, InstId)>),
        otherwise: (usize, Option<(usize, InstId)>),
    ) -> Result<(), Bail> {
        let (then_block, otherwise_block) = self.open_branch(condition, then.0, otherwise.0);
        let env = self.env.clone();
        for (block, (start, set)) in [(then_block, then), (otherwise_block, otherwise)] {
            self.block = block;
            self.env = env.clone();
            if let Some((register, value)) = set {
                self.set(register, value);
            }
            self.edge(start)?;
        }
        Ok(())
    }
}
