//! Declarations of the document type: entities, attributes, elements, notations.

use super::scan::{Cursor, Reference, Scan, Stop, invalid, reference};
use super::{Code, Event};
use std::collections::HashMap;

/// A general entity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entity {
    /// Its text; none if it is outside the document.
    pub(super) value: Option<String>,
    pub(super) system: Option<String>,
    pub(super) public: Option<String>,
    pub(super) notation: Option<String>,
}

/// What is known of an attribute.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) is_cdata: bool,
    pub(super) default: Option<String>,
}

/// What the declarations said.
#[derive(Default)]
pub(crate) struct Dtd {
    pub(super) entities: HashMap<String, Entity>,
    pub(super) parameters: HashMap<String, Entity>,
    /// Attributes by element, in the order of their declarations.
    pub(super) attributes: HashMap<String, Vec<Declared>>,
    /// There may be declarations that were not read.
    pub(super) incomplete: bool,
    pub(super) standalone: bool,
}

/// The content of an element: kind, quantifier, name, parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Model {
    pub(super) kind: i32,
    pub(super) quantifier: i32,
    pub(super) name: Option<String>,
    pub(super) parts: Vec<Model>,
}

/// Names of kinds and quantifiers.
pub(super) const MODEL: [(&str, i32); 10] = [
    ("XML_CTYPE_EMPTY", 1),
    ("XML_CTYPE_ANY", 2),
    ("XML_CTYPE_MIXED", 3),
    ("XML_CTYPE_NAME", 4),
    ("XML_CTYPE_CHOICE", 5),
    ("XML_CTYPE_SEQ", 6),
    ("XML_CQUANT_NONE", 0),
    ("XML_CQUANT_OPT", 1),
    ("XML_CQUANT_REP", 2),
    ("XML_CQUANT_PLUS", 3),
];

fn quantifier(cursor: &mut Cursor<'_>) -> i32 {
    match cursor.peek() {
        Ok(b'?') => 1,
        Ok(b'*') => 2,
        Ok(b'+') => 3,
        _ => 0,
    }
}

fn quantified(cursor: &mut Cursor<'_>) -> i32 {
    let quantifier = quantifier(cursor);
    cursor.at += usize::from(quantifier != 0);
    quantifier
}

/// A group of a content model, the cursor being behind its parenthesis.
fn group(cursor: &mut Cursor<'_>, depth: u32) -> Scan<Model> {
    if depth > 200 {
        return invalid(cursor.at);
    }
    let mut parts = Vec::new();
    let mut separator = None;
    cursor.spaces();
    if cursor.take("#PCDATA") {
        loop {
            cursor.spaces();
            match cursor.peek()? {
                b'|' => {
                    cursor.at += 1;
                    cursor.spaces();
                    let name = cursor.name(false)?.to_owned();
                    parts.push(Model { kind: 4, quantifier: 0, name: Some(name), parts: Vec::new() });
                }
                b')' => {
                    cursor.at += 1;
                    let quantifier = quantified(cursor);
                    return Ok(Model { kind: 3, quantifier, name: None, parts });
                }
                _ => return invalid(cursor.at),
            }
        }
    }
    loop {
        cursor.spaces();
        if cursor.peek()? == b'(' {
            cursor.at += 1;
            parts.push(group(cursor, depth + 1)?);
        } else {
            let name = cursor.name(false)?.to_owned();
            let quantifier = quantified(cursor);
            parts.push(Model { kind: 4, quantifier, name: Some(name), parts: Vec::new() });
        }
        cursor.spaces();
        match cursor.peek()? {
            b')' => {
                cursor.at += 1;
                let quantifier = quantified(cursor);
                let kind = if separator == Some(b'|') { 5 } else { 6 };
                return Ok(Model { kind, quantifier, name: None, parts });
            }
            c @ (b'|' | b',') if separator.is_none_or(|known| known == c) => {
                separator = Some(c);
                cursor.at += 1;
            }
            _ => return invalid(cursor.at),
        }
    }
}

fn element(cursor: &mut Cursor<'_>) -> Scan<Event> {
    cursor.spaces();
    let name = cursor.name(false)?.to_owned();
    cursor.spaces();
    let simple = |kind| Model { kind, quantifier: 0, name: None, parts: Vec::new() };
    let model = if cursor.take("EMPTY") {
        simple(1)
    } else if cursor.take("ANY") {
        simple(2)
    } else {
        cursor.expect(b'(')?;
        group(cursor, 0)?
    };
    Ok(Event::ElementDecl { name, model })
}

/// `SYSTEM "system"` or `PUBLIC "public" "system"`, if there is such.
pub(super) fn external(cursor: &mut Cursor<'_>, system_needed: bool) -> Scan<Option<[Option<String>; 2]>> {
    if cursor.take("SYSTEM") {
        cursor.spaces();
        let system = cursor.quoted()?.to_owned();
        return Ok(Some([Some(system), None]));
    }
    if !cursor.take("PUBLIC") {
        return Ok(None);
    }
    cursor.spaces();
    let at = cursor.at;
    let public = cursor.quoted()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || " \r\n-'()+,./:=?;!*#@$_%".contains(c);
    if !public.chars().all(fits) {
        return Err(Stop::Bad(Code::BadPublicId, at));
    }
    let public = public.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    cursor.spaces();
    let system = match cursor.peek()? {
        b'"' | b'\'' => Some(cursor.quoted()?.to_owned()),
        _ if system_needed => return invalid(cursor.at),
        _ => None,
    };
    Ok(Some([system, Some(public)]))
}

/// The text that an entity's literal stands for: characters by number are put in, entities stay as they are.
fn entity_value(literal: &str, at: usize) -> Scan<String> {
    let mut out = String::with_capacity(literal.len());
    let mut cursor = Cursor::new(literal, 0);
    while let Ok(byte) = cursor.peek() {
        match byte {
            b'%' => return Err(Stop::Bad(Code::ParameterReference, at + cursor.at)),
            b'&' => {
                let start = cursor.at;
                let found = reference(&mut cursor).map_err(|stop| match stop {
                    Stop::More => Stop::Bad(Code::InvalidToken, at + start),
                    Stop::Bad(code, offset) => Stop::Bad(code, at + offset),
                })?;
                match found {
                    Reference::Char(c) if literal[start..].starts_with("&#") => out.push(c),
                    Reference::Char(_) | Reference::Entity(_) => out.push_str(&literal[start..cursor.at]),
                }
            }
            _ => {
                let len = cursor.rest().find(['&', '%']).unwrap_or(cursor.rest().len());
                out.push_str(&super::scan::with_newlines(&cursor.rest()[..len]));
                cursor.at += len;
            }
        }
    }
    Ok(out)
}

fn entity(cursor: &mut Cursor<'_>, dtd: &mut Dtd) -> Scan<Event> {
    cursor.spaces();
    let is_parameter = cursor.take("%");
    if is_parameter && !cursor.spaces() {
        return invalid(cursor.at);
    }
    let name = cursor.name(true)?.to_owned();
    cursor.spaces();
    let mut new = Entity::default();
    match external(cursor, true)? {
        Some([system, public]) => {
            (new.system, new.public) = (system, public);
            cursor.spaces();
            if !is_parameter && cursor.take("NDATA") {
                cursor.spaces();
                new.notation = Some(cursor.name(true)?.to_owned());
            }
        }
        None => {
            let at = cursor.at + 1;
            new.value = Some(entity_value(cursor.quoted()?, at)?);
        }
    }
    let table = if is_parameter { &mut dtd.parameters } else { &mut dtd.entities };
    table.entry(name.clone()).or_insert_with(|| new.clone());
    Ok(Event::EntityDecl { name, is_parameter, entity: Box::new(new) })
}

fn notation(cursor: &mut Cursor<'_>) -> Scan<Event> {
    cursor.spaces();
    let name = cursor.name(true)?.to_owned();
    cursor.spaces();
    match external(cursor, false)? {
        Some([system, public]) => Ok(Event::NotationDecl { name, system, public }),
        None => invalid(cursor.at),
    }
}

/// The type of an attribute as handlers see it.
fn attribute_type(cursor: &mut Cursor<'_>) -> Scan<String> {
    let mut kind = String::new();
    if cursor.peek()? != b'(' {
        kind.push_str(cursor.token()?);
        if kind != "NOTATION" {
            const KNOWN: [&str; 8] = ["CDATA", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS"];
            return if KNOWN.contains(&kind.as_str()) { Ok(kind) } else { Err(Stop::Bad(Code::Syntax, cursor.at)) };
        }
        cursor.spaces();
    }
    cursor.expect(b'(')?;
    kind.push('(');
    loop {
        cursor.spaces();
        kind.push_str(cursor.token()?);
        cursor.spaces();
        match cursor.peek()? {
            b'|' => kind.push('|'),
            b')' => {
                cursor.at += 1;
                kind.push(')');
                return Ok(kind);
            }
            _ => return invalid(cursor.at),
        }
        cursor.at += 1;
    }
}

/// One attribute of a list of attributes.
fn attribute(cursor: &mut Cursor<'_>, element: &str, dtd: &mut Dtd) -> Scan<Event> {
    let name = cursor.name(false)?.to_owned();
    cursor.spaces();
    let kind = attribute_type(cursor)?;
    cursor.spaces();
    let (mut required, mut default) = (false, None);
    if cursor.take("#REQUIRED") {
        required = true;
    } else if !cursor.take("#IMPLIED") {
        if cursor.take("#FIXED") {
            required = true;
            cursor.spaces();
        }
        let at = cursor.at + 1;
        let literal = cursor.quoted()?;
        let is_cdata = kind == "CDATA";
        default = Some(attribute_value(dtd, literal, at, is_cdata, &mut Vec::new())?);
    }
    let known = dtd.attributes.entry(element.to_owned()).or_default();
    if !known.iter().any(|known| known.name == name) {
        known.push(Declared { name: name.clone(), is_cdata: kind == "CDATA", default: default.clone() });
    }
    Ok(Event::AttlistDecl { element: element.to_owned(), name, kind, default, required })
}

/// A declaration of the internal subset, the cursor being at its `<!`; the events that it makes.
pub(super) fn declaration(cursor: &mut Cursor<'_>, dtd: &mut Dtd) -> Scan<Vec<Event>> {
    let start = cursor.at;
    cursor.at += 2;
    let len = cursor.rest().find(|c: char| !c.is_ascii_uppercase()).ok_or(Stop::More)?;
    let word = &cursor.rest()[..len];
    cursor.at += len;
    if !super::scan::is_space(cursor.peek()?) {
        return invalid(cursor.at);
    }
    let mut events = Vec::new();
    match word {
        "ELEMENT" => events.push(element(cursor)?),
        "ENTITY" => events.push(entity(cursor, dtd)?),
        "NOTATION" => events.push(notation(cursor)?),
        "ATTLIST" => {
            cursor.spaces();
            let element = cursor.name(false)?.to_owned();
            loop {
                cursor.spaces();
                if cursor.peek()? == b'>' {
                    break;
                }
                events.push(attribute(cursor, &element, dtd)?);
            }
        }
        _ => return Err(Stop::Bad(Code::Syntax, start)),
    }
    cursor.spaces();
    cursor.expect(b'>')?;
    Ok(events)
}

/// The value of an attribute: references are replaced and white space is normalised. `open` are the entities being replaced.
pub(super) fn attribute_value(
    dtd: &Dtd,
    literal: &str,
    at: usize,
    is_cdata: bool,
    open: &mut Vec<String>,
) -> Scan<String> {
    let value = expand(dtd, literal, at, open)?;
    if is_cdata {
        Ok(value)
    } else {
        Ok(value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
    }
}

fn expand(dtd: &Dtd, literal: &str, at: usize, open: &mut Vec<String>) -> Scan<String> {
    if !literal.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'\t' | b'\n' | b'\r')) {
        return Ok(literal.to_owned());
    }
    let mut out = String::with_capacity(literal.len());
    let mut cursor = Cursor::new(literal, 0);
    // Within an entity the place is that of the reference to it.
    let place = |offset: usize, open: &[String]| if open.is_empty() { at + offset } else { at };
    while let Ok(byte) = cursor.peek() {
        let start = cursor.at;
        match byte {
            b'&' => {
                let found = reference(&mut cursor).map_err(|stop| match stop {
                    Stop::More => Stop::Bad(Code::InvalidToken, place(literal.len(), open)),
                    Stop::Bad(code, offset) => Stop::Bad(code, place(offset, open)),
                })?;
                match found {
                    Reference::Char(c) => out.push(c),
                    Reference::Entity(name) => {
                        let bad = |code| Err(Stop::Bad(code, place(start, open)));
                        let Some(entity) = dtd.entities.get(name) else {
                            if dtd.incomplete && !dtd.standalone {
                                continue;
                            }
                            return bad(Code::UndefinedEntity);
                        };
                        if entity.notation.is_some() {
                            return bad(Code::BinaryEntity);
                        }
                        let Some(value) = &entity.value else { return bad(Code::ExternalInAttribute) };
                        if open.iter().any(|known| known == name) {
                            return bad(Code::RecursiveEntity);
                        }
                        if value.contains('<') {
                            return bad(Code::InvalidToken);
                        }
                        let here = place(start, open);
                        open.push(name.to_owned());
                        out.push_str(&expand(dtd, value, here, open)?);
                        open.pop();
                    }
                }
            }
            b'\r' => {
                cursor.at += 1;
                cursor.take("\n");
                out.push(' ');
            }
            b'\n' | b'\t' => {
                cursor.at += 1;
                out.push(' ');
            }
            _ => {
                let len = cursor.rest().find(['&', '\r', '\n', '\t']).unwrap_or(cursor.rest().len());
                out.push_str(&cursor.rest()[..len]);
                cursor.at += len;
            }
        }
    }
    Ok(out)
}
