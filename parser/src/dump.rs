//! A tree printed exactly as `ast.dump(tree, indent=…, include_attributes=…)` prints it.

use std::fmt::Write as _;

use rustpython_parser::ast::Constant;

use crate::Parsed;
use crate::source::LineIndex;
use crate::tokenizer::is_printable;
use crate::tree::{Node, Tree, tree};
use crate::wtf::decode_constant;

/// The arguments of `ast.dump`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DumpOptions {
    /// Spaces per level; none for all on one line.
    pub indent: Option<usize>,
    /// Whether to print positions.
    pub include_attributes: bool,
}

/// Prints the tree.
pub fn dump(parsed: &Parsed, options: DumpOptions) -> String {
    let dumper = Dumper { lines: &parsed.lines, options };
    let mut out = String::with_capacity(parsed.text.len() * 8);
    dumper.write(&mut out, &tree(&parsed.module), 0);
    out
}

struct Dumper<'a> {
    lines: &'a LineIndex,
    options: DumpOptions,
}

impl Dumper<'_> {
    fn write(&self, out: &mut String, value: &Tree, level: usize) {
        match value {
            Tree::None => out.push_str("None"),
            Tree::Str(text) => out.push_str(&repr_str(text)),
            Tree::Int(number) => out.push_str(&number.to_string()),
            Tree::Constant(constant) => out.push_str(&repr_constant(constant)),
            Tree::List(items) if items.is_empty() => out.push_str("[]"),
            Tree::List(items) => {
                out.push('[');
                self.line(out, level + 1);
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.separator(out, level + 1);
                    }
                    self.write(out, item, level + 1);
                }
                out.push(']');
            }
            Tree::Node(node) => self.node(out, node, level),
        }
    }

    fn node(&self, out: &mut String, node: &Node, level: usize) {
        let attributes = match node.range {
            Some((start, end)) if self.options.include_attributes => {
                let ((line, column), (end_line, end_column)) =
                    (self.lines.line_column(start), self.lines.line_column(end));
                let names = ["lineno", "col_offset", "end_lineno", "end_col_offset"];
                let values = [line, column, end_line, end_column];
                names.into_iter().zip(values).map(|(name, value)| (name, Tree::Int(value.into()))).collect()
            }
            _ => Vec::new(),
        };
        let fields: Vec<(&'static str, &Tree)> =
            node.fields.iter().chain(&attributes).map(|(name, value)| (*name, value)).collect();
        out.push_str(node.class);
        out.push('(');
        let on_one_line = fields.len() <= 3 && fields.iter().all(|(_, value)| is_simple(value));
        if !on_one_line {
            self.line(out, level + 1);
        }
        for (at, (field, value)) in fields.iter().enumerate() {
            if at > 0 {
                if on_one_line { out.push_str(", ") } else { self.separator(out, level + 1) }
            }
            out.push_str(field);
            out.push('=');
            self.write(out, value, level + 1);
        }
        out.push(')');
    }

    fn line(&self, out: &mut String, level: usize) {
        if let Some(indent) = self.options.indent {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent * level));
        }
    }

    fn separator(&self, out: &mut String, level: usize) {
        out.push_str(if self.options.indent.is_some() { "," } else { ", " });
        self.line(out, level);
    }
}

fn is_simple(value: &Tree) -> bool {
    match value {
        Tree::None | Tree::Str(_) | Tree::Int(_) | Tree::Constant(_) => true,
        Tree::List(items) => items.is_empty(),
        Tree::Node(node) => node.fields.is_empty() && node.range.is_none(),
    }
}

/// The `repr` of a constant.
pub fn repr_constant(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".into(),
        Constant::Bool(true) => "True".into(),
        Constant::Bool(false) => "False".into(),
        Constant::Str(text) => repr_str(text),
        Constant::Bytes(bytes) => repr_bytes(bytes),
        Constant::Int(value) => value.to_string(),
        Constant::Tuple(items) => {
            let items: Vec<String> = items.iter().map(repr_constant).collect();
            if items.len() == 1 { format!("({},)", items[0]) } else { format!("({})", items.join(", ")) }
        }
        Constant::Float(value) => repr_float(*value, FloatStyle::Float),
        Constant::Complex { imag, .. } => repr_float(*imag, FloatStyle::Imaginary) + "j",
        Constant::Ellipsis => "Ellipsis".into(),
    }
}

#[derive(PartialEq)]
enum FloatStyle {
    Float,
    Imaginary,
}

/// The shortest digits that round-trip, with an exponent where Python writes one.
fn repr_float(value: f64, style: FloatStyle) -> String {
    if value.is_infinite() {
        return "inf".into();
    }
    let scientific = format!("{value:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = value.to_string();
        return if plain.contains('.') || style == FloatStyle::Imaginary { plain } else { plain + ".0" };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// The quote that `repr` chooses.
fn quote(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

fn repr_bytes(bytes: &[u8]) -> String {
    let quote = quote(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ if byte as char == quote => out.extend(['\\', quote]),
            0x20..=0x7e => out.push(byte as char),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(quote);
    out
}

fn repr_str(text: &str) -> String {
    let quote = quote(text.contains('\''), text.contains('"'));
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for code_point in decode_constant(text) {
        let character = char::from_u32(code_point);
        let _ = match character {
            Some('\\') => write!(out, "\\\\"),
            Some('\n') => write!(out, "\\n"),
            Some('\r') => write!(out, "\\r"),
            Some('\t') => write!(out, "\\t"),
            Some(character) if character == quote => write!(out, "\\{quote}"),
            Some(character @ ' '..='~') => write!(out, "{character}"),
            Some(character) if !character.is_ascii() && is_printable(character) => write!(out, "{character}"),
            _ if code_point <= 0xff => write!(out, "\\x{code_point:02x}"),
            _ if code_point <= 0xffff => write!(out, "\\u{code_point:04x}"),
            _ => write!(out, "\\U{code_point:08x}"),
        };
    }
    out.push(quote);
    out
}
