//! Decompressor objects: `Decompress`, which leaves the input that it did not use to its caller, and `_ZlibDecompressor`,
//! which keeps it.

use super::stream::Inflate;
use super::{BUFFER, MAX_WBITS, error, next_room};
use crate::convert::{self, c_int_or, data};
use crate::decompressor::{self, Decoded, Decoder};
use crate::receiver::{class_arg, this};
use libz_rs_sys as z;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, member, method};
use runtime::object::string::Bytes;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::{Cell, RefCell};

/// A stream and the dictionary that it may ask for.
struct Source {
    stream: Inflate,
    dictionary: Option<Vec<u8>>,
}

impl Source {
    fn new(vm: &mut Vm, window_bits: i32, dictionary: Option<Value>) -> PyResult<Source> {
        let dictionary = match dictionary {
            Some(dictionary) if !vm.has_buffer(dictionary) => {
                return Err(vm.type_error("zdict argument must support the buffer protocol"));
            }
            Some(dictionary) => Some(data(vm, dictionary)?.to_vec()),
            None => None,
        };
        let stream = match Inflate::new(window_bits) {
            Ok(stream) => stream,
            Err(z::Z_STREAM_ERROR) => return Err(vm.value_error("Invalid initialization option")),
            Err(z::Z_MEM_ERROR) => return Err(no_memory(vm)),
            Err(code) => return Err(error(vm, code, None, "while creating decompression object")),
        };
        let mut source = Source { stream, dictionary };
        if window_bits < 0
            && let Err(code) = source.use_dictionary()
        {
            let said = source.stream.message();
            return Err(error(vm, code, said, "while setting zdict"));
        }
        Ok(source)
    }

    /// Gives the stream its dictionary, if there is one.
    fn use_dictionary(&mut self) -> Result<(), i32> {
        match self.dictionary.as_deref().filter(|dictionary| !dictionary.is_empty()) {
            Some(dictionary) => match self.stream.set_dictionary(dictionary) {
                z::Z_OK => Ok(()),
                code => Err(code),
            },
            None => Ok(()),
        }
    }

    fn copy(&self) -> Result<Source, i32> {
        Ok(Source { stream: self.stream.copy()?, dictionary: self.dictionary.clone() })
    }

    /// Decompresses until the input is used up, the stream ends or `limit` bytes came out.
    fn run(&mut self, input: &[u8], limit: usize, first: usize, flush: i32) -> Output {
        let mut output = Output { bytes: Vec::new(), code: z::Z_OK, used: 0, setting_dictionary: false };
        while output.bytes.len() < limit {
            let room = next_room(output.bytes.len(), first).min(limit - output.bytes.len());
            let before = output.bytes.len();
            let step = self.stream.run(&input[output.used..], &mut output.bytes, room, flush);
            output.used += step.used;
            output.code = step.code;
            match step.code {
                z::Z_NEED_DICT if self.dictionary.is_some() => {
                    if let Err(code) = self.use_dictionary() {
                        return Output { code, setting_dictionary: true, ..output };
                    }
                }
                z::Z_OK | z::Z_BUF_ERROR => {}
                _ => break,
            }
            let produced = output.bytes.len() - before;
            let stuck = produced == 0 && step.used == 0;
            let more = produced == room || output.used < input.len() || step.code == z::Z_NEED_DICT;
            if stuck || !more {
                break;
            }
        }
        output
    }
}

/// What came out of a stream.
struct Output {
    bytes: Vec<u8>,
    code: i32,
    used: usize,
    /// The code is that of setting the dictionary.
    setting_dictionary: bool,
}

fn no_memory(vm: &mut Vm) -> Raised {
    vm.raise_text(Exc::MemoryError, "Can't allocate memory for decompression object")
}

/// `zlib.Decompress`
struct Decompress {
    source: RefCell<Option<Source>>,
    unused_data: Field<Value>,
    unconsumed_tail: Field<Value>,
    eof: Cell<bool>,
}
runtime::native_data!(Decompress, [unused_data, unconsumed_tail]);

type This = Gc<Native<Decompress>>;

fn make(vm: &mut Vm, source: Source, unused: Value, tail: Value, eof: bool) -> PyResult<Value> {
    let class = vm.native_type(&DECOMPRESS)?;
    let object = Decompress {
        source: RefCell::new(Some(source)),
        unused_data: Field::new(unused),
        unconsumed_tail: Field::new(tail),
        eof: Cell::new(eof),
    };
    Ok(vm.native(class, object)?.value())
}

pub(super) fn decompressobj(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let window_bits = c_int_or(vm, args.opt(0), MAX_WBITS)?;
    let source = Source::new(vm, window_bits, args.opt(1))?;
    let empty = vm.bytes(&[])?.value();
    make(vm, source, empty, empty, false)
}

/// Keeps the input that was not used.
fn keep_rest(vm: &mut Vm, object: This, code: i32, mut rest: &[u8]) -> PyResult<()> {
    if code == z::Z_STREAM_END {
        let unused = object.data.unused_data.get().cast::<Bytes>();
        let unused = unused.as_ref().map_or(&[][..], |unused| unused.bytes());
        let joined = vm.bytes_joined(&[unused, rest])?;
        object.data.unused_data.set(vm, object, joined.value());
        rest = &[];
    }
    let tail = vm.bytes(rest)?;
    object.data.unconsumed_tail.set(vm, object, tail.value());
    Ok(())
}

fn decompress(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Decompress>(args[0]);
    let limit = args.opt(2).map_or(Ok(0), |limit| convert::size(vm, limit))?;
    if limit < 0 {
        return Err(vm.value_error("max_length must be non-negative"));
    }
    let limit = if limit == 0 { usize::MAX } else { limit as usize };
    let data = data(vm, args[1])?;
    let output = match &mut *object.data.source.borrow_mut() {
        Some(source) => source.run(&data, limit, BUFFER.min(limit), z::Z_SYNC_FLUSH),
        None => Output { bytes: Vec::new(), code: z::Z_STREAM_END, used: 0, setting_dictionary: false },
    };
    if output.setting_dictionary {
        return Err(failure(vm, object, output.code, "while setting zdict"));
    }
    keep_rest(vm, object, output.code, &data[output.used..])?;
    match output.code {
        z::Z_STREAM_END => object.data.eof.set(true),
        z::Z_OK | z::Z_BUF_ERROR => {}
        code => return Err(failure(vm, object, code, "while decompressing data")),
    }
    Ok(vm.bytes(&output.bytes)?.value())
}

fn failure(vm: &mut Vm, object: This, code: i32, doing: &str) -> Raised {
    let said = object.data.source.borrow().as_ref().and_then(|source| source.stream.message());
    error(vm, code, said, doing)
}

fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Decompress>(args[0]);
    let length = args.opt(1).map_or(Ok(BUFFER as i64), |length| convert::size(vm, length))?;
    if length <= 0 {
        return Err(vm.value_error("length must be greater than zero"));
    }
    let data = data(vm, object.data.unconsumed_tail.get())?;
    let output = match &mut *object.data.source.borrow_mut() {
        Some(source) => source.run(&data, usize::MAX, (length as usize).min(super::LARGEST), z::Z_FINISH),
        None => return Ok(vm.bytes(&[])?.value()),
    };
    if output.setting_dictionary {
        return Err(failure(vm, object, output.code, "while setting zdict"));
    }
    keep_rest(vm, object, output.code, &data[output.used..])?;
    if output.code == z::Z_STREAM_END {
        object.data.eof.set(true);
        object.data.source.replace(None);
    }
    Ok(vm.bytes(&output.bytes)?.value())
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Decompress>(args[0]);
    let copied = match &*object.data.source.borrow() {
        Some(source) => source.copy(),
        None => Err(z::Z_STREAM_ERROR),
    };
    match copied {
        Ok(source) => {
            let (unused, tail) = (object.data.unused_data.get(), object.data.unconsumed_tail.get());
            make(vm, source, unused, tail, object.data.eof.get())
        }
        Err(z::Z_STREAM_ERROR) => Err(vm.value_error("Inconsistent stream state")),
        Err(z::Z_MEM_ERROR) => Err(no_memory(vm)),
        Err(code) => Err(error(vm, code, None, "while copying decompression object")),
    }
}

fn get_unused_data(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Decompress>(value).data.unused_data.get())
}

fn get_unconsumed_tail(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Decompress>(value).data.unconsumed_tail.get())
}

fn get_eof(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::bool(this::<Decompress>(value).data.eof.get()))
}

static DECOMPRESS: TypeSpec = TypeSpec {
    name: "Decompress",
    module: "zlib",
    flags: type_flag::NO_NEW,
    methods: &[
        method("decompress", "(data, /, max_length=0)", decompress)
            .doc("Return a bytes object containing the decompressed version of the data."),
        method("flush", "(length=zlib.DEF_BUF_SIZE, /)", flush)
            .doc("Return a bytes object containing any remaining decompressed data."),
        method("copy", "()", copy).doc("Return a copy of the decompression object."),
        method("__copy__", "()", copy),
        method("__deepcopy__", "(memo, /)", copy),
    ],
    getset: &[
        member("unused_data", get_unused_data),
        member("unconsumed_tail", get_unconsumed_tail),
        member("eof", get_eof),
    ],
    ..TypeSpec::EMPTY
};

impl Decoder for Source {
    runtime::native_info!(decompressor::Decompressor<Source>);

    fn decode(&mut self, input: &[u8], limit: usize) -> Result<Decoded, decompressor::Failure> {
        let output = self.run(input, limit, BUFFER.min(limit), z::Z_SYNC_FLUSH);
        match output.code {
            z::Z_OK | z::Z_BUF_ERROR | z::Z_STREAM_END if !output.setting_dictionary => {
                let ended = output.code == z::Z_STREAM_END;
                Ok(Decoded { bytes: output.bytes, used: output.used, ended })
            }
            code => Err(decompressor::Failure { code, said: self.stream.message() }),
        }
    }

    fn raise(vm: &mut Vm, failure: decompressor::Failure) -> Raised {
        error(vm, failure.code, failure.said, "while decompressing data")
    }
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let window_bits = c_int_or(vm, args.opt(1), MAX_WBITS)?;
    let source = Source::new(vm, window_bits, args.opt(2))?;
    decompressor::make(vm, class_arg(args), source)
}

/// `zlib._ZlibDecompressor`
pub(super) static ZLIB_DECOMPRESSOR: TypeSpec = TypeSpec {
    name: "_ZlibDecompressor",
    module: "zlib",
    methods: &[
        method("__new__", "(wbits=15, zdict=b'')", new),
        method("decompress", "(data, max_length=-1)", decompressor::decompress::<Source>),
    ],
    getset: &[
        member("eof", decompressor::eof::<Source>),
        member("unused_data", decompressor::unused_data::<Source>),
        member("needs_input", decompressor::needs_input::<Source>),
    ],
    doc: "Create a decompressor object for decompressing data incrementally.",
    ..TypeSpec::EMPTY
};
