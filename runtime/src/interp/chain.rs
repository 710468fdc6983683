//! Chains of generators that wait inside each other's `yield from`, kept as their frames lie on the register stack, so that a
//! generator that recurs deeply takes for each value what changed in its chain and not its depth.
//!
//! The first generator of a chain is its *root*, which something resumes; those above it that have waited where they are while
//! the chain has been resumed are its *members*. What the innermost of them resumes is not kept. While a chain is kept, its
//! members are [`GeneratorState::Chained`]: on the stack when the root runs, else not. Whoever has to know which lets go of the chain
//! (`Vm::state_of`). So do collections, which move what words of frames refer to, and another thread's turn.
//!
//! No member executes before what it resumed has finished, and `Chains::top` says whose end that is: the member is
//! then no longer one. None of root and members handles an exception, so that all have what the root's caller handles.
#![expect(unsafe_code, reason = "copies words of frames: [STACK]")]

use crate::frame::stack::{HEADER, frame_code, word};
use crate::heap::Gc;
use crate::object::generator::{Generator, GeneratorState};
use crate::value::Value;
use crate::vm::Vm;

/// So many chains are kept at once.
const LIMIT: usize = 64;

/// A chain is worth keeping from so many generators on, besides the innermost.
pub(super) const WORTH: usize = 3;

/// Keeping a chain that is let go of before it was resumed costs one of so many credits; each resumption gives one back.
const CREDIT: u32 = 64;

/// Without credit a chain is kept at one of so many opportunities.
const RETRY: u32 = 64;

/// So many words are copied at once: of more, the C library has the processor copy bytes, which begins slowly.
const CHUNK: usize = 128;

struct Member {
    generator: Gc<Generator>,
    base: *mut u64,
}

struct Chain {
    root: Gc<Generator>,
    /// Where the frame of the root has to be for the words to hold.
    base: *mut u64,
    /// At least one, unless the chain is being taken apart.
    members: Vec<Member>,
    /// The stack from the header of the first member on to the last register of the last.
    words: Vec<u64>,
}

impl Chain {
    /// Where the frame of what the last member resumes lies. While the chain waits, the stack there holds anything.
    fn top(&self) -> *mut u64 {
        self.members.first().map_or(std::ptr::null_mut(), |member| member.base.wrapping_add(self.words.len()))
    }
}

/// Where the frame above that at `base` lies.
fn above(base: *mut u64) -> *mut u64 {
    base.wrapping_add(frame_code(base).register_count as usize + HEADER)
}

/// The chains of a `Vm`; a generator has the index of its own plus one.
pub(crate) struct Chains {
    /// [`Chain::top`] of the innermost chain that runs, or null.
    pub(crate) top: *mut u64,
    kept: Vec<Option<Box<Chain>>>,
    /// Those whose roots run, the innermost last.
    running: Vec<u8>,
    credit: u32,
    opportunities: u32,
}

impl Default for Chains {
    fn default() -> Chains {
        Chains { top: std::ptr::null_mut(), kept: Vec::new(), running: Vec::new(), credit: CREDIT, opportunities: 0 }
    }
}

impl Chains {
    fn update_top(&mut self) {
        let innermost = self.running.last().and_then(|&index| self.kept[usize::from(index)].as_ref());
        self.top = innermost.map_or(std::ptr::null_mut(), |chain| chain.top());
    }

    /// An index for a new chain, if there is one and chains have been worth it so far.
    fn free_index(&mut self) -> Option<usize> {
        self.opportunities = self.opportunities.wrapping_add(1);
        if self.credit == 0 && !self.opportunities.is_multiple_of(RETRY) {
            return None;
        }
        let free = self.kept.iter().position(Option::is_none);
        let index = free.or_else(|| {
            self.kept.push(None);
            Some(self.kept.len() - 1)
        });
        index.filter(|&index| index < LIMIT)
    }
}

/// The generator whose frame is at `base`.
fn generator_at(base: *mut u64) -> Option<Gc<Generator>> {
    Value::from_bits(word(base, -4)).cast()
}

/// Whether a generator that has just been suspended may be a root or member.
fn may_wait(generator: Gc<Generator>) -> bool {
    generator.state.get() == GeneratorState::Suspended && generator.handled.get().is_empty()
}

/// The generators whose frames lie from that at `bottom` on to below that at `top`, the outermost first; None if one of them
/// cannot be in a chain.
fn members_between(bottom: *mut u64, top: *mut u64) -> Option<Vec<Member>> {
    let mut members = Vec::new();
    let mut base = top;
    while base != bottom {
        base = word(base, -2) as *mut u64;
        let generator = generator_at(base).filter(|&generator| may_wait(generator))?;
        members.push(Member { generator, base });
    }
    members.reverse();
    Some(members)
}

/// The words of the stack from the header of the frame at `from` on to the registers below the frame at `top`.
fn words_between(from: *mut u64, top: *mut u64) -> &'static [u64] {
    let (from, to) = (from.wrapping_sub(HEADER), top.wrapping_sub(HEADER));
    // SAFETY: [STACK]: the frames lie above each other; callers copy the words before anything runs.
    unsafe { std::slice::from_raw_parts(from, (to as usize - from as usize) / 8) }
}

/// The root of a chain has been resumed: puts the members above it. The frame of the last is on top then.
#[inline(always)]
pub(super) fn enter(vm: &mut Vm, base: *mut u64) {
    if let Some(root) = generator_at(base)
        && root.chain.get() != 0
    {
        enter_kept(vm, base, root);
    }
}

#[inline(never)]
fn enter_kept(vm: &mut Vm, base: *mut u64, root: Gc<Generator>) {
    let index = root.chain.get() - 1;
    let watched = vm.is_watched();
    let room = vm.stack.depth_left;
    let chain = vm.chains.kept[usize::from(index)].as_ref().expect("a generator has the index of its chain");
    let count = chain.members.len();
    let fits = chain.base == base && room > count as i32 && chain.top() <= vm.stack.end();
    if chain.root != root || !fits || watched || !root.handled.get().is_empty() {
        vm.release_chain(index);
        return;
    }
    let last = chain.members.last().expect("a chain has members");
    let first = above(base).wrapping_sub(HEADER);
    debug_assert_eq!(first, chain.members[0].base.wrapping_sub(HEADER));
    for (index, words) in chain.words.chunks(CHUNK).enumerate() {
        // SAFETY: [STACK]: the words fit below the end of the stack, and nothing is above the root's frame.
        unsafe { std::ptr::copy_nonoverlapping(words.as_ptr(), first.add(index * CHUNK), words.len()) };
    }
    vm.stack.depth_left -= count as i32;
    (vm.stack.base, vm.stack.pc) = (last.base, last.generator.pc.get());
    vm.chains.top = chain.top();
    vm.chains.running.push(index);
    vm.chains.credit = CREDIT.min(vm.chains.credit + 1);
}

/// The innermost chain that runs waits again: the frame at its top, and those up to the one at `innermost`, have been suspended. The
/// base of the root's frame.
#[inline(never)]
pub(super) fn leave(vm: &mut Vm, innermost: *mut u64) -> *mut u64 {
    let index = vm.chains.running.pop().expect("there is a top");
    let top = std::mem::replace(&mut vm.chains.top, std::ptr::null_mut());
    let chain = vm.chains.kept[usize::from(index)].as_mut().expect("chains that run are kept");
    let (root, base, count) = (chain.root, chain.base, chain.members.len());
    if innermost != top
        && let Some(more) = members_between(top, innermost)
        && more.iter().all(|member| member.generator.chain.get() == 0)
    {
        chain.words.extend_from_slice(words_between(top, innermost));
        mark(index, &more);
        chain.members.extend(more);
    }
    root.state.set(GeneratorState::Suspended);
    vm.handled = root.caller_handled.get();
    root.caller_handled.set_no_barrier(Value::EMPTY);
    vm.stack.depth_left += count as i32 + 1;
    vm.chains.update_top();
    base
}

/// Members are told so.
fn mark(index: u8, members: &[Member]) {
    for member in members {
        member.generator.state.set(GeneratorState::Chained);
        member.generator.chain.set(index + 1);
    }
}

/// The generators from that with the frame at `root` on to below `innermost` wait, and have waited there before: keeps them as a
/// chain if that is worth it.
#[inline(never)]
pub(super) fn keep(vm: &mut Vm, root: *mut u64, innermost: *mut u64) {
    if vm.is_watched() {
        return;
    }
    let Some(mut members) = members_between(root, innermost) else { return };
    if members.iter().any(|member| member.generator.chain.get() != 0) {
        return;
    }
    let Some(index) = vm.chains.free_index() else { return };
    let first = members.remove(0).generator;
    let words = words_between(members[0].base, innermost).to_vec();
    mark(index as u8, &members);
    first.chain.set(index as u8 + 1);
    vm.chains.kept[index] = Some(Box::new(Chain { root: first, base: root, members, words }));
    vm.chains.credit = vm.chains.credit.saturating_sub(1);
}

impl Vm {
    /// Where a generator is in its life, never `Chained`: lets go of its chain if it is in one.
    pub(crate) fn state_of(&mut self, generator: Gc<Generator>) -> GeneratorState {
        if generator.state.get() == GeneratorState::Chained {
            self.release_chain(generator.chain.get() - 1);
        }
        generator.state.get()
    }

    /// A chain is kept no longer: its members run or wait by themselves, as its root does.
    #[inline(never)]
    fn release_chain(&mut self, index: u8) {
        let Some(chain) = self.chains.kept[usize::from(index)].take() else { return };
        let runs = self.chains.running.contains(&index);
        self.chains.running.retain(|&running| running != index);
        chain.root.chain.set(0);
        for member in &chain.members {
            self.let_go(member.generator, chain.root, runs);
        }
        self.chains.update_top();
    }

    /// A member is none any more; whether the chain runs.
    fn let_go(&mut self, member: Gc<Generator>, root: Gc<Generator>, runs: bool) {
        member.chain.set(0);
        member.state.set(if runs { GeneratorState::Running } else { GeneratorState::Suspended });
        if runs {
            let handled = root.caller_handled.get();
            member.caller_handled.set(self, member, handled);
        }
    }

    /// No chain is kept any longer.
    pub(crate) fn release_chains(&mut self) {
        for index in 0..self.chains.kept.len() {
            self.release_chain(index as u8);
        }
    }

    /// The frame at the top of the innermost chain that runs is finished: the last member executes.
    #[inline(never)]
    pub(crate) fn shorten_chain(&mut self) {
        let index = *self.chains.running.last().expect("there is a top");
        let chain = self.chains.kept[usize::from(index)].as_mut().expect("chains that run are kept");
        let root = chain.root;
        let Some(last) = chain.members.pop() else { return };
        let first = chain.members.first().map(|member| member.base.wrapping_sub(HEADER));
        let length = first.map_or(0, |first| (last.base.wrapping_sub(HEADER) as usize - first as usize) / 8);
        chain.words.truncate(length);
        let is_over = chain.members.is_empty();
        self.let_go(last.generator, root, true);
        if is_over {
            self.release_chain(index);
        } else {
            self.chains.update_top();
        }
    }
}
