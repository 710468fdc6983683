//! Parameters that are numbers in boxes are passed without the boxes, if nobody needs those, or only seldom.
//!
//! Variables that a loop sets and does not read before it sets them again are parameters of its header all the same if their
//! frame is inlined, since who looks at the frame sees them. Before the first turn they are often unbound, and so boxed. Boxing
//! in each turn what is looked at so seldom is left to exits; [`UNBOUND_FLOAT`] and [`UNBOUND_INT`] stand for no value.
//!
//! A variable that begins as an int and becomes a float, as sums do that begin with 0, is passed as a float and a bool, which
//! tells whether it is that int still. Arithmetic with floats does not ask for that.

use super::loops::Dominators;
use crate::ir::{BlockId, Function, InstId, Op, Terminator, Type, UNBOUND_FLOAT, UNBOUND_INT};
use runtime::value::Value;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What is known of a parameter's values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// None has come that is not unbound.
    Open,
    Float,
    /// A small int.
    Int,
    /// A float or a small int.
    Number,
    Boxed,
}

impl Form {
    fn with(self, other: Form) -> Form {
        match (self, other) {
            (Form::Open, other) | (other, Form::Open) => other,
            (one, other) if one == other => one,
            (Form::Boxed, _) | (_, Form::Boxed) => Form::Boxed,
            _ => Form::Number,
        }
    }
}

/// A way into a block: the block it comes from, which of its edges, and the argument.
struct Way {
    from: BlockId,
    edge: usize,
    index: usize,
    value: InstId,
}

/// Where a boxed parameter is used.
#[derive(Clone, Copy, Default)]
struct Uses {
    /// By instructions that want what is in the box.
    unboxing: bool,
    /// By instructions that want the box.
    boxed: bool,
    /// By states that do more than to write registers.
    others: bool,
}

impl Uses {
    fn by_code(self) -> bool {
        self.unboxing || self.boxed || self.others
    }
}

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let mut pass = Unboxing::new(function, &order);
    pass.choose();
    pass.settle();
    pass.rewrite();
}

struct Unboxing<'a> {
    function: &'a mut Function,
    order: &'a [BlockId],
    dominators: Dominators,
    position: HashMap<BlockId, usize>,
    ways: HashMap<InstId, Vec<Way>>,
    uses: HashMap<InstId, Uses>,
    /// Parameters that may be unbound.
    unbound: HashSet<InstId>,
    /// Guards of boxed values: the block, and what they give.
    guarded: HashMap<InstId, Vec<(usize, InstId)>>,
    forms: HashMap<InstId, Form>,
    /// The bools beside parameters that are numbers.
    is_int: HashMap<InstId, InstId>,
}

impl<'a> Unboxing<'a> {
    fn new(function: &'a mut Function, order: &'a [BlockId]) -> Unboxing<'a> {
        let mut ways: HashMap<InstId, Vec<Way>> = HashMap::default();
        for &from in order {
            for (edge, to) in function.edges(from).into_iter().enumerate() {
                for (index, (&param, &value)) in function.block(to.to).params.iter().zip(&to.args).enumerate() {
                    ways.entry(param).or_default().push(Way { from, edge, index, value });
                }
            }
        }
        let dominators = Dominators::of(function, order);
        let position = order.iter().enumerate().map(|(at, &block)| (block, at)).collect();
        let uses = uses(function, order);
        let mut guarded: HashMap<InstId, Vec<(usize, InstId)>> = HashMap::default();
        for (at, &block) in order.iter().enumerate() {
            for &id in &function.block(block).insts {
                let inst = function.inst(id);
                if matches!(inst.op, Op::GuardFloat | Op::GuardInt) {
                    guarded.entry(inst.args[0]).or_default().push((at, id));
                }
            }
        }
        let (unbound, forms, is_int) = (HashSet::default(), HashMap::default(), HashMap::default());
        Unboxing { function, order, dominators, position, ways, uses, unbound, guarded, forms, is_int }
    }

    fn uses_of(&self, param: InstId) -> Uses {
        self.uses.get(&param).copied().unwrap_or_default()
    }

    /// Finds the parameters that could be passed unboxed with some use.
    fn choose(&mut self) {
        let params: Vec<InstId> =
            self.ways.keys().copied().filter(|param| self.function.ty(*param) == Type::Value).collect();
        self.find_unbound(&params);
        let mut useful: HashSet<InstId> = HashSet::default();
        let mut more = true;
        while std::mem::take(&mut more) {
            for &param in &params {
                let uses = self.uses_of(param);
                let is_useful = !uses.by_code() || uses.unboxing && !self.unbound.contains(&param);
                more |= is_useful && useful.insert(param);
            }
            // What is only passed on is of the use that it has there.
            for target in useful.clone() {
                for way in &self.ways[&target] {
                    let uses = self.uses_of(way.value);
                    let is_param = self.ways.contains_key(&way.value) && self.function.ty(way.value) == Type::Value;
                    if is_param && !uses.boxed && !uses.others && !self.unbound.contains(&way.value) {
                        more |= useful.insert(way.value);
                    }
                }
            }
        }
        self.forms = useful.into_iter().map(|param| (param, Form::Open)).collect();
    }

    fn find_unbound(&mut self, params: &[InstId]) {
        let mut more = true;
        while std::mem::take(&mut more) {
            for &param in params {
                let comes = self.ways[&param].iter().any(|way| {
                    let empty = self.function.inst(way.value).op == Op::Word { bits: Value::EMPTY.bits() };
                    empty || self.unbound.contains(&way.value)
                });
                more |= comes && self.unbound.insert(param);
            }
        }
    }

    /// Finds the forms of parameters: what all of their values can have.
    fn settle(&mut self) {
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for (&param, ways) in &self.ways {
                let Some(&before) = self.forms.get(&param) else { continue };
                let mut form = ways.iter().fold(before, |form, way| form.with(self.form_of(way)));
                let may_be_unbound = self.unbound.contains(&param);
                // The bool of a number says nothing of no value, nor does the number that stands for that.
                if form == Form::Number && (may_be_unbound || self.uses_of(param).others) {
                    form = Form::Boxed;
                }
                if form != before {
                    self.forms.insert(param, form);
                    changed = true;
                }
                // Where no value is passed on, it is in the same form.
                for way in ways.iter().filter(|way| may_be_unbound && self.unbound.contains(&way.value)) {
                    let of_value = self.forms.get(&way.value).copied().unwrap_or(Form::Boxed);
                    if of_value != form && form == Form::Boxed {
                        self.forms.insert(way.value, Form::Boxed);
                        changed = true;
                    }
                }
            }
        }
        // Where nothing but no value comes, that has no form.
        let open: Vec<InstId> = self.forms.iter().filter(|(_, form)| **form == Form::Open).map(|(id, _)| *id).collect();
        if !open.is_empty() {
            self.forms.extend(open.into_iter().map(|id| (id, Form::Boxed)));
            return self.settle();
        }
        self.forms.retain(|_, form| matches!(form, Form::Float | Form::Int | Form::Number));
    }

    /// The form in which a way brings its value.
    fn form_of(&self, way: &Way) -> Form {
        if let Some(&form) = self.forms.get(&way.value) {
            return form;
        }
        match self.function.inst(way.value).op {
            Op::BoxFloat => Form::Float,
            Op::BoxSmall => Form::Int,
            Op::Word { bits } => match Value::from_bits(bits) {
                Value::EMPTY => Form::Open,
                word if word.is_float() => Form::Float,
                word if word.is_small_int() => Form::Int,
                _ => Form::Boxed,
            },
            _ => match self.guard_of(way) {
                Some(guard) if self.function.ty(guard) == Type::Float => Form::Float,
                Some(_) => Form::Int,
                None => Form::Boxed,
            },
        }
    }

    /// The guard that has taken the value of a way out of its box.
    fn guard_of(&self, way: &Way) -> Option<InstId> {
        let guards = self.guarded.get(&way.value)?;
        let at = self.position[&way.from];
        guards.iter().find(|(above, _)| self.dominators.dominates(*above, at)).map(|(_, id)| *id)
    }

    fn rewrite(&mut self) {
        let mut found: Vec<(InstId, Form)> = self.forms.iter().map(|(&param, &form)| (param, form)).collect();
        found.sort_by_key(|(param, _)| *param);
        for &(param, form) in &found {
            self.function.insts[param.index()].ty = if form == Form::Int { Type::Int } else { Type::Float };
            match form {
                Form::Number => self.add_bool(param),
                Form::Int if self.unbound.contains(&param) => _ = self.function.perhaps_unbound.insert(param),
                Form::Int => _ = self.function.small.insert(param),
                _ => {}
            }
        }
        for &(param, form) in &found {
            for way in self.ways.remove(&param).into_iter().flatten() {
                self.pass_unboxed(&way, form);
            }
        }
        if !found.is_empty() {
            self.rewrite_states();
            self.rewrite_uses();
        }
    }

    /// Adds the bool that tells whether a number is an int.
    fn add_bool(&mut self, param: InstId) {
        let block = self.order.iter().find(|&&block| self.function.block(block).params.contains(&param));
        let is_int = self.function.param(*block.expect("it is a parameter"), Type::Bool);
        self.is_int.insert(param, is_int);
    }

    /// Passes a value in the form that the parameter has.
    fn pass_unboxed(&mut self, way: &Way, form: Form) {
        let guard = self.guard_of(way);
        let (value, source) = match self.function.inst(way.value).op {
            Op::Word { bits } => {
                let word = Value::from_bits(bits);
                let op = match word.as_small_int() {
                    Some(value) => Op::Int { value },
                    None if form == Form::Int => Op::Int { value: UNBOUND_INT },
                    None => Op::Float { bits: word.as_float().map_or(UNBOUND_FLOAT, f64::to_bits) },
                };
                let source = if matches!(op, Op::Int { .. }) { Form::Int } else { Form::Float };
                (self.append(way.from, op, Vec::new()), source)
            }
            Op::BoxFloat => (self.function.inst(way.value).args[0], Form::Float),
            Op::BoxSmall => (self.function.inst(way.value).args[0], Form::Int),
            _ => match (self.forms.get(&way.value), guard) {
                (Some(&source), _) => (way.value, source),
                (None, Some(guard)) => {
                    (guard, if self.function.ty(guard) == Type::Float { Form::Float } else { Form::Int })
                }
                (None, None) => unreachable!("forms are of values that have them"),
            },
        };
        if form == Form::Number {
            let is_int = match self.is_int.get(&way.value) {
                Some(&is_int) if source == Form::Number => is_int,
                _ => self.append(way.from, Op::Bool { value: source == Form::Int }, Vec::new()),
            };
            let value = if source == Form::Int { self.append(way.from, Op::IntToFloat, vec![value]) } else { value };
            let edge = self.edge(way);
            edge[way.index] = value;
            edge.push(is_int);
        } else {
            self.edge(way)[way.index] = value;
        }
    }

    fn edge(&mut self, way: &Way) -> &mut Vec<InstId> {
        match (&mut self.function.blocks[way.from.index()].end, way.edge) {
            (Terminator::Jump(edge), _) => &mut edge.args,
            (Terminator::Branch { then, .. }, 0) => &mut then.args,
            (Terminator::Branch { otherwise, .. }, _) => &mut otherwise.args,
            _ => unreachable!("only these have edges"),
        }
    }

    fn append(&mut self, block: BlockId, op: Op, args: Vec<InstId>) -> InstId {
        super::append(self.function, block, op, args)
    }

    /// States are given numbers as what exits make.
    fn rewrite_states(&mut self) {
        let made: HashMap<InstId, InstId> =
            self.is_int.clone().into_iter().map(|(param, is_int)| (param, self.boxed(param, is_int))).collect();
        let other = |id: &mut InstId| *id = made.get(id).copied().unwrap_or(*id);
        for id in self.function.sunk.clone() {
            if !made.values().any(|&boxed| boxed == id) {
                self.function.insts[id.index()].args.iter_mut().for_each(other);
            }
        }
        self.function.sunk.extend(made.values());
        for state in &mut self.function.states {
            state.writes.iter_mut().for_each(|(_, value)| other(value));
        }
    }

    fn boxed(&mut self, param: InstId, is_int: InstId) -> InstId {
        self.function.new_inst(Op::BoxNumber, vec![param, is_int], None)
    }

    /// Instructions use what they need of parameters: what would be in the box, or a box that is made for them.
    fn rewrite_uses(&mut self) {
        let mut same: HashMap<InstId, InstId> = HashMap::default();
        for &block in self.order {
            let mut kept = Vec::new();
            for id in self.function.block(block).insts.clone() {
                if self.folds(id, &mut same, &mut kept) {
                    continue;
                }
                for (index, wanted) in self.function.inst(id).op.arguments().to_vec().into_iter().enumerate() {
                    self.box_argument(id, index, wanted, &mut kept);
                }
                if self.function.inst(id).op.arguments().is_empty() {
                    for index in 0..self.function.inst(id).args.len() {
                        self.box_argument(id, index, Type::Value, &mut kept);
                    }
                }
                kept.push(id);
            }
            self.function.blocks[block.index()].insts = kept;
            self.rewrite_end(block);
        }
        if !same.is_empty() {
            super::replace(self.function, self.order, &same);
        }
    }

    fn box_argument(&mut self, id: InstId, index: usize, wanted: Type, kept: &mut Vec<InstId>) {
        let arg = self.function.inst(id).args[index];
        if wanted == Type::Value && self.forms.contains_key(&arg) {
            let boxed = self.box_of(arg);
            kept.push(boxed);
            self.function.insts[id.index()].args[index] = boxed;
        }
    }

    fn box_of(&mut self, param: InstId) -> InstId {
        match self.forms[&param] {
            Form::Float => self.function.new_inst(Op::BoxFloat, vec![param], None),
            Form::Int => self.function.new_inst(Op::BoxSmall, vec![param], None),
            _ => self.boxed(param, self.is_int[&param]),
        }
    }

    fn rewrite_end(&mut self, block: BlockId) {
        let mut wanted: Vec<InstId> = match &self.function.block(block).end {
            Terminator::Return(value) | Terminator::Finish(value) | Terminator::Yield { value, .. } => vec![*value],
            _ => Vec::new(),
        };
        for edge in self.function.edges(block) {
            let params = self.function.block(edge.to).params.iter();
            let boxed = params.zip(&edge.args).filter(|(param, _)| self.function.ty(**param) == Type::Value);
            wanted.extend(boxed.map(|(_, arg)| *arg));
        }
        wanted.retain(|id| self.forms.contains_key(id));
        wanted.sort_unstable();
        wanted.dedup();
        let mut boxes: HashMap<InstId, InstId> = HashMap::default();
        for param in wanted {
            let boxed = self.box_of(param);
            self.function.blocks[block.index()].insts.push(boxed);
            boxes.insert(param, boxed);
        }
        if boxes.is_empty() {
            return;
        }
        let types: Vec<Vec<bool>> = self
            .function
            .edges(block)
            .into_iter()
            .map(|edge| {
                let params = self.function.block(edge.to).params.iter();
                params.map(|param| self.function.ty(*param) == Type::Value).collect()
            })
            .collect();
        let other = |id: &mut InstId| *id = boxes.get(id).copied().unwrap_or(*id);
        let others = |args: &mut Vec<InstId>, is_boxed: &[bool]| {
            args.iter_mut().zip(is_boxed).filter(|(_, boxed)| **boxed).for_each(|(id, _)| other(id));
        };
        match &mut self.function.blocks[block.index()].end {
            Terminator::Return(value) | Terminator::Finish(value) | Terminator::Yield { value, .. } => other(value),
            Terminator::Jump(edge) => others(&mut edge.args, &types[0]),
            Terminator::Branch { then, otherwise, .. } => {
                others(&mut then.args, &types[0]);
                others(&mut otherwise.args, &types[1]);
            }
            Terminator::None | Terminator::Exit(..) => {}
        }
    }

    /// Whether an instruction need not be done, since its argument is a number that is not boxed any more.
    fn folds(&mut self, id: InstId, same: &mut HashMap<InstId, InstId>, kept: &mut Vec<InstId>) -> bool {
        let inst = self.function.inst(id).clone();
        let form = |index: usize| inst.args.get(index).and_then(|arg| self.forms.get(arg)).copied();
        match (inst.op, form(0)) {
            (Op::GuardFloat | Op::GuardNumber, Some(Form::Float))
            | (Op::GuardInt, Some(Form::Int))
            | (Op::GuardNumber, Some(Form::Number)) => {
                same.insert(id, inst.args[0]);
            }
            (Op::GuardNumber, Some(Form::Int)) => {
                let float = self.function.new_inst(Op::IntToFloat, vec![inst.args[0]], None);
                kept.push(float);
                same.insert(id, float);
            }
            (Op::GuardFloat, Some(Form::Number)) => {
                let guard = self.function.new_inst(Op::GuardFalse, vec![self.is_int[&inst.args[0]]], inst.state);
                kept.push(guard);
                same.insert(id, inst.args[0]);
            }
            (Op::GuardBound, Some(_)) => {}
            (Op::GuardFloatAmong, _) if form(0) == Some(Form::Float) || form(1) == Some(Form::Float) => {}
            _ => return false,
        }
        true
    }
}

/// Who uses boxed values but edges.
fn uses(function: &Function, order: &[BlockId]) -> HashMap<InstId, Uses> {
    let mut uses: HashMap<InstId, Uses> = HashMap::default();
    for id in function.states.iter().flat_map(|state| state.others()) {
        uses.entry(id).or_default().others = true;
    }
    for &block in order {
        let block = function.block(block);
        for inst in block.insts.iter().map(|&id| function.inst(id)) {
            let unboxes = matches!(inst.op, Op::GuardFloat | Op::GuardInt | Op::GuardNumber | Op::GuardFloatAmong);
            for arg in &inst.args {
                let uses = uses.entry(*arg).or_default();
                *(if unboxes { &mut uses.unboxing } else { &mut uses.boxed }) = true;
            }
        }
        match &block.end {
            Terminator::Return(value) | Terminator::Finish(value) => uses.entry(*value).or_default().boxed = true,
            Terminator::Yield { state, value, .. } => {
                uses.entry(*value).or_default().boxed = true;
                function.states[state.index()].values().for_each(|id| uses.entry(id).or_default().others = true);
            }
            Terminator::Branch { .. } | Terminator::None | Terminator::Jump(_) | Terminator::Exit(..) => {}
        }
    }
    uses
}
