//! Calls of native functions and builtin classes that have a form of their own: inline where the types are known, a leaf
//! function otherwise, and where that cannot say the call itself.

use super::call::Site;
use super::operators::Outcome;
use super::{Bail, Builder};
use crate::ir::{Cond, Edge, FloatFunction, Helper, InstId, Leaf, Op as Ir, Reason, Terminator, Type, numbers};
use crate::lower::MAX_ARGUMENTS;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::spec::Effects;
use runtime::native::{FnSpec, LeafRule};
use runtime::object::function::NativeFunction;
use runtime::object::header::Kind;
use runtime::object::module::Module;
use runtime::object::protocol::BinaryOp;
use runtime::object::string::Str;
use runtime::object::type_object::Type as Class;
use runtime::tier::{self, Demand, Receiver, Resumes, class_of_shape, layout, plain_exception, plain_native};
use runtime::value::Value;

/// Builtin functions and methods with a leaf function: owner (a builtin class, or none), name, number of arguments.
const LEAVES: &[(Option<Kind>, &str, usize, Leaf)] = &[
    (None, "len", 1, Leaf::Len),
    (None, "ord", 1, Leaf::Ord),
    (None, "chr", 1, Leaf::Chr),
    (None, "abs", 1, Leaf::Abs),
    (None, "iter", 1, Leaf::Iter),
    (None, "min", 2, Leaf::Min),
    (None, "max", 2, Leaf::Max),
    (None, "isinstance", 2, Leaf::IsInstance),
    (None, "getattr", 2, Leaf::GetAttr),
    (None, "getattr", 3, Leaf::GetAttrOr),
    (None, "hasattr", 2, Leaf::HasAttr),
    (Some(Kind::List), "pop", 1, Leaf::ListPop),
    (Some(Kind::Dict), "get", 2, Leaf::DictGet),
    (Some(Kind::Dict), "get", 3, Leaf::DictGetOr),
    (Some(Kind::Dict), "pop", 2, Leaf::DictPop),
    (Some(Kind::Dict), "pop", 3, Leaf::DictPopOr),
    (Some(Kind::Dict), "setdefault", 3, Leaf::SetDefault),
    (Some(Kind::Str), "startswith", 2, Leaf::StartsWith),
    (Some(Kind::Str), "endswith", 2, Leaf::EndsWith),
    (Some(Kind::Set), "add", 2, Leaf::SetAdd),
    (Some(Kind::Set), "discard", 2, Leaf::SetDiscard),
    (Some(Kind::Set), "remove", 2, Leaf::SetRemove),
];

impl Builder<'_> {
    /// Builds a call of a native function, if it has a form of its own.
    pub(super) fn native_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        if self.store_call(site, callee, native) {
            return true;
        }
        if native.is_new() {
            return self.new_call(site, callee, native);
        }
        let owner = native.owner.get();
        if site.given == 2 && native.spec.name == "append" && owner == self.vm.types.list.value() {
            return self.append(site, callee, native);
        }
        if self.view_call(site, callee, native) {
            return true;
        }
        if let Some(function) = self.float_function(owner, native.spec.name)
            && site.given == 1
        {
            return self.float_call(site, callee, native, function);
        }
        if self.extreme_of_several(site, callee, native)
            || self.rounding_call(site, callee, native)
            || self.divmod_call(site, callee, native)
            || self.bits_call(site, callee, native)
            || self.is_instance_call(site, callee, native)
            || self.format_call(site, callee, native)
        {
            return true;
        }
        if native.spec.name == "append" && site.given == 2 && self.is_bytearray_method(native) {
            self.guard_object(callee, native.value(), site.pc);
            let args = vec![self.argument(site, 0), self.argument(site, 1)];
            let value = self.leaf_call(site, Leaf::ByteAppend, args);
            self.set(site.result, value);
            return true;
        }
        let builtins = self.vm.builtins;
        let known = LEAVES.iter().find(|(class, name, given, _)| {
            *given == site.given
                && *name == native.spec.name
                && match class {
                    Some(Kind::List) => owner == self.vm.types.list.value(),
                    Some(Kind::Dict) => owner == self.vm.types.dict.value(),
                    Some(Kind::Str) => owner == self.vm.types.str.value(),
                    Some(_) => owner == self.vm.types.set.value(),
                    None => builtins.get_text(self.vm, name) == Some(native.value()),
                }
        });
        let Some(&(_, _, _, leaf)) = known else { return self.plain_native_call(site, callee, native) };
        self.guard_object(callee, native.value(), site.pc);
        let args: Vec<InstId> = (0..site.given).map(|index| self.argument(site, index)).collect();
        let value = match self.inline_native(leaf, &args, site.pc) {
            Some(value) => value,
            None => self.leaf_call(site, leaf, args),
        };
        self.set(site.result, value);
        true
    }

    fn is_bytearray_method(&mut self, native: Gc<NativeFunction>) -> bool {
        let builtins = self.vm.builtins;
        builtins.get_text(self.vm, "bytearray") == Some(native.owner.get())
    }

    /// Builds a call of a builtin function that does nothing but call a method in Python of its argument; none if it is not
    /// known to do that, false if it never returns.
    pub(super) fn special_native_call(
        &mut self,
        site: Site,
        callee: InstId,
        native: Gc<NativeFunction>,
    ) -> Result<Option<bool>, Bail> {
        if native.spec.effects.includes(Effects::TELLS_GARBAGE) {
            self.guard_object(callee, native.value(), site.pc);
            self.exit(site.pc, Reason::NotCompiled);
            return Ok(Some(false));
        }
        if runtime::tier::is_exception_init(self.vm, native) {
            return Ok(self.exception_init(site, callee, native.value()).then_some(true));
        }
        if tier::resumes(native.spec, site.given) == Some(Resumes::Next) {
            return self.next_handled(site, callee, native);
        }
        let builtins = self.vm.builtins;
        let name = native.spec.name;
        if site.given != 1
            || !["len", "abs", "repr"].contains(&name)
            || builtins.get_text(self.vm, name) != Some(native.value())
            || !self.knows_method(site.pc)
        {
            return Ok(None);
        }
        self.guard_object(callee, native.value(), site.pc);
        let arguments = vec![self.argument(site, 0)];
        if name == "abs" {
            return self.direct_call(site.pc, site.result, arguments);
        }
        let demand = if name == "repr" { Demand::Repr } else { Demand::Length };
        let outcome = self.special_call(site.pc, arguments, demand, 0)?;
        Ok(outcome.map(|outcome| self.gives(site.result, outcome)))
    }

    /// Builds a call of `str` that does nothing but call a method in Python of its argument; none if it is not known to do that,
    /// false if it never returns.
    pub(super) fn text_call(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> Result<Option<bool>, Bail> {
        if class != self.vm.types.str || site.given != 1 || site.names.is_some() || !self.knows_method(site.pc) {
            return Ok(None);
        }
        self.guard_object(callee, class.value(), site.pc);
        let arguments = vec![self.argument(site, 0)];
        let outcome = self.special_call(site.pc, arguments, Demand::Str, 0)?;
        Ok(outcome.map(|outcome| self.gives(site.result, outcome)))
    }

    /// Puts the result of an operation where it belongs; false if there is none.
    pub(super) fn gives(&mut self, result: usize, outcome: Outcome) -> bool {
        match outcome {
            Outcome::Value(value) => {
                self.set(result, value);
                true
            }
            Outcome::Never => false,
        }
    }

    /// What a function of the module `operator` gives of small ints and floats, or the word 0.
    fn operator_function(&mut self, args: &[InstId], native: Gc<NativeFunction>) -> Option<InstId> {
        let (op, right) = match (native.spec.name, args) {
            ("add", &[_, right]) => (BinaryOp::Add, right),
            ("sub", &[_, right]) => (BinaryOp::Sub, right),
            ("mul", &[_, right]) => (BinaryOp::Mul, right),
            _ => return None,
        };
        if !self.is_module(native.owner.get(), "_operator") {
            return None;
        }
        // Functions are called with anything: there is no feedback.
        Some(self.emit(Ir::TryArithmetic { op, mixed: true }, vec![args[0], right]))
    }

    /// Builds a call of any native function whose arguments need no binding, and whose receiver is known to be one for it.
    fn plain_native_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let Some(plain) = plain_native(self.vm, native, site.given) else { return false };
        let Some(very) = self.receiver_known(site, plain.receiver) else { return false };
        let spread = site.spread.is_some();
        let bound = if let Receiver::Bound(value) = plain.receiver { Some(value) } else { None };
        let is_leaf =
            !matches!(plain.spec.leaf, LeafRule::Never) && site.given < MAX_ARGUMENTS && (very || plain.spec.derived);
        if bound.is_some() && !(is_leaf && matches!(plain.spec.leaf, LeafRule::Always)) {
            return false;
        }
        self.guard_object(callee, native.value(), site.pc);
        let spec = std::ptr::from_ref(plain.spec) as u64;
        let value = if is_leaf {
            let mut args = Vec::new();
            if let Some(bound) = bound {
                self.pin(bound.bits());
                args.push(self.word(bound));
            }
            args.extend((0..site.given).map(|index| self.boxed_argument(site, index)));
            let whole = |this: &mut Self, args| {
                this.in_stages(site.pc, Leaf::Native { spec }, args, |this| match bound {
                    None if !spread => this.called_native(site, plain.spec),
                    _ => this.called(site),
                })
            };
            let predicate = if let [text] = args[..] { self.char_predicate(text, plain.spec) } else { None };
            match predicate.or_else(|| self.operator_function(&args, native)) {
                Some(first) => self.or_else(first, |this| whole(this, args)),
                None => whole(self, args),
            }
        } else if spread {
            return false;
        } else {
            self.called_native(site, plain.spec)
        };
        self.leave_window(site.window);
        self.set(site.result, value);
        true
    }

    /// A method of a builtin type that is bound already, and was the same function on objects of this shape before: the call of
    /// that method.
    pub(super) fn bound_native_call(
        &mut self,
        site: Site,
        callee: InstId,
        method: Gc<NativeFunction>,
        shape: u32,
    ) -> Result<Option<bool>, Bail> {
        if site.names.is_some() || site.spread.is_some() || self.known_other_than(callee, Kind::NativeFunction) {
            return Ok(None);
        }
        let state = self.state(site.pc);
        self.emit_at(Ir::GuardKind { kind: Kind::NativeFunction as u8 }, vec![callee], state);
        let spec = std::ptr::from_ref(method.spec) as i64;
        self.emit_at(Ir::GuardLoad { offset: layout::NATIVE_SPEC, value: spec }, vec![callee], state);
        let receiver = self.emit(Ir::Load { offset: layout::NATIVE_RECEIVER }, vec![callee]);
        self.guard_bound(receiver, site.pc);
        self.guard_shape(receiver, shape, site.pc);
        self.pin(method.word());
        let word = self.word(method.value());
        let site = self.with_receiver(site, receiver);
        Ok(self.native_call(site, word, method).then_some(true))
    }

    /// `next(iterator)` where what it raises is handled in the frame that calls it: the StopIteration at the end is made here then.
    pub(super) fn next_handled(
        &mut self,
        site: Site,
        callee: InstId,
        native: Gc<NativeFunction>,
    ) -> Result<Option<bool>, Bail> {
        let stop = self.vm.exc(Exc::StopIteration);
        if !self.handles_own(site.pc) || plain_exception(self.vm, stop).is_none() {
            return Ok(None);
        }
        self.guard_object(callee, native.value(), site.pc);
        let iterator = self.boxed_argument(site, 0);
        let value = self.call_runtime(site.pc, Helper::NextOrStop, vec![iterator]);
        let absent = self.word(Value::ABSENT);
        let ended = self.emit(Ir::Same, vec![value, absent]);
        let goes_on = self.emit(Ir::Not, vec![ended]);
        let raised = self.raise_unless(site.pc, goes_on, Exc::StopIteration, |_| Vec::new())?;
        assert!(raised, "the handler is in this frame, as was asked");
        self.with_register(site.result, value, |this| this.check_epoch(site.pc + 1));
        self.leave_window(site.window);
        self.set(site.result, value);
        Ok(Some(true))
    }

    /// Whether the first argument is of the very class that a native function has to be given first, or of one derived from it;
    /// none if that is not known.
    fn receiver_known(&mut self, site: Site, receiver: Receiver) -> Option<bool> {
        match receiver {
            Receiver::None | Receiver::Bound(_) => Some(true),
            Receiver::First(class) => {
                let given = self.argument(site, 0);
                let found = match self.ty(given) {
                    Type::Int | Type::Wide | Type::Bool => self.vm.types.int,
                    Type::Float => self.vm.types.float,
                    Type::Complex => self.vm.types.complex,
                    Type::Value | Type::Nothing => {
                        let known = self.env.shapes.iter().find(|(known, _)| *known == given);
                        known.map(|(_, shape)| class_of_shape(self.vm, *shape))?
                    }
                };
                found.is_subclass(class).then_some(found == class)
            }
            Receiver::Class(class) => {
                let given = self.argument(site, 0);
                (self.function.inst(given).op == Ir::Word { bits: class.bits() }).then_some(true)
            }
        }
    }

    /// The result of a native function that is called with its arguments in the window.
    fn called_native(&mut self, site: Site, spec: &'static FnSpec) -> InstId {
        let (first, given) = (site.first as u16, site.given as u16);
        let (resumes, spec) = (tier::resumes(spec, site.given), std::ptr::from_ref(spec) as u64);
        let value = self.call_runtime(site.pc, Helper::Native { spec, first, given, resumes }, vec![]);
        self.with_register(site.result, value, |this| this.check_epoch(site.pc + 1));
        value
    }

    /// `min` or `max` of three or four numbers of one type: of two at a time.
    fn extreme_of_several(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let leaf = match native.spec.name {
            "min" => Leaf::Min,
            "max" => Leaf::Max,
            _ => return false,
        };
        let builtins = self.vm.builtins;
        let is_builtin = builtins.get_text(self.vm, native.spec.name) == Some(native.value());
        if !(3..=4).contains(&site.given) || !is_builtin || self.was_reached(site.pc) {
            return false;
        }
        let args: Vec<InstId> = (0..site.given).map(|index| self.argument(site, index)).collect();
        let types: Vec<Type> = args.iter().map(|arg| self.ty(*arg)).collect();
        let floats = types.iter().all(|ty| *ty == Type::Float);
        let ints = types.iter().all(|ty| matches!(ty, Type::Int | Type::Value)) && types.contains(&Type::Int);
        if !floats && (!ints || args.iter().any(|&arg| self.known_other(arg))) {
            return false;
        }
        self.guard_object(callee, native.value(), site.pc);
        let args: Option<Vec<InstId>> =
            if floats { Some(args) } else { args.into_iter().map(|arg| self.int(arg, site.pc)).collect() };
        let Some(args) = args else { return false };
        let mut best = args[0];
        for &arg in &args[1..] {
            let Some(better) = self.inline_native(leaf, &[best, arg], site.pc) else { return false };
            best = better;
        }
        self.set(site.result, best);
        true
    }

    /// `int.bit_length` and `int.bit_count`.
    fn bits_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let op = match native.spec.name {
            "bit_length" => Ir::BitLength,
            "bit_count" => Ir::BitCount,
            _ => return false,
        };
        if native.owner.get() != self.vm.types.int.value() || site.given != 1 {
            return false;
        }
        let number = self.argument(site, 0);
        if self.ty(number) == Type::Value && self.was_reached(site.pc) {
            return false;
        }
        let Some(number) = self.int(number, site.pc) else { return false };
        self.guard_object(callee, native.value(), site.pc);
        let result = self.emit(op, vec![number]);
        self.set(site.result, result);
        true
    }

    /// `floor` and `ceil` of `math`, and `round` of one number.
    fn rounding_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let op = match native.spec.name {
            "floor" => Ir::FloatFloor,
            "ceil" => Ir::FloatCeil,
            "round" => Ir::FloatNearest,
            _ => return false,
        };
        let builtins = self.vm.builtins;
        let is_so = match op {
            Ir::FloatNearest => builtins.get_text(self.vm, "round") == Some(native.value()),
            _ => self.is_module(native.owner.get(), "math"),
        };
        if !is_so || site.given != 1 || self.was_reached(site.pc) {
            return false;
        }
        let number = self.argument(site, 0);
        let result = match self.ty(number) {
            Type::Int => number,
            Type::Float => {
                let state = self.state(site.pc);
                let rounded = self.emit(op, vec![number]);
                self.emit_at(Ir::Truncate, vec![rounded], state)
            }
            _ => return false,
        };
        self.guard_object(callee, native.value(), site.pc);
        self.set(site.result, result);
        true
    }

    /// `isinstance` of an object whose class is known, and a class that is read from a variable.
    fn is_instance_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let builtins = self.vm.builtins;
        if native.spec.name != "isinstance"
            || site.given != 2
            || builtins.get_text(self.vm, "isinstance") != Some(native.value())
            || self.was_reached(site.pc)
        {
            return false;
        }
        let (object, classes) = (self.argument(site, 0), self.argument(site, 1));
        let wanted = self.tuples.get(&classes).cloned().unwrap_or_else(|| vec![classes]);
        let wanted: Option<Vec<(InstId, Value)>> =
            wanted.into_iter().map(|value| Some((value, self.content_now(value)?))).collect();
        let Some(wanted) = wanted else { return false };
        let Some(class) = self.class_known(object) else {
            return self.kind_call(site, (callee, native), object, &wanted, classes)
                || self.instance_call(site, (callee, native), object, &wanted);
        };
        let answers: Option<Vec<bool>> =
            wanted.iter().map(|&(_, of)| runtime::tier::is_instance_of(self.vm, class, of)).collect();
        let Some(answers) = answers else { return false };
        self.guard_call(site, (callee, native), &wanted);
        let answer = self.emit(Ir::Bool { value: answers.contains(&true) }, vec![]);
        self.set(site.result, answer);
        true
    }

    /// Leaves unless a native function is called with these arguments, which are constants now.
    fn guard_call(
        &mut self,
        site: Site,
        (callee, native): (InstId, Gc<NativeFunction>),
        arguments: &[(InstId, Value)],
    ) {
        self.guard_object(callee, native.value(), site.pc);
        for &(value, constant) in arguments {
            self.guard_object(value, constant, site.pc);
        }
    }

    /// `isinstance` of builtin classes whose objects tell it themselves.
    fn kind_call(
        &mut self,
        site: Site,
        (callee, native): (InstId, Gc<NativeFunction>),
        object: InstId,
        wanted: &[(InstId, Value)],
        classes: InstId,
    ) -> bool {
        let classes_wanted: Vec<Value> = wanted.iter().map(|&(_, of)| of).collect();
        let Some((kinds, numbers)) = self.kinds_of(&classes_wanted) else { return false };
        self.guard_call(site, (callee, native), wanted);
        let first = self.emit(Ir::IsOfKind { kinds, numbers }, vec![object]);
        let answer = self.or_else(first, |this| this.leaf_call(site, Leaf::IsInstance, vec![object, classes]));
        self.leave_window(site.window);
        self.set(site.result, answer);
        true
    }

    /// The kinds of objects and of numbers that the instances of builtin classes are of; none if others tell it themselves.
    pub(super) fn kinds_of(&self, classes: &[Value]) -> Option<(u64, u8)> {
        let types = &self.vm.types;
        let table = [
            (types.int, None, numbers::INT | numbers::BOOL),
            (types.float, None, numbers::FLOAT),
            (types.bool, None, numbers::BOOL),
            (types.str, Some(Kind::Str), 0),
            (types.bytes, Some(Kind::Bytes), 0),
            (types.tuple, Some(Kind::Tuple), 0),
            (types.list, Some(Kind::List), 0),
            (types.dict, Some(Kind::Dict), 0),
        ];
        let (mut kinds, mut numbers) = (0, 0);
        for &of in classes {
            let known = table.iter().find(|(class, ..)| class.value() == of);
            let &(_, kind, number) = known?;
            kinds |= kind.map_or(0, |kind| 1 << kind as u8);
            numbers |= number;
        }
        Some((kinds, numbers))
    }

    /// `isinstance` of classes that are known and have no say in that.
    fn instance_call(
        &mut self,
        site: Site,
        (callee, native): (InstId, Gc<NativeFunction>),
        object: InstId,
        wanted: &[(InstId, Value)],
    ) -> bool {
        if !wanted.iter().all(|&(_, of)| tier::goes_by_class(self.vm, of)) {
            return false;
        }
        let classes: Vec<Value> = wanted.iter().map(|&(_, of)| of).collect();
        let Some(leaf) = self.instance_of(&classes) else { return false };
        self.guard_call(site, (callee, native), wanted);
        let answer = self.leaf_call(site, leaf, vec![object]);
        self.set(site.result, answer);
        true
    }

    /// The leaf function that tells instances of a class, or of one of several; none without memory.
    pub(super) fn instance_of(&mut self, classes: &[Value]) -> Option<Leaf> {
        let wanted = match classes {
            [only] => *only,
            several => {
                // Nothing else refers to a tuple that is made here, and building may collect.
                let tuple = self.vm.tuple(several).ok()?.value();
                self.vm.keep_for_native([tuple]);
                tuple
            }
        };
        classes.iter().for_each(|class| self.pin(class.bits()));
        self.pin(wanted.bits());
        let objects = classes.iter().all(|&class| tier::has_only_objects(self.vm, class));
        Some(Leaf::InstanceOf { wanted: wanted.bits(), objects })
    }

    /// The class of an object, if that is known.
    pub(super) fn class_known(&mut self, object: InstId) -> Option<Gc<Class>> {
        let types = &self.vm.types;
        Some(match self.ty(object) {
            Type::Int | Type::Wide => types.int,
            Type::Float => types.float,
            Type::Bool => types.bool,
            Type::Complex => types.complex,
            Type::Value => {
                if let Ir::Word { bits } = self.function.inst(object).op
                    && Value::from_bits(bits).header().is_none()
                {
                    return Some(self.vm.class_of(Value::from_bits(bits)));
                }
                let shape = self.env.shapes.iter().find(|(known, _)| *known == object).map(|(_, shape)| *shape)?;
                runtime::tier::class_of_shape(self.vm, shape)
            }
            Type::Nothing => return None,
        })
    }

    /// `divmod` of ints, of which at least one is known to be one.
    fn divmod_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let builtins = self.vm.builtins;
        let is_divmod = native.spec.name == "divmod" && builtins.get_text(self.vm, "divmod") == Some(native.value());
        if !is_divmod || site.given != 2 || self.was_reached(site.pc) {
            return false;
        }
        let operands = [0, 1].map(|index| self.argument(site, index));
        let types = operands.map(|operand| self.ty(operand));
        let integral = |ty: &Type| matches!(ty, Type::Int | Type::Value);
        if !types.contains(&Type::Int) || !types.iter().all(integral) {
            return false;
        }
        let (Some(left), Some(right)) = (self.int(operands[0], site.pc), self.int(operands[1], site.pc)) else {
            return false;
        };
        self.guard_object(callee, native.value(), site.pc);
        let state = self.state(site.pc);
        let quotient = self.emit_at(Ir::IntFloorDiv, vec![left, right], state);
        let product = self.emit(Ir::WordMul, vec![quotient, right]);
        let remainder = self.emit(Ir::WordSub, vec![left, product]);
        let pair = self.new_tuple(site.pc, vec![quotient, remainder]);
        self.set(site.result, pair);
        true
    }

    /// A leaf function, and the call where it cannot say.
    pub(super) fn leaf_call(&mut self, site: Site, leaf: Leaf, args: Vec<InstId>) -> InstId {
        let args = args.into_iter().map(|arg| self.boxed(arg)).collect();
        let value = self.in_stages(site.pc, leaf, args, |this| this.called(site));
        self.leave_window(site.window);
        value
    }

    /// The form for arguments of known types.
    pub(super) fn inline_native(&mut self, leaf: Leaf, args: &[InstId], pc: usize) -> Option<InstId> {
        let types: Vec<Type> = args.iter().map(|arg| self.ty(*arg)).collect();
        match (leaf, types.as_slice()) {
            (Leaf::Len, [Type::Value]) if self.tuples.contains_key(&args[0]) => {
                let value = self.tuples[&args[0]].len() as i64;
                Some(self.emit(Ir::Int { value }, vec![]))
            }
            (Leaf::Len, [Type::Value]) if self.keywords_of(args[0]).is_some() => {
                let value = self.keywords_of(args[0])?.len() as i64;
                Some(self.emit(Ir::Int { value }, vec![]))
            }
            (Leaf::Len, [Type::Value]) => {
                let known = self.env.shapes.iter().find(|(known, _)| *known == args[0]).map(|(_, shape)| *shape)?;
                let offset = match known {
                    shape if shape == Kind::List as u32 => layout::LIST_LEN,
                    shape if shape == Kind::Tuple as u32 => layout::TUPLE_LEN,
                    shape if tier::is_derived_tuple(self.vm, shape, tier::TupleMethod::Len) => layout::TUPLE_LEN,
                    shape if shape == Kind::Str as u32 => return Some(self.emit(Ir::TextLen, vec![args[0]])),
                    shape if shape == Kind::Dict as u32 => {
                        return Some(self.emit(Ir::Count { offset: layout::DICT_LIVE }, vec![args[0]]));
                    }
                    shape if shape == Kind::Set as u32 => {
                        return Some(self.emit(Ir::Count { offset: layout::SET_LIVE }, vec![args[0]]));
                    }
                    shape => return self.typed_len(args[0], shape),
                };
                Some(self.emit(Ir::Length { offset }, vec![args[0]]))
            }
            (Leaf::Iter, [Type::Value]) => self.iterator_known(args[0], pc),
            (Leaf::Abs, [Type::Complex]) if !self.was_reached(pc) => {
                let state = self.state(pc);
                Some(self.emit_at(Ir::ComplexAbs, args.to_vec(), state))
            }
            (Leaf::Ord, [Type::Value]) if !self.was_reached(pc) => {
                self.guard_text(args[0], pc);
                let state = self.state(pc);
                Some(self.emit_at(Ir::CharCode, vec![args[0]], state))
            }
            (Leaf::Chr, [Type::Int]) if !self.was_reached(pc) => {
                let state = self.state(pc);
                let text = self.emit_at(Ir::CharOf, vec![args[0]], state);
                self.env.shapes.push((text, Kind::Str as u32));
                Some(text)
            }
            (Leaf::DictGet | Leaf::DictGetOr, [Type::Value, ..]) if self.is_dict(args[0], pc) => {
                let boxed: Vec<InstId> = args.iter().map(|&arg| self.boxed(arg)).collect();
                let default = match boxed.get(2) {
                    Some(&default) => default,
                    None => self.word(Value::NONE),
                };
                Some(self.dict_get(boxed[0], boxed[1], default, pc))
            }
            (Leaf::Abs, [Type::Float]) => Some(self.emit(Ir::FloatAbs, vec![args[0]])),
            (Leaf::Abs, [Type::Int]) => {
                let zero = self.emit(Ir::Int { value: 0 }, vec![]);
                let negative = self.emit(Ir::IntCompare { cond: Cond::Lt }, vec![args[0], zero]);
                let state = self.state(pc);
                let opposite = self.emit_at(Ir::IntNeg, vec![args[0]], state);
                Some(self.emit(Ir::SelectInt, vec![negative, opposite, args[0]]))
            }
            (Leaf::Min | Leaf::Max, [Type::Int, Type::Int]) => {
                let second = self.second_wins(leaf, Ir::IntCompare { cond: Cond::Lt }, args);
                Some(self.emit(Ir::SelectInt, vec![second, args[1], args[0]]))
            }
            (Leaf::Min | Leaf::Max, [Type::Float, Type::Float]) => {
                let second = self.second_wins(leaf, Ir::FloatCompare { cond: Cond::Lt }, args);
                Some(self.emit(Ir::SelectFloat, vec![second, args[1], args[0]]))
            }
            (Leaf::Min | Leaf::Max, [Type::Int, Type::Value] | [Type::Value, Type::Int]) if !self.was_reached(pc) => {
                let args: Option<Vec<InstId>> = args.iter().map(|&arg| self.int(arg, pc)).collect();
                self.inline_native(leaf, &args?, pc)
            }
            _ => None,
        }
    }

    /// Whether the second argument of `min` or `max` is the result: only if it is truly smaller or larger.
    fn second_wins(&mut self, leaf: Leaf, less: Ir, args: &[InstId]) -> InstId {
        let order = if leaf == Leaf::Min { vec![args[1], args[0]] } else { vec![args[0], args[1]] };
        self.emit(less, order)
    }

    /// Functions of floats in `math` that are compiled as such.
    fn float_function(&mut self, owner: Value, name: &str) -> Option<FloatFunction> {
        let function = FloatFunction::ALL.iter().find(|function| function.name() == name)?;
        self.is_module(owner, "math").then_some(*function)
    }

    fn is_module(&mut self, owner: Value, named: &str) -> bool {
        let Some(module) = owner.cast::<Module>() else { return false };
        let name = module.dict.get().get_text(self.vm, "__name__").and_then(|name| name.cast::<Str>());
        name.is_some_and(|name| name.to_string_lossy() == named)
    }

    fn float_call(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>, function: FloatFunction) -> bool {
        let arg = self.argument(site, 0);
        let state = self.state(site.pc);
        let arg = match self.ty(arg) {
            Type::Float => arg,
            Type::Int => self.emit_at(Ir::ExactFloat, vec![arg], state),
            Type::Value if !self.known_other(arg) && !self.was_reached(site.pc) => {
                self.emit_at(Ir::GuardNumber, vec![arg], state)
            }
            _ => return false,
        };
        self.guard_object(callee, native.value(), site.pc);
        let state = self.state(site.pc);
        let value = self.emit_at(Ir::FloatCall { function }, vec![arg], state);
        self.set(site.result, value);
        true
    }

    /// Builds a call of a builtin class, if it has a form of its own.
    pub(super) fn builtin_class_call(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> bool {
        if self.builtin_object(site, callee, class) {
            return true;
        }
        if class == self.vm.types.complex && site.names.is_none() {
            let args: Vec<InstId> = (0..site.given).map(|index| self.argument(site, index)).collect();
            let Some(number) = self.complex_call(&args, site.pc) else { return false };
            self.guard_object(callee, class.value(), site.pc);
            self.set(site.result, number);
            return true;
        }
        if site.given != 1 {
            return false;
        }
        let arg = self.argument(site, 0);
        let types = &self.vm.types;
        if class == types.type_ {
            let known = match self.ty(arg) {
                Type::Int | Type::Wide => Some(types.int),
                Type::Float => Some(types.float),
                Type::Bool => Some(types.bool),
                Type::Complex => Some(types.complex),
                Type::Value | Type::Nothing => None,
            };
            self.guard_object(callee, class.value(), site.pc);
            let value = match known {
                Some(class) => self.constant(class.value()),
                None => self.emit(Ir::Leaf { leaf: Leaf::TypeOf }, vec![arg]),
            };
            self.set(site.result, value);
            return true;
        }
        let (is_int, is_float, is_bool) = (class == types.int, class == types.float, class == types.bool);
        let leaf = if is_int {
            Leaf::ToInt
        } else if is_float {
            Leaf::ToFloat
        } else {
            if is_bool && self.ty(arg) != Type::Value {
                self.guard_object(callee, class.value(), site.pc);
                let value = self.truth_of(arg, site.pc);
                self.set(site.result, value);
                return true;
            }
            if is_bool {
                self.guard_object(callee, class.value(), site.pc);
                let value = self.leaf_call(site, Leaf::Bool, vec![arg]);
                self.set(site.result, value);
                return true;
            }
            return false;
        };
        self.guard_object(callee, class.value(), site.pc);
        let state = self.state(site.pc);
        let value = match (leaf, self.ty(arg)) {
            (Leaf::ToInt, Type::Int) | (Leaf::ToFloat, Type::Float) => arg,
            (Leaf::ToInt, Type::Bool) => self.emit(Ir::BoolToInt, vec![arg]),
            (Leaf::ToInt, Type::Float) => self.emit_at(Ir::Truncate, vec![arg], state),
            (_, Type::Int) => self.emit_at(Ir::ExactFloat, vec![arg], state),
            _ => self.leaf_call(site, leaf, vec![arg]),
        };
        self.set(site.result, value);
        true
    }

    /// Builds a call of a class whose objects a leaf function makes.
    fn builtin_object(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> bool {
        let types = &self.vm.types;
        let made =
            [(types.list, Kind::List), (types.tuple, Kind::Tuple), (types.dict, Kind::Dict), (types.set, Kind::Set)];
        let numbers = [types.int, types.float, types.bool, types.complex, types.type_];
        let container = made.iter().find(|(known, _)| *known == class).map(|(_, kind)| *kind);
        let copies = matches!(container, Some(Kind::List | Kind::Tuple | Kind::Dict));
        let leaf = match container {
            Some(kind) if site.given == 0 || site.given == 1 && copies => Leaf::New { kind: kind as u8 },
            None if class == types.str && site.given == 1 => Leaf::ToStr,
            None if class == types.range && (1..=3).contains(&site.given) => Leaf::Range,
            _ if numbers.contains(&class) && site.given == 1 => return false,
            _ if tier::constructs(self.vm, class, site.given) => {
                self.pin(class.word());
                Leaf::Construct { class: class.word() }
            }
            _ => return false,
        };
        if leaf == Leaf::Range && self.new_range(site, callee, class) {
            return true;
        }
        self.guard_object(callee, class.value(), site.pc);
        let args = (0..site.given).map(|index| self.argument(site, index)).collect();
        let value = self.leaf_call(site, leaf, args);
        if let Some(kind) = container {
            self.env.shapes.push((value, kind as u32));
        }
        self.set(site.result, value);
        true
    }

    /// `dict(name=value, ...)`; false if there is more to it.
    pub(super) fn dict_of_keywords(&mut self, site: Site, callee: InstId) -> bool {
        let Some(names) = site.names.filter(|names| names.len() == site.given) else { return false };
        self.guard_object(callee, self.vm.types.dict.value(), site.pc);
        let values = (0..site.given).map(|index| self.argument(site, index)).collect::<Vec<_>>();
        let dict = self.new_dict(site.pc, names.items().iter().copied().zip(values).collect());
        self.leave_window(site.window);
        self.set(site.result, dict);
        true
    }

    /// `list.append`
    fn append(&mut self, site: Site, callee: InstId, native: Gc<NativeFunction>) -> bool {
        let list = self.argument(site, 0);
        if self.ty(list) != Type::Value {
            return false;
        }
        self.guard_object(callee, native.value(), site.pc);
        let known = self.env.shapes.iter().find(|(known, _)| *known == list).map(|(_, shape)| *shape);
        if known.is_none_or(|shape| tier::layout_kind(self.vm, shape) != Kind::List) {
            self.guard_shape(list, Kind::List as u32, site.pc);
        }
        let value = self.boxed_argument(site, 1);
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
        self.emit_at(Ir::Call { helper: crate::ir::Helper::ListAppend }, vec![list, value], state);
        self.end(Terminator::Jump(to(on)));
        self.block = on;
    }
}
