//! Levels: while a profile is active, the interpreter runs a Python frame below that frame's trampoline on the native stack,
//! so that whoever walks the native stack finds the Python functions in it.
//!
//! ```text
//!   handler ◀─ trampoline of g ◀─ run_level ◀─ level_at ◀─ trampoline of f ◀─ run_level ◀─ … ◀─ run
//! ```
//!
//! A call's first instruction is then [`START`] instead of the code's own. A level has a *stand-in* for its frame's return
//! address: a copy of the calling instruction, which returns read, and `leave_level`, which goes back on the native stack.
//! Exceptions go back as many levels as frames were left. Frames that have no level, since they ran before or the native
//! stack is half used up, are interpreted in the level of a caller; when they call something they get theirs.
//!
//! Invariants: **\[LEVEL\]** `stack.level` is null or the innermost of the levels that run, which lie in the native frames
//! of `run_level` and `run_levels`. `stack.level_target` is null but while handlers return from a level to go on in a frame below.
//! Further as in `mod.rs`.
#![expect(unsafe_code, reason = "native calls between handlers: [LEVEL], [CODE], [VM], [STACK]")]
#![expect(clippy::undocumented_unsafe_blocks, reason = "all blocks rest on [LEVEL], [CODE], [VM] and [STACK]")]

use super::table::TABLE;
use super::{Handler, Quick, aux, go, handler, leave, sc, tail};
use crate::bytecode::Op;
use crate::bytecode::unit::flags;
use crate::frame::stack::{frame_code, frame_function, word};
use crate::object::code::Code;
use crate::vm::Vm;

/// The Python frame at `base` runs below a trampoline of its own.
pub(crate) struct Level {
    base: *mut u64,
    outer: *mut Level,
    /// The calling instruction, whose jump leads to the third word; `leave_level` after a call, and after a jump; the
    /// frame's return address.
    stand_in: [u64; 4],
}

const LEAVE: u64 = Quick::LeaveLevel.byte() as u64;
/// Aux byte of `leave_level` where the caller jumps.
const JUMPED: u64 = 1;

/// The first instruction of calls while a profile is active.
static START: u64 = Quick::EnterLevel.byte() as u64;

/// A trampoline: calls the handler with the other arguments.
type Trampoline = unsafe extern "C" fn(*mut u64, *mut u64, u64, *mut Vm, usize, Handler);

/// Whether `return_pc`, which the outermost entry frame lacks, is a stand-in.
fn is_stand_in(return_pc: *mut u64) -> bool {
    !return_pc.is_null() && word(return_pc, 0) as u8 == Quick::LeaveLevel.byte()
}

/// The return address that a stand-in stands for.
pub(crate) fn real_return_pc(return_pc: *mut u64) -> *mut u64 {
    if is_stand_in(return_pc) { word(return_pc, 2) as *mut u64 } else { return_pc }
}

/// Whether the frame at `base` has a stand-in for its return address.
pub(crate) fn has_stand_in(base: *mut u64) -> bool {
    is_stand_in(word(base, -1) as *mut u64)
}

/// What `run_level` did.
const NOTHING: u64 = 0;
/// The loop is left, or a frame further below goes on.
const LEFT: u64 = 1;
/// The frame at `stack.base` goes on at `stack.pc`.
const GO_ON: u64 = 2;

handler! {
    /// A frame is entered by a call.
    enter_level(pc, base, i, vm, d) {
        let _ = (pc, i);
        let code = *base.sub(3) as *const Code;
        let pc = (*code).entry();
        tail!(level_at, pc, base, *pc, vm, d)
    }
}

handler! {
    /// Goes on with the instruction given, at `pc`, in a level of the frame.
    level_at(pc, base, i, vm, d) {
        let _ = d;
        let done = run_level(vm, pc, base, i);
        if done == NOTHING {
            let code = *base.sub(3) as *const Code;
            return TABLE[i as u8 as usize](pc, base, i, vm, (*code).delta.get());
        }
        if done == LEFT {
            leave(vm);
            return;
        }
        let base = (*vm).stack.base;
        let code = *base.sub(3) as *const Code;
        go!((*vm).stack.pc, base, vm, (*code).delta.get())
    }
}

handler! {
    /// The frame of the innermost level has returned to the frame at `base`.
    leave_level(pc, base, i, vm, d) {
        let _ = d;
        let jumped = u64::from(aux!(i)) == JUMPED;
        let real = *pc.add(if jumped { 1 } else { 2 }) as *mut u64;
        let call = real.sub(1);
        (*vm).stack.level_target = if jumped { call.offset(sc!(*call)) } else { real };
        (*vm).stack.base = base;
        leave(vm)
    }
}

/// Runs the frame at `base` in a level of its own. Gives back how to go on.
#[inline(never)]
unsafe fn run_level(vm: *mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    unsafe {
        let outer = (*vm).stack.level;
        let code = *base.sub(3) as *const Code;
        let trampoline = (*code).trampoline.get();
        // Compiled code stands on the native stack itself.
        if i as u8 == NATIVE || trampoline == 0 || outer.is_null() || (*outer).base != *base.sub(2) as *mut u64 {
            return run_levels(vm, pc, base, i);
        }
        run_within(vm, base, trampoline, (pc, base, i), TABLE[i as u8 as usize])
    }
}

/// As [`run_level`], for whatever is unusual: first come levels of callers that have none.
#[cold]
#[inline(never)]
unsafe fn run_levels(vm: *mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    unsafe {
        let frame = first_without_level(vm, base);
        if frame.is_null() || frame == base && i as u8 == NATIVE {
            return NOTHING;
        }
        let Some(trampoline) = (*vm).trampoline_of(frame_code(frame)) else { return NOTHING };
        let handler = if frame == base { TABLE[i as u8 as usize] } else { level_at as Handler };
        run_within(vm, frame, trampoline, (pc, base, i), handler)
    }
}

/// Has a trampoline call a handler, in a level of `frame`.
#[inline(always)]
unsafe fn run_within(
    vm: *mut Vm,
    frame: *mut u64,
    trampoline: usize,
    (pc, base, i): (*mut u64, *mut u64, u64),
    handler: Handler,
) -> u64 {
    unsafe {
        let return_pc = *frame.sub(1) as *mut u64;
        let call = calling_instruction(frame, return_pc);
        let stand_in = [call, LEAVE, LEAVE | JUMPED << 8, return_pc as u64];
        let mut level = Level { base: frame, outer: (*vm).stack.level, stand_in };
        // Levels leave half of the native stack to what needs it.
        if (&raw const level as usize) < (*vm).stack.level_limit {
            return NOTHING;
        }
        *frame.sub(1) = &raw const level.stand_in[1] as u64;
        (*vm).stack.level = &raw mut level;
        let delta = (*(*base.sub(3) as *const Code)).delta.get();
        let trampoline: Trampoline = std::mem::transmute::<usize, Trampoline>(trampoline);
        trampoline(pc, base, i, vm, delta, handler);
        let outer = level.outer;
        (*vm).stack.level = outer;
        let target = (*vm).stack.level_target;
        if target.is_null() || !outer.is_null() && (*vm).stack.base < (*outer).base {
            return LEFT;
        }
        (*vm).stack.level_target = std::ptr::null_mut();
        (*vm).stack.pc = target;
        GO_ON
    }
}

/// The outermost frame from the innermost level on, up to that at `base`, that could have a level and has none; null if
/// there is none.
unsafe fn first_without_level(vm: *mut Vm, base: *mut u64) -> *mut u64 {
    let stack = unsafe { &(*vm).stack };
    let floor = if stack.level.is_null() { std::ptr::null_mut() } else { unsafe { (*stack.level).base } };
    let (mut frame, mut found) = (base, std::ptr::null_mut());
    while frame > floor && Some(frame_code(frame)) != stack.entry_code {
        if frame_function(frame).is_some() {
            found = frame;
        }
        frame = word(frame, -2) as *mut u64;
    }
    found
}

/// The instruction that has called the frame, for its stand-in.
#[inline(always)]
unsafe fn calling_instruction(frame: *mut u64, return_pc: *mut u64) -> u64 {
    let (call, code) = unsafe { (*return_pc.sub(1), &*(*frame.sub(3) as *const Code)) };
    if code.flags & SUSPENDS == 0 { call } else { resuming_instruction(frame, return_pc, call) }
}

const SUSPENDS: u32 = flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR;
const TRACED: u8 = Quick::Traced.byte();
const NATIVE: u8 = Quick::EnterNative.byte();
const FOR_ITER: u8 = Op::ForIter as u8;
const SEND: u8 = Op::Send as u8;

/// The instruction that has resumed a generator's frame. If it jumps, it does so to the stand-in's third word.
#[inline(always)]
fn resuming_instruction(frame: *mut u64, return_pc: *mut u64, call: u64) -> u64 {
    let op = match call as u8 {
        // The byte says nothing of the instruction.
        TRACED | NATIVE => super::traced::resuming_op(return_pc, word(frame, -2) as *mut u64),
        op => op,
    };
    match op {
        FOR_ITER | SEND => call & !(0xFFFF << 48 | 0xFF) | 2 << 48 | u64::from(op),
        op => call & !0xFF | u64::from(op),
    }
}

impl Vm {
    /// Whether the frame at `base`, in which an exception is handled, is below the innermost level.
    pub(super) fn is_below_level(&self, base: *mut u64) -> bool {
        !self.stack.level.is_null() && base < unsafe { (*self.stack.level).base }
    }

    /// Has calls make levels from now on, or not.
    pub(crate) fn set_levels(&mut self, on: bool) {
        self.levels = on;
        for owner in self.heap.owners() {
            if let Some(code) = owner.cast::<Code>() {
                set_start(&code, on);
            }
        }
    }
}

/// Sets the instruction by which calls enter `code`.
pub(crate) fn set_start(code: &Code, levels: bool) {
    // A generator's frame is worth a level when it is resumed.
    let makes_levels = levels && code.flags & SUSPENDS == 0;
    code.start.set(if makes_levels { (&raw const START).cast_mut() } else { code.entry() });
}
