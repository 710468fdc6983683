//! The one place where the library calls the operating system: safe functions over libc's.
//!
//! Invariants: **\[ARGUMENTS\]** what a call is given are numbers, strings that end in NUL, and borrowed memory whose size is
//! that of its type or is passed with it; the call keeps none of it. **\[NEW\]** memory that a call fills is valid when all
//! its bits are zero.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] or [NEW]")]

pub(crate) mod clock;
pub(crate) mod faults;
pub(crate) mod map;
pub(crate) mod net;
pub(crate) mod passwords;
pub(crate) mod poll;
pub(crate) mod semaphore;
pub(crate) mod signals;
pub(crate) mod spawn;
pub(crate) mod standard;
pub(crate) mod users;

use libc::{c_char, c_int, c_long, c_uint, dev_t, gid_t, id_t, idtype_t, mode_t, off_t, pid_t, size_t, ssize_t, uid_t};
use runtime::vm::{PyResult, Vm};
use std::ffi::{CStr, CString};

/// A type that may stand in a call, as C sees it.
trait Argument {
    type Raw;
    fn raw(self) -> Self::Raw;
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Argument for $type {
            type Raw = $type;
            fn raw(self) -> $type {
                self
            }
        }
    )*};
}
numbers!(i32 u32 i64 u64 usize isize);

impl Argument for &CStr {
    type Raw = *const c_char;
    fn raw(self) -> *const c_char {
        self.as_ptr()
    }
}

impl<T: Filled> Argument for &mut T {
    type Raw = *mut T;
    fn raw(self) -> *mut T {
        self
    }
}

impl Argument for &mut [c_int; 2] {
    type Raw = *mut c_int;
    fn raw(self) -> *mut c_int {
        self.as_mut_ptr()
    }
}

impl Argument for Option<&[libc::timespec; 2]> {
    type Raw = *const libc::timespec;
    fn raw(self) -> *const libc::timespec {
        self.map_or(std::ptr::null(), |times| times.as_ptr())
    }
}

impl<T> Argument for &T
where
    T: Plain,
{
    type Raw = *const T;
    fn raw(self) -> *const T {
        self
    }
}

impl<T> Argument for Option<&mut T> {
    type Raw = *mut T;
    fn raw(self) -> *mut T {
        self.map_or(std::ptr::null_mut(), |data| data)
    }
}

/// A C structure or number that a call fills.
trait Filled {}
impl<T: Zeroed> Filled for T {}
impl Filled for c_int {}
impl Filled for uid_t {}

/// A C structure that is passed by address.
trait Plain {}
impl Plain for libc::sched_param {}

macro_rules! calls {
    ($($(#[$meta:meta])* $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {$(
        pub(crate) fn $name($($arg: $type),*) -> $result {
            // SAFETY: [ARGUMENTS]
            unsafe { libc::$name($($arg.raw()),*) }
        }
    )*};
}

calls! {
    chdir(path: &CStr) -> c_int;
    chroot(path: &CStr) -> c_int;
    close(fd: c_int) -> c_int;
    dup2(from: c_int, to: c_int) -> c_int;
    dup3(from: c_int, to: c_int, flags: c_int) -> c_int;
    eventfd(initial: c_uint, flags: c_int) -> c_int;
    faccessat(folder: c_int, path: &CStr, mode: c_int, flags: c_int) -> c_int;
    fchdir(fd: c_int) -> c_int;
    fchmod(fd: c_int, mode: mode_t) -> c_int;
    fchmodat(folder: c_int, path: &CStr, mode: mode_t, flags: c_int) -> c_int;
    fchown(fd: c_int, user: uid_t, group: gid_t) -> c_int;
    fchownat(folder: c_int, path: &CStr, user: uid_t, group: gid_t, flags: c_int) -> c_int;
    fdatasync(fd: c_int) -> c_int;
    fpathconf(fd: c_int, name: c_int) -> c_long;
    fstat(fd: c_int, out: &mut libc::stat) -> c_int;
    fstatat(folder: c_int, path: &CStr, out: &mut libc::stat, flags: c_int) -> c_int;
    fstatvfs(fd: c_int, out: &mut libc::statvfs) -> c_int;
    fsync(fd: c_int) -> c_int;
    ftruncate(fd: c_int, length: off_t) -> c_int;
    futimens(fd: c_int, times: Option<&[libc::timespec; 2]>) -> c_int;
    getegid() -> gid_t;
    geteuid() -> uid_t;
    getgid() -> gid_t;
    getpgid(pid: pid_t) -> pid_t;
    getpgrp() -> pid_t;
    getpid() -> pid_t;
    getppid() -> pid_t;
    getpriority(which: c_uint, who: id_t) -> c_int;
    getresgid(real: &mut gid_t, effective: &mut gid_t, saved: &mut gid_t) -> c_int;
    getresuid(real: &mut uid_t, effective: &mut uid_t, saved: &mut uid_t) -> c_int;
    getsid(pid: pid_t) -> pid_t;
    getuid() -> uid_t;
    initgroups(user: &CStr, group: gid_t) -> c_int;
    isatty(fd: c_int) -> c_int;
    kill(pid: pid_t, signal: c_int) -> c_int;
    killpg(group: pid_t, signal: c_int) -> c_int;
    linkat(folder: c_int, from: &CStr, to_folder: c_int, to: &CStr, flags: c_int) -> c_int;
    lockf(fd: c_int, command: c_int, length: off_t) -> c_int;
    login_tty(fd: c_int) -> c_int;
    lseek(fd: c_int, offset: off_t, whence: c_int) -> off_t;
    memfd_create(name: &CStr, flags: c_uint) -> c_int;
    mkdirat(folder: c_int, path: &CStr, mode: mode_t) -> c_int;
    mkfifoat(folder: c_int, path: &CStr, mode: mode_t) -> c_int;
    mknodat(folder: c_int, path: &CStr, mode: mode_t, device: dev_t) -> c_int;
    nice(increment: c_int) -> c_int;
    openat(folder: c_int, path: &CStr, flags: c_int, mode: c_uint) -> c_int;
    pathconf(path: &CStr, name: c_int) -> c_long;
    pipe2(fds: &mut [c_int; 2], flags: c_int) -> c_int;
    posix_fadvise(fd: c_int, offset: off_t, length: off_t, advice: c_int) -> c_int;
    posix_fallocate(fd: c_int, offset: off_t, length: off_t) -> c_int;
    renameat(folder: c_int, from: &CStr, to_folder: c_int, to: &CStr) -> c_int;
    sched_get_priority_max(policy: c_int) -> c_int;
    sched_get_priority_min(policy: c_int) -> c_int;
    sched_getparam(pid: pid_t, out: &mut libc::sched_param) -> c_int;
    sched_getscheduler(pid: pid_t) -> c_int;
    sched_rr_get_interval(pid: pid_t, out: &mut libc::timespec) -> c_int;
    sched_setparam(pid: pid_t, param: &libc::sched_param) -> c_int;
    sched_setscheduler(pid: pid_t, policy: c_int, param: &libc::sched_param) -> c_int;
    sched_yield() -> c_int;
    sendfile(to: c_int, from: c_int, offset: Option<&mut off_t>, count: size_t) -> ssize_t;
    copy_file_range(from: c_int, from_at: Option<&mut off_t>, to: c_int, to_at: Option<&mut off_t>, count: size_t, flags: c_uint) -> ssize_t;
    splice(from: c_int, from_at: Option<&mut off_t>, to: c_int, to_at: Option<&mut off_t>, count: size_t, flags: c_uint) -> ssize_t;
    setegid(group: gid_t) -> c_int;
    seteuid(user: uid_t) -> c_int;
    setgid(group: gid_t) -> c_int;
    setns(fd: c_int, kind: c_int) -> c_int;
    setpgid(pid: pid_t, group: pid_t) -> c_int;
    setpriority(which: c_uint, who: id_t, priority: c_int) -> c_int;
    setregid(real: gid_t, effective: gid_t) -> c_int;
    setresgid(real: gid_t, effective: gid_t, saved: gid_t) -> c_int;
    setresuid(real: uid_t, effective: uid_t, saved: uid_t) -> c_int;
    setreuid(real: uid_t, effective: uid_t) -> c_int;
    setsid() -> pid_t;
    setuid(user: uid_t) -> c_int;
    statvfs(path: &CStr, out: &mut libc::statvfs) -> c_int;
    symlinkat(target: &CStr, folder: c_int, path: &CStr) -> c_int;
    sysconf(name: c_int) -> c_long;
    system(command: &CStr) -> c_int;
    tcgetpgrp(fd: c_int) -> pid_t;
    tcsetpgrp(fd: c_int, group: pid_t) -> c_int;
    truncate(path: &CStr, length: off_t) -> c_int;
    umask(mask: mode_t) -> mode_t;
    uname(out: &mut libc::utsname) -> c_int;
    unlinkat(folder: c_int, path: &CStr, flags: c_int) -> c_int;
    unshare(flags: c_int) -> c_int;
    utimensat(folder: c_int, path: &CStr, times: Option<&[libc::timespec; 2]>, flags: c_int) -> c_int;
    wait4(pid: pid_t, status: &mut c_int, options: c_int, usage: &mut libc::rusage) -> pid_t;
    waitid(kind: idtype_t, id: id_t, info: &mut libc::siginfo_t, options: c_int) -> c_int;
    waitpid(pid: pid_t, status: &mut c_int, options: c_int) -> pid_t;
}

/// A C structure with all bits zero, to be filled by a call.
pub(crate) trait Zeroed: Sized {
    /// All bits zero.
    fn zeroed() -> Self;
}

macro_rules! zeroed {
    ($($type:ty)*) => {$(
        impl Zeroed for $type {
            fn zeroed() -> Self {
                // SAFETY: [NEW]
                unsafe { std::mem::zeroed() }
            }
        }
    )*};
}
zeroed!(libc::stat libc::statvfs libc::timespec libc::utsname libc::rusage libc::siginfo_t libc::sched_param libc::tms
    libc::winsize libc::cpu_set_t libc::tm libc::termios libc::rlimit libc::itimerval libc::sigset_t libc::sigaction);

/// `gettid`
pub(crate) fn thread_id() -> i64 {
    // SAFETY: asks the kernel for a number.
    unsafe { libc::syscall(libc::SYS_gettid) }
}

/// The error number of the last call.
pub(crate) fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// Sets the error number, for calls whose results do not tell whether they failed.
pub(crate) fn clear_errno() {
    // SAFETY: the location is the thread's own.
    unsafe { *libc::__errno_location() = 0 }
}

/// Repeats a call that a signal interrupted, after running the signal's handler (PEP 475); its result, or the error number.
pub(crate) fn retry<T: PartialEq + From<i8>>(vm: &mut Vm, mut call: impl FnMut() -> T) -> PyResult<Result<T, i32>> {
    loop {
        let (result, error) = vm.allow_threads(|| (call(), errno()));
        if result != T::from(-1) {
            return Ok(Ok(result));
        }
        match error {
            libc::EINTR => vm.check_signals()?,
            error => return Ok(Err(error)),
        }
    }
}

/// Reads into `buffer`.
pub(crate) fn read(fd: c_int, buffer: &mut [u8]) -> ssize_t {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) }
}

/// Reads into `buffer` from a position.
pub(crate) fn pread(fd: c_int, buffer: &mut [u8], offset: off_t) -> ssize_t {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::pread(fd, buffer.as_mut_ptr().cast(), buffer.len(), offset) }
}

/// Writes `data`, at most what one call takes.
pub(crate) fn write(fd: c_int, data: &[u8]) -> ssize_t {
    // Larger writes are not portable; CPython limits them as well.
    let count = data.len().min(isize::MAX as usize);
    // SAFETY: [ARGUMENTS]
    unsafe { libc::write(fd, data.as_ptr().cast(), count) }
}

/// Writes `data` at a position.
pub(crate) fn pwrite(fd: c_int, data: &[u8], offset: off_t) -> ssize_t {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::pwrite(fd, data.as_ptr().cast(), data.len(), offset) }
}

/// The target of a symbolic link, cut off at the buffer's end.
pub(crate) fn readlinkat(folder: c_int, path: &CStr, buffer: &mut [u8]) -> ssize_t {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::readlinkat(folder, path.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len()) }
}

/// What `fcntl` with a number does.
pub(crate) fn fcntl(fd: c_int, command: c_int, argument: c_long) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::fcntl(fd, command, argument) }
}

/// Locks or unlocks a range of a file, `(start, length)` from `whence` on.
pub(crate) fn lock(fd: c_int, command: c_int, kind: i16, range: (off_t, off_t), whence: i16) -> c_int {
    let request = libc::flock { l_type: kind, l_whence: whence, l_start: range.0, l_len: range.1, l_pid: 0 };
    // SAFETY: [ARGUMENTS]
    unsafe { libc::fcntl(fd, command, &request) }
}

/// The size of the terminal, as `(columns, lines)`.
pub(crate) fn terminal_size(fd: c_int) -> Option<(u16, u16)> {
    let mut size = libc::winsize::zeroed();
    // SAFETY: [ARGUMENTS]: TIOCGWINSZ fills a winsize.
    let result = unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &mut size) };
    (result == 0).then_some((size.ws_col, size.ws_row))
}

/// Says how large a terminal is, in columns and rows; -1 on failure.
pub(crate) fn set_terminal_size(fd: c_int, columns: u16, rows: u16) -> c_int {
    let mut size = libc::winsize::zeroed();
    // SAFETY: [ARGUMENTS]: TIOCGWINSZ fills a winsize; what it says of pixels stays.
    let result = unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &mut size) };
    if result != 0 {
        return result;
    }
    (size.ws_col, size.ws_row) = (columns, rows);
    // SAFETY: [ARGUMENTS]: TIOCSWINSZ reads a winsize.
    unsafe { libc::ioctl(fd, libc::TIOCSWINSZ, &size) }
}

/// Random bytes from the system.
pub(crate) fn getrandom(buffer: &mut [u8], flags: c_uint) -> ssize_t {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::getrandom(buffer.as_mut_ptr().cast(), buffer.len(), flags) }
}

/// Supplementary groups of the process.
pub(crate) fn getgroups() -> Option<Vec<gid_t>> {
    // SAFETY: [ARGUMENTS]: asks for the number only.
    let count = unsafe { libc::getgroups(0, std::ptr::null_mut()) };
    let mut groups = vec![0; usize::try_from(count).ok()?];
    // SAFETY: [ARGUMENTS]
    let count = unsafe { libc::getgroups(count, groups.as_mut_ptr()) };
    groups.truncate(usize::try_from(count).ok()?);
    Some(groups)
}

/// Sets the supplementary groups of the process.
pub(crate) fn setgroups(groups: &[gid_t]) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::setgroups(groups.len(), groups.as_ptr()) }
}

/// The groups of a user.
pub(crate) fn getgrouplist(user: &CStr, group: gid_t) -> Option<Vec<gid_t>> {
    let mut groups = vec![0; 64];
    loop {
        let mut count = groups.len() as c_int;
        // SAFETY: [ARGUMENTS]
        let result = unsafe { libc::getgrouplist(user.as_ptr(), group, groups.as_mut_ptr(), &mut count) };
        if result != -1 {
            groups.truncate(usize::try_from(count).ok()?);
            return Some(groups);
        }
        let wanted = usize::try_from(count).ok()?.max(groups.len() * 2);
        if wanted > 1 << 20 {
            return None;
        }
        groups.resize(wanted, 0);
    }
}

/// Load averages of the machine.
pub(crate) fn getloadavg() -> Option<[f64; 3]> {
    let mut loads = [0.0; 3];
    // SAFETY: [ARGUMENTS]
    let count = unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) };
    (count == 3).then_some(loads)
}

/// Times of the process and its children in clock ticks.
pub(crate) fn times() -> Option<(libc::tms, libc::clock_t)> {
    let mut out = libc::tms::zeroed();
    // SAFETY: [ARGUMENTS]
    let elapsed = unsafe { libc::times(&mut out) };
    (elapsed != -1).then_some((out, elapsed))
}

/// A configuration string of the system.
pub(crate) fn confstr(name: c_int) -> Result<Option<Vec<u8>>, i32> {
    clear_errno();
    // SAFETY: [ARGUMENTS]: asks for the length only.
    let len = unsafe { libc::confstr(name, std::ptr::null_mut(), 0) };
    if len == 0 {
        return if errno() == 0 { Ok(None) } else { Err(errno()) };
    }
    let mut buffer = vec![0u8; len];
    // SAFETY: [ARGUMENTS]
    unsafe { libc::confstr(name, buffer.as_mut_ptr().cast(), len) };
    buffer.truncate(len - 1);
    Ok(Some(buffer))
}

/// Name of the terminal behind a descriptor, or the error number.
pub(crate) fn ttyname(fd: c_int) -> Result<Vec<u8>, i32> {
    let mut buffer = vec![0u8; 4096];
    // SAFETY: [ARGUMENTS]
    match unsafe { libc::ttyname_r(fd, buffer.as_mut_ptr().cast(), buffer.len()) } {
        0 => {
            let len = memchr::memchr(0, &buffer).unwrap_or(buffer.len());
            buffer.truncate(len);
            Ok(buffer)
        }
        error => Err(error),
    }
}

unsafe extern "C" {
    fn getlogin_r(name: *mut c_char, size: size_t) -> c_int;
}

/// Name of the user who logged in, or the error number.
pub(crate) fn getlogin() -> Result<Vec<u8>, i32> {
    let mut buffer = vec![0u8; 1024];
    // SAFETY: [ARGUMENTS]
    match unsafe { getlogin_r(buffer.as_mut_ptr().cast(), buffer.len()) } {
        0 => {
            let len = memchr::memchr(0, &buffer).unwrap_or(buffer.len());
            buffer.truncate(len);
            Ok(buffer)
        }
        error => Err(error),
    }
}

/// The system's words for an error number.
pub(crate) fn strerror(code: i32) -> String {
    let mut buffer = [0u8; 256];
    // SAFETY: [ARGUMENTS]
    let failed = unsafe { libc::strerror_r(code, buffer.as_mut_ptr().cast(), buffer.len()) };
    let len = memchr::memchr(0, &buffer).unwrap_or(0);
    if failed == 0 || len > 0 {
        String::from_utf8_lossy(&buffer[..len]).into_owned()
    } else {
        format!("Unknown error {code}")
    }
}

/// A terminal of its own: master and slave descriptors.
pub(crate) fn openpty() -> Option<(c_int, c_int)> {
    let (mut master, mut slave) = (-1, -1);
    let none = std::ptr::null_mut();
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::openpty(&mut master, &mut slave, none, none.cast(), none.cast()) };
    (result == 0).then_some((master, slave))
}

/// Sets a variable in the process's own environment.
pub(crate) fn setenv(name: &CStr, value: &CStr) -> c_int {
    // SAFETY: [ARGUMENTS]; one thread runs Python, and nothing else reads the environment meanwhile.
    unsafe { libc::setenv(name.as_ptr(), value.as_ptr(), 1) }
}

/// Removes a variable from the process's own environment.
pub(crate) fn unsetenv(name: &CStr) -> c_int {
    // SAFETY: as for `setenv`.
    unsafe { libc::unsetenv(name.as_ptr()) }
}

/// Ends the process at once.
pub(crate) fn exit_now(status: c_int) -> ! {
    // SAFETY: it does not return.
    unsafe { libc::_exit(status) }
}

/// Writes what the system has buffered to its disks.
pub(crate) fn sync() {
    // SAFETY: [ARGUMENTS]: there are none.
    unsafe { libc::sync() }
}

/// Ends the process with a core dump.
pub(crate) fn abort() -> ! {
    std::process::abort()
}

/// A second process that goes on from here.
pub(crate) fn fork() -> pid_t {
    // SAFETY: the child has only this thread, which holds the interpreter's lock.
    unsafe { libc::fork() }
}

/// A second process with a terminal of its own: its number, and the terminal's descriptor.
pub(crate) fn forkpty() -> (pid_t, c_int) {
    let mut master = -1;
    let none = std::ptr::null_mut();
    // SAFETY: as for `fork`; [ARGUMENTS]
    let pid = unsafe { libc::forkpty(&mut master, none, none.cast(), none.cast()) };
    (pid, master)
}

/// Pointers to strings, with a null at the end, as `exec` wants them. They live as long as `strings`.
fn pointers(strings: &[CString]) -> Vec<*const c_char> {
    strings.iter().map(|s| s.as_ptr()).chain([std::ptr::null()]).collect()
}

/// Runs another program in this process; returns only on failure.
pub(crate) fn execve(path: &CStr, args: &[CString], environment: Option<&[CString]>) {
    let args = pointers(args);
    match environment.map(pointers) {
        // SAFETY: [ARGUMENTS]: arrays of strings that end in null.
        Some(environment) => unsafe { libc::execve(path.as_ptr(), args.as_ptr(), environment.as_ptr()) },
        // SAFETY: [ARGUMENTS]
        None => unsafe { libc::execv(path.as_ptr(), args.as_ptr()) },
    };
}

/// Runs the program behind a descriptor in this process; returns only on failure.
pub(crate) fn fexecve(fd: c_int, args: &[CString], environment: &[CString]) {
    let (args, environment) = (pointers(args), pointers(environment));
    // SAFETY: [ARGUMENTS]: arrays of strings that end in null.
    unsafe { libc::fexecve(fd, args.as_ptr(), environment.as_ptr()) };
}

/// The names in the folder behind a descriptor, or the error number. The descriptor is closed.
pub(crate) fn read_folder(fd: c_int) -> Result<Vec<(Vec<u8>, u64, u8)>, i32> {
    // SAFETY: [ARGUMENTS]
    let folder = unsafe { libc::fdopendir(fd) };
    if folder.is_null() {
        let error = errno();
        close(fd);
        return Err(error);
    }
    // SAFETY: the folder is open.
    unsafe { libc::rewinddir(folder) };
    let mut names = Vec::new();
    let error = loop {
        clear_errno();
        // SAFETY: the folder is open.
        let entry = unsafe { libc::readdir(folder) };
        if entry.is_null() {
            break errno();
        }
        // SAFETY: the entry stays readable until the next call, and its name ends in NUL.
        let (name, inode, kind) =
            unsafe { (CStr::from_ptr((*entry).d_name.as_ptr()).to_bytes(), (*entry).d_ino, (*entry).d_type) };
        if name != b"." && name != b".." {
            names.push((name.to_vec(), inode, kind));
        }
    };
    // SAFETY: it was open and is not used again.
    unsafe { libc::closedir(folder) };
    if error == 0 { Ok(names) } else { Err(error) }
}

/// The number of a process, watched through a descriptor.
pub(crate) fn pidfd_open(pid: pid_t, flags: c_uint) -> c_int {
    // SAFETY: [ARGUMENTS]
    unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) as c_int }
}

/// The processors that a process may run on.
pub(crate) fn sched_getaffinity(pid: pid_t) -> Option<Vec<usize>> {
    let mut set = libc::cpu_set_t::zeroed();
    // SAFETY: [ARGUMENTS]
    let result = unsafe { libc::sched_getaffinity(pid, size_of::<libc::cpu_set_t>(), &mut set) };
    if result != 0 {
        return None;
    }
    let limit = size_of::<libc::cpu_set_t>() * 8;
    // SAFETY: [ARGUMENTS]: below the set's size.
    Some((0..limit).filter(|&cpu| unsafe { libc::CPU_ISSET(cpu, &set) }).collect())
}

/// Says which processors a process may run on.
pub(crate) fn sched_setaffinity(pid: pid_t, cpus: &[usize]) -> c_int {
    let mut set = libc::cpu_set_t::zeroed();
    for &cpu in cpus.iter().filter(|&&cpu| cpu < size_of::<libc::cpu_set_t>() * 8) {
        // SAFETY: [ARGUMENTS]: below the set's size.
        unsafe { libc::CPU_SET(cpu, &mut set) };
    }
    // SAFETY: [ARGUMENTS]
    unsafe { libc::sched_setaffinity(pid, size_of::<libc::cpu_set_t>(), &set) }
}

/// An extended attribute of a file, or of a descriptor's file.
pub(crate) fn getxattr(file: FileRef<'_>, name: &CStr, buffer: &mut [u8]) -> ssize_t {
    let (data, len) = (buffer.as_mut_ptr().cast(), buffer.len());
    match file {
        // SAFETY: [ARGUMENTS]
        FileRef::Descriptor(fd) => unsafe { libc::fgetxattr(fd, name.as_ptr(), data, len) },
        // SAFETY: [ARGUMENTS]
        FileRef::Path(path) => unsafe { libc::getxattr(path.as_ptr(), name.as_ptr(), data, len) },
        // SAFETY: [ARGUMENTS]
        FileRef::Link(path) => unsafe { libc::lgetxattr(path.as_ptr(), name.as_ptr(), data, len) },
    }
}

/// Sets an extended attribute.
pub(crate) fn setxattr(file: FileRef<'_>, name: &CStr, value: &[u8], flags: c_int) -> c_int {
    let (data, len) = (value.as_ptr().cast(), value.len());
    match file {
        // SAFETY: [ARGUMENTS]
        FileRef::Descriptor(fd) => unsafe { libc::fsetxattr(fd, name.as_ptr(), data, len, flags) },
        // SAFETY: [ARGUMENTS]
        FileRef::Path(path) => unsafe { libc::setxattr(path.as_ptr(), name.as_ptr(), data, len, flags) },
        // SAFETY: [ARGUMENTS]
        FileRef::Link(path) => unsafe { libc::lsetxattr(path.as_ptr(), name.as_ptr(), data, len, flags) },
    }
}

/// Removes an extended attribute.
pub(crate) fn removexattr(file: FileRef<'_>, name: &CStr) -> c_int {
    match file {
        // SAFETY: [ARGUMENTS]
        FileRef::Descriptor(fd) => unsafe { libc::fremovexattr(fd, name.as_ptr()) },
        // SAFETY: [ARGUMENTS]
        FileRef::Path(path) => unsafe { libc::removexattr(path.as_ptr(), name.as_ptr()) },
        // SAFETY: [ARGUMENTS]
        FileRef::Link(path) => unsafe { libc::lremovexattr(path.as_ptr(), name.as_ptr()) },
    }
}

/// Lists the names of extended attributes, each with a NUL after it.
pub(crate) fn listxattr(file: FileRef<'_>, buffer: &mut [u8]) -> ssize_t {
    let (data, len) = (buffer.as_mut_ptr().cast(), buffer.len());
    match file {
        // SAFETY: [ARGUMENTS]
        FileRef::Descriptor(fd) => unsafe { libc::flistxattr(fd, data, len) },
        // SAFETY: [ARGUMENTS]
        FileRef::Path(path) => unsafe { libc::listxattr(path.as_ptr(), data, len) },
        // SAFETY: [ARGUMENTS]
        FileRef::Link(path) => unsafe { libc::llistxattr(path.as_ptr(), data, len) },
    }
}

/// A file as the calls for extended attributes want it.
#[derive(Clone, Copy)]
pub(crate) enum FileRef<'a> {
    /// An open file.
    Descriptor(c_int),
    /// A path.
    Path(&'a CStr),
    /// A path, of which a symbolic link at the end is meant itself.
    Link(&'a CStr),
}

/// Who a `waitid` is about, from the signal information that it filled: pid, uid, signal, status, code.
pub(crate) fn child_info(info: &libc::siginfo_t) -> (pid_t, uid_t, c_int, c_int, c_int) {
    // SAFETY: `waitid` fills the fields of SIGCHLD, and zeroed ones may be read too.
    unsafe { (info.si_pid(), info.si_uid(), info.si_signo, info.si_status(), info.si_code) }
}
