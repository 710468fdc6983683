//! Checks that code which was not just compiled stays within its registers, tables and instructions: the invariants
//! that the interpreter relies on (`[CODE]` in `interp`) and that a damaged file could break.

use super::opcodes::{Instr, Intrinsic, Op, Operand};
use super::unit::{Child, CodeUnit, RegisterKind, flags};

/// Registers of a call window before the first argument.
const HEADER: usize = 4;
/// Registers are numbered by 16-bit fields.
const MAX_REGISTERS: u32 = 1 << 16;
/// `None`, `True` and the like are the words from 0 on; see `value`.
const LAST_CONSTANT_WORD: usize = 5;
const SUSPENDING: u32 = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;

/// Whether the unit and all nested ones may be run.
pub fn verify(unit: &CodeUnit) -> bool {
    header_fits(unit)
        && handlers_fit(unit)
        && unit.code.iter().enumerate().all(|(at, instr)| instruction_fits(unit, at, *instr))
        && unit.children.iter().all(|child| match child {
            Child::Ready(child) => verify(child),
            Child::Stored(..) => true,
        })
}

fn header_fits(unit: &CodeUnit) -> bool {
    let registers = unit.register_count as usize;
    let star = [flags::VARARGS, flags::VARKEYWORDS].into_iter().filter(|flag| unit.flags & flag != 0).count();
    let parameters = usize::from(unit.arg_count) + usize::from(unit.kwonly_count) + star;
    let named = unit.registers.len();
    let ends = unit
        .code
        .last()
        .and_then(|instr| Op::from_byte(instr.op_byte()))
        .is_some_and(|op| matches!(op, Op::Return | Op::ReturnNone | Op::Raise | Op::Reraise | Op::Jump));
    let suspends = unit.code.iter().any(|instr| instr.op_byte() == Op::ReturnGenerator as u8);
    unit.register_count <= MAX_REGISTERS
        && named <= registers
        && parameters <= named
        && unit.posonly_count <= unit.arg_count
        && (unit.flags & flags::NAMESPACE == 0 || (named > 0 && unit.registers[0].kind == RegisterKind::Hidden))
        && (unit.flags & flags::DOCSTRING == 0 || !unit.constants.is_empty())
        && unit.positions.len() == unit.code.len()
        && suspends == (unit.flags & SUSPENDING != 0)
        && ends
}

fn handlers_fit(unit: &CodeUnit) -> bool {
    let len = unit.code.len() as u32;
    unit.exceptions.iter().all(|entry| {
        entry.start <= entry.end
            && entry.end <= len
            && entry.target < len
            && u32::from(entry.register) < unit.register_count
    })
}

fn instruction_fits(unit: &CodeUnit, at: usize, instr: Instr) -> bool {
    let Some(op) = Op::from_byte(instr.op_byte()).filter(|op| *op != Op::Halt) else { return false };
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
    fits && extent(op, instr, fields).is_some_and(|end| end <= registers)
}

/// The register after the last one that an instruction uses beyond what its operands say; `None` if its aux byte or a
/// count means nothing.
fn extent(op: Op, instr: Instr, [a, b, c]: [usize; 3]) -> Option<usize> {
    let aux = usize::from(instr.aux());
    Some(match op {
        Op::LoadMethod => a + HEADER + 1,
        Op::LoadSuperMethod => (a + HEADER + 1).max(b + 3),
        Op::LoadSuperAttr | Op::BuildSlice => b + 3,
        Op::GetSlice | Op::MatchClass => c + 2,
        Op::SetSlice | Op::ImportName => b + 2,
        Op::BeforeWith | Op::BeforeAsyncWith | Op::CheckEgMatch => a + 2,
        Op::UnpackEx => a + aux + 1 + c,
        Op::FormatValue if aux > 3 => return None,
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
