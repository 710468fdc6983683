//! Threads. One at a time runs Python: the one that holds the interpreter's lock, whose state is *resident* in the `Vm`. The
//! others are *parked*: their register stack, exception state and the extent of their native stack are in [`Parked`]
//! boxes, where the collector finds them.
//!
//! Invariants that the `unsafe` blocks cite: **\[LOCK\]** whoever holds the lock is the only one that touches the `Vm`; a
//! thread that has given the lock up uses nothing of it until it holds the lock again. **\[PARKED\]** the native stack of a
//! parked thread does not change between the address it recorded and its start: callee-saved registers were
//! written into it before.
#![expect(unsafe_code, reason = "threads share the Vm by address: [LOCK], [PARKED]")]

mod lock;
mod others;

pub use lock::{Lock, Wait};

use crate::builtins::async_generator::AsyncState;
use crate::frame::live::LiveFrames;
use crate::frame::stack::RegisterStack;
use crate::heap::{Collection, Tracer, address_limit};
use crate::tracing::Tracing;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use others::Watch;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// `sys.getswitchinterval()` at the start: how long a thread waits for the lock before it asks the running one to hand it over.
const SWITCH_INTERVAL: Duration = Duration::from_millis(5);

/// Native stack of a thread that Python starts, unless `stack_size` says otherwise: address space, committed as used.
const THREAD_STACK: usize = 256 << 20;
/// The same where address space is limited.
const SMALL_THREAD_STACK: usize = 8 << 20;
/// Less than this the interpreter itself cannot work with.
const SMALLEST_STACK: usize = 1 << 20;

/// The interpreter's lock.
struct Gil {
    state: Mutex<GilState>,
    /// The lock may be free.
    freed: Condvar,
    /// Somebody has taken it.
    taken: Condvar,
    /// The switch interval in microseconds.
    interval: AtomicU64,
}

/// A thread that waits for a lock longer than this collects.
const IDLE: Duration = Duration::from_millis(100);
/// How many times as long as such a collection took it is until the next one.
const IDLE_SHARE: u32 = 20;

#[derive(Default)]
struct GilState {
    held: bool,
    /// How many wait until it is free. Others need not be woken, which takes a system call even if there are none.
    waiting: usize,
    /// How many wait until somebody has taken it.
    handing: usize,
    switches: u64,
    /// Somebody has waited long enough.
    hand_over: bool,
    /// The interpreter is ending: only this thread still gets the lock.
    last: Option<i64>,
}

impl Gil {
    /// A lock that the calling thread holds.
    fn new_held(interval: Duration) -> Arc<Gil> {
        let state = GilState { held: true, ..GilState::default() };
        let interval = AtomicU64::new(micros(interval));
        Arc::new(Gil { state: Mutex::new(state), freed: Condvar::new(), taken: Condvar::new(), interval })
    }

    fn state(&self) -> MutexGuard<'_, GilState> {
        // Nothing panics while it holds the state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the lock; `breaker` is the byte by which the running thread is asked for it.
    fn acquire(&self, breaker: Breaker) {
        let me = current();
        let mut state = self.state();
        state.waiting += 1;
        while state.held || state.last.is_some_and(|last| last != me) {
            let seen = state.switches;
            let interval = Duration::from_micros(self.interval.load(Ordering::Relaxed));
            let (next, timeout) = self.freed.wait_timeout(state, interval).unwrap_or_else(PoisonError::into_inner);
            state = next;
            if timeout.timed_out() && state.held && state.switches == seen && state.last.is_none() {
                state.hand_over = true;
                breaker.set();
            }
        }
        state.waiting -= 1;
        state.held = true;
        state.hand_over = false;
        state.switches += 1;
        let told = state.handing > 0;
        drop(state);
        if told {
            self.taken.notify_all();
        }
    }

    fn release(&self) {
        let mut state = self.state();
        state.held = false;
        self.tell_free(state);
    }

    /// Wakes who may take the lock.
    fn tell_free(&self, state: MutexGuard<'_, GilState>) {
        let (waiting, closed) = (state.waiting, state.last.is_some());
        drop(state);
        // A single one might be one that does not get it any more.
        if closed {
            self.freed.notify_all();
        } else if waiting > 0 {
            self.freed.notify_one();
        }
    }

    /// Gives the lock to a thread that waits for it, if one does.
    fn hand_over(&self) {
        let mut state = self.state();
        state.held = false;
        state.handing += 1;
        let seen = state.switches;
        self.tell_free(state);
        let mut state = self.state();
        while state.switches == seen && state.waiting > 0 && state.last.is_none() {
            state = self.taken.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.handing -= 1;
    }

    /// From now on only the calling thread gets the lock.
    fn close(&self) {
        self.state().last = Some(current());
        self.freed.notify_all();
        self.taken.notify_all();
    }
}

fn micros(time: Duration) -> u64 {
    time.as_micros().try_into().unwrap_or(u64::MAX)
}

/// The eval breaker's byte of the interpreter, which lives as long as its threads.
#[derive(Clone, Copy)]
struct Breaker(*mut u8);
// SAFETY: the byte is only ever set, by volatile writes.
unsafe impl Send for Breaker {}

impl Breaker {
    fn set(self) {
        // SAFETY: the `Vm` outlives its threads.
        unsafe { self.0.write_volatile(1) };
    }
}

/// What a thread's Python execution consists of while it does not run.
struct Parked {
    stack: RegisterStack,
    live_frames: LiveFrames,
    live_top: u64,
    exception: Value,
    handled: Value,
    async_state: AsyncState,
    tracing: Tracing,
    values: crate::vm::KeyMap,
    repr_guard: HashSet<u64>,
    /// Lowest address of its native stack that matters.
    native_top: usize,
}

/// The threads of an interpreter.
pub(crate) struct Threads {
    gil: Arc<Gil>,
    /// The thread whose state is in the `Vm`.
    resident: i64,
    /// The thread that the interpreter was made on: signals are handled there.
    main: i64,
    /// Where the resident thread's native stack ended when it gave up the lock.
    resident_top: usize,
    parked: HashMap<i64, Box<Parked>>,
    /// What threads that have not begun yet are to call: function, arguments and keywords.
    starting: HashMap<u64, [Value; 3]>,
    next_start: u64,
    /// The register stack of a thread that has ended.
    spare: Option<RegisterStack>,
    /// Locks that are released when their threads end.
    sentinels: HashMap<i64, Arc<Lock>>,
    /// Threads that Python started and that have not ended.
    pub(crate) started: usize,
    /// `_thread.stack_size()`; 0: the default.
    pub(crate) stack_size: usize,
    /// What the library does when a thread ends.
    end_hook: Option<fn(&mut Vm)>,
    /// The interpreter is ending.
    refuses_new: bool,
    /// When a thread that waits may collect again.
    next_idle: Instant,
    /// Looks at what the threads do.
    watch: Option<Watch>,
}

/// The running thread's identity.
pub fn current() -> i64 {
    // SAFETY: asks for the calling thread's own handle.
    unsafe { libc::pthread_self() as i64 }
}

/// Starts a thread of the system that nobody joins: its identity; none if there can be no more. The standard library would give each
/// a second stack for signals, for which the interpreter has no use: it knows how far its stacks may grow.
fn spawn<F: FnOnce() + Send + 'static>(stack: usize, life: F) -> Option<i64> {
    extern "C" fn live<F: FnOnce()>(life: *mut libc::c_void) -> *mut libc::c_void {
        // SAFETY: what `spawn` has boxed, once.
        let life = unsafe { Box::from_raw(life.cast::<F>()) };
        life();
        std::ptr::null_mut()
    }
    let life = Box::into_raw(Box::new(life));
    let (mut attributes, mut thread) = (std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit(), 0);
    // SAFETY: the attributes are initialised by the first call and destroyed by the last.
    let failed = unsafe {
        libc::pthread_attr_init(attributes.as_mut_ptr());
        libc::pthread_attr_setstacksize(attributes.as_mut_ptr(), stack.next_multiple_of(64 << 10));
        libc::pthread_attr_setdetachstate(attributes.as_mut_ptr(), libc::PTHREAD_CREATE_DETACHED);
        let failed = libc::pthread_create(&raw mut thread, attributes.as_ptr(), live::<F>, life.cast());
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        failed
    };
    if failed != 0 {
        // SAFETY: no thread has got it.
        drop(unsafe { Box::from_raw(life) });
        return None;
    }
    Some(thread as i64)
}

impl Threads {
    pub(crate) fn new() -> Threads {
        Threads {
            gil: Gil::new_held(SWITCH_INTERVAL),
            resident: current(),
            main: current(),
            resident_top: 0,
            parked: HashMap::new(),
            starting: HashMap::new(),
            next_start: 0,
            spare: None,
            sentinels: HashMap::new(),
            started: 0,
            stack_size: 0,
            end_hook: None,
            refuses_new: false,
            next_idle: Instant::now(),
            watch: None,
        }
    }

    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        for parked in self.parked.values_mut() {
            tracer.root(&mut parked.exception);
            tracer.root(&mut parked.handled);
            parked.async_state.trace(tracer);
            parked.tracing.trace(tracer);
            parked.live_frames.trace(tracer);
            parked.values.values_mut().for_each(|value| tracer.root(value));
            for code in parked.stack.stub_codes() {
                tracer.root_gc(code);
            }
        }
        self.starting.values_mut().flatten().for_each(|value| tracer.root(value));
    }

    /// Shows every word of parked threads' stacks, any of which may be a reference.
    pub(crate) fn ambiguous_words(&mut self, mut show: impl FnMut(u64)) {
        for parked in self.parked.values_mut() {
            parked.stack.clear_unused();
            parked.stack.live().iter().for_each(|&word| show(word));
            let mut at = parked.native_top & !7;
            while parked.native_top != 0 && at < parked.stack.native_start {
                // SAFETY: [PARKED]
                show(unsafe { std::ptr::read_volatile(at as *const u64) });
                at += 8;
            }
        }
    }
}

impl Vm {
    /// Whether others may want the interpreter's lock.
    pub(crate) fn has_threads(&self) -> bool {
        !self.threads.parked.is_empty() || self.threads.watch.is_some()
    }

    /// `_thread.get_ident()`
    pub fn thread_ident(&self) -> i64 {
        self.threads.resident
    }

    /// Whether this is the thread that the interpreter was made on.
    pub fn is_main_thread(&self) -> bool {
        self.threads.resident == self.threads.main
    }

    /// Identities of all threads, the running one first.
    pub fn thread_idents(&self) -> Vec<i64> {
        std::iter::once(self.threads.resident).chain(self.threads.parked.keys().copied()).collect()
    }

    /// Number of threads that Python started and that have not ended.
    pub fn started_threads(&self) -> usize {
        self.threads.started
    }

    /// `_thread.stack_size`: the size for new threads, and its setter.
    pub fn thread_stack_size(&mut self, new: Option<usize>) -> usize {
        let old = self.threads.stack_size;
        self.threads.stack_size = new.unwrap_or(old);
        old
    }

    /// Runs something that may block and touches nothing of Python, so that other threads can run meanwhile.
    #[inline]
    pub fn allow_threads<R>(&mut self, f: impl FnOnce() -> R) -> R {
        if self.has_threads() { self.without_lock(f) } else { f() }
    }

    #[inline(never)]
    fn without_lock<R>(&mut self, f: impl FnOnce() -> R) -> R {
        self.lend_lock(|gil, breaker| {
            gil.release();
            let result = f();
            gil.acquire(breaker);
            result
        })
    }

    /// Lets another thread run if one has waited long enough.
    pub(crate) fn hand_over(&mut self) {
        if self.has_threads() && self.threads.gil.state().hand_over {
            self.lend_lock(|gil, breaker| {
                gil.hand_over();
                gil.acquire(breaker);
            });
            self.disturbed = true;
        }
    }

    /// Runs something that gives the lock up and takes it back.
    #[inline(never)]
    fn lend_lock<R>(&mut self, f: impl FnOnce(&Gil, Breaker) -> R) -> R {
        self.release_chains();
        let mut registers = [0; crate::heap::SAVED];
        crate::heap::save_registers(&mut registers);
        let registers = std::hint::black_box(registers);
        let (me, gil, breaker) = (self.threads.resident, Arc::clone(&self.threads.gil), self.breaker());
        self.threads.resident_top = lowest_address();
        // The compiler must not think that nobody else changes the interpreter meanwhile.
        let vm = std::hint::black_box(std::ptr::from_mut(self));
        let result = f(&gil, breaker);
        // SAFETY: [LOCK]
        let vm = unsafe { &mut *std::hint::black_box(vm) };
        vm.become_resident(me);
        std::hint::black_box(&registers);
        result
    }

    fn breaker(&mut self) -> Breaker {
        Breaker(&raw mut self.stack.breaker)
    }

    /// Brings a thread's state into the `Vm`; the resident one is parked.
    fn become_resident(&mut self, me: i64) {
        let threads = &mut self.threads;
        if threads.resident == me {
            return;
        }
        let mut state = threads.parked.remove(&me).expect("a thread that waits for the lock is parked");
        let other = std::mem::replace(&mut threads.resident, me);
        state.native_top = threads.resident_top;
        std::mem::swap(&mut self.stack, &mut state.stack);
        std::mem::swap(&mut self.live_frames, &mut state.live_frames);
        std::mem::swap(&mut self.live_top, &mut state.live_top);
        std::mem::swap(&mut self.exception, &mut state.exception);
        std::mem::swap(&mut self.thread_values, &mut state.values);
        (self.context_cache, self.running_context) = (Value::EMPTY, Value::EMPTY);
        std::mem::swap(&mut self.handled, &mut state.handled);
        std::mem::swap(&mut self.async_state, &mut state.async_state);
        std::mem::swap(&mut self.tracing, &mut state.tracing);
        std::mem::swap(&mut self.repr_guard, &mut state.repr_guard);
        // The recursion limit is the same for all.
        let change = state.stack.recursion_limit - self.stack.recursion_limit;
        self.stack.recursion_limit += change;
        self.stack.depth_left += change;
        self.threads.parked.insert(other, state);
        // Signals and the like may have arrived while somebody else ran.
        self.stack.interrupt();
    }

    /// Whether another thread has set a function of `sys.settrace` or `sys.setprofile`.
    pub(crate) fn other_threads_trace(&self) -> bool {
        self.threads.parked.values().any(|parked| parked.tracing.is_on())
    }

    /// Starts a thread that calls `function`; its identity.
    pub fn start_thread(&mut self, function: Value, args: Value, kwargs: Value) -> PyResult<i64> {
        if self.threads.refuses_new {
            return Err(self.runtime_error("can't create new thread at interpreter shutdown"));
        }
        let size = match self.threads.stack_size {
            0 if address_limit().is_some() => SMALL_THREAD_STACK,
            0 => THREAD_STACK,
            size => size.max(SMALLEST_STACK),
        };
        let Some(stack) = RegisterStack::for_thread(&self.stack, self.threads.spare.take()) else {
            return Err(self.runtime_error("can't start new thread"));
        };
        let start = self.threads.next_start;
        self.threads.next_start += 1;
        self.threads.starting.insert(start, [function, args, kwargs]);
        let (gil, breaker, vm) = (Arc::clone(&self.threads.gil), self.breaker(), SharedVm(self));
        let spawned = spawn(size, move || {
            gil.acquire(breaker);
            // SAFETY: [LOCK]
            let vm = unsafe { vm.get() };
            vm.run_thread(start, size);
        });
        let Some(ident) = spawned else {
            self.threads.starting.remove(&start);
            self.threads.spare = Some(stack);
            return Err(self.runtime_error("can't start new thread"));
        };
        let state = Parked {
            stack,
            live_frames: LiveFrames::default(),
            live_top: 0,
            exception: Value::EMPTY,
            handled: Value::EMPTY,
            async_state: AsyncState::NEW,
            tracing: Tracing::new(),
            values: crate::vm::KeyMap::default(),
            repr_guard: HashSet::default(),
            native_top: 0,
        };
        // The new thread cannot have the lock yet.
        self.threads.parked.insert(ident, Box::new(state));
        self.threads.started += 1;
        Ok(ident)
    }

    /// The life of a thread that Python started, which holds the lock.
    fn run_thread(&mut self, start: u64, size: usize) {
        let me = current();
        self.become_resident(me);
        self.stack.set_native_stack(size);
        let [function, args, kwargs] = self.threads.starting.remove(&start).unwrap_or([Value::NONE; 3]);
        self.call_in_thread(function, args, kwargs);
        if let Some(hook) = self.threads.end_hook {
            hook(self);
        }
        self.thread_values.clear();
        (self.context_cache, self.running_context) = (Value::EMPTY, Value::EMPTY);
        self.end_thread(me);
    }

    #[inline(never)]
    fn call_in_thread(&mut self, function: Value, args: Value, kwargs: Value) {
        let positional = args.cast::<crate::object::tuple::Tuple>();
        let positional = positional.as_ref().map_or(&[][..], |args| args.items());
        if let Err(raised) = self.call_dict(function, positional, kwargs.cast()) {
            let exit = self.exc(crate::exceptions::hierarchy::Exc::SystemExit);
            let exception = self.take_exception(raised);
            if !self.is_instance(exception, exit) {
                let message =
                    self.str("Exception ignored in thread started by").map_or(Value::NONE, |text| text.value());
                self.unraisable_with_message(exception, message, function);
            }
        }
    }

    /// Takes the thread out of the interpreter and gives up the lock for good.
    fn end_thread(&mut self, me: i64) {
        if let Some(sentinel) = self.threads.sentinels.remove(&me) {
            sentinel.release();
        }
        // In the child of a fork the thread that forked was not started there.
        self.threads.started = self.threads.started.saturating_sub(1);
        // Somebody else becomes resident, so that the state of this thread can be dropped.
        let other = self.threads.parked.iter().next().map(|(&other, parked)| (other, parked.native_top));
        let Some((other, top)) = other else {
            // The main thread did not come along when this one forked. As in C a process whose last thread ends is through;
            // the threads of the runtime do not count.
            std::process::exit(0);
        };
        self.become_resident(other);
        if let Some(state) = self.threads.parked.remove(&me)
            && self.threads.spare.is_none()
        {
            let mut stack = state.stack;
            stack.shrink();
            self.threads.spare = Some(stack);
        }
        self.threads.resident_top = top;
        let gil = Arc::clone(&self.threads.gil);
        gil.release();
    }

    /// Has a lock released when the running thread ends.
    pub fn set_thread_sentinel(&mut self, lock: Arc<Lock>) {
        let me = self.threads.resident;
        self.threads.sentinels.insert(me, lock);
    }

    /// In the child of a fork only the running thread is left.
    pub fn forget_other_threads(&mut self) {
        let interval = Duration::from_micros(self.threads.gil.interval.load(Ordering::Relaxed));
        let threads = &mut self.threads;
        threads.gil = Gil::new_held(interval);
        // What they owned cannot be taken apart: they may have been in the middle of anything.
        std::mem::forget(std::mem::take(&mut threads.parked));
        (threads.resident, threads.main) = (current(), current());
        threads.started = 0;
        threads.sentinels.clear();
        threads.starting.clear();
        threads.watch = None;
        crate::signals::this_is_the_main_thread();
    }

    /// The interpreter is ending: no thread is started any more.
    pub fn refuse_new_threads(&mut self) {
        self.threads.refuses_new = true;
    }

    /// The interpreter is ending: other threads do not run any more.
    pub fn stop_other_threads(&mut self) {
        self.threads.gil.close();
    }

    /// `sys.getswitchinterval()`
    pub fn switch_interval(&self) -> Duration {
        Duration::from_micros(self.threads.gil.interval.load(Ordering::Relaxed))
    }

    /// `sys.setswitchinterval()`
    pub fn set_switch_interval(&mut self, interval: Duration) {
        self.threads.gil.interval.store(micros(interval), Ordering::Relaxed);
    }

    /// A value that a native module keeps for the running thread.
    pub fn thread_value(&self, key: &'static str) -> Option<Value> {
        self.thread_values.get(key).copied()
    }

    /// Keeps a value for the running thread.
    pub fn set_thread_value(&mut self, key: &'static str, value: Value) {
        self.thread_values.insert(key, value);
    }

    /// `sys._settraceallthreads`: EMPTY for no function.
    pub fn set_trace_functions(&mut self, function: Value) {
        for parked in self.threads.parked.values_mut() {
            parked.tracing.trace = function;
        }
        self.set_trace_function(function);
    }

    /// `sys._setprofileallthreads`: EMPTY for no function.
    pub fn set_profile_functions(&mut self, function: Value) {
        for parked in self.threads.parked.values_mut() {
            parked.tracing.profile = function;
        }
        self.set_profile_function(function);
    }

    /// Has `hook` called at the end of each thread that Python started.
    pub fn set_thread_end_hook(&mut self, hook: fn(&mut Vm)) {
        self.threads.end_hook = Some(hook);
    }

    /// Collects, as the thread has nothing else to do: what it waits for may be the end of an object that is dead already,
    /// as when another thread reads from a socket whose other end nobody closed.
    fn collect_while_idle(&mut self) {
        if Instant::now() < self.threads.next_idle {
            return;
        }
        let start = Instant::now();
        self.collect(Collection::Full);
        self.run_finalizers();
        self.threads.next_idle = Instant::now() + start.elapsed() * IDLE_SHARE;
    }

    /// Waits for a lock, at most `timeout`, letting other threads run; whether it was got. Signals are handled meanwhile.
    pub fn acquire_lock(&mut self, lock: &Lock, timeout: Option<Duration>) -> PyResult<bool> {
        if lock.try_acquire() {
            return Ok(true);
        }
        if timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Ok(false);
        }
        let end = timeout.map(|timeout| Instant::now() + timeout);
        if timeout.is_none_or(|timeout| timeout > IDLE) {
            match self.allow_threads(|| lock.wait(Some(IDLE))) {
                Wait::Acquired => return Ok(true),
                Wait::TimedOut => self.collect_while_idle(),
                Wait::Interrupted => self.check_signals()?,
            }
        }
        loop {
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(lock.try_acquire());
            }
            match self.allow_threads(|| lock.wait(left)) {
                Wait::Acquired => return Ok(true),
                Wait::TimedOut => return Ok(false),
                Wait::Interrupted => self.check_signals()?,
            }
        }
    }
}

/// The interpreter's address on its way to a new thread.
struct SharedVm(*mut Vm);
// SAFETY: [LOCK]
unsafe impl Send for SharedVm {}

impl SharedVm {
    /// The interpreter.
    ///
    /// # Safety
    /// The caller holds the lock.
    unsafe fn get<'a>(&self) -> &'a mut Vm {
        // SAFETY: [LOCK]; the `Vm` lives as long as the process does.
        unsafe { &mut *self.0 }
    }
}

/// An address below everything that the callers' frames hold.
#[inline(never)]
fn lowest_address() -> usize {
    let marker = 0u64;
    std::hint::black_box(&raw const marker) as usize
}
