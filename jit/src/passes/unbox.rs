//! Parameters that nothing but states need are passed unboxed.
//!
//! Variables that a loop sets and does not read before it sets them again are parameters of its header all the same if their
//! frame is inlined, since who looks at the frame sees them. Before the first turn they are often unbound, and so boxed. Boxing
//! in each turn what is looked at so seldom is left to exits; [`UNBOUND_FLOAT`] and [`UNBOUND_INT`] stand for no value.

use crate::ir::{BlockId, Function, InstId, Op, Terminator, Type, UNBOUND_FLOAT, UNBOUND_INT};
use runtime::value::Value;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What is known of a parameter's values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// None has come that is not unbound.
    Open,
    Unboxed(Type),
    Boxed,
}

/// A way into a block: the block it comes from, which of its edges, and the argument.
struct Way {
    from: BlockId,
    edge: usize,
    index: usize,
    value: InstId,
}

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let used = used_by_code(function, &order);
    let mut ways: HashMap<InstId, Vec<Way>> = HashMap::default();
    for &from in &order {
        for (edge, to) in function.edges(from).into_iter().enumerate() {
            for (index, (&param, &value)) in function.block(to.to).params.iter().zip(&to.args).enumerate() {
                ways.entry(param).or_default().push(Way { from, edge, index, value });
            }
        }
    }
    let mut forms: HashMap<InstId, Form> = HashMap::default();
    for &param in ways.keys().filter(|param| function.ty(**param) == Type::Value && !used.contains(param)) {
        forms.insert(param, Form::Open);
    }
    settle(function, &ways, &mut forms);
    let mut found: Vec<(InstId, Form)> = forms.iter().map(|(&param, &form)| (param, form)).collect();
    found.sort_by_key(|(param, _)| *param);
    for (param, form) in found {
        let Form::Unboxed(ty) = form else { continue };
        function.insts[param.index()].ty = ty;
        if ty == Type::Int {
            function.perhaps_unbound.insert(param);
        }
        for way in &ways[&param] {
            if forms.contains_key(&way.value) {
                continue;
            }
            let value = unboxed(function, way, ty);
            let end = &mut function.blocks[way.from.index()].end;
            let edge = match (end, way.edge) {
                (Terminator::Jump(edge), _) => edge,
                (Terminator::Branch { then, .. }, 0) => then,
                (Terminator::Branch { otherwise, .. }, _) => otherwise,
                _ => unreachable!("only these have edges"),
            };
            edge.args[way.index] = value;
        }
    }
}

/// Values that instructions need, or the ends of blocks, or states that do not only write registers.
fn used_by_code(function: &Function, order: &[BlockId]) -> HashSet<InstId> {
    let mut used: HashSet<InstId> = function.states.iter().flat_map(|state| state.others()).collect();
    for &block in order {
        let block = function.block(block);
        used.extend(block.insts.iter().flat_map(|&id| &function.inst(id).args));
        match &block.end {
            Terminator::Branch { condition, .. } => used.extend([condition]),
            Terminator::Return(value) | Terminator::Finish(value) => used.extend([value]),
            Terminator::Yield { state, value, .. } => {
                used.extend([value]);
                used.extend(function.states[state.index()].values());
            }
            Terminator::None | Terminator::Jump(_) | Terminator::Exit(..) => {}
        }
    }
    used
}

/// Finds which parameters can be unboxed: all that comes in is, and where they are passed on that is one too.
fn settle(function: &Function, ways: &HashMap<InstId, Vec<Way>>, forms: &mut HashMap<InstId, Form>) {
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for (param, ways) in ways {
            for way in ways {
                let of_value = match forms.get(&way.value) {
                    Some(&form) => form,
                    None => form_of(function, way.value),
                };
                let both = match (forms.get(param).copied().unwrap_or(Form::Boxed), of_value) {
                    (Form::Open, other) | (other, Form::Open) => other,
                    (one, other) if one == other => one,
                    _ => Form::Boxed,
                };
                for id in [param, &way.value] {
                    if let Some(form) = forms.get_mut(id)
                        && *form != both
                    {
                        (*form, changed) = (both, true);
                    }
                }
            }
        }
    }
}

fn form_of(function: &Function, value: InstId) -> Form {
    match function.inst(value).op {
        Op::BoxFloat => Form::Unboxed(Type::Float),
        Op::BoxSmall => Form::Unboxed(Type::Int),
        Op::Word { bits } => match Value::from_bits(bits) {
            Value::EMPTY => Form::Open,
            word if word.is_float() => Form::Unboxed(Type::Float),
            word if word.is_small_int() => Form::Unboxed(Type::Int),
            _ => Form::Boxed,
        },
        _ => Form::Boxed,
    }
}

/// What a way brings, as a number of a type.
fn unboxed(function: &mut Function, way: &Way, ty: Type) -> InstId {
    let op = match function.inst(way.value).op {
        Op::Word { bits } => {
            let word = Value::from_bits(bits);
            match ty {
                Type::Float => Op::Float { bits: word.as_float().map_or(UNBOUND_FLOAT, f64::to_bits) },
                _ => Op::Int { value: word.as_small_int().unwrap_or(UNBOUND_INT) },
            }
        }
        _ => return function.inst(way.value).args[0],
    };
    let id = function.new_inst(op, Vec::new(), None);
    function.blocks[way.from.index()].insts.push(id);
    id
}
