//! What is noted for `--explain`; nothing if nobody asks.

use super::{Builder, Notes, Refusal, Topic};
use crate::explain::name_of;
use crate::ir::{Reason, Terminator};
use runtime::bytecode::Op;
use runtime::bytecode::unit::flags;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::{Function, NativeFunction};
use runtime::object::type_object::Type as Class;
use runtime::tier::{CalledObject, called_object, callee, callee_varies, cell_value};
use runtime::value::Value;

/// How many functions are named where any of several is called.
const NAMED: usize = 4;

impl Builder<'_> {
    fn notes(&mut self) -> Option<&mut Notes> {
        self.function.notes.as_deref_mut()
    }

    /// An instruction was built, unless compiled code is left instead of it.
    pub(super) fn note_built(&mut self, code: Gc<Code>, pc: usize, open: bool) {
        let Some(notes) = self.function.notes.as_deref_mut() else { return };
        let end = &self.function.blocks[self.block.index()].end;
        let left = !open && matches!(end, Terminator::Exit(_, Reason::NotSeen | Reason::NotCompiled));
        if !left {
            notes.built.insert((code.word(), pc as u32));
        }
    }

    /// A function is not built into the instruction that is being built.
    pub(super) fn note_refusal(&mut self, callee: Gc<Code>, refusal: Refusal) {
        let origin = self.function.origin;
        let at = (self.function.frame(origin.frame).code.word(), origin.pc);
        if let Some(notes) = self.notes() {
            notes.refused.insert(at, (refusal.topic(), name_of(&callee.unit)));
        }
    }

    pub(super) fn note_inlined(&mut self, pc: usize, callee: Gc<Code>) {
        let at = (self.code().word(), pc as u32);
        if let Some(notes) = self.notes() {
            let (name, inlined) = (name_of(&callee.unit), notes.inlined.entry(at).or_default());
            if !inlined.contains(&name) {
                inlined.push(name);
            }
        }
    }

    /// What kind of object begins with this word.
    pub(super) fn note_made(&mut self, header: u64, kind: impl FnOnce() -> String) {
        if let Some(notes) = self.notes() {
            notes.made.insert(header, kind());
        }
    }

    /// A call is made in the general way.
    pub(super) fn note_call(&mut self, pc: usize, window: usize) {
        if self.function.notes.is_none() {
            return;
        }
        let (at, reason) = ((self.code().word(), pc as u32), self.reason_of_call(pc, window));
        if let Some(notes) = self.notes() {
            notes.called.insert(at, reason);
        }
    }

    fn reason_of_call(&mut self, pc: usize, window: usize) -> (Topic, String) {
        let code = self.code();
        let function = self.env.top().registers[window].map(|slot| slot.value);
        if let Some(constant) = function.and_then(|function| self.content_now(function)) {
            return self.reason_of_callee(constant);
        }
        let methods = function.and_then(|function| self.methods.iter().find(|known| known.function == function));
        let mut found: Vec<Value> = methods.map_or_else(Vec::new, |methods| {
            methods.cells.iter().filter_map(|&cell| cell_value(cell)).chain(methods.definitions.clone()).collect()
        });
        found.dedup();
        match found[..] {
            [] => {}
            [only] => return self.reason_of_callee(only),
            _ => {
                let codes = found.iter().filter_map(|value| Some(value.cast::<Function>()?.code.get()));
                let names: Vec<String> = codes.take(NAMED).map(|code| name_of(&code.unit)).collect();
                let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
                return (Topic::CallVaries, names);
            }
        }
        if callee_varies(code, pc) {
            return (Topic::CallVaries, String::new());
        }
        match called_object(self.vm, code, pc) {
            Some(CalledObject::Native(native) | CalledObject::BoundNative(native, _)) => {
                return self.reason_of_callee(native.value());
            }
            Some(CalledObject::Class(class)) => return self.reason_of_callee(class.value()),
            Some(CalledObject::Method(code)) => return self.reason_of_code(code),
            Some(CalledObject::Instance { .. }) | None => {}
        }
        match callee(code, pc) {
            Some(called) => self.reason_of_code(called),
            None => (Topic::CallUnknown, String::new()),
        }
    }

    fn reason_of_callee(&mut self, callee: Value) -> (Topic, String) {
        if let Some(function) = callee.cast::<Function>() {
            return self.reason_of_code(function.code.get());
        }
        if let Some(native) = callee.cast::<NativeFunction>() {
            let owner = native.owner.get().cast::<Class>().map(|class| format!("{}.", class.name_text()));
            return (Topic::CallNative, format!("{}{}", owner.unwrap_or_default(), native.spec.name));
        }
        if let Some(class) = callee.cast::<Class>() {
            let native = class.spec.get().is_some();
            return (if native { Topic::CallNative } else { Topic::CallClass }, class.name_text());
        }
        (Topic::CallUnknown, String::new())
    }

    fn reason_of_code(&mut self, callee: Gc<Code>) -> (Topic, String) {
        let topic = if callee.has(flags::COROUTINE | flags::ASYNC_GENERATOR) {
            Topic::CallCoroutine
        } else if callee.has(flags::GENERATOR) {
            Topic::CallGenerator
        } else if !callee.is_prepared() {
            Topic::CallUnready
        } else {
            let instr = self.code().unit.code[self.function.origin.pc as usize];
            let given = usize::from(instr.c());
            match Op::from_byte(instr.op_byte()) {
                Some(Op::CallEx) => Topic::CallSpread,
                Some(Op::Call) if self.may_call(callee, given) => Topic::CallUnready,
                Some(Op::CallMethod) if self.may_call(callee, given) || self.may_call(callee, given + 1) => {
                    Topic::CallUnready
                }
                _ => Topic::CallArguments,
            }
        };
        (topic, if topic == Topic::CallSpread { String::new() } else { name_of(&callee.unit) })
    }
}
