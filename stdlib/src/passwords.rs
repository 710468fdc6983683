//! `_crypt` and `spwd`: password hashes.

use crate::convert;
use crate::posix::path::error;
use crate::system::passwords::{self, Shadow};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::object::string::Str;
use runtime::object::structseq::StructSpec;
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::ffi::CString;

/// `spwd.struct_spwd`
static SPWD_STRUCT: StructSpec = StructSpec::new(
    "struct_spwd",
    "spwd",
    "spwd.struct_spwd: Results from getsp*() routines.\n\nThis object may be accessed either as a 9-tuple of\n  (sp_namp,sp_pwdp,sp_lstchg,sp_min,sp_max,sp_warn,sp_inact,sp_expire,sp_flag)\nor via the object attributes as named in the above tuple.",
    9,
    struct_fields!(
        "sp_namp" 0, "sp_pwdp" 1, "sp_lstchg" 2, "sp_min" 3, "sp_max" 4, "sp_warn" 5, "sp_inact" 6, "sp_expire" 7,
        "sp_flag" 8;
        "sp_nam" 0, "sp_pwd" 1
    ),
);

fn shadow_value(vm: &mut Vm, shadow: &Shadow) -> PyResult<Value> {
    let name = convert::fs_decode(vm, &shadow.texts[0])?;
    let password = convert::fs_decode(vm, &shadow.texts[1])?;
    let mut values = [name; 11];
    values[1] = password;
    for (value, &number) in values[2..9].iter_mut().zip(&shadow.numbers) {
        *value = vm.int(number)?;
    }
    values[10] = password;
    vm.struct_sequence(&SPWD_STRUCT, &values)
}

/// A str argument as C has it.
fn c_string(vm: &mut Vm, value: Value, function: &str, index: usize) -> PyResult<CString> {
    let Some(text) = value.cast::<Str>() else {
        let (name, which) = (vm.arg_type_name(value), if index == 0 { String::new() } else { format!(" {index}") });
        return Err(vm.type_error(&format!("{function}() argument{which} must be str, not {name}")));
    };
    let bytes = convert::fs_encode(vm, text)?;
    CString::new(bytes).map_err(|_| vm.value_error("embedded null character"))
}

fn getspnam(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = c_string(vm, args[0], "getspnam", 0)?;
    match passwords::shadow_by_name(&name) {
        Ok(shadow) => shadow_value(vm, &shadow),
        Err(0 | libc::ENOENT) => Err(vm.raise_text(Exc::KeyError, "getspnam(): name not found")),
        Err(code) => Err(error(vm, code)),
    }
}

fn getspall(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for shadow in passwords::all_shadows() {
        let shadow = shadow_value(vm, &shadow)?;
        list.push(vm, shadow)?;
    }
    Ok(list.value())
}

fn init_spwd(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    vm.warn(Exc::DeprecationWarning, "'spwd' is deprecated and slated for removal in Python 3.13", 7)?;
    let class = vm.struct_type(&SPWD_STRUCT)?.value();
    module.dict.get().set_text(vm, "struct_spwd", class)
}

/// `spwd`
pub(crate) static SPWD: ModuleSpec = ModuleSpec {
    name: "spwd",
    doc: "This module provides access to the Unix shadow password database.\nIt is available on various Unix versions.\n\nShadow password database entries are presented as 9-tuples of type struct_spwd,\ncontaining the following items from the password database (see `<shadow.h>'):\nsp_namp, sp_pwdp, sp_lstchg, sp_min, sp_max, sp_warn, sp_inact, sp_expire, sp_flag.\nThe sp_namp and sp_pwdp are strings, the rest are integers.\nAn exception is raised if the entry asked for cannot be found.\nYou have to be root to be able to use this module.",
    functions: &[
        func("getspnam", "(arg, /)", getspnam)
            .doc("Return the shadow password database entry for the given user name."),
        func("getspall", "()", getspall)
            .doc("Return a list of all available shadow password database entries, in arbitrary order."),
    ],
    init: Some(init_spwd),
    ..ModuleSpec::EMPTY
};

fn crypt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let word = c_string(vm, args[0], "crypt", 1)?;
    let salt = c_string(vm, args[1], "crypt", 2)?;
    match passwords::crypt(&word, &salt) {
        Ok(hash) => convert::fs_decode(vm, &hash),
        Err(code) => Err(error(vm, code)),
    }
}

/// `_crypt`
pub(crate) static CRYPT: ModuleSpec = ModuleSpec {
    name: "_crypt",
    functions: &[func("crypt", "(word, salt, /)", crypt).doc(
        "Hash a *word* with the given *salt* and return the hashed password.\n\n*word* will usually be a user's password.  *salt* (either a random 2 or 16\ncharacter string, possibly prefixed with $digit$ to indicate the method)\nwill be used to perturb the encryption algorithm and produce distinct\nresults for a given *word*.",
    )],
    ..ModuleSpec::EMPTY
};
