//! `type.__new__`: the metaclass, the base that decides on the layout, slots, and what is told of a new class.

use super::mro::compute_mro;
use crate::bytecode::{Instr, Op};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::array::Array;
use crate::object::dict::Dict;
use crate::object::function::{Function, NativeFunction};
use crate::object::header::Kind;
use crate::object::instance::MOST_ATTRS;
use crate::object::shape::MAX_SLOTS;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{NewType, Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// The most derived metaclass of the bases.
pub(crate) fn best_metaclass(vm: &mut Vm, metaclass: Gc<Type>, bases: Gc<Tuple>) -> PyResult<Gc<Type>> {
    let mut winner = metaclass;
    for &base in bases.items() {
        let candidate = vm.class_of(base);
        if winner.is_subclass(candidate) {
            continue;
        }
        if candidate.is_subclass(winner) {
            winner = candidate;
            continue;
        }
        return Err(vm.type_error(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
        ));
    }
    Ok(winner)
}

/// What a class being made has found out about its instances.
struct LayoutPlan {
    base: Gc<Type>,
    flags: u32,
    slots: Vec<Gc<Str>>,
    attrs: u8,
    slot_count: u16,
    assigned: Option<Gc<Array>>,
}

/// `type.__new__(metaclass, name, bases, namespace, **kwargs)`
pub(crate) fn make_class(
    vm: &mut Vm,
    metaclass: Gc<Type>,
    name: Gc<Str>,
    bases: Gc<Tuple>,
    namespace: Gc<Dict>,
    kwargs: Gc<Dict>,
) -> PyResult<Gc<Type>> {
    let bases = if bases.is_empty() { vm.tuple(&[vm.types.object.value()])? } else { bases };
    if name.to_wtf8().contains(&0) {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    check_encodable(vm, name)?;
    let base = best_base(vm, bases)?;
    let dict = namespace.copy(vm)?;
    let doc = vm.names.special(Special::Doc);
    if let Some(doc) = dict.get_str(vm, doc).and_then(|doc| doc.cast::<Str>()) {
        check_encodable(vm, doc)?;
    }
    let plan = plan_layout(vm, name, base, bases, dict)?;
    let qualname_key = vm.names.special(Special::Qualname);
    let qualname = match dict.remove_str(vm, qualname_key) {
        Some(value) => match value.cast::<Str>() {
            Some(qualname) => qualname,
            None => {
                let message = format!("type __qualname__ must be a str, not {}", vm.type_name(value));
                return Err(vm.type_error(&message));
            }
        },
        None => name,
    };
    let class_cell_key = vm.names.special(Special::ClassCell);
    let class_cell = dict.remove_str(vm, class_cell_key);
    let class_dict_key = vm.intern("__classdictcell__");
    let class_dict_cell = dict.remove_str(vm, class_dict_key);
    prepare_namespace(vm, dict)?;
    let name = vm.intern_str(name);
    let class = vm.new_type(NewType {
        name,
        qualname,
        metaclass: Some(metaclass),
        bases,
        base: Some(plan.base),
        dict,
        flags: plan.flags,
        layout: plan.base.layout.get(),
        attrs: plan.attrs,
        slot_count: plan.slot_count,
    })?;
    class.assigned.set(vm, class, plan.assigned);
    add_slot_members(vm, class, &plan)?;
    add_instance_getsets(vm, class, &plan)?;
    // Before `mro()`, which may call methods.
    for (cell, value) in [(class_cell, class.value()), (class_dict_cell, dict.value())] {
        if let Some(cell) = cell {
            match cell.cast::<crate::object::function::CellObject>() {
                Some(cell) => cell.set(vm, value),
                None => {
                    let message =
                        format!("__classcell__ must be a nonlocal cell, not <class '{}'>", vm.type_name(cell));
                    return Err(vm.type_error(&message));
                }
            }
        }
    }
    let mro = compute_mro(vm, class)?;
    if class.mro.get().is_empty() {
        class.mro.set(vm, class, mro);
    }
    inherit_flags(vm, class)?;
    for &base in bases.items() {
        if let Some(base) = base.cast::<Type>() {
            vm.add_subclass(base, class)?;
        }
    }
    call_set_names(vm, class)?;
    call_init_subclass(vm, class, kwargs)?;
    Ok(class)
}

/// `__module__`, implicit static and class methods, `__hash__`.
fn prepare_namespace(vm: &mut Vm, dict: Gc<Dict>) -> PyResult<()> {
    let module_key = vm.names.special(Special::Module);
    if dict.get_str(vm, module_key).is_none()
        && let Some(module) = vm.current_module_name()
    {
        dict.set_str(vm, module_key, module)?;
    }
    let new_key = vm.names.special(Special::New);
    if let Some(function) = dict.get_str(vm, new_key)
        && function.is::<Function>()
    {
        let wrapped = crate::builtins::descriptors::new_static_method(vm, function)?;
        dict.set_str(vm, new_key, wrapped)?;
    }
    for special in [Special::InitSubclass, Special::ClassGetItem] {
        let key = vm.names.special(special);
        if let Some(function) = dict.get_str(vm, key)
            && function.is::<Function>()
        {
            let wrapped = crate::builtins::descriptors::new_class_method(vm, function)?;
            dict.set_str(vm, key, wrapped)?;
        }
    }
    let (eq, hash, doc) =
        (vm.names.special(Special::Eq), vm.names.special(Special::Hash), vm.names.special(Special::Doc));
    if dict.get_str(vm, eq).is_some() && dict.get_str(vm, hash).is_none() {
        dict.set_str(vm, hash, Value::NONE)?;
    }
    if dict.get_str(vm, doc).is_none() {
        dict.set_str(vm, doc, Value::NONE)?;
    }
    Ok(())
}

/// The base that fixes the layout of instances ("solid base").
pub(super) fn best_base(vm: &mut Vm, bases: Gc<Tuple>) -> PyResult<Gc<Type>> {
    let mut winner: Option<Gc<Type>> = None;
    for &base in bases.items() {
        let Some(candidate) = base.cast::<Type>() else {
            return Err(vm.type_error("bases must be types"));
        };
        if !candidate.has(type_flag::BASE_TYPE) {
            let message = format!("type '{}' is not an acceptable base type", vm.qualified_type_name(candidate));
            return Err(vm.type_error(&message));
        }
        winner = match winner {
            None => Some(candidate),
            Some(current) => {
                let (a, b) = (solid(current), solid(candidate));
                if a.is_subclass(b) {
                    Some(current)
                } else if b.is_subclass(a) {
                    Some(candidate)
                } else {
                    return Err(vm.type_error("multiple bases have instance lay-out conflict"));
                }
            }
        };
    }
    Ok(winner.unwrap_or(vm.types.object))
}

/// The class that last added to the layout: a builtin type with a struct of its own, or one with declared slots.
pub(super) fn solid(class: Gc<Type>) -> Gc<Type> {
    match class.base.get() {
        Some(base) if base.layout.get() == class.layout.get() && base.slot_count.get() == class.slot_count.get() => {
            solid(base)
        }
        Some(_) | None => class,
    }
}

fn plan_layout(vm: &mut Vm, name: Gc<Str>, base: Gc<Type>, bases: Gc<Tuple>, dict: Gc<Dict>) -> PyResult<LayoutPlan> {
    let slots_key = vm.names.special(Special::Slots);
    let mut flags = type_flag::HEAP_TYPE | type_flag::BASE_TYPE | (base.flags.get() & type_flag::INHERITED);
    let mut slots = Vec::new();
    for &other in bases.items() {
        if let Some(other) = other.cast::<Type>() {
            flags |= other.flags.get() & (type_flag::INHERITED & !type_flag::METATYPE);
        }
    }
    if base.has(type_flag::METATYPE) {
        flags &= !type_flag::HAS_DICT;
    }
    match dict.get_str(vm, slots_key) {
        // The attributes of a class are in its own dict, whatever its metaclass.
        None if base.has(type_flag::METATYPE) => {}
        None => flags |= type_flag::HAS_DICT | type_flag::HAS_WEAKREF,
        Some(declared) => {
            let names = if declared.is::<Str>() { vm.list(&[declared])? } else { vm.collect_list(declared)? };
            let (mut own_dict, mut own_weakref) = (base.has(type_flag::HAS_DICT), base.has(type_flag::HAS_WEAKREF));
            let variable = matches!(base.layout.get().kind, Kind::Int64 | Kind::Tuple | Kind::Bytes | Kind::Type);
            for index in 0..names.len() {
                let Some(slot) = names.get(index) else { break };
                let Some(slot) = slot.cast::<Str>() else {
                    let message = format!("__slots__ items must be strings, not '{}'", vm.type_name(slot));
                    return Err(vm.type_error(&message));
                };
                let text = slot.to_string_lossy();
                match &*text {
                    "__dict__" => {
                        if std::mem::replace(&mut own_dict, true) {
                            return Err(vm.type_error("__dict__ slot disallowed: we already got one"));
                        }
                        flags |= type_flag::HAS_DICT;
                    }
                    "__weakref__" => {
                        if std::mem::replace(&mut own_weakref, true) {
                            return Err(vm.type_error("__weakref__ slot disallowed: we already got one"));
                        }
                        flags |= type_flag::HAS_WEAKREF;
                    }
                    _ if variable => {
                        let message = format!("nonempty __slots__ not supported for subtype of '{}'", base.name_text());
                        return Err(vm.type_error(&message));
                    }
                    _ => {
                        if !is_identifier(&text) {
                            return Err(vm.type_error("__slots__ must be identifiers"));
                        }
                        let slot = mangle(vm, name, &text);
                        if dict.get_str(vm, slot).is_some() && !matches!(&*text, "__qualname__" | "__classcell__") {
                            let message =
                                format!("'{}' in __slots__ conflicts with class variable", slot.to_string_lossy());
                            return Err(vm.value_error(&message));
                        }
                        slots.push(slot);
                    }
                }
            }
            slots.sort_by_key(|slot| slot.to_string_lossy());
            slots.dedup();
        }
    }
    let slot_count = usize::from(base.slot_count.get()) + slots.len();
    if slot_count > MAX_SLOTS {
        return Err(vm.type_error("too many __slots__"));
    }
    let assigned = assigned_attributes(vm, bases, dict)?;
    let attrs = attribute_words(base, bases, assigned, flags, slot_count);
    Ok(LayoutPlan { base, flags, slots, attrs, slot_count: slot_count as u16, assigned })
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic()) && chars.all(|c| c == '_' || c.is_alphanumeric())
}

/// `__x` in class `C` is `_C__x`.
fn mangle(vm: &mut Vm, class: Gc<Str>, name: &str) -> Gc<Str> {
    let class = class.to_string_lossy();
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || class.is_empty() {
        return vm.intern(name);
    }
    let mangled = format!("_{class}{name}");
    vm.intern(&mangled)
}

/// Words of attribute storage of instances: one for overflow or dict, the declared slots, and about as many inline slots as
/// the methods of the class and of its bases assign attributes. Those that get more have later ones made larger
/// ([`Vm::widen_instances`]).
fn attribute_words(base: Gc<Type>, bases: Gc<Tuple>, assigned: Option<Gc<Array>>, flags: u32, slot_count: usize) -> u8 {
    if flags & type_flag::HAS_DICT == 0 {
        return if slot_count == 0 { 0 } else { 1 + slot_count as u8 };
    }
    // Those of bases of bases may have been made larger since.
    let bases = bases.items().iter().filter_map(|base| base.cast::<Type>()).flat_map(|base| {
        let classes = base.mro.get();
        (0..classes.len()).filter_map(move |index| classes.get(index).cast::<Type>())
    });
    let inherited =
        bases.map(|base| (base.attrs.get() as usize).saturating_sub(1 + base.slot_count.get() as usize)).max();
    let own = assigned.map_or(0, |names| names.len());
    let least = if base.layout.get().kind == Kind::Instance { 2 } else { 0 };
    (1 + slot_count + inherited.unwrap_or(0).max(own).max(least).min(MOST_ATTRS as usize - 1)) as u8
}

/// Names of the attributes that the methods in the dict of a class and those of its bases assign: `__init__` of any object,
/// others of their first argument. What bases assign is what it was when they were made.
fn assigned_attributes(vm: &mut Vm, bases: Gc<Tuple>, dict: Gc<Dict>) -> PyResult<Option<Gc<Array>>> {
    let init = vm.names.special(Special::Init).value();
    let mut names: Vec<Value> = Vec::new();
    let mut at = 0;
    while let Some((entry, key, value)) = dict.next_item(at) {
        at = entry + 1;
        let Some(method) = value.cast::<Function>() else { continue };
        let code = method.code.get();
        let own = code.names.get();
        let assigns = |i: &&Instr| i.op_byte() == Op::StoreAttr as u8 && (key == init || i.a() == 0);
        let assigned = code.instructions().iter().filter(assigns);
        names.extend(assigned.filter_map(|i| own.items().get(usize::from(i.c()))));
    }
    let inherited = bases.items().iter().filter_map(|base| base.cast::<Type>()?.assigned.get());
    let most = inherited.clone().max_by_key(|names| names.len());
    inherited.for_each(|more| names.extend((0..more.len()).map(|at| more.get(at))));
    names.sort_unstable_by_key(|name| name.bits());
    names.dedup();
    match most {
        _ if names.is_empty() => Ok(None),
        Some(most) if most.len() == names.len() => Ok(Some(most)),
        // The names are interned, and so found by the collector without this.
        Some(_) | None => Array::of(vm, &names).map(Some),
    }
}

impl Vm {
    /// A class gets another `__init__`, as dataclasses do: its instances may have more attributes.
    pub(crate) fn widen_for_init(&mut self, class: Gc<Type>) -> PyResult<()> {
        let assigned = assigned_attributes(self, class.bases.get(), class.dict.get())?;
        class.assigned.set(self, class, assigned);
        let words = 1 + class.slot_count.get() as usize + assigned.map_or(0, |names| names.len());
        self.widen_instances(class, words);
        Ok(())
    }
}

fn add_slot_members(vm: &mut Vm, class: Gc<Type>, plan: &LayoutPlan) -> PyResult<()> {
    let first = plan.slot_count - plan.slots.len() as u16;
    for (index, &slot) in plan.slots.iter().enumerate() {
        // Slot names are interned, so the vector holds only pinned objects that the intern table keeps alive.
        let member = crate::builtins::descriptors::new_member(vm, class, slot, first + index as u16)?;
        class.dict.get().set_str(vm, slot, member)?;
    }
    Ok(())
}

/// `__dict__` and `__weakref__` descriptors of a class that introduces them.
fn add_instance_getsets(vm: &mut Vm, class: Gc<Type>, plan: &LayoutPlan) -> PyResult<()> {
    let base = plan.base;
    let introduces = |flag| class.has(flag) && !base.has(flag);
    if introduces(type_flag::HAS_DICT) {
        let descriptor =
            crate::builtins::descriptors::new_getset(vm, class, &crate::builtins::object::DICT_GETSET_STATIC)?;
        add_unless_defined(vm, class, Special::Dict, descriptor)?;
    }
    if introduces(type_flag::HAS_WEAKREF) {
        let descriptor = crate::builtins::descriptors::new_getset(vm, class, &crate::builtins::object::WEAKREF_GETSET)?;
        add_unless_defined(vm, class, Special::Weakref, descriptor)?;
    }
    Ok(())
}

fn add_unless_defined(vm: &mut Vm, class: Gc<Type>, name: Special, value: Value) -> PyResult<()> {
    let (dict, name) = (class.dict.get(), vm.names.special(name));
    if dict.get_str(vm, name).is_none() { dict.set_str(vm, name, value) } else { Ok(()) }
}

/// `UnicodeEncodeError` if the text cannot be UTF-8.
pub(super) fn check_encodable(vm: &mut Vm, text: Gc<Str>) -> PyResult<()> {
    if std::str::from_utf8(&text.to_wtf8()).is_err() {
        vm.call_method(text.value(), "encode", &[])?;
    }
    Ok(())
}

fn inherit_flags(vm: &mut Vm, class: Gc<Type>) -> PyResult<()> {
    let asked_for = |finalizer: Value| finalizer.cast::<NativeFunction>().is_some_and(|native| native.spec.asked_for);
    if vm.special(class, Special::Del).is_some_and(|finalizer| !asked_for(finalizer)) {
        class.flags.set(class.flags.get() | type_flag::HAS_DEL);
    }
    for base in class.mro_classes() {
        let inherited = base.flags.get() & (type_flag::MAPPING | type_flag::SEQUENCE);
        if inherited != 0 {
            class.flags.set(class.flags.get() | inherited);
            break;
        }
    }
    Ok(())
}

fn call_set_names(vm: &mut Vm, class: Gc<Type>) -> PyResult<()> {
    // A copy: __set_name__ may change the class.
    let dict = class.dict.get().copy(vm)?;
    let mut at = 0;
    while let Some((entry, key, value)) = dict.next_item(at) {
        at = entry + 1;
        if !value.is_heap() || value.is::<Function>() {
            continue;
        }
        let Some(method) = vm.special_of(value, Special::SetName) else { continue };
        if let Err(raised) = vm.call_unbound(method, value, &[class.value(), key]) {
            let exception = vm.take_exception(raised);
            let key = vm.repr_text(key)?;
            let note = format!(
                "Error calling __set_name__ on '{}' instance {key} in '{}'",
                vm.type_name(value),
                class.name_text()
            );
            let note = vm.str(&note)?;
            vm.call_method(exception, "add_note", &[note.value()])?;
            return Err(vm.set_exception(exception));
        }
    }
    Ok(())
}

fn call_init_subclass(vm: &mut Vm, class: Gc<Type>, kwargs: Gc<Dict>) -> PyResult<()> {
    let name = vm.names.special(Special::InitSubclass);
    let mro = class.mro.get();
    if !mro.items().contains(&class.value()) {
        return Err(vm.type_error("super(type, obj): obj must be an instance or subtype of type"));
    }
    for index in 1..mro.len() {
        let Some(base) = mro.get(index).cast::<Type>() else { continue };
        if let Some(found) = base.dict.get().get_str(vm, name) {
            let bound = vm.bind_class(found, class)?;
            let native = bound.cast::<crate::object::function::NativeFunction>().is_some();
            if native && !kwargs.is_empty() {
                let message = format!("{}.__init_subclass__() takes no keyword arguments", class.name_text());
                return Err(vm.type_error(&message));
            }
            vm.call_dict(bound, &[], Some(kwargs))?;
            return Ok(());
        }
    }
    Ok(())
}
