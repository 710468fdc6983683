//! `scandir` and `DirEntry`.

use super::path::{Allow, error_of, path, path_error};
use super::stat::stat_result;
use super::tree::{name_value, open_folder};
use crate::convert;
use crate::system::{self, Zeroed};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, class_method, method, readonly};
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::RefCell;
use std::ffi::CString;

/// The entries of a folder that are still to come.
pub(super) struct Scan {
    names: RefCell<std::vec::IntoIter<(Vec<u8>, u64, u8)>>,
    /// The folder's path, as it was given; None for the current folder.
    folder: Field<Value>,
    fd: Option<i32>,
    is_bytes: bool,
}

impl NativeData for Scan {
    runtime::native_info!(Scan);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.folder);
    }
}

/// An entry of a folder.
pub(super) struct Entry {
    name: Field<Value>,
    path: Field<Value>,
    stat: Field<Value>,
    lstat: Field<Value>,
    /// The folder, if it was given as a descriptor.
    folder: Option<i32>,
    inode: u64,
    kind: u8,
}
runtime::native_data!(Entry, [name, path, stat, lstat]);

fn scan_of(value: Value) -> Gc<Native<Scan>> {
    value.cast().expect("the receiver is a scandir iterator")
}

fn entry_of(value: Value) -> Gc<Native<Entry>> {
    value.cast().expect("the receiver is a DirEntry")
}

pub(super) fn scandir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let path = path(vm, "scandir", "path", args.get(0), Allow::Any)?;
    let names = match open_folder(&path).and_then(system::read_folder) {
        Ok(names) => names,
        Err(code) => return Err(path_error(vm, code, &path)),
    };
    let class = vm.native_type(&SCANDIR_ITERATOR)?;
    let data = Scan {
        names: RefCell::new(names.into_iter()),
        folder: Field::new(path.object),
        fd: path.fd,
        is_bytes: path.is_bytes,
    };
    Ok(vm.native(class, data)?.value())
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let scan = scan_of(args[0]);
    let Some((name, inode, kind)) = scan.data.names.borrow_mut().next() else { return Ok(Value::EMPTY) };
    let is_bytes = scan.data.is_bytes;
    let name_object = name_value(vm, &name, is_bytes)?;
    let folder = scan.data.folder.get();
    let path = match (folder.cast::<Str>(), folder.cast::<Bytes>()) {
        (Some(folder), _) => join(&convert::fs_encode(vm, folder)?, &name),
        (None, Some(folder)) => join(folder.bytes(), &name),
        (None, None) if scan.data.fd.is_some() => name,
        (None, None) => join(b".", &name),
    };
    let path = name_value(vm, &path, is_bytes)?;
    let class = vm.native_type(&DIR_ENTRY)?;
    let data = Entry {
        name: Field::new(name_object),
        path: Field::new(path),
        stat: Field::new(Value::EMPTY),
        lstat: Field::new(Value::EMPTY),
        folder: scan.data.fd,
        inode,
        kind,
    };
    Ok(vm.native(class, data)?.value())
}

fn join(folder: &[u8], name: &[u8]) -> Vec<u8> {
    let separator: &[u8] = if folder.is_empty() || folder.ends_with(b"/") { b"" } else { b"/" };
    [folder, separator, name].concat()
}

fn close(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    *scan_of(args[0]).data.names.borrow_mut() = Vec::new().into_iter();
    Ok(Value::NONE)
}

fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

/// What `scandir` gives.
pub(super) static SCANDIR_ITERATOR: TypeSpec = TypeSpec {
    name: "ScandirIterator",
    module: "posix",
    flags: type_flag::NO_NEW,
    methods: &[
        method("__iter__", "()", itself),
        method("__next__", "()", next),
        method("__enter__", "()", itself),
        method("__exit__", "(*args)", close),
        method("close", "()", close),
    ],
    ..TypeSpec::EMPTY
};

/// What the system says of an entry, asked once for each of the two ways.
fn stat_of(vm: &mut Vm, entry: Gc<Native<Entry>>, follow: bool) -> PyResult<Result<libc::stat, i32>> {
    let path = match entry.data.folder {
        Some(_) => entry.data.name.get(),
        None => entry.data.path.get(),
    };
    let bytes = match path.cast::<Str>() {
        Some(text) => convert::fs_encode(vm, text)?,
        None => path.cast::<Bytes>().map_or(Vec::new(), |bytes| bytes.bytes().to_vec()),
    };
    let Ok(name) = CString::new(bytes) else { return Ok(Err(libc::ENOENT)) };
    let mut st = libc::stat::zeroed();
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let result = system::fstatat(entry.data.folder.unwrap_or(libc::AT_FDCWD), &name, &mut st, flags);
    Ok(if result == 0 { Ok(st) } else { Err(system::errno()) })
}

fn is_link(vm: &mut Vm, entry: Gc<Native<Entry>>) -> PyResult<bool> {
    match entry.data.kind {
        libc::DT_UNKNOWN => has_format(vm, entry, false, libc::S_IFLNK),
        kind => Ok(kind == libc::DT_LNK),
    }
}

/// Whether an entry is of a format; what does not exist is of none.
fn has_format(vm: &mut Vm, entry: Gc<Native<Entry>>, follow: bool, format: u32) -> PyResult<bool> {
    match stat_of(vm, entry, follow)? {
        Ok(st) => Ok(st.st_mode & libc::S_IFMT == format),
        Err(libc::ENOENT) => Ok(false),
        Err(code) => {
            let path = entry.data.path.get();
            Err(error_of(vm, code, &[path]))
        }
    }
}

fn is_kind(vm: &mut Vm, args: Args<'_>, kind: u8, format: u32) -> PyResult<Value> {
    let entry = entry_of(args[0]);
    let follow = convert::truth(vm, args.opt(1), true)?;
    let known = entry.data.kind;
    let answer = if known == libc::DT_UNKNOWN || (follow && known == libc::DT_LNK) {
        has_format(vm, entry, follow, format)?
    } else {
        known == kind
    };
    Ok(Value::bool(answer))
}

fn is_dir(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    is_kind(vm, args, libc::DT_DIR, libc::S_IFDIR)
}

fn is_file(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    is_kind(vm, args, libc::DT_REG, libc::S_IFREG)
}

fn is_symlink(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(is_link(vm, entry_of(args[0]))?))
}

fn is_junction(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::FALSE)
}

fn stat(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let entry = entry_of(args[0]);
    let follow = convert::truth(vm, args.opt(1), true)?;
    let follow = follow && is_link(vm, entry)?;
    let known = if follow { entry.data.stat.get() } else { entry.data.lstat.get() };
    if !known.is_empty() {
        return Ok(known);
    }
    let result = match stat_of(vm, entry, follow)? {
        Ok(st) => stat_result(vm, &st)?,
        Err(code) => {
            let path = entry.data.path.get();
            return Err(error_of(vm, code, &[path]));
        }
    };
    let field = if follow { &entry.data.stat } else { &entry.data.lstat };
    field.set(vm, entry, result);
    Ok(result)
}

fn inode(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    super::stat::unsigned(vm, entry_of(args[0]).data.inode)
}

fn fspath(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(entry_of(args[0]).data.path.get())
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let name = vm.repr_text(entry_of(args[0]).data.name.get())?;
    Ok(vm.str(&format!("<DirEntry {name}>"))?.value())
}

fn get_name(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(entry_of(value).data.name.get())
}

fn get_path(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(entry_of(value).data.path.get())
}

fn class_getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    runtime::builtins::generic_alias::make(vm, args[0], args[1])
}

fn reduce(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let message = format!("cannot pickle '{}' object", vm.type_name(args[0]));
    Err(vm.raise_text(Exc::TypeError, &message))
}

/// `os.DirEntry`
pub(super) static DIR_ENTRY: TypeSpec = TypeSpec {
    name: "DirEntry",
    module: "posix",
    flags: type_flag::NO_NEW,
    methods: &[
        method("is_dir", "(*, follow_symlinks=True)", is_dir),
        method("is_file", "(*, follow_symlinks=True)", is_file),
        method("is_symlink", "()", is_symlink),
        method("is_junction", "()", is_junction),
        method("stat", "(*, follow_symlinks=True)", stat),
        method("inode", "()", inode),
        method("__fspath__", "()", fspath),
        method("__repr__", "()", repr),
        method("__reduce__", "()", reduce),
        class_method("__class_getitem__", "(item, /)", class_getitem),
    ],
    getset: &[readonly("name", get_name), readonly("path", get_path)],
    ..TypeSpec::EMPTY
};
