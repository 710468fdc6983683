//! `_io`: files of bytes and of text.
//!
//! ```text
//!   TextIOWrapper (text, text_read, text_seek) ─▶ Buffered… (buffered_types, buffered, buffer) ─▶ FileIO (fileio)
//!        └ Rc<Pending> ────────────────────────────────▶ Rc<Core> ───────────────────────────────▶ Rc<Descriptor>
//! ```
//!
//! The second row is native memory that the files share. When a chain of files dies, in whatever order its objects are
//! dropped, what was written goes down that row to the descriptor, which is closed last.

mod abandoned;
mod base;
mod buffer;
mod buffered;
mod buffered_types;
mod bytesio;
mod fileio;
mod newline;
mod open;
mod pair;
mod raw;
mod streams;
mod stringio;
mod target;
mod text;
mod text_read;
mod text_seek;

pub(crate) use abandoned::{Look, close_abandoned, identity_of, looking};
pub(crate) use streams::{flush_at_exit, install, install_encoding};

use buffer::Core;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native, NativeData, Tracer};
use runtime::native::{ModuleSpec, TypeSpec, func, getset, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::exception::Exception;
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use text::Pending;

/// Runs `then` even if `first` failed; of two exceptions the first is the context of the second.
fn both<A, B>(vm: &mut Vm, first: PyResult<A>, then: impl FnOnce(&mut Vm) -> PyResult<B>) -> PyResult<(A, B)> {
    let raised = match first {
        Ok(a) => return then(vm).map(|b| (a, b)),
        Err(raised) => raised,
    };
    let exception = vm.take_exception(raised);
    match then(vm) {
        Ok(_) => Err(vm.set_exception(exception)),
        Err(second) => {
            let second = vm.take_exception(second);
            if second != exception
                && let Some(object) = second.cast::<Exception>()
            {
                object.context.set(vm, object, exception);
            }
            Err(vm.set_exception(second))
        }
    }
}

/// A builtin by name.
fn builtin(vm: &mut Vm, name: &str) -> Value {
    let builtins = vm.builtins;
    builtins.get_text(vm, name).unwrap_or(Value::NONE)
}

/// Ends the use of a memoryview; a failure only means that somebody keeps it.
fn release_view(vm: &mut Vm, view: Value) {
    // On the way out of a failed call an exception may be set already, and must stay.
    let waiting = vm.pending_exception();
    if let Err(raised) = vm.call_method(view, "release", &[]) {
        vm.take_exception(raised);
    }
    vm.restore_exception(waiting);
}

/// What `__del__` of files does: closes them; nobody hears of a failure.
fn close_quietly(vm: &mut Vm, file: Value) {
    let closed = (|| {
        if !base::is_closed(vm, file)? {
            vm.call_method(file, "close", &[])?;
        }
        Ok(())
    })();
    if let Err(raised) = closed {
        vm.take_exception(raised);
    }
}

/// Adds a state's items to an object's `__dict__`.
fn update_dict(vm: &mut Vm, object: Value, state: Value, which: &str) -> PyResult<()> {
    if state.is_none() {
        return Ok(());
    }
    let Some(items) = state.cast::<Dict>() else {
        let message = format!("{which} item of state should be a dict, got a {}", vm.type_name(state));
        return Err(vm.type_error(&message));
    };
    let dict = vm.get_attr_text(object, "__dict__")?;
    vm.call_method(dict, "update", &[items.value()])?;
    Ok(())
}

/// Files that may hold data when the interpreter ends.
#[derive(Default)]
struct OpenFiles {
    cores: RefCell<Vec<Weak<Core>>>,
    texts: RefCell<Vec<Weak<Pending>>>,
}

impl NativeData for OpenFiles {
    runtime::native_info!(OpenFiles);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

static OPEN_FILES: TypeSpec = TypeSpec { name: "open_files", module: "_io", ..TypeSpec::EMPTY };

fn open_files(vm: &mut Vm) -> PyResult<Gc<Native<OpenFiles>>> {
    const KEY: &str = "io: open files";
    if let Some(files) = vm.module_state(KEY).and_then(|files| files.cast()) {
        return Ok(files);
    }
    let class = vm.native_type(&OPEN_FILES)?;
    let files = vm.native(class, OpenFiles::default())?;
    vm.set_module_state(KEY, files.value());
    Ok(files)
}

/// Adds to a list of weak references, first cleaning it up when it has grown.
fn remember<T>(list: &RefCell<Vec<Weak<T>>>, item: &Rc<T>) {
    let mut list = list.borrow_mut();
    if list.len() == list.capacity() {
        list.retain(|known| known.strong_count() > 0);
        let room = list.len().max(16);
        list.reserve(room);
    }
    list.push(Rc::downgrade(item));
}

/// Sees to it that a buffer is flushed when the interpreter ends.
fn keep_until_exit(vm: &mut Vm, core: &Rc<Core>) {
    match open_files(vm) {
        Ok(files) => remember(&files.data.cores, core),
        Err(raised) => drop(vm.take_exception(raised)),
    }
}

/// Sees to it that a text file is flushed when the interpreter ends.
fn keep_text_until_exit(vm: &mut Vm, pending: &Rc<Pending>) {
    match open_files(vm) {
        Ok(files) => remember(&files.data.texts, pending),
        Err(raised) => drop(vm.take_exception(raised)),
    }
}

/// `_io.TextIOWrapper`
static TEXT_IO_WRAPPER: TypeSpec = TypeSpec {
    name: "TextIOWrapper",
    module: "_io",
    base: Some(&base::TEXT_IO_BASE),
    flags: base::FLAGS,
    methods: &[
        method("__new__", "(*args, **kwargs)", text::new).class_only(),
        method(
            "__init__",
            "(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)",
            text::init,
        ),
        method(
            "reconfigure",
            "(*, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)",
            text::reconfigure,
        ),
        method("detach", "()", text::detach),
        method("write", "(text, /)", text::write),
        method("read", "(size=-1, /)", text_read::read),
        method("readline", "(size=-1, /)", text_read::readline),
        method("__next__", "()", text_read::next),
        method("flush", "()", text::flush),
        method("close", "()", text::close),
        method("fileno", "()", text::fileno),
        method("seekable", "()", text::seekable),
        method("readable", "()", text::readable),
        method("writable", "()", text::writable),
        method("isatty", "()", text::isatty),
        method("seek", "(cookie, whence=0, /)", text_seek::seek),
        method("tell", "()", text_seek::tell),
        method("truncate", "(pos=None, /)", text_seek::truncate),
        method("__repr__", "()", text::repr),
        method("__reduce__", "()", fileio::no_pickle),
        method("__reduce_ex__", "(protocol, /)", fileio::no_pickle),
        method("__del__", "()", text::del),
    ],
    getset: &[
        readonly("encoding", text::get_encoding),
        readonly("buffer", text::get_buffer),
        readonly("line_buffering", text::get_line_buffering),
        readonly("write_through", text::get_write_through),
        readonly("name", text::get_name),
        readonly("closed", text::get_closed),
        readonly("newlines", text::get_newlines),
        readonly("errors", text::get_errors),
        getset("_CHUNK_SIZE", text::get_chunk, text::set_chunk),
        getset("_finalizing", text::get_finalizing, text::set_finalizing),
        runtime::builtins::object::DICT_GETSET,
    ],
    doc: "Character and line based layer over a BufferedIOBase object, buffer.\n\nencoding gives the name of the encoding that the stream will be\ndecoded or encoded with. It defaults to locale.getencoding().\n\nerrors determines the strictness of encoding and decoding (see\nhelp(codecs.Codec) or the documentation for codecs.register) and\ndefaults to \"strict\".\n\nnewline controls how line endings are handled. It can be None, '',\n'\\n', '\\r', and '\\r\\n'.  It works as follows:\n\n* On input, if newline is None, universal newlines mode is\n  enabled. Lines in the input can end in '\\n', '\\r', or '\\r\\n', and\n  these are translated into '\\n' before being returned to the\n  caller. If it is '', universal newline mode is enabled, but line\n  endings are returned to the caller untranslated. If it has any of\n  the other legal values, input lines are only terminated by the given\n  string, and the line ending is returned to the caller untranslated.\n\n* On output, if newline is None, any '\\n' characters written are\n  translated to the system default line separator, os.linesep. If\n  newline is '' or '\\n', no translation takes place. If newline is any\n  of the other legal values, any '\\n' characters written are translated\n  to the given string.\n\nIf line_buffering is True, a call to flush is implied when a call to\nwrite contains a newline character.",
    ..TypeSpec::EMPTY
};

/// `_io`
pub(crate) static IO: ModuleSpec = ModuleSpec {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling. The\nbuiltin open function is defined in this module.\n\nAt the top of the I/O hierarchy is the abstract base class IOBase. It\ndefines the basic interface to a stream. Note, however, that there is no\nseparation between reading and writing to streams; implementations are\nallowed to raise an OSError if they do not support a given operation.\n\nExtending IOBase is RawIOBase which deals simply with the reading and\nwriting of raw bytes to a stream. FileIO subclasses RawIOBase to provide\nan interface to OS files.\n\nBufferedIOBase deals with buffering on a raw byte stream (RawIOBase). Its\nsubclasses, BufferedWriter, BufferedReader, and BufferedRWPair buffer\nstreams that are readable, writable, and both respectively.\nBufferedRandom provides a buffered interface to random access\nstreams. BytesIO is a simple stream of in-memory bytes.\n\nAnother IOBase subclass, TextIOBase, deals with the encoding and decoding\nof streams into text. TextIOWrapper, which extends it, is a buffered text\ninterface to a buffered raw stream (`BufferedIOBase`). Finally, StringIO\nis an in-memory stream for text.\n\nArgument names are not part of the specification, and only the arguments\nof open() are intended to be used as keyword arguments.\n\ndata:\n\nDEFAULT_BUFFER_SIZE\n   An int containing the default buffer size used by the module's buffered\n   I/O classes. open() uses the file's blksize (as obtained by os.stat) if\n   possible.\n",
    functions: &[
        func("open", open::SIGNATURE, open::open).doc(open::DOC),
        func("open_code", "(path)", open::open_code),
        func("text_encoding", "(encoding, stacklevel=2, /)", open::text_encoding),
    ],
    types: &[
        &base::IO_BASE,
        &base::RAW_IO_BASE,
        &base::BUFFERED_IO_BASE,
        &base::TEXT_IO_BASE,
        &fileio::FILE_IO,
        &bytesio::BYTES_IO,
        &stringio::STRING_IO,
        &buffered_types::BUFFERED_READER,
        &buffered_types::BUFFERED_WRITER,
        &buffered_types::BUFFERED_RANDOM,
        &pair::BUFFERED_RW_PAIR,
        &newline::INCREMENTAL_NEWLINE_DECODER,
        &TEXT_IO_WRAPPER,
    ],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    dict.set_text(vm, "DEFAULT_BUFFER_SIZE", Value::len(base::DEFAULT_BUFFER_SIZE))?;
    let class = base::unsupported_class(vm)?.value();
    dict.set_text(vm, "UnsupportedOperation", class)?;
    let class = vm.exc(Exc::BlockingIOError).value();
    dict.set_text(vm, "BlockingIOError", class)
}
