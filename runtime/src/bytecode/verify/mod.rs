//! Checks code which was not just compiled for what the interpreter relies on (`[CODE]` in `interp`) and a damaged file
//! could break: first, here, that each instruction stays within registers, tables and code; then, along every path
//! (`flow.rs`), that registers hold what instructions take for granted (`held.rs`, `step.rs`).

mod flow;
mod held;
mod step;
#[cfg(test)]
mod tests;

use super::opcodes::{Instr, Intrinsic, Op, Operand, yields};
use super::unit::{Child, CodeUnit, RegisterKind, flags};

/// Registers of a call window before the first argument.
const HEADER: usize = 4;
/// Registers are numbered by 16-bit fields.
const MAX_REGISTERS: u32 = 1 << 16;
/// `None`, `True` and the like are the words from 0 on; see `value`.
const LAST_CONSTANT_WORD: usize = 5;
const SUSPENDING: u32 = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;

/// Why code cannot be run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The instruction.
    pub at: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Whether the unit and all nested ones may be run.
pub fn verify(unit: &CodeUnit) -> bool {
    fault(unit).is_none()
}

/// What is wrong with the unit or one nested in it, if anything.
pub fn fault(unit: &CodeUnit) -> Option<Fault> {
    // Nested ones first: what a function is made from must fit.
    let nested = unit.children.iter().find_map(|child| match child {
        Child::Ready(child) => fault(child),
        Child::Stored(..) => None,
    });
    nested.or_else(|| own_fault(unit))
}

/// Whether a unit is fit to be looked at and to make functions from, if not to run.
pub(super) fn is_well_formed(unit: &CodeUnit) -> bool {
    header_fits(unit) && handlers_fit(unit)
}

/// What is wrong with the unit itself, if anything.
pub(crate) fn own_fault(unit: &CodeUnit) -> Option<Fault> {
    if !header_fits(unit) {
        return Some(Fault { at: 0, what: "counts and flags do not fit" });
    }
    if !handlers_fit(unit) {
        return Some(Fault { at: 0, what: "the exception table does not fit" });
    }
    match unit.code.iter().enumerate().find(|(at, instr)| !instruction_fits(unit, *at, **instr)) {
        Some((at, _)) => Some(Fault { at, what: "an operand is out of range" }),
        None => flow::check(unit).err(),
    }
}

/// Number of parameters, which are the first registers.
fn parameters(unit: &CodeUnit) -> usize {
    let star = [flags::VARARGS, flags::VARKEYWORDS].into_iter().filter(|flag| unit.flags & flag != 0).count();
    usize::from(unit.arg_count) + usize::from(unit.kwonly_count) + star
}

/// Number of variables of enclosing functions.
fn free_variables(unit: &CodeUnit) -> usize {
    unit.registers.iter().filter(|named| named.kind == RegisterKind::Free).count()
}

fn header_fits(unit: &CodeUnit) -> bool {
    let registers = unit.register_count as usize;
    let named = unit.registers.len();
    let namespace = unit.flags & flags::NAMESPACE != 0;
    let ends = unit
        .code
        .last()
        .and_then(|instr| Op::from_byte(instr.op_byte()))
        .is_some_and(|op| matches!(op, Op::Return | Op::ReturnNone | Op::Raise | Op::Reraise | Op::Jump));
    let suspends = unit.code.iter().any(|instr| instr.op_byte() == Op::ReturnGenerator as u8);
    unit.register_count <= MAX_REGISTERS
        && named <= registers
        && parameters(unit) <= named
        && unit.posonly_count <= unit.arg_count
        && (!namespace
            || (unit.arg_count == 1 && parameters(unit) == 1 && unit.registers[0].kind == RegisterKind::Hidden))
        && (unit.flags & flags::DOCSTRING == 0 || !unit.constants.is_empty())
        && unit.positions.len() == unit.code.len()
        && (unit.flags & SUSPENDING).count_ones() == u32::from(suspends)
        && ends
}

fn handlers_fit(unit: &CodeUnit) -> bool {
    let len = unit.code.len() as u32;
    unit.exceptions.iter().all(|entry| {
        entry.start <= entry.end
            && entry.end <= len
            // Nothing looks for interrupts on the way to a handler: it must not be a loop.
            && (entry.start == entry.end || entry.target >= entry.end)
            && (unit.flags & flags::NAMESPACE == 0 || entry.register != 0)
            && entry.target < len
            && u32::from(entry.register) < unit.register_count
    })
}

fn instruction_fits(unit: &CodeUnit, at: usize, instr: Instr) -> bool {
    let Some(op) = Op::from_byte(instr.op_byte()).filter(|op| !matches!(op, Op::Halt | Op::LeaveFrame)) else {
        return false;
    };
    let operands = op.info().operands;
    let fields = [instr.a(), instr.b(), instr.c()].map(usize::from);
    let count = operands.iter().zip(fields).find(|(operand, _)| **operand == Operand::Count).map_or(1, |(_, n)| n);
    let wide = instr.wide_operand() as usize;
    let registers = unit.register_count as usize;
    let lands = |offset: i64| usize::try_from(at as i64 + offset).is_ok_and(|target| target < unit.code.len());
    let fits = operands.iter().zip(fields).all(|(operand, field)| match operand {
        Operand::Write | Operand::Read | Operand::ReadWrite => field < registers,
        Operand::ReadRun | Operand::WriteRun => field + count <= registers,
        Operand::Window => field + HEADER < registers,
        Operand::Count | Operand::Int | Operand::WideInt | Operand::None => true,
        Operand::Name => field < unit.names.len(),
        Operand::WideName => wide < unit.names.len(),
        Operand::WideConst => wide < unit.constants.len(),
        Operand::Child => field < unit.children.len(),
        Operand::WideBits => wide <= LAST_CONSTANT_WORD,
        Operand::Jump => lands(i64::from(field as u16 as i16)),
        Operand::WideJump => lands(i64::from(instr.wide_operand() as i32)),
    });
    // The same holds for the end of a delegation.
    let forward = op != Op::Send || instr.c() as i16 > 0;
    fits && forward && extent(op, instr, fields).is_some_and(|end| end <= registers)
}

/// The register after the last one that an instruction uses beyond what its operands say; `None` if its aux byte or a
/// count means nothing.
fn extent(op: Op, instr: Instr, [a, b, c]: [usize; 3]) -> Option<usize> {
    let aux = usize::from(instr.aux());
    Some(match op {
        Op::LoadMethod => a + HEADER + 1,
        Op::LoadSuperMethod => (a + HEADER + 1).max(b + 3),
        Op::LoadSuperAttr | Op::BuildSlice => b + 3,
        Op::GetSlice => c + 2,
        Op::MatchClass => (c + 2).max(a + 1 + aux),
        Op::MatchKeys => a + 1 + aux,
        Op::SetSlice | Op::ImportName => b + 2,
        Op::BeforeWith | Op::BeforeAsyncWith | Op::CheckEgMatch => a + 2,
        Op::UnpackEx => a + aux + 1 + c,
        Op::FormatValue if aux > 3 => return None,
        Op::FloorDivInt | Op::ModInt if c == 0 => return None,
        Op::LShiftInt | Op::RShiftInt if c > 63 => return None,
        Op::Yield if aux > usize::from(yields::DELEGATING | yields::WRITTEN) => return None,
        Op::Yield => c,
        Op::FormatValue => c,
        Op::BuildMap if c % 2 != 0 => return None,
        Op::MakeFunction if aux > 15 => return None,
        Op::MakeFunction => b + aux.count_ones() as usize,
        Op::Call => b + HEADER + c,
        Op::CallMethod | Op::CallKw => b + HEADER + 1 + c,
        Op::CallMethodKw => b + HEADER + 2 + c,
        Op::CallEx => b + HEADER + 2,
        Op::Raise if aux > 2 => return None,
        Op::CallIntrinsic if Intrinsic::from_byte(instr.aux()).is_none() => return None,
        _ => 0,
    })
}
