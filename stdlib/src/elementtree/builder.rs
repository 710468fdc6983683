//! `TreeBuilder`: makes a tree of the events of a document.

use super::PARSE_ERROR;
use super::element::{add, as_element, exact, join, make, not_an_element, pieces};
use crate::convert::truth;
use crate::receiver::{class_arg, this};
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::{Cell, RefCell};

static COMMENT_FACTORY: &str = "_elementtree: comment factory";
static PI_FACTORY: &str = "_elementtree: processing instruction factory";

/// The kinds of events that may be collected, in the order of [`TreeBuilder::events`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    End,
    StartNs,
    EndNs,
    Comment,
    Pi,
}

/// Their names.
pub(super) const KINDS: [(&str, Kind); 6] = [
    ("start", Kind::Start),
    ("end", Kind::End),
    ("start-ns", Kind::StartNs),
    ("end-ns", Kind::EndNs),
    ("comment", Kind::Comment),
    ("pi", Kind::Pi),
];

/// A builder. What is not there is EMPTY.
pub(super) struct TreeBuilder {
    root: Field<Value>,
    /// The element that is open; None at first.
    open: Field<Value>,
    /// The element that text belongs to, and that whose tail it is if it is one.
    last: Field<Value>,
    last_for_tail: Field<Value>,
    /// Text that came from the program: one piece or a list of pieces.
    data: Field<Value>,
    /// Text that came from the parser, behind what is in `data`.
    text: RefCell<String>,
    stack: Field<Gc<List>>,
    element_factory: Field<Value>,
    comment_factory: Field<Value>,
    pi_factory: Field<Value>,
    /// What takes events, and the names of the events wanted.
    append: Field<Value>,
    events: [Field<Value>; KINDS.len()],
    insert_comments: Cell<bool>,
    insert_pis: Cell<bool>,
}

impl runtime::heap::NativeData for TreeBuilder {
    runtime::native_info!(TreeBuilder);

    fn trace(&self, tracer: &mut runtime::heap::Tracer<'_>) {
        let fields = [
            &self.root,
            &self.open,
            &self.last,
            &self.last_for_tail,
            &self.data,
            &self.element_factory,
            &self.comment_factory,
            &self.pi_factory,
            &self.append,
        ];
        fields.into_iter().chain(&self.events).for_each(|field| tracer.field(field));
        tracer.field(&self.stack);
    }
}

pub(super) type Builder = Gc<Native<TreeBuilder>>;

fn empty(vm: &mut Vm) -> PyResult<TreeBuilder> {
    let stack = vm.list(&[])?;
    let none = || Field::new(Value::EMPTY);
    Ok(TreeBuilder {
        root: none(),
        open: Field::new(Value::NONE),
        last: Field::new(Value::NONE),
        last_for_tail: none(),
        data: none(),
        text: RefCell::default(),
        stack: Field::new(stack),
        element_factory: none(),
        comment_factory: none(),
        pi_factory: none(),
        append: none(),
        events: std::array::from_fn(|_| none()),
        insert_comments: Cell::new(false),
        insert_pis: Cell::new(false),
    })
}

/// A builder of the very class, with what it does by default.
pub(super) fn plain(vm: &mut Vm) -> PyResult<Value> {
    let class = vm.native_type(&TREE_BUILDER)?;
    let data = empty(vm)?;
    Ok(vm.native(class, data)?.value())
}

/// A builder of the very class, whose methods need not be looked up.
pub(super) fn exact_builder(vm: &mut Vm, value: Value) -> PyResult<Option<Builder>> {
    let class = vm.native_type(&TREE_BUILDER)?;
    Ok(value.cast::<Native<TreeBuilder>>().filter(|_| vm.class_of(value) == class))
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = empty(vm)?;
    Ok(vm.native(class_arg(args), data)?.value())
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let builder = this::<TreeBuilder>(args[0]);
    let factory = args.not_none(1).unwrap_or(Value::EMPTY);
    builder.data.element_factory.set(vm, builder, factory);
    let default = |vm: &Vm, key| vm.module_state(key).filter(|factory: &Value| !factory.is_none());
    let comments = args.not_none(2).or_else(|| default(vm, COMMENT_FACTORY));
    let insert = truth(vm, args.opt(4), false)?;
    builder.data.insert_comments.set(insert && comments.is_some());
    builder.data.comment_factory.set(vm, builder, comments.unwrap_or(Value::EMPTY));
    let pis = args.not_none(3).or_else(|| default(vm, PI_FACTORY));
    let insert = truth(vm, args.opt(5), false)?;
    builder.data.insert_pis.set(insert && pis.is_some());
    builder.data.pi_factory.set(vm, builder, pis.unwrap_or(Value::EMPTY));
    Ok(Value::NONE)
}

impl TreeBuilder {
    /// Whether comments are of use to anybody.
    pub(super) fn wants_comments(&self) -> bool {
        self.insert_comments.get() || (!self.append.get().is_empty() && self.wants(Kind::Comment))
    }

    /// Whether processing instructions are of use to anybody.
    pub(super) fn wants_pis(&self) -> bool {
        self.insert_pis.get() || (!self.append.get().is_empty() && self.wants(Kind::Pi))
    }

    fn wants(&self, kind: Kind) -> bool {
        !self.events[kind as usize].get().is_empty()
    }
}

/// Sets who takes which events.
pub(super) fn take_events(vm: &mut Vm, builder: Builder, append: Value) {
    builder.data.append.set(vm, builder, append);
    for field in &builder.data.events {
        field.set(vm, builder, Value::EMPTY);
    }
}

pub(super) fn want(vm: &mut Vm, builder: Builder, kind: Kind, name: Value) {
    builder.data.events[kind as usize].set(vm, builder, name);
}

fn report(vm: &mut Vm, builder: Builder, kind: Kind, what: Value) -> PyResult<()> {
    let name = builder.data.events[kind as usize].get();
    if name.is_empty() || builder.data.append.get().is_empty() {
        return Ok(());
    }
    let event = vm.tuple(&[name, what])?.value();
    vm.call(builder.data.append.get(), &[event]).map(|_| ())
}

/// Text from the parser.
pub(super) fn add_text(builder: Builder, text: &str) {
    if !builder.data.last.get().is_none() {
        builder.data.text.borrow_mut().push_str(text);
    }
}

/// Text from the program, or anything else that it calls so.
pub(super) fn add_data(vm: &mut Vm, builder: Builder, value: Value) -> PyResult<()> {
    let text = builder.data.text.take();
    if !text.is_empty() {
        let text = vm.str(&text)?.value();
        add_piece(vm, builder, text)?;
    }
    add_piece(vm, builder, value)
}

fn add_piece(vm: &mut Vm, builder: Builder, value: Value) -> PyResult<()> {
    let Some(data) = builder.data.data.get().given() else {
        if !builder.data.last.get().is_none() {
            builder.data.data.set(vm, builder, value);
        }
        return Ok(());
    };
    if let Some(list) = data.cast::<List>()
        && vm.class_of(data) == vm.types.list
    {
        return list.push(vm, value);
    }
    let list = vm.list(&[data, value])?.value();
    builder.data.data.set(vm, builder, list);
    Ok(())
}

/// Gives text to the element that it belongs to.
fn flush(vm: &mut Vm, builder: Builder) -> PyResult<()> {
    if builder.data.data.get().is_empty() && builder.data.text.borrow().is_empty() {
        return Ok(());
    }
    let text = {
        let mut text = builder.data.text.borrow_mut();
        let made = if text.is_empty() { None } else { Some(vm.str(&text)) };
        text.clear();
        made.transpose()?
    };
    if let Some(text) = text {
        add_piece(vm, builder, text.value())?;
    }
    let Some(data) = builder.data.data.get().given() else { return Ok(()) };
    let tail = builder.data.last_for_tail.get();
    let (element, name) = if tail.is_empty() { (builder.data.last.get(), "text") } else { (tail, "tail") };
    extend_text(vm, element, name, data)?;
    builder.data.data.set(vm, builder, Value::EMPTY);
    Ok(())
}

fn extend_text(vm: &mut Vm, element: Value, name: &str, data: Value) -> PyResult<()> {
    let list = data.cast::<List>().filter(|_| vm.class_of(data) == vm.types.list);
    if let Some(element) = exact(vm, element)? {
        let field = if name == "text" { &element.data.text } else { &element.data.tail };
        if field.get().is_none() {
            let value = match list {
                Some(list) => pieces(vm, list)?,
                None => data,
            };
            field.set(vm, element, value);
            return Ok(());
        }
    }
    let data = match list {
        Some(list) => join(vm, list)?,
        None => data,
    };
    let previous = vm.get_attr_text(element, name)?;
    let whole =
        if previous.is_none() { data } else { vm.binary(runtime::object::protocol::BinaryOp::Add, previous, data)? };
    vm.set_attr_text(element, name, whole)
}

fn add_child(vm: &mut Vm, parent: Value, child: Value) -> PyResult<()> {
    match exact(vm, parent)? {
        Some(parent) if as_element(child).is_some() => add(vm, parent, child),
        Some(_) => Err(not_an_element(vm, child)),
        None => vm.call_method(parent, "append", &[child]).map(|_| ()),
    }
}

/// A start tag; `attrib` is EMPTY if there are no attributes.
pub(super) fn start(vm: &mut Vm, builder: Builder, tag: Value, attrib: Value) -> PyResult<Value> {
    flush(vm, builder)?;
    let node = match builder.data.element_factory.get().given() {
        None => make(vm, tag, attrib)?.value(),
        Some(factory) => {
            let attrib = match attrib.given() {
                Some(attrib) => attrib,
                None => vm.dict()?.value(),
            };
            vm.call(factory, &[tag, attrib])?
        }
    };
    let open = builder.data.open.get();
    builder.data.last_for_tail.set(vm, builder, Value::EMPTY);
    if !open.is_none() {
        add_child(vm, open, node)?;
    } else if builder.data.root.get().is_empty() {
        builder.data.root.set(vm, builder, node);
    } else {
        return Err(PARSE_ERROR.raise(vm, "multiple elements on top level"));
    }
    builder.data.stack.get().push(vm, open)?;
    builder.data.open.set(vm, builder, node);
    builder.data.last.set(vm, builder, node);
    report(vm, builder, Kind::Start, node)?;
    Ok(node)
}

/// An end tag.
pub(super) fn end(vm: &mut Vm, builder: Builder) -> PyResult<Value> {
    flush(vm, builder)?;
    let Some(outer) = builder.data.stack.get().pop() else {
        return Err(vm.index_error("pop from empty stack"));
    };
    let ended = builder.data.open.get();
    builder.data.last.set(vm, builder, ended);
    builder.data.last_for_tail.set(vm, builder, ended);
    builder.data.open.set(vm, builder, outer);
    report(vm, builder, Kind::End, ended)?;
    Ok(ended)
}

fn insert_behind(vm: &mut Vm, builder: Builder, node: Value) -> PyResult<()> {
    let open = builder.data.open.get();
    if open.is_none() {
        return Ok(());
    }
    add_child(vm, open, node)?;
    builder.data.last_for_tail.set(vm, builder, node);
    Ok(())
}

pub(super) fn comment(vm: &mut Vm, builder: Builder, text: Value) -> PyResult<Value> {
    flush(vm, builder)?;
    let node = match builder.data.comment_factory.get().given() {
        None => text,
        Some(factory) => vm.call(factory, &[text])?,
    };
    if builder.data.insert_comments.get() {
        insert_behind(vm, builder, node)?;
    }
    report(vm, builder, Kind::Comment, node)?;
    Ok(node)
}

pub(super) fn pi(vm: &mut Vm, builder: Builder, target: Value, text: Value) -> PyResult<Value> {
    flush(vm, builder)?;
    let node = match builder.data.pi_factory.get().given() {
        None => vm.tuple(&[target, text])?.value(),
        Some(factory) => vm.call(factory, &[target, text])?,
    };
    if builder.data.insert_pis.get() {
        insert_behind(vm, builder, node)?;
    }
    report(vm, builder, Kind::Pi, node)?;
    Ok(node)
}

pub(super) fn start_namespace(vm: &mut Vm, builder: Builder, prefix: Value, uri: Value) -> PyResult<()> {
    if !builder.data.wants(Kind::StartNs) {
        return Ok(());
    }
    let pair = vm.tuple(&[prefix, uri])?.value();
    report(vm, builder, Kind::StartNs, pair)
}

pub(super) fn end_namespace(vm: &mut Vm, builder: Builder) -> PyResult<()> {
    report(vm, builder, Kind::EndNs, Value::NONE)
}

/// The tree.
pub(super) fn done(builder: Builder) -> Value {
    builder.data.root.get().or_none()
}

fn start_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    if !args[2].is::<Dict>() {
        let message = format!("start() argument 2 must be dict, not {}", vm.arg_type_name(args[2]));
        return Err(vm.type_error(&message));
    }
    start(vm, this(args[0]), args[1], args[2])
}

fn end_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    end(vm, this(args[0]))
}

fn data_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    add_data(vm, this(args[0]), args[1]).map(|()| Value::NONE)
}

fn comment_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    comment(vm, this(args[0]), args[1])
}

fn pi_method(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    pi(vm, this(args[0]), args[1], args.get(2).or_none())
}

fn close_method(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(done(this(args[0])))
}

/// `_set_factories(comment_factory, pi_factory)`: those that builders have by default; gives the ones before.
pub(super) fn set_factories(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    for (factory, name) in [(args[0], "Comment"), (args[1], "PI")] {
        if !factory.is_none() && !vm.is_callable(factory) {
            let message = format!("{name} factory must be callable, not {}", vm.type_name(factory));
            return Err(vm.type_error(&message));
        }
    }
    let old = [COMMENT_FACTORY, PI_FACTORY].map(|key| vm.module_state(key).unwrap_or(Value::NONE));
    let old = vm.tuple(&old)?.value();
    vm.set_module_state(COMMENT_FACTORY, args[0]);
    vm.set_module_state(PI_FACTORY, args[1]);
    Ok(old)
}

/// `xml.etree.ElementTree.TreeBuilder`
pub(super) static TREE_BUILDER: TypeSpec = TypeSpec {
    name: "TreeBuilder",
    module: "xml.etree.ElementTree",
    flags: type_flag::BASE_TYPE,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method(
            "__init__",
            "(element_factory=None, *, comment_factory=None, pi_factory=None, insert_comments=False, insert_pis=False)",
            init,
        ),
        method("data", "(data, /)", data_method),
        method("start", "(tag, attrs, /)", start_method),
        method("end", "(tag, /)", end_method),
        method("comment", "(text, /)", comment_method),
        method("pi", "(target, text=None, /)", pi_method),
        method("close", "()", close_method),
    ],
    ..TypeSpec::EMPTY
};
