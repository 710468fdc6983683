//! Users and groups, limits, terminals.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] or [NEW] of the parent module")]

use super::{Zeroed, errno};
use libc::{c_char, c_int};
use std::ffi::CStr;

/// An entry of the user database.
pub(crate) struct User {
    pub(crate) texts: [Vec<u8>; 5],
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// An entry of the group database.
pub(crate) struct Group {
    pub(crate) name: Vec<u8>,
    pub(crate) password: Vec<u8>,
    pub(crate) gid: u32,
    pub(crate) members: Vec<Vec<u8>>,
}

/// A string of the databases, empty if there is none.
fn text(pointer: *const c_char) -> Vec<u8> {
    if pointer.is_null() {
        return Vec::new();
    }
    // SAFETY: the databases give strings that end in NUL and stay until the next call.
    unsafe { CStr::from_ptr(pointer) }.to_bytes().to_vec()
}

/// Copies an entry, if there is one.
fn user(entry: *const libc::passwd) -> Option<User> {
    // SAFETY: the databases give null or an entry that stays until the next call.
    let entry = unsafe { entry.as_ref() }?;
    let texts = [entry.pw_name, entry.pw_passwd, entry.pw_gecos, entry.pw_dir, entry.pw_shell];
    Some(User { texts: texts.map(|pointer| text(pointer)), uid: entry.pw_uid, gid: entry.pw_gid })
}

fn group(entry: *const libc::group) -> Option<Group> {
    // SAFETY: the databases give null or an entry that stays until the next call.
    let entry = unsafe { entry.as_ref() }?;
    let mut members = Vec::new();
    let mut at = entry.gr_mem;
    // SAFETY: the members are an array that ends in null.
    while !at.is_null() && !unsafe { *at }.is_null() {
        // SAFETY: as above.
        unsafe {
            members.push(text(*at));
            at = at.add(1);
        }
    }
    Some(Group { name: text(entry.gr_name), password: text(entry.gr_passwd), gid: entry.gr_gid, members })
}

/// The user of a number.
pub(crate) fn user_by_id(id: u32) -> Option<User> {
    // SAFETY: [ARGUMENTS]; one thread runs Python, so the entry is not overwritten meanwhile.
    user(unsafe { libc::getpwuid(id) })
}

/// The user of a name.
pub(crate) fn user_by_name(name: &CStr) -> Option<User> {
    // SAFETY: as for `user_by_id`.
    user(unsafe { libc::getpwnam(name.as_ptr()) })
}

/// All users.
pub(crate) fn all_users() -> Vec<User> {
    // SAFETY: as for `user_by_id`.
    unsafe { libc::setpwent() };
    // SAFETY: as for `user_by_id`.
    let users = std::iter::from_fn(|| user(unsafe { libc::getpwent() })).collect();
    // SAFETY: as for `user_by_id`.
    unsafe { libc::endpwent() };
    users
}

/// The group of a number.
pub(crate) fn group_by_id(id: u32) -> Option<Group> {
    // SAFETY: as for `user_by_id`.
    group(unsafe { libc::getgrgid(id) })
}

/// The group of a name.
pub(crate) fn group_by_name(name: &CStr) -> Option<Group> {
    // SAFETY: as for `user_by_id`.
    group(unsafe { libc::getgrnam(name.as_ptr()) })
}

/// All groups.
pub(crate) fn all_groups() -> Vec<Group> {
    // SAFETY: as for `user_by_id`.
    unsafe { libc::setgrent() };
    // SAFETY: as for `user_by_id`.
    let groups = std::iter::from_fn(|| group(unsafe { libc::getgrent() })).collect();
    // SAFETY: as for `user_by_id`.
    unsafe { libc::endgrent() };
    groups
}

/// A limit of this process, or of another one; soft and hard, or the error number.
pub(crate) fn getrlimit(pid: c_int, resource: c_int) -> Result<(u64, u64), i32> {
    let mut limit = libc::rlimit::zeroed();
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::prlimit(pid, resource as _, std::ptr::null(), &mut limit) };
    if result == 0 { Ok((limit.rlim_cur, limit.rlim_max)) } else { Err(errno()) }
}

/// Sets a limit; the error number if that failed.
pub(crate) fn setrlimit(pid: c_int, resource: c_int, soft: u64, hard: u64) -> Result<(), i32> {
    let limit = libc::rlimit { rlim_cur: soft, rlim_max: hard };
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::prlimit(pid, resource as _, &limit, std::ptr::null_mut()) };
    if result == 0 { Ok(()) } else { Err(errno()) }
}

/// What a process has used, or the error number.
pub(crate) fn getrusage(who: c_int) -> Result<libc::rusage, i32> {
    let mut usage = libc::rusage::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::getrusage(who as _, &mut usage) } == 0 { Ok(usage) } else { Err(errno()) }
}

/// Attributes of a terminal, or the error number.
pub(crate) fn tcgetattr(fd: c_int) -> Result<libc::termios, i32> {
    let mut attributes = libc::termios::zeroed();
    // SAFETY: [ARGUMENTS]
    if unsafe { libc::tcgetattr(fd, &mut attributes) } == 0 { Ok(attributes) } else { Err(errno()) }
}

/// Sets attributes of a terminal.
pub(crate) fn tcsetattr(fd: c_int, when: c_int, attributes: &libc::termios) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::tcsetattr(fd, when, attributes) }
}

/// Input and output speed of terminal attributes.
pub(crate) fn speeds(attributes: &libc::termios) -> (u32, u32) {
    // SAFETY: [ARGUMENTS]
    unsafe { (libc::cfgetispeed(attributes), libc::cfgetospeed(attributes)) }
}

/// Sets input and output speed of terminal attributes.
pub(crate) fn set_speeds(attributes: &mut libc::termios, input: u32, output: u32) -> bool {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::cfsetispeed(attributes, input) == 0 && libc::cfsetospeed(attributes, output) == 0 }
}

macro_rules! terminal_calls {
    ($($name:ident($($arg:ident),*);)*) => {$(
        /// A call on a terminal.
        pub(crate) fn $name(fd: c_int $(, $arg: c_int)*) -> c_int {
            // SAFETY: [ARGUMENTS]
            unsafe { libc::$name(fd $(, $arg)*) }
        }
    )*};
}
terminal_calls! { tcsendbreak(duration); tcdrain(); tcflush(queue); tcflow(action); }
