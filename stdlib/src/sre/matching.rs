//! `re.Match`.

use super::pattern::{Pattern, group_number};
use super::subject::{Session, Subject};
use super::substitute;
use runtime::heap::{Field, Gc, Native};
use runtime::native::signature::CallArgs;
use runtime::native::{Args, FnSpec, LeafRule, TypeSpec, method, readonly};
use runtime::object::array::Words;
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::type_flag;
use runtime::text::TextBuf;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};

/// A match.
pub(super) struct Match {
    pub(super) pattern: Field<Gc<Native<Pattern>>>,
    pub(super) string: Field<Value>,
    /// Start and end of each group, that of the whole match first; all ones for a group that has not matched.
    spans: Field<Gc<Words>>,
    pos: usize,
    end: usize,
    last_index: u32,
}
runtime::native_data!(Match, [pattern, string, spans]);

type This = Gc<Native<Match>>;

fn of(value: Value) -> This {
    value.cast::<Native<Match>>().expect("the receiver of a method of Match is one")
}

impl Match {
    /// Where a group is, if it has matched.
    pub(super) fn span(&self, group: usize) -> Option<(usize, usize)> {
        let spans = self.spans.get();
        let words = spans.words();
        let (start, end) = (words[group * 2].get(), words[group * 2 + 1].get());
        (start != u64::MAX).then_some((start as usize, end as usize))
    }

    fn groups(&self) -> usize {
        self.pattern.get().data.groups
    }
}

/// The last match of a session as an object.
pub(super) fn new_match(vm: &mut Vm, session: &Session, found: (usize, usize)) -> PyResult<Value> {
    let groups = session.pattern.data.groups;
    let spans = Words::bare(vm, groups * 2 + 2)?;
    for group in 0..=groups {
        let (start, end) = session.group(found, group).map_or((u64::MAX, u64::MAX), |(s, e)| (s as u64, e as u64));
        spans.words()[group * 2].set(start);
        spans.words()[group * 2 + 1].set(end);
    }
    let data = Match {
        pattern: Field::new(session.pattern),
        string: Field::new(session.string),
        spans: Field::new(spans),
        pos: session.pos,
        end: session.end,
        last_index: session.machine.last_index,
    };
    let class = vm.native_type(&MATCH)?;
    Ok(vm.native(class, data)?.value())
}

/// The text of a group, or `default`.
pub(super) fn group_text(vm: &mut Vm, this: This, group: usize, default: Value) -> PyResult<Value> {
    let Some((start, end)) = this.data.span(group) else { return Ok(default) };
    match Subject::of(vm, this.data.string.get()) {
        Some(subject) => {
            // The object may have been shortened since.
            let len = subject.len();
            subject.slice(vm, start.min(len), end.min(len))
        }
        None => Ok(default),
    }
}

fn group(vm: &mut Vm, receiver: Value, args: CallArgs<'_>) -> PyResult<Value> {
    let this = of(receiver);
    if args.names.is_some() {
        return Err(vm.type_error("Match.group() takes no keyword arguments"));
    }
    let keys = args.values;
    match keys.len() {
        0 => group_text(vm, this, 0, Value::NONE),
        1 => {
            let number = group_number(vm, this.data.pattern.get(), keys[0])?;
            group_text(vm, this, number, Value::NONE)
        }
        count => {
            let out = vm.tuple_with_len(count)?;
            for index in 0..count {
                let number = group_number(vm, this.data.pattern.get(), keys[index])?;
                let text = group_text(vm, this, number, Value::NONE)?;
                out.init(vm, index, text);
            }
            Ok(out.value())
        }
    }
}

fn getitem(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let number = group_number(vm, this.data.pattern.get(), args[1])?;
    group_text(vm, this, number, Value::NONE)
}

fn groups(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let default = args.opt(1).unwrap_or(Value::NONE);
    let out = vm.tuple_with_len(this.data.groups())?;
    for index in 0..out.len() {
        let text = group_text(vm, this, index + 1, default)?;
        out.init(vm, index, text);
    }
    Ok(out.value())
}

fn groupdict(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let default = args.opt(1).unwrap_or(Value::NONE);
    let out = vm.dict()?;
    let names = this.data.pattern.get().data.group_index.get();
    let mut at = 0;
    while let Some((next, name, number)) = names.next_item(at) {
        at = next + 1;
        if let Some(number) = number.as_i64() {
            let text = group_text(vm, this, number as usize, default)?;
            out.set(vm, name, text)?;
        }
    }
    Ok(out.value())
}

fn which(vm: &mut Vm, args: Args<'_>) -> PyResult<Option<(usize, usize)>> {
    let this = of(args[0]);
    let number = args.opt(1).map_or(Ok(0), |key| group_number(vm, this.data.pattern.get(), key))?;
    Ok(this.data.span(number))
}

fn position(at: Option<usize>) -> Value {
    at.map_or(Value::int32(-1), Value::len)
}

fn start(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(position(which(vm, args)?.map(|span| span.0)))
}

fn end(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(position(which(vm, args)?.map(|span| span.1)))
}

fn pair(vm: &mut Vm, span: Option<(usize, usize)>) -> PyResult<Value> {
    Ok(vm.tuple(&[position(span.map(|span| span.0)), position(span.map(|span| span.1))])?.value())
}

fn span(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let span = which(vm, args)?;
    pair(vm, span)
}

fn expand(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    substitute::expand(vm, of(args[0]), args[1])
}

fn myself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let this = of(args[0]);
    let (start, end) = this.data.span(0).unwrap_or_default();
    let whole = group_text(vm, this, 0, Value::NONE)?;
    let whole = vm.repr(whole)?;
    let mut text = TextBuf::from(format!("<re.Match object; span=({start}, {end}), match=").as_str());
    let whole = vm.substring(whole, 0, whole.len().min(50))?;
    text.push_chars(whole.chars());
    text.push_str(">");
    Ok(vm.str_from_chars(text.as_chars())?.value())
}

fn re_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.pattern.get().value())
}

fn string_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(of(value).data.string.get())
}

fn pos_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).data.pos))
}

fn endpos_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(Value::len(of(value).data.end))
}

fn lastindex_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    let last = of(value).data.last_index;
    Ok(if last == 0 { Value::NONE } else { Value::len(last as usize) })
}

fn lastgroup_attr(_: &mut Vm, value: Value) -> PyResult<Value> {
    let this = of(value);
    let names = this.data.pattern.get().data.index_group.get();
    let last = this.data.last_index as usize;
    Ok(if last == 0 { Value::NONE } else { names.items().get(last).copied().unwrap_or(Value::NONE) })
}

fn regs_attr(vm: &mut Vm, value: Value) -> PyResult<Value> {
    let this = of(value);
    let out = vm.tuple_with_len(this.data.groups() + 1)?;
    for group in 0..out.len() {
        let span = pair(vm, this.data.span(group))?;
        out.init(vm, group, span);
    }
    Ok(out.value())
}

/// Nothing in Python is asked of the text, nor of what groups are named by.
const PLAIN: LeafRule = LeafRule::When(|vm, args| {
    let string = of(args[0]).data.string.get();
    let is_name = |value: Value| value.is_small_int() || value.is_none() || vm.class_of(value) == vm.types.str;
    (string.is::<Str>() || string.is::<Bytes>()) && args[1..].iter().all(|&value| is_name(value))
});

/// The type `re.Match`.
pub(super) static MATCH: TypeSpec = TypeSpec {
    name: "Match",
    module: "re",
    flags: type_flag::NO_NEW,
    methods: &[
        FnSpec::raw_method("group", "(*args)", group).leaf(PLAIN),
        method("start", "(group=0, /)", start).leaf(PLAIN),
        method("end", "(group=0, /)", end).leaf(PLAIN),
        method("span", "(group=0, /)", span).leaf(PLAIN),
        method("groups", "(default=None)", groups).leaf(PLAIN),
        method("groupdict", "(default=None)", groupdict).leaf(PLAIN),
        method("expand", "(template)", expand),
        method("__copy__", "()", myself),
        method("__deepcopy__", "(memo, /)", myself),
        method("__getitem__", "(key, /)", getitem).leaf(PLAIN),
        method("__repr__", "()", repr),
        runtime::builtins::generic_alias::CLASS_GETITEM,
    ],
    getset: &[
        readonly("string", string_attr),
        readonly("re", re_attr),
        readonly("pos", pos_attr),
        readonly("endpos", endpos_attr),
        readonly("lastindex", lastindex_attr),
        readonly("lastgroup", lastgroup_attr),
        readonly("regs", regs_attr),
    ],
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    ..TypeSpec::EMPTY
};
