//! Compressor objects.

use super::stream::{Deflate, Settings};
use super::{BUFFER, DEF_MEM_LEVEL, MAX_WBITS, error, next_room};
use crate::convert::{c_int_or, data};
use crate::receiver::this;
use libz_rs_sys as z;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::RefCell;

/// A compressor; without a stream once it has finished.
struct Compress {
    stream: RefCell<Option<Deflate>>,
}

impl NativeData for Compress {
    runtime::native_info!(Compress);

    fn trace(&self, _: &mut Tracer<'_>) {}
}

pub(super) fn compressobj(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let settings = Settings {
        level: c_int_or(vm, args.opt(0), -1)?,
        method: c_int_or(vm, args.opt(1), z::Z_DEFLATED)?,
        window_bits: c_int_or(vm, args.opt(2), MAX_WBITS)?,
        memory_level: c_int_or(vm, args.opt(3), DEF_MEM_LEVEL)?,
        strategy: c_int_or(vm, args.opt(4), 0)?,
    };
    let dictionary = match args.not_none(5) {
        Some(dictionary) => Some(data(vm, dictionary)?),
        None => None,
    };
    let mut stream = match Deflate::new(settings) {
        Ok(stream) => stream,
        Err(z::Z_MEM_ERROR) => {
            return Err(vm.raise_text(Exc::MemoryError, "Can't allocate memory for compression object"));
        }
        Err(z::Z_STREAM_ERROR) => return Err(vm.value_error("Invalid initialization option")),
        Err(code) => return Err(error(vm, code, None, "while creating compression object")),
    };
    if let Some(dictionary) = dictionary {
        match stream.set_dictionary(&dictionary) {
            z::Z_OK => {}
            z::Z_STREAM_ERROR => return Err(vm.value_error("Invalid dictionary")),
            _ => return Err(vm.value_error("deflateSetDictionary()")),
        }
    }
    let class = vm.native_type(&COMPRESS)?;
    Ok(vm.native(class, Compress { stream: RefCell::new(Some(stream)) })?.value())
}

/// Compresses all of the input; output, the last code and what the library said.
fn run(stream: &mut Option<Deflate>, input: &[u8], flush: i32) -> (Vec<u8>, i32, Option<String>) {
    let (mut out, mut at) = (Vec::new(), 0);
    let Some(stream) = stream else { return (out, z::Z_STREAM_ERROR, None) };
    loop {
        let room = next_room(out.len(), BUFFER);
        let before = out.len();
        let step = stream.run(&input[at..], &mut out, room, flush);
        at += step.used;
        // Unless the room was filled, nothing more comes.
        if step.code < 0 || step.code == z::Z_STREAM_END || (at == input.len() && out.len() - before < room) {
            return (out, step.code, stream.message());
        }
    }
}

fn compress(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let object = this::<Compress>(args[0]);
    let data = data(vm, args[1])?;
    let (out, code, said) = run(&mut object.data.stream.borrow_mut(), &data, z::Z_NO_FLUSH);
    if code == z::Z_STREAM_ERROR {
        return Err(error(vm, code, said, "while compressing data"));
    }
    Ok(vm.bytes(&out)?.value())
}

fn flush(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mode = c_int_or(vm, args.opt(1), z::Z_FINISH)?;
    if mode == z::Z_NO_FLUSH {
        return Ok(vm.bytes(&[])?.value());
    }
    let object = this::<Compress>(args[0]);
    let (out, code, said) = run(&mut object.data.stream.borrow_mut(), &[], mode);
    match code {
        z::Z_STREAM_END if mode == z::Z_FINISH => {
            object.data.stream.replace(None);
        }
        z::Z_OK | z::Z_BUF_ERROR => {}
        _ => return Err(error(vm, code, said, "while flushing")),
    }
    Ok(vm.bytes(&out)?.value())
}

fn copy(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let copied = match &*this::<Compress>(args[0]).data.stream.borrow() {
        Some(stream) => stream.copy(),
        None => Err(z::Z_STREAM_ERROR),
    };
    match copied {
        Ok(stream) => {
            let class = vm.native_type(&COMPRESS)?;
            Ok(vm.native(class, Compress { stream: RefCell::new(Some(stream)) })?.value())
        }
        Err(z::Z_STREAM_ERROR) => Err(vm.value_error("Inconsistent stream state")),
        Err(z::Z_MEM_ERROR) => Err(vm.raise_text(Exc::MemoryError, "Can't allocate memory for compression object")),
        Err(code) => Err(error(vm, code, None, "while copying compression object")),
    }
}

static COMPRESS: TypeSpec = TypeSpec {
    name: "Compress",
    module: "zlib",
    flags: type_flag::NO_NEW,
    methods: &[
        method("compress", "(data, /)", compress).doc("Returns a bytes object containing compressed data."),
        method("flush", "(mode=zlib.Z_FINISH, /)", flush)
            .doc("Return a bytes object containing any remaining compressed data."),
        method("copy", "()", copy).doc("Return a copy of the compression object."),
        method("__copy__", "()", copy),
        method("__deepcopy__", "(memo, /)", copy),
    ],
    ..TypeSpec::EMPTY
};
