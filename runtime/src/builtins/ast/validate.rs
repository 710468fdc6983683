//! What CPython's `ast.c` checks of a tree before it is compiled.

mod patterns;

use crate::vm::{PyResult, Vm};
use parser::tree::{Node, Tree};

type Check = PyResult<()>;

fn fail<T>(vm: &mut Vm, message: &str) -> PyResult<T> {
    Err(vm.value_error(message))
}

fn items(tree: Option<&Tree>) -> &[Tree] {
    match tree {
        Some(Tree::List(items)) => items,
        _ => &[],
    }
}

fn field<'t>(node: &'t Node, name: &str) -> Option<&'t Tree> {
    node.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
}

fn class(tree: &Tree) -> &'static str {
    match tree {
        Tree::Node(node) => node.class,
        _ => "None",
    }
}

/// Checks a whole tree.
pub(super) fn module(vm: &mut Vm, tree: &Tree, _: &[(u32, u32)]) -> Check {
    walk(vm, tree)
}

fn walk(vm: &mut Vm, tree: &Tree) -> Check {
    match tree {
        Tree::List(items) => items.iter().try_for_each(|item| walk(vm, item)),
        Tree::Node(node) => {
            vm.check_native_stack()?;
            check(vm, node)?;
            let holes = |name: &str| items(field(node, name)).iter().any(|item| matches!(item, Tree::None));
            if ["body", "orelse", "finalbody"].iter().any(|name| holes(name)) {
                return fail(vm, "None disallowed in statement list");
            }
            node.fields.iter().try_for_each(|(_, value)| walk(vm, value))
        }
        Tree::None | Tree::Str(_) | Tree::Int(_) | Tree::Constant(_) => Ok(()),
    }
}

fn nonempty(vm: &mut Vm, node: &Node, name: &str) -> Check {
    if items(field(node, name)).is_empty() {
        return fail(vm, &format!("empty {name} on {}", node.class));
    }
    Ok(())
}

/// `None` stands in a list of expressions only where it means something.
fn no_holes(vm: &mut Vm, node: &Node, names: &[&str]) -> Check {
    for name in names {
        if items(field(node, name)).iter().any(|item| matches!(item, Tree::None)) {
            return fail(vm, "None disallowed in expression list");
        }
    }
    Ok(())
}

fn context(vm: &mut Vm, tree: Option<&Tree>, wanted: &str) -> Check {
    let Some(Tree::Node(node)) = tree else { return Ok(()) };
    let actual = match node.class {
        "Attribute" | "Subscript" | "Starred" | "Name" | "List" | "Tuple" => field(node, "ctx").map_or("Load", class),
        _ => "Load",
    };
    if wanted != "Load" && !matches!(node.class, "Attribute" | "Subscript" | "Starred" | "Name" | "List" | "Tuple") {
        return fail(vm, &format!("expression which can't be assigned to in {wanted} context"));
    }
    if actual != wanted {
        return fail(vm, &format!("expression must have {wanted} context but has {actual} instead"));
    }
    if matches!(node.class, "List" | "Tuple") {
        return items(field(node, "elts")).iter().try_for_each(|item| context(vm, Some(item), wanted));
    }
    if node.class == "Starred" {
        return context(vm, field(node, "value"), wanted);
    }
    Ok(())
}

fn contexts(vm: &mut Vm, node: &Node, name: &str, wanted: &str) -> Check {
    match field(node, name) {
        Some(Tree::List(items)) => items.iter().try_for_each(|item| context(vm, Some(item), wanted)),
        other => context(vm, other, wanted),
    }
}

fn loads(vm: &mut Vm, node: &Node, names: &[&str]) -> Check {
    names.iter().try_for_each(|name| contexts(vm, node, name, "Load"))
}

/// Checks a node but not those in it.
fn only(vm: &mut Vm, tree: &Tree) -> Check {
    match tree {
        Tree::Node(node) => check(vm, node),
        _ => Ok(()),
    }
}

/// Checks the nodes of a field before all else of `node`.
fn first(vm: &mut Vm, node: &Node, name: &str) -> Check {
    match field(node, name) {
        Some(Tree::List(items)) => items.iter().try_for_each(|item| only(vm, item)),
        Some(tree) => only(vm, tree),
        None => Ok(()),
    }
}

fn check(vm: &mut Vm, node: &Node) -> Check {
    let len = |name: &str| items(field(node, name)).len();
    match node.class {
        "FunctionDef" | "AsyncFunctionDef" => {
            nonempty(vm, node, "body")?;
            first(vm, node, "args")?;
            loads(vm, node, &["decorator_list", "returns"])
        }
        "ClassDef" => {
            nonempty(vm, node, "body")?;
            no_holes(vm, node, &["bases", "decorator_list"])?;
            loads(vm, node, &["bases", "decorator_list"])
        }
        "Delete" => {
            nonempty(vm, node, "targets")?;
            no_holes(vm, node, &["targets"])?;
            contexts(vm, node, "targets", "Del")
        }
        "Assign" => {
            nonempty(vm, node, "targets")?;
            no_holes(vm, node, &["targets"])?;
            contexts(vm, node, "targets", "Store")?;
            loads(vm, node, &["value"])
        }
        "TypeAlias" => {
            if class(field(node, "name").unwrap_or(&Tree::None)) != "Name" {
                return Err(vm.type_error("TypeAlias with non-Name name"));
            }
            contexts(vm, node, "name", "Store")?;
            loads(vm, node, &["value"])
        }
        "AugAssign" => {
            contexts(vm, node, "target", "Store")?;
            loads(vm, node, &["value"])
        }
        "AnnAssign" => {
            let simple = matches!(field(node, "simple"), Some(Tree::Int(n)) if *n != 0);
            if simple && class(field(node, "target").unwrap_or(&Tree::None)) != "Name" {
                return Err(vm.type_error("AnnAssign with simple non-Name target"));
            }
            contexts(vm, node, "target", "Store")?;
            loads(vm, node, &["value", "annotation"])
        }
        "For" | "AsyncFor" => {
            contexts(vm, node, "target", "Store")?;
            loads(vm, node, &["iter"])?;
            nonempty(vm, node, "body")
        }
        "While" | "If" => {
            loads(vm, node, &["test"])?;
            nonempty(vm, node, "body")
        }
        "With" | "AsyncWith" => {
            nonempty(vm, node, "items")?;
            nonempty(vm, node, "body")
        }
        "withitem" => {
            loads(vm, node, &["context_expr"])?;
            match field(node, "optional_vars") {
                Some(Tree::None) | None => Ok(()),
                vars => context(vm, vars, "Store"),
            }
        }
        "Match" => {
            loads(vm, node, &["subject"])?;
            nonempty(vm, node, "cases")
        }
        "match_case" => {
            if let Some(pattern) = field(node, "pattern") {
                patterns::pattern(vm, pattern, false)?;
            }
            loads(vm, node, &["guard"])?;
            nonempty(vm, node, "body")
        }
        "Raise" => {
            let has = |name: &str| !matches!(field(node, name), None | Some(Tree::None));
            if !has("exc") && has("cause") {
                return fail(vm, "Raise with cause but no exception");
            }
            loads(vm, node, &["exc", "cause"])
        }
        "Try" | "TryStar" => {
            nonempty(vm, node, "body")?;
            if len("handlers") == 0 && len("finalbody") == 0 {
                return fail(vm, &format!("{} has neither except handlers nor finalbody", node.class));
            }
            if len("handlers") == 0 && len("orelse") > 0 {
                return fail(vm, &format!("{} has orelse but no except handlers", node.class));
            }
            Ok(())
        }
        "ExceptHandler" => {
            loads(vm, node, &["type"])?;
            nonempty(vm, node, "body")
        }
        "Import" | "ImportFrom" => {
            if let Some(Tree::Int(level)) = field(node, "level")
                && *level < 0
            {
                return fail(vm, "Negative ImportFrom level");
            }
            nonempty(vm, node, "names")
        }
        "Global" | "Nonlocal" => nonempty(vm, node, "names"),
        _ => check_expr(vm, node),
    }
}

fn check_expr(vm: &mut Vm, node: &Node) -> Check {
    let len = |name: &str| items(field(node, name)).len();
    match node.class {
        "BoolOp" => {
            if len("values") < 2 {
                return fail(vm, "BoolOp with less than 2 values");
            }
            no_holes(vm, node, &["values"])?;
            loads(vm, node, &["values"])
        }
        "Compare" => {
            if len("comparators") == 0 {
                return fail(vm, "Compare has no comparators");
            }
            if len("comparators") != len("ops") {
                return fail(vm, "Compare has a different number of comparators and operands");
            }
            no_holes(vm, node, &["comparators"])?;
            loads(vm, node, &["left", "comparators"])
        }
        "Dict" => {
            if len("keys") != len("values") {
                return fail(vm, "Dict doesn't have the same number of keys as values");
            }
            no_holes(vm, node, &["values"])?;
            loads(vm, node, &["keys", "values"])
        }
        "ListComp" | "SetComp" | "GeneratorExp" | "DictComp" => {
            if len("generators") == 0 {
                return fail(vm, "comprehension with no generators");
            }
            items(field(node, "generators")).iter().try_for_each(|one| only(vm, one))?;
            loads(vm, node, &["elt", "key", "value"])
        }
        "comprehension" => {
            contexts(vm, node, "target", "Store")?;
            no_holes(vm, node, &["ifs"])?;
            loads(vm, node, &["iter", "ifs"])
        }
        "arguments" => {
            for name in ["posonlyargs", "args", "vararg", "kwonlyargs", "kwarg"] {
                first(vm, node, name)?;
            }
            no_holes(vm, node, &["defaults"])?;
            if len("defaults") > len("posonlyargs") + len("args") {
                return fail(vm, "more positional defaults than args on arguments");
            }
            if len("kw_defaults") != len("kwonlyargs") {
                return fail(vm, "length of kwonlyargs is not the same as kw_defaults on arguments");
            }
            loads(vm, node, &["defaults", "kw_defaults"])
        }
        "Set" | "JoinedStr" | "Call" => {
            no_holes(vm, node, &["elts", "values", "args"])?;
            loads(vm, node, &["func", "elts", "values", "args"])
        }
        "List" | "Tuple" => no_holes(vm, node, &["elts"]),
        "NamedExpr" => {
            if class(field(node, "target").unwrap_or(&Tree::None)) != "Name" {
                return Err(vm.type_error("NamedExpr target must be a Name"));
            }
            loads(vm, node, &["value"])
        }
        "Name" => match field(node, "id") {
            Some(Tree::Str(name)) if matches!(name.as_str(), "None" | "True" | "False") => {
                let name = name.clone();
                fail(vm, &format!("identifier field can't represent '{name}' constant"))
            }
            _ => Ok(()),
        },
        "Lambda" => {
            first(vm, node, "args")?;
            loads(vm, node, &["body"])
        }
        "BinOp" => loads(vm, node, &["left", "right"]),
        "Attribute" | "Subscript" => loads(vm, node, &["value", "slice"]),
        // What is in it has its context.
        "Starred" => contexts(vm, node, "value", field(node, "ctx").map_or("Load", class)),
        _ => loads(
            vm,
            node,
            &["value", "operand", "body", "test", "orelse", "lower", "upper", "step", "annotation", "msg"],
        ),
    }
}
