//! The checks of patterns.

use super::{Check, class, fail, field, items, loads, walk};
use crate::vm::Vm;
use parser::ast::Constant;
use parser::tree::{Node, Tree};

/// A name that is given something.
fn name(vm: &mut Vm, tree: &Tree) -> Check {
    match tree {
        Tree::Str(name) if matches!(name.as_str(), "None" | "True" | "False") => {
            let message = format!("identifier field can't represent '{name}' constant");
            fail(vm, &message)
        }
        _ => Ok(()),
    }
}

/// The name in a field, if there is one, that a pattern binds.
fn capture(vm: &mut Vm, node: &Node, field_name: &str) -> Check {
    match field(node, field_name) {
        Some(Tree::Str(text)) if text.as_str() == "_" => fail(vm, "can't capture name '_' in patterns"),
        Some(tree) => name(vm, tree),
        None => Ok(()),
    }
}

fn constant(tree: Option<&Tree>) -> Option<&Constant> {
    match tree {
        Some(Tree::Node(node)) if node.class == "Constant" => match field(node, "value") {
            Some(Tree::Constant(value)) => Some(value),
            _ => None,
        },
        _ => None,
    }
}

fn is_number(tree: Option<&Tree>, real: bool, imaginary: bool) -> bool {
    match constant(tree) {
        Some(Constant::Int(_) | Constant::Float(_)) => real,
        Some(Constant::Complex { .. }) => imaginary,
        _ => false,
    }
}

/// A number with a minus before it.
fn is_negative(tree: Option<&Tree>, real: bool, imaginary: bool) -> bool {
    let Some(Tree::Node(node)) = tree else { return false };
    node.class == "UnaryOp"
        && field(node, "op").map(class) == Some("USub")
        && is_number(field(node, "operand"), real, imaginary)
}

/// The sum or difference of a real and an imaginary number.
fn is_complex(node: &Node) -> bool {
    let left = field(node, "left");
    matches!(field(node, "op").map(class), Some("Add" | "Sub"))
        && (is_number(left, true, false) || is_negative(left, true, false))
        && is_number(field(node, "right"), false, true)
}

/// An expression that what is matched is compared with.
fn value(vm: &mut Vm, tree: &Tree) -> Check {
    let Tree::Node(node) = tree else { return Ok(()) };
    walk(vm, tree)?;
    let allowed = match node.class {
        "Constant" => match constant(Some(tree)) {
            Some(
                Constant::Int(_)
                | Constant::Float(_)
                | Constant::Bytes(_)
                | Constant::Complex { .. }
                | Constant::Str(_),
            ) => true,
            _ => return fail(vm, "unexpected constant inside of a literal pattern"),
        },
        "Attribute" | "JoinedStr" => true,
        "UnaryOp" => is_negative(Some(tree), true, true),
        "BinOp" => is_complex(node),
        _ => false,
    };
    if allowed { Ok(()) } else { fail(vm, "patterns may only match literals and attribute lookups") }
}

fn patterns(vm: &mut Vm, node: &Node, name: &str, star: bool) -> Check {
    items(field(node, name)).iter().try_for_each(|item| pattern(vm, item, star))
}

/// Names alone and with dots before them are classes.
fn class_name(vm: &mut Vm, tree: Option<&Tree>) -> Check {
    let mut tree = tree;
    loop {
        match tree {
            Some(Tree::Node(node)) if node.class == "Name" => return Ok(()),
            Some(Tree::Node(node)) if node.class == "Attribute" => tree = field(node, "value"),
            _ => return fail(vm, "MatchClass cls field can only contain Name or Attribute nodes."),
        }
    }
}

/// Checks a pattern; `star`: it may match several items.
pub(super) fn pattern(vm: &mut Vm, tree: &Tree, star: bool) -> Check {
    let Tree::Node(node) = tree else { return Ok(()) };
    vm.check_native_stack()?;
    let len = |name: &str| items(field(node, name)).len();
    let has = |name: &str| !matches!(field(node, name), None | Some(Tree::None));
    match node.class {
        "MatchValue" => field(node, "value").map_or(Ok(()), |tree| value(vm, tree)),
        "MatchSingleton" => match field(node, "value") {
            Some(Tree::Constant(Constant::None | Constant::Bool(_))) => Ok(()),
            _ => fail(vm, "MatchSingleton can only contain True, False and None"),
        },
        "MatchSequence" => patterns(vm, node, "patterns", true),
        "MatchMapping" => {
            if len("keys") != len("patterns") {
                return fail(vm, "MatchMapping doesn't have the same number of keys as patterns");
            }
            capture(vm, node, "rest")?;
            for key in items(field(node, "keys")) {
                if !matches!(constant(Some(key)), Some(Constant::None | Constant::Bool(_))) {
                    value(vm, key)?;
                }
            }
            patterns(vm, node, "patterns", false)
        }
        "MatchClass" => {
            if len("kwd_attrs") != len("kwd_patterns") {
                return fail(vm, "MatchClass doesn't have the same number of keyword attributes as patterns");
            }
            loads(vm, node, &["cls"])?;
            class_name(vm, field(node, "cls"))?;
            items(field(node, "kwd_attrs")).iter().try_for_each(|attr| name(vm, attr))?;
            patterns(vm, node, "patterns", false)?;
            patterns(vm, node, "kwd_patterns", false)
        }
        "MatchStar" if !star => fail(vm, "can't use MatchStar here"),
        "MatchStar" => capture(vm, node, "name"),
        "MatchAs" => {
            capture(vm, node, "name")?;
            if has("pattern") && !has("name") {
                return fail(vm, "MatchAs must specify a target name if a pattern is given");
            }
            field(node, "pattern").map_or(Ok(()), |tree| pattern(vm, tree, false))
        }
        "MatchOr" if len("patterns") < 2 => fail(vm, "MatchOr requires at least 2 patterns"),
        "MatchOr" => patterns(vm, node, "patterns", false),
        _ => Ok(()),
    }
}
