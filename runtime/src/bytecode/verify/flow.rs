//! What registers hold, followed along every path: abstract interpretation of the code with [`Held`] for values.
//!
//! A block begins where anything jumps to, where a handler's range begins or ends, and after a jump. What holds at its
//! beginning is the join over all ways to it; blocks are done again until nothing changes.

use super::Fault;
use super::held::{Held, kind};
use super::step::{Machine, Next};
use crate::bytecode::unit::flags;
use crate::bytecode::{CodeUnit, Instr, Op, Operand};

/// Blocks times registers of the largest code that is looked at; code the compiler makes of sources stays far below.
const MOST_WORDS: usize = 1 << 25;

/// What holds before an instruction.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct State {
    /// By register.
    pub(super) registers: Box<[Held]>,
    /// In a generator's code: `return_generator` has made the generator.
    pub(super) made: bool,
}

/// Blocks and what holds at their beginnings.
pub(super) struct Flow<'a> {
    pub(super) unit: &'a CodeUnit,
    /// By instruction: the block that begins there, if one does.
    blocks: Vec<Option<u32>>,
    /// By block: its first instruction.
    starts: Vec<u32>,
    /// By block: nothing until it is reached.
    states: Vec<Option<State>>,
    waiting: Vec<u32>,
}

/// Follows all paths.
pub(super) fn check(unit: &CodeUnit) -> Result<(), Fault> {
    let (blocks, starts) = blocks_of(unit);
    if starts.len().saturating_mul(unit.register_count as usize) > MOST_WORDS {
        return Err(Fault { at: 0, what: "too large" });
    }
    let states = starts.iter().map(|_| None).collect();
    let mut flow = Flow { unit, blocks, starts, states, waiting: Vec::new() };
    flow.reach(0, &entry(unit))?;
    while let Some(block) = flow.waiting.pop() {
        flow.run(block as usize)?;
    }
    Ok(())
}

/// Parameters are bound, nothing else is there.
fn entry(unit: &CodeUnit) -> State {
    let mut registers = vec![Held::of(kind::STALE); unit.register_count as usize];
    registers[..super::parameters(unit)].fill(Held::of(kind::OTHER));
    State { registers: registers.into(), made: false }
}

/// Where an instruction may go on besides the next one.
pub(super) fn target(at: usize, instr: Instr) -> Option<usize> {
    let operands = Op::from_byte(instr.op_byte())?.info().operands;
    let offset = match operands {
        [_, Operand::WideJump, _] => i64::from(instr.wide_operand() as i32),
        [_, _, Operand::Jump] => i64::from(instr.c() as i16),
        _ => return None,
    };
    usize::try_from(at as i64 + offset).ok()
}

fn blocks_of(unit: &CodeUnit) -> (Vec<Option<u32>>, Vec<u32>) {
    let len = unit.code.len();
    let mut begins = vec![false; len + 1];
    begins[0] = true;
    for (at, &instr) in unit.code.iter().enumerate() {
        let jumps = target(at, instr);
        if let Some(to) = jumps {
            begins[to] = true;
        }
        if jumps.is_some() || instr.op_byte() == Op::ReturnGenerator as u8 {
            begins[at + 1] = true;
        }
        // Where `for_iter` goes on when it has unpacked the item itself.
        if let Some(to) = jumps.filter(|_| instr.op_byte() == Op::ForIter as u8 && instr.aux() == 1) {
            begins[to + 1] = true;
        }
    }
    for entry in &unit.exceptions {
        for at in [entry.start, entry.end, entry.target] {
            begins[at as usize] = true;
        }
    }
    begins.truncate(len);
    let starts: Vec<u32> = (0..len).filter(|&at| begins[at]).map(|at| at as u32).collect();
    let mut blocks = vec![None; len];
    for (block, &start) in starts.iter().enumerate() {
        blocks[start as usize] = Some(block as u32);
    }
    (blocks, starts)
}

impl Flow<'_> {
    /// Joins a state into what holds at the beginning of the block at `target`.
    pub(super) fn reach(&mut self, target: usize, state: &State) -> Result<(), Fault> {
        let Some(&Some(block)) = self.blocks.get(target) else {
            return Err(Fault { at: target, what: "runs off the end" });
        };
        let Some(known) = &mut self.states[block as usize] else {
            self.states[block as usize] = Some(state.clone());
            self.waiting.push(block);
            return Ok(());
        };
        if known.made != state.made {
            return Err(Fault { at: target, what: "a generator that is made on some paths only" });
        }
        let mut changed = false;
        for (known, &new) in known.registers.iter_mut().zip(&state.registers) {
            let joined = known.join(new);
            changed |= joined != *known;
            *known = joined;
        }
        if changed && !self.waiting.contains(&block) {
            self.waiting.push(block);
        }
        Ok(())
    }

    /// Joins what one register may hold when the block at `target` is reached.
    pub(super) fn reach_with(&mut self, target: usize, register: usize, held: Held) {
        let Some(&Some(block)) = self.blocks.get(target) else { return };
        let Some(known) = &mut self.states[block as usize] else { return };
        let joined = known.registers[register].join(held);
        if joined != known.registers[register] {
            known.registers[register] = joined;
            if !self.waiting.contains(&block) {
                self.waiting.push(block);
            }
        }
    }

    fn run(&mut self, block: usize) -> Result<(), Fault> {
        let start = self.starts[block] as usize;
        let end = self.starts.get(block + 1).map_or(self.unit.code.len(), |&end| end as usize);
        let Some(state) = self.states[block].clone() else { return Ok(()) };
        // Instructions of a block have the same handler.
        let entry = self.unit.exceptions.iter().find(|e| (e.start as usize..e.end as usize).contains(&start));
        let handler = entry.map(|entry| (entry.target as usize, usize::from(entry.register)));
        if let Some((target, register)) = handler {
            let mut raised = state.clone();
            raised.registers[register] = Held::of(kind::EXCEPTION);
            self.reach(target, &raised)?;
        }
        let mut machine = Machine { flow: self, state, handler };
        for at in start..end {
            let instr = machine.flow.unit.code[at];
            match machine.step(at, instr) {
                Ok(Next::Following) => {}
                Ok(Next::Nowhere) => return Ok(()),
                Err(what) => return Err(Fault { at, what }),
            }
        }
        let state = machine.state;
        self.reach(end, &state)
    }
}

/// Whether the code is that of a generator, coroutine or async generator.
pub(super) fn suspends(unit: &CodeUnit) -> bool {
    unit.flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR) != 0
}
