//! `_pickle`: object serialization, all protocols.
//!
//! ```text
//!   dumps ─▶ save.rs ─▶ containers.rs, globals.rs, reduce.rs ─▶ bytes       pickler.rs: the class Pickler
//!   loads ─▶ load.rs ─▶ text.rs, find.rs, build.rs ◀─ input.rs              unpickler.rs: the class Unpickler
//! ```

mod buffer;
mod build;
mod containers;
mod find;
mod globals;
mod input;
mod load;
pub(crate) mod memo;
mod opcode;
mod pickler;
mod reduce;
mod save;
mod text;
mod unpickler;

use crate::errors::ErrorClass;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{ModuleSpec, func};
use runtime::object::module::Module;
use runtime::vm::{PyResult, Vm};

static PICKLE_ERROR: ErrorClass = ErrorClass::new("_pickle.PickleError", Exc::Exception, "");
static PICKLING_ERROR: ErrorClass = ErrorClass::derived("_pickle.PicklingError", &PICKLE_ERROR, "");
static UNPICKLING_ERROR: ErrorClass = ErrorClass::derived("_pickle.UnpicklingError", &PICKLE_ERROR, "");

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    for class in [&PICKLE_ERROR, &PICKLING_ERROR, &UNPICKLING_ERROR] {
        class.add_to(vm, module)?;
    }
    Ok(())
}

/// `_pickle`
pub(crate) static PICKLE: ModuleSpec = ModuleSpec {
    name: "_pickle",
    doc: "Optimized C implementation for the Python pickle module.",
    functions: &[
        func("dump", "(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)", pickler::dump)
            .doc("Write a pickled representation of obj to the open file object file."),
        func("dumps", "(obj, protocol=None, *, fix_imports=True, buffer_callback=None)", pickler::dumps)
            .doc("Return the pickled representation of the object as a bytes object."),
        func("load", "(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())", unpickler::load)
            .doc("Read and return an object from the pickle data stored in a file."),
        func(
            "loads",
            "(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
            unpickler::loads,
        )
        .doc("Read and return an object from the given pickle data."),
    ],
    types: &[&pickler::PICKLER, &unpickler::UNPICKLER, &buffer::PICKLE_BUFFER],
    init: Some(init),
};
