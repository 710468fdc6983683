//! Packs the pure-Python modules into the binary: writes a table of module names and sources.
//!
//! `stdlib/Lib` wins over the crate's copy of CPython's library.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Folders that are tests, demonstrations or tools for removed features.
const LEFT_OUT: &[&str] = &[
    "test",
    "tests",
    "idlelib",
    "lib2to3",
    "turtledemo",
    "tkinter",
    "distutils",
    "ensurepip",
    "__pycache__",
    "msilib",
];

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, (PathBuf, bool)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !LEFT_OUT.contains(&name.as_str()) && path.join("__init__.py").exists() {
                collect(&path, &format!("{prefix}{name}."), found);
            }
        } else if let Some(stem) = name.strip_suffix(".py") {
            match stem {
                "__init__" => found.insert(prefix.trim_end_matches('.').to_owned(), (path, true)),
                _ => found.insert(format!("{prefix}{stem}"), (path, false)),
            };
        }
    }
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Lib");
    let mut found = BTreeMap::new();
    collect(Path::new(rustpython_pylib::LIB_PATH), "", &mut found);
    let own = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("Lib");
    collect(&own, "", &mut found);
    let mut table = String::from(
        "/// Packed modules by name: source, whether it is a package.\npub(crate) static PACKED: &[(&str, &str, bool)] = &[\n",
    );
    for (name, (path, package)) in &found {
        if std::fs::read_to_string(path).is_ok() && !name.is_empty() {
            writeln!(table, "    ({name:?}, include_str!({:?}), {package}),", path.display().to_string())
                .expect("writing to a string");
        }
    }
    table.push_str("];\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it")).join("packed.rs");
    std::fs::write(out, table).expect("the output folder is writable");
}
