//! The work of `BufferedReader`, `BufferedWriter` and `BufferedRandom`: reading and writing through a buffer.
//!
//! Functions here expect the buffer to be entered by their caller, as `bufferedio.c` expects its lock to be held.

use super::buffer::{Answer, Core, Raw};
use super::raw::blocking;
use runtime::exceptions::hierarchy::Exc;
use runtime::object::string::Bytes;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// Writes all data that waits in the buffer.
pub(super) fn flush(vm: &mut Vm, core: &Core, raw: &Raw) -> PyResult<()> {
    let waiting = core.has_write_data() && core.write_end.get() != Some(core.write_pos.get());
    if waiting {
        // Data that was read ahead lies between the file's position and the place to write to.
        let rewind = core.raw_offset() + core.pos.get() as i64 - core.write_pos.get() as i64;
        if rewind != 0 {
            raw.seek(vm, core, -rewind, libc::SEEK_CUR)?;
            core.raw_pos.set(core.raw_pos.get() - rewind);
        }
        while let Some(end) = core.write_end.get().filter(|&end| core.write_pos.get() < end) {
            let bytes = std::mem::take(&mut *core.bytes.borrow_mut());
            let answer = raw.write(vm, core, &bytes[core.write_pos.get()..end]);
            *core.bytes.borrow_mut() = bytes;
            match answer? {
                Answer::Count(count) => {
                    // The place to read or write at next is where it was: it may be further on.
                    let at = core.write_pos.get() + count;
                    core.write_pos.set(at);
                    core.raw_pos.set(at as i64);
                }
                Answer::WouldBlock => return Err(blocking(vm, 0)),
            }
            vm.check_signals()?;
        }
    }
    core.drop_write_data();
    Ok(())
}

/// Writes what waits, and gives up what was read ahead.
pub(super) fn flush_and_rewind(vm: &mut Vm, core: &Core, raw: &Raw) -> PyResult<()> {
    if core.writable.get() {
        flush(vm, core, raw)?;
    }
    if core.readable.get() {
        // Readers must not lose their place in the file.
        let result = raw.seek(vm, core, -core.raw_offset(), libc::SEEK_CUR);
        core.drop_read_data();
        result?;
    }
    Ok(())
}

/// Writes `data`; all of it, or an error.
pub(super) fn write(vm: &mut Vm, core: &Core, raw: &Raw, data: &[u8]) -> PyResult<()> {
    if core.put(data) {
        return Ok(());
    }
    if let Err(raised) = flush(vm, core, raw) {
        let error = vm.catch(raised, Exc::BlockingIOError)?;
        return write_what_fits(vm, core, data, error);
    }
    let offset = core.raw_offset();
    if offset != 0 {
        raw.seek(vm, core, -offset, libc::SEEK_CUR)?;
        core.raw_pos.set(core.raw_pos.get() - offset);
    }
    let mut written = 0;
    let size = core.size.get();
    while data.len() - written > size {
        match raw.write(vm, core, &data[written..])? {
            Answer::Count(count) => written += count,
            Answer::WouldBlock => {
                let rest = data.len() - written;
                if rest > size {
                    core.bytes.borrow_mut().copy_from_slice(&data[written..written + size]);
                    core.raw_pos.set(0);
                    core.set_pos(size);
                    core.write_pos.set(0);
                    core.write_end.set(Some(size));
                    return Err(blocking(vm, written + size));
                }
                break;
            }
        }
        vm.check_signals()?;
    }
    if core.readable.get() {
        core.drop_read_data();
    }
    let rest = &data[written..];
    core.bytes.borrow_mut()[..rest.len()].copy_from_slice(rest);
    core.write_pos.set(0);
    core.write_end.set(Some(rest.len()));
    core.set_pos(rest.len());
    core.raw_pos.set(0);
    Ok(())
}

/// The raw file takes nothing now: keeps what there is room for.
fn write_what_fits(vm: &mut Vm, core: &Core, data: &[u8], error: Value) -> PyResult<()> {
    if core.readable.get() {
        core.drop_read_data();
    }
    let (start, end) = (core.write_pos.get(), core.write_end.get().unwrap_or(0));
    let kept = end - start;
    core.bytes.borrow_mut().copy_within(start..end, 0);
    core.raw_pos.set(core.raw_pos.get() - start as i64);
    core.pos.set(core.pos.get() - start);
    core.write_pos.set(0);
    let room = core.size.get() - kept;
    let count = data.len().min(room);
    core.bytes.borrow_mut()[kept..kept + count].copy_from_slice(&data[..count]);
    core.write_end.set(Some(kept + count));
    core.pos.set(core.pos.get() + count);
    if count == data.len() {
        return Ok(());
    }
    let _ = error;
    Err(blocking(vm, count))
}

/// Reads more into the buffer, behind what is there.
pub(super) fn fill(vm: &mut Vm, core: &Core, raw: &Raw) -> PyResult<Answer> {
    let start = core.read_end.get().filter(|_| core.has_read_data()).unwrap_or(0);
    let mut bytes = std::mem::take(&mut *core.bytes.borrow_mut());
    let answer = raw.read(vm, core, &mut bytes[start..]);
    *core.bytes.borrow_mut() = bytes;
    let answer = answer?;
    if let Answer::Count(count) = answer
        && count > 0
    {
        core.read_end.set(Some(start + count));
        core.raw_pos.set((start + count) as i64);
    }
    Ok(answer)
}

/// Reads to the end; none if there is nothing yet and reading would block.
pub(super) fn read_all(vm: &mut Vm, core: &Core, raw: &Raw) -> PyResult<Option<Value>> {
    let mut data = core.take(usize::MAX);
    if core.writable.get() {
        flush_and_rewind(vm, core, raw)?;
    }
    core.drop_read_data();
    core.pos.set(0);
    if let Some(file) = raw.file.as_ref().filter(|_| data.is_empty()) {
        let rest = file.read_rest(vm)?;
        core.abs_pos.set(None);
        return Ok(rest);
    }
    if let Some(file) = &raw.file {
        let rest = file.read_all(vm)?;
        core.abs_pos.set(None);
        data.extend(rest.unwrap_or_default());
        return Ok(Some(vm.bytes(&data)?.value()));
    }
    if let Some(readall) = vm.get_attr_opt_text(raw.object, "readall")? {
        let rest = vm.call(readall, &[])?;
        core.abs_pos.set(None);
        if rest.is_none() {
            return if data.is_empty() { Ok(None) } else { Ok(Some(vm.bytes(&data)?.value())) };
        }
        let Some(bytes) = rest.cast::<Bytes>() else {
            return Err(vm.type_error("readall() should return bytes"));
        };
        if data.is_empty() {
            return Ok(Some(rest));
        }
        data.extend_from_slice(bytes.bytes());
        return Ok(Some(vm.bytes(&data)?.value()));
    }
    read_all_in_pieces(vm, core, raw, data)
}

fn read_all_in_pieces(vm: &mut Vm, core: &Core, raw: &Raw, mut data: Vec<u8>) -> PyResult<Option<Value>> {
    loop {
        let piece = vm.call_method(raw.object, "read", &[])?;
        if piece.is_none() {
            return if data.is_empty() { Ok(None) } else { Ok(Some(vm.bytes(&data)?.value())) };
        }
        let Some(bytes) = piece.cast::<Bytes>() else {
            return Err(vm.type_error("read() should return bytes"));
        };
        if bytes.len() == 0 {
            return Ok(Some(vm.bytes(&data)?.value()));
        }
        data.extend_from_slice(bytes.bytes());
        core.abs_pos.set(core.abs_pos.get().map(|at| at + bytes.len() as i64));
    }
}

/// Reads up to `count` bytes, less only at the end or if reading would block; none if there is nothing yet.
pub(super) fn read(vm: &mut Vm, core: &Core, raw: &Raw, count: usize) -> PyResult<Option<Vec<u8>>> {
    if count <= core.ahead() {
        return Ok(Some(core.take(count)));
    }
    vm.check_memory(count)?;
    let mut out = core.take(count);
    if core.writable.get() {
        flush_and_rewind(vm, core, raw)?;
    }
    core.drop_read_data();
    core.pos.set(0);
    let size = core.size.get();
    if out.try_reserve_exact((count - out.len()).min(1 << 40)).is_err() {
        return Err(vm.memory_error());
    }
    while count - out.len() >= size {
        // Whole buffers go straight to their place.
        let filled = out.len();
        let wanted = (count - filled) / size * size;
        out.resize(filled + wanted, 0);
        let answer = raw.read(vm, core, &mut out[filled..]);
        let got = if let Ok(Answer::Count(got)) = answer { got } else { 0 };
        out.truncate(filled + got);
        match answer? {
            Answer::Count(got) if got > 0 => {}
            Answer::WouldBlock if out.is_empty() => return Ok(None),
            Answer::Count(_) | Answer::WouldBlock => return Ok(Some(out)),
        }
    }
    while out.len() < count && core.read_end.get().unwrap_or(0) < size {
        match fill(vm, core, raw)? {
            Answer::Count(got) if got > 0 => out.extend(core.take(count - out.len())),
            Answer::WouldBlock if out.is_empty() => return Ok(None),
            Answer::Count(_) | Answer::WouldBlock => return Ok(Some(out)),
        }
    }
    Ok(Some(out))
}

/// Reads with at most one call of the raw file.
pub(super) fn read1(vm: &mut Vm, core: &Core, raw: &Raw, count: usize) -> PyResult<Vec<u8>> {
    if core.ahead() > 0 {
        return Ok(core.take(count));
    }
    let mut out = vm.zeroed(count)?;
    core.drop_read_data();
    let got = match raw.read(vm, core, &mut out)? {
        Answer::Count(got) => got,
        Answer::WouldBlock => 0,
    };
    out.truncate(got);
    Ok(out)
}

/// How far `readinto` goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Calls {
    /// As often as it takes.
    Many,
    /// One call of the raw file.
    One,
}

/// Reads into memory; none if there is nothing yet.
pub(super) fn read_into(
    vm: &mut Vm,
    core: &Core,
    raw: &Raw,
    target: &super::target::Target,
    calls: Calls,
) -> PyResult<Option<usize>> {
    let taken = core.take(target.len());
    let mut written = taken.len();
    if written > 0 {
        target.write(vm, 0, &taken);
    }
    if written == target.len() {
        return Ok(Some(written));
    }
    if core.writable.get() {
        flush_and_rewind(vm, core, raw)?;
    }
    core.drop_read_data();
    core.pos.set(0);
    while written < target.len() {
        let rest = target.len() - written;
        if rest > core.size.get() {
            let mut piece = vec![0; rest];
            match raw.read(vm, core, &mut piece)? {
                Answer::Count(0) => break,
                Answer::Count(count) => {
                    target.write(vm, written, &piece[..count]);
                    written += count;
                }
                Answer::WouldBlock if written == 0 => return Ok(None),
                Answer::WouldBlock => break,
            }
        } else if calls == Calls::Many || written == 0 {
            match fill(vm, core, raw)? {
                Answer::Count(0) => break,
                Answer::Count(_) => {
                    let piece = core.take(rest);
                    target.write(vm, written, &piece);
                    written += piece.len();
                }
                Answer::WouldBlock if written == 0 => return Ok(None),
                Answer::WouldBlock => break,
            }
        } else {
            break;
        }
        if calls == Calls::One {
            break;
        }
    }
    Ok(Some(written))
}

/// Bytes that can be read without moving on.
pub(super) fn peek(vm: &mut Vm, core: &Core, raw: &Raw) -> PyResult<Vec<u8>> {
    if core.ahead() == 0 {
        core.drop_read_data();
        let answer = fill(vm, core, raw)?;
        core.pos.set(0);
        if answer == Answer::WouldBlock {
            return Ok(Vec::new());
        }
    }
    let (pos, ahead) = (core.pos.get(), core.ahead());
    Ok(core.bytes.borrow()[pos..pos + ahead].to_vec())
}

/// The next line, at most `limit` bytes of it.
pub(super) fn readline(vm: &mut Vm, core: &Core, raw: &Raw, limit: Option<usize>) -> PyResult<Value> {
    // The common case: the whole line is in the buffer.
    {
        let (pos, ahead) = (core.pos.get(), core.ahead());
        let most = limit.map_or(ahead, |limit| limit.min(ahead));
        let bytes = core.bytes.borrow();
        let found = memchr::memchr(b'\n', &bytes[pos..pos + most]).map(|at| at + 1);
        if let Some(len) = found.or_else(|| limit.filter(|&limit| limit <= ahead)) {
            core.pos.set(pos + len);
            return Ok(vm.bytes(&bytes[pos..pos + len])?.value());
        }
    }
    let mut line = core.take(limit.unwrap_or(usize::MAX));
    if core.writable.get() {
        flush_and_rewind(vm, core, raw)?;
    }
    loop {
        core.drop_read_data();
        core.pos.set(0);
        match fill(vm, core, raw)? {
            Answer::Count(count) if count > 0 => {}
            Answer::Count(_) | Answer::WouldBlock => break,
        }
        let ahead = core.ahead();
        let most = limit.map_or(ahead, |limit| (limit - line.len()).min(ahead));
        let found = memchr::memchr(b'\n', &core.bytes.borrow()[..most]).map(|at| at + 1);
        line.extend(core.take(found.unwrap_or(most)));
        if found.is_some() || limit == Some(line.len()) {
            break;
        }
    }
    Ok(vm.bytes(&line)?.value())
}
