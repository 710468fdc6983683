//! `pyexpat`: an XML parser that calls handlers, with Expat's interface and errors.
//!
//! `parser.rs` makes events of text, with `scan.rs` and `dtd.rs`; `decode.rs` makes text of bytes; `object.rs` is the object
//! whose handlers get the events.

pub(crate) mod decode;
mod dtd;
mod object;
pub(crate) mod parser;
mod scan;

use crate::convert::c_int;
use crate::errors::ErrorClass;
use dtd::{Entity, Model};
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{Args, ModuleSpec, func};
use runtime::object::module::Module;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// What the parser found.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    XmlDecl {
        version: Option<String>,
        encoding: Option<String>,
        standalone: i32,
    },
    StartDoctype {
        name: String,
        system: Option<String>,
        public: Option<String>,
        has_subset: bool,
    },
    EndDoctype,
    EntityDecl {
        name: String,
        is_parameter: bool,
        entity: Box<Entity>,
    },
    NotationDecl {
        name: String,
        system: Option<String>,
        public: Option<String>,
    },
    ElementDecl {
        name: String,
        model: Model,
    },
    AttlistDecl {
        element: String,
        name: String,
        kind: String,
        default: Option<String>,
        required: bool,
    },
    Instruction {
        target: String,
        data: String,
    },
    Comment(String),
    StartNamespace {
        prefix: Option<String>,
        uri: Option<String>,
    },
    EndNamespace(Option<String>),
    Start {
        name: String,
        attributes: Vec<(String, String)>,
        specified: usize,
    },
    End(String),
    Characters(String),
    StartCdata,
    EndCdata,
    ExternalRef {
        context: String,
        system: Option<String>,
        public: Option<String>,
    },
    Skipped {
        name: String,
        is_parameter: bool,
    },
    /// Something without a handler of its own.
    Default,
}

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident $number:literal $name:literal $message:literal;)*) => {
        /// Why a document cannot be parsed; the numbers are Expat's.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(dead_code, reason = "Expat's list is shown whole")]
        pub(crate) enum Code {
            $($(#[$meta])* $variant = $number,)*
        }

        /// Number, name and message of each code.
        static CODES: &[(i32, &str, &str)] = &[$(($number, $name, $message)),*];
    };
}
codes! {
    NoMemory 1 "XML_ERROR_NO_MEMORY" "out of memory";
    Syntax 2 "XML_ERROR_SYNTAX" "syntax error";
    NoElements 3 "XML_ERROR_NO_ELEMENTS" "no element found";
    InvalidToken 4 "XML_ERROR_INVALID_TOKEN" "not well-formed (invalid token)";
    UnclosedToken 5 "XML_ERROR_UNCLOSED_TOKEN" "unclosed token";
    PartialChar 6 "XML_ERROR_PARTIAL_CHAR" "partial character";
    TagMismatch 7 "XML_ERROR_TAG_MISMATCH" "mismatched tag";
    DuplicateAttribute 8 "XML_ERROR_DUPLICATE_ATTRIBUTE" "duplicate attribute";
    JunkAfterElement 9 "XML_ERROR_JUNK_AFTER_DOC_ELEMENT" "junk after document element";
    ParameterReference 10 "XML_ERROR_PARAM_ENTITY_REF" "illegal parameter entity reference";
    UndefinedEntity 11 "XML_ERROR_UNDEFINED_ENTITY" "undefined entity";
    RecursiveEntity 12 "XML_ERROR_RECURSIVE_ENTITY_REF" "recursive entity reference";
    AsyncEntity 13 "XML_ERROR_ASYNC_ENTITY" "asynchronous entity";
    BadCharRef 14 "XML_ERROR_BAD_CHAR_REF" "reference to invalid character number";
    BinaryEntity 15 "XML_ERROR_BINARY_ENTITY_REF" "reference to binary entity";
    ExternalInAttribute 16 "XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF" "reference to external entity in attribute";
    MisplacedXmlDecl 17 "XML_ERROR_MISPLACED_XML_PI" "XML or text declaration not at start of entity";
    UnknownEncoding 18 "XML_ERROR_UNKNOWN_ENCODING" "unknown encoding";
    IncorrectEncoding 19 "XML_ERROR_INCORRECT_ENCODING" "encoding specified in XML declaration is incorrect";
    UnclosedCdata 20 "XML_ERROR_UNCLOSED_CDATA_SECTION" "unclosed CDATA section";
    ExternalHandling 21 "XML_ERROR_EXTERNAL_ENTITY_HANDLING" "error in processing external entity reference";
    NotStandalone 22 "XML_ERROR_NOT_STANDALONE" "document is not standalone";
    UnexpectedState 23 "XML_ERROR_UNEXPECTED_STATE" "unexpected parser state - please send a bug report";
    EntityDeclaredInPe 24 "XML_ERROR_ENTITY_DECLARED_IN_PE" "entity declared in parameter entity";
    FeatureRequiresDtd 25 "XML_ERROR_FEATURE_REQUIRES_XML_DTD" "requested feature requires XML_DTD support in Expat";
    CannotChange 26 "XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING" "cannot change setting once parsing has begun";
    UnboundPrefix 27 "XML_ERROR_UNBOUND_PREFIX" "unbound prefix";
    UndeclaringPrefix 28 "XML_ERROR_UNDECLARING_PREFIX" "must not undeclare prefix";
    IncompletePe 29 "XML_ERROR_INCOMPLETE_PE" "incomplete markup in parameter entity";
    BadXmlDecl 30 "XML_ERROR_XML_DECL" "XML declaration not well-formed";
    BadTextDecl 31 "XML_ERROR_TEXT_DECL" "text declaration not well-formed";
    BadPublicId 32 "XML_ERROR_PUBLICID" "illegal character(s) in public id";
    Suspended 33 "XML_ERROR_SUSPENDED" "parser suspended";
    NotSuspended 34 "XML_ERROR_NOT_SUSPENDED" "parser not suspended";
    Aborted 35 "XML_ERROR_ABORTED" "parsing aborted";
    Finished 36 "XML_ERROR_FINISHED" "parsing finished";
    SuspendPe 37 "XML_ERROR_SUSPEND_PE" "cannot suspend in external parameter entity";
    ReservedXml 38 "XML_ERROR_RESERVED_PREFIX_XML" "reserved prefix (xml) must not be undeclared or bound to another namespace name";
    ReservedXmlns 39 "XML_ERROR_RESERVED_PREFIX_XMLNS" "reserved prefix (xmlns) must not be declared or undeclared";
    ReservedUri 40 "XML_ERROR_RESERVED_NAMESPACE_URI" "prefix must not be bound to one of the reserved namespace names";
    InvalidArgument 41 "XML_ERROR_INVALID_ARGUMENT" "invalid argument";
    NoBuffer 42 "XML_ERROR_NO_BUFFER" "a successful prior call to function XML_GetBuffer is required";
    Amplification 43 "XML_ERROR_AMPLIFICATION_LIMIT_BREACH" "limit on input amplification factor (from DTD and entities) breached";
}

pub(crate) fn message_of(code: i32) -> Option<&'static str> {
    CODES.iter().find(|(number, ..)| *number == code).map(|(.., message)| *message)
}

static ERROR: ErrorClass = ErrorClass::new("xml.parsers.expat.ExpatError", Exc::Exception, "");

/// `ExpatError` for a code at a place.
fn expat_error(vm: &mut Vm, code: i32, line: usize, column: usize) -> Raised {
    let made = (|| {
        let message = message_of(code).unwrap_or("unknown error");
        let class = ERROR.class(vm)?;
        let text = vm.str(&format!("{message}: line {line}, column {column}"))?.value();
        let exception = vm.call(class, &[text])?;
        vm.set_attr_text(exception, "code", Value::int32(code))?;
        vm.set_attr_text(exception, "offset", Value::len(column))?;
        vm.set_attr_text(exception, "lineno", Value::len(line))?;
        Ok(exception)
    })();
    match made {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

fn error_string(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let code = c_int(vm, args[0])?;
    match message_of(code) {
        Some(message) => Ok(vm.str(message)?.value()),
        None => Ok(Value::NONE),
    }
}

/// `pyexpat`
pub(crate) static PYEXPAT: ModuleSpec = ModuleSpec {
    name: "pyexpat",
    doc: "Python wrapper for Expat parser.",
    functions: &[
        func("ParserCreate", "(encoding=None, namespace_separator=None, intern=_)", object::parser_create)
            .doc("Return a new XML parser object."),
        func("ErrorString", "(code, /)", error_string).doc("Returns string error for given number."),
    ],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn submodule(vm: &mut Vm, module: Gc<Module>, name: &str) -> PyResult<Gc<runtime::object::dict::Dict>> {
    let full = format!("pyexpat.{name}");
    let made = vm.module(&full, None)?;
    module.dict.get().set_text(vm, name, made.value())?;
    let modules = vm.modules;
    modules.set_text(vm, &full, made.value())?;
    Ok(made.dict.get())
}

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    let dict = module.dict.get();
    let class = ERROR.class(vm)?;
    dict.set_text(vm, "ExpatError", class)?;
    dict.set_text(vm, "error", class)?;
    let class = vm.native_type(&object::XML_PARSER)?.value();
    dict.set_text(vm, "XMLParserType", class)?;
    for (name, text) in [("EXPAT_VERSION", "expat_2.5.0"), ("native_encoding", "UTF-8")] {
        let text = vm.str(text)?.value();
        dict.set_text(vm, name, text)?;
    }
    let version = vm.tuple(&[2, 5, 0].map(Value::int32))?.value();
    dict.set_text(vm, "version_info", version)?;
    let features = vm.list(&[])?;
    for (name, value) in [("sizeof(XML_Char)", 1), ("sizeof(XML_LChar)", 1), ("XML_DTD", 0), ("XML_NS", 0)] {
        let name = vm.str(name)?.value();
        let pair = vm.tuple(&[name, Value::int32(value)])?.value();
        features.push(vm, pair)?;
    }
    dict.set_text(vm, "features", features.value())?;
    for (number, name) in ["NEVER", "UNLESS_STANDALONE", "ALWAYS"].into_iter().enumerate() {
        dict.set_text(vm, &format!("XML_PARAM_ENTITY_PARSING_{name}"), Value::len(number))?;
    }
    let model = submodule(vm, module, "model")?;
    for (name, value) in dtd::MODEL {
        model.set_text(vm, name, Value::int32(value))?;
    }
    let errors = submodule(vm, module, "errors")?;
    let (codes, messages) = (vm.dict()?, vm.dict()?);
    for &(number, name, message) in CODES {
        let (number, message) = (Value::int32(number), vm.str(message)?.value());
        errors.set_text(vm, name, message)?;
        codes.set(vm, message, number)?;
        messages.set(vm, number, message)?;
    }
    errors.set_text(vm, "codes", codes.value())?;
    errors.set_text(vm, "messages", messages.value())
}
