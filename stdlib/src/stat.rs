//! `_stat`: the bits of a file's mode.

use crate::convert;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

const CONSTANTS: &[(&str, u32)] = &[
    ("S_IFDIR", libc::S_IFDIR),
    ("S_IFCHR", libc::S_IFCHR),
    ("S_IFBLK", libc::S_IFBLK),
    ("S_IFREG", libc::S_IFREG),
    ("S_IFIFO", libc::S_IFIFO),
    ("S_IFLNK", libc::S_IFLNK),
    ("S_IFSOCK", libc::S_IFSOCK),
    ("S_IFDOOR", 0),
    ("S_IFPORT", 0),
    ("S_IFWHT", 0),
    ("S_ISUID", 0o4000),
    ("S_ISGID", 0o2000),
    ("S_ISVTX", 0o1000),
    ("S_ENFMT", 0o2000),
    ("S_IREAD", 0o400),
    ("S_IWRITE", 0o200),
    ("S_IEXEC", 0o100),
    ("S_IRWXU", 0o700),
    ("S_IRUSR", 0o400),
    ("S_IWUSR", 0o200),
    ("S_IXUSR", 0o100),
    ("S_IRWXG", 0o70),
    ("S_IRGRP", 0o40),
    ("S_IWGRP", 0o20),
    ("S_IXGRP", 0o10),
    ("S_IRWXO", 7),
    ("S_IROTH", 4),
    ("S_IWOTH", 2),
    ("S_IXOTH", 1),
    ("UF_NODUMP", 1),
    ("UF_IMMUTABLE", 2),
    ("UF_APPEND", 4),
    ("UF_OPAQUE", 8),
    ("UF_NOUNLINK", 0x10),
    ("UF_COMPRESSED", 0x20),
    ("UF_HIDDEN", 0x8000),
    ("SF_ARCHIVED", 0x1_0000),
    ("SF_IMMUTABLE", 0x2_0000),
    ("SF_APPEND", 0x4_0000),
    ("SF_NOUNLINK", 0x10_0000),
    ("SF_SNAPSHOT", 0x20_0000),
    ("ST_MODE", 0),
    ("ST_INO", 1),
    ("ST_DEV", 2),
    ("ST_NLINK", 3),
    ("ST_UID", 4),
    ("ST_GID", 5),
    ("ST_SIZE", 6),
    ("ST_ATIME", 7),
    ("ST_MTIME", 8),
    ("ST_CTIME", 9),
];

fn mode(vm: &mut Vm, value: Value) -> PyResult<u32> {
    let n = convert::c_long(vm, value)?;
    if n < 0 {
        return Err(vm.overflow_error("can't convert negative value to unsigned int"));
    }
    u32::try_from(n).map_err(|_| vm.overflow_error("mode out of range"))
}

macro_rules! tests {
    ($($name:ident = $format:expr;)*) => {$(
        fn $name(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
            let format: Option<u32> = $format;
            let mode = mode(vm, args[0])?;
            Ok(Value::bool(format == Some(mode & libc::S_IFMT)))
        }
    )*};
}

tests! {
    is_dir = Some(libc::S_IFDIR);
    is_chr = Some(libc::S_IFCHR);
    is_blk = Some(libc::S_IFBLK);
    is_reg = Some(libc::S_IFREG);
    is_fifo = Some(libc::S_IFIFO);
    is_lnk = Some(libc::S_IFLNK);
    is_sock = Some(libc::S_IFSOCK);
    is_never = None;
}

fn imode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mode = mode(vm, args[0])?;
    vm.int(i64::from(mode & 0o7777))
}

fn ifmt(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mode = mode(vm, args[0])?;
    vm.int(i64::from(mode & libc::S_IFMT))
}

fn filemode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mode = mode(vm, args[0])?;
    let kind = match mode & libc::S_IFMT {
        libc::S_IFREG => '-',
        libc::S_IFDIR => 'd',
        libc::S_IFLNK => 'l',
        libc::S_IFBLK => 'b',
        libc::S_IFCHR => 'c',
        libc::S_IFIFO => 'p',
        libc::S_IFSOCK => 's',
        _ => '?',
    };
    let mut text = String::from(kind);
    for (shift, special, with, without) in [(6, 0o4000, 's', 'S'), (3, 0o2000, 's', 'S'), (0, 0o1000, 't', 'T')] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (bits & 1 != 0, mode & special != 0) {
            (true, true) => with,
            (false, true) => without,
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    Ok(vm.str(&text)?.value())
}

/// `_stat`
pub(crate) static STAT: ModuleSpec = ModuleSpec {
    name: "_stat",
    doc: "S_IFMT_: file type bits\nS_IFDIR: directory\n",
    functions: &[
        func("S_ISDIR", "(mode, /)", is_dir),
        func("S_ISCHR", "(mode, /)", is_chr),
        func("S_ISBLK", "(mode, /)", is_blk),
        func("S_ISREG", "(mode, /)", is_reg),
        func("S_ISFIFO", "(mode, /)", is_fifo),
        func("S_ISLNK", "(mode, /)", is_lnk),
        func("S_ISSOCK", "(mode, /)", is_sock),
        func("S_ISDOOR", "(mode, /)", is_never),
        func("S_ISPORT", "(mode, /)", is_never),
        func("S_ISWHT", "(mode, /)", is_never),
        func("S_IMODE", "(mode, /)", imode),
        func("S_IFMT", "(mode, /)", ifmt),
        func("filemode", "(mode, /)", filemode),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in CONSTANTS {
        dict.set_text(vm, name, Value::int_unchecked(i64::from(value)))?;
    }
    Ok(())
}
