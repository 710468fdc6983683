//! `Element`: a tag, attributes, text, children and the text behind it.

use super::{children, copying, iterate, search};
use crate::receiver::{class_arg, this, var_args};
use runtime::heap::{Field, Gc, Native};
use runtime::native::spec::FnSpec;
use runtime::native::{Args, LeafRule, TypeSpec, getset, method};
use runtime::object::dict::Dict;
use runtime::object::list::List;
use runtime::object::tuple::Tuple;
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Raised, Vm};

/// An element.
pub(super) struct Element {
    pub(super) tag: Field<Value>,
    /// What `text` and `tail` are; a list of strings that were not joined yet if it is a [`Pieces`].
    pub(super) text: Field<Value>,
    pub(super) tail: Field<Value>,
    /// A dict, or whatever a pickle had; EMPTY until it is asked for.
    pub(super) attrib: Field<Value>,
    /// EMPTY until there is a child.
    pub(super) children: Field<Option<Gc<List>>>,
}
runtime::native_data!(Element, [tag, text, tail, attrib, children]);

pub(super) type This = Gc<Native<Element>>;

/// Pieces of text that become one string when it is asked for.
pub(super) struct Pieces {
    pub(super) list: Field<Gc<List>>,
}
runtime::native_data!(Pieces, [list]);

static PIECES: TypeSpec =
    TypeSpec { name: "_pieces", module: "_elementtree", flags: type_flag::NO_NEW, ..TypeSpec::EMPTY };

impl Element {
    /// The children, of which there may be none.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.children.get().map_or(0, |list| list.len())
    }

    #[inline(always)]
    pub(super) fn child(&self, index: usize) -> Option<Value> {
        self.children.get().and_then(|list| list.get(index))
    }
}

/// The children as a list that is the element's own.
pub(super) fn list_of(vm: &mut Vm, element: This) -> PyResult<Gc<List>> {
    match element.data.children.get() {
        Some(list) => Ok(list),
        None => {
            let list = vm.list(&[])?;
            element.data.children.set(vm, element, Some(list));
            Ok(list)
        }
    }
}

/// The element that a value is, if it is one.
#[inline(always)]
pub(super) fn as_element(value: Value) -> Option<This> {
    value.cast::<Native<Element>>()
}

/// Whether a value is an element and of no derived class.
pub(super) fn exact(vm: &mut Vm, value: Value) -> PyResult<Option<This>> {
    let class = vm.native_type(&ELEMENT)?;
    Ok(as_element(value).filter(|_| vm.class_of(value) == class))
}

/// An element of the very class.
pub(super) fn make(vm: &mut Vm, tag: Value, attrib: Value) -> PyResult<This> {
    let class = vm.native_type(&ELEMENT)?;
    let data = Element {
        tag: Field::new(tag),
        text: Field::new(Value::NONE),
        tail: Field::new(Value::NONE),
        attrib: Field::new(attrib),
        children: Field::new(None),
    };
    vm.native_without_finalizer(class, data)
}

pub(super) fn not_an_element(vm: &mut Vm, value: Value) -> Raised {
    let message = format!("expected an Element, not \"{}\"", vm.type_name(value));
    vm.type_error(&message)
}

/// An argument that has to be an element.
pub(super) fn expect(vm: &mut Vm, value: Value, what: &str) -> PyResult<This> {
    match as_element(value) {
        Some(element) => Ok(element),
        None => {
            let class = vm.class_of(value);
            let given = vm.qualified_type_name(class);
            let given = if value.is_none() { "None".to_owned() } else { given };
            Err(vm.type_error(&format!("{what} must be xml.etree.ElementTree.Element, not {given}")))
        }
    }
}

/// Adds a child.
pub(super) fn add(vm: &mut Vm, element: This, child: Value) -> PyResult<()> {
    list_of(vm, element)?.push(vm, child)
}

fn new(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let data = Element {
        tag: Field::new(Value::NONE),
        text: Field::new(Value::NONE),
        tail: Field::new(Value::NONE),
        attrib: Field::new(Value::EMPTY),
        children: Field::new(None),
    };
    Ok(vm.native(class_arg(args), data)?.value())
}

/// The attributes that a call gives: a dict, by position or the keyword `attrib`, and keywords. EMPTY if it gives none.
fn attributes(vm: &mut Vm, name: &str, given: Gc<Tuple>, at: usize, keywords: Gc<Dict>) -> PyResult<Value> {
    let positional = given.items().get(at).copied();
    let dict = match positional {
        Some(value) => match value.cast::<Dict>() {
            Some(dict) => Some(dict),
            None => {
                let message = format!("{name}() argument {} must be dict, not {}", at + 1, vm.arg_type_name(value));
                return Err(vm.type_error(&message));
            }
        },
        None if keywords.is_empty() => return Ok(Value::EMPTY),
        None => match keywords.get_text(vm, "attrib") {
            Some(value) => match value.cast::<Dict>() {
                Some(dict) => {
                    let key = vm.intern("attrib");
                    keywords.remove_str(vm, key);
                    Some(dict)
                }
                None => {
                    let message = format!("attrib must be dict, not {}", vm.type_name(value));
                    return Err(vm.type_error(&message));
                }
            },
            None => None,
        },
    };
    // The keywords' dict is this call's own.
    let Some(dict) = dict else { return Ok(keywords.value()) };
    if dict.is_empty() {
        return Ok(if keywords.is_empty() { Value::EMPTY } else { keywords.value() });
    }
    let copy = dict.copy(vm)?;
    if !keywords.is_empty() {
        runtime::builtins::dict::update(vm, copy, keywords.value())?;
    }
    Ok(copy.value())
}

fn check_count(vm: &mut Vm, name: &str, given: usize, least: usize, most: usize) -> PyResult<()> {
    let (bound, limit) = match given {
        n if n < least => ("least", least),
        n if n > most => ("most", most),
        _ => return Ok(()),
    };
    let plural = if limit == 1 { "" } else { "s" };
    Err(vm.type_error(&format!("{name}() takes at {bound} {limit} argument{plural} ({given} given)")))
}

fn init(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    let given = var_args(args[1]);
    let keywords = args[2].cast::<Dict>().expect("**kwargs is bound to a dict");
    check_count(vm, "Element", given.len(), 1, 2)?;
    let attrib = attributes(vm, "Element", given, 1, keywords)?;
    element.data.attrib.set(vm, element, attrib);
    element.data.tag.set(vm, element, given.get(0));
    element.data.text.set(vm, element, Value::NONE);
    element.data.tail.set(vm, element, Value::NONE);
    Ok(Value::NONE)
}

/// `SubElement(parent, tag, attrib={}, **extra)`
pub(super) fn sub_element(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let given = var_args(args[0]);
    let keywords = args[1].cast::<Dict>().expect("**kwargs is bound to a dict");
    check_count(vm, "SubElement", given.len(), 2, 3)?;
    let parent = expect(vm, given.get(0), "SubElement() argument 1")?;
    let attrib = attributes(vm, "SubElement", given, 2, keywords)?;
    let child = make(vm, given.get(1), attrib)?.value();
    add(vm, parent, child)?;
    Ok(child)
}

/// The attributes as the program sees them: a dict, made when it is first asked for.
pub(super) fn attrib_of(vm: &mut Vm, element: This) -> PyResult<Value> {
    if let Some(attrib) = element.data.attrib.get().given() {
        return Ok(attrib);
    }
    let dict = vm.dict()?.value();
    element.data.attrib.set(vm, element, dict);
    Ok(dict)
}

/// A value of `text` or `tail` that joins itself when it is read.
pub(super) fn pieces(vm: &mut Vm, list: Gc<List>) -> PyResult<Value> {
    let class = vm.native_type(&PIECES)?;
    Ok(vm.native_without_finalizer(class, Pieces { list: Field::new(list) })?.value())
}

/// The text in one of the two fields.
#[inline(always)]
pub(super) fn joined(vm: &mut Vm, element: This, field: fn(&Element) -> &Field<Value>) -> PyResult<Value> {
    let value = field(&element.data).get();
    match value.cast::<Native<Pieces>>() {
        None => Ok(value),
        Some(pieces) => {
            let text = join(vm, pieces.data.list.get())?;
            field(&element.data).set(vm, element, text);
            Ok(text)
        }
    }
}

/// The strings of a list as one.
pub(super) fn join(vm: &mut Vm, list: Gc<List>) -> PyResult<Value> {
    let empty = vm.str("")?.value();
    vm.call_method(empty, "join", &[list.value()])
}

pub(super) fn text_of(vm: &mut Vm, element: This) -> PyResult<Value> {
    joined(vm, element, |element| &element.text)
}

pub(super) fn tail_of(vm: &mut Vm, element: This) -> PyResult<Value> {
    joined(vm, element, |element| &element.tail)
}

fn get_tag(_: &mut Vm, value: Value) -> PyResult<Value> {
    Ok(this::<Element>(value).data.tag.get())
}

fn get_text(vm: &mut Vm, value: Value) -> PyResult<Value> {
    text_of(vm, this(value))
}

fn get_tail(vm: &mut Vm, value: Value) -> PyResult<Value> {
    tail_of(vm, this(value))
}

fn get_attrib(vm: &mut Vm, value: Value) -> PyResult<Value> {
    attrib_of(vm, this(value))
}

fn check_given(vm: &mut Vm, new: Value) -> PyResult<()> {
    if new.is_empty() { Err(vm.raise_text(ATTRIBUTE_ERROR, "can't delete element attribute")) } else { Ok(()) }
}

const ATTRIBUTE_ERROR: runtime::exceptions::hierarchy::Exc = runtime::exceptions::hierarchy::Exc::AttributeError;

fn set_tag(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    check_given(vm, new)?;
    let element = this::<Element>(value);
    element.data.tag.set(vm, element, new);
    Ok(())
}

fn set_text(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    check_given(vm, new)?;
    let element = this::<Element>(value);
    element.data.text.set(vm, element, new);
    Ok(())
}

fn set_tail(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    check_given(vm, new)?;
    let element = this::<Element>(value);
    element.data.tail.set(vm, element, new);
    Ok(())
}

fn set_attrib(vm: &mut Vm, value: Value, new: Value) -> PyResult<()> {
    check_given(vm, new)?;
    if !new.is::<Dict>() {
        let message = format!("attrib must be dict, not {}", vm.type_name(new));
        return Err(vm.type_error(&message));
    }
    let element = this::<Element>(value);
    element.data.attrib.set(vm, element, new);
    Ok(())
}

fn repr(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    let place = vm.id(args[0]);
    if !vm.enter_repr(args[0]) {
        let class = vm.class_of(args[0]);
        let message = format!("reentrant call inside {}.__repr__", vm.qualified_type_name(class));
        return Err(vm.runtime_error(&message));
    }
    let tag = vm.repr(element.data.tag.get());
    vm.leave_repr(args[0]);
    let mut text = b"<Element ".to_vec();
    text.extend(tag?.to_wtf8());
    text.extend(format!(" at {place:#x}>").bytes());
    Ok(vm.str_from_wtf8(&text)?.value())
}

fn clear(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    element.data.attrib.set(vm, element, Value::EMPTY);
    element.data.children.set(vm, element, None);
    element.data.text.set(vm, element, Value::NONE);
    element.data.tail.set(vm, element, Value::NONE);
    Ok(Value::NONE)
}

/// The attributes, if any were set; not a dict only in an element that was unpickled from something else.
fn dict_of(vm: &mut Vm, element: This) -> PyResult<Option<Gc<Dict>>> {
    match element.data.attrib.get().given() {
        None => Ok(None),
        Some(attrib) => match attrib.cast::<Dict>() {
            Some(dict) => Ok(Some(dict)),
            None => Err(vm.system_error("bad argument to internal function")),
        },
    }
}

fn get(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let found = match dict_of(vm, this(args[0]))? {
        Some(dict) => dict.get(vm, args[1])?,
        None => None,
    };
    Ok(found.unwrap_or(args.get(2).or_none()))
}

fn set(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    attrib_of(vm, element)?;
    if let Some(dict) = dict_of(vm, element)? {
        dict.set(vm, args[1], args[2])?;
    }
    Ok(Value::NONE)
}

fn keys(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    if let Some(dict) = dict_of(vm, this(args[0]))? {
        let mut at = 0;
        while let Some((entry, key, _)) = dict.next_item(at) {
            list.push(vm, key)?;
            at = entry + 1;
        }
    }
    Ok(list.value())
}

fn items(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let list = vm.list(&[])?;
    if let Some(dict) = dict_of(vm, this(args[0]))? {
        let mut at = 0;
        while let Some((entry, key, value)) = dict.next_item(at) {
            let pair = vm.tuple(&[key, value])?.value();
            list.push(vm, pair)?;
            at = entry + 1;
        }
    }
    Ok(list.value())
}

fn make_element(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let Some(attrib) = args[2].cast::<Dict>() else {
        let message = format!("makeelement() argument 2 must be dict, not {}", vm.arg_type_name(args[2]));
        return Err(vm.type_error(&message));
    };
    let attrib = attrib.copy(vm)?.value();
    Ok(make(vm, args[1], attrib)?.value())
}

fn size_of(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let element = this::<Element>(args[0]);
    let children = element.data.children.get().map_or(0, |list| 8 * list.capacity());
    Ok(Value::len(56 + children))
}

const fn plain(name: &'static str, signature: &'static str, call: runtime::native::spec::NativeFn) -> FnSpec {
    method(name, signature, call).leaf(LeafRule::Always)
}

/// `xml.etree.ElementTree.Element`
pub(super) static ELEMENT: TypeSpec = TypeSpec {
    name: "Element",
    module: "xml.etree.ElementTree",
    flags: type_flag::BASE_TYPE | type_flag::HAS_WEAKREF,
    methods: &[
        method("__new__", "(*args, **kwargs)", new).class_only(),
        method("__init__", "(*args, **kwargs)", init),
        method("__repr__", "()", repr),
        method("__bool__", "()", children::truth),
        plain("__len__", "()", children::len),
        method("__getitem__", "(key, /)", children::get_item),
        method("__setitem__", "(key, value, /)", children::set_item),
        method("__delitem__", "(key, /)", children::delete_item),
        method("clear", "()", clear),
        method("get", "(key, default=None)", get),
        method("set", "(key, value, /)", set),
        method("find", "(path, namespaces=None)", search::find),
        method("findtext", "(path, default=None, namespaces=None)", search::find_text),
        method("findall", "(path, namespaces=None)", search::find_all),
        method("append", "(subelement, /)", children::append),
        method("extend", "(elements, /)", children::extend),
        method("insert", "(index, subelement, /)", children::insert),
        method("remove", "(subelement, /)", children::remove),
        method("iter", "(tag=None)", iterate::iter),
        method("itertext", "()", iterate::iter_text),
        method("iterfind", "(path, namespaces=None)", search::iter_find),
        method("items", "()", items),
        method("keys", "()", keys),
        method("makeelement", "(tag, attrib, /)", make_element),
        method("__copy__", "()", copying::copy),
        method("__deepcopy__", "(memo, /)", copying::deep_copy),
        method("__sizeof__", "()", size_of),
        method("__getstate__", "()", copying::get_state),
        method("__setstate__", "(state, /)", copying::set_state),
    ],
    getset: &[
        getset("tag", get_tag, set_tag),
        getset("text", get_text, set_text),
        getset("tail", get_tail, set_tail),
        getset("attrib", get_attrib, set_attrib),
    ],
    ..TypeSpec::EMPTY
};
