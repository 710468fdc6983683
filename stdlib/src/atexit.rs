//! `atexit`

use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// The callbacks, oldest first: tuples of function, arguments and keywords.
static CALLBACKS: &str = "atexit: callbacks";

fn callbacks(vm: &mut Vm) -> PyResult<Gc<List>> {
    if let Some(list) = vm.module_state(CALLBACKS).and_then(|list| list.cast()) {
        return Ok(list);
    }
    let list = vm.list(&[])?;
    vm.set_module_state(CALLBACKS, list.value());
    Ok(list)
}

fn register(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !vm.is_callable(args[0]) {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let list = callbacks(vm)?;
    let callback = vm.tuple(&[args[0], args[1], args[2]])?;
    list.push(vm, callback.value())?;
    Ok(args[0])
}

fn unregister(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = callbacks(vm)?;
    let mut index = 0;
    while let Some(callback) = list.get(index).and_then(|callback| callback.cast::<Tuple>()) {
        let same = vm.equal(callback.get(0), args[0])?;
        if same && list.get(index) == Some(callback.value()) {
            list.splice(vm, index, index + 1, &[])?;
        } else {
            index += 1;
        }
    }
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let list = callbacks(vm)?;
    let len = list.len();
    list.splice(vm, 0, len, &[])?;
    Ok(Value::NONE)
}

fn count(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(callbacks(vm)?.len()))
}

fn run_exitfuncs(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    run(vm)?;
    Ok(Value::NONE)
}

/// Calls the callbacks, last first; what they raise is reported and does not stop the others.
pub(crate) fn run(vm: &mut Vm) -> PyResult<()> {
    let list = callbacks(vm)?;
    while let Some(callback) = list.pop().and_then(|callback| callback.cast::<Tuple>()) {
        let (function, keywords) = (callback.get(0), callback.get(2).cast::<Dict>());
        let positional = callback.get(1).cast::<Tuple>();
        let arguments = positional.as_ref().map_or(&[][..], |positional| positional.items());
        if let Err(raised) = vm.call_dict(function, arguments, keywords) {
            let exception = vm.take_exception(raised);
            crate::unraisable(vm, exception, "Exception ignored in atexit callback", function);
        }
    }
    Ok(())
}

/// `atexit`
pub(crate) static ATEXIT: ModuleSpec = ModuleSpec {
    name: "atexit",
    doc: "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\nTwo public functions, register and unregister, are defined.\n",
    functions: &[
        func("register", "(func, /, *args, **kwargs)", register),
        func("unregister", "(func, /)", unregister),
        func("_clear", "()", clear),
        func("_run_exitfuncs", "()", run_exitfuncs),
        func("_ncallbacks", "()", count),
    ],
    ..ModuleSpec::EMPTY
};
