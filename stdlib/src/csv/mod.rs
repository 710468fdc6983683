//! `_csv`: reading and writing of comma-separated values.

mod dialect;
mod reader;
mod writer;

use crate::convert::c_long;
use crate::errors::ErrorClass;
use dialect::Quoting;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, Convention, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

static ERROR: ErrorClass = ErrorClass::new("_csv.Error", Exc::Exception, "");

static LIMIT: &str = "_csv field size limit";

/// The longest field that is read.
fn field_limit(vm: &Vm) -> usize {
    let limit = vm.module_state(LIMIT).and_then(|limit| limit.as_i64());
    limit.map_or(128 << 10, |limit| usize::try_from(limit).unwrap_or(0))
}

fn field_size_limit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let old = vm.module_state(LIMIT).unwrap_or(Value::int32(128 << 10));
    if let Some(limit) = args.opt(0) {
        if !limit.is_int() {
            return Err(vm.type_error("limit must be an integer"));
        }
        let limit = c_long(vm, limit)?;
        let limit = vm.int(limit)?;
        vm.set_module_state(LIMIT, limit);
    }
    Ok(old)
}

/// `_csv`
pub(crate) static CSV: ModuleSpec = ModuleSpec {
    name: "_csv",
    doc: "CSV parsing and writing.\n",
    functions: &[
        func("reader", "(iterable, dialect=_, /, **kwargs)", reader::reader).convention(Convention::Unpack),
        func("writer", "(fileobj, dialect=_, /, **kwargs)", writer::writer).convention(Convention::Unpack),
        func("list_dialects", "()", dialect::list_dialects).doc("Return a list of all known dialect names."),
        func("register_dialect", "(name, dialect=_, /, **kwargs)", dialect::register_dialect)
            .convention(Convention::Unpack),
        func("unregister_dialect", "(name)", dialect::unregister_dialect),
        func("get_dialect", "(name)", dialect::get_dialect).doc("Return the dialect instance associated with name."),
        func("field_size_limit", "(new_limit=_, /)", field_size_limit),
    ],
    types: &[&dialect::DIALECT],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for (name, quoting) in Quoting::ALL {
        dict.set_text(vm, name, Value::int32(quoting as i32))?;
    }
    for (name, class) in [("Reader", &reader::READER), ("Writer", &writer::WRITER)] {
        let class = vm.native_type(class)?.value();
        dict.set_text(vm, name, class)?;
    }
    let version = vm.str("1.0")?.value();
    dict.set_text(vm, "__version__", version)?;
    ERROR.add_to(vm, module)
}
