//! `zlib`: compression and decompression of byte strings and streams.

mod compress;
mod decompress;
mod stream;

use crate::binascii::masked;
use crate::convert::{self, c_int_or, data};
use crate::errors::ErrorClass;
use libz_rs_sys as z;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Gc, Native};
use runtime::native::{Args, ModuleSpec, TypeSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::RefCell;
use stream::{Deflate, Inflate, Settings};

static ERROR: ErrorClass = ErrorClass::new("zlib.error", Exc::Exception, "");

const MAX_WBITS: i32 = 15;
const DEF_MEM_LEVEL: i32 = 8;
/// Size of the first piece of output.
const BUFFER: usize = 16 << 10;
/// Largest piece of output made room for at once.
const LARGEST: usize = 32 << 20;

/// The exception for a code of the library.
fn error(vm: &mut Vm, code: i32, said: Option<String>, doing: &str) -> Raised {
    let known = match code {
        z::Z_VERSION_ERROR => Some("library version mismatch".to_owned()),
        _ => said,
    };
    let text = known.or_else(|| {
        let text = match code {
            z::Z_BUF_ERROR => "incomplete or truncated stream",
            z::Z_STREAM_ERROR => "inconsistent stream state",
            z::Z_DATA_ERROR => "invalid input data",
            _ => return None,
        };
        Some(text.to_owned())
    });
    let message = match text {
        Some(text) => format!("Error {code} {doing}: {text}"),
        None => format!("Error {code} {doing}"),
    };
    ERROR.raise(vm, &message)
}

/// How much room the next piece of output gets.
fn next_room(so_far: usize, first: usize) -> usize {
    so_far.clamp(first, LARGEST)
}

/// The stream that `compress` used last. To make one is to zero 280 KB, which takes longer than to compress a few bytes.
struct Spare(RefCell<Option<(Settings, Deflate)>>);
runtime::native_data!(Spare, []);

static SPARE: TypeSpec = TypeSpec { name: "spare_stream", module: "zlib", ..TypeSpec::EMPTY };

fn spare(vm: &mut Vm) -> PyResult<Gc<Native<Spare>>> {
    const KEY: &str = "zlib: spare stream";
    if let Some(spare) = vm.module_state(KEY).and_then(|spare| spare.cast()) {
        return Ok(spare);
    }
    let class = vm.native_type(&SPARE)?;
    let spare = vm.native(class, Spare(RefCell::new(None)))?;
    vm.set_module_state(KEY, spare.value());
    Ok(spare)
}

fn compress(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let level = c_int_or(vm, args.opt(1), -1)?;
    let window_bits = c_int_or(vm, args.opt(2), MAX_WBITS)?;
    let data = data(vm, args[0])?;
    let settings = Settings { level, method: z::Z_DEFLATED, window_bits, memory_level: DEF_MEM_LEVEL, strategy: 0 };
    let spare = spare(vm)?;
    let known = spare.data.0.take().filter(|(made_with, _)| *made_with == settings);
    let known = known.and_then(|(_, mut stream)| stream.reset().then_some(stream));
    let mut stream = match known.map_or_else(|| Deflate::new(settings), Ok) {
        Ok(stream) => stream,
        Err(z::Z_MEM_ERROR) => return Err(vm.raise_text(Exc::MemoryError, "Out of memory while compressing data")),
        Err(z::Z_STREAM_ERROR) => return Err(ERROR.raise(vm, "Bad compression level")),
        Err(code) => return Err(error(vm, code, None, "while compressing data")),
    };
    let (mut out, mut at) = (Vec::new(), 0);
    loop {
        let room = next_room(out.len(), BUFFER);
        let step = stream.run(&data[at..], &mut out, room, z::Z_FINISH);
        at += step.used;
        match step.code {
            z::Z_STREAM_END => {
                spare.data.0.replace(Some((settings, stream)));
                return Ok(vm.bytes(&out)?.value());
            }
            z::Z_STREAM_ERROR => {
                let said = stream.message();
                return Err(error(vm, step.code, said, "while compressing data"));
            }
            _ => {}
        }
    }
}

fn decompress(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let window_bits = c_int_or(vm, args.opt(1), MAX_WBITS)?;
    let first = args.opt(2).map_or(Ok(BUFFER as i64), |size| convert::size(vm, size))?;
    if first < 0 {
        return Err(vm.value_error("bufsize must be non-negative"));
    }
    let first = (first as usize).clamp(1, LARGEST);
    let data = data(vm, args[0])?;
    let mut stream = match Inflate::new(window_bits) {
        Ok(stream) => stream,
        Err(z::Z_MEM_ERROR) => return Err(vm.raise_text(Exc::MemoryError, "Out of memory while decompressing data")),
        Err(code) => return Err(error(vm, code, None, "while preparing to decompress data")),
    };
    let (mut out, mut at) = (Vec::new(), 0);
    loop {
        let (room, before) = (next_room(out.len(), first), out.len());
        let step = stream.run(&data[at..], &mut out, room, z::Z_SYNC_FLUSH);
        at += step.used;
        match step.code {
            z::Z_STREAM_END => return Ok(vm.bytes(&out)?.value()),
            z::Z_OK if step.used > 0 || out.len() > before => {}
            z::Z_OK | z::Z_BUF_ERROR => {
                let said = stream.message();
                return Err(error(vm, z::Z_BUF_ERROR, said, "while decompressing data"));
            }
            z::Z_MEM_ERROR => return Err(vm.raise_text(Exc::MemoryError, "Out of memory while decompressing data")),
            code => {
                let said = stream.message();
                return Err(error(vm, code, said, "while decompressing data"));
            }
        }
    }
}

fn adler32(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let start = args.opt(1).map_or(Ok(1), |start| masked(vm, start))?;
    let sum = vm.with_bytes(args[0], |_, bytes| stream::adler32(start, bytes))?;
    vm.int(sum.into())
}

fn crc32(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let start = args.opt(1).map_or(Ok(0), |start| masked(vm, start))?;
    let sum = vm.with_bytes(args[0], |_, bytes| {
        let mut hasher = crc32fast::Hasher::new_with_initial(start);
        hasher.update(bytes);
        hasher.finalize()
    })?;
    vm.int(sum.into())
}

static CONSTANTS: &[(&str, i32)] = &[
    ("MAX_WBITS", MAX_WBITS),
    ("DEFLATED", z::Z_DEFLATED),
    ("DEF_MEM_LEVEL", DEF_MEM_LEVEL),
    ("DEF_BUF_SIZE", BUFFER as i32),
    ("Z_NO_COMPRESSION", z::Z_NO_COMPRESSION),
    ("Z_BEST_SPEED", z::Z_BEST_SPEED),
    ("Z_BEST_COMPRESSION", z::Z_BEST_COMPRESSION),
    ("Z_DEFAULT_COMPRESSION", z::Z_DEFAULT_COMPRESSION),
    ("Z_FILTERED", z::Z_FILTERED),
    ("Z_HUFFMAN_ONLY", z::Z_HUFFMAN_ONLY),
    ("Z_RLE", z::Z_RLE),
    ("Z_FIXED", z::Z_FIXED),
    ("Z_DEFAULT_STRATEGY", z::Z_DEFAULT_STRATEGY),
    ("Z_NO_FLUSH", z::Z_NO_FLUSH),
    ("Z_PARTIAL_FLUSH", z::Z_PARTIAL_FLUSH),
    ("Z_SYNC_FLUSH", z::Z_SYNC_FLUSH),
    ("Z_FULL_FLUSH", z::Z_FULL_FLUSH),
    ("Z_FINISH", z::Z_FINISH),
    ("Z_BLOCK", z::Z_BLOCK),
    ("Z_TREES", z::Z_TREES),
];

/// `zlib`
pub(crate) static ZLIB: ModuleSpec = ModuleSpec {
    name: "zlib",
    doc: "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.\n\nadler32(string[, start]) -- Compute an Adler-32 checksum.\ncompress(data[, level]) -- Compress data, with compression level 0-9 or -1.\ncompressobj([level[, ...]]) -- Return a compressor object.\ncrc32(string[, start]) -- Compute a CRC-32 checksum.\ndecompress(string,[wbits],[bufsize]) -- Decompresses a compressed string.\ndecompressobj([wbits[, zdict]]) -- Return a decompressor object.",
    functions: &[
        func("adler32", "(data, value=1, /)", adler32).doc("Compute an Adler-32 checksum of data."),
        func("compress", "(data, /, level=-1, wbits=15)", compress)
            .doc("Returns a bytes object containing compressed data."),
        func(
            "compressobj",
            "(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)",
            compress::compressobj,
        )
        .doc("Return a compressor object."),
        func("crc32", "(data, value=0, /)", crc32).doc("Compute a CRC-32 checksum of data."),
        func("decompress", "(data, /, wbits=15, bufsize=16384)", decompress)
            .doc("Returns a bytes object containing the uncompressed data."),
        func("decompressobj", "(wbits=15, zdict=b'')", decompress::decompressobj).doc("Return a decompressor object."),
    ],
    types: &[&decompress::ZLIB_DECOMPRESSOR],
    init: Some(init),
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    for &(name, value) in CONSTANTS {
        dict.set_text(vm, name, Value::int32(value))?;
    }
    let version = vm.str(&stream::version())?.value();
    for (name, value) in [("ZLIB_VERSION", version), ("ZLIB_RUNTIME_VERSION", version)] {
        dict.set_text(vm, name, value)?;
    }
    let version = vm.str("1.0")?.value();
    dict.set_text(vm, "__version__", version)?;
    ERROR.add_to(vm, module)
}
