//! Writes to the window at once what several exits would have to write: so that exits are short, and their values need not be
//! kept for them.
//!
//! A state lists the registers that the window does not hold yet. Where several list the same value for the same register,
//! the first of them has it written before the operation that may leave, and the others find it there. Before a loop that is
//! done for what the loop does not change. What would have to be boxed stays with the exits.
//!
//! Innermost loops that call nothing are spared that: their turns are worth more than their exits.
//!
//! The window of an inlined frame is no place for a reference while memory is asked for: the collector looks no further than
//! the frame that it knows to run.

use super::barriers::may_collect;
use super::loops::{Loop, innermost_quiet, loops};
use crate::ir::{BlockId, Effect, Function, HANDLED, Helper, InstId, Leaf, Op, State, StateId, Terminator, Type};
use runtime::bytecode::flow::operands;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What registers of the window are known to hold.
type Held = HashMap<i32, InstId>;

/// So many states have to list the same for it to be written at once.
const SEVERAL: u32 = 2;

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let loops = loops(function);
    let ahead = loops.iter().enumerate().filter_map(|(index, found)| Some((found.entry?, index))).collect();
    let headers: HashMap<BlockId, &Loop> = loops.iter().map(|found| (found.header, found)).collect();
    let root_end = function.frames.first().map_or(0, |root| root.code.register_count as i32);
    let (listed, made) = (listed(function, &order), made(function, &order));
    let innermost = innermost_quiet(function, &loops);
    let mut pass = Pass { listed, made, loops: &loops, ahead, innermost, root_end, shorter: HashMap::default() };
    let mut before: HashMap<BlockId, usize> = HashMap::default();
    for &block in &order {
        function.edges(block).into_iter().for_each(|edge| *before.entry(edge.to).or_default() += 1);
    }
    let mut ways: HashMap<BlockId, Vec<Held>> = HashMap::default();
    for &block in &order {
        let known = ways.remove(&block).unwrap_or_default();
        let missing = before.get(&block).copied().unwrap_or(0) - known.len();
        let mut held = match headers.get(&block) {
            Some(found) if missing == found.latches.len() => pass.through_loop(function, found, common(known)),
            _ if missing == 0 => common(known),
            _ => Held::default(),
        };
        pass.block(function, block, &mut held);
        let targets: Vec<BlockId> = function.edges(block).into_iter().map(|edge| edge.to).collect();
        targets.into_iter().for_each(|to| ways.entry(to).or_default().push(held.clone()));
    }
}

/// What is held on all ways.
fn common(ways: Vec<Held>) -> Held {
    let mut ways = ways.into_iter();
    let Some(mut held) = ways.next() else { return Held::default() };
    ways.for_each(|other| held.retain(|register, value| other.get(register) == Some(value)));
    held
}

/// How many states list a value for a register.
fn listed(function: &Function, order: &[BlockId]) -> HashMap<(i32, InstId), u32> {
    let mut listed = HashMap::default();
    for state in order.iter().flat_map(|&block| states(function, block)) {
        for &write in &function.states[state.index()].writes {
            *listed.entry(write).or_default() += 1;
        }
    }
    listed
}

/// The states of a block's operations, and of its end.
fn states(function: &Function, block: BlockId) -> impl Iterator<Item = StateId> + '_ {
    let block = function.block(block);
    let end = match block.end {
        Terminator::Exit(state, _) => Some(state),
        _ => None,
    };
    block.insts.iter().filter_map(|&id| function.inst(id).state).chain(end)
}

/// The blocks in which values are made.
fn made(function: &Function, order: &[BlockId]) -> HashMap<InstId, BlockId> {
    let blocks = order.iter().map(|&id| (id, function.block(id)));
    blocks.flat_map(|(id, block)| block.params.iter().chain(&block.insts).map(move |&value| (value, id))).collect()
}

struct Pass<'a> {
    listed: HashMap<(i32, InstId), u32>,
    made: HashMap<InstId, BlockId>,
    loops: &'a [Loop],
    /// Which loops come after the blocks before them.
    ahead: HashMap<BlockId, usize>,
    /// Blocks of the innermost loops that call nothing: few leave those, and each turn would write for them.
    innermost: HashSet<BlockId>,
    /// The first register that is not the root's.
    root_end: i32,
    /// States that list less than others.
    shorter: HashMap<(StateId, Vec<(i32, InstId)>), StateId>,
}

impl Pass<'_> {
    /// What is held at a loop's header, of what is held before the loop.
    fn through_loop(&self, function: &Function, found: &Loop, mut held: Held) -> Held {
        for &block in &found.body {
            for &id in &function.block(block).insts {
                let inst = function.inst(id);
                if let Op::StoreRegister { at } = inst.op
                    && held.get(&at).is_some_and(|&value| value != inst.args[0])
                {
                    held.remove(&at);
                }
                self.forget(function, inst.op, inst.state, &mut held);
            }
            for state in states(function, block) {
                for (at, value) in &function.states[state.index()].writes {
                    if held.get(at).is_some_and(|known| known != value) {
                        held.remove(at);
                    }
                }
            }
        }
        held
    }

    fn block(&mut self, function: &mut Function, block: BlockId, held: &mut Held) {
        let depth = function.block(block).depth;
        let mut kept = Vec::new();
        for id in std::mem::take(&mut function.blocks[block.index()].insts) {
            let (op, state) = (function.inst(id).op, function.inst(id).state);
            if let Op::StoreRegister { at } = op {
                let value = function.inst(id).args[0];
                if held.insert(at, value) != Some(value) {
                    kept.push(id);
                }
                continue;
            }
            self.forget(function, op, state, held);
            if let Some(state) = state.filter(|_| op.effect() != Effect::Calls) {
                let end = if may_collect(op) { self.root_end } else { self.end(function, state) };
                for (at, value) in function.states[state.index()].writes.clone() {
                    // What is made outside of the loop is written before it.
                    if at < end && !self.innermost.contains(&block) && self.is_made_as_deep(function, value, depth) {
                        self.write(function, at, value, held, &mut kept);
                    }
                }
                function.insts[id.index()].state = Some(self.shorter(function, state, held, end));
            }
            kept.push(id);
        }
        if let Terminator::Exit(state, reason) = function.block(block).end {
            let end = self.end(function, state);
            let state = self.shorter(function, state, held, end);
            function.blocks[block.index()].end = Terminator::Exit(state, reason);
        }
        if matches!(function.block(block).end, Terminator::Jump(_))
            && let Some(found) = self.ahead.get(&block).map(|&index| &self.loops[index])
            && let Some(poll) = poll(function, found.header)
        {
            for (at, value) in function.states[poll.index()].writes.clone() {
                if self.made.get(&value).is_some_and(|made| !found.body.contains(made)) {
                    self.write(function, at, value, held, &mut kept);
                }
            }
        }
        function.blocks[block.index()].insts = kept;
    }

    fn is_made_as_deep(&self, function: &Function, value: InstId, depth: u32) -> bool {
        self.made.get(&value).is_some_and(|&made| function.block(made).depth >= depth)
    }

    /// Writes a value that enough states list.
    fn write(&self, function: &mut Function, at: i32, value: InstId, held: &mut Held, kept: &mut Vec<InstId>) {
        let often = self.listed.get(&(at, value)).is_some_and(|&count| count >= SEVERAL);
        let constant = matches!(function.inst(value).op, Op::Word { .. });
        // What is handled after a handler is what the word for that was left at.
        let is_handled = at == HANDLED;
        if is_handled || !often || constant || function.ty(value) != Type::Value || function.sunk.contains(&value) {
            return;
        }
        if held.insert(at, value) != Some(value) {
            kept.push(function.new_inst(Op::StoreRegister { at }, vec![value], None));
        }
    }

    /// The registers from this one on must not be found in the window by an exit: it asks for memory before it makes the
    /// frames that they belong to.
    fn end(&self, function: &Function, state: StateId) -> i32 {
        let state = &function.states[state.index()];
        let needs_memory =
            |id: InstId| function.sunk.contains(&id) || matches!(function.ty(id), Type::Wide | Type::Complex);
        let collects = !state.suspended.is_empty() || state.values().any(needs_memory);
        if collects { self.root_end } else { i32::MAX }
    }

    /// The state without what the window holds in registers below `end`.
    fn shorter(&mut self, function: &mut Function, state: StateId, held: &Held, end: i32) -> StateId {
        let mut writes = function.states[state.index()].writes.clone();
        let all = writes.len();
        writes.retain(|(at, value)| *at >= end || held.get(at) != Some(value));
        if writes.len() == all {
            return state;
        }
        *self.shorter.entry((state, writes.clone())).or_insert_with(|| {
            let shorter = State { writes, ..function.states[state.index()].clone() };
            function.states.push(shorter);
            StateId(function.states.len() as u32 - 1)
        })
    }

    /// Forgets what an operation may have changed in the window.
    fn forget(&self, function: &Function, op: Op, state: Option<StateId>, held: &mut Held) {
        if may_collect(op) {
            held.retain(|&at, _| at < self.root_end);
        }
        match op {
            Op::WriteFrame { frame } => {
                let window = function.frame(frame).window;
                held.retain(|at, _| !(window - 3..window).contains(at));
            }
            Op::Leaf { leaf: Leaf::NextPair { at } } => held.retain(|&other, _| other != at && other != at + 1),
            Op::Leaf { .. } | Op::LeaveFrame { .. } | Op::TryAppend | Op::SetDictValue => {}
            Op::Call { .. } | Op::CallCode { .. } | Op::EnterCode { .. } | Op::CallAny { .. } | Op::Catch { .. } => {
                self.forget_called(function, op, state, held);
            }
            _ => {}
        }
    }

    /// Forgets the temporaries of the frame that calls, and what the call yields.
    fn forget_called(&self, function: &Function, op: Op, state: Option<StateId>, held: &mut Held) {
        let Some(state) = state.map(|state| &function.states[state.index()]) else { return held.clear() };
        let frame = function.frame(state.frame);
        let named = frame.window + frame.code.unit.registers.len() as i32;
        let mut written: Vec<usize> = operands(frame.code.unit.code[state.pc as usize]).writes.to_vec();
        if let Op::Call { helper: Helper::NextUnpacked { to, count } } = op {
            written.extend((to..to + count).map(usize::from));
        }
        held.retain(|&at, _| at < named && !written.iter().any(|&register| frame.window + register as i32 == at));
    }
}

/// The state of the poll with which a loop begins.
fn poll(function: &Function, header: BlockId) -> Option<StateId> {
    let insts = function.block(header).insts.iter().map(|&id| function.inst(id));
    insts.filter(|inst| inst.op == Op::Poll).find_map(|inst| inst.state)
}
