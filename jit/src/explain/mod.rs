//! What `--explain` is told of the compiler's decisions, as plain data: kept while a program runs, and only if it is asked for.
//!
//! ```text
//!   build  ──notes──▶ IR ──passes──▶ IR ──survey──▶ facts by line ─┐
//!   samples, exits, what was given up ─────────────── record ──────┴─summary──▶ Explanation
//! ```
//!
//! The builder notes what only it knows: which lines it has built, and why it has not built a call in place. What is left
//! in the IR after all passes says the rest: what is allocated, and what the runtime is called for.

mod note;
mod record;
mod report;
mod summary;
mod survey;
mod topic;
mod words;

pub(crate) use note::{Notes, Refusal, name_of};
pub(crate) use record::Record;
pub use report::{Compiled, Explanation, Function, Line, Remark, Role, Times};
pub(crate) use summary::{UnitFacts, explain};
pub(crate) use survey::{Survey, made_before, survey};
pub use topic::{Severity, Topic};

use std::cell::RefCell;
use std::rc::Rc;

/// Where an interpreter's compiler leaves its explanation when the interpreter lets it go.
#[derive(Clone, Debug, Default)]
pub struct Explained(Rc<RefCell<Option<Explanation>>>);

impl Explained {
    /// The explanation, once it is there.
    pub fn take(&self) -> Option<Explanation> {
        self.0.borrow_mut().take()
    }

    pub(crate) fn put(&self, explanation: Explanation) {
        *self.0.borrow_mut() = Some(explanation);
    }
}
