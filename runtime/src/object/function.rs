//! Cells, functions, methods and the descriptors the interpreter looks into.

use super::code::Code;
use super::dict::Dict;
use super::header::{Header, Kind, ShapeId};
use super::names::Special;
use super::string::Str;
use super::tuple::Tuple;
use super::type_object::Type;
use crate::heap::{Field, Gc, HeapObject, Tracer, as_gc};
use crate::native::FnSpec;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use std::cell::Cell;

/// A cell: a variable shared by closures, or the value of a module global or class attribute.
#[repr(C)]
pub struct CellObject {
    header: Header,
    value: Field<Value>,
}

crate::heap_object!(CellObject, Cell, [value]);

/// Flag of cells: compiled code takes the content for a constant.
const RELIED_ON: u8 = crate::object::header::flag::KIND_BIT_1;
/// Flag of cells: the content has changed when it was relied on, or compiled code changes it; nobody relies on it again.
const CHANGES: u8 = crate::object::header::flag::KIND_BIT_2;
/// What a store into a cell has to see to, in the half of its header at offset 4: the collector's log, and code that relies
/// on the content. See [`Vm::cell_written`].
pub(crate) const ATTENTION: u32 = (crate::heap::LOG as u32) << 8 | (RELIED_ON as u32) << 24;

impl CellObject {
    /// The content; EMPTY if unbound.
    #[inline(always)]
    pub fn get(&self) -> Value {
        self.value.get()
    }

    /// Replaces the content.
    #[inline(always)]
    pub fn set(&self, vm: &Vm, value: Value) {
        self.value.set(vm, as_gc(self), value);
        if self.header.flags() & RELIED_ON != 0 {
            vm.relied_cell_changed(as_gc(self));
        }
    }
}

impl Vm {
    /// The content of a cell that compiled code may take for a constant: it is thrown away when the cell is written. None if
    /// that is likely: only what programs define once is relied on.
    pub(crate) fn rely_on_cell(&self, cell: Gc<CellObject>) -> Option<Value> {
        let value = cell.get();
        let kind = value.header()?.kind();
        let is_definition =
            matches!(kind, Kind::Function | Kind::NativeFunction | Kind::Type | Kind::Module | Kind::BoundMethod);
        if !is_definition || cell.header.flags() & CHANGES != 0 {
            return None;
        }
        cell.header.add_flags(RELIED_ON);
        Some(value)
    }

    /// Compiled code that is being made writes the cell: no code may rely on the content.
    pub(crate) fn cell_changes(&self, cell: Gc<CellObject>) {
        if cell.header.flags() & RELIED_ON != 0 {
            self.relied_cell_changed(cell);
        }
        cell.header.add_flags(CHANGES);
    }

    #[cold]
    #[inline(never)]
    fn relied_cell_changed(&self, cell: Gc<CellObject>) {
        cell.header.remove_flags(RELIED_ON);
        cell.header.add_flags(CHANGES);
        self.forget_native();
    }

    /// The content of a cell was replaced by a plain store whose owner had [`ATTENTION`] set.
    #[cold]
    #[inline(never)]
    pub(crate) fn cell_written(&self, cell: Gc<CellObject>) {
        self.barrier(cell.header());
        if cell.header.flags() & RELIED_ON != 0 {
            self.relied_cell_changed(cell);
        }
    }

    /// A new cell.
    #[inline]
    pub fn cell(&mut self, value: Value) -> PyResult<Gc<CellObject>> {
        let header = self.header_of_kind(Kind::Cell);
        self.alloc(CellObject { header, value: Field::new(value) })
    }
}

/// A function defined in Python. Its attribute storage is the overflow word only.
#[repr(C)]
pub struct Function {
    header: Header,
    /// `__code__`
    pub code: Field<Gc<Code>>,
    /// `__globals__`, in cell mode.
    pub globals: Field<Gc<Dict>>,
    /// `__builtins__`: the dict that names are looked up in after globals, in cell mode.
    pub builtins: Field<Gc<Dict>>,
    /// `__closure__`: a tuple of cells.
    pub closure: Field<Option<Gc<Tuple>>>,
    /// `__defaults__`: a tuple.
    pub defaults: Field<Option<Gc<Tuple>>>,
    /// `__kwdefaults__`: a dict.
    pub kwdefaults: Field<Option<Gc<Dict>>>,
    /// `__name__`
    pub name: Field<Gc<Str>>,
    /// `__qualname__`
    pub qualname: Field<Gc<Str>>,
    /// `__doc__`
    pub doc: Field<Value>,
    /// `__module__`
    pub module: Field<Value>,
    /// `__annotations__`: a dict, the tuple that `make_function` was given, or EMPTY.
    pub annotations: Field<Value>,
    /// `__type_params__`: a tuple or EMPTY.
    pub type_params: Field<Value>,
}

crate::heap_object!(
    Function,
    Function,
    [code, globals, builtins, closure, defaults, kwdefaults, name, qualname, doc, module, annotations, type_params]
);

/// So many copies of code have inline caches for globals of their own: a program that is run again and again in new modules
/// has few, templates that are evaluated for each line have many.
const MAX_COPIES: u8 = 4;

/// Flag of functions: compiled code takes their defaults for constants.
const DEFAULTS_RELIED_ON: u8 = super::header::flag::KIND_BIT_1;

impl Function {
    /// The defaults, which compiled code that is being made may take for constants: it is thrown away when they are replaced.
    pub fn rely_on_defaults(&self) -> Option<Gc<Tuple>> {
        self.header.add_flags(DEFAULTS_RELIED_ON);
        self.defaults.get()
    }
}

impl Vm {
    /// Replaces `__defaults__`.
    pub(crate) fn replace_defaults(&self, function: Gc<Function>, defaults: Option<Gc<Tuple>>) {
        function.defaults.set(self, function, defaults);
        if function.header.flags() & DEFAULTS_RELIED_ON != 0 {
            function.header.remove_flags(DEFAULTS_RELIED_ON);
            self.forget_native();
        }
    }

    /// A function of `code` with these globals. Name, qualified name, docstring and module are set from them.
    pub fn function(&mut self, code: Gc<Code>, globals: Gc<Dict>) -> PyResult<Gc<Function>> {
        let (module, builtins) = match self.known_globals.filter(|known| known.globals == globals).and_then(Known::now)
        {
            Some(known) => known,
            None => self.module_and_builtins(globals)?,
        };
        let code = self.code_for_globals(code, globals, builtins)?;
        if !code.is_unbound.get() {
            globals.enter_cell_mode(self)?;
        }
        let function = self.function_of_shape(self.types.function.root_shape.get(), code)?;
        function.globals.set(self, function, globals);
        function.builtins.set(self, function, builtins);
        function.module.set(self, function, module);
        Ok(function)
    }

    /// A function of `code`, of which globals, builtins and module are still to be set.
    pub(crate) fn function_of_shape(&mut self, shape: ShapeId, code: Gc<Code>) -> PyResult<Gc<Function>> {
        let header = Header::new(shape, Kind::Function, self.shapes.get(shape).attrs);
        self.alloc(Function {
            header,
            code: Field::new(code),
            globals: Field::new(self.builtins),
            builtins: Field::new(self.builtins),
            closure: Field::new(None),
            defaults: Field::new(None),
            kwdefaults: Field::new(None),
            name: Field::new(code.name.get()),
            qualname: Field::new(code.qualname.get()),
            doc: Field::new(code.docstring()),
            module: Field::new(Value::EMPTY),
            annotations: Field::new(Value::EMPTY),
            type_params: Field::new(Value::EMPTY),
        })
    }

    /// `__module__` and the builtins of functions with these globals.
    fn module_and_builtins(&mut self, globals: Gc<Dict>) -> PyResult<(Value, Gc<Dict>)> {
        let builtins = self.builtins_of(globals)?;
        let [name, of] = [Special::Name, Special::Builtins].map(|special| self.names.special(special));
        let module = globals.get_str(self, name).unwrap_or(Value::NONE);
        if globals.is_cell_mode()
            && let (Some(name), Some(cell)) = (globals.cell_of(self, name), globals.cell_of(self, of))
        {
            self.known_globals = Some(Known { globals, name, cell, held: cell.get(), builtins });
        }
        Ok((module, builtins))
    }

    /// The code as it runs with these globals and builtins: inline caches hold cells of one dict of each, so code that meets
    /// another one is copied. The last copy has no such caches, and runs with all further globals.
    pub fn code_for_globals(&mut self, code: Gc<Code>, globals: Gc<Dict>, builtins: Gc<Dict>) -> PyResult<Gc<Code>> {
        if code.is_unbound.get() {
            return Ok(code);
        }
        match (code.globals.get(), code.builtins.get()) {
            (Some(of), Some(also)) if of == globals && also == builtins => Ok(code),
            (None, _) => {
                self.bind_code(code, globals, builtins);
                Ok(code)
            }
            _ => match code.unbound.get() {
                Some(unbound) => Ok(unbound),
                None => self.copy_for_globals(code, globals, builtins),
            },
        }
    }

    fn bind_code(&mut self, code: Gc<Code>, globals: Gc<Dict>, builtins: Gc<Dict>) {
        code.globals.set(self, code, Some(globals));
        code.builtins.set(self, code, Some(builtins));
    }

    fn copy_for_globals(&mut self, code: Gc<Code>, globals: Gc<Dict>, builtins: Gc<Dict>) -> PyResult<Gc<Code>> {
        let unit = std::sync::Arc::clone(&code.unit);
        let copy = self.code(&unit)?;
        copy.constants.set(self, copy, code.constants.get());
        if code.copies.get() == MAX_COPIES {
            copy.is_unbound.set(true);
            code.unbound.set(self, code, Some(copy));
        } else {
            self.bind_code(copy, globals, builtins);
            code.copies.set(code.copies.get() + 1);
            copy.copies.set(code.copies.get());
        }
        Ok(copy)
    }

    /// The dict of builtins that code with these globals uses: `__builtins__` if it is there, else what the running code uses.
    pub fn builtins_of(&mut self, globals: Gc<Dict>) -> PyResult<Gc<Dict>> {
        let name = self.names.special(Special::Builtins);
        let builtins = match globals.get_str(self, name) {
            Some(value) => match value.cast::<super::module::Module>() {
                Some(module) => module.dict.get(),
                None => match value.cast::<Dict>() {
                    Some(dict) => dict,
                    None if self.special_of(value, Special::GetItem).is_some() => self.builtins,
                    None => {
                        let message = format!("'{}' object is not subscriptable", self.type_name(value));
                        return Err(self.type_error(&message));
                    }
                },
            },
            // Those of the code that makes the function.
            None => self.frames().next().map_or(self.builtins, |frame| frame.function.builtins.get()),
        };
        builtins.enter_cell_mode(self)?;
        Ok(builtins)
    }
}

/// What the functions that were made last have got from their globals. No root: it is forgotten at each collection.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    globals: Gc<Dict>,
    /// The cell of `__name__`.
    name: Gc<CellObject>,
    /// The cell of `__builtins__`, and what that held.
    cell: Gc<CellObject>,
    held: Value,
    builtins: Gc<Dict>,
}

impl Known {
    /// `__module__` and the builtins, unless they have changed.
    fn now(self) -> Option<(Value, Gc<Dict>)> {
        let module = self.name.get();
        (self.globals.is_cell_mode() && !module.is_empty() && self.cell.get() == self.held)
            .then_some((module, self.builtins))
    }
}

/// A callable bound to an object.
#[repr(C)]
pub struct BoundMethod {
    header: Header,
    /// `__func__`
    pub function: Field<Value>,
    /// `__self__`
    pub receiver: Field<Value>,
}

crate::heap_object!(BoundMethod, BoundMethod, [function, receiver]);

impl Vm {
    /// `types.MethodType(function, receiver)`
    pub fn bound_method(&mut self, function: Value, receiver: Value) -> PyResult<Gc<BoundMethod>> {
        let header = self.header_of_kind(Kind::BoundMethod);
        self.alloc(BoundMethod { header, function: Field::new(function), receiver: Field::new(receiver) })
    }
}

/// What a [`NativeFunction`] is to Python.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum NativeRole {
    /// Function of a module, static method or `__new__`: `owner` is the module or class; nothing is passed for it.
    Function,
    /// Method in a class dict, unbound: binds when found through an instance. `owner` is the class.
    Method,
    /// Special method in a class dict (CPython's slot wrapper): as `Method`, with other repr.
    SlotWrapper,
    /// Class method in a class dict: binds to the class.
    ClassMethod,
    /// Method bound to `receiver`, which is passed first.
    Bound,
    /// Slot wrapper bound to `receiver` (CPython's method-wrapper).
    BoundSlotWrapper,
}

/// The header flag of `__new__` functions.
const IS_NEW: u8 = super::header::flag::KIND_BIT_1;

/// A function or method defined in Rust, bound or not.
#[repr(C)]
pub struct NativeFunction {
    header: Header,
    /// What it does.
    pub spec: &'static FnSpec,
    /// What it is.
    pub role: NativeRole,
    /// What it is bound to; EMPTY if it is not.
    pub receiver: Field<Value>,
    /// Module or class that it is defined in.
    pub owner: Field<Value>,
}

impl HeapObject for NativeFunction {
    const KIND: Kind = Kind::NativeFunction;

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.receiver);
        tracer.field(&self.owner);
    }
}

impl NativeFunction {
    /// Whether it binds to the instance it is found through.
    #[inline(always)]
    pub fn is_method(&self) -> bool {
        matches!(self.role, NativeRole::Method | NativeRole::SlotWrapper)
    }

    /// Whether it is the `__new__` of a class, which checks its first argument.
    #[inline(always)]
    pub fn is_new(&self) -> bool {
        self.header.flags() & IS_NEW != 0
    }

    /// Whether `receiver` is passed as first argument.
    #[inline(always)]
    pub fn is_bound(&self) -> bool {
        matches!(self.role, NativeRole::Bound | NativeRole::BoundSlotWrapper)
    }
}

impl Vm {
    /// A function object of a Rust function.
    pub fn native_function(
        &mut self,
        spec: &'static FnSpec,
        role: NativeRole,
        receiver: Value,
        owner: Value,
    ) -> PyResult<Gc<NativeFunction>> {
        let class = match role {
            NativeRole::Function | NativeRole::Bound => self.types.builtin_function,
            NativeRole::Method => self.types.method_descriptor,
            NativeRole::SlotWrapper => self.types.wrapper_descriptor,
            NativeRole::ClassMethod => self.types.classmethod_descriptor,
            NativeRole::BoundSlotWrapper => self.types.method_wrapper,
        };
        let header = self.header_for(class, Kind::NativeFunction);
        if spec.name == "__new__" {
            header.add_flags(IS_NEW);
        }
        self.alloc(NativeFunction { header, spec, role, receiver: Field::new(receiver), owner: Field::new(owner) })
    }

    /// A native method bound to an object.
    pub fn bind_native(&mut self, method: Gc<NativeFunction>, receiver: Value) -> PyResult<Gc<NativeFunction>> {
        let role = match method.role {
            NativeRole::SlotWrapper => NativeRole::BoundSlotWrapper,
            _ => NativeRole::Bound,
        };
        self.native_function(method.spec, role, receiver, method.owner.get())
    }
}

/// A property.
#[repr(C)]
pub struct Property {
    header: Header,
    /// `fget` or EMPTY.
    pub getter: Field<Value>,
    /// `fset` or EMPTY.
    pub setter: Field<Value>,
    /// `fdel` or EMPTY.
    pub deleter: Field<Value>,
    /// `__doc__`
    pub doc: Field<Value>,
    /// Name that `__set_name__` gave, or EMPTY.
    pub name: Field<Value>,
    /// The docstring came from the getter.
    pub getter_doc: Cell<bool>,
}

crate::heap_object!(Property, Property, [getter, setter, deleter, doc, name]);

impl Vm {
    /// A new property of class property or one derived from it.
    pub fn property_of_class(&mut self, class: Gc<Type>) -> PyResult<Gc<Property>> {
        let header = self.header_for(class, Kind::Property);
        self.alloc(Property {
            header,
            getter: Field::new(Value::EMPTY),
            setter: Field::new(Value::EMPTY),
            deleter: Field::new(Value::EMPTY),
            doc: Field::new(Value::NONE),
            name: Field::new(Value::EMPTY),
            getter_doc: Cell::new(false),
        })
    }
}
