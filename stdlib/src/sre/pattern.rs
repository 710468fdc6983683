//! `re.Pattern` and the scanner that its `finditer` walks with.

use super::code;
use super::machine::Machine;
use super::program::{self, Program};
use super::subject::{Mode, Session, Subject, Unmatched, with_session};
use super::substitute;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::{Field, Gc, Native, NativeData, Tracer};
use runtime::native::{Args, TypeSpec, method, readonly};
use runtime::object::dict::Dict;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::text::TextBuf;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// A compiled pattern.
pub(super) struct Pattern {
    pub(super) pattern: Field<Value>,
    /// Whether it is for str, or for bytes; none if it was made from neither.
    pub(super) text: Option<bool>,
    flags: u32,
    pub(super) groups: usize,
    pub(super) group_index: Field<Gc<Dict>>,
    pub(super) index_group: Field<Gc<Tuple>>,
    pub(super) program: Program,
    code: Vec<u32>,
    /// A machine that is not in use.
    pub(super) machine: Cell<Option<Box<Machine>>>,
}

impl NativeData for Pattern {
    runtime::native_info!(Pattern);

    fn trace(&self, tracer: &mut Tracer<'_>) {
        tracer.field(&self.pattern);
        tracer.field(&self.group_index);
        tracer.field(&self.index_group);
    }
}

/// `sys.maxsize`, the default of `endpos`.
pub(super) const MAX_POSITION: i64 = i64::MAX;

pub(super) fn of(value: Value) -> Gc<Native<Pattern>> {
    value.cast::<Native<Pattern>>().expect("the receiver of a method of Pattern is one")
}

/// `_sre.compile(pattern, flags, code, groups, groupindex, indexgroup)`
pub(super) fn compile(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let flags = vm.index_i64(args[1], Exc::OverflowError)? as u32;
    let words = vm.collect_list(args[2])?;
    let mut code = Vec::with_capacity(words.len());
    for &word in words.items() {
        match word.as_i64().and_then(|word| u32::try_from(word).ok()) {
            Some(word) => code.push(word),
            None => return Err(vm.overflow_error("regular expression code size limit exceeded")),
        }
    }
    let groups = vm.index_i64(args[3], Exc::OverflowError)?;
    let (Some(group_index), Some(index_group)) = (args[4].cast::<Dict>(), args[5].cast::<Tuple>()) else {
        return Err(vm.type_error("compile() argument 'groupindex' must be dict, and 'indexgroup' tuple"));
    };
    let tree = u32::try_from(groups).ok().and_then(|groups| code::decode(&code, groups));
    let Some(tree) = tree else { return Err(vm.runtime_error("invalid SRE code")) };
    let text = if args[0].is_none() { None } else { Subject::of(vm, args[0]).map(|subject| subject.is_str()) };
    let data = Pattern {
        pattern: Field::new(args[0]),
        text,
        flags,
        groups: groups as usize,
        group_index: Field::new(group_index),
        index_group: Field::new(index_group),
        program: program::compile(tree),
        code,
        machine: Cell::new(None),
    };
    let class = vm.native_type(&PATTERN)?;
    Ok(vm.native(class, data)?.value())
}

/// Number of group `key` (an int or a name) of a pattern; `IndexError` if there is none.
pub(super) fn group_number(vm: &mut Vm, pattern: Gc<Native<Pattern>>, key: Value) -> PyResult<usize> {
    let number = match key.as_i64() {
        Some(number) => Some(number),
        None if key.header().is_none() => None,
        None => {
            let index = if vm.special_of(key, runtime::object::Special::Index).is_some() {
                Some(vm.index(key)?)
            } else {
                let known = pattern.data.group_index.get();
                // Nothing is asked of a key where no group has a name.
                if known.is_empty() { None } else { known.get(vm, key)? }
            };
            index.and_then(|index| index.as_i64())
        }
    };
    match number {
        Some(number) if number >= 0 && number as usize <= pattern.data.groups => Ok(number as usize),
        Some(_) | None => Err(vm.index_error("no such group")),
    }
}

fn bounds(vm: &mut Vm, args: Args<'_>) -> PyResult<(i64, i64)> {
    let pos = args.opt(2).map_or(Ok(0), |pos| vm.index_c_ssize(pos))?;
    let end = args.opt(3).map_or(Ok(MAX_POSITION), |end| vm.index_c_ssize(end))?;
    Ok((pos, end))
}

fn once(vm: &mut Vm, args: Args<'_>, mode: Mode) -> PyResult<Value> {
    let bounds = bounds(vm, args)?;
    with_session(vm, of(args[0]), args[1], bounds, |vm, session| match session.apply(vm, mode)? {
        Some(found) => session.match_object(vm, found),
        None => Ok(Value::NONE),
    })
}

fn match_(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    once(vm, args, Mode::Match)
}

fn fullmatch(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    once(vm, args, Mode::FullMatch)
}

fn search(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    once(vm, args, Mode::Search)
}

fn findall(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let bounds = bounds(vm, args)?;
    let list = vm.list(&[])?;
    with_session(vm, of(args[0]), args[1], bounds, |vm, session| {
        let groups = session.pattern.data.groups;
        while let Some(found) = session.advance(vm, Mode::Search)? {
            let item = if groups < 2 {
                session.group_text(vm, found, groups, Unmatched::Empty)?
            } else {
                let tuple = vm.tuple_with_len(groups)?;
                for group in 1..=groups {
                    let text = session.group_text(vm, found, group, Unmatched::Empty)?;
                    tuple.init(vm, group - 1, text);
                }
                tuple.value()
            };
            list.push(vm, item)?;
        }
        Ok(list.value())
    })
}

fn split(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let limit = args.opt(2).map_or(Ok(0), |limit| vm.index_i64(limit, Exc::OverflowError))?;
    let list = vm.list(&[])?;
    with_session(vm, of(args[0]), args[1], (0, MAX_POSITION), |vm, session| {
        let (mut last, mut count) = (0, 0);
        while limit == 0 || count < limit {
            let Some(found) = session.advance(vm, Mode::Search)? else { break };
            let piece = session.subject.slice(vm, last, found.0)?;
            list.push(vm, piece)?;
            for group in 1..=session.pattern.data.groups {
                let text = session.group_text(vm, found, group, Unmatched::None)?;
                list.push(vm, text)?;
            }
            (last, count) = (found.1, count + 1);
        }
        let rest = session.subject.slice(vm, last, session.end)?;
        list.push(vm, rest)?;
        Ok(list.value())
    })
}

fn sub(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(substitute::substitute(vm, args)?.0)
}

fn subn(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (text, count) = substitute::substitute(vm, args)?;
    Ok(vm.tuple(&[text, Value::len(count)])?.value())
}

fn myself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

/// Names of the flags' bits, from bit 0 up.
const FLAGS: [&str; 9] =
    ["TEMPLATE", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "UNICODE", "VERBOSE", "DEBUG", "ASCII"];
const UNICODE: u32 = 32;
/// LOCALE, UNICODE and ASCII.
const CHARACTER_RULES: u32 = 4 | UNICODE | 256;

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let mut flags = this.data.flags;
    if this.data.text == Some(true) && flags & CHARACTER_RULES == UNICODE {
        flags &= !UNICODE;
    }
    let mut names: Vec<String> = Vec::new();
    for (bit, name) in FLAGS.iter().enumerate() {
        if flags & 1 << bit != 0 {
            names.push(format!("re.{name}"));
        }
    }
    let unknown = flags & !((1 << FLAGS.len()) - 1);
    if unknown != 0 {
        names.push(format!("{unknown:#x}"));
    }
    let flags = if names.is_empty() { String::new() } else { format!(", {}", names.join("|")) };
    let pattern = vm.repr(this.data.pattern.get())?;
    let pattern = vm.substring(pattern, 0, pattern.len().min(200))?;
    let mut text = TextBuf::from("re.compile(");
    text.push_chars(pattern.chars());
    text.push_str(&flags);
    text.push_str(")");
    Ok(vm.str_from_chars(text.as_chars())?.value())
}

fn eq(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(other) = args[1].cast::<Native<Pattern>>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let this = of(args[0]);
    let (a, b) = (&this.data, &other.data);
    let same = this == other
        || a.flags == b.flags && a.text == b.text && a.code == b.code && {
            vm.equal(a.pattern.get(), b.pattern.get())?
        };
    Ok(Value::bool(same))
}

fn hash(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let mut hash = vm.hash(this.data.pattern.get())? ^ u64::from(this.data.flags);
    for &word in &this.data.code {
        hash = hash.rotate_left(5).wrapping_mul(0x0100_0000_01B3) ^ u64::from(word);
    }
    vm.int((hash as i64) >> 1)
}

fn pattern_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.pattern.get())
}

fn flags_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).data.flags as usize))
}

fn groups_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).data.groups))
}

fn group_index_attr(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let index = of(value).data.group_index.get();
    if index.is_empty() {
        return Ok(vm.dict()?.value());
    }
    runtime::builtins::descriptors::new_mapping_proxy(vm, index.value())
}

/// The type `re.Pattern`.
pub(super) static PATTERN: TypeSpec = TypeSpec {
    name: "Pattern",
    module: "re",
    flags: type_flag::NO_NEW | type_flag::HAS_WEAKREF,
    methods: &[
        method("match", "(string, pos=0, endpos=9223372036854775807)", match_),
        method("fullmatch", "(string, pos=0, endpos=9223372036854775807)", fullmatch),
        method("search", "(string, pos=0, endpos=9223372036854775807)", search),
        method("findall", "(string, pos=0, endpos=9223372036854775807)", findall),
        method("finditer", "(string, pos=0, endpos=9223372036854775807)", finditer),
        method("scanner", "(string, pos=0, endpos=9223372036854775807)", scanner),
        method("split", "(string, maxsplit=0)", split),
        method("sub", "(repl, string, count=0)", sub),
        method("subn", "(repl, string, count=0)", subn),
        method("__copy__", "()", myself),
        method("__deepcopy__", "(memo, /)", myself),
        method("__repr__", "()", repr),
        method("__eq__", "(value, /)", eq),
        method("__hash__", "()", hash),
        runtime::builtins::generic_alias::CLASS_GETITEM,
    ],
    getset: &[
        readonly("pattern", pattern_attr),
        readonly("flags", flags_attr),
        readonly("groups", groups_attr),
        readonly("groupindex", group_index_attr),
    ],
    doc: "Compiled regular expression object.",
    ..TypeSpec::EMPTY
};

/// A walk over the matches in a text.
struct Scanner {
    pattern: Field<Gc<Native<Pattern>>>,
    string: Field<Value>,
    /// Where the next match may start; none after the last one.
    start: Cell<Option<usize>>,
    pos: usize,
    end: usize,
    must_advance: Cell<bool>,
}
runtime::native_data!(Scanner, [pattern, string]);

fn scanner(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let (pos, end) = bounds(vm, args)?;
    let session = Session::new(vm, of(args[0]), args[1], pos, end)?;
    let data = Scanner {
        pattern: Field::new(session.pattern),
        string: Field::new(args[1]),
        start: Cell::new(Some(session.start)),
        pos: session.pos,
        end: session.end,
        must_advance: Cell::new(false),
    };
    session.finish();
    let class = vm.native_type(&SCANNER)?;
    Ok(vm.native(class, data)?.value())
}

fn finditer(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let scanner = scanner(vm, args)?;
    let search = vm.get_attr_text(scanner, "search")?;
    let builtins = vm.builtins;
    let iter = builtins.get_text(vm, "iter").unwrap_or(Value::NONE);
    vm.call(iter, &[search, Value::NONE])
}

fn scan(vm: &mut Vm, args: Args<'_>, mode: Mode) -> PyResult<Value> {
    let this = args[0].cast::<Native<Scanner>>().expect("the receiver of a method of the scanner is one");
    let Some(start) = this.data.start.get() else { return Ok(Value::NONE) };
    let bounds = (this.data.pos as i64, this.data.end as i64);
    with_session(vm, this.data.pattern.get(), this.data.string.get(), bounds, |vm, session| {
        session.start = start;
        session.must_advance = this.data.must_advance.get();
        let found = session.advance(vm, mode)?;
        this.data.start.set(found.map(|_| session.start));
        this.data.must_advance.set(session.must_advance);
        found.map_or(Ok(Value::NONE), |found| session.match_object(vm, found))
    })
}

fn scan_match(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    scan(vm, args, Mode::Match)
}

fn scan_search(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    scan(vm, args, Mode::Search)
}

fn scanner_pattern(_: &mut Vm, value: Value) -> PyResult<Value> {
    let this = value.cast::<Native<Scanner>>().expect("the receiver of an attribute of the scanner is one");
    Ok(this.data.pattern.get().value())
}

static SCANNER: TypeSpec = TypeSpec {
    name: "SRE_Scanner",
    module: "_sre",
    flags: type_flag::NO_NEW,
    methods: &[method("match", "()", scan_match), method("search", "()", scan_search)],
    getset: &[readonly("pattern", scanner_pattern)],
    ..TypeSpec::EMPTY
};
