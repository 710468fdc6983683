//! Calls: inlined when the callee is known and small, by the runtime otherwise.
//!
//! What is called is guessed from where the callee comes from (a variable's or class's cell, whose content now is taken
//! for what it will be) and else from the feedback; the guess is guarded.

use super::env::Env;
use super::join::Incoming;
use super::{Bail, Builder};
use crate::ir::{Edge, Helper, InstId, Op as Ir, Terminator, Type};
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::{Function, NativeFunction};
use runtime::object::header::Kind;
use runtime::object::type_object::Type as Class;
use runtime::tier::{callee, cell_value, layout, plain_class};
use runtime::value::Value;

/// A call instruction.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub(super) pc: usize,
    /// Register of the result.
    pub(super) result: usize,
    /// First register of the window.
    pub(super) window: usize,
    /// Arguments from the window's register 4 on.
    pub(super) given: usize,
}

impl Builder<'_> {
    /// Builds a call; false if it never returns.
    pub(super) fn call(&mut self, pc: usize, instr: Instr, op: Op) -> Result<bool, Bail> {
        let (result, window, count) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        let given = match op {
            Op::Call => Some(count),
            // The receiver is there unless what was loaded is no method.
            Op::CallMethod if self.has_receiver(window) => Some(count + 1),
            _ => None,
        };
        if let Some(given) = given {
            let site = Site { pc, result, window, given };
            if let Some(returns) = self.known_call(site)? {
                return Ok(returns);
            }
        }
        self.unknown_call(pc, result, window);
        Ok(true)
    }

    /// A call by the runtime.
    fn unknown_call(&mut self, pc: usize, result: usize, window: usize) {
        let value = self.call_runtime(pc, Helper::Call, vec![]);
        for register in window..window + 5 {
            self.forget(register);
        }
        self.set(result, value);
        self.check_epoch(pc + 1);
    }

    /// Whether `load_method` is known to have left a receiver.
    fn has_receiver(&mut self, window: usize) -> bool {
        let Some(slot) = self.env.top().registers[window] else { return false };
        self.methods.iter().any(|methods| methods.function == slot.value)
    }

    /// Builds a call of something known: whether it returns; none if nothing is known.
    fn known_call(&mut self, site: Site) -> Result<Option<bool>, Bail> {
        let function = self.get(site.window);
        if self.ty(function) != Type::Value || self.hopeless(site.pc) {
            return Ok(None);
        }
        let constant = self.content_now(function);
        if let Some(native) = constant.and_then(|value| value.cast::<NativeFunction>()) {
            return Ok(self.native_call(site, function, native).then_some(true));
        }
        if let Some(class) = constant.and_then(|value| value.cast::<Class>()) {
            return self.instantiate(site, function, class);
        }
        let mut codes: Vec<Gc<Code>> = Vec::new();
        if let Some(python) = constant.and_then(|value| value.cast::<Function>()) {
            codes.push(python.code.get());
        } else if let Some(methods) = self.methods.iter().find(|methods| methods.function == function) {
            let functions = methods.cells.iter().filter_map(|&cell| cell_value(cell)?.cast::<Function>());
            codes.extend(functions.map(|function| function.code.get()));
        } else {
            let caller = self.code();
            codes.extend(callee(caller, site.pc));
        }
        codes.dedup();
        if let [only] = codes[..]
            && !self.may_inline(only, site.given)
            && self.may_call(only, site.given)
        {
            self.call_code(site, only, function);
            return Ok(Some(true));
        }
        codes.retain(|&code| self.may_inline(code, site.given));
        codes.iter().for_each(|code| self.pin(code.word()));
        match codes[..] {
            [] => Ok(None),
            [only] => {
                self.guard_code(function, only.word(), site.pc);
                Ok(Some(self.inline_function(site, only, function)?))
            }
            _ => {
                Ok(Some(self.dispatch_call(site, function, &codes)?))
            }
        }
    }

    /// What a value that was just read from a cell is now.
    fn content_now(&self, value: InstId) -> Option<Value> {
        let inst = self.function.inst(value);
        match inst.op {
            Ir::Word { bits } => Some(Value::from_bits(bits)),
            Ir::Load { offset: layout::CELL_VALUE } => match self.function.inst(inst.args[0]).op {
                Ir::Word { bits } => cell_value(bits),
                _ => None,
            },
            _ => None,
        }
    }

    /// Makes sure that a value is this object.
    fn guard_object(&mut self, value: InstId, object: Value, pc: usize) {
        let bits = object.bits();
        if self.env.words.contains(&(value, bits)) {
            return;
        }
        self.pin(bits);
        let state = self.state(pc);
        self.emit_at(Ir::GuardWord { bits }, vec![value], state);
        self.env.words.push((value, bits));
    }

    /// Makes sure that a value is a plain function with this code.
    fn guard_code(&mut self, function: InstId, code: u64, pc: usize) {
        if self.env.words.contains(&(function, code)) {
            return;
        }
        self.guard_function(function, pc);
        let state = self.state(pc);
        let value = code as i64;
        self.emit_at(Ir::GuardLoad { offset: layout::FUNCTION_CODE, value }, vec![function], state);
        self.env.words.push((function, code));
    }

    /// Calls code that is or will be compiled.
    fn call_code(&mut self, site: Site, code: Gc<Code>, function: InstId) {
        self.pin(code.word());
        self.guard_code(function, code.word(), site.pc);
        self.synchronise(site.pc);
        let state = self.state(site.pc);
        let window = self.window() + site.window as i32 + layout::FRAME_HEADER;
        let op = Ir::CallCode { code: code.word(), window, registers: code.register_count };
        let value = self.emit_at(op, vec![function], state);
        self.after_call();
        for register in site.window..site.window + 4 + site.given {
            self.forget(register);
        }
        self.set(site.result, value);
        self.check_epoch(site.pc + 1);
    }

    fn guard_function(&mut self, function: InstId, pc: usize) {
        let state = self.state(pc);
        self.emit_at(Ir::GuardKind { kind: Kind::Function as u8 }, vec![function], state);
    }

    fn arguments(&mut self, site: Site) -> Vec<InstId> {
        (0..site.given).map(|index| self.get(site.window + 4 + index)).collect()
    }

    fn inline_function(&mut self, site: Site, code: Gc<Code>, function: InstId) -> Result<bool, Bail> {
        let arguments = self.arguments(site);
        let ways = self.inline(site, code, function, arguments)?;
        Ok(self.join_calls(site, ways))
    }

    /// One of several functions, or any other by the runtime.
    fn dispatch_call(&mut self, site: Site, function: InstId, codes: &[Gc<Code>]) -> Result<bool, Bail> {
        self.guard_function(function, site.pc);
        let depth = self.function.block(self.block).depth;
        let mut ways = Vec::new();
        for &code in codes {
            let value = code.word() as i64;
            let condition = self.emit(Ir::IsLoad { offset: layout::FUNCTION_CODE, value }, vec![function]);
            let (yes, no) = (self.function.new_block(depth), self.function.new_block(depth));
            let to = |block| Edge { to: block, args: Vec::new() };
            self.end(Terminator::Branch { condition, then: to(yes), otherwise: to(no) });
            let env = self.env.clone();
            self.block = yes;
            self.last_state = None;
            let arguments = self.arguments(site);
            ways.extend(self.inline(site, code, function, arguments)?);
            self.block = no;
            self.env = env;
            self.last_state = None;
        }
        self.unknown_call(site.pc, site.result, site.window);
        let value = self.get(site.result);
        ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value));
        Ok(self.join_calls(site, ways))
    }

    /// Goes on behind a call, from each way in which it returned; false if there is none.
    fn join_calls(&mut self, site: Site, ways: Vec<(Incoming, InstId)>) -> bool {
        self.last_state = None;
        let mut ways = ways;
        if ways.is_empty() {
            self.env = Env::default();
            return false;
        }
        if ways.len() == 1
            && let Some((only, value)) = ways.pop()
        {
            self.block = only.block;
            self.env = only.env;
            self.set(site.result, value);
            return true;
        }
        let ty = self.ty(ways[0].1);
        let same = ways.iter().all(|(_, value)| self.ty(*value) == ty);
        let ty = if same { ty } else { Type::Value };
        let depth = self.function.block(ways[0].0.block).depth;
        let (mut incoming, mut values) = (Vec::new(), Vec::new());
        for (way, value) in ways {
            self.block = way.block;
            self.env = way.env;
            values.push(if ty == Type::Value { self.boxed(value) } else { value });
            incoming.push(Incoming { block: self.block, env: std::mem::take(&mut self.env) });
        }
        let block = self.function.new_block(depth);
        let (env, _) = self.merge(site.pc + 1, block, &mut incoming, false);
        let param = self.function.param(block, ty);
        for (way, value) in incoming.iter().zip(values) {
            if let Terminator::Jump(Edge { args, .. }) = &mut self.function.blocks[way.block.index()].end {
                args.push(value);
            }
        }
        self.block = block;
        self.env = env;
        self.last_state = None;
        self.set(site.result, param);
        true
    }

    /// A class with a plain `__init__`: makes the instance here and inlines that.
    fn instantiate(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> Result<Option<bool>, Bail> {
        let Some(plain) = plain_class(self.vm, class) else { return Ok(None) };
        let code = plain.init.code.get();
        let returns_value = code.unit.code.iter().any(|instr| Op::from_byte(instr.op_byte()) == Some(Op::Return));
        if returns_value || !self.may_inline(code, site.given + 1) {
            return Ok(None);
        }
        self.guard_object(callee, class.value(), site.pc);
        self.pin(class.word());
        let class_word = self.word(class.value());
        let instance = self.call_runtime(site.pc, Helper::Instance, vec![class_word]);
        self.env.shapes.push((instance, plain.shape));
        self.pin(plain.init.word());
        let init = self.word(plain.init.value());
        let ways = self.inline_init(site, &plain, class_word, init, instance)?;
        Ok(Some(self.join_calls(site, ways.into_iter().map(|way| (way, instance)).collect())))
    }

    /// Native functions that have a form of their own.
    fn native_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let builtins = self.vm.builtins;
        let is_builtin = |this: &mut Self, name: &str| builtins.get_text(this.vm, name) == Some(native.value());
        if site.given == 1 && is_builtin(self, "len") {
            return self.len(site, callee, native);
        }
        if site.given == 2 && native.spec.name == "append" && native.owner.get() == self.vm.types.list.value() {
            return self.append(site, callee, native);
        }
        false
    }

    fn len(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let object = self.get(site.window + 4);
        let known = self.env.shapes.iter().find(|(known, _)| *known == object).map(|(_, shape)| *shape);
        let offset = match known {
            Some(shape) if shape == Kind::List as u32 => layout::LIST_LEN,
            Some(shape) if shape == Kind::Tuple as u32 => layout::TUPLE_LEN,
            _ => return false,
        };
        self.guard_object(callee, native.value(), site.pc);
        let len = self.emit(Ir::LoadInt { offset }, vec![object]);
        self.set(site.result, len);
        true
    }

    /// `list.append`
    fn append(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let list = self.get(site.window + 4);
        if self.ty(list) != Type::Value {
            return false;
        }
        self.guard_object(callee, native.value(), site.pc);
        self.guard_shape(list, Kind::List as u32, site.pc);
        let value = self.get_boxed(site.window + 5);
        self.append_to(list, value, site.pc);
        let none = self.word(Value::NONE);
        self.set(site.result, none);
        true
    }

    pub(super) fn append_to(&mut self, list: InstId, value: InstId, pc: usize) {
        let done = self.emit(Ir::TryAppend, vec![list, value]);
        let depth = self.function.block(self.block).depth;
        let (slow, on) = (self.function.new_block(0), self.function.new_block(depth));
        let to = |block| Edge { to: block, args: Vec::new() };
        self.end(Terminator::Branch { condition: done, then: to(on), otherwise: to(slow) });
        self.block = slow;
        let state = self.state(pc);
        self.emit_at(Ir::Call { helper: Helper::ListAppend }, vec![list, value], state);
        self.end(Terminator::Jump(to(on)));
        self.block = on;
    }
}
