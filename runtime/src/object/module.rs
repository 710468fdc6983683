//! Module objects.

use super::dict::Dict;
use super::header::{Header, Kind};
use super::type_object::Type;
use crate::heap::{Field, Gc};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// A module: its namespace is a dict in cell mode.
#[repr(C)]
pub struct Module {
    header: Header,
    /// `__dict__`
    pub dict: Field<Gc<Dict>>,
}

crate::heap_object!(Module, Module, [dict]);

impl Vm {
    /// A new module of class module or one derived from it, with an empty namespace and a shape of its own.
    pub fn module_of_class(&mut self, class: Gc<Type>) -> PyResult<Gc<Module>> {
        let dict = self.dict()?;
        dict.enter_cell_mode(self)?;
        let header = self.header_for(class, Kind::Module);
        let module = self.alloc(Module { header, dict: Field::new(dict) })?;
        let attrs = module.header().attrs();
        let shape = self.shapes.new_root(class, attrs, class.slot_count.get().into());
        module.header().set_shape(shape);
        Ok(module)
    }

    /// A new module named `name` with the usual attributes.
    pub fn module(&mut self, name: &str, doc: Option<&str>) -> PyResult<Gc<Module>> {
        let module = self.module_of_class(self.types.module)?;
        let name = self.str(name)?;
        let doc = match doc {
            Some(doc) => self.str(doc)?.value(),
            None => Value::NONE,
        };
        let dict = module.dict.get();
        for (key, value) in [
            ("__name__", name.value()),
            ("__doc__", doc),
            ("__package__", Value::NONE),
            ("__loader__", Value::NONE),
            ("__spec__", Value::NONE),
        ] {
            dict.set_text(self, key, value)?;
        }
        Ok(module)
    }
}
