//! Builtins that consume a generator which is inlined: each as a Python function, built into its caller in the place of the
//! call. Frames of these functions are never seen; where compiled code is left, the interpreter goes on in them.

use super::call::Site;
use super::{Bail, Builder};
use crate::ir::InstId;
use runtime::bytecode::{Instr, Op};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::NativeFunction;
use runtime::value::Value;

/// The functions, named like the builtins. First come the arguments; `native` is the builtin itself, and other parameters
/// are builtins of these names.
const SOURCE: &str = include_str!("consume.py");

/// Builtins that have a function: with a method the receiver comes first.
const BUILTINS: &[&str] = &["any", "all", "sum", "min", "max", "list", "tuple", "set", "frozenset", "sorted"];

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
        self.consuming(constant, next.op_byte() == Op::CallMethod as u8)
    }

    fn consuming(&mut self, callee: Value, is_method: bool) -> Option<&'static str> {
        if is_method {
            let native: Gc<NativeFunction> = callee.cast()?;
            let is_join = native.spec.name == "join" && native.owner.get() == self.vm.types.str.value();
            return is_join.then_some("join");
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
        let Some(name) = self.consuming(constant, site.given == 2) else { return Ok(None) };
        let Some(code) = self.analyses.hidden(self.vm, SOURCE, name) else { return Ok(None) };
        self.guard_object(callee, constant, site.pc);
        let mut arguments: Vec<InstId> = (0..site.given).map(|index| self.get(site.first + index)).collect();
        for at in arguments.len()..code.parameter_count() {
            let value = match code.unit.registers[at].name.as_str() {
                Some("native") => Some(constant),
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

/// The function of that name, once made.
pub(super) fn make(vm: &mut runtime::vm::Vm, source: &str, name: &str) -> Option<Gc<Code>> {
    runtime::tier::hidden_code(vm, source, name)
}
