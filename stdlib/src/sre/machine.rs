//! The matcher: runs a [`Program`] over the units of a text, with a stack of its own.
//!
//! The stack holds, in one order, the choices that are open and the old values of whatever was written since; going back
//! to a choice undoes what lies above it. So the state at a choice is exact, nothing recurses, and a text of any length
//! needs no native stack. Closing an atomic group or a look-around takes the choices within it off the stack and leaves
//! the old values.

use super::charset::{CharSet, Fold, Single, is_word};
use super::code::{At, Greed, MAXREPEAT};
use super::program::{Inst, Program};
use runtime::text::CodeUnit;

/// A mark that is not set.
pub(super) const UNSET: usize = usize::MAX;
/// Entries that the stack may grow to (24 bytes each): beyond it is `MemoryError`.
const MAX_STACK: usize = 1 << 28;
/// Steps after which signals are looked at.
const POLL: u32 = 1 << 16;

/// What a run is asked for.
#[derive(Clone, Copy)]
pub(super) struct Request {
    /// Where the match starts, or where the search for it does.
    pub(super) start: usize,
    /// The match must end at the end of the text.
    pub(super) whole: bool,
    /// A match at `start` must not be empty.
    pub(super) must_advance: bool,
}

/// Why a run had to stop.
pub(super) enum Stop {
    /// The stack is too large.
    Memory,
    /// `poll` asked for it.
    Interrupted,
}

const CHOICE: u32 = 0;
const BRANCH: u32 = 1;
const GREEDY: u32 = 2;
const LAZY: u32 = 3;
/// Tags from here on are old values, not choices.
const MARK: u32 = 4;
const LAST_INDEX: u32 = 5;
const SLOT: u32 = 6;

/// One entry of the stack: tag and program position, a count or index, a text position or old value.
#[derive(Clone, Copy)]
struct Entry {
    tag: u32,
    pc: u32,
    extra: u32,
    pos: usize,
}

/// The state of a run, kept between runs for its memory.
pub(super) struct Machine {
    /// Starts and ends of groups.
    pub(super) marks: Vec<usize>,
    /// The group that was closed last, or 0.
    pub(super) last_index: u32,
    slots: Vec<usize>,
    stack: Vec<Entry>,
    /// Whether groups were written without their old values being kept, as there was no choice to go back to.
    unsaved: bool,
}

impl Machine {
    pub(super) fn new(program: &Program, groups: usize) -> Machine {
        Machine {
            marks: vec![UNSET; groups * 2],
            last_index: 0,
            slots: vec![0; program.slots],
            stack: Vec::new(),
            unsaved: false,
        }
    }

    fn reset(&mut self) {
        self.unsaved = true;
        self.forget();
        self.stack.clear();
    }

    /// Takes back what was written without a choice to go back to.
    fn forget(&mut self) {
        if !std::mem::take(&mut self.unsaved) {
            return;
        }
        // Filling nothing behind a dangling pointer is slow: AMD's processors trap to microcode for the masked store.
        if !self.marks.is_empty() {
            self.marks.fill(UNSET);
        }
        self.last_index = 0;
    }

    /// Matches at `request.start`: where the match ends.
    pub(super) fn match_at<U: CodeUnit>(
        &mut self,
        program: &Program,
        text: &[U],
        request: Request,
        poll: &mut dyn FnMut() -> bool,
    ) -> Result<Option<usize>, Stop> {
        self.reset();
        Run { machine: self, program, text, request, steps: 0, poll }.run(request.start)
    }

    /// Searches from `request.start` on: where the first match starts and ends.
    pub(super) fn search<U: CodeUnit>(
        &mut self,
        program: &Program,
        text: &[U],
        request: Request,
        poll: &mut dyn FnMut() -> bool,
    ) -> Result<Option<(usize, usize)>, Stop> {
        self.reset();
        let mut run = Run { machine: self, program, text, request, steps: 0, poll };
        let mut from = request.start;
        // What must stand at the start need not be looked for.
        if program.anchored {
            return Ok(run.run(from)?.map(|end| (from, end)));
        }
        while let Some(at) = run.candidate(from) {
            if let Some(end) = run.run(at)? {
                return Ok(Some((at, end)));
            }
            from = at + 1;
            run.machine.forget();
        }
        Ok(None)
    }
}

struct Run<'a, U> {
    machine: &'a mut Machine,
    program: &'a Program,
    text: &'a [U],
    request: Request,
    steps: u32,
    poll: &'a mut dyn FnMut() -> bool,
}

impl<U: CodeUnit> Run<'_, U> {
    #[inline(always)]
    fn peek(&self, pos: usize) -> Option<u32> {
        self.text.get(pos).map(|unit| unit.code())
    }

    /// The first position from `from` on at which a match may start.
    fn candidate(&self, from: usize) -> Option<usize> {
        if from > self.text.len() {
            return None;
        }
        let program = self.program;
        if let Some(scan) = program.scan() {
            return scan.find(self.text, from);
        }
        if let Some(&rare) = program.prefix.get(program.rarest) {
            let rare = U::from_code(rare)?;
            let mut at = from + program.rarest;
            loop {
                at += U::find(self.text.get(at..)?, rare)?;
                let start = at - program.rarest;
                let rest = self.text.get(start..start + program.prefix.len())?;
                if rest.iter().zip(&program.prefix).all(|(unit, &c)| unit.code() == c) {
                    return Some(start);
                }
                at += 1;
            }
        }
        if program.first.end {
            return Some(from);
        }
        let first = &program.first;
        self.text[from..].iter().position(|unit| first.admits(Some(unit.code()))).map(|skipped| from + skipped)
    }

    fn push(&mut self, tag: u32, pc: usize, extra: u32, pos: usize) {
        self.machine.stack.push(Entry { tag, pc: pc as u32, extra, pos });
    }

    fn set_slot(&mut self, slot: u32, value: usize) {
        let old = std::mem::replace(&mut self.machine.slots[slot as usize], value);
        if !self.machine.stack.is_empty() {
            self.push(SLOT, 0, slot, old);
        }
    }

    /// Runs the program at `pos`: where the match ends.
    fn run(&mut self, mut pos: usize) -> Result<Option<usize>, Stop> {
        let (program, text) = (self.program, self.text);
        let start = pos;
        let mut pc = 0;
        loop {
            self.steps += 1;
            if self.steps >= POLL {
                self.steps = 0;
                if self.machine.stack.len() > MAX_STACK {
                    return Err(Stop::Memory);
                }
                if (self.poll)() {
                    return Err(Stop::Interrupted);
                }
            }
            let goes_on = match &program.code[pc] {
                Inst::One(single) => match self.peek(pos) {
                    Some(c) if single.matches(&program.sets, c) => {
                        (pc, pos) = (pc + 1, pos + 1);
                        true
                    }
                    Some(_) | None => false,
                },
                Inst::Literals { start, end } => {
                    let literals = &program.literals[*start as usize..*end as usize];
                    match text.get(pos..pos + literals.len()) {
                        Some(units) if units.iter().zip(literals).all(|(unit, &c)| unit.code() == c) => {
                            (pc, pos) = (pc + 1, pos + literals.len());
                            true
                        }
                        Some(_) | None => false,
                    }
                }
                Inst::At(at) => {
                    pc += 1;
                    self.is_at(*at, pos)
                }
                Inst::Mark(mark) => {
                    self.mark(*mark, pos);
                    pc += 1;
                    true
                }
                Inst::Jump(to) => {
                    pc = *to as usize;
                    true
                }
                Inst::Branch(_) => self.alternative(&mut pc, pos, 0),
                Inst::Split { first, second, sets } => {
                    let next = self.peek(pos);
                    let (first_set, second_set) = &program.firsts[*sets as usize];
                    if !first_set.admits(next) {
                        pc = *second as usize;
                        second_set.admits(next)
                    } else {
                        if second_set.admits(next) {
                            self.push(CHOICE, *second as usize, 0, pos);
                        }
                        pc = *first as usize;
                        true
                    }
                }
                Inst::Repeat { .. } => self.repeat(&mut pc, &mut pos),
                Inst::LoopStart { slot } => {
                    self.set_slot(*slot, 0);
                    self.set_slot(*slot + 1, UNSET);
                    pc += 1;
                    true
                }
                Inst::Loop { .. } => self.counted_loop(&mut pc, pos),
                Inst::AtomicStart { slot } => {
                    self.set_slot(*slot, 0);
                    self.machine.slots[*slot as usize] = self.machine.stack.len();
                    pc += 1;
                    true
                }
                Inst::AtomicEnd { slot } => {
                    self.drop_choices(self.machine.slots[*slot as usize]);
                    pc += 1;
                    true
                }
                Inst::LookStart { .. } => self.look_start(&mut pc, &mut pos),
                Inst::LookEnd { slot, negative } => {
                    let height = self.machine.slots[*slot as usize];
                    if *negative {
                        self.undo(height);
                        false
                    } else {
                        self.drop_choices(height);
                        pos = self.machine.slots[*slot as usize + 1];
                        pc += 1;
                        true
                    }
                }
                Inst::GroupRef { group, fold } => match self.repeated(*group, *fold, pos) {
                    Some(len) => {
                        (pc, pos) = (pc + 1, pos + len);
                        true
                    }
                    None => false,
                },
                Inst::Conditional { group, no } => {
                    pc = if self.group(*group).is_some() { pc + 1 } else { *no as usize };
                    true
                }
                Inst::Fail => false,
                Inst::Done => {
                    let refused = self.request.whole && pos != text.len()
                        || self.request.must_advance && pos == start && start == self.request.start;
                    if !refused {
                        return Ok(Some(pos));
                    }
                    false
                }
            };
            if !goes_on && !self.back(&mut pc, &mut pos) {
                return Ok(None);
            }
        }
    }

    fn mark(&mut self, mark: u32, pos: usize) {
        if self.machine.stack.is_empty() {
            self.machine.unsaved = true;
            self.machine.marks[mark as usize] = pos;
            if mark & 1 == 1 {
                self.machine.last_index = mark / 2 + 1;
            }
            return;
        }
        if mark & 1 == 1 {
            let old = std::mem::replace(&mut self.machine.last_index, mark / 2 + 1);
            self.push(LAST_INDEX, 0, old, 0);
        }
        let old = std::mem::replace(&mut self.machine.marks[mark as usize], pos);
        self.push(MARK, 0, mark, old);
    }

    /// Start and end of a group that has matched.
    fn group(&self, group: u32) -> Option<(usize, usize)> {
        let marks = &self.machine.marks[group as usize * 2..][..2];
        (marks[0] != UNSET && marks[1] != UNSET && marks[0] <= marks[1]).then_some((marks[0], marks[1]))
    }

    /// Takes the first alternative from `from` on that the next character allows, with a choice for the others.
    fn alternative(&mut self, pc: &mut usize, pos: usize, from: u32) -> bool {
        let program = self.program;
        let Inst::Branch(branch) = &program.code[*pc] else { return false };
        let branch = &program.branches[*branch as usize];
        let left = branch.candidates(self.peek(pos)).checked_shr(from).map_or(0, |left| left << from);
        if left == 0 {
            return false;
        }
        let taken = left.trailing_zeros();
        if left & (left - 1) != 0 {
            self.push(BRANCH, *pc, taken + 1, pos);
        }
        *pc = branch.targets[taken as usize] as usize;
        true
    }

    /// How many of at most `max` characters from `pos` on match.
    fn count(&self, item: Single, pos: usize, max: usize) -> usize {
        let rest = &self.text[pos..pos + max.min(self.text.len() - pos)];
        let found = match item {
            Single::AnyAll => None,
            Single::Any => U::from_code(0x0A).and_then(|newline| U::find(rest, newline)),
            Single::NotLiteral(c) => U::from_code(c).and_then(|unit| U::find(rest, unit)),
            Single::Literal(c) => rest.iter().position(|unit| unit.code() != c),
            Single::Set(set) => {
                let set: &CharSet = &self.program.sets[set as usize];
                rest.iter().position(|unit| !set.contains(unit.code()))
            }
        };
        found.unwrap_or(rest.len())
    }

    fn repeat(&mut self, pc: &mut usize, pos: &mut usize) -> bool {
        let Inst::Repeat { item, min, max, greed, settled } = self.program.code[*pc] else { return false };
        let bound = |n: u32| if n == MAXREPEAT { usize::MAX } else { n as usize };
        let least = min as usize;
        let found = match greed {
            Greed::Lazy => self.count(item, *pos, least),
            Greed::Greedy | Greed::Possessive => self.count(item, *pos, bound(max)),
        };
        if found < least {
            return false;
        }
        *pos += found;
        match greed {
            Greed::Lazy if max > min => {
                let left = if max == MAXREPEAT { MAXREPEAT } else { max - min };
                self.push(LAZY, *pc, left, *pos);
            }
            Greed::Greedy if !settled && found > least => {
                self.push(GREEDY, *pc, u32::try_from(found - least).unwrap_or(u32::MAX), *pos);
            }
            Greed::Lazy | Greed::Greedy | Greed::Possessive => {}
        }
        *pc += 1;
        true
    }

    fn counted_loop(&mut self, pc: &mut usize, pos: usize) -> bool {
        let Inst::Loop { slot, min, max, lazy, exit, sets } = self.program.code[*pc] else { return false };
        let count = self.machine.slots[slot as usize];
        if count < min as usize {
            self.set_slot(slot, count + 1);
            *pc += 1;
            return true;
        }
        let (round, after) = &self.program.firsts[sets as usize];
        let next = self.peek(pos);
        // A round that starts where the last one did would match nothing again, for ever.
        let may_go_on = (max == MAXREPEAT || count < max as usize)
            && self.machine.slots[slot as usize + 1] != pos
            && round.admits(next);
        if !may_go_on {
            *pc = exit as usize;
            return true;
        }
        if lazy {
            // The round is the second choice: it starts at a step of its own, below.
            self.push(LAZY, *pc, 0, pos);
            *pc = exit as usize;
            return true;
        }
        if after.admits(next) {
            self.push(CHOICE, exit as usize, 0, pos);
        }
        self.round(slot, pos);
        *pc += 1;
        true
    }

    fn round(&mut self, slot: u32, pos: usize) {
        let count = self.machine.slots[slot as usize];
        self.set_slot(slot, count + 1);
        self.set_slot(slot + 1, pos);
    }

    fn look_start(&mut self, pc: &mut usize, pos: &mut usize) -> bool {
        let Inst::LookStart { slot, back, negative, end } = self.program.code[*pc] else { return false };
        let Some(from) = pos.checked_sub(back as usize) else {
            *pc = end as usize;
            return negative;
        };
        self.set_slot(slot, 0);
        self.set_slot(slot + 1, *pos);
        self.machine.slots[slot as usize] = self.machine.stack.len();
        if negative {
            self.push(CHOICE, end as usize, 0, *pos);
        }
        *pos = from;
        *pc += 1;
        true
    }

    /// Length of what `group` has matched, if it stands at `pos` again.
    fn repeated(&self, group: u32, fold: Fold, pos: usize) -> Option<usize> {
        let (start, end) = self.group(group)?;
        let here = self.text.get(pos..pos + (end - start))?;
        let same = |(a, b): (&U, &U)| fold.apply(a.code()) == fold.apply(b.code());
        self.text[start..end].iter().zip(here).all(same).then_some(end - start)
    }

    fn is_at(&self, at: At, pos: usize) -> bool {
        let text = self.text;
        let newline = |at: usize| text[at].code() == 0x0A;
        match at {
            At::Start => pos == 0,
            At::LineStart => pos == 0 || newline(pos - 1),
            At::End => pos == text.len() || pos + 1 == text.len() && newline(pos),
            At::LineEnd => pos == text.len() || newline(pos),
            At::TextEnd => pos == text.len(),
            At::Boundary { unicode, holds } => {
                // As in CPython, an empty text has neither boundaries nor their opposite.
                let word = |at: Option<usize>| at.and_then(|at| self.peek(at)).is_some_and(|c| is_word(c, unicode));
                !text.is_empty() && (word(pos.checked_sub(1)) != word(Some(pos))) == holds
            }
        }
    }

    fn restore(&mut self, entry: Entry) {
        match entry.tag {
            MARK => self.machine.marks[entry.extra as usize] = entry.pos,
            LAST_INDEX => self.machine.last_index = entry.extra,
            _ => self.machine.slots[entry.extra as usize] = entry.pos,
        }
    }

    /// Takes everything above `height` off the stack, undoing what was written since.
    fn undo(&mut self, height: usize) {
        while self.machine.stack.len() > height {
            if let Some(entry) = self.machine.stack.pop()
                && entry.tag >= MARK
            {
                self.restore(entry);
            }
        }
    }

    /// Takes the choices above `height` off the stack; old values stay.
    fn drop_choices(&mut self, height: usize) {
        let stack = &mut self.machine.stack;
        let mut kept = height;
        for at in height..stack.len() {
            if stack[at].tag >= MARK {
                stack[kept] = stack[at];
                kept += 1;
            }
        }
        stack.truncate(kept);
    }

    /// Goes back to the latest choice, and on from there another way.
    fn back(&mut self, pc: &mut usize, pos: &mut usize) -> bool {
        while let Some(entry) = self.machine.stack.pop() {
            let resumed = match entry.tag {
                CHOICE => {
                    (*pc, *pos) = (entry.pc as usize, entry.pos);
                    true
                }
                BRANCH => {
                    (*pc, *pos) = (entry.pc as usize, entry.pos);
                    self.alternative(pc, *pos, entry.extra)
                }
                GREEDY => self.give_back(entry, pc, pos),
                LAZY => self.take_more(entry, pc, pos),
                _ => {
                    self.restore(entry);
                    false
                }
            };
            if resumed {
                return true;
            }
        }
        false
    }

    /// A greedy repeat has one character less, or as many less as it takes for a literal to follow.
    fn give_back(&mut self, entry: Entry, pc: &mut usize, pos: &mut usize) -> bool {
        let next = entry.pc as usize + 1;
        let least = entry.pos - entry.extra as usize;
        let mut at = entry.pos - 1;
        let wanted = match &self.program.code[next] {
            Inst::One(Single::Literal(c)) => Some(*c),
            Inst::Literals { start, .. } => Some(self.program.literals[*start as usize]),
            _ => None,
        };
        if let Some(c) = wanted {
            let Some(unit) = U::from_code(c) else { return false };
            match U::rfind(&self.text[least..=at], unit) {
                Some(found) => at = least + found,
                None => return false,
            }
        }
        if at > least {
            self.push(GREEDY, entry.pc as usize, (at - least) as u32, at);
        }
        (*pc, *pos) = (next, at);
        true
    }

    /// A lazy repeat or loop takes one more.
    fn take_more(&mut self, entry: Entry, pc: &mut usize, pos: &mut usize) -> bool {
        let at = entry.pc as usize;
        match self.program.code[at] {
            Inst::Repeat { item, .. } => {
                let fits = self.peek(entry.pos).is_some_and(|c| item.matches(&self.program.sets, c));
                if !fits {
                    return false;
                }
                let left = if entry.extra == MAXREPEAT { MAXREPEAT } else { entry.extra - 1 };
                if left > 0 {
                    self.push(LAZY, at, left, entry.pos + 1);
                }
                (*pc, *pos) = (at + 1, entry.pos + 1);
                true
            }
            Inst::Loop { slot, .. } => {
                self.round(slot, entry.pos);
                (*pc, *pos) = (at + 1, entry.pos);
                true
            }
            _ => false,
        }
    }
}

impl Machine {
    /// Where group `group` (from 0) of the last match is.
    pub(super) fn span(&self, group: usize) -> Option<(usize, usize)> {
        let (start, end) = (self.marks[group * 2], self.marks[group * 2 + 1]);
        (start != UNSET && end != UNSET && start <= end).then_some((start, end))
    }
}
