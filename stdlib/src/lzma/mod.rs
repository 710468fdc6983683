//! `_lzma`: XZ and LZMA compression by liblzma.

mod filters;

use crate::convert::{c_int_or, data};
use crate::decompressor::{self, Decoded, Decoder, Failure};
use crate::errors::ErrorClass;
use crate::receiver::{class_arg, this};
use filters::{Filter, Options};
use liblzma::stream::{Action, Check, Error, Status, Stream};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, NativeData, Tracer};
use runtime::native::{Args, ModuleSpec, TypeSpec, func, member, method};
use runtime::object::module::Module;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::RefCell;

static ERROR: ErrorClass = ErrorClass::new("_lzma.LZMAError", Exc::Exception, "Call to liblzma failed.");

/// Formats.
const AUTO: i32 = 0;
const XZ: i32 = 1;
const ALONE: i32 = 2;
const RAW: i32 = 3;
/// What `check` is as long as nothing has been read.
const CHECK_UNKNOWN: i32 = 16;
/// Size of the first piece of output, and of the largest one made room for at once.
const BUFFER: usize = 32 << 10;
const LARGEST: usize = 16 << 20;

#[cold]
fn failed(vm: &mut Vm, error: Error) -> Raised {
    let message = match error {
        Error::Data => "Corrupt input data",
        Error::Options => "Invalid or unsupported options",
        Error::Format => "Input format not supported by decoder",
        Error::MemLimit => "Memory usage limit exceeded",
        Error::Mem => return vm.memory_error(),
        Error::Program => "Internal error",
        Error::NoCheck | Error::UnsupportedCheck => "Unsupported integrity check",
    };
    ERROR.raise(vm, message)
}

/// A compressor; none once it has been flushed.
struct Compressor {
    stream: RefCell<Option<Stream>>,
}

impl NativeData for Compressor {
    runtime::native_info!(Compressor);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

fn check_of(id: i32) -> Option<Check> {
    Some(match id {
        0 => Check::None,
        1 => Check::Crc32,
        4 | -1 => Check::Crc64,
        10 => Check::Sha256,
        _ => return None,
    })
}

fn encoder(format: i32, check: i32, preset: u32, chain: Option<&[Filter]>) -> Result<Stream, Error> {
    match (format, chain) {
        (XZ, chain) => {
            let check = check_of(check).ok_or(Error::UnsupportedCheck)?;
            match chain {
                None => Stream::new_easy_encoder(preset, check),
                Some(chain) => Stream::new_stream_encoder(&filters::chain(chain)?, check),
            }
        }
        (ALONE, Some([Filter::Lzma1(options)])) => Stream::new_lzma_encoder(&options.build()?),
        (ALONE, _) => Stream::new_lzma_encoder(&Options::of_preset(preset).ok_or(Error::Options)?.build()?),
        (_, chain) => Stream::new_raw_encoder(&filters::chain(chain.unwrap_or(&[]))?),
    }
}

fn new_compressor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let format = c_int_or(vm, args.opt(1), XZ)?;
    let check = c_int_or(vm, args.opt(2), -1)?;
    let (preset, specs) = (args.not_none(3), args.not_none(4));
    if preset.is_some() && specs.is_some() {
        return Err(vm.value_error("Cannot specify both preset and filter chain"));
    }
    let preset = match preset {
        None => 6,
        Some(preset) => {
            let n = crate::convert::c_unsigned_long(vm, preset)?;
            match u32::try_from(n) {
                Ok(n) => n,
                Err(_) => return Err(vm.overflow_error("Value too large for uint32_t type")),
            }
        }
    };
    if format != XZ && check != -1 && check != 0 {
        return Err(vm.value_error("Integrity checks are only supported by FORMAT_XZ"));
    }
    let chain = match specs {
        Some(specs) => Some(filters::filters(vm, specs)?),
        None => None,
    };
    match format {
        XZ => {}
        ALONE if chain.as_ref().is_some_and(|chain| !matches!(chain[..], [Filter::Lzma1(_)])) => {
            return Err(vm.value_error("Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter"));
        }
        ALONE => {}
        RAW if chain.is_none() => return Err(vm.value_error("Must specify filters for FORMAT_RAW")),
        RAW => {}
        _ => return Err(vm.value_error(&format!("Invalid container format: {format}"))),
    }
    if chain.is_none() && Options::of_preset(preset).is_none() {
        return Err(if format == ALONE { filters::invalid_preset(vm, preset) } else { failed(vm, Error::Options) });
    }
    match encoder(format, check, preset, chain.as_deref()) {
        Ok(stream) => {
            let compressor = Compressor { stream: RefCell::new(Some(stream)) };
            Ok(vm.native(class_arg(args), compressor)?.value())
        }
        Err(error) => Err(failed(vm, error)),
    }
}

fn run(stream: &mut Stream, input: &[u8], action: Action) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let start = stream.total_in();
    let finishes = matches!(action, Action::Finish);
    loop {
        out.reserve(out.len().clamp(BUFFER, LARGEST));
        let used = (stream.total_in() - start) as usize;
        if used == input.len() && !finishes {
            return Ok(out);
        }
        if stream.process_vec(&input[used..], &mut out, action)? == Status::StreamEnd {
            return Ok(out);
        }
    }
}

fn compress(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Compressor>(args[0]);
    let data = data(vm, args[1])?.to_vec();
    let Some(mut stream) = object.data.stream.take() else {
        return Err(vm.value_error("Compressor has been flushed"));
    };
    let out = run(&mut stream, &data, Action::Run);
    object.data.stream.replace(Some(stream));
    match out {
        Ok(out) => Ok(vm.bytes(&out)?.value()),
        Err(error) => Err(failed(vm, error)),
    }
}

fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(mut stream) = this::<Compressor>(args[0]).data.stream.take() else {
        return Err(vm.value_error("Repeated call to flush()"));
    };
    match run(&mut stream, &[], Action::Finish) {
        Ok(out) => Ok(vm.bytes(&out)?.value()),
        Err(error) => Err(failed(vm, error)),
    }
}

static COMPRESSOR: TypeSpec = TypeSpec {
    name: "LZMACompressor",
    module: "_lzma",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(format=FORMAT_XZ, check=-1, preset=None, filters=None)", new_compressor),
        method("compress", "(data, /)", compress).doc("Provide data to the compressor object."),
        method("flush", "()", flush).doc("Finish the compression process."),
    ],
    doc: "LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)\n\nCreate a compressor object for compressing data incrementally.",
    ..TypeSpec::EMPTY
};

struct Source {
    stream: Stream,
    /// The start of an XZ stream, which says what check it has.
    head: Vec<u8>,
    check: i32,
}

impl Source {
    fn look_at(&mut self, input: &[u8]) {
        if self.check != CHECK_UNKNOWN || self.head.len() >= 8 {
            return;
        }
        let missing = 8 - self.head.len();
        self.head.extend_from_slice(&input[..input.len().min(missing)]);
        if self.head.len() == 8 {
            let is_xz = self.head.starts_with(b"\xfd7zXZ\0");
            self.check = if is_xz { i32::from(self.head[7] & 15) } else { 0 };
        }
    }
}

impl Decoder for Source {
    runtime::native_info!(decompressor::Decompressor<Source>);

    fn decode(&mut self, input: &[u8], limit: usize) -> Result<Decoded, Failure> {
        self.look_at(input);
        let start = self.stream.total_in();
        let mut bytes: Vec<u8> = Vec::new();
        loop {
            let used = (self.stream.total_in() - start) as usize;
            let room = bytes.len().clamp(BUFFER, LARGEST).min(limit - bytes.len());
            if room == 0 {
                return Ok(Decoded { bytes, used, ended: false });
            }
            let mut piece = vec![0; room];
            let before = self.stream.total_out();
            let result = self.stream.process(&input[used..], &mut piece, Action::Run);
            let made = (self.stream.total_out() - before) as usize;
            bytes.extend_from_slice(&piece[..made]);
            let used = (self.stream.total_in() - start) as usize;
            match result {
                Ok(Status::StreamEnd) => return Ok(Decoded { bytes, used, ended: true }),
                Ok(_) if used == input.len() && made < room => return Ok(Decoded { bytes, used, ended: false }),
                Ok(_) => {}
                Err(error) => return Err(Failure { code: error as i32, said: None }),
            }
        }
    }

    fn raise(vm: &mut Vm, failure: Failure) -> Raised {
        let errors = [
            Error::Data,
            Error::Options,
            Error::Format,
            Error::MemLimit,
            Error::Mem,
            Error::NoCheck,
            Error::UnsupportedCheck,
        ];
        let error = errors.into_iter().find(|&error| error as i32 == failure.code);
        failed(vm, error.unwrap_or(Error::Program))
    }
}

fn new_decompressor(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let format = c_int_or(vm, args.opt(1), AUTO)?;
    let (limit, specs) = (args.not_none(2), args.not_none(3));
    let limit = match limit {
        None => u64::MAX,
        Some(_) if format == RAW => return Err(vm.value_error("Cannot specify memory limit with FORMAT_RAW")),
        Some(limit) => crate::convert::c_unsigned_long(vm, limit)?,
    };
    if format == RAW && specs.is_none() {
        return Err(vm.value_error("Must specify filters for FORMAT_RAW"));
    }
    if format != RAW && specs.is_some() {
        return Err(vm.value_error("Cannot specify filters except with FORMAT_RAW"));
    }
    let mut check = CHECK_UNKNOWN;
    let stream = match format {
        AUTO => Stream::new_auto_decoder(limit, 0),
        XZ => Stream::new_stream_decoder(limit, 0),
        ALONE => {
            check = 0;
            Stream::new_lzma_decoder(limit)
        }
        RAW => {
            check = 0;
            let chain = filters::filters(vm, specs.unwrap_or(Value::NONE))?;
            filters::chain(&chain).and_then(|chain| Stream::new_raw_decoder(&chain))
        }
        _ => return Err(vm.value_error(&format!("Invalid container format: {format}"))),
    };
    match stream {
        Ok(stream) => decompressor::make(vm, class_arg(args), Source { stream, head: Vec::new(), check }),
        Err(error) => Err(failed(vm, error)),
    }
}

fn check(_: &mut Vm, value: Value) -> PyResult<Value> {
    let object = &this::<decompressor::Decompressor<Source>>(value).data;
    let check = object.decoder.borrow().check;
    Ok(Value::int32(check))
}

static DECOMPRESSOR: TypeSpec = TypeSpec {
    name: "LZMADecompressor",
    module: "_lzma",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(format=FORMAT_AUTO, memlimit=None, filters=None)", new_decompressor),
        method("decompress", "(data, max_length=-1)", decompressor::decompress::<Source>)
            .doc("Decompress *data*, returning uncompressed data as bytes."),
    ],
    getset: &[
        member("check", check),
        member("eof", decompressor::eof::<Source>),
        member("needs_input", decompressor::needs_input::<Source>),
        member("unused_data", decompressor::unused_data::<Source>),
    ],
    doc: "Create a decompressor object for decompressing data incrementally.",
    ..TypeSpec::EMPTY
};

fn is_check_supported(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = crate::convert::c_int(vm, args[0])?;
    Ok(Value::bool(matches!(id, 0 | 1 | 4 | 10)))
}

fn encode_properties(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let filter = filters::filter(vm, args[0])?;
    Ok(vm.bytes(&filter.properties())?.value())
}

fn decode_properties(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let id = crate::convert::c_unsigned_long(vm, args[0])?;
    let properties = data(vm, args[1])?.to_vec();
    filters::decoded(vm, id, &properties)
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    ERROR.add_to(vm, module)?;
    let dict = module.dict.get();
    let constants: [(&str, i64); 28] = [
        ("FORMAT_AUTO", AUTO.into()),
        ("FORMAT_XZ", XZ.into()),
        ("FORMAT_ALONE", ALONE.into()),
        ("FORMAT_RAW", RAW.into()),
        ("CHECK_NONE", 0),
        ("CHECK_CRC32", 1),
        ("CHECK_CRC64", 4),
        ("CHECK_SHA256", 10),
        ("CHECK_ID_MAX", 15),
        ("CHECK_UNKNOWN", CHECK_UNKNOWN.into()),
        ("FILTER_LZMA1", filters::LZMA1 as i64),
        ("FILTER_LZMA2", filters::LZMA2 as i64),
        ("FILTER_DELTA", filters::DELTA as i64),
        ("FILTER_X86", 4),
        ("FILTER_POWERPC", 5),
        ("FILTER_IA64", 6),
        ("FILTER_ARM", 7),
        ("FILTER_ARMTHUMB", 8),
        ("FILTER_SPARC", 9),
        ("MF_HC3", 0x03),
        ("MF_HC4", 0x04),
        ("MF_BT2", 0x12),
        ("MF_BT3", 0x13),
        ("MF_BT4", 0x14),
        ("MODE_FAST", 1),
        ("MODE_NORMAL", 2),
        ("PRESET_DEFAULT", 6),
        ("PRESET_EXTREME", 1 << 31),
    ];
    for (name, n) in constants {
        let n = vm.int(n)?;
        dict.set_text(vm, name, n)?;
    }
    Ok(())
}

/// `_lzma`
pub(crate) static LZMA: ModuleSpec = ModuleSpec {
    name: "_lzma",
    functions: &[
        func("is_check_supported", "(check_id, /)", is_check_supported)
            .doc("Test whether the given integrity check is supported.\n\nAlways returns True for CHECK_NONE and CHECK_CRC32."),
        func("_encode_filter_properties", "(filter, /)", encode_properties)
            .doc("Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict)."),
        func("_decode_filter_properties", "(filter_id, encoded_props, /)", decode_properties)
            .doc("Return a dict describing the options (properties) of the filter described by *filter_id* and *encoded_props*."),
    ],
    types: &[&COMPRESSOR, &DECOMPRESSOR],
    init: Some(init),
    ..ModuleSpec::EMPTY
};
