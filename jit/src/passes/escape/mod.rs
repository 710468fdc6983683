//! Instances and tuples are made where something needs them, if anything does.
//!
//! What an object that was made here holds is known at every instruction as long as nothing else can have seen it: it is
//! *virtual*, and reads of it are what was written. Something that needs the object makes it there; exits make those that
//! they want as they are there ([`Function::sunk`]). Where ways meet on which a variable is a virtual object of the same
//! layout, what differs between those becomes parameters, one a slot, unboxed where all ways bring numbers of a type. So an
//! object that a loop replaces in each turn is but what it holds.
//!
//! ```text
//!   contents   what is known of objects at a point      live    which values are needed from a block on
//!   merge      where ways meet, and ways back to loops  make    objects that have to exist, and states
//! ```
//!
//! Of loops the first ways into them are all that is known when their bodies are looked at: that a way back brings what they
//! bring is taken for granted. Where it does not, all is done anew from the beginning with what was learnt ([`Learnt`]).

mod contents;
mod live;
mod make;
mod merge;

use crate::ir::{BlockId, Function, InstId, Op, StateId, Terminator};
use contents::{Contents, Layout, Object, Origin, Slot, Virtual};
use live::Live;
use merge::Header;
use runtime::tier::layout;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// So often all is done anew; if that does not do, all objects that loops begin with have to exist.
const ATTEMPTS: u32 = 16;

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let made = order.iter().flat_map(|&block| &function.block(block).insts);
    if !made.clone().any(|&id| is_candidate(function.inst(id).op)) {
        return;
    }
    live::split_edges(function);
    let order = function.reverse_postorder();
    let live = Live::of(function, &order);
    let mut learnt = Learnt::default();
    for count in 1..=ATTEMPTS {
        learnt.all_of_loops = count == ATTEMPTS;
        let mut attempt = Attempt::new(function.clone(), &live, &learnt, &order);
        match attempt.blocks(&order) {
            Ok(()) => {
                *function = attempt.finish(&order);
                return;
            }
            Err(Again) => {
                let new = attempt.new;
                learnt.real.extend(new.real);
                learnt.boxed.extend(new.boxed);
            }
        }
    }
}

/// Whether an operation makes an object that need not exist.
pub(super) fn is_candidate(op: Op) -> bool {
    matches!(op, Op::NewInstance { size: 1.., .. } | Op::NewTuple | Op::NewTupleOf { .. })
}

/// What attempts have found out.
#[derive(Default)]
struct Learnt {
    /// Objects that have to exist from a block on.
    real: HashSet<(BlockId, Origin)>,
    /// Slots that are not numbers of one type on all ways into a block.
    boxed: HashSet<(BlockId, Origin, i32)>,
    /// All objects have to exist that loops begin with.
    all_of_loops: bool,
}

/// Something that was taken for granted does not hold.
struct Again;

struct Attempt<'a> {
    function: Function,
    live: &'a Live,
    learnt: &'a Learnt,
    /// What this attempt has found out.
    new: Learnt,
    before: HashMap<BlockId, Vec<BlockId>>,
    /// Where objects come from, by their numbers.
    origins: Vec<Origin>,
    numbers: HashMap<Origin, Object>,
    /// Values that are objects made here.
    aliases: HashMap<InstId, Object>,
    /// Values that are others.
    same: HashMap<InstId, InstId>,
    /// Boxes, and what is in them: states need no boxes.
    unboxed: HashMap<InstId, InstId>,
    /// At the ends of blocks.
    ends: HashMap<BlockId, Contents>,
    /// Where loops begin.
    headers: HashMap<BlockId, Header>,
    /// Parameters that there are no more, by their indices.
    removed: HashMap<BlockId, HashSet<usize>>,
    /// What blocks pass on in addition.
    extra: HashMap<BlockId, Vec<InstId>>,
    /// Parameters that were added.
    added: HashSet<InstId>,
    /// Constants, at the beginning of the function.
    words: HashMap<u64, InstId>,
    /// Objects that exits make: with what they are made of.
    sunk: HashMap<(Object, Op, Vec<InstId>), InstId>,
    states: HashMap<(StateId, Vec<InstId>), StateId>,
}

impl<'a> Attempt<'a> {
    fn new(function: Function, live: &'a Live, learnt: &'a Learnt, order: &[BlockId]) -> Attempt<'a> {
        let mut before: HashMap<BlockId, Vec<BlockId>> = HashMap::default();
        for &block in order {
            for edge in function.edges(block) {
                before.entry(edge.to).or_default().push(block);
            }
        }
        Attempt {
            function,
            live,
            learnt,
            new: Learnt::default(),
            before,
            origins: Vec::new(),
            numbers: HashMap::default(),
            aliases: HashMap::default(),
            same: HashMap::default(),
            unboxed: HashMap::default(),
            ends: HashMap::default(),
            headers: HashMap::default(),
            removed: HashMap::default(),
            extra: HashMap::default(),
            added: HashSet::default(),
            words: HashMap::default(),
            sunk: HashMap::default(),
            states: HashMap::default(),
        }
    }

    fn blocks(&mut self, order: &[BlockId]) -> Result<(), Again> {
        let origin = self.function.origin;
        for &block in order {
            self.function.origin = self.function.block(block).origin;
            let mut contents = self.enter(block);
            self.block(block, &mut contents);
            self.ends.insert(block, contents);
            let targets: Vec<BlockId> = self.function.edges(block).into_iter().map(|edge| edge.to).collect();
            let headers: Vec<BlockId> = targets.into_iter().filter(|to| self.headers.contains_key(to)).collect();
            for to in headers {
                self.way_back(block, to)?;
            }
        }
        self.function.origin = origin;
        Ok(())
    }

    fn block(&mut self, block: BlockId, contents: &mut Contents) {
        let mut kept = Vec::new();
        for id in std::mem::take(&mut self.function.blocks[block.index()].insts) {
            self.function.origin = self.function.inst(id).origin;
            self.instruction(id, contents, &mut kept);
        }
        let mut end = std::mem::replace(&mut self.function.blocks[block.index()].end, Terminator::None);
        match &mut end {
            Terminator::Return(value) | Terminator::Finish(value) => *value = self.real(*value, contents, &mut kept),
            Terminator::Yield { state, value, .. } => {
                *value = self.real(*value, contents, &mut kept);
                let needed: Vec<InstId> = self.function.states[state.index()].values().collect();
                needed.into_iter().for_each(|id| _ = self.real(id, contents, &mut kept));
                *state = self.state(*state, contents);
            }
            Terminator::Exit(state, _) => {
                self.make_others(*state, contents, &mut kept);
                *state = self.state(*state, contents);
            }
            Terminator::Branch { condition, .. } => *condition = self.resolved(*condition),
            Terminator::None | Terminator::Jump(_) => {}
        }
        self.function.blocks[block.index()].end = end;
        self.function.blocks[block.index()].insts = kept;
    }

    /// A value, or what it is the same as.
    fn resolved(&self, id: InstId) -> InstId {
        self.same.get(&id).copied().unwrap_or(id)
    }

    /// The object that a value is, if it was made here.
    fn object(&self, id: InstId) -> Option<Object> {
        self.aliases.get(&self.resolved(id)).copied()
    }

    /// The object that a value is, if that is virtual.
    fn virtual_object(&self, id: InstId, contents: &Contents) -> Option<Object> {
        self.object(id).filter(|&object| contents.virtual_of(object).is_some())
    }

    /// Whether a value is an exception that is virtual.
    fn is_exception(&self, id: InstId, contents: &Contents) -> bool {
        let object = self.object(id).and_then(|object| contents.virtual_of(object));
        object.is_some_and(|known| known.layout.is_exception())
    }

    /// The number of an object.
    fn number(&mut self, origin: Origin) -> Object {
        if let Some(&known) = self.numbers.get(&origin) {
            return known;
        }
        let object = Object(self.origins.len() as u32);
        self.origins.push(origin.clone());
        self.numbers.insert(origin, object);
        object
    }

    fn instruction(&mut self, id: InstId, contents: &mut Contents, kept: &mut Vec<InstId>) {
        let args: Vec<InstId> = self.function.inst(id).args.iter().map(|&arg| self.resolved(arg)).collect();
        self.function.insts[id.index()].args.clone_from(&args);
        if self.begins(id, contents) {
            return;
        }
        if args.iter().any(|&arg| self.virtual_object(arg, contents).is_some()) && self.folds(id, contents, kept) {
            return;
        }
        let args = args.into_iter().map(|arg| self.real(arg, contents, kept)).collect();
        self.function.insts[id.index()].args = args;
        if let Some(state) = self.function.inst(id).state {
            self.make_others(state, contents, kept);
            self.function.insts[id.index()].state = Some(self.state(state, contents));
        }
        kept.push(id);
    }

    /// Whether an instruction makes an object, which then is a virtual one.
    fn begins(&mut self, id: InstId, contents: &mut Contents) -> bool {
        let inst = self.function.inst(id);
        if !is_candidate(inst.op) {
            return false;
        }
        let (op, args) = (inst.op, inst.args.clone());
        let new = match op {
            Op::NewInstance { header, size } => {
                let Op::Word { bits: class } = self.function.inst(args[0]).op else { return false };
                Virtual { layout: Layout::Instance { header, size, class }, slots: Vec::new() }
            }
            _ if args.iter().any(|&item| self.is_exception(item, contents)) => return false,
            _ => {
                let mut slots = Vec::new();
                for (index, &item) in args.iter().enumerate() {
                    slots.push((layout::TUPLE_ITEMS + 8 * index as i32, self.slot(item, contents)));
                }
                let header = if let Op::NewTupleOf { header } = op { Some(header) } else { None };
                Virtual { layout: Layout::Tuple { count: args.len() as u32, header }, slots }
            }
        };
        let object = self.number(Origin::Made(id));
        self.aliases.insert(id, object);
        contents.add(object, new);
        true
    }

    /// What a slot has that this value is written to.
    fn slot(&self, value: InstId, contents: &Contents) -> Slot {
        match self.object(value) {
            Some(object) => match contents.real_of(object) {
                Some(real) => Slot::Value(real),
                None => Slot::Object(object),
            },
            None => Slot::Value(value),
        }
    }

    /// Whether an instruction on a virtual object comes to nothing but knowledge.
    fn folds(&mut self, id: InstId, contents: &mut Contents, kept: &mut Vec<InstId>) -> bool {
        let inst = self.function.inst(id).clone();
        if let (Op::Same | Op::GuardDiffers, [x, y]) = (inst.op, &inst.args[..]) {
            let is_same = self.object(*x) == self.object(*y);
            if inst.op == Op::Same {
                self.becomes(id, Op::Bool { value: is_same }, kept);
            }
            return inst.op == Op::Same || !is_same;
        }
        if inst.op == Op::GuardHeapAmong {
            return true;
        }
        let Some(object) = self.virtual_object(inst.args[0], contents) else { return false };
        let Some(known) = contents.virtual_of(object) else { return false };
        let shape = known.layout.shape();
        match inst.op {
            Op::Load { offset } if known.layout.has(offset) => {
                let slot = known.slot(offset);
                self.loads(id, slot, kept);
            }
            Op::TupleItem => {
                let Op::Int { value } = self.function.inst(inst.args[1]).op else { return false };
                let count = i64::from(known.layout.count());
                let index = if value < 0 { value + count } else { value };
                if !(0..count).contains(&index) {
                    return false;
                }
                let slot = known.slot(layout::TUPLE_ITEMS + 8 * index as i32);
                self.loads(id, slot, kept);
            }
            Op::Store { offset } if known.layout.is_instance() && known.layout.has(offset) => {
                let slot = self.slot(inst.args[1], contents);
                if let Slot::Object(other) = slot
                    && (contents.reaches(other, object) || self.is_exception(inst.args[1], contents))
                {
                    return false;
                }
                contents.set(object, offset, slot);
            }
            Op::StoreShape { shape } => contents.set_shape(object, shape),
            Op::GuardShape { shape: wanted } | Op::GuardFixedShape { shape: wanted } => return wanted == shape,
            Op::GuardShapes { first, second } => return [first, second].contains(&shape),
            Op::GuardKind { kind } => {
                return kind == known.layout.kind();
            }
            Op::IsShape { shape: wanted } | Op::HasShape { shape: wanted } => {
                self.becomes(id, Op::Bool { value: wanted == shape }, kept);
            }
            Op::GuardLoad { offset, value } if known.layout.is_instance() => {
                return self.holds(known.slot(offset), value);
            }
            Op::GuardLoad { offset: layout::TUPLE_LEN, value } if !known.layout.is_instance() => {
                return value == i64::from(known.layout.count());
            }
            Op::Length { offset: layout::TUPLE_LEN } if !known.layout.is_instance() => {
                let value = i64::from(known.layout.count());
                self.becomes(id, Op::Int { value }, kept);
            }
            Op::SequenceLen if !known.layout.is_instance() => {
                let value = i64::from(known.layout.count());
                self.becomes(id, Op::Int { value }, kept);
            }
            Op::Barrier | Op::GuardHeap | Op::GuardBound => {}
            _ => return false,
        }
        true
    }

    /// Whether a slot is known to have this word.
    fn holds(&self, slot: Slot, word: i64) -> bool {
        matches!(slot, Slot::Value(value) if self.function.inst(value).op == Op::Word { bits: word as u64 })
    }

    /// What was read of an object is what its slot has.
    fn loads(&mut self, id: InstId, slot: Slot, kept: &mut Vec<InstId>) {
        match slot {
            Slot::Object(object) => _ = self.aliases.insert(id, object),
            Slot::Nothing => self.becomes(id, Op::Word { bits: runtime::value::Value::EMPTY.bits() }, kept),
            Slot::Value(value) => match make::boxing(self.function.ty(value)) {
                None => _ = self.same.insert(id, value),
                Some(boxing) => {
                    let inst = &mut self.function.insts[id.index()];
                    (inst.op, inst.args, inst.state) = (boxing, vec![value], None);
                    self.unboxed.insert(id, value);
                    kept.push(id);
                }
            },
        }
    }

    fn becomes(&mut self, id: InstId, op: Op, kept: &mut Vec<InstId>) {
        let inst = &mut self.function.insts[id.index()];
        (inst.op, inst.args, inst.state) = (op, Vec::new(), None);
        kept.push(id);
    }

    /// The function, when all blocks have been seen to.
    fn finish(mut self, order: &[BlockId]) -> Function {
        for &block in order {
            let removed = self.removed.remove(&block).unwrap_or_default();
            let mut index = 0..;
            self.function.blocks[block.index()]
                .params
                .retain(|_| !index.next().is_some_and(|at| removed.contains(&at)));
            for &from in self.before.get(&block).into_iter().flatten() {
                let extra = self.extra.get(&from).cloned().unwrap_or_default();
                let same = &self.same;
                for edge in super::edges_to(&mut self.function.blocks[from.index()].end, block) {
                    let mut index = 0..;
                    edge.args.retain(|_| !index.next().is_some_and(|at| removed.contains(&at)));
                    edge.args.iter_mut().for_each(|arg| *arg = same.get(arg).copied().unwrap_or(*arg));
                    edge.args.extend(&extra);
                }
            }
        }
        let words: Vec<InstId> = self.words.values().copied().collect();
        self.function.blocks[0].insts.splice(0..0, words);
        super::remove_idle(&mut self.function, order, self.added);
        self.function
    }
}
