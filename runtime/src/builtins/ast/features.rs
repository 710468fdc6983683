//! `ast.parse(..., feature_version=...)`: what versions before 3.12 did not have.

use crate::compiler::CompileError;
use parser::tree::{Node, Tree};

/// What nodes of a class are, in the words of the message, and the minor version that brought them.
const CLASSES: &[(&str, &str, u8)] = &[
    ("Await", "Await expressions are", 5),
    ("AsyncFunctionDef", "Async functions are", 5),
    ("AsyncFor", "Async for loops are", 5),
    ("AsyncWith", "Async with statements are", 5),
    ("MatMult", "The '@' operator is", 5),
    ("AnnAssign", "Variable annotation syntax is", 6),
    ("JoinedStr", "Format strings are", 6),
    ("NamedExpr", "Assignment expressions are", 8),
    ("Match", "Pattern matching is", 10),
    ("TryStar", "Exception groups are", 11),
    ("TypeAlias", "Type statement is", 12),
];

fn is_filled(node: &Node, name: &str) -> bool {
    node.fields.iter().any(|(field, tree)| *field == name && matches!(tree, Tree::List(items) if !items.is_empty()))
}

/// What a node is that came with a later minor version than 0.
fn newness(node: &Node) -> Option<(&'static str, u8)> {
    let by_class = CLASSES.iter().find(|(class, ..)| *class == node.class).map(|&(_, what, version)| (what, version));
    let is_async = |(name, tree): &(&str, Tree)| *name == "is_async" && matches!(tree, Tree::Int(1));
    match node.class {
        "arguments" if is_filled(node, "posonlyargs") => Some(("Positional-only parameters are", 8)),
        "comprehension" if node.fields.iter().any(is_async) => Some(("Async comprehensions are", 6)),
        "FunctionDef" | "ClassDef" if is_filled(node, "type_params") => Some(("Type parameter lists are", 12)),
        _ => by_class,
    }
}

fn find(tree: &Tree, minor: u8, place: (u32, u32)) -> Option<(String, (u32, u32))> {
    match tree {
        Tree::List(items) => items.iter().find_map(|item| find(item, minor, place)),
        Tree::Node(node) => {
            let place = node.range.unwrap_or(place);
            if let Some((what, version)) = newness(node).filter(|&(_, version)| version > minor) {
                return Some((format!("{what} only supported in Python 3.{version} and greater"), place));
            }
            node.fields.iter().find_map(|(_, value)| find(value, minor, place))
        }
        Tree::None | Tree::Str(_) | Tree::Int(_) | Tree::Constant(_) => None,
    }
}

/// What a tree has that Python 3.`minor` did not.
pub(super) fn check(tree: &Tree, minor: u8) -> Result<(), CompileError> {
    match find(tree, minor, (0, 0)) {
        Some((message, place)) => Err(CompileError::at(message, place)),
        None => Ok(()),
    }
}
