//! Reading of `TextIOWrapper`: chunks of bytes are decoded, and text is taken from what was decoded last.

use super::base::{self, unsupported};
use super::buffered_types::{self, read1_through};
use super::text::{Snapshot, This, attached, flush_pending, forget_decoded, of, open_buffer};
use crate::convert;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::Args;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::text::codecs::Input;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Decodes bytes that come next; `last` says that no more follow.
pub(super) fn decode(vm: &mut Vm, this: This, data: &[u8], last: bool) -> PyResult<Gc<Str>> {
    let text = match this.data.codec.get() {
        Some(codec) => {
            let errors = this.data.error_name.borrow().clone();
            let input = if last { Input::Final } else { Input::Partial };
            let rest = std::mem::take(&mut *this.data.rest.borrow_mut());
            if rest.is_empty() {
                let decoded = vm.run_decoder(codec, data, &errors, input)?;
                this.data.rest.borrow_mut().extend_from_slice(&data[decoded.consumed..]);
                decoded.text
            } else {
                let data = [&rest[..], data].concat();
                let decoded = vm.run_decoder(codec, &data, &errors, input)?;
                this.data.rest.borrow_mut().extend_from_slice(&data[decoded.consumed..]);
                decoded.text
            }
        }
        None => {
            let (decoder, data) = (this.data.decoder.get(), vm.bytes(data)?.value());
            let text = vm.call_method(decoder, "decode", &[data, Value::bool(last)])?;
            match text.cast::<Str>() {
                Some(text) => text,
                None => {
                    let message = format!("decoder should return a string result, not '{}'", vm.type_name(text));
                    return Err(vm.type_error(&message));
                }
            }
        }
    };
    if this.data.newline.get().is_universal() {
        return this.data.translator.borrow().run(vm, text, last);
    }
    Ok(text)
}

/// Puts the decoder back to its start.
pub(super) fn reset_decoder(vm: &mut Vm, this: This) -> PyResult<()> {
    this.data.rest.borrow_mut().clear();
    if this.data.newline.get().is_universal() {
        this.data.translator.borrow().reset();
    }
    let decoder = this.data.decoder.get();
    if !decoder.is_empty() {
        vm.call_method(decoder, "reset", &[])?;
    }
    Ok(())
}

/// The decoder's state: bytes that it holds back, and flags.
pub(super) fn decoder_state(vm: &mut Vm, this: This) -> PyResult<(Vec<u8>, u64)> {
    let decoder = this.data.decoder.get();
    let (bytes, flags) = if decoder.is_empty() {
        (this.data.rest.borrow().clone(), 0)
    } else {
        let state = vm.call_method(decoder, "getstate", &[])?;
        let Some(pair) = state.cast::<Tuple>().filter(|pair| pair.len() == 2) else {
            return Err(vm.type_error("illegal decoder state"));
        };
        let Some(bytes) = pair.get(0).cast::<Bytes>() else {
            let message = format!(
                "illegal decoder state: the first item should be a bytes object, not '{}'",
                vm.type_name(pair.get(0))
            );
            return Err(vm.type_error(&message));
        };
        (bytes.bytes().to_vec(), convert::c_unsigned_long(vm, pair.get(1))?)
    };
    if !this.data.newline.get().is_universal() {
        return Ok((bytes, flags));
    }
    Ok((bytes, flags << 1 | u64::from(this.data.translator.borrow().is_pending())))
}

/// Puts the decoder into a state that [`decoder_state`] gave.
pub(super) fn set_decoder_state(vm: &mut Vm, this: This, bytes: &[u8], flags: u64) -> PyResult<()> {
    let mut flags = flags;
    if this.data.newline.get().is_universal() {
        this.data.translator.borrow().set_pending(flags & 1 != 0);
        flags >>= 1;
    }
    let decoder = this.data.decoder.get();
    if decoder.is_empty() {
        let mut rest = this.data.rest.borrow_mut();
        rest.clear();
        rest.extend_from_slice(bytes);
        return Ok(());
    }
    let (bytes, flags) = (vm.bytes(bytes)?.value(), crate::posix::stat::unsigned(vm, flags)?);
    let state = vm.tuple(&[bytes, flags])?.value();
    vm.call_method(decoder, "setstate", &[state])?;
    Ok(())
}

/// Text that was decoded and not yet taken; none if there is none left.
fn decoded(this: This) -> Option<(Gc<Str>, usize)> {
    let text = this.data.chars.get().cast::<Str>()?;
    let used = this.data.used.get();
    (used < text.len()).then_some((text, used))
}

/// Takes up to `count` characters of what was decoded.
fn take(vm: &mut Vm, this: This, count: usize) -> PyResult<Option<Gc<Str>>> {
    let Some((text, used)) = decoded(this) else { return Ok(None) };
    let end = used.saturating_add(count).min(text.len());
    this.data.used.set(end);
    Ok(Some(vm.substring(text, used, end)?))
}

/// Reads and decodes a chunk; false at the end. `hint` is how many characters are wanted.
fn read_chunk(vm: &mut Vm, this: This, hint: usize) -> PyResult<bool> {
    if !this.data.can_read.get() {
        return Err(unsupported(vm, "not readable"));
    }
    let telling = this.data.telling.get();
    let before = if telling { Some(decoder_state(vm, this)?) } else { None };
    let hint = (this.data.ratio.get().max(1.0) * hint as f64) as usize;
    let size = this.data.chunk.get().max(hint);
    let buffer = this.data.buffer.get();
    let data = if this.data.fast.get() && buffered_types::of(buffer).data.core.readable.get() {
        read1_through(vm, buffered_types::of(buffer), size)?
    } else {
        let method = if this.data.has_read1.get() { "read1" } else { "read" };
        let data = vm.call_method(buffer, method, &[Value::len(size)])?;
        match convert::data(vm, data) {
            Ok(data) => data.to_vec(),
            Err(raised) => {
                vm.catch(raised, Exc::TypeError)?;
                let message = format!(
                    "underlying {method}() should have returned a bytes-like object, not '{}'",
                    vm.type_name(data)
                );
                return Err(vm.type_error(&message));
            }
        }
    };
    let mut end = data.is_empty();
    let text = decode(vm, this, &data, end)?;
    this.data.chars.set(vm, this, text.value());
    this.data.used.set(0);
    if !text.is_empty() {
        this.data.ratio.set(data.len() as f64 / text.len() as f64);
        end = false;
    } else {
        this.data.ratio.set(0.0);
    }
    if let Some((mut input, flags)) = before {
        input.extend_from_slice(&data);
        this.data.snapshot.replace(Some(Snapshot { flags, input }));
    }
    Ok(!end)
}

pub(super) fn read(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let size = base::size_argument(vm, args.opt(1))?;
    let buffer = open_buffer(vm, this)?;
    if !this.data.can_read.get() {
        return Err(unsupported(vm, "not readable"));
    }
    flush_pending(vm, this)?;
    let Some(size) = size else { return read_all(vm, this, buffer) };
    let mut out = take(vm, this, size)?;
    loop {
        let have = out.map_or(0, |text| text.len());
        if have >= size || !read_chunk(vm, this, size - have)? {
            break;
        }
        if let Some(more) = take(vm, this, size - have)? {
            out = Some(match out {
                Some(text) => vm.concat_str(text, more)?,
                None => more,
            });
        }
    }
    match out {
        Some(text) => Ok(text.value()),
        None => Ok(vm.str("")?.value()),
    }
}

fn read_all(vm: &mut Vm, this: This, buffer: Value) -> PyResult<Value> {
    let data = vm.call_method(buffer, "read", &[])?;
    if data.is_none() {
        let message = "read() should have returned a bytes object, not 'NoneType'";
        return Err(vm.type_error(message));
    }
    let data = convert::data(vm, data)?;
    let text = decode(vm, this, &data, true)?;
    let before = take(vm, this, usize::MAX)?;
    forget_decoded(this);
    match before {
        Some(before) => Ok(vm.concat_str(before, text)?.value()),
        None => Ok(text.value()),
    }
}

/// The next line, at most `limit` characters of it; empty at the end.
fn line(vm: &mut Vm, this: This, limit: Option<usize>) -> PyResult<Gc<Str>> {
    open_buffer(vm, this)?;
    flush_pending(vm, this)?;
    let newline = this.data.newline.get();
    let mut carried: Option<Gc<Str>> = None;
    loop {
        let Some((text, used)) = decoded(this) else {
            if read_chunk(vm, this, 0)? {
                continue;
            }
            // The end: what there is is the last line.
            forget_decoded(this);
            return match carried {
                Some(carried) => Ok(carried),
                None => vm.str(""),
            };
        };
        let have = carried.map_or(0, |carried| carried.len());
        let Some(head) = carried else {
            let end = newline.find(text.chars(), used);
            let most = limit.map_or(text.len(), |limit| used.saturating_add(limit).min(text.len()));
            let full = limit.is_some_and(|limit| text.len() - used >= limit);
            let found = end.is_some() || full;
            let end = end.map_or(most, |end| end.min(most));
            this.data.used.set(end);
            let piece = vm.substring(text, used, end)?;
            if found {
                return Ok(piece);
            }
            carried = Some(piece);
            continue;
        };
        // A line end may begin in what was carried over.
        let all = {
            let more = vm.substring(text, used, text.len())?;
            vm.concat_str(head, more)?
        };
        let end = newline.find(all.chars(), have.saturating_sub(1));
        let most = limit.map_or(all.len(), |limit| limit.min(all.len()));
        let found = end.is_some() || limit.is_some_and(|limit| all.len() >= limit);
        let end = end.map_or(most, |end| end.min(most));
        this.data.used.set(used + end - have);
        let piece = if end == all.len() { all } else { vm.substring(all, 0, end)? };
        if found {
            return Ok(piece);
        }
        carried = Some(piece);
    }
}

pub(super) fn readline(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let limit = match args.opt(1) {
        Some(size) => usize::try_from(convert::size(vm, size)?).ok(),
        None => None,
    };
    attached(vm, this)?;
    if limit == Some(0) {
        open_buffer(vm, this)?;
        return Ok(vm.str("")?.value());
    }
    Ok(line(vm, this, limit)?.value())
}

pub(super) fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    attached(vm, this)?;
    this.data.telling.set(false);
    let text = if vm.is_exactly(args[0], &super::TEXT_IO_WRAPPER) {
        line(vm, this, None)?
    } else {
        let text = vm.call_method(args[0], "readline", &[])?;
        match text.cast::<Str>() {
            Some(text) => text,
            None => {
                let message = format!("readline() should have returned a str object, not '{}'", vm.type_name(text));
                return Err(vm.raise_text(Exc::OSError, &message));
            }
        }
    };
    if text.is_empty() {
        this.data.snapshot.replace(None);
        this.data.telling.set(this.data.seekable.get());
        return Ok(Value::EMPTY);
    }
    Ok(text.value())
}

/// The next line for `input()`: none at the end.
pub(super) fn next_line(vm: &mut Vm, this: This) -> PyResult<Option<Gc<Str>>> {
    let text = line(vm, this, None)?;
    Ok((!text.is_empty()).then_some(text))
}
