//! Dicts that functions with `**` get, and those that are made of such for a call: what they hold stays known until something may
//! have got hold of them.
//!
//! Nobody but the frame itself has such a dict: in a variable of its own, which the window has as well. Anything else that is given it
//! might change it at any time later, so nothing is known of it from then on. Code that looks into variables of running frames ends
//! that for all functions ([`runtime::tier::are_keywords_shown`]).

use super::{Builder, Slot};
use crate::ir::{Helper, InstId, Leaf, Op as Ir};
use runtime::bytecode::flow::operands;
use runtime::bytecode::{Instr, Op};

impl Builder<'_> {
    /// What an operation leaves of what is known of dicts.
    pub(super) fn forget_keywords(&mut self, op: Ir, args: &[InstId]) {
        if self.env.keywords.is_empty() {
            return;
        }
        let calls = matches!(op, Ir::Call { .. } | Ir::CallCode { .. } | Ir::CallAny { .. } | Ir::EnterCode { .. });
        if calls && runtime::tier::are_keywords_shown(self.vm) {
            self.env.keywords.clear();
            return;
        }
        let reads = match op {
            Ir::GuardShape { .. }
            | Ir::GuardFixedShape { .. }
            | Ir::GuardKind { .. }
            | Ir::GuardBound
            | Ir::Same
            | Ir::DictFind
            | Ir::DictValue
            | Ir::DictValueOr
            | Ir::Leaf {
                leaf: Leaf::Len | Leaf::Truth | Leaf::Contains | Leaf::Item | Leaf::DictGet | Leaf::DictGetOr,
            } => true,
            Ir::StoreRegister { at } => self.is_variable(at),
            _ => false,
        };
        // Only what is looked into: anything else that is given may be what comes of it, as the default of a lookup.
        let given = if reads { args.get(1..).unwrap_or_default() } else { args };
        self.env.keywords.retain(|(dict, _)| !given.contains(dict));
    }

    /// The instruction at `pc` is left to the runtime, which reads its operands where they are.
    pub(super) fn forget_operands(&mut self, pc: usize, helper: Helper) {
        if self.env.keywords.is_empty() || matches!(helper, Helper::ListAppend | Helper::Generator) {
            return;
        }
        let instr = self.code().unit.code[pc];
        // What is merged into another dict stays what it is.
        let merges = Op::from_byte(instr.op_byte()) == Some(Op::DictMerge);
        let read = if merges { vec![usize::from(instr.a())] } else { operands(instr).reads };
        let slots: Vec<Option<Slot>> =
            read.iter().filter_map(|&at| self.env.top().registers.get(at).copied()).collect();
        let given: Vec<InstId> = slots.into_iter().flatten().map(|slot| slot.value).collect();
        self.env.keywords.retain(|(dict, _)| !given.contains(dict));
    }

    /// Whether a register of the window is a variable of a frame.
    fn is_variable(&self, at: i32) -> bool {
        self.env.frames.iter().any(|frame| {
            let frame = self.function.frame(frame.id);
            (frame.window..frame.window + frame.code.unit.registers.len() as i32).contains(&at)
        })
    }

    /// Dicts of which the loop that begins at `start` does nothing but merge them into others stay known in it.
    pub(super) fn keywords_in_loop(&mut self, start: usize, env: &mut super::Env) {
        if env.keywords.is_empty() {
            return;
        }
        let code = self.code();
        let region = self.top();
        let Some(found) = region.analysis.loops.get(&start) else { return env.keywords.clear() };
        let runs = found.body.iter().filter_map(|run| region.analysis.runs.get(run));
        let body: Vec<Instr> =
            runs.flat_map(|run| run.start..run.end).map(|at| code.unit.code[region.analysis.instruction(at)]).collect();
        let is_merged = |register: usize| {
            body.iter().all(|instr| {
                let operands = operands(*instr);
                let merges =
                    Op::from_byte(instr.op_byte()) == Some(Op::DictMerge) && usize::from(instr.a()) != register;
                !operands.writes.contains(&register) && (merges || !operands.reads.contains(&register))
            })
        };
        let (innermost, outer) = env.frames.split_last().expect("the root is never popped");
        let named = code.unit.registers.len();
        env.keywords.retain(|(dict, _)| {
            let holds = |slot: &Option<Slot>| slot.is_some_and(|slot| slot.value == *dict);
            let around = outer.iter().any(|frame| frame.registers.iter().any(holds));
            let own = innermost.registers.iter().enumerate().filter(|(_, slot)| holds(slot)).map(|(at, _)| at);
            !around && own.clone().all(|at| at < named && is_merged(at))
        });
    }
}
