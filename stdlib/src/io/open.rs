//! `open`: which files are put on top of each other.

use super::abandoned::{Look, close_abandoned, looking};
use super::base;
use super::buffered_types::{BUFFERED_RANDOM, BUFFERED_READER, BUFFERED_WRITER};
use super::fileio::FILE_IO;
use crate::convert;
use crate::posix::path::{fs_bytes, fspath};
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::string::Str;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Signature of `open`.
pub(super) const SIGNATURE: &str =
    "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)";
/// Docstring of `open`.
pub(super) const DOC: &str = "Open file and return a stream.  Raise OSError upon failure.\n\nfile is either a text or byte string giving the name (and the path\nif the file isn't in the current working directory) of the file to\nbe opened or an integer file descriptor of the file to be\nwrapped. (If a file descriptor is given, it is closed when the\nreturned I/O object is closed, unless closefd is set to False.)";

/// What a mode says.
#[derive(Default)]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

impl Mode {
    fn parse(vm: &mut Vm, text: Value) -> PyResult<Mode> {
        let Some(chars) = text.cast::<Str>() else {
            let message = format!("open() argument 'mode' must be str, not {}", vm.arg_type_name(text));
            return Err(vm.type_error(&message));
        };
        let mut mode = Mode::default();
        for c in chars.to_string_lossy().chars() {
            let flag = match c {
                'x' => &mut mode.creating,
                'r' => &mut mode.reading,
                'w' => &mut mode.writing,
                'a' => &mut mode.appending,
                '+' => &mut mode.updating,
                't' => &mut mode.text,
                'b' => &mut mode.binary,
                _ => return Err(invalid(vm, text)),
            };
            if std::mem::replace(flag, true) {
                return Err(invalid(vm, text));
            }
        }
        Ok(mode)
    }

    /// The mode of the raw file.
    fn raw(&self) -> String {
        let flags = [
            (self.creating, 'x'),
            (self.reading, 'r'),
            (self.writing, 'w'),
            (self.appending, 'a'),
            (self.updating, '+'),
        ];
        flags.iter().filter(|(set, _)| *set).map(|&(_, c)| c).collect()
    }

    /// What the system is asked for.
    fn flags(&self) -> i32 {
        let access = match (self.reading, self.updating) {
            (_, true) => libc::O_RDWR,
            (true, false) => libc::O_RDONLY,
            (false, false) => libc::O_WRONLY,
        };
        let kinds = [
            (self.creating, libc::O_CREAT | libc::O_EXCL),
            (self.writing, libc::O_CREAT | libc::O_TRUNC),
            (self.appending, libc::O_CREAT | libc::O_APPEND),
        ];
        kinds.iter().filter(|(set, _)| *set).fold(access | libc::O_CLOEXEC, |flags, (_, more)| flags | more)
    }

    fn check(&self, vm: &mut Vm, args: Args<'_>) -> PyResult<()> {
        let kinds = [self.creating, self.reading, self.writing, self.appending];
        let message = if self.text && self.binary {
            "can't have text and binary mode at once"
        } else if kinds.iter().filter(|&&kind| kind).count() > 1 {
            "must have exactly one of create/read/write/append mode"
        } else if self.binary && args.not_none(3).is_some() {
            "binary mode doesn't take an encoding argument"
        } else if self.binary && args.not_none(4).is_some() {
            "binary mode doesn't take an errors argument"
        } else if self.binary && args.not_none(5).is_some() {
            "binary mode doesn't take a newline argument"
        } else {
            return Ok(());
        };
        Err(vm.value_error(message))
    }
}

#[cold]
fn invalid(vm: &mut Vm, mode: Value) -> runtime::vm::Raised {
    match vm.repr_text(mode) {
        Ok(shown) => vm.value_error(&format!("invalid mode: {shown}")),
        Err(raised) => raised,
    }
}

pub(super) fn open(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    looking(vm, args, open_now)
}

#[inline(never)]
fn open_now(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let is_number = args[0].as_int().is_some()
        || args[0].is_float()
        || vm.special_of(args[0], runtime::object::Special::Index).is_some();
    let file = if is_number { args[0] } else { fspath(vm, args[0])? };
    let mode_text = match args.opt(1) {
        Some(mode) => mode,
        None => vm.intern("r").value(),
    };
    let mode = Mode::parse(vm, mode_text)?;
    let mut buffering = args.opt(2).map_or(Ok(-1), |buffering| convert::c_int(vm, buffering))?;
    for (index, name) in [(3, "encoding"), (4, "errors"), (5, "newline")] {
        if let Some(value) = args.not_none(index)
            && !value.is::<Str>()
        {
            let message = format!("open() argument '{name}' must be str or None, not {}", vm.arg_type_name(value));
            return Err(vm.type_error(&message));
        }
    }
    mode.check(vm, args)?;
    if mode.binary && buffering == 1 {
        crate::warnings::warn(
            vm,
            Exc::RuntimeWarning,
            "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
            None,
        )?;
    }
    if !is_number {
        let path = fs_bytes(vm, file)?;
        close_abandoned(vm, Look::AtPath(&path));
    }
    let raw_mode = vm.str(&mode.raw())?.value();
    vm.audit("open", &[file, raw_mode, Value::int32(mode.flags())])?;
    let closefd = args.opt(6).unwrap_or(Value::TRUE);
    let opener = args.opt(7).unwrap_or(Value::NONE);
    let class = vm.native_type(&FILE_IO)?.value();
    let raw = vm.call(class, &[file, raw_mode, closefd, opener])?;
    let mut top = raw;
    let built = build(vm, raw, &mode, mode_text, &mut buffering, args, &mut top);
    match built {
        Ok(()) => Ok(top),
        Err(raised) => {
            let failed: PyResult<()> = Err(raised);
            match super::both(vm, failed, |vm| vm.call_method(top, "close", &[])) {
                Ok(_) => Ok(Value::NONE),
                Err(raised) => Err(raised),
            }
        }
    }
}

/// Puts buffer and text file on a raw file; `top` is what there is so far.
fn build(
    vm: &mut Vm,
    raw: Value,
    mode: &Mode,
    mode_text: Value,
    buffering: &mut i32,
    args: Args<'_>,
    top: &mut Value,
) -> PyResult<()> {
    let is_terminal = if *buffering < 0 {
        let answer = vm.call_method(raw, "isatty", &[])?;
        vm.is_true(answer)?
    } else {
        false
    };
    let line_buffering = *buffering == 1 || is_terminal;
    let mut size = i64::from(*buffering);
    if *buffering == 1 || size < 0 {
        size = super::fileio::of(raw).data.file.block_size() as i64;
        if size <= 1 {
            size = base::DEFAULT_BUFFER_SIZE as i64;
        }
    }
    if size == 0 {
        if !mode.binary {
            return Err(vm.value_error("can't have unbuffered text I/O"));
        }
        return Ok(());
    }
    let spec = if mode.updating {
        &BUFFERED_RANDOM
    } else if mode.reading {
        &BUFFERED_READER
    } else {
        &BUFFERED_WRITER
    };
    let class = vm.native_type(spec)?.value();
    let size = vm.int(size)?;
    let buffer = vm.call(class, &[raw, size])?;
    *top = buffer;
    if mode.binary {
        return Ok(());
    }
    let class = vm.native_type(&super::TEXT_IO_WRAPPER)?.value();
    let given = |index: usize| args.opt(index).unwrap_or(Value::NONE);
    let (encoding, errors, newline) = (given(3), given(4), given(5));
    let text = vm.call(class, &[buffer, encoding, errors, newline, Value::bool(line_buffering)])?;
    *top = text;
    vm.set_attr_text(text, "mode", mode_text)
}

pub(super) fn open_code(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is::<Str>() {
        let message = format!("open_code() argument 'path' must be str, not {}", vm.arg_type_name(args[0]));
        return Err(vm.type_error(&message));
    }
    let mode = vm.str("rb")?.value();
    open(vm, Args::new(&[args[0], mode]))
}

/// The message of EncodingWarning.
pub(super) const NOT_SPECIFIED: &str = "'encoding' argument not specified";

pub(super) fn text_encoding(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is_none() {
        return Ok(args[0]);
    }
    if vm.options.warn_default_encoding {
        let level = args.opt(1).map_or(Ok(2), |level| vm.index_c_int(level))?;
        vm.warn(Exc::EncodingWarning, NOT_SPECIFIED, level)?;
    }
    Ok(vm.str(if vm.options.utf8_mode { "utf-8" } else { "locale" })?.value())
}
