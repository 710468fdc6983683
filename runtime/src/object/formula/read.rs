//! Reads the formula of a method off its bytecode, by following it with expressions in place of values.

use super::{AttributeSite, Expression, Formula, GlobalSite, MOST_FAILURES, Place};
use crate::bytecode::flow::jump_target;
use crate::bytecode::unit::flags;
use crate::bytecode::{Instr, Op};
use crate::object::code::Code;
use crate::object::protocol::{BinaryOp, CompareOp};
use crate::value::Value;
use std::cell::Cell;

/// Longer code is no formula.
const MOST_INSTRUCTIONS: usize = 64;

/// Instructions that are followed in all: those behind a branch are once for each way.
const MOST_STEPS: usize = 256;

/// Where the arguments of a call are, from the register of the callee on.
const ARGUMENTS: usize = 4;

/// The formula of a code object, if it is one.
pub(super) fn formula(code: &Code) -> Option<Formula> {
    let unit = &*code.unit;
    let star = flags::VARARGS | flags::VARKEYWORDS | flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
    let plain = unit.kwonly_count == 0 && code.flags & star == 0 && unit.exceptions.is_empty();
    if !plain || !matches!(unit.arg_count, 1 | 2) || unit.code.len() > MOST_INSTRUCTIONS {
        return None;
    }
    let mut reader = Reader { code, attributes: Vec::new(), globals: Vec::new(), steps: 0 };
    let mut registers = vec![None; code.register_count as usize];
    for (index, register) in registers.iter_mut().take(unit.arg_count.into()).enumerate() {
        *register = Some(Expression::Argument(index));
    }
    let root = reader.follow(0, registers)?;
    // What needs nothing but its arguments would be no key's method.
    let failures = Cell::new(if reader.attributes.is_empty() { MOST_FAILURES } else { 0 });
    Some(Formula { root, attributes: reader.attributes, globals: reader.globals, failures })
}

type Registers = Vec<Option<Expression>>;

struct Reader<'a> {
    code: &'a Code,
    attributes: Vec<AttributeSite>,
    globals: Vec<GlobalSite>,
    steps: usize,
}

impl Reader<'_> {
    /// What the code returns if it goes on at an instruction with these registers.
    fn follow(&mut self, mut at: usize, mut registers: Registers) -> Option<Expression> {
        loop {
            self.steps += 1;
            let instr = *self.code.unit.code.get(at).filter(|_| self.steps <= MOST_STEPS)?;
            let op = Op::from_byte(instr.op_byte())?;
            let read = |register: u16| registers.get(usize::from(register))?.clone();
            let word = |value: Value| Some(Expression::Word(value));
            let (a, wide) = (instr.a(), instr.wide_operand());
            let made = match op {
                Op::Nop => None,
                Op::CheckLocal => {
                    read(a)?;
                    None
                }
                Op::Move => Some(read(instr.b())?),
                Op::LoadConst => Some(Expression::Constant(wide as usize)),
                Op::LoadInt => word(Value::int32(wide as i32)),
                Op::LoadSpecial => word(Value::from_bits(wide.into())),
                Op::LoadGlobal => Some(Expression::Global(self.global(wide as usize))),
                Op::LoadAttr => Some(self.attribute(read(instr.b())?, instr.c().into())?),
                Op::BuildTuple => {
                    let items = (0..instr.c()).map(|index| read(instr.b() + index));
                    Some(Expression::Tuple(items.collect::<Option<_>>()?))
                }
                Op::Call => {
                    let Expression::Global(callee) = read(instr.b())? else { return None };
                    let first = instr.b() + ARGUMENTS as u16;
                    let arguments = (0..instr.c()).map(|index| read(first + index));
                    Some(Expression::Call(callee, arguments.collect::<Option<_>>()?))
                }
                Op::Is => Some(Expression::Same(Box::new([read(instr.b())?, read(instr.c())?]))),
                Op::IsNot => {
                    let same = Expression::Same(Box::new([read(instr.b())?, read(instr.c())?]));
                    Some(Expression::Not(Box::new(same)))
                }
                Op::Not => Some(Expression::Not(Box::new(read(instr.b())?))),
                Op::Jump => {
                    // Loops are no formulas.
                    at = jump_target(at, instr).filter(|&target| target > at)?;
                    continue;
                }
                Op::Return => return read(a),
                Op::ReturnNone => return word(Value::NONE),
                _ => match (operation(op, instr), condition(op)) {
                    (Some(operation), _) => Some(operation.of(read(instr.b())?, || read(instr.c()))?),
                    (None, Some(condition)) => {
                        let (test, jumps_if) = condition.of(read(a)?, || read(instr.b()))?;
                        return self.branch(at, instr, registers, test, jumps_if);
                    }
                    (None, None) => return None,
                },
            };
            if let Some(made) = made {
                *registers.get_mut(usize::from(a))? = Some(made);
            }
            at += 1;
        }
    }

    /// What comes of a conditional jump.
    fn branch(
        &mut self,
        at: usize,
        instr: Instr,
        registers: Registers,
        test: Expression,
        jumps_if: bool,
    ) -> Option<Expression> {
        let target = jump_target(at, instr).filter(|&target| target > at)?;
        let mut ways = [(target, jumps_if), (at + 1, !jumps_if)].map(|(to, truth)| {
            let mut registers = registers.clone();
            // `x == y and …` has the result of a test that failed.
            if matches!(test, Expression::Compare(..) | Expression::Same(_) | Expression::Not(_) | Expression::Call(..))
                && let Some(register) = registers.get_mut(usize::from(instr.a()))
                && matches!(Op::from_byte(instr.op_byte()), Some(Op::JumpIfTrue | Op::JumpIfFalse))
            {
                *register = Some(Expression::Word(Value::bool(truth)));
            }
            self.follow(to, registers)
        });
        if !jumps_if {
            ways.reverse();
        }
        let [yes, no] = ways;
        Some(Expression::Choice(Box::new([test, yes?, no?])))
    }

    fn attribute(&mut self, object: Expression, name: usize) -> Option<Expression> {
        let text = &self.code.unit.names.get(name)?.0;
        if **text == *b"__class__" {
            return Some(Expression::Class(Box::new(object)));
        }
        let places = std::array::from_fn(|_| Cell::new(Place::default()));
        self.attributes.push(AttributeSite { name, places });
        let site = self.attributes.len() - 1;
        Some(match object {
            Expression::Argument(index) => Expression::Field(index, site),
            object => Expression::Attribute(Box::new(object), site),
        })
    }

    fn global(&mut self, name: usize) -> usize {
        let known = self.globals.iter().position(|site| site.name == name);
        known.unwrap_or_else(|| {
            self.globals.push(GlobalSite { name, cell: Cell::new(0), version: Cell::new(None) });
            self.globals.len() - 1
        })
    }
}

/// An operation with a result.
enum Operation {
    Arithmetic(BinaryOp),
    /// With this number on the right.
    ArithmeticInt(BinaryOp, i32),
    Compare(CompareOp),
}

impl Operation {
    fn of(self, left: Expression, right: impl FnOnce() -> Option<Expression>) -> Option<Expression> {
        Some(match self {
            Operation::Arithmetic(op) => Expression::Arithmetic(op, Box::new([left, right()?])),
            Operation::ArithmeticInt(op, n) => {
                Expression::Arithmetic(op, Box::new([left, Expression::Word(Value::int32(n))]))
            }
            Operation::Compare(op) => Expression::Compare(op, Box::new([left, right()?])),
        })
    }
}

fn operation(op: Op, instr: Instr) -> Option<Operation> {
    let with_int = |op| Operation::ArithmeticInt(op, i32::from(instr.c() as i16));
    let found = match op {
        Op::Add => Operation::Arithmetic(BinaryOp::Add),
        Op::Sub => Operation::Arithmetic(BinaryOp::Sub),
        Op::Mul => Operation::Arithmetic(BinaryOp::Mul),
        Op::And => Operation::Arithmetic(BinaryOp::And),
        Op::Or => Operation::Arithmetic(BinaryOp::Or),
        Op::Xor => Operation::Arithmetic(BinaryOp::Xor),
        Op::LShift => Operation::Arithmetic(BinaryOp::LShift),
        Op::AddInt => with_int(BinaryOp::Add),
        Op::SubInt => with_int(BinaryOp::Sub),
        Op::MulInt => with_int(BinaryOp::Mul),
        Op::AndInt => with_int(BinaryOp::And),
        Op::LShiftInt => with_int(BinaryOp::LShift),
        Op::Eq => Operation::Compare(CompareOp::Eq),
        Op::Ne => Operation::Compare(CompareOp::Ne),
        _ => return None,
    };
    Some(found)
}

/// A test, and whether the jump is taken when it holds.
enum Condition {
    Truth(bool),
    Same(bool),
    Equal(bool),
}

impl Condition {
    fn of(self, left: Expression, right: impl FnOnce() -> Option<Expression>) -> Option<(Expression, bool)> {
        Some(match self {
            Condition::Truth(jumps_if) => (left, jumps_if),
            Condition::Same(jumps_if) => (Expression::Same(Box::new([left, right()?])), jumps_if),
            Condition::Equal(jumps_if) => (Expression::Compare(CompareOp::Eq, Box::new([left, right()?])), jumps_if),
        })
    }
}

fn condition(op: Op) -> Option<Condition> {
    let found = match op {
        Op::JumpIfTrue => Condition::Truth(true),
        Op::JumpIfFalse => Condition::Truth(false),
        Op::JumpIfIs => Condition::Same(true),
        Op::JumpIfIsNot => Condition::Same(false),
        Op::JumpIfEq => Condition::Equal(true),
        Op::JumpIfNotEq => Condition::Equal(false),
        _ => return None,
    };
    Some(found)
}
