//! What compiled code took for granted and found wrong: code that is compiled again does without.
//!
//! The interpreter's feedback is what a guess rests on, and it has seen more by the time that code is compiled again; so
//! a guess is made a second time, on the new feedback, and only then given up.

use std::collections::HashMap;

/// A place where the compiler guesses: an instruction, or a register before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Guess {
    pub(crate) code: u64,
    pub(crate) pc: u32,
    pub(crate) about: Option<u16>,
}

/// How often guesses turned out wrong in code that was thrown away.
#[derive(Default, Debug)]
pub(crate) struct Doubts(HashMap<Guess, u32>);

/// A guess that was wrong so often is not made again.
const HOPELESS: u32 = 2;

impl Doubts {
    /// The guess was wrong.
    pub(crate) fn add(&mut self, guess: Guess) {
        *self.0.entry(guess).or_insert(0) += 1;
    }

    /// The guess was wrong in any code thrown away.
    pub(crate) fn any(&self, guess: Guess) -> bool {
        self.0.contains_key(&guess)
    }

    /// Whether guesses of several registers before an instruction were wrong: then any of them may hold anything.
    pub(crate) fn several(&self, code: u64, pc: u32) -> bool {
        self.0.keys().filter(|guess| guess.code == code && guess.pc == pc && guess.about.is_some()).nth(1).is_some()
    }

    /// The guess is not to be made.
    pub(crate) fn hopeless(&self, guess: Guess) -> bool {
        self.0.get(&guess).is_some_and(|&times| times >= HOPELESS)
    }
}
