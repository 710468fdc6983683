//! `stat` and its relatives, and their results.

use super::path::{Allow, Path, check_path, dir_fd, error, not_with_fd, path, path_error};
use crate::convert;
use crate::io::{Look, close_abandoned, identity_of, looking};
use crate::system::{self, Zeroed};
use num_bigint::BigInt;
use runtime::native::{Args, method};
use runtime::object::structseq::{self, StructSpec};
use runtime::struct_fields;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// `os.stat_result`
pub(crate) static STAT_RESULT: StructSpec = StructSpec::new(
    "stat_result",
    "os",
    "stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\nPosix/windows: If your platform supports st_blksize, st_blocks, st_rdev,\nor st_flags, they are available as attributes only.\n\nSee os.stat for more information.",
    10,
    struct_fields!(
        "st_mode" 0, "st_ino" 1, "st_dev" 2, "st_nlink" 3, "st_uid" 4, "st_gid" 5, "st_size" 6;
        "st_atime" 0, "st_mtime" 1, "st_ctime" 2, "st_atime_ns" 3, "st_mtime_ns" 4, "st_ctime_ns" 5,
        "st_blksize" 6, "st_blocks" 7, "st_rdev" 8
    ),
)
.unnamed(3)
.methods(&[method("__new__", "(sequence, dict={})", new), structseq::REPR, structseq::REDUCE]);

/// The float times default to the int ones.
fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (class, values) = structseq::constructor_values(vm, args)?;
    for index in 7..10 {
        if values.get(index + 3).is_empty() || values.get(index + 3).is_none() {
            values.init(vm, index + 3, values.get(index));
        }
    }
    structseq::construct(vm, class, values)
}

/// `os.statvfs_result`
pub(crate) static STATVFS_RESULT: StructSpec = StructSpec::new(
    "statvfs_result",
    "os",
    "statvfs_result: Result from statvfs or fstatvfs.\n\nThis object may be accessed either as a tuple of\n  (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),\nor via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\nSee os.statvfs for more information.",
    10,
    struct_fields!(
        "f_bsize" 0, "f_frsize" 1, "f_blocks" 2, "f_bfree" 3, "f_bavail" 4, "f_files" 5, "f_ffree" 6, "f_favail" 7,
        "f_flag" 8, "f_namemax" 9;
        "f_fsid" 0
    ),
);

/// An unsigned number of 64 bits.
pub(crate) fn unsigned(vm: &mut Vm, n: u64) -> PyResult<Value> {
    match i64::try_from(n) {
        Ok(n) => vm.int(n),
        Err(_) => vm.big_int(BigInt::from(n)),
    }
}

/// A number whose width depends on the machine.
fn wide(n: impl Into<u64>) -> u64 {
    n.into()
}

/// A signed number whose width depends on the machine.
fn long(n: impl Into<i64>) -> i64 {
    n.into()
}

/// A `stat_result`.
pub(crate) fn stat_result(vm: &mut Vm, st: &libc::stat) -> PyResult<Value> {
    let mut values = [Value::NONE; 19];
    values[0] = vm.int(i64::from(st.st_mode))?;
    values[1] = unsigned(vm, st.st_ino)?;
    values[2] = unsigned(vm, st.st_dev)?;
    values[3] = unsigned(vm, wide(st.st_nlink))?;
    values[4] = vm.int(i64::from(st.st_uid))?;
    values[5] = vm.int(i64::from(st.st_gid))?;
    values[6] = vm.int(st.st_size)?;
    let times = [(st.st_atime, st.st_atime_nsec), (st.st_mtime, st.st_mtime_nsec), (st.st_ctime, st.st_ctime_nsec)];
    for (index, (seconds, nanos)) in times.into_iter().enumerate() {
        values[7 + index] = vm.int(seconds)?;
        values[10 + index] = Value::float(seconds as f64 + 1e-9 * nanos as f64);
        values[13 + index] = match seconds.checked_mul(1_000_000_000).and_then(|ns| ns.checked_add(nanos)) {
            Some(ns) => vm.int(ns)?,
            None => vm.big_int(BigInt::from(seconds) * 1_000_000_000 + nanos)?,
        };
    }
    values[16] = vm.int(long(st.st_blksize))?;
    values[17] = vm.int(st.st_blocks)?;
    values[18] = unsigned(vm, st.st_rdev)?;
    vm.struct_sequence(&STAT_RESULT, &values)
}

/// What `stat` says of a path or descriptor.
pub(crate) fn stat_of(path: &Path, dir: i32, follow: bool) -> Result<libc::stat, i32> {
    let mut st = libc::stat::zeroed();
    let result = match (&path.name, path.fd) {
        (None, Some(fd)) => system::fstat(fd, &mut st),
        (Some(name), _) => system::fstatat(dir, name, &mut st, if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW }),
        (None, None) => -1,
    };
    if result == 0 { Ok(st) } else { Err(system::errno()) }
}

pub(super) fn stat(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    looking(vm, args, stat_now)
}

fn stat_now(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "stat", "path", args[0], Allow::Descriptor)?;
    let dir = dir_fd(vm, args.opt(1))?;
    let follow = convert::truth(vm, args.opt(2), true)?;
    not_with_fd(vm, "stat", &path, dir, follow)?;
    let mut result = stat_of(&path, dir, follow);
    if let Ok(st) = &result
        && st.st_mode & libc::S_IFMT == libc::S_IFREG
        && close_abandoned(vm, Look::At(identity_of(st)))
    {
        result = stat_of(&path, dir, follow);
    }
    match result {
        Ok(st) => stat_result(vm, &st),
        Err(code) => Err(path_error(vm, code, &path)),
    }
}

pub(super) fn lstat(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "lstat", "path", args[0], Allow::Path)?;
    let dir = dir_fd(vm, args.opt(1))?;
    match stat_of(&path, dir, false) {
        Ok(st) => stat_result(vm, &st),
        Err(code) => Err(path_error(vm, code, &path)),
    }
}

pub(super) fn fstat(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = convert::c_int(vm, args[0])?;
    let mut st = libc::stat::zeroed();
    match system::retry(vm, || system::fstat(fd, &mut st))? {
        Ok(_) => stat_result(vm, &st),
        Err(code) => Err(error(vm, code)),
    }
}

fn statvfs_result(vm: &mut Vm, st: &libc::statvfs) -> PyResult<Value> {
    let numbers = [
        st.f_bsize,
        st.f_frsize,
        st.f_blocks,
        st.f_bfree,
        st.f_bavail,
        st.f_files,
        st.f_ffree,
        st.f_favail,
        st.f_flag,
        st.f_namemax,
        st.f_fsid,
    ];
    let mut values = [Value::NONE; 11];
    for (value, number) in values.iter_mut().zip(numbers) {
        *value = unsigned(vm, number)?;
    }
    vm.struct_sequence(&STATVFS_RESULT, &values)
}

pub(super) fn statvfs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "statvfs", "path", args[0], Allow::Descriptor)?;
    let mut st = libc::statvfs::zeroed();
    let result = match path.fd {
        Some(fd) => system::fstatvfs(fd, &mut st),
        None => system::statvfs(path.c_str(), &mut st),
    };
    check_path(vm, result, &path)?;
    statvfs_result(vm, &st)
}

pub(super) fn fstatvfs(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = convert::c_int(vm, args[0])?;
    let mut st = libc::statvfs::zeroed();
    match system::retry(vm, || system::fstatvfs(fd, &mut st))? {
        Ok(_) => statvfs_result(vm, &st),
        Err(code) => Err(error(vm, code)),
    }
}
