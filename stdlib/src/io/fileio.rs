//! `FileIO`: a descriptor as a raw file.

use super::abandoned::{Identity, identity_of};
use super::base::{self, FLAGS, RAW_IO_BASE, unsupported};
use super::target::Target;
use crate::convert;
use crate::posix::path::{error, error_of, fs_bytes};
use crate::system::{self, Zeroed};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::string::Str;
use runtime::object::type_object::Type;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::Cell;
use std::ffi::CStr;
use std::rc::Rc;

const CLOSED: &str = "I/O operation on closed file";

/// An open descriptor, shared by the file object and the buffers above it; closed with the last of them.
#[derive(Debug)]
pub(super) struct Descriptor {
    fd: Cell<i32>,
    close_it: Cell<bool>,
    created: Cell<bool>,
    pub(super) readable: Cell<bool>,
    pub(super) writable: Cell<bool>,
    appending: Cell<bool>,
    seekable: Cell<Option<bool>>,
    block_size: Cell<usize>,
    /// Which file it is, if it is one on a disk.
    pub(super) identity: Cell<Option<Identity>>,
    /// How often it was taken for abandoned.
    pub(super) attempts: Cell<u8>,
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        if self.fd.get() >= 0 && self.close_it.get() {
            system::close(self.fd.get());
        }
    }
}

impl Descriptor {
    /// Whether it was closed, or never opened.
    pub(super) fn is_closed(&self) -> bool {
        self.fd.get() < 0
    }

    /// The number; none if it is closed.
    pub(super) fn number(&self) -> Option<i32> {
        Some(self.fd.get()).filter(|&fd| fd >= 0)
    }

    /// Size of the blocks that reading and writing is best done in.
    pub(super) fn block_size(&self) -> usize {
        self.block_size.get()
    }

    /// Reads into a buffer; none if that would block.
    pub(super) fn read(&self, vm: &mut Vm, buffer: &mut [u8]) -> PyResult<Option<usize>> {
        let fd = self.open(vm)?;
        match system::retry(vm, || system::read(fd, buffer))? {
            Ok(count) => Ok(Some(count as usize)),
            Err(libc::EAGAIN) => Ok(None),
            Err(code) => Err(error(vm, code)),
        }
    }

    /// Writes what it can of `data`; none if that would block.
    pub(super) fn write(&self, vm: &mut Vm, data: &[u8]) -> PyResult<Option<usize>> {
        let fd = self.open(vm)?;
        match system::retry(vm, || system::write(fd, data))? {
            Ok(count) => Ok(Some(count as usize)),
            Err(libc::EAGAIN) => Ok(None),
            Err(code) => Err(error(vm, code)),
        }
    }

    /// Writes all of `data` without an interpreter, when nobody is left to hear of errors.
    pub(super) fn write_quietly(&self, mut data: &[u8]) -> bool {
        let Some(fd) = self.number() else { return data.is_empty() };
        while !data.is_empty() {
            match system::write(fd, data) {
                -1 if system::errno() == libc::EINTR => {}
                -1 => return false,
                count => data = &data[count as usize..],
            }
        }
        true
    }

    /// Moves the position; the new one.
    pub(super) fn seek(&self, vm: &mut Vm, offset: i64, whence: i32) -> PyResult<i64> {
        let fd = self.open(vm)?;
        match system::lseek(fd, offset, whence) {
            -1 => {
                let code = system::errno();
                Err(error(vm, code))
            }
            at => Ok(at),
        }
    }

    /// Whether it can be moved in.
    pub(super) fn is_seekable(&self) -> bool {
        if self.seekable.get().is_none() {
            let at = self.number().map_or(-1, |fd| system::lseek(fd, 0, libc::SEEK_CUR));
            self.seekable.set(Some(at >= 0));
        }
        self.seekable.get() == Some(true)
    }

    fn open(&self, vm: &mut Vm) -> PyResult<i32> {
        self.number().ok_or_else(|| vm.value_error(CLOSED))
    }

    /// Reads up to the end as bytes; none if there is nothing yet and reading would block. What a large file still has goes to where it
    /// stays.
    pub(super) fn read_rest(&self, vm: &mut Vm) -> PyResult<Option<Value>> {
        /// Less than this is copied as soon.
        const LARGE: usize = 32 << 10;
        let fd = self.open(vm)?;
        let mut st = libc::stat::zeroed();
        if system::fstat(fd, &mut st) == 0 && st.st_mode & libc::S_IFMT == libc::S_IFREG {
            let at = system::lseek(fd, 0, libc::SEEK_CUR).max(0);
            let left = usize::try_from(st.st_size - at).unwrap_or(0);
            if (LARGE..1 << 40).contains(&left) {
                let bytes = vm.bytes_filled_by(left, |vm, to| read_full(vm, fd, to))?;
                // It may have grown meanwhile.
                return match self.read_all(vm)? {
                    Some(more) if !more.is_empty() => Ok(Some(vm.bytes_joined(&[bytes.bytes(), &more])?.value())),
                    _ => Ok(Some(bytes.value())),
                };
            }
        }
        let data = self.read_all(vm)?;
        data.map(|data| vm.bytes(&data).map(|bytes| bytes.value())).transpose()
    }

    /// Reads up to the end; none if there is nothing yet and reading would block.
    pub(super) fn read_all(&self, vm: &mut Vm) -> PyResult<Option<Vec<u8>>> {
        let fd = self.open(vm)?;
        let mut data = Vec::new();
        let mut st = libc::stat::zeroed();
        if system::fstat(fd, &mut st) == 0 {
            let at = system::lseek(fd, 0, libc::SEEK_CUR).max(0);
            // One byte more than is left, so that the end is seen without another allocation.
            data.reserve(usize::try_from(st.st_size - at).unwrap_or(0).min(1 << 40) + 1);
        }
        loop {
            let filled = data.len();
            let room = (data.capacity() - filled).max(8192).max(filled / 2).min(1 << 30);
            data.resize(filled + room, 0);
            let count = match system::retry(vm, || system::read(fd, &mut data[filled..])) {
                Ok(Ok(count)) => count as usize,
                Ok(Err(libc::EAGAIN)) => {
                    data.truncate(filled);
                    return Ok(if filled == 0 { None } else { Some(data) });
                }
                Ok(Err(code)) => return Err(error(vm, code)),
                Err(raised) => return Err(raised),
            };
            data.truncate(filled + count);
            if count == 0 {
                return Ok(Some(data));
            }
        }
    }

    /// The mode as the attribute `mode` shows it.
    fn mode(&self) -> &'static str {
        match (self.created.get(), self.appending.get(), self.readable.get(), self.writable.get()) {
            (true, _, true, _) => "xb+",
            (true, _, false, _) => "xb",
            (_, true, true, _) => "ab+",
            (_, true, false, _) => "ab",
            (_, _, true, true) => "rb+",
            (_, _, true, false) => "rb",
            _ => "wb",
        }
    }
}

/// Fills a buffer as far as there is something to read: how many bytes it now has.
fn read_full(vm: &mut Vm, fd: i32, to: &mut [u8]) -> PyResult<usize> {
    let mut filled = 0;
    while filled < to.len() {
        let end = to.len().min(filled.saturating_add(1 << 30));
        match system::retry(vm, || system::read(fd, &mut to[filled..end]))? {
            Ok(0) => break,
            Ok(count) => filled += count as usize,
            Err(libc::EAGAIN) => break,
            Err(code) => return Err(error(vm, code)),
        }
    }
    Ok(filled)
}

/// The data of a FileIO.
pub(super) struct FileIo {
    pub(super) file: Rc<Descriptor>,
    finalizing: Cell<bool>,
}

impl NativeData for FileIo {
    runtime::native_info!(FileIo);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

pub(super) fn of(value: Value) -> Gc<Native<FileIo>> {
    value.cast().expect("the receiver of a method of FileIO is one")
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = args[0].cast::<Type>().expect("checked by the caller");
    let file = Rc::new(Descriptor {
        fd: Cell::new(-1),
        close_it: Cell::new(true),
        created: Cell::new(false),
        readable: Cell::new(false),
        writable: Cell::new(false),
        appending: Cell::new(false),
        seekable: Cell::new(None),
        block_size: Cell::new(base::DEFAULT_BUFFER_SIZE),
        identity: Cell::new(None),
        attempts: Cell::new(0),
    });
    Ok(vm.native(class, FileIo { file, finalizing: Cell::new(false) })?.value())
}

/// Sets what a mode says; the flags to open the file with.
fn parse_mode(vm: &mut Vm, file: &Descriptor, mode: &str) -> PyResult<i32> {
    const COUNT: &str = "Must have exactly one of create/read/write/append mode and at most one plus";
    file.created.set(false);
    file.readable.set(false);
    file.writable.set(false);
    file.appending.set(false);
    let (mut kind, mut plus, mut flags) = (None, false, 0);
    for c in mode.chars() {
        match c {
            'x' | 'r' | 'w' | 'a' if kind.is_some() => return Err(vm.value_error(COUNT)),
            'x' => {
                file.created.set(true);
                file.writable.set(true);
                flags |= libc::O_EXCL | libc::O_CREAT;
            }
            'r' => file.readable.set(true),
            'w' => {
                file.writable.set(true);
                flags |= libc::O_CREAT | libc::O_TRUNC;
            }
            'a' => {
                file.writable.set(true);
                file.appending.set(true);
                flags |= libc::O_APPEND | libc::O_CREAT;
            }
            'b' => continue,
            '+' if plus => return Err(vm.value_error(COUNT)),
            '+' => {
                plus = true;
                continue;
            }
            _ => return Err(vm.value_error(&format!("invalid mode: {mode}"))),
        }
        kind = Some(c);
    }
    if kind.is_none() {
        return Err(vm.value_error(COUNT));
    }
    if plus {
        file.readable.set(true);
        file.writable.set(true);
    }
    let access = match (file.readable.get(), file.writable.get()) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        (false, _) => libc::O_WRONLY,
    };
    Ok(flags | access | libc::O_CLOEXEC)
}

/// A descriptor given in place of a name; none if it is no int.
fn given_descriptor(vm: &mut Vm, name: Value) -> PyResult<Option<i32>> {
    if name.as_int().is_none() && (name.is_float() || vm.special_of(name, runtime::object::Special::Index).is_none()) {
        return Ok(None);
    }
    let fd = convert::c_int(vm, name)?;
    if fd < 0 {
        return Err(vm.value_error("negative file descriptor"));
    }
    Ok(Some(fd))
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let file = Rc::clone(&this.data.file);
    let name = args[1];
    if let Some(fd) = file.number() {
        file.fd.set(-1);
        if file.close_it.get() && system::close(fd) == -1 {
            let code = system::errno();
            return Err(error(vm, code));
        }
    }
    // One that was closed and is opened again.
    vm.register_finalizable(args[0]);
    let given = given_descriptor(vm, name)?;
    let path = match given {
        Some(_) => None,
        None => Some(fs_bytes(vm, name)?),
    };
    let mode = match args.opt(2) {
        None => "r".to_owned(),
        Some(mode) => match mode.cast::<Str>() {
            Some(mode) => mode.to_string_lossy(),
            None => {
                let message = format!("FileIO() argument 'mode' must be str, not {}", vm.arg_type_name(mode));
                return Err(vm.type_error(&message));
            }
        },
    };
    let flags = parse_mode(vm, &file, &mode)?;
    let close_it = convert::truth(vm, args.opt(3), true)?;
    file.seekable.set(None);
    let fd = match (&path, args.not_none(4)) {
        (None, _) => given.unwrap_or(-1),
        (Some(_), _) if !close_it => return Err(vm.value_error("Cannot use closefd=False with file name")),
        (Some(path), None) => match open_path(vm, path, flags)? {
            Ok(fd) => fd,
            Err(code) => return Err(error_of(vm, code, &[name])),
        },
        (Some(_), Some(opener)) => opened_by(vm, opener, name, flags)?,
    };
    // What was opened here is closed if something is wrong with it; what was given is not.
    file.close_it.set(path.is_some());
    file.fd.set(fd);
    if let Err(raised) = examine(vm, &file, fd, name) {
        if path.is_none() {
            file.fd.set(-1);
        } else {
            file.fd.set(-1);
            system::close(fd);
        }
        return Err(raised);
    }
    file.close_it.set(close_it);
    vm.set_attr_text(args[0], "name", name)?;
    if file.appending.get() {
        let moved = file.seek(vm, 0, libc::SEEK_END);
        // What cannot be moved in, like a pipe, is at its end anyway.
        if let Err(raised) = moved {
            if given.is_some() {
                vm.take_exception(raised);
            } else {
                return Err(raised);
            }
        }
    }
    Ok(Value::NONE)
}

/// Opens a file, with descriptors that nobody refers to if there are no others.
fn open_path(vm: &mut Vm, path: &CStr, flags: i32) -> PyResult<Result<i32, i32>> {
    let first = system::retry(vm, || system::openat(libc::AT_FDCWD, path, flags, 0o666))?;
    if !matches!(first, Err(libc::EMFILE | libc::ENFILE)) {
        return Ok(first);
    }
    vm.collect_garbage();
    system::retry(vm, || system::openat(libc::AT_FDCWD, path, flags, 0o666))
}

fn opened_by(vm: &mut Vm, opener: Value, name: Value, flags: i32) -> PyResult<i32> {
    let fd = vm.call(opener, &[name, Value::int32(flags)])?;
    if fd.as_int().is_none() {
        return Err(vm.type_error("expected integer from opener"));
    }
    let fd = convert::c_int(vm, fd)?;
    if fd < 0 {
        return Err(vm.value_error(&format!("opener returned {fd}")));
    }
    let flags = system::fcntl(fd, libc::F_GETFD, 0);
    system::fcntl(fd, libc::F_SETFD, (flags | libc::FD_CLOEXEC).into());
    Ok(fd)
}

/// Looks at what was opened: folders are no files.
fn examine(vm: &mut Vm, file: &Descriptor, fd: i32, name: Value) -> PyResult<()> {
    let mut st = libc::stat::zeroed();
    if system::fstat(fd, &mut st) == -1 {
        if system::errno() == libc::EBADF {
            return Err(error_of(vm, libc::EBADF, &[]));
        }
        return Ok(());
    }
    if st.st_mode & libc::S_IFMT == libc::S_IFDIR {
        return Err(error_of(vm, libc::EISDIR, &[name]));
    }
    let is_regular = st.st_mode & libc::S_IFMT == libc::S_IFREG;
    file.identity.set(is_regular.then(|| identity_of(&st)));
    if st.st_blksize > 1 {
        file.block_size.set(st.st_blksize as usize);
    }
    Ok(())
}

fn open_file(vm: &mut Vm, value: Value) -> PyResult<Rc<Descriptor>> {
    let file = Rc::clone(&of(value).data.file);
    if file.is_closed() { Err(vm.value_error(CLOSED)) } else { Ok(file) }
}

fn readable_file(vm: &mut Vm, value: Value) -> PyResult<Rc<Descriptor>> {
    let file = open_file(vm, value)?;
    if file.readable.get() { Ok(file) } else { Err(unsupported(vm, "File not open for reading")) }
}

fn writable_file(vm: &mut Vm, value: Value) -> PyResult<Rc<Descriptor>> {
    let file = open_file(vm, value)?;
    if file.writable.get() { Ok(file) } else { Err(unsupported(vm, "File not open for writing")) }
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let file = readable_file(vm, args[0])?;
    let Some(size) = base::size_argument(vm, args.opt(1))? else {
        return vm.call_method(args[0], "readall", &[]);
    };
    let mut buffer = Vec::new();
    if buffer.try_reserve_exact(size.min(0x7fff_f000)).is_err() {
        return Err(vm.memory_error());
    }
    buffer.resize(size.min(0x7fff_f000), 0);
    match file.read(vm, &mut buffer)? {
        Some(count) => Ok(vm.bytes(&buffer[..count])?.value()),
        None => Ok(Value::NONE),
    }
}

fn readall(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let file = open_file(vm, args[0])?;
    Ok(file.read_rest(vm)?.unwrap_or(Value::NONE))
}

fn readinto(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let file = readable_file(vm, args[0])?;
    let target = Target::new(vm, args[1], "readinto() argument")?;
    let mut buffer = vec![0; target.len()];
    let result = file.read(vm, &mut buffer);
    if let Ok(Some(count)) = result {
        target.write(vm, 0, &buffer[..count]);
    }
    target.release(vm);
    Ok(result?.map_or(Value::NONE, Value::len))
}

fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let file = writable_file(vm, args[0])?;
    let data = convert::data(vm, args[1])?;
    Ok(file.write(vm, &data)?.map_or(Value::NONE, Value::len))
}

fn seek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let file = open_file(vm, args[0])?;
    if args[1].is_float() {
        return Err(vm.type_error("'float' object cannot be interpreted as an integer"));
    }
    let (offset, whence) = (convert::c_long(vm, args[1])?, convert::c_int_or(vm, args.opt(2), 0)?);
    let at = file.seek(vm, offset, whence)?;
    vm.int(at)
}

fn tell(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let at = open_file(vm, args[0])?.seek(vm, 0, libc::SEEK_CUR)?;
    vm.int(at)
}

fn truncate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let file = writable_file(vm, args[0])?;
    let size = match args.not_none(1) {
        Some(size) => convert::c_long(vm, size)?,
        None => file.seek(vm, 0, libc::SEEK_CUR)?,
    };
    let fd = file.number().unwrap_or(-1);
    match system::retry(vm, || system::ftruncate(fd, size))? {
        Ok(_) => vm.int(size),
        Err(code) => Err(error(vm, code)),
    }
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let base_close = base::close(vm, Args::new(&[args[0]]));
    let file = Rc::clone(&this.data.file);
    if !file.close_it.get() {
        file.fd.set(-1);
        return base_close;
    }
    if this.data.finalizing.get() && !file.is_closed() {
        warn_unclosed(vm, args[0]);
    }
    let closed = super::both(vm, base_close, |vm| close_descriptor(vm, &file)).map(|_| Value::NONE);
    if closed.is_ok() {
        base::was_closed(vm, args[0]);
    }
    closed
}

fn close_descriptor(vm: &mut Vm, file: &Descriptor) -> PyResult<()> {
    let Some(fd) = file.number() else { return Ok(()) };
    file.fd.set(-1);
    if system::close(fd) == -1 && system::errno() != libc::EINTR {
        let code = system::errno();
        return Err(error(vm, code));
    }
    Ok(())
}

/// `ResourceWarning` of a file that nobody closed.
fn warn_unclosed(vm: &mut Vm, source: Value) {
    let warned = (|| {
        let message = format!("unclosed file {}", vm.repr_text(source)?);
        crate::warnings::warn(vm, Exc::ResourceWarning, &message, Some(source))
    })();
    if let Err(raised) = warned {
        vm.take_exception(raised);
    }
}

fn dealloc_warn(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if !this.data.file.is_closed() && this.data.file.close_it.get() {
        warn_unclosed(vm, args[1]);
    }
    Ok(Value::NONE)
}

fn del(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    if !this.data.file.is_closed() {
        this.data.finalizing.set(true);
        if let Err(raised) = vm.call_method(args[0], "close", &[]) {
            vm.take_exception(raised);
        }
    }
    Ok(Value::NONE)
}

fn seekable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(open_file(vm, args[0])?.is_seekable()))
}

fn readable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(open_file(vm, args[0])?.readable.get()))
}

fn writable(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(open_file(vm, args[0])?.writable.get()))
}

fn fileno(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::int32(open_file(vm, args[0])?.fd.get()))
}

fn isatty(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::bool(system::isatty(open_file(vm, args[0])?.fd.get()) != 0))
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let file = Rc::clone(&of(args[0]).data.file);
    let class = vm.class_of(args[0]);
    let class = vm.qualified_type_name(class);
    if file.is_closed() {
        return Ok(vm.str(&format!("<{class} [closed]>"))?.value());
    }
    let name = vm.get_attr_opt_text(args[0], "name")?;
    let closefd = if file.close_it.get() { "True" } else { "False" };
    let mode = file.mode();
    let text = match name {
        Some(name) => {
            if !vm.enter_repr(args[0]) {
                return Err(reentrant_repr(vm, args[0]));
            }
            let name = vm.repr_text(name);
            vm.leave_repr(args[0]);
            format!("<{class} name={} mode='{mode}' closefd={closefd}>", name?)
        }
        None => format!("<{class} fd={} mode='{mode}' closefd={closefd}>", file.fd.get()),
    };
    Ok(vm.str(&text)?.value())
}

/// An object whose name refers to itself.
#[cold]
pub(super) fn reentrant_repr(vm: &mut Vm, value: Value) -> Raised {
    let class = vm.class_of(value);
    let message = format!("reentrant call inside {}.__repr__", vm.qualified_type_name(class));
    vm.runtime_error(&message)
}

/// `__reduce__` of files: they cannot be pickled.
pub(super) fn no_pickle(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let class = vm.class_of(args[0]);
    let message = format!("cannot pickle '{}' instances", class.name_text());
    Err(vm.type_error(&message))
}

fn get_closed(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.file.is_closed()))
}

fn get_closefd(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.file.close_it.get()))
}

fn get_mode(vm: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(vm.str(of(value).data.file.mode())?.value())
}

fn get_block_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).data.file.block_size()))
}

fn set_block_size(vm: &mut Vm, value: Value, size: Value) -> PyResult<()> {
    let size = convert::size(vm, size)?;
    of(value).data.file.block_size.set(usize::try_from(size).unwrap_or(0));
    Ok(())
}

fn get_finalizing(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(of(value).data.finalizing.get()))
}

fn set_finalizing(vm: &mut Vm, value: Value, flag: Value) -> PyResult<()> {
    let flag = vm.is_true(flag)?;
    of(value).data.finalizing.set(flag);
    Ok(())
}

/// `_io.FileIO`
pub(super) static FILE_IO: TypeSpec = TypeSpec {
    name: "FileIO",
    module: "_io",
    base: Some(&RAW_IO_BASE),
    flags: FLAGS,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(file, mode='r', closefd=True, opener=None)", init),
        method("read", "(size=-1, /)", read),
        method("readall", "()", readall),
        method("readinto", "(buffer, /)", readinto),
        method("write", "(b, /)", write),
        method("seek", "(pos, whence=0, /)", seek),
        method("tell", "()", tell),
        method("truncate", "(size=None, /)", truncate),
        method("close", "()", close),
        method("seekable", "()", seekable),
        method("readable", "()", readable),
        method("writable", "()", writable),
        method("fileno", "()", fileno),
        method("isatty", "()", isatty),
        method("_dealloc_warn", "(source, /)", dealloc_warn),
        method("__repr__", "()", repr),
        method("__reduce__", "()", no_pickle),
        method("__reduce_ex__", "(protocol, /)", no_pickle),
        method("__del__", "()", del),
    ],
    getset: &[
        readonly("closed", get_closed),
        readonly("closefd", get_closefd),
        readonly("mode", get_mode),
        runtime::native::getset("_blksize", get_block_size, set_block_size),
        runtime::native::getset("_finalizing", get_finalizing, set_finalizing),
        runtime::builtins::object::DICT_GETSET,
    ],
    doc: "Open a file.\n\nThe mode can be 'r' (default), 'w', 'x' or 'a' for reading,\nwriting, exclusive creation or appending.  The file will be created if it\ndoesn't exist when opened for writing or appending; it will be truncated\nwhen opened for writing.  A FileExistsError will be raised if it already\nexists when opened for creating. Opening a file for creating implies\nwriting so this mode behaves in a similar way to 'w'.Add a '+' to the mode\nto allow simultaneous reading and writing. A custom opener can be used by\npassing a callable as *opener*. The underlying file descriptor for the file\nobject is then obtained by calling opener with (*name*, *flags*).\n*opener* must return an open file descriptor (passing os.open as *opener*\nresults in functionality similar to passing None).",
    ..TypeSpec::EMPTY
};

/// Whether a raw file is a FileIO itself, whose methods nobody has replaced: its descriptor.
pub(super) fn exact(vm: &mut Vm, raw: Value) -> PyResult<Option<Rc<Descriptor>>> {
    let Some(file) = raw.cast::<Native<FileIo>>() else { return Ok(None) };
    let class = vm.native_type(&FILE_IO)?;
    Ok((vm.class_of(raw) == class).then(|| Rc::clone(&file.data.file)))
}
