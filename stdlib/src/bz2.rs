//! `_bz2`: compression by Burrows-Wheeler transform.

use crate::convert::{c_int_or, data};
use crate::decompressor::{self, Decoded, Decoder, Failure};
use crate::receiver::{class_arg, this};
use bzip2::{Action, Compress, Compression, Decompress, Status};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, member, method};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::RefCell;

/// Size of the first piece of output.
const BUFFER: usize = 8 << 10;
/// Largest piece of output made room for at once.
const LARGEST: usize = 16 << 20;

/// A compressor; none once it has been flushed.
struct Compressor {
    stream: RefCell<Option<Compress>>,
}

impl NativeData for Compressor {
    runtime::native_info!(Compressor);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

fn new_compressor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let level = c_int_or(vm, args.opt(1), 9)?;
    if !(1..=9).contains(&level) {
        return Err(vm.value_error("compresslevel must be between 1 and 9"));
    }
    let stream = Compress::new(Compression::new(level as u32), 0);
    vm.native(class_arg(args), Compressor { stream: RefCell::new(Some(stream)) }).map(|object| object.value())
}

fn run(vm: &mut Vm, stream: &mut Compress, input: &[u8], action: Action) -> PyResult<Vec<u8>> {
    let mut out = Vec::new();
    let start = stream.total_in();
    loop {
        out.reserve(out.len().clamp(BUFFER, LARGEST));
        let used = (stream.total_in() - start) as usize;
        if used == input.len() && matches!(action, Action::Run) {
            return Ok(out);
        }
        match stream.compress_vec(&input[used..], &mut out, action) {
            Ok(Status::StreamEnd) => return Ok(out),
            Ok(_) => {}
            Err(error) => return Err(vm.raise_text(Exc::OSError, &error.to_string())),
        }
    }
}

fn compress(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Compressor>(args[0]);
    let data = data(vm, args[1])?;
    let mut stream = object.data.stream.borrow_mut();
    let Some(stream) = &mut *stream else { return Err(vm.value_error("Compressor has been flushed")) };
    let out = run(vm, stream, &data, Action::Run)?;
    Ok(vm.bytes(&out)?.value())
}

fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(mut stream) = this::<Compressor>(args[0]).data.stream.replace(None) else {
        return Err(vm.value_error("Repeated call to flush()"));
    };
    let out = run(vm, &mut stream, &[], Action::Finish)?;
    Ok(vm.bytes(&out)?.value())
}

static COMPRESSOR: TypeSpec = TypeSpec {
    name: "BZ2Compressor",
    module: "_bz2",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(compresslevel=9, /)", new_compressor),
        method("compress", "(data, /)", compress).doc("Provide data to the compressor object."),
        method("flush", "()", flush).doc("Finish the compression process."),
    ],
    doc: "Create a compressor object for compressing data incrementally.",
    ..TypeSpec::EMPTY
};

struct Source(Decompress);

impl Decoder for Source {
    runtime::native_info!(decompressor::Decompressor<Source>);

    fn decode(&mut self, input: &[u8], limit: usize) -> Result<Decoded, Failure> {
        let start = self.0.total_in();
        let mut bytes: Vec<u8> = Vec::new();
        loop {
            let used = (self.0.total_in() - start) as usize;
            let room = bytes.len().clamp(BUFFER, LARGEST).min(limit - bytes.len());
            if room == 0 {
                return Ok(Decoded { bytes, used, ended: false });
            }
            let before = bytes.len();
            // The library fills what capacity there is, which may be more than was asked for.
            let mut piece = Vec::with_capacity(room);
            if piece.capacity() > room {
                piece = Vec::new();
                piece.reserve_exact(room);
            }
            let result = self.0.decompress_vec(&input[used..], &mut piece);
            bytes.append(&mut piece);
            let used = (self.0.total_in() - start) as usize;
            match result {
                Ok(Status::StreamEnd) => return Ok(Decoded { bytes, used, ended: true }),
                Ok(_) if used == input.len() && bytes.len() - before < room => {
                    return Ok(Decoded { bytes, used, ended: false });
                }
                Ok(_) => {}
                Err(_) => return Err(Failure { code: 0, said: None }),
            }
        }
    }

    fn raise(vm: &mut Vm, _: Failure) -> Raised {
        vm.raise_text(Exc::OSError, "Invalid data stream")
    }
}

fn new_decompressor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    decompressor::make(vm, class_arg(args), Source(Decompress::new(false)))
}

static DECOMPRESSOR: TypeSpec = TypeSpec {
    name: "BZ2Decompressor",
    module: "_bz2",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "()", new_decompressor),
        method("decompress", "(data, max_length=-1)", decompressor::decompress::<Source>)
            .doc("Decompress *data*, returning uncompressed data as bytes."),
    ],
    getset: &[
        member("eof", decompressor::eof::<Source>),
        member("unused_data", decompressor::unused_data::<Source>),
        member("needs_input", decompressor::needs_input::<Source>),
    ],
    doc: "Create a decompressor object for decompressing data incrementally.",
    ..TypeSpec::EMPTY
};

/// `_bz2`
pub(crate) static BZ2: ModuleSpec =
    ModuleSpec { name: "_bz2", types: &[&COMPRESSOR, &DECOMPRESSOR], ..ModuleSpec::EMPTY };
