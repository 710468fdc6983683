//! What a source is made into, as text: `--dump`.

use super::symbols::Symbols;
use super::{CompileOptions, Findings, compile_source, future, parse};
use std::fmt::Write;

/// A stage of compilation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Tokens.
    Tokens,
    /// The tree, as `ast.dump` prints it.
    Ast,
    /// Scopes and their names.
    Symbols,
    /// Code.
    Bytecode,
}

/// The text of a stage; `pattern` selects functions by qualified name.
///
/// # Errors
/// What is wrong with the source.
pub fn dump(
    source: &[u8],
    filename: &str,
    stage: Stage,
    pattern: Option<&str>,
    optimize: u8,
) -> Result<String, String> {
    let options = CompileOptions::new(filename, "exec", optimize);
    let mut findings = Findings::default();
    let complain = |error: super::CompileError| format!("{filename}:{}: {}: {}", error.line, error.kind, error.message);
    match stage {
        Stage::Tokens => tokens(source, &options),
        Stage::Ast => {
            let parsed = parse(source, &options, &mut findings).map_err(complain)?;
            let style = parser::DumpOptions { indent: Some(2), include_attributes: false };
            Ok(parser::dump(&parsed, style) + "\n")
        }
        Stage::Symbols => {
            let parsed = parse(source, &options, &mut findings).map_err(complain)?;
            let mut features = options.features;
            let symbols = future::features(&parsed.module, &mut features)
                .and_then(|()| Symbols::of(&parsed.module, features.annotations))
                .map_err(complain)?;
            Ok(scopes(&symbols))
        }
        Stage::Bytecode => {
            let unit = compile_source(source, &options, &mut findings).map_err(complain)?;
            Ok(crate::bytecode::dis::disassemble(&unit, pattern))
        }
    }
}

fn tokens(source: &[u8], options: &CompileOptions) -> Result<String, String> {
    let tokens = parser::tokenize(source, parser::TokenizerOptions::default(), &options.parser_options());
    let tokens = tokens.map_err(|error| error.message)?;
    let mut out = String::new();
    for token in &tokens.tokens {
        let (line, column) = tokens.lines.line_column(token.start);
        let (end_line, end_column) = tokens.lines.line_column(token.end);
        let text = tokens.text.get(token.start as usize..token.end as usize).unwrap_or_default();
        let place = format!("{line},{column}-{end_line},{end_column}:");
        writeln!(out, "{place:20}{:15}{text:?}", token.kind.name()).expect("writing to a string");
    }
    Ok(out)
}

fn scopes(symbols: &Symbols) -> String {
    let mut out = String::new();
    for (index, scope) in symbols.scopes.iter().enumerate() {
        let parent = scope.parent.map_or(String::new(), |parent| format!(" in {parent}"));
        writeln!(out, "scope {index}{parent}: {:?}", scope.kind).expect("writing to a string");
        for name in &scope.order {
            writeln!(out, "  {name}: {:?}", scope.access.get(name)).expect("writing to a string");
        }
    }
    out
}
