//! Importing: native modules, and files along `sys.path`.

use crate::exceptions::hierarchy::Exc;
use crate::heap::{Gc, Tracer};
use crate::native::ModuleSpec;
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::function::NativeRole;
use crate::object::module::Module;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::path::{Path, PathBuf};

/// A Python module whose source is in the binary.
pub type SourceLookup = fn(&str) -> Option<(&'static str, bool)>;

/// What can be imported without a file.
#[derive(Default)]
pub struct Imports {
    native: Vec<&'static ModuleSpec>,
    source: Option<SourceLookup>,
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

    pub(crate) fn trace(&mut self, _: &mut Tracer<'_>) {}
}

impl Vm {
    /// Makes native modules importable.
    pub fn add_native_modules(&mut self, modules: &[&'static ModuleSpec]) {
        self.imports.native.extend_from_slice(modules);
    }

    /// Makes Python modules that are in the binary importable: by name, their source and whether they are packages.
    pub fn set_source_lookup(&mut self, lookup: SourceLookup) {
        self.imports.source = Some(lookup);
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

    /// `import name`: the module named by the whole dotted name.
    pub fn import(&mut self, name: &str) -> PyResult<Value> {
        let modules = self.modules;
        if let Some(module) = modules.get_text(self, name).filter(|module| !module.is_none()) {
            return Ok(module);
        }
        let parent = match name.rsplit_once('.') {
            Some((parent, _)) => {
                let module = self.import(parent)?;
                if let Some(module) = modules.get_text(self, name) {
                    return Ok(module);
                }
                Some(module)
            }
            None => None,
        };
        let module = self.load(name, parent)?;
        // The module may have replaced itself.
        let module = modules.get_text(self, name).unwrap_or(module);
        if let (Some(parent), Some((_, child))) = (parent, name.rsplit_once('.')) {
            self.set_attr_text(parent, child, module)?;
        }
        Ok(module)
    }

    fn load(&mut self, name: &str, parent: Option<Value>) -> PyResult<Value> {
        let native = self.imports.native_modules().find(|spec| spec.name == name);
        if let Some(spec) = native {
            let module = self.make_native_module(spec)?;
            let modules = self.modules;
            modules.set_text(self, name, module.value())?;
            return Ok(module.value());
        }
        let short = name.rsplit('.').next().unwrap_or(name);
        let path = match parent {
            Some(parent) => match self.get_attr_opt_text(parent, "__path__")? {
                Some(path) => path,
                None => {
                    let parent_name = name.rsplit_once('.').map_or("", |(parent, _)| parent);
                    let message = format!("No module named '{name}'; '{parent_name}' is not a package");
                    return Err(self.module_not_found(name, &message));
                }
            },
            None => {
                let sys = self.sys;
                sys.get_text(self, "path").unwrap_or(Value::NONE)
            }
        };
        let entries = self.collect_list(path)?;
        for index in 0..entries.len() {
            let Some(entry) = entries.items()[index].cast::<Str>() else { continue };
            let entry = entry.to_string_lossy();
            let base = if entry.is_empty() { PathBuf::from(".") } else { PathBuf::from(entry) };
            let package = base.join(short).join("__init__.py");
            if package.is_file() {
                return self.load_file(name, &package, true);
            }
            let file = base.join(format!("{short}.py"));
            if file.is_file() {
                return self.load_file(name, &file, false);
            }
            if base.join(short).is_dir() {
                return self.namespace_package(name, &base.join(short));
            }
        }
        if let Some((source, is_package)) = self.imports.source.and_then(|lookup| lookup(name)) {
            let file = format!("<frozen {name}>");
            return self.run_module(name, source.as_bytes(), &file, is_package.then(|| "<frozen>".to_owned()));
        }
        let message = format!("No module named '{name}'");
        Err(self.module_not_found(name, &message))
    }

    fn module_not_found(&mut self, name: &str, message: &str) -> crate::vm::Raised {
        let made = (|| {
            let message = self.str(message)?.value();
            let exception = self.new_exception(Exc::ModuleNotFoundError, &[message])?;
            let name = self.str(name)?.value();
            self.set_attr_text(exception.value(), "name", name)?;
            Ok(exception)
        })();
        match made {
            Ok(exception) => self.raise(exception.value()),
            Err(raised) => raised,
        }
    }

    fn load_file(&mut self, name: &str, file: &Path, is_package: bool) -> PyResult<Value> {
        let text = file.to_string_lossy().into_owned();
        let source = match std::fs::read(file) {
            Ok(source) => source,
            Err(error) => return Err(self.os_error(&error, Some(&text))),
        };
        let folder = is_package.then(|| file.parent().unwrap_or(Path::new("")).to_string_lossy().into_owned());
        self.run_module(name, &source, &text, folder)
    }

    fn namespace_package(&mut self, name: &str, folder: &Path) -> PyResult<Value> {
        let module = self.module(name, None)?;
        let dict = module.dict.get();
        let entry = self.str(&folder.to_string_lossy())?;
        let path = self.list(&[entry.value()])?;
        dict.set_text(self, "__path__", path.value())?;
        let package = self.str(name)?;
        dict.set_text(self, "__package__", package.value())?;
        let modules = self.modules;
        modules.set_text(self, name, module.value())?;
        Ok(module.value())
    }

    /// Makes a module and runs its source in it; it is in `sys.modules` meanwhile, and taken out again if that fails.
    fn run_module(&mut self, name: &str, source: &[u8], file: &str, folder: Option<String>) -> PyResult<Value> {
        let code = self.compile_source(source, file, "exec")?;
        let module = self.module(name, None)?;
        let dict = module.dict.get();
        let file = self.str(file)?;
        dict.set_text(self, "__file__", file.value())?;
        let package = match &folder {
            Some(_) => name,
            None => name.rsplit_once('.').map_or("", |(parent, _)| parent),
        };
        let package = self.str(package)?;
        dict.set_text(self, "__package__", package.value())?;
        if let Some(folder) = folder {
            let entry = self.str(&folder)?;
            let path = self.list(&[entry.value()])?;
            dict.set_text(self, "__path__", path.value())?;
        }
        let builtins = self.builtins.value();
        dict.set_text(self, "__builtins__", builtins)?;
        let modules = self.modules;
        modules.set_text(self, name, module.value())?;
        if let Err(raised) = self.run_code(code, dict, dict.value()) {
            let exception = self.take_exception(raised);
            let key = self.intern(name);
            modules.remove_str(self, key);
            return Err(self.set_exception(exception));
        }
        Ok(module.value())
    }

    /// The absolute name that a relative import means, from the importing module's globals.
    fn absolute_name(&mut self, name: &str, globals: Gc<Dict>, level: i64) -> PyResult<String> {
        let package = match globals.get_text(self, "__package__").and_then(|p| p.cast::<Str>()) {
            Some(package) => package.to_string_lossy(),
            None => {
                let own = globals.get_text(self, "__name__").and_then(|n| n.cast::<Str>());
                let own = own.map_or(String::new(), |own| own.to_string_lossy());
                if globals.get_text(self, "__path__").is_some() {
                    own
                } else {
                    own.rsplit_once('.').map_or(String::new(), |(parent, _)| parent.to_owned())
                }
            }
        };
        if package.is_empty() {
            return Err(self.import_error_text("attempted relative import with no known parent package"));
        }
        let mut base = &*package;
        for _ in 1..level {
            match base.rsplit_once('.') {
                Some((parent, _)) => base = parent,
                None => return Err(self.import_error_text("attempted relative import beyond top-level package")),
            }
        }
        Ok(if name.is_empty() { base.to_owned() } else { format!("{base}.{name}") })
    }

    /// The import statement: through `builtins.__import__` if somebody replaced it.
    pub(crate) fn import_name(&mut self, name: Gc<Str>, level: Value, from_list: Value) -> PyResult<Value> {
        let globals = self.current_globals().map_or(Value::NONE, |globals| globals.value());
        let key = self.names.special(Special::Import);
        let builtins = self.builtins;
        match builtins.get_str(self, key) {
            Some(function) if !function.is::<crate::object::function::NativeFunction>() => {
                self.call(function, &[name.value(), globals, globals, from_list, level])
            }
            Some(_) => self.import_absolute(name, globals, from_list, level),
            None => Err(self.import_error_text("__import__ not found")),
        }
    }

    /// `__import__(name, globals, locals, fromlist, level)`
    pub(crate) fn import_absolute(
        &mut self,
        name: Gc<Str>,
        globals: Value,
        from_list: Value,
        level: Value,
    ) -> PyResult<Value> {
        let level = self.index_i64(level, Exc::OverflowError)?;
        let text = name.to_string_lossy();
        if level < 0 {
            return Err(self.value_error("level must be >= 0"));
        }
        if level == 0 && text.is_empty() {
            return Err(self.value_error("Empty module name"));
        }
        let full = match globals.cast::<Dict>() {
            Some(globals) if level > 0 => self.absolute_name(&text, globals, level)?,
            Some(_) | None => text.clone(),
        };
        let module = self.import(&full)?;
        let wants = !from_list.is_none() && self.is_true(from_list)?;
        if !wants {
            if level == 0 {
                let top = text.split('.').next().unwrap_or(&text);
                return self.import(top);
            }
            let keep = full.len() - text.len() + text.split('.').next().map_or(0, str::len);
            return self.import(&full[..keep]);
        }
        if self.get_attr_opt_text(module, "__path__")?.is_some() {
            let wanted = self.collect_tuple(from_list)?;
            for index in 0..wanted.len() {
                let Some(item) = wanted.get(index).cast::<Str>() else { continue };
                if item.is_text("*") {
                    continue;
                }
                if self.get_attr_opt(module, item)?.is_none() {
                    let child = format!("{full}.{}", item.to_string_lossy());
                    if let Err(raised) = self.import(&child) {
                        let exception = self.catch(raised, Exc::ModuleNotFoundError)?;
                        let missing = self.get_attr_text(exception, "name")?;
                        if !missing.cast::<Str>().is_some_and(|missing| missing.is_text(&child)) {
                            return Err(self.set_exception(exception));
                        }
                    }
                }
            }
        }
        Ok(module)
    }

    /// `from module import name`
    pub(crate) fn import_from(&mut self, module: Value, name: Gc<Str>) -> PyResult<Value> {
        if let Some(value) = self.get_attr_opt(module, name)? {
            return Ok(value);
        }
        let module_name = self.get_attr_opt_text(module, "__name__")?.and_then(|n| n.cast::<Str>());
        let text = module_name.map_or("<unknown module name>".to_owned(), |n| n.to_string_lossy());
        let full = format!("{text}.{}", name.to_string_lossy());
        let modules = self.modules;
        if let Some(value) = modules.get_text(self, &full) {
            return Ok(value);
        }
        let file = self.get_attr_opt_text(module, "__file__")?.and_then(|f| f.cast::<Str>());
        let place = file.map_or("unknown location".to_owned(), |file| file.to_string_lossy());
        let message = format!("cannot import name '{}' from '{text}' ({place})", name.to_string_lossy());
        let message = self.str(&message)?.value();
        let exception = self.new_exception(Exc::ImportError, &[message])?;
        let module_name = self.str(&text)?.value();
        self.set_attr_text(exception.value(), "name", module_name)?;
        self.set_attr_text(exception.value(), "name_from", name.value())?;
        Err(self.raise(exception.value()))
    }

    /// `from module import *`
    pub(crate) fn import_star(&mut self, module: Value, namespace: Value) -> PyResult<()> {
        let all = self.names.special(Special::All);
        let (names, public_only): (Gc<Tuple>, bool) = match self.get_attr_opt(module, all)? {
            Some(names) => (self.collect_tuple(names)?, false),
            None => {
                let dict = self.get_attr_text(module, "__dict__")?;
                (self.collect_tuple(dict)?, true)
            }
        };
        for index in 0..names.len() {
            let Some(name) = names.get(index).cast::<Str>() else {
                return Err(self.type_error("Item in __all__ must be str"));
            };
            if public_only && name.to_string_lossy().starts_with('_') {
                continue;
            }
            let value = self.get_attr(module, name)?;
            self.set_item(namespace, name.value(), value)?;
        }
        Ok(())
    }
}
