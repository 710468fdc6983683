//! Dicts: an entry is looked for once, and what follows uses where it was found as long as no key may have been added or
//! removed.

use super::call::Site;
use super::env::Probe;
use super::join::Incoming;
use super::{Bail, Builder};
use crate::ir::{Cond, Edge, Helper, InstId, Leaf, Op as Ir, Terminator, Type};
use runtime::exceptions::hierarchy::Exc;
use runtime::object::function::Function;
use runtime::object::header::Kind;
use runtime::tier::{
    UNSURE, cell_value, derived_dict_seen, is_derived_dict, method_cell, operands_seen, seen_bits as seen,
};
use runtime::value::Value;

impl Builder<'_> {
    /// Whether a value is known, or by what was seen guessed, to be an exact dict.
    pub(super) fn is_dict(&mut self, value: InstId, pc: usize) -> bool {
        let code = self.code();
        let bits = seen::DICT | seen::OBJECT | seen::TEXT | seen::TUPLE;
        let known = self.env.shapes.contains(&(value, Kind::Dict as u32));
        let guessed =
            known || operands_seen(code, pc) & bits == seen::DICT && !self.known_other_than(value, Kind::Dict);
        self.ty(value) == Type::Value && guessed && !self.hopeless(pc)
    }

    /// Where a dict has the entry of a key, if it has been looked for.
    fn found(&self, dict: InstId, key: InstId) -> Option<InstId> {
        let probe = self.env.probes.iter().find(|probe| probe.dict == dict && probe.key == key && !probe.unsure);
        probe.map(|probe| probe.entry)
    }

    /// Where a dict has the entry of a key, or whether it has none.
    pub(super) fn find(&mut self, dict: InstId, key: InstId, pc: usize) -> InstId {
        self.guard_shape(dict, Kind::Dict as u32, pc);
        let entry = match self.found(dict, key) {
            Some(entry) => return entry,
            None => self.emit(Ir::DictFind, vec![dict, key]),
        };
        let state = self.state(pc);
        self.emit_at(Ir::GuardAtLeast { least: UNSURE + 1 }, vec![entry], state);
        self.env.probes.push(Probe { dict, key, entry, shape: Kind::Dict as u32, unsure: false });
        entry
    }

    /// `dict[key]` of a key that is there.
    pub(super) fn dict_item(&mut self, dict: InstId, key: InstId, pc: usize) -> Result<InstId, Bail> {
        let entry = self.find(dict, key, pc);
        if self.handler(pc).is_some() {
            let zero = self.emit(Ir::Int { value: 0 }, vec![]);
            let found = self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![entry, zero]);
            if self.raise_unless(pc, found, Exc::KeyError, |_| vec![key])? {
                return Ok(self.emit(Ir::DictValue, vec![dict, entry]));
            }
        }
        let state = self.state(pc);
        self.emit_at(Ir::GuardAtLeast { least: 0 }, vec![entry], state);
        Ok(self.emit(Ir::DictValue, vec![dict, entry]))
    }

    /// `dict[key]` of a dict of a derived class whose `__missing__` is in Python, which is built in place; none if it is not known
    /// to be one, false if it never ends.
    pub(super) fn item_or_missing(
        &mut self,
        pc: usize,
        result: usize,
        dict: InstId,
        key: InstId,
    ) -> Result<Option<bool>, Bail> {
        let Some(shape) = self.derived_shape(dict, pc) else { return Ok(None) };
        let Some(cell) = method_cell(self.vm, shape, "__missing__") else { return Ok(None) };
        let Some(missing) = cell_value(cell).and_then(|value| value.cast::<Function>()) else { return Ok(None) };
        let code = missing.code.get();
        if !is_derived_dict(self.vm, shape, false) || !self.may_inline(code, 2) {
            return Ok(None);
        }
        self.guard_shape(dict, shape, pc);
        let entry = self.emit(Ir::DictFind, vec![dict, key]);
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        let no = self.only_if(Ir::IntCompare { cond: Cond::Ge }, vec![entry, zero]);
        let value = self.emit(Ir::DictValue, vec![dict, entry]);
        let mut ways = vec![(Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value)];
        self.go_on_at(no);
        let none = self.emit(Ir::Int { value: UNSURE + 1 }, vec![]);
        let unsure = self.only_if(Ir::IntCompare { cond: Cond::Eq }, vec![entry, none]);
        let function = self.load_from_cell(cell);
        self.pin(code.word());
        self.guard_code(function, code.word(), pc);
        // The callee's frame is where the interpreter puts it: behind all registers.
        let window = self.code().register_count as usize;
        let site = Site { pc, result, window, first: window, given: 0, names: None, spread: None };
        ways.extend(self.inline(site, code, function, vec![dict, key])?);
        self.go_on_at(unsure);
        let value = self.interpreted(pc, result);
        ways.push((Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value));
        Ok(Some(self.join_calls(site, ways)))
    }

    /// `dict[key]` of a dict of a derived class; none if it is not known to be one. Where it has no such key, that is for the
    /// runtime, and it is looked for again: it may have it then.
    pub(super) fn derived_item(&mut self, dict: InstId, key: InstId, pc: usize, result: usize) -> Option<InstId> {
        let shape = self.derived_shape(dict, pc).filter(|&shape| is_derived_dict(self.vm, shape, false))?;
        self.guard_shape(dict, shape, pc);
        let entry = self.emit(Ir::DictFind, vec![dict, key]);
        let none = self.word(Value::EMPTY);
        let first = self.emit(Ir::DictValueOr, vec![dict, entry, none]);
        let unsure = self.emit(Ir::Same, vec![first, none]);
        let depth = self.function.block(self.block).depth;
        let (slow, fast) = (self.function.new_block(0), self.function.new_block(depth));
        let done = self.function.new_block(depth);
        let to = |block, args| Edge { to: block, args };
        self.end(Terminator::Branch { condition: unsure, then: to(slow, vec![]), otherwise: to(fast, vec![]) });
        let mut env = self.env.clone();
        self.block = slow;
        self.last_state = None;
        let whole = self.interpreted(pc, result);
        let again = self.emit(Ir::DictFind, vec![dict, key]);
        self.end(Terminator::Jump(to(done, vec![whole, again])));
        env.exposed_as(&self.env);
        let other = self.env.clone();
        self.function.blocks[fast.index()].end = Terminator::Jump(to(done, vec![first, entry]));
        let (value, entry) = (self.function.param(done, Type::Value), self.function.param(done, Type::Int));
        (self.block, self.env) = (done, env);
        self.env.probes.clear();
        self.env.keep_keywords(&other);
        self.after_call();
        self.env.probes.push(Probe { dict, key, entry, shape, unsure: true });
        Some(value)
    }

    /// The shape of a dict of a derived class that a value is known to be, or by what was seen guessed.
    fn derived_shape(&mut self, value: InstId, pc: usize) -> Option<u32> {
        let code = self.code();
        if self.ty(value) != Type::Value || self.hopeless(pc) {
            return None;
        }
        let known = self.env.shapes.iter().find(|(known, _)| *known == value).map(|(_, shape)| *shape);
        known.or_else(|| derived_dict_seen(code, pc)).filter(|&shape| shape != Kind::Dict as u32)
    }

    /// `dict[key] = value` of a dict of a derived class whose item was read before, by where that was found; false if it is none.
    pub(super) fn set_derived_item(&mut self, dict: InstId, key: InstId, value: InstId, pc: usize) -> bool {
        let found = self.env.probes.iter().find(|probe| probe.dict == dict && probe.key == key && probe.unsure);
        let Some(&Probe { entry, shape, .. }) = found else { return false };
        if self.hopeless(pc) || !is_derived_dict(self.vm, shape, true) {
            return false;
        }
        self.guard_shape(dict, shape, pc);
        let stored = self.emit(Ir::SetDictValue, vec![dict, entry, value]);
        self.or_else(stored, |this| this.in_stages(pc, Leaf::SetItem, vec![dict, key, value], |this| this.done(pc)));
        true
    }

    /// `key in dict`
    pub(super) fn in_dict(&mut self, dict: InstId, key: InstId, pc: usize) -> InstId {
        let entry = self.find(dict, key, pc);
        let zero = self.emit(Ir::Int { value: 0 }, vec![]);
        self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![entry, zero])
    }

    /// `dict.get(key, default)`
    pub(super) fn dict_get(&mut self, dict: InstId, key: InstId, default: InstId, pc: usize) -> InstId {
        let entry = self.find(dict, key, pc);
        self.emit(Ir::DictValueOr, vec![dict, entry, default])
    }

    /// `dict[key] = value`
    pub(super) fn set_dict_item(&mut self, dict: InstId, key: InstId, value: InstId, pc: usize) {
        let whole = |this: &mut Self| this.in_stages(pc, Leaf::SetItem, vec![dict, key, value], |this| this.done(pc));
        match self.found(dict, key) {
            Some(entry) => {
                let stored = self.emit(Ir::SetDictValue, vec![dict, entry, value]);
                self.or_else(stored, whole);
            }
            None => {
                whole(self);
            }
        }
    }

    /// What an operation leaves of what is known about the entries of dicts, which may be variables.
    pub(super) fn forget_probes(&mut self, op: Ir) {
        let quiet = match op {
            Ir::Call { helper } => matches!(helper, Helper::ListAppend | Helper::Generator),
            Ir::CallCode { .. }
            | Ir::EnterCode { .. }
            | Ir::CallAny { .. }
            | Ir::Catch { .. }
            | Ir::Poll
            | Ir::LeaveFrame { .. } => false,
            Ir::Leaf { leaf } => {
                use Leaf::{DeleteItem, DictPop, DictPopOr, Native, SetAttr, SetDefault, SetItem};
                !matches!(
                    leaf,
                    SetItem | DeleteItem | DictPop | DictPopOr | SetAttr { .. } | SetDefault | Native { .. }
                )
            }
            _ => true,
        };
        if !quiet {
            self.env.probes.clear();
        }
        // What is stored may be what the `__hash__` of a key tells.
        if matches!(op, Ir::Store { .. }) && !self.env.probes.is_empty() {
            let mut probes = std::mem::take(&mut self.env.probes);
            probes.retain(|probe| self.ty(probe.key) != Type::Value || self.is_text(probe.key));
            self.env.probes = probes;
        }
        if !quiet || op == Ir::SetDictValue {
            self.env.cells.clear();
        }
    }
}
