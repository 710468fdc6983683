//! Operations whose method is a Python function, which is built in place, or entered if it is large.
//!
//! As in the interpreter there is a frame between the operation and the method, whose code looks at what the method returns:
//! where that is of no use, compiled code leaves there.

use super::call::Site;
use super::env::Env;
use super::inline::HEADER;
use super::join::Incoming;
use super::{Bail, Builder, Returned};
use crate::ir::{Cond, Edge, InstId, Leaf, Op as Ir, Reason, Terminator, Type};
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::function::Function;
use runtime::object::header::Kind;
use runtime::tier::{Demand, OperatorSite, Task, cell_value, met, operator_code, operator_site};
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
    /// place. Where it was left before because the operands were others, those are seen to by `otherwise`.
    pub(super) fn operator_call(
        &mut self,
        pc: usize,
        (x, y): (InstId, InstId),
        task: i64,
        otherwise: impl FnOnce(&mut Self) -> InstId,
    ) -> Result<Option<Outcome>, Bail> {
        let code = self.code();
        let Some(site) = operator_site(code, pc).filter(|_| !self.hopeless(pc)) else { return Ok(None) };
        let reflected = site.met & met::REFLECTED != 0;
        let (instance, other) = if reflected { (y, x) } else { (x, y) };
        if self.ty(instance) != Type::Value || self.known_to_differ(instance, site.shape) {
            return Ok(None);
        }
        let Some(method) = self.method_called(site, 2) else { return Ok(None) };
        let mut others = Vec::new();
        if self.was_reached(pc)
            && let Some(values) = self.values_to_tell(site, instance, other)
        {
            others = self.only_shaped(&values, site.shape);
        } else {
            self.guard_shape(instance, site.shape, pc);
            if !self.guard_other(pc, other, site) {
                return Ok(None);
            }
        }
        let function = self.method_in(site, method, pc);
        let reflected = if reflected { Task::REFLECTED } else { 0 };
        let in_place = if site.met == met::IN_PLACE { Task::ASKED_IN_PLACE } else { 0 };
        let task = Task(task | reflected | in_place);
        let arguments = vec![instance, other];
        let mut ways = if self.is_small(method) {
            self.inline_operator(pc, method, function, arguments, task)?
        } else {
            let below = self.window_below_operator();
            others.push(self.only_if_entered(method, below));
            vec![self.enter_operator(pc, method, function, arguments, task)?]
        };
        if !others.is_empty() {
            ways.push(self.other_way(others, otherwise));
        }
        Ok(Some(self.operator_ends(pc, ways, task)))
    }

    /// The operands that have to be of a site's shape, if that is all it takes to tell what to do.
    fn values_to_tell(&self, site: OperatorSite, instance: InstId, other: InstId) -> Option<Vec<InstId>> {
        let met = site.met & !met::REFLECTED;
        match (met, self.ty(other)) {
            (met::ANY | met::IN_PLACE, _) | (met::INT, Type::Int | Type::Wide) | (met::FLOAT, Type::Float) => {
                Some(vec![instance])
            }
            (met::SAME, Type::Value) => Some(vec![instance, other]),
            _ => None,
        }
    }

    /// Goes on where the values are objects of a shape: the blocks where one of them is not.
    fn only_shaped(&mut self, values: &[InstId], shape: u32) -> Vec<Incoming> {
        let unknown = |this: &Self, value| !this.env.shapes.contains(&(value, shape));
        let mut others = Vec::new();
        for &value in values {
            if unknown(self, value) {
                others.push(self.only_if(Ir::HasShape { shape }, vec![value]));
                self.env.shapes.push((value, shape));
            }
        }
        others
    }

    /// The way on which something else does the work of the operation, from each of several places.
    fn other_way(&mut self, from: Vec<Incoming>, work: impl FnOnce(&mut Self) -> InstId) -> (Incoming, InstId) {
        let mut block = from[0].block;
        if from.len() > 1 {
            block = self.function.new_block(self.function.block(block).depth);
            for way in &from {
                self.block = way.block;
                self.end(Terminator::Jump(Edge { to: block, args: Vec::new() }));
            }
        }
        // They differ only in what is known of the operands, of which the first place knows least.
        let env = from.into_iter().next().map_or_else(Env::default, |first| first.env);
        self.go_on_at(Incoming { block, env });
        let value = work(self);
        (Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value)
    }

    /// An operation by a method in Python of its first operand, whose result is that of the operation as it is; none if it
    /// cannot be built in place, false if it never returns.
    pub(super) fn direct_call(
        &mut self,
        pc: usize,
        result: usize,
        arguments: Vec<InstId>,
    ) -> Result<Option<bool>, Bail> {
        let Some((site, method)) = self.site_of(pc, &arguments) else { return Ok(None) };
        self.guard_shape(arguments[0], site.shape, pc);
        let function = self.method_in(site, method, pc);
        // The callee's frame is where the interpreter puts it: behind all registers.
        let window = self.code().register_count as usize;
        let site = Site { pc, result, window, first: window, given: 0, names: None, spread: None };
        let ways = self.inline(site, method, function, arguments)?;
        Ok(Some(self.join_calls(site, ways)))
    }

    /// An operation by a method in Python of its first operand, which is entered where it is compiled; else `otherwise` does
    /// the work. Its value is for register `result`, or nobody wants it: then there is a frame between. None if no such method is
    /// known, false if it never returns.
    pub(super) fn entered_call(
        &mut self,
        pc: usize,
        result: Option<usize>,
        arguments: Vec<InstId>,
        otherwise: impl FnOnce(&mut Self) -> InstId,
    ) -> Result<Option<bool>, Bail> {
        let Some(site) = self.site_known(pc, arguments[0]) else { return Ok(None) };
        let Some(method) = self.method_called(site, arguments.len()) else { return Ok(None) };
        self.guard_shape(arguments[0], site.shape, pc);
        let function = self.method_in(site, method, pc);
        let window = self.window() + self.code().register_count as i32 + HEADER;
        let (no, entered) = match result {
            Some(_) => {
                let no = self.only_if_entered(method, window);
                let value = self.enter_code(pc, method, window, function, arguments);
                (no, (Incoming { block: self.block, env: std::mem::take(&mut self.env) }, value))
            }
            None => {
                let below = self.window_below_operator();
                let no = self.only_if_entered(method, below);
                let task = Task(Task::demanding(Demand::Nothing));
                (no, self.enter_operator(pc, method, function, arguments, task)?)
            }
        };
        let ways = vec![entered, self.other_way(vec![no], otherwise)];
        let Some(value) = self.join_ways(pc + 1, ways) else { return Ok(Some(false)) };
        if let Some(result) = result {
            self.set(result, value);
        }
        Ok(Some(true))
    }

    /// Where code below the frame that the interpreter has between an operation and its method runs.
    fn window_below_operator(&mut self) -> i32 {
        self.window() + self.code().register_count as i32 + 2 * HEADER + 2
    }

    /// Goes on where code is compiled and there is room for its frame at `window`; the block where that is not so.
    fn only_if_entered(&mut self, code: Gc<Code>, window: i32) -> Incoming {
        self.pin(code.word());
        self.only_if(Ir::CanEnter { code: code.word(), window, registers: code.register_count }, vec![])
    }

    /// Enters a method that is compiled, below the frame that the interpreter has there: the way on which it returns.
    fn enter_operator(
        &mut self,
        pc: usize,
        method: Gc<Code>,
        function: InstId,
        arguments: Vec<InstId>,
        task: Task,
    ) -> Result<(Incoming, InstId), Bail> {
        let window = self.window_below_operator();
        self.push_operator(pc, task)?;
        let value = self.enter_code(0, method, window, function, arguments);
        let (block, env) = (self.block, std::mem::take(&mut self.env));
        Ok(self.operator_returns(Returned { block, env, value }, task))
    }

    /// An operation by a method in Python of its first operand, whose result has to meet a demand; none if it cannot be
    /// built in place.
    pub(super) fn special_call(
        &mut self,
        pc: usize,
        arguments: Vec<InstId>,
        demand: Demand,
        bits: i64,
    ) -> Result<Option<Outcome>, Bail> {
        let Some((site, method)) = self.site_of(pc, &arguments) else { return Ok(None) };
        self.guard_shape(arguments[0], site.shape, pc);
        let function = self.method_in(site, method, pc);
        let demand = if site.met == met::LENGTH { Demand::LengthTruth } else { demand };
        let task = Task(bits | Task::demanding(demand));
        let ways = self.inline_operator(pc, method, function, arguments, task)?;
        Ok(Some(self.operator_ends(pc, ways, task)))
    }

    /// Whether the operation at `pc` has called a method in Python.
    pub(super) fn knows_method(&mut self, pc: usize) -> bool {
        let code = self.code();
        operator_site(code, pc).is_some() && !self.hopeless(pc)
    }

    /// What the operation at `pc` knows, and the code of its method, if it can be built in place.
    pub(super) fn site_of(&mut self, pc: usize, arguments: &[InstId]) -> Option<(OperatorSite, Gc<Code>)> {
        let site = self.site_known(pc, arguments[0])?;
        self.method_of(site, arguments.len()).map(|method| (site, method))
    }

    /// What the operation at `pc` knows, if its first operand may be such an object.
    fn site_known(&mut self, pc: usize, first: InstId) -> Option<OperatorSite> {
        let code = self.code();
        let site = operator_site(code, pc).filter(|_| !self.hopeless(pc))?;
        let fits = self.ty(first) == Type::Value && !self.known_to_differ(first, site.shape);
        fits.then_some(site)
    }

    /// Goes on behind the operation, from each way in which its method returned.
    fn operator_ends(&mut self, pc: usize, ways: Vec<(Incoming, InstId)>, task: Task) -> Outcome {
        let at = if task.0 & Task::JUMP != 0 { pc } else { pc + 1 };
        self.join_ways(at, ways).map_or(Outcome::Never, Outcome::Value)
    }

    /// The generator function that `__iter__` of an object is, if the operation at `pc` knows that.
    pub(super) fn generator_method(&mut self, pc: usize, a: usize, source: InstId) -> Option<(Gc<Code>, InstId, Site)> {
        let code = self.code();
        let known = self.site_known(pc, source)?;
        let method = cell_value(known.cell)?.cast::<Function>()?.code.get();
        let window = code.register_count as usize;
        let site = Site { pc, result: a, window, first: window, given: 1, names: None, spread: None };
        if !self.makes_generator(site, method) {
            return None;
        }
        self.guard_shape(source, known.shape, pc);
        let function = self.method_in(known, method, pc);
        Some((method, function, site))
    }

    /// The code of a site's method, if it may be built in place with so many arguments.
    fn method_of(&mut self, site: OperatorSite, given: usize) -> Option<Gc<Code>> {
        let method = cell_value(site.cell)?.cast::<Function>()?.code.get();
        self.may_inline(method, given).then_some(method)
    }

    /// The code of a site's method, if a call of it with so many arguments needs no binding.
    fn method_called(&mut self, site: OperatorSite, given: usize) -> Option<Gc<Code>> {
        let method = cell_value(site.cell)?.cast::<Function>()?.code.get();
        self.may_call(method, given).then_some(method)
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
            met::ANY | met::IN_PLACE => true,
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
    pub(super) fn inline_operator(
        &mut self,
        pc: usize,
        method: Gc<Code>,
        function: InstId,
        arguments: Vec<InstId>,
        task: Task,
    ) -> Result<Vec<(Incoming, InstId)>, Bail> {
        let key = self.key_of_call(pc, method);
        let window = self.window_below_operator();
        self.push_operator(pc, task)?;
        let between = self.env.top().id;
        self.push_frame(method, window, Some((between, 0)), Some(function));
        for (register, value) in arguments.into_iter().enumerate() {
            self.set(register, value);
        }
        let ways = self.region(method, 0, key, pc)?;
        Ok(ways.returns.into_iter().map(|way| self.operator_returns(way, task)).collect())
    }

    /// The frame that the interpreter has between the operation at `pc` and its method.
    fn push_operator(&mut self, pc: usize, task: Task) -> Result<(), Bail> {
        let between = operator_code(self.vm).ok_or(Bail::Target)?;
        let (parent, base) = (self.env.top().id, self.window() + self.code().register_count as i32 + HEADER);
        let nobody = self.word(Value::from_bits(0));
        self.push_frame(between, base, Some((parent, pc as u32)), Some(nobody));
        let (task_word, none) = (self.word(Value::int_unchecked(task.0)), self.word(Value::NONE));
        self.set(0, task_word);
        self.set(1, none);
        Ok(())
    }

    /// On a way on which the method has returned.
    fn operator_returns(&mut self, way: Returned, task: Task) -> (Incoming, InstId) {
        self.block = way.block;
        self.env = way.env;
        self.last_state = None;
        let mut value = way.value;
        if task.demand() != Demand::Operand {
            value = self.demanded(value, task);
        } else if self.ty(value) == Type::Value || task.0 & Task::JUMP != 0 && self.ty(value) != Type::Bool {
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

    /// What the operation gives if the method's result meets a demand; otherwise this leaves below the method.
    fn demanded(&mut self, value: InstId, task: Task) -> InstId {
        let demand = task.demand();
        let given = self.boxed(value);
        self.set(1, given);
        let state = self.state(LOOKS);
        match demand {
            Demand::Operand | Demand::Nothing => return value,
            Demand::Str | Demand::Repr | Demand::Format => {
                if !self.is_text(given) {
                    self.emit_at(Ir::GuardFixedShape { shape: Kind::Str as u32 }, vec![given], state);
                    self.env.shapes.push((given, Kind::Str as u32));
                }
                return given;
            }
            Demand::Iterator => {
                if !self.is_known_iterator(given) {
                    let own = self.emit(Ir::Leaf { leaf: Leaf::Iter }, vec![given]);
                    let is_own = self.emit(Ir::Same, vec![own, given]);
                    self.leave_unless(is_own);
                }
                return given;
            }
            _ => {}
        }
        let truth = match (demand, self.ty(value)) {
            (Demand::Truth | Demand::Bool, Type::Bool) => value,
            (Demand::Truth | Demand::Bool, _) => self.emit_at(Ir::GuardBool, vec![given], state),
            (_, ty) => {
                let length = match ty {
                    Type::Int => value,
                    _ => self.emit_at(Ir::GuardInt, vec![given], state),
                };
                let zero = self.emit(Ir::Int { value: 0 }, vec![]);
                let is_length = self.emit(Ir::IntCompare { cond: Cond::Ge }, vec![length, zero]);
                self.leave_unless(is_length);
                if demand == Demand::Length {
                    return length;
                }
                let zero = self.emit(Ir::Int { value: 0 }, vec![]);
                self.emit(Ir::IntCompare { cond: Cond::Ne }, vec![length, zero])
            }
        };
        if task.0 & (Task::JUMP | Task::SENSE) == 0 { self.emit(Ir::Not, vec![truth]) } else { truth }
    }

    fn leave_unless(&mut self, condition: InstId) {
        let depth = self.function.block(self.block).depth;
        let (bad, good) = (self.function.new_block(0), self.function.new_block(depth));
        let to = |block| Edge { to: block, args: Vec::new() };
        self.end(Terminator::Branch { condition, then: to(good), otherwise: to(bad) });
        let env = self.env.clone();
        self.block = bad;
        self.last_state = None;
        self.exit(LOOKS, Reason::WrongType);
        (self.block, self.env) = (good, env);
        self.last_state = None;
    }

    /// Whether a value is known to be an iterator: an object that was made here, or of a shape that loops know.
    pub(super) fn is_known_iterator(&mut self, value: InstId) -> bool {
        let known = self.env.shapes.iter().find(|(known, _)| *known == value).map(|(_, shape)| *shape);
        known.is_some_and(|shape| runtime::tier::is_iterator_shape(self.vm, shape))
    }

    /// Whether a value was made here.
    fn is_own_object(&self, value: InstId) -> bool {
        matches!(self.function.inst(value).op, Ir::NewInstance { .. })
    }
}
