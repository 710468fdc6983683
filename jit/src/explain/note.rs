//! What the builder notes while it builds: the lines that it builds, and why calls are not built in place.

use super::Topic;
use runtime::bytecode::CodeUnit;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Why a function is not built into its caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// It is too large for where it is called.
    Large,
    /// What is being built is large already.
    NoRoom,
    /// Too many functions are being built within each other.
    Deep,
    /// It is being built already.
    Recursive,
    /// It has instructions that compiled code does not have.
    Unsupported,
}

impl Refusal {
    pub(crate) fn topic(self) -> Topic {
        match self {
            Refusal::Large => Topic::CallLarge,
            Refusal::NoRoom => Topic::CallNoRoom,
            Refusal::Deep => Topic::CallDeep,
            Refusal::Recursive => Topic::CallRecursive,
            Refusal::Unsupported => Topic::CallUnsupported,
        }
    }
}

/// An instruction: the address of its code object, and its index.
pub(crate) type Place = (u64, u32);

/// The notes of one function under compilation.
#[derive(Clone, Default, Debug)]
pub(crate) struct Notes {
    /// Instructions that were built.
    pub(crate) built: HashSet<Place>,
    /// Why a function is called and not built in, and which: what was found last holds.
    pub(crate) refused: HashMap<Place, (Topic, String)>,
    /// Why a call is made in the general way.
    pub(crate) called: HashMap<Place, (Topic, String)>,
    /// Classes of the instances that are made, by their first words.
    pub(crate) made: HashMap<u64, String>,
    /// Functions that were built in, and where they are called.
    pub(crate) inlined: HashMap<Place, Vec<String>>,
}

/// The name of a function, for sentences.
pub(crate) fn name_of(unit: &CodeUnit) -> String {
    let text = |text: &runtime::bytecode::unit::Text| String::from_utf8_lossy(&text.0).into_owned();
    match unit.name.as_str() {
        Some("<listcomp>" | "<genexpr>" | "<lambda>") | None => text(&unit.name),
        Some(_) => {
            // What stands before `<locals>` is where it is defined, not what it is called.
            let whole = text(&unit.qualname);
            whole.rsplit("<locals>.").next().unwrap_or(&whole).to_owned()
        }
    }
}
