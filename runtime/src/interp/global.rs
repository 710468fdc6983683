//! Names: globals and builtins through cells, and the namespaces of modules and classes.

use super::{Operands, Quick, a, done, go, handler, tail, unit_op, value_op, word};
use crate::exceptions::hierarchy::Exc;
use crate::frame::stack::{frame_code, frame_function, register};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::{Feedback, seen};
use crate::object::dict::Dict;
use crate::object::function::{ATTENTION, CellObject, Function};
use crate::object::string::Str;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

macro_rules! feedback {
    ($pc:expr, $d:expr) => {
        &*(($pc as usize).wrapping_mul(2).wrapping_add($d) as *const Feedback)
    };
}

handler! { load_global_cell(pc, base, i, vm, d) {
    let value = *((feedback!(pc, d).word.get() as usize + 8) as *const u64);
    if value != 0 {
        *base.add(a!(i)) = value;
        go!(pc.add(1), base, vm, d);
    }
    tail!(load_global, pc, base, i, vm, d)
} }

handler! { load_global_builtin(pc, base, i, vm, d) {
    let feedback = feedback!(pc, d);
    // The globals must still lack the name.
    if let Some(globals) = globals_of(base)
        && globals.keys_version() == feedback.shape.get()
    {
        let value = *((feedback.word.get() as usize + 8) as *const u64);
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_global, pc, base, i, vm, d)
} }

#[inline(always)]
fn globals_of(base: *mut u64) -> Option<Gc<Dict>> {
    // In a generator the slot holds the generator.
    match register_at_callee(base).cast::<Function>() {
        Some(function) => Some(function.globals.get()),
        None => frame_function(base).map(|function| function.globals.get()),
    }
}

#[inline(always)]
fn register_at_callee(base: *mut u64) -> Value {
    Value::from_bits(crate::frame::stack::word(base, -4))
}

/// All there is to say of a variable of unbound code.
fn note_ran(pc: *mut u64, base: *mut u64) {
    let code = frame_code(base);
    code.feedback(code.index_of(pc)).seen.set(seen::OTHER);
}

/// Remembers a cell: the name's own in the globals, or that of the builtins for as long as the globals lack the name.
fn remember(vm: &Vm, base: *mut u64, pc: *mut u64, cell: Gc<CellObject>, version: u32, quick: Quick) {
    let code = frame_code(base);
    let feedback = code.feedback(code.index_of(pc));
    if code.is_unbound.get() {
        return note_ran(pc, base);
    }
    feedback.shape.set(version);
    feedback.word.set(cell.word());
    vm.barrier(code.header());
    code.set_op_byte(code.index_of(pc), quick.byte());
}

impl Vm {
    /// A global or builtin, with its cell in either. Globals of unbound code may have no cells; it asks for none.
    fn find_global(&self, function: Gc<Function>, name: Gc<Str>) -> Option<(Gc<CellObject>, bool)> {
        let globals = function.globals.get();
        if globals.has_cells()
            && let Some(cell) = globals.cell_of(self, name).filter(|cell| !cell.get().is_empty())
        {
            return Some((cell, true));
        }
        let builtins = function.builtins.get();
        builtins.cell_of(self, name).filter(|cell| !cell.get().is_empty()).map(|cell| (cell, false))
    }

    /// A variable of globals without cells.
    fn plain_global(&self, function: Gc<Function>, name: Gc<Str>) -> Option<Value> {
        let globals = function.globals.get();
        if globals.has_cells() { None } else { globals.get_str(self, name) }
    }

    /// Looks `name` up in the globals and builtins of a function.
    pub(crate) fn load_global(&mut self, function: Gc<Function>, name: Gc<Str>) -> PyResult<Value> {
        if let Some(value) = self.plain_global(function, name) {
            return Ok(value);
        }
        match self.find_global(function, name) {
            Some((cell, _)) => Ok(cell.get()),
            None => self.load_global_slow(function, name),
        }
    }

    /// Compiled code takes it that names found in builtins are not in the globals: those that get one tell.
    fn note_found(&mut self, globals: Gc<Dict>, name: Gc<Str>, own: bool) {
        if !own {
            globals.relied_on_to_lack();
            let hash = name.hash(self);
            self.builtins_found.insert(hash);
        }
    }

    fn load_global_slow(&mut self, function: Gc<Function>, name: Gc<Str>) -> PyResult<Value> {
        // Globals of a class derived from dict may have a `__missing__`, and keys may be equal to a name without being strings.
        for namespace in [function.globals.get(), function.builtins.get()] {
            if let Some(value) = crate::builtins::dict::get_mapping_item(self, namespace.value(), name.value())? {
                return Ok(value);
            }
        }
        Err(self.name_error(name))
    }
}

fn running(base: *mut u64) -> Gc<Function> {
    frame_function(base).expect("bytecode runs in functions")
}

#[inline(never)]
pub(super) fn load_global_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (function, name) = (running(base), o.name(o.wide()));
    if let Some(value) = vm.plain_global(function, name) {
        note_ran(pc, base);
        return value.bits();
    }
    match vm.find_global(function, name) {
        Some((cell, own)) => {
            let quick = if own { Quick::LoadGlobalCell } else { Quick::LoadGlobalBuiltin };
            vm.note_found(function.globals.get(), name, own);
            remember(vm, base, pc, cell, function.globals.get().keys_version(), quick);
            cell.get().bits()
        }
        None => word(vm.load_global_slow(function, name)),
    }
}
value_op!(load_global, load_global_work);

handler! { store_global_cell(pc, base, i, vm, d) {
    let cell = feedback!(pc, d).word.get();
    let slot = (cell as usize + 8) as *mut u64;
    if *slot != 0 {
        *slot = *base.add(a!(i));
        if *((cell as usize + 4) as *const u32) & ATTENTION != 0 {
            cell_written(&*vm, cell);
        }
        go!(pc.add(1), base, vm, d);
    }
    tail!(store_global, pc, base, i, vm, d)
} }

fn cell_written(vm: &Vm, cell: u64) {
    if let Some(cell) = Value::from_bits(cell).cast::<CellObject>() {
        vm.cell_written(cell);
    }
}

pub(super) fn store_global_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (function, name) = (running(base), o.name(o.wide()));
    let globals = function.globals.get();
    let result = globals.set_str(vm, name, o.a());
    if result.is_ok()
        && globals.has_cells()
        && let Some(cell) = globals.cell_of(vm, name)
    {
        remember(vm, base, pc, cell, 0, Quick::StoreGlobalCell);
    }
    done(result)
}
unit_op!(store_global, store_global_work);

pub(super) fn delete_global_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let name = o.name(o.wide());
    match running(base).globals.get().remove_str(vm, name) {
        Some(_) => 1,
        None => {
            let _raised = vm.name_error(name);
            0
        }
    }
}
unit_op!(delete_global, delete_global_work);

/// Whether the namespace in register 0 is the globals themselves, as in modules.
macro_rules! namespace_is_globals {
    ($base:expr) => {
        match globals_of($base) {
            Some(globals) => *$base == globals.word(),
            None => false,
        }
    };
}

handler! { load_name_cell(pc, base, i, vm, d) {
    if namespace_is_globals!(base) {
        let value = *((feedback!(pc, d).word.get() as usize + 8) as *const u64);
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_name, pc, base, i, vm, d)
} }

handler! { load_name_builtin(pc, base, i, vm, d) {
    if namespace_is_globals!(base) {
        tail!(load_global_builtin_or_name, pc, base, i, vm, d);
    }
    tail!(load_name, pc, base, i, vm, d)
} }

handler! { load_global_builtin_or_name(pc, base, i, vm, d) {
    let feedback = feedback!(pc, d);
    if let Some(globals) = globals_of(base)
        && globals.keys_version() == feedback.shape.get()
    {
        let value = *((feedback.word.get() as usize + 8) as *const u64);
        if value != 0 {
            *base.add(a!(i)) = value;
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(load_name, pc, base, i, vm, d)
} }

handler! { store_name_cell(pc, base, i, vm, d) {
    if namespace_is_globals!(base) {
        let cell = feedback!(pc, d).word.get();
        let slot = (cell as usize + 8) as *mut u64;
        if *slot != 0 {
            *slot = *base.add(a!(i));
            if *((cell as usize + 4) as *const u32) & ATTENTION != 0 {
                cell_written(&*vm, cell);
            }
            go!(pc.add(1), base, vm, d);
        }
    }
    tail!(store_name, pc, base, i, vm, d)
} }

#[inline(never)]
pub(super) fn load_name_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (function, name) = (running(base), o.name(o.wide()));
    let namespace = register(base, 0);
    // A dict of a class of its own is asked by its own method.
    if namespace == function.globals.get().value() && vm.class_of(namespace) == vm.types.dict {
        if let Some(value) = vm.plain_global(function, name) {
            note_ran(pc, base);
            return value.bits();
        }
        return match vm.find_global(function, name) {
            Some((cell, own)) => {
                let quick = if own { Quick::LoadNameCell } else { Quick::LoadNameBuiltin };
                vm.note_found(function.globals.get(), name, own);
                remember(vm, base, pc, cell, function.globals.get().keys_version(), quick);
                cell.get().bits()
            }
            None => word(vm.load_global_slow(function, name)),
        };
    }
    note_ran(pc, base);
    word(match crate::builtins::dict::get_mapping_item(vm, namespace, name.value()) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => vm.load_global(function, name),
        Err(raised) => Err(raised),
    })
}
value_op!(load_name, load_name_work);

pub(super) fn store_name_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (name, value) = (o.name(o.wide()), o.a());
    let namespace = register(base, 0);
    let Some(dict) = namespace.cast::<Dict>().filter(|_| vm.class_of(namespace) == vm.types.dict) else {
        return done(vm.set_item(namespace, name.value(), value));
    };
    let result = dict.set_str(vm, name, value);
    let function = running(base);
    if result.is_ok()
        && namespace == function.globals.get().value()
        && dict.has_cells()
        && let Some(cell) = dict.cell_of(vm, name)
    {
        remember(vm, base, pc, cell, 0, Quick::StoreNameCell);
    }
    done(result)
}
unit_op!(store_name, store_name_work);

pub(super) fn delete_name_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let name = o.name(o.wide());
    let namespace = register(base, 0);
    if let Some(dict) = namespace.cast::<Dict>().filter(|_| vm.class_of(namespace) == vm.types.dict) {
        if dict.remove_str(vm, name).is_some() {
            return 1;
        }
        let _raised = vm.name_error(name);
        return 0;
    }
    match vm.delete_item(namespace, name.value()) {
        Ok(()) => 1,
        Err(raised) => {
            if vm.catch(raised, Exc::KeyError).is_ok() {
                let _raised = vm.name_error(name);
            }
            0
        }
    }
}
unit_op!(delete_name, delete_name_work);

pub(super) fn load_dict_or_global_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let name = o.name(o.c_field());
    word(match crate::builtins::dict::get_mapping_item(vm, o.b(), name.value()) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => vm.load_global(running(base), name),
        Err(raised) => Err(raised),
    })
}
value_op!(load_dict_or_global, load_dict_or_global_work);

pub(super) fn load_dict_or_cell_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let name = frame_code(base).register_name(o.c_field()).expect("cells have names");
    match crate::builtins::dict::get_mapping_item(vm, o.b(), name.value()) {
        Ok(Some(value)) => value.bits(),
        Ok(None) => match o.c().cast::<CellObject>().and_then(|cell| cell.get().given()) {
            Some(value) => value.bits(),
            None => {
                let _raised = super::misc::unbound(vm, base, o.c_field());
                0
            }
        },
        Err(_) => 0,
    }
}
value_op!(load_dict_or_cell, load_dict_or_cell_work);

pub(super) fn load_locals_work(vm: &mut Vm, _: *mut u64, _: *mut u64, _: u64) -> u64 {
    let frame = vm.frames().next().expect("an instruction is being executed");
    word(vm.frame_locals(frame))
}
value_op!(load_locals, load_locals_work);

pub(super) fn load_build_class_work(vm: &mut Vm, _: *mut u64, base: *mut u64, _: u64) -> u64 {
    let name = vm.names.special(Special::BuildClass);
    let builtins = running(base).builtins.get();
    match builtins.get_str(vm, name) {
        Some(value) => value.bits(),
        None => {
            let _raised = vm.name_error_text("__build_class__ not found");
            0
        }
    }
}
value_op!(load_build_class, load_build_class_work);
