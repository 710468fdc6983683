//! The exceptions of `sqlite3`, and what error codes of SQLite become.

use super::constants::ERROR_CODES;
use super::raw::{Db, error_text};
use crate::errors::ErrorClass;
use libsqlite3_sys as ffi;
use runtime::exceptions::hierarchy::Exc;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

pub(super) static WARNING: ErrorClass = ErrorClass::new("sqlite3.Warning", Exc::Exception, "");
pub(super) static ERROR: ErrorClass = ErrorClass::new("sqlite3.Error", Exc::Exception, "");
pub(super) static INTERFACE: ErrorClass = ErrorClass::derived("sqlite3.InterfaceError", &ERROR, "");
pub(super) static DATABASE: ErrorClass = ErrorClass::derived("sqlite3.DatabaseError", &ERROR, "");
pub(super) static INTERNAL: ErrorClass = ErrorClass::derived("sqlite3.InternalError", &DATABASE, "");
pub(super) static OPERATIONAL: ErrorClass = ErrorClass::derived("sqlite3.OperationalError", &DATABASE, "");
pub(super) static PROGRAMMING: ErrorClass = ErrorClass::derived("sqlite3.ProgrammingError", &DATABASE, "");
pub(super) static INTEGRITY: ErrorClass = ErrorClass::derived("sqlite3.IntegrityError", &DATABASE, "");
pub(super) static DATA: ErrorClass = ErrorClass::derived("sqlite3.DataError", &DATABASE, "");
pub(super) static NOT_SUPPORTED: ErrorClass = ErrorClass::derived("sqlite3.NotSupportedError", &DATABASE, "");

/// All classes, by their names.
pub(super) static ALL: &[(&str, &ErrorClass)] = &[
    ("Warning", &WARNING),
    ("Error", &ERROR),
    ("InterfaceError", &INTERFACE),
    ("DatabaseError", &DATABASE),
    ("InternalError", &INTERNAL),
    ("OperationalError", &OPERATIONAL),
    ("ProgrammingError", &PROGRAMMING),
    ("IntegrityError", &INTEGRITY),
    ("DataError", &DATA),
    ("NotSupportedError", &NOT_SUPPORTED),
];

/// The class that an error code is raised as; none for lack of memory.
fn class_of(code: i32) -> Option<&'static ErrorClass> {
    Some(match code {
        ffi::SQLITE_INTERNAL | ffi::SQLITE_NOTFOUND => &INTERNAL,
        ffi::SQLITE_NOMEM => return None,
        ffi::SQLITE_ERROR
        | ffi::SQLITE_PERM
        | ffi::SQLITE_ABORT
        | ffi::SQLITE_BUSY
        | ffi::SQLITE_LOCKED
        | ffi::SQLITE_READONLY
        | ffi::SQLITE_INTERRUPT
        | ffi::SQLITE_IOERR
        | ffi::SQLITE_FULL
        | ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_PROTOCOL
        | ffi::SQLITE_EMPTY
        | ffi::SQLITE_SCHEMA => &OPERATIONAL,
        ffi::SQLITE_CORRUPT => &DATABASE,
        ffi::SQLITE_TOOBIG => &DATA,
        ffi::SQLITE_CONSTRAINT | ffi::SQLITE_MISMATCH => &INTEGRITY,
        ffi::SQLITE_MISUSE | ffi::SQLITE_RANGE => &INTERFACE,
        _ => &DATABASE,
    })
}

fn raise_code(vm: &mut Vm, code: i32, extended: i32, message: &str) -> PyResult<Raised> {
    let Some(class) = class_of(code) else { return Ok(vm.memory_error()) };
    let class = class.class(vm)?;
    let message = vm.str(message)?.value();
    let exception = vm.call(class, &[message])?;
    let number = Value::int32(extended);
    vm.set_attr_text(exception, "sqlite_errorcode", number)?;
    let name = ERROR_CODES.iter().find(|(_, known)| *known == extended).map_or("unknown", |(name, _)| *name);
    let name = vm.str(name)?.value();
    vm.set_attr_text(exception, "sqlite_errorname", name)?;
    Ok(vm.raise(exception))
}

/// Raises the last error of a database.
#[cold]
pub(super) fn raise_last(vm: &mut Vm, db: &Db) -> Raised {
    let (code, extended, message) = (db.error_code(), db.extended_error_code(), db.message());
    raise_code(vm, code, extended, &message).unwrap_or_else(|raised| raised)
}

/// Raises an error that no database knows of.
#[cold]
pub(super) fn raise_from_code(vm: &mut Vm, code: i32) -> Raised {
    raise_code(vm, code & 0xff, code, &error_text(code)).unwrap_or_else(|raised| raised)
}
