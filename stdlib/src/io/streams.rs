//! `sys.stdin`, `sys.stdout`, `sys.stderr`, and what happens to files when the interpreter ends.

use super::text::{self, write_text};
use super::text_read::next_line;
use super::{TEXT_IO_WRAPPER, open_files};
use crate::system::{self, Zeroed};
use runtime::codecs::builtin_codec;
use runtime::files::FileHooks;
use runtime::heap::{Gc, Native};
use runtime::object::string::Str;
use runtime::text::codecs::Codec;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Makes the standard streams, and `open` a builtin.
pub(crate) fn install(vm: &mut Vm) -> PyResult<()> {
    vm.set_file_hooks(FileHooks { write, read_line });
    let module = vm.import("_io")?;
    let open = vm.get_attr_text(module, "open")?;
    let builtins = vm.builtins;
    builtins.set_text(vm, "open", open)?;
    let (encoding, errors) = stdio_encoding(vm);
    open_streams(vm, if is_known_early(&encoding) { &encoding } else { "utf-8" }, &errors)
}

/// Opens the standard streams again if their encoding is one that only the library knows.
///
/// # Errors
/// The encoding is not known.
pub(crate) fn install_encoding(vm: &mut Vm) -> PyResult<()> {
    let (encoding, errors) = stdio_encoding(vm);
    if is_known_early(&encoding) {
        return Ok(());
    }
    vm.codec_lookup(&encoding)?;
    open_streams(vm, &encoding, &errors)
}

/// Whether streams have the encoding before anything can be imported.
fn is_known_early(encoding: &str) -> bool {
    matches!(builtin_codec(encoding), Some(Codec::Utf8 | Codec::Latin1 | Codec::Ascii))
}

fn open_streams(vm: &mut Vm, encoding: &str, errors: &str) -> PyResult<()> {
    for (fd, name) in [(0, "stdin"), (1, "stdout"), (2, "stderr")] {
        let errors = if fd == 2 { "backslashreplace" } else { errors };
        let stream = stream(vm, fd, name, encoding, errors)?;
        let sys = vm.sys;
        sys.set_text(vm, name, stream)?;
        sys.set_text(vm, &format!("__{name}__"), stream)?;
    }
    Ok(())
}

/// Encoding and error handler of stdin and stdout: as `PYTHONIOENCODING` says, else as the locale says.
fn stdio_encoding(vm: &Vm) -> (String, String) {
    let heeds = !vm.options.ignore_environment && !vm.options.isolated;
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name)).unwrap_or("C".to_owned());
    let forgiving = matches!(&*locale, "C" | "POSIX" | "C.UTF-8" | "C.utf8" | "UTF-8");
    let utf8_mode = vm.options.x_options.iter().any(|(name, value)| name == "utf8" && value.as_deref() != Some("0"))
        || (heeds && variable("PYTHONUTF8").as_deref() == Some("1"));
    let default = if forgiving || utf8_mode { "surrogateescape" } else { "strict" };
    let asked = variable("PYTHONIOENCODING").filter(|_| heeds).unwrap_or_default();
    let (encoding, errors) = asked.split_once(':').unwrap_or((&asked, ""));
    let errors = match (errors, encoding) {
        ("", "") => default,
        ("", _) => "strict",
        (errors, _) => errors,
    };
    (if encoding.is_empty() { "utf-8".to_owned() } else { encoding.to_owned() }, errors.to_owned())
}

/// One standard stream; None if the process does not have it.
fn stream(vm: &mut Vm, fd: i32, name: &str, encoding: &str, errors: &str) -> PyResult<Value> {
    let mut st = libc::stat::zeroed();
    if system::fstat(fd, &mut st) == -1 || system::standard::was_closed(fd) {
        return Ok(Value::NONE);
    }
    let unbuffered = vm.options.unbuffered && fd != 0;
    let class = vm.native_type(&super::fileio::FILE_IO)?.value();
    let mode = vm.str(if fd == 0 { "rb" } else { "wb" })?.value();
    let raw = vm.call(class, &[Value::int32(fd), mode, Value::FALSE])?;
    let label = vm.str(&format!("<{name}>"))?.value();
    vm.set_attr_text(raw, "name", label)?;
    let buffer = if unbuffered {
        raw
    } else {
        let spec =
            if fd == 0 { &super::buffered_types::BUFFERED_READER } else { &super::buffered_types::BUFFERED_WRITER };
        let class = vm.native_type(spec)?.value();
        vm.call(class, &[raw])?
    };
    let class = vm.native_type(&TEXT_IO_WRAPPER)?.value();
    let (encoding, errors, newline) = (vm.str(encoding)?.value(), vm.str(errors)?.value(), vm.str("\n")?.value());
    let line_buffering = !unbuffered && (fd == 2 || system::isatty(fd) != 0);
    let text =
        vm.call(class, &[buffer, encoding, errors, newline, Value::bool(line_buffering), Value::bool(unbuffered)])?;
    let mode = vm.str(if fd == 0 { "r" } else { "w" })?.value();
    vm.set_attr_text(text, "mode", mode)?;
    Ok(text)
}

/// The data of a text file of the exact type.
fn exact(vm: &Vm, file: Value) -> Option<text::This> {
    file.cast::<Native<text::Text>>().filter(|_| vm.is_exactly(file, &TEXT_IO_WRAPPER))
}

/// Writes to a text file of the exact type; false if it is something else.
fn write(vm: &mut Vm, file: Value, text: Gc<Str>) -> PyResult<bool> {
    match exact(vm, file) {
        Some(this) => write_text(vm, this, text).map(|()| true),
        None => Ok(false),
    }
}

/// A line of a text file of the exact type, empty at the end; none if it is something else.
fn read_line(vm: &mut Vm, file: Value) -> PyResult<Option<Gc<Str>>> {
    match exact(vm, file) {
        Some(this) => match next_line(vm, this)? {
            Some(line) => Ok(Some(line)),
            None => vm.str("").map(Some),
        },
        None => Ok(None),
    }
}

/// Flushes what is still in files when the interpreter ends; false if stdout could not be flushed.
pub(crate) fn flush_at_exit(vm: &mut Vm) -> bool {
    let mut ok = true;
    for name in ["stdout", "stderr"] {
        let sys = vm.sys;
        let Some(file) = sys.get_text(vm, name).filter(|file| !file.is_none()) else { continue };
        let closed = super::base::is_closed(vm, file).unwrap_or_else(|raised| {
            vm.take_exception(raised);
            false
        });
        if closed {
            continue;
        }
        if let Err(raised) = vm.call_method(file, "flush", &[]) {
            ok &= name != "stdout" && file.is::<Native<text::Text>>();
            if name == "stdout" {
                vm.report_unraisable(raised, file);
            } else {
                vm.take_exception(raised);
            }
        }
    }
    match open_files(vm) {
        Ok(files) => {
            files.data.texts.borrow().iter().filter_map(|text| text.upgrade()).for_each(|text| {
                text.flush_quietly();
            });
            files.data.cores.borrow().iter().filter_map(|core| core.upgrade()).for_each(|core| {
                core.flush_quietly();
            });
        }
        Err(raised) => drop(vm.take_exception(raised)),
    }
    ok
}
