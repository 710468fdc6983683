//! Audit hooks (PEP 578): `sys.addaudithook`, and events that native code raises.

use crate::object::list::List;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

static HOOKS: &str = "audit hooks";

impl Vm {
    /// Tells the audit hooks of an event; what one raises stops the operation.
    #[inline]
    pub fn audit(&mut self, event: &str, args: &[Value]) -> PyResult<()> {
        if self.has_audit_hooks { self.call_audit_hooks(event, args) } else { Ok(()) }
    }

    #[cold]
    fn call_audit_hooks(&mut self, event: &str, args: &[Value]) -> PyResult<()> {
        let Some(hooks) = self.module_state(HOOKS).and_then(|hooks| hooks.cast::<List>()) else { return Ok(()) };
        let (event, args) = (self.str(event)?.value(), self.tuple(args)?.value());
        let mut index = 0;
        while let Some(hook) = hooks.get(index) {
            let traced = self.tracing.is_on() && {
                let can_trace = self.get_attr_opt_text(hook, "__cantrace__")?;
                can_trace.map_or(Ok(false), |can_trace| self.is_true(can_trace))?
            };
            if traced {
                self.call(hook, &[event, args])?
            } else {
                self.call_untraced(hook, &[event, args])?
            };
            index += 1;
        }
        Ok(())
    }

    /// Tells of an attribute that is not set by `setattr` alone.
    pub(crate) fn audit_attribute(&mut self, object: Value, name: &str, value: Value) -> PyResult<()> {
        if !self.has_audit_hooks {
            return Ok(());
        }
        let name = self.intern(name).value();
        self.audit("object.__setattr__", &[object, name, value])
    }

    /// `sys.addaudithook`
    pub fn add_audit_hook(&mut self, hook: Value) -> PyResult<()> {
        let hooks = match self.module_state(HOOKS).and_then(|hooks| hooks.cast::<List>()) {
            Some(hooks) => hooks,
            None => {
                let hooks = self.list(&[])?;
                self.set_module_state(HOOKS, hooks.value());
                hooks
            }
        };
        hooks.push(self, hook)?;
        self.has_audit_hooks = true;
        Ok(())
    }
}
