//! `posix`: the system calls that `os` is made of.

mod constants;
mod files;
mod ids;
mod machine;
pub(crate) mod path;
pub(crate) mod process;
mod scandir;
mod sched;
mod spawn;
pub(crate) mod stat;
mod tree;
mod xattr;

use runtime::heap::Gc;
use runtime::native::{ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `posix`
pub(crate) static POSIX: ModuleSpec = ModuleSpec {
    name: "posix",
    doc: "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.",
    functions: &[
        func("WCOREDUMP", "(status, /)", process::wcoredump),
        func("WEXITSTATUS", "(status)", process::wexitstatus),
        func("WIFCONTINUED", "(status)", process::wifcontinued),
        func("WIFEXITED", "(status)", process::wifexited),
        func("WIFSIGNALED", "(status)", process::wifsignaled),
        func("WIFSTOPPED", "(status)", process::wifstopped),
        func("WSTOPSIG", "(status)", process::wstopsig),
        func("WTERMSIG", "(status)", process::wtermsig),
        func("_exit", "(status)", process::exit),
        func("_path_normpath", "(path)", tree::path_normpath),
        func("abort", "()", process::abort),
        func("access", "(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)", tree::access),
        func("chdir", "(path)", tree::chdir),
        func("chmod", "(path, mode, *, dir_fd=None, follow_symlinks=True)", tree::chmod),
        func("chown", "(path, uid, gid, *, dir_fd=None, follow_symlinks=True)", tree::chown),
        func("chroot", "(path)", tree::chroot),
        func("close", "(fd)", files::close),
        func("closerange", "(fd_low, fd_high, /)", files::closerange),
        func("confstr", "(name, /)", machine::confstr),
        func("copy_file_range", "(src, dst, count, offset_src=None, offset_dst=None)", files::copy_file_range),
        func("cpu_count", "()", machine::cpu_count),
        func("ctermid", "()", machine::ctermid),
        func("device_encoding", "(fd)", files::device_encoding),
        func("dup", "(fd, /)", files::dup),
        func("dup2", "(fd, fd2, inheritable=True)", files::dup2),
        func("eventfd", "(initval, flags=EFD_CLOEXEC)", files::eventfd),
        func("eventfd_read", "(fd)", files::eventfd_read),
        func("eventfd_write", "(fd, value)", files::eventfd_write),
        func("execv", "(path, argv, /)", process::execv),
        func("execve", "(path, argv, env)", process::execve),
        func("fchdir", "(fd)", tree::fchdir),
        func("fchmod", "(fd, mode)", tree::fchmod),
        func("fchown", "(fd, uid, gid)", tree::fchown),
        func("fdatasync", "(fd)", files::fdatasync),
        func("fork", "()", process::fork),
        func("forkpty", "()", process::forkpty),
        func("fpathconf", "(fd, name, /)", machine::fpathconf),
        func("fspath", "(path)", tree::fspath_function),
        func("fstat", "(fd)", stat::fstat),
        func("fstatvfs", "(fd, /)", stat::fstatvfs),
        func("fsync", "(fd)", files::fsync),
        func("ftruncate", "(fd, length, /)", files::ftruncate),
        func("get_blocking", "(fd, /)", files::get_blocking),
        func("get_inheritable", "(fd, /)", files::get_inheritable),
        func("get_terminal_size", "(fd=1, /)", machine::get_terminal_size),
        func("getcwd", "()", tree::getcwd),
        func("getcwdb", "()", tree::getcwdb),
        func("getegid", "()", ids::getegid),
        func("geteuid", "()", ids::geteuid),
        func("getgid", "()", ids::getgid),
        func("getgrouplist", "(user, group, /)", ids::getgrouplist),
        func("getgroups", "()", ids::getgroups),
        func("getloadavg", "()", machine::getloadavg),
        func("getlogin", "()", machine::getlogin),
        func("getpgid", "(pid)", ids::getpgid),
        func("getpgrp", "()", ids::getpgrp),
        func("getpid", "()", ids::getpid),
        func("getppid", "()", ids::getppid),
        func("getpriority", "(which, who)", ids::getpriority),
        func("getrandom", "(size, flags=0)", machine::getrandom),
        func("getresgid", "()", ids::getresgid),
        func("getresuid", "()", ids::getresuid),
        func("getsid", "(pid, /)", ids::getsid),
        func("getuid", "()", ids::getuid),
        func("initgroups", "(username, gid, /)", ids::initgroups),
        func("isatty", "(fd, /)", files::isatty),
        func("kill", "(pid, signal, /)", process::kill),
        func("killpg", "(pgid, signal, /)", process::killpg),
        func("lchown", "(path, uid, gid)", tree::lchown),
        func("link", "(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", tree::link),
        func("listdir", "(path=None)", tree::listdir),
        func("lockf", "(fd, command, length, /)", files::lockf),
        func("login_tty", "(fd, /)", files::login_tty),
        func("lseek", "(fd, position, whence, /)", files::lseek),
        func("lstat", "(path, *, dir_fd=None)", stat::lstat),
        func("major", "(device, /)", machine::major),
        func("makedev", "(major, minor, /)", machine::makedev),
        func("memfd_create", "(name, flags=MFD_CLOEXEC)", files::memfd_create),
        func("minor", "(device, /)", machine::minor),
        func("mkdir", "(path, mode=511, *, dir_fd=None)", tree::mkdir),
        func("mkfifo", "(path, mode=438, *, dir_fd=None)", tree::mkfifo),
        func("mknod", "(path, mode=384, device=0, *, dir_fd=None)", tree::mknod),
        func("nice", "(increment, /)", process::nice),
        func("open", "(path, flags, mode=511, *, dir_fd=None)", files::open),
        func("openpty", "()", files::openpty),
        func("pathconf", "(path, name)", machine::pathconf),
        func("pidfd_open", "(pid, flags=0)", process::pidfd_open),
        func("pipe", "()", files::pipe),
        func("pipe2", "(flags, /)", files::pipe2),
        func("posix_fadvise", "(fd, offset, length, advice, /)", files::posix_fadvise),
        func("posix_fallocate", "(fd, offset, length, /)", files::posix_fallocate),
        func(
            "posix_spawn",
            "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)",
            spawn::plain,
        ),
        func(
            "posix_spawnp",
            "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)",
            spawn::searching,
        ),
        func("preadv", "(fd, buffers, offset, flags=0, /)", files::preadv),
        func("pread", "(fd, length, offset, /)", files::pread),
        func("putenv", "(name, value, /)", machine::putenv),
        func("pwrite", "(fd, buffer, offset, /)", files::pwrite),
        func("pwritev", "(fd, buffers, offset, flags=0, /)", files::pwritev),
        func("read", "(fd, length, /)", files::read),
        func("readv", "(fd, buffers, /)", files::readv),
        func("readlink", "(path, *, dir_fd=None)", tree::readlink),
        func(
            "register_at_fork",
            "(*, before=None, after_in_child=None, after_in_parent=None)",
            process::register_at_fork,
        ),
        func("remove", "(path, *, dir_fd=None)", tree::remove),
        func("rename", "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", tree::rename),
        func("replace", "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", tree::replace),
        func("rmdir", "(path, *, dir_fd=None)", tree::rmdir),
        func("scandir", "(path=None)", scandir::scandir),
        func("sched_get_priority_max", "(policy)", sched::priority_max),
        func("sched_get_priority_min", "(policy)", sched::priority_min),
        func("sched_getaffinity", "(pid, /)", sched::getaffinity),
        func("sched_getparam", "(pid, /)", sched::getparam),
        func("sched_getscheduler", "(pid, /)", sched::getscheduler),
        func("sched_rr_get_interval", "(pid, /)", sched::rr_get_interval),
        func("sched_setaffinity", "(pid, mask, /)", sched::setaffinity),
        func("sched_setparam", "(pid, param, /)", sched::setparam),
        func("sched_setscheduler", "(pid, policy, param, /)", sched::setscheduler),
        func("sched_yield", "()", sched::sched_yield),
        func("sendfile", "(out_fd, in_fd, offset, count)", files::sendfile),
        func("set_blocking", "(fd, blocking, /)", files::set_blocking),
        func("set_inheritable", "(fd, inheritable, /)", files::set_inheritable),
        func("setegid", "(egid, /)", ids::setegid),
        func("seteuid", "(euid, /)", ids::seteuid),
        func("setgid", "(gid, /)", ids::setgid),
        func("setgroups", "(groups, /)", ids::setgroups),
        func("setns", "(fd, nstype=0)", process::setns),
        func("setpgid", "(pid, pgrp, /)", ids::setpgid),
        func("setpgrp", "()", ids::setpgrp),
        func("setpriority", "(which, who, priority)", ids::setpriority),
        func("setregid", "(rgid, egid, /)", ids::setregid),
        func("setresgid", "(rgid, egid, sgid, /)", ids::setresgid),
        func("setresuid", "(ruid, euid, suid, /)", ids::setresuid),
        func("setreuid", "(ruid, euid, /)", ids::setreuid),
        func("setsid", "()", ids::setsid),
        func("setuid", "(uid, /)", ids::setuid),
        func("splice", "(src, dst, count, offset_src=None, offset_dst=None, flags=0)", files::splice),
        func("stat", "(path, *, dir_fd=None, follow_symlinks=True)", stat::stat),
        func("statvfs", "(path)", stat::statvfs),
        func("strerror", "(code, /)", machine::strerror),
        func("symlink", "(src, dst, target_is_directory=False, *, dir_fd=None)", tree::symlink),
        func("sync", "()", files::sync),
        func("sysconf", "(name, /)", machine::sysconf),
        func("system", "(command)", machine::system_command),
        func("tcgetpgrp", "(fd, /)", files::tcgetpgrp),
        func("tcsetpgrp", "(fd, pgid, /)", files::tcsetpgrp),
        func("times", "()", machine::times),
        func("truncate", "(path, length)", files::truncate),
        func("ttyname", "(fd, /)", files::ttyname),
        func("umask", "(mask, /)", tree::umask),
        func("uname", "()", machine::uname),
        func("unlink", "(path, *, dir_fd=None)", tree::unlink),
        func("unsetenv", "(name, /)", machine::unsetenv),
        func("unshare", "(flags)", process::unshare),
        func("urandom", "(size, /)", machine::urandom),
        func("utime", "(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)", tree::utime),
        func("wait", "()", process::wait),
        func("wait3", "(options)", process::wait3),
        func("wait4", "(pid, options)", process::wait4),
        func("waitid", "(idtype, id, options, /)", process::waitid),
        func("waitpid", "(pid, options, /)", process::waitpid),
        func("waitstatus_to_exitcode", "(status)", process::waitstatus_to_exitcode),
        func("getxattr", "(path, attribute, *, follow_symlinks=True)", xattr::getxattr),
        func("listxattr", "(path=None, *, follow_symlinks=True)", xattr::listxattr),
        func("removexattr", "(path, attribute, *, follow_symlinks=True)", xattr::removexattr),
        func("setxattr", "(path, attribute, value, flags=0, *, follow_symlinks=True)", xattr::setxattr),
        func("write", "(fd, data, /)", files::write),
        func("writev", "(fd, buffers, /)", files::writev),
    ],
    types: &[&scandir::DIR_ENTRY],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in constants::CONSTANTS {
        dict.set_text(vm, name, Value::int_unchecked(value))?;
    }
    let tables = [
        ("sysconf_names", constants::SYSCONF),
        ("pathconf_names", constants::PATHCONF),
        ("confstr_names", constants::CONFSTR),
    ];
    for (name, table) in tables {
        let names = vm.dict()?;
        for &(key, number) in table {
            names.set_text(vm, key, Value::int32(number))?;
        }
        dict.set_text(vm, name, names.value())?;
    }
    let functions = vm.list(&[])?;
    for name in constants::FUNCTIONS {
        let name = vm.str(name)?.value();
        functions.push(vm, name)?;
    }
    dict.set_text(vm, "_have_functions", functions.value())?;
    let structs = [
        &stat::STAT_RESULT,
        &stat::STATVFS_RESULT,
        &machine::UNAME_RESULT,
        &machine::TIMES_RESULT,
        &machine::TERMINAL_SIZE,
        &process::WAITID_RESULT,
        &sched::SCHED_PARAM,
    ];
    for spec in structs {
        let class = vm.struct_type(spec)?.value();
        dict.set_text(vm, spec.class.name, class)?;
    }
    let error = vm.exc(runtime::exceptions::hierarchy::Exc::OSError).value();
    dict.set_text(vm, "error", error)?;
    let environment = machine::environment(vm)?;
    dict.set_text(vm, "environ", environment)
}
