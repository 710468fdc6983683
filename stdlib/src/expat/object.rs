//! `pyexpat.xmlparser`: handlers, and how events get to them.

use super::decode::{Decoded, Decoder};
use super::dtd::Model;
use super::parser::{Parser, Position};
use super::{Code, Event, expat_error};
use crate::convert::{c_int, data, truth};
use crate::receiver::this;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, GetSetSpec, TypeSpec, getset, member, method, readonly};
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};
use std::cell::{Cell, RefCell};

macro_rules! handlers {
    ($($constant:ident $number:literal $name:literal;)*) => {
        $(const $constant: usize = $number;)*
        /// How many handlers there are.
        const COUNT: usize = [$($name),*].len();

        const GETSET: &[GetSetSpec] = &[
            $(getset($name, get_handler::<$constant>, set_handler::<$constant>),)*
            getset("buffer_text", get_buffer_text, set_buffer_text),
            getset("buffer_size", get_buffer_size, set_buffer_size),
            readonly("buffer_used", get_buffer_used),
            getset("namespace_prefixes", get_namespace_prefixes, set_namespace_prefixes),
            getset("ordered_attributes", get_ordered_attributes, set_ordered_attributes),
            getset("specified_attributes", get_specified_attributes, set_specified_attributes),
            member("intern", get_intern),
            readonly("ErrorCode", get_error_code),
            readonly("ErrorLineNumber", get_line),
            readonly("ErrorColumnNumber", get_column),
            readonly("ErrorByteIndex", get_index),
            readonly("CurrentLineNumber", get_line),
            readonly("CurrentColumnNumber", get_column),
            readonly("CurrentByteIndex", get_index),
        ];
    };
}
handlers! {
    START_ELEMENT 0 "StartElementHandler";
    END_ELEMENT 1 "EndElementHandler";
    INSTRUCTION 2 "ProcessingInstructionHandler";
    CHARACTERS 3 "CharacterDataHandler";
    UNPARSED 4 "UnparsedEntityDeclHandler";
    NOTATION 5 "NotationDeclHandler";
    START_NAMESPACE 6 "StartNamespaceDeclHandler";
    END_NAMESPACE 7 "EndNamespaceDeclHandler";
    COMMENT 8 "CommentHandler";
    START_CDATA 9 "StartCdataSectionHandler";
    END_CDATA 10 "EndCdataSectionHandler";
    DEFAULT 11 "DefaultHandler";
    DEFAULT_EXPAND 12 "DefaultHandlerExpand";
    NOT_STANDALONE 13 "NotStandaloneHandler";
    EXTERNAL 14 "ExternalEntityRefHandler";
    START_DOCTYPE 15 "StartDoctypeDeclHandler";
    END_DOCTYPE 16 "EndDoctypeDeclHandler";
    ENTITY 17 "EntityDeclHandler";
    XML_DECL 18 "XmlDeclHandler";
    ELEMENT_DECL 19 "ElementDeclHandler";
    ATTLIST 20 "AttlistDeclHandler";
    SKIPPED 21 "SkippedEntityHandler";
}

pub(super) struct XmlParser {
    parser: RefCell<Parser>,
    decoder: RefCell<Decoder>,
    handlers: [Field<Value>; COUNT],
    intern: Field<Value>,
    base: Field<Value>,
    /// Character data that waits to be handed over together.
    buffer: RefCell<String>,
    buffer_text: Cell<bool>,
    buffer_size: Cell<usize>,
    ordered: Cell<bool>,
    specified: Cell<bool>,
    prefixes: Cell<bool>,
    started: Cell<bool>,
    finished: Cell<bool>,
    running: Cell<bool>,
    error: Cell<i32>,
}

impl NativeData for XmlParser {
    runtime::native_info!(XmlParser);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.handlers.iter().for_each(|handler| tracer.field(handler));
        tracer.field(&self.intern);
        tracer.field(&self.base);
    }
}

type This = Gc<Native<XmlParser>>;

fn make(vm: &mut Vm, parser: Parser, encoding: Option<String>, intern: Value) -> PyResult<This> {
    let class = vm.native_type(&XML_PARSER)?;
    let object = XmlParser {
        parser: RefCell::new(parser),
        decoder: RefCell::new(Decoder::new(encoding)),
        handlers: std::array::from_fn(|_| Field::new(Value::NONE)),
        intern: Field::new(intern),
        base: Field::new(Value::NONE),
        buffer: RefCell::default(),
        buffer_text: Cell::new(false),
        buffer_size: Cell::new(8192),
        ordered: Cell::new(false),
        specified: Cell::new(false),
        prefixes: Cell::new(false),
        started: Cell::new(false),
        finished: Cell::new(false),
        running: Cell::new(false),
        error: Cell::new(0),
    };
    vm.native(class, object)
}

/// An argument of `ParserCreate` that is a str or None.
fn text_or_none(vm: &mut Vm, value: Option<Value>, function: &str, name: &str) -> PyResult<Option<String>> {
    match value.filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) => match value.cast::<Str>() {
            Some(text) => Ok(Some(text.to_string_lossy())),
            None => {
                let given = vm.arg_type_name(value);
                let message = format!("{function}() argument '{name}' must be str or None, not {given}");
                Err(vm.type_error(&message))
            }
        },
    }
}

pub(super) fn parser_create(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let encoding = text_or_none(vm, args.opt(0), "ParserCreate", "encoding")?;
    let separator = text_or_none(vm, args.opt(1), "ParserCreate", "namespace_separator")?;
    if separator.as_ref().is_some_and(|separator| separator.chars().count() > 1) {
        return Err(vm.value_error("namespace_separator must be at most one character, omitted, or None"));
    }
    let intern = match args.opt(2) {
        None => vm.dict()?.value(),
        Some(intern) if intern.is_none() || intern.is::<runtime::object::dict::Dict>() => intern,
        Some(_) => return Err(vm.type_error("intern must be a dictionary")),
    };
    Ok(make(vm, Parser::new(separator), encoding, intern)?.value())
}

fn external_entity_parser(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let parent = this::<XmlParser>(args[0]);
    let encoding = text_or_none(vm, args.opt(2), "ExternalEntityParserCreate", "encoding")?;
    let mut parser = Parser::new(None);
    parser.inherit(&parent.data.parser.borrow());
    let child = make(vm, parser, encoding, parent.data.intern.get())?;
    for (to, from) in child.data.handlers.iter().zip(&parent.data.handlers) {
        to.set(vm, child, from.get());
    }
    child.data.base.set(vm, child, parent.data.base.get());
    child.data.buffer_text.set(parent.data.buffer_text.get());
    child.data.buffer_size.set(parent.data.buffer_size.get());
    child.data.ordered.set(parent.data.ordered.get());
    child.data.specified.set(parent.data.specified.get());
    Ok(child.value())
}

fn handler(this: This, number: usize) -> Option<Value> {
    Some(this.data.handlers[number].get()).filter(|handler| !handler.is_none())
}

fn text(vm: &mut Vm, text: &str) -> PyResult<Value> {
    Ok(vm.str(text)?.value())
}

fn optional(vm: &mut Vm, value: Option<&str>) -> PyResult<Value> {
    value.map_or(Ok(Value::NONE), |value| text(vm, value))
}

fn name(vm: &mut Vm, name: &str) -> Value {
    vm.intern(name).value()
}

/// Hands the character data over that waits.
fn flush(vm: &mut Vm, this: This) -> PyResult<()> {
    let waiting = this.data.buffer.take();
    if waiting.is_empty() {
        return Ok(());
    }
    match handler(this, CHARACTERS) {
        Some(handler) => {
            let waiting = text(vm, &waiting)?;
            vm.call(handler, &[waiting]).map(|_| ())
        }
        None => Ok(()),
    }
}

fn characters(vm: &mut Vm, this: This, handler: Value, data: &str) -> PyResult<()> {
    if this.data.buffer_text.get() {
        let size = this.data.buffer_size.get();
        if this.data.buffer.borrow().len() + data.len() > size {
            flush(vm, this)?;
        }
        if data.len() <= size {
            this.data.buffer.borrow_mut().push_str(data);
            return Ok(());
        }
    }
    let data = text(vm, data)?;
    vm.call(handler, &[data]).map(|_| ())
}

fn model_value(vm: &mut Vm, model: &Model) -> PyResult<Value> {
    let list = vm.list(&[])?;
    for part in &model.parts {
        let part = model_value(vm, part)?;
        list.push(vm, part)?;
    }
    let parts = vm.tuple(list.items())?.value();
    let name = optional(vm, model.name.as_deref())?;
    Ok(vm.tuple(&[Value::int32(model.kind), Value::int32(model.quantifier), name, parts])?.value())
}

fn attributes_value(vm: &mut Vm, this: This, attributes: &[(String, String)], specified: usize) -> PyResult<Value> {
    let shown = if this.data.specified.get() { &attributes[..specified] } else { attributes };
    if this.data.ordered.get() {
        let list = vm.list(&[])?;
        for (key, value) in shown {
            let key = name(vm, key);
            list.push(vm, key)?;
            let value = text(vm, value)?;
            list.push(vm, value)?;
        }
        return Ok(list.value());
    }
    let dict = vm.dict()?;
    for (key, value) in shown {
        let value = text(vm, value)?;
        let key = vm.intern(key);
        dict.set_str(vm, key, value)?;
    }
    Ok(dict.value())
}

/// A handler's call: its number and arguments.
type Call = (usize, [Value; 7], usize);

fn call_of<const N: usize>(number: usize, args: [Value; N]) -> Call {
    let mut all = [Value::EMPTY; 7];
    all[..N].copy_from_slice(&args);
    (number, all, N)
}

/// Which handler an event is for; none if only the default handler may want it.
fn number_of(this: This, event: &Event) -> Option<usize> {
    let number = match event {
        Event::XmlDecl { .. } => XML_DECL,
        Event::StartDoctype { .. } => START_DOCTYPE,
        Event::EndDoctype => END_DOCTYPE,
        Event::EntityDecl { entity, .. } if entity.notation.is_some() && handler(this, UNPARSED).is_some() => UNPARSED,
        Event::EntityDecl { .. } => ENTITY,
        Event::NotationDecl { .. } => NOTATION,
        Event::ElementDecl { .. } => ELEMENT_DECL,
        Event::AttlistDecl { .. } => ATTLIST,
        Event::Instruction { .. } => INSTRUCTION,
        Event::Comment(_) => COMMENT,
        Event::StartNamespace { .. } => START_NAMESPACE,
        Event::EndNamespace(_) => END_NAMESPACE,
        Event::Start { .. } => START_ELEMENT,
        Event::End(_) => END_ELEMENT,
        Event::Characters(_) => CHARACTERS,
        Event::StartCdata => START_CDATA,
        Event::EndCdata => END_CDATA,
        Event::ExternalRef { .. } => EXTERNAL,
        Event::Skipped { is_parameter: false, .. } => SKIPPED,
        Event::Skipped { is_parameter: true, .. } => return None,
        Event::Default => return None,
    };
    handler(this, number).map(|_| number)
}

fn arguments(vm: &mut Vm, this: This, number: usize, event: &Event) -> PyResult<Call> {
    let base = this.data.base.get();
    Ok(match event {
        Event::XmlDecl { version, encoding, standalone } => {
            let version = optional(vm, version.as_deref())?;
            let encoding = optional(vm, encoding.as_deref())?;
            call_of(number, [version, encoding, Value::int32(*standalone)])
        }
        Event::StartDoctype { name: root, system, public, has_subset } => {
            let (system, public) = (optional(vm, system.as_deref())?, optional(vm, public.as_deref())?);
            let root = name(vm, root);
            call_of(number, [root, system, public, Value::int32((*has_subset).into())])
        }
        Event::EntityDecl { name: entity_name, is_parameter, entity } => {
            let (system, public) = (optional(vm, entity.system.as_deref())?, optional(vm, entity.public.as_deref())?);
            let notation = optional(vm, entity.notation.as_deref())?;
            let value = optional(vm, entity.value.as_deref())?;
            let entity_name = name(vm, entity_name);
            if number == UNPARSED {
                call_of(number, [entity_name, base, system, public, notation])
            } else {
                let is_parameter = Value::int32((*is_parameter).into());
                call_of(number, [entity_name, is_parameter, value, base, system, public, notation])
            }
        }
        Event::NotationDecl { name: notation, system, public } => {
            let (system, public) = (optional(vm, system.as_deref())?, optional(vm, public.as_deref())?);
            let notation = name(vm, notation);
            call_of(number, [notation, base, system, public])
        }
        Event::ElementDecl { name: element, model } => {
            let model = model_value(vm, model)?;
            let element = name(vm, element);
            call_of(number, [element, model])
        }
        Event::AttlistDecl { element, name: attribute, kind, default, required } => {
            let (kind, default) = (text(vm, kind)?, optional(vm, default.as_deref())?);
            let (element, attribute) = (name(vm, element), name(vm, attribute));
            call_of(number, [element, attribute, kind, default, Value::int32((*required).into())])
        }
        Event::Instruction { target, data } => {
            let data = text(vm, data)?;
            let target = name(vm, target);
            call_of(number, [target, data])
        }
        Event::Comment(data) | Event::Characters(data) => call_of(number, [text(vm, data)?]),
        Event::StartNamespace { prefix, uri } => {
            let prefix = prefix.as_deref().map_or(Value::NONE, |prefix| name(vm, prefix));
            let uri = uri.as_deref().map_or(Value::NONE, |uri| name(vm, uri));
            call_of(number, [prefix, uri])
        }
        Event::EndNamespace(prefix) => {
            call_of(number, [prefix.as_deref().map_or(Value::NONE, |prefix| name(vm, prefix))])
        }
        Event::Start { name: element, attributes, specified } => {
            let attributes = attributes_value(vm, this, attributes, *specified)?;
            let element = name(vm, element);
            call_of(number, [element, attributes])
        }
        Event::End(element) => call_of(number, [name(vm, element)]),
        Event::ExternalRef { context, system, public } => {
            let (system, public) = (optional(vm, system.as_deref())?, optional(vm, public.as_deref())?);
            let context = text(vm, context)?;
            call_of(number, [context, base, system, public])
        }
        Event::Skipped { name: entity, is_parameter } => {
            let entity = name(vm, entity);
            call_of(number, [entity, Value::int32((*is_parameter).into())])
        }
        Event::EndDoctype | Event::StartCdata | Event::EndCdata | Event::Default => call_of(number, []),
    })
}

/// Bytes of character data that come together when the document is not in UTF-8.
const CONVERTED: usize = 1024;

/// Hands an event to its handler, or what it stands for to the default handler.
fn dispatch(vm: &mut Vm, this: This, event: &Event, raw: &str) -> PyResult<()> {
    let Some(number) = number_of(this, event) else {
        if let Some(default) = handler(this, DEFAULT_EXPAND).or_else(|| handler(this, DEFAULT))
            && !raw.is_empty()
        {
            flush(vm, this)?;
            let raw = text(vm, raw)?;
            vm.call(default, &[raw])?;
        }
        return Ok(());
    };
    if let Event::Characters(data) = event {
        let Some(handler) = handler(this, number) else { return Ok(()) };
        let mut rest = data.as_str();
        while rest.len() > CONVERTED && this.data.decoder.borrow().converts() {
            let cut = (0..=CONVERTED).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len());
            characters(vm, this, handler, &rest[..cut])?;
            rest = &rest[cut..];
        }
        return characters(vm, this, handler, rest);
    }
    flush(vm, this)?;
    let (number, args, count) = arguments(vm, this, number, event)?;
    let Some(handler) = handler(this, number) else { return Ok(()) };
    let answer = vm.call(handler, &args[..count])?;
    if number == EXTERNAL && c_int(vm, answer)? == 0 {
        return Err(failed(vm, this, Code::ExternalHandling));
    }
    Ok(())
}

fn check_standalone(vm: &mut Vm, this: This, event: &Event) -> PyResult<()> {
    // There may be declarations that are not read: an external subset, or a parameter entity.
    let (Event::StartDoctype { system: Some(_), .. } | Event::Skipped { is_parameter: true, .. }) = event else {
        return Ok(());
    };
    if this.data.parser.borrow().dtd.standalone {
        return Ok(());
    }
    let Some(handler) = handler(this, NOT_STANDALONE) else { return Ok(()) };
    let answer = vm.call(handler, &[])?;
    if c_int(vm, answer)? == 0 { Err(failed(vm, this, Code::NotStandalone)) } else { Ok(()) }
}

fn failed(vm: &mut Vm, this: This, code: Code) -> Raised {
    let Position { line, column, .. } = this.data.parser.borrow().event_position();
    this.data.error.set(code as i32);
    this.data.finished.set(true);
    expat_error(vm, code as i32, line, column)
}

/// Parses more of the document.
fn run(vm: &mut Vm, this: This, bytes: &[u8], ended: bool) -> PyResult<()> {
    if this.data.running.get() {
        return Err(failed(vm, this, Code::UnexpectedState));
    }
    if this.data.finished.get() {
        return Err(failed(vm, this, Code::Finished));
    }
    this.data.started.set(true);
    let decoded = this.data.decoder.try_borrow_mut().ok().map(|mut decoder| decoder.decode(vm, bytes, ended));
    let Some(decoded) = decoded else { return Err(failed(vm, this, Code::UnexpectedState)) };
    let Decoded { text, broken } = decoded?;
    {
        let mut parser = this.data.parser.borrow_mut();
        parser.expand_internal = handler(this, DEFAULT).is_none() || handler(this, DEFAULT_EXPAND).is_some();
        parser.prefixes_in_names = this.data.prefixes.get();
        parser.feed(&text, ended, broken);
    }
    this.data.running.set(true);
    let result = pump(vm, this);
    this.data.running.set(false);
    if ended && result.is_ok() {
        this.data.finished.set(true);
    }
    result
}

fn pump(vm: &mut Vm, this: This) -> PyResult<()> {
    loop {
        let next = this.data.parser.borrow_mut().next();
        match next {
            Ok(Some((event, raw))) => {
                check_standalone(vm, this, &event)?;
                dispatch(vm, this, &event, &raw)?;
            }
            Ok(None) => return flush(vm, this),
            Err(code) => {
                flush(vm, this)?;
                return Err(failed(vm, this, code));
            }
        }
    }
}

fn parse(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = this::<XmlParser>(args[0]);
    let ended = truth(vm, args.opt(2), false)?;
    if let Some(document) = args[1].cast::<Str>() {
        if let Ok(mut decoder) = this.data.decoder.try_borrow_mut() {
            decoder.given = Some("utf-8".to_owned());
        }
        run(vm, this, &document.to_wtf8(), ended)?;
    } else {
        let document = data(vm, args[1])?;
        run(vm, this, &document, ended)?;
    }
    Ok(Value::int32(1))
}

fn parse_file(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    const PIECE: i32 = 2048;
    let this = this::<XmlParser>(args[0]);
    let Some(read) = vm.get_attr_opt_text(args[1], "read")? else {
        return Err(vm.type_error("argument must have 'read' attribute"));
    };
    loop {
        let piece = vm.call(read, &[Value::int32(PIECE)])?;
        let bytes = if let Some(bytes) = piece.cast::<Bytes>() {
            bytes.bytes().to_vec()
        } else if vm.has_buffer(piece) {
            data(vm, piece)?.to_vec()
        } else {
            let message = format!("read() did not return a bytes object (type={})", vm.type_name(piece));
            return Err(vm.type_error(&message));
        };
        let ended = bytes.is_empty();
        run(vm, this, &bytes, ended)?;
        if ended {
            return Ok(Value::int32(1));
        }
    }
}

fn set_base(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = this::<XmlParser>(args[0]);
    this.data.base.set(vm, this, args[1]);
    Ok(Value::NONE)
}

fn get_base(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(this::<XmlParser>(args[0]).data.base.get())
}

fn get_input_context(_: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    Ok(Value::NONE)
}

fn set_param_entity_parsing(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    c_int(vm, args[1])?;
    Ok(Value::int32(1))
}

fn use_foreign_dtd(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flag = truth(vm, args.opt(1), true)?;
    let this = this::<XmlParser>(args[0]);
    if this.data.started.get() {
        return Err(failed(vm, this, Code::CannotChange));
    }
    this.data.parser.borrow_mut().dtd.incomplete = flag;
    Ok(Value::NONE)
}

fn get_handler<const N: usize>(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<XmlParser>(value).data.handlers[N].get())
}

fn set_handler<const N: usize>(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    if new.is_empty() {
        return Err(vm.runtime_error("Cannot delete attribute"));
    }
    let this = this::<XmlParser>(value);
    if N == CHARACTERS {
        flush(vm, this)?;
    }
    this.data.handlers[N].set(vm, this, new);
    Ok(())
}

macro_rules! flags {
    ($($get:ident $set:ident $field:ident;)*) => {$(
        fn $get(_: &mut Vm, value: Value) -> PyResult<Value> {
            Ok(Value::bool(this::<XmlParser>(value).data.$field.get()))
        }
        fn $set(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
            if new.is_empty() {
                return Err(vm.runtime_error("Cannot delete attribute"));
            }
            let flag = vm.is_true(new)?;
            let this = this::<XmlParser>(value);
            flush(vm, this)?;
            this.data.$field.set(flag);
            Ok(())
        }
    )*};
}
flags! {
    get_buffer_text set_buffer_text buffer_text;
    get_namespace_prefixes set_namespace_prefixes prefixes;
    get_ordered_attributes set_ordered_attributes ordered;
    get_specified_attributes set_specified_attributes specified;
}

fn get_buffer_size(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<XmlParser>(value).data.buffer_size.get()))
}

fn set_buffer_size(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    if new.is_empty() {
        return Err(vm.runtime_error("Cannot delete attribute"));
    }
    if !new.is_int() {
        return Err(vm.type_error("buffer_size must be an integer"));
    }
    let size = crate::convert::c_long(vm, new)?;
    if size <= 0 {
        return Err(vm.value_error("buffer_size must be greater than zero"));
    }
    if size > i32::MAX.into() {
        return Err(vm.value_error("buffer_size must not be greater than 2147483647"));
    }
    let this = this::<XmlParser>(value);
    flush(vm, this)?;
    this.data.buffer_size.set(size as usize);
    Ok(())
}

fn get_buffer_used(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(this::<XmlParser>(value).data.buffer.borrow().len()))
}

fn get_intern(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<XmlParser>(value).data.intern.get())
}

fn get_error_code(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::int32(this::<XmlParser>(value).data.error.get()))
}

fn position(value: Value) -> Option<Position> {
    let this = this::<XmlParser>(value);
    let running = this.data.running.get();
    let parser = this.data.parser.borrow();
    this.data
        .started
        .get()
        .then(|| if running || this.data.error.get() != 0 { parser.event_position() } else { parser.position() })
}

fn get_line(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(position(value).map_or(1, |position| position.line)))
}

fn get_column(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(position(value).map_or(0, |position| position.column)))
}

fn get_index(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(position(value).map_or(Value::int32(-1), |position| Value::len(position.index)))
}

/// `pyexpat.xmlparser`
pub(super) static XML_PARSER: TypeSpec = TypeSpec {
    name: "xmlparser",
    module: "pyexpat",
    flags: type_flag::NO_NEW,
    methods: &[
        method("Parse", "(data, isfinal=False, /)", parse).doc("Parse XML data."),
        method("ParseFile", "(file, /)", parse_file).doc("Parse XML data from file-like object."),
        method("SetBase", "(base, /)", set_base).doc("Set the base URL for the parser."),
        method("GetBase", "()", get_base).doc("Return base URL string for the parser."),
        method("GetInputContext", "()", get_input_context)
            .doc("Return the untranslated text of the input that caused the current event."),
        method("ExternalEntityParserCreate", "(context, encoding=_, /)", external_entity_parser)
            .doc("Create a parser for parsing an external entity based on the information passed to the ExternalEntityRefHandler."),
        method("SetParamEntityParsing", "(flag, /)", set_param_entity_parsing)
            .doc("Controls parsing of parameter entities (including the external DTD subset)."),
        method("UseForeignDTD", "(flag=True, /)", use_foreign_dtd)
            .doc("Allows the application to provide an artificial external subset if one is not specified as part of the document instance."),
    ],
    getset: GETSET,
    doc: "XML parser",
    ..TypeSpec::EMPTY
};
