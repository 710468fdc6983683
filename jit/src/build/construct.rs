//! Calls of classes whose `__new__` is in Python: that is built in place or entered as `__init__` of other classes is, below the
//! frame that the interpreter has there. What it returns most often is known to need nothing more, or `__init__` in Python, which
//! is built in place too; all else is left to the runtime there. And `__new__` of builtin classes, of which those of `object` and
//! `tuple` make their objects in place where the class is known.

use super::bind::Callee;
use super::call::Site;
use super::inline::HEADER;
use super::join::Incoming;
use super::{Bail, Builder};
use crate::ir::{Helper, InstId, Leaf, Op as Ir, Type};
use crate::lower::MAX_ARGUMENTS;
use runtime::bytecode::Op;
use runtime::bytecode::unit::flags;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::NativeFunction;
use runtime::object::type_object::Type as Class;
use runtime::tier::{
    self, ConstructingClass, Constructor, Initialiser, PlainClass, TupleMethod, constructing_class, constructor,
    instance_of, is_derived_tuple, plain_constructor, tuple_header,
};
use runtime::value::Value;

/// Instruction of the frame between at which what `__new__` returned is looked at.
const LOOKS: usize = 1;

/// A class that is being called, and what it was given.
struct Call {
    site: Site,
    class: Gc<Class>,
    made: ConstructingClass,
    /// The class as a value.
    word: InstId,
    given: Vec<InstId>,
}

impl Builder<'_> {
    /// Builds a call of a class whose `__new__` is in Python; none if there is more to it.
    pub(super) fn construct(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> Result<Option<bool>, Bail> {
        let Some(made) = constructing_class(self.vm, class) else { return Ok(None) };
        let (code, between) = (made.new.code.get(), made.between);
        let simple = site.names.is_none() && self.may_call(code, site.given + 1);
        let fits = site.given <= MAX_ARGUMENTS / 2 && self.may_invoke(site.given + 1, site.names, code);
        if !fits || !simple && self.was_reached(site.pc) {
            return Ok(None);
        }
        self.guard_object(callee, class.value(), site.pc);
        self.pin(class.word());
        self.pin(made.new.word());
        let (word, function) = (self.word(class.value()), self.word(made.new.value()));
        let given = self.arguments(site);
        let with_class = self.with_receiver(site, word);
        let callee = Callee { function, code, known: Some(made.new) };
        let Some(arguments) = self.bind(with_class, callee) else { return Ok(None) };
        let tuple = self.new_tuple(site.pc, given.clone());
        let names = site.names.map_or(Value::NONE, Gc::value);
        let names = self.constant(names);
        let registers = [word, self.word(Value::NONE), tuple, names];
        let call = Call { site, class, made, word, given };
        if self.is_small(code) {
            let key = self.key_of_call(site.pc, code);
            self.push_between_new(site, between, registers);
            let (parent, base) = (self.env.top().id, self.window() + between.register_count as i32 + HEADER);
            self.push_frame(code, base, Some((parent, 0)), Some(function));
            for (register, value) in arguments.into_iter().enumerate() {
                self.set(register, value);
            }
            let mut ends = Vec::new();
            for way in self.region(code, 0, key, site.pc)?.returns {
                self.go_on_at(Incoming { block: way.block, env: way.env });
                ends.extend(self.finish_new(&call, way.value)?);
            }
            return Ok(Some(self.join_calls(site, ends)));
        }
        let base = self.window() + site.window as i32 + HEADER;
        let window = base + between.register_count as i32 + HEADER;
        self.entered_or_called(site, code, window, |this| {
            this.push_between_new(site, between, registers);
            let value = this.enter_code(0, code, window, function, arguments);
            let ends = this.finish_new(&call, value)?;
            let value = this.join_ways(site.pc + 1, ends).ok_or(Bail::Target)?;
            Ok((Incoming { block: this.block, env: std::mem::take(&mut this.env) }, value))
        })
    }

    /// The frame that the interpreter has below that of `__new__`.
    fn push_between_new(&mut self, site: Site, between: Gc<Code>, registers: [InstId; 4]) {
        let (parent, base) = (self.env.top().id, self.window() + site.window as i32 + HEADER);
        self.leave_window(site.window);
        self.push_frame(between, base, Some((parent, site.pc as u32)), Some(registers[0]));
        for (register, value) in registers.into_iter().enumerate() {
            self.set(register, value);
        }
    }

    /// Goes on in the frame between, where `__new__` has returned a value: the ways behind the call, with what it gives.
    fn finish_new(&mut self, call: &Call, value: InstId) -> Result<Vec<(Incoming, InstId)>, Bail> {
        let (site, init) = (call.site, self.initialiser(call, value));
        let is_known = self.class_known(value) == Some(call.class);
        let value = self.boxed(value);
        let mut ways = Vec::new();
        let other = match init {
            Some(_) if is_known => None,
            Some(_) => {
                let class = self.emit(Ir::Leaf { leaf: Leaf::TypeOf }, vec![value]);
                Some(self.only_if(Ir::Same, vec![class, call.word]))
            }
            None => Some(Incoming { block: self.block, env: self.env.clone() }),
        };
        match init {
            Some(Some((plain, init, arguments))) => {
                self.env.frames.pop();
                self.last_state = None;
                let ends = self.inline_init(site, &plain, call.word, init, arguments)?;
                ways.extend(ends.into_iter().map(|way| (way, value)));
            }
            Some(None) => {
                self.env.frames.pop();
                self.last_state = None;
                ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value));
            }
            None => {}
        }
        if let Some(other) = other {
            self.go_on_at(other);
            let value = self.call_runtime(LOOKS, Helper::FinishNew, vec![value]);
            self.env.frames.pop();
            self.with_register(site.result, value, |this| this.check_epoch(site.pc + 1));
            ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value));
        }
        Ok(ways)
    }

    /// What is to be done with an instance of the class itself: nothing, or `__init__` in place; none if that is left to the
    /// runtime. Nothing that is built for the arguments may leave, since the call is not done again.
    fn initialiser(&mut self, call: &Call, value: InstId) -> Option<Option<(PlainClass, InstId, Vec<InstId>)>> {
        let plain = match &call.made.init {
            Initialiser::Bare => return Some(None),
            Initialiser::Other => return None,
            Initialiser::Python(plain) => PlainClass { ..*plain },
        };
        let code = plain.init.code.get();
        let returns_value = code.unit.code.iter().any(|instr| Op::from_byte(instr.op_byte()) == Some(Op::Return));
        let is_plain = code.unit.kwonly_count == 0 && !code.has(flags::VARARGS) && !code.has(flags::VARKEYWORDS);
        let fits = self.may_invoke(call.given.len() + 1, call.site.names, code) && self.is_small(code);
        if returns_value || !is_plain || !fits || self.ty(value) != Type::Value {
            return None;
        }
        self.spreads.push(call.given.clone());
        let site = Site { spread: Some(self.spreads.len() - 1), ..call.site };
        let (init, arguments) = self.init_arguments(site, &plain, value)?;
        Some(Some((plain, init, arguments)))
    }

    /// Whether a value is known to be a tuple of a derived class that has a method from `tuple`.
    pub(super) fn is_derived_tuple(&mut self, value: InstId, method: TupleMethod) -> bool {
        let known = self.env.shapes.iter().find(|(known, _)| *known == value).map(|(_, shape)| *shape);
        known.is_some_and(|shape| is_derived_tuple(self.vm, shape, method))
    }

    /// Builds a call of `__new__` of a builtin class; false if nothing is known of its class.
    pub(super) fn new_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let Some(of) = constructor(self.vm, native).filter(|_| site.given > 0) else { return false };
        let first = self.argument(site, 0);
        let class = self.content_now(first).and_then(|class| class.cast::<Class>()).filter(|_| !self.hopeless(site.pc));
        if let Some(class) = class
            && let Some(made) = self.new_in_place(site, (callee, native), of, (first, class))
        {
            self.leave_window(site.window);
            self.set(site.result, made);
            return true;
        }
        let leaf = match (of, site.given) {
            (Constructor::Object, 1) => Leaf::NewObject,
            (Constructor::Tuple, 2) => Leaf::NewTupleOfClass,
            _ => return false,
        };
        self.guard_object(callee, native.value(), site.pc);
        let args = (0..site.given).map(|index| self.argument(site, index)).collect();
        let value = self.leaf_call(site, leaf, args);
        self.set(site.result, value);
        true
    }

    /// A new instance, which nothing has initialised, of a class of which first word, size and shape of instances are known.
    pub(super) fn new_bare(
        &mut self,
        site: Site,
        class: Gc<Class>,
        word: InstId,
        (header, size, shape): (u64, u32, u32),
    ) -> InstId {
        self.pin(class.word());
        self.note_made(header, || class.name_text());
        let state = self.state(site.pc);
        let instance = self.emit_at(Ir::NewInstance { header, size }, vec![word], state);
        self.env.shapes.push((instance, shape));
        instance
    }

    /// An object that `__new__` of a builtin class makes of a class that is known.
    fn new_in_place(
        &mut self,
        site: Site,
        (callee, native): (InstId, Gc<NativeFunction>),
        of: Constructor,
        (first, class): (InstId, Gc<Class>),
    ) -> Option<InstId> {
        let known = |this: &mut Self| {
            this.guard_object(callee, native.value(), site.pc);
            this.guard_object(first, class.value(), site.pc);
            this.pin(class.word());
        };
        match (of, site.given) {
            (Constructor::Object, 1) => {
                let parts = instance_of(self.vm, class)?;
                known(self);
                let word = self.word(class.value());
                Some(self.new_bare(site, class, word, parts))
            }
            (Constructor::Tuple, 2) => {
                let header = tuple_header(self.vm, class)?;
                let second = self.argument(site, 1);
                let items = self.items_of(second)?;
                known(self);
                let boxed = items.into_iter().map(|item| self.boxed(item)).collect();
                let state = self.state(site.pc);
                let tuple = self.emit_at(Ir::NewTupleOf { header }, boxed, state);
                self.env.shapes.push((tuple, header as u32));
                Some(tuple)
            }
            _ if site.spread.is_some() => None,
            (_, given) => {
                let spec = plain_constructor(self.vm, native, class, given - 1)?;
                known(self);
                let (first, given, spec) = (site.first as u16, site.given as u16, std::ptr::from_ref(spec) as u64);
                let helper = Helper::Native { spec, first, given, resumes: tier::resumes(native.spec, site.given) };
                let value = self.call_runtime(site.pc, helper, vec![]);
                self.with_register(site.result, value, |this| this.check_epoch(site.pc + 1));
                Some(value)
            }
        }
    }
}
