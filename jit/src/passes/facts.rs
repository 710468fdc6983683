//! Decides what is known on every way to a place: the shapes that an object can have there, from guards, from objects made and
//! from the branches taken, and which way conditions have gone. Guards that hold and branches that are decided go; chains of tests
//! by which several shapes come to the same place go whole.
//!
//! A fact about a shape lasts until something may write shapes. Where ways meet, what is known on all of them stays, as the
//! union of the shapes: after a test of four classes each of the four accesses that follow needs no test. Ways that meet only to
//! part again do not meet. In loops only what
//! nothing in them can change is known from before them. (Sparse conditional propagation without the optimism: Wegman and
//! Zadeck, Constant Propagation with Conditional Branches, 1991.)

use super::loops::before;
use super::memory::{LoopWrites, Place, WaysBack, Written};
use super::uses;
use crate::ir::{BlockId, Edge, Function, InstId, Op, Terminator};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// With more shapes than these nothing is known of an object.
const MOST_SHAPES: usize = 8;
/// Facts of each sort that are kept at a time: compile time is worth more than what the oldest are good for.
const MOST_FACTS: usize = 48;
/// Empty blocks that are followed to see where a branch leads.
const MOST_FOLLOWED: usize = 16;

/// The shapes that an object can have.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Shapes {
    /// Sorted.
    possible: Vec<u32>,
    /// Objects never lose it.
    lasts: bool,
}

impl Shapes {
    fn one(shape: u32, lasts: bool) -> Shapes {
        Shapes { possible: vec![shape], lasts }
    }

    fn union(&self, other: &Shapes) -> Option<Shapes> {
        let mut possible = self.possible.clone();
        possible.extend(other.possible.iter().filter(|shape| !self.possible.contains(shape)));
        possible.sort_unstable();
        (possible.len() <= MOST_SHAPES).then_some(Shapes { possible, lasts: self.lasts && other.lasts })
    }

    fn only(&self, wanted: &[u32]) -> bool {
        self.possible.iter().all(|shape| wanted.contains(shape))
    }
}

/// What is known at a place.
#[derive(Clone, Default)]
struct Facts {
    shapes: HashMap<InstId, Shapes>,
    conditions: HashMap<InstId, bool>,
    /// Tests of shapes since which no shape was written.
    tests: HashSet<InstId>,
}

impl Facts {
    fn learn(&mut self, value: InstId, shapes: Shapes) {
        if self.shapes.len() < MOST_FACTS || self.shapes.contains_key(&value) {
            self.shapes.insert(value, shapes);
        }
    }

    fn decide(&mut self, condition: InstId, holds: bool) {
        if self.conditions.len() < MOST_FACTS {
            self.conditions.insert(condition, holds);
        }
    }

    /// Something may have changed the shapes of objects.
    fn forget_shapes(&mut self) {
        self.shapes.retain(|_, shapes| shapes.lasts);
        self.tests.clear();
    }

    /// What a branch on `condition` tells where it goes this way.
    fn after_branch(&self, function: &Function, condition: InstId, holds: bool) -> Facts {
        let mut facts = self.clone();
        facts.decide(condition, holds);
        let inst = function.inst(condition);
        match inst.op {
            Op::Not => return facts.after_branch(function, inst.args[0], !holds),
            Op::IsShape { shape } | Op::HasShape { shape } if self.tests.contains(&condition) => {
                let object = inst.args[0];
                if holds {
                    let lasts = self.shapes.get(&object).is_some_and(|known| known.lasts);
                    facts.learn(object, Shapes::one(shape, lasts));
                } else if let Some(known) = facts.shapes.get_mut(&object) {
                    known.possible.retain(|possible| *possible != shape);
                }
            }
            _ => {}
        }
        facts
    }
}

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let ways = before(function, &order);
    let writes = LoopWrites::of(function);
    // At the end of each block, by the edges that leave it.
    let mut known: HashMap<BlockId, Vec<Facts>> = HashMap::default();
    for &block in &order {
        let mut facts = at_start(function, block, &ways, &known, &writes);
        visit(function, block, &mut facts);
        let leaving = match decided(function, block, &facts) {
            Some(edge) => {
                function.blocks[block.index()].end = Terminator::Jump(edge);
                vec![facts]
            }
            None => match function.block(block).end {
                Terminator::Branch { condition, .. } => {
                    [true, false].map(|holds| facts.after_branch(function, condition, holds)).into()
                }
                _ => vec![facts],
            },
        };
        known.insert(block, leaving);
    }
    skip_branches(function, &order, &known, &writes);
    join_branches(function);
}

/// What is known where a block begins: on all ways there.
fn at_start(
    function: &Function,
    block: BlockId,
    ways: &HashMap<BlockId, Vec<BlockId>>,
    known: &HashMap<BlockId, Vec<Facts>>,
    writes: &LoopWrites,
) -> Facts {
    let mut from = ways.get(&block).cloned().unwrap_or_default();
    from.dedup();
    let (seen, unseen): (Vec<BlockId>, Vec<BlockId>) = from.into_iter().partition(|way| known.contains_key(way));
    let written = match writes.ways_back(block, &unseen) {
        WaysBack::None => None,
        WaysBack::Loop(written) => Some(written),
        WaysBack::Unknown => return Facts::default(),
    };
    let is_header = written.is_some();
    let mut arriving: Vec<(&Facts, &Edge)> = Vec::new();
    for way in seen {
        let all = function.edges(way).into_iter().zip(&known[&way]);
        arriving.extend(all.filter(|(edge, _)| edge.to == block).map(|(edge, facts)| (facts, edge)));
    }
    let mut met = met(function, block, &arriving, is_header);
    if written.is_some_and(|written| written.has(Place::Shape)) {
        met.forget_shapes();
    }
    met
}

/// What is known on all of some ways. What a loop's parameters are in later turns is not seen yet.
fn met(function: &Function, block: BlockId, arriving: &[(&Facts, &Edge)], is_header: bool) -> Facts {
    let Some((&(first, edge), others)) = arriving.split_first() else { return Facts::default() };
    let mut met = first.clone();
    for (facts, _) in others {
        met.tests.retain(|test| facts.tests.contains(test));
        met.conditions.retain(|condition, holds| facts.conditions.get(condition) == Some(holds));
        met.shapes.retain(|object, shapes| {
            let union = facts.shapes.get(object).and_then(|other| shapes.union(other));
            union.map(|union| *shapes = union).is_some()
        });
    }
    if is_header {
        return met;
    }
    for (index, &param) in function.block(block).params.iter().enumerate() {
        let shapes = |facts: &Facts, edge: &Edge| facts.shapes.get(&edge.args[index]).cloned();
        let condition = |facts: &Facts, edge: &Edge| holds(function, facts, edge.args[index]);
        let (mut all_shapes, mut all_hold) = (shapes(first, edge), condition(first, edge));
        for (facts, edge) in others {
            all_shapes = all_shapes.and_then(|known| known.union(&shapes(facts, edge)?));
            all_hold = all_hold.filter(|holds| condition(facts, edge) == Some(*holds));
        }
        if let Some(shapes) = all_shapes {
            met.learn(param, shapes);
        }
        if let Some(holds) = all_hold {
            met.decide(param, holds);
        }
    }
    met
}

/// Which way a condition goes, if that is known.
fn holds(function: &Function, facts: &Facts, condition: InstId) -> Option<bool> {
    facts.conditions.get(&condition).copied().or_else(|| match function.inst(condition).op {
        Op::Bool { value } => Some(value),
        Op::Not => holds(function, facts, function.inst(condition).args[0]).map(|holds| !holds),
        _ => None,
    })
}

/// Takes out of a block what is known to hold, and learns what the rest tells.
fn visit(function: &mut Function, block: BlockId, facts: &mut Facts) {
    let insts = std::mem::take(&mut function.blocks[block.index()].insts);
    let kept = insts.into_iter().filter(|&id| !is_known(function, id, facts)).collect();
    function.blocks[block.index()].insts = kept;
}

/// Whether an instruction need not be done.
fn is_known(function: &Function, id: InstId, facts: &mut Facts) -> bool {
    let inst = function.inst(id);
    let known = inst.args.first().and_then(|object| facts.shapes.get(object));
    match inst.op {
        Op::GuardShape { shape } | Op::GuardFixedShape { shape } => {
            let holds = known.is_some_and(|known| known.only(&[shape]));
            let lasts = matches!(inst.op, Op::GuardFixedShape { .. }) || known.is_some_and(|known| known.lasts);
            facts.learn(inst.args[0], Shapes::one(shape, lasts));
            holds
        }
        Op::GuardShapes { first, second } => {
            let holds = known.is_some_and(|known| known.only(&[first, second]));
            if !holds {
                let mut possible = vec![first, second];
                possible.sort_unstable();
                facts.learn(inst.args[0], Shapes { possible, lasts: false });
            }
            holds
        }
        Op::GuardHeap | Op::GuardBound => known.is_some(),
        Op::IsShape { shape } | Op::HasShape { shape } => {
            match known {
                Some(known) if known.only(&[shape]) => facts.decide(id, true),
                Some(known) if !known.possible.contains(&shape) => facts.decide(id, false),
                _ => _ = facts.tests.insert(id),
            }
            false
        }
        Op::StoreShape { shape } => {
            facts.forget_shapes();
            facts.learn(inst.args[0], Shapes::one(shape, false));
            false
        }
        op => {
            if Written::of(op).has(Place::Shape) {
                facts.forget_shapes();
            }
            false
        }
    }
}

/// The only way that a branch can go.
fn decided(function: &Function, block: BlockId, facts: &Facts) -> Option<Edge> {
    let Terminator::Branch { condition, then, otherwise } = &function.block(block).end else { return None };
    let holds = holds(function, facts, *condition)?;
    Some(if holds { then } else { otherwise }.clone())
}

/// Leads ways that come to a block which does nothing but branch on what they bring, and that is known, to where they go from there
/// (jump threading): `a <= x < b and c <= y < d` becomes a chain without a join, behind which all that was found out is known.
/// Headers of loops are no targets: those have but one way in.
fn skip_branches(function: &mut Function, order: &[BlockId], known: &HashMap<BlockId, Vec<Facts>>, loops: &LoopWrites) {
    let used = uses(function, order);
    let ways = before(function, order);
    let mut left = HashSet::default();
    for &block in order.iter().filter(|block| !loops.is_header(**block)) {
        let Terminator::Branch { condition, then, otherwise } = function.block(block).end.clone() else { continue };
        let params = function.block(block).params.clone();
        let Some(index) = params.iter().position(|param| *param == condition) else { continue };
        let passed = || then.args.iter().chain(&otherwise.args).chain([&condition]);
        // Behind the block its parameters would not be there on all ways.
        let here = |param: &InstId| passed().filter(|value| *value == param).count();
        let only_here = |param: &InstId| used.get(param).copied().unwrap_or(0) == here(param);
        if !function.block(block).insts.is_empty() || !params.iter().all(only_here) {
            continue;
        }
        let mut from = ways.get(&block).cloned().unwrap_or_default();
        from.dedup();
        for way in from {
            let Some(facts) = known.get(&way) else { continue };
            let ends: Vec<Edge> = function.edges(way).into_iter().cloned().collect();
            for (at, (edge, facts)) in ends.into_iter().zip(facts).enumerate().filter(|(_, (edge, _))| edge.to == block)
            {
                let target = match holds(function, facts, edge.args[index]) {
                    Some(true) => &then,
                    Some(false) => &otherwise,
                    None => continue,
                };
                if loops.is_header(target.to) {
                    continue;
                }
                let brought = |value: &InstId| params.iter().position(|param| param == value).map(|at| edge.args[at]);
                let args = target.args.iter().map(|value| brought(value).unwrap_or(*value)).collect();
                *super::edges(&mut function.blocks[way.index()].end).swap_remove(at) = Edge { to: target.to, args };
                left.extend(&params);
            }
        }
    }
    if !left.is_empty() {
        let order = function.reverse_postorder();
        super::remove_idle(function, &order, left);
    }
}

/// Turns branches that lead to the same place either way into jumps. Blocks nearer to the end come first, so that a chain of
/// tests goes from its end.
fn join_branches(function: &mut Function) {
    let order = function.reverse_postorder();
    let mut used = uses(function, &order);
    for &block in order.iter().rev() {
        let Terminator::Branch { condition, then, otherwise } = function.block(block).end.clone() else { continue };
        if target(function, &then) != target(function, &otherwise) {
            continue;
        }
        function.blocks[block.index()].end = Terminator::Jump(then);
        let uses = used.entry(condition).or_default();
        *uses = uses.saturating_sub(1);
        // Left alone, the test would keep the block from being empty.
        if *uses == 0 && matches!(function.inst(condition).op, Op::IsShape { .. } | Op::HasShape { .. }) {
            function.blocks[block.index()].insts.retain(|id| *id != condition);
        }
    }
}

/// Where an edge leads in the end.
fn target<'f>(function: &'f Function, edge: &'f Edge) -> &'f Edge {
    let mut edge = edge;
    for _ in 0..MOST_FOLLOWED {
        let block = function.block(edge.to);
        match &block.end {
            Terminator::Jump(next) if block.params.is_empty() && block.insts.is_empty() => edge = next,
            _ => break,
        }
    }
    edge
}
