//! The import statements and `__import__`.

use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::list::List;
use crate::object::module::Module;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

impl Vm {
    /// The import statement: through `builtins.__import__` if somebody replaced it.
    pub(crate) fn import_name(&mut self, name: Gc<Str>, level: Value, from_list: Value) -> PyResult<Value> {
        let frame = self.frames().next();
        let globals = frame.map(|frame| frame.function.globals.get());
        let builtins = match globals {
            Some(globals) => self.builtins_of(globals)?,
            None => self.builtins,
        };
        let globals = globals.map_or(Value::NONE, |globals| globals.value());
        let key = self.names.special(Special::Import);
        match builtins.get_str(self, key) {
            Some(function) if Some(function) != self.imports.own_import => {
                let locals = match frame {
                    Some(frame) => self.frame_locals(frame)?,
                    None => Value::NONE,
                };
                self.call(function, &[name.value(), globals, locals, from_list, level])
            }
            Some(_) => self.import_level(name, globals, from_list, level),
            None => Err(self.import_error_text("__import__ not found")),
        }
    }

    /// `__import__(name, globals, locals, fromlist, level)`
    pub(crate) fn import_level(
        &mut self,
        name: Gc<Str>,
        globals: Value,
        from_list: Value,
        level: Value,
    ) -> PyResult<Value> {
        let level = self.index_i64(level, Exc::OverflowError)?;
        if level < 0 {
            return Err(self.value_error("level must be >= 0"));
        }
        let full = if level > 0 {
            self.absolute_name(name, globals, level)?
        } else if name.is_empty() {
            return Err(self.value_error("Empty module name"));
        } else {
            name
        };
        let modules = self.modules;
        let full = self.interned(full);
        let module = match modules.get_str(self, full).filter(|module| !module.is_none()) {
            Some(module) => self.when_initialized(module, full)?,
            None => self.find_and_load(full)?,
        };
        if !from_list.is_empty() && !from_list.is_none() && self.is_true(from_list)? {
            return self.with_from_list(module, from_list);
        }
        if name.is_empty() {
            return Ok(module);
        }
        let text = name.to_string_lossy();
        let Some((front, _)) = text.split_once('.') else { return Ok(module) };
        if level == 0 {
            return self.import(front);
        }
        let full = full.to_string_lossy();
        let wanted = &full[..full.len() - (text.len() - front.len())];
        match modules.get_text(self, wanted) {
            Some(module) => Ok(module),
            None => Err(self.raise_text(Exc::KeyError, &format!("'{wanted}' not in sys.modules as expected"))),
        }
    }

    /// Imports the submodules that a from-list names and the package does not have as attributes.
    fn with_from_list(&mut self, module: Value, from_list: Value) -> PyResult<Value> {
        if self.get_attr_opt_text(module, "__path__")?.is_none() || self.has_all(module, from_list)? {
            return Ok(module);
        }
        let Some(importlib) = self.importlib() else { return Ok(module) };
        let import = self.imports.own_import.unwrap_or(Value::NONE);
        match self.call_method(importlib.value(), "_handle_fromlist", &[module, from_list, import]) {
            Ok(module) => Ok(module),
            Err(raised) => Err(self.trim_import_frames(raised)),
        }
    }

    fn has_all(&mut self, module: Value, from_list: Value) -> PyResult<bool> {
        let Some(names) = from_list.cast::<Tuple>() else { return Ok(false) };
        for index in 0..names.len() {
            let Some(name) = names.get(index).cast::<Str>().filter(|name| !name.is_text("*")) else {
                return Ok(false);
            };
            if self.get_attr_opt(module, name)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `from module import name`
    pub(crate) fn import_from(&mut self, module: Value, name: Gc<Str>) -> PyResult<Value> {
        if let Some(value) = self.get_attr_opt(module, name)? {
            return Ok(value);
        }
        let package = self.get_attr_opt_text(module, "__name__")?.and_then(|name| name.cast::<Str>());
        if let Some(package) = package {
            let full = format!("{}.{}", package.to_string_lossy(), name.to_string_lossy());
            let modules = self.modules;
            if let Some(value) = modules.get_text(self, &full) {
                return Ok(value);
            }
        }
        Err(self.cannot_import(module, package, name))
    }

    fn cannot_import(&mut self, module: Value, package: Option<Gc<Str>>, name: Gc<Str>) -> Raised {
        let made = (|| {
            let wanted = self.repr_text(name.value())?;
            let from = match package {
                Some(package) => self.repr_text(package.value())?,
                None => "'<unknown module name>'".to_owned(),
            };
            let path = match module.cast::<Module>() {
                Some(module) => module.dict.get().get_text(self, "__file__").filter(|file| file.is::<Str>()),
                None => None,
            };
            let message = match path {
                None => format!("cannot import name {wanted} from {from} (unknown location)"),
                Some(path) => {
                    let path = self.to_str(path)?.to_string_lossy();
                    if self.is_initializing(module)? {
                        format!(
                            "cannot import name {wanted} from partially initialized module {from} (most likely due to a circular import) ({path})"
                        )
                    } else {
                        format!("cannot import name {wanted} from {from} ({path})")
                    }
                }
            };
            let message = self.str(&message)?.value();
            let exception = self.new_exception(Exc::ImportError, &[message])?.value();
            let package = package.map_or(Value::NONE, |package| package.value());
            self.set_attr_text(exception, "name", package)?;
            self.set_attr_text(exception, "path", path.unwrap_or(Value::NONE))?;
            self.set_attr_text(exception, "name_from", name.value())?;
            Ok(exception)
        })();
        match made {
            Ok(exception) => self.raise(exception),
            Err(raised) => raised,
        }
    }

    /// `from module import *`
    pub(crate) fn import_star(&mut self, module: Value, namespace: Value) -> PyResult<()> {
        let all = self.names.special(Special::All);
        let given = self.get_attr_opt(module, all)?;
        let names: Value = match given {
            Some(names) => names,
            None => match self.get_attr_opt_text(module, "__dict__")? {
                Some(dict) => self.call_method(dict, "keys", &[])?,
                None => return Err(self.import_error_text("from-import-* object has no __dict__ and no __all__")),
            },
        };
        let names = match names.cast::<List>() {
            // `__all__` is indexed until IndexError, so that any sequence will do.
            Some(_) | None if given.is_none() => self.collect_tuple(names)?,
            Some(_) | None => self.items_by_index(names)?,
        };
        for index in 0..names.len() {
            let item = names.get(index);
            let Some(name) = item.cast::<Str>() else {
                return Err(self.name_is_not_str(module, item, if given.is_some() { "Item" } else { "Key" }));
            };
            if given.is_none() && !name.is_empty() && name.char_at(0) == u32::from(b'_') {
                continue;
            }
            let value = self.get_attr(module, name)?;
            match namespace.cast::<Dict>().filter(|dict| self.class_of(dict.value()) == self.types.dict) {
                Some(dict) => dict.set(self, name.value(), value)?,
                None => self.set_item(namespace, name.value(), value)?,
            }
        }
        Ok(())
    }

    fn items_by_index(&mut self, sequence: Value) -> PyResult<Gc<Tuple>> {
        let items = self.list(&[])?;
        let mut index = 0;
        loop {
            match self.get_item(sequence, Value::len(index)) {
                Ok(item) => items.push(self, item)?,
                Err(raised) => {
                    self.catch(raised, Exc::IndexError)?;
                    return self.tuple(items.items());
                }
            }
            index += 1;
        }
    }

    fn name_is_not_str(&mut self, module: Value, item: Value, what: &str) -> Raised {
        let name = match self.get_attr_text(module, "__name__") {
            Ok(name) => name,
            Err(raised) => return raised,
        };
        let Some(name) = name.cast::<Str>() else {
            let message = format!("module __name__ must be a string, not {}", self.type_name(name));
            return self.type_error(&message);
        };
        let (place, name) = (if what == "Item" { "__all__" } else { "__dict__" }, name.to_string_lossy());
        let message = format!("{what} in {name}.{place} must be str, not {}", self.type_name(item));
        self.type_error(&message)
    }
}
