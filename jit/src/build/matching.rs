//! The patterns of `match`, each with the jump that follows it: what is known of a subject that matched is known after it.

use super::{Bail, Builder};
use crate::ir::{Cond, InstId, Leaf, Op as Ir, Reason, Type};
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::header::Kind;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type as Class;
use runtime::tier::{self, Pattern, Place};
use runtime::value::Value;

/// What a class pattern asks for.
struct ClassPattern {
    class: Gc<Class>,
    /// Names of attributes; none for the subject itself.
    names: Vec<Option<Gc<Str>>>,
    /// Where instances of a shape have them.
    places: Vec<(u32, Vec<Place>)>,
}

impl Builder<'_> {
    /// Where the jump after a test goes if that fails; none if there is no such jump.
    fn failing(&mut self, pc: usize, instr: Instr) -> Option<usize> {
        let next = *self.code().unit.code.get(pc + 1)?;
        let jumps = Op::from_byte(next.op_byte()) == Some(Op::JumpIfFalse) && next.a() == instr.a();
        super::analysis::jump_target(pc + 1, next).filter(|_| jumps)
    }

    /// Ends the way on which a pattern does not match.
    fn fails(&mut self, a: usize, count: usize, failing: usize) -> Result<(), Bail> {
        let no = self.emit(Ir::Bool { value: false }, vec![]);
        let none = self.word(Value::NONE);
        self.set(a, no);
        (a + 1..=a + count).for_each(|register| self.set(register, none));
        self.edge(failing)
    }

    /// Ends a way on which it does, with these values for its sub-patterns.
    fn matches(&mut self, pc: usize, a: usize, values: Vec<InstId>) -> Result<(), Bail> {
        let yes = self.emit(Ir::Bool { value: true }, vec![]);
        self.set(a, yes);
        values.into_iter().enumerate().for_each(|(index, value)| self.set(a + 1 + index, value));
        self.edge(pc + 2)
    }

    pub(super) fn match_class(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (a, total) = (usize::from(instr.a()), usize::from(instr.aux()));
        let known = self.failing(pc, instr).zip(self.class_pattern(pc, instr));
        let Some((failing, pattern)) = known else { return self.interpret(pc, instr) };
        let object = self.get(usize::from(instr.b()));
        let class = self.get(usize::from(instr.c()));
        self.guard_object(class, pattern.class.value(), pc);
        let told = self.class_known(object).map(|of| tier::is_instance_of(self.vm, of, pattern.class.value()));
        match told {
            Some(Some(false)) => {
                self.fails(a, total, failing)?;
                return Ok(false);
            }
            // It gives another class as `__class__`.
            Some(None) => return self.interpret(pc, instr),
            Some(Some(true)) | None => {}
        }
        if pattern.names.iter().all(Option::is_none) {
            let values = vec![object; total];
            let Some(is_instance) = self.is_of_class(pc, object, pattern.class) else {
                return self.interpret(pc, instr);
            };
            if let Ir::Bool { value } = self.function.inst(is_instance).op {
                if value { self.matches(pc, a, values) } else { self.fails(a, total, failing) }?;
                return Ok(false);
            }
            let no = self.only_if(Ir::Not, vec![is_instance]);
            self.fails(a, total, failing)?;
            self.go_on_at(no);
            self.matches(pc, a, values)?;
            return Ok(false);
        }
        if self.ty(object) != Type::Value {
            return self.interpret(pc, instr);
        }
        for (shape, places) in pattern.places {
            let is_known = self.env.shapes.contains(&(object, shape));
            let no = (!is_known).then(|| self.only_if(Ir::HasShape { shape }, vec![object]));
            if !is_known {
                self.env.shapes.push((object, shape));
            }
            let values = places.into_iter().map(|place| self.load_part(pc, object, place)).collect();
            self.matches(pc, a, values)?;
            let Some(no) = no else { return Ok(false) };
            self.go_on_at(no);
        }
        self.other_subject(pc, object, pattern.class, |this| this.fails(a, total, failing))
    }

    /// Leaves if a subject of a shape that has not matched yet would, and otherwise goes on as `fails` says.
    fn other_subject(
        &mut self,
        pc: usize,
        object: InstId,
        class: Gc<Class>,
        fails: impl FnOnce(&mut Self) -> Result<(), Bail>,
    ) -> Result<bool, Bail> {
        if let Some(is_instance) = self.is_of_class(pc, object, class) {
            let no = self.only_if(Ir::Not, vec![is_instance]);
            fails(self)?;
            self.go_on_at(no);
        }
        self.exit(pc, Reason::WrongShape);
        Ok(false)
    }

    /// An attribute that an object has in itself.
    fn load_part(&mut self, pc: usize, object: InstId, place: Place) -> InstId {
        if let Place::Slot(offset) = place
            && let Some(value) = self.env.slot(object, offset as i32)
        {
            return value;
        }
        let value = self.load_place(object, place);
        self.guard_bound(value, pc);
        if let Place::Slot(offset) = place {
            self.env.slots.push((object, offset as i32, value));
        }
        value
    }

    /// What a class pattern asks for, where that is certain and what has matched so far has it in itself.
    fn class_pattern(&mut self, pc: usize, instr: Instr) -> Option<ClassPattern> {
        if self.hopeless(pc) {
            return None;
        }
        let (object, c) = (self.get(usize::from(instr.b())), usize::from(instr.c()));
        let (class, keywords) = (self.get(c), self.get(c + 1));
        let class = self.content_now(class)?.cast::<Class>().filter(|class| {
            // Where the class is asked, Python has a say.
            tier::goes_by_class(self.vm, class.value())
        })?;
        let keywords = self.content_now(keywords)?.cast::<Tuple>()?;
        let positional = usize::from(instr.aux()).checked_sub(keywords.len())?;
        let mut names = tier::names_of_pattern(self.vm, class, positional)?;
        names.extend(keywords.items().iter().map(|name| name.cast::<Str>()));
        let texts: Vec<Gc<Str>> = names.iter().flatten().copied().collect();
        if texts.iter().enumerate().any(|(index, name)| texts[..index].iter().any(|before| before.equals(name))) {
            return None;
        }
        if texts.is_empty() {
            return Some(ClassPattern { class, names, places: Vec::new() });
        }
        // An object that is the value of a sub-pattern itself has attributes asked for as well: too rare.
        if texts.len() < names.len() {
            return None;
        }
        let known = self.env.shapes.iter().find(|(known, _)| *known == object).map(|(_, shape)| *shape);
        let code = self.code();
        let shapes = known.map_or_else(|| tier::shapes_matched(self.vm, code, pc), |shape| vec![shape]);
        let mut places = Vec::new();
        for shape in shapes {
            if tier::class_of_shape(self.vm, shape).is_subclass(class) {
                let of_names = texts.iter().map(|&name| tier::load_place(self.vm, shape, name));
                places.push((shape, of_names.collect::<Option<Vec<Place>>>()?));
            }
        }
        Some(ClassPattern { class, names, places })
    }

    /// Whether a value is an instance of a class that goes by classes; none without memory.
    fn is_of_class(&mut self, pc: usize, object: InstId, class: Gc<Class>) -> Option<InstId> {
        if let Some(of) = self.class_known(object)
            && let Some(value) = tier::is_instance_of(self.vm, of, class.value())
        {
            return Some(self.emit(Ir::Bool { value }, vec![]));
        }
        let object = self.boxed(object);
        let leaf = self.instance_of(&[class.value()])?;
        let answer = match self.kinds_of(&[class.value()]) {
            Some((kinds, numbers)) => {
                let first = self.emit(Ir::IsOfKind { kinds, numbers }, vec![object]);
                self.or_else(first, |this| this.leaf_or_leave(pc, leaf, vec![object]))
            }
            None => self.leaf_or_leave(pc, leaf, vec![object]),
        };
        let state = self.state(pc);
        Some(self.emit_at(Ir::GuardBool, vec![answer], state))
    }

    /// Whether a subject is a sequence, or a mapping.
    pub(super) fn match_flag(&mut self, pc: usize, instr: Instr, pattern: Pattern) -> Result<bool, Bail> {
        let (a, object) = (usize::from(instr.a()), self.get(usize::from(instr.b())));
        let Some(failing) = self.failing(pc, instr) else { return self.interpret(pc, instr) };
        if let Some(class) = self.class_known(object) {
            if tier::is_matched(class, pattern) { self.matches(pc, a, vec![]) } else { self.fails(a, 0, failing) }?;
            return Ok(false);
        }
        let code = self.code();
        let shapes = tier::shapes_matched(self.vm, code, pc);
        let guess = !shapes.is_empty() && !self.hopeless(pc);
        for shape in shapes.into_iter().filter(|_| guess) {
            let no = self.only_if(Ir::HasShape { shape }, vec![object]);
            self.env.shapes.push((object, shape));
            self.matches(pc, a, vec![])?;
            self.go_on_at(no);
        }
        let object = self.boxed(object);
        let answer = self.emit(Ir::Leaf { leaf: Leaf::Matches(pattern) }, vec![object]);
        let yes = self.word(Value::TRUE);
        let no = self.only_if(Ir::Same, vec![answer, yes]);
        if guess {
            self.exit(pc, Reason::WrongShape);
        } else {
            self.matches(pc, a, vec![])?;
        }
        self.go_on_at(no);
        self.fails(a, 0, failing)?;
        Ok(false)
    }

    /// Keys of an exact dict.
    pub(super) fn match_keys(&mut self, pc: usize, instr: Instr) -> Result<bool, Bail> {
        let (a, count) = (usize::from(instr.a()), usize::from(instr.aux()));
        let (dict, keys) = (self.get(usize::from(instr.b())), self.get(usize::from(instr.c())));
        let constants = self.content_now(keys).and_then(|keys| keys.cast::<Tuple>());
        let constants = constants.filter(|keys| keys.items().iter().all(|key| key.is::<Str>() || key.is_small_int()));
        let is_dict = self.env.shapes.contains(&(dict, Kind::Dict as u32)) && !self.hopeless(pc);
        let (Some(failing), Some(constants), true) = (self.failing(pc, instr), constants, is_dict) else {
            return self.interpret(pc, instr);
        };
        let mut values = Vec::new();
        for &key in constants.items() {
            let key = self.constant(key);
            let key = self.boxed(key);
            let entry = self.find(dict, key, pc);
            let zero = self.emit(Ir::Int { value: 0 }, vec![]);
            let found = self.only_if(Ir::IntCompare { cond: Cond::Lt }, vec![entry, zero]);
            self.fails(a, count, failing)?;
            self.go_on_at(found);
            values.push(self.emit(Ir::DictValue, vec![dict, entry]));
        }
        self.matches(pc, a, values)?;
        Ok(false)
    }

    /// `len` of a subject.
    pub(super) fn get_len(&mut self, pc: usize, instr: Instr) {
        let (a, object) = (usize::from(instr.a()), self.get(usize::from(instr.b())));
        let known = if self.ty(object) == Type::Value { self.inline_native(Leaf::Len, &[object], pc) } else { None };
        let len = known.unwrap_or_else(|| {
            let object = self.boxed(object);
            self.in_stages(pc, Leaf::Len, vec![object], |this| this.interpreted(pc, a))
        });
        self.set(a, len);
    }
}
