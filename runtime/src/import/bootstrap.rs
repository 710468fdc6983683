//! The start of the import system: `_frozen_importlib` is run from its packed code before anything can be imported.

use crate::heap::Gc;
use crate::object::code::Code;
use crate::object::dict::Dict;
use crate::object::module::Module;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::sync::Arc;

/// Modules that are frozen as in CPython: name, packed module, `co_filename`, whether it is a package, and the name of
/// the module that it is a copy of, after `<` that of the package. Nothing works without the first few.
const FROZEN: &[(&str, &str, &str, bool, Option<&str>)] = &[
    ("_frozen_importlib", "importlib._bootstrap", "<frozen importlib._bootstrap>", false, Some("importlib._bootstrap")),
    (
        "_frozen_importlib_external",
        "importlib._bootstrap_external",
        "<frozen importlib._bootstrap_external>",
        false,
        Some("importlib._bootstrap_external"),
    ),
    ("zipimport", "zipimport", "<frozen zipimport>", false, Some("zipimport")),
    ("__hello__", "__hello__", HELLO, false, Some("__hello__")),
    ("__hello_alias__", "__hello__", HELLO, false, Some("__hello__")),
    ("__phello_alias__", "__hello__", HELLO, true, Some("__hello__")),
    ("__phello_alias__.spam", "__hello__", HELLO, false, Some("__hello__")),
    ("__phello__", "__phello__", "<frozen __phello__>", true, Some("__phello__")),
    ("__phello__.__init__", "__phello__", "<frozen __phello__>", false, Some("<__phello__")),
    ("__phello__.ham", "__phello__.ham", "<frozen __phello__.ham>", true, Some("__phello__.ham")),
    ("__phello__.ham.__init__", "__phello__.ham", "<frozen __phello__.ham>", false, Some("<__phello__.ham")),
    ("__phello__.ham.eggs", "__phello__.ham.eggs", "<frozen __phello__.ham.eggs>", false, Some("__phello__.ham.eggs")),
    ("__phello__.spam", "__phello__.spam", "<frozen __phello__.spam>", false, Some("__phello__.spam")),
    ("__hello_only__", "__hello__", HELLO, false, None),
];

const HELLO: &str = "<frozen __hello__>";

/// How many of them importing needs.
const ESSENTIAL: usize = 3;

/// A module that is imported by `FrozenImporter`.
#[derive(Clone, Copy)]
pub struct FrozenModule {
    /// Name of the packed module that it is.
    pub packed: &'static str,
    /// `co_filename` of its code.
    pub filename: &'static str,
    /// Whether it is a package.
    pub package: bool,
    /// Name of the module in the library that it is a copy of, if there is one.
    pub original: Option<&'static str>,
    /// Whether importing needs it.
    pub essential: bool,
}

impl Vm {
    /// Names of the frozen modules.
    pub fn frozen_names(&self) -> impl Iterator<Item = &'static str> {
        FROZEN.iter().map(|(name, ..)| *name)
    }

    /// The frozen module of this name.
    pub fn frozen_module(&self, name: &str) -> Option<FrozenModule> {
        let at = FROZEN.iter().position(|(known, ..)| *known == name)?;
        let (_, packed, filename, package, original) = FROZEN[at];
        self.packed_module(packed)?;
        Some(FrozenModule { packed, filename, package, original, essential: at < ESSENTIAL })
    }

    /// Code of a packed module, with this `co_filename`; `None` if there is no such module.
    pub fn packed_code(&mut self, name: &str, filename: Gc<Str>) -> PyResult<Option<Gc<Code>>> {
        let Some(packed) = self.packed_module(name) else { return Ok(None) };
        if let (Some(bytes), 0) = (packed.code, self.options.optimize) {
            let filename = Arc::new(crate::bytecode::Text(filename.to_wtf8().into()));
            let unit = crate::bytecode::store::decode_lazily(bytes, &filename);
            let unit = unit.expect("the build script stores valid code");
            return self.code(&Arc::new(unit)).map(Some);
        }
        let filename = filename.to_string_lossy();
        self.compile_source(packed.source.as_bytes(), &filename, "exec").map(Some)
    }

    /// Source of the packed module whose code has this `co_filename`.
    pub fn packed_source(&self, filename: &str) -> Option<&'static str> {
        let root = self.library_root.as_str();
        let relative = filename.strip_prefix(root).filter(|_| !root.is_empty())?.strip_prefix('/')?;
        let name = relative.strip_suffix(".py")?.replace('/', ".");
        let name = name.strip_suffix(".__init__").unwrap_or(&name);
        Some(self.packed_module(name)?.source)
    }

    /// Runs `importlib`, after which everything can be imported. `imp` is the module `_imp`.
    pub fn start_imports(&mut self, imp: Gc<Module>) -> PyResult<()> {
        let importlib = self.run_early("_frozen_importlib")?;
        let builtins = self.builtins;
        self.imports.own_import = builtins.get_text(self, "__import__");
        self.imports.importlib = Some(importlib);
        let modules = self.modules;
        let sys = modules.get_text(self, "sys").unwrap_or(Value::NONE);
        self.call_method(importlib.value(), "_install", &[sys, imp.value()])?;
        self.call_method(importlib.value(), "_install_external_importers", &[])?;
        Ok(())
    }

    /// Runs a module while there is no import system yet: frozen ones, and packed ones that need nothing.
    pub fn run_early(&mut self, name: &'static str) -> PyResult<Gc<Module>> {
        let (packed, filename) = match self.frozen_module(name) {
            Some(frozen) => (frozen.packed, frozen.filename.to_owned()),
            None => (name, format!("<frozen {name}>")),
        };
        let module = self.module(name, None)?;
        let dict: Gc<Dict> = module.dict.get();
        let builtins = self.builtins.value();
        dict.set_text(self, "__builtins__", builtins)?;
        if self.frozen_module(name).is_some() {
            // `FrozenImporter._fix_up_module` goes by it.
            let original = self.str(packed)?.value();
            dict.set_text(self, "__origname__", original)?;
        }
        let modules = self.modules;
        modules.set_text(self, name, module.value())?;
        let filename = self.str(&filename)?;
        let code = self.packed_code(packed, filename)?.expect("the library has its own start");
        self.run_code(code, dict, dict.value())?;
        Ok(module)
    }

    /// Finds and loads a module that is not in `sys.modules`.
    pub(super) fn find_and_load(&mut self, name: Gc<Str>) -> PyResult<Value> {
        let Some(importlib) = self.imports.importlib else { return self.import_early(name) };
        let import = self.imports.own_import.unwrap_or(Value::NONE);
        match self.call_method(importlib.value(), "_find_and_load", &[name.value(), import]) {
            Ok(module) => Ok(module),
            Err(raised) => Err(self.trim_import_frames(raised)),
        }
    }

    /// What native code of the interpreter imports before `importlib` runs.
    fn import_early(&mut self, name: Gc<Str>) -> PyResult<Value> {
        let text = name.to_string_lossy();
        if let Some(spec) = self.native_module(&text) {
            let module = self.make_native_module(spec)?;
            let modules = self.modules;
            modules.set_str(self, name, module.value())?;
            return Ok(module.value());
        }
        let exc = crate::exceptions::hierarchy::Exc::ModuleNotFoundError;
        Err(self.import_error(exc, &format!("No module named '{text}'"), name.value(), Value::NONE))
    }

    /// The module `_frozen_importlib`, if it runs.
    pub(crate) fn importlib(&self) -> Option<Gc<Module>> {
        self.imports.importlib
    }
}
