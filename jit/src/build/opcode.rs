//! From an opcode to the function that builds it.

use super::analysis::Run;
use super::operators::Outcome;
use super::{Bail, Builder, Returned};
use crate::ir::{Cond, Helper, Op as Ir, Reason, Terminator, Type};
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::tier::{Pattern, Task, complex_parts, is_quickened, operands_seen, wide_value};
use runtime::value::Value;
use runtime::vm::Vm;
use rustc_hash::FxHashSet as HashSet;

impl Builder<'_> {
    /// Builds the instruction at `pc`; false if what follows it is not reached from here.
    pub(super) fn instruction(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let Some(op) = Op::from_byte(instr.op_byte()) else { return Err(Bail::Opcode(Op::Nop)) };
        let (a, b, c) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        if self.done.take() == Some(pc) {
            return Ok(true);
        }
        if self.env.stale {
            self.check_epoch(pc);
        }
        if self.never_ran(pc, instr, op) {
            self.exit(pc, Reason::NotSeen);
            return Ok(false);
        }
        match op {
            Op::Nop => {}
            Op::Move => {
                let value = self.get(b);
                self.set(a, value);
            }
            Op::LoadConst => {
                let constant = self.code().constants.get().get(instr.wide_operand() as usize);
                self.load_constant(a, constant);
            }
            Op::LoadInt => {
                let value = i64::from(instr.wide_operand() as i32);
                let value = self.emit(Ir::Int { value }, vec![]);
                self.set(a, value);
            }
            Op::LoadSpecial => self.load_constant(a, Value::from_bits(instr.wide_operand().into())),
            Op::ClearLocals => {
                for register in a..a + b {
                    self.load_constant(register, Value::EMPTY);
                }
            }
            Op::CheckLocal => self.check_bound(a, pc),
            Op::LoadCell => self.load_cell(a, b, pc),
            Op::StoreCell => self.store_cell(a, b),
            Op::CopyFree => self.copy_free(a, b, pc),
            Op::LoadGlobal | Op::LoadName => self.load_variable(pc, instr),
            Op::StoreGlobal | Op::StoreName => self.store_variable(pc, instr),
            Op::LoadAttr => return self.load_attr(pc, instr),
            Op::StoreAttr => return self.store_attr(pc, instr),
            Op::LoadMethod => self.load_method(pc, instr),
            Op::LoadSuperMethod => self.load_super_method(pc, instr),
            Op::GetItem => return self.get_item(pc, instr, None),
            Op::GetItemInt => return self.get_item(pc, instr, Some(i64::from(instr.c() as i16))),
            Op::SetItem => return self.set_item(pc, instr),
            Op::DeleteItem if self.knows_method(pc) => return self.delete_item(pc, instr),
            Op::Add | Op::Sub | Op::Mul | Op::TrueDiv | Op::FloorDiv | Op::Mod | Op::LShift | Op::RShift => {
                let right = self.get(c);
                return self.arithmetic(pc, instr, op, right);
            }
            Op::Pow => return self.power(pc, instr),
            Op::And | Op::Or | Op::Xor => {
                let right = self.get(c);
                return self.arithmetic(pc, instr, op, right);
            }
            Op::AddInt
            | Op::SubInt
            | Op::MulInt
            | Op::FloorDivInt
            | Op::ModInt
            | Op::AndInt
            | Op::LShiftInt
            | Op::RShiftInt => {
                let right = self.emit(Ir::Int { value: i64::from(instr.c() as i16) }, vec![]);
                return self.arithmetic(pc, instr, op, right);
            }
            Op::Neg | Op::Pos | Op::Invert => return self.unary(pc, instr, op),
            Op::Not | Op::ToBool => {
                let bits = if op == Op::ToBool { Task::SENSE } else { 0 };
                let Outcome::Value(value) = self.truth(b, pc, bits)? else { return Ok(false) };
                self.set(a, value);
            }
            Op::Is | Op::IsNot => {
                let same = self.identity(b, c, op == Op::IsNot);
                self.set(a, same);
            }
            Op::In | Op::NotIn => {
                let bits = if op == Op::In { Task::SENSE } else { 0 };
                let Outcome::Value(found) = self.contains(b, c, bits, pc)? else { return Ok(false) };
                self.set(a, found);
            }
            Op::Jump => {
                self.edge(super::analysis::jump_target(pc, instr).ok_or(Bail::Target)?)?;
                return Ok(false);
            }
            Op::ForIter => return self.for_iter(pc, instr),
            Op::ListAppend if self.ty_of(a) == Type::Value && !self.hopeless(pc) => {
                let list = self.get(a);
                let value = self.get_boxed(b);
                self.guard_shape(list, runtime::object::header::Kind::List as u32, pc);
                self.append_to(list, value, pc);
            }
            Op::BuildMap | Op::DictMerge if self.keyword_dict(pc, instr, op) => {}
            Op::BuildTuple => return self.build_tuple(pc, instr),
            Op::MakeFunction if self.make_function(pc, instr) => {}
            Op::GetIter => return self.get_iter(pc, instr),
            Op::GetYieldFromIter => self.get_yield_from_iter(pc, instr),
            Op::UnpackSequence => return self.unpack(pc, instr),
            Op::Call | Op::CallMethod | Op::CallKw | Op::CallMethodKw | Op::CallEx => return self.call(pc, instr, op),
            Op::Return | Op::ReturnNone => {
                self.check_generator_frame(pc);
                let value = if op == Op::Return { self.get(a) } else { self.word(Value::NONE) };
                self.return_value(value);
                return Ok(false);
            }
            Op::Yield if self.regions.len() == 1 => {
                self.yield_value(pc, instr);
                return Ok(false);
            }
            Op::Send if self.regions.len() == 1 => {
                self.send_value(pc, instr);
                return Ok(false);
            }
            Op::Send => return Err(self.is_not_awaited()),
            Op::Yield | Op::ReturnGenerator if self.regions.len() > 1 => {
                self.yield_inlined(pc, instr, op);
                return Ok(false);
            }
            Op::MatchSequence => return self.match_flag(pc, instr, Pattern::Sequence),
            Op::MatchMapping => return self.match_flag(pc, instr, Pattern::Mapping),
            Op::MatchClass => return self.match_class(pc, instr),
            Op::MatchKeys => return self.match_keys(pc, instr),
            Op::GetLen => self.get_len(pc, instr),
            Op::BeforeWith => return self.before_with(pc, instr),
            Op::Raise => return self.raise(pc, instr),
            Op::Reraise => return self.reraise(pc, instr),
            Op::PushExc if !super::generator::suspends(self.code()) => self.push_exc(a, b),
            Op::PopExc if !super::generator::suspends(self.code()) => self.pop_exc(a),
            Op::CheckExcMatch => match self.check_exc_match(b, c, pc) {
                Some(matches) => self.set(a, matches),
                None => return self.interpret(pc, instr),
            },
            Op::DeleteLocal => self.delete_local(a, pc),
            _ => {
                if let Some((cond, right)) = self.comparison(instr, op) {
                    let left = self.get(b);
                    let general = |this: &mut Self| this.comparison_of_any(cond, left, right, pc, a);
                    let known = self.compare_numbers(cond, left, right, pc);
                    let known = known.or_else(|| self.compare_known(cond, (left, right), pc, general));
                    let value = match known {
                        Some(holds) => holds,
                        None => {
                            let task = cond.number() | Task::COMPARISON;
                            match self.operator_call(pc, (left, right), task, general)? {
                                Some(Outcome::Value(value)) => value,
                                Some(Outcome::Never) => return Ok(false),
                                None => general(self),
                            }
                        }
                    };
                    self.set(a, value);
                } else if let Some(jump) = self.conditional_jump(pc, instr, op)? {
                    return jump;
                } else if let Some(returns) = self.format_by_method(pc, instr, op)? {
                    return Ok(returns);
                } else if !self.display(pc, instr, op) {
                    return self.interpret(pc, instr);
                }
            }
        }
        Ok(true)
    }

    /// Runs that were never executed, as far as feedback shows that: it would of an instruction in them, or all they lead to
    /// was never executed.
    pub(super) fn cold_runs(&mut self, code: Gc<Code>, entry: usize) -> HashSet<usize> {
        let analysis = self.analyses.of(self.vm, code, entry);
        let leaves_no_trace = |pc: usize| {
            let op = Op::from_byte(code.unit.code[pc].op_byte());
            use Op::{LoadAttr, LoadGlobal, LoadMethod, LoadName, StoreAttr};
            matches!(op, Some(LoadGlobal | LoadName | LoadAttr | LoadMethod | StoreAttr))
                && !is_quickened(code, pc)
                && operands_seen(code, pc) == 0
        };
        let evident = |run: &&Run| (run.start..run.end).any(|at| leaves_no_trace(analysis.instruction(at)));
        let runs = analysis.order.iter().filter_map(|start| analysis.runs.get(start));
        let mut cold: HashSet<usize> = runs.clone().filter(evident).map(|run| run.start).collect();
        loop {
            let led = |run: &&Run| {
                !run.next.is_empty() && !cold.contains(&run.start) && run.next.iter().all(|to| cold.contains(to))
            };
            let more: Vec<usize> = runs.clone().filter(led).map(|run| run.start).collect();
            if more.is_empty() {
                break;
            }
            cold.extend(more);
        }
        // It is running.
        cold.remove(&entry);
        cold
    }

    /// Whether an instruction whose feedback would show it was never executed. What it meets cannot be guessed then, nor
    /// what comes after it.
    fn never_ran(&mut self, pc: usize, instr: Instr, op: Op) -> bool {
        let code = self.code();
        let traceless = match op {
            Op::LoadGlobal | Op::LoadName | Op::LoadAttr | Op::LoadMethod | Op::StoreAttr => {
                !is_quickened(code, pc) && operands_seen(code, pc) == 0
            }
            Op::Add | Op::Sub | Op::Mul | Op::TrueDiv | Op::FloorDiv | Op::Mod | Op::And | Op::Or | Op::Xor => {
                operands_seen(code, pc) == 0
                    && [instr.b(), instr.c()].into_iter().any(|operand| self.ty_of(operand.into()) == Type::Value)
            }
            Op::AddInt | Op::SubInt | Op::MulInt | Op::FloorDivInt | Op::ModInt | Op::AndInt => {
                operands_seen(code, pc) == 0 && self.ty_of(instr.b().into()) == Type::Value
            }
            _ => false,
        };
        traceless && !self.was_reached(pc)
    }

    /// Has the runtime execute an instruction, whose operands and results are in registers.
    ///
    /// What controls the frame itself is left to the interpreter: false.
    pub(super) fn interpret(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        if !Vm::can_interpret(instr) {
            self.exit(pc, Reason::NotCompiled);
            return Ok(false);
        }
        let value = self.call_runtime(pc, Helper::Interpret, vec![]);
        if matches!(Op::from_byte(instr.op_byte()), Some(Op::PushExc | Op::PopExc)) {
            (self.env.handled, self.env.handled_written) = (None, None);
            self.last_state = None;
        }
        let operands = super::analysis::operands(instr);
        match operands.writes.as_slice() {
            [only] if Op::from_byte(instr.op_byte()).is_some_and(yields_value) => self.set(*only, value),
            writes => writes.iter().for_each(|&register| self.forget(register)),
        }
        self.check_epoch(pc + 1);
        if op_makes_function(instr) {
            let code = self.code();
            if let Ok(child) = self.vm.child_code(code, instr.c().into()) {
                self.pin(child.word());
                self.made.insert(value, child);
            }
        }
        Ok(true)
    }

    fn ty_of(&mut self, register: usize) -> crate::ir::Type {
        let value = self.get(register);
        self.ty(value)
    }

    pub(super) fn word(&mut self, value: Value) -> crate::ir::InstId {
        self.emit(Ir::Word { bits: value.bits() }, vec![])
    }

    fn load_constant(&mut self, register: usize, constant: Value) {
        let value = self.constant(constant);
        self.set(register, value);
    }

    /// A value that is known now and stays so.
    pub(super) fn constant(&mut self, constant: Value) -> crate::ir::InstId {
        if let Some(value) = constant.as_small_int() {
            self.emit(Ir::Int { value }, vec![])
        } else if let Some(float) = constant.as_float() {
            self.emit(Ir::Float { bits: float.to_bits() }, vec![])
        } else if let Some(value) = constant.as_bool() {
            self.emit(Ir::Bool { value }, vec![])
        } else if let Some(value) = wide_value(constant) {
            self.pin(constant.bits());
            let word = self.word(constant);
            let ir = match i64::try_from(value) {
                Ok(value) => Ir::Int { value },
                Err(_) => Ir::Wide { value },
            };
            let value = self.emit(ir, vec![]);
            self.env.boxes.push((value, word));
            value
        } else if let Some((real, imag)) = complex_parts(constant) {
            self.pin(constant.bits());
            let word = self.word(constant);
            let [real, imag] = [real, imag].map(|part| self.emit(Ir::Float { bits: part.to_bits() }, vec![]));
            let value = self.emit(Ir::MakeComplex, vec![real, imag]);
            self.env.boxes.push((value, word));
            value
        } else {
            self.pin(constant.bits());
            self.word(constant)
        }
    }

    fn return_value(&mut self, value: crate::ir::InstId) {
        if self.regions.len() == 1 {
            let value = self.boxed(value);
            self.write_handled();
            let suspends = super::generator::suspends(self.code());
            self.end(if suspends { Terminator::Finish(value) } else { Terminator::Return(value) });
            self.env = super::Env::default();
            return;
        }
        if self.env.top().exposed {
            let frame = self.env.top().id;
            // The traceback of an exception that is returned shows the frame while that is there.
            if matches!(self.function.inst(value).op, Ir::NewInstance { .. }) && self.class_known(value).is_some() {
                self.emit(Ir::Keep, vec![value]);
            }
            self.emit(Ir::LeaveFrame { frame }, vec![]);
        }
        let mut env = std::mem::take(&mut self.env);
        env.cursors.retain(|cursor| env.frames.last().is_none_or(|frame| frame.id != cursor.frame));
        env.frames.pop();
        let way = Returned { block: self.block, env, value };
        self.top().returns.push(way);
    }

    /// The comparison of an opcode that yields a bool, with its right operand.
    fn comparison(&mut self, instr: Instr, op: Op) -> Option<(Cond, crate::ir::InstId)> {
        let cond = match op {
            Op::Lt => Cond::Lt,
            Op::Le => Cond::Le,
            Op::Eq => Cond::Eq,
            Op::Ne => Cond::Ne,
            Op::Gt => Cond::Gt,
            Op::Ge => Cond::Ge,
            _ => return None,
        };
        Some((cond, self.get(usize::from(instr.c()))))
    }
}

/// Whether an instruction can be built.
pub(super) fn is_supported(instr: Instr) -> bool {
    use Op::Yield;
    match Op::from_byte(instr.op_byte()) {
        None | Some(Yield) => false,
        Some(op) => {
            !matches!(op, Op::LoadLocals | Op::ReturnGenerator | Op::Send | Op::EndAsyncFor | Op::ImportStar | Op::Halt)
        }
    }
}

fn op_makes_function(instr: Instr) -> bool {
    Op::from_byte(instr.op_byte()) == Some(Op::MakeFunction)
}

/// Whether the work of an instruction gives the value for register A, and does not write registers itself.
fn yields_value(op: Op) -> bool {
    !matches!(
        op,
        Op::UnpackSequence
            | Op::UnpackEx
            | Op::CopyFree
            | Op::LoadMethod
            | Op::LoadSuperMethod
            | Op::BeforeWith
            | Op::MatchClass
            | Op::MatchKeys
            | Op::CheckEgMatch
            | Op::PushExc
            | Op::ClearLocals
    )
}
