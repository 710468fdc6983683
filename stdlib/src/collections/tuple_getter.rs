//! `_tuplegetter`: the descriptors of a namedtuple's fields.

use crate::receiver::{class_arg, this};
use runtime::builtins::descriptors::TupleGetter;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Field;
use runtime::native::{Args, TypeSpec, member_set, method};
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let index = vm.index_i64(args[1], Exc::OverflowError)?;
    Ok(vm.native(class_arg(args), TupleGetter { index, doc: Field::new(args[2]) })?.value())
}

fn get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let index = this::<TupleGetter>(args[0]).data.index;
    let object = args[1];
    if let Some(tuple) = object.cast::<Tuple>() {
        return match usize::try_from(index).ok().and_then(|index| tuple.items().get(index)) {
            Some(&item) => Ok(item),
            None => Err(vm.index_error("tuple index out of range")),
        };
    }
    if object.is_none() {
        return Ok(args[0]);
    }
    let message = format!(
        "descriptor for index '{index}' for tuple subclasses doesn't apply to '{}' object",
        vm.type_name(object)
    );
    Err(vm.type_error(&message))
}

fn set(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.attribute_error_text("can't set attribute"))
}

fn delete(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Err(vm.attribute_error_text("can't delete attribute"))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let getter = this::<TupleGetter>(args[0]);
    let doc = vm.repr_text(getter.data.doc.get())?;
    let text = format!("{}({}, {doc})", vm.class_of(args[0]).name_text(), getter.data.index);
    Ok(vm.str(&text)?.value())
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let getter = this::<TupleGetter>(args[0]);
    let class = vm.class_of(args[0]).value();
    let index = vm.int(getter.data.index)?;
    let given = vm.tuple(&[index, getter.data.doc.get()])?.value();
    Ok(vm.tuple(&[class, given])?.value())
}

fn doc(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<TupleGetter>(value).data.doc.get().or_none())
}

fn set_doc(vm: &mut Vm, value: Value, doc: Value) -> PyResult<()> {
    let getter = this::<TupleGetter>(value);
    getter.data.doc.set(vm, getter, doc);
    Ok(())
}

/// `_collections._tuplegetter`
pub(super) static TUPLE_GETTER: TypeSpec = TypeSpec {
    name: "_tuplegetter",
    module: "collections",
    methods: &[
        method("__new__", "(index, doc, /)", new),
        method("__get__", "(instance, owner=None, /)", get),
        method("__set__", "(instance, value, /)", set),
        method("__delete__", "(instance, /)", delete),
        method("__repr__", "()", repr),
        method("__reduce__", "()", reduce),
    ],
    getset: &[member_set("__doc__", doc, set_doc)],
    ..TypeSpec::EMPTY
};
