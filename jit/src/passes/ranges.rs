//! Ranges of ints: checks that cannot fail are left out.

use crate::ir::{BlockId, Function, InstId, Op, Type};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// The least and the greatest that an int can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Range {
    least: i128,
    most: i128,
}

const WORD: Range = Range { least: i64::MIN as i128, most: i64::MAX as i128 };
/// What a boxed word holds.
const SMALL: Range = Range { least: -(1 << 48), most: (1 << 48) - 1 };
/// Numbers of items: memory for more there is not.
const LENGTH: Range = Range { least: 0, most: 1 << 46 };
/// Floats up to here are exact.
const EXACT: Range = Range { least: -(1 << 53), most: 1 << 53 };

impl Range {
    fn of(values: &[i128]) -> Range {
        let least = values.iter().copied().min().unwrap_or(WORD.least);
        let most = values.iter().copied().max().unwrap_or(WORD.most);
        Range { least, most }
    }

    fn is_within(self, other: Range) -> bool {
        other.least <= self.least && self.most <= other.most
    }

    /// What of it is in a word.
    fn in_word(self) -> Range {
        Range { least: self.least.max(WORD.least), most: self.most.min(WORD.most) }
    }
}

pub(crate) fn run(function: &mut Function) {
    let order = function.reverse_postorder();
    let mut known: HashMap<InstId, Range> = HashMap::default();
    for param in never_negative(function, &order) {
        let most = if function.small.contains(&param) { SMALL.most } else { WORD.most };
        known.insert(param, Range { least: 0, most });
        function.not_negative.insert(param);
    }
    for block in order {
        for id in function.block(block).insts.clone() {
            let exact = exact(function, &known, id);
            relax(function, &known, id, exact);
            if function.ty(id) == Type::Int {
                let range = exact.filter(|range| range.is_within(WORD));
                // What wraps may be anything; of what leaves then, the rest is in range.
                let wraps = matches!(
                    function.inst(id).op,
                    Op::WordAdd | Op::WordSub | Op::WordMul | Op::WordShl { .. } | Op::IntShl
                );
                let range = range.or_else(|| exact.filter(|_| !wraps).map(Range::in_word)).unwrap_or(WORD);
                if range.least >= 0 {
                    function.not_negative.insert(id);
                }
                known.insert(id, range);
            }
        }
    }
}

/// Parameters of blocks that are at least 0 on every way, loops included: counters that go up.
fn never_negative(function: &Function, order: &[BlockId]) -> HashSet<InstId> {
    let mut ways: Vec<(InstId, InstId)> = Vec::new();
    for edge in order.iter().flat_map(|&block| function.edges(block)) {
        let params = &function.block(edge.to).params;
        ways.extend(params.iter().copied().zip(edge.args.iter().copied()));
    }
    ways.retain(|(param, _)| function.ty(*param) == Type::Int);
    // It is so until shown to be otherwise.
    let mut found: HashSet<InstId> = ways.iter().map(|(param, _)| *param).collect();
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for &(param, arg) in &ways {
            if found.contains(&param) && !is_never_negative(function, &found, arg, 4) {
                changed |= found.remove(&param);
            }
        }
    }
    found
}

/// Whether an int is at least 0 if the parameters in `params` are, as far as `steps` operations tell.
fn is_never_negative(function: &Function, params: &HashSet<InstId>, id: InstId, steps: u32) -> bool {
    let inst = function.inst(id);
    let Some(steps) = steps.checked_sub(1) else { return false };
    let is = |index: usize| is_never_negative(function, params, inst.args[index], steps);
    let is_constant = |index: usize| matches!(function.inst(inst.args[index]).op, Op::Int { .. });
    match inst.op {
        Op::Param => params.contains(&id),
        Op::Int { value } => value >= 0,
        Op::BoolToInt
        | Op::Length { .. }
        | Op::Count { .. }
        | Op::TextLen
        | Op::ItemsLen { .. }
        | Op::SequenceLen
        | Op::PlaceAmong
        | Op::CharCode => true,
        Op::LoadItem { code } => matches!(code, b'B' | b'H' | b'I'),
        // What leaves on overflow.
        Op::IntAdd | Op::IntMul | Op::IntOr | Op::IntXor | Op::IntFloorDiv => is(0) && is(1),
        Op::WordAdd => function.small.contains(&inst.args[0]) && is_constant(1) && is(0) && is(1),
        Op::IntAnd => is(0) || is(1),
        Op::IntMod => is(1),
        Op::IntShr => is(0),
        Op::SelectInt => is(1) && is(2),
        _ => false,
    }
}

/// The range of what an operation would give if ints had no end; none if nothing is known.
fn exact(function: &Function, known: &HashMap<InstId, Range>, id: InstId) -> Option<Range> {
    let inst = function.inst(id);
    let arg = |index: usize| range_of(function, known, inst.args[index]);
    let constant = |index: usize| match function.inst(inst.args[index]).op {
        Op::Int { value } => Some(i128::from(value)),
        _ => None,
    };
    Some(match inst.op {
        Op::Int { value } => Range::of(&[value.into()]),
        Op::GuardInt => SMALL,
        Op::BoolToInt => Range::of(&[0, 1]),
        Op::Length { .. } | Op::Count { .. } | Op::TextLen | Op::ItemsLen { .. } | Op::SequenceLen | Op::PlaceAmong => {
            LENGTH
        }
        Op::CharCode => Range::of(&[0, 0x10_FFFF]),
        Op::LoadItem { code } => match code {
            b'b' => Range::of(&[-0x80, 0x7F]),
            b'B' => Range::of(&[0, 0xFF]),
            b'h' => Range::of(&[-0x8000, 0x7FFF]),
            b'H' => Range::of(&[0, 0xFFFF]),
            b'i' => Range::of(&[-0x8000_0000, 0x7FFF_FFFF]),
            b'I' => Range::of(&[0, 0xFFFF_FFFF]),
            _ => return None,
        },
        Op::IntAdd | Op::WordAdd => {
            let (x, y) = (arg(0), arg(1));
            Range { least: x.least + y.least, most: x.most + y.most }
        }
        Op::IntSub | Op::WordSub => {
            let (x, y) = (arg(0), arg(1));
            Range { least: x.least - y.most, most: x.most - y.least }
        }
        Op::IntMul | Op::WordMul => {
            let (x, y) = (arg(0), arg(1));
            let ends = [x.least * y.least, x.least * y.most, x.most * y.least, x.most * y.most];
            Range::of(&ends)
        }
        Op::BitLength | Op::BitCount => Range { least: 0, most: 64 },
        Op::IntNeg => Range { least: -arg(0).most, most: -arg(0).least },
        Op::IntAnd => {
            let limits = [arg(0), arg(1)].into_iter().filter(|range| range.least >= 0).map(|range| range.most);
            Range { least: 0, most: limits.min()? }
        }
        Op::IntOr | Op::IntXor if arg(0).least >= 0 && arg(1).least >= 0 => {
            let most = arg(0).most.max(arg(1).most) as u128;
            Range { least: 0, most: (most + 1).next_power_of_two() as i128 - 1 }
        }
        // A divisor of 0 leaves.
        Op::IntMod if arg(1).least >= 0 => Range { least: 0, most: (arg(1).most - 1).max(0) },
        Op::IntFloorDiv if constant(1).is_none() && arg(0).least >= 0 && arg(1).least >= 0 => {
            Range { least: 0, most: arg(0).most }
        }
        Op::IntFloorDiv => {
            let divisor = constant(1).filter(|&divisor| divisor > 0)?;
            Range { least: arg(0).least.div_euclid(divisor), most: arg(0).most.div_euclid(divisor) }
        }
        Op::IntShr => {
            let x = arg(0);
            let count = constant(1).filter(|count| (0..64).contains(count)).unwrap_or(0);
            let ends = [x.least >> count, x.most >> count];
            // A larger count brings it nearer to 0, or -1.
            if constant(1).is_some() { Range::of(&ends) } else { Range::of(&[ends[0], ends[1], 0, -1]) }
        }
        Op::IntShl => {
            let count = constant(1).filter(|count| (0..63).contains(count))?;
            Range { least: arg(0).least << count, most: arg(0).most << count }
        }
        Op::SelectInt => {
            let (x, y) = (arg(1), arg(2));
            Range { least: x.least.min(y.least), most: x.most.max(y.most) }
        }
        _ => return None,
    })
}

fn range_of(function: &Function, known: &HashMap<InstId, Range>, id: InstId) -> Range {
    match known.get(&id) {
        Some(&range) => range,
        None if function.small.contains(&id) => SMALL,
        None => WORD,
    }
}

/// Replaces an operation by one without the checks that cannot fail.
fn relax(function: &mut Function, known: &HashMap<InstId, Range>, id: InstId, exact: Option<Range>) {
    let inst = function.inst(id);
    let fits = exact.is_some_and(|range| range.is_within(WORD));
    let first = inst.args.first().filter(|&&arg| function.ty(arg) == Type::Int);
    let first = first.map_or(WORD, |&arg| range_of(function, known, arg));
    let op = match inst.op {
        Op::IntAdd if fits => Op::WordAdd,
        Op::IntSub if fits => Op::WordSub,
        Op::IntMul if fits => Op::WordMul,
        Op::BoxInt if first.is_within(SMALL) => Op::BoxSmall,
        Op::ExactFloat if first.is_within(EXACT) => Op::IntToFloat,
        _ => return,
    };
    let inst = &mut function.insts[id.index()];
    (inst.op, inst.state) = (op, None);
}
