//! Moves, cells, displays, f-strings, imports, patterns, intrinsics.

use super::{Operands, a, b, done, go, handler, tail, throw, unit_op, value_op, wide, word};
use crate::bytecode::{Intrinsic, RegisterKind};
use crate::exceptions::hierarchy::Exc;
use crate::frame::stack::{frame_code, frame_function, register};
use crate::heap::Gc;
use crate::object::Special;
use crate::object::code::{Feedback, seen};
use crate::object::dict::Dict;
use crate::object::function::CellObject;
use crate::object::list::List;
use crate::object::set::Set;
use crate::object::string::Str;
use crate::object::tuple::Tuple;
use crate::value::Value;
use crate::vm::{PyResult, Raised, Vm};

handler! { move_(pc, base, i, vm, d) {
    *base.add(a!(i)) = *base.add(b!(pc));
    go!(pc.add(1), base, vm, d)
} }

handler! { load_const(pc, base, i, vm, d) {
    let feedback = &*((pc as usize).wrapping_mul(2).wrapping_add(d) as *const Feedback);
    *base.add(a!(i)) = feedback.word.get();
    go!(pc.add(1), base, vm, d)
} }

handler! { load_int(pc, base, i, vm, d) {
    *base.add(a!(i)) = Value::int_unchecked(wide!(i) as i64).bits();
    go!(pc.add(1), base, vm, d)
} }

handler! { load_special(pc, base, i, vm, d) {
    *base.add(a!(i)) = i >> 32;
    go!(pc.add(1), base, vm, d)
} }

handler! { clear_locals(pc, base, i, vm, d) {
    let (first, count) = (a!(i), b!(pc));
    let mut index = 0;
    while index < count {
        *base.add(first + index) = 0;
        index += 1;
    }
    go!(pc.add(1), base, vm, d)
} }

handler! { check_local(pc, base, i, vm, d) {
    if *base.add(a!(i)) != 0 {
        go!(pc.add(1), base, vm, d);
    }
    tail!(unbound_local, pc, base, i, vm, d)
} }

handler! {
    #[cold]
    unbound_local(pc, base, i, vm, d) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        raise_unbound(&mut *vm, base, a!(i));
        tail!(throw, pc, base, i, vm, d)
    }
}

#[inline(never)]
fn raise_unbound(vm: &mut Vm, base: *mut u64, register: usize) {
    let _raised = unbound(vm, base, register);
}

/// The error for reading a variable that is not bound.
pub(super) fn unbound(vm: &mut Vm, base: *mut u64, register: usize) -> Raised {
    let code = frame_code(base);
    let Some(name) = code.register_name(register) else {
        return vm.system_error("an unbound register without a name");
    };
    if code.register_kind(register) == Some(RegisterKind::Free) {
        let around = ["cannot access free variable '", "' where it is not associated with a value in enclosing scope"];
        return vm.name_error_for(Exc::NameError, name, around);
    }
    let around = ["cannot access local variable '", "' where it is not associated with a value"];
    vm.name_error_for(Exc::UnboundLocalError, name, around)
}

handler! { delete_local(pc, base, i, vm, d) {
    if *base.add(a!(i)) != 0 {
        *base.add(a!(i)) = 0;
        go!(pc.add(1), base, vm, d);
    }
    tail!(unbound_local, pc, base, i, vm, d)
} }

pub(super) fn make_cell_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let content = Operands::new(base, i).a();
    match vm.cell(content) {
        Ok(cell) => cell.value().bits(),
        Err(_) => 0,
    }
}
value_op!(make_cell, make_cell_work);

pub(super) fn copy_free_work(_: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let closure = frame_function(base).and_then(|function| function.closure.get());
    if let Some(closure) = closure {
        for (index, &cell) in closure.items().iter().enumerate() {
            o.set(o.a_field() + index, cell);
        }
    }
    1
}
unit_op!(copy_free, copy_free_work);

handler! { load_cell(pc, base, i, vm, d) {
    let cell = *base.add(b!(pc)) as *const CellObject;
    let value = (*cell).get().bits();
    if value != 0 {
        *base.add(a!(i)) = value;
        go!(pc.add(1), base, vm, d);
    }
    tail!(unbound_cell, pc, base, i, vm, d)
} }

handler! {
    #[cold]
    unbound_cell(pc, base, i, vm, d) {
        (*vm).stack.pc = pc;
        (*vm).stack.base = base;
        raise_unbound(&mut *vm, base, b!(pc));
        tail!(throw, pc, base, i, vm, d)
    }
}

handler! { store_cell(pc, base, i, vm, d) {
    let cell = *base.add(a!(i)) as *const CellObject;
    (*cell).set(&*vm, Value::from_bits(*base.add(b!(pc))));
    go!(pc.add(1), base, vm, d)
} }

pub(super) fn delete_cell_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    match o.a().cast::<CellObject>() {
        Some(cell) if !cell.get().is_empty() => {
            cell.set(vm, Value::EMPTY);
            1
        }
        Some(_) | None => {
            raise_unbound(vm, base, o.a_field());
            0
        }
    }
}
unit_op!(delete_cell, delete_cell_work);

pub(super) fn build_slice_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let at = o.b_field();
    word(vm.slice(o.register(at), o.register(at + 1), o.register(at + 2)).map(|slice| slice.value()))
}
value_op!(build_slice, build_slice_work);

pub(super) fn build_tuple_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let count = o.c_field();
    if count == 0 {
        return word(vm.tuple(&[]).map(|tuple| tuple.value()));
    }
    match vm.tuple_with_len(count) {
        Ok(tuple) => {
            for (index, &item) in o.run(o.b_field(), count).iter().enumerate() {
                tuple.fields()[index].set_no_barrier(item);
            }
            vm.barrier(tuple.header());
            tuple.value().bits()
        }
        Err(_) => 0,
    }
}
value_op!(build_tuple, build_tuple_work);

pub(super) fn build_list_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(vm.list(o.run(o.b_field(), o.c_field())).map(|list| list.value()))
}
value_op!(build_list, build_list_work);

pub(super) fn build_set_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let build = |vm: &mut Vm| {
        let set = vm.set()?;
        for index in 0..o.c_field() {
            set.add(vm, o.register(o.b_field() + index))?;
        }
        Ok(set.value())
    };
    word(build(vm))
}
value_op!(build_set, build_set_work);

pub(super) fn build_map_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let build = |vm: &mut Vm| {
        let dict = vm.dict_with_capacity(o.c_field() / 2)?;
        for pair in 0..o.c_field() / 2 {
            let at = o.b_field() + 2 * pair;
            dict.set(vm, o.register(at), o.register(at + 1))?;
        }
        Ok(dict.value())
    };
    word(build(vm))
}
value_op!(build_map, build_map_work);

pub(super) fn build_string_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(vm.join_strs(o.run(o.b_field(), o.c_field())).map(|s| s.value()))
}
value_op!(build_string, build_string_work);

pub(super) fn format_value_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let asked = match o.aux() {
        0 => Some(Special::Format),
        1 => Some(Special::Str),
        2 => Some(Special::Repr),
        _ => None,
    };
    if let Some(special) = asked {
        super::operator::note_text(vm, base, pc, special, o.b());
    }
    word(format_value_of(vm, o))
}
value_op!(format_value, format_value_work);

fn format_value_of(vm: &mut Vm, o: Operands) -> PyResult<Value> {
    let value = match o.aux() {
        1 => vm.to_str(o.b())?.value(),
        2 => vm.repr(o.b())?.value(),
        3 => crate::builtins::functions::ascii_of(vm, o.b())?.value(),
        _ => o.b(),
    };
    let spec = match o.c_field() {
        0 => vm.empty_str(),
        at => o.register(at - 1).cast::<Str>().expect("format specs are strings"),
    };
    if spec.is_empty() && vm.class_of(value) == vm.types.str {
        return Ok(value);
    }
    Ok(vm.format(value, spec)?.value())
}

fn as_list(value: Value) -> Gc<List> {
    value.cast::<List>().expect("displays are built in lists")
}

fn as_dict(value: Value) -> Gc<Dict> {
    value.cast::<Dict>().expect("displays are built in dicts")
}

fn as_set(value: Value) -> Gc<Set> {
    value.cast::<Set>().expect("displays are built in sets")
}

pub(super) fn list_append_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(as_list(o.a()).push(vm, o.b()))
}
unit_op!(list_append_slow, list_append_work);

handler! { list_append(pc, base, i, vm, d) {
    let list = &*(*base.add(a!(i)) as *const List);
    if list.store_at_end(Value::from_bits(*base.add(b!(pc)))) {
        go!(pc.add(1), base, vm, d);
    }
    tail!(list_append_slow, pc, base, i, vm, d)
} }

pub(super) fn set_add_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(as_set(o.a()).add(vm, o.b()).map(|_| ()))
}
unit_op!(set_add, set_add_work);

pub(super) fn map_add_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(as_dict(o.a()).set(vm, o.b(), o.c()))
}
unit_op!(map_add, map_add_work);

pub(super) fn list_extend_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    done(extend(vm, as_list(o.a()), o.b()))
}
unit_op!(list_extend, list_extend_work);

fn extend(vm: &mut Vm, list: Gc<List>, iterable: Value) -> PyResult<()> {
    if vm.special_of(iterable, Special::Iter).is_none() && vm.special_of(iterable, Special::GetItem).is_none() {
        let message = format!("Value after * must be an iterable, not {}", vm.type_name(iterable));
        return Err(vm.type_error(&message));
    }
    vm.extend_from_iterable(list, iterable)
}

pub(super) fn set_update_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let set = as_set(o.a());
    done(vm.for_each(o.b(), |vm, item| set.add(vm, item).map(|_| ())))
}
unit_op!(set_update, set_update_work);

pub(super) fn dict_update_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let (dict, mapping) = (as_dict(o.a()), o.b());
    let is_mapping = mapping.is::<Dict>() || {
        let keys = vm.names.special(Special::Keys);
        matches!(vm.get_attr_opt(mapping, keys), Ok(Some(_)))
    };
    if !is_mapping {
        let message = format!("'{}' object is not a mapping", vm.type_name(mapping));
        let _raised = vm.type_error(&message);
        return 0;
    }
    done(crate::builtins::dict::update(vm, dict, mapping))
}
unit_op!(dict_update, dict_update_work);

pub(super) fn dict_merge_work(vm: &mut Vm, pc: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let empty = o.b().cast::<Dict>().is_some_and(|dict| dict.is_empty() && vm.class_of(o.b()) == vm.types.dict);
    if !empty {
        let code = frame_code(base);
        let feedback: &Feedback = code.feedback(code.index_of(pc));
        feedback.seen.set(feedback.seen.get() | seen::OTHER);
    }
    done(merge_keywords(vm, as_dict(o.a()), o.b(), o.c()))
}
unit_op!(dict_merge, dict_merge_work);

/// Adds the items of `**mapping` to the keywords of a call.
pub(super) fn merge_keywords(vm: &mut Vm, dict: Gc<Dict>, mapping: Value, callee: Value) -> PyResult<()> {
    let keys_name = vm.names.special(Special::Keys);
    if !mapping.is::<Dict>() && vm.get_attr_opt(mapping, keys_name)?.is_none() {
        let name = super::spread::callee_name(vm, callee)?;
        let message = format!("{name} argument after ** must be a mapping, not {}", vm.type_name(mapping));
        return Err(vm.type_error(&message));
    }
    let add = |vm: &mut Vm, key: Value, value: Value| {
        if dict.get(vm, key)?.is_some() {
            let name = super::spread::callee_name(vm, callee)?;
            let key = vm.to_str(key)?.to_string_lossy();
            return Err(vm.type_error(&format!("{name} got multiple values for keyword argument '{key}'")));
        }
        dict.set(vm, key, value)
    };
    if let Some(other) = mapping.cast::<Dict>().filter(|_| vm.class_of(mapping) == vm.types.dict) {
        let mut at = 0;
        while let Some((entry, key, value)) = other.next_item(at) {
            add(vm, key, value)?;
            at = entry + 1;
        }
        return Ok(());
    }
    let keys = vm.call_method(mapping, "keys", &[])?;
    vm.for_each(keys, |vm, key| {
        let value = vm.get_item(mapping, key)?;
        add(vm, key, value)
    })
}

pub(super) fn list_to_tuple_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(vm.tuple(as_list(o.b()).items()).map(|tuple| tuple.value()))
}
value_op!(list_to_tuple, list_to_tuple_work);

pub(super) fn import_name_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    let at = o.b_field();
    word(vm.import_name(o.name(o.c_field()), o.register(at), o.register(at + 1)))
}
value_op!(import_name, import_name_work);

pub(super) fn import_from_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(vm.import_from(o.b(), o.name(o.c_field())))
}
value_op!(import_from, import_from_work);

pub(super) fn import_star_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let module = Operands::new(base, i).a();
    done(vm.import_star(module, register(base, 0)))
}
unit_op!(import_star, import_star_work);

pub(super) fn call_intrinsic_work(vm: &mut Vm, _: *mut u64, base: *mut u64, i: u64) -> u64 {
    let o = Operands::new(base, i);
    word(intrinsic(vm, o))
}
value_op!(call_intrinsic, call_intrinsic_work);

fn intrinsic(vm: &mut Vm, o: Operands) -> PyResult<Value> {
    let Some(intrinsic) = Intrinsic::from_byte(o.aux()) else {
        return Err(vm.system_error("an unknown intrinsic"));
    };
    match intrinsic {
        Intrinsic::Print => {
            let value = o.b();
            crate::builtins::functions::display(vm, value)
        }
        Intrinsic::SetupAnnotations => {
            let namespace = o.register(0);
            let name = vm.names.special(Special::Annotations);
            if crate::builtins::dict::get_mapping_item(vm, namespace, name.value())?.is_none() {
                let annotations = vm.dict()?.value();
                vm.set_item(namespace, name.value(), annotations)?;
            }
            Ok(Value::NONE)
        }
        Intrinsic::TypeVar => crate::builtins::typing::type_var(vm, o.b(), Value::EMPTY, Value::EMPTY),
        Intrinsic::TypeVarWithBound => crate::builtins::typing::type_var(vm, o.b(), o.c(), Value::EMPTY),
        Intrinsic::TypeVarWithConstraints => crate::builtins::typing::type_var(vm, o.b(), Value::EMPTY, o.c()),
        Intrinsic::ParamSpec => crate::builtins::typing::param_spec(vm, o.b()),
        Intrinsic::TypeVarTuple => crate::builtins::typing::type_var_tuple(vm, o.b()),
        Intrinsic::SubscriptGeneric => crate::builtins::typing::subscript_generic(vm, o.b()),
        Intrinsic::TypeAlias => crate::builtins::typing::type_alias(vm, o.b()),
        Intrinsic::SetFunctionTypeParams => {
            let function = o.b().cast::<crate::object::function::Function>();
            let Some(function) = function.filter(|_| o.c().is::<Tuple>()) else {
                return Err(vm.system_error("type parameters are a tuple and belong to a function"));
            };
            function.type_params.set(vm, function, o.c());
            Ok(function.value())
        }
    }
}
