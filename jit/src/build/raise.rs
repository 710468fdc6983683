//! Raising and handling exceptions without leaving compiled code.
//!
//! What a call of the runtime raises comes to its handler by [`Ir::Catch`], which unwinds the frames as the interpreter does. An
//! exception that is made here and raised here needs none of that: who handles it is known, and so is whether an `except` clause
//! catches it. It is an instance like others, with a traceback ([`Ir::NewTraceback`]), and not even made where nothing looks at
//! it: its handler is built for it alone.
//!
//! The exception that is being handled is in SSA too ([`Env::handled`]); the interpreter's word for it is written where somebody
//! may look.

use super::call::Site;
use super::env::Env;
use super::join::Incoming;
use super::{Bail, Builder, Slot};
use crate::ir::{Edge, FrameId, HANDLED, Helper, InstId, Op as Ir, Reason, Terminator, Type};
use crate::lower::MAX_ARGUMENTS;
use runtime::bytecode::{Instr, Op};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::object::type_object::Type as Class;
use runtime::tier::{LeftFrame, PlainException, RaisePath, layout, plain_exception};
use runtime::value::Value;
use rustc_hash::FxHashSet as HashSet;

/// Where an exception is handled.
#[derive(Clone, Copy)]
pub(super) struct Handler {
    /// The frame, counted from the root.
    frame: usize,
    /// Its region.
    region: usize,
    /// The run that the handler begins with, and the register that gets the exception.
    target: usize,
    register: usize,
}

/// A handler of more instructions is built once for all exceptions, and so is each where so much has been built already.
const MAX_COPY: usize = 60;
const MAX_BUILT: usize = 1200;

impl Builder<'_> {
    /// Where what instruction `pc` raises is handled; none if that is not compiled here.
    pub(super) fn handler(&mut self, pc: usize) -> Option<Handler> {
        let mut at = pc;
        for frame in (0..self.env.frames.len()).rev() {
            let id = self.env.frames[frame].id;
            let (code, parent) = (self.function.frame(id).code, self.function.frame(id).parent);
            let suspends = frame > 0 && super::generator::suspends(code);
            if let Some((_, entry)) = code.unit.handler_of(at) {
                let region = self.regions.iter().position(|region| region.frame == id)?;
                let (current, analysis) = (self.regions[region].current, &self.regions[region].analysis);
                // Where nothing has come to the handler from this run, loops are found as if nothing ever did.
                let Some(target) = analysis.handler(current, entry.target as usize) else {
                    let innermost = self.env.top().id;
                    let code = self.function.frame(innermost).code.word();
                    self.function.unreached.insert((code, pc as u32));
                    return None;
                };
                let register = usize::from(entry.register);
                return (!suspends).then_some(Handler { frame, region, target, register });
            }
            if suspends {
                return None;
            }
            (_, at) = parent.map(|(caller, call)| (caller, call as usize))?;
        }
        None
    }

    /// Whether what instruction `pc` raises is handled in its own frame, by what is compiled here.
    pub(super) fn handles_own(&mut self, pc: usize) -> bool {
        self.handler(pc).is_some_and(|handler| handler.frame + 1 == self.env.frames.len())
    }

    /// Sees to it that what a call raises comes to its handler, if that is compiled: the call gives 0 then.
    pub(super) fn catch(&mut self, pc: usize, call: InstId) {
        let Some(handler) = self.handler(pc) else { return };
        self.function.caught.insert(call);
        let nothing = self.word(Value::EMPTY);
        let condition = self.emit(Ir::Same, vec![call, nothing]);
        let depth = self.function.block(self.block).depth;
        let (raised, on) = (self.function.new_block(0), self.function.new_block(depth));
        let to = |block| Edge { to: block, args: Vec::new() };
        self.end(Terminator::Branch { condition, then: to(raised), otherwise: to(on) });
        let env = self.env.clone();
        self.block = raised;
        self.last_state = None;
        self.unwind_to(pc, handler);
        self.block = on;
        self.env = env;
        self.last_state = None;
    }

    /// Unwinds frames as the interpreter does, and goes on at the handler.
    fn unwind_to(&mut self, pc: usize, handler: Handler) {
        let (state, frame) = (self.state(pc), self.env.frames[handler.frame].id);
        let exception = self.emit_at(Ir::Catch { frame }, vec![], state);
        self.after_call();
        self.env.stale = true;
        self.arrive(handler, exception);
        self.wait_at(handler);
    }

    /// The frames above that of the handler are gone, and it has the exception.
    fn arrive(&mut self, handler: Handler, exception: InstId) {
        self.env.frames.truncate(handler.frame + 1);
        let there: Vec<FrameId> = self.env.frames.iter().map(|frame| frame.id).collect();
        self.env.cursors.retain(|cursor| there.contains(&cursor.frame));
        self.set(handler.register, exception);
    }

    /// Goes on at the handler, as others do.
    fn wait_at(&mut self, handler: Handler) {
        let region = &self.regions[handler.region];
        if region.entered.contains(&handler.target) {
            let pc = region.analysis.instruction(handler.target);
            self.exit(pc, Reason::NotCompiled);
            return;
        }
        let incoming = Incoming { block: self.block, env: std::mem::take(&mut self.env) };
        self.regions[handler.region].pending.entry(handler.target).or_default().push(incoming);
        self.last_state = None;
    }

    /// Goes on at a handler that is built for this exception alone, whose class is known.
    fn go_on_in(&mut self, handler: Handler) -> Result<(), Bail> {
        let Some(runs) = self.copied(handler) else {
            self.wait_at(handler);
            return Ok(());
        };
        let (inner, origin) = (self.regions.split_off(handler.region + 1), self.function.origin);
        let start = Incoming { block: self.block, env: std::mem::take(&mut self.env) };
        let region = self.top();
        let waiting: Vec<(usize, Vec<Incoming>)> =
            runs.iter().filter_map(|&run| Some((run, region.pending.remove(&run)?))).collect();
        let entered: Vec<usize> = runs.iter().copied().filter(|run| region.entered.remove(run)).collect();
        let current = region.current;
        region.pending.insert(handler.target, vec![start]);
        let order: Vec<usize> = region.analysis.order.iter().copied().filter(|run| runs.contains(run)).collect();
        let built = self.runs(&order);
        let region = self.top();
        region.entered.retain(|run| !runs.contains(run));
        region.entered.extend(entered);
        region.pending.extend(waiting);
        region.current = current;
        self.regions.extend(inner);
        self.function.origin = origin;
        (self.last_state, self.done) = (None, None);
        built
    }

    /// The runs of a handler up to where the exception is not handled any more, if they are few and have no loop.
    fn copied(&mut self, handler: Handler) -> Option<HashSet<usize>> {
        let region = &self.regions[handler.region];
        let (unit, analysis) = (&region.code.unit, &region.analysis);
        let mut found = HashSet::default();
        let (mut stack, mut size) = (vec![handler.target], 0);
        while let Some(start) = stack.pop() {
            if analysis.loops.contains_key(&start) {
                return None;
            }
            let run = analysis.runs.get(&start)?;
            if !found.insert(start) {
                continue;
            }
            size += run.end - run.start;
            let ends = (run.start..run.end).any(|at| unit.code[analysis.instruction(at)].op_byte() == Op::PopExc as u8);
            if !ends {
                stack.extend(&run.next);
            }
        }
        if size > MAX_COPY || self.built + size > MAX_BUILT {
            return None;
        }
        self.built += size;
        Some(found)
    }

    /// Where an exception that is made here is handled, if the frames above are not known to anybody.
    fn quiet_handler(&mut self, pc: usize) -> Option<Handler> {
        let handler = self.handler(pc)?;
        let above = &self.env.frames[handler.frame + 1..];
        let words: usize = above.iter().map(|frame| 1 + self.shown(frame.id)).sum();
        let quiet = above.iter().all(|frame| !frame.exposed && frame.function.is_some()) && words <= MAX_ARGUMENTS;
        quiet.then_some(handler)
    }

    /// How many registers of a frame tracebacks show.
    fn shown(&self, frame: FrameId) -> usize {
        let has_region = self.regions.iter().any(|region| region.frame == frame);
        if has_region { self.function.frame(frame).code.unit.registers.len() } else { 0 }
    }

    /// Raises an exception that was made here and not raised before.
    fn raise_new(&mut self, pc: usize, handler: Handler, exception: InstId) -> Result<(), Bail> {
        let context = self.handled();
        self.set_field(exception, layout::EXCEPTION_CONTEXT, context);
        let traceback = self.traceback(pc, handler);
        self.set_field(exception, layout::EXCEPTION_TRACEBACK, traceback);
        self.arrive(handler, exception);
        self.go_on_in(handler)
    }

    pub(super) fn set_field(&mut self, object: InstId, offset: i32, value: InstId) {
        let boxed = self.boxed(value);
        self.emit(Ir::Store { offset }, vec![object, boxed]);
        if !self.function.is_no_object(boxed) {
            self.emit(Ir::Barrier, vec![object]);
        }
        self.env.store_slot(object, offset, value);
        self.last_state = None;
    }

    /// The traceback of what instruction `pc` raises. The header of the handler's frame is written, which gets an object.
    fn traceback(&mut self, pc: usize, handler: Handler) -> InstId {
        for index in 1..=handler.frame {
            let (id, function) = (self.env.frames[index].id, self.env.frames[index].function);
            if let Some(Slot { value, dirty: true }) = function {
                let at = self.function.frame(id).window - 4;
                self.emit(Ir::StoreRegister { at }, vec![value]);
                self.env.frames[index].function = Some(Slot { value, dirty: false });
            }
            if !std::mem::replace(&mut self.env.frames[index].linked, true) {
                self.emit(Ir::WriteFrame { frame: id }, vec![]);
            }
            self.env.frames[index].exposed = true;
        }
        let (mut left, mut instruction) = (Vec::new(), pc as u32);
        for index in (handler.frame + 1..self.env.frames.len()).rev() {
            let id = self.env.frames[index].id;
            let (code, parent) = (self.function.frame(id).code, self.function.frame(id).parent);
            left.push(LeftFrame { code, instruction, registers: self.shown(id) as u32 });
            instruction = parent.map_or(0, |(_, call)| call);
        }
        left.reverse();
        let mut words = Vec::new();
        for (index, frame) in (handler.frame + 1..).zip(&left) {
            let function = self.env.frames[index].function.map(|slot| slot.value);
            words.push(function.expect("looked at before"));
            for register in 0..frame.registers as usize {
                let value = match self.env.frames[index].registers[register] {
                    Some(slot) => self.boxed(slot.value),
                    None => {
                        let window = self.function.frame(self.env.frames[index].id).window;
                        self.emit(Ir::Register { at: window + register as i32 }, vec![])
                    }
                };
                words.push(value);
            }
        }
        let window = self.function.frame(self.env.frames[handler.frame].id).window;
        self.function.paths.push(RaisePath { window, instruction, left });
        let path = self.function.paths.len() as u32 - 1;
        let state = self.state(pc);
        self.emit_at(Ir::NewTraceback { path }, words, state)
    }

    /// A new exception whose `__init__` in Python has not run.
    fn new_exception(&mut self, pc: usize, class: Gc<Class>, plain: &PlainException, args: Vec<InstId>) -> InstId {
        self.note_made(plain.header, || class.name_text());
        let tuple = self.new_tuple(pc, args);
        self.pin(class.word());
        let class = self.word(class.value());
        let state = self.state(pc);
        let op = Ir::NewInstance { header: plain.header, size: plain.size };
        let exception = self.emit_at(op, vec![class], state);
        self.env.shapes.push((exception, plain.shape));
        self.set_field(exception, layout::EXCEPTION_ARGS, tuple);
        let nothing = self.word(Value::EMPTY);
        self.env.store_slot(exception, layout::EXCEPTION_CONTEXT, nothing);
        self.env.store_slot(exception, layout::EXCEPTION_TRACEBACK, nothing);
        exception
    }

    /// Whether an exception was made here, and nothing is known to have happened to it.
    fn is_new(&self, exception: InstId) -> bool {
        let is_empty = |offset: i32| {
            let found = self.env.slot(exception, offset);
            found.is_some_and(|value| self.function.inst(value).op == (Ir::Word { bits: Value::EMPTY.bits() }))
        };
        matches!(self.function.inst(exception).op, Ir::NewInstance { .. })
            && is_empty(layout::EXCEPTION_CONTEXT)
            && is_empty(layout::EXCEPTION_TRACEBACK)
    }

    /// Raises a builtin exception of these arguments where a condition does not hold, if its handler is compiled here; else false.
    pub(super) fn raise_unless(
        &mut self,
        pc: usize,
        condition: InstId,
        exc: Exc,
        arguments: impl FnOnce(&mut Self) -> Vec<InstId>,
    ) -> Result<bool, Bail> {
        let Some(handler) = self.quiet_handler(pc) else { return Ok(false) };
        let class = self.vm.exc(exc);
        let Some(plain) = plain_exception(self.vm, class) else { return Ok(false) };
        let depth = self.function.block(self.block).depth;
        let (raises, on) = (self.function.new_block(depth), self.function.new_block(depth));
        let to = |block| Edge { to: block, args: Vec::new() };
        self.end(Terminator::Branch { condition, then: to(on), otherwise: to(raises) });
        let env = self.env.clone();
        self.block = raises;
        self.last_state = None;
        let arguments = arguments(self);
        debug_assert!(arguments.is_empty() || !plain.bare, "such exceptions are raised without arguments");
        let exception = self.new_exception(pc, class, &plain, arguments);
        self.raise_new(pc, handler, exception)?;
        self.block = on;
        self.env = env;
        self.last_state = None;
        Ok(true)
    }

    /// A str for the message of an exception.
    pub(super) fn message(&mut self, text: &str) -> Vec<InstId> {
        let text = self.vm.intern(text);
        vec![self.constant(text.value())]
    }

    /// `raise`
    pub(super) fn raise(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let Some(handler) = self.handler(pc) else {
            self.exit(pc, Reason::NotCompiled);
            return Ok(false);
        };
        if let Some(quiet) = self.quiet_handler(pc)
            && let Some(exception) = self.raised_new(pc, instr)
        {
            self.raise_new(pc, quiet, exception)?;
            return Ok(false);
        }
        self.synchronise(pc);
        self.unwind_to(pc, handler);
        Ok(false)
    }

    /// The exception that a `raise` statement raises, if it was made here or is made here now, with its cause.
    fn raised_new(&mut self, pc: usize, instr: Instr) -> Option<InstId> {
        let (aux, value) = (instr.aux(), self.get(usize::from(instr.a())));
        if !(1..=2).contains(&aux) || self.ty(value) != Type::Value {
            return None;
        }
        let cause = if aux == 2 { Some(self.cause(usize::from(instr.b()))?) } else { None };
        let exception = match self.content_now(value).and_then(|class| class.cast::<Class>()) {
            Some(class) => {
                let plain = plain_exception(self.vm, class).filter(|plain| plain.init.is_none())?;
                self.guard_object(value, class.value(), pc);
                self.new_exception(pc, class, &plain, Vec::new())
            }
            None => self.is_new(value).then_some(value)?,
        };
        if let Some(cause) = cause {
            self.set_field(exception, layout::EXCEPTION_CAUSE, cause);
            let suppresses = Ir::StoreByte { offset: layout::EXCEPTION_SUPPRESS, value: 1 };
            self.emit(suppresses, vec![exception]);
        }
        Some(exception)
    }

    /// What becomes the cause of an exception, if that is known to be an exception or None.
    fn cause(&mut self, register: usize) -> Option<InstId> {
        let cause = self.get(register);
        if self.function.inst(cause).op == (Ir::Word { bits: Value::NONE.bits() }) {
            return Some(self.word(Value::EMPTY));
        }
        let (_, shape) = self.env.shapes.iter().find(|(known, _)| *known == cause)?;
        runtime::tier::is_exception_shape(self.vm, *shape).then_some(cause)
    }

    /// An exception goes on where a handler ends.
    pub(super) fn reraise(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let Some(handler) = self.handler(pc) else {
            self.exit(pc, Reason::NotCompiled);
            return Ok(false);
        };
        let exception = self.get(usize::from(instr.a()));
        if handler.frame + 1 == self.env.frames.len() {
            let is_known = self.class_known(exception).is_some();
            self.arrive(handler, exception);
            if is_known {
                self.go_on_in(handler)?;
            } else {
                self.wait_at(handler);
            }
            return Ok(false);
        }
        self.synchronise(pc);
        self.unwind_to(pc, handler);
        Ok(false)
    }

    /// The exception that is being handled.
    pub(super) fn handled(&mut self) -> InstId {
        if let Some(handled) = self.env.handled {
            return handled;
        }
        let handled = self.emit(Ir::Register { at: HANDLED }, vec![]);
        (self.env.handled, self.env.handled_written) = (Some(handled), Some(handled));
        handled
    }

    /// The exception that is being handled, where the interpreter's word does not tell.
    pub(super) fn unwritten_handled(&self) -> Option<InstId> {
        self.env.handled.filter(|_| self.env.handled != self.env.handled_written)
    }

    /// Writes the interpreter's word for the exception that is being handled.
    pub(super) fn write_handled(&mut self) {
        if let Some(handled) = self.unwritten_handled() {
            self.emit(Ir::StoreRegister { at: HANDLED }, vec![handled]);
            self.env.handled_written = Some(handled);
            self.last_state = None;
        }
    }

    /// What is being handled where ways meet. Loops find it in its word.
    pub(super) fn merge_handled(&mut self, env: &mut Env, incoming: &mut [Incoming], is_loop: bool) {
        let first = (incoming[0].env.handled, incoming[0].env.handled_written);
        if !is_loop && incoming.iter().all(|way| (way.env.handled, way.env.handled_written) == first) {
            return;
        }
        for way in incoming.iter_mut() {
            if let Some(handled) = way.env.handled.filter(|_| way.env.handled != way.env.handled_written) {
                let store = self.function.new_inst(Ir::StoreRegister { at: HANDLED }, vec![handled], None);
                self.function.blocks[way.block.index()].insts.push(store);
            }
        }
        let same = !is_loop && incoming.iter().all(|way| way.env.handled == first.0);
        env.handled = first.0.filter(|_| same);
        env.handled_written = env.handled;
    }

    /// A handler begins.
    pub(super) fn push_exc(&mut self, saved: usize, exception: usize) {
        let before = self.handled();
        let exception = self.get_boxed(exception);
        self.set(saved, before);
        self.env.handled = Some(exception);
        self.last_state = None;
    }

    /// A handler ends.
    pub(super) fn pop_exc(&mut self, saved: usize) {
        let before = self.get_boxed(saved);
        self.env.handled = Some(before);
        self.last_state = None;
    }

    /// Whether an exception is one that an `except` clause catches, where its class or at least those of the clause are known.
    pub(super) fn check_exc_match(&mut self, exception: usize, classes: usize, pc: usize) -> Option<InstId> {
        if self.was_reached(pc) {
            return None;
        }
        let (exception, classes) = (self.get(exception), self.get(classes));
        let wanted = self.tuples.get(&classes).cloned().unwrap_or_else(|| vec![classes]);
        let wanted: Option<Vec<(InstId, Value)>> =
            wanted.into_iter().map(|value| Some((value, self.content_now(value)?))).collect();
        let wanted = wanted?;
        let base = self.vm.exc(Exc::BaseException);
        let plain = |this: &mut Self, of: Value| {
            let class = of.cast::<Class>()?;
            (class.is_subclass(base) && this.vm.class_of(of) == this.vm.types.type_).then_some(class)
        };
        let known: Option<Vec<Gc<Class>>> = wanted.iter().map(|&(_, of)| plain(self, of)).collect();
        let known = known?;
        if let Some(class) = self.class_known(exception) {
            for &(value, of) in &wanted {
                self.guard_object(value, of, pc);
            }
            let value = known.iter().any(|&of| class.is_subclass(of));
            return Some(self.emit(Ir::Bool { value }, vec![]));
        }
        let [(value, of)] = wanted[..] else { return None };
        self.guard_object(value, of, pc);
        let exception = self.boxed(exception);
        let whole = |this: &mut Self| this.call_runtime(pc, Helper::Interpret, vec![]);
        let leaf = self.instance_of(&[of])?;
        let answer = self.in_stages(pc, leaf, vec![exception], whole);
        let state = self.state(pc);
        Some(self.emit_at(Ir::GuardBool, vec![answer], state))
    }

    /// `del` of a local variable.
    pub(super) fn delete_local(&mut self, register: usize, pc: usize) {
        let value = self.get(register);
        let bound = matches!(self.function.inst(value).op, Ir::Word { bits } if bits != Value::EMPTY.bits());
        if !bound {
            self.check_bound(register, pc);
        }
        let nothing = self.word(Value::EMPTY);
        self.set(register, nothing);
    }

    /// A call of an exception class: makes the exception here; none if there is more to it.
    pub(super) fn exception_call(
        &mut self,
        site: Site,
        callee: InstId,
        class: Gc<Class>,
    ) -> Result<Option<bool>, Bail> {
        let Some(plain) = plain_exception(self.vm, class) else { return Ok(None) };
        let fits = |this: &mut Self, init: &runtime::tier::PlainClass| {
            let code = init.init.code.get();
            let returns = code.unit.code.iter().any(|instr| Op::from_byte(instr.op_byte()) == Some(Op::Return));
            !returns && this.may_invoke(site.given + 1, site.names, code) && this.is_small(code)
        };
        if site.names.is_some() && plain.init.is_none()
            || plain.bare && site.given > 0
            || plain.init.as_ref().is_some_and(|init| !fits(self, init))
        {
            return Ok(None);
        }
        self.guard_object(callee, class.value(), site.pc);
        let arguments = self.arguments(site);
        let positional = site.given - site.names.map_or(0, |names| names.len());
        let exception = self.new_exception(site.pc, class, &plain, arguments[..positional].to_vec());
        let Some(init) = plain.init else {
            self.leave_window(site.window);
            self.set(site.result, exception);
            return Ok(Some(true));
        };
        let class = self.word(class.value());
        let Some((function, arguments)) = self.init_arguments(site, &init, exception) else { return Ok(None) };
        let ways = self.inline_init(site, &init, class, function, arguments)?;
        Ok(Some(self.join_calls(site, ways.into_iter().map(|way| (way, exception)).collect())))
    }

    /// `BaseException.__init__`, called by that of a derived class.
    pub(super) fn exception_init(&mut self, site: Site, callee: InstId, native: Value) -> bool {
        let exception = self.get(site.first);
        let shape = self.env.shapes.iter().find(|(known, _)| *known == exception).map(|(_, shape)| *shape);
        if site.given == 0
            || site.names.is_some()
            || site.spread.is_some()
            || !shape.is_some_and(|shape| runtime::tier::is_exception_shape(self.vm, shape))
        {
            return false;
        }
        self.guard_object(callee, native, site.pc);
        let arguments = (1..site.given).map(|index| self.argument(site, index)).collect();
        let args = self.new_tuple(site.pc, arguments);
        self.set_field(exception, layout::EXCEPTION_ARGS, args);
        self.leave_window(site.window);
        let none = self.word(Value::NONE);
        self.set(site.result, none);
        true
    }

    /// `exception.args`
    pub(super) fn exception_args(&mut self, object: InstId, instr: Instr) -> Option<InstId> {
        let shape = self.env.shapes.iter().find(|(known, _)| *known == object).map(|(_, shape)| *shape)?;
        let name = self.code().names.get().get(instr.c().into());
        if !runtime::tier::is_exception_args(self.vm, shape, name) {
            return None;
        }
        if let Some(args) = self.env.slot(object, layout::EXCEPTION_ARGS) {
            return Some(args);
        }
        let args = self.emit(Ir::Load { offset: layout::EXCEPTION_ARGS }, vec![object]);
        self.env.slots.push((object, layout::EXCEPTION_ARGS, args));
        Some(args)
    }
}
