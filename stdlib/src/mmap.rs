//! `mmap`: files as memory.

use crate::convert::{c_int, c_int_or, data, size};
use crate::posix::path::{check, error};
use crate::receiver::{class_arg, this};
use crate::system::{self, Zeroed, map::Map};
use runtime::builtins::slice::indices;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, method, readonly};
use runtime::object::buffer::{Buffer, BufferSpec, Request, buffer_method, check_flat, release_method};
use runtime::object::module::Module;
use runtime::object::slice::Slice;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

/// Who may write, and who sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Access {
    Default,
    Read,
    Write,
    Copy,
}

impl Access {
    const ALL: [(&'static str, Access); 4] = [
        ("ACCESS_DEFAULT", Access::Default),
        ("ACCESS_READ", Access::Read),
        ("ACCESS_WRITE", Access::Write),
        ("ACCESS_COPY", Access::Copy),
    ];
}

/// The object; without a map once it is closed.
struct Mmap {
    /// Neither closed nor resized while buffers show it.
    map: RefCell<Option<Box<Map>>>,
    pos: Cell<usize>,
    fd: Cell<i32>,
    offset: i64,
    access: Access,
    exports: Cell<usize>,
}

impl NativeData for Mmap {
    runtime::native_info!(Mmap);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl Drop for Mmap {
    fn drop(&mut self) {
        if self.fd.get() >= 0 {
            system::close(self.fd.get());
        }
    }
}

type This = Gc<Native<Mmap>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let fd = c_int(vm, args[1])?;
    let mut length = vm.index_c_ssize(args[2])?;
    let mut flags = c_int_or(vm, args.opt(3), libc::MAP_SHARED)?;
    let mut prot = c_int_or(vm, args.opt(4), libc::PROT_WRITE | libc::PROT_READ)?;
    let access = c_int_or(vm, args.opt(5), 0)?;
    let offset = args.opt(6).map_or(Ok(0), |offset| size(vm, offset))?;
    if length < 0 {
        return Err(vm.overflow_error("memory mapped length must be positive"));
    }
    if offset < 0 {
        return Err(vm.overflow_error("memory mapped offset must be positive"));
    }
    if access != 0 && (args.opt(3).is_some() || args.opt(4).is_some()) {
        return Err(vm.value_error("mmap can't specify both access and flags, prot."));
    }
    let mut access = match usize::try_from(access).ok().and_then(|access| Access::ALL.get(access)) {
        Some(&(_, access)) => access,
        None => return Err(vm.value_error("mmap invalid access parameter.")),
    };
    match access {
        Access::Read => (flags, prot) = (libc::MAP_SHARED, libc::PROT_READ),
        Access::Write => (flags, prot) = (libc::MAP_SHARED, libc::PROT_READ | libc::PROT_WRITE),
        Access::Copy => (flags, prot) = (libc::MAP_PRIVATE, libc::PROT_READ | libc::PROT_WRITE),
        Access::Default if prot & libc::PROT_WRITE == 0 && prot & libc::PROT_READ != 0 => access = Access::Read,
        Access::Default => {}
    }
    let numbers = [args[1], args[2], Value::int32(access as i32)];
    let place = vm.int(offset)?;
    vm.audit("mmap.__new__", &[numbers[0], numbers[1], numbers[2], place])?;
    if fd != -1 {
        length = length_in_file(vm, fd, length, offset)?;
    }
    let kept = if fd == -1 { -1 } else { system::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) };
    if fd != -1 && kept < 0 {
        let code = system::errno();
        return Err(error(vm, code));
    }
    if fd == -1 {
        flags |= libc::MAP_ANONYMOUS;
    }
    match Map::new(length as usize, prot, flags, fd, offset) {
        Ok(map) => {
            let object = Mmap {
                map: RefCell::new(Some(Box::new(map))),
                pos: Cell::new(0),
                fd: Cell::new(kept),
                offset,
                access,
                exports: Cell::new(0),
            };
            Ok(vm.native(class_arg(args), object)?.value())
        }
        Err(code) => {
            if kept >= 0 {
                system::close(kept);
            }
            Err(error(vm, code))
        }
    }
}

/// How much of a file is mapped: all behind the offset for length 0.
fn length_in_file(vm: &mut Vm, fd: i32, length: i64, offset: i64) -> PyResult<i64> {
    let mut st = libc::stat::zeroed();
    if system::fstat(fd, &mut st) < 0 {
        let code = system::errno();
        return Err(error(vm, code));
    }
    if st.st_mode & libc::S_IFMT != libc::S_IFREG {
        return Ok(length);
    }
    if length == 0 {
        if st.st_size == 0 {
            return Err(vm.value_error("cannot mmap an empty file"));
        }
        if offset >= st.st_size {
            return Err(vm.value_error("mmap offset is greater than file size"));
        }
        return Ok(st.st_size - offset);
    }
    if offset > st.st_size || st.st_size - offset < length {
        return Err(vm.value_error("mmap length is greater than file size"));
    }
    Ok(length)
}

/// Runs `f` with the memory, if the map is not closed.
fn with<R>(vm: &mut Vm, object: This, f: impl FnOnce(&[Cell<u8>]) -> R) -> PyResult<R> {
    if let Some(map) = &*object.data.map.borrow() {
        return Ok(f(map.cells()));
    }
    Err(vm.value_error("mmap closed or invalid"))
}

fn len(vm: &mut Vm, object: This) -> PyResult<usize> {
    with(vm, object, <[Cell<u8>]>::len)
}

fn bytes(vm: &mut Vm, object: This, from: usize, count: usize) -> PyResult<Value> {
    // The position may be beyond the end after the map was made smaller.
    let bytes: Vec<u8> =
        with(vm, object, |cells| cells.get(from..from + count).unwrap_or(&[]).iter().map(Cell::get).collect())?;
    Ok(vm.bytes(&bytes)?.value())
}

fn check_writable(vm: &mut Vm, object: This) -> PyResult<()> {
    if object.data.access == Access::Read {
        return Err(vm.type_error("mmap can't modify a readonly memory map."));
    }
    Ok(())
}

fn check_resizable(vm: &mut Vm, object: This) -> PyResult<()> {
    if object.data.exports.get() > 0 && vm.count_views(object.value()) == Some(0) {
        object.data.exports.set(0);
    }
    if object.data.exports.get() > 0 {
        return Err(vm.raise_text(Exc::BufferError, "mmap can't resize with extant buffers exported."));
    }
    if matches!(object.data.access, Access::Read | Access::Copy) {
        return Err(vm.type_error("mmap can't resize a readonly or copy-on-write memory map."));
    }
    Ok(())
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    // Memoryviews that nobody released may be gone.
    if object.data.exports.get() > 0 && vm.count_views(args[0]) == Some(0) {
        object.data.exports.set(0);
    }
    if object.data.exports.get() > 0 {
        return Err(vm.raise_text(Exc::BufferError, "cannot close exported pointers exist"));
    }
    object.data.map.replace(None);
    let fd = object.data.fd.replace(-1);
    if fd >= 0 {
        system::close(fd);
    }
    Ok(Value::NONE)
}

/// Clips an index as slices do.
fn clipped(vm: &mut Vm, value: Option<Value>, default: usize, len: usize) -> PyResult<usize> {
    let Some(value) = value else { return Ok(default) };
    let index = size(vm, value)?;
    let index = if index < 0 { index.saturating_add(len as i64).max(0) } else { index };
    Ok((index as usize).min(len))
}

fn search(vm: &mut Vm, args: Args<'_>, backwards: bool) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let needle = data(vm, args[1])?;
    let all = len(vm, object)?;
    let start = clipped(vm, args.opt(2), object.data.pos.get(), all)?;
    let end = clipped(vm, args.opt(3), all, all)?;
    let found = with(vm, object, |cells| {
        let part: Vec<u8> = cells.get(start..end)?.iter().map(Cell::get).collect();
        if backwards { memchr::memmem::rfind(&part, &needle) } else { memchr::memmem::find(&part, &needle) }
    })?;
    Ok(found.map_or(Value::int32(-1), |at| Value::len(start + at)))
}

fn find(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    search(vm, args, false)
}

fn rfind(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    search(vm, args, true)
}

/// The part that `flush` and `madvise` are for; none if it is not within the map.
fn part(vm: &mut Vm, object: This, start: Option<Value>, length: Option<Value>) -> PyResult<Option<(usize, usize)>> {
    let all = len(vm, object)? as i64;
    let start = start.map_or(Ok(0), |start| size(vm, start))?;
    let length = length.map_or(Ok(all - start), |length| size(vm, length))?;
    let fits = start >= 0 && length >= 0 && start <= all && length <= all - start;
    Ok(fits.then_some((start as usize, length as usize)))
}

fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let Some((start, length)) = part(vm, object, args.opt(1), args.opt(2))? else {
        return Err(vm.value_error("flush values out of range"));
    };
    if matches!(object.data.access, Access::Read | Access::Copy) {
        return Ok(Value::NONE);
    }
    let result = object.data.map.borrow().as_ref().map_or(0, |map| map.flush(start, length));
    check(vm, result)
}

fn madvise(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let advice = c_int(vm, args[1])?;
    let all = len(vm, object)? as i64;
    let start = args.opt(2).map_or(Ok(0), |start| size(vm, start))?;
    let length = args.opt(3).map_or(Ok(all), |length| size(vm, length))?;
    if start < 0 || start >= all {
        return Err(vm.value_error("madvise start out of bounds"));
    }
    if length < 0 {
        return Err(vm.value_error("madvise length invalid"));
    }
    if start.checked_add(length).is_none() {
        return Err(vm.overflow_error("madvise length too large"));
    }
    let length = length.min(all - start);
    let result = object.data.map.borrow().as_ref().map_or(0, |map| map.advise(start as usize, length as usize, advice));
    check(vm, result)
}

fn move_bytes(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let [to, from, count] = [size(vm, args[1])?, size(vm, args[2])?, size(vm, args[3])?];
    check_writable(vm, object)?;
    let all = len(vm, object)? as i64;
    let fits = |at: i64| at >= 0 && count >= 0 && at <= all && count <= all - at;
    if !fits(to) || !fits(from) {
        return Err(vm.value_error("source, destination, or count out of range"));
    }
    with(vm, object, |cells| {
        let moved: Vec<u8> = cells[from as usize..(from + count) as usize].iter().map(Cell::get).collect();
        cells[to as usize..].iter().zip(moved).for_each(|(cell, byte)| cell.set(byte));
    })?;
    Ok(Value::NONE)
}

fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let wanted = args.not_none(1).map_or(Ok(-1), |wanted| vm.index_c_ssize(wanted))?;
    let (all, pos) = (len(vm, object)?, object.data.pos.get());
    let left = all.saturating_sub(pos);
    let count = usize::try_from(wanted).map_or(left, |wanted| wanted.min(left));
    object.data.pos.set(pos + count);
    bytes(vm, object, pos, count)
}

fn read_byte(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let pos = object.data.pos.get();
    match with(vm, object, |cells| cells.get(pos).map(Cell::get))? {
        Some(byte) => {
            object.data.pos.set(pos + 1);
            Ok(Value::int32(byte.into()))
        }
        None => Err(vm.value_error("read byte out of range")),
    }
}

fn readline(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let pos = object.data.pos.get();
    let count = with(vm, object, |cells| {
        let rest = cells.get(pos..).unwrap_or(&[]);
        rest.iter().position(|cell| cell.get() == b'\n').map_or(rest.len(), |at| at + 1)
    })?;
    object.data.pos.set(pos + count);
    bytes(vm, object, pos, count)
}

fn resize(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    len(vm, object)?;
    let new = size(vm, args[1])?;
    check_resizable(vm, object)?;
    if new < 0 {
        return Err(vm.value_error("new size out of range"));
    }
    let fd = object.data.fd.get();
    if fd >= 0 && system::ftruncate(fd, object.data.offset + new) < 0 {
        let code = system::errno();
        return Err(error(vm, code));
    }
    let result = object.data.map.borrow_mut().as_mut().map_or(Ok(()), |map| map.resize(new as usize));
    result.map_err(|code| error(vm, code))?;
    Ok(Value::NONE)
}

fn seek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let all = len(vm, object)? as i64;
    let distance = size(vm, args[1])?;
    let from = match c_int_or(vm, args.opt(2), 0)? {
        0 => 0,
        1 => object.data.pos.get() as i64,
        2 => all,
        _ => return Err(vm.value_error("unknown seek type")),
    };
    match from.checked_add(distance).filter(|at| (0..=all).contains(at)) {
        Some(at) => {
            object.data.pos.set(at as usize);
            Ok(Value::NONE)
        }
        None => Err(vm.value_error("seek out of range")),
    }
}

fn size_of_file(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    len(vm, object)?;
    let mut st = libc::stat::zeroed();
    if system::fstat(object.data.fd.get(), &mut st) < 0 {
        let code = system::errno();
        return Err(error(vm, code));
    }
    vm.int(st.st_size)
}

fn tell(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    len(vm, object)?;
    Ok(Value::len(object.data.pos.get()))
}

fn write(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let bytes = data(vm, args[1])?;
    let all = len(vm, object)?;
    check_writable(vm, object)?;
    let pos = object.data.pos.get();
    if pos > all || all - pos < bytes.len() {
        return Err(vm.value_error("data out of range"));
    }
    with(vm, object, |cells| cells[pos..].iter().zip(bytes.iter()).for_each(|(cell, &byte)| cell.set(byte)))?;
    object.data.pos.set(pos + bytes.len());
    Ok(Value::len(bytes.len()))
}

fn write_byte(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    len(vm, object)?;
    let number = crate::convert::c_long(vm, args[1])?;
    let byte = match u8::try_from(number) {
        Ok(byte) => byte,
        Err(_) if number < 0 => return Err(vm.overflow_error("unsigned byte integer is less than minimum")),
        Err(_) => return Err(vm.overflow_error("unsigned byte integer is greater than maximum")),
    };
    check_writable(vm, object)?;
    let pos = object.data.pos.get();
    if !with(vm, object, |cells| cells.get(pos).map(|cell| cell.set(byte)).is_some())? {
        return Err(vm.value_error("write byte out of range"));
    }
    object.data.pos.set(pos + 1);
    Ok(Value::NONE)
}

fn length(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(Value::len(len(vm, this(args[0]))?))
}

/// The place of an item.
fn place(vm: &mut Vm, object: This, index: Value) -> PyResult<usize> {
    let index = vm.index_i64(index, Exc::IndexError)?;
    let all = len(vm, object)? as i64;
    let index = if index < 0 { index + all } else { index };
    if !(0..all).contains(&index) {
        return Err(vm.raise_text(Exc::IndexError, "mmap index out of range"));
    }
    Ok(index as usize)
}

fn getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let all = len(vm, object)?;
    if let Some(slice) = args[1].cast::<Slice>() {
        let picked = indices(vm, slice, || all)?;
        let bytes: Vec<u8> =
            with(vm, object, |cells| picked.iter().filter_map(|at| cells.get(at)).map(Cell::get).collect())?;
        return Ok(vm.bytes(&bytes)?.value());
    }
    if vm.special_of(args[1], runtime::object::Special::Index).is_none() {
        return Err(vm.type_error("mmap indices must be integers"));
    }
    let at = place(vm, object, args[1])?;
    match with(vm, object, |cells| cells.get(at).map(Cell::get))? {
        Some(byte) => Ok(Value::int32(byte.into())),
        None => Err(vm.raise_text(Exc::IndexError, "mmap index out of range")),
    }
}

fn setitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let all = len(vm, object)?;
    check_writable(vm, object)?;
    if let Some(slice) = args[1].cast::<Slice>() {
        let picked = indices(vm, slice, || all)?;
        let bytes = data(vm, args[2])?;
        if bytes.len() != picked.count {
            return Err(vm.raise_text(Exc::IndexError, "mmap slice assignment is wrong size"));
        }
        with(vm, object, |cells| {
            picked.iter().filter_map(|at| cells.get(at)).zip(bytes.iter()).for_each(|(cell, &byte)| cell.set(byte));
        })?;
        return Ok(Value::NONE);
    }
    if vm.special_of(args[1], runtime::object::Special::Index).is_none() {
        return Err(vm.type_error("mmap indices must be integers"));
    }
    let at = place(vm, object, args[1])?;
    if vm.special_of(args[2], runtime::object::Special::Index).is_none() {
        return Err(vm.type_error("mmap item value must be an int"));
    }
    let number = vm.index_i64(args[2], Exc::TypeError)?;
    let Ok(byte) = u8::try_from(number) else {
        return Err(vm.value_error("mmap item value must be in range(0, 256)"));
    };
    // Finding the number may have run code that changed the map.
    if !with(vm, object, |cells| cells.get(at).map(|cell| cell.set(byte)).is_some())? {
        return Err(vm.raise_text(Exc::IndexError, "mmap index out of range"));
    }
    Ok(Value::NONE)
}

fn delitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let what = if args[1].is::<Slice>() { "slice" } else { "item" };
    Err(vm.type_error(&format!("mmap object doesn't support {what} deletion")))
}

fn enter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    len(vm, this(args[0]))?;
    Ok(args[0])
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Mmap>(args[0]);
    let class = vm.class_of(args[0]);
    let class = vm.qualified_type_name(class);
    let text = match &*object.data.map.borrow() {
        None => format!("<{class} closed=True>"),
        Some(map) => {
            let access = Access::ALL[object.data.access as usize].0;
            let (pos, offset) = (object.data.pos.get(), object.data.offset);
            format!("<{class} closed=False, access={access}, length={}, pos={pos}, offset={offset}>", map.len())
        }
    };
    Ok(vm.str(&text)?.value())
}

fn get_closed(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Mmap>(value).data.map.borrow().is_none()))
}

fn export(vm: &mut Vm, value: Value, request: Request) -> PyResult<Buffer> {
    let object = this::<Mmap>(value);
    let all = len(vm, object)?;
    let readonly = object.data.access == Access::Read;
    check_flat(vm, readonly, request)?;
    object.data.exports.set(object.data.exports.get() + 1);
    Ok(Buffer::flat(value, value, 0, all, readonly))
}

fn release(_: &mut Vm, buffer: &Buffer) {
    if let Some(object) = buffer.object.cast::<Native<Mmap>>() {
        object.data.exports.set(object.data.exports.get().saturating_sub(1));
    }
}

fn memory(_: &Vm, value: Value) -> &[Cell<u8>] {
    let object = this::<Mmap>(value);
    let map = object.data.map.borrow();
    map.as_ref().map_or(&[], |map| map.lasting_cells())
}

static BUFFER: BufferSpec = BufferSpec { memory, ..BufferSpec::new(export, release) };

static MMAP: TypeSpec = TypeSpec {
    name: "mmap",
    module: "mmap",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(fileno, length, flags=_, prot=_, access=0, offset=0)", new),
        method("close", "()", close),
        method("find", "(sub, start=_, end=_, /)", find),
        method("rfind", "(sub, start=_, end=_, /)", rfind),
        method("flush", "(offset=_, size=_, /)", flush),
        method("madvise", "(option, start=_, length=_, /)", madvise),
        method("move", "(dest, src, count, /)", move_bytes),
        method("read", "(n=None, /)", read),
        method("read_byte", "()", read_byte),
        method("readline", "()", readline),
        method("resize", "(newsize, /)", resize),
        method("seek", "(pos, whence=0, /)", seek),
        method("size", "()", size_of_file),
        method("tell", "()", tell),
        method("write", "(bytes, /)", write),
        method("write_byte", "(byte, /)", write_byte),
        method("__enter__", "()", enter),
        method("__exit__", "(*args)", close),
        method("__len__", "()", length),
        method("__getitem__", "(key, /)", getitem),
        method("__setitem__", "(key, value, /)", setitem),
        method("__delitem__", "(key, /)", delitem),
        method("__repr__", "()", repr),
        method("__buffer__", "(flags, /)", buffer_method),
        method("__release_buffer__", "(buffer, /)", release_method),
    ],
    getset: &[readonly("closed", get_closed)],
    buffer: Some(&BUFFER),
    ..TypeSpec::EMPTY
};

static CONSTANTS: &[(&str, i32)] = &[
    ("PROT_EXEC", libc::PROT_EXEC),
    ("PROT_READ", libc::PROT_READ),
    ("PROT_WRITE", libc::PROT_WRITE),
    ("MAP_SHARED", libc::MAP_SHARED),
    ("MAP_PRIVATE", libc::MAP_PRIVATE),
    ("MAP_DENYWRITE", libc::MAP_DENYWRITE),
    ("MAP_EXECUTABLE", libc::MAP_EXECUTABLE),
    ("MAP_ANON", libc::MAP_ANON),
    ("MAP_ANONYMOUS", libc::MAP_ANONYMOUS),
    ("MAP_POPULATE", libc::MAP_POPULATE),
    ("MAP_STACK", libc::MAP_STACK),
    ("MADV_NORMAL", libc::MADV_NORMAL),
    ("MADV_RANDOM", libc::MADV_RANDOM),
    ("MADV_SEQUENTIAL", libc::MADV_SEQUENTIAL),
    ("MADV_WILLNEED", libc::MADV_WILLNEED),
    ("MADV_DONTNEED", libc::MADV_DONTNEED),
    ("MADV_REMOVE", libc::MADV_REMOVE),
    ("MADV_DONTFORK", libc::MADV_DONTFORK),
    ("MADV_DOFORK", libc::MADV_DOFORK),
    ("MADV_HWPOISON", libc::MADV_HWPOISON),
    ("MADV_MERGEABLE", libc::MADV_MERGEABLE),
    ("MADV_UNMERGEABLE", libc::MADV_UNMERGEABLE),
    ("MADV_HUGEPAGE", libc::MADV_HUGEPAGE),
    ("MADV_NOHUGEPAGE", libc::MADV_NOHUGEPAGE),
    ("MADV_DONTDUMP", libc::MADV_DONTDUMP),
    ("MADV_DODUMP", libc::MADV_DODUMP),
    ("MADV_FREE", libc::MADV_FREE),
];

/// `mmap`
pub(crate) static MMAP_MODULE: ModuleSpec =
    ModuleSpec { name: "mmap", types: &[&MMAP], init: Some(init), ..ModuleSpec::EMPTY };

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in CONSTANTS {
        dict.set_text(vm, name, Value::int32(value))?;
    }
    for (name, access) in Access::ALL {
        dict.set_text(vm, name, Value::int32(access as i32))?;
    }
    let page = vm.int(system::sysconf(libc::_SC_PAGESIZE))?;
    for name in ["PAGESIZE", "ALLOCATIONGRANULARITY"] {
        dict.set_text(vm, name, page)?;
    }
    let error = vm.exc(Exc::OSError).value();
    dict.set_text(vm, "error", error)
}
