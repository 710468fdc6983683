//! Prepared statements, and binding parameters to them.

use super::adapt::{parameter, utf8};
use super::connection::{self, Connection};
use super::errors::{DATA, PROGRAMMING, raise_last};
use super::raw::Stmt;
use libsqlite3_sys as ffi;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::TypeSpec;
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::string::Str;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CString;
use std::rc::Rc;

/// The object.
pub(super) struct Statement {
    /// Shared with the cursor whose rows come from it, which resets it when it dies.
    pub(super) stmt: Rc<Stmt>,
    /// Whether it inserts, updates, deletes or replaces.
    pub(super) is_dml: bool,
}

impl NativeData for Statement {
    runtime::native_info!(Statement);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

pub(super) static STATEMENT: TypeSpec = TypeSpec {
    name: "Statement",
    module: "sqlite3",
    flags: runtime::object::type_object::type_flag::NO_NEW,
    ..TypeSpec::EMPTY
};

/// SQL without the white space and comments that it starts with; empty if there is nothing else.
fn strip(mut sql: &[u8]) -> &[u8] {
    loop {
        sql = sql.trim_ascii_start();
        if sql.starts_with(b"--") {
            match memchr::memchr(b'\n', sql) {
                Some(end) => sql = &sql[end + 1..],
                None => return &[],
            }
        } else if sql.starts_with(b"/*") {
            match memchr::memmem::find(sql, b"*/") {
                Some(end) => sql = &sql[end + 2..],
                None => return &[],
            }
        } else {
            return sql;
        }
    }
}

/// Prepares a statement.
pub(super) fn prepare(vm: &mut Vm, connection: Gc<Native<Connection>>, sql: Value) -> PyResult<Gc<Native<Statement>>> {
    let Some(text) = sql.cast::<Str>() else {
        let kind = vm.arg_type_name(sql);
        return Err(vm.type_error(&format!("argument 1 must be str, not {kind}")));
    };
    let text = utf8(vm, text)?;
    let db = &connection.data.db;
    if text.len() as i64 > i64::from(db.limit(ffi::SQLITE_LIMIT_SQL_LENGTH, -1)) {
        return Err(DATA.raise(vm, "query string is too large"));
    }
    let Ok(text) = CString::new(text) else {
        return Err(PROGRAMMING.raise(vm, "the query contains a null character"));
    };
    // Preparing may ask the authorizer.
    let link = Rc::clone(&connection.data.link);
    let (stmt, rest, code) = link.during(vm, connection.value(), || connection.data.db.prepare(&text));
    if code != ffi::SQLITE_OK {
        return Err(raise_last(vm, &connection.data.db));
    }
    if !strip(&text.to_bytes()[rest..]).is_empty() {
        return Err(PROGRAMMING.raise(vm, "You can only execute one statement at a time."));
    }
    let start = strip(text.to_bytes());
    let is_dml = [&b"INSERT"[..], b"UPDATE", b"DELETE", b"REPLACE"]
        .iter()
        .any(|word| start.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word)));
    let class = vm.native_type(&STATEMENT)?;
    vm.native(class, Statement { stmt: Rc::new(stmt), is_dml })
}

/// Binds parameters: a sequence by position, a mapping by name.
pub(super) fn bind(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    statement: Gc<Native<Statement>>,
    parameters: Value,
) -> PyResult<()> {
    let needed = statement.data.stmt.parameter_count();
    let plain = parameters.is::<Tuple>() || parameters.is::<List>();
    let mapping = parameters.is::<Dict>();
    if plain || (!mapping && is_sequence(vm, parameters)?) {
        return bind_sequence(vm, connection, statement, parameters, needed);
    }
    if mapping || vm.get_attr_opt_text(vm.class_of(parameters).value(), "__getitem__")?.is_some() {
        return bind_mapping(vm, connection, statement, parameters, needed);
    }
    Err(PROGRAMMING.raise(vm, "parameters are of unsupported type"))
}

/// Whether C code takes a value for a sequence: it has items by a method of its class, and is no dict.
fn is_sequence(vm: &mut Vm, value: Value) -> PyResult<bool> {
    let class = vm.class_of(value);
    let dict = vm.types.dict;
    if class.is_subclass(dict) || vm.get_attr_opt_text(class.value(), "__getitem__")?.is_none() {
        return Ok(false);
    }
    Ok(true)
}

fn bind_one(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    statement: Gc<Native<Statement>>,
    index: usize,
    name: &str,
    value: Value,
) -> PyResult<()> {
    let datum = parameter(vm, value, name)?;
    if statement.data.stmt.bind(index, &datum) != ffi::SQLITE_OK {
        return Err(raise_last(vm, &connection.data.db));
    }
    Ok(())
}

fn bind_sequence(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    statement: Gc<Native<Statement>>,
    parameters: Value,
    needed: usize,
) -> PyResult<()> {
    let given = vm.len(parameters)?;
    if given != needed {
        let message = format!(
            "Incorrect number of bindings supplied. The current statement uses {needed}, and there are {given} supplied."
        );
        return Err(PROGRAMMING.raise(vm, &message));
    }
    for index in 0..needed {
        if let Some(name) = statement.data.stmt.parameter_name(index + 1)
            && !name.starts_with('?')
        {
            let message = format!(
                "Binding {} ('{name}') is a named parameter, but you supplied a sequence which requires nameless (qmark) \
                 placeholders. Starting with Python 3.14 an sqlite3.ProgrammingError will be raised.",
                index + 1
            );
            vm.warn(Exc::DeprecationWarning, &message, 1)?;
        }
        let value = match (parameters.cast::<Tuple>(), parameters.cast::<List>()) {
            (Some(tuple), _) => tuple.get(index),
            (None, Some(list)) => match list.get(index) {
                Some(item) => item,
                None => return Err(vm.raise_text(Exc::IndexError, "list index out of range")),
            },
            (None, None) => vm.get_item(parameters, Value::len(index))?,
        };
        bind_one(vm, connection, statement, index + 1, &(index + 1).to_string(), value)?;
    }
    Ok(())
}

fn bind_mapping(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    statement: Gc<Native<Statement>>,
    parameters: Value,
    needed: usize,
) -> PyResult<()> {
    for index in 1..=needed {
        let Some(name) = statement.data.stmt.parameter_name(index) else {
            let message = format!("Binding {index} has no name, but you supplied a dictionary (which has only names).");
            return Err(PROGRAMMING.raise(vm, &message));
        };
        let key = vm.str(&name[1..])?.value();
        let value = match vm.get_item(parameters, key) {
            Ok(value) => value,
            Err(raised) => {
                vm.catch(raised, Exc::LookupError)?;
                let message = format!("You did not supply a value for binding parameter :{}.", &name[1..]);
                return Err(PROGRAMMING.raise(vm, &message));
            }
        };
        bind_one(vm, connection, statement, index, &format!("':{}'", &name[1..]), value)?;
    }
    Ok(())
}

/// Runs a text of any number of statements.
pub(super) fn run_script(vm: &mut Vm, connection: Gc<Native<Connection>>, script: &CString) -> PyResult<()> {
    let mut at = 0;
    let bytes = script.as_bytes_with_nul();
    loop {
        let Ok(rest) = std::ffi::CStr::from_bytes_with_nul(&bytes[at..]) else { return Ok(()) };
        let link = Rc::clone(&connection.data.link);
        let (stmt, used, code) = link.during(vm, connection.value(), || connection.data.db.prepare(rest));
        if code != ffi::SQLITE_OK {
            return Err(raise_last(vm, &connection.data.db));
        }
        loop {
            let code = connection::step(vm, connection, &stmt);
            if code != ffi::SQLITE_ROW {
                break;
            }
        }
        if stmt.finalize() != ffi::SQLITE_OK {
            return Err(raise_last(vm, &connection.data.db));
        }
        at += used;
        if at + 1 >= bytes.len() {
            return Ok(());
        }
    }
}
