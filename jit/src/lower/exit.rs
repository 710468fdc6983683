//! Ways out: blocks that write what the window lacks and give back the exit's number. Of objects that exist nowhere else they leave
//! the pieces (`remake.rs`).

use super::{Lowering, WantedExit};
use crate::exits::{self, EXIT_BITS, Exit};
use crate::ir::{InstId, Origin, State, Type, Waiting};
use crate::remake::{Remade, is_made};
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value, types};
use runtime::tier::{self, layout};
use rustc_hash::FxHashMap as HashMap;

/// Something that an exit writes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Write {
    /// A register, counted from the root's.
    Register(i32, InstId),
    /// A value from one of the words on of which the runtime makes something.
    Word(usize, InstId),
    /// A field of an object.
    Field(InstId, i32, InstId),
    /// The frame of a generator.
    Frame(Waiting),
}

/// What the exits of a unit write, as a tree: each writes what is on the way from its node to the root, so that what most write is
/// written in one place (as in the FP-tree of Han, Pei and Yin, Mining Frequent Patterns without Candidate Generation, 2000).
struct Tails {
    nodes: Vec<Tail>,
    /// Node of each write below another node.
    below: HashMap<(usize, usize), usize>,
}

struct Tail {
    /// Number of the write, of which the root has none.
    write: usize,
    parent: usize,
    /// So many nodes and exits go on here.
    users: u32,
    block: Option<Block>,
}

const ROOT: usize = 0;

impl Tails {
    fn new() -> Tails {
        Tails { nodes: vec![Tail { write: 0, parent: ROOT, users: 0, block: None }], below: HashMap::default() }
    }

    /// The node of an exit with these writes, the one that most others have first.
    fn add(&mut self, writes: &[usize]) -> usize {
        let mut at = ROOT;
        for &write in writes {
            at = match self.below.get(&(at, write)) {
                Some(&node) => node,
                None => {
                    self.nodes[at].users += 1;
                    self.nodes.push(Tail { write, parent: at, users: 0, block: None });
                    self.below.insert((at, write), self.nodes.len() - 1);
                    self.nodes.len() - 1
                }
            };
        }
        self.nodes[at].users += 1;
        at
    }
}

impl Lowering<'_, '_> {
    /// Fills in the blocks of exits.
    pub(super) fn exit_blocks(&mut self) {
        let wanted = std::mem::take(&mut self.wanted_exits);
        let (mut numbers, mut all, mut sharers) = (HashMap::default(), Vec::new(), Vec::new());
        let mut written: Vec<Vec<usize>> = Vec::new();
        for exit in &wanted {
            let writes = self.written_by(&self.function.states[exit.state.index()]).into_iter().map(|write| {
                *numbers.entry(write.clone()).or_insert_with(|| {
                    all.push(write);
                    sharers.push(0u32);
                    all.len() - 1
                })
            });
            let writes: Vec<usize> = writes.collect();
            writes.iter().for_each(|&write| sharers[write] += 1);
            written.push(writes);
        }
        let mut tails = Tails::new();
        let in_tree = written.into_iter().map(|mut writes| {
            writes.sort_by_key(|&write| (std::cmp::Reverse(sharers[write]), write));
            tails.add(&writes)
        });
        let nodes: Vec<usize> = in_tree.collect();
        for (exit, node) in wanted.iter().zip(nodes) {
            self.exit_block(exit, node, &mut tails, &all);
        }
        self.tail_blocks(&mut tails, &all);
        debug_assert!(self.wanted_exits.is_empty(), "what exits make does not leave");
    }

    fn exit_block(&mut self, exit: &WantedExit, node: usize, tails: &mut Tails, all: &[Write]) {
        let described = &self.function.states[exit.state.index()];
        self.locate(Origin { frame: described.frame, pc: described.pc });
        self.b.switch_to_block(exit.block);
        if let Some(taken) = exit.taken {
            let address = self.constant(taken as i64);
            let one = self.constant(1);
            self.b.ins().store(Self::flags(), one, address, 0);
        }
        let number = self.exit_number();
        let number = self.constant(number);
        // What is called on the way may leave its own results where exits are looked for.
        self.b.ins().store(Self::flags(), number, self.vm, layout::EXIT_NUMBER);
        self.write_from(node, tails, all);
        let plan = self.remade(described);
        self.exits.push(Exit::new(self.function, described, exit.reason, plan));
    }

    /// Fills in the blocks where several exits go on.
    fn tail_blocks(&mut self, tails: &mut Tails, all: &[Write]) {
        // Those that they lead to have been added before them.
        for node in (0..tails.nodes.len()).rev() {
            let Some(block) = tails.nodes[node].block else { continue };
            self.b.switch_to_block(block);
            if node == ROOT {
                let number = self.b.ins().load(types::I64, Self::flags(), self.vm, layout::EXIT_NUMBER);
                self.give_back(number, tier::LEFT);
                continue;
            }
            self.write(&all[tails.nodes[node].write]);
            self.write_from(tails.nodes[node].parent, tails, all);
        }
    }

    /// Writes what is on the way to the root, and leaves; from where others come as well in a block of theirs.
    fn write_from(&mut self, mut node: usize, tails: &mut Tails, all: &[Write]) {
        while node != ROOT && tails.nodes[node].users == 1 {
            self.write(&all[tails.nodes[node].write]);
            node = tails.nodes[node].parent;
        }
        let block = *tails.nodes[node].block.get_or_insert_with(|| {
            let block = self.b.create_block();
            self.b.set_cold_block(block);
            block
        });
        self.b.ins().jump(block, &[]);
    }

    /// The number of the exit that is described next.
    pub(super) fn exit_number(&self) -> i64 {
        (((self.given.unit as u64) << EXIT_BITS) + self.exits.len() as u64) as i64
    }

    /// What the runtime makes for a state.
    pub(super) fn remade(&mut self, state: &State) -> Remade {
        Remade::new(self.function, &state.writes, &self.paths, &mut self.places)
    }

    /// What code has to write to leave in a state.
    fn written_by(&mut self, state: &State) -> Vec<Write> {
        let plan = self.remade(state);
        let is_written = |id| exits::constant(self.function, id).is_none() && !is_made(self.function, id);
        let registers = state.writes.iter().filter(|(_, id)| is_written(*id)).map(|&(at, id)| Write::Register(at, id));
        let words = plan.left.into_iter().map(|(at, id)| Write::Word(at, id));
        let fields = state.fields.iter().map(|&(object, offset, id)| Write::Field(object, offset, id));
        registers.chain(words).chain(fields).chain(state.suspended.iter().cloned().map(Write::Frame)).collect()
    }

    fn write(&mut self, write: &Write) {
        match *write {
            Write::Register(at, id) => {
                let (value, (base, offset)) = (self.value(id), self.place_of(at));
                self.store_word(value, base, offset);
            }
            Write::Word(at, id) => {
                for (word, offset) in self.words_left(at, id) {
                    self.store_word(word, self.vm, offset);
                }
            }
            Write::Field(object, offset, id) => {
                let (object, value) = (self.value(object), self.value(id));
                self.b.ins().store(Self::flags(), value, object, offset);
            }
            Write::Frame(ref waiting) => self.suspend_generator(waiting),
        }
    }

    /// What is written, and where, of a value that the runtime makes something of, from word `at` on.
    fn words_left(&mut self, at: usize, id: InstId) -> Vec<(Value, i32)> {
        let value = self.value(id);
        let words = match self.function.ty(id) {
            Type::Wide => {
                let (low, high) = self.b.ins().isplit(value);
                vec![low, high]
            }
            Type::Complex => vec![value, self.imags[&id]],
            _ => vec![value],
        };
        words.into_iter().zip((layout::EXIT_WORDS + 8 * at as i32..).step_by(8)).collect()
    }

    /// Stores a value as it is, of a word or a byte.
    fn store_word(&mut self, value: Value, base: Value, offset: i32) {
        let is_byte = self.b.func.dfg.value_type(value) == types::I8;
        let word = if is_byte { self.b.ins().uextend(types::I64, value) } else { value };
        self.b.ins().store(Self::flags(), word, base, offset);
    }

    /// Writes the registers that a loop's safepoint shows, of which the loop goes on to use the values.
    pub(super) fn show_registers(&mut self, state: &State) {
        for write in self.written_by(state) {
            let words = match write {
                Write::Register(at, id) => {
                    let (base, offset) = self.place_of(at);
                    vec![(self.value(id), base, offset)]
                }
                Write::Word(at, id) => {
                    self.words_left(at, id).into_iter().map(|(word, offset)| (word, self.vm, offset)).collect()
                }
                // They are written where it is left.
                Write::Field(..) | Write::Frame(_) => continue,
            };
            for (word, base, offset) in words {
                // The bits of floats that the loop does not change are found before it: here the numbers themselves would
                // cost registers, which would have to be loaded in every turn.
                let is_float = self.b.func.dfg.value_type(word) == types::F64;
                let word = if is_float { self.b.ins().bitcast(types::I64, MemFlagsData::new(), word) } else { word };
                self.store_word(word, base, offset);
            }
        }
    }

    /// Writes frames into the generators that lack them.
    pub(super) fn suspend_generators(&mut self, suspended: &[Waiting]) {
        suspended.iter().for_each(|waiting| self.suspend_generator(waiting));
    }

    fn suspend_generator(&mut self, waiting: &Waiting) {
        let registers: Vec<(u32, Value)> =
            waiting.registers.iter().map(|&(register, id)| (register, self.boxed(id))).collect();
        let object = self.value(waiting.object);
        let array = self.b.ins().load(types::I64, Self::flags(), object, layout::GENERATOR_REGISTERS);
        for (register, value) in registers {
            self.b.ins().store(Self::flags(), value, array, layout::ARRAY_VALUES + register as i32 * 8);
        }
        let pc = match waiting.which {
            Some(which) => self.value(which),
            None => self.constant(waiting.pc as i64),
        };
        let live = self.constant(i64::from(waiting.live));
        self.call_address(tier::suspend_generator as *const () as usize, &[self.vm, object, pc, live], false);
    }
}
