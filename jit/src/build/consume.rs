//! Builtins that consume a generator which is inlined: each as a Python function, built into its caller in the place of the
//! call. Frames of these functions are never seen; where compiled code is left, the interpreter goes on in them.

use super::call::Site;
use super::{Bail, Builder};
use crate::ir::InstId;
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::{Function, NativeFunction};
use runtime::object::header::Kind;
use runtime::object::string::Str;
use runtime::tier;
use runtime::value::Value;

/// The functions, named like the builtins. First come the arguments; `native` is the builtin itself, and other parameters
/// are builtins of these names.
const SOURCE: &str = include_str!("consume.py");

/// Builtins that have a function: with a method the receiver comes first.
const BUILTINS: &[&str] =
    &["any", "all", "sum", "min", "max", "list", "tuple", "set", "frozenset", "sorted", "bytes", "bytearray"];

/// Methods of builtin types that have a function; where it calls another method, the receiver must be of the type itself.
const METHODS: &[(Kind, &str, bool)] =
    &[(Kind::Str, "join", false), (Kind::List, "extend", true), (Kind::Set, "update", true)];

impl Builder<'_> {
    /// The function that stands for the builtin which the next call gives the content of `register` alone.
    pub(super) fn consuming_builtin(&mut self, next: Instr, register: usize) -> Option<&'static str> {
        let window = usize::from(next.b());
        let given = match Op::from_byte(next.op_byte())? {
            Op::Call => window + 4,
            Op::CallMethod => window + 5,
            _ => return None,
        };
        if next.c() != 1 || given != register {
            return None;
        }
        let function = self.env.top().registers[window]?;
        let constant = self.content_now(function.value)?;
        let is_method = next.op_byte() == Op::CallMethod as u8;
        let receiver = if is_method { self.env.top().registers[window + 4].map(|slot| slot.value) } else { None };
        self.consuming(constant, receiver)
    }

    fn consuming(&mut self, callee: Value, receiver: Option<InstId>) -> Option<&'static str> {
        if let Some(receiver) = receiver {
            let native: Gc<NativeFunction> = callee.cast()?;
            let owner = native.owner.get();
            let is = |&&(kind, name, _): &&(Kind, &str, bool)| {
                native.spec.name == name && owner == tier::class_of_shape(self.vm, kind as u32).value()
            };
            let &(kind, name, exact) = METHODS.iter().find(is)?;
            let fits = !exact || self.env.shapes.contains(&(receiver, kind as u32));
            return fits.then_some(name);
        }
        let builtins = self.vm.builtins;
        BUILTINS.iter().copied().find(|name| builtins.get_text(self.vm, name) == Some(callee))
    }

    /// A call of a builtin with a generator that is inlined; none if it is no such call.
    pub(super) fn consuming_call(&mut self, site: Site, callee: InstId, constant: Value) -> Result<Option<bool>, Bail> {
        if site.names.is_some() || !(1..=2).contains(&site.given) {
            return Ok(None);
        }
        let last = self.get(site.first + site.given - 1);
        if !self.env.suspended.iter().any(|generator| generator.object == last) {
            return Ok(None);
        }
        let receiver = if site.given == 2 { Some(self.get(site.first)) } else { None };
        let Some(name) = self.consuming(constant, receiver) else { return Ok(None) };
        let Some(code) = self.analyses.hidden(self.vm, SOURCE, name) else { return Ok(None) };
        self.guard_object(callee, constant, site.pc);
        let arguments = (0..site.given).map(|index| self.get(site.first + index)).collect();
        self.call_in_place(site, code, constant, arguments)
    }

    /// Builds the function `code` in the place of a call of the builtin `constant`.
    fn call_in_place(
        &mut self,
        site: Site,
        code: Gc<Code>,
        constant: Value,
        mut arguments: Vec<InstId>,
    ) -> Result<Option<bool>, Bail> {
        for at in arguments.len()..code.parameter_count() {
            let value = match code.unit.registers[at].name.as_str() {
                Some("native") => Some(constant),
                Some("arrange") => tier::arrange_function(self.vm),
                Some(other) => {
                    let builtins = self.vm.builtins;
                    builtins.get_text(self.vm, other)
                }
                None => None,
            };
            let Some(value) = value else { return Ok(None) };
            arguments.push(self.constant(value));
        }
        let nobody = self.word(Value::EMPTY);
        let ways = self.inline(site, code, nobody, arguments)?;
        Ok(Some(self.join_calls(site, ways)))
    }
}

/// So many instructions that make a default may stand between a generator and the call that takes both.
const MOST_BETWEEN: usize = 3;

/// The function that stands for `min` or `max` with a default.
fn with_default(name: &str) -> Option<&'static str> {
    match name {
        "min" => Some("min_or"),
        "max" => Some("max_or"),
        _ => None,
    }
}

impl Builder<'_> {
    /// Whether what the call at `pc` puts in `register` goes to `min` or `max`, and nothing else but a default with it.
    pub(super) fn is_given_with_default(&mut self, pc: usize, register: usize) -> bool {
        let code = self.code();
        let is_plain = |instr: &&Instr| {
            matches!(
                Op::from_byte(instr.op_byte()),
                Some(Op::LoadInt | Op::LoadConst | Op::LoadSpecial | Op::LoadGlobal | Op::Move)
            ) && usize::from(instr.a()) > register
        };
        let after = &code.unit.code[pc + 1..];
        let between = after.iter().take(MOST_BETWEEN).take_while(is_plain).count();
        let Some(&call) = after.get(between) else { return false };
        if call.op_byte() != Op::CallKw as u8 || call.c() != 2 || usize::from(call.b()) + 4 != register {
            return false;
        }
        let Some(function) = self.env.top().registers[usize::from(call.b())] else { return false };
        let Some(builtin) = self.content_now(function.value) else { return false };
        self.consuming(builtin, None).and_then(with_default).is_some()
    }

    /// A call of `min` or `max` with a generator that is inlined and a default; none if it is no such call.
    pub(super) fn call_with_default(
        &mut self,
        site: Site,
        callee: InstId,
        constant: Value,
    ) -> Result<Option<bool>, Bail> {
        let is_default = |name: &Value| name.cast::<Str>().is_some_and(|name| name.as_ascii() == Some("default"));
        let names = site.names.filter(|names| matches!(names.items(), [name] if is_default(name)));
        if names.is_none() || site.given != 2 || site.spread.is_some() {
            return Ok(None);
        }
        let generator = self.get(site.first);
        if !self.env.suspended.iter().any(|suspended| suspended.object == generator) {
            return Ok(None);
        }
        let Some(name) = self.consuming(constant, None).and_then(with_default) else { return Ok(None) };
        let Some(code) = self.analyses.hidden(self.vm, SOURCE, name) else { return Ok(None) };
        self.guard_object(callee, constant, site.pc);
        let default = self.get(site.first + 1);
        self.call_in_place(site, code, constant, vec![generator, default])
    }
}

/// A builtin that calls a key function for each item of what it is given.
struct Keyed {
    /// The function that stands for it.
    stand_in: &'static str,
    /// Whether it may be told to put the largest first.
    reverses: bool,
}

impl Builder<'_> {
    fn keyed(&mut self, site: Site, callee: Value) -> Option<Keyed> {
        let native: Gc<NativeFunction> = callee.cast()?;
        let builtins = self.vm.builtins;
        let stand_in = match native.spec.name {
            "min" => "min_by",
            "max" => "max_by",
            "sorted" => "sorted_by",
            "sort" if native.owner.get() == self.vm.types.list.value() => {
                let list = self.get(site.first);
                let exact = self.env.shapes.contains(&(list, Kind::List as u32));
                return exact.then_some(Keyed { stand_in: "sort_by", reverses: true });
            }
            _ => return None,
        };
        let is_builtin = builtins.get_text(self.vm, native.spec.name) == Some(callee);
        is_builtin.then_some(Keyed { stand_in, reverses: stand_in == "sorted_by" })
    }

    /// A call with a small function of its own as `key`; none if it is no such call.
    pub(super) fn keyed_call(&mut self, site: Site, callee: InstId, constant: Value) -> Result<Option<bool>, Bail> {
        let Some(names) = site.names else { return Ok(None) };
        let is = |index: usize, wanted: &str| {
            let name = names.items().get(index).and_then(|name| name.cast::<Str>());
            name.is_some_and(|name| name.as_ascii() == Some(wanted))
        };
        let reverses = match names.len() {
            1 if is(0, "key") => false,
            2 if is(0, "key") && is(1, "reverse") => true,
            _ => return Ok(None),
        };
        if site.spread.is_some() || site.given != names.len() + 1 || self.was_reached(site.pc) {
            return Ok(None);
        }
        let key = self.get(site.first + 1);
        let Some(key_code) = self.code_of(key) else { return Ok(None) };
        let Some(keyed) = self.keyed(site, constant).filter(|keyed| keyed.reverses || !reverses) else {
            return Ok(None);
        };
        let Some(code) = self.analyses.hidden(self.vm, SOURCE, keyed.stand_in) else { return Ok(None) };
        let fits = self.may_inline(key_code, 1) && self.has_room(code);
        if !fits || key_code.unit.code.len() > MAX_KEY {
            return Ok(None);
        }
        self.guard_object(callee, constant, site.pc);
        let first = self.get(site.first);
        // These take the items of an iterator.
        let first = match keyed.stand_in {
            "min_by" | "max_by" => self.iterator_of(site.pc, first, None).unwrap_or(first),
            _ => first,
        };
        let mut arguments = vec![first, key];
        if keyed.reverses {
            let reverse = if reverses { self.get(site.first + 2) } else { self.constant(Value::FALSE) };
            arguments.push(reverse);
        }
        self.call_in_place(site, code, constant, arguments)
    }

    /// The code of a function that was made here or is a constant.
    fn code_of(&mut self, function: InstId) -> Option<Gc<Code>> {
        if let Some(code) = self.made.get(&function) {
            return Some(*code);
        }
        self.content_now(function)?.cast::<Function>().map(|function| function.code.get())
    }
}

/// Instructions of key functions that are built in place.
const MAX_KEY: usize = 20;

/// The function of that name, once made.
pub(super) fn make(vm: &mut runtime::vm::Vm, source: &str, name: &str) -> Option<Gc<Code>> {
    tier::hidden_code(vm, source, name)
}
