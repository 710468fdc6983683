//! `functools.cmp_to_key`: objects that compare by a function of two arguments.

use crate::receiver::this;
use runtime::heap::{Field, Native};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, CallArgs, TypeSpec, getset, method};
use runtime::object::protocol::CompareOp;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// A key, or (with an EMPTY object) the maker of keys that `cmp_to_key` gives.
struct Key {
    compare: Field<Value>,
    object: Field<Value>,
}
runtime::native_data!(Key, [compare, object]);

fn make(vm: &mut Vm, compare: Value, object: Value) -> PyResult<Value> {
    let class = vm.native_type(&KEY)?;
    Ok(vm.native(class, Key { compare: Field::new(compare), object: Field::new(object) })?.value())
}

pub(super) fn cmp_to_key(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make(vm, args[0], Value::EMPTY)
}

fn call(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let compare = this::<Key>(receiver).data.compare.get();
    let count = args.values.len();
    if count > 1 {
        return Err(vm.type_error(&format!("K() takes at most 1 argument ({count} given)")));
    }
    if let Some(names) = args.names.filter(|names| !names.is_empty()) {
        let name = names.get(0).cast::<Str>().map_or(String::new(), |name| name.to_string_lossy());
        if name != "obj" {
            return Err(vm.type_error(&format!("'{name}' is an invalid keyword argument for K()")));
        }
    }
    if count == 0 {
        return Err(vm.type_error("K() missing required argument 'obj' (pos 1)"));
    }
    make(vm, compare, args.values.get(0))
}

fn compare(vm: &mut Vm, args: Args<'_>, op: CompareOp) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<Key>>() else {
        return Err(vm.type_error("other argument must be K instance"));
    };
    let own = this::<Key>(args[0]);
    let (x, y) = (own.data.object.get(), other.data.object.get());
    if x.is_empty() || y.is_empty() {
        return Err(vm.attribute_error_text("object"));
    }
    let order = vm.call(own.data.compare.get(), &[x, y])?;
    vm.compare(op, order, Value::int32(0))
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {
        $(fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> { compare(vm, args, CompareOp::$op) })*
    };
}
comparisons! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn object(vm: &mut Vm, value: Value) -> PyResult<Value> {
    match this::<Key>(value).data.object.get().given() {
        Some(object) => Ok(object),
        None => Err(vm.attribute_error_text("obj")),
    }
}

fn set_object(vm: &mut Vm, value: Value, object: Value) -> PyResult<()> {
    let key = this::<Key>(value);
    key.data.object.set(vm, key, object);
    Ok(())
}

static KEY: TypeSpec = TypeSpec {
    name: "KeyWrapper",
    module: "functools",
    flags: runtime::object::type_object::type_flag::NO_NEW,
    methods: &[
        FnSpec::raw_method("__call__", "(*args, **kwargs)", call),
        method("__lt__", "(value, /)", lt),
        method("__le__", "(value, /)", le),
        method("__eq__", "(value, /)", eq),
        method("__ne__", "(value, /)", ne),
        method("__gt__", "(value, /)", gt),
        method("__ge__", "(value, /)", ge),
    ],
    getset: &[getset("obj", object, set_object)],
    ..TypeSpec::EMPTY
};
