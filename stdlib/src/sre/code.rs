//! From the code words that `re._compiler` makes to a tree of [`Node`]s.
//!
//! The words are data from Python: anything that `re` would not have made is refused, so that what is built from the
//! tree needs no checks.

use super::charset::{Category, CharSet, Fold, SetOp, Single};

/// `_sre.MAGIC` of Python 3.12: the numbering of [`op`].
pub(super) const MAGIC: i32 = 20221023;

/// Positions in `OPCODES` of `re._constants`.
mod op {
    pub(super) const FAILURE: u32 = 0;
    pub(super) const SUCCESS: u32 = 1;
    pub(super) const ANY: u32 = 2;
    pub(super) const ANY_ALL: u32 = 3;
    pub(super) const ASSERT: u32 = 4;
    pub(super) const ASSERT_NOT: u32 = 5;
    pub(super) const AT: u32 = 6;
    pub(super) const BRANCH: u32 = 7;
    pub(super) const CATEGORY: u32 = 8;
    pub(super) const CHARSET: u32 = 9;
    pub(super) const BIGCHARSET: u32 = 10;
    pub(super) const GROUPREF: u32 = 11;
    pub(super) const GROUPREF_EXISTS: u32 = 12;
    pub(super) const IN: u32 = 13;
    pub(super) const INFO: u32 = 14;
    pub(super) const JUMP: u32 = 15;
    pub(super) const LITERAL: u32 = 16;
    pub(super) const MARK: u32 = 17;
    pub(super) const MAX_UNTIL: u32 = 18;
    pub(super) const MIN_UNTIL: u32 = 19;
    pub(super) const NOT_LITERAL: u32 = 20;
    pub(super) const NEGATE: u32 = 21;
    pub(super) const RANGE: u32 = 22;
    pub(super) const REPEAT: u32 = 23;
    pub(super) const REPEAT_ONE: u32 = 24;
    pub(super) const MIN_REPEAT_ONE: u32 = 26;
    pub(super) const ATOMIC_GROUP: u32 = 27;
    pub(super) const POSSESSIVE_REPEAT: u32 = 28;
    pub(super) const POSSESSIVE_REPEAT_ONE: u32 = 29;
    pub(super) const GROUPREF_IGNORE: u32 = 30;
    pub(super) const IN_IGNORE: u32 = 31;
    pub(super) const LITERAL_IGNORE: u32 = 32;
    pub(super) const NOT_LITERAL_IGNORE: u32 = 33;
    pub(super) const GROUPREF_LOC_IGNORE: u32 = 34;
    pub(super) const IN_LOC_IGNORE: u32 = 35;
    pub(super) const LITERAL_LOC_IGNORE: u32 = 36;
    pub(super) const NOT_LITERAL_LOC_IGNORE: u32 = 37;
    pub(super) const GROUPREF_UNI_IGNORE: u32 = 38;
    pub(super) const IN_UNI_IGNORE: u32 = 39;
    pub(super) const LITERAL_UNI_IGNORE: u32 = 40;
    pub(super) const NOT_LITERAL_UNI_IGNORE: u32 = 41;
    pub(super) const RANGE_UNI_IGNORE: u32 = 42;
}

/// A repeat without an upper bound.
pub(super) const MAXREPEAT: u32 = u32::MAX;

/// Groups nest this deep at most; the walks over the tree recurse.
const MAX_DEPTH: usize = 2000;

/// Where a position must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// `\A`, or `^` without MULTILINE.
    Start,
    /// `^` with MULTILINE.
    LineStart,
    /// `\b` (or `\B` if not `holds`) by the rules of ASCII or Unicode.
    Boundary { unicode: bool, holds: bool },
    /// `$` without MULTILINE: at the end, or before a newline at the end.
    End,
    /// `$` with MULTILINE.
    LineEnd,
    /// `\Z`
    TextEnd,
}

impl At {
    fn from_code(code: u32) -> Option<At> {
        Some(match code {
            0 | 2 => At::Start,
            1 => At::LineStart,
            3 | 8 => At::Boundary { unicode: false, holds: true },
            4 | 9 => At::Boundary { unicode: false, holds: false },
            5 => At::End,
            6 => At::LineEnd,
            7 => At::TextEnd,
            10 => At::Boundary { unicode: true, holds: true },
            11 => At::Boundary { unicode: true, holds: false },
            _ => return None,
        })
    }
}

/// How a repeat chooses its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greed {
    /// The most first.
    Greedy,
    /// The fewest first.
    Lazy,
    /// The most, for good.
    Possessive,
}

/// A piece of a pattern.
#[derive(Debug)]
pub(super) enum Node {
    Single(Single),
    At(At),
    /// The start (even) or end of a group.
    Mark(u32),
    Branch(Vec<Vec<Node>>),
    RepeatOne {
        min: u32,
        max: u32,
        greed: Greed,
        item: Single,
    },
    Repeat {
        min: u32,
        max: u32,
        greed: Greed,
        body: Vec<Node>,
    },
    Atomic(Vec<Node>),
    Look {
        /// Characters to go back first.
        back: u32,
        negative: bool,
        body: Vec<Node>,
    },
    GroupRef {
        group: u32,
        fold: Fold,
    },
    Conditional {
        group: u32,
        yes: Vec<Node>,
        no: Vec<Node>,
    },
    Fail,
}

/// The tree of a pattern with the sets that it refers to.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) sets: Vec<CharSet>,
}

/// Reads code words for a pattern of `groups` groups; none if they are not what `re._compiler` makes.
pub(super) fn decode(code: &[u32], groups: u32) -> Option<Tree> {
    let mut decoder = Decoder { code, groups, sets: Vec::new(), depth: 0 };
    let (nodes, end) = decoder.sequence(0, code.len(), &[op::SUCCESS])?;
    (end + 1 == code.len()).then_some(Tree { nodes, sets: decoder.sets })
}

struct Decoder<'a> {
    code: &'a [u32],
    groups: u32,
    sets: Vec<CharSet>,
    depth: usize,
}

impl Decoder<'_> {
    fn word(&self, at: usize) -> Option<u32> {
        self.code.get(at).copied()
    }

    /// Where the skip word at `at` leads.
    fn skip(&self, at: usize) -> Option<usize> {
        let to = at.checked_add(self.word(at)? as usize)?;
        (to > at && to <= self.code.len()).then_some(to)
    }

    /// Nodes from `at` on until one of the `stops` (its position is the second result) or `end`.
    fn sequence(&mut self, mut at: usize, end: usize, stops: &[u32]) -> Option<(Vec<Node>, usize)> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut nodes = Vec::new();
        while at < end && !stops.contains(&self.word(at)?) {
            at = self.node(at, &mut nodes)?;
        }
        self.depth -= 1;
        (at <= end).then_some((nodes, at))
    }

    /// A body that ends with one of `stops` just before `end`.
    fn body(&mut self, at: usize, end: usize, stop: u32) -> Option<Vec<Node>> {
        let (nodes, stopped) = self.sequence(at, end, &[stop])?;
        (stopped + 1 == end && self.word(stopped)? == stop).then_some(nodes)
    }

    /// Reads the node at `at` and says where the next one is.
    fn node(&mut self, at: usize, nodes: &mut Vec<Node>) -> Option<usize> {
        let code = self.word(at)?;
        if let Some((single, next)) = self.single(at)? {
            nodes.push(Node::Single(single));
            return Some(next);
        }
        match code {
            op::FAILURE => {
                nodes.push(Node::Fail);
                Some(at + 1)
            }
            op::INFO => self.skip(at + 1),
            op::AT => {
                nodes.push(Node::At(At::from_code(self.word(at + 1)?)?));
                Some(at + 2)
            }
            op::MARK => {
                let mark = self.word(at + 1)?;
                (mark / 2 < self.groups).then_some(())?;
                nodes.push(Node::Mark(mark));
                Some(at + 2)
            }
            op::ASSERT | op::ASSERT_NOT => {
                let end = self.skip(at + 1)?;
                let back = self.word(at + 2)?;
                let body = self.body(at + 3, end, op::SUCCESS)?;
                nodes.push(Node::Look { back, negative: code == op::ASSERT_NOT, body });
                Some(end)
            }
            op::ATOMIC_GROUP => {
                let end = self.skip(at + 1)?;
                nodes.push(Node::Atomic(self.body(at + 2, end, op::SUCCESS)?));
                Some(end)
            }
            op::BRANCH => self.branch(at, nodes),
            op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_LOC_IGNORE | op::GROUPREF_UNI_IGNORE => {
                let group = self.group(at + 1)?;
                let fold = match code {
                    op::GROUPREF => Fold::No,
                    op::GROUPREF_UNI_IGNORE => Fold::Unicode,
                    _ => Fold::Ascii,
                };
                nodes.push(Node::GroupRef { group, fold });
                Some(at + 2)
            }
            op::GROUPREF_EXISTS => self.conditional(at, nodes),
            op::REPEAT | op::POSSESSIVE_REPEAT => self.repeat(at, nodes),
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => self.repeat_one(at, nodes),
            _ => None,
        }
    }

    fn group(&self, at: usize) -> Option<u32> {
        self.word(at).filter(|&group| group < self.groups)
    }

    /// Alternatives: each is a skip word, its nodes, and a jump to behind the branch.
    fn branch(&mut self, at: usize, nodes: &mut Vec<Node>) -> Option<usize> {
        let (mut alternatives, mut skip_at, mut behind) = (Vec::new(), at + 1, None);
        while self.word(skip_at)? != op::FAILURE {
            let next = self.skip(skip_at)?;
            let (alternative, jump) = self.sequence(skip_at + 1, next, &[op::JUMP])?;
            (jump + 2 == next && self.word(jump)? == op::JUMP).then_some(())?;
            let target = self.skip(jump + 1)?;
            (*behind.get_or_insert(target) == target).then_some(())?;
            alternatives.push(alternative);
            skip_at = next;
        }
        (behind? == skip_at + 1).then_some(())?;
        nodes.push(Node::Branch(alternatives));
        behind
    }

    fn conditional(&mut self, at: usize, nodes: &mut Vec<Node>) -> Option<usize> {
        let group = self.group(at + 1)?;
        // The skip counts from the word before it.
        let no_at = (at + 1).checked_add(self.word(at + 2)? as usize)?;
        (no_at >= at + 3 && no_at <= self.code.len()).then_some(())?;
        let (yes, stopped) = self.sequence(at + 3, no_at, &[op::JUMP])?;
        let (no, next) = if stopped < no_at {
            (stopped + 2 == no_at).then_some(())?;
            let end = self.skip(stopped + 1)?;
            let (no, stopped) = self.sequence(no_at, end, &[])?;
            (stopped == end).then_some((no, end))?
        } else {
            (Vec::new(), no_at)
        };
        nodes.push(Node::Conditional { group, yes, no });
        Some(next)
    }

    fn repeat(&mut self, at: usize, nodes: &mut Vec<Node>) -> Option<usize> {
        let until = self.skip(at + 1)?;
        let (min, max) = (self.word(at + 2)?, self.word(at + 3)?);
        let (body, stopped) = self.sequence(at + 4, until, &[op::MAX_UNTIL, op::MIN_UNTIL, op::SUCCESS])?;
        let greed = match (self.word(at)?, self.word(until)?) {
            (op::POSSESSIVE_REPEAT, op::SUCCESS) => Greed::Possessive,
            (op::REPEAT, op::MAX_UNTIL) => Greed::Greedy,
            (op::REPEAT, op::MIN_UNTIL) => Greed::Lazy,
            _ => return None,
        };
        (stopped == until && min <= max).then_some(())?;
        nodes.push(Node::Repeat { min, max, greed, body });
        Some(until + 1)
    }

    fn repeat_one(&mut self, at: usize, nodes: &mut Vec<Node>) -> Option<usize> {
        let end = self.skip(at + 1)?;
        let (min, max) = (self.word(at + 2)?, self.word(at + 3)?);
        let (item, next) = self.single(at + 4)??;
        (next + 1 == end && self.word(next)? == op::SUCCESS && min <= max).then_some(())?;
        let greed = match self.word(at)? {
            op::REPEAT_ONE => Greed::Greedy,
            op::MIN_REPEAT_ONE => Greed::Lazy,
            _ => Greed::Possessive,
        };
        nodes.push(Node::RepeatOne { min, max, greed, item });
        Some(end)
    }

    /// What matches one character, if that is what is at `at`, and where it ends.
    fn single(&mut self, at: usize) -> Option<Option<(Single, usize)>> {
        let code = self.word(at)?;
        let folded = |fold| match code {
            op::NOT_LITERAL_IGNORE | op::NOT_LITERAL_LOC_IGNORE | op::NOT_LITERAL_UNI_IGNORE => (fold, true),
            _ => (fold, false),
        };
        Some(Some(match code {
            op::ANY => (Single::Any, at + 1),
            op::ANY_ALL => (Single::AnyAll, at + 1),
            op::LITERAL => (Single::Literal(self.word(at + 1)?), at + 2),
            op::NOT_LITERAL => (Single::NotLiteral(self.word(at + 1)?), at + 2),
            op::CATEGORY => {
                let category = Category::from_code(self.word(at + 1)?)?;
                (self.add_set(Fold::No, vec![SetOp::Category(category)]), at + 2)
            }
            op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE => {
                let unicode = matches!(code, op::LITERAL_UNI_IGNORE | op::NOT_LITERAL_UNI_IGNORE);
                let (fold, negated) = folded(if unicode { Fold::Unicode } else { Fold::Ascii });
                let mut ops = if negated { vec![SetOp::Negate] } else { Vec::new() };
                ops.push(SetOp::Literal(fold.apply(self.word(at + 1)?)));
                (self.add_set(fold, ops), at + 2)
            }
            op::IN | op::IN_IGNORE | op::IN_LOC_IGNORE | op::IN_UNI_IGNORE => {
                let end = self.skip(at + 1)?;
                let fold = match code {
                    op::IN => Fold::No,
                    op::IN_UNI_IGNORE => Fold::Unicode,
                    _ => Fold::Ascii,
                };
                let ops = self.set_ops(at + 2, end)?;
                (self.add_set(fold, ops), end)
            }
            _ => return Some(None),
        }))
    }

    fn add_set(&mut self, fold: Fold, ops: Vec<SetOp>) -> Single {
        self.sets.push(CharSet::new(fold, ops));
        Single::Set(self.sets.len() as u32 - 1)
    }

    fn words(&self, at: usize, count: usize) -> Option<Box<[u32]>> {
        Some(self.code.get(at..at.checked_add(count)?)?.into())
    }

    fn set_ops(&self, mut at: usize, end: usize) -> Option<Vec<SetOp>> {
        let mut ops = Vec::new();
        loop {
            let (op, size) = match self.word(at)? {
                op::FAILURE => break,
                op::NEGATE => (SetOp::Negate, 1),
                op::LITERAL => (SetOp::Literal(self.word(at + 1)?), 2),
                op::RANGE => (SetOp::Range(self.word(at + 1)?, self.word(at + 2)?), 3),
                op::RANGE_UNI_IGNORE => (SetOp::RangeIgnoreCase(self.word(at + 1)?, self.word(at + 2)?), 3),
                op::CHARSET => (SetOp::Bitmap(self.words(at + 1, 8)?), 9),
                op::BIGCHARSET => {
                    let count = self.word(at + 1)? as usize;
                    (count <= 256).then_some(())?;
                    let op =
                        SetOp::BigBitmap { chunks: self.words(at + 2, 64)?, bits: self.words(at + 66, count * 8)? };
                    (op, 66 + count * 8)
                }
                op::CATEGORY => (SetOp::Category(Category::from_code(self.word(at + 1)?)?), 2),
                _ => return None,
            };
            ops.push(op);
            at += size;
        }
        (at + 1 == end).then_some(ops)
    }
}
