//! Calls of Python functions that are known: what they are given is put in the order of their parameters, and then they are built
//! in place if they are small, and entered if they are not.

use super::bind::Callee;
use super::call::Site;
use super::inline::HEADER;
use super::join::Incoming;
use super::{Bail, Builder};
use crate::ir::{InstId, Op as Ir};
use runtime::bytecode::Op;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::Function;
use runtime::object::type_object::Type as Class;
use runtime::tier::{PlainClass, bare_instance_of, cell_value, plain_class};
use runtime::value::Value;

impl Builder<'_> {
    /// Builds a call whose arguments have to be bound.
    pub(super) fn bound_call(
        &mut self,
        site: Site,
        callee: InstId,
        constant: Option<Value>,
    ) -> Result<Option<bool>, Bail> {
        let method =
            self.methods.iter().find(|methods| methods.function == callee).map(|methods| methods.cells.clone());
        let function = match method.as_deref() {
            Some([cell]) => cell_value(*cell),
            Some(_) => None,
            None => constant,
        };
        let Some(function) = function.and_then(|value| value.cast::<Function>()) else { return Ok(None) };
        let code = function.code.get();
        if !self.may_bind(site.given, site.names, code) || self.was_reached(site.pc) {
            return Ok(None);
        }
        self.invoke(site, Callee { function: callee, code, known: Some(function) })
    }

    /// Builds a call of a function in Python; none if it would raise.
    pub(super) fn invoke(&mut self, site: Site, callee: Callee) -> Result<Option<bool>, Bail> {
        let Some(arguments) = self.bind(site, callee) else { return Ok(None) };
        let function = match callee.known {
            Some(function) if self.env.words.contains(&(callee.function, function.word())) => {
                self.word(function.value())
            }
            _ => callee.function,
        };
        if self.is_small(callee.code) {
            let ways = self.inline(site, callee.code, function, arguments)?;
            return Ok(Some(self.join_calls(site, ways)));
        }
        let window = self.window() + site.window as i32 + HEADER;
        self.entered_or_called(site, callee.code, window, |this| {
            let value = this.enter_code(site.pc, callee.code, window, function, arguments);
            Ok((Incoming { block: this.block, env: std::mem::take(&mut this.env) }, value))
        })
    }

    /// Enters code where it is compiled and there is room for its frame at `window`, as `enter` does; else the runtime executes
    /// the call.
    pub(super) fn entered_or_called(
        &mut self,
        site: Site,
        code: Gc<Code>,
        window: i32,
        enter: impl FnOnce(&mut Self) -> Result<(Incoming, InstId), Bail>,
    ) -> Result<Option<bool>, Bail> {
        self.pin(code.word());
        let op = Ir::CanEnter { code: code.word(), window, registers: code.register_count };
        let no = self.only_if(op, vec![]);
        self.leave_window(site.window);
        let entered = enter(self)?;
        self.go_on_at(no);
        self.general_call(site);
        let value = self.get(site.result);
        let called = Incoming { block: self.block, env: std::mem::take(&mut self.env) };
        Ok(Some(self.join_calls(site, vec![entered, (called, value)])))
    }

    /// Calls code that is compiled, for instruction `pc` of the innermost frame: what it returns.
    pub(super) fn enter_code(
        &mut self,
        pc: usize,
        code: Gc<Code>,
        window: i32,
        function: InstId,
        arguments: Vec<InstId>,
    ) -> InstId {
        let mut words = vec![function];
        words.extend(arguments.into_iter().map(|value| self.boxed(value)).collect::<Vec<_>>());
        self.synchronise(pc);
        let state = self.state(pc);
        let value = self.emit_at(Ir::EnterCode { code: code.word(), window }, words, state);
        self.after_call();
        self.env.stale = true;
        self.catch(pc, value);
        value
    }

    /// A class with a plain `__init__`: makes the instance here, and inlines or enters that.
    pub(super) fn instantiate(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> Result<Option<bool>, Bail> {
        if site.given == 0
            && let Some(parts) = bare_instance_of(self.vm, class)
        {
            let word = self.word(class.value());
            self.guard_object(callee, class.value(), site.pc);
            let instance = self.new_bare(site, class, word, parts);
            self.leave_window(site.window);
            self.set(site.result, instance);
            return Ok(Some(true));
        }
        let Some(plain) = plain_class(self.vm, class) else { return self.construct(site, callee, class) };
        let code = plain.init.code.get();
        let returns_value = code.unit.code.iter().any(|instr| Op::from_byte(instr.op_byte()) == Some(Op::Return));
        let simple = site.names.is_none() && self.may_call(code, site.given + 1);
        if returns_value || !self.may_invoke(site.given + 1, site.names, code) || !simple && self.was_reached(site.pc) {
            return Ok(None);
        }
        self.guard_object(callee, class.value(), site.pc);
        self.pin(class.word());
        let class_word = self.word(class.value());
        let state = self.state(site.pc);
        let (header, size) = runtime::tier::new_instance(self.vm, class);
        self.note_made(header, || class.name_text());
        let instance = self.emit_at(Ir::NewInstance { header, size }, vec![class_word], state);
        self.env.shapes.push((instance, plain.shape));
        let Some((init, arguments)) = self.init_arguments(site, &plain, instance) else { return Ok(None) };
        if self.is_small(code) {
            let ways = self.inline_init(site, &plain, class_word, init, arguments)?;
            return Ok(Some(self.join_calls(site, ways.into_iter().map(|way| (way, instance)).collect())));
        }
        let base = self.window() + site.window as i32 + HEADER;
        let window = base + 2 + HEADER;
        self.entered_or_called(site, code, window, |this| {
            this.push_between(site, &plain, class_word, instance);
            this.enter_code(0, code, window, init, arguments);
            this.env.frames.pop();
            this.last_state = None;
            Ok((Incoming { block: this.block, env: std::mem::take(&mut this.env) }, instance))
        })
    }

    /// The `__init__` of a class as a value, and its arguments; none if its call would raise.
    pub(super) fn init_arguments(
        &mut self,
        site: Site,
        plain: &PlainClass,
        instance: InstId,
    ) -> Option<(InstId, Vec<InstId>)> {
        self.pin(plain.init.word());
        let init = self.word(plain.init.value());
        let callee = Callee { function: init, code: plain.init.code.get(), known: Some(plain.init) };
        let site = self.with_receiver(site, instance);
        Some((init, self.bind(site, callee)?))
    }
}
