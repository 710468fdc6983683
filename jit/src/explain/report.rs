//! The explanation of a run: plain data, for whoever presents it.

use super::{Severity, Topic};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long code was found running, by what ran it.
#[derive(Clone, Copy, Default, Debug)]
pub struct Times {
    /// By the interpreter, though it was compiled before or is never compiled.
    pub interpreted: Duration,
    /// By the interpreter, before there was compiled code.
    pub warming: Duration,
    /// As compiled code.
    pub compiled: Duration,
    /// In native functions that it has called.
    pub native: Duration,
}

impl Times {
    /// All together.
    pub fn total(self) -> Duration {
        self.interpreted + self.warming + self.compiled + self.native
    }

    pub(crate) fn add(&mut self, other: Times) {
        self.interpreted += other.interpreted;
        self.warming += other.warming;
        self.compiled += other.compiled;
        self.native += other.native;
    }
}

/// What kind of code it is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Role {
    /// A function.
    #[default]
    Function,
    /// A generator, or a generator expression.
    Generator,
    /// A coroutine or asynchronous generator.
    Coroutine,
    /// The statements of a module or a class.
    Body,
}

/// How much of a function compiled code exists of.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Compiled {
    /// None: it did not take time enough, or could not be compiled.
    #[default]
    Never,
    /// None of its own, but it was built into functions that call it.
    InCallers,
    /// Its loops.
    Loops,
    /// All of it.
    Whole,
}

/// Something to say of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// What it is about.
    pub topic: Topic,
    /// What stands in the place of `{}`.
    pub detail: String,
    /// How often, if it is counted.
    pub count: u32,
    /// How often of that in the last version of the code.
    pub lately: u32,
    /// It is in a loop of what was compiled.
    pub in_loop: bool,
}

/// Exits that are too few to cost anything, and that cost a lot.
const FEW: u32 = 100;
const MANY: u32 = 1000;

impl Remark {
    /// The sentence.
    pub fn text(&self) -> String {
        let sentence = self.topic.sentence().replacen("{}", &self.detail, 1);
        match self.count {
            0 => sentence,
            1 => format!("left compiled code once: {sentence}"),
            count if self.is_settled() => {
                format!("left compiled code {count} times before it was compiled again: {sentence}")
            }
            count => format!("left compiled code {count} times: {sentence}"),
        }
    }

    /// Whether compiled code was left often, and is no more: it was compiled again with what that has shown.
    pub fn is_settled(&self) -> bool {
        self.count >= FEW && self.lately < FEW
    }

    /// How much it costs.
    pub fn severity(&self) -> Severity {
        let severity = self.topic.severity();
        if !self.topic.is_exit() {
            return severity;
        }
        match self.lately {
            0..FEW => Severity::Note,
            FEW..MANY => Severity::Cost,
            MANY.. => Severity::Bad,
        }
    }
}

/// What is known of a line of a function.
#[derive(Clone, Default, Debug)]
pub struct Line {
    /// There is compiled code for it.
    pub is_compiled: bool,
    /// How long it was found running; of what loops where the loop goes on.
    pub times: Times,
    /// What there is to say of it, the worst first.
    pub remarks: Vec<Remark>,
}

impl Line {
    /// How much the worst costs.
    pub fn severity(&self) -> Severity {
        self.remarks.iter().map(Remark::severity).max().unwrap_or(Severity::Good)
    }
}

/// One function, or the statements of a module.
#[derive(Clone, Default, Debug)]
pub struct Function {
    /// Qualified name.
    pub name: String,
    /// File, as the code object says.
    pub file: String,
    /// Where it begins.
    pub first_line: u32,
    /// Lines that have instructions.
    pub has_code: BTreeSet<u32>,
    /// What kind of code it is.
    pub role: Role,
    /// How much of it is compiled.
    pub compiled: Compiled,
    /// How long it was found running.
    pub times: Times,
    /// How often it or its loops were compiled.
    pub attempts: u32,
    /// How often compiled code was left in it.
    pub exits: u32,
    /// Why it or a loop of it was given up.
    pub given_up: Vec<Remark>,
    /// By number.
    pub lines: BTreeMap<u32, Line>,
}

/// What there is to say of a run.
#[derive(Clone, Default, Debug)]
pub struct Explanation {
    /// All functions of which something is known.
    pub functions: Vec<Function>,
    /// How long the program ran.
    pub elapsed: Duration,
    /// How much of that the compiler took, on the program's thread and beside it.
    pub building: Duration,
    /// See there.
    pub compiling: Duration,
    /// How often something was compiled.
    pub units: usize,
    /// Bytes of machine code.
    pub code_size: usize,
    /// Process that it is about.
    pub process: u32,
}

impl Explanation {
    /// How long code was found running.
    pub fn times(&self) -> Times {
        let mut all = Times::default();
        self.functions.iter().for_each(|function| all.add(function.times));
        all
    }
}
