//! A tree in one generic form: nodes with named fields, as Python's `ast` sees them. Dumps and `_ast` go through it.

mod build;
mod read;

pub use build::tree;
pub use read::module;

use rustpython_parser::ast::Constant;

/// A value in a field of a node.
#[derive(Clone, Debug)]
pub enum Tree {
    /// `None`
    None,
    /// An identifier, or other text, encoded as string constants are.
    Str(String),
    /// A number that is not a constant.
    Int(i64),
    /// The value of a constant.
    Constant(Constant),
    /// A list.
    List(Vec<Tree>),
    /// A node.
    Node(Box<Node>),
}

/// A node of the tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// The name of its class.
    pub class: &'static str,
    /// Its fields in the grammar's order; absent optional ones may be missing.
    pub fields: Vec<(&'static str, Tree)>,
    /// Where it is, if nodes of the class have positions.
    pub range: Option<(u32, u32)>,
}
