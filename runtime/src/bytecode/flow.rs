//! How control and values flow through bytecode: what an instruction reads and writes, where it may go on, which registers
//! are live.

use super::opcodes::{Instr, Op, Operand};
use super::unit::CodeUnit;

/// A set of registers.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Registers(Vec<u64>);

impl Registers {
    /// Whether a register is in the set.
    pub fn contains(&self, register: usize) -> bool {
        self.0.get(register / 64).is_some_and(|word| word >> (register % 64) & 1 == 1)
    }

    fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Adds one.
    pub fn insert(&mut self, register: usize) {
        if register / 64 >= self.0.len() {
            self.0.resize(register / 64 + 1, 0);
        }
        self.0[register / 64] |= 1 << (register % 64);
    }

    /// Takes one away.
    pub fn remove(&mut self, register: usize) {
        if let Some(word) = self.0.get_mut(register / 64) {
            *word &= !(1 << (register % 64));
        }
    }

    /// Adds all of `other`; whether that changed anything.
    pub fn add(&mut self, other: &Registers) -> bool {
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
pub struct Operands {
    /// Those that it reads.
    pub reads: Vec<usize>,
    /// Those that it writes.
    pub writes: Vec<usize>,
}

/// Registers of one instruction.
pub fn operands(instr: Instr) -> Operands {
    let mut out = Operands::default();
    let Some(op) = Op::from_byte(instr.op_byte()) else { return out };
    let (a, b, c) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
    let aux = usize::from(instr.aux());
    let info = op.info();
    for (operand, register) in info.operands.iter().zip([a, b, c]) {
        match operand {
            Operand::Write => out.writes.push(register),
            // It reads a run, which may be empty.
            Operand::Read if op == Op::MakeFunction => {}
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
        Op::MatchClass => {
            out.reads.push(c + 1);
            out.writes.extend(a + 1..a + 1 + aux);
        }
        Op::MatchKeys => out.writes.extend(a + 1..a + 1 + aux),
        Op::UnpackEx => out.writes.extend(a..a + aux + 1 + c),
        Op::BeforeWith | Op::BeforeAsyncWith | Op::CheckEgMatch => out.writes.push(a + 1),
        _ => {}
    }
    out
}

/// Where an instruction jumps to.
pub fn jump_target(index: usize, instr: Instr) -> Option<usize> {
    let info = Op::from_byte(instr.op_byte())?.info();
    let offset = match (info.operands[2], info.operands[1]) {
        (Operand::Jump, _) => i64::from(instr.c() as i16),
        (_, Operand::WideJump) => i64::from(instr.wide_operand() as i32),
        _ => return None,
    };
    usize::try_from(index as i64 + offset).ok()
}

/// Whether the next instruction is never reached from this one.
pub fn ends_flow(instr: Instr) -> bool {
    matches!(
        Op::from_byte(instr.op_byte()),
        Some(Op::Jump | Op::Return | Op::ReturnNone | Op::Raise | Op::Reraise | Op::Halt) | None
    )
}

/// Live registers before each instruction: backward, to a fixed point. A handler's are live wherever it may be reached from.
pub fn live_registers(unit: &CodeUnit) -> Vec<Registers> {
    let code = &unit.code;
    let operands: Vec<Operands> = code.iter().map(|&instr| operands(instr)).collect();
    let mut handlers: Vec<Vec<(usize, usize)>> = vec![Vec::new(); code.len()];
    for entry in &unit.exceptions {
        for covered in &mut handlers[entry.start as usize..entry.end as usize] {
            covered.push((entry.target as usize, entry.register.into()));
        }
    }
    let mut live = vec![Registers::default(); code.len()];
    let (mut changed, mut now) = (true, Registers::default());
    while changed {
        changed = false;
        for index in (0..code.len()).rev() {
            let instr = code[index];
            now.clear();
            if !ends_flow(instr)
                && let Some(next) = live.get(index + 1)
            {
                now.add(next);
            }
            if let Some(next) = jump_target(index, instr).and_then(|target| live.get(target)) {
                now.add(next);
            }
            operands[index].writes.iter().for_each(|&register| now.remove(register));
            operands[index].reads.iter().for_each(|&register| now.insert(register));
            for &(target, register) in &handlers[index] {
                let had = now.contains(register);
                now.add(&live[target]);
                if !had {
                    now.remove(register);
                }
            }
            changed |= live[index].add(&now);
        }
    }
    live
}
