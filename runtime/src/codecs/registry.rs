//! The registry: search functions, codecs that were found, error handlers.

use super::normalize;
use crate::exceptions::hierarchy::Exc;
use crate::heap::Gc;
use crate::native::Args;
use crate::object::dict::Dict;
use crate::object::function::NativeRole;
use crate::object::list::List;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

const SEARCH: &str = "codecs: search functions";
const CACHE: &str = "codecs: found";
const ERRORS: &str = "codecs: error handlers";

impl Vm {
    fn codec_search_path(&mut self) -> PyResult<Gc<List>> {
        if let Some(list) = self.module_state(SEARCH).and_then(|list| list.cast()) {
            return Ok(list);
        }
        let list = self.list(&[])?;
        self.set_module_state(SEARCH, list.value());
        Ok(list)
    }

    fn codec_cache(&mut self) -> PyResult<Gc<Dict>> {
        if let Some(dict) = self.module_state(CACHE).and_then(|dict| dict.cast()) {
            return Ok(dict);
        }
        let dict = self.dict()?;
        self.set_module_state(CACHE, dict.value());
        Ok(dict)
    }

    /// The error handlers by name, the built-in ones among them.
    fn codec_errors(&mut self) -> PyResult<Gc<Dict>> {
        if let Some(dict) = self.module_state(ERRORS).and_then(|dict| dict.cast()) {
            return Ok(dict);
        }
        let dict = self.dict()?;
        for (name, spec) in super::HANDLERS {
            let function = self.native_function(spec, NativeRole::Function, Value::EMPTY, Value::NONE)?;
            dict.set_text(self, name, function.value())?;
        }
        self.set_module_state(ERRORS, dict.value());
        Ok(dict)
    }

    /// `codecs.register(search_function)`
    pub fn codec_register(&mut self, function: Value) -> PyResult<()> {
        if !self.is_callable(function) {
            return Err(self.type_error("argument must be callable"));
        }
        self.codec_search_path()?.push(self, function)
    }

    /// `codecs.unregister(search_function)`
    pub fn codec_unregister(&mut self, function: Value) -> PyResult<()> {
        let path = self.codec_search_path()?;
        if let Some(at) = path.items().iter().position(|&known| known == function) {
            self.codec_cache()?.clear(self)?;
            path.splice(self, at, at + 1, &[])?;
        }
        Ok(())
    }

    /// `codecs.lookup(encoding)`
    pub fn codec_lookup(&mut self, encoding: &str) -> PyResult<Gc<Tuple>> {
        let name = normalize_for_lookup(encoding);
        let cache = self.codec_cache()?;
        if let Some(found) = cache.get_text(self, &name).and_then(|found| found.cast()) {
            return Ok(found);
        }
        // The package registers its search function when it is imported.
        self.import("encodings")?;
        let path = self.codec_search_path()?;
        if path.is_empty() {
            return Err(self.lookup_error("no codec search functions registered: can't find encoding"));
        }
        let argument = self.str(&name)?.value();
        let mut index = 0;
        while let Some(function) = path.get(index) {
            let result = self.call(function, &[argument])?;
            if !result.is_none() {
                let Some(info) = result.cast::<Tuple>().filter(|info| info.len() == 4) else {
                    return Err(self.type_error("codec search functions must return 4-tuples"));
                };
                cache.set_text(self, &name, info.value())?;
                return Ok(info);
            }
            index += 1;
        }
        Err(self.lookup_error(&format!("unknown encoding: {encoding}")))
    }

    /// `codecs.register_error(name, handler)`
    pub fn codec_register_error(&mut self, name: &str, handler: Value) -> PyResult<()> {
        if !self.is_callable(handler) {
            return Err(self.type_error("handler must be callable"));
        }
        self.codec_errors()?.set_text(self, name, handler)
    }

    /// `codecs.lookup_error(name)`
    pub fn codec_lookup_error(&mut self, name: &str) -> PyResult<Value> {
        let errors = self.codec_errors()?;
        match errors.get_text(self, name) {
            Some(handler) => Ok(handler),
            None => Err(self.raise_text(Exc::LookupError, &format!("unknown error handler name '{name}'"))),
        }
    }

    /// Calls an error handler: what it puts in place of the mistake, and where to go on.
    pub(super) fn call_codec_error(
        &mut self,
        handler: Value,
        exception: Value,
        message: &str,
    ) -> PyResult<(Value, i64)> {
        let result = self
            .call_args(handler, crate::native::signature::CallArgs { values: Args::new(&[exception]), names: None })?;
        match result.cast::<Tuple>().filter(|pair| pair.len() == 2) {
            Some(pair) if pair.get(1).as_int().is_some() => {
                Ok((pair.get(0), self.index_i64(pair.get(1), Exc::OverflowError)?))
            }
            Some(_) | None => Err(self.type_error(message)),
        }
    }
}

/// Names are kept apart by case and spaces only: what they are made of besides is the search function's business.
fn normalize_for_lookup(name: &str) -> String {
    normalize(name)
}
