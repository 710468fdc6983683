//! Starting programs: `posix_spawn`, and fork and exec with what `subprocess` does in between.
//!
//! **\[CHILD\]** between fork and exec the child calls only functions that are safe in a signal handler, and does not allocate:
//! all arrays are made before.
#![expect(unsafe_code, reason = "system calls; every block cites [ARGUMENTS] of the parent module, or [CHILD]")]

use super::Zeroed;
use libc::{c_char, c_int, pid_t};
use std::ffi::{CStr, CString};

/// An action on the descriptors of a program that is spawned.
pub(crate) enum FileAction {
    /// Open a file as a descriptor.
    Open(c_int, CString, c_int, u32),
    /// Close a descriptor.
    Close(c_int),
    /// Copy a descriptor.
    Dup2(c_int, c_int),
}

/// How a program is spawned.
#[derive(Default)]
pub(crate) struct SpawnOptions {
    pub(crate) actions: Vec<FileAction>,
    pub(crate) group: Option<pid_t>,
    pub(crate) reset_ids: bool,
    pub(crate) new_session: bool,
    pub(crate) mask: Option<Vec<c_int>>,
    pub(crate) defaults: Option<Vec<c_int>>,
    /// Policy and priority.
    pub(crate) scheduler: Option<(Option<c_int>, c_int)>,
    /// Look along `PATH`.
    pub(crate) search: bool,
}

fn pointers(strings: &[CString]) -> Vec<*mut c_char> {
    strings.iter().map(|s| s.as_ptr().cast_mut()).chain([std::ptr::null_mut()]).collect()
}

/// Starts a program; its process's number, or the error number.
pub(crate) fn posix_spawn(
    path: &CStr,
    args: &[CString],
    environment: &[CString],
    options: &SpawnOptions,
) -> Result<pid_t, c_int> {
    let (args, environment) = (pointers(args), pointers(environment));
    let mut pid = 0;
    // SAFETY: [ARGUMENTS]: actions and attributes are initialised, filled, used and destroyed here.
    unsafe {
        let mut actions = std::mem::zeroed();
        let mut attributes = std::mem::zeroed();
        libc::posix_spawn_file_actions_init(&mut actions);
        libc::posix_spawnattr_init(&mut attributes);
        let mut code = 0;
        for action in &options.actions {
            code = match action {
                FileAction::Open(fd, path, flags, mode) => {
                    libc::posix_spawn_file_actions_addopen(&mut actions, *fd, path.as_ptr(), *flags, *mode)
                }
                FileAction::Close(fd) => libc::posix_spawn_file_actions_addclose(&mut actions, *fd),
                FileAction::Dup2(from, to) => libc::posix_spawn_file_actions_adddup2(&mut actions, *from, *to),
            };
            if code != 0 {
                break;
            }
        }
        let mut flags = 0;
        if let Some(group) = options.group {
            libc::posix_spawnattr_setpgroup(&mut attributes, group);
            flags |= libc::POSIX_SPAWN_SETPGROUP;
        }
        if options.reset_ids {
            flags |= libc::POSIX_SPAWN_RESETIDS;
        }
        if options.new_session {
            flags |= 0x80;
        }
        if let Some(mask) = &options.mask {
            libc::posix_spawnattr_setsigmask(&mut attributes, &super::signals::set_of(mask.iter().copied()));
            flags |= libc::POSIX_SPAWN_SETSIGMASK;
        }
        if let Some(defaults) = &options.defaults {
            libc::posix_spawnattr_setsigdefault(&mut attributes, &super::signals::set_of(defaults.iter().copied()));
            flags |= libc::POSIX_SPAWN_SETSIGDEF;
        }
        if let Some((policy, priority)) = options.scheduler {
            if let Some(policy) = policy {
                libc::posix_spawnattr_setschedpolicy(&mut attributes, policy);
                flags |= libc::POSIX_SPAWN_SETSCHEDULER;
            }
            let mut param = libc::sched_param::zeroed();
            param.sched_priority = priority;
            libc::posix_spawnattr_setschedparam(&mut attributes, &param);
            flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
        }
        libc::posix_spawnattr_setflags(&mut attributes, flags as _);
        if code == 0 {
            let spawn = if options.search { libc::posix_spawnp } else { libc::posix_spawn };
            code = spawn(&mut pid, path.as_ptr(), &actions, &attributes, args.as_ptr(), environment.as_ptr());
        }
        libc::posix_spawnattr_destroy(&mut attributes);
        libc::posix_spawn_file_actions_destroy(&mut actions);
        if code == 0 { Ok(pid) } else { Err(code) }
    }
}

/// What happens in a child before its program is started; everything is at hand, so that nothing allocates.
pub(crate) struct ChildPlan<'a> {
    pub(crate) executables: &'a [CString],
    pub(crate) args: &'a [CString],
    pub(crate) environment: Option<&'a [CString]>,
    pub(crate) close_fds: bool,
    /// Descriptors to keep, sorted.
    pub(crate) keep: &'a [c_int],
    pub(crate) folder: Option<&'a CStr>,
    /// Ends of the pipes to the child's standard streams that the child uses; -1 for none.
    pub(crate) child_ends: [c_int; 3],
    /// The parent's ends.
    pub(crate) parent_ends: [c_int; 3],
    pub(crate) error_pipe: c_int,
    pub(crate) restore_signals: bool,
    pub(crate) new_session: bool,
    pub(crate) group: Option<pid_t>,
    pub(crate) gid: Option<u32>,
    pub(crate) groups: Option<&'a [u32]>,
    pub(crate) uid: Option<u32>,
    pub(crate) umask: Option<u32>,
}

/// A plan whose strings are arrays of pointers.
pub(crate) struct ReadyChild<'a> {
    plan: &'a ChildPlan<'a>,
    args: Vec<*mut c_char>,
    environment: Option<Vec<*mut c_char>>,
}

/// Why a child could not start its program.
pub(crate) struct ChildError {
    pub(crate) errno: c_int,
    pub(crate) message: &'static str,
}

impl<'a> ReadyChild<'a> {
    /// Makes everything that the child needs.
    pub(crate) fn new(plan: &'a ChildPlan<'a>) -> ReadyChild<'a> {
        ReadyChild { plan, args: pointers(plan.args), environment: plan.environment.map(pointers) }
    }

    /// Does what comes before the function that the program may want called.
    pub(crate) fn prepare(&self) -> Result<(), ChildError> {
        let plan = self.plan;
        // SAFETY: [CHILD], [ARGUMENTS]
        unsafe {
            for &fd in plan.keep.iter().filter(|&&fd| fd != plan.error_pipe) {
                inherit(fd)?;
            }
            for &fd in plan.parent_ends.iter().filter(|&&fd| fd != -1) {
                libc::close(fd);
            }
            let [mut input, mut output, mut error] = plan.child_ends;
            // An end must not be overwritten before it is copied to its place.
            if output == 0 {
                output = moved(output)?;
            }
            while error == 0 || error == 1 {
                error = moved(error)?;
            }
            for (at, fd) in [(0, &mut input), (1, &mut output), (2, &mut error)] {
                if *fd == at {
                    inherit(*fd)?;
                } else if *fd != -1 {
                    checked(libc::dup2(*fd, at))?;
                }
            }
            if let Some(folder) = plan.folder
                && libc::chdir(folder.as_ptr()) == -1
            {
                return Err(ChildError { errno: super::errno(), message: "noexec:chdir" });
            }
            if let Some(mask) = plan.umask {
                libc::umask(mask);
            }
            if plan.restore_signals {
                libc::signal(libc::SIGPIPE, libc::SIG_DFL);
                libc::signal(libc::SIGXFSZ, libc::SIG_DFL);
            }
            if plan.new_session {
                checked(libc::setsid())?;
            }
            if let Some(group) = plan.group {
                checked(libc::setpgid(0, group))?;
            }
            if let Some(groups) = plan.groups {
                checked(libc::setgroups(groups.len(), groups.as_ptr()))?;
            }
            if let Some(gid) = plan.gid {
                checked(libc::setregid(gid, gid))?;
            }
            if let Some(uid) = plan.uid {
                checked(libc::setreuid(uid, uid))?;
            }
        }
        Ok(())
    }

    /// Starts the program; returns only if that failed.
    pub(crate) fn start(&self) -> ChildError {
        let plan = self.plan;
        if plan.close_fds {
            close_all_but(plan.keep);
        }
        let mut saved = 0;
        for executable in plan.executables {
            // SAFETY: [CHILD], [ARGUMENTS]: arrays that end in null.
            unsafe {
                match &self.environment {
                    Some(environment) => {
                        libc::execve(executable.as_ptr(), self.args.as_ptr().cast(), environment.as_ptr().cast())
                    }
                    None => libc::execv(executable.as_ptr(), self.args.as_ptr().cast()),
                };
            }
            let error = super::errno();
            if error != libc::ENOENT && error != libc::ENOTDIR && saved == 0 {
                saved = error;
            }
        }
        ChildError { errno: if saved == 0 { super::errno() } else { saved }, message: "" }
    }

    /// Tells the parent what went wrong, in the form that it expects.
    pub(crate) fn report(&self, error: &ChildError) {
        let write = |text: &[u8]| {
            super::write(self.plan.error_pipe, text);
        };
        if error.errno == 0 {
            write(b"SubprocessError:0:");
        } else {
            write(b"OSError:");
            let mut digits = [0; 8];
            let mut at = digits.len();
            let mut rest = error.errno as u32;
            while rest != 0 {
                at -= 1;
                digits[at] = b"0123456789ABCDEF"[(rest & 15) as usize];
                rest >>= 4;
            }
            write(&digits[at..]);
            write(b":");
        }
        write(error.message.as_bytes());
    }
}

/// Starts a child in this process's memory, which the parent does not run in until the program has started: no page has to be copied.
/// Its number, or the error number. The child must need no more than [`ReadyChild`] does.
#[cfg(target_os = "linux")]
pub(crate) fn start_in_place(child: &ReadyChild<'_>) -> Result<pid_t, c_int> {
    /// Bytes of the child's stack.
    const STACK: usize = 128 << 10;
    extern "C" fn live(of: *mut libc::c_void) -> c_int {
        // SAFETY: the parent waits, with what it has passed.
        let (child, mask) = unsafe { &*of.cast::<(&ReadyChild<'_>, libc::sigset_t)>() };
        super::signals::forget_handlers();
        // SAFETY: [CHILD]
        unsafe { libc::sigprocmask(libc::SIG_SETMASK, mask, std::ptr::null_mut()) };
        let error = match child.prepare() {
            Ok(()) => child.start(),
            Err(error) => error,
        };
        child.report(&error);
        super::exit_now(255);
    }
    let mut stack = vec![0u128; STACK / 16];
    let mut of = (child, libc::sigset_t::zeroed());
    // SAFETY: [CHILD]: a handler of the parent's must not run in the child; its stack and what it is passed outlive it here, as the
    // parent waits until it has let go of them.
    unsafe {
        let mut all = libc::sigset_t::zeroed();
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const all, &raw mut of.1);
        let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD;
        let pid = libc::clone(live, stack.as_mut_ptr_range().end.cast(), flags, (&raw mut of).cast());
        let code = super::errno();
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const of.1, std::ptr::null_mut());
        if pid == -1 { Err(code) } else { Ok(pid) }
    }
}

/// A result that must not be -1.
fn checked(result: c_int) -> Result<c_int, ChildError> {
    if result == -1 { Err(ChildError { errno: super::errno(), message: "noexec" }) } else { Ok(result) }
}

fn inherit(fd: c_int) -> Result<(), ChildError> {
    // SAFETY: [CHILD], [ARGUMENTS]
    let flags = checked(unsafe { libc::fcntl(fd, libc::F_GETFD) })?;
    // SAFETY: [CHILD], [ARGUMENTS]
    checked(unsafe { libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC) }).map(|_| ())
}

fn moved(fd: c_int) -> Result<c_int, ChildError> {
    // SAFETY: [CHILD], [ARGUMENTS]
    checked(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 3) })
}

/// Closes all descriptors from 3 on but those to keep, which are sorted.
fn close_all_but(keep: &[c_int]) {
    let mut from = 3;
    for &fd in keep.iter().filter(|&&fd| fd >= 3) {
        close_range(from, fd - 1);
        from = fd + 1;
    }
    close_range(from, c_int::MAX);
}

fn close_range(from: c_int, to: c_int) {
    if from > to {
        return;
    }
    // SAFETY: [CHILD], [ARGUMENTS]
    let result = unsafe { libc::syscall(libc::SYS_close_range, from, to, 0) };
    if result == -1 {
        // SAFETY: [CHILD], [ARGUMENTS]
        let most = unsafe { libc::sysconf(libc::_SC_OPEN_MAX) }.clamp(256, 1 << 20) as c_int;
        for fd in from..=to.min(most) {
            super::close(fd);
        }
    }
}
