//! `Connection`: a database, its transactions, statements and settings.

use super::adapt;
use super::cursor::{self, CURSOR};
use super::errors::{self, DATA, OPERATIONAL, PROGRAMMING, WARNING, raise_last};
use super::raw::{Backup, Callback, Db, Link, Stmt, c_text};
use super::statement::{self, Statement};
use crate::convert::{c_int, truth};
use crate::receiver::{class_arg, this};
use libsqlite3_sys as ffi;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Collection, Field, Gc, Native};
use runtime::native::{Args, CallArgs, GetSetSpec, TypeSpec, getset, member, member_set, method, readonly};
use runtime::object::buffer::Request;
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::CString;
use std::rc::Rc;

/// `LEGACY_TRANSACTION_CONTROL`
const LEGACY: i32 = -1;

/// Text of SQL that begins a transaction, by isolation level.
const LEVELS: [&str; 4] = ["", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"];

/// The object.
pub(super) struct Connection {
    pub(super) db: Db,
    initialized: Cell<bool>,
    pub(super) detect_types: Cell<i32>,
    /// Index into [`LEVELS`]; none for None.
    level: Cell<Option<usize>>,
    autocommit: Cell<i32>,
    check_thread: Cell<bool>,
    thread: Cell<i64>,
    pub(super) row_factory: Field<Value>,
    pub(super) text_factory: Field<Value>,
    /// Statements by their text, the longest unused first.
    cache: Field<Gc<Dict>>,
    cache_size: Cell<usize>,
    /// What SQLite calls back, by slot.
    pub(super) callables: Field<Gc<List>>,
    slots: RefCell<HashMap<String, usize>>,
    /// Instances of aggregates that are being computed, by number.
    pub(super) instances: Field<Gc<Dict>>,
    pub(super) next_instance: Cell<i64>,
    /// Weak references to open blobs.
    blobs: Field<Gc<List>>,
    pub(super) link: Rc<Link>,
    /// The callbacks that SQLite does not own, by kind.
    own: RefCell<HashMap<&'static str, Box<Callback>>>,
    /// Whether SQLite may call Python.
    calls_back: Cell<bool>,
}
runtime::native_data!(Connection, [row_factory, text_factory, cache, callables, instances, blobs]);

impl Drop for Connection {
    fn drop(&mut self) {
        self.db.close();
    }
}

/// A reference to a connection.
pub(super) type This = Gc<Native<Connection>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (cache, callables, instances, blobs) = (vm.dict()?, vm.list(&[])?, vm.dict()?, vm.list(&[])?);
    let connection = Connection {
        db: Db::closed(),
        initialized: Cell::new(false),
        detect_types: Cell::new(0),
        level: Cell::new(Some(0)),
        autocommit: Cell::new(LEGACY),
        check_thread: Cell::new(true),
        thread: Cell::new(0),
        row_factory: Field::new(Value::NONE),
        text_factory: Field::new(vm.types.str.value()),
        cache: Field::new(cache),
        cache_size: Cell::new(128),
        callables: Field::new(callables),
        slots: RefCell::default(),
        instances: Field::new(instances),
        next_instance: Cell::new(0),
        blobs: Field::new(blobs),
        link: Rc::default(),
        own: RefCell::default(),
        calls_back: Cell::new(false),
    };
    Ok(vm.native(class_arg(args), connection)?.value())
}

fn level_of(vm: &mut Vm, value: Value) -> PyResult<Option<usize>> {
    if value.is_none() {
        return Ok(None);
    }
    let Some(text) = value.cast::<Str>() else {
        return Err(vm.type_error("isolation_level must be str or None"));
    };
    let text = text.to_string_lossy();
    match LEVELS.iter().position(|level| level.eq_ignore_ascii_case(&text)) {
        Some(level) => Ok(Some(level)),
        None => {
            let message = "isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'";
            Err(vm.value_error(message))
        }
    }
}

fn autocommit_of(vm: &mut Vm, value: Value) -> PyResult<i32> {
    match value.as_bool() {
        Some(on) => Ok(on.into()),
        None if value.as_i64() == Some(LEGACY.into()) => Ok(LEGACY),
        None => Err(vm.value_error("autocommit must be True, False, or sqlite3.LEGACY_TRANSACTION_CONTROL")),
    }
}

/// A path as the file system has it.
fn path_of(vm: &mut Vm, value: Value) -> PyResult<CString> {
    let os = vm.import("os")?;
    let bytes = vm.call_method(os, "fsencode", &[value])?;
    let bytes = vm.bytes_like(bytes)?.unwrap_or_default();
    match CString::new(bytes) {
        Ok(path) => Ok(path),
        Err(_) => Err(vm.value_error("embedded null byte")),
    }
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let args = args.from(1);
    vm.audit("sqlite3.connect", &[args[0]])?;
    let path = path_of(vm, args[0])?;
    let timeout = match args.opt(1) {
        Some(timeout) => runtime::builtins::float::as_double(vm, timeout, false)?,
        None => 5.0,
    };
    let detect_types = args.opt(2).map_or(Ok(0), |value| c_int(vm, value))?;
    let level = args.opt(3).map_or(Ok(Some(0)), |value| level_of(vm, value))?;
    let check_thread = truth(vm, args.opt(4), true)?;
    let cache_size = args.opt(6).map_or(Ok(128), |value| c_int(vm, value))?;
    let uri = truth(vm, args.opt(7), false)?;
    let autocommit = args.opt(8).map_or(Ok(LEGACY), |value| autocommit_of(vm, value))?;
    if connection.data.initialized.replace(false) {
        connection.data.db.close();
        clear_statements(vm, connection)?;
    }
    let flags = ffi::SQLITE_OPEN_READWRITE
        | ffi::SQLITE_OPEN_CREATE
        | ffi::SQLITE_OPEN_FULLMUTEX
        | if uri { ffi::SQLITE_OPEN_URI } else { 0 };
    let (opened, code) = vm.allow_threads(|| Db::open(&path, flags, (timeout * 1000.0) as i32));
    if code != ffi::SQLITE_OK {
        return Err(raise_last(vm, &opened));
    }
    let data = &connection.data;
    data.db.replace(&opened);
    data.detect_types.set(detect_types);
    data.level.set(level);
    data.autocommit.set(autocommit);
    data.check_thread.set(check_thread);
    data.thread.set(vm.thread_ident());
    data.cache_size.set(cache_size.max(0) as usize);
    data.row_factory.set(vm, connection, Value::NONE);
    let str_class = vm.types.str.value();
    connection.data.text_factory.set(vm, connection, str_class);
    connection.data.initialized.set(true);
    vm.audit("sqlite3.connect/handle", &[connection.value()])?;
    if autocommit == 0 {
        run(vm, connection, "BEGIN")?;
    }
    Ok(Value::NONE)
}

/// Checks that the connection is of this thread and open.
pub(super) fn check(vm: &mut Vm, connection: This) -> PyResult<()> {
    check_thread(vm, connection)?;
    check_open(vm, connection)
}

pub(super) fn check_thread(vm: &mut Vm, connection: This) -> PyResult<()> {
    let (own, here) = (connection.data.thread.get(), vm.thread_ident());
    if connection.data.initialized.get() && connection.data.check_thread.get() && own != here {
        let message = format!(
            "SQLite objects created in a thread can only be used in that same thread. The object was created in thread id \
             {own} and this is thread id {here}."
        );
        return Err(PROGRAMMING.raise(vm, &message));
    }
    Ok(())
}

pub(super) fn check_open(vm: &mut Vm, connection: This) -> PyResult<()> {
    if !connection.data.initialized.get() {
        return Err(PROGRAMMING.raise(vm, "Base Connection.__init__ not called."));
    }
    if !connection.data.db.is_open() {
        return Err(PROGRAMMING.raise(vm, "Cannot operate on a closed database."));
    }
    Ok(())
}

/// Advances a statement; SQLite's code. Python's lock is given up if nothing can call back.
pub(super) fn step(vm: &mut Vm, connection: This, stmt: &Stmt) -> i32 {
    if connection.data.calls_back.get() {
        let link = Rc::clone(&connection.data.link);
        return link.during(vm, connection.value(), || stmt.step());
    }
    vm.allow_threads(stmt.stepper())
}

/// As [`step`], for a statement that starts: what locks a table may be the statement of a cursor that is garbage.
pub(super) fn first_step(vm: &mut Vm, connection: This, stmt: &Stmt) -> i32 {
    match step(vm, connection, stmt) {
        ffi::SQLITE_LOCKED => {
            stmt.reset();
            vm.collect(Collection::Full);
            step(vm, connection, stmt)
        }
        code => code,
    }
}

/// Runs a statement of the module's own.
fn run(vm: &mut Vm, connection: This, sql: &str) -> PyResult<()> {
    let (stmt, _, code) = connection.data.db.prepare(&c_text(sql));
    if code != ffi::SQLITE_OK {
        return Err(raise_last(vm, &connection.data.db));
    }
    step(vm, connection, &stmt);
    if stmt.finalize() != ffi::SQLITE_OK {
        return Err(raise_last(vm, &connection.data.db));
    }
    Ok(())
}

/// Begins a transaction before a statement that changes data, where the connection is to do that.
pub(super) fn begin_if_needed(vm: &mut Vm, connection: This) -> PyResult<()> {
    let data = &connection.data;
    match data.level.get() {
        Some(level) if data.autocommit.get() == LEGACY && data.db.in_autocommit() => {
            run(vm, connection, &format!("BEGIN {}", LEVELS[level]))
        }
        _ => Ok(()),
    }
}

fn commit_now(vm: &mut Vm, connection: This) -> PyResult<()> {
    match connection.data.autocommit.get() {
        LEGACY if !connection.data.db.in_autocommit() => run(vm, connection, "COMMIT"),
        0 => {
            run(vm, connection, "COMMIT")?;
            run(vm, connection, "BEGIN")
        }
        _ => Ok(()),
    }
}

fn rollback_now(vm: &mut Vm, connection: This) -> PyResult<()> {
    match connection.data.autocommit.get() {
        LEGACY if !connection.data.db.in_autocommit() => run(vm, connection, "ROLLBACK"),
        0 => {
            run(vm, connection, "ROLLBACK")?;
            run(vm, connection, "BEGIN")
        }
        _ => Ok(()),
    }
}

fn commit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    check(vm, connection)?;
    commit_now(vm, connection)?;
    Ok(Value::NONE)
}

fn rollback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    check(vm, connection)?;
    rollback_now(vm, connection)?;
    Ok(Value::NONE)
}

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check(vm, this::<Connection>(args[0]))?;
    Ok(args[0])
}

fn exit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let failed = [1, 2, 3].iter().any(|&at| args.not_none(at).is_some());
    if failed {
        vm.call_method(args[0], "rollback", &[])?;
        return Ok(Value::FALSE);
    }
    if let Err(raised) = vm.call_method(args[0], "commit", &[]) {
        let exception = vm.take_exception(raised);
        return match vm.call_method(args[0], "rollback", &[]) {
            Ok(_) => Err(vm.set_exception(exception)),
            Err(raised) => Err(raised),
        };
    }
    Ok(Value::FALSE)
}

fn clear_statements(vm: &mut Vm, connection: This) -> PyResult<()> {
    let cache = vm.dict()?;
    connection.data.cache.set(vm, connection, cache);
    Ok(())
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    check_thread(vm, connection)?;
    if !connection.data.initialized.get() {
        return Err(PROGRAMMING.raise(vm, "Base Connection.__init__ not called."));
    }
    super::blob::close_all(vm, connection.data.blobs.get());
    clear_statements(vm, connection)?;
    if connection.data.db.is_open() {
        if connection.data.autocommit.get() == 0 && !connection.data.db.in_autocommit() {
            run(vm, connection, "ROLLBACK")?;
        }
        connection.data.db.close();
    }
    Ok(Value::NONE)
}

/// The statement of a text, from the cache if it is there and not at work.
pub(super) fn statement(vm: &mut Vm, connection: This, sql: Value) -> PyResult<Gc<Native<Statement>>> {
    let cache = connection.data.cache.get();
    if let Some(known) = cache.remove(vm, sql)?
        && let Some(found) = known.cast::<Native<Statement>>()
    {
        cache.set(vm, sql, known)?;
        if !found.data.stmt.is_busy() {
            return Ok(found);
        }
        return statement::prepare(vm, connection, sql);
    }
    let made = statement::prepare(vm, connection, sql)?;
    let size = connection.data.cache_size.get();
    if size > 0 {
        if cache.len() >= size
            && let Some((oldest, _)) = cache.items().next()
        {
            cache.remove(vm, oldest)?;
        }
        cache.set(vm, sql, made.value())?;
    }
    Ok(made)
}

fn call(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    check(vm, connection)?;
    match args.opt(1) {
        Some(sql) => Ok(statement::prepare(vm, connection, sql)?.value()),
        None => Err(vm.type_error("function takes exactly 1 argument (0 given)")),
    }
}

fn make_cursor(vm: &mut Vm, connection: This, factory: Option<Value>) -> PyResult<Value> {
    check(vm, connection)?;
    let factory = match factory {
        Some(factory) => factory,
        None => vm.native_type(&CURSOR)?.value(),
    };
    let made = vm.call(factory, &[connection.value()])?;
    if !made.is::<Native<cursor::Cursor>>() {
        let message = format!("factory must return a cursor, not {}", vm.type_name(made));
        return Err(vm.type_error(&message));
    }
    let row_factory = connection.data.row_factory.get();
    if !row_factory.is_none() {
        let made = this::<cursor::Cursor>(made);
        made.data.row_factory.set(vm, made, row_factory);
    }
    Ok(made)
}

fn cursor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    make_cursor(vm, this(args[0]), args.opt(1))
}

fn on_cursor(vm: &mut Vm, connection: Value, name: &str, args: &[Value]) -> PyResult<Value> {
    let cursor = vm.call_method(connection, "cursor", &[])?;
    vm.call_method(cursor, name, args)
}

fn execute(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match args.opt(2) {
        Some(parameters) => on_cursor(vm, args[0], "execute", &[args[1], parameters]),
        None => on_cursor(vm, args[0], "execute", &[args[1]]),
    }
}

fn execute_many(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    on_cursor(vm, args[0], "executemany", &[args[1], args[2]])
}

fn execute_script(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    on_cursor(vm, args[0], "executescript", &[args[1]])
}

/// Commits before a script, where transactions are begun implicitly.
pub(super) fn commit_before_script(vm: &mut Vm, connection: This) -> PyResult<()> {
    if connection.data.autocommit.get() == LEGACY && !connection.data.db.in_autocommit() {
        return run(vm, connection, "COMMIT");
    }
    Ok(())
}

/// The slot of what SQLite calls `key`; `callable` is put into it.
pub(super) fn set_slot(vm: &mut Vm, connection: This, key: &str, callable: Value) -> PyResult<usize> {
    let callables = connection.data.callables.get();
    let known = connection.data.slots.borrow().get(key).copied();
    connection.data.calls_back.set(true);
    if let Some(slot) = known {
        callables.set(vm, slot, callable);
        return Ok(slot);
    }
    let slot = callables.len();
    callables.push(vm, callable)?;
    connection.data.slots.borrow_mut().insert(key.to_owned(), slot);
    Ok(slot)
}

/// Keeps a callback that SQLite only refers to, and gives it to `set`.
pub(super) fn keep_callback<R>(
    connection: This,
    kind: &'static str,
    callback: Option<Callback>,
    set: impl FnOnce(&Db, Option<&Callback>) -> R,
) -> R {
    let callback = callback.map(Box::new);
    let result = set(&connection.data.db, callback.as_deref());
    let mut own = connection.data.own.borrow_mut();
    match callback {
        Some(callback) => drop(own.insert(kind, callback)),
        None => drop(own.remove(kind)),
    }
    result
}

fn interrupt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    check_open(vm, connection)?;
    connection.data.db.interrupt();
    Ok(Value::NONE)
}

fn iterdump(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    check_open(vm, this::<Connection>(args[0]))?;
    let dump = vm.import("sqlite3.dump")?;
    vm.call_method(dump, "_iterdump", &[args[0]])
}

fn set_limit(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let (category, limit) = (c_int(vm, args[1])?, args.opt(2).map_or(Ok(-1), |limit| c_int(vm, limit))?);
    check(vm, connection)?;
    match connection.data.db.limit(category, limit) {
        -1 => Err(PROGRAMMING.raise(vm, "'category' is out of bounds")),
        old => Ok(Value::int32(old)),
    }
}

const CONFIGS: std::ops::RangeInclusive<i32> = 1002..=1017;

fn config_op(vm: &mut Vm, connection: This, op: Value) -> PyResult<i32> {
    check(vm, connection)?;
    let op = c_int(vm, op)?;
    if !CONFIGS.contains(&op) {
        return Err(vm.value_error(&format!("unknown config 'op': {op}")));
    }
    Ok(op)
}

fn get_config(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let op = config_op(vm, connection, args[1])?;
    let (code, on) = connection.data.db.config(op, -1);
    if code != ffi::SQLITE_OK {
        return Err(errors::raise_from_code(vm, code));
    }
    Ok(Value::bool(on))
}

fn set_config(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let on = truth(vm, args.opt(2), true)?;
    let op = config_op(vm, connection, args[1])?;
    let (code, actual) = connection.data.db.config(op, on.into());
    if code != ffi::SQLITE_OK {
        return Err(errors::raise_from_code(vm, code));
    }
    if actual != on {
        return Err(OPERATIONAL.raise(vm, "Unable to set config"));
    }
    Ok(Value::NONE)
}

fn enable_load_extension(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let on = vm.is_true(args[1])?;
    vm.audit("sqlite3.enable_load_extension", &[args[0], Value::bool(on)])?;
    check(vm, connection)?;
    if connection.data.db.enable_load_extension(on) != ffi::SQLITE_OK {
        return Err(OPERATIONAL.raise(vm, "Error enabling load extension"));
    }
    Ok(Value::NONE)
}

fn load_extension(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    vm.audit("sqlite3.load_extension", &[args[0], args[1]])?;
    check(vm, connection)?;
    let path = text_arg(vm, "load_extension", 1, args[1])?;
    let entry = match args.not_none(2) {
        Some(entry) => Some(text_arg(vm, "load_extension", 2, entry)?),
        None => None,
    };
    match connection.data.db.load_extension(&path, entry.as_deref()) {
        Ok(()) => Ok(Value::NONE),
        Err(message) => Err(OPERATIONAL.raise(vm, &message)),
    }
}

/// A str argument for C.
pub(super) fn text_arg(vm: &mut Vm, function: &str, number: usize, value: Value) -> PyResult<CString> {
    let Some(text) = value.cast::<Str>() else {
        let kind = vm.arg_type_name(value);
        return Err(vm.type_error(&format!("{function}() argument {number} must be str, not {kind}")));
    };
    match CString::new(adapt::utf8(vm, text)?) {
        Ok(text) => Ok(text),
        Err(_) => Err(vm.value_error("embedded null character")),
    }
}

fn keyword_text(vm: &mut Vm, function: &str, name: &str, value: Option<Value>, default: &str) -> PyResult<CString> {
    let Some(value) = value else { return Ok(c_text(default)) };
    let Some(text) = value.cast::<Str>() else {
        let kind = vm.arg_type_name(value);
        return Err(vm.type_error(&format!("{function}() argument '{name}' must be str, not {kind}")));
    };
    match CString::new(adapt::utf8(vm, text)?) {
        Ok(text) => Ok(text),
        Err(_) => Err(vm.value_error("embedded null character")),
    }
}

fn serialize(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let name = keyword_text(vm, "serialize", "name", args.opt(1), "main")?;
    check(vm, connection)?;
    match connection.data.db.serialize(&name) {
        Some(data) => Ok(vm.bytes(&data)?.value()),
        None => {
            let message = format!("unable to serialize '{}'", name.to_string_lossy());
            Err(OPERATIONAL.raise(vm, &message))
        }
    }
}

fn deserialize(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let data = match args[1].cast::<Str>() {
        Some(text) => adapt::utf8(vm, text)?,
        None => {
            let buffer = vm.buffer(args[1], Request::SIMPLE)?;
            let data = buffer.bytes(vm).to_vec();
            buffer.release(vm);
            data
        }
    };
    let name = keyword_text(vm, "deserialize", "name", args.opt(2), "main")?;
    check(vm, connection)?;
    if connection.data.db.deserialize(&name, &data) != ffi::SQLITE_OK {
        return Err(raise_last(vm, &connection.data.db));
    }
    Ok(Value::NONE)
}

fn blob_open(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let table = text_arg(vm, "blobopen", 1, args[1])?;
    let column = text_arg(vm, "blobopen", 2, args[2])?;
    let row = vm.index_i64(args[3], Exc::OverflowError)?;
    let read_only = truth(vm, args.opt(4), false)?;
    let name = keyword_text(vm, "blobopen", "name", args.opt(5), "main")?;
    check(vm, connection)?;
    let (handle, code) = connection.data.db.open_blob([&name, &table, &column], row, !read_only);
    if code != ffi::SQLITE_OK {
        return Err(raise_last(vm, &connection.data.db));
    }
    super::blob::make(vm, connection, connection.data.blobs.get(), handle)
}

fn backup(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = this::<Connection>(args[0]);
    let class = vm.native_type(&CONNECTION)?;
    if !vm.is_instance(args[1], class) {
        let kind = vm.arg_type_name(args[1]);
        return Err(vm.type_error(&format!("backup() argument 'target' must be sqlite3.Connection, not {kind}")));
    }
    let target = this::<Connection>(args[1]);
    let pages = args.opt(2).map_or(Ok(-1), |pages| c_int(vm, pages))?;
    let progress = args.not_none(3);
    let name = keyword_text(vm, "backup", "name", args.opt(4), "main")?;
    let sleep = match args.opt(5) {
        Some(sleep) => runtime::builtins::float::as_double(vm, sleep, false)?,
        None => 0.25,
    };
    check(vm, connection)?;
    check(vm, target)?;
    if connection.value() == target.value() {
        return Err(vm.value_error("target cannot be the same connection instance"));
    }
    if let Some(progress) = progress
        && !vm.is_callable(progress)
    {
        return Err(vm.type_error("progress argument must be a callable"));
    }
    let pages = if pages == 0 { -1 } else { pages };
    let Some(backup) = Backup::new(&target.data.db, &connection.data.db, &name) else {
        return Err(raise_last(vm, &target.data.db));
    };
    loop {
        let code = backup.step(pages);
        if let Some(progress) = progress {
            let numbers = [code, backup.remaining(), backup.page_count()].map(Value::int32);
            vm.call(progress, &numbers)?;
        }
        match code {
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => {
                vm.allow_threads(|| std::thread::sleep(std::time::Duration::from_secs_f64(sleep.max(0.0))));
            }
            ffi::SQLITE_OK => {}
            _ => break,
        }
    }
    if backup.finish() != ffi::SQLITE_OK {
        return Err(raise_last(vm, &target.data.db));
    }
    Ok(Value::NONE)
}

fn set_level(vm: &mut Vm, object: Value, value: Value) -> PyResult<()> {
    let connection = this::<Connection>(object);
    if value.is_empty() {
        return Err(vm.attribute_error_text("cannot delete attribute"));
    }
    let level = level_of(vm, value)?;
    connection.data.level.set(level);
    if level.is_none() {
        commit_before_script(vm, connection)?;
    }
    Ok(())
}

fn get_level(vm: &mut Vm, object: Value) -> PyResult<Value> {
    let connection = this::<Connection>(object);
    check_open(vm, connection)?;
    match connection.data.level.get() {
        Some(level) => Ok(vm.str(LEVELS[level])?.value()),
        None => Ok(Value::NONE),
    }
}

fn get_autocommit(vm: &mut Vm, object: Value) -> PyResult<Value> {
    let connection = this::<Connection>(object);
    check(vm, connection)?;
    Ok(match connection.data.autocommit.get() {
        LEGACY => Value::int32(LEGACY),
        on => Value::bool(on != 0),
    })
}

fn set_autocommit(vm: &mut Vm, object: Value, value: Value) -> PyResult<()> {
    let connection = this::<Connection>(object);
    check(vm, connection)?;
    let mode = autocommit_of(vm, value)?;
    match mode {
        1 if !connection.data.db.in_autocommit() => run(vm, connection, "COMMIT")?,
        0 if connection.data.db.in_autocommit() => run(vm, connection, "BEGIN")?,
        _ => {}
    }
    connection.data.autocommit.set(mode);
    Ok(())
}

fn total_changes(vm: &mut Vm, object: Value) -> PyResult<Value> {
    let connection = this::<Connection>(object);
    check_open(vm, connection)?;
    vm.int(connection.data.db.total_changes())
}

fn in_transaction(vm: &mut Vm, object: Value) -> PyResult<Value> {
    let connection = this::<Connection>(object);
    check_open(vm, connection)?;
    Ok(Value::bool(!connection.data.db.in_autocommit()))
}

macro_rules! class_member {
    ($name:literal, $class:path) => {
        member($name, |vm, _| $class.class(vm))
    };
}

static GETSET: &[GetSetSpec] = &[
    getset("isolation_level", get_level, set_level),
    getset("autocommit", get_autocommit, set_autocommit),
    readonly("total_changes", total_changes),
    readonly("in_transaction", in_transaction),
    member_set(
        "row_factory",
        |_, object| Ok(this::<Connection>(object).data.row_factory.get()),
        |vm, object, value| {
            this::<Connection>(object).data.row_factory.set(vm, this::<Connection>(object), value.or_none());
            Ok(())
        },
    ),
    member_set(
        "text_factory",
        |_, object| Ok(this::<Connection>(object).data.text_factory.get()),
        |vm, object, value| {
            this::<Connection>(object).data.text_factory.set(vm, this::<Connection>(object), value.or_none());
            Ok(())
        },
    ),
    class_member!("Warning", WARNING),
    class_member!("Error", errors::ERROR),
    class_member!("InterfaceError", errors::INTERFACE),
    class_member!("DatabaseError", errors::DATABASE),
    class_member!("DataError", DATA),
    class_member!("OperationalError", OPERATIONAL),
    class_member!("IntegrityError", errors::INTEGRITY),
    class_member!("InternalError", errors::INTERNAL),
    class_member!("ProgrammingError", PROGRAMMING),
    class_member!("NotSupportedError", errors::NOT_SUPPORTED),
];

/// The signature of `Connection` and `connect`.
const SIGNATURE: &str = "(database, timeout=5.0, detect_types=0, isolation_level='', check_same_thread=True, \
                         factory=Connection, cached_statements=128, uri=False, *, autocommit=-1)";

pub(super) static CONNECTION: TypeSpec = TypeSpec {
    name: "Connection",
    module: "sqlite3",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new),
        method("__init__", SIGNATURE, init),
        method("__call__", "(sql=None, /)", call),
        method("__enter__", "()", enter).doc("Called when the connection is used as a context manager.\n\nReturns itself as a convenience to the caller."),
        method("__exit__", "(type, value, traceback, /)", exit),
        method("backup", "(target, *, pages=-1, progress=None, name='main', sleep=0.25)", backup).doc("Makes a backup of the database."),
        method("blobopen", "(table, column, row, /, *, readonly=False, name='main')", blob_open).doc("Open and return a BLOB object."),
        method("close", "()", close).doc("Close the database connection.\n\nAny pending transaction is not committed implicitly."),
        method("commit", "()", commit).doc("Commit any pending transaction to the database.\n\nIf there is no open transaction, this method is a no-op."),
        method("create_aggregate", "(name, n_arg, aggregate_class)", super::callbacks::create_aggregate).doc("Creates a new aggregate."),
        method("create_collation", "(name, callback, /)", super::callbacks::create_collation).doc("Creates a collation function."),
        method("create_function", "(name, narg, func, *, deterministic=False)", super::callbacks::create_function).doc("Creates a new function."),
        method("create_window_function", "(name, num_params, aggregate_class, /)", super::callbacks::create_window_function).doc("Creates or redefines an aggregate window function. Non-standard."),
        method("cursor", "(factory=None)", cursor).doc("Return a cursor for the connection."),
        method("deserialize", "(data, /, *, name='main')", deserialize).doc("Load a serialized database."),
        method("enable_load_extension", "(enable, /)", enable_load_extension).doc("Enable dynamic loading of SQLite extension modules."),
        method("execute", "(sql, parameters=None, /)", execute).doc("Executes an SQL statement."),
        method("executemany", "(sql, parameters, /)", execute_many).doc("Repeatedly executes an SQL statement."),
        method("executescript", "(sql_script, /)", execute_script).doc("Executes multiple SQL statements at once."),
        method("getconfig", "(op, /)", get_config).doc("Query a boolean connection configuration option."),
        method("getlimit", "(category, /)", set_limit).doc("Get connection run-time limits."),
        method("interrupt", "()", interrupt).doc("Abort any pending database operation."),
        method("iterdump", "()", iterdump).doc("Returns iterator to the dump of the database in an SQL text format."),
        method("load_extension", "(name, /, *, entrypoint=None)", load_extension).doc("Load SQLite extension module."),
        method("rollback", "()", rollback).doc("Roll back to the start of any pending transaction.\n\nIf there is no open transaction, this method is a no-op."),
        method("serialize", "(*, name='main')", serialize).doc("Serialize a database into a byte string."),
        method("set_authorizer", "(authorizer_callback)", super::callbacks::set_authorizer).doc("Sets authorizer callback."),
        method("set_progress_handler", "(progress_handler, n)", super::callbacks::set_progress_handler).doc("Sets progress handler callback."),
        method("set_trace_callback", "(trace_callback)", super::callbacks::set_trace_callback).doc("Sets a trace callback called for each SQL statement (passed as unicode)."),
        method("setconfig", "(op, enable=True, /)", set_config).doc("Set a boolean connection configuration option."),
        method("setlimit", "(category, limit, /)", set_limit).doc("Set connection run-time limits."),
    ],
    getset: GETSET,
    doc: "SQLite database connection object.",
    ..TypeSpec::EMPTY
};

/// `connect(database, …, factory=Connection, …)`: makes what `factory` makes.
pub(super) fn connect(vm: &mut Vm, _: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let factory = factory_of(vm, args)?;
    // SQLite opens the file itself.
    crate::io::close_abandoned(vm, crate::io::Look::AtAny);
    vm.call_args(factory, args)
}

fn factory_of(vm: &mut Vm, args: CallArgs<'_>) -> PyResult<Value> {
    const POSITION: usize = 5;
    let positional = args.positional();
    if positional > POSITION {
        return Ok(args.values.get(POSITION));
    }
    if let Some(names) = args.names {
        for (at, name) in names.items().iter().enumerate() {
            if name.cast::<Str>().is_some_and(|name| name.is_text("factory")) {
                return Ok(args.values.get(positional + at));
            }
        }
    }
    Ok(vm.native_type(&CONNECTION)?.value())
}
