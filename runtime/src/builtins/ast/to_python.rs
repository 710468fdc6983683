//! From a parsed tree to Python objects.

use super::{ATTRIBUTES, asdl, class_named, singletons};
use crate::compiler::{Places, constant_of};
use crate::heap::Gc;
use crate::object::header::Header;
use crate::value::Value;
use crate::vm::{PyResult, Vm};
use parser::tree::{Node, Tree};

/// The object for a tree.
pub(super) fn object(vm: &mut Vm, tree: &Tree, places: Places<'_>) -> PyResult<Value> {
    vm.check_native_stack()?;
    match tree {
        Tree::None => Ok(Value::NONE),
        Tree::Str(text) => {
            let text = vm.encoded_text(text)?;
            Ok(vm.intern_str(text).value())
        }
        Tree::Int(number) => vm.int(*number),
        Tree::Constant(constant) => vm.constant(&constant_of(constant)),
        Tree::List(items) => {
            let list = vm.list(&[])?;
            for item in items {
                let item = object(vm, item, places)?;
                list.push(vm, item)?;
            }
            Ok(list.value())
        }
        Tree::Node(node) => node_object(vm, node, places),
    }
}

fn set(vm: &mut Vm, header: Gc<Header>, name: &str, value: Value) -> PyResult<()> {
    let name = vm.intern(name);
    vm.set_instance_attr(header, name, value).map(|_: bool| ())
}

fn node_object(vm: &mut Vm, node: &Node, places: Places<'_>) -> PyResult<Value> {
    let (_, _, fields) = asdl::find(node.class).expect("the parser makes the grammar's nodes");
    if node.fields.is_empty() && node.range.is_none() {
        let singletons = singletons(vm)?;
        if let Some(one) = singletons.get_text(vm, node.class) {
            return Ok(one);
        }
    }
    let class = class_named(vm, node.class)?;
    let made = vm.instance(class)?;
    let header = made.header();
    for (_, _, name) in asdl::fields(fields) {
        let value = match node.fields.iter().find(|(field, _)| *field == name) {
            Some((_, value)) => object(vm, value, places)?,
            None => Value::NONE,
        };
        set(vm, header, name, value)?;
    }
    if let Some((start, end)) = node.range {
        let ((line, column), (end_line, end_column)) = (places.at(start), places.at(end));
        for (name, value) in ATTRIBUTES.into_iter().zip([line, column, end_line, end_column]) {
            set(vm, header, name, Value::len(value as usize))?;
        }
    }
    Ok(made.value())
}
