//! Instances that nothing but their own slots and exits need are not made: what slots hold is known at every instruction,
//! and exits make instances of what they hold there.

use crate::ir::{BlockId, Function, InstId, Op, State, StateId, Terminator};
use runtime::object::header::Kind;
use runtime::tier::layout;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What an instance is at some point.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Content {
    shape: u32,
    /// By offset; slots that are not there hold nothing.
    slots: Vec<(i32, InstId)>,
}

/// The instances that are there, at some point.
type Contents = HashMap<InstId, Content>;

/// So often it is tried, without those that stood in the way before.
const ATTEMPTS: u32 = 6;

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let made = order.iter().flat_map(|&block| &function.block(block).insts).copied();
    let mut candidates: HashSet<InstId> =
        made.filter(|&id| matches!(function.inst(id).op, Op::NewInstance { size, .. } if size > 0)).collect();
    for _ in 0..ATTEMPTS {
        drop_escaping(function, &order, &mut candidates);
        if candidates.is_empty() {
            return;
        }
        // What is found out is thrown away unless it holds for all.
        let mut replacing = Replacing::new(function.clone(), &candidates);
        match replacing.blocks(&order) {
            Ok(()) => {
                *function = replacing.finish(&order);
                return;
            }
            Err(Unclear(id)) => {
                candidates.remove(&id);
            }
        }
    }
}

/// Removes the candidates that something else needs.
fn drop_escaping(function: &Function, order: &[BlockId], candidates: &mut HashSet<InstId>) {
    loop {
        let mut escaping: HashSet<InstId> = function.states.iter().flat_map(State::others).collect();
        for &block in order {
            for &id in &function.block(block).insts {
                let inst = function.inst(id);
                let lost = inst.args.iter().enumerate().filter(|&(index, _)| !stays(function, candidates, id, index));
                escaping.extend(lost.map(|(_, arg)| *arg));
            }
            match &function.block(block).end {
                Terminator::Return(value) | Terminator::Finish(value) => escaping.extend([*value]),
                Terminator::Yield { state, value, .. } => {
                    escaping.extend([*value]);
                    escaping.extend(function.states[state.index()].values());
                }
                Terminator::Branch { .. } | Terminator::None | Terminator::Jump(_) | Terminator::Exit(..) => {}
            }
            escaping.extend(function.edges(block).into_iter().flat_map(|edge| edge.args.iter().copied()));
        }
        let before = candidates.len();
        candidates.retain(|id| !escaping.contains(id));
        if candidates.len() == before {
            return;
        }
    }
}

/// Whether an instruction does nothing with an argument that an instance has to exist for.
fn stays(function: &Function, candidates: &HashSet<InstId>, id: InstId, index: usize) -> bool {
    let inst = function.inst(id);
    match inst.op {
        Op::Store { .. } => {
            let into_another = candidates.contains(&inst.args[0]) && inst.args[0] != inst.args[1];
            index == 0 || into_another && !is_exception(function, inst.args[1])
        }
        Op::StoreShape { .. }
        | Op::Barrier
        | Op::Load { .. }
        | Op::IsShape { .. }
        | Op::GuardShape { .. }
        | Op::GuardFixedShape { .. }
        | Op::GuardShapes { .. }
        | Op::GuardHeap
        | Op::GuardBound => index == 0,
        Op::Same => matches!(function.inst(inst.args[1 - index]).op, Op::Word { .. }),
        _ => false,
    }
}

/// Whether a new instance is an exception: its traceback shows a frame, which must be there when it is made. No other object
/// may keep it for longer.
fn is_exception(function: &Function, id: InstId) -> bool {
    match function.inst(id).op {
        Op::NewInstance { header, .. } => (header >> (8 * layout::KIND)) as u8 == Kind::Exception as u8,
        _ => false,
    }
}

/// It is not known what an instance is somewhere.
struct Unclear(InstId);

/// An instance, its shape and its slots.
type Made = (InstId, u32, Vec<(i32, InstId)>);

struct Replacing<'a> {
    function: Function,
    candidates: &'a HashSet<InstId>,
    /// At the ends of blocks.
    ends: HashMap<BlockId, Contents>,
    /// Values that are others.
    same: HashMap<InstId, InstId>,
    /// Instances to be made by exits.
    made: HashMap<Made, InstId>,
    states: HashMap<(StateId, Vec<InstId>), StateId>,
}

impl<'a> Replacing<'a> {
    fn new(function: Function, candidates: &'a HashSet<InstId>) -> Replacing<'a> {
        let (ends, same, made, states) =
            (HashMap::default(), HashMap::default(), HashMap::default(), HashMap::default());
        Replacing { function, candidates, ends, same, made, states }
    }

    fn blocks(&mut self, order: &[BlockId]) -> Result<(), Unclear> {
        let mut before: HashMap<BlockId, Vec<BlockId>> = HashMap::default();
        for &block in order {
            for edge in self.function.edges(block) {
                before.entry(edge.to).or_default().push(block);
            }
        }
        let mut begins: HashMap<BlockId, Contents> = HashMap::default();
        for &block in order {
            let ways = before.get(&block).map_or(&[][..], Vec::as_slice);
            let mut known = ways.iter().filter_map(|way| self.ends.get(way));
            let mut contents = known.next().cloned().unwrap_or_default();
            for other in known {
                contents.retain(|id, _| other.contains_key(id));
                if let Some((id, _)) = contents.iter().find(|(id, content)| other.get(id) != Some(content)) {
                    return Err(Unclear(*id));
                }
            }
            begins.insert(block, contents.clone());
            self.block(block, &mut contents)?;
            self.ends.insert(block, contents);
        }
        // Turns of loops must leave what was there before as it was.
        for (block, contents) in &begins {
            for way in before.get(block).into_iter().flatten() {
                if let Some((id, _)) = contents.iter().find(|(id, content)| self.ends[way].get(id) != Some(content)) {
                    return Err(Unclear(*id));
                }
            }
        }
        Ok(())
    }

    fn block(&mut self, block: BlockId, contents: &mut Contents) -> Result<(), Unclear> {
        let mut kept = Vec::new();
        for id in self.function.block(block).insts.clone() {
            if self.instruction(id, contents)? {
                if let Some(state) = self.function.inst(id).state {
                    let state = self.state(state, contents)?;
                    self.function.insts[id.index()].state = Some(state);
                }
                kept.push(id);
            }
        }
        self.function.blocks[block.index()].insts = kept;
        if let Terminator::Exit(state, reason) = self.function.block(block).end {
            let state = self.state(state, contents)?;
            self.function.blocks[block.index()].end = Terminator::Exit(state, reason);
        }
        Ok(())
    }

    /// Sees to one instruction; whether it stays.
    fn instruction(&mut self, id: InstId, contents: &mut Contents) -> Result<bool, Unclear> {
        let inst = self.function.inst(id).clone();
        if let Op::NewInstance { header, .. } = inst.op
            && self.candidates.contains(&id)
        {
            contents.insert(id, Content { shape: header as u32, slots: Vec::new() });
            return Ok(false);
        }
        let Some(&object) = inst.args.iter().find(|arg| self.candidates.contains(arg)) else { return Ok(true) };
        let Some(content) = contents.get_mut(&object) else { return Err(Unclear(object)) };
        match inst.op {
            Op::Store { offset } if inst.args[0] == object => {
                let value = self.same.get(&inst.args[1]).copied().unwrap_or(inst.args[1]);
                content.slots.retain(|(at, _)| *at != offset);
                content.slots.push((offset, value));
                content.slots.sort_unstable();
            }
            Op::StoreShape { shape } => content.shape = shape,
            Op::Load { offset } => match content.slots.iter().find(|(at, _)| *at == offset) {
                Some((_, value)) if self.candidates.contains(value) => return Err(Unclear(object)),
                Some(&(_, value)) => {
                    self.same.insert(id, value);
                }
                None => return Err(Unclear(object)),
            },
            Op::GuardShape { shape } | Op::GuardFixedShape { shape } if shape == content.shape => {}
            Op::GuardShapes { first, second } if [first, second].contains(&content.shape) => {}
            Op::Barrier | Op::GuardHeap | Op::GuardBound => {}
            Op::IsShape { shape } => {
                let value = shape == content.shape;
                self.becomes(id, Op::Bool { value });
                return Ok(true);
            }
            Op::Same => {
                self.becomes(id, Op::Bool { value: false });
                return Ok(true);
            }
            _ => return Err(Unclear(object)),
        }
        Ok(false)
    }

    fn becomes(&mut self, id: InstId, op: Op) {
        let inst = &mut self.function.insts[id.index()];
        (inst.op, inst.args, inst.state) = (op, Vec::new(), None);
    }

    /// A state with what exits have to make for instances.
    fn state(&mut self, id: StateId, contents: &Contents) -> Result<StateId, Unclear> {
        let wanted: Vec<InstId> = self.function.states[id.index()]
            .writes
            .iter()
            .map(|(_, value)| *value)
            .filter(|value| self.candidates.contains(value))
            .collect();
        if wanted.is_empty() {
            return Ok(id);
        }
        let made: Vec<InstId> =
            wanted.iter().map(|&value| self.instance(value, contents, 0)).collect::<Result<_, _>>()?;
        if let Some(&known) = self.states.get(&(id, made.clone())) {
            return Ok(known);
        }
        let mut state = self.function.states[id.index()].clone();
        let mut next = made.iter();
        for (_, value) in state.writes.iter_mut().filter(|(_, value)| self.candidates.contains(value)) {
            *value = *next.next().expect("there is one for each");
        }
        self.function.states.push(state);
        let new = StateId(self.function.states.len() as u32 - 1);
        self.states.insert((id, made), new);
        Ok(new)
    }

    /// What makes an instance as it is here.
    fn instance(&mut self, id: InstId, contents: &Contents, depth: u32) -> Result<InstId, Unclear> {
        // Instances that hold each other have no end.
        const DEEPEST: u32 = 8;
        let inst = self.function.inst(id).clone();
        let (Some(content), Op::NewInstance { header, size }) = (contents.get(&id), inst.op) else {
            return Err(Unclear(id));
        };
        let outside = content.slots.iter().any(|&(offset, _)| !(8..size as i32).contains(&offset));
        if outside || depth > DEEPEST {
            return Err(Unclear(id));
        }
        let (shape, mut slots) = (content.shape, Vec::new());
        for &(offset, value) in &content.slots {
            let value =
                if self.candidates.contains(&value) { self.instance(value, contents, depth + 1)? } else { value };
            slots.push((offset, value));
        }
        let key = (id, shape, slots);
        if let Some(&known) = self.made.get(&key) {
            return Ok(known);
        }
        let header = header & !u64::from(u32::MAX) | u64::from(shape);
        let layout = self.function.layouts.len() as u32;
        self.function.layouts.push(key.2.iter().map(|(offset, _)| *offset).collect());
        let args = inst.args.iter().copied().chain(key.2.iter().map(|(_, value)| *value)).collect();
        let made = self.function.new_inst(Op::MakeInstance { header, size, layout }, args, None);
        self.function.sunk.insert(made);
        self.made.insert(key, made);
        Ok(made)
    }

    fn finish(mut self, order: &[BlockId]) -> Function {
        super::replace(&mut self.function, order, &self.same);
        self.function
    }
}
