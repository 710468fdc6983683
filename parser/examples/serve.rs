//! Parses what a test driver asks for: each line of standard input is `MODE<TAB>PATH`, each answer a line
//! `ok LENGTH`, `error LENGTH` and as many bytes: the tree as `ast.dump` prints it, or the error's attributes.

use std::io::{BufRead, Write};

use krait_parser::{DumpOptions, Mode, Options, dump, parse};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for request in std::io::stdin().lock().lines() {
        let request = request?;
        let Some((mode, path)) = request.split_once('\t') else { continue };
        let mode = match mode {
            "eval" => Mode::Expression,
            "single" => Mode::Interactive,
            _ => Mode::Module,
        };
        let source = std::fs::read(path)?;
        let (status, answer) = match parse(&source, mode, &Options::default()) {
            Ok(parsed) => ("ok", dump(&parsed, DumpOptions { indent: None, include_attributes: true })),
            Err(error) => ("error", describe(&error)),
        };
        writeln!(out, "{status} {}", answer.len())?;
        out.write_all(answer.as_bytes())?;
        out.flush()?;
    }
    Ok(())
}

/// Class, message, line, offset, end line, end offset and text, a line each.
fn describe(error: &krait_parser::SyntaxError) -> String {
    let class = error.kind.class_name();
    match &error.location {
        Some(at) => format!(
            "{class}\n{}\n{} {} {} {}\n{}",
            error.message,
            at.line,
            at.column,
            at.end_line,
            at.end_column,
            at.text.as_deref().unwrap_or_default()
        ),
        None => format!("{class}\n{}\nNone\n", error.message),
    }
}
