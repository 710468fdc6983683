//! Arithmetic and comparison: on ints and floats as the interpreter saw them, by the runtime otherwise.

use super::operators::Outcome;
use super::{Bail, Builder};
use crate::ir::{Cond, Helper, InstId, Leaf, Op as Ir, StateId, Type};
use runtime::bytecode::{Instr, Op};
use runtime::exceptions::hierarchy::Exc;
use runtime::object::protocol::BinaryOp;
use runtime::tier::{Task, operands_seen, seen_bits as seen};

/// What an arithmetic instruction is compiled for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Ints,
    Wides,
    Floats,
    Complexes,
    Other,
}

/// Where guesses were wrong in so many operations of one function, none is made any more.
const MOST_GROWING: usize = 3;

/// The operator of an opcode; in-place operators of mutable objects are those of others for numbers and strs.
fn leaf_operator(op: Op) -> Option<BinaryOp> {
    Some(match op {
        Op::Add | Op::AddInt => BinaryOp::Add,
        Op::Sub | Op::SubInt => BinaryOp::Sub,
        Op::Mul | Op::MulInt => BinaryOp::Mul,
        Op::FloorDiv | Op::FloorDivInt => BinaryOp::FloorDiv,
        Op::Mod | Op::ModInt => BinaryOp::Mod,
        Op::TrueDiv => BinaryOp::TrueDiv,
        Op::LShift | Op::LShiftInt => BinaryOp::LShift,
        Op::RShift | Op::RShiftInt => BinaryOp::RShift,
        Op::And | Op::AndInt => BinaryOp::And,
        Op::Or => BinaryOp::Or,
        Op::Xor => BinaryOp::Xor,
        _ => return None,
    })
}

/// The bit of a task that says that the right operand is in the instruction.
fn immediate(op: Op) -> i64 {
    use Op::{AddInt, AndInt, FloorDivInt, LShiftInt, ModInt, MulInt, RShiftInt, SubInt};
    let is = matches!(op, AddInt | SubInt | MulInt | FloorDivInt | ModInt | AndInt | LShiftInt | RShiftInt);
    if is { Task::IMMEDIATE } else { 0 }
}

impl Builder<'_> {
    /// `A = B op right`; false if it never ends here.
    pub(super) fn arithmetic(&mut self, pc: usize, instr: Instr, op: Op, right: InstId) -> Result<bool, Bail> {
        let (a, b) = (usize::from(instr.a()), usize::from(instr.b()));
        let left = self.get(b);
        let (left, right) = self.bools_as_ints(pc, op, left, right);
        let result = match self.numbers(pc, op, left, right) {
            Numbers::Ints => {
                let right = self.check_divisor(pc, op, right)?;
                self.int_operation(pc, op, left, right)
            }
            Numbers::Wides => self.wide_operation(pc, op, left, right),
            Numbers::Floats => self.float_operation(pc, op, left, right),
            Numbers::Complexes => self.complex_operation(pc, op, left, right),
            Numbers::Other => None,
        };
        let value = match (result, leaf_operator(op)) {
            (Some(value), _) => value,
            (None, Some(operator)) => {
                let task = operator as i64 | if instr.aux() != 0 { Task::IN_PLACE } else { 0 } | immediate(op);
                let otherwise = |this: &mut Self| this.arithmetic_of_any(pc, instr, operator, left, right);
                match self.operator_call(pc, (left, right), task, otherwise)? {
                    Some(Outcome::Value(value)) => value,
                    Some(Outcome::Never) => return Ok(false),
                    None => self.arithmetic_of_any(pc, instr, operator, left, right),
                }
            }
            (None, None) => self.interpreted(pc, a),
        };
        self.set(a, value);
        Ok(true)
    }

    /// `A = B ** C`; false if it never ends here.
    pub(super) fn power(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (left, right) = (self.get(usize::from(instr.b())), self.get(usize::from(instr.c())));
        let code = self.code();
        let seen = operands_seen(code, pc);
        let guess = self.ty(left) == Type::Value && !self.known_other(left) && !self.hopeless(pc);
        let (is_int, is_float) = match self.ty(left) {
            Type::Int => (true, false),
            Type::Float => (false, true),
            Type::Value => (guess && seen == seen::INT, guess && seen & !seen::MIXED == seen::FLOAT),
            _ => (false, false),
        };
        let exponent = match self.function.inst(right).op {
            Ir::Int { value } => Some(value),
            _ => None,
        };
        let result = match (exponent, self.ty(right)) {
            (Some(2 | 3), _) if is_int && !self.was_reached(pc) => self.int(left, pc).map(|base| {
                let state = self.state(pc);
                let square = self.emit_at(Ir::IntMul, vec![base, base], state);
                if exponent == Some(2) { square } else { self.emit_at(Ir::IntMul, vec![square, base], state) }
            }),
            (Some(-1023..1024), _) | (_, Type::Float) if is_float => self.operand(left, pc, false).map(|base| {
                let exponent = match exponent {
                    Some(value) => self.emit(Ir::Float { bits: (value as f64).to_bits() }, vec![]),
                    None => right,
                };
                let state = self.state(pc);
                self.emit_at(Ir::FloatPower, vec![base, exponent], state)
            }),
            _ => None,
        };
        match result {
            Some(value) => self.set(usize::from(instr.a()), value),
            None => return self.interpret(pc, instr),
        }
        Ok(true)
    }

    /// An operation on anything.
    fn arithmetic_of_any(
        &mut self,
        pc: usize,
        instr: Instr,
        operator: BinaryOp,
        left: InstId,
        right: InstId,
    ) -> InstId {
        let a = usize::from(instr.a());
        if operator == BinaryOp::Mod
            && let Some(text) = self.percent(pc, a, left, right)
        {
            return text;
        }
        let args = vec![self.boxed(left), self.boxed(right)];
        let leaf = if instr.aux() == 0 { Leaf::Operator(operator) } else { Leaf::Binary(operator) };
        let known = self.known_other(left) || self.known_other(right);
        if known || !matches!(operator, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul) {
            return self.in_stages(pc, leaf, args, |this| this.interpreted(pc, a));
        }
        let code = self.code();
        let mixed = operands_seen(code, pc) & seen::MIXED != 0;
        let first = self.emit(Ir::TryArithmetic { op: operator, mixed }, args.clone());
        self.or_else(first, |this| this.in_stages(pc, leaf, args, |this| this.interpreted(pc, a)))
    }

    /// The operands, of which a bool beside something else counts as an int; the other is taken for an int then, since the
    /// feedback does not say.
    fn bools_as_ints(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> (InstId, InstId) {
        let adds = matches!(op, Op::Add | Op::Sub | Op::Mul);
        match (self.ty(left), self.ty(right)) {
            (Type::Value, Type::Bool) if adds && !self.was_reached(pc) && !self.known_other(left) => {
                let Some(known) = self.int(left, pc) else { return (left, right) };
                (known, self.emit(Ir::BoolToInt, vec![right]))
            }
            (Type::Bool, Type::Value) if adds && !self.was_reached(pc) && !self.known_other(right) => {
                let Some(known) = self.int(right, pc) else { return (left, right) };
                (self.emit(Ir::BoolToInt, vec![left]), known)
            }
            _ => (left, right),
        }
    }

    fn numbers(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> Numbers {
        let types = [self.ty(left), self.ty(right)];
        if types.iter().all(|ty| *ty == Type::Float) {
            return Numbers::Floats;
        }
        if self.is_complex(pc, op, left, right) {
            return Numbers::Complexes;
        }
        if types.contains(&Type::Complex) {
            return Numbers::Other;
        }
        let code = self.code();
        let seen = operands_seen(code, pc);
        let bits_only = matches!(
            op,
            Op::And | Op::Or | Op::Xor | Op::AndInt | Op::LShift | Op::RShift | Op::LShiftInt | Op::RShiftInt
        );
        let ints = types.iter().all(|ty| matches!(ty, Type::Int | Type::Bool));
        if ints && !(bits_only && types == [Type::Bool; 2]) {
            // What does not fit a word may fit two.
            if self.hopeless(pc) {
                return Numbers::Other;
            }
            let overflows = self.was_reached(pc) && types == [Type::Int; 2];
            return if overflows && op != Op::TrueDiv { Numbers::Wides } else { Numbers::Ints };
        }
        if !bits_only && matches!(types, [Type::Int, Type::Float] | [Type::Float, Type::Int]) && !self.hopeless(pc) {
            return Numbers::Floats;
        }
        if types.contains(&Type::Value) && self.grow() {
            return Numbers::Other;
        }
        let integral = |ty: &Type| matches!(ty, Type::Int | Type::Wide | Type::Value);
        let is_wide = types.contains(&Type::Wide) || seen & seen::WIDE != 0;
        if is_wide && types.iter().all(integral) && seen & (seen::OTHER | seen::FLOAT) == 0 && !self.hopeless(pc) {
            return if op == Op::TrueDiv { Numbers::Other } else { Numbers::Wides };
        }
        if types.contains(&Type::Wide) {
            return Numbers::Other;
        }
        if seen & seen::OTHER != 0 || types.contains(&Type::Bool) || self.hopeless(pc) {
            return Numbers::Other;
        }
        let true_div = op == Op::TrueDiv;
        match (seen & seen::INT != 0, seen & seen::FLOAT != 0) {
            (true, false) if !types.contains(&Type::Float) => Numbers::Ints,
            (_, true) if true_div && !types.contains(&Type::Float) && types.contains(&Type::Int) => Numbers::Floats,
            (false, true) if !bits_only => Numbers::Floats,
            (true, true) if (true_div || types.contains(&Type::Float)) && !bits_only => Numbers::Floats,
            _ => Numbers::Other,
        }
    }

    /// Whether ints were larger than thought in several operations of the code: then they may be anywhere in it, and it would
    /// be compiled again for each.
    fn grow(&mut self) -> bool {
        let code = self.code();
        let instructions = self.doubts.instructions(code.word());
        let operators =
            instructions.filter(|&pc| Op::from_byte(code.unit.code[pc].op_byte()).and_then(leaf_operator).is_some());
        operators.take(MOST_GROWING).count() == MOST_GROWING
    }

    fn int_operation(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> Option<InstId> {
        if op == Op::TrueDiv {
            let (left, right) = (self.int(left, pc)?, self.int(right, pc)?);
            let state = self.state(pc);
            let left = self.emit_at(Ir::ExactFloat, vec![left], state);
            let right = self.emit_at(Ir::ExactFloat, vec![right], state);
            return Some(self.emit_at(Ir::FloatDiv, vec![left, right], state));
        }
        let ir = match op {
            Op::Add | Op::AddInt => Ir::IntAdd,
            Op::Sub | Op::SubInt => Ir::IntSub,
            Op::Mul | Op::MulInt => Ir::IntMul,
            Op::FloorDiv | Op::FloorDivInt => Ir::IntFloorDiv,
            Op::Mod | Op::ModInt => Ir::IntMod,
            Op::And | Op::AndInt => Ir::IntAnd,
            Op::Or => Ir::IntOr,
            Op::Xor => Ir::IntXor,
            Op::LShift | Op::LShiftInt => Ir::IntShl,
            Op::RShift | Op::RShiftInt => Ir::IntShr,
            _ => return None,
        };
        let divides = matches!(ir, Ir::IntFloorDiv | Ir::IntMod);
        let constant = if divides { self.divisor_now(pc, right) } else { None };
        let left = self.int(left, pc)?;
        let right = match constant {
            Some(constant) => constant,
            None => self.int(right, pc)?,
        };
        let state = self.state(pc);
        Some(self.emit_at(ir, vec![left, right], state))
    }

    /// Raises ZeroDivisionError for an int that divides, if that is handled here: the divisor.
    fn check_divisor(&mut self, pc: usize, op: Op, divisor: InstId) -> Result<InstId, Bail> {
        let text = match op {
            Op::FloorDiv => "integer division or modulo by zero",
            Op::Mod => "integer modulo by zero",
            Op::TrueDiv => "division by zero",
            _ => return Ok(divisor),
        };
        if self.handler(pc).is_none() || self.content_now(divisor).is_some() {
            return Ok(divisor);
        }
        let Some(number) = self.int(divisor, pc) else { return Ok(divisor) };
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        let divides = self.emit(Ir::IntCompare { cond: Cond::Ne }, vec![number, zero]);
        self.raise_unless(pc, divides, Exc::ZeroDivisionError, |this| this.message(text))?;
        Ok(number)
    }

    /// A divisor that is read from a variable of a module or class: what is there now is taken for what it will be, since
    /// dividing by a constant takes no division.
    fn divisor_now(&mut self, pc: usize, divisor: InstId) -> Option<InstId> {
        let now = self.content_now(divisor)?;
        let value = now.as_small_int().filter(|value| *value > 1)?;
        let is_load = matches!(self.function.inst(divisor).op, Ir::Load { .. });
        if !is_load || self.was_reached(pc) {
            return None;
        }
        self.guard_object(divisor, now, pc);
        Some(self.emit(Ir::Int { value }, vec![]))
    }

    fn float_operation(&mut self, pc: usize, op: Op, left: InstId, right: InstId) -> Option<InstId> {
        let ir = match op {
            Op::Add | Op::AddInt => Ir::FloatAdd,
            Op::Sub | Op::SubInt => Ir::FloatSub,
            Op::Mul | Op::MulInt => Ir::FloatMul,
            Op::TrueDiv => Ir::FloatDiv,
            Op::FloorDiv | Op::FloorDivInt => Ir::FloatFloorDiv,
            Op::Mod | Op::ModInt => Ir::FloatMod,
            _ => return None,
        };
        // Two values of which only one is seen to be a float: the runtime decides which rule applies.
        let exact = op == Op::TrueDiv;
        let code = self.code();
        let values = [left, right].map(|value| self.ty(value) == Type::Value && !self.known_other(value));
        let seen = operands_seen(code, pc);
        // Quotients are floats for ints too.
        let mixed = seen & seen::MIXED != 0 || exact && seen & seen::INT != 0;
        let beside_float = || [left, right].iter().any(|&value| self.ty(value) == Type::Float);
        if mixed
            && (values == [true; 2] || values.contains(&true) && (beside_float() || exact && seen & seen::INT != 0))
        {
            let state = self.state(pc);
            if !exact && values == [true; 2] {
                self.emit_at(Ir::GuardFloatAmong, vec![left, right], state);
            }
            let [left, right] = [left, right].map(|value| self.number(value, state));
            let state = self.state(pc);
            return Some(self.emit_at(ir, vec![left, right], state));
        }
        let (left, right) = (self.operand(left, pc, exact)?, self.operand(right, pc, exact)?);
        let state = self.state(pc);
        Some(self.emit_at(ir, vec![left, right], state))
    }

    /// A float, or the float that an int or a boxed number is.
    fn number(&mut self, value: InstId, state: StateId) -> InstId {
        let op = match self.ty(value) {
            Type::Float => return value,
            Type::Int => Ir::ExactFloat,
            _ => Ir::GuardNumber,
        };
        self.emit_at(op, vec![value], state)
    }

    /// A float operand. `exact`: an int must not be rounded.
    fn operand(&mut self, value: InstId, pc: usize, exact: bool) -> Option<InstId> {
        match self.ty(value) {
            Type::Int if exact => {
                let state = self.state(pc);
                Some(self.emit_at(Ir::ExactFloat, vec![value], state))
            }
            Type::Value => {
                if self.known_other(value) {
                    return None;
                }
                // A value that was an int would make another operation of it, so only floats go on here.
                let state = self.state(pc);
                let float = self.emit_at(Ir::GuardFloat, vec![value], state);
                self.refine(value, float);
                Some(float)
            }
            _ => self.float(value, pc),
        }
    }

    /// `A = op B`; false if it never ends here.
    pub(super) fn unary(&mut self, pc: usize, instr: Instr, op: Op) -> Result<bool, Bail> {
        let (a, operand) = (usize::from(instr.a()), self.get(usize::from(instr.b())));
        let code = self.code();
        let seen = operands_seen(code, pc);
        let guess = self.ty(operand) == Type::Value && !self.known_other(operand) && !self.hopeless(pc);
        let value = match seen {
            seen::INT if guess => self.int(operand, pc).unwrap_or(operand),
            seen::FLOAT if guess => self.float(operand, pc).unwrap_or(operand),
            _ => operand,
        };
        let result = match (self.ty(value), op) {
            (Type::Int, Op::Neg) => {
                let state = self.state(pc);
                Some(self.emit_at(Ir::IntNeg, vec![value], state))
            }
            (Type::Int, Op::Invert) => Some(self.emit(Ir::IntNot, vec![value])),
            (Type::Int | Type::Float, Op::Pos) => Some(value),
            (Type::Float, Op::Neg) => Some(self.emit(Ir::FloatNeg, vec![value])),
            (Type::Complex, Op::Neg) => Some(self.complex_negated(value)),
            _ => None,
        };
        if result.is_none()
            && let Some(returns) = self.direct_call(pc, a, vec![value])?
        {
            return Ok(returns);
        }
        let result = match result {
            Some(value) => value,
            None => self.interpreted(pc, a),
        };
        self.set(a, result);
        Ok(true)
    }

    /// The truth of `left cond right`, for a jump that `task` tells of.
    pub(super) fn compare(
        &mut self,
        cond: Cond,
        left: InstId,
        right: InstId,
        pc: usize,
        task: i64,
    ) -> Result<Outcome, Bail> {
        if let Some(holds) = self.compare_numbers(cond, left, right, pc) {
            return Ok(Outcome::Value(holds));
        }
        let general = |this: &mut Self| this.compare_any(cond, left, right, pc);
        if let Some(holds) = self.compare_known(cond, (left, right), pc, general) {
            return Ok(Outcome::Value(holds));
        }
        let task = task | cond.number() | Task::COMPARISON | Task::JUMP;
        let otherwise = |this: &mut Self| this.compare_any(cond, left, right, pc);
        if let Some(outcome) = self.operator_call(pc, (left, right), task, otherwise)? {
            return Ok(outcome);
        }
        Ok(Outcome::Value(self.compare_any(cond, left, right, pc)))
    }

    /// `left cond right` of what is known or guessed to be numbers or strs; none if that is not so.
    pub(super) fn compare_numbers(&mut self, cond: Cond, left: InstId, right: InstId, pc: usize) -> Option<InstId> {
        use Type::{Bool, Float, Int};
        if let Some(holds) = self.compare_texts(cond, left, right, pc) {
            return Some(holds);
        }
        if let Some(holds) = self.compare_complex(cond, left, right, pc) {
            return Some(holds);
        }
        let code = self.code();
        let seen = operands_seen(code, pc);
        let numbers = !self.known_other(left) && !self.known_other(right) && !self.hopeless(pc);
        match (self.ty(left), self.ty(right)) {
            (Int | Bool, Int | Bool) => return self.compare_ints(cond, left, right, pc),
            (Type::Wide, Int | Type::Wide) | (Int, Type::Wide) => {
                if let (Some(left), Some(right)) = (self.wide(left, pc), self.wide(right, pc)) {
                    return Some(self.emit(Ir::WideCompare { cond }, vec![left, right]));
                }
            }
            (Float, Float) => return Some(self.emit(Ir::FloatCompare { cond }, vec![left, right])),
            (Float, Int) | (Int, Float) => return Some(self.compare_floats(cond, left, right, pc)),
            (Int | Type::Value, Int | Type::Value) if numbers && seen == 0 => {
                return self.compare_ints(cond, left, right, pc);
            }
            (Float, Type::Value) | (Type::Value, Float) if numbers && seen & seen::OTHER == 0 => {
                return Some(self.compare_floats(cond, left, right, pc));
            }
            (Type::Int, Type::Value) | (Type::Value, Type::Int)
                if numbers && seen & seen::MIXED != 0 && seen & seen::OTHER == 0 =>
            {
                return Some(self.compare_floats(cond, left, right, pc));
            }
            (Type::Value, Type::Value) if numbers && seen & !seen::MIXED == seen::FLOAT => {
                return Some(self.compare_floats(cond, left, right, pc));
            }
            _ => {}
        }
        None
    }

    /// A comparison of anything.
    fn compare_any(&mut self, cond: Cond, left: InstId, right: InstId, pc: usize) -> InstId {
        let args = vec![self.boxed(left), self.boxed(right)];
        if let Some(items) = self.items_to_compare(cond, left, right) {
            let whole = |this: &mut Self| this.call_runtime(pc, Helper::Compare(cond), args);
            let answer = self.compare_items(cond, items, whole);
            return self.answer(answer);
        }
        let whole = |this: &mut Self, args: Vec<InstId>| {
            this.in_stages(pc, Leaf::Compare(cond), args.clone(), |this| {
                this.call_runtime(pc, Helper::Compare(cond), args)
            })
        };
        let answer = if self.known_other(left) || self.known_other(right) {
            whole(self, args)
        } else {
            let code = self.code();
            let mixed = operands_seen(code, pc) & seen::MIXED != 0;
            let first = self.emit(Ir::TryCompare { cond, mixed }, args.clone());
            self.or_else(first, |this| whole(this, args))
        };
        self.answer(answer)
    }

    /// What a comparison of anything yields, for register `a`.
    pub(super) fn comparison_of_any(&mut self, cond: Cond, left: InstId, right: InstId, pc: usize, a: usize) -> InstId {
        let args = vec![self.boxed(left), self.boxed(right)];
        let whole = |this: &mut Self, args: Vec<InstId>| {
            let value = this.call_runtime(pc, Helper::Comparison(cond), args);
            this.with_register(a, value, |this| this.check_epoch(pc + 1));
            value
        };
        if let Some(items) = self.items_to_compare(cond, left, right) {
            let whole = |this: &mut Self| this.call_runtime(pc, Helper::Compare(cond), args);
            let answer = self.compare_items(cond, items, whole);
            return self.answer(answer);
        }
        self.in_stages(pc, Leaf::Comparison(cond), args.clone(), |this| whole(this, args))
    }

    fn compare_ints(&mut self, cond: Cond, left: InstId, right: InstId, pc: usize) -> Option<InstId> {
        let (left, right) = (self.int(left, pc)?, self.int(right, pc)?);
        Some(self.emit(Ir::IntCompare { cond }, vec![left, right]))
    }

    fn compare_floats(&mut self, cond: Cond, left: InstId, right: InstId, pc: usize) -> InstId {
        let code = self.code();
        let mixed = operands_seen(code, pc) & seen::MIXED != 0;
        let mut operands = Vec::new();
        for value in [left, right] {
            let operand = match self.ty(value) {
                Type::Float => value,
                Type::Int => {
                    let state = self.state(pc);
                    self.emit_at(Ir::ExactFloat, vec![value], state)
                }
                // Small ints are exact as floats.
                _ if mixed => {
                    let state = self.state(pc);
                    self.emit_at(Ir::GuardNumber, vec![value], state)
                }
                _ => {
                    let state = self.state(pc);
                    let float = self.emit_at(Ir::GuardFloat, vec![value], state);
                    self.refine(value, float);
                    float
                }
            };
            operands.push(operand);
        }
        self.emit(Ir::FloatCompare { cond }, operands)
    }

    /// A helper's answer (1 false, 2 true) as a bool.
    pub(super) fn answer(&mut self, answer: InstId) -> InstId {
        let yes = self.emit(Ir::Word { bits: 2 }, vec![]);
        self.emit(Ir::Same, vec![answer, yes])
    }
}
