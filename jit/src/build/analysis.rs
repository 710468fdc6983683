//! What the builder knows of bytecode before it starts: blocks, loops as seen from an entry, registers that are live.

use runtime::bytecode::opcodes::Operand;
use runtime::bytecode::{CodeUnit, Instr, Op};
use std::collections::{HashMap, HashSet};

/// A set of registers.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Registers(Vec<u64>);

impl Registers {
    pub(crate) fn contains(&self, register: usize) -> bool {
        self.0.get(register / 64).is_some_and(|word| word >> (register % 64) & 1 == 1)
    }

    fn insert(&mut self, register: usize) {
        if register / 64 >= self.0.len() {
            self.0.resize(register / 64 + 1, 0);
        }
        self.0[register / 64] |= 1 << (register % 64);
    }

    fn remove(&mut self, register: usize) {
        if let Some(word) = self.0.get_mut(register / 64) {
            *word &= !(1 << (register % 64));
        }
    }

    /// Adds all of `other`; whether that changed anything.
    fn add(&mut self, other: &Registers) -> bool {
        let mut changed = false;
        if other.0.len() > self.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (to, from) in self.0.iter_mut().zip(&other.0) {
            changed |= *from & !*to != 0;
            *to |= from;
        }
        changed
    }
}

/// Registers that an instruction reads and writes.
#[derive(Default, Debug)]
pub(crate) struct Operands {
    pub(crate) reads: Vec<usize>,
    pub(crate) writes: Vec<usize>,
}

/// Registers of one instruction.
pub(crate) fn operands(instr: Instr) -> Operands {
    let mut out = Operands::default();
    let Some(op) = Op::from_byte(instr.op_byte()) else { return out };
    let (a, b, c) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
    let aux = usize::from(instr.aux());
    let info = op.info();
    for (operand, register) in info.operands.iter().zip([a, b, c]) {
        match operand {
            Operand::Write => out.writes.push(register),
            Operand::Read => out.reads.push(register),
            Operand::ReadWrite => {
                out.reads.push(register);
                out.writes.push(register);
            }
            Operand::ReadRun => out.reads.extend(register..register + c),
            Operand::WriteRun if op == Op::UnpackSequence => out.writes.extend(register..register + c),
            Operand::WriteRun if op == Op::UnpackEx => out.writes.extend(register..register + aux + 1 + c),
            Operand::WriteRun => out.writes.extend(register..register + b),
            Operand::Window
            | Operand::Count
            | Operand::Name
            | Operand::WideName
            | Operand::WideConst
            | Operand::Child
            | Operand::Int
            | Operand::WideInt
            | Operand::WideBits
            | Operand::Jump
            | Operand::WideJump
            | Operand::None => {}
        }
    }
    match op {
        Op::Call => out.reads.extend([b].into_iter().chain(b + 4..b + 4 + c)),
        Op::CallMethod => out.reads.extend([b].into_iter().chain(b + 4..b + 5 + c)),
        Op::CallKw => out.reads.extend([b].into_iter().chain(b + 4..b + 5 + c)),
        Op::CallMethodKw => out.reads.extend([b].into_iter().chain(b + 4..b + 6 + c)),
        Op::CallEx => out.reads.extend([b, b + 4, b + 5]),
        Op::LoadMethod => out.writes.extend([a, a + 4]),
        Op::LoadSuperMethod => {
            out.reads.extend([b + 1, b + 2]);
            out.writes.extend([a, a + 4]);
        }
        Op::LoadSuperAttr => out.reads.extend([b + 1, b + 2]),
        Op::GetSlice => out.reads.push(c + 1),
        Op::SetSlice => out.reads.push(b + 1),
        Op::BuildSlice => out.reads.extend([b + 1, b + 2]),
        Op::FormatValue if c != 0 => out.reads.push(c - 1),
        Op::MakeFunction => out.reads.extend(b..b + (aux & 15).count_ones() as usize),
        Op::ImportName => out.reads.push(b + 1),
        Op::MatchClass => out.reads.push(c + 1),
        Op::UnpackEx => out.writes.extend(a..a + aux + 1 + c),
        Op::BeforeWith | Op::BeforeAsyncWith | Op::CheckEgMatch => out.writes.push(a + 1),
        _ => {}
    }
    out
}

/// Where an instruction jumps to.
pub(crate) fn jump_target(index: usize, instr: Instr) -> Option<usize> {
    let info = Op::from_byte(instr.op_byte())?.info();
    let offset = match (info.operands[2], info.operands[1]) {
        (Operand::Jump, _) => i64::from(instr.c() as i16),
        (_, Operand::WideJump) => i64::from(instr.wide_operand() as i32),
        _ => return None,
    };
    usize::try_from(index as i64 + offset).ok()
}

/// Whether the next instruction is never reached from this one.
pub(crate) fn ends_flow(instr: Instr) -> bool {
    matches!(
        Op::from_byte(instr.op_byte()),
        Some(Op::Jump | Op::Return | Op::ReturnNone | Op::Raise | Op::Reraise | Op::Halt) | None
    )
}

/// A run of instructions that is entered only at its start.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) start: usize,
    /// One past the last instruction.
    pub(crate) end: usize,
    pub(crate) next: Vec<usize>,
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
}

impl Analysis {
    pub(crate) fn new(unit: &CodeUnit, entry: usize) -> Analysis {
        let runs = find_runs(unit, entry);
        let (order, mut back_edges) = walk(&runs, entry);
        // A loop that is entered in its middle as well as at its header is none: the builder leaves at the way back.
        let dominators = Dominators::new(&runs, &order);
        back_edges.retain(|&(latch, header)| dominators.dominates(header, latch));
        let loops = find_loops(unit, &runs, &order, &back_edges);
        let live = liveness(unit);
        Analysis { runs, order, loops, live, named: unit.registers.len() }
    }

    /// Whether a register's value may be read after the point before instruction `pc`.
    pub(crate) fn is_live(&self, pc: usize, register: usize) -> bool {
        register < self.named || self.live.get(pc).is_some_and(|live| live.contains(register))
    }

    /// Loops that a run is in.
    pub(crate) fn depth(&self, start: usize) -> u32 {
        self.loops.values().filter(|l| l.body.contains(&start)).count() as u32
    }
}

fn find_runs(unit: &CodeUnit, entry: usize) -> HashMap<usize, Run> {
    let code = &unit.code;
    let mut starts: Vec<usize> = vec![0, entry];
    for (index, &instr) in code.iter().enumerate() {
        if let Some(target) = jump_target(index, instr) {
            starts.extend([target, index + 1]);
        } else if ends_flow(instr) {
            starts.push(index + 1);
        }
    }
    starts.extend(unit.exceptions.iter().map(|entry| entry.target as usize));
    starts.retain(|&start| start < code.len());
    starts.sort_unstable();
    starts.dedup();
    let mut runs = HashMap::new();
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(code.len());
        let last = code[end - 1];
        let mut next: Vec<usize> = jump_target(end - 1, last).into_iter().collect();
        if !ends_flow(last) && end < code.len() {
            next.push(end);
        }
        runs.insert(start, Run { start, end, next });
    }
    runs
}

/// Reverse postorder from `entry`, and the edges that go back to a run on the way.
fn walk(runs: &HashMap<usize, Run>, entry: usize) -> (Vec<usize>, Vec<(usize, usize)>) {
    let (mut order, mut back, mut seen, mut open) = (Vec::new(), Vec::new(), HashSet::new(), HashSet::new());
    let mut stack = vec![(entry, 0)];
    seen.insert(entry);
    open.insert(entry);
    while let Some((start, at)) = stack.pop() {
        let Some(&to) = runs.get(&start).and_then(|run| run.next.get(at)) else {
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
            for to in &runs[start].next {
                before[position[to]].push(at);
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
    let mut before: HashMap<usize, Vec<usize>> = HashMap::new();
    for run in runs.values().filter(|run| reachable.contains(&run.start)) {
        for &to in &run.next {
            before.entry(to).or_default().push(run.start);
        }
    }
    let mut loops: HashMap<usize, Loop> = HashMap::new();
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
            for &instr in &unit.code[run.start..run.end] {
                operands(instr).writes.into_iter().for_each(|register| found.writes.insert(register));
            }
        }
    }
    loops
}

/// Live registers before each instruction: backward, to a fixed point. A handler's are live wherever it may be reached from.
fn liveness(unit: &CodeUnit) -> Vec<Registers> {
    let code = &unit.code;
    let mut live = vec![Registers::default(); code.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for index in (0..code.len()).rev() {
            let instr = code[index];
            let mut now = Registers::default();
            if !ends_flow(instr)
                && let Some(next) = live.get(index + 1)
            {
                now.add(next);
            }
            if let Some(next) = jump_target(index, instr).and_then(|target| live.get(target)) {
                now.add(next);
            }
            let operands = operands(instr);
            operands.writes.iter().for_each(|&register| now.remove(register));
            operands.reads.iter().for_each(|&register| now.insert(register));
            let covers = unit.exceptions.iter().filter(|e| (e.start as usize..e.end as usize).contains(&index));
            for entry in covers {
                let mut handler = live[entry.target as usize].clone();
                handler.remove(entry.register.into());
                now.add(&handler);
            }
            changed |= live[index].add(&now);
        }
    }
    live
}
