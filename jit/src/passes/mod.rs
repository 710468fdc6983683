//! The optimiser: one pass a file, in the order of [`PASSES`].

mod dead_code;
mod hoist;
pub(crate) mod loops;
mod memory;
mod ranges;
mod unbox;

use crate::ir::Function;

/// One pass.
pub(crate) struct Pass {
    /// Its name in options and dumps.
    pub(crate) name: &'static str,
    pub(crate) run: fn(&mut Function),
}

/// All passes in order.
pub(crate) const PASSES: &[Pass] = &[
    Pass { name: "unbox", run: unbox::run },
    Pass { name: "ranges", run: ranges::run },
    Pass { name: "hoist", run: hoist::run },
    Pass { name: "dead_code", run: dead_code::run },
];
