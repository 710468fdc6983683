//! The jitdump file: a header, then records in the order in which code came to be. Numbers are in the machine's own order.
//!
//! ```text
//!   header                    magic, version, size, ELF machine, padding, process, time, flags
//!   UNWINDING_INFO            sizes, .eh_frame, .eh_frame_hdr, padding to 8       about the CODE_LOAD that follows
//!   DEBUG_INFO                address, count, (address, line, 0, file)*, padding  about the CODE_LOAD that follows
//!   CODE_LOAD                 process, thread, address twice, size, index, name, code; no padding: readers find the code
//!                             by counting from the end
//!   CODE_CLOSE                the last one
//! ```
//!
//! A record is written by one call at a known place, so that the file is whole whenever the process dies, and what a full
//! disk tears is overwritten by the next record that fits.

use crate::eh_frame;
use crate::system::{Marker, date, make_private_folder, monotonic_time, thread_id, user};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

const MAGIC: u32 = 0x4A69_5444;
const VERSION: u32 = 1;
const HEADER_SIZE: u32 = 40;

/// Kinds of records.
mod record {
    pub(super) const CODE_LOAD: u32 = 0;
    pub(super) const DEBUG_INFO: u32 = 2;
    pub(super) const CODE_CLOSE: u32 = 3;
    pub(super) const UNWINDING_INFO: u32 = 4;
}

/// The machines that code is generated for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Machine {
    /// x86-64.
    X86_64,
    /// AArch64.
    Aarch64,
}

impl Machine {
    /// The one that runs this; none if it is another one.
    pub const HOST: Option<Machine> = if cfg!(target_arch = "x86_64") {
        Some(Machine::X86_64)
    } else if cfg!(target_arch = "aarch64") {
        Some(Machine::Aarch64)
    } else {
        None
    };

    /// ELF's number for it.
    fn elf(self) -> u32 {
        match self {
            Machine::X86_64 => 62,
            Machine::Aarch64 => 183,
        }
    }
}

/// From here on, up to the next one, code belongs to a line of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line<'a> {
    /// Offset in the code.
    pub offset: u32,
    /// Line of source, from 1 on.
    pub line: u32,
    /// Path of the source.
    pub file: &'a str,
}

/// Bytes behind the code of `size` bytes that must belong to nobody: `perf` takes them for how to unwind it.
pub fn room_after(machine: Machine, size: usize) -> usize {
    size.next_multiple_of(8) - size + eh_frame::unwinding(machine, size).bytes.len().next_multiple_of(8)
}

/// The jitdump file of the process that opened it.
#[derive(Debug)]
pub struct JitDump {
    file: File,
    path: PathBuf,
    machine: Machine,
    process: u32,
    /// Where the next record goes.
    length: u64,
    /// Number of the next piece of code.
    index: u64,
    _marker: Marker,
}

impl JitDump {
    /// Opens the file: in `/tmp`, or, if the environment names a folder as `JITDUMPDIR`, below that one where `perf`'s own
    /// agents would put it.
    pub fn open(machine: Machine) -> io::Result<JitDump> {
        match std::env::var_os("JITDUMPDIR").filter(|folder| !folder.is_empty()) {
            Some(folder) => JitDump::open_in(&session_folder(Path::new(&folder))?, machine),
            None => JitDump::open_in(Path::new("/tmp"), machine),
        }
    }

    /// As [`JitDump::open`], in a given folder.
    pub(crate) fn open_in(folder: &Path, machine: Machine) -> io::Result<JitDump> {
        let process = std::process::id();
        let path = folder.join(format!("jit-{process}.dump"));
        let file = create(&path)?;
        let mut header = Vec::new();
        for word in [MAGIC, VERSION, HEADER_SIZE, machine.elf(), 0, process] {
            header.extend(word.to_ne_bytes());
        }
        header.extend(monotonic_time().to_ne_bytes());
        header.extend(0u64.to_ne_bytes());
        file.write_all_at(&header, 0)?;
        let marker = Marker::new(&file)?;
        Ok(JitDump { file, path, machine, process, length: HEADER_SIZE.into(), index: 0, _marker: marker })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a piece of code that is at `address` from now on, with the lines that its instructions belong to.
    pub fn add(&mut self, address: usize, code: &[u8], name: &str, lines: &[Line<'_>]) {
        let time = monotonic_time();
        let mut records = self.unwinding_info(code.len(), time);
        if !lines.is_empty() {
            records.extend(debug_info(address, lines, time));
        }
        let mut load = Vec::new();
        load.extend(self.process.to_ne_bytes());
        load.extend(thread_id().to_ne_bytes());
        for word in [address as u64, address as u64, code.len() as u64, self.index] {
            load.extend(word.to_ne_bytes());
        }
        push_text(&mut load, name);
        load.extend(code);
        records.extend(framed(record::CODE_LOAD, time, load));
        if self.append(&records) {
            self.index += 1;
        }
    }

    fn unwinding_info(&self, code_size: usize, time: u64) -> Vec<u8> {
        let unwinding = eh_frame::unwinding(self.machine, code_size);
        let mut body = Vec::new();
        let mapped = unwinding.bytes.len().next_multiple_of(8);
        for size in [unwinding.bytes.len(), unwinding.header_size, mapped] {
            body.extend((size as u64).to_ne_bytes());
        }
        body.extend(unwinding.bytes);
        framed(record::UNWINDING_INFO, time, padded(body))
    }

    /// Writes records that belong together; whether there was room.
    fn append(&mut self, records: &[u8]) -> bool {
        let written = self.file.write_all_at(records, self.length).is_ok();
        if written {
            self.length += records.len() as u64;
        }
        written
    }
}

impl Drop for JitDump {
    fn drop(&mut self) {
        // After a fork the file is the parent's.
        if std::process::id() == self.process {
            self.append(&framed(record::CODE_CLOSE, monotonic_time(), Vec::new()));
            // What a full disk tore; the file is as good as it gets if that fails.
            let _ = self.file.set_len(self.length);
        }
    }
}

/// A new file for this process. Everybody may be able to write to the folder: only a file of our own that an earlier process of the
/// same number left is replaced.
fn create(path: &Path) -> io::Result<File> {
    let new = || {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true).mode(0o600).custom_flags(libc::O_NOFOLLOW).open(path)
    };
    match new() {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let found = std::fs::symlink_metadata(path)?;
            if !found.is_file() || found.uid() != user() {
                return Err(error);
            }
            std::fs::remove_file(path)?;
            new()
        }
        result => result,
    }
}

/// `BASE/.debug/jit/krait-jit-DATE.XXXXXX`, new.
fn session_folder(base: &Path) -> io::Result<PathBuf> {
    let parent = base.join(".debug/jit");
    DirBuilder::new().recursive(true).mode(0o700).create(&parent)?;
    make_private_folder(&parent.join(format!("krait-jit-{}.", date())))
}

fn debug_info(address: usize, lines: &[Line<'_>], time: u64) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend((address as u64).to_ne_bytes());
    body.extend((lines.len() as u64).to_ne_bytes());
    for line in lines {
        body.extend((address as u64 + u64::from(line.offset)).to_ne_bytes());
        body.extend(line.line.to_ne_bytes());
        body.extend(0u32.to_ne_bytes());
        push_text(&mut body, line.file);
    }
    framed(record::DEBUG_INFO, time, padded(body))
}

/// A text up to its first zero, which ends it.
fn push_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend(text.bytes().take_while(|&byte| byte != 0));
    bytes.push(0);
}

fn padded(mut body: Vec<u8>) -> Vec<u8> {
    body.resize(body.len().next_multiple_of(8), 0);
    body
}

fn framed(kind: u32, time: u64, body: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 + body.len());
    bytes.extend(kind.to_ne_bytes());
    bytes.extend((16 + body.len() as u32).to_ne_bytes());
    bytes.extend(time.to_ne_bytes());
    bytes.extend(body);
    bytes
}
