//! The register stack: one reserved range of memory, committed as it is used.
//!
//! Invariants: **\[STACK\]** frames lie wholly within the reserved range: calls check `limit` before they make one.
//! **\[FRAME\]** `base` is 0 or the base of a frame whose header words are valid.
#![expect(unsafe_code, reason = "the register stack is raw memory: [STACK], [FRAME]")]

use super::live::LiveFrames;
use crate::heap::{Gc, address_limit};
use crate::object::code::Code;
use crate::object::function::Function;
use crate::object::generator::Generator;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Header words of a frame.
pub(crate) const HEADER: usize = 4;

/// Levels of native recursion, as CPython's `C_RECURSION_LIMIT`: the limit of Python calls does not change it.
const NATIVE_DEPTH: u32 = 1500;
/// Address space reserved: enough for a million small frames.
const RESERVED: usize = 1 << 31;
/// Bytes of a thread's stack that are kept for the next one.
const KEPT: usize = 64 << 10;
/// Words kept free above the limit for entry frames and small windows.
const SLACK: usize = 70_000;

/// A value of the eval breaker: a sample of what runs is wanted, maybe among other things.
pub(crate) const SAMPLE: u8 = 2;

/// Where execution is.
#[repr(C)]
pub(crate) struct RegisterStack {
    /// Not 0: something waits for attention at the next back-edge or call; [`SAMPLE`] was set by the ticker last.
    pub(crate) breaker: u8,
    /// How many more frames the recursion limit allows.
    pub(crate) depth_left: i32,
    /// No frame may reach beyond this.
    pub(crate) limit: *mut u64,
    /// Base of the running frame.
    pub(crate) base: *mut u64,
    /// Instruction of the running frame that is being executed.
    pub(crate) pc: *mut u64,
    /// Everything below this is live besides the running frame's registers: a window that is being filled.
    pub(crate) extra_top: *mut u64,
    /// Code of entry frames.
    pub(crate) entry_code: Option<Gc<Code>>,
    /// Code of frames that run `__init__` for a class.
    pub(crate) init_code: Option<Gc<Code>>,
    /// Code of frames that run `__new__` for a class.
    pub(crate) new_code: Option<Gc<Code>>,
    /// The frame in which a handler was entered last, and the instruction whose exception it was.
    pub(crate) raise_site: (usize, u32),
    /// The frame to which an exception has come that compiled code it called did not handle: the frame object of the frame that it
    /// has left, the first of the traceback, is not told yet that this frame called it. Else null.
    pub(crate) unlinked: *mut u64,
    /// Code of frames between an operation and its Python method.
    pub(crate) operator_code: Option<Gc<Code>>,
    /// `sys.getrecursionlimit()`
    pub(crate) recursion_limit: i32,
    /// Native stack must not grow below this address.
    pub(crate) native_limit: usize,
    /// Calls of [`Vm::recurse`] that are running.
    pub(crate) native_depth: u32,
    /// Where the native stack begins, for scanning.
    pub(crate) native_start: usize,
    /// Address in the native frame of the innermost run of the interpreter loop: what is above it is outside.
    pub(crate) loop_frame: usize,
    /// So many times that run has entered compiled code, whose native frames hold references.
    pub(crate) compiled: u32,
    /// The innermost level that runs (`interp/level.rs`).
    pub(crate) level: *mut crate::interp::Level,
    /// Levels are made no further down the native stack than here.
    pub(crate) level_limit: usize,
    /// Where a frame below the innermost level goes on, while handlers return to it.
    pub(crate) level_target: *mut u64,
    pub(crate) start: *mut u64,
    end: *mut u64,
    /// Size of the mapping.
    bytes: usize,
}

impl RegisterStack {
    /// The stack of the thread that makes the interpreter.
    pub(crate) fn new() -> RegisterStack {
        let bytes = if address_limit().is_some() { RESERVED / 8 } else { RESERVED };
        let mut stack = RegisterStack::reserve(bytes).expect("address space for the register stack");
        stack.native_start = native_stack_start(&raw const bytes as usize);
        stack
    }

    /// A stack for another thread, where that of one that has ended was if there is such a one; none if there is no room.
    pub(crate) fn for_thread(of: &RegisterStack, spare: Option<RegisterStack>) -> Option<RegisterStack> {
        let small = || RegisterStack::reserve(RESERVED / 32);
        let mut stack = match spare {
            Some(spare) => {
                let spare = std::mem::ManuallyDrop::new(spare);
                RegisterStack::at(spare.start, spare.bytes)
            }
            // The heap needs what address space there is, too.
            None if address_limit().is_some() => small()?,
            None => RegisterStack::reserve(RESERVED).or_else(small)?,
        };
        (stack.entry_code, stack.init_code, stack.operator_code) = (of.entry_code, of.init_code, of.operator_code);
        stack.new_code = of.new_code;
        (stack.recursion_limit, stack.depth_left) = (of.recursion_limit, of.recursion_limit);
        Some(stack)
    }

    /// The codes of frames that no Python code makes.
    pub(crate) fn stub_codes(&mut self) -> impl Iterator<Item = &mut Gc<Code>> {
        let codes = [&mut self.entry_code, &mut self.init_code, &mut self.new_code, &mut self.operator_code];
        codes.into_iter().flatten()
    }

    /// Whether frames of this code are between a call or operation and the function that it calls.
    pub(crate) fn is_between(&self, code: Gc<Code>) -> bool {
        [self.init_code, self.new_code, self.operator_code].contains(&Some(code))
    }

    /// Whether no Python code makes frames of this code.
    pub(crate) fn is_stub(&self, code: Gc<Code>) -> bool {
        self.entry_code == Some(code) || self.is_between(code)
    }

    fn reserve(bytes: usize) -> Option<RegisterStack> {
        // SAFETY: an anonymous mapping with no address asked for.
        let memory = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                bytes,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        (memory != libc::MAP_FAILED).then(|| RegisterStack::at(memory.cast(), bytes))
    }

    /// A stack without frames in a mapping that nothing uses.
    fn at(start: *mut u64, bytes: usize) -> RegisterStack {
        let end = start.wrapping_add(bytes / 8 - SLACK);
        let here = &raw const end as usize;
        let native_limit = here.saturating_sub(6 << 20);
        RegisterStack {
            breaker: 0,
            depth_left: 1000,
            limit: end,
            base: std::ptr::null_mut(),
            pc: std::ptr::null_mut(),
            extra_top: std::ptr::null_mut(),
            entry_code: None,
            raise_site: (0, 0),
            unlinked: std::ptr::null_mut(),
            init_code: None,
            new_code: None,
            operator_code: None,
            recursion_limit: 1000,
            native_limit,
            native_depth: 0,
            native_start: 0,
            loop_frame: 0,
            compiled: 0,
            level: std::ptr::null_mut(),
            level_limit: here.midpoint(native_limit),
            level_target: std::ptr::null_mut(),
            start,
            end,
            bytes,
        }
    }

    /// Lets go of the memory that deep recursion has taken: the thread has ended, and what is its stack may become another's.
    pub(crate) fn shrink(&mut self) {
        let keep = KEPT.min(self.bytes);
        // SAFETY: [STACK]: no frame is left; what the memory holds does not matter.
        unsafe { libc::madvise(self.start.wrapping_byte_add(keep).cast(), self.bytes - keep, libc::MADV_DONTNEED) };
    }

    /// Says how large the native stack of this thread is, measured from here.
    pub(crate) fn set_native_stack(&mut self, bytes: usize) {
        let here = &raw const bytes as usize;
        self.native_start = native_stack_start(here);
        self.native_limit = here.saturating_sub(bytes.saturating_sub(256 << 10));
        self.level_limit = here.midpoint(self.native_limit);
    }

    /// First word above the running frame.
    pub(crate) fn top(&self) -> *mut u64 {
        if self.base.is_null() {
            return self.start;
        }
        let top = self.base.wrapping_add(frame_code(self.base).register_count as usize);
        top.max(self.extra_top)
    }

    /// The words that may hold references.
    pub(crate) fn live(&self) -> &[u64] {
        let len = (self.top() as usize - self.start as usize) / 8;
        // SAFETY: [STACK]
        unsafe { std::slice::from_raw_parts(self.start, len) }
    }

    /// Zeroes what calls that have returned left above the live words, so that later frames do not bring it to life.
    pub(crate) fn clear_unused(&mut self) {
        let mut at = self.top();
        let mut zeros = 0;
        while at < self.end && zeros < 512 {
            // SAFETY: [STACK]; words above the top belong to nobody.
            unsafe {
                zeros = if at.read() == 0 { zeros + 1 } else { 0 };
                at.write(0);
            }
            at = at.wrapping_add(1);
        }
    }

    /// Asks running code to look at what is pending.
    pub(crate) fn interrupt(&mut self) {
        self.breaker = 1;
        self.limit = std::ptr::null_mut();
    }

    /// Whether that has been asked for, and not been done yet.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.limit.is_null()
    }

    /// Takes the request of [`RegisterStack::interrupt`] back.
    pub(crate) fn clear_interrupt(&mut self) {
        self.breaker = 0;
        self.limit = self.end;
    }

    /// End of the usable range.
    pub(crate) fn end(&self) -> *mut u64 {
        self.end
    }
}

/// Where the stack of the running thread begins; `here` is an address in it.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn native_stack_start(here: usize) -> usize {
    let mut attributes = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
    let (mut low, mut size) = (std::ptr::null_mut(), 0);
    // SAFETY: the attributes are initialised by the first call, read by the second and freed by the third.
    unsafe {
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return here + 4096;
        }
        libc::pthread_attr_getstack(attributes.as_ptr(), &raw mut low, &raw mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
    }
    (low as usize + size).max(here) & !7
}

/// Where the stack of the running thread begins, near enough; `here` is an address in its first frames.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn native_stack_start(here: usize) -> usize {
    here + 4096
}

impl Drop for RegisterStack {
    fn drop(&mut self) {
        // SAFETY: the mapping made by `new`, which nothing uses any more.
        unsafe { libc::munmap(self.start.cast(), self.bytes) };
    }
}

/// Word `index` relative to a frame's base.
#[inline(always)]
pub(crate) fn word(base: *mut u64, index: isize) -> u64 {
    // SAFETY: [FRAME], [STACK]
    unsafe { base.offset(index).read() }
}

/// Writes word `index` relative to a frame's base.
#[inline(always)]
pub(crate) fn set_word(base: *mut u64, index: isize, word: u64) {
    // SAFETY: [FRAME], [STACK]
    unsafe { base.offset(index).write(word) }
}

/// Register `index` of a frame.
#[inline(always)]
pub(crate) fn register(base: *mut u64, index: usize) -> Value {
    Value::from_bits(word(base, index as isize))
}

/// Writes register `index` of a frame.
#[inline(always)]
pub(crate) fn set_register(base: *mut u64, index: usize, value: Value) {
    set_word(base, index as isize, value.bits());
}

/// The code of a frame.
#[inline(always)]
pub(crate) fn frame_code(base: *mut u64) -> Gc<Code> {
    Gc::from_word(word(base, -3)).expect("frames have code")
}

/// The function of a frame; none for entry frames.
#[inline]
pub(crate) fn frame_function(base: *mut u64) -> Option<Gc<Function>> {
    let callee = register_at(base, -4);
    match callee.cast::<Function>() {
        Some(function) => Some(function),
        None => {
            let function = callee.cast::<Generator>().map(|generator| generator.function.get());
            function.filter(|function| !function.code.get().hidden.get())
        }
    }
}

fn register_at(base: *mut u64, index: isize) -> Value {
    Value::from_bits(word(base, index))
}

/// One frame as seen by a walk up the stack.
#[derive(Clone, Copy)]
pub(crate) struct FrameRef {
    pub(crate) base: *mut u64,
    pub(crate) function: Gc<Function>,
    pub(crate) code: Gc<Code>,
    /// Index of the instruction being executed.
    pub(crate) instruction: usize,
}

/// The Python frames of a thread, innermost first.
pub(crate) fn frames_of(stack: &RegisterStack, live: &LiveFrames) -> impl Iterator<Item = FrameRef> {
    let (mut base, mut pc) = (stack.base, stack.pc);
    std::iter::from_fn(move || {
        while !base.is_null() {
            let (this, at) = (base, pc);
            pc = crate::interp::real_return_pc(live.return_pc(this)).wrapping_sub(1);
            base = word(this, -2) as *mut u64;
            if let Some(function) = frame_function(this) {
                let code = frame_code(this);
                return Some(FrameRef { base: this, function, code, instruction: code.index_of(at) });
            }
            if Some(frame_code(this)) == stack.entry_code {
                // An entry frame's header holds the address of the instruction itself.
                pc = word(this, -1) as *mut u64;
            }
        }
        None
    })
}

impl Vm {
    /// The Python frames, innermost first.
    pub(crate) fn frames(&self) -> impl Iterator<Item = FrameRef> {
        frames_of(&self.stack, &self.live_frames)
    }

    /// `__name__` of the globals of the running frame.
    pub(crate) fn current_module_name(&mut self) -> Option<Value> {
        let globals = self.current_globals()?;
        let name = self.names.special(crate::object::Special::Name);
        globals.get_str(self, name)
    }

    /// Globals of the running frame.
    pub fn current_globals(&self) -> Option<Gc<crate::object::dict::Dict>> {
        self.frames().next().map(|frame| frame.function.globals.get())
    }

    /// Raises `RecursionError` if the native stack is nearly used up. Every native recursion calls it.
    #[inline]
    pub fn check_native_stack(&mut self) -> PyResult<()> {
        self.check_native_stack_in("")
    }

    /// As [`Vm::check_native_stack`]; `doing` ends the message: " in comparison".
    #[inline]
    pub fn check_native_stack_in(&mut self, doing: &str) -> PyResult<()> {
        let marker = 0u8;
        let at = &raw const marker as usize;
        if at < self.stack.native_limit { Err(self.native_stack_overflow(doing)) } else { Ok(()) }
    }

    /// Runs `work`, which may come back here natively (`repr` of nested lists), one level deeper. `doing` ends the message
    /// of the `RecursionError` for too many levels.
    #[inline]
    pub fn recurse<R>(&mut self, doing: &str, work: impl FnOnce(&mut Vm) -> PyResult<R>) -> PyResult<R> {
        if self.stack.native_depth >= NATIVE_DEPTH {
            return Err(self.native_stack_overflow(doing));
        }
        self.check_native_stack_in(doing)?;
        self.stack.native_depth += 1;
        let result = work(self);
        self.stack.native_depth -= 1;
        result
    }

    #[cold]
    fn native_stack_overflow(&mut self, doing: &str) -> crate::vm::Raised {
        // Room for making the exception itself.
        let limit = self.stack.native_limit;
        self.stack.native_limit = limit.saturating_sub(128 << 10);
        let raised = self.recursion_error(&format!("maximum recursion depth exceeded{doing}"));
        self.stack.native_limit = limit;
        raised
    }

    /// `sys.setrecursionlimit`
    pub fn set_recursion_limit(&mut self, limit: i32) -> PyResult<()> {
        let used = self.stack.recursion_limit - self.stack.depth_left;
        if used >= limit {
            let message = format!(
                "cannot set the recursion limit to {limit} at the recursion depth {used}: the limit is too low"
            );
            return Err(self.recursion_error(&message));
        }
        self.stack.recursion_limit = limit;
        self.stack.depth_left = limit - used;
        Ok(())
    }
}
