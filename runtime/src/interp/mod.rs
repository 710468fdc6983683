//! The interpreter loop: handlers that tail-call each other.
//!
//! Each opcode has a handler `fn(pc, base, insn, vm, delta)`. It does its work and jumps to the next instruction's
//! handler; LLVM turns the calls in tail position into jumps from opt-level 1 up. The rules that keep it so (measured):
//! a hot handler touches only words; anything else lives in a function that is not inlined and returns one word (0: an
//! exception is set); slow paths are *cold handlers* reached by tail call, so that hot handlers contain no calls and
//! save no registers. With the feature `loop-dispatch` handlers return to a loop instead (unoptimised builds, Miri).
//!
//! Invariants: **\[CODE\]** `pc` points into the instructions of the frame's code, which the verifier has checked:
//! registers are within the window, jumps stay within the code. **\[VM\]** `vm` is the one interpreter of the thread and
//! no other reference to it is in use while a handler runs. **\[STACK\]** as in `frame::stack`.
#![expect(unsafe_code, reason = "the interpreter works on raw words: [CODE], [VM], [STACK]")]
#![expect(clippy::undocumented_unsafe_blocks, reason = "all blocks of these files rest on [CODE], [VM] and [STACK]")]

mod accessor;
pub(crate) mod any_call;
mod arithmetic;
pub(crate) mod attr_cache;
mod attribute;
mod bind;
mod call;
mod callee;
pub(crate) mod chain;
mod compare;
pub(crate) mod construct;
mod control;
mod delegate;
pub(crate) mod direct;
mod generator;
mod global;
mod iterate;
pub(crate) mod leaf;
mod level;
pub(crate) mod matching;
mod misc;
pub(crate) mod native;
pub(crate) mod operator;
mod resume;
pub(crate) mod shape_cache;
mod spread;
pub(crate) mod super_cache;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod throw;
mod traced;

pub(crate) use attribute::METHOD_SLOT;
pub(crate) use call::{MAX_TARGETS, is_bare, is_called_as_type, plain_init};
pub(crate) use callee::called;
pub(crate) use control::raise_of;
pub(crate) use iterate::DERIVED_DICT;
pub(crate) use level::{Level, has_stand_in, real_return_pc, set_start};
pub(crate) use table::{Quick, initial_op};

use crate::frame::stack::frame_code;
use crate::frame::unwind::Trace;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A handler. `delta`: feedback of the instruction at `pc` is at `2 * pc + delta`.
pub(crate) type Handler = unsafe extern "C" fn(*mut u64, *mut u64, u64, *mut Vm, usize);

/// Field A of an instruction.
macro_rules! a {
    ($i:expr) => {
        (($i as u32) >> 16) as usize
    };
}
/// Field B of the instruction at `pc`.
macro_rules! b {
    ($pc:expr) => {
        *($pc as *const u16).add(2) as usize
    };
}
/// Field C of an instruction.
macro_rules! c {
    ($i:expr) => {
        ($i >> 48) as usize
    };
}
/// Field C as a signed number.
macro_rules! sc {
    ($i:expr) => {
        (($i as i64) >> 48) as isize
    };
}
/// Fields B and C as a signed number.
macro_rules! wide {
    ($i:expr) => {
        (($i as i64) >> 32) as isize
    };
}
/// Aux byte.
macro_rules! aux {
    ($i:expr) => {
        ($i >> 8) as u8
    };
}
/// Goes on with the instruction at `pc`.
#[cfg(not(feature = "loop-dispatch"))]
macro_rules! go {
    ($pc:expr, $base:expr, $vm:expr, $d:expr) => {{
        let pc = $pc;
        let i = *pc;
        return crate::interp::table::TABLE[i as u8 as usize](pc, $base, i, $vm, $d);
    }};
}
/// Goes on with the instruction at `pc`, by returning to the loop.
#[cfg(feature = "loop-dispatch")]
macro_rules! go {
    ($pc:expr, $base:expr, $vm:expr, $d:expr) => {{
        let next = crate::interp::Next { pc: $pc, base: $base, delta: $d };
        (*$vm).next = next;
        return;
    }};
}
/// Jumps to another handler for the same instruction.
macro_rules! tail {
    ($handler:path, $pc:expr, $base:expr, $i:expr, $vm:expr, $d:expr) => {
        return $handler($pc, $base, $i, $vm, $d)
    };
}
/// Defines a handler.
macro_rules! handler {
    ($(#[$meta:meta])* $name:ident($pc:ident, $base:ident, $i:ident, $vm:ident, $d:ident) { $($body:tt)* }) => {
        $(#[$meta])*
        #[inline(never)]
        pub(super) unsafe extern "C" fn $name($pc: *mut u64, $base: *mut u64, $i: u64, $vm: *mut Vm, $d: usize) {
            #[allow(unused_unsafe, reason = "bodies are written for either dispatch")]
            unsafe { $($body)* }
        }
    };
}
/// Defines a handler whose work is a function of its own that yields a value for register A.
macro_rules! value_op {
    ($name:ident, $work:path) => {
        handler! { $name(pc, base, i, vm, d) {
            // What the work keeps on the native stack must not be the handler's, whose call of the next one is to be a jump.
            #[inline(never)]
            fn outlined(vm: &mut crate::vm::Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
                $work(vm, pc, base, i)
            }
            (*vm).stack.pc = pc;
            (*vm).stack.base = base;
            let value = outlined(&mut *vm, pc, base, i);
            if value == 0 {
                tail!(crate::interp::throw, pc, base, i, vm, d);
            }
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d)
        } }
    };
}
/// Defines a handler whose work is a function of its own that yields nothing (1), or raises (0).
macro_rules! unit_op {
    ($name:ident, $work:path) => {
        handler! { $name(pc, base, i, vm, d) {
            // What the work keeps on the native stack must not be the handler's, whose call of the next one is to be a jump.
            #[inline(never)]
            fn outlined(vm: &mut crate::vm::Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
                $work(vm, pc, base, i)
            }
            (*vm).stack.pc = pc;
            (*vm).stack.base = base;
            if outlined(&mut *vm, pc, base, i) == 0 {
                tail!(crate::interp::throw, pc, base, i, vm, d);
            }
            go!(pc.add(1), base, vm, d)
        } }
    };
}
/// Records what an instruction has seen.
macro_rules! record {
    ($pc:expr, $d:expr, $bit:expr) => {{
        let feedback = &*(($pc as usize).wrapping_mul(2).wrapping_add($d) as *const crate::object::code::Feedback);
        feedback.seen.set(feedback.seen.get() | $bit);
    }};
}
pub(crate) use {a, aux, b, c, go, handler, record, sc, tail, unit_op, value_op, wide};

/// What a handler left for the loop to go on with.
#[cfg(feature = "loop-dispatch")]
#[derive(Clone, Copy)]
pub(crate) struct Next {
    pub(crate) pc: *mut u64,
    pub(crate) base: *mut u64,
    pub(crate) delta: usize,
}

/// Operands of the instruction a slow path works for.
#[derive(Clone, Copy)]
pub(crate) struct Operands {
    base: *mut u64,
    i: u64,
}

impl Operands {
    pub(crate) fn new(base: *mut u64, i: u64) -> Operands {
        Operands { base, i }
    }

    /// Register A.
    pub(crate) fn a(self) -> Value {
        self.register(a!(self.i))
    }

    /// Register B.
    pub(crate) fn b(self) -> Value {
        self.register((self.i >> 32) as u16 as usize)
    }

    /// Register C.
    pub(crate) fn c(self) -> Value {
        self.register(c!(self.i))
    }

    /// Field A.
    pub(crate) fn a_field(self) -> usize {
        a!(self.i)
    }

    /// Field B.
    pub(crate) fn b_field(self) -> usize {
        (self.i >> 32) as u16 as usize
    }

    /// Field C.
    pub(crate) fn c_field(self) -> usize {
        c!(self.i)
    }

    /// Fields B and C.
    pub(crate) fn wide(self) -> usize {
        (self.i >> 32) as usize
    }

    /// Aux byte.
    pub(crate) fn aux(self) -> u8 {
        aux!(self.i)
    }

    /// Any register.
    pub(crate) fn register(self, index: usize) -> Value {
        crate::frame::stack::register(self.base, index)
    }

    /// Writes any register.
    pub(crate) fn set(self, index: usize, value: Value) {
        crate::frame::stack::set_register(self.base, index, value);
    }

    /// The `count` registers from `first` on, as they are now.
    pub(crate) fn run(self, first: usize, count: usize) -> &'static [Value] {
        // SAFETY: [CODE]; the caller uses the slice before anything writes to these registers.
        unsafe { std::slice::from_raw_parts(self.base.add(first).cast(), count) }
    }

    /// Name `index` of the running code.
    pub(crate) fn name(self, index: usize) -> crate::heap::Gc<crate::object::string::Str> {
        frame_code(self.base).names.get().get(index).cast().expect("names are strings")
    }
}

/// A result as a handler's word: 0 for an exception.
#[inline(always)]
pub(crate) fn word(result: PyResult<Value>) -> u64 {
    match result {
        Ok(value) => value.bits(),
        Err(_) => 0,
    }
}

/// A result without value as a handler's word.
#[inline(always)]
pub(crate) fn done(result: PyResult<()>) -> u64 {
    u64::from(result.is_ok())
}

handler! {
    /// An exception is set: goes on at its handler, or leaves the loop at an entry frame.
    #[cold]
    throw(pc, base, i, vm, d) {
        let _ = (i, d);
        unwind_and_go(pc, base, vm, Trace::Add)
    }
}

handler! {
    /// As `throw`, for an exception whose traceback has this instruction already.
    #[cold]
    throw_again(pc, base, i, vm, d) {
        let _ = (i, d);
        unwind_and_go(pc, base, vm, Trace::Skip)
    }
}

#[inline(always)]
unsafe fn unwind_and_go(pc: *mut u64, base: *mut u64, vm: *mut Vm, trace: Trace) {
    unsafe {
        let mut target = [pc as usize, base as usize, 0];
        if !find_target(&mut *vm, &mut target, trace) {
            leave(vm);
            return;
        }
        let (pc, base, d) = (target[0] as *mut u64, target[1] as *mut u64, target[2]);
        if (*vm).is_below_level(base) {
            (*vm).stack.level_target = pc;
            (*vm).stack.base = base;
            leave(vm);
            return;
        }
        go!(pc, base, vm, d)
    }
}

#[inline(never)]
fn find_target(vm: &mut Vm, at: &mut [usize; 3], trace: Trace) -> bool {
    match vm.unwind(at[0] as *mut u64, at[1] as *mut u64, trace) {
        Some(target) => {
            *at = [target.pc as usize, target.base as usize, frame_code(target.base).delta.get()];
            true
        }
        None => false,
    }
}

/// Leaves the loop.
#[inline(always)]
pub(crate) unsafe fn leave(vm: *mut Vm) {
    #[cfg(feature = "loop-dispatch")]
    unsafe {
        (*vm).next.pc = std::ptr::null_mut();
    }
    #[cfg(not(feature = "loop-dispatch"))]
    let _ = vm;
}

/// Runs from `pc` until the entry frame below is reached.
pub(crate) fn run(vm: &mut Vm, pc: *mut u64, base: *mut u64) {
    // SAFETY: [CODE]
    let i = unsafe { *pc };
    let first = if vm.levels { level::level_at } else { table::TABLE[i as u8 as usize] };
    run_from(vm, pc, base, first);
}

/// As [`run`], beginning with a handler for the instruction at `pc`.
fn run_from(vm: &mut Vm, pc: *mut u64, base: *mut u64, first: Handler) {
    let delta = frame_code(base).delta.get();
    native::outside_compiled(vm, |vm| {
        let vm: *mut Vm = vm;
        #[cfg(not(feature = "loop-dispatch"))]
        unsafe {
            first(pc, base, *pc, vm, delta);
        }
        #[cfg(feature = "loop-dispatch")]
        unsafe {
            (*vm).next = Next { pc: std::ptr::null_mut(), base, delta };
            first(pc, base, *pc, vm, delta);
            while !(*vm).next.pc.is_null() {
                let Next { pc, base, delta } = (*vm).next;
                let i = *pc;
                table::TABLE[i as u8 as usize](pc, base, i, vm, delta);
            }
        }
    });
}
