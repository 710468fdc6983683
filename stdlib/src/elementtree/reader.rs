//! `XMLParser`: gives the events of a document to a target, without Python code in between if that is a `TreeBuilder`.

use super::PARSE_ERROR;
use super::builder::{self, Builder, KINDS, Kind};
use crate::convert::data;
use crate::expat::decode::{Decoded, Decoder};
use crate::expat::parser::{Parser, Position};
use crate::expat::{Code, Event, message_of};
use crate::receiver::{class_arg, this};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, member, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::string::{Bytes, Str};
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::{Cell, RefCell};

macro_rules! handlers {
    ($($constant:ident $number:literal $name:literal;)*) => {
        $(const $constant: usize = $number;)*
        /// The methods of a target.
        const HANDLERS: [&str; [$($name),*].len()] = [$($name),*];
    };
}
handlers! {
    START 0 "start";
    DATA 1 "data";
    END 2 "end";
    COMMENT 3 "comment";
    PI 4 "pi";
    CLOSE 5 "close";
    DOCTYPE 6 "doctype";
    START_NS 7 "start_ns";
    END_NS 8 "end_ns";
}

struct XmlParser {
    /// None until `__init__` was called.
    parser: RefCell<Option<Parser>>,
    decoder: RefCell<Decoder>,
    target: Field<Value>,
    entity: Field<Value>,
    /// EMPTY where the target has no such method, and if it is a `TreeBuilder`.
    handlers: [Field<Value>; HANDLERS.len()],
    running: Cell<bool>,
    finished: Cell<bool>,
    /// For names in braces, made anew each time.
    name: RefCell<String>,
}

impl NativeData for XmlParser {
    runtime::native_info!(XmlParser);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.target);
        tracer.field(&self.entity);
        self.handlers.iter().for_each(|handler| tracer.field(handler));
    }
}

type This = Gc<Native<XmlParser>>;

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = XmlParser {
        parser: RefCell::new(None),
        decoder: RefCell::new(Decoder::new(None)),
        target: Field::new(Value::NONE),
        entity: Field::new(Value::NONE),
        handlers: std::array::from_fn(|_| Field::new(Value::EMPTY)),
        running: Cell::new(false),
        finished: Cell::new(false),
        name: RefCell::default(),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parser = this::<XmlParser>(args[0]);
    let encoding = match args.not_none(2) {
        None => None,
        Some(encoding) => match encoding.cast::<Str>() {
            Some(encoding) => Some(encoding.to_string_lossy()),
            None => {
                let given = vm.arg_type_name(encoding);
                let message = format!("XMLParser() argument 'encoding' must be str or None, not {given}");
                return Err(vm.type_error(&message));
            }
        },
    };
    if parser.data.running.get() {
        return Err(vm.runtime_error("XMLParser.__init__() called while parsing"));
    }
    let target = match args.not_none(1) {
        Some(target) => target,
        None => builder::plain(vm)?,
    };
    let entity = vm.dict()?.value();
    let mut made = Parser::new(Some("}".to_owned()));
    made.omit_raw = true;
    parser.data.parser.replace(Some(made));
    parser.data.decoder.replace(Decoder::new(encoding));
    parser.data.finished.set(false);
    parser.data.target.set(vm, parser, target);
    parser.data.entity.set(vm, parser, entity);
    for (field, name) in parser.data.handlers.iter().zip(HANDLERS) {
        let handler = vm.get_attr_opt_text(target, name)?;
        field.set(vm, parser, handler.unwrap_or(Value::EMPTY));
    }
    Ok(Value::NONE)
}

fn failed(vm: &mut Vm, parser: This, code: Code, message: Option<&str>) -> Raised {
    let here = parser.data.parser.borrow().as_ref().map(Parser::event_position);
    let Position { line, column, .. } = here.unwrap_or(Position { line: 1, column: 0, index: 0 });
    parser.data.finished.set(true);
    let message = message.or_else(|| message_of(code as i32)).unwrap_or("unknown error");
    let made = (|| {
        let class = PARSE_ERROR.class(vm)?;
        let text = vm.str(&format!("{message}: line {line}, column {column}"))?.value();
        let exception = vm.call(class, &[text])?;
        vm.set_attr_text(exception, "code", Value::int32(code as i32))?;
        let position = vm.tuple(&[Value::len(line), Value::len(column)])?.value();
        vm.set_attr_text(exception, "position", position)?;
        Ok(exception)
    })();
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

/// Parses more of the document.
fn run(vm: &mut Vm, parser: This, bytes: &[u8], ended: bool) -> PyResult<Value> {
    if parser.data.parser.borrow().is_none() {
        return Err(vm.value_error("XMLParser.__init__() wasn't called"));
    }
    if parser.data.running.get() {
        return Err(failed(vm, parser, Code::UnexpectedState, None));
    }
    if parser.data.finished.get() {
        return Err(failed(vm, parser, Code::Finished, None));
    }
    parser.data.running.set(true);
    let result = run_once(vm, parser, bytes, ended);
    parser.data.running.set(false);
    if ended {
        parser.data.finished.set(true);
    }
    result.map(|()| Value::NONE)
}

fn run_once(vm: &mut Vm, parser: This, bytes: &[u8], ended: bool) -> PyResult<()> {
    let decoded = parser.data.decoder.borrow_mut().decode(vm, bytes, ended);
    let Decoded { text, broken } = decoded?;
    let target = builder::exact_builder(vm, parser.data.target.get())?;
    if let Some(parser) = &mut *parser.data.parser.borrow_mut() {
        parser.joins_lines = target.is_some();
        parser.feed(&text, ended, broken);
    }
    loop {
        let next = parser.data.parser.borrow_mut().as_mut().map_or(Ok(None), Parser::next);
        match next {
            Ok(Some((event, _))) => {
                let handled = match target {
                    Some(target) => build(vm, parser, target, event),
                    None => tell(vm, parser, event),
                };
                if let Err(raised) = handled {
                    // What else has come is not parsed later.
                    while let Some(Ok(Some(_))) = parser.data.parser.borrow_mut().as_mut().map(Parser::next) {}
                    return Err(raised);
                }
            }
            Ok(None) => return Ok(()),
            Err(code) => return Err(failed(vm, parser, code, None)),
        }
    }
}

/// A name with its namespace in braces.
fn universal(vm: &mut Vm, parser: This, name: &str) -> Value {
    if !name.contains('}') {
        return vm.intern(name).value();
    }
    let mut whole = parser.data.name.borrow_mut();
    whole.clear();
    whole.push('{');
    whole.push_str(name);
    vm.intern(&whole).value()
}

fn text(vm: &mut Vm, text: &str) -> PyResult<Value> {
    Ok(vm.str(text)?.value())
}

/// The dict of attributes; EMPTY if there are none.
fn attributes_value(vm: &mut Vm, parser: This, attributes: &[(String, String)]) -> PyResult<Value> {
    if attributes.is_empty() {
        return Ok(Value::EMPTY);
    }
    let dict = vm.dict_with_capacity(attributes.len())?;
    for (key, value) in attributes {
        let value = text(vm, value)?;
        let key = universal(vm, parser, key);
        dict.set(vm, key, value)?;
    }
    Ok(dict.value())
}

/// What the program says that an entity stands for, which the document does not declare.
fn entity_value(vm: &mut Vm, parser: This, name: &str) -> PyResult<Value> {
    let key = text(vm, name)?;
    let found = match parser.data.entity.get().cast::<Dict>() {
        Some(dict) => dict.get(vm, key)?,
        None => None,
    };
    match found {
        Some(value) => Ok(value),
        None => {
            let mut shown = format!("&{name};");
            if shown.len() > 100 {
                let cut = (0..=100).rev().find(|&at| shown.is_char_boundary(at)).unwrap_or(0);
                shown.truncate(cut);
            }
            Err(failed(vm, parser, Code::UndefinedEntity, Some(&format!("undefined entity {shown}"))))
        }
    }
}

/// Gives an event to a builder.
fn build(vm: &mut Vm, parser: This, target: Builder, event: Event) -> PyResult<()> {
    match event {
        Event::Start { name, attributes, .. } => {
            let attributes = attributes_value(vm, parser, &attributes)?;
            let tag = universal(vm, parser, &name);
            builder::start(vm, target, tag, attributes).map(|_| ())
        }
        Event::End(_) => builder::end(vm, target).map(|_| ()),
        Event::Characters(data) => {
            builder::add_text(target, &data);
            Ok(())
        }
        Event::Comment(data) if target.data.wants_comments() => {
            let data = text(vm, &data)?;
            builder::comment(vm, target, data).map(|_| ())
        }
        Event::Instruction { target: name, data } if target.data.wants_pis() => {
            let (name, data) = (text(vm, &name)?, text(vm, &data)?);
            builder::pi(vm, target, name, data).map(|_| ())
        }
        Event::StartNamespace { prefix, uri } => {
            let (prefix, uri) = (text(vm, prefix.as_deref().unwrap_or(""))?, text(vm, uri.as_deref().unwrap_or(""))?);
            builder::start_namespace(vm, target, prefix, uri)
        }
        Event::EndNamespace(_) => builder::end_namespace(vm, target),
        Event::Skipped { name, is_parameter: false } | Event::ExternalRef { context: name, .. } => {
            let value = entity_value(vm, parser, &name)?;
            builder::add_data(vm, target, value)
        }
        Event::StartDoctype { .. } => warn_of_doctype(vm, parser),
        Event::Comment(_)
        | Event::Instruction { .. }
        | Event::Skipped { is_parameter: true, .. }
        | Event::XmlDecl { .. }
        | Event::EndDoctype
        | Event::EntityDecl { .. }
        | Event::NotationDecl { .. }
        | Event::ElementDecl { .. }
        | Event::AttlistDecl { .. }
        | Event::StartCdata
        | Event::EndCdata
        | Event::Default => Ok(()),
    }
}

/// A parser with a method `doctype` of its own expects it to be called, which was so long ago.
fn warn_of_doctype(vm: &mut Vm, parser: This) -> PyResult<()> {
    if vm.get_attr_opt_text(parser.value(), "doctype")?.is_none() {
        return Ok(());
    }
    let text = "The doctype() method of XMLParser is ignored.  Define doctype() method on the TreeBuilder target.";
    vm.warn(Exc::RuntimeWarning, text, 1)
}

/// Gives an event to the method of the target, if it has one.
fn tell(vm: &mut Vm, parser: This, event: Event) -> PyResult<()> {
    let call = |vm: &mut Vm, number: usize, args: &[Value]| -> PyResult<()> {
        match parser.data.handlers[number].get().given() {
            Some(handler) => vm.call(handler, args).map(|_| ()),
            None => Ok(()),
        }
    };
    let has = |number: usize| !parser.data.handlers[number].get().is_empty();
    match event {
        Event::Start { name, attributes, .. } if has(START) => {
            let attributes = match attributes_value(vm, parser, &attributes)?.given() {
                Some(attributes) => attributes,
                None => vm.dict()?.value(),
            };
            let tag = universal(vm, parser, &name);
            call(vm, START, &[tag, attributes])
        }
        Event::End(name) if has(END) => {
            let tag = universal(vm, parser, &name);
            call(vm, END, &[tag])
        }
        Event::Characters(data) if has(DATA) => {
            let data = text(vm, &data)?;
            call(vm, DATA, &[data])
        }
        Event::Comment(data) if has(COMMENT) => {
            let data = text(vm, &data)?;
            call(vm, COMMENT, &[data])
        }
        Event::Instruction { target, data } if has(PI) => {
            let (target, data) = (text(vm, &target)?, text(vm, &data)?);
            call(vm, PI, &[target, data])
        }
        Event::StartNamespace { prefix, uri } if has(START_NS) => {
            let (prefix, uri) = (text(vm, prefix.as_deref().unwrap_or(""))?, text(vm, uri.as_deref().unwrap_or(""))?);
            call(vm, START_NS, &[prefix, uri])
        }
        Event::EndNamespace(prefix) if has(END_NS) => {
            let prefix = text(vm, prefix.as_deref().unwrap_or(""))?;
            call(vm, END_NS, &[prefix])
        }
        Event::Skipped { name, is_parameter: false } | Event::ExternalRef { context: name, .. } => {
            let value = entity_value(vm, parser, &name)?;
            call(vm, DATA, &[value])
        }
        Event::StartDoctype { name, system, public, .. } => {
            if !has(DOCTYPE) {
                return warn_of_doctype(vm, parser);
            }
            let optional = |vm: &mut Vm, value: Option<String>| match value {
                Some(value) => text(vm, &value),
                None => Ok(Value::NONE),
            };
            let (system, public) = (optional(vm, system)?, optional(vm, public)?);
            let name = universal(vm, parser, &name);
            call(vm, DOCTYPE, &[name, public, system])
        }
        Event::Start { .. }
        | Event::End(_)
        | Event::Characters(_)
        | Event::Comment(_)
        | Event::Instruction { .. }
        | Event::StartNamespace { .. }
        | Event::EndNamespace(_)
        | Event::Skipped { is_parameter: true, .. }
        | Event::XmlDecl { .. }
        | Event::EndDoctype
        | Event::EntityDecl { .. }
        | Event::NotationDecl { .. }
        | Event::ElementDecl { .. }
        | Event::AttlistDecl { .. }
        | Event::StartCdata
        | Event::EndCdata
        | Event::Default => Ok(()),
    }
}

fn feed(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parser = this::<XmlParser>(args[0]);
    if parser.data.parser.borrow().is_none() {
        return Err(vm.value_error("XMLParser.__init__() wasn't called"));
    }
    let Some(document) = args[1].cast::<Str>() else {
        let document = data(vm, args[1])?;
        return run(vm, parser, &document, false);
    };
    if let Ok(mut decoder) = parser.data.decoder.try_borrow_mut() {
        decoder.given = Some("utf-8".to_owned());
    }
    if let Some(ascii) = document.as_ascii() {
        return run(vm, parser, ascii.as_bytes(), false);
    }
    let document = utf8(vm, document)?;
    run(vm, parser, document.bytes(), false)
}

/// The UTF-8 of a str, with its errors for lone surrogates.
fn utf8(vm: &mut Vm, text: Gc<Str>) -> PyResult<Gc<Bytes>> {
    let encoding = vm.str("utf-8")?.value();
    let encoded = vm.call_method(text.value(), "encode", &[encoding])?;
    match encoded.cast::<Bytes>() {
        Some(bytes) => Ok(bytes),
        None => Err(vm.system_error("a codec gave no bytes")),
    }
}

fn finish(vm: &mut Vm, parser: This) -> PyResult<Option<Builder>> {
    run(vm, parser, &[], true)?;
    builder::exact_builder(vm, parser.data.target.get())
}

fn close(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parser = this::<XmlParser>(args[0]);
    match finish(vm, parser)? {
        Some(target) => Ok(builder::done(target)),
        None => match parser.data.handlers[CLOSE].get().given() {
            Some(close) => vm.call(close, &[]),
            None => Ok(Value::NONE),
        },
    }
}

fn parse_whole(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    const PIECE: i32 = 64 * 1024;
    let parser = this::<XmlParser>(args[0]);
    if parser.data.parser.borrow().is_none() {
        return Err(vm.value_error("XMLParser.__init__() wasn't called"));
    }
    let read = vm.get_attr_text(args[1], "read")?;
    loop {
        let piece = vm.call(read, &[Value::int32(PIECE)])?;
        if let Some(text) = piece.cast::<Str>().filter(|_| vm.class_of(piece) == vm.types.str) {
            if text.is_empty() {
                break;
            }
            let text = text.to_wtf8();
            run(vm, parser, &text, false)?;
            continue;
        }
        match piece.cast::<Bytes>().filter(|bytes| bytes.len() > 0) {
            Some(bytes) => run(vm, parser, bytes.bytes(), false)?,
            None => break,
        };
    }
    Ok(finish(vm, parser)?.map_or(Value::NONE, builder::done))
}

fn set_events(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parser = this::<XmlParser>(args[0]);
    if parser.data.parser.borrow().is_none() {
        return Err(vm.value_error("XMLParser.__init__() wasn't called"));
    }
    let Some(target) = builder::exact_builder(vm, parser.data.target.get())? else {
        return Err(vm.type_error("event handling only supported for ElementTree.TreeBuilder targets"));
    };
    let append = vm.get_attr_text(args[1], "append")?;
    builder::take_events(vm, target, append);
    let Some(wanted) = args.not_none(2) else {
        let name = text(vm, "end")?;
        builder::want(vm, target, Kind::End, name);
        return Ok(Value::NONE);
    };
    if !wanted.is::<List>()
        && !wanted.is::<Tuple>()
        && let Err(raised) = vm.iter(wanted)
    {
        vm.catch(raised, Exc::TypeError)?;
        return Err(vm.type_error("events must be a sequence"));
    }
    let wanted = vm.collect_list(wanted)?;
    for at in 0..wanted.len() {
        let name = wanted.get(at).unwrap_or(Value::NONE);
        let known = if let Some(text) = name.cast::<Str>() {
            text.to_string_lossy()
        } else if let Some(bytes) = name.cast::<Bytes>() {
            String::from_utf8_lossy(bytes.bytes()).into_owned()
        } else {
            return Err(vm.value_error("invalid events sequence"));
        };
        match KINDS.iter().find(|(kind, _)| *kind == known) {
            Some(&(_, kind)) => builder::want(vm, target, kind, name),
            None => return Err(vm.value_error(&format!("unknown event '{known}'"))),
        }
    }
    Ok(Value::NONE)
}

fn get_version(vm: &mut Vm, _: Value) -> PyResult<Value> {
    text(vm, "Expat 2.5.0")
}

fn get_entity(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<XmlParser>(value).data.entity.get())
}

fn get_target(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<XmlParser>(value).data.target.get())
}

/// `xml.etree.ElementTree.XMLParser`
pub(super) static XML_PARSER: TypeSpec = TypeSpec {
    name: "XMLParser",
    module: "xml.etree.ElementTree",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(*, target=None, encoding=None)", init),
        method("feed", "(data, /)", feed),
        method("close", "()", close),
        method("_parse_whole", "(file, /)", parse_whole),
        method("_setevents", "(events_queue, events_to_report=None, /)", set_events),
    ],
    getset: &[member("entity", get_entity), member("target", get_target), readonly("version", get_version)],
    ..TypeSpec::EMPTY
};
