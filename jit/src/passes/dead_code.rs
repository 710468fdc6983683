//! Removes what nobody uses: pure operations and reads whose value no instruction, edge or state needs. Objects that nothing
//! but states need are made where compiled code is left.

use crate::ir::{Effect, Function, InstId, Op, StateId, Terminator};
use rustc_hash::FxHashSet as HashSet;

/// What is used, and by whom.
#[derive(Default)]
struct Uses {
    used: HashSet<InstId>,
    /// Used by states only.
    sunk: HashSet<InstId>,
    work: Vec<(InstId, By)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Code,
    State,
}

impl Uses {
    fn by_code(&mut self, ids: impl IntoIterator<Item = InstId>) {
        self.work.extend(ids.into_iter().map(|id| (id, By::Code)));
    }

    fn by_state(&mut self, function: &Function, state: StateId) {
        let state = &function.states[state.index()];
        self.work.extend(state.writes.iter().map(|(_, value)| (*value, By::State)));
        self.by_code(state.others());
    }

    fn spread(&mut self, function: &Function) {
        while let Some((id, by)) = self.work.pop() {
            if self.used.contains(&id) {
                continue;
            }
            let inst = function.inst(id);
            if by == By::State && inst.op.may_sink() {
                if self.sunk.insert(id) {
                    self.work.extend(inst.args.iter().map(|&arg| (unboxed(function, arg), By::State)));
                }
                continue;
            }
            self.used.insert(id);
            self.by_code(inst.args.iter().copied());
            if let Some(state) = inst.state {
                self.by_state(function, state);
            }
        }
    }
}

/// What a value is the boxed form of.
fn unboxed(function: &Function, id: InstId) -> InstId {
    let inst = function.inst(id);
    let boxes = matches!(inst.op, Op::BoxInt | Op::BoxSmall | Op::BoxWide | Op::BoxFloat | Op::BoxBool);
    if boxes { inst.args[0] } else { id }
}

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let mut uses = Uses::default();
    for &block in &order {
        for &id in &function.block(block).insts {
            let op = function.inst(id).op;
            if !matches!(op.effect(), Effect::Pure | Effect::Reads) && !op.guards_result_only() {
                uses.by_code([id]);
            }
        }
        match &function.block(block).end {
            Terminator::Branch { condition, .. } => uses.by_code([*condition]),
            Terminator::Return(value) | Terminator::Finish(value) => uses.by_code([*value]),
            // What waiting generators hold is written to them here, not by an exit.
            Terminator::Yield { state, value, .. } => {
                uses.by_code([*value]);
                uses.by_code(function.states[state.index()].others());
            }
            Terminator::Exit(state, _) => uses.by_state(function, *state),
            Terminator::None | Terminator::Jump(_) => {}
        }
        for edge in function.edges(block) {
            uses.by_code(edge.args.iter().copied());
        }
    }
    uses.spread(function);
    for block in order {
        function.blocks[block.index()].insts.retain(|id| uses.used.contains(id));
    }
    uses.sunk.retain(|id| !uses.used.contains(id));
    for &id in &uses.sunk {
        let args = function.inst(id).args.iter().map(|&arg| unboxed(function, arg)).collect();
        function.insts[id.index()].args = args;
    }
    function.sunk = uses.sunk;
}
