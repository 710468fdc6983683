//! Attributes of classes: names, bases, documentation, annotations, and what the layout shows as numbers.

use super::make::{best_base, check_encodable};
use super::mro::compute_mro;
use crate::heap::Gc;
use crate::object::Special;
use crate::object::header::Kind;
use crate::object::list::List;
use crate::object::reliance::Change;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Vm};

fn as_class(value: Value) -> Gc<Type> {
    value.cast::<Type>().expect("attributes of type are read from classes")
}

pub(super) fn get_name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(as_class(value).name.get().value())
}

fn check_settable(vm: &mut Vm, class: Gc<Type>, name: &str, value: Value) -> PyResult<()> {
    if !class.has(type_flag::HEAP_TYPE) {
        let message = format!("cannot set '{name}' attribute of immutable type '{}'", vm.qualified_type_name(class));
        return Err(vm.type_error(&message));
    }
    if value.is_empty() {
        let message = format!("cannot delete '{name}' attribute of immutable type '{}'", class.name_text());
        return Err(vm.type_error(&message));
    }
    Ok(())
}

fn str_value(vm: &mut Vm, class: Gc<Type>, name: &str, value: Value) -> PyResult<Gc<Str>> {
    check_settable(vm, class, name, value)?;
    value.cast::<Str>().ok_or_else(|| {
        let message = format!("can only assign string to {}.{name}, not '{}'", class.name_text(), vm.type_name(value));
        vm.type_error(&message)
    })
}

pub(super) fn set_name(vm: &mut Vm, value: Value, name: Value) -> PyResult<()> {
    let class = as_class(value);
    let name = str_value(vm, class, "__name__", name)?;
    vm.audit_attribute(value, "__name__", name.value())?;
    if name.to_wtf8().contains(&0) {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    check_encodable(vm, name)?;
    class.name.set(vm, class, name);
    Ok(())
}

pub(super) fn get_qualname(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(as_class(value).qualname.get().value())
}

pub(super) fn set_qualname(vm: &mut Vm, value: Value, name: Value) -> PyResult<()> {
    let class = as_class(value);
    let name = str_value(vm, class, "__qualname__", name)?;
    class.qualname.set(vm, class, name);
    Ok(())
}

pub(super) fn get_module(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let class = as_class(value);
    if let Some(spec) = class.spec.get() {
        return Ok(vm.str(spec.module)?.value());
    }
    let name = vm.names.special(Special::Module);
    match class.dict.get().get_str(vm, name) {
        Some(module) => Ok(module),
        None => Ok(vm.str("builtins")?.value()),
    }
}

pub(super) fn set_module(vm: &mut Vm, value: Value, module: Value) -> PyResult<()> {
    let class = as_class(value);
    check_settable(vm, class, "__module__", module)?;
    let name = vm.names.special(Special::Module);
    vm.set_type_attr(class, name, module).map(|_| ())
}

pub(super) fn get_bases(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(as_class(value).bases.get().value())
}

pub(super) fn set_bases(vm: &mut Vm, value: Value, bases: Value) -> PyResult<()> {
    let class = as_class(value);
    check_settable(vm, class, "__bases__", bases)?;
    vm.audit_attribute(value, "__bases__", bases)?;
    let Some(bases) = bases.cast::<Tuple>() else {
        let message = format!("can only assign tuple to {}.__bases__, not {}", class.name_text(), vm.type_name(bases));
        return Err(vm.type_error(&message));
    };
    if bases.is_empty() {
        let message = format!("can only assign non-empty tuple to {}.__bases__, not ()", class.name_text());
        return Err(vm.type_error(&message));
    }
    // Nothing changes, unless somebody watches how an MRO is made.
    if bases.items() == class.bases.get().items() && vm.class_of(value) == vm.types.type_ {
        class.bases.set(vm, class, bases);
        return move_to_end_of_subclasses(vm, class);
    }
    for &base in bases.items() {
        let Some(base) = base.cast::<Type>() else {
            let message =
                format!("{}.__bases__ must be tuple of classes, not '{}'", class.name_text(), vm.type_name(base));
            return Err(vm.type_error(&message));
        };
        // An MRO may not be up to date yet while classes are being changed, the chain of first bases is.
        if base.is_subclass(class) || (!base.mro.get().is_empty() && in_base_chain(base, class)) {
            return Err(vm.type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    let base = best_base(vm, bases)?;
    let old_base = class.base.get().unwrap_or(vm.types.object);
    if !same_layout(base, old_base) {
        let message = format!(
            "__bases__ assignment: '{}' object layout differs from '{}'",
            base.name_text(),
            old_base.name_text()
        );
        return Err(vm.type_error(&message));
    }
    let old_bases = class.bases.get();
    class.bases.set(vm, class, bases);
    class.base.set(vm, class, Some(base));
    // Triples of class, old and new MRO of what has been changed so far.
    let changed = vm.list(&[])?;
    if let Err(raised) = update_mros(vm, class, changed) {
        for triple in changed.items().chunks_exact(3) {
            if let (Some(class), Some(old), Some(new)) = (triple[0].cast::<Type>(), triple[1].cast(), triple[2].cast())
                && class.mro.get() == new
            {
                class.mro.set(vm, class, old);
                vm.type_modified(class, Change::Everything);
            }
        }
        if class.bases.get() == bases {
            class.bases.set(vm, class, old_bases);
            class.base.set(vm, class, Some(old_base));
        }
        return Err(raised);
    }
    // An `mro` method may have assigned other bases meanwhile.
    if class.bases.get() == bases {
        for &old in old_bases.items() {
            if let Some(list) = old.cast::<Type>().and_then(|old| old.subclasses.get()) {
                remove_class(vm, list, class)?;
            }
        }
        for &new in bases.items() {
            if let Some(new) = new.cast::<Type>() {
                vm.add_subclass(new, class)?;
            }
        }
    }
    vm.type_modified(class, Change::Everything);
    Ok(())
}

/// As if a class had been derived from its bases just now.
fn move_to_end_of_subclasses(vm: &mut Vm, class: Gc<Type>) -> PyResult<()> {
    let bases = class.bases.get();
    for &base in bases.items() {
        let Some(base) = base.cast::<Type>() else { continue };
        if let Some(list) = base.subclasses.get() {
            remove_class(vm, list, class)?;
        }
        vm.add_subclass(base, class)?;
    }
    Ok(())
}

fn in_base_chain(class: Gc<Type>, of: Gc<Type>) -> bool {
    std::iter::successors(Some(class), |class| class.base.get()).any(|base| base == of)
}

/// Whether instances of two classes are laid out alike, so that one may take the place of the other.
pub(crate) fn same_layout(new: Gc<Type>, old: Gc<Type>) -> bool {
    let alike = |a: Gc<Type>, b: Gc<Type>| {
        let flags = |class: Gc<Type>| class.flags.get() & (type_flag::HAS_DICT | type_flag::HAS_WEAKREF);
        a.layout.get() == b.layout.get() && a.slot_count.get() == b.slot_count.get() && flags(a) == flags(b)
    };
    // The class that last added something.
    let adding = |mut class: Gc<Type>| {
        while let Some(base) = class.base.get().filter(|&base| alike(base, class)) {
            class = base;
        }
        class
    };
    let (new_base, old_base) = (adding(new), adding(old));
    alike(new, old)
        && (new_base == old_base
            || (new_base.base.get() == old_base.base.get() && slot_names(new_base) == slot_names(old_base)))
}

/// Names of the slots that a class declares, in the order of their places.
fn slot_names(class: Gc<Type>) -> Vec<Gc<Str>> {
    let members = |(_, value): (Value, Value)| {
        let member = value.cast::<crate::heap::Native<crate::builtins::descriptors::Member>>()?;
        (member.data.owner.get() == class).then(|| (member.data.slot, member.data.name.get()))
    };
    let mut names: Vec<_> = class.dict.get().items().filter_map(members).collect();
    names.sort_by_key(|(slot, _)| *slot);
    names.into_iter().map(|(_, name)| name).collect()
}

/// Computes the MROs of a class and of those derived from it anew, and notes what has been changed.
fn update_mros(vm: &mut Vm, class: Gc<Type>, changed: Gc<List>) -> PyResult<()> {
    let old = class.mro.get();
    let mro = compute_mro(vm, class)?;
    // If an `mro` method has changed the class itself, its result is out of date.
    if class.mro.get() != old {
        return Ok(());
    }
    class.mro.set(vm, class, mro);
    vm.type_modified(class, Change::Everything);
    changed.splice(vm, changed.len(), changed.len(), &[class.value(), old.value(), mro.value()])?;
    let Some(subclasses) = class.subclasses.get() else { return Ok(()) };
    let subclasses = vm.list(subclasses.items())?;
    for index in 0..subclasses.len() {
        if let Some(subclass) = subclasses.get(index).and_then(|s| s.cast::<Type>()) {
            vm.recurse("", |vm| update_mros(vm, subclass, changed))?;
        }
    }
    Ok(())
}

fn remove_class(vm: &mut Vm, list: Gc<List>, class: Gc<Type>) -> PyResult<()> {
    if let Some(index) = list.items().iter().position(|&item| item == class.value()) {
        list.splice(vm, index, index + 1, &[])?;
    }
    Ok(())
}

pub(super) fn get_base(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::from(as_class(value).base.get()).or_none())
}

/// None while the class is being made.
pub(super) fn get_mro(_: &mut Vm, value: Value) -> PyResult<Value> {
    let mro = as_class(value).mro.get();
    Ok(if mro.is_empty() { Value::NONE } else { mro.value() })
}

pub(crate) fn get_dict(vm: &mut Vm, value: Value) -> PyResult<Value> {
    crate::builtins::descriptors::new_mapping_proxy(vm, as_class(value).dict.get().value())
}

pub(super) fn get_doc(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let class = as_class(value);
    let name = vm.names.special(Special::Doc);
    match class.dict.get().get_str(vm, name) {
        Some(doc) => match vm.special_of(doc, Special::Get) {
            Some(get) if !doc.is::<Str>() => vm.call_unbound(get, doc, &[Value::NONE, value]),
            Some(_) | None => Ok(doc),
        },
        None => Ok(Value::NONE),
    }
}

pub(super) fn text_signature(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match as_class(value).spec.get().and_then(crate::native::type_signatures::type_signature) {
        Some(text) => Ok(vm.str(text)?.value()),
        None => Ok(Value::NONE),
    }
}

pub(super) fn set_doc(vm: &mut Vm, value: Value, doc: Value) -> PyResult<()> {
    let class = as_class(value);
    check_settable(vm, class, "__doc__", doc)?;
    let name = vm.names.special(Special::Doc);
    vm.set_type_attr(class, name, doc).map(|_| ())
}

fn own_attr(vm: &mut Vm, class: Gc<Type>, special: Special) -> Option<Value> {
    let name = vm.names.special(special);
    class.dict.get().get_str(vm, name)
}

pub(super) fn get_annotations(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let class = as_class(value);
    if !class.has(type_flag::HEAP_TYPE) {
        let name = vm.names.special(Special::Annotations);
        return Err(vm.attribute_error(value, name));
    }
    if let Some(annotations) = own_attr(vm, class, Special::Annotations) {
        return match vm.special_of(annotations, Special::Get) {
            Some(get) => vm.call_unbound(get, annotations, &[Value::NONE, value]),
            None => Ok(annotations),
        };
    }
    let annotations = vm.dict()?.value();
    let name = vm.names.special(Special::Annotations);
    vm.set_type_attr(class, name, annotations)?;
    Ok(annotations)
}

pub(super) fn set_annotations(vm: &mut Vm, value: Value, annotations: Value) -> PyResult<()> {
    let class = as_class(value);
    if !class.has(type_flag::HEAP_TYPE) {
        return check_settable(vm, class, "__annotations__", annotations);
    }
    let name = vm.names.special(Special::Annotations);
    if !vm.set_type_attr(class, name, annotations)? {
        return Err(vm.attribute_error_text("__annotations__"));
    }
    Ok(())
}

pub(super) fn get_type_params(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match own_attr(vm, as_class(value), Special::TypeParams) {
        Some(params) => Ok(params),
        None => Ok(vm.tuple(&[])?.value()),
    }
}

pub(super) fn set_type_params(vm: &mut Vm, value: Value, params: Value) -> PyResult<()> {
    let class = as_class(value);
    check_settable(vm, class, "__type_params__", params)?;
    let name = vm.names.special(Special::TypeParams);
    vm.set_type_attr(class, name, params).map(|_| ())
}

pub(super) fn get_abstract(vm: &mut Vm, value: Value) -> PyResult<Value> {
    // `type` has this very descriptor under the name.
    if value == vm.types.type_.value() {
        return Err(vm.attribute_error_text("__abstractmethods__"));
    }
    match own_attr(vm, as_class(value), Special::AbstractMethods) {
        Some(methods) => Ok(methods),
        None => Err(vm.attribute_error_text("__abstractmethods__")),
    }
}

pub(super) fn set_abstract(vm: &mut Vm, value: Value, methods: Value) -> PyResult<()> {
    let class = as_class(value);
    let is_abstract = !methods.is_empty() && vm.is_true(methods)?;
    let name = vm.names.special(Special::AbstractMethods);
    if !vm.set_type_attr(class, name, methods)? {
        return Err(vm.attribute_error_text("__abstractmethods__"));
    }
    let flags = class.flags.get();
    class.flags.set(if is_abstract { flags | type_flag::ABSTRACT } else { flags & !type_flag::ABSTRACT });
    Ok(())
}

pub(super) fn get_flags(_: &mut Vm, value: Value) -> PyResult<Value> {
    // The bits of CPython's tp_flags that Python code tests.
    let class = as_class(value);
    let bit = |flag, bit: u32| if class.has(flag) { 1i64 << bit } else { 0 };
    let subclass_of = |kind: Kind| match kind {
        Kind::Int64 => 1 << 24,
        Kind::List => 1 << 25,
        Kind::Tuple => 1 << 26,
        Kind::Bytes => 1 << 27,
        Kind::Str => 1 << 28,
        Kind::Dict => 1 << 29,
        Kind::Exception => 1 << 30,
        Kind::Type => 1 << 31,
        _ => 0i64,
    };
    // CPython makes this one at run time, and `copyreg` looks for the last class that is not made so.
    let is_generic = class.spec.get().is_some_and(|spec| std::ptr::eq(spec, &crate::builtins::typing::GENERIC));
    let flags = bit(type_flag::HEAP_TYPE, 9)
        | if is_generic { 1 << 9 } else { 0 }
        | bit(type_flag::NO_NEW, 7)
        | bit(type_flag::MATCH_SELF, 22)
        | subclass_of(class.layout.get().kind)
        // Ready, with collected instances, and with a version.
        | 1 << 12
        | 1 << 14
        | 1 << 19
        | bit(type_flag::BASE_TYPE, 10)
        | bit(type_flag::ABSTRACT, 20)
        | bit(type_flag::SEQUENCE, 5)
        | bit(type_flag::MAPPING, 6)
        | if class.has(type_flag::HEAP_TYPE) { 0 } else { 1 << 8 };
    Ok(Value::int_unchecked(flags))
}

/// CPython's sizes of instances of builtin types: of one, and of each of its items.
fn instance_sizes(kind: Kind) -> (usize, usize) {
    match kind {
        Kind::Int64 => (24, 4),
        Kind::Tuple => (24, 8),
        Kind::Bytes => (33, 1),
        Kind::Type => (920, 40),
        Kind::FloatObject => (24, 0),
        Kind::Complex => (32, 0),
        Kind::Str | Kind::Property => (64, 0),
        Kind::List | Kind::Slice => (40, 0),
        Kind::Dict | Kind::Range => (48, 0),
        Kind::Set => (200, 0),
        Kind::Function => (144, 0),
        Kind::Exception => (72, 0),
        _ => (16, 0),
    }
}

pub(super) fn basic_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    let class = as_class(value);
    Ok(Value::len(instance_sizes(class.layout.get().kind).0 + 8 * usize::from(class.slot_count.get())))
}

pub(super) fn item_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(instance_sizes(as_class(value).layout.get().kind).1))
}

pub(super) fn offset(_: &mut Vm, value: Value) -> PyResult<Value> {
    let class = as_class(value);
    Ok(Value::int32(match (class.has(type_flag::METATYPE), class.has(type_flag::HAS_DICT)) {
        (true, _) => 264,
        (false, true) => -1,
        (false, false) => 0,
    }))
}

pub(super) fn weak_offset(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(if as_class(value).has(type_flag::HAS_WEAKREF) { 16 } else { 0 }))
}
