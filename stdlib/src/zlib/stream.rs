//! Streams of the compression library as safe types. A stream does not move while it lives: its state points back to it.
//!
//! The invariant that the `unsafe` blocks cite: **\[STREAM\]** the stream was initialised by `new` or `copy` and not ended,
//! and its pointers to input and output are valid for the lengths beside them while a call lasts.
#![expect(unsafe_code, reason = "the library has a C interface: [STREAM]")]

use libz_rs_sys as z;
use std::ffi::{CStr, c_int};

/// How a stream is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) level: i32,
    pub(super) method: i32,
    pub(super) window_bits: i32,
    pub(super) memory_level: i32,
    pub(super) strategy: i32,
}

/// What a step did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// The library's code.
    pub(crate) code: i32,
    /// Bytes of the input that were used.
    pub(crate) used: usize,
}

fn empty_stream() -> Box<z::z_stream> {
    Box::new(z::z_stream::default())
}

fn message(stream: &z::z_stream) -> Option<String> {
    if stream.msg.is_null() {
        return None;
    }
    // SAFETY: [STREAM]: messages are static strings of the library.
    Some(unsafe { CStr::from_ptr(stream.msg) }.to_string_lossy().into_owned())
}

const SIZE: c_int = size_of::<z::z_stream>() as c_int;

/// One call with input and room for at most `room` bytes behind what `out` holds.
fn step(
    stream: &mut z::z_stream,
    input: &[u8],
    out: &mut Vec<u8>,
    room: usize,
    call: impl FnOnce(&mut z::z_stream) -> c_int,
) -> Step {
    out.reserve(room);
    let limit = u32::MAX as usize;
    let (given, room) = (input.len().min(limit), room.min(limit));
    stream.next_in = input.as_ptr().cast_mut();
    stream.avail_in = given as u32;
    stream.next_out = out.spare_capacity_mut().as_mut_ptr().cast();
    stream.avail_out = room as u32;
    let code = call(stream);
    let written = room - stream.avail_out as usize;
    // SAFETY: [STREAM]: the library wrote so many bytes into the spare capacity.
    unsafe { out.set_len(out.len() + written) };
    Step { code, used: given - stream.avail_in as usize }
}

/// A compressing stream.
pub(super) struct Deflate(Box<z::z_stream>);

impl Deflate {
    /// A stream, or the library's code for why there is none.
    pub(super) fn new(settings: Settings) -> Result<Deflate, i32> {
        let mut stream = empty_stream();
        let Settings { level, method, window_bits, memory_level, strategy } = settings;
        // SAFETY: the stream is empty, and the version and size are those that this was built with.
        let code = unsafe {
            z::deflateInit2_(
                &raw mut *stream,
                level,
                method,
                window_bits,
                memory_level,
                strategy,
                z::zlibVersion(),
                SIZE,
            )
        };
        if code == z::Z_OK { Ok(Deflate(stream)) } else { Err(code) }
    }

    /// Makes the stream as it was when it was made; whether that was possible.
    pub(super) fn reset(&mut self) -> bool {
        // SAFETY: [STREAM]
        unsafe { z::deflateReset(&raw mut *self.0) == z::Z_OK }
    }

    pub(super) fn run(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize, flush: i32) -> Step {
        // SAFETY: [STREAM]
        step(&mut self.0, input, out, room, |stream| unsafe { z::deflate(stream, flush) })
    }

    pub(super) fn set_dictionary(&mut self, dictionary: &[u8]) -> i32 {
        // SAFETY: [STREAM]; the dictionary is read during the call only.
        unsafe { z::deflateSetDictionary(&raw mut *self.0, dictionary.as_ptr(), dictionary.len() as u32) }
    }

    pub(super) fn copy(&self) -> Result<Deflate, i32> {
        let mut copy = empty_stream();
        // SAFETY: [STREAM]; the source is only read.
        let code = unsafe { z::deflateCopy(&raw mut *copy, (&raw const *self.0).cast_mut()) };
        if code == z::Z_OK { Ok(Deflate(copy)) } else { Err(code) }
    }

    pub(super) fn message(&self) -> Option<String> {
        message(&self.0)
    }
}

impl Drop for Deflate {
    fn drop(&mut self) {
        // SAFETY: [STREAM]
        unsafe { z::deflateEnd(&raw mut *self.0) };
    }
}

/// A decompressing stream.
pub(super) struct Inflate(Box<z::z_stream>);

impl Inflate {
    /// A stream, or the library's code for why there is none.
    pub(super) fn new(window_bits: i32) -> Result<Inflate, i32> {
        let mut stream = empty_stream();
        // SAFETY: the stream is empty, and the version and size are those that this was built with.
        let code = unsafe { z::inflateInit2_(&raw mut *stream, window_bits, z::zlibVersion(), SIZE) };
        // A stream that knows of no place for output, not even of one without room, is not copied.
        stream.next_out = std::ptr::dangling_mut();
        if code == z::Z_OK { Ok(Inflate(stream)) } else { Err(code) }
    }

    pub(super) fn run(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize, flush: i32) -> Step {
        // SAFETY: [STREAM]
        step(&mut self.0, input, out, room, |stream| unsafe { z::inflate(stream, flush) })
    }

    pub(super) fn set_dictionary(&mut self, dictionary: &[u8]) -> i32 {
        // SAFETY: [STREAM]; the dictionary is read during the call only.
        unsafe { z::inflateSetDictionary(&raw mut *self.0, dictionary.as_ptr(), dictionary.len() as u32) }
    }

    pub(super) fn copy(&self) -> Result<Inflate, i32> {
        let mut copy = empty_stream();
        // SAFETY: [STREAM]; the source is only read.
        let code = unsafe { z::inflateCopy(&raw mut *copy, (&raw const *self.0).cast_mut()) };
        if code == z::Z_OK { Ok(Inflate(copy)) } else { Err(code) }
    }

    pub(super) fn message(&self) -> Option<String> {
        message(&self.0)
    }
}

impl Drop for Inflate {
    fn drop(&mut self) {
        // SAFETY: [STREAM]
        unsafe { z::inflateEnd(&raw mut *self.0) };
    }
}

/// The library's version.
pub(super) fn version() -> String {
    // SAFETY: a static string of the library.
    unsafe { CStr::from_ptr(z::zlibVersion()) }.to_string_lossy().into_owned()
}

/// The Adler-32 checksum, continued from `start`.
pub(super) fn adler32(start: u32, data: &[u8]) -> u32 {
    let parts = data.chunks(u32::MAX as usize);
    // SAFETY: the parts are read during the calls only.
    parts.fold(start, |sum, part| unsafe { z::adler32(sum.into(), part.as_ptr(), part.len() as u32) } as u32)
}
