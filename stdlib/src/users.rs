//! `pwd` and `grp`: users and groups.

use crate::convert;
use crate::posix::path::fs_bytes;
use crate::posix::stat::unsigned;
use crate::system::users::{self, Group, User};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::structseq::StructSpec;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `pwd.struct_passwd`
static PASSWD: StructSpec = StructSpec::new(
    "struct_passwd",
    "pwd",
    "pwd.struct_passwd: Results from getpw*() routines.\n\nThis object may be accessed either as a tuple of\n  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)\nor via the object attributes as named in the above tuple.",
    7,
    struct_fields!("pw_name" 0, "pw_passwd" 1, "pw_uid" 2, "pw_gid" 3, "pw_gecos" 4, "pw_dir" 5, "pw_shell" 6),
);

/// `grp.struct_group`
static GROUP: StructSpec = StructSpec::new(
    "struct_group",
    "grp",
    "grp.struct_group: Results from getgr*() routines.\n\nThis object may be accessed either as a tuple of\n  (gr_name,gr_passwd,gr_gid,gr_mem)\nor via the object attributes as named in the above tuple.\n",
    4,
    struct_fields!("gr_name" 0, "gr_passwd" 1, "gr_gid" 2, "gr_mem" 3),
);

fn user_value(vm: &mut Vm, user: &User) -> PyResult<Value> {
    let mut texts = [Value::NONE; 5];
    for (value, text) in texts.iter_mut().zip(&user.texts) {
        *value = convert::fs_decode(vm, text)?;
    }
    let [name, password, gecos, folder, shell] = texts;
    let (uid, gid) = (unsigned(vm, user.uid.into())?, unsigned(vm, user.gid.into())?);
    vm.struct_sequence(&PASSWD, &[name, password, uid, gid, gecos, folder, shell])
}

fn group_value(vm: &mut Vm, group: &Group) -> PyResult<Value> {
    let members = vm.list(&[])?;
    for member in &group.members {
        let member = convert::fs_decode(vm, member)?;
        members.push(vm, member)?;
    }
    let (name, password) = (convert::fs_decode(vm, &group.name)?, convert::fs_decode(vm, &group.password)?);
    let gid = unsigned(vm, group.gid.into())?;
    vm.struct_sequence(&GROUP, &[name, password, gid, members.value()])
}

/// An id that may be of no user: numbers out of range are not found.
fn id(vm: &mut Vm, value: Value, read: fn(&mut Vm, Value) -> PyResult<u32>, message: &str) -> PyResult<u32> {
    match read(vm, value) {
        Ok(id) => Ok(id),
        Err(raised) => {
            vm.catch(raised, Exc::OverflowError)?;
            let shown = vm.repr_text(value)?;
            Err(not_found(
                vm,
                &format!("{message}: uid not found: {shown}").replace("getgrgid(): uid", "getgrgid(): gid"),
            ))
        }
    }
}

#[cold]
fn not_found(vm: &mut Vm, message: &str) -> runtime::vm::Raised {
    match vm.str(message) {
        Ok(text) => vm.key_error(text.value()),
        Err(raised) => raised,
    }
}

fn name(vm: &mut Vm, value: Value, function: &str) -> PyResult<std::ffi::CString> {
    if !value.is::<Str>() {
        let message = format!("{function}() argument must be str, not {}", vm.arg_type_name(value));
        return Err(vm.type_error(&message));
    }
    fs_bytes(vm, value)
}

fn getpwuid(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = id(vm, args[0], convert::user, "getpwuid()")?;
    match users::user_by_id(id) {
        Some(user) => user_value(vm, &user),
        None => {
            let shown = vm.repr_text(args[0])?;
            Err(not_found(vm, &format!("getpwuid(): uid not found: {shown}")))
        }
    }
}

fn getpwnam(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = name(vm, args[0], "getpwnam")?;
    match users::user_by_name(&name) {
        Some(user) => user_value(vm, &user),
        None => {
            let shown = vm.repr_text(args[0])?;
            Err(not_found(vm, &format!("getpwnam(): name not found: {shown}")))
        }
    }
}

fn getpwall(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for user in users::all_users() {
        let user = user_value(vm, &user)?;
        list.push(vm, user)?;
    }
    Ok(list.value())
}

fn getgrgid(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = id(vm, args[0], convert::group, "getgrgid()")?;
    match users::group_by_id(id) {
        Some(group) => group_value(vm, &group),
        None => {
            let shown = vm.repr_text(args[0])?;
            Err(not_found(vm, &format!("getgrgid(): gid not found: {shown}")))
        }
    }
}

fn getgrnam(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = name(vm, args[0], "getgrnam")?;
    match users::group_by_name(&name) {
        Some(group) => group_value(vm, &group),
        None => {
            let shown = vm.repr_text(args[0])?;
            Err(not_found(vm, &format!("getgrnam(): name not found: {shown}")))
        }
    }
}

fn getgrall(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for group in users::all_groups() {
        let group = group_value(vm, &group)?;
        list.push(vm, group)?;
    }
    Ok(list.value())
}

/// `pwd`
pub(crate) static PWD: ModuleSpec = ModuleSpec {
    name: "pwd",
    doc: "This module provides access to the Unix password database.\nIt is available on all Unix versions.\n\nPassword database entries are reported as 7-tuples containing the following\nitems from the password database (see `<pwd.h>'), in order:\npw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir, pw_shell.\nThe uid and gid items are integers, all others are strings. An\nexception is raised if the entry asked for cannot be found.",
    functions: &[
        func("getpwuid", "(uidobj, /)", getpwuid),
        func("getpwnam", "(name, /)", getpwnam),
        func("getpwall", "()", getpwall),
    ],
    init: Some(init_pwd),
    ..ModuleSpec::EMPTY
};

fn init_pwd(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let class = vm.struct_type(&PASSWD)?.value();
    module.dict.get().set_text(vm, "struct_passwd", class)
}

/// `grp`
pub(crate) static GRP: ModuleSpec = ModuleSpec {
    name: "grp",
    doc: "Access to the Unix group database.\n\nGroup entries are reported as 4-tuples containing the following fields\nfrom the group database, in order:\n\n  name   - name of the group\n  passwd - group password (encrypted); often empty\n  gid    - numeric ID of the group\n  mem    - list of members\n\nThe gid is an integer, name and password are strings.  (Note that most\nusers are not explicitly listed as members of the groups they are in\naccording to the password database.  Check both databases to get\ncomplete membership information.)",
    functions: &[
        func("getgrgid", "(id)", getgrgid),
        func("getgrnam", "(name)", getgrnam),
        func("getgrall", "()", getgrall),
    ],
    init: Some(init_grp),
    ..ModuleSpec::EMPTY
};

fn init_grp(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let class = vm.struct_type(&GROUP)?.value();
    module.dict.get().set_text(vm, "struct_group", class)
}
