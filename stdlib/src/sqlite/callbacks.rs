//! Python code that SQLite calls: functions, aggregates, collations, and hooks.

use super::adapt::{argument, datum, decoded};
use super::connection::{This, check, keep_callback, set_slot, text_arg};
use super::errors::{DATA, OPERATIONAL, PROGRAMMING, raise_last};
use super::raw::{AggregatePart, Callback, Context, Run, c_text};
use crate::convert::{c_int, truth};
use crate::receiver::this;
use libsqlite3_sys as ffi;
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::ffi::CStr;
use std::rc::Rc;

/// Present while errors of callbacks are reported.
const TRACEBACKS: &str = "_sqlite3.callback_tracebacks";

pub(super) fn enable_callback_tracebacks(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let on = c_int(vm, args[0])? != 0;
    vm.set_module_state(TRACEBACKS, Value::bool(on));
    Ok(Value::NONE)
}

fn connection_of(value: Value) -> This {
    this(value)
}

fn callable(connection: Value, slot: usize) -> Value {
    connection_of(connection).data.callables.get().get(slot).unwrap_or(Value::NONE)
}

/// Reports an error that SQLite has no way to pass on, if that is wanted.
fn report(vm: &mut Vm, raised: Raised, callable: Value) {
    if vm.module_state(TRACEBACKS) == Some(Value::TRUE) {
        vm.report_unraisable(raised, callable);
    } else {
        vm.take_exception(raised);
    }
}

/// Makes SQLite's call fail.
fn fail(vm: &mut Vm, call: &Context, raised: Raised, callable: Value, message: &str) {
    let exception = vm.take_exception(raised);
    let (memory, overflow) = (vm.exc(Exc::MemoryError), vm.exc(Exc::OverflowError));
    if vm.is_instance(exception, memory) {
        call.fail_memory();
    } else if vm.is_instance(exception, overflow) {
        call.fail_too_big();
    } else {
        call.fail(message);
    }
    let raised = vm.set_exception(exception);
    report(vm, raised, callable);
}

fn arguments(vm: &mut Vm, call: &Context) -> PyResult<Value> {
    let args = vm.tuple_with_len(call.len())?;
    for at in 0..call.len() {
        let value = argument(vm, call.arg(at))?;
        args.init(vm, at, value);
    }
    Ok(args.value())
}

fn call_with(vm: &mut Vm, callable: Value, args: Value) -> PyResult<Value> {
    let args = args.cast::<runtime::object::tuple::Tuple>();
    vm.call_dict(callable, args.as_ref().map_or(&[], |args| args.items()), None)
}

/// Gives SQLite the result of a call; `false` if it is of no type that SQLite knows.
fn give(vm: &mut Vm, call: &Context, value: Value) -> PyResult<bool> {
    match datum(vm, value)? {
        Some(datum) => {
            call.result(&datum);
            Ok(true)
        }
        None => Ok(false),
    }
}

fn run_function(vm: &mut Vm, connection: Value, slot: usize, call: &Context) {
    const MESSAGE: &str = "user-defined function raised exception";
    let function = callable(connection, slot);
    let result = arguments(vm, call).and_then(|args| call_with(vm, function, args));
    match result.and_then(|value| give(vm, call, value)) {
        Ok(true) => {}
        Ok(false) => call.fail(MESSAGE),
        Err(raised) => fail(vm, call, raised, function, MESSAGE),
    }
}

/// The instance of an aggregate, made if it is not there yet. None if there is none.
fn instance(vm: &mut Vm, connection: Value, slot: usize, call: &Context, create: bool) -> PyResult<Option<Value>> {
    let Some(number) = call.instance(create) else { return Ok(None) };
    let instances = connection_of(connection).data.instances.get();
    if number.get() != 0 {
        let key = vm.int(number.get())?;
        return instances.get(vm, key);
    }
    if !create {
        return Ok(None);
    }
    let class = callable(connection, slot);
    let made = vm.call(class, &[])?;
    let next = connection_of(connection).data.next_instance.get() + 1;
    connection_of(connection).data.next_instance.set(next);
    let key = vm.int(next)?;
    instances.set(vm, key, made)?;
    number.set(next);
    Ok(Some(made))
}

fn run_part(vm: &mut Vm, connection: Value, slot: usize, call: &Context, part: AggregatePart) {
    let class = callable(connection, slot);
    match part {
        AggregatePart::Step => {
            let object = match instance(vm, connection, slot, call, true) {
                Ok(Some(object)) => object,
                Ok(None) => return,
                Err(raised) => {
                    let message = "user-defined aggregate's '__init__' method raised error";
                    return fail(vm, call, raised, class, message);
                }
            };
            call_part(vm, call, class, object, "step");
        }
        AggregatePart::Inverse => match instance(vm, connection, slot, call, false) {
            Ok(Some(object)) => call_part(vm, call, class, object, "inverse"),
            Ok(None) => {}
            Err(raised) => report(vm, raised, class),
        },
        AggregatePart::Value | AggregatePart::Final => finish(vm, connection, slot, call, part),
    }
}

/// The message for a method that is not there or raised.
fn part_message(vm: &mut Vm, object: Value, name: &str) -> String {
    let there = matches!(vm.get_attr_opt_text(object, name), Ok(Some(_)));
    let what = if there { "raised error" } else { "not defined" };
    format!("user-defined aggregate's '{name}' method {what}")
}

fn call_part(vm: &mut Vm, call: &Context, class: Value, object: Value, name: &str) {
    let done = arguments(vm, call).and_then(|args| {
        let method = vm.get_attr_text(object, name)?;
        call_with(vm, method, args)
    });
    if let Err(raised) = done {
        let exception = vm.take_exception(raised);
        let message = part_message(vm, object, name);
        let raised = vm.set_exception(exception);
        fail(vm, call, raised, class, &message);
    }
}

fn finish(vm: &mut Vm, connection: Value, slot: usize, call: &Context, part: AggregatePart) {
    let class = callable(connection, slot);
    let name = if part == AggregatePart::Final { "finalize" } else { "value" };
    let object = match instance(vm, connection, slot, call, false) {
        Ok(Some(object)) => object,
        // Without a row there is no instance and so no result.
        Ok(None) => return,
        Err(raised) => return report(vm, raised, class),
    };
    let result = vm.call_method(object, name, &[]).and_then(|value| give(vm, call, value));
    match result {
        Ok(true) => {}
        Ok(false) => call.fail(&format!("user-defined aggregate's '{name}' method raised error")),
        Err(raised) => {
            let exception = vm.take_exception(raised);
            let message = part_message(vm, object, name);
            let raised = vm.set_exception(exception);
            fail(vm, call, raised, class, &message);
        }
    }
    if part == AggregatePart::Final
        && let Some(number) = call.instance(false)
        && let Ok(key) = vm.int(number.get())
        && let Err(raised) = connection_of(connection).data.instances.get().remove(vm, key)
    {
        vm.take_exception(raised);
    }
}

fn run_collation(vm: &mut Vm, connection: Value, slot: usize, a: &[u8], b: &[u8]) -> i32 {
    let function = callable(connection, slot);
    let result = decoded(vm, a).and_then(|a| {
        let b = decoded(vm, b)?;
        vm.call(function, &[a, b])
    });
    match result {
        Ok(value) => match value.as_int() {
            Some(_) => match value.as_i64() {
                Some(n) => n.signum() as i32,
                None => {
                    let zero = Value::int32(0);
                    let less = vm.compare_bool(runtime::object::protocol::CompareOp::Lt, value, zero);
                    if less.unwrap_or(false) { -1 } else { 1 }
                }
            },
            None => 0,
        },
        Err(raised) => {
            report(vm, raised, function);
            0
        }
    }
}

fn run_authorizer(vm: &mut Vm, connection: Value, slot: usize, action: i32, texts: [Option<&CStr>; 4]) -> i32 {
    let function = callable(connection, slot);
    let result = (|| {
        let mut values = [Value::int32(action), Value::NONE, Value::NONE, Value::NONE, Value::NONE];
        for (value, text) in values[1..].iter_mut().zip(texts) {
            if let Some(text) = text {
                *value = decoded(vm, text.to_bytes())?;
            }
        }
        vm.call(function, &values)
    })();
    match result {
        Ok(answer) if answer.as_int().is_some() => match c_int(vm, answer) {
            Ok(answer) => answer,
            Err(raised) => {
                report(vm, raised, function);
                ffi::SQLITE_DENY
            }
        },
        Ok(_) => ffi::SQLITE_DENY,
        Err(raised) => {
            report(vm, raised, function);
            ffi::SQLITE_DENY
        }
    }
}

fn run_progress(vm: &mut Vm, connection: Value, slot: usize) -> i32 {
    let function = callable(connection, slot);
    match vm.call(function, &[]).and_then(|answer| vm.is_true(answer)) {
        Ok(stop) => stop.into(),
        Err(raised) => {
            report(vm, raised, function);
            1
        }
    }
}

fn run_trace(vm: &mut Vm, connection: Value, slot: usize, expanded: Option<Vec<u8>>, sql: &[u8]) {
    let function = callable(connection, slot);
    if expanded.is_none() {
        let raised = DATA.raise(vm, "Expanded SQL string exceeds the maximum string length");
        report(vm, raised, function);
    }
    let text = decoded(vm, expanded.as_deref().unwrap_or(sql));
    if let Err(raised) = text.and_then(|text| vm.call(function, &[text])) {
        report(vm, raised, function);
    }
}

/// The callback of a callable: none for None, which removes what is there.
fn callback(vm: &mut Vm, connection: This, key: &str, callable: Value, run: Run) -> PyResult<Option<Callback>> {
    if callable.is_none() {
        return Ok(None);
    }
    let slot = set_slot(vm, connection, key, callable)?;
    Ok(Some(Callback { link: Rc::clone(&connection.data.link), slot, run }))
}

pub(super) fn create_function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = connection_of(args[0]);
    let name = text_arg(vm, "create_function", 1, args[1])?;
    let count = c_int(vm, args[2])?;
    let deterministic = truth(vm, args.opt(4), false)?;
    check(vm, connection)?;
    let key = format!("function {} {count}", name.to_string_lossy().to_lowercase());
    let callback = callback(vm, connection, &key, args[3], Run::Function(run_function))?;
    let flags = if deterministic { ffi::SQLITE_DETERMINISTIC } else { 0 };
    if connection.data.db.create_function(&name, count, flags, callback) != ffi::SQLITE_OK {
        return Err(OPERATIONAL.raise(vm, "Error creating function"));
    }
    Ok(Value::NONE)
}

pub(super) fn create_aggregate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = connection_of(args[0]);
    let name = text_arg(vm, "create_aggregate", 1, args[1])?;
    let count = c_int(vm, args[2])?;
    check(vm, connection)?;
    let key = format!("function {} {count}", name.to_string_lossy().to_lowercase());
    let callback = callback(vm, connection, &key, args[3], Run::Aggregate(run_part))?;
    if connection.data.db.create_aggregate(&name, count, false, callback) != ffi::SQLITE_OK {
        return Err(OPERATIONAL.raise(vm, "Error creating aggregate"));
    }
    Ok(Value::NONE)
}

pub(super) fn create_window_function(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = connection_of(args[0]);
    let name = text_arg(vm, "create_window_function", 1, args[1])?;
    let count = c_int(vm, args[2])?;
    check(vm, connection)?;
    let key = format!("function {} {count}", name.to_string_lossy().to_lowercase());
    let callback = callback(vm, connection, &key, args[3], Run::Aggregate(run_part))?;
    let window = callback.is_some();
    let code = connection.data.db.create_aggregate(&name, count, window, callback);
    if code != ffi::SQLITE_OK {
        return Err(PROGRAMMING.raise(vm, &super::raw::error_text(code)));
    }
    Ok(Value::NONE)
}

pub(super) fn create_collation(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = connection_of(args[0]);
    let name = text_arg(vm, "create_collation", 1, args[1])?;
    check(vm, connection)?;
    if !args[2].is_none() && !vm.is_callable(args[2]) {
        return Err(vm.type_error("parameter must be callable"));
    }
    let key = format!("collation {}", name.to_string_lossy().to_lowercase());
    let callback = callback(vm, connection, &key, args[2], Run::Collation(run_collation))?;
    if connection.data.db.create_collation(&name, callback) != ffi::SQLITE_OK {
        return Err(raise_last(vm, &connection.data.db));
    }
    Ok(Value::NONE)
}

pub(super) fn set_authorizer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = connection_of(args[0]);
    check(vm, connection)?;
    let callback = callback(vm, connection, "authorizer", args[1], Run::Authorizer(run_authorizer))?;
    let code = keep_callback(connection, "authorizer", callback, |db, callback| db.set_authorizer(callback));
    if code != ffi::SQLITE_OK {
        return Err(OPERATIONAL.raise(vm, "Error setting authorizer callback"));
    }
    Ok(Value::NONE)
}

pub(super) fn set_progress_handler(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = connection_of(args[0]);
    let every = c_int(vm, args[2])?;
    check(vm, connection)?;
    let callback = callback(vm, connection, "progress", args[1], Run::Progress(run_progress))?;
    keep_callback(connection, "progress", callback, |db, callback| db.set_progress(every, callback));
    Ok(Value::NONE)
}

pub(super) fn set_trace_callback(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let connection = connection_of(args[0]);
    check(vm, connection)?;
    let callback = callback(vm, connection, "trace", args[1], Run::Trace(run_trace))?;
    keep_callback(connection, "trace", callback, |db, callback| db.set_trace(callback));
    Ok(Value::NONE)
}

/// `complete_statement(statement)`
pub(super) fn complete_statement(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(text) = args[0].cast::<Str>() else {
        let kind = vm.arg_type_name(args[0]);
        return Err(vm.type_error(&format!("complete_statement() argument 'statement' must be str, not {kind}")));
    };
    let text = text.to_string_lossy();
    Ok(Value::bool(super::raw::is_complete(&c_text(&text))))
}
