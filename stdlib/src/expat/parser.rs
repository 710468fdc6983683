//! The parser: takes in pieces of a document, gives out events.

use super::dtd::{Dtd, attribute_value, declaration, external};
use super::scan::{
    Cursor, Reference, Scan, Stop, Tag, invalid, is_char, is_space, reference, start_tag, with_newlines,
};
use super::{Code, Event};
use std::cell::Cell;
use std::collections::VecDeque;

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// A place in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) index: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Start,
    Prolog,
    Subset,
    Content,
    Cdata,
    Epilog,
}

/// An entity whose text is being read.
struct Open {
    name: String,
    text: String,
    at: usize,
    /// How many elements were open when it began.
    depth: usize,
}

struct Element {
    /// As it is written, where that is not the name.
    raw: Option<String>,
    /// As handlers see it.
    name: String,
    prefixes: usize,
}

impl Element {
    fn raw(&self) -> &str {
        self.raw.as_deref().unwrap_or(&self.name)
    }
}

/// An incremental parser of text that is already decoded.
pub(crate) struct Parser {
    text: String,
    at: usize,
    /// Where the current event begins in the text.
    event: usize,
    /// A place in the text whose position is known, no later than that of the event: lines are counted when somebody asks.
    known: Cell<(usize, Position)>,
    state: State,
    ended: bool,
    /// What follows the text cannot be decoded: why.
    broken: Option<Code>,
    elements: Vec<Element>,
    open: Vec<Open>,
    queue: VecDeque<(Event, String)>,
    pub(crate) dtd: Dtd,
    seen_doctype: bool,
    has_subset: bool,
    /// Separates the parts of names with namespaces; none without namespaces.
    separator: Option<String>,
    pub(crate) prefixes_in_names: bool,
    /// Prefixes and what they stand for, innermost last.
    bindings: Vec<(String, String)>,
    /// The text is that of an external entity, which has no single root.
    pub(crate) is_entity: bool,
    pub(crate) expand_internal: bool,
    /// Nobody wants the text that events stand for.
    pub(crate) omit_raw: bool,
    /// Character data need not come line by line.
    pub(crate) joins_lines: bool,
}

impl Parser {
    pub(crate) fn new(separator: Option<String>) -> Parser {
        let start = Position { line: 1, column: 0, index: 0 };
        Parser {
            text: String::new(),
            at: 0,
            event: 0,
            known: Cell::new((0, start)),
            state: State::Start,
            ended: false,
            broken: None,
            elements: Vec::new(),
            open: Vec::new(),
            queue: VecDeque::new(),
            dtd: Dtd::default(),
            seen_doctype: false,
            has_subset: false,
            separator,
            prefixes_in_names: false,
            bindings: vec![("xml".to_owned(), XML_NAMESPACE.to_owned())],
            is_entity: false,
            expand_internal: true,
            omit_raw: false,
            joins_lines: false,
        }
    }

    /// Takes in more of the document.
    pub(crate) fn feed(&mut self, more: &str, ended: bool, broken: Option<Code>) {
        self.known.set((0, self.position()));
        self.text.drain(..self.at);
        (self.at, self.event) = (0, 0);
        self.text.push_str(more);
        self.ended = ended;
        self.broken = broken;
    }

    /// Declares what an external entity inherits from the document.
    pub(crate) fn inherit(&mut self, parent: &Parser) {
        self.is_entity = true;
        self.dtd.entities = parent.dtd.entities.clone();
        self.dtd.attributes = parent.dtd.attributes.clone();
        self.bindings = parent.bindings.clone();
        self.separator = parent.separator.clone();
    }

    /// Where the parser is.
    pub(crate) fn position(&self) -> Position {
        self.position_of(self.at)
    }

    /// Where the current event is.
    pub(crate) fn event_position(&self) -> Position {
        let position = self.position_of(self.event);
        self.known.set((self.event.max(self.known.get().0), position));
        position
    }

    fn position_of(&self, to: usize) -> Position {
        let (from, mut position) = self.known.get();
        let passed = self.text.get(from..to).unwrap_or("");
        if memchr::memchr(b'\r', passed.as_bytes()).is_none() {
            let line = memchr::memrchr(b'\n', passed.as_bytes());
            if let Some(line) = line {
                position.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count();
                position.column = passed[line + 1..].chars().count();
            } else {
                position.column += passed.chars().count();
            }
            position.index += passed.len();
            return position;
        }
        let mut chars = passed.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\n' => (position.line, position.column) = (position.line + 1, 0),
                '\r' => {
                    let followed = chars.peek().copied().or_else(|| self.text[to..].chars().next()) == Some('\n');
                    if !followed {
                        (position.line, position.column) = (position.line + 1, 0);
                    }
                }
                _ => position.column += 1,
            }
        }
        position.index += passed.len();
        position
    }

    /// The text that is being read and the place in it.
    fn input(&self) -> (&str, usize, bool) {
        match self.open.last() {
            Some(open) => (&open.text, open.at, true),
            None => (&self.text, self.at, self.ended || self.broken.is_some()),
        }
    }

    /// Passes over text up to `to`, and gives it.
    fn consume(&mut self, to: usize) -> String {
        let (text, at) = match self.open.last_mut() {
            Some(open) => (&open.text, &mut open.at),
            None => (&self.text, &mut self.at),
        };
        let raw = if self.omit_raw { String::new() } else { text[*at..to].to_owned() };
        *at = to;
        raw
    }

    /// Fails at a place in the text that is being read.
    fn fail<T>(&mut self, code: Code, at: usize) -> Result<T, Code> {
        if self.open.is_empty() {
            self.at = at.clamp(self.at, self.text.len());
            self.event = self.at;
        }
        Err(code)
    }

    /// The next event and the text that it stands for; none if there is none yet, or none any more.
    pub(crate) fn next(&mut self) -> Result<Option<(Event, String)>, Code> {
        loop {
            if let Some((event, raw)) = self.queue.pop_front() {
                // An empty element ends behind its tag.
                if matches!(event, Event::End(_)) && raw.is_empty() && self.open.is_empty() {
                    self.event = self.at;
                }
                return Ok(Some((event, raw)));
            }
            if self.open.is_empty() {
                self.event = self.at;
            }
            let (text, at, complete) = self.input();
            if at == text.len() {
                if !self.open.is_empty() {
                    self.close_entity()?;
                    continue;
                }
                return if let Some(code) = self.broken {
                    Err(code)
                } else if self.ended {
                    self.end().map(|()| None)
                } else {
                    Ok(None)
                };
            }
            match self.step() {
                Ok(()) => {}
                Err(Stop::Bad(code, at)) => return self.fail(code, at),
                Err(Stop::More) if !complete => return Ok(None),
                Err(Stop::More) => {
                    let start = self.input().1;
                    let code = self.broken.unwrap_or(Code::UnclosedToken);
                    let at = if self.broken.is_some() { self.input().0.len() } else { start };
                    return self.fail(code, at);
                }
            }
        }
    }

    fn end(&mut self) -> Result<(), Code> {
        match self.state {
            State::Epilog => Ok(()),
            State::Cdata => Err(Code::UnclosedCdata),
            _ if self.is_entity && self.elements.is_empty() => Ok(()),
            _ if self.is_entity => Err(Code::AsyncEntity),
            State::Start | State::Prolog | State::Subset | State::Content => Err(Code::NoElements),
        }
    }

    fn close_entity(&mut self) -> Result<(), Code> {
        match self.open.pop() {
            Some(open) if open.depth != self.elements.len() => Err(Code::AsyncEntity),
            _ if self.state == State::Cdata => Err(Code::UnclosedCdata),
            _ => Ok(()),
        }
    }

    fn push(&mut self, event: Event, to: usize) {
        let raw = self.consume(to);
        self.queue.push_back((event, raw));
    }

    fn step(&mut self) -> Scan<()> {
        match self.state {
            State::Start => self.start(),
            State::Prolog => self.prolog(),
            State::Subset => self.subset(),
            State::Content => self.content(),
            State::Cdata => self.cdata(),
            State::Epilog => self.epilog(),
        }
    }

    fn start(&mut self) -> Scan<()> {
        let (text, at, _) = self.input();
        let mut cursor = Cursor::new(text, at);
        let declared = cursor.looking_at("<?xml")? && {
            cursor.at += 5;
            is_space(cursor.peek()?)
        };
        if declared {
            let end = cursor.rest().find("?>").ok_or(Stop::More)?;
            let to = cursor.at + end + 2;
            let event = xml_declaration(text, cursor.at, to - 2, self.is_entity)?;
            if let Event::XmlDecl { standalone, .. } = event {
                self.dtd.standalone = standalone == 1;
            }
            self.push(event, to);
        }
        self.state = if self.is_entity { State::Content } else { State::Prolog };
        Ok(())
    }

    /// A comment or processing instruction, if one is next.
    fn misc(&mut self) -> Scan<bool> {
        let (text, at, _) = self.input();
        let mut cursor = Cursor::new(text, at);
        if cursor.peek()? != b'<' {
            return Ok(false);
        }
        if cursor.looking_at("<?")? {
            cursor.at += 2;
            let target = cursor.name(true)?;
            if target.eq_ignore_ascii_case("xml") {
                return Err(Stop::Bad(if target == "xml" { Code::MisplacedXmlDecl } else { Code::InvalidToken }, at));
            }
            let spaced = cursor.spaces();
            let end = cursor.rest().find("?>").ok_or(Stop::More)?;
            if !spaced && end > 0 {
                return invalid(cursor.at);
            }
            check_chars(&text[..cursor.at + end], cursor.at)?;
            let data = with_newlines(&cursor.rest()[..end]);
            let (event, to) = (Event::Instruction { target: target.to_owned(), data }, cursor.at + end + 2);
            self.push(event, to);
            return Ok(true);
        }
        if cursor.rest().starts_with("<!-") || cursor.rest() == "<!" {
            if !cursor.looking_at("<!--")? {
                return invalid(at + 3);
            }
            cursor.at += 4;
            let end = match cursor.rest().find("--") {
                Some(end) => end,
                None => {
                    check_chars(text, cursor.at)?;
                    return Err(Stop::More);
                }
            };
            check_chars(&text[..cursor.at + end], cursor.at)?;
            let close = cursor.at + end + 2;
            match text.as_bytes().get(close) {
                None => return Err(Stop::More),
                Some(b'>') => {}
                Some(_) => return invalid(close),
            }
            let event = Event::Comment(with_newlines(&cursor.rest()[..end]));
            self.push(event, close + 1);
            return Ok(true);
        }
        Ok(false)
    }

    fn spaces(&mut self) -> bool {
        let (text, at, _) = self.input();
        let mut cursor = Cursor::new(text, at);
        let spaced = cursor.spaces();
        let to = cursor.at;
        if spaced {
            self.push(Event::Default, to);
        }
        spaced
    }

    fn prolog(&mut self) -> Scan<()> {
        if self.spaces() || self.misc()? {
            return Ok(());
        }
        let (text, at, _) = self.input();
        let mut cursor = Cursor::new(text, at);
        if cursor.peek()? != b'<' {
            let c = cursor.rest().chars().next().unwrap_or(' ');
            let bad = if is_char(c) && c != '&' { Code::Syntax } else { Code::InvalidToken };
            // A name is a token, if what follows it may.
            let after = cursor.token().ok().and_then(|_| cursor.rest().chars().next());
            return match after {
                Some(c)
                    if !matches!(c, '>' | ')' | ',' | '|' | '[' | '%' | '?' | '*' | '+' | ' ' | '\t' | '\n' | '\r') =>
                {
                    invalid(cursor.at)
                }
                Some(_) | None => Err(Stop::Bad(bad, at)),
            };
        }
        let rest = cursor.rest();
        if rest == "<" {
            return Err(Stop::More);
        }
        if rest.starts_with("</") {
            return invalid(at + 1);
        }
        if !rest.starts_with("<!") {
            self.content()?;
            // An empty root element has ended the content already.
            if self.state == State::Prolog {
                self.state = State::Content;
            }
            return Ok(());
        }
        cursor.at += 2;
        let len = cursor.rest().find(|c: char| !c.is_ascii_alphabetic()).ok_or(Stop::More)?;
        let word = &cursor.rest()[..len];
        cursor.at += len;
        if len == 0 || !is_space(cursor.peek()?) {
            return invalid(cursor.at);
        }
        if word != "DOCTYPE" || self.seen_doctype {
            return Err(Stop::Bad(Code::Syntax, at));
        }
        self.doctype(at + 9)
    }

    fn doctype(&mut self, from: usize) -> Scan<()> {
        let (text, _, _) = self.input();
        let mut cursor = Cursor::new(text, from);
        cursor.spaces();
        let name = cursor.name(false)?.to_owned();
        cursor.spaces();
        let [system, public] = external(&mut cursor, true)?.unwrap_or_default();
        cursor.spaces();
        let end = cursor.at;
        let has_subset = match cursor.peek()? {
            b'[' => true,
            b'>' => false,
            _ => return invalid(end),
        };
        let raw = self.consume(end);
        self.queue.push_back((Event::Default, raw));
        self.event = self.at;
        self.seen_doctype = true;
        self.has_subset = has_subset;
        self.dtd.incomplete = system.is_some();
        self.push(Event::StartDoctype { name, system, public, has_subset }, end + 1);
        if has_subset {
            self.state = State::Subset;
        } else {
            self.queue.push_back((Event::EndDoctype, String::new()));
        }
        Ok(())
    }

    fn subset(&mut self) -> Scan<()> {
        if self.spaces() || self.misc()? {
            return Ok(());
        }
        let (text, at, _) = self.input();
        let mut cursor = Cursor::new(text, at);
        match cursor.peek()? {
            b']' => {
                cursor.at += 1;
                cursor.spaces();
                cursor.expect(b'>')?;
                let to = cursor.at;
                self.state = State::Prolog;
                self.push(Event::EndDoctype, to);
                Ok(())
            }
            b'%' => {
                cursor.at += 1;
                let name = cursor.name(true)?.to_owned();
                cursor.expect(b';')?;
                let to = cursor.at;
                self.dtd.incomplete = true;
                self.push(Event::Skipped { name, is_parameter: true }, to);
                Ok(())
            }
            b'<' if cursor.looking_at("<!")? => {
                let text = text.to_owned();
                let mut cursor = Cursor::new(&text, at);
                let events = declaration(&mut cursor, &mut self.dtd)?;
                let mut raw = self.consume(cursor.at);
                for event in events {
                    self.queue.push_back((event, std::mem::take(&mut raw)));
                }
                Ok(())
            }
            b'<' => invalid(at + 1),
            _ => Err(Stop::Bad(Code::Syntax, at)),
        }
    }

    fn epilog(&mut self) -> Scan<()> {
        if self.spaces() || self.misc()? {
            return Ok(());
        }
        Err(Stop::Bad(Code::JunkAfterElement, self.input().1))
    }

    fn cdata(&mut self) -> Scan<()> {
        let (text, at, complete) = self.input();
        let rest = &text[at..];
        if rest.starts_with("]]>") {
            self.state = State::Content;
            self.push(Event::EndCdata, at + 3);
            return Ok(());
        }
        let len = character_run(rest, complete, Run { in_content: false, by_line: !self.joins_lines }, at)?;
        let len = rest[..len].find("]]>").unwrap_or(len);
        self.characters(at + len);
        Ok(())
    }

    fn characters(&mut self, to: usize) {
        let (text, at, _) = self.input();
        let data = with_newlines(&text[at..to]);
        self.push(Event::Characters(data), to);
    }

    fn content(&mut self) -> Scan<()> {
        let (text, at, complete) = self.input();
        let mut cursor = Cursor::new(text, at);
        match cursor.peek()? {
            b'<' => {}
            b'&' => return self.entity_reference(),
            _ => {
                let len =
                    character_run(&text[at..], complete, Run { in_content: true, by_line: !self.joins_lines }, at)?;
                self.characters(at + len);
                return Ok(());
            }
        }
        if cursor.rest().len() == 1 {
            return Err(Stop::More);
        }
        if cursor.rest().starts_with("<![") {
            if !cursor.looking_at("<![CDATA[")? {
                let wrong = text[at..].bytes().zip("<![CDATA[".bytes()).take_while(|(a, b)| a == b).count();
                return invalid(at + wrong);
            }
            self.state = State::Cdata;
            self.push(Event::StartCdata, at + 9);
            return Ok(());
        }
        if cursor.rest().starts_with("<!") || cursor.rest().starts_with("<?") {
            return if self.misc()? { Ok(()) } else { invalid(at + 2) };
        }
        if cursor.rest().starts_with("</") {
            cursor.at += 2;
            let name = cursor.name(self.separator.is_some())?;
            cursor.spaces();
            cursor.expect(b'>')?;
            let to = cursor.at;
            let base = self.open.last().map_or(0, |open| open.depth);
            if self.elements.len() <= base || self.elements.last().is_none_or(|element| element.raw() != name) {
                let code = if self.elements.len() <= base { Code::AsyncEntity } else { Code::TagMismatch };
                return Err(Stop::Bad(code, at + 2));
            }
            let raw = self.consume(to);
            self.end_element(raw);
            return Ok(());
        }
        let tag = start_tag(&mut cursor, self.separator.is_some())?;
        let to = cursor.at;
        let element = self.element(&tag, at)?;
        let (raw, empty) = ((element.name != tag.name).then(|| tag.name.to_owned()), tag.empty);
        self.begin(element, raw, empty, to);
        Ok(())
    }

    fn entity_reference(&mut self) -> Scan<()> {
        let (text, at, _) = self.input();
        let mut cursor = Cursor::new(text, at);
        let found = reference(&mut cursor)?;
        let to = cursor.at;
        let name = match found {
            Reference::Char(c) => {
                self.push(Event::Characters(c.to_string()), to);
                return Ok(());
            }
            Reference::Entity(name) => name.to_owned(),
        };
        let Some(entity) = self.dtd.entities.get(&name).cloned() else {
            if self.dtd.incomplete && !self.dtd.standalone {
                self.push(Event::Skipped { name, is_parameter: false }, to);
                return Ok(());
            }
            return Err(Stop::Bad(Code::UndefinedEntity, at));
        };
        if entity.notation.is_some() {
            return Err(Stop::Bad(Code::BinaryEntity, at));
        }
        let Some(value) = entity.value else {
            let event = Event::ExternalRef { context: name, system: entity.system, public: entity.public };
            self.push(event, to);
            return Ok(());
        };
        if self.open.iter().any(|open| open.name == name) {
            return Err(Stop::Bad(Code::RecursiveEntity, at));
        }
        if !self.expand_internal {
            self.push(Event::Skipped { name, is_parameter: false }, to);
            return Ok(());
        }
        let depth = self.elements.len();
        self.consume(to);
        self.open.push(Open { name, text: value, at: 0, depth });
        Ok(())
    }

    /// What a start tag says, with declared attributes and namespaces.
    fn element(&self, tag: &Tag<'_>, at: usize) -> Scan<Parts> {
        let declared = self.dtd.attributes.get(tag.name);
        let mut attributes = Vec::with_capacity(tag.attributes.len());
        for attribute in &tag.attributes {
            let known = declared.and_then(|all| all.iter().find(|known| known.name == attribute.name));
            let is_cdata = known.is_none_or(|known| known.is_cdata);
            let value = attribute_value(&self.dtd, attribute.value, attribute.value_at, is_cdata, &mut Vec::new())?;
            attributes.push((attribute.name.to_owned(), value));
        }
        let specified = attributes.len();
        for known in declared.into_iter().flatten() {
            if let Some(default) = &known.default
                && !attributes.iter().any(|(name, _)| *name == known.name)
            {
                attributes.push((known.name.clone(), default.clone()));
            }
        }
        let mut parts = Parts { name: tag.name.to_owned(), attributes, specified, bindings: Vec::new() };
        if self.separator.is_some() {
            self.apply_namespaces(&mut parts).map_err(|code| Stop::Bad(code, at))?;
        }
        Ok(parts)
    }

    fn apply_namespaces(&self, parts: &mut Parts) -> Result<(), Code> {
        let mut kept = Vec::with_capacity(parts.attributes.len());
        let mut specified = parts.specified;
        for (index, (name, value)) in std::mem::take(&mut parts.attributes).into_iter().enumerate() {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                Some(_) | None => {
                    kept.push((name, value));
                    continue;
                }
            };
            if prefix == "xmlns" {
                return Err(Code::ReservedXmlns);
            }
            if (prefix == "xml") != (value == XML_NAMESPACE) {
                return Err(if prefix == "xml" { Code::ReservedXml } else { Code::ReservedUri });
            }
            if value == XMLNS_NAMESPACE {
                return Err(Code::ReservedUri);
            }
            if !prefix.is_empty() && value.is_empty() {
                return Err(Code::UndeclaringPrefix);
            }
            parts.bindings.push((prefix.to_owned(), value));
            specified -= usize::from(index < parts.specified);
        }
        parts.specified = specified;
        for index in 0..kept.len() {
            if kept[index].0.contains(':') {
                kept[index].0 = self.expanded(&kept[index].0, &parts.bindings)?;
                if kept[..index].iter().any(|(name, _)| *name == kept[index].0) {
                    return Err(Code::DuplicateAttribute);
                }
            }
        }
        parts.attributes = kept;
        if let Some(name) = self.in_namespace(&parts.name, &parts.bindings)? {
            parts.name = name;
        }
        Ok(())
    }

    /// A name with the namespace that its prefix stands for.
    fn expanded(&self, name: &str, inner: &[(String, String)]) -> Result<String, Code> {
        Ok(self.in_namespace(name, inner)?.unwrap_or_else(|| name.to_owned()))
    }

    /// The same; none if the name stays what it is.
    fn in_namespace(&self, name: &str, inner: &[(String, String)]) -> Result<Option<String>, Code> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let bound = |(known, _): &&(String, String)| known == prefix;
        let binding = inner.iter().rev().find(bound).or_else(|| self.bindings.iter().rev().find(bound));
        match binding {
            Some((_, uri)) if !uri.is_empty() => {
                let separator = self.separator.as_deref().unwrap_or("");
                let mut full = format!("{uri}{separator}{local}");
                if self.prefixes_in_names && !prefix.is_empty() {
                    full.push_str(separator);
                    full.push_str(prefix);
                }
                Ok(Some(full))
            }
            Some(_) => Ok(Some(local.to_owned())),
            None if prefix.is_empty() => Ok((local.len() < name.len()).then(|| local.to_owned())),
            None => Err(Code::UnboundPrefix),
        }
    }

    fn begin(&mut self, parts: Parts, raw: Option<String>, empty: bool, to: usize) {
        let prefixes = parts.bindings.len();
        for (prefix, uri) in parts.bindings {
            let event = Event::StartNamespace {
                prefix: (!prefix.is_empty()).then(|| prefix.clone()),
                uri: (!uri.is_empty()).then(|| uri.clone()),
            };
            self.queue.push_back((event, String::new()));
            self.bindings.push((prefix, uri));
        }
        let event = Event::Start { name: parts.name.clone(), attributes: parts.attributes, specified: parts.specified };
        self.push(event, to);
        self.elements.push(Element { raw, name: parts.name, prefixes });
        if empty {
            self.end_element(String::new());
        }
    }

    fn end_element(&mut self, raw: String) {
        let Some(element) = self.elements.pop() else { return };
        self.queue.push_back((Event::End(element.name), raw));
        for _ in 0..element.prefixes {
            let prefix = self.bindings.pop().map(|(prefix, _)| prefix).filter(|prefix| !prefix.is_empty());
            self.queue.push_back((Event::EndNamespace(prefix), String::new()));
        }
        if self.elements.is_empty() && !self.is_entity {
            self.state = State::Epilog;
        }
    }
}

/// A start tag as handlers see it.
struct Parts {
    name: String,
    attributes: Vec<(String, String)>,
    /// How many attributes were written, not declared.
    specified: usize,
    bindings: Vec<(String, String)>,
}

fn check_chars(text: &str, from: usize) -> Scan<()> {
    match text[from..].char_indices().find(|&(_, c)| !is_char(c)) {
        Some((offset, _)) => invalid(from + offset),
        None => Ok(()),
    }
}

/// Which character data belongs together.
#[derive(Clone, Copy)]
struct Run {
    /// Markup ends it.
    in_content: bool,
    /// So does the end of a line.
    by_line: bool,
}

/// Whether a byte is a character that can only go on a run.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'<' | b'&' | b']')
}

/// How many bytes of character data come in one event: to the end of the line, or the line's end itself.
fn character_run(rest: &str, complete: bool, run: Run, at: usize) -> Scan<usize> {
    let bytes = rest.as_bytes();
    match bytes[0] {
        b'\n' if run.by_line => return Ok(1),
        b'\r' => {
            return match bytes.get(1) {
                Some(b'\n') => Ok(2),
                None if !complete => Err(Stop::More),
                Some(_) | None => Ok(1),
            };
        }
        _ => {}
    }
    let mut offset = 0;
    loop {
        offset += bytes[offset..].iter().take_while(|&&byte| is_plain(byte)).count();
        let Some(c) = rest[offset..].chars().next() else { return Ok(rest.len()) };
        let ends = match c {
            '\n' => run.by_line,
            '\r' => true,
            '<' | '&' => run.in_content,
            ']' => {
                let tail = &rest[offset..];
                if tail.starts_with("]]>") {
                    if run.in_content {
                        return if offset == 0 { invalid(at + 2) } else { Ok(offset) };
                    }
                    true
                } else if !complete && "]]>".starts_with(tail) {
                    return if offset == 0 { Err(Stop::More) } else { Ok(offset) };
                } else {
                    false
                }
            }
            c => !is_char(c),
        };
        if ends {
            return if offset == 0 { invalid(at) } else { Ok(offset) };
        }
        offset += c.len_utf8();
    }
}

/// `<?xml version="1.0" …?>`, the text between the name and the end.
fn xml_declaration(text: &str, from: usize, to: usize, is_text: bool) -> Scan<Event> {
    let bad = |at: usize| Stop::Bad(if is_text { Code::BadTextDecl } else { Code::BadXmlDecl }, at);
    let mut cursor = Cursor::new(&text[..to], from);
    let mut parts: [Option<String>; 3] = [None, None, None];
    let mut next = 0;
    loop {
        cursor.spaces();
        if cursor.at == to {
            break;
        }
        let at = cursor.at;
        let len = cursor.rest().find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(0);
        let word = &cursor.rest()[..len];
        let Some(index) = ["version", "encoding", "standalone"].iter().position(|&known| known == word) else {
            return Err(bad(at));
        };
        if index < next || (index > 0 && parts[0].is_none() && !is_text) {
            return Err(bad(at));
        }
        cursor.at += len;
        cursor.spaces();
        cursor.expect(b'=').map_err(|_| bad(cursor.at))?;
        cursor.spaces();
        parts[index] = Some(cursor.quoted().map_err(|_| bad(cursor.at))?.to_owned());
        next = index + 1;
    }
    let [version, encoding, standalone] = parts;
    if version.is_none() && !is_text {
        return Err(bad(to));
    }
    let standalone = match standalone.as_deref() {
        None => -1,
        Some("yes") => 1,
        Some("no") => 0,
        Some(_) => return Err(bad(to)),
    };
    Ok(Event::XmlDecl { version, encoding, standalone })
}
