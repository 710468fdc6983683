//! Positions in text files.
//!
//! A position is a number that holds the place in bytes at which decoding has to start, the decoder's state there, how
//! many bytes to feed it, and how many of the characters that come out to pass over. Where decoding can start at the
//! place itself the number is the place.

use super::base::unsupported;
use super::text::{Snapshot, flush_pending, forget_decoded, of, open_buffer, reset_encoder};
use super::text_read::{decode, decoder_state, reset_decoder, set_decoder_state};
use crate::convert;
use num_bigint::{BigInt, Sign};
use runtime::exceptions::hierarchy::Exc;
use runtime::native::Args;
use runtime::object::int::IntRef;
use runtime::object::protocol::CompareOp;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

#[derive(Default)]
struct Cookie {
    start: i64,
    flags: u64,
    feed: usize,
    skip: usize,
    need_eof: bool,
}

impl Cookie {
    fn to_value(&self, vm: &mut Vm) -> PyResult<Value> {
        let mut bytes = [0u8; 21];
        bytes[..8].copy_from_slice(&self.start.to_le_bytes());
        bytes[8..12].copy_from_slice(&(self.flags as u32).to_le_bytes());
        bytes[12..16].copy_from_slice(&(self.feed as u32).to_le_bytes());
        bytes[16..20].copy_from_slice(&(self.skip as u32).to_le_bytes());
        bytes[20] = self.need_eof.into();
        vm.big_int(BigInt::from_bytes_le(Sign::Plus, &bytes))
    }

    fn from_value(vm: &mut Vm, value: Value) -> PyResult<Cookie> {
        let bytes = match value.as_int() {
            Some(IntRef::Small(n)) => n.to_le_bytes().to_vec(),
            Some(IntRef::Big(n)) => n.to_big().to_bytes_le().1,
            None => Vec::new(),
        };
        if bytes.len() > 21 {
            return Err(vm.overflow_error("int too big to convert"));
        }
        let mut all = [0u8; 21];
        all[..bytes.len()].copy_from_slice(&bytes);
        let word = |at: usize| u32::from_le_bytes([all[at], all[at + 1], all[at + 2], all[at + 3]]);
        Ok(Cookie {
            start: i64::from(word(0)) | i64::from(word(4)) << 32,
            flags: word(8).into(),
            feed: word(12) as usize,
            skip: word(16) as usize,
            need_eof: all[20] != 0,
        })
    }
}

pub(super) fn tell(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let buffer = open_buffer(vm, this)?;
    if !this.data.seekable.get() {
        return Err(unsupported(vm, "underlying stream is not seekable"));
    }
    if !this.data.telling.get() {
        return Err(vm.raise_text(Exc::OSError, "telling position disabled by next() call"));
    }
    flush_pending(vm, this)?;
    vm.call_method(args[0], "flush", &[])?;
    let at = vm.call_method(buffer, "tell", &[])?;
    let (flags, input) = match (this.data.can_read.get(), this.data.snapshot.borrow().as_ref()) {
        (true, Some(snapshot)) => (snapshot.flags, snapshot.input.clone()),
        _ => return Ok(at),
    };
    let start = convert::c_long(vm, at)? - input.len() as i64;
    let used = if this.data.chars.get().is_empty() { 0 } else { this.data.used.get() };
    let mut cookie = Cookie { start, flags, ..Cookie::default() };
    if used == 0 {
        return cookie.to_value(vm);
    }
    let (saved_bytes, saved_flags) = decoder_state(vm, this)?;
    let found = locate(vm, this, &mut cookie, &input, used);
    super::both(vm, found, |vm| set_decoder_state(vm, this, &saved_bytes, saved_flags))?;
    cookie.to_value(vm)
}

/// Finds the last place before `used` characters at which the decoder holds nothing back, decoding `input` again.
fn locate(vm: &mut Vm, this: super::text::This, cookie: &mut Cookie, input: &[u8], used: usize) -> PyResult<()> {
    let flags = cookie.flags;
    let mut left = used;
    // A good guess saves decoding byte by byte.
    let mut skip = ((this.data.ratio.get() * used as f64) as usize).min(input.len());
    let mut back = 1;
    while skip > 0 {
        set_decoder_state(vm, this, b"", flags)?;
        let count = decode(vm, this, &input[..skip], false)?.len();
        if count <= left {
            let (held, state) = decoder_state(vm, this)?;
            if held.is_empty() {
                cookie.flags = state;
                left -= count;
                break;
            }
            skip = skip.saturating_sub(held.len());
            back = 1;
        } else {
            skip = skip.saturating_sub(back);
            back *= 2;
        }
    }
    if skip == 0 {
        set_decoder_state(vm, this, b"", flags)?;
    }
    cookie.start += skip as i64;
    cookie.skip = left;
    if left == 0 {
        return Ok(());
    }
    let mut count = 0;
    for &byte in &input[skip..] {
        count += decode(vm, this, &[byte], false)?.len();
        cookie.feed += 1;
        let (held, state) = decoder_state(vm, this)?;
        if held.is_empty() && count <= left {
            cookie.start += cookie.feed as i64;
            left -= count;
            cookie.flags = state;
            cookie.feed = 0;
            count = 0;
        }
        if count >= left {
            cookie.skip = left;
            return Ok(());
        }
    }
    count += decode(vm, this, b"", true)?.len();
    cookie.need_eof = true;
    if count < left {
        return Err(vm.raise_text(Exc::OSError, "can't reconstruct logical file position"));
    }
    cookie.skip = left;
    Ok(())
}

pub(super) fn seek(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let buffer = open_buffer(vm, this)?;
    let whence = convert::c_int_or(vm, args.opt(2), 0)?;
    if !this.data.seekable.get() {
        return Err(unsupported(vm, "underlying stream is not seekable"));
    }
    let mut position = args[1];
    let is_zero = |vm: &mut Vm, value: Value| vm.equal(value, Value::int32(0));
    match whence {
        0 => {}
        1 => {
            if !is_zero(vm, position)? {
                return Err(unsupported(vm, "can't do nonzero cur-relative seeks"));
            }
            position = vm.call_method(args[0], "tell", &[])?;
        }
        2 => {
            if !is_zero(vm, position)? {
                return Err(unsupported(vm, "can't do nonzero end-relative seeks"));
            }
            vm.call_method(args[0], "flush", &[])?;
            forget_decoded(this);
            if this.data.can_read.get() {
                reset_decoder(vm, this)?;
            }
            let at = vm.call_method(buffer, "seek", &[Value::int32(0), Value::int32(2)])?;
            let at_start = is_zero(vm, at)?;
            reset_encoder(vm, this, at_start)?;
            return Ok(at);
        }
        _ => return Err(vm.value_error(&format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    }
    if vm.compare(CompareOp::Lt, position, Value::int32(0))? == Value::TRUE {
        let shown = vm.repr_text(position)?;
        return Err(vm.value_error(&format!("negative seek position {shown}")));
    }
    vm.call_method(args[0], "flush", &[])?;
    let position = vm.index(position)?;
    let cookie = Cookie::from_value(vm, position)?;
    let start = vm.int(cookie.start)?;
    vm.call_method(buffer, "seek", &[start])?;
    forget_decoded(this);
    let at_start = cookie.start == 0 && cookie.flags == 0;
    if this.data.can_read.get() {
        if at_start {
            reset_decoder(vm, this)?;
        } else {
            set_decoder_state(vm, this, b"", cookie.flags)?;
        }
    }
    if cookie.skip > 0 {
        let data = vm.call_method(buffer, "read", &[Value::len(cookie.feed)])?;
        let data = convert::data(vm, data)?.to_vec();
        let text = decode(vm, this, &data, cookie.need_eof)?;
        this.data.snapshot.replace(Some(Snapshot { flags: cookie.flags, input: data }));
        this.data.chars.set(vm, this, text.value());
        if text.len() < cookie.skip {
            return Err(vm.raise_text(Exc::OSError, "can't restore logical file position"));
        }
        this.data.used.set(cookie.skip);
    } else {
        this.data.snapshot.replace(Some(Snapshot { flags: cookie.flags, input: Vec::new() }));
    }
    reset_encoder(vm, this, at_start)?;
    Ok(position)
}

pub(super) fn truncate(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let buffer = open_buffer(vm, this)?;
    vm.call_method(args[0], "flush", &[])?;
    let size = args.opt(1).unwrap_or(Value::NONE);
    vm.call_method(buffer, "truncate", &[size])
}
