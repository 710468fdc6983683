//! Attributes and variables, by what their inline caches know.

use super::call::Site;
use super::env::Pick;
use super::{Bail, Builder, Methods};
use crate::ir::{Cond, Edge, Helper, InstId, Leaf, Op as Ir, Terminator, Type};
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::function::{Function, NativeFunction};
use runtime::object::string::Str;
use runtime::tier::{
    Answer, Place, UNSURE, attribute_site, bound_parts, cell_changes, cell_value, is_quickened, layout, operands_seen,
    rely_on_cell, sets_attribute, store_place, super_site, variable_cell,
};
use runtime::value::Value;
use rustc_hash::FxHashSet as HashSet;

/// So many methods are built in where one of them is called; of more, the one that is called is entered.
const MAX_METHODS: usize = 4;

impl Builder<'_> {
    /// What an attribute site knows; nothing when it cannot be used for this object.
    fn answers(&mut self, pc: usize, object: InstId) -> Vec<Answer> {
        let code = self.code();
        let mut answers = attribute_site(self.vm, code, pc);
        // What is known of the object leaves one answer, or none.
        if let Some((_, shape)) = self.env.shapes.iter().find(|(known, _)| *known == object) {
            answers.retain(|answer| answer.shape == *shape);
        }
        if self.ty(object) == Type::Value && !self.hopeless(pc) { answers } else { Vec::new() }
    }

    pub(super) fn load_attr(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (a, object) = (usize::from(instr.a()), self.get(usize::from(instr.b())));
        if let Some(part) = self.complex_part(object, instr) {
            self.set(a, part);
            return Ok(true);
        }
        if let Some(args) = self.exception_args(object, instr) {
            self.set(a, args);
            return Ok(true);
        }
        let answers = self.answers(pc, object);
        if let [Answer { shape, place: Place::Dict(offset) }] = answers[..]
            && !self.was_reached(pc)
        {
            let value = self.load_by_dict(pc, instr, object, (shape, offset));
            self.set(a, value);
            return Ok(true);
        }
        if let Some(returns) = self.load_called(pc, instr, object, &answers)? {
            return Ok(returns);
        }
        let by_dict = matches!(answers[..], [Answer { place: Place::Dict(_), .. }]);
        if (answers.is_empty() || by_dict) && self.ty(object) == Type::Value {
            let code = self.code();
            let name = code.names.get().get(instr.c().into());
            self.pin(name.bits());
            let leaf = Leaf::Attribute { name: name.bits() };
            let value = self.in_stages(pc, leaf, vec![object], |this| this.interpreted(pc, a));
            self.set(a, value);
            return Ok(true);
        }
        if let [Answer { shape, place: Place::Method(cell) }] = answers[..] {
            self.load_bound(pc, instr, object, (shape, cell));
            return Ok(true);
        }
        let is_slow = |answer: &Answer| matches!(answer.place, Place::Called(_) | Place::Method(_));
        if answers.is_empty() || answers.iter().any(is_slow) {
            self.by_runtime(pc, instr);
            return Ok(true);
        }
        if let [Answer { shape, place: Place::Item(index) }] = answers[..] {
            self.guard_shape(object, shape, pc);
            let index = self.emit(Ir::Int { value: index.into() }, vec![]);
            let state = self.state(pc);
            let value = self.emit_at(Ir::TupleItem, vec![object, index], state);
            self.set(a, value);
            return Ok(true);
        }
        let slot = match answers[..] {
            [Answer { shape, place: Place::Slot(offset) }] => Some((shape, offset as i32)),
            _ => None,
        };
        if let Some((shape, offset)) = slot
            && let Some(value) = self.env.slot(object, offset)
        {
            self.guard_shape(object, shape, pc);
            self.set(a, value);
            return Ok(true);
        }
        let value = self.choose(pc, object, &answers, |this, answer| this.load_place(object, answer.place));
        self.guard_bound(value, pc);
        if let Some((_, offset)) = slot {
            self.env.slots.push((object, offset, value));
        }
        self.set(a, value);
        Ok(true)
    }

    /// An attribute that the dict has which an object of this shape shows.
    fn load_by_dict(&mut self, pc: usize, instr: Instr, object: InstId, (shape, offset): (u32, u32)) -> InstId {
        let (dict, entry) = self.find_by_name(pc, instr, object, (shape, offset));
        let state = self.state(pc);
        self.emit_at(Ir::GuardAtLeast { least: 0 }, vec![entry], state);
        self.emit(Ir::DictValue, vec![dict, entry])
    }

    /// The dict that an object of this shape shows, and where that has the name of an attribute.
    fn find_by_name(
        &mut self,
        pc: usize,
        instr: Instr,
        object: InstId,
        (shape, offset): (u32, u32),
    ) -> (InstId, InstId) {
        self.guard_shape(object, shape, pc);
        let name = self.code().names.get().get(instr.c().into());
        let name = self.constant(name);
        let dict = self.emit(Ir::Load { offset: offset as i32 }, vec![object]);
        let entry = self.emit(Ir::DictFind, vec![dict, name]);
        (dict, entry)
    }

    /// A bound method.
    fn load_bound(&mut self, pc: usize, instr: Instr, object: InstId, (shape, cell): (u32, u64)) {
        let a = usize::from(instr.a());
        self.guard_shape(object, shape, pc);
        let is_python = cell_value(cell).is_some_and(|method| method.is::<Function>());
        let method = if is_python {
            let function = self.load_from_cell(cell);
            self.bind_method(pc, function, object)
        } else {
            let name = self.code().names.get().get(instr.c().into());
            let name = self.constant(name);
            self.in_stages(pc, Leaf::GetAttr, vec![object, name], |this| this.interpreted(pc, a))
        };
        self.set(a, method);
    }

    pub(super) fn load_place(&mut self, object: InstId, place: Place) -> InstId {
        match place {
            Place::Slot(offset) | Place::NewSlot(offset, _) => {
                self.emit(Ir::Load { offset: offset as i32 }, vec![object])
            }
            Place::Overflow(offset, index) => {
                let array = self.emit(Ir::Load { offset: offset as i32 }, vec![object]);
                self.emit(Ir::Load { offset: layout::ARRAY_VALUES + 8 * index as i32 }, vec![array])
            }
            Place::Cell(cell) | Place::Method(cell) => self.load_from_cell(cell),
            Place::Item(_) | Place::Bound(_) | Place::Called(_) | Place::Dict(_) | Place::MethodUnless(..) => {
                unreachable!("the caller has looked")
            }
        }
    }

    /// The value that `each` makes for the answer that an object's shape picks; leaves if there is none.
    fn choose(
        &mut self,
        pc: usize,
        object: InstId,
        answers: &[Answer],
        mut each: impl FnMut(&mut Self, Answer) -> InstId,
    ) -> InstId {
        let Some((&last, others)) = answers.split_last() else { unreachable!("the caller has answers") };
        if others.is_empty() {
            self.guard_shape(object, last.shape, pc);
            return each(self, last);
        }
        let state = self.state(pc);
        self.emit_at(Ir::GuardHeap, vec![object], state);
        let depth = self.function.block(self.block).depth;
        if others.iter().all(|answer| answer.place == last.place) {
            let found = self.function.new_block(depth);
            for &answer in others {
                let condition = self.emit(Ir::IsShape { shape: answer.shape }, vec![object]);
                let no = self.function.new_block(depth);
                let to = |block| Edge { to: block, args: Vec::new() };
                self.end(Terminator::Branch { condition, then: to(found), otherwise: to(no) });
                self.block = no;
            }
            self.emit_at(Ir::GuardShape { shape: last.shape }, vec![object], state);
            self.end(Terminator::Jump(Edge { to: found, args: Vec::new() }));
            self.block = found;
            return each(self, last);
        }
        let done = self.function.new_block(depth);
        let result = self.function.param(done, Type::Value);
        let facts = self.env.shapes.clone();
        for &answer in others {
            let condition = self.emit(Ir::IsShape { shape: answer.shape }, vec![object]);
            let (yes, no) = (self.function.new_block(depth), self.function.new_block(depth));
            let to = |block| Edge { to: block, args: Vec::new() };
            self.end(Terminator::Branch { condition, then: to(yes), otherwise: to(no) });
            self.block = yes;
            let value = each(self, answer);
            self.end(Terminator::Jump(Edge { to: done, args: vec![value] }));
            self.block = no;
        }
        let state = self.state(pc);
        self.emit_at(Ir::GuardShape { shape: last.shape }, vec![object], state);
        let value = each(self, last);
        self.end(Terminator::Jump(Edge { to: done, args: vec![value] }));
        self.block = done;
        self.env.shapes = facts;
        result
    }

    fn by_runtime(&mut self, pc: usize, instr: Instr) {
        let value = self.call_runtime(pc, Helper::Interpret, vec![]);
        self.set(usize::from(instr.a()), value);
        self.check_epoch(pc + 1);
    }

    /// What a cell of a class or of globals holds: a constant, if it is a definition that nobody has changed.
    pub(super) fn load_from_cell(&mut self, cell: u64) -> InstId {
        if let Some(definition) = rely_on_cell(self.vm, cell) {
            return self.constant(definition);
        }
        self.pin(cell);
        let cell = self.emit(Ir::Word { bits: cell }, vec![]);
        self.emit(Ir::Load { offset: layout::CELL_VALUE }, vec![cell])
    }

    /// Keeps an object alive and where it is, since its address goes into code.
    pub(super) fn pin(&mut self, object: u64) {
        let object = Value::from_bits(object);
        if let Some(header) = object.header() {
            self.vm.pin(header);
            self.objects.push(object);
        }
    }

    pub(super) fn store_attr(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let object = self.get(usize::from(instr.a()));
        let answers = self.answers(pc, object);
        if let Some(returns) = self.store_called(pc, instr, object, &answers)? {
            return Ok(returns);
        }
        let plain = |answer: &Answer| matches!(answer.place, Place::Slot(_) | Place::NewSlot(..) | Place::Overflow(..));
        if answers.is_empty() && self.ty(object) == Type::Value && !self.was_reached(pc) {
            let (code, value) = (self.code(), self.get_boxed(usize::from(instr.b())));
            let name = self.constant(code.names.get().get(instr.c().into()));
            self.in_stages(pc, Leaf::SetAttr { plain: false }, vec![object, name, value], |this| this.done(pc));
            self.env.slots.clear();
            self.env.forget_shapes(self.vm);
            return Ok(true);
        }
        if answers.is_empty() || !answers.iter().all(plain) {
            self.call_runtime(pc, Helper::Interpret, vec![]);
            self.check_epoch(pc + 1);
            return Ok(true);
        }
        let stored = self.get(usize::from(instr.b()));
        self.store_by(pc, object, stored, &answers);
        Ok(true)
    }

    /// A call of `setattr` or `object.__setattr__`; false if it is none.
    pub(super) fn store_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let Some(plain) = sets_attribute(self.vm, native).filter(|_| site.given == 3) else { return false };
        self.guard_object(callee, native.value(), site.pc);
        let [object, name, stored] = [0, 1, 2].map(|index| self.argument(site, index));
        let constant = match self.function.inst(name).op {
            Ir::Word { bits } => Some(Value::from_bits(bits)),
            _ => None,
        };
        let shape = self.env.shapes.iter().find(|(known, _)| *known == object).map(|(_, shape)| *shape);
        let place = shape
            .zip(constant)
            .and_then(|(shape, name)| Some(Answer { shape, place: store_place(self.vm, shape, name, plain)? }));
        let none = match place {
            Some(answer) => {
                self.store_by(site.pc, object, stored, &[answer]);
                self.word(Value::NONE)
            }
            None => self.leaf_call(site, Leaf::SetAttr { plain }, vec![object, name, stored]),
        };
        if place.is_none() {
            self.env.slots.clear();
            self.env.forget_shapes(self.vm);
        }
        self.leave_window(site.window);
        self.set(site.result, none);
        true
    }

    /// Stores a value where the shape of an object says.
    fn store_by(&mut self, pc: usize, object: InstId, stored: InstId, answers: &[Answer]) {
        let value = self.boxed(stored);
        let only = if let [only] = answers[..] { Some(only) } else { None };
        self.choose(pc, object, answers, |this, answer| {
            match answer.place {
                Place::NewSlot(offset, shape) => {
                    this.emit(Ir::Store { offset: offset as i32 }, vec![object, value]);
                    this.emit(Ir::StoreShape { shape }, vec![object]);
                }
                Place::Slot(offset) => {
                    this.emit(Ir::Store { offset: offset as i32 }, vec![object, value]);
                }
                Place::Overflow(offset, index) => {
                    let array = this.emit(Ir::Load { offset: offset as i32 }, vec![object]);
                    let offset = layout::ARRAY_VALUES + 8 * index as i32;
                    this.emit(Ir::Store { offset }, vec![array, value]);
                    this.emit(Ir::Barrier, vec![array]);
                }
                Place::Cell(_)
                | Place::Method(_)
                | Place::Item(_)
                | Place::Bound(_)
                | Place::Called(_)
                | Place::Dict(_)
                | Place::MethodUnless(..) => {}
            }
            value
        });
        if !self.function.is_no_object(value) {
            self.emit(Ir::Barrier, vec![object]);
        }
        match only {
            Some(Answer { place: Place::Slot(offset) | Place::NewSlot(offset, _), .. }) => {
                self.env.store_slot(object, offset as i32, stored);
            }
            _ => self.env.slots.clear(),
        }
        if answers.iter().any(|answer| matches!(answer.place, Place::NewSlot(..))) {
            // Another value may be the same object.
            self.env.forget_shapes(self.vm);
            if let Some(Answer { place: Place::NewSlot(_, shape), .. }) = only {
                self.env.shapes.push((object, shape));
            }
        }
        self.last_state = None;
    }

    pub(super) fn load_method(&mut self, pc: usize, instr: Instr) {
        let (a, object) = (usize::from(instr.a()), self.get(usize::from(instr.b())));
        if let Some((function, number)) = self.number_method(pc, instr, object) {
            self.set(a, function);
            self.set(a + 4, number);
            self.methods.push(Methods { function, cells: Vec::new(), definitions: Vec::new() });
            return;
        }
        let mut answers = self.answers(pc, object);
        if let [Answer { shape, place: Place::MethodUnless(offset, cell) }] = answers[..] {
            answers.clear();
            if !self.was_reached(pc) {
                // An entry of that name would hide the method.
                let (_, entry) = self.find_by_name(pc, instr, object, (shape, offset));
                let missing = self.emit(Ir::Int { value: UNSURE + 1 }, vec![]);
                let there = self.emit(Ir::IntCompare { cond: Cond::Ne }, vec![entry, missing]);
                let state = self.state(pc);
                self.emit_at(Ir::GuardFalse, vec![there], state);
                answers.push(Answer { shape, place: Place::Method(cell) });
            }
        }
        self.load_method_by(pc, a, object, &answers);
    }

    /// A method of a number, which is found in its class alone, and the number.
    fn number_method(&mut self, pc: usize, instr: Instr, object: InstId) -> Option<(InstId, InstId)> {
        let name: Gc<Str> = self.code().names.get().get(instr.c().into()).cast()?;
        let types = &self.vm.types;
        let (int, float) = (types.int, types.float);
        let (class, number) = match self.ty(object) {
            Type::Int | Type::Wide => (int, object),
            Type::Float => (float, object),
            Type::Bool => (types.bool, object),
            Type::Complex => (types.complex, object),
            Type::Value => {
                // Caches are of objects: where there is none, it is a number, and most of their methods are of ints alone.
                let code = self.code();
                let of_numbers = !is_quickened(code, pc) && operands_seen(code, pc) > 0;
                if !of_numbers || self.hopeless(pc) || self.known_other(object) || self.was_reached(pc) {
                    return None;
                }
                match name.as_ascii()? {
                    "bit_length" | "bit_count" | "to_bytes" => (int, self.int(object, pc)?),
                    // Of ints it says the same.
                    "is_integer" => (float, self.float(object, pc)?),
                    _ => return None,
                }
            }
            Type::Nothing => return None,
        };
        let native = self.vm.lookup(class, name)?.cast::<NativeFunction>().filter(|native| native.is_method())?;
        Some((self.constant(native.value()), number))
    }

    /// `super().method`; the names of class and object follow that of `super`.
    pub(super) fn load_super_method(&mut self, pc: usize, instr: Instr) {
        let (a, at) = (usize::from(instr.a()), usize::from(instr.b()));
        let code = self.code();
        let (callee, class, object) = (self.get(at), self.get(at + 1), self.get(at + 2));
        let site = super_site(code, pc).filter(|_| !self.hopeless(pc) && self.ty(object) == Type::Value);
        let Some((known, mut answers)) = site else { return self.load_method_by(pc, a, object, &[]) };
        if let Some((_, shape)) = self.env.shapes.iter().find(|(known, _)| *known == object) {
            answers.retain(|answer| answer.shape == *shape);
        }
        if !answers.is_empty() {
            let super_ = self.vm.types.super_.value();
            self.guard_object(callee, super_, pc);
            self.guard_object(class, known, pc);
        }
        self.load_method_by(pc, a, object, &answers);
    }

    /// A method and its receiver, as the object's shape says.
    fn load_method_by(&mut self, pc: usize, a: usize, object: InstId, answers: &[Answer]) {
        if let [Answer { shape, place: Place::Bound(method) }] = answers[..]
            && let Some((function, receiver)) = bound_parts(Value::from_bits(method))
        {
            self.guard_shape(object, shape, pc);
            let (function, receiver) = (self.constant(function), self.constant(receiver));
            self.set(a, function);
            self.set(a + 4, receiver);
            return;
        }
        let methods: Vec<u64> = answers
            .iter()
            .filter_map(|answer| if let Place::Method(cell) = answer.place { Some(cell) } else { None })
            .collect();
        let bound = answers.iter().any(|answer| matches!(answer.place, Place::Bound(_)));
        if answers.is_empty() || bound || !(methods.is_empty() || methods.len() == answers.len()) {
            return self.method_of_any(pc, a, object);
        }
        let function = self.choose(pc, object, answers, |this, answer| this.load_place(object, answer.place));
        self.guard_bound(function, pc);
        self.set(a, function);
        if methods.is_empty() {
            let none = self.word(Value::EMPTY);
            self.set(a + 4, none);
        } else {
            self.set(a + 4, object);
            let distinct: HashSet<u64> = methods.iter().copied().collect();
            let (mut cells, mut definitions) = (Vec::new(), Vec::new());
            // Of more it is only known that they are methods.
            if distinct.len() <= MAX_METHODS {
                definitions = self.note_pick(function, object, answers);
                cells = methods;
            }
            self.methods.push(Methods { function, cells, definitions });
        }
    }

    /// A method of an object that may have any shape, and its receiver, if what is loaded turns out to be a method.
    fn method_of_any(&mut self, pc: usize, a: usize, object: InstId) {
        let code = self.code();
        let instr = code.unit.code[pc];
        let whole = |this: &mut Self| {
            this.call_runtime(pc, Helper::Interpret, vec![]);
            this.forget(a);
            this.forget(a + 4);
            this.check_epoch(pc + 1);
        };
        if Op::from_byte(instr.op_byte()) != Some(Op::LoadMethod) || self.ty(object) != Type::Value {
            return whole(self);
        }
        let name = code.names.get().get(instr.c().into());
        self.pin(name.bits());
        let first = self.emit(Ir::Leaf { leaf: Leaf::Method { name: name.bits() } }, vec![object]);
        let [function, receiver] = self.values_or_else(first, [first, object], |this| {
            whole(this);
            [this.get(a), this.get(a + 4)]
        });
        self.set(a, function);
        self.set(a + 4, receiver);
    }

    /// Leaves if a variable or slot has no value; constants have one.
    pub(super) fn guard_bound(&mut self, value: InstId, pc: usize) {
        if !matches!(self.function.inst(value).op, Ir::Word { bits } if bits != 0) {
            let state = self.state(pc);
            self.emit_at(Ir::GuardBound, vec![value], state);
        }
    }

    /// Notes which function each shape of an object picks, if there are several: the functions, once each.
    fn note_pick(&mut self, method: InstId, object: InstId, answers: &[Answer]) -> Vec<Value> {
        let picked = |answer: &Answer| match answer.place {
            Place::Method(cell) => Some((answer.shape, rely_on_cell(self.vm, cell)?)),
            _ => None,
        };
        let Some(of) = answers.iter().map(picked).collect::<Option<Vec<_>>>() else { return Vec::new() };
        let mut definitions: Vec<Value> = Vec::new();
        for &(_, definition) in &of {
            if !definitions.contains(&definition) {
                definitions.push(definition);
            }
        }
        if definitions.len() < 2 {
            return Vec::new();
        }
        self.env.picks.push(Pick { method, object, of: of.into() });
        definitions
    }

    pub(super) fn load_variable(&mut self, pc: usize, instr: Instr) {
        let code = self.code();
        let Some(cell) = variable_cell(code, pc).filter(|_| self.is_in_globals(pc, instr)) else {
            return self.by_runtime(pc, instr);
        };
        let value = self.variable_in(cell);
        // A number is taken for a constant until it turns out to be none.
        if let Some(now) = runtime::tier::cell_value(cell)
            && (now.is_small_int() || now.is_float() || runtime::tier::wide_value(now).is_some())
            && !self.was_reached(pc)
            && !self.writes_variable(cell)
        {
            self.guard_object(value, now, pc);
            let constant = self.constant(now);
            self.set(usize::from(instr.a()), constant);
            return;
        }
        self.guard_bound(value, pc);
        self.set(usize::from(instr.a()), value);
    }

    /// What a variable's cell holds.
    fn variable_in(&mut self, cell: u64) -> InstId {
        if let Some((_, value)) = self.env.cells.iter().find(|(known, _)| *known == cell) {
            return *value;
        }
        let value = self.load_from_cell(cell);
        self.env.cells.push((cell, value));
        value
    }

    /// Whether the variable of an instruction is a global. That of a name is one where the namespace in register 0 is the
    /// globals, which is guarded: the same code may be executed with other locals.
    fn is_in_globals(&mut self, pc: usize, instr: Instr) -> bool {
        use runtime::bytecode::Op;
        if !matches!(Op::from_byte(instr.op_byte()), Some(Op::LoadName | Op::StoreName)) {
            return true;
        }
        let Some(globals) = runtime::tier::frame_globals(self.at.base) else { return false };
        if self.regions.len() > 1 || runtime::tier::frame_word(self.at.base, 0) != globals.bits() {
            return false;
        }
        let namespace = self.get_boxed(0);
        self.guard_object(namespace, globals, pc);
        true
    }

    /// Whether the function itself writes a variable.
    fn writes_variable(&mut self, cell: u64) -> bool {
        let code = self.code();
        code.unit.code.iter().enumerate().any(|(pc, instr)| {
            let op = runtime::bytecode::Op::from_byte(instr.op_byte());
            let writes = matches!(op, Some(runtime::bytecode::Op::StoreGlobal | runtime::bytecode::Op::StoreName));
            writes && variable_cell(code, pc) == Some(cell)
        })
    }

    pub(super) fn store_variable(&mut self, pc: usize, instr: Instr) {
        let code = self.code();
        let Some(cell) = variable_cell(code, pc).filter(|_| self.is_in_globals(pc, instr)) else {
            self.call_runtime(pc, Helper::Interpret, vec![]);
            self.check_epoch(pc + 1);
            return;
        };
        cell_changes(self.vm, cell);
        // The cell of a variable that was deleted is no longer its cell.
        let before = self.variable_in(cell);
        let state = self.state(pc);
        self.emit_at(Ir::GuardBound, vec![before], state);
        let value = self.get_boxed(usize::from(instr.a()));
        self.env.cells.retain(|(other, _)| *other != cell);
        self.env.cells.push((cell, value));
        let cell = self.emit(Ir::Word { bits: cell }, vec![]);
        self.emit(Ir::Store { offset: layout::CELL_VALUE }, vec![cell, value]);
        if !self.function.is_no_object(value) {
            self.emit(Ir::Barrier, vec![cell]);
        }
    }
}
