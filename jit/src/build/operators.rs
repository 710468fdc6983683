//! Operators whose method is a Python function, which is built in place.
//!
//! As in the interpreter there is a frame between the operation and the method, whose code looks at what the method returns:
//! where that is of no use, compiled code leaves there.

use super::call::Site;
use super::inline::HEADER;
use super::join::Incoming;
use super::{Bail, Builder, Returned};
use crate::ir::{InstId, Op as Ir, Type};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::Function;
use runtime::tier::{OperatorSite, Task, cell_value, met, operator_code, operator_site};
use runtime::value::Value;

/// The instruction of the code between that looks at the result.
const LOOKS: usize = 1;

/// What an operation comes to that was built in place.
#[derive(Clone, Copy)]
pub(super) enum Outcome {
    /// It gives this value.
    Value(InstId),
    /// It never ends here: it raises, or leaves.
    Never,
}

impl Builder<'_> {
    /// An operation on `x` and `y` by a method in Python, whose value is a bool for a jump; none if it cannot be built in
    /// place.
    pub(super) fn operator_call(
        &mut self,
        pc: usize,
        x: InstId,
        y: InstId,
        task: i64,
    ) -> Result<Option<Outcome>, Bail> {
        let code = self.code();
        let Some(site) = operator_site(code, pc).filter(|_| !self.hopeless(pc)) else { return Ok(None) };
        let reflected = site.met & met::REFLECTED != 0;
        let (instance, other) = if reflected { (y, x) } else { (x, y) };
        if self.ty(instance) != Type::Value || self.known_to_differ(instance, site.shape) {
            return Ok(None);
        }
        let Some(method) = self.method_of(site, 2) else { return Ok(None) };
        self.guard_shape(instance, site.shape, pc);
        if !self.guard_other(pc, other, site) {
            return Ok(None);
        }
        let function = self.method_in(site, method, pc);
        let task = Task(task | if reflected { Task::REFLECTED } else { 0 });
        let ways = self.inline_operator(pc, method, function, [instance, other], task)?;
        let at = if task.0 & Task::JUMP != 0 { pc } else { pc + 1 };
        Ok(Some(self.join_ways(at, ways).map_or(Outcome::Never, Outcome::Value)))
    }

    /// `container[key]` by a method in Python; none if it cannot be built in place, false if it never returns.
    pub(super) fn get_item_call(
        &mut self,
        pc: usize,
        result: usize,
        container: InstId,
        key: InstId,
    ) -> Result<Option<bool>, Bail> {
        let code = self.code();
        let Some(site) = operator_site(code, pc).filter(|_| !self.hopeless(pc)) else { return Ok(None) };
        if self.ty(container) != Type::Value || self.known_to_differ(container, site.shape) {
            return Ok(None);
        }
        let Some(method) = self.method_of(site, 2) else { return Ok(None) };
        self.guard_shape(container, site.shape, pc);
        let function = self.method_in(site, method, pc);
        // The callee's frame is where the interpreter puts it: behind all registers.
        let window = code.register_count as usize;
        let site = Site { pc, result, window, first: window, given: 0, names: None };
        let ways = self.inline(site, method, function, vec![container, key])?;
        Ok(Some(self.join_calls(site, ways)))
    }

    /// The code of a site's method, if it may be built in place with so many arguments.
    fn method_of(&mut self, site: OperatorSite, given: usize) -> Option<Gc<Code>> {
        let method = cell_value(site.cell)?.cast::<Function>()?.code.get();
        self.may_inline(method, given).then_some(method)
    }

    /// The function in the cell of a site's method, with that code.
    fn method_in(&mut self, site: OperatorSite, method: Gc<Code>, pc: usize) -> InstId {
        let function = self.load_from_cell(site.cell);
        self.pin(method.word());
        self.guard_code(function, method.word(), pc);
        function
    }

    /// Whether a value is known to be an object of another shape.
    fn known_to_differ(&self, value: InstId, shape: u32) -> bool {
        matches!(self.function.inst(value).op, Ir::Word { .. })
            || self.env.shapes.iter().any(|(known, other)| *known == value && *other != shape)
    }

    /// Makes sure that the other operand is as before, so that it does not get its turn first; false if it is not.
    fn guard_other(&mut self, pc: usize, other: InstId, site: OperatorSite) -> bool {
        let ty = self.ty(other);
        match site.met & !met::REFLECTED {
            met::ANY => true,
            met::SAME if ty == Type::Value && !self.known_to_differ(other, site.shape) => {
                self.guard_shape(other, site.shape, pc);
                true
            }
            met::INT if matches!(ty, Type::Int | Type::Wide) => true,
            met::FLOAT if ty == Type::Float => true,
            met::INT if ty == Type::Value => self.int(other, pc).is_some(),
            met::FLOAT if ty == Type::Value && !self.known_other(other) => {
                let state = self.state(pc);
                let float = self.emit_at(Ir::GuardFloat, vec![other], state);
                self.refine(other, float);
                true
            }
            _ => false,
        }
    }

    /// Builds the method below the frame that the interpreter has there: the ways on which it gives something of use.
    fn inline_operator(
        &mut self,
        pc: usize,
        method: Gc<Code>,
        function: InstId,
        arguments: [InstId; 2],
        task: Task,
    ) -> Result<Vec<(Incoming, InstId)>, Bail> {
        let between = operator_code(self.vm).ok_or(Bail::Target)?;
        let key = self.key_of_call(pc, method);
        let parent = self.env.top().id;
        let base = self.window() + self.code().register_count as i32 + HEADER;
        let nobody = self.word(Value::from_bits(0));
        self.push_frame(between, base, Some((parent, pc as u32)), Some(nobody));
        let (task_word, none) = (self.word(Value::int_unchecked(task.0)), self.word(Value::NONE));
        self.set(0, task_word);
        self.set(1, none);
        let between = self.env.top().id;
        self.push_frame(method, base + 2 + HEADER, Some((between, 0)), Some(function));
        for (register, value) in arguments.into_iter().enumerate() {
            self.set(register, value);
        }
        let ways = self.region(method, 0, key, pc)?;
        Ok(ways.returns.into_iter().map(|way| self.operator_returns(way, task)).collect())
    }

    /// On a way on which the method has returned.
    fn operator_returns(&mut self, way: Returned, task: Task) -> (Incoming, InstId) {
        self.block = way.block;
        self.env = way.env;
        self.last_state = None;
        let mut value = way.value;
        if self.ty(value) == Type::Value || task.0 & Task::JUMP != 0 && self.ty(value) != Type::Bool {
            value = self.boxed(value);
            self.set(1, value);
            let state = self.state(LOOKS);
            if task.0 & Task::JUMP != 0 {
                value = self.emit_at(Ir::GuardBool, vec![value], state);
            } else if !self.is_own_object(value) {
                let useless = self.word(Value::NOT_IMPLEMENTED);
                self.emit_at(Ir::GuardDiffers, vec![value, useless], state);
            }
        }
        self.env.frames.pop();
        self.last_state = None;
        (Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value)
    }

    /// Whether a value was made here.
    fn is_own_object(&self, value: InstId) -> bool {
        matches!(self.function.inst(value).op, Ir::NewInstance)
    }
}
