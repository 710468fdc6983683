//! Importing. `importlib`'s own Python code, packed into the binary, finds and loads modules, so that finders, loaders, specs
//! and messages are CPython's; this folder has what CPython has in C: the statements, `sys.modules`, native modules and the
//! start of it all.

mod bootstrap;
mod relative;
mod statement;
mod trim;

pub use bootstrap::FrozenModule;

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Tracer};
use crate::native::ModuleSpec;
use crate::object::function::NativeRole;
use crate::object::module::Module;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// Names the stored form of code, the opcodes and the compiler: what was stored under another tag must not be run.
pub const BYTECODE_TAG: &str = env!("KRAIT_BYTECODE_TAG");

/// A Python module that is in the binary.
#[derive(Clone, Copy)]
pub struct PackedModule {
    /// Source text.
    pub source: &'static str,
    /// Whether it is a package.
    pub package: bool,
    /// Stored bytecode, made without `-O`.
    pub code: Option<&'static [u8]>,
}

/// Finds a packed module by its full name.
pub type PackedLookup = fn(&str) -> Option<PackedModule>;

/// What can be imported without a file.
#[derive(Default)]
pub struct Imports {
    native: Vec<&'static ModuleSpec>,
    packed: Option<PackedLookup>,
    /// `_frozen_importlib`, once it runs.
    importlib: Option<Gc<Module>>,
    /// What `builtins.__import__` was at first.
    own_import: Option<Value>,
}

impl Imports {
    /// All native modules.
    pub(crate) fn native_modules(&self) -> impl Iterator<Item = &'static ModuleSpec> {
        self.native.iter().copied()
    }

    /// Whether `name` is a native module.
    pub(crate) fn is_native(&self, name: &str) -> bool {
        self.native.iter().any(|spec| spec.name == name)
    }

    pub(crate) fn trace(&mut self, tracer: &mut Tracer<'_>) {
        if let Some(importlib) = &mut self.importlib {
            tracer.root_gc(importlib);
        }
        if let Some(own_import) = &mut self.own_import {
            tracer.root(own_import);
        }
    }
}

impl Vm {
    /// Makes native modules importable.
    pub fn add_native_modules(&mut self, modules: &[&'static ModuleSpec]) {
        self.imports.native.extend_from_slice(modules);
    }

    /// Names of all native modules, in order.
    pub fn native_module_names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.imports.native_modules().map(|spec| spec.name).collect();
        names.sort_unstable();
        names
    }

    /// The table of a native module.
    pub fn native_module(&self, name: &str) -> Option<&'static ModuleSpec> {
        self.imports.native_modules().find(|spec| spec.name == name)
    }

    /// Makes Python modules that are in the binary importable.
    pub fn set_packed_lookup(&mut self, lookup: PackedLookup) {
        self.imports.packed = Some(lookup);
    }

    /// A Python module that is in the binary.
    pub fn packed_module(&self, name: &str) -> Option<PackedModule> {
        self.imports.packed.and_then(|lookup| lookup(name))
    }

    /// Makes the module object of a native module.
    pub fn make_native_module(&mut self, spec: &'static ModuleSpec) -> PyResult<Gc<Module>> {
        let doc = (!spec.doc.is_empty()).then_some(spec.doc);
        let module = self.module(spec.name, doc)?;
        let dict = module.dict.get();
        for function in spec.functions {
            let object = self.native_function(function, NativeRole::Function, Value::EMPTY, module.value())?;
            dict.set_text(self, function.name, object.value())?;
        }
        for spec in spec.types {
            let class = self.native_type(spec)?;
            dict.set_text(self, spec.name, class.value())?;
        }
        if let Some(init) = spec.init {
            init(self, module)?;
        }
        Ok(module)
    }

    /// The module named by the whole dotted name, imported if it is not in `sys.modules`.
    pub fn import(&mut self, name: &str) -> PyResult<Value> {
        let modules = self.modules;
        let key = self.intern(name);
        match modules.get_str(self, key).filter(|module| !module.is_none()) {
            Some(module) => self.when_initialized(module, key),
            None => self.find_and_load(key),
        }
    }

    /// An `ImportError` (or subclass) with `name` and `path` set.
    pub(crate) fn import_error(&mut self, exc: Exc, message: &str, name: Value, path: Value) -> crate::vm::Raised {
        let made = (|| {
            let message = self.str(message)?.value();
            let exception = self.new_exception(exc, &[message])?.value();
            self.set_attr_text(exception, "name", name)?;
            self.set_attr_text(exception, "path", path)?;
            Ok(exception)
        })();
        match made {
            Ok(exception) => self.raise(exception),
            Err(raised) => raised,
        }
    }

    /// `_initializing` of a module's `__spec__`: whether its code is still running.
    pub(crate) fn is_initializing(&mut self, module: Value) -> PyResult<bool> {
        let spec = match module.cast::<Module>() {
            Some(module) => module.dict.get().get_text(self, "__spec__"),
            None => self.get_attr_opt_text(module, "__spec__")?,
        };
        let Some(spec) = spec.filter(|spec| !spec.is_none()) else {
            return Ok(false);
        };
        match self.get_attr_opt_text(spec, "_initializing")? {
            Some(value) => self.is_true(value),
            None => Ok(false),
        }
    }

    /// A module found in `sys.modules`; waits until another thread that imports it is done.
    fn when_initialized(&mut self, module: Value, name: Gc<Str>) -> PyResult<Value> {
        if !self.has_threads() || !self.is_initializing(module)? {
            return Ok(module);
        }
        let Some(importlib) = self.imports.importlib else { return Ok(module) };
        self.call_method(importlib.value(), "_lock_unlock_module", &[name.value()])?;
        Ok(module)
    }
}

/// The path that a str stands for, as `os.fsencode` says: surrogate escapes are the bytes they came from.
pub fn path_of(text: Gc<Str>) -> std::path::PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(fs_bytes(text)).into()
}

/// The bytes that a str stands for in the file system.
pub fn fs_bytes(text: Gc<Str>) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for index in 0..text.len() {
        match text.char_at(index) {
            c @ 0xDC80..=0xDCFF => out.push((c - 0xDC00) as u8),
            c => crate::object::string::push_wtf8(&mut out, c),
        }
    }
    out
}

impl Vm {
    /// The str that stands for bytes of the file system or the command line (`os.fsdecode`): UTF-8, and surrogate escapes for
    /// bytes that are none.
    pub fn fs_str(&mut self, bytes: &[u8]) -> PyResult<Gc<Str>> {
        let mut wtf8 = Vec::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            wtf8.extend_from_slice(chunk.valid().as_bytes());
            for &byte in chunk.invalid() {
                crate::object::string::push_wtf8(&mut wtf8, 0xDC00 + u32::from(byte));
            }
        }
        self.str_from_wtf8(&wtf8)
    }
}
