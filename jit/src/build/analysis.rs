//! What the builder knows of bytecode before it starts: blocks, loops as seen from an entry, registers that are live.

use super::split::split;
use runtime::bytecode::flow::{Registers, live_registers};
pub(crate) use runtime::bytecode::flow::{jump_target, operands};
use runtime::bytecode::{CodeUnit, Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::vm::Vm;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::rc::Rc;

/// Whether compiled code does not go on behind the instruction: it is left at a `yield`, and where another generator is resumed.
fn ends_flow(instr: Instr) -> bool {
    runtime::bytecode::flow::ends_flow(instr) || matches!(Op::from_byte(instr.op_byte()), Some(Op::Yield | Op::Send))
}

/// Registers that a `for` instruction may write itself, since the body begins by unpacking into them.
fn unpacked_by(unit: &CodeUnit, index: usize) -> std::ops::Range<usize> {
    let instr = unit.code[index];
    let is_unpacking = Op::from_byte(instr.op_byte()) == Some(Op::ForIter) && instr.aux() == 1;
    match jump_target(index, instr).filter(|_| is_unpacking).and_then(|target| unit.code.get(target)) {
        Some(unpack) => usize::from(unpack.a())..usize::from(unpack.a()) + usize::from(unpack.c()),
        None => 0..0,
    }
}

/// A run of instructions that is entered only at its start.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) start: usize,
    /// One past the last instruction.
    pub(crate) end: usize,
    pub(crate) next: Vec<usize>,
    /// Handlers to which exceptions have come from here.
    pub(crate) handlers: Vec<usize>,
}

impl Run {
    /// Runs that may come next.
    pub(super) fn all_next(&self) -> impl Iterator<Item = usize> + '_ {
        self.next.iter().chain(&self.handlers).copied()
    }
}

/// A loop.
#[derive(Debug, Default)]
pub(crate) struct Loop {
    /// Runs in it, by start.
    pub(crate) body: HashSet<usize>,
    /// Registers that it writes.
    pub(crate) writes: Registers,
}

/// The analysis of one code unit, from one entry.
#[derive(Debug)]
pub(crate) struct Analysis {
    /// Runs by start.
    pub(crate) runs: HashMap<usize, Run>,
    /// Starts of reachable runs, each before those it dominates.
    pub(crate) order: Vec<usize>,
    /// Loops by the start of their header.
    pub(crate) loops: HashMap<usize, Loop>,
    /// Live registers before each instruction.
    live: Vec<Registers>,
    /// Registers below this have names and count as live everywhere.
    named: usize,
    /// Number of instructions.
    len: usize,
    /// Headers of loops over generators, whose first turn has a copy of the `for` instruction; the copy's run, and where the
    /// loop begins then.
    peeled: HashMap<usize, (usize, usize)>,
}

/// Analyses made so far, by code object, entry and handlers reached.
#[derive(Default)]
pub(crate) struct Analyses {
    made: HashMap<(u64, usize, u64), Rc<Analysis>>,
    /// Functions in the place of builtins.
    hidden: HashMap<&'static str, Option<Gc<Code>>>,
}

/// Whether registers are live while a generator waits at instruction `pc`.
pub(super) fn live_over(
    analyses: &mut Analyses,
    vm: &mut Vm,
    code: Gc<Code>,
    pc: usize,
) -> impl Fn(usize) -> bool + use<> {
    let analysis = analyses.of(vm, code, 0);
    let yields = Op::from_byte(code.unit.code[pc].op_byte()) == Some(Op::Yield);
    let given = yields.then(|| usize::from(code.unit.code[pc].b()));
    move |register| analysis.is_live_over(pc, register, given)
}

impl Analyses {
    /// The analysis of code from an entry. The code is kept alive, so that no other one gets its address.
    pub(crate) fn of(&mut self, vm: &mut Vm, code: Gc<Code>, entry: usize) -> Rc<Analysis> {
        let made = self.made.entry((code.word(), entry, code.handlers_reached())).or_insert_with(|| {
            vm.keep_for_native([code.value()]);
            Rc::new(Analysis::new(code, entry))
        });
        Rc::clone(made)
    }

    /// The function that stands for a builtin.
    pub(super) fn hidden(&mut self, vm: &mut Vm, source: &str, name: &'static str) -> Option<Gc<Code>> {
        *self.hidden.entry(name).or_insert_with(|| super::consume::make(vm, source, name))
    }

    /// Whether code stands for a builtin: it was never interpreted, which tells nothing of what it works on.
    pub(super) fn is_hidden(&self, code: Gc<Code>) -> bool {
        self.hidden.values().any(|&hidden| hidden == Some(code))
    }

    /// Headers of the loops around an instruction, the outermost first.
    pub(crate) fn loops_around(&mut self, vm: &mut Vm, code: Gc<Code>, index: usize) -> Vec<usize> {
        let analysis = self.of(vm, code, 0);
        let run = analysis.runs.values().find(|run| (run.start..run.end).contains(&index)).map_or(0, |run| run.start);
        let around = analysis.loops.iter().filter(|(_, found)| found.body.contains(&run));
        let mut around: Vec<(usize, usize)> = around.map(|(&header, found)| (found.body.len(), header)).collect();
        around.sort_unstable_by_key(|&(size, header)| (std::cmp::Reverse(size), header));
        around.into_iter().map(|(_, header)| header).collect()
    }
}

impl Analysis {
    fn new(code: Gc<Code>, entry: usize) -> Analysis {
        let unit = &code.unit;
        let len = unit.code.len();
        let mut runs = find_runs(code, entry, ends_flow);
        // The way from a `yield` to what comes next makes loops of the code as a whole what they are.
        let whole = find_runs(code, 0, runtime::bytecode::flow::ends_flow);
        let over = super::generator::loops_over_generators(code);
        let makes = |pc: &usize| super::generator::loop_over(code, *pc).is_some_and(|header| over.contains(&header));
        let kept = (0..len).filter(makes).chain(over.iter().copied()).collect();
        split(&mut runs, entry, len, &loops_of(unit, &whole, 0).1, &kept);
        let (mut order, mut loops) = loops_of(unit, &runs, entry);
        let mut peeled = HashMap::default();
        for header in over {
            let places: Vec<usize> = order.iter().copied().filter(|at| at % len == header && *at != entry).collect();
            for place in places {
                if let Some(first) = peel(unit, &mut runs, &loops, place) {
                    peeled.insert(place, first);
                    (order, loops) = loops_of(unit, &runs, entry);
                }
            }
        }
        let live = live_registers(unit);
        Analysis { runs, order, loops, live, named: unit.registers.len(), len, peeled }
    }

    /// Whether the `for` instruction drives a loop whose first turn has a copy of it.
    pub(crate) fn is_peeled(&self, pc: usize) -> bool {
        self.peeled.keys().any(|header| header % self.len == pc)
    }

    /// The instruction that a position stands for, which may be a copy.
    pub(crate) fn instruction(&self, at: usize) -> usize {
        at % self.len
    }

    /// Where a way from the run `from` to the instruction at `to` really leads, which may be a copy of the run there.
    pub(crate) fn destination(&self, from: usize, to: usize) -> usize {
        let same = |next: &usize| next % self.len == to % self.len;
        let to = self.runs.get(&from).and_then(|run| run.all_next().find(same)).unwrap_or(to % self.len);
        match self.peeled.get(&to) {
            Some(&(copy, start)) if !self.loops.get(&start).is_some_and(|found| found.body.contains(&from)) => copy,
            _ => to,
        }
    }

    /// The run that handles what the run `from` raises, of those that begin with the instruction at `target`.
    pub(crate) fn handler(&self, from: usize, target: usize) -> Option<usize> {
        self.runs.get(&from)?.handlers.iter().copied().find(|to| to % self.len == target)
    }

    /// Whether a register's value may be read after the point before instruction `pc`.
    pub(crate) fn is_live(&self, pc: usize, register: usize) -> bool {
        register < self.named || self.is_needed(pc, register)
    }

    /// Whether code reads a register's value after the point before instruction `pc`. Who looks into a frame may read more.
    pub(crate) fn is_needed(&self, pc: usize, register: usize) -> bool {
        self.live.get(pc % self.len).is_some_and(|live| live.contains(register))
    }

    /// Whether a register is live while a generator waits at instruction `pc`, which gives what is in register `given`: what
    /// comes next may need it, or the handler of what is thrown into the generator there.
    pub(crate) fn is_live_over(&self, pc: usize, register: usize, given: Option<usize>) -> bool {
        self.is_live(pc + 1, register) || Some(register) != given && self.is_live(pc, register)
    }

    /// Loops that a run is in.
    pub(crate) fn depth(&self, start: usize) -> u32 {
        self.loops.values().filter(|l| l.body.contains(&start)).count() as u32
    }
}

/// The order of runs, and the loops.
fn loops_of(unit: &CodeUnit, runs: &HashMap<usize, Run>, entry: usize) -> (Vec<usize>, HashMap<usize, Loop>) {
    let (order, mut back_edges) = walk(runs, entry);
    // A loop that is entered in its middle as well as at its header, too large to be split, is none: the builder leaves at
    // the way back.
    let dominators = Dominators::new(runs, &order);
    back_edges.retain(|&(latch, header)| dominators.dominates(header, latch));
    let loops = find_loops(unit, runs, &order, &back_edges);
    (order, loops)
}

/// Gives the loop whose header is the `for` instruction at `header` a copy of that for its first turn, so that the loop begins
/// with the body, always after an item: where the copy is, and where the body begins.
fn peel(
    unit: &CodeUnit,
    runs: &mut HashMap<usize, Run>,
    loops: &HashMap<usize, Loop>,
    header: usize,
) -> Option<(usize, usize)> {
    let len = unit.code.len();
    let (body, run) = (&loops.get(&header)?.body, runs.get(&header)?);
    let target = jump_target(header % len, unit.code[header % len])?;
    let start = run.next.iter().copied().find(|next| next % len == target)?;
    if run.end != header + 1 || loops.contains_key(&start) {
        return None;
    }
    let copy = super::split::free_place(runs, header, len);
    // The body unpacks for itself.
    let next: Vec<usize> = run.next.iter().copied().filter(|&to| to % len != target + 1).collect();
    let handlers = run.handlers.clone();
    runs.get_mut(&header)?.next.clone_from(&next);
    for run in runs.values_mut().filter(|run| !body.contains(&run.start)) {
        run.next.iter_mut().filter(|to| **to == header).for_each(|to| *to = copy);
    }
    runs.insert(copy, Run { start: copy, end: copy + 1, next, handlers });
    Some((copy, start))
}

fn find_runs(of: Gc<Code>, entry: usize, ends_flow: impl Fn(Instr) -> bool) -> HashMap<usize, Run> {
    let (unit, reached) = (&of.unit, of.handlers_reached());
    let code = &unit.code;
    let mut starts: Vec<usize> = vec![0, entry];
    for (index, &instr) in code.iter().enumerate() {
        if let Some(target) = jump_target(index, instr) {
            starts.extend([target, index + 1]);
            // What the body begins with may be done already.
            if Op::from_byte(instr.op_byte()) == Some(Op::ForIter) && instr.aux() == 1 {
                starts.push(target + 1);
            }
        } else if ends_flow(instr) {
            starts.push(index + 1);
        }
    }
    starts.extend(unit.exceptions.iter().map(|entry| entry.target as usize));
    starts.retain(|&start| start < code.len());
    starts.sort_unstable();
    starts.dedup();
    let mut runs = HashMap::default();
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(code.len());
        let last = code[end - 1];
        let mut next: Vec<usize> = jump_target(end - 1, last).into_iter().collect();
        if Op::from_byte(last.op_byte()) == Some(Op::ForIter) && last.aux() == 1 {
            next.extend(jump_target(end - 1, last).map(|target| target + 1).filter(|&after| after < code.len()));
        }
        if !ends_flow(last) && end < code.len() {
            next.push(end);
        }
        let mut handlers = Vec::new();
        for (number, entry) in (start..end).filter_map(|index| unit.handler_of(index)) {
            let target = entry.target as usize;
            if number < 64 && reached >> number & 1 != 0 && !handlers.contains(&target) {
                handlers.push(target);
            }
        }
        runs.insert(start, Run { start, end, next, handlers });
    }
    runs
}

/// Reverse postorder from `entry`, and the edges that go back to a run on the way.
fn walk(runs: &HashMap<usize, Run>, entry: usize) -> (Vec<usize>, Vec<(usize, usize)>) {
    let (mut order, mut back, mut seen, mut open) = (Vec::new(), Vec::new(), HashSet::default(), HashSet::default());
    let mut stack = vec![(entry, 0)];
    seen.insert(entry);
    open.insert(entry);
    while let Some((start, at)) = stack.pop() {
        let Some(to) = runs.get(&start).and_then(|run| run.all_next().nth(at)) else {
            order.push(start);
            open.remove(&start);
            continue;
        };
        stack.push((start, at + 1));
        if open.contains(&to) {
            back.push((start, to));
        } else if seen.insert(to) {
            open.insert(to);
            stack.push((to, 0));
        }
    }
    order.reverse();
    (order, back)
}

/// Immediate dominators by position in reverse postorder (Cooper, Harvey and Kennedy, A Simple, Fast Dominance Algorithm).
struct Dominators {
    position: HashMap<usize, usize>,
    immediate: Vec<usize>,
}

impl Dominators {
    fn new(runs: &HashMap<usize, Run>, order: &[usize]) -> Dominators {
        let position: HashMap<usize, usize> = order.iter().enumerate().map(|(at, &start)| (start, at)).collect();
        let mut before = vec![Vec::new(); order.len()];
        for (at, start) in order.iter().enumerate() {
            for to in runs[start].all_next() {
                before[position[&to]].push(at);
            }
        }
        const UNKNOWN: usize = usize::MAX;
        let mut immediate = vec![UNKNOWN; order.len()];
        immediate[0] = 0;
        let mut changed = true;
        while changed {
            changed = false;
            for at in 1..order.len() {
                let known = before[at].iter().copied().filter(|&from| immediate[from] != UNKNOWN);
                let common = known.reduce(|mut a, mut b| {
                    while a != b {
                        if a > b { a = immediate[a] } else { b = immediate[b] }
                    }
                    a
                });
                if let Some(common) = common
                    && immediate[at] != common
                {
                    immediate[at] = common;
                    changed = true;
                }
            }
        }
        Dominators { position, immediate }
    }

    fn dominates(&self, start: usize, of: usize) -> bool {
        let (start, mut at) = (self.position[&start], self.position[&of]);
        while at > start {
            at = self.immediate[at];
        }
        at == start
    }
}

fn find_loops(
    unit: &CodeUnit,
    runs: &HashMap<usize, Run>,
    order: &[usize],
    back_edges: &[(usize, usize)],
) -> HashMap<usize, Loop> {
    let reachable: HashSet<usize> = order.iter().copied().collect();
    let mut before: HashMap<usize, Vec<usize>> = HashMap::default();
    for run in runs.values().filter(|run| reachable.contains(&run.start)) {
        for to in run.all_next() {
            before.entry(to).or_default().push(run.start);
        }
    }
    let mut loops: HashMap<usize, Loop> = HashMap::default();
    for &(latch, header) in back_edges {
        let body = &mut loops.entry(header).or_default().body;
        body.insert(header);
        let mut stack = vec![latch];
        while let Some(start) = stack.pop() {
            if body.insert(start) {
                stack.extend(before.get(&start).into_iter().flatten());
            }
        }
    }
    for found in loops.values_mut() {
        for start in &found.body {
            let run = &runs[start];
            for index in (run.start..run.end).map(|at| at % unit.code.len()) {
                let instr = unit.code[index];
                operands(instr).writes.into_iter().for_each(|register| found.writes.insert(register));
                unpacked_by(unit, index).for_each(|register| found.writes.insert(register));
            }
        }
    }
    loops
}
