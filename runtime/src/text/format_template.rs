//! The templates of `str.format`: `literal {field!conversion:spec} …`.
//!
//! [`Template`] is what `_string.formatter_parser` iterates over, [`FieldName`] what `_string.formatter_field_name_split`
//! gives. Looking fields up and formatting them is the caller's, and so is expanding a spec that has fields itself, for
//! which it makes another [`Template`], two levels deep at most.

use super::search;
use super::unicode;
use super::unit::Chars;
use std::ops::Range;

/// The text of a `ValueError`.
pub type TemplateError = &'static str;

/// What CPython says of specs nested deeper than [`MAX_DEPTH`].
pub const TOO_DEEP: TemplateError = "Max string recursion exceeded";
/// How deep templates may be nested: a spec with fields in it is level 2.
pub const MAX_DEPTH: usize = 2;
/// What CPython says when `format_map` meets a field that is counted.
pub const NO_POSITIONS: TemplateError = "Format string contains positional fields";

/// A piece of a template: literal text, and the field that follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The literal text, in which double braces are single already.
    pub literal: Range<usize>,
    /// The field, if literal text alone did not come to a brace.
    pub field: Option<Field>,
}

/// A replacement field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name, with its path.
    pub name: Range<usize>,
    /// The character after `!`.
    pub conversion: Option<u32>,
    /// The spec, which may be empty.
    pub spec: Range<usize>,
    /// Whether the spec holds fields.
    pub nested: bool,
}

/// A template that is being read.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    text: Chars<'a>,
    at: usize,
}

impl<'a> Template<'a> {
    /// Starts to read.
    pub fn new(text: Chars<'a>) -> Self {
        Template { text, at: 0 }
    }

    /// Goes on to read at a position that [`Template::position`] gave.
    pub fn resume(text: Chars<'a>, at: usize) -> Self {
        Template { text, at }
    }

    /// Where reading goes on.
    pub fn position(&self) -> usize {
        self.at
    }

    fn take(&mut self) -> Option<u8> {
        let code = self.text.get(self.at)?;
        self.at += 1;
        // Beyond ASCII nothing is special.
        Some(u8::try_from(code).unwrap_or(0))
    }

    fn piece(&mut self) -> Result<Piece, TemplateError> {
        let start = self.at;
        let rest = self.text.slice(start..self.text.len());
        let open = search::find_char(rest, u32::from(b'{')).unwrap_or(rest.len());
        let brace = search::find_char(rest.slice(0..open), u32::from(b'}')).unwrap_or(open) + start;
        let Some(code) = self.text.get(brace) else {
            self.at = self.text.len();
            return Ok(Piece { literal: start..self.at, field: None });
        };
        self.at = brace + 1;
        if self.text.get(self.at) == Some(code) {
            // A double brace: the first one belongs to the literal text.
            self.at += 1;
            return Ok(Piece { literal: start..brace + 1, field: None });
        }
        if code == u32::from(b'}') {
            return Err("Single '}' encountered in format string");
        }
        if self.at == self.text.len() {
            return Err("Single '{' encountered in format string");
        }
        Ok(Piece { literal: start..brace, field: Some(self.field()?) })
    }

    /// Reads a field from after its opening brace on.
    fn field(&mut self) -> Result<Field, TemplateError> {
        let start = self.at;
        let end = loop {
            match self.take() {
                None => return Err("expected '}' before end of string"),
                Some(b'{') => return Err("unexpected '{' in field name"),
                Some(b'[') => {
                    let rest = self.text.slice(self.at..self.text.len());
                    self.at += search::find_char(rest, u32::from(b']')).unwrap_or(rest.len());
                }
                Some(end @ (b'}' | b':' | b'!')) => break end,
                Some(_) => {}
            }
        };
        let name = start..self.at - 1;
        let mut conversion = None;
        if end == b'!' {
            let code = self.text.get(self.at).ok_or("end of string while looking for conversion specifier")?;
            conversion = Some(code);
            self.at += 1;
            match self.take() {
                Some(b'}') => return Ok(Field { name, conversion, spec: self.at - 1..self.at - 1, nested: false }),
                Some(b':') => {}
                Some(_) => return Err("expected ':' after conversion specifier"),
                None => return Err("unmatched '{' in format spec"),
            }
        } else if end == b'}' {
            return Ok(Field { name, conversion, spec: self.at - 1..self.at - 1, nested: false });
        }
        let spec = self.at;
        let (mut depth, mut nested) = (1, false);
        while depth > 0 {
            match self.take() {
                None => return Err("unmatched '{' in format spec"),
                Some(b'{') => {
                    nested = true;
                    depth += 1;
                }
                Some(b'}') => depth -= 1,
                Some(_) => {}
            }
        }
        Ok(Field { name, conversion, spec: spec..self.at - 1, nested })
    }
}

impl Iterator for Template<'_> {
    type Item = Result<Piece, TemplateError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        Some(self.piece())
    }
}

/// What a field's value is looked up by first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    /// No name: the next positional argument.
    Auto,
    /// A positional argument.
    Index(usize),
    /// A keyword argument.
    Name(Range<usize>),
}

/// A step on the path from the first value to the field's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.name`
    Attribute(Range<usize>),
    /// `[number]`
    Index(usize),
    /// `[key]`
    Key(Range<usize>),
}

/// A field name that is being read: where it starts, and the path from there.
#[derive(Clone, Debug)]
pub struct FieldName<'a> {
    text: Chars<'a>,
    at: usize,
    end: usize,
}

impl<'a> FieldName<'a> {
    /// Splits the first part off the field name that is `range` of `text`; all ranges count from the start of `text`.
    pub fn split(text: Chars<'a>, range: Range<usize>) -> Result<(First, Self), TemplateError> {
        let is_path = |code: u32| code == u32::from(b'.') || code == u32::from(b'[');
        let len = text.slice(range.clone()).iter().position(is_path).unwrap_or(range.len());
        let first = range.start..range.start + len;
        let path = FieldName { text, at: first.end, end: range.end };
        let first = match read_index(text.slice(first.clone()))? {
            Some(index) => First::Index(index),
            None if first.is_empty() => First::Auto,
            None => First::Name(first),
        };
        Ok((first, path))
    }

    /// Goes on to read the name that is all of `text` at a position that [`FieldName::position`] gave.
    pub fn resume(text: Chars<'a>, at: usize) -> Self {
        FieldName { text, at, end: text.len() }
    }

    /// Where reading goes on.
    pub fn position(&self) -> usize {
        self.at
    }

    fn step(&mut self) -> Result<Step, TemplateError> {
        let opening = self.text.at(self.at);
        let start = self.at + 1;
        let rest = self.text.slice(start..self.end);
        let (range, step) = if opening == u32::from(b'.') {
            let is_path = |code: u32| code == u32::from(b'.') || code == u32::from(b'[');
            let range = start..start + rest.iter().position(is_path).unwrap_or(rest.len());
            self.at = range.end;
            (range.clone(), Step::Attribute(range))
        } else if opening == u32::from(b'[') {
            let len = search::find_char(rest, u32::from(b']')).ok_or("Missing ']' in format string")?;
            let range = start..start + len;
            self.at = range.end + 1;
            match read_index(self.text.slice(range.clone()))? {
                Some(index) => (range, Step::Index(index)),
                None => (range.clone(), Step::Key(range)),
            }
        } else {
            return Err("Only '.' or '[' may follow ']' in format field specifier");
        };
        if range.is_empty() { Err("Empty attribute in format string") } else { Ok(step) }
    }
}

impl Iterator for FieldName<'_> {
    type Item = Result<Step, TemplateError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        Some(self.step())
    }
}

/// The number that decimal digits, of whatever script, spell; none if there are others, or none.
fn read_index(text: Chars<'_>) -> Result<Option<usize>, TemplateError> {
    let mut number = 0usize;
    for code in text.iter() {
        let Some(digit) = unicode::decimal_value(code) else { return Ok(None) };
        let next = number.checked_mul(10).and_then(|number| number.checked_add(usize::from(digit)));
        number =
            next.filter(|&number| number <= isize::MAX as usize).ok_or("Too many decimal digits in format string")?;
    }
    Ok((!text.is_empty()).then_some(number))
}

/// How the positional fields of a template have been numbered so far, in all its levels.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbering {
    next: usize,
    mode: Mode,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Unknown,
    Automatic,
    Manual,
}

impl Numbering {
    /// The positional argument that a field's first part means; none if it means a keyword argument.
    pub fn position(&mut self, first: &First) -> Result<Option<usize>, TemplateError> {
        let mode = match first {
            First::Name(_) => return Ok(None),
            First::Auto => Mode::Automatic,
            First::Index(_) => Mode::Manual,
        };
        match (self.mode, mode) {
            (Mode::Manual, Mode::Automatic) => {
                return Err("cannot switch from manual field specification to automatic field numbering");
            }
            (Mode::Automatic, Mode::Manual) => {
                return Err("cannot switch from automatic field numbering to manual field specification");
            }
            (Mode::Unknown | Mode::Automatic | Mode::Manual, _) => self.mode = mode,
        }
        if let First::Index(index) = first {
            return Ok(Some(*index));
        }
        self.next += 1;
        Ok(Some(self.next - 1))
    }
}

/// What CPython says of a conversion that is none of `!s`, `!r` and `!a`.
pub fn unknown_conversion(code: u32) -> String {
    match char::from_u32(code) {
        Some(c) if code > 32 && code < 127 => format!("Unknown conversion specifier {c}"),
        Some(_) | None => format!("Unknown conversion specifier \\x{code:x}"),
    }
}
