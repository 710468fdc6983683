//! Password hashes and the shadow password database.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] of the parent module")]

use libc::{c_char, c_int, c_void};
use std::ffi::{CStr, CString};

/// An entry of the shadow password database: name and password, then the numbers.
pub(crate) struct Shadow {
    pub(crate) texts: [Vec<u8>; 2],
    pub(crate) numbers: [i64; 7],
}

fn text(pointer: *const c_char) -> Vec<u8> {
    if pointer.is_null() {
        return Vec::new();
    }
    // SAFETY: the databases give strings that end in NUL and stay until the next call.
    unsafe { CStr::from_ptr(pointer) }.to_bytes().to_vec()
}

fn shadow(entry: *const libc::spwd) -> Option<Shadow> {
    // SAFETY: the database gives null or an entry that stays until the next call.
    let entry = unsafe { entry.as_ref() }?;
    let numbers = [
        entry.sp_lstchg,
        entry.sp_min,
        entry.sp_max,
        entry.sp_warn,
        entry.sp_inact,
        entry.sp_expire,
        entry.sp_flag as i64,
    ];
    Some(Shadow { texts: [text(entry.sp_namp), text(entry.sp_pwdp)], numbers })
}

/// The entry of a user; else the error number, 0 if there is no such user.
pub(crate) fn shadow_by_name(name: &CStr) -> Result<Shadow, i32> {
    super::clear_errno();
    // SAFETY: [ARGUMENTS]; one thread runs Python, so the entry is not overwritten meanwhile.
    shadow(unsafe { libc::getspnam(name.as_ptr()) }).ok_or_else(super::errno)
}

/// All entries.
pub(crate) fn all_shadows() -> Vec<Shadow> {
    let mut found = Vec::new();
    // SAFETY: [ARGUMENTS]
    unsafe { libc::setspent() };
    // SAFETY: as for `shadow_by_name`.
    while let Some(entry) = shadow(unsafe { libc::getspent() }) {
        found.push(entry);
    }
    // SAFETY: [ARGUMENTS]
    unsafe { libc::endspent() };
    found
}

type Crypt = unsafe extern "C" fn(*const c_char, *const c_char) -> *mut c_char;

/// The library's function, which is in a library of its own that need not be there.
fn find_crypt() -> Option<Crypt> {
    for name in [c"libcrypt.so.1", c"libcrypt.so.2", c"libcrypt.so"] {
        // SAFETY: [ARGUMENTS]; the library stays loaded.
        let library: *mut c_void = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW as c_int) };
        if library.is_null() {
            continue;
        }
        // SAFETY: [ARGUMENTS]
        let function = unsafe { libc::dlsym(library, c"crypt".as_ptr()) };
        if !function.is_null() {
            // SAFETY: `crypt` has this type by POSIX.
            return Some(unsafe { std::mem::transmute::<*mut c_void, Crypt>(function) });
        }
    }
    None
}

/// The hash of a password, or the error number.
pub(crate) fn crypt(word: &CString, salt: &CString) -> Result<Vec<u8>, i32> {
    let Some(function) = find_crypt() else { return Err(libc::ENOSYS) };
    // SAFETY: [ARGUMENTS]; the result stays until the next call, and one thread runs Python.
    let hash = unsafe { function(word.as_ptr(), salt.as_ptr()) };
    if hash.is_null() { Err(super::errno()) } else { Ok(text(hash)) }
}
