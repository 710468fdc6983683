//! What compiled code took for granted and found wrong: code that is compiled again does without.
//!
//! The interpreter's feedback is what a guess rests on, and it has seen more by the time that code is compiled again; so
//! a guess is made a second time, on the new feedback, and only then given up. The last attempt at a function guesses
//! nothing.

use crate::ir::{OF_LEAF, OF_LOOP};
use rustc_hash::FxHashMap as HashMap;

/// A place where the compiler guesses: an instruction, or a register before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Guess {
    pub(crate) code: u64,
    pub(crate) pc: u32,
    pub(crate) about: Option<u16>,
}

/// How often guesses turned out wrong in code that was thrown away.
#[derive(Default, Debug)]
pub(crate) struct Doubts {
    /// How often, and when last.
    wrong: HashMap<Guess, (u32, u32)>,
    /// Counts what is learnt.
    now: u32,
    /// No guess is to be made at all.
    pub(crate) everything: bool,
}

/// A guess that was wrong so often is not made again.
const HOPELESS: u32 = 2;

impl Doubts {
    /// The present, for code that is built now.
    pub(crate) fn now(&self) -> u32 {
        self.now
    }

    /// The guess was wrong, in code that was built at `built`. Code that did not know what others have learnt since adds
    /// nothing to it. `again`: it was compiled again, so that the feedback has had its chance.
    pub(crate) fn add(&mut self, guess: Guess, built: u32, again: bool) {
        self.now += 1;
        let (times, last) = self.wrong.entry(guess).or_insert((0, 0));
        if *times == 0 || built >= *last {
            (*times, *last) = (*times + if again { HOPELESS } else { 1 }, self.now);
        }
    }

    /// The guess was wrong in any code thrown away.
    pub(crate) fn any(&self, guess: Guess) -> bool {
        self.everything || self.wrong.contains_key(&guess)
    }

    /// Whether guesses of several registers before an instruction were wrong: then any of them may hold anything.
    pub(crate) fn several(&self, code: u64, pc: u32) -> bool {
        let is_register = |about: u16| about != OF_LOOP && about != OF_LEAF;
        let about = |guess: &&Guess| guess.code == code && guess.pc == pc && guess.about.is_some_and(is_register);
        self.everything || self.wrong.keys().filter(about).nth(1).is_some()
    }

    /// Instructions of which guesses were wrong in code thrown away.
    pub(crate) fn instructions(&self, code: u64) -> impl Iterator<Item = usize> {
        let of_code = move |guess: &&Guess| guess.code == code && guess.about.is_none();
        self.wrong.keys().filter(of_code).map(|guess| guess.pc as usize)
    }

    /// A guess of what a register holds, or of what [`OF_LEAF`] stands for, was wrong somewhere in the function.
    pub(crate) fn about(&self, code: u64, register: u16) -> bool {
        self.everything || self.wrong.keys().any(|guess| guess.code == code && guess.about == Some(register))
    }

    /// The guess is not to be made.
    pub(crate) fn hopeless(&self, guess: Guess) -> bool {
        self.everything || self.wrong.get(&guess).is_some_and(|&(times, _)| times >= HOPELESS)
    }
}
