//! `Row`: a row whose columns have names.

use super::cursor::{CURSOR, Cursor};
use crate::receiver::{class_arg, this};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::protocol::CompareOp;
use runtime::object::slice::Slice;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

struct Row {
    values: Field<Gc<Tuple>>,
    description: Field<Value>,
}
runtime::native_data!(Row, [values, description]);

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.native_type(&CURSOR)?;
    if !vm.is_instance(args[1], class) {
        let kind = vm.arg_type_name(args[1]);
        return Err(vm.type_error(&format!("Row() argument 1 must be sqlite3.Cursor, not {kind}")));
    }
    let Some(values) = args[2].cast::<Tuple>() else {
        let kind = vm.arg_type_name(args[2]);
        return Err(vm.type_error(&format!("Row() argument 2 must be tuple, not {kind}")));
    };
    let description = this::<Cursor>(args[1]).data.description.get();
    let row = Row { values: Field::new(values), description: Field::new(description) };
    Ok(vm.native(class_arg(args), row)?.value())
}

fn row(value: Value) -> Gc<Native<Row>> {
    this(value)
}

/// Names of the columns.
fn names(row: Gc<Native<Row>>) -> impl Iterator<Item = Value> {
    let description = row.data.description.get().cast::<Tuple>();
    let count = description.map_or(0, |description| description.len());
    (0..count).filter_map(move |at| Some(description?.get(at).cast::<Tuple>()?.get(0)))
}

fn get_item(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let row = row(args[0]);
    let values = row.data.values.get();
    let key = args[1];
    if key.as_int().is_some() {
        let index = vm.index_i64(key, Exc::IndexError)?;
        let at = if index < 0 { index + values.len() as i64 } else { index };
        return match usize::try_from(at).ok().filter(|&at| at < values.len()) {
            Some(at) => Ok(values.get(at)),
            None => Err(vm.raise_text(Exc::IndexError, "tuple index out of range")),
        };
    }
    if let Some(name) = key.cast::<Str>() {
        let wanted = name.to_string_lossy();
        let found = names(row).position(|known| {
            known
                .cast::<Str>()
                .is_some_and(|known| known.equals(&name) || known.to_string_lossy().eq_ignore_ascii_case(&wanted))
        });
        return match found {
            Some(at) => Ok(values.get(at)),
            None => Err(vm.raise_text(Exc::IndexError, "No item with that key")),
        };
    }
    if key.is::<Slice>() {
        return vm.get_item(values.value(), key);
    }
    Err(vm.raise_text(Exc::IndexError, "Index must be int or string"))
}

fn len(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(row(args[0]).data.values.get().len()))
}

fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let values = row(args[0]).data.values.get().value();
    vm.iter(values)
}

fn keys(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for name in names(row(args[0])) {
        list.push(vm, name)?;
    }
    Ok(list.value())
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let row = row(args[0]);
    let (description, values) = (row.data.description.get(), row.data.values.get().value());
    let hash = vm.hash(description)? ^ vm.hash(values)?;
    vm.int(if hash as i64 == -1 { -2 } else { hash as i64 })
}

fn compare(vm: &mut Vm, args: Args<'_>, equal: bool) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<Row>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let one = row(args[0]);
    if !vm.equal(one.data.description.get(), other.data.description.get())? {
        return Ok(Value::bool(!equal));
    }
    let op = if equal { CompareOp::Eq } else { CompareOp::Ne };
    vm.compare(op, one.data.values.get().value(), other.data.values.get().value())
}

pub(super) static ROW: TypeSpec = TypeSpec {
    name: "Row",
    module: "sqlite3",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(cursor, data, /)", new),
        method("__getitem__", "(key, /)", get_item),
        method("__len__", "()", len),
        method("__iter__", "()", iter),
        method("__hash__", "()", hash),
        method("__eq__", "(value, /)", |vm, args| compare(vm, args, true)),
        method("__ne__", "(value, /)", |vm, args| compare(vm, args, false)),
        method("keys", "()", keys).doc("Returns the keys of the row."),
    ],
    ..TypeSpec::EMPTY
};
