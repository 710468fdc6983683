//! `_elementtree`: `Element`, the builder of trees and the parser that drives it, for `xml.etree.ElementTree`.
//!
//! `element.rs` has the elements, `children.rs` what they do as sequences, `search.rs` finding and `iterate.rs` walking through
//! them, `copying.rs` copies and states; `builder.rs` makes trees of events, `reader.rs` events of documents, with the parser of
//! `pyexpat`.

mod builder;
mod children;
mod copying;
mod element;
mod iterate;
mod reader;
mod search;

use crate::errors::ErrorClass;
use runtime::exceptions::hierarchy::Exc;
use runtime::heap::Gc;
use runtime::native::{ModuleSpec, func};
use runtime::object::module::Module;
use runtime::vm::{PyResult, Vm};

static PARSE_ERROR: ErrorClass = ErrorClass::new("xml.etree.ElementTree.ParseError", Exc::SyntaxError, "");

/// `_elementtree`
pub(crate) static ELEMENTTREE: ModuleSpec = ModuleSpec {
    name: "_elementtree",
    functions: &[
        func("SubElement", "(*args, **kwargs)", element::sub_element),
        func("_set_factories", "(comment_factory, pi_factory, /)", builder::set_factories)
            .doc("Change the factories used to create comments and processing instructions.\n\nFor internal use only."),
    ],
    types: &[&element::ELEMENT, &builder::TREE_BUILDER, &reader::XML_PARSER],
    init: Some(init),
    ..ModuleSpec::EMPTY
};

fn init(vm: &mut Vm, module: Gc<Module>) -> PyResult<()> {
    PARSE_ERROR.add_to(vm, module)
}
