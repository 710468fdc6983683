//! From the tree of a pattern to a [`Program`] for the [machine](super::machine).
//!
//! A program is flat; a piece is followed by what comes after it. While emitting, the characters with which the rest can
//! start are known ([`First`]), so that a branch or loop carries what decides by the next character, and a repeat of one
//! item that the rest cannot start with gives nothing back.

use super::charset::{CharSet, First, Fold, Single};
use super::code::{At, Greed, MAXREPEAT, Node, Tree};
use super::heads::{Scan, heads};
use std::cell::OnceCell;

/// One step.
#[derive(Debug)]
pub(super) enum Inst {
    /// One character.
    One(Single),
    /// The characters `literals[start..end]`.
    Literals {
        start: u32,
        end: u32,
    },
    At(At),
    Mark(u32),
    Jump(u32),
    /// The first alternative of `branches[index]` that leads to a match.
    Branch(u32),
    /// `first` or else `second`, where the next character lets them.
    Split {
        first: u32,
        second: u32,
        sets: u32,
    },
    /// Many times one character. `settled`: what follows cannot start with such a character.
    Repeat {
        item: Single,
        min: u32,
        max: u32,
        greed: Greed,
        settled: bool,
    },
    /// Starts a counted loop: its two slots are the count and where the last round started.
    LoopStart {
        slot: u32,
    },
    /// Decides whether to run the body, which is the next instruction, or go on at `exit`.
    Loop {
        slot: u32,
        min: u32,
        max: u32,
        lazy: bool,
        exit: u32,
        sets: u32,
    },
    /// Starts what is matched once and for all.
    AtomicStart {
        slot: u32,
    },
    AtomicEnd {
        slot: u32,
    },
    /// Starts a look-around that goes on at `end`.
    LookStart {
        slot: u32,
        back: u32,
        negative: bool,
        end: u32,
    },
    LookEnd {
        slot: u32,
        negative: bool,
    },
    GroupRef {
        group: u32,
        fold: Fold,
    },
    /// Goes on at `no` if the group has not matched.
    Conditional {
        group: u32,
        no: u32,
    },
    Fail,
    Done,
}

/// Alternatives, and which of them the next character allows, as bits.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) targets: Vec<u32>,
    low: Box<[u64; 256]>,
    high: u64,
    end: u64,
}

impl Branch {
    /// The alternatives that may match where `next` comes next.
    #[inline(always)]
    pub(super) fn candidates(&self, next: Option<u32>) -> u64 {
        match next {
            Some(c) if c < 256 => self.low[c as usize],
            Some(_) => self.high,
            None => self.end,
        }
    }
}

/// A compiled pattern.
pub(super) struct Program {
    pub(super) code: Vec<Inst>,
    pub(super) sets: Vec<CharSet>,
    pub(super) literals: Vec<u32>,
    pub(super) branches: Vec<Branch>,
    /// Pairs of [`First`]s: of the two ways of a split, or of a loop's body and exit.
    pub(super) firsts: Vec<(First, First)>,
    pub(super) slots: usize,
    /// Literal characters that every match starts with.
    pub(super) prefix: Vec<u32>,
    /// Which of them is the rarest in ordinary text.
    pub(super) rarest: usize,
    /// What every match starts with.
    pub(super) first: First,
    /// Sequences of sets one of which every match starts with, where they tell more.
    heads: Option<Vec<Vec<First>>>,
    /// What looks for them, made when it is first needed.
    scan: OnceCell<Scan>,
    /// Only the start of the text can match.
    pub(super) anchored: bool,
}

/// Alternatives of one branch instruction; more go into a branch within the last one.
const MAX_ALTERNATIVES: usize = 64;

/// How late a character is found in ordinary text: the letters from the commonest to the rarest, then all others.
fn rank(c: u32) -> usize {
    " etaoinsrhldcumfpgwybvkxjqz".chars().position(|letter| u32::from(letter) == c).unwrap_or(99)
}

/// The character that is found last.
fn rarest(prefix: &[u32]) -> usize {
    (0..prefix.len()).max_by_key(|&at| (rank(prefix[at]), std::cmp::Reverse(at))).unwrap_or(0)
}

impl Program {
    /// What looks for the start of a match better than a search for a character of its prefix, or of the first set.
    pub(super) fn scan(&self) -> Option<&Scan> {
        // A character that is found every few characters costs more each time than to look at those between.
        const COMMON: usize = 8;
        let heads = self.heads.as_ref()?;
        let common = self.prefix.get(self.rarest).is_none_or(|&c| rank(c) < COMMON);
        common.then(|| self.scan.get_or_init(|| Scan::new(heads)))
    }
}

pub(super) fn compile(tree: Tree) -> Program {
    let prefix = prefix(&tree.nodes);
    let mut emitter = Emitter {
        program: Program {
            code: Vec::new(),
            rarest: rarest(&prefix),
            prefix,
            first: First::ALL,
            heads: None,
            scan: OnceCell::new(),
            anchored: matches!(tree.nodes.first(), Some(Node::At(At::Start))),
            sets: tree.sets,
            literals: Vec::new(),
            branches: Vec::new(),
            firsts: Vec::new(),
            slots: 0,
        },
    };
    emitter.program.first = emitter.first(&tree.nodes, First::ALL);
    if !emitter.program.anchored {
        emitter.program.heads = heads(&emitter, &tree.nodes);
    }
    emitter.sequence(&tree.nodes, First::ALL);
    emitter.push(Inst::Done);
    emitter.program
}

fn prefix(nodes: &[Node]) -> Vec<u32> {
    let mut prefix = Vec::new();
    for node in nodes {
        match node {
            Node::Single(Single::Literal(c)) => prefix.push(*c),
            Node::Mark(_) => {}
            _ => break,
        }
    }
    prefix
}

/// Whether the pieces can match the empty text.
fn nullable(nodes: &[Node]) -> bool {
    nodes.iter().all(|node| match node {
        Node::Single(_) | Node::Fail => false,
        Node::At(_) | Node::Mark(_) | Node::Look { .. } | Node::GroupRef { .. } => true,
        Node::Branch(alternatives) => alternatives.iter().any(|nodes| nullable(nodes)),
        Node::RepeatOne { min, .. } => *min == 0,
        Node::Repeat { min, body, .. } => *min == 0 || nullable(body),
        Node::Atomic(body) => nullable(body),
        Node::Conditional { yes, no, .. } => nullable(yes) || nullable(no),
    })
}

/// A program in the making.
pub(super) struct Emitter {
    program: Program,
}

impl Emitter {
    /// The characters that an item matches.
    pub(super) fn single(&self, item: Single) -> First {
        item.first(&self.program.sets)
    }

    /// With what the pieces, and then what `follow` describes, can start.
    fn first(&self, nodes: &[Node], follow: First) -> First {
        nodes.iter().rev().fold(follow, |follow, node| self.first_of(node, follow))
    }

    fn first_of(&self, node: &Node, follow: First) -> First {
        match node {
            Node::Single(single) => single.first(&self.program.sets),
            Node::At(_) | Node::Mark(_) | Node::Look { .. } => follow,
            Node::GroupRef { .. } => First::ALL,
            Node::Fail => First::EMPTY,
            Node::Branch(alternatives) => {
                alternatives.iter().fold(First::EMPTY, |all, nodes| all.union(self.first(nodes, follow)))
            }
            Node::RepeatOne { min, item, .. } => {
                let first = item.first(&self.program.sets);
                if *min == 0 { first.union(follow) } else { first }
            }
            Node::Repeat { min, body, .. } => {
                let first = self.first(body, self.round_follow(body, follow));
                if *min == 0 { first.union(follow) } else { first }
            }
            Node::Atomic(body) => self.first(body, follow),
            Node::Conditional { yes, no, .. } => self.first(yes, follow).union(self.first(no, follow)),
        }
    }

    /// What can follow a round of a loop: another round, or what follows the loop.
    fn round_follow(&self, body: &[Node], follow: First) -> First {
        self.first(body, First::EMPTY).union(follow)
    }

    fn push(&mut self, inst: Inst) -> usize {
        self.program.code.push(inst);
        self.program.code.len() - 1
    }

    fn here(&self) -> u32 {
        self.program.code.len() as u32
    }

    fn slots(&mut self, count: u32) -> u32 {
        let slot = self.program.slots as u32;
        self.program.slots += count as usize;
        slot
    }

    fn firsts(&mut self, first: First, second: First) -> u32 {
        self.program.firsts.push((first, second));
        self.program.firsts.len() as u32 - 1
    }

    fn sequence(&mut self, nodes: &[Node], follow: First) {
        let mut follows = vec![follow];
        for node in nodes.iter().rev() {
            let next = follows[follows.len() - 1];
            follows.push(self.first_of(node, next));
        }
        follows.reverse();
        let mut at = 0;
        while at < nodes.len() {
            let run = nodes[at..].iter().map_while(|node| match node {
                Node::Single(Single::Literal(c)) => Some(*c),
                _ => None,
            });
            let run: Vec<u32> = run.collect();
            if run.len() > 1 {
                let start = self.program.literals.len() as u32;
                at += run.len();
                self.program.literals.extend(run);
                let end = self.program.literals.len() as u32;
                self.push(Inst::Literals { start, end });
            } else {
                self.node(&nodes[at], follows[at + 1]);
                at += 1;
            }
        }
    }

    fn node(&mut self, node: &Node, follow: First) {
        match node {
            Node::Single(single) => {
                self.push(Inst::One(*single));
            }
            Node::At(at) => {
                self.push(Inst::At(*at));
            }
            Node::Mark(mark) => {
                self.push(Inst::Mark(*mark));
            }
            Node::Fail => {
                self.push(Inst::Fail);
            }
            Node::GroupRef { group, fold } => {
                self.push(Inst::GroupRef { group: *group, fold: *fold });
            }
            Node::Branch(alternatives) => self.branch(alternatives, follow),
            Node::RepeatOne { min, max, greed, item } => {
                let settled = *greed == Greed::Possessive || item.first(&self.program.sets).disjoint(follow);
                self.push(Inst::Repeat { item: *item, min: *min, max: *max, greed: *greed, settled });
            }
            Node::Repeat { min, max, greed, body } => match greed {
                // Each round is matched once and for all, and so is the whole.
                Greed::Possessive => {
                    self.atomic(|emitter| emitter.repeat(*min, *max, false, Body::Atomic(body), First::ALL));
                }
                Greed::Greedy => self.repeat(*min, *max, false, Body::Plain(body), follow),
                Greed::Lazy => self.repeat(*min, *max, true, Body::Plain(body), follow),
            },
            Node::Atomic(body) => self.atomic(|emitter| emitter.sequence(body, First::ALL)),
            Node::Look { back, negative, body } => {
                let slot = self.slots(2);
                let start = self.push(Inst::Fail);
                self.sequence(body, First::ALL);
                self.push(Inst::LookEnd { slot, negative: *negative });
                let end = self.here();
                self.program.code[start] = Inst::LookStart { slot, back: *back, negative: *negative, end };
            }
            Node::Conditional { group, yes, no } => {
                let start = self.push(Inst::Fail);
                self.sequence(yes, follow);
                let jump = self.push(Inst::Fail);
                let no_at = self.here();
                self.program.code[start] = Inst::Conditional { group: *group, no: no_at };
                self.sequence(no, follow);
                self.program.code[jump] = Inst::Jump(self.here());
            }
        }
    }

    fn atomic(&mut self, body: impl FnOnce(&mut Emitter)) {
        let slot = self.slots(1);
        self.push(Inst::AtomicStart { slot });
        body(self);
        self.push(Inst::AtomicEnd { slot });
    }

    fn branch(&mut self, alternatives: &[Vec<Node>], follow: First) {
        let (own, rest) = match alternatives.len() {
            0..=MAX_ALTERNATIVES => (alternatives, &[][..]),
            _ => alternatives.split_at(MAX_ALTERNATIVES - 1),
        };
        let mut firsts: Vec<First> = own.iter().map(|nodes| self.first(nodes, follow)).collect();
        if !rest.is_empty() {
            firsts.push(rest.iter().fold(First::EMPTY, |all, nodes| all.union(self.first(nodes, follow))));
        }
        let start = self.push(Inst::Fail);
        let (mut targets, mut jumps) = (Vec::new(), Vec::new());
        for nodes in own {
            targets.push(self.here());
            self.sequence(nodes, follow);
            jumps.push(self.push(Inst::Fail));
        }
        if !rest.is_empty() {
            targets.push(self.here());
            self.branch(rest, follow);
        }
        let end = self.here();
        for jump in jumps {
            self.program.code[jump] = Inst::Jump(end);
        }
        let mask = |next: Option<u32>| {
            firsts.iter().enumerate().fold(0, |mask, (bit, first)| mask | u64::from(first.admits(next)) << bit)
        };
        let mut low = Box::new([0; 256]);
        for (c, word) in low.iter_mut().enumerate() {
            *word = mask(Some(c as u32));
        }
        let branch = Branch { targets, low, high: mask(Some(0x100)), end: mask(None) };
        self.program.branches.push(branch);
        self.program.code[start] = Inst::Branch(self.program.branches.len() as u32 - 1);
    }

    fn round(&mut self, body: Body<'_>, follow: First) {
        match body {
            Body::Plain(nodes) => self.sequence(nodes, follow),
            Body::Atomic(nodes) => self.atomic(|emitter| emitter.sequence(nodes, First::ALL)),
        }
    }

    fn repeat(&mut self, min: u32, max: u32, lazy: bool, body: Body<'_>, follow: First) {
        let nodes = body.nodes();
        let round_follow = self.round_follow(nodes, follow);
        let first = self.first(nodes, round_follow);
        let split = |this: &mut Emitter, body: u32, exit: u32| {
            if lazy {
                Inst::Split { first: exit, second: body, sets: this.firsts(follow, first) }
            } else {
                Inst::Split { first: body, second: exit, sets: this.firsts(first, follow) }
            }
        };
        match (min, max) {
            (0, 1) => {
                let start = self.push(Inst::Fail);
                self.round(body, follow);
                let exit = self.here();
                self.program.code[start] = split(self, start as u32 + 1, exit);
            }
            (0, MAXREPEAT) if !nullable(nodes) => {
                let start = self.push(Inst::Fail);
                self.round(body, round_follow);
                self.push(Inst::Jump(start as u32));
                let exit = self.here();
                self.program.code[start] = split(self, start as u32 + 1, exit);
            }
            (1, MAXREPEAT) if !nullable(nodes) => {
                let start = self.here();
                self.round(body, round_follow);
                let exit = self.here() + 1;
                let inst = split(self, start, exit);
                self.push(inst);
            }
            _ => {
                let slot = self.slots(2);
                self.push(Inst::LoopStart { slot });
                let head = self.push(Inst::Fail);
                self.round(body, round_follow);
                self.push(Inst::Jump(head as u32));
                let exit = self.here();
                let sets = self.firsts(first, follow);
                self.program.code[head] = Inst::Loop { slot, min, max, lazy, exit, sets };
            }
        }
    }
}

/// A loop's body.
#[derive(Clone, Copy)]
enum Body<'a> {
    Plain(&'a [Node]),
    Atomic(&'a [Node]),
}

impl<'a> Body<'a> {
    fn nodes(self) -> &'a [Node] {
        match self {
            Body::Plain(nodes) | Body::Atomic(nodes) => nodes,
        }
    }
}
