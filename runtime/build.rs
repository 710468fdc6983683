//! Makes the tag of stored bytecode: a hash of everything that decides what the compiler makes of a source.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

const SOURCES: &[&str] = &["src/bytecode", "src/compiler", "../parser/src", "../parser/Cargo.toml"];

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| files(&entry.path(), found)),
        Err(_) => found.push(path.to_owned()),
    }
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut found = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        files(Path::new(source), &mut found);
    }
    found.sort();
    let mut hasher = DefaultHasher::new();
    for file in found {
        std::fs::read(file).unwrap_or_default().hash(&mut hasher);
    }
    println!("cargo::rustc-env=KRAIT_BYTECODE_TAG={:016x}", hasher.finish());
}
