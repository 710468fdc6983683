//! How much memory the heap may take: what the system allows this process, so that a `MemoryError` comes before the
//! machine swaps or the process is killed.
#![expect(unsafe_code, reason = "asks the system for numbers")]

/// Address space reserved when nothing limits it.
const RESERVED: usize = 64 << 30;
/// Least that is worth reserving.
const LEAST: usize = 32 << 20;

/// Bytes of address space to reserve, and bytes that may be used of them.
pub(crate) fn address_space() -> (usize, usize) {
    let memory = physical_memory().min(cgroup_memory());
    match address_limit() {
        // The heap's tables, stacks and the program itself need room as well.
        Some(limit) => {
            let reserved = (limit / 2).clamp(LEAST, RESERVED).next_power_of_two() / 2;
            (reserved, reserved.min(memory))
        }
        None => (RESERVED, memory.min(RESERVED)),
    }
}

/// Bytes of address space that this process may have, if that is limited.
pub(crate) fn address_limit() -> Option<usize> {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: the structure is written by the call.
    let known = unsafe { libc::getrlimit(libc::RLIMIT_AS, &raw mut limit) } == 0;
    (known && limit.rlim_cur != libc::RLIM_INFINITY).then_some(limit.rlim_cur as usize)
}

fn physical_memory() -> usize {
    // SAFETY: reads two numbers.
    let (pages, size) = unsafe { (libc::sysconf(libc::_SC_PHYS_PAGES), libc::sysconf(libc::_SC_PAGESIZE)) };
    match (usize::try_from(pages), usize::try_from(size)) {
        (Ok(pages), Ok(size)) if pages > 0 => pages.saturating_mul(size),
        _ => usize::MAX,
    }
}

fn cgroup_memory() -> usize {
    let number = |path: &str| std::fs::read_to_string(path).ok()?.trim().parse::<usize>().ok();
    let own = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let own = own.lines().find_map(|line| line.strip_prefix("0::")).unwrap_or("/").trim_end_matches('/').to_owned();
    number(&format!("/sys/fs/cgroup{own}/memory.max"))
        .or_else(|| number("/sys/fs/cgroup/memory.max"))
        .or_else(|| number("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
        .unwrap_or(usize::MAX)
}
