//! Packs the pure-Python modules into the binary: writes a table of module names, sources and stored bytecode.
//!
//! `stdlib/Lib` wins over the crate's copy of CPython's library, which `corrections.rs` mends. The bytecode compiler is compiled into this script, so
//! that it needs no built `krait`; debug builds store only what nearly every program imports.
#![expect(dead_code, unused_imports, unreachable_pub, reason = "the bytecode compiler is used in part")]

#[path = "../runtime/src/bytecode/mod.rs"]
mod bytecode;
#[path = "../runtime/src/compiler/mod.rs"]
mod compiler;
mod corrections;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Folders that are tests, demonstrations or tools for removed features.
const LEFT_OUT: &[&str] = &["test", "tests", "idle_test", "lib2to3", "tkinter", "distutils", "__pycache__", "msilib"];

/// Modules that 3.12 has no more.
const REMOVED: &[&str] = &["asynchat", "asyncore", "dummy_threading", "imp", "smtpd"];

/// What debug builds store compiled: start-up and what tests import most. A name stands for its submodules too.
const ALWAYS_STORED: &[&str] = &[
    "_collections_abc",
    "_packed",
    "_sitebuiltins",
    "_weakrefset",
    "abc",
    "argparse",
    "ast",
    "codecs",
    "collections",
    "contextlib",
    "copyreg",
    "dataclasses",
    "dis",
    "encodings",
    "enum",
    "functools",
    "genericpath",
    "importlib",
    "inspect",
    "io",
    "keyword",
    "linecache",
    "operator",
    "os",
    "pickle",
    "posixpath",
    "re",
    "reprlib",
    "runpy",
    "signal",
    "site",
    "stat",
    "threading",
    "tokenize",
    "traceback",
    "types",
    "typing",
    "unittest",
    "warnings",
    "weakref",
    "zipimport",
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
                _ if prefix.is_empty() && REMOVED.contains(&stem) => continue,
                _ => found.insert(format!("{prefix}{stem}"), (path, false)),
            };
        }
    }
}

/// Puts newer modules into the place of those that `library.txt` names.
fn take_newer(found: &mut BTreeMap<String, (PathBuf, bool)>) {
    let sources = [("0.5.0", pylib_0_5::LIB_PATH), ("0.6.0", pylib_0_6::LIB_PATH)].map(|(version, folder)| {
        let mut modules = BTreeMap::new();
        collect(Path::new(folder), "", &mut modules);
        (version, modules)
    });
    for line in include_str!("library.txt").lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, _, version, ..] = words[..] else { continue };
        let Some((_, modules)) = sources.iter().find(|(known, _)| *known == version) else {
            panic!("library.txt: no source of version {version} for {name}");
        };
        let stands_for =
            |module: &str| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        found.retain(|module, _| !stands_for(module));
        found.extend(
            modules.iter().filter(|(module, _)| stands_for(module)).map(|(name, at)| (name.clone(), at.clone())),
        );
    }
}

fn stored_here(name: &str) -> bool {
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    release || ALWAYS_STORED.contains(&name.split('.').next().unwrap_or(name))
}

/// Brings a module of the crate to 3.12's behaviour where it takes more than a correction: `amendments/NAME.txt` says in
/// sections what to put in the place of which lines, in the order of the text, and what to append. A line `…` stands for all
/// lines up to what follows it. Whether there is any.
fn amend(name: &str, source: &mut String, amendments: &Path) -> bool {
    let Ok(text) = std::fs::read_to_string(amendments.join(format!("{name}.txt"))) else { return false };
    let mut out = String::new();
    let mut rest = source.as_str();
    let mut sections = text.split("@@@ ").skip(1).map(|section| section.split_once('\n').expect("sections have lines"));
    while let Some((kind, body)) = sections.next() {
        if kind == "append" {
            out.push_str(std::mem::take(&mut rest));
            out.push_str(body);
            continue;
        }
        let (_, new) = sections.next().expect("`replace` is followed by `with`");
        let Range { start, end } = find_lines(rest, body).unwrap_or_else(|| panic!("{name} has no lines\n{body}"));
        out.push_str(&rest[..start]);
        out.push_str(new);
        rest = &rest[end..];
    }
    out.push_str(rest);
    *source = out;
    true
}

/// Where the lines are that a section of an amendment replaces.
fn find_lines(text: &str, lines: &str) -> Option<Range<usize>> {
    let mut parts = lines.split("…\n");
    let first = parts.next()?;
    let start = text.find(first)?;
    let mut end = start + first.len();
    for part in parts {
        end += text[end..].find(part)? + part.len();
    }
    Some(start..end)
}

/// The stored bytecode of a module; nothing if it is to be compiled when it is imported.
fn compiled(name: &str, source: &str) -> Vec<u8> {
    if !stored_here(name) {
        return Vec::new();
    }
    let options = compiler::CompileOptions::new("", "exec", 0);
    let unit = compiler::compile_source(source.as_bytes(), &options, &mut compiler::Findings::default());
    unit.map(|unit| bytecode::store::encode(&unit)).unwrap_or_default()
}

/// Applies the corrections for a module; whether there are any.
fn correct(name: &str, source: &mut String) -> bool {
    let mut corrected = false;
    for (_, wrong, right) in corrections::CORRECTIONS.iter().filter(|(module, ..)| *module == name) {
        assert!(source.contains(wrong), "{name} does not contain {wrong:?}");
        *source = source.replace(wrong, right);
        corrected = true;
    }
    corrected
}

fn pack(out: &Path) {
    let mut found = BTreeMap::new();
    collect(Path::new(rustpython_pylib::LIB_PATH), "", &mut found);
    take_newer(&mut found);
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let (own, amendments) = (here.join("Lib"), here.join("amendments"));
    collect(&own, "", &mut found);
    let mut table = String::from("/// Packed modules, by name.\nstatic PACKED: &[Packed] = &[\n");
    let (mut names, mut sources, mut code) = (String::new(), String::new(), Vec::new());
    for (name, (path, package)) in &found {
        let Ok(mut source) = std::fs::read_to_string(path) else { continue };
        if name.is_empty() {
            continue;
        }
        let mut path = path.clone();
        if !path.starts_with(&own) {
            let corrected = correct(name, &mut source);
            if amend(name, &mut source, &amendments) || corrected {
                path = out.join(format!("{name}.py"));
                std::fs::write(&path, &source).expect("the output folder is writable");
            }
        }
        let start = code.len();
        code.extend_from_slice(&compiled(name, &source));
        println!("cargo::rerun-if-changed={}", path.display());
        let (end, name_at, source_at) = (code.len(), names.len(), sources.len());
        names.push_str(name);
        sources.push_str(&source);
        let (name, source) = (name_at..names.len(), source_at..sources.len());
        writeln!(
            table,
            "    Packed {{ name: {name:?}, source: {source:?}, package: {package}, code: {start}..{end} }},"
        )
        .expect("writing to a string");
    }
    table.push_str("];\n");
    std::fs::write(out.join("names.txt"), names).expect("the output folder is writable");
    std::fs::write(out.join("sources.txt"), sources).expect("the output folder is writable");
    std::fs::write(out.join("packed.rs"), table).expect("the output folder is writable");
    std::fs::write(out.join("code.bin"), code).expect("the output folder is writable");
    pack_pip(out);
}

fn main() {
    for changed in [
        "build.rs",
        "corrections.rs",
        "library.txt",
        "Lib",
        "amendments",
        "../runtime/src/bytecode",
        "../runtime/src/compiler",
    ] {
        println!("cargo::rerun-if-changed={changed}");
    }
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    // Deeply nested code needs more than a main thread's stack.
    let worker = std::thread::Builder::new().stack_size(256 << 20).spawn(move || pack(&out));
    worker.expect("a thread starts").join().expect("packing does not panic");
}

/// Packs the wheel of pip that comes with the library, for `ensurepip`.
fn pack_pip(out: &Path) {
    let folder = Path::new(pylib_0_5::LIB_PATH).join("ensurepip/_bundled");
    let entries = std::fs::read_dir(&folder).expect("the library's copy has a wheel of pip");
    let wheel = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .expect("the library's copy has a wheel of pip");
    std::fs::copy(&wheel, out.join("pip.whl")).expect("the output folder is writable");
    let name = wheel.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    std::fs::write(out.join("pip_name.txt"), name).expect("the output folder is writable");
}
