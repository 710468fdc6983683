//! Issuing warnings from Rust.

use runtime::exceptions::hierarchy::Exc;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Issues a warning as `_warnings` does; an error if it is to be one.
pub(crate) fn warn(vm: &mut Vm, category: Exc, message: &str, source: Option<Value>) -> PyResult<()> {
    let warnings = vm.import("_warnings")?;
    let (message, category) = (vm.str(message)?.value(), vm.exc(category).value());
    vm.call_method(warnings, "warn", &[message, category, Value::int32(1), source.unwrap_or(Value::NONE)])?;
    Ok(())
}
