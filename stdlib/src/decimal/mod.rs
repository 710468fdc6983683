//! `_decimal`: correctly rounded decimal arithmetic.
//!
//! ```text
//!   object.rs, operators.rs, tables.rs ─▶ arith.rs, logic.rs, transcendental.rs ─▶ num.rs ─▶ coef.rs ─▶ words.rs
//!        └ context.rs, signals.rs             (numbers apart from Python)
//! ```
//!
//! An operation computes exactly, or with more digits than wanted, and `Work::fix` rounds to the context; `context::finish`
//! notes the conditions and raises those that are trapped.

mod arith;
mod coef;
mod context;
mod format;
mod logic;
mod num;
mod object;
mod operators;
mod product;
mod short;
mod signals;
mod tables;
mod text;
mod transcendental;
mod wide;
mod words;

use num::{MAX_EMAX, MAX_PREC, MIN_EMIN, MIN_ETINY, Rounding};
use runtime::heap::Gc;
use runtime::native::{ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Where the class of `as_tuple`'s results is kept.
const TUPLE: &str = "decimal DecimalTuple";

fn tuple_class(vm: &mut Vm) -> PyResult<Value> {
    if let Some(class) = vm.module_state(TUPLE) {
        return Ok(class);
    }
    let collections = vm.import("collections")?;
    let namedtuple = vm.get_attr_text(collections, "namedtuple")?;
    let (name, fields) = (vm.str("DecimalTuple")?.value(), vm.str("sign digits exponent")?.value());
    let class = vm.call(namedtuple, &[name, fields])?;
    let module = vm.str("decimal")?.value();
    vm.set_attr_text(class, "__module__", module)?;
    vm.set_module_state(TUPLE, class);
    Ok(class)
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    signals::init(vm, module)?;
    context::init(vm, dict)?;
    let class = tuple_class(vm)?;
    dict.set_text(vm, "DecimalTuple", class)?;
    let numbers = vm.import("numbers")?;
    let number = vm.get_attr_text(numbers, "Number")?;
    let decimal = vm.native_type(&object::DECIMAL)?.value();
    vm.call_method(number, "register", &[decimal])?;
    for (name, n) in [("MAX_PREC", MAX_PREC), ("MAX_EMAX", MAX_EMAX), ("MIN_EMIN", MIN_EMIN), ("MIN_ETINY", MIN_ETINY)]
    {
        let n = vm.int(n)?;
        dict.set_text(vm, name, n)?;
    }
    for rounding in Rounding::ALL {
        let name = vm.intern(rounding.name()).value();
        dict.set_text(vm, rounding.name(), name)?;
    }
    dict.set_text(vm, "HAVE_THREADS", Value::TRUE)?;
    dict.set_text(vm, "HAVE_CONTEXTVAR", Value::TRUE)?;
    for (name, text) in [("__version__", "1.70"), ("__libmpdec_version__", "2.5.1")] {
        let text = vm.str(text)?.value();
        dict.set_text(vm, name, text)?;
    }
    Ok(())
}

/// `_decimal`
pub(crate) static DECIMAL: ModuleSpec = ModuleSpec {
    name: "_decimal",
    doc: "C decimal arithmetic module",
    functions: &[
        func("getcontext", "()", context::get_context).doc("Get the current default context."),
        func("setcontext", "(context, /)", context::set_context).doc("Set a new default context."),
        func(
            "localcontext",
            "(ctx=None, **kwargs)",
            context::local_context,
        )
        .doc("Return a context manager that will set the default context to a copy of ctx\non entry to the with-statement and restore the previous default context when\nexiting the with-statement. If no context is supplied, a copy of the current\ndefault context is used."),
    ],
    types: &[&object::DECIMAL, &context::CONTEXT],
    init: Some(init),
};
