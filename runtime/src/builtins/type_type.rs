//! `type`: classes as objects, making classes, the MRO.

use super::object::attribute_name;
use crate::bytecode::Op;
use crate::heap::Gc;
use crate::native::signature::CallArgs;
use crate::native::{Args, TypeSpec, class_method, getset, member, method, readonly};
use crate::object::Special;
use crate::object::dict::Dict;
use crate::object::function::Function;
use crate::object::header::{Header, Kind};
use crate::object::list::List;
use crate::object::shape::MAX_SLOTS;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::object::type_object::{NewType, Type, type_flag};
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

fn class_arg(args: Args<'_>) -> Gc<Type> {
    args[0].cast::<Type>().expect("the receiver of a method of type is a class")
}

/// `type.__call__`
pub(crate) fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = class_arg(args);
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let kwargs = args[2].cast::<Dict>().expect("bound as **kwargs");
    if kwargs.is_empty() {
        return vm.make_instance(class, CallArgs { values: Args::new(positional.items()), names: None });
    }
    let all = vm.list(positional.items())?;
    let names = vm.list(&[])?;
    let mut at = 0;
    while let Some((entry, key, value)) = kwargs.next_item(at) {
        names.push(vm, key)?;
        all.push(vm, value)?;
        at = entry + 1;
    }
    let (all, names) = (vm.tuple(all.items())?, vm.tuple(names.items())?);
    vm.make_instance(class, CallArgs { values: Args::new(all.items()), names: Some(names) })
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let metaclass = class_arg(args);
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let kwargs = args[2].cast::<Dict>().expect("bound as **kwargs");
    if positional.len() != 3 {
        if metaclass == vm.types.type_ && positional.len() == 1 && kwargs.is_empty() {
            return Ok(vm.class_of(positional.get(0)).value());
        }
        if metaclass == vm.types.type_ {
            return Err(vm.type_error("type() takes 1 or 3 arguments"));
        }
        let message = format!("type.__new__() takes exactly 3 arguments ({} given)", positional.len());
        return Err(vm.type_error(&message));
    }
    let Some(name) = positional.get(0).cast::<Str>() else {
        let message = format!("type.__new__() argument 1 must be str, not {}", vm.type_name(positional.get(0)));
        return Err(vm.type_error(&message));
    };
    let Some(bases) = positional.get(1).cast::<Tuple>() else {
        let message = format!("type.__new__() argument 2 must be tuple, not {}", vm.type_name(positional.get(1)));
        return Err(vm.type_error(&message));
    };
    let Some(namespace) = positional.get(2).cast::<Dict>() else {
        let message = format!("type.__new__() argument 3 must be dict, not {}", vm.type_name(positional.get(2)));
        return Err(vm.type_error(&message));
    };
    for &base in bases.items() {
        let name = vm.names.special(Special::MroEntries);
        if !base.is::<Type>() && vm.get_attr_opt(base, name)?.is_some() {
            return Err(vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
        }
    }
    let winner = best_metaclass(vm, metaclass, bases)?;
    if winner != metaclass {
        let new = vm.special(winner, Special::New);
        let own = new.and_then(|n| n.cast::<crate::object::function::NativeFunction>());
        if own.is_none_or(|own| own.spec.call as usize != self::new as *const () as usize) {
            let winner_new = vm.get_attr_text(winner.value(), "__new__")?;
            let all = vm.tuple_with_len(4)?;
            all.init(vm, 0, winner.value());
            for index in 0..3 {
                all.init(vm, index + 1, positional.get(index));
            }
            return vm.call_dict(winner_new, all.items(), Some(kwargs));
        }
    }
    Ok(make_class(vm, winner, name, bases, namespace, kwargs)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let positional = args[1].cast::<Tuple>().expect("bound as *args");
    let kwargs = args[2].cast::<Dict>().expect("bound as **kwargs");
    if positional.len() == 1 && !kwargs.is_empty() {
        return Err(vm.type_error("type.__init__() takes no keyword arguments"));
    }
    if positional.len() != 1 && positional.len() != 3 {
        return Err(vm.type_error("type.__init__() takes 1 or 3 arguments"));
    }
    Ok(Value::NONE)
}

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
    add_slot_members(vm, class, &plan)?;
    add_instance_getsets(vm, class, &plan)?;
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
        let wrapped = super::descriptors::new_static_method(vm, function)?;
        dict.set_str(vm, new_key, wrapped)?;
    }
    for special in [Special::InitSubclass, Special::ClassGetItem] {
        let key = vm.names.special(special);
        if let Some(function) = dict.get_str(vm, key)
            && function.is::<Function>()
        {
            let wrapped = super::descriptors::new_class_method(vm, function)?;
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
fn best_base(vm: &mut Vm, bases: Gc<Tuple>) -> PyResult<Gc<Type>> {
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
fn solid(class: Gc<Type>) -> Gc<Type> {
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
    let attrs = attribute_words(vm, base, bases, dict, flags, slot_count);
    Ok(LayoutPlan { base, flags, slots, attrs, slot_count: slot_count as u16 })
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
/// the `__init__` of the class and those of its bases assign attributes.
fn attribute_words(vm: &mut Vm, base: Gc<Type>, bases: Gc<Tuple>, dict: Gc<Dict>, flags: u32, slot_count: usize) -> u8 {
    if flags & type_flag::HAS_DICT == 0 {
        return if slot_count == 0 { 0 } else { 1 + slot_count as u8 };
    }
    let inherited = bases
        .items()
        .iter()
        .filter_map(|base| base.cast::<Type>())
        .map(|base| (base.attrs.get() as usize).saturating_sub(1 + base.slot_count.get() as usize))
        .max()
        .unwrap_or(0);
    let mut names = Vec::new();
    if add_assigned(vm, dict, &mut names) {
        for base in bases.items().iter().filter_map(|base| base.cast::<Type>()) {
            for ancestor in base.mro_classes() {
                add_assigned(vm, ancestor.dict.get(), &mut names);
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    let own = names.len();
    let least = if base.layout.get().kind == Kind::Instance { 2 } else { 0 };
    (1 + slot_count + inherited.max(own).max(least).min(40)) as u8
}

/// Adds the names of the attributes that `__init__` in a class's dict assigns, as addresses of interned strings; whether there
/// is such a function.
fn add_assigned(vm: &mut Vm, dict: Gc<Dict>, names: &mut Vec<u64>) -> bool {
    let init = vm.names.special(Special::Init);
    let Some(init) = dict.get_str(vm, init).and_then(|init| init.cast::<Function>()) else { return false };
    let code = init.code.get();
    let own = code.names.get();
    let stores = code.instructions().iter().filter(|i| i.op_byte() == Op::StoreAttr as u8);
    names.extend(stores.map(|i| own.get(i.c().into()).bits()));
    true
}

fn add_slot_members(vm: &mut Vm, class: Gc<Type>, plan: &LayoutPlan) -> PyResult<()> {
    let first = plan.slot_count - plan.slots.len() as u16;
    for (index, &slot) in plan.slots.iter().enumerate() {
        // Slot names are interned, so the vector holds only pinned objects that the intern table keeps alive.
        let member = super::descriptors::new_member(vm, class, slot, first + index as u16)?;
        class.dict.get().set_str(vm, slot, member)?;
    }
    Ok(())
}

/// `__dict__` and `__weakref__` descriptors of a class that introduces them.
fn add_instance_getsets(vm: &mut Vm, class: Gc<Type>, plan: &LayoutPlan) -> PyResult<()> {
    let base = plan.base;
    let introduces = |flag| class.has(flag) && !base.has(flag);
    if introduces(type_flag::HAS_DICT) {
        let descriptor = super::descriptors::new_getset(vm, class, &super::object::DICT_GETSET_STATIC)?;
        add_unless_defined(vm, class, Special::Dict, descriptor)?;
    }
    if introduces(type_flag::HAS_WEAKREF) {
        let descriptor = super::descriptors::new_getset(vm, class, &super::object::WEAKREF_GETSET)?;
        add_unless_defined(vm, class, Special::Weakref, descriptor)?;
    }
    Ok(())
}

fn add_unless_defined(vm: &mut Vm, class: Gc<Type>, name: Special, value: Value) -> PyResult<()> {
    let (dict, name) = (class.dict.get(), vm.names.special(name));
    if dict.get_str(vm, name).is_none() { dict.set_str(vm, name, value) } else { Ok(()) }
}

/// `UnicodeEncodeError` if the text cannot be UTF-8.
fn check_encodable(vm: &mut Vm, text: Gc<Str>) -> PyResult<()> {
    if std::str::from_utf8(&text.to_wtf8()).is_err() {
        vm.call_method(text.value(), "encode", &[])?;
    }
    Ok(())
}

fn inherit_flags(vm: &mut Vm, class: Gc<Type>) -> PyResult<()> {
    if vm.special(class, Special::Del).is_some() {
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

/// The MRO: what the metaclass's `mro()` says, by default the C3 linearisation.
fn compute_mro(vm: &mut Vm, class: Gc<Type>) -> PyResult<Gc<Tuple>> {
    let metaclass = vm.class_of(class.value());
    let method = vm.special(metaclass, Special::Mro);
    let native = method.and_then(|m| m.cast::<crate::object::function::NativeFunction>());
    let Some(method) = method.filter(|_| native.is_none()) else { return c3(vm, class) };
    let result = vm.call_unbound(method, class.value(), &[])?;
    let mro = vm.collect_tuple(result)?;
    let own = solid(class);
    for &entry in mro.items() {
        let Some(entry) = entry.cast::<Type>() else {
            let message = format!("mro() returned a non-class ('{}')", vm.type_name(entry));
            return Err(vm.type_error(&message));
        };
        // Methods of the entry would be applied to instances that are not laid out for them.
        if !own.is_subclass(solid(entry)) {
            let message = format!("mro() returned base with unsuitable layout ('{}')", entry.name_text());
            return Err(vm.type_error(&message));
        }
    }
    Ok(mro)
}

/// C3 linearisation (Barrett et al. 1996), as Python uses it.
fn c3(vm: &mut Vm, class: Gc<Type>) -> PyResult<Gc<Tuple>> {
    let bases = class.bases.get();
    let result = vm.list(&[class.value()])?;
    // Sequences to merge: the bases' MROs and the bases; `heads` are positions in them.
    let sequences = vm.tuple_with_len(bases.len() + 1)?;
    for (index, &base) in bases.items().iter().enumerate() {
        let Some(base_class) = base.cast::<Type>() else { return Err(vm.type_error("bases must be types")) };
        if bases.items()[..index].contains(&base) {
            let message = format!("duplicate base class {}", base_class.name_text());
            return Err(vm.type_error(&message));
        }
        if base_class.mro.get().is_empty() {
            let message = format!("Cannot extend an incomplete type '{}'", base_class.name_text());
            return Err(vm.type_error(&message));
        }
        sequences.init(vm, index, base_class.mro.get().value());
    }
    sequences.init(vm, bases.len(), bases.value());
    let mut heads = vec![0usize; bases.len() + 1];
    let sequence = |index: usize| sequences.get(index).cast::<Tuple>().expect("filled with tuples above");
    loop {
        let rest = |index: usize, heads: &[usize]| {
            let items = sequence(index);
            (heads[index]..items.len()).map(move |at| items.get(at)).collect::<Vec<_>>()
        };
        let live: Vec<usize> = (0..heads.len()).filter(|&i| heads[i] < sequence(i).len()).collect();
        if live.is_empty() {
            return vm.tuple(result.items());
        }
        let candidate = live
            .iter()
            .map(|&i| sequence(i).get(heads[i]))
            .find(|&candidate| live.iter().all(|&i| !rest(i, &heads)[1..].contains(&candidate)));
        let Some(candidate) = candidate else {
            return Err(mro_conflict(vm, &live.iter().map(|&i| sequence(i).get(heads[i])).collect::<Vec<_>>()));
        };
        result.push(vm, candidate)?;
        for &i in &live {
            if sequence(i).get(heads[i]) == candidate {
                heads[i] += 1;
            }
        }
    }
}

fn mro_conflict(vm: &mut Vm, heads: &[Value]) -> Raised {
    let mut names: Vec<String> = Vec::new();
    for head in heads {
        let name = head.cast::<Type>().map_or(String::new(), |class| class.name_text());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let message = format!("Cannot create a consistent method resolution\norder (MRO) for bases {}", names.join(", "));
    vm.type_error(&message)
}

/// `type.__getattribute__`
pub(crate) fn getattribute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = attribute_name(vm, args, 1)?;
    let class = class_arg(args);
    match vm.type_get_attr(class, name)? {
        Some(value) => Ok(value),
        None => Err(vm.attribute_error(args[0], name)),
    }
}

fn setattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change_attr(vm, args, args.get(2))
}

fn delattr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    change_attr(vm, args, Value::EMPTY)
}

fn change_attr(vm: &mut Vm, args: Args<'_>, value: Value) -> PyResult<Value> {
    let name = attribute_name(vm, args, 1)?;
    let class = class_arg(args);
    if !class.has(type_flag::HEAP_TYPE) {
        let message = format!(
            "cannot set '{}' attribute of immutable type '{}'",
            name.to_string_lossy(),
            vm.qualified_type_name(class)
        );
        return Err(vm.type_error(&message));
    }
    let metaclass = vm.class_of(args[0]);
    if let Some(descriptor) = vm.lookup(metaclass, name)
        && vm.set_through_descriptor(descriptor, args[0], value)?
    {
        return Ok(Value::NONE);
    }
    if !vm.set_type_attr(class, name, value)? {
        return Err(vm.attribute_error(args[0], name));
    }
    if name == vm.names.special(Special::Del) {
        class.flags.set(class.flags.get() | type_flag::HAS_DEL);
    }
    Ok(Value::NONE)
}

/// `module.qualname`, without `builtins.`.
pub fn dotted_name(vm: &mut Vm, class: Gc<Type>) -> PyResult<String> {
    let module = get_module(vm, class.value())?;
    let name = class.qualname.get().to_string_lossy();
    match module.cast::<Str>() {
        Some(module) if !module.is_text("builtins") => Ok(format!("{}.{name}", module.to_string_lossy())),
        Some(_) | None => Ok(name),
    }
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let text = format!("<class '{}'>", dotted_name(vm, class_arg(args))?);
    Ok(vm.str(&text)?.value())
}

fn mro(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mro = c3(vm, class_arg(args))?;
    Ok(vm.list(mro.items())?.value())
}

fn subclasses(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match class_arg(args).subclasses.get() {
        Some(list) => Ok(vm.list(list.items())?.value()),
        None => Ok(vm.list(&[])?.value()),
    }
}

fn prepare(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(vm.dict()?.value())
}

fn instancecheck(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(real_isinstance(vm, args[1], class_arg(args))?))
}

fn subclasscheck(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(abstract_issubclass(vm, args[1], args[0])?))
}

/// `isinstance` by class, and by what `__class__` pretends.
pub(crate) fn real_isinstance(vm: &mut Vm, value: Value, class: Gc<Type>) -> PyResult<bool> {
    if vm.is_instance(value, class) {
        return Ok(true);
    }
    if !value.is_heap() {
        return Ok(false);
    }
    let name = vm.names.special(Special::Class);
    match vm.get_attr_opt(value, name)? {
        Some(pretended) => {
            let real = vm.class_of(value);
            Ok(pretended.cast::<Type>().is_some_and(|p| p != real && p.is_subclass(class)))
        }
        None => Ok(false),
    }
}

/// `isinstance` for things that are no classes but have `__bases__`.
pub(crate) fn abstract_isinstance(vm: &mut Vm, value: Value, class: Value) -> PyResult<bool> {
    if let Some(class) = class.cast::<Type>() {
        return real_isinstance(vm, value, class);
    }
    if abstract_bases(vm, class)?.is_none() {
        return Err(vm.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union"));
    }
    let name = vm.names.special(Special::Class);
    match vm.get_attr_opt(value, name)? {
        Some(own) => derives(vm, own, class),
        None => Ok(false),
    }
}

fn abstract_bases(vm: &mut Vm, class: Value) -> PyResult<Option<Gc<Tuple>>> {
    let name = vm.names.special(Special::BasesAttr);
    Ok(vm.get_attr_opt(class, name)?.and_then(|bases| bases.cast::<Tuple>()))
}

/// `issubclass` by MRO, or by `__bases__` for things that are no classes.
pub(crate) fn abstract_issubclass(vm: &mut Vm, class: Value, of: Value) -> PyResult<bool> {
    if let (Some(class), Some(of)) = (class.cast::<Type>(), of.cast::<Type>()) {
        return Ok(class.is_subclass(of));
    }
    if abstract_bases(vm, class)?.is_none() {
        return Err(vm.type_error("issubclass() arg 1 must be a class"));
    }
    if abstract_bases(vm, of)?.is_none() {
        return Err(vm.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union"));
    }
    derives(vm, class, of)
}

/// Whether `class` is `of` or has it among its `__bases__`, at any depth.
fn derives(vm: &mut Vm, class: Value, of: Value) -> PyResult<bool> {
    if class == of {
        return Ok(true);
    }
    let Some(bases) = abstract_bases(vm, class)? else { return Ok(false) };
    vm.recurse(" in __issubclass__", |vm| {
        for index in 0..bases.len() {
            if derives(vm, bases.get(index), of)? {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

fn dir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let names = vm.dict()?;
    for ancestor in class_arg(args).mro_classes() {
        super::object::merge_keys(vm, names, ancestor.dict.get())?;
    }
    let list = vm.list(&[])?;
    let mut at = 0;
    while let Some((entry, key, _)) = names.next_item(at) {
        list.push(vm, key)?;
        at = entry + 1;
    }
    Ok(list.value())
}

fn or(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::union_type::union(vm, args[0], args[1])
}

fn ror(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::union_type::union(vm, args[1], args[0])
}

fn as_class(value: Value) -> Gc<Type> {
    value.cast::<Type>().expect("attributes of type are read from classes")
}

fn get_name(_: &mut Vm, value: Value) -> PyResult<Value> {
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

fn set_name(vm: &mut Vm, value: Value, name: Value) -> PyResult<()> {
    let class = as_class(value);
    let name = str_value(vm, class, "__name__", name)?;
    if name.to_wtf8().contains(&0) {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    check_encodable(vm, name)?;
    class.name.set(vm, class, name);
    Ok(())
}

fn get_qualname(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(as_class(value).qualname.get().value())
}

fn set_qualname(vm: &mut Vm, value: Value, name: Value) -> PyResult<()> {
    let class = as_class(value);
    let name = str_value(vm, class, "__qualname__", name)?;
    class.qualname.set(vm, class, name);
    Ok(())
}

fn get_module(vm: &mut Vm, value: Value) -> PyResult<Value> {
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

fn set_module(vm: &mut Vm, value: Value, module: Value) -> PyResult<()> {
    let class = as_class(value);
    check_settable(vm, class, "__module__", module)?;
    let name = vm.names.special(Special::Module);
    vm.set_type_attr(class, name, module).map(|_| ())
}

fn get_bases(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(as_class(value).bases.get().value())
}

fn set_bases(vm: &mut Vm, value: Value, bases: Value) -> PyResult<()> {
    let class = as_class(value);
    check_settable(vm, class, "__bases__", bases)?;
    let Some(bases) = bases.cast::<Tuple>() else {
        let message = format!("can only assign tuple to {}.__bases__, not {}", class.name_text(), vm.type_name(bases));
        return Err(vm.type_error(&message));
    };
    if bases.is_empty() {
        let message = format!("can only assign non-empty tuple to {}.__bases__, not ()", class.name_text());
        return Err(vm.type_error(&message));
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
                vm.type_modified(class, true);
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
    vm.type_modified(class, true);
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
        let member = value.cast::<crate::heap::Native<super::descriptors::Member>>()?;
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
    vm.type_modified(class, true);
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

fn get_base(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::from(as_class(value).base.get()).or_none())
}

/// None while the class is being made.
fn get_mro(_: &mut Vm, value: Value) -> PyResult<Value> {
    let mro = as_class(value).mro.get();
    Ok(if mro.is_empty() { Value::NONE } else { mro.value() })
}

pub(crate) fn get_dict(vm: &mut Vm, value: Value) -> PyResult<Value> {
    super::descriptors::new_mapping_proxy(vm, as_class(value).dict.get().value())
}

fn get_doc(vm: &mut Vm, value: Value) -> PyResult<Value> {
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

fn set_doc(vm: &mut Vm, value: Value, doc: Value) -> PyResult<()> {
    let class = as_class(value);
    check_settable(vm, class, "__doc__", doc)?;
    let name = vm.names.special(Special::Doc);
    vm.set_type_attr(class, name, doc).map(|_| ())
}

fn own_attr(vm: &mut Vm, class: Gc<Type>, special: Special) -> Option<Value> {
    let name = vm.names.special(special);
    class.dict.get().get_str(vm, name)
}

fn get_annotations(vm: &mut Vm, value: Value) -> PyResult<Value> {
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

fn set_annotations(vm: &mut Vm, value: Value, annotations: Value) -> PyResult<()> {
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

fn get_type_params(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match own_attr(vm, as_class(value), Special::TypeParams) {
        Some(params) => Ok(params),
        None => Ok(vm.tuple(&[])?.value()),
    }
}

fn set_type_params(vm: &mut Vm, value: Value, params: Value) -> PyResult<()> {
    let class = as_class(value);
    check_settable(vm, class, "__type_params__", params)?;
    let name = vm.names.special(Special::TypeParams);
    vm.set_type_attr(class, name, params).map(|_| ())
}

fn get_abstract(vm: &mut Vm, value: Value) -> PyResult<Value> {
    // `type` has this very descriptor under the name.
    if value == vm.types.type_.value() {
        return Err(vm.attribute_error_text("__abstractmethods__"));
    }
    match own_attr(vm, as_class(value), Special::AbstractMethods) {
        Some(methods) => Ok(methods),
        None => Err(vm.attribute_error_text("__abstractmethods__")),
    }
}

fn set_abstract(vm: &mut Vm, value: Value, methods: Value) -> PyResult<()> {
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

fn get_flags(_: &mut Vm, value: Value) -> PyResult<Value> {
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
    let is_generic = class.spec.get().is_some_and(|spec| std::ptr::eq(spec, &super::typing::GENERIC));
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

fn basic_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    let class = as_class(value);
    Ok(Value::len(instance_sizes(class.layout.get().kind).0 + 8 * usize::from(class.slot_count.get())))
}

fn item_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(instance_sizes(as_class(value).layout.get().kind).1))
}

fn offset(_: &mut Vm, value: Value) -> PyResult<Value> {
    let class = as_class(value);
    Ok(Value::int32(match (class.has(type_flag::METATYPE), class.has(type_flag::HAS_DICT)) {
        (true, _) => 264,
        (false, true) => -1,
        (false, false) => 0,
    }))
}

fn weak_offset(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(if as_class(value).has(type_flag::HAS_WEAKREF) { 16 } else { 0 }))
}

/// `type`
pub static TYPE: TypeSpec = TypeSpec {
    name: "type",
    kind: Kind::Type,
    flags: type_flag::BASE_TYPE | type_flag::METATYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(*args, **kwargs)", init),
        method("__call__", "(*args, **kwargs)", call),
        method("__getattribute__", "(name, /)", getattribute),
        method("__setattr__", "(name, value, /)", setattr),
        method("__delattr__", "(name, /)", delattr),
        method("__repr__", "()", repr),
        method("mro", "()", mro),
        method("__subclasses__", "()", subclasses),
        class_method("__prepare__", "(*args, **kwargs)", prepare),
        method("__instancecheck__", "(instance, /)", instancecheck),
        method("__subclasscheck__", "(subclass, /)", subclasscheck),
        method("__dir__", "()", dir),
        method("__or__", "(value, /)", or),
        method("__ror__", "(value, /)", ror),
    ],
    getset: &[
        getset("__name__", get_name, set_name),
        getset("__qualname__", get_qualname, set_qualname),
        getset("__module__", get_module, set_module),
        getset("__bases__", get_bases, set_bases),
        member("__base__", get_base),
        readonly("__mro__", get_mro),
        readonly("__dict__", get_dict),
        getset("__doc__", get_doc, set_doc),
        getset("__annotations__", get_annotations, set_annotations),
        getset("__type_params__", get_type_params, set_type_params),
        getset("__abstractmethods__", get_abstract, set_abstract),
        member("__flags__", get_flags),
        member("__basicsize__", basic_size),
        member("__itemsize__", item_size),
        member("__dictoffset__", offset),
        member("__weakrefoffset__", weak_offset),
    ],
    doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    ..TypeSpec::EMPTY
};

impl Vm {
    /// Makes `object` an instance of another class with the same layout, keeping its attributes.
    pub(crate) fn change_class(&mut self, object: Gc<Header>, class: Gc<Type>) -> PyResult<()> {
        let old = self.shape_of(object);
        let named = old.names();
        let dict_mode = old.dict_mode;
        let same_storage = object.attrs() == class.attrs.get() as usize;
        if dict_mode || !same_storage || object.cast::<crate::object::module::Module>().is_some() {
            let attrs = object.attrs();
            let dict = if named.is_empty() && !dict_mode { None } else { self.instance_dict(object)? };
            let root = self.shapes.new_root(class, attrs, class.slot_count.get().into());
            object.set_shape(root);
            if let Some(dict) = dict {
                self.replace_instance_dict(object, dict)?;
            }
            return Ok(());
        }
        let mut shape = self.root_shape_for(class, object.kind());
        for (name, _) in named {
            shape = self.shapes.with_attribute(shape, name).expect("it fitted the old shape");
        }
        object.set_shape(shape);
        Ok(())
    }
}
