//! The optimiser: one pass a file, in the order of [`PASSES`].

mod barriers;
mod dead_code;
mod escape;
mod fold;
mod gvn;
mod hoist;
pub(crate) mod loops;
mod memory;
mod ranges;
mod spills;
mod unbox;
mod write_through;

use crate::ir::{BlockId, Function, InstId, Terminator};
use rustc_hash::FxHashMap as HashMap;

/// One pass.
pub(crate) struct Pass {
    /// Its name in options and dumps.
    pub(crate) name: &'static str,
    pub(crate) run: fn(&mut Function),
}

/// All passes in order.
pub(crate) const PASSES: &[Pass] = &[
    Pass { name: "escape", run: escape::run },
    Pass { name: "fold", run: fold::run },
    Pass { name: "unbox", run: unbox::run },
    Pass { name: "spills", run: spills::run },
    Pass { name: "barriers", run: barriers::run },
    Pass { name: "ranges", run: ranges::run },
    Pass { name: "hoist", run: hoist::run },
    Pass { name: "gvn", run: gvn::run },
    Pass { name: "dead_code", run: dead_code::run },
    Pass { name: "write_through", run: write_through::run },
];

/// Whether the optimiser has a pass of that name, after which the IR can be shown.
pub fn is_pass(name: &str) -> bool {
    PASSES.iter().any(|pass| pass.name == name)
}

/// Uses other values in the place of some.
fn replace(function: &mut Function, order: &[BlockId], same: &HashMap<InstId, InstId>) {
    let other = |id: &mut InstId| {
        if let Some(&new) = same.get(id) {
            *id = new;
        }
    };
    for inst in &mut function.insts {
        inst.args.iter_mut().for_each(other);
    }
    for state in &mut function.states {
        state.writes.iter_mut().for_each(|(_, value)| other(value));
        for (object, _, value) in &mut state.fields {
            other(object);
            other(value);
        }
        for waiting in &mut state.suspended {
            other(&mut waiting.object);
            waiting.registers.iter_mut().for_each(|(_, value)| other(value));
        }
    }
    for block in order {
        match &mut function.blocks[block.index()].end {
            Terminator::Jump(edge) => edge.args.iter_mut().for_each(other),
            Terminator::Branch { condition, then, otherwise } => {
                other(condition);
                then.args.iter_mut().chain(&mut otherwise.args).for_each(other);
            }
            Terminator::Return(value) | Terminator::Finish(value) | Terminator::Yield { value, .. } => other(value),
            Terminator::None | Terminator::Exit(..) => {}
        }
    }
}
