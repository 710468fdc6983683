//! What methods of native types do first: take the receiver or the class from their arguments.

use runtime::heap::{Gc, Native, NativeData};
use runtime::native::Args;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The receiver of a method of the native type whose data is `T`.
#[inline(always)]
pub(crate) fn this<T: NativeData>(value: Value) -> Gc<Native<T>> {
    value.cast::<Native<T>>().expect("a method's receiver is an instance of its class")
}

/// The class that `__new__` is to make an instance of.
#[inline(always)]
pub(crate) fn class_arg(args: Args<'_>) -> Gc<Type> {
    args[0].cast::<Type>().expect("__new__ gets a class first")
}

/// What was bound to the parameter `*args`.
#[inline(always)]
pub(crate) fn var_args(value: Value) -> Gc<Tuple> {
    value.cast::<Tuple>().expect("*args is bound to a tuple")
}

/// A copy of a tuple as a list that grows.
pub(crate) fn list_of(vm: &mut Vm, first: &[Value], rest: &[Value]) -> PyResult<Gc<List>> {
    let list = vm.list(first)?;
    let len = list.len();
    list.splice(vm, len, len, rest)?;
    Ok(list)
}

/// The builtin function `name`.
pub(crate) fn builtin(vm: &mut Vm, name: &str) -> Value {
    let builtins = vm.builtins;
    builtins.get_text(vm, name).unwrap_or(Value::NONE)
}
