//! From what was recorded, and the units of compiled code, to the explanation.

use super::note::name_of;
use super::record::Record;
use super::report::{Compiled, Explanation, Function, Remark, Role};
use super::survey::{Fact, is_visible, line_of};
use super::{Topic, words};
use crate::bail::Bail;
use crate::exits::Exit;
use crate::ir::Reason;
use runtime::bytecode::Op;
use runtime::bytecode::unit::flags;
use runtime::heap::Gc;
use runtime::object::code::Code;
use rustc_hash::FxHashMap as HashMap;
use std::collections::HashSet;

/// What the driver knows of a unit of compiled code.
pub(crate) struct UnitFacts<'a> {
    pub(crate) number: usize,
    pub(crate) code: Gc<Code>,
    pub(crate) entry: usize,
    pub(crate) was_installed: bool,
    pub(crate) is_pending: bool,
    pub(crate) exits: &'a [Exit],
}

/// Being thrown away less often than that is usual while a program begins.
const DISCARDED_OFTEN: u32 = 4;

/// The functions so far. Copies of code objects are one function.
#[derive(Default)]
struct Functions {
    all: Vec<Function>,
    by_name: HashMap<(String, String, u32), usize>,
    by_code: HashMap<u64, usize>,
}

fn role_of(code: Gc<Code>) -> Role {
    if code.has(flags::COROUTINE | flags::ASYNC_GENERATOR) {
        Role::Coroutine
    } else if code.has(flags::GENERATOR) {
        Role::Generator
    } else if code.has(flags::OPTIMIZED) {
        Role::Function
    } else {
        Role::Body
    }
}

impl Functions {
    fn of(&mut self, code: Gc<Code>) -> &mut Function {
        let index = match self.by_code.get(&code.word()) {
            Some(&index) => index,
            None => {
                let index = self.add(code);
                self.by_code.insert(code.word(), index);
                index
            }
        };
        &mut self.all[index]
    }

    fn add(&mut self, code: Gc<Code>) -> usize {
        let (name, file) = (name_of(&code.unit), code.filename.get().to_string_lossy());
        let first_line = code.unit.first_line;
        let key = (file.clone(), code.qualname.get().to_string_lossy(), first_line);
        if let Some(&known) = self.by_name.get(&key) {
            return known;
        }
        let has_code = (0..code.unit.code.len() as u32).map(|pc| line_of(code, pc)).filter(|line| *line != 0).collect();
        let role = role_of(code);
        self.all.push(Function { name, file, first_line, has_code, role, ..Function::default() });
        self.by_name.insert(key, self.all.len() - 1);
        self.all.len() - 1
    }

    fn remark(&mut self, code: Gc<Code>, pc: u32, remark: Remark) {
        let line = line_of(code, pc);
        let remarks = &mut self.of(code).lines.entry(line).or_default().remarks;
        let same = |other: &&mut Remark| other.topic == remark.topic && other.detail == remark.detail;
        match remarks.iter_mut().find(same) {
            Some(other) => {
                other.count += remark.count;
                other.lately += remark.lately;
                other.in_loop |= remark.in_loop;
            }
            None => remarks.push(remark),
        }
    }
}

/// What operands were met where compiled code was left, in words.
fn met(kinds: Option<&Vec<(String, u32)>>) -> String {
    let mut kinds: Vec<&(String, u32)> = kinds.into_iter().flatten().filter(|(names, _)| !names.is_empty()).collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let names: Vec<&str> = kinds.iter().take(3).map(|(names, _)| names.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" ({})", names.join("; ")) }
}

/// Whether its operands say little: the function, and whatever it is given.
fn is_call(op: Op) -> bool {
    matches!(op, Op::Call | Op::CallMethod | Op::CallKw | Op::CallMethodKw | Op::CallEx)
}

fn is_about_attribute(op: Op) -> bool {
    matches!(op, Op::LoadAttr | Op::LoadMethod | Op::StoreAttr | Op::DeleteAttr)
}

fn exits(functions: &mut Functions, record: &Record, unit: &UnitFacts<'_>, is_last: bool) {
    for (index, exit) in unit.exits.iter().enumerate().filter(|(_, exit)| exit.count > 0) {
        let Some((code, pc)) = exit.frames().rev().find(|(code, pc)| is_visible(*code, *pc)) else { continue };
        let op = Op::from_byte(code.unit.code[pc as usize].op_byte());
        let topic = match exit.reason {
            // That it was no object of that class because it was none at all is nothing else to a programmer.
            Reason::WrongType if op.is_some_and(is_about_attribute) => Topic::WrongShape,
            reason => Topic::of_exit(reason),
        };
        let detail = match exit.reason {
            Reason::NotCompiled => op.map_or("this statement", words::words).to_owned(),
            _ if op.is_some_and(is_call) => String::new(),
            Reason::WrongType
            | Reason::WrongShape
            | Reason::WrongTarget
            | Reason::Overflow
            | Reason::NoAnswer
            | Reason::BadOperand
            | Reason::OutOfRange
            | Reason::Unbound => met(record.met.get(&(unit.number, index))),
            Reason::Invalidated | Reason::Raised | Reason::NotSeen | Reason::Disturbed => String::new(),
        };
        let (count, lately) = (exit.count, if is_last { exit.count } else { 0 });
        functions.remark(code, pc, Remark { topic, detail, count, lately, in_loop: false });
        functions.of(code).exits += exit.count;
    }
}

fn facts(functions: &mut Functions, record: &Record, number: usize, root: Gc<Code>) {
    let Some(survey) = record.surveys.get(&number) else { return };
    for Fact { code, pc, topic, detail, in_loop } in &survey.facts {
        let remark = Remark { topic: *topic, detail: detail.clone(), count: 0, lately: 0, in_loop: *in_loop };
        functions.remark(*code, *pc, remark);
    }
    for &code in survey.frames.iter().filter(|code| is_visible(**code, 0) || **code == root) {
        let function = functions.of(code);
        if code != root && function.compiled == Compiled::Never {
            function.compiled = Compiled::InCallers;
        }
        let built = (0..code.unit.code.len() as u32).filter(|pc| survey.built.contains(&(code.word(), *pc)));
        for line in built.map(|pc| line_of(code, pc)).filter(|line| *line != 0) {
            function.lines.entry(line).or_default().is_compiled = true;
        }
    }
}

fn bails(functions: &mut Functions, given_up: &[(Gc<Code>, usize, Bail)]) {
    for &(code, entry, bail) in given_up {
        let detail = match bail {
            Bail::Opcode(op) => words::words(op).to_owned(),
            Bail::TooLarge | Bail::Rebuild | Bail::Target | Bail::BackEnd => String::new(),
        };
        let remark = Remark { topic: Topic::of_bail(bail), detail, count: 0, lately: 0, in_loop: entry != 0 };
        let given_up = &mut functions.of(code).given_up;
        if !given_up.contains(&remark) {
            given_up.push(remark);
        }
    }
}

/// What contradicts something worse is left out, and the worst comes first.
fn tidy(function: &mut Function) {
    let is_body = function.role == Role::Body;
    for line in function.lines.values_mut() {
        let allocates = line.remarks.iter().any(|remark| remark.topic == Topic::Allocates);
        let knows = line.remarks.iter().any(|remark| matches!(remark.topic, Topic::CallLarge | Topic::CallRecursive));
        line.remarks.retain(|remark| match remark.topic {
            // What a module does once is nobody's concern.
            topic if is_body && !remark.in_loop && !topic.is_exit() => false,
            Topic::NotAllocated => !allocates,
            Topic::CallUnready | Topic::CallUnknown | Topic::CallKnown => !knows,
            _ => true,
        });
        line.remarks.sort_by_key(|remark| {
            (std::cmp::Reverse(remark.severity()), std::cmp::Reverse(remark.count), remark.topic)
        });
    }
}

/// The explanation; `attempts` is how often code is compiled before it is given up.
pub(crate) fn explain(
    record: &Record,
    units: &[UnitFacts<'_>],
    given_up: &[(Gc<Code>, usize, Bail)],
    attempts: u32,
) -> Explanation {
    let mut functions = Functions::default();
    for ((_, pc), (code, times)) in &record.samples {
        if !is_visible(*code, 0) && !is_visible(*code, *pc) {
            continue;
        }
        let line = line_of(*code, *pc);
        let function = functions.of(*code);
        function.times.add(*times);
        function.lines.entry(line).or_insert_with(Default::default).times.add(*times);
    }
    let mut tried: HashMap<(u64, usize), u32> = HashMap::default();
    let mut described = HashSet::new();
    // The last version of each is what is described; of all, where they were left.
    for unit in units.iter().rev() {
        let is_last = unit.was_installed && described.insert((unit.code.word(), unit.entry));
        exits(&mut functions, record, unit, is_last);
        if !unit.was_installed {
            continue;
        }
        let times = tried.entry((unit.code.word(), unit.entry)).or_insert(0);
        *times += 1;
        let function = functions.of(unit.code);
        function.attempts = function.attempts.max(*times);
        let kind = if unit.entry == 0 || crate::build::suspends(unit.code) { Compiled::Whole } else { Compiled::Loops };
        if function.compiled != Compiled::Whole {
            function.compiled = kind;
        }
        if is_last {
            facts(&mut functions, record, unit.number, unit.code);
        }
    }
    bails(&mut functions, given_up);
    for &(code, times) in record.discarded.values().filter(|(_, times)| *times >= DISCARDED_OFTEN) {
        let detail = times.to_string();
        let remark = Remark { topic: Topic::Discarded, detail, count: 0, lately: 0, in_loop: false };
        functions.of(code).given_up.push(remark);
    }
    let pending: HashSet<String> =
        units.iter().filter(|unit| unit.is_pending).map(|unit| name_of(&unit.code.unit)).collect();
    for function in &mut functions.all {
        if function.compiled == Compiled::Never {
            // It never was going to be otherwise.
            function.times.interpreted += std::mem::take(&mut function.times.warming);
        }
        if function.compiled == Compiled::Never && pending.contains(&function.name) {
            let topic = Topic::Pending;
            function.given_up.push(Remark { topic, detail: String::new(), count: 0, lately: 0, in_loop: false });
        }
        if function.attempts >= attempts {
            let detail = function.attempts.to_string();
            function.given_up.push(Remark { topic: Topic::GivenUp, detail, count: 0, lately: 0, in_loop: false });
        }
        tidy(function);
    }
    let process = record.process;
    Explanation { functions: functions.all, elapsed: record.started.elapsed(), process, ..Explanation::default() }
}
