//! Dicts: an entry is looked for once, and what follows uses where it was found as long as no key may have been added or
//! removed.

use super::{Bail, Builder};
use crate::ir::{Cond, Helper, InstId, Leaf, Op as Ir, Type};
use runtime::exceptions::hierarchy::Exc;
use runtime::object::header::Kind;
use runtime::tier::{UNSURE, operands_seen, seen_bits as seen};

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
        let probe = self.env.probes.iter().find(|probe| probe.dict == dict && probe.key == key);
        probe.map(|probe| probe.entry)
    }

    /// Where a dict has the entry of a key, or whether it has none.
    fn find(&mut self, dict: InstId, key: InstId, pc: usize) -> InstId {
        self.guard_shape(dict, Kind::Dict as u32, pc);
        let entry = match self.found(dict, key) {
            Some(entry) => return entry,
            None => self.emit(Ir::DictFind, vec![dict, key]),
        };
        let state = self.state(pc);
        self.emit_at(Ir::GuardAtLeast { least: UNSURE + 1 }, vec![entry], state);
        self.env.probes.push(super::env::Probe { dict, key, entry });
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
        let whole = |this: &mut Self| this.in_stages(Leaf::SetItem, vec![dict, key, value], |this| this.done(pc));
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
                use Leaf::{DeleteItem, DictPop, DictPopOr, Native, SetDefault, SetItem};
                !matches!(leaf, SetItem | DeleteItem | DictPop | DictPopOr | SetDefault | Native { .. })
            }
            _ => true,
        };
        if !quiet {
            self.env.probes.clear();
        }
        if !quiet || op == Ir::SetDictValue {
            self.env.keywords.clear();
            self.env.cells.clear();
        }
    }
}
