//! What the threads of an interpreter are doing, seen by one of them or by a watch, which is none of them.

use super::{Gil, SharedVm};
use crate::frame::stack::{FrameRef, frames_of};
use crate::heap::Gc;
use crate::object::code::Code;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Whether a watch has been called off, and a call to wake it up.
type Cancelled = Arc<(Mutex<bool>, Condvar)>;

/// A native thread that looks at the interpreter from time to time; ends when it is dropped.
pub(super) struct Watch(Cancelled);

impl Drop for Watch {
    fn drop(&mut self) {
        let (cancelled, changed) = &*self.0;
        *cancelled.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
    }
}

/// Waits; whether that was not cut short.
fn wait(cancelled: &Cancelled, time: Duration) -> bool {
    let (cancelled, changed) = &**cancelled;
    let state = cancelled.lock().unwrap_or_else(PoisonError::into_inner);
    let (state, _) =
        changed.wait_timeout_while(state, time, |cancelled| !*cancelled).unwrap_or_else(PoisonError::into_inner);
    !*state
}

fn is_cancelled(cancelled: &Cancelled) -> bool {
    *cancelled.0.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Vm {
    /// Has `look` called after `delay` by a thread of its own, which holds the interpreter's lock meanwhile, and again as long as
    /// it gives true. Takes the place of an earlier watch; false if no thread can be made.
    pub fn watch(&mut self, delay: Duration, mut look: impl FnMut(&Vm) -> bool + Send + 'static) -> bool {
        self.cancel_watch();
        let cancelled = Cancelled::default();
        let watch = Watch(Arc::clone(&cancelled));
        let (gil, breaker, vm) = (Arc::clone(&self.threads.gil), self.breaker(), SharedVm(self));
        let spawned = std::thread::Builder::new().name("krait-watch".to_owned()).spawn(move || {
            crate::signals::leave_to_others();
            let gil: Arc<Gil> = gil;
            while wait(&cancelled, delay) {
                gil.acquire(breaker);
                // Whoever calls a watch off holds the lock.
                let again = !is_cancelled(&cancelled) && {
                    // SAFETY: [LOCK]
                    look(unsafe { vm.get() })
                };
                gil.release();
                if !again {
                    break;
                }
            }
        });
        self.threads.watch = spawned.is_ok().then_some(watch);
        self.threads.watch.is_some()
    }

    /// Ends the watch, if there is one.
    pub fn cancel_watch(&mut self) {
        self.threads.watch = None;
    }

    /// Identities of all threads, that which the interpreter was made on last.
    pub fn threads(&self) -> impl Iterator<Item = i64> {
        let (threads, main) = (&self.threads, self.threads.main);
        let all = move || std::iter::once(threads.resident).chain(threads.parked.keys().copied());
        all().filter(move |&thread| thread != main).chain(all().filter(move |&thread| thread == main))
    }

    /// Shows code and line of a thread's Python frames, innermost first, until `show` gives false; whether it has any.
    pub fn show_frames(&self, thread: i64, mut show: impl FnMut(Gc<Code>, u32) -> bool) -> bool {
        let mut some = false;
        let mut show = |frame: FrameRef| {
            some = true;
            show(frame.code, frame.code.unit.positions.get(frame.instruction).line)
        };
        if thread == self.threads.resident {
            let _all = frames_of(&self.stack, &self.live_frames).all(&mut show);
        } else if let Some(parked) = self.threads.parked.get(&thread) {
            let _all = frames_of(&parked.stack, &parked.live_frames).all(&mut show);
        }
        some
    }

    /// The exception that a thread handles, or None.
    pub fn handled_by_thread(&self, thread: i64) -> Value {
        match self.threads.parked.get(&thread) {
            Some(parked) => parked.handled.or_none(),
            None => self.handled_exception(),
        }
    }

    /// The innermost frame of a thread, or EMPTY. Of a thread that does not run frame objects are made that show what its frames
    /// are at now, and do not change any more.
    pub fn frame_of_thread(&mut self, thread: i64) -> PyResult<Value> {
        if thread == self.threads.resident {
            return Ok(self.current_frame(0)?.unwrap_or(Value::EMPTY));
        }
        let (mut innermost, mut inner) = (Value::EMPTY, None);
        for depth in 0.. {
            let parked = self.threads.parked.get(&thread);
            let frame = parked.and_then(|parked| frames_of(&parked.stack, &parked.live_frames).nth(depth));
            let Some(frame) = frame else { break };
            let frame = self.frame_snapshot(frame)?;
            match inner.replace(frame) {
                None => innermost = frame.value(),
                Some(inner) => inner.data.back.set(self, inner, frame.value()),
            }
        }
        Ok(innermost)
    }
}
