//! `posix_spawn` and `posix_spawnp`.

use super::path::{Allow, Path, fs_bytes, path, path_error};
use super::process::environment;
use crate::convert::{self, c_int};
use crate::io::{Look, close_abandoned};
use crate::system::spawn::{FileAction, SpawnOptions, posix_spawn};
use runtime::native::Args;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CString;

/// An action: `(POSIX_SPAWN_…, …)`.
fn action(vm: &mut Vm, value: Value) -> PyResult<FileAction> {
    let Some(items) = value.cast::<Tuple>().filter(|items| !items.is_empty()) else {
        return Err(vm.type_error("Each file_actions element must be a non-empty tuple"));
    };
    let wrong = |vm: &mut Vm, text: &str| Err(vm.type_error(text));
    match (c_int(vm, items.get(0))?, items.len()) {
        (0, 5) => {
            let (fd, path) = (c_int(vm, items.get(1))?, fs_bytes(vm, items.get(2))?);
            Ok(FileAction::Open(fd, path, c_int(vm, items.get(3))?, c_int(vm, items.get(4))? as u32))
        }
        (0, _) => wrong(vm, "A open file_action tuple must have 5 elements"),
        (1, 2) => Ok(FileAction::Close(c_int(vm, items.get(1))?)),
        (1, _) => wrong(vm, "A close file_action tuple must have 2 elements"),
        (2, 3) => Ok(FileAction::Dup2(c_int(vm, items.get(1))?, c_int(vm, items.get(2))?)),
        (2, _) => wrong(vm, "A dup2 file_action tuple must have 3 elements"),
        _ => wrong(vm, "Unknown file_actions identifier"),
    }
}

fn signal_list(vm: &mut Vm, value: Option<Value>) -> PyResult<Option<Vec<i32>>> {
    let Some(value) = value else { return Ok(None) };
    let mut found = Vec::new();
    vm.for_each(value, |vm, item| {
        let signal = convert::c_long(vm, item)?;
        if !(1..65).contains(&signal) {
            return Err(vm.value_error(&format!("signal number {signal} out of range [1; 64]")));
        }
        found.push(signal as i32);
        Ok(())
    })?;
    Ok(Some(found).filter(|found| !found.is_empty()))
}

fn spawn(vm: &mut Vm, function: &str, args: Args<'_>, search: bool) -> PyResult<Value> {
    let path: Path = path(vm, function, "path", args[0], Allow::Path)?;
    if !args[1].is::<List>() && !args[1].is::<Tuple>() {
        return Err(vm.type_error(&format!("{function}: argv must be a tuple or list")));
    }
    let list = vm.collect_tuple(args[1])?;
    if list.is_empty() {
        return Err(vm.value_error(&format!("{function}: argv must not be empty")));
    }
    let mut arguments: Vec<CString> = Vec::with_capacity(list.len());
    for index in 0..list.len() {
        arguments.push(fs_bytes(vm, list.get(index))?);
    }
    if arguments[0].is_empty() {
        return Err(vm.value_error(&format!("{function}: argv first element cannot be empty")));
    }
    let environment = environment(vm, function, args[2])?;
    let mut options = SpawnOptions { search, ..SpawnOptions::default() };
    if let Some(actions) = args.not_none(3) {
        if vm.special_of(actions, runtime::object::Special::GetItem).is_none() {
            return Err(vm.type_error("file_actions must be a sequence or None"));
        }
        vm.for_each(actions, |vm, item| {
            let action = action(vm, item)?;
            options.actions.push(action);
            Ok(())
        })?;
    }
    options.group = args.opt(4).map(|group| c_int(vm, group)).transpose()?;
    options.reset_ids = convert::truth(vm, args.opt(5), false)?;
    options.new_session = convert::truth(vm, args.opt(6), false)?;
    options.mask = signal_list(vm, args.opt(7))?;
    options.defaults = signal_list(vm, args.opt(8))?;
    if let Some(scheduler) = args.opt(9) {
        let Some(pair) = scheduler.cast::<Tuple>().filter(|pair| pair.len() == 2) else {
            return Err(vm.type_error("A scheduler tuple must have two elements"));
        };
        let policy = if pair.get(0).is_none() { None } else { Some(c_int(vm, pair.get(0))?) };
        let priority = vm.get_attr_text(pair.get(1), "sched_priority")?;
        options.scheduler = Some((policy, c_int(vm, priority)?));
    }
    close_abandoned(vm, Look::AtAny);
    match posix_spawn(path.c_str(), &arguments, &environment, &options) {
        Ok(pid) => Ok(Value::int32(pid)),
        Err(code) => Err(path_error(vm, code, &path)),
    }
}

pub(super) fn plain(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    spawn(vm, "posix_spawn", args, false)
}

pub(super) fn searching(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    spawn(vm, "posix_spawnp", args, true)
}
