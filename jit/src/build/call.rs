//! Calls: inlined when the callee is known and small, by the runtime otherwise.
//!
//! What is called is guessed from where the callee comes from (a variable's or class's cell, whose content now is taken
//! for what it will be) and else from the feedback; the guess is guarded.

use super::bind::Callee;
use super::env::Env;
use super::join::Incoming;
use super::{Bail, Builder, IteratorMade};
use crate::ir::{Edge, Helper, InstId, Leaf, Op as Ir, Terminator, Type};
use crate::lower::MAX_ARGUMENTS;
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::{Function, NativeFunction};
use runtime::object::header::Kind;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type as Class;
use runtime::tier::{
    CalledObject, bound_parts, called_object, callee, calls_functions, cell_value, layout, spread_count,
};
use runtime::value::Value;

/// A call instruction.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub(super) pc: usize,
    /// Register of the result.
    pub(super) result: usize,
    /// First register of the window.
    pub(super) window: usize,
    /// Register of the first argument: the window's fourth, or the one behind where there is no receiver.
    pub(super) first: usize,
    /// Number of arguments.
    pub(super) given: usize,
    /// Names of those by keyword, which come last.
    pub(super) names: Option<Gc<Tuple>>,
    /// Where the arguments are in [`Builder::spreads`], if they are in no registers.
    pub(super) spread: Option<usize>,
}

impl Builder<'_> {
    /// Builds a call; false if it never returns.
    pub(super) fn call(&mut self, pc: usize, instr: Instr, op: Op) -> Result<bool, Bail> {
        let (result, window, count) = (usize::from(instr.a()), usize::from(instr.b()), usize::from(instr.c()));
        let arguments = match op {
            Op::Call => Some((window + 4, count)),
            // The receiver is there unless what was loaded is no method.
            Op::CallMethod => match self.has_receiver(window) {
                Some(true) => Some((window + 4, count + 1)),
                Some(false) => Some((window + 5, count)),
                None => None,
            },
            Op::CallKw => Some((window + 4, count)),
            Op::CallMethodKw => match self.has_receiver(window) {
                Some(true) => Some((window + 4, count + 1)),
                Some(false) => Some((window + 5, count)),
                None => None,
            },
            _ => None,
        };
        if op == Op::CallMethod && arguments.is_none() {
            // Where there is no receiver the runtime finds out.
            self.call_any(pc, result, window, count + 1, false);
            return Ok(true);
        }
        let keywords = matches!(op, Op::CallKw | Op::CallMethodKw);
        let names = arguments.filter(|_| keywords).and_then(|(first, given)| self.known_tuple(first + given));
        if let Some((first, given)) = arguments
            && keywords == names.is_some()
        {
            let site = Site { pc, result, window, first, given, names, spread: None };
            if let Some(returns) = self.known_call(site)? {
                return Ok(returns);
            }
            self.refuse_suspended(site)?;
        }
        if op == Op::CallEx
            && let Some(site) = self.spread_site(pc, result, window)
            && let Some(returns) = self.known_call(site)?
        {
            return Ok(returns);
        }
        let made = self.iterator_made(pc, window);
        let sources = arguments.filter(|_| !keywords).map_or_else(Vec::new, |(first, given)| {
            let registers = &self.env.top().registers;
            let slots: Option<Vec<_>> = (first..first + given).map(|register| registers[register]).collect();
            slots.unwrap_or_default().into_iter().map(|slot| slot.value).collect()
        });
        let leaf = made.and_then(|class| self.iterator_leaf(class, sources.len()));
        let pairs = made.and_then(|class| self.new_pairs(pc, class, &sources));
        match (arguments, leaf) {
            _ if let Some(pairs) = pairs => self.set(result, pairs),
            (Some((first, given)), Some(leaf)) => {
                let site = Site { pc, result, window, first, given, names: None, spread: None };
                let value = self.leaf_call(site, leaf, sources.clone());
                self.set(result, value);
            }
            (Some((first, given)), _) if !keywords && first == window + 4 => {
                self.call_any(pc, result, window, given, true);
            }
            _ => self.unknown_call(pc, result, window),
        }
        if let Some(class) = made {
            let made = self.get(result);
            self.iterators_made.insert(made, IteratorMade { class, sources });
        }
        Ok(true)
    }

    /// The call with a tuple and a dict of arguments that are known.
    fn spread_site(&mut self, pc: usize, result: usize, window: usize) -> Option<Site> {
        let (args, keywords) = (self.get(window + 4), self.get(window + 5));
        let mut keys = Vec::new();
        let mut values = Vec::new();
        if self.function.inst(keywords).op != (Ir::Word { bits: 0 }) {
            (keys, values) = self.keywords_of(keywords)?.iter().copied().unzip();
        }
        let mut all = match self.items_of(args) {
            Some(items) => items,
            None => self.items_as_before(pc, args)?,
        };
        all.extend(values);
        let names = match keys.is_empty() {
            true => None,
            false => Some(self.vm.tuple(&keys).ok()?),
        };
        if let Some(names) = names {
            self.pin(names.word());
            self.vm.keep_for_native([names.value()]);
        }
        let given = all.len();
        self.spreads.push(all);
        let spread = Some(self.spreads.len() - 1);
        Some(Site { pc, result, window, first: window + 4, given, names, spread })
    }

    /// The items of a tuple that has as many as before.
    fn items_as_before(&mut self, pc: usize, tuple: InstId) -> Option<Vec<InstId>> {
        let code = self.code();
        let count = spread_count(code, pc).filter(|count| *count <= MAX_ARGUMENTS / 2)?;
        if self.ty(tuple) != Type::Value || self.was_reached(pc) || self.known_other_than(tuple, Kind::Tuple) {
            return None;
        }
        self.guard_shape(tuple, Kind::Tuple as u32, pc);
        let state = self.state(pc);
        self.emit_at(Ir::GuardLoad { offset: layout::TUPLE_LEN, value: count as i64 }, vec![tuple], state);
        let item = |this: &mut Self, index: usize| {
            this.emit(Ir::Load { offset: layout::TUPLE_ITEMS + 8 * index as i32 }, vec![tuple])
        };
        Some((0..count).map(|index| item(self, index)).collect())
    }

    /// An argument of a call.
    pub(super) fn argument(&mut self, site: Site, index: usize) -> InstId {
        match site.spread {
            Some(spread) => self.spreads[spread][index],
            None => self.get(site.first + index),
        }
    }

    pub(super) fn boxed_argument(&mut self, site: Site, index: usize) -> InstId {
        let argument = self.argument(site, index);
        self.boxed(argument)
    }

    /// The class that a call makes an object of, if that is an iterator over others.
    fn iterator_made(&mut self, pc: usize, window: usize) -> Option<Gc<Class>> {
        let callee = self.env.top().registers[window]?.value;
        let class: Gc<Class> = self.content_now(callee)?.cast()?;
        let builtins = self.vm.builtins;
        let is = |name: &&str| builtins.get_text(self.vm, name) == Some(class.value());
        if !["enumerate", "zip", "reversed"].iter().any(is) || self.was_reached(pc) {
            return None;
        }
        self.guard_object(callee, class.value(), pc);
        Some(class)
    }

    /// The leaf function that makes an `enumerate`, `zip` or `reversed` of so many sources.
    fn iterator_leaf(&mut self, class: Gc<Class>, sources: usize) -> Option<Leaf> {
        let builtins = self.vm.builtins;
        let is = |name: &str, vm: &mut runtime::vm::Vm| builtins.get_text(vm, name) == Some(class.value());
        if is("zip", self.vm) {
            return (1..=4).contains(&sources).then_some(Leaf::Zip);
        }
        let leaf = if is("enumerate", self.vm) { Leaf::Enumerate } else { Leaf::Reversed };
        (sources == 1).then_some(leaf)
    }

    /// A call of what is not known, whose arguments are where a function wants them; `in_place` unless there may be no receiver in
    /// the first one's place.
    fn call_any(&mut self, pc: usize, result: usize, window: usize, given: usize, in_place: bool) {
        let function = self.get_boxed(window);
        self.note_call(pc, window);
        self.synchronise(pc);
        let state = self.state(pc);
        let callee = self.window() + window as i32 + layout::FRAME_HEADER;
        let enters = in_place && calls_functions(self.code(), pc);
        let op = Ir::CallAny { window: callee, count: given as u32, enters };
        let value = self.emit_at(op, vec![function], state);
        self.after_call();
        self.env.stale = true;
        self.catch(pc, value);
        self.leave_window(window);
        self.set(result, value);
    }

    /// A call by the runtime.
    fn unknown_call(&mut self, pc: usize, result: usize, window: usize) {
        self.note_call(pc, window);
        let value = self.call_runtime(pc, Helper::Call, vec![]);
        self.leave_window(window);
        self.set(result, value);
    }

    /// The result of a call by the runtime, whose window is still needed.
    pub(super) fn called(&mut self, site: Site) -> InstId {
        let value = self.call_runtime(site.pc, Helper::Call, vec![]);
        self.with_register(site.result, value, |this| this.check_epoch(site.pc + 1));
        value
    }

    /// The tuple that a register is known to hold.
    fn known_tuple(&mut self, register: usize) -> Option<Gc<Tuple>> {
        let slot = self.env.top().registers[register]?;
        match self.function.inst(slot.value).op {
            Ir::Word { bits } => Value::from_bits(bits).cast(),
            _ => None,
        }
    }

    /// Whether `load_method` has left a receiver, if that is known.
    fn has_receiver(&mut self, window: usize) -> Option<bool> {
        let slot = self.env.top().registers[window]?;
        if self.methods.iter().any(|methods| methods.function == slot.value) {
            return Some(true);
        }
        let receiver = self.env.top().registers[window + 4]?;
        match self.function.inst(receiver.value).op {
            Ir::Word { bits } => Some(!Value::from_bits(bits).is_empty()),
            _ => None,
        }
    }

    /// Builds a call of something known: whether it returns; none if nothing is known.
    fn known_call(&mut self, site: Site) -> Result<Option<bool>, Bail> {
        let function = self.get(site.window);
        if self.ty(function) != Type::Value || self.hopeless(site.pc) {
            return Ok(None);
        }
        let mut constant = self.content_now(function);
        // A native function in a variable of the function's own.
        if constant.is_none()
            && !self.was_reached(site.pc)
            && let caller = self.code()
        {
            match called_object(self.vm, caller, site.pc) {
                Some(CalledObject::Native(native)) => constant = Some(native.value()),
                Some(CalledObject::BoundNative(method, shape)) => {
                    return self.bound_native_call(site, function, method, shape);
                }
                _ => {}
            }
        }
        if let Some(known) = self.bound_call(site, function, constant)? {
            return Ok(Some(known));
        }
        if let Some(method) = constant.filter(|value| bound_parts(*value).is_some()) {
            return self.bound_method_call(site, function, method);
        }
        if site.names.is_some() {
            if let Some(constant) = constant
                && let Some(known) = self.call_with_default(site, function, constant)?
            {
                return Ok(Some(known));
            }
            return match constant {
                Some(constant) => match constant.cast::<Class>() {
                    Some(class) if class == self.vm.types.dict && self.dict_of_keywords(site, function) => {
                        Ok(Some(true))
                    }
                    Some(class) => self.class_call(site, function, class),
                    None => self.keyed_call(site, function, constant),
                },
                None => self.seen_call(site, function),
            };
        }
        let spread = site.spread.is_some();
        if let Some(constant) = constant.filter(|_| !spread)
            && let Some(known) = self.consuming_call(site, function, constant)?
        {
            return Ok(Some(known));
        }
        if let Some(native) = constant.and_then(|value| value.cast::<NativeFunction>()) {
            if spread {
                return Ok(None);
            }
            if let Some(known) = self.special_native_call(site, function, native)? {
                return Ok(Some(known));
            }
            return Ok(self.native_call(site, function, native).then_some(true));
        }
        if let Some(class) = constant.and_then(|value| value.cast::<Class>()) {
            if !spread && let Some(returns) = self.text_call(site, function, class)? {
                return Ok(Some(returns));
            }
            if !spread && let Some(known) = self.combining_call(site, function, class)? {
                return Ok(Some(known));
            }
            self.refuse_suspended(site)?;
            if !spread && (self.range_call(site, function, class) || self.builtin_class_call(site, function, class)) {
                return Ok(Some(true));
            }
            return self.class_call(site, function, class);
        }
        let is_method = self.methods.iter().any(|methods| methods.function == function);
        if constant.is_none_or(|value| !value.is::<Function>())
            && !is_method
            && let Some(returns) = self.object_call(site, function)?
        {
            return Ok(Some(returns));
        }
        if !spread && let Some(returns) = self.picked_call(site, function)? {
            return Ok(Some(returns));
        }
        let mut codes: Vec<Gc<Code>> = Vec::new();
        if let Some(python) = constant.and_then(|value| value.cast::<Function>()) {
            codes.push(python.code.get());
        } else if let Some(methods) = self.methods.iter().find(|methods| methods.function == function) {
            let functions = methods.cells.iter().filter_map(|&cell| cell_value(cell)?.cast::<Function>());
            codes.extend(functions.map(|function| function.code.get()));
        } else if let Some(&code) = self.made.get(&function) {
            codes.push(code);
        } else if !self.was_reached(site.pc) {
            // Only the last callee is known: where it turned out to be another one, it may be any.
            let caller = self.code();
            codes.extend(callee(caller, site.pc));
        }
        codes.dedup();
        if let [only] = codes[..]
            && !spread
            && let Some(send) = self.awaits(site, only)
        {
            self.pin(only.word());
            self.guard_code(function, only.word(), site.pc);
            return Ok(Some(self.await_in_place(site, only, function, send)?));
        }
        if let [only] = codes[..]
            && !spread
            && self.makes_generator(site, only)
        {
            self.pin(only.word());
            self.guard_code(function, only.word(), site.pc);
            let arguments = self.arguments(site);
            return Ok(Some(self.make_generator(site, only, function, arguments)?));
        }
        if let [only] = codes[..]
            && site.first == site.window + 4
            && !spread
            && !self.may_inline(only, site.given)
            && self.may_call(only, site.given)
        {
            self.call_code(site, only, function);
            return Ok(Some(true));
        }
        if let [only] = codes[..]
            && (self.may_bind(site.given, None, only) || spread && self.may_call(only, site.given))
            && !self.was_reached(site.pc)
        {
            let known = constant.and_then(|value| value.cast::<Function>());
            return self.invoke(site, Callee { function, code: only, known });
        }
        codes.retain(|&code| self.may_inline(code, site.given));
        codes.iter().for_each(|code| self.pin(code.word()));
        match codes[..] {
            [] => Ok(None),
            [only] => {
                self.guard_code(function, only.word(), site.pc);
                Ok(Some(self.inline_function(site, only, function)?))
            }
            _ if spread => Ok(None),
            _ => Ok(Some(self.dispatch_call(site, function, &codes)?)),
        }
    }

    /// Builds a call of a bound method that is known; none if there is more to it.
    fn bound_method_call(&mut self, site: Site, callee: InstId, method: Value) -> Result<Option<bool>, Bail> {
        let Some((function, receiver)) = bound_parts(method) else { return Ok(None) };
        let Some(function) = function.cast::<Function>() else { return Ok(None) };
        let code = function.code.get();
        if !self.may_invoke(site.given + 1, site.names, code) || self.was_reached(site.pc) {
            return Ok(None);
        }
        self.guard_object(callee, method, site.pc);
        [function.word(), receiver.bits()].into_iter().for_each(|word| self.pin(word));
        let (function_word, receiver) = (self.word(function.value()), self.word(receiver));
        let site = self.with_receiver(site, receiver);
        self.invoke(site, Callee { function: function_word, code, known: Some(function) })
    }

    /// Builds a call of a class whose instances are made here; none if there is more to it.
    fn class_call(&mut self, site: Site, callee: InstId, class: Gc<Class>) -> Result<Option<bool>, Bail> {
        match self.exception_call(site, callee, class)? {
            Some(known) => Ok(Some(known)),
            None => self.instantiate(site, callee, class),
        }
    }

    /// Builds a call by keyword of the function that was called before, of which the code is known; none if there is more to it.
    fn seen_call(&mut self, site: Site, function: InstId) -> Result<Option<bool>, Bail> {
        let caller = self.code();
        let seen = match self.made.get(&function) {
            Some(&code) => Some(code),
            None => callee(caller, site.pc),
        };
        let is_method = self.methods.iter().any(|methods| methods.function == function);
        match seen.filter(|&code| !is_method && self.may_bind(site.given, site.names, code)) {
            Some(code) if !self.was_reached(site.pc) => self.invoke(site, Callee { function, code, known: None }),
            _ => Ok(None),
        }
    }

    /// Builds a call of what is no function, but has one, in place; none if nothing is known.
    fn object_call(&mut self, site: Site, callee: InstId) -> Result<Option<bool>, Bail> {
        if let Some(returns) = self.exit_call(site, callee)? {
            return Ok(Some(returns));
        }
        let caller = self.code();
        if self.was_reached(site.pc) {
            return Ok(None);
        }
        let Some(called) = called_object(self.vm, caller, site.pc) else { return Ok(None) };
        let (called, receiver) = match called {
            CalledObject::Class(class) => return self.instantiate(site, callee, class),
            CalledObject::Native(_) | CalledObject::BoundNative(..) => return Ok(None),
            CalledObject::Method(code) => {
                if !self.may_invoke(site.given + 1, site.names, code)
                    || self.known_other_than(callee, Kind::BoundMethod)
                {
                    return Ok(None);
                }
                let state = self.state(site.pc);
                self.emit_at(Ir::GuardKind { kind: Kind::BoundMethod as u8 }, vec![callee], state);
                let function = self.emit(Ir::Load { offset: layout::METHOD_FUNCTION }, vec![callee]);
                let receiver = self.emit(Ir::Load { offset: layout::METHOD_RECEIVER }, vec![callee]);
                (Callee { function, code, known: None }, receiver)
            }
            CalledObject::Instance { shape, cell } => {
                let Some(function) = cell_value(cell).and_then(|value| value.cast::<Function>()) else {
                    return Ok(None);
                };
                let code = function.code.get();
                let differs = self.env.shapes.iter().any(|(known, other)| *known == callee && *other != shape);
                if !self.may_invoke(site.given + 1, site.names, code) || differs {
                    return Ok(None);
                }
                self.guard_shape(callee, shape, site.pc);
                (Callee { function: self.load_from_cell(cell), code, known: Some(function) }, callee)
            }
        };
        let site = self.with_receiver(site, receiver);
        self.invoke(site, called)
    }

    /// What a value that was just read from a cell is now.
    pub(super) fn content_now(&self, value: InstId) -> Option<Value> {
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
    pub(super) fn guard_object(&mut self, value: InstId, object: Value, pc: usize) {
        let bits = object.bits();
        if self.function.inst(value).op == (Ir::Word { bits }) || self.env.words.contains(&(value, bits)) {
            return;
        }
        self.pin(bits);
        let state = self.state(pc);
        self.emit_at(Ir::GuardWord { bits }, vec![value], state);
        self.env.words.push((value, bits));
    }

    /// Makes sure that a value is a plain function with this code.
    pub(super) fn guard_code(&mut self, function: InstId, code: u64, pc: usize) {
        if self.env.words.contains(&(function, code)) || self.has_code(function, code) {
            return;
        }
        self.guard_function(function, pc);
        let state = self.state(pc);
        let value = code as i64;
        self.emit_at(Ir::GuardLoad { offset: layout::FUNCTION_CODE, value }, vec![function], state);
        self.env.words.push((function, code));
    }

    /// Whether a value is known to be a function with this code. Compiled code is thrown away when functions get other code.
    fn has_code(&self, function: InstId, code: u64) -> bool {
        let Ir::Word { bits } = self.function.inst(function).op else { return false };
        Value::from_bits(bits).cast::<Function>().is_some_and(|function| function.code.get().word() == code)
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
        self.env.stale = true;
        self.catch(site.pc, value);
        self.leave_window(site.window);
        self.set(site.result, value);
    }

    fn guard_function(&mut self, function: InstId, pc: usize) {
        let state = self.state(pc);
        self.emit_at(Ir::GuardKind { kind: Kind::Function as u8 }, vec![function], state);
    }

    pub(super) fn arguments(&mut self, site: Site) -> Vec<InstId> {
        (0..site.given).map(|index| self.argument(site, index)).collect()
    }

    fn inline_function(&mut self, site: Site, code: Gc<Code>, function: InstId) -> Result<bool, Bail> {
        let arguments = self.arguments(site);
        let ways = self.inline(site, code, function, arguments)?;
        Ok(self.join_calls(site, ways))
    }

    /// A call of one of several methods that are known for good; none if there is nothing to gain.
    fn picked_call(&mut self, site: Site, function: InstId) -> Result<Option<bool>, Bail> {
        let Some(methods) = self.methods.iter().find(|methods| methods.function == function) else { return Ok(None) };
        let functions: Option<Vec<Gc<Function>>> = methods.definitions.iter().map(|value| value.cast()).collect();
        let Some(functions) = functions else { return Ok(None) };
        let (small, others): (Vec<_>, Vec<_>) =
            functions.into_iter().partition(|function| self.may_inline(function.code.get(), site.given));
        if small.is_empty() {
            return Ok(None);
        }
        let mut ways = Vec::new();
        for (index, &definition) in small.iter().enumerate() {
            let code = definition.code.get();
            self.pin(definition.word());
            self.pin(code.word());
            let word = self.word(definition.value());
            let is_last = index + 1 == small.len() && others.is_empty();
            let no = if is_last { None } else { Some(self.only_if(Ir::Same, vec![function, word])) };
            self.know_shape(function, definition);
            let arguments = self.arguments(site);
            ways.extend(self.inline(site, code, word, arguments)?);
            match no {
                Some(no) => self.go_on_at(no),
                None => return Ok(Some(self.join_calls(site, ways))),
            }
        }
        match others[..] {
            [only] if site.first == site.window + 4 && self.may_call(only.code.get(), site.given) => {
                self.pin(only.word());
                let word = self.word(only.value());
                self.call_code(site, only.code.get(), word);
            }
            _ => self.general_call(site),
        }
        let value = self.get(site.result);
        ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value));
        Ok(Some(self.join_calls(site, ways)))
    }

    /// Goes on where a condition holds: the block where it does not, and what is known there.
    pub(super) fn only_if(&mut self, condition: Ir, args: Vec<InstId>) -> Incoming {
        let depth = self.function.block(self.block).depth;
        let condition = self.emit(condition, args);
        let (yes, no) = (self.function.new_block(depth), self.function.new_block(depth));
        let to = |block| Edge { to: block, args: Vec::new() };
        self.end(Terminator::Branch { condition, then: to(yes), otherwise: to(no) });
        self.block = yes;
        self.last_state = None;
        Incoming { block: no, env: self.env.clone() }
    }

    /// Goes on in another block.
    pub(super) fn go_on_at(&mut self, at: Incoming) {
        self.block = at.block;
        self.env = at.env;
        self.last_state = None;
    }

    /// The object whose shape has picked a method has the shape that picks this function, if that is only one.
    fn know_shape(&mut self, method: InstId, function: Gc<Function>) {
        let Some(pick) = self.env.picks.iter().find(|pick| pick.method == method) else { return };
        let object = pick.object;
        let mut shapes = pick.of.iter().filter(|(_, picked)| *picked == function.value()).map(|(shape, _)| *shape);
        if let (Some(shape), None) = (shapes.next(), shapes.next())
            && !self.env.shapes.contains(&(object, shape))
        {
            self.env.shapes.push((object, shape));
        }
    }

    /// A call of whatever it is.
    pub(super) fn general_call(&mut self, site: Site) {
        if site.first == site.window + 4 && site.names.is_none() && site.spread.is_none() {
            self.call_any(site.pc, site.result, site.window, site.given, true);
        } else {
            self.unknown_call(site.pc, site.result, site.window);
        }
    }

    /// One of several functions, or any other by the runtime.
    fn dispatch_call(&mut self, site: Site, function: InstId, codes: &[Gc<Code>]) -> Result<bool, Bail> {
        self.guard_function(function, site.pc);
        let mut ways = Vec::new();
        for &code in codes {
            let value = code.word() as i64;
            let no = self.only_if(Ir::IsLoad { offset: layout::FUNCTION_CODE, value }, vec![function]);
            let arguments = self.arguments(site);
            ways.extend(self.inline(site, code, function, arguments)?);
            self.go_on_at(no);
        }
        self.general_call(site);
        let value = self.get(site.result);
        ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value));
        Ok(self.join_calls(site, ways))
    }

    /// Goes on behind a call, from each way in which it returned; false if there is none.
    pub(super) fn join_calls(&mut self, site: Site, ways: Vec<(Incoming, InstId)>) -> bool {
        let value = self.join_ways(site.pc + 1, ways);
        if let Some(value) = value {
            self.set(site.result, value);
        }
        value.is_some()
    }

    /// Goes on at instruction `at`, from each way in which a callee returned: the value; none if there is no way.
    pub(super) fn join_ways(&mut self, at: usize, mut ways: Vec<(Incoming, InstId)>) -> Option<InstId> {
        self.last_state = None;
        if ways.len() < 2 {
            let only = ways.pop();
            self.env = Env::default();
            return only.map(|(only, value)| {
                self.block = only.block;
                self.env = only.env;
                value
            });
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
        let (env, _) = self.merge(at, block, &mut incoming, false);
        let param = self.function.param(block, ty);
        for (way, value) in incoming.iter().zip(values) {
            if let Terminator::Jump(Edge { args, .. }) = &mut self.function.blocks[way.block.index()].end {
                args.push(value);
            }
        }
        self.block = block;
        self.env = env;
        self.last_state = None;
        Some(param)
    }
}
