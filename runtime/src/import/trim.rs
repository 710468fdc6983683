//! Takes the frames of `importlib` out of tracebacks, as CPython's `remove_importlib_frames` does: all that are not
//! interesting when the import itself failed; when a module's own code raised, those between it and the import.

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Native};
use crate::object::exception::{Exception, Traceback};
use crate::vm::{Raised, Vm};

/// Its files, and that of what is added to it here.
const FILES: [&str; 3] =
    ["<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>", "<frozen _packed>"];
/// The function through which `importlib` calls what may run a module's code.
const REMOVED: &str = "_call_with_frames_removed";

impl Vm {
    pub(super) fn trim_import_frames(&mut self, raised: Raised) -> Raised {
        let value = self.take_exception(raised);
        if self.options.verbose == 0
            && let Some(exception) = value.cast::<Exception>()
        {
            let always = self.is_instance(value, self.exc(Exc::ImportError));
            self.trim_traceback(exception, always);
        }
        self.set_exception(value)
    }

    fn trim_traceback(&mut self, exception: Gc<Exception>, always: bool) {
        // The entry before the one at hand, and the one before the run of importlib's entries that it belongs to; none
        // stands for the exception itself.
        let (mut before, mut outer): (Option<Gc<Native<Traceback>>>, _) = (None, None);
        let mut in_run = false;
        let mut at = exception.traceback.get();
        while let Some(entry) = at.cast::<Native<Traceback>>() {
            let next = entry.data.next.get();
            let code = entry.data.code.get();
            let own = FILES.iter().any(|file| code.filename.get().is_text(file));
            if own && !in_run {
                outer = before;
            }
            in_run = own;
            if own && (always || code.name.get().is_text(REMOVED)) {
                match outer {
                    Some(outer) => outer.data.next.set(self, outer, next),
                    None => exception.traceback.set(self, exception, next),
                }
                before = outer;
            } else {
                before = Some(entry);
            }
            at = next;
        }
    }
}
