//! What a relative import means: the importing module's package and the levels above it.

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::object::dict::Dict;
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

impl Vm {
    /// The absolute name of `name` imported at `level` from a module with these globals (`resolve_name` of CPython).
    pub(super) fn absolute_name(&mut self, name: Gc<Str>, globals: Value, level: i64) -> PyResult<Gc<Str>> {
        if globals.is_none() || globals.is_empty() {
            return Err(self.raise_text(Exc::KeyError, "'__name__' not in globals"));
        }
        let Some(globals) = globals.cast::<Dict>() else { return Err(self.type_error("globals must be a dict")) };
        let package = self.package_of(globals)?.to_string_lossy();
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
        if name.is_empty() {
            return self.str(base);
        }
        self.str(&format!("{base}.{}", name.to_string_lossy()))
    }

    /// The package that relative imports start from, by `__package__`, `__spec__` or `__name__` and `__path__`.
    fn package_of(&mut self, globals: Gc<Dict>) -> PyResult<Gc<Str>> {
        let package = globals.get_text(self, "__package__").filter(|package| !package.is_none());
        let spec = globals.get_text(self, "__spec__").filter(|spec| !spec.is_none());
        if let Some(package) = package {
            let Some(package) = package.cast::<Str>() else { return Err(self.type_error("package must be a string")) };
            if let Some(spec) = spec {
                let parent = self.get_attr_text(spec, "parent")?;
                if !self.equal(package.value(), parent)? {
                    self.warn(Exc::DeprecationWarning, "__package__ != __spec__.parent", 1)?;
                }
            }
            return Ok(package);
        }
        if let Some(spec) = spec {
            let parent = self.get_attr_text(spec, "parent")?;
            return match parent.cast::<Str>() {
                Some(parent) => Ok(parent),
                None => Err(self.type_error("__spec__.parent must be a string")),
            };
        }
        let message = "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__";
        self.warn(Exc::ImportWarning, message, 1)?;
        let Some(name) = globals.get_text(self, "__name__") else {
            return Err(self.raise_text(Exc::KeyError, "'__name__' not in globals"));
        };
        let Some(name) = name.cast::<Str>() else { return Err(self.type_error("__name__ must be a string")) };
        if globals.get_text(self, "__path__").is_some() {
            return Ok(name);
        }
        let text = name.to_string_lossy();
        self.str(text.rsplit_once('.').map_or("", |(parent, _)| parent))
    }
}
