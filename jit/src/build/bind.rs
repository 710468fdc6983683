//! Binding of arguments to parameters where the compiler knows both: by keyword, and with defaults.

use super::Builder;
use super::call::Site;
use crate::ir::{InstId, Leaf, Op as Ir};
use crate::lower::MAX_ARGUMENTS;
use runtime::bytecode::unit::flags;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::Function;
use runtime::object::header::Kind;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::tier::{defaults_of_callee, layout};
use runtime::value::Value;

/// A Python function that is called.
#[derive(Clone, Copy)]
pub(super) struct Callee {
    pub(super) function: InstId,
    pub(super) code: Gc<Code>,
    /// The function itself, where that is known for good; else only its code is.
    pub(super) known: Option<Gc<Function>>,
}

impl Builder<'_> {
    /// Whether the call of a function with so many arguments needs them bound, and that can be done here.
    pub(super) fn may_bind(&self, given: usize, names: Option<Gc<Tuple>>, code: Gc<Code>) -> bool {
        let excluded = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR | flags::NAMESPACE;
        let stars = code.flags & (flags::VARARGS | flags::VARKEYWORDS) != 0;
        code.flags & excluded == 0
            && code.is_prepared()
            && (stars || given <= code.parameter_count())
            && given <= MAX_ARGUMENTS / 2
            && (stars || names.is_some() || code.unit.kwonly_count > 0 || given != usize::from(code.unit.arg_count))
    }

    /// Whether the call of a function with so many arguments can be built here, if they fit its parameters.
    pub(super) fn may_invoke(&self, given: usize, names: Option<Gc<Tuple>>, code: Gc<Code>) -> bool {
        names.is_none() && self.may_call(code, given) || self.may_bind(given, names, code)
    }

    /// The call with one more argument before the others.
    pub(super) fn with_receiver(&mut self, site: Site, receiver: InstId) -> Site {
        let mut arguments = self.arguments(site);
        arguments.insert(0, receiver);
        let given = arguments.len();
        self.spreads.push(arguments);
        Site { given, spread: Some(self.spreads.len() - 1), ..site }
    }

    /// Makes sure that a function is the one that is taken for granted: the arguments in the order of its parameters; none if
    /// the call would raise.
    pub(super) fn bind(&mut self, site: Site, callee: Callee) -> Option<Vec<InstId>> {
        let code = callee.code;
        let given: Vec<InstId> = (0..site.given).map(|index| self.argument(site, index)).collect();
        let plain = site.names.is_none() && self.may_call(code, given.len());
        let (args, star, stars) =
            (usize::from(code.unit.arg_count), code.has(flags::VARARGS), code.has(flags::VARKEYWORDS));
        let mut bound: Vec<Option<InstId>> = vec![None; args + usize::from(code.unit.kwonly_count)];
        let keywords = site.names.map_or(0, |names| names.len());
        let positional = given.len() - keywords;
        if positional > args && !star {
            return None;
        }
        for (slot, &value) in bound.iter_mut().zip(&given[..positional.min(args)]) {
            *slot = Some(value);
        }
        let mut others = Vec::new();
        for (index, &value) in given[positional..].iter().enumerate() {
            let names = site.names?;
            match parameter(code, names, index) {
                Some(at) if bound[at].is_some() => return None,
                Some(at) => bound[at] = Some(value),
                None if stars => others.push((*names.items().get(index)?, value)),
                None => return None,
            }
        }
        let lacking = bound.iter().position(Option::is_none);
        self.guard_callee(site, callee, lacking.is_some() || !plain);
        let defaults = match lacking {
            Some(first) => self.defaults(site, callee, first)?,
            None => Vec::new(),
        };
        let bound = bound.into_iter().enumerate();
        let bound: Option<Vec<InstId>> = bound
            .map(|(index, value)| match (value, callee.known) {
                (Some(value), _) => Some(value),
                (None, _) if index < args => defaults.get((index + defaults.len()).checked_sub(args)?).copied(),
                (None, Some(function)) => self.keyword_default(site, function, index),
                (None, None) => None,
            })
            .collect();
        let mut bound = bound?;
        if star {
            bound.push(self.new_tuple(site.pc, given[positional.min(args)..positional].to_vec()));
        }
        if stars {
            bound.push(self.new_dict(site.pc, others));
        }
        Some(bound)
    }

    /// Makes sure that a function has its code, or where all of it is relied on that it is the one that is known.
    fn guard_callee(&mut self, site: Site, callee: Callee, all: bool) {
        self.pin(callee.code.word());
        match callee.known.filter(|_| all) {
            Some(function) => {
                self.guard_object(callee.function, function.value(), site.pc);
                let function = self.word(function.value());
                self.guard_code(function, callee.code.word(), site.pc);
            }
            None => self.guard_code(callee.function, callee.code.word(), site.pc),
        }
    }

    /// The defaults of a function that lacks its parameter `first` and may lack others.
    fn defaults(&mut self, site: Site, callee: Callee, first: usize) -> Option<Vec<InstId>> {
        let args = usize::from(callee.code.unit.arg_count);
        if first >= args {
            return Some(Vec::new());
        }
        if let Some(function) = callee.known {
            let defaults = function.rely_on_defaults()?;
            self.pin(defaults.word());
            return Some(defaults.items().iter().map(|&value| self.constant(value)).collect());
        }
        let caller = self.code();
        let count = defaults_of_callee(caller, site.pc).filter(|count| args - first <= *count)?;
        let tuple = self.emit(Ir::Load { offset: layout::FUNCTION_DEFAULTS }, vec![callee.function]);
        self.guard_shape(tuple, Kind::Tuple as u32, site.pc);
        let state = self.state(site.pc);
        self.emit_at(Ir::GuardLoad { offset: layout::TUPLE_LEN, value: count as i64 }, vec![tuple], state);
        let item = |index: usize| Ir::Load { offset: layout::TUPLE_ITEMS + 8 * index as i32 };
        Some((0..count).map(|index| self.emit(item(index), vec![tuple])).collect())
    }

    /// The default of a keyword-only parameter.
    fn keyword_default(&mut self, site: Site, function: Gc<Function>, index: usize) -> Option<InstId> {
        let code = function.code.get();
        let kwdefaults = function.kwdefaults.get()?;
        let name = self.vm.intern(code.unit.registers[index].name.as_str()?);
        self.pin(name.word());
        self.pin(kwdefaults.word());
        let object = self.word(function.value());
        let (dict, key) = (self.word(kwdefaults.value()), self.word(name.value()));
        let state = self.state(site.pc);
        let value = kwdefaults.word() as i64;
        self.emit_at(Ir::GuardLoad { offset: layout::FUNCTION_KWDEFAULTS, value }, vec![object], state);
        let value = self.emit(Ir::Leaf { leaf: Leaf::Item }, vec![dict, key]);
        self.emit_at(Ir::GuardBound, vec![value], state);
        Some(value)
    }
}

/// The parameter that keyword `index` of a call names.
fn parameter(code: Gc<Code>, names: Gc<Tuple>, index: usize) -> Option<usize> {
    let name = names.items().get(index).copied().and_then(Value::cast::<Str>)?.to_string_lossy();
    let named = usize::from(code.unit.arg_count + code.unit.kwonly_count);
    let parameters = usize::from(code.unit.posonly_count)..named;
    parameters.into_iter().find(|&at| code.unit.registers[at].name.as_str() == Some(&name))
}
