//! The verifier accepts what the compiler makes, and refuses what the interpreter could not run.

use super::{fault, verify};
use crate::bytecode::{Child, CodeUnit, Constant, Instr, Op};
use crate::compiler::{CompileOptions, Findings, compile_source};
use std::sync::Arc;

/// Every kind of statement whose code has an unusual shape.
const PROGRAM: &str = r#"
import os.path as p
from math import *
x: int = 1
class A[T](metaclass=type):
    y: T = x
    def __init__(self, a, /, b=1, *c, d=2, **e): self.z = super().__init__; del a
    def g(self):
        def h():
            nonlocal self
            return __class__, self
        return h
type B[*Ts, **P] = list[Ts]
def gen(n):
    with open(n) as f, f:
        try:
            got = yield [i for i in n if (lambda: i)()]
        except* (ValueError, TypeError) as error:
            print(error)
        except* OSError:
            pass
        else:
            yield from gen(n)
        finally:
            del n
    return f"{got!r:>{n}}"
async def co(a, *b):
    async with a as c:
        async for d in c:
            yield await d
    return
async def other(a): return [x async for x in a if await x]
def match(v):
    match v:
        case {"a": 1, **rest}: return rest
        case A(1, z=2) | [1, *_, 2]: return locals()
        case str() as s if s: pass
def loops(a, **k):
    for i, (b, *c) in enumerate(a, start=1):
        while i < 3 and not b:
            try:
                continue
            finally:
                i += len(a[1:2])
        else:
            break
    a[:] = k
    return a(*c, **k, q=1), {**k, "n": i}, {*c, 1}
"#;

fn compiled(source: &str) -> CodeUnit {
    let options = CompileOptions::new("<test>", "exec", 0);
    compile_source(source, &options, &mut Findings::default()).expect("the test's own source")
}

/// The code of the first function of a source.
fn function(source: &str) -> CodeUnit {
    CodeUnit::clone(&compiled(source).children[0].unit())
}

fn at(unit: &CodeUnit, op: Op) -> usize {
    unit.code.iter().position(|instr| instr.op_byte() == op as u8).expect("the test's source has such an instruction")
}

#[test]
fn compiled_code_is_accepted() {
    assert_eq!(fault(&compiled(PROGRAM)), None);
}

#[test]
fn no_damaged_instruction_makes_it_panic() {
    fn damage(unit: &CodeUnit) {
        for index in 0..unit.code.len() {
            for shift in [0, 8, 16, 32, 48] {
                for flip in [1, 2, 8, 0xFF] {
                    let mut damaged = unit.clone();
                    damaged.code[index].0 ^= flip << shift;
                    verify(&damaged);
                }
            }
        }
        for child in &unit.children {
            damage(&child.unit());
        }
    }
    damage(&compiled(PROGRAM));
}

#[test]
fn registers_must_be_written_before_they_are_read() {
    let mut unit = function("def f(a):\n    b = a\n    return b\n");
    let index = at(&unit, Op::Move);
    unit.code[index] = Instr::abc(Op::Nop, 0, 0, 0);
    assert_eq!(fault(&unit).map(|fault| fault.at), Some(index + 1));
}

#[test]
fn values_are_not_cells() {
    let mut unit = function("def f(a):\n    def g(): return a\n    return a\n");
    assert!(verify(&unit));
    let index = at(&unit, Op::MakeCell);
    unit.code[index] = Instr::abc(Op::Nop, 0, 0, 0);
    assert!(!verify(&unit));
}

#[test]
fn a_call_leaves_nothing_in_its_window() {
    let mut unit = function("def f(a):\n    return a(a, a)\n");
    assert!(verify(&unit));
    let index = at(&unit, Op::Return);
    let window = unit.code[at(&unit, Op::Call)].b();
    unit.code[index] = Instr::abc(Op::Return, window + 4, 0, 0);
    assert!(!verify(&unit));
}

#[test]
fn names_of_keywords_are_a_tuple_of_strings() {
    let mut unit = function("def f(a):\n    return a(k=a)\n");
    let names = unit.constants.iter().position(|constant| matches!(constant, Constant::Tuple(_))).expect("the names");
    unit.constants[names] = Constant::Tuple(vec![Constant::Int(1)]);
    assert!(!verify(&unit));
    unit.constants[names] = Constant::Tuple(vec![Constant::Str("k".into()), Constant::Str("l".into())]);
    assert!(!verify(&unit));
}

#[test]
fn only_generators_yield() {
    let mut unit = function("def f(a):\n    yield a\n");
    assert!(verify(&unit));
    unit.flags = 0;
    assert!(!verify(&unit));
    let mut plain = function("def f(a):\n    return a\n");
    plain.flags |= super::flags::GENERATOR;
    assert!(!verify(&plain));
}

#[test]
fn a_closure_has_a_cell_for_each_free_variable() {
    let mut unit = function("def f(a, b):\n    def g(): return a, b\n    return g\n");
    assert!(verify(&unit));
    let index = at(&unit, Op::BuildTuple);
    let tuple = unit.code[index];
    unit.code[index] = Instr::abc(Op::BuildTuple, tuple.a(), tuple.b(), 1);
    assert!(!verify(&unit));
    unit.code[index] = tuple;
    let mut child = CodeUnit::clone(&unit.children[0].unit());
    child.registers.clear();
    unit.children[0] = Child::Ready(Arc::new(child));
    assert!(!verify(&unit));
}

#[test]
fn code_ends_with_a_jump_or_return() {
    let mut unit = function("def f(a):\n    return a\n");
    let last = unit.code.len() - 1;
    unit.code[last] = Instr::abc(Op::Nop, 0, 0, 0);
    assert!(!verify(&unit));
}

#[test]
fn a_result_does_not_go_into_the_callees_header() {
    let mut unit = function("def f(a):\n    return a(a)\n");
    let index = at(&unit, Op::Call);
    let call = unit.code[index];
    unit.code[index] = Instr::abc(Op::Call, call.b() + 1, call.b(), call.c());
    assert_eq!(fault(&unit).map(|fault| fault.at), Some(index));
}

#[test]
fn the_way_to_a_handler_is_no_loop() {
    let mut unit = function("def f(a):\n    try:\n        a()\n    except KeyError:\n        pass\n");
    assert!(verify(&unit));
    unit.exceptions[0].target = unit.exceptions[0].start;
    assert!(!verify(&unit));
}
