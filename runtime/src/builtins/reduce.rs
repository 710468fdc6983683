//! `object.__reduce_ex__` and `__getstate__`: what pickling and copying of instances rest on.

use crate::object::Special;
use crate::value::Value;
use crate::vm::{PyResult, Vm};

/// `object.__getstate__`: the instance's dict, with slots a pair of it and their values.
pub(crate) fn get_state(vm: &mut Vm, object: Value) -> PyResult<Value> {
    let class = vm.class_of(object);
    let mut state = Value::NONE;
    if let Some(header) = object.header() {
        if let Some(dict) = vm.instance_dict(header)?.filter(|dict| !dict.is_empty()) {
            state = dict.copy(vm)?.value();
        }
        let slots = vm.dict()?;
        for base in class.mro_classes() {
            let dict = base.dict.get();
            let mut at = 0;
            while let Some((entry, name, member)) = dict.next_item(at) {
                at = entry + 1;
                let Some(member) = member.cast::<crate::heap::Native<super::descriptors::Member>>() else { continue };
                let value = vm.get_slot(header, member.data.slot.into());
                if !value.is_empty() {
                    slots.set(vm, name, value)?;
                }
            }
        }
        if !slots.is_empty() {
            state = vm.tuple(&[state, slots.value()])?.value();
        }
    }
    Ok(state)
}

/// `object.__reduce_ex__(protocol)` through `copyreg`.
pub(crate) fn reduce(vm: &mut Vm, object: Value, protocol: i64) -> PyResult<Value> {
    let copyreg = vm.import("copyreg")?;
    if protocol < 2 {
        let protocol = vm.int(protocol)?;
        return vm.call_method(copyreg, "_reduce_ex", &[object, protocol]);
    }
    let class = vm.class_of(object).value();
    let new_args = match vm.call_special(object, Special::GetNewArgs, &[])? {
        Some(args) => vm.collect_tuple(args)?,
        None => vm.tuple(&[])?,
    };
    let all = vm.list(&[class])?;
    for index in 0..new_args.len() {
        all.push(vm, new_args.get(index))?;
    }
    let args: Value = vm.tuple(all.items())?.value();
    let newobj = vm.get_attr_text(copyreg, "__newobj__")?;
    let state = vm.call_method(object, "__getstate__", &[])?;
    let list_items = if vm.is_instance(object, vm.types.list) { vm.iter(object)? } else { Value::NONE };
    let dict_items = if vm.is_instance(object, vm.types.dict) {
        let items = vm.call_method(object, "items", &[])?;
        vm.iter(items)?
    } else {
        Value::NONE
    };
    Ok(vm.tuple(&[newobj, args, state, list_items, dict_items])?.value())
}
