//! `_csv.Dialect` and the registered dialects.

use super::ERROR;
use crate::convert::truth;
use crate::receiver::{class_arg, this};
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, GetSetSpec, TypeSpec, member, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::string::Str;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// When fields are quoted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quoting {
    Minimal,
    All,
    NonNumeric,
    None,
    Strings,
    NotNull,
}

impl Quoting {
    /// All, by number.
    pub(super) const ALL: [(&'static str, Quoting); 6] = [
        ("QUOTE_MINIMAL", Quoting::Minimal),
        ("QUOTE_ALL", Quoting::All),
        ("QUOTE_NONNUMERIC", Quoting::NonNumeric),
        ("QUOTE_NONE", Quoting::None),
        ("QUOTE_STRINGS", Quoting::Strings),
        ("QUOTE_NOTNULL", Quoting::NotNull),
    ];
}

/// A dialect.
pub(super) struct Dialect {
    pub(super) delimiter: u32,
    pub(super) quotechar: Option<u32>,
    pub(super) escapechar: Option<u32>,
    pub(super) lineterminator: Field<Value>,
    pub(super) quoting: Quoting,
    pub(super) doublequote: bool,
    pub(super) skipinitialspace: bool,
    pub(super) strict: bool,
}
runtime::native_data!(Dialect, [lineterminator]);

/// The parameters of the constructor after `dialect`.
const NAMES: [&str; 8] =
    ["delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"];

static REGISTRY: &str = "_csv dialects";

fn registry(vm: &mut Vm) -> PyResult<Gc<Dict>> {
    if let Some(registry) = vm.module_state(REGISTRY).and_then(|registry| registry.cast()) {
        return Ok(registry);
    }
    let registry = vm.dict()?;
    vm.set_module_state(REGISTRY, registry.value());
    Ok(registry)
}

fn registered(vm: &mut Vm, name: Value) -> PyResult<Value> {
    match registry(vm)?.get(vm, name)? {
        Some(dialect) => Ok(dialect),
        None => Err(ERROR.raise(vm, "unknown dialect")),
    }
}

/// A parameter that is one character.
fn one_char(vm: &mut Vm, name: &str, value: Option<Value>, default: u32) -> PyResult<u32> {
    let Some(value) = value else { return Ok(default) };
    match value.cast::<Str>() {
        Some(s) if s.len() == 1 => Ok(s.char_at(0)),
        Some(_) => Err(vm.type_error(&format!("\"{name}\" must be a 1-character string"))),
        None => {
            let message = format!("\"{name}\" must be string, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

/// A parameter that is one character or None.
fn optional_char(vm: &mut Vm, name: &str, value: Option<Value>, default: Option<u32>) -> PyResult<Option<u32>> {
    match value {
        None => Ok(default),
        Some(value) if value.is_none() => Ok(None),
        Some(value) if value.is::<Str>() => one_char(vm, name, Some(value), 0).map(Some),
        Some(value) => {
            let message = format!("\"{name}\" must be string or None, not {}", vm.type_name(value));
            Err(vm.type_error(&message))
        }
    }
}

fn quoting_of(vm: &mut Vm, value: Option<Value>) -> PyResult<Quoting> {
    let Some(value) = value else { return Ok(Quoting::Minimal) };
    let exact = vm.class_of(value) == vm.types.int;
    match value.as_i64().filter(|_| exact) {
        Some(number) => match usize::try_from(number).ok().and_then(|number| Quoting::ALL.get(number)) {
            Some(&(_, quoting)) => Ok(quoting),
            None => Err(vm.type_error("bad \"quoting\" value")),
        },
        None => Err(vm.type_error("\"quoting\" must be an integer")),
    }
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let mut dialect = args.opt(1);
    if let Some(name) = dialect.filter(|dialect| dialect.is::<Str>()) {
        dialect = Some(registered(vm, name)?);
    }
    let mut given = [Value::EMPTY; NAMES.len()];
    for (index, value) in given.iter_mut().enumerate() {
        *value = args.get(2 + index);
    }
    if let Some(dialect) = dialect.filter(|dialect| !dialect.is_none()) {
        if dialect.is::<Native<Dialect>>() && given.iter().all(|value| value.is_empty()) {
            return Ok(dialect);
        }
        for (value, name) in given.iter_mut().zip(NAMES) {
            if value.is_empty() {
                *value = vm.get_attr_opt_text(dialect, name)?.unwrap_or(Value::EMPTY);
            }
        }
    }
    let [delimiter, doublequote, escapechar, lineterminator, quotechar, quoting, skipinitialspace, strict] =
        given.map(Value::given);
    let delimiter = one_char(vm, "delimiter", delimiter, u32::from(b','))?;
    let doublequote = truth(vm, doublequote, true)?;
    let escapechar = optional_char(vm, "escapechar", escapechar, None)?;
    let lineterminator = match lineterminator {
        None => vm.str("\r\n")?.value(),
        Some(text) if text.is::<Str>() => text,
        Some(none) if none.is_none() => return Err(vm.type_error("lineterminator must be set")),
        Some(_) => return Err(vm.type_error("\"lineterminator\" must be a string")),
    };
    let no_quotes = quotechar.is_some_and(|quotechar| quotechar.is_none()) && quoting.is_none();
    let quotechar = optional_char(vm, "quotechar", quotechar, Some(u32::from(b'"')))?;
    let quoting = if no_quotes { Quoting::None } else { quoting_of(vm, quoting)? };
    let skipinitialspace = truth(vm, skipinitialspace, false)?;
    let strict = truth(vm, strict, false)?;
    if quoting != Quoting::None && quotechar.is_none() {
        return Err(vm.type_error("quotechar must be set if quoting enabled"));
    }
    let lineterminator = Field::new(lineterminator);
    let data =
        Dialect { delimiter, quotechar, escapechar, lineterminator, quoting, doublequote, skipinitialspace, strict };
    Ok(vm.native(class_arg(args), data)?.value())
}

/// The dialect that `reader(…, dialect, **kwargs)` asks for.
pub(super) fn asked_for(vm: &mut Vm, dialect: Option<Value>, kwargs: Value) -> PyResult<Gc<Native<Dialect>>> {
    let class = vm.native_type(&DIALECT)?.value();
    let dialect = dialect.as_slice();
    let dialect = vm.call_dict(class, dialect, kwargs.cast())?;
    Ok(this(dialect))
}

pub(super) fn register_dialect(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[0].is::<Str>() {
        return Err(vm.type_error("dialect name must be a string"));
    }
    let dialect = asked_for(vm, args.opt(1), args[2])?;
    registry(vm)?.set(vm, args[0], dialect.value())?;
    Ok(Value::NONE)
}

pub(super) fn unregister_dialect(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    match registry(vm)?.remove(vm, args[0])? {
        Some(_) => Ok(Value::NONE),
        None => Err(ERROR.raise(vm, "unknown dialect")),
    }
}

pub(super) fn get_dialect(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    registered(vm, args[0])
}

pub(super) fn list_dialects(vm: &mut Vm, _: Args<'_>) -> PyResult<Value> {
    let registry = registry(vm)?;
    Ok(vm.collect_list(registry.value())?.value())
}

fn no_pickle(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let message = format!("cannot pickle '{}' instances", vm.type_name(args[0]));
    Err(vm.type_error(&message))
}

fn char_value(vm: &mut Vm, code: Option<u32>) -> PyResult<Value> {
    code.map_or(Ok(Value::NONE), |code| Ok(vm.str_from_char(code)?.value()))
}

macro_rules! readers {
    ($($name:ident: |$vm:ident, $dialect:ident| $value:expr;)*) => {
        $(fn $name($vm: &mut Vm, value: Value) -> PyResult<Value> {
            let $dialect = &this::<Dialect>(value).data;
            $value
        })*
    };
}
readers! {
    delimiter: |vm, dialect| char_value(vm, Some(dialect.delimiter));
    escapechar: |vm, dialect| char_value(vm, dialect.escapechar);
    quotechar: |vm, dialect| char_value(vm, dialect.quotechar);
    lineterminator: |_vm, dialect| Ok(dialect.lineterminator.get());
    quoting: |_vm, dialect| Ok(Value::int32(dialect.quoting as i32));
    doublequote: |_vm, dialect| Ok(Value::bool(dialect.doublequote));
    skipinitialspace: |_vm, dialect| Ok(Value::bool(dialect.skipinitialspace));
    strict: |_vm, dialect| Ok(Value::bool(dialect.strict));
}

const GETSET: &[GetSetSpec] = &[
    readonly("delimiter", delimiter),
    readonly("escapechar", escapechar),
    readonly("lineterminator", lineterminator),
    readonly("quotechar", quotechar),
    readonly("quoting", quoting),
    member("skipinitialspace", skipinitialspace),
    member("doublequote", doublequote),
    member("strict", strict),
];

/// `_csv.Dialect`
pub(super) static DIALECT: TypeSpec = TypeSpec {
    name: "Dialect",
    module: "_csv",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method(
            "__new__",
            "(dialect=_, delimiter=_, doublequote=_, escapechar=_, lineterminator=_, quotechar=_, quoting=_, skipinitialspace=_, strict=_)",
            new,
        ),
        method("__reduce__", "()", no_pickle),
        method("__reduce_ex__", "(protocol, /)", no_pickle),
    ],
    getset: GETSET,
    doc: "CSV dialect\n\nThe Dialect type records CSV dialect options.",
    ..TypeSpec::EMPTY
};
