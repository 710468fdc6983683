//! What each instruction needs of its registers and leaves in them; the rows follow the opcode table.

use super::flow::{Flow, State, suspends, target};
use super::held::{Held, kind};
use super::{HEADER, free_variables};
use crate::bytecode::opcodes::yields;
use crate::bytecode::unit::flags;
use crate::bytecode::{Instr, Intrinsic, Op, Operand, RegisterKind};

/// Where execution goes on after an instruction.
pub(super) enum Next {
    /// At the next one (and where it may jump to, which has been seen to).
    Following,
    /// Not behind it.
    Nowhere,
}

/// The instruction cannot be run safely.
type Step<T> = Result<T, &'static str>;

const READ: &str = "reads a register that holds no value of the right kind";
const CODE: &str = "does not fit the code it is in";

/// One block being followed.
pub(super) struct Machine<'f, 'a> {
    pub(super) flow: &'f mut Flow<'a>,
    pub(super) state: State,
    /// Where exceptions go, and the register that gets them.
    pub(super) handler: Option<(usize, usize)>,
}

impl Machine<'_, '_> {
    fn held(&self, register: usize) -> Held {
        self.state.registers[register]
    }

    fn need(&self, register: usize, kinds: u16) -> Step<()> {
        if self.held(register).is(kinds) { Ok(()) } else { Err(READ) }
    }

    fn values(&self, from: usize, count: usize) -> Step<()> {
        (from..from + count).try_for_each(|register| self.need(register, kind::VALUE))
    }

    fn set(&mut self, register: usize, held: Held) {
        self.state.registers[register] = held;
        if let Some((target, exception)) = self.handler
            && register != exception
        {
            self.flow.reach_with(target, register, held);
        }
    }

    fn set_kinds(&mut self, register: usize, kinds: u16) -> Step<()> {
        if register == 0 && self.flow.unit.flags & flags::NAMESPACE != 0 {
            return Err(CODE);
        }
        self.set(register, Held::of(kinds));
        Ok(())
    }

    fn set_run(&mut self, from: usize, count: usize, kinds: u16) -> Step<()> {
        (from..from + count).try_for_each(|register| self.set_kinds(register, kinds))
    }

    /// Registers from `first` on are used by others, or not saved.
    fn forget(&mut self, first: usize) -> Step<()> {
        let count = self.state.registers.len().saturating_sub(first);
        self.set_run(first, count, kind::STALE)
    }

    fn namespace(&self) -> Step<()> {
        if self.flow.unit.flags & flags::NAMESPACE == 0 {
            return Err(CODE);
        }
        self.need(0, kind::VALUE)
    }

    fn jump(&mut self, at: usize, instr: Instr) -> Step<()> {
        let state = self.state.clone();
        self.go(target(at, instr).ok_or(CODE)?, &state)
    }

    fn go(&mut self, to: usize, state: &State) -> Step<()> {
        self.flow.reach(to, state).map_err(|fault| fault.what)
    }

    /// Follows one instruction.
    pub(super) fn step(&mut self, at: usize, instr: Instr) -> Step<Next> {
        let op = Op::from_byte(instr.op_byte()).ok_or(CODE)?;
        let (a, b, c) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        match op {
            Op::Move => {
                let held = self.held(b);
                if held.kinds & kind::STALE != 0 {
                    return Err(READ);
                }
                self.set_kinds(a, held.kinds)?;
                self.set(a, held);
            }
            Op::LoadConst => {
                let held = Held::constant(&self.flow.unit.constants[instr.wide_operand() as usize]);
                self.set_kinds(a, held.kinds)?;
                self.set(a, held);
            }
            Op::LoadSpecial => self.set_kinds(
                a,
                match instr.wide_operand() {
                    0 => kind::EMPTY,
                    1 => kind::NONE,
                    _ => kind::OTHER,
                },
            )?,
            Op::ClearLocals => self.set_run(a, b, kind::EMPTY)?,
            Op::CheckLocal => {
                self.need(a, kind::VALUE | kind::EMPTY)?;
                let held = self.held(a).without(kind::EMPTY);
                self.set(a, held);
            }
            Op::DeleteLocal => {
                self.need(a, kind::VALUE | kind::EMPTY)?;
                self.set_kinds(a, kind::EMPTY)?;
            }
            Op::MakeCell | Op::CopyFree | Op::LoadCell | Op::StoreCell | Op::DeleteCell | Op::LoadDictOrCell => {
                self.cells(op, a, b, c)?;
            }
            Op::LoadName => {
                self.namespace()?;
                self.set_kinds(a, kind::OTHER)?;
            }
            Op::StoreName | Op::ImportStar => {
                self.namespace()?;
                self.need(a, kind::VALUE)?;
            }
            Op::DeleteName => self.namespace()?,
            Op::LoadMethod => {
                self.need(b, kind::VALUE)?;
                self.method(a)?;
            }
            Op::LoadSuperAttr => {
                self.values(b, 3)?;
                self.set_kinds(a, kind::OTHER)?;
            }
            Op::LoadSuperMethod => {
                self.values(b, 3)?;
                self.method(a)?;
            }
            Op::GetSlice => {
                self.need(b, kind::VALUE)?;
                self.values(c, 2)?;
                self.set_kinds(a, kind::OTHER)?;
            }
            Op::SetSlice => {
                self.values(b, 2)?;
                self.need(a, kind::VALUE)?;
                self.need(c, kind::VALUE)?;
            }
            Op::BuildSlice => {
                self.values(b, 3)?;
                self.set_kinds(a, kind::OTHER)?;
            }
            Op::Jump => {
                self.jump(at, instr)?;
                return Ok(Next::Nowhere);
            }
            Op::JumpIfNone | Op::JumpIfNotNone => self.jump_on_none(op, at, instr)?,
            Op::ForIter => self.for_iter(at, instr)?,
            Op::UnpackEx => {
                self.need(b, kind::VALUE)?;
                self.set_run(a, usize::from(instr.aux()) + 1 + c, kind::OTHER)?;
            }
            Op::BuildTuple
            | Op::BuildList
            | Op::BuildSet
            | Op::BuildMap
            | Op::BuildString
            | Op::FormatValue
            | Op::ListAppend
            | Op::SetAdd
            | Op::MapAdd
            | Op::ListExtend
            | Op::SetUpdate
            | Op::DictUpdate
            | Op::DictMerge
            | Op::ListToTuple => self.displays(op, a, b, c)?,
            Op::MakeFunction => self.make_function(instr)?,
            Op::Call | Op::CallMethod | Op::CallKw | Op::CallMethodKw | Op::CallEx => self.call(op, a, b, c)?,
            Op::Return | Op::ReturnNone => {
                if suspends(self.flow.unit) != self.state.made {
                    return Err(CODE);
                }
                if op == Op::Return {
                    self.need(a, kind::VALUE)?;
                }
                return Ok(Next::Nowhere);
            }
            Op::ReturnGenerator => {
                if !suspends(self.flow.unit) || self.state.made {
                    return Err(CODE);
                }
                self.forget(self.flow.unit.registers.len())?;
                self.state.made = true;
            }
            Op::Yield => self.yields(at, instr)?,
            Op::Send => {
                self.values(b, 1)?;
                self.need(a, kind::VALUE)?;
                self.set_kinds(a, kind::OTHER)?;
                self.jump(at, instr)?;
            }
            Op::EndAsyncFor => self.need(a, kind::EXCEPTION)?,
            Op::Raise => {
                self.values(a, usize::from(instr.aux() > 0))?;
                self.values(b, usize::from(instr.aux() > 1))?;
                return Ok(Next::Nowhere);
            }
            Op::Reraise => {
                self.need(a, kind::EXCEPTION)?;
                return Ok(Next::Nowhere);
            }
            Op::PushExc => {
                self.need(b, kind::EXCEPTION)?;
                self.set_kinds(a, kind::SAVED)?;
            }
            Op::PopExc => self.need(a, kind::SAVED)?,
            Op::CheckEgMatch => {
                self.need(b, kind::EXCEPTION | kind::NONE)?;
                self.need(c, kind::VALUE)?;
                self.set_run(a, 2, kind::EXCEPTION | kind::NONE)?;
            }
            Op::PrepReraiseStar => {
                self.need(b, kind::EXCEPTION)?;
                self.need(c, kind::LIST)?;
                self.set_kinds(a, kind::EXCEPTION | kind::NONE)?;
            }
            Op::BeforeWith | Op::BeforeAsyncWith => {
                self.need(b, kind::VALUE)?;
                self.set_run(a, 2, kind::OTHER)?;
            }
            Op::ImportName => {
                self.values(b, 2)?;
                self.set_kinds(a, kind::OTHER)?;
            }
            Op::MatchClass => {
                self.need(b, kind::VALUE)?;
                self.need(c, kind::VALUE)?;
                self.need(c + 1, kind::NAMES)?;
                self.set_run(a, 1 + usize::from(instr.aux()), kind::OTHER)?;
            }
            Op::MatchKeys => {
                self.need(b, kind::VALUE)?;
                self.need(c, kind::TUPLES)?;
                self.set_run(a, 1 + usize::from(instr.aux()), kind::OTHER)?;
            }
            Op::CopyDictWithout => {
                self.need(b, kind::VALUE)?;
                self.need(c, kind::TUPLES)?;
                self.set_kinds(a, kind::OTHER)?;
            }
            Op::CallIntrinsic => self.intrinsic(instr)?,
            Op::Halt | Op::LeaveFrame => return Err(CODE),
            _ => self.by_table(op, at, instr)?,
        }
        Ok(Next::Following)
    }

    /// Instructions of which the opcode table says everything.
    fn by_table(&mut self, op: Op, at: usize, instr: Instr) -> Step<()> {
        let operands = op.info().operands;
        let fields = [instr.a(), instr.b(), instr.c()].map(usize::from);
        let count = operands.iter().zip(fields).find(|(operand, _)| **operand == Operand::Count).map_or(0, |(_, n)| n);
        for (operand, field) in operands.iter().zip(fields) {
            match operand {
                Operand::Read | Operand::ReadWrite => self.need(field, kind::VALUE)?,
                Operand::ReadRun => self.values(field, count)?,
                _ => {}
            }
        }
        for (operand, field) in operands.iter().zip(fields) {
            match operand {
                Operand::Write | Operand::ReadWrite => self.set_kinds(field, kind::OTHER)?,
                Operand::WriteRun => self.set_run(field, count, kind::OTHER)?,
                Operand::Jump | Operand::WideJump => self.jump(at, instr)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn cells(&mut self, op: Op, a: usize, b: usize, c: usize) -> Step<()> {
        match op {
            Op::MakeCell => {
                self.need(a, kind::VALUE | kind::EMPTY)?;
                self.set_kinds(a, kind::CELL)
            }
            Op::CopyFree => {
                let is_free = |register: usize| {
                    self.flow.unit.registers.get(register).is_some_and(|named| named.kind == RegisterKind::Free)
                };
                if b != free_variables(self.flow.unit) || !(a..a + b).all(is_free) {
                    return Err(CODE);
                }
                self.set_run(a, b, kind::CELL)
            }
            Op::LoadCell => {
                self.need(b, kind::CELL)?;
                self.set_kinds(a, kind::OTHER)
            }
            Op::StoreCell => {
                self.need(a, kind::CELL)?;
                self.need(b, kind::VALUE)
            }
            Op::LoadDictOrCell => {
                self.need(b, kind::VALUE)?;
                self.need(c, kind::CELL)?;
                if c >= self.flow.unit.registers.len() {
                    return Err(CODE);
                }
                self.set_kinds(a, kind::OTHER)
            }
            _ => self.need(a, kind::CELL),
        }
    }

    /// What `load_method` leaves.
    fn method(&mut self, window: usize) -> Step<()> {
        self.set_kinds(window, kind::OTHER)?;
        self.set_kinds(window + HEADER, kind::OTHER | kind::EMPTY)
    }

    fn jump_on_none(&mut self, op: Op, at: usize, instr: Instr) -> Step<()> {
        let register = usize::from(instr.a());
        self.need(register, kind::VALUE)?;
        let something = self.held(register).without(kind::NONE);
        if op == Op::JumpIfNone {
            self.jump(at, instr)?;
            self.set(register, something);
            return Ok(());
        }
        let mut state = self.state.clone();
        state.registers[register] = something;
        self.go(target(at, instr).ok_or(CODE)?, &state)
    }

    fn for_iter(&mut self, at: usize, instr: Instr) -> Step<()> {
        let item = usize::from(instr.a());
        self.need(instr.b().into(), kind::VALUE)?;
        let body = target(at, instr).ok_or(CODE)?;
        let mut state = self.state.clone();
        state.registers[item] = Held::of(kind::OTHER);
        if let Some((target, exception)) = self.handler
            && item != exception
        {
            self.flow.reach_with(target, item, Held::of(kind::OTHER));
        }
        if item == 0 && self.flow.unit.flags & flags::NAMESPACE != 0 {
            return Err(CODE);
        }
        self.go(body, &state)?;
        let unpack = self.flow.unit.code[body];
        if instr.aux() == 1 && unpack.op_byte() == Op::UnpackSequence as u8 {
            // The interpreter may do both in one go.
            let mut state = self.state.clone();
            let first = usize::from(unpack.a());
            for register in first..first + usize::from(unpack.c()) {
                state.registers[register] = Held::of(kind::OTHER);
                if let Some((target, _)) = self.handler {
                    self.flow.reach_with(target, register, Held::of(kind::OTHER));
                }
            }
            self.go(body + 1, &state)?;
        }
        Ok(())
    }

    fn displays(&mut self, op: Op, a: usize, b: usize, c: usize) -> Step<()> {
        match op {
            Op::BuildTuple => {
                self.values(b, c)?;
                let cells = c > 0 && (b..b + c).all(|register| self.held(register).is(kind::CELL));
                let kinds = if cells { kind::CELLS } else { kind::TUPLE };
                self.set_kinds(a, kinds)?;
                self.set(a, Held::tuple(kinds, c));
                Ok(())
            }
            Op::BuildList | Op::BuildSet | Op::BuildMap => {
                self.values(b, c)?;
                let made = match op {
                    Op::BuildList => kind::LIST,
                    Op::BuildSet => kind::SET,
                    _ => kind::DICT,
                };
                self.set_kinds(a, made)
            }
            Op::BuildString => {
                (b..b + c).try_for_each(|register| self.need(register, kind::STR))?;
                self.set_kinds(a, kind::STR)
            }
            Op::FormatValue => {
                self.need(b, kind::VALUE)?;
                if c > 0 {
                    self.need(c - 1, kind::STR)?;
                }
                self.set_kinds(a, kind::STR)
            }
            Op::ListToTuple => {
                self.need(b, kind::LIST)?;
                self.set_kinds(a, kind::TUPLE)
            }
            _ => {
                let (container, items) = match op {
                    Op::ListAppend | Op::ListExtend => (kind::LIST, 1),
                    Op::SetAdd | Op::SetUpdate => (kind::SET, 1),
                    Op::DictUpdate => (kind::DICT, 1),
                    _ => (kind::DICT, 2),
                };
                self.need(a, container)?;
                self.need(b, kind::VALUE)?;
                self.need(if items == 2 { c } else { b }, kind::VALUE)
            }
        }
    }

    fn make_function(&mut self, instr: Instr) -> Step<()> {
        let free = free_variables(&self.flow.unit.children[usize::from(instr.c())].unit());
        let parts = instr.aux();
        let mut at = usize::from(instr.b());
        for part in [1, 2, 4, 8] {
            if parts & part == 0 {
                continue;
            }
            let held = self.held(at);
            let fits = match part {
                1 | 2 => held.is(kind::VALUE),
                4 => held.is(kind::TUPLES) && held.len().is_some_and(|len| len % 2 == 0),
                _ => held.is(kind::CELLS) && held.len() == Some(free),
            };
            if !fits {
                return Err(READ);
            }
            at += 1;
        }
        if free > 0 && parts & 8 == 0 {
            return Err(CODE);
        }
        self.set_kinds(instr.a().into(), kind::OTHER)
    }

    fn call(&mut self, op: Op, a: usize, window: usize, count: usize) -> Step<()> {
        let first = window + HEADER;
        // The callee's header is read when its result has been written.
        if (window + 1..first).contains(&a) {
            return Err(CODE);
        }
        self.need(window, kind::VALUE)?;
        match op {
            Op::Call | Op::CallKw => self.values(first, count)?,
            Op::CallEx => {
                self.need(first, kind::VALUE)?;
                self.need(first + 1, kind::VALUE | kind::EMPTY)?;
            }
            _ => {
                self.need(first, kind::VALUE | kind::EMPTY)?;
                self.values(first + 1, count)?;
            }
        }
        if matches!(op, Op::CallKw | Op::CallMethodKw) {
            let names = self.held(first + count + usize::from(op == Op::CallMethodKw));
            if !names.is(kind::NAMES) || names.len().is_none_or(|len| len > count) {
                return Err(READ);
            }
        }
        self.forget(window)?;
        self.set_kinds(a, kind::OTHER)
    }

    fn yields(&mut self, at: usize, instr: Instr) -> Step<()> {
        let (a, b, c) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        if !self.state.made {
            return Err(CODE);
        }
        self.need(b, kind::VALUE)?;
        let delegating = instr.aux() & yields::DELEGATING != 0;
        if instr.aux() & yields::WRITTEN != 0 {
            let live = if delegating { a + 1 } else { c };
            for register in self.flow.unit.registers.len()..live {
                self.need(register, kind::VALUE)?;
            }
        }
        if !delegating {
            self.forget(c)?;
            return self.set_kinds(a, kind::OTHER);
        }
        if c > a {
            return Err(CODE);
        }
        self.need(c, kind::VALUE)?;
        self.forget(a + 1)?;
        // When the iterator ends while something is thrown into it, the `send` before has its result at once.
        let code = &self.flow.unit.code;
        let send = (0..at).rev().find(|&before| code[before].op_byte() == Op::Send as u8).ok_or(CODE)?;
        let (instr, mut state) = (code[send], self.state.clone());
        if usize::from(instr.a()) <= a {
            state.registers[usize::from(instr.a())] = Held::of(kind::OTHER);
        }
        self.go(target(send, instr).ok_or(CODE)?, &state)?;
        self.set_kinds(a, kind::OTHER)
    }

    fn intrinsic(&mut self, instr: Instr) -> Step<()> {
        let (b, c) = (usize::from(instr.b()), usize::from(instr.c()));
        match Intrinsic::from_byte(instr.aux()).ok_or(CODE)? {
            Intrinsic::SetupAnnotations => self.namespace()?,
            Intrinsic::Print | Intrinsic::SubscriptGeneric => self.need(b, kind::VALUE)?,
            Intrinsic::TypeVar | Intrinsic::ParamSpec | Intrinsic::TypeVarTuple => self.need(b, kind::STR)?,
            Intrinsic::TypeVarWithBound | Intrinsic::TypeVarWithConstraints => {
                self.need(b, kind::STR)?;
                self.need(c, kind::VALUE)?;
            }
            Intrinsic::TypeAlias => {
                if !self.held(b).is(kind::TUPLES) || self.held(b).len() != Some(3) {
                    return Err(READ);
                }
            }
            Intrinsic::SetFunctionTypeParams => {
                self.need(b, kind::VALUE)?;
                self.need(c, kind::VALUE)?;
            }
        }
        self.set_kinds(instr.a().into(), kind::OTHER)
    }
}
