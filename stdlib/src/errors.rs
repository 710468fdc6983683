//! Exception classes that native modules define.

use runtime::heap::Gc;
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// An exception class of a module: `module.name`. Made once for each interpreter.
pub(crate) struct ErrorClass {
    /// `__module__`
    pub(crate) module: &'static str,
    /// `__name__`; its address identifies the class in the interpreter.
    pub(crate) name: &'static str,
    /// The base; none for `Exception`.
    pub(crate) base: Option<runtime::exceptions::hierarchy::Exc>,
    /// `__doc__`
    pub(crate) doc: &'static str,
}

impl ErrorClass {
    /// The class.
    pub(crate) fn class(&'static self, vm: &mut Vm) -> PyResult<Value> {
        if let Some(class) = vm.module_state(self.name) {
            return Ok(class);
        }
        let base = self.base.unwrap_or(runtime::exceptions::hierarchy::Exc::Exception);
        let base = vm.exc(base).value();
        let bases = vm.tuple(&[base])?.value();
        let namespace = vm.dict()?;
        let module = vm.str(self.module)?.value();
        namespace.set_text(vm, "__module__", module)?;
        if !self.doc.is_empty() {
            let doc = vm.str(self.doc)?.value();
            namespace.set_text(vm, "__doc__", doc)?;
        }
        let (type_, name) = (vm.types.type_.value(), vm.str(self.name)?.value());
        let class = vm.call(type_, &[name, bases, namespace.value()])?;
        vm.set_module_state(self.name, class);
        Ok(class)
    }

    /// Sets an exception of the class with a message.
    #[cold]
    pub(crate) fn raise(&'static self, vm: &mut Vm, message: &str) -> Raised {
        let made = self.class(vm).and_then(|class| {
            let message = vm.str(message)?.value();
            vm.call(class, &[message])
        });
        match made {
            Ok(exception) => vm.raise(exception),
            Err(raised) => raised,
        }
    }

    /// Puts the class into its module.
    pub(crate) fn add_to(&'static self, vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
        let class = self.class(vm)?;
        module.dict.get().set_text(vm, self.name, class)
    }
}
