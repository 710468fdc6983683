//! Binding of arguments to parameters where the compiler knows both: by keyword, and with defaults.

use super::Builder;
use super::call::Site;
use crate::ir::{InstId, Leaf, Op as Ir};
use crate::lower::MAX_ARGUMENTS;
use runtime::bytecode::unit::flags;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::Function;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::tier::layout;
use runtime::value::Value;

impl Builder<'_> {
    /// Whether the call of a function needs its arguments bound, and that can be done here.
    pub(super) fn may_bind(&self, site: Site, code: Gc<Code>) -> bool {
        let excluded = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR | flags::NAMESPACE;
        let stars = code.flags & (flags::VARARGS | flags::VARKEYWORDS) != 0;
        code.flags & excluded == 0
            && code.is_prepared()
            && (stars || site.given <= code.parameter_count())
            && site.given <= MAX_ARGUMENTS / 2
            && (stars
                || site.names.is_some()
                || code.unit.kwonly_count > 0
                || site.given != usize::from(code.unit.arg_count))
    }

    /// The arguments in the order of the parameters; none if the call would raise.
    pub(super) fn bind(&mut self, site: Site, callee: InstId, function: Gc<Function>) -> Option<Vec<InstId>> {
        let code = function.code.get();
        let given: Vec<InstId> = (0..site.given).map(|index| self.argument(site, index)).collect();
        let (args, star, stars) =
            (usize::from(code.unit.arg_count), code.has(flags::VARARGS), code.has(flags::VARKEYWORDS));
        let mut bound: Vec<Option<InstId>> = vec![None; args + usize::from(code.unit.kwonly_count)];
        let keywords = site.names.map_or(0, |names| names.len());
        let positional = site.given - keywords;
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
        self.guard_object(callee, function.value(), site.pc);
        let bound = bound.into_iter().enumerate();
        let bound: Option<Vec<InstId>> =
            bound.map(|(index, value)| value.or_else(|| self.default(site, function, index))).collect();
        let mut bound = bound?;
        if star {
            bound.push(self.new_tuple(site.pc, given[positional.min(args)..positional].to_vec()));
        }
        if stars {
            bound.push(self.new_dict(site.pc, others));
        }
        Some(bound)
    }

    /// The default of a parameter.
    fn default(&mut self, site: Site, function: Gc<Function>, index: usize) -> Option<InstId> {
        let code = function.code.get();
        let args = usize::from(code.unit.arg_count);
        if index >= args {
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
            return Some(value);
        }
        let defaults = function.rely_on_defaults()?;
        let value = defaults.items().get((index + defaults.len()).checked_sub(args)?).copied()?;
        self.pin(defaults.word());
        Some(self.constant(value))
    }
}

/// The parameter that keyword `index` of a call names.
fn parameter(code: Gc<Code>, names: Gc<Tuple>, index: usize) -> Option<usize> {
    let name = names.items().get(index).copied().and_then(Value::cast::<Str>)?.to_string_lossy();
    let named = usize::from(code.unit.arg_count + code.unit.kwonly_count);
    let parameters = usize::from(code.unit.posonly_count)..named;
    parameters.into_iter().find(|&at| code.unit.registers[at].name.as_str() == Some(&name))
}
