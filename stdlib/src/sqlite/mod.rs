//! `_sqlite3`: databases of the SQLite library, which is compiled in.
//!
//! ```text
//!   Connection ── Db ──▶ SQLite ── Callback (slot) ──▶ Connection.callables ──▶ Python
//!   Cursor ── Statement ── Stmt ──▶ rows: adapt::row
//! ```
//!
//! `raw.rs` is the only file that calls SQLite. What SQLite calls back is known to it by a slot of the connection, since
//! Python's objects must not be in its memory.

mod adapt;
mod blob;
mod callbacks;
mod connection;
mod constants;
mod cursor;
mod errors;
mod raw;
mod row;
mod statement;

use runtime::heap::Gc;
use runtime::native::spec::FnSpec;
use runtime::native::{ModuleSpec, TypeSpec, func, method};
use runtime::object::module::Module;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Converters are found by the declared type of a column.
const PARSE_DECLTYPES: i32 = 1;
/// Converters are found by the name of a column, in brackets.
const PARSE_COLNAMES: i32 = 2;

struct Protocol;
runtime::native_data!(Protocol, []);

static PREPARE_PROTOCOL: TypeSpec = TypeSpec {
    name: "PrepareProtocol",
    module: "sqlite3",
    flags: type_flag::BASE_TYPE,
    methods: &[method("__new__", "()", |vm, args| Ok(vm.native(crate::receiver::class_arg(args), Protocol)?.value()))],
    doc: "PEP 246 style object adaption protocol type.",
    ..TypeSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, class) in errors::ALL {
        let class = class.class(vm)?;
        dict.set_text(vm, name, class)?;
    }
    for &(name, value) in constants::ERROR_CODES.iter().chain(constants::CONSTANTS) {
        dict.set_text(vm, name, Value::int32(value))?;
    }
    let version = vm.str(&raw::version())?.value();
    dict.set_text(vm, "sqlite_version", version)?;
    let version = vm.str("2.6.0")?.value();
    dict.set_text(vm, "_deprecated_version", version)?;
    // The levels of DB-API by SQLite's thread modes: single-threaded, serialized, multi-threaded.
    let level = match raw::thread_mode() {
        0 => 0,
        1 => 3,
        _ => 1,
    };
    dict.set_text(vm, "threadsafety", Value::int32(level))?;
    let (adapters, converters) = (adapt::adapters(vm)?.value(), adapt::converters(vm)?.value());
    dict.set_text(vm, "adapters", adapters)?;
    dict.set_text(vm, "converters", converters)
}

/// `_sqlite3`
pub(crate) static SQLITE: ModuleSpec = ModuleSpec {
    name: "_sqlite3",
    functions: &[
        func("adapt", "(obj, proto=PrepareProtocol, alt=None, /)", adapt::adapt)
            .doc("Adapt given object to given protocol."),
        func("complete_statement", "(statement)", callbacks::complete_statement)
            .doc("Checks if a string contains a complete SQL statement."),
        FnSpec::raw_func("connect", "(*args, **kwargs)", connection::connect)
            .doc("Open a connection to the SQLite database file 'database'."),
        func("enable_callback_tracebacks", "(enable, /)", callbacks::enable_callback_tracebacks)
            .doc("Enable or disable callback functions throwing errors to stderr."),
        func("register_adapter", "(type, adapter, /)", adapt::register_adapter)
            .doc("Register a function to adapt Python objects to SQLite values."),
        func("register_converter", "(typename, converter, /)", adapt::register_converter)
            .doc("Register a function to convert SQLite values to Python objects."),
    ],
    types: &[&blob::BLOB, &connection::CONNECTION, &cursor::CURSOR, &PREPARE_PROTOCOL, &row::ROW],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
