//! The source of what ran: lines of files as they were, or none where that cannot be told.

use jit::Function;
use std::collections::HashMap;
use std::path::Path;
use std::time::SystemTime;

/// Why a file has no lines to show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Missing {
    /// It cannot be read.
    Gone,
    /// It was written to after the program began.
    Changed,
    /// The code was made by `exec` and the like.
    NoFile,
}

impl Missing {
    pub(super) fn words(self) -> &'static str {
        match self {
            Missing::Gone => "the file cannot be read any more",
            Missing::Changed => "the file has changed since the program began",
            Missing::NoFile => "there is no source: the code was made by exec, eval or the like",
        }
    }
}

/// All source, by file name.
pub(super) struct Sources {
    started: SystemTime,
    /// What `-c` or stdin gave.
    given: Option<Vec<String>>,
    read: HashMap<String, Result<Vec<String>, Missing>>,
}

fn lines_of(text: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(text).lines().map(str::to_owned).collect()
}

impl Sources {
    pub(super) fn new(started: SystemTime) -> Sources {
        Sources { started, given: None, read: HashMap::new() }
    }

    pub(super) fn set_given(&mut self, text: &[u8]) {
        self.given = Some(lines_of(text));
    }

    /// The lines of a file.
    pub(super) fn of(&mut self, file: &str) -> Result<&[String], Missing> {
        if !self.read.contains_key(file) {
            let lines = self.load(file);
            self.read.insert(file.to_owned(), lines);
        }
        self.read[file].as_deref().map_err(|missing| *missing)
    }

    fn load(&self, file: &str) -> Result<Vec<String>, Missing> {
        if is_made(file) {
            return self.given.clone().filter(|_| is_given(file)).ok_or(Missing::NoFile);
        }
        let changed = std::fs::metadata(file).and_then(|known| known.modified()).map_err(|_| Missing::Gone)?;
        if changed > self.started {
            return Err(Missing::Changed);
        }
        std::fs::read(file).map(|text| lines_of(&text)).map_err(|_| Missing::Gone)
    }

    /// The lines of the file of a function, unless it turns out to be from elsewhere: code that `exec` was given may have any
    /// file name.
    pub(super) fn of_function(&mut self, function: &Function) -> Result<&[String], Missing> {
        let lines = self.of(&function.file)?;
        let name = function.name.rsplit('.').next().unwrap_or_default();
        let first = function.first_line as usize;
        // The first line may be that of a decorator.
        let head = lines.get(first.saturating_sub(1)..).unwrap_or_default();
        let is_there = name.starts_with('<') || head.iter().take(20).any(|line| line.contains(name));
        let last = function.has_code.last().map_or(0, |line| *line as usize);
        if is_there && last <= lines.len() { self.of(&function.file) } else { Err(Missing::NoFile) }
    }
}

/// Whether a file name is none.
pub(super) fn is_made(file: &str) -> bool {
    file.starts_with('<') && file.ends_with('>')
}

/// Whether it is what code of `-c` and of stdin has.
fn is_given(file: &str) -> bool {
    matches!(file, "<string>" | "<stdin>")
}

/// Whether a file belongs to the library or to installed packages.
pub(super) fn is_library(file: &str) -> bool {
    let of_package = Path::new(file).components().any(|part| {
        let part = part.as_os_str().to_string_lossy();
        matches!(&*part, "site-packages" | "dist-packages" | "krait3.12")
    });
    of_package || is_made(file) && file.starts_with("<frozen")
}

/// The name of a file as people would write it.
pub(super) fn short(file: &str) -> String {
    if let Some((_, module)) = file.split_once("/krait3.12/") {
        return module.to_owned();
    }
    let here = std::env::current_dir().ok();
    let path = here.as_ref().and_then(|here| Path::new(file).strip_prefix(here).ok());
    path.map_or_else(|| file.to_owned(), |path| path.to_string_lossy().into_owned())
}
