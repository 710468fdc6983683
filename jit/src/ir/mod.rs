//! The intermediate representation: SSA over typed values, blocks with parameters, frame states.
//!
//! A value is a boxed Python value, or an unboxed int (64 bits), float or bool. Whatever may leave compiled code holds a
//! [`State`]: the interpreter frames, inlined ones included, that would have to exist there.

mod ops;
mod print;
mod verify;

pub(crate) use ops::{Cond, Effect, FloatFunction, Helper, Leaf, Op, Type, numbers};
pub(crate) use verify::verify;

use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::tier::RaisePath;
use runtime::value::{FLOAT_OFFSET, Value};
use rustc_hash::FxHashSet as HashSet;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}
id! {
    /// An instruction, and the value it yields.
    InstId;
    /// A block.
    BlockId;
    /// A frame state.
    StateId;
    /// A frame: the root or an inlined one.
    FrameId;
}

/// An instruction of bytecode.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Origin {
    pub(crate) frame: FrameId,
    pub(crate) pc: u32,
}

/// One instruction.
#[derive(Clone, Debug)]
pub(crate) struct Inst {
    pub(crate) op: Op,
    pub(crate) args: Vec<InstId>,
    /// Where the interpreter goes on if this leaves; every op that may leave or calls out has one.
    pub(crate) state: Option<StateId>,
    /// Type of the value; of parameters it is given, of others it follows from the op.
    pub(crate) ty: Type,
    /// What it was made for.
    pub(crate) origin: Origin,
}

/// Where control goes, with the arguments for the target's parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) to: BlockId,
    pub(crate) args: Vec<InstId>,
}

/// How a block ends.
#[derive(Clone, Debug)]
pub(crate) enum Terminator {
    /// Not ended yet.
    None,
    Jump(Edge),
    /// On a bool.
    Branch {
        condition: InstId,
        then: Edge,
        otherwise: Edge,
    },
    /// The frame returns a boxed value.
    Return(InstId),
    /// A generator's frame gives a boxed value away and waits; the state is that before the instruction. Of a `yield` its first
    /// `live` registers are kept, which are written.
    Yield {
        state: StateId,
        value: InstId,
        live: u32,
        pause: Pause,
    },
    /// A generator's frame returns a boxed value.
    Finish(InstId),
    /// The interpreter goes on.
    Exit(StateId, Reason),
}

/// What a generator's frame does when it waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pause {
    /// It yields.
    Yield,
    /// It resumes another generator (`yield from`, `await`).
    Send,
}

/// A basic block.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) params: Vec<InstId>,
    pub(crate) insts: Vec<InstId>,
    pub(crate) end: Terminator,
    /// Loops around it.
    pub(crate) depth: u32,
    /// What it was made for.
    pub(crate) origin: Origin,
}

/// Why compiled code is left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Reason {
    /// An operand was of another type than seen before.
    WrongType,
    /// An object was of another shape than seen before.
    WrongShape,
    /// A function, code or constant was another one than seen before.
    WrongTarget,
    /// An int operation does not fit 64 bits.
    Overflow,
    /// The quick function of the runtime for an operation had no answer.
    NoAnswer,
    /// Division by zero, and other operands for which the operation raises.
    BadOperand,
    /// An index out of range.
    OutOfRange,
    /// A variable or slot without a value.
    Unbound,
    /// What inline caches relied on has changed.
    Invalidated,
    /// A call raised an exception.
    Raised,
    /// What comes next is not compiled.
    NotCompiled,
    /// What comes next was never executed when this was compiled.
    NotSeen,
    /// Other code has run while something that waited for attention was seen to.
    Disturbed,
}

impl Reason {
    /// Whether something that was taken for granted did not hold: all that is made of that is to know where.
    pub(crate) fn is_wrong_guess(self) -> bool {
        !matches!(self, Reason::Raised | Reason::NotCompiled | Reason::NotSeen | Reason::Disturbed)
    }
}

/// A frame of the compiled function.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) code: Gc<Code>,
    /// Where its register 0 is, counted in registers from that of the root.
    pub(crate) window: i32,
    /// The frame that called it, and the call instruction there.
    pub(crate) parent: Option<(FrameId, u32)>,
}

/// What has to be written for the interpreter to go on at instruction `pc` of `frame`.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) frame: FrameId,
    pub(crate) pc: u32,
    /// The register whose value the guard there is about, if it guards a register and not an operand; [`OF_LOOP`] or [`OF_LEAF`].
    pub(crate) about: Option<u16>,
    /// Registers, counted from register 0 of the root, whose values are not in the window yet.
    pub(crate) writes: Vec<(i32, InstId)>,
    /// Plain numbers that objects lack: object, offset, value.
    pub(crate) fields: Vec<(InstId, i32, InstId)>,
    /// Generators that lack their frames.
    pub(crate) suspended: Vec<Waiting>,
}

/// A generator that does not have its frame: what has to be written into it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Waiting {
    pub(crate) object: InstId,
    /// Address of the instruction where it goes on.
    pub(crate) pc: usize,
    /// That address, where it depends on the way here: then `pc` is only one of those.
    pub(crate) which: Option<InstId>,
    /// So many registers are kept.
    pub(crate) live: u32,
    pub(crate) registers: Vec<(u32, InstId)>,
}

impl State {
    /// All values that it needs.
    pub(crate) fn values(&self) -> impl Iterator<Item = InstId> + '_ {
        self.writes.iter().map(|(_, value)| *value).chain(self.others())
    }

    /// The same, to be replaced.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut InstId> {
        let fields = self.fields.iter_mut().flat_map(|(object, _, value)| [object, value]);
        let suspended = self.suspended.iter_mut().flat_map(|waiting| {
            let which = waiting.which.iter_mut();
            waiting
                .registers
                .iter_mut()
                .map(|(_, value)| value)
                .chain(which)
                .chain(std::iter::once(&mut waiting.object))
        });
        self.writes.iter_mut().map(|(_, value)| value).chain(fields).chain(suspended)
    }

    /// The values that do not go to registers.
    pub(crate) fn others(&self) -> impl Iterator<Item = InstId> + '_ {
        let fields = self.fields.iter().flat_map(|&(object, _, value)| [object, value]);
        let generators = self.suspended.iter();
        let suspended = generators.flat_map(|waiting| {
            waiting
                .registers
                .iter()
                .map(|(_, value)| *value)
                .chain(waiting.which)
                .chain(std::iter::once(waiting.object))
        });
        fields.chain(suspended)
    }
}

/// A function under compilation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Function {
    pub(crate) insts: Vec<Inst>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) states: Vec<State>,
    pub(crate) frames: Vec<Frame>,
    /// Instructions in no block, whose objects are made where compiled code is left. Their arguments need not be boxed.
    pub(crate) sunk: HashSet<InstId>,
    /// Offsets of the slots of instances that are made with what they hold.
    pub(crate) layouts: Vec<Vec<i32>>,
    /// Ints that are known to be small for more than what makes them.
    pub(crate) small: HashSet<InstId>,
    /// Ints that are known to be at least 0.
    pub(crate) not_negative: HashSet<InstId>,
    /// Ints that may be [`UNBOUND_INT`]; nothing but states need them.
    pub(crate) perhaps_unbound: HashSet<InstId>,
    /// What instructions and blocks are made for now.
    pub(crate) origin: Origin,
    /// Headers of loops that keep their guards.
    pub(crate) settled: HashSet<BlockId>,
    /// Ways of exceptions through frames.
    pub(crate) paths: Vec<RaisePath>,
    /// Calls after which the function looks for itself whether they raised.
    pub(crate) caught: HashSet<InstId>,
    /// Instructions, by their code, whose exceptions have a handler that none has come to so far.
    pub(crate) unreached: HashSet<(u64, u32)>,
    /// What the builder has to tell whoever asks for explanations, if anybody does.
    pub(crate) notes: Option<Box<crate::explain::Notes>>,
}

/// A float that is none: boxed, it is EMPTY.
pub(crate) const UNBOUND_FLOAT: u64 = 0u64.wrapping_sub(FLOAT_OFFSET);
/// An int that stands for none where all others are small.
pub(crate) const UNBOUND_INT: i64 = i64::MIN;

/// Stands in the place of a register for the exception that is being handled.
pub(crate) const HANDLED: i32 = i32::MIN / 8;

/// What a state is about that belongs to guards moved out of the loop that begins there.
pub(crate) const OF_LOOP: u16 = u16::MAX;
/// In place of such a register: that the leaf function for the instruction has an answer.
pub(crate) const OF_LEAF: u16 = u16::MAX - 1;

impl Function {
    pub(crate) fn inst(&self, id: InstId) -> &Inst {
        &self.insts[id.index()]
    }

    pub(crate) fn ty(&self, id: InstId) -> Type {
        self.inst(id).ty
    }

    /// Whether a boxed value is known to be no object: nobody has to be told where it is written.
    pub(crate) fn is_no_object(&self, id: InstId) -> bool {
        match self.inst(id).op {
            Op::BoxFloat | Op::BoxNumber | Op::BoxSmall | Op::BoxBool => true,
            Op::Word { bits } => Value::from_bits(bits).header().is_none(),
            _ => false,
        }
    }

    pub(crate) fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.index()]
    }

    pub(crate) fn frame(&self, id: FrameId) -> &Frame {
        &self.frames[id.index()]
    }

    pub(crate) fn new_block(&mut self, depth: u32) -> BlockId {
        let (params, insts, end, origin) = (Vec::new(), Vec::new(), Terminator::None, self.origin);
        self.blocks.push(Block { params, insts, end, depth, origin });
        BlockId(self.blocks.len() as u32 - 1)
    }

    pub(crate) fn new_inst(&mut self, op: Op, args: Vec<InstId>, state: Option<StateId>) -> InstId {
        self.insts.push(Inst { op, args, state, ty: op.result(), origin: self.origin });
        InstId(self.insts.len() as u32 - 1)
    }

    /// The code and line that an instruction of bytecode belongs to: its own, or that of the call for which its frame exists.
    pub(crate) fn line(&self, origin: Origin) -> (Gc<Code>, u32) {
        let (mut frame, mut pc) = (self.frame(origin.frame), origin.pc);
        loop {
            let line = frame.code.unit.positions.get(pc as usize).line;
            match frame.parent {
                Some((parent, call)) if line == 0 => (frame, pc) = (self.frame(parent), call),
                Some(_) | None => return (frame.code, line),
            }
        }
    }

    /// Adds a parameter to a block.
    pub(crate) fn param(&mut self, block: BlockId, ty: Type) -> InstId {
        let id = self.new_inst(Op::Param, Vec::new(), None);
        self.insts[id.index()].ty = ty;
        self.blocks[block.index()].params.push(id);
        id
    }

    /// The edges that leave a block.
    pub(crate) fn edges(&self, block: BlockId) -> Vec<&Edge> {
        match &self.block(block).end {
            Terminator::Jump(edge) => vec![edge],
            Terminator::Branch { then, otherwise, .. } => vec![then, otherwise],
            Terminator::None
            | Terminator::Return(_)
            | Terminator::Yield { .. }
            | Terminator::Finish(_)
            | Terminator::Exit(..) => Vec::new(),
        }
    }

    /// Blocks that can be reached, each before those it dominates.
    pub(crate) fn reverse_postorder(&self) -> Vec<BlockId> {
        let mut seen = vec![false; self.blocks.len()];
        let mut order = Vec::new();
        let mut stack = vec![(BlockId(0), 0)];
        seen[0] = true;
        while let Some((block, next)) = stack.pop() {
            let edges = self.edges(block);
            match edges.get(next) {
                Some(edge) => {
                    let to = edge.to;
                    stack.push((block, next + 1));
                    if !std::mem::replace(&mut seen[to.index()], true) {
                        stack.push((to, 0));
                    }
                }
                None => order.push(block),
            }
        }
        order.reverse();
        order
    }
}
