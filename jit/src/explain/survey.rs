//! What the IR of a function says of its lines. Runs where the function is compiled, so that it reads nothing but
//! instructions and notes.

use super::note::{Notes, Place};
use super::{Topic, words};
use crate::ir::{Function, Helper, Leaf, Op, Origin};
use runtime::bytecode::Op as Opcode;
use runtime::heap::Gc;
use runtime::object::code::Code;
use runtime::object::header::Kind as Layout;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::BTreeMap;

/// Something that can be said of an instruction.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) code: Gc<Code>,
    pub(crate) pc: u32,
    pub(crate) topic: Topic,
    pub(crate) detail: String,
    pub(crate) in_loop: bool,
}

/// What can be said of a unit of compiled code.
#[derive(Default, Debug)]
pub(crate) struct Survey {
    pub(crate) facts: Vec<Fact>,
    /// Instructions that it has, and of which functions.
    pub(crate) built: HashSet<Place>,
    pub(crate) frames: Vec<Gc<Code>>,
}

/// Objects that are made, by the instruction that the programmer has written.
pub(crate) type Made = HashMap<Place, Kind>;

/// A kind of object: in words, and of instances their first word.
pub(crate) type Kind = (&'static str, u64);

/// What compiled code does for one instruction of bytecode.
#[derive(Default)]
struct Site {
    in_loop: bool,
    /// There is a fast way: what the runtime is asked besides is for what the fast way cannot do.
    is_fast: bool,
    /// A known function is called.
    enters: bool,
    /// Anything is called.
    calls: bool,
    /// The runtime executes the instruction.
    interprets: bool,
    looks_up: bool,
    asks: bool,
    makes: Option<Kind>,
    /// Loops around it, and around where it makes an object: what slow paths make hardly counts.
    depth: u32,
    makes_at: u32,
}

/// Whether a programmer can see an instruction: what stands in for builtins has no source.
pub(crate) fn is_visible(code: Gc<Code>, pc: u32) -> bool {
    let unit = &code.unit;
    unit.filename.as_str() != Some("<builtins>") && line_of(code, pc) != 0
}

pub(crate) fn line_of(code: Gc<Code>, pc: u32) -> u32 {
    code.unit.positions.get(pc as usize).line
}

/// The instruction that the programmer has written for which something stands.
fn visible(function: &Function, origin: Origin) -> Option<(Gc<Code>, u32)> {
    let (mut frame, mut pc) = (function.frame(origin.frame), origin.pc);
    while !is_visible(frame.code, pc) {
        let (parent, call) = frame.parent?;
        (frame, pc) = (function.frame(parent), call);
    }
    Some((frame.code, pc))
}

/// The kind of object that an operation makes, if it makes one.
fn makes(op: Op) -> Option<Kind> {
    if let Op::NewInstance { header, .. } | Op::MakeInstance { header, .. } = op {
        return Some(("an instance", header));
    }
    Some((makes_builtin(op)?, 0))
}

fn makes_builtin(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::NewTuple | Op::MakeTuple | Op::Leaf { leaf: Leaf::Tuple } => "a tuple",
        Op::NewDict | Op::Leaf { leaf: Leaf::Dict } => "a dict",
        Op::Leaf { leaf: Leaf::List } => "a list",
        Op::Leaf { leaf: Leaf::Set } => "a set",
        Op::Leaf { leaf: Leaf::Text | Leaf::ToStr | Leaf::Format } => "a str",
        Op::Leaf { leaf: Leaf::Slice | Leaf::Steps } => "a slice",
        Op::Leaf { leaf: Leaf::Range } => "a range",
        Op::Leaf { leaf: Leaf::New { kind } } if kind == Layout::List as u8 => "a list",
        Op::Leaf { leaf: Leaf::New { kind } } if kind == Layout::Dict as u8 => "a dict",
        Op::Leaf { leaf: Leaf::New { kind } } if kind == Layout::Set as u8 => "a set",
        Op::Leaf { leaf: Leaf::New { .. } } => "an object",
        Op::NewCoroutine => "a coroutine",
        Op::Call { helper: Helper::Generator } => "a generator",
        Op::BoxComplex => "a complex number",
        Op::BoxWide => "an int of more than 64 bits",
        _ => return None,
    })
}

/// The objects that a function makes before it is optimised.
pub(crate) fn made_before(function: &Function) -> Made {
    let mut made = Made::default();
    for block in function.reverse_postorder() {
        for &id in &function.block(block).insts {
            let inst = function.inst(id);
            if let Some(what) = makes(inst.op)
                && let Some((code, pc)) = visible(function, inst.origin)
            {
                made.entry((code.word(), pc)).or_insert(what);
            }
        }
    }
    made
}

impl Site {
    fn meet(&mut self, op: Op, depth: u32) {
        self.depth = self.depth.max(depth);
        match op {
            Op::Leaf { leaf: Leaf::Attribute { .. } | Leaf::Method { .. } } => self.looks_up = true,
            Op::Leaf { .. }
            | Op::TryAppend
            | Op::TryArithmetic { .. }
            | Op::TryCompare { .. }
            | Op::SetDictValue
            | Op::DictFind => self.is_fast = true,
            Op::CallCode { .. } | Op::EnterCode { .. } => self.enters = true,
            Op::CallAny { .. } | Op::Call { helper: Helper::Call } => self.calls = true,
            Op::Call { helper: Helper::Interpret } => self.interprets = true,
            Op::Call { helper: Helper::Truth | Helper::Compare(_) | Helper::Comparison(_) | Helper::Contains } => {
                self.interprets = true;
            }
            Op::Call { helper: Helper::Next | Helper::NextUnpacked { .. } } => self.asks = true,
            Op::Call {
                helper: Helper::ListAppend | Helper::NextOrStop | Helper::Generator | Helper::Native { .. },
            } => {
                self.is_fast = true;
            }
            _ => {}
        }
        if let Some(kind) = makes(op) {
            self.makes = self.makes.or(Some(kind));
            self.makes_at = self.makes_at.max(depth);
        }
    }

    /// What to say of it.
    fn say(&self, opcode: Option<Opcode>, at: Place, inlines: bool, notes: &Notes) -> Vec<(Topic, String)> {
        let mut said = Vec::new();
        let noted = |notes: &HashMap<Place, (Topic, String)>| notes.get(&at).cloned();
        if self.enters {
            said.push(noted(&notes.refused).unwrap_or((Topic::CallKnown, "the function".to_owned())));
        } else if self.calls && inlines {
            said.push((Topic::CallVariesPartly, String::new()));
        } else if self.calls && !self.is_fast {
            let why = noted(&notes.refused).or_else(|| noted(&notes.called));
            said.push(why.unwrap_or((Topic::CallUnknown, String::new())));
        }
        if self.looks_up {
            said.push((Topic::AttributeVaries, String::new()));
        } else if self.asks && !self.is_fast {
            said.push((Topic::AsksIterator, String::new()));
        } else if self.interprets
            && !self.is_fast
            && let Some((words, topic)) = opcode.and_then(words::general)
        {
            said.push((topic, words.to_owned()));
        }
        if let Some((what, header)) = self.makes.filter(|_| self.makes_at == self.depth) {
            let class = notes.made.get(&header);
            said.push((Topic::Allocates, class.map_or_else(|| what.to_owned(), |class| format!("a {class}"))));
        }
        said
    }
}

/// What can be said of a function that has been optimised, which made these objects before.
pub(crate) fn survey(function: &Function, notes: &Notes, before: &Made) -> Survey {
    let mut sites: BTreeMap<(u32, u32), Site> = BTreeMap::new();
    for block in function.reverse_postorder() {
        let block = function.block(block);
        for &id in &block.insts {
            let inst = function.inst(id);
            let site = sites.entry((inst.origin.frame.0, inst.origin.pc)).or_default();
            site.in_loop |= block.depth > 0;
            site.meet(inst.op, block.depth);
        }
    }
    let inlined: HashSet<(u32, u32)> =
        function.frames.iter().filter_map(|frame| frame.parent.map(|(parent, call)| (parent.0, call))).collect();
    let mut survey = Survey::default();
    let (mut made, mut loops) = (HashSet::default(), HashSet::default());
    for (&(frame, pc), site) in &sites {
        let origin = Origin { frame: crate::ir::FrameId(frame), pc };
        let Some((code, at)) = visible(function, origin) else { continue };
        let place = (code.word(), at);
        if site.in_loop {
            loops.insert(place);
        }
        if site.makes.is_some() && site.makes_at == site.depth {
            made.insert(place);
        }
        let own = function.frame(origin.frame).code;
        let opcode = Opcode::from_byte(own.unit.code[pc as usize].op_byte());
        let said = site.say(opcode, place, inlined.contains(&(frame, pc)), notes);
        let (pc, in_loop) = (at, site.in_loop);
        survey.facts.extend(said.into_iter().map(|(topic, detail)| Fact { code, pc, topic, detail, in_loop }));
    }
    let codes: HashMap<u64, Gc<Code>> = function.frames.iter().map(|frame| (frame.code.word(), frame.code)).collect();
    let mut good = |&(code, pc): &Place, topic: Topic, detail: String| {
        if let Some(&code) = codes.get(&code).filter(|code| is_visible(**code, pc)) {
            let in_loop = loops.contains(&(code.word(), pc));
            survey.facts.push(Fact { code, pc, topic, detail, in_loop });
        }
    };
    for (place, &(what, header)) in before.iter().filter(|(place, _)| !made.contains(*place)) {
        let class = notes.made.get(&header);
        let what = class.map_or_else(|| what.to_owned(), |class| format!("the {class}"));
        good(place, Topic::NotAllocated, what);
    }
    for (place, names) in &notes.inlined {
        names.iter().for_each(|name| good(place, Topic::Inlined, name.clone()));
    }
    survey.built.clone_from(&notes.built);
    survey.frames = codes.into_values().collect();
    survey
}
