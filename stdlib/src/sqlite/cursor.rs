//! `Cursor`: runs statements and gives their rows.

use super::adapt::{converters_of, row, utf8};
use super::connection::{self, CONNECTION, Connection};
use super::errors::{PROGRAMMING, raise_last};
use super::raw::Stmt;
use super::statement::{self, Statement};
use crate::convert::c_int;
use crate::receiver::{class_arg, this};
use libsqlite3_sys as ffi;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, GetSetSpec, TypeSpec, member, member_set, method};
use runtime::object::list::List;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};
use std::ffi::CString;
use std::rc::Rc;

/// The object.
pub(super) struct Cursor {
    /// None until `__init__` has run.
    connection: Field<Value>,
    pub(super) description: Field<Value>,
    converters: Field<Value>,
    array_size: Cell<i32>,
    last_row: Field<Value>,
    row_count: Cell<i64>,
    pub(super) row_factory: Field<Value>,
    /// The statement whose rows are to come, or None.
    statement: Field<Value>,
    /// The same as SQLite knows it.
    active: RefCell<Option<Rc<Stmt>>>,
    closed: Cell<bool>,
    locked: Cell<bool>,
}
runtime::native_data!(Cursor, [connection, description, converters, last_row, row_factory, statement]);

impl Drop for Cursor {
    fn drop(&mut self) {
        if let Some(stmt) = self.active.take() {
            stmt.reset();
        }
    }
}

type This = Gc<Native<Cursor>>;

/// What is to be run: once, or with each of many parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    Many,
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cursor = Cursor {
        connection: Field::new(Value::NONE),
        description: Field::new(Value::NONE),
        converters: Field::new(Value::NONE),
        array_size: Cell::new(1),
        last_row: Field::new(Value::NONE),
        row_count: Cell::new(-1),
        row_factory: Field::new(Value::NONE),
        statement: Field::new(Value::NONE),
        active: RefCell::new(None),
        closed: Cell::new(false),
        locked: Cell::new(false),
    };
    Ok(vm.native(class_arg(args), cursor)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cursor = this::<Cursor>(args[0]);
    let class = vm.native_type(&CONNECTION)?;
    if !vm.is_instance(args[1], class) {
        let kind = vm.arg_type_name(args[1]);
        return Err(vm.type_error(&format!("Cursor() argument 1 must be sqlite3.Connection, not {kind}")));
    }
    if cursor.data.locked.get() {
        return Err(PROGRAMMING.raise(vm, "Recursive use of cursors not allowed."));
    }
    cursor.data.connection.set(vm, cursor, args[1]);
    drop_statement(vm, cursor);
    cursor.data.converters.set(vm, cursor, Value::NONE);
    cursor.data.description.set(vm, cursor, Value::NONE);
    cursor.data.row_factory.set(vm, cursor, Value::NONE);
    cursor.data.last_row.set(vm, cursor, Value::NONE);
    cursor.data.array_size.set(1);
    cursor.data.row_count.set(-1);
    cursor.data.closed.set(false);
    connection::check_thread(vm, this(args[1]))?;
    Ok(Value::NONE)
}

/// Checks that the cursor may be used; its connection.
fn check(vm: &mut Vm, cursor: This) -> PyResult<Gc<Native<Connection>>> {
    let Some(connection) = cursor.data.connection.get().cast::<Native<Connection>>() else {
        return Err(PROGRAMMING.raise(vm, "Base Cursor.__init__ not called."));
    };
    if cursor.data.closed.get() {
        return Err(PROGRAMMING.raise(vm, "Cannot operate on a closed cursor."));
    }
    check_unlocked(vm, cursor)?;
    connection::check(vm, connection)?;
    Ok(connection)
}

fn check_unlocked(vm: &mut Vm, cursor: This) -> PyResult<()> {
    if cursor.data.locked.get() {
        return Err(PROGRAMMING.raise(vm, "Recursive use of cursors not allowed."));
    }
    Ok(())
}

fn current(cursor: This) -> Option<Gc<Native<Statement>>> {
    cursor.data.statement.get().cast()
}

/// Ends the statement that rows come from.
fn drop_statement(vm: &mut Vm, cursor: This) {
    if let Some(statement) = current(cursor) {
        statement.data.stmt.reset();
        forget_statement(vm, cursor);
    }
}

fn forget_statement(vm: &mut Vm, cursor: This) {
    cursor.data.statement.set(vm, cursor, Value::NONE);
    cursor.data.active.take();
}

/// The error of a statement: that of Python code which SQLite called, else SQLite's.
fn failed<T>(vm: &mut Vm, connection: Gc<Native<Connection>>) -> PyResult<T> {
    Err(raise_last(vm, &connection.data.db))
}

fn describe(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    cursor: This,
    statement: Gc<Native<Statement>>,
) -> PyResult<()> {
    let count = statement.data.stmt.column_count();
    if count == 0 || !cursor.data.description.get().is_none() {
        return Ok(());
    }
    let cut = connection.data.detect_types.get() & super::PARSE_COLNAMES != 0;
    let description = vm.tuple_with_len(count)?;
    for index in 0..count {
        let name = statement.data.stmt.column_name(index).unwrap_or_default();
        let shown = match name.find(" [") {
            Some(end) if cut => &name[..end],
            _ => &name,
        };
        let name = vm.str(shown)?.value();
        let none = Value::NONE;
        let column = vm.tuple(&[name, none, none, none, none, none, none])?.value();
        description.init(vm, index, column);
    }
    cursor.data.description.set(vm, cursor, description.value());
    Ok(())
}

fn run_each(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    cursor: This,
    statement: Gc<Native<Statement>>,
    parameters: Value,
) -> PyResult<()> {
    statement::bind(vm, connection, statement, parameters)?;
    let code = connection::first_step(vm, connection, &statement.data.stmt);
    if code != ffi::SQLITE_DONE && code != ffi::SQLITE_ROW {
        return failed(vm, connection);
    }
    let converters = converters_of(vm, connection.data.detect_types.get(), &statement.data.stmt)?;
    cursor.data.converters.set(vm, cursor, converters);
    describe(vm, connection, cursor, statement)?;
    if code == ffi::SQLITE_DONE {
        if statement.data.is_dml {
            let changes = connection.data.db.changes();
            cursor.data.row_count.set(cursor.data.row_count.get() + changes);
        }
        statement.data.stmt.reset();
    }
    Ok(())
}

fn run(
    vm: &mut Vm,
    connection: Gc<Native<Connection>>,
    cursor: This,
    sql: Value,
    parameters: Option<Value>,
    times: Times,
) -> PyResult<()> {
    let many = match (times, parameters) {
        (Times::Many, Some(parameters)) => Some(vm.iter(parameters)?),
        _ => None,
    };
    drop_statement(vm, cursor);
    cursor.data.description.set(vm, cursor, Value::NONE);
    let statement = connection::statement(vm, connection, sql)?;
    statement.data.stmt.reset();
    statement.data.stmt.clear_bindings();
    cursor.data.statement.set(vm, cursor, statement.value());
    cursor.data.active.replace(Some(Rc::clone(&statement.data.stmt)));
    let is_dml = statement.data.is_dml;
    cursor.data.row_count.set(if is_dml { 0 } else { -1 });
    if times == Times::Many && statement.data.stmt.is_readonly() {
        return Err(PROGRAMMING.raise(vm, "executemany() can only execute DML statements."));
    }
    if is_dml {
        connection::begin_if_needed(vm, connection)?;
    }
    match many {
        Some(iterator) => {
            while let Some(parameters) = vm.next(iterator)? {
                run_each(vm, connection, cursor, statement, parameters)?;
                if statement.data.stmt.is_busy() {
                    statement.data.stmt.reset();
                }
            }
        }
        None => {
            let parameters = match parameters {
                Some(parameters) => parameters,
                None => vm.tuple(&[])?.value(),
            };
            run_each(vm, connection, cursor, statement, parameters)?;
            let last = vm.int(connection.data.db.last_insert_rowid())?;
            cursor.data.last_row.set(vm, cursor, last);
        }
    }
    Ok(())
}

fn execute_times(vm: &mut Vm, args: Args<'_>, times: Times) -> PyResult<Value> {
    let cursor = this::<Cursor>(args[0]);
    let sql = args[1];
    if !sql.is::<Str>() {
        let name = if times == Times::Once { "execute" } else { "executemany" };
        let kind = vm.arg_type_name(sql);
        return Err(vm.type_error(&format!("{name}() argument 1 must be str, not {kind}")));
    }
    let connection = check(vm, cursor)?;
    cursor.data.locked.set(true);
    let result = run(vm, connection, cursor, sql, args.opt(2), times);
    cursor.data.locked.set(false);
    match result {
        Ok(()) => {
            if current(cursor).is_some_and(|statement| !statement.data.stmt.is_busy()) {
                forget_statement(vm, cursor);
            }
            Ok(args[0])
        }
        Err(raised) => {
            let exception = vm.take_exception(raised);
            drop_statement(vm, cursor);
            cursor.data.row_count.set(-1);
            Err(vm.set_exception(exception))
        }
    }
}

fn execute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    execute_times(vm, args, Times::Once)
}

fn execute_many(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    execute_times(vm, args, Times::Many)
}

fn execute_script(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cursor = this::<Cursor>(args[0]);
    let Some(text) = args[1].cast::<Str>() else {
        let kind = vm.arg_type_name(args[1]);
        return Err(vm.type_error(&format!("executescript() argument must be str, not {kind}")));
    };
    let text = utf8(vm, text)?;
    let connection = check(vm, cursor)?;
    let limit = connection.data.db.limit(ffi::SQLITE_LIMIT_SQL_LENGTH, -1);
    if text.len() as i64 > i64::from(limit) {
        return Err(super::errors::DATA.raise(vm, "query string is too large"));
    }
    let Ok(script) = CString::new(text) else { return Err(vm.value_error("embedded null character")) };
    connection::commit_before_script(vm, connection)?;
    statement::run_script(vm, connection, &script)?;
    Ok(args[0])
}

/// The next row, as the row factory wants it.
fn next_row(vm: &mut Vm, cursor: This) -> PyResult<Option<Value>> {
    let connection = check(vm, cursor)?;
    let Some(statement) = current(cursor) else { return Ok(None) };
    if statement.data.stmt.data_count() == 0 {
        drop_statement(vm, cursor);
        return Ok(None);
    }
    cursor.data.locked.set(true);
    let converters = cursor.data.converters.get().cast::<List>();
    let values = row(vm, connection, &statement.data.stmt, converters);
    cursor.data.locked.set(false);
    let values = values?;
    let code = connection::step(vm, connection, &statement.data.stmt);
    if code == ffi::SQLITE_DONE {
        if statement.data.is_dml {
            cursor.data.row_count.set(connection.data.db.changes());
        }
        drop_statement(vm, cursor);
    } else if code != ffi::SQLITE_ROW {
        let raised = raise_last(vm, &connection.data.db);
        let exception = vm.take_exception(raised);
        drop_statement(vm, cursor);
        return Err(vm.set_exception(exception));
    }
    let factory = cursor.data.row_factory.get();
    if factory.is_none() {
        return Ok(Some(values));
    }
    vm.call(factory, &[cursor.value(), values]).map(Some)
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(next_row(vm, this(args[0]))?.unwrap_or(Value::EMPTY))
}

fn fetch_one(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(next_row(vm, this(args[0]))?.unwrap_or(Value::NONE))
}

fn fetch_many(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cursor = this::<Cursor>(args[0]);
    let most = args.opt(1).map_or(Ok(cursor.data.array_size.get()), |size| c_int(vm, size))?;
    let rows = vm.list(&[])?;
    while most <= 0 || (rows.len() as i64) < i64::from(most) {
        match next_row(vm, cursor)? {
            Some(row) => rows.push(vm, row)?,
            None => break,
        }
    }
    Ok(rows.value())
}

fn fetch_all(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (cursor, rows) = (this::<Cursor>(args[0]), vm.list(&[])?);
    while let Some(row) = next_row(vm, cursor)? {
        rows.push(vm, row)?;
    }
    Ok(rows.value())
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let cursor = this::<Cursor>(args[0]);
    check_unlocked(vm, cursor)?;
    let Some(connection) = cursor.data.connection.get().cast::<Native<Connection>>() else {
        return Err(PROGRAMMING.raise(vm, "Base Cursor.__init__ not called."));
    };
    connection::check(vm, connection)?;
    drop_statement(vm, cursor);
    cursor.data.closed.set(true);
    Ok(Value::NONE)
}

fn nothing(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

static GETSET: &[GetSetSpec] = &[
    member("connection", |_, cursor| Ok(this::<Cursor>(cursor).data.connection.get())),
    member("description", |_, cursor| Ok(this::<Cursor>(cursor).data.description.get())),
    member("lastrowid", |_, cursor| Ok(this::<Cursor>(cursor).data.last_row.get())),
    member("rowcount", |vm, cursor| vm.int(this::<Cursor>(cursor).data.row_count.get())),
    member_set(
        "arraysize",
        |_, cursor| Ok(Value::int32(this::<Cursor>(cursor).data.array_size.get())),
        |vm, cursor, value| {
            let size = c_int(vm, value.or_none())?;
            this::<Cursor>(cursor).data.array_size.set(size);
            Ok(())
        },
    ),
    member_set(
        "row_factory",
        |_, cursor| Ok(this::<Cursor>(cursor).data.row_factory.get()),
        |vm, cursor, value| {
            let cursor = this::<Cursor>(cursor);
            cursor.data.row_factory.set(vm, cursor, value.or_none());
            Ok(())
        },
    ),
];

pub(super) static CURSOR: TypeSpec = TypeSpec {
    name: "Cursor",
    module: "sqlite3",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", "(connection, /)", init),
        method("__iter__", "()", |_, args| Ok(args[0])),
        method("__next__", "()", next),
        method("close", "()", close).doc("Closes the cursor."),
        method("execute", "(sql, parameters=(), /)", execute).doc("Executes an SQL statement."),
        method("executemany", "(sql, seq_of_parameters, /)", execute_many).doc("Repeatedly executes an SQL statement."),
        method("executescript", "(sql_script, /)", execute_script).doc("Executes multiple SQL statements at once."),
        method("fetchall", "()", fetch_all).doc("Fetches all rows from the resultset."),
        method("fetchmany", "(size=1)", fetch_many).doc("Fetches several rows from the resultset."),
        method("fetchone", "()", fetch_one).doc("Fetches one row from the resultset."),
        method("setinputsizes", "(sizes, /)", nothing).doc("Required by DB-API. Does nothing in sqlite3."),
        method("setoutputsize", "(size, column=None, /)", nothing).doc("Required by DB-API. Does nothing in sqlite3."),
    ],
    getset: GETSET,
    doc: "SQLite database cursor class.",
    ..TypeSpec::EMPTY
};
