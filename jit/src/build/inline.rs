//! Inlining: the callee's bytecode is built into the caller, in a frame of its own that exists only where it is needed.

use super::call::Site;
use super::join::Incoming;
use super::{Bail, Builder};
use crate::explain::Refusal;
use crate::ir::InstId;
use runtime::bytecode::unit::flags;
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::tier::{self, PlainClass};
use runtime::value::Value;

/// Frames within each other.
const MAX_DEPTH: usize = 6;
/// The same where the innermost is tiny: to call it would cost more, the objects that have to be made for it among that.
const MAX_DEPTH_OF_TINY: usize = 9;
/// Callees larger than this are called: those of the function itself, of what is built into it, and so on.
const MAX_CALLEE: [usize; MAX_DEPTH] = [50, 40, 25, 20, 15, 10];
/// The same in loops.
const MAX_CALLEE_IN_LOOP: [usize; MAX_DEPTH] = [70, 55, 35, 30, 20, 15];
/// Instructions of all code built into one function.
const BUDGET: usize = 900;
/// Where so many instructions of IR have been built, nothing larger than this is built in: compiling takes some 20 µs for
/// each.
const MAX_IR: usize = 800;
/// The same in loops, where a call that is not built in is made again and again.
const MAX_IR_IN_LOOP: usize = 1600;
const TINY: usize = 12;
/// Header words of a frame.
pub(super) const HEADER: i32 = runtime::tier::layout::FRAME_HEADER;

/// At so many places code calls what may have the same code. Where there are several, building it into itself only makes more of what
/// is left to be called.
fn calls_itself(code: Gc<Code>) -> usize {
    let calls = |instr: &Instr| {
        matches!(
            Op::from_byte(instr.op_byte()),
            Some(Op::Call | Op::CallMethod | Op::CallKw | Op::CallMethodKw | Op::CallEx)
        )
    };
    let itself = |pc: usize| tier::callee(code, pc).is_none_or(|callee| callee == code);
    code.unit.code.iter().enumerate().filter(|(pc, instr)| calls(instr) && itself(*pc)).count()
}

impl Builder<'_> {
    /// Whether a call with `given` positional arguments needs no binding, and runs in a frame that ends when it returns.
    pub(super) fn may_call(&self, callee: Gc<Code>, given: usize) -> bool {
        callee.unit.kwonly_count == 0
            && usize::from(callee.unit.arg_count) == given
            && !callee.has(flags::VARARGS)
            && !callee.has(flags::VARKEYWORDS)
            && callee.flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR | flags::NAMESPACE) == 0
            && callee.is_prepared()
    }

    /// Whether such a call should be inlined.
    pub(super) fn may_inline(&mut self, callee: Gc<Code>, given: usize) -> bool {
        self.may_call(callee, given) && self.is_small(callee)
    }

    /// Whether the budget has room for a function.
    pub(super) fn is_small(&mut self, callee: Gc<Code>) -> bool {
        let refusal = self.refusal(callee);
        if let Some(refusal) = refusal {
            self.note_refusal(callee, refusal);
        }
        refusal.is_none()
    }

    /// Why a function should not be inlined here.
    fn refusal(&mut self, callee: Gc<Code>) -> Option<Refusal> {
        let size = self.size_run(callee);
        let in_loop = self.function.block(self.block).depth > 0;
        let limits = if in_loop { MAX_CALLEE_IN_LOOP } else { MAX_CALLEE };
        let most = limits.get(self.regions.len() - 1).copied().unwrap_or(TINY);
        let most_ir = if in_loop { MAX_IR_IN_LOOP } else { MAX_IR };
        let within = self.regions.iter().filter(|region| region.code == callee).count();
        // Once more right in itself, as wrappers of wrappers are.
        let directly = self.top().code == callee && size <= TINY && calls_itself(callee) <= 1;
        if within > usize::from(directly) {
            Some(Refusal::Recursive)
        } else if size > most {
            Some(Refusal::Large)
        } else if self.built + size > BUDGET || self.function.insts.len() >= most_ir && size > TINY {
            Some(Refusal::NoRoom)
        } else if self.regions.len() >= if size <= TINY { MAX_DEPTH_OF_TINY } else { MAX_DEPTH } {
            Some(Refusal::Deep)
        } else if !callee.unit.code.iter().all(|&instr| super::opcode::is_supported(instr)) {
            Some(Refusal::Unsupported)
        } else {
            None
        }
    }

    /// Instructions of a function but for those that, as far as is known, were never executed: of those nothing is built.
    pub(super) fn size_run(&mut self, code: Gc<Code>) -> usize {
        let cold = self.cold_runs(code, 0);
        let analysis = self.analyses.of(self.vm, code, 0);
        let doubted = |this: &Self, start: usize| {
            let pc = analysis.instruction(start) as u32;
            this.doubts.any(crate::doubts::Guess { code: code.word(), pc, about: None })
        };
        let built = analysis.order.iter().filter(|start| !cold.contains(*start) || doubted(self, **start));
        built.filter_map(|start| analysis.runs.get(start)).map(|run| run.end - run.start).sum()
    }

    /// Whether there is room for a generator, which is built several times.
    pub(super) fn has_room(&mut self, code: Gc<Code>) -> bool {
        let size = code.unit.code.len();
        size <= MAX_CALLEE_IN_LOOP[0]
            && self.built + 4 * size <= BUDGET
            && self.function.insts.len() < MAX_IR
            && self.regions.len() + 1 < MAX_DEPTH
            && self.may_nest(code)
    }

    /// Whether a function may be built into what is being built.
    pub(super) fn may_nest(&self, code: Gc<Code>) -> bool {
        self.regions.len() < MAX_DEPTH && self.regions.iter().all(|region| region.code != code)
    }

    pub(super) fn key_of_call(&mut self, pc: usize, callee: Gc<Code>) -> u64 {
        self.top().key.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (pc as u64 + 1) ^ callee.word().rotate_left(20)
    }

    /// Nothing but the callee reads a call's window any more: its registers lie there and further up.
    pub(super) fn leave_window(&mut self, window: usize) {
        for register in window..self.env.top().registers.len() {
            self.forget(register);
        }
    }

    /// Builds a call's callee in place of the call: the ways out of it, with what they return.
    pub(super) fn inline(
        &mut self,
        site: Site,
        callee: Gc<Code>,
        function: InstId,
        arguments: Vec<InstId>,
    ) -> Result<Vec<(Incoming, InstId)>, Bail> {
        let key = self.key_of_call(site.pc, callee);
        self.note_inlined(site.pc, callee);
        let parent = self.env.top().id;
        let base = self.window() + site.window as i32 + HEADER;
        self.leave_window(site.window);
        self.push_frame(callee, base, Some((parent, site.pc as u32)), Some(function));
        for (register, value) in arguments.into_iter().enumerate() {
            self.set(register, value);
        }
        let ways = self.region(callee, 0, key, site.pc)?;
        Ok(ways.returns.into_iter().map(|way| (Incoming { block: way.block, env: way.env }, way.value)).collect())
    }

    /// The frame that the interpreter has below that of `__init__`.
    pub(super) fn push_between(&mut self, site: Site, plain: &PlainClass, class: InstId, instance: InstId) {
        let (parent, base) = (self.env.top().id, self.window() + site.window as i32 + HEADER);
        self.leave_window(site.window);
        self.push_frame(plain.between, base, Some((parent, site.pc as u32)), Some(class));
        self.set(0, instance);
        let none = self.word(Value::NONE);
        self.set(1, none);
    }

    /// Builds `__init__` in place of a call of its class, with the instance as the first argument.
    pub(super) fn inline_init(
        &mut self,
        site: Site,
        plain: &PlainClass,
        class: InstId,
        init: InstId,
        arguments: Vec<InstId>,
    ) -> Result<Vec<Incoming>, Bail> {
        let callee = plain.init.code.get();
        let key = self.key_of_call(site.pc, callee);
        self.note_inlined(site.pc, callee);
        self.push_between(site, plain, class, arguments[0]);
        let (between, base) = (self.env.top().id, self.window());
        self.push_frame(callee, base + 2 + HEADER, Some((between, 0)), Some(init));
        for (register, value) in arguments.into_iter().enumerate() {
            self.set(register, value);
        }
        let ways = self.region(callee, 0, key, site.pc)?;
        let leave_between = |mut way: super::Returned| {
            way.env.frames.pop();
            Incoming { block: way.block, env: way.env }
        };
        Ok(ways.returns.into_iter().map(leave_between).collect())
    }
}
