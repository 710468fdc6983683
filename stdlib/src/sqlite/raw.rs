//! The SQLite library behind safe functions: databases, statements, blobs, and the functions that SQLite calls back.
//!
//! [OPEN] a handle is what SQLite returned and has not been given back: only `Drop` and `close` give it back, once. The null
//! handle is passed only to functions that take it.
//! [COPY] what SQLite points to is copied before SQLite is called again.
//! [CALL] callbacks run only inside [`Link::during`], whose frame holds the `Vm` and the connection.
#![expect(unsafe_code, reason = "SQLite is a C library; every block cites an invariant of this file")]

use libsqlite3_sys as ffi;
use runtime::value::Value;
use runtime::vm::Vm;
use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::rc::Rc;

unsafe extern "C" {
    /// Closes a database as soon as its last statement is gone.
    fn sqlite3_close_v2(db: *mut ffi::sqlite3) -> c_int;
}

/// A connection to a database; null once it is closed.
pub(super) struct Db(Cell<*mut ffi::sqlite3>);

/// What the connection's callbacks find Python by while SQLite runs.
#[derive(Default)]
pub(super) struct Link {
    vm: Cell<usize>,
    connection: Cell<u64>,
}

impl Link {
    /// Runs `f`, in which SQLite may call back.
    pub(super) fn during<R>(&self, vm: &mut Vm, connection: Value, f: impl FnOnce() -> R) -> R {
        let outer = (self.vm.replace(vm as *mut Vm as usize), self.connection.replace(connection.bits()));
        let result = f();
        self.vm.set(outer.0);
        self.connection.set(outer.1);
        std::hint::black_box(connection);
        result
    }

    /// Runs `f` with the interpreter that the running call came from; none outside of calls.
    fn with<R>(&self, f: impl FnOnce(&mut Vm, Value) -> R) -> Option<R> {
        let vm = self.vm.get() as *mut Vm;
        // SAFETY: [CALL]: the frame that lent the `Vm` waits for SQLite to return.
        let vm = unsafe { vm.as_mut() }?;
        Some(f(vm, Value::from_bits(self.connection.get())))
    }
}

/// What SQLite keeps of a callback: which of the connection's callables it is.
pub(super) struct Callback {
    pub(super) link: Rc<Link>,
    pub(super) slot: usize,
    /// What happens, with the connection and the slot.
    pub(super) run: Run,
}

/// Gets the text with its parameters put in, unless that is too long, and as it was given.
type RunTrace = fn(&mut Vm, Value, usize, Option<Vec<u8>>, &[u8]);

/// The kinds of callbacks.
pub(super) enum Run {
    /// A scalar function.
    Function(fn(&mut Vm, Value, usize, &Context)),
    /// The parts of an aggregate: step, final, value, inverse.
    Aggregate(fn(&mut Vm, Value, usize, &Context, AggregatePart)),
    /// A comparison of two texts.
    Collation(fn(&mut Vm, Value, usize, &[u8], &[u8]) -> c_int),
    /// Whether an action is allowed.
    Authorizer(fn(&mut Vm, Value, usize, c_int, [Option<&CStr>; 4]) -> c_int),
    /// Whether to stop.
    Progress(fn(&mut Vm, Value, usize) -> c_int),
    /// A statement begins.
    Trace(RunTrace),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum AggregatePart {
    Step,
    Final,
    Value,
    Inverse,
}

/// The call of a function by SQLite.
pub(super) struct Context {
    context: *mut ffi::sqlite3_context,
    args: *mut *mut ffi::sqlite3_value,
    count: usize,
}

/// A value of SQLite's.
#[derive(Clone, Debug)]
pub(super) enum Datum {
    Null,
    Int(i64),
    Float(f64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

fn copied(start: *const u8, len: c_int) -> Vec<u8> {
    if start.is_null() || len <= 0 {
        return Vec::new();
    }
    // SAFETY: [COPY]
    unsafe { std::slice::from_raw_parts(start, len as usize) }.to_vec()
}

impl Context {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn arg(&self, index: usize) -> Datum {
        // SAFETY: [COPY]: SQLite passes `count` values, which live for the call.
        unsafe {
            let value = *self.args.add(index);
            match ffi::sqlite3_value_type(value) {
                ffi::SQLITE_INTEGER => Datum::Int(ffi::sqlite3_value_int64(value)),
                ffi::SQLITE_FLOAT => Datum::Float(ffi::sqlite3_value_double(value)),
                ffi::SQLITE_TEXT => {
                    let text = ffi::sqlite3_value_text(value);
                    Datum::Text(copied(text, ffi::sqlite3_value_bytes(value)))
                }
                ffi::SQLITE_BLOB => {
                    let blob = ffi::sqlite3_value_blob(value);
                    Datum::Blob(copied(blob.cast(), ffi::sqlite3_value_bytes(value)))
                }
                _ => Datum::Null,
            }
        }
    }

    pub(super) fn result(&self, datum: &Datum) {
        // SAFETY: [CALL]: the context is that of the running call; SQLite copies what is transient.
        unsafe {
            let context = self.context;
            match datum {
                Datum::Null => ffi::sqlite3_result_null(context),
                Datum::Int(n) => ffi::sqlite3_result_int64(context, *n),
                Datum::Float(f) => ffi::sqlite3_result_double(context, *f),
                Datum::Text(text) => ffi::sqlite3_result_text(
                    context,
                    text.as_ptr().cast(),
                    text.len() as c_int,
                    ffi::SQLITE_TRANSIENT(),
                ),
                Datum::Blob(blob) => ffi::sqlite3_result_blob(
                    context,
                    blob.as_ptr().cast(),
                    blob.len() as c_int,
                    ffi::SQLITE_TRANSIENT(),
                ),
            }
        }
    }

    pub(super) fn fail(&self, message: &str) {
        // SAFETY: [CALL]: SQLite copies the message.
        unsafe { ffi::sqlite3_result_error(self.context, message.as_ptr().cast(), message.len() as c_int) }
    }

    pub(super) fn fail_too_big(&self) {
        // SAFETY: [CALL]
        unsafe { ffi::sqlite3_result_error_toobig(self.context) }
    }

    pub(super) fn fail_memory(&self) {
        // SAFETY: [CALL]
        unsafe { ffi::sqlite3_result_error_nomem(self.context) }
    }

    /// The number of the aggregate's instance, kept by SQLite; 0 at first. None if `create` is off and there is none.
    pub(super) fn instance(&self, create: bool) -> Option<&Cell<i64>> {
        let size = if create { size_of::<i64>() as c_int } else { 0 };
        // SAFETY: [CALL]: SQLite gives zeroed memory of that size, aligned for any type, for the life of the aggregate.
        unsafe { ffi::sqlite3_aggregate_context(self.context, size).cast::<Cell<i64>>().as_ref() }
    }
}

unsafe extern "C" fn call_function(
    context: *mut ffi::sqlite3_context,
    count: c_int,
    args: *mut *mut ffi::sqlite3_value,
) {
    // SAFETY: [CALL]: the user data is the callback that was registered, which SQLite has not destroyed.
    let callback = unsafe { &*ffi::sqlite3_user_data(context).cast::<Callback>() };
    let call = Context { context, args, count: count as usize };
    if let Run::Function(run) = callback.run {
        callback.link.with(|vm, connection| run(vm, connection, callback.slot, &call));
    }
}

fn call_part(
    context: *mut ffi::sqlite3_context,
    count: c_int,
    args: *mut *mut ffi::sqlite3_value,
    part: AggregatePart,
) {
    // SAFETY: [CALL]: as in `call_function`.
    let callback = unsafe { &*ffi::sqlite3_user_data(context).cast::<Callback>() };
    let call = Context { context, args, count: count as usize };
    if let Run::Aggregate(run) = callback.run {
        callback.link.with(|vm, connection| run(vm, connection, callback.slot, &call, part));
    }
}

unsafe extern "C" fn call_step(context: *mut ffi::sqlite3_context, count: c_int, args: *mut *mut ffi::sqlite3_value) {
    call_part(context, count, args, AggregatePart::Step);
}

unsafe extern "C" fn call_inverse(
    context: *mut ffi::sqlite3_context,
    count: c_int,
    args: *mut *mut ffi::sqlite3_value,
) {
    call_part(context, count, args, AggregatePart::Inverse);
}

unsafe extern "C" fn call_final(context: *mut ffi::sqlite3_context) {
    call_part(context, 0, std::ptr::null_mut(), AggregatePart::Final);
}

unsafe extern "C" fn call_value(context: *mut ffi::sqlite3_context) {
    call_part(context, 0, std::ptr::null_mut(), AggregatePart::Value);
}

unsafe extern "C" fn call_collation(
    data: *mut c_void,
    len1: c_int,
    text1: *const c_void,
    len2: c_int,
    text2: *const c_void,
) -> c_int {
    // SAFETY: [CALL]
    let callback = unsafe { &*data.cast::<Callback>() };
    let (a, b) = (copied(text1.cast(), len1), copied(text2.cast(), len2));
    let Run::Collation(run) = callback.run else { return 0 };
    callback.link.with(|vm, connection| run(vm, connection, callback.slot, &a, &b)).unwrap_or(0)
}

unsafe extern "C" fn call_authorizer(
    data: *mut c_void,
    action: c_int,
    a: *const c_char,
    b: *const c_char,
    c: *const c_char,
    d: *const c_char,
) -> c_int {
    // SAFETY: [CALL]
    let callback = unsafe { &*data.cast::<Callback>() };
    // SAFETY: [CALL]: SQLite passes texts or null.
    let texts = [a, b, c, d].map(|text| (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }));
    let Run::Authorizer(run) = callback.run else { return ffi::SQLITE_OK };
    let answer = callback.link.with(|vm, connection| run(vm, connection, callback.slot, action, texts));
    answer.unwrap_or(ffi::SQLITE_DENY)
}

unsafe extern "C" fn call_progress(data: *mut c_void) -> c_int {
    // SAFETY: [CALL]
    let callback = unsafe { &*data.cast::<Callback>() };
    let Run::Progress(run) = callback.run else { return 0 };
    callback.link.with(|vm, connection| run(vm, connection, callback.slot)).unwrap_or(0)
}

unsafe extern "C" fn call_trace(_: u32, data: *mut c_void, stmt: *mut c_void, sql: *mut c_void) -> c_int {
    // SAFETY: [CALL]
    let callback = unsafe { &*data.cast::<Callback>() };
    // SAFETY: [CALL]: the text that SQLite passes with a statement that begins.
    let given = unsafe { CStr::from_ptr(sql.cast()) };
    // SAFETY: [COPY]: what SQLite allocated is freed after it was copied.
    let expanded = unsafe {
        let expanded = ffi::sqlite3_expanded_sql(stmt.cast());
        let text = (!expanded.is_null()).then(|| CStr::from_ptr(expanded).to_bytes().to_vec());
        ffi::sqlite3_free(expanded.cast());
        text
    };
    if let Run::Trace(run) = callback.run {
        callback.link.with(|vm, connection| run(vm, connection, callback.slot, expanded, given.to_bytes()));
    }
    0
}

unsafe extern "C" fn destroy_callback(data: *mut c_void) {
    // SAFETY: [OPEN]: SQLite destroys what `Box::into_raw` made, once.
    drop(unsafe { Box::from_raw(data.cast::<Callback>()) });
}

/// Text as C wants it; what is behind a zero is lost.
pub(super) fn c_text(text: &str) -> CString {
    let end = text.find('\0').unwrap_or(text.len());
    CString::new(&text[..end]).unwrap_or_default()
}

impl Db {
    /// Opens a database; the handle is there even if that failed, to ask it why.
    pub(super) fn open(path: &CStr, flags: c_int, timeout: c_int) -> (Db, c_int) {
        let mut handle = std::ptr::null_mut();
        // SAFETY: [OPEN]
        let mut code = unsafe { ffi::sqlite3_open_v2(path.as_ptr(), &mut handle, flags, std::ptr::null()) };
        if code == ffi::SQLITE_OK {
            // SAFETY: [OPEN]
            code = unsafe { ffi::sqlite3_busy_timeout(handle, timeout) };
        }
        let db = Db(Cell::new(handle));
        if code == ffi::SQLITE_OK {
            // The library in the binary is built to check foreign keys unless told otherwise; SQLite's own default, which
            // programs rely on, is not to.
            code = db.config(ffi::SQLITE_DBCONFIG_ENABLE_FKEY, 0).0;
        }
        (db, code)
    }

    pub(super) fn closed() -> Db {
        Db(Cell::new(std::ptr::null_mut()))
    }

    pub(super) fn is_open(&self) -> bool {
        !self.0.get().is_null()
    }

    /// Takes over another handle.
    pub(super) fn replace(&self, other: &Db) {
        self.close();
        self.0.set(other.0.replace(std::ptr::null_mut()));
    }

    /// Closes the database; statements that are left keep it alive until they die.
    pub(super) fn close(&self) {
        let handle = self.0.replace(std::ptr::null_mut());
        if !handle.is_null() {
            // SAFETY: [OPEN]: taken out above.
            unsafe {
                ffi::sqlite3_trace_v2(handle, 0, None, std::ptr::null_mut());
                ffi::sqlite3_progress_handler(handle, 0, None, std::ptr::null_mut());
                ffi::sqlite3_set_authorizer(handle, None, std::ptr::null_mut());
                sqlite3_close_v2(handle);
            }
        }
    }

    pub(super) fn message(&self) -> String {
        // SAFETY: [COPY]; the message is that of out of memory for the null handle.
        unsafe { CStr::from_ptr(ffi::sqlite3_errmsg(self.0.get())) }.to_string_lossy().into_owned()
    }

    pub(super) fn error_code(&self) -> c_int {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_errcode(self.0.get()) }
    }

    pub(super) fn extended_error_code(&self) -> c_int {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_extended_errcode(self.0.get()) }
    }

    pub(super) fn in_autocommit(&self) -> bool {
        // SAFETY: [OPEN]: callers checked that it is open.
        unsafe { ffi::sqlite3_get_autocommit(self.0.get()) != 0 }
    }

    pub(super) fn changes(&self) -> i64 {
        // SAFETY: [OPEN]
        i64::from(unsafe { ffi::sqlite3_changes(self.0.get()) })
    }

    pub(super) fn total_changes(&self) -> i64 {
        // SAFETY: [OPEN]
        i64::from(unsafe { ffi::sqlite3_total_changes(self.0.get()) })
    }

    pub(super) fn last_insert_rowid(&self) -> i64 {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_last_insert_rowid(self.0.get()) }
    }

    pub(super) fn interrupt(&self) {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_interrupt(self.0.get()) }
    }

    pub(super) fn limit(&self, category: c_int, new: c_int) -> c_int {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_limit(self.0.get(), category, new) }
    }

    pub(super) fn enable_load_extension(&self, on: bool) -> c_int {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_enable_load_extension(self.0.get(), on.into()) }
    }

    pub(super) fn load_extension(&self, path: &CStr, entry: Option<&CStr>) -> Result<(), String> {
        let mut message: *mut c_char = std::ptr::null_mut();
        let entry = entry.map_or(std::ptr::null(), CStr::as_ptr);
        // SAFETY: [OPEN]; [COPY]: the message is copied and freed.
        unsafe {
            let code = ffi::sqlite3_load_extension(self.0.get(), path.as_ptr(), entry, &mut message);
            if code == ffi::SQLITE_OK {
                return Ok(());
            }
            if message.is_null() {
                return Err(self.message());
            }
            let text = CStr::from_ptr(message).to_string_lossy().into_owned();
            ffi::sqlite3_free(message.cast());
            Err(text)
        }
    }

    /// Reads a switch, after setting it if `new` is not negative.
    pub(super) fn config(&self, op: c_int, new: c_int) -> (c_int, bool) {
        let mut actual: c_int = 0;
        // SAFETY: [OPEN]; these operations take an int and a place for another.
        let code = unsafe { ffi::sqlite3_db_config(self.0.get(), op, new, &raw mut actual) };
        (code, actual != 0)
    }

    /// The first statement of a text, if there is any, and where the rest starts.
    pub(super) fn prepare(&self, sql: &CStr) -> (Stmt, usize, c_int) {
        let (mut handle, mut tail) = (std::ptr::null_mut(), std::ptr::null());
        let len = sql.to_bytes().len() as c_int + 1;
        // SAFETY: [OPEN]; the tail points into the text.
        let code = unsafe { ffi::sqlite3_prepare_v2(self.0.get(), sql.as_ptr(), len, &mut handle, &mut tail) };
        let rest = if tail.is_null() { sql.to_bytes().len() } else { tail as usize - sql.as_ptr() as usize };
        (Stmt(Cell::new(handle)), rest, code)
    }

    pub(super) fn create_function(&self, name: &CStr, args: c_int, flags: c_int, callback: Option<Callback>) -> c_int {
        let data = callback.map_or(std::ptr::null_mut(), |callback| Box::into_raw(Box::new(callback)));
        let flags = ffi::SQLITE_UTF8 | flags;
        let run = (!data.is_null()).then_some(call_function as unsafe extern "C" fn(_, _, _));
        // SAFETY: [OPEN]; SQLite destroys the callback, even if this fails.
        unsafe {
            let destroy = (!data.is_null()).then_some(destroy_callback as unsafe extern "C" fn(_));
            ffi::sqlite3_create_function_v2(
                self.0.get(),
                name.as_ptr(),
                args,
                flags,
                data.cast(),
                run,
                None,
                None,
                destroy,
            )
        }
    }

    pub(super) fn create_aggregate(&self, name: &CStr, args: c_int, window: bool, callback: Option<Callback>) -> c_int {
        let data = callback.map_or(std::ptr::null_mut(), |callback| Box::into_raw(Box::new(callback)));
        let given = !data.is_null();
        let step = given.then_some(call_step as unsafe extern "C" fn(_, _, _));
        let last = given.then_some(call_final as unsafe extern "C" fn(_));
        let value = (given && window).then_some(call_value as unsafe extern "C" fn(_));
        let inverse = (given && window).then_some(call_inverse as unsafe extern "C" fn(_, _, _));
        let destroy = given.then_some(destroy_callback as unsafe extern "C" fn(_));
        // SAFETY: [OPEN]; SQLite destroys the callback, even if this fails.
        unsafe {
            if window {
                ffi::sqlite3_create_window_function(
                    self.0.get(),
                    name.as_ptr(),
                    args,
                    ffi::SQLITE_UTF8,
                    data.cast(),
                    step,
                    last,
                    value,
                    inverse,
                    destroy,
                )
            } else {
                ffi::sqlite3_create_function_v2(
                    self.0.get(),
                    name.as_ptr(),
                    args,
                    ffi::SQLITE_UTF8,
                    data.cast(),
                    None,
                    step,
                    last,
                    destroy,
                )
            }
        }
    }

    pub(super) fn create_collation(&self, name: &CStr, callback: Option<Callback>) -> c_int {
        let data = callback.map_or(std::ptr::null_mut(), |callback| Box::into_raw(Box::new(callback)));
        let given = !data.is_null();
        let compare = given.then_some(call_collation as unsafe extern "C" fn(_, _, _, _, _) -> _);
        let destroy = given.then_some(destroy_callback as unsafe extern "C" fn(_));
        // SAFETY: [OPEN]; the callback is destroyed here if SQLite did not take it.
        unsafe {
            let code = ffi::sqlite3_create_collation_v2(
                self.0.get(),
                name.as_ptr(),
                ffi::SQLITE_UTF8,
                data.cast(),
                compare,
                destroy,
            );
            if code != ffi::SQLITE_OK && given {
                destroy_callback(data.cast());
            }
            code
        }
    }

    /// Sets or removes the one authorizer. SQLite does not destroy it: the caller keeps the box.
    pub(super) fn set_authorizer(&self, callback: Option<&Callback>) -> c_int {
        let call = callback.map(|_| call_authorizer as unsafe extern "C" fn(_, _, _, _, _, _) -> _);
        let data = callback.map_or(std::ptr::null_mut(), |callback| std::ptr::from_ref(callback).cast_mut().cast());
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_set_authorizer(self.0.get(), call, data) }
    }

    pub(super) fn set_progress(&self, every: c_int, callback: Option<&Callback>) {
        let call = callback.map(|_| call_progress as unsafe extern "C" fn(_) -> _);
        let data = callback.map_or(std::ptr::null_mut(), |callback| std::ptr::from_ref(callback).cast_mut().cast());
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_progress_handler(self.0.get(), every, call, data) }
    }

    pub(super) fn set_trace(&self, callback: Option<&Callback>) {
        let call = callback.map(|_| call_trace as unsafe extern "C" fn(_, _, _, _) -> _);
        let data = callback.map_or(std::ptr::null_mut(), |callback| std::ptr::from_ref(callback).cast_mut().cast());
        let mask = if callback.is_some() { ffi::SQLITE_TRACE_STMT } else { 0 };
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_trace_v2(self.0.get(), mask, call, data) };
    }

    /// The database `name` as bytes.
    pub(super) fn serialize(&self, name: &CStr) -> Option<Vec<u8>> {
        let mut size = 0;
        // SAFETY: [OPEN]; [COPY]: what SQLite allocated is freed after it was copied.
        unsafe {
            let data = ffi::sqlite3_serialize(self.0.get(), name.as_ptr(), &mut size, 0);
            if data.is_null() {
                return None;
            }
            let copy = std::slice::from_raw_parts(data, size as usize).to_vec();
            ffi::sqlite3_free(data.cast());
            Some(copy)
        }
    }

    pub(super) fn deserialize(&self, name: &CStr, data: &[u8]) -> c_int {
        // SAFETY: [OPEN]; SQLite owns and frees the copy made with its own allocator.
        unsafe {
            let copy = ffi::sqlite3_malloc64(data.len().max(1) as u64).cast::<u8>();
            if copy.is_null() {
                return ffi::SQLITE_NOMEM;
            }
            std::ptr::copy_nonoverlapping(data.as_ptr(), copy, data.len());
            let flags = ffi::SQLITE_DESERIALIZE_FREEONCLOSE | ffi::SQLITE_DESERIALIZE_RESIZEABLE;
            let len = data.len() as i64;
            ffi::sqlite3_deserialize(self.0.get(), name.as_ptr(), copy, len, len, flags)
        }
    }

    pub(super) fn open_blob(&self, names: [&CStr; 3], row: i64, writable: bool) -> (BlobHandle, c_int) {
        let mut handle = std::ptr::null_mut();
        let [database, table, column] = names;
        // SAFETY: [OPEN]
        let code = unsafe {
            ffi::sqlite3_blob_open(
                self.0.get(),
                database.as_ptr(),
                table.as_ptr(),
                column.as_ptr(),
                row,
                writable.into(),
                &mut handle,
            )
        };
        (BlobHandle(Cell::new(handle)), code)
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        self.close();
    }
}

/// A prepared statement; null for a text without any.
pub(super) struct Stmt(Cell<*mut ffi::sqlite3_stmt>);

impl Stmt {
    pub(super) fn is_null(&self) -> bool {
        self.0.get().is_null()
    }

    pub(super) fn step(&self) -> c_int {
        if self.is_null() {
            return ffi::SQLITE_DONE;
        }
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_step(self.0.get()) }
    }

    /// As `step`, for a thread that has given up the interpreter.
    pub(super) fn stepper(&self) -> impl FnOnce() -> c_int + use<> {
        let handle = self.0.get() as usize;
        move || {
            if handle == 0 {
                return ffi::SQLITE_DONE;
            }
            // SAFETY: [OPEN]: the statement waits for this call.
            unsafe { ffi::sqlite3_step(handle as *mut ffi::sqlite3_stmt) }
        }
    }

    pub(super) fn reset(&self) -> c_int {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_reset(self.0.get()) }
    }

    pub(super) fn clear_bindings(&self) {
        if !self.is_null() {
            // SAFETY: [OPEN]
            unsafe { ffi::sqlite3_clear_bindings(self.0.get()) };
        }
    }

    pub(super) fn finalize(&self) -> c_int {
        // SAFETY: [OPEN]: taken out here; null is allowed.
        unsafe { ffi::sqlite3_finalize(self.0.replace(std::ptr::null_mut())) }
    }

    pub(super) fn is_busy(&self) -> bool {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_stmt_busy(self.0.get()) != 0 }
    }

    pub(super) fn is_readonly(&self) -> bool {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_stmt_readonly(self.0.get()) != 0 }
    }

    pub(super) fn parameter_count(&self) -> usize {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_bind_parameter_count(self.0.get()) as usize }
    }

    /// The name of parameter `index`, from 1, with its sigil.
    pub(super) fn parameter_name(&self, index: usize) -> Option<String> {
        // SAFETY: [OPEN], [COPY]
        unsafe {
            let name = ffi::sqlite3_bind_parameter_name(self.0.get(), index as c_int);
            (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy().into_owned())
        }
    }

    pub(super) fn bind(&self, index: usize, datum: &Datum) -> c_int {
        let (stmt, index) = (self.0.get(), index as c_int);
        // SAFETY: [OPEN]; SQLite copies what is transient.
        unsafe {
            match datum {
                Datum::Null => ffi::sqlite3_bind_null(stmt, index),
                Datum::Int(n) => ffi::sqlite3_bind_int64(stmt, index, *n),
                Datum::Float(f) => ffi::sqlite3_bind_double(stmt, index, *f),
                Datum::Text(text) => ffi::sqlite3_bind_text(
                    stmt,
                    index,
                    text.as_ptr().cast(),
                    text.len() as c_int,
                    ffi::SQLITE_TRANSIENT(),
                ),
                Datum::Blob(blob) => ffi::sqlite3_bind_blob(
                    stmt,
                    index,
                    blob.as_ptr().cast(),
                    blob.len() as c_int,
                    ffi::SQLITE_TRANSIENT(),
                ),
            }
        }
    }

    pub(super) fn column_count(&self) -> usize {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_column_count(self.0.get()) as usize }
    }

    pub(super) fn data_count(&self) -> usize {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_data_count(self.0.get()) as usize }
    }

    pub(super) fn column_name(&self, index: usize) -> Option<String> {
        // SAFETY: [OPEN], [COPY]
        unsafe {
            let name = ffi::sqlite3_column_name(self.0.get(), index as c_int);
            (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy().into_owned())
        }
    }

    pub(super) fn column_type_name(&self, index: usize) -> Option<String> {
        // SAFETY: [OPEN], [COPY]
        unsafe {
            let name = ffi::sqlite3_column_decltype(self.0.get(), index as c_int);
            (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy().into_owned())
        }
    }

    /// What a column holds; text and blobs are seen by `f` where they are.
    pub(super) fn column<R>(&self, index: usize, f: impl FnOnce(Column<'_>) -> R) -> R {
        let (stmt, index) = (self.0.get(), index as c_int);
        // SAFETY: [OPEN], [COPY]: the memory stays until the statement is used again, which `f` has no way to do.
        unsafe {
            let bytes = |start: *const u8| {
                let len = ffi::sqlite3_column_bytes(stmt, index) as usize;
                if start.is_null() { &[][..] } else { std::slice::from_raw_parts(start, len) }
            };
            f(match ffi::sqlite3_column_type(stmt, index) {
                ffi::SQLITE_INTEGER => Column::Int(ffi::sqlite3_column_int64(stmt, index)),
                ffi::SQLITE_FLOAT => Column::Float(ffi::sqlite3_column_double(stmt, index)),
                ffi::SQLITE_TEXT => Column::Text(bytes(ffi::sqlite3_column_text(stmt, index))),
                ffi::SQLITE_BLOB => Column::Blob(bytes(ffi::sqlite3_column_blob(stmt, index).cast())),
                _ => Column::Null,
            })
        }
    }

    /// The bytes of a column, whatever its type; none of NULL and of an empty blob.
    pub(super) fn column_bytes(&self, index: usize) -> Option<Vec<u8>> {
        let (stmt, index) = (self.0.get(), index as c_int);
        // SAFETY: [OPEN], [COPY]
        unsafe {
            if ffi::sqlite3_column_type(stmt, index) == ffi::SQLITE_NULL {
                return None;
            }
            let start = ffi::sqlite3_column_blob(stmt, index);
            if start.is_null() {
                return None;
            }
            Some(copied(start.cast(), ffi::sqlite3_column_bytes(stmt, index)))
        }
    }
}

impl Drop for Stmt {
    fn drop(&mut self) {
        self.finalize();
    }
}

/// A column of the current row.
pub(super) enum Column<'a> {
    Null,
    Int(i64),
    Float(f64),
    Text(&'a [u8]),
    Blob(&'a [u8]),
}

/// A blob that is open for reading and writing; null once it is closed.
pub(super) struct BlobHandle(Cell<*mut ffi::sqlite3_blob>);

impl BlobHandle {
    pub(super) fn is_open(&self) -> bool {
        !self.0.get().is_null()
    }

    pub(super) fn len(&self) -> usize {
        // SAFETY: [OPEN]; null is allowed.
        unsafe { ffi::sqlite3_blob_bytes(self.0.get()) as usize }
    }

    pub(super) fn read(&self, offset: usize, into: &mut [u8]) -> c_int {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_blob_read(self.0.get(), into.as_mut_ptr().cast(), into.len() as c_int, offset as c_int) }
    }

    pub(super) fn write(&self, offset: usize, data: &[u8]) -> c_int {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_blob_write(self.0.get(), data.as_ptr().cast(), data.len() as c_int, offset as c_int) }
    }

    pub(super) fn close(&self) {
        // SAFETY: [OPEN]: taken out here; null is allowed.
        unsafe { ffi::sqlite3_blob_close(self.0.replace(std::ptr::null_mut())) };
    }
}

impl Drop for BlobHandle {
    fn drop(&mut self) {
        self.close();
    }
}

/// A copy of one database into another that is under way.
pub(super) struct Backup(*mut ffi::sqlite3_backup);

impl Backup {
    pub(super) fn new(target: &Db, from: &Db, name: &CStr) -> Option<Backup> {
        // SAFETY: [OPEN]
        let handle = unsafe { ffi::sqlite3_backup_init(target.0.get(), c"main".as_ptr(), from.0.get(), name.as_ptr()) };
        (!handle.is_null()).then_some(Backup(handle))
    }

    pub(super) fn step(&self, pages: c_int) -> c_int {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_backup_step(self.0, pages) }
    }

    pub(super) fn remaining(&self) -> c_int {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_backup_remaining(self.0) }
    }

    pub(super) fn page_count(&self) -> c_int {
        // SAFETY: [OPEN]
        unsafe { ffi::sqlite3_backup_pagecount(self.0) }
    }

    pub(super) fn finish(mut self) -> c_int {
        // SAFETY: [OPEN]: taken out here.
        unsafe { ffi::sqlite3_backup_finish(std::mem::replace(&mut self.0, std::ptr::null_mut())) }
    }
}

impl Drop for Backup {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: [OPEN]
            unsafe { ffi::sqlite3_backup_finish(self.0) };
        }
    }
}

/// What SQLite calls an error.
pub(super) fn error_text(code: c_int) -> String {
    // SAFETY: SQLite's texts of errors are constant.
    unsafe { CStr::from_ptr(ffi::sqlite3_errstr(code)) }.to_string_lossy().into_owned()
}

/// SQLite's version.
pub(super) fn version() -> String {
    // SAFETY: the text is constant.
    unsafe { CStr::from_ptr(ffi::sqlite3_libversion()) }.to_string_lossy().into_owned()
}

/// Whether a text is one or more whole statements.
pub(super) fn is_complete(sql: &CStr) -> bool {
    // SAFETY: SQLite only reads the text.
    unsafe { ffi::sqlite3_complete(sql.as_ptr()) != 0 }
}

/// How the library treats threads.
pub(super) fn thread_mode() -> c_int {
    // SAFETY: it takes nothing.
    unsafe { ffi::sqlite3_threadsafe() }
}
