//! Calls from compiled code to compiled code.
//!
//! The callee's window is where the interpreter would have it, and so is its header: whatever leaves the callee makes its
//! frames there, and then all compiled callers leave too, up to the interpreter, which finds their registers written.

use super::Lowering;
use crate::ir::{FrameId, InstId, Op, Reason};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Value, types};
use runtime::object::header::Kind;
use runtime::tier::{self, layout};

/// Code that is entered.
struct Callee {
    /// Its window, counted in registers from that of the root, and where that is.
    window: i32,
    base: Value,
    code: Value,
    /// Its first instruction.
    first: Value,
    /// Its compiled form.
    entry: Value,
}

impl Lowering<'_, '_> {
    pub(super) fn call_code(&mut self, id: InstId) -> Value {
        let Op::CallCode { code, window, registers } = self.function.inst(id).op else {
            unreachable!("the caller has looked")
        };
        let (fast, slow, done) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(slow);
        let result = self.b.append_block_param(done, types::I64);
        let callee = self.b.ins().iadd_imm_s(self.base, i64::from(window) * 8);
        let code_value = self.constant(code as i64);
        let entry = self.b.ins().load(types::I64, Self::flags(), code_value, layout::NATIVE_START);
        let top = self.b.ins().iadd_imm_s(callee, i64::from(registers) * 8);
        let fails = self.cannot_enter(entry, top);
        self.b.ins().brif(fails, slow, &[], fast, &[]);

        self.b.switch_to_block(fast);
        let first = self.constant(tier::code_start(code) as i64);
        self.enter(id, Callee { window, base: callee, code: code_value, first, entry }, done);
        self.b.switch_to_block(slow);
        self.call_slowly(id, done);
        self.b.switch_to_block(done);
        result
    }

    /// Whether compiled code of `code` can be entered in a frame at `window`.
    pub(super) fn can_enter(&mut self, code: u64, window: i32, registers: u32) -> Value {
        let code = self.constant(code as i64);
        let entry = self.b.ins().load(types::I64, Self::flags(), code, layout::NATIVE_START);
        let top = self.b.ins().iadd_imm_s(self.base, (i64::from(window) + i64::from(registers)) * 8);
        let fails = self.cannot_enter(entry, top);
        self.b.ins().icmp_imm_s(IntCC::Equal, fails, 0)
    }

    /// Enters code that can be entered, with its arguments.
    pub(super) fn enter_code(&mut self, id: InstId, code: u64, window: i32) -> Value {
        let done = self.b.create_block();
        let result = self.b.append_block_param(done, types::I64);
        for index in 1..self.function.inst(id).args.len() {
            let value = self.arg(id, index);
            self.b.ins().store(Self::flags(), value, self.base, (window + index as i32 - 1) * 8);
        }
        let base = self.b.ins().iadd_imm_s(self.base, i64::from(window) * 8);
        let code_value = self.constant(code as i64);
        let entry = self.b.ins().load(types::I64, Self::flags(), code_value, layout::NATIVE_START);
        let first = self.constant(tier::code_start(code) as i64);
        self.enter(id, Callee { window, base, code: code_value, first, entry }, done);
        self.b.switch_to_block(done);
        result
    }

    /// Calls whatever it is.
    pub(super) fn call_any(&mut self, id: InstId, (window, count): (i32, u32), enters: bool) -> Value {
        if !enters {
            return self.call_by_runtime(id, window, count);
        }
        let (slow, done) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(slow);
        let result = self.b.append_block_param(done, types::I64);
        self.enter_function(id, (window, count), slow, done);
        self.b.switch_to_block(slow);
        let value = self.call_by_runtime(id, window, count);
        self.b.ins().jump(done, &[BlockArg::Value(value)]);
        self.b.switch_to_block(done);
        result
    }

    /// Enters a function if it is one, compiled for so many arguments, and goes on at `done`; else at `slow`.
    fn enter_function(&mut self, id: InstId, (window, count): (i32, u32), slow: Block, done: Block) {
        let function = self.arg(id, 0);
        let (object, python, fast) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        let no_object = self.is_no_object(function);
        self.b.ins().brif(no_object, slow, &[], object, &[]);
        self.b.switch_to_block(object);
        let kind = self.b.ins().uload8(types::I64, Self::flags(), function, layout::KIND);
        let is_function = self.b.ins().icmp_imm_u(IntCC::Equal, kind, Kind::Function as i64);
        self.b.ins().brif(is_function, python, &[], slow, &[]);
        self.b.switch_to_block(python);
        let code = self.b.ins().load(types::I64, Self::flags(), function, layout::FUNCTION_CODE);
        let entry = self.b.ins().load(types::I64, Self::flags(), code, layout::NATIVE_START);
        let key = self.b.ins().load(types::I32, Self::flags(), code, layout::CALL_KEY);
        let registers = self.b.ins().uload32(Self::flags(), code, layout::REGISTER_COUNT);
        let base = self.b.ins().iadd_imm_s(self.base, i64::from(window) * 8);
        let size = self.b.ins().ishl_imm_u(registers, 3);
        let top = self.b.ins().iadd(base, size);
        let cannot = self.cannot_enter(entry, top);
        let takes_other = self.b.ins().icmp_imm_u(IntCC::NotEqual, key, i64::from(count));
        let fails = self.b.ins().bor(cannot, takes_other);
        self.b.ins().brif(fails, slow, &[], fast, &[]);
        self.b.switch_to_block(fast);
        let first = self.b.ins().load(types::I64, Self::flags(), code, layout::CODE_FIRST);
        self.enter(id, Callee { window, base, code, first, entry }, done);
    }

    /// The runtime calls whatever it is.
    fn call_by_runtime(&mut self, id: InstId, window: i32, count: u32) -> Value {
        let word = self.instruction_word(id);
        let callee = self.b.ins().iadd_imm_s(self.base, i64::from(window) * 8);
        let count = self.constant(i64::from(count));
        let value = self.call_in_state(id, tier::call_any as *const () as usize, &[word, callee, count]);
        self.guard_raised(id, value);
        let (leave, on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(leave);
        let was_left = self.b.ins().icmp_imm_s(IntCC::Equal, value, tier::SETTLED as i64);
        self.b.ins().brif(was_left, leave, &[], on, &[]);
        self.b.switch_to_block(leave);
        self.leave_settled(id);
        self.b.switch_to_block(on);
        value
    }

    /// The call by the runtime.
    fn call_slowly(&mut self, id: InstId, done: Block) {
        let word = self.instruction_word(id);
        let value = self.call_in_state(id, tier::call as *const () as usize, &[word]);
        self.guard_raised(id, value);
        self.b.ins().jump(done, &[BlockArg::Value(value)]);
    }

    /// Has what was raised come to the frame that handles it.
    pub(super) fn catch(&mut self, id: InstId, handler: FrameId) -> Value {
        let state = self.function.inst(id).state.expect("verified: calls have states");
        let (mut inlined, mut frame) = (0, self.function.states[state.index()].frame);
        while frame != handler {
            inlined += 1;
            frame = self.function.frame(frame).parent.expect("the handler is in a frame below").0;
        }
        let window = self.function.frame(handler).window;
        let base = self.b.ins().iadd_imm_s(self.base, i64::from(window) * 8);
        let inlined = self.constant(inlined);
        let exception = self.call_in_state(id, tier::catch as *const () as usize, &[base, inlined]);
        let raises = matches!(
            runtime::bytecode::Op::from_byte(self.instruction_at(id).op_byte()),
            Some(runtime::bytecode::Op::Raise | runtime::bytecode::Op::Reraise)
        );
        let failed = self.b.ins().icmp_imm_s(IntCC::Equal, exception, 0);
        self.guard(id, failed, if raises { Reason::NotCompiled } else { Reason::Raised });
        exception
    }

    /// Whether the callee, whose registers end at `top`, is not compiled, or a stack has no room for it.
    fn cannot_enter(&mut self, entry: Value, top: Value) -> Value {
        let missing = self.b.ins().icmp_imm_s(IntCC::Equal, entry, 0);
        let depth = self.b.ins().load(types::I32, Self::flags(), self.vm, layout::DEPTH_LEFT);
        let too_deep = self.b.ins().icmp_imm_s(IntCC::SignedLessThanOrEqual, depth, 0);
        let limit = self.b.ins().load(types::I64, Self::flags(), self.vm, layout::LIMIT);
        let beyond = self.b.ins().icmp(IntCC::UnsignedGreaterThan, top, limit);
        let native = self.b.ins().get_stack_pointer(types::I64);
        let native_limit = self.b.ins().load(types::I64, Self::flags(), self.vm, layout::NATIVE_LIMIT);
        let native_full = self.b.ins().icmp(IntCC::UnsignedLessThan, native, native_limit);
        let register_stack = self.b.ins().bor(too_deep, beyond);
        let stacks = self.b.ins().bor(register_stack, native_full);
        self.b.ins().bor(missing, stacks)
    }

    /// Writes the callee's header, makes its frame the running one and runs it.
    fn enter(&mut self, id: InstId, callee: Callee, done: Block) {
        let window = callee.window;
        let state = self.function.inst(id).state.expect("verified: calls have states");
        let state = &self.function.states[state.index()];
        let caller = self.function.frame(state.frame);
        let function = self.arg(id, 0);
        self.b.ins().store(Self::flags(), function, self.base, (window - 4) * 8);
        self.b.ins().store(Self::flags(), callee.code, self.base, (window - 3) * 8);
        let caller_base = self.b.ins().iadd_imm_s(self.base, i64::from(caller.window) * 8);
        self.b.ins().store(Self::flags(), caller_base, self.base, (window - 2) * 8);
        let back = tier::instruction_address(caller.code, state.pc as usize + 1) as i64;
        let back = self.constant(back);
        self.b.ins().store(Self::flags(), back, self.base, (window - 1) * 8);
        self.b.ins().store(Self::flags(), callee.base, self.vm, layout::BASE);
        self.b.ins().store(Self::flags(), callee.first, self.vm, layout::PC);
        self.add_depth(-1);
        let signature = self.helper_signature(2, false);
        let call = self.b.ins().call_indirect(signature, callee.entry, &[self.vm, callee.base]);
        let value = self.b.inst_results(call)[0];
        self.after_native(id, callee.base, value, done);
        self.b.ins().jump(done, &[BlockArg::Value(value)]);
    }

    fn add_depth(&mut self, by: i64) {
        let depth = self.b.ins().load(types::I32, Self::flags(), self.vm, layout::DEPTH_LEFT);
        let depth = self.b.ins().iadd_imm_s(depth, by);
        self.b.ins().store(Self::flags(), depth, self.vm, layout::DEPTH_LEFT);
    }

    /// If the callee was left, this is left too, unless it has raised; its inlined frames are frames like others from then on.
    fn after_native(&mut self, id: InstId, callee: Value, value: Value, done: Block) {
        let (left, settle, leave, on) =
            (self.b.create_block(), self.b.create_block(), self.b.create_block(), self.b.create_block());
        for block in [left, settle, leave] {
            self.b.set_cold_block(block);
        }
        let offset = self.b.ins().iadd_imm_s(value, -(tier::LEFT as i64));
        let was_left = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, offset, 1);
        self.b.ins().brif(was_left, left, &[], on, &[]);
        self.b.switch_to_block(left);
        self.b.ins().brif(offset, leave, &[], settle, &[]);
        self.b.switch_to_block(settle);
        let settled = self.call_address(tier::settle_callee as *const () as usize, &[self.vm, callee], false);
        let raised = self.b.create_block();
        self.b.set_cold_block(raised);
        self.b.ins().brif(settled, leave, &[], raised, &[]);
        self.b.switch_to_block(raised);
        if self.function.caught.contains(&id) {
            let nothing = self.constant(0);
            self.b.ins().jump(done, &[BlockArg::Value(nothing)]);
        } else {
            let state = self.function.inst(id).state.expect("verified: calls have states");
            let (exit, _) = self.exit_to(state, Reason::Raised);
            self.b.ins().jump(exit, &[]);
        }
        self.b.switch_to_block(leave);
        self.leave_settled(id);
        self.b.switch_to_block(on);
        self.add_depth(1);
        let state = self.function.inst(id).state.expect("verified: calls have states");
        let state = &self.function.states[state.index()];
        self.leave_frames(state.frame, state.pc, callee);
    }

    /// Leaves because a callee was left: its frames are made, and so is that of the root, but for what only exits write.
    fn leave_settled(&mut self, id: InstId) {
        let state = self.function.inst(id).state.expect("verified: calls have states");
        let mut inlined = 0;
        let mut generators = Vec::new();
        let mut frame = self.function.frame(self.function.states[state.index()].frame);
        while let Some((parent, _)) = frame.parent {
            inlined += 1;
            if crate::build::suspends(frame.code) {
                generators.push(frame.window);
            }
            frame = self.function.frame(parent);
        }
        for window in generators {
            let base = self.b.ins().iadd_imm_s(self.base, i64::from(window) * 8);
            self.call_address(tier::generator_runs as *const () as usize, &[self.vm, base], false);
        }
        if inlined > 0 {
            self.add_depth(-inlined);
        }
        let fields = self.function.states[state.index()].fields.clone();
        for (object, offset, value) in fields {
            let (object, value) = (self.value(object), self.value(value));
            self.b.ins().store(Self::flags(), value, object, offset);
        }
        let suspended = self.function.states[state.index()].suspended.clone();
        self.suspend_generators(&suspended);
        let settled = self.constant(tier::SETTLED as i64);
        self.b.ins().return_(&[settled]);
    }

    /// An inlined frame is left.
    pub(super) fn leave_frame(&mut self, frame: FrameId) {
        let described = self.function.frame(frame);
        let Some((parent, pc)) = described.parent else { return };
        let base = self.b.ins().iadd_imm_s(self.base, i64::from(described.window) * 8);
        self.leave_frames(parent, pc, base);
    }

    /// Frames from `left` on are left for that of `caller`: if any of them has a frame object, the runtime looks.
    fn leave_frames(&mut self, caller: FrameId, pc: u32, left: Value) {
        let (slow, on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(slow);
        let top = self.b.ins().load(types::I64, Self::flags(), self.vm, layout::LIVE_TOP);
        let has_object = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, top, left);
        self.b.ins().brif(has_object, slow, &[], on, &[]);
        self.b.switch_to_block(slow);
        let caller = self.function.frame(caller);
        let pc = self.constant(tier::instruction_address(caller.code, pc as usize) as i64);
        let caller = self.b.ins().iadd_imm_s(self.base, i64::from(caller.window) * 8);
        self.call_seldom(tier::leave_frames as *const () as usize, &[self.vm, pc, caller, left]);
        self.b.ins().jump(on, &[]);
        self.b.switch_to_block(on);
    }
}
