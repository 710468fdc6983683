//! Walking through a tree in the order of the document.

use super::element::{This, as_element, tail_of, text_of};
use crate::receiver::this;
use runtime::heap::{Field, Gc, Native};
use runtime::native::{Args, TypeSpec, method};
use runtime::object::list::List;
use runtime::object::string::{Bytes, Str};
use runtime::object::type_object::type_flag;
use runtime::value::Value;
use runtime::vm::{PyResult, Vm};
use std::cell::Cell;

/// An iterator over elements or over their texts.
struct Walk {
    /// Where it begins; EMPTY once it has begun.
    root: Field<Value>,
    /// The elements that it is in, each followed by the number of its next child.
    stack: Field<Gc<List>>,
    /// None if any element is sought.
    tag: Field<Value>,
    texts: Cell<bool>,
}
runtime::native_data!(Walk, [root, stack, tag]);

fn walk(vm: &mut Vm, root: Value, tag: Value, texts: bool) -> PyResult<Value> {
    let stack = vm.list(&[])?;
    let class = vm.native_type(&WALK)?;
    let data = Walk { root: Field::new(root), stack: Field::new(stack), tag: Field::new(tag), texts: Cell::new(texts) };
    Ok(vm.native_without_finalizer(class, data)?.value())
}

fn is_star(tag: Value) -> bool {
    tag.cast::<Str>().is_some_and(|tag| tag.is_text("*")) || tag.cast::<Bytes>().is_some_and(|tag| tag.bytes() == b"*")
}

/// `iter(tag=None)`
pub(super) fn iter(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let tag = args.get(1).or_none();
    walk(vm, args[0], if is_star(tag) { Value::NONE } else { tag }, false)
}

/// `itertext()`
pub(super) fn iter_text(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    walk(vm, args[0], Value::NONE, true)
}

/// What the iterator meets next.
enum Met {
    /// An element, which it is now in.
    In(This),
    /// The end of an element within others.
    Behind(This),
}

fn step(vm: &mut Vm, walk: Gc<Native<Walk>>) -> PyResult<Option<Met>> {
    let stack = walk.data.stack.get();
    loop {
        let len = stack.len();
        let (Some(top), Some(number)) = (
            len.checked_sub(2).and_then(|at| stack.get(at)).and_then(as_element),
            len.checked_sub(1).and_then(|at| stack.get(at)).and_then(Value::as_small_int),
        ) else {
            let root = walk.data.root.get();
            walk.data.root.set(vm, walk, Value::EMPTY);
            let Some(element) = root.given().and_then(as_element) else { return Ok(None) };
            return enter(vm, stack, element).map(Some);
        };
        if let Some(child) = top.data.child(number as usize).and_then(as_element) {
            stack.set(vm, len - 1, Value::len(number as usize + 1));
            return enter(vm, stack, child).map(Some);
        }
        stack.pop();
        stack.pop();
        if !stack.is_empty() && walk.data.texts.get() {
            return Ok(Some(Met::Behind(top)));
        }
    }
}

fn enter(vm: &mut Vm, stack: Gc<List>, element: This) -> PyResult<Met> {
    stack.push(vm, element.value())?;
    stack.push(vm, Value::len(0))?;
    Ok(Met::In(element))
}

fn next(vm: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    let walk = this::<Walk>(args[0]);
    while let Some(met) = step(vm, walk)? {
        if walk.data.texts.get() {
            let text = match met {
                Met::In(element) => text_of(vm, element)?,
                Met::Behind(element) => tail_of(vm, element)?,
            };
            if !text.is_none() && vm.is_true(text)? {
                return Ok(text);
            }
            continue;
        }
        let (Met::In(element) | Met::Behind(element)) = met;
        let tag = walk.data.tag.get();
        if tag.is_none() || vm.equal(element.data.tag.get(), tag)? {
            return Ok(element.value());
        }
    }
    Ok(Value::EMPTY)
}

fn itself(_: &mut Vm, args: Args<'_>) -> PyResult<Value> {
    Ok(args[0])
}

static WALK: TypeSpec = TypeSpec {
    name: "_element_iterator",
    module: "_elementtree",
    flags: type_flag::NO_NEW,
    methods: &[method("__iter__", "()", itself), method("__next__", "()", next)],
    ..TypeSpec::EMPTY
};
