//! Exception classes that native modules define.

use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// An exception class of a module. Made once for each interpreter.
pub(crate) struct ErrorClass {
    /// Module and name, `zlib.error`; they identify the class in the interpreter.
    path: &'static str,
    /// The base.
    base: Exc,
    /// The base, if it is a class of the module too.
    parent: Option<&'static ErrorClass>,
    /// `__doc__`
    doc: &'static str,
}

impl ErrorClass {
    /// The class `module.name`, derived from `base`.
    pub(crate) const fn new(path: &'static str, base: Exc, doc: &'static str) -> ErrorClass {
        ErrorClass { path, base, parent: None, doc }
    }

    /// The class `module.name`, derived from another one.
    pub(crate) const fn derived(path: &'static str, parent: &'static ErrorClass, doc: &'static str) -> ErrorClass {
        ErrorClass { path, base: parent.base, parent: Some(parent), doc }
    }

    fn module_and_name(&self) -> (&'static str, &'static str) {
        self.path.rsplit_once('.').unwrap_or(("builtins", self.path))
    }

    /// The class.
    pub(crate) fn class(&'static self, vm: &mut Vm) -> PyResult<Value> {
        if let Some(class) = vm.module_state(self.path) {
            return Ok(class);
        }
        let (module, name) = self.module_and_name();
        let base = match self.parent {
            Some(parent) => parent.class(vm)?,
            None => vm.exc(self.base).value(),
        };
        let bases = vm.tuple(&[base])?.value();
        let namespace = vm.dict()?;
        let module = vm.str(module)?.value();
        namespace.set_text(vm, "__module__", module)?;
        if !self.doc.is_empty() {
            let doc = vm.str(self.doc)?.value();
            namespace.set_text(vm, "__doc__", doc)?;
        }
        let (type_, name) = (vm.types.type_.value(), vm.str(name)?.value());
        let class = vm.call(type_, &[name, bases, namespace.value()])?;
        vm.set_module_state(self.path, class);
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

    /// Sets an exception of the class without arguments.
    #[cold]
    pub(crate) fn raise_plain(&'static self, vm: &mut Vm) -> Raised {
        match self.class(vm).and_then(|class| vm.call(class, &[])) {
            Ok(exception) => vm.raise(exception),
            Err(raised) => raised,
        }
    }

    /// Puts the class into its module.
    pub(crate) fn add_to(&'static self, vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
        let class = self.class(vm)?;
        module.dict.get().set_text(vm, self.module_and_name().1, class)
    }
}
