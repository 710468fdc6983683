//! Does the first turn of a loop before the loop, where a variable begins as an object that is there and becomes one that the
//! loop makes in each turn: from the second turn on it need not exist (`escape.rs`).
//!
//! Only small innermost loops that call nothing are worth that.

use super::edges;
use super::escape::is_candidate;
use super::loops::{Loop, before, loops};
use crate::ir::{BlockId, Edge, Function, Helper, InstId, Op, StateId, Terminator, Type};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Loops with more instructions stay as they are.
const LARGEST: usize = 400;

pub(crate) fn run(function: &mut Function) {
    let all = loops(function);
    for found in all.iter().filter(|found| found.is_innermost(&all)) {
        let size: usize = found.body.iter().map(|&block| function.block(block).insts.len()).sum();
        if size <= LARGEST && begins_otherwise(function, found) {
            Peeling::new(function, found).peel();
        }
    }
}

/// Whether a variable of a loop is another object in each turn, but not before the first one.
fn begins_otherwise(function: &Function, found: &Loop) -> bool {
    let insts = || found.body.iter().flat_map(|&block| &function.block(block).insts).map(|&id| function.inst(id));
    let made: HashSet<InstId> = insts_that_make(function, found);
    let calls = insts().any(|inst| match inst.op {
        Op::Call { helper } => helper != Helper::ListAppend,
        Op::CallCode { .. } | Op::EnterCode { .. } | Op::CallAny { .. } => true,
        _ => false,
    });
    if made.is_empty() || calls {
        return false;
    }
    let read: HashSet<InstId> = insts().filter(|inst| is_read(inst.op)).map(|inst| inst.args[0]).collect();
    let used: HashSet<InstId> = insts().flat_map(|inst| inst.args.iter().copied()).collect();
    let order = function.reverse_postorder();
    let ways = before(function, &order);
    let params = &function.block(found.header).params;
    params.iter().enumerate().any(|(index, param)| {
        if !read.contains(param) {
            return false;
        }
        let passed = |way: &BlockId| {
            let edges = function.edges(*way).into_iter();
            edges.filter(|edge| edge.to == found.header).map(|edge| edge.args[index]).collect::<Vec<_>>()
        };
        let (inside, outside): (Vec<&BlockId>, Vec<&BlockId>) =
            ways[&found.header].iter().partition(|way| found.body.contains(way));
        let replaced = inside.into_iter().flat_map(passed).all(|value| made.contains(&value));
        // What is an object made here, and is nothing else, needs no first turn.
        let is_new = |value: InstId| is_candidate(function.inst(value).op) && !used.contains(&value);
        replaced && !outside.into_iter().flat_map(passed).all(is_new)
    })
}

/// Values that are objects which the loop makes, on whatever way.
fn insts_that_make(function: &Function, found: &Loop) -> HashSet<InstId> {
    let blocks = || found.body.iter().filter(|&&block| block != found.header);
    let insts = found.body.iter().flat_map(|&block| &function.block(block).insts);
    let mut made: HashSet<InstId> = insts.copied().filter(|&id| is_candidate(function.inst(id).op)).collect();
    let mut passed: HashMap<InstId, Vec<InstId>> = HashMap::default();
    for edge in found.body.iter().flat_map(|&block| function.edges(block)) {
        for (&param, &value) in function.block(edge.to).params.iter().zip(&edge.args) {
            passed.entry(param).or_default().push(value);
        }
    }
    let params: Vec<InstId> = blocks().flat_map(|&block| &function.block(block).params).copied().collect();
    let mut more = true;
    while std::mem::take(&mut more) {
        for param in &params {
            let always = passed.get(param).is_some_and(|values| values.iter().all(|value| made.contains(value)));
            more |= always && made.insert(*param);
        }
    }
    made
}

/// Whether an operation asks for what an object has.
fn is_read(op: Op) -> bool {
    matches!(op, Op::Load { .. } | Op::TupleItem | Op::GuardShape { .. } | Op::GuardFixedShape { .. })
}

struct Peeling<'a> {
    function: &'a mut Function,
    found: &'a Loop,
    /// The first turn's blocks and values.
    blocks: HashMap<BlockId, BlockId>,
    values: HashMap<InstId, InstId>,
    states: HashMap<StateId, StateId>,
}

impl<'a> Peeling<'a> {
    fn new(function: &'a mut Function, found: &'a Loop) -> Peeling<'a> {
        let (blocks, values, states) = (HashMap::default(), HashMap::default(), HashMap::default());
        Peeling { function, found, blocks, values, states }
    }

    fn peel(mut self) {
        let order = self.function.reverse_postorder();
        let outside = before(self.function, &order)[&self.found.header].clone();
        let body: Vec<BlockId> = order.iter().copied().filter(|block| self.found.body.contains(block)).collect();
        for &block in &body {
            self.copy_values(block);
        }
        for &block in &body {
            self.copy_block(block);
        }
        self.enter_loop();
        let header = self.found.header;
        let first = self.blocks[&header];
        for block in outside.into_iter().filter(|block| !self.found.body.contains(block)) {
            edges(&mut self.function.blocks[block.index()].end)
                .into_iter()
                .filter(|edge| edge.to == header)
                .for_each(|edge| edge.to = first);
        }
        Mending::new(&mut self).mend();
    }

    fn copy_values(&mut self, id: BlockId) {
        let block = self.function.block(id).clone();
        let copy = self.function.new_block(block.depth.saturating_sub(1));
        self.function.blocks[copy.index()].origin = block.origin;
        self.blocks.insert(id, copy);
        for value in block.params.iter().chain(&block.insts) {
            let inst = self.function.inst(*value).clone();
            self.function.insts.push(inst);
            let new = InstId(self.function.insts.len() as u32 - 1);
            self.values.insert(*value, new);
            for set in [&mut self.function.small, &mut self.function.not_negative, &mut self.function.perhaps_unbound] {
                if set.contains(value) {
                    set.insert(new);
                }
            }
        }
    }

    fn value(&self, id: InstId) -> InstId {
        self.values.get(&id).copied().unwrap_or(id)
    }

    fn copy_block(&mut self, id: BlockId) {
        let mut block = self.function.block(id).clone();
        for value in &block.insts {
            let new = self.value(*value);
            let (args, state) = (self.function.inst(new).args.clone(), self.function.inst(new).state);
            self.function.insts[new.index()].args = args.into_iter().map(|arg| self.value(arg)).collect();
            self.function.insts[new.index()].state = state.map(|state| self.state(state));
        }
        match &mut block.end {
            Terminator::Return(value) | Terminator::Finish(value) => *value = self.value(*value),
            Terminator::Branch { condition, .. } => *condition = self.value(*condition),
            Terminator::Yield { state, value, .. } => {
                *value = self.value(*value);
                *state = self.state(*state);
            }
            Terminator::Exit(state, _) => *state = self.state(*state),
            Terminator::None | Terminator::Jump(_) => {}
        }
        for edge in edges(&mut block.end) {
            edge.to = self.blocks.get(&edge.to).copied().unwrap_or(edge.to);
            edge.args.iter_mut().for_each(|arg| *arg = self.value(*arg));
        }
        let params = block.params.iter().map(|&param| self.value(param)).collect();
        let insts = block.insts.iter().map(|&inst| self.value(inst)).collect();
        let copy = &mut self.function.blocks[self.blocks[&id].index()];
        (copy.params, copy.insts, copy.end) = (params, insts, block.end);
    }

    fn state(&mut self, id: StateId) -> StateId {
        if let Some(&known) = self.states.get(&id) {
            return known;
        }
        let mut state = self.function.states[id.index()].clone();
        state.values_mut().for_each(|value| *value = self.value(*value));
        self.function.states.push(state);
        let new = StateId(self.function.states.len() as u32 - 1);
        self.states.insert(id, new);
        new
    }

    /// The second turn begins the loop: all ways to it come to one block first.
    fn enter_loop(&mut self) {
        let (header, first) = (self.found.header, self.blocks[&self.found.header]);
        let between = self.function.new_block(self.function.block(first).depth);
        self.function.blocks[between.index()].origin = self.function.block(header).origin;
        let types: Vec<Type> =
            self.function.block(header).params.iter().map(|&param| self.function.ty(param)).collect();
        let args = types.into_iter().map(|ty| self.function.param(between, ty)).collect();
        self.function.blocks[between.index()].end = Terminator::Jump(Edge { to: header, args });
        for &copy in self.blocks.values() {
            edges(&mut self.function.blocks[copy.index()].end)
                .into_iter()
                .filter(|edge| edge.to == first)
                .for_each(|edge| edge.to = between);
        }
    }
}

/// Behind a loop its values come from there or from the first turn.
struct Mending<'p, 'a> {
    peeling: &'p mut Peeling<'a>,
    before: HashMap<BlockId, Vec<BlockId>>,
    order: Vec<BlockId>,
    /// Of the copies, the blocks they are of.
    copies: HashSet<BlockId>,
    /// What values are at the beginnings of blocks.
    known: HashMap<(BlockId, InstId), InstId>,
    /// Parameters that may be the same on all ways.
    added: HashSet<InstId>,
}

impl<'p, 'a> Mending<'p, 'a> {
    fn new(peeling: &'p mut Peeling<'a>) -> Mending<'p, 'a> {
        let order = peeling.function.reverse_postorder();
        let before = before(peeling.function, &order);
        let copies = peeling.blocks.values().copied().collect();
        // There is one way only into most first turns.
        let first = peeling.function.block(peeling.blocks[&peeling.found.header]);
        let added = first.params.iter().copied().collect();
        Mending { peeling, before, order, copies, known: HashMap::default(), added }
    }

    fn mend(mut self) {
        for block in self.order.clone() {
            if !self.peeling.found.body.contains(&block) && !self.copies.contains(&block) {
                self.block(block);
            }
        }
        let (order, added) = (self.order, self.added);
        super::remove_idle(self.peeling.function, &order, added);
    }

    fn block(&mut self, id: BlockId) {
        let mut block = self.peeling.function.block(id).clone();
        let mut states: HashMap<StateId, StateId> = HashMap::default();
        for &inst in &block.insts {
            for index in 0..self.peeling.function.inst(inst).args.len() {
                let arg = self.peeling.function.inst(inst).args[index];
                let now = self.at_start(id, arg);
                self.peeling.function.insts[inst.index()].args[index] = now;
            }
            if let Some(state) = self.peeling.function.inst(inst).state {
                let now = self.state(id, state, &mut states);
                self.peeling.function.insts[inst.index()].state = Some(now);
            }
        }
        match &mut block.end {
            Terminator::Return(value) | Terminator::Finish(value) => *value = self.at_start(id, *value),
            Terminator::Branch { condition, .. } => *condition = self.at_start(id, *condition),
            Terminator::Yield { state, value, .. } => {
                *value = self.at_start(id, *value);
                *state = self.state(id, *state, &mut states);
            }
            Terminator::Exit(state, _) => *state = self.state(id, *state, &mut states),
            Terminator::None | Terminator::Jump(_) => {}
        }
        // Blocks behind this one may have got parameters of their own meanwhile.
        let passed = edges(&mut block.end).into_iter().map(|edge| edge.args.len()).collect::<Vec<_>>();
        for (index, count) in passed.into_iter().enumerate() {
            for at in 0..count {
                let arg = edges(&mut self.peeling.function.blocks[id.index()].end)[index].args[at];
                let now = self.at_start(id, arg);
                edges(&mut self.peeling.function.blocks[id.index()].end)[index].args[at] = now;
            }
        }
        let mut now = std::mem::replace(&mut self.peeling.function.blocks[id.index()].end, Terminator::None);
        for (edge, kept) in edges(&mut block.end).into_iter().zip(edges(&mut now)) {
            edge.clone_from(kept);
        }
        self.peeling.function.blocks[id.index()].end = block.end;
    }

    fn state(&mut self, block: BlockId, id: StateId, states: &mut HashMap<StateId, StateId>) -> StateId {
        if let Some(&known) = states.get(&id) {
            return known;
        }
        let mut state = self.peeling.function.states[id.index()].clone();
        let mut changed = false;
        for value in state.values_mut() {
            let now = self.at_start(block, *value);
            changed |= now != *value;
            *value = now;
        }
        let mut new = id;
        if changed {
            self.peeling.function.states.push(state);
            new = StateId(self.peeling.function.states.len() as u32 - 1);
        }
        states.insert(id, new);
        new
    }

    /// What a value of the loop is at the beginning of a block behind it.
    fn at_start(&mut self, block: BlockId, value: InstId) -> InstId {
        if !self.peeling.values.contains_key(&value) {
            return value;
        }
        if let Some(&known) = self.known.get(&(block, value)) {
            return known;
        }
        let mut ways = self.before[&block].clone();
        ways.dedup();
        if let [way] = ways[..] {
            let known = self.at_end(way, value);
            self.known.insert((block, value), known);
            return known;
        }
        let ty = self.peeling.function.ty(value);
        let param = self.peeling.function.param(block, ty);
        self.added.insert(param);
        self.known.insert((block, value), param);
        for way in ways {
            let passed = self.at_end(way, value);
            edges(&mut self.peeling.function.blocks[way.index()].end)
                .into_iter()
                .filter(|edge| edge.to == block)
                .for_each(|edge| edge.args.push(passed));
        }
        param
    }

    fn at_end(&mut self, block: BlockId, value: InstId) -> InstId {
        if self.peeling.found.body.contains(&block) {
            value
        } else if self.copies.contains(&block) {
            self.peeling.values[&value]
        } else {
            self.at_start(block, value)
        }
    }
}
