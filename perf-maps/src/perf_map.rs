//! The perf map: a text file with a line `address size name` for each piece of code, opened as CPython 3.12 opens it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The perf map of the process that opened it.
#[derive(Debug)]
pub struct PerfMap {
    file: File,
    /// The last line was not written to its end.
    torn: bool,
}

impl PerfMap {
    /// Opens the file where `perf` looks for it.
    pub fn open() -> io::Result<PerfMap> {
        PerfMap::open_in(Path::new("/tmp"))
    }

    /// As [`PerfMap::open`], in another folder.
    pub(crate) fn open_in(folder: &Path) -> io::Result<PerfMap> {
        let path = folder.join(format!("perf-{}.map", std::process::id()));
        // Everybody can write to the folder: what is there in another one's name must not be followed.
        let file =
            OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(libc::O_NOFOLLOW).open(path)?;
        Ok(PerfMap { file, torn: false })
    }

    /// Adds a piece of code. A full disk costs the entry and nothing else.
    pub fn add(&mut self, address: usize, size: usize, name: &str) {
        let mut line = if self.torn { "\n".to_owned() } else { String::new() };
        line.push_str(&format!("{address:x} {size:x} "));
        line.extend(name.chars().map(|c| if c.is_ascii_control() { '?' } else { c }));
        line.push('\n');
        // One call for a line: threads and what else appends to the file do not get in between.
        self.torn = self.file.write_all(line.as_bytes()).is_err();
    }
}
